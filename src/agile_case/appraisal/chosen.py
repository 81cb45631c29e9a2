"""Some draws out of a block: what takes many steps is done for the draws that need it, and for no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.quantities.frozen import FloatArray

__all__ = ["Chosen", "Places"]

Places = npt.NDArray[np.intp]
"""Numbers of draws, counted from 0 within a block."""


class Chosen(Mapping[str, "FloatArray | float"]):
    """The values of the draws that are chosen; a number that is the same in all draws stays a number.

    Args:
        held: The values of all draws.
        chosen: Which draws are chosen: their places, as often as they are wanted, or true and false for each.
    """

    def __init__(self, held: Mapping[str, FloatArray | float], chosen: Places | npt.NDArray[np.bool_]) -> None:
        """Choose nothing yet; see the class."""
        self._held, self._chosen = held, chosen
        self._found: dict[str, FloatArray | float] = {}

    def __getitem__(self, name: str) -> FloatArray | float:
        """Return the values of the chosen draws.

        Args:
            name: Name of the value.
        """
        found = self._found.get(name)
        if found is None:
            value = self._held[name]
            found = self._found[name] = value if np.ndim(value) == 0 else np.asarray(value)[self._chosen]
        return found

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._held)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._held)
