"""The one table writer: text, HTML and CSV, each escaped for where it goes."""

import csv
import io
import sys

import attrs
import narwhals
import numpy as np
import pytest

from agile_case.errors import InputError
from agile_case.quantities.tables import Column, Table

COLUMNS = [Column("Option", "option"), Column("NPSV, £k", "npsv_gbp", decimals=0, scale=1e3)]


def table(rows, **changes):
    """Make a table of two columns."""
    return Table(**({"key": "npsv", "caption": "Options, £k", "columns": COLUMNS, "rows": rows} | changes))


def test_text_is_aligned_under_its_headings():
    shown = table([("digital", 1_234_500.0), ("bau", None)], notes=["Real terms."])
    assert shown.to_text() == (
        "Options, £k\n\nOption   NPSV, £k\n-------  --------\ndigital     1,235\nbau           n/a\n\nReal terms."
    )
    assert str(shown) == shown.to_text()


def test_text_without_notes_ends_with_its_rows():
    assert table([("bau", 0)]).to_text().splitlines()[-1] == "bau            0"


def test_html_has_a_caption_and_headings_with_their_scope():
    shown = table([("digital", 1_234_500.0), ("bau", None)], notes=["Real terms."])
    assert shown.to_html() == (
        "<table>\n<caption>Options, £k</caption>\n"
        '<thead><tr><th scope="col">Option</th><th scope="col" class="number">NPSV, £k</th></tr></thead>\n'
        "<tbody>\n"
        '<tr><th scope="row" class="short">digital</th><td class="number">1,235</td></tr>\n'
        '<tr><th scope="row" class="short">bau</th><td class="number">n/a</td></tr>\n'
        "</tbody>\n</table>\n"
        "<p>Real terms.</p>\n"
    )
    assert shown._repr_html_() == shown.to_html()


@pytest.mark.parametrize(("length", "attribute"), [(24, ' class="short"'), (25, "")])
def test_a_short_row_heading_is_marked_to_stay_on_one_line(length, attribute):
    assert f'<th scope="row"{attribute}>{"x" * length}</th>' in table([("x" * length, 1)]).to_html()


def test_html_escapes_text_wherever_it_stands():
    evil = "<script>alert('x') & \"y\"</script>"
    columns = [Column(evil, "a"), Column(evil, "b")]
    shown = table([(evil, evil)], caption=evil, columns=columns, notes=[evil]).to_html()
    escaped = "&lt;script&gt;alert(&#x27;x&#x27;) &amp; &quot;y&quot;&lt;/script&gt;"
    assert "<script" not in shown
    assert shown.count(escaped) == 6


def test_records_keep_full_numbers_under_machine_headings():
    shown = table([("=digital", 1_234_500.25), ("bau", None)], notes=["Real terms."])
    assert shown.records() == [
        {"option": "=digital", "npsv_gbp": 1_234_500.25},
        {"option": "bau", "npsv_gbp": None},
    ]
    assert table([]).records() == []


def test_csv_keeps_full_numbers_under_machine_headings():
    shown = table([("digital", 1_234_500.123), ("x", 2.0), ("y", 3), ("bau", None), ("z", np.float64(0.1))])
    assert shown.to_csv() == "option,npsv_gbp\ndigital,1234500.123\nx,2\ny,3\nbau,\nz,0.1\n"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "\uff1d1", '=HYPERLINK("x","y")', "=cmd|' /C'!A1"]
)
def test_csv_defuses_text_that_a_spreadsheet_would_run(text):
    rows = list(csv.reader(io.StringIO(table([(text, 1)]).to_csv(), newline="")))
    assert rows[1] == ["'" + text, "1"]


@pytest.mark.parametrize("text", ["a\r=1", "a\r\n=1", "a\n=1"])
def test_csv_never_starts_a_row_inside_a_cell(text):
    """A bare return outside quotation marks would begin a row of its own, with a formula in it."""
    assert table([(text, 1)]).to_csv() == 'option,npsv_gbp\n"a\n=1",1\n'


def test_csv_defuses_a_leading_return():
    assert table([("\r=1", 1)]).to_csv() == 'option,npsv_gbp\n"\'\n=1",1\n'


def test_csv_leaves_negative_numbers_and_plain_text_alone():
    assert table([("a = b", -1.5), ("a,b", -2)]).to_csv() == 'option,npsv_gbp\na = b,-1.5\n"a,b",-2\n'


def test_a_row_that_is_not_as_long_as_the_columns_is_refused():
    with pytest.raises(InputError) as caught:
        table([("bau", 1), ("digital",)])
    error = caught.value
    assert error.what == "A row of a table is not as long as its columns."
    assert (error.where, error.got, error.wanted) == ("rows.1", "1 cells", "2")


def test_a_table_is_frozen_and_hashes():
    shown = table([["bau", 1]])
    assert shown.rows == (("bau", 1),)
    assert hash(shown) == hash(table([("bau", 1)]))
    with pytest.raises(AttributeError):
        shown.rows = ()


def test_a_column_without_decimals_shows_numbers_whole():
    assert Column("Year", "year").show(2.5) == "3"
    assert Column("Share", "share", decimals=2).show(0.125) == "0.13"
    assert Column("Share", "share").show("x") == "x"


class TestEmptyCellsAndFigures:
    def test_a_cell_that_says_nothing_has_the_words_of_its_column_and_is_empty_in_csv(self):
        said = Table("t", "T", [Column("A", "a"), Column("B", "b", empty="none stated")], [["x", ""], ["y", None]])
        assert [said.columns[1].show(row[1]) for row in said.rows] == ["none stated", "none stated"]
        assert said.to_csv() == "a,b\nx,\ny,\n"
        assert (Column("A", "a").show(""), Column("A", "a").show(None)) == ("", "n/a")

    @pytest.mark.parametrize(
        ("number", "shown"),
        [
            (520_000.0, "520,000"),
            (1_234_567.5, "1,234,568"),
            (-6.333333, "-6.3333"),
            (0.686364, "0.68636"),
            (0.000123456, "0.00012346"),
            (0.5, "0.5"),
            (10, "10"),
            (0.0, "0"),
            (99_999.96, "100,000"),
        ],
    )
    def test_figures_follow_the_size_of_each_number(self, number, shown):
        assert Column("A", "a", 0, figures=5).show(number) == shown

    def test_brief_leaves_out_columns_that_say_nothing_but_the_first(self):
        columns = [Column(name, name.lower()) for name in "ABC"]
        held = Table("t", "T", columns, [["", "", None], ["", "x", ""]], ["Said."])
        brief = held.brief()
        assert [column.title for column in brief.columns] == ["A", "B"]
        assert brief.rows == (("", ""), ("", "x"))
        assert brief.notes == ("Said.", "Columns in which no row says anything are left out: C.")
        assert brief.brief() == brief
        zero = Table("t", "T", columns[:2], [["a", 0]])
        assert zero.brief() == zero


def test_markdown_has_caption_table_and_notes_and_escapes_its_own_signs():
    columns = [Column("A|B", "a"), Column("N", "n", 1)]
    held = Table("t", "a_b *c* _x_", columns, [["x|y <b>\nz \\ `q`", 1.25]], ["See [l]."])
    assert held.to_markdown().split("\n") == [
        r"**a_b \*c\* \_x\_**",
        "",
        r"| A\|B | N |",
        "| --- | ---: |",
        r"| x\|y &lt;b&gt;<br>z \\ \`q\` | 1.3 |",
        "",
        r"See \[l\].",
        "",
    ]


class TestFrames:
    TABLE = Table(
        "t",
        "Frames",
        [
            Column("Name", "name"),
            Column("Count", "count", 0),
            Column("Money", "money_gbp", 0, 1e3),
            Column("Mixed", "m"),
        ],
        [["a", 1, 2.5, "word"], ["b", None, None, 3], ["c", 3, 4.0, None]],
    )

    def test_columns_hold_full_numbers(self):
        assert self.TABLE.to_dict() == {
            "name": ["a", "b", "c"],
            "count": [1, None, 3],
            "money_gbp": [2.5, None, 4.0],
            "m": ["word", 3, None],
        }

    @pytest.mark.parametrize("backend", ["pandas", "pyarrow"])
    def test_a_frame_holds_the_same(self, backend):
        found = narwhals.from_native(self.TABLE.to_frame(backend), eager_only=True)
        assert found.columns == ["name", "count", "money_gbp", "m"]
        rows = [[None if isinstance(cell, float) and cell != cell else cell for cell in row] for row in found.rows()]  # noqa: PLR0124 - pandas has NaN for null
        assert rows == [["a", 1, 2.5, "word"], ["b", None, None, "3"], ["c", 3, 4.0, None]]

    @pytest.mark.parametrize("backend", ["pandas", "pyarrow"])
    def test_a_table_without_rows_has_its_columns(self, backend):
        empty = attrs.evolve(self.TABLE, rows=[])
        found = narwhals.from_native(empty.to_frame(backend), eager_only=True)
        assert (found.columns, len(found)) == (["name", "count", "money_gbp", "m"], 0)
        assert found.schema["money_gbp"] == narwhals.Float64
        assert found.schema["name"] == narwhals.String

    @pytest.mark.parametrize("backend", ["excel", "", None, 3])
    def test_another_library_is_refused(self, backend):
        with pytest.raises(InputError, match="library of frames"):
            self.TABLE.to_frame(backend)

    def test_without_the_libraries_the_error_says_what_to_install(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "narwhals", None)
        with pytest.raises(InputError) as caught:
            self.TABLE.to_frame("pandas")
        assert caught.value.do == 'pip install "agile-case[frames]"'
