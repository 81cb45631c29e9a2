"""What a case asks of published tables is found when the model is built, with every other fault."""

import pytest

import agile_case as ac

AMOUNT = {"amount": "1 GBPk/year"}


def bias_fault(case, **bias):
    return case.cost_fault(optimism_bias=ac.OptimismBias(**bias), **AMOUNT)


def test_a_bias_of_duration_does_not_uplift_a_cost(case):
    """A duration bias moves dates; charged as money it would be a wrong number without a word."""
    fault = bias_fault(case, type="equipment-development", measure="works-duration")
    assert fault[0] == "Only a bias of cost uplifts a cost, and only a bias of duration stretches a delay."
    assert fault[1].endswith(".optimism_bias.measure")
    assert fault[2:4] == ("'works-duration'", 'measure = "capital-cost" or measure = "operating-cost"')


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


@pytest.mark.parametrize(
    "vintage", ["health-green-book-2026", "health-declining", "health-reduced", "reduced-pure-time-preference-zero"]
)
def test_a_schedule_for_health_or_for_a_sensitivity_is_not_one_for_a_whole_case(case, vintage):
    choice = ac.ReferenceChoice(set="uk-2026-03", replaced={"discount-rate": vintage})
    assert case.fault(reference=choice) == (
        "This discount schedule is not one for a whole case.",
        "reference.discount-rate",
        vintage,
        "a standard schedule",
        "keep the standard schedule, and see the other side by side with result.under(...)",
        "reference-data",
    )


@pytest.mark.parametrize("vintage", ["green-book-2026", "six-step"])
def test_the_standard_schedules_are_for_a_whole_case(case, vintage):
    choice = ac.ReferenceChoice(set="uk-2026-03", replaced={"discount-rate": vintage})
    assert case.model(reference=choice).reference == choice


def test_cash_beyond_the_end_of_the_deflator_is_refused_unless_the_case_says_how_prices_go_on(case):
    fault = case.cost_fault(price_base="cash", **AMOUNT)
    assert fault[1].endswith(".price_base")
    sound = case.with_lines(costs={"c": ac.Cost(price_base="cash", **AMOUNT)})
    assert case.model(basis={"prices_after": ac.PricesAfter(growth=0.02, source="x")}, **sound)


def test_prices_that_the_deflator_does_not_hold_are_refused(case):
    fault = case.cost_fault(price_base="1990-91", **AMOUNT)
    assert fault[1].endswith(".price_base")
    assert fault[2] == "1990-91"
