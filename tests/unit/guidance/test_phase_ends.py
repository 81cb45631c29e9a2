"""What a person answers at the end of discovery and of alpha: asked while the iteration is open, with what is known."""

import copy

import pytest

import agile_case as ac
from tests.unit.guidance.test_rules import GOOD


@pytest.fixture
def plain():
    held = copy.deepcopy(GOOD)
    held["case"]["rules"] = ["service-standard"]
    held["stages"] = {"look": {"phase": "discovery"}, "try_it": {"phase": "alpha", "tranche": "400 GBPk"}}
    return held


def begun(plain, stage):
    return ac.Case(ac.from_plain(plain).model).begin("one", "To see", stage=stage, on="2026-05-01")


def asked(case, code):
    return [(f.path, f.severity.value, f.message) for f in ac.check(case) if f.code == code]


def decided(case):
    case = case.recommend("one", "proceed", by="A", on="2026-05-02", because="It works")
    more = {"approver": "B", "authority": "C", "reference": "D", "on": "2026-05-03", "because": "It works"}
    return case.decide("one", "proceed", **more)


class TestDiscovery:
    CODE = "discovery-end"

    def test_the_cost_of_what_follows_is_named_while_the_iteration_is_open(self, plain):
        case = begun(plain, "look")
        message = "before going on to alpha: is looking further worth more than the £400k of try_it?"
        assert asked(case, self.CODE) == [("stages.look", "needs-judgement", message)]
        assert asked(decided(case), self.CODE) == []
        assert asked(begun(plain, "try_it"), self.CODE) == []
        assert asked(ac.from_plain(plain), self.CODE) == []

    def test_without_a_sum_or_a_stage_after_it_the_cost_is_not_named(self, plain):
        message = "before going on to alpha: is looking further worth more than what it costs?"
        del plain["stages"]["try_it"]["tranche"]
        assert asked(begun(plain, "look"), self.CODE)[0][2] == message
        del plain["stages"]["try_it"]
        assert asked(begun(plain, "look"), self.CODE)[0][2] == message

    def test_an_iteration_of_no_stage_is_asked_nothing(self, plain):
        case = ac.Case(ac.from_plain(plain).model).begin("one", "To see", on="2026-05-01")
        assert asked(case, self.CODE) == asked(case, "alpha-end") == []


class TestAlpha:
    CODE = "alpha-end"

    def test_what_the_case_knows_of_the_four_is_said(self, plain):
        case = begun(plain, "try_it")
        npsv = case.appraise().against("usual")["digital"].npsv
        ((path, severity, message),) = asked(case, self.CODE)
        assert (path, severity) == ("stages.try_it", "needs-judgement")
        assert message == (
            "before beta: can it meet user needs; is it cost-effective "
            f"(NPSV minus £{-npsv / 1e3:.0f}k against business as usual); is the budget there "
            "(no funding is settled); are the people there (management.team does not say)? "
            "Otherwise stop, or repeat."
        )
        assert asked(decided(case), self.CODE) == []

    def test_money_and_people_are_named_where_they_are(self, plain):
        plain["management"] = {"team": "Eleven people."}
        plain["funding"] = {
            "core": {
                "amounts": {"years": "2026-27..2028-29", "values": [1, 1, 1]},
                "unit": "GBPm",
                "budget": "resource",
                "status": "settled",
            }
        }
        message = asked(begun(plain, "try_it"), self.CODE)[0][2]
        assert "is the budget there (settled: core)" in message
        assert "are the people there (Eleven people)" in message

    @pytest.mark.parametrize("change", ["partial", "no usual", "two proposals"])
    def test_without_one_measure_none_is_named(self, plain, change):
        if change == "partial":
            plain["case"]["partial"] = True
        elif change == "no usual":
            plain["options"]["usual"]["roles"] = []
        else:
            plain["options"]["other"] = copy.deepcopy(plain["options"]["digital"])
            for line in plain["options"]["other"]["costs"].values():
                line.pop("optimism_bias", None)
        message = asked(begun(plain, "try_it"), self.CODE)[0][2]
        assert "(no measure of one proposal against business as usual)" in message
