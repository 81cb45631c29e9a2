"""The logs of the Aqua Book: what each row says and where it comes from, and the rules on them."""

import copy
from pathlib import Path

import pytest
from openpyxl import load_workbook

import agile_case as ac
from agile_case import cli
from agile_case.errors import InputError
from agile_case.storage.writing import to_toml
from tests.unit.guidance.test_rules import GOOD

PERMITS = Path(__file__).parents[3] / "examples" / "permits.toml"


@pytest.fixture
def plain():
    return copy.deepcopy(GOOD)


def found(plain, code, on=None):
    return [f.path for f in ac.check(ac.from_plain(plain), on=on) if f.code == code]


def decided(plain):
    case = ac.Case(ac.from_plain(plain).model).begin("one", "To see", on="2026-05-01")
    case = case.revise({"case.notes": "A note"}, because="It was missing", on="2026-05-02", by="The analyst")
    case = case.recommend("one", "proceed", by="The owner", on="2026-05-03", because="It works")
    return case.decide(
        "one",
        "proceed-with-conditions",
        approver="The board",
        authority="Letter",
        reference="IB/1",
        on="2026-05-04",
        because="It works",
        conditions=[{"what": "Publish", "due": "2026-06-01"}],
    )


class TestDecisions:
    def test_they_are_those_of_the_history_the_preferred_option_and_the_judgements_by_day(self, plain):
        plain["preferred"] = {"option": "digital", "by": "B", "on": "2026-05-03", "because": "Best", "reference": "P/1"}
        plain["judgements"] = {
            "j": {
                "rule": "funding-gap",
                "by": "C",
                "on": "2026-04-01",
                "because": "A bid",
                "about": "funding",
                "ignore": True,
            },
            "k": {"rule": "source-missing", "by": "C", "on": "2026-05-09", "because": "Known"},
        }
        rows = decided(plain).decisions_log().records()
        assert [(row["on"], row["kind"], row["by"]) for row in rows] == [
            ("2026-04-01", "judgement", "C"),
            ("2026-05-02", "change", "The analyst"),
            ("2026-05-03", "option", "B"),
            ("2026-05-04", "gate", "The board"),
            ("2026-05-09", "judgement", "C"),
        ]
        assert rows[0]["decision"] == "funding-gap on funding: set aside"
        assert rows[1]["decision"] == "case.notes"
        assert rows[2]["signed_off"] == "P/1"
        assert (rows[3]["signed_off"], rows[3]["conditions"]) == ("Letter; IB/1", "Publish (by 2026-06-01)")
        assert rows[4]["decision"] == "source-missing"

    def test_what_was_retracted_is_none(self, plain):
        case = decided(plain)
        change = next(entry for entry in case.entries if entry.kind == "revise")
        assert len(case.decisions_log().rows) == 2
        kept = ac.Case(ac.from_plain(plain).model).begin("one", "To see", on="2026-05-01")
        kept = kept.revise({"case.notes": "A note"}, because="It was missing", on="2026-05-02")
        entry = kept.entries[-1]
        assert kept.retract(entry.id, on="2026-05-03", because="Wrong").decisions_log().rows == ()
        assert change.by == "The analyst"

    def test_a_case_without_any_has_an_empty_table(self, plain):
        assert ac.from_plain(plain).decisions_log().rows == ()


class TestVersions:
    def test_each_iteration_has_the_hash_of_the_model_that_was_decided_on(self, plain):
        case = decided(plain)
        rows = case.version_log().records()
        assert [(row["version"], row["status"]) for row in rows] == [
            ("opening", "opening"),
            ("one", "proceed-with-conditions"),
            ("now", ""),
        ]
        assert rows[0]["sha256"] == ac.from_plain(plain).sha256[:12]
        assert rows[1]["sha256"] == rows[2]["sha256"] == case.sha256[:12] != rows[0]["sha256"]

    def test_a_change_that_is_not_recorded_is_said(self, plain):
        case = decided(plain).revise({"case.notes": "Another"})
        assert case.version_log().records()[-1]["status"] == "unrecorded changes"

    def test_a_case_without_history_is_its_own_version(self, plain):
        (row,) = ac.from_plain(plain).version_log().records()
        assert row["version"] == "now"


class TestDataAndChecks:
    def test_the_data_log_has_what_is_stated_and_says_what_is_not(self, plain):
        plain["assumptions"]["rate"] = {"value": 3, "unit": "1", "source": "invented"}
        plain["data"] = {
            "full": {
                "title": "Case system",
                "source": "The office",
                "as_of": "2026-03-31",
                "use_until": "2027-03-31",
                "risk": "low",
                "signed_off_by": "D",
                "signed_off_on": "2026-04-02",
                "assumptions": ["rate"],
            },
            "bare": {},
        }
        full, bare = ac.from_plain(plain).data_log().records()
        assert (full["data"], full["signed_off"], full["assumptions"]) == ("Case system", "D, 2026-04-02", "rate")
        assert bare["data"] == "bare"
        text = ac.from_plain(plain).data_log().to_text()
        assert "not assessed" in text
        assert "not signed off" in text

    def test_a_check_without_an_analyst_is_of_the_analyst_of_the_analysis(self, plain):
        plain["quality_assurance"] = {"a": {"what": "All of it", "assurer": "B", "on": "2026-05-01"}}
        (row,) = ac.from_plain(plain).quality_log().records()
        assert (row["analyst"], row["assurer"], row["on"]) == ("", "B", "2026-05-01")
        plain["analysis"] = {"analyst": "A"}
        (row,) = ac.from_plain(plain).quality_log().records()
        assert row["analyst"] == "A"

    @pytest.mark.parametrize("half", [{"signed_off_by": "D"}, {"signed_off_on": "2026-05-01"}])
    def test_half_of_a_sign_off_is_refused(self, half):
        with pytest.raises(InputError, match="A sign-off says who and when"):
            ac.DataSource(**half)


class TestStatement:
    def test_it_says_what_is_stated_and_what_is_not(self, plain):
        held = dict(ac.from_plain(plain).assurance_statement().rows)
        assert held["Analyst"] == held["Limitations"] == held["Stated on"] == "not stated"
        assert held["Checks"] == "none recorded"
        plain["analysis"] = {"analyst": "A", "limitations": "Not for suppliers", "stated_on": "2026-05-01"}
        plain["quality_assurance"] = {
            "a": {"what": "One", "outcome": "issues"},
            "b": {"what": "Two", "outcome": "failed", "resolved": "Mended"},
            "c": {"what": "Three", "outcome": "passed"},
        }
        case = ac.from_plain(plain)
        held = dict(case.assurance_statement().rows)
        assert (held["Analyst"], held["Limitations"], held["Stated on"]) == ("A", "Not for suppliers", "2026-05-01")
        assert held["Checks"] == "3, of which 1 found something that is not resolved"
        assert held["Model (SHA-256)"] == case.sha256[:12]

    def test_logs_are_all_of_them_with_names_of_their_own(self, plain):
        keys = [table.key for table in ac.from_plain(plain).logs()]
        assert keys == ["assumptions", "decisions", "data", "quality_assurance", "versions", "assurance_statement"]


class TestRules:
    def test_the_assurer_is_not_the_analyst(self, plain):
        code = "assurance-not-independent"
        plain["analysis"] = {"analyst": "The  economist", "assurer": "the Economist"}
        plain["quality_assurance"] = {
            "own": {"what": "One", "assurer": "The economist"},
            "other": {"what": "Two", "assurer": "Another"},
            "named": {"what": "Three", "analyst": "A", "assurer": "A"},
            "nobody": {"what": "Four"},
        }
        assert found(plain, code) == [
            "analysis.assurer",
            "quality_assurance.own",
            "quality_assurance.named",
            "quality_assurance.nobody",
        ]
        plain["analysis"]["assurer"] = plain["analysis"]["analyst"] = ""
        assert found(plain, code) == ["quality_assurance.named", "quality_assurance.nobody"]

    @pytest.mark.parametrize(
        ("outcome", "resolved", "open_"),
        [
            ("issues", "", True),
            ("failed", " ", True),
            ("issues", "Mended", False),
            ("passed", "", False),
            ("", "", False),
        ],
    )
    def test_what_was_found_is_resolved(self, plain, outcome, resolved, open_):
        plain["quality_assurance"] = {"a": {"what": "One", "assurer": "B", "outcome": outcome, "resolved": resolved}}
        assert found(plain, "quality-issue-open") == (["quality_assurance.a"] if open_ else [])

    def test_data_has_a_source_a_risk_a_sign_off_and_a_sunset(self, plain):
        code = "data-log-incomplete"
        whole = {
            "source": "The office",
            "risk": "low",
            "use_until": "2027-03-31",
            "signed_off_by": "D",
            "signed_off_on": "2026-04-02",
        }
        plain["data"] = {"a": whole}
        assert found(plain, code) == []
        for missing in (["source"], ["risk"], ["use_until"], ["signed_off_by", "signed_off_on"]):
            plain["data"] = {"a": {key: value for key, value in whole.items() if key not in missing}}
            assert found(plain, code) == ["data.a"]

    def test_data_is_not_used_after_its_sunset(self, plain):
        plain["data"] = {"a": {"use_until": "2026-06-30"}}
        assert found(plain, "data-past-use") == []
        assert found(plain, "data-past-use", "2026-06-30") == []
        assert found(plain, "data-past-use", "2026-07-01") == ["data.a"]

    @pytest.mark.parametrize(
        ("analysis", "wanted"),
        [
            ({"risk": "high", "risk_agreed_by": "C"}, True),
            ({"risk": "medium"}, True),
            ({"risk": "medium", "risk_agreed_by": "C"}, False),
            ({"risk": "low"}, False),
            ({}, False),
        ],
    )
    def test_high_risk_is_not_tolerated_and_medium_only_agreed(self, plain, analysis, wanted):
        plain["analysis"] = analysis
        assert found(plain, "analysis-risk") == (["analysis.risk"] if wanted else [])

    def test_the_statement_is_due_from_the_outline_case_on(self, plain):
        code = "assurance-statement-missing"
        plain["analysis"] = {"assurance_done": "All"}
        assert found(plain, code) == []
        plain["stages"] = {"one": {"document": "SOC"}}
        assert found(plain, code) == []
        plain["stages"] = {"one": {"document": "OBC"}}
        assert found(plain, code) == ["analysis"]
        plain["analysis"]["limitations"] = "Some"
        assert found(plain, code) == []


class TestCommand:
    @pytest.fixture
    def run(self, capsys):
        def call(*words):
            code = cli.main([str(word) for word in words])
            printed = capsys.readouterr()
            return code, printed.out, printed.err

        return call

    WHICH = ("assumptions", "decisions", "data", "quality", "versions", "statement", "plan", "evidence")

    def test_each_log_is_printed_in_each_form(self, run):
        case = ac.load(PERMITS)
        tables = (*case.logs(), ac.assurance_plan(case), ac.evidence_table(case))
        for which, table in zip(self.WHICH, tables, strict=True):
            assert run("log", PERMITS, which) == (0, f"{table.brief().to_text()}\n", "")
            assert run("log", PERMITS, which, "--format", "csv") == (0, table.to_csv(), "")
        assert run("log", PERMITS, "data", "--format", "html") == (0, case.data_log().to_html(), "")

    def test_the_plan_has_a_day_and_the_others_none(self, run):
        assert "overdue" in run("log", PERMITS, "plan", "--on", "2027-01-01")[1]
        code, out, err = run("log", PERMITS, "data", "--on", "2027-01-01")
        assert (code, out) == (2, "")
        assert "Only the assurance plan has a day." in err

    def test_a_report_folder_holds_those_that_say_something(self, run, tmp_path):
        run("appraise", PERMITS, "-o", tmp_path / "report")
        names = {path.stem for path in (tmp_path / "report" / "tables").glob("*.csv")}
        assert {"data", "quality_assurance", "assurance_statement", "assurance_plan", "strategic_case"} <= names
        assert names.isdisjoint({"decisions", "evidence", "versions"})  # nothing in them yet
        page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
        assert "The five cases in words" in page
        assert "Assurance and logs" in page
        text = (tmp_path / "report" / "tables" / "data.csv").read_text(encoding="utf-8")
        assert text == ac.load(PERMITS).data_log().to_csv()

    def test_a_report_of_a_case_with_a_history_holds_versions_and_decisions(self, run, tmp_path):
        run("appraise", PERMITS.with_suffix(""), "-o", tmp_path / "report")
        names = {path.stem for path in (tmp_path / "report" / "tables").glob("*.csv")}
        assert {"decisions", "versions", "evidence", "theory_of_change"} <= names

    def test_a_report_of_a_case_without_words_has_neither_part(self, run, tmp_path):
        run("appraise", PERMITS.with_name("licence.toml"), "-o", tmp_path / "report")
        page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
        assert "The five cases in words" not in page
        assert "Assurance and logs" not in page

    def test_a_workbook_holds_those_that_say_something_on_sheets_that_are_not_read_back(self, run, tmp_path):
        book = tmp_path / "book.xlsx"
        assert run("export", PERMITS, book, "--logs")[0] == 0
        sheets = ac.read_sheets(book)
        logs = ("log_data", "log_quality_assurance", "log_versions", "log_assurance_statement")
        assert [name for name in logs if not any(name in unread for unread in sheets.unread)] == []
        assert not any("log_decisions" in unread for unread in sheets.unread)
        assert ac.load(PERMITS).sheet_changes(book).rows == ()
        rows = list(load_workbook(book)["log_data"].iter_rows(values_only=True))
        assert rows[0][:3] == ("Data", "Source", "As of")
        assert rows[1][0] == "Case system, 2024-25"

    def test_without_being_asked_it_holds_none(self, run, tmp_path):
        book = tmp_path / "book.xlsx"
        assert run("export", PERMITS, book)[0] == 0
        assert not any("log_" in name for name in load_workbook(book).sheetnames)


class TestNarrativeTables:
    def test_each_case_and_each_kind_of_thing_is_a_table_in_the_order_of_the_cases(self):
        tables = ac.load(PERMITS).narrative_tables()
        assert [table.key for table in tables] == [
            "strategic_case",
            "objectives",
            "theory_of_change",
            "claims",
            "dependencies",
            "constraints",
            "statutory_duties",
            "commercial_case",
            "financial_case",
            "management_case",
        ]
        by_key = {table.key: table for table in tables}
        assert by_key["strategic_case"].rows[0][0] == "Case for change"
        (needed,) = by_key["dependencies"].records()
        assert (needed["needed_by"], needed["met"]) == ("private_beta", "no")
        first = by_key["theory_of_change"].records()[0]
        assert first["rests_on"] == "assumptions.digital_share, claims.prefer_online"
        assert first["objectives"] == ""

    def test_what_is_not_said_is_left_out(self, plain):
        assert ac.from_plain(plain).narrative_tables() == ()
        plain["management"] = {"owner": "A", "notes": " "}
        plain["dependencies"] = {"d": {"title": "A register", "met": True}}
        needed, words = ac.from_plain(plain).narrative_tables()
        assert words.rows == (("Owner", "A"),)
        assert needed.records() == [{"key": "d", "title": "A register", "met": "yes"}]


def test_a_table_that_holds_only_defaults_is_kept(plain):
    plain["management"] = plain["programme"] = plain["analysis"] = {}
    case = ac.from_plain(plain)
    assert case.model.management == ac.ManagementContent()
    assert ac.loads(to_toml(case.model)).model == case.model


def test_what_an_entry_says_in_words_is_one_cause_of_a_bridge_and_moves_nothing():
    story = ac.load(PERMITS.with_suffix(""))
    found = story.compare("discovery-1", "alpha-2", option="digital", by="change")
    words = {bar.cause: bar.value for bar in found.bars if bar.cause.startswith("Words")}
    assert words == {"Words, 2026-03-16": 0, "Words, 2026-03-17": 0}
    (decision,) = (bar for bar in found.bars if "2026-03-18" in bar.cause)  # which option is preferred
    assert decision.value == 0
    assert len(found.bars) == 7
    assert found.end - found.start == pytest.approx(sum(bar.value for bar in found.bars), rel=1e-9)
