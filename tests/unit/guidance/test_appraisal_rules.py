"""Rules of the Green Book for a case that names it: each fires on one change of a case that has nothing to find."""

import copy
import re

import pytest

from agile_case.findings import Severity
from agile_case.guidance.check import RULES
from agile_case.guidance.editions import OWN
from tests.unit.guidance.test_rules import GOOD, found

FACTORS = ("objectives", "monetised", "unmonetised", "public_finances", "distribution", "risk")
NAMED = [rule.code for rule in RULES if rule.when_named and rule.rule_set == "gb-2026"]


def uncertain(low, mode, high, unit):
    return {"triangular": [low, mode, high], "unit": unit, "source": "invented"}


@pytest.fixture
def plain():
    """A case that names the Green Book, with all that its rules ask for."""
    held = copy.deepcopy(GOOD)
    held["case"]["rules"] = ["gb-2026"]
    held["assumptions"]["minutes"] = uncertain(20, 30, 40, "minute/case")
    held["scenarios"] = {"warmer": {"values": {"volume": 900}}}
    usual, digital = held["options"]["usual"], held["options"]["digital"]
    digital["costs"]["build"].update(budget="capital", residual_value="10 GBPk")
    digital["costs"]["evaluation"] = {"amount": "1 GBPk/year", "source": "invented", "budget": "resource"}
    digital["costs"]["build"]["optimism_bias"].update(mitigation=0.5, prevention="options.digital.costs.pilot")
    digital["costs"]["pilot"] = {"amount": "1 GBPk/year", "source": "invented", "budget": "resource"}
    digital["benefits"]["trust"] = {"kind": "qualitative", "notes": "People find it easier; three surveys say so."}
    usual.update(description="Paper.", because="It keeps the queue.")
    digital.update(description="Online.", because="It ends the queue.", distribution="Help stays for those offline.")
    held["options"]["least"] = copy.deepcopy(digital) | {"roles": ["do-minimum"]}
    held["options"]["least"]["costs"]["build"]["optimism_bias"]["prevention"] = "options.least.costs.pilot"
    held["preferred"] = {
        "option": "digital",
        "by": "The board",
        "on": "2026-05-01",
        "because": "It ends the queue.",
        "factors": dict.fromkeys(FACTORS, "As the case says."),
    }
    held["funding"] = {
        budget: {
            "amounts": {"years": "2026-27..2028-29", "values": [400, 100, 100]},
            "unit": "GBPk",
            "budget": budget,
            "status": "baseline",
        }
        for budget in ("resource", "capital")
    }
    return held


def facts(plain, code):
    return [(finding.path, finding.severity, finding.message) for finding in found(plain, code)]


def test_the_case_has_nothing_to_find(plain):
    assert found(plain) == []


@pytest.mark.parametrize("code", NAMED)
def test_it_is_of_a_publication_whose_paragraph_it_cites(code):
    (rule,) = (rule for rule in RULES if rule.code == code)
    assert rule.rule_set == "gb-2026"


GREEN = [rule for rule in RULES if rule.rule_set == "gb-2026"]
OTHERS = [rule for rule in RULES if rule.rule_set != OWN and rule not in GREEN]


@pytest.mark.parametrize("rule", OTHERS, ids=lambda rule: rule.code)
def test_a_rule_of_other_guidance_cites_its_publication(rule):
    """That guidance has no numbered paragraphs, and only its opening sections were read: it is cited by its name."""
    assert re.match(r"[A-Z][A-Za-z&' ]+", rule.citation), rule.citation
    assert re.search(r"\d{4}|guidance|reports|Standard", rule.citation), rule.citation


@pytest.mark.parametrize("rule", GREEN, ids=lambda rule: rule.code)
def test_a_rule_of_the_green_book_cites_a_paragraph_a_table_or_a_box(rule):
    assert re.search(r"(paragraphs? A?\d+\.\d+|Table \d+|Box \d+)", rule.citation), rule.citation


def broken(plain, code):
    """Bring about what one rule looks for."""
    options = plain["options"]
    digital = options["digital"]
    changes = {
        "do-minimum-missing": lambda: options["least"].pop("roles"),
        "usual-all-zero": lambda: options["usual"]["costs"]["processing"].update(amount="0 * volume * minutes * wage"),
        "climate-scenarios-missing": lambda: plain.pop("scenarios"),
        "long-horizon-wealth-transfer": lambda: plain["case"].update(horizon=60),
        "uncertainty-missing": lambda: (
            plain["assumptions"].update(minutes=GOOD["assumptions"]["minutes"]),
            plain.pop("scenarios"),
        ),
        "residual-value-missing": lambda: digital["costs"]["build"].pop("residual_value"),
        "prevention-cost-missing": lambda: digital["costs"]["build"]["optimism_bias"].pop("prevention"),
        "contingency-in-economic-case": lambda: digital["costs"]["pilot"].update(title="Contingency, 10%"),
        "line-has-no-place": lambda: digital["costs"]["pilot"].update(title="Depreciation of the pilot"),
        "jobs-claimed": lambda: digital["benefits"]["time"].update(title="New jobs"),
        "summary-texts-missing": lambda: options["usual"].pop("because"),
        "distribution-missing": lambda: digital.pop("distribution"),
        "unmonetised-without-notes": lambda: digital["benefits"]["trust"].pop("notes"),
        "evaluation-cost-missing": lambda: digital["costs"].pop("evaluation"),
        "funding-gap": lambda: plain["funding"]["capital"]["amounts"].update(values=[10, 100, 100]),
    }
    (changes | worded(plain))[code]()
    return plain


def worded(plain):
    """Bring about what the rules on the five cases in words look for."""
    outline = {
        "stages": {"discovery": {"document": "SOC"}},
        "strategic": dict.fromkeys(("case_for_change", "rationale", "strategic_fit"), "As the board asked."),
        "theory_of_change": {"quicker": {"kind": "outcome", "rests_on": "assumptions.minutes"}},
        "objectives": {"quicker": SMART},
        "critical_success_factors": {"money": {"kind": "affordability"}},
        "longlist": {"scope": {"all": {"rating": "green", "reason": "It reaches all."}}},
        "commercial": {"requirements": "A service."},
        "financial": {"accounts": "No effect."},
    }

    def due():
        plain["options"]["digital"]["roles"] = ["preferred-way-forward"]
        plain.update(outline)

    return {
        "content-due": due,
        "objective-not-smart": lambda: plain.update(objectives={"quicker": {**SMART, "target": " "}}),
        "statutory-duties-missing": lambda: plain.update(longlist=outline["longlist"]),
        "theory-of-change-unfounded": lambda: plain.update(theory_of_change={"quicker": {"kind": "outcome"}}),
    }


SMART = {
    **dict.fromkeys(("specific", "measure", "target", "achievable", "realistic"), "As the board asked."),
    "by": "2029-03-31",
}
WARN, ASK, BLOCK = Severity.WARN, Severity.NEEDS_JUDGEMENT, Severity.BLOCK
FOUND = {
    "do-minimum-missing": ("options", WARN, "the case has 3 options, and none is the do minimum."),
    "usual-all-zero": ("options.usual", WARN, "it is nothing in every year, while others are not."),
    "climate-scenarios-missing": (
        "scenarios",
        ASK,
        "the appraisal ends in 2028-29, and no scenario looks at a climate 2 degrees warmer.",
    ),
    "long-horizon-wealth-transfer": (
        "case.horizon",
        ASK,
        (
            "effects over 60 years: are there very substantial and practically irreversible transfers of wealth "
            "between generations? The report shows the lower rate beside."
        ),
    ),
    "uncertainty-missing": (
        "assumptions",
        WARN,
        "nothing that a line uses is uncertain: no range, no risk and no scenario.",
    ),
    "residual-value-missing": ("options.digital.costs", ASK, "what is left at the end of: build?"),
    "prevention-cost-missing": (
        "options.digital.costs.build.optimism_bias",
        WARN,
        "50% of the bias is managed, and no cost that bought it is named.",
    ),
    "contingency-in-economic-case": (
        "options.digital.costs.pilot",
        ASK,
        "this line is named a contingency, and stands in the economic case.",
    ),
    "line-has-no-place": (
        "options.digital.costs.pilot",
        ASK,
        'this line is named by the word "depreciation": depreciation belongs to the financial case (6.31).',
    ),
    "jobs-claimed": (
        "options.digital.benefits.time",
        ASK,
        "this benefit is named by jobs: full displacement is assumed unless signed off.",
    ),
    "summary-texts-missing": ("options.usual", WARN, "the appraisal summary table has no because for it."),
    "distribution-missing": (
        "options.digital.distribution",
        ASK,
        "nothing is said on what the preferred option does to groups and places.",
    ),
    "unmonetised-without-notes": (
        "options.digital.benefits.trust",
        WARN,
        "this qualitative benefit is listed and not described.",
    ),
    "evaluation-cost-missing": (
        "options.digital.costs",
        ASK,
        "no cost of the preferred option is named an evaluation.",
    ),
    "funding-gap": ("options.digital", WARN, "£190k of capital is not funded, in 2026-27."),
    "content-due": (
        "management",
        WARN,
        "the management case does not say yet what is due by the SOC: early thinking.",
    ),
    "objective-not-smart": (
        "objectives.quicker",
        BLOCK,
        "this objective is not SMART: it lacks measurable (target).",
    ),
    "statutory-duties-missing": (
        "statutory_duties",
        BLOCK,
        (
            "the case does not show at the longlist how it meets: environmental principles, biodiversity, public "
            "sector equality."
        ),
    ),
    "theory-of-change-unfounded": (
        "theory_of_change",
        WARN,
        "the theory of change does not say what it assumes.",
    ),
}


@pytest.mark.parametrize("code", NAMED)
def test_it_fires_on_one_change_where_and_in_these_words(plain, code):
    assert facts(broken(plain, code), code) == [FOUND[code]]


@pytest.mark.parametrize("code", NAMED)
def test_it_is_silent_in_a_case_that_does_not_name_the_green_book(plain, code):
    del plain["case"]["rules"]
    assert found(broken(plain, code), code) == []


def test_two_options_need_no_do_minimum(plain):
    """Business as usual and one other are no shortlist yet."""
    del plain["options"]["least"]
    assert found(plain) == []


def test_business_as_usual_may_be_nothing_where_every_option_is(plain):
    for option in plain["options"].values():
        option["costs"] = {}
        option["benefits"] = {}
    assert facts(plain, "usual-all-zero") == []


def test_costs_that_cancel_are_not_nothing(plain):
    """Business as usual with a cost and as large a benefit is shown in full."""
    usual = plain["options"]["usual"]
    usual["benefits"] = {
        "same": {"amount": "volume * minutes * wage", "source": "invented", "kind": "non-cash-releasing"}
    }
    assert facts(plain, "usual-all-zero") == []


@pytest.mark.parametrize(
    ("horizon", "degrees"), [(12, "2 degrees"), (13, "2 degrees"), (14, "2 and 4 degrees"), (15, "2 and 4 degrees")]
)
def test_an_appraisal_that_ends_in_2040_looks_at_four_degrees_too(plain, horizon, degrees):
    """The start and 13 years end in 2039-40, which ends in 2040."""
    plain["case"]["horizon"] = horizon - 1
    (finding,) = facts(broken(plain, "climate-scenarios-missing"), "climate-scenarios-missing")
    assert f"a climate {degrees} warmer" in finding[2]


def test_fifty_years_are_not_beyond_fifty(plain):
    plain["case"]["horizon"] = 50
    assert facts(plain, "long-horizon-wealth-transfer") == []


@pytest.mark.parametrize("way", ["scenario", "range"])
def test_one_thing_uncertain_is_enough(plain, way):
    plain["assumptions"]["minutes"] = GOOD["assumptions"]["minutes"]
    if way == "range":
        del plain["scenarios"]
        plain["assumptions"]["wage"] = uncertain(19, 20, 22, "GBP/hour")
    assert facts(plain, "uncertainty-missing") == []


def test_a_range_that_no_line_uses_is_no_uncertainty(plain):
    broken(plain, "uncertainty-missing")
    plain["assumptions"]["spare"] = uncertain(1, 2, 3, "GBP")
    assert len(facts(plain, "uncertainty-missing")) == 1


@pytest.mark.parametrize("code", ["residual-value-missing", "jobs-claimed"])
def test_notes_answer_it(plain, code):
    digital = broken(plain, code)["options"]["digital"]
    line = digital["costs"]["build"] if code == "residual-value-missing" else digital["benefits"]["time"]
    line["notes"] = "Nothing is left of it; the chief economist agreed on 2026-04-02."
    assert facts(plain, code) == []


def test_business_as_usual_is_not_asked_what_is_left(plain):
    plain["options"]["usual"]["costs"]["processing"].update(budget="capital", covers="outturn-range")
    assert facts(plain, "residual-value-missing") == []


@pytest.mark.parametrize("title", ["Agvance", "Multiplier effects", "Sunken garden", "Sunk cost of the pilot"])
def test_only_whole_words_count(plain, title):
    plain["options"]["digital"]["costs"]["pilot"]["title"] = title
    whole = title.split()[0] in {"Multiplier", "Sunk"}
    assert len(facts(plain, "line-has-no-place")) == whole


def test_a_case_without_a_decision_has_no_summary_to_write(plain):
    del plain["preferred"]
    for code in ("summary-texts-missing", "distribution-missing", "evaluation-cost-missing", "funding-gap"):
        copied = copy.deepcopy(plain)
        assert facts(broken(copied, code), code) == []


def test_without_funding_there_is_no_gap(plain):
    del plain["funding"]
    assert facts(plain, "funding-gap") == []
