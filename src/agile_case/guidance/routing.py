"""Every rule of routing: which approvals a case needs, by which edition, on which figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.guidance import routing_2014, routing_limits

if TYPE_CHECKING:
    from agile_case.guidance.rules import Rule

__all__ = ["ROUTING_SETS", "RULES"]

ROUTING_SETS: Final = ("hmt-agile-2014", "dtsc-v5", "dtsc-v6", "reset-2026", "mega-2025")
"""The rule sets that say where a case goes."""
RULES: tuple[Rule, ...] = (*routing_2014.RULES, *routing_limits.RULES)
"""The rules of routing."""
