"""Reference sets: pinned vintages, their hashes, and one broken set for each rule."""

import pickle
import shutil
from pathlib import Path

import pytest

import agile_case.reference
from agile_case.errors import ReferenceDataError, UnknownNameError
from agile_case.reference import available_sets, load, load_from, load_set, load_set_from
from agile_case.reference.loader import registered

DATA = Path(agile_case.reference.__file__).parent / "data"
NAME = "uk-2026-03"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def broken(folder):
    def load_broken(old, new):
        path = folder / "sets" / f"{NAME}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
        with pytest.raises(ReferenceDataError) as caught:
            load_set_from(folder, NAME)
        assert caught.value.where == f"sets/{NAME}.toml"
        assert caught.value.wanted
        assert caught.value.do
        return caught.value

    return load_broken


def test_a_set_pins_a_vintage_of_each_table():
    assert dict(load_set(NAME).vintages) == {
        "discount-rate": "green-book-2026",
        "gdp-deflator": "hmt-2026-03",
        "optimism-bias": "mott-macdonald-2002",
    }


def test_a_set_says_what_it_is():
    reference = load_set(NAME)
    assert reference.name == NAME
    assert reference.title == "United Kingdom, as published by March 2026"
    assert reference.notes.startswith("The Green Book of February 2026")


def test_a_set_gives_the_hash_of_each_file():
    assert dict(load_set(NAME).files) == {
        name: registered()[f"{name}.csv"]
        for name in ("discount-rate/green-book-2026", "gdp-deflator/hmt-2026-03", "optimism-bias/mott-macdonald-2002")
    }


def test_a_set_gives_typed_views_of_its_tables():
    reference = load_set(NAME)
    assert reference.discount_rate.name == "discount-rate/green-book-2026"
    assert reference.gdp_deflator.name == "gdp-deflator/hmt-2026-03"
    assert reference.optimism_bias.name == "optimism-bias/mott-macdonald-2002"


def test_a_set_is_loaded_once_and_shares_its_tables():
    assert load_set(NAME) is load_set(NAME)
    assert load_set(NAME).dataset("discount-rate") is load("discount-rate", "green-book-2026")


def test_a_set_hashes_and_pickles():
    reference = load_set(NAME)
    assert pickle.loads(pickle.dumps(reference)) == reference
    assert hash(pickle.loads(pickle.dumps(reference))) == hash(reference)


def test_the_bundled_sets_are_listed():
    assert available_sets() == (NAME,)


def test_an_unknown_set_suggests_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        load_set("uk-2026-04")
    assert str(caught.value) == (
        "This reference set is not known.\n"
        "  got:    'uk-2026-04'\n"
        "  wanted: a bundled set\n"
        "  do:     did you mean uk-2026-03?\n"
        "  see:    reference/errors#unknown-name"
    )


def test_a_table_that_the_set_does_not_hold_is_refused():
    with pytest.raises(UnknownNameError, match=r"This reference set does not hold the table\.") as caught:
        load_set(NAME).dataset("discount")
    assert caught.value.do == "did you mean discount-rate?"


def test_one_table_can_be_replaced_and_the_hash_shows_it(folder):
    path = folder / "discount-rate" / "green-book-2026.csv"
    path.write_bytes(path.read_bytes().replace(b"3.50", b"3.00"))
    other = load_from(folder, "discount-rate", "green-book-2026")
    reference = load_set(NAME).with_dataset(other)
    assert reference.discount_rate.rate(1) == 0.03
    assert reference.files["discount-rate/green-book-2026"] == other.sha256
    assert reference.vintages == load_set(NAME).vintages
    assert load_set(NAME).discount_rate.rate(1) == 0.035


def test_a_table_that_the_set_does_not_hold_is_not_added(folder):
    path = folder / "sets" / f"{NAME}.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("gdp-deflator")), encoding="utf-8")
    small = load_set_from(folder, NAME)
    with pytest.raises(UnknownNameError, match=r"This reference set does not hold the table\."):
        small.with_dataset(load("gdp-deflator", "hmt-2026-03"))


def test_a_copied_folder_gives_the_same_set_with_and_without_the_registry(folder):
    assert load_set_from(folder, NAME) == load_set(NAME)
    assert load_set_from(folder, NAME, registered()) == load_set(NAME)


def test_an_altered_set_is_refused(folder):
    path = folder / "sets" / f"{NAME}.toml"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ReferenceDataError, match=r"A reference file is not as it was released\."):
        load_set_from(folder, NAME, registered())


def test_a_set_with_an_altered_table_is_refused(folder):
    path = folder / "optimism-bias" / "mott-macdonald-2002.csv"
    path.write_bytes(path.read_bytes().replace(b"200", b"100"))
    with pytest.raises(ReferenceDataError, match=r"optimism-bias/mott-macdonald-2002\.csv"):
        load_set_from(folder, NAME, registered())


def test_a_name_that_leads_out_of_the_folder_is_refused(folder):
    with pytest.raises(UnknownNameError, match="This cannot be the name of a vintage or a set"):
        load_set_from(folder, "../sets/uk-2026-03")


def test_a_set_with_an_unknown_key(broken):
    error = broken("title =", "titel =")
    assert (error.what, error.got, error.do) == (
        "A reference set has a key that is not known.",
        "titel",
        "did you mean title?",
    )


@pytest.mark.parametrize(("new", "got"), [("", "nothing"), ('title = ""\n', "''"), ("title = 3\n", "3")])
def test_a_set_without_a_title(broken, new, got):
    error = broken('title = "United Kingdom, as published by March 2026"\n', new)
    assert (error.what, error.got) == ("A reference set must state its title.", got)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [("schema", "reference-set/1", "reference-set/2"), ("name", '"uk-2026-03"', '"uk-2026-04"')],
)
def test_a_set_that_belongs_to_another_file(broken, key, old, new):
    assert broken(old, new).what == f"A reference set has another {key} than its file should have."


def test_a_set_without_tables(folder):
    path = folder / "sets" / f"{NAME}.toml"
    text = path.read_text(encoding="utf-8").partition("[tables]")[0]
    for tables in ("", "[tables]\n", "tables = 3\n", "[tables]\ndiscount-rate = 3\n"):
        path.write_text(text + tables, encoding="utf-8")
        with pytest.raises(ReferenceDataError, match=r"A reference set must pin its tables\."):
            load_set_from(folder, NAME)


def test_a_set_that_pins_a_table_that_is_not_known(broken):
    error = broken("gdp-deflator =", "gdp-deflater =")
    assert (error.what, error.got, error.do) == (
        "A reference set pins a table that is not known.",
        "gdp-deflater",
        "did you mean gdp-deflator or gdp-deflator-calendar?",
    )


def test_a_set_that_pins_a_name_no_vintage_has(broken):
    error = broken('"hmt-2026-03"', '"../hmt-2026-03"')
    assert (error.what, error.got) == (
        "A reference set pins a vintage that is not known.",
        "gdp-deflator/../hmt-2026-03",
    )


def test_a_set_that_pins_a_vintage_without_files(folder):
    path = folder / "sets" / f"{NAME}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("hmt-2026-03", "hmt-2026-06"), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"gdp-deflator/hmt-2026-06\.toml") as caught:
        load_set_from(folder, NAME)
    assert caught.value.what == "A reference file cannot be read."
