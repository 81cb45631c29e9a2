"""What a forecast means for the case: what it costs to complete the work, and how far an event of the case may slip."""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from agile_case.delivery.forecasting import CHANCES, Forecast
from agile_case.delivery.inputs import not_negative, numbers_of
from agile_case.delivery.teams import Team
from agile_case.errors import InputError
from agile_case.estimates.distributions import Discrete, Estimate, Fixed
from agile_case.model.fields import KEY
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import sourced
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["CostToComplete", "Delay", "cost_to_complete", "delay_of"]

_WEEK: Final = 7


@attrs.frozen(kw_only=True, repr=False)
class CostToComplete(Noun):
    """What the sprints to come cost until all is done."""

    forecast: Forecast
    """When all is done."""
    costs: tuple[float, ...]
    """Cost from now to the end of each sprint to come, in pounds; the first is 0, that of now."""
    contract: tuple[float, ...] | None = None
    """What of it is for contractors; None where no team was given."""

    def quantile(self, chance: float) -> float | None:
        """Return the cost that is enough with at least some chance, in pounds: 0.9 is the P90, dear and fairly sure.

        Args:
            chance: Above 0 and below 1.

        Returns:
            The cost; None where the forecast does not look so far.

        Raises:
            InputError: The chance is none.
        """
        place = self.forecast.sprints(chance)
        return None if place is None else self.costs[place]

    def chance_within(self, money: float) -> float:
        """Return the chance that all is done before the money is spent.

        Args:
            money: What is left to spend, in pounds.

        Raises:
            InputError: It is no amount, or enough for longer than the forecast looks.
        """
        left = not_negative(money, "money")
        paid = int(np.searchsorted(self.costs, left * (1 + 1e-12), side="right")) - 1
        chances = self.forecast.finished
        if paid == self.forecast.ahead and chances[-1] < 1.0:
            message = "This money lasts longer than the forecast looks."
            do = "forecast with a larger ahead"
            raise InputError(message, where="money", got=f"{left:,.0f}", wanted=f"below {self.costs[-1]:,.0f}", do=do)
        return float(chances[paid])

    @property
    def estimate(self) -> Estimate:
        """Return the cost as an estimate in pounds, for an assumption of the case.

        Raises:
            InputError: In some draws all is never done.
        """
        return _estimate(self.forecast, self.costs)

    @property
    def table(self) -> Table:
        """Return the cost at P10, P50 and P90 of the date, and the share of contractors in it."""
        rows: list[list[Cell]] = []
        for chance in CHANCES:
            place = self.forecast.sprints(chance)
            name = f"P{chance * 100:.0f}"
            if place is None:
                rows.append([name, f"not within {self.forecast.ahead} sprints", None, None, None])
                continue
            cost = self.costs[place]
            share = None if self.contract is None or not cost else self.contract[place] / cost
            rows.append([name, self.forecast.ends(place).isoformat(), place, cost, share])
        scale, unit, decimals = money_scale(self.costs[-1])
        columns = [
            Column("Chance", "chance"),
            Column("All done by", "date"),
            Column("Sprints from now", "sprints", 0),
            Column(f"Cost to complete, {unit}", "cost_gbp", decimals, scale),
            Column("On contract, %", "contract_share", 0, 0.01),
        ]
        if self.contract is None:
            columns, rows = columns[:-1], [row[:-1] for row in rows]
        notes = ["Cost follows the date, so the P90 of one is that of the other. What was spent is not in it."]
        return Table("cost_to_complete", f"Cost to complete: {self.forecast.words}", columns, rows, notes)


def cost_to_complete(forecast: Forecast, team: Team | float | Sequence[float]) -> CostToComplete:
    """Return what it costs to do the rest.

    Args:
        forecast: When all is done.
        team: The team that does it; or pounds a sprint, one figure, or one for each with the last for all after.

    Raises:
        InputError: A cost is none.
    """
    far = forecast.ahead
    if isinstance(team, Team):
        each = [team.costs(forecast.progress, place) for place in range(1, far + 1)]
        contract = tuple(itertools.accumulate((paid for _, paid in each), initial=0.0))
        costs = tuple(itertools.accumulate((sum(both) for both in each), initial=0.0))
        return CostToComplete(forecast=forecast, costs=costs, contract=contract)
    held = numbers_of([team] if isinstance(team, int | float) else team, "team")
    paid = (held[min(place, len(held) - 1)] for place in range(far))
    return CostToComplete(forecast=forecast, costs=tuple(itertools.accumulate(paid, initial=0.0)))


@attrs.frozen(kw_only=True)
class Delay(Noun):
    """How long after its planned day an event may come, as an estimate for the case."""

    planned: datetime.date
    """The planned day of the event."""
    estimate: Estimate
    """Weeks after that day; negative is before it."""
    source: str
    """Where it comes from, for the case."""

    def changes(self, event: str) -> dict[str, dict[str, Any]]:
        """Return what the case is to hold, for `case.revise`: the event slips by an assumption of its own.

        Args:
            event: Key of the event, such as `public_beta`.

        Raises:
            InputError: It is no key.
        """
        if not isinstance(event, str) or not KEY.fullmatch(event):
            message = "This is not a key."
            raise InputError(
                message, where="event", got=f"{event!r:.80}", wanted="small letters, digits and underscores"
            )
        slip = f"{event}_delay"
        return {
            f"assumptions.{slip}": {**self.estimate.file_form(), "unit": "week", "source": self.source},
            f"events.{event}": {"date": self.planned.isoformat(), "delay": slip},
        }


def delay_of(
    forecast: Forecast,
    planned: datetime.date | str,
    *,
    after: float = 0.0,
    no_earlier: bool = False,
    source: str = "",
) -> Delay:
    """Return how long after its planned day an event may come, when it waits for the work to be done.

    The event comes on the day after the last sprint ends, and `after` later.

    Args:
        forecast: When all is done.
        planned: The planned day of the event.
        after: Weeks between the last sprint and the event, such as for an assessment.
        no_earlier: Whether the event keeps its planned day where the work is done before it.
        source: Where the forecast comes from; its own words unless given.

    Raises:
        YearError: The day is none.
        InputError: In some draws all is never done, or the weeks are none.
    """
    day, weeks = as_date(planned), not_negative(after, "after")

    def slip(place: int) -> float:
        ready = (forecast.ends(place) - day).days + 1
        return max(ready / _WEEK + weeks, 0.0 if no_earlier else -np.inf)

    by_sprint = [slip(place) for place in range(forecast.ahead + 1)]
    words = f"Forecast of delivery, {forecast.words}, {forecast.draws:,} draws, seed {forecast.seed}"
    return Delay(
        planned=day, estimate=_estimate(forecast, by_sprint), source=sourced(source, "source") if source else words
    )


def _estimate(forecast: Forecast, values: Sequence[float]) -> Estimate:
    """Return a value that hangs on the sprint in which all is done as an estimate, with the chances of the forecast."""
    never = 1.0 - float(forecast.finished[-1])
    if never > 0.0:
        message = "In some draws all is never done, so this has no estimate."
        got = f"not done in {100 * never:.1f}% of draws within {forecast.ahead} sprints"
        do = "forecast with a larger ahead; or take out scope, so that the work can end"
        raise InputError(message, where="forecast", got=got, wanted="done in each draw", do=do)
    chances: dict[float, int] = {}
    for place, count in enumerate(np.bincount(forecast.sprints_to_go, minlength=forecast.ahead + 1)):
        if count:
            chances[values[place]] = chances.get(values[place], 0) + int(count)
    if len(chances) == 1:
        return Fixed(next(iter(chances)))
    return Discrete(list(chances), [count / forecast.draws for count in chances.values()])
