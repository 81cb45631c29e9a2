"""The loader: what is bundled, what is read once, and files that are not as they were released."""

import datetime
import hashlib
import inspect
import pickle
import shutil
from pathlib import Path

import pytest

import agile_case.reference
from agile_case.errors import ReferenceDataError, UnknownNameError, YearError
from agile_case.quantities.years import FinancialYear
from agile_case.reference import (
    Deflator,
    available,
    describe,
    load,
    load_file,
    load_from,
    load_set,
    load_set_from,
    loader,
    reference_with,
)
from agile_case.reference.rows import TABLES

DATA = Path(agile_case.reference.__file__).parent / "data"
RATES = ("discount-rate", "green-book-2026")
DEFLATOR = ("gdp-deflator", "hmt-2026-03")
BIAS = ("optimism-bias", "mott-macdonald-2002")


class TestLoad:
    def test_it_gives_header_rows_and_sha256(self):
        dataset = load(*RATES)
        assert dataset.name == "discount-rate/green-book-2026"
        assert dataset.citation == dataset.header.citation
        assert dataset.sha256 == hashlib.sha256((DATA / "discount-rate/green-book-2026.csv").read_bytes()).hexdigest()
        assert [tuple(row.values()) for row in dataset.rows] == [
            ("standard-gb2026", 1, 30, 3.5, "primary"),
            ("standard-gb2026", 31, 75, 3.0, "primary"),
            ("standard-gb2026", 76, None, 2.5, "primary"),
        ]

    def test_cells_have_their_types(self):
        row = load(*DEFLATOR).rows[0]
        assert dict(row) == {
            "financial_year": FinancialYear(2000),
            "index": 54.3697,
            "status": "outturn",
            "evidence": "secondary",
        }

    def test_a_table_is_read_once(self, monkeypatch):
        load.cache_clear()
        load_set.cache_clear()
        reads = []
        real = loader._read_bytes
        monkeypatch.setattr(loader, "_read_bytes", lambda *args: (reads.append(args[1]), real(*args))[1])
        assert load(*RATES) is load(*RATES)
        assert reads == ["discount-rate/green-book-2026.toml", "discount-rate/green-book-2026.csv"]

    def test_a_dataset_hashes_and_pickles(self):
        dataset = load(*BIAS)
        assert pickle.loads(pickle.dumps(dataset)) == dataset
        assert hash(pickle.loads(pickle.dumps(dataset))) == hash(dataset)

    def test_an_unknown_table_suggests_the_nearest(self):
        with pytest.raises(UnknownNameError) as caught:
            load("discount-rates", "green-book-2026")
        assert (caught.value.what, caught.value.got, caught.value.do) == (
            "This reference table is not known.",
            "'discount-rates'",
            "did you mean discount-rate?",
        )

    def test_an_unknown_vintage_suggests_the_nearest_and_nothing_is_taken_as_the_latest(self):
        with pytest.raises(UnknownNameError) as caught:
            load("discount-rate", "green-book-2025")
        assert (caught.value.what, caught.value.where, caught.value.do) == (
            "This vintage of the reference table is not known.",
            "discount-rate",
            "did you mean green-book-2026 or health-green-book-2026?",
        )
        with pytest.raises(UnknownNameError):
            load("discount-rate", "latest")

    def test_available_lists_what_is_bundled(self):
        assert available() == (
            (
                *("carbon-values", "beis-2021", "carried-forward"),
                "Values of greenhouse gas emissions, 2021, in 2020 prices",
            ),
            (*("carbon-values", "desnz-2023", "in-force"), "Values of greenhouse gas emissions, 2023, in 2022 prices"),
            (*RATES, "in-force", "Standard social time preference rate, Green Book 2026"),
            (
                *("discount-rate", "health-declining", "superseded"),
                "Rate for health and life effects, declining, Green Book 2018 and TAG 2026",
            ),
            (
                *("discount-rate", "health-green-book-2026", "in-force"),
                "Rate for health and life effects, flat, Green Book 2026",
            ),
            (
                *("discount-rate", "health-reduced", "carried-forward"),
                "Reduced rate for health and life effects, Green Book 2018",
            ),
            (
                *("discount-rate", "reduced-pure-time-preference-zero", "in-force"),
                "Reduced rate with pure time preference of zero, TAG 2026",
            ),
            (
                *("discount-rate", "six-step", "in-force"),
                "Standard social time preference rate in six steps, TAG 2026",
            ),
            ("equivalisation", "green-book-2026", "in-force", "Weights of household members, Green Book 2026"),
            (*DEFLATOR, "superseded", "GDP deflator by financial year, March 2026"),
            ("gdp-deflator-calendar", "hmt-2025-12", "superseded", "GDP deflator by calendar year, December 2025"),
            (*BIAS, "carried-forward", "Upper and lower bounds of optimism bias, Mott MacDonald 2002"),
            (
                *("optimism-bias-factors", "mott-macdonald-2002", "carried-forward"),
                "Contributory factors of optimism bias, Mott MacDonald 2002, certain rows only",
            ),
            ("unit-values", "collected-2026-11", "carried-forward", "Unit values of wellbeing, health and life"),
        )


class TestEditions:
    """A table or a set of whatever standing is loaded by its own name; no function picks one."""

    @pytest.mark.parametrize(
        "function", [load, load_from, load_file, load_set, load_set_from, describe, reference_with]
    )
    def test_no_function_has_a_default_edition(self, function):
        for name, parameter in inspect.signature(function).parameters.items():
            if name not in {"registry", "base"}:
                assert parameter.default is inspect.Parameter.empty, f"{function.__name__}({name})"

    @pytest.mark.parametrize("table", TABLES)
    @pytest.mark.parametrize("word", ["latest", "newest", "current", "in-force", "default", "", None])
    def test_no_word_stands_for_an_edition(self, table, word):
        with pytest.raises(UnknownNameError):
            load(table, word)

    @pytest.mark.parametrize("entry", [entry for entry in available() if entry[2] == "superseded"])
    def test_a_superseded_edition_loads_by_its_name(self, entry):
        assert load(*entry[:2]).header.status == "superseded"
        assert "Status: superseded." in load(*entry[:2]).citation

    def test_a_proposed_edition_loads_by_its_name_and_a_set_must_name_it(self, tmp_path):
        shutil.copytree(DATA, tmp_path / "data")
        for end in ("toml", "csv"):
            text = (DATA / f"discount-rate/green-book-2026.{end}").read_text(encoding="utf-8")
            text = text.replace('vintage = "green-book-2026"', 'vintage = "review-2026"').replace(
                "in-force", "proposed"
            )
            (tmp_path / f"data/discount-rate/review-2026.{end}").write_text(text, encoding="utf-8")
        assert load_from(tmp_path / "data", "discount-rate", "review-2026").citation.endswith("Status: proposed.")
        before = load_set_from(tmp_path / "data", "uk-2026-03")
        assert before.vintages["discount-rate"] == "green-book-2026"
        path = tmp_path / "data/sets/uk-2026-03.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("green-book-2026", "review-2026"), encoding="utf-8")
        assert load_set_from(tmp_path / "data", "uk-2026-03").vintages["discount-rate"] == "review-2026"

    def test_the_calendar_series_is_no_deflator_of_financial_years(self):
        calendar = load("gdp-deflator-calendar", "hmt-2025-12")
        with pytest.raises(YearError, match=r"The deflator has no index for this year"):
            Deflator.of(calendar).ratio(FinancialYear(2010), FinancialYear(2011))
        with pytest.raises(UnknownNameError, match=r"This reference set does not hold the table\."):
            load_set("uk-2026-03").gdp_deflator_calendar  # noqa: B018 - it is asked for
        assert dict(calendar.rows[0]) == {
            "calendar_year": 2005,
            "index": 61.5718,
            "status": "outturn",
            "evidence": "secondary",
        }


class TestLoadFrom:
    def test_a_copy_of_a_bundled_table_is_the_same_table(self, tmp_path, copied):
        copied(BIAS)
        assert load_from(tmp_path, *BIAS) == load(*BIAS)

    def test_a_users_vintage_is_loaded_and_its_sha256_worked_out(self, tmp_path):
        rows = "schedule,from_year,to_year,rate,evidence\nflat,1,,3.00,unverified\n"
        header = (DATA / "discount-rate/green-book-2026.toml").read_text(encoding="utf-8")
        header = header.replace('"green-book-2026"', '"flat-three"').replace(
            "[columns]", 'in_force_from = "2026-02-05"\nin_force_to = "2027-03-31"\n[columns]'
        )
        (tmp_path / "discount-rate").mkdir()
        (tmp_path / "discount-rate/flat-three.toml").write_bytes(header.encode())
        (tmp_path / "discount-rate/flat-three.csv").write_bytes(rows.encode())
        dataset = load_from(tmp_path, "discount-rate", "flat-three")
        assert dataset.name == "discount-rate/flat-three"
        assert dataset.sha256 == hashlib.sha256(rows.encode()).hexdigest()
        assert (dataset.header.in_force_from, dataset.header.in_force_to) == (
            datetime.date(2026, 2, 5),
            datetime.date(2027, 3, 31),
        )

    def test_a_registry_that_agrees_is_accepted(self, tmp_path, copied):
        copied(RATES)
        sums = {
            f"discount-rate/green-book-2026.{end}": hashlib.sha256(
                (DATA / f"discount-rate/green-book-2026.{end}").read_bytes()
            ).hexdigest()
            for end in ("toml", "csv")
        }
        assert load_from(tmp_path, *RATES, sums) == load(*RATES)

    def test_an_unknown_table_is_refused(self, tmp_path):
        with pytest.raises(UnknownNameError, match=r"did you mean gdp-deflator or gdp-deflator-calendar\?"):
            load_from(tmp_path, "gdp-deflators", "x")

    @pytest.mark.parametrize("vintage", ["../green-book-2026", "a/b", "", "A", "a--b", "a.b", None, 3])
    def test_a_name_that_leads_out_of_the_folder_is_refused(self, tmp_path, vintage):
        with pytest.raises(UnknownNameError, match="This cannot be the name of a vintage or a set"):
            load_from(tmp_path, "discount-rate", vintage)


class TestFiles:
    def test_a_missing_file(self, tmp_path):
        with pytest.raises(ReferenceDataError) as caught:
            load_from(tmp_path, *RATES)
        assert str(caught.value) == (
            "A reference file cannot be read.\n"
            "  where:  discount-rate/green-book-2026.toml\n"
            "  got:    No such file or directory\n"
            "  wanted: a readable file\n"
            "  do:     put the file there\n"
            "  see:    reference/errors#reference-data"
        )

    @pytest.mark.parametrize("end", ["toml", "csv"])
    def test_a_file_whose_bytes_are_not_the_released_ones(self, broken, end):
        old, new = ("2026", "2027") if end == "toml" else ("3.50", "3.05")
        error = broken(RATES, end, old, new, loader.registered())
        path = f"discount-rate/green-book-2026.{end}"
        assert error.what == "A reference file is not as it was released."
        assert error.where == path
        assert error.wanted == f"sha256 {hashlib.sha256((DATA / path).read_bytes()).hexdigest()}"
        assert error.got.startswith("sha256 ")
        assert error.got != error.wanted
        assert error.do == "restore the released file; a correction is a new vintage"

    def test_a_file_that_the_registry_does_not_list(self, tmp_path, copied):
        copied(RATES)
        with pytest.raises(ReferenceDataError, match=r"A reference file is not in the registry\.") as caught:
            load_from(tmp_path, *RATES, {})
        assert caught.value.do == "release it as a new vintage and add its sha256 to the registry"

    def test_a_file_that_is_too_large(self, tmp_path, copied):
        copied(RATES, end="csv", data=b"x" * 1_000_001)
        with pytest.raises(ReferenceDataError, match=r"A reference file is too large\.") as caught:
            load_from(tmp_path, *RATES)
        assert (caught.value.got, caught.value.wanted) == ("more than 1000000 bytes", "at most 1000000 bytes")

    @pytest.mark.parametrize("end", ["toml", "csv"])
    def test_a_file_that_is_not_utf_8(self, tmp_path, copied, end):
        copied(RATES, end=end, data=b"caf\xe9")
        with pytest.raises(ReferenceDataError, match=r"A reference file is not UTF-8 text\."):
            load_from(tmp_path, *RATES)

    @pytest.mark.parametrize("text", [b"not toml", b"a = " + b"[" * 100_000, b"a = " + b"9" * 10_000])
    def test_a_header_that_is_not_toml(self, tmp_path, copied, text):
        copied(RATES, end="toml", data=text)
        with pytest.raises(ReferenceDataError, match=r"This reference file is not TOML\."):
            load_from(tmp_path, *RATES)

    @pytest.mark.parametrize(
        "text",
        [
            "schema = 'agile-case-registry/1'",
            "schema = 'agile-case-registry/2'\n[sha256]",
            "schema = 'agile-case-registry/1'\nsha256 = 3",
            "schema = 'agile-case-registry/1'\n[sha256]\n'a.csv' = 'abc'",
            "schema = 'agile-case-registry/1'\n[sha256]\n'a.csv' = 3",
            "schema = 'agile-case-registry/1'\nmore = 1\n[sha256]",
        ],
    )
    def test_a_damaged_registry(self, text):
        with pytest.raises(ReferenceDataError, match=r"The registry of released reference files is damaged\."):
            loader._parse_registry(text)
