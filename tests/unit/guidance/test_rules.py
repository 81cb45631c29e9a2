"""The rules: each fires on a minimal case, where and in which words, and is silent on a minimal good one."""

import copy
import tomllib
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.findings import Severity
from agile_case.guidance.check import RULES
from agile_case.guidance.editions import OWN, RULE_SETS
from agile_case.guidance.rules import EVIDENCE

EXAMPLES = Path(__file__).parents[3] / "examples"
GOOD = tomllib.loads("""
format = "agile-case/1"
[case]
title = "Nothing to find"
start = "2026-27"
horizon = 2
horizon_reason = "invented"
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[units]
counts = ["case"]
[assumptions]
volume = { value = 1000, unit = "case/year", source = "invented" }
minutes = { value = 30, unit = "minute/case", source = "invented" }
wage = { value = 20, unit = "GBP/hour", source = "invented" }
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.processing]
amount = "volume * minutes * wage"
budget = "resource"
[options.digital]
[options.digital.costs.assisted]
amount = "0.5 * volume * minutes * wage"
budget = "resource"
replaces = "options.usual.costs.processing"
[options.digital.costs.build]
amount = "100 GBPk"
when = "2026-27"
budget = "resource"
source = "invented"
optimism_bias = { type = "equipment-development" }
[options.digital.costs.hosting]
amount = "2 GBPk/year"
budget = "resource"
source = "invented"
[options.digital.benefits.time]
amount = "9 GBPk/year"
kind = "non-cash-releasing"
source = "invented"
""")
"""An option with a residual cost of what it replaces, a build with optimism bias, what it costs to run, and a benefit
of another kind."""


@pytest.fixture
def plain():
    return copy.deepcopy(GOOD)


def found(plain, code=None):
    findings = ac.check(ac.from_plain(plain))
    return [finding for finding in findings if code is None or finding.code == code]


def only(plain, code):
    (finding,) = found(plain, code)
    return finding.path, finding.message


def test_the_good_case_has_nothing_to_find(plain):
    assert found(plain) == []


class TestBusinessAsUsualMissing:
    CODE = "business-as-usual-missing"

    def test_it_fires_where_no_option_has_the_role(self, plain):
        plain["options"]["usual"]["roles"] = ["do-minimum"]
        wanted = "no option has the role business-as-usual, so nothing can be shown against it."
        assert only(plain, self.CODE) == ("options", wanted)


class TestContinuingCostMissing:
    CODE = "continuing-cost-missing"

    def test_it_fires_where_a_cost_is_dropped_in_silence(self, plain):
        del plain["options"]["digital"]["costs"]["assisted"]
        assert only(plain, self.CODE) == (
            "options.digital.costs",
            (
                "business as usual pays options.usual.costs.processing; this option neither carries it on nor "
                "has a line that replaces it, so its whole cost counts as saved."
            ),
        )

    def test_it_fires_for_each_option_and_each_cost(self, plain):
        plain["options"]["usual"]["costs"]["licence"] = {"amount": "1 GBPk/year", "source": "x", "budget": "resource"}
        plain["options"]["other"] = {}
        paths = [finding.path for finding in found(plain, self.CODE)]
        assert paths == ["options.digital.costs", "options.other.costs", "options.other.costs"]

    def test_a_cost_under_the_same_key_is_carried_on(self, plain):
        costs = plain["options"]["digital"]["costs"]
        costs["processing"] = costs.pop("assisted")
        del costs["processing"]["replaces"]
        assert found(plain, self.CODE) == []

    def test_the_same_money_under_another_key_is_carried_on(self, plain):
        costs = plain["options"]["digital"]["costs"]
        costs["assisted"] = dict(plain["options"]["usual"]["costs"]["processing"])
        assert found(plain, self.CODE) == []
        costs["assisted"]["when"] = "2026-27"
        assert len(found(plain, self.CODE)) == 1

    def test_a_benefit_does_not_replace_a_cost(self, plain):
        del plain["options"]["digital"]["costs"]["assisted"]
        plain["options"]["digital"]["benefits"]["time"]["replaces"] = "options.usual.costs.processing"
        assert len(found(plain, self.CODE)) == 1

    def test_without_business_as_usual_there_is_nothing_to_carry_on(self, plain):
        del plain["options"]["digital"]["costs"]["assisted"]
        plain["options"]["usual"]["roles"] = []
        assert found(plain, self.CODE) == []


class TestSavingCountedTwice:
    CODE = "saving-counted-twice"
    PRICED = (
        "this benefit looks like a saving on options.usual.costs.processing (it is made of wage like "
        "options.usual.costs.processing), which this option already saves by not paying it in full: the difference "
        "between the options holds the saving once, the benefit a second time."
    )

    def claim(self, plain, **facts):
        """Claim the caseworkers' hours as a benefit."""
        benefits = plain["options"]["digital"]["benefits"]
        benefits["hours"] = {"measure": "volume * minutes", "unit_value": "wage", "kind": "non-cash-releasing", **facts}
        return plain

    def test_it_fires_where_hours_saved_are_claimed_as_well(self, plain):
        path = "options.digital.benefits.hours"
        assert only(self.claim(plain), self.CODE) == (path, self.PRICED)

    def test_it_fires_where_the_benefit_says_what_it_replaces(self, plain):
        plain["options"]["digital"]["benefits"]["time"]["replaces"] = "options.usual.costs.processing"
        path, message = only(plain, self.CODE)
        assert path == "options.digital.benefits.time"
        assert "(it says it replaces options.usual.costs.processing)" in message

    def test_it_fires_where_less_is_paid_under_the_same_key(self, plain):
        costs = plain["options"]["digital"]["costs"]
        costs["processing"] = costs.pop("assisted")
        del costs["processing"]["replaces"]
        assert only(self.claim(plain), self.CODE)[1] == self.PRICED

    def test_a_cost_carried_on_in_full_saves_nothing_twice(self, plain):
        costs = plain["options"]["digital"]["costs"]
        costs["assisted"] = dict(plain["options"]["usual"]["costs"]["processing"])
        assert found(self.claim(plain), self.CODE) == []

    def test_it_fires_where_the_same_work_is_claimed_at_a_price_of_its_own(self, plain):
        """Two assumptions in common are the same work, whatever the price that is written beside them."""
        path, message = only(self.claim(plain, unit_value="20 GBP/hour", source="invented"), self.CODE)
        assert path == "options.digital.benefits.hours"
        assert message == self.PRICED.replace("made of wage", "made of minutes, volume")

    @pytest.mark.parametrize("share", ["0.5", "0.8"])
    def test_lines_in_its_place_that_pay_the_cost_in_full_save_nothing_twice(self, plain, share):
        """0.5 of the work and 0.5 in another line are as much as before; 0.8 is more."""
        costs = plain["options"]["digital"]["costs"]
        costs["online"] = {**costs["assisted"], "amount": f"{share} * volume * minutes * wage"}
        assert found(self.claim(plain), self.CODE) == []

    def test_it_fires_where_the_lines_in_its_place_pay_less(self, plain):
        costs = plain["options"]["digital"]["costs"]
        costs["online"] = {**costs["assisted"], "amount": "0.4 * volume * minutes * wage"}
        assert only(self.claim(plain), self.CODE)[1] == self.PRICED

    def test_as_much_paid_under_the_same_key_saves_nothing_twice(self, plain):
        costs = plain["options"]["digital"]["costs"]
        costs["processing"] = {**costs.pop("assisted"), "amount": "1.1 * volume * minutes * wage"}
        del costs["processing"]["replaces"]
        assert found(self.claim(plain), self.CODE) == []

    @pytest.mark.parametrize(
        "facts",
        [
            {"bearer": "households"},
            {"kind": "qualitative", "measure": None, "unit_value": None},
            {"measure": "-1 * volume * minutes", "disbenefit": True},
            {"measure": "3 hour/year * volume / 1 case * 1 year", "unit_value": "20 GBP/hour", "source": "invented"},
        ],
        ids=["of others", "without money", "a loss", "of another price"],
    )
    def test_a_benefit_of_another_kind_is_none_of_its_business(self, plain, facts):
        self.claim(plain, **facts)
        hours = plain["options"]["digital"]["benefits"]["hours"]
        plain["options"]["digital"]["benefits"]["hours"] = {key: value for key, value in hours.items() if value}
        assert found(plain, self.CODE) == []


class TestBenefitsOutliveRunningCosts:
    CODE = "benefits-outlive-running-costs"

    def test_it_fires_where_costs_end_first(self, plain):
        plain["options"]["digital"]["costs"]["hosting"]["when"] = "2026-27..2027-28"
        wanted = "benefits run to 2028-29, but its last cost falls in 2027-28."
        assert only(plain, self.CODE) == ("options.digital.benefits", wanted)

    def test_what_is_left_of_a_replaced_cost_keeps_no_benefit_coming(self, plain):
        """The old way of working goes on to the end in small part; it does not run the new service."""
        del plain["options"]["digital"]["costs"]["hosting"]
        wanted = "benefits run to 2028-29, but its last cost falls in 2026-27."
        assert only(plain, self.CODE) == ("options.digital.benefits", wanted)

    def test_lines_that_replace_others_count_where_there_are_no_others(self, plain):
        costs = plain["options"]["digital"]["costs"]
        del costs["hosting"], costs["build"]
        assert found(plain, self.CODE) == []
        costs["assisted"]["when"] = "2026-27"
        wanted = "benefits run to 2028-29, but its last cost falls in 2026-27."
        assert only(plain, self.CODE) == ("options.digital.benefits", wanted)

    def test_it_fires_where_there_is_no_cost_at_all(self, plain):
        plain["options"]["digital"]["costs"] = {}
        wanted = "benefits run to 2028-29, but it has no costs at all."
        assert only(plain, self.CODE) == ("options.digital.benefits", wanted)

    def test_released_cash_counts_as_a_benefit_and_a_cost_of_others_as_a_cost(self, plain):
        plain["options"]["digital"]["benefits"]["time"].update(kind="cash-releasing", budget="resource")
        plain["options"]["digital"]["costs"]["hosting"]["when"] = "2026-27"
        assert len(found(plain, self.CODE)) == 1
        plain["options"]["digital"]["costs"]["theirs"] = {"amount": "1 GBP/year", "bearer": "businesses", "source": "x"}
        assert found(plain, self.CODE) == []

    def test_benefits_may_end_with_the_costs(self, plain):
        plain["options"]["digital"]["costs"]["hosting"]["when"] = "2026-27..2027-28"
        plain["options"]["digital"]["benefits"]["time"]["when"] = "2026-27..2027-28"
        assert found(plain, self.CODE) == []

    def test_business_as_usual_and_options_without_benefits_are_left_alone(self, plain):
        usual = plain["options"]["usual"]
        usual["benefits"] = {"old": {"amount": "1 GBPk/year", "kind": "non-cash-releasing", "source": "x"}}
        usual["costs"]["processing"]["when"] = "2026-27"
        plain["options"]["digital"]["benefits"] = {}
        plain["options"]["digital"]["costs"]["hosting"]["when"] = "2026-27"
        assert found(plain, self.CODE) == []


class TestOptimismBiasMissing:
    CODE = "optimism-bias-missing"

    def test_it_fires_where_no_cost_of_an_option_is_adjusted(self, plain):
        del plain["options"]["digital"]["costs"]["build"]["optimism_bias"]
        assert only(plain, self.CODE) == (
            "options.digital.costs",
            "no cost of this option is adjusted for optimism bias, and none says that its range covers the outturn.",
        )

    def test_it_fires_for_a_capital_cost_beside_adjusted_ones(self, plain):
        plain["options"]["digital"]["costs"]["assisted"]["budget"] = "capital"
        path = "options.digital.costs.assisted"
        assert only(plain, self.CODE) == (path, "this capital cost is not adjusted for optimism bias.")

    def test_a_range_that_covers_the_outturn_needs_none(self, plain):
        build = plain["options"]["digital"]["costs"]["build"]
        del build["optimism_bias"]
        build["covers"] = "outturn-range"
        assert found(plain, self.CODE) == []

    def test_one_adjusted_cost_is_enough_for_running_costs_beside_it(self, plain):
        """As the catalogue says: no cost of an option, or one of its capital costs."""
        assert "optimism_bias" not in plain["options"]["digital"]["costs"]["hosting"]
        assert found(plain, self.CODE) == []
        (rule,) = (rule for rule in RULES if rule.code == self.CODE)
        assert rule.cause == (
            "No cost of an option other than business as usual has optimism bias or an estimate that covers the range "
            "of outturns; or one of its capital costs has neither."
        )

    def test_an_option_without_costs_needs_none(self, plain):
        plain["options"]["digital"] = {}
        assert found(plain, self.CODE) == []


class TestSourceMissing:
    CODE = "source-missing"

    @pytest.mark.parametrize("source", ["", "  "])
    def test_it_fires_for_an_assumption(self, plain, source):
        plain["assumptions"]["wage"]["source"] = source
        assert only(plain, self.CODE) == ("assumptions.wage", "this assumption has no source.")

    def test_it_fires_for_a_line_that_states_its_own_figure(self, plain):
        del plain["options"]["digital"]["benefits"]["time"]["source"]
        (finding,) = found(plain, self.CODE)
        assert finding.path == "options.digital.benefits.time"
        assert finding.message == "this line states its own figure and has no source."
        assert finding.hint == "Give the line a source, or move the figure into an assumption that has one."

    def test_a_line_without_money_needs_none(self, plain):
        plain["options"]["digital"]["benefits"]["trust"] = {"kind": "qualitative"}
        assert found(plain, self.CODE) == []


class TestTheFlagship:
    """The fault that a first sketch of the example had, and the example as it is now."""

    def sketch(self):
        plain = tomllib.loads((EXAMPLES / "licence.toml").read_text(encoding="utf-8"))
        digital = plain["options"]["digital"]
        del digital["costs"]["paper_processing"], digital["costs"]["digital_processing"]
        digital["benefits"]["caseworker_time"] = {
            "measure": "applications * minutes_paper",
            "unit_value": "caseworker_hour",
            "profile": "take_up",
            "kind": "cash-releasing",
            "budget": "resource",
        }
        return plain

    def test_the_sketch_drops_the_processing_and_counts_the_hours_twice(self):
        findings = {finding.code: finding for finding in found(self.sketch())}
        assert findings["continuing-cost-missing"].path == "options.digital.costs"
        twice = findings["saving-counted-twice"]
        assert twice.path == "options.digital.benefits.caseworker_time"
        assert "(it is made of caseworker_hour like options.business_as_usual.costs.processing)" in twice.message

    def test_the_example_has_neither_fault(self):
        codes = {finding.code for finding in ac.check(ac.load(EXAMPLES / "licence.toml"))}
        assert codes == {"source-missing", "climate-scenarios-missing"}


class TestTheCatalogue:
    def test_codes_are_unique_words_joined_by_hyphens(self):
        codes = [rule.code for rule in RULES]
        assert len(set(codes)) == len(codes)
        assert all(code == code.lower() and " " not in code for code in codes)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_each_rule_says_what_a_reader_needs(self, rule):
        for fact in (rule.title, rule.citation, rule.cause, rule.fix):
            assert fact.strip()
        assert rule.cause.endswith(".")
        assert rule.fix.endswith(".")
        assert rule.evidence in EVIDENCE
        assert rule.rule_set in RULE_SETS
        assert (rule.evidence == "none") == (rule.rule_set == OWN)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_each_rule_warns_with_its_citation_and_its_fix(self, rule):
        finding = rule.warn("options.a", "found this.")
        assert (finding.code, finding.path, finding.message) == (rule.code, "options.a", "found this.")
        assert finding.severity is Severity.WARN
        assert finding.hint == rule.fix
        own = f"own check; see {rule.citation}"
        weak = f" ({rule.evidence} evidence)" if rule.evidence in ("secondary", "unverified") else ""
        assert finding.source == (own if rule.rule_set == OWN else rule.citation) + weak
        assert rule.warn("", "x", "do this").hint == "do this"

    def test_nothing_blocks_in_the_examples(self):
        cases = [ac.from_plain(TestTheFlagship().sketch())]
        cases += [ac.load(EXAMPLES / f"{name}.toml") for name in ("licence", "council", "bicester")]
        findings = [finding for case in cases for finding in ac.check(case)]
        assert {finding.severity for finding in findings} == {Severity.WARN, Severity.NEEDS_JUDGEMENT}
        assert {finding.code for finding in findings} >= {"business-as-usual-missing", "optimism-bias-missing"}
