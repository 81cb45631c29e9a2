"""Risks and transfers of an option: what may happen, and money that changes hands without a cost to society."""

from __future__ import annotations

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.model.lines import BEARERS, PUBLIC_BEARERS, Placed
from agile_case.quantities.nouns import located

__all__ = ["Risk", "Transfer"]


def _probability(value: object) -> float | str:
    number = fields.number_or_key(value)
    if not isinstance(number, str) and not 0 <= number <= 1:
        message = "A probability lies between 0 and 1."
        raise InputError(message, got=repr(value), wanted="a number from 0 to 1", do="write 0.3 for 30%")
    return number


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Risk(Placed):
    """Something that may happen and then costs money; probability times impact is its expected cost.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.60 to 6.77.
    """

    probability: float | str = attrs.field(converter=_probability)
    """Probability that it happens: a number from 0 to 1, or the key of an assumption."""
    impact: Expression = attrs.field(converter=fields.expression)
    """What it costs if it happens: money, a total, or money a year for as long as it lasts."""
    within_bias: bool = attrs.field(validator=fields.is_a(bool))
    """Whether the uplift for optimism bias pays for it already; then it is listed and adds nothing."""
    bearer: str = attrs.field(default="originating-organisation", validator=fields.one_of(BEARERS))
    """Who bears it."""
    mitigation: str = fields.text()
    """Address of the cost line that pays for making it less likely."""
    unmitigated_probability: float | str | None = attrs.field(
        default=None, converter=attrs.converters.optional(_probability)
    )
    """Probability without that cost line, so that a table can show what it buys."""
    owner: str = fields.text()
    """Who keeps an eye on it."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Transfer(Placed):
    """Money that one party pays another, for which society gets nothing and gives nothing.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.33 to 6.39.
    """

    amount: Expression = attrs.field(converter=fields.expression)
    """Money a year, for each year in which it falls; or money, a total."""
    payer: str = attrs.field(validator=fields.one_of(BEARERS))
    """Who pays."""
    recipient: str = attrs.field(validator=fields.one_of(BEARERS))
    """Who receives."""
    fraud: bool = fields.flag()
    """Whether it is taken by fraud: then the loss counts, and the gain of those who take it does not (8.93 to 8.99)."""

    @property
    def public_share(self) -> int:
        """Net payments of public bodies: 1 where they pay, -1 where they receive, 0 where they do both or neither."""
        return int(self.payer in PUBLIC_BEARERS) - int(self.recipient in PUBLIC_BEARERS)
