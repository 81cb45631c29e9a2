"""Broken files: whatever is in a file, it gives finite numbers or one error of ours, without a warning."""

import copy
import datetime
import json
import math
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.storage.reading import read_toml

pytestmark = pytest.mark.filterwarnings("error")

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
RICH = """
format = "agile-case/1"
[case]
title = "All that is built"
start = "2024-25"
horizon = 4
price_base = "2025-26"
savings = "benefit"
[case.prices_after]
growth = 0.02
source = "invented"
[case.discount_factors]
source = "invented"
values = [1, 0.9, 0.8, 0.7, 0.6]
[reference]
set = "uk-2026-03"
discount-rate = "green-book-2026"
[assumptions]
rate = { normal = [0.01, 0.02], unit = "1" }
top = { uniform = [0.5, 0.9], unit = "1", quality = "red", date = 2026-01-01 }
cost = { pert = [1, 2, 4], unit = "GBPm/year", x = { a = 1 } }
ratio = { triangular = [1, 2, 3], unit = "hour/year" }
team = { value = 5, unit = "person" }
[curves]
slow = { shape = "logistic", starts = 2024-10-01, t10 = "1 month", t90 = "30 month", ceiling = "top" }
fast = { shape = "logistic", starts = "2025-01-01", midpoint = "0.5 year", steepness = "6 1/year", ceiling = 0.8 }
[options.usual]
roles = "business-as-usual"
costs.run = { amount = "cost + 1 GBPk/year", growth = "rate", growth_from = "2025-26" }
[options.new.costs]
run = { amount = "max(cost, 5 GBPk/year)", profile = "1 - slow * fast", growth = 0.01 }
odd = { amount = "cost / (ratio / 1 hour * 1 year)", profile = "min(slow, 0.5) / (1 + slow)", growth = "rate" }
cash = { amount = "cost", price_base = "cash" }
[options.new.costs.build]
amount = "2 GBPm"
profile = { years = "2024-25..2025-26", values = [0.4, 0.6] }
optimism_bias = { type = "standard-civil-engineering" }
[options.new.benefits]
cash = { amount = "cost / 3", kind = "cash-releasing", when = "2026-27", price_base = "2024-25" }
time.measure = "ratio * team"
time.unit_value = "20 GBP/hour/person"
time.kind = "non-cash-releasing"
time.bearer = "households"
loss = { amount = "-cost / 9", kind = "non-cash-releasing", disbenefit = true, profile = "1 - slow / 3 - fast / 2" }
calm = { kind = "qualitative", notes = "fewer calls" }
"""
CHOOSING = """
format = "agile-case/1"
[case]
title = "How options are chosen"
start = "2024-25"
horizon = 1
price_base = "2025-26"
[reference]
set = "uk-2026-03"
[critical_success_factors]
fit = { kind = "strategic-fit", title = "Fits" }
law = { kind = "legal" }
[longlist.scope]
none = { business_as_usual = true, ambition = 0, cost = "£0" }
some = { rating = "amber", reason = "Less", ambition = 1, cost = "£1m" }
most = { rating = "green", reason = "Best", ambition = 2, cost = "2 GBPm" }
all = { rating = "red", reason = "Dear", ambition = 3, cost = "3 GBPm" }
[longlist.funding]
mixed = { rating = "green" }
[options.usual]
roles = "business-as-usual"
choices = { scope = "none" }
costs.run = { amount = "1 GBPk/year" }
[options.new]
roles = ["preferred-way-forward", "do-minimum"]
choices = { scope = "most", funding = "mixed" }
costs.run = { amount = "2 GBPk/year" }
[multicriteria]
facilitator = "invented"
date = 2026-05-12
[multicriteria.criteria]
wait = { worst = 20, best = 5.5, swing = 100, factor = "fit", scores = { usual = 18, new = 6 } }
ease = { worst = 0, best = 1, swing = 40, unit = "share", scores = { usual = 0.5, new = 0.25 } }
[preferred]
option = "new"
by = "The board"
on = 2026-05-13
because = "Quicker"
factors = { risk = "Low", objectives = "Met" }
"""
FILES = [*(path.read_text(encoding="utf-8") for path in EXAMPLES), RICH, CHOOSING]
PLAIN = [read_toml(text.encode())[0] for text in FILES]

ODD_TOML = st.sampled_from([
    "nan", "-inf", "1e400", "1e300", "1e-300", "-1", "0", "0.0", "1e16", "9" * 5000, "0x" + "f" * 400, "true", "[]",
    "{}", "[[]]", '[""]', "[1, 2, 3]", "[3, 2, 1]", "[0, 0, 0]", "[1e307, 2e307, 3e307]", '""', '"£5m"', '"GBP"',
    '"1"', '"-1"', '"0 GBP/year"', '"1 GBP/year / 0"', '"1e300 GBPbn^9/year"',
    '"percent^9*percent^9*percent^9*percent^9"', '"cash"', '"2026-27"', '"2026-27..2999-00"', '"1900-01"',
    '"2027-26"', "2026-07-01", "2026-07-01T10:00:00Z", "10:00:00", '"2026-02-30"', '"naïve\\u0000\\U0001F600"',
    '{ years = "2026-27", values = [1] }', '{ value = 1, unit = "1" }', '[{ assumption = "team", people = 0 }]',
    '"take_up"', '"1 - take_up / take_up"', '"min(take_up, 1 / take_up)"', '"team"', '"' + "(" * 60 + '1"',
    '"' + "1+" * 400 + '1"', '"digital_share"', '"uk-2026-03"', '"9999 year"', '"-1 month"', '"1e308 GBPbn"',
    '"1e-320 GBP/year"', '"options.digital"', "'''\na'''", "1979-05-27", "9007199254740993", "1_0.5e-7",
])  # fmt: skip
ODD_LINES = ODD_TOML.map("value = {}".format) | st.sampled_from([
    "[case]", "[options]", "[options.digital.costs]", "[[stages]]", "[assumptions.team]", "[x.y.z]", "[Bad-Key]", "]",
    "# nothing", "growth = 0.02", 'growth = "digital_share"', "growth = -0.999999", "growth = 1e9",
    'price_base = "cash"', 'budget = ""', 'covers = "outturn-range"', 'kind = "qualitative"', "disbenefit = true",
    "partial = true", "horizon = 150", "horizon = 0", 'discount = "health"', 'persistence = "yearly"',
    "replaces = []", 'savings = "benefit"', 'bearer = "households"', "x = { a = 1 }",
    'profile = "take_up / (take_up - 0.3)"', "ceiling = 1e300", 't10 = "25 month"', 'title = "£"',
    "risks = { a = 1 }", "notes = 5", "prices_after = { growth = 1e9, source = 's' }",
    "prices_after = { growth = -0.9999999, source = 's' }",
])  # fmt: skip
ODD_PLAIN = st.sampled_from([
    math.nan, math.inf, 10**400, 1e300, 1e-300, 5e-324, -1, 0, 0.5, 10**18, True, False, None, "", "£5m", "GBP", "1",
    "cash", "2026-27", "2026-27..2035-36", "take_up", "team", "\u0000", "\ud800", [], {}, [[]], [1, 2, 3], [0, 0, 0],
    [1e307, 2e307, 3e307], {"years": "2026-27", "values": [1]}, {"a": {"b": {"c": 1}}}, "1 GBP/year / 0",
    "1e300 GBPm/year", "2999-00", "business-as-usual",
]) | st.text(max_size=5) | st.floats() | st.integers()  # fmt: skip

LIKE_NUMBERS = st.sampled_from(
    [0, 1, 2, -1, 0.5, 0.99, -0.999, 5e-324, 1e-300, 1e9, 1e15, 1e300, 1e306, 10**18]
) | st.floats(-2, 2)
LIKE_TEXTS = st.sampled_from([
    "take_up", "1 - take_up", "slow", "1 / slow", "slow / (slow - slow)", "min(slow, fast)", "max(0.1, slow) / fast",
    "1e308 * 1e308", "cost", "cost / 0", "cost * 0", "-cost", "cost * rate / rate",
    "cost * ratio / ratio / (top - top)", "1e305 GBPbn/year", "1e-320 GBP/year", "cost * 1e300", "1 GBP/year / rate",
    "cost / (rate - 1e-9)", "top", "rate", "team", "2024-25", "2026-27", "2024-25..2028-29", "cash",
    "2026-27..2036-37", "GBP/year", "GBP", "1", "percent^9", "GBPbn^9", "1 month", "1e-300 year", "1e300 year",
    "1e9 1/year", "2024-10-01", "1900-01-01", "9999-12-31", "0001-01-01", "households", "cash-releasing",
    "non-cash-releasing", "qualitative", "resource", "benefit", "lower-cost", "options.usual.costs.run",
    "business-as-usual", "uk-2026-03", "green-book-2022", "green-book-2018", "calendar",
])  # fmt: skip


def outcome(read):
    """Do everything with what is read that a user would do; return the error of ours, if there is one."""
    try:
        case = read()
        result = case.appraise(draws=64, seed=1)
        ac.check(case)
    except ac.AgileCaseError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert str(refused)
        assert all(fault.what and len(fault.got) < 1000 for fault in refused.faults)
        return refused
    assert all(np.isfinite(amounts).all() for amounts in (result.yearly.own, result.yearly.real, result.yearly.present))
    assert np.isfinite(result.samples).all()
    assert all(table.to_text() and table.to_csv() for table in result.option_tables)
    assert all(math.isfinite(number) for number in _measures(result))
    return None


def _measures(result):
    """Every measure of every option; one that is not defined is None and says why."""
    for measures in [*result.absolute.values(), *result.against().values()]:
        for name, value in attrs.asdict(measures, recurse=False).items():
            if isinstance(value, float):
                yield value
            elif isinstance(value, ac.Spread):
                yield from attrs.astuple(value)
            else:
                assert name not in ("npsv", "bcr", "rpsc") or measures.undefined[name]


@st.composite
def mutated_texts(draw):
    """A case file with some of its lines deleted, doubled, moved or given an odd value."""
    lines = draw(st.sampled_from(FILES)).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(
            st.sampled_from(["value", "value", "value", "delete", "double", "insert", "insert", "swap", "inner"])
        ):
            case "value":
                lines[at] = f"{lines[at].partition('=')[0] or 'key'}= {draw(ODD_TOML)}"
            case "delete":
                del lines[at : at + draw(st.integers(1, 3))]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "insert":
                lines.insert(at, draw(ODD_LINES))
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "inner":
                before, equals, after = lines[at].rpartition(draw(st.sampled_from([" = ", ", ", '"'])))
                lines[at] = (
                    f"{before}{equals}{draw(ODD_TOML)}{draw(st.sampled_from(['', ' }', ']']))}" if before else after
                )
        lines = lines or [""]
    return "\n".join(lines)


def _places(holder):
    """Every place of a table that holds something, at any depth, as the holder and its key."""
    for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
        yield holder, key
        if isinstance(holder[key], dict | list):
            yield from _places(holder[key])


@st.composite
def mutated_tables(draw):
    """A parsed case with some values, at any depth, taken away, renamed, or changed to something alike or odd."""
    plain = copy.deepcopy(draw(st.sampled_from(PLAIN)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(plain))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        inner = holder[key]
        match draw(st.sampled_from(["like", "like", "like", "like", "odd", "delete", "rename", "wrap"])):
            case "like" if isinstance(inner, str):
                holder[key] = draw(LIKE_TEXTS)
            case "like" if isinstance(inner, int | float):
                holder[key] = draw(LIKE_NUMBERS)
            case "rename" if isinstance(holder, dict):
                names = st.text(max_size=4) | st.sampled_from(["team", "hour", "x", "take_up", "title"])
                holder[draw(names)] = holder.pop(key)
            case "delete":
                del holder[key]
            case "wrap":
                holder[key] = draw(st.sampled_from([[inner], {"value": inner}, str(inner)]))
            case _:
                holder[key] = copy.deepcopy(draw(ODD_PLAIN))
    return plain


@given(mutated_texts())
def test_a_mutated_file_gives_numbers_or_one_error(text):
    outcome(lambda: ac.loads(text))


@given(mutated_tables())
def test_a_mutated_table_gives_numbers_or_one_error_as_json(plain):
    text = json.dumps(plain, default=lambda value: value.isoformat())
    outcome(lambda: ac.loads(text, kind="json"))


@given(mutated_tables())
def test_a_mutated_table_gives_numbers_or_one_error_as_plain_data(plain):
    outcome(lambda: ac.from_plain(plain))


@given(mutated_texts(), st.data())
def test_a_broken_off_or_noisy_file_gives_numbers_or_one_error(text, data):
    content = bytearray(text.encode())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    outcome(lambda: ac.loads(bytes(content)))


@given(st.binary(max_size=60) | st.text(max_size=60))
@pytest.mark.parametrize("kind", ["toml", "json"])
def test_any_bytes_or_text_give_one_error(kind, data):
    error = outcome(lambda: ac.loads(data, kind=kind))
    assert isinstance(error, ac.AgileCaseError)


ODD_KEYS = st.text(max_size=3) | st.integers() | st.none() | st.sampled_from(["case", "options", "format"])
ODD_OBJECTS = ODD_PLAIN | st.binary() | st.just(datetime.timedelta(1)) | st.complex_numbers()


@given(
    st.recursive(
        ODD_OBJECTS, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(ODD_KEYS, inner)
    )
)
def test_any_object_gives_one_error(plain):
    error = outcome(lambda: ac.from_plain(plain))
    assert isinstance(error, ac.AgileCaseError)


def test_the_unchanged_examples_give_numbers():
    """The fuzz mutates cases that work: were they broken themselves, it would prove nothing."""
    assert FILES
    assert [outcome(lambda text=text: ac.loads(text)) for text in FILES] == [None] * len(FILES)
