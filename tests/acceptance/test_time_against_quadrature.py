"""Events, spans, curves, series and persistence against quadrature in plain Python (`tests/time_oracle.py`)."""

import itertools
import math
import re

import numpy as np
import pytest
from scipy import stats

import agile_case as ac
from agile_case.appraisal.central import yearly_amounts
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate, values_of
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import Streams
from agile_case.estimates.curves import SHAPES
from tests.oracle import uniform
from tests.time_oracle import MONTHS, Times

FIELDS = {field for sets in SHAPES.values() for fields in sets for field in fields}
SEED, TOLERANCE = 2026, 1e-10
PLAIN = {
    "format": "agile-case/1",
    "case": {"title": "Time (invented)", "start": "2026-27", "horizon": 7, "price_base": "2026-27"},
    "reference": {"set": "uk-2026-03"},
    "units": {"counts": ["thing"]},
    "events": {
        "alpha": "2026-07-01",
        "beta": {"after": "alpha", "delay": "13 week"},
        "live": {"date": "2027-10-15", "delay": "slip"},
        "done": {"after": "live", "delay": "1.5 year + slip / 2"},
        "expiry": "2030-06-30",
    },
    "assumptions": {
        "things": {"years": "2026-27..2033-34", "values": [10, 11, 13, 12, 15, 18, 20, 21], "unit": "thing/year"},
        "prices": {"years": "2025-26..2033-34", "values": [9, 5, 6, 7, 6, 5, 6, 7, 8], "unit": "GBP/thing"},
        "inflation": {"years": "2027-28..2033-34", "values": [1, 2, 3, -1, 5, 0, 2], "unit": "percent"},
        "rate": {"pert": [1, 2, 4], "unit": "GBPk/thing", "persistence": "yearly"},
        "wage": {"normal": [5, 1], "unit": "GBPk/year", "persistence": 0.8},
        "drift": {"uniform": [-0.02, 0.05], "unit": "1", "persistence": -0.3},
        "slip": {"triangular": [0, 10, 60], "unit": "week"},
        "ramp": {"uniform": [0, 18], "unit": "month"},
        "early": {"uniform": [1, 4], "unit": "month"},
        "late": {"uniform": [12, 30], "unit": "month"},
        "middle": {"normal": [1, 0.2], "unit": "year"},
        "steep": {"uniform": [1, 6], "unit": "1/year"},
        "part": {"uniform": [0.2, 0.4], "unit": "1"},
        "spark": {"uniform": [0.02, 0.3], "unit": "1/year"},
        "top": {"pert": [0.5, 0.8, 0.9], "unit": "1"},
        "pay": {"normal": [0.03, 0.01], "unit": "1"},
        "ratio": {"uniform": [0.5, 1], "unit": "1"},
        "made": {"uniform": [1, 12], "unit": "month"},
    },
    "curves": {
        "half": {"shape": "constant", "ceiling": 0.5},
        "jump": {"shape": "step", "starts": "live", "ceiling": "top"},
        "rise": {"shape": "linear", "starts": "live", "over": "ramp"},
        "known": {"shape": "linear", "starts": "2028-02-29", "over": "14 month", "ceiling": "top"},
        "take_up": {"shape": "logistic", "starts": "live", "t10": "early", "t90": "late", "ceiling": "top"},
        "other": {"shape": "logistic", "starts": "beta", "midpoint": "middle", "steepness": "steep"},
        "gompertz": {"shape": "gompertz", "starts": "live", "t10": "early", "t90": "late", "ceiling": "top"},
        "bass": {"shape": "bass", "starts": "beta", "innovation": "spark", "imitation": "steep"},
        "waning": {"shape": "decay", "starts": "live", "half_life": "late"},
        "closing": {"shape": "saturation", "starts": "2027-06-15", "half_life": "late", "ceiling": "top"},
        "stairs": {"shape": "events", "levels": {"alpha": 0.1, "live": "part", "done": 1}, "ceiling": 0.9},
        "slope": {"shape": "events", "levels": {"alpha": 0.1, "live": "part", "done": 1}, "between": "linear"},
    },
    "options": {"only": {"costs": {}}},
}
K = "1000"
LINES = {
    "series": ("things * 20 GBP/thing", "things * 20", {}),
    "product_of_series": ("things * prices", "things * prices", {"profile": "known"}),
    "sum_of_series": ("things * prices + (things - 3 thing/year) * rate / 2 - things * 1 GBP/thing",
                      "things * prices + (things - 3) * rate / 2 - things", {}),
    "series_below": ("100 GBP*thing/year^2 / things", "100 / things", {"when": "2027-28..2030-31"}),
    "series_in_a_maximum": ("max(things * prices, 90 GBP/year)", "max(things * prices, 90)", {}),
    "drawn_in_a_maximum": ("max(wage, 5 GBPk/year) * 2", f"max(wage, 5 * {K}) * 2", {"profile": "half"}),
    "drawn": ("things * rate", "things * rate", {"profile": "take_up * half"}),
    "grown_by_a_series": ("things * 1 GBP/thing", "things", {"growth": "inflation"}),
    "grown_by_draws": ("2 GBPk/year", f"2 * {K}", {"growth": "drift", "profile": "1 - known"}),
    "grown_in_cash": ("2 GBPk/year", f"2 * {K}", {"cash_growth": "pay", "ends": "expiry"}),
    "span": ("3 GBPk/year", f"3 * {K}", {"starts": "alpha", "ends": "expiry"}),
    "span_with_curve": ("3 GBPk/year", f"3 * {K}", {"starts": "beta", "ends": "expiry", "profile": "1 - known"}),
    "slipping": ("wage", "wage", {"starts": "live"}),
    "slipping_away": ("wage", "wage", {"ends": "live", "profile": "1 - slope"}),
    "slipping_between": ("wage", "wage", {"starts": "live", "ends": "done", "profile": "rise * (1 - other)"}),
    "total": ("60 GBPk", f"60 * {K}", {"starts": "alpha", "ends": "expiry", "total": True}),
    "total_that_slips": ("60 GBPk", f"60 * {K}", {"starts": "alpha", "ends": "done", "total": True}),
    "lump": ("7 GBPk", f"7 * {K}", {"starts": "expiry", "total": True}),
    "lump_that_slips": ("7 GBPk * top", f"7 * {K} * top", {"starts": "live", "total": True}),
    "clipped": ("1 GBPk/year", K, {"starts": "beta", "when": "2026-27..2028-29", "profile": "stairs + jump / 2"}),
    "gompertz": ("1 GBPk/year", K, {"profile": "gompertz"}),
    "bass_and_decay": ("1 GBPk/year", K, {"starts": "alpha", "ends": "done", "profile": "bass * (1 - waning)"}),
    "decay": ("1 GBPk/year", K, {"profile": "waning"}),
    "saturation": ("1 GBPk/year", K, {"profile": "closing"}),
    "curves_together": ("1 GBPk/year", K, {"profile": "(1 - take_up) * other + min(slope, known) + rise"}),
}  # fmt: skip


MADE_CURVES = {
    "waves": {"shape": "waves", "waves": {"alpha": 0.3, "live": "part"}, "follows": "known"},
    "cohorts": {
        "shape": "cohorts",
        "starts": "live",
        "values": [0.2, 0.3, "part"],
        "every": "5 month",
        "follows": "closing",
    },
    "given": {
        "shape": "given",
        "starts": "beta",
        "values": [0.2, "part", 0.9, 0.4],
        "every": "8 month",
        "then": "stops",
    },
    "joined": {
        "shape": "given",
        "starts": "live",
        "values": [0.2, 0.9, 0.4],
        "every": "1 year",
        "then": "stays",
        "between": "linear",
    },
    "season": {"shape": "seasonal", "months": dict(zip(MONTHS, range(1, 13), strict=True)), "ceiling": 0.9},
    "steady": {"shape": "learning", "starts": "live", "progress_ratio": 0.85, "experience": "4 month"},
    "delayed": {"shape": "delay", "of": "bass", "by": "ramp"},
    "later": {"shape": "delay", "of": "capped", "by": "7 month"},
    "less": {"shape": "complement", "of": "take_up", "ceiling": "part"},
    "smaller": {"shape": "scale", "of": "other", "ceiling": "part"},
    "rise_of_season": {"shape": "delay", "of": "season", "by": "ramp"},
    "both": {"shape": "sum", "curves": ["less", "delayed"]},
    "in_season": {"shape": "product", "curves": ["take_up", "season"], "ceiling": "part"},
    "bump": {"shape": "product", "curves": ["delayed", "waning", "less"]},
    "capped": {"shape": "cap", "of": "bass", "at": "top"},
    "held": {"shape": "floor", "of": "bump", "at": 0.05},
    "higher": {"shape": "floor", "of": "smaller", "at": "waning"},
    "within": {"shape": "cap", "of": "higher", "at": "top"},
    "waves_at_once": {"shape": "waves", "waves": {"alpha": 0.3, "live": "part"}},
    "cohorts_at_once": {"shape": "cohorts", "starts": "live", "values": [0.2, 0.3, "part"], "every": "5 month"},
    "stays": {"shape": "given", "starts": "live", "values": [0.2, 0.9, 0.4], "every": "1 year", "then": "stays"},
    "joined_and_over": {
        "shape": "given",
        "starts": "beta",
        "values": [0.2, "part", 0.4],
        "every": "8 month",
        "then": "stops",
        "between": "linear",
    },
    "met": {"shape": "cap", "of": "bass", "at": "known"},
    "capped_bump": {"shape": "cap", "of": "bump", "at": "part"},
    "unit_cost": {
        "shape": "learning",
        "volume": "in_season",
        "progress_ratio": "ratio",
        "experience": "made",
    },
}
"""Curves made of others, and those of more than one rise."""
MADE_LINES = {
    **{
        name: ("1 GBPk/year", K, {"profile": name})
        for name in ("waves", "cohorts", "given", "joined", "season", "steady", "delayed", "later", "less", "both",
                     "in_season", "bump", "capped", "held", "met", "capped_bump", "smaller", "rise_of_season", "higher",
                     "within", "waves_at_once", "cohorts_at_once", "stays", "joined_and_over")
    },
    "part_of_a_season": ("1 GBPk/year", K, {"starts": "beta", "ends": "done", "profile": "in_season + held"}),
    "units": ("1 GBPk/year", K, {"profile": "unit_cost"}),
    "what_units_cost": ("1 GBPk/year", K, {"ends": "done", "profile": "in_season * unit_cost"}),
}  # fmt: skip
CASES = {
    "simple": (PLAIN["curves"], LINES, 60),
    "made": (PLAIN["curves"] | MADE_CURVES, MADE_LINES, 24),
}
"""The curves and the lines of each case, and how many draws of it are looked at: quadrature of what is made is slow."""


def names_of(rest):
    """Return the names in the profile of a line."""
    return re.findall(r"[a-z][a-z0-9_]*", rest.get("profile", ""))


def compiled(name):
    curves, lines, _ = CASES[name]
    costs = {
        key: {"amount": amount} | {field: value for field, value in rest.items() if field != "total"}
        for key, (amount, _, rest) in lines.items()
    }
    return compile_model(ac.from_plain({**PLAIN, "curves": curves, "options": {"only": {"costs": costs}}}).model)


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return request.param, compiled(request.param)


@pytest.fixture(scope="module")
def plan():
    return compiled("simple")


def by_year(held, plan):
    """Return the values that the oracle takes: lists for what differs from year to year, in base units."""
    sizes = {"GBPk/thing": 1e3, "GBPk/year": 1e3, "percent": 0.01, "week": 1 / 52, "month": 1 / 12}
    found = {"week": 1 / 52, "year": 1.0}
    for key, assumption in PLAIN["assumptions"].items():
        if "years" in assumption:
            first = int(assumption["years"][:4]) - 2026
            size = sizes.get(assumption["unit"], 1.0)
            found[key] = [
                assumption["values"][year - first] * size if 0 <= year - first < len(assumption["values"]) else None
                for year in range(len(plan.years))
            ]
        elif "persistence" in assumption:
            found[key] = [float(held[name]) if (name := f"{key}@{year}") in held else None for year in plan.years]
        elif key in held:
            found[key] = float(held[key])
    return found


LENGTHS = {"1 year": 1.0} | {f"{months} month": months / 12 for months in (4, 5, 7, 8, 14)}


def expected(name, values):
    """Return what each line comes to in each year; delays are written for Python."""
    events = {
        "beta": {"after": "alpha", "delay": "13 * week"},
        "done": {"after": "live", "delay": "1.5 * year + slip / 2"},
    }
    given, lines, _ = CASES[name]
    curves = {
        key: {field: LENGTHS.get(value, value) if isinstance(value, str) else value for field, value in held.items()}
        for key, held in given.items()
    }
    times = Times({**PLAIN, "events": PLAIN["events"] | events, "curves": curves}, values)
    return np.array([times.amounts({"python": python, **rest}) for _, python, rest in lines.values()])


def test_every_shape_is_held_to_quadrature_in_each_way_that_it_can_be_given():
    """Each shape with each set of its fields, each choice of a word, and a limit that is number, draw and curve."""
    curves = PLAIN["curves"] | MADE_CURVES
    read = {curve for case in (LINES, MADE_LINES) for *_, rest in case.values() for curve in names_of(rest)}
    used = [held for key, held in curves.items() if key in read]
    ways = {(held["shape"], tuple(sorted(set(held) & FIELDS))) for held in used}
    assert ways >= {(shape, tuple(sorted(fields))) for shape, sets in SHAPES.items() for fields in sets}
    words = {(held["shape"], held.get("between"), held.get("then")) for held in used}
    given = {("given", between, then) for between in (None, "linear") for then in ("stays", "stops")}
    assert words >= {("events", None, None), ("events", "linear", None)} | given
    limits = {
        "number" if isinstance(held["at"], float) else "curve" if held["at"] in curves else "draw"
        for held in used
        if "at" in held
    }
    assert limits == {"number", "curve", "draw"}


def draws_of(name, plan):
    """Yield the values of each draw."""
    draws = CASES[name][-1]
    held = values_of(plan, Streams(SEED), 0, draws)
    for draw in range(draws):
        yield {key: float(value) if np.ndim(value) == 0 else float(value[draw]) for key, value in held.items()}


def test_every_line_of_every_draw_agrees_with_quadrature(case):
    name, plan = case
    for draw, values in enumerate(draws_of(name, plan)):
        found = yearly_amounts(plan, values).own
        want = expected(name, by_year(values, plan))
        for line, mine, theirs in zip(CASES[name][1], found, want, strict=True):
            scale = max(1e3, float(np.abs(theirs).sum()))
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=TOLERANCE * scale, err_msg=f"{line}, draw {draw}")


def test_the_simulation_sums_what_the_lines_come_to(case):
    """Costs only: the present value of the one bucket, factor by factor."""
    name, plan = case
    samples = simulate(plan, Sampling(seed=SEED, draws=CASES[name][-1]))
    for draw, values in enumerate(draws_of(name, plan)):
        yearly = yearly_amounts(plan, values)
        assert samples[:, draw].sum() == pytest.approx(float(yearly.present.sum()), rel=1e-12)


def test_blocks_change_no_byte(case):
    name, plan = case
    how = Sampling(seed=7, draws=CASES[name][-1])
    assert np.array_equal(simulate(plan, how), simulate(plan, how, block=7))


@pytest.mark.parametrize(("key", "rank"), [("rate", 0.0), ("wage", 0.8), ("drift", -0.3)])
def test_each_year_has_its_own_draw_and_the_next_follows_it_in_rank(plan, key, rank):
    """The error of a rank correlation of 10,000 draws is about 0.01: five of them are passed once in two million."""
    held = values_of(plan, Streams(SEED), 0, 10_000)
    years = [held[f"{key}@{year}"] for year in plan.years]
    for lag in (1, 2):
        gaussian = (2 * math.sin(math.pi * rank / 6)) ** lag
        wanted = 6 / math.pi * math.asin(gaussian / 2)
        for first, second in itertools.pairwise(years[::lag]):
            assert abs(stats.spearmanr(first, second).statistic - wanted) < 0.05
    for year in plan.years[:2]:
        name = f"{key}@{year}"
        assert stats.kstest(held[name], plan.assumptions[name].cdf).pvalue > 1e-6


def test_the_first_year_of_an_assumption_has_a_stream_of_its_own_name(plan):
    name = f"wage@{plan.years[0]}"
    values = values_of(plan, Streams(SEED), 0, 5)[name]
    quantiles = plan.assumptions[name].quantile([uniform(SEED, name, i) for i in range(5)])
    np.testing.assert_allclose(values, quantiles, rtol=1e-12)
