"""Laws of sheets: what a workbook or CSV says is what the case had, and damage is refused in our own words."""

import contextlib
import csv
import io
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.storage.document import build
from agile_case.storage.plain import plain_of
from agile_case.storage.sheet_layout import LAYOUTS
from agile_case.storage.sheet_writing import workbook_of
from agile_case.storage.sheets import read_sheets
from tests.conftest import WHOLE_WORKBOOKS
from tests.storage_strategies import OWN, models
from tests.strategies import small_case

pytestmark = pytest.mark.filterwarnings("error")


def clean(value):
    """Take out of a case what cells cannot hold: control characters, blanks at the ends, texts and lists of nothing."""
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable()).strip() or (value and "-")
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items() if key == "title" or clean(item) != ""}
    if isinstance(value, list):
        return [clean(item).replace(";", ",") if isinstance(item, str) else clean(item) for item in value if item != ""]
    return value


def cases():
    """Cases whose tables of others are empty, for a sheet has no place for them, and dated events are dates alone."""
    plain = models().map(plain_of).map(_without_foreign).map(_without_pairs).map(clean)
    return plain.map(lambda held: ac.Case(build({**held, "events": _dates(held)}, folder=OWN)))


def _dates(plain):
    events = plain.get("events", {}).items()
    return {key: held["date"] if isinstance(held, dict) and set(held) == {"date"} else held for key, held in events}


def _without_foreign(value):
    if isinstance(value, dict):
        return {key: _without_foreign(item) for key, item in value.items() if key not in ("x", "local")}
    return [_without_foreign(item) for item in value] if isinstance(value, list) else value


def _without_pairs(value):
    """Take out mixes and factors of optimism bias, which stay in the case file; a mix becomes its type."""
    if isinstance(value, dict):
        mixed = {"type": "standard-buildings"} if "mix" in value else {}
        return mixed | {key: _without_pairs(item) for key, item in value.items() if key not in ("mix", "factors")}
    return [_without_pairs(item) for item in value] if isinstance(value, list) else value


def test_what_a_sheet_has_no_column_for_stays_in_the_case():
    bias = {"mix": {"standard-buildings": 0.4, "non-standard-buildings": 0.6}, "mitigation": 0.5}
    factors = {"type": "outsourcing", "measure": "operating-cost", "factors": {"site": [0.5, 0.5]}, "source": "Own"}
    costs = {
        "it": {"amount": "1 GBP/year", "optimism_bias": bias},
        "kit": {"amount": "1 GBP/year", "optimism_bias": factors},
        "desk": {"amount": "1 GBP/year", "optimism_bias": {"type": "standard-buildings"}},
    }
    case = ac.from_plain(small_case(costs))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets.xlsx"
        path.write_bytes(workbook_of(case.model))
        assert case.with_sheets(read_sheets(path)) == case


def emptied(case):
    """Take every event, assumption, role and line out of the plain form of a case."""
    plain = plain_of(case.model)
    options = {
        key: {name: held for name, held in option.items() if name not in LAYOUTS or not LAYOUTS[name].by_option}
        for key, option in plain["options"].items()
    }
    return {**{key: held for key, held in plain.items() if key not in LAYOUTS}, "options": options}


def filled(plain, tables):
    """Put what sheets say into a case that has none of it."""
    options = {key: {**option, **tables.get("options", {}).get(key, {})} for key, option in plain["options"].items()}
    others = {key: held for key, held in tables.items() if key != "options"}
    events = {key: held["date"] if set(held) == {"date"} else held for key, held in others.pop("events", {}).items()}
    return ac.Case(build({**plain, **others, "options": options, "events": events}, folder=OWN))


@WHOLE_WORKBOOKS
@given(cases())
def test_a_case_in_sheets_is_the_same_case(case):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets.xlsx"
        path.write_bytes(workbook_of(case.model))
        sheets = read_sheets(path)
    assert case.with_sheets(sheets) == case
    assert filled(emptied(case), sheets.tables) == case


@WHOLE_WORKBOOKS
@given(cases())
def test_csv_says_the_same_as_the_workbook(case):
    """The numbers of a workbook are kept to their last digit, and so are they as text."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(case.model)))
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{sheet.title}.csv" for sheet in book]
        for path, sheet in zip(paths, book, strict=True):
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([[_as_text(cell) for cell in row] for row in sheet.values])
        assert case.with_sheets(read_sheets(*paths)) == case


def _as_text(cell):
    if hasattr(cell, "date"):
        return cell.date().isoformat()
    return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell)


def _workbook():
    book = openpyxl.Workbook()
    book.active.title = "assumptions"
    for row in (["key", "unit", "value"], ["a", "hour", 1.5], ["b", "hour", "=1+1"]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORKBOOK = _workbook()


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_workbook_is_read_or_refused_in_our_own_words(place, noise, cut):
    data = WORKBOOK[:place] if cut else WORKBOOK[:place] + noise + WORKBOOK[place + len(noise) :]
    _read("damaged.xlsx", data)


@given(st.binary(max_size=200), st.sampled_from(["a.xlsx", "costs.csv"]))
def test_any_bytes_are_read_or_refused_in_our_own_words(data, name):
    _read(name, data)


@given(st.lists(st.lists(st.sampled_from(["key", "option", "unit", "2026-27", "1", "a", "x.y", "", "\0"]) | st.text())))
def test_any_cells_are_read_or_refused_in_our_own_words(rows):
    text = io.StringIO(newline="")
    with contextlib.suppress(csv.Error):
        csv.writer(text).writerows(rows)
    for name in LAYOUTS:
        _read(f"{name}.csv", text.getvalue().encode("utf-8", "surrogatepass"))


def _read(name, data):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        with contextlib.suppress(ac.AgileCaseError):
            assert isinstance(ac.read_sheets(Path(folder) / name).tables, dict)
