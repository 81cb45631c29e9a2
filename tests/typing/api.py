"""The public names as a type checker sees them. The functions are checked, never called.

`assert_type` fails the check where a type is not exactly the one stated; `type: ignore` comments mark what must not
type-check, and mypy in strict mode complains of one that is not needed.
"""

import datetime
from pathlib import Path
from typing import Any, assert_type

import numpy as np

import agile_case as ac
from agile_case import delivery, templates


def use_cases() -> None:
    # reading, judging, appraising, saving
    case = ac.load("licence")
    assert_type(case, ac.Case)
    assert_type(ac.load(Path("licence.toml")), ac.Case)
    assert_type(ac.loads("", kind="json"), ac.Case)
    assert_type(ac.loads(b""), ac.Case)
    assert_type(ac.from_plain({"format": "agile-case/1"}), ac.Case)
    assert_type(ac.load("licence", draft=True), ac.Draft)
    assert_type(ac.load("licence", draft=False), ac.Case)
    draft = ac.loads(b"", kind="json", draft=True)
    assert_type(draft, ac.Draft)
    assert_type(draft.faults, tuple[ac.Fault, ...])
    assert_type(draft.revise({"case.title": "New"}), ac.Draft)
    assert_type(draft.case(), ac.Case)
    assert_type(draft.table, ac.Table)
    assert_type(case.sha256, str)
    assert_type(ac.save(case, "licence"), Path)
    assert_type(ac.save(draft, "licence", if_hash=draft.sha256), Path)
    assert_type(ac.migrate("licence", check=True), ac.Migration)
    assert_type(ac.migrate("licence").formats, tuple[str, ...])
    draft.appraise()  # type: ignore[attr-defined]
    assert_type(case.title, str)

    # the five cases, assurance and logs
    assert_type(ac.completeness(case, at="OBC"), ac.Completeness)
    assert_type(ac.completeness(case).table, ac.Table)
    assert_type(ac.completeness(case).counts, dict[str, int])
    assert_type(ac.assurance_plan(case, on="2026-05-01"), ac.Table)
    assert_type(ac.evidence_table(case), ac.Table)
    assert_type(case.decisions_log(), ac.Table)
    assert_type(case.logs(), tuple[ac.Table, ...])
    assert_type(case.narrative_tables(), tuple[ac.Table, ...])
    assert_type(ac.Objective(by="2029-03-31").lacks, tuple[str, ...])
    assert_type(ac.Review(kind="gate-2").actions, tuple[ac.ReviewAction, ...])
    ac.Review()  # type: ignore[call-arg]
    assert_type(case.model, ac.Model)

    assert_type(ac.check(case), ac.Findings)
    assert_type(ac.check(case, on="2026-04-01"), ac.Findings)
    assert_type(ac.check(case, on=datetime.date(2026, 4, 1)), ac.Findings)
    for finding in ac.check(case):
        assert_type(finding.severity, ac.Severity)
        assert_type(finding.severity.rank, int)
        assert_type(finding.message, str)

    assert_type(case.paths("*.source"), ac.Table)
    assert_type(case.revise({"case.title": "Another"}), ac.Case)
    assert_type(case.rename("assumptions.team", "crew"), ac.Case)
    assert_type(case.assumptions_log().brief(), ac.Table)
    assert_type(case.benefits_register("digital"), ac.Table)
    assert_type(case.benefits_map("digital").total, float | None)
    assert_type(case.realisation_plan(on="2027-01-01"), ac.Table)
    assert_type(case.cost_per_transaction("applications"), ac.Table)
    assert_type(case.read_owners_return("return.csv").confirmed, tuple[str, ...])
    assert_type(case.get("case.title"), Any)
    assert_type(case.names.team * 2, ac.Expression)
    assert_type(ac.check(case).table, ac.Table)

    assert_type(case.longlist_table(), ac.Table)
    assert_type(case.shortlist_table(), ac.Table)
    assert_type(case.option_tables(), tuple[ac.Table, ...])
    assert_type(case.shortlist().combinations, int)
    assert_type(case.shortlist().entries["do-minimum"].choices, ac.FrozenMap[str, str])
    assert_type(case.multicriteria().totals, ac.FrozenMap[str, float])
    assert_type(case.multicriteria().highest, tuple[str, ...])
    assert_type(case.model.preferred, ac.Preferred | None)

    result = case.appraise(draws=100_000, seed=2026)
    assert_type(result, ac.Result)
    assert_type(case.appraise(), ac.Result)
    assert_type(ac.appraise(case.model, at="mode"), ac.Result)
    case.appraise(100_000, 2026)  # type: ignore[call-arg]
    case.appraise(draws="many")  # type: ignore[arg-type]
    ac.check(case, "2026-04-01")  # type: ignore[call-arg]
    ac.check("licence")  # type: ignore[arg-type]
    ac.load(1)  # type: ignore[call-overload]


def read_results(result: ac.Result) -> None:
    # results
    assert_type(result.absolute, ac.FrozenMap[str, ac.Measures])
    assert_type(result.against(), ac.FrozenMap[str, ac.Comparison])
    assert_type(result.against("business_as_usual")["digital"].npsv, float | None)
    assert_type(result.against()["digital"].quadrant, str | None)
    assert_type(result.absolute["digital"].undefined, ac.FrozenMap[str, str])
    assert_type(result.absolute["digital"].simulation, ac.Spread | None)
    result.absolute["digital"].quadrant  # type: ignore[attr-defined]
    result.absolute["digital"].npsv + 1.0  # type: ignore[operator]
    result.absolute["digital"].npsv = 1.0  # type: ignore[misc]
    result.absolute[1]  # type: ignore[index]
    assert_type(result.under("discount-rate/green-book-2026"), ac.Result)
    assert_type(result.tables, tuple[ac.Table, ...])
    assert_type(result.summary, tuple[ac.Table, ...])
    assert_type(result.provenance, ac.Provenance)
    assert_type(result.provenance.seed, int | None)
    assert_type(result.samples, np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None)
    for table in result.tables:
        assert_type(table.to_text(), str)
        assert_type(table.to_csv(), str)
        assert_type(table.columns, tuple[ac.Column, ...])
        assert_type(table.notes, tuple[str, ...])
    ac.Table("key", "Caption", [ac.Column("Title", "title")], [["a"], [1.5], [None]], ["A note"])


def build_a_model() -> None:
    # a model built by hand
    model = ac.Model(
        basis=ac.Basis(title="By hand", start="2026-27", horizon=10, price_base="2026-27", rules=["gb-2026"]),
        reference=ac.ReferenceChoice(set="uk-2026-03"),
        assumptions={"level": ac.Assumption(estimate=ac.Triangular(1, 2, 4), unit="GBP/year", source="invented")},
        options={
            "usual": ac.Option(roles=["business-as-usual"]),
            "new": ac.Option(
                costs={"work": ac.Cost(amount="level", when="2026-27..2028-29", budget="resource")},
                benefits={"gain": ac.Benefit(amount="level", kind="non-cash-releasing")},
            ),
        },
    )
    assert_type(model.basis.start, ac.Year)
    assert_type(model.basis.period, ac.YearRange)
    assert_type(model.basis.price_base, ac.PriceBase)
    assert_type(model.assumptions, ac.FrozenMap[str, ac.Assumption])
    assert_type(model.options["new"].costs, ac.FrozenMap[str, ac.Cost])
    assert_type(model.options["new"].benefits["gain"].amount, ac.Expression | None)
    assert_type(model.options["new"].costs["work"].optimism_bias, ac.OptimismBias | None)
    assert_type(model.business_as_usual, str | None)
    assert_type(ac.Case(model), ac.Case)
    model.basis = model.basis  # type: ignore[misc]
    ac.Cost("level")  # type: ignore[call-arg]
    ac.Benefit(amount="level")  # type: ignore[call-arg]
    ac.BenefitBias()  # type: ignore[call-arg]


def state_quantities() -> None:
    # quantities and estimates
    assert_type(ac.Triangular(1, 2, 4).mean, float)
    assert_type(ac.Pert(1, 2, 4).certain, bool)
    assert_type(ac.Normal(0, 1).sd, float)
    assert_type(ac.Uniform(1, 2).support, tuple[float, float])
    assert_type(ac.Fixed(1).quantile([0.5]), np.ndarray[tuple[int, ...], np.dtype[np.float64]])
    assert_type(ac.Quantity.parse("5 GBPm"), ac.Quantity)
    assert_type(ac.FinancialYear.parse("2026-27") + 1, ac.FinancialYear)


def bring_in_the_ledger() -> None:
    # outturn and approvals
    case = ac.load("licence")
    outturn = case.outturn(["2025-26.csv", "2026-27.csv"], "mapping.csv", until="2027-03-31")
    assert_type(outturn, ac.Outturn)
    assert_type(outturn.spent(), dict[datetime.date, float])
    assert_type(case.outturn_against_plan(outturn).forecast, float | None)
    assert_type(case.outturn_against_plan(outturn, draws=10, seed=1).spread, tuple[float, float, float] | None)
    assert_type(case.spend_against_approval(outturn).outside, tuple[ac.ApprovedStage, ...])
    assert_type(case.record_outturn(outturn, on="2027-04-20"), ac.Case)
    case.outturn("ledger.csv")  # type: ignore[call-arg]


def forecast_delivery() -> None:
    # delivery and templates
    progress = delivery.Progress(starts="2027-01-04", weeks=2, scope=40, sprints=[delivery.Sprint(done=5)])
    found = delivery.forecast(progress, draws=10, seed=1)
    assert_type(found, delivery.Forecast)
    assert_type(found.date(0.9), datetime.date | None)
    assert_type(found.done_by("2027-09-30"), tuple[float, float, float])
    assert_type(delivery.cost_to_complete(found, 50_000).quantile(0.9), float | None)
    assert_type(delivery.earned_schedule([0, 20, 50], 30), float)
    assert_type(templates.Posts(posts=2, on="2029-04-01").posts, int)
    delivery.forecast(progress)  # type: ignore[call-arg]
    delivery.Sprint()  # type: ignore[call-arg]


def meet_errors() -> None:
    # errors
    try:
        ac.load("licence")
    except ac.InvalidCaseError as error:
        assert_type(error.faults, tuple[ac.Fault, ...])
        assert_type(error.faults[0].line, int | None)
    except ac.FileError as error:
        assert_type(error.what, str)
        assert_type(error.errno, int | None)

    assert_type(ac.__version__, str)
