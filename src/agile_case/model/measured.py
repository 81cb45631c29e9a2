"""How a benefit is measured: by the measure that it names, or else as its realisation says."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import attrs

from agile_case.model.realisation import Realisation
from agile_case.quantities.nouns import Noun
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.model.lines import Benefit
    from agile_case.model.measures import Measure

__all__ = ["TOLD_TWICE", "Measured", "measured"]

TOLD_TWICE = ("indicator", "baseline", "target", "target_by")
"""Keys of a realisation that say what a measure says; a benefit that names one leaves them to it."""


@attrs.frozen(kw_only=True)
class Measured(Noun):
    """How a benefit is measured, from what to what, by when."""

    what: str
    """What is measured; empty where nothing says so."""
    baseline: Quantity | None
    """It before the change."""
    target: Quantity | None
    """It as it is aimed at."""
    target_by: str | datetime.date | None
    """Key of an event, or a date, by which."""


def measured(benefit: Benefit, measures: Mapping[str, Measure]) -> Measured:
    """Return how a benefit is measured.

    Args:
        benefit: The benefit.
        measures: The measures of the case by key.
    """
    if benefit.measured_by:
        held = measures[benefit.measured_by]
        return Measured(what=held.what, baseline=held.baseline, target=held.target, target_by=held.target_by)
    told = benefit.realisation or Realisation()
    what = told.indicator.strip() or ("" if benefit.measure is None else benefit.measure.text)
    return Measured(what=what, baseline=told.baseline, target=told.target, target_by=told.target_by)
