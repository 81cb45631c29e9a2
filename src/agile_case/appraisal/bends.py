"""Lines that bend in one uncertain number only: over all that it can be, a polynomial says what their years come to.

A take-up curve whose midpoint is uncertain has another shape in each draw, and to work it out year by year costs thirty
logistics a draw. What all years come to is a smooth function of the midpoint alone, so a polynomial of some twenty
terms gives it to the last digits. It is fitted when the plan is laid out for a simulation, at Chebyshev points, and
looked at between them; where it is not as good as that, the years are worked out one by one.

A function with a corner is never fitted, however small the corner: only logistics and jumps are, and only where no
point in time passes another or the end of a year, whatever is drawn.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.polynomial import chebyshev

from agile_case.appraisal.composed import Composed, Learned
from agile_case.appraisal.derived import Curved, Instant
from agile_case.estimates.expressions import Call, Literal, Name, children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from agile_case.appraisal.derived import Derived
    from agile_case.estimates.expressions import Node
    from agile_case.quantities.frozen import FloatArray

    Values = Mapping[str, FloatArray | float]

__all__ = ["clenshaw", "fitted", "smooth"]

_ERROR: Final = 1e-13
"""Largest error, as a share of the largest size of the function."""
_DEGREES: Final = (8, 16, 24, 32, 48, 64)
_CHECKED: Final = 4
"""Points looked at for each term."""
_KEPT: Final = 2e-16
"""Size of a term, as a share of the function, below which it is left out."""


def fitted(function: Callable[[FloatArray], FloatArray], low: float, high: float) -> tuple[float, ...] | None:
    """Return the Chebyshev coefficients of a function over a range; None where no polynomial is as good.

    Args:
        function: Of an array of points.
        low: The smallest point.
        high: The largest one.
    """
    middle, half = low + (high - low) / 2, (high - low) / 2
    if not (np.isfinite(half) and half > 0):
        return None
    for degree in _DEGREES:
        count = degree + 1
        angles = np.pi * (np.arange(count) + 0.5) / count
        values = function(middle + half * np.cos(angles))
        size = float(np.abs(values).max(initial=0.0))
        if not np.isfinite(size):
            return None
        turns = np.cos(np.outer(np.arange(count), angles))
        series = 2.0 / count * (turns * values).sum(axis=1)  # no product of matrices: its digits depend on the machine
        series[0] /= 2.0
        while len(series) > 1 and abs(series[-1]) <= _KEPT * size:
            series = series[:-1]
        between = np.cos(np.pi * np.arange(_CHECKED * count + 1) / (_CHECKED * count))
        wanted = function(middle + half * between)
        if (np.abs(chebyshev.chebval(between, series) - wanted) <= _ERROR * size).all():
            return tuple(series.tolist())
    return None


def clenshaw(coefficients: tuple[float, ...], place: FloatArray) -> FloatArray:
    """Return a Chebyshev series at places from -1 to 1, by Clenshaw's rule.

    Args:
        coefficients: Of the Chebyshev polynomials, lowest first, at least two.
        place: The places.
    """
    twice = 2.0 * place
    last, before = np.zeros_like(place), np.full_like(place, coefficients[-1])
    spare = np.empty_like(place)
    for value in coefficients[-2:0:-1]:
        np.multiply(twice, before, out=spare)
        spare -= last
        spare += value
        last, before, spare = before, spare, last
    spare = np.multiply(place, before, out=spare)
    spare -= last
    spare += coefficients[0]
    return spare


def smooth(nodes: Iterable[Node], derivations: Mapping[str, Derived], ends: Iterable[Values]) -> bool:
    """Tell whether trees have no corner in one uncertain number, of which the ends are given.

    Args:
        nodes: The trees, which may name derived values.
        derivations: What those are worked out by.
        ends: Values of every assumption at the low and at the high end.
    """
    found: dict[int, Derived] = {}
    for node in nodes:
        for part in _parts(node):
            if isinstance(part, Call):
                return False
            if isinstance(part, Name) and part.name in derivations:
                found[id(derivations[part.name])] = derivations[part.name]
    return all(_curve_is_smooth(derived, tuple(ends)) for derived in found.values())


def _curve_is_smooth(derived: Derived, ends: tuple[Values, ...]) -> bool:
    if not isinstance(derived, Curved | Composed | Learned):
        return False
    trees: list[Node] = []
    if isinstance(derived, Composed | Learned):
        if derived.level.limits:
            return False
        trees += derived.level.trees
    instants: list[Instant] = [end for end in (derived.window.begins, derived.window.ends) if end is not None]
    for part in derived.parts:
        if part.shape == "ramp" or (part.shape == "step" and part.parameters):
            return False
        trees += [part.level, *part.parameters]
        instants.append(part.start)
    trees += [instant.delay for instant in instants if instant.delay is not None]
    if any(isinstance(part, Call) for tree in trees for part in _parts(tree)):
        return False
    times = [[float(np.asarray(instant.value(held))) for instant in instants] for held in ends]
    years = [[np.floor(time) for time in one] for one in times]
    order = [[np.sign(a - b) for a, b in itertools.combinations(one, 2)] for one in times]
    return years[0] == years[1] and order[0] == order[1] and _monotone(instants)


def _monotone(instants: Iterable[Instant]) -> bool:
    """Tell whether no point in time can turn round between the ends: none moves, or by a name alone."""
    return all(instant.delay is None or isinstance(instant.delay, Name | Literal) for instant in instants)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _parts(child)
