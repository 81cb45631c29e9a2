"""Channel shift: contacts are conserved, cash comes by whole posts only, and nothing is counted twice."""

import tomllib
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case import cli
from agile_case.errors import InputError, YearError
from agile_case.templates import (
    Channel,
    ChannelShift,
    OnlineChannel,
    Posts,
    freed_time_table,
    volumes_table,
)

BASIS = {
    "format": "agile-case/1",
    "case": {"title": "Shift", "start": "2026-27", "horizon": 6, "price_base": "2026-27", "savings": "lower-cost"},
    "reference": {"set": "uk-2026-03"},
}
TELEPHONE = Channel(
    volume=120_000,
    minutes=10,
    follow_up=0.2,
    moves={"pert": [0.4, 0.6, 0.8], "source": "x"},
    t10="3 month",
    t90="24 month",
    releases=[Posts(posts=3, on="2029-04-01")],
    user_saving=5,
)
POST = Channel(
    title="the post",
    volume=90_000,
    minutes=15,
    other=1.9,
    fixed={"value": 200, "unit": "GBPk/year", "source": "x"},
    exit_cost=50_000,
    moves=0.5,
    t10="3 month",
    t90="24 month",
    switch_off="2029-10-01",
)
ONLINE = OnlineChannel(minutes=2, follow_up=0.1, other=0.2, volume=40_000, help_share=0.1, help_minutes=12)
SHIFT = ChannelShift(
    thing="application",
    opens="2027-10-01",
    channels={"telephone": TELEPHONE, "post": POST},
    online=ONLINE,
    staff_hour=25,
    follow_up_minutes=6,
    post=41_000,
    redundancy=30_000,
    user_hour=7,
    growth=0.01,
    platform=1_500_000,
    optimism_bias={"type": "equipment-development"},
    refresh_every="4 year",
    transition=100_000,
    running=300_000,
)


def appraised(shift=SHIFT, **more):
    return ac.from_plain({**BASIS, **shift.tables(), **more}).appraise()


def own(result, address):
    (place,) = (place for place, line in enumerate(result.plan.lines) if line.address == address)
    return result.yearly.real[place]


@pytest.fixture(scope="module")
def result():
    return appraised()


def npsv(result):
    return result.against("as_today")["online"].npsv


# The sums


def test_contacts_are_conserved_and_grow_with_demand(result):
    table = volumes_table(SHIFT, result).to_dict()
    assert table["all_contacts"] == pytest.approx([250_000 * 1.01**t for t in range(7)])
    assert table["telephone_contacts"][0] == 120_000
    assert table["post_contacts"][-1] == pytest.approx(0, abs=1e-6)
    assert table["online_share"] == sorted(table["online_share"])
    assert table["online_share"][0] == pytest.approx(40 / 250)


def test_a_contact_that_moves_costs_what_one_online_costs(result):
    """In the last year: contacts that moved from the telephone, by minutes, follow-ups, help and other cost."""
    moved = volumes_table(SHIFT, result).to_dict()
    gone = 120_000 * 1.01**6 - moved["telephone_contacts"][-1]
    each = (2 + 0.1 * 6 + 0.1 * 12) / 60 * 25 + 0.2
    assert own(result, "options.online.costs.telephone_online")[-1] == pytest.approx(gone * each)
    helped = (2 + 0.1 * 6 + 12) / 60 * 25 + 0.2
    assert own(result, "options.online.costs.post_helped")[-1] == pytest.approx(moved["helped_contacts"][-1] * helped)


def test_time_that_is_freed_is_worth_what_it_costs_today(result):
    table = freed_time_table(SHIFT, result).to_dict()
    moved = volumes_table(SHIFT, result).to_dict()
    telephone = 120_000 * 1.01**6 - moved["telephone_contacts"][-1]
    worth = telephone * (10 + 0.2 * 6) / 60 * 25 + 90_000 * 1.01**6 * 15 / 60 * 25
    assert table["freed_gbp"][-1] == pytest.approx(worth)
    assert table["cash_gbp"] == [0, 0, 0, *[3 * 41_000] * 4]
    assert table["non_cash_gbp"][-1] == pytest.approx(worth - 3 * 41_000)


def test_dual_running_ends_on_its_day(result):
    fixed = own(result, "options.online.costs.post_fixed")
    assert fixed[:3].tolist() == [200_000] * 3
    assert fixed[3] == pytest.approx(100_000)
    assert own(result, "options.as_today.costs.post_fixed").tolist() == [200_000] * 7
    assert own(result, "options.online.costs.post_fixed.exit_cost")[3] == 50_000
    assert own(result, "options.online.costs.platform")[[1, 5]].tolist() == pytest.approx([1.5e6 * 3] * 2)


# Laws


@given(posts=st.integers(1, 12), year=st.integers(2028, 2031), redundancy=st.floats(0, 80_000))
def test_giving_up_posts_moves_value_from_time_to_cash_and_costs_redundancy(posts, year, redundancy):
    """The NPSV falls by the redundancy and by nothing else: the time was worth as much before."""
    release = [Posts(posts=posts, on=f"{year}-04-01")]
    some = attrs.evolve(SHIFT, channels={"telephone": attrs.evolve(TELEPHONE, releases=release)}, redundancy=redundancy)
    none = attrs.evolve(SHIFT, channels={"telephone": attrs.evolve(TELEPHONE, releases=())})
    paid = posts * redundancy / 1.035 ** (year - 2026)
    first, second = appraised(some), appraised(none)
    assert npsv(first) == pytest.approx(npsv(second) - paid, abs=1e-3)
    assert first.absolute["online"].pvc_public <= second.absolute["online"].pvc_public + paid


def test_nobody_moves_and_nothing_changes_but_the_service():
    """Business as usual and the option then differ by platform, transition and running."""
    still = attrs.evolve(TELEPHONE, moves=0, releases=())
    result = appraised(attrs.evolve(SHIFT, channels={"telephone": still}))
    spent = sum(
        float(result.yearly.present[place].sum())
        for place, line in enumerate(result.plan.lines)
        if line.address.startswith(("options.online.costs.platform", "options.online.costs.running"))
    )
    assert npsv(result) == pytest.approx(-spent)


def test_more_posts_than_time_are_named():
    many = attrs.evolve(TELEPHONE, releases=[Posts(posts=40, on="2028-04-01")])
    shift = attrs.evolve(SHIFT, channels={"telephone": many})
    notes = freed_time_table(shift, appraised(shift)).notes
    assert "More posts are given up than time is freed in 2028-29" in notes[-1]
    assert len(freed_time_table(SHIFT, appraised()).notes) == 1


# What it makes


def test_the_least_that_a_shift_can_be():
    bare = ChannelShift(
        thing="call",
        opens="2027-10-01",
        channels={"telephone": Channel(volume=1_000, minutes=5, moves=0.5, t10="3 month", t90="24 month")},
        online=OnlineChannel(minutes=1, help_share=0.1, help_minutes=5),
        staff_hour=25,
        platform=10_000,
        refresh_every="5 year",
        running=1_000,
        option="shift",
        stage="alpha",
    )
    tables = bare.tables()
    assert sorted(tables["options"]["shift"]["costs"]) == ["platform", "running", "telephone_online", "telephone_staff"]
    assert sorted(tables["options"]["shift"]["benefits"]) == ["telephone_time"]
    assert tables["claims"]["telephone_moves"]["stage"] == "alpha"
    result = appraised(bare, stages={"alpha": {}})
    assert volumes_table(bare, result).to_dict()["all_contacts"] == pytest.approx([1_000] * 7)
    assert (np.array(freed_time_table(bare, result).to_dict()["cash_gbp"]) == 0).all()


def test_the_case_is_clean_but_for_what_only_people_know():
    case = ac.from_plain({**BASIS, **SHIFT.tables()})
    codes = {finding.code for finding in ac.check(case)}
    assert "saving-counted-twice" not in codes
    assert "continuing-cost-missing" not in codes
    assert "benefit-counted-twice" not in codes
    steps = case.model.theory_of_change
    assert steps["less_to_do"].benefits[0] == "options.online.benefits.telephone_time"
    assert steps["post_moves"].title == "People move from the post"
    held = case.model.options["online"].benefits["telephone_posts_1"].realisation.releases[0]
    assert (held.posts, held.paid_by) == (3, "options.online.costs.telephone_redundancy_1")


def test_a_volume_by_year_and_a_volume_of_nothing():
    series = {"years": "2026-27..2032-33", "values": [100, 90, 80, 70, 60, 50, 40], "source": "x"}
    none = attrs.evolve(TELEPHONE, volume=0, releases=(), user_saving=None)
    shift = attrs.evolve(
        SHIFT,
        channels={"post": attrs.evolve(POST, volume=series), "counter": none},
        online=attrs.evolve(ONLINE, volume=0),
        growth=None,
    )
    table = volumes_table(shift, appraised(shift)).to_dict()
    assert table["all_contacts"] == pytest.approx([100, 90, 80, 70, 60, 50, 40])
    nobody = attrs.evolve(shift, channels={"counter": none})
    assert volumes_table(nobody, appraised(nobody)).to_dict()["online_share"] == [None] * 7


# What is refused


@pytest.mark.parametrize(
    ("kind", "fields", "where"),
    [
        (Posts, {"posts": 0}, "posts"),
        (Posts, {"posts": 1.5}, "posts"),
        (Posts, {"on": "soon"}, "on"),
        (Channel, {"volume": "many"}, "volume"),
        (Channel, {"volume": {"value": 3, "unit": "call/year"}}, "volume"),
        (Channel, {"releases": "3"}, "releases.0"),
        (Channel, {"releases": Posts(posts=1, on="2029-04-01"), "exit_cost": 3}, "exit_cost"),
        (Channel, {"exit_cost": 3, "fixed": 3}, "exit_cost"),
        (Channel, {"t10": 3}, "t10"),
        (ChannelShift, {"channels": {}}, "channels"),
        (ChannelShift, {"channels": {"a": 3}}, "channels.a"),
        (ChannelShift, {"channels": {"online": TELEPHONE}}, "channels.online"),
        (ChannelShift, {"channels": {"Post": TELEPHONE}}, "channels.Post"),
        (ChannelShift, {"post": None}, "post"),
        (ChannelShift, {"redundancy": None}, "redundancy"),
        (ChannelShift, {"follow_up_minutes": None}, "follow_up_minutes"),
        (ChannelShift, {"user_hour": None}, "user_hour"),
        (ChannelShift, {"online": 3}, "online"),
    ],
)
def test_what_cannot_be_is_refused_by_field(kind, fields, where):
    base = {Posts: Posts(posts=2, on="2029-04-01"), Channel: attrs.evolve(TELEPHONE), ChannelShift: SHIFT}[kind]
    with pytest.raises((InputError, YearError)) as caught:
        attrs.evolve(base, **fields)
    assert caught.value.where == where


def test_a_result_of_another_case_is_refused():
    other = attrs.evolve(SHIFT, option="elsewhere")
    with pytest.raises(InputError, match=r"options\.elsewhere"):
        volumes_table(other, appraised())


# The packaged file


def test_the_command_writes_it_and_begins_in_one_way_only(tmp_path, capsys):
    assert cli.main(["new", str(tmp_path / "shift"), "--template", "channel-shift"]) == 0
    assert "Wrote" in capsys.readouterr().out
    case = ac.load(tmp_path / "shift")
    assert case.appraise().against("as_today")["online"].npsv is not None
    assert cli.main(["new", str(tmp_path / "other"), "--template", "channel-shift", "--phase", "discovery"]) == 2
    assert "--phase or --template" in capsys.readouterr().err


def test_the_packaged_case_is_what_the_template_writes():
    """Line by line, with the same figures: neither can change without the other."""
    text = Path(ac.__file__).with_name("channel_shift.toml").read_text(encoding="utf-8")
    plain = tomllib.loads(text)
    held = plain["assumptions"]

    def figure(name):
        return {key: value for key, value in held[name].items() if key != "unit" or not name.startswith("volume")}

    def channel(key, **more):
        names = ("volume", "minutes", "follow_up", "other", "fixed", "moves", "user_saving")
        given = {name: figure(f"{name}_{key}") for name in names if f"{name}_{key}" in held}
        return Channel(t10="3 month", t90="24 month", **given, **more)

    release = [Posts(posts=8, on="2029-04-01")]
    names = ("staff_hour", "post", "redundancy", "user_hour", "platform", "transition", "running")
    shift = ChannelShift(
        thing="application",
        opens="2027-10-01",
        channels={
            "telephone": channel("telephone", releases=release, budget_line="Contact centre, pay (invented)"),
            "post": channel("post", title="the post", exit_cost=figure("exit_post"), switch_off="2029-10-01"),
        },
        online=OnlineChannel(
            **{name: figure(f"{name}_online") for name in ("volume", "minutes", "follow_up", "other")},
            help_share=figure("help_share"),
            help_minutes=figure("help_minutes"),
        ),
        follow_up_minutes=figure("minutes_follow_up"),
        growth=figure("demand_growth"),
        optimism_bias={"type": "equipment-development"},
        refresh_every="5 year",
        stage="alpha",
        **{name: figure(name) for name in names},
    )
    tables = shift.tables()
    for name in ("alpha", "team"):
        plain["options"]["online"]["costs"].pop(name)
    for name in ("team", "day_rate"):
        held.pop(name)
    plain["events"].pop("alpha")
    assert {name: plain[name] for name in tables} == tables
