"""Tables of one's own in place of a set's: by vintage, by file and sha256, and every way to get that wrong."""

import hashlib
import shutil
from pathlib import Path

import pytest

import agile_case.reference
from agile_case.errors import InputError, ReferenceDataError, UnknownNameError
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.years import CalendarYear
from agile_case.reference import load, load_file, load_set, reference_with

DATA = Path(agile_case.reference.__file__).parent / "data"
NAME = "uk-2026-03"
HEADER = DATA / "discount-rate/green-book-2026.toml"
ROWS = b"schedule,from_year,to_year,rate,evidence\nflat,1,,3.00,unverified\n"
SUM = hashlib.sha256(ROWS).hexdigest()


@pytest.fixture
def case(tmp_path):
    """A folder of a case, with a vintage of one's own in `rates`."""
    folder = tmp_path / "case"
    (folder / "rates").mkdir(parents=True)
    (folder / "rates/flat.csv").write_bytes(ROWS)
    header = HEADER.read_text(encoding="utf-8").replace('"green-book-2026"', '"flat"')
    (folder / "rates/flat.toml").write_text(header, encoding="utf-8")
    return folder


def refused(replaced, base, kind, name=NAME):
    with pytest.raises(kind) as caught:
        reference_with(name, replaced, base)
    assert type(caught.value) is kind
    return caught.value


class TestLoadFile:
    @pytest.mark.parametrize("name", ["rates/flat.toml", "rates/flat.csv", "rates"])
    @pytest.mark.parametrize("case_of", [str.lower, str.upper])
    def test_header_rows_or_folder_name_the_same_table(self, case, name, case_of):
        dataset = load_file(case / name, table="discount-rate", sha256=case_of(SUM))
        assert dataset == load_file(str(case / name), table="discount-rate", sha256=SUM)
        assert (dataset.name, dataset.sha256) == ("discount-rate/flat", SUM)
        assert dataset.rows[0]["rate"] == 3.0

    def test_another_sha256_is_refused_with_both(self, case):
        (case / "rates/flat.csv").write_bytes(ROWS.replace(b"3.00", b"2.00"))
        found = hashlib.sha256((case / "rates/flat.csv").read_bytes()).hexdigest()
        with pytest.raises(ReferenceDataError) as caught:
            load_file(case / "rates/flat.toml", table="discount-rate", sha256=SUM)
        assert str(caught.value) == (
            "A reference file is not the one that was pinned.\n"
            "  where:  flat.csv\n"
            f"  got:    sha256 {found}\n"
            f"  wanted: sha256 {SUM}\n"
            "  do:     take the file that was meant, or pin this one; git may have changed its line endings\n"
            "  see:    reference/errors#reference-data"
        )

    @pytest.mark.parametrize("key", ["source", "licence", "evidence"])
    def test_a_header_has_the_same_rules_as_a_bundled_one(self, case, key):
        text = (case / "rates/flat.toml").read_text(encoding="utf-8")
        kept = [line for line in text.splitlines(keepends=True) if not line.startswith(f"{key} = ")]
        (case / "rates/flat.toml").write_text("".join(kept), encoding="utf-8")
        with pytest.raises(ReferenceDataError) as caught:
            load_file(case / "rates", table="discount-rate", sha256=SUM)
        assert caught.value.what == f"A reference table must state its {key}."
        assert caught.value.where == f"flat.toml: {key}"

    def test_a_header_of_another_table_is_refused(self, case):
        with pytest.raises(ReferenceDataError, match="A header names another table than its file"):
            load_file(case / "rates", table="gdp-deflator", sha256=SUM)

    def test_an_unknown_table_is_refused(self, case):
        with pytest.raises(UnknownNameError, match=r"did you mean discount-rate\?"):
            load_file(case / "rates", table="discount-rates", sha256=SUM)

    @pytest.mark.parametrize("wrong", ["", SUM[:-1], f"{SUM}0", "x" * 64, f"sha256 {SUM}", None, 3])
    def test_what_is_no_sha256_is_refused(self, case, wrong):
        with pytest.raises(InputError, match=r"This is not a sha256\.") as caught:
            load_file(case / "rates", table="discount-rate", sha256=wrong)
        assert caught.value.wanted == "64 hexadecimal digits"

    @pytest.mark.parametrize("wrong", [None, 3, "a\0b"])
    def test_what_is_no_path_is_refused(self, wrong):
        with pytest.raises(InputError, match=r"This is not the path of a reference file\."):
            load_file(wrong, table="discount-rate", sha256=SUM)

    @pytest.mark.parametrize("name", ["rates/flat", "rates/flat.xlsx", "nowhere"])
    def test_a_name_without_its_ending_is_refused(self, case, name):
        with pytest.raises(InputError, match=r"This is not the name of a reference file\.") as caught:
            load_file(case / name, table="discount-rate", sha256=SUM)
        assert caught.value.wanted == "a name ending in .toml or .csv, or a folder that is there"

    def test_a_name_that_no_vintage_has_is_refused(self, case):
        with pytest.raises(UnknownNameError, match="This cannot be the name of a vintage"):
            load_file(case / "rates/Flat 3%.csv", table="discount-rate", sha256=SUM)

    @pytest.mark.parametrize("missing", ["flat.toml", "flat.csv"])
    def test_one_file_without_the_other_is_refused(self, case, missing):
        (case / "rates" / missing).unlink()
        with pytest.raises(ReferenceDataError, match=r"A reference file cannot be read\.") as caught:
            load_file(case / "rates/flat.csv", table="discount-rate", sha256=SUM)
        assert caught.value.where == missing

    def test_a_folder_with_two_tables_or_none_is_refused(self, case):
        shutil.copy(case / "rates/flat.toml", case / "rates/other.toml")
        with pytest.raises(ReferenceDataError) as caught:
            load_file(case / "rates", table="discount-rate", sha256=SUM)
        assert (caught.value.what, caught.value.got) == (
            "This folder does not hold one reference table.",
            "2 files ending in .toml: flat.toml, other.toml",
        )
        with pytest.raises(ReferenceDataError) as caught:
            load_file(case, table="discount-rate", sha256=SUM)
        assert (caught.value.got, caught.value.do) == ("0 files ending in .toml", "name the file instead of the folder")

    def test_a_path_that_the_system_refuses(self, case, monkeypatch):
        def refuse(_self):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "iterdir", refuse)
        with pytest.raises(ReferenceDataError) as caught:
            load_file(case / "rates", table="discount-rate", sha256=SUM)
        assert (caught.value.got, caught.value.wanted) == ("Permission denied", "a readable folder")


class TestReferenceWith:
    def test_without_replacements_it_is_the_set(self):
        assert reference_with(NAME, {}) is load_set(NAME)

    def test_a_vintage_replaces_a_table(self):
        reference = reference_with(NAME, FrozenMap({"discount-rate": "six-step"}))
        assert reference.discount_rate.name == "discount-rate/six-step"
        assert reference.files["discount-rate/six-step"] == load("discount-rate", "six-step").sha256
        assert reference.gdp_deflator == load_set(NAME).gdp_deflator

    @pytest.mark.parametrize("file", ["rates/flat.csv", "rates/flat.toml", "rates", "./rates//flat.csv"])
    def test_a_file_in_the_folder_of_the_case_replaces_a_table(self, case, file):
        reference = reference_with(NAME, {"discount-rate": FrozenMap({"file": file, "sha256": SUM})}, case)
        assert reference.discount_rate.rate(1) == 0.03
        assert reference.files["discount-rate/flat"] == SUM

    def test_the_folder_may_be_given_from_the_working_directory(self, case, monkeypatch):
        monkeypatch.chdir(case)
        for base in (Path(), Path("../case"), Path("rates")):
            file = "flat.csv" if base.name == "rates" else "rates/flat.csv"
            choice = {"discount-rate": {"file": file, "sha256": SUM}}
            assert reference_with(NAME, choice, base).files["discount-rate/flat"] == SUM

    def test_an_unknown_set_table_and_vintage_are_all_reported(self, case):
        error = refused({"discount": "six-step", "discount-rate": "six-steps"}, case, UnknownNameError, "uk-2026")
        assert [(fault.where, fault.do) for fault in error.faults] == [
            ("reference.set", "did you mean uk-2026-03?"),
            ("reference.discount", "did you mean discount-rate?"),
            ("reference.discount-rate", "did you mean six-step?"),
        ]

    def test_faults_of_several_kinds_are_reported_together_with_their_own_codes(self, case):
        replaced = {
            "discount-rate": {"file": "rates/flat.csv", "sha256": "0" * 64},
            "gdp-deflator": "hmt-2026-04",
            "optimism-bias": {"file": "/etc/passwd", "sha256": SUM},
        }
        error = refused(replaced, case, ReferenceDataError)
        assert [(fault.code, fault.where) for fault in error.faults] == [
            ("reference-data", "reference.discount-rate.rates/flat.csv"),
            ("unknown-name", "reference.gdp-deflator"),
            ("input", "reference.optimism-bias.file"),
        ]

    def test_the_deflator_by_calendar_year_is_added(self, case):
        reference = reference_with("uk-2026-03", {"gdp-deflator-calendar": "hmt-2025-12"}, case)
        assert reference.gdp_deflator_calendar.ratio(CalendarYear(2005), CalendarYear(2006)) == 63.4682 / 61.5718
        assert reference.vintages["gdp-deflator"] == "hmt-2026-03"

    def test_a_file_for_an_unknown_table_is_refused(self, case):
        error = refused({"rates": {"file": "rates", "sha256": SUM}}, case, UnknownNameError)
        assert (error.what, error.where) == ("This reference table is not known.", "reference.rates")

    def test_a_case_without_a_folder_has_no_files(self):
        error = refused({"discount-rate": {"file": "rates/flat.csv", "sha256": SUM}}, None, InputError)
        assert str(error) == (
            "This case has no folder to find the file in.\n"
            "  where:  reference.discount-rate.file\n"
            "  got:    'rates/flat.csv'\n"
            "  wanted: a case that was loaded\n"
            "  do:     load the case from its file; or take the table by load_file and ReferenceSet.with_dataset\n"
            "  see:    reference/errors#input"
        )

    @pytest.mark.parametrize(
        ("choice", "got", "do"),
        [
            (3, "3", "give both keys, and no other"),
            (None, "None", "give both keys, and no other"),
            ({}, "nothing", "give both keys, and no other"),
            ({"file": "rates"}, "file", "give both keys, and no other"),
            ({"file": "rates", "sha": SUM}, "file, sha", "did you mean sha256?"),
            ({"file": "rates", "sha256": SUM, "qqq": 1}, "file, sha256, qqq", "use one of: file, sha256"),
        ],
    )
    def test_what_does_not_say_what_replaces_the_table(self, case, choice, got, do):
        error = refused({"discount-rate": choice}, case, InputError)
        assert (error.what, error.got, error.do) == ("This does not say what replaces the table.", got, do)

    @pytest.mark.parametrize(
        "file",
        [
            *("", "  ", None, 3, "a\0b", "/etc/passwd", "../rates/flat.csv", "rates/../../x.csv", ".."),
            *("rates\\flat.csv", "C:/rates/flat.csv", "C:flat.csv", "//server/share/flat.csv"),
        ],
    )
    def test_a_path_that_does_not_stay_in_the_folder_is_refused(self, case, file):
        error = refused({"discount-rate": {"file": file, "sha256": SUM}}, case, InputError)
        assert (error.what, error.where) == (
            "This path does not lead to a file in the folder of the case.",
            "reference.discount-rate.file",
        )
        assert error.wanted == "a path from the folder of the case, with / between its parts and without .."

    @pytest.mark.parametrize("end", ["toml", "csv"])
    def test_a_link_out_of_the_folder_is_refused(self, case, end):
        outside = case.parent / f"flat.{end}"
        (case / f"rates/flat.{end}").rename(outside)
        (case / f"rates/flat.{end}").symlink_to(outside)
        error = refused({"discount-rate": {"file": "rates", "sha256": SUM}}, case, InputError)
        assert (error.what, error.got) == ("A link leads out of the folder of the case.", f"rates/flat.{end}")

    def test_a_link_to_itself_is_refused(self, case):
        (case / "rates/loop.csv").symlink_to("loop.csv")
        replaced = {"discount-rate": {"file": "rates/loop.csv", "sha256": SUM}}
        with pytest.raises((InputError, ReferenceDataError)):
            reference_with(NAME, replaced, case)

    def test_a_link_inside_the_folder_is_fine(self, case):
        (case / "more").symlink_to(case / "rates")
        replaced = {"discount-rate": {"file": "more/flat.csv", "sha256": SUM}}
        assert reference_with(NAME, replaced, case).files["discount-rate/flat"] == SUM

    def test_a_path_that_cannot_be_followed_is_refused(self, case, monkeypatch):
        def loop(_self, strict=False):
            message = "Symlink loop"
            raise RuntimeError(message)

        monkeypatch.setattr(Path, "resolve", loop)
        error = refused({"discount-rate": {"file": "rates", "sha256": SUM}}, case, InputError)
        assert error.what == "A link leads out of the folder of the case."

    def test_a_name_that_no_vintage_has_is_refused(self, case):
        error = refused({"discount-rate": {"file": "rates/F.csv", "sha256": SUM}}, case, UnknownNameError)
        assert error.where == "reference.discount-rate.file"
