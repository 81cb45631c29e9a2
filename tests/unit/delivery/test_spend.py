"""Spend against tranches: what was released by a day, what was spent, and where the forecast ends."""

import datetime

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

import agile_case as ac
from agile_case.delivery import (
    Pace,
    Progress,
    Spend,
    Sprint,
    Tranche,
    cost_to_complete,
    forecast,
    spent_by_sprint,
    tranches_of,
)
from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.plotting import spend_chart, spend_picture, spend_words

TRANCHES = [
    Tranche(stage="beta", released="2027-02-20", amount=300_000),
    Tranche(stage="alpha", released="2027-01-10", amount=100_000),
]
SPENT = {"2027-02-28": 150_000, "2027-01-31": 60_000, "2027-02-14": 110_000}
BARE = Progress(starts="2027-03-01", weeks=2, scope=40)
FOUND = forecast(BARE, Pace(throughput=ac.Discrete([4, 8, 20], [0.2, 0.5, 0.3])), draws=500, seed=1, ahead=20)


def spend(**more):
    return Spend(**{"tranches": TRANCHES, "spent": SPENT, **more})


def test_released_is_the_sum_of_what_was_released_by_a_day():
    held = spend()
    days = ("2027-01-09", "2027-01-10", "2027-02-20", "2030-01-01")
    assert [held.released(day) for day in days] == [0, 100_000, 400_000, 400_000]
    with pytest.raises(YearError):
        held.released("soon")


def test_days_on_which_more_was_spent_are_named():
    assert spend().overspent == (datetime.date(2027, 2, 14),)
    assert spend(spent={"2027-03-01": 1}).overspent == ()
    assert "More was spent than had been released on: 2027-02-14." in spend().table.notes
    assert len(spend(spent={"2027-03-01": 1}).table.notes) == 1


def test_spend_may_fall_where_credits_are_booked():
    falls = {"2027-01-31": 60_000, "2027-02-14": 50_000}
    with pytest.raises(InputError, match="credits=True"):
        spend(spent=falls)
    held = spend(spent=falls, credits=True)
    assert held.table.to_dict()["spent_gbp"] == ["", 60_000, 50_000, ""]
    assert spend_words(held) == "Spend: by 2027-02-14 £50k spent of £100k released."


def test_the_table_has_releases_and_spend_by_day():
    table = spend().table.to_dict()
    assert table["day"] == ["2027-01-10", "2027-01-31", "2027-02-14", "2027-02-20", "2027-02-28"]
    assert table["what"] == ["alpha released", "", "", "beta released", ""]
    assert table["left_gbp"] == ["", 40_000, -10_000, "", 250_000]


def test_the_forecast_of_the_whole_adds_what_is_still_to_come():
    held = spend(to_complete=cost_to_complete(FOUND, 20_000))
    wanted = [(chance, FOUND.ends(n), 150_000 + n * 20_000) for chance, n in ((0.1, 2), (0.5, 5), (0.9, 10))]
    assert list(held.outturns) == wanted
    assert held.table.rows[-1][1:] == ("forecast, P90", 400_000, 350_000, 50_000)


def test_a_forecast_that_does_not_come_so_far_is_said():
    endless = forecast(BARE, Pace(throughput=ac.Discrete([0.1, 20], [0.5, 0.5])), draws=200, seed=1, ahead=5)
    held = spend(to_complete=cost_to_complete(endless, 20_000))
    assert [chance for chance, _, _ in held.outturns] in ([0.1], [0.1, 0.5])
    assert "does not come so far" in held.table.notes[-1]


def test_spend_by_sprint_adds_up():
    held = Progress(starts="2027-01-04", weeks=2, scope=9, sprints=[Sprint(done=1, cost=5), Sprint(done=1, cost=7)])
    assert spent_by_sprint(held) == {datetime.date(2027, 1, 17): 5, datetime.date(2027, 1, 31): 12}
    with pytest.raises(InputError, match="not known"):
        spent_by_sprint(Progress(starts="2027-01-04", weeks=2, scope=9, sprints=[Sprint(done=1)]))
    with pytest.raises(InputError, match="No sprint"):
        spent_by_sprint(BARE)


def test_tranches_of_a_case():
    case = ac.loads("""
format = "agile-case/1"
[case]
title = "A"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual.costs.staff]
amount = "1 GBP/year"
[stages.alpha]
tranche = "240 GBPk"
[stages.private_beta]
""")
    assert tranches_of(case.model, {"alpha": "2026-07-01"}) == (
        Tranche(stage="alpha", released="2026-07-01", amount=240_000),
    )
    with pytest.raises(InputError, match="no tranche"):
        tranches_of(case.model, {"private_beta": "2026-07-01"})
    with pytest.raises(UnknownNameError, match="alpha"):
        tranches_of(case.model, {"alpa": "2026-07-01"})


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"tranches": []}, "tranches"),
        ({"tranches": [3]}, "tranches.0"),
        ({"tranches": "alpha"}, "tranches.0"),
        ({"spent": {}}, "spent"),
        ({"spent": [3]}, "spent"),
        ({"spent": {"2027-01-01": 5, "2027-02-01": 4}}, "spent.2027-02-01"),
        ({"spent": {"2027-01-01": -5}}, "spent.2027-01-01"),
        ({"spent": {"soon": 5}}, "spent"),
        ({"to_complete": 3}, "to_complete"),
    ],
)
def test_what_is_no_spend_is_refused(fields, where):
    with pytest.raises((InputError, YearError)) as caught:
        spend(**fields)
    assert caught.value.where == where


# The picture


def test_the_picture_has_steps_spend_and_marks():
    held = spend(title="Beta $", to_complete=cost_to_complete(FOUND, 20_000))
    axes = spend_chart(held, Figure().subplots())
    drawn = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert drawn["Released"] == [100_000, 100_000, 400_000, 400_000]
    assert drawn["Spent"] == [60_000, 110_000, 150_000]
    assert drawn["Forecast"] == [150_000, 190_000, 250_000, 350_000]
    assert [text.get_text() for text in axes.texts] == ["alpha", "beta", "P10 £190k", "P50 £250k", "P90 £350k"]
    early = spend_chart(spend(spent={"2026-12-01": 5}), Figure().subplots())
    assert list(early.lines[0].get_ydata()) == [0, 100_000, 400_000, 400_000]


def test_words_and_data_go_with_it():
    held = spend(title="Beta", to_complete=cost_to_complete(FOUND, 20_000))
    picture = spend_picture(held)
    assert picture.svg == spend_picture(held).svg
    assert picture.table == held.table
    assert picture.words == spend_words(held)
    assert picture.words.startswith("Beta: by 2027-02-28 £150k spent of £400k released. More was spent")
    assert "P90 £350k by 2027-07-18, with £400k released." in picture.words
    assert spend_words(spend(spent={"2027-03-01": 1})) == "Spend: by 2027-03-01 £1 spent of £400k released."
    from matplotlib import pyplot as plt  # noqa: PLC0415 - with the backend of the tests

    with mpl.rc_context({"backend": "agg"}):
        plt.close(spend_chart(spend()).figure)
