"""Rules on benefits: each is silent on a sound case and fires on the one change that breaks it."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.findings import Severity
from agile_case.guidance.benefits import RULES

EXAMPLE = ac.load(Path(__file__).parents[3] / "examples" / "benefits.toml")
CODES = {rule.code for rule in RULES}
AT = "options.online.benefits"


def found(changes=None, case=EXAMPLE):
    held = case.revise({f"{AT}.{key}" if key[0] != "/" else key[1:]: value for key, value in (changes or {}).items()})
    return {(one.code, one.path.removeprefix(f"{AT}.")): one for one in ac.check(held) if one.code in CODES}


def only(changes, code, path, severity=Severity.WARN):
    """Return the message of the one finding that changes bring about."""
    held = found(changes)
    assert list(held) == [(code, path)]
    assert held[code, path].severity is severity
    return held[code, path].message


def test_a_sound_register_has_no_findings():
    assert found() == {}


def test_an_unmeasured_benefit_would_block_and_warns_since_the_guide_was_not_read():
    changes = {"contact_posts.realisation.indicator": None}
    assert "may not be claimed" in only(changes, "benefit-unmeasured", "contact_posts")
    assert (
        found(
            {"residents_time.realisation.indicator": None, "residents_time.realisation.baseline": "9 hour/year"}
            | {"residents_time.realisation.target": "3 hour/year"}
        )
        == {}
    )


def test_gaps_of_the_register_come_in_one_finding_for_a_benefit():
    changes = {f"scanning.realisation.{key}": None for key in ("owner", "feature", "target_by", "target")}
    said = only(changes, "benefit-register-incomplete", "scanning.realisation")
    assert said == "the register lacks its responsible officer, service feature, target, timescale."


@pytest.mark.parametrize(
    ("output", "severity", "words"),
    [("falls", Severity.BLOCK, "its output falls"), (None, Severity.NEEDS_JUDGEMENT, "stay or rise?")],
)
def test_an_efficiency_keeps_its_output(output, severity, words):
    said = only(
        {"scanning.realisation.output": output}, "efficiency-output-falls", "scanning.realisation.output", severity
    )
    assert words in said


def test_output_that_falls_is_no_matter_where_no_efficiency_is_claimed():
    assert found({"scanning.realisation.efficiency": None, "scanning.realisation.output": "falls"}) == {}


def test_cash_comes_from_a_budget():
    said = only(
        {"scanning.realisation.budget_line": None}, "cash-release-without-budget", "scanning.realisation.budget_line"
    )
    assert "no budget falls" in said


class TestGivenUp:
    CODE, WHERE = "cash-release-not-given-up", "contact_posts.realisation.releases"

    def release(self, **more):
        held = {"posts": 6, "on": "desk_closes", "saves": "6 FTE * adviser"}
        return {"contact_posts.realisation.releases": [{**held, **more}]}

    def test_nothing_is_given_up(self):
        said = only({self.WHERE: None}, self.CODE, self.WHERE)
        assert "no whole post and no contract" in said

    def test_first_the_budget_is_asked_for(self):
        held = found({self.WHERE: None, "contact_posts.realisation.budget_line": None})
        assert [key[0] for key in held] == ["cash-release-without-budget"]

    def test_it_is_not_said_what_it_saves(self):
        held = [{"posts": 6, "on": "desk_closes"}]
        assert "does not say" in only({self.WHERE: held}, self.CODE, self.WHERE, Severity.NEEDS_JUDGEMENT)

    def test_less_is_given_up_than_is_claimed(self):
        said = only(self.release(posts=5, saves="5 FTE * adviser"), self.CODE, self.WHERE)
        assert said == (
            "£249k is claimed in 2029-30 and 7 other years, and what is given up saves £208k; the rest stays non-cash."
        )

    def test_it_is_given_up_later_than_it_is_claimed(self):
        said = only(self.release(on="2029-10-01"), self.CODE, self.WHERE)
        assert said == "£249k is claimed in 2029-30, and what is given up saves £125k; the rest stays non-cash."

    def test_one_other_year_is_one_year(self):
        said = only(self.release(on="2030-10-01"), self.CODE, self.WHERE)
        assert "in 2029-30 and 1 other year," in said

    def test_two_releases_may_cover_it_together_and_rounding_is_forgiven(self):
        two = [
            {"posts": 4, "on": "desk_closes", "saves": "4 FTE * adviser"},
            {"posts": 2, "on": "desk_closes", "saves": "82.6 GBPk/year"},
        ]
        assert found({self.WHERE: two}) == {}

    def test_it_grows_as_the_benefit_does(self):
        assert found({"contact_posts.growth": 0.05, "contact_posts.growth_from": "2028-29"}) == {}
        rate = {"/assumptions.rise": {"uniform": [0, 4], "unit": "percent", "source": "x"}}
        assert found(rate | {"contact_posts.growth": "rise"}) == {}

    @pytest.mark.parametrize(
        "changes",
        [
            {"contact_posts.cash_growth": 0.02},
            {"contact_posts.growth": "rise"},
            {"contact_posts.amount": "calls_a"},
        ],
    )
    def test_a_way_of_its_own_over_the_years_is_not_judged(self, changes):
        series = {"years": "2026-27..2036-37", "source": "x"}
        more = {
            "/assumptions.rise": {**series, "unit": "1", "values": [0.01] * 11},
            "/assumptions.calls_a": {**series, "unit": "GBP/year", "values": [900_000] * 11},
        }
        saves = {"contact_posts.realisation.releases": [{"posts": 6, "on": "desk_closes", "saves": "calls_a * 0.1"}]}
        case = EXAMPLE.revise({key[1:]: value for key, value in more.items()})
        assert not [key for key in found(saves | changes, case) if key[0] == self.CODE]


def test_the_same_amount_for_the_same_people_is_asked_about():
    twin = EXAMPLE.get(f"{AT}.crew_time")
    said = only({"twin": twin}, "benefit-counted-twice", "twin", Severity.NEEDS_JUDGEMENT)
    assert "counts what options.online.benefits.crew_time counts" in said
    assert found({"twin": {**twin, "bearer": "businesses"}}) == {}
    loss = EXAMPLE.get(f"{AT}.help_online")
    assert found({"twin": loss}) == {}


def test_the_same_amount_in_another_form_is_found_and_another_amount_is_not():
    time = EXAMPLE.get(f"{AT}.residents_time")
    other = {key: held for key, held in time.items() if key not in ("measure", "unit_value")}
    again = {**other, "amount": "leisure_hour * 2 * waiting_saved * reports / 2"}
    said = only({"again": again}, "benefit-counted-twice", "again", Severity.NEEDS_JUDGEMENT)
    assert "counts what options.online.benefits.residents_time counts" in said
    more = {"another": {**other, "amount": "leisure_hour * waiting_saved * reports * 1.01"}}
    later = {"later": {**again, "profile": "take_up * 0.5"}}
    assert found(more) == found(later) == {}


def test_amounts_that_are_equal_at_the_means_alone_are_chance():
    """Two assumptions with the same mean are two quantities."""
    twin = {"/assumptions.like_hour": {"value": 7.10, "unit": "GBP/hour", "source": "Another survey"}}
    held = EXAMPLE.get(f"{AT}.residents_time") | {"unit_value": "like_hour"}
    assert found(twin | {"twin": held}) == {}


def test_time_that_became_posts_is_not_free_as_well():
    held = EXAMPLE.get(f"{AT}.crew_time") | {"amount": "3 FTE * adviser"}
    said = only({"spare": held}, "benefit-counted-twice", "spare", Severity.NEEDS_JUDGEMENT)
    assert said.startswith("this and options.online.benefits.contact_posts are both priced by adviser:")
    assert found({"spare": {**held, "bearer": "households"}}) == {}


def test_amounts_by_year_are_compared_too_and_nothing_is_not_the_same_as_nothing():
    series = {"years": "2026-27..2036-37", "unit": "GBP/year", "source": "x"}
    more = {
        "/assumptions.one": {**series, "values": [5] * 11},
        "/assumptions.two": {**series, "values": [5] * 10 + [6]},
    }
    held = EXAMPLE.get(f"{AT}.crew_time")
    lines = {"first": {**held, "amount": "one"}, "second": {**held, "amount": "one * 1"}}
    assert list(found(more | lines)) == [("benefit-counted-twice", "second")]
    assert found(more | {**lines, "second": {**held, "amount": "two"}}) == {}
    zero = {**held, "amount": "0 GBP/year"}
    assert [key[0] for key in found({"first": zero, "second": zero}) if key[0] == "benefit-counted-twice"] == []


def test_a_contract_ends_once():
    again = {"contract": "scanning,  sc-118", "on": "scanning_ends", "saves": "0 GBP/year"}
    posts = {"posts": 6, "on": "desk_closes", "saves": "6 FTE * adviser"}
    changes = {"contact_posts.realisation.releases": [posts, again]}
    said = only(changes, "benefit-counted-twice", "scanning.realisation.releases.0")
    assert "is given up for options.online.benefits.contact_posts too" in said


class TestUnfunded:
    CODE, WHERE = "benefit-on-unfunded-change", "crew_time.realisation.enabling_changes"

    def test_a_change_that_is_not_funded(self):
        said = only({"/enabling_changes.train_crews.funded": "no"}, self.CODE, self.WHERE)
        assert said == "this hangs on what is not funded: train_crews. Leave it out, or fund that."

    def test_one_that_has_to_come_before(self):
        changes = {
            "/enabling_changes.tablets": {"funded": "no", "needs": "wireless"},
            "/enabling_changes.wireless": {"funded": "no", "needs": []},
            "/enabling_changes.train_crews.needs": ["tablets", "wireless"],
        }
        assert "tablets, wireless" in only(changes, self.CODE, self.WHERE)

    def test_an_open_answer_is_a_question(self):
        said = only({"/enabling_changes.train_crews.funded": None}, self.CODE, self.WHERE, Severity.NEEDS_JUDGEMENT)
        assert "train_crews: is the money for that there?" in said

    @pytest.mark.parametrize("funded", ["no", None])
    def test_what_is_done_is_no_matter(self, funded):
        changes = {"/enabling_changes.train_crews.funded": funded, "/enabling_changes.train_crews.done": "2027-06-01"}
        assert found(changes) == {}


def test_nobody_loses_or_nobody_looked():
    said = only({"help_online": None}, "disbenefit-missing", AT)
    assert "nobody looked" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scanning.realisation.reviewed_until": None}, "nothing says until when"),
        (
            {"scanning.realisation.reviewed_until": "2035-03-31"},
            "reviews end on 2035-03-31, and the benefit is claimed up to 2036-37",
        ),
    ],
)
def test_reviews_go_on_to_the_last_of_it(changes, words):
    assert words in only(changes, "benefit-reviews-end-early", "scanning.realisation.reviewed_until")


def test_a_benefit_that_ends_early_is_reviewed_as_long():
    ends = {"scanning.ends": "2030-09-30", "scanning.realisation.reviewed_until": "2030-09-30"}
    assert found(ends) == {}
    short = ends | {"scanning.realisation.reviewed_until": "2030-06-30"}
    assert "up to 2030-31" in only(short, "benefit-reviews-end-early", "scanning.realisation.reviewed_until")


def test_what_counts_in_no_money_is_reviewed_too():
    where = "trust.realisation.reviewed_until"
    assert "up to 2036-37" in only({where: "2033-01-01"}, "benefit-reviews-end-early", where)
    gone = {where: "2026-05-01", "trust.when": "2026-27", "trust.starts": None}
    assert "up to 2026-27" in only(gone, "benefit-reviews-end-early", where)


class TestBaseline:
    def gaps(self, changes, case=EXAMPLE):
        return [one for key, one in found(changes, case).items() if key[0] == "baseline-missing"]

    def test_the_benefit_that_counts_most_needs_one_to_leave_discovery(self):
        (one,) = self.gaps({"contact_posts.realisation.baseline": None})
        assert "needs one to leave discovery" in one.message

    def test_a_measure_has_it_in_its_place(self):
        told = dict.fromkeys(
            f"contact_posts.realisation.{key}" for key in ("indicator", "baseline", "target", "target_by")
        )
        measure = {"what": "Paid posts", "unit": "FTE"}
        by = {"/measures.posts": measure, "contact_posts.measured_by": "posts"}
        held = found(told | by)
        assert [key for key in held if key[0] == "baseline-missing"] == [
            ("baseline-missing", "measures.posts.baseline")
        ]
        assert held["benefit-register-incomplete", "contact_posts.realisation"].message == (
            "the register lacks its baseline, target, timescale."
        )
        days = {"baseline_on": "2026-03-31", "target_by": "2029-04-01"}
        by["/measures.posts"] = measure | {"baseline": "14 FTE", "target": "8 FTE"} | days
        assert found(told | by) == {}

    def test_others_may_have_it_later(self):
        (one,) = self.gaps({"scanning.realisation.baseline": None})
        assert "cannot be shown" in one.message

    def test_after_discovery_it_would_block(self):
        stages = {"discovery": {"phase": "discovery"}, "alpha": {"phase": "alpha"}, "more": {}}
        case = EXAMPLE.revise({"stages": stages, f"{AT}.contact_posts.realisation.baseline": None})
        begun = case.begin("discovery-1", "Find out", on="2026-01-10", stage="discovery")
        assert "to leave discovery" in self.gaps({}, begun)[0].message
        on = {"on": "2026-03-01", "approver": "Board", "authority": "Terms", "reference": "B/1", "because": "x"}
        later = begun.decide("discovery-1", "proceed", **on).begin("alpha-1", "Try it", on="2026-04-01", stage="alpha")
        (one,) = self.gaps({}, later)
        assert "discovery is over: alpha-1 is alpha" in one.message
        assert one.severity is Severity.WARN


def test_sets_that_a_case_does_not_name_do_not_judge_it():
    case = EXAMPLE.revise({"case.rules": ["gb-2026"]})
    bare = {f"{key}.realisation": None for key in ("scanning", "trust")}
    assert {key[0] for key in found(bare, case)} == {"cash-release-without-budget"}
