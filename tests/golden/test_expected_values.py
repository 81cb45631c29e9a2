"""Published expected values of a few possible outcomes, and the published nearest correlation matrices.

The tolerances are those of the printed figures: whole pounds in the textbook, four decimals in the paper.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import agile_case as ac
from agile_case.estimates.correlations import nearest_correlations
from agile_case.estimates.distributions import Bernoulli, Discrete

DATA = Path(__file__).parent / "data"


def read(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def check(actual, expected):
    assert actual == pytest.approx(expected["value"], abs=expected["tolerance"], rel=0)


CASES = [
    ("uk_gb2003_box13_expected_value", "npv_gbp_m", "expected_benefit", "benefit_expected_values"),
    ("uk_gb2020_box22_multipoint", "possible_cost_gbp_m", None, None),
    ("un_oas_expected_npv", "npv_m", "expected_npv", None),
    ("au_psc_cost_overrun_probability", "overrun_k", "expected_overrun", "weighted"),
]


@pytest.mark.parametrize(("name", "values", "mean", "parts"), CASES, ids=[case[0] for case in CASES])
def test_the_mean_of_the_printed_outcomes(name, values, mean, parts):
    case = read(name)
    given, probabilities = case["inputs"][values], case["inputs"]["probability"]
    estimate = Discrete(given, probabilities)
    if mean:
        check(estimate.mean, case["expected"][mean])
    if parts:
        weighted = [Bernoulli(p).scaled(value).mean for value, p in zip(given, probabilities, strict=True)]
        check(weighted, case["expected"][parts])
        check(sum(weighted), case["expected"][mean])
    u = (np.arange(100_000) + 0.5) / 100_000
    assert estimate.quantile(u).mean() == pytest.approx(estimate.mean, abs=1e-9)


def test_green_book_2003_box_13_nets_the_cost_off():
    case = read("uk_gb2003_box13_expected_value")
    estimate = Discrete(case["inputs"]["npv_gbp_m"], case["inputs"]["probability"])
    check(estimate.mean - case["inputs"]["expected_cost_gbp_m"], case["expected"]["expected_net_benefit"])


def test_green_book_2020_box_22_has_no_likely_but_an_expected_extra_cost():
    case = read("uk_gb2020_box22_multipoint")
    inputs, expected = case["inputs"], case["expected"]
    differences = [cost - inputs["estimated_cost_gbp_m"] for cost in inputs["possible_cost_gbp_m"]]
    estimate = Discrete(differences, inputs["probability"])
    check(differences, expected["difference"])
    check([d * p for d, p in zip(differences, inputs["probability"], strict=True)], expected["risk_value"])
    check(estimate.mean, expected["expected_additional_cost"])
    assert estimate.mode == 0


def test_the_mode_of_the_australian_overrun_is_below_its_mean():
    """The note of the case: mode 120.0 versus mean 129.5."""
    inputs = read("au_psc_cost_overrun_probability")["inputs"]
    estimate = Discrete(inputs["overrun_k"], inputs["probability"])
    assert (estimate.mode, round(estimate.mean, 9)) == (120, 129.5)


def test_the_ground_risk_of_the_textbook_adds_up():
    """The four risks do not exclude each other there: each is one that happens or not."""
    case = read("emv_ground_risk_construction")
    pairs = zip(case["inputs"]["impact_gbp"], case["inputs"]["probability"], strict=True)
    lines = [Bernoulli(probability).scaled(impact).mean for impact, probability in pairs]
    check(lines, case["expected"]["line_emv"])
    check(sum(lines), case["expected"]["contingency"])


@pytest.mark.parametrize("example", read("higham_2002_nearest_correlation")["examples"], ids=["three", "four"])
def test_the_nearest_correlation_matrix_is_the_printed_one(example):
    nearest = nearest_correlations(example["matrix"])
    np.testing.assert_allclose(nearest, example["nearest"], rtol=0, atol=example["tolerance"])
    assert np.linalg.norm(nearest - np.array(example["matrix"])) == pytest.approx(example["distance"], abs=5e-4)


def test_the_contingency_for_ground_risk_is_the_expected_cost_of_its_risks():
    """A textbook of construction finance prints probability times impact of four risks, rounded to pounds."""
    case = read("emv_ground_risk_construction")
    inputs, expected = case["inputs"], case["expected"]
    risks = {
        f"ground_{number}": ac.Risk(probability=p, impact=f"{impact} GBP", when="2026-27", within_bias=False)
        for number, (p, impact) in enumerate(zip(inputs["probability"], inputs["impact_gbp"], strict=True))
    }
    held = ac.Case.of(
        case=ac.Basis(title="Substructure", start="2026-27", horizon=0, price_base="2026-27"),
        reference="uk-2026-03",
        options={"build": ac.Option(costs={"work": ac.Cost(amount="182_450 GBP")}, risks=risks)},
    )
    result = held.appraise()
    (table,) = (table for table in result.tables if table.key == "risks")
    column = [column.key for column in table.columns].index("pv_expected_gbp")
    check([row[column] for row in table.rows], expected["line_emv"])
    check(sum(row[column] for row in table.rows), expected["contingency"])
    assert result.absolute["build"].pvc == pytest.approx(182_450 + sum(row[column] for row in table.rows))
