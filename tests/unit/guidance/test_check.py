"""Checking: which sets judge, on which day, in which order, and that nothing changes by it."""

import datetime
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.findings import Finding, Severity
from agile_case.guidance import check as module
from agile_case.guidance.editions import OWN, RULE_SETS, rule_set
from agile_case.guidance.rules import Rule
from agile_case.reports.contract import result_json

EXAMPLES = Path(__file__).parents[3] / "examples"
BICESTER = ["business-as-usual-missing", "optimism-bias-missing"]
CASH = ["cash-release-without-budget"]
"""What our own checks find in that case."""
NAMED = ["climate-scenarios-missing", "residual-value-missing", "uncertainty-missing"]
"""What the Green Book finds in that case where the case names it: two questions, which come first, and a warning."""


def bicester(rules='["gb-2026"]'):
    text = (EXAMPLES / "bicester.toml").read_text(encoding="utf-8")
    return ac.loads(text.replace('rules = ["gb-2026"]', f"rules = {rules}"))


def codes(case, **facts):
    return [finding.code for finding in ac.check(case, **facts)]


def made_up(code, severity, rule_set):
    finding = Finding(code, severity, "", "made up", "a test")
    return Rule(code, rule_set, "t", "c", "primary", "c.", "f.", lambda *_: [finding])


class TestSets:
    def test_the_green_book_and_our_own_checks_judge_every_case(self):
        assert codes(bicester("[]")) == [*BICESTER, *CASH]

    def test_a_set_not_in_force_on_the_day_is_left_out(self):
        assert codes(bicester(), on="2026-02-04") == ["rule-sets-not-in-force", *CASH]
        assert codes(bicester(), on="2026-02-05") == [*NAMED[:2], *BICESTER, *NAMED[2:], *CASH]
        assert codes(bicester(), on=datetime.date(2026, 2, 4)) == ["rule-sets-not-in-force", *CASH]

    def test_our_own_checks_are_always_in_force(self):
        assert codes(ac.load(EXAMPLES / "licence.toml"), on="1900-01-01") == [
            "rule-sets-not-in-force",
            "source-missing",
        ]

    def test_without_a_day_dates_are_not_looked_at(self, monkeypatch):
        rules = [made_up("old", Severity.WARN, "dtsc-v6")]
        monkeypatch.setattr(module, "RULES", tuple(rules))
        case = bicester('["dtsc-v6"]')
        assert codes(case) == ["old"]
        assert codes(case, on="2026-03-31") == ["old"]
        assert codes(case, on="2026-04-01") == ["rule-sets-not-in-force"]

    def test_the_rules_of_a_set_judge_only_cases_that_name_it(self, monkeypatch):
        monkeypatch.setattr(module, "RULES", (made_up("of-the-reset", Severity.WARN, "reset-2026"),))
        assert codes(bicester("[]")) == []
        assert codes(bicester('["reset-2026"]')) == ["of-the-reset"]

    def test_an_unknown_set_is_refused_and_the_nearest_named(self):
        with pytest.raises(UnknownNameError) as caught:
            ac.check(bicester('["gb-2062"]'))
        assert str(caught.value) == (
            "'gb-2062' is not a rule set that this version knows.\n"
            "  where:  case.rules\n"
            "  got:    'gb-2062'\n"
            f"  wanted: {' or '.join(RULE_SETS)}\n"
            "  do:     did you mean gb-2026 or gef-2025 or mega-2025?\n"
            "  see:    reference/errors#unknown-name"
        )

    @pytest.mark.parametrize(
        ("path", "wanted"),
        [
            (
                EXAMPLES / "licence.toml",
                [
                    ("climate-scenarios-missing", "scenarios"),
                    ("source-missing", "options.digital.costs.live_service"),
                ],
            ),
            (
                EXAMPLES / "council.toml",
                [
                    ("climate-scenarios-missing", "scenarios"),
                    ("residual-value-missing", "options.new_systems.costs"),
                    *[("continuing-cost-missing", "options.new_systems.costs")] * 2,
                    ("optimism-bias-missing", "options.new_systems.costs"),
                    ("uncertainty-missing", "assumptions"),
                    ("cash-release-without-budget", "options.new_systems.benefits.audit_fees.realisation.budget_line"),
                ],
            ),
            (
                EXAMPLES / "bicester.toml",
                [
                    ("climate-scenarios-missing", "scenarios"),
                    ("residual-value-missing", "options.centre.costs"),
                    ("business-as-usual-missing", "options"),
                    ("optimism-bias-missing", "options.centre.costs"),
                    ("uncertainty-missing", "assumptions"),
                    ("cash-release-without-budget", "options.centre.benefits.savings.realisation.budget_line"),
                ],
            ),
            (Path(ac.__file__).parent / "starter.toml", []),
        ],
        ids=lambda value: value.stem if isinstance(value, Path) else "",
    )
    def test_the_examples_have_these_findings_and_the_starter_none(self, path, wanted):
        assert [(finding.code, finding.path) for finding in ac.check(ac.load(path))] == wanted

    def test_a_day_that_is_none_is_refused(self):
        with pytest.raises((InputError, YearError)):
            ac.check(bicester(), on="yesterday")


class TestWhatIsNoCase:
    @pytest.mark.parametrize("given", ["path", "model", None])
    def test_it_is_refused(self, given):
        what = {"path": str(EXAMPLES / "bicester.toml"), "model": bicester().model}.get(given)
        with pytest.raises(InputError) as caught:
            ac.check(what)
        error = caught.value
        assert (error.what, error.where, error.got) == ("This is not a case.", "case", type(what).__name__)
        assert error.wanted == "a Case"


class TestEditions:
    def test_sets_are_known_by_their_key(self):
        assert [rule_set(key).key for key in RULE_SETS] == list(RULE_SETS)
        assert all(held.title for held in RULE_SETS.values())

    @pytest.mark.parametrize(
        ("key", "day", "wanted"),
        [
            ("dtsc-v6", "2024-02-22", False),
            ("dtsc-v6", "2024-02-23", True),
            ("dtsc-v6", "2026-03-31", True),
            ("dtsc-v6", "2026-04-01", False),
            ("reset-2026", "2026-03-31", False),
            ("reset-2026", "2026-04-01", True),
            (OWN, "1900-01-01", True),
        ],
    )
    def test_first_and_last_day_are_in_force(self, key, day, wanted):
        assert rule_set(key).in_force(datetime.date.fromisoformat(day)) is wanted


class TestOrder:
    def test_worst_comes_first_and_equals_stay_in_the_order_of_the_rules(self, monkeypatch):
        severities = [Severity.PASS, Severity.WARN, Severity.BLOCK, Severity.WARN, Severity.ROUTE]
        rules = [made_up(f"rule-{index}", severity, OWN) for index, severity in enumerate(severities)]
        monkeypatch.setattr(module, "RULES", tuple(rules))
        assert codes(bicester()) == ["rule-2", "rule-4", "rule-1", "rule-3", "rule-0"]


class TestNothingChanges:
    @pytest.mark.parametrize("name", ["licence", "council", "bicester"])
    def test_a_result_has_the_same_bytes_before_and_after(self, name):
        case = ac.load(EXAMPLES / f"{name}.toml")
        before = result_json(case.appraise(draws=20, seed=1))
        assert ac.check(case) == ac.check(case)
        assert result_json(case.appraise(draws=20, seed=1)) == before

    def test_the_rule_sets_that_a_case_names_change_no_number(self):
        with_rules, without = bicester().appraise(), bicester("[]").appraise()
        assert attrs.asdict(with_rules.absolute["centre"]) == attrs.asdict(without.absolute["centre"])
