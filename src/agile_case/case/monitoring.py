"""The monitoring plan: what is watched along the theory of change, and what rounds of test and learn have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.case.replay import believed_of, learned
from agile_case.case.subjects import names_about, printed
from agile_case.history.entries import Begin, Learn, Record
from agile_case.history.iterations import counted
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measured import measured
from agile_case.model.narrative import STEPS
from agile_case.model.realisation import Realisation
from agile_case.quantities.rounding import figure_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.case.case import Case
    from agile_case.model.model import Model
    from agile_case.model.narrative import TheoryStep
    from agile_case.quantities.units import Quantity

__all__ = ["monitoring_plan", "rounds_table"]

_BARE: Final = Realisation()
_COLUMNS = (
    Column("Step", "step"),
    Column("Kind", "kind"),
    Column("What is watched", "watched"),
    Column("How it is seen", "indicator", empty="not said"),
    Column("Expected", "expected", empty="not said"),
    Column("P10 to P90", "range"),
    Column("Threshold", "threshold", empty="none set"),
    Column("Tested in", "stage", empty="no stage"),
    Column("Owner", "owner", empty="none stated"),
    Column("Rounds, years", "rounds", 0),
    Column("Last", "last_round", empty="none yet"),
)


def monitoring_plan(case: Case) -> Table:
    """Return what is watched along the theory of change: benefits by their indicators, and what each step rests on.

    A benefit that names a measure is watched by it, and so is a step whose objective names one: from its baseline to
    its target, with the years that are recorded. A step rests on assumptions and claims; a claim stands for the
    assumption that it is about. What is expected is what is believed after all rounds. A step under which nothing is
    watched is named in a note, and so is what rounds tested, or a measure counts, that no step has.

    Args:
        case: The case.

    Source:
        HM Treasury, The Green Book 2026, 4.10 to 4.12: a theory of change, with its assumptions stated. The Magenta
        Book, 15 May 2026, has an annex on test and learn (secondary evidence).
    """
    model = case.believed
    rows: list[list[Cell]] = []
    bare: list[str] = []
    rested: set[str] = set()
    watched: set[str] = set()
    steps = sorted(model.theory_of_change.items(), key=lambda item: STEPS.index(item[1].kind))
    for key, step in steps:
        found = [*_benefit_rows(case, model, step, watched), *_objective_rows(case, model, step, watched)]
        found += _rests_rows(case, model, step, rested)
        if not found:
            bare.append(step.title or key)
        rows += [[step.title or key.replace("_", " "), step.kind, *row] for row in found]
    notes = ["Expected and range: what is believed after all rounds of test and learn."]
    if not steps:
        notes.append("The case has no theory of change, so there is nothing to hang a plan on.")
    if bare:
        notes.append(f"Nothing is watched under: {'; '.join(bare)}.")
    loose = [about for about in case.state.evidence if not rested.intersection(names_about(case.model, about))]
    if steps and loose:
        notes.append(f"Tested, and no step rests on it: {', '.join(loose)}.")
    unused = [held.title or key for key, held in model.measures.items() if key not in watched]
    if steps and unused:
        notes.append(f"Measured, and no step counts by it: {', '.join(unused)}.")
    return Table("monitoring_plan", "Monitoring plan, along the theory of change", _COLUMNS, rows, notes)


def _benefit_rows(case: Case, model: Model, step: TheoryStep, watched: set[str]) -> Iterator[list[Cell]]:
    for address in step.benefits:
        _, option, _, name = address.split(".")
        benefit = model.options[option].benefits[name]
        held, how = benefit.realisation or _BARE, measured(benefit, model.measures)
        measure = model.measures.get(benefit.measured_by)
        reviewed = "" if held.review_every is None else f"{'reviewed ' if measure else ''}every {held.review_every}"
        seen = (how.what, "" if measure is None else measure.frequency, reviewed)
        owner = held.owner or ("" if measure is None else measure.owner)
        aimed = _aimed(how.target, how.target_by)
        recorded: tuple[Cell, Cell] = (None, "")
        if measure is not None:
            watched.add(benefit.measured_by)
            recorded = _recorded(case, benefit.measured_by)
        title = benefit.title or address
        yield [title, ", ".join(part for part in seen if part), _from(how.baseline), "", aimed, "", owner, *recorded]


def _objective_rows(case: Case, model: Model, step: TheoryStep, watched: set[str]) -> Iterator[list[Cell]]:
    """Yield the measures that the objectives of a step name, where no benefit of it has them already."""
    for name in step.objectives:
        key = model.objectives[name].measure
        if key not in model.measures or key in watched:
            continue
        watched.add(key)
        held = model.measures[key]
        seen = ", ".join(part for part in (held.what, held.frequency) if part)
        title, aimed = held.title or key.replace("_", " ").capitalize(), _aimed(held.target, held.target_by)
        owner = held.owner or model.objectives[name].owner
        yield [title, seen, _from(held.baseline), "", aimed, "", owner, *_recorded(case, key)]


def _aimed(target: Quantity | None, by: object) -> str:
    return "" if target is None else f"{target}{'' if by is None else f' by {by}'}"


def _from(baseline: Quantity | None) -> str:
    return "" if baseline is None else f"from {baseline}"


def _recorded(case: Case, key: str) -> tuple[Cell, Cell]:
    """Return how many years of a measure are recorded, and the last one."""
    held = [entry for entry in counted(case.entries) if isinstance(entry, Record) and entry.path == f"measures.{key}"]
    last = {entry.year: entry for entry in held}  # of several figures for one year the last one counts
    if not last:
        return 0, ""
    year = max(last)
    return len(last), f"{year}: {last[year].amount}, {last[year].source}"


def _rests_rows(case: Case, model: Model, step: TheoryStep, rested: set[str]) -> Iterator[list[Cell]]:
    seen: set[str] = set()
    for address in step.rests_on:
        where, _, key = address.partition(".")
        claim = model.claims[key] if where == "claims" else None
        about = claim.about.removeprefix("assumptions.") if claim is not None else key
        if claim is None or about in model.assumptions:
            rested.add(about)
            if about not in seen:  # a step may rest on an assumption and on a claim about it
                seen.add(about)
                yield _assumption_row(case, model, about)
        else:
            yield [claim.says, claim.test, "", "", "", claim.stage or "", claim.owner, None, ""]


def _assumption_row(case: Case, model: Model, key: str) -> list[Cell]:
    held = model.assumptions[key]
    claims = [claim for claim in model.claims.values() if claim.about == f"assumptions.{key}"]
    unit = "" if held.unit == "1" else f" {held.unit}"
    if isinstance(held.estimate, YearlyValues):
        values = held.estimate.values
        expected, spread = f"{figure_words(min(values))} to {figure_words(max(values))}{unit} by year", ""
    else:
        expected, spread = f"{figure_words(held.estimate.mean)}{unit}", ""
        if not held.estimate.certain:
            spread = " to ".join(figure_words(end, 3) for end in held.estimate.quantile([0.1, 0.9]).tolist())
    stages = [name for name, stage in model.stages.items() if any(test.assumption == key for test in stage.tests)]
    stages += [claim.stage for claim in claims if claim.stage and claim.stage not in stages]
    thresholds = [
        f"at {'most' if one.at_least is None else 'least'} {one.threshold} ({name})"
        for name, stage in model.stages.items()
        for one in stage.criteria
        if one.assumption == key
    ]
    evidence = case.state.evidence.items()
    found = [entry for about, seen in evidence if key in names_about(case.model, about) for entry in seen]
    rounds = sorted(found, key=lambda entry: (entry.on, entry.sequence))
    last = f"{rounds[-1].on.isoformat()}, {rounds[-1].source}" if rounds else ""
    tests = "; ".join(claim.test for claim in claims if claim.test)
    name = held.title or key.replace("_", " ").capitalize()
    return [name, tests, expected, spread, "; ".join(thresholds), ", ".join(stages), held.owner, len(rounds), last]


def rounds_table(case: Case) -> Table:
    """Return the rounds of test and learn in their order: what was looked at, and what was believed before and after.

    Args:
        case: The case.
    """
    model, kept = case.model, case.state.evidence
    before: dict[str, list[Learn]] = {}
    rows: list[list[Cell]] = []
    iteration = ""
    for entry in case.entries:
        if isinstance(entry, Begin):
            iteration = entry.iteration
        if not isinstance(entry, Learn) or entry.id not in {one.id for one in kept.get(entry.about, ())}:
            continue
        unit = kept[entry.about][0].observation.unit
        prior = believed_of(model, before, entry.about, unit)
        before.setdefault(entry.about, []).append(entry)
        after = learned(model, before)[1][entry.about]
        rows.append(
            [
                entry.on.isoformat(),
                iteration,
                printed(model, entry.about, unit),
                entry.observation.setting,
                prior.mean,
                after.estimate.mean,
                after.surprises[-1],
                entry.source,
            ]
        )
    columns = [
        Column("On", "on"),
        Column("Iteration", "iteration", empty="none"),
        Column("Assumption", "assumption"),
        Column("Seen in", "setting"),
        Column("Mean before", "before", figures=3),
        Column("Mean after", "after", figures=3),
        Column("Chance, %", "chance", 0, 0.01),
        Column("Source", "source"),
    ]
    notes = ["Chance: that of something as far out, under the estimate before all evidence; small is surprising."]
    return Table("rounds", "Rounds of test and learn", columns, rows, notes)
