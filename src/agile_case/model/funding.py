"""Funding: money that is there, asked for or missing, by year and budget class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.model.assumptions import YearlyValues
from agile_case.model.lines import BUDGETS
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located

__all__ = ["FUNDING_STATUSES", "Funding"]

FUNDING_STATUSES = ("baseline", "settled", "bid", "unfunded")
"""How sure funding is: in the baseline, settled in a spending review, bid for, or known to be missing."""


def _amounts(value: object) -> YearlyValues:
    if isinstance(value, YearlyValues):
        return value
    if isinstance(value, Mapping) and set(value) == {"years", "values"}:
        return YearlyValues(years=value["years"], values=value["values"])
    message = "Funding is given year by year."
    wanted = 'for example { years = "2026-27..2027-28", values = [1.2, 0.8] }'
    raise InputError(message, got=f"{value!r:.120}", wanted=wanted)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Funding(Noun):
    """A line of funding, in cash; it changes no measure of the economic case.

    Source:
        HM Treasury, The Green Book 2026, Table 9 and paragraph 6.92: the financial case is in cash, undiscounted.
    """

    amounts: YearlyValues = attrs.field(converter=_amounts)
    """Cash of each year, in `unit`."""
    unit: str = attrs.field(validator=fields.is_a(str))
    """Unit of the amounts, such as `GBPm`."""
    budget: str = attrs.field(validator=fields.one_of(BUDGETS))
    """Budget class."""
    status: str = attrs.field(validator=fields.one_of(FUNDING_STATUSES))
    """How sure it is; what is unfunded is listed and covers nothing."""
    options: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the options that it is for; all unless stated."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Who gives it, and where that is written."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
