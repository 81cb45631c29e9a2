"""Rules of other places: each fires, passes and asks by the figure that its place prints, and never without its set."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.errors import InputError, InvalidCaseError
from agile_case.findings import Severity
from agile_case.guidance.elsewhere import RULES, SETS
from agile_case.model.elsewhere import local_sum

EXAMPLES = Path(__file__).parents[3] / "examples"
PERMITS = ac.load(EXAMPLES / "permits.toml")
CODES = {rule.code for rule in RULES}
NZ = {"hypothesis": "yes", "able_to_stop": "yes", "scope_known": "no", "indivisible": "no"}
AU = {"digital": "yes", "whole_life_cost": "30 AUDm", "ict_cost": "10 AUDm", "high_risk": "yes"}
US = {"project_cost": "10 USDm", "contract_cost": "2 USDm/year", "contract_years": 3, "team": 9}
PASS, WARN, ASK, ROUTE = Severity.PASS, Severity.WARN, Severity.NEEDS_JUDGEMENT, Severity.ROUTE


def judge(rule_set, place, facts, *, case=PERMITS):
    held = case.revise({"case.rules": [rule_set], **({"elsewhere": {place: facts}} if facts else {})})
    return [finding for finding in ac.check(held) if finding.code in CODES]


def only(code, rule_set, place, facts):
    (found,) = (finding for finding in judge(rule_set, place, facts) if finding.code == code)
    return found.severity, found.message


def test_without_its_set_no_rule_of_another_place_judges():
    facts = {"elsewhere": {"new_zealand": NZ, "australia": AU, "united_states": US}}
    assert CODES.isdisjoint(finding.code for finding in ac.check(PERMITS.revise(facts)))
    assert {rule.rule_set for rule in RULES} == set(SETS)


def test_a_set_without_facts_asks_for_each_and_says_where():
    for rule_set in SETS:
        found = judge(rule_set, "", {})
        asked = [finding for finding in found if finding.code != "us-first-value"]
        assert asked
        assert all(finding.severity is ASK for finding in asked)
        assert all(finding.hint == f"Answer it in {finding.path}." for finding in asked)


def test_none_of_them_blocks_even_where_the_set_is_adopted():
    for rule in RULES:
        assert not rule.must


@pytest.mark.parametrize(
    ("facts", "severity", "words"),
    [
        (NZ, ROUTE, "a discovery-based case: a fixed sum"),
        (NZ | {"hypothesis": "no"}, ROUTE, "a burn-down case: no hypothesis to test."),
        (NZ | {"able_to_stop": "no", "hypothesis": ""}, ROUTE, "a burn-down case: it is not able to stop."),
        (NZ | {"scope_known": "yes"}, WARN, "this is no case for agile: its scope is known."),
        ({"scope_known": "yes", "indivisible": "yes"}, WARN, "its scope is known and it cannot be divided."),
        (NZ | {"able_to_stop": ""}, ASK, "able to stop is not answered"),
    ],
)
def test_new_zealand_classes(facts, severity, words):
    found, said = only("nz-agile-class", "elsewhere-nz", "new_zealand", facts)
    assert found is severity
    assert words in said


def test_a_burn_down_case_still_has_to_say_that_it_is_agile():
    found = judge("elsewhere-nz", "new_zealand", {"hypothesis": "no"})
    asked = [finding.path.rpartition(".")[2] for finding in found if finding.code == "nz-agile-class"]
    assert asked == ["scope_known", "indivisible"]


@pytest.mark.parametrize(
    ("cost", "severity", "words"),
    [
        ("5 NZDm", PASS, "discovery costs NZ$5m, not above NZ$5m."),
        ("5_000_001 NZD", WARN, "within the range"),
        ("10_000 NZDk", WARN, "within the range"),
        ("0.0101 NZDbn", WARN, "discovery costs NZ$10.1m, above the NZ$5m to NZ$10m"),
    ],
)
def test_new_zealand_discovery(cost, severity, words):
    found, said = only("nz-discovery-size", "elsewhere-nz", "new_zealand", NZ | {"discovery_cost": cost})
    assert found is severity
    assert words in said


@pytest.mark.parametrize(
    ("cost", "severity", "words"),
    [
        ("5 AUDm", ROUTE, "a lean business case: A$5m is not above A$5m."),
        ("5.1 AUDm", ROUTE, "a full business case: A$5.1m is above A$5m."),
        ("20 AUDm", ROUTE, "a full business case"),
        ("20.5 AUDm", WARN, "the fund gives at most A$20m."),
        ("900 AUD", ROUTE, "A$900 is"),
    ],
)
def test_new_south_wales(cost, severity, words):
    found, said = only("nsw-business-case", "elsewhere-nsw", "new_south_wales", {"cost": cost})
    assert found is severity
    assert words in said


@pytest.mark.parametrize(
    ("facts", "severity", "words"),
    [
        (AU, ROUTE, "two-pass approval: digital, A$30m over its whole life, A$10m of technology, high risk."),
        (AU | {"whole_life_cost": "29.9 AUDm"}, PASS, "A$29.9m over its whole life is below A$30m."),
        (AU | {"ict_cost": "9 AUDm"}, PASS, "A$9m of technology is below A$10m."),
        (AU | {"high_risk": "no"}, PASS, "its risk is not high."),
        ({"digital": "no"}, PASS, "it is not digital."),
        (AU | {"high_risk": ""}, ASK, "high risk is not answered"),
    ],
)
def test_australia_takes_all_of_them_together(facts, severity, words):
    found, said = only("au-two-pass", "elsewhere-au", "australia", facts)
    assert found is severity
    assert words in said


@pytest.mark.parametrize(
    ("facts", "severity", "words"),
    [
        ({"cost": "2.6 CADm", "capacity": "1"}, ROUTE, "C$2.6m is above C$2.5m, for capacity 1."),
        ({"cost": "2.5 CADm", "capacity": "0"}, PASS, "not above C$2.5m, for capacity 0."),
        ({"cost": "5.1 CADm", "capacity": "2"}, ROUTE, "above C$5m"),
        ({"cost": "10 CADm", "capacity": "3"}, PASS, "not above C$10m"),
        ({"cost": "15.1 CADm", "capacity": "defence"}, ROUTE, "above C$15m"),
        ({"cost": "25 CADm", "capacity": "4"}, PASS, "not above C$25m"),
        ({"cost": "2 CADm"}, PASS, "whatever the capacity"),
        ({"cost": "26 CADm"}, ROUTE, "above C$25m, whatever the capacity"),
        ({"cost": "9 CADm"}, ASK, "it decides whether C$9m needs a concept case"),
    ],
)
def test_canada_by_capacity(facts, severity, words):
    found, said = only("ca-concept-case", "elsewhere-ca", "canada", facts)
    assert found is severity
    assert words in said


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("project_cost", "10.1 USDm", "the project costs US$10.1m; the advice is US$10m at most."),
        ("contract_cost", "2.1 USDm/year", "a contract costs US$2.1m a year; the advice is US$2m at most."),
        ("contract_years", 3.5, "a contract lasts 3.5 years; the advice is 3 years at most."),
        ("team", 4, "the team has 4 people; the advice is 5 to 9."),
        ("team", 10, "the team has 10 people; the advice is 5 to 9."),
    ],
)
def test_the_united_states_like_small_pieces(key, value, words):
    within = [finding for finding in judge("elsewhere-us", "united_states", US) if finding.code == "us-small-pieces"]
    assert [finding.severity for finding in within] == [PASS] * 4
    found = judge("elsewhere-us", "united_states", US | {key: value})
    (warned,) = (finding for finding in found if finding.code == "us-small-pieces" and finding.severity is WARN)
    assert (warned.path, warned.message) == (f"elsewhere.united_states.{key}", words)


class TestFirstValue:
    CODE = "us-first-value"

    def found(self, changes):
        held = PERMITS.revise({"case.rules": ["elsewhere-us"], **changes})
        (one,) = (finding for finding in ac.check(held) if finding.code == self.CODE)
        return one

    def test_it_is_late_where_beta_begins_more_than_six_months_after_discovery(self):
        one = self.found({})
        assert (one.severity, one.path) == (WARN, "stages.private_beta")
        assert (
            one.message
            == "users first have something 7.4 months after discovery begins; the advice is 6 months at most."
        )

    @pytest.mark.parametrize(("day", "severity"), [("2026-03-01", PASS), ("2026-03-02", WARN)])
    def test_six_months_to_the_day_are_within(self, day, severity):
        assert self.found({"events.private_beta": day}).severity is severity

    def test_a_stated_day_goes_first(self):
        one = self.found({"elsewhere": {"united_states": {"first_value": "2026-02-01"}}})
        assert (one.severity, one.path) == (PASS, "elsewhere.united_states.first_value")

    def test_without_beta_or_without_a_start_it_asks(self):
        bare = {f"stages.{key}.starts": None for key in ("private_beta", "public_beta", "live")}
        assert "no stage of beta or live has a start" in self.found(bare).message
        none = bare | {f"stages.{key}.starts": None for key in ("discovery", "alpha")}
        one = self.found(none)
        assert (one.severity, one.path) == (ASK, "elsewhere.united_states.first_value")
        assert "no stage has a start" in one.message


def test_route_has_them_where_the_case_names_their_set():
    facts = {"elsewhere": {"canada": {"cost": "4 CADm", "capacity": "1"}}}
    held = PERMITS.revise({**facts, "case.rules": [*PERMITS.model.basis.rules, "elsewhere-ca"]})
    (one,) = (finding for finding in ac.route(held, on="2026-04-01") if finding.code == "ca-concept-case")
    assert one.source.endswith("; elsewhere-ca")
    assert CODES.isdisjoint(finding.code for finding in ac.route(PERMITS.revise(facts), on="2026-04-01"))


@pytest.mark.parametrize("text", ["4 NZDk", "4_000 NZD", "0.000004 NZDbn", "0.004 NZDm"])
def test_sizes_of_a_sum(text):
    assert local_sum(ac.NewZealand(discovery_cost=text).discovery_cost) == pytest.approx(4000)


@pytest.mark.parametrize("given", ["£5m", "5 AUDm", "-1 NZDm", "5 NZDm/year", "5 NZDK"])
def test_another_money_is_refused_and_never_converted(given):
    with pytest.raises(InputError, match="money of its place") as caught:
        ac.NewZealand(discovery_cost=given)
    assert caught.value.faults[0].where == "discovery_cost"
    with pytest.raises(InvalidCaseError, match=r"elsewhere\.new_zealand\.discovery_cost"):
        PERMITS.revise({"elsewhere": {"new_zealand": {"discovery_cost": given}}})


def test_nobody_is_no_team():
    with pytest.raises(InputError, match="above 0"):
        ac.UnitedStates(team=0)


def test_it_is_saved_and_read_again(tmp_path):
    facts = {"new_zealand": NZ | {"discovery_cost": "1.5 NZDm"}, "australia": AU, "united_states": US}
    held = PERMITS.revise({"elsewhere": facts})
    ac.save(held, tmp_path / "case.toml")
    assert ac.load(tmp_path / "case.toml") == held
