"""Shares of a change: exact against all orders one by one, and sampled against a game whose values are known."""

import itertools
import math

import pytest

from agile_case.appraisal.sharing import EXACT, shared_out


def game(count):
    """Return causes, what a set of them comes to, and the Shapley values: own worth and half of each pair's."""
    causes = [f"cause_{number}" for number in range(count)]
    own = {cause: (-1) ** place * (place + 1.5) for place, cause in enumerate(causes)}
    pairs = {frozenset(pair): math.sin(7.0 * place) for place, pair in enumerate(itertools.combinations(causes, 2))}

    def value(held):
        return math.fsum([*(own[one] for one in held), *(worth for pair, worth in pairs.items() if pair <= held)])

    known = {one: own[one] + math.fsum(worth for pair, worth in pairs.items() if one in pair) / 2 for one in causes}
    return causes, value, known


@pytest.mark.parametrize("count", [1, 2, 4])
def test_exact_shares_are_the_mean_over_all_orders(count):
    causes, value, known = game(count)
    means = dict.fromkeys(causes, 0.0)
    for order in itertools.permutations(causes):
        for place, cause in enumerate(order):
            means[cause] += value(frozenset(order[: place + 1])) - value(frozenset(order[:place]))
    for share in shared_out(causes, value):
        assert share.error == 0
        assert share.value == pytest.approx(means[share.cause] / math.factorial(count), rel=1e-12)
        assert share.value == pytest.approx(known[share.cause], rel=1e-12)


def test_exact_shares_of_as_many_as_are_worked_out():
    causes, value, known = game(9)
    shares = shared_out(causes, value)
    assert {share.cause: share.value for share in shares} == pytest.approx(known, rel=1e-11)
    assert EXACT == 14


def test_sampled_shares_sum_to_the_change_and_lie_within_their_error():
    """The orders are always the same, so that this test passes always or never."""
    causes, two_by_two, known = game(EXACT + 2)
    triples = {frozenset(one): math.cos(5.0 * place) for place, one in enumerate(itertools.combinations(causes, 3))}
    for triple, worth in triples.items():
        for one in triple:
            known[one] += worth / 3

    def value(held):
        return two_by_two(held) + math.fsum(worth for triple, worth in triples.items() if triple <= held)

    shares = shared_out(causes, value, within=0.0)
    assert math.fsum(share.value for share in shares) == pytest.approx(value(frozenset(causes)), rel=1e-12)
    for share in shares:
        assert 0 < share.error < 0.2
        assert abs(share.value - known[share.cause]) < 4.5 * share.error
    assert shared_out(causes, value, within=0.0) == shares
    few = shared_out(causes, value, within=0.05)
    most = max(abs(share.value) for share in few)
    assert max(share.error for share in shares) < max(share.error for share in few) <= 0.05 * most


def test_causes_that_act_two_by_two_are_shared_without_error_by_few_orders():
    """An order and its reverse: of two causes each comes first once."""
    asked = set()
    causes, value, known = game(EXACT + 4)
    shares = shared_out(causes, lambda held: asked.add(held) or value(held))
    assert {share.cause: share.value for share in shares} == pytest.approx(known, rel=1e-9)
    assert len(asked) <= 8 * (EXACT + 4)


def test_more_orders_leave_less_error():
    causes, two_by_two, _ = game(5)

    def value(held):
        return two_by_two(held) + math.fsum(len(held & set(one)) == 3 for one in itertools.combinations(causes[:4], 3))

    few = shared_out(causes, value, exact=1, orders=100, within=0.0)
    many = shared_out(causes, value, exact=1, orders=10_000, within=0.0)
    for one, other in zip(few, many, strict=True):
        assert other.error == pytest.approx(one.error / 10, rel=0.4)
