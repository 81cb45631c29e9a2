"""The catalogue: what is bundled, and what a table says of itself."""

import pytest

from agile_case.errors import UnknownNameError
from agile_case.reference import available, available_table, describe, describe_dataset, load, rows_table


def test_every_bundled_table_has_a_row():
    table = available_table()
    assert table.rows == available()
    assert [column.key for column in table.columns] == ["table", "vintage", "status", "title"]
    assert "nothing is defaulted to the latest" in table.to_text()


def test_a_short_table_is_described_with_all_its_rows():
    table = describe("discount-rate", "green-book-2026")
    facts = dict(table.rows)
    assert table.caption == "discount-rate/green-book-2026: Standard social time preference rate, Green Book 2026"
    assert list(facts) == [
        *("publisher", "published", "in force from", "in force to", "status", "evidence", "source", "licence"),
        *("price base", "unit", "sha256 of the rows"),
        *("column schedule", "column from_year", "column to_year", "column rate", "column evidence"),
        *("rows", "row 1", "row 2", "row 3"),
    ]
    assert facts["in force from"] == "not stated"
    assert facts["sha256 of the rows"] == load("discount-rate", "green-book-2026").sha256
    assert facts["row 3"] == "schedule standard-gb2026, from_year 76, to_year blank, rate 2.5, evidence primary"
    assert table.notes[0].startswith("Year 0 has factor 1")


def test_a_long_table_is_described_with_both_ends():
    facts = dict(describe("gdp-deflator", "hmt-2026-03").rows)
    assert [name for name in facts if name.startswith("row")] == ["rows", "row 1", "row 2", "row 30", "row 31"]
    assert facts["row 1"] == "financial_year 2000-01, index 54.3697, status outturn, evidence secondary"


@pytest.mark.parametrize("entry", available())
def test_every_bundled_table_can_be_described_and_printed(entry):
    dataset = load(*entry[:2])
    assert describe(*entry[:2]) == describe_dataset(dataset)
    assert describe(*entry[:2]).to_text()
    table = rows_table(dataset)
    assert len(table.rows) == len(dataset.rows)
    assert table.notes == (dataset.citation,)
    assert table.to_csv().splitlines()[0] == ",".join(dataset.header.columns)


def test_rows_keep_blanks_and_years():
    assert rows_table(load("discount-rate", "green-book-2026")).rows[-1] == (
        "standard-gb2026",
        76,
        None,
        2.5,
        "primary",
    )
    assert rows_table(load("gdp-deflator", "hmt-2026-03")).rows[0] == ("2000-01", 54.3697, "outturn", "secondary")
    assert "54.3697" in rows_table(load("gdp-deflator", "hmt-2026-03")).to_text()


def test_an_unknown_vintage_is_refused():
    with pytest.raises(UnknownNameError, match="This vintage of the reference table is not known"):
        describe("discount-rate", "latest")
