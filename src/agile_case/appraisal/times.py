"""What a model has in each of its years: points in time, series, values drawn anew each year, and their names.

What is known of a year is a number. What hangs on an uncertain date or time, or is drawn anew each year, is a value
with a name for each year, such as `take_up@2027-28`, which no assumption can have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.amounts import with_names
from agile_case.appraisal.derived import Derived, Instant, Window
from agile_case.estimates.expressions import Literal, Name, Node, names_in
from agile_case.model.addresses import weight_in
from agile_case.model.assumptions import YearlyValues
from agile_case.model.timing import moment_of
from agile_case.quantities.frozen import FloatArray, read_only

if TYPE_CHECKING:
    import datetime

    from agile_case.model.lines import Benefit, Cost
    from agile_case.model.model import Model

__all__ = ["Times"]


class Times:
    """The years of a model, what differs from one to the next, and what has been used of it.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        """Look at the series of the model; see the class."""
        self.model = model
        self.years = tuple(model.basis.period)
        self.derived: dict[str, Derived] = {}
        self.used: set[str] = set()
        assumptions = model.assumptions.items()
        self.series = {key: self._series(key) for key, held in assumptions if isinstance(held.estimate, YearlyValues)}
        self.drawn = frozenset(key for key, held in assumptions if held.by_year and key not in self.series)
        self.by_year = self.drawn | set(self.series)

    def use(self, *nodes: Node) -> None:
        """Remember the names of some trees as used.

        Args:
            nodes: The trees.
        """
        self.used.update(found.name for node in nodes for found in names_in(node))

    def name_in(self, key: str, year: int) -> str:
        """Return the name of a value in one year.

        Args:
            key: What it is a value of.
            year: Years after year 0.
        """
        return f"{key}@{self.years[year]}"

    def names(self, key: str) -> tuple[str, ...]:
        """Return the names of a value in every year.

        Args:
            key: What it is a value of.
        """
        return tuple(self.name_in(key, year) for year in range(len(self.years)))

    def keep(self, key: str, derived: Derived) -> tuple[Node, ...]:
        """Keep values that are worked out in each draw, once under each key, and return their names as trees.

        Args:
            key: What they are values of.
            derived: How they are worked out.
        """
        self.derived.setdefault(key, derived)
        return tuple(Name(name) for name in derived.names)

    def in_years(self, tree: Node) -> tuple[Node, ...]:
        """Return a tree for each year, with that year's value of what differs from year to year.

        Args:
            tree: The tree.
        """

        def of(name: str, year: int) -> Node:
            if name in self.series:
                return Literal(float(self.series[name][year]))
            return Name(self.name_in(name, year)) if name in self.drawn else Name(name)

        return tuple(with_names(tree, lambda name, year=year: of(name, year)) for year in range(len(self.years)))  # type: ignore[misc]  # the year is bound at once

    def instant(self, starts: str | datetime.date) -> Instant:
        """Return a point in time: a date, or an event with its delay.

        Args:
            starts: The date, or the key of the event.
        """
        moment = moment_of(starts, self.model)
        if moment.delay is not None:
            self.use(moment.delay)
        return Instant(moment.at, moment.delay)

    def window(self, line: Cost | Benefit) -> Window:
        """Return the points in time between which a line runs.

        Args:
            line: The line.
        """
        begins = None if line.starts is None else self.instant(line.starts)
        return Window(begins, None if line.ends is None else self.instant(line.ends))

    def _series(self, key: str) -> FloatArray:
        held = self.model.assumptions[key]
        scale = self.model.units.unit(held.unit).scale
        return read_only([weight_in(held.estimate, year) * scale for year in self.years])  # type: ignore[arg-type]  # a series
