"""Legacy systems: the score by hand, its bounds, and what each band asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.findings import Severity
from agile_case.guidance.legacy import legacy_score
from tests.strategies import small_case


def found(likelihood=(), impact=(), **more):
    programme = {"legacy_likelihood": list(likelihood), "legacy_impact": list(impact), **more}
    case = ac.from_plain(small_case(extra={"programme": programme}, rules=["litraf-2025"]))
    return {held.code: held for held in ac.check(case) if held.code.startswith("legacy")}


def test_the_score_is_that_of_the_formula():
    assert legacy_score([1, 1, 1, 1, 1, 1, 6], [1, 1, 1, 1, 1, 5]) == pytest.approx((12 / 7 + 6) / 2 * (10 / 6 + 5) / 2)


@given(st.lists(st.integers(1, 6), min_size=7, max_size=7), st.lists(st.integers(1, 5), min_size=6, max_size=6))
def test_it_lies_between_1_and_30_and_rises_with_every_score(likelihood, impact):
    score = legacy_score(likelihood, impact)
    assert 1 <= score <= 30
    assert legacy_score([max(likelihood), *likelihood[1:]], impact) >= score


@pytest.mark.parametrize(
    ("likelihood", "impact", "severity", "words"),
    [
        ([1] * 7, [3] * 6, None, ""),
        ([1] * 7, [4] * 6, Severity.WARN, "medium, 4.0"),
        ([2] * 7, [4] * 6, Severity.WARN, "high, 8.0"),
        ([4] * 7, [4] * 6, Severity.ROUTE, "red, 16.0"),
    ],
)
def test_each_band(likelihood, impact, severity, words):
    held = found(likelihood, impact)
    assert held["legacy-score"].severity is Severity.PASS
    assert ("legacy-system" in held) is (max(likelihood) >= 3)
    assert (held["legacy-band"].severity if "legacy-band" in held else None) is severity
    assert severity is None or words in held["legacy-band"].message


def test_a_plan_is_repeated_and_half_of_the_scores_is_asked_about():
    assert (
        "it is there: register, row 4" in found([4] * 7, [4] * 6, legacy_plan="register, row 4")["legacy-band"].message
    )
    assert found([1] * 7)["legacy-score"].path == "programme.legacy_impact"
    assert found((), [1] * 6)["legacy-score"].severity is Severity.NEEDS_JUDGEMENT
    assert found() == {}
