"""Curves fitted to what was seen: least squares with standard errors, and shapes compared on the same figures.

A fit describes what was seen. That the years to come follow it is a judgement of its own, and no UK source prescribes
a shape.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from agile_case.errors import AgileCaseError, EstimateError, InputError, UnknownNameError, did_you_mean
from agile_case.estimates.correlations import rank_correlation
from agile_case.estimates.levels import bass_level, decay_level, gompertz_level, logistic_level, saturation_level
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["FITTED_SHAPES", "CurveFit", "CurveFits", "compare_curves", "fit_curve"]

_TENTH, _NINE_TENTHS = math.log(-math.log(0.1)), math.log(-math.log(0.9))


def _gompertz(elapsed: FloatArray, t10: float, t90: float) -> FloatArray:
    """Return the level of a Gompertz curve by the times at which a tenth and nine tenths are reached."""
    steepness = (_TENTH - _NINE_TENTHS) / max(t90 - t10, 1e-6)
    return gompertz_level(elapsed, t10 + _TENTH / steepness, steepness)


_RISES: Final = ("logistic", "gompertz", "bass", "saturation")
FITTED_SHAPES: Final = (*_RISES, "decay")
"""Shapes that can be fitted."""
_LEVELS: Final[dict[str, Callable[..., FloatArray]]] = {
    "logistic": logistic_level,
    "gompertz": _gompertz,
    "bass": bass_level,
    "saturation": saturation_level,
    "decay": decay_level,
}
_BOUNDS: Final = {
    "logistic": {"midpoint": (0.0, 100.0), "steepness": (1e-3, 50.0)},
    "gompertz": {"t10": (0.0, 100.0), "t90": (1e-2, 200.0)},
    "bass": {"innovation": (1e-6, 1.0), "imitation": (0.0, 5.0)},
    "saturation": {"half_life": (1e-2, 100.0)},
    "decay": {"half_life": (1e-2, 100.0)},
}
_STARTS: Final = {
    "midpoint": (1.0, 3.0, 8.0),
    "steepness": (0.5, 2.0),
    "innovation": (0.005, 0.05),
    "imitation": (0.2, 0.6),
    "half_life": (0.5, 2.0, 8.0),
    "t10": (0.5, 3.0),
    "t90": (4.0, 10.0, 25.0),
}
_UNITS: Final = {
    **dict.fromkeys(("midpoint", "half_life", "t10", "t90"), "year"),
    **dict.fromkeys(("steepness", "innovation", "imitation"), "1/year"),
}
_KINDS: Final = ("levels", "increments")
_LOOSE: Final = 1e10
"""Condition of the scaled Jacobian from which on the parameters cannot be told apart."""


@attrs.frozen(kw_only=True)
class CurveFit(Noun):
    """A curve fitted to figures."""

    shape: str
    """The shape, as in a case file."""
    kind: str
    """Whether the figures are `levels`, or `increments` of each year."""
    parameters: FrozenMap[str, float]
    """The parameters and `ceiling`, by the key that a case file gives them; times in years."""
    errors: FrozenMap[str, float]
    """Their standard errors; only of those that were fitted and can be told."""
    correlations: FrozenMap[tuple[str, str], float]
    """Rank correlation of the estimates of each pair that has errors, as `[[correlations]]` of a case file takes it."""
    residual_error: float
    """Standard deviation of the figures about the curve, in their unit."""
    observations: int
    """Number of figures."""
    aicc: float | None
    """Akaike's criterion, corrected for few figures (Hurvich and Tsai 1989); None where there are too few for it."""
    on_bounds: tuple[str, ...] = ()
    """The parameters that lie on a bound: the figures would take them further."""
    notes: tuple[str, ...] = ()
    """What a reader must know of it."""

    @property
    def table(self) -> Table:
        """The parameters with their standard errors."""
        columns = [
            Column("Parameter", "parameter"),
            Column("Unit", "unit"),
            Column("Estimate", "estimate", figures=4),
            Column("Std error", "standard_error", figures=2, empty="not told"),
            Column("On a bound", "on_bound"),
        ]
        rows: list[list[Cell]] = [
            [name, _unit(name), value, self.errors.get(name), "yes" if name in self.on_bounds else ""]
            for name, value in self.parameters.items()
        ]
        about = f"{self.observations} {self.kind}, residual standard deviation {self.residual_error:.4g}"
        caption = f"Fit of a {self.shape} curve to {about}"
        columns, rows = (columns, rows) if self.on_bounds else (columns[:-1], [row[:-1] for row in rows])
        return Table("curve_fit", caption, columns, rows, self.notes)

    @property
    def assumptions(self) -> FrozenMap[str, dict[str, object]]:
        """Each parameter as an assumption for a case file: normal where its error is told, its value otherwise."""
        found: dict[str, dict[str, object]] = {}
        for name, value in self.parameters.items():
            error = self.errors.get(name)
            held: dict[str, object] = {"value": value} if error is None else {"normal": [value, error]}
            found[name] = {**held, "unit": _unit(name), "source": f"Fit of a {self.shape} curve"}
            if name in self.on_bounds:
                found[name]["notes"] = "Lies on a bound of the fit: the figures would take it further."
        return FrozenMap(found)


@attrs.frozen(kw_only=True)
class CurveFits(Noun):
    """Shapes fitted to the same figures."""

    fits: tuple[CurveFit, ...]
    """Those that could be fitted, the smallest criterion first."""
    refused: FrozenMap[str, str]
    """Why others could not, by shape."""

    @property
    def table(self) -> Table:
        """The shapes with their residuals and criterion, the smallest first."""
        columns = [
            Column("Shape", "shape"),
            Column("Parameters", "parameters"),
            Column("Residual standard deviation", "residual_error", figures=4),
            Column("AICc above the smallest", "aicc_above", decimals=1, empty="too few figures"),
            Column("Notes", "notes"),
        ]
        least = min((held.aicc for held in self.fits if held.aicc is not None), default=0.0)
        rows: list[list[Cell]] = [
            [
                held.shape,
                ", ".join(f"{name} {value:.4g}" for name, value in held.parameters.items()),
                held.residual_error,
                None if held.aicc is None else held.aicc - least,
                " ".join(held.notes),
            ]
            for held in self.fits
        ]
        rows += [[shape, "", None, None, f"Not fitted: {why}"] for shape, why in self.refused.items()]
        notes = ["A difference below 2 tells hardly anything; the figures cannot say what comes after them."]
        return Table("curve_fits", "Curves fitted to the same figures", columns, rows, notes)


def fit_curve(
    shape: str,
    years: Sequence[float],
    values: Sequence[float],
    *,
    kind: str = "levels",
    ceiling: float | None = None,
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> CurveFit:
    """Fit a curve to figures by least squares.

    Args:
        shape: `logistic`, `gompertz`, `bass`, `saturation` or `decay`.
        years: Years since the event, rising; of `increments`, the end of the year that each is of.
        values: What was seen: levels reached, or increments of the year that ends then.
        kind: `levels` or `increments`.
        ceiling: What the curve rises to, where that is known; fitted unless stated.
        bounds: Least and greatest value of parameters, by name; wide ones unless stated.

    Returns:
        The fit. A parameter that ends on a bound has no standard error, and a note says so; where the figures cannot
        tell the parameters apart none has.

    Raises:
        UnknownNameError: There is no such shape, kind or parameter.
        InputError: The figures are not finite, not in order or too few, a bound is none, or scipy is not installed.
        EstimateError: No curve of this shape can be fitted to them.

    Source:
        Bates and Watts, Nonlinear Regression Analysis and Its Applications, 1988, for the standard errors; as recalled.
    """
    _known(shape, FITTED_SHAPES, "shape")
    _known(kind, _KINDS, "kind")
    time, seen = _figures(years, values)
    names = _names(shape, ceiling)
    size = float(np.abs(seen).max()) or 1.0
    whole = size if kind == "levels" else float(np.abs(seen).sum())
    limits = {**_BOUNDS[shape], "ceiling": (size * 1e-3, whole * 100.0)}
    for name, pair in (bounds or {}).items():
        _known(name, tuple(names), "bounds")
        limits[name] = _pair(name, pair)
    if len(seen) <= len(names):
        message, wanted = "These are too few figures for the parameters.", f"{len(names) + 1} or more"
        raise InputError(message, where="values", got=f"{len(seen)} figures", wanted=wanted)

    def residuals(vector: FloatArray) -> FloatArray:
        held = dict(zip(names, vector, strict=True))
        top = held.pop("ceiling", ceiling)
        level = _LEVELS[shape]
        found = level(time, *held.values())
        if kind == "increments":
            found = found - level(time - 1.0, *held.values())
        return np.asarray(top * found - seen)

    best = _best(residuals, names, limits, whole)
    return _told(shape, kind, names, best, limits, len(seen), ceiling)


def compare_curves(
    years: Sequence[float],
    values: Sequence[float],
    *,
    shapes: Sequence[str] = _RISES,
    kind: str = "levels",
    ceiling: float | None = None,
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> CurveFits:
    """Fit several shapes to the same figures.

    Args:
        years: Years since the event, rising.
        values: What was seen.
        shapes: Which shapes; those that rise unless stated.
        kind: `levels` or `increments`.
        ceiling: What the curves rise to, where that is known.
        bounds: Least and greatest value of parameters, by name, for the shapes that have them.

    Raises:
        UnknownNameError: There is no such shape or kind.
        InputError: The figures are not finite, not in order, or scipy is not installed.
    """
    fits, refused = [], {}
    _figures(years, values)
    for shape in shapes:
        _known(shape, FITTED_SHAPES, "shapes")
    names = {shape: _names(shape, ceiling) for shape in shapes}
    for name in bounds or {}:
        _known(name, tuple(dict.fromkeys(one for held in names.values() for one in held)), "bounds")
    for shape, own in names.items():
        within = {name: pair for name, pair in (bounds or {}).items() if name in own}
        try:
            fits.append(fit_curve(shape, years, values, kind=kind, ceiling=ceiling, bounds=within))
        except AgileCaseError as error:
            if error.faults[0].got == "no scipy":
                raise
            refused[shape] = error.faults[0].what
    fits.sort(key=lambda held: (math.inf if held.aicc is None else held.aicc, held.residual_error))
    return CurveFits(fits=tuple(fits), refused=FrozenMap(refused))


def _names(shape: str, ceiling: float | None) -> list[str]:
    """Return the parameters that are fitted."""
    return [*_BOUNDS[shape], *([] if ceiling is not None else ["ceiling"])]


def _known(word: str, words: tuple[str, ...], where: str) -> None:
    if word not in words:
        message, do = "This cannot be fitted.", did_you_mean(str(word), words)
        raise UnknownNameError(message, where=where, got=repr(word)[:80], wanted=" or ".join(words), do=do)


def _figures(years: Sequence[float], values: Sequence[float]) -> tuple[FloatArray, FloatArray]:
    try:
        time, seen = np.asarray(years, dtype=np.float64), np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        message = "These are not figures."
        raise InputError(message, where="values", got=repr(values)[:80], wanted="lists of numbers") from None
    if time.ndim != 1 or time.shape != seen.shape:
        message, got = "Each figure has its year.", f"{time.shape} years and {seen.shape} values"
        raise InputError(message, where="years", got=got, wanted="as many years as values")
    if not (np.isfinite(time).all() and np.isfinite(seen).all()):
        message = "A number must be finite."
        raise InputError(message, where="values", got="a number that is not", wanted="finite numbers")
    if (np.diff(time) <= 0).any() or (time < 0).any():
        message = "Years since the event rise from 0."
        raise InputError(message, where="years", got=repr(list(years))[:80], wanted="rising numbers, 0 or more")
    return time, seen


def _pair(name: str, pair: tuple[float, float]) -> tuple[float, float]:
    low, high = float(pair[0]), float(pair[1])
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        message = "A least value lies below a greatest."
        raise InputError(message, where=f"bounds.{name}", got=repr(pair)[:80], wanted="two finite numbers, rising")
    return low, high


def _best(
    residuals: Callable[[FloatArray], FloatArray],
    names: Sequence[str],
    limits: Mapping[str, tuple[float, float]],
    whole: float,
) -> Any:  # noqa: ANN401 - what scipy returns
    """Return the best of the fits from several starts, always the same ones."""
    try:
        from scipy.optimize import least_squares  # noqa: PLC0415 - an extra, imported where it is used
    except ImportError:
        message, do = "A curve cannot be fitted without the library scipy.", 'pip install "agile-case[optimise]"'
        raise InputError(message, got="no scipy", wanted="scipy", do=do) from None
    low, high = (np.array([limits[name][place] for name in names]) for place in (0, 1))
    found = []
    for start in itertools.product(*(_STARTS.get(name, (whole, 2.0 * whole)) for name in names)):
        inside = np.clip(start, low + 1e-6 * (high - low), high - 1e-6 * (high - low))
        held = least_squares(
            residuals, inside, bounds=(low, high), x_scale=np.abs(inside) + 1e-9, xtol=1e-13, ftol=1e-13, gtol=1e-13
        )
        if np.isfinite(held.cost):
            found.append(held)
    if not found:
        message, do = "No curve of this shape can be fitted.", "look at the figures, or state other bounds"
        raise EstimateError(message, where="values", got="no finite sum of squares", wanted="a fit", do=do)
    return min(found, key=lambda held: float(held.cost))


def _told(  # noqa: PLR0917 - all that is known of a fit
    shape: str,
    kind: str,
    names: Sequence[str],
    best: Any,  # noqa: ANN401 - what scipy returns
    limits: Mapping[str, tuple[float, float]],
    count: int,
    ceiling: float | None,
) -> CurveFit:
    squares, free = 2.0 * float(best.cost), len(names)
    variance = squares / (count - free)
    values = dict(zip(names, (float(value) for value in best.x), strict=True))
    held = [min(value - limits[name][0], limits[name][1] - value) for name, value in values.items()]
    bound = [name for name, gap in zip(names, held, strict=True) if gap <= 1e-6 * (limits[name][1] - limits[name][0])]
    notes = []
    for name in bound:
        low, high = limits[name]
        values[name] = low if values[name] - low < high - values[name] else high
        told = "has no standard error; those of the others take it as known."
        notes.append(f"{name} lies on a bound, {values[name]:g}, and {told}")
    if shape == "gompertz" and values["t90"] <= values["t10"]:
        message, do = "A Gompertz curve through these figures would rise at once.", "use a step, or another shape"
        got, wanted = "t90 not later than t10", "a rise that takes time"
        raise EstimateError(message, where="values", got=got, wanted=wanted, do=do)
    inner = [place for place, name in enumerate(names) if name not in bound]
    scaled = np.asarray(best.jac)[:, inner] * np.array([values[names[place]] or 1.0 for place in inner])
    errors: dict[str, float] = {}
    correlations: dict[tuple[str, str], float] = {}
    if not best.status:
        told = "none has a standard error: a known ceiling, or other bounds, may tell more."
        notes.append(f"The search did not come to an end, and {told}")
    elif inner and np.linalg.cond(scaled) < _LOOSE:
        spread = np.linalg.inv(scaled.T @ scaled) * variance
        errors = {
            names[place]: math.sqrt(spread[at, at]) * abs(values[names[place]] or 1.0) for at, place in enumerate(inner)
        }
        for (at, place), (other, second) in itertools.combinations(enumerate(inner), 2):
            size = math.sqrt(spread[at, at] * spread[other, other])
            linear = float(spread[at, other] / size) if size else 0.0
            pair = names[place], names[second]
            correlations[pair] = round(float(rank_correlation(max(-1.0, min(1.0, linear)))), 4)
    elif inner:
        notes.append("The figures cannot tell the parameters apart, so none has a standard error.")
    more = count - free - 2
    aicc = None
    if more > 0 and squares > 0:
        aicc = count * math.log(squares / count) + 2 * (free + 1) + 2 * (free + 1) * (free + 2) / more
    if ceiling is not None:
        values["ceiling"] = float(ceiling)
    return CurveFit(
        shape=shape,
        kind=kind,
        parameters=FrozenMap(values),
        errors=FrozenMap(errors),
        correlations=FrozenMap(correlations),
        residual_error=math.sqrt(variance),
        observations=count,
        aicc=aicc,
        on_bounds=tuple(bound),
        notes=tuple(notes),
    )


def _unit(name: str) -> str:
    return _UNITS.get(name, "1")
