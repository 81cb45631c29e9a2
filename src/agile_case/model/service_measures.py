"""The four measures of every service: cost per transaction, user satisfaction, completion rate, digital take-up."""

from __future__ import annotations

import math
from typing import Final

from agile_case.errors import InputError
from agile_case.quantities.frozen import FrozenMap

__all__ = [
    "SERVICE_MEASURES",
    "completion_rate",
    "cost_per_transaction",
    "digital_take_up",
    "service_measures",
    "user_satisfaction",
]

SERVICE_MEASURES: Final = ("cost_per_transaction", "user_satisfaction", "completion_rate", "digital_take_up")
"""Keys of the four measures, as `service_measures` writes them."""


def cost_per_transaction(cost: float, completed: float) -> float:
    """Return what one completed transaction costs, in pounds.

    Args:
        cost: All that the service costs in some time, in every channel, in pounds.
        completed: Transactions completed in that time, in every channel.

    Raises:
        InputError: A number is negative or not finite, or nothing was completed.

    Source:
        Government Digital Service, the four standard measures of a service; that all costs of all channels are in it is
        recalled, and was not read in the publication (unverified).

    Example:
        >>> cost_per_transaction(1_260_000, 90_000)
        14.0
    """
    return _counted("cost", cost) / _whole("completed", completed)


def user_satisfaction(satisfied: float, answered: float) -> float:
    """Return the share of answers that are satisfied or very satisfied.

    Args:
        satisfied: Answers `satisfied` or `very satisfied`.
        answered: All answers.

    Raises:
        InputError: A number is negative or not finite, nobody answered, or more are satisfied than answered.

    Source:
        Government Digital Service, the four standard measures of a service; which answers count is recalled, and was
        not read in the publication (unverified).

    Example:
        >>> user_satisfaction(840, 1_200)
        0.7
    """
    return _share("satisfied", satisfied, "answered", answered)


def completion_rate(completed: float, begun: float) -> float:
    """Return the share of digital transactions that were completed of those that were begun.

    Args:
        completed: Digital transactions that were completed.
        begun: Digital transactions that were begun.

    Raises:
        InputError: A number is negative or not finite, nothing was begun, or more was completed than begun.

    Source:
        Government Digital Service, the four standard measures of a service; the definition is recalled, and was not
        read in the publication (unverified).

    Example:
        >>> completion_rate(41_300, 59_000)
        0.7
    """
    return _share("completed", completed, "begun", begun)


def digital_take_up(digital: float, completed: float) -> float:
    """Return the share of completed transactions that were completed digitally.

    Args:
        digital: Transactions completed digitally, without help.
        completed: Transactions completed in every channel.

    Raises:
        InputError: A number is negative or not finite, nothing was completed, or more was completed digitally than in
            all.

    Source:
        Government Digital Service, the four standard measures of a service; the definition is recalled, and was not
        read in the publication (unverified).

    Example:
        >>> digital_take_up(63_000, 90_000)
        0.7
    """
    return _share("digital", digital, "completed", completed)


def service_measures(transaction: str = "1", *, source: str = "") -> FrozenMap[str, FrozenMap[str, str]]:
    """Return the four measures as tables of the case file, by the addresses that `revise` takes.

    Args:
        transaction: Unit of what is transacted, such as `application`, a word of `[units] counts`; `1` for none.
        source: Where the figures come from, where it is the same for all four.

    Returns:
        `measures.cost_per_transaction` and the three others, each a table that can be added to.

    Source:
        Government Digital Service, the four standard measures of a service.
    """
    each = "GBP" if transaction == "1" else f"GBP/{transaction}"
    texts = {
        "cost_per_transaction": (
            "All that the service costs in a year, in every channel, by transactions completed in every channel",
            each,
            "decrease",
        ),
        "user_satisfaction": (
            "Answers satisfied or very satisfied, as a share of all answers at the end of a transaction",
            "1",
            "increase",
        ),
        "completion_rate": ("Digital transactions completed, as a share of those begun", "1", "increase"),
        "digital_take_up": (
            "Transactions completed digitally, as a share of those completed in every channel",
            "1",
            "increase",
        ),
    }
    more = {"source": source} if source else {}
    return FrozenMap(
        {
            f"measures.{key}": FrozenMap(
                {
                    "title": key.replace("_", " ").capitalize(),
                    "what": what,
                    "unit": unit,
                    "direction": direction,
                    **more,
                }
            )
            for key, (what, unit, direction) in texts.items()
        }
    )


def _counted(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        message = "This is not a count or a cost."
        raise InputError(message, where=name, got=repr(value)[:120], wanted="a finite number, 0 or more")
    return float(value)


def _whole(name: str, value: float) -> float:
    found = _counted(name, value)
    if not found:
        message = "There is nothing to divide by."
        raise InputError(message, where=name, got="0", wanted="more than 0")
    return found


def _share(name: str, part: float, of: str, whole: float) -> float:
    held, everything = _counted(name, part), _whole(of, whole)
    if held > everything:
        message = "A part is larger than the whole."
        raise InputError(message, where=name, got=f"{held:g} of {everything:g}", wanted=f"at most {of}")
    return held / everything
