"""A case: the model, and methods that say what people do with it. History arrives here; the model never has any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.option_tables import longlist_table, option_tables, shortlist_table
from agile_case.appraisal.shortlist import Shortlist, shortlist_of
from agile_case.appraisal.weighting import WeightedValues, weighted_values
from agile_case.model.fields import is_a
from agile_case.model.model import Model

if TYPE_CHECKING:
    from agile_case.appraisal.result import Result
    from agile_case.quantities.tables import Table

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

    def longlist_table(self) -> Table:
        """Return the longlist as the options framework filter rated it.

        Raises:
            InputError: The case has no longlist.
        """
        return longlist_table(self.model)

    def shortlist(self) -> Shortlist:
        """Derive the shortlist from the longlist, with a reason for every choice that the longlist leaves open.

        Raises:
            InputError: The case has no longlist.
        """
        return shortlist_of(self.model)

    def shortlist_table(self) -> Table:
        """Return the shortlist that the longlist gives, as a table.

        Raises:
            InputError: The case has no longlist.
        """
        return shortlist_table(self.model)

    def option_tables(self) -> tuple[Table, ...]:
        """Return every table on the options, from success factors to decision, that the case has something for."""
        return option_tables(self.model)

    def multicriteria(self) -> WeightedValues:
        """Weigh the options by swing weights, with the range of each weight in which the highest stays so.

        Raises:
            InputError: The case has no multi-criteria analysis.
        """
        return weighted_values(self.model)
