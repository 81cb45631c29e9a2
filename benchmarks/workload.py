"""The workload: options x lines x years x draws, each line with a triangular level and normal growth.

Five ways to work it out share one set of facts. The library and the two written by hand in numpy give the same outputs:
present values of benefits and of costs by option and draw, and of each option's NPSV the mean, its standard error and
three quantiles.
"""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.plan import Bucket
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import uniforms
from agile_case.reference import load_set

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Inputs = tuple[Array, Array]
"""Draws of one line: level in GBP/year, and yearly growth."""

BLOCK: Final = 16_384
"""Draws worked out at a time by hand, as in the library."""
SIDES: Final = 2
"""Benefits, then costs."""


class Size(NamedTuple):
    """How large the workload is."""

    options: int = 5
    lines: int = 20
    """Lines of each option; every other one is a benefit."""
    years: int = 30
    """Years 0 to years - 1."""
    draws: int = 100_000

    def __str__(self) -> str:
        """Return the size in words."""
        return f"{self.options} options x {self.lines} lines x {self.years} years x {self.draws:,} draws"


class Line(NamedTuple):
    """What one line is made of."""

    key: str
    option: int
    benefit: bool
    level: tuple[float, float, float]
    """Triangular: low, mode, high, in GBP/year."""
    growth: tuple[float, float]
    """Normal: mean and standard deviation, a yearly fraction."""


class Summary(NamedTuple):
    """The NPSV of each option: what every way gives, each of shape `(options,)` or `(3, options)`."""

    mean: Array
    standard_error: Array
    quantiles: Array
    """At 10, 50 and 90%."""


def lines_of(size: Size) -> tuple[Line, ...]:
    """Return every line; the facts are plain arithmetic of its number, so that no two are alike.

    Args:
        size: How large the workload is.
    """
    found = []
    for option in range(size.options):
        for index in range(size.lines):
            low = 1e5 * (1 + option + index % 7)
            growth = (0.002 * (index % 5), 0.005 + 0.001 * (index % 4))
            level = (low, 1.2 * low + 1e3 * index, 2.5 * low)
            found.append(Line(f"o{option}_l{index:02}", option, index % 2 == 1, level, growth))
    return tuple(found)


def model_of(size: Size) -> ac.Model:
    """Build the workload as a model, through the public classes.

    Args:
        size: How large the workload is.
    """
    lines = lines_of(size)
    assumptions = {}
    for line in lines:
        level, growth = ac.Triangular(*line.level), ac.Normal(*line.growth)
        assumptions[f"{line.key}_level"] = ac.Assumption(estimate=level, unit="GBP/year", source="benchmark")
        assumptions[f"{line.key}_growth"] = ac.Assumption(estimate=growth, unit="1", source="benchmark")
    options = {
        f"o{option}": ac.Option(
            costs={
                line.key: ac.Cost(amount=f"{line.key}_level", growth=f"{line.key}_growth", budget="resource")
                for line in lines
                if line.option == option and not line.benefit
            },
            benefits={
                line.key: ac.Benefit(amount=f"{line.key}_level", growth=f"{line.key}_growth", kind="non-cash-releasing")
                for line in lines
                if line.option == option and line.benefit
            },
        )
        for option in range(size.options)
    }
    basis = ac.Basis(title="Benchmark", start="2026-27", horizon=size.years - 1, price_base="2026-27")
    return ac.Model(
        basis=basis, reference=ac.ReferenceChoice(set="uk-2026-03"), assumptions=assumptions, options=options
    )


def factors_of(size: Size) -> Array:
    """Return the discount factor of each year.

    Args:
        size: How large the workload is.
    """
    return load_set("uk-2026-03").discount_rate.factors(size.years - 1)


def ours(model: ac.Model, size: Size, seed: int) -> Summary:
    """Appraise the model: compile it, work it out year by year, simulate, summarise.

    Args:
        model: What `model_of` built.
        size: How large the workload is.
        seed: The seed.
    """
    measures = ac.appraise(model, draws=size.draws, seed=seed).absolute.values()
    spreads = [held.simulation for held in measures if held.simulation is not None]
    return Summary(
        np.array([spread.mean for spread in spreads]),
        np.array([spread.standard_error for spread in spreads]),
        np.array([[spread.p10, spread.p50, spread.p90] for spread in spreads]).T,
    )


def engine(model: ac.Model, size: Size, seed: int) -> Array:
    """Return the library's simulated present values alone, shape `(options, sides, draws)`.

    Args:
        model: What `model_of` built.
        size: How large the workload is.
        seed: The seed.
    """
    plan = compile_model(model)
    samples = simulate(plan, Sampling(seed=seed, draws=size.draws))
    buckets = samples.reshape(size.options, plan.n_buckets, size.draws)
    return np.asarray(buckets[:, [Bucket.BENEFIT, Bucket.COST_PUBLIC]])


def product(size: Size) -> Callable[[], object]:
    """Return the product of a matrix of lines x years with a vector: the least that a central case can cost.

    Args:
        size: How large the workload is.
    """
    generator = np.random.default_rng(1)
    matrix, weights = generator.random((size.options * size.lines, size.years)), generator.random(size.years)
    return lambda: matrix @ weights


def informed(model: ac.Model, draws: int, seed: int) -> object:
    """Simulate the model, and work out what knowing each assumption would be worth.

    Args:
        model: What `model_of` built.
        draws: Number of draws.
        seed: The seed.
    """
    result = ac.appraise(model, draws=draws, seed=seed)
    return result, result.information(*[held.key for held in result.plan.varied][:3])


def kept_bytes(model: ac.Model, draws: int) -> int:
    """Return the size of what a simulation keeps: present values, and the NPSV of each option.

    Args:
        model: What `model_of` built.
        draws: Number of draws.
    """
    plan = compile_model(model)
    return (plan.n_outputs + len(plan.options)) * draws * 8


def licence() -> ac.Model:
    """Return the licence example that is shipped."""
    return ac.load(Path(__file__).parents[1] / "examples" / "licence.toml").model


def native(size: Size, seed: int) -> Callable[[Line, int, int], Inputs]:
    """Return numpy's own way of drawing: one Philox generator, `triangular` and `standard_normal`.

    Args:
        size: How large the workload is.
        seed: The seed.
    """
    del size
    generator = np.random.Generator(np.random.Philox(seed))

    def draw(line: Line, start: int, stop: int) -> Inputs:
        level = generator.triangular(*line.level, size=stop - start)
        growth = generator.standard_normal(stop - start)
        growth *= line.growth[1]
        growth += line.growth[0]
        return level, growth

    return draw


def drawing(size: Size, seed: int) -> float:
    """Draw the numbers and do nothing with them: the floor under every way.

    Args:
        size: How large the workload is.
        seed: The seed.
    """
    draw, lines, last = native(size, seed), lines_of(size), 0.0
    for start in range(0, size.draws, BLOCK):
        stop = min(start + BLOCK, size.draws)
        for line in lines:
            level, growth = draw(line, start, stop)
            last = float(level[-1] + growth[-1])
    return last


def horner(
    size: Size, factors: Array, seed: int, draw: Callable[[Line, int, int], Inputs] | None = None
) -> tuple[Array, Summary]:
    """Work it out as somebody would who knows numpy well: in blocks, years summed by Horner's rule, in place.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed of numpy's own drawing.
        draw: Another way to draw.
    """
    draw = draw or native(size, seed)
    lines, coefficients = lines_of(size), [float(factor) for factor in factors]
    present = np.zeros((size.options, SIDES, size.draws))
    for start in range(0, size.draws, BLOCK):
        stop = min(start + BLOCK, size.draws)
        for line in lines:
            level, growth = draw(line, start, stop)
            growth += 1.0
            total = np.full(stop - start, coefficients[-1])
            for coefficient in coefficients[-2::-1]:
                total *= growth
                total += coefficient
            total *= level
            present[line.option, 0 if line.benefit else 1, start:stop] += total
    return present, summary_of(present)


def line_by_line(size: Size, factors: Array, seed: int) -> Summary:
    """Work it out as most people do: line by line, with a table of draws x years for each.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed of numpy's own drawing.
    """
    draw, years = native(size, seed), np.arange(size.years)
    present = np.zeros((size.options, SIDES, size.draws))
    for line in lines_of(size):
        level, growth = draw(line, 0, size.draws)
        amounts = level[:, np.newaxis] * (1.0 + growth)[:, np.newaxis] ** years
        present[line.option, 0 if line.benefit else 1] += (amounts * factors).sum(axis=1)
    return summary_of(present)


def summary_of(present: Array) -> Summary:
    """Summarise the NPSV of each option.

    Args:
        present: Present values, shape `(options, sides, draws)`.
    """
    npsv = present[:, 0] - present[:, 1]
    error = npsv.std(axis=1, ddof=1) / np.sqrt(npsv.shape[1])
    return Summary(npsv.mean(axis=1), error, np.quantile(npsv, (0.1, 0.5, 0.9), axis=1))


def same_uniforms(seed: int) -> Callable[[Line, int, int], Inputs]:
    """Return a way to draw from the library's own uniform numbers, turned into values here, without its estimates.

    Args:
        seed: The seed.
    """
    normal = NormalDist()

    def draw(line: Line, start: int, stop: int) -> Inputs:
        low, mode, high = line.level
        u = uniforms(seed, f"{line.key}_level", start, stop)
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
        level = np.where(u * (high - low) <= mode - low, rising, falling)
        scores = [normal.inv_cdf(value) for value in uniforms(seed, f"{line.key}_growth", start, stop).tolist()]
        return level, line.growth[0] + line.growth[1] * np.array(scores)

    return draw


def check(size: Size, seed: int) -> None:
    """Hold the ways against each other: the same numbers from the same uniforms, the same means within their error.

    Args:
        size: How large the workload is; every draw is worked out in plain Python, so keep it small.
        seed: The seed.

    Raises:
        AssertionError: The ways disagree, and to time them would compare two different things.
    """
    model, factors = model_of(size), factors_of(size)
    wanted, summary = horner(size, factors, seed, same_uniforms(seed))
    found, mine = engine(model, size, seed), ours(model, size, seed)
    assert np.abs(found - wanted).max() <= 1e-12 * wanted.max(), "not the same present values from the same uniforms"
    gross = float(wanted.max())
    for one, same in zip(mine, summary, strict=True):
        assert np.abs(one - same).max() <= 1e-12 * gross, "not the same summary from the same draws"
    for other in (horner(size, factors, seed)[1], line_by_line(size, factors, seed)):
        error = np.hypot(mine.standard_error, other.standard_error)
        assert (np.abs(mine.mean - other.mean) < 5 * error).all(), "means differ by more than five standard errors"
