"""Rules about what goes on: costs dropped in silence, savings counted twice, benefits that outlive costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.plan import Bucket
from agile_case.estimates.expressions import names_in
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.addresses import lines_of_option
from agile_case.model.lines import Benefit, Cost
from agile_case.model.measurement import amount_tree, assumption_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.appraisal.central import Yearly
    from agile_case.findings import Finding
    from agile_case.model.model import Model
    from agile_case.model.options import Option
    from agile_case.quantities.frozen import FloatArray

__all__ = ["RULES"]


def _others(model: Model) -> Iterator[tuple[str, Option]]:
    return ((key, option) for key, option in model.options.items() if not option.is_business_as_usual)


def _usual_costs(model: Model) -> Iterator[tuple[str, Cost]]:
    usual = model.business_as_usual
    if usual is not None:
        for name, cost in model.options[usual].costs.items():
            yield f"options.{usual}.costs.{name}", cost


def _names(line: Cost | Benefit, model: Model) -> set[str]:
    tree = amount_tree(line, model)
    return set() if tree is None else {found.name for found in names_in(tree)}


def _replaced(key: str, option: Option) -> set[str]:
    return {target for _, line in lines_of_option(key, option) if isinstance(line, Cost) for target in line.replaces}


def _carried(address: str, cost: Cost, option: Option) -> bool:
    """Tell whether an option carries a cost of business as usual on, under the same key or as the same line."""
    same_key = option.costs.get(address.rpartition(".")[2])
    return same_key is not None or any(_falls(line) == _falls(cost) for line in option.costs.values())


def _paid_in_full(address: str, cost: Cost, key: str, context: RuleContext) -> bool:
    """Tell whether an option pays a cost of business as usual as the same line, or no less in lines in its place."""
    costs = context.model.options[key].costs
    if any(_falls(line) == _falls(cost) for line in costs.values()):
        return True
    yearly = context.result.yearly
    totals = {line.address: float(real.sum()) for line, real in zip(yearly.plan.lines, yearly.real, strict=True)}
    same_key = address.rpartition(".")[2]
    instead = [name for name, line in costs.items() if name == same_key or address in line.replaces]
    paid = sum(totals[f"options.{key}.costs.{name}"] for name in instead)
    return bool(instead) and paid >= totals[address]


def _falls(cost: Cost) -> tuple[object, ...]:
    """Return what makes two cost lines the same money in the same years."""
    return (cost.amount, cost.profile, cost.when, cost.growth, cost.growth_from, cost.price_base)


def _continuing_cost_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model = context.model
    for key, option in _others(model):
        for address, cost in _usual_costs(model):
            if address not in _replaced(key, option) and not _carried(address, cost, option):
                yield rule.warn(
                    f"options.{key}.costs",
                    f"business as usual pays {address}; this option neither carries it on nor has a line that replaces "
                    "it, so its whole cost counts as saved.",
                )


def _saving_counted_twice(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model = context.model
    dimensions = assumption_dimensions(model)
    for key, option in _others(model):
        for name, benefit in option.benefits.items():
            if not benefit.monetised or benefit.disbenefit or not benefit.public:
                continue
            address = f"options.{key}.benefits.{name}"
            for target, cost in _usual_costs(model):
                if _paid_in_full(target, cost, key, context):
                    continue
                shared = _names(benefit, model) & _names(cost, model)
                prices = [word for word in sorted(shared) if "GBP" in dict(dimensions[word] or ())]
                if target in benefit.replaces or prices or len(shared) > 1:
                    why = (
                        f"it says it replaces {target}"
                        if target in benefit.replaces
                        else f"it is made of {', '.join(prices or sorted(shared))} like {target}"
                    )
                    yield rule.warn(
                        address,
                        f"this benefit looks like a saving on {target} ({why}), which this option already saves by "
                        "not paying it in full: the difference between the options holds the saving once, the benefit "
                        "a second time.",
                    )


def _running_costs(yearly: Yearly, option: int) -> FloatArray:
    """Return yearly costs of an option, without what is left of the costs that it replaces where there are others."""
    spent = (Bucket.COST_PUBLIC, Bucket.COST_NONPUBLIC)
    costs = [index for index, line in enumerate(yearly.plan.lines) if line.option == option and line.bucket in spent]
    own = [index for index in costs if not yearly.plan.lines[index].replaces]
    return np.asarray(yearly.real[own or costs].sum(axis=0))


def _benefits_outlive_running_costs(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    yearly = context.result.yearly
    for index, option in enumerate(yearly.plan.options):
        if index == yearly.plan.business_as_usual:
            continue
        costs = _running_costs(yearly, index)
        benefits = yearly.bucket(yearly.real, index, Bucket.BENEFIT) + yearly.bucket(
            yearly.real, index, Bucket.CASH_RELEASED
        )
        if not benefits.any():
            continue
        last_benefit = int(np.flatnonzero(benefits)[-1])
        last_cost = int(np.flatnonzero(costs)[-1]) if costs.any() else -1
        if last_benefit > last_cost:
            until = (
                "it has no costs at all" if last_cost < 0 else f"its last cost falls in {yearly.plan.years[last_cost]}"
            )
            yield rule.warn(
                f"options.{option.key}.benefits", f"benefits run to {yearly.plan.years[last_benefit]}, but {until}."
            )


CONTINUING_COST_MISSING = Rule(
    code="continuing-cost-missing",
    rule_set="own",
    title="A cost of business as usual is neither carried on nor replaced",
    citation="The Green Book 2026, paragraphs 4.14 to 4.19 (options in absolute terms)",
    evidence="none",
    cause="An option leaves out a cost that business as usual pays. "
    "Whatever goes on being paid is then counted as saved.",
    fix="Carry the cost on under the same key, or say in the lines that take its place that they replace it.",
    judge=_continuing_cost_missing,
)
SAVING_COUNTED_TWICE = Rule(
    code="saving-counted-twice",
    rule_set="own",
    title="A saving stands both as a lower cost and as a benefit",
    citation="The Green Book 2026, paragraph 6.94 (one savings convention throughout)",
    evidence="none",
    cause="An option pays less than business as usual for the same work, "
    "and claims the work saved as a benefit as well.",
    fix="Keep one of the two: take the benefit out, or carry the cost on in full.",
    judge=_saving_counted_twice,
)
BENEFITS_OUTLIVE_RUNNING_COSTS = Rule(
    code="benefits-outlive-running-costs",
    rule_set="own",
    title="Benefits go on after the last cost",
    citation="The Green Book 2026, paragraphs 6.31 and 6.32 (operating and maintenance costs)",
    evidence="none",
    cause="Benefits of an option run on in years in which nothing is spent to keep them coming.",
    fix="Add the running costs of those years, or end the benefits with the costs.",
    judge=_benefits_outlive_running_costs,
)

RULES: tuple[Rule, ...] = (
    CONTINUING_COST_MISSING,
    SAVING_COUNTED_TWICE,
    BENEFITS_OUTLIVE_RUNNING_COSTS,
)
"""The rules about what goes on from business as usual."""
