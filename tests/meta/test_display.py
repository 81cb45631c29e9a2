"""Every public object shows in a notebook as tables with a caption and scoped headers, and at the prompt as text that
evaluates back; a new one is tried here before it is public."""

import datetime
import enum
import inspect
import re
from pathlib import Path

import pytest

import agile_case as ac
from agile_case import reference

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "A <case>"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[assumptions]
level = { triangular = [10, 20, 60], unit = "GBPk/year" }
[options.usual]
roles = ["business-as-usual"]
[options.new.costs.work]
amount = "level"
budget = "resource"
[longlist.scope]
none = { business_as_usual = true }
all = { rating = "green" }
[multicriteria.criteria.reach]
worst = 0
best = 1
swing = 100
scores = { usual = 0, new = 1 }
""")
RESULT = CASE.appraise(draws=20, seed=1)
COUNTED = {"what": "Money in a year", "unit": "GBPk/year", "expected": "level", "target": "25 GBPk/year"}
TRACKED = CASE.revise({"measures.money": {**COUNTED, "target_by": "2027-03-31"}}).track(
    on="2027-05-01", option="new", draws=200, seed=1
)
FITTED = ac.compare_curves([1, 2, 3, 4], [0.2, 0.45, 0.6, 0.75], shapes=["saturation", "gompertz"])
LEARNT = CASE.revise(
    {
        "curves.rise": {"shape": "step", "starts": "2026-10-01", "ceiling": "top"},
        "assumptions.top": {"uniform": [0.2, 0.9], "unit": "1"},
    }
).curve_posterior("rise", [("2026-11", 0.5, 0.1)], draws=2_000, seed=1)
JUDGED = {0.1: 2, 0.5: 4, 0.9: 9}
SEEN = {"estimate": "30 GBPk/year", "standard_error": "5 GBPk/year", "setting": "lab", "transfer_sd": "1 GBPk/year"}
POSTERIOR = ac.Case(CASE.model).learn("level", SEEN, on="2026-07-01", source="x").posteriors["level"]
LEDGER = ac.Ledger(lines=[ac.LedgerLine(on="2026-05-31", cost_centre="C1", account="5110", pence=1250)])
MAPPING = ac.LedgerMapping(rows=[ac.MappingRow(cost_centre="C1", to="options.new.costs.work")])
OUTTURN = CASE.outturn(LEDGER, MAPPING)
AGAINST = CASE.outturn_against_plan(OUTTURN)
PARTS = {
    "Assumption": CASE.model.assumptions["level"],
    "Basis": CASE.model.basis,
    "Benefit": ac.Benefit(kind="qualitative", title="Trust"),
    "BenefitBias": ac.BenefitBias(reduction=0.1, source="Own reviews"),
    "Bernoulli": ac.Bernoulli(0.25),
    "Beta": ac.Beta(2, 3),
    "CalendarYear": ac.CalendarYear(2026),
    "Case": CASE,
    "Choice": CASE.model.longlist["scope"]["all"],
    "Comparison": RESULT.against()["new"],
    "Correlation": ac.Correlation(assumptions=["a", "b"], rank=0.5),
    "Cost": CASE.model.options["new"].costs["work"],
    "CriticalSuccessFactor": ac.CriticalSuccessFactor(kind="legal"),
    "Curve": ac.Curve(shape="step", starts=datetime.date(2026, 4, 1)),
    "Draft": ac.loads('format = "agile-case/1"\n[case]\nhorizon = 3\n', draft=True),
    "Criterion": ac.Criterion(assumption="level", at_most="3"),
    "TrackedBenefit": ac.TrackedBenefit(
        key="time",
        title="Time",
        years=(),
        planned=(),
        outlook=(),
        recorded=(),
        present=0.0,
        planned_outside=0.0,
        shares_to_date=(),
        shares=(),
    ),
    "TrackedMoney": ac.TrackedMoney(
        key="team", title="Team", years=(), planned=(), outlook=(), recorded=(), present=0.0, planned_outside=0.0
    ),
    "TrackedLine": ac.TrackedLine(
        key="team",
        table="costs",
        title="Team",
        years=(),
        planned=(),
        outlook=(),
        recorded=(),
        present=0.0,
        planned_outside=0.0,
    ),
    "UnusedRecord": ac.UnusedRecord(
        path="measures.visits", year=ac.FinancialYear(2026), amount="3", why="nothing is expected of it"
    ),
    "TrackedCriterion": ac.TrackedCriterion(
        path="stages.alpha.criteria.0", title="NPSV", wanted="at least £1m", chance_then=None, chance_now=None
    ),
    "Baseline": ac.Baseline(
        iteration="alpha-1",
        decided=datetime.date(2026, 6, 1),
        reference="B/1",
        because="So it was.",
        npsv=None,
        targets=type(CASE.model.options)(),
    ),
    "TrackedMeasure": TRACKED.measures[0],
    "TrackedYear": TRACKED.measures[0].years[0],
    "Tracking": TRACKED,
    "CurveFit": FITTED.fits[0],
    "CurveFits": FITTED,
    "CurveObservation": ac.CurveObservation(when="2027-10", value=0.12, standard_error=0.02),
    "CurvePosterior": LEARNT,
    "LearnedParameter": LEARNT.parameters[0],
    "SeenAndExpected": LEARNT.seen[0],
    "OnStop": ac.OnStop(cost="40 GBPk"),
    "FundingTerms": ac.FundingTerms(model="staged-live", review_every="6 month"),
    "Claim": ac.Claim(says="Users are ready.", kind="hypothesis"),
    "CommercialContent": ac.CommercialContent(procurement_strategy="One contract."),
    "Completeness": ac.completeness(CASE, at="SOC"),
    "Constraint": ac.Constraint(title="30 days", kind="legal"),
    "Dependency": ac.Dependency(title="The register", needed_by="2026-04-01"),
    "FinancialContent": ac.FinancialContent(accounts="None."),
    "ManagementContent": ac.ManagementContent(owner="The director"),
    "Objective": ac.Objective(specific="Quicker casework", by="2029-03-31"),
    "StatutoryDuty": ac.StatutoryDuty(duty="biodiversity", at_longlist="No effect."),
    "StrategicContent": ac.StrategicContent(scope="Permits."),
    "TheoryStep": ac.TheoryStep(kind="output", brings_about=["quicker"]),
    "Analysis": ac.Analysis(analyst="The economist", risk="low"),
    "Approval": ac.Approval(document="SOC", asked="2026-04-01"),
    "DataSource": ac.DataSource(title="Case system", use_until="2027-03-31"),
    "Exhibit": ac.Exhibit(kind="backlog", on="2026-04-01"),
    "QualityCheck": ac.QualityCheck(what="Every formula", assurer="Somebody else"),
    "Review": ac.Review(kind="gate-0", planned="2026-04-01"),
    "ReviewAction": ac.ReviewAction(what="Test it", due="2026-04-01"),
    "DiscountFactors": ac.DiscountFactors(source="a table", values=[1, 0.5]),
    "Discrete": ac.Discrete(values=(0, 1.5), probabilities=(0.25, 0.75)),
    "Condition": ac.Condition(what="Publish", due="2027-01-31"),
    "Iteration": ac.Case(CASE.model).begin("alpha-1", "To see", on="2026-07-01").iterations[0],
    "Observation": ac.Observation(estimate=3, standard_error=0.5, setting="lab", transfer_sd=0.2),
    "Posterior": POSTERIOR,
    "GatePaper": ac.gate_paper(ac.Case(CASE.model).begin("a", "b", on="2026-07-01"), "a", year="2026-27", option="new"),
    "Event": ac.Event(date=datetime.date(2026, 4, 1), delay="3 month"),
    "Expression": CASE.names.level * 2,
    "FinancialYear": ac.FinancialYear(2026),
    "Finding": ac.check(CASE)[0],
    "Findings": ac.check(CASE),
    "Fit": ac.fit(JUDGED, "tabulated"),
    "Fits": ac.fits(JUDGED),
    "Fixed": ac.Fixed(3),
    "FinancialCase": RESULT.financial_case("new"),
    "Funding": ac.Funding(amounts={"years": "2026-27", "values": [1.5]}, unit="GBPm", budget="resource", status="bid"),
    "FrozenMap": CASE.model.options,
    "InternalRates": ac.internal_rates([-100, 110]),
    "Ledger": LEDGER,
    "LedgerLine": LEDGER.lines[0],
    "LedgerMapping": MAPPING,
    "MappingRow": MAPPING.rows[0],
    "Outturn": OUTTURN,
    "OutturnAgainstPlan": AGAINST,
    "SpendAgainstApproval": CASE.spend_against_approval(OUTTURN),
    "ApprovedStage": ac.ApprovedStage(
        key="a",
        title="A",
        asked=None,
        approved=3.0,
        references=(),
        spent=1.0,
        to_come=1.0,
        contingency=0.0,
        as_planned=(),
        chance=None,
    ),
    "ApprovedAmount": ac.ApprovedAmount(
        stage="a", on=datetime.date(2026, 4, 1), amount=3.0, iteration="b", reference="c"
    ),
    "OutturnLine": AGAINST.lines[0],
    "Life": ac.unequal_lives({"a": (100, 3)}, 0.035)[0]["a"],
    "EnablingChange": ac.EnablingChange(title="Close the desk"),
    "Realisation": ac.Realisation(owner="Head of service", target="9 hour/year"),
    "Release": ac.Release(posts=2, on="2027-04-01"),
    "Judgement": ac.Judgement(rule="funding-gap", by="The board", on="2026-05-01", because="The bid is in."),
    "Lognormal": ac.Lognormal(1, 0.5),
    "LognormalRange": ac.LognormalRange(2, 9.5),
    "Migration": ac.Migration(file=Path("case.toml"), formats=("agile-case/1",)),
    "Restoration": ac.Restoration(file=Path("case.toml"), kept=Path("case.replaced-0.toml"), changes=("case.title",)),
    "Measure": ac.Measure(what="Hours spent", unit="hour/year", baseline="9 hour/year", baseline_on="2026-03-31"),
    "Measures": RESULT.absolute["new"],
    "Model": CASE.model,
    "Multicriteria": CASE.model.multicriteria,
    "Names": CASE.names,
    "Normal": ac.Normal(5, 2),
    "OptimismBias": ac.OptimismBias(type="outsourcing", measure="operating-cost"),
    "Option": CASE.model.options["new"],
    "Pert": ac.Pert(1, 2, 4),
    "Preferred": ac.Preferred(option="new", by="The board", on="2026-05-01", because="It is best."),
    "Australia": ac.Australia(digital="yes", ict_cost="4 AUDm"),
    "Canada": ac.Canada(cost="4.2 CADm", capacity="defence"),
    "Elsewhere": ac.Elsewhere(canada=ac.Canada(cost="4.2 CADm")),
    "NewSouthWales": ac.NewSouthWales(cost="3 AUDm"),
    "NewZealand": ac.NewZealand(hypothesis="yes", discovery_cost="900 NZDk"),
    "UnitedStates": ac.UnitedStates(team=7, contract_cost="1.5 USDm/year"),
    "Programme": ac.Programme(delegated_limit="£30m", novel="no", parts=["£90k"]),
    "PriceBase": CASE.model.basis.price_base,
    "PricesAfter": ac.PricesAfter(growth=0.02, source="invented"),
    "Provenance": RESULT.provenance,
    "Quantity": ac.Quantity(3, "hour"),
    "ReferenceChoice": CASE.model.reference,
    "Result": RESULT,
    "DecisionTable": ac.decision_table({"a": [1, 2], "b": [2, 1]}, {"x": 0.5, "y": 0.5}, {"f": [1, 0], "g": [0, 1]}),
    "Information": RESULT.information(),
    "InformationValue": RESULT.information().values[0],
    "Returns": RESULT.returns()["new"],
    "Risk": ac.Risk(probability=0.2, impact="5 GBPk", when="2026-27", within_bias=False),
    "Role": ac.Role(salary="52 GBPk/FTE/year", on_costs=0.3),
    "Scenario": ac.Scenario(values={"level": 3}, title="2 degrees"),
    "Sensitivities": RESULT.sensitivities("new"),
    "Sensitivity": RESULT.sensitivities("new")[0],
    "Sheets": ac.read_sheets(Path(__file__).parents[2] / "examples/licence-costs.csv"),
    "Shifted": ac.assumption(pert=[4, 6, 10], shift=1.5, unit="1").estimate,
    "Spread": RESULT.absolute["new"].simulation,
    "Stage": ac.Stage(weeks=8, tests=[ac.StageTest(assumption="level", people=3)]),
    "StageTest": ac.StageTest(assumption="level", people=3),
    "SwitchingValue": RESULT.switching_values("new")[0],
    "SwitchingValues": RESULT.switching_values("new"),
    "SwingCriterion": CASE.model.multicriteria.criteria["reach"],
    "Table": CASE.assumptions_log(),
    "Tabulated": ac.Tabulated(probabilities=(0, 0.5, 1), values=(1, 2.5, 4)),
    "TranchePart": ac.TranchePart(year="2026-27", budget="resource", amount="240 GBPk"),
    "Transfer": ac.Transfer(amount="5 GBPk/year", payer="businesses", recipient="households"),
    "Triangular": ac.Triangular(10, 20, 60),
    "Truncated": ac.assumption(normal=[5, 2], truncate={"low": 0}, unit="1").estimate,
    "Uniform": ac.Uniform(0, 1),
    "YearRange": ac.YearRange.parse("2026-27..2028-29"),
    "YearlyValues": ac.YearlyValues(years="2026-27", values=[1]),
}
NO_TABLE = {"Column", "Fault", "Year"}
"""A part of a table, a part of an error, and the base of the two kinds of year."""
NO_TEXT = {
    "Case",
    "Completeness",
    "CurvePosterior",
    "Draft",
    "FinancialCase",
    "GatePaper",
    "Ledger",
    "Outturn",
    "OutturnAgainstPlan",
    "Result",
    "Sheets",
    "SpendAgainstApproval",
    "Tracking",
}
"""At the prompt these say what they hold instead."""
OTHERS = {
    "Shortlist": CASE.shortlist(),
    "ShortlistEntry": CASE.shortlist().entries["do-minimum"],
    "WeightedValues": CASE.multicriteria(),
    "ReferenceSet": reference.load_set("uk-2026-03"),
    "Dataset": reference.load("discount-rate", "green-book-2026"),
    "DiscountSchedule": reference.load_set("uk-2026-03").discount_rate,
    "Deflator": reference.load_set("uk-2026-03").gdp_deflator,
    "OptimismBiasTable": reference.load_set("uk-2026-03").optimism_bias,
    "Header": reference.load("discount-rate", "green-book-2026").header,
}
PUBLIC = {name: getattr(ac, name) for name in ac.__all__} | {"datetime": datetime}


def test_there_is_one_of_each():
    kinds = {name for name, held in PUBLIC.items() if inspect.isclass(held)}
    kinds -= {name for name in kinds if issubclass(PUBLIC[name], BaseException | enum.Enum)}
    assert kinds == {*PARTS, *NO_TABLE}
    assert all(type(held) is PUBLIC[name] for name, held in PARTS.items())


@pytest.mark.parametrize("name", [*PARTS, *OTHERS])
def test_a_notebook_shows_tables_with_a_caption_and_scoped_headers(name):
    shown = (PARTS | OTHERS)[name]._repr_html_()
    tables = re.findall(r"<table>.*?</table>", shown, re.DOTALL)
    assert len(tables) == shown.count("<table") >= 1
    for table in tables:
        assert re.match(r"<table>\n<caption>[^<]+</caption>\n<thead>", table)
        headers = re.findall(r"<th\b[^>]*>", table)
        assert headers
        assert all(' scope="col"' in header or ' scope="row"' in header for header in headers)
        assert "<tbody>\n<tr><th" in table or name == "Findings"
    assert "<case>" not in shown
    assert "object at 0x" not in shown


@pytest.mark.parametrize("name", sorted({*PARTS} - NO_TEXT))
def test_the_prompt_shows_text_that_evaluates_back(name):
    held = PARTS[name]
    again = eval(repr(held), {**PUBLIC, type(Path()).__name__: Path})  # noqa: S307 - our own text, which is what is tested
    assert again == held
    assert type(again) is type(held)


def test_so_does_a_severity():
    assert [eval(repr(held), {"Severity": ac.Severity}) for held in ac.Severity] == list(ac.Severity)  # noqa: S307 - as above
