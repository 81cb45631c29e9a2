"""What can be a matrix of correlations; where one cannot, the nearest that can.

Eigenvalues are those of LAPACK. They only decide whether a matrix is refused and which one is offered instead: no
stored number is made of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.errors import EstimateError, Fault
from agile_case.estimates.base import _shown
from agile_case.estimates.special import _within
from agile_case.quantities.frozen import read_only

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = [
    "CorrelationError",
    "check_correlations",
    "check_rank_correlations",
    "gaussian_correlation",
    "nearest_correlations",
    "rank_correlation",
]

_SLACK: Final = 1e-10
"""How far apart two numbers may be that should be the same."""
_BELOW: Final = 1e-12
"""How far below 0 rounding may bring an eigenvalue, for each row."""
_ITERATIONS: Final = 400
_DECIMALS: Final = 4
_LARGEST: Final = 8
"""Most assumptions for which the message of a refusal prints the matrix."""
_SQUARE: Final = 2


class CorrelationError(EstimateError):
    """These numbers are not the correlations of any quantities; `nearest` is the nearest matrix that is."""

    nearest: FloatArray | None = None
    """The nearest correlation matrix; None where what was given is not even a square of numbers."""

    @classmethod
    def offering(cls, faults: Iterable[Fault], nearest: FloatArray | None) -> Self:
        """Build the error from its faults and the matrix that it offers.

        Args:
            faults: At least one fault.
            nearest: The nearest correlation matrix, if there is one.
        """
        error = cls.of(faults)
        error.nearest = nearest
        return error

    def at(self, where: str, line: int | None = None) -> Self:
        """Return the same error with its faults under a fuller address.

        Args:
            where: Address of the object that holds the faults.
            line: Line of the file, if known.
        """
        return self.offering((fault.at(where, line) for fault in self.faults), self.nearest)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the faults and the matrix."""
        return (type(self).offering, (self.faults, self.nearest))


def gaussian_correlation(rank: npt.ArrayLike) -> FloatArray:
    """Give the correlation of two normal quantities whose ranks have a given correlation.

    Args:
        rank: Spearman's rank correlations from -1 to 1, of any shape.

    Returns:
        r = 2 sin(pi rank / 6), of the same shape.

    Raises:
        InputError: A correlation lies outside -1 to 1.

    Source:
        K. Pearson (1907), On further methods of determining correlation; also W. H. Kruskal (1958), Journal of the
        American Statistical Association 53, section 6.

    Example:
        >>> gaussian_correlation([-1.0, 0.0, 0.6]).round(6).tolist()
        [-1.0, 0.0, 0.618034]
    """
    ranks = _within(rank, -1, 1, ends=True)
    found: FloatArray = np.where(np.abs(ranks) == 1.0, ranks, 2.0 * np.sin(ranks * (math.pi / 6.0)))
    return found


def rank_correlation(gaussian: npt.ArrayLike) -> FloatArray:
    """Give the rank correlation of two normal quantities of a given correlation, as `gaussian_correlation` undoes it.

    Args:
        gaussian: Correlations from -1 to 1, of any shape.

    Raises:
        InputError: A correlation lies outside -1 to 1.
    """
    given = _within(gaussian, -1, 1, ends=True)
    found: FloatArray = np.where(np.abs(given) == 1.0, given, np.arcsin(0.5 * given) * (6.0 / math.pi))
    return found


def check_correlations(matrix: npt.ArrayLike) -> FloatArray:
    """Give back a matrix if it is a correlation matrix.

    Args:
        matrix: Correlations, shape `(n, n)`.

    Returns:
        A read-only copy, symmetric to the last digit, with ones on the diagonal.

    Raises:
        CorrelationError: It is not symmetric, has something else than 1 on the diagonal, a number outside -1 to 1, or
            a negative eigenvalue. The message and `nearest` offer the nearest matrix that is one.

    Example:
        >>> check_correlations([[1, 0.5], [0.5, 1]]).tolist()
        [[1.0, 0.5], [0.5, 1.0]]
    """
    given = _square(matrix)
    faults = _entry_faults(given) or _eigenvalue_faults(_tidied(given))
    if faults:
        raise _refusal(faults, nearest_correlations(given), ranks=False)
    return read_only(_tidied(given))


def check_rank_correlations(ranks: npt.ArrayLike) -> FloatArray:
    """Give the Gaussian correlations that belong to some rank correlations, if they can be.

    Args:
        ranks: Spearman's rank correlations, shape `(n, n)`.

    Returns:
        The correlation matrix of the normal quantities, shape `(n, n)`, read-only.

    Raises:
        CorrelationError: No quantities can have these rank correlations under a Gaussian copula. The message and
            `nearest` offer the rank correlations that belong to the nearest matrix.
    """
    given = _square(ranks)
    gaussian = gaussian_correlation(_tidied(given))
    faults = _entry_faults(given) or _eigenvalue_faults(gaussian)
    if faults:
        raise _refusal(faults, read_only(rank_correlation(nearest_correlations(gaussian))), ranks=True)
    return read_only(gaussian)


def nearest_correlations(matrix: npt.ArrayLike) -> FloatArray:
    """Give the correlation matrix nearest to a symmetric one, by the sum of squared differences.

    Args:
        matrix: Numbers, shape `(n, n)`; where they are not symmetric, the mean of each pair counts.

    Returns:
        A correlation matrix, shape `(n, n)`, read-only.

    Raises:
        CorrelationError: It is not a square of finite numbers.

    Source:
        N. J. Higham (2002), Computing the nearest correlation matrix, IMA Journal of Numerical Analysis 22, algorithm
        3.3: alternating projections with Dykstra's correction, here 400 of them.

    Example:
        >>> nearest_correlations([[1, 1, 0], [1, 1, 1], [0, 1, 1]]).round(4).tolist()
        [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    """
    given = _square(matrix)
    found = 0.5 * (given + given.T)
    correction = np.zeros_like(found)
    for _ in range(_ITERATIONS):
        before = found - correction
        projected = _without_negative(before)
        correction = projected - before
        found = projected.copy()
        np.fill_diagonal(found, 1.0)
    return read_only(_tidied(_scaled_to_ones(_without_negative(found))))


def _square(matrix: npt.ArrayLike) -> FloatArray:
    try:
        array = np.array(matrix, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        array = np.array(math.nan)
    if array.ndim == _SQUARE and array.shape[0] == array.shape[1] > 0 and bool(np.isfinite(array).all()):
        return array
    message = "Correlations are not a square matrix of finite numbers."
    got = f"shape {array.shape}" if array.ndim == _SQUARE else _shown(matrix)
    raise CorrelationError(message, got=got, wanted="as many rows as columns")


def _entry_faults(given: FloatArray) -> list[Fault]:
    faults = []
    for i, j in zip(*np.nonzero(np.abs(given - given.T) > _SLACK), strict=True):
        if i < j:
            what = "The matrix of correlations is not symmetric."
            got = f"{float(given[i, j])!r} and {float(given[j, i])!r}"
            faults.append(Fault(what, f"{i}.{j}", got=got, wanted="the same number on both sides"))
    for i in np.flatnonzero(np.abs(np.diagonal(given) - 1.0) > _SLACK):
        what = "A quantity is not fully correlated with itself."
        faults.append(Fault(what, f"{i}.{i}", got=repr(float(given[i, i])), wanted="1 on the diagonal"))
    for i, j in zip(*np.nonzero(np.abs(given) > 1.0 + _SLACK), strict=True):
        if i < j:
            what = "A correlation is outside -1 to 1."
            faults.append(Fault(what, f"{i}.{j}", got=repr(float(given[i, j])), wanted="-1 to 1"))
    return faults


def _least_eigenvalue(symmetric: FloatArray) -> float:
    return float(np.linalg.eigvalsh(symmetric)[0])


def _eigenvalue_faults(symmetric: FloatArray) -> list[Fault]:
    least = _least_eigenvalue(symmetric)
    if least >= -_BELOW * symmetric.shape[0]:
        return []
    what = "No quantities can be correlated like this: each pair could be, but not all at once."
    return [Fault(what, got=f"a smallest eigenvalue of {least:.4g}", wanted="none below 0")]


def _tidied(given: FloatArray) -> FloatArray:
    """Take rounding away: the same number on both sides, none outside -1 to 1, ones on the diagonal."""
    tidy: FloatArray = np.clip(0.5 * (given + given.T), -1.0, 1.0)
    np.fill_diagonal(tidy, 1.0)
    return tidy


def _without_negative(symmetric: FloatArray) -> FloatArray:
    """Give the nearest matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(0.5 * (symmetric + symmetric.T))
    found: FloatArray = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return 0.5 * (found + found.T)


def _scaled_to_ones(symmetric: FloatArray) -> FloatArray:
    """Bring the diagonal to 1 without making an eigenvalue negative."""
    sizes = np.sqrt(np.maximum(np.diagonal(symmetric), 1e-300))
    scaled: FloatArray = symmetric / np.outer(sizes, sizes)
    return scaled


def _refusal(faults: list[Fault], nearest: FloatArray, *, ranks: bool) -> CorrelationError:
    do = "use the nearest matrix that can be: see the attribute nearest of this error"
    if nearest.shape[0] <= _LARGEST:
        rows = (", ".join(format(number, "g") for number in row) for row in _printable(nearest, ranks=ranks))
        do = f"use the nearest matrix that can be: [{', '.join(f'[{row}]' for row in rows)}]"
    first, *others = (attrs.evolve(fault, code=CorrelationError.code) for fault in faults)
    return CorrelationError.offering([attrs.evolve(first, do=do), *others], nearest)


def _printable(nearest: FloatArray, *, ranks: bool) -> list[list[float]]:
    """Round to four decimals, drawn in so far that what is printed is accepted."""
    shrink, rounded = 0.0, _rounded(nearest)
    while _eigenvalue_faults(gaussian_correlation(rounded) if ranks else rounded):
        shrink = min(max(1e-5, 1.5 * shrink), 1.0)  # at 1 nothing is correlated, which always can be
        rounded = _rounded((1.0 - shrink) * nearest)
    found: list[list[float]] = rounded.tolist()
    return found


def _rounded(matrix: FloatArray) -> FloatArray:
    rounded: FloatArray = np.round(matrix, _DECIMALS) + 0.0
    np.fill_diagonal(rounded, 1.0)
    return rounded
