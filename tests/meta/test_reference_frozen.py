"""Released reference data never moves: a correction is a new vintage with a Results entry in the changelog."""

import hashlib
import tomllib
from pathlib import Path

import pytest

import agile_case.reference
from agile_case.reference import available, available_sets, load, load_set
from agile_case.reference.headers import EVIDENCE, STATUSES

DATA = Path(agile_case.reference.__file__).parent / "data"

# Lines are only ever added here. A failing line means that a released file was changed: restore the file.
RELEASED = {
    "carbon-values/beis-2021.csv": "c47ac0e767410622116bd1077d20ce3222b6994a63e73de7cc6ee460e3241eb1",
    "carbon-values/beis-2021.toml": "3b0c9bce47bfab2d6bbde3594a454d85fdb9f6861cb99390000cdde98c27547d",
    "carbon-values/desnz-2023.csv": "afa2a56c92c47039f65d7342a52f0cb1734ba70d357896fbcac735c7bc87ac67",
    "carbon-values/desnz-2023.toml": "a1e144e31f28dd134387a64330f0db985e36aae1a9371b48c82c85ef5ad1ea9c",
    "discount-rate/green-book-2026.csv": "60e89df43d4b62e1fc51bfb5938f665f16a7c743216a2ea6973340cefccb2aa9",
    "discount-rate/green-book-2026.toml": "6b89504e3ffe7f319287eaf9115b3e604e1c75dda3910538f25f31c64c89626a",
    "discount-rate/health-declining.csv": "67c301d8ba471f7c0b17429dbbe6c53bdd14b8ccdb1be48a46a0965fd4d8677d",
    "discount-rate/health-declining.toml": "b8edb04cb4725f6b91c9d7e8a443b2b84ba008bf1301860d5b869518645bc100",
    "discount-rate/health-green-book-2026.csv": "1433e70ad05f1eee45954202d2e0328774b0848ab7e1cd83b1d4fc387d1f0f18",
    "discount-rate/health-green-book-2026.toml": "a01aeb8cb7e23374c114b609c9551d9c617e4fb32cfc43e6e2ea74e610bfd44a",
    "discount-rate/health-reduced.csv": "429bdbe9103f3c7eef3d7b9daec8883fe1312a42642c02f84f391e1cd0953ca1",
    "discount-rate/health-reduced.toml": "762da16a44e5dcd9b4e0302b673dcb8a55db10a936773425c16ded9b87ab492b",
    "discount-rate/reduced-pure-time-preference-zero.csv": "961e0216e6c5723953b58d4bdde88b7518e83c4ecf880dd7d7ee530b7b8553f2",  # noqa: E501 - a name and its sum are one line
    "discount-rate/reduced-pure-time-preference-zero.toml": "60f780caa5a039c4640293deea5685fc4d98ce12bdae6d38e52c4caa03defe71",  # noqa: E501 - a name and its sum are one line
    "discount-rate/six-step.csv": "015aeeacca737534721149b2ad0b2fbb72cc43aceae915edb02cda42ff3049c0",
    "discount-rate/six-step.toml": "9e20f41b61d276b8d8a3ee66c7570e0abe21c8e9c37fc93497495927c4e74b7d",
    "equivalisation/green-book-2026.csv": "4280ddd59a29483a134933797eabc4401277ac76e4ca266dccab0663b24246a6",
    "equivalisation/green-book-2026.toml": "54ea1a2bfc45f98cdfefdbe13d37221c30ca0d93c779f25b8464ffef19c42d2f",
    "gdp-deflator-calendar/hmt-2025-12.csv": "57a72119774482a0a7474e1e519379d861e0f6a37788fa38cc950c8d15edc3cc",
    "gdp-deflator-calendar/hmt-2025-12.toml": "0f0bdfb6081f168a12bda25302c4306ea307cc5e8ddd08525dd1e4b2347af8c4",
    "gdp-deflator/hmt-2026-03.csv": "13ccf62094b376cfe41c0ee793765fd471c777ac5d1214274412ac0cc5dac53c",
    "gdp-deflator/hmt-2026-03.toml": "e8740fa92063f91af6fbad271e95a37c03c6da9fdc9830bc6b969047f52bb09e",
    "optimism-bias-factors/mott-macdonald-2002.csv": "e4767f0fac5b7ecb7130df43a70e568c89ecaef9d34d06c5a01f9f8f05db2371",
    "optimism-bias-factors/mott-macdonald-2002.toml": "2978e3cbe2a4ca54482343c4c7a5fd99f671b4422dfe68410302f9f964a84276",  # noqa: E501 - a name and its sum are one line
    "optimism-bias/mott-macdonald-2002.csv": "f01c8e5bb114aafc064412b38ee994c435da4dd3dbb387e0be332f8b75925ecc",
    "optimism-bias/mott-macdonald-2002.toml": "49acd3e09a28af2dc39a9c9567054de4d9d443af568ad6e5f086442786b91cb8",
    "sets/uk-2026-03.toml": "b3acda767fff7858521d3f31b8099a1e8d6a1506ed01fe1ff763fcbd8ff0176d",
    "unit-values/collected-2026-11.csv": "dbc48d8e776cd0ae52bc6b25b6f55f817c942d74cb8dbe1bd408c9c8196b744c",
    "unit-values/collected-2026-11.toml": "af081ff16286198e5e09cfbfc958e603d461c22b53b72bd708f3a108804f4832",
}


def files():
    found = (path for path in DATA.rglob("*") if path.is_file() and path.name != "registry.toml")
    return {path.relative_to(DATA).as_posix(): path for path in found}


@pytest.mark.parametrize(("name", "expected"), list(RELEASED.items()))
def test_a_released_file_has_not_moved(name, expected):
    assert expected == hashlib.sha256((DATA / name).read_bytes()).hexdigest()


def test_every_bundled_file_is_frozen_here():
    assert set(RELEASED) == set(files())


def test_the_registry_lists_the_same_sums():
    registry = tomllib.loads((DATA / "registry.toml").read_text(encoding="utf-8"))
    assert registry["sha256"] == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files().items()}


def test_no_bundled_file_has_windows_line_endings_or_a_byte_order_mark():
    for path in [*files().values(), DATA / "registry.toml"]:
        data = path.read_bytes()
        assert b"\r" not in data, path
        assert not data.startswith(b"\xef\xbb\xbf"), path
        assert data.endswith(b"\n"), path


def test_every_table_has_a_header_and_rows_and_nothing_else():
    tables = {name.rsplit(".", 1)[0] for name in files() if not name.startswith("sets/")}
    assert tables == {f"{table}/{vintage}" for table, vintage, _, _ in available()}
    assert set(files()) == {f"{name}.{end}" for name in tables for end in ("toml", "csv")} | {
        f"sets/{name}.toml" for name in available_sets()
    }


@pytest.mark.parametrize(("table", "vintage"), [entry[:2] for entry in available()])
def test_every_bundled_value_has_source_licence_and_evidence(table, vintage):
    dataset = load(table, vintage)
    header = dataset.header
    assert header.source.strip()
    assert header.licence == "Open Government Licence v3.0"
    assert header.evidence in EVIDENCE
    assert header.status in STATUSES
    assert header.unit.strip()
    assert header.notes.strip()
    assert all(text.strip() for text in header.columns.values())
    assert dataset.rows
    for row in dataset.rows:
        assert tuple(row) == tuple(header.columns)
        assert row["evidence"] in EVIDENCE


@pytest.mark.parametrize("name", available_sets())
def test_every_set_pins_bundled_tables(name):
    known = {entry[:2] for entry in available()}
    assert set(load_set(name).vintages.items()) <= known
