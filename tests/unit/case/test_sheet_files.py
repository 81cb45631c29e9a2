"""Sheets in a case: what their columns govern, what stays, and the commands that bring them in and out."""

import datetime
import sys
from pathlib import Path

import openpyxl
import pytest

import agile_case as ac
from agile_case import cli
from tests.sheet_files import as_csv, as_xlsx, parts_of

LICENCE = Path(__file__).parents[3] / "examples" / "licence.toml"


@pytest.fixture(scope="module")
def case():
    return ac.load(LICENCE)


class TestMerging:
    def test_columns_have_their_word_and_all_else_stays(self, case, tmp_path):
        rows = [
            ("key", "estimate", "low", "high", "source"),
            ("team", "uniform", 7, 9),
            ("day_rate", None, None, None, "x"),
        ]
        path = as_csv(tmp_path / "assumptions.csv", rows[:2])
        assert case.with_sheets(path).get("assumptions.team") == {"uniform": [7, 9], "unit": "person"}
        path = as_csv(tmp_path / "assumptions.csv", [("key", "source"), ("day_rate", "x")])
        held = case.with_sheets(path).get("assumptions.day_rate")
        assert held == {**case.get("assumptions.day_rate"), "source": "x"}
        path = as_csv(tmp_path / "assumptions.csv", [rows[0], rows[2]])
        with pytest.raises(ac.InvalidCaseError, match="exactly one estimate") as caught:
            case.with_sheets(path)
        assert caught.value.where.startswith("assumptions.csv line 2 column 1 (A) (assumptions.day_rate")

    def test_tables_inside_a_line_are_merged_too(self, case, tmp_path):
        first = [("option", "key", "amount", "when", "optimism_bias.type", "optimism_bias.measure")]
        first.append(("digital", "more", "5 GBPm", "2027-28", "equipment-development", "capital-cost"))
        biased = case.with_sheets(as_csv(tmp_path / "costs.csv", first))
        mitigated = [("option", "key", "optimism_bias.mitigation"), ("digital", "more", 0.5)]
        held = biased.with_sheets(as_csv(tmp_path / "costs.csv", mitigated))
        bias = held.get("options.digital.costs.more.optimism_bias")
        assert (bias["type"], bias["mitigation"]) == ("equipment-development", 0.5)
        emptied = [mitigated[0], ("digital", "more", None)]
        again = held.with_sheets(as_csv(tmp_path / "costs.csv", emptied))
        assert again == biased  # what the sheet has no column for stays
        whole = [(*first[0][:2], *first[0][4:], "optimism_bias.mitigation"), ("digital", "more", None, None, None)]
        last = again.with_sheets(as_csv(tmp_path / "costs.csv", whole))
        assert "optimism_bias" not in last.get("options.digital.costs.more")

    def test_a_dated_event_gains_and_loses_what_a_table_holds(self, case, tmp_path):
        path = as_csv(tmp_path / "events.csv", [("key", "title"), ("alpha", "Alpha begins")])
        titled = case.with_sheets(path)
        assert titled.get("events.alpha.title") == "Alpha begins"
        path = as_xlsx(tmp_path / "a.xlsx", events=[("key", "date", "title"), ("alpha", datetime.date(2026, 8, 1))])
        assert titled.with_sheets(path).model.events["alpha"] == datetime.date(2026, 8, 1)

    def test_an_option_that_the_case_has_not(self, case, tmp_path):
        rows = [("option", "key", "amount"), ("digitl", "a", "5 GBP/year"), ("zzz", "a", "5 GBP/yeer")]
        path = as_csv(tmp_path / "costs.csv", rows)
        with pytest.raises(ac.InvalidCaseError) as caught:
            case.with_sheets(path)
        assert [(fault.where, fault.what, fault.do) for fault in caught.value.faults] == [
            (
                "costs.csv line 2 column 1 (A) (options.digitl.costs.a)",
                "There is no option 'digitl' in this case.",
                "did you mean digital?",
            ),
            (
                "costs.csv line 3 column 1 (A) (options.zzz.costs.a)",
                "There is no option 'zzz' in this case.",
                "use one of: business_as_usual, digital",
            ),
        ]

    def test_a_fault_of_the_case_has_its_cell(self, case, tmp_path):
        rows = [("option", "key", "unit", "2026-27"), ("digital", "a", "person", 5)]
        with pytest.raises(ac.InvalidCaseError) as caught:
            case.with_sheets(as_csv(tmp_path / "costs.csv", rows))
        assert caught.value.where == "costs.csv line 2 column 3 (C) (options.digital.costs.a.amount)"

    def test_the_changes_are_told_by_address_and_cell(self, case, tmp_path):
        path = as_csv(tmp_path / "assumptions.csv", [("key", "unit", "value"), ("caseworker_hour", "GBP/hour", 25)])
        assert case.sheet_changes(path).rows == (
            ("changed", "assumptions.caseworker_hour.value", "24.6", "25", "assumptions.csv line 2 column 3 (C)"),
        )


class TestSaving:
    def test_what_is_saved_is_read_back_as_the_same_case(self, case, tmp_path):
        path = ac.save_sheets(case, tmp_path / "licence.xlsx")
        assert case.with_sheets(path) == case
        names = [sheet.title for sheet in openpyxl.load_workbook(path)]
        assert names == ["events", "assumptions", "roles", "costs", "benefits", "risks", "transfers"]

    def test_text_never_runs_as_a_formula(self, case, tmp_path):
        changed = case.revise({"assumptions.team.notes": '=HYPERLINK("x")'})
        path = ac.save_sheets(changed, tmp_path / "a.xlsx")
        assert not any(b"<f>" in part for part in parts_of(path).values())
        assert changed.with_sheets(path) == changed

    def test_nothing_is_written_over(self, case, tmp_path):
        (tmp_path / "a.xlsx").write_bytes(b"mine")
        with pytest.raises(ac.FileError, match=r"There is a file of that name already\."):
            ac.save_sheets(case, tmp_path / "a.xlsx")
        assert (tmp_path / "a.xlsx").read_bytes() == b"mine"

    @pytest.mark.parametrize("text", ["a\x00b", "a\rb", "x" * 32_768])
    def test_a_text_that_no_cell_holds(self, case, tmp_path, text):
        with pytest.raises(ac.InputError, match=r"A cell of a workbook cannot hold this text\.") as caught:
            ac.save_sheets(case.revise({"assumptions.team.notes": text}), tmp_path / "a.xlsx")
        assert caught.value.where == "assumptions.team"

    def test_a_list_with_a_semicolon(self, case, tmp_path):
        with pytest.raises(ac.InputError, match=r"A list in a cell cannot hold this text\.") as caught:
            ac.save_sheets(case.revise({"assumptions.team.links": ["a;b"]}), tmp_path / "a.xlsx")
        assert caught.value.where == "assumptions.team.links"

    def test_what_cannot_be_saved(self, case, tmp_path, monkeypatch):
        with pytest.raises(ac.InputError, match=r"a name ending in \.xlsx"):
            ac.save_sheets(case, tmp_path / "a.csv")
        with pytest.raises(ac.InputError, match="not a case"):
            ac.save_sheets(3, tmp_path / "a.xlsx")
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(ac.FileError, match="cannot be written"):
            ac.save_sheets(case, tmp_path / "file" / "a.xlsx")
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(ac.InputError, match="without the library openpyxl"):
            ac.save_sheets(case, tmp_path / "a.xlsx")


class TestCommands:
    @pytest.fixture
    def file(self, tmp_path):
        (tmp_path / "case.toml").write_bytes(LICENCE.read_bytes())
        return tmp_path / "case.toml"

    def test_in_out_and_nothing_changes(self, file, tmp_path, capsys):
        assert cli.main(["export", str(file), str(tmp_path / "a.xlsx")]) == 0
        assert cli.main(["import", str(file), str(tmp_path / "a.xlsx")]) == 0
        assert capsys.readouterr().out.splitlines()[1] == "a.xlsx: nothing changes."
        assert file.read_bytes() == LICENCE.read_bytes()

    @pytest.mark.parametrize("output", [None, "new.toml", "new.json"])
    def test_comments_stay(self, file, tmp_path, capsys, output):
        sheets = as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", "value"), ("caseworker_hour", 25)], Notes=[("x",)])
        where = [] if output is None else ["--output", str(tmp_path / output)]
        assert cli.main(["import", str(file), str(sheets), *where]) == 0
        target = file if output is None else tmp_path / output
        assert ac.load(target).get("assumptions.caseworker_hour.value") == 25
        out = capsys.readouterr().out
        assert "Not read, because not of the layout: a.xlsx, Notes." in out
        assert out.endswith(f"Wrote {target}.\n")
        assert ("# year 0" in target.read_text(encoding="utf-8")) == (target.suffix == ".toml")

    def test_a_dry_run_writes_nothing(self, file, tmp_path, capsys):
        sheets = as_csv(tmp_path / "assumptions.csv", [("key", "value"), ("caseworker_hour", 25)])
        assert cli.main(["import", str(file), str(sheets), "--dry-run"]) == 0
        assert capsys.readouterr().out.endswith("Nothing was written.\n")
        assert file.read_bytes() == LICENCE.read_bytes()
