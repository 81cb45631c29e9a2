"""Posteriors against closed forms and quadrature; the order of evidence has no effect."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

import agile_case as ac
from agile_case.errors import EstimateError
from agile_case.estimates.likelihoods import Counted, Events, Logarithmic, Measured, Sampled
from agile_case.estimates.posteriors import _posterior, _surprise, posterior, surprise

PRIORS = {
    "uniform": (ac.Uniform(2, 12), stats.uniform(2, 10)),
    "triangular": (ac.Triangular(2, 4, 12), stats.triang(0.2, 2, 10)),
    "pert": (ac.Pert(2, 5, 12), stats.beta(1 + 4 * 0.3, 1 + 4 * 0.7, 2, 10)),
    "beta": (ac.Beta(2, 3, 2, 12), stats.beta(2, 3, 2, 10)),
}


def by_quadrature(frozen, likelihood, low, high):
    """Return mean and standard deviation of a posterior, by adaptive quadrature over its own peak."""
    points = np.linspace(low, high, 400)
    peak = points[np.argmax([frozen.pdf(x) * likelihood(x) for x in points])]

    def integral(power, centre=0.0):
        return integrate.quad(
            lambda x: (x - centre) ** power * frozen.pdf(x) * likelihood(x), low, high, points=[peak], limit=400
        )[0]

    whole = integral(0)
    mean = integral(1) / whole
    return mean, math.sqrt(integral(2, mean) / whole)


@pytest.mark.parametrize("name", PRIORS)
@pytest.mark.parametrize(("value", "error"), [(5.0, 3.0), (8.0, 0.5), (11.0, 0.05)])
def test_any_prior_with_a_measured_value(name, value, error):
    prior, frozen = PRIORS[name]
    found = posterior(prior, [Measured(value, error)]).estimate
    mean, sd = by_quadrature(frozen, lambda x: math.exp(-0.5 * ((value - x) / error) ** 2), 2, 12)
    assert found.mean == pytest.approx(mean, abs=2e-3 * sd)
    assert found.sd == pytest.approx(sd, rel=3e-3)


def test_a_mean_of_a_sample_is_student_s_t():
    prior, frozen = PRIORS["uniform"]
    found = posterior(prior, [Sampled(6.0, 2.0, 5, 0.0)]).estimate
    t = stats.t(4, 6.0, 2.0 / math.sqrt(5))
    mean, sd = by_quadrature(frozen, t.pdf, 2, 12)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=2e-4)


@pytest.mark.parametrize("transfer", [0.05, 0.2])
def test_a_count_that_may_not_carry_over_is_averaged_over_the_difference(transfer):
    found = posterior(ac.Uniform(0, 1), [Counted(13, 40, transfer)]).estimate

    differences = np.linspace(-6 * transfer, 6 * transfer, 601)
    density = stats.norm.pdf(differences, 0, transfer)

    def likelihood(p):
        shares = np.clip(p + differences, 1e-12, 1 - 1e-12)
        return integrate.trapezoid(stats.binom.pmf(13, 40, shares) * density, differences)

    mean, sd = by_quadrature(stats.uniform(0, 1), likelihood, 0, 1)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=3e-3)
    assert found.sd > posterior(ac.Uniform(0, 1), [Counted(13, 40)]).estimate.sd


class TestClosedForms:
    def test_normal(self):
        found = posterior(ac.Normal(10, 2), [Measured(13, 1), Measured(12, 3)]).estimate
        precision = 1 / 4 + 1 / 1 + 1 / 9
        assert found.mean == pytest.approx((10 / 4 + 13 + 12 / 9) / precision, rel=1e-14)
        assert found.sd == pytest.approx(precision**-0.5, rel=1e-14)

    def test_lognormal(self):
        prior = ac.Lognormal(5, 2)
        found = posterior(prior, [Logarithmic(4, 0.2)]).estimate
        mu, sigma = math.log(prior.median), prior.sigma
        precision = sigma**-2 + 0.2**-2
        assert math.log(found.median) == pytest.approx((mu / sigma**2 + math.log(4) / 0.04) / precision, rel=1e-12)
        assert found.sigma == pytest.approx(precision**-0.5, rel=1e-9)

    def test_proportion(self):
        assert posterior(ac.Beta(2, 6), [Counted(13, 40), Counted(2, 5)]).estimate == ac.Beta(17, 36)

    def test_a_rate_is_gamma(self):
        found = posterior(ac.Uniform(0, 60), [Events(7, 2.0)]).estimate
        gamma = stats.gamma(8, scale=0.5)
        assert (found.mean, found.sd) == pytest.approx((gamma.mean(), gamma.std()), rel=1e-3)
        for share in (0.05, 0.5, 0.95):
            assert found.quantile([share])[0] == pytest.approx(gamma.ppf(share), rel=1e-3)

    def test_the_grid_agrees_with_a_closed_form(self):
        """A truncated normal that hardly cuts anything goes by the grid, and its posterior is all but normal."""
        prior = ac.Truncated(ac.Normal(10, 2), low=-20, high=40)
        grid = posterior(prior, [Measured(13, 1)]).estimate
        closed = posterior(ac.Normal(10, 2), [Measured(13, 1)]).estimate
        assert (grid.mean, grid.sd) == pytest.approx((closed.mean, closed.sd), rel=1e-4)

    def test_a_count_beyond_the_shapes_of_beta_goes_by_the_grid(self):
        found = posterior(ac.Beta(2, 6), [Counted(400, 1000)]).estimate
        wanted = stats.beta(402, 606)
        assert (found.mean, found.sd) == pytest.approx((wanted.mean(), wanted.std()), rel=1e-3)

    def test_a_few_values(self):
        found = posterior(ac.Discrete([0.2, 0.5], [0.5, 0.5]), [Counted(1, 2)]).estimate
        weights = np.array([2 * 0.2 * 0.8, 2 * 0.25])
        assert found.probabilities == pytest.approx((weights / weights.sum()).tolist(), rel=1e-12)

    def test_whether_or_not(self):
        found = posterior(ac.Bernoulli(0.3), [Measured(0.8, 0.5)]).estimate
        weights = np.array([0.7 * math.exp(-0.5 * 1.6**2), 0.3 * math.exp(-0.5 * 0.4**2)])
        assert found.probabilities == pytest.approx((weights / weights.sum()).tolist(), rel=1e-12)


EVIDENCE = (Measured(5.5, 1.0), Sampled(6.0, 2.0, 9, 0.3), Measured(7.0, 0.7))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_evidence_has_no_effect(order):
    wanted = posterior(ac.Pert(2, 5, 12), EVIDENCE).estimate
    assert posterior(ac.Pert(2, 5, 12), [EVIDENCE[place] for place in order]).estimate == wanted


@given(st.floats(3, 11), st.floats(0.05, 5), st.floats(3, 11), st.floats(0.05, 5))
def test_one_after_the_other_is_both_at_once(one, first, other, second):
    """The posterior of the first is the prior of the second: the same within what joining by lines gives away."""
    prior = ac.Pert(2, 5, 12)
    both = posterior(prior, [Measured(one, first), Measured(other, second)]).estimate
    step = posterior(prior, [Measured(one, first)]).estimate
    low, high = step.support
    if not low <= other <= high or abs(one - other) > 4 * (first + second):
        return  # what the first has all but ruled out is no prior for the second
    found = posterior(step, [Measured(other, second)]).estimate
    assert found.mean == pytest.approx(both.mean, abs=0.05 * both.sd + 1e-3)


@given(st.floats(2.5, 11.5), st.floats(0.01, 10))
def test_a_posterior_lies_in_the_prior_s_support_and_is_no_wider(value, error):
    prior = ac.Uniform(2, 12)
    found = posterior(prior, [Measured(value, error)]).estimate
    assert 2 <= found.support[0] < found.support[1] <= 12
    assert found.sd <= prior.sd * 1.001
    assert min(value, prior.mean) - 1e-3 <= found.mean <= max(value, prior.mean) + 1e-3


class TestSurprise:
    def test_of_a_normal_it_is_the_two_sided_p(self):
        assert surprise(ac.Normal(0, 1), Measured(3, 1)) == pytest.approx(2 * stats.norm.sf(3 / math.sqrt(2)), rel=1e-3)

    def test_of_a_count_it_is_that_of_the_beta_binomial(self):
        wanted = stats.betabinom(40, 2, 6)
        found = surprise(ac.Beta(2, 6), Counted(25, 40))
        assert found == pytest.approx(2 * min(wanted.cdf(25), wanted.sf(24)), rel=1e-2)

    def test_of_events_it_is_that_of_the_negative_binomial(self):
        below = np.mean([stats.poisson.cdf(3, rate * 2) for rate in np.linspace(0.005, 9.995, 1000)])
        above = np.mean([stats.poisson.sf(2, rate * 2) for rate in np.linspace(0.005, 9.995, 1000)])
        assert surprise(ac.Uniform(0, 10), Events(3, 2.0)) == pytest.approx(2 * min(below, above), rel=1e-3)

    def test_of_a_sample_it_is_that_of_t(self):
        found = surprise(ac.Normal(0, 1e-6), Sampled(3.0, 2.0, 6, 0.0))
        assert found == pytest.approx(2 * stats.t(5).sf(3 / (2 / math.sqrt(6))), rel=1e-4)

    def test_of_nothing_out_of_the_way_it_is_no_more_than_one(self):
        assert surprise(ac.Beta(2, 6), Counted(0, 1)) <= 1.0
        assert surprise(ac.Lognormal(5, 2), Logarithmic(5, 0.2)) > 0.5


class TestRefusals:
    def test_a_single_number_has_nothing_to_learn(self):
        with pytest.raises(EstimateError, match="nothing to learn"):
            posterior(ac.Fixed(3), [Measured(3, 1)])

    def test_what_the_estimate_rules_out_asks_for_a_revision(self):
        with pytest.raises(EstimateError, match="rules it out") as refused:
            posterior(ac.Pert(4, 6, 10), [Measured(3.9, 0.6)])
        assert "revise" in refused.value.do

    def test_evidence_that_leaves_one_value(self):
        with pytest.raises(EstimateError, match="one value only"):
            posterior(ac.Discrete([0.0, 1e100], [0.5, 0.5]), [Measured(0.0, 1e-3)])


def test_sharp_evidence_on_a_wide_prior():
    found = posterior(ac.Uniform(0, 1e6), [Measured(123_456.7, 0.5)]).estimate
    assert found.mean == pytest.approx(123_456.7, abs=1e-3)
    assert found.sd == pytest.approx(0.5, rel=1e-3)


def test_what_is_kept_is_what_comes_out_of_a_fresh_calculation():
    """Asked twice, after others were asked for: the same bytes, and no other estimate's answer."""
    priors = [ac.Uniform(0.2, 0.9), ac.Triangular(0.2, 0.5, 0.9), ac.Pert(0.2, 0.5, 0.9)]
    evidence = [Counted(60, 100, 0.05), Sampled(0.5, 0.2, 30, 0.05), Measured(0.5, 0.1)]
    first = [posterior(prior, evidence) for prior in priors]
    _posterior.cache_clear()
    _surprise.cache_clear()
    assert [posterior(prior, evidence) for prior in reversed(priors)] == first[::-1]
    assert [posterior(prior, evidence) for prior in priors] == first
    assert len({found.estimate.mean for found in first}) == len(priors)
    assert posterior(priors[0], evidence[::-1]).surprises == first[0].surprises[::-1]
