"""What of delivery goes into the case, and what the rules say of it."""

import pytest

import agile_case as ac
from agile_case.delivery import Backlog, Item, Pace, Progress, Sprint, exhibits_of, forecast
from agile_case.errors import InputError, YearError

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "A service"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual]
roles = ["business-as-usual"]
costs.staff = { amount = "1 GBP/year", budget = "resource" }
[stages.alpha]
weeks = 12
""")
PROGRESS = Progress(starts="2027-01-04", weeks=2, scope=40, unit="story", sprints=[Sprint(done=8), Sprint(done=8)])
STEADY = forecast(PROGRESS, draws=10, seed=1)  # done on 14 March, whatever is drawn
BACKLOG = Backlog(items={"a": Item(size=3, benefits="time"), "b": Item(size=1)})


def found(changes, code):
    return [finding for finding in ac.check(CASE.revise(changes)) if finding.code == code]


def test_burn_chart_and_backlog_are_what_the_stage_showed():
    changes = exhibits_of("alpha", STEADY, BACKLOG, funded_until="2027-03-31", link="https://example.org/board")
    held = CASE.revise(changes).model.exhibits
    assert held["alpha_burn_chart"] == ac.Exhibit(
        kind="burn-chart",
        stage="alpha",
        on="2027-01-31",
        link="https://example.org/board",
        says="16 of 40 done (story); all by P10 2027-03-14, P90 2027-03-14: 2 sprints resampled",
        done_by_p10="2027-03-14",
        done_by_p90="2027-03-14",
        funded_until="2027-03-31",
    )
    assert held["alpha_backlog"].without_benefit == 0.25
    assert list(exhibits_of("alpha", STEADY)) == ["exhibits.alpha_burn_chart"]
    with pytest.raises(InputError, match="key of a stage"):
        exhibits_of("Alpha", STEADY)
    with pytest.raises(YearError):
        exhibits_of("alpha", STEADY, funded_until="soon")


@pytest.mark.parametrize(
    ("chart", "severity", "says"),
    [
        ({"done_by_p10": "2027-02-01", "done_by_p90": "2027-03-31"}, "pass", "by 2027-03-31 (P90), and the money"),
        ({"done_by_p90": "2027-03-01"}, "pass", "2027-03-01"),
        (
            {"done_by_p10": "2027-02-01", "done_by_p90": "2027-04-01"},
            "warn",
            "part of the forecast is after money",
        ),
        ({"done_by_p10": "2027-04-01", "done_by_p90": "2027-05-01"}, "warn", "all of the forecast is after"),
        ({"done_by_p90": "2027-05-01"}, "warn", "part of the forecast is after"),
        ({"done_by_p10": "2027-02-01"}, "warn", "(P10 2027-02-01, no P90) does not end"),
        ({}, "", ""),
    ],
)
def test_a_forecast_is_held_against_the_day_that_the_money_lasts_to(chart, severity, says):
    changes = {"exhibits.chart": {"kind": "burn-chart", "stage": "alpha", "funded_until": "2027-03-31", **chart}}
    held = found(changes, "delivery-outruns-funding")
    assert [str(finding.severity) for finding in held] == ([severity] if severity else [])
    assert all(says in finding.message for finding in held)


def test_a_chart_without_the_day_of_its_money_is_not_judged():
    chart = {"exhibits.chart": {"kind": "burn-chart", "done_by_p90": "2027-03-31"}}
    assert found(chart, "delivery-outruns-funding") == []


def test_the_last_report_of_a_stage_counts():
    def chart(day, late):
        return {"kind": "burn-chart", "on": day, "funded_until": "2027-03-31", "done_by_p90": late}

    changes = {"exhibits.b": chart("2027-02-01", "2027-03-01"), "exhibits.a": chart("2027-01-01", "2027-09-01")}
    assert [finding.path for finding in found(changes, "delivery-outruns-funding")] == ["exhibits.b"]
    undated = {"exhibits.c": {key: held for key, held in chart("", "2027-09-01").items() if key != "on"}}
    assert [finding.path for finding in found(changes | undated, "delivery-outruns-funding")] == ["exhibits.b"]


@pytest.mark.parametrize(
    ("share", "severity", "says"),
    [(0.25, "warn", "25% of the backlog is for no benefit"), (0, "pass", "all of the backlog"), (None, "", "")],
)
def test_a_backlog_is_for_benefits(share, severity, says):
    backlog = {"kind": "backlog", "stage": "alpha"} | ({} if share is None else {"without_benefit": share})
    held = found({"exhibits.backlog": backlog}, "backlog-without-benefit")
    assert [str(finding.severity) for finding in held] == ([severity] if severity else [])
    assert all(says in finding.message for finding in held)


def test_a_forecast_that_does_not_end_has_no_late_day():
    endless = forecast(
        Progress(starts="2027-01-04", weeks=2, scope=40),
        Pace(throughput=ac.Discrete([0.1, 20], [0.5, 0.5])),
        draws=200,
        seed=1,
        ahead=5,
    )
    chart = exhibits_of("alpha", endless)["exhibits.alpha_burn_chart"]
    assert "done_by_p10" in chart
    assert "done_by_p90" not in chart
    assert "P90 later than it looks" in chart["says"]
