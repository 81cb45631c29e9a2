"""The draws of one block: each value is drawn when it is first asked for, and let go when no step needs it any more.

So a block holds the few arrays that it works on, which stay in the cache, however many assumptions a case has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.plan import PooledGroup
from agile_case.errors import AppraisalError
from agile_case.estimates.copula import correlate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from agile_case.appraisal.derived import Derived
    from agile_case.appraisal.plan import CorrelatedGroup, Plan
    from agile_case.appraisal.sampling import Source
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Draws", "group_draws"]


class Draws(Mapping[str, "FloatArray | float"]):
    """Some draws of every assumption in base units, and of what follows from them.

    Args:
        plan: The plan.
        source: Where uniform numbers come from.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.
        growths: Names of the assumptions that something grows by, whose draws must lie above -1.
    """

    def __init__(self, plan: Plan, source: Source, start: int, stop: int, growths: Collection[str] = ()) -> None:
        """Draw nothing yet; see the class."""
        self.plan, self.source, self.start, self.stop = plan, source, start, stop
        self._growths = frozenset(growths)
        self._held: dict[str, FloatArray | float] = {}

    def __getitem__(self, name: str) -> FloatArray | float:
        """Return the draws of one value: a number where it is certain, otherwise shape `(stop - start,)`.

        Args:
            name: Its name in the plan.

        Raises:
            KeyError: The plan has no such value.
            AppraisalError: Something would shrink to less than nothing by it.
        """
        held = self._held.get(name)
        if held is None:
            self._draw(name)
            held = self._held[name]
        return held

    def __iter__(self) -> Iterator[str]:
        """Go through the names of all values."""
        yield from self.plan.assumptions
        for derived in self.plan.derived:
            yield from derived.names

    def __len__(self) -> int:
        """Count the values."""
        return sum(1 for _ in self)

    def forget(self, names: Iterable[str]) -> None:
        """Let go of values that nothing needs any more; they would be drawn again.

        Args:
            names: Their names.
        """
        for name in names:
            self._held.pop(name, None)

    def _draw(self, name: str) -> None:
        derived = self.plan.derivations.get(name)
        if derived is not None:
            self._derive(derived)
            return
        estimate = self.plan.assumptions[name]
        group = self.plan.groups.get(name)
        if group is not None:
            together = group_draws(group, self.source, self.start, self.stop)
            for other, places in together.items():
                if other in self.plan.assumptions:
                    self._hold(other, self.plan.assumptions[other].values(places))
        elif estimate.certain:
            self._hold(name, estimate.mean)
        else:
            self._hold(name, estimate.values(self.source.uniforms(name, self.start, self.stop)))

    def _derive(self, derived: Derived) -> None:
        with np.errstate(all="ignore"):  # what is not finite is refused where the line is known
            for name, value in zip(derived.names, derived.values(self), strict=True):
                self._hold(name, value)

    def _hold(self, name: str, value: FloatArray | float) -> None:
        if name in self._growths and not np.min(value) > -1:
            message = "A draw of growth takes away all there is."
            do = "give the estimate an end, for example truncate = { low = -0.5 }"
            got = f"{float(np.min(value)):g}"
            raise AppraisalError(message, where=f"assumptions.{name}", got=got, wanted="draws above -1", do=do)
        self._held[name] = value


def group_draws(group: CorrelatedGroup | PooledGroup, source: Source, start: int, stop: int) -> dict[str, FloatArray]:
    """Return the uniform numbers of a group: the copula or the pool takes the place of the source, and of nothing else.

    Args:
        group: Assumptions that move together.
        source: Where independent uniform numbers come from.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.
    """
    if isinstance(group, PooledGroup):
        rows = group.pool.rows(source.uniforms(group.names[0], start, stop))
        return dict(zip(group.names, rows, strict=True))
    independent = np.stack([source.uniforms(name, start, stop) for name in group.names])
    return dict(zip(group.names, correlate(independent, group.factor), strict=True))
