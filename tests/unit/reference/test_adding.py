"""A user's own vintage: written with its citation, loaded by the line that was given, never over another."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from agile_case.errors import FileError, InputError, ReferenceDataError, UnknownNameError
from agile_case.quantities.years import FinancialYear
from agile_case.reference import Deflator, add_deflator, load_file, load_from, reference_with
from agile_case.reference.adding import AddedDeflator

GIVEN = {
    "vintage": "hmt-2026-06",
    "published": "2026-06-30",
    "source": "HM Treasury, GDP deflators, June 2026 (invented)",
}


@pytest.fixture
def add(as_xlsx, grid, tmp_path):
    def call(**more) -> AddedDeflator:
        return add_deflator(as_xlsx(grid), **{**GIVEN, "folder": tmp_path / "reference", **more})

    return call


class TestAdding:
    def test_the_table_is_written_and_loads_as_it_was_returned(self, add, tmp_path):
        added = add()
        assert added.header == tmp_path / "reference/gdp-deflator/hmt-2026-06.toml"
        assert added.rows == tmp_path / "reference/gdp-deflator/hmt-2026-06.csv"
        assert load_from(tmp_path / "reference", "gdp-deflator", "hmt-2026-06") == added.dataset
        assert added.rows.read_text(encoding="utf-8") == (
            "financial_year,index,status,evidence\n"
            "2021-22,90.0000,outturn,secondary\n"
            "2022-23,95.4000,outturn,secondary\n"
            "2023-24,97.5000,outturn,secondary\n"
            "2024-25,100.0000,outturn,secondary\n"
            "2025-26,103.0000,forecast,secondary\n"
            "2026-27,105.0600,forecast,secondary\n"
        )
        deflator = Deflator.of(added.dataset)
        assert (deflator.base, deflator.last) == (FinancialYear(2024), FinancialYear(2026))

    def test_the_header_holds_the_whole_citation(self, add, tmp_path):
        header = add().dataset.header
        assert header.publisher == "HM Treasury"
        assert header.title == "GDP deflator by financial year, hmt-2026-06"
        assert header.citation == (
            "HM Treasury, GDP deflators, June 2026 (invented). Open Government Licence v3.0. Evidence: secondary."
        )
        assert (header.unit, header.price_base, header.published) == ("index, 2024-25 = 100", "none", "2026-06-30")
        of_file = hashlib.sha256((tmp_path / "release.xlsx").read_bytes()).hexdigest()
        assert header.notes == (
            f"Read by agile_case from release.xlsx (sha256 {of_file}), sheet 'Annual', cells B8 to D13. "
            "From 2025-26 a forecast. Where no index is printed it is chained from the printed percentages. "
            "Rounded to 4 decimals. Nothing is known after the last year. Never mix with the calendar-year series."
        )

    def test_the_line_takes_the_table_into_a_case(self, add, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        for folder, file in (
            ("reference", "reference/gdp-deflator/hmt-2026-06.csv"),
            (Path("shared/tables"), "shared/tables/gdp-deflator/hmt-2026-06.csv"),
            (".", "gdp-deflator/hmt-2026-06.csv"),
        ):
            added = add(folder=folder)
            assert added.line == f'gdp-deflator = {{ file = "{file}", sha256 = "{added.dataset.sha256}" }}'
            replaced = tomllib.loads(added.line)
            reference = reference_with("uk-2026-03", replaced, tmp_path)
            assert reference.dataset("gdp-deflator") == added.dataset
            assert load_file(added.header, table="gdp-deflator", sha256=added.dataset.sha256) == added.dataset

    def test_the_line_of_a_folder_elsewhere_begins_with_its_name(self, add, tmp_path, monkeypatch):
        assert '"reference/gdp-deflator/hmt-2026-06.csv"' in add().line
        (tmp_path / "work").mkdir()
        monkeypatch.chdir(tmp_path / "work")
        assert '"other/gdp-deflator/hmt-2026-06.csv"' in add(folder="../other").line
        assert '"gdp-deflator/hmt-2026-06.csv"' in add(folder="..").line

    def test_what_the_user_says_is_kept(self, add):
        added = add(evidence="primary", status="superseded", licence='His "own" licence \\ 1')
        assert added.dataset.header.licence == 'His "own" licence \\ 1'
        assert added.dataset.header.citation.endswith("Evidence: primary. Status: superseded.")
        assert {row["evidence"] for row in added.dataset.rows} == {"primary"}

    def test_outturn_only_is_said(self, as_csv, grid, tmp_path):
        path = as_csv([row[1:3] for row in grid[6:11]], name="a\tb.csv")
        notes = add_deflator(path, **GIVEN, folder=tmp_path).dataset.header.notes
        assert notes.startswith("Read by agile_case from a\N{REPLACEMENT CHARACTER}b.csv (sha256 ")
        assert " cells A2 to B5. Outturn only. " in notes

    def test_the_first_forecast_year_is_passed_on(self, as_csv, grid, tmp_path):
        grid[11][2], grid[12][2] = 103.0, 105.06
        added = add_deflator(as_csv(grid), **GIVEN, folder=tmp_path, forecast_from="2026-27")
        assert [row["status"] for row in added.dataset.rows].count("forecast") == 1


class TestRefused:
    def test_nothing_is_overwritten(self, add):
        before = add().header.read_bytes()
        with pytest.raises(FileError) as caught:
            add(source="another")
        assert (caught.value.what, caught.value.do) == (
            "There is a file of that name already.",
            "choose another vintage: one that was used does not change",
        )
        assert add(vintage="hmt-2026-06b").dataset
        assert before == add(vintage="hmt-2026-06c").header.with_name("hmt-2026-06.toml").read_bytes()

    def test_half_a_table_is_taken_back(self, add, tmp_path):
        folder = tmp_path / "reference/gdp-deflator"
        folder.mkdir(parents=True)
        (folder / "hmt-2026-06.toml").write_text("mine", encoding="utf-8")
        with pytest.raises(FileError, match=r"There is a file of that name already\."):
            add()
        assert [path.name for path in folder.iterdir()] == ["hmt-2026-06.toml"]

    def test_a_folder_that_cannot_be_made(self, add, tmp_path):
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(FileError, match=r"This file cannot be written\."):
            add(folder=tmp_path / "file/below")
        with pytest.raises(FileError, match=r"This file cannot be written\."):
            add(folder="a\0b")

    def test_what_is_no_folder(self, add):
        with pytest.raises(InputError, match=r"This is not the path of a folder\."):
            add(folder=3)

    @pytest.mark.parametrize("vintage", ["HMT", "a/b", "", "../x", "hmt_2026", None])
    def test_a_name_that_no_vintage_has(self, add, vintage):
        with pytest.raises(UnknownNameError, match="This cannot be the name of a vintage") as caught:
            add(vintage=vintage)
        assert caught.value.where == "vintage"

    @pytest.mark.parametrize("text", ["", "  ", "two\nlines", "a\x1b[2J", "\ud800", None, 3, "x" * 501])
    def test_text_that_cannot_go_into_a_header(self, add, text):
        with pytest.raises(InputError) as caught:
            add(source=text, licence=text)
        assert [fault.where for fault in caught.value.faults] == ["source", "licence"]
        assert caught.value.what == "This text cannot go into a header."

    def test_words_that_are_not_known_are_all_reported(self, add):
        with pytest.raises(InputError) as caught:
            add(source="", evidence="recomputed", status="inforce")
        assert [(fault.what, fault.where, fault.do) for fault in caught.value.faults] == [
            ("This text cannot go into a header.", "source", "write it in one line"),
            ("This evidence is not one to give.", "evidence", "use one of: primary, secondary"),
            ("This status is not one to give.", "status", "did you mean in-force?"),
        ]
        with pytest.raises(InputError) as caught:
            add(evidence="")
        assert [fault.where for fault in caught.value.faults] == ["evidence"]

    @pytest.mark.parametrize("published", ["June 2026", "2026-13", "30/06/2026"])
    def test_a_date_that_cannot_be_read_writes_nothing(self, add, tmp_path, published):
        with pytest.raises(ReferenceDataError, match="The date of publication of a header cannot be read"):
            add(published=published)
        assert not (tmp_path / "reference").exists()

    def test_a_file_with_faults_writes_nothing(self, as_csv, grid, tmp_path):
        grid[8][2] = "x"
        with pytest.raises(ReferenceDataError, match=r"release\.csv, cell C9"):
            add_deflator(as_csv(grid), **GIVEN, folder=tmp_path / "reference")
        assert not (tmp_path / "reference").exists()
