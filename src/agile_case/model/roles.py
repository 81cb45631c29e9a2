"""Roles: what one full-time equivalent costs in full, built up from its parts, or one contractor by the day."""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity

__all__ = ["Role"]


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Role(Noun):
    """What somebody in a role costs in full: salary with on-costs and overheads, or a day rate.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.31 to 6.32: labour is valued at its full cost, with pension,
        national insurance and allowances.
    """

    salary: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money per full-time equivalent a year, such as `52 GBPk/FTE/year`, or an expression over assumptions."""
    on_costs: float | str = attrs.field(default=0.0, converter=fields.number_or_key)
    """Pension, national insurance and allowances, as a fraction of the salary, or the key of an assumption."""
    overheads: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money per full-time equivalent a year for accommodation, equipment and support."""
    day_rate: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money per person and workday; instead of a salary."""
    days: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Workdays a year that a day rate is paid for, such as `220 workday/year`."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Where the figures come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @property
    def counted_in(self) -> str:
        """The unit in which people of this role are counted: FTE where there is a salary, person for a day rate."""
        return "FTE" if self.salary is not None else "person"

    def __attrs_post_init__(self) -> None:
        """Refuse a role that is paid in both ways, in neither, or in half of one."""
        by_day = (self.day_rate is not None, self.days is not None)
        by_year = self.salary is not None
        extras = self.on_costs != 0.0 or self.overheads is not None
        if not (by_year and not any(by_day)) and not (all(by_day) and not by_year and not extras):
            given = [name for name in ("salary", "on_costs", "overheads", "day_rate", "days") if getattr(self, name)]
            message = "A role has a salary, or a day rate with its days."
            wanted = "salary, with on_costs and overheads where there are any; or day_rate and days"
            raise InputError(message, got=" and ".join(given) or "neither", wanted=wanted)
