"""Teams over time: who joins and leaves, permanent and contract, how capability builds up, and what a sprint costs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.delivery.inputs import not_negative
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.model import fields
from agile_case.model.assumptions import YearlyValues
from agile_case.model.lines import Cost
from agile_case.model.measurement import full_cost_tree, mean_of_tree
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.numbers import share
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    from agile_case.delivery.sprints import Progress
    from agile_case.model.model import Model

__all__ = ["Member", "Team", "team_of"]

_DAYS_A_WEEK: Final = 7
_WEEKS_A_YEAR: Final = 52


def _starts_at(value: object) -> float:
    return share(value, "starts_at")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Member(Noun):
    """Some people in one role: how many, what each costs, from when to when, and how soon they are fully productive."""

    people: float = attrs.field(converter=not_negative)
    """Full-time equivalents, or people who are paid by the day."""
    cost: float = attrs.field(converter=not_negative)
    """Full cost of one in pounds a year, of 52 weeks."""
    contract: bool = fields.flag()
    """Whether they are contractors, and not permanent staff."""
    joins: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """First day; None for those who are there from the beginning, and productive."""
    leaves: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Last day; None for those who stay."""
    learning_weeks: float = attrs.field(default=0.0, converter=not_negative)
    """Weeks from joining until fully productive; in between it rises in a straight line."""
    starts_at: float = attrs.field(default=0.0, converter=_starts_at)
    """Share of full productivity on the first day."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Where the figures come from."""

    def __attrs_post_init__(self) -> None:
        """Refuse those who leave before they join, and learning without a beginning."""
        if self.joins is not None and self.leaves is not None and self.leaves < self.joins:
            message = "Nobody leaves before joining."
            raise InputError(message, where="leaves", got=str(self.leaves), wanted=f"{self.joins} or later")
        if self.learning_weeks and self.joins is None:
            message = "Learning begins on the first day, and there is none."
            raise InputError(message, where="joins", got="none", wanted="a date, since learning_weeks is given")

    def present(self, first: datetime.date, last: datetime.date) -> float:
        """Return the share of a stretch of days that they are there for.

        Args:
            first: First day of the stretch.
            last: Last day of it.
        """
        since, until = self._days(first, last)
        return max(until - since, 0.0) / ((last - first).days + 1)

    def productive(self, first: datetime.date, last: datetime.date) -> float:
        """Return the average productivity over a stretch of days, days of absence counting as nothing.

        Args:
            first: First day of the stretch.
            last: Last day of it.

        Returns:
            A share: 1 for those who are there throughout and have learned what there is to learn.
        """
        since, until = self._days(first, last)
        if until <= since:
            return 0.0
        return (self._learned(until) - self._learned(since)) / ((last - first).days + 1)

    def _days(self, first: datetime.date, last: datetime.date) -> tuple[float, float]:
        """Return the days from joining between which they are there; from the stretch's first day without one."""
        zero = self.joins or first
        since = float(max((first - zero).days, 0))
        end = last if self.leaves is None else min(last, self.leaves)
        return since, float((end - zero).days + 1)

    def _learned(self, days: float) -> float:
        """Return productivity added up over the days since joining: the integral of a rise and a level."""
        rise = self.learning_weeks * _DAYS_A_WEEK
        rising = min(days, rise)
        return days - (1.0 - self.starts_at) * (rising - (rising**2 / (2 * rise) if rise else 0.0))


def _members(value: object) -> FrozenMap[str, Member]:
    if not isinstance(value, Mapping) or not value or not all(isinstance(key, str) for key in value):
        message = "The members of a team are given by role."
        raise InputError(message, got=f"{value!r:.80}", wanted="Member objects by name")
    return FrozenMap(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Team(Noun):
    """A team: members by role. People of one role who join at different times are members of their own."""

    members: FrozenMap[str, Member] = attrs.field(converter=_members, validator=fields.entries_are(Member))
    """The members."""
    title: str = fields.text()
    """Title for printing."""

    def capacity(self, progress: Progress, ahead: int) -> float:
        """Return who can work in a sprint to come, in people who are fully productive.

        Args:
            progress: The sprints, for their days.
            ahead: Number of the sprint, 1 is the next.
        """
        first, last = _days_of(progress, ahead)
        return sum(member.people * member.productive(first, last) for member in self.members.values())

    def capacities(self, progress: Progress, ahead: int) -> tuple[float, ...]:
        """Return the capacity of each sprint to come, as a forecast takes it.

        Capacity of the sprints that were held must then be in people who are fully productive too.

        Args:
            progress: The sprints, for their days.
            ahead: How many sprints.
        """
        return tuple(self.capacity(progress, place) for place in range(1, ahead + 1))

    def cost(self, progress: Progress, ahead: int) -> float:
        """Return what the team costs in a sprint to come, in pounds.

        Args:
            progress: The sprints, for their days.
            ahead: Number of the sprint, 1 is the next.
        """
        return sum(self.costs(progress, ahead))

    def costs(self, progress: Progress, ahead: int) -> tuple[float, float]:
        """Return what permanent staff and what contractors cost in a sprint to come, in pounds.

        Args:
            progress: The sprints, for their days.
            ahead: Number of the sprint, 1 is the next.
        """
        first, last = _days_of(progress, ahead)
        costs = [0.0, 0.0]
        for member in self.members.values():
            weeks = progress.weeks * member.present(first, last)
            costs[member.contract] += member.people * member.cost * weeks / _WEEKS_A_YEAR
        return costs[0], costs[1]

    def build_up_table(self, progress: Progress, ahead: int) -> Table:
        """Return how the team builds up: people there, what they can do, contractors among them, and cost by sprint.

        Args:
            progress: The sprints, for their days.
            ahead: How many sprints.
        """
        rows: list[list[Cell]] = []
        for place in range(1, ahead + 1):
            first, last = _days_of(progress, place)
            there = [(member, member.people * member.present(first, last)) for member in self.members.values()]
            people = sum(count for _, count in there)
            contract = sum(count for member, count in there if member.contract)
            able = self.capacity(progress, place)
            shares = (contract / people, able / people) if people else (None, None)
            cost = self.cost(progress, place)
            rows.append([str(place), last.isoformat(), people, able, shares[1], shares[0], cost])
        scale, unit, decimals = money_scale(max((float(row[-1] or 0.0) for row in rows), default=0.0))
        columns = [
            Column("Sprints from now", "sprints"),
            Column("Ends", "ends"),
            Column("People", "people", 1),
            Column("Fully productive", "capacity", 1),
            Column("Of full productivity, %", "productivity", 0, 0.01),
            Column("On contract, %", "contract_share", 0, 0.01),
            Column(f"Cost, {unit}", "cost_gbp", decimals, scale),
        ]
        notes = [
            "Fully productive: people weighted by how far they are in their weeks of learning. A year has 52 weeks."
        ]
        return Table("team_build_up", f"{self.title or 'Team'}: build-up by sprint", columns, rows, notes)

    @property
    def table(self) -> Table:
        """Return the members, with what each role costs a year once all of it is there."""
        rows: list[list[Cell]] = [
            [
                member.title or name,
                "contract" if member.contract else "permanent",
                member.people,
                member.cost,
                member.people * member.cost,
                "" if member.joins is None else member.joins.isoformat(),
                "" if member.leaves is None else member.leaves.isoformat(),
                member.learning_weeks,
                member.source,
            ]
            for name, member in self.members.items()
        ]
        columns = [
            Column("Role", "role"),
            Column("Kind", "kind"),
            Column("People", "people", 1),
            Column("Full cost of one, £ a year", "cost_gbp", 0),
            Column("Cost, £ a year", "total_gbp", 0),
            Column("Joins", "joins"),
            Column("Leaves", "leaves"),
            Column("Weeks of learning", "learning_weeks", 0),
            Column("Source", "source", empty="none stated"),
        ]
        return Table("team", self.title or "Team", columns, rows)


def _days_of(progress: Progress, ahead: int) -> tuple[datetime.date, datetime.date]:
    number = len(progress.sprints) + ahead
    return progress.ends(number - 1) + datetime.timedelta(days=1), progress.ends(number)


def team_of(model: Model, address: str) -> Team:
    """Return the team of a cost line as the case has it: roles with a day rate are contractors, assumptions at means.

    Joining, leaving and learning are not part of the case: `attrs.evolve` the members to add them. Of a stepped cost
    it is the team of one step.

    Args:
        model: The model of the case.
        address: Address of the line, such as `options.digital.costs.beta_team`.

    Raises:
        UnknownNameError: There is no such line.
        InputError: The line has no team, or a figure of it differs from year to year.
    """
    options = model.options.items()
    known = {f"options.{key}.costs.{name}": cost for key, option in options for name, cost in option.costs.items()}
    cost = known.get(address)
    if not isinstance(cost, Cost):
        message = "There is no cost line at this address."
        hint = did_you_mean(address, known) if isinstance(address, str) else ""
        raise UnknownNameError(message, where="address", got=f"{address!r:.80}", wanted="a cost line", do=hint)
    if not cost.team:
        message = "This line has no team."
        raise InputError(message, where=address, got="an amount", wanted="team = { role = number, ... }")
    found: dict[str, Member] = {}
    for key, size in cost.team.items():
        role = model.roles[key]
        full = mean_of_tree(full_cost_tree(role, model), model)
        people = size if isinstance(size, float) else _people(model, size)
        if full is None or people is None:
            message = "A figure of this role differs from year to year."
            raise InputError(message, where=f"roles.{key}", got="yearly values", wanted="one figure for all years")
        found[key] = Member(
            people=people, cost=full, contract=role.day_rate is not None, title=role.title, source=role.source
        )
    return Team(members=found, title=cost.title)


def _people(model: Model, key: str) -> float | None:
    held = model.assumptions[key]
    if isinstance(held.estimate, YearlyValues):
        return None
    return float(held.estimate.mean) * model.units.unit(held.unit).scale
