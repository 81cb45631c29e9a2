"""The report folder: which files, what is in them, what becomes of an earlier report."""

import csv
import io
import tomllib
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.errors import FileError
from agile_case.reports.contract import result_json
from agile_case.reports.folder import write_report
from agile_case.reports.page import report_page

EXAMPLES = Path(__file__).parents[3] / "examples"


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def without_digital():
    plain = tomllib.loads((EXAMPLES / "licence.toml").read_text(encoding="utf-8"))
    del plain["options"]["digital"]
    return ac.from_plain(plain).appraise()


class TestFiles:
    def test_the_folder_is_made_and_its_files_are_named(self, report, tmp_path):
        folder = tmp_path / "a" / "b"
        written = write_report(*report("licence, simulated"), folder)
        assert [path.relative_to(folder).as_posix() for path in written] == [
            "result.json",
            "report.html",
            "tables/absolute.csv",
            "tables/against.csv",
            "tables/simulation.csv",
            "tables/simulation_against.csv",
            "tables/appraisal_summary.csv",
            "tables/savings.csv",
            "tables/uplifts.csv",
            "tables/assumptions.csv",
            "tables/cash.csv",
            "tables/years_business_as_usual.csv",
            "tables/lines_business_as_usual.csv",
            "tables/years_digital.csv",
            "tables/lines_digital.csv",
            "tables/measures.csv",
            "tables/findings.csv",
            "tables/provenance.csv",
            "agile-case-report.txt",
        ]
        assert names(folder) == sorted(path.relative_to(folder).as_posix() for path in written)

    def test_the_list_names_every_other_file(self, every, tmp_path):
        write_report(*every, tmp_path)
        listed = (tmp_path / "agile-case-report.txt").read_text(encoding="utf-8")
        assert sorted([*listed.splitlines(), "agile-case-report.txt"]) == names(tmp_path)
        assert listed.endswith("\n")

    def test_they_hold_the_json_and_the_page(self, every, tmp_path):
        write_report(*every, str(tmp_path))
        assert (tmp_path / "result.json").read_bytes() == result_json(*every).encode()
        assert (tmp_path / "report.html").read_bytes() == report_page(*every).encode()

    def test_two_runs_give_the_same_bytes(self, report, tmp_path):
        for name in ("one", "two"):
            write_report(*report("licence, simulated"), tmp_path / name)
        for name in names(tmp_path / "one"):
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


class TestCsv:
    def test_numbers_are_whole_to_the_last_digit(self, report, tmp_path):
        result, findings = report("licence")
        write_report(result, findings, tmp_path)
        held = {row["option"]: row for row in rows(tmp_path / "tables/absolute.csv")}
        assert float(held["Digital"]["npsv_gbp"]) == result.absolute["digital"].npsv
        assert held["Digital"]["npsv_gbp"].startswith("-"), "a negative number stays a number"

    def test_text_that_a_spreadsheet_would_run_is_defused(self, report, tmp_path, finding):
        result, _ = report("formula")
        write_report(result, [finding], tmp_path)
        title = result.plan.title
        assert title.startswith("=")
        assert {row["option"] for row in rows(tmp_path / "tables/absolute.csv")} == {f"'{title}"}
        assert [row["line"] for row in rows(tmp_path / "tables/lines_other.csv")] == [f"'{title}"]
        (unmonetised,) = rows(tmp_path / "tables/unmonetised.csv")
        assert (unmonetised["benefit"], unmonetised["notes"]) == (f"'{title}", f"'{title}")
        (found,) = rows(tmp_path / "tables/findings.csv")
        assert (found["message"], found["hint"]) == (f"'{finding.message}", "'-do & mend")

    def test_no_cell_of_text_starts_a_formula(self, every, tmp_path):
        write_report(*every, tmp_path)
        for path in (tmp_path / "tables").iterdir():
            for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
                for cell in row:
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                        float(cell)


class TestFindingsSetAside:
    def test_they_have_a_table_of_their_own_with_who_and_why(self, tmp_path):
        case = ac.load(EXAMPLES / "licence.toml")
        first = next(held for held in ac.check(case) if held.severity is not ac.Severity.BLOCK)
        judgement = {
            "rule": first.code,
            "by": "Economist",
            "on": "2026-06-01",
            "because": "Seen <twice>.",
            "ignore": True,
        }
        aside = case.revise({"judgements.seen": judgement})
        write_report(aside.appraise(), ac.check(aside), tmp_path)
        found = rows(tmp_path / "tables/ignored_findings.csv")
        assert {row["code"] for row in found} == {first.code}
        assert {row["judged"] for row in found} == {"ignored by Economist on 2026-06-01: Seen <twice>."}
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "Findings set aside with a reason" in page
        assert "Seen &lt;twice&gt;." in page

    def test_without_any_there_is_none(self, report, tmp_path):
        write_report(*report("licence, simulated"), tmp_path)
        assert not (tmp_path / "tables/ignored_findings.csv").exists()
        assert "set aside with a reason" not in (tmp_path / "report.html").read_text(encoding="utf-8")


class TestAnEarlierReport:
    def test_its_tables_do_not_stay_behind(self, report, tmp_path):
        write_report(*report("licence, simulated"), tmp_path)
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
        written = write_report(without_digital(), [], tmp_path)
        assert names(tmp_path) == sorted(["notes.txt", *(path.relative_to(tmp_path).as_posix() for path in written)])
        assert "tables/years_digital.csv" not in names(tmp_path)

    def test_tables_that_it_did_not_list_are_left_alone(self, report, tmp_path):
        write_report(*report("licence, simulated"), tmp_path)
        (tmp_path / "tables" / "mine.csv").write_text("1", encoding="utf-8")
        write_report(without_digital(), [], tmp_path)
        assert (tmp_path / "tables" / "mine.csv").read_text(encoding="utf-8") == "1"

    @pytest.mark.parametrize("name", ["result.json", "report.html", "tables/absolute.csv"])
    def test_a_file_that_no_report_wrote_is_not_overwritten(self, report, tmp_path, name):
        (tmp_path / "tables").mkdir()
        (tmp_path / name).write_text("mine", encoding="utf-8")
        with pytest.raises(FileError) as caught:
            write_report(*report("small"), tmp_path)
        assert caught.value.what == "There is a file of that name that no report wrote."
        assert caught.value.got == str(tmp_path / name)
        assert caught.value.do == "choose another folder with -o; nothing was overwritten"
        assert names(tmp_path) == [name]
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"

    def test_nothing_is_taken_away_where_the_new_report_is_refused(self, report, tmp_path):
        write_report(without_digital(), [], tmp_path)
        before = names(tmp_path)
        (tmp_path / "tables" / "years_other.csv").write_text("mine", encoding="utf-8")
        with pytest.raises(FileError):
            write_report(*report("small"), tmp_path)
        assert names(tmp_path) == sorted([*before, "tables/years_other.csv"])

    @pytest.mark.parametrize(
        "line",
        ["notes.txt", "../outside.csv", "tables/../notes.txt", "tables/Mine.csv", "tables/mine.csv.txt", "/", ""],
    )
    def test_a_list_that_was_tampered_with_removes_nothing_but_tables(self, report, tmp_path, line):
        folder = tmp_path / "report"
        write_report(*report("small"), folder)
        mine = ["notes.txt", "tables/Mine.csv", "tables/mine.csv.txt"]
        for held in (*(folder / name for name in mine), tmp_path / "outside.csv"):
            held.write_text("mine", encoding="utf-8")
        with (folder / "agile-case-report.txt").open("a", encoding="utf-8") as listed:
            listed.write(f"{line}\n")
        write_report(*report("small"), folder)
        assert set(mine) < set(names(folder))
        assert (tmp_path / "outside.csv").exists()

    @pytest.mark.parametrize("held", [b"", b"\xff\xfe", b"notes.txt\n"], ids=["empty", "no text", "other"])
    def test_a_list_that_says_nothing_of_use_counts_as_none(self, report, tmp_path, held):
        (tmp_path / "agile-case-report.txt").write_bytes(held)
        (tmp_path / "result.json").write_text("mine", encoding="utf-8")
        with pytest.raises(FileError, match="no report wrote"):
            write_report(*report("small"), tmp_path)
        assert (tmp_path / "result.json").read_text(encoding="utf-8") == "mine"

    def test_a_table_that_is_gone_already_is_no_error(self, report, tmp_path):
        write_report(*report("licence, simulated"), tmp_path)
        (tmp_path / "tables" / "years_digital.csv").unlink()
        write_report(without_digital(), [], tmp_path)
        assert "tables/lines_digital.csv" not in names(tmp_path)

    def test_a_table_that_cannot_be_taken_away_is_our_error(self, report, tmp_path):
        write_report(*report("licence, simulated"), tmp_path)
        stuck = tmp_path / "tables" / "years_digital.csv"
        stuck.unlink()
        stuck.mkdir()
        with pytest.raises(FileError) as caught:
            write_report(without_digital(), [], tmp_path)
        assert caught.value.what == "This file of an earlier report cannot be taken away."
        assert caught.value.got.startswith(f"{stuck}: ")
        assert caught.value.do == "choose another folder with -o"


def test_a_folder_that_cannot_be_written_is_our_error(report, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        write_report(*report("small"), tmp_path / "file" / "folder")
    assert str(caught.value) == (
        "This file cannot be written.\n"
        f"  got:    {tmp_path / 'file' / 'folder' / 'result.json'}: Not a directory\n"
        "  do:     choose another folder with -o\n"
        "  see:    reference/errors#file"
    )
