"""A whole file: every fault at once, each with its address and line, what was found, what was wanted, what to do.

`broken` holds one file for each kind of fault. Its first line says what is wrong; behind the case stand what the error
says, and the fix: a sentence, and the lines that go (`-`) with those that take their place (`+`).
"""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.storage.document import build, contents_of
from agile_case.storage.writing import to_toml

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))
LICENCE = (Path(__file__).parents[3] / "examples" / "licence.toml").read_text(encoding="utf-8")

TEN = """\
format = "agile-case/1"
[case]
title = 5
start = "2026-27"
horizon = 2
price_base = "2026-27"
partical = true
[reference]
sett = 5
[assumptions]
calls = { value = "1000", unit = "1/year" }
Calls = { value = 1, unit = "1" }
price = { pert = [2, 1, 3], unit = "GBP" }
[curves.take_up]
shape = "logistic"
starts = "launch"
t10 = "1 month"
t90 = "3 months"
[options.usual.costs.phones]
amount = "calls * prize"
budget = "revenue"
[stages.alpha]
weeks = [12]
"""


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_says_what_is_wrong_and_where(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Wrong: ")
    _, _, comment = text.partition("\n# Fix: ")[0].partition("\n# The error says:\n")
    with pytest.raises(ac.AgileCaseError) as caught:
        ac.load(path)
    said = f"{type(caught.value).__name__}: {caught.value}"
    assert said.split("\n") == [
        line.removeprefix("#").removeprefix("   ") for line in comment.removesuffix("\n").split("\n")
    ]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_loads_once_it_is_fixed(path):
    ac.loads(fixed(path.read_text(encoding="utf-8")), folder=path.parent)


def fixed(text):
    """Return the case of a broken file with its fix done."""
    case, _, comment = text.partition("\n# The error says:\n")
    sentence, *lines = comment.partition("\n# Fix: ")[2].splitlines()
    assert sentence.endswith(".")
    case = f"\n{case}"
    for change in "\n".join(lines).split("\n#\n"):
        parts = [(line[2], line[4:]) for line in change.splitlines()]
        old, new = ("".join(f"{line}\n" for sign, line in parts if sign == wanted) for wanted in "-+")
        assert case.count(f"\n{old}") == 1, old
        case = case.replace(f"\n{old}", f"\n{new}")
    return case


def test_there_is_a_broken_file_for_every_kind_of_fault():
    assert len(BROKEN) > 90
    assert all("NOTHING" not in path.read_text(encoding="utf-8") for path in BROKEN)


def test_faults_of_every_part_come_at_once_in_the_order_of_the_file():
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(TEN)
    assert [(fault.line, fault.where) for fault in caught.value.faults] == [
        (3, "case.title"),
        (7, "case.partical"),
        (8, "reference.set"),
        (9, "reference.sett"),
        (11, "assumptions.calls.value"),
        (12, "assumptions.Calls"),
        (13, "assumptions.price.pert"),
        (16, "curves.take_up.starts"),
        (18, "curves.take_up.t90"),
        (21, "options.usual.costs.phones.budget"),
        (23, "stages.alpha.weeks"),
    ]
    assert str(caught.value).startswith("11 faults:\n\nThis title has the wrong type.\n  where:  case.title (line 3)\n")


def test_without_a_text_there_are_no_lines():
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.from_plain({"format": "agile-case/1"})
    assert all(fault.line is None for fault in caught.value.faults)
    assert [fault.where for fault in caught.value.faults] == ["case", "reference.set"]


def test_a_part_with_faults_is_not_missed_where_it_is_named():
    """One wrong number in an assumption is one fault, not one more for each line that names the assumption."""
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(LICENCE.replace("520_000", '"520_000"').replace('"2027-10-01"', "2027"))
    assert [fault.where for fault in caught.value.faults] == ["events.public_beta", "assumptions.applications.value"]


def test_lines_of_an_option_with_a_fault_are_checked_all_the_same():
    text = LICENCE.replace('roles = ["preferred-way-forward"]', 'roles = ["preferred"]').replace(
        '"1 - take_up"', '"1 - takeup"'
    )
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(text)
    wheres = [fault.where for fault in caught.value.faults]
    assert wheres == ["options.digital.roles", "options.digital.costs.paper_processing.profile"]


def test_what_hangs_on_the_basis_is_checked_although_the_basis_has_a_fault():
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(LICENCE.replace("[case]", "[case]\npartial = 1").replace('"2029-30..2036-37"', '"2029-30..2037-38"'))
    assert [fault.where for fault in caught.value.faults] == ["case.partial", "options.digital.costs.live_service.when"]


def test_a_text_of_thousands_of_characters_is_not_repeated_in_full():
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(LICENCE.replace("savings = ", f'savings = "{"x" * 10_000}" #'))
    assert len(caught.value.got) == 403
    assert caught.value.got.endswith("xxx...")


def test_the_same_fault_is_listed_once():
    raw = {"format": "agile-case/1", "reference": 5}
    _, faults = contents_of(raw)
    assert [fault.where for fault in faults] == ["case", "reference"]


@pytest.mark.parametrize("key", [1, None, ("a",)])
def test_keys_that_are_not_text_are_refused(key):
    _, faults = contents_of({"format": "agile-case/1", "assumptions": {key: {}}})
    assert faults[-1].what == "This is not a key."


@pytest.mark.parametrize("tables", ["dotted", "inline", "headers"])
def test_a_table_may_be_written_in_any_way(tables):
    """Dotted keys, inline tables and headers are the same table."""
    profile = '{ years = "2026-27", values = [1] }'
    line = {
        "headers": "[options.a.costs.b]\namount = '1 GBP/year'\nprofile.years = '2026-27'\nprofile.values = [1]",
        "inline": f'[options]\na = {{ costs = {{ b = {{ amount = "1 GBP/year", profile = {profile} }} }} }}',
        "dotted": f'options.a.costs.b.amount = "1 GBP/year"\noptions.a.costs.b.profile = {profile}',
    }[tables]
    text = f"""format = "agile-case/1"
    reference.set = "uk-2026-03"
    {line if tables == "dotted" else ""}
    [case]
    title = ""
    start = "2026-27"
    horizon = 0
    price_base = "2026-27"
    {line if tables != "dotted" else ""}
    """
    cost = ac.loads(text).model.options["a"].costs["b"]
    assert cost == ac.Cost(amount="1 GBP/year", profile=ac.YearlyValues(years="2026-27", values=[1]))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (
            'replaces = "options.business_as_usual.costs.processing"',
            'replaces = ["options.business_as_usual.costs.processing"]',
        ),
        ('roles = ["business-as-usual"]', 'roles = "business-as-usual"'),
        ('counts = ["application"]', 'counts = "application"'),
        ('alpha = "2026-07-01"', "alpha = 2026-07-01"),
        ('tranche = "240 GBPk"', 'tranche = "£240k"'),
        ('starts = "public_beta"', "starts = 2027-10-01"),
        ("value = 14,", "value = 14.0,"),
    ],
)
def test_two_ways_to_write_the_same_build_equal_parts(short, long):
    one, other = ac.loads(LICENCE).model, ac.loads(LICENCE.replace(short, long)).model
    assert short in LICENCE
    if short.startswith("starts"):
        assert one.events[one.curves["take_up"].starts] == other.curves["take_up"].starts
    else:
        assert one == other


def test_without_faults_there_are_contents_and_a_model_of_them():
    plain = {
        "format": "agile-case/1",
        "case": {"title": "", "start": "2026-27", "horizon": 0, "price_base": "2026-27"},
        "reference": {"set": "uk-2026-03"},
        "options": {"a": {}},
    }
    contents, faults = contents_of(plain)
    assert faults == ()
    assert build(plain).options == contents.options == {"a": ac.Option()} or build(plain).options["a"] == ac.Option()


GOALS = """[stages.alpha]
criteria = [{ assumption = "minutes_digital", at_most = "8 minute/application", title = "It saves time" }]
on_stop = { cost = "40 GBPk", recovered = "£5k", source = "Contract, clause 9" }
"""


def test_criteria_and_terms_of_stopping_load_and_survive():
    assert LICENCE.count("[stages.alpha]\n") == 1
    case = ac.loads(LICENCE.replace("[stages.alpha]\n", GOALS))
    assert ac.loads(to_toml(case.model)) == case
    stage = case.model.stages["alpha"]
    assert stage.criteria[0].threshold == ac.Quantity(8, "minute/application")
    assert stage.on_stop.cost == ac.Quantity(40, "GBPk")
    assert case.appraise().absolute == ac.loads(LICENCE).appraise().absolute


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('start = "2026-27"', 'start = "2026/27"', "case.start"),
        ('start = "2026-27"', "start = 2026", "case.start"),
        ("horizon = 10 ", 'horizon = "10" ', "case.horizon"),
        ("horizon = 10 ", "horizon = 200 ", "case.horizon"),
    ],
)
def test_years_that_only_follow_from_a_bad_start_or_horizon_are_not_more_faults(old, new, where):
    """The lines of the example say their years, which no stand-in for the start could hold."""
    assert LICENCE.count(old) >= 1
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(LICENCE.replace(old, new, 1))
    assert [fault.where for fault in caught.value.faults] == [where]


def test_other_faults_are_found_beside_a_bad_start():
    text = LICENCE.replace('start = "2026-27"', 'start = "2026/27"', 1).replace("[4, 6, 10]", "[4, 6, 1]")
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(text)
    assert [fault.where.partition(".")[0] for fault in caught.value.faults] == ["case", "assumptions"]


def test_years_that_are_not_reached_because_prices_could_not_be_read_are_not_a_second_fault():
    text = LICENCE.replace("horizon = 10 ", "horizon = 30 ").replace(
        'budget = "resource"\n', 'budget = "resource"\nprice_base = "cash"\n', 1
    )
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(text.replace("[case]\n", '[case]\nprices_after = { growth = "2%", source = "a" }\n'))
    assert [fault.where for fault in caught.value.faults] == ["case.prices_after.growth"]
