"""What rules of routing have in common: the figure that a limit is held against, and questions that are left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.guidance.editions import rule_set
from agile_case.guidance.figures import whole_life_cost
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.rounding import money_words
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from agile_case.findings import Finding
    from agile_case.guidance.figures import CostFigure
    from agile_case.guidance.rules import Rule, RuleContext
    from agile_case.model.programme import Programme

__all__ = [
    "CONTROLS",
    "WHERE",
    "after_reset",
    "case_figure",
    "digital_cost",
    "pounds",
    "programme_cost",
    "straddles",
    "unanswered",
]

CONTROLS: Final = FrozenMap(
    {
        "dtsc-v5": FrozenMap(
            {
                "public-service": 100_000.0,
                "other-digital": 100_000.0,
                "technology": 5_000_000.0,
                "consultancy": 1_000_000.0,
            }
        ),
        "dtsc-v6": FrozenMap({"public-service": 100_000.0, "other-digital": 1_000_000.0, "technology": 1_000_000.0}),
    }
)
"""Pounds above which spend needed approval, by edition of the spend controls and kind of spend."""
WHERE: Final = "programme"
"""Table of the facts."""


def pounds(context: RuleContext, value: Quantity | str) -> float:
    """Return a sum of money in pounds.

    Args:
        context: The context, for the units of the case.
        value: A quantity, or its text.
    """
    units = context.model.units
    held = Quantity.parse(value) if isinstance(value, str) else value
    return held.to(units.unit("GBP"), units)


def case_figure(context: RuleContext) -> CostFigure | None:
    """Return the cost of the case; None where nobody said which option it is about.

    Args:
        context: The context.
    """
    return None if context.option is None else whole_life_cost(context.result.plan, context.option)


def programme_cost(context: RuleContext, held: Programme) -> tuple[float, str, CostFigure | None] | None:
    """Return the cost of the whole programme with what it is, and the figure where it is worked out.

    Args:
        context: The context.
        held: Facts of the programme.
    """
    if held.whole_cost is not None:
        amount = pounds(context, held.whole_cost)
        return amount, f"{money_words(amount)} (programme.whole_cost)", None
    figure = case_figure(context)
    return None if figure is None else (figure.amount, str(figure), figure)


def digital_cost(context: RuleContext, held: Programme) -> tuple[float, str, CostFigure | None] | None:
    """Return the digital cost with what it is; that of the case where none is stated.

    Args:
        context: The context.
        held: Facts of the programme.
    """
    if held.digital_cost is not None:
        amount = pounds(context, held.digital_cost)
        return amount, f"{money_words(amount)} (programme.digital_cost)", None
    figure = case_figure(context)
    if figure is None:
        return None
    return figure.amount, f"{figure}, that of the case, no part being stated as digital", figure


def straddles(context: RuleContext, figure: CostFigure | None, limit: float) -> str:
    """Say what contingency and P90 would change, where either lies on the other side of a limit.

    Args:
        context: The context.
        figure: The figure, where it is worked out.
        limit: The limit, in pounds.
    """
    if figure is None:
        return ""
    said = []
    if (figure.bare > limit) is not (figure.amount > limit):
        said.append(f"without optimism bias and risks it is {money_words(figure.bare)}, on the other side of the limit")
    if context.tail is not None:
        other = (context.tail > limit) is not (figure.amount > limit)
        said.append(f"P90 is {money_words(context.tail)}{', on the other side of the limit' if other else ''}")
    return f" {'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}." if said else ""


def unanswered(rule: Rule, name: str, why: str) -> Finding:
    """Return the question that a fact left open.

    Args:
        rule: The rule.
        name: Name of the fact.
        why: Why it matters.
    """
    words = name.replace("_", " ")
    return rule.ask(f"{WHERE}.{name}", f"{words} is not answered, and {why}.", f"Answer it in programme.{name}.")


def after_reset(context: RuleContext) -> bool:
    """Tell whether the process of 2026 has taken the place of a rule of 2014; its own rules then say so.

    Args:
        context: The context.
    """
    return context.on is not None and rule_set("reset-2026").in_force(context.on)
