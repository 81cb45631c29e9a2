"""The engine against an independent appraisal in plain Python (`tests/oracle.py`), to 1e-12 of the gross flows.

Gross flows are the present values of an option's lines with every line counted as positive, and a profile that cancels,
such as `1 - take_up`, counted as at least 1.
"""

import copy
import datetime
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import draws_of, simulate
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import Streams
from agile_case.estimates.distributions import KINDS, estimate_from_key
from tests.conftest import WHOLE_CASES
from tests.oracle import BUCKETS, Oracle, measures, size_of_unit, uniform
from tests.strategies import cases

pytestmark = pytest.mark.full  # a plain loop takes its time

LICENCE = tomllib.loads((Path(__file__).parents[2] / "examples/licence.toml").read_text(encoding="utf-8"))
SEED, DRAWS, TOLERANCE = 2026, 200, 1e-12


def as_it_is(plain):
    """Leave the example alone."""


def benefit_convention(plain):
    """Count cash-releasing savings as benefits, and have some."""
    plain["case"]["savings"] = "benefit"
    plain["options"]["digital"]["benefits"]["posts"] = {
        "amount": "applications * minutes_paper * caseworker_hour / 3",
        "profile": "take_up",
        "kind": "cash-releasing",
        "budget": "resource",
    }


def lower_cost_convention(plain):
    """Let cash-releasing savings lower the costs."""
    benefit_convention(plain)
    plain["case"]["savings"] = "lower-cost"


def uncertain_growth(plain):
    """Let pay grow at an uncertain rate from two different years, and one line at a known rate."""
    plain["assumptions"]["pay_growth"] = {"normal": [1.2, 0.6], "unit": "percent"}
    costs = plain["options"]["digital"]["costs"]
    costs["digital_processing"]["growth"] = "pay_growth"
    costs["beta_team"] |= {"growth": "pay_growth", "growth_from": "2027-28"}
    costs["live_service"] |= {"growth": -0.03, "growth_from": "2031-32"}
    plain["options"]["business_as_usual"]["costs"]["processing"] |= {"growth": "pay_growth", "growth_from": "2024-25"}


def price_bases(plain):
    """Give lines in cash, within the deflator and beyond it, and in the prices of other years."""
    costs = plain["options"]["digital"]["costs"]
    plain["case"]["prices_after"] = {"growth": 0.021, "source": "invented"}
    costs["beta_team"]["price_base"] = "cash"
    costs["live_service"]["price_base"] = "cash"
    costs["paper_processing"]["price_base"] = "2019-20"
    plain["options"]["digital"]["benefits"]["applicant_time"]["price_base"] = "2030-31"


def totals_with_weights(plain):
    """Spread a total over years by weights, some of them nothing."""
    plain["options"]["digital"]["costs"]["migration"] = {
        "amount": "team * day_rate * 90 workday",
        "profile": {"years": "2027-28..2030-31", "values": [0.5, 0.25, 0, 0.25]},
        "growth": 0.01,
        "optimism_bias": {"type": "outsourcing", "measure": "operating-cost", "mitigation": 1.0},
    }


def no_polynomial(plain):
    """Use profiles that bend in the uncertain ceiling, with uncertain growth on top."""
    plain["assumptions"]["pay_growth"] = {"uniform": [-0.01, 0.03], "unit": "1"}
    costs = plain["options"]["digital"]["costs"]
    costs["paper_processing"] |= {"profile": "max(1 - take_up, 0.3)", "growth": "pay_growth"}
    costs["digital_processing"]["profile"] = "take_up / (1.5 - take_up)"
    costs["live_service"] |= {"profile": "min(1, 0.5 + take_up, 2 * take_up)", "growth": "pay_growth"}


def several_curves(plain):
    """Multiply two curves, one of them with a known ceiling and given by midpoint and steepness."""
    plain["curves"]["roll_out"] = {
        "shape": "logistic",
        "starts": datetime.date(2028, 2, 29),
        "ceiling": 0.9,
        "midpoint": "1.5 year",
        "steepness": "2.2 1/year",
    }
    costs = plain["options"]["digital"]["costs"]
    costs["paper_processing"]["profile"] = "(1 - take_up) * (1 - roll_out) + take_up * take_up / 4"
    costs["live_service"]["profile"] = "1 - max(roll_out, 0.2)"


def several_bearers(plain):
    """Let public bodies, households and businesses bear costs."""
    costs = plain["options"]["digital"]["costs"]
    costs["live_service"]["bearer"] = "other-public"
    costs["fees"] = {"amount": "applications * 3 GBP / (1 application)", "bearer": "households"}
    costs["software"] = {"amount": "40 GBPk/month", "bearer": "businesses", "profile": "take_up"}


def a_disbenefit(plain):
    """Charge the option with a loss."""
    plain["options"]["digital"]["benefits"]["assisted_visits"] = {
        "amount": "-(applications * 0.2 * leisure_hour * 30 minute / (1 application))",
        "profile": "1 - take_up",
        "kind": "non-cash-releasing",
        "bearer": "households",
        "disbenefit": True,
    }


VARIANTS = (
    as_it_is,
    benefit_convention,
    lower_cost_convention,
    uncertain_growth,
    price_bases,
    totals_with_weights,
    no_polynomial,
    several_curves,
    several_bearers,
    a_disbenefit,
)


@pytest.fixture(params=VARIANTS, ids=lambda variant: variant.__name__)
def plain(request):
    changed = copy.deepcopy(LICENCE)
    request.param(changed)
    return changed


def given_as(assumption):
    return next((kind, assumption[kind]) for kind in KINDS if kind in assumption)


def central(plain, number):
    """Return a number of each estimate in the unit of the file."""
    return {key: getattr(estimate_from_key(*given_as(held)), number) for key, held in plain["assumptions"].items()}


def textbook_mean(kind, numbers):
    """Return a mean from the definition of the estimate."""
    if kind == "value":
        return float(numbers)
    if kind == "pert":
        return (numbers[0] + 4 * numbers[1] + numbers[2]) / 6
    return numbers[0] if kind == "normal" else sum(numbers) / len(numbers)


def hold_measures(found, buckets, savings, gross):
    """Compare measures; a ratio may differ by what rounding of its two parts can do to it."""
    wanted = measures(buckets, savings)
    for name in ("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "rpsc_numerator", "rpsc_denominator"):
        assert abs(getattr(found, name) - wanted[name]) <= TOLERANCE * gross, name
    for name, above, below in (("bcr", "pvb", "pvc"), ("rpsc", "rpsc_numerator", "rpsc_denominator")):
        ratio = getattr(found, name)
        assert (ratio is None) == (name in found.undefined)
        if ratio is None:
            assert wanted[below] <= TOLERANCE * gross
        else:
            assert abs(ratio * wanted[below] - wanted[above]) <= TOLERANCE * gross * (1 + abs(ratio)), name


def hold(plain, result, answer):
    """Compare amounts, present values, measures under both conventions and cash of a result with the oracle's."""
    present = result.yearly.present_values().reshape(-1, 4)
    savings = plain["case"]["savings"]
    other = "benefit" if savings == "lower-cost" else "lower-cost"
    reach = len([year for year in result.plan.years if result.plan.cash_until and year <= result.plan.cash_until])
    for name in ("own", "real", "present"):
        for line, amounts in zip(result.plan.lines, getattr(result.yearly, name), strict=True):
            wanted = np.array(getattr(answer, name)[line.address])
            assert np.abs(amounts - wanted).max() <= TOLERANCE * max(
                np.abs(wanted).max(), answer.gross[line.address.split(".")[1]]
            )
    for index, option in enumerate(plain["options"]):
        gross = answer.gross[option]
        for number, bucket in enumerate(BUCKETS):
            assert abs(present[index, number] - answer.buckets[option][bucket]) <= TOLERANCE * gross, bucket
        hold_measures(result.absolute[option], answer.buckets[option], savings, gross)
        for baseline in plain["options"]:
            if baseline != option:
                held, difference = result.against(baseline)[option], answer.difference(option, baseline)
                both = gross + answer.gross[baseline]
                hold_measures(held, difference, savings, both)
                second = measures(difference, other)
                if held.bcr_other_convention is not None:
                    error = abs(held.bcr_other_convention * second["pvc"] - second["pvb"])
                    assert error <= TOLERANCE * both * (1 + abs(held.bcr_other_convention))
        cash = result.yearly.cash(index)
        assert list(cash) == sorted(answer.cash[option])
        for name, amounts in cash.items():
            paid = answer.cash[option][name]
            assert all(amount is None for amount in paid[reach:])
            assert np.allclose(amounts[:reach], paid[:reach], rtol=1e-11, atol=TOLERANCE * gross)


def hold_draws(plan, samples, answers):
    """Compare every simulated present value, draw by draw."""
    for i, answer in enumerate(answers):
        for index, option in enumerate(plan.options):
            wanted = [answer.buckets[option.key][bucket] for bucket in BUCKETS]
            error = np.abs(samples[4 * index : 4 * index + 4, i] - wanted).max()
            assert error <= TOLERANCE * answer.gross[option.key], (i, option.key)


@pytest.mark.parametrize(("at", "number"), [("means", "mean"), ("mode", "mode"), ("p50", "median")])
def test_the_licence_and_its_variants_at_central_values(plain, at, number):
    """Amounts by line and year, measures of every pair of options under both conventions, and cash by class."""
    hold(plain, ac.from_plain(plain).appraise(at=at), Oracle(plain).run(central(plain, number)))


def test_means_are_those_of_the_textbook(plain):
    """The means that the comparison above takes from the package are the definitions'."""
    found = central(plain, "mean")
    assert found == pytest.approx(
        {key: textbook_mean(*given_as(held)) for key, held in plain["assumptions"].items()}, rel=1e-15
    )


def test_every_draw_from_the_engines_own_values(plain):
    """200 draws, each worked out again from the values that the engine drew."""
    plan = compile_model(ac.from_plain(plain).model)
    samples = simulate(plan, Sampling(seed=SEED, draws=DRAWS))
    oracle = Oracle(plain)
    drawn = {key: np.broadcast_to(draws_of(plan, key, Streams(SEED), 0, DRAWS), DRAWS) for key in plan.assumptions}
    sizes = {key: size_of_unit(held["unit"], oracle.arithmetic.sizes) for key, held in plain["assumptions"].items()}
    unused = {key: float("nan") for key in plain["assumptions"] if key not in drawn}
    answers = [oracle.run({**unused, **{key: drawn[key][i] / sizes[key] for key in drawn}}) for i in range(DRAWS)]
    hold_draws(plan, samples, answers)


def test_every_draw_from_a_textbook_generator(plain):
    """The same 200 draws with uniform numbers from a Philox4x64-10 in plain Python and the package's quantiles."""
    plan = compile_model(ac.from_plain(plain).model)
    samples = simulate(plan, Sampling(seed=SEED, draws=DRAWS))
    quantiles = {}
    for key, held in plain["assumptions"].items():
        u = [uniform(SEED, key, i) for i in range(DRAWS)]
        quantiles[key] = estimate_from_key(*given_as(held)).quantile(u)
    oracle = Oracle(plain)
    hold_draws(plan, samples, [oracle.run({key: quantiles[key][i] for key in quantiles}) for i in range(DRAWS)])


def quantile_by_scipy(kind, numbers, u):
    if kind == "value":
        return float(numbers)
    if kind == "normal":
        return stats.norm.ppf(u, *numbers)
    low, high = numbers[0], numbers[-1]
    if kind == "uniform":
        return low + (high - low) * u
    peak = (numbers[1] - low) / (high - low)
    if kind == "triangular":
        return stats.triang.ppf(u, peak, low, high - low)
    return low + (high - low) * stats.beta.ppf(u, 1 + 4 * peak, 5 - 4 * peak)


def test_every_draw_from_nothing_of_ours():
    """Generator, quantiles and appraisal all from elsewhere; 1e-9, because scipy's beta quantile is good to 1e-10."""
    plan = compile_model(ac.from_plain(LICENCE).model)
    samples = simulate(plan, Sampling(seed=SEED, draws=DRAWS))
    oracle = Oracle(LICENCE)
    for i in range(DRAWS):
        values = {
            key: float(quantile_by_scipy(*given_as(held), uniform(SEED, key, i)))
            for key, held in LICENCE["assumptions"].items()
        }
        answer = oracle.run(values)
        for index, option in enumerate(LICENCE["options"]):
            wanted = [answer.buckets[option][bucket] for bucket in BUCKETS]
            assert np.abs(samples[4 * index : 4 * index + 4, i] - wanted).max() <= 1e-9 * answer.gross[option]


def test_the_comparison_notices_a_millionth_of_one_assumption():
    """The guard of this file: it fails where an amount is off by one part in a million."""
    values = central(LICENCE, "mean")
    answer = Oracle(LICENCE).run(values | {"team": values["team"] * 1.000001})
    with pytest.raises(AssertionError):
        hold(LICENCE, ac.from_plain(LICENCE).appraise(), answer)


@WHOLE_CASES
@given(plain=cases())
def test_cases_of_chance_at_central_values(plain):
    """For all small cases: amounts, present values, measures and cash agree with the plain loop."""
    hold(plain, ac.from_plain(plain).appraise(), Oracle(plain).run(central(plain, "mean")))


@WHOLE_CASES
@given(plain=cases(most_lines=3))
def test_cases_of_chance_draw_by_draw(plain):
    """For all small cases: each of the first six draws agrees with the plain loop."""
    plan = compile_model(ac.from_plain(plain).model)
    samples = simulate(plan, Sampling(seed=SEED, draws=6))
    oracle = Oracle(plain)
    answers = []
    for i in range(6):
        values = {
            key: float(estimate_from_key(*given_as(held)).quantile(uniform(SEED, key, i)))
            for key, held in plain["assumptions"].items()
        }
        answers.append(oracle.run(values))
    hold_draws(plan, samples, answers)
