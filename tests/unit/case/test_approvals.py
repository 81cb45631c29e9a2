"""Tranches by year and class, amounts that decisions approve, and what was spent of them."""

import datetime
import math

import attrs
import pytest

import agile_case as ac
from agile_case.case.approvals import approved_amounts
from agile_case.cli import main
from agile_case.model.stages import tranche_amount
from agile_case.quantities.rounding import money_words

CASE = """
format = "agile-case/1"
[case]
title = "A"
start = "2026-27"
horizon = 2
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "1 GBP/year"
[options.build]
roles = ["preferred-way-forward"]
[options.build.costs.alpha_team]
amount = "100 GBPk"
when = "2026-27"
budget = "resource"
price_base = "cash"
stage = "alpha"
[options.build.costs.beta_team]
amount = "400 GBPk/year"
when = "2027-28..2028-29"
budget = "resource"
price_base = "cash"
stage = "beta"
optimism_bias = { upper = 0.1, source = "x" }
[options.build.costs.kit]
amount = "100 GBPk"
when = "2027-28"
budget = "capital"
capitalised = 0.75
price_base = "cash"
stage = "beta"
[options.build.costs.hosting]
amount = "9 GBPk/year"
budget = "resource"
price_base = "cash"
[stages.discovery]
[stages.alpha]
tranche = "110 GBPk"
[stages.beta]
title = "Beta"
tranche = [
    { year = "2027-28", budget = "resource", amount = "470 GBPk" },
    { year = "2027-28", budget = "capital", amount = "75 GBPk" },
    { year = "2028-29", budget = "resource", amount = "£0.4m" },
]
[programme]
cost_tolerance = 0.1
"""
ALPHA, BETA, KIT, HOSTING = (f"options.build.costs.{key}" for key in ("alpha_team", "beta_team", "kit", "hosting"))
DECIDED = {"approver": "Board", "authority": "Letter", "because": "Good"}


@pytest.fixture(scope="module")
def bare():
    return ac.loads(CASE)


@pytest.fixture(scope="module")
def case(bare):
    held = bare.begin("discovery-1", "To see", on="2026-04-01", stage="discovery")
    held = held.decide("discovery-1", "proceed", reference="D1", on="2026-04-20", amount="£105k", **DECIDED)
    held = held.begin("alpha-1", "To try", on="2026-05-01", stage="alpha")
    held = held.decide("alpha-1", "repeat", reference="D2", on="2026-10-01", amount="£5k", **DECIDED)
    held = held.begin("alpha-2", "To try again", on="2026-10-02", stage="alpha")
    return held.decide("alpha-2", "proceed", reference="D3", on="2027-03-01", amount="0.95 GBPm", **DECIDED)


def booked(case, amounts, until="2027-09-30", rows=None):
    lines = [
        ac.LedgerLine(on=on, cost_centre=code, account="1", pence=round(100 * amount)) for code, on, amount in amounts
    ]
    rows = rows or {"A": ALPHA, "B": BETA, "K": KIT, "H": HOSTING}
    mapping = ac.LedgerMapping(rows=[ac.MappingRow(cost_centre=code, to=to) for code, to in rows.items()])
    return case.outturn(ac.Ledger(lines=lines), mapping, until=until)


SPENT = [
    ("A", "2026-08-31", 103_000),
    ("B", "2027-09-30", 220_000),
    ("K", "2027-05-01", 60_000),
    ("H", "2026-05-01", 9),
]


def test_a_tranche_is_one_amount_or_money_by_year_and_class(bare):
    amounts = [tranche_amount(stage, bare.model.units) for stage in bare.model.stages.values()]
    assert amounts == [None, 110_000, 470_000 + 75_000 + 400_000]
    rows = {row[:3]: row[3:] for row in bare.tranches_table().rows}
    assert rows["Alpha", "all", "all"] == (110_000, pytest.approx(100_000), pytest.approx(10_000))
    assert rows["Discovery", "all", "all"] == (None, 0, None)
    assert rows["Beta", "2027-28", "resource"] == pytest.approx((470_000, 440_000 + 25_000, 5_000))
    assert rows["Beta", "2027-28", "capital"] == pytest.approx((75_000, 75_000, 0))
    assert rows["Beta", "2028-29", "resource"] == pytest.approx((400_000, 440_000, -40_000))
    assert [row[6] for row in bare.stages_table().rows] == [None, 110_000, 945_000]


def test_a_year_and_class_that_nobody_asked_for_has_its_row(bare):
    less = bare.revise({"stages.beta.tranche": [{"year": "2027-28", "budget": "ame", "amount": "£1"}]})
    rows = {row[1:3]: row[3:] for row in less.tranches_table().rows if row[0] == "Beta"}
    assert rows["2028-29", "resource"] == pytest.approx((0, 440_000, -440_000))
    assert rows["2027-28", "ame"] == (1, 0, 1)


@pytest.mark.parametrize("tranche", [(), (3,), [ac.TranchePart(year="2026-27", budget="ame", amount="£1"), 3]])
def test_what_is_no_tranche_is_refused(tranche):
    with pytest.raises(ac.InputError, match="by year and class") as caught:
        ac.Stage(tranche=tranche)
    assert caught.value.where == "tranche"


def test_a_decision_approves_money_for_the_stage_that_follows(case):
    amounts = approved_amounts(case, case.entries[-1].on)
    assert [(one.stage, one.amount, one.iteration, one.reference) for one in amounts] == [
        ("alpha", 105_000, "discovery-1", "D1"),
        ("alpha", 5_000, "alpha-1", "D2"),
        ("beta", 950_000, "alpha-2", "D3"),
    ]
    assert len(approved_amounts(case, datetime.date(2026, 12, 31))) == 2
    assert len(approved_amounts(case, datetime.date(2026, 4, 19))) == 0
    assert case.entries[1].says == f"discovery-1: proceed, {ac.Quantity.parse('£105k')} approved (D1)"
    assert "approved" in case.decisions_log().to_text()


def test_money_of_iterations_without_a_stage_after_them_is_said(bare):
    held = bare.begin("x-1", "To see", on="2026-04-01").decide(
        "x-1", "proceed", reference="D", on="2026-04-20", amount="£7k", **DECIDED
    )
    held = held.begin("beta-1", "To go", on="2026-05-01", stage="beta").decide(
        "beta-1", "proceed", reference="D", on="2026-05-20", amount="£1k", **DECIDED
    )
    found = held.spend_against_approval(on="2026-06-01")
    assert found.unplaced == 8_000
    assert "£8k was approved on iterations" in " ".join(found.table.notes)


def test_amounts_that_approve_nothing_are_refused(bare):
    held = bare.begin("alpha-1", "To see", on="2026-04-01", stage="alpha")
    more = {"reference": "D", "on": "2026-04-20", **DECIDED}
    for outcome, amount in (("stop", "£1k"), ("pause", "£1k"), ("proceed", "-£1")):
        with pytest.raises(ac.InputError) as caught:
            held.decide("alpha-1", outcome, amount=amount, **more)
        assert caught.value.where == "amount"
    with pytest.raises(ac.UnitError) as caught:
        held.decide("alpha-1", "proceed", amount="5 hour", **more)
    assert caught.value.where == "amount"


def test_spend_is_held_against_what_was_approved(case):
    found = case.spend_against_approval(booked(case, SPENT))
    discovery, alpha, beta = found.stages
    assert (alpha.approved, alpha.spent, alpha.to_come, alpha.forecast) == (110_000, 103_000, 0, 103_000)
    assert beta.spent == 220_000 + 60_000
    assert beta.to_come == pytest.approx(400_000 * 1.5 + 100_000 / 2)
    assert beta.contingency == pytest.approx(40_000 * 1.5)
    assert beta.forecast == pytest.approx(930_000)
    assert [one.says(found.tolerance) for one in found.stages] == ["no amount is approved", "within it", "within it"]
    assert (discovery.approved, found.outside, found.without_stage) == (None, (), 9)
    rows = {row[0]: row for row in found.table.rows}
    assert rows["Beta"][1:8] == pytest.approx((945_000, 950_000, 280_000, 650_000, 930_000, 60_000, 670_000))
    assert rows["Beta"][8:] == ("within it", "D3")
    assert rows["Stages with an approval"][2:6] == pytest.approx((1_060_000, 383_000, 650_000, 1_033_000))
    assert "£9 was spent on lines that name no stage" in " ".join(found.table.notes)
    assert repr(found) == found.table.to_text()


@pytest.mark.parametrize(
    ("more", "tolerance", "says", "outside"),
    [
        (20_000, 0.1, "within it", False),
        (20_001, 0.1, "within the tolerance", False),
        (20_000 + 95_000, 0.1, "within the tolerance", False),
        (20_000 + 95_001, 0.1, "outside the tolerance", True),
        (20_001, None, "above it, and no tolerance is stated", True),
        (20_001, 0, "outside the tolerance", True),
    ],
)
def test_outside_the_tolerance_approval_is_asked_for_again(case, more, tolerance, says, outside):
    changed = case.revise({"programme.cost_tolerance": tolerance}, because="x", on="2027-03-02")
    found = changed.spend_against_approval(booked(changed, [*SPENT, ("B", "2027-09-01", more)]))
    assert found.stages[2].says(found.tolerance) == says
    assert [one.key for one in found.outside] == ["beta"] * outside
    routed = changed
    for path, year, amount in ((BETA, "2027-28", 420_000 + more), (KIT, "2027-28", 110_000)):
        routed = routed.record(path, year, f"{amount} GBP", on="2028-04-30", source="Ledger")
    findings = [
        one for one in ac.check(routed, on="2028-05-01") if one.code == "approval-exceeded" and "beta" in one.path
    ]
    wanted = "needs-judgement" if outside and tolerance is None else "route" if outside else "pass"
    assert [one.severity.value for one in findings] == [wanted]


def test_a_stage_of_which_the_ledger_knows_no_line_counts_as_planned(case):
    found = case.spend_against_approval(booked(case, SPENT[:1], rows={"A": "stages.alpha"}))
    assert found.stages[1].spent == 103_000
    assert found.stages[1].as_planned == ()
    assert found.stages[2].as_planned == (BETA, KIT)
    assert found.stages[2].forecast == pytest.approx(900_000)
    assert "count as they are planned: beta_team, kit" in " ".join(found.table.notes)


def test_records_of_whole_years_take_the_place_of_a_ledger(case):
    held = case.record(ALPHA, "2026-27", "111 GBPk", on="2027-04-30", source="Ledger")
    held = held.record(BETA, "2027-28", "430_000 GBP/year", on="2028-04-30", source="Ledger")
    held = held.record(KIT, "2027-28", "5 GBPk", on="2028-04-30", source="Ledger", provisional=True)
    found = held.spend_against_approval(on="2028-05-01")
    assert found.source == "what was recorded of whole years"
    assert found.stages[1].forecast == pytest.approx(111_000)
    assert found.stages[2].forecast == pytest.approx(430_000 + 400_000 + 100_000)
    assert held.spend_against_approval(on="2027-05-01").stages[2].spent == 0
    with pytest.raises(ac.YearError, match="on a day"):
        held.spend_against_approval()


def test_what_cannot_be_worked_out_is_not_guessed():
    stage = ac.ApprovedStage(
        key="a",
        title="A",
        asked=None,
        approved=10.0,
        references=(),
        spent=9.0,
        to_come=math.nan,
        contingency=0.0,
        as_planned=(),
        chance=None,
    )
    assert stage.says(0.1) == "not available"
    assert not stage.exceeds(0.1)
    assert attrs.evolve(stage, spent=11.5).exceeds(0.1)
    found = attrs.evolve(ac.loads(CASE).spend_against_approval(on="2026-05-01"), stages=(stage,))
    assert found.table.rows[0][4:6] == (None, None)
    assert found.table.rows[1][5] is None


def test_the_finding_is_for_cases_whose_decisions_name_an_amount(bare, case):
    codes = {finding.code for finding in ac.check(bare, on="2026-05-01")}
    assert "approval-exceeded" not in codes
    found = [one for one in ac.check(case, on="2027-03-02") if one.code == "approval-exceeded"]
    assert [(one.path, one.severity.value) for one in found] == [("stages.alpha", "pass"), ("stages.beta", "pass")]
    assert "£950k is approved, and £900k is forecast" in found[1].message


def test_an_amount_is_kept_in_the_folder_of_the_case(case, tmp_path):
    ac.save(case, tmp_path / "held")
    again = ac.load(tmp_path / "held")
    assert again.entries == case.entries
    assert again.model.stages == case.model.stages
    assert str(again.entries[1].amount) == str(case.entries[1].amount)


def test_tranches_are_beside_what_was_spent_by_year_and_class(case):
    outturn = booked(
        case,
        [*SPENT, ("S", "2027-06-01", 7), ("K", "2026-05-01", 3)],
        rows={"A": ALPHA, "B": BETA, "K": KIT, "H": HOSTING, "S": "stages.alpha"},
    )
    rows = {row[:3]: row for row in case.tranches_table(outturn=outturn).rows}
    assert rows["Alpha", "all", "all"][6:] == (103_007, 6_993)
    assert rows["Beta", "2027-28", "resource"][6:] == (220_000, 250_000)
    assert rows["Beta", "2027-28", "capital"][6:] == (60_000, 15_000)
    assert rows["Beta", "2026-27", "capital"][3:] == (0, 0, 0, 3, -3)
    assert rows["Beta", "2028-29", "resource"][6:] == (0, 400_000)
    assert rows["Discovery", "all", "all"][6:] == (0, None)
    spent = sum(row[6] for row in rows.values())
    assert spent == outturn.amount() - outturn.amount(HOSTING)


def test_the_chance_to_stay_within_is_that_of_the_draws(case):
    """The team costs 400 (1 + U) thousand a year, U uniform: at the day half of two years is to come, with bias 10%."""
    unsure = case.revise(
        {"assumptions.more": {"uniform": [0, 1], "unit": "1"}, f"{BETA}.amount": "400 GBPk/year * (1 + more)"},
        because="Not known",
        on="2027-03-02",
    )
    outturn = booked(unsure, SPENT)
    found = unsure.spend_against_approval(outturn, draws=4_000, seed=1)
    beta = found.stages[2]
    # spent 280, kit 50 to come, team 1.5 x 440 (1 + U): within 950 where U is at most (950 - 330) / 660 - 1 < 0
    assert beta.chance == 0
    held = unsure.outturn_against_plan(outturn, draws=4_000, seed=1)
    low, middle, high = held.spread
    whole = (
        383_009 + 50_000 + sum(one.to_come[place] for one in held.lines if one.address == HOSTING for place in range(3))
    )
    for chance, value in ((0.1, low), (0.5, middle), (0.9, high)):
        # four standard errors of a uniform quantile: less than 1 in 10,000 alarms falsely
        assert value == pytest.approx(
            whole + 660_000 * (1 + chance), abs=660_000 * 4 * math.sqrt(chance * (1 - chance) / 4_000)
        )
    assert held.chance_within(middle) == pytest.approx(0.5, abs=0.001)
    assert held.chance_within(1e12) == 1
    assert f"4,000 draws: P10 {money_words(low)}" in " ".join(held.table.notes)
    assert unsure.outturn_against_plan(outturn).spread is None
    assert unsure.outturn_against_plan(outturn).chance_within(1) is None
    assert found.table.columns[9].title == "Chance within it, %"
    assert [row[9] for row in found.table.rows] == [None, 1.0, 0.0, ""]
    with pytest.raises(ac.InputError, match="seed"):
        unsure.spend_against_approval(outturn, draws=100)


def test_without_uncertainty_every_draw_is_the_forecast(case):
    outturn = booked(case, SPENT)
    held = case.outturn_against_plan(outturn, draws=100, seed=1)
    assert held.spread == pytest.approx((held.forecast_with_contingency,) * 3)
    taxed = case.revise({f"{BETA}.vat": 0.2, f"{BETA}.vat_recoverable": 0.5}, because="x", on="2027-03-02")
    held = taxed.outturn_against_plan(outturn, draws=100, seed=1)
    assert held.spread == pytest.approx((held.forecast_with_contingency,) * 3)
    assert held.forecast_with_contingency > case.outturn_against_plan(outturn).forecast_with_contingency


def test_the_command_records_what_is_approved(bare, tmp_path, capsys):
    place = str(tmp_path / "held")
    ac.save(bare.begin("alpha-1", "To see", on="2026-04-01", stage="alpha"), place)
    words = ["--approver", "Board", "--authority", "Letter", "--reference", "D1", "--because", "Good"]
    assert main(["decide", place, "alpha-1", "proceed", "--on", "2026-05-01", "--amount", "£950k", *words]) == 0
    assert "approved (D1)" in capsys.readouterr().out
    assert ac.load(place).spend_against_approval(on="2026-05-02").stages[2].approved == 950_000


def test_outturn_that_was_recorded_says_what_the_ledger_says(case):
    outturn = booked(
        case, [("A", "2026-08-31", 103_000), ("B", "2027-09-30", 420_000), ("K", "2027-05-01", 90_000)], "2028-03-31"
    )
    held = case.record_outturn(outturn, on="2028-04-05")
    by_ledger, by_record = held.spend_against_approval(outturn), held.spend_against_approval(on="2028-04-05")
    for one, other in zip(by_ledger.stages, by_record.stages, strict=True):
        assert (one.spent, one.to_come, one.contingency) == pytest.approx(
            (other.spent, other.to_come, other.contingency)
        )


def test_a_stage_without_lines_has_no_plan_and_what_it_does_to_the_npsv_is_not_known(case):
    outturn = case.outturn(
        ac.Ledger(lines=[ac.LedgerLine(on="2026-05-01", cost_centre="D", account="1", pence=500)]),
        ac.LedgerMapping(rows=[ac.MappingRow(cost_centre="D", to="stages.discovery", budget="resource")]),
    )
    (line,) = case.outturn_against_plan(outturn).lines
    assert (line.members, line.present, line.reason) == ((), None, "the case has no such line now")
    assert case.spend_against_approval(outturn).stages[0].spent == 5


def test_beyond_the_deflator_there_is_no_range(case):
    late = case.revise(
        {
            f"{BETA}.price_base": None,
            f"{HOSTING}.price_base": None,
            "case.horizon": 6,
            f"{BETA}.when": "2027-28..2031-32",
        },
        because="x",
        on="2027-03-02",
    )
    outturn = booked(late, SPENT)
    assert late.outturn_against_plan(outturn, draws=100, seed=1).spread is None
    beta = late.spend_against_approval(outturn, draws=100, seed=1).stages[2]
    assert beta.chance is None
    assert math.isnan(beta.forecast)
    assert "not available" in late.spend_against_approval(outturn).table.to_text()
    rows = {row[:3]: row for row in late.revise({"stages.beta.tranche": "£1m"}).tranches_table().rows}
    assert rows["Beta", "all", "all"][3:] == (1_000_000, None, None)
