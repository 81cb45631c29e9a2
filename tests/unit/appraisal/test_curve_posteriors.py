"""Draws of a curve's parameters weighted by what was seen: closed form, quadrature, and what is refused.

Means are held to five of their own standard errors, some 160 of them: a false alarm in about 10,000 runs of the file.
"""

import datetime
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.curve_evidence import weighted_quantiles
from agile_case.estimates.shapes import logistic_area
from agile_case.estimates.special import normal_quantile

DRAWS, SEED, ERRORS = 40_000, 2026, 5
HEAD = {
    "format": "agile-case/1",
    "case": {"title": "Seen (invented)", "start": "2026-27", "horizon": 4, "price_base": "2026-27"},
    "reference": {"set": "uk-2026-03"},
    "events": {"live": "2026-10-01"},
}
OPTIONS = {"digital": {"costs": {"service": {"amount": "1 GBPm/year", "profile": "take_up"}}}}


def case_of(curve, assumptions, **more):
    held = {key: {"unit": "1", "source": "invented"} | one for key, one in assumptions.items()}
    starts = {} if curve["shape"] == "constant" else {"starts": "live"}
    curves = {"take_up": starts | curve}
    return ac.from_plain({**HEAD, "curves": curves, "assumptions": held, "options": OPTIONS, **more})


LOGISTIC = {"shape": "logistic", "t10": "3 month", "t90": "24 month"}
TOP = {"top": {"normal": [0.7, 0.1]}}
SEEN = (("2027-01", 0.15, 0.03), ("2027-06", 0.2, 0.05), ("2027-28", 0.5, 0.04), ("2028-03-31", 0.6, 0.08))


def level_over(when, t10, t90, start=datetime.date(2026, 10, 1)):
    """Return the average of a logistic over a period, by its own area function, in months of a twelfth of a year."""
    first, last = ac.CurveObservation(when=when, value=0, standard_error=1).period
    last += datetime.timedelta(days=1)

    def years(day):
        days = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - day.replace(day=1)
        return (day.year - start.year) + (day.month - start.month) / 12 + (day.day - 1) / days.days / 12

    middle, steep = (t10 + t90) / 2, 2 * math.log(9) / (t90 - t10)
    area = logistic_area(years(last), middle, steep) - logistic_area(years(first), middle, steep)
    return area / (years(last) - years(first))


def near(parameter, mean, sd, effective):
    assert parameter.mean == pytest.approx(mean, abs=ERRORS * parameter.standard_error)
    assert parameter.standard_error == pytest.approx(sd / math.sqrt(effective), rel=0.5)
    assert parameter.sd == pytest.approx(sd, rel=ERRORS / math.sqrt(effective))


def test_a_ceiling_with_a_normal_prior_is_the_linear_normal_posterior():
    """A curve is linear in its ceiling: precision 1/s2 + sum of a2/e2, and the evidence is normal in closed form."""
    found = case_of(LOGISTIC | {"ceiling": "top"}, TOP).curve_posterior("take_up", SEEN, draws=DRAWS, seed=SEED)
    ones = np.array([level_over(when, 0.25, 2.0) for when, _, _ in SEEN])
    seen, errors = (np.array([one[place] for one in SEEN]) for place in (1, 2))
    precision = 0.1**-2 + (ones**2 / errors**2).sum()
    mean = (0.7 * 0.1**-2 + (ones * seen / errors**2).sum()) / precision
    (top,) = found.parameters
    near(top, mean, precision**-0.5, found.effective)
    z = normal_quantile([0.1, 0.5, 0.9])
    wanted = mean + z * precision**-0.5
    assert [top.p10, top.p50, top.p90] == pytest.approx(wanted, abs=ERRORS * 1.8 * top.standard_error)
    gap = seen - 0.7 * ones
    spread = np.diag(errors**2) + 0.1**2 * np.outer(ones, ones)
    exact = -0.5 * gap @ np.linalg.solve(spread, gap) - 0.5 * math.log(np.linalg.det(spread) / np.prod(errors**2))
    assert found.log_evidence == pytest.approx(exact, abs=ERRORS / math.sqrt(found.effective))
    assert [one.mean for one in found.seen] == pytest.approx(top.mean * ones, rel=1e-12)
    assert [one.before for one in found.seen] == pytest.approx(found.drawn["top"].mean() * ones, rel=1e-12)


WEAK = (("2027-01", 0.15, 0.1), ("2027-06", 0.3, 0.1), ("2027-28", 0.5, 0.2), ("2028-03-31", 0.6, 0.3))
LATE = {"late": {"uniform": [12, 60], "unit": "month"}}
BOTH = (LOGISTIC | {"t90": "late", "ceiling": "top"}, {**LATE, **TOP})


def grid(estimate, size):
    """Return the middles of equal shares of a prior."""
    return estimate.quantile((np.arange(size) + 0.5) / size)


def test_one_parameter_is_as_by_quadrature_over_its_prior():
    """Midpoint rule over 4,000 equal shares of the prior, far finer than the draws."""
    case = case_of(LOGISTIC | {"t90": "late", "ceiling": 0.7}, {"late": {"pert": [12, 24, 60], "unit": "month"}})
    found = case.curve_posterior("take_up", SEEN, draws=DRAWS, seed=SEED)
    late = grid(case.model.assumptions["late"].estimate, 4_000)
    logs = sum(-0.5 * ((value - 0.7 * level_over(when, 0.25, late / 12)) / error) ** 2 for when, value, error in SEEN)
    weights = np.exp(logs) / np.exp(logs).sum()
    mean = weights @ late
    near(found.parameters[0], mean, math.sqrt(weights @ (late - mean) ** 2), found.effective)
    assert found.log_evidence == pytest.approx(math.log(np.exp(logs).mean()), abs=0.05)


def test_two_parameters_are_as_by_quadrature_over_both_priors():
    case = case_of(*BOTH)
    found = case.curve_posterior("take_up", SEEN, draws=DRAWS, seed=SEED)
    late, top = np.meshgrid(*(grid(case.model.assumptions[key].estimate, 300) for key in ("late", "top")))
    logs = sum(-0.5 * ((value - top * level_over(when, 0.25, late / 12)) / error) ** 2 for when, value, error in SEEN)
    weights = np.exp(logs) / np.exp(logs).sum()
    by_key = {held.key: held for held in found.parameters}
    for key, values in (("late", late), ("top", top)):
        mean = (weights * values).sum()
        near(by_key[key], mean, math.sqrt((weights * (values - mean) ** 2).sum()), found.effective)
    places = []
    for values in (late, top):  # ranks of each by its own weighted distribution
        levels, where = np.unique(values, return_inverse=True)
        share = np.bincount(where.ravel(), weights.ravel(), minlength=len(levels))
        places.append((np.cumsum(share) - share / 2 - 0.5)[where.reshape(values.shape)])
    one, other = places
    rank = (weights * one * other).sum() / math.sqrt((weights * one**2).sum() * (weights * other**2).sum())
    assert rank > 0.5  # late and high explain the same figures
    assert found.correlations["late", "top"] == pytest.approx(rank, abs=ERRORS / math.sqrt(found.effective))


def test_surprise_is_the_chance_under_the_prior_and_a_contradiction_is_said():
    """The prior predictive of a linear curve of a normal ceiling is normal, in closed form."""
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    seen = [("2027-28", 0.33, 0.04), ("2029-30", 0.4, 0.05)]
    found = case.curve_posterior("take_up", seen, draws=200_000, seed=SEED)
    for (when, value, error), held in zip(seen, found.seen, strict=True):
        one = level_over(when, 0.25, 2.0)
        exact = math.erfc(abs(value - 0.7 * one) / math.hypot(error, 0.1 * one) / math.sqrt(2))
        assert held.surprise == pytest.approx(exact, abs=ERRORS * math.sqrt(exact / 200_000) * 2)
    assert [held.surprise < 0.01 for held in found.seen] == [False, True]
    assert "What was seen in 2029-30 contradicts" in found.notes[1]


def test_a_rise_is_the_level_of_its_last_day_less_that_of_the_day_before_it():
    """Linear in a normal ceiling again, with the differences of the levels of two days."""
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    seen = [
        ac.CurveObservation(when="2027-06", value=0.02, standard_error=0.005, rise=True),
        ac.CurveObservation(when="2027-28", value=0.45, standard_error=0.05, rise=True),
    ]
    found = case.curve_posterior("take_up", seen, draws=DRAWS, seed=SEED)
    pairs = [("2027-06-30", "2027-05-31"), ("2028-03-31", "2027-03-31")]
    ones = np.array([level_over(last, 0.25, 2.0) - level_over(before, 0.25, 2.0) for last, before in pairs])
    errors = np.array([0.005, 0.05])
    precision = 0.1**-2 + (ones**2 / errors**2).sum()
    mean = (0.7 * 0.1**-2 + (ones * np.array([0.02, 0.45]) / errors**2).sum()) / precision
    near(found.parameters[0], mean, precision**-0.5, found.effective)
    assert "2027-06, rise" in found.seen_table.to_text()


def test_counts_are_binomial():
    """Beta prior and counts of a constant: the posterior is beta."""
    case = case_of({"shape": "constant", "ceiling": "top"}, {"top": {"beta": [2, 3]}})
    seen = [ac.CurveObservation(when="2026-11", successes=7, n=20)]
    found = case.curve_posterior("take_up", seen, draws=DRAWS, seed=SEED)
    exact = ac.Beta(9, 16)
    near(found.parameters[0], exact.mean, exact.sd, found.effective)
    assert found.seen[0].observation.error == pytest.approx(math.sqrt(0.35 * 0.65 / 20))


def test_some_outcomes_stay_outcomes():
    case = case_of(
        {"shape": "step", "ceiling": "top"},
        {"top": {"discrete": {"values": [0.2, 0.5, 0.8], "probabilities": [0.5, 0.3, 0.2]}}},
    )
    found = case.curve_posterior("take_up", [("2026-11", 0.4, 0.2)], draws=DRAWS, seed=SEED)
    weights = np.array([0.5, 0.3, 0.2]) * np.exp(-0.5 * np.array([1, 0.25, 4]))
    held = found.parameters[0].posterior
    assert held.outcomes == (0.2, 0.5, 0.8)
    assert held.probabilities == pytest.approx(weights / weights.sum(), abs=0.02)
    sharp = case.curve_posterior("take_up", [("2026-11", 0.5, 0.01)], draws=DRAWS, seed=SEED)
    assert sharp.parameters[0].posterior == ac.Fixed(0.5)


def test_what_moves_together_learns_together_and_what_does_not_stays():
    assumptions = {**TOP, "pay": {"normal": [5, 1]}, "other": {"normal": [0, 1]}}
    lines = {"service": {"amount": "1 GBPm/year * pay * other", "profile": "take_up"}}
    more = {
        "correlations": [{"assumptions": ["top", "pay"], "rank": 0.9, "source": "invented"}],
        "options": {"digital": {"costs": lines}},
    }
    case = case_of(LOGISTIC | {"ceiling": "top"}, assumptions, **more)
    found = case.curve_posterior("take_up", SEEN, draws=DRAWS, seed=SEED)
    assert [held.key for held in found.parameters] == ["top", "pay"]
    shifts = [(held.mean - held.prior.mean) / held.prior.sd for held in found.parameters]
    rho = 2 * math.sin(math.pi * 0.9 / 6)
    assert shifts[1] == pytest.approx(rho * shifts[0], abs=0.05)


def test_draws_are_those_of_a_simulation_with_the_same_seed():
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    found = case.curve_posterior("take_up", SEEN, draws=10_000, seed=SEED)
    result = case.appraise(draws=10_000, seed=SEED)
    npsv = -result.samples.sum(axis=0)  # costs alone
    slope = npsv / found.drawn["top"]
    assert np.ptp(slope) < 1e-9 * abs(slope[0])  # the NPSV of each draw is in proportion to its ceiling
    assert found.mean_of(npsv) == pytest.approx(slope[0] * found.parameters[0].mean, rel=1e-12)
    assert found.quantiles_of(npsv)[1] == pytest.approx(slope[0] * found.parameters[0].p50, rel=1e-9)
    with pytest.raises(ac.InputError, match="one value for each draw"):
        found.mean_of(npsv[:10])


def test_the_same_seed_gives_the_same_bytes_and_more_draws_begin_with_the_same():
    case = case_of(*BOTH)
    one = case.curve_posterior("take_up", SEEN, draws=33_000, seed=7)
    again = case.curve_posterior("take_up", list(SEEN), draws=33_000, seed=7)
    assert one.weights.tobytes() == again.weights.tobytes()
    assert one.parameters == again.parameters
    more = case.curve_posterior("take_up", SEEN, draws=40_000, seed=7)
    assert more.drawn["late"][:33_000].tobytes() == one.drawn["late"].tobytes()
    assert one.weights.sum() == pytest.approx(1, abs=1e-12)
    assert one.effective == pytest.approx(1 / (one.weights**2).sum(), rel=1e-9)


def test_it_goes_into_the_case_as_assumptions():
    case = case_of(*BOTH)
    found = case.curve_posterior("take_up", SEEN, draws=DRAWS, seed=SEED)
    later = case.revise(found.changes, because="Take-up was counted", on="2028-04-20")
    for held in found.parameters:
        now = later.model.assumptions[held.key]
        assert now.estimate == held.posterior
        assert now.unit == held.unit
        assert "4 observations of take_up" in now.source
        assert now.estimate.mean == pytest.approx(held.mean, abs=0.02 * held.sd)
        assert now.estimate.sd == pytest.approx(held.sd, rel=0.03)
        assert found.assumptions[held.key] == {**held.posterior.file_form(), "unit": held.unit, "source": now.source}


def test_what_was_learned_before_is_the_prior_and_both_give_way_to_the_new_estimates():
    seen = {"setting": "live", "transfer_sd": 0, "transfer_reason": "the service itself"}
    case = case_of(*BOTH).learn(
        "late", {"estimate": "20 month", "standard_error": "6 month", **seen}, on="2027-05-01", source="x"
    )
    case = case.learn(
        "top / late",
        {"estimate": "0.03 1/month", "standard_error": "0.01 1/month", **seen},
        on="2027-05-02",
        source="x",
    )
    found = case.curve_posterior("take_up", WEAK, draws=DRAWS, seed=SEED)
    by_key = {held.key: held for held in found.parameters}
    assert by_key["late"].prior == case.believed.assumptions["late"].estimate
    assert by_key["late"].stated == case.model.assumptions["late"].estimate
    later = case.revise(found.changes, because="Take-up was counted", on="2028-04-20")
    for key, held in by_key.items():
        assert later.believed.assumptions[key].estimate == held.posterior


def test_too_few_draws_are_refused_and_few_are_said():
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    with pytest.raises(ac.EstimateError, match=r"draws of full weight of 200") as error:
        case.curve_posterior("take_up", [("2027-28", 0.7, 0.005)], draws=200, seed=1)
    assert "ask for some" in error.value.faults[0].do
    rough = case.curve_posterior("take_up", SEEN, draws=3_000, seed=1)
    assert "quantiles are rough" in rough.notes[1]
    assert rough.table.notes == rough.notes
    with pytest.raises(ac.EstimateError, match="No draw of the curve"):
        case_of({"shape": "constant", "ceiling": "top"}, {"top": {"uniform": [0.2, 0.3]}}).curve_posterior(
            "take_up", [ac.CurveObservation(when="2026-11", value=1e200, standard_error=1e-5)], draws=200, seed=1
        )


def test_what_the_curve_cannot_follow_is_said():
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    found = case.curve_posterior("take_up", [*SEEN, ("2027-02", 0.9, 0.15)], draws=DRAWS, seed=SEED)
    assert "does not follow what was seen in 2027-02" in found.notes[-1]
    assert found.seen[-1].distance > 3
    assert "2027-02" in repr(found)
    assert "<table" in found._repr_html_()


def test_as_often_as_it_says_the_truth_lies_within():
    """Truths drawn from the prior, counts drawn from them: P10 to P90 holds 80 of 100, of 300 within 24 of 240.

    24 are 3.5 standard deviations of a count of 300 with a chance of 0.8: passed once in some 2,000 runs. Counts
    are small, so that even for a truth in the tails of the prior enough draws agree with them.
    """
    case, source = case_of(*BOTH), np.random.default_rng(SEED)
    whens, held = ("2027-01", "2027-06", "2027-11"), 0
    late, top = (case.model.assumptions[key].estimate for key in ("late", "top"))
    for truth in range(300):
        drawn = {key: float(one.quantile([source.random()])[0]) for key, one in (("late", late), ("top", top))}
        shares = [drawn["top"] * level_over(when, 0.25, drawn["late"] / 12) for when in whens]
        seen = [
            ac.CurveObservation(when=when, successes=source.binomial(4, min(1, max(0, share))), n=4)
            for when, share in zip(whens, shares, strict=True)
        ]
        found = case.curve_posterior("take_up", seen, draws=4_000, seed=truth)
        one = next(parameter for parameter in found.parameters if parameter.key == "late")
        held += one.p10 <= drawn["late"] <= one.p90
    assert abs(held - 240) <= 24


@settings(max_examples=10, deadline=None)
@given(seen=st.lists(st.sampled_from(WEAK), min_size=1, max_size=4), cut=st.integers(0, 4))
def test_weights_multiply_in_any_order_and_what_says_nothing_changes_nothing(seen, cut):
    case = case_of(*BOTH)

    def weights(observations):
        return case.curve_posterior("take_up", observations, draws=2_000, seed=1).weights

    whole = weights(seen)
    first, second = (weights(part) if part else np.ones(2_000) for part in (seen[:cut], seen[cut:]))
    np.testing.assert_allclose(first * second / (first * second).sum(), whole, rtol=1e-9)
    np.testing.assert_allclose(weights(seen[::-1]), whole, rtol=1e-9)
    np.testing.assert_allclose(weights([*seen, ("2026-27", 0.9, 1e9)]), whole, rtol=1e-9)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2027-28", "2027-04-01", "2028-03-31"),
        (ac.FinancialYear(2027), "2027-04-01", "2028-03-31"),
        ("2027", "2027-01-01", "2027-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2028-02-29", "2028-02-29", "2028-02-29"),
        (datetime.date(2027, 5, 1), "2027-05-01", "2027-05-01"),
    ],
)
def test_periods(when, first, last):
    held = ac.CurveObservation(when=when, value=0.1, standard_error=1)
    assert [day.isoformat() for day in held.period] == [first, last]
    assert eval(repr(held), vars(ac) | {"datetime": datetime}) == held  # noqa: S307 - our own text


def test_a_quarter_is_given_by_its_days():
    held = ac.CurveObservation(when="2027-04-01", until="2027-06-30", value=0.1, standard_error=1)
    assert held.period == (datetime.date(2027, 4, 1), datetime.date(2027, 6, 30))
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    found = case.curve_posterior("take_up", [held], draws=500, seed=1)
    months = case.curve_posterior("take_up", [(f"2027-0{month}", 0.1, 1) for month in (4, 5, 6)], draws=500, seed=1)
    assert found.seen[0].before == pytest.approx(np.mean([one.before for one in months.seen]), rel=1e-12)
    assert "2027-04-01 to 2027-06-30" in found.seen_table.to_text()


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"when": "2011-12"}, ac.YearError, "may be a month or a financial year"),
        ({"when": "2027-13"}, ac.YearError, "financial year"),
        ({"when": 2027}, ac.InputError, "not a period"),
        ({"value": math.nan}, ac.InputError, "finite"),
        ({"value": True}, ac.InputError, "finite"),
        ({"standard_error": 0}, ac.InputError, "not a standard deviation"),
        ({"transfer_sd": -1}, ac.InputError, "not a standard deviation"),
        ({"standard_error": None}, ac.InputError, "one of two ways"),
        ({"n": 5}, ac.InputError, "one of two ways"),
        ({"value": None, "standard_error": None, "successes": 6, "n": 5}, ac.InputError, "do not fit together"),
        ({"value": None, "standard_error": None, "successes": 0, "n": 0}, ac.InputError, "do not fit together"),
        ({"value": None, "standard_error": None, "successes": -1, "n": 5}, ac.InputError, "things counted"),
        ({"until": "2027-09-30"}, ac.InputError, "ends before it begins"),
    ],
)
def test_observations_that_are_refused(given, error, words):
    with pytest.raises(error, match=words):
        ac.CurveObservation(**{"when": "2027-10", "value": 0.1, "standard_error": 0.1} | given)


FIRST = ac.CurveObservation(when="2026-04", value=0.1, standard_error=0.1, rise=True)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ({"curve": "takeup"}, ac.UnknownNameError, "did you mean take_up"),
        ({"observations": []}, ac.InputError, "nothing that was seen"),
        ({"observations": [("2027-10", 0.1)]}, ac.InputError, "not an observation"),
        ({"observations": [("2027-10", 0.1, 0)]}, ac.InputError, "observations.0.standard_error"),
        ({"observations": [("2025-26", 0.1, 0.1)]}, ac.InputError, "2026-04-01 to 2031-03-31"),
        ({"observations": [("2031-04", 0.1, 0.1)]}, ac.InputError, "years of the case"),
        ({"observations": [FIRST]}, ac.InputError, "give the level at the end instead"),
        ({"draws": 1}, ac.InputError, "number of draws"),
        ({"seed": -1}, ac.InputError, "seed"),
    ],
)
def test_calls_that_are_refused(call, error, words):
    case = case_of(LOGISTIC | {"ceiling": "top"}, TOP)
    held = {"curve": "take_up", "observations": SEEN, "draws": 200, "seed": 1} | call
    with pytest.raises(error, match=words):
        case.curve_posterior(held.pop("curve"), held.pop("observations"), **held)


def test_a_certain_curve_a_case_and_a_curve_without_a_value_are_refused():
    certain = case_of(LOGISTIC, {})
    with pytest.raises(ac.InputError, match="Nothing that this curve hangs on"):
        certain.curve_posterior("take_up", SEEN, draws=200, seed=1)
    with pytest.raises(ac.InputError, match="not a model"):
        ac.curve_posterior(certain, "take_up", SEEN, draws=200, seed=1)


def test_an_option_called_seen_is_no_trouble_and_a_slipping_start_is_learnt():
    events = {"live": {"date": "2026-10-01", "delay": "slip"}}
    assumptions = {"slip": {"uniform": [0, 12], "unit": "month"}}
    case = case_of(
        {"shape": "linear", "over": "12 month"}, assumptions, events=events, options={"seen": OPTIONS["digital"]}
    )
    found = case.curve_posterior("take_up", [("2027-04-01", 0.25, 0.02)], draws=DRAWS, seed=SEED)
    assert [held.key for held in found.parameters] == ["slip"]
    assert found.parameters[0].mean == pytest.approx(3, abs=0.1)  # nine months after October less a quarter of a year


def test_quantiles_of_equal_weights_are_those_of_hazen():
    values = np.array([3.0, 1.0, 2.0, 5.0])
    held = weighted_quantiles(values, np.full(4, 0.25), (0.1, 0.5, 0.7))
    assert held == pytest.approx(np.quantile(values, [0.1, 0.5, 0.7], method="hazen"))
