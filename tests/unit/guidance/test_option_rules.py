"""Rules about how options are found and chosen: each fires on one change of a case that has nothing to find."""

import copy

import pytest

import agile_case as ac
from agile_case.findings import Severity
from agile_case.model.criteria import BASIC_FACTORS
from agile_case.model.longlist import CATEGORIES
from tests.unit.guidance.test_rules import GOOD, found, only

FACTORS = ("objectives", "monetised", "unmonetised", "public_finances", "distribution", "risk")


@pytest.fixture
def plain():
    """A case with a longlist, an analysis and a decision, and nothing to find in any of them."""
    held = copy.deepcopy(GOOD)
    held["critical_success_factors"] = {f"f{number}": {"kind": kind} for number, kind in enumerate(BASIC_FACTORS)}
    held["longlist"] = {
        category: {
            "usual": {"business_as_usual": True},
            "best": {"rating": "green", "reason": "It meets the factors best.", "cost": "£2m", "ambition": 1},
            "rest": {"rating": "red", "reason": "It fails affordability."},
        }
        for category in CATEGORIES
    }
    held["options"]["usual"]["choices"] = dict.fromkeys(CATEGORIES, "usual")
    held["options"]["digital"].update(roles=["preferred-way-forward"], choices=dict.fromkeys(CATEGORIES, "best"))
    third = copy.deepcopy(held["options"]["digital"])
    held["options"]["third"] = third | {"roles": ["do-minimum"]}
    held["multicriteria"] = {
        "facilitator": "An expert",
        "criteria": {"reach": {"worst": 0, "best": 1, "swing": 100, "scores": {"digital": 1, "third": 0}}},
    }
    held["preferred"] = {
        "option": "digital",
        "by": "The board",
        "on": "2026-05-01",
        "because": "It reaches more people.",
        "factors": dict.fromkeys(FACTORS, "As the case says."),
    }
    return held


def test_the_case_has_nothing_to_find(plain):
    assert found(plain) == []


class TestHorizonReasonMissing:
    CODE = "horizon-reason-missing"

    @pytest.mark.parametrize(("horizon", "years"), [(1, "1 year"), (9, "9 years"), (11, "11 years"), (61, "61 years")])
    def test_it_asks_where_the_horizon_is_none_of_three(self, plain, horizon, years):
        plain["case"].update(horizon=horizon, horizon_reason=" ")
        plain["options"] = {"usual": {"roles": ["business-as-usual"]}}
        del plain["longlist"], plain["multicriteria"], plain["preferred"]
        (finding,) = found(plain, self.CODE)
        assert (finding.path, finding.severity) == ("case.horizon", Severity.NEEDS_JUDGEMENT)
        assert finding.message == f"the horizon is {years} after year 0, and no reason is given."
        assert finding.source == "The Green Book 2026, paragraphs 6.9 to 6.13"
        assert finding.hint.startswith("Say in horizon_reason")

    @pytest.mark.parametrize("horizon", [10, 30, 60])
    def test_the_three_horizons_need_no_reason(self, plain, horizon):
        plain["case"].update(horizon=horizon, horizon_reason="")
        plain["options"] = {"usual": {"roles": ["business-as-usual"]}}
        del plain["longlist"], plain["multicriteria"], plain["preferred"]
        assert found(plain, self.CODE) == []

    def test_any_other_horizon_with_a_reason_is_left_alone(self, plain):
        assert plain["case"]["horizon"] == 2
        assert found(plain, self.CODE) == []


class TestSuccessFactorsMissing:
    CODE = "success-factors-missing"

    def test_it_fires_for_the_kinds_that_no_factor_has(self, plain):
        factors = plain["critical_success_factors"]
        factors["f0"]["kind"], factors["f3"]["kind"] = "legal", "timing"
        wanted = "there is a longlist, and no factor of the kind strategic-fit, affordability."
        assert only(plain, self.CODE) == ("critical_success_factors", wanted)

    def test_a_case_without_a_longlist_needs_none(self, plain):
        del plain["critical_success_factors"], plain["longlist"]
        for option in plain["options"].values():
            option.pop("choices")
        assert found(plain) == []


class TestRatingReasonMissing:
    CODE = "rating-reason-missing"

    @pytest.mark.parametrize("reason", ["", " "])
    def test_it_fires_for_a_rating_and_not_for_business_as_usual(self, plain, reason):
        plain["longlist"]["delivery"]["rest"]["reason"] = reason
        assert only(plain, self.CODE) == ("longlist.delivery.rest", "this choice is red, and no reason is given.")


class TestGreenChoiceNotOne:
    CODE = "green-choice-not-one"

    def test_it_fires_for_two(self, plain):
        plain["longlist"]["scope"]["rest"]["rating"] = "green"
        wanted = "2 choices of this category are green: best, rest."
        assert only(plain, self.CODE) == ("longlist.scope", wanted)

    def test_it_fires_for_none(self, plain):
        plain["longlist"]["scope"]["best"]["rating"] = "amber"
        assert only(plain, self.CODE) == ("longlist.scope", "this category has no green choice.")

    def test_it_fires_for_a_category_that_is_left_out(self, plain):
        del plain["longlist"]["funding"]
        for option in plain["options"].values():
            del option["choices"]["funding"]
        assert only(plain, self.CODE) == ("longlist.funding", "this category has no choices.")


class TestOptionsNotAroundFive:
    CODE = "options-not-around-five"

    @pytest.mark.parametrize(("count", "fires"), [(1, True), (2, True), (3, False), (7, False), (8, True)])
    def test_it_fires_below_3_and_above_7(self, plain, count, fires):
        del plain["multicriteria"], plain["preferred"]
        more = {f"o{number}": {} for number in range(count - 1)}
        plain["options"] = {"usual": {"roles": ["business-as-usual"]}, **more}
        messages = [finding.message for finding in found(plain, self.CODE)]
        said = f"the shortlist has {count} option{'' if count == 1 else 's'}, business as usual included."
        assert messages == ([said] if fires else [])

    def test_it_says_that_the_numbers_are_ours(self, plain):
        del plain["options"]["third"], plain["multicriteria"]
        (finding,) = found(plain, self.CODE)
        assert finding.source.startswith("own check; see The Green Book 2026, paragraphs 5.17 and 5.18")
        assert finding.source.endswith("3 and 7 are numbers of this project")


class TestRedChoiceMade:
    CODE = "red-choice-made"

    def test_it_fires_for_the_choice(self, plain):
        plain["options"]["third"]["choices"]["funding"] = "rest"
        wanted = "this option makes the choice rest, which the longlist drops."
        assert only(plain, self.CODE) == ("options.third.choices.funding", wanted)


class TestChoicesDifferFromRole:
    CODE = "choices-differ-from-role"

    def test_it_fires_where_the_longlist_gives_another_choice(self, plain):
        plain["options"]["third"]["choices"]["scope"] = "usual"
        wanted = "this option is the do-minimum and makes the choice usual, where the longlist gives best."
        assert only(plain, self.CODE) == ("options.third.choices.scope", wanted)

    def test_a_role_whose_choices_are_open_is_left_alone(self, plain):
        plain["options"]["third"]["choices"]["scope"] = "usual"
        plain["options"]["third"]["roles"] = ["less-ambitious"]
        assert found(plain, self.CODE) == []

    def test_a_category_that_the_longlist_leaves_open_is_left_alone(self, plain):
        plain["longlist"]["scope"]["rest"]["rating"] = "amber"  # without a cost: nobody knows which is cheapest
        plain["options"]["third"]["choices"]["scope"] = "rest"
        assert found(plain, self.CODE) == []


class TestFacilitatorMissing:
    CODE = "facilitator-missing"

    def test_it_fires_where_nobody_facilitated(self, plain):
        plain["multicriteria"]["facilitator"] = " "
        assert only(plain, self.CODE) == ("multicriteria.facilitator", "the swing weights have no facilitator.")


class TestValueFactorsMissing:
    CODE = "value-factors-missing"

    def test_it_fires_for_the_factors_on_which_nothing_is_said(self, plain):
        plain["preferred"]["factors"]["risk"] = " "
        del plain["preferred"]["factors"]["public_finances"]
        wanted = "the decision says nothing on: public sector financial impact; risk and uncertainty."
        assert only(plain, self.CODE) == ("preferred.factors", wanted)

    def test_without_a_decision_there_is_nothing_to_find(self, plain):
        del plain["preferred"]
        assert found(plain, self.CODE) == []


def test_none_of_these_rules_changes_a_number(plain):
    bare = copy.deepcopy(plain)
    for key in ("critical_success_factors", "longlist", "multicriteria", "preferred"):
        del bare[key]
    for option in bare["options"].values():
        del option["choices"]
    first, second = (ac.from_plain(one).appraise().absolute for one in (plain, bare))
    assert first == second
