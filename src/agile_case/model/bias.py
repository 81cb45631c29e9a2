"""Optimism bias of a line: where its size comes from, how much of it has been managed away, and by what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import Year

__all__ = ["BenefitBias", "OptimismBias"]

_PAIR = 2


def _share(value: object) -> float:
    number = fields.number(value)
    if not 0 <= number <= 1:
        message = "This is not a share."
        raise InputError(message, got=repr(value), wanted="a number from 0 to 1", do="write 0.3 for 30%")
    return number


def _bound(value: object) -> float:
    number = fields.number(value)
    if number < 0:
        message = "A bound of optimism bias is never negative."
        raise InputError(message, got=repr(value), wanted="0 or more, as a fraction")
    return number


def _mix(value: object) -> FrozenMap[str, float]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        message = "A mix gives each type of project its share."
        wanted = 'for example { "standard-buildings" = 0.7, "non-standard-buildings" = 0.3 }'
        raise InputError(message, got=f"{value!r:.120}", wanted=wanted)
    found: dict[str, float] = {}
    for key, share in value.items():
        try:
            found[key] = _share(share)
        except InputError as error:
            raise error.at(key) from None
    return FrozenMap(found)


def _factors(value: object) -> FrozenMap[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for key, pair in fields.mapping(value).items():
        if not isinstance(pair, list | tuple) or len(pair) != _PAIR:
            message = "A factor has its share of the bias, and how much of it has been managed."
            raise InputError(message, where=key, got=f"{pair!r:.120}", wanted="for example [0.05, 1.0]")
        try:
            found[key] = (_share(pair[0]), _share(pair[1]))
        except InputError as error:
            raise error.at(key) from None
    return FrozenMap(found)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class OptimismBias(Noun):
    """The uplift for the known tendency to be too hopeful.

    Its upper bound is that of one published type of project (`type`), of several (`mix`), or of one's own evidence
    (`upper`), which the Green Book puts first.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.78 to 6.82; bounds and factors by Mott MacDonald 2002.
    """

    type: str = fields.text()
    """Project type of the published table, such as `equipment-development`."""
    mix: FrozenMap[str, float] = attrs.field(factory=FrozenMap, converter=_mix)
    """Shares of several types, by capital cost; they add up to 1."""
    upper: float | None = attrs.field(default=None, converter=attrs.converters.optional(_bound))
    """Upper bound of one's own evidence, as a fraction; goes with `source`."""
    lower: float = attrs.field(default=0.0, converter=_bound)
    """Lower bound of one's own evidence, as a fraction."""
    source: str = fields.text()
    """Where bounds of one's own or the factors come from."""
    measure: str = attrs.field(default="capital-cost", validator=fields.is_a(str))
    """Which bounds of the type: `capital-cost` or `operating-cost`."""
    mitigation: float = attrs.field(default=0.0, converter=fields.number)
    """Share of the upper bound that has been managed away, 0 to 1."""
    factors: FrozenMap[str, tuple[float, float]] = attrs.field(factory=FrozenMap, converter=_factors)
    """Contributory factors instead: the share of the bias that each makes, and how much of it has been managed."""
    forecast_from: Year | None = attrs.field(default=None, converter=attrs.converters.optional(fields.year))
    """First year that is a forecast; years before it are known and have no bias. Every year unless stated."""
    prevention: str = fields.text()
    """Address of the cost line that bought the mitigation."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @mitigation.validator
    def _check_mitigation(self, _attribute: object, value: float) -> None:
        if not 0 <= value <= 1:
            message = "A mitigation is a share."
            raise InputError(message, where="mitigation", got=repr(value), wanted="a number from 0 to 1")

    def __attrs_post_init__(self) -> None:
        """Refuse bounds from two places or from none, and two ways to say what has been managed."""
        given = [name for name in ("type", "mix", "upper") if getattr(self, name) not in ("", FrozenMap(), None)]
        if len(given) != 1:
            message = "The bounds of optimism bias come from one place."
            wanted = "one of type, mix and upper"
            raise InputError(
                message, where=given[1] if given else "type", got=" and ".join(given) or "none", wanted=wanted
            )
        if self.upper is None and self.lower:
            message = "A lower bound of one's own goes with an upper one."
            raise InputError(message, where="lower", got=repr(self.lower), wanted="upper as well, or neither")
        if (self.upper is not None or self.factors) and not self.source.strip():
            message = "A figure that replaces published ones needs its source."
            raise InputError(message, where="source", got=repr(self.source), wanted="who says so, and where")
        if self.factors and self.mitigation:
            message = "What has been managed is said once."
            raise InputError(message, where="mitigation", got="mitigation and factors", wanted="one of the two")

    @property
    def managed(self) -> float:
        """Share of the upper bound that has been managed away, by the factors where they are given."""
        if not self.factors:
            return self.mitigation
        return math.fsum(share * managed for share, managed in self.factors.values())

    @property
    def shares(self) -> FrozenMap[str, float]:
        """Share of each published type; empty for bounds of one's own."""
        return FrozenMap({self.type: 1.0}) if self.type else self.mix


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class BenefitBias(Noun):
    """How far a benefit is lowered for the known tendency to be too hopeful.

    There is no generic value, so it comes from one's own evidence.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.78 to 6.82; The Green Book 2018, paragraph 5.45.
    """

    reduction: float = attrs.field(converter=_share)
    """Share by which it is lowered, 0 to 1."""
    source: str = fields.text()
    """The evidence that it comes from."""
    forecast_from: Year | None = attrs.field(default=None, converter=attrs.converters.optional(fields.year))
    """First year that is a forecast; years before it are known and have no bias. Every year unless stated."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse a figure without its source."""
        if not self.source.strip():
            message = "A figure that replaces published ones needs its source."
            raise InputError(message, where="source", got=repr(self.source), wanted="who says so, and where")
