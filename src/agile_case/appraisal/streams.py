"""Named streams: draw i of an assumption depends on the seed, its key and i, and on nothing else.

So options that share an assumption share its draws; changing one assumption leaves every other draw alone; ten thousand
draws are the first ten thousand of a hundred thousand; and how the work is cut up cannot change a number.

The numbers are raw bits of the counter-based generator Philox4x64-10 (Salmon, Moraes, Dror and Shaw, 2011). Its key is
the 128-bit BLAKE2b of the seed (8 bytes, little-endian), a zero byte and the assumption's key in UTF-8, read as a
little-endian number. Draw i is lane i % 4 of the block with counter i // 4, and becomes a uniform number by
((raw >> 12) + 0.5) / 2**52, which is never 0 or 1.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.errors import InputError

if TYPE_CHECKING:
    from agile_case.quantities.frozen import FloatArray

__all__ = ["LEAST", "Streams", "check_seed", "stream_key", "uniforms"]

_LANES: Final = 4
_COUNTERS: Final = 2**256
_DROPPED: Final = np.uint64(12)
_ONE: Final = np.uint64(0x3FF0000000000000)
_SHIFT: Final = 1.0 - 2.0**-53
LEAST: Final = 2.0**-53
"""The smallest uniform number; one less it is the largest."""


def check_seed(seed: object) -> int:
    """Return the seed if it can be one.

    Args:
        seed: A whole number from 0 to 2**64 - 1.

    Raises:
        InputError: It is not.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= int(seed) < 2**64:
        message = "This is not a seed."
        raise InputError(message, where="seed", got=repr(seed), wanted="a whole number from 0 to 2**64 - 1")
    return int(seed)


def stream_key(seed: int, name: str) -> int:
    """Return the Philox key of an assumption's stream.

    Args:
        seed: The seed.
        name: Key of the assumption.
    """
    text = seed.to_bytes(8, "little") + b"\0" + name.encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")


class Streams:
    """The streams of one seed. Draws that follow on those before are taken from where the generator stands.

    Args:
        seed: The seed.
    """

    def __init__(self, seed: int) -> None:
        """Begin with no stream; see the class."""
        self.seed = seed
        self._held: dict[str, tuple[np.random.Philox, int]] = {}

    def uniforms(self, name: str, start: int, stop: int) -> FloatArray:
        """Return some of an assumption's uniform numbers; see `uniforms`.

        Args:
            name: Key of the assumption.
            start: Number of the first draw, counted from 0.
            stop: Number after the last draw.
        """
        generator, at = self._held.get(name, (None, -1))
        if generator is None or at != start:
            block, lane = divmod(start, _LANES)
            # numpy raises the counter before it draws, so the textbook's block b comes from counter b - 1
            generator = np.random.Philox(key=stream_key(self.seed, name), counter=(block - 1) % _COUNTERS)
            raw = generator.random_raw(lane + stop - start)[lane:]
        else:
            raw = generator.random_raw(stop - start)
        self._held[name] = (generator, stop)
        return _uniform(raw)


def uniforms(seed: int, name: str, start: int, stop: int) -> FloatArray:
    """Return some of an assumption's uniform numbers.

    Args:
        seed: The seed.
        name: Key of the assumption.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.

    Returns:
        Shape `(stop - start,)`, each strictly between 0 and 1.
    """
    return Streams(seed).uniforms(name, start, stop)


def _uniform(raw: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> FloatArray:
    # In place and exact: 52 bits under the exponent of 1 are 1 + r / 2**52, less 1 - 2**-53 they are (r + 0.5) / 2**52.
    raw >>= _DROPPED
    raw |= _ONE
    values: FloatArray = raw.view(np.float64)
    values -= _SHIFT
    return values
