"""The value of information: how much a decision would gain if something were known before it is taken.

Every figure is about a choice set, the options that may still be chosen, and about choosing by expected NPSV. Draws are
averaged within each thing that would be known, then the choice is made, then the choices are averaged: the other order
gives nothing.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.engine import uniform_draws
from agile_case.appraisal.plan import Plan
from agile_case.appraisal.sampling import Sampling, Source
from agile_case.appraisal.streams import stream_key, uniforms
from agile_case.appraisal.summary import largest, money_column, title_of
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    _Cells = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

__all__ = ["Information", "InformationValue", "SimulatedChoice", "information_of"]

_BINS: Final = 50
_LEAST: Final = 200
"""Draws that a bin should have at least."""
_COPIES: Final = 20
"""Copies that know nothing, which show what noise alone would be worth."""
_APART: Final = 4.0
"""Standard deviations of that noise by which a value must lie above it: fewer than one false alarm in a thousand."""
_BLOCKS: Final = 8
"""Blocks of draws in a row that a cell of such a copy is made of, where there are enough."""
_PART: Final = 65_536
"""Draws looked at at once."""
_TOGETHER: Final = 3
_TWO: Final = 2


@attrs.frozen(kw_only=True)
class InformationValue(Noun):
    """What it would be worth to know some assumptions before choosing."""

    assumptions: tuple[str, ...]
    """Their keys."""
    title: str
    """Their titles."""
    value: float
    """Expected value of perfect information on them, in pounds; never above that of all."""
    standard_error: float
    """Monte Carlo error of it."""
    noise: float
    """What the same estimate gives for something that tells nothing, in pounds."""
    distinguishable: bool
    """Whether the value lies clear of that noise; if not, read it as nothing."""


@attrs.frozen(kw_only=True)
class Information(Noun):
    """What uncertainty costs a choice among options, and which assumptions it comes from."""

    options: tuple[str, ...]
    """The choice set."""
    highest: str
    """Key of the option whose mean NPSV is highest. It is no recommendation."""
    probability_best: FrozenMap[str, float]
    """Share of the draws in which each option has the highest NPSV; ties are shared out."""
    regret: FrozenMap[str, float]
    """Mean of what each option falls short of the best of the draw, in pounds."""
    evpi: float
    """Expected value of perfect information on everything: the regret of the option with the highest mean."""
    evpi_error: float
    """Monte Carlo error of it."""
    draws: int
    """Number of draws."""
    values: tuple[InformationValue, ...]
    """What was asked for, the most valuable first."""
    titles: FrozenMap[str, str]
    """Titles of the options."""

    @property
    def table(self) -> Table:
        """How often each option is best, and what choosing it may cost."""
        scale = money_scale(largest([*self.regret.values(), self.evpi]))
        columns = [
            Column("Option", "option"),
            Column("Best, %", "probability_best", 1, 0.01),
            Column("Error, %", "probability_error", 1, 0.01),
            money_column("regret", "Expected regret", scale),
        ]
        rows: list[list[Cell]] = []
        for key in self.options:
            share = self.probability_best[key]
            error = math.sqrt(share * (1 - share) / self.draws)
            rows.append([self.titles[key], share, error, self.regret[key]])
        notes = [
            "Best: the share of draws in which the option has the highest NPSV; an aid to judgement, not a decision.",
            f"EVPI £{self.evpi:,.0f} (standard error £{self.evpi_error:,.0f}): no research is worth more than this.",
        ]
        return Table("choice", f"Choice under uncertainty ({scale[1]}, {self.draws:,} draws)", columns, rows, notes)

    @property
    def values_table(self) -> Table:
        """What it would be worth to know each assumption before choosing."""
        scale = money_scale(largest([held.value for held in self.values] or [0.0]))
        columns = [
            Column("Assumption", "assumption"),
            money_column("evppi", "EVPPI", scale),
            money_column("standard_error", "Std error", scale),
            money_column("noise", "Of nothing", scale),
            Column("In words", "words"),
        ]
        rows: list[list[Cell]] = [
            [
                held.title,
                held.value,
                held.standard_error,
                held.noise,
                "above noise" if held.distinguishable else "not distinguishable from zero",
            ]
            for held in self.values
        ]
        notes = [
            f"Choice set: {', '.join(self.titles[key] for key in self.options)}. Options are chosen by mean NPSV.",
            "Of nothing: what the same estimate gives for something that tells nothing.",
        ]
        return Table("information", f"Value of knowing one assumption ({scale[1]})", columns, rows, notes)

    def __str__(self) -> str:
        """Return both tables as text."""
        return "\n\n".join(table.to_text() for table in (self.table, self.values_table) if table.rows)


@attrs.frozen(eq=False)
class SimulatedChoice:
    """A simulated choice: what is looked at from every side."""

    plan: Plan
    """The plan."""
    sampling: Sampling
    """How it was sampled."""
    options: tuple[int, ...]
    """Places of the options of the choice set in the plan."""
    samples: FloatArray
    """Their NPSV, shape `(options, draws)`."""

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.samples.shape[1])

    @functools.cached_property
    def better(self) -> FloatArray:
        """By how much each other option is better than the one whose mean is highest, shape `(options - 1, draws)`."""
        found = np.delete(self.samples, self.highest, axis=0)
        found -= self.samples[self.highest]
        return found

    @functools.cached_property
    def source(self) -> Source:
        """Where its uniform numbers come from, to draw an assumption again instead of keeping it."""
        return self.sampling.source(self.plan.drawn)

    @functools.cached_property
    def highest(self) -> int:
        """Place in the choice set of the option whose mean is highest."""
        return int(self.samples.mean(axis=1).argmax())


def information_of(choice: SimulatedChoice, groups: Sequence[Sequence[str]]) -> Information:
    """Return the value of information of a simulated choice.

    Args:
        choice: The choice.
        groups: Keys of the assumptions that would be known together.

    Raises:
        UnknownNameError: No line uses one of them.
        InputError: One has a value of its own for each year, or more than three are asked about at once.
    """
    plan, samples, highest = choice.plan, choice.samples, choice.highest
    best = samples.max(axis=0)
    loss = best - samples[highest]
    shares = np.zeros(len(samples))
    for part in _parts(choice.draws):
        shares += _shares(samples[:, part], best[part]) / choice.draws
    keys = tuple(plan.options[place].key for place in choice.options)
    noise = _noise(choice, {len(group) for group in groups})
    found = [_value(choice, tuple(group), noise) for group in groups]
    return Information(
        options=keys,
        highest=keys[highest],
        probability_best=FrozenMap(dict(zip(keys, shares.tolist(), strict=True))),
        regret=FrozenMap({key: float((best - held).mean()) for key, held in zip(keys, samples, strict=True)}),
        evpi=float(loss.mean()),
        evpi_error=float(loss.std(ddof=1) / math.sqrt(loss.size)),
        draws=choice.draws,
        values=tuple(sorted(found, key=lambda held: -held.value)),
        titles=FrozenMap({key: title_of(plan, key) for key in keys}),
    )


def _parts(draws: int) -> Iterator[slice]:
    """Cut the draws up, so that what is worked out on the way stays small however many there are."""
    return (slice(start, min(start + _PART, draws)) for start in range(0, draws, _PART))


def _shares(samples: FloatArray, best: FloatArray) -> FloatArray:
    """Return in how many draws each option is best; a tie is shared out."""
    ties = samples == best
    return np.asarray((ties / ties.sum(axis=0)).sum(axis=1))


def _bins(draws: int, dimensions: int) -> int:
    """Return how many bins each of several assumptions has: as many as leave enough draws in each cell."""
    most = max(_TWO, min(_BINS, draws // _LEAST))
    return most if dimensions == 1 else max(_TWO, int((draws / _LEAST) ** (1 / dimensions)))


def _gain(choice: SimulatedChoice, cells: _Cells, count: int) -> tuple[float, float]:
    """Return what choosing within each cell gains over one choice for all, and its Monte Carlo error."""
    better, draws = choice.better, choice.draws
    sums = np.array([np.bincount(cells, held, count) for held in better])
    chosen = np.where(sums.max(axis=0) > 0, sums.argmax(axis=0), -1)
    if (chosen < 0).all():
        return 0.0, 0.0
    gain = float(np.maximum(sums.max(axis=0), 0.0).sum()) / draws
    squares = 0.0
    for part in _parts(draws):
        picked = chosen[cells[part]]
        moved = np.flatnonzero(picked >= 0)
        squares += float(np.square(better[picked[moved], moved + part.start]).sum())
    return gain, math.sqrt(max(squares / draws - gain**2, 0.0) / draws)


def _noise(choice: SimulatedChoice, sizes: set[int]) -> dict[int, tuple[float, float]]:
    """Return mean and standard deviation of what cells that know nothing seem to be worth, by how many are known."""
    found = {}
    for dimensions in sizes:
        count = _bins(choice.draws, max(dimensions, 1)) ** dimensions
        copies = _of_blocks(choice, count) if choice.sampling.scramblings is None else _of_numbers(choice, count)
        gains = list(copies)
        found[dimensions] = (float(np.mean(gains)), float(np.std(gains, ddof=1)))
    return found


def _of_numbers(choice: SimulatedChoice, count: int) -> Iterator[float]:
    """Yield what cells of numbers that have to do with nothing seem to be worth."""
    for copy in range(_COPIES):
        nothing = uniforms(choice.sampling.seed, f"nothing:{copy}", 0, choice.draws)
        yield _gain(choice, (nothing * count).astype(np.int64), count)[0]


def _of_blocks(choice: SimulatedChoice, count: int) -> Iterator[float]:
    """Yield the same where draws are independent: blocks of them in a row are shuffled into the cells, as sums."""
    each = max(1, min(_BLOCKS, choice.draws // count))
    blocks = count * each
    edges = np.arange(blocks) * choice.draws // blocks
    sums = np.add.reduceat(choice.better, edges, axis=1)
    generator = np.random.Generator(np.random.Philox(key=stream_key(choice.sampling.seed, "nothing")))
    for _ in range(_COPIES):
        cells = sums[:, generator.permutation(blocks)].reshape(len(sums), count, each).sum(axis=2)
        yield float(np.maximum(cells.max(axis=0), 0.0).sum()) / choice.draws


def _check(choice: SimulatedChoice, group: tuple[str, ...]) -> str:
    """Return the titles of assumptions that can be known together, or refuse them."""
    held = {one.key: one for one in choice.plan.varied}
    for key in group:
        if key not in held:
            message, do = "No line uses such an assumption.", did_you_mean(str(key), held)
            raise UnknownNameError(message, where="assumptions", got=repr(key), wanted="one that is drawn", do=do)
        if len(held[key].names) > 1:
            message = "This assumption has a draw of its own in each year: there is no one thing to know."
            raise InputError(message, where="assumptions", got=key, wanted="an assumption with one value")
    if not 1 <= len(group) <= _TOGETHER or len(set(group)) < len(group):
        message, wanted = "So many assumptions cannot be looked at together.", f"1 to {_TOGETHER} different ones"
        raise InputError(message, where="assumptions", got=", ".join(map(str, group)) or "none", wanted=wanted)
    return " and ".join(held[key].title for key in group)


def _value(choice: SimulatedChoice, group: tuple[str, ...], noise: dict[int, tuple[float, float]]) -> InformationValue:
    title, bins = _check(choice, group), _bins(choice.draws, len(group))
    cells = np.zeros(choice.draws, dtype=np.int64)
    for key in group:
        cells *= bins
        for part in _parts(choice.draws):
            places = uniform_draws(choice.plan, key, choice.source, part.start, part.stop)
            places *= bins
            cells[part] += places.astype(np.int64)
    gain, error = _gain(choice, cells, bins ** len(group))
    mean, spread = noise[len(group)]
    return InformationValue(
        assumptions=group,
        title=title,
        value=gain,
        standard_error=error,
        noise=mean,
        distinguishable=gain > mean + _APART * spread and gain > 0,
    )
