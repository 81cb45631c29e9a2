"""What a case asks of published tables is found when the model is built, with every other fault."""

import pytest

import agile_case as ac

AMOUNT = {"amount": "1 GBPk/year"}


def bias_fault(case, **bias):
    return case.cost_fault(optimism_bias=ac.OptimismBias(**bias), **AMOUNT)


def test_a_bias_of_duration_does_not_uplift_a_cost(case):
    """A duration bias moves dates; charged as money it would be a wrong number without a word."""
    fault = bias_fault(case, type="equipment-development", measure="works-duration")
    assert (
        fault[0]
        == "Only a bias of cost uplifts a cost; a bias of duration moves dates, which this version does not do."
    )
    assert fault[1].endswith(".optimism_bias.measure")
    assert fault[2:4] == ("'works-duration'", "capital-cost or operating-cost")


@pytest.mark.parametrize(
    ("bias", "near"),
    [
        ({"type": "equipment"}, "equipment-development"),
        ({"type": "outsourcing"}, "operating-cost"),
        ({"type": "standard-buildings", "measure": "operating-cost"}, "capital-cost"),
    ],
)
def test_a_bias_that_no_table_holds_is_refused(case, bias, near):
    fault = bias_fault(case, **bias)
    assert fault[1].endswith(".optimism_bias")
    assert near in " ".join(fault)


def test_a_set_or_vintage_that_is_not_bundled_is_refused(case):
    assert case.fault(reference="uk-2026")[1:3] == ("reference.set", "'uk-2026'")
    choice = ac.ReferenceChoice(set="uk-2026-03", replaced={"gdp-deflator": "hmt-2099-01"})
    assert case.fault(reference=choice)[1] == "reference.gdp-deflator"


def test_prices_that_the_deflator_does_not_hold_are_refused(case):
    fault = case.cost_fault(price_base="1990-91", **AMOUNT)
    assert fault[1].endswith(".price_base")
    assert fault[2] == "1990-91"
