"""Correlations: which assumptions move together, and how much."""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located

__all__ = ["Correlation"]

_PAIR = 2


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Correlation(Noun):
    """Two or more assumptions whose ranks correlate; with three or more, every two of them do so alike."""

    assumptions: tuple[str, ...] = attrs.field(converter=fields.words)
    """Keys of the assumptions."""
    rank: float = attrs.field(converter=fields.number)
    """Rank correlation (Spearman's), from -1 to 1."""
    source: str = fields.text()
    """Where the figure comes from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @assumptions.validator
    def _check_assumptions(self, _attribute: object, value: tuple[str, ...]) -> None:
        if len(value) < _PAIR or len(set(value)) < len(value):
            message = "A correlation is between different assumptions."
            raise InputError(message, where="assumptions", got=repr(list(value)), wanted="two or more keys, each once")

    @rank.validator
    def _check_rank(self, _attribute: object, value: float) -> None:
        if not -1 <= value <= 1:
            message = "A rank correlation lies between -1 and 1."
            raise InputError(message, where="rank", got=repr(value), wanted="a number from -1 to 1")
