"""Errors: the form of a message, the facts in attributes, fuller addresses, many faults, and other processes."""

import copy
import inspect
import pickle

import pytest

from agile_case import errors
from agile_case.errors import (
    AgileCaseError,
    AppraisalError,
    Fault,
    FileError,
    InputError,
    InvalidCaseError,
    PriceBaseError,
    ReferenceDataError,
    UnitError,
    UnknownNameError,
    YearError,
    did_you_mean,
)

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, AgileCaseError)]
FULL = {
    "what": "Cannot add two costs in different price bases.",
    "where": "options.digital.costs.run_legacy",
    "line": 41,
    "got": "real, 2024-25 prices",
    "wanted": "real, 2026-27 prices (the price base of this case)",
    "do": "rebase it first",
}


def test_a_message_says_what_where_got_wanted_do_and_see():
    assert str(PriceBaseError(FULL["what"], **{key: FULL[key] for key in list(FULL)[1:]})) == (
        "Cannot add two costs in different price bases.\n"
        "  where:  options.digital.costs.run_legacy (line 41)\n"
        "  got:    real, 2024-25 prices\n"
        "  wanted: real, 2026-27 prices (the price base of this case)\n"
        "  do:     rebase it first\n"
        "  see:    reference/errors#price-base"
    )


def test_lines_without_content_are_left_out():
    assert str(UnitError("No.")) == "No.\n  see:    reference/errors#unit"
    assert str(UnitError("No.", line=3)) == "No.\n  where:  line 3\n  see:    reference/errors#unit"


@pytest.mark.parametrize("kind", KINDS)
def test_the_facts_are_attributes(kind):
    error = kind(**FULL)
    assert {name: getattr(error, name) for name in FULL} == FULL
    assert error.faults == (Fault(**FULL, code=kind.code),)
    assert error.args == (str(error),)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("through", [lambda held: pickle.loads(pickle.dumps(held)), copy.copy, copy.deepcopy])
def test_every_error_crosses_processes_whole(kind, through):
    error = kind(**FULL)
    again = through(error)
    assert type(again) is kind
    assert (str(again), again.faults) == (str(error), error.faults)
    many = kind.of([Fault("One."), Fault("Two.", where="a")])
    assert through(many).faults == many.faults


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InputError, ValueError),
        (UnitError, ValueError),
        (YearError, ValueError),
        (InvalidCaseError, ValueError),
        (UnknownNameError, LookupError),
        (ReferenceDataError, LookupError),
        (AppraisalError, ArithmeticError),
        (FileError, OSError),
    ],
)
def test_each_error_is_the_natural_builtin_too(kind, builtin):
    assert issubclass(kind, builtin)
    assert issubclass(kind, AgileCaseError)


def test_each_kind_has_a_section_of_its_own():
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)


def test_the_tree_in_the_docstring_names_every_error():
    assert [kind.__name__ for kind in KINDS if kind.__name__ not in errors.__doc__] == []


# --- addresses ---


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("amount", "options.a.costs.b", "options.a.costs.b.amount"),
        ("", "options.a", "options.a"),
        ("amount", "", "amount"),
        ("", "", ""),
    ],
)
def test_a_fuller_address_goes_before_the_inner_one(inner, outer, expected):
    assert Fault("No.", where=inner).at(outer).where == expected
    assert UnitError("No.", where=inner).at(outer).where == expected


def test_addresses_nest():
    error = UnitError("No.", where="unit", got="x").at("minutes").at("assumptions", 7).at("", 9)
    assert type(error) is UnitError
    assert (error.where, error.line, error.got) == ("assumptions.minutes.unit", 7, "x")


def test_the_original_error_stays_as_it_was():
    error = UnitError("No.", where="unit")
    error.at("assumptions.minutes")
    assert error.where == "unit"


# --- many faults ---


def test_many_faults_are_counted_and_all_shown_in_order():
    error = InvalidCaseError.of([Fault("One.", where="a", code="unit"), Fault("Two.", line=3, code="year")])
    assert str(error) == (
        "2 faults:\n\n"
        "One.\n  where:  a\n  see:    reference/errors#unit\n\n"
        "Two.\n  where:  line 3\n  see:    reference/errors#year"
    )
    assert [fault.what for fault in error.faults] == ["One.", "Two."]
    assert (error.what, error.where, error.line) == ("One.", "a", None)


def test_one_fault_is_shown_alone():
    assert str(InvalidCaseError.of([Fault("One.")])) == "One.\n  see:    reference/errors#input"


def test_faults_come_from_any_iterable_and_all_move_to_a_fuller_address():
    error = InvalidCaseError.of(Fault("No.", where=where) for where in ("a", "b")).at("case", 2)
    assert [(fault.where, fault.line) for fault in error.faults] == [("case.a", 2), ("case.b", 2)]


def test_an_error_without_faults_still_says_something():
    error = YearError.of([])
    assert (error.what, error.faults[0].code) == ("Unknown fault.", "year")


# --- suggestions ---


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("minuts", ["minutes", "team"], "did you mean minutes?"),
        ("team_a", ["team_b", "team_c", "other"], "did you mean team_c or team_b?"),
        ("zzz", ["b", "a", "b"], "use one of: a, b"),
        ("zzz", [f"name{number}" for number in range(13)], ""),
        ("zzz", [], ""),
    ],
)
def test_the_nearest_names_are_suggested(name, known, expected):
    assert did_you_mean(name, known) == expected
