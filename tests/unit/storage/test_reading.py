"""Bytes become plain data under limits; what is no TOML or JSON is refused in our words."""

import datetime
import json

import pytest

from agile_case.errors import DocumentError, LimitError
from agile_case.storage import reading
from agile_case.storage.reading import MAX_BYTES, check_plain, read_json, read_toml


def fault_of(read, *arguments):
    with pytest.raises((DocumentError, LimitError)) as caught:
        read(*arguments)
    (fault,) = caught.value.faults
    return type(caught.value), fault


@pytest.mark.parametrize("read", [lambda data: read_toml(data)[0], read_json])
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_accepted(read, data):
    content = b'{"a": 1}' if read is read_json else b"a = 1"
    assert read(data + content) == {"a": 1}


def test_windows_line_ends_are_accepted():
    plain, text = read_toml(b"a = 1\r\nb = '''x\r\ny'''\r\n")
    assert plain == {"a": 1, "b": "x\ny"}
    assert text.count("\r\n") == 3


@pytest.mark.parametrize("read", [read_toml, read_json])
def test_other_encodings_are_refused(read):
    kind, fault = fault_of(read, "title = 'café'".encode("latin-1"))
    assert kind is DocumentError
    assert (fault.what, fault.got, fault.do) == ("This file is not text in UTF-8.", "byte 13", "save the file as UTF-8")


@pytest.mark.parametrize("read", [read_toml, read_json])
def test_a_file_of_the_most_bytes_is_read_and_one_more_is_refused(read):
    content = b"{}" if read is read_json else b"a=1"
    read(content + b"\n" * (MAX_BYTES - len(content)))
    kind, fault = fault_of(read, content + b"\n" * (MAX_BYTES - len(content) + 1))
    assert kind is LimitError
    assert (fault.what, fault.got, fault.wanted) == ("This file is too large.", "8,388,609 bytes", "at most 8,388,608")


@pytest.mark.parametrize(
    ("text", "line", "got"),
    [
        ("a = 1\na = 2\n", 2, "Cannot overwrite a value"),
        ("[a]\n[b]\n[a]", 3, "Cannot declare ('a',) twice"),
        ("a = 1\nb = ", 2, "Invalid value"),
        ("a = 2026-02-30", 1, ""),
        ("a = " + "9" * 5000, None, "Exceeds the limit (4300 digits)"),
        (r'a = "\ud800"', 1, "Escaped character is not a Unicode scalar value"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(text, line, got):
    kind, fault = fault_of(read_toml, text.encode())
    assert kind is DocumentError
    assert (fault.what, fault.line, fault.wanted) == ("This file is not TOML.", line, "TOML 1.0")
    assert fault.got.startswith(got)
    assert "(at " not in fault.got


@pytest.mark.parametrize(
    ("text", "do"),
    [
        ("title = A new service", 'put text in quotation marks: title = "A new service"'),
        ("a = 1\nowner.name = Head of service  ", 'put text in quotation marks: owner.name = "Head of service"'),
        ("a = true false", 'put text in quotation marks: a = "true false"'),
        ("a = 1\na = 2", "keep one of the two"),
        ("[a]\n[b]\n[a]", "keep one of the two"),
        ('a = "x', "look at this line and the one before"),
        ("a = [1, 2", "look at this line and the one before"),
        ("a = 5 apples", "look at this line and the one before"),
    ],
)
def test_what_is_not_toml_is_told_what_to_do(text, do):
    _, fault = fault_of(read_toml, text.encode())
    assert fault.do.startswith(do)


def test_a_conflict_that_git_left_is_called_that():
    text = "a = 1\n<<<<<<< HEAD\nb = 2\n=======\nb = 3\n>>>>>>> theirs\n"
    kind, fault = fault_of(read_toml, text.encode())
    assert (kind, fault.line, fault.got) == (DocumentError, 2, "<<<<<<< HEAD")
    assert "git conflict" in fault.what
    quoted = read_toml(f"a = '''\n{text}'''\n".encode())[0]
    assert quoted["a"] == text  # in the midst of a text it is no mark


@pytest.mark.parametrize(
    ("text", "line", "got"),
    [
        ('{\n"a": }', 2, "Expecting value"),
        ("", 1, "Expecting value"),
        ('{"a": ' + "9" * 5000 + "}", None, "Exceeds the limit (4300 digits)"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(text, line, got):
    kind, fault = fault_of(read_json, text.encode())
    assert kind is DocumentError
    assert (fault.what, fault.line, fault.wanted) == ("This file is not JSON.", line, "JSON")
    assert fault.got.startswith(got)


@pytest.mark.parametrize(("text", "got"), [("[1]", "list"), ('"a"', "str"), ("null", "NoneType"), ("1", "int")])
def test_json_that_is_no_table_is_refused(text, got):
    kind, fault = fault_of(read_json, text.encode())
    assert kind is DocumentError
    assert (fault.what, fault.got, fault.wanted) == ("This file does not hold a case.", got, "a JSON object")


@pytest.mark.parametrize("text", ['{"a": 1, "b": 2, "a": 1}', '{"x": [{"a": 1, "a": 2}]}'])
def test_a_key_given_twice_is_refused_in_json(text):
    kind, fault = fault_of(read_json, text.encode())
    assert kind is DocumentError
    assert (fault.what, fault.got, fault.wanted) == ("A key is given twice.", "'a'", "each key once in a table")


@pytest.mark.parametrize(
    ("number", "shown"), [("nan", "nan"), ("inf", "inf"), ("-inf", "-inf"), ("1e400", "inf"), ("-1e400", "-inf")]
)
def test_a_number_that_is_not_finite_is_refused_in_toml_with_its_line(number, shown):
    kind, fault = fault_of(read_toml, f"a = 1\n[b]\nc = [1,\n {number}]".encode())
    assert kind is DocumentError
    assert (fault.what, fault.where, fault.line) == ("A number must be finite.", "b.c.1", 3)
    assert (fault.got, fault.wanted) == (shown, "a finite number")


@pytest.mark.parametrize(
    ("number", "where", "shown"), [("NaN", "", "NaN"), ("-Infinity", "", "-Infinity"), ("1e400", "a.0", "inf")]
)
def test_a_number_that_is_not_finite_is_refused_in_json(number, where, shown):
    kind, fault = fault_of(read_json, f'{{"a": [{number}]}}'.encode())
    assert kind is DocumentError
    assert (fault.what, fault.where, fault.got) == ("A number must be finite.", where, shown)


def test_a_whole_number_beyond_the_range_of_floating_point_is_refused():
    assert read_toml(b"a = 0x" + b"f" * 255)[0]["a"] == 16**255 - 1
    kind, fault = fault_of(read_toml, b"[b]\na = -" + str(2**1023).encode())
    assert kind is LimitError
    assert (fault.what, fault.where, fault.line) == ("This number is too large.", "b.a", 2)
    assert (fault.got, fault.wanted) == ("a whole number of 1,024 bits", "a number below 1e307 in size")


def nested(levels):
    return "[" * levels + "]" * levels


def test_the_deepest_tables_and_lists_are_read_and_one_more_level_is_refused():
    most = reading.MAX_DEPTH
    assert read_json(f'{{"a": {nested(most - 1)}}}'.encode())
    for read, text in [
        (read_json, f'{{"a": {nested(most)}}}'),
        (read_toml, f"a = {nested(most)}"),
        (read_toml, ".".join("a" * (most + 1)) + " = 1"),
    ]:
        kind, fault = fault_of(read, text.encode())
        assert kind is LimitError
        assert (fault.what, fault.wanted) == ("This file is nested too deeply.", "at most 24 levels")


@pytest.mark.parametrize(("read", "text"), [(read_json, '{"a": ' + "[" * 200_000), (read_toml, "a = " + "[" * 200_000)])
def test_nesting_that_no_reader_can_follow_is_refused_in_the_same_words(read, text):
    kind, fault = fault_of(read, text.encode())
    assert kind is LimitError
    assert fault.what == "This file is nested too deeply."


def test_the_longest_text_is_read_and_one_more_character_is_refused():
    most = reading.MAX_TEXT
    assert read_json(json.dumps({"a": "é" * most}).encode())
    kind, fault = fault_of(read_json, json.dumps({"a": "é" * (most + 1)}).encode())
    assert kind is LimitError
    assert (fault.what, fault.where, fault.got) == ("This text is too long.", "a", "50,001 characters")
    assert fault.wanted == "at most 50,000"


def test_a_key_of_thousands_of_characters_is_refused():
    assert read_json(json.dumps({"k" * 1000: 1}).encode())
    kind, fault = fault_of(read_json, json.dumps({"a": {"k" * 1001: 1}}).encode())
    assert kind is LimitError
    assert (fault.where, fault.got, fault.wanted) == ("a", "1,001 characters", "at most 1,000")


def test_the_most_items_are_read_and_one_more_is_refused():
    most = reading.MAX_ITEMS
    assert read_json(json.dumps({"a": [0] * (most - 2)}).encode())
    kind, fault = fault_of(read_json, json.dumps({"a": [0] * (most - 1)}).encode())
    assert kind is LimitError
    assert (fault.what, fault.wanted) == ("This file holds too many items.", "at most 400,000")


@pytest.mark.parametrize(("text", "where"), [('{"a": "x\\ud800"}', "a"), ('{"a": {"x\\ud800": 1}}', "a")])
def test_half_a_character_is_refused(text, where):
    r"""JSON can spell one half of a pair, as `\ud800`; no file in UTF-8 can hold it."""
    kind, fault = fault_of(read_json, text.encode())
    assert kind is DocumentError
    assert (fault.what, fault.where) == ("This text holds half a character.", where)
    assert (fault.got, fault.wanted) == ("'\\ud800' at character 2", "text that UTF-8 can hold")


def test_a_repeated_key_among_very_many_is_found_in_time():
    """In the square of the number of keys this would take hours."""
    pairs = ",".join(f'"{number}":0' for number in range(300_000))
    _, fault = fault_of(read_json, f'{{{pairs},"299999":0}}'.encode())
    assert fault.got == "'299999'"


@pytest.mark.parametrize(
    ("plain", "what", "where", "got"),
    [
        ({"a": {"b": object()}}, "This value has no place in a case file.", "a.b", "object"),
        ({"a": [b"x"]}, "This value has no place in a case file.", "a.0", "bytes"),
        ({"a": {1: 2}}, "A key is text.", "a", "1"),
        ({"a": (float("nan"),)}, "A number must be finite.", "a.0", "nan"),
    ],
)
def test_plain_data_from_python_is_held_to_the_same(plain, what, where, got):
    kind, fault = fault_of(check_plain, plain)
    assert kind is DocumentError
    assert (fault.what, fault.where, fault.got) == (what, where, got)


def test_plain_data_that_holds_itself_is_too_deep():
    plain = {}
    plain["again"] = plain
    kind, _ = fault_of(check_plain, plain)
    assert kind is LimitError


def test_everything_that_toml_and_json_hold_is_accepted():
    moment = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    check_plain({"a": [1, 1.5, True, None, "x", {}, []], "b": {"c": moment, "d": moment.date(), "e": moment.time()}})
