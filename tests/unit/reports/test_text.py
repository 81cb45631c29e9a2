"""Reports as text, and the tables that only reports have."""

import csv
import io
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.appraisal.long_form import measures_table
from agile_case.reports.text import (
    findings_table,
    findings_text,
    provenance_table,
    report_text,
)

EXAMPLES = Path(__file__).parents[3] / "examples"


def rows_of(table):
    return list(csv.DictReader(io.StringIO(table.to_csv())))


class TestReportText:
    def test_it_opens_with_the_underlined_title_and_ends_with_the_findings(self, report):
        text = report_text(*report("licence"))
        title = "Renew a licence online (invented)"
        assert text.startswith(f"{title}\n{'=' * len(title)}\n\nOptions in absolute terms (£k, real, 2026-27 prices, ")
        assert text.endswith("assumptions log)\n2 findings.\n")

    def test_it_shows_the_tables_of_measures_and_no_other(self, report):
        text = report_text(*report("licence"))
        assert "Options against Business as usual (" in text
        assert "year by year" not in text
        assert "Simulated NPSV" not in text

    def test_it_shows_a_simulation_where_there_was_one(self, report):
        text = report_text(*report("licence, simulated"))
        assert "Simulated NPSV in absolute terms (£k, 400 draws, seed 7)" in text
        assert "Simulated NPSV against Business as usual (£k, 400 draws, seed 7)" in text

    def test_a_partial_case_shows_totals_and_says_why(self, report):
        text = report_text(*report("council"))
        assert "Lines over all years (£, in the prices of each line)" in text
        assert "The case is partial: lines are missing, so no summary measure is shown." in text
        assert "NPSV" not in text

    def test_a_case_without_business_as_usual_says_so(self, report):
        said = "Nothing is shown against business as usual: no option has that role."
        assert said in report_text(*report("bicester"))
        assert said not in report_text(*report("licence"))

    def test_blocks_are_one_line_apart(self, every):
        assert "\n\n\n" not in report_text(*every)


class TestFindings:
    def test_none_is_said(self):
        assert findings_text([]) == "No findings."

    def test_they_are_counted(self, finding):
        assert findings_text([finding]).splitlines()[-1] == "1 finding."
        assert findings_text([finding, finding]).splitlines()[-1] == "2 findings."

    def test_each_is_printed_as_a_linter_does(self, finding):
        assert findings_text([finding]).splitlines()[:3] == [
            f"options.other: block made-up: {finding.message}",
            "    do:     -do & mend",
            "    source: own check",
        ]

    def test_their_table_keeps_all_seven_facts(self, finding):
        assert findings_table([finding]).rows == (
            ("made-up", "block", "options.other", finding.message, "", "-do & mend", "own check"),
        )


class TestBeside:
    def test_factors_of_the_case_stand_beside_the_schedule(self, report):
        text = report_text(*report("bicester"))
        assert text.index("Options in absolute terms (") < text.index("The case's own discount factors beside the ")
        assert "Given less schedule" in text

    @pytest.mark.parametrize("name", ["licence", "council"])
    def test_a_case_under_the_schedule_has_nothing_beside_it(self, report, name):
        assert "beside" not in report_text(*report(name))

    def test_a_partial_case_has_nothing_beside_it(self):
        text = (EXAMPLES / "bicester.toml").read_text(encoding="utf-8")
        result = ac.loads(text.replace('savings = "benefit"', "partial = true")).appraise()
        assert result.plan.given_factors
        assert "beside" not in report_text(result, [])


class TestMeasures:
    def test_every_measure_is_a_row(self, report):
        result, _ = report("licence")
        rows = rows_of(measures_table(result))
        assert [row["measure"] for row in rows if (row["option"], row["against"]) == ("digital", "")] == [
            *("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "rpsc_numerator", "rpsc_denominator", "bcr", "rpsc"),
        ]
        npsv = [row for row in rows if row["measure"] == "npsv" and row["against"] == "business_as_usual"]
        assert [(row["option"], float(row["value"]), row["unit"]) for row in npsv] == [
            ("digital", result.against()["digital"].npsv, "GBP")
        ]
        words = [row for row in rows if row["measure"] == "quadrant"]
        assert [(row["value"], row["unit"]) for row in words] == [("costs more and gains benefit", "")]

    def test_a_measure_without_a_value_has_its_reason(self, report):
        rows = rows_of(measures_table(report("council")[0]))
        assert {row["value"] for row in rows} == {""}
        wanted = "the case is partial: lines are missing, so no summary measure is shown"
        assert {row["undefined"] for row in rows if row["measure"] == "npsv"} == {wanted}

    def test_a_simulation_has_rows_of_its_own(self, report):
        result, _ = report("licence, simulated")
        rows = rows_of(measures_table(result))
        held = [row for row in rows if row["option"] == "digital" and row["measure"].startswith("npsv_")]
        spread = result.against()["digital"].simulation
        last = [(row["against"], row["measure"], float(row["value"]), row["unit"]) for row in held][-2:]
        assert last == [
            ("business_as_usual", "npsv_p90", spread.p90, "GBP"),
            ("business_as_usual", "npsv_probability_negative", spread.probability_negative, "1"),
        ]

    def test_without_business_as_usual_there_is_nothing_against(self, report):
        assert {row["against"] for row in rows_of(measures_table(report("bicester")[0]))} == {""}


class TestProvenance:
    def test_it_says_what_the_numbers_rest_on(self, report):
        result, _ = report("licence, simulated")
        held = dict(provenance_table(result).rows)
        assert held["Model, SHA-256"] == result.provenance.model_sha256
        assert (held["Seed"], held["Draws"]) == ("7", "400")
        assert held["Rule sets"] == "gb-2026, reset-2026"
        assert held["Discounting"] == "discount-rate/green-book-2026"
        assert held["Prices"] == result.plan.prices
        assert "GDP deflators at market prices, March 2026" in held["Prices"]
        for name, digest in result.provenance.reference_files.items():
            assert held[f"{name}, SHA-256"] == digest

    def test_what_is_not_there_is_said(self, report):
        held = dict(provenance_table(report("small")[0]).rows)
        assert (held["Seed"], held["Draws"], held["Rule sets"]) == ("none", "none", "none named")
