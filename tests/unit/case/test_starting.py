"""A case at the start of discovery: an answer goes where it belongs, and what is none is refused with its key."""

import datetime
import io
import json
import sys

import pytest

import agile_case as ac
from agile_case import cli
from agile_case.case.starting import QUESTIONS, discovery_text, read_answer
from agile_case.errors import AgileCaseError, InputError

ANSWERS = {question.key: question.example for question in QUESTIONS}
BY_KEY = {question.key: question for question in QUESTIONS}


def refused(**changes):
    given = {key: value for key, value in (ANSWERS | changes).items() if value is not None}
    with pytest.raises(InputError) as caught:
        discovery_text(given)
    return [(fault.where, fault.what) for fault in caught.value.faults]


def test_there_are_at_most_fifteen():
    assert len(QUESTIONS) == len(BY_KEY) <= 15


def test_the_examples_make_a_case_that_loads_appraises_and_is_checked():
    case = ac.loads(discovery_text(ANSWERS))
    assert case.title == ANSWERS["title"]
    assert case.appraise(draws=50, seed=1).against()["service"].npsv is not None
    assert not [finding for finding in ac.check(case) if finding.severity.value == "block"]
    assert ac.completeness(case).at == "SOC"


def test_what_its_first_lines_say_of_the_next_step_runs_and_says_what_to_test(tmp_path, capsys):
    text = discovery_text(ANSWERS)
    (words,) = (line.split("agile-case ")[1] for line in text.splitlines() if line.startswith("# What to test first:"))
    file = tmp_path / "case.toml"
    file.write_text(text, encoding="utf-8")
    assert cli.main([str(file) if word == "THIS-FILE" else word for word in words.split()]) == 0
    assert "Value of knowing one assumption (" in capsys.readouterr().out


def test_every_answer_goes_where_it_belongs():
    case = ac.loads(discovery_text(ANSWERS | {"team": 9, "share": "0.7", "discovery": datetime.date(2027, 2, 1)}))
    assert case.model.counts == ("application",)
    estimates = {key: held.estimate for key, held in case.model.assumptions.items()}
    assert estimates["volume"] == ac.Pert(380_000, 410_000, 450_000)
    assert estimates["team"] == ac.Fixed(9)
    assert estimates["share"] == ac.Fixed(0.7)
    assert estimates["running"] == ac.Pert(900_000, 1_200_000, 2_000_000)
    assert case.model.basis.start == ac.FinancialYear(2026)
    assert case.model.events["alpha"] == datetime.date(2027, 2, 1) + datetime.timedelta(weeks=8)
    assert case.get("management.owner") == ANSWERS["owner"]
    assert case.get("strategic.case_for_change") == ANSWERS["problem"]
    assert all(held.source and held.quality == "red" for held in case.model.assumptions.values())


def test_what_may_be_left_out_is_left_out():
    given = {key: value for key, value in ANSWERS.items() if not BY_KEY[key].optional}
    assert ac.loads(discovery_text(given)).model.basis.organisation == ""


@pytest.mark.parametrize("text", ['say "no"', "back\\slash", "it's $title", "naïve £5m\nand\ttab \x7f", "'''", '"""'])
def test_text_of_any_kind_is_kept(text):
    assert ac.loads(discovery_text(ANSWERS | {"title": text, "problem": text})).title == " ".join(text.split())


def test_every_answer_that_is_missing_is_listed():
    with pytest.raises(InputError) as caught:
        discovery_text({})
    assert [fault.where for fault in caught.value.faults] == [one.key for one in QUESTIONS if not one.optional]
    assert {fault.do for fault in caught.value.faults} <= {one.words for one in QUESTIONS}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"title": " "}, "An answer is needed."),
        ({"thing": "Many applications"}, "This is not a word for what is counted."),
        ({"volume": "about 400"}, "This is not a number."),
        ({"volume": "-3"}, "This is not a number."),
        ({"volume": [1, 2]}, "One number is needed, or three."),
        ({"volume": [3, 2, 4]}, "These are not low, most likely and high."),
        ({"volume": [2, 2, 2]}, "These are not low, most likely and high."),
        ({"volume": {"low": 3}}, "This is not an answer."),
        ({"share": "70"}, "A share lies between nothing and all."),
        ({"share": "0%"}, "A share lies between nothing and all."),
        ({"staff_hour": "$26"}, "This is not an amount of money."),
        ({"discovery": "next week"}, "This is not a date."),
        ({"public_beta": "2026-10-01"}, "The service opens before discovery has ended."),
    ],
)
def test_what_is_no_answer_is_refused_at_its_key(changes, what):
    assert refused(**changes) == [(next(iter(changes)), what)]


def test_a_unit_word_cannot_be_what_is_counted():
    ((where, _),) = refused(thing="hour")
    assert where.startswith("thing")


def test_an_answer_to_no_question_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean volume"):
        discovery_text(ANSWERS | {"volumes": 3})


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_takes_its_own_example(question):
    assert read_answer(question, question.example)


class TestCommand:
    @pytest.fixture
    def run(self, capsys):
        def call(*words):
            code = cli.main([str(word) for word in words])
            printed = capsys.readouterr()
            return code, printed.out, printed.err

        return call

    @pytest.mark.parametrize("kind", ["toml", "json"])
    def test_answers_come_from_a_file_and_the_command_line_goes_first(self, run, tmp_path, kind):
        file = tmp_path / f"answers.{kind}"
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in ANSWERS.items())
        file.write_text(lines if kind == "toml" else json.dumps(ANSWERS), encoding="utf-8")
        target = tmp_path / "case.toml"
        words = ("new", target, "--phase", "discovery", "--answers", file, "--answer", "title=Mine = yours")
        assert run(*words) == (0, f"Wrote {target}. Try: agile-case appraise {target}\n", "")
        assert ac.load(target).title == "Mine = yours"
        assert run("appraise", target)[0] == 0
        assert run("check", target)[0] == 0

    def test_at_a_terminal_what_is_missing_is_asked_until_it_is_answered(self, run, tmp_path, monkeypatch):
        lines = io.StringIO("".join(f"{line}\n" for line in ("many", *list(ANSWERS.values())[5:])))
        monkeypatch.setattr(lines, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stdin", lines)
        given = [f"--answer={key}={value}" for key, value in list(ANSWERS.items())[:5]]
        code, out, err = run("new", tmp_path / "mine", "--phase", "discovery", *given)
        assert (code, out.startswith("Wrote ")) == (0, True)
        assert err.count("6/15") == 2
        assert "This is not a number. Wanted: digits" in err
        assert not err.startswith("1/15")
        assert ac.load(tmp_path / "mine").appraise().against()["service"].npsv is not None

    def test_questions_that_end_early_write_nothing(self, run, tmp_path, monkeypatch):
        lines = io.StringIO("A title\n\n")
        monkeypatch.setattr(lines, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stdin", lines)
        code, out, err = run("new", tmp_path / "mine", "--phase", "discovery")
        assert (code, out) == (2, "")
        assert "The questions were not answered to the end." in err
        assert "or nothing" in err
        assert not (tmp_path / "mine").exists()

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--answer", "title=A"], "Answers belong to a phase."),
            (["--phase", "discovery", "--answer", "title"], "This is not an answer."),
            (["--phase", "discovery", "--answers", "none.toml"], "wanted: a file of answers"),
            (["--phase", "discovery"], "This question has no answer."),
        ],
    )
    def test_what_is_no_answer_is_refused_and_nothing_is_written(self, run, tmp_path, monkeypatch, words, said):
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        code, out, err = run("new", tmp_path / "mine", *words)
        assert (code, out) == (2, "")
        assert said in err
        assert not (tmp_path / "mine").exists()

    def test_answers_that_do_not_fit_together_write_nothing(self, run, tmp_path):
        given = [f"--answer={key}={value}" for key, value in (ANSWERS | {"thing": "volume"}).items()]
        code, _, err = run("new", tmp_path / "mine", "--phase", "discovery", *given)
        assert code == 2
        assert "This word is reserved" in err
        assert not (tmp_path / "mine").exists()

    def test_a_name_that_is_taken_is_refused_before_anything_is_asked(self, run, tmp_path, monkeypatch):
        (tmp_path / "case.toml").write_text("mine", encoding="utf-8")
        lines = io.StringIO("")
        monkeypatch.setattr(lines, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stdin", lines)
        code, _, err = run("new", tmp_path, "--phase", "discovery")
        assert code == 2
        assert err.startswith("FileError: There is a file of that name already.")

    def test_completeness_is_printed_as_text_csv_and_json(self, run, tmp_path):
        target = tmp_path / "case.toml"
        target.write_text(discovery_text(ANSWERS), encoding="utf-8")
        held = ac.completeness(ac.load(target))
        code, out, _ = run("completeness", target)
        assert code == 0
        assert out.startswith(held.table.caption)
        assert all(note in out for note in held.table.notes)
        table = out.partition("\n\n")[2].partition("\n\n")[0].splitlines()
        assert len(table) == len(held.table.rows) + 2
        assert max(map(len, table)) <= 120
        assert all(part.content.address in out for part in held.missing)
        assert run("completeness", target, "--all", "--format", "csv") == (0, held.full_table.to_csv(), "")
        code, out, _ = run("completeness", target, "--at", "alpha", "--format", "json")
        document = json.loads(out)
        assert (code, document["at"], sum(document["counts"].values())) == (0, "OBC", len(held.parts))
        with pytest.raises(AgileCaseError):
            ac.completeness(ac.load(target), at="never")
