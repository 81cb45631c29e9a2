"""Laws of the register, the map and the return, for all small cases."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from tests.conftest import WHOLE_CASES
from tests.storage_strategies import models
from tests.strategies import cases


@WHOLE_CASES
@given(cases())
def test_the_register_adds_up_to_the_appraisal(plain):
    """Every pound of benefit is in one row, and no row holds another pound."""
    plain["case"]["savings"] = "benefit"
    case = ac.from_plain(plain)
    result = case.appraise()
    for key, option in case.model.options.items():
        rows = case.benefits_register(key).records()
        assert len(rows) == len(option.benefits)
        counted = [row["present_value_gbp"] for row in rows if row["present_value_gbp"] is not None]
        gross = max(1.0, sum(map(abs, counted)))
        pvb = result.absolute[key].pvb
        assert pvb is None or sum(counted) == pytest.approx(pvb, abs=1e-9 * gross)
        if option.benefits:
            assert case.benefits_map(key).total == pytest.approx(sum(counted), abs=1e-9 * gross)


@WHOLE_CASES
@given(models())
def test_every_step_of_a_plan_is_in_its_order(model):
    case = ac.Case(model)
    if model.basis.partial or not case.mapped_options:
        return
    table = case.realisation_plan()
    days = [row["by_when"] for row in table.records() if row["by_when"]]
    assert days == sorted(days)


@WHOLE_CASES
@given(models(), st.data())
def test_a_return_that_is_not_filled_in_reads_back_as_no_change_and_answers_as_they_are(tmp_path_factory, model, data):
    case = ac.Case(model)
    owners = {
        benefit.realisation.owner
        for option in model.options.values()
        if not option.is_business_as_usual
        for benefit in option.benefits.values()
        if benefit.realisation is not None
    }
    if not owners:
        return
    owner = data.draw(st.sampled_from(sorted(owners)))
    form = case.owners_return(owner).to_csv()
    rows = list(csv.reader(io.StringIO(form)))
    place = data.draw(st.integers(1, len(rows) - 1))
    answer = data.draw(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=9))
    path = tmp_path_factory.mktemp("return") / "return.csv"
    path.write_text(form, encoding="utf-8")
    held = case.read_owners_return(path)
    assert (len(held.changes), len(held.unanswered)) == (0, len(rows) - 1)
    rows[place][3] = answer
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    again = case.read_owners_return(path)
    assert [*again.changes, *again.confirmed] == [rows[place][0]]
