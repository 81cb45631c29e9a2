"""The five cases in words, each key a part of what is asked for (The Green Book 2026, Table 2).

The economic case is the model itself. A text says it, or says where it is: what lives elsewhere, such as a risk
register or a backlog, is a link.
register or a backlog, is a link.
"""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located

__all__ = ["CommercialContent", "FinancialContent", "ManagementContent", "StrategicContent"]


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class StrategicContent(Noun):
    """The strategic case in words; objectives, theory of change and dependencies are tables of their own."""

    case_for_change: str = fields.text()
    """What is wrong now, for whom, and what happens if nothing is done."""
    rationale: str = fields.text()
    """Why government acts: the market failure, equity, or the service that it provides (4.6 and 4.7)."""
    strategic_fit: str = fields.text()
    """Which policies, strategies and programmes it serves."""
    scope: str = fields.text()
    """What it is about, and what it leaves out."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class CommercialContent(Noun):
    """The commercial case in words."""

    procurement_strategy: str = fields.text()
    """What is bought, by which route, and in how many contracts."""
    requirements: str = fields.text()
    """Service requirements and outputs."""
    risk_allocation: str = fields.text()
    """Who bears which risk."""
    charging_mechanism: str = fields.text()
    """How suppliers are paid."""
    contractual_arrangements: str = fields.text()
    """Key terms: length, breaks, exit, change, and who owns what is made."""
    personnel_implications: str = fields.text()
    """What it means for staff, transfers of employment included."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class FinancialContent(Noun):
    """The financial case in words; its figures are the lines of the case and `[funding]`."""

    accounts: str = fields.text()
    """Effect on income, expenditure and balance sheet."""
    affordability: str = fields.text()
    """How it is paid for, and what closes the gap where there is one."""
    agreed_by: str = fields.text()
    """Who in finance agreed to it, and when."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class ManagementContent(Noun):
    """The management case in words, or where each of its parts is."""

    owner: str = fields.text()
    """Senior responsible owner."""
    governance: str = fields.text()
    """Who decides what, and what a team decides by itself."""
    team: str = fields.text()
    """Who does the work, and how."""
    backlog: str = fields.text()
    """Where the backlog is."""
    change_management: str = fields.text()
    """How those whose work changes are brought along."""
    benefits_realisation: str = fields.text()
    """How benefits are brought about and tracked."""
    risk_management: str = fields.text()
    """How risks are managed, and where the register is."""
    monitoring_and_evaluation: str = fields.text()
    """What is measured, when, and how it will be known whether it worked."""
    contingency_plans: str = fields.text()
    """What is done if it fails, and how the service goes on meanwhile."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
