"""Critical success factors: what an option must do to be worth having (The Green Book 2026, 5.5, 5.6 and Table 4)."""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located

__all__ = ["BASIC_FACTORS", "CONSTRAINTS", "CriticalSuccessFactor"]

BASIC_FACTORS = ("strategic-fit", "value-for-money", "supplier-capacity", "affordability", "achievability")
"""The five basic factors of Table 4, in its order: objectives and strategic fit; value for money; supplier capacity and
capability; affordability; achievability."""
CONSTRAINTS = ("legal", "ethical", "social-acceptability", "timing", "environment")
"""Constraints that may be added (paragraph 5.6); the last is greenhouse gases and the environment."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class CriticalSuccessFactor(Noun):
    """What the choices of the longlist are rated against; its key is its address."""

    kind: str = attrs.field(validator=fields.one_of((*BASIC_FACTORS, *CONSTRAINTS)))
    """Which of the five basic factors it is, or which constraint."""
    title: str = fields.text()
    """What it says in this case."""
    source: str = fields.text()
    """Who set it, and where."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @property
    def is_basic(self) -> bool:
        """Whether it is one of the five basic factors."""
        return self.kind in BASIC_FACTORS
