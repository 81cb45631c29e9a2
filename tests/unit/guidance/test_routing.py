"""Routing: which approvals, by which edition, on which figure; the same case on two days gives two answers."""

import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError
from agile_case.findings import Severity
from agile_case.guidance.check import RULES
from agile_case.guidance.figures import whole_life_cost
from tests.strategies import small_case

BEFORE, AFTER = "2026-03-31", "2026-04-01"


def case_of(cost="20 GBPm", *, rules=(), assumptions=None, extra=None, **programme):
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "new": {
            "costs": {
                "alpha": {"amount": "400 GBPk", "when": "2026-27", "stage": "alpha", "budget": "resource"},
                "build": {"amount": cost, "when": "2026-27", "budget": "resource"},
            }
        },
    }
    held = {"stages": {"alpha": {"weeks": 8}}, "programme": programme} | (extra or {})
    plain = small_case(options=options, assumptions=assumptions, extra=held, rules=list(rules))
    return ac.from_plain(plain)


def routed(case, on=AFTER, **more):
    return {finding.code: finding for finding in ac.route(case, on=on, **more)}


def test_the_same_case_on_two_days_has_two_answers_each_explained():
    case = case_of(spend="public-service", delegated_limit="£30m", digital_cost="£12m")
    before, after = routed(case, BEFORE), routed(case, AFTER)
    assert "is above £100k for public-service" in before["spend-control-v6"].message
    assert before["digital-threshold"].severity is Severity.ROUTE
    assert "spend-control-v6" not in after
    assert "digital-threshold" not in after
    assert after["digital-threshold-reset"].severity is Severity.NEEDS_JUDGEMENT
    assert after["pipeline-2026"].severity is Severity.ROUTE
    assert after["delegated-limit"].severity is Severity.PASS
    assert before["delegated-limit-2014"].severity is Severity.PASS
    for finding in (*before.values(), *after.values()):
        assert finding.source


@pytest.mark.parametrize(
    ("cost", "severity"), [("29.6 GBPm", Severity.PASS), ("29.600001 GBPm", Severity.ROUTE)]
)  # with 400 GBPk of alpha
def test_the_delegated_limit_is_an_input_and_is_compared_with_above(cost, severity):
    assert routed(case_of(cost, delegated_limit="£30m"))["delegated-limit"].severity is severity


def test_a_limit_that_is_not_stated_is_asked_for_and_never_guessed():
    found = routed(case_of())["delegated-limit"]
    assert found.severity is Severity.NEEDS_JUDGEMENT
    assert found.path == "programme.delegated_limit"


@pytest.mark.parametrize(
    ("stated", "severities"),
    [
        ("£750k", [Severity.ROUTE]),
        ("£750,001", [Severity.NEEDS_JUDGEMENT]),
        (None, [Severity.ROUTE]),
    ],
)
def test_discovery_and_alpha_as_research(stated, severities):
    case = case_of(**({} if stated is None else {"discovery_and_alpha_cost": stated}))
    found = [finding for finding in ac.route(case, on=BEFORE) if finding.code == "research-cap"]
    assert [finding.severity for finding in found] == severities
    if stated is None:
        assert "£400k" in found[0].message


def test_money_that_names_no_stage_is_said_where_stages_are_counted():
    (one,) = (finding for finding in ac.route(case_of("300 GBPk"), on=BEFORE) if finding.code == "research-cap")
    assert one.message.endswith(" New lines that name no stage cost £300k over all years and are not counted.")
    assert "programme.discovery_and_alpha_cost" in one.hint
    (one,) = (finding for finding in ac.route(case_of("351 GBPk"), on=BEFORE) if finding.code == "research-cap")
    assert one.message.endswith("not counted: if enough of it falls in these stages, they are above £750k.")
    named = case_of("300 GBPk").revise({"options.new.costs.build.stage": "alpha"})
    (one,) = (finding for finding in ac.route(named, on=BEFORE) if finding.code == "research-cap")
    assert "£700k" in one.message
    assert "name no stage" not in one.message
    stated = case_of("300 GBPk", discovery_and_alpha_cost="£100k")
    (one,) = (finding for finding in ac.route(stated, on=BEFORE) if finding.code == "research-cap")
    assert "name no stage" not in one.message


@pytest.mark.parametrize(
    ("digital", "on", "code", "severity"),
    [
        ("£10,000,001", BEFORE, "digital-threshold", Severity.ROUTE),
        ("£10m", BEFORE, "digital-threshold", Severity.NEEDS_JUDGEMENT),
        ("£9m", BEFORE, "digital-threshold", Severity.ROUTE),
        ("£11m", AFTER, "digital-threshold-reset", Severity.NEEDS_JUDGEMENT),
    ],
)
def test_digital_spend_against_ten_million(digital, on, code, severity):
    found = routed(case_of(digital_cost=digital, delegated_limit="£15m"), on)[code]
    assert found.severity is severity
    if digital == "£9m":
        assert "concisely inside" in found.message


@pytest.mark.parametrize(
    ("cost", "spend", "severity"),
    [
        ("4.6 GBPm", "technology", Severity.ROUTE),
        ("4.599999 GBPm", "technology", Severity.PASS),
        ("1 GBP", "cryptographic", Severity.ROUTE),
    ],
)
def test_the_pipeline_is_from_five_million_or_cryptographic(cost, spend, severity):
    found = routed(case_of(cost, spend=spend))["pipeline-2026"]
    assert found.severity is severity
    assert found.source.endswith("(secondary evidence); reset-2026, in force from 2026-04-01")
    if cost == "4.6 GBPm":
        assert "not established" in found.message


@pytest.mark.parametrize(
    ("on", "spend", "cost", "code", "severity"),
    [
        (BEFORE, "other-digital", "600 GBPk", "spend-control-v6", Severity.PASS),
        (BEFORE, "other-digital", "601 GBPk", "spend-control-v6", Severity.ROUTE),
        (BEFORE, "cryptographic", "1 GBP", "spend-control-v6", Severity.ROUTE),
        ("2019-01-01", "technology", "4.6 GBPm", "spend-control-v5", Severity.PASS),
        ("2019-01-01", "technology", "4.7 GBPm", "spend-control-v5", Severity.ROUTE),
        ("2019-01-01", "consultancy", "700 GBPk", "spend-control-v5", Severity.ROUTE),
    ],
)
def test_the_spend_controls_of_each_version(on, spend, cost, code, severity):
    assert routed(case_of(cost, spend=spend), on)[code].severity is severity


def test_what_is_bought_is_asked_for():
    assert routed(case_of(), BEFORE)["spend-control-v6"].path == "programme.spend"


def test_anything_novel_goes_up_whatever_it_costs():
    found = [one for one in ac.route(case_of("1 GBP", novel="yes"), on=AFTER) if one.code == "always-treasury"]
    assert [one.severity for one in found] == [Severity.ROUTE] + 3 * [Severity.NEEDS_JUDGEMENT]
    assert "it is novel" in found[0].message
    assert any("novel, at any value" in one.message for one in ac.route(case_of(novel="yes"), on="2019-01-01"))


def test_pieces_within_a_limit_whose_sum_is_above_it_are_a_question():
    found = routed(case_of(delegated_limit="£150k", parts=["£90k", "£80k"]))["disaggregation"]
    assert found.severity is Severity.NEEDS_JUDGEMENT
    assert "disaggregation" not in routed(case_of(delegated_limit="£200k", parts=["£90k", "£80k"]))
    assert "disaggregation" not in routed(case_of(delegated_limit="£80k", parts=["£90k", "£80k"]))


@pytest.mark.parametrize(
    ("answers", "code", "severity"),
    [
        ({"discovery_complete": "yes", "most_significant": "no"}, "discovery-for-outline", Severity.PASS),
        ({"discovery_complete": "yes", "most_significant": "yes"}, "discovery-for-outline", Severity.ROUTE),
        ({"discovery_complete": "yes"}, "discovery-for-outline", Severity.NEEDS_JUDGEMENT),
        ({"pre_competed": "yes", "arrangement_expires": "2026-12-31"}, "pre-competed", Severity.PASS),
        ({"pre_competed": "yes", "arrangement_expires": "2026-03-31"}, "pre-competed", Severity.WARN),
        ({"large": "yes", "lengthy_procurement": "yes"}, "full-route", Severity.ROUTE),
        ({"large": "yes"}, "full-route", Severity.NEEDS_JUDGEMENT),
        ({"transactional": "yes", "transactions": 100_001}, "assessment-panel", Severity.ROUTE),
        ({"transactional": "yes"}, "assessment-panel", Severity.NEEDS_JUDGEMENT),
        ({"major": "yes"}, "accounting-officer-assessment", Severity.ROUTE),
        ({}, "accounting-officer-assessment", Severity.NEEDS_JUDGEMENT),
    ],
)
def test_answers_and_questions_left_open(answers, code, severity):
    assert routed(case_of(**answers))[code].severity is severity


def test_who_assesses():
    many, few = ({"transactional": "yes", "transactions": number} for number in (100_001, 100_000))
    assert "cross-government" in routed(case_of(**many))["assessment-panel"].message
    assert "department" in routed(case_of(**few))["assessment-panel"].message
    assert "cross-government" in routed(case_of(**few, organisations=2))["assessment-panel"].message


@pytest.mark.parametrize(
    ("transactions", "whole", "level"),
    [(99_999, "£19m", "low"), (100_000, "£19m", "medium"), (99_999, "£51m", "high"), (1_000_001, "£1m", "high")],
)
def test_risk_and_importance_is_the_highest_answer(transactions, whole, level):
    case = case_of(spend="public-service", transactions=transactions, whole_cost=whole)
    assert f"at least {level}" in routed(case, BEFORE)["risk-and-importance"].message


def test_a_mega_project():
    mega = {"whole_cost": "£10,000,000,001", "departments": 3, "splittable": "no"}
    case = case_of(**mega).revise({"case.horizon": 11})
    assert routed(case)["mega-project"].severity is Severity.ROUTE
    assert "mega-project" not in routed(case.revise({"programme.whole_cost": "£10,000m"}))
    assert routed(case.revise({"programme.splittable": None}))["mega-project"].severity is Severity.NEEDS_JUDGEMENT


def test_publication_is_due_four_months_after_approval():
    case = case_of(major="yes", treasury_approved_on="2025-10-31")
    assert "2026-02-28" in routed(case, "2026-02-01")["publication-due"].message
    assert routed(case, "2026-03-01")["publication-due"].severity is Severity.WARN
    assert "publication-due" not in routed(case_of(major="yes", treasury_approved_on="2025-06-10"))
    done = {"major": "yes", "treasury_approved_on": "2025-10-31", "published_on": "2026-01-01"}
    assert "publication-due" not in routed(case_of(**done))
    late = routed(case_of(**done | {"published_on": "2026-03-01"}))["publication-due"]
    assert late.severity is Severity.WARN
    assert "was published on 2026-03-01, and was due by 2026-02-28" in late.message


class TestFigure:
    ASSUMPTIONS = {"size": {"uniform": [10, 30], "unit": "GBPm"}}  # noqa: RUF012 - read only

    def test_it_is_gross_undiscounted_cash_with_bias_and_risks(self):
        options = {
            "usual": {"roles": ["business-as-usual"]},
            "new": {
                "costs": {
                    "build": {
                        "amount": "10 GBPm",
                        "when": "2027-28",
                        "budget": "resource",
                        "source": "x",
                        "optimism_bias": {"upper": 0.2, "source": "own"},
                    },
                    "theirs": {"amount": "3 GBPm", "when": "2026-27", "bearer": "households"},
                },
                "benefits": {"saved": {"amount": "4 GBPm/year", "kind": "cash-releasing", "budget": "resource"}},
                "risks": {
                    "late": {"impact": "1 GBPm", "probability": 0.5, "when": "2026-27", "within_bias": False},
                },
            },
        }
        plan = ac.from_plain(small_case(options=options)).appraise().plan
        deflator = plan.lines[0].to_cash[1]
        found = whole_life_cost(plan, 1)
        assert found.amount == pytest.approx(12e6 * deflator + 0.5e6, rel=1e-12)
        assert found.bias == pytest.approx(2e6 * deflator, rel=1e-12)
        assert found.risk == pytest.approx(0.5e6, rel=1e-12)
        assert found.bare == pytest.approx(10e6 * deflator, rel=1e-12)
        assert "cash" in found.words

    def test_where_the_deflator_ends_it_is_in_real_terms_and_says_so(self):
        plan = case_of("1 GBPm").revise({"case.horizon": 10}).appraise().plan
        assert "since the deflator ends before the case" in whole_life_cost(plan, 1).words

    def test_contingency_and_p90_that_straddle_the_limit_are_said(self):
        case = case_of("size", assumptions=self.ASSUMPTIONS, delegated_limit="£22m")
        message = routed(case, draws=2_000, seed=1)["delegated-limit"].message
        assert "P90 is £28." in message
        assert "on the other side of the limit" in message
        bias = {"options.new.costs.build.optimism_bias": {"upper": 0.2, "source": "own"}}
        message = routed(case_of(delegated_limit="£22m").revise(bias))["delegated-limit"].message
        assert "Without optimism bias and risks it is £20.4m, on the other side of the limit" in message


class TestAsking:
    def test_the_sets_that_a_case_names_are_the_ones_it_is_judged_by(self):
        found = routed(case_of(rules=["reset-2026"], spend="technology"), AFTER)
        assert "research-cap" not in found
        assert "delegated-limit" in found

    def test_without_facts_everything_is_asked(self):
        case = ac.from_plain(small_case(options={"usual": {"roles": ["business-as-usual"]}, "new": {}}))
        assert {finding.severity for finding in ac.route(case, on=AFTER)} <= {Severity.NEEDS_JUDGEMENT, Severity.PASS}

    def test_the_proposal_must_be_known(self):
        options = {"usual": {"roles": ["business-as-usual"]}, "new": {}, "newer": {}}
        case = ac.from_plain(small_case(options=options))
        with pytest.raises(InputError, match="which option"):
            ac.route(case, on=AFTER)
        assert ac.route(case, on=AFTER, option="newer")
        with pytest.raises(UnknownNameError, match="newer"):
            ac.route(case, on=AFTER, option="newr")

    def test_misuse_raises(self):
        with pytest.raises(InputError, match="not a case"):
            ac.route("licence", on=AFTER)
        with pytest.raises(InputError, match="draws and a seed"):
            ac.route(case_of(), on=AFTER, draws=5)

    def test_a_check_of_a_case_without_facts_says_nothing_of_them(self):
        case = case_of(rules=["hmt-agile-2014", "reset-2026"]).revise({"programme": None})
        codes = {finding.code for finding in ac.check(case, on=AFTER)}
        assert not codes & {"delegated-limit", "always-treasury", "research-cap", "pipeline-2026"}


def test_no_rule_of_doubtful_standing_may_block():
    assert not [rule.code for rule in RULES if rule.may_block and rule.evidence != "primary"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"delegated_limit": "30 hour"}, "programme.delegated_limit"),
        ({"parts": ["£90k", "much"]}, "programme.parts.1"),
        ({"whole_cost": "-1 GBP"}, "programme.whole_cost"),
        ({"novel": "maybe"}, "programme.novel"),
    ],
)
def test_facts_that_cannot_be_are_refused_with_their_address(change, where):
    with pytest.raises(ac.InvalidCaseError) as refused:
        case_of(**change)
    assert [fault.where for fault in refused.value.faults] == [where]


class TestEditions:
    """Pipelines, risk and importance, and disaggregation under each edition."""

    def test_each_approval_names_its_edition_and_its_days(self):
        found = routed(case_of(spend="public-service"), BEFORE)
        assert found["spend-control-v6"].source.endswith("; dtsc-v6, in force from 2024-02-23 to 2026-03-31")

    @pytest.mark.parametrize(
        ("cost", "facts", "on", "wanted"),
        [
            ("10 GBPk", {}, BEFORE, {"pipeline-v6": Severity.ROUTE}),
            ("10 GBPk", {"spend": "technology"}, AFTER, {"pipeline-2026": Severity.PASS}),
            ("10 GBPk", {"spend": "technology"}, "2023-01-01", {"pipeline-v5": Severity.PASS}),
            ("6 GBPm", {"spend": "technology"}, "2023-01-01", {"pipeline-v5": Severity.ROUTE}),
            ("10 GBPk", {"spend": "technology", "novel": "yes"}, "2023-01-01", {"pipeline-v5": Severity.ROUTE}),
            ("10 GBPk", {"spend": "cryptographic"}, "2023-01-01", {}),
        ],
    )
    def test_the_pipeline_of_the_day(self, cost, facts, on, wanted):
        found = routed(case_of(cost, **facts), on)
        assert {code: held.severity for code, held in found.items() if code.startswith("pipeline")} == wanted

    @pytest.mark.parametrize(
        ("cost", "use", "on", "level"),
        [
            ("99 GBPk", 10_000, "2025-02-09", "medium"),  # with 400,000 of alpha the year costs 499,000
            ("9.7 GBPm", 10_000, "2025-02-09", "high"),
            ("9.5 GBPm", 1_000_001, "2025-02-09", "high"),
            ("9.7 GBPm", 10_001, "2025-02-10", "low"),
            ("9.7 GBPm", 100_000, "2025-03-27", "medium"),
        ],
    )
    def test_risk_and_importance_by_the_edition_of_the_day(self, cost, use, on, level):
        held = routed(case_of(cost, spend="public-service", transactions=use), on)["risk-and-importance"]
        assert f"at least {level} (" in held.message
        assert ("edition of February 2024" in held.message) is (on == "2025-02-09")
        assert ("10 February 2025" in held.message) is (on == "2025-02-10")

    @pytest.mark.parametrize(("rating", "warned"), [("low", True), ("medium", False), ("high", False)])
    def test_a_rating_is_taken_and_one_below_an_answer_is_doubted(self, rating, warned):
        case = case_of("20 GBPm", spend="public-service", importance=rating)
        found = [held for held in ac.route(case, on=BEFORE) if held.code == "risk-and-importance"]
        assert [held.severity for held in found] == [Severity.ROUTE] + [Severity.WARN] * warned
        assert f"are rated {rating}" in found[0].message

    @pytest.mark.parametrize(
        ("adopted", "on", "severity"),
        [
            ("", BEFORE, Severity.WARN),
            ("The board", BEFORE, Severity.BLOCK),
            ("The board", AFTER, Severity.NEEDS_JUDGEMENT),
        ],
    )
    def test_pieces_below_the_delegated_limit(self, adopted, on, severity):
        case = case_of(delegated_limit="£150k", parts=["£90k", "£80k"]).revise({"case.adopted_by": adopted})
        assert routed(case, on)["disaggregation"].severity is severity

    def test_pieces_below_the_threshold_of_the_day(self):
        case = case_of(spend="technology", parts=["£0.9m", "£0.8m"])
        assert "the threshold of dtsc-v6 of £1.0m" in routed(case, BEFORE)["disaggregation"].message
        assert "disaggregation" not in routed(case, AFTER)
        assert "disaggregation" not in routed(case, "2023-01-01")

    def test_what_optimism_bias_changes_for_discovery_and_alpha(self):
        options = {
            "usual": {"roles": ["business-as-usual"]},
            "new": {
                "costs": {
                    "alpha": {
                        "amount": "700 GBPk",
                        "when": "2026-27",
                        "stage": "alpha",
                        "budget": "resource",
                        "optimism_bias": {"upper": 0.2, "source": "invented"},
                    }
                }
            },
        }
        extra = {"stages": {"alpha": {"weeks": 8}}, "programme": {"novel": "no"}}
        case = ac.from_plain(small_case(options=options, extra=extra))
        messages = [one.message for one in ac.route(case, on=BEFORE) if one.code == "research-cap"]
        assert messages[0].startswith("discovery and alpha together cost £840k")
        assert messages[0].endswith(" Without optimism bias it is £700k, on the other side of the limit.")

    def test_p90_is_said_of_the_digital_cost_too(self):
        case = case_of("20 GBPm")
        held = routed(case, BEFORE, draws=100, seed=1)["digital-threshold"]
        assert "P90 is £20.4m" in held.message
