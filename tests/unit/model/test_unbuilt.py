"""Keys that load but cannot be appraised yet: each is refused by name, none is ignored."""

import pytest

import agile_case as ac
from agile_case.model.unbuilt import unbuilt_faults
from tests.unit.model.conftest import facts

WHAT = "This key is read and kept, but this version cannot appraise it."
DO = "take it out for an appraisal by this version, or keep it and wait: it is never ignored in silence"


def found(case, **changes):
    """Return address and content of each key that is not built."""
    faults = unbuilt_faults(case.model(**changes))
    assert {(fault.what, fault.wanted, fault.do, fault.code) for fault in faults} <= {
        (WHAT, "a case without it", DO, "not-built")
    }
    return [(fault.where, fault.got) for fault in faults]


def test_a_model_of_built_keys_has_none(case):
    assert found(case) == []


def test_the_whole_fault(case):
    (fault,) = unbuilt_faults(case.model(stages={"alpha": ac.Stage(criteria={"a": 1})}))
    assert facts(fault) == (WHAT, "stages.alpha.criteria", "a table", "a case without it", DO, "not-built")


def test_correlations_and_named_vintages_are_built(case):
    together = ac.Correlation(assumptions=["minutes", "share"], rank=0.6)
    choice = ac.ReferenceChoice(set="uk-2026-03", replaced={"discount-rate": "green-book-2026"})
    assert found(case, correlations=[together], reference=choice) == []


@pytest.mark.parametrize("field", ["criteria", "on_stop"])
def test_criteria_and_stopping_are_not_built(case, field):
    assert found(case, stages={"alpha": ac.Stage(**{field: {"a": 1}})}) == [(f"stages.alpha.{field}", "a table")]


def test_all_are_reported_at_once(case):
    where = [address for address, _ in found(case, stages={"alpha": ac.Stage(criteria={"a": 1}, on_stop={"b": 1})})]
    assert where == ["stages.alpha.criteria", "stages.alpha.on_stop"]
