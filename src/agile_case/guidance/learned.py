"""Rules of what was learned: what counts no more, what may count twice, what is rough."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.reweighting import ENOUGH
from agile_case.case.replay import learned, touches
from agile_case.case.subjects import hanging_together, names_about, subject_of
from agile_case.estimates.weighed import Weighed
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.history.entries import Learn, Revise
from agile_case.history.iterations import counted

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.model.model import Model

__all__ = ["RULES"]

ROUGH: Final = ENOUGH // 4
"""Effective sample size below which what is believed is rough: a mean is off by more than 1.6% of the deviation."""

_TIMES: Final = {2: "twice"}


@attrs.frozen
class _LetGo:
    """Evidence of an expression that a revision of a part of it ended."""

    seen: Learn
    revised: Revise
    left: frozenset[str]
    """Keys of the other assumptions in it, which are back at their estimates."""


def _let_go(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None:
        return
    pending: list[Learn] = []
    found: list[_LetGo] = []
    for entry in counted(context.case.entries):
        if isinstance(entry, Learn):
            pending.append(entry)
            found = [one for one in found if one.seen.about != entry.about]  # it was seen again since
        elif isinstance(entry, Revise):
            found = [attrs.evolve(one, left=_untouched(entry, one.left)) for one in found]
            for seen in tuple(pending):
                names = names_about(context.model, seen.about)
                if _untouched(entry, names) != names:
                    pending.remove(seen)
                    found.append(_LetGo(seen, entry, _untouched(entry, names)))
    for one in found:
        for key in sorted(one.left):
            if _uncertain(context.model, key):
                yield rule.ask(
                    f"assumptions.{key}",
                    f"what was seen of {one.seen.about} on {one.seen.on.isoformat()} ({one.seen.source}) counts no "
                    f"more, since another assumption in it was revised on {one.revised.on.isoformat()}: this one is "
                    "back at its estimate.",
                )


def _untouched(entry: Revise, names: frozenset[str]) -> frozenset[str]:
    return frozenset(key for key in names if not touches(entry, key))


def _uncertain(model: Model, key: str) -> bool:
    return key in model.assumptions and model.assumptions[key].certain_value is None


def _twice(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None or not context.case.entries:
        return
    model, evidence = context.model, context.case.state.evidence
    subjects = {about: subject_of(model, about, seen[0].observation.unit) for about, seen in evidence.items()}
    group_of = {key: names for names in hanging_together(model, subjects) for key in names}
    still = {entry.id for seen in evidence.values() for entry in seen}
    before: list[Learn] = []
    for entry in counted(context.case.entries):
        if isinstance(entry, Learn) and entry.id in still:
            before.append(entry)
        elif isinstance(entry, Revise):
            for key in sorted(group_of):
                if not touches(entry, key):
                    continue
                for seen in before:
                    names = names_about(model, seen.about)
                    if key not in names and names & set(group_of[key]):
                        yield rule.ask(
                            f"assumptions.{key}",
                            f"this was revised on {entry.on.isoformat()}, after {seen.about} was seen on "
                            f"{seen.on.isoformat()} ({seen.source}), which moves it too: if the revision took that "
                            "into account, it counts twice.",
                        )


def _again(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None or not context.case.entries:
        return
    for about, seen in context.case.state.evidence.items():
        alike: dict[tuple[object, datetime.date], list[Learn]] = {}
        for entry in seen:
            alike.setdefault((entry.observation, entry.on), []).append(entry)
        for same in alike.values():
            if len(same) > 1:
                told = "; ".join(f"{entry.id}, {entry.source}" for entry in same)
                yield rule.ask(
                    f"assumptions.{about}" if about in context.model.assumptions else "assumptions",
                    f"the same was seen of {about} on {same[0].on.isoformat()} {len(same)} times, in the same setting "
                    f"and with the same figures ({told}): if that is one piece of evidence, it counts "
                    f"{_TIMES.get(len(same), f'{len(same)} times')}.",
                )


def _rough(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None or not context.case.entries:
        return
    rough: dict[tuple[str, ...], float] = {}
    for held in learned(context.model, context.case.state.evidence)[1].values():
        if isinstance(held.estimate, Weighed) and held.effective is not None and held.effective < ROUGH:
            rough[held.estimate.pool.names] = held.effective
    for names, effective in rough.items():
        yield rule.warn(
            "assumptions",
            f"what is believed of {', '.join(names)} rests on an effective sample size of {effective:,.0f}: a mean is "
            f"off by about {effective**-0.5:.1%} of its standard deviation.",
        )


_own = functools.partial(Rule, rule_set="own", evidence="none", citation="docs/how-to/keep-a-history")
RULES: tuple[Rule, ...] = (
    _own(
        code="evidence-let-go",
        title="Evidence of several assumptions counts no more",
        cause="Evidence of an expression ends when any estimate in it is revised, and the others are back at theirs.",
        fix="Revise the others too, saying what was seen; or say why their estimates hold without it.",
        judge=_let_go,
    ),
    _own(
        code="evidence-may-count-twice",
        title="Evidence that moves a revised estimate may count twice",
        cause="An estimate was revised after evidence on one that it hangs together with, and that still counts.",
        fix="If the revision knew of the evidence, revise the estimate that it is about as well; then it counts once.",
        judge=_twice,
    ),
    _own(
        code="evidence-recorded-again",
        title="The same evidence may be recorded twice",
        cause="Two entries say that the same was seen of the same thing, in one setting on one day; both count.",
        fix="If it is one piece of evidence, retract all entries but one; if it was seen twice, say so in a judgement.",
        judge=_again,
    ),
    _own(
        code="few-draws-left",
        title="What is believed rests on few draws",
        cause=f"Evidence is so sharp or so far out that an effective sample size below {ROUGH:,} is left.",
        fix="Revise the estimates towards what was seen, and say why; then the same evidence leaves more.",
        judge=_rough,
    ),
)
"""Rules of what was learned of assumptions that hang together."""
