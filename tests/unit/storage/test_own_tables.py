"""Tables of one's own in a case: found from its folder, pinned by their sha256, and seen in the numbers."""

import hashlib
import pickle
import shutil
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.quantities.canonical import canonical_bytes, sha256
from agile_case.reference import add_deflator
from agile_case.storage.writing import to_json, to_toml
from tests.strategies import small_case

RELEASE = """GDP deflators (invented),,
Financial year,2024-25 = 100,per cent change on previous year
2019-20,80.0,-
2020-21,84.0,5.0
2021-22,88.2,5.0
2022-23,92.61,5.0
2023-24,95.0,2.5807
2024-25,100.0,5.2632
2025-26,-,3.0
2026-27,-,2.0
2027-28,-,2.0
"""
PUBLISHED = 105.3095 / 80.8738
"""From 2019-20 to 2026-27 by the release of March 2026."""
OURS = 100 * 1.03 * 1.02 / 80
"""The same by the release above."""
TEXT = """\
format = "agile-case/1"
[case]
title = "Small"
start = "2026-27"
horizon = 0
price_base = "2026-27"
[reference]
set = "uk-2026-03"
gdp-deflator = { file = "tables/gdp-deflator/mine.csv", sha256 = "SUM" }
[options.only.costs.it]
amount = "100 GBP/year"
price_base = "2019-20"
"""
LINE = 9
"""Line of the override."""


@pytest.fixture
def folder(tmp_path):
    """A folder of a case with a vintage of one's own, and the case."""
    home = tmp_path / "case"
    home.mkdir()
    (tmp_path / "release.csv").write_text(RELEASE, encoding="utf-8")
    added = add_deflator(
        tmp_path / "release.csv",
        vintage="mine",
        published="2026-06",
        source="HM Treasury, June 2026 (invented)",
        folder=home / "tables",
        forecast_from="2025-26",
    )
    (home / "case.toml").write_text(TEXT.replace("SUM", added.dataset.sha256), encoding="utf-8")
    return home


def cost(case):
    return case.appraise().absolute["only"].pvc


def sum_of(folder):
    return hashlib.sha256((folder / "tables/gdp-deflator/mine.csv").read_bytes()).hexdigest()


def faults_of(call, *words, **named):
    with pytest.raises(ac.InvalidCaseError) as caught:
        call(*words, **named)
    return [(fault.what, fault.where, fault.line, fault.code) for fault in caught.value.faults]


# --- numbers ---


def test_a_table_of_ones_own_changes_the_deflated_numbers(folder):
    text = (folder / "case.toml").read_text(encoding="utf-8")
    published = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("gdp-deflator"))
    assert cost(ac.loads(published)) == pytest.approx(100 * PUBLISHED, rel=1e-12)
    assert cost(ac.load(folder)) == pytest.approx(100 * OURS, rel=1e-12)


def test_the_result_names_the_vintage_and_its_sha256(folder):
    files = ac.load(folder).appraise().provenance.reference_files
    assert files["gdp-deflator/mine"] == sum_of(folder)
    assert [name for name in files if name.startswith("gdp-deflator/")] == ["gdp-deflator/mine"]


def test_years_that_the_table_does_not_hold_are_refused(folder):
    """The release begins in 2019-20; that of the set reaches back further."""
    text = (folder / "case.toml").read_text(encoding="utf-8").replace('"2019-20"', '"2018-19"')
    ((_, where, line, code),) = faults_of(ac.loads, text, folder=folder)
    assert (where, line, code) == ("options.only.costs.it.price_base", 12, "year")


@pytest.mark.parametrize("name", ["case.toml", "case.json", ".", "renamed.toml"])
def test_the_folder_is_that_of_the_file(folder, name):
    case = ac.load(folder)
    if not (folder / name).exists():
        ac.save(case, folder / name)
    again = ac.load(folder / name)
    assert again == case
    assert cost(again) == cost(case)


def test_a_case_that_is_moved_with_its_folder_says_the_same(folder, tmp_path):
    case = ac.load(folder)
    there = tmp_path / "elsewhere" / "deep"
    shutil.copytree(folder, there)
    moved = ac.load(there)
    assert moved == case
    assert moved.appraise().provenance == case.appraise().provenance


def test_a_case_that_is_moved_alone_says_what_it_misses(folder, tmp_path):
    shutil.copy(folder / "case.toml", tmp_path / "alone.toml")
    ((what, where, line, _),) = faults_of(ac.load, tmp_path / "alone.toml")
    assert what == "A reference file cannot be read."
    assert where.startswith("reference.gdp-deflator")
    assert line == LINE


def test_a_case_loaded_by_a_short_path_stays_with_its_folder(folder, tmp_path, monkeypatch):
    """The working directory may change between loading and appraising."""
    monkeypatch.chdir(folder)
    loaded = [ac.load("case.toml"), ac.load("."), ac.loads(Path("case.toml").read_bytes(), folder="")]
    monkeypatch.chdir(tmp_path)
    assert [cost(case) for case in loaded] == pytest.approx([100 * OURS] * 3, rel=1e-12)
    assert {case.model.reference.folder for case in loaded} == {folder}


def test_a_table_that_changes_after_loading_is_refused(folder):
    case = ac.load(folder)
    rows = folder / "tables/gdp-deflator/mine.csv"
    rows.write_bytes(rows.read_bytes().replace(b"80.0000", b"81.0000"))
    with pytest.raises(ac.ReferenceDataError, match=r"A reference file is not the one that was pinned\."):
        case.appraise()


# --- what is refused ---


def test_another_sha256_is_refused_with_address_and_line(folder):
    text = TEXT.replace("SUM", "0" * 64)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.load(folder)
    (fault,) = caught.value.faults
    assert fault.what == "A reference file is not the one that was pinned."
    assert fault.where.startswith("reference.gdp-deflator")
    assert (fault.line, fault.code) == (LINE, "reference-data")
    assert (fault.got, fault.wanted) == (f"sha256 {sum_of(folder)}", f"sha256 {'0' * 64}")


@pytest.mark.parametrize(
    "path",
    [
        "../case/tables/gdp-deflator/mine.csv",
        "tables/../../x.csv",
        "..",
        "/etc/mine.csv",
        "tables\\mine.csv",
        "C:mine.csv",
        " ",
    ],
)
@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_path_that_leads_out_of_the_folder_is_refused_with_address_and_line(folder, path, kind):
    model = ac.load(folder).model
    written = to_toml(model) if kind == "toml" else to_json(model)
    written = written.replace("tables/gdp-deflator/mine.csv", path.replace("\\", "\\\\"))
    ((what, where, line, code),) = faults_of(ac.loads, written, kind=kind, folder=folder)
    assert what == "This path does not lead to a file in the folder of the case."
    assert (where, code) == ("reference.gdp-deflator.file", "input")
    assert (line is None) == (kind == "json")


def test_an_escaping_path_stands_on_its_line(folder):
    text = (folder / "case.toml").read_text(encoding="utf-8").replace("tables/", "../tables/")
    assert [fault[1:3] for fault in faults_of(ac.loads, text, folder=folder)] == [("reference.gdp-deflator.file", LINE)]


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    shutil.move(folder / "tables", tmp_path / "tables")
    (folder / "tables").symlink_to(tmp_path / "tables")
    ((what, where, line, _),) = faults_of(ac.load, folder)
    assert (what, where, line) == (
        "A link leads out of the folder of the case.",
        "reference.gdp-deflator.file",
        LINE,
    )


def test_content_without_a_folder_has_nowhere_to_find_a_file(folder):
    text = (folder / "case.toml").read_text(encoding="utf-8")
    expected = ("This case has no folder to find the file in.", "reference.gdp-deflator.file", LINE, "input")
    assert faults_of(ac.loads, text) == [expected]
    plain = small_case(
        extra={"reference": {"set": "uk-2026-03", "gdp-deflator": {"file": "a.csv", "sha256": "0" * 64}}}
    )
    assert faults_of(ac.from_plain, plain) == [(*expected[:2], None, "input")]


def test_content_with_a_folder_is_the_case_of_that_folder(folder):
    data = (folder / "case.toml").read_bytes()
    case = ac.load(folder)
    for given in (folder, str(folder)):
        assert ac.loads(data, folder=given) == case
        assert ac.loads(to_json(case.model), kind="json", folder=given) == case
    assert cost(ac.loads(data, folder=folder)) == cost(case)


@pytest.mark.parametrize("given", [5, b"folder", ["folder"], "a\0b", True])
@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_folder_is_text_or_a_path(given, kind):
    with pytest.raises(ac.InputError) as caught:
        ac.loads("", kind=kind, folder=given)
    assert (caught.value.what, caught.value.where) == ("This is not the path of a file or folder.", "folder")
    with pytest.raises(ac.InputError) as caught:
        ac.ReferenceChoice(set="uk-2026-03", folder=given)
    assert (caught.value.what, caught.value.where) == ("This is not the path of a folder.", "folder")


# --- the folder is no part of what a case says ---


def test_the_folder_is_neither_in_equality_nor_in_the_hash(tmp_path):
    here, there = (ac.ReferenceChoice(set="uk-2026-03", folder=folder) for folder in (None, tmp_path))
    assert here == there
    assert hash(here) == hash(there)
    assert canonical_bytes(here) == canonical_bytes(there)
    assert repr(here) == repr(there)
    assert (here.folder, there.folder) == (None, tmp_path)


def test_a_case_has_the_same_hash_wherever_it_stands(tmp_path):
    text = TEXT.replace('gdp-deflator = { file = "tables/gdp-deflator/mine.csv", sha256 = "SUM" }\n', "")
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    here, nowhere = ac.load(tmp_path).model, ac.loads(text).model
    assert here.reference.folder == tmp_path
    assert nowhere.reference.folder is None
    assert here == nowhere
    assert sha256(here) == sha256(nowhere)
    assert str(tmp_path) not in to_toml(here) + to_json(here) + canonical_bytes(here).decode() + repr(here)


def test_the_pinned_table_is_part_of_what_a_case_says(folder):
    model = ac.load(folder).model
    other = attrs.evolve(model, reference="uk-2026-03")
    assert other != model
    assert sha256(other) != sha256(model)


def test_a_model_is_changed_and_copied_with_its_folder(folder):
    model = ac.load(folder).model
    titled = attrs.evolve(model, basis=attrs.evolve(model.basis, title="Another"))
    copied = pickle.loads(pickle.dumps(model))
    again = attrs.evolve(model, reference=attrs.evolve(model.reference, set="uk-2026-03"))
    for changed in (titled, copied, again):
        assert changed.reference.folder == folder
        assert cost(ac.Case(changed)) == pytest.approx(100 * OURS, rel=1e-12)


def test_the_line_survives_saving_over_the_file(folder):
    before = (folder / "case.toml").read_bytes()
    case = ac.load(folder)
    ac.save(case, folder)
    assert (folder / "case.toml").read_bytes() == before
    changed = ac.Case(attrs.evolve(case.model, basis=attrs.evolve(case.model.basis, title="Another")))
    ac.save(changed, folder)
    assert (folder / "case.toml").read_bytes() == before.replace(b'"Small"', b'"Another"')
    assert ac.load(folder) == changed


def test_the_folder_of_other_storage_tests_loads():
    """The pair that random models are given, `tests/storage_strategies.py`, is sound."""
    own = Path(__file__).parent / "own"
    held = {"file": "rates/flat.csv", "sha256": hashlib.sha256((own / "rates/flat.csv").read_bytes()).hexdigest()}
    choice = ac.ReferenceChoice(set="uk-2026-03", replaced={"discount-rate": held}, folder=own)
    basis = ac.Basis(title="", start="2026-27", horizon=2, price_base="2026-27")
    model = ac.Model(basis=basis, reference=choice, options={"a": ac.Option(costs={"b": ac.Cost(amount="1 GBP/year")})})
    assert ac.appraise(model).absolute["a"].pvc == pytest.approx(1 + 1 / 1.03 + 1 / 1.03**2, rel=1e-12)
