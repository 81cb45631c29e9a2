"""A broken value is refused in the same words from Python and from a file; only the address begins further up."""

import copy
import tomllib

import pytest

import agile_case as ac

GOOD = tomllib.loads("""
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 2
price_base = "2026-27"
[case.prices_after]
growth = 0.02
source = "invented"
[reference]
set = "uk-2026-03"
[events]
open = 2027-04-01
later = { after = "open", delay = "3 month" }
[assumptions]
level = { triangular = [10, 20, 60], unit = "GBPk/year" }
other = { pert = [1, 2, 4], unit = "GBPk/year" }
[curves.take_up]
shape = "logistic"
starts = "open"
t10 = "3 month"
t90 = "24 month"
[options.one.costs.work]
amount = "level"
budget = "resource"
[options.one.benefits.time]
amount = "level"
kind = "non-cash-releasing"
[stages.alpha]
weeks = 8
[[correlations]]
assumptions = ["level", "other"]
rank = 0.5
[measures.hours]
what = "Hours spent"
unit = "hour/year"
baseline = "9 hour/year"
baseline_on = 2026-03-31
[funding.core]
amounts = { years = "2026-27", values = [1] }
unit = "GBPm"
budget = "resource"
status = "bid"
[scenarios.warm]
values = { level = 3 }
[critical_success_factors.reach]
kind = "strategic-fit"
[longlist.scope.all]
rating = "green"
[preferred]
option = "one"
by = "The board"
on = "2026-05-01"
because = "It is best."
[programme]
spend = "technology"
delegated_limit = "£30m"
[judgements.gap]
rule = "funding-gap"
by = "The finance director"
on = "2026-05-01"
because = "The bid is in."
""")
HOMES = {
    "case": ac.Basis,
    "case.prices_after": ac.PricesAfter,
    "events.later": ac.Event,
    "curves.take_up": ac.Curve,
    "options.one": ac.Option,
    "options.one.costs.work": ac.Cost,
    "options.one.benefits.time": ac.Benefit,
    "stages.alpha": ac.Stage,
    "correlations.0": ac.Correlation,
    "measures.hours": ac.Measure,
    "funding.core": ac.Funding,
    "scenarios.warm": ac.Scenario,
    "critical_success_factors.reach": ac.CriticalSuccessFactor,
    "longlist.scope.all": ac.Choice,
    "preferred": ac.Preferred,
    "programme": ac.Programme,
    "judgements.gap": ac.Judgement,
    "assumptions.level": ac.assumption,
}
BROKEN = [
    ("case", "title", 5),
    ("case", "start", "next year"),
    ("case", "horizon", "10"),
    ("case", "horizon", 2.5),
    ("case", "horizon", True),
    ("case", "horizon", 10_000),
    ("case", "horizon", -1),
    ("case", "price_base", "pounds"),
    ("case", "savings", "lower-costs"),
    ("case", "rules", 3),
    ("case", "partial", "yes"),
    ("case", "notes", ["a"]),
    ("case", "x", 3),
    ("case.prices_after", "growth", "2%"),
    ("case.prices_after", "source", ""),
    ("events.later", "delay", 3),
    ("events.later", "after", ""),
    ("curves.take_up", "t10", 3),
    ("curves.take_up", "ceiling", "A lot"),
    ("curves.take_up", "starts", 2027),
    ("options.one", "roles", ["do-minimun"]),
    ("options.one", "title", 1),
    ("options.one.costs.work", "amount", 5),
    ("options.one.costs.work", "amount", ""),
    ("options.one.costs.work", "when", "then"),
    ("options.one.costs.work", "budget", "cash"),
    ("options.one.costs.work", "bearer", "nobody"),
    ("options.one.costs.work", "growth", "Fast"),
    ("options.one.costs.work", "growth_from", "now"),
    ("options.one.costs.work", "price_base", "real"),
    ("options.one.costs.work", "replaces", 4),
    ("options.one.costs.work", "covers", "all"),
    ("options.one.benefits.time", "kind", "cash-releasin"),
    ("options.one.benefits.time", "disbenefit", "no"),
    ("options.one.benefits.time", "measure", 4),
    ("stages.alpha", "weeks", -1),
    ("stages.alpha", "weeks", "8"),
    ("stages.alpha", "tranche", 240_000),
    ("stages.alpha", "starts", 8),
    ("correlations.0", "rank", 2),
    ("correlations.0", "rank", "high"),
    ("correlations.0", "assumptions", ["level"]),
    ("measures.hours", "what", " "),
    ("measures.hours", "unit", 3),
    ("measures.hours", "direction", "up"),
    ("measures.hours", "baseline", "many"),
    ("measures.hours", "baseline_on", "then"),
    ("measures.hours", "target", "3 hour/year"),
    ("measures.hours", "target_by", "2030-03-31"),
    ("measures.hours", "expected", 4),
    ("measures.hours", "profile", {"years": "2026-27"}),
    ("measures.hours", "relative_error", 0),
    ("measures.hours", "relative_error", "5%"),
    ("measures.hours", "frequency", "often"),
    ("options.one.benefits.time", "measured_by", 4),
    ("options.one.benefits.time", "attribution", 40),
    ("options.one.benefits.time", "attribution", "Half"),
    ("funding.core", "amounts", 3),
    ("funding.core", "status", "sure"),
    ("funding.core", "budget", "cash"),
    ("scenarios.warm", "values", {}),
    ("scenarios.warm", "values", {"level": "high"}),
    ("scenarios.warm", "title", 3),
    ("critical_success_factors.reach", "kind", "fit"),
    ("longlist.scope.all", "rating", "blue"),
    ("longlist.scope.all", "ambition", 0.5),
    ("longlist.scope.all", "cost", "cheap"),
    ("preferred", "on", "soon"),
    ("programme", "spend", "software"),
    ("programme", "novel", True),
    ("programme", "cost_tolerance", 10),
    ("programme", "delegated_limit", 30),
    ("programme", "transactions", -1),
    ("programme", "pack", ["a-case"]),
    ("programme", "assessed_on", "soon"),
    ("judgements.gap", "by", " "),
    ("judgements.gap", "on", "soon"),
    ("judgements.gap", "ignore", "yes"),
    ("preferred", "by", " "),
    ("preferred", "factors", {"luck": "a"}),
    ("assumptions.level", "unit", 4),
    ("assumptions.level", "triangular", [3, 2, 1]),
    ("assumptions.level", "triangular", [1, 2]),
    ("assumptions.level", "triangular", "1, 2, 3"),
    ("assumptions.level", "pert", [1, 2, 3]),
    ("assumptions.level", "date", "yesterday"),
    ("assumptions.level", "quality", "gren"),
    ("assumptions.level", "impact", "high"),
    ("assumptions.level", "review_by", 2026),
    ("assumptions.level", "signed_off_by", "The senior owner"),
    ("assumptions.level", "signed_off_on", "2026-05-01"),
    ("assumptions.level", "links", [1]),
    ("assumptions.level", "persistence", 1.5),
    ("assumptions.level", "persistence", "yearl"),
]


def faults_of(build):
    with pytest.raises(ac.AgileCaseError) as caught:
        build()
    return [(fault.where, fault.what, fault.got, fault.wanted, fault.do, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(("home", "key", "value"), BROKEN)
def test_the_words_are_the_same_and_the_address_begins_further_up(home, key, value):
    plain = copy.deepcopy(GOOD)
    table = plain
    for part in home.split("."):
        table = table[int(part)] if isinstance(table, list) else table[part]
    table[key] = value
    own = {name: held for name, held in table.items() if name not in ("costs", "benefits", "prices_after")}
    python = faults_of(lambda: HOMES[home](**own))
    assert [(f"{home}.{where}" if where else home, *words) for where, *words in python] == faults_of(
        lambda: ac.from_plain(plain)
    )


def test_the_good_case_has_no_faults():
    assert ac.from_plain(GOOD).title == "A case"


def test_a_case_of_nouns_names_the_same_addresses():
    """What only the whole case shows is refused there, whichever way its parts were made."""
    plain = copy.deepcopy(GOOD)
    plain["options"]["one"]["costs"]["work"]["amount"] = "lavel"
    nouns = {name: table for name, table in plain.items() if name not in ("format", "units")}
    cost = ac.Cost(amount="lavel", budget="resource")
    nouns["assumptions"] = {key: ac.assumption(**held) for key, held in plain["assumptions"].items()}
    nouns["case"] = ac.Basis(**{**plain["case"], "prices_after": ac.PricesAfter(**plain["case"]["prices_after"])})
    nouns["options"] = {"one": {"costs": {"work": cost}, "benefits": plain["options"]["one"]["benefits"]}}
    assert faults_of(lambda: ac.Case.of(**nouns)) == faults_of(lambda: ac.from_plain(plain))
