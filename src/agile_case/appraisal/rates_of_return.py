"""Internal rates of return: every one there is, or plainly none; and the modified rate."""

from __future__ import annotations

import itertools
import math
from typing import Final

import attrs
import numpy as np

from agile_case.appraisal.flows import dated_flow, rate_of, yearly_flow
from agile_case.errors import InputError
from agile_case.quantities.frozen import FloatArray
from agile_case.quantities.nouns import Noun

__all__ = ["InternalRates", "internal_rates", "modified_internal_rate", "net_present_value"]

_FARTHEST: Final = 700.0  # of ln(1 + rate): beyond it e to that power leaves floating point
_ROUNDING: Final = 2.0**-50
_NEAR: Final = 1e-9


@attrs.frozen
class InternalRates(Noun):
    """The rates at which a flow is worth nothing, as fractions a year, and what they mean in words."""

    rates: tuple[float, ...]
    """Every such rate above -1, the smallest first."""
    words: str
    """Whether there is none, one or several, and why."""

    @property
    def rate(self) -> float | None:
        """The rate, where there is exactly one; otherwise None."""
        return self.rates[0] if len(self.rates) == 1 else None

    def __str__(self) -> str:
        """Return the rates in words."""
        return self.words


def net_present_value(flow: object, rate: float) -> float:
    """Return what a flow is worth at its first year, or on its first day.

    Args:
        flow: Pounds of each year, year 0 first and undiscounted; or pounds by date, whose years have 365 days.
        rate: The rate as a fraction a year.

    Raises:
        InputError: The flow or the rate is none, or the value is not finite.
        YearError: A date is none.

    Example:
        >>> round(net_present_value([-1000, 0, 1102.5], 0.05), 2)
        0.0
    """
    years, amounts = _flow(flow)
    with np.errstate(all="ignore"):
        value = math.fsum(amounts * (1.0 + rate_of(rate)) ** -years)
    if not math.isfinite(value):
        message = "A flow has no finite value at this rate."
        raise InputError(message, where="rate", got=repr(rate), wanted="a rate nearer to nothing")
    return value


def internal_rates(flow: object) -> InternalRates:
    """Return every rate above -1 at which a flow is worth nothing.

    A flow that changes its sign more than once may have several, and then none of them ranks options; the Green Book
    asks for NPSV instead.

    Args:
        flow: Pounds of each year, year 0 first; or pounds by date, whose years have 365 days.

    Raises:
        InputError: The flow is none.
        YearError: A date is none.

    Example:
        >>> internal_rates([-100, 230, -132]).words
        'two rates: 10.00% and 20.00%; neither of them ranks options'
    """
    years, amounts = _flow(flow)
    held = amounts != 0
    years, amounts = years[held], amounts[held]
    if not len(amounts):
        return InternalRates((), "none: the flow is nothing in every year")
    changes = len(_changes(amounts))
    if changes == 0:
        return InternalRates((), "none: the flow never changes its sign")
    rates = tuple(math.expm1(root) for root in _roots(years, amounts))
    return InternalRates(rates, _in_words(rates, changes))


def modified_internal_rate(flow: object, *, finance: float, reinvest: float) -> float | None:
    """Return the modified internal rate: what goes out is financed at one rate, what comes in is put by at another.

    Args:
        flow: Pounds of each year, year 0 first.
        finance: Rate at which what goes out is discounted to year 0.
        reinvest: Rate at which what comes in grows to the last year.

    Returns:
        A fraction a year; None where nothing goes out or nothing comes in.

    Raises:
        InputError: The flow or a rate is none, or the flow has one year only.
    """
    amounts = yearly_flow(flow)
    last = len(amounts) - 1
    if last < 1:
        message = "A flow of one year has no rate."
        raise InputError(message, where="flow", got="one year", wanted="two years or more")
    out_rate, in_rate = rate_of(finance, "finance"), rate_of(reinvest, "reinvest")
    years = np.arange(last + 1)
    paid = -math.fsum(np.minimum(amounts, 0.0) * (1.0 + out_rate) ** -years)
    received = math.fsum(np.maximum(amounts, 0.0) * (1.0 + in_rate) ** (last - years))
    if paid == 0 or received == 0:
        return None
    return float((received / paid) ** (1 / last) - 1)


def _flow(flow: object) -> tuple[FloatArray, FloatArray]:
    """Return years and amounts of a yearly or a dated flow."""
    dated = isinstance(flow, dict) or (isinstance(flow, list | tuple) and flow and isinstance(flow[0], list | tuple))
    if dated:
        return dated_flow(flow)
    amounts = yearly_flow(flow)
    return np.arange(len(amounts), dtype=np.float64), amounts


def _in_words(rates: tuple[float, ...], changes: int) -> str:
    shown = [f"{round(rate, 4) + 0.0:.2%}" for rate in rates]  # and no minus before nothing
    if not rates:
        return f"none: the flow changes its sign {changes} times, and is worth nothing at no rate"
    if len(rates) == 1:
        return f"one rate: {shown[0]}"
    count = {2: "two", 3: "three", 4: "four"}.get(len(rates), str(len(rates)))
    which = "neither" if len(rates) == 2 else "none"  # noqa: PLR2004 - of two
    return f"{count} rates: {', '.join(shown[:-1])} and {shown[-1]}; {which} of them ranks options"


def _changes(amounts: FloatArray) -> list[int]:
    """Return the places after which the sign changes."""
    return [int(place) for place in np.flatnonzero(np.sign(amounts[:-1]) != np.sign(amounts[1:]))]


@attrs.frozen(eq=False)
class _Worth:
    """What a flow is worth as a function of ln(1 + rate), over the largest of its terms; only its sign is needed."""

    years: FloatArray
    signs: FloatArray
    sizes: FloatArray
    """Logarithms of the amounts without their signs."""

    def at(self, place: float) -> tuple[float, float]:
        """Return the value, and what it would be if no term cancelled another."""
        powers = self.sizes - self.years * place
        terms = np.exp(powers - powers.max())
        value, gross = float((self.signs * terms).sum()), float(terms.sum())
        if abs(value) < _NEAR * gross:  # near nothing every digit counts
            value = math.fsum(self.signs * terms)
        return value, gross

    def turned(self, pivot: float) -> _Worth:
        """Return the derivative of the value times a power of the rate."""
        apart = pivot - self.years
        return _Worth(self.years, self.signs * np.sign(apart), self.sizes + np.log(np.abs(apart)))

    def is_nothing(self, place: float) -> bool:
        """Tell whether the value is no more than rounding leaves of nothing."""
        value, gross = self.at(place)
        return abs(value) <= _ROUNDING * len(self.years) * gross

    def between(self, low: float, high: float) -> float | None:
        """Return where a value that only rises, or only falls, between two places is nothing; None where it is not."""
        below, above = self.at(low)[0], self.at(high)[0]
        if below == 0 or above == 0 or (below < 0) == (above < 0):
            return None
        while low < (middle := (low + high) / 2) < high:
            value = self.at(middle)[0]
            if value == 0:
                return middle
            low, high = (middle, high) if (value < 0) == (below < 0) else (low, middle)
        return middle

    def roots(self, turns: list[float]) -> list[float]:
        """Return where the value is nothing, in order.

        Args:
            turns: Where it may turn, in order.
        """
        touching = [turn for turn in turns if self.is_nothing(turn)]
        found = list(touching)
        for low, high in itertools.pairwise([-_FARTHEST, *turns, _FARTHEST]):
            if low not in touching and high not in touching:
                root = self.between(low, high)
                found += [] if root is None else [root]
        return sorted(found)


def _roots(years: FloatArray, amounts: FloatArray) -> list[float]:
    """Return every ln(1 + rate) at which a flow is worth nothing, in order.

    The value times a power of the rate that lies between two years where the sign changes has a derivative with one
    change of sign less. Between two places where that is nothing the value rises or falls throughout, so that it is
    nothing at most once: the theorem of Rolle, and the rule of signs of Descartes for powers that need not be whole.

    Args:
        years: Years of the amounts, in order, each once.
        amounts: The amounts; none is zero.
    """
    worth = [_Worth(years, np.sign(amounts), np.log(np.abs(amounts)))]
    for place in _changes(amounts):
        worth.append(worth[-1].turned((years[place] + years[place + 1]) / 2))
    found: list[float] = []
    for held in reversed(worth[:-1]):
        found = held.roots(found)
    return found
