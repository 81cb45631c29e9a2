"""Benefits and costs in money: what was recorded in the place of what was expected, and what that does to the NPSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.case.tracked_parts import TrackedBenefit, TrackedLine
from agile_case.case.tracked_shares import Factors, shares_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.case.tracked_now import Now
    from agile_case.case.tracked_weights import Figure
    from agile_case.model.lines import Benefit, Cost
    from agile_case.quantities.frozen import FloatArray
    from agile_case.quantities.years import Year

    Gap = FloatArray | float

__all__ = ["line_of", "money_of"]


def money_of(
    now: Now, name: str, benefit: Benefit, figures: Mapping[str, Sequence[Figure]]
) -> tuple[TrackedBenefit, Gap]:
    """Return a benefit in money, and what the record does to the NPSV: draw by draw where there is a forecast.

    A figure that was recorded is worth what its unit is worth in the case of now, without optimism bias.

    Args:
        now: What is believed, and what was promised.
        name: Key of the benefit.
        benefit: The benefit.
        figures: What was recorded of each measure.
    """
    seen = {one.place: one.value for one in figures.get(benefit.measured_by, ())}
    money, worth = f"money_of_{name}", now.expected(f"worth_of_{name}")
    known = Factors(
        counted=now.expected(f"counted_of_{name}").copy(),
        take_up=_take_up(now, name, benefit, figures),
        valued=now.expected(f"value_of_{name}").copy(),
        money=now.expected(money).copy(),
    )
    for place, value in seen.items():
        known.counted[place] = value
        known.valued[place] = known.money[place] = value * worth[place]
    plan = Factors(
        counted=now.planned(f"counted_of_{name}"),
        take_up=now.planned(f"profile_of_{name}"),
        valued=now.planned(f"value_of_{name}") * now.prices,
        money=now.planned(money) * now.prices,
    )
    told = now.before is not None and f"counted_of_{name}" in now.before.central
    dated, past = now.on_new_dates(f"profile_of_{name}"), sorted(seen)
    held = TrackedBenefit(
        key=name,
        title=benefit.title or name.replace("_", " ").capitalize(),
        years=now.years,
        planned=tuple(plan.money.tolist()),
        outlook=tuple(known.money.tolist()),
        recorded=tuple(now.years[place] for place in past),
        present=float(((known.money - now.expected(money)) * now.held.factors_of(money)).sum()),
        planned_outside=sum(amount for _, amount in now.outside(money)) * now.prices,
        shares_to_date=shares_of(plan, dated, known, past) if told else (),
        shares=shares_of(plan, dated, known, range(len(now.years))) if told else (),
    )
    if now.weights is None:
        return held, held.present
    factors, drawn, each = now.held.factors_of(money), now.held.drawn[money], now.held.drawn[f"worth_of_{name}"]
    gaps = [factors[place] * (value * each[place] - drawn[place]) for place, value in seen.items()]
    return held, np.sum(gaps, axis=0) if gaps else 0.0


def _take_up(now: Now, name: str, benefit: Benefit, figures: Mapping[str, Sequence[Figure]]) -> FloatArray:
    """Return take-up as it is known: as recorded where a measure stands for the same profile, otherwise as expected."""
    found = now.expected(f"profile_of_{name}").copy()
    for key, held in now.model.measures.items():
        if benefit.profile is not None and held.profile == benefit.profile and held.expected is None:
            scale = now.model.units.unit(held.unit).scale  # 12.5 percent are 0.125
            for one in figures.get(key, ()):
                found[one.place] = one.value * scale
    return found


def line_of(
    now: Now, table: str, name: str, line: Benefit | Cost, known: Mapping[Year, float]
) -> tuple[TrackedLine, Gap]:
    """Return a line whose money was recorded, and what that does to the NPSV: draw by draw where there is a forecast.

    Args:
        now: What is believed, and what was promised.
        table: `costs` or `benefits`.
        name: Key of the line.
        line: The line.
        known: What was recorded of it by year, in the prices of the case.
    """
    beside, sign = f"line_of_{table}_{name}", -1.0 if table == "costs" else 1.0
    expected, factors = now.expected(beside), now.held.factors_of(beside)
    seen = {place: known[year] for place, year in enumerate(now.years) if year in known}
    outlook = expected.copy()
    for place, amount in seen.items():
        outlook[place] = amount
    held = TrackedLine(
        key=name,
        table=table,
        title=line.title or name.replace("_", " ").capitalize(),
        years=now.years,
        planned=tuple((now.planned(beside) * now.prices).tolist()),
        outlook=tuple(outlook.tolist()),
        recorded=tuple(now.years[place] for place in seen),
        present=sign * float(((outlook - expected) * factors).sum()),
        planned_outside=sum(amount for _, amount in now.outside(beside)) * now.prices,
    )
    if now.weights is None:
        return held, held.present
    drawn = now.held.drawn[beside]
    gaps = [sign * factors[place] * (amount - drawn[place]) for place, amount in seen.items()]
    return held, np.sum(gaps, axis=0) if gaps else 0.0
