"""Named streams: which uniform number an assumption gets in a draw."""

import numpy as np
import pytest

from agile_case.appraisal.streams import check_seed, stream_key, uniforms
from agile_case.errors import InputError
from tests.oracle import philox, uniform

LARGEST = 2**64 - 1


def test_the_oracles_generator_gives_the_published_answers():
    """Random123, file kat_vectors: Philox4x64-10 of all zeros and of all ones."""
    zeros = [0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B]
    ones = [0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0]
    assert philox(0, 0) == zeros
    assert philox(2**256 - 1, 2**128 - 1) == ones


@pytest.mark.parametrize("seed", [0, 2026, LARGEST])
@pytest.mark.parametrize("name", ["team", "minutes_digital"])
def test_draws_are_those_of_the_textbook(seed, name):
    assert uniforms(seed, name, 0, 11).tolist() == [uniform(seed, name, i) for i in range(11)]


@pytest.mark.parametrize("start", [1, 2, 3, 4, 5, 7, 16_384, 99_999, 2**32 - 1])
def test_a_stream_can_begin_at_any_draw(start):
    assert uniforms(2026, "team", start, start + 6).tolist() == [uniform(2026, "team", start + i) for i in range(6)]


def test_a_shorter_stream_is_the_beginning_of_a_longer_one():
    assert np.array_equal(uniforms(2026, "team", 0, 1000), uniforms(2026, "team", 0, 5000)[:1000])


def test_no_draws_are_an_empty_array():
    assert uniforms(2026, "team", 5, 5).shape == (0,)


@pytest.mark.parametrize(("raw", "wanted"), [(0, 2.0**-53), (LARGEST, 1 - 2.0**-53)])
def test_the_ends_of_the_scale_are_never_reached(monkeypatch, raw, wanted):
    """The smallest and the largest raw number become numbers strictly between 0 and 1, exactly."""

    class Fixed:
        def __init__(self, **_arguments):
            pass

        def random_raw(self, size):
            return np.full(size, raw, dtype=np.uint64)

    monkeypatch.setattr(np.random, "Philox", Fixed)
    assert uniforms(1, "a", 0, 1).tolist() == [wanted]
    assert 0 < wanted < 1


def test_the_mean_of_a_stream_is_a_half():
    """100,000 draws, within 4 standard errors: false alarm 6e-5."""
    draws = uniforms(2026, "team", 0, 100_000)
    assert abs(draws.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(draws))


def test_streams_of_two_names_are_not_correlated():
    """100,000 draws, the correlation within 4 standard errors: false alarm 6e-5."""
    first, second = uniforms(2026, "team", 0, 100_000), uniforms(2026, "teams", 0, 100_000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(100_000)


def test_seed_and_name_cannot_run_into_each_other():
    """A byte of zero stands between them, and the seed has a fixed length."""
    keys = {stream_key(seed, name) for seed in (1, 11, 2**56) for name in ("a", "aa", "1a", "é")}
    assert len(keys) == 12
    assert all(0 <= key < 2**128 for key in keys)


@pytest.mark.parametrize("seed", [0, 1, LARGEST, np.int64(5), np.uint64(LARGEST)], ids=repr)
def test_a_seed_is_a_whole_number(seed):
    assert check_seed(seed) == int(seed)
    assert type(check_seed(seed)) is int


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, "1", None, np.float64(1.0)], ids=repr)
def test_anything_else_is_no_seed(seed):
    with pytest.raises(InputError) as caught:
        check_seed(seed)
    assert caught.value.where == "seed"
    assert caught.value.got == repr(seed)
