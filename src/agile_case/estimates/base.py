"""What all distributions have in common: their numbers checked, and one way to read them."""

from __future__ import annotations

import abc
import itertools
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from agile_case.errors import EstimateError, Fault
from agile_case.estimates.quadrature import normal_nodes
from agile_case.estimates.special import _within, normal_cdf, normal_quantile
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = ["Bounded", "Distribution"]

_LONG = 10**60
_LEAST: Final = 5e-324
_MOST: Final = 1.0 - 2.0**-53


def _number(value: object) -> float | None:
    """Return a finite number as float, minus zero as zero; None for anything else. A boolean is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return None
    try:
        number = float(value) + 0.0
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _shown(value: object) -> str:
    """Show a refused value in a few characters; Python itself refuses to print a very long integer."""
    if isinstance(value, int) and abs(value) > _LONG:
        return f"an integer of {value.bit_length()} bits"
    try:
        return f"{value!r:.60}"
    except ValueError:
        return f"a {type(value).__name__} with a very long integer"


def _inside(p: FloatArray) -> FloatArray:
    """Move probabilities that rounding has brought to 0 or 1 just inside."""
    clipped: FloatArray = np.clip(p, _LEAST, _MOST)
    return clipped


def _estimate_fault(what: str, where: str, got: str, wanted: str, do: str = "") -> Fault:
    return Fault(what, where, got=got, wanted=wanted, do=do, code=EstimateError.code)


def _written(form: object) -> str:
    if isinstance(form, Mapping):
        return ", ".join(f"{word} {_written(item)}" for word, item in form.items())
    if isinstance(form, list | tuple):
        return f"[{', '.join(_written(item) for item in form)}]"
    return f"{form:,.12g}" if isinstance(form, float) else str(form)


def _numbers(name: str, given: object) -> tuple[tuple[float, ...], list[Fault]]:
    """Read a list of finite numbers; each of the others is a fault."""
    if not isinstance(given, list | tuple):
        return (), [_estimate_fault(f"The {name} are not a list of numbers.", name, _shown(given), "numbers in a list")]
    read = [_number(item) for item in given]
    faults = [
        _estimate_fault(f"Not all {name} are finite numbers.", f"{name}.{place}", _shown(item), "a finite number")
        for place, (item, number) in enumerate(zip(given, read, strict=True))
        if number is None
    ]
    return tuple(number for number in read if number is not None), faults


@attrs.frozen
class Distribution(Noun, abc.ABC):
    """What the distributions have in common."""

    key: ClassVar[str]
    """Key under which a file gives the numbers."""

    @property
    @abc.abstractmethod
    def mean(self) -> float:
        """The mean."""

    @property
    @abc.abstractmethod
    def sd(self) -> float:
        """Standard deviation."""

    @property
    @abc.abstractmethod
    def mode(self) -> float:
        """The likeliest value."""

    @property
    @abc.abstractmethod
    def support(self) -> tuple[float, float]:
        """The least and the most that the quantity can be; infinite where there is no end."""

    def __attrs_post_init__(self) -> None:
        """Turn the numbers into float and refuse what cannot describe a quantity, every fault at once."""
        numbers = {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}
        faults = []
        for name, given in numbers.items():
            number = _number(given)
            if number is None:
                faults.append(self._fault(name, "is not a finite number", _shown(given), "a finite number"))
            else:
                object.__setattr__(self, name, number)
        faults = faults or self._check()
        if faults:
            raise EstimateError.of(faults)

    def _fault(self, name: str, what: str, got: str, wanted: str) -> Fault:
        return _estimate_fault(f"The {name} of a {type(self).__name__} estimate {what}.", name, got, wanted)

    def _check(self) -> list[Fault]:
        """Hold the numbers against each other, in their order from low to high."""
        names = [field.name for field in attrs.fields(type(self))]
        wanted = " <= ".join(names) + " and low < high"
        got = ", ".join(f"{name} = {getattr(self, name)!r}" for name in names)
        faults = [
            self._fault(first, f"is above its {second}", got, wanted)
            for first, second in itertools.pairwise(names)
            if getattr(self, first) > getattr(self, second)
        ]
        low, high = getattr(self, names[0]), getattr(self, names[-1])
        if len(names) > 1 and low == high:
            fault = self._fault(names[0], f"is equal to its {names[-1]}", got, wanted)
            faults.append(attrs.evolve(fault, do="give a single number as value"))
        if not math.isfinite(8.0 * low) or not math.isfinite(8.0 * high):
            faults.append(self._fault(names[0], "is too large to work with", got, "numbers below 1e307 in size"))
        return faults

    def file_form(self) -> dict[str, Any]:
        """Give the keys of a file that hold the estimate, with plain data: numbers, lists and dictionaries.

        `estimate_from_keys` reads them back.
        """
        return {self.key: [getattr(self, field.name) for field in attrs.fields(type(self))]}

    @property
    def written(self) -> str:
        """The numbers as a file writes them, in a line: `pert [4, 6, 10]`."""
        return "; ".join(f"{key} {_written(form)}" for key, form in self.file_form().items())

    def _in_words(self) -> str:
        return self.written

    def _rows(self) -> Iterator[tuple[str, object]]:
        yield "estimate", self.written
        yield "mean", self.mean
        yield "standard deviation", self.sd
        for percent, value in zip((10, 50, 90), self.quantile([0.1, 0.5, 0.9]).tolist(), strict=True):
            yield f"P{percent}", value

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers that a file holds under `key` alone, in their order.

        Raises:
            EstimateError: The file form is more than one list of numbers.
        """
        form = self.file_form()
        held = form.get(self.key)
        if len(form) > 1 or isinstance(held, Mapping):
            message = f"A {type(self).__name__} estimate is more than one list of numbers."
            raise EstimateError(message, got=f"{self!r:.200}", wanted="a list of numbers", do="use file_form()")
        return tuple(held) if isinstance(held, list) else (float(form[self.key]),)

    @property
    def certain(self) -> bool:
        """Whether there is nothing to learn: true of a single number only."""
        return False

    @property
    def median(self) -> float:
        """The value that the quantity is as likely to exceed as not."""
        return float(self.values(np.array([0.5]))[0])

    @abc.abstractmethod
    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check: the engine's way in.

        Args:
            u: Probabilities known to be above 0 and below 1, any shape.

        Returns:
            A new array of the same shape. Each value depends on its own u only.
        """

    def quantile(self, p: npt.ArrayLike) -> FloatArray:
        """Give the values below which the quantity lies with probability p.

        Args:
            p: Probabilities above 0 and below 1, any shape.

        Returns:
            A new array of the same shape, in the unit of the numbers.

        Raises:
            InputError: A probability is not strictly between 0 and 1.
        """
        array = _within(p, 0, 1, ends=False)
        return self.values(array.reshape(-1)).reshape(array.shape)

    @abc.abstractmethod
    def _cdf(self, x: FloatArray) -> FloatArray: ...

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        """Give the probability that the quantity is at most x.

        Args:
            x: Values of any shape, in the unit of the numbers; infinities are allowed.

        Returns:
            A new array of the same shape, from 0 to 1.

        Raises:
            InputError: A value is not a number.
        """
        array = _within(x, -math.inf, math.inf, ends=True)
        return self._cdf(array.reshape(-1)).reshape(array.shape)

    def scaled(self, factor: float) -> Distribution:
        """Give the distribution of the quantity times a factor, such as that of a unit.

        Args:
            factor: A finite number above 0.

        Raises:
            EstimateError: The factor is not above 0, or the numbers leave the range of floating point.
        """
        number = _number(factor)
        if number is None or number <= 0.0:
            message = "An estimate can be scaled by a positive factor only."
            raise EstimateError(message, where="factor", got=_shown(factor), wanted="a finite number above 0")
        return self._scaled(number)

    def _scaled(self, factor: float) -> Distribution:
        return type(self)(*(factor * getattr(self, field.name) for field in attrs.fields(type(self))))

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        """Give values between two ends and their weights, from which the moments of that part follow.

        The variable is the normal quantile of the probability: over it even the quantile of a beta distribution with an
        infinite density is smooth.
        """
        ends = normal_quantile(_inside(self._cdf(np.array([low, high]))))
        z, weights = normal_nodes(float(ends[0]), float(ends[1]))
        return self.values(_inside(normal_cdf(z))), weights

    def _mode_between(self, low: float, high: float) -> float:
        """Give the likeliest value between two ends."""
        return min(max(self.mode, low), high)


@attrs.frozen
class Bounded(Distribution):
    """What the distributions between a low and a high end have in common."""

    def _clipped(self, values: FloatArray) -> FloatArray:
        low, high = self.support
        np.maximum(values, low, out=values)
        return np.minimum(values, high, out=values)

    def _share(self, x: FloatArray) -> FloatArray:
        """Place x between low and high, as 0 to 1."""
        low, high = self.support
        return (np.clip(x, low, high) - low) / (high - low)
