"""A case at the start of discovery, from the answers to a few questions: it loads, is checked and appraises."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from importlib import resources
from string import Template
from typing import Final

import attrs

from agile_case.errors import AgileCaseError, Fault, InputError, did_you_mean
from agile_case.model.fields import KEY
from agile_case.quantities.nouns import Noun
from agile_case.quantities.units import parse_money, unit_system
from agile_case.quantities.years import FinancialYear, as_date

__all__ = ["QUESTIONS", "Question", "discovery_text", "read_answer"]

_DISCOVERY: Final = datetime.timedelta(weeks=8)
_NUMBER: Final = re.compile(r"[0-9]+(?:[_,][0-9]{3})*(?:\.[0-9]+)?")
_THREE: Final = 3


@attrs.frozen
class Question(Noun):
    """One question."""

    key: str
    """What its answer is called in a file of answers."""
    words: str
    """The question."""
    example: str
    """An answer."""
    read: Callable[[str], str]
    """From an answer to what the file says."""
    optional: bool = False
    """Whether it may be left out."""


def _quoted(text: str) -> str:
    """Return text as a string of TOML."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")


def _said(text: str) -> str:
    if not text.strip():
        message = "An answer is needed."
        raise InputError(message, got=repr(text), wanted="text that is not empty")
    return _quoted(text)


def _word(text: str) -> str:
    word = text.strip()
    if not KEY.fullmatch(word):
        message = "This is not a word for what is counted."
        raise InputError(message, got=repr(text)[:80], wanted="one word in small letters, such as application")
    unit_system((word,))
    return word


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        message = "This is not a number."
        raise InputError(message, got=repr(text)[:80], wanted="digits, such as 410,000 or 26.40")
    return float(text.replace(",", "").replace("_", ""))


def _money(text: str) -> float:
    quantity = parse_money(text if text.startswith(("£", "GBP")) else f"£{text}")
    return quantity.to(unit_system(()).unit("GBP"), unit_system(()))


def _share(text: str) -> float:
    value = _number(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 < value <= 1:
        message = "A share lies between nothing and all."
        raise InputError(message, got=text, wanted="such as 70%, or 0.7")
    return value


def _estimate(read: Callable[[str], float]) -> Callable[[str], str]:
    """Return a reader of one number, or of three: low, most likely, high."""

    def estimate(text: str) -> str:
        numbers = [read(word) for word in text.split()]
        if len(numbers) == 1:
            return f"value = {_shown(numbers[0])}"
        if len(numbers) != _THREE:
            message = "One number is needed, or three."
            wanted = "a number, or low, most likely and high with spaces between"
            raise InputError(message, got=repr(text)[:80], wanted=wanted)
        low, mode, high = numbers
        if not (low <= mode <= high and low < high):
            message = "These are not low, most likely and high."
            raise InputError(message, got=repr(text)[:80], wanted="three numbers that rise")
        return f"pert = [{', '.join(map(_shown, numbers))}]"

    return estimate


def _shown(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _date(text: str) -> str:
    return as_date(text.strip()).isoformat()


QUESTIONS: tuple[Question, ...] = (
    Question("title", "What is the proposal called?", "Apply for a street works permit", _said),
    Question("organisation", "Which organisation is it for?", "The street works partnership", _quoted, optional=True),
    Question("owner", "Who is its senior responsible owner?", "Director of highways", _quoted, optional=True),
    Question("problem", "What is wrong now, and for whom?", "Forms come by email and are typed in by hand", _said),
    Question("thing", "What is counted, in one word?", "application", _word),
    Question("volume", "How many of them are there in a year?", "380,000 410,000 450,000", _estimate(_number)),
    Question("minutes_now", "How many minutes of staff time does one take today?", "14 21 30", _estimate(_number)),
    Question("minutes_then", "And with a new service?", "5 9 18", _estimate(_number)),
    Question("share", "Which share would come by the new service, in the end?", "50% 70% 90%", _estimate(_share)),
    Question("staff_hour", "What does an hour of staff time cost, all in, in pounds?", "26.40", _estimate(_money)),
    Question("team", "How many people would be in the team?", "7 9 13", _estimate(_number)),
    Question("day_rate", "What does one of them cost for a day, in pounds?", "480 560 720", _estimate(_money)),
    Question(
        "running", "What would the service cost to run for a year, in pounds?", "£900k £1.2m £2m", _estimate(_money)
    ),
    Question("discovery", "On which day does discovery begin?", "2026-09-01", _date),
    Question("public_beta", "From which day could everybody use it?", "2028-01-10", _date),
)
"""The questions, in their order. In a file of answers each is text, a number, a date, or a list of three numbers."""


def read_answer(question: Question, given: object) -> str:
    """Return what an answer says in the file.

    Args:
        question: The question.
        given: Text; or a number, a date, or a list of numbers, as a file of answers has them.

    Raises:
        AgileCaseError: It is no answer to the question; its faults are located at the key of the question.
    """
    items = given if isinstance(given, list | tuple) else [given]
    try:
        if not all(isinstance(item, str | int | float | datetime.date) for item in items):
            message = "This is not an answer."
            raise InputError(message, got=repr(given)[:80], wanted="text, a number, or a list of three")
        return question.read(" ".join(str(item) for item in items))
    except AgileCaseError as error:
        raise type(error).of(fault.at(question.key) for fault in error.faults) from None


def discovery_text(answers: Mapping[str, object]) -> str:
    """Return the text of a case file at the start of discovery.

    Args:
        answers: Answers by the keys of `QUESTIONS`; those that may be left out may be missing.

    Raises:
        InputError: An answer is missing, is none to its question, or answers no question; all of them are listed.
    """
    faults: list[Fault] = []
    known = {question.key: question for question in QUESTIONS}
    for key in answers:
        if key not in known:
            message, near = "There is no such question.", did_you_mean(str(key), known)
            faults.append(Fault(message, str(key), got=repr(key)[:80], wanted=" or ".join(known), do=near))
    held: dict[str, str] = {}
    for key, question in known.items():
        if key not in answers and not question.optional:
            message = "This question has no answer."
            faults.append(Fault(message, key, got="none", wanted=f"for example {question.example}", do=question.words))
            continue
        try:
            held[key] = read_answer(question, answers.get(key, ""))
        except AgileCaseError as error:
            faults += error.faults
    if not faults:
        faults += _placed(held)
    if faults:
        raise InputError.of(faults)
    text = resources.files("agile_case").joinpath("discovery.toml").read_text(encoding="utf-8")
    return Template(text).substitute(held)


def _placed(held: dict[str, str]) -> list[Fault]:
    """Work out the days and the year that follow from the answers; a service that opens too soon is a fault."""
    begins = as_date(held["discovery"])
    alpha = begins + _DISCOVERY
    held |= {"alpha": alpha.isoformat(), "start": str(FinancialYear.holding(begins))}
    held["source"] = _quoted(f"Answer at the start of discovery, {held['discovery']}; not measured")
    if as_date(held["public_beta"]) > alpha:
        return []
    message, got = "The service opens before discovery has ended.", held["public_beta"]
    return [Fault(message, "public_beta", got=got, wanted=f"a day after {alpha.isoformat()}")]
