"""The register of benefits: every benefit with what it is worth, who answers for it, and how it is followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.errors import UnknownNameError, did_you_mean
from agile_case.model.benefit_links import is_intermediate
from agile_case.model.measured import measured
from agile_case.model.measurement import is_yearly, mean_amount
from agile_case.model.realisation import Realisation, Release
from agile_case.model.timing import active_years
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.appraisal.result import Result
    from agile_case.model.lines import Benefit
    from agile_case.model.model import Model
    from agile_case.model.options import Option

__all__ = ["CATEGORIES", "benefits_register", "chosen_options", "present_values", "released"]

CATEGORIES: Final = {
    "originating-organisation": "direct public sector",
    "other-public": "indirect public sector",
    "households": "wider society",
    "businesses": "wider society",
    "civil-society": "wider society",
}
"""Category of a benefit by who enjoys it."""
_COLUMNS: Final = (
    Column("Benefit", "benefit"),
    Column("Title", "title"),
    Column("Description", "description", empty="none"),
    Column("Category", "category"),
    Column("Class", "kind"),
    Column("Recipient", "recipient"),
    Column("Owner", "owner", empty="none stated"),
    Column("Service feature", "feature"),
    Column("Stage of the map", "level"),
    Column("Enabling changes", "enabling_changes"),
    Column("Enabling costs", "enabling_costs"),
    Column("Dependencies", "dependencies"),
    Column("Leads to", "leads_to"),
    Column("Objectives", "objectives"),
    Column("Performance measure", "indicator", empty="none"),
    Column("Baseline", "baseline", empty="none"),
    Column("Target", "target", empty="none"),
    Column("Target by", "target_by"),
    Column("Full-year value, £k", "full_year_value_gbp", 0, 1e3),
    Column("First year", "first_year"),
    Column("Last year", "last_year"),
    Column("Present value, £k", "present_value_gbp", 0, 1e3),
    Column("Budget line", "budget_line"),
    Column("What is released", "releases"),
    Column("Efficiency", "efficiency"),
    Column("Output", "output"),
    Column("Reviews", "reviews"),
    Column("Source", "source"),
    Column("Notes", "notes"),
)


def benefits_register(model: Model, result: Result, option: str | None = None) -> Table:
    """Return the register of benefits: a row for each, disbenefits with their negative sign.

    Args:
        model: The model.
        result: Its appraisal at means.
        option: Key of the option; every option but business as usual unless stated.

    Raises:
        UnknownNameError: There is no such option; the nearest are suggested.

    Source:
        HM Treasury, The Green Book, 2018 to 2022, Box 9; category by who enjoys it is this project's own reading.
    """
    held = chosen_options(model, option)
    rows = [
        _row(f"options.{key}.benefits.{name}", benefit, model, result)
        for key, one in held.items()
        for name, benefit in one.benefits.items()
    ]
    plan = result.yearly.plan
    basis = f"{plan.price_base.describe()}, present values at {plan.years[plan.present]}, assumptions at {result.at}"
    notes = [
        f"Money: {basis}. A disbenefit has a negative amount.",
        "Full-year value: the amount of a whole year before take-up, growth and optimism bias; none for a total.",
    ]
    return Table("benefits_register", "Register of benefits", _COLUMNS, rows, notes)


def chosen_options(model: Model, option: str | None = None) -> dict[str, Option]:
    """Return one option by its key, or every option but business as usual.

    Args:
        model: The model.
        option: Key of the option, or None.

    Raises:
        UnknownNameError: There is no such option; the nearest are suggested.
    """
    if option is None:
        return {key: held for key, held in model.options.items() if not held.is_business_as_usual}
    if option not in model.options:
        message, wanted = "There is no such option.", ", ".join(model.options)
        raise UnknownNameError(
            message, where="option", got=repr(option), wanted=wanted, do=did_you_mean(str(option), model.options)
        )
    return {option: model.options[option]}


def _row(address: str, line: Benefit, model: Model, result: Result) -> list[Cell]:
    held, how = line.realisation or Realisation(), measured(line, model.measures)
    full, years, present = _worth(address, line, model, result)
    return [
        address,
        line.title,
        held.description,
        CATEGORIES[line.bearer],
        f"{line.kind}, disbenefit" if line.disbenefit else line.kind,
        held.recipient or line.bearer,
        held.owner.strip(),
        held.feature,
        "intermediate" if is_intermediate(line) else "end",
        ", ".join(held.enabling_changes),
        ", ".join(_costs(held, address, model)),
        "; ".join(model.dependencies[key].title or key for key in held.dependencies),
        ", ".join(held.leads_to),
        "; ".join(model.objectives[key].title or key for key in held.objectives),
        how.what,
        _text(how.baseline),
        _text(how.target),
        _text(how.target_by),
        full,
        *years,
        present,
        held.budget_line,
        "; ".join(map(released, held.releases)),
        held.efficiency,
        held.output,
        _reviews(held),
        line.source,
        line.notes,
    ]


def _costs(held: Realisation, address: str, model: Model) -> Iterator[str]:
    """Yield the cost lines of the option that pay for what brings a benefit about."""
    own = address.rpartition(".benefits.")[0]
    named = (cost for name in held.enabling_changes for cost in model.enabling_changes[name].costs)
    return (cost for cost in dict.fromkeys(named) if cost.startswith(f"{own}.costs."))


def present_values(result: Result) -> dict[str, float]:
    """Return the present value in pounds, at means, of every line that counts in money, by its address.

    Args:
        result: The appraisal.
    """
    yearly = result.yearly
    sums = yearly.present.sum(axis=1)
    return {held.address: float(value) for held, value in zip(yearly.plan.lines, sums, strict=True)}


def _worth(
    address: str, line: Benefit, model: Model, result: Result
) -> tuple[float | None, tuple[str, str], float | None]:
    """Return the full-year value, first and last year, and present value of a benefit; None where it has none."""
    yearly = result.yearly
    place = next((place for place, held in enumerate(yearly.plan.lines) if held.address == address), None)
    if place is None:  # it does not count in money
        active = active_years(line, model)
        return None, ("", "") if active is None else (str(active.first), str(active.last)), None
    real, own = yearly.real[place], yearly.own[place]
    falls = np.flatnonzero(real)
    if not len(falls):
        return None, ("", ""), 0.0
    first, last = int(falls[0]), int(falls[-1])
    mean = mean_amount(line, model) if is_yearly(line, model) else None
    full = None if mean is None else mean * float(real[first] / own[first])
    return full, (str(yearly.plan.years[first]), str(yearly.plan.years[last])), float(yearly.present[place].sum())


def released(release: Release) -> str:
    """Return what is released in words.

    Args:
        release: The release.
    """
    what = release.contract if release.posts is None else f"{release.posts} post{'' if release.posts == 1 else 's'}"
    saves = "" if release.saves is None else f", {release.saves.text}"
    return f"{what} from {_text(release.on)}{saves}"


def _reviews(held: Realisation) -> str:
    parts = ("" if held.review_every is None else f"every {held.review_every}", _until(held.reviewed_until))
    return " ".join(part for part in parts if part)


def _until(moment: str | datetime.date | None) -> str:
    return "" if moment is None else f"until {_text(moment)}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
