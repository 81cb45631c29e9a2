"""The tables on the options in every report of a case that has them, and in none of a case that has not."""

import pytest

import agile_case as ac
from agile_case.reports.folder import write_report
from agile_case.reports.page import report_page
from agile_case.reports.text import report_text
from tests.unit.reports.conftest import HOSTILE, small

KEYS = ("success_factors", "longlist", "shortlist", "weighted_values", "weight_ranges", "preferred")


@pytest.fixture
def result():
    plain = small()
    plain["critical_success_factors"] = {"fit": {"kind": "strategic-fit", "title": HOSTILE}}
    plain["longlist"] = {"scope": {"all": {"rating": "green", "title": HOSTILE, "reason": HOSTILE, "cost": "£1m"}}}
    plain["multicriteria"] = {
        "criteria": {
            "reach": {"title": HOSTILE, "worst": 0, "best": 1, "swing": 100, "scores": {"usual": 0, "other": 1}}
        }
    }
    plain["preferred"] = {"option": "other", "by": HOSTILE, "on": "2026-05-01", "because": HOSTILE}
    return ac.from_plain(plain).appraise()


def test_the_result_has_the_tables_in_the_order_of_the_work(result):
    assert tuple(table.key for table in result.option_tables) == KEYS
    assert tuple(table.key for table in result.tables if table.key in KEYS) == KEYS


def test_they_stay_when_the_schedule_changes(result):
    assert result.under("discount-rate/six-step").option_tables == result.option_tables


def test_the_text_report_shows_them(result):
    text = report_text(result, ())
    assert all(table.to_text() in text for table in result.option_tables)
    assert text.index("Decision on the preferred option") < text.index("Findings\n\n")


def test_the_page_shows_them_in_one_section_and_escaped(result):
    page = report_page(result, ())
    section = page.partition('<h2 id="options">')[2].partition("</section>")[0]
    assert section.count("<table>") == len(KEYS)
    assert "<script>" not in page
    assert "&lt;script&gt;" in section


def test_the_folder_has_a_csv_file_for_each(result, tmp_path):
    names = {path.name for path in write_report(result, (), tmp_path)}
    assert {f"{key}.csv" for key in KEYS} <= names


def test_a_case_without_them_has_no_such_section():
    result = ac.from_plain(small()).appraise()
    assert result.option_tables == ()
    assert 'id="options"' not in report_page(result, ())
