"""An appraisal in plain Python, written from the specification: loops over lines and years, one draw at a time.

It shares no code with the package. It takes the plain dictionary that a case file holds and one value for each
assumption, in the unit of the file, and reads nothing else but the published CSV tables. It expects a valid case.
"""

import ast
import calendar
import csv
import datetime
import hashlib
import importlib.util
import itertools
import math
import re
from pathlib import Path

from scipy.integrate import quad

DATA = Path(importlib.util.find_spec("agile_case").origin).parent / "reference/data"  # found, not imported
PUBLIC = ("originating-organisation", "other-public")
BUCKETS = ("benefit", "cash_released", "cost_public", "cost_nonpublic")
SIZES = dict.fromkeys(("GBP", "hour", "year", "workday", "FTE", "person", "tCO2e", "kWh", "WELLBY", "QALY"), 1.0)
SIZES |= {"GBPk": 1e3, "GBPm": 1e6, "GBPbn": 1e9, "percent": 0.01, "minute": 1 / 60, "month": 1 / 12, "week": 1 / 52}
NUMBER = r"(?<![A-Za-z0-9_.])(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?"


MASK = 2**64 - 1


def philox(counter, key):
    """Return the four words of one block of Philox4x64-10, as in the paper of Salmon, Moraes, Dror and Shaw (2011)."""
    words = [(counter >> (64 * lane)) & MASK for lane in range(4)]
    keys = [key & MASK, key >> 64]
    for _ in range(10):
        first, second = 0xD2E7470EE14C6C93 * words[0], 0xCA5A826395121157 * words[2]
        words = [(second >> 64) ^ words[1] ^ keys[0], second & MASK, (first >> 64) ^ words[3] ^ keys[1], first & MASK]
        keys = [(keys[0] + 0x9E3779B97F4A7C15) & MASK, (keys[1] + 0xBB67AE8584CAA73B) & MASK]
    return words


def uniform(seed, name, i):
    """Return uniform number i of an assumption's stream (design, decision 9)."""
    digest = hashlib.blake2b(seed.to_bytes(8, "little") + b"\0" + name.encode(), digest_size=16).digest()
    raw = philox(i // 4, int.from_bytes(digest, "little"))[i % 4]
    return ((raw >> 12) + 0.5) * 2**-52


def table(path):
    with (DATA / path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def size_of_unit(text, sizes):
    """Return how many base units a unit is: each word to its power, divided where a slash stands before it."""
    size, sign = 1.0, 1
    for part in re.findall(r"[*/]|[A-Za-z_0-9]+(?:\^\d+)?", text.replace(" ", "")):
        if part in "*/":
            sign = 1 if part == "*" else -1
        elif part != "1":
            word, _, power = part.partition("^")
            size *= sizes[word] ** (sign * int(power or 1))
    return size


class Arithmetic:
    """The expressions of a case: quantity literals become plain numbers, and Python's own parser reads the rest."""

    def __init__(self, counts):
        self.sizes = {**SIZES, **dict.fromkeys(counts, 1.0)}
        words = "|".join(sorted(self.sizes, key=len, reverse=True))
        word = rf"(?:{words})(?![A-Za-z0-9_.])(?:\s*\^\s*\d+)?"
        self.literal = re.compile(rf"({NUMBER})\s*({word}(?:\s*[*/]\s*{word})*)")
        self.trees = {}

    def quantity(self, text):
        number, unit = re.fullmatch(rf"\s*({NUMBER})\s*(.*)", text).groups()
        return float(number) * size_of_unit(unit, self.sizes)

    def tree(self, text):
        if text not in self.trees:
            plain = self.literal.sub(lambda found: f"({float(found[1]) * size_of_unit(found[2], self.sizes)!r})", text)
            self.trees[text] = ast.parse(plain.strip(), mode="eval").body
        return self.trees[text]

    def value(self, node, names):
        if isinstance(node, ast.Constant):
            return float(node.value)
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.UnaryOp):
            assert isinstance(node.op, ast.USub)
            return -self.value(node.operand, names)
        if isinstance(node, ast.Call):
            return {"min": min, "max": max}[node.func.id](*(self.value(part, names) for part in node.args))
        left, right = self.value(node.left, names), self.value(node.right, names)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        assert isinstance(node.op, ast.Div)
        return left / right


def year_of(text):
    return int(text[:4])


def years_in(text):
    first, _, last = text.partition("..")
    return range(year_of(first), year_of(last or first) + 1)


def months_from(event, year):
    """Count months from a date to 1 April of a year; a day is its share of its own month."""
    days = calendar.monthrange(event.year, event.month)[1]
    return 12 * (year - event.year) + (4 - event.month) - (event.day - 1) / days


class Oracle:
    """A case, prepared; `run` works it out for one value of each assumption."""

    def __init__(self, plain):
        self.plain = plain
        self.case = plain["case"]
        self.arithmetic = Arithmetic(plain.get("units", {}).get("counts", []))
        self.start = year_of(self.case["start"])
        self.years = [self.start + t for t in range(self.case["horizon"] + 1)]
        self.base = year_of(self.case["price_base"])
        self.index = self.deflator()
        self.factors = self.discount_factors()
        self.curves = {key: self.curve(curve) for key, curve in plain.get("curves", {}).items()}
        self.lines = [
            (option, f"options.{option}.{side}.{key}", side == "costs", line)
            for option, held in plain["options"].items()
            for side in ("costs", "benefits")
            for key, line in held.get(side, {}).items()
            if line.get("kind") not in ("quantifiable", "qualitative")
        ]
        self.trees = {address: self.amount_tree(line) for _, address, _, line in self.lines}

    def deflator(self):
        index = {year_of(row["financial_year"]): float(row["index"]) for row in table("gdp-deflator/hmt-2026-03.csv")}
        after = self.case.get("prices_after")
        if after:
            for year in range(max(index) + 1, self.years[-1] + 1):
                index[year] = index[year - 1] * (1 + after["growth"])
        return index

    def discount_factors(self):
        if "discount_factors" in self.case:
            return [float(value) for value in self.case["discount_factors"]["values"]]
        return self.schedule("green-book-2026")

    def factors_of(self, line):
        return self.schedule(line["discount"]) if "discount" in line else self.factors

    def schedule(self, vintage):
        bands = table(f"discount-rate/{vintage}.csv")
        factors = [1.0]
        for t in range(1, len(self.years)):
            (rate,) = (
                float(band["rate"])
                for band in bands
                if int(band["from_year"]) <= t and (not band["to_year"] or t <= int(band["to_year"]))
            )
            factors.append(factors[-1] / (1 + rate / 100))
        return factors

    def curve(self, curve):
        """Average a logistic with ceiling 1 over each year by quadrature; it is zero before its event."""
        event = curve["starts"]
        if event in self.plain.get("events", {}):
            event = self.plain["events"][event]
        if isinstance(event, str):
            event = datetime.date.fromisoformat(event)
        if "t10" in curve:
            early, late = self.arithmetic.quantity(curve["t10"]), self.arithmetic.quantity(curve["t90"])
            middle, steepness = (early + late) / 2, 2 * math.log(9) / (late - early)
        else:
            middle, steepness = (
                self.arithmetic.quantity(curve["midpoint"]),
                self.arithmetic.quantity(curve["steepness"]),
            )

        def logistic(time):
            return 1 / (1 + math.exp(-steepness * (time - middle)))

        averages = []
        for year in self.years:
            begin = months_from(event, year) / 12
            first, last = max(begin, 0.0), max(begin + 1, 0.0)
            cuts = [first, *(cut for cut in (middle,) if first < cut < last), last]
            pieces = [
                quad(logistic, a, b, epsabs=1e-15, epsrel=1e-14, full_output=1) for a, b in itertools.pairwise(cuts)
            ]
            averages.append(math.fsum(piece[0] for piece in pieces))
        return averages

    def amount_tree(self, line):
        if "amount" in line:
            return self.arithmetic.tree(line["amount"])
        return self.arithmetic.tree(f"({line['measure']}) * ({line['unit_value']})")

    def in_base_units(self, values):
        found = {}
        for key, assumption in self.plain.get("assumptions", {}).items():
            found[key] = values[key] * size_of_unit(assumption["unit"], self.arithmetic.sizes)
        return found

    def uplift(self, line):
        bias = line.get("optimism_bias")
        if not bias:
            return 0.0
        if "reduction" in bias:
            return -bias["reduction"]
        rows = table("optimism-bias/mott-macdonald-2002.csv")
        measure = bias.get("measure", "capital-cost")
        upper, lower = bias.get("upper", 0.0), bias.get("lower", 0.0)
        for kind, share in (bias.get("mix") or ({bias["type"]: 1.0} if "type" in bias else {})).items():
            (row,) = (row for row in rows if (row["project_type"], row["measure"]) == (kind, measure))
            upper += share * float(row["upper_percent"]) / 100
            lower += share * float(row["lower_percent"]) / 100
        left = 1.0 - bias.get("mitigation", 0.0)
        for share, managed in bias.get("factors", {}).values():
            left -= share * managed
        return max(upper * left, lower)

    def profile(self, line, year, values):
        """Return the weight of a year, and its size when nothing cancels in it."""
        profile = line.get("profile", 1.0)
        if isinstance(profile, dict):
            weight = profile["values"][year - years_in(profile["years"])[0]]
            return weight, abs(weight)
        if not isinstance(profile, str):
            return float(profile), abs(float(profile))
        curves = {}
        for key, averages in self.curves.items():
            ceiling = self.plain["curves"][key].get("ceiling", 1.0)
            curves[key] = averages[year - self.start] * (values[ceiling] if isinstance(ceiling, str) else ceiling)
        weight = self.arithmetic.value(self.arithmetic.tree(profile), curves)
        return weight, max(abs(weight), 1.0)

    def falls(self, line):
        if "when" in line:
            return years_in(line["when"])
        profile = line.get("profile")
        return years_in(profile["years"]) if isinstance(profile, dict) else self.years

    def to_real(self, prices, year):
        if prices == "cash":
            return self.index[self.base] / self.index[year]
        return 1.0 if year_of(prices) == self.base else self.index[self.base] / self.index[year_of(prices)]

    def to_cash(self, prices, year):
        """Return the factor to cash, None where the deflator does not reach."""
        if self.base not in self.index or year not in self.index:
            return None
        return 1.0 if prices == "cash" else self.index[year] / self.index[year_of(prices)]

    def run(self, values):
        """Work out the case for one value of each assumption in the unit of the file."""
        return Answer(self, self.in_base_units(values))


class Answer:
    """What an oracle found: amounts by line and year, present values by option and bucket, cash, measures."""

    def __init__(self, oracle, values):
        self.oracle = oracle
        years = range(len(oracle.years))
        self.own, self.real, self.present = {}, {}, {}
        self.buckets = {option: dict.fromkeys(BUCKETS, 0.0) for option in oracle.plain["options"]}
        self.gross = dict.fromkeys(oracle.plain["options"], 0.0)
        self.cash = {option: {} for option in oracle.plain["options"]}
        for option, address, is_cost, line in oracle.lines:
            prices = line.get("price_base", oracle.case["price_base"])
            growth = line.get("growth", 0.0)
            rate = values[growth] if isinstance(growth, str) else growth
            grows_from = year_of(line.get("growth_from", oracle.case["start"]))
            before = oracle.arithmetic.value(oracle.trees[address], values)
            forecast = year_of(line.get("optimism_bias", {}).get("forecast_from", oracle.case["start"]))
            falls, factors = oracle.falls(line), oracle.factors_of(line)
            bucket = self.bucket(line, is_cost=is_cost)
            self.own[address], self.real[address], self.present[address] = [], [], []
            for t in years:
                year = oracle.years[t]
                amount = before * (1 + oracle.uplift(line)) if year >= forecast else before
                grown = 1.0
                for _ in range(grows_from, year):
                    grown *= 1 + rate
                own, real, largest = 0.0, 0.0, 0.0
                if year in falls:
                    weight, size = oracle.profile(line, year, values)
                    own = amount * grown * weight
                    real = own * oracle.to_real(prices, year)
                    largest = abs(amount * grown * size * oracle.to_real(prices, year))
                present = real * factors[t]
                self.own[address].append(own)
                self.real[address].append(real)
                self.present[address].append(present)
                self.buckets[option][bucket] += present
                self.gross[option] += largest * factors[t]
                if bucket in ("cost_public", "cash_released"):
                    self.pay(option, line, t, own if bucket == "cost_public" else -own, oracle.to_cash(prices, year))

    @staticmethod
    def bucket(line, *, is_cost):
        if is_cost:
            public = line.get("bearer", "originating-organisation") in PUBLIC
            return "cost_public" if public else "cost_nonpublic"
        return "cash_released" if line["kind"] == "cash-releasing" else "benefit"

    def pay(self, option, line, t, own, factor):
        held = self.cash[option].setdefault(line.get("budget", "unclassified"), [0.0] * len(self.oracle.years))
        held[t] = None if factor is None else held[t] + own * factor

    def difference(self, option, other):
        """Return what an option has more than another, by bucket."""
        mine, theirs = self.buckets[option], self.buckets[other]
        return {bucket: mine[bucket] - theirs[bucket] for bucket in BUCKETS}


def measures(buckets, savings):
    """Return the measures of four present values; None where a ratio has no meaning."""
    released = buckets["cash_released"]
    benefits, public = buckets["benefit"], buckets["cost_public"]
    if savings == "lower-cost":
        public -= released
    else:
        benefits += released
    nonpublic = buckets["cost_nonpublic"]
    costs = public + nonpublic
    return {
        "pvb": benefits,
        "pvc": costs,
        "pvc_public": public,
        "pvc_nonpublic": nonpublic,
        "npsv": benefits - costs,
        "bcr": benefits / costs if costs > 0 else None,
        "rpsc": (benefits - nonpublic) / public if public > 0 else None,
        "rpsc_numerator": benefits - nonpublic,
        "rpsc_denominator": public,
    }
