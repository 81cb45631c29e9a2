"""Compiling a model: names become columns, dates become weights, and all that can be refused is refused here."""

import pickle

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.parameters import Parameters, Prices, parameters_of
from agile_case.appraisal.plan import Bucket
from agile_case.errors import AppraisalError, InputError, InvalidCaseError
from agile_case.model.lines import Cost
from agile_case.quantities.canonical import sha256
from agile_case.quantities.years import FinancialYear
from tests.strategies import small_case

TOP = {"top": {"uniform": [0.2, 0.8], "unit": "1"}, "rate": {"uniform": [0, 1], "unit": "percent"}}
TAKE_UP = {"shape": "logistic", "starts": "2027-04-01", "t10": "3 month", "t90": "15 month"}
CURVES = {"curves": {"take_up": {**TAKE_UP, "ceiling": "top"}, "known": {**TAKE_UP, "ceiling": 0.5}}}


def plan_of(costs=None, benefits=None, **case):
    return compile_model(ac.from_plain(small_case(costs, benefits, **case)).model)


def faults_of(error, *args, **case):
    with pytest.raises(error) as caught:
        plan_of(*args, **case)
    return caught.value.faults


def weights(plan):
    return [term.weights.tolist() for term in plan.terms]


def test_a_line_falls_in_its_years_only():
    lines = {
        "always": {"amount": "1 GBPk/year"},
        "once": {"amount": "1 GBPk", "when": "2027-28"},
        "given": {"amount": "1 GBPk/year", "profile": {"years": "2027-28..2028-29", "values": [3, 4]}},
        "share": {"amount": "1 GBPk/year", "profile": 0.25, "when": "2026-27..2027-28"},
    }
    assert weights(plan_of(lines, horizon=2)) == [[1, 1, 1], [0, 1, 0], [0, 3, 4], [0.25, 0.25, 0]]


def test_known_growth_is_in_the_weights_and_compounds_from_its_year():
    """The last year without growth is `growth_from`; without it, year 0."""
    lines = {
        "from_start": {"amount": "1 GBPk/year", "growth": 0.5},
        "later": {"amount": "1 GBPk/year", "growth": 0.5, "growth_from": "2027-28"},
        "earlier": {"amount": "1 GBPk/year", "growth": 1.0, "growth_from": "2024-25"},
        "falling": {"amount": "1 GBPk/year", "growth": -0.5, "when": "2028-29"},
    }
    assert weights(plan_of(lines, horizon=2)) == [[1, 1.5, 2.25], [1, 1, 1.5], [4, 8, 16], [0, 0, 0.25]]


def test_uncertain_growth_is_kept_as_powers():
    plan = plan_of(
        {"it": {"amount": "1 GBPk/year", "growth": "rate", "growth_from": "2027-28"}}, assumptions=TOP, horizon=3
    )
    assert [(term.growth, term.powers) for term in plan.terms] == [("rate", (0, 0, 1, 2))]
    assert list(plan.assumptions) == ["rate"]


def test_a_profile_that_is_a_polynomial_becomes_one_term_for_each_product():
    plan = plan_of({"it": {"amount": "1 GBPk/year", "profile": "1 - take_up * known"}}, assumptions=TOP, extra=CURVES)
    assert len(plan.terms) == 2
    assert not any(term.yearly for term in plan.terms)
    assert list(plan.assumptions) == ["top"]


def test_a_term_without_weight_is_left_out_but_not_its_line():
    """Before its event a curve is zero; the part that hangs on its ceiling is then nothing."""
    plan = plan_of(
        {"it": {"amount": "1 GBPk/year", "profile": "1 - take_up", "when": "2026-27"}}, assumptions=TOP, extra=CURVES
    )
    assert weights(plan) == [[1, 0]]
    assert not plan.assumptions


@pytest.mark.parametrize(
    ("profile", "when"),
    [
        ("take_up", "2026-27"),
        ("known", "2026-27"),
        ("take_up * 0", "2026-27..2027-28"),
        ("take_up * (1 - known)", "2026-27"),
    ],
)
def test_a_line_that_never_falls_is_refused(profile, when):
    """The curves begin on 1 April 2027, after the year of the line; a curve ends nowhere."""
    costs = {name: {"amount": "1 GBPk/year", "profile": profile, "when": when} for name in ("one", "two")}
    faults = faults_of(AppraisalError, costs, assumptions=TOP, extra=CURVES)
    assert [fault.where for fault in faults] == ["options.only.costs.one.profile", "options.only.costs.two.profile"]
    assert faults[0].what == "This line never falls in any of its years: its profile is zero in all of them."
    assert (faults[0].got, faults[0].do) == (
        profile,
        "look at when its curves start, and at what they tend to",
    )


def test_a_line_that_never_falls_is_refused_although_its_profile_is_not_finite_elsewhere():
    """known - known is nothing in 2027-28; 0.1 / known has no value in 2026-27, when the line does not fall."""
    line = {"amount": "1 GBPk/year", "profile": "(known - known) * (0.1 / known)", "when": "2027-28"}
    (fault,) = faults_of(AppraisalError, {"it": line}, assumptions=TOP, extra=CURVES)
    assert "never falls" in fault.what


def test_a_line_that_falls_in_one_of_its_years_is_not_refused():
    plan = plan_of({"it": {"amount": "1 GBPk/year", "profile": "take_up"}}, assumptions=TOP, extra=CURVES)
    (held,) = weights(plan)
    assert held[0] == 0 < held[1]


def test_a_profile_that_bends_is_kept_for_each_year():
    plan = plan_of({"it": {"amount": "1 GBPk/year", "profile": "min(take_up, 0.3)"}}, assumptions=TOP, extra=CURVES)
    assert len(plan.terms) == 1
    assert len(plan.terms[0].yearly) == 2


@pytest.mark.parametrize("profile", ["known * (0.1 / known)", "0.1 / known - 0.1 / known + known"])
def test_no_warning_tells_of_years_where_the_line_does_not_fall(profile):
    """0 times infinity, and infinity less itself, in 2026-27; warnings are errors in these tests."""
    (held,) = weights(
        plan_of({"it": {"amount": "1 GBPk/year", "profile": profile, "when": "2027-28"}}, extra=CURVES, assumptions=TOP)
    )
    assert held[0] == 0 < held[1] <= 0.5


@pytest.mark.parametrize("ceiling", ["known", "take_up"])
def test_a_profile_need_not_be_finite_in_years_where_the_line_does_not_fall(ceiling):
    """The curve is zero before its event, in 2026-27; the line begins a year later."""
    line = {"amount": "1 GBPk/year", "profile": f"0.1 / {ceiling}", "when": "2027-28"}
    present = ac.from_plain(small_case({"it": line}, assumptions=TOP, extra=CURVES)).appraise().absolute["only"].pvc
    assert 0 < present < np.inf


def test_a_profile_that_is_not_finite_in_a_year_of_its_line_is_refused():
    costs = {name: {"amount": "1 GBPk/year", "profile": "0.1 / known"} for name in ("one", "two")}
    faults = faults_of(AppraisalError, costs, extra=CURVES, assumptions=TOP)
    assert [fault.where for fault in faults] == ["options.only.costs.one.profile", "options.only.costs.two.profile"]
    assert faults[0].got == "0.1 / known"


def test_one_amount_is_worked_out_once_however_many_lines_use_it():
    lines = {name: {"amount": "top * 1 GBPk/year"} for name in ("one", "two")}
    plan = plan_of(lines, assumptions=TOP)
    assert len(plan.amounts) == 1
    assert [term.amount for term in plan.terms] == [0, 0]


def test_every_line_goes_to_its_bucket():
    costs = {
        "own": {"amount": "1 GBPk/year"},
        "other": {"amount": "1 GBPk/year", "bearer": "other-public"},
        "firms": {"amount": "1 GBPk/year", "bearer": "businesses"},
    }
    benefits = {
        "cash": {"amount": "1 GBPk/year", "kind": "cash-releasing", "bearer": "other-public"},
        "time": {"amount": "1 GBPk/year", "kind": "non-cash-releasing"},
        "loss": {"amount": "-1 GBPk/year", "kind": "non-cash-releasing", "disbenefit": True},
    }
    plan = plan_of(costs, benefits)
    assert [line.bucket for line in plan.lines] == [
        *(Bucket.COST_PUBLIC, Bucket.COST_PUBLIC, Bucket.COST_NONPUBLIC),
        *(Bucket.CASH_RELEASED, Bucket.BENEFIT, Bucket.BENEFIT),
    ]
    assert [line.to_cash is not None for line in plan.lines] == [True, True, False, True, False, False]
    assert [plan.output(line) for line in plan.lines] == [2, 2, 3, 1, 0, 0]


def test_what_is_not_in_money_has_no_line_and_is_listed():
    benefits = {
        "trust": {"kind": "qualitative", "notes": "Surveyed"},
        "errors": {"kind": "quantifiable", "measure": "40 application/year", "title": "Fewer errors"},
    }
    plan = plan_of({}, benefits, extra={"units": {"counts": ["application"]}})
    assert not plan.lines
    assert plan.options[0].unmonetised == (
        ("Trust", "qualitative", "", "Surveyed"),
        ("Fewer errors", "quantifiable", "40 application/year", ""),
    )


def test_titles_are_the_keys_in_words_unless_given():
    plan = plan_of({"beta_team": {"amount": "1 GBPk/year"}, "b": {"amount": "1 GBPk/year", "title": "The Beta team"}})
    assert [line.title for line in plan.lines] == ["Beta team", "The Beta team"]
    assert plan.options[0].title == "Only"


def test_optimism_bias_is_never_below_the_lower_bound():
    """Mott MacDonald 2002: 200% and 10% for equipment and development; 41% and 0% for outsourcing."""
    kinds = {
        "whole": ({"type": "equipment-development"}, 2.0),
        "part": ({"type": "equipment-development", "mitigation": 0.4, "prevention": "options.only.costs.whole"}, 1.2),
        "floor": ({"type": "equipment-development", "mitigation": 1.0}, 0.1),
        "none": ({"type": "outsourcing", "measure": "operating-cost", "mitigation": 1}, 0.0),
    }
    plan = plan_of({name: {"amount": "1 GBPk/year", "optimism_bias": bias} for name, (bias, _) in kinds.items()})
    assert list(plan.uplifts.values()) == pytest.approx([uplift for _, uplift in kinds.values()], rel=1e-15)
    assert [row[0] for row in weights(plan)] == pytest.approx([1 + uplift for _, uplift in kinds.values()], rel=1e-15)
    notes = list(plan.uplift_notes.values())
    assert "mitigation 40% (bought by options.only.costs.whole)" in notes[1]
    assert "no prevention cost named), held at the lower bound 10%" in notes[2]
    assert "held" not in notes[3]


def test_every_bias_and_price_that_does_not_exist_is_reported_at_once():
    costs = {
        "type": {"amount": "1 GBPk/year", "optimism_bias": {"type": "software"}},
        "measure": {"amount": "1 GBPk/year", "optimism_bias": {"type": "outsourcing"}},
        "year": {"amount": "1 GBPk/year", "price_base": "1990-91"},
        "sound": {"amount": "1 GBPk/year"},
    }
    wanted = ["type.optimism_bias", "measure.optimism_bias", "year.price_base"]
    found = [fault.where for fault in faults_of(InvalidCaseError, costs)]
    assert len(found) == 3
    assert all(where.startswith(f"options.only.costs.{part}") for where, part in zip(found, wanted, strict=True))


def test_prices_of_another_year_become_those_of_the_case():
    """100 x 105.3095 / 80.8738: the deflators of 2026-27 and 2019-20 in the release of March 2026."""
    plan = plan_of({"it": {"amount": "100 GBP/year", "price_base": "2019-20"}})
    assert plan.lines[0].to_real.tolist() == pytest.approx([105.3095 / 80.8738] * 2, rel=1e-15)
    assert plan.lines[0].to_cash.tolist() == pytest.approx([105.3095 / 80.8738, 107.3546 / 80.8738], rel=1e-15)
    assert plan.lines[0].prices == "real, 2019-20 prices"


def test_cash_beyond_the_deflator_is_refused_and_cash_within_it_is_not():
    """The deflator ends in 2030-31. A cash line of earlier years needs no later index, however long the case is."""
    costs = {"long": {"amount": "1 GBPk/year", "price_base": "cash", "when": "2029-30..2031-32"}}
    (fault,) = faults_of(InvalidCaseError, costs, horizon=10)
    assert (fault.where, fault.got) == ("options.only.costs.long.price_base", "2031-32")
    assert "prices_after" in fault.do
    short = {"short": {"amount": "1 GBPk/year", "price_base": "cash", "when": "2026-27..2030-31"}}
    plan = plan_of(short, horizon=10)
    assert plan.lines[0].to_real.tolist()[:2] == pytest.approx([1, 105.3095 / 107.3546], rel=1e-15)
    assert plan.lines[0].to_real.tolist()[5:] == [0] * 6
    assert str(plan.cash_until) == "2030-31"


def test_prices_after_continue_the_deflator():
    costs = {"long": {"amount": "1 GBPk/year", "price_base": "cash"}}
    plan = plan_of(costs, horizon=6, prices_after={"growth": 0.02, "source": "invented"})
    assert plan.lines[0].to_real[-1] == pytest.approx(105.3095 / (113.6416 * 1.02**2), rel=1e-15)
    assert str(plan.cash_until) == "2032-33"


def test_cash_that_begins_before_the_deflator_is_not_there_for_any_year():
    """The deflator holds the price base and the last five of seven years; a table that begins midway would mislead."""
    plan = plan_of({"it": {"amount": "1 GBPk/year"}}, start="1998-99", price_base="2026-27", horizon=6)
    prices = parameters_of(ac.from_plain(small_case(start="1998-99", price_base="2026-27", horizon=6)).model).prices
    assert [prices.reaches(year) for year in plan.years] == [False, False, True, True, True, True, True]
    assert plan.cash_until is None


@pytest.mark.parametrize(("start", "price_base"), [("1998-99", "2026-27"), ("2026-27", "2035-36")])
def test_without_an_index_for_year_0_or_the_price_base_there_is_no_cash(start, price_base):
    plan = plan_of({"it": {"amount": "1 GBPk/year"}}, start=start, price_base=price_base)
    assert plan.cash_until is None
    assert plan.lines[0].to_cash[0] == 0


@pytest.mark.parametrize(
    ("reference", "where"),
    [
        ({"set": "uk-2019"}, "reference.set"),
        ({"set": "uk-2026-03", "discount-rate": "2018"}, "reference.discount-rate"),
    ],
)
def test_a_set_or_vintage_that_is_not_bundled_is_named(reference, where):
    (fault,) = faults_of(InvalidCaseError, {}, extra={"reference": reference})
    assert (fault.where, fault.code) == (where, "unknown-name")


def test_a_vintage_in_place_of_that_of_the_set_is_used():
    reference = {"set": "uk-2026-03", "discount-rate": "green-book-2026"}
    assert plan_of({}, extra={"reference": reference}).discounting == "discount-rate/green-book-2026"


def test_given_discount_factors_take_the_place_of_the_schedule():
    plan = plan_of({}, discount_factors={"source": "Appendix 4", "values": [1.0, 0.9662]})
    assert plan.discount_factors.tolist() == [1.0, 0.9662]
    assert plan.given_factors
    assert "Appendix 4" in plan.discounting
    assert set(plan.files) == {"gdp-deflator/hmt-2026-03"}


def test_only_published_tables_that_are_used_are_named():
    """The deflator always; a schedule unless the case gives factors; bounds of optimism bias where a line has them."""
    bias = {"type": "standard-buildings"}
    assert set(plan_of({}).files) == {"gdp-deflator/hmt-2026-03", "discount-rate/green-book-2026"}
    assert set(plan_of({"it": {"amount": "1 GBPk/year", "optimism_bias": bias}}).files) == {
        *("gdp-deflator/hmt-2026-03", "discount-rate/green-book-2026", "optimism-bias/mott-macdonald-2002")
    }


def test_a_plan_keeps_the_sign_that_each_line_must_have():
    given = {"years": "2026-27..2027-28", "values": [1, -1]}
    costs = {"it": {"amount": "1 GBPk/year"}, "back": {"amount": "1 GBPk/year", "profile": given}}
    benefits = {
        "gain": {"amount": "1 GBPk/year", "kind": "non-cash-releasing"},
        "loss": {"amount": "-1 GBPk/year", "kind": "non-cash-releasing", "disbenefit": True},
    }
    assert [line.sign for line in plan_of(costs, benefits).lines] == [1, 0, 1, -1]


def test_a_plan_knows_what_it_was_made_of():
    case = ac.from_plain(
        small_case({"it": {"amount": "1 GBPk/year"}}, rules=["gb-2026"], partial=True, savings="benefit")
    )
    plan = compile_model(case.model)
    assert plan.model_sha256 == sha256(case.model)
    assert (plan.rules, plan.partial, plan.savings, plan.reference_set) == (("gb-2026",), True, "benefit", "uk-2026-03")
    assert plan.business_as_usual == 0
    assert all(len(digest) == 64 for digest in plan.files.values())
    assert plan_of(options={"a": {"costs": {}}}).business_as_usual is None


def test_a_plan_is_small_and_pickles():
    plan = plan_of(
        {"it": {"amount": "top * 1 GBPk/year", "profile": "min(take_up, 0.3)"}}, assumptions=TOP, extra=CURVES
    )
    data = pickle.dumps(plan)
    assert len(data) < 10_000
    assert np.array_equal(pickle.loads(data).discount_factors, plan.discount_factors)


def test_parameters_serve_a_line_without_bias_too():
    parameters = parameters_of(ac.from_plain(small_case()).model)
    assert isinstance(parameters, Parameters)
    assert parameters.uplift(Cost(amount="1 GBPk/year")) == (0.0, "")


def test_prices_reach_only_the_years_of_the_index():
    prices = parameters_of(ac.from_plain(small_case()).model).prices
    assert isinstance(prices, Prices)
    assert [prices.reaches(FinancialYear(year)) for year in (1999, 2000, 2030, 2031)] == [False, True, True, False]


@pytest.mark.parametrize("growth", [1.0, "double"])
def test_growth_without_bound_is_an_error_of_ours(growth):
    """Twice as much every year for 1,080 years is more than a number can hold."""
    assumptions = {"double": {"value": 1.0, "unit": "1"}}
    line = {"amount": "1 GBPk/year", "growth": growth, "growth_from": "1900-01"}
    case = ac.from_plain(small_case({"it": line}, assumptions=assumptions, start="2980-81"))
    with pytest.raises(ac.AppraisalError) as caught:
        case.appraise()
    assert caught.value.where == "options.only.costs.it"
    assert not isinstance(caught.value, InputError)
