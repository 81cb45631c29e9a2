"""Normal and beta distribution functions and their inverses, over arrays of float64.

Every result depends on its own element only: iteration counts are fixed by the shapes and never by the data, so a
number comes out with the same bytes whatever block it arrives in. Nothing here calls BLAS.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = ["beta_cdf", "beta_quantile", "normal_cdf", "normal_quantile"]

_BLOCK: Final = 16_384  # elements worked on at a time, so that temporaries stay in the cache; of no effect on results

# Each pair is numerator and denominator of a rational function, highest power first.
_Rational = tuple[tuple[float, ...], tuple[float, ...]]
# fmt: off
_CDF_CENTRE: Final[_Rational] = (
    (0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
     18154.981253343561249),
    (1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956))
_CDF_TAIL: Final[_Rational] = (
    (1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
     597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218),
    (1.0, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
     18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727))
_CDF_FAR: Final[_Rational] = (
    (0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466,
     2.9112874951168792e-5),
    (1.0, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244,
     7.29751555083966205e-5))
_QUANTILE_CENTRE: Final[_Rational] = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0))
_QUANTILE_TAIL: Final[_Rational] = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
     3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1.0))
_QUANTILE_FAR: Final[_Rational] = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0))
# fmt: on


def _horner(coefficients: Sequence[float], x: FloatArray) -> FloatArray:
    out = np.multiply(x, coefficients[0])
    out += coefficients[1]
    for coefficient in coefficients[2:]:
        out *= x
        out += coefficient
    return out


def _ratio(rational: _Rational, x: FloatArray) -> FloatArray:
    return _horner(rational[0], x) / _horner(rational[1], x)


def _blockwise(kernel: Callable[[FloatArray], FloatArray], values: FloatArray) -> FloatArray:
    flat = np.ascontiguousarray(values).reshape(-1)
    out = np.empty_like(flat)
    for start in range(0, flat.size, _BLOCK):
        out[start : start + _BLOCK] = kernel(flat[start : start + _BLOCK])
    return out.reshape(values.shape)


def _within(values: npt.ArrayLike, low: float, high: float, *, ends: bool) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    least, most = (array.min(), array.max()) if array.size else (0.5, 0.5)
    if not (low <= least and most <= high and (ends or (low < least and most < high))):
        message = "A number is missing or outside its range."
        wanted = f"{low} to {high}" if ends else f"above {low} and below {high}"
        raise InputError(message, got=f"{least} to {most}", wanted=wanted)
    return array


def _shapes(a: float, b: float) -> None:
    if not (0.0 < a < math.inf and 0.0 < b < math.inf):
        message = "The shapes of a beta distribution must be positive and finite."
        raise InputError(message, got=f"a = {a}, b = {b}", wanted="a > 0 and b > 0")


def normal_cdf(x: npt.ArrayLike) -> FloatArray:
    """Give the probability that a standard normal quantity is at most x.

    Args:
        x: Values of any shape; infinities are allowed.

    Returns:
        Probabilities of the same shape, to a relative 1e-14 down to 1e-300.

    Raises:
        InputError: A value is not a number.

    Source:
        W. J. Cody (1969), Mathematics of Computation 23; coefficients as in ANORM of ACM Algorithm 715 (1993).

    Example:
        >>> normal_cdf([0.0, 1.0]).round(6).tolist()
        [0.5, 0.841345]
    """
    return _blockwise(_normal_cdf, _within(x, -math.inf, math.inf, ends=True))


def _normal_cdf(x: FloatArray) -> FloatArray:
    size = np.abs(x)
    out = np.zeros_like(x)
    near = np.flatnonzero(size <= 0.66291)  # noqa: PLR2004 - the limits of the three ranges are part of the algorithm
    out[near] = 0.5 + x[near] * _ratio(_CDF_CENTRE, np.square(x[near]))
    rest = np.flatnonzero((size > 0.66291) & (size < 40.0))  # noqa: PLR2004 - a limit of the algorithm
    y = size[rest]
    tail = _ratio(_CDF_TAIL, y)
    far = np.flatnonzero(y > math.sqrt(32.0))
    z = 1.0 / np.square(y[far])
    tail[far] = (1.0 / math.sqrt(2.0 * math.pi) - z * _ratio(_CDF_FAR, z)) / y[far]
    head = np.trunc(y * 16.0) / 16.0  # the square of the head is exact: no accuracy is lost in the exponent
    out[rest] = np.exp(-0.5 * np.square(head)) * np.exp(-0.5 * (y - head) * (y + head)) * tail
    return np.where(x > 0.66291, 1.0 - out, out)  # noqa: PLR2004 - a limit of the algorithm


def normal_quantile(p: npt.ArrayLike) -> FloatArray:
    """Give the standard normal value below which lies probability p.

    Args:
        p: Probabilities above 0 and below 1, of any shape.

    Returns:
        Values of the same shape, to a relative 1e-15.

    Raises:
        InputError: A probability is not strictly between 0 and 1.

    Source:
        M. J. Wichura (1988), Algorithm AS 241, Applied Statistics 37, routine PPND16.

    Example:
        >>> normal_quantile([0.5, 0.975]).round(6).tolist()
        [0.0, 1.959964]
    """
    return _blockwise(_normal_quantile, _within(p, 0, 1, ends=False))


def _normal_quantile(p: FloatArray) -> FloatArray:
    q = p - 0.5
    out = _ratio(_QUANTILE_CENTRE, 0.180625 - np.square(q))  # cheap for all; only the tails need a logarithm
    out *= q
    tail = np.flatnonzero(np.abs(q) > 0.425)  # noqa: PLR2004 - the limits of the three ranges are part of the algorithm
    u = p[tail]
    r = np.sqrt(-np.log(np.minimum(u, 1.0 - u)))
    size = _ratio(_QUANTILE_TAIL, r - 1.6)
    far = np.flatnonzero(r > 5.0)  # noqa: PLR2004 - a limit of the algorithm
    size[far] = _ratio(_QUANTILE_FAR, r[far] - 5.0)
    out[tail] = np.copysign(size, u - 0.5)
    return out


@functools.lru_cache(maxsize=512)
def _log_beta(a: float, b: float) -> float:
    """Logarithm of the beta function: Stirling's series after both arguments are moved above 15 by the recurrence."""
    steps = []
    for _ in range(2):
        while a < 15.0:  # noqa: PLR2004 - a limit of the algorithm
            steps.append(math.log1p(b / a))
            a += 1.0
        a, b = b, a
    steps += [(0.5 - a) * math.log1p(b / a), (0.5 - b) * math.log1p(a / b), 0.5 * math.log(2.0 * math.pi / (a + b))]
    for z, sign in ((a, 1.0), (b, 1.0), (a + b, -1.0)):
        w = 1.0 / (z * z)
        steps.append(sign * (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z)
    return math.fsum(steps)


@functools.lru_cache(maxsize=512)
def _levels(a: float, b: float) -> tuple[tuple[float, float, float], ...]:
    """Coefficients of the continued fraction, deepest level first; enough for every x up to (a + 1)/(a + b + 2)."""
    found = [(a, -a * (a + b) / (a + 1), a * (a + b) * (b - 1) / (a + 1) ** 2)]
    for n in range(1, math.ceil(16.0 + 4.0 * math.sqrt(a)) + 1):
        slope = n * (b - n) / (a + 2 * n - 1) - (a + n) * (a + b + n) / (a + 2 * n + 1)
        found.append((a + 2 * n, slope, (a + n) * (a + b + n) * (n + 1) * (b - n - 1) / (a + 2 * n + 1) ** 2))
    return tuple(reversed(found))


def _log_lower(x: FloatArray, logs: tuple[FloatArray, FloatArray], a: float, b: float) -> tuple[FloatArray, FloatArray]:
    """Logarithm of the beta CDF at x, and its slope over the log odds of x; `logs` are those of x and 1 - x."""
    levels = _levels(a, b)
    square, work = x * x, np.empty_like(x)
    slope = levels[0][1] * x + levels[0][0]
    for constant, linear, quadratic in levels[1:]:
        np.divide(square, slope, out=slope)
        slope *= quadratic
        slope += np.multiply(x, linear, out=work)
        slope += constant
    return a * logs[0] + b * logs[1] - _log_beta(a, b) - np.log(slope), slope


def beta_cdf(x: npt.ArrayLike, a: float, b: float) -> FloatArray:
    """Give the probability that a beta quantity is at most x: the regularised incomplete beta function.

    Args:
        x: Values from 0 to 1, of any shape.
        a: First shape, positive; tested from 0.3 to 300.
        b: Second shape, likewise.

    Returns:
        Probabilities of the same shape, to a relative 1e-12.

    Raises:
        InputError: A value lies outside 0 to 1 or a shape is not positive.

    Source:
        A. R. DiDonato and A. H. Morris (1992), ACM Algorithm 708: the continued fraction of routine BFRAC.

    Example:
        >>> beta_cdf([0.0, 0.5, 1.0], 2.0, 2.0).round(12).tolist()
        [0.0, 0.5, 1.0]
    """
    _shapes(a, b)
    return _blockwise(functools.partial(_beta_cdf, a=a, b=b), _within(x, 0, 1, ends=True))


def _beta_cdf(x: FloatArray, a: float, b: float) -> FloatArray:
    lower = x <= (a + 1.0) / (a + b + 2.0)
    out = np.empty_like(x)
    with np.errstate(divide="ignore"):
        v = x[lower]
        out[lower] = np.exp(_log_lower(v, (np.log(v), np.log1p(-v)), a, b)[0])
        v = x[~lower]
        out[~lower] = -np.expm1(_log_lower(1.0 - v, (np.log1p(-v), np.log(v)), b, a)[0])
    return np.clip(out, 0.0, 1.0)


def beta_quantile(p: npt.ArrayLike, a: float, b: float) -> FloatArray:
    """Give the value below which a beta quantity lies with probability p.

    Args:
        p: Probabilities above 0 and below 1, of any shape.
        a: First shape, positive; tested from 0.3 to 300.
        b: Second shape, likewise.

    Returns:
        Values from 0 to 1 of the same shape, to a relative 1e-12.

    Raises:
        InputError: A probability is not strictly between 0 and 1 or a shape is not positive.

    Example:
        >>> beta_quantile([0.25], 1.0, 2.0).round(12).tolist()
        [0.133974596216]
    """
    _shapes(a, b)
    return _blockwise(functools.partial(_beta_quantile, a=a, b=b), _within(p, 0, 1, ends=False))


def _beta_quantile(p: FloatArray, a: float, b: float) -> FloatArray:
    lower = p <= _beta_cdf(np.array([(a + 1.0) / (a + b + 2.0)]), a, b)
    out = np.empty_like(p)
    for side, odds in ((lower, _log_odds(np.log(p[lower]), a, b)), (~lower, -_log_odds(np.log1p(-p[~lower]), b, a))):
        e = np.exp(-np.abs(odds))
        out[side] = np.where(odds < 0.0, e, 1.0) / (1.0 + e)
    return out


def _log_odds(log_p: FloatArray, a: float, b: float) -> FloatArray:
    """Solve for the log odds of x below (a + 1)/(a + b + 2), where the continued fraction converges.

    The logarithm of the CDF is concave over the log odds, so no step from its steep side goes astray.
    """
    top = math.log((a + 1.0) / (b + 1.0))
    odds = np.full_like(log_p, top)
    for step in range(9 if log_p.size else 0):
        e = np.exp(-np.abs(odds))
        log_1pe = np.log1p(e)
        logs = (np.minimum(odds, 0.0) - log_1pe, -np.maximum(odds, 0.0) - log_1pe)
        x = np.where(odds < 0.0, e, 1.0) / (1.0 + e)
        log_cdf, slope = _log_lower(x, logs, a, b)
        gap = log_p - log_cdf
        if step == 0:  # both lie below the solution: a tangent of a concave function, and its asymptote
            odds = np.maximum(odds + gap / slope, (log_p + _log_beta(a, b) + math.log(a)) / a)
        else:
            bend = 1.0 + 0.5 * gap * (a - (a + b) * x - slope) / slope  # Halley; never below a half
            odds = np.minimum(odds + gap / slope / bend, top)
    return odds
