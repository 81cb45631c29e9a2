"""Observations: what was seen of a quantity, in which setting, and how far that setting is from the service."""

from __future__ import annotations

from typing import Any, Final

import attrs

from agile_case.errors import EstimateError, Fault, InputError, UnitError, did_you_mean
from agile_case.estimates.likelihoods import Counted, Events, Evidence, Logarithmic, Measured, Sampled
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity, Unit, UnitSystem, multiply

__all__ = ["SETTINGS", "Observation"]

SETTINGS: Final = ("lab", "pilot", "live")
"""Where something was seen: in a test, in a pilot, or in the service itself."""
_FORMS: Final = (
    ("estimate", "standard_error"),
    ("estimate", "relative_error"),
    ("successes", "n"),
    ("mean", "sd", "n"),
    ("events", "exposure"),
)
_WANTED: Final = "; or ".join(" and ".join(form) for form in _FORMS)


def _quantity(value: object) -> Quantity:
    if isinstance(value, Quantity):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Quantity(float(value))
    return Quantity.parse(value)  # type: ignore[arg-type]  # refused there


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        message = "This is not a number of things counted."
        raise InputError(message, got=repr(value)[:80], wanted="a whole number, 0 or more")
    return value


def _ratio(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:  # noqa: PLR2004 - far above any
        message = "This is not a relative error."
        raise InputError(message, got=repr(value)[:80], wanted="a number above 0, such as 0.1 for 10%")
    return float(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Observation(Noun):
    """What was seen: a value with its error, so many out of so many, a sample, or events in some exposure.

    Example:
        >>> Observation(
        ...     estimate="5.8 minute/application",
        ...     standard_error="0.6 minute/application",
        ...     setting="pilot",
        ...     transfer_sd="0.4 minute/application",
        ... ).setting
        'pilot'
    """

    estimate: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(_quantity))
    """A measured value."""
    standard_error: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(_quantity))
    """Its standard error."""
    relative_error: float | None = attrs.field(default=None, converter=attrs.converters.optional(_ratio))
    """Standard error of its logarithm, in the place of `standard_error`, for what is skewed and above zero."""
    successes: int | None = attrs.field(default=None, converter=attrs.converters.optional(_count))
    """How many did, of `n`."""
    n: int | None = attrs.field(default=None, converter=attrs.converters.optional(_count))
    """How many there were."""
    mean: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(_quantity))
    """Mean of a sample of `n`."""
    sd: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(_quantity))
    """Standard deviation of that sample."""
    events: int | None = attrs.field(default=None, converter=attrs.converters.optional(_count))
    """How many events there were."""
    exposure: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(_quantity))
    """In how much, such as `2 year` or `1200 application`."""
    setting: str = attrs.field()
    """Where it was seen: `lab`, `pilot` or `live`."""
    transfer_sd: Quantity | float = attrs.field(converter=_quantity)
    """How far the service may be from what was seen, as a standard deviation in the unit of what was seen; 0 needs
    `transfer_reason`. With `relative_error` it is relative too: a fraction without a unit, such as 0.02 for 2%."""
    transfer_reason: str = ""
    """Why nothing stands between what was seen and the service, where `transfer_sd` is 0."""

    @setting.validator
    def _check_setting(self, _attribute: object, value: object) -> None:
        if value not in SETTINGS:
            message = "This is not a setting."
            hint = did_you_mean(str(value), SETTINGS)
            raise InputError(message, where="setting", got=repr(value)[:80], wanted=" or ".join(SETTINGS), do=hint)

    def __attrs_post_init__(self) -> None:
        """Refuse what is given in no known way, or in two at once."""
        names = [name for form in _FORMS for name in form]
        given = {name for name in names if getattr(self, name) is not None}
        if not any(given == set(form) for form in _FORMS):
            message = "An observation is given in one of five ways."
            raise InputError(message, got=", ".join(sorted(given)) or "nothing", wanted=_WANTED)
        transfer = self.transfer_sd
        if isinstance(transfer, Quantity) and transfer.magnitude < 0:
            message = "A standard deviation cannot be negative."
            raise InputError(message, where="transfer_sd", got=str(transfer), wanted="0 or more")
        if self.relative_error is not None and isinstance(transfer, Quantity) and transfer.unit != "1":
            message = "A relative error goes with a relative transfer_sd."
            wanted = "a fraction such as 0.02, as relative_error is"
            do = f"give transfer_sd as a fraction of {self.estimate}; or give standard_error in {transfer.unit} instead"
            raise UnitError(message, where="transfer_sd", got=str(transfer), wanted=wanted, do=do)
        if isinstance(transfer, Quantity) and transfer.magnitude == 0 and not self.transfer_reason.strip():
            message = "What was seen elsewhere is seldom exactly what the service will see."
            do = "give transfer_sd, or say in transfer_reason why it is 0"
            raise InputError(message, where="transfer_sd", got="0", wanted="above 0, or a reason", do=do)
        if self.n is not None and (self.n < (2 if self.mean is not None else 1) or (self.successes or 0) > self.n):
            message = "These numbers of a sample do not fit together."
            got = f"{'' if self.successes is None else f'{self.successes} of '}{self.n}"
            raise InputError(
                message, where="n", got=got, wanted="no more successes than there are, and 2 for a deviation"
            )
        for name in ("standard_error", "sd", "exposure"):
            held = getattr(self, name)
            if held is not None and held.magnitude <= 0:
                message = "An error, a deviation and an exposure are above 0."
                raise InputError(message, where=name, got=str(held), wanted="above 0")

    @property
    def unit(self) -> str:
        """Unit that the value is written in; `1` for a share, empty for events, whose exposure does not say it."""
        held = self.estimate or self.mean
        return held.unit if held is not None else "1" if self.n is not None else ""

    def evidence(self, unit: Unit, units: UnitSystem) -> Evidence:
        """Return what it says of a quantity, as numbers in a unit.

        Args:
            unit: The unit of the quantity.
            units: The units of the case.

        Raises:
            UnitError: It is of something else; every field of which that is so is listed.
            EstimateError: It cannot be said of such a quantity.
        """
        number = self._numbers(unit, units)
        transfer = number["transfer_sd"]
        if self.relative_error is not None:
            if number["estimate"] <= 0:
                message = "A relative error needs a value above zero."
                raise EstimateError(message, where="estimate", got=str(self.estimate), wanted="above 0")
            return Logarithmic(number["estimate"], (self.relative_error**2 + transfer**2) ** 0.5)
        if self.standard_error is not None:
            return Measured(number["estimate"], (number["standard_error"] ** 2 + transfer**2) ** 0.5)
        if self.mean is not None:
            return Sampled(number["mean"], number["sd"], self.n or 0, transfer)
        if self.events is not None and self.exposure is not None:
            return self._events(self.events, self.exposure, transfer, (unit, units))
        if unit.dimension or unit.scale != 1.0:
            message = "So many out of so many speak of a share from 0 to 1."
            raise EstimateError(message, where="successes", got=unit.text, wanted='an assumption in "1"')
        return Counted(self.successes or 0, self.n or 0, transfer)

    def _numbers(self, unit: Unit, units: UnitSystem) -> dict[str, float]:
        """Return the quantities that are given as numbers in a unit, by their fields."""
        found, faults = dict[str, float](), list[Fault]()
        for name in ("estimate", "standard_error", "mean", "sd", "transfer_sd"):
            held: Any = getattr(self, name)
            if held is None:
                continue
            if held.unit == "1" and not held.magnitude:
                found[name] = 0.0  # nothing is nothing in any unit
                continue
            try:
                relative = self.relative_error is not None and name == "transfer_sd"
                found[name] = held.magnitude if relative else held.to(unit, units)
            except UnitError as error:
                do = "give it in the unit of what it is about"
                faults += [attrs.evolve(fault.at(name), do=fault.do or do) for fault in error.faults]
        if faults:
            raise UnitError.of(faults)
        return found

    def _events(self, events: int, exposure: Quantity, transfer: float, within: tuple[Unit, UnitSystem]) -> Events:
        unit, units = within
        own = units.unit(exposure.unit)
        if multiply(own.dimension, unit.dimension):
            message = "Events in such an exposure do not make this rate."
            wanted = f"something that {unit.text} is per"
            raise UnitError(message, where="exposure", got=str(exposure), wanted=wanted)
        return Events(events, exposure.magnitude * own.scale * unit.scale, transfer)
