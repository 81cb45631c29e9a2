"""What is written reads back as the same; what did not change keeps every byte, its comment and its place."""

import datetime
import difflib
import json
from pathlib import Path

import attrs
import pytest
import tomlkit

import agile_case as ac
from agile_case.storage.plain import plain_of
from agile_case.storage.writing import to_json, to_toml

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.toml"))
LICENCE = (Path(__file__).parents[3] / "examples" / "licence.toml").read_text(encoding="utf-8")
REPLACED = "options.business_as_usual.costs.processing"


def model_of(*changes, text=LICENCE):
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return ac.loads(text).model


def changed_lines(before, after):
    """The lines that a person sees in a review: those taken out and those put in."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_reads_back_from_toml_and_json(path):
    model = ac.load(path).model
    assert ac.loads(to_toml(model)).model == model
    assert ac.loads(to_json(model), kind="json").model == model


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_saved_over_itself_keeps_every_byte(path):
    text = path.read_text(encoding="utf-8")
    assert to_toml(ac.loads(text).model, text) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("520_000", "530000"),
        ("[4, 6, 10]", "[4, 5.5, 10]"),
        ("horizon = 10  ", "horizon = 11  "),
        ('savings = "lower-cost"', 'savings = "benefit"'),
        ('"240 GBPk"', '"250 GBPk"'),
        ("mitigation = 0.4", "mitigation = 0.5"),
        ("people = 30", "people = 31"),
        ('alpha = "2026-07-01"', "alpha = 2026-07-02"),
        ('quality = "amber"', 'quality = "green"'),
        ('"3 month"', '"4 month"'),
        ('rules = ["gb-2026", "reset-2026"]', 'rules = ["gb-2026"]'),
    ],
)  # fmt: skip
def test_one_change_is_one_line_of_a_review_and_its_comment_stays(old, new):
    model = model_of((old, new))
    after = to_toml(model, LICENCE)
    assert ac.loads(after).model == model
    (line,) = [line for line in LICENCE.split("\n") if old in line]
    assert changed_lines(LICENCE, after) == [f"-{line}", f"+{line.replace(old, new)}"]


def test_a_removed_line_takes_its_lines_out_and_nothing_else():
    start = LICENCE.index("[options.digital.costs.live_service]")
    end = LICENCE.index("[options.digital.benefits")
    model = model_of((LICENCE[start:end], ""))
    after = to_toml(model, LICENCE)
    assert ac.loads(after).model == model
    assert changed_lines(LICENCE, after) == ["-" + line for line in LICENCE[start:end].rstrip("\n").split("\n")]


def test_a_new_line_is_added_and_nothing_else():
    model = model_of(("[stages.alpha]", '[options.digital.costs.new]\namount = "1 GBP/year"\n[stages.alpha]'))
    after = to_toml(model, LICENCE)
    assert ac.loads(after).model == model
    added = changed_lines(LICENCE, after)
    assert [line for line in added if line.startswith("-")] == []
    assert [line for line in added if line != "+"] == ["+[options.digital.costs.new]", '+amount = "1 GBP/year"']


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ('alpha = "2026-07-01"', "alpha = 2026-07-01"),
        ('tranche = "240 GBPk"', 'tranche = "£240k" # as in the paper'),
        (f'"{REPLACED}"\n[options.digital.costs.d', f"[{REPLACED!r}]\n[options.digital.costs.d"),
        ('savings = "lower-cost"', 'savings = "lower-cost" # the default'),
        ("weeks = 40", "weeks = 40.0\ngate_weeks = 0"),
        ('profile = "1 - take_up"', 'profile = "1  -  take_up"'),
        ('profile = "1 - take_up"', "profile = 0.50"),
        ("value = 14,", "value = 14.00,"),
        ('roles = ["business-as-usual"]', "roles = [ # one\n 'business-as-usual',\n]"),
        ('when = "2026-27"', 'when = "2026-27..2026-27"'),
    ],
)  # fmt: skip
def test_what_means_the_same_stays_as_it_is_written(written, same):
    text = LICENCE.replace(written, same)
    assert text != LICENCE
    model = ac.loads(text).model
    assert to_toml(model, text) == text
    titled = attrs.evolve(model, basis=attrs.evolve(model.basis, title="B"))
    assert len(changed_lines(text, to_toml(titled, text))) == 2


FOREIGN = """\
x.deep = { 'a b' = [1, 1.0, 0x1F], when = 2026-01-01T10:00:00Z } # ours
[local."pack"]
"key with space" = '''two
lines''' # kept
number = 1_000.50
empty = {}

[[local.list]]
a = 1
  [[local.list]]
a = 1.0
"""


def test_tables_of_others_are_kept_byte_for_byte():
    text = f"{LICENCE}\n[stages.beta]\nx = {{ a = 1.0, b = [ 1,2 ] }}\n" + FOREIGN.partition("\n")[2]
    text = text.replace("[case]\n", FOREIGN.partition("\n")[0] + "\n\n[case]\n")
    model = ac.loads(text).model
    changed = attrs.evolve(model, basis=attrs.evolve(model.basis, horizon=11))
    after = to_toml(changed, text)
    assert ac.loads(after).model == changed
    line = "horizon = 10                   # years after year 0"
    assert changed_lines(text, after) == [f"-{line}", f"+{line.replace('10 ', '11 ')}"]


def test_a_number_of_others_keeps_its_kind():
    """1.0 and 1 are the same to us; to others they may not be."""
    text = LICENCE + "\n[x]\na = 1.0\nb = 1\nc = true\n"
    model = ac.loads(text).model
    assert "a = 1.0\nb = 1\nc = true\n" in to_toml(model)
    assert "b = 1.0" in to_toml(attrs.evolve(model, x={"a": 1.0, "b": 1.0, "c": 1}), text)
    assert "c = 1\n" in to_toml(attrs.evolve(model, x={"a": 1.0, "b": 1, "c": 1}), text)


def test_windows_line_ends_stay():
    text = LICENCE.replace("\n", "\r\n")
    model = ac.loads(text.replace("weeks = 40", "weeks = 41\r\nnotes = 'n'")).model
    after = to_toml(model, text)
    assert after.count("\r\n") == after.count("\n") == LICENCE.count("\n") + 1
    assert ac.loads(after).model == model


def test_a_file_with_faults_is_put_right_by_saving_over_it():
    text = LICENCE.replace("520_000", '"many"').replace("horizon = 10 ", "horizont = 10 ")
    model = model_of()
    after = to_toml(model, text)
    assert ac.loads(after).model == model
    assert [line for line in changed_lines(text, after) if line.startswith("+")] == [
        "+horizon = 10",
        '+applications    = { value = 520000, unit = "application/year", source = "Service data 2025-26" }',
    ]


def test_an_option_that_loses_all_it_holds_is_still_an_option():
    text = (
        'format = "agile-case/1"\nreference.set = "uk-2026-03"\n'
        + LICENCE[LICENCE.index("[case]") : LICENCE.index("[reference]")]
    )
    text += '[options.empty.costs.one]\namount = "1 GBP/year"\n'
    model = ac.loads(text).model
    changed = attrs.evolve(model, options={"empty": ac.Option()})
    assert ac.loads(to_toml(changed, text)).model == changed


def test_a_new_order_of_stages_changes_the_stages_and_nothing_else():
    model = model_of()
    turned = attrs.evolve(model, stages=dict(reversed(list(model.stages.items()))))
    after = to_toml(turned, LICENCE)
    assert ac.loads(after).model == turned
    assert list(ac.loads(after).model.stages) == list(turned.stages)
    before_stages = LICENCE[: LICENCE.index("[stages.")]
    assert after.startswith(before_stages.rstrip("\n"))


def test_a_stage_put_first_is_saved_first():
    model = model_of()
    more = attrs.evolve(model, stages={"discovery": ac.Stage(weeks=4), **model.stages})
    after = ac.loads(to_toml(more, LICENCE)).model
    assert list(after.stages) == ["discovery", *model.stages]
    assert after == more


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[case]\n", '[case]\nprices_after = { growth = 0.02, source = "a", x = { ours = [1, 2] } }\n'),
        ("mitigation = 0.4", "mitigation = 0.4, x = { ours = [1, 2] }"),
        ("people = 30", "people = 30, x = { ours = [1, 2] }"),
        ("[case]\n", f'[case]\ndiscount_factors = {{ source = "a", values = {[1] * 11}, x = {{ ours = [1, 2] }} }}\n'),
    ],
    ids=["prices_after", "optimism_bias", "tests", "discount_factors"],
)
def test_fields_of_others_in_small_tables_are_kept(old, new):
    text = LICENCE.replace(old, new, 1)
    model = ac.loads(text).model
    assert "ours" in str(plain_of(model))
    assert to_toml(model, text) == text
    assert ac.loads(to_toml(model)).model == model
    assert ac.loads(to_json(model), kind="json").model == model


def test_a_layout_that_cannot_be_changed_is_refused_and_never_damaged():
    """Tables under dotted keys cannot get company in place; saving elsewhere always works."""
    header = "[options.business_as_usual.costs.processing]\n"
    start, end = LICENCE.index(header), LICENCE.index("[options.digital]")
    line = 'costs.processing = { amount = "applications * minutes_paper * caseworker_hour" }\n\n'
    text = LICENCE[:start] + line + LICENCE[end:]
    model = ac.loads(text).model
    usual = model.options["business_as_usual"]
    more = attrs.evolve(usual, costs={**usual.costs, "more": ac.Cost(amount="1 GBP/year", x={"a": {"b": 1}})})
    changed = attrs.evolve(model, options={**model.options, "business_as_usual": more})
    with pytest.raises(ac.FileError) as caught:
        to_toml(changed, text)
    assert caught.value.what == "This file is laid out in a way that cannot be changed in place."
    assert caught.value.do == "save under another name"
    assert ac.loads(to_toml(changed)).model == changed


@pytest.mark.parametrize(
    "error", [tomlkit.exceptions.UnexpectedEofError(1, 1), KeyError("a"), ValueError(), TypeError()]
)
def test_what_the_writer_of_toml_cannot_handle_is_refused_in_our_words(monkeypatch, error):
    def fail(_text):
        raise error

    monkeypatch.setattr(tomlkit, "parse", fail)
    with pytest.raises(ac.FileError, match="cannot be changed in place"):
        to_toml(model_of(), LICENCE)


def test_null_has_no_place_in_toml():
    plain = plain_of(model_of())
    model = ac.from_plain({**plain, "x": {"a": [1, {"b": None}]}}).model
    assert ac.loads(to_json(model), kind="json").model == model
    with pytest.raises(ac.InputError) as caught:
        to_toml(model)
    assert (caught.value.what, caught.value.where, caught.value.do) == (
        "TOML has no null.",
        "x.a.1.b",
        "save the case as JSON",
    )


def test_dates_of_others_are_marked_in_json_and_read_as_what_they_were():
    day = "x = { day = 2026-04-01, moment = 2026-04-01T10:00:00, zoned = 2026-04-01T10:00:00+01:30, time = 10:30:00 }"
    model = model_of(("[case]", f"{day}\n[case]"))
    text = to_json(model)
    assert json.loads(text)["x"]["moment"] == {"$date": "2026-04-01T10:00:00"}
    assert json.loads(text)["events"]["alpha"] == "2026-07-01"  # a field of the format needs no mark
    again = ac.loads(text, kind="json").model
    assert dict(again.x) == {
        "day": datetime.date(2026, 4, 1),
        "moment": datetime.datetime.fromisoformat("2026-04-01T10:00:00"),
        "zoned": datetime.datetime(2026, 4, 1, 10, tzinfo=datetime.timezone(datetime.timedelta(minutes=90))),
        "time": datetime.time(10, 30),
    }
    assert again == model


@pytest.mark.parametrize("key", ["$date", "$$date", "$$$date", "$dates", "date", "$"])
@pytest.mark.parametrize("held", ["2026-04-01", 5, {"$date": "2026-04-01"}, [{"$date": 1}]])
def test_a_table_of_others_that_looks_like_a_date_stays_a_table(key, held):
    plain = plain_of(model_of())
    model = ac.from_plain({**plain, "x": {"a": {key: held}, key: {key: held, "b": 1}}, "local": {key: held}}).model
    assert ac.loads(to_json(model), kind="json").model == model


@pytest.mark.parametrize(
    "text", ["today", "2026-13-01", "2026-04-01 ", "20260401", "2026-04-01\n", "1.25e+10", 5, None]
)
def test_what_says_that_it_is_a_date_and_is_none_is_refused(text):
    plain = {**json.loads(to_json(model_of())), "x": {"a": [{"$date": text}]}}
    with pytest.raises(ac.DocumentError) as caught:
        ac.loads(json.dumps(plain), kind="json")
    assert (caught.value.what, caught.value.where) == ("This is not a date or time.", "x.a.0")
    assert caught.value.got == repr(text)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.time(10, tzinfo=datetime.UTC),
        datetime.datetime(2026, 4, 1, 10, tzinfo=datetime.timezone(datetime.timedelta(seconds=1))),
    ],
)
def test_a_time_that_toml_cannot_say_is_refused(moment):
    with pytest.raises(ac.DocumentError) as caught:
        ac.from_plain({**plain_of(model_of()), "x": {"a": moment}})
    assert (caught.value.what, caught.value.where) == ("This value has no place in a case file.", "x.a")


def test_one_replaced_line_is_a_text_and_several_are_a_list():
    team = "options.digital.costs.beta_team"
    model = model_of(('amount = "1.0 GBPm/year"', f'amount = "1.0 GBPm/year"\nreplaces = ["{team}", "{REPLACED}"]'))
    lines = plain_of(model)["options"]["digital"]["costs"]
    assert lines["paper_processing"]["replaces"] == REPLACED
    assert lines["live_service"]["replaces"] == [team, REPLACED]


def test_whole_numbers_are_written_without_a_point_and_defaults_are_left_out():
    plain = plain_of(model_of())
    assert repr(plain["assumptions"]["minutes_paper"]["value"]) == "14"
    assert repr(plain["assumptions"]["digital_share"]["pert"]) == "[0.55, 0.8, 0.9]"
    assert "savings" not in plain["case"]
    assert plain_of(model_of(), brief=False)["case"]["savings"] == "lower-cost"
    assert plain_of(model_of(), brief=False)["case"]["prices_after"] is None
