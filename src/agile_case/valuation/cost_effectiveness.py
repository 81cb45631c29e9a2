"""Cost effectiveness both ways round, because the name and the printed formula of NPUC are each other's inverse."""

from __future__ import annotations

import attrs

from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import above_zero, sourced

__all__ = ["CostEffectiveness", "cost_effectiveness"]


@attrs.frozen(kw_only=True)
class CostEffectiveness(Noun):
    """What a unit costs, and what a pound buys."""

    unit: str
    """What is counted."""
    units_per_pound: float
    """Quantifiable benefits over PVC: NPUC as Table 10 prints it."""
    pounds_per_unit: float
    """PVC over quantifiable benefits, which the name of NPUC suggests."""

    def __str__(self) -> str:
        """Return both, labelled."""
        return (
            f"£{self.pounds_per_unit:,.2f} for each {self.unit}; NPUC as printed in Table 10: "
            f"{self.units_per_pound:.6g} {self.unit} for each pound"
        )


def cost_effectiveness(units: float, present_cost: float, *, unit: str) -> CostEffectiveness:
    """Return cost effectiveness, for options whose main benefits cannot be given a money value.

    Args:
        units: Quantifiable benefits, above zero.
        present_cost: PVC in pounds, above zero.
        unit: What is counted, such as "case closed".

    Raises:
        InputError: A number is not above zero, or there is no unit.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.4 and 6.93 and Table 10.
    """
    gained, paid = above_zero(units, "units"), above_zero(present_cost, "present_cost")
    return CostEffectiveness(unit=sourced(unit, "unit"), units_per_pound=gained / paid, pounds_per_unit=paid / gained)
