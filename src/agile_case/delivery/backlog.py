"""The backlog as a tool for it exports it: items with their dates and the benefits that they are for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.delivery.sprints import Progress, Sprint
from agile_case.errors import AgileCaseError, InputError, UnknownNameError, did_you_mean
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.numbers import above_zero
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    from agile_case.errors import Fault

__all__ = ["Backlog", "Item", "backlog_of"]

_WEEK: Final = 7


def _size(value: object) -> float:
    return above_zero(value, "size")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Item(Noun):
    """One item of a backlog."""

    size: float = attrs.field(default=1.0, converter=_size)
    """Its size in the unit of the backlog; 1 where items are counted."""
    added_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When it came into the backlog; None for before the start."""
    done_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When it was done, by the team's own definition of done."""
    removed_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When it was taken out undone."""
    benefits: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses or keys of the benefits that it is for."""
    title: str = fields.text()
    """Title for printing."""

    def __attrs_post_init__(self) -> None:
        """Refuse an end before the beginning, and two ends."""
        for name, day in (("done_on", self.done_on), ("removed_on", self.removed_on)):
            if day is not None and self.added_on is not None and day < self.added_on:
                message = "An item is not done or removed before it is added."
                raise InputError(message, where=name, got=str(day), wanted=f"{self.added_on} or later")
        if self.done_on is not None and self.removed_on is not None:
            message = "An item is either done, or removed undone."
            raise InputError(message, where="removed_on", got=str(self.removed_on), wanted="none, since it is done")


def _items(value: object) -> FrozenMap[str, Item]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) and key for key in value):
        message = "The items of a backlog are given by name."
        raise InputError(message, got=f"{value!r:.80}", wanted="Item objects by name")
    return FrozenMap(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Backlog(Noun):
    """Items by the name that their tool gives them."""

    items: FrozenMap[str, Item] = attrs.field(converter=_items, validator=fields.entries_are(Item))
    """The items."""
    unit: str = attrs.field(default="item", validator=fields.is_a(str))
    """What sizes are counted in."""

    def progress(
        self, starts: datetime.date | str, weeks: int, until: datetime.date | str, *, title: str = ""
    ) -> Progress:
        """Return the sprints that have ended by a day, as the dates of the items tell them.

        What was done or removed before the first sprint is left out. The scope is what was added before it.

        Args:
            starts: First day of the first sprint.
            weeks: Weeks of one sprint.
            until: The day up to which the dates are complete.
            title: What is delivered.

        Raises:
            YearError: A date is none.
            InputError: There is nothing at the start, or the weeks are no whole number.
        """
        first, last = as_date(starts), as_date(until)
        open_ = [item for item in self.items.values() if not _before(item.done_on or item.removed_on, first)]
        scope = sum(item.size for item in open_ if item.added_on is None or item.added_on < first)
        bare = Progress(starts=first, weeks=weeks, scope=scope, unit=self.unit, title=title)
        held = max(((last - first).days + 1) // (_WEEK * weeks), 0)
        sums = [dict.fromkeys(("added", "done", "removed"), 0.0) for _ in range(held)]
        for item in open_:
            for name, day in (("added", item.added_on), ("done", item.done_on), ("removed", item.removed_on)):
                place = -1 if day is None else (day - first).days // (_WEEK * weeks)
                if 0 <= place < held:
                    sums[place][name] += item.size
        return attrs.evolve(
            bare, sprints=[Sprint(done=each["done"], added=each["added"], removed=each["removed"]) for each in sums]
        )

    def unlinked_share(self) -> float:
        """Return the share, by size, of what is for no benefit; what was removed is left out, and 0 is of nothing."""
        sizes = [(item.size, bool(item.benefits)) for item in self.items.values() if item.removed_on is None]
        return sum(size for size, linked in sizes if not linked) / (sum(size for size, _ in sizes) or 1.0)

    def benefits_table(self, benefits: Iterable[str]) -> Table:
        """Return how much of the backlog is for each benefit, done and left; an item for several counts for each.

        Args:
            benefits: Every benefit that items may name, in order, such as the addresses of those of an option.

        Raises:
            UnknownNameError: An item names another one; every such item is a fault.
        """
        known = list(benefits)
        faults: list[Fault] = []
        for name, item in self.items.items():
            for place, benefit in enumerate(item.benefits):
                if benefit not in known:
                    message, where = "This benefit is not known.", f"items.{name}.benefits.{place}"
                    hint = did_you_mean(benefit, known)
                    error = UnknownNameError(message, where=where, got=repr(benefit), wanted="a benefit", do=hint)
                    faults += error.faults
        if faults:
            raise UnknownNameError.of(faults)
        kept = [item for item in self.items.values() if item.removed_on is None]
        rows = [_benefit_row(benefit, [item for item in kept if benefit in item.benefits]) for benefit in known]
        rows.append(_benefit_row("For no benefit", [item for item in kept if not item.benefits]))
        columns = [
            Column("Benefit", "benefit"),
            Column("Items", "items", 0),
            Column("Size", "size", 1),
            Column("Done", "done", 1),
            Column("Left", "left", 1),
        ]
        notes = ["An item that is for several benefits is counted for each. Items that were removed are left out."]
        return Table("backlog_benefits", f"The backlog by benefit ({self.unit})", columns, rows, notes)


def _before(day: datetime.date | None, first: datetime.date) -> bool:
    return day is not None and day < first


def _benefit_row(name: str, items: list[Item]) -> list[Cell]:
    size, done = sum(item.size for item in items), sum(item.size for item in items if item.done_on is not None)
    return [name, len(items), size, done, size - done]


_KEYS: Final = ("name", "size", "added_on", "done_on", "removed_on", "benefits", "title")


def backlog_of(
    rows: Iterable[Mapping[str, str]], columns: Mapping[str, str] | None = None, *, unit: str = "item"
) -> Backlog:
    """Read a backlog from rows of text, such as `csv.DictReader` gives them; an empty cell says nothing.

    Args:
        rows: The rows, each with its cells by heading. Dates are written as in 2027-10-01; the benefits of an item are
            parted by semicolons.
        columns: Heading of `name`, `size`, `added_on`, `done_on`, `removed_on`, `benefits` and `title`; the word itself
            where none is given. All other columns are left alone.
        unit: What sizes are counted in.

    Raises:
        UnknownNameError: There is no such thing to give a heading for.
        InputError: A row has no name or one that was there before, or says what no item can be; every fault at once.
    """
    headings = dict(zip(_KEYS, _KEYS, strict=True))
    for key, heading in (columns or {}).items():
        if key not in headings:
            message = "An item has no such field."
            hint = did_you_mean(key, _KEYS)
            raise UnknownNameError(message, where=f"columns.{key}", got=repr(key), wanted=", ".join(_KEYS), do=hint)
        headings[key] = heading
    found: dict[str, Item] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        try:
            name, item = _item(row, headings)
            if name in found:
                message = "Two rows have the same name."
                raise InputError(message, where="name", got=repr(name), wanted="another name")
        except AgileCaseError as error:
            faults += (fault.at(f"rows.{number}") for fault in error.faults)
        else:
            found[name] = item
    if faults:
        raise InputError.of(faults)
    return Backlog(items=found, unit=unit)


def _item(row: Mapping[str, str], headings: Mapping[str, str]) -> tuple[str, Item]:
    cells: dict[str, Any] = {key: (row.get(heading) or "").strip() for key, heading in headings.items()}
    name = cells.pop("name")
    if not name:
        message = "An item has a name."
        raise InputError(message, where="name", got="none", wanted=f"a name under {headings['name']}")
    held = {key: cell for key, cell in cells.items() if cell}
    if "size" in held:
        try:
            held["size"] = float(held["size"])
        except ValueError:
            message = "A size is a number."
            raise InputError(message, where="size", got=repr(held["size"]), wanted="a number") from None
    if "benefits" in held:
        held["benefits"] = [part.strip() for part in held["benefits"].split(";") if part.strip()]
    return name, Item(**held)
