"""Rules on the business case that the gate of a stage decides on: whether it is the usual one, and what it rests on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from agile_case.guidance.contents_due import POINT_OF_PHASE, POINTS
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]

_NAMES: Final = {"SOC": "strategic outline case", "OBC": "outline business case", "FBC": "full business case"}


def _unlike_phase(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    seen = ""
    for key, stage in context.model.stages.items():
        if stage.document not in POINTS:
            continue
        where, usual = f"stages.{key}.document", POINT_OF_PHASE.get(stage.phase, stage.document)
        if seen and POINTS.index(stage.document) < POINTS.index(seen):
            yield rule.ask(
                where,
                f"this gate decides on the {_NAMES[stage.document]}, and one before it on the {_NAMES[seen]}.",
            )
        elif stage.document != usual:
            yield rule.ask(
                where,
                f"the gate after {stage.phase} decides on the {_NAMES[stage.document]}; usual is the content of the "
                f"{_NAMES[usual]}.",
            )
        seen = max(seen or stage.document, stage.document, key=POINTS.index)


def _justification(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme or Programme()
    for key, stage in context.model.stages.items():
        if stage.document != "BJC":
            continue
        where = f"stages.{key}.document"
        against = [name for name in ("novel", "contentious") if getattr(held, name) == "yes"]
        against += ["not bought through a pre-competed arrangement"] if held.pre_competed == "no" else []
        blank = [name for name in ("novel", "contentious", "pre_competed") if not getattr(held, name)]
        if against:
            said = " and ".join(against)
            yield rule.warn(where, f"a business justification case is for smaller schemes, and this is {said}.")
            continue
        names = ", ".join(f"programme.{name}" for name in blank)
        yield rule.ask(
            where,
            "a business justification case: is the scheme inside the limit for one stage?"
            f"{f' Not answered: {names}.' if names else ''}",
            f"Answer {names}; ask those who approve it, and record the judgement." if names else "",
        )


_own = functools.partial(Rule, rule_set="own", evidence="none")
RULES: tuple[Rule, ...] = (
    _own(
        code="document-unlike-phase",
        title="Another business case than is usual at the end of a phase",
        citation="docs/how-to/take-a-case-through-a-gate; the mapping of phases to documents is this project's own",
        cause="The stage names a strategic outline, outline or full business case that usually belongs to another "
        "phase, or one that comes before the one decided on earlier.",
        fix="Name the document that the gate decides on; PBC where a programme business case gains detail phase by "
        "phase.",
        judge=_unlike_phase,
    ),
    _own(
        code="justification-case-fits",
        title="Whether a business justification case is enough",
        citation="docs/how-to/take-a-case-through-a-gate; HM Treasury, Guide to Developing the Project Business Case, "
        "2018, for smaller schemes; its conditions are recalled (unverified), and no limit in pounds is known",
        cause="A stage names a business justification case. It is recalled to be for what is neither novel nor "
        "contentious, inside the limit for one stage, and bought through a pre-competed arrangement.",
        fix="Ask those who approve it, and record the judgement.",
        judge=_justification,
    ),
)
"""The rules on the documents of stages."""
