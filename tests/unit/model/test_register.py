"""The assumptions log: what each row says, and what uses an assumption."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.model.register import uses_of

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 2
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[events]
open = { date = 2027-04-01, delay = "wait" }
[curves.take_up]
shape = "constant"
ceiling = "share"
[curves.by_event]
shape = "events"
levels = { open = "level_share" }
[options.one.costs.work]
amount = "2 * pay"
growth = "rise"
profile = "take_up"
budget = "resource"
optimism_bias = { type = "equipment-development", measure = "capital-cost" }
[options.one.benefits.time]
measure = "hours"
unit_value = "worth"
kind = "non-cash-releasing"
profile = "by_event"
[stages.alpha]
tests = [{ assumption = "pay", people = 3 }]
[[correlations]]
assumptions = ["idle", "share"]
rank = 0.1
[assumptions.pay]
triangular = [10, 20, 60]
unit = "GBPk/year"
title = "Pay"
source = "Pay model"
owner = "Finance"
date = 2026-04-01
quality = "amber"
impact = "red"
review_by = 2027-04-01
signed_off_by = "The senior owner"
signed_off_on = 2026-05-01
links = ["https://example.org/pay", "DOC-1"]
notes = "Gross."
[assumptions]
rise = { value = 0.01, unit = "1" }
wait = { uniform = [0, 6], unit = "month" }
share = { uniform = [0.25, 0.75], unit = "1" }
level_share = { value = 0.5, unit = "1" }
hours = { years = "2026-27..2028-29", values = [1, 2, 3], unit = "hour/year" }
worth = { value = 1234567.5, unit = "GBP/hour" }
idle = { uniform = [0, 1], unit = "1" }
""")


def test_every_way_to_name_an_assumption_is_a_use_and_a_correlation_is_none():
    assert dict(uses_of(CASE.model)) == {
        "pay": ("options.one.costs.work", "stages.alpha"),
        "rise": ("options.one.costs.work",),
        "wait": ("events.open",),
        "share": ("curves.take_up",),
        "level_share": ("curves.by_event",),
        "hours": ("options.one.benefits.time",),
        "worth": ("options.one.benefits.time",),
        "idle": (),
        "take_up": ("options.one.costs.work",),
        "by_event": ("options.one.benefits.time",),
    }


def test_a_full_row_says_everything_that_the_file_says():
    (pay, *_) = CASE.assumptions_log().records()
    low, mode, high = 10, 20, 60
    p10 = low + (0.1 * (high - low) * (mode - low)) ** 0.5  # below the mode, whose probability is 0.2
    p90 = high - (0.1 * (high - low) * (high - mode)) ** 0.5
    assert pay.pop("p10") == pytest.approx(p10)
    assert pay.pop("p90") == pytest.approx(p90)
    assert pay == {
        "assumption": "pay",
        "title": "Pay",
        "estimate": "triangular [10, 20, 60]",
        "unit": "GBPk/year",
        "mean": 30,
        "source": "Pay model",
        "owner": "Finance",
        "date": "2026-04-01",
        "quality": "amber",
        "impact": "red",
        "review_by": "2027-04-01",
        "signed_off": "The senior owner, 2026-05-01",
        "used_by": "options.one.costs.work, stages.alpha",
        "links": "https://example.org/pay, DOC-1",
        "notes": "Gross.",
    }


def test_a_bare_row_says_what_is_not_said():
    log = CASE.assumptions_log()
    shown = {
        row[0]: {column.key: column.show(cell) for column, cell in zip(log.columns, row, strict=True)}
        for row in log.rows
    }
    assert shown["idle"] == {
        "assumption": "idle",
        "title": "",
        "estimate": "uniform [0, 1]",
        "unit": "1",
        "mean": "0.5",
        "p10": "0.1",
        "p90": "0.9",
        "source": "none stated",
        "owner": "none stated",
        "date": "none stated",
        "quality": "not rated",
        "impact": "not rated",
        "review_by": "none stated",
        "signed_off": "not signed off",
        "used_by": "nothing uses it",
        "links": "",
        "notes": "",
    }
    assert (shown["worth"]["mean"], shown["pay"]["p10"]) == ("1,234,568", "17.071")
    assert [shown["hours"][key] for key in ("estimate", "mean", "p10", "p90")] == [
        "values 2026-27..2028-29 [1, 2, 3]",
        *["by year"] * 3,
    ]


def test_the_brief_log_leaves_out_what_nobody_says():
    log = CASE.revise({"assumptions.pay.links": None, "assumptions.pay.quality": None}).assumptions_log()
    brief = log.brief()
    assert [column.key for column in log.columns if column not in brief.columns] == ["quality", "links"]
    assert brief.notes == ("Columns in which no row says anything are left out: Quality, Links.",)
    assert CASE.assumptions_log().brief() == CASE.assumptions_log()


def test_the_result_holds_the_same_log():
    assert CASE.assumptions_log() in CASE.appraise().tables


def test_an_estimate_of_many_points_is_named_and_counted():
    """What is believed after evidence has a thousand points, which nobody reads."""
    story = ac.load(Path(__file__).parents[3] / "examples" / "permits")
    (log,) = (table for table in story.appraise().tables if table.key == "assumptions")
    said = dict(zip((row[0] for row in log.rows), (row[2] for row in log.rows), strict=True))
    assert said["minutes_digital"].startswith("tabulated, ")
    assert max(map(len, said.values())) < 200
    few = {"tabulated": {"probabilities": [0, 0.5, 1], "values": [1, 2.5, 4]}, "unit": "minute/application"}
    records = story.revise({"assumptions.waiting_saved": few}).assumptions_log().records()
    assert records[-2]["estimate"] == "tabulated probabilities [0, 0.5, 1], values [1, 2.5, 4]"
