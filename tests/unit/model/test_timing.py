"""Faults of events, of when lines run, of series and of the parameters of curves: each is named, none is repaired."""

# ruff: noqa: E501 - a fault a row, so that the tables can be read
import datetime

import pytest

import agile_case as ac

BASE = {
    "format": "agile-case/1",
    "case": {"title": "x", "start": "2026-27", "horizon": 4, "price_base": "2026-27"},
    "reference": {"set": "uk-2026-03"},
    "events": {"go_live": "2027-10-01", "later": {"after": "go_live", "delay": "slip"}},
    "assumptions": {
        "slip": {"triangular": [0, 4, 26], "unit": "week"},
        "endless": {"normal": [4, 2], "unit": "week"},
        "share": {"uniform": [0.1, 0.9], "unit": "1"},
        "rate": {"uniform": [1, 9], "unit": "1/year"},
        "wages": {"uniform": [1, 2], "unit": "GBPk/year", "persistence": "yearly"},
        "series": {"years": "2027-28..2028-29", "values": [1, 2], "unit": "GBPk/year"},
        "percents": {"years": "2027-28..2030-31", "values": [1, 2, 3, 4], "unit": "percent"},
    },
}


def faults(line=None, curve=None, **tables):
    """Return what, where, got, wanted and do of each fault of a case with one line, one curve or other tables."""
    plain = {**BASE, "options": {"o": {"costs": {"c": {"amount": "1 GBPk/year", **(line or {})}}}}}
    for name, table in tables.items():
        plain[name] = {**BASE.get(name, {}), **table}
    if curve is not None:
        plain["curves"] = {"k": curve}
    try:
        ac.from_plain(plain)
    except ac.InvalidCaseError as error:
        return [(fault.what, fault.where, fault.got, fault.wanted, fault.do) for fault in error.faults]
    return []


def only(found):
    (fault,) = found
    return fault


LINE = "options.o.costs.c"
ONE_VALUE = "This assumption differs from year to year, and one value for all years is needed here."


@pytest.mark.parametrize(
    ("events", "where", "what"),
    [
        ({"e": {"after": "golive"}}, "events.e.after", "'golive' is not an event of this case."),
        ({"e": {"date": "2027-04-01", "after": "go_live"}}, "events.e.date", "An event has a date, or follows another event."),
        ({"e": {"delay": "1 week"}}, "events.e.date", "An event has a date, or follows another event."),
        ({"e": {"date": "2027-04-01", "delay": "3 hour"}}, "events.e.delay", "A delay is a stretch of calendar time."),
        ({"e": {"date": "2027-04-01", "delay": "share"}}, "events.e.delay", "A delay is a stretch of calendar time."),
        ({"e": {"date": "2027-04-01", "delay": "sli"}}, "events.e.delay", "'sli' is not a name of this case."),
        ({"e": {"date": "2027-04-01", "delay": "1 week +"}}, "events.e.delay", "This expression ends too early."),
        ({"e": {"date": "2027-02-30"}}, "events.e.date", "There is no such day."),
        ({"e": {"date": "2027-04-01", "dela": "1 week"}}, "events.e.dela", "'dela' is not a key of this table."),
    ],
)  # fmt: skip
def test_a_faulty_event_is_named(events, where, what):
    fault = only(faults(events=events))
    assert fault[1] == where
    assert fault[0] == what or what == "This expression ends too early."


def test_events_that_follow_each_other_in_a_circle_are_each_named():
    found = faults(events={"a": {"after": "b"}, "b": {"after": "a"}, "c": {"after": "a"}})
    what = "This event follows itself, by way of the events that it hangs on."
    assert [(fault[0], fault[1]) for fault in found] == [(what, "events.a.after"), (what, "events.b.after")]


def test_a_delay_has_one_value_for_all_years():
    unsteady = {"unsteady": {"uniform": [1, 2], "unit": "week", "persistence": 0.5}}
    events = {"e": {"date": "2027-04-01", "delay": "unsteady"}}
    assert only(faults(events=events, assumptions=unsteady))[:3] == (
        ONE_VALUE,
        "events.e.delay",
        "unsteady, drawn each year",
    )


@pytest.mark.parametrize(
    ("line", "where", "what", "got"),
    [
        ({"starts": "golive"}, "starts", "'golive' is not an event of this case.", "'golive'"),
        ({"ends": "golive"}, "ends", "'golive' is not an event of this case.", "'golive'"),
        ({"starts": "go_live", "ends": "2027-10-01"}, "ends", "This line ends before it begins.", "go_live to 2027-10-01"),
        ({"starts": "later", "ends": "go_live"}, "ends", "This line ends before it begins.", "later to go_live"),
        ({"starts": "2031-04-01"}, "starts", "This line never runs within the years that it may fall in.", "2031-04-01"),
        ({"ends": "2026-04-01"}, "ends", "This line never runs within the years that it may fall in.", "2026-04-01"),
        ({"starts": "go_live", "when": "2026-27"}, "starts", "This line never runs within the years that it may fall in.", "go_live"),
        ({"starts": "go_live", "profile": {"years": "2027-28", "values": [1]}}, "starts", "This line says twice when it falls.", "starts, and a profile of given weights"),
        ({"amount": "1 GBPk", "ends": "go_live"}, "ends", "A total that ends at an event needs a start to be spread from.", "ends alone"),
        ({"amount": "1 GBPk", "starts": "go_live", "when": "2027-28"}, "when", "A total that hangs on events is spread by them alone.", "starts or ends, and when"),
        ({"amount": "1 GBPk", "starts": "2026-03-31"}, "starts", "Part of this total can fall outside the years of the appraisal.", "-0.002688 to -0.002688 years after 2026-27 begins"),
        ({"amount": "1 GBPk", "starts": "2031-04-01"}, "starts", "Part of this total can fall outside the years of the appraisal.", "5 to 5 years after 2026-27 begins"),
        ({"amount": "1 GBPk", "starts": "go_live", "ends": "2031-04-02"}, "starts", "Part of this total can fall outside the years of the appraisal.", "1.5 to 5.003 years after 2026-27 begins"),
        ({"cash_growth": 0.02, "growth": 0.01}, "cash_growth", "This line grows twice: in real terms, and in cash.", "growth and cash_growth"),
        ({"cash_growth": -1}, "cash_growth", "An amount cannot shrink by all of itself each year.", "-1.0"),
        ({"cash_growth": 2}, "cash_growth", "A fraction is larger than 1.", "2, which is 200%"),
        ({"cash_growth": 0.02, "price_base": "cash"}, "cash_growth", "Growth in cash starts from the prices of a year.", 'price_base = "cash"'),
        ({"cash_growth": "share", "price_base": "2027-28"}, "cash_growth", "Uncertain growth in cash cannot be counted back to years before its price base.", "prices of 2027-28"),
        ({"cash_growth": "percents"}, "cash_growth", ONE_VALUE, "percents, a yearly series"),
        ({"amount": "series"}, "", "A yearly series does not reach all the years in which this line needs it; nothing is extrapolated.", "series for 2027-28..2028-29"),
        ({"amount": "series", "starts": "go_live", "ends": "2029-04-02"}, "", "A yearly series does not reach all the years in which this line needs it; nothing is extrapolated.", "series for 2027-28..2028-29"),
        ({"growth": "percents", "growth_from": "2025-26"}, None, "", ""),
        ({"growth": "percents", "when": "2026-27"}, None, "", ""),
        ({"amount": "series", "starts": "go_live", "ends": "2029-04-01"}, None, "", ""),
        ({"amount": "1 GBPk", "starts": "2031-03-31"}, None, "", ""),
        ({"amount": "1 GBPk", "starts": "go_live", "ends": "2031-04-01"}, None, "", ""),
        ({"amount": "1 GBPk", "starts": "later"}, None, "", ""),
        ({"amount": "wages", "cash_growth": 0.02, "price_base": "2029-30"}, None, "", ""),
    ],
)  # fmt: skip
def test_a_line_that_cannot_fall_as_it_says_is_refused(line, where, what, got):
    found = faults(line)
    if where is None:
        assert found == []
    else:
        assert only(found)[:3] == (what, f"{LINE}.{where}" if where else LINE, got)


def test_cash_growth_after_the_deflator_ends_is_refused():
    fault = only(faults({"cash_growth": 0.02, "when": "2031-32"}, case={"horizon": 6}))
    assert fault[:3] == (
        "The deflator has no index for this year; nothing is extrapolated.",
        f"{LINE}.cash_growth",
        "2031-32",
    )


def test_a_total_whose_delay_has_no_end_is_refused():
    fault = only(faults({"amount": "1 GBPk", "starts": "e"}, events={"e": {"after": "go_live", "delay": "endless"}}))
    assert fault[:3] == (
        "Part of this total can fall outside the years of the appraisal.",
        f"{LINE}.starts",
        "-inf to inf years after 2026-27 begins",
    )
    assert "truncate" in fault[4]


def test_a_yearly_rate_of_growth_must_reach_all_years_after_growth_begins():
    fault = only(faults({"growth": "percents"}, case={"horizon": 5}))
    assert (fault[1], fault[2], fault[3]) == (
        f"{LINE}.growth",
        "percents for 2027-28..2030-31",
        "values for 2027-28..2031-32",
    )


def test_what_hangs_on_a_broken_event_is_not_reported_again():
    found = faults({"starts": "bad"}, curve={"shape": "step", "starts": "bad"}, events={"bad": {"date": "soon"}})
    assert [fault[1] for fault in found] == ["events.bad.date"]


@pytest.mark.parametrize(
    ("curve", "where", "what", "got"),
    [
        ({"shape": "constant", "starts": "go_live"}, "", "A curve of shape constant is given in another way.", "starts"),
        ({"shape": "step"}, "", "A curve of shape step is given in another way.", "its ceiling alone"),
        ({"shape": "linear", "starts": "go_live"}, "", "A curve of shape linear is given in another way.", "starts"),
        ({"shape": "events"}, "", "A curve of shape events is given in another way.", "its ceiling alone"),
        ({"shape": "step", "starts": "go_live", "between": "step"}, ".between", "Only a curve given by events or by values does something between them.", "step"),
        ({"shape": "linear", "starts": "go_live", "over": "-1 month"}, ".over", "A rise cannot take less than no time.", "-1 month"),
        ({"shape": "linear", "starts": "go_live", "over": "endless"}, ".over", "A rise cannot take less than no time.", "endless, which goes down to -inf"),
        ({"shape": "linear", "starts": "go_live", "over": "share"}, ".over", "This parameter of a curve measures something else.", "share in 1"),
        ({"shape": "linear", "starts": "go_live", "over": "slap"}, ".over", "'slap' is not an assumption of this case.", "'slap'"),
        ({"shape": "linear", "starts": "go_live", "over": "3 hour"}, ".over", "A quantity has the wrong unit.", "3 hour"),
        ({"shape": "logistic", "starts": "go_live", "midpoint": "slip", "steepness": "wages"}, ".steepness", ONE_VALUE, "wages, drawn each year"),
        ({"shape": "logistic", "starts": "go_live", "t10": "slip", "t90": "20 week"}, "", "A logistic curve cannot pass through these times.", "t10 up to 0.5 years, t90 from 0.384615 years"),
        ({"shape": "events", "levels": {"go_live": 1, "later": 0.5}}, None, "", ""),
        ({"shape": "events", "levels": {"later": 1, "go_live": 0.5}}, ".levels.go_live", "The levels of a curve follow their events in time.", "go_live at or before later"),
        ({"shape": "events", "levels": {"golive": 1}}, ".levels.golive", "'golive' is not an event of this case.", "'golive'"),
        ({"shape": "events", "levels": {"go_live": "rate"}}, ".levels.go_live", "A pure number is needed here.", "rate in 1/year"),
        ({"shape": "events", "levels": {"go_live": -0.5}}, ".levels.go_live", "This is not a level of a curve.", "-0.5"),
        ({"shape": "events", "levels": ["go_live"]}, ".levels", "The levels of a curve are a table.", "['go_live']"),
        ({"shape": "events", "levels": {"go_live": 1}, "between": "smooth"}, ".between", "This is not something that a curve does between events.", "'smooth'"),
        ({"shape": "logistic", "starts": "go_live", "midpoint": "slip", "steepness": "rate"}, None, "", ""),
    ],
)  # fmt: skip
def test_a_curve_that_cannot_be_is_refused(curve, where, what, got):
    found = faults(curve=curve)
    if where is None:
        assert found == []
    elif what == ONE_VALUE:
        assert next(fault[:3] for fault in found) == (what, f"curves.k{where}", got)
    else:
        assert only(found)[:3] == (what, f"curves.k{where}", got)


def test_a_draw_in_which_two_events_change_places_has_no_answer():
    """At the means the order is right; in some draws the first event comes last."""
    plain = {
        **BASE,
        "events": {"a": {"date": "2027-04-01", "delay": "slip"}, "b": "2027-09-01"},
        "curves": {"k": {"shape": "events", "levels": {"a": 0.2, "b": 1}}},
        "options": {"o": {"costs": {"c": {"amount": "1 GBPk/year", "profile": "k"}}}},
    }
    case = ac.from_plain(plain)
    assert case.appraise().absolute["o"].npsv < 0
    with pytest.raises(ac.AppraisalError, match=r"A draw has no finite answer\.") as caught:
        case.appraise(draws=1_000, seed=1)
    assert caught.value.where == LINE


@pytest.mark.parametrize("persistence", ["always", True, None, 1, -1, 1.5, float("nan"), "0.5", [0.5]])
def test_persistence_is_a_word_or_a_rank_correlation(persistence):
    with pytest.raises(ac.InputError, match=r"how a draw lasts over the years") as caught:
        ac.Assumption(estimate=ac.Uniform(0, 1), unit="1", persistence=persistence)
    assert caught.value.where == "persistence"


@pytest.mark.parametrize("estimate", [ac.Fixed(1), ac.YearlyValues(years="2026-27", values=[1])])
def test_what_is_certain_has_no_persistence(estimate):
    with pytest.raises(ac.InputError, match=r"Only an uncertain estimate is drawn anew each year\."):
        ac.Assumption(estimate=estimate, unit="1", persistence="yearly")


def test_an_event_of_python_is_a_date_or_an_event():
    event = ac.Event(after="go_live", delay="6 week")
    parts = {
        "basis": ac.Basis(title="", start="2026-27", horizon=1, price_base="2026-27"),
        "reference": "uk-2026-03",
        "options": {"o": ac.Option()},
    }
    model = ac.Model(events={"go_live": "2027-10-01", "later": event}, **parts)
    assert model.events == ac.FrozenMap({"go_live": datetime.date(2027, 10, 1), "later": event})
    with pytest.raises(ac.YearError, match=r"This is not a date\."):
        ac.Model(events={"go_live": 5}, **parts)


# --- kinds of year ---

CALENDAR = {
    "case": {"start": "2024", "price_base": "2024", "years": "calendar"},
    "reference": {"gdp-deflator-calendar": "hmt-2025-12"},
    "assumptions": {"series": {"years": "2024..2028", "values": [1, 2, 3, 4, 5], "unit": "GBPk/year"},
                    "percents": {"value": 1, "unit": "percent"}},
}  # fmt: skip


def test_a_case_in_calendar_years_is_appraised_by_them():
    plain = {**BASE, **{name: {**BASE[name], **table} for name, table in CALENDAR.items()}}
    plain["options"] = {"o": {"costs": {
        "half": {"amount": "1 GBPk/year", "starts": "2024-07-01", "ends": "2025-01-01"},
        "older": {"amount": "1 GBPk", "when": "2025", "price_base": "2005"},
        "series": {"amount": "series", "when": "2024..2025"},
    }}}  # fmt: skip
    result = ac.from_plain(plain).appraise()
    assert [str(year) for year in result.plan.years] == ["2024", "2025", "2026", "2027", "2028"]
    half, older, series = result.yearly.real
    assert half.tolist() == [500, 0, 0, 0, 0]
    calendar = ac.CalendarYear
    table = result.plan
    assert older[1] == pytest.approx(1000 * 100 / 61.5718, rel=0.2)
    assert series.tolist() == [1000, 2000, 0, 0, 0]
    assert table.years[0] == calendar(2024)
    assert "gdp-deflator-calendar/hmt-2025-12" in table.files
    assert "gdp-deflator/hmt-2026-03" not in table.files


@pytest.mark.parametrize(
    ("line", "where", "got"),
    [
        ({"when": "2026-27"}, f"{LINE}.when", "2026-27"),
        ({"growth": 0.1, "growth_from": "2026-27"}, f"{LINE}.growth_from", "2026-27"),
        ({"price_base": "2026-27"}, f"{LINE}.price_base", "2026-27"),
        ({"profile": {"years": "2026-27", "values": [1]}}, f"{LINE}.profile.years", "2026-27"),
    ],
)
def test_a_financial_year_in_a_case_of_calendar_years_is_refused(line, where, got):
    what, do = (
        "This is not a calendar year, and the case is in calendar years.",
        'write 2026, or set years = "financial" under [case]',
    )
    assert only(faults(line, **CALENDAR)) == (what, where, got, "a calendar year", do)


def test_every_year_of_the_wrong_kind_is_named_at_once():
    found = faults(
        case={"start": "2026", "price_base": "2026"}, assumptions={"s": {"years": "2026", "values": [1], "unit": "1"}}
    )
    assert [fault[1] for fault in found] == ["case.start", "case.price_base", "assumptions.s.years"]


def test_a_case_of_calendar_years_names_its_deflator():
    fault = only(faults(**{**CALENDAR, "reference": {}}))
    assert fault[:3] == ("A case in calendar years names its deflator by calendar year.", "reference", "none")
    fault = only(faults(reference=CALENDAR["reference"]))
    assert fault[0] == "A case in financial years has no use for a deflator by calendar year."


def test_years_of_two_kinds_do_not_mix():
    one, other = ac.FinancialYear(2026), ac.CalendarYear(2026)
    assert one != other
    for compare in (one.__lt__, one.__le__, one.__gt__, one.__ge__, one.__sub__):
        with pytest.raises(ac.YearError, match=r"do not mix"):
            compare(other)
    with pytest.raises(ac.YearError, match=r"do not mix"):
        ac.YearRange.parse("2026..2027-28")
    assert other not in ac.YearRange(one, one)
    assert (other.begins, str(other), repr(other)) == (datetime.date(2026, 1, 1), "2026", "CalendarYear(2026)")
    assert [str(year) for year in ac.YearRange.parse("2026..2028")] == ["2026", "2027", "2028"]
    for text in ("26", "2026-27", 2026):
        with pytest.raises(ac.YearError, match=r"This is not a calendar year\."):
            ac.CalendarYear.parse(text)
    with pytest.raises(ac.YearError, match=r"This is not a calendar year\."):
        ac.CalendarYear(1)


def test_what_is_certain_of_a_delay_needs_no_draw():
    """An assumption with one value, in a chain of two events, is part of the date."""
    plain = {
        **BASE,
        "events": {"a": {"date": "2027-04-01", "delay": "fixed"}, "b": {"after": "a", "delay": "1 month"}},
        "assumptions": {"fixed": {"value": 26, "unit": "week"}},
        "options": {"o": {"costs": {"c": {"amount": "12 GBPk/year", "starts": "b"}}}},
    }
    result = ac.from_plain(plain).appraise()
    assert not result.plan.derived
    assert result.yearly.own[0].tolist() == pytest.approx([0, 12_000 * 5 / 12, 12_000, 12_000, 12_000])


def test_two_delays_on_the_way_add_up():
    plain = {
        **BASE,
        "events": {"a": {"date": "2027-04-01", "delay": "slip"}, "b": {"after": "a", "delay": "slip + 4 week"}},
        "options": {"o": {"costs": {"c": {"amount": "52 GBPk/year", "starts": "b"}}}},
    }
    result = ac.from_plain(plain).appraise()
    assert result.yearly.own[0][1] == pytest.approx(52_000 - 1_000 * (2 * 10 + 4))


@pytest.mark.parametrize("wrong", ["slip *", "no_such"])
def test_lines_and_curves_on_an_event_with_a_faulty_delay_are_not_reported_again(wrong):
    found = faults({"starts": "e", "ends": "2030-04-01"}, events={"e": {"date": "2027-04-01", "delay": wrong}})
    assert [fault[1] for fault in found] == ["events.e.delay"]


def test_a_curve_by_a_faulty_assumption_is_not_reported_again():
    found = faults(
        curve={"shape": "linear", "starts": "go_live", "over": "bad"},
        assumptions={"bad": {"uniform": [1, 2], "unit": "day"}},
    )
    assert [fault[1] for fault in found] == ["assumptions.bad.unit"]
    found = faults(curve={"shape": "linear", "starts": "go_live", "over": "bad"}, assumptions={"bad": {"uniform": [1]}})
    assert {fault[1].rpartition(".")[0] for fault in found} == {"assumptions.bad"}


def test_a_delay_by_a_faulty_assumption_is_not_reported_again():
    found = faults(
        {"amount": "1 GBPk", "starts": "e", "ends": "2030-04-01"},
        curve={"shape": "events", "levels": {"go_live": 0.5, "e": 1}},
        events={"e": {"date": "2028-04-01", "delay": "bad"}},
        assumptions={"bad": {"uniform": [1, 2], "unit": "day"}},
    )
    assert [fault[1] for fault in found] == ["assumptions.bad.unit"]
