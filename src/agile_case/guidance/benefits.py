"""Rules on benefits: measured or not claimed, counted once, cash by budget and whole posts, followed to the end."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from agile_case.case.benefits import chosen_options, present_values
from agile_case.guidance.double_counting import same_amounts, same_time
from agile_case.guidance.releases import cash_gaps, last_moment
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.benefit_links import is_intermediate
from agile_case.model.measured import measured
from agile_case.model.realisation import Realisation
from agile_case.model.timing import mean_of, moment_of
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.model.changes import EnablingChange
    from agile_case.model.lines import Benefit
    from agile_case.model.model import Model

__all__ = ["RULES"]

_MONTH: Final = 1 / 12
_BARE: Final = Realisation()
_ASKED: Final = {
    "description": "description",
    "owner": "responsible officer",
    "feature": "service feature",
    "enabling_changes": "activities",
    "baseline": "baseline",
    "target": "target",
    "target_by": "timescale",
}
"""Fields of a register that a person fills in, by key, in the words of the guidance."""


def _benefits(model: Model) -> Iterator[tuple[str, Benefit, Realisation]]:
    """Yield every benefit of what is proposed with its address and its realisation, an empty one where it has none."""
    for key, option in chosen_options(model).items():
        for name, benefit in option.benefits.items():
            yield f"options.{key}.benefits.{name}", benefit, benefit.realisation or _BARE


def _unmeasured(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, benefit, _ in _benefits(context.model):
        if not measured(benefit, context.model.measures).what:
            yield rule.block(address, "nothing says how this benefit is measured, so it may not be claimed.")


def _register_incomplete(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, benefit, held in _benefits(context.model):
        how = measured(benefit, context.model.measures)
        missing = [words for key, words in _ASKED.items() if not getattr(how if hasattr(how, key) else held, key)]
        if missing:
            yield rule.warn(f"{address}.realisation", f"the register lacks its {', '.join(missing)}.")


def _efficiency(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, _, held in _benefits(context.model):
        where = f"{address}.realisation.output"
        if not held.efficiency:
            continue
        if held.output == "falls":
            yield rule.block(where, f"this is claimed as a {held.efficiency} efficiency, and its output falls.")
        elif not held.output:
            yield rule.ask(
                where,
                f"this is claimed as a {held.efficiency} efficiency: does its output stay or rise?",
                f"Answer it in {address}.realisation.output.",
            )


def _without_budget(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, benefit, held in _benefits(context.model):
        if benefit.kind == "cash-releasing" and not benefit.disbenefit and not held.budget_line.strip():
            yield rule.warn(f"{address}.realisation.budget_line", "this releases cash, and no budget falls by it.")


def _not_given_up(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, benefit, held in _benefits(context.model):
        if benefit.kind != "cash-releasing" or benefit.disbenefit:
            continue
        where = f"{address}.realisation.releases"
        if not held.releases and not held.budget_line.strip():
            continue  # one question at a time: first the budget
        if not held.releases:
            yield rule.warn(where, "this releases cash, and no whole post and no contract is given up for it.")
            continue
        if any(release.saves is None for release in held.releases):
            yield rule.ask(
                where,
                "a release does not say what it saves, so that nothing shows whether all is covered.",
                f"State saves for each of {address}.realisation.releases.",
            )
            continue
        gaps = cash_gaps(address, benefit, context)
        if gaps:
            year, claimed, covered = max(gaps, key=lambda gap: gap[1] - gap[2])
            years = f" and {len(gaps) - 1} other year{'s' if len(gaps) > 2 else ''}" if len(gaps) > 1 else ""  # noqa: PLR2004 - one other, or more
            yield rule.warn(
                where,
                f"{money_words(claimed)} is claimed in {year}{years}, and what is given up saves "
                f"{money_words(covered)}; the rest stays non-cash.",
            )


def _counted_twice(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in chosen_options(context.model).items():
        held = {f"options.{key}.benefits.{name}": benefit for name, benefit in option.benefits.items()}
        gains = {address: benefit for address, benefit in held.items() if benefit.monetised and not benefit.disbenefit}
        for address, other in same_amounts(gains, context.model):
            yield rule.ask(address, f"this counts what {other} counts: the same amount for the same people.")
        for address, other, names in same_time(gains, context.model):
            yield rule.ask(
                address,
                f"this and {other} are both priced by {', '.join(names)}: what becomes whole posts or contracts is no "
                "longer time that is free.",
            )
        contracts: dict[str, str] = {}
        for address, benefit in held.items():
            for place, release in enumerate((benefit.realisation or _BARE).releases):
                contract = " ".join(release.contract.casefold().split())
                if contract and contract in contracts:
                    yield rule.warn(
                        f"{address}.realisation.releases.{place}",
                        f"the contract {release.contract!r} is given up for {contracts[contract]} too, and ends once.",
                    )
                elif contract:
                    contracts[contract] = address


def _on_unfunded_change(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    changes = context.model.enabling_changes
    for address, benefit, held in _benefits(context.model):
        if benefit.disbenefit:
            continue
        needed = _needed(held.enabling_changes, context.model)
        unpaid = [name for name in needed if _is_unpaid(changes[name])]
        open_ = [name for name in needed if not changes[name].funded and changes[name].done is None]
        where = f"{address}.realisation.enabling_changes"
        if unpaid:
            yield rule.warn(
                where, f"this hangs on what is not funded: {', '.join(unpaid)}. Leave it out, or fund that."
            )
        elif open_:
            yield rule.ask(
                where,
                f"this hangs on {', '.join(open_)}: is the money for that there?",
                f"Answer it under funded of {', '.join(open_)}.",
            )


def _is_unpaid(change: EnablingChange) -> bool:
    return change.funded == "no" and change.done is None


def _needed(names: tuple[str, ...], model: Model) -> tuple[str, ...]:
    """Return changes, and all that have to come before them."""
    found: dict[str, None] = {}
    pending = list(names)
    while pending:
        name = pending.pop(0)
        if name not in found:
            found[name] = None
            pending += model.enabling_changes[name].needs
    return tuple(found)


def _no_disbenefit(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in chosen_options(context.model).items():
        if option.benefits and not any(benefit.disbenefit for benefit in option.benefits.values()):
            yield rule.warn(f"options.{key}.benefits", "no disbenefit is recorded: nobody loses, or nobody looked.")


def _reviews_end_early(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, benefit, held in _benefits(context.model):
        where = f"{address}.realisation.reviewed_until"
        end = last_moment(address, benefit, context)
        if held.reviewed_until is None:
            yield rule.warn(where, "nothing says until when this benefit is reviewed.")
        elif mean_of(moment_of(held.reviewed_until, context.model), context.model) < end - _MONTH:
            last = context.result.yearly.plan.years[0] + (int(end - _MONTH))
            yield rule.warn(where, f"reviews end on {held.reviewed_until}, and the benefit is claimed up to {last}.")


def _baseline_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    values = present_values(context.result)
    past = _past_discovery(context)
    for key, option in chosen_options(context.model).items():
        ends = {
            f"options.{key}.benefits.{name}": benefit
            for name, benefit in option.benefits.items()
            if not benefit.disbenefit and not is_intermediate(benefit)
        }
        first = max(ends, key=lambda address: values.get(address, 0.0), default="")
        for address, benefit in ends.items():
            if measured(benefit, context.model.measures).baseline is not None:
                continue
            where = f"measures.{benefit.measured_by}" if benefit.measured_by else f"{address}.realisation"
            where = f"{where}.baseline"
            if address != first:
                yield rule.warn(where, "this benefit has no baseline, so that its improvement cannot be shown.")
            elif past:
                yield rule.block(where, f"the benefit that counts most has no baseline, and discovery is over: {past}.")
            else:
                yield rule.warn(where, "the benefit that counts most has no baseline; it needs one to leave discovery.")


def _past_discovery(context: RuleContext) -> str:
    """Return the iteration that shows that discovery is over; empty where none does."""
    stages = context.model.stages
    for held in () if context.case is None else context.case.iterations:
        phase = stages[held.stage].phase if held.stage in stages else ""
        if phase and phase != "discovery":
            return f"{held.key} is {phase}"
    return ""


_IPA: Final = (
    "Infrastructure and Projects Authority, Guide for Effective Benefits Management in Major Projects, October 2017"
)
_BOX: Final = "The Green Book, 2018 to 2022, Box 9"
_own = functools.partial(Rule, rule_set="own", evidence="none")
_rule = functools.partial(Rule, rule_set="benefits", when_named=True)
RULES: tuple[Rule, ...] = (
    _rule(
        code="benefit-unmeasured",
        title="A benefit that nobody can measure",
        citation=f"{_IPA}; {_BOX}",
        evidence="secondary",
        cause="A benefit names no measure, and says neither a measure nor an indicator. "
        "A benefit is a measurable improvement.",
        fix="Name a measure under measured_by, or say under realisation.indicator what is measured; or take the "
        "benefit out of what is claimed.",
        must=True,
        judge=_unmeasured,
    ),
    _rule(
        code="benefit-register-incomplete",
        title="The register of benefits has gaps",
        citation=f"{_BOX}; {_IPA}",
        evidence="secondary",
        cause="A benefit lacks some of what a register holds: description, owner, feature, activities, baseline, "
        "target, timescale. Number, category, class, costs and full-year value follow from the case.",
        fix="Fill in realisation of the benefit.",
        judge=_register_incomplete,
    ),
    _rule(
        code="efficiency-output-falls",
        rule_set="gef-2025",
        title="An efficiency whose output falls",
        citation="HM Treasury, Government Efficiency Framework, 24 November 2025; "
        "The Green Book 2026, paragraphs 8.88 and 8.89",
        evidence="primary",
        cause="Less is done for less, which is a cut; or nothing says what happens to the output.",
        fix="Claim it as what it is, without efficiency, and count what is lost as a disbenefit.",
        must=True,
        judge=_efficiency,
    ),
    _own(
        code="cash-release-without-budget",
        title="Cash that no budget is cut by",
        citation="The Green Book 2026, paragraph 6.30, from which it follows",
        cause="A cash-releasing benefit names no budget line.",
        fix="Name the budget under realisation.budget_line, or make the benefit non-cash-releasing.",
        judge=_without_budget,
    ),
    _own(
        code="cash-release-not-given-up",
        title="Cash that no whole post or contract stands for",
        citation="docs/how-to/keep-a-benefits-register; The Green Book 2026, paragraph 6.30",
        cause="A cash-releasing benefit names no post or contract that is given up, or claims more in some year than "
        "those that it names save from their dates on.",
        fix="Name what is given up under realisation.releases, or make the rest a non-cash-releasing benefit.",
        judge=_not_given_up,
    ),
    _own(
        code="benefit-counted-twice",
        title="A benefit that may be counted twice",
        citation="docs/how-to/keep-a-benefits-register; the idea as in the guidance on benefits maps (unverified)",
        cause="Two benefits of an option count the same amount for the same people in whatever form it is written, "
        "give up the same contract, or price the same time once as cash and once as time that is free.",
        fix="Keep one of them; or let one lead to the other, without money of its own.",
        judge=_counted_twice,
    ),
    _own(
        code="benefit-on-unfunded-change",
        title="A benefit that hangs on an unfunded change",
        citation="Australian Capital Territory government, guidance on benefits, for the idea",
        cause="A change that the benefit hangs on, or one that has to come before it, is not funded, or does not say.",
        fix="Fund the change, or leave the benefit out; say under funded which.",
        judge=_on_unfunded_change,
    ),
    _rule(
        code="disbenefit-missing",
        title="No disbenefit is recorded",
        citation=_IPA,
        evidence="secondary",
        cause="An option with benefits has no line with disbenefit = true. Disbenefits are tracked too.",
        fix="Add who loses by it, with a negative amount; or answer that somebody looked.",
        judge=_no_disbenefit,
    ),
    _rule(
        code="benefit-reviews-end-early",
        title="Reviews end before the benefit does",
        citation="Teal Book, chapter 19 (guidance on project delivery)",
        evidence="primary",
        cause="A benefit has no day of its last review, or one before the last year in which it is claimed.",
        fix="Review it until the last of it is verified: realisation.reviewed_until.",
        judge=_reviews_end_early,
    ),
    _rule(
        code="baseline-missing",
        rule_set="service-standard",
        title="A benefit without a baseline",
        citation="Government Digital Service guidance, Measuring the benefits of your service; the benefit that counts "
        "most is taken to be the end benefit with the largest present value",
        evidence="primary",
        cause="Size and cost of the problem were not measured before the change. They are by the end of discovery.",
        fix="Measure it now, and write the baseline into the measure, or into realisation.baseline.",
        judge=_baseline_missing,
    ),
)
"""The rules on benefits."""
