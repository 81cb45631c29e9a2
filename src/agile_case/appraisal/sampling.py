"""Where uniform numbers come from: a stream for each assumption, or scrambled Sobol points for all of them together.

Sobol points fill the space more evenly than independent numbers do, so that a mean needs far fewer of them. They are
not independent, so their own spread says nothing of the error: it is taken from several independent scramblings of the
points, each of which is an unbiased run by itself (Owen, 1998). Whatever follows the uniform numbers is the same.
"""

from __future__ import annotations

import hashlib
import itertools
import warnings
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs
import numpy as np

from agile_case.appraisal.streams import Streams, check_seed
from agile_case.errors import InputError, LimitError, UnknownNameError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.quantities.frozen import FloatArray

__all__ = ["SAMPLINGS", "Sampling", "Scrambled", "Source", "sampling_of"]

SAMPLINGS: Final = ("plain", "sobol")
"""Ways to sample: independent draws, or scrambled Sobol points."""
SCRAMBLINGS: Final = 16
"""Scramblings unless stated: enough for an error that is known to a fifth, few enough to leave each many points."""
_BITS: Final = 52
_HALF: Final = 2.0**-53
_LEAST: Final = 2
_SKIP: Final = 4_096
_MOST: Final = 21_201
"""Dimensions that the direction numbers of Joe and Kuo (2008) reach to."""


class Source(Protocol):
    """Gives the uniform numbers of an assumption."""

    def uniforms(self, name: str, start: int, stop: int) -> FloatArray:
        """Return some of an assumption's uniform numbers, each strictly between 0 and 1.

        Args:
            name: Key of the assumption.
            start: Number of the first draw, counted from 0.
            stop: Number after the last draw.
        """


@attrs.frozen(kw_only=True)
class Sampling:
    """How a simulation samples: everything that its uniform numbers depend on."""

    seed: int = attrs.field(converter=check_seed)
    """The seed."""
    draws: int
    """Number of draws, of all scramblings together."""
    scramblings: int | None = None
    """Number of scramblings of Sobol points; None for independent draws."""

    @property
    def kind(self) -> str:
        """`plain` or `sobol`."""
        return "plain" if self.scramblings is None else "sobol"

    def cut_to(self, draws: int) -> Sampling:
        """Return the same for a run that kept its first draws only.

        Args:
            draws: How many it kept; with Sobol points, those of whole scramblings.
        """
        each = None if self.scramblings is None else self.draws // self.scramblings
        return attrs.evolve(self, draws=draws, scramblings=None if each is None else draws // each)

    def source(self, names: Sequence[str]) -> Source:
        """Return where the numbers come from.

        Args:
            names: Everything that may be drawn, in a fixed order: the dimensions of Sobol points.

        Raises:
            LimitError: There are more names than Sobol points have dimensions.
        """
        if self.scramblings is None:
            return Streams(self.seed)
        return Scrambled(names, self.seed, self.draws // self.scramblings)


def sampling_of(kind: object, scramblings: object, *, draws: int, seed: object) -> Sampling:
    """Return a way to sample, or refuse it.

    Args:
        kind: `plain` or `sobol`.
        scramblings: Number of scramblings of Sobol points; None for 16.
        draws: Number of draws.
        seed: The seed.

    Raises:
        UnknownNameError: There is no such way.
        InputError: The seed is none; the draws do not divide into scramblings of a power of two each; or scipy, which
            Sobol points need, is not installed.
    """
    whole = check_seed(seed)  # a seed at fault is said before anything else
    if kind not in SAMPLINGS:
        message = "This is not a way to sample."
        hint = did_you_mean(str(kind), SAMPLINGS)
        raise UnknownNameError(message, where="sampling", got=repr(kind), wanted=" or ".join(SAMPLINGS), do=hint)
    if kind == "plain":
        if scramblings is not None:
            message = "Independent draws are not scrambled."
            do = 'leave scramblings out, or ask for sampling = "sobol"'
            raise InputError(message, where="scramblings", got=repr(scramblings), wanted="none", do=do)
        return Sampling(seed=whole, draws=draws)
    count = SCRAMBLINGS if scramblings is None else scramblings
    if isinstance(count, bool) or not isinstance(count, int) or count < _LEAST:
        message, wanted = "An error needs two scramblings or more.", "a whole number, 2 or more"
        raise InputError(message, where="scramblings", got=repr(count), wanted=wanted)
    each, rest = divmod(draws, count)
    if rest or each < _LEAST or each & (each - 1):
        message = "Sobol points come in powers of two, the same for each scrambling."
        near = count * 2 ** max(1, round(np.log2(max(draws / count, 1))))
        wanted = f"{count} times a power of two"
        raise InputError(message, where="draws", got=f"{draws:,}", wanted=wanted, do=f"for example {near:,}")
    try:
        import scipy.stats  # noqa: F401, PLC0415 - an extra, imported where it is used
    except ImportError:
        message, do = "Sobol points cannot be had without the library scipy.", 'pip install "agile-case[optimise]"'
        raise InputError(message, got="no scipy", wanted="scipy", do=do) from None
    return Sampling(seed=whole, draws=draws, scramblings=count)


class Scrambled:
    """Scrambled Sobol points, one scrambling after the other.

    Args:
        names: What has a dimension, in order.
        seed: The seed.
        each: Points of one scrambling, a power of two.

    Raises:
        LimitError: There are too many names.
    """

    def __init__(self, names: Sequence[str], seed: int, each: int) -> None:
        """Generate nothing yet; see the class."""
        if len(names) > _MOST:
            message = "Sobol points have no more dimensions than this."
            do = 'take sampling = "plain"'
            raise LimitError(
                message, where="sampling", got=f"{len(names):,} assumptions", wanted=f"at most {_MOST:,}", do=do
            )
        self._dimension = {name: place for place, name in enumerate(names)}
        self._seed, self._each = seed, each
        self._engines: dict[int, tuple[int, Any]] = {}
        self._span = (0, 0)
        self._points: FloatArray = np.empty((0, 0))

    def uniforms(self, name: str, start: int, stop: int) -> FloatArray:
        """Return one dimension of some points.

        Args:
            name: Key of the assumption.
            start: Number of the first draw, counted from 0.
            stop: Number after the last draw.
        """
        if self._span != (start, stop):  # all dimensions come at once, and are kept for the block
            self._points = np.concatenate([self._part(*part) for part in self._parts(start, stop)]).T.copy()
            self._span = (start, stop)
        return np.array(self._points[self._dimension[name]])

    def _parts(self, start: int, stop: int) -> list[tuple[int, int, int]]:
        """Cut a span at the ends of the scramblings: number of the scrambling, and its points from and to."""
        cuts = [start, *range((start // self._each + 1) * self._each, stop, self._each), stop]
        return [
            (low // self._each, low % self._each, low % self._each + high - low)
            for low, high in itertools.pairwise(cuts)
        ]

    def _part(self, scrambling: int, low: int, high: int) -> FloatArray:
        at, engine = self._engines.get(scrambling, (-1, None))
        if at > low or engine is None:
            at, engine = 0, self._engine(scrambling)
        with warnings.catch_warnings():  # a block is part of a balanced set, and need not be one itself
            warnings.filterwarnings("ignore", message="The balance properties", category=UserWarning)
            while at < low:  # scipy's own way to skip does not know points of so many bits
                engine.random(step := min(low - at, _SKIP))
                at += step
            points: FloatArray = engine.random(high - low)
        self._engines = {scrambling: (high, engine)}
        points += _HALF  # the middle of each step of 2**-52, as the streams have it: never 0, never 1
        return points

    def _engine(self, scrambling: int) -> Any:  # noqa: ANN401 - an extra
        from scipy.stats import qmc  # noqa: PLC0415 - an extra, imported where it is used

        text = b"sobol\0" + self._seed.to_bytes(8, "little") + scrambling.to_bytes(8, "little")
        entropy = int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")
        generator = np.random.Generator(np.random.Philox(np.random.SeedSequence(entropy)))
        return qmc.Sobol(max(len(self._dimension), 1), scramble=True, bits=_BITS, seed=generator)
