"""Optimism bias in an appraisal: bounds of one's own, factors, forecast years, benefits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InputError, InvalidCaseError
from tests.conftest import WHOLE_CASES
from tests.strategies import small_case

OWN = {"upper": 0.4, "lower": 0.05, "source": "Reviews of ten services"}
ADDRESS = "options.only.costs.it"


def appraised(bias, **line):
    case = small_case({"it": {"amount": "100 GBP/year", "optimism_bias": bias, **line}}, horizon=2)
    return ac.from_plain(case).appraise()


def note(result, address=ADDRESS):
    return result.plan.uplifts[address], result.plan.uplift_notes[address]


def test_bounds_of_ones_own_evidence():
    result = appraised(OWN | {"mitigation": 0.5})
    assert result.yearly.own[0].tolist() == pytest.approx([120] * 3)
    assert note(result) == (
        pytest.approx(0.2),
        "own evidence (Reviews of ten services): upper bound 40%, mitigation 50% (no prevention cost named)",
    )
    assert not any(name.startswith("optimism-bias/") for name in result.provenance.reference_files)


def test_it_is_never_below_the_lower_bound():
    assert note(appraised(OWN | {"mitigation": 0.95}))[0] == 0.05
    assert "held at the lower bound 5%" in note(appraised(OWN | {"mitigation": 0.95}))[1]


def test_factors_say_how_much_is_managed():
    factors = {"supplier": [0.3, 0.5], "design": [0.2, 1.0]}
    found, words = note(appraised(OWN | {"factors": factors}))
    assert found == pytest.approx(0.4 * (1 - 0.35), rel=1e-12)
    assert words.endswith("mitigation 35% (by 2 factors (Reviews of ten services), no prevention cost named)")


def test_years_before_the_forecast_are_known_and_have_no_bias():
    result = appraised({"type": "standard-buildings", "forecast_from": "2027-28"})
    assert result.yearly.own[0].tolist() == pytest.approx([100, 124, 124])
    assert note(result)[1].endswith("from 2027-28 on, the first year of the forecast")


def test_a_mix_says_what_it_is_made_of():
    mix = {"non-standard-buildings": 0.3, "standard-buildings": 0.7}
    words = "30% non-standard-buildings and 70% standard-buildings, capital-cost: upper bound 32.1%, mitigation 0%"
    assert note(appraised({"mix": mix})) == (pytest.approx(0.321), words)


def test_a_type_of_a_mix_that_is_not_published_is_named():
    with pytest.raises(InvalidCaseError) as caught:
        appraised({"mix": {"standard-building": 0.5, "standard-buildings": 0.5}})
    (fault,) = caught.value.faults
    assert (fault.where, fault.do) == (
        f"{ADDRESS}.optimism_bias",
        "did you mean standard-buildings or non-standard-buildings or standard-civil-engineering?",
    )


@pytest.mark.parametrize("kind", ["cash-releasing", "non-cash-releasing"])
def test_a_benefit_is_lowered_by_ones_own_evidence(kind):
    bias = {"reduction": 0.25, "source": "Reviews of ten services", "forecast_from": "2027-28"}
    gain = {"amount": "100 GBP/year", "kind": kind, "optimism_bias": bias}
    result = ac.from_plain(small_case({}, {"time": gain}, horizon=2)).appraise()
    assert result.yearly.own[0].tolist() == pytest.approx([100, 75, 75])
    address = "options.only.benefits.time"
    assert result.plan.uplifts[address] == -0.25
    assert result.plan.uplift_notes[address].startswith("benefit lowered by 25%: Reviews of ten services, from 2027-28")
    (table,) = [table for table in result.tables if table.key == "uplifts"]
    assert [list(row[:2]) for row in table.rows] == [[address, -0.25]]


def test_a_benefit_whose_range_is_that_of_outturns_has_no_bias():
    bias = {"reduction": 0.25, "source": "Reviews"}
    gain = {"amount": "1 GBP/year", "kind": "cash-releasing", "covers": "outturn-range", "optimism_bias": bias}
    with pytest.raises(InvalidCaseError) as caught:
        ac.from_plain(small_case({}, {"time": gain}))
    assert caught.value.faults[0].code == "bias-counted-twice"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "type"),
        ({"type": "a", "mix": {"b": 1.0}}, "mix"),
        ({"upper": 0.4}, "source"),
        ({"upper": -0.1, "source": "x"}, "upper"),
        ({"type": "a", "lower": 0.2}, "lower"),
        ({"type": "a", "factors": {"b": [0.5, 0.5]}}, "source"),
        ({"type": "a", "factors": {"b": [0.5]}, "source": "x"}, "factors.b"),
        ({"type": "a", "factors": {"b": [1.5, 0.5]}, "source": "x"}, "factors.b"),
        ({"type": "a", "factors": {"b": [0.5, True]}, "source": "x"}, "factors.b"),
        ({"type": "a", "factors": {"b": [0.6, 1]}, "mitigation": 0.1, "source": "x"}, "mitigation"),
        ({"mix": {"a": -0.5, "b": 1.5}}, "mix.a"),
        ({"mix": ["a"]}, "mix"),
        ({"type": "a", "forecast_from": "soon"}, "forecast_from"),
    ],
)
def test_what_is_no_optimism_bias_is_refused(fields, where):
    with pytest.raises(ac.AgileCaseError) as caught:
        ac.OptimismBias(**fields)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"upper": 0.1, "lower": 0.2, "source": "x"}, "lower"),
        ({"type": "standard-buildings", "factors": {"b": [0.6, 1], "c": [0.5, 1]}, "source": "x"}, "factors"),
        ({"mix": {"standard-buildings": 0.5}}, "mix"),
    ],
)
def test_numbers_that_do_not_go_together_are_faults_of_the_case(fields, where):
    with pytest.raises(InvalidCaseError) as caught:
        appraised(fields)
    (fault,) = caught.value.faults
    assert (fault.where, fault.code) == (f"{ADDRESS}.optimism_bias.{where}", "case")


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"reduction": 0.1, "source": " "}, "source"), ({"reduction": 1.1, "source": "x"}, "reduction")],
)
def test_what_is_no_bias_of_a_benefit_is_refused(fields, where):
    with pytest.raises(InputError) as caught:
        ac.BenefitBias(**fields)
    assert caught.value.where == where


@WHOLE_CASES
@given(st.floats(0, 3), st.floats(0, 1), st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_the_uplift_lies_between_the_bounds_and_falls_with_what_is_managed(upper, share, managed):
    lower = upper * share
    bounds = {"upper": upper, "lower": lower, "source": "Reviews"}
    part = 1 / len(managed)
    factors = {f"f{place}": [part, held] for place, held in enumerate(managed)}
    found, _ = note(appraised(bounds | {"factors": factors}))
    assert lower <= found <= upper * (1 + 1e-12)
    more = {key: [held[0], 1.0] for key, held in factors.items()}
    assert note(appraised(bounds | {"factors": more}))[0] <= found * (1 + 1e-12) + 1e-15
