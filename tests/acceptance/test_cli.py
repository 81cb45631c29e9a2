"""The command line as people run it: what it prints, where, and with which exit code."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest

import agile_case as ac
from agile_case import cli
from agile_case.appraisal.long_form import measures_table
from agile_case.findings import Finding, Severity
from agile_case.guidance import check as judging
from agile_case.guidance.rules import Rule
from agile_case.reports.contract import finding_document, result_json, result_schema
from agile_case.reports.text import report_text
from agile_case.storage import migration

EXAMPLES = Path(__file__).parents[2] / "examples"
LICENCE, BICESTER = str(EXAMPLES / "licence.toml"), str(EXAMPLES / "bicester.toml")
TEN_FAULTS = """
format = "agile-case/1"
[case]
title = "Ten faults"
start = "2026-28"
horizon = -1
price_base = "cash"
savings = "both"
colour = "red"
[reference]
set = "uk-2026-03"
[assumptions]
one = { value = "1", unit = "1" }
two = { triangular = [3, 2, 1], unit = "1" }
three = { value = 3, unit = "parrot" }
[options.new]
roles = ["best"]
[options.new.costs.work]
amount = "one +"
budget = "petty"
"""


@pytest.fixture
def run(capsys):
    """Run the command line in this process; return the exit code and what it printed on either side."""

    def call(*words):
        code = cli.main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def refused(run):
    """Run the command line and hold that it refuses its input: code 2, a message and no traceback, nothing printed."""

    def call(*words):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        assert "  see:    reference/errors#" in err
        return err

    return call


@pytest.fixture
def blocked(monkeypatch):
    """Have every case judged by one rule that blocks."""
    finding = Finding("stop-here", Severity.BLOCK, "case", "this may not go on.", "a test")
    rule = Rule("stop-here", "own", "t", "c", "none", "c.", "f.", lambda *_: [finding])
    monkeypatch.setattr(judging, "RULES", (rule,))


def process(*words, **facts):
    held = {"capture_output": True, "timeout": 120, "cwd": "/", **facts}
    return subprocess.run([sys.executable, "-m", "agile_case", *map(str, words)], check=False, **held)


class TestAppraise:
    def test_text_is_the_report(self, run):
        case = ac.load(LICENCE)
        code, out, err = run("appraise", LICENCE)
        assert (code, err) == (0, "")
        assert out == report_text(case.appraise(), ac.check(case))

    def test_json_is_the_contract(self, run):
        case = ac.load(LICENCE)
        code, out, err = run("appraise", LICENCE, "--format", "json", "--draws", 50, "--seed", 7)
        assert (code, err) == (0, "")
        assert out == result_json(case.appraise(draws=50, seed=7), ac.check(case))
        jsonschema.Draft202012Validator(result_schema()).validate(json.loads(out))

    def test_csv_is_every_measure(self, run):
        code, out, err = run("appraise", LICENCE, "--format", "csv")
        assert (code, err) == (0, "")
        assert out == measures_table(ac.load(LICENCE).appraise()).to_csv()
        assert next(csv.reader(io.StringIO(out))) == [
            *("option", "against", "measure", "value", "unit", "price_base", "undefined")
        ]

    @pytest.mark.parametrize("at", ["mode", "p50"])
    def test_the_centre_can_be_chosen(self, run, at):
        assert json.loads(run("appraise", LICENCE, "--at", at, "--format", "json")[1])["at"] == at

    def test_a_report_folder_is_written_as_well_and_announced_on_standard_error(self, run, tmp_path):
        target = tmp_path / "report"
        code, out, err = run("appraise", LICENCE, "-o", target)
        assert code == 0
        assert out.startswith("Renew a licence online (invented)\n")
        count = len([path for path in target.rglob("*") if path.is_file()])
        assert err == f"\nReport: {count} files in {target}; open {target / 'report.html'}.\n"
        assert (target / "result.json").is_file()
        assert (target / "tables" / "absolute.csv").is_file()

    def test_a_folder_with_a_case_file_will_do(self, run, tmp_path):
        (tmp_path / "case.toml").write_bytes(Path(BICESTER).read_bytes())
        assert run("appraise", tmp_path) == run("appraise", BICESTER)

    def test_a_case_in_json_will_do(self, run, tmp_path):
        ac.save(ac.load(LICENCE), tmp_path / "case.json")
        assert run("appraise", tmp_path / "case.json") == run("appraise", LICENCE)

    @pytest.mark.parametrize("name", ["licence", "council", "bicester"])
    def test_every_example_is_appraised(self, run, name):
        assert run("appraise", EXAMPLES / f"{name}.toml")[0] == 0


class TestCheck:
    def test_text_is_that_of_a_linter(self, run):
        code, out, err = run("check", BICESTER)
        assert (code, err) == (0, "")
        assert out.splitlines()[0] == (
            f"{BICESTER}: scenarios: needs-judgement climate-scenarios-missing: the appraisal ends in 2017-18, "
            "and no scenario looks at a climate 2 degrees warmer."
        )
        assert out.endswith("\n6 findings.\n")

    def test_json_is_a_list_of_findings(self, run):
        code, out, _ = run("check", BICESTER, "--format", "json")
        assert code == 0
        kept = finding_document(ac.check(ac.load(BICESTER))[0])
        found = [{key: value for key, value in held.items() if key in kept} for held in json.loads(out)]
        assert found == [finding_document(finding) for finding in ac.check(ac.load(BICESTER))]
        assert out.endswith("]\n")

    def test_a_day_leaves_out_what_was_not_in_force(self, run):
        code, out, err = run("check", BICESTER, "--on", "2025-01-01")
        assert (code, err) == (0, "")
        assert "warn cash-release-without-budget" in out
        assert "warn rule-sets-not-in-force" in out  # so that nobody takes the few for a clean bill
        assert out.endswith("\n2 findings.\n")


class TestNew:
    @pytest.mark.parametrize("name", ["my.toml", "folder", "deep/er/case.toml"])
    def test_its_file_loads_has_nothing_to_find_and_appraises(self, run, tmp_path, name):
        target = tmp_path / name if name.endswith(".toml") else tmp_path / name / "case.toml"
        assert run("new", tmp_path / name) == (0, f"Wrote {target}. Try: agile-case appraise {target}\n", "")
        case = ac.load(target)
        assert ac.check(case) == ()
        assert case.appraise(draws=20, seed=1).against()["digital"].npsv is not None
        assert run("check", target) == (0, "No findings.\n", "")
        assert run("appraise", target)[0] == 0

    def test_it_refuses_to_overwrite(self, run, refused, tmp_path):
        target = tmp_path / "case.toml"
        target.write_text("mine", encoding="utf-8")
        for name in (target, tmp_path):
            err = refused("new", name)
            assert err.startswith("FileError: There is a file of that name already.\n")
            assert f"got:    {target}\n" in err
            assert "do:     choose another name; nothing was overwritten\n" in err
        assert target.read_text(encoding="utf-8") == "mine"

    def test_a_file_in_the_place_of_a_folder_is_named(self, refused, tmp_path):
        target = tmp_path / "notes.txt"
        target.write_text("mine", encoding="utf-8")
        assert f"got:    {target}\n" in refused("new", target)
        assert target.read_text(encoding="utf-8") == "mine"

    def test_a_place_that_cannot_be_written_is_refused(self, refused, tmp_path):
        (tmp_path / "file").write_text("", encoding="utf-8")
        err = refused("new", tmp_path / "file" / "x" / "my.toml")
        assert err.startswith("FileError: This file cannot be written.\n")
        assert f"got:    {tmp_path / 'file' / 'x' / 'my.toml'}: Not a directory\n" in err


class TestSchema:
    def test_the_schema_of_the_case_file_is_printed(self, run):
        code, out, err = run("schema")
        assert (code, json.loads(out), err) == (0, ac.case_schema(), "")

    def test_so_is_that_of_the_result(self, run):
        assert json.loads(run("schema", "--kind", "result")[1]) == result_schema()

    def test_it_is_written_to_a_file_in_the_place_of_an_older_one(self, run, tmp_path):
        target = tmp_path / "case.schema.json"
        target.write_text("{}", encoding="utf-8")
        assert run("schema", "--output", target) == (0, f"Wrote {target}.\n", "")
        assert target.read_text(encoding="utf-8") == run("schema")[1]

    @pytest.mark.parametrize("name", [".", "none/case.schema.json", "a\0b"])
    def test_a_file_that_cannot_be_written_is_refused(self, refused, tmp_path, name):
        assert refused("schema", "-o", tmp_path / name).startswith("FileError: This file cannot be written.")


class TestCodes:
    @pytest.mark.parametrize("form", ["text", "json"])
    def test_a_rule_that_blocks_gives_1_and_the_output_all_the_same(self, run, blocked, form):
        code, out, err = run("check", LICENCE, "--format", form)
        assert (code, err) == (1, "")
        assert "stop-here" in out

    def test_an_appraisal_of_a_blocked_case_is_printed_and_gives_1(self, run, blocked):
        code, out, err = run("appraise", LICENCE, "--format", "json")
        assert (code, err) == (1, "")
        assert [finding["severity"] for finding in json.loads(out)["findings"]] == ["block"]

    def test_warnings_give_0(self, run):
        assert run("check", LICENCE)[0] == 0

    def test_an_interruption_gives_130(self, run, monkeypatch):
        def interrupt(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(cli, "load", interrupt)
        assert run("appraise", LICENCE) == (130, "", "")


class TestRefusals:
    @pytest.mark.parametrize("command", ["appraise", "check"])
    def test_a_missing_file(self, refused, tmp_path, command):
        err = refused(command, tmp_path / "none.toml")
        assert err == (
            "FileError: This file cannot be read.\n"
            f"  got:    {tmp_path / 'none.toml'}: No such file or directory\n"
            "  wanted: a case file (.toml or .json) or a folder with case.toml\n"
            "  see:    reference/errors#file\n"
        )

    def test_a_folder_without_a_case_file(self, refused, tmp_path):
        assert f"got:    {tmp_path / 'case.toml'}: No such file or directory\n" in refused("check", tmp_path)

    def test_toml_that_is_broken(self, refused, tmp_path):
        path = tmp_path / "broken.toml"
        path.write_text('[case]\ntitle = "x\n', encoding="utf-8")
        assert refused("appraise", path).startswith("DocumentError: ")

    def test_all_of_ten_faults_are_listed_with_their_lines(self, refused, tmp_path):
        path = tmp_path / "faults.toml"
        path.write_text(TEN_FAULTS, encoding="utf-8")
        err = refused("appraise", path)
        head, *faults = err.split("\n\n")
        assert head == f"InvalidCaseError: {len(faults)} faults:"
        assert len(faults) >= 10
        for where in (
            *("case.start (line 5)", "case.horizon (line 6)", "case.price_base (line 7)", "case.savings (line 8)"),
            *("case.colour (line 9)", "options.new.roles (line 17)", "options.new.costs.work.budget (line 20)"),
        ):
            assert f"  where:  {where}\n" in err, where
        assert all("\n  see:    reference/errors#" in fault for fault in faults)

    @pytest.mark.parametrize("seed", ["-1", str(2**64)])
    def test_a_number_that_is_no_seed(self, refused, seed):
        err = refused("appraise", LICENCE, "--draws", 10, "--seed", seed)
        assert err.startswith(f"InputError: This is not a seed.\n  where:  seed\n  got:    {seed}\n")

    @pytest.mark.parametrize("draws", ["0", "1", "-5"])
    def test_a_number_that_is_no_number_of_draws(self, refused, draws):
        err = refused("appraise", LICENCE, "--draws", draws, "--seed", 1)
        assert err.startswith("InputError: This is not a number of draws.\n")

    @pytest.mark.parametrize(
        ("words", "got"),
        [(("--draws", 10), "draws without a seed"), (("--seed", 1), "a seed without draws")],
    )
    def test_one_of_draws_and_seed_without_the_other(self, refused, words, got):
        err = refused("appraise", LICENCE, *words)
        assert err.startswith("InputError: A simulation needs both a number of draws and a seed.\n")
        assert f"  got:    {got}\n" in err

    def test_what_information_is_worth_needs_draws_and_is_text(self, refused):
        assert "  where:  --information\n" in refused("appraise", LICENCE, "--information", "--format", "json")
        assert "appraise with draws and a seed" in refused("appraise", LICENCE, "--information")

    def test_an_unknown_centre(self, refused):
        err = refused("appraise", LICENCE, "--at", "mean")
        assert err.startswith("UnknownNameError: This is not a way to choose central values.\n")
        assert "did you mean means?" in err

    def test_a_day_that_is_none(self, refused):
        assert "yesterday" in refused("check", LICENCE, "--on", "yesterday")

    def test_a_report_that_cannot_be_written_comes_after_the_answer(self, run, tmp_path):
        (tmp_path / "file").write_text("", encoding="utf-8")
        code, out, err = run("appraise", LICENCE, "-o", tmp_path / "file")
        assert code == 2
        assert out.startswith("Renew a licence online (invented)\n")
        assert err.startswith("FileError: This file cannot be written.\n")
        assert "  do:     choose another folder with -o\n" in err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ((), "the following arguments are required: COMMAND"),
            (("appraise",), "the following arguments are required: CASE"),
            (("appraise", LICENCE, "--colour"), "unrecognized arguments: --colour"),
            (("appraise", LICENCE, "--draws", "many"), "argument --draws: invalid int value: 'many'"),
            (("appraise", LICENCE, "--format", "xml"), "argument --format: invalid choice: 'xml'"),
            (("check", LICENCE, "--format", "csv"), "argument --format: invalid choice: 'csv'"),
            (("prove", LICENCE), "invalid choice: 'prove'"),
        ],
    )
    def test_words_that_it_does_not_know(self, capsys, words, said):
        with pytest.raises(SystemExit) as caught:
            cli.main(list(words))
        assert caught.value.code == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("usage: agile-case")
        assert said in printed.err


@pytest.mark.full
class TestTerminals:
    def test_control_characters_of_a_case_do_not_reach_the_terminal(self, run, tmp_path):
        path = tmp_path / "case.toml"
        text = Path(BICESTER).read_text(encoding="utf-8")
        text = text.replace('title = "Accommodation centre"', 'title = "\\u001b[2J\\u0007Centre"')
        text = text.replace('source = "Appendix Four, row 1.2"\n', "")
        path.write_text(text, encoding="utf-8")
        _, out, _ = run("appraise", path)
        assert "\ufffd[2J\ufffdCentre" in out
        assert not {"\x1b", "\x07"} & set(out)
        assert (
            json.loads(run("appraise", path, "--format", "json")[1])["options"]["centre"]["title"]
            == "\x1b[2J\x07Centre"
        )

    def test_an_output_that_cannot_hold_the_text_gets_utf_8(self):
        done = process("appraise", LICENCE, env={**os.environ, "PYTHONIOENCODING": "ascii"})
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == process("appraise", LICENCE, env={**os.environ, "PYTHONIOENCODING": "utf-8"}).stdout
        assert "(£k," in done.stdout.decode()


@pytest.mark.full
class TestProcesses:
    """Runs of the real program."""

    def test_the_version_is_that_of_the_package(self):
        done = process("--version")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode() == f"agile-case {metadata.version('agile-case')}\n"

    def test_an_answer_gives_0_and_a_refusal_2_without_a_traceback(self, tmp_path):
        done = process("check", LICENCE)
        assert (done.returncode, done.stderr) == (0, b"")
        done = process("check", tmp_path / "none.toml")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"FileError: ")
        assert b"Traceback" not in done.stderr

    def test_unknown_words_give_2(self):
        done = process("appraise", LICENCE, "--colour")
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"unrecognized arguments: --colour" in done.stderr

    def test_a_reader_who_has_read_enough_leaves_no_traceback(self):
        read, write = os.pipe()
        os.close(read)  # nobody reads: the first write fails
        try:
            done = process("appraise", LICENCE, capture_output=False, stdout=write, stderr=subprocess.PIPE)
        finally:
            os.close(write)
        assert (done.returncode, done.stderr) == (0, b"")

    def test_the_first_line_alone_can_be_read(self):
        command = f'"{sys.executable}" -m agile_case appraise "{LICENCE}" --format json | head -1'
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, timeout=120)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"{\n", b"")

    def test_a_broken_pipe_is_met_in_this_process_too(self, run, monkeypatch, tmp_path):
        """Standard output breaks; what is left in its buffer goes nowhere."""
        file = (tmp_path / "out").open("w", encoding="utf-8")

        class Broken(io.StringIO):
            def write(self, _text):
                raise BrokenPipeError(errno.EPIPE, "Broken pipe")

            def fileno(self):
                return file.fileno()

        monkeypatch.setattr(sys, "stdout", Broken())
        try:
            assert cli.main(["check", LICENCE]) == 0
        finally:
            file.close()


def test_migrate_says_that_a_file_is_current_and_refuses_a_newer_one(run, tmp_path):
    target = tmp_path / "case.toml"
    target.write_text(Path(LICENCE).read_text(encoding="utf-8"), encoding="utf-8")
    before = target.read_bytes()
    said = f"{target} is in the current format already, agile-case/1.\n"
    for words in ([str(target)], [str(target), "--check"], [str(tmp_path)]):
        assert run("migrate", *words) == (0, said, "")
    assert target.read_bytes() == before
    target.write_text('format = "agile-case/2"\n', encoding="utf-8")
    code, out, err = run("migrate", str(target))
    assert (code, out) == (2, "")
    assert err.startswith("InvalidCaseError: This case is in a format that this version does not read.\n")
    assert "install a newer version" in err
    code, out, err = run("migrate", str(tmp_path / "none.toml"))
    assert (code, out) == (2, "")
    assert err.startswith("FileError: This file cannot be read.\n")


def test_migrate_brings_an_older_file_up_and_check_only_says_so(run, tmp_path, monkeypatch):
    monkeypatch.setitem(migration.STEPS, "agile-case/before", migration.Step("agile-case/1", lambda _document: None))
    target = tmp_path / "case.toml"
    text = Path(LICENCE).read_text(encoding="utf-8")
    target.write_text(text.replace("agile-case/1", "agile-case/before"), encoding="utf-8")
    code, out, _ = run("migrate", str(target), "--check")
    assert (code, out) == (1, f"{target} can be brought up to the current format: agile-case/before -> agile-case/1.\n")
    assert "bring it up to date with agile-case migrate" in run("check", str(target))[2]
    code, out, _ = run("migrate", str(target))
    assert (code, out) == (0, f"{target} was brought up to the current format: agile-case/before -> agile-case/1.\n")
    assert target.read_text(encoding="utf-8") == text


def test_what_information_is_worth_is_printed_after_the_report(run):
    code, out, err = run("appraise", LICENCE, "--draws", 500, "--seed", 7, "--information")
    known = ac.load(LICENCE).appraise(draws=500, seed=7).information()
    assert (code, err) == (0, "")
    assert out.endswith(f"\n\n{known.table.to_text()}\n\n{known.values_table.to_text()}\n")
    assert out.startswith(run("appraise", LICENCE, "--draws", 500, "--seed", 7)[1])


class TestRoute:
    def test_it_prints_what_the_function_finds(self, run):
        code, out, err = run("route", LICENCE, "--on", "2026-04-01", "--option", "digital")
        assert (code, err) == (0, "")
        assert out == f"{ac.route(ac.load(LICENCE), on='2026-04-01', option='digital')}\n"

    def test_json_and_p90(self, run):
        words = ("--on", "2026-04-01", "--option", "digital", "--draws", 50, "--seed", 1, "--format", "json")
        code, out, err = run("route", LICENCE, *words)
        assert (code, err) == (0, "")
        assert {"code", "severity", "path", "message", "source", "judged"} == set(json.loads(out)[0])
