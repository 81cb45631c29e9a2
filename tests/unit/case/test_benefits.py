"""The register of benefits: what each row says, and that nothing in it changes a number."""

import pytest

import agile_case as ac
from agile_case.storage.sheet_layout import LAYOUTS

TEXT = """
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 3
price_base = "2026-27"
savings = "benefit"
[reference]
set = "uk-2026-03"
[units]
counts = ["call"]
[events]
live = "2027-04-01"
[assumptions]
calls = { uniform = [900, 1_100], unit = "call/year" }
[options.usual]
roles = ["business-as-usual"]
[options.usual.benefits.old]
kind = "qualitative"
[options.new.costs.team]
amount = "20 GBPk"
when = "2026-27"
[options.new.benefits.calls]
title = "Fewer calls"
measure = "calls"
unit_value = "6 GBP/call"
starts = "live"
kind = "cash-releasing"
[options.new.benefits.calls.realisation]
owner = "Head of operations"
description = "Fewer people call to ask"
feature = "Status page"
enabling_changes = ["train", "build"]
dependencies = ["letters", "hours"]
objectives = "quick"
indicator = "Calls a year"
baseline = "1_500 call/year"
target = "500 call/year"
target_by = "live"
budget_line = "Contact centre"
releases = [
  { posts = 1, on = "live", saves = "4 GBPk/year" },
  { posts = 2, on = 2028-04-01 },
  { contract = "Scanning", on = "live" },
]
efficiency = "technical"
output = "same"
review_every = "6 month"
reviewed_until = 2030-03-31
[options.new.benefits.queues]
amount = "-(3 GBPk)"
when = "2027-28"
price_base = "2024-25"
kind = "non-cash-releasing"
disbenefit = true
bearer = "households"
[options.new.benefits.trust]
kind = "qualitative"
starts = "live"
bearer = "other-public"
[enabling_changes.build]
title = "Build it"
costs = ["options.new.costs.team"]
done = 2026-12-01
[enabling_changes.train]
title = "Train people"
owner = "Head of people"
needs = "plan"
[enabling_changes.plan]
title = "Plan it"
[enabling_changes.idle]
[objectives.quick]
title = "Quicker answers"
[dependencies.letters]
title = "Letters name the page"
owner = "Head of letters"
needed_by = "live"
[dependencies.hours]
[options.other.benefits.late]
kind = "quantifiable"
measure = "2 call/year"
when = "2029-30"
"""
CASE = ac.loads(TEXT)


def rows(option=None, case=CASE):
    return {row["benefit"]: row for row in case.benefits_register(option).records()}


class TestRegister:
    def test_it_has_a_row_for_every_benefit_but_those_of_business_as_usual(self):
        assert [name.split(".")[3] for name in rows()] == ["calls", "queues", "trust", "late"]
        assert list(rows("usual")) == ["options.usual.benefits.old"]
        assert list(rows("other")) == ["options.other.benefits.late"]

    def test_a_row_says_what_the_file_says(self):
        row = rows()["options.new.benefits.calls"]
        assert {key: row[key] for key in ("owner", "description", "feature", "objectives", "budget_line")} == {
            "owner": "Head of operations",
            "description": "Fewer people call to ask",
            "feature": "Status page",
            "objectives": "Quicker answers",
            "budget_line": "Contact centre",
        }
        assert row["enabling_changes"] == "train, build"
        assert row["enabling_costs"] == "options.new.costs.team"
        assert row["level"] == "end"
        assert row["dependencies"] == "Letters name the page; hours"
        assert (row["baseline"], row["target"], row["target_by"]) == ("1500 call/year", "500 call/year", "live")
        assert row["releases"] == "1 post from live, 4 GBPk/year; 2 posts from 2028-04-01; Scanning from live"
        assert row["reviews"] == "every 6 month until 2030-03-31"
        assert (row["efficiency"], row["output"]) == ("technical", "same")

    def test_its_money_is_that_of_the_appraisal(self):
        row = rows()["options.new.benefits.calls"]
        assert row["full_year_value_gbp"] == pytest.approx(1_000 * 6)
        assert (row["first_year"], row["last_year"]) == ("2027-28", "2029-30")
        assert row["present_value_gbp"] == pytest.approx(sum(6_000 / 1.035**year for year in (1, 2, 3)))

    def test_a_disbenefit_keeps_its_sign_and_a_total_has_no_full_year_value(self):
        row = rows()["options.new.benefits.queues"]
        assert row["kind"] == "non-cash-releasing, disbenefit"
        assert row["present_value_gbp"] < -3_000 / 1.035  # prices of 2024-25 are lower than those of the case
        assert row["full_year_value_gbp"] is None

    def test_what_counts_in_no_money_has_years_and_no_value(self):
        row = rows()["options.new.benefits.trust"]
        assert (row["first_year"], row["last_year"]) == ("2027-28", "2029-30")
        assert (row["full_year_value_gbp"], row["present_value_gbp"]) == (None, None)
        assert rows()["options.other.benefits.late"]["indicator"] == "2 call/year"

    def test_the_category_is_who_enjoys_it(self):
        found = {name.split(".")[3]: row["category"] for name, row in rows().items()}
        assert found == {
            "calls": "direct public sector",
            "queues": "wider society",
            "trust": "indirect public sector",
            "late": "direct public sector",
        }

    def test_an_owner_who_is_not_stated_is_seen(self):
        assert "none stated" in CASE.benefits_register().to_html()

    def test_yearly_values_have_no_single_full_year_value(self):
        series = {"years": "2026-27..2029-30", "values": [1, 2, 3, 4], "unit": "call/year"}
        row = rows(case=CASE.revise({"assumptions.calls": series}))["options.new.benefits.calls"]
        assert row["full_year_value_gbp"] is None
        assert row["present_value_gbp"] == pytest.approx(sum(6 * (year + 1) / 1.035**year for year in (1, 2, 3)))

    def test_a_benefit_that_never_comes_is_worth_nothing(self):
        never = {"assumptions.calls": {"value": 0, "unit": "call/year"}}
        row = rows(case=CASE.revise(never))["options.new.benefits.calls"]
        assert (row["first_year"], row["last_year"], row["present_value_gbp"]) == ("", "", 0.0)

    def test_an_option_that_is_none_is_named_with_the_nearest(self):
        with pytest.raises(ac.UnknownNameError, match="did you mean other"):
            CASE.benefits_register("othe")


def test_nothing_of_a_realisation_changes_a_number():
    bare = CASE.revise({"options.new.benefits.calls.realisation": None})
    assert bare.appraise().against("usual")["new"].npsv == CASE.appraise().against("usual")["new"].npsv
    assert bare.sha256 != CASE.sha256


def test_a_new_key_is_written_into_what_names_it():
    moved = CASE.rename("events.live", "open").rename("options.new.costs.team", "crew").rename("assumptions.calls", "c")
    held = moved.model.options["new"].benefits["calls"].realisation
    assert (held.target_by, held.releases[0].on) == ("open", "open")
    assert moved.model.enabling_changes["build"].costs == ("options.new.costs.crew",)
    other = CASE.rename("enabling_changes.train", "teach").model
    assert other.options["new"].benefits["calls"].realisation.enabling_changes == ("teach", "build")
    assert list(other.enabling_changes) == ["build", "teach", "plan", "idle"]


def test_a_sheet_has_its_fields_and_keeps_the_releases(tmp_path):
    ac.save_sheets(CASE, tmp_path / "benefits.xlsx")
    sheets = ac.read_sheets(tmp_path / "benefits.xlsx")
    assert CASE.with_sheets(sheets) == CASE


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"on": "live"}, "one thing"),
        ({"on": "live", "posts": 1, "contract": "x"}, "one thing"),
        ({"on": "live", "posts": 0}, "whole posts"),
        ({"on": "live", "posts": 1.5}, "whole number"),
    ],
)
def test_a_release_is_whole_posts_or_a_contract(given, words):
    with pytest.raises(ac.InputError, match=words):
        ac.Release(**given)


def test_a_target_is_held_against_a_measure_only_where_the_measure_is_sound():
    """The fault of the measure is reported with the line, once."""
    with pytest.raises(ac.InvalidCaseError) as caught:
        CASE.revise(
            {"options.new.benefits.calls.measure": "cals", "options.new.benefits.calls.realisation.indicator": ""}
        )
    assert [fault.where for fault in caught.value.faults] == ["options.new.benefits.calls.measure"]


def test_releases_are_a_list_of_releases():
    with pytest.raises(ac.InputError, match="list of releases"):
        ac.Realisation(releases=["x"])


def test_what_a_sheet_cannot_hold_of_a_realisation_stays_in_the_case_file(tmp_path):
    sheet = tmp_path / "benefits.csv"
    sheet.write_text("option,key,realisation.releases\nnew,calls,2 posts\n", encoding="utf-8")
    with pytest.raises(ac.SheetError, match=r"'realisation\.releases' cannot be given in a sheet"):
        ac.read_sheets(sheet)
    assert "realisation.releases" in LAYOUTS["benefits"].kept_out
    assert "optimism_bias.mix" in LAYOUTS["costs"].kept_out
