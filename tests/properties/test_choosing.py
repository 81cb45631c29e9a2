"""Laws of shortlists and swing weights."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.shortlist import shortlist_of
from agile_case.appraisal.weighting import weigh
from agile_case.model.longlist import CATEGORIES

BASIS = ac.Basis(title="Choices", start="2026-27", horizon=10, price_base="2026-27")
KEYS = st.sampled_from("abcdefg")
SMALL = st.none() | st.integers(0, 3)


@st.composite
def analyses(draw):
    """Swings with something to scale, and values of some options on every criterion."""
    criteria = draw(st.integers(2, 4))
    options = "abcde"[: draw(st.integers(2, 5))]
    swings = {f"c{number}": Fraction(draw(st.integers(1, 100))) for number in range(criteria)}
    values = {key: {option: Fraction(draw(st.integers(0, 100))) for option in options} for key in swings}
    return swings, values


def worth(swings, values, key, weight):
    """Return what each option is worth when one weight is moved: the second route, straight from the definition."""
    others = sum(swing for name, swing in swings.items() if name != key)
    weights = {name: weight if name == key else (1 - weight) * swing / others for name, swing in swings.items()}
    return {option: sum(weights[name] * values[name][option] for name in swings) for option in values[key]}


@given(analyses(), st.integers(1, 1000))
def test_only_the_proportions_of_swings_count(analysis, factor):
    swings, values = analysis
    assert weigh({key: swing * factor / 7 for key, swing in swings.items()}, values) == weigh(swings, values)


@given(analyses())
def test_weights_add_up_to_1_and_values_stay_between_0_and_100(analysis):
    found = weigh(*analysis)
    assert abs(sum(found.weights.values()) - 1) < 1e-12
    assert all(0 <= total <= 100 for total in found.totals.values())


@given(analyses())
def test_at_the_ends_of_a_range_the_highest_is_level_with_those_that_take_over_beyond(analysis):
    swings, values = analysis
    found = weigh(swings, values)
    for key, span in found.ranges.items():
        (highest,) = found.highest
        for end, takers, step in ((span.low, span.below, -1), (span.high, span.above, 1)):
            at = worth(swings, values, key, Fraction(end))
            assert max(at.values()) - at[highest] < 1e-9
            assert all(abs(at[taker] - at[highest]) < 1e-9 for taker in takers)
            beyond = Fraction(end) + step * Fraction(1, 10**9)
            if takers:
                after = worth(swings, values, key, beyond)
                most = max(after.values())
                assert {option for option, value in after.items() if value == most} == set(takers)
                assert after[highest] < most
            else:
                assert end in (0, 1)


@given(analyses(), st.lists(st.fractions(0, 1, max_denominator=997), min_size=5, max_size=5))
def test_the_highest_stays_so_at_every_weight_within_the_range_and_at_none_outside(analysis, weights):
    swings, values = analysis
    found = weigh(swings, values)
    for key, span in found.ranges.items():
        for weight in weights:
            at = worth(swings, values, key, weight)
            lead = at[found.highest[0]] - max(at.values())
            if span.low + 1e-9 < weight < span.high - 1e-9:
                assert lead == 0
            elif weight < span.low - 1e-9 or weight > span.high + 1e-9:
                assert lead < 0


@st.composite
def longlists(draw):
    """Choices of any rating, with and without cost and ambition."""
    found = {}
    for category in draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, unique=True)):
        usual = draw(st.sampled_from(["none", "a"]))
        found[category] = {
            key: ac.Choice(
                **(
                    {"business_as_usual": True}
                    if key == usual
                    else {"rating": draw(st.sampled_from(["green", "amber", "red"]))}
                ),
                ambition=draw(SMALL),
                cost=draw(st.sampled_from([None, "£1m", "£2m", "3 GBPk"])),
            )
            for key in draw(st.lists(KEYS, min_size=1, max_size=5, unique=True))
        }
    return found


@given(longlists())
def test_a_shortlist_is_made_of_choices_that_were_not_dropped_and_says_what_is_open(longlist):
    model = ac.Model(basis=BASIS, reference="uk-2026-03", options={"o": ac.Option()}, longlist=longlist)
    found = shortlist_of(model)
    for role, entry in found.entries.items():
        chosen = [longlist[category][key] for category, key in entry.choices.items()]
        if role == "business-as-usual":
            assert all(choice.business_as_usual for choice in chosen)
            continue
        assert all(choice.rating in ("green", "amber") for choice in chosen)
        assert len(chosen) == len(CATEGORIES) or entry.reasons
        open_ones = {category for category in CATEGORIES if category not in entry.choices}
        if chosen:
            assert {reason.partition(":")[0] for reason in entry.reasons} - {"may be left out"} == open_ones


@given(longlists())
def test_the_cheapest_choice_is_the_cheapest_and_the_next_amber_is_the_next(longlist):
    model = ac.Model(basis=BASIS, reference="uk-2026-03", options={"o": ac.Option()}, longlist=longlist)
    money = model.units.unit("GBP")
    entries = shortlist_of(model).entries
    for category, key in entries["do-minimum"].choices.items():
        rivals = [choice for name, choice in longlist[category].items() if choice.carried_forward and name != key]
        assert all(
            longlist[category][key].cost.to(money, model.units) < rival.cost.to(money, model.units) for rival in rivals
        )
    for role, sign in (("more-ambitious", 1), ("less-ambitious", -1)):
        for category, key in entries[role].choices.items():
            choices = longlist[category]
            (green,) = [choice for choice in choices.values() if choice.rating == "green"]
            ambers = [choice.ambition for choice in choices.values() if choice.rating == "amber"]
            if not ambers:
                assert choices[key] is green
                continue
            beyond = sorted(sign * place for place in ambers if sign * place > sign * green.ambition)
            assert sign * choices[key].ambition == (beyond[0] if beyond else sign * green.ambition)
