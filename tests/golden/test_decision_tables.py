"""Published decision tables: expected values, perfect and sample information, worked out exactly."""

import pytest

import agile_case as ac
from agile_case.errors import InputError
from tests.golden.published import fixture

TABLES = ("voi_pdc_condominium", "voi_goferbroke", "voi_thompson_lumber")


def table(name):
    given = fixture(name)["inputs"]
    payoffs = dict(zip(given["alternatives"], given["payoff"], strict=True))
    prior = dict(zip(given["states"], given["prior"], strict=True))
    words = given.get("reports") or given.get("findings") or ["first", "second"]
    return ac.decision_table(payoffs, prior, dict(zip(words, given["likelihood"], strict=True)))


@pytest.mark.parametrize("name", TABLES)
def test_expected_values_and_perfect_information(name):
    wanted, found = fixture(name)["expected"], table(name)
    assert list(found.expected.values()) == pytest.approx(wanted["emv"]["value"], abs=wanted["emv"]["tolerance"])
    assert found.evpi == pytest.approx(wanted["evpi"]["value"], abs=wanted["evpi"]["tolerance"])


def test_goferbroke():
    wanted, found = fixture("voi_goferbroke")["expected"], table("voi_goferbroke")
    assert list(found.finding_probabilities.values()) == pytest.approx(wanted["p_finding"]["value"], rel=1e-12)
    assert [after["oil"] for after in found.posteriors.values()] == pytest.approx(wanted["posterior_oil"]["value"])
    assert found.evsi == pytest.approx(wanted["value_of_experimentation"]["value"], rel=1e-12)
    assert dict(found.choices) == {"unfavourable": "sell", "favourable": "drill"}


@pytest.mark.parametrize(
    ("name", "printed", "exact"), [("voi_pdc_condominium", 1.73, 1.62), ("voi_thompson_lumber", 19_200, 19_000)]
)
def test_two_textbooks_round_their_posteriors_to_two_decimals(name, printed, exact):
    """By their rounded posteriors the sample is worth a little more; ours is not rounded."""
    found = table(name).evsi
    assert found == pytest.approx(exact, rel=1e-9)
    assert found != pytest.approx(printed, rel=1e-3)


def test_without_findings_nothing_is_said_of_them():
    found = ac.decision_table({"a": [1, 2], "b": [2, 1]}, {"x": 0.5, "y": 0.5})
    assert (found.evsi, dict(found.choices), found.evpi) == (None, {}, 0.5)


@pytest.mark.parametrize(
    ("payoffs", "prior", "findings", "where"),
    [
        ({}, {"x": 1}, None, "payoffs"),
        ({"a": [1]}, {"x": 0.5, "y": 0.5}, None, "payoffs.a"),
        ({"a": [1, float("nan")]}, {"x": 0.5, "y": 0.5}, None, "payoffs.a"),
        ({"a": [1, 2]}, {"x": 0.5, "y": 0.6}, None, "prior"),
        ({"a": [1, 2]}, {"x": 1.5, "y": -0.5}, None, "prior.x"),
        ({"a": [1, 2]}, {"x": 0.5, "y": 0.5}, {"good": [0.7, 0.2]}, "findings in x"),
        ({"a": [1, 2]}, {"x": 0.5, "y": 0.5}, {"good": 0.7}, "findings.good"),
    ],
    ids=range(7),
)
def test_what_is_no_decision_table_is_refused(payoffs, prior, findings, where):
    with pytest.raises(InputError) as caught:
        ac.decision_table(payoffs, prior, findings)
    assert caught.value.where == where
