"""The unit words that are always known, those that are refused, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DEFINITIONS", "REFUSED", "UNIT_WORDS", "advice"]

DEFINITIONS: Final = {
    "GBP": "GBP = [money]",
    "GBPk": "GBPk = 1e3 * GBP",
    "GBPm": "GBPm = 1e6 * GBP",
    "GBPbn": "GBPbn = 1e9 * GBP",
    "hour": "hour = [clock_time]",
    "minute": "minute = hour / 60",
    "year": "year = [calendar_time]",
    "month": "month = year / 12",
    "week": "week = year / 52",
    "workday": "workday = [working_day]",
    "FTE": "FTE = [full_time_equivalent]",
    "person": "person = [person]",
    "tCO2e": "tCO2e = [emissions]",
    "kWh": "kWh = [energy]",
    "WELLBY": "WELLBY = [wellbeing_year]",
    "QALY": "QALY = [quality_adjusted_life_year]",
    "percent": "percent = 0.01",
}
"""Each word as pint defines it."""
UNIT_WORDS: Final = frozenset(DEFINITIONS)
"""Every unit word that is always known; counts declared by a case come on top."""

_OTHER_MONEY = "only pounds are known: convert first, at a rate you state as an assumption"
_DAYS = "write workday for a working day, or give weeks, months or years"
REFUSED: Final = {
    "£": "write GBP, as in 5 GBPm for five million pounds",
    "$": _OTHER_MONEY,
    "€": _OTHER_MONEY,
    "USD": _OTHER_MONEY,
    "EUR": _OTHER_MONEY,
    "day": _DAYS,
    "days": _DAYS,
    "pound": "write GBP",
    "pounds": "write GBP",
    "mGBP": "write GBPm for millions of pounds",
    "kGBP": "write GBPk for thousands of pounds",
    "MGBP": "write GBPm for millions of pounds",
    "bnGBP": "write GBPbn for billions of pounds",
    "m": "write GBPm for millions of pounds",
    "k": "write GBPk for thousands of pounds",
    "M": "write GBPm for millions of pounds",
    "bn": "write GBPbn for billions of pounds",
    "min": "write minute",
    "max": "max is a function: it compares two things, as in max(a, b)",
    "%": "write percent",
}
"""Words and signs that are easily taken for something else, with what to write instead."""


def advice(word: str, known: Iterable[str]) -> str:
    """Say what to write instead of a word that is not a unit.

    Args:
        word: The word or sign.
        known: The unit words of the case.
    """
    words = frozenset(known)
    if word in REFUSED:
        return REFUSED[word]
    singular = word.removesuffix("s")
    if singular != word and singular in words:
        return f"write {singular}: units have no plural"
    return did_you_mean(word, words) or "declare a thing counted under [units] counts"
