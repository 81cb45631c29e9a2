"""What amounts have in common is worked out once, and a block lets go of what it no longer needs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal import common
from agile_case.appraisal.common import common_parts
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.draws import Draws
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.streams import Streams
from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, evaluate
from tests.strategies import small_case

LEAVES = st.sampled_from([Name("a"), Name("b"), Literal(2.0)])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Binary, st.sampled_from("+-*"), inner, inner),
        st.builds(Negate, inner),
        st.builds(lambda one, two: Call("max", (one, two)), inner, inner),
    ),
    max_leaves=12,
)


@given(st.lists(TREES, min_size=1, max_size=4), st.floats(-9, 9), st.floats(-9, 9))
def test_the_rewritten_trees_say_the_same(trees, a, b):
    found, parts = common_parts(trees)
    values = {"a": a, "b": b}
    for name, part in parts.items():
        values[name] = evaluate(part, values)
    assert [evaluate(tree, values) for tree in found] == [evaluate(tree, {"a": a, "b": b}) for tree in trees]


def test_a_part_is_worked_out_once(monkeypatch):
    ab = Binary("*", Name("a"), Name("b"))
    trees = [Binary("+", ab, Name("a")), Binary("-", ab, Literal(1.0)), ab]
    found, parts = common_parts(trees)
    assert parts == {"part 0": ab}
    assert found == (
        Binary("+", Name("part 0"), Name("a")),
        Binary("-", Name("part 0"), Literal(1.0)),
        Name("part 0"),
    )
    assumptions = {"a": {"uniform": [1, 2], "unit": "1"}, "b": {"uniform": [1, 2], "unit": "GBP/year"}}
    costs = {"one": {"amount": "a * b"}, "two": {"amount": "a * b + 1 GBP/year"}, "three": {"amount": "2 * (a * b)"}}
    plan = compile_model(ac.from_plain(small_case(costs, assumptions=assumptions)).model)
    calls = []
    monkeypatch.setattr(common, "evaluate", lambda node, values: calls.append(node) or evaluate(node, values))
    Kernel(plan).run(Draws(plan, Streams(1), 0, 8), 8)
    assert sum("'a'" in str(node) for node in calls) == 1


ASSUMPTIONS = {
    **{f"level_{number}": {"uniform": [1, 2], "unit": "GBP/year"} for number in range(6)},
    "late": {"uniform": [3, 9], "unit": "month"},
}
COSTS = {
    **{f"it_{number}": {"amount": f"level_{number}"} for number in range(6)},
    "again": {"amount": "level_0 * 2", "profile": "curve"},
}
CURVE = {"curves": {"curve": {"shape": "linear", "starts": "2026-04-01", "over": "late"}}}


@pytest.fixture(scope="module")
def plan():
    return compile_model(ac.from_plain(small_case(COSTS, assumptions=ASSUMPTIONS) | CURVE).model)


def test_a_block_holds_what_it_still_needs(plan, monkeypatch):
    held = []
    forget = Draws.forget
    monkeypatch.setattr(Draws, "forget", lambda self, names: (forget(self, names), held.append(set(self._held)))[0])
    Kernel(plan).run(Draws(plan, Streams(1), 0, 4), 4)
    assert held[0] == {"level_0"}  # which the last line needs again
    assert all(len(names & set(ASSUMPTIONS)) <= 1 for names in held[:-1])
    assert not held[-1] & set(ASSUMPTIONS)


def test_letting_go_changes_no_byte(plan):
    whole = {name: np.copy(value) for name, value in Draws(plan, Streams(1), 0, 50).items()}
    assert Kernel(plan).run(whole, 50).tobytes() == Kernel(plan).run(Draws(plan, Streams(1), 0, 50), 50).tobytes()


def test_what_was_let_go_is_drawn_again(plan):
    draws = Draws(plan, Streams(1), 100, 150)
    first = draws["level_3"]
    draws.forget(["level_3", "level_4"])
    assert draws["level_3"].tobytes() == first.tobytes()
    assert draws["level_3"] is not first


def test_some_steps_alone_make_part_of_the_whole(plan):
    kernel, values = Kernel(plan), dict(Draws(plan, Streams(1), 0, 5))
    places = range(len(kernel.steps))
    parts = sum(kernel.part(values, [place], 5) for place in places)
    assert parts == pytest.approx(kernel.run(values, 5), rel=1e-14)


def test_steps_know_everything_that_they_rest_on(plan):
    kernel = Kernel(plan)
    touched = [index for index, needs in enumerate(kernel.needs) if "late" in needs]
    assert [plan.lines[kernel.steps[index].line].address.rpartition(".")[2] for index in touched] == ["again"]
