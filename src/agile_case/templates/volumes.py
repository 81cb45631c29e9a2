"""What a case of channel shift comes to by year: contacts by channel, and time freed against posts given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.errors import InputError
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.templates.channels import volume_of

if TYPE_CHECKING:
    from agile_case.appraisal.result import Result
    from agile_case.quantities.frozen import FloatArray
    from agile_case.templates.channel_shift import ChannelShift

__all__ = ["freed_time_table", "volumes_table"]


def volumes_table(shift: ChannelShift, result: Result) -> Table:
    """Return contacts by channel and year with their shares, assumptions at their means.

    Args:
        shift: The template.
        result: The appraisal of a case that it filled.

    Raises:
        InputError: The result is of another case.
    """
    years = [str(year) for year in result.plan.years]
    today: list[FloatArray] = []
    moved: list[FloatArray] = []
    closed: list[FloatArray] = []
    for key in shift.channels:
        staff = _own(result, f"options.{shift.option}.costs.{key}_staff")
        freed = _own(result, f"options.{shift.option}.benefits.{key}_time")
        ended = _own(result, f"options.{shift.option}.benefits.{key}_time_after", missing=True)
        scale = volume_of(shift.channels[key].volume) / staff[0] if staff[0] else 0.0
        today.append(staff * scale)
        moved.append(freed * scale)
        closed.append(ended * scale)
    by_channel = [whole - gone - shut for whole, gone, shut in zip(today, moved, closed, strict=True)]
    online = sum(moved, np.zeros(len(years)))
    helped = sum(closed, np.zeros(len(years)))
    if shift.online.volume is not None:
        already = _own(result, f"options.{shift.option}.costs.online_today")
        online = online + already * (volume_of(shift.online.volume) / already[0] if already[0] else 0.0)
    names = [channel.title or key.replace("_", " ") for key, channel in shift.channels.items()]
    columns = [Column("Year", "year")]
    parts = [*by_channel, online, helped]
    for name, key in zip([*names, "online", "helped"], [*shift.channels, "online", "helped"], strict=True):
        columns.append(Column(f"{name[:1].upper()}{name[1:]}", f"{key}_contacts", 0))
    total = sum(parts, np.zeros(len(years)))
    columns += [Column("All", "all_contacts", 0), Column("Online or helped, %", "online_share", 1, 0.01)]
    rows: list[list[Cell]] = [
        [
            year,
            *(float(part[place]) for part in parts),
            float(total[place]),
            float((online[place] + helped[place]) / total[place]) if total[place] else None,
        ]
        for place, year in enumerate(years)
    ]
    notes = ["Helped: who had not moved when the channel closed. Assumptions at their means."]
    return Table("channel_volumes", f"Contacts by channel ({shift.thing} a year)", columns, rows, notes)


def freed_time_table(shift: ChannelShift, result: Result) -> Table:
    """Return by year the time that is freed, the posts that take it away as cash, and what is left without cash.

    More given up than is freed is negative, and named in a note: the work of those posts would still be there.

    Args:
        shift: The template.
        result: The appraisal of a case that it filled.

    Raises:
        InputError: The result is of another case.
    """
    years = [str(year) for year in result.plan.years]
    freed, posts = np.zeros(len(years)), np.zeros(len(years))
    for key, channel in shift.channels.items():
        base = f"options.{shift.option}.benefits.{key}"
        freed = freed + _own(result, f"{base}_time") + _own(result, f"{base}_time_after", missing=True)
        for number in range(1, len(channel.releases) + 1):
            posts = posts + _own(result, f"{base}_posts_{number}")
    left = freed - posts
    scale, unit, decimals = money_scale(float(max(freed.max(), posts.max())))
    columns = [
        Column("Year", "year"),
        Column(f"Time freed, {unit}", "freed_gbp", decimals, scale),
        Column(f"Released as cash, {unit}", "cash_gbp", decimals, scale),
        Column(f"Stays non-cash, {unit}", "non_cash_gbp", decimals, scale),
    ]
    rows: list[list[Cell]] = [
        [year, float(freed[place]), float(posts[place]), float(left[place])] for place, year in enumerate(years)
    ]
    notes = ["Valued at the full cost of staff, in real terms; assumptions at their central values."]
    short = [year for place, year in enumerate(years) if left[place] < 0]
    if short:
        notes.append(f"More posts are given up than time is freed in {', '.join(short)}: who does their work?")
    return Table("freed_time", f"Time freed and posts given up ({unit}, real)", columns, rows, notes)


def _own(result: Result, address: str, *, missing: bool = False) -> FloatArray:
    """Return the yearly amounts of a line."""
    for place, line in enumerate(result.plan.lines):
        if line.address == address:
            return np.asarray(result.yearly.real[place], dtype=np.float64)
    if missing:
        return np.zeros(len(result.plan.years))
    message = "This result is not of a case that the template filled."
    raise InputError(message, where="result", got=f"no line {address}", wanted="lines as ChannelShift writes them")
