"""A backlog: its sprints by date, the benefits that items are for, and rows as a tool exports them."""

import csv
import datetime
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.delivery import Backlog, Item, Progress, backlog_of
from agile_case.errors import InputError, UnknownNameError, YearError

START = datetime.date(2027, 1, 4)
DAYS = st.integers(-20, 80).map(lambda days: START + datetime.timedelta(days=days))


def backlog(**items):
    return Backlog(items=items)


def test_sprints_by_date_in_arithmetic():
    held = backlog(
        before=Item(size=3, done_on="2026-12-20"),
        first=Item(size=5, done_on="2027-01-17"),
        second=Item(size=2, done_on="2027-01-18"),
        late=Item(size=4, added_on="2027-01-10", removed_on="2027-01-31"),
        open=Item(size=1),
        after=Item(size=9, added_on="2027-02-01"),
    )
    found = held.progress("2027-01-04", 2, "2027-01-31")
    assert found.scope == 5 + 2 + 1
    assert [(sprint.done, sprint.added, sprint.removed) for sprint in found.sprints] == [(5, 4, 0), (2, 0, 4)]
    assert len(held.progress("2027-01-04", 2, "2027-01-30").sprints) == 1
    assert held.progress("2027-01-04", 2, "2026-01-30").sprints == ()


@given(
    st.lists(st.tuples(st.floats(0.5, 9), st.none() | DAYS, st.none() | DAYS, st.booleans()), min_size=1, max_size=12)
)
def test_sprints_against_a_count_at_the_end_of_each(rows):
    """An independent route: who is in the backlog on the last day of each sprint, and who is done."""
    items = {"always": Item()}
    for place, (size, added, ended, done) in enumerate(rows):
        if added is None or ended is None or ended >= added:
            ends = {"done_on" if done else "removed_on": ended}
            items[f"item {place}"] = Item(size=size, added_on=added, **ends)
    held = Backlog(items=items)
    found = held.progress(START, 2, START + datetime.timedelta(days=60))
    assert isinstance(found, Progress)
    for number in range(len(found.sprints) + 1):
        day = found.ends(number)
        here = [
            item
            for item in items.values()
            if (item.added_on is None or item.added_on <= day)
            and not ((item.done_on or item.removed_on or START) < START)
        ]
        done = sum(item.size for item in here if item.done_on is not None and item.done_on <= day)
        scope = sum(item.size for item in here if item.removed_on is None or item.removed_on > day)
        assert found.done[number] == pytest.approx(done, abs=1e-9)
        assert found.scopes[number] == pytest.approx(scope, abs=1e-9)


def test_the_share_that_is_for_no_benefit_is_by_size_without_what_was_removed():
    held = backlog(
        a=Item(size=3, benefits="time"),
        b=Item(size=1),
        c=Item(size=9, removed_on="2027-02-01"),
        d=Item(benefits=["cost"]),
    )
    assert held.unlinked_share() == 1 / 5
    assert backlog().unlinked_share() == 0


def test_the_backlog_by_benefit():
    held = backlog(
        a=Item(size=3, benefits=["time", "cost"], done_on="2027-02-01"), b=Item(size=1, benefits="time"), c=Item(size=2)
    )
    table = held.benefits_table(["time", "cost", "trust"])
    assert [list(row) for row in table.rows] == [
        ["time", 2, 4, 3, 1],
        ["cost", 1, 3, 3, 0],
        ["trust", 0, 0, 0, 0],
        ["For no benefit", 1, 2, 0, 2],
    ]
    with pytest.raises(UnknownNameError) as caught:
        held.benefits_table(["times"])
    assert [fault.where for fault in caught.value.faults] == [
        "items.a.benefits.0",
        "items.a.benefits.1",
        "items.b.benefits.0",
    ]
    assert "times" in caught.value.faults[0].do


EXPORT = """Issue key,Summary,Story Points,Created,Resolved,Labels,Priority
APP-1,Sign in,5,2026-12-01,2027-01-12,applicant_time; casework,High
APP-2,Upload a photo,,2027-01-20,,,Low
"""


def test_rows_of_a_tool_under_headings_of_its_own():
    columns = {
        "name": "Issue key",
        "title": "Summary",
        "size": "Story Points",
        "added_on": "Created",
        "done_on": "Resolved",
        "benefits": "Labels",
    }
    held = backlog_of(csv.DictReader(io.StringIO(EXPORT)), columns, unit="point")
    assert held.unit == "point"
    assert held.items["APP-1"] == Item(
        size=5, added_on="2026-12-01", done_on="2027-01-12", benefits=("applicant_time", "casework"), title="Sign in"
    )
    assert held.items["APP-2"] == Item(added_on="2027-01-20", title="Upload a photo")


def test_every_row_at_fault_is_named_at_once():
    rows = [
        {"name": "a", "size": "large"},
        {"name": ""},
        {"name": "b", "done_on": "1.2.2027"},
        {"name": "c", "size": "-1"},
        {"name": "d"},
        {"name": "d"},
        {"size": "2"},
    ]
    with pytest.raises(InputError) as caught:
        backlog_of(rows)
    assert [fault.where for fault in caught.value.faults] == [
        "rows.1.size",
        "rows.2.name",
        "rows.3.done_on",
        "rows.4.size",
        "rows.6.name",
        "rows.7.name",
    ]
    with pytest.raises(UnknownNameError, match="done_on"):
        backlog_of([], {"done": "Resolved"})


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"size": 0}, "size"),
        ({"added_on": "2027-02-02", "done_on": "2027-02-01"}, "done_on"),
        ({"added_on": "2027-02-02", "removed_on": "2027-02-01"}, "removed_on"),
        ({"done_on": "2027-02-02", "removed_on": "2027-02-02"}, "removed_on"),
        ({"benefits": 3}, "benefits"),
        ({"added_on": "soon"}, "added_on"),
    ],
)
def test_what_is_no_item_is_refused(fields, where):
    with pytest.raises((InputError, YearError)) as caught:
        Item(**fields)
    assert caught.value.where == where


@pytest.mark.parametrize("items", [[Item()], {"": Item()}, {"a": 3}, {3: Item()}])
def test_what_is_no_backlog_is_refused(items):
    with pytest.raises(InputError) as caught:
        Backlog(items=items)
    assert caught.value.where.startswith("items")


def test_a_backlog_that_is_empty_at_the_start_is_refused():
    with pytest.raises(InputError, match="above zero"):
        backlog(a=Item(added_on="2027-02-01")).progress("2027-01-04", 2, "2027-03-01")
