"""The commands of a history, from the first iteration to a decision, as somebody would type them."""

import pytest

import agile_case as ac
from agile_case.cli import main
from tests.acceptance.test_cli import LICENCE


@pytest.fixture
def folder(tmp_path):
    ac.save(ac.load(LICENCE), tmp_path / "licence")
    return tmp_path / "licence"


@pytest.fixture
def run(capsys, folder):
    def call(command, *words):
        code = main([command, str(folder), *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_case_from_discovery_to_a_decision_on_alpha(run, folder):
    gate = ["--approver", "Board", "--authority", "DL/26/3", "--reference", "B/1", "--because", "It is worth it"]
    seen = ["--estimate", "5.8 minute/application", "--standard-error", "0.6 minute/application"]
    seen += ["--setting", "pilot", "--transfer-sd", "0.4 minute/application", "--source", "Round 3"]
    hours = ["--estimate", "52_000 hour/year", "--standard-error", "3_000 hour/year", "--setting", "pilot"]
    hours += ["--transfer-sd", "2_000 hour/year", "--source", "Timesheets"]
    hire = ["--condition", "Hire an owner", "2026-08-01"]
    steps = [
        ("begin", "discovery-1", "--purpose", "Size it", "--on", "2026-06-01"),
        ("recommend", "discovery-1", "proceed", "--by", "SRO", "--because", "Large", "--on", "2026-06-25"),
        ("decide", "discovery-1", "proceed-with-conditions", *gate, *hire, "--on", "2026-06-30"),
        ("begin", "alpha-1", "--purpose", "Does it save time?", "--stage", "alpha", "--on", "2026-07-01"),
        ("meet", "discovery-1", "1", "--because", "She started", "--on", "2026-07-20"),
        ("learn", "minutes_digital", *seen, "--on", "2026-09-05"),
        ("learn", "applications * minutes_digital", *hours, "--on", "2026-09-05"),
        ("note", "Users ask for paper too", "--about", "options.digital", "--on", "2026-09-06"),
    ]
    for command, *words in steps:
        code, out, err = run(command, *words)
        assert (code, err) == (0, "")
        assert f"  {command}: " in out
    case = ac.load(folder)
    assert [entry.kind for entry in case.entries] == [step[0] for step in steps]
    assert case.approved.open_conditions == ()

    entry = case.entries[-1].id
    assert run("retract", entry, "--because", "Said elsewhere", "--on", "2026-09-07")[0] == 0
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("24.6", "25.6"), encoding="utf-8")
    assert "Not recorded: assumptions.caseworker_hour.value" in run("history")[1]
    assert run("adopt", "--because", "Pay award", "--on", "2026-09-08")[0] == 0
    out = run("history")[1]
    assert "retracted" in out
    assert "Not recorded" not in out
    assert "proceed-with-conditions" in run("history", "--iterations")[1]
    assert run("history", "--format", "csv")[1] == ac.load(folder).history().to_csv()

    out = run("compare", "discovery-1", "--option", "digital")[1]
    assert out == f"{ac.load(folder).compare('discovery-1', option='digital')}\n"
    out = run("compare", "discovery-1", "alpha-1", "--option", "digital", "--by", "change", "--format", "csv")[1]
    assert out.startswith("what,npsv_gbp\n")


SIGNED = ("--approver", "a", "--authority", "b", "--reference", "c")
MEAN = ("--mean", "5.8", "--sd", "0.9", "--n", "12")
RELATIVE = ("--estimate", "171_300 application/year", "--relative-error", "0.02", "--setting", "live")
RELATIVE += ("--transfer-sd", "4_000 application/year", "--source", "x")
LABS = ("--setting", "labs", "--transfer-sd", "1 minute/application", "--source", "x")
LAB = ("--setting", "lab", "--transfer-sd", "1", "--source", "x")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("begin", "alpha-1", "--purpose", "x", "--on", "yesterday"), "not a date"),
        (("decide", "alpha-1", "go", *SIGNED, "--because", "d", "--on", "2026-07-01"), "not an outcome"),
        (("learn", "minutes_digital", "--successes", "few", "--n", "3", *LAB, "--on", "2026-07-01"), "not a number"),
        (("retract", "0123456789ab", "--because", "x", "--on", "2026-07-01"), "no such entry"),
        (("adopt", "--because", "x", "--on", "2026-07-01"), "is recorded"),
        (("compare", "alpha-1"), "no such point"),
        (("compare", "2020-01-01"), "begins later"),
        (("begin", "alpha-1", "--purpose", "x", "--on", "01/09/2025"), 'if the day comes first there, "2025-09-01"'),
        (("note", "x", "--about", "stages.alfa", "--on", "2026-07-01"), "did you mean stages.alpha"),
        (("learn", "minutes_digital", *MEAN, *LAB, "--on", "2026-07-01"), "where:  assumptions.minutes_digital.sd"),
        (("learn", "minutes_digital", *MEAN, *LAB, "--on", "2026-07-01"), 'as in "0.9 minute/application"'),
        (("learn", "applications", *RELATIVE, "--on", "2026-07-01"), "a fraction such as 0.02"),
        (("learn", "minutes_digital", *MEAN, *LABS, "--on", "2026-07-01"), "InputError: This is not a setting."),
        (("decide", "alpha-1", "pivot", *SIGNED, "--because", "d", "--owner", "Me", "--on", "2026-07-01"), "--owner"),
    ],
    ids=range(14),
)
def test_what_cannot_be_done_is_said_and_changes_nothing(run, folder, words, said):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, out, err = run(*words)
    assert code == 2
    assert out == ""
    assert said in err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_file_alone_is_told_to_become_a_folder(capsys, tmp_path):
    ac.save(ac.load(LICENCE), tmp_path / "licence.toml")
    code = main(["note", str(tmp_path / "licence.toml"), "x", "--on", "2026-07-01"])
    assert code == 2
    assert "saved to a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [("route", "--on", "1/7/2026"), ("track", "--on", "1/7/2026"), ("check", "--on", "1/7/2026")]
)
def test_a_day_that_is_none_is_named(run, words):
    command, *more = words
    code, _, err = run(command, *more)
    assert code == 2
    assert "  where:  on\n" in err
    assert '"2026-07-01"' in err


def test_a_year_that_is_none_is_named(run):
    assert run("begin", "alpha-1", "--purpose", "x", "--on", "2026-07-01")[0] == 0
    assert "  where:  year\n" in run("gate", "alpha-1", "--year", "27/28")[2]


def test_answers_that_are_none_are_no_fault_of_a_case(capsys, tmp_path):
    assert main(["new", str(tmp_path / "a"), "--phase", "discovery", "--answer", "start=soon"]) == 2
    assert capsys.readouterr().err.startswith("InputError: ")


def test_an_amount_without_a_unit_is_told_to_have_one(run):
    assert run("begin", "alpha-1", "--purpose", "x", "--on", "2026-07-01")[0] == 0
    words = [*SIGNED, "--because", "d", "--amount", "240", "--on", "2026-07-02"]
    assert 'write its unit too, as in "240 GBP"' in run("decide", "alpha-1", "proceed", *words)[2]
    words = [*SIGNED, "--because", " ", "--on", "2026-07-02"]
    assert "An entry says why." in run("decide", "alpha-1", "proceed", *words)[2]


@pytest.mark.parametrize("command", ["begin", "history", "compare", "merge", "record", "track", "gate"])
def test_a_file_of_a_folder_is_told_to_be_the_folder(capsys, folder, command):
    words = {
        "begin": ["alpha-1", "--purpose", "x", "--on", "2026-07-01"],
        "compare": ["opening"],
        "merge": [str(folder)],
        "record": ["measures.x", "2027-28", "5 hour", "--source", "x", "--on", "2026-07-01"],
        "track": ["--on", "2026-07-01"],
        "gate": ["alpha-1", "--year", "2027-28"],
    }
    assert main([command, str(folder / "case.toml"), *words.get(command, [])]) == 2
    err = capsys.readouterr().err
    assert f"do:     name the folder: {folder}\n" in err
    assert "case.model" not in err
    assert main(["merge", str(folder), str(folder / "case.toml")]) == 2
    assert "where:  OTHER" in capsys.readouterr().err


def test_a_recommendation_says_who_makes_it(run, capsys):
    with pytest.raises(SystemExit):
        run("recommend", "alpha-1", "proceed", "--because", "x", "--on", "2026-07-01")
    assert "required: --by" in capsys.readouterr().err


def test_the_option_is_chosen_alike_and_said_alike(capsys):
    for command in ("compare", "track", "gate"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        words = " ".join(capsys.readouterr().out.split())
        assert "the option that is carried out; the preferred one, or the preferred way forward, unless given" in words


def test_a_condition_has_an_owner(run, folder):
    assert run("begin", "alpha-1", "--purpose", "x", "--on", "2026-07-01")[0] == 0
    words = ["--condition", "Hire", "2026-08-01", "--owner", "Head of service", "--condition", "Test", "2026-09-01"]
    assert run("decide", "alpha-1", "pivot", *SIGNED, "--because", "d", *words, "--on", "2026-07-02")[:3:2] == (0, "")
    found = ac.load(folder).iterations[-1].conditions
    assert [(one.what, one.owner) for one in found] == [("Hire", "Head of service"), ("Test", "")]


def test_an_entry_is_taken_back_by_its_first_digits(run, folder):
    assert run("note", "x", "--on", "2026-07-01")[0] == 0
    entry = ac.load(folder).entries[-1].id
    assert run("retract", entry[:4], "--because", "x", "--on", "2026-07-01")[0] == 0
    assert ac.load(folder).entries[-1].entry == entry


def test_two_copies_are_put_together_and_what_both_changed_is_named(run, folder, tmp_path):
    assert run("begin", "discovery-1", "--purpose", "Size it", "--on", "2026-06-01")[0] == 0
    other = tmp_path / "other"
    theirs = ac.load(folder).revise({"assumptions.team.triangular": [9, 10, 11]}, because="x", on="2026-06-03")
    ac.save(theirs, other)
    assert run("note", "Mine", "--on", "2026-06-02")[0] == 0
    code, out, err = run("merge", other)
    assert (code, err) == (0, "")
    assert out == f"{theirs.entries[-1].id}  2026-06-03  revise: assumptions.team.triangular\n"
    merged = ac.load(folder)
    assert [entry.kind for entry in merged.entries].count("revise") == 1
    assert merged.get("assumptions.team.triangular") == [9, 10, 11]
    assert run("merge", other)[1] == "Nothing new.\n"
    ac.save(merged.revise({"assumptions.team.triangular": [9, 10, 12]}, because="x", on="2026-06-04"), folder)
    ac.save(theirs.revise({"assumptions.team.triangular": [9, 10, 14]}, because="y", on="2026-06-04"), other)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, out, err = run("merge", other)
    assert (code, out) == (2, "")
    assert "Two entries change the same thing" in err
    assert "assumptions.team.triangular" in err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
