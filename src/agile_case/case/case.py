"""A case: the model, and methods that say what people do with it. History arrives here; the model never has any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.appraisal.appraise import appraise
from agile_case.model.fields import is_a
from agile_case.model.model import Model

if TYPE_CHECKING:
    from agile_case.appraisal.result import Result

__all__ = ["Case"]


@attrs.frozen(repr=False)
class Case:
    """A business case; it appraises its model."""

    model: Model = attrs.field(validator=is_a(Model))
    """Everything that arithmetic takes."""

    @property
    def title(self) -> str:
        """Title of the case."""
        return self.model.basis.title

    def __repr__(self) -> str:
        """Return what the case is, in one line; its content is in `model`."""
        basis, model = self.model.basis, self.model
        return (
            f"<Case {basis.title!r}: {len(model.options)} options, {len(model.assumptions)} assumptions, "
            f"{basis.period}, {basis.price_base.describe()}>"
        )

    def appraise(self, *, draws: int | None = None, seed: int | None = None, at: str = "means") -> Result:
        """Appraise the case; see `agile_case.appraise`.

        Args:
            draws: Number of draws; without it nothing is simulated.
            seed: Seed of the simulation; needed with draws.
            at: Central values of the deterministic numbers: `means`, `mode` or `p50`.
        """
        return appraise(self.model, draws=draws, seed=seed, at=at)
