"""What a result rests on: versions, hashes and seed, and no clock."""

import pickle
from importlib import metadata

import attrs
import numpy as np
import pytest

import agile_case
from agile_case.quantities import provenance
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.provenance import Provenance, cpu_features, package_version

HELD = Provenance(
    version="0.1",
    model_sha256="0" * 64,
    reference_set="uk-2026-03",
    reference_files=FrozenMap({"a/b": "1" * 64}),
    discounting="discount-rate/green-book-2026",
    prices="gdp-deflator/hmt-2026-03",
    rules=("gb-2026",),
    seed=None,
    draws=None,
    draws_asked=None,
    scramblings=None,
    numpy="2.0",
    cpu_features=("X",),
)


def test_the_version_has_one_source():
    assert package_version() == metadata.version("agile-case") == agile_case.__version__


def test_cpu_features_are_those_that_numpy_names():
    features = cpu_features()
    extensions = np.show_config(mode="dicts").get("SIMD Extensions", {})
    assert list(features) == [*extensions.get("baseline", []), *extensions.get("found", [])]
    assert features == cpu_features()


@pytest.mark.parametrize("config", [None, {}, {"SIMD Extensions": {}}])
def test_a_numpy_without_the_list_gives_none(config, monkeypatch):
    monkeypatch.setattr(provenance.np, "show_config", lambda mode: config)
    assert cpu_features.__wrapped__() == ()


def test_provenance_hashes_pickles_and_is_frozen():
    assert pickle.loads(pickle.dumps(HELD)) == HELD
    assert hash(HELD) == hash(attrs.evolve(HELD))
    assert sha256(HELD) != sha256(attrs.evolve(HELD, seed=1))
    with pytest.raises(AttributeError):
        HELD.seed = 1


def test_provenance_holds_no_clock():
    words = ("date", "time", "clock", "when")
    assert [field.name for field in attrs.fields(Provenance) if any(word in field.name for word in words)] == []
