"""Faults of the correlations of a case, and the groups that they form."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.correlations import check_rank_correlations
from agile_case.model.assumptions import YearlyValues
from agile_case.model.references import known, one_value_faults, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.quantities.frozen import FloatArray

__all__ = ["correlated_groups", "correlation_faults"]


def correlated_groups(contents: Contents) -> tuple[tuple[tuple[str, ...], FloatArray], ...]:
    """Return the assumptions that hang together through correlations, with their rank correlations.

    Args:
        contents: The model.

    Returns:
        For each group its keys, sorted, and their matrix of rank correlations; pairs that no correlation names have 0.
    """
    pairs = {
        tuple(sorted(pair)): held.rank
        for held in contents.correlations
        for pair in itertools.combinations(held.assumptions, 2)
    }
    groups: list[set[str]] = []
    for held in contents.correlations:
        joined = set(held.assumptions).union(*(group for group in groups if group & set(held.assumptions)))
        groups = [group for group in groups if not group & joined] + [joined]
    found = []
    for keys in sorted(tuple(sorted(group)) for group in groups):
        matrix = np.eye(len(keys))
        for i, j in itertools.combinations(range(len(keys)), 2):
            matrix[i, j] = matrix[j, i] = pairs.get((keys[i], keys[j]), 0.0)
        found.append((keys, matrix))
    return tuple(found)


def correlation_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield every fault of the correlations.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    names = known(contents.assumptions, "assumptions", broken)
    seen: dict[tuple[str, ...], int] = {}
    left_out = {address for address in broken if address.startswith("correlations")}
    sound = not left_out  # without all of them there is no telling whether the rest fits together
    numbers = (number for number in itertools.count() if f"correlations.{number}" not in left_out)
    for number, held in zip(numbers, contents.correlations, strict=False):
        where = f"correlations.{number}.assumptions"
        for name in held.assumptions:
            if name not in names:
                sound = False
                yield unknown(where, name, names, "an assumption")
            elif name in contents.assumptions and not _varies(contents, name):
                message = "Only an uncertain assumption can be correlated."
                yield Fault(
                    message, where, got=f"{name}, which is certain", wanted="estimates with a spread", code="estimate"
                )
            else:
                yield from one_value_faults(where, name, contents)
        for pair in itertools.combinations(sorted(held.assumptions), 2):
            if pair in seen:
                sound = False
                message = "The correlation of two assumptions is given twice."
                got = f"{' and '.join(pair)}, in correlations.{seen[pair]} as well"
                yield Fault(message, where, got=got, wanted="each pair once", code="case")
            seen[pair] = number
    if sound:
        yield from _matrix_faults(contents)


def _varies(contents: Contents, name: str) -> bool:
    held = contents.assumptions[name]
    return isinstance(held.estimate, YearlyValues) or not held.estimate.certain


def _matrix_faults(contents: Contents) -> Iterator[Fault]:
    for keys, matrix in correlated_groups(contents):
        try:
            check_rank_correlations(matrix)
        except AgileCaseError as error:
            for fault in error.faults:
                got = f"{', '.join(keys)}: {fault.got}"
                do = fault.do if "[" in fault.do else "bring the rank correlations nearer to 0"  # too large to print
                yield attrs.evolve(fault, where="correlations", got=got, do=do)
