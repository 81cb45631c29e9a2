"""The basis of a case: what its numbers are measured against."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import attrs

from agile_case.errors import InputError, YearError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.years import Year, YearRange

__all__ = ["SAVINGS", "TRANSFER_POLICIES", "Basis", "DiscountFactors", "PricesAfter", "ReferenceChoice"]

TRANSFER_POLICIES = ("excluded", "both-sides")
"""What a case does with transfers (The Green Book 2026, paragraphs 6.33 to 6.39)."""
SAVINGS = ("lower-cost", "benefit")
"""The two conventions for cash-releasing savings (The Green Book 2026, paragraph 6.94)."""
_MAX_HORIZON = 150


def _sourced(_instance: object, _attribute: object, value: Any) -> None:  # noqa: ANN401 - any input may come
    if not isinstance(value, str) or not value.strip():
        message = "A figure that replaces published ones needs its source."
        raise InputError(message, where="source", got=repr(value), wanted="who says so, and where")


def folder_path(value: object) -> Path | None:
    """Accept the path of a folder, or None; it stays the same when the working directory changes.

    Args:
        value: What the user gave.
    """
    if value is None or (isinstance(value, str | os.PathLike) and "\0" not in str(value)):
        return None if value is None else Path(value).absolute()
    message = "This is not the path of a folder."
    raise InputError(message, where="folder", got=f"{value!r:.120}", wanted="text or a Path")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class PricesAfter(Noun):
    """How prices go on after the published deflator ends; there is no default."""

    growth: float = attrs.field(converter=fields.number)
    """Yearly growth of prices after the last published year, as a fraction."""
    source: str = attrs.field(validator=_sourced)
    """Where that figure comes from."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class DiscountFactors(Noun):
    """Discount factors given year by year instead of a schedule, as some printed tables need."""

    source: str = attrs.field(validator=_sourced)
    """Where the factors were printed."""
    values: tuple[float, ...] = attrs.field(converter=fields.numbers)
    """One factor for each year from year 0 to the horizon; the first is 1."""

    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @values.validator
    def _check_values(self, _attribute: object, value: tuple[float, ...]) -> None:
        if not value or value[0] != 1.0 or any(not 0 < later <= before for before, later in itertools.pairwise(value)):
            message = "These are not discount factors."
            wanted = "1 for year 0, then numbers above 0, none larger than the one before"
            raise InputError(message, where="values", got=repr(list(value))[:120], wanted=wanted)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class ReferenceChoice(Noun):
    """Which published parameters a case uses."""

    set: str = attrs.field(validator=fields.is_a(str))
    """Name of a reference set, such as `uk-2026-03`."""
    replaced: FrozenMap[str, Any] = attrs.field(factory=FrozenMap, converter=fields.table)
    """Tables replaced by another vintage (its name), or by a file (`file` and `sha256`)."""
    folder: Path | None = attrs.field(default=None, converter=folder_path, eq=False, repr=False)
    """Folder that files are given from: that of the case file. It is no part of what the case says."""

    def __repr__(self) -> str:
        """Return text that evaluates back; the folder is in it only where a file hangs on it."""
        text = Noun.__repr__(self)
        needed = self.folder is not None and any(not isinstance(choice, str) for choice in self.replaced.values())
        return f"{text[:-1]}, folder={str(self.folder)!r})" if needed else text


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Basis(Noun):
    """What the numbers of a case are measured against: time, prices, conventions."""

    title: str = attrs.field(validator=fields.is_a(str))
    """Title for printing."""
    start: Year = attrs.field(converter=fields.year)
    """Year 0; its discount factor is 1."""
    horizon: int = attrs.field(converter=fields.whole)
    """Years after year 0."""
    horizon_reason: str = fields.text()
    """Why the horizon is this long, where it is not one that the Green Book sets."""
    price_base: PriceBase = attrs.field(converter=fields.price_base)
    """Real terms of which year."""
    savings: str = attrs.field(default="lower-cost", validator=fields.one_of(SAVINGS))
    """Whether cash-releasing savings lower the costs or count as benefits (The Green Book 2026, paragraph 6.94)."""
    transfers: str = attrs.field(default="", validator=fields.one_of(TRANSFER_POLICIES, or_empty=True))
    """What is done with transfers, which a case that has some must say (The Green Book 2026, paragraph 6.36)."""
    rules: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Rule sets that judge the case."""
    adopted_by: str = fields.text()
    """Who adopted the named sets whose standing is not established, and where; only then may their rules block."""
    partial: bool = fields.flag()
    """Whether lines are missing, so that no summary measure may be shown."""
    organisation: str = fields.text()
    """Who owns the case."""
    prices_after: PricesAfter | None = attrs.field(default=None, validator=fields.none_or(PricesAfter))
    """How prices go on after the published deflator ends."""
    discount_factors: DiscountFactors | None = attrs.field(default=None, validator=fields.none_or(DiscountFactors))
    """Discount factors given by the case instead of a schedule."""
    years: str = attrs.field(default="financial", validator=fields.one_of(("financial", "calendar")))
    """Kind of year."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @horizon.validator
    def _check_horizon(self, _attribute: object, value: int) -> None:
        if not 0 <= value <= _MAX_HORIZON:
            message = "This horizon is out of range."
            raise YearError(message, where="horizon", got=repr(value), wanted=f"0 to {_MAX_HORIZON} years after year 0")

    @price_base.validator
    def _check_price_base(self, _attribute: object, value: PriceBase) -> None:
        if value.is_cash:
            message = "A case is appraised in real terms."
            raise InputError(
                message,
                where="price_base",
                got="cash",
                wanted='a financial year, as in "2026-27"',
                do='set price_base = "cash" on the lines that are in cash',
            )

    @property
    def period(self) -> YearRange:
        """Every year of the appraisal, year 0 first."""
        return YearRange(self.start, self.start + self.horizon)
