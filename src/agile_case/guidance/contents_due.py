"""What each of the five cases is to hold, and by which document guidance asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.model.model import Model
from agile_case.model.narrative import DUTIES
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agile_case.history.iterations import Iteration
    from agile_case.model.stages import Stage

__all__ = [
    "CASES",
    "CONTENTS",
    "LEVELS",
    "PHASE_OF",
    "POINTS",
    "POINT_OF_PHASE",
    "Content",
    "point_of",
    "point_of_stage",
]

CASES: Final = ("strategic", "economic", "commercial", "financial", "management")
"""The five cases, in their order."""
POINTS: Final = ("SOC", "OBC", "FBC")
"""Documents by which contents are due, in their order."""
POINT_OF_PHASE: Final = {
    "discovery": "SOC",
    "alpha": "OBC",
    "private-beta": "FBC",
    "public-beta": "FBC",
    "live": "FBC",
    "retirement": "FBC",
}
"""Phases as documents, after the mapping of phases to gates: this project's own, as the annexes were not read."""
PHASE_OF: Final = {"SOC": "discovery", "OBC": "alpha", "FBC": "private-beta"}
"""Phase at whose end a document's content is due, by the same mapping."""
_EARLY: Final = ("early thinking", "outline", "full detail")
LEVELS: Final = {
    "strategic": ("rationale and objectives", "revisited", "reviewed"),
    "economic": ("longlist, initial shortlist", "shortlist appraised", "reviewed and iterated"),
    "commercial": _EARLY,
    "financial": _EARLY,
    "management": _EARLY,
}
"""How far each case is to go at each document (The Green Book 2026, Table 3)."""
_SHOWN: Final = 70
_TABLE_2: Final = "The Green Book 2026, Table 2"
_TABLE_3: Final = "The Green Book 2026, Table 3"
_GUIDE: Final = "HM Treasury, Guide to Developing the Project Business Case, 2018"


@attrs.frozen
class Content(Noun):
    """One part of the content of a case."""

    case: str
    """Which of the five cases it belongs to."""
    title: str
    """What it is."""
    address: str
    """Where the case file holds it."""
    due: str
    """Document by which it is due."""
    citation: str
    """Publication with paragraph."""
    evidence: str
    """How well that is known."""
    held: Callable[[Model], str]
    """What a model says on it, in brief; empty where it says nothing."""


def point_of_stage(stage: Stage) -> str:
    """Return the document whose content a stage works towards; empty where neither its document nor its phase says.

    A programme business case gains detail phase by phase, so its phase counts; a business justification case is all of
    them in one.

    Args:
        stage: The stage.
    """
    if stage.document in POINTS:
        return stage.document
    return POINTS[-1] if stage.document == "BJC" else POINT_OF_PHASE.get(stage.phase, "")


def point_of(stages: Mapping[str, Stage], iterations: Iterable[Iteration]) -> str:
    """Return the document that a case works towards: that of the stage of its last iteration, or of its first stage.

    Args:
        stages: The stages of the case.
        iterations: Its iterations.
    """
    begun = [held.stage for held in iterations if held.stage in stages]
    key = begun[-1] if begun else next(iter(stages), None)
    return "" if key is None else point_of_stage(stages[key])


def _text(table: str, field: str) -> Callable[[Model], str]:
    def held(model: Model) -> str:
        noun = getattr(model, table)
        text = "" if noun is None else " ".join(getattr(noun, field).split())
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} ..."

    return held


def _counted(count: int, word: str) -> str:
    return "" if not count else f"{count} {word}{'' if count == 1 else 's'}"


def _entries(table: str, word: str) -> Callable[[Model], str]:
    return lambda model: _counted(len(getattr(model, table)), word)


def _any(table: str) -> Callable[[Model], str]:
    """Return what tells whether any of a case is thought of yet."""

    def held(model: Model) -> str:
        noun = getattr(model, table)
        texts = () if noun is None else (getattr(noun, field.name) for field in attrs.fields(type(noun)))
        return _counted(sum(isinstance(text, str) and bool(text.strip()) for text in texts), "part")

    return held


def _role(role: str) -> Callable[[Model], str]:
    return lambda model: ", ".join(key for key, option in model.options.items() if role in option.roles)


def _duties(field: str) -> Callable[[Model], str]:
    def held(model: Model) -> str:
        said = {one.duty for one in model.statutory_duties.values() if getattr(one, field).strip()}
        return f"{len(DUTIES) - 1} duties" if said.issuperset(DUTIES[:-1]) else ""

    return held


def _longlist(model: Model) -> str:
    return _counted(sum(len(choices) for choices in model.longlist.values()), "choice")


def _appraisal(model: Model) -> str:
    return "" if model.basis.partial else "appraised"


def _preferred(model: Model) -> str:
    return "" if model.preferred is None else model.preferred.option


def _budgets(model: Model) -> str:
    costs = [cost for option in model.options.values() for cost in option.costs.values()]
    return f"{len(costs)} lines by class" if costs and all(cost.budget for cost in costs) else ""


def _affordability(model: Model) -> str:
    return _entries("funding", "funding line")(model) or _text("financial", "affordability")(model)


def _worded(table: str, due: str, parts: Mapping[str, str]) -> list[Content]:
    return [
        Content(table, title, f"{table}.{field}", due, _TABLE_2, "primary", _text(table, field))
        for field, title in parts.items()
    ]


CONTENTS: tuple[Content, ...] = (
    *_worded("strategic", "SOC", {"case_for_change": "case for change", "strategic_fit": "strategic fit"}),
    Content(
        "strategic",
        "rationale",
        "strategic.rationale",
        "SOC",
        "The Green Book 2026, 4.6, 4.7 and Table 3",
        "primary",
        _text("strategic", "rationale"),
    ),
    Content(
        "strategic",
        "theory of change",
        "theory_of_change",
        "SOC",
        "The Green Book 2026, 4.10 to 4.12 and Table 2",
        "primary",
        _entries("theory_of_change", "step"),
    ),
    Content(
        "strategic",
        "SMART objectives",
        "objectives",
        "SOC",
        "The Green Book 2026, 4.21 to 4.25 and Table 2",
        "primary",
        _entries("objectives", "objective"),
    ),
    Content(
        "strategic",
        "business as usual",
        "options",
        "SOC",
        "The Green Book 2026, 4.14 to 4.19 and Table 2",
        "primary",
        _role("business-as-usual"),
    ),
    Content(
        "strategic", "dependencies", "dependencies", "SOC", _GUIDE, "unverified", _entries("dependencies", "dependency")
    ),
    Content("strategic", "constraints", "constraints", "SOC", _GUIDE, "unverified", _entries("constraints", "limit")),
    Content(
        "economic",
        "critical success factors",
        "critical_success_factors",
        "SOC",
        "The Green Book 2026, 5.5, 5.6 and Table 2",
        "primary",
        _entries("critical_success_factors", "factor"),
    ),
    Content("economic", "longlist", "longlist", "SOC", _TABLE_3, "primary", _longlist),
    Content("economic", "initial shortlist", "options", "SOC", _TABLE_3, "primary", _entries("options", "option")),
    Content("economic", "preferred way forward", "options", "SOC", _TABLE_3, "primary", _role("preferred-way-forward")),
    Content(
        "economic",
        "statutory duties at the longlist",
        "statutory_duties",
        "SOC",
        "The Green Book 2026, 3.18",
        "primary",
        _duties("at_longlist"),
    ),
    Content("economic", "shortlist appraisal", "options", "OBC", _TABLE_3, "primary", _appraisal),
    Content("economic", "preferred option", "preferred", "OBC", _TABLE_3, "primary", _preferred),
    Content(
        "economic",
        "statutory duties at the shortlist",
        "statutory_duties",
        "OBC",
        "The Green Book 2026, 3.18",
        "primary",
        _duties("at_shortlist"),
    ),
    Content("commercial", "early thinking", "commercial", "SOC", _TABLE_3, "primary", _any("commercial")),
    *_worded(
        "commercial",
        "OBC",
        {
            "procurement_strategy": "procurement strategy",
            "requirements": "service requirements and outputs",
            "risk_allocation": "risk allocation",
            "charging_mechanism": "charging mechanism",
            "contractual_arrangements": "key contractual arrangements",
            "personnel_implications": "personnel implications",
        },
    ),
    Content("financial", "early thinking", "financial", "SOC", _TABLE_3, "primary", _any("financial")),
    Content("financial", "costs by budget class", "options", "OBC", _TABLE_2, "primary", _budgets),
    *_worded("financial", "OBC", {"accounts": "effect on income, expenditure and balance sheet"}),
    Content("financial", "affordability and funding", "funding", "OBC", _TABLE_2, "primary", _affordability),
    Content("management", "early thinking", "management", "SOC", _TABLE_3, "primary", _any("management")),
    Content(
        "management",
        "senior responsible owner",
        "management.owner",
        "OBC",
        "GDS, Government Service Design Manual, 2014-15: named in alpha at the latest",
        "primary",
        _text("management", "owner"),
    ),
    Content(
        "management",
        "people who do the work",
        "management.team",
        "OBC",
        "Service Manual, alpha: budget and people are there",
        "secondary",
        _text("management", "team"),
    ),
    *_worded(
        "management",
        "OBC",
        {
            "governance": "governance",
            "change_management": "change management",
            "benefits_realisation": "benefits realisation",
            "risk_management": "risk management",
            "monitoring_and_evaluation": "monitoring and evaluation plan",
            "contingency_plans": "contingency arrangements and plans",
        },
    ),
)
"""Everything that the five cases are to hold."""
