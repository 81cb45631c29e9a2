"""Each key of a TOML file is found on its line, whatever stands around it."""

import textwrap

import pytest

from agile_case.storage.line_numbers import line_of, lines_by_address


def lines(text):
    return lines_by_address(textwrap.dedent(text))


def test_keys_stand_under_their_table():
    assert lines("""\
        format = "agile-case/1"
        [case]
        title = "A"   # a comment

        start = "2026-27"
        """) == {"format": 1, "case": 2, "case.title": 3, "case.start": 5}


def test_a_table_without_a_header_stands_where_it_is_first_named():
    found = lines("""\
        # two levels of tables that have no header
        [options.digital.costs.team]
        amount = "1 GBP"
        [options.digital.costs.more]
        """)
    assert found["options"] == found["options.digital"] == found["options.digital.costs"] == 2


def test_a_later_header_is_the_line_of_a_table_that_was_named_before():
    found = lines("[a.b]\nc = 1\n[a]\nd = 1")
    assert found["a"] == 3
    assert found["a.b"] == 1


def test_dotted_keys_name_every_level():
    found = lines("[options.a]\ncosts.team.amount = 1\ncosts . team . 'budget' = 2")
    assert found["options.a.costs"] == 2
    assert found["options.a.costs.team"] == 2
    assert found["options.a.costs.team.budget"] == 3


@pytest.mark.parametrize("key", ['"Bad Key"', "'Bad Key'", ' "Bad Key" '])
def test_quoted_keys_are_found_without_their_quotation_marks(key):
    assert lines_by_address(f"[a]\n{key}= 1\n[{key}]")["a.Bad Key"] == 2
    assert lines_by_address(f"[a]\n{key}= 1\n[{key}]")["Bad Key"] == 3


def test_each_table_of_an_array_has_its_own_line():
    assert lines("""\
        [[tests]]
        people = 1
        [[tests]]
        people = 2
        [tests.inner]
        a = 1
        [[tests.deep]]
        b = 1
        """) == {
        "tests": 1, "tests.0": 1, "tests.0.people": 2, "tests.1": 3, "tests.1.people": 4, "tests.1.inner": 5,
        "tests.1.inner.a": 6, "tests.1.deep": 7, "tests.1.deep.0": 7, "tests.1.deep.0.b": 8,
    }  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        '[\n  1,\n  ["b = 2"],\n  [1]\n]',
        '"""\nb = 2\n[b]\n"""',
        "'''\nb = 2\n[b]'''",
        '"""\n\\"""\n[b]\n"""""',
        '[ # [b]\n \'[\', "]\\"", # ]\n { b = 2 }\n]',
        '{ b = [\n1\n] } # """',
        '"# not a comment" # """\n#[b]\n# b = 2',
        "'\\' # '''\n\n",
    ],
)
def test_what_only_looks_like_a_key_or_a_header_is_passed_over(value):
    text = f"[t]\na = {value}\nz = 3"
    assert lines_by_address(text) == {"t": 1, "t.a": 2, "t.z": text.count("\n") + 1}


@pytest.mark.parametrize("text", ["a = 1\r\n\r\n[b]\r\nc = 2\r\n", "a = '\u2028\x85\x0c' # \u2028\n\n[b]\nc = 2"])
def test_only_a_line_feed_ends_a_line(text):
    """As in TOML: other characters that end a line elsewhere do not count."""
    assert lines_by_address(text) == {"a": 1, "b": 3, "b.c": 4}


def test_an_empty_file_has_no_keys():
    assert lines_by_address("") == {}


def test_an_address_inside_a_value_has_the_line_of_the_key_that_holds_it():
    known = {"stages": 1, "stages.alpha": 2, "stages.alpha.tests": 5}
    assert line_of("stages.alpha.tests.1.people", known) == 5
    assert line_of("stages.alpha", known) == 2
    assert line_of("stages.beta.weeks", known) == 1


@pytest.mark.parametrize("address", ["", "options", "stage", "stages_alpha.x"])
def test_an_address_that_nothing_holds_has_no_line(address):
    assert line_of(address, {"stages": 1}) is None
