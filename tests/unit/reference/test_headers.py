"""Headers: one deliberately broken header for each rule."""

from pathlib import Path

import pytest

import agile_case.reference
from agile_case.reference import load_from

DATA = Path(agile_case.reference.__file__).parent / "data"
RATES = ("discount-rate", "green-book-2026")


class TestHeaders:
    @pytest.mark.parametrize(
        ("key", "what"),
        [
            ("source", "A reference table must state its source."),
            ("licence", "A reference table must state its licence."),
            ("evidence", "A reference table must state its evidence."),
            ("price_base", "A reference table must state its price base."),
            ("unit", "A reference table must state its unit."),
            ("title", "A reference table must state its title."),
            ("publisher", "A reference table must state its publisher."),
            ("published", "A reference table must state its date of publication."),
            ("status", "A reference table must state its status."),
            ("schema", "A reference table must state its schema."),
            ("table", "A reference table must state its table."),
            ("vintage", "A reference table must state its vintage."),
        ],
    )
    @pytest.mark.parametrize("as_what", ["absent", '""', '"  "', "3"])
    def test_a_header_without_what_it_must_state(self, broken, key, what, as_what):
        text = (DATA / "discount-rate/green-book-2026.toml").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith(f"{key} = "))
        error = broken(RATES, "toml", f"{line}\n", "" if as_what == "absent" else f"{key} = {as_what}\n")
        assert [fault.what for fault in error.faults] == [what]
        assert error.where == f"discount-rate/green-book-2026.toml: {key}"
        assert error.got == {"absent": "nothing", '""': "''", '"  "': "'  '", "3": "3"}[as_what]
        assert error.wanted == "text that is not empty"

    def test_an_unknown_key_suggests_the_nearest(self, broken):
        error = broken(RATES, "toml", "price_base", "pricebase")
        assert [(fault.what, fault.do) for fault in error.faults] == [
            ("A header has a key that is not known.", "did you mean price_base?"),
            (
                "A reference table must state its price base.",
                'write price_base in the header, "none" where the values are not money',
            ),
        ]

    def test_an_unknown_key_near_nothing_is_to_be_removed(self, broken):
        error = broken(RATES, "toml", "title =", "zzz = 1\ntitle =")
        assert (error.got, error.do) == ("zzz", "remove it")

    @pytest.mark.parametrize(
        ("key", "old", "new", "do"),
        [
            ("status", '"in-force"', '"inforce"', "did you mean in-force?"),
            ("status", '"in-force"', '"x"', "use one of: carried-forward, in-force, proposed, superseded"),
            ("evidence", '"primary"', '"primry"', "did you mean primary?"),
        ],
    )
    def test_an_unknown_status_or_evidence(self, broken, key, old, new, do):
        error = broken(RATES, "toml", f"{key} = {old}", f"{key} = {new}")
        assert (error.what, error.do) == (f"The {key} of a header is not known.", do)
        assert error.wanted in {
            "in-force or superseded or proposed or carried-forward",
            "primary or secondary or recomputed or unverified",
        }

    @pytest.mark.parametrize(
        ("key", "old", "new"),
        [
            ("schema", "agile-case-reference/1", "agile-case-reference/2"),
            ("table", '"discount-rate"', '"gdp-deflator"'),
            ("vintage", '"green-book-2026"', '"green-book-2022"'),
        ],
    )
    def test_a_header_that_belongs_to_another_file(self, broken, key, old, new):
        error = broken(RATES, "toml", old, new)
        assert error.what == f"A header names another {key} than its file."
        assert (error.got.strip("'\""), error.wanted.strip("'\"")) == (new.strip('"'), old.strip('"'))

    @pytest.mark.parametrize("text", ['"5 February 2026"', '"2026-02-31"', '"2026-13"', '"26"', '"2026-2"'])
    def test_a_date_of_publication_that_cannot_be_read(self, broken, text):
        error = broken(RATES, "toml", '"2026-02-05"', text)
        assert error.what == "The date of publication of a header cannot be read."
        assert error.wanted == '"2026-02-05", "2026-02" or "2026"'

    @pytest.mark.parametrize("key", ["in_force_from", "in_force_to"])
    @pytest.mark.parametrize("text", ['"2026"', '"2026-02-31"', "2026-02-05", '"20260205"', "3"])
    def test_a_date_in_force_that_cannot_be_read(self, broken, key, text):
        error = broken(RATES, "toml", "title =", f"{key} = {text}\ntitle =")
        assert error.what == "A date of a header cannot be read."
        assert error.do == "correct the date, or leave the key out where it is not established"

    def test_an_edition_that_ends_before_it_begins(self, broken):
        error = broken(RATES, "toml", "title =", 'in_force_from = "2026-02-05"\nin_force_to = "2026-02-04"\ntitle =')
        assert (error.what, error.got, error.wanted) == (
            "A header goes out of force before it comes into force.",
            "2026-02-04",
            "2026-02-05 or later",
        )

    def test_notes_that_are_not_text(self, broken):
        error = broken(RATES, "toml", 'notes = """', 'notes = 3\nunit_notes = """')
        assert "The notes of a header must be text." in [fault.what for fault in error.faults]

    def test_columns_that_are_not_described(self, broken):
        error = broken(RATES, "toml", 'rate = "percent a year, real"', 'rate = ""')
        assert (error.what, error.where) == (
            "A column of a reference table has no description.",
            "discount-rate/green-book-2026.toml: columns.rate",
        )

    @pytest.mark.parametrize("new", ["[columns_]", "columns = 3\n[columns_]", "[columns]\n[columns_]"])
    def test_a_header_without_columns(self, broken, new):
        error = broken(RATES, "toml", "[columns]", new)
        assert "A reference table must describe its columns." in [fault.what for fault in error.faults]

    def test_several_faults_are_all_reported(self, broken):
        error = broken(RATES, "toml", 'licence = "Open Government Licence v3.0"\nprice_base = "none"', 'licence = ""')
        assert [fault.where.rsplit(": ", 1)[1] for fault in error.faults] == ["licence", "price_base"]
        assert str(error).startswith("2 faults:\n\nA reference table must state its licence.")

    def test_a_header_without_notes_or_dates_in_force_is_enough(self, copied):
        text = (DATA / "discount-rate/green-book-2026.toml").read_text(encoding="utf-8")
        before, _, rest = text.partition('notes = """')
        folder = copied(RATES, end="toml", data=(before + rest.partition('"""')[2]).encode())
        header = load_from(folder, *RATES).header
        assert (header.notes, header.in_force_from, header.in_force_to) == ("", None, None)
