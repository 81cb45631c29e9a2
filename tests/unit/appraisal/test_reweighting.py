"""Reweighting against answers that need no draws: closed forms of normals, quadrature, and adding up outcomes.

The draws of a pool come from a fixed seed, so each of these tests gives the same answer every time. A difference is
held to a number of standard errors such that all comparisons of a test together would fail by chance, over seeds, in at
most 1 of 1,000 correct implementations.
"""

import itertools
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal import reweighting
from agile_case.appraisal.reweighting import Seen, Together, predictive_surprise, reweighted
from agile_case.errors import EstimateError
from agile_case.estimates.expressions import Binary, Literal, Name
from agile_case.estimates.likelihoods import Counted, Logarithmic, Measured
from agile_case.estimates.posteriors import posterior, surprise
from agile_case.quantities.frozen import FrozenMap

A, B = Name("a"), Name("b")
PRODUCT, SUM = Binary("*", A, B), Binary("+", A, B)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)
U, SHARES = 0.5 * (NODES + 1), 0.5 * WEIGHTS


def together(estimates, *seen, rank=None, known=()):
    return Together(
        estimates=FrozenMap(estimates),
        units=FrozenMap(dict.fromkeys(estimates, 1.0)),
        known=FrozenMap(dict(known)),
        correlated=() if rank is None else ((("a", "b"), ((1.0, rank), (rank, 1.0))),),
        seen=tuple(Seen(tree, 1.0, evidence) for tree, evidence in seen),
    )


def apart(found, values, wanted):
    """Return how many standard errors a weighted mean is from what is wanted."""
    error = math.sqrt(np.square(found.pool.weights * (values - wanted)).sum())
    return abs(float(found.pool.weights @ values) - wanted) / error


class TestAgainstClosedForm:
    # 12 cases x 5 comparisons at 4.5 standard errors: 60 x 6.8e-6 is 4 in 10,000
    @pytest.mark.parametrize("rank", [None, 0.6, -0.4])
    @pytest.mark.parametrize("error", [3.0, 1.0, 0.3, 0.1])
    def test_a_sum_of_two_normals(self, error, rank):
        """The posterior of a linear-normal model: mean and covariance by the formulas of Kalman."""
        rho = 0.0 if rank is None else 2 * math.sin(math.pi * rank / 6)
        mean, direction = np.array([10.0, 5.0]), np.array([1.0, 1.0])
        prior = np.array([[4.0, 2.0 * rho], [2.0 * rho, 1.0]])
        gain = prior @ direction / (direction @ prior @ direction + error**2)
        wanted = mean + gain * (17.0 - direction @ mean)
        covariance = prior - np.outer(gain, direction @ prior)
        estimates = {"a": ac.Normal(10, 2), "b": ac.Normal(5, 1)}
        found = reweighted(together(estimates, (SUM, Measured(17.0, error)), rank=rank))
        columns = [found.pool.columns[name] for name in "ab"]
        for place in (0, 1):
            assert apart(found, columns[place], wanted[place]) < 4.5
        for one, two in ((0, 0), (1, 1), (0, 1)):
            products = (columns[one] - wanted[one]) * (columns[two] - wanted[two])
            assert apart(found, products, covariance[one, two]) < 4.5

    # 2 cases x 4 comparisons at 4.1 standard errors: 8 x 4.2e-5 is 4 in 10,000
    @pytest.mark.parametrize("rank", [0.5, -0.7])
    def test_one_of_two_correlated_normals_moves_the_other(self, rank):
        rho = 2 * math.sin(math.pi * rank / 6)
        gain = 4.0 / (4.0 + 0.25)
        found = reweighted(together({"a": ac.Normal(10, 2), "b": ac.Normal(5, 1)}, (A, Measured(12.0, 0.5)), rank=rank))
        a, b = found.pool.columns["a"], found.pool.columns["b"]
        mean_a, mean_b = 10 + gain * 2, 5 + rho * (1 / 2) * gain * 2
        assert apart(found, a, mean_a) < 4.1
        assert apart(found, b, mean_b) < 4.1
        assert apart(found, np.square(a - mean_a), 4.0 * (1 - gain)) < 4.1
        assert apart(found, np.square(b - mean_b), 1.0 - rho**2 * gain) < 4.1

    # 1 case x 3 comparisons at 3.7 standard errors: 3 x 2.2e-4 is 7 in 10,000
    def test_one_alone_agrees_with_its_own_posterior(self):
        estimate, evidence = ac.Pert(4, 6, 10), Measured(7.0, 0.8)
        alone = posterior(estimate, [evidence]).estimate
        found = reweighted(together({"a": estimate}, (A, evidence)))
        assert apart(found, found.pool.columns["a"], alone.mean) < 3.7
        assert apart(found, np.square(found.pool.columns["a"] - alone.mean), alone.sd**2) < 3.7
        assert apart(found, found.pool.columns["a"] <= alone.median, 0.5) < 3.7


def by_quadrature(estimates, likelihood, *functions):
    """Integrate over the square of two probabilities."""
    a, b = (held.values(U) for held in estimates.values())
    a, b = a[:, None], b[None, :]
    weights = SHARES[:, None] * SHARES[None, :] * likelihood(a, b)
    return [float((weights * function(a, b)).sum() / weights.sum()) for function in functions]


@given(
    means=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    sds=st.tuples(st.floats(0.5, 5), st.floats(0.5, 5)),
    factors=st.tuples(st.floats(0.5, 3), st.floats(-3, -0.5)),
    error=st.floats(0.3, 5),
    far_and_rank=st.tuples(st.floats(-2, 2), st.floats(-0.9, 0.9)),
)
def test_any_linear_expression_of_two_normals(means, sds, factors, error, far_and_rank):
    """A law: at 6 standard errors 10,000 examples of 2 comparisons each fail by chance once in 25,000 runs."""
    far, rank = far_and_rank
    rho = 2 * math.sin(math.pi * rank / 6)
    prior = np.array([[sds[0] ** 2, rho * sds[0] * sds[1]], [rho * sds[0] * sds[1], sds[1] ** 2]])
    direction = np.array(factors)
    spread = math.sqrt(direction @ prior @ direction + error**2)
    seen = float(direction @ np.array(means)) + far * spread
    wanted = np.array(means) + prior @ direction / spread**2 * far * spread
    tree = Binary("+", Binary("*", Literal(factors[0]), A), Binary("*", Literal(factors[1]), B))
    estimates = {name: ac.Normal(mean, sd) for name, mean, sd in zip("ab", means, sds, strict=True)}
    found = reweighted(together(estimates, (tree, Measured(seen, error)), rank=rank))
    for name, mean in zip("ab", wanted, strict=True):
        assert apart(found, found.pool.columns[name], mean) < 6


class TestAgainstQuadrature:
    # 4 cases x 5 comparisons at 4.3 standard errors: 20 x 1.7e-5 is 4 in 10,000
    @pytest.mark.parametrize(
        ("estimates", "tree", "evidence", "likelihood"),
        [
            (
                {"a": ac.Pert(4, 6, 10), "b": ac.Triangular(100, 200, 400)},
                PRODUCT,
                Measured(1_700.0, 150.0),
                lambda a, b: np.exp(-0.5 * ((a * b - 1_700) / 150) ** 2),
            ),
            (
                {"a": ac.Lognormal(5, 2), "b": ac.Uniform(1, 3)},
                Binary("/", A, B),
                Measured(2.0, 0.3),
                lambda a, b: np.exp(-0.5 * ((a / b - 2) / 0.3) ** 2),
            ),
            (
                {"a": ac.Beta(4, 2), "b": ac.Uniform(0.2, 1)},
                PRODUCT,
                Counted(37, 100),
                lambda a, b: (a * b) ** 37 * (1 - a * b) ** 63,
            ),
            (
                {"a": ac.Pert(4, 6, 10), "b": ac.Uniform(1, 9)},
                Binary("-", Binary("*", Literal(2.0), A), B),
                Measured(9.0, 1.0),
                lambda a, b: np.exp(-0.5 * (2 * a - b - 9) ** 2),
            ),
        ],
        ids=["product", "quotient", "chain-of-shares", "difference"],
    )
    def test_two_that_an_expression_ties(self, estimates, tree, evidence, likelihood):
        found = reweighted(together(estimates, (tree, evidence)))
        columns = found.pool.columns["a"], found.pool.columns["b"]
        functions = [
            lambda a, _b: a + 0.0,
            lambda _a, b: b + 0.0,
            lambda a, _b: a * a,
            lambda _a, b: b * b,
            lambda a, b: a * b,
        ]
        for function, wanted in zip(functions, by_quadrature(estimates, likelihood, *functions), strict=True):
            assert apart(found, function(*columns), wanted) < 4.3

    # 2 comparisons at 3.5 standard errors: 2 x 4.7e-4 is 9 in 10,000
    def test_an_expression_has_a_posterior_of_its_own(self):
        estimates = {"a": ac.Pert(4, 6, 10), "b": ac.Triangular(100, 200, 400)}
        found = reweighted(together(estimates, (PRODUCT, Measured(1_700.0, 150.0))))
        held = found.estimate_of(PRODUCT, 10.0, "a * b")
        wanted, square = by_quadrature(
            estimates,
            lambda a, b: np.exp(-0.5 * ((a * b - 1_700) / 150) ** 2),
            lambda a, b: a * b,
            lambda a, b: (a * b) ** 2,
        )
        assert abs(held.mean - wanted / 10) < 3.5 * held.sd / found.effective**0.5
        spread = math.sqrt(square - wanted**2) / 10
        assert abs(held.sd - spread) < 3.5 * held.sd / found.effective**0.5

    # 1 comparison at 3.3 standard errors of a share in 65,536 draws: 1 in 1,000
    def test_the_surprise_is_that_of_a_prediction(self):
        """Of a sum of normals the prediction is normal, and both tails are known."""
        before = together({"a": ac.Normal(10, 2), "b": ac.Normal(5, 1)})
        z = (20.0 - 15.0) / math.sqrt(4 + 1 + 0.25)
        wanted = math.erfc(z / math.sqrt(2))
        got = predictive_surprise(before, Seen(SUM, 1.0, Measured(20.0, 0.5)))
        assert abs(got - wanted) < 3.3 * math.sqrt(wanted / 65_536)
        one = Measured(13.0, 0.5)
        own = surprise(ac.Normal(10, 2), one)
        assert abs(predictive_surprise(before, Seen(A, 1.0, one)) - own) < 3.3 * math.sqrt(own / 65_536)


# 2 outcomes of each x 2 comparisons at 3.9 standard errors: 4 x 9.6e-5 is 4 in 10,000
def test_outcomes_that_can_be_counted():
    """Of a few outcomes each combination has a posterior that can be added up by hand."""
    estimates = {"a": ac.Discrete([1, 2, 4], [0.5, 0.3, 0.2]), "b": ac.Bernoulli(0.4)}
    found = reweighted(together(estimates, (SUM, Measured(2.2, 0.7))))
    shares = {}
    for (a, p), (b, q) in itertools.product([(1, 0.5), (2, 0.3), (4, 0.2)], [(0, 0.6), (1, 0.4)]):
        shares[a, b] = p * q * math.exp(-0.5 * ((a + b - 2.2) / 0.7) ** 2)
    total = sum(shares.values())
    for a in (1, 2):
        wanted = sum(share for pair, share in shares.items() if pair[0] == a) / total
        assert apart(found, found.pool.columns["a"] == a, wanted) < 3.9
    assert apart(found, found.pool.columns["b"], sum(share for pair, share in shares.items() if pair[1]) / total) < 3.9
    both = (found.pool.columns["a"] == 2) & (found.pool.columns["b"] == 1)
    assert apart(found, both, shares[2, 1] / total) < 3.9
    held = found.estimates["a"]
    assert held.alone().outcomes == tuple(sorted(set(found.pool.columns["a"].tolist())))
    assert held.mode == max((1, 2, 4), key=lambda a: sum(share for pair, share in shares.items() if pair[0] == a))
    assert set(held.quantile(np.linspace(0.01, 0.99, 99)).tolist()) <= {1.0, 2.0, 4.0}


# 2 of Kolmogorov's tests of 300 places, each at 2.1 / root 300: 2 x 3 in 10,000
@pytest.mark.full
def test_posteriors_are_calibrated():
    """Truths drawn from the estimates, seen with error, lie anywhere in their posteriors as often as they should.

    It proves coding, and not that estimates are right.
    """
    rng = np.random.default_rng(2_026)
    estimates = {"a": ac.Normal(6, 1), "b": ac.Normal(200, 40)}
    places = []
    for _ in range(300):
        a, b = (float(held.quantile(rng.random())) for held in estimates.values())
        seen = [(PRODUCT, Measured(a * b + rng.normal(0, 150), 150.0)), (A, Measured(a + rng.normal(0, 1.5), 1.5))]
        found = reweighted(together(estimates, *seen))
        truths = {"a": a, "b": b}
        places.append([float(found.estimates[name].cdf(truth)) for name, truth in truths.items()])
    for column in np.sort(np.array(places), axis=0).T:
        steps = np.arange(301) / 300
        assert max(np.abs(column - steps[1:]).max(), np.abs(column - steps[:-1]).max()) < 2.1 / 300**0.5


class TestTheDraws:
    def test_the_order_of_evidence_changes_no_byte(self):
        estimates = {"a": ac.Pert(4, 6, 10), "b": ac.Uniform(1, 9)}
        seen = [(PRODUCT, Measured(30.0, 6.0)), (A, Measured(7.0, 1.0)), (SUM, Measured(11.0, 2.0))]
        first = reweighted(together(estimates, *seen))
        for order in itertools.permutations(seen):
            other = reweighted(together(estimates, *order))
            assert other.pool == first.pool
            assert other.pool.weights.tobytes() == first.pool.weights.tobytes()

    def test_two_pieces_of_evidence_are_one_of_half_the_variance(self):
        """Seen twice with error e is seen once with error e / root 2: the same weights but for rounding."""
        estimates = {"a": ac.Pert(4, 6, 10), "b": ac.Uniform(1, 9)}
        twice = reweighted(together(estimates, (PRODUCT, Measured(30.0, 6.0)), (PRODUCT, Measured(30.0, 6.0))))
        once = reweighted(together(estimates, (PRODUCT, Measured(30.0, 6.0 / math.sqrt(2)))))
        assert twice.pool.weights == pytest.approx(once.pool.weights, rel=1e-12)

    def test_no_evidence_changes_nothing_but_what_is_known(self):
        found = reweighted(together({"a": ac.Pert(4, 6, 10), "b": ac.Uniform(1, 9)}))
        assert found.effective == pytest.approx(65_536)
        assert found.estimates["a"].mean == pytest.approx(ac.Pert(4, 6, 10).mean, rel=1e-7)
        known = together({"a": ac.Uniform(1, 3)}, (PRODUCT, Measured(8.0, 1.0)), known={"b": 4.0})
        assert reweighted(known).estimates["a"].mean == pytest.approx(2, rel=0.01)

    def test_sharp_evidence_has_more_rounds(self):
        estimates = {"a": ac.Normal(10, 2), "b": ac.Normal(5, 1)}
        wide, sharp = (reweighted(together(estimates, (SUM, Measured(15.0, error)))) for error in (3.0, 0.05))
        assert (wide.drawn, sharp.drawn > wide.drawn) == (65_536, True)
        assert wide.effective > 16_384 < sharp.effective
        assert sharp.pool.weights.size < sharp.drawn / 2  # what does not matter is not kept

    def test_a_row_drawn_has_the_values_of_that_row(self):
        """Places turned back into values are the values, to the last digit: what is tied together stays so."""
        found = reweighted(together({"a": ac.Pert(4, 6, 10), "b": ac.Uniform(1, 9)}, (SUM, Measured(11.0, 0.5))))
        u = (np.arange(5_000) + 0.5) / 5_000
        places = found.pool.rows(u)
        rows = np.searchsorted(np.cumsum(found.pool.weights), u)
        for name, row in zip(found.pool.names, places, strict=True):
            assert (found.estimates[name].values(row) == found.pool.columns[name][rows]).mean() > 0.999

    def test_pickles(self):
        found = reweighted(together({"a": ac.Pert(4, 6, 10)}, (A, Measured(7.0, 1.0)))).estimates["a"]
        again = pickle.loads(pickle.dumps(found))
        assert again == found
        assert again.values(np.array([0.3])) == found.values(np.array([0.3]))


class TestRefusals:
    def test_too_few_draws_are_left(self):
        """Three things seen to a thousandth: no wrong number, but a refusal that says how little is left."""
        estimates = {name: ac.Uniform(0, 10) for name in "abc"}
        seen = [(Binary("+", Name(one), Name(two)), Measured(9.0, 0.004)) for one, two in ("ab", "bc", "ac")]
        with pytest.raises(EstimateError, match="too little is left") as caught:
            reweighted(together(estimates, *seen))
        assert "1,048,576 draws" in caught.value.faults[0].got
        assert caught.value.faults[0].wanted == "1,000 or more"

    def test_evidence_that_is_impossible(self):
        estimates = {"a": ac.Uniform(1, 2), "b": ac.Uniform(1, 2)}
        with pytest.raises(EstimateError, match="rule it out") as caught:
            reweighted(together(estimates, (PRODUCT, Measured(4.1, 1.0))))
        assert (caught.value.faults[0].got, caught.value.faults[0].wanted) == ("4.1", "1 to 4")

    def test_evidence_without_any_likelihood(self):
        estimates = {"a": ac.Normal(-1, 0.01), "b": ac.Normal(-1, 0.01)}
        tree = Binary("-", Literal(0.0), PRODUCT)
        with pytest.raises(EstimateError, match="too little is left"):
            reweighted(together(estimates, (tree, Logarithmic(1.0, 0.1))))

    def test_an_expression_without_a_value(self):
        estimates = {"a": ac.Uniform(1, 2), "b": ac.Discrete([0, 1], [0.5, 0.5])}
        with pytest.raises(EstimateError, match="finite"):
            reweighted(together(estimates, (Binary("/", A, B), Measured(1.0, 1.0))))


def test_what_the_pool_promises_is_what_it_does():
    assert (reweighting.ROUND, reweighting.ROUNDS) == (65_536, 16)
    assert (reweighting.ENOUGH, reweighting.LEAST) == (16_384, 1_000)
