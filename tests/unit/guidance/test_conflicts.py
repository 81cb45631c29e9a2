"""Editions: order of precedence, conflicts as findings of their own, and what adoption changes."""

import datetime
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.findings import Finding, Severity
from agile_case.guidance.conflicts import conflicts
from agile_case.guidance.editions import RuleSet, precedence, rule_set
from agile_case.guidance.rules import Rule

EXAMPLES = Path(__file__).parents[3] / "examples"
DAYS = {"early": "2018-05-01", "late": "2024-02-23", "mine": "2026-04-01", "far": "2030-01-01"}
TECHNOLOGY = {"spend": "technology", "whole_cost": "£3m"}
TIERS = {"mine": "department", "far": "elsewhere"}
SETS = {
    key: RuleSet(key, key, datetime.date.fromisoformat(day), tier=TIERS.get(key, "central"))
    for key, day in DAYS.items()
}


def said(key, severity, topic="spend-approval"):
    rule = Rule(f"{key}-a", key, "t", "c", "primary", "c.", "f.", lambda *_: (), topic=topic)
    return rule, Finding(rule.code, severity, "programme", f"{key} speaks.", "s")


def routed(case, on, code):
    return [held for held in ac.route(case, on=on, option="digital") if held.code == code]


def licence(rules, **facts):
    return ac.load(EXAMPLES / "licence.toml").revise({"case.rules": rules, "programme": facts})


class TestPrecedence:
    def test_central_goes_before_department_before_elsewhere_before_own_and_later_before_earlier(self):
        ordered = sorted([*SETS.values(), rule_set("own")], key=precedence)
        assert [held.key for held in ordered] == ["late", "early", "mine", "far", "own"]

    def test_of_the_bundled_sets_the_reset_goes_before_version_6_before_5_before_2014(self):
        keys = ("hmt-agile-2014", "dtsc-v5", "dtsc-v6", "reset-2026")
        ordered = sorted((rule_set(key) for key in keys), key=precedence)
        assert [held.key for held in ordered] == ["reset-2026", "dtsc-v6", "dtsc-v5", "hmt-agile-2014"]


class TestConflicts:
    @pytest.mark.parametrize("turn", [1, -1])
    def test_two_editions_that_decide_differently_are_found_and_the_first_is_named(self, turn):
        (held,) = conflicts([said("early", Severity.ROUTE), said("late", Severity.PASS)][::turn], SETS)
        assert (held.code, held.severity) == ("editions-conflict", Severity.NEEDS_JUDGEMENT)
        assert held.message == (
            'on spend approval, late and early disagree. late goes first: "late speaks." early says: "early speaks."'
        )

    @pytest.mark.parametrize(
        "found",
        [
            [],
            [said("early", Severity.ROUTE)],
            [said("early", Severity.ROUTE), said("late", Severity.ROUTE)],
            [said("early", Severity.PASS), said("late", Severity.PASS)],
            [said("early", Severity.ROUTE), said("late", Severity.PASS, "pipeline")],
            [said("early", Severity.ROUTE, ""), said("late", Severity.PASS, "")],
            [said("early", Severity.ROUTE), said("late", Severity.NEEDS_JUDGEMENT)],
            [said("early", Severity.PASS), said("early", Severity.ROUTE)],
        ],
    )
    def test_there_is_none_where_they_agree_or_speak_of_different_things(self, found):
        assert list(conflicts(found, SETS)) == []

    def test_a_department_may_ask_for_more_and_not_for_less(self):
        more = [said("late", Severity.PASS), said("mine", Severity.ROUTE)]
        less = [said("late", Severity.ROUTE), said("mine", Severity.PASS)]
        assert list(conflicts(more, SETS)) == []
        assert len(list(conflicts(less, SETS))) == 1

    @pytest.mark.parametrize("turn", [1, -1])
    def test_one_set_that_says_both_needs_it(self, turn):
        found = [said("early", Severity.PASS), said("early", Severity.ROUTE)][::turn]
        assert list(conflicts([*found, said("late", Severity.ROUTE)], SETS)) == []


class TestVersionsFiveAndSix:
    """An organisation could stay on version 5 for a while after version 6 began."""

    def test_a_case_that_names_both_on_a_day_of_both_has_a_conflict(self):
        case = licence(["dtsc-v5", "dtsc-v6"], **TECHNOLOGY)
        found = routed(case, "2025-06-01", "editions-conflict")
        assert sorted(held.message.partition(". dtsc-v6 goes first: ")[0] for held in found) == [
            "on pipeline, dtsc-v6 and dtsc-v5 disagree",
            "on spend approval, dtsc-v6 and dtsc-v5 disagree",
        ]
        assert "editions-conflict" in {one.code for one in ac.check(case, on="2025-06-01")}

    def test_before_version_6_there_is_none(self):
        case = licence(["dtsc-v5", "dtsc-v6"], **TECHNOLOGY)
        assert routed(case, "2024-02-22", "editions-conflict") == []
        assert len(routed(case, "2024-02-22", "spend-control-v5")) == 1

    def test_a_case_that_names_neither_is_judged_by_the_later(self):
        case = licence([], **TECHNOLOGY)
        assert routed(case, "2025-06-01", "spend-control-v5") == []
        assert len(routed(case, "2025-06-01", "spend-control-v6")) == 1

    def test_a_case_that_stayed_on_version_5_names_it(self):
        (held,) = routed(licence(["dtsc-v5"], **TECHNOLOGY), "2025-06-01", "spend-control-v5")
        assert held.severity is Severity.PASS

    def test_both_ended_with_march_2026(self):
        case = licence(["dtsc-v5", "dtsc-v6"], **TECHNOLOGY)
        assert [
            held for held in ac.route(case, on="2026-04-01", option="digital") if "spend-control" in held.code
        ] == []


class TestAdoption:
    """A rule of a set whose standing is not established warns, until somebody adopts the set."""

    @pytest.mark.parametrize(("adopted", "severity"), [("", Severity.WARN), ("The board, minute 4", Severity.BLOCK)])
    def test_it_blocks_only_where_the_case_says_who_adopted_it(self, adopted, severity):
        case = licence(["iaap-2011"], committed_publicly_on="2026-05-01").revise({"case.adopted_by": adopted})
        (held,) = (one for one in ac.check(case) if one.code == "public-commitment")
        assert held.severity is severity
        assert held.message.endswith("before the outline's approval.")

    def test_our_own_checks_never_block(self):
        rule = Rule("a", "own", "t", "c", "primary", "c.", "f.", lambda *_: (), must=True)
        assert not rule.standing(rule_set("own"), adopted=True).may_block

    @pytest.mark.parametrize("adopted", [False, True])
    def test_rules_from_elsewhere_block_only_where_they_are_adopted(self, adopted):
        rule = Rule("a", "far", "t", "c", "primary", "c.", "f.", lambda *_: (), must=True)
        assert rule.standing(SETS["far"], adopted=adopted).may_block is adopted
