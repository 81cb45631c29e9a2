"""Observations: given in one of five ways, in any unit of the right kind, with a setting and what it may not carry."""

import pytest

import agile_case as ac
from agile_case.errors import AgileCaseError, EstimateError, InputError, UnitError
from agile_case.estimates.likelihoods import Counted, Events, Logarithmic, Measured, Sampled
from agile_case.quantities.units import unit_system

UNITS = unit_system(("application",))
FORM = {"setting": "pilot", "transfer_sd": "0.5 minute/application"}


def evidence(unit, **given):
    return ac.Observation(**given).evidence(UNITS.unit(unit), UNITS)


def test_a_value_with_its_error_in_another_unit():
    given = {"estimate": "6 minute/application", "standard_error": "0.6 minute/application"}
    found = evidence("hour/application", **given, **FORM)
    assert found == Measured(pytest.approx(0.1), pytest.approx((0.01**2 + (30 / 3600) ** 2) ** 0.5))


def test_a_relative_error():
    found = evidence("1", estimate=4, relative_error=0.3, setting="lab", transfer_sd=0.4)
    assert found == Logarithmic(4.0, pytest.approx(0.5))


@pytest.mark.parametrize("transfer", ["4_000 application/year", "0.02 application/application", "0 minute"])
def test_a_relative_error_goes_with_a_relative_transfer_sd(transfer):
    """One with a unit was once read as the standard deviation of a logarithm, and the evidence said next to nothing."""
    with pytest.raises(UnitError, match="goes with a relative transfer_sd") as refused:
        ac.Observation(estimate="171_300 application/year", relative_error=0.02, setting="live", transfer_sd=transfer)
    fault = refused.value.faults[0]
    assert (fault.where, fault.wanted) == ("transfer_sd", "a fraction such as 0.02, as relative_error is")
    assert fault.got == str(ac.Quantity.parse(transfer))
    assert "a fraction of 171300 application/year" in fault.do
    found = evidence(
        "application/year", estimate="171_300 application/year", relative_error=0.03, setting="live", transfer_sd=0.04
    )
    assert found == Logarithmic(171_300.0, pytest.approx(0.05))


def test_every_quantity_of_another_unit_is_named_at_once():
    with pytest.raises(UnitError) as refused:
        evidence("minute/application", mean="5.8", sd="0.9", n=12, setting="lab", transfer_sd="0.8")
    assert [(fault.where, fault.got, fault.wanted) for fault in refused.value.faults] == [
        ("mean", "5.8", "something in minute/application"),
        ("sd", "0.9", "something in minute/application"),
        ("transfer_sd", "0.8", "something in minute/application"),
    ]
    assert refused.value.faults[2].do == 'write its unit too, as in "0.8 minute/application"'
    with pytest.raises(UnitError) as refused:
        evidence("minute/application", estimate="5 minute/application", standard_error="1 GBP", **FORM)
    assert [(fault.where, fault.do) for fault in refused.value.faults] == [
        ("standard_error", "give it in the unit of what it is about")
    ]


def test_so_many_out_of_so_many():
    assert evidence("1", successes=13, n=40, setting="live", transfer_sd=0.05) == Counted(13, 40, 0.05)


def test_a_sample():
    found = evidence("minute/application", mean="6 minute/application", sd="2 minute/application", n=9, **FORM)
    assert found == Sampled(6.0, 2.0, 9, 0.5)


def test_events_in_some_exposure():
    found = evidence(
        "1/year", events=7, exposure="6 month", setting="live", transfer_sd=0, transfer_reason="it is live"
    )
    assert found == Events(7, pytest.approx(0.5), 0.0)
    assert found.centre == pytest.approx(14)


@pytest.mark.parametrize(
    ("given", "error", "where"),
    [
        ({"estimate": 3}, InputError, ""),
        ({"estimate": 3, "standard_error": 1, "n": 4}, InputError, ""),
        ({}, InputError, ""),
        ({"successes": 5, "n": 4}, InputError, "n"),
        ({"successes": -1, "n": 4}, InputError, "successes"),
        ({"successes": 1.0, "n": 4}, InputError, "successes"),
        ({"mean": 3, "sd": 1, "n": 1}, InputError, "n"),
        ({"mean": 3, "sd": 0, "n": 5}, InputError, "sd"),
        ({"estimate": 3, "standard_error": -1}, InputError, "standard_error"),
        ({"estimate": 3, "relative_error": 0}, InputError, "relative_error"),
        ({"events": 3, "exposure": "0 year"}, InputError, "exposure"),
        ({"estimate": "three", "standard_error": 1}, UnitError, "estimate"),
    ],
)
def test_what_is_no_observation_is_refused(given, error, where):
    with pytest.raises(error) as refused:
        ac.Observation(setting="pilot", transfer_sd=0.1, **given)
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"setting": "lab"}, ""),
        ({"setting": "labs", "transfer_sd": 1}, "setting"),
        ({"setting": "lab", "transfer_sd": -1}, "transfer_sd"),
        ({"setting": "lab", "transfer_sd": 0}, "transfer_sd"),
        ({"setting": "lab", "transfer_sd": 0, "transfer_reason": "  "}, "transfer_sd"),
    ],
)
def test_setting_and_transfer_are_never_implicit(given, where):
    with pytest.raises((AgileCaseError, TypeError)) as refused:
        ac.Observation(estimate=3, standard_error=1, **given)
    assert getattr(refused.value, "where", "") == where


@pytest.mark.parametrize(
    ("unit", "given", "error"),
    [
        ("minute/application", {"estimate": "3 GBP", "standard_error": "1 GBP"}, UnitError),
        ("GBP", {"successes": 3, "n": 4}, AgileCaseError),
        ("percent", {"successes": 3, "n": 4}, EstimateError),
        ("1/year", {"events": 3, "exposure": "4 application"}, UnitError),
        ("1", {"estimate": -3, "relative_error": 0.1}, EstimateError),
    ],
)
def test_of_something_else_it_says_nothing(unit, given, error):
    with pytest.raises(error):
        evidence(unit, setting="lab", transfer_sd=0.1, **given)
