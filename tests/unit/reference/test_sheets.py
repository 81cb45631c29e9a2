"""Spreadsheets of others: their cells, and files made to do harm."""

import datetime
import sys
import zipfile

import openpyxl
import pytest

from agile_case.errors import FileError, InputError, LimitError, ReferenceDataError
from agile_case.quantities.sheets import address
from agile_case.reference import read_deflator
from agile_case.reference.sheets import read_spreadsheet

BIG = "This spreadsheet is too large to be a published table."
NOT_READ = "This spreadsheet cannot be read."


def zipped(path, parts, **how):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (83, 2, "C84"), (0, 25, "Z1"), (0, 26, "AA1"), (1, 701, "ZZ2"), (0, 702, "AAA1")],
)
def test_a_cell_is_named_as_spreadsheets_do(row, column, name):
    assert address(row, column) == name


class TestWorkbooks:
    def test_every_sheet_is_read_as_values(self, as_xlsx):
        path = as_xlsx([["a", 1, 2.5, None, True, datetime.date(2026, 4, 1)]], other=[["=1+1", "b"]])
        book = read_spreadsheet(path)
        assert [sheet.title for sheet in book.sheets] == ["Annual", "other"]
        assert book.sheets[0].rows[0][:6] == ("a", 1, 2.5, None, True, datetime.datetime(2026, 4, 1))  # noqa: DTZ001
        assert book.sheets[1].cell(0, 0) is None  # a formula that no program has worked out yet
        assert book.sheets[1].cell(0, 1) == "b"
        assert [book.sheets[0].cell(*place) for place in ((-1, 0), (0, -1), (9, 0), (0, 999))] == [None] * 4
        assert book.name == "release.xlsx"
        assert book.sheets[0].place(0, 2) == "sheet 'Annual', cell C1"

    def test_a_size_that_the_sheet_says_of_itself_is_not_believed(self, as_xlsx, tmp_path):
        parts = parts_of(as_xlsx([["a", "b"], ["c", "d"]]))
        sheet = "xl/worksheets/sheet1.xml"
        assert b'<dimension ref="A1:B2"' in parts[sheet]
        parts[sheet] = parts[sheet].replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"')
        book = read_spreadsheet(zipped(tmp_path / "lies.xlsx", parts))
        assert [row[:2] for row in book.sheets[0].rows] == [("a", "b"), ("c", "d")]

    def test_a_library_that_warns_of_styles_is_not_listened_to(self, as_xlsx, grid, tmp_path):
        parts = parts_of(as_xlsx(grid))
        parts["xl/styles.xml"] = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
        path = zipped(tmp_path / "plain.xlsx", parts)
        with pytest.warns(UserWarning, match="no stylesheet"):
            openpyxl.load_workbook(path, read_only=True).close()
        assert len(read_deflator(path).rows) == 6  # and a warning would be an error here

    def test_links_to_other_workbooks_are_not_followed(self, as_xlsx, tmp_path):
        parts = parts_of(as_xlsx([["a"]]))
        parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
        assert read_spreadsheet(zipped(tmp_path / "links.xlsx", parts)).sheets[0].cell(0, 0) == "a"

    def test_columns_far_to_the_right_are_not_read(self, as_xlsx):
        book = read_spreadsheet(as_xlsx([[None] * 100 + ["far"]]))
        assert {len(row) for row in book.sheets[0].rows} == {100}


class TestCsv:
    def test_it_is_one_sheet_of_text(self, as_csv):
        book = read_spreadsheet(as_csv([["a", "1"], [], ["b,c", '"']]))
        assert book.sheets[0].rows == (("a", "1"), (), ("b,c", '"'))
        assert book.sheets[0].place(2, 0) == "cell A3"

    def test_a_byte_order_mark_is_no_part_of_the_first_cell(self, tmp_path):
        (tmp_path / "a.CSV").write_bytes(b"\xef\xbb\xbfa,b\r\n")
        assert read_spreadsheet(str(tmp_path / "a.CSV")).sheets[0].rows == (("a", "b"),)

    @pytest.mark.parametrize("data", [b"caf\xe9,1", b'"a"b,1', b'"open'])
    def test_what_is_no_csv_in_utf_8(self, tmp_path, data):
        (tmp_path / "a.csv").write_bytes(data)
        with pytest.raises(ReferenceDataError) as caught:
            read_spreadsheet(tmp_path / "a.csv")
        assert (caught.value.what, caught.value.where, caught.value.do) == (NOT_READ, "a.csv", "save it as CSV (UTF-8)")

    def test_too_many_rows(self, tmp_path):
        (tmp_path / "a.csv").write_bytes(b"a\n" * 2001)
        with pytest.raises(LimitError) as caught:
            read_spreadsheet(tmp_path / "a.csv")
        assert (caught.value.got, caught.value.wanted) == ("2001 rows", "at most 2000 rows")


class TestHostile:
    def test_a_zip_bomb_is_refused_before_it_is_opened(self, as_xlsx, tmp_path, monkeypatch):
        parts = parts_of(as_xlsx([["a"]]))
        parts["xl/worksheets/sheet1.xml"] = b"<!-- " + b" " * 3_000_000 + b" -->"
        bomb = zipped(tmp_path / "bomb.xlsx", parts)
        assert bomb.stat().st_size < 20_000
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args, **_more: pytest.fail("a part was opened"))
        with pytest.raises(LimitError) as caught:
            read_spreadsheet(bomb)
        assert caught.value.what == BIG
        assert caught.value.got.endswith(" bytes unfolded")
        assert caught.value.do == "save the one sheet with the table by itself"

    def test_a_large_archive_is_refused_whatever_its_ratio(self, tmp_path):
        noise = bytes(range(256)) * 4_100
        path = tmp_path / "stored.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(4):
                archive.writestr(f"{number}.bin", noise)
            archive.writestr("large.bin", b"\0" * 6_000_000, zipfile.ZIP_DEFLATED)
        assert path.stat().st_size < 5_000_000
        with pytest.raises(LimitError, match="at most 10000000 bytes unfolded"):
            read_spreadsheet(path)

    def test_too_many_parts(self, tmp_path):
        with pytest.raises(LimitError, match="at most 500 parts"):
            read_spreadsheet(zipped(tmp_path / "a.xlsx", {f"{number}.xml": b"" for number in range(501)}))

    @pytest.mark.parametrize("end", ["xlsx", "csv"])
    def test_a_file_that_is_too_large(self, tmp_path, end):
        (tmp_path / f"a.{end}").write_bytes(b"\n" * 5_000_001)
        with pytest.raises(LimitError) as caught:
            read_spreadsheet(tmp_path / f"a.{end}")
        assert (caught.value.got, caught.value.wanted) == ("more than 5000000 bytes", "at most 5000000 bytes")

    def test_too_many_rows_and_sheets(self, as_xlsx):
        with pytest.raises(LimitError) as caught:
            read_spreadsheet(as_xlsx([[1]] * 2001))
        assert (caught.value.where, caught.value.got) == ("release.xlsx, sheet 'Annual'", "more than 2000 rows")
        with pytest.raises(LimitError, match="more than 30 sheets"):
            read_spreadsheet(as_xlsx([[1]], **{f"s{number}": [[1]] for number in range(30)}))

    def test_a_last_row_far_down_is_refused(self, as_xlsx, tmp_path):
        parts = parts_of(as_xlsx([["a"]]))
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'"1"', b'"1048576"')
        with pytest.raises(LimitError, match="more than 2000 rows"):
            read_spreadsheet(zipped(tmp_path / "deep.xlsx", parts))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entities_are_refused(self, as_xlsx, tmp_path, encoding):
        parts = parts_of(as_xlsx([["a"]]))
        laugh = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        parts["xl/sharedStrings.xml"] = laugh.encode(encoding)
        with pytest.raises(ReferenceDataError) as caught:
            read_spreadsheet(zipped(tmp_path / "laughs.xlsx", parts))
        assert (caught.value.what, caught.value.got, caught.value.wanted) == (
            NOT_READ,
            "a document type or UTF-16 text in 'xl/sharedStrings.xml'",
            "parts without a document type",
        )

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a workbook", b"PK\x05\x06" + b"\0" * 18])
    def test_what_is_no_workbook(self, tmp_path, data):
        (tmp_path / "a.xlsx").write_bytes(data)
        with pytest.raises(ReferenceDataError) as caught:
            read_spreadsheet(tmp_path / "a.xlsx")
        assert (caught.value.what, caught.value.where, caught.value.wanted) == (NOT_READ, "a.xlsx", "a workbook")

    def test_damaged_bytes_in_an_archive(self, as_xlsx, tmp_path):
        data = bytearray(as_xlsx([["a", 1]] * 50).read_bytes())
        with zipfile.ZipFile(tmp_path / "release.xlsx") as archive:
            offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
        data[offset + 80 : offset + 120] = b"\xff" * 40
        (tmp_path / "damaged.xlsx").write_bytes(data)
        with pytest.raises(ReferenceDataError, match="This spreadsheet cannot be read"):
            read_spreadsheet(tmp_path / "damaged.xlsx")

    def test_a_number_too_long_to_be_one(self, as_xlsx, grid, tmp_path):
        parts = parts_of(as_xlsx(grid))
        sheet = "xl/worksheets/sheet1.xml"
        for digits, kind in ((400, "This cell is no number."), (5000, NOT_READ)):
            long = parts | {sheet: parts[sheet].replace(b"<v>90</v>", b"<v>" + b"9" * digits + b"</v>")}
            with pytest.raises(ReferenceDataError) as caught:
                read_deflator(zipped(tmp_path / "long.xlsx", long))
            assert caught.value.what == kind


class TestFiles:
    @pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.ods", "a", "a.csv.gz"])
    def test_another_kind_of_file(self, tmp_path, name):
        with pytest.raises(InputError) as caught:
            read_spreadsheet(tmp_path / name)
        assert (caught.value.what, caught.value.where, caught.value.do) == (
            "This kind of file is not read.",
            name,
            "save it as .xlsx or as CSV (UTF-8)",
        )

    @pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a\0b.csv"])
    def test_a_file_that_is_not_there(self, tmp_path, name):
        with pytest.raises(FileError, match=r"This file cannot be read\."):
            read_spreadsheet(tmp_path / name)

    def test_what_is_no_path(self):
        with pytest.raises(InputError, match=r"This is not the path of a file\."):
            read_spreadsheet(3)

    def test_without_the_library_the_extra_is_named(self, as_xlsx, as_csv, grid, monkeypatch):
        path = as_xlsx(grid)
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(InputError) as caught:
            read_spreadsheet(path)
        assert str(caught.value) == (
            "A workbook cannot be read without the library openpyxl.\n"
            "  where:  release.xlsx\n"
            "  got:    no openpyxl\n"
            "  wanted: openpyxl\n"
            '  do:     pip install "agile-case[excel]", or save the sheet as CSV (UTF-8)\n'
            "  see:    reference/errors#input"
        )
        assert read_deflator(as_csv(grid)).rows

    def test_a_password_is_not_asked_for(self, tmp_path):
        path = zipped(tmp_path / "a.xlsx", {"a.xml": b"x"})
        data = bytearray(path.read_bytes())
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + offset] |= 1
        path.write_bytes(data)
        with pytest.raises(ReferenceDataError, match="encrypted"):
            read_spreadsheet(path)


def test_a_workbook_with_a_chart_sheet_only(tmp_path):
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart")
    book.remove(book.active)
    book.save(tmp_path / "chart.xlsx")
    with pytest.raises(ReferenceDataError):
        read_deflator(tmp_path / "chart.xlsx")
