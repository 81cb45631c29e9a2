"""From what people judge, such as "nine in ten that it is below 9", to an estimate, with the fit shown."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Final

import attrs

from agile_case.errors import EstimateError, UnknownNameError, did_you_mean
from agile_case.estimates.base import _number, _shown
from agile_case.estimates.distributions import Estimate
from agile_case.estimates.fitting import FITTERS, Judged, fitted
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.tables import Column, Table

__all__ = ["FAMILIES", "Fit", "Fits", "fit", "fits"]

FAMILIES: Final[tuple[str, ...]] = tuple(FITTERS)
"""The families that can be fitted."""
_CLOSE: Final = 1e-9
_LARGEST: Final = 1e290


@attrs.frozen
class Fit:
    """An estimate found from judged quantiles, and how near it comes to them."""

    family: str
    """Name of the family, one of `FAMILIES`."""
    estimate: Estimate
    """What was found."""
    asked: tuple[tuple[float, float], ...]
    """Pairs of probability and judged value, rising."""
    notes: tuple[str, ...] = ()
    """What was taken beyond the judgements."""

    @property
    def achieved(self) -> tuple[float, ...]:
        """What the estimate gives for each judged value."""
        low, high = self.estimate.support
        ends = {0.0: low, 1.0: high}
        return tuple(ends[p] if p in ends else float(self.estimate.quantile(p)) for p, _ in self.asked)

    @property
    def residuals(self) -> tuple[float, ...]:
        """What the estimate gives, less what was judged."""
        return tuple(found - value for found, (_, value) in zip(self.achieved, self.asked, strict=True))

    @property
    def exact(self) -> bool:
        """Whether every judgement is met, up to rounding."""
        values = [value for _, value in self.asked]
        size = max(values[-1] - values[0], 1e-6 * max(map(abs, values)))
        return max(map(abs, self.residuals)) <= _CLOSE * size

    def table(self) -> Table:
        """Return the judgements beside what the estimate gives."""
        decimals = _decimals([value for _, value in self.asked])
        columns = (
            Column("Quantile", "quantile"),
            Column("Asked", "asked", decimals),
            Column("Achieved", "achieved", decimals),
            Column("Residual", "residual", decimals),
        )
        rows = [
            (f"P{100 * p:g}", value, found, residual)
            for (p, value), found, residual in zip(self.asked, self.achieved, self.residuals, strict=True)
        ]
        mean = f"Mean {self.estimate.mean:.6g}, standard deviation {self.estimate.sd:.6g}."
        return Table("fit", f"Fit of a {self.family} estimate: {self.estimate!r}", columns, rows, (mean, *self.notes))

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table().to_text()

    def _repr_html_(self) -> str:
        return self.table().to_html()


@attrs.frozen
class Fits:
    """The families tried on the same judgements: those that fit, the nearest first, and why the others do not."""

    found: tuple[Fit, ...]
    """The fits, the smallest of the largest residuals first; `tabulated` always is among them."""
    refused: FrozenMap[str, str]
    """Why each of the other families cannot fit."""

    def table(self) -> Table:
        """Return one row a family."""
        decimals = _decimals([value for _, value in self.found[0].asked])
        columns = (
            Column("Family", "family"),
            Column("Largest residual", "largest_residual", decimals),
            Column("Mean", "mean", decimals),
            Column("Standard deviation", "sd", decimals),
            Column("Remark", "remark"),
        )
        rows = [
            (one.family, max(map(abs, one.residuals)), one.estimate.mean, one.estimate.sd, " ".join(one.notes))
            for one in self.found
        ]
        rows_refused = [(family, None, None, None, why) for family, why in self.refused.items()]
        return Table("fits", "Estimates fitted to the same judgements", columns, [*rows, *rows_refused])

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table().to_text()

    def _repr_html_(self) -> str:
        return self.table().to_html()


def fit(judged: Mapping[float, float], family: str) -> Fit:
    """Find the estimate of a family that meets judged quantiles.

    Two judgements settle `normal` and `lognormal`, three `shifted-lognormal`, `triangular` and `pert`. With more
    judgements than they have numbers, `normal` and `lognormal` come as near as they can by least squares (of the
    values, and of their logarithms) and the residuals show how near. `tabulated` meets any judgements.

    Args:
        judged: Value by probability, as in `{0.1: 2, 0.5: 4, 0.9: 9}`; probabilities 0 and 1 are the ends.
        family: One of `FAMILIES`.

    Raises:
        UnknownNameError: There is no such family.
        EstimateError: The judgements do not rise together, or the family cannot meet them; the message says why.

    Example:
        >>> fit({0.1: 2, 0.9: 9}, "lognormal").estimate
        LognormalRange(p10=2.0, p90=9.0)
    """
    if family not in FITTERS:
        message = "There is no such family to fit."
        raise UnknownNameError(message, got=repr(family), do=did_you_mean(str(family), FAMILIES))
    return _fit(_asked(judged), family)


def fits(judged: Mapping[float, float]) -> Fits:
    """Try every family on the same judgements.

    Args:
        judged: As for `fit`.

    Raises:
        EstimateError: The judgements do not rise together.
    """
    asked = _asked(judged)
    found: list[Fit] = []
    refused: dict[str, str] = {}
    for family in FAMILIES:
        try:
            found.append(_fit(asked, family))
        except EstimateError as error:
            refused[family] = error.what
    found.sort(key=lambda one: 0.0 if one.exact else max(map(abs, one.residuals)))
    return Fits(tuple(found), FrozenMap(refused))


def _fit(asked: Judged, family: str) -> Fit:
    estimate, notes = fitted(family, asked)
    return Fit(family, estimate, asked, notes)


def _asked(judged: Mapping[float, float]) -> Judged:
    pairs = [(_number(p), _number(value)) for p, value in judged.items()] if isinstance(judged, Mapping) else []
    asked = sorted(
        (p, value)
        for p, value in pairs
        if p is not None and value is not None and 0.0 <= p <= 1.0 and abs(value) < _LARGEST
    )
    if len(asked) != len(pairs) or len(asked) < 2:  # noqa: PLR2004 - a line needs two
        message = "These are not judged quantiles."
        wanted = "two or more probabilities from 0 to 1, each with a value below 1e290 in size"
        raise EstimateError(message, where="judged", got=_shown(judged), wanted=wanted)
    for (first, low), (second, high) in itertools.pairwise(asked):
        if low >= high:
            message = "The judged values do not rise with their probabilities."
            got = f"P{100 * first:g} = {low:g} and P{100 * second:g} = {high:g}"
            raise EstimateError(message, where="judged", got=got, wanted="each value above the one before")
    return tuple(asked)


def _decimals(values: list[float]) -> int:
    """Choose decimals that show four digits of the distance between the values."""
    return min(max(3 - math.floor(math.log10(values[-1] - values[0])), 0), 12)
