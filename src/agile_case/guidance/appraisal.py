"""Rules about the appraisal: absolute terms, time, uncertainty, and lines that an economic case has no place for.

They apply to a case that names the rule set of the Green Book.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agile_case.guidance.rules import Rule, RuleContext, green_book_rule
from agile_case.model.bias import OptimismBias
from agile_case.model.lines import CAPITAL_BUDGETS, Benefit
from agile_case.model.options import BUSINESS_AS_USUAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.model.lines import Cost

__all__ = ["RULES"]

_SHORTLIST: Final = 3
_WARM: Final = 2040
_LONG: Final = 50
_NO_PLACE: Final = {
    "depreciation": "depreciation belongs to the financial case (6.31)",
    "sunk": "sunk costs are not included (6.31)",
    "multiplier": "Keynesian multipliers are not used (6.42)",
    "gva": "gross value added does not compare options (6.41)",
    "gdp": "gross domestic product does not compare options (6.41)",
    "excess burden": "the costs of raising public funds are generally not included (6.44)",
    "tax burden": "the costs of raising public funds are generally not included (6.44)",
}
_JOBS: Final = re.compile(r"\b(jobs?|employment)\b")


def _do_minimum_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    options = context.model.options.values()
    if len(options) >= _SHORTLIST and not any("do-minimum" in option.roles for option in options):
        yield rule.warn("options", f"the case has {len(options)} options, and none is the do minimum.")


def _usual_all_zero(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    plan, yearly = context.result.plan, context.result.yearly
    usual = plan.business_as_usual
    if usual is None or yearly.gross(usual):
        return
    if any(yearly.gross(index) for index in range(len(plan.options)) if index != usual):
        yield rule.warn(f"options.{plan.options[usual].key}", "it is nothing in every year, while others are not.")


def _climate_scenarios_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    last = context.model.basis.period.last
    if context.model.scenarios:
        return
    end = last.first if last.kind == "calendar" else last.first + 1
    degrees = "2 and 4 degrees" if end >= _WARM else "2 degrees"
    yield rule.ask("scenarios", f"the appraisal ends in {last}, and no scenario looks at a climate {degrees} warmer.")


def _long_horizon(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    horizon = context.model.basis.horizon
    if horizon > _LONG:
        yield rule.ask(
            "case.horizon",
            f"effects over {horizon} years: are there very substantial and practically irreversible transfers of "
            "wealth between generations? The report shows the lower rate beside.",
        )


def _uncertainty_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    plan = context.result.plan
    if any(not estimate.certain for estimate in plan.assumptions.values()) or plan.risks or plan.scenarios:
        return
    yield rule.warn("assumptions", "nothing that a line uses is uncertain: no range, no risk and no scenario.")


def _residual_value_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in context.model.options.items():
        lines = [
            name
            for name, cost in option.costs.items()
            if cost.budget in CAPITAL_BUDGETS and cost.residual_value is None and not cost.notes.strip()
        ]
        if lines and BUSINESS_AS_USUAL not in option.roles:
            yield rule.ask(f"options.{key}.costs", f"what is left at the end of: {', '.join(lines)}?")


def _prevention_cost_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in context.model.options.items():
        for name, cost in option.costs.items():
            bias = cost.optimism_bias
            if isinstance(bias, OptimismBias) and bias.managed and not bias.prevention:
                where = f"options.{key}.costs.{name}.optimism_bias"
                yield rule.warn(
                    where, f"{bias.managed:.0%} of the bias is managed, and no cost that bought it is named."
                )


def _named(context: RuleContext) -> Iterator[tuple[str, str, Cost | Benefit]]:
    """Yield the address of each line with the words that name it, and the line."""
    for key, option in context.model.options.items():
        for table in ("costs", "benefits"):
            for name, line in getattr(option, table).items():
                words = f"{name.replace('_', ' ')} {line.title}".lower()
                yield f"options.{key}.{table}.{name}", words, line


def _contingency(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, words, _ in _named(context):
        if "contingency" in words:
            yield rule.ask(address, "this line is named a contingency, and stands in the economic case.")


def _line_has_no_place(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, words, _ in _named(context):
        for word, why in _NO_PLACE.items():
            if re.search(rf"\b{word}\b", words):
                yield rule.ask(address, f'this line is named by the word "{word}": {why}.')
                break


def _jobs_claimed(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for address, words, line in _named(context):
        if isinstance(line, Benefit) and _JOBS.search(words) and not line.notes.strip():
            yield rule.ask(address, "this benefit is named by jobs: full displacement is assumed unless signed off.")


DO_MINIMUM_MISSING = green_book_rule(
    code="do-minimum-missing",
    title="The shortlist has no do minimum",
    citation="The Green Book 2026, paragraphs 5.17 and 5.18",
    cause="Three options or more, and none has the role do-minimum.",
    fix='Give the option that only just meets the need roles = ["do-minimum"]; it may be the preferred one as well.',
    judge=_do_minimum_missing,
)
USUAL_ALL_ZERO = green_book_rule(
    code="usual-all-zero",
    title="Business as usual is set to zero",
    citation="The Green Book 2026, paragraphs 4.14 to 4.19",
    cause="Business as usual has no cost and no benefit in any year, while other options have. Options are shown in "
    "absolute terms, and business as usual is not normalised to zero.",
    fix="Give business as usual what it costs to carry on, and what it brings.",
    judge=_usual_all_zero,
)
CLIMATE_SCENARIOS_MISSING = green_book_rule(
    code="climate-scenarios-missing",
    title="No scenario looks at the climate",
    citation="The Green Book 2026, paragraph 6.14",
    cause="The case has no scenarios. An appraisal that ends before 2040 looks at a climate 2 degrees warmer, one that "
    "ends in 2040 or later at least at 2 and 4 degrees. Scenarios have no probabilities.",
    fix="Add [scenarios] with the values that the climate would change.",
    judge=_climate_scenarios_missing,
)
LONG_HORIZON_WEALTH_TRANSFER = green_book_rule(
    code="long-horizon-wealth-transfer",
    title="Effects last beyond 50 years",
    citation="Department for Transport, Forthcoming change: Green Book updates, 16 April 2026, of the supplementary "
    "guidance; The Green Book 2018, paragraph A6.21",
    evidence="secondary",
    cause="The horizon is longer than 50 years. Where wealth moves between generations, substantially and for good, "
    "the lower rate is shown beside the standard one.",
    fix="Say what the table at the lower rate means for the choice, or why nothing is transferred.",
    judge=_long_horizon,
)
UNCERTAINTY_MISSING = green_book_rule(
    code="uncertainty-missing",
    title="Nothing is uncertain",
    citation="The Green Book 2026, paragraphs 6.60 to 6.77 and 6.102 to 6.105",
    cause="No assumption that a line uses has a range, there is no risk and no scenario.",
    fix="Give the assumptions that matter an estimate with a range, and list the risks.",
    judge=_uncertainty_missing,
)
RESIDUAL_VALUE_MISSING = green_book_rule(
    code="residual-value-missing",
    title="Capital has no residual value",
    citation="The Green Book 2026, paragraphs 6.31 and 6.32",
    cause="A capital cost does not say what is left of it at the end, sold or not, or what liability.",
    fix="Give it residual_value, or say in its notes that nothing is left.",
    judge=_residual_value_missing,
)
PREVENTION_COST_MISSING = green_book_rule(
    code="prevention-cost-missing",
    title="Managed optimism bias has no prevention cost",
    citation="The Green Book 2026, paragraphs 6.78 to 6.84",
    cause="Optimism bias is lowered by what has been managed, and the cost that bought it is not named. It belongs "
    "to the core costs.",
    fix="Name the cost line in prevention.",
    judge=_prevention_cost_missing,
)
CONTINGENCY_IN_ECONOMIC_CASE = green_book_rule(
    code="contingency-in-economic-case",
    title="A contingency stands in the economic case",
    citation="The Green Book 2026, paragraphs 6.83 and 6.84",
    cause="A line is named a contingency. Contingency is the optimism bias that is left and unprevented risk, and is "
    "shown apart in the financial case.",
    fix="Take the line out; give the costs optimism bias and list the risks, and the financial case shows it.",
    judge=_contingency,
)
LINE_HAS_NO_PLACE = green_book_rule(
    code="line-has-no-place",
    title="A line is named by what an economic case leaves out",
    citation="The Green Book 2026, paragraphs 6.31, 6.32 and 6.41 to 6.44",
    cause="The name of a line holds a word for sunk costs, depreciation, multipliers, gross value added or the burden "
    "of taxes. Only a person can tell what it really is.",
    fix="Take it out, or name it for what it is.",
    judge=_line_has_no_place,
)
JOBS_CLAIMED = green_book_rule(
    code="jobs-claimed",
    title="A benefit is claimed for jobs",
    citation="The Green Book 2026, paragraph 6.43",
    cause="The name of a benefit speaks of jobs or employment. Full displacement is assumed unless the chief economist "
    "has signed off the evidence.",
    fix="Take it out, or say in its notes who signed off the evidence and when.",
    judge=_jobs_claimed,
)

RULES: tuple[Rule, ...] = (
    DO_MINIMUM_MISSING,
    USUAL_ALL_ZERO,
    CLIMATE_SCENARIOS_MISSING,
    LONG_HORIZON_WEALTH_TRANSFER,
    UNCERTAINTY_MISSING,
    RESIDUAL_VALUE_MISSING,
    PREVENTION_COST_MISSING,
    CONTINGENCY_IN_ECONOMIC_CASE,
    LINE_HAS_NO_PLACE,
    JOBS_CLAIMED,
)
"""The rules about the appraisal."""
