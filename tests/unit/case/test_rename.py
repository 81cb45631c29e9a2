"""A new key is written into everything that refers to the old one: the case is that of the file with it replaced."""

from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.model.renaming import _HOLDS_KEY
from agile_case.storage.plain import _NOUNS

EXAMPLES = Path(__file__).parents[3] / "examples"

TEXT = """
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 3
price_base = "2026-27"
partial = true
[reference]
set = "uk-2026-03"
[events]
kickoff = 2026-10-01
golive = { after = "kickoff", delay = "3 month + slip" }
[assumptions]
pay = { triangular = [10, 20, 60], unit = "GBPk/year" }
slip = { uniform = [0, 6], unit = "month" }
share = { uniform = [0.25, 0.75], unit = "1" }
rise = { value = 0.01, unit = "1" }
yearly = { uniform = [0, 1], unit = "1", persistence = "yearly" }
[curves.takeup]
shape = "events"
levels = { kickoff = 0.1, golive = "share" }
[curves.ramp]
shape = "linear"
starts = "golive"
over = "slip"
ceiling = "share"
[options.usual]
roles = ["business-as-usual"]
choices = { scope = "nothing" }
[options.usual.costs.counter]
amount = "2 * pay + min(pay, 3 GBPk/year) / (1 + share)"
budget = "resource"
[options.web]
choices = { scope = "everything" }
[options.web.costs.site]
amount = "pay"
profile = "1 - takeup * ramp"
growth = "rise"
starts = "kickoff"
ends = "golive"
budget = "capital"
stage = "alpha"
replaces = "options.usual.costs.counter"
[options.web.costs.run]
amount = "pay"
budget = "resource"
optimism_bias = { type = "equipment-development", mitigation = 0.4, prevention = "options.web.costs.site" }
[stages.alpha]
starts = "kickoff"
tests = [{ assumption = "share" }]
[stages.beta]
[[correlations]]
assumptions = ["share", "pay"]
rank = 0.5
[funding.core]
amounts = { years = "2026-27", values = [1] }
unit = "GBPm"
budget = "resource"
status = "bid"
options = ["web"]
[scenarios.mild]
values = { pay = 30, share = 0.5 }
[critical_success_factors.reach]
kind = "legal"
[longlist.scope]
nothing = { business_as_usual = true }
everything = { rating = "green" }
[multicriteria.criteria.speed]
worst = 0
best = 1
swing = 100
factor = "reach"
scores = { usual = 0, web = 1 }
[preferred]
option = "web"
by = "The board"
on = 2026-05-01
because = "It pays."
[x]
pay_note = { options = "usual" }
"""
CASE = ac.loads(TEXT)
PATHS = [
    *(f"assumptions.{key}" for key in ("pay", "slip", "share", "rise")),
    *("curves.takeup", "curves.ramp", "events.kickoff", "events.golive", "stages.alpha"),
    *("options.usual", "options.web", "options.usual.costs.counter", "options.web.costs.site", "options.web.costs.run"),
    *(
        "scenarios.mild",
        "funding.core",
        "critical_success_factors.reach",
        "longlist.scope.nothing",
        "longlist.scope.everything",
    ),
    "multicriteria.criteria.speed",
]


def replaced(case, word, new):
    """Replace a word in every key and text of a case, but in the table of others."""
    if isinstance(case, dict):
        return {
            replaced(key, word, new): item if key == "x" else replaced(item, word, new) for key, item in case.items()
        }
    if isinstance(case, list):
        return [replaced(item, word, new) for item in case]
    if isinstance(case, str):
        parts = [new if part == word else part for part in case.replace(".", " . ").split(" ")]
        return " ".join(parts).replace(" . ", ".").replace(f"({word}", f"({new}").replace(f"{word})", f"{new})")
    return case


@pytest.mark.parametrize("path", PATHS)
def test_the_case_is_that_of_the_file_with_the_word_replaced(path):
    word = path.rpartition(".")[2]
    new = CASE.rename(path, "fresh")
    plain = {table: CASE.get(table) for table in dict.fromkeys(row[0].split(".")[0] for row in CASE.paths().rows)}
    assert new == ac.from_plain({"format": "agile-case/1", **replaced(plain, word, "fresh")})
    assert new != CASE
    assert new.rename(f"{path.rpartition('.')[0]}.fresh", word).paths() == CASE.paths()


def test_a_word_that_is_no_key_is_left_alone():
    """The persistence of an assumption may be the word that is the key of another; a unit may be that of an event."""
    new = CASE.rename("assumptions.yearly", "fresh")
    assert new.model.assumptions["fresh"].persistence == "yearly"
    assert CASE.rename("assumptions.pay", "fresh").get("x") == {"pay_note": {"options": "usual"}}


def test_the_same_key_changes_nothing():
    assert CASE.rename("assumptions.pay", "pay") == CASE


def test_no_number_changes():
    case = CASE.revise({"case.partial": None, "options.web.costs.run.optimism_bias": None})
    new = case.rename("options.web", "fresh").rename("events.golive", "opening").rename("assumptions.rise", "climb")
    before, after = (held.appraise(draws=50, seed=4) for held in (case, new))
    assert after.absolute["fresh"] == before.absolute["web"]
    assert after.draws("fresh").tobytes() == before.draws("web").tobytes()


@pytest.mark.parametrize("path", ["case", "case.title", "assumptions.pay.unit", "options.web.costs", "correlations.0"])
def test_what_has_no_key_of_its_own_is_refused(path):
    with pytest.raises(ac.InputError, match=r"^This has no key that can be changed\.") as caught:
        CASE.rename(path, "fresh")
    assert caught.value.faults[0].where == path


@pytest.mark.parametrize("key", ["", "Fresh", "a.b", 3, None])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(ac.InputError, match=r"^This is not a key\."):
        CASE.rename("assumptions.pay", key)


def test_a_key_that_is_taken_is_refused():
    with pytest.raises(ac.InputError, match=r"^Something else has this key\.") as caught:
        CASE.rename("assumptions.pay", "slip")
    assert caught.value.faults[0].where == "assumptions.slip"


def test_a_wrong_address_suggests_the_nearest_and_a_unit_is_refused_by_the_case():
    with pytest.raises(ac.UnknownNameError, match=r"did you mean assumptions\.pay"):
        CASE.rename("assumptions.pya", "fresh")
    with pytest.raises(ac.InvalidCaseError):
        CASE.rename("assumptions.pay", "hour")


def test_words_that_name_a_part_by_its_address_follow_it():
    """A step of the theory of change, a claim, a check and a judgement say what they are about by address."""
    case = ac.load(EXAMPLES / "permits.toml").revise(
        {
            "quality_assurance.line": {"what": "A line", "about": "options.digital.costs.hosting"},
            "judgements.answer": {
                "rule": "source-missing",
                "by": "A",
                "on": "2026-05-01",
                "because": "Known",
                "about": "options.digital",
            },
        }
    )
    case = case.rename("options.digital.benefits.waiting", "time").rename("options.digital", "service")
    case = case.rename("assumptions.chased_share", "chased")
    assert case.get("theory_of_change.no_chasing.benefits") == ["options.service.benefits.time"]
    assert case.get("theory_of_change.no_chasing.rests_on") == ["assumptions.chased"]
    assert case.get("quality_assurance.line.about") == "options.service.costs.hosting"
    assert case.get("judgements.answer.about") == "options.service"
    assert "chased" in case.get("data.contact_centre.assumptions")


def test_every_field_that_may_hold_an_event_follows_its_key():
    held = {
        field.name
        for kind in _NOUNS
        for field in attrs.fields(kind)
        if str(field.type).startswith("str | datetime.date")
    }
    assert {"starts", "on", "due", "needed_by"} <= held
    assert held <= set(_HOLDS_KEY["events"])
