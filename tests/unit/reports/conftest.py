"""Results of every kind that a report can be made of."""

import functools
import tomllib
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.findings import Finding, Severity

EXAMPLES = Path(__file__).parents[3] / "examples"
HOSTILE = "<script>alert('1')</script> & \"quotes\" 'single' </title> http://example.org/x"
FORMULA = '=HYPERLINK("http://example.org")'
SMALL = """
format = "agile-case/1"
[case]
title = "Small"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[assumptions]
level = { uniform = [10, 30], unit = "GBPk/year", source = "invented" }
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.work]
amount = "50 GBPk/year"
budget = "resource"
[options.other]
[options.other.costs.work]
amount = "level"
budget = "resource"
replaces = "options.usual.costs.work"
[options.other.benefits.trust]
kind = "qualitative"
notes = "People say so"
"""


def small(**case):
    """Return the small case with other facts under [case]."""
    plain = tomllib.loads(SMALL)
    plain["case"].update(case)
    return plain


def titled(title):
    """Return the small case with the same title on everything that can have one."""
    plain = small(title=title)
    for option in plain["options"].values():
        option["title"] = title
        for table in ("costs", "benefits"):
            for line in option.get(table, {}).values():
                line["title"] = line["notes"] = title
    return plain


RICH = """
[case.discount_factors]
source = "invented"
values = [1.0, 0.9]
[roles.clerk]
salary = "30 GBPk/FTE/year"
[options.other.costs.desk]
team = { clerk = 2 }
[options.other.costs.site]
amount = "9 GBPk"
when = "2026-27"
budget = "capital"
discount = "six-step"
optimism_bias = { type = "standard-buildings" }
[options.other.risks.fire]
probability = 0.5
impact = "1 GBPk"
when = "2027-28"
within_bias = false
[options.other.transfers.grant]
amount = "1 GBPk/year"
payer = "originating-organisation"
recipient = "households"
[options.other.benefits.posts]
amount = "1 GBPk/year"
kind = "cash-releasing"
[critical_success_factors.reach]
kind = "strategic-fit"
[longlist.scope]
all = { rating = "green" }
none = { business_as_usual = true }
[multicriteria.criteria.speed]
worst = 0
best = 10
swing = 100
scores = { usual = 1, other = 9 }
[preferred]
option = "other"
by = "The board"
on = 2026-05-01
because = "It is best."
[funding.core]
amounts = { years = "2026-27..2027-28", values = [1, 2] }
unit = "GBPk"
budget = "resource"
status = "bid"
[scenarios.warm]
values = { level = 12 }
[[correlations]]
assumptions = ["level", "pay"]
rank = 0.5
[assumptions.pay]
uniform = [1, 2]
unit = "1"
"""


def rich():
    """Return a case with every part that a report has a table for."""
    plain = tomllib.loads(SMALL + RICH)
    plain["case"]["transfers"] = "excluded"
    return plain


def long():
    """Return the same over 60 years by a schedule."""
    plain = rich()
    del plain["case"]["discount_factors"]
    plain["case"]["horizon"] = 60
    return plain


CASES = {
    "licence": lambda: ac.load(EXAMPLES / "licence.toml"),
    "council": lambda: ac.load(EXAMPLES / "council.toml"),
    "bicester": lambda: ac.load(EXAMPLES / "bicester.toml"),
    "small": lambda: ac.from_plain(small()),
    "small, benefits hold savings": lambda: ac.from_plain(small(savings="benefit")),
    "cash ends": lambda: ac.from_plain(small(horizon=8)),
    "cash never": lambda: ac.from_plain(small(start="1990-91", price_base="1990-91")),
    "rich": lambda: ac.from_plain(rich()),
    "long": lambda: ac.from_plain(long()),
    "hostile": lambda: ac.from_plain(titled(HOSTILE)),
    "formula": lambda: ac.from_plain(titled(FORMULA)),
}
SIMULATED = {"licence, simulated": "licence", "council, simulated": "council", "small, simulated": "small"}
EVERY = (*CASES, *SIMULATED)


@functools.cache
def appraised(name):
    """Return a result and the findings to go with it."""
    case = CASES[SIMULATED.get(name, name)]()
    draws, seed = (400, 7) if name in SIMULATED else (None, None)
    return case.appraise(draws=draws, seed=seed), ac.check(case)


@pytest.fixture
def report():
    """Return a function that gives the result and the findings of a case by name."""
    return appraised


@pytest.fixture(params=EVERY)
def every(request):
    """Return the result and the findings of each case in turn."""
    return appraised(request.param)


@pytest.fixture
def finding():
    """Return a finding whose words would be markup and a formula, were they not escaped."""
    return Finding("made-up", Severity.BLOCK, "options.other", f"{FORMULA} <b>bold</b>", "own check", "-do & mend")


@pytest.fixture
def cases():
    """Return functions that make a case, by name."""
    return CASES
