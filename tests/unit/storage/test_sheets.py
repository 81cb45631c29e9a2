"""Sheets in the layout: what they say, and every fault with its cell."""

import datetime
import sys
import zipfile

import openpyxl
import pytest

import agile_case as ac
from tests.sheet_files import as_csv, as_xlsx, parts_of, zipped

ASSUMPTIONS = ("key", "unit", "estimate")
COSTS = ("option", "key", "amount", "unit")


def facts(path, *more):
    """Return what is wrong with a file: its place after the name of the file, what, got, wanted, do."""
    with pytest.raises(ac.SheetError) as caught:
        ac.read_sheets(path, *more)
    faults = caught.value.faults
    assert {fault.code for fault in faults} == {"sheet"}
    assert all(fault.where.startswith(path.name) for fault in faults)
    return [
        (fault.where.removeprefix(path.name).removeprefix(", "), fault.what, fault.got, fault.wanted, fault.do)
        for fault in faults
    ]


class TestEstimates:
    @pytest.mark.parametrize(
        ("headings", "row", "plain"),
        [
            (("value",), (None, 5), {"value": 5}),
            (("value",), ("value", 5), {"value": 5}),
            (("low", "high"), ("uniform", 1, 2), {"uniform": [1, 2]}),
            (("high", "mode", "low"), ("triangular", 3, 2, 1), {"triangular": [1, 2, 3]}),
            (("low", "mode", "high"), ("pert", 1, 2, 3), {"pert": [1, 2, 3]}),
            (("mean", "sd"), ("normal", 5, 2), {"normal": [5, 2]}),
            (("mean", "sd"), ("lognormal", 5, 2), {"lognormal": [5, 2]}),
            (("p10", "p90"), ("lognormal", 2, 9), {"lognormal": {"p10": 2, "p90": 9}}),
            (("alpha", "beta"), ("beta", 2, 3), {"beta": [2, 3]}),
            (("alpha", "beta", "low", "high"), ("beta", 2, 3, 10, 20), {"beta": [2, 3, 10, 20]}),
            (("probability",), ("bernoulli", 0.2), {"bernoulli": 0.2}),
            (
                ("values", "probabilities"),
                ("discrete", "1; 2", "0.5; 0.5"),
                {"discrete": {"values": [1, 2], "probabilities": [0.5, 0.5]}},
            ),
            (
                ("values", "probabilities"),
                ("tabulated", "1; 2", "0; 1"),
                {"tabulated": {"values": [1, 2], "probabilities": [0, 1]}},
            ),
            (("mean", "sd", "truncate_low"), ("normal", 5, 2, 0), {"normal": [5, 2], "truncate": {"low": 0}}),
            (
                ("mean", "sd", "shift", "truncate_low", "truncate_high"),
                ("normal", 5, 2, 1, 0, 9),
                {"normal": [5, 2], "shift": 1, "truncate": {"low": 0, "high": 9}},
            ),
            (("2026-27", "2027-28"), (None, 1, 2.5), {"years": "2026-27..2027-28", "values": [1, 2.5]}),
            (("2026-27", "2027-28"), (None, None, 2.5), {"years": "2027-28", "values": [2.5]}),
        ],
    )
    def test_every_kind_is_what_the_case_file_has(self, tmp_path, headings, row, plain):
        path = as_xlsx(tmp_path / "a.xlsx", assumptions=[(*ASSUMPTIONS, *headings), ("one", "hour", *row)])
        table = ac.read_sheets(path).tables["assumptions"]["one"]
        assert table == {"unit": "hour", **plain}
        assert ac.assumption(**table).unit == "hour"

    @pytest.mark.parametrize(
        ("headings", "row", "fault"),
        [
            (
                ("low", "high"),
                ("uniform", 1),
                ("C2", "The 'high' of this estimate is missing.", "low", "uniform: low, high", ""),
            ),
            (
                ("low", "mode", "high"),
                ("uniform", 1, 2, 3),
                ("E2", "'mode' is no number of this estimate.", "2", "uniform: low, high", "clear the cell"),
            ),
            (
                ("alpha", "beta", "low"),
                ("beta", 1, 2, 3),
                (
                    "C2",
                    "The 'high' of this estimate is missing.",
                    "alpha, beta, low",
                    "beta: alpha, beta, low, high",
                    "",
                ),
            ),
            (("mean",), ("value",), ("C2", "The 'value' of this estimate is missing.", "none", "value: value", "")),
            (
                ("2026-27", "value"),
                (None, 1, 2),
                (
                    "E2",
                    "An estimate is given twice.",
                    "'value', and numbers by year",
                    "numbers by year, or 'value'",
                    "",
                ),
            ),
        ],
    )
    def test_numbers_that_do_not_fit_their_kind(self, tmp_path, headings, row, fault):
        path = as_xlsx(tmp_path / "a.xlsx", assumptions=[(*ASSUMPTIONS, *headings), ("one", "hour", *row)])
        place, *rest = fault
        assert facts(path) == [(f"assumptions!{place}", *rest)]

    def test_a_kind_that_there_is_not_and_numbers_without_one(self, tmp_path):
        rows = [(*ASSUMPTIONS, "low"), ("one", "hour", "trianglar", 1), ("two", "hour", None, 1)]
        unknown, bare = facts(as_xlsx(tmp_path / "a.xlsx", assumptions=rows))
        assert unknown[:3] == ("assumptions!C2", "There is no such kind of estimate.", "'trianglar'")
        assert unknown[4] == "did you mean triangular?"
        assert bare[:3] == ("assumptions!D3", "These numbers have no kind.", "'low' without 'estimate'")


class TestLines:
    def test_a_number_takes_the_unit_of_its_row(self, tmp_path):
        rows = [COSTS, ("new", "a", 120.5, "GBPk/year"), ("new", "b", "3 GBP/year", None), ("new", "c", -5, "GBP")]
        held = ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", costs=rows)).tables["options"]["new"]["costs"]
        assert held == {"a": {"amount": "120.5 GBPk/year"}, "b": {"amount": "3 GBP/year"}, "c": {"amount": "-5 GBP"}}

    def test_numbers_by_year_are_a_profile(self, tmp_path):
        rows = [
            ("option", "key", "kind", "unit", 2026, 2027, 2028),
            ("new", "a", "cash-releasing", "GBPk/year", 1, 0, 3),
        ]
        held = ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", benefits=rows)).tables["options"]["new"]["benefits"]["a"]
        assert held == {
            "kind": "cash-releasing",
            "amount": "1 GBPk/year",
            "when": "2026..2028",
            "profile": {"years": "2026..2028", "values": [1, 0, 3]},
        }

    @pytest.mark.parametrize(("heading", "value"), [("when", "2026-27"), ("starts", "live"), ("ends", "live")])
    def test_a_row_that_says_when_is_taken_at_its_word(self, tmp_path, heading, value):
        rows = [("option", "key", "unit", "2026-27", "2027-28", heading), ("new", "a", "GBP/year", 1, 2, value)]
        held = ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", costs=rows)).tables["options"]["new"]["costs"]["a"]
        assert {name: held[name] for name in ("when", "starts", "ends") if name in held} == {heading: value}

    def test_dotted_columns_are_a_table(self, tmp_path):
        rows = [("option", "key", "optimism_bias.type", "optimism_bias.mitigation"), ("new", "a", "outsourcing", 0.5)]
        held = ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", costs=rows)).tables["options"]["new"]["costs"]["a"]
        assert held == {"optimism_bias": {"type": "outsourcing", "mitigation": 0.5}}

    @pytest.mark.parametrize(
        ("headings", "row", "fault"),
        [
            (
                ("amount",),
                (5,),
                (
                    "C2",
                    "A number stands here without a unit.",
                    "5",
                    "text with a unit",
                    "write it with its unit, or give a unit in the column 'unit'",
                ),
            ),
            (
                ("amount", "unit"),
                ("5 GBP", "GBP"),
                (
                    "D2",
                    "A unit stands by itself.",
                    "text in 'amount'",
                    "a number in 'amount', or numbers in columns of years",
                    "clear it, or write the amount as a number",
                ),
            ),
            (
                ("unit",),
                ("GBP",),
                (
                    "C2",
                    "A unit stands by itself.",
                    "no amount",
                    "a number in 'amount', or numbers in columns of years",
                    "clear it, or write the amount as a number",
                ),
            ),
            (
                ("2026-27",),
                (5,),
                ("C2", "Numbers by year have no unit.", "no unit", "a unit such as GBPk/year in the column 'unit'", ""),
            ),
            (
                ("unit", "2026-27", "amount"),
                ("GBP", 5, 6),
                (
                    "E2",
                    "An amount is given twice.",
                    "'amount', and numbers by year",
                    "numbers by year, or 'amount'",
                    "",
                ),
            ),
            (
                ("unit", "2026-27", "profile"),
                ("GBP", 5, "take_up"),
                (
                    "E2",
                    "An amount is given twice.",
                    "'profile', and numbers by year",
                    "numbers by year, or 'profile'",
                    "",
                ),
            ),
            (
                ("unit", "2026-27", "2027-28", "2028-29"),
                ("GBP", 5, None, 0),
                (
                    "E2",
                    "A year between two others has no number.",
                    "an empty cell",
                    "a number",
                    "write 0 if that is meant",
                ),
            ),
        ],
    )
    def test_amounts_that_say_too_little_or_too_much(self, tmp_path, headings, row, fault):
        place, *rest = fault
        path = as_xlsx(tmp_path / "a.xlsx", costs=[("option", "key", *headings), ("new", "a", *row)])
        assert facts(path) == [(f"costs!{place}", *rest)]

    @pytest.mark.parametrize("name", ["measure", "unit_value"])
    def test_other_amounts_are_written_with_their_unit(self, tmp_path, name):
        path = as_xlsx(tmp_path / "a.xlsx", benefits=[("option", "key", name), ("new", "a", 5)])
        what = "A number stands here without a unit."
        assert facts(path) == [("benefits!C2", what, "5", "text with a unit", "write it with its unit")]


class TestTeams:
    def test_roles_and_how_many_work_in_each(self, tmp_path):
        team = "clerk: 3; manager: 0.5; lead: leads"
        path = as_xlsx(tmp_path / "a.xlsx", costs=[("option", "key", "team"), ("digital", "desk", team)])
        plain = {"team": {"clerk": 3, "manager": 0.5, "lead": "leads"}}
        assert ac.read_sheets(path).tables == {"options": {"digital": {"costs": {"desk": plain}}}}

    @pytest.mark.parametrize(
        ("team", "what", "got"),
        [
            ("clerk", "This is not a role with its number.", "'clerk'"),
            ("clerk: ", "This is not a role with its number.", "'clerk:'"),
            (": 3", "This is not a role with its number.", "': 3'"),
            ("clerk: 3; clerk: 4", "The role clerk is there twice.", "'clerk: 4'"),
        ],
    )
    def test_what_is_no_team(self, tmp_path, team, what, got):
        path = as_xlsx(tmp_path / "a.xlsx", costs=[("option", "key", "team"), ("digital", "desk", team)])
        assert facts(path) == [("costs!C2", what, got, "each role once, with its number, as in clerk: 3", "")]

    def test_roles_have_a_sheet_of_their_own(self, tmp_path):
        heading = ("key", "salary", "on_costs", "day_rate", "days")
        rows = [("clerk", "30 GBPk/FTE/year", 0.3), ("lead", None, None, "600 GBP/person/workday", "220 workday/year")]
        plain = {
            "clerk": {"salary": "30 GBPk/FTE/year", "on_costs": 0.3},
            "lead": {"day_rate": "600 GBP/person/workday", "days": "220 workday/year"},
        }
        assert ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", roles=[heading, *rows])).tables == {"roles": plain}


class TestEvents:
    def test_dates_are_dates(self, tmp_path):
        rows = [
            ("key", "date", "after", "delay"),
            ("alpha", datetime.date(2026, 7, 1)),
            ("live", None, "alpha", "9 week"),
        ]
        held = ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", events=rows)).tables["events"]
        assert held == {"alpha": {"date": datetime.date(2026, 7, 1)}, "live": {"after": "alpha", "delay": "9 week"}}

    def test_events_have_no_years(self, tmp_path):
        (fault,) = facts(as_xlsx(tmp_path / "a.xlsx", events=[("key", "2026-27")]))
        assert fault[:4] == ("events!B1", "This is not a column of events.", "'2026-27'", "a column of the layout")


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "what", "got", "wanted", "do"),
        [
            (
                "sorce",
                "This is not a column of assumptions.",
                "'sorce'",
                "a column of the layout, or a year such as 2026-27",
                "did you mean source?",
            ),
            (
                "zzz",
                "This is not a column of assumptions.",
                "'zzz'",
                "a column of the layout, or a year such as 2026-27",
                "take it out of the sheet, or keep workings on a sheet of another name",
            ),
            (
                3.5,
                "This is not a column of assumptions.",
                "3.5",
                "a column of the layout, or a year such as 2026-27",
                "take it out of the sheet, or keep workings on a sheet of another name",
            ),
            ("x", "'x' cannot be given in a sheet.", "'x'", "a column of the layout", "keep it in the case file"),
            (
                "KEY",
                "The column 'key' is there twice.",
                "the same heading as a.xlsx, assumptions!A1",
                "each heading once",
                "",
            ),
            (
                "2026-28",
                "The two halves of this financial year do not follow each other.",
                "'2026-28'",
                '"2026-27"',
                "",
            ),
            (
                "2026/27",
                "This is not a financial year.",
                "'2026/27'",
                'four digits, a hyphen, two digits, as in "2026-27"',
                "write 2026-27",
            ),
        ],
    )
    def test_what_is_no_heading(self, tmp_path, heading, what, got, wanted, do):  # noqa: PLR0917 - a table
        path = as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", heading)])
        assert facts(path) == [("assumptions!B1", what, got, wanted, do)]

    def test_capitals_and_blanks_around_a_heading_do_not_matter(self, tmp_path):
        path = as_xlsx(tmp_path / "a.xlsx", **{" Assumptions ": [(" KEY ", "Unit", "Value"), ("a", "hour", 1)]})
        assert ac.read_sheets(path).tables == {"assumptions": {"a": {"unit": "hour", "value": 1}}}

    @pytest.mark.parametrize(("second", "wanted"), [("2028-29", "2027-28"), ("2026-27", "2027-28"), (2027, "2027-28")])
    def test_years_follow_each_other(self, tmp_path, second, wanted):
        path = as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", "2026-27", second)])
        what, do = "The years of a sheet follow each other.", "give every year once, in order"
        assert facts(path) == [("assumptions!C1", what, str(second), wanted, do)]

    def test_a_key_is_needed(self, tmp_path):
        path = as_xlsx(tmp_path / "a.xlsx", costs=[("title",), ("x",)], events=[])
        heading = "The column {!r} is missing.", "no such heading", "a heading {!r} in the first row", ""
        assert facts(path) == [
            ("costs", heading[0].format("option"), heading[1], heading[2].format("option"), ""),
            ("costs", heading[0].format("key"), heading[1], heading[2].format("key"), ""),
            ("events", heading[0].format("key"), "an empty sheet", heading[2].format("key"), ""),
        ]

    def test_nothing_stands_under_no_heading(self, tmp_path):
        path = as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", None, " "), ("a",), (), (None, 3)])
        do = "write a heading into the first row, or clear the column"
        assert facts(path) == [("assumptions!B4", "This cell stands under no heading.", "3", "a heading", do)]

    def test_too_many_columns(self, tmp_path):
        path = as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", *[None] * 249, "unit")])
        assert facts(path) == [
            ("assumptions!IQ1", "This sheet has too many columns.", "another heading", "at most 250", "")
        ]


class TestRows:
    def test_blank_rows_are_passed_over(self, tmp_path):
        rows = [("key", "unit", "value"), (), ("a", "hour", 1), (None, " "), ("b", "hour", 2), ()]
        assert list(ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", assumptions=rows)).tables["assumptions"]) == ["a", "b"]

    def test_a_sheet_with_headings_alone_says_nothing(self, tmp_path):
        sheets = ac.read_sheets(as_xlsx(tmp_path / "a.xlsx", assumptions=[("key",)]))
        assert (sheets.tables, sheets.entries) == ({}, ())

    @pytest.mark.parametrize(
        ("key", "what", "got", "do"),
        [
            (None, "This row has no key.", "an empty cell", "fill the cell, or clear the whole row"),
            ("Team size", "This is not a key.", "'Team size'", "write team_size"),
            ("2nd", "This is not a key.", "'2nd'", ""),
            (3, "This cell does not hold text.", "3", "format the cell as text and type it again"),
        ],
    )
    def test_every_row_has_a_key(self, tmp_path, key, what, got, do):
        (fault,) = facts(as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", "unit"), (key, "hour")]))
        assert (fault[0], fault[1], fault[2], fault[4]) == ("assumptions!A2", what, got, do)

    def test_every_line_has_an_option(self, tmp_path):
        (fault,) = facts(as_xlsx(tmp_path / "a.xlsx", costs=[COSTS, (None, "a", "1 GBP")]))
        assert fault[:4] == ("costs!A2", "This row has no option.", "an empty cell", "the key of an option of the case")

    def test_a_key_is_given_once_also_over_several_files(self, tmp_path):
        one = as_xlsx(tmp_path / "a.xlsx", assumptions=[("key", "unit", "value"), ("a", "hour", 1)])
        two = as_csv(tmp_path / "more-assumptions.csv", [("key", "unit", "value"), ("b", "hour", 1), ("a", "hour", 1)])
        with pytest.raises(ac.SheetError) as caught:
            ac.read_sheets(one, two)
        (fault,) = caught.value.faults
        assert (fault.what, fault.where) == (
            "assumptions.a is given twice.",
            "more-assumptions.csv line 3 column 1 (A)",
        )
        assert (fault.got, fault.wanted) == ("the same key as a.xlsx, assumptions!A2", "one row for each key")

    def test_nothing_is_said_of_what_only_follows(self, tmp_path):
        rows = [(*ASSUMPTIONS, "low", "high"), ("a", "hour", "uniform", "1", 2)]
        assert [fault[0] for fault in facts(as_xlsx(tmp_path / "a.xlsx", assumptions=rows))] == ["assumptions!D2"]
        rows = [(*COSTS, "2026-27", "2027-28", "2028-29"), ("a", "b", None, None, 1, "2", 3), ("a", "c", "1,0", 2)]
        assert [fault[0] for fault in facts(as_xlsx(tmp_path / "a.xlsx", costs=rows))] == [
            "costs!F2",
            "costs!C3",
            "costs!D3",
        ]


class TestWorkbooks:
    def changed(self, path, change):
        book = openpyxl.load_workbook(path)
        change(book["assumptions"])
        book.save(path)
        return path

    @pytest.fixture
    def path(self, tmp_path):
        rows = [("key", "unit", "value", "notes"), ("a", "hour", 1), ("b", "hour", 2), ("c", "hour", 3)]
        return as_xlsx(tmp_path / "a.xlsx", assumptions=rows, Workings=[("anything",)])

    def test_other_sheets_are_named_and_not_read(self, path):
        sheets = ac.read_sheets(path)
        assert sheets.unread == ("a.xlsx, Workings",)
        assert repr(sheets) == "<Sheets of a.xlsx: 3 entries>"
        assert sheets.cells["assumptions.b"] == "a.xlsx, assumptions!A3"
        assert sheets.cells["assumptions.b.value"] == "a.xlsx, assumptions!C3"
        assert sheets.table.rows[1] == ("assumptions.b", "a.xlsx, assumptions!A3", "unit, value")
        assert "assumptions.b" in sheets._repr_html_()

    def test_a_name_that_is_nearly_one_of_the_layout(self, tmp_path):
        path = as_xlsx(tmp_path / "a.xlsx", Assumption=[("key",)], costs=[COSTS])
        what, wanted = (
            "The name of this sheet is nearly one of the layout.",
            "events or assumptions or roles or costs or benefits or risks or transfers",
        )
        do = "did you mean assumptions? Otherwise give it a name that is further away"
        assert facts(path) == [("Assumption", what, "'Assumption'", wanted, do)]

    def test_a_workbook_without_a_sheet_of_the_layout(self, tmp_path):
        path = as_xlsx(tmp_path / "a.xlsx", Workings=[("a",)], Notes=[])
        wanted = "sheets called events or assumptions or roles or costs or benefits or risks or transfers"
        assert facts(path) == [("", "This workbook has no sheet of the layout.", "'Workings', 'Notes'", wanted, "")]

    def test_merged_cells(self, path):
        self.changed(path, lambda sheet: sheet.merge_cells("B3:B4"))
        do = "take the cells apart, and write into each what it holds"
        found = [fault for fault in facts(path) if "merged" in fault[1]]
        assert found == [("assumptions", "Cells of this sheet are merged.", "B3:B4", "no merged cells", do)]

    def test_hidden_rows_that_hold_something(self, path):
        def hide(sheet):
            for row in (3, 4, 9):
                sheet.row_dimensions[row].hidden = True

        found = facts(self.changed(path, hide))
        wanted, do = "nothing hidden that counts", "show or delete it"
        assert found == [("assumptions", "Rows of this sheet are hidden.", "3, 4", wanted, do)]

    def test_many_hidden_rows_are_not_all_listed(self, tmp_path):
        path = as_xlsx(
            tmp_path / "a.xlsx", assumptions=[("key", "unit", "value"), *((f"a{n}", "1", n) for n in range(12))]
        )

        def hide(sheet):
            for row in range(2, 14):
                sheet.row_dimensions[row].hidden = True

        assert facts(self.changed(path, hide))[0][2] == "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"

    def test_hidden_columns_that_hold_something(self, path):
        def hide(sheet):
            sheet.column_dimensions["B"].hidden = sheet.column_dimensions["F"].hidden = True

        assert [fault[1:3] for fault in facts(self.changed(path, hide))] == [("Columns of this sheet are hidden.", "B")]

    def test_a_hidden_sheet(self, path):
        def hide(sheet):
            sheet.sheet_state = "hidden"

        assert [fault[1:3] for fault in facts(self.changed(path, hide))] == [("This sheet is hidden.", "assumptions")]

    def test_a_formula_that_no_program_has_worked_out(self, path):
        def fill(sheet):
            sheet["C3"] = "=C2+1"
            sheet["A5"] = "=A2"

        what, wanted = "This formula has no value yet.", "a value"
        got, do = (
            "a formula that no program has worked out",
            "open the file in the spreadsheet program and save it there",
        )
        assert facts(self.changed(path, fill)) == [
            ("assumptions!C3", what, got, wanted, do),
            ("assumptions!A5", what, got, wanted, do),
        ]

    def test_a_formula_gives_the_value_that_was_stored(self, path, tmp_path):
        parts = parts_of(self.changed(path, lambda sheet: sheet.__setitem__("C3", "=C2+1")))
        sheet = "xl/worksheets/sheet1.xml"
        assert b"<f>C2+1</f><v />" in parts[sheet] or b"<f>C2+1</f><v/>" in parts[sheet]
        parts[sheet] = parts[sheet].replace(b"<f>C2+1</f><v />", b"<f>C2+1</f><v>7.5</v>")
        parts[sheet] = parts[sheet].replace(b"<f>C2+1</f><v/>", b"<f>C2+1</f><v>7.5</v>")
        held = ac.read_sheets(zipped(tmp_path / "b.xlsx", parts)).tables["assumptions"]
        assert held["b"]["value"] == 7.5

    def test_an_error_in_a_cell(self, path):
        self.changed(path, lambda sheet: sheet.__setitem__("C3", "#REF!"))
        do = "correct the formula in the spreadsheet"
        assert facts(path) == [("assumptions!C3", "This cell holds an error.", "'#REF!'", "a value", do)]

    def test_text_that_begins_like_a_formula_is_text(self, tmp_path):
        path = as_csv(tmp_path / "assumptions.csv", [("key", "unit", "value", "notes"), ("a", "hour", 1, "=1+1")])
        assert ac.read_sheets(path).tables["assumptions"]["a"]["notes"] == "=1+1"


class TestCsv:
    def test_it_says_the_same_as_a_workbook(self, tmp_path):
        rows = [(*ASSUMPTIONS, "low", "high", "date"), ("a", "1", "uniform", 0.25, 0.5, "2026-07-01")]
        path = as_csv(tmp_path / "Licence-Assumptions.CSV", rows)
        book = as_xlsx(tmp_path / "a.xlsx", assumptions=rows)
        assert ac.read_sheets(path).tables == ac.read_sheets(book).tables

    def test_a_number_with_an_exponent_is_a_number_where_text_could_stand(self, tmp_path):
        path = as_csv(tmp_path / "costs.csv", [("option", "key", "growth"), ("digital", "desk", "2.5e-3")])
        assert ac.read_sheets(path).tables["options"]["digital"]["costs"]["desk"] == {"growth": 0.0025}

    def test_a_fault_has_line_and_column_though_cells_reach_over_lines(self, tmp_path):
        rows = [("key", "unit", "value", "notes"), ("a", "hour", 1, "two\nlines"), ("b", "hour", "1,000")]
        what, got, wanted = "This is not a plain number.", "'1,000'", "a number such as 1250000 or 0.45"
        do = "write digits with a point, without thousands separators, signs of money or brackets"
        path = as_csv(tmp_path / "assumptions.csv", rows)
        assert facts(path) == [(" line 4 column 3 (C)", what, got, wanted, do)]

    @pytest.mark.parametrize("name", ["lines.csv", "myassumptions.csv", ".csv"])
    def test_its_name_says_what_it_holds(self, tmp_path, name):
        path = as_csv(tmp_path / f"a{name}", [("key",)])
        ((_, what, _, wanted, do),) = facts(path)
        assert what == "The name of this file does not say what it holds."
        assert wanted == "a name that ends in events or assumptions or roles or costs or benefits or risks or transfers"
        assert do == "name it so, as in licence-costs.csv"

    def test_an_empty_file(self, tmp_path):
        (tmp_path / "events.csv").write_bytes(b"")
        (fault,) = facts(tmp_path / "events.csv")
        assert fault[1:3] == ("The column 'key' is missing.", "an empty sheet")

    @pytest.mark.parametrize(
        ("data", "got"),
        [
            (b"key,notes\na,caf\xe9\n", "the byte 0xe9 at line 2, byte 6, which is not UTF-8"),
            ("key\n".encode("utf-16"), "the byte 0xff at line 1, byte 1, which is not UTF-8"),
            (b'key\na\n"open', "line 3: unexpected end of data"),
        ],
    )
    def test_other_encodings_and_damage(self, tmp_path, data, got):
        (tmp_path / "events.csv").write_bytes(data)
        what, wanted, do = "This spreadsheet cannot be read.", "CSV with commas in UTF-8", "save it as CSV (UTF-8)"
        assert facts(tmp_path / "events.csv") == [("", what, got, wanted, do)]


class TestHostile:
    def test_a_zip_bomb_is_refused_before_it_is_opened(self, tmp_path, monkeypatch):
        parts = parts_of(as_xlsx(tmp_path / "a.xlsx", events=[("key",)]))
        parts["xl/worksheets/sheet1.xml"] = b"<!-- " + b" " * 3_000_000 + b" -->"
        bomb = zipped(tmp_path / "bomb.xlsx", parts)
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args, **_more: pytest.fail("a part was opened"))
        with pytest.raises(ac.LimitError, match="bytes unfolded") as caught:
            ac.read_sheets(bomb)
        assert caught.value.what == "This spreadsheet is too large to be read into a case."
        assert caught.value.do == "save the sheets of the layout by themselves"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
    def test_entities_are_refused(self, tmp_path, encoding):
        parts = parts_of(as_xlsx(tmp_path / "a.xlsx", events=[("key",)]))
        text = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
        parts["xl/worksheets/sheet1.xml"] = text.encode(encoding)
        (fault,) = facts(zipped(tmp_path / "b.xlsx", parts))
        assert fault[1] == "This spreadsheet cannot be read."
        assert fault[2] == "a document type or UTF-16 text in 'xl/worksheets/sheet1.xml'"

    def test_ranges_beyond_the_sheet_cost_nothing(self, tmp_path):
        parts = parts_of(as_xlsx(tmp_path / "a.xlsx", events=[("key",), ("a",)]))
        sheet = parts["xl/worksheets/sheet1.xml"]
        columns = b'<cols><col min="1" max="99999999" hidden="true" width="9"/></cols><sheetData>'
        merged = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        sheet = sheet.replace(b"<sheetData>", columns).replace(b"</sheetData>", merged)
        parts["xl/worksheets/sheet1.xml"] = sheet
        assert [fault[1:3] for fault in facts(zipped(tmp_path / "b.xlsx", parts))] == [
            ("Columns of this sheet are hidden.", "A"),
            ("Cells of this sheet are merged.", "A1:XFD1048576"),
        ]

    def test_cells_without_addresses_stand_one_after_the_other(self, tmp_path):
        parts = parts_of(as_xlsx(tmp_path / "a.xlsx", events=[("key",)]))
        name = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        rows = (
            b'<row><c t="inlineStr"><is><t>key</t></is></c><c t="inlineStr"><is><t>after</t></is></c></row>'
            b'<row><c t="inlineStr"><is><t>b</t></is></c><c t="e"><v>#N/A</v></c></row>'
            b'<row><c t="str"><f>A2</f><v>c</v></c><c t="str"><f>A9</f><v></v></c></row>'
        )
        parts["xl/worksheets/sheet1.xml"] = b"<worksheet " + name + b"><sheetData>" + rows + b"</sheetData></worksheet>"
        assert [fault[:3] for fault in facts(zipped(tmp_path / "b.xlsx", parts))] == [
            ("events!B2", "This cell holds an error.", "'#N/A'")
        ]

    def test_too_many_rows(self, tmp_path):
        path = as_csv(tmp_path / "events.csv", [("key",)] * 2001)
        with pytest.raises(ac.LimitError, match="at most 2000 rows"):
            ac.read_sheets(path)

    def test_a_workbook_without_the_library(self, tmp_path, monkeypatch):
        path = as_xlsx(tmp_path / "a.xlsx", events=[("key",)])
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(ac.InputError, match="without the library openpyxl"):
            ac.read_sheets(path)

    @pytest.mark.parametrize(
        ("paths", "what"), [((), "No spreadsheet is named."), (("a",) * 31, "Too many spreadsheets")]
    )
    def test_one_file_at_least_and_not_too_many(self, paths, what):
        with pytest.raises(ac.InputError, match=what) as caught:
            ac.read_sheets(*paths)
        assert (caught.value.got, caught.value.wanted) == (str(len(paths)), "1 to 30 paths")

    def test_what_is_no_path(self):
        with pytest.raises(ac.InputError, match="not the path of a file"):
            ac.read_sheets(3)
