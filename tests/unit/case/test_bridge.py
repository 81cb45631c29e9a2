"""The bars of a bridge: a case for each in which nothing else changes, and all of them at once against plain orders."""

import functools
import itertools
import math

import pytest

import agile_case as ac
from agile_case.case import bridge as causes_shared
from agile_case.case.bridge import bridge
from agile_case.case.causes import LABELS, category_of
from agile_case.history.entries import CATEGORIES, Change

CASE = """
format = "agile-case/1"
[case]
title = "Small"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[units]
counts = ["case"]
[events]
go_live = 2026-10-01
[assumptions]
hours = { normal = [2000, 400], unit = "hour/year", source = "invented" }
hourly = { pert = [15, 20, 30], unit = "GBP/hour", source = "invented" }
[curves.take_up]
shape = "linear"
starts = "go_live"
over = "3 year"
[measures.hours]
what = "Hours saved in a year"
unit = "hour/year"
relative_error = 0.05
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "10 GBPk/year"
[options.new]
roles = ["preferred-way-forward"]
[options.new.costs.staff]
amount = "12 GBPk/year"
optimism_bias = { upper = 0.4, source = "invented" }
[options.new.benefits.time]
measure = "hours"
unit_value = "hourly"
profile = "take_up"
kind = "non-cash-releasing"
measured_by = "hours"
[stages.alpha]
"""
SEEN = {"estimate": "23 GBP/hour", "standard_error": "1 GBP/hour", "setting": "pilot", "transfer_sd": "1 GBP/hour"}
RATES = {"source": "invented", "values": [1.0, 0.9, 0.8, 0.7, 0.6]}
CHANGES = {
    "method": {"case.discount_factors": RATES | {"values": RATES["values"][:4]}},
    "basis": {"case.horizon": 4},
    "scope": {"options.new.costs.exit": {"amount": "3 GBPk", "when": "2028-29"}},
    "optimism-bias": {"options.new.costs.staff.optimism_bias.mitigation": 0.5},
    "judgement": {"assumptions.hours.normal": [2500, 300]},
    "timing": {"events.go_live": "2027-04-01"},
}
"""A revision for each bar that addresses tell of."""
NAMES = LABELS | {"scope": "Scope: exit of new (cost)"}
DAY = "2027-05-01"


def change(case, category, number=0):
    """Change a case in one way only."""
    if category == "evidence":
        return case.learn("hourly", SEEN, on=DAY, source=f"Round {number}")
    if category == "actuals":
        return case.record("measures.hours", "2026-27", "150 hour/year", on=DAY, source="Service data")
    return case.revise(CHANGES[category], because="Better", on=DAY)


@pytest.fixture(scope="module")
def begun():
    return ac.loads(CASE).begin("alpha-1", "See", on="2026-06-01", stage="alpha")


def bars_of(found):
    return {bar.cause: bar.value for bar in found.bars}


def npsv(case):
    return case.appraise().against()["new"].npsv


@pytest.mark.parametrize("category", CATEGORIES)
def test_where_one_kind_of_change_happens_its_bar_is_the_whole_change(begun, category):
    after = change(begun, category)
    found = after.compare(begun.entries[-1].id, option="new", actuals=True)
    assert bars_of(found) == pytest.approx({NAMES[category]: found.end - found.start}, rel=1e-9)
    assert abs(found.end - found.start) > 100
    assert found.start == pytest.approx(npsv(begun), rel=1e-12)
    if category == "actuals":
        assert found.end == pytest.approx(after.track(on=DAY, option="new").npsv_now, rel=1e-12)
        assert after.compare(begun.entries[-1].id, option="new").bars == ()
    else:
        assert found.end == pytest.approx(npsv(after), rel=1e-12)


MIXES = [
    ("timing", "judgement", "optimism-bias", "scope", "evidence", "basis", "method"),
    ("evidence", "actuals", "timing"),
    ("judgement", "actuals", "scope"),
]


@pytest.mark.parametrize("mix", MIXES, ids=["seven", "evidence", "scope"])
def test_several_kinds_are_the_mean_over_all_orders_that_stand(begun, mix):
    """An independent route: each set of changes is made to the opening by itself, and appraised or tracked."""
    changes = CHANGES | {"method": {"case.discount_factors": RATES}}  # one factor more: what the longer horizon needs
    held = begun
    for category in mix:
        known = category in changes
        held = held.revise(changes[category], because="So", on=DAY) if known else change(held, category)
    actuals = "actuals" in mix
    found = held.compare(begun.entries[-1].id, option="new", actuals=actuals)
    assert [bar.cause for bar in found.bars] == [NAMES[category] for category in CATEGORIES if category in mix]

    @functools.cache
    def worth(chosen):
        together = {}
        for category in chosen:
            together |= changes.get(category, {})
        try:
            made = ac.Case(ac.loads(CASE).revise(together).model)
            for category in ("evidence", "actuals"):
                made = change(made, category) if category in chosen else made
            return made.track(on=DAY, option="new").npsv_now if "actuals" in chosen else npsv(made)
        except ac.AgileCaseError:
            return None

    assert found.start == pytest.approx(worth(frozenset()), rel=1e-12)
    assert found.end == pytest.approx(worth(frozenset(mix)), rel=1e-12)
    sums, count = dict.fromkeys(mix, 0.0), 0
    for order in itertools.permutations(mix):
        values = [worth(frozenset(order[:place])) for place in range(len(order) + 1)]
        if None not in values:
            count += 1
            for place, category in enumerate(order):
                sums[category] += values[place + 1] - values[place]
    assert count == math.factorial(len(mix)) / (2 if "basis" in mix else 1)  # the factors come after the horizon
    assert bars_of(found) == pytest.approx({NAMES[word]: total / count for word, total in sums.items()}, rel=1e-9)
    assert math.fsum(bars_of(found).values()) == pytest.approx(found.end - found.start, rel=1e-9)


def test_a_change_that_rests_on_another_comes_after_it_in_every_order(begun):
    """The line comes first, so its bar is what it came to as it was; what was said of it later is a bar of its own."""
    held = change(begun, "scope").revise({"options.new.costs.exit.amount": "5 GBPk"}, because="Dearer", on=DAY)
    found = held.compare("2026-06-01", option="new")
    middle = npsv(change(begun, "scope"))
    wanted = {"Scope: exit of new (cost)": middle - npsv(begun), "Judgement": npsv(held) - middle}
    assert bars_of(found) == pytest.approx(wanted, rel=1e-9)
    assert "rest on others" in found.notes[0]
    by_change = bars_of(held.compare("2026-06-01", option="new", by="change"))
    assert list(by_change.values()) == pytest.approx(list(wanted.values()), rel=1e-9)


def test_what_came_and_went_again_is_no_obstacle(begun):
    """By kinds there is no order: the line goes, and what was said of it with it; it is shared out as it came."""
    held = change(begun, "scope").revise({"options.new.costs.exit.amount": "5 GBPk"}, because="Dearer", on=DAY)
    gone = held.revise({"options.new.costs.exit": None}, because="No exit", on="2027-06-01")
    found = gone.compare("2026-06-01", option="new")
    assert "in the order" in found.notes[0]
    dearer = npsv(held) - npsv(change(begun, "scope"))
    assert bars_of(found) == pytest.approx({"Scope: exit of new (cost)": -dearer, "Judgement": dearer}, rel=1e-9)
    back = gone.retract(gone.entries[-1].id, on="2027-06-02", because="It stays")
    back = back.retract(held.entries[-1].id, on="2027-06-02", because="The old figure stands")
    assert back.model == change(begun, "scope").model
    found = bridge(held, back, "new", "usual")
    assert bars_of(found) == pytest.approx({"Judgement": -dearer}, rel=1e-9)
    found = bridge(gone, back, "new", "usual")
    assert sum(bars_of(found).values()) == pytest.approx(npsv(back) - npsv(gone), rel=1e-9)


def test_what_a_revision_says_it_is_of_has_the_word(begun):
    for category in CATEGORIES:
        held = begun.revise(CHANGES["judgement"], because="Invoices", on=DAY, category=category)
        (bar,) = held.compare("2026-06-01", option="new").bars
        assert bar.cause == LABELS[category]
        assert bar.value == pytest.approx(npsv(held) - npsv(begun), rel=1e-9)


def test_words_have_no_bar_beside_numbers_and_one_of_their_own_by_change(begun):
    held = change(begun, "timing").revise({"strategic": {"rationale": "So"}, "case.notes": "x"}, because="x", on=DAY)
    assert list(bars_of(held.compare("2026-06-01", option="new"))) == ["Timing"]
    single = bars_of(held.compare("2026-06-01", option="new", by="change"))
    assert list(single) == [f"{word}, {DAY}" for word in ("events.go_live", "Words", "case.notes")]
    assert list(single.values())[1:] == [0, 0]


def test_what_moved_nothing_is_left_out_of_the_table_unless_asked(begun):
    held = change(begun, "timing").revise({"strategic": {"rationale": "So"}, "case.notes": "x"}, because="x", on=DAY)
    found = held.compare("opening", option="new", by="change")
    assert [row[0] for row in found.table.rows] == [
        "NPSV, as the case began",
        f"events.go_live, {DAY}",
        "NPSV, now",
    ]
    assert "2 that moved nothing" in found.table.notes[-1]
    assert [row[0] for row in found.whole.rows[2:-1]] == [f"Words, {DAY}", f"case.notes, {DAY}"]
    same = begun.revise({"options.new.costs.none": {"amount": "0 GBPk", "when": "2028-29"}}, because="x", on=DAY)
    found = same.compare("opening", option="new")
    assert [bar.cause for bar in found.bars] == ["Scope: none of new (cost)"]
    assert found.shown == ()
    assert found.table.notes[-1] == "Left out: 1 that moved nothing; `whole` has it."


def test_many_changes_take_few_appraisals(begun, monkeypatch):
    """Changes that do not act on each other are each what they do alone; words among them cost nothing."""
    held, alone = begun, {}
    for number in range(12):
        path = f"options.new.costs.line_{number}"
        line = {path: {"amount": f"{number + 1} GBPk/year"}}
        held = held.revise(line, because="More", on=DAY).revise({f"{path}.notes": "x"}, because="Said", on=DAY)
        alone[f"{path}, {DAY}"] = npsv(begun.revise(line, because="More", on=DAY)) - npsv(begun)
    asked = []
    appraised = causes_shared._npsv
    monkeypatch.setattr(causes_shared, "_npsv", lambda *given, **more: asked.append(1) or appraised(*given, **more))
    found = held.compare("opening", option="new", by="change", exact=8)
    assert {bar.cause: bar.value for bar in found.shown} == pytest.approx(alone, rel=1e-9)
    assert len(found.bars) == 24
    assert len(asked) <= 2 + 8 * 12
    assert "random orders" in found.notes[0]


def test_a_figure_and_its_day_are_one_change(begun):
    """Neither stands without the other, and no order would be left in which the changes can follow each other."""
    figure = {"measures.hours.baseline": "10 hour/year", "measures.hours.baseline_on": "2026-05-01"}
    held = begun.revise({**figure, **CHANGES["judgement"]}, because="Counted", on=DAY)
    found = held.compare("opening", option="new", by="change")
    assert "every order" in found.notes[0]
    assert [bar.cause for bar in found.bars].count(f"measures.hours.baseline, {DAY}") == 1
    assert len(found.bars) == 1 + len(CHANGES["judgement"])
    assert len(found.shown) == len(CHANGES["judgement"])


def test_a_figure_that_rests_on_words_comes_after_them(begun):
    """The whole table took the place of one in which words had been changed."""
    worded = begun.revise({"assumptions.hourly.source": "a survey"}, because="Source", on=DAY)
    table = {"pert": [15, 22, 30], "unit": "GBP/hour", "source": "a survey"}
    held = worded.revise({"assumptions.hourly": table}, because="Figures", on=DAY)
    found = held.compare("opening", option="new", by="change")
    assert [bar.value for bar in found.bars] == pytest.approx([0.0, npsv(held) - npsv(begun)], rel=1e-9)


def test_options_and_lines_are_called_by_their_titles(begun):
    named = begun.revise({"options.new.title": "A new service", "options.usual.title": "As today"}, because="x", on=DAY)
    line = {"amount": "3 GBPk", "when": "2028-29", "title": "Way out"}
    held = named.revise(
        {"options.new.costs.exit": line, "options.new.costs.bare": line | {"title": ""}}, because="x", on=DAY
    )
    found = held.compare("opening", option="new")
    assert set(bars_of(found)) >= {"Scope: Way out of A new service (cost)", "Scope: bare of A new service (cost)"}
    assert found.table.caption.startswith("What moved the NPSV of A new service against As today (")
    two = held.revise(
        {"options.new.costs.again": line, "options.new.costs.third": {**line, "title": ""}}, because="x", on=DAY
    )
    causes = set(bars_of(two.compare("opening", option="new")))
    assert {"Scope: exit of A new service (cost)", "Scope: again of A new service (cost)"} <= causes
    third = held.revise({"options.third": {"title": "Third", "costs": {"it": line}}}, because="x", on=DAY)
    assert "Scope: Third" in {bar.cause for bar in third.compare("opening", option="new").bars}


def test_points_are_called_what_they_are(begun):
    held = change(begun, "timing")
    for point, label in (
        ("opening", "as the case began"),
        (held.entries[0].id, "as the case began"),
        (held.entries[-1].id, f"after revise of {DAY} ({held.entries[-1].id})"),
        ("2026-06-01", "2026-06-01"),
    ):
        assert held.compare(point, option="new").labels == (label, "now")


def test_more_lines_than_can_be_worked_out_are_one_bar(begun):
    lines = {f"options.new.costs.line_{number}": {"amount": f"{number + 1} GBPk/year"} for number in range(15)}
    held = begun.revise(lines, because="More", on=DAY)
    found = held.compare("2026-06-01", option="new")
    assert bars_of(found) == pytest.approx({"Scope": found.end - found.start}, rel=1e-9)


def test_records_are_left_out_unless_they_are_asked_for_and_the_bridge_says_so(begun):
    held = change(change(begun, "actuals"), "judgement")
    plain = held.compare("2026-06-01", option="new")
    assert list(bars_of(plain)) == ["Judgement"]
    assert plain.end == pytest.approx(npsv(held), rel=1e-12)
    assert "actuals=True" in plain.notes[1]
    full = held.compare("2026-06-01", option="new", actuals=True)
    assert list(bars_of(full)) == ["Judgement", "Actuals"]
    assert "whole life" in full.notes[1]
    alone = held.compare("2026-06-01", option="new", actuals=True, by="change")
    assert alone.bars[0].cause == f"Actual of measures.hours in 2026-27, {DAY}"
    later = held.record("measures.hours", "2026-27", "170 hour/year", on="2027-06-01", source="Corrected")
    bars = bars_of(later.compare(held.entries[-1].id, option="new", actuals=True))
    wanted = later.track(on="2027-06-01", option="new").npsv_now - held.track(on=DAY, option="new").npsv_now
    assert bars == pytest.approx({"Actuals": wanted}, rel=1e-9)
    absolute = bridge(begun, held, "new", None, actuals=True)
    assert sum(bars_of(absolute).values()) == pytest.approx(full.end - full.start, rel=1e-9)


def test_records_without_a_business_as_usual_cannot_be_counted():
    case = ac.loads(CASE.replace('roles = ["business-as-usual"]', "")).begin("alpha-1", "See", on="2026-06-01")
    with pytest.raises(ac.InputError, match="this case has none"):
        change(case, "actuals").compare("2026-06-01", option="new", actuals=True)


ADDRESSES = {
    "reference.set": "method",
    "case.savings": "method",
    "case.discount_factors.values": "method",
    "options.a.costs.b.discount": "method",
    "case.start": "basis",
    "case": "basis",
    "options.a.costs.b.price_base": "basis",
    "options": "scope",
    "options.a": "scope",
    "options.a.roles": "scope",
    "options.a.costs.b": "scope",
    "options.a.costs.b.replaces": "scope",
    "options.a.costs.b.optimism_bias.mitigation": "optimism-bias",
    "events.a.optimism_bias": "optimism-bias",
    "events.a.delay": "timing",
    "options.a.costs.b.when": "timing",
    "curves.a.t90": "timing",
    "options.a.title": "judgement",
    "options.a.costs.b.amount": "judgement",
    "assumptions.a.pert": "judgement",
    "scenarios.a": "judgement",
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_a_change_is_of_by_its_address(path):
    assert category_of(Change(path=path, old=1, new=2)) == ADDRESSES[path]
    assert category_of(Change(path=path, old=1, new=2, category="actuals")) == "actuals"
