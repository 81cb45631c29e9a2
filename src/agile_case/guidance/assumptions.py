"""Rules about the assumptions log: entries that nothing rests on, entries twice, reviews and sign-offs out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.register import uses_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]


def _unused(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    uses = uses_of(context.model)
    idle = {f"curves.{key}" for key in context.model.curves if not uses[key]}
    for key in context.model.assumptions:
        if not uses[key]:
            yield rule.warn(f"assumptions.{key}", "nothing uses this assumption.")
        elif all(address in idle or address.startswith("stages.") for address in uses[key]):
            yield rule.warn(
                f"assumptions.{key}",
                f"no amount rests on this assumption: it is named by {' and '.join(uses[key])} only.",
            )


def _duplicated(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    seen: list[tuple[str, Assumption]] = []
    for key, held in context.model.assumptions.items():
        for other, earlier in seen:
            alike = _alike(held, earlier)
            if alike:
                message = f"this assumption has the estimate, the unit and the {alike} of assumptions.{other}"
                apart = ", and a simulation draws the two apart" if _drawn_apart(key, other, context) else ""
                yield rule.ask(f"assumptions.{key}", f"{message}{apart}.")
                break
        else:
            seen.append((key, held))


def _alike(one: Assumption, other: Assumption) -> str:
    """Return what two assumptions with the same estimate and unit say alike of themselves; nothing where none is."""
    if (one.estimate, one.persistence) != (other.estimate, other.persistence):
        return ""
    if "".join(one.unit.split()) != "".join(other.unit.split()):
        return ""
    return next((name for name in ("source", "title") if _words(one, name) == _words(other, name) != []), "")


def _drawn_apart(key: str, other: str, context: RuleContext) -> bool:
    held = context.model.assumptions[key]
    if isinstance(held.estimate, YearlyValues) or held.estimate.certain:
        return False
    return not any({key, other} <= set(together.assumptions) for together in context.model.correlations)


def _words(held: Assumption, name: str) -> list[str]:
    text: str = getattr(held, name)
    return text.casefold().split()


def _review_overdue(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.assumptions.items():
        where = f"assumptions.{key}.review_by"
        if held.review_by is None:
            continue
        if held.date is not None and held.review_by < held.date:
            yield rule.warn(where, f"its review is due on {held.review_by}, before it was made on {held.date}.")
        elif context.on is not None and held.review_by < context.on:
            yield rule.warn(where, f"its review was due on {held.review_by}, and this is {context.on}.")


def _sign_off_outdated(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.assumptions.items():
        signed, made = held.signed_off_on, held.date
        if signed is not None and made is not None and signed < made:
            where = f"assumptions.{key}.signed_off_on"
            yield rule.warn(where, f"it was signed off on {signed}, before it was made on {made}.")


_LOG = "The Aqua Book, 2nd edition 2025 (assumptions log)"

ASSUMPTION_UNUSED = Rule(
    code="assumption-unused",
    rule_set="own",
    title="An assumption is not used",
    citation=_LOG,
    evidence="none",
    cause="No line, event or setting names the assumption: only stages, or curves that nothing names either, or "
    "nothing at all. No number rests on it. A correlation is no use.",
    fix="Take the assumption out, or write it into the amount that should rest on it.",
    judge=_unused,
)
ASSUMPTION_DUPLICATED = Rule(
    code="assumption-duplicated",
    rule_set="own",
    title="An assumption is there twice",
    citation=_LOG,
    evidence="none",
    cause="Two assumptions have the same estimate in the same unit, and the same source or the same title. Equal "
    "numbers alone are no finding. One quantity under two names is drawn twice in a simulation, so that its risk is "
    "spread as if the two had nothing to do with each other; and one of them will be forgotten at the next change.",
    fix="Keep one and name it in both places; where they are two quantities, say in the titles or sources which.",
    judge=_duplicated,
)
ASSUMPTION_REVIEW_OVERDUE = Rule(
    code="assumption-review-overdue",
    rule_set="own",
    title="The review of an assumption is overdue",
    citation=_LOG,
    evidence="none",
    cause="The day under review_by lies before the day of the judgement (which --on or on= gives), or before the day "
    "on which the assumption was made.",
    fix="Look at the assumption again; bring its date and review_by up to date.",
    judge=_review_overdue,
)
ASSUMPTION_SIGN_OFF_OUTDATED = Rule(
    code="assumption-sign-off-outdated",
    rule_set="own",
    title="A sign-off is older than the assumption",
    citation=_LOG,
    evidence="none",
    cause="The assumption was signed off before the day on which it was made, so what was signed off was another one.",
    fix="Have it signed off again, or take signed_off_by and signed_off_on out.",
    judge=_sign_off_outdated,
)

RULES: tuple[Rule, ...] = (
    ASSUMPTION_UNUSED,
    ASSUMPTION_DUPLICATED,
    ASSUMPTION_REVIEW_OVERDUE,
    ASSUMPTION_SIGN_OFF_OUTDATED,
)
"""The rules about the assumptions log."""
