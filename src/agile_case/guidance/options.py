"""Rules about how options are found and chosen; they are silent where a case has no longlist and no decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.shortlist import shortlist_of
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.criteria import BASIC_FACTORS
from agile_case.model.decision import VALUE_FACTORS
from agile_case.model.longlist import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]

_FEWEST, _MOST = 3, 7
_SETTLED = ("business-as-usual", "do-minimum", "preferred-way-forward")
"""Roles whose choices the longlist settles; the more and the less ambitious option replace only some of the greens."""


def _success_factors_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    kinds = {factor.kind for factor in context.model.critical_success_factors.values()}
    missing = [kind for kind in BASIC_FACTORS if kind not in kinds]
    if context.model.longlist and missing:
        yield rule.warn(
            "critical_success_factors", f"there is a longlist, and no factor of the kind {', '.join(missing)}."
        )


def _rating_reason_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for category, choices in context.model.longlist.items():
        for key, choice in choices.items():
            if choice.rating and not choice.reason.strip():
                yield rule.warn(
                    f"longlist.{category}.{key}", f"this choice is {choice.rating}, and no reason is given."
                )


def _green_choice_not_one(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    longlist = context.model.longlist
    for category in CATEGORIES if longlist else ():
        choices = dict(longlist.get(category, ()))
        greens = [key for key, choice in choices.items() if choice.rating == "green"]
        if len(greens) > 1:
            yield rule.warn(
                f"longlist.{category}", f"{len(greens)} choices of this category are green: {', '.join(greens)}."
            )
        elif not greens:
            yield rule.warn(f"longlist.{category}", f"this category has no {'green choice' if choices else 'choices'}.")


def _options_not_around_five(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    count = len(context.model.options)
    if context.model.longlist and not _FEWEST <= count <= _MOST:
        yield rule.warn(
            "options", f"the shortlist has {count} option{'' if count == 1 else 's'}, business as usual included."
        )


def _red_choice_made(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in context.model.options.items():
        for category, choice in option.choices.items():
            if context.model.longlist[category][choice].rating == "red":
                yield rule.warn(
                    f"options.{key}.choices.{category}",
                    f"this option makes the choice {choice}, which the longlist drops.",
                )


def _choices_differ_from_role(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model = context.model
    entries = shortlist_of(model).entries if model.longlist else {}
    for key, option in model.options.items():
        for role in _SETTLED:
            if role not in option.roles or role not in entries:
                continue
            for category, choice in option.choices.items():
                settled = entries[role].choices.get(category)
                if settled is not None and settled != choice:
                    yield rule.warn(
                        f"options.{key}.choices.{category}",
                        f"this option is the {role} and makes the choice {choice}, where the longlist gives {settled}.",
                    )


def _facilitator_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.model.multicriteria
    if held is not None and not held.facilitator.strip():
        yield rule.warn("multicriteria.facilitator", "the swing weights have no facilitator.")


def _value_factors_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.model.preferred
    if held is None:
        return
    missing = [words for key, words in VALUE_FACTORS.items() if not held.factors.get(key, "").strip()]
    if missing:
        yield rule.warn("preferred.factors", f"the decision says nothing on: {'; '.join(missing)}.")


SUCCESS_FACTORS_MISSING = Rule(
    code="success-factors-missing",
    rule_set="gb-2026",
    title="A basic critical success factor is missing",
    citation="The Green Book 2026, paragraphs 5.5 and 5.6 and Table 4",
    evidence="primary",
    cause="The case has a longlist, and not each of the five basic critical success factors that its choices are rated "
    "against.",
    fix="Add the missing kinds under [critical_success_factors.key].",
    judge=_success_factors_missing,
)
RATING_REASON_MISSING = Rule(
    code="rating-reason-missing",
    rule_set="gb-2026",
    title="A rating has no reason",
    citation="The Green Book 2026, paragraph 5.27",
    evidence="primary",
    cause="A choice of the longlist is rated, and the reason is not recorded. It must be, in a brief paragraph.",
    fix="Say in reason why the choice is rated so.",
    judge=_rating_reason_missing,
)
GREEN_CHOICE_NOT_ONE = Rule(
    code="green-choice-not-one",
    rule_set="gb-2026",
    title="A category of the longlist has not exactly one green choice",
    citation="The Green Book 2026, paragraphs 5.21 to 5.32",
    evidence="primary",
    cause="A category has no green choice, several, or no choices at all. Each category is rated given the green "
    "choices of those before it, and the preferred way forward is made of all of them.",
    fix="Rate the choice that best meets the critical success factors in its category green, and no other.",
    judge=_green_choice_not_one,
)
OPTIONS_NOT_AROUND_FIVE = Rule(
    code="options-not-around-five",
    rule_set="own",
    title="The shortlist is far from five options",
    citation="The Green Book 2026, paragraphs 5.17 and 5.18 (around five); 3 and 7 are numbers of this project",
    evidence="none",
    cause="A case with a longlist has fewer than 3 options, or more than 7.",
    fix="Shortlist business as usual, the do minimum, the preferred way forward, and a more and a less ambitious "
    "option.",
    judge=_options_not_around_five,
)
RED_CHOICE_MADE = Rule(
    code="red-choice-made",
    rule_set="gb-2026",
    title="An option is made of a choice that was dropped",
    citation="The Green Book 2026, paragraphs 2.16 and 5.21 to 5.32",
    evidence="primary",
    cause="An option makes a choice that the longlist rates red: it fails the critical success factors.",
    fix="Make another choice, or rate this one again and say why.",
    judge=_red_choice_made,
)
CHOICES_DIFFER_FROM_ROLE = Rule(
    code="choices-differ-from-role",
    rule_set="gb-2026",
    title="An option makes other choices than its role",
    citation="The Green Book 2026, paragraph 5.35",
    evidence="primary",
    cause="The longlist gives the choices of business as usual, of the do minimum and of the preferred way forward, "
    "and an option with that role makes another one.",
    fix="Make the choice that the longlist gives, rate again, or give the role to another option.",
    judge=_choices_differ_from_role,
)
FACILITATOR_MISSING = Rule(
    code="facilitator-missing",
    rule_set="gb-2026",
    title="Swing weights have no facilitator",
    citation="The Green Book 2026, paragraphs 5.14 to 5.16",
    evidence="primary",
    cause="A multi-criteria analysis may be used with swing weighting and an expert facilitator, and none is named.",
    fix="Name the expert who facilitated the weighting, or weigh again with one.",
    judge=_facilitator_missing,
)
VALUE_FACTORS_MISSING = Rule(
    code="value-factors-missing",
    rule_set="gb-2026",
    title="The decision on the preferred option leaves a factor out",
    citation="The Green Book 2026, paragraph 2.31 and Box 1",
    evidence="primary",
    cause="Value for money is a balanced judgement on six factors, and the decision says nothing on some of them.",
    fix="Say under factors what was judged on each of the six, where it is nothing of weight too.",
    judge=_value_factors_missing,
)

RULES: tuple[Rule, ...] = (
    SUCCESS_FACTORS_MISSING,
    RATING_REASON_MISSING,
    GREEN_CHOICE_NOT_ONE,
    OPTIONS_NOT_AROUND_FIVE,
    RED_CHOICE_MADE,
    CHOICES_DIFFER_FROM_ROLE,
    FACILITATOR_MISSING,
    VALUE_FACTORS_MISSING,
)
"""The rules about how options were found and chosen."""
