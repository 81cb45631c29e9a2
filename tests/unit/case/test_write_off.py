"""What is written off at each gate: sums of lines by hand, terms of stopping, what names no stage, and refusals."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.cli import main
from agile_case.errors import InputError, UnknownNameError

PERMITS = ac.load(Path(__file__).parents[3] / "examples" / "permits.toml")
EXACT = {
    f"options.digital.costs.{key}": {
        "amount": f"{amount} GBPk",
        "when": "2025-26",
        "stage": stage,
        "budget": "resource",
    }
    for key, amount, stage in (("a", 100, "discovery"), ("b", 200, "alpha"), ("c", 50, "alpha"), ("d", 400, "live"))
}
OLD = {f"options.digital.costs.{key}": None for key in PERMITS.model.options["digital"].costs}
BARE = PERMITS.revise({**OLD, **EXACT, "enabling_changes.change_casework.costs": None})


def test_lines_of_stages_add_up_gate_by_gate():
    rows = BARE.write_off_table().records()
    assert [row["stage"] for row in rows] == ["Discovery", "Alpha", "Private beta", "Public beta", "Live"]
    assert [row["lines_gbp"] for row in rows] == pytest.approx([100e3, 250e3, 0, 0, 400e3])
    assert [row["spent_gbp"] for row in rows] == pytest.approx([100e3, 350e3, 350e3, 350e3, 750e3])
    assert [row["exposure_gbp"] for row in rows[:-1]] == pytest.approx([100e3, 390e3, 440e3, 470e3])
    assert rows[-1]["exposure_gbp"] is None  # no gate comes after the last stage
    assert [row["tranche_gbp"] for row in rows] == [130e3, 400e3, 2300e3, 3100e3, 900e3]


def test_what_is_recovered_is_taken_off():
    held = BARE.revise({"stages.alpha.on_stop": {"recovered": "30 GBPk"}})
    row = held.write_off_table("digital").records()[1]
    assert (row["stopping_gbp"], row["recovered_gbp"]) == (None, 30e3)
    assert row["exposure_gbp"] == pytest.approx(320e3)


def test_optimism_bias_is_in_it():
    bias = {"type": "equipment-development"}
    held = BARE.revise({"options.digital.costs.a.optimism_bias": bias})
    assert held.write_off_table().records()[0]["lines_gbp"] == pytest.approx(300e3)  # 200% for its upper bound


def test_new_lines_that_name_no_stage_are_said_and_those_that_go_on_are_not():
    assert len(BARE.write_off_table().notes) == 1
    lone = {"amount": "70 GBPk", "when": "2025-26", "budget": "resource"}
    held = BARE.revise({"options.digital.costs.lone": lone})
    assert "cost £70k over all years" in held.write_off_table().notes[1]
    goes_on = {**lone, "replaces": "options.business_as_usual.costs.casework"}
    assert len(BARE.revise({"options.digital.costs.lone": goes_on}).write_off_table().notes) == 1


def test_a_case_without_stages_has_an_empty_table():
    held = ac.load(Path(__file__).parents[3] / "examples" / "benefits.toml")
    assert held.write_off_table(next(iter(held.model.options))).records() == []


def test_the_option_has_to_be_known():
    with pytest.raises(UnknownNameError, match="digital"):
        BARE.write_off_table("digitl")
    with pytest.raises(InputError, match="name an option"):
        BARE.revise({"options.digital.roles": []}).write_off_table()


def test_the_command_line_prints_it(capsys):
    path = Path(__file__).parents[3] / "examples" / "permits.toml"
    assert main(["log", str(path), "write-off"]) == 0
    assert capsys.readouterr().out == f"{PERMITS.write_off_table().brief().to_text()}\n"


def test_evidence_is_in_it_as_in_every_figure_of_a_gate():
    learned = PERMITS.begin("d1", "Size it", stage="discovery", on="2025-09-01").learn(
        "team",
        {"estimate": "7 person", "standard_error": "0.5 person", "setting": "live", "transfer_sd": "0.1 person"},
        on="2025-09-10",
        source="Rates of the team",
    )
    before, after = (held.write_off_table().records()[2]["lines_gbp"] for held in (PERMITS, learned))
    assert after < before
