"""Benefits that came about, held against what was promised of the same years, within the tolerance of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.case.tracking import track
from agile_case.errors import AgileCaseError
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.history.entries import Record
from agile_case.history.iterations import counted
from agile_case.quantities.rounding import change_words, money_words

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.case.tracked_parts import TrackedBenefit
    from agile_case.findings import Finding
    from agile_case.quantities.years import Year

__all__ = ["RULES"]


def _last_record(context: RuleContext) -> datetime.date | None:
    """Return the last day up to the day of the judgement on which something was recorded."""
    entries = () if context.case is None else counted(context.case.entries)
    days = [one.on for one in entries if isinstance(one, Record) and (context.on is None or one.on <= context.on)]
    return max(days, default=None)


def _behind(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    day, option = _last_record(context), context.option
    if day is None or option is None or context.case is None:
        return
    key = context.result.plan.options[option].key
    try:
        found = track(context.case, on=day, option=key)
    except AgileCaseError:  # nothing is measured that the case expects anything of
        return
    recorded = [held for held in found.benefits if held.recorded]
    factors = dict(zip(context.result.plan.years, context.result.plan.discount_factors.tolist(), strict=True))
    sums = [_present(held, factors) for held in recorded]
    due, came = sum(one for one, _ in sums), sum(one for _, one in sums)
    if not due:
        return
    tolerance = None if context.programme is None else context.programme.benefit_tolerance
    moved = (came - due) / abs(due)
    years = sorted({year for held in recorded for year in held.recorded})
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    worst = min(recorded, key=lambda held: held.realised - held.due)
    said = (
        f"benefits recorded for {span} are worth {money_words(came)} of {money_words(due)} that "
        f"{found.plan or 'the case'} promised for the same years, present values: {change_words(moved)}"
    )
    where = f"options.{key}.benefits"
    if tolerance is None:
        yield rule.ask(
            where,
            f"{said}. No tolerance is stated: is that within what was agreed?",
            "State programme.benefit_tolerance.",
        )
    elif moved < -tolerance:
        yield rule.warn(
            where,
            f"{said}, outside the tolerance of {tolerance:.0%}. Most of it is {worst.title or worst.key}: "
            f"{money_words(worst.realised)} of {money_words(worst.due)}.",
        )
    else:
        yield rule.passed(where, f"{said}, within the tolerance of {tolerance:.0%}.")


def _present(held: TrackedBenefit, factors: dict[Year, float]) -> tuple[float, float]:
    """Return the present values of what was planned of the recorded years, and of what they came to."""
    counted_years = [place for place, year in enumerate(held.years) if year in held.recorded]
    sums = (
        sum(amounts[place] * factors[held.years[place]] for place in counted_years)
        for amounts in (held.planned, held.outlook)
    )
    planned, came = sums
    return planned, came


RULES: tuple[Rule, ...] = (
    Rule(
        code="benefits-behind-promise",
        rule_set="own",
        title="Benefits that came about against those that were promised",
        citation="docs/how-to/track-benefits; full-year value as in The Green Book, 2018 to 2022, Box 9, and "
        "tolerances as in the Government Service Design Manual, 2014-15, for the ideas",
        evidence="none",
        cause="What measures recorded, valued as the case values it, is worth less than the approved iteration "
        "promised of the same years, by more than the tolerance that the user set. Both are summed as present values.",
        fix="Say to the board why, and ask for investment approval again.",
        judge=_behind,
    ),
)
"""The rule on benefits that came about."""
