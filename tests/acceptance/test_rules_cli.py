"""`agile-case check` as a linter, and `agile-case rules`: what they print, and with which exit code."""

import json
from pathlib import Path

import pytest

import agile_case as ac
from agile_case import cli
from agile_case.errors import InputError
from agile_case.findings import Finding, Findings, Severity
from agile_case.guidance import check as judging
from agile_case.guidance.rules import Rule
from agile_case.reports.lint import fails

EXAMPLES = Path(__file__).parents[2] / "examples"
LICENCE, BICESTER = str(EXAMPLES / "licence.toml"), str(EXAMPLES / "bicester.toml")
JUDGEMENT = """
[judgements.settled]
rule = "{rule}"
by = "The finance director"
on = "2026-05-01"
because = "The letter is in the folder"
ignore = {ignore}
"""


@pytest.fixture
def run(capsys):
    def call(*words):
        code = cli.main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def judged(tmp_path):
    def made(rule, *, ignore):
        text = Path(BICESTER).read_text(encoding="utf-8") + JUDGEMENT.format(rule=rule, ignore=str(ignore).lower())
        (tmp_path / "case.toml").write_text(text, encoding="utf-8")
        return tmp_path / "case.toml"

    return made


@pytest.fixture
def blocked(monkeypatch):
    finding = Finding("stop-here", Severity.BLOCK, "case", "this may not go on.", "a test")
    rule = Rule("stop-here", "own", "t", "c", "none", "c.", "f.", lambda *_: [finding])
    monkeypatch.setattr(judging, "RULES", (*judging.RULES, rule))


class TestCheck:
    def test_each_finding_has_its_file_and_line(self, run):
        lines = Path(LICENCE).read_text(encoding="utf-8").splitlines()
        placed = [line for line in run("check", LICENCE)[1].splitlines() if line.startswith(f"{LICENCE}:")]
        numbered = [line.removeprefix(f"{LICENCE}:").split(": ") for line in placed]
        found = [(held[0], held[1]) for held in numbered if held[0].isdigit()]
        assert found
        for number, address in found:
            assert address.rpartition(".")[2] in lines[int(number) - 1]

    def test_what_is_nowhere_in_the_file_has_the_file_only(self, run):
        assert run("check", BICESTER)[1].startswith(f"{BICESTER}: scenarios: needs-judgement ")

    def test_a_case_in_json_has_no_lines(self, run, tmp_path):
        ac.save(ac.load(LICENCE), tmp_path / "case.json")
        assert run("check", tmp_path / "case.json")[1].startswith(f"{tmp_path / 'case.json'}: ")

    def test_only_some_codes(self, run):
        code, out, _ = run("check", BICESTER, "--select", "optimism-*", "--format", "json")
        assert (code, [held["code"] for held in json.loads(out)]) == (0, ["optimism-bias-missing"])
        assert run("check", BICESTER, "--select", "optimism-*")[1].endswith(
            "\n1 finding. 5 left out by --select and --ignore.\n"
        )

    def test_without_some_codes(self, run):
        out = run("check", BICESTER, "--ignore", "optimism-*,climate-scenarios-missing", "--format", "json")[1]
        assert len(json.loads(out)) == 4

    def test_a_code_that_no_rule_has_is_refused(self, run):
        code, out, err = run("check", BICESTER, "--ignore", "optimism-bias-mising")
        assert (code, out) == (2, "")
        assert "  where:  --ignore\n" in err
        assert "optimism-bias-missing" in err

    @pytest.mark.parametrize(
        ("fail_on", "code"), [("block", 0), ("route", 0), ("needs-judgement", 1), ("warn", 1), ("never", 0)]
    )
    def test_the_exit_code_hangs_on_the_worst_open_finding(self, run, fail_on, code):
        assert run("check", BICESTER, "--fail-on", fail_on)[0] == code

    def test_a_severity_that_is_none_is_refused(self):
        with pytest.raises(InputError, match="not a severity"):
            fails(Findings(), "warning")

    def test_a_block_cannot_be_left_out_by_an_option(self, run, blocked):
        code, out, _ = run("check", BICESTER, "--ignore", "stop-here", "--select", "optimism-*")
        assert code == 1
        assert "block stop-here" in out

    def test_a_block_that_is_answered_is_printed_and_does_not_fail(self, run, blocked, judged):
        code, out, _ = run("check", judged("stop-here", ignore=True))
        assert code == 0
        assert "block stop-here" in out
        assert "    judged: ignored by The finance director on 2026-05-01: The letter is in the folder\n" in out
        assert run("appraise", judged("stop-here", ignore=True))[0] == 0

    def test_what_is_ignored_is_counted_and_shown_on_request(self, run, judged):
        file = judged("optimism-bias-missing", ignore=True)
        code, out, _ = run("check", file)
        assert (code, "optimism-bias-missing" in out) == (0, False)
        assert out.endswith("\n5 findings, 1 ignored with a reason.\n")
        assert "optimism-bias-missing" in run("check", file, "--show-ignored")[1]
        held = json.loads(run("check", file, "--format", "json")[1])
        assert [one["code"] for one in held if one["ignored"]] == ["optimism-bias-missing"]

    def test_an_answer_closes_a_question(self, run, judged):
        file = judged("climate-scenarios-missing", ignore=False)
        out = run("check", file)[1]
        assert "judged: answered by The finance director on 2026-05-01: The letter is in the folder" in out
        assert out.endswith("\n6 findings, 1 of them judged.\n")

    def test_its_help_says_what_the_exit_codes_mean(self, capsys):
        with pytest.raises(SystemExit):
            cli.main(["check", "--help"])
        assert "  1  one is\n" in capsys.readouterr().out


class TestRules:
    def test_every_rule_has_a_line(self, run):
        code, out, _ = run("rules")
        assert code == 0
        assert [line.split()[0] for line in out.splitlines()] == [rule.code for rule in judging.RULES]

    def test_one_rule_in_full(self, run):
        out = run("rules", "spend-control-v6")[1]
        assert "in force to    2026-03-31\n" in out
        assert "evidence       primary\n" in out

    def test_as_json(self, run):
        held = json.loads(run("rules", "--format", "json")[1])
        assert [one["code"] for one in held] == [rule.code for rule in judging.RULES]
        one = json.loads(run("rules", "spend-control-v6", "--format", "json")[1])
        assert one in held
        assert one["in_force_from"] == "2024-02-23"

    def test_one_that_is_none_is_refused_and_the_nearest_named(self, run):
        code, out, err = run("rules", "spend-control-v7")
        assert (code, out) == (2, "")
        assert "spend-control-v6" in err
