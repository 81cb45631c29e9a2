"""Correlation between assumptions by a Gaussian copula: ranks move together, and each estimate stays as it is.

A correlation replaces uniform numbers by others that are as uniform, and nothing else. Nothing here calls BLAS.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.errors import InputError
from agile_case.estimates.base import _inside
from agile_case.estimates.correlations import check_correlations, check_rank_correlations
from agile_case.estimates.special import _within, normal_cdf, normal_quantile
from agile_case.quantities.frozen import read_only

if TYPE_CHECKING:
    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = ["cholesky_factor", "correlate", "rank_factor"]

_SLACK: Final = 1e-10
_SQUARE: Final = 2


def cholesky_factor(matrix: npt.ArrayLike) -> FloatArray:
    """Give the lower triangular factor of a correlation matrix; the same digits on every machine.

    Args:
        matrix: A correlation matrix, shape `(n, n)`; quantities may be fully correlated.

    Returns:
        L with L L' = matrix, shape `(n, n)`, read-only. Each row has length 1.

    Raises:
        CorrelationError: It is not a correlation matrix.

    Example:
        >>> cholesky_factor([[1, 0.6], [0.6, 1]]).tolist()
        [[1.0, 0.0], [0.6, 0.8]]
    """
    return _factor(check_correlations(matrix).tolist())


def rank_factor(ranks: npt.ArrayLike) -> FloatArray:
    """Give the factor with which `correlate` brings about some rank correlations.

    Args:
        ranks: Spearman's rank correlations, shape `(n, n)`.

    Returns:
        Lower triangular factor of the matching Gaussian correlations, shape `(n, n)`, read-only.

    Raises:
        CorrelationError: No quantities can have these rank correlations under a Gaussian copula. The message and
            `nearest` offer the rank correlations that belong to the nearest matrix.
    """
    return _factor(check_rank_correlations(ranks).tolist())


def _factor(rows: list[list[float]]) -> FloatArray:
    factor: list[list[float]] = []
    for i, row in enumerate(rows):
        built: list[float] = []
        for j in range(i):
            inner = math.fsum([row[j], *(-a * b for a, b in zip(built, factor[j], strict=False))])
            pivot = factor[j][j]
            built.append(inner / pivot if pivot else 0.0)
        rest = math.fsum([1.0, *(-a * a for a in built)])
        if rest <= _SLACK * len(rows):  # it follows wholly from those before it, and what is left is rounding
            size = math.sqrt(math.fsum(a * a for a in built))
            built, rest = [a / size for a in built], 0.0
        factor.append([*built, math.sqrt(rest)])
    return read_only(np.array([built + [0.0] * (len(rows) - len(built)) for built in factor]))


def correlate(uniforms: FloatArray, factor: FloatArray) -> FloatArray:
    """Turn independent uniform numbers into correlated ones.

    Each column stands for itself, and the first row comes back as it is; so does every row that no other moves.

    Args:
        uniforms: Independent numbers above 0 and below 1, shape `(k, n)`: a row for each quantity.
        factor: Lower triangular factor of their Gaussian correlations, shape `(k, k)`, from `rank_factor` or
            `cholesky_factor`.

    Returns:
        Numbers above 0 and below 1, shape `(k, n)`.

    Raises:
        InputError: The shapes do not fit, the factor is not lower triangular with rows of length 1, or a number is not
            above 0 and below 1.
    """
    factor, uniforms = np.asarray(factor, dtype=np.float64), np.asarray(uniforms, dtype=np.float64)
    k = factor.shape[0] if factor.ndim == _SQUARE else -1
    if factor.shape != (k, k) or uniforms.ndim != _SQUARE or uniforms.shape[0] != k:
        message = "The factor and the numbers to correlate do not fit together."
        got = f"shapes {factor.shape} and {uniforms.shape}"
        raise InputError(message, got=got, wanted="(k, k) and (k, n)")
    rows = factor.tolist()
    lengths = [math.fsum(part * part for part in row) for row in rows]
    if np.triu(factor, 1).any() or not all(abs(length - 1.0) <= _SLACK * (k + 1) for length in lengths):
        message = "This is not the factor of a correlation matrix."
        raise InputError(message, got=f"rows of squared length {lengths}", wanted="lower triangular, rows of length 1")
    uniforms = _within(uniforms, 0, 1, ends=False)
    normals: dict[int, FloatArray] = {}
    out = uniforms.copy()
    for i, row in enumerate(rows):
        parts = [(j, part) for j, part in enumerate(row) if part != 0.0]
        if parts == [(i, 1.0)]:
            continue
        total = np.zeros(uniforms.shape[1])
        for j, part in parts:
            if j not in normals:
                normals[j] = normal_quantile(uniforms[j])
            total += part * normals[j]
        out[i] = _inside(normal_cdf(total))
    return out
