"""The verb that answers a finding, with a history and without, and its command."""

import shutil
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.cli import main

EXAMPLE = Path(__file__).parents[3] / "examples" / "bicester.toml"
CODE = "climate-scenarios-missing"
WORDS = {"by": "SRO", "on": "2026-05-01", "because": "The appraisal ends in 2018"}


@pytest.fixture(scope="module")
def case():
    return ac.load(EXAMPLE)


def test_without_a_history_it_is_in_the_case_alone(case):
    held = case.judge(CODE, **WORDS)
    assert held.entries == ()
    answer = {"judgements": {"climate_scenarios_missing": {"rule": CODE, **WORDS}}}
    assert held == case.revise(answer)
    assert held.appraise().absolute == case.appraise().absolute
    (found,) = (one for one in ac.check(held) if one.code == CODE)
    assert found.judged.startswith("answered by SRO on 2026-05-01")


def test_with_a_history_an_entry_tells_of_it(case):
    begun = case.begin("alpha-1", "See", on="2026-04-01")
    held = begun.judge(CODE, **WORDS, about="case", ignore=True, until="2027-03-31")
    entry = held.entries[-1]
    assert (entry.kind, entry.by, entry.because) == ("revise", "SRO", "The appraisal ends in 2018")
    assert held.unrecorded == ()
    assert held.retract(entry.id, on="2026-05-02", because="Wrong").model == begun.model
    judgement = held.model.judgements["climate_scenarios_missing"]
    assert (judgement.about, judgement.ignore, judgement.until.isoformat()) == ("case", True, "2027-03-31")


def test_each_has_a_key_of_its_own_unless_it_takes_the_place_of_another(case):
    twice = case.judge(CODE, **WORDS).judge(CODE, **WORDS).judge(CODE, **WORDS)
    assert list(twice.model.judgements) == [f"climate_scenarios_missing{more}" for more in ("", "_2", "_3")]
    again = case.judge(CODE, **WORDS, key="climate").judge(CODE, **WORDS | {"because": "Better"}, key="climate")
    assert [held.because for held in again.model.judgements.values()] == ["Better"]


@pytest.mark.parametrize(
    "change", [{"because": " "}, {"by": ""}, {"rule": ""}, {"key": "Not a key"}, {"on": "soon"}], ids=str
)
def test_what_is_no_judgement_is_refused(case, change):
    words = {"rule": CODE, **WORDS, **change}
    for held in (case, case.begin("alpha-1", "See", on="2026-04-01")):
        before = held.entries
        with pytest.raises(ac.AgileCaseError):
            held.judge(words["rule"], **{key: value for key, value in words.items() if key != "rule"})
        assert held.entries == before


def test_the_command_writes_it_into_a_file_and_into_a_history(tmp_path, capsys):
    file = tmp_path / "case.toml"
    shutil.copy(EXAMPLE, file)
    words = ["--because", "It ends before", "--by", "SRO", "--on", "2026-05-01"]
    assert main(["judge", str(file), CODE, *words, "--key", "climate"]) == 0
    assert capsys.readouterr().out == "judgements.climate: It ends before\n"
    assert ac.load(file).model.judgements["climate"].by == "SRO"
    before = file.read_bytes()
    assert main(["judge", str(file), "climate-scenarios-mising", *words]) == 2
    assert "did you mean climate-scenarios-missing" in capsys.readouterr().err
    assert file.read_bytes() == before
    ac.save(ac.load(file).begin("alpha-1", "See", on="2026-04-01"), tmp_path / "folder")
    assert main(["judge", str(tmp_path / "folder"), CODE, *words, "--ignore", "--until", "2027-03-31"]) == 0
    assert ac.load(tmp_path / "folder").entries[-1].says == "judgements.climate_scenarios_missing"


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("assumptions.taem.unit", "assumptions.taem"),
        ("options.core.costs.exit.amount", "options.core.costs.exit"),
        ("options.new.title", "options.new"),
    ],
)
def test_an_address_in_something_new_says_how_it_is_added(case, path, whole):
    option = next(iter(case.model.options))
    path, whole = (text.replace("core", option) for text in (path, whole))
    with pytest.raises(ac.InvalidCaseError) as refused:
        case.revise({path: "1 GBPk/year"})
    assert any(f"what is new is added whole: {{'{whole}': {{...}}}}" in fault.do for fault in refused.value.faults)


def test_whole_things_are_added_by_an_address(case):
    option = next(iter(case.model.options))
    new = {
        "assumptions.spare": {"value": 5, "unit": "GBPk/year"},
        f"options.{option}.costs.spare": {"amount": "spare", "budget": "resource"},
        "options.another": {"title": "Another", "costs": {"only": {"amount": "spare", "budget": "resource"}}},
    }
    held = case.begin("alpha-1", "See", on="2026-04-01").revise(new, because="x", on="2026-05-01")
    assert held.model.options["another"].title == "Another"
    assert held.retract(held.entries[-1].id, on="2026-05-02", because="x").model == case.model
