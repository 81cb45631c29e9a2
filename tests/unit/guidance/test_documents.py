"""The business case of a stage: silent where it is the usual one, a question where it is not."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.findings import Severity
from agile_case.guidance.documents import RULES

PERMITS = ac.load(Path(__file__).parents[3] / "examples" / "permits.toml")
CODES = {rule.code for rule in RULES}
ASK, WARN = Severity.NEEDS_JUDGEMENT, Severity.WARN


def found(changes):
    held = PERMITS.revise(changes)
    return [(one.code, one.severity, one.path, one.message) for one in ac.check(held) if one.code in CODES]


def test_the_usual_documents_and_a_programme_case_are_not_asked_about():
    assert found({}) == []
    assert found({"stages.private_beta.document": "FBC", "stages.public_beta.document": "FBC"}) == []
    assert found({"stages.discovery.document": None, "stages.alpha.phase": None}) == []


def test_another_document_than_the_phase_has_is_a_question():
    (one,) = found({"stages.alpha.document": "FBC"})
    assert one == (
        "document-unlike-phase",
        ASK,
        "stages.alpha.document",
        "the gate after alpha decides on the full business case; usual is the content of the outline business case.",
    )


def test_going_back_to_an_earlier_document_is_a_question():
    (one,) = found({"stages.private_beta.document": "SOC"})
    said = "this gate decides on the strategic outline case, and one before it on the outline business case."
    assert one[2:] == ("stages.private_beta.document", said)


@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        ({}, ASK, "a business justification case: is the scheme inside the limit for one stage?"),
        ({"programme.pre_competed": None}, ASK, "Not answered: programme.pre_competed."),
        ({"programme.novel": "yes"}, WARN, "is for smaller schemes, and this is novel."),
        (
            {"programme.contentious": "yes", "programme.pre_competed": "no"},
            *(WARN, "contentious and not bought through a pre-competed arrangement."),
        ),
        ({"programme": None}, ASK, "programme.novel, programme.contentious, programme.pre_competed."),
    ],
)
def test_a_justification_case_asks_whether_it_fits(changes, severity, words):
    (one,) = found({"stages.private_beta.document": "BJC", **changes})
    assert one[:3] == ("justification-case-fits", severity, "stages.private_beta.document")
    assert one[3].endswith(words)
