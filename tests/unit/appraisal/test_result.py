"""Results: every measure is absolute or against another option, and the result keeps the plan that it comes from."""

import math

import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.reference import DiscountSchedule, load
from tests.strategies import small_case

CASH, TIME = {"kind": "cash-releasing"}, {"kind": "non-cash-releasing"}
OPTIONS = {
    "usual": {"roles": ["business-as-usual"], "costs": {"it": {"amount": "100 GBPk/year"}}},
    "new": {
        "title": "Do it anew",
        "costs": {
            "it": {"amount": "wage * 60", "replaces": "options.usual.costs.it"},
            "kit": {"amount": "70 GBPk", "when": "2026-27"},
        },
        "benefits": {"posts": {"amount": "5 GBPk/year", **CASH}, "time": {"amount": "wage * 2", **TIME}},
    },
    "twin": {"costs": {"it": {"amount": "100 GBPk/year"}}},
}
WAGE = {"wage": {"pert": [0.5, 1, 3], "unit": "GBPk/year"}}
TABLES_OF_MEASURES = ["absolute", "against", "simulation", "simulation_against"]


def case_of(*, options=OPTIONS, **case):
    return ac.from_plain(small_case(options=options, assumptions=WAGE, **case))


@pytest.fixture(scope="module")
def result():
    return case_of().appraise(draws=2_000, seed=2026)


def test_absolute_measures_cover_every_option(result):
    assert list(result.absolute) == ["usual", "new", "twin"]
    assert result.absolute["usual"].pvc == pytest.approx(100_000 * (1 + 1 / 1.035), rel=1e-14)
    assert result.absolute["usual"].simulation.standard_error == 0


def test_comparisons_are_against_the_business_as_usual_unless_asked_otherwise(result):
    assert list(result.against()) == ["new", "twin"]
    assert result.against() == result.against("usual")
    assert list(result.against("twin")) == ["usual", "new"]
    there, back = result.against("new")["usual"], result.against("usual")["new"]
    assert there.npsv == pytest.approx(-back.npsv, rel=1e-12)


def test_a_comparison_is_the_difference_of_two_options(result):
    difference = result.against()["new"]
    new, usual = result.absolute["new"], result.absolute["usual"]
    for name in ("pvb", "pvc", "pvc_public", "npsv"):
        assert getattr(difference, name) == pytest.approx(getattr(new, name) - getattr(usual, name), rel=1e-12)


def test_options_share_their_draws(result):
    """The spread of a difference of two equal options is nothing, although each is what it is."""
    twin = result.against()["twin"]
    assert (twin.npsv, twin.quadrant) == (0, "no difference")
    assert (twin.simulation.mean, twin.simulation.standard_error, twin.simulation.probability_negative) == (0, 0, 0)
    assert set(twin.undefined) == {"bcr", "rpsc", "bcr_other_convention"}


def test_without_business_as_usual_nothing_is_compared_unless_named():
    options = {"a": OPTIONS["twin"], "b": OPTIONS["twin"]}
    result = case_of(options=options).appraise()
    assert len(result.against()) == 0
    assert list(result.against("a")) == ["b"]
    assert "against" not in {table.key for table in result.tables}


def test_without_draws_there_is_no_simulation():
    result = case_of().appraise()
    assert result.samples is None
    assert result.absolute["new"].simulation is None
    assert result.against()["new"].simulation is None
    assert not {"simulation", "simulation_against"} & {table.key for table in result.tables}


@pytest.mark.parametrize("other", ["old", "New", "", None.__class__.__name__])
def test_an_option_that_does_not_exist_is_refused(result, other):
    with pytest.raises(UnknownNameError) as caught:
        result.against(other)
    assert caught.value.got == repr(other)


def test_the_nearest_option_is_suggested(result):
    with pytest.raises(UnknownNameError, match="did you mean usual"):
        result.option_index("usuall")


def test_under_another_schedule_only_discounting_changes():
    """Given factors of 1 and 0.5, and then those of Green Book 2026."""
    result = case_of(discount_factors={"source": "Printed", "values": [1.0, 0.5]}).appraise(draws=100, seed=2026)
    found = result.under("discount-rate/green-book-2026")
    assert result.absolute["usual"].pvc == pytest.approx(150_000, rel=1e-15)
    assert found.absolute["usual"].pvc == pytest.approx(100_000 * (1 + 1 / 1.035), rel=1e-15)
    assert found.absolute["usual"].pvc == pytest.approx(case_of().appraise().absolute["usual"].pvc, rel=1e-15)
    assert (found.plan.discounting, found.plan.given_factors) == ("discount-rate/green-book-2026", False)
    assert (result.plan.discounting, result.plan.given_factors) == ("factors given by the case: Printed", True)
    assert found.yearly.real.tolist() == result.yearly.real.tolist()


def test_under_another_schedule_the_provenance_says_which():
    """Files and discounting follow; a schedule that came from nowhere published has no file."""
    result = case_of(discount_factors={"source": "Printed", "values": [1.0, 0.5]}).appraise()
    assert set(result.provenance.reference_files) == {"gdp-deflator/hmt-2026-03"}
    assert result.provenance.discounting == "factors given by the case: Printed"
    table = load("discount-rate", "green-book-2026")
    found = result.under(table.name)
    assert list(found.plan.files) == ["discount-rate/green-book-2026", "gdp-deflator/hmt-2026-03"]
    assert found.plan.files[table.name] == table.sha256
    assert found.provenance.reference_files == found.plan.files
    assert found.provenance.discounting == found.plan.discounting == table.name
    assert found.provenance.prices == result.provenance.prices
    bare = found.under(DiscountSchedule.of(table))
    assert list(bare.provenance.reference_files) == ["gdp-deflator/hmt-2026-03"]


@pytest.mark.parametrize("schedule", [None, 0.035, load("discount-rate", "green-book-2026")])
def test_what_is_no_schedule_is_refused(result, schedule):
    with pytest.raises(InputError) as caught:
        result.under(schedule)
    assert (caught.value.what, caught.value.where) == ("This is not a discount schedule.", "schedule")


def test_draws_are_the_npsv_draw_by_draw(result):
    for against in (None, "twin"):
        drawn = result.draws("new", against)
        held = result.absolute["new"] if against is None else result.against(against)["new"]
        assert drawn.shape == (2_000,)
        assert float(drawn.mean()) == pytest.approx(held.simulation.mean, rel=1e-12)
        assert float((drawn < 0).mean()) == held.simulation.probability_negative
    difference = result.draws("new") - result.draws("usual")
    assert result.draws("new", "usual") == pytest.approx(difference, rel=1e-12)
    assert not result.draws("twin", "usual").any()


@pytest.mark.parametrize("options", [("old",), ("new", "old")])
def test_draws_of_an_option_that_does_not_exist_are_refused(result, options):
    with pytest.raises(UnknownNameError, match="'old' is not an option of this case"):
        result.draws(*options)


@pytest.mark.parametrize("against", [None, "usual"])
def test_without_a_simulation_or_in_part_there_are_no_draws(against):
    for result, got in (
        (case_of().appraise(), "an appraisal without draws"),
        (case_of(partial=True).appraise(draws=10, seed=1), "a partial case"),
    ):
        with pytest.raises(InputError, match="There are no draws of an NPSV") as caught:
            result.draws("new", against)
        assert caught.value.got == got


@pytest.mark.parametrize("savings", ["lower-cost", "benefit"])
def test_savings_that_cancel_the_costs_leave_exactly_nothing(savings):
    """9.0 + 5.8 is not 14.8 in floating point: a ratio of what is left would be of the order of 1e15."""
    costs = {"staff": {"amount": "9 GBPm/year"}, "kit": {"amount": "5.8 GBPm/year"}}
    benefits = {"posts": {"amount": "14.8 GBPm/year", **CASH}}
    options = {"usual": OPTIONS["usual"], "new": {"costs": costs, "benefits": benefits}}
    held = case_of(options=options, savings=savings, horizon=10).appraise(draws=50, seed=1).absolute["new"]
    assert held.npsv == 0
    assert (held.simulation.mean, held.simulation.standard_error, held.simulation.probability_negative) == (0, 0, 0)
    if savings == "lower-cost":
        assert (held.pvc, held.pvc_public, held.bcr, held.rpsc) == (0, 0, None, None)
        assert held.undefined["bcr"] == "PVC is zero, so the ratio has no meaning"
    else:
        assert held.bcr == pytest.approx(1, rel=1e-12)


def test_gains_that_cancel_a_loss_leave_no_difference():
    """0.1 + 0.4 less 0.5, against an option without lines."""
    benefits = {
        "one": {"amount": "0.1 GBP/year", **TIME},
        "two": {"amount": "0.4 GBP/year", **TIME},
        "loss": {"amount": "-0.5 GBP/year", "disbenefit": True, **TIME},
    }
    options = {"usual": {"roles": ["business-as-usual"]}, "new": {"benefits": benefits}}
    for horizon in (1, 10):
        held = case_of(options=options, horizon=horizon).appraise().against()["new"]
        assert (held.pvb, held.npsv, held.quadrant) == (0, 0, "no difference")


def test_under_another_schedule_there_is_no_simulation():
    """Draws under the old factors would be beside numbers under the new ones."""
    found = case_of().appraise(draws=100, seed=2026).under("discount-rate/green-book-2026")
    assert found.samples is None
    assert found.absolute["new"].simulation is None
    assert (found.provenance.draws, found.provenance.seed) == (None, None)


def test_under_keeps_the_central_values():
    result = case_of().appraise(at="mode")
    found = result.under(DiscountSchedule.of(load("discount-rate", "green-book-2026")))
    assert found.at == "mode"
    assert found.absolute["new"].npsv == result.absolute["new"].npsv


@pytest.mark.parametrize(
    ("schedule", "error"), [("green-book-2026", InputError), ("discount-rate/green-book-2018", UnknownNameError)]
)
def test_under_refuses_a_schedule_that_is_not_there(result, schedule, error):
    with pytest.raises(error):
        result.under(schedule)


def test_under_refuses_a_schedule_that_ends_too_early():
    short = DiscountSchedule(header=load("discount-rate", "green-book-2026").header, bands=((1, 1, 0.035),))
    assert case_of(horizon=1).appraise().under(short).absolute["usual"].pvc > 0
    with pytest.raises(YearError):
        case_of(horizon=2).appraise().under(short)


def test_central_values_are_named(result):
    modes, medians = case_of().appraise(at="mode"), case_of().appraise(at="p50")
    pvc = [held.absolute["new"].pvc for held in (result, modes, medians)]
    released = 5_000 * (1 + 1 / 1.035)
    assert [held.at for held in (result, modes, medians)] == ["means", "mode", "p50"]
    assert pvc[0] == pytest.approx(60_000 * 1.25 * (1 + 1 / 1.035) + 70_000 - released, rel=1e-14)
    assert pvc[1] == pytest.approx(60_000 * (1 + 1 / 1.035) + 70_000 - released, rel=1e-14)
    assert pvc[1] < pvc[2] < pvc[0]


def test_tables_begin_with_the_measures(result):
    keys = [table.key for table in result.tables]
    assert keys[:4] == TABLES_OF_MEASURES == [table.key for table in result.summary]
    assert len(set(keys)) == len(keys)
    assert {"years_usual", "lines_new", "savings", "cash"} <= set(keys)


def test_a_result_shows_its_measures(result):
    text = repr(result)
    assert "Do it anew" in text
    assert "NPSV" in text
    assert result._repr_html_().count("<table") == len(result.summary) == 4


def test_a_partial_case_shows_no_summary_measure_anywhere():
    """Not absolute, not compared, not simulated, not as text; and not under another schedule either."""
    held = case_of(partial=True).appraise(draws=100, seed=2026)
    for result in (held, held.under("discount-rate/green-book-2026")):
        for found in (*result.absolute.values(), *result.against().values()):
            assert found.npsv is found.bcr is found.rpsc is found.pvb is found.pvc is found.simulation is None
            assert "partial" in found.undefined["npsv"]
        assert not {*TABLES_OF_MEASURES, "savings"} & {table.key for table in result.tables}
        assert "NPSV" not in repr(result)


def test_every_measure_is_a_finite_number_or_has_its_reason(result):
    for found in (*result.absolute.values(), *result.against().values(), *result.against("new").values()):
        for name in (
            "pvb",
            "pvc",
            "pvc_public",
            "pvc_nonpublic",
            "npsv",
            "bcr",
            "rpsc",
            "rpsc_numerator",
            "rpsc_denominator",
        ):
            value = getattr(found, name)
            assert name in found.undefined if value is None else math.isfinite(value)
