"""When things fall, in plain Python and by quadrature: events, spans, curves, series and growth, one draw at a time.

It shares no code with the package, and takes the plain dictionary of a case and one number for each assumption in base
units (years for time, pounds for money); a list of them, one a year, for an assumption that differs from year to year.
Amounts are Python expressions of such numbers. It gives pounds in the prices of each line, by line and year.
"""

import calendar
import datetime
import functools
import itertools
import math

from scipy.integrate import quad
from scipy.optimize import brentq


def years_between(first, second):
    """Count the years from one date to another in months; a day is its share of its own month."""

    def months(date):
        days = calendar.monthrange(date.year, date.month)[1]
        return 12 * date.year + date.month + (date.day - 1) / days

    return (months(second) - months(first)) / 12


class Times:
    """The events and curves of a case for one draw."""

    def __init__(self, plain, values, *, month=4):
        self.plain, self.values = plain, values
        self.start = int(plain["case"]["start"][:4])
        self.zero = datetime.date(self.start, month, 1)
        self.n = plain["case"]["horizon"] + 1
        # Many lines ask for the same moments and averages, which are all that takes time here.
        self.moment = functools.cache(self.moment)
        self.average = functools.cache(self.average)

    def moment(self, event):
        """Return the years from the first day of year 0 to an event, with its delays."""
        if isinstance(event, float):
            return event
        held = self.plain.get("events", {}).get(event, event)
        if isinstance(held, dict):
            before = self.moment(held["after"]) if "after" in held else self.moment(held["date"])
            return before + (eval(held["delay"], {}, self.values) if "delay" in held else 0.0)  # noqa: S307 - our own
        return years_between(self.zero, datetime.date.fromisoformat(str(held)))

    def number(self, given):
        return self.values[given] if isinstance(given, str) else given

    def level(self, curve, time):
        """Return a curve at a time, and not yet its ceiling."""
        shape = curve["shape"]
        if shape in OTHERS:
            return OTHERS[shape](self, curve, time)
        elapsed = time - self.moment(curve["starts"])
        if elapsed < 0:
            return 0.0
        if shape == "step":
            return 1.0
        if shape == "linear":
            over = self.number(curve["over"])
            return 1.0 if elapsed >= over else elapsed / over
        if shape in {"saturation", "decay"}:
            left = 0.5 ** (elapsed / self.number(curve["half_life"]))
            return left if shape == "decay" else 1 - left
        if shape == "bass":
            p, q = self.number(curve["innovation"]), self.number(curve["imitation"])
            left = math.exp(-(p + q) * elapsed)
            return (1 - left) / (1 + q / p * left)
        if shape == "gompertz":
            early, late = self.number(curve["t10"]), self.number(curve["t90"])
            gaps = math.log(10), -math.log(0.9)  # minus the logarithm of the curve at the two times
            return math.exp(-gaps[0] * (gaps[1] / gaps[0]) ** ((elapsed - early) / (late - early)))
        if "t10" in curve:
            early, late = self.number(curve["t10"]), self.number(curve["t90"])
            odds = math.log(9) * (2 * elapsed - early - late) / (late - early)
        else:
            odds = self.number(curve["steepness"]) * (elapsed - self.number(curve["midpoint"]))
        return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0

    def valued(self, key, time):
        """Return a curve with its ceiling at a time."""
        curve = self.plain["curves"][key]
        return self.number(curve.get("ceiling", 1.0)) * self.level(curve, time)

    def limit(self, curve, time):
        at = curve["at"]
        return self.valued(at, time) if at in self.plain["curves"] else self.number(at)

    def unit_cost(self, curve, low, high):
        """Average what a unit costs over what is made between two times, in small steps of what was made."""
        first, last = (self.made(curve["volume"], time) for time in (low, high))
        power, before = math.log2(self.number(curve["progress_ratio"])), self.number(curve["experience"])
        if last - first < 1e-12:
            return (1 + first / before) ** power
        total = quad(lambda made: (1 + made / before) ** power, first, last, epsabs=1e-13, epsrel=1e-12)[0]
        return total / (last - first)

    def made(self, key, time):
        return math.fsum(
            self.average(key, float(year), min(year + 1.0, time)) * (min(year + 1.0, time) - year)
            for year in range(-3, math.ceil(time))
        )

    def shares(self, curve):
        if curve["shape"] == "waves":
            return [(self.moment(event), self.number(share)) for event, share in curve["waves"].items()]
        start = self.moment(curve["starts"])
        return [(start + at * curve["every"], self.number(share)) for at, share in enumerate(curve["values"])]

    def rolled_out(self, curve, time):
        followed = self.plain["curves"].get(curve.get("follows"), {"shape": "step"})
        ceiling = self.number(followed.get("ceiling", 1.0))
        return math.fsum(
            share * ceiling * self.level({**followed, "starts": start}, time) for start, share in self.shares(curve)
        )

    def given(self, curve, time):
        place = (time - self.moment(curve["starts"])) / curve["every"]
        values = [self.number(value) for value in curve["values"]]
        linear = curve.get("between") == "linear"
        if place < 0 or (curve["then"] == "stops" and place >= len(values) - linear):
            return 0.0
        at = min(math.floor(place), len(values) - 1)
        if not linear or at == len(values) - 1:
            return values[at]
        return values[at] + (place - at) * (values[at + 1] - values[at])

    def learned(self, curve, time):
        elapsed = time - self.moment(curve["starts"])
        before = self.number(curve["experience"])
        return 0.0 if elapsed < 0 else (1 + elapsed / before) ** math.log2(self.number(curve["progress_ratio"]))

    def links(self, curve):
        named = [curve.get("of"), curve.get("at"), *curve.get("curves", ())]
        return [key for key in named if key in self.plain["curves"]]

    def between(self, curve, time):
        points = [(self.moment(event), self.number(level)) for event, level in curve["levels"].items()]
        if time < points[0][0]:
            return 0.0
        for (begin, low), (end, high) in itertools.pairwise(points):
            if begin <= time < end:
                linear = curve.get("between") == "linear"
                return low + (high - low) * (time - begin) / (end - begin) if linear else low
        return points[-1][1]

    def kinks(self, curve):
        """Return the times at which a curve bends or jumps."""
        if curve["shape"] == "constant":
            return []
        if curve["shape"] == "seasonal":
            return [month / 12 for month in range(-36, 12 * self.n)]
        if curve["shape"] == "delay":
            return [kink + self.number(curve["by"]) for kink in self.kinks(self.plain["curves"][curve["of"]])]
        if self.links(curve):
            return [kink for key in self.links(curve) for kink in self.kinks(self.plain["curves"][key])]
        if curve["shape"] in {"waves", "cohorts"}:
            followed = self.plain["curves"].get(curve.get("follows"), {"shape": "step"})
            return [kink for start, _ in self.shares(curve) for kink in self.kinks({**followed, "starts": start})]
        if curve["shape"] == "given":
            start = self.moment(curve["starts"])
            return [start + curve["every"] * at for at in range(len(curve["values"]) + 1)]
        if curve["shape"] == "events":
            return [self.moment(event) for event in curve["levels"]]
        start = self.moment(curve["starts"])
        if curve["shape"] == "linear":
            return [start, start + self.number(curve["over"])]
        if curve["shape"] in {"logistic", "gompertz"}:
            names = ("t10", "t90") if "t10" in curve else ("midpoint",)
            return [start, *(start + self.number(curve[name]) for name in names)]
        return [start]

    def gaps(self, curve, later):
        """Yield how far each capped or held curve within another lies over its limit at a time."""
        if curve["shape"] == "delay":
            later += self.number(curve["by"])
        if curve["shape"] in {"cap", "floor"}:
            yield lambda time: self.valued(curve["of"], time - later) - self.limit(curve, time - later)
        for key in self.links(curve):
            yield from self.gaps(self.plain["curves"][key], later)

    @staticmethod
    def signs(gap, low, high):
        """Yield the ends of short stretches in which a gap changes its sign."""
        times = [low + (high - low) * step / 32 for step in range(33)]
        times[0], times[-1] = low + 1e-9 * (high - low), high - 1e-9 * (high - low)
        values = [gap(time) for time in times]
        for (first, one), (last, other) in itertools.pairwise(zip(times, values, strict=True)):
            if one * other < 0:
                yield first, last

    def average(self, key, low, high):
        """Average a curve between two times by quadrature, cut where it bends."""
        curve = self.plain["curves"][key]
        if high <= low:
            return 0.0
        if "volume" in curve:
            return self.unit_cost(curve, low, high) * self.number(curve.get("ceiling", 1.0))
        cuts = [low, *sorted(cut for cut in self.kinks(curve) if low < cut < high), high]
        passed = [
            brentq(gap, *pair, xtol=1e-14)
            for gap in self.gaps(curve, 0.0)
            for a, b in itertools.pairwise(cuts)
            for pair in self.signs(gap, a, b)
        ]
        cuts = sorted({*cuts, *passed})
        pieces = [
            quad(lambda time: self.level(curve, time), a, b, epsabs=1e-13, epsrel=1e-12, full_output=1)[0]
            for a, b in itertools.pairwise(cuts)
        ]
        return math.fsum(pieces) / (high - low) * self.number(curve.get("ceiling", 1.0))

    def window(self, line, year):
        """Return the part of a year in which a line runs."""
        low, high = float(year), year + 1.0
        if "starts" in line:
            low = min(max(low, self.moment(line["starts"])), high)
        if "ends" in line:
            high = max(min(high, self.moment(line["ends"])), low)
        return low, high

    def in_year(self, year):
        return {key: value[year] if isinstance(value, list) else value for key, value in self.values.items()}

    def amounts(self, line):
        """Return what a line comes to in each year.

        Besides the keys of the file, a line holds `python`, its amount for these numbers, and `total`, whether that is
        money and not money a year.
        """
        return [self.amount(line, year) for year in range(self.n)]

    def amount(self, line, year):
        low, high = self.window(line, year)
        share = high - low
        if line.get("total") and "starts" in line:
            begin = self.moment(line["starts"])
            whole = self.moment(line["ends"]) - begin if "ends" in line else None
            share = share / whole if whole is not None else float(math.floor(begin) == year)
        if "when" in line and not int(line["when"][:4]) <= self.start + year <= int(line["when"][-7:][:4]):
            return 0.0
        if share == 0:
            return 0.0
        profile = compile(line.get("profile", "1.0"), "profile", "eval")
        curves = {key: self.average(key, low, high) for key in profile.co_names if key in self.plain.get("curves", {})}
        weight = eval(profile, {}, curves)  # noqa: S307 - our own
        grown = 1.0
        rate = line.get("growth", line.get("cash_growth", 0.0))
        for later in range(1, year + 1):
            now = self.in_year(later)
            grown *= 1 + (now[rate] if isinstance(rate, str) else rate)
        return eval(line["python"], {"min": min, "max": max}, self.in_year(year)) * share * weight * grown  # noqa: S307 - our own


MONTHS = "april may june july august september october november december january february march".split()  # noqa: SIM905 - read it
OTHERS = {
    "constant": lambda _, _curve, _time: 1.0,
    "events": Times.between,
    "waves": Times.rolled_out,
    "cohorts": Times.rolled_out,
    "given": Times.given,
    "learning": Times.learned,
    "seasonal": lambda _, curve, time: (
        12 * curve["months"][MONTHS[math.floor(12 * (time % 1))]] / math.fsum(curve["months"].values())
    ),
    "delay": lambda self, curve, time: self.valued(curve["of"], time - self.number(curve["by"])),
    "scale": lambda self, curve, time: self.valued(curve["of"], time),
    "complement": lambda self, curve, time: 1 - self.valued(curve["of"], time),
    "sum": lambda self, curve, time: math.fsum(self.valued(key, time) for key in curve["curves"]),
    "product": lambda self, curve, time: math.prod(self.valued(key, time) for key in curve["curves"]),
    "cap": lambda self, curve, time: min(self.valued(curve["of"], time), self.limit(curve, time)),
    "floor": lambda self, curve, time: max(self.valued(curve["of"], time), self.limit(curve, time)),
}
"""The level of the other shapes at a time."""
