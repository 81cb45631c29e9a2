"""Rounding where people read, half away from zero; nothing is rounded before."""

from __future__ import annotations

import decimal
import math

__all__ = ["change_words", "figure_words", "format_number", "money_scale", "money_words", "round_half_up"]

_LARGE, _VERY_LARGE = 1e5, 1e9
_ENDLESS, _TINY = 1e15, 1e-6
_MILLION, _THOUSAND = 1e6, 1e3
_CONTEXT = decimal.Context(prec=400, rounding=decimal.ROUND_HALF_UP)  # holds every float whole, whatever the caller set


def round_half_up(value: float, decimals: int = 0) -> decimal.Decimal:
    """Round to a number of decimals, halves away from zero, as accounts are rounded.

    Args:
        value: A finite number.
        decimals: Decimals to keep.
    """
    return decimal.Decimal(repr(float(value))).quantize(decimal.Decimal(1).scaleb(-decimals), context=_CONTEXT)


def format_number(value: float, decimals: int = 0) -> str:
    """Return a number with thousands separators; zero never carries a minus sign.

    Args:
        value: A finite number.
        decimals: Decimals to show.
    """
    rounded = round_half_up(value, decimals)
    return f"{abs(rounded) if rounded == 0 else rounded:,f}"


def change_words(share: float) -> str:
    """Return a change as a share with its sign, such as +4.2% or -12.0%; what rounds to nothing is 0.0%.

    Args:
        share: A finite number: 0.042 for 4.2%.
    """
    text = format_number(100 * share, 1)
    return f"{'' if text.startswith('-') or text == '0.0' else '+'}{text}%"


def figure_words(value: float, figures: int = 4) -> str:
    """Return a number as a sentence shows it: 410,000, 8.491, 0.0312 or 1.25 billion; no exponent that a reader undoes.

    Args:
        value: A finite number.
        figures: Significant figures to show at least, without zeros at the end.
    """
    size = abs(value)
    if not size:
        return "0"
    if size >= _ENDLESS or size < _TINY:
        return f"{value:.{figures}g}"
    if size >= _VERY_LARGE:
        return f"{figure_words(value / _VERY_LARGE, figures)} billion"
    decimals = max(0, figures - 1 - math.floor(math.log10(size)))
    text = format_number(value, decimals)
    return text.rstrip("0").rstrip(".") if decimals else text


def money_scale(largest: float) -> tuple[float, str, int]:
    """Choose the unit in which a table of money reads best.

    Args:
        largest: The largest amount of the table in pounds.

    Returns:
        Pounds in one unit, the unit's name and the decimals to show.
    """
    if abs(largest) >= _VERY_LARGE:
        return 1e6, "£m", 1
    if abs(largest) >= _LARGE:
        return 1e3, "£k", 0
    return 1.0, "£", 0


def money_words(amount: float) -> str:
    """Return an amount as a sentence shows it, such as £1.9m, minus £240k or £7.

    Args:
        amount: A finite number of pounds.
    """
    size = abs(amount)
    scale, unit, decimals = (
        (_MILLION, "m", 1) if size >= _MILLION else (_THOUSAND, "k", 0) if size >= _THOUSAND else (1.0, "", 0)
    )
    text = format_number(size / scale, decimals)
    return f"{'minus ' if amount < 0 and float(text.replace(',', '')) else ''}£{text}{unit}"
