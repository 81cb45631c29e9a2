"""The gate paper: every part that a board asks for, figures that are those of the case, two printed pages."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.cli import main
from agile_case.errors import HistoryError, InputError, UnknownNameError, YearError
from agile_case.reports.gate_paper import _bars
from tests.conftest import require

EXAMPLE = Path(__file__).parents[3] / "examples" / "licence.toml"
SEEN = {
    "estimate": "5.8 minute/application",
    "standard_error": "0.6 minute/application",
    "setting": "pilot",
    "transfer_sd": "0.4 minute/application",
}
GATE = {"approver": "Board", "authority": "DL/26/3", "reference": "IC/26/70", "because": "It is worth it."}
PARTS = [
    *("The ask", "The last promise", "What was tested and found", "Criteria of this gate", "What changed, and why"),
    *("The choices from here on", "Money at risk", "Funding gap", "Assessments", "Conditions still open"),
    *("What would change our mind", "Next tests"),
]


@pytest.fixture(scope="module")
def case():
    held = ac.load(EXAMPLE).begin("discovery-1", "Size the problem", on="2026-06-01")
    conditions = [{"what": "Name an <owner>", "due": "2026-08-01"}]
    held = held.decide("discovery-1", "proceed-with-conditions", on="2026-06-30", conditions=conditions, **GATE)
    held = held.begin("alpha-1", "Does the form save time?", on="2026-07-01", stage="alpha")
    held = held.learn("minutes_digital", SEEN, on="2026-09-05", source="Round 3")
    held = held.revise({"assumptions.team.triangular": [9, 11, 14]}, because="Two more roles", on="2026-09-10")
    facts = {"assessment": "amber", "assessed_on": "2026-10-20", "delivery_confidence": "green"}
    held = held.revise({"programme": facts}, because="Assessed", on="2026-10-21")
    return held.recommend("alpha-1", "proceed", by="SRO", on="2026-11-05", because="It saves time.")


@pytest.fixture(scope="module")
def paper(case):
    return ac.gate_paper(case, "alpha-1", year="2027-28", stopping_cost=60e3, draws=500, seed=1)


def said(paper, title):
    return "\n".join(next(section.lines for section in paper.sections if section.title == title))


def test_it_has_every_part_in_the_order_of_a_board(paper):
    assert [section.title for section in paper.sections] == PARTS
    assert "Does the form save time? Choices from 2027-28" in paper.lead


def test_it_says_what_people_said_and_what_nobody_did(paper, case):
    assert said(paper, "The ask").startswith("SRO recommends: proceed, 2026-11-05. It saves time.")
    assert "Decided" not in said(paper, "The ask")
    assert "discovery-1: proceed-with-conditions" in said(paper, "The last promise")
    assert said(paper, "Conditions still open") == "Overdue: Name an <owner>, by 2026-08-01"
    assert "amber, 2026-10-20" in said(paper, "Assessments")
    assert said(paper, "Funding gap") == "No funding is stated."
    decided = case.decide("alpha-1", "proceed", on="2026-11-12", **GATE)
    assert "Decided on 2026-11-12 by Board: proceed" in said(
        ac.gate_paper(decided, "alpha-1", year="2027-28"), "The ask"
    )


def test_its_figures_are_those_of_the_case(paper, case):
    result = case.appraise(draws=500, seed=1)
    _, choices = result.forward("2027-28", stopping_cost=60e3)
    tables = {section.title: section.table for section in paper.sections}
    assert tables["The choices from here on"] == choices.table
    assert tables["What changed, and why"] == case.compare("discovery-1", option="digital").table
    (row,) = tables["What was tested and found"].records()
    assert row["now"] == case.posteriors["minutes_digital"].estimate.mean
    assert row["before"] == case.model.assumptions["minutes_digital"].estimate.mean
    assert "Then the proposal was worth £1.9m" in said(paper, "The last promise")
    assert "Cost of the next stage, private beta, from 2027-28 on: £" in said(paper, "Money at risk")
    nearest = result.switching_values("digital", "business_as_usual")[0]
    assert said(paper, "What would change our mind").startswith(nearest.title)
    assert "</h2>\n<p>The whole-life NPSV against business as usual turns round at:</p>\n<ul>" in paper.to_html()
    assert f"turns round at:\n- {nearest.title}" in paper.to_text()


@pytest.fixture(scope="module")
def repeated(case):
    """The case after a gate that asked for alpha again, and a second round of it."""
    held = case.decide("alpha-1", "repeat", on="2026-11-12", **GATE)
    held = held.begin("alpha-2", "Is it the form?", on="2026-11-16", stage="alpha")
    return held.learn("minutes_digital", SEEN | {"estimate": "6.4 minute/application"}, on="2026-12-05", source="R4")


def test_the_last_promise_is_that_of_what_was_approved(repeated):
    paper = ac.gate_paper(repeated, "alpha-2", year="2027-28")
    assert said(paper, "The last promise").startswith("discovery-1: proceed-with-conditions.")
    rounds = said(paper, "The last promise").splitlines()[1:]
    assert rounds == ["An earlier round of this stage, alpha-1: repeat, 2026-11-12. It is worth it."]
    table = next(section.table for section in paper.sections if section.title == "What changed, and why")
    assert table == repeated.at("alpha-2").compare("discovery-1", option="digital").table


def test_before_any_approval_it_says_that_nothing_was_approved():
    held = ac.load(EXAMPLE).begin("discovery-1", "Size it", on="2026-06-01")
    held = held.decide("discovery-1", "repeat", on="2026-06-30", **GATE)
    paper = ac.gate_paper(held.begin("discovery-2", "Again", on="2026-07-01"), "discovery-2", year="2026-27")
    assert said(paper, "The last promise").splitlines() == [
        "Nothing was approved before.",
        "An earlier round of this stage, discovery-1: repeat, 2026-06-30. It is worth it.",
    ]


def test_a_round_of_another_stage_and_one_without_a_decision_are_said_too(repeated):
    held = repeated.begin("beta-1", "Build it all the same", on="2027-01-04", stage="private_beta")
    assert said(ac.gate_paper(held, "beta-1", year="2027-28"), "The last promise").splitlines()[1:] == [
        "Held since, alpha-2: no decision.",
        "Held since, alpha-1: repeat, 2026-11-12. It is worth it.",
    ]


def test_before_is_what_was_believed_when_the_iteration_began(repeated, case):
    paper = ac.gate_paper(repeated, "alpha-2", year="2027-28")
    table = next(section.table for section in paper.sections if section.title == "What was tested and found")
    (row,) = table.records()
    assert row["before"] == case.posteriors["minutes_digital"].estimate.mean
    assert row["before"] != case.model.assumptions["minutes_digital"].estimate.mean
    assert row["now"] == repeated.posteriors["minutes_digital"].estimate.mean


def test_evidence_of_several_assumptions_is_in_it(case):
    hours = {"estimate": "52_000 hour/year", "standard_error": "3_000 hour/year", "setting": "pilot"}
    both = "applications * minutes_digital"
    held = case.learn(both, hours | {"transfer_sd": "2_000 hour/year"}, on="2026-11-05", source="Timesheets")
    paper = ac.gate_paper(held, "alpha-1", year="2027-28")
    rows = next(section.table for section in paper.sections if section.title == "What was tested and found").records()
    assert [row["assumption"] for row in rows] == [
        "Minutes digital (minute/application)",
        "applications * minutes_digital (hour/year)",
    ]
    prior = case.model.assumptions["minutes_digital"].estimate.mean
    assert rows[1]["before"] == pytest.approx(520_000 * prior / 60, rel=1e-4)
    assert rows[1]["now"] == held.posteriors[both].estimate.mean
    assert rows[0]["now"] == pytest.approx(rows[1]["now"] * 60 / 520_000)


def test_criteria_and_terms_of_stopping_of_the_stage_are_in_it(case):
    goals = {
        "criteria": [
            {"assumption": "minutes_digital", "at_most": "8 minute/application"},
            {"measure": "npsv", "at_least": "£50m"},
        ],
        "on_stop": {"cost": "80 GBPk", "recovered": "£20k"},
    }
    changes = {f"stages.alpha.{key}": held for key, held in goals.items()}
    held = case.revise(changes, because="Set late", on="2026-11-06")
    paper = ac.gate_paper(held, "alpha-1", year="2027-28", draws=500, seed=1)
    table = next(section.table for section in paper.sections if section.title == "Criteria of this gate")
    first, second = table.records()
    assert (first["wanted"], first["met"]) == ("at most 8 minute/application", "met")
    believed = held.posteriors["minutes_digital"].estimate
    assert first["chance"] == f"{float(believed.cdf(8)):.0%}"
    assert (second["met"], second["chance"]) == ("not met", "0%")
    tables = {section.title: section.table for section in paper.sections}
    _, choices = held.appraise(draws=500, seed=1).forward("2027-28", stopping_cost=60e3)
    assert tables["The choices from here on"] == choices.table
    assert "no draws" in str(ac.gate_paper(held, "alpha-1", year="2027-28"))


def test_what_the_next_stage_puts_at_risk_and_has_to_show(case):
    changes = {
        "stages.private_beta.tranche": "£1k",
        "stages.private_beta.on_stop": {"cost": "90 GBPk"},
        "stages.private_beta.criteria": [{"measure": "npsv", "at_least": "£1m"}],
    }
    held = case.revise(changes, because="Planned", on="2026-11-06")
    paper = ac.gate_paper(held, "alpha-1", year="2027-28")
    assert "no gate comes after it" in said(paper, "Money at risk")
    held = held.revise({"stages.live": {"weeks": 52}}, because="Planned", on="2026-11-06")
    paper = ac.gate_paper(held, "alpha-1", year="2027-28")
    risk = said(paper, "Money at risk")
    table = next(section.table for section in paper.sections if section.title == "Money at risk")
    row = table.records()[0]
    (cost,) = re.findall(r"Cost of the next stage, private beta, from 2027-28 on: £([0-9,]+)k\.", risk)
    (written_off,) = re.findall(r"at the gate after that stage: £([0-9,]+)k, which is these £([0-9,]+)k", risk)
    assert written_off[1] == cost
    assert written_off[0] == table.columns[-1].show(row["exposure_gbp"])
    rest = round((row["spent_gbp"] - 1e3 * int(cost.replace(",", ""))) / 1e3)
    assert f"£{rest:,}k of the stages before it and the years before 2027-28 and £90k that stopping costs." in risk
    assert "The tranche of private beta, £1k, is £" in risk
    assert "how much of that falls before a gate is not known" in table.notes[1]
    assert "against business as usual, at least £1.0m" in said(paper, "Next tests")
    sold = held.revise({"stages.private_beta.on_stop": {"recovered": "£5k"}}, because="Sold", on="2026-11-07")
    assert ", less £5k that is recovered." in said(ac.gate_paper(sold, "alpha-1", year="2027-28"), "Money at risk")


def test_a_repeat_asks_for_nothing_of_the_next_stage(repeated):
    held = repeated.revise({"stages.private_beta.tranche": "£1m"}, because="Planned", on="2026-12-06")
    again = held.recommend("alpha-2", "repeat", by="SRO", on="2026-12-08", because="The map is the problem.")
    assert "Money asked" not in said(ac.gate_paper(again, "alpha-2", year="2027-28"), "The ask")
    assert "Money asked for private beta: £1.0m." in said(ac.gate_paper(held, "alpha-2", year="2027-28"), "The ask")


def test_money_asked_for_is_in_words(case):
    assert "Money asked for private beta: £1.1m." in said(
        ac.gate_paper(
            case.revise({"stages.private_beta.tranche": "1_100 GBPk"}, because="Re-planned", on="2026-11-06"),
            "alpha-1",
            year="2027-28",
        ),
        "The ask",
    )


def test_a_tranche_by_year_and_class_and_what_was_approved_are_in_it(case):
    asked = [
        {"year": "2026-27", "budget": "resource", "amount": "1.5 GBPm"},
        {"year": "2027-28", "budget": "capital", "amount": "£250k"},
    ]
    held = case.revise({"stages.private_beta.tranche": asked}, because="Split", on="2026-11-06")
    ask = said(ac.gate_paper(held, "alpha-1", year="2027-28"), "The ask")
    assert "Money asked for private beta: £1.8m (2026-27 resource £1.5m; 2027-28 capital £250k)." in ask
    decided = held.decide("alpha-1", "proceed", on="2026-11-12", amount="£1.7m", **GATE)
    paper = ac.gate_paper(decided, "alpha-1", year="2027-28")
    assert f"Board: proceed, {ac.Quantity.parse('£1.7m')} approved (IC/26/70)" in said(paper, "The ask")
    held = decided.begin("beta-1", "Does it scale?", on="2026-12-01", stage="private_beta")
    promise = said(ac.gate_paper(held, "beta-1", year="2027-28"), "The last promise")
    assert "£1.7m is approved for private beta." in promise


def test_the_paper_says_what_is_preferred_and_which_approvals_the_stage_asks_for(case):
    held = case.revise(
        {
            "preferred": {"option": "digital", "by": "SRO", "on": "2026-11-01", "because": "It is worth most"},
            "reviews": {"par": {"kind": "project-assessment-review", "stage": "alpha", "planned": "2026-11-10"}},
            "approvals": {
                "alpha": {
                    "document": "OBC",
                    "stage": "alpha",
                    "by": "Board",
                    "asked": "2026-11-12",
                    "assured_by": ["par"],
                },
                "money": {"title": "Spend", "stage": "alpha"},
                "done": {"stage": "alpha", "approved": "2026-11-02", "reference": "IC/26/90"},
                "later": {"document": "PBC", "stage": "private_beta"},
            },
        },
        because="Planned",
        on="2026-11-06",
    )
    paper = ac.gate_paper(held, "alpha-1", year="2027-28")
    assert "Preferred option, 2026-11-01 by SRO: digital. It is worth most." in said(paper, "The ask")
    lines = said(paper, "Assessments")
    assert "Approval of the OBC by Board: asked for on 2026-11-12, after PAR, not held yet." in lines
    assert "Spend: no day is set." in lines
    assert "Approval of the case: given on 2026-11-02 (IC/26/90)." in lines
    assert "PBC" not in lines
    assert "ccounting officer" not in lines


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "none is recorded."),
        ({"accounting_officer_assessed_on": "2026-10-01"}, "2026-10-01; its summary is not published."),
        (
            {"accounting_officer_assessed_on": "2026-10-01", "accounting_officer_published_on": "2026-10-20"},
            "2026-10-01; its summary is published on 2026-10-20.",
        ),
    ],
)
def test_a_major_project_says_how_it_stands_with_its_accounting_officer(case, facts, words):
    changes = {f"programme.{key}": held for key, held in {"major": "yes", **facts}.items()}
    held = case.revise(changes, because="Major", on="2026-11-06")
    paper = ac.gate_paper(held, "alpha-1", year="2027-28")
    assert f"Accounting officer assessment: {words}" in said(paper, "Assessments")


def test_no_figure_is_too_long_to_read_nor_lost_in_a_unit(case):
    """Money of a case ten thousand times as large, and of one ten thousand times as small, in the same paper."""
    for factor in (1e-4, 1e4):
        rates = {
            f"assumptions.{key}.value": held.estimate.value * factor
            for key, held in case.model.assumptions.items()
            if "GBP" in held.unit and hasattr(held.estimate, "value")
        }
        assert rates
        held = case.revise(rates, because="Another size", on="2026-11-06")
        text = ac.gate_paper(held, "alpha-1", year="2027-28", draws=200, seed=1).to_text()
        assert not re.search(r"\d{1,3}(,\d{3}){4,}|\d{8,}(?![0-9a-f])|\de\+", re.sub(r"Model [0-9a-f]+", "", text))


def test_money_beyond_what_is_needed_is_no_gap_below_zero(case):
    money = {"amounts": {"years": "2026-27..2036-37", "values": [90] * 11}, "unit": "GBPm", "budget": "resource"}
    held = case.revise({"funding.all": {**money, "status": "settled"}}, because="Granted", on="2026-11-06")
    (line,) = said(ac.gate_paper(held, "alpha-1", year="2027-28"), "Funding gap").splitlines()
    assert re.fullmatch(r"resource: none; £[0-9.,]+m more than is needed\.", line)
    for cut, words in (
        ({2}, r"resource: £[0-9.]+m in 2028-29; in other years £[0-9.,]+m more than is needed\."),
        (
            {1, 3},
            r"resource: £[0-9.]+m in 2027-28 to 2029-30, 2 of these years; in other years £.+ more than is needed\.",
        ),
    ):
        values = [0 if place in cut else 90 for place in range(11)]
        held = held.revise(
            {"funding.all.amounts": {**money["amounts"], "values": values}}, because="Cut", on="2026-11-07"
        )
        paper = ac.gate_paper(held, "alpha-1", year="2027-28")
        assert re.fullmatch(words, said(paper, "Funding gap"))
    assert "business as usual from 2027-28 on, and costs nothing to stop." in str(paper)


def test_an_earlier_gate_is_shown_as_it_was(case):
    paper = ac.gate_paper(case, "discovery-1", year="2026-27")
    assert said(paper, "The last promise") == "This is the first gate."
    assert said(paper, "What was tested and found") == "No evidence is recorded for this iteration."
    assert said(paper, "What changed, and why").startswith("The case itself was not changed.")


def test_words_of_a_case_cannot_break_the_page(paper):
    text = paper.to_html()
    assert "<owner>" not in text
    assert "&lt;owner&gt;" in text
    assert not re.search(r"<script|https?://", text)
    assert text.count("<h2>") == len(PARTS)
    assert "<owner>" in str(paper)
    assert paper._repr_html_().count("<section>") == len(PARTS)


def test_it_is_the_same_each_time(paper, case):
    assert ac.gate_paper(case, "alpha-1", year="2027-28", stopping_cost=60e3, draws=500, seed=1) == paper


def test_the_command_prints_it(case, tmp_path, capsys):
    ac.save(case, tmp_path / "licence")
    words = ["gate", str(tmp_path / "licence"), "alpha-1", "--year", "2027-28", "--stopping-cost", "60000"]
    assert main(words) == 0
    assert capsys.readouterr().out == str(ac.gate_paper(case, "alpha-1", year="2027-28", stopping_cost=60e3))
    assert main([*words, "--format", "html"]) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")


def crowded():
    """A case with more of everything than two pages hold: options, stages, criteria, reviews, conditions, evidence."""
    changes = {
        f"options.other_{place}": {
            "title": f"Another way of doing the same, number {place}",
            "costs": {"work": {"amount": f"{place + 1} GBPm", "when": "2026-27", "budget": "resource"}},
        }
        for place in range(9)
    }
    changes |= {
        f"stages.more_{place}": {"phase": "live", "title": f"Further improvement {place}", "tranche": "200 GBPk"}
        for place in range(10)
    }
    about = "A criterion whose title says at some length what it is for"
    changes["stages.alpha.criteria"] = [
        {"assumption": "minutes_digital", "at_most": f"{place + 1} minute/application", "title": f"{about}, {place}"}
        for place in range(14)
    ]
    actions = [{"what": f"Do what was asked for, {place}", "due": "2026-12-01"} for place in range(4)]
    review = {"kind": "internal", "stage": "alpha", "held": "2026-07-05", "actions": actions}
    changes["reviews"] = {f"r{place}": {**review, "title": f"Review {place}"} for place in range(12)}
    changes["approvals"] = {f"a{place}": {"stage": "alpha", "by": f"Board {place}"} for place in range(9)}
    changes["stages.private_beta.criteria"] = [{"measure": "npsv", "at_least": f"£{place}"} for place in range(9)]
    held = ac.load(EXAMPLE).revise(changes).begin("discovery-1", "Size the problem", on="2026-06-01")
    what = "Condition {}, which takes most of a line"
    conditions = [{"what": what.format(place), "due": "2026-08-01"} for place in range(12)]
    held = held.decide("discovery-1", "proceed-with-conditions", on="2026-06-30", conditions=conditions, **GATE)
    held = held.begin("alpha-1", "Does the form save time?", on="2026-07-01", stage="alpha")
    for place in range(10):
        seen = SEEN | {"estimate": f"{5 + place / 10} minute/application"}
        held = held.learn("minutes_digital", seen, on=f"2026-08-{place + 1:02d}", source=f"Round {place}, in an office")
        because = f"Change {place}, for a reason that is worth a line"
        held = held.revise({"case.notes": str(place)}, because=because, on=f"2026-08-{place + 11}")
    return held


@pytest.fixture(scope="module")
def crowd():
    return ac.gate_paper(crowded(), "alpha-1", year="2027-28", option="digital", draws=200, seed=1)


def test_what_two_pages_cannot_hold_is_counted(crowd):
    tables = {section.title: section.table for section in crowd.sections if section.table is not None}
    assert {title: len(table.rows) for title, table in tables.items() if title != "What changed, and why"} == {
        "What was tested and found": 6,
        "Criteria of this gate": 6,
        "The choices from here on": 7,
        "Money at risk": 4,
    }
    assert tables["What was tested and found"].notes[-1] == "4 more rows are in case.history()."
    assert tables["What was tested and found"].records()[-1]["source"] == "Round 9, in an office"
    assert "not met" in {row["met"] for row in tables["Criteria of this gate"].records()}
    shown = [row["choice"] for row in tables["The choices from here on"].records()]
    assert shown[0] == "Stop now"
    assert "Digital" in shown
    assert said(crowd, "Conditions still open").endswith("\nand 6 more conditions.")
    assert "and 8 more reviews." in said(crowd, "Assessments")
    assert "and 3 more actions." in said(crowd, "Assessments")
    assert "and 6 more approvals." in said(crowd, "Assessments")
    assert "and 4 more changes." in said(crowd, "What changed, and why")
    assert "and 6 more criteria of its gate." in said(crowd, "Next tests")


def test_the_criteria_that_are_missed_come_before_those_that_are_met():
    case = crowded()
    rows = ac.gate_paper(case, "alpha-1", year="2027-28", option="digital")
    table = next(section.table for section in rows.sections if section.title == "Criteria of this gate")
    wanted = [one for one in range(14) if one + 1 < case.posteriors["minutes_digital"].estimate.mean]
    assert [row["met"] for row in table.records()].count("not met") == min(len(wanted), 6)


def test_small_bars_of_a_bridge_are_one_and_the_sum_stays():
    bars = [[f"Change {place}", float(place), 0.1] for place in range(12)]
    rows = [["Before", 100.0, None], *bars, ["Now", 166.0, None]]
    columns = [ac.Column("What", "what"), ac.Column("NPSV", "npsv", 0), ac.Column("Error", "error", 0)]
    short = _bars(ac.Table("bridge", "Bars", columns, rows)).rows
    shown = [f"Change {place}" for place in range(6, 12)]
    assert [row[0] for row in short] == ["Before", *shown, "6 other changes", "Now"]
    assert sum(row[1] for row in short[1:-1]) == 66
    assert short[-2] == ("6 other changes", 15.0, None)
    whole = ac.Table("bridge", "Bars", columns, rows[:8])
    assert _bars(whole) is whole


@pytest.mark.full
def test_printed_the_crowded_one_takes_two_pages_too(crowd, tmp_path):
    assert pages(crowd, tmp_path) == 2


@pytest.mark.full
def test_printed_it_takes_two_pages(paper, tmp_path):
    assert pages(paper, tmp_path) == 2


def pages(paper, tmp_path):
    """Print a paper with a browser, and count its pages."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    require(browser, "No browser to print with: install chromium.")
    page, printed = tmp_path / "gate.html", tmp_path / "gate.pdf"
    page.write_text(paper.to_html(), encoding="utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([browser, *words, page.as_uri()], check=True, capture_output=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes()))


@pytest.mark.parametrize(
    ("iteration", "more", "error"),
    [
        ("alpha-2", {}, HistoryError),
        ("alpha-1", {"year": "2050-51"}, YearError),
        ("alpha-1", {"option": "digitl"}, UnknownNameError),
    ],
)
def test_what_has_no_paper_is_refused(case, iteration, more, error):
    with pytest.raises(error):
        ac.gate_paper(case, iteration, **({"year": "2027-28"} | more))


def test_without_business_as_usual_there_is_none(case):
    held = ac.load(EXAMPLE).revise({"options.business_as_usual.roles": []})
    with pytest.raises(InputError, match="business as usual"):
        ac.gate_paper(held.begin("alpha-1", "x", on="2026-07-01"), "alpha-1", year="2027-28")
