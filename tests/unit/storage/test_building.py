"""Nouns and plain data build the same case, through the same strict step."""

import datetime

import pytest

import agile_case as ac

PLAIN = {
    "case": {"title": "A case", "start": "2026-27", "horizon": 1, "price_base": "2026-27"},
    "events": {"open": datetime.date(2027, 4, 1)},
    "assumptions": {"level": {"pert": [1, 2, 4], "unit": "GBPk/year", "links": "a"}},
    "options": {"one": {"costs": {"work": {"amount": "level * 2", "budget": "resource"}}}},
}
WANTED = ac.from_plain({"format": "agile-case/1", "reference": {"set": "uk-2026-03"}, **PLAIN})


def test_plain_tables_build_a_case_and_the_set_may_be_named_by_text():
    assert ac.Case.of(reference="uk-2026-03", **PLAIN) == WANTED
    assert ac.Case.of(reference={"set": "uk-2026-03"}, **PLAIN) == WANTED


def test_nouns_build_the_same_case():
    a = ac.names("level")
    built = ac.Case.of(
        case=ac.Basis(title="A case", start="2026-27", horizon=1, price_base="2026-27"),
        reference=ac.ReferenceChoice(set="uk-2026-03"),
        events={"open": "2027-04-01"},
        assumptions={"level": ac.assumption(pert=(1, 2, 4), unit="GBPk/year", links=["a"])},
        options={"one": ac.Option(costs={"work": ac.Cost(amount=a.level * 2, budget="resource")})},
    )
    assert built == WANTED
    assert ac.from_plain({"format": "agile-case/1", "reference": WANTED.model.reference, **PLAIN}) == WANTED


def test_every_fault_comes_at_once():
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.Case.of(reference="uk-2026-03", **{**PLAIN, "assumptions": {"level": {"pert": [1], "unit": 1}}}, optoins={})
    assert {fault.where for fault in caught.value.faults} == {
        "assumptions.level.pert",
        "assumptions.level.unit",
        "optoins",
    }


def test_what_no_file_holds_is_refused():
    for build in (
        lambda: ac.Case.of(reference="uk-2026-03", **PLAIN, x={"a": object()}),
        lambda: ac.assumption(value=3, unit="1", x={"a": {1, 2}}),
    ):
        with pytest.raises(ac.AgileCaseError, match="has no place in a case file"):
            build()


def test_an_assumption_takes_the_keys_of_the_file():
    built = ac.assumption(
        value=3, unit="1", review_by="2027-01-01", signed_off_by="The owner", signed_off_on="2026-05-01"
    )
    assert built.review_by == datetime.date(2027, 1, 1)
    assert built == ac.Assumption(
        estimate=ac.Fixed(3), unit="1", review_by="2027-01-01", signed_off_by="The owner", signed_off_on="2026-05-01"
    )


def test_a_number_of_numpy_is_kept_as_one_of_python():
    np = pytest.importorskip("numpy")
    held = ac.Assumption(estimate=ac.Uniform(np.float64(0), 1), unit="1", persistence=np.float64(0.5))
    assert repr(held) == "Assumption(estimate=Uniform(low=0.0, high=1.0), unit='1', persistence=0.5)"


def test_depth_without_end_is_refused_and_not_followed():
    deep = {}
    for _ in range(5_000):
        deep = {"a": deep}
    with pytest.raises(ac.LimitError):
        ac.Case.of(reference="uk-2026-03", **PLAIN, x=deep)
