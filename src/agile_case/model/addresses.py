"""Addresses: every part of a case is found by whole keys, such as `options.digital.costs.beta_team`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.model.assumptions import YearlyValues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.lines import Benefit, Cost, Line
    from agile_case.model.options import Option
    from agile_case.quantities.years import Year, YearRange

__all__ = ["lines_of", "lines_of_option"]


def lines_of_option(key: str, option: Option) -> Iterator[tuple[str, Cost | Benefit]]:
    """Yield the lines of one option with their addresses, costs first.

    Args:
        key: Key of the option.
        option: The option.
    """
    for name, cost in option.costs.items():
        yield f"options.{key}.costs.{name}", cost
    for name, benefit in option.benefits.items():
        yield f"options.{key}.benefits.{name}", benefit


def lines_of(contents: Contents) -> Iterator[tuple[str, Cost | Benefit]]:
    """Yield every line of a case with its address.

    Args:
        contents: The model, or its unchecked contents.
    """
    for key, option in contents.options.items():
        yield from lines_of_option(key, option)


def years_of(line: Line, period: YearRange) -> YearRange:
    """Return the years in which a line falls.

    Args:
        line: The line.
        period: The years of the appraisal.
    """
    if line.when is not None:
        return line.when
    weights = given_weights(line)
    return weights.years if weights is not None else period


def given_weights(line: Line) -> YearlyValues | None:
    """Return the yearly weights that a line gives, if its profile is not an expression.

    Args:
        line: The line.
    """
    return line.profile if isinstance(line.profile, YearlyValues) else None


def weight_in(weights: YearlyValues, year: Year) -> float:
    """Return the weight of one year; zero outside the years given.

    Args:
        weights: The weights.
        year: The year.
    """
    return weights.values[year - weights.years.first] if year in weights.years else 0.0
