"""What is drawn for an assumption hangs on its key, its estimate and the seed: changes elsewhere leave it alone."""

import pytest

import agile_case as ac

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "Steady"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[events]
open = 2027-04-01
[assumptions]
first = { triangular = [10, 20, 60], unit = "GBPk/year", source = "a" }
second = { pert = [1, 2, 4], unit = "GBPk/year", source = "b" }
third = { normal = [5, 1], unit = "GBPk/year", source = "c", persistence = "yearly" }
[options.one]
roles = ["business-as-usual"]
[options.one.costs.work]
amount = "first"
budget = "resource"
[options.two]
[options.two.costs.work]
amount = "second"
budget = "resource"
[options.three]
[options.three.costs.work]
amount = "third"
budget = "resource"
[options.four]
[options.four.costs.work]
amount = "second"
starts = "open"
budget = "resource"
""")
OPTION = {"costs": {"own": {"amount": "9 GBPk/year + extra", "budget": "resource"}}}
EXTRA = {"uniform": [0, 1], "unit": "GBPk/year"}


def reordered(case, table):
    held = case.get(table)
    return case.revise({table: dict(reversed(held.items()))})


def renamed(case, old, new, place):
    return case.revise({f"assumptions.{old}": None, f"assumptions.{new}": case.get(f"assumptions.{old}"), place: new})


CHANGES = {
    "a title": (lambda: CASE.revise({"case.title": "Another", "options.two.title": "Second"}), ()),
    "the order of the options": (lambda: reordered(CASE, "options"), ()),
    "the order of the assumptions": (lambda: reordered(CASE, "assumptions"), ()),
    "a moved event": (lambda: CASE.revise({"events.open": "2028-04-01"}), ("four",)),
    "an option put in": (lambda: CASE.revise({"options.aaa": OPTION, "assumptions.extra": EXTRA}), ()),
    "an assumption put in": (lambda: CASE.revise({"assumptions.aaa": EXTRA}), ()),
    "another estimate elsewhere": (lambda: CASE.revise({"assumptions.first.triangular": [1, 2, 3]}), ("one",)),
    "another source": (lambda: CASE.revise({"assumptions.second.source": "d"}), ()),
    "another assumption renamed": (lambda: renamed(CASE, "first", "zzz", "options.one.costs.work.amount"), ("one",)),
    "another assumption renamed by one word": (lambda: CASE.rename("assumptions.first", "zzz"), ("one",)),
    "an event renamed": (lambda: CASE.rename("events.open", "begin"), ()),
    "a line renamed": (lambda: CASE.rename("options.two.costs.work", "labour"), ()),
    "an option taken out": (lambda: CASE.revise({"options.one": None, "assumptions.first": None}), ("one",)),
}


@pytest.fixture(scope="module")
def before():
    return CASE.appraise(draws=200, seed=11)


@pytest.mark.parametrize("change", CHANGES)
def test_every_other_draw_stays_the_same_to_the_byte(change, before):
    make, touched = CHANGES[change]
    after = make().appraise(draws=200, seed=11)
    for key in ("one", "two", "three", "four"):
        if key not in touched:
            assert after.draws(key).tobytes() == before.draws(key).tobytes()
        elif key in [option.key for option in after.plan.options]:
            assert after.draws(key).tobytes() != before.draws(key).tobytes()


@pytest.mark.parametrize("change", CHANGES)
def test_every_other_address_stays_as_it_is(change):
    """Nothing is addressed by its place but rows of a list, so nothing moves where something is put in before it."""
    make, _ = CHANGES[change]
    old, new = (dict(case.paths().rows) for case in (CASE, make()))
    changed = {path for path in old | new if old.get(path) != new.get(path)}
    wanted = {
        "a title": {"case.title", "options.two.title"},
        "a moved event": {"events.open"},
        "an option put in": {
            *(f"options.aaa.costs.own.{key}" for key in ("amount", "budget")),
            *(f"assumptions.extra.{key}" for key in EXTRA),
        },
        "an assumption put in": {f"assumptions.aaa.{key}" for key in EXTRA},
        "another estimate elsewhere": {"assumptions.first.triangular"},
        "another source": {"assumptions.second.source"},
        "another assumption renamed": {
            *(f"assumptions.{name}.{key}" for name in ("first", "zzz") for key in ("triangular", "unit", "source")),
            "options.one.costs.work.amount",
        },
        "an event renamed": {"events.open", "events.begin", "options.four.costs.work.starts"},
        "a line renamed": {
            f"options.two.costs.{line}.{key}" for line in ("work", "labour") for key in ("amount", "budget")
        },
        "an option taken out": {path for path in old if path.startswith(("options.one.", "assumptions.first."))},
    }
    wanted["another assumption renamed by one word"] = wanted["another assumption renamed"]
    assert changed == wanted.get(change, set())
