"""The appraisal summary table: one row for each option, in the columns that the Green Book sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.appraisal.sensitivity import one_way
from agile_case.appraisal.yearly_tables import cash_reason
from agile_case.quantities.rounding import format_number, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.appraised import Appraised
    from agile_case.appraisal.measures import Comparison, Measures
    from agile_case.appraisal.plan import PlanOption

__all__ = ["appraisal_summary"]

_ORDER: Final = (
    "business-as-usual",
    "do-minimum",
    "preferred",
    "preferred-way-forward",
    "more-ambitious",
    "less-ambitious",
)
_TOP: Final = 3


def appraisal_summary(appraised: Appraised) -> Table:
    """Return the appraisal summary table: expected values with key uncertainties, for every option.

    Args:
        appraised: What was appraised.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 9.3 to 9.6 and Table 12.
    """
    plan = appraised.plan
    absolute, against = appraised.absolute, appraised.against()
    columns = [
        Column("Option", "option"),
        Column("Description", "description"),
        Column("Social value", "social_value"),
        Column("Key uncertainties", "uncertainties"),
        Column("Unmonetised effects", "unmonetised"),
        Column("Public sector financial impact", "public_finances"),
        Column("Groups and places", "distribution"),
        Column("Why preferred, or inferior", "because"),
    ]
    rows: list[list[Cell]] = []
    for index in sorted(range(len(plan.options)), key=lambda place: _place(plan.options[place], plan.preferred)):
        option = plan.options[index]
        rows.append(
            [
                _named(option, plan.preferred),
                option.description or "not described",
                _social_value(absolute[option.key], against.get(option.key)),
                _uncertainties(appraised, index, against.get(option.key)),
                _unmonetised(option),
                _public_finances(appraised, index),
                option.distribution or "not assessed",
                option.because or ("see the decision" if option.key == plan.preferred else "not stated"),
            ]
        )
    basis = f"{plan.price_base.describe()}, present values at {plan.years[plan.present]}, assumptions at {appraised.at}"
    notes = [
        f"Social value: {basis}; discounting: {plan.discounting}. No ratio is a pass mark (The Green Book 2026, 6.98).",
        f"Public sector financial impact: cash of public bodies, {plan.years[0]} to {plan.years[-1]}, undiscounted.",
        "Key uncertainties: one assumption at a time, at values with one draw in ten below and one in ten above.",
        "The Green Book 2026, 9.3 to 9.6 and Table 12.",
    ]
    return Table("appraisal_summary", "Appraisal summary table", columns, rows, notes)


def _place(option: PlanOption, preferred: str) -> int:
    """Return where the row of an option stands in Table 12; options without a role come last."""
    roles = (*option.roles, "preferred") if option.key == preferred else option.roles
    return min((_ORDER.index(role) for role in roles), default=len(_ORDER))


def _named(option: PlanOption, preferred: str) -> str:
    roles = [role.replace("-", " ") for role in option.roles]
    roles += ["preferred option"] if option.key == preferred else []
    return f"{option.title} ({', '.join(roles)})" if roles else option.title


def _ratio(name: str, held: Measures, key: str) -> str:
    value = getattr(held, key)
    return f"{name} undefined ({held.undefined[key]})" if value is None else f"{name} {format_number(value, 2)}"


def _social_value(absolute: Measures, against: Comparison | None) -> str:
    if absolute.npsv is None or absolute.pvb is None or absolute.pvc is None:
        return f"not shown: {absolute.undefined['npsv']}"
    own = f"PVB {money_words(absolute.pvb)}, PVC {money_words(absolute.pvc)}, NPSV {money_words(absolute.npsv)}."
    if against is None or against.npsv is None:
        return own
    ratios = f"{_ratio('BCR', against, 'bcr')}, {_ratio('RPSC', against, 'rpsc')}"
    return f"{own} Against business as usual: NPSV {money_words(against.npsv)}, {ratios}; {against.quadrant}."


def _uncertainties(appraised: Appraised, index: int, against: Comparison | None) -> str:
    plan = appraised.plan
    if plan.partial:
        return "not shown: the case is partial"
    found = []
    simulated = None if against is None else against.simulation
    if simulated is not None:
        chance = format_number(100 * simulated.probability_negative)
        found.append(
            f"NPSV between {money_words(simulated.p10)} (P10) and {money_words(simulated.p90)} (P90), "
            f"below nothing in {chance}% of draws"
        )
    other = plan.business_as_usual if plan.business_as_usual != index else None
    found += [
        f"{held.title}: NPSV {money_words(held.npsv_low)} to {money_words(held.npsv_high)}"
        for held in one_way(plan, appraised.at, index, other, leave_out=True)[:_TOP]
        if held.swing
    ]
    return "; ".join(found) or "no uncertain assumption moves it"


def _unmonetised(option: PlanOption) -> str:
    parts = [f"{title} ({kind}{': ' + notes if notes else ''})" for title, kind, _, notes in option.unmonetised]
    return "; ".join(parts) or "none listed"


def _public_finances(appraised: Appraised, index: int) -> str:
    plan = appraised.plan
    if plan.cash_until != plan.years[-1]:
        return cash_reason(plan)
    totals = {name: float(cash.sum()) for name, cash in appraised.yearly.cash(index).items()}
    parts = ", ".join(f"{name} {money_words(total)}" for name, total in totals.items())
    return f"{money_words(sum(totals.values()))} ({parts})" if totals else "none"
