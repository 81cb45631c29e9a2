"""Rules about the assumptions log: each fires on one change of a case that has nothing to find."""

import copy

import pytest

import agile_case as ac
from agile_case.findings import Severity
from tests.unit.guidance.test_rules import GOOD

TWIN = {"triangular": [1, 2, 4], "unit": "GBP/hour", "source": "Pay  Model", "title": "Pay"}


@pytest.fixture
def plain():
    return copy.deepcopy(GOOD)


def found(plain, code, on=None):
    return [(f.path, f.message) for f in ac.check(ac.from_plain(plain), on=on) if f.code == code]


class TestUnused:
    CODE = "assumption-unused"

    def test_it_fires_where_nothing_names_it(self, plain):
        plain["assumptions"]["idle"] = {"value": 3, "unit": "1", "source": "invented"}
        assert found(plain, self.CODE) == [("assumptions.idle", "nothing uses this assumption.")]

    def test_a_stage_that_tests_it_and_a_curve_that_nothing_names_are_no_use(self, plain):
        plain["assumptions"]["idle"] = {"value": 0.5, "unit": "1", "source": "invented"}
        plain["curves"] = {"up": {"shape": "constant", "ceiling": "idle"}}
        plain["stages"] = {"alpha": {"tests": [{"assumption": "idle"}]}}
        message = "no amount rests on this assumption: it is named by curves.up and stages.alpha only."
        assert found(plain, self.CODE) == [("assumptions.idle", message)]
        plain["options"]["digital"]["costs"]["hosting"]["profile"] = "up"
        assert found(plain, self.CODE) == []

    def test_an_event_that_waits_for_it_is_a_use(self, plain):
        plain["assumptions"]["wait"] = {"value": 3, "unit": "month", "source": "invented"}
        plain["events"] = {"open": {"date": "2027-04-01", "delay": "wait"}}
        assert found(plain, self.CODE) == []


class TestDuplicated:
    CODE = "assumption-duplicated"

    def twins(self, plain, **changes):
        plain["assumptions"]["wage"] = dict(TWIN)
        plain["assumptions"]["pay"] = TWIN | changes
        plain["options"]["digital"]["costs"]["hosting"]["amount"] = "2 kWh/year * pay * 1 hour / 1 kWh"
        return {key: value for key, value in plain.items() if key != "none"}

    def test_it_asks_where_estimate_unit_and_source_are_the_same(self, plain):
        held = self.twins(plain, unit="GBP / hour", source="pay model ", title="Another")
        message = (
            "this assumption has the estimate, the unit and the source of assumptions.wage, "
            "and a simulation draws the two apart."
        )
        assert found(held, self.CODE) == [("assumptions.pay", message)]
        (finding,) = [one for one in ac.check(ac.from_plain(held)) if one.code == self.CODE]
        assert finding.severity == Severity.NEEDS_JUDGEMENT

    def test_it_asks_where_the_title_is_the_same(self, plain):
        ((path, message),) = found(self.twins(plain, source=""), self.CODE)
        assert path == "assumptions.pay"
        assert "the unit and the title of assumptions.wage" in message

    @pytest.mark.parametrize(
        "changes",
        [
            {"triangular": [1, 2, 5]},
            {"unit": "GBP/minute"},
            {"persistence": "yearly"},
            {"source": "Another", "title": "Another"},
            {"source": "", "title": ""},
        ],
        ids=["estimate", "unit", "persistence", "words", "no words"],
    )
    def test_what_differs_is_no_twin(self, plain, changes):
        assert found(self.twins(plain, **changes), self.CODE) == []

    def test_equal_numbers_without_a_word_are_no_twins(self, plain):
        held = self.twins(plain, source="", title="")
        held["assumptions"]["wage"] |= {"source": "", "title": ""}
        assert found(held, self.CODE) == []

    def test_of_three_the_first_is_named_twice(self, plain):
        held = self.twins(plain)
        held["assumptions"]["third"] = dict(TWIN)
        assert [path for path, _ in found(held, self.CODE)] == ["assumptions.pay", "assumptions.third"]
        assert all("assumptions.wage" in message for _, message in found(held, self.CODE))

    def test_what_is_certain_or_correlated_is_not_drawn_apart(self, plain):
        held = self.twins(plain)
        held["correlations"] = [{"assumptions": ["wage", "pay"], "rank": 1, "source": "the same"}]
        message = "this assumption has the estimate, the unit and the source of assumptions.wage."
        assert found(held, self.CODE) == [("assumptions.pay", message)]
        del held["correlations"]
        series = {"years": "2026-27..2028-29", "values": [1, 2, 3]}
        for estimate in ({"value": 3}, series):
            for key in ("wage", "pay"):
                held["assumptions"][key] = {"unit": "GBP/hour", "source": "Pay model", **estimate}
            assert found(held, self.CODE) == [("assumptions.pay", message)]


class TestReviewOverdue:
    CODE = "assumption-review-overdue"

    def test_it_fires_after_the_day_and_only_where_a_day_is_given(self, plain):
        plain["assumptions"]["wage"]["review_by"] = "2026-06-30"
        assert found(plain, self.CODE) == found(plain, self.CODE, "2026-06-30") == []
        message = "its review was due on 2026-06-30, and this is 2026-07-01."
        assert found(plain, self.CODE, "2026-07-01") == [("assumptions.wage.review_by", message)]

    def test_it_fires_on_any_day_where_it_is_before_the_assumption(self, plain):
        plain["assumptions"]["wage"] |= {"review_by": "2026-06-30", "date": "2026-06-30"}
        assert found(plain, self.CODE) == []
        plain["assumptions"]["wage"]["date"] = "2026-07-01"
        message = "its review is due on 2026-06-30, before it was made on 2026-07-01."
        assert found(plain, self.CODE) == found(plain, self.CODE, "2026-01-01")
        assert found(plain, self.CODE) == [("assumptions.wage.review_by", message)]


class TestSignOffOutdated:
    CODE = "assumption-sign-off-outdated"

    def test_it_fires_where_the_assumption_is_younger(self, plain):
        signed = {"signed_off_by": "The senior owner", "signed_off_on": "2026-06-30"}
        plain["assumptions"]["wage"] |= signed
        assert found(plain, self.CODE) == []
        plain["assumptions"]["wage"]["date"] = "2026-06-30"
        assert found(plain, self.CODE) == []
        plain["assumptions"]["wage"]["date"] = "2026-07-01"
        message = "it was signed off on 2026-06-30, before it was made on 2026-07-01."
        assert found(plain, self.CODE) == [("assumptions.wage.signed_off_on", message)]


def test_none_of_these_rules_changes_a_number(plain):
    before = ac.from_plain(plain).appraise().absolute
    plain["assumptions"]["idle"] = {"value": 3, "unit": "1", "review_by": "2000-01-01", "source": "invented"}
    assert ac.from_plain(plain).appraise().absolute == before
