"""Faults of curves that are made of other curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.errors import Fault
from agile_case.model.references import known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.estimates.curves import Curve
    from agile_case.model.contents import Contents

__all__ = ["link_faults", "links_of"]

_FOLLOWED: Final = ("step", "linear", "logistic", "gompertz", "bass", "saturation", "decay", "learning")
"""Shapes that a wave can follow from its own start on."""
_MIXED: Final = ("product", "cap", "floor")
_MANY: Final = 2
_MOST: Final = 500


def links_of(curve: Curve, contents: Contents) -> tuple[tuple[str, str], ...]:
    """Return the curves that a curve names, each with the field that names it.

    Args:
        curve: The curve.
        contents: The unchecked contents.
    """
    found = [("of", curve.of), ("follows", curve.follows), ("volume", curve.volume)]
    found += [(f"curves[{at}]", key) for at, key in enumerate(curve.curves)]
    if isinstance(curve.at, str) and curve.at in contents.curves:
        found.append(("at", curve.at))
    return tuple((field, key) for field, key in found if key)


def link_faults(key: str, curve: Curve, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of what a curve is made of.

    Args:
        key: Key of the curve.
        curve: The curve.
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    where, names = f"curves.{key}", known(contents.curves, "curves", broken)
    links = links_of(curve, contents)
    for field, name in links:
        if name not in names:
            yield unknown(f"{where}.{field}", name, names, "a curve")
    if curve.shape in {"sum", "product"} and 0 < len(curve.curves) < _MANY:
        message = f"A {curve.shape} is of two curves or more."
        yield Fault(message, f"{where}.curves", got=", ".join(curve.curves), wanted="two keys or more", code="case")
    followed = contents.curves.get(curve.follows)
    if followed is not None and (followed.shape not in _FOLLOWED or followed.volume):
        message = "A wave follows a curve of one simple shape."
        got = f"{curve.follows}, of shape {followed.shape}"
        wanted = f"a curve of shape {' or '.join(_FOLLOWED)}, with its own start"
        yield Fault(message, f"{where}.follows", got=got, wanted=wanted, code="case")
    yield from _chain_faults(key, curve, contents)


def _chain_faults(key: str, curve: Curve, contents: Contents) -> Iterator[Fault]:
    """Yield the faults of a chain of curves: a circle, what has no level at a point in time, too many."""
    where, links = f"curves.{key}", links_of(curve, contents)
    for field, name in links:
        if key in _reached(name, contents):
            if key != _first_in_circle(key, contents):
                return  # said of the first of them
            message = "This curve is made of itself, by way of the curves that it names."
            wanted = "a chain that ends in curves made of no others"
            yield Fault(message, f"{where}.{field}", got=name, wanted=wanted, code="case")
            return
    if curve.shape in _MIXED or curve.volume:
        for field, name in links:
            if (found := _following_volume(name, contents)) is not None:
                message = "A unit cost that follows a volume has no level at a point in time."
                wanted = "a curve that is made of no such unit cost"
                do = f"multiply by {found} in the profile of the line instead"
                yield Fault(message, f"{where}.{field}", got=name, wanted=wanted, do=do, code="case")
    sizes: dict[str, int] = {}
    if _size(key, contents, sizes) > _MOST and all(sizes.get(name, 0) <= _MOST for _, name in links):
        message = "This curve is made of too many others."
        wanted = f"at most {_MOST} curves in all, each counted as often as it is used"
        yield Fault(message, where, got=f"more than {_MOST}", wanted=wanted, code="limit")


def _next(key: str, contents: Contents) -> tuple[str, ...]:
    curve = contents.curves.get(key)
    return () if curve is None else tuple(name for _, name in links_of(curve, contents))


def _reached(key: str, contents: Contents) -> list[str]:
    """Return a curve and all that it is made of, each once."""
    seen, left = [], [key]
    while left:
        name = left.pop()
        if name not in seen:
            seen.append(name)
            left += _next(name, contents)
    return seen


def _first_in_circle(key: str, contents: Contents) -> str:
    """Return the first curve in the file of those that a curve is made of and that are made of it."""
    circle = [name for name in _reached(key, contents) if key in _reached(name, contents)]
    return next(name for name in contents.curves if name in circle)


def _following_volume(key: str, contents: Contents) -> str | None:
    """Return the first curve on the way from one whose unit cost follows the volume of another."""
    for name in _reached(key, contents):
        curve = contents.curves.get(name)
        if curve is not None and curve.volume:
            return name
    return None


def _size(key: str, contents: Contents, sizes: dict[str, int]) -> int:
    """Count the curves that one is made of, each as often as it is used; one in a circle counts as none."""
    if key not in sizes:
        sizes[key] = 0
        sizes[key] = 1 + sum(_size(name, contents, sizes) for name in _next(key, contents))
    return sizes[key]
