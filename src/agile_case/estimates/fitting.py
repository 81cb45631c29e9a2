"""How each family is fitted to judged quantiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from agile_case.errors import EstimateError
from agile_case.estimates.distributions import (
    Estimate,
    Lognormal,
    LognormalRange,
    Normal,
    Pert,
    Shifted,
    Tabulated,
    Triangular,
)
from agile_case.estimates.special import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FITTERS", "Judged", "fitted"]

Judged: TypeAlias = tuple[tuple[float, float], ...]
"""Pairs of probability and value, both rising."""

_HALVINGS: Final = 100
_THREE: Final = 3
_CLOSE: Final = 1e-9
_NEAR: Final = 1e-7
_NARROW: Final = 1e-3
_WIDE: Final = 5.0


def fitted(family: str, asked: Judged) -> tuple[Estimate, tuple[str, ...]]:
    """Fit a family.

    Args:
        family: One of `FITTERS`.
        asked: Two judgements or more.

    Returns:
        The estimate, and notes on what was taken beyond the judgements.

    Raises:
        EstimateError: The family cannot meet the judgements.
    """
    if family != "tabulated" and (asked[0][0] == 0.0 or asked[-1][0] == 1.0):
        why = "is fitted to probabilities between 0 and 1 only"
        raise _cannot(family, why, asked, do="leave out the ends, or use tabulated")
    try:
        return FITTERS[family](asked)
    except OverflowError:
        raise _cannot(family, "would be too wide to work with", asked, do="check the values") from None


def _cannot(family: str, why: str, asked: Judged, *, wanted: str = "", do: str = "") -> EstimateError:
    got = ", ".join(f"P{100 * p:g} = {value:g}" for p, value in asked)
    return EstimateError(f"A {family} estimate {why}.", where="judged", got=got, wanted=wanted, do=do)


def _line(asked: Judged, values: list[float]) -> tuple[float, float]:
    """Fit values = centre + slope x normal quantile by least squares; exact for two."""
    z = normal_quantile([p for p, _ in asked]).tolist()
    middle, centre = math.fsum(z) / len(z), math.fsum(values) / len(values)
    slope = math.fsum((a - middle) * (value - centre) for a, value in zip(z, values, strict=True))
    slope /= math.fsum((a - middle) ** 2 for a in z)
    return centre - slope * middle, slope


def _squares(asked: Judged, of: str) -> tuple[str, ...]:
    return (f"Two numbers for {len(asked)} judgements: the nearest by least squares of the {of}.",) * (len(asked) > 2)  # noqa: PLR2004 - as it says


def _normal(asked: Judged) -> tuple[Estimate, tuple[str, ...]]:
    return Normal(*_line(asked, [value for _, value in asked])), _squares(asked, "values")


def _of_logarithm(mu: float, sigma: float) -> Lognormal:
    mean = math.exp(mu + 0.5 * sigma * sigma)
    return Lognormal(mean, mean * math.sqrt(math.expm1(sigma * sigma)))


def _lognormal(asked: Judged) -> tuple[Estimate, tuple[str, ...]]:
    family = "lognormal"
    if asked[0][1] <= 0.0:
        raise _cannot(family, "cannot be 0 or below", asked, do="use shifted-lognormal or another family")
    if [p for p, _ in asked] == [0.1, 0.9]:
        return LognormalRange(asked[0][1], asked[1][1]), ()
    mu, sigma = _line(asked, [math.log(value) for _, value in asked])
    return _of_logarithm(mu, sigma), _squares(asked, "logarithms")


def _three(asked: Judged, family: str) -> float:
    """Give how much longer the upper step is than the lower: the one number by which a shape is found."""
    if len(asked) != _THREE:
        raise _cannot(family, "needs exactly three judgements", asked, wanted="such as P10, P50 and P90")
    (_, low), (_, middle), (_, high) = asked
    return (high - middle) / (middle - low)


def _solved(
    family: str, asked: Judged, wanted: float, ratio_at: Callable[[float], float], ends: tuple[float, float]
) -> float:
    """Find where a rising ratio is as wanted, by a fixed number of halvings."""
    low, high = ends
    least, most = ratio_at(low), ratio_at(high)
    if not least * (1.0 - _CLOSE) <= wanted <= most * (1.0 + _CLOSE):
        why = f"steps up by {least:.3g} to {most:.3g} times as much as down, and these judgements by {wanted:.3g}"
        do = "see fits(...) for the families that can, among them tabulated"
        raise _cannot(family, why, asked, do=do)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if ratio_at(middle) < wanted else (low, middle)
    return 0.5 * (low + high)


def _shifted_lognormal(asked: Judged) -> tuple[Estimate, tuple[str, ...]]:
    family = "shifted-lognormal"
    wanted = _three(asked, family)
    z = normal_quantile([p for p, _ in asked]).tolist()

    def ratio_at(sigma: float) -> float:
        return math.expm1(sigma * (z[2] - z[1])) / -math.expm1(sigma * (z[0] - z[1]))

    sigma = _solved(family, asked, wanted, ratio_at, (_NARROW, _WIDE))
    (_, low), (_, middle), (_, high) = asked
    median = (high - low) / (math.exp(sigma * (z[2] - z[1])) - math.exp(sigma * (z[0] - z[1])))
    by = middle - median
    found = _of_logarithm(math.log(median) - sigma * z[1], sigma)
    return (found if abs(by) <= _CLOSE * (high - low) else Shifted(found, by)), ()


def _peaked(kind: type[Triangular | Pert]) -> Callable[[Judged], tuple[Estimate, tuple[str, ...]]]:
    family = kind.key

    def fit(asked: Judged) -> tuple[Estimate, tuple[str, ...]]:
        wanted = _three(asked, family)
        at = [p for p, _ in asked]

        def steps(peak: float) -> list[float]:
            found: list[float] = kind(0.0, peak, 1.0).quantile(at).tolist()
            return found

        def ratio_at(negative: float) -> float:
            low, middle, high = steps(-negative)
            return (high - middle) / (middle - low)

        # All triangles with the mode below the first judgement, or above the last, have the same ratio.
        ends = (-at[2], -at[0]) if kind is Triangular else (-1.0, 0.0)
        peak = -_solved(family, asked, wanted, ratio_at, ends)
        notes: tuple[str, ...] = ()
        if kind is Triangular and not at[0] + _NEAR < peak < at[2] - _NEAR:
            peak = 0.0 if peak < at[1] else 1.0
            notes = ("The judgements do not tell where beyond them the mode lies: the end is taken.",)
        first, _, last = steps(peak)
        width = (asked[2][1] - asked[0][1]) / (last - first)
        low = asked[0][1] - width * first
        return kind(low, low + width * peak, low + width), notes

    return fit


def _tabulated(asked: Judged) -> tuple[Estimate, tuple[str, ...]]:
    pairs = list(asked)
    carried = []
    for place, end, neighbour, name in ((0, 0.0, 1, "the lowest value"), (-1, 1.0, -2, "the highest value")):
        (p, value), (other, inner) = pairs[place], pairs[neighbour]
        if p != end:
            carried.append(name)
            new = (end, value + (value - inner) * (end - p) / (p - other))
            pairs = [new, *pairs] if place == 0 else [*pairs, new]
    note = f"Not judged, and carried on in a straight line: {', '.join(carried)}."
    return Tabulated([p for p, _ in pairs], [value for _, value in pairs]), (note,) * bool(carried)


FITTERS: Final[dict[str, Callable[[Judged], tuple[Estimate, tuple[str, ...]]]]] = {
    "tabulated": _tabulated,
    "normal": _normal,
    "lognormal": _lognormal,
    "shifted-lognormal": _shifted_lognormal,
    "triangular": _peaked(Triangular),
    "pert": _peaked(Pert),
}
"""The families that can be fitted, by name."""
