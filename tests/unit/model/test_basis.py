"""The basis of a case, its reference set, events and the tables that hold its parts."""

import datetime
import math

import attrs
import pytest

import agile_case as ac
from agile_case.errors import AgileCaseError, InputError, PriceBaseError, UnknownNameError, YearError
from agile_case.quantities.frozen import FrozenMap

SOUND = {"title": "T", "start": "2026-27", "horizon": 10, "price_base": "2026-27"}


def test_a_basis_reads_text():
    basis = ac.Basis(**SOUND, rules="gb-2026")
    assert basis.start == ac.FinancialYear(2026)
    assert basis.price_base == ac.PriceBase(ac.FinancialYear(2026))
    assert basis.rules == ("gb-2026",)
    assert (basis.savings, basis.partial, basis.years) == ("lower-cost", False, "financial")


def test_the_period_runs_from_year_0_to_the_horizon():
    """A horizon of 10 means eleven years, year 0 among them."""
    assert str(ac.Basis(**SOUND).period) == "2026-27..2036-37"
    assert len(ac.Basis(**SOUND).period) == 10 + 1
    assert len(ac.Basis(**SOUND | {"horizon": 0}).period) == 1


def test_a_basis_accepts_objects_too():
    year = ac.FinancialYear(2026)
    assert ac.Basis(title="T", start=year, horizon=10, price_base=ac.PriceBase(year)) == ac.Basis(**SOUND)


@pytest.mark.parametrize(
    ("changes", "kind", "what", "got"),
    [
        ({"title": 5}, InputError, "This title has the wrong type.", "5"),
        ({"start": "2026/27"}, YearError, "This is not a financial year.", "'2026/27'"),
        ({"start": 2026}, YearError, "This is not a financial year.", "2026"),
        ({"horizon": -1}, YearError, "This horizon is out of range.", "-1"),
        ({"horizon": 151}, YearError, "This horizon is out of range.", "151"),
        ({"horizon": 10.0}, InputError, "A whole number is needed.", "10.0"),
        ({"horizon": True}, InputError, "A whole number is needed.", "True"),
        ({"horizon": "10"}, InputError, "A whole number is needed.", "'10'"),
        ({"horizon": None}, InputError, "A whole number is needed.", "None"),
        ({"price_base": "26"}, PriceBaseError, "This is not a price base.", "'26'"),
        ({"price_base": "cash"}, InputError, "A case is appraised in real terms.", "cash"),
        ({"savings": "both"}, UnknownNameError, "This savings is not known.", "'both'"),
        ({"savings": ""}, UnknownNameError, "This savings is not known.", "''"),
        ({"years": "lunar"}, UnknownNameError, "This years is not known.", "'lunar'"),
        ({"rules": 5}, InputError, "A list of texts is needed.", "5"),
        ({"rules": ["a", 5]}, InputError, "A list of texts is needed.", "['a', 5]"),
        ({"partial": 1}, InputError, "This partial has the wrong type.", "1"),
        ({"organisation": None}, InputError, "This organisation has the wrong type.", "None"),
        ({"prices_after": 0.02}, InputError, "This prices after has the wrong type.", "0.02"),
        ({"discount_factors": [1.0]}, InputError, "This discount factors has the wrong type.", "[1.0]"),
        ({"x": 5}, InputError, "A table is needed.", "5"),
        ({"x": {"a": object}}, InputError, "This value cannot be kept in a case.", "type"),
    ],
)
def test_a_faulty_field_is_refused(changes, kind, what, got):
    with pytest.raises(AgileCaseError) as caught:
        ac.Basis(**SOUND | changes)
    assert type(caught.value) is kind
    assert (caught.value.what, caught.value.got) == (what, got)


def test_a_word_that_is_not_known_suggests_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        ac.Basis(**SOUND, savings="lower-costs")
    error = caught.value
    assert (error.where, error.wanted, error.do) == ("savings", "lower-cost or benefit", "did you mean lower-cost?")


@pytest.mark.parametrize(("horizon", "do"), [("10", "leave out the quotation marks"), (10.5, ""), (True, "")])
def test_a_whole_number_in_quotation_marks_says_what_to_do(horizon, do):
    with pytest.raises(InputError) as caught:
        ac.Basis(**SOUND | {"horizon": horizon})
    assert (caught.value.wanted, caught.value.do) == ("a whole number", do)


def test_cash_belongs_on_lines():
    with pytest.raises(InputError) as caught:
        ac.Basis(**SOUND | {"price_base": "cash"})
    assert caught.value.do == 'set price_base = "cash" on the lines that are in cash'


@pytest.mark.parametrize(
    ("given", "what", "do"),
    [
        ("0.02", "A number is needed.", "leave out the quotation marks"),
        (True, "A number is needed.", ""),
        (math.nan, "A number must be finite.", ""),
        (math.inf, "A number must be finite.", ""),
        pytest.param(10**5000, "A number must be finite.", "", id="huge"),
    ],
)
def test_growth_of_prices_is_a_finite_number(given, what, do):
    with pytest.raises(InputError) as caught:
        ac.PricesAfter(growth=given, source="x")
    assert (caught.value.what, caught.value.do) == (what, do)


@pytest.mark.parametrize("source", ["", "  ", None, 5])
def test_a_figure_that_replaces_published_ones_needs_its_source(source):
    for build in (
        lambda: ac.PricesAfter(growth=0.02, source=source),
        lambda: ac.DiscountFactors(source=source, values=[1]),
    ):
        with pytest.raises(InputError) as caught:
            build()
        error = caught.value
        assert error.what == "A figure that replaces published ones needs its source."
        assert (error.where, error.got) == ("source", repr(source))


@pytest.mark.parametrize("values", [[], [0.9], [1, 0.9, 0], [1, 1.1], [1, -0.5], [1, 0.9, 0.91], [1, 1, 0.5, 1]])
def test_discount_factors_start_at_1_and_never_rise(values):
    with pytest.raises(InputError) as caught:
        ac.DiscountFactors(source="x", values=values)
    error = caught.value
    assert (error.what, error.where) == ("These are not discount factors.", "values")
    assert error.wanted == "1 for year 0, then numbers above 0, none larger than the one before"


def test_discount_factors_may_stay_as_they_are():
    assert ac.DiscountFactors(source="x", values=[1, 1, 0.9, 0.9]).values == (1, 1, 0.9, 0.9)


X = {"ours": {"a": [1, 2]}}


@pytest.mark.parametrize(
    "noun",
    [
        ac.PricesAfter(growth=0.02, source="x", x=X),
        ac.DiscountFactors(source="x", values=[1], x=X),
        ac.OptimismBias(type="x", x=X),
        ac.StageTest(assumption="x", x=X),
    ],
    ids=lambda noun: type(noun).__name__,
)
def test_small_tables_have_room_for_fields_of_others(noun):
    assert noun.x == FrozenMap({"ours": FrozenMap({"a": (1, 2)})})
    assert attrs.evolve(noun, x={}) != noun
    with pytest.raises(InputError, match=r"A table is needed\."):
        attrs.evolve(noun, x=5)


def test_discount_factors_are_a_list():
    with pytest.raises(InputError, match=r"A list of numbers is needed\."):
        ac.DiscountFactors(source="x", values=1.0)


# --- tables of parts ---


def test_a_reference_set_is_its_name_or_a_choice(case):
    assert case.model().reference == ac.ReferenceChoice(set="uk-2026-03")
    chosen = ac.ReferenceChoice(set="uk-2026-03", replaced={"discount-rate": "green-book-2026"})
    assert case.model(reference=chosen).reference is chosen


@pytest.mark.parametrize("given", [None, 5, {"set": "uk-2026-03"}])
def test_another_reference_is_refused(case, given):
    with pytest.raises(InputError) as caught:
        case.model(reference=given)
    assert caught.value.what == "A reference set is named by text."


def test_events_are_dates(case):
    events = case.model(events={"go_live": "2027-10-01", "other": datetime.date(2030, 1, 1)}).events
    assert events == FrozenMap({"go_live": datetime.date(2027, 10, 1), "other": datetime.date(2030, 1, 1)})


def test_an_event_that_is_no_date_is_refused_by_its_address(case):
    with pytest.raises(YearError) as caught:
        case.model(events={"go_live": "October"})
    assert (caught.value.what, caught.value.where) == ("This is not a date.", "events.go_live")


@pytest.mark.parametrize("key", ["Go live", "2nd", "", "a-b", 5, None])
def test_keys_have_the_form_that_addresses_are_made_of(case, key):
    with pytest.raises(InputError) as caught:
        case.model(events={key: "2027-10-01"})
    error = caught.value
    where = f"events.{key}".removesuffix(".")
    assert (error.what, error.where, error.got) == ("This is not a key.", where, repr(key))
    assert error.wanted == "small letters, digits and underscores, beginning with a letter"


@pytest.mark.parametrize("part", ["events", "assumptions", "curves", "options", "stages", "local", "x"])
def test_the_parts_of_a_model_are_tables(case, part):
    with pytest.raises(InputError, match=r"A table is needed\."):
        case.model(**{part: [1]})


@pytest.mark.parametrize(
    ("part", "kind"),
    [("assumptions", "Assumption"), ("curves", "Curve"), ("options", "Option"), ("stages", "Stage")],
)
def test_the_entries_of_a_table_are_of_its_type(case, part, kind):
    with pytest.raises(InputError) as caught:
        case.model(**{part: {"a": 5}})
    error = caught.value
    assert error.what == f"An entry of {part} has the wrong type."
    assert (error.where, error.got, error.wanted) == (f"{part}.a", "5", kind)


def test_a_basis_is_a_basis(case):
    with pytest.raises(InputError) as caught:
        ac.Model(basis={"title": "T"}, reference="uk-2026-03")
    assert (caught.value.what, caught.value.wanted) == ("This basis has the wrong type.", "Basis")


@pytest.mark.parametrize("given", [5, ["a"], "a", [{"assumptions": ["a", "b"], "rank": 0.5}]])
def test_correlations_are_a_list_of_correlations(case, given):
    with pytest.raises(InputError, match=r"A list of correlations is needed\.") as caught:
        case.model(correlations=given)
    assert (caught.value.where, caught.value.got) == ("correlations", repr(given))
    assert caught.value.wanted == "Correlation objects"


def test_a_model_is_frozen_and_hashes(case):
    model = case.model()
    assert hash(model) == hash(case.model())
    assert model == case.model()
    with pytest.raises(AttributeError):
        model.reference = "other"


def test_the_order_of_stages_counts(case):
    """A stage without a start begins after the one before; other tables have no order."""
    stages = {"alpha": ac.Stage(weeks=8), "beta": ac.Stage(weeks=20)}
    model, turned = case.model(stages=stages), case.model(stages=dict(reversed(stages.items())))
    assert model != turned
    assert model == case.model(stages=dict(stages))
    assert hash(model) == hash(case.model(stages=dict(stages)))
    assumptions = case.parts()["assumptions"]
    assert case.model(assumptions=dict(reversed(assumptions.items()))) == case.model()


@pytest.mark.parametrize("given", ["x", None, {"options": {}}])
def test_a_case_holds_a_model(given):
    with pytest.raises(InputError) as caught:
        ac.Case(model=given)
    error = caught.value
    assert (error.what, error.where, error.got) == ("This model has the wrong type.", "model", repr(given))
    assert error.wanted == "Model"


def test_a_model_knows_its_business_as_usual(case):
    assert case.model().business_as_usual == "usual"
    assert case.model(options={"only": ac.Option()}).business_as_usual is None
