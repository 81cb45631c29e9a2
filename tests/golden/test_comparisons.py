"""Every printed figure beside ours, as the page on validation shows them: within tolerance, or wrong for a reason."""

import math

import pytest

from tests.golden.comparisons import SECTIONS
from tests.golden.published import HERE

LEFT_TO_OTHERS = {
    "higham_2002_nearest_correlation": "matrices, in test_expected_values",
    "uk_council_corporate_systems_obc": "a partial case with no printed measure, in test_published_cases",
}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_our_figures_are_the_printed_ones_or_the_print_is_wrong_for_a_reason(section):
    rows = list(section.rows())
    assert rows
    assert len({row.what for row in rows}) == len(rows)
    for row in rows:
        assert math.isfinite(row.ours), row.what
        difference = abs(row.ours - row.printed)
        if row.wrong:
            assert difference > row.tolerance, row.what
        else:
            assert difference <= row.tolerance * (1 + 1e-9), row.what


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_each_publication_is_named_with_its_evidence(section):
    assert section.source.strip()
    assert section.evidence.split(",")[0] in {"primary", "secondary", "recomputed", "unverified"}


def test_every_fixture_is_compared_or_left_to_another_test():
    text = (HERE / "comparisons.py").read_text(encoding="utf-8") + (HERE / "published.py").read_text(encoding="utf-8")
    names = {path.stem for path in (HERE / "data").glob("*.json")}
    assert {name for name in names if f'"{name}"' not in text} == set(LEFT_TO_OTHERS)


def test_the_wrong_prints_are_these():
    wrong = [f"{section.title}: {row.what}" for section in SECTIONS for row in section.rows() if row.wrong]
    assert wrong == [
        "Worked examples of the Scottish manual: A4.11",
        "Worked examples of the Scottish manual: A4.12",
        *(f"Annuities: Annuity, {life} years" for life in (5, 10, 20, 30)),
        "Brook Bicycles: Year 4, £k",
        "Brook Bicycles: NPV, £k",
        "Published studies: Student, present value of benefits",
        "Published studies: Student, NPV",
        "Published studies: Student, payback, years",
        "Decision tables: PDC condominium, EVSI",
        "Decision tables: Thompson Lumber, EVSI",
    ]
