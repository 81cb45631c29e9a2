"""Place: how much of a local effect is additional, by fractions that are stated with their evidence."""

from __future__ import annotations

import attrs

from agile_case.errors import InputError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import amount, share, sourced
from agile_case.quantities.tables import Cell, Column, Table

__all__ = ["Additionality", "additional", "additionality_table"]

_PARTS = ("deadweight", "displacement", "substitution", "leakage")


@attrs.frozen(kw_only=True)
class Additionality(Noun):
    """What of a gross local effect is not additional; every fraction is stated, none has a default.

    There is no multiplier: the Green Book bars Keynesian ones (6.41 to 6.43) and prints no formula for place, so the
    fractions multiply as independent shares of what the one before has left.
    """

    deadweight: float
    """Share that would have happened anyway."""
    displacement: float
    """Share that is taken from others in the place."""
    substitution: float
    """Share by which one input takes the place of another."""
    leakage: float
    """Share that goes to people outside the place."""
    evidence: str
    """Where the fractions come from."""

    def __attrs_post_init__(self) -> None:
        """Refuse what is no share, and fractions without evidence."""
        for name in _PARTS:
            share(getattr(self, name), name)
        sourced(self.evidence, "evidence")

    @property
    def left(self) -> float:
        """Share of the gross effect that is additional to the place."""
        left = 1.0
        for name in _PARTS:
            left *= 1.0 - getattr(self, name)
        return left


def additional(gross: float, held: Additionality) -> float:
    """Return the additional part of a gross effect, in the unit that it was given in.

    Args:
        gross: The gross effect on the place.
        held: What of it is not additional.

    Raises:
        InputError: The effect is no number.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 7.16 to 7.24, for the parts; they name no figures.
    """
    return amount(gross, "gross") * held.left


def additionality_table(gross: float, held: Additionality, uk: float) -> Table:
    """Return a gross effect step by step down to what is additional, with the effect on the whole of the UK beside.

    Args:
        gross: The gross effect on the place, in pounds.
        held: What of it is not additional.
        uk: The effect on the UK as a whole, which stands beside every sub-national figure.

    Raises:
        InputError: A number is none.
    """
    if not isinstance(held, Additionality):
        message = "This does not say what is additional."
        raise InputError(message, where="held", got=f"{held!r:.80}", wanted="an Additionality")
    left = amount(gross, "gross")
    rows: list[list[Cell]] = [["Gross effect on the place", None, left]]
    for name in _PARTS:
        part = float(getattr(held, name))
        left *= 1.0 - part
        rows.append([f"After {name}", part, left])
    rows.append(["Effect on the UK as a whole", None, amount(uk, "uk")])
    columns = [Column("Step", "step"), Column("Share taken off, %", "share", 1, 0.01), Column("£", "effect_gbp", 0)]
    notes = [
        f"Fractions: {held.evidence}.",
        "The Green Book 2026, 7.16 to 7.24, names the parts and no figures; sub-national metrics stand beside UK ones.",
    ]
    return Table("additionality", "Additional effect on a place", columns, rows, notes)
