"""The benefits map: what leads to what, what counts in money, and where the map has loose ends."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.case.benefits_map import NODE_KINDS
from agile_case.model.benefit_links import circle

EXAMPLE = ac.load(Path(__file__).parents[3] / "examples" / "benefits.toml")
MAP = EXAMPLE.benefits_map("online")
NODES = {node.address.rpartition(".")[2]: node for node in MAP.nodes}
NAMES = st.sampled_from("abcdef")


def linked(**changes):
    return EXAMPLE.revise({f"options.online.benefits.{key}": held for key, held in changes.items()})


def test_each_thing_stands_in_its_kind_and_after_what_leads_to_it():
    assert [NODE_KINDS.index(node.kind) for node in MAP.nodes] == sorted(
        NODE_KINDS.index(node.kind) for node in MAP.nodes
    )
    places = {node.address: place for place, node in enumerate(MAP.nodes)}
    assert all(places[node.address] < places[after] for node in MAP.nodes for after in node.leads_to)
    assert NODES["fewer_calls"].kind == "intermediate benefit"
    assert NODES["contact_posts"].leads_to == ("objectives.within_a_day", "objectives.less_on_contact")


def test_only_end_benefits_are_summed_and_the_sum_is_that_of_the_appraisal():
    assert NODES["fewer_calls"].present_value is None
    assert MAP.total == pytest.approx(EXAMPLE.appraise().absolute["online"].pvb, rel=1e-12)
    assert f"{MAP.total / 1e6:.1f}m" in MAP.table.notes[1]


def test_a_partial_case_has_no_total():
    held = EXAMPLE.revise({"case.partial": True}).benefits_map("online")
    assert held.total is None
    assert len(held.table.notes) == 1
    assert held.nodes[4].address == "options.online.benefits.fewer_calls"


def test_what_a_change_needs_is_in_the_map_and_what_nothing_needs_is_not():
    chain = {
        "enabling_changes.budget": {"title": "Find the money", "done": "2026-05-01"},
        "enabling_changes.alone": {"title": "For nobody"},
        "enabling_changes.build_service.needs": ["budget"],
    }
    held = EXAMPLE.revise(chain).benefits_map("online")
    found = {node.address: node for node in held.nodes}
    assert found["enabling_changes.budget"].leads_to == ("enabling_changes.build_service",)
    assert found["enabling_changes.budget"].done
    assert "enabling_changes.alone" not in {node.address for node in held.nodes}


def test_loose_ends_are_found():
    assert MAP.loose_ends == ()
    held = linked(
        **{
            "trust.realisation.objectives": None,
            "trust.realisation.enabling_changes": None,
            "scanning.realisation": None,
        }
    ).benefits_map("online")
    assert [node.address.rpartition(".")[2] for node in held.loose_ends] == ["scanning", "trust"]


def test_a_benefit_without_a_realisation_stands_alone():
    bare = ac.loads("""
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual.costs.x]
amount = "1 GBPk/year"
[options.new.benefits.trust]
kind = "qualitative"
""")
    held = bare.benefits_map("new")
    assert [(node.title, node.owner, node.leads_to) for node in held.nodes] == [("trust", "", ())]
    assert "none stated" in held._repr_html_()
    with pytest.raises(ac.InputError, match="without benefits"):
        bare.benefits_map("usual")
    with pytest.raises(ac.UnknownNameError, match="did you mean new"):
        bare.benefits_map("nw")


def test_the_table_says_both_ways():
    rows = {row["what"]: row for row in MAP.table.records()}
    row = rows["options.online.benefits.contact_posts"]
    assert row["comes_from"] == "enabling_changes.agree_closure, options.online.benefits.fewer_calls"
    assert rows["options.online.benefits.help_online"]["kind"] == "end benefit, disbenefit"
    assert repr(MAP) == MAP.table.to_text()


def test_a_link_changes_no_number():
    cut = {"options.online.benefits.fewer_calls.realisation.leads_to": None}
    assert EXAMPLE.revise(cut).appraise().absolute["online"] == EXAMPLE.appraise().absolute["online"]


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3)))
def test_a_circle_is_found_where_there_is_one_and_goes_round(links):
    """Beside the short way: whether a name can be reached from itself, by brute force."""
    reach = {name: set(following) & set(links) for name, following in links.items()}
    for _ in links:
        reach = {name: held | {far for near in held for far in reach[near]} for name, held in reach.items()}
    found = circle(links)
    assert bool(found) is any(name in held for name, held in reach.items())
    if found:
        assert len(set(found)) == len(found)
        assert all(after in links[one] for one, after in zip(found, (*found[1:], found[0]), strict=True))
