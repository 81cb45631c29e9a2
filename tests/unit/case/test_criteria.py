"""Criteria of gates: what is met and with which chance, against closed forms and the draws themselves."""

from pathlib import Path

import numpy as np
import pytest

import agile_case as ac
from agile_case.case.criteria import assessed
from agile_case.errors import InputError
from agile_case.estimates.special import normal_cdf

EXAMPLES = Path(__file__).parents[3] / "examples"

START = {
    "case": {"title": "t", "start": "2026-27", "horizon": 4, "price_base": "2026-27"},
    "reference": {"set": "uk-2026-03"},
    "units": {"counts": ["call"]},
    "assumptions": {
        "minutes": {"normal": [10, 2], "unit": "minute/call", "title": "Minutes a call"},
        "calls": {"value": 1_000, "unit": "call/year"},
        "posts": {"discrete": {"values": [1, 2, 3], "probabilities": [0.2, 0.5, 0.3]}, "unit": "1"},
        "demand": {"years": "2026-27..2030-31", "values": [1, 2, 3, 4, 5], "unit": "1"},
    },
    "options": {
        "usual": {"roles": ["business-as-usual"], "costs": {"work": {"amount": "50 GBPk/year"}}},
        "new": {"costs": {"work": {"amount": "calls * minutes * 4 GBP/minute"}}},
    },
}


def stage_of(*criteria, **case):
    held = {**START, "case": {**START["case"], **case}}
    return ac.from_plain({"format": "agile-case/1", **held, "stages": {"alpha": {"criteria": list(criteria)}}})


def one(criterion, *, option="new", draws=None, **case):
    held = stage_of(criterion, **case)
    result = held.appraise(draws=draws, seed=None if draws is None else 1)
    (found,) = assessed(held.believed, result, "alpha", option)
    assert found.path == "stages.alpha.criteria.0"
    return found, result


def test_the_chance_of_an_assumption_is_that_of_its_distribution():
    """A threshold in another unit: 0.2 hours are 12 minutes, one standard deviation above the mean."""
    found, _ = one({"assumption": "minutes", "at_most": "0.2 hour/call"})
    assert (found.title, found.wanted, found.now) == ("Minutes a call", "at most 12 minute/call", "10 minute/call")
    assert found.met
    assert found.chance == pytest.approx(float(normal_cdf(np.array(1.0))), rel=1e-12)
    other, _ = one({"assumption": "minutes", "at_least": "12 minute/call", "title": "It is slow"})
    assert (other.title, other.met) == ("It is slow", False)
    assert other.chance == pytest.approx(1 - found.chance, rel=1e-9)


@pytest.mark.parametrize(("bound", "chance"), [("at_least", 0.8), ("at_most", 0.7)])
def test_what_equals_the_threshold_meets_it(bound, chance):
    assert one({"assumption": "posts", bound: "2"})[0].chance == pytest.approx(chance)
    certain, _ = one({"assumption": "calls", bound: "1_000 call/year"})
    assert (certain.met, certain.chance) == (True, 1.0)


@pytest.mark.parametrize(("threshold", "met"), [("1", True), ("2", False)])
def test_a_series_meets_it_in_every_year_or_not(threshold, met):
    found, _ = one({"assumption": "demand", "at_least": threshold})
    assert (found.met, found.chance, found.now) == (met, float(met), "1 to 5")


def test_a_measure_is_met_in_a_share_of_the_draws():
    found, result = one({"measure": "npsv", "at_least": "£0"}, draws=2_000)
    draws = result.draws("new", "usual")
    assert found.chance == sum(1 for value in draws if value >= 0) / 2_000
    assert 0.8 < found.chance < 0.95  # 12.5 minutes a call cost as much: 1.25 standard deviations, 89 in 100
    assert found.met
    assert found.title == "NPSV of new against business as usual"
    below, _ = one({"measure": "npsv", "option": "new", "at_most": "£0"}, option="", draws=2_000)
    assert (below.met, below.chance) == (False, pytest.approx(1 - found.chance))


def test_without_draws_there_is_no_chance():
    assert one({"measure": "npsv", "at_least": "£0"})[0].chance is None


def test_what_is_not_worked_out_is_not_met():
    partial, _ = one({"measure": "npsv", "at_least": "£0"}, partial=True)
    assert (partial.now, partial.met, partial.chance) == ("not there: the case is partial", False, None)
    nobody, _ = one({"measure": "npsv", "at_least": "£0"}, option="")
    assert nobody.now == "not there: no option is proposed"


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"at_least": "1"}, "A criterion is about one thing."),
        ({"assumption": "a", "measure": "npsv", "at_least": "1"}, "A criterion is about one thing."),
        ({"assumption": "a"}, "A criterion has one threshold."),
        ({"assumption": "a", "at_least": "1", "at_most": "2"}, "A criterion has one threshold."),
        ({"assumption": "a", "at_least": "1", "option": "b"}, "An assumption belongs to no option."),
    ],
)
def test_a_criterion_that_says_too_much_or_too_little_is_refused(fields, what):
    with pytest.raises(InputError) as caught:
        ac.Criterion(**fields)
    assert caught.value.what == what


def test_stages_as_a_table():
    held = ac.load(EXAMPLES / "permits.toml")
    first, second, *_, last = held.stages_table().records()
    assert (first["stage"], first["phase"], first["document"]) == ("discovery", "discovery", "SOC")
    assert (first["weeks"], first["tranche"], first["state"]) == (8, 130e3, "")
    assert first["tests"] == "minutes_now (40 people); chased_share"
    assert second["criteria"].endswith("; NPSV at least 0 GBP")
    assert (last["weeks"], last["criteria"]) == (None, "")
    story = ac.load(EXAMPLES / "permits").stages_table().records()
    assert [row["state"] for row in story[:2]] == ["discovery-1: proceed", "alpha-2: proceed-with-conditions"]
    bare = held.revise({"stages.discovery.starts": None, "stages.discovery.tranche": None})
    assert bare.stages_table().records()[0]["tranche"] is None
