"""The tables by year and by line: amounts, present values, cash, uplifts and savings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.plan import Bucket
from agile_case.appraisal.summary import basis_words, largest, money_column
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.central import Yearly
    from agile_case.appraisal.measures import Comparison
    from agile_case.appraisal.plan import Plan
    from agile_case.quantities.frozen import FloatArray

__all__ = [
    "cash_table",
    "correlations_table",
    "lines_table",
    "savings_table",
    "sides",
    "totals_table",
    "unmonetised_table",
    "uplifts_table",
    "years_table",
]


def years_table(yearly: Yearly, option: int, at: str) -> Table:
    """Return an option year by year: costs, benefits, factors and present values.

    Args:
        yearly: Yearly amounts.
        option: Index of the option.
        at: Which central values.
    """
    plan = yearly.plan
    costs, benefits = sides(yearly, yearly.real, option)
    present_costs, present_benefits = sides(yearly, yearly.present, option)
    scale = money_scale(largest([*costs, *benefits]))
    columns = [
        Column("Year", "year"),
        money_column("cost", "Cost", scale),
        money_column("benefit", "Benefit", scale),
        Column("Discount factor", "discount_factor", 4),
        money_column("pv_cost", "PV cost", scale),
        money_column("pv_benefit", "PV benefit", scale),
        money_column("pv_net_cost", "PV net cost", scale),
    ]
    rows: list[list[Cell]] = []
    for index, year in enumerate(plan.years):
        present: list[Cell] = [None] * 3
        if not plan.partial:
            cost, benefit = float(present_costs[index]), float(present_benefits[index])
            present = [cost, benefit, cost - benefit]
        rows.append(
            [str(year), float(costs[index]), float(benefits[index]), float(plan.discount_factors[index]), *present]
        )
    if not plan.partial:
        cost, benefit = float(present_costs.sum()), float(present_benefits.sum())
        rows.append(["Total", float(costs.sum()), float(benefits.sum()), None, cost, benefit, cost - benefit])
    key = plan.options[option].key
    caption = f"{plan.options[option].title}, year by year ({basis_words(plan, at, scale[1])})"
    own = [f"{line.title} ({line.discount})" for line in plan.lines if line.option == option and line.discount]
    notes = [f"The discount factor is that of the case; other lines have their own: {', '.join(own)}."] if own else []
    return Table(f"years_{key}", caption, columns, rows, notes)


def sides(yearly: Yearly, amounts: FloatArray, option: int) -> tuple[FloatArray, FloatArray]:
    """Return yearly costs and benefits of an option under the case's savings convention.

    Args:
        yearly: Yearly amounts.
        amounts: Amounts by line and year, such as `yearly.real`.
        option: Index of the option.
    """
    costs = yearly.bucket(amounts, option, Bucket.COST_PUBLIC) + yearly.bucket(amounts, option, Bucket.COST_NONPUBLIC)
    benefits = yearly.bucket(amounts, option, Bucket.BENEFIT)
    released = yearly.bucket(amounts, option, Bucket.CASH_RELEASED)
    if yearly.plan.savings == "lower-cost":
        return costs - released, benefits
    return costs, benefits + released


def cash_table(yearly: Yearly) -> Table:
    """Return the public sector financial impact: cash by option, class and year, undiscounted.

    Args:
        yearly: Yearly amounts.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.85 to 6.91.
    """
    plan = yearly.plan
    held = [
        (option, name, amounts)
        for index, option in enumerate(plan.options)
        for name, amounts in yearly.cash(index).items()
    ]
    reached = [plan.cash_until is not None and year <= plan.cash_until for year in plan.years]
    scale = money_scale(largest(float(amount) for _, _, amounts in held for amount in amounts))
    columns = [Column("Year", "year")]
    columns += [money_column(f"{option.key}_{name}", f"{option.title}: {name}", scale) for option, name, _ in held]
    rows: list[list[Cell]] = []
    for index, year in enumerate(plan.years if held else ()):
        rows.append([str(year), *(float(amounts[index]) if reached[index] else None for _, _, amounts in held)])
    if held and not plan.partial:
        rows.append(["Total", *(float(amounts.sum()) if all(reached) else None for _, _, amounts in held)])
    notes = [
        "Cash paid by public bodies less cash-releasing savings; every public body counts, and optimism bias is in."
    ]
    if not all(reached):
        notes.append(cash_reason(plan))
    notes.append(f"Prices: {plan.prices.removesuffix('.')}.")
    return Table("cash", f"Public sector financial impact ({scale[1]}, cash, undiscounted)", columns, rows, notes)


def cash_reason(plan: Plan) -> str:
    """Say why cash is not available in some years.

    Args:
        plan: The plan.
    """
    if plan.cash_until is None:
        return "Cash is not available: the deflator does not hold the years that it needs."
    return (
        f"Cash is not available after {plan.cash_until}, where the published deflator ends; "
        "prices_after under [case] continues it."
    )


def lines_table(yearly: Yearly, option: int) -> Table:
    """Return every line of an option by year, in the line's own prices, with its total.

    Args:
        yearly: Yearly amounts.
        option: Index of the option.
    """
    plan = yearly.plan
    lines = zip(plan.lines, yearly.own, strict=True)
    held = [(line, own) for line, own in lines if line.option == option and line.bucket != Bucket.LISTED]
    scale = money_scale(largest(float(amount) for _, own in held for amount in own))
    columns = [Column("Line", "line"), Column("Prices", "price_base")]
    columns += [money_column(str(year), str(year), scale) for year in plan.years]
    columns += [money_column("total", "Total", scale), Column("Address", "address")]
    rows: list[list[Cell]] = [
        [line.title, line.prices, *map(float, own), float(own.sum()), line.address] for line, own in held
    ]
    caption = f"{plan.options[option].title}, by line ({scale[1]}, in the prices of each line, optimism bias included)"
    return Table(f"lines_{plan.options[option].key}", caption, columns, rows)


def uplifts_table(plan: Plan) -> Table:
    """Return the effective optimism bias uplift of every line that has one.

    Args:
        plan: The plan.
    """
    rows: list[list[Cell]] = [[address, uplift, plan.uplift_notes[address]] for address, uplift in plan.uplifts.items()]
    columns = [Column("Line", "line"), Column("Effective uplift, %", "uplift", 1, 0.01), Column("How", "how")]
    return Table("uplifts", "Optimism bias, after mitigation", columns, rows)


def savings_table(yearly: Yearly) -> Table:
    """Return what replacing costs saves: the lines less all cost lines of an option that say they replace them.

    Lines that are replaced together, because one line takes the place of several, stand in one row.

    Args:
        yearly: Yearly amounts.
    """
    plan = yearly.plan
    costs = [
        (line, float(amounts.sum()))
        for line, amounts in zip(plan.lines, yearly.present, strict=True)
        if line.bucket in (Bucket.COST_PUBLIC, Bucket.COST_NONPUBLIC)
    ]
    present = {line.address: amount for line, amount in costs}
    held: list[tuple[int, list[str], list[str]]] = []
    for line, _ in costs:
        targets = [target for target in line.replaces if target in present]
        if targets:
            joined = [group for group in held if group[0] == line.option and set(group[1]) & set(targets)]
            held = [group for group in held if group not in joined]
            before = list(dict.fromkeys([*(name for group in joined for name in group[1]), *targets]))
            held.append((line.option, before, [*(name for group in joined for name in group[2]), line.address]))
    amounts = [sum(present[address] for address in names) for _, before, after in held for names in (before, after)]
    scale = money_scale(largest(amounts))
    columns = [Column("Option", "option"), Column("Replaced", "replaced"), Column("Replaced by", "by")]
    columns += [
        money_column(key, title, scale)
        for key, title in (("pv_before", "PV before"), ("pv_after", "PV after"), ("pv_saving", "PV saving"))
    ]
    rows: list[list[Cell]] = []
    for option, targets, by in held:
        total, instead = (float(sum(present[address] for address in names)) for names in (targets, by))
        rows.append([plan.options[option].title, ", ".join(targets), ", ".join(by), total, instead, total - instead])
    return Table("savings", f"What replaced lines save ({scale[1]}, present values)", columns, rows)


def correlations_table(plan: Plan) -> Table:
    """Return which assumptions move together in the simulation.

    Args:
        plan: The plan.
    """
    columns = [Column("Assumptions", "assumptions"), Column("Rank correlation", "rank", 2), Column("Source", "source")]
    rows: list[list[Cell]] = [[names, rank, source or "none stated"] for names, rank, source in plan.correlations]
    return Table("correlations", "Assumptions that move together in the simulation", columns, rows)


def unmonetised_table(plan: Plan, against: Mapping[str, Comparison]) -> Table:
    """Return the benefits that have no money value, by option, and what they would have to be worth.

    Args:
        plan: The plan.
        against: Measures of the options against the business as usual.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.102 to 6.105: the value needed for an NPSV above zero.
    """
    rows = [[option.title, *benefit] for option in plan.options for benefit in option.unmonetised]
    columns = [
        Column("Option", "option"),
        Column("Benefit", "benefit"),
        Column("Kind", "kind"),
        Column("Measure", "measure"),
        Column("Notes", "notes"),
    ]
    notes = []
    for option in plan.options:
        npsv = against[option.key].npsv if option.unmonetised and option.key in against else None
        if npsv is not None and npsv < 0:
            notes.append(
                f"{option.title}: its NPSV against business as usual is {money_words(npsv)}; these would have to be "
                f"worth more than {money_words(-npsv)} in present value for it to be above zero."
            )
    return Table("unmonetised", "Benefits without a money value", columns, rows, notes)


def totals_table(yearly: Yearly) -> Table:
    """Return the total of every line over all years, which is all that a partial case can show.

    Args:
        yearly: Yearly amounts.
    """
    rows: list[list[Cell]] = [
        [yearly.plan.options[line.option].title, line.title, line.prices, float(own.sum())]
        for line, own in zip(yearly.plan.lines, yearly.own, strict=True)
        if line.bucket != Bucket.LISTED
    ]
    columns = [
        Column("Option", "option"),
        Column("Line", "line"),
        Column("Prices", "price_base"),
        Column("Total", "total_gbp", 0),
    ]
    notes = ["The case is partial: lines are missing, so no summary measure is shown."]
    return Table("totals", "Lines over all years (£, in the prices of each line)", columns, rows, notes)
