"""The gate paper: what a board needs to decide on an iteration, on two pages, worked out from the case and its history.

It decides nothing: what is recommended is shown as what somebody recommends, and what nobody said is shown as not said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from agile_case.case.approvals import approved_amounts
from agile_case.case.criteria import assessed
from agile_case.case.replay import believed_of, learned
from agile_case.case.stages import carried_out
from agile_case.case.subjects import printed
from agile_case.errors import AgileCaseError, HistoryError, InputError, did_you_mean
from agile_case.guidance.gate_order import open_conditions
from agile_case.history.entries import Begin, Decide, Entry, Learn, Recommend, Revise
from agile_case.history.iterations import counted
from agile_case.quantities.rounding import figure_words, money_words
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.reports.gate_assurance import assessments
from agile_case.reports.gate_money import at_risk, funding_gap, stage_after, stopping_terms_of, tranche_of
from agile_case.reports.gate_pages import GatePaper, Section, few, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agile_case.appraisal.forward import Forward
    from agile_case.appraisal.result import Result
    from agile_case.case.case import Case
    from agile_case.history.iterations import Iteration
    from agile_case.quantities.years import Year

__all__ = ["gate_paper"]

E = TypeVar("E", bound=Entry)
_FIGURES: Final = 3
_DRIVERS: Final = 3
_CHANGES: Final = 6
_ROUNDS: Final = 3
_ROWS: Final = 6
"""Rows of a table, and lines of a list, that two pages have room for."""


def gate_paper(
    case: Case,
    iteration: str,
    *,
    year: Year | str,
    option: str | None = None,
    stopping_cost: float | None = None,
    committed: Sequence[str] = (),
    draws: int | None = None,
    seed: int | None = None,
) -> GatePaper:
    """Return the paper on which a board decides about an iteration.

    Args:
        case: The case, with its history.
        iteration: The iteration that is put to the board.
        year: Year of the gate: choices are shown on the forward basis from it on.
        option: Key of the option that is proposed; the preferred one, or the preferred way forward, unless stated.
        stopping_cost: What it costs to stop now, in pounds of that year; what `on_stop` of the stage says unless
            stated, and nothing where that says nothing.
        committed: Addresses of lines that are paid whatever is decided.
        draws: Number of draws for the range of the choices; without it there is none.
        seed: Seed of the simulation.

    Raises:
        HistoryError: There is no such iteration.
        InputError: The case does not say which option is carried out, is partial, or has no business as usual.
        AgileCaseError: The case cannot be appraised, or the year is not one of it.
    """
    then = case.at(iteration) if any(held.key == iteration for held in case.iterations) else None
    if then is None:
        message, known = "There is no such iteration.", [held.key for held in case.iterations]
        do = did_you_mean(str(iteration), known) or "begin it first"
        raise HistoryError(message, where="iteration", got=repr(iteration), wanted="one that has begun", do=do)
    held = next(one for one in then.iterations if one.key == iteration)
    result = then.appraise(draws=draws, seed=seed)
    chosen = _proposed(then, option)
    stopping = stopping_terms_of(then, held.stage) if stopping_cost is None else stopping_cost
    _, choices = result.forward(year, committed=committed, stopping_cost=stopping)
    before = [one for one in then.iterations if one.outcome.startswith("proceed") and one.key != iteration]
    title = f"{then.title}: gate paper for {iteration}"
    lead = (
        f"{_sentence(held.purpose)} Choices from {choices.year} on, {result.plan.price_base.describe()}, assumptions "
        f"at their means, after all evidence. Model {result.provenance.model_sha256[:12]}."
    )
    sections = (
        _ask(then, held),
        _promise(then, held, before, chosen),
        _found(then, held),
        _criteria(then, result, held, chosen),
        _changed(then, before, chosen),
        Section(title="The choices from here on", table=_choices(choices, chosen), lines=_unmonetised(result, chosen)),
        at_risk(then, result, held, chosen, choices.year),
        funding_gap(result, chosen),
        assessments(then, held),
        _conditions(then, held),
        _switching(result, chosen),
        _next(then, result, held, chosen),
    )
    return GatePaper(title=title, lead=lead, sections=sections)


def _sentence(text: str) -> str:
    """Return text with an end."""
    held = text.strip()
    return held if held.endswith((".", "?", "!")) else f"{held}."


def _unit(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"


def _proposed(case: Case, option: str | None) -> str:
    model = case.model
    key = carried_out(model, option)
    if model.business_as_usual is None:
        message = "A gate paper needs a business as usual: without it there is nothing to stop for."
        raise InputError(message, where="options", got="none with that role", wanted="business-as-usual")
    return key


def _own(case: Case, held: Iteration, kind: type[E]) -> list[E]:
    """Return the entries of one kind that belong to an iteration."""
    found: list[E] = []
    inside = False
    for entry in counted(case.entries):
        if isinstance(entry, Begin):
            inside = entry.iteration == held.key
        elif inside and isinstance(entry, kind):
            found.append(entry)
    return found


def _ask(case: Case, held: Iteration) -> Section:
    lines = [
        f"{entry.by} recommends: {entry.outcome}, {entry.on.isoformat()}. {entry.because}"
        for entry in _own(case, held, Recommend)[-2:]
    ] or ["No recommendation is recorded."]
    preferred = case.model.preferred
    if preferred is not None:
        title = case.model.options[preferred.option].title or preferred.option
        lines.append(
            f"Preferred option, {preferred.on.isoformat()} by {preferred.by}: {title}. {_sentence(preferred.because)}"
        )
    following = stage_after(case, held)
    tranche = tranche_of(case, following)
    goes_on = not held.recommended or held.recommended.startswith("proceed")
    if tranche is not None and goes_on:  # a repeat or a stop asks for nothing of the next stage
        parts = case.model.stages[following].tranche
        pound, units = case.model.units.unit("GBP"), case.model.units
        said = "; ".join(
            f"{part.year} {part.budget} {money_words(part.amount.to(pound, units))}"
            for part in (parts if isinstance(parts, tuple) else ())
        )
        lines.append(
            f"Money asked for {following.replace('_', ' ')}: {money_words(tranche)}{f' ({said})' if said else ''}."
        )
    lines += [
        f"Decided on {entry.on.isoformat()} by {entry.approver}: {entry.outcome}"
        f"{'' if entry.amount is None else f', {entry.amount} approved'} ({entry.reference}). {entry.because}"
        for entry in _own(case, held, Decide)
    ]
    return Section(title="The ask", lines=tuple(lines))


def _promise(case: Case, held: Iteration, before: Sequence[Iteration], option: str) -> Section:
    rounds = few(list(_rounds(case, held, before))[::-1], _ROUNDS, "rounds")
    if not before:
        decided = any(one.outcome for one in case.iterations if one.key != held.key)
        none = "Nothing was approved before." if decided else "This is the first gate."
        return Section(title="The last promise", lines=(none, *rounds))
    last = before[-1]
    usual = case.model.business_as_usual
    try:
        npsv = case.at(last.key).appraise().against(usual)[option].npsv or 0.0
        worth = f" Then the proposal was worth {money_words(npsv)} over its whole life."
    except (AgileCaseError, KeyError):
        worth = " The case had no such option then."
    day = case.entries[-1].on
    money = sum(one.amount for one in approved_amounts(case, day) if one.stage and one.stage == held.stage)
    worth += "" if not money else f" {money_words(money)} is approved for {held.stage.replace('_', ' ')}."
    return Section(
        title="The last promise",
        lines=(f"{last.key}: {last.outcome}. It was to find out: {_sentence(last.purpose)}{worth}", *rounds),
    )


def _rounds(case: Case, held: Iteration, before: Sequence[Iteration]) -> Iterator[str]:
    """Yield the rounds since the last promise that were held and not approved, each with what was decided and why."""
    keys = [one.key for one in case.iterations]
    start = keys.index(before[-1].key) + 1 if before else 0
    for one in case.iterations[start : keys.index(held.key)]:
        of = "An earlier round of this stage" if one.stage == held.stage else "Held since"
        decisions = [entry for entry in _own(case, one, Decide) if isinstance(entry, Decide)]
        said = f"{decisions[-1].outcome}, {decisions[-1].on.isoformat()}. {decisions[-1].because}" if decisions else ""
        yield f"{of}, {one.key}: {said or 'no decision.'}"


def _found(case: Case, held: Iteration) -> Section:
    evidence = case.state.evidence
    posteriors = learned(case.model, evidence)[1]
    own = _own(case, held, Learn)
    new = {entry.id for entry in own}
    earlier = {key: [one for one in seen if one.id not in new] for key, seen in evidence.items()}
    rows: list[list[Cell]] = []
    for entry in own:
        if entry.about not in posteriors:
            continue
        unit = evidence[entry.about][0].observation.unit
        prior, after = believed_of(case.model, earlier, entry.about, unit), posteriors[entry.about].estimate
        place = [one.id for one in evidence[entry.about]].index(entry.id)
        chance = posteriors[entry.about].surprises[place]
        low, high = after.quantile([0.1, 0.9]).tolist()
        row: list[Cell] = [
            printed(case.model, entry.about, unit).removesuffix(" (1)"),
            entry.observation.setting,
            prior.mean,
        ]
        span = f"{figure_words(low, _FIGURES)} to {figure_words(high, _FIGURES)}"
        row += [after.mean, span, f"{chance:.0%}", entry.source]
        rows.append(row)
    if not rows:
        return Section(title="What was tested and found", lines=("No evidence is recorded for this iteration.",))
    columns = [
        Column("Assumption", "assumption"),
        Column("Seen in", "setting"),
        Column("Before", "before", figures=_FIGURES),
        Column("Now", "now", figures=_FIGURES),
        Column("P10 to P90", "range"),
        Column("Chance", "chance"),
        Column("Source", "source"),
    ]
    notes = [
        "Before: the mean after all evidence of earlier iterations.",
        "Chance: that of something as far out, under the estimate before all evidence; small is surprising.",
    ]
    table = Table("found", "Evidence of this iteration", columns, rows, notes)
    return Section(
        title="What was tested and found",
        table=shortened(table, range(max(0, len(rows) - _ROWS), len(rows)), "case.history()"),
    )


def _criteria(case: Case, result: Result, held: Iteration, option: str) -> Section:
    title = "Criteria of this gate"
    if held.stage not in case.model.stages or not case.model.stages[held.stage].criteria:
        return Section(title=title, lines=("No criteria were set for this gate.",))
    rows: list[list[Cell]] = [
        [
            one.title,
            one.wanted,
            one.now,
            "met" if one.met else "not met",
            "" if one.chance is None else f"{one.chance:.0%}",
        ]
        for one in assessed(case.believed, result, held.stage, option)
    ]
    columns = [
        Column("Criterion", "criterion"),
        Column("Wanted", "wanted"),
        Column("Now", "now"),
        Column("At means", "met"),
        Column("Chance", "chance", empty="no draws"),
    ]
    notes = ["Chance: that the criterion holds, under what is believed now."]
    table = Table("criteria", "Criteria, as set for this gate", columns, rows, notes)
    missed_first = sorted(range(len(rows)), key=lambda place: rows[place][3] == "met")
    return Section(title=title, table=shortened(table, missed_first[:_ROWS], "case.stages_table()"))


def _changed(case: Case, before: Sequence[Iteration], option: str) -> Section:
    start = before[-1].key if before else "opening"
    whys = [
        f"{entry.on.isoformat()}: {entry.because}{f' ({entry.by})' if entry.by else ''}"
        for entry in counted(case.entries)
        if isinstance(entry, Revise) and entry.id not in {one.id for one in case.at(start).entries}
    ]
    lines = few(whys, _CHANGES, "changes") or ("The case itself was not changed.",)
    try:
        table = case.compare(start, option=option).table
    except AgileCaseError as error:
        return Section(title="What changed, and why", lines=(*lines, f"No bridge: {error.faults[0].what}"))
    return Section(title="What changed, and why", lines=lines, table=_bars(table))


def _bars(table: Table) -> Table:
    """Return a bridge with the bars that moved most, and the others in one."""
    middle = range(1, len(table.rows) - 1)

    def size(place: int) -> float:
        value = table.rows[place][1]
        return abs(value) if isinstance(value, float) else 0.0

    kept = sorted(sorted(middle, key=size, reverse=True)[:_ROWS])
    others = [place for place in middle if place not in kept]
    if len(others) <= 1:
        return table
    rest = sum(float(table.rows[place][1] or 0.0) for place in others)
    row: list[Cell] = [f"{len(others)} other changes", rest, *([None] * (len(table.rows[0]) - 2))]
    rows = [table.rows[0], *(table.rows[place] for place in kept), row, table.rows[-1]]
    return attrs.evolve(table, rows=rows)


def _choices(choices: Forward, option: str) -> Table:
    """Return the choices: to stop, business as usual, what is proposed, and of many others those worth most."""
    table = choices.table
    first = len(table.rows) - len(choices.npsv)  # to stop now, where there is a business as usual
    keys = list(choices.npsv)
    ranked = sorted(keys, key=lambda key: (key not in (option, choices.usual), -choices.npsv[key]))
    kept = [first + keys.index(key) for key in ranked[:_ROWS]]
    return shortened(table, [*range(first), *kept], "result.forward")


def _unmonetised(result: Result, option: str) -> tuple[str, ...]:
    effects = result.plan.options[result.option_index(option)].unmonetised
    named = "; ".join(few((f"{title} ({kind})" for title, kind, _, _ in effects), _ROWS, "effects")).rstrip(".")
    return (f"Beside the money: {named}.",) if named else ("No effect without a money value is recorded.",)


def _conditions(case: Case, held: Iteration) -> Section:
    latest = None if case.approved is None else case.approved.key
    day = held.decided or case.entries[-1].on
    lines = tuple(
        f"{'Overdue: ' if one.due < day else ''}{one.what}, by {one.due.isoformat()}"
        f"{'' if of.key == latest else f' (of {of.key})'}"
        for of, one in open_conditions(case.iterations)
    )
    return Section(title="Conditions still open", lines=few(lines, _ROWS, "conditions") or ("None.",))


def _switching(result: Result, option: str) -> Section:
    usual = result.plan.business_as_usual
    other = None if usual is None else result.plan.options[usual].key
    found = [one for one in result.switching_values(option, other) if one.value is not None]
    lines = tuple(
        f"{one.title}: {figure_words(one.value, _FIGURES)}{_unit(one.unit)} (now {figure_words(one.central, _FIGURES)})"
        for one in found[:_DRIVERS]
        if one.value is not None
    )
    title = "What would change our mind"
    if not lines:
        return Section(title=title, lines=("No single assumption within its range.",))
    return Section(title=title, lead="The whole-life NPSV against business as usual turns round at:", lines=lines)


def _assumption_title(case: Case, key: str) -> str:
    return case.model.assumptions[key].title or key.replace("_", " ").capitalize()


def _next(case: Case, result: Result, held: Iteration, option: str) -> Section:
    following = stage_after(case, held)
    if not following:
        return Section(title="Next tests", lines=("There is no stage after this one.",))
    stage = case.model.stages[following]
    tests = tuple(
        f"{_assumption_title(case, test.assumption)}{'' if test.people is None else f', with {test.people} people'}"
        for test in stage.tests
    )
    length = "" if stage.weeks is None else f" in {stage.weeks:g} weeks"
    none = f"No test is planned for {following.replace('_', ' ')}{length}."
    goals = tuple(
        f"Set for its gate: {one.title}, {one.wanted}" for one in assessed(case.believed, result, following, option)
    )
    shown = (*(few(tests, _ROWS // 2, "tests") or (none,)), *few(goals, _ROWS // 2, "criteria of its gate"))
    return Section(title="Next tests", lines=shown)
