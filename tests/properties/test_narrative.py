"""Laws of what a case says beside its numbers: circles, completeness, the assurance plan, answers, logs."""

import copy
import datetime
import graphlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.case.starting import QUESTIONS, discovery_text
from agile_case.errors import InvalidCaseError
from agile_case.guidance.assurance import months_on
from agile_case.guidance.completeness import STATUSES
from agile_case.guidance.contents_due import POINTS
from tests.storage_strategies import TEXTS, models
from tests.unit.guidance.test_rules import GOOD

DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31))
KEYS = [f"s{place}" for place in range(6)]


def with_steps(steps):
    plain = copy.deepcopy(GOOD)
    plain["theory_of_change"] = {key: {"kind": "output", "brings_about": after} for key, after in steps.items()}
    return plain


@given(st.fixed_dictionaries({key: st.lists(st.sampled_from(KEYS), max_size=2, unique=True) for key in KEYS}))
def test_a_theory_of_change_is_refused_exactly_where_it_goes_in_a_circle_and_the_circle_is_one(steps):
    """The standard library sorts the same steps; what it cannot sort has a circle."""
    try:
        tuple(graphlib.TopologicalSorter(steps).static_order())
        circular = False
    except graphlib.CycleError:
        circular = True
    if not circular:
        assert len(ac.from_plain(with_steps(steps)).model.theory_of_change) == len(KEYS)
        return
    with pytest.raises(InvalidCaseError) as caught:
        ac.from_plain(with_steps(steps))
    (fault,) = caught.value.faults
    way = fault.got.split(" to ")
    assert way[0] == way[-1]
    assert len(set(way[:-1])) == len(way) - 1
    assert all(after in steps[before] for before, after in itertools.pairwise(way))
    assert fault.where == f"theory_of_change.{way[-2]}.brings_about"


@given(models())
def test_completeness_has_every_part_once_and_what_is_missing_only_grows(model):
    case = ac.Case(model)
    held = [ac.completeness(case, at=point) for point in POINTS]
    for one in held:
        assert sum(one.counts.values()) == len(one.parts)
        assert set(one.counts) == set(STATUSES)
        assert all((part.status == "there") == bool(part.said) for part in one.parts)
        assert len(one.full_table.rows) == len(one.parts)
    for earlier, later in itertools.pairwise(held):
        before = {part.content for part in earlier.missing}
        assert before <= {part.content for part in later.missing}
        assert [part.said for part in earlier.parts] == [part.said for part in later.parts]


@given(models(), DAYS)
def test_the_plan_has_every_review_and_approval_once_by_day(model, on):
    rows = ac.assurance_plan(ac.Case(model), on=on).records()
    keys = [f"reviews.{key}" for key in model.reviews] + [f"approvals.{key}" for key in model.approvals]
    assert sorted(row["key"] for row in rows) == sorted(keys)
    days = [row["day"] or "9999" for row in rows]
    assert days == sorted(days)
    for row in rows:
        late = bool(row["day"]) and datetime.date.fromisoformat(row["day"]) < on
        assert (row["state"] == "overdue") == (late and row["state"] not in ("held", "approved"))


@given(models())
def test_every_log_is_a_table_and_no_law_of_a_case_is_broken_by_words(model):
    case = ac.Case(model)
    for table in (*case.logs(), *case.narrative_tables(), ac.evidence_table(case)):
        assert table.to_text()
        assert table.to_csv().count("\n") >= len(table.rows)


@given(DAYS, st.integers(0, 60))
def test_months_on_is_the_same_day_or_the_last_of_the_month(day, months):
    later = months_on(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + datetime.timedelta(days=1)).day == 1)


NUMBERS = st.floats(0.01, 1e6).map(lambda value: f"{value:.2f}") | st.integers(1, 10**6)


def ranges(numbers=NUMBERS):
    three = st.lists(numbers, min_size=3, max_size=3, unique_by=float).map(lambda held: sorted(held, key=float))
    return numbers | three


@given(
    st.fixed_dictionaries(
        {
            "title": TEXTS.filter(str.strip),
            "problem": TEXTS.filter(str.strip),
            "volume": ranges(),
            "minutes_now": ranges(),
            "minutes_then": ranges(),
            "staff_hour": ranges(),
            "team": ranges(),
            "day_rate": ranges(),
            "running": ranges(),
            "discovery": st.dates(datetime.date(2015, 1, 1), datetime.date(2029, 12, 31)),
        },
        optional={"owner": TEXTS, "organisation": TEXTS},
    ),
    st.integers(57, 3_000),
)
def test_any_answers_make_a_case_that_loads_and_appraises(answers, days):
    public_beta = answers["discovery"] + datetime.timedelta(days=days)
    given_ = {"share": "70%", "thing": "letter", **answers, "public_beta": public_beta}
    assert set(given_) <= {question.key for question in QUESTIONS}
    case = ac.loads(discovery_text(given_))
    assert case.title == " ".join(answers["title"].split())
    assert ac.completeness(case).at == "SOC"
    if public_beta < case.model.basis.period.last.begins:
        assert case.appraise().against()["service"].npsv is not None
