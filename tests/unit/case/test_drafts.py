"""Drafts: a file that is not a case yet keeps every byte, says what it lacks, and can be put right by address."""

import hashlib
import json
import pickle
from pathlib import Path

import pytest
import tomlkit

import agile_case as ac

LICENCE = (Path(__file__).parents[3] / "examples" / "licence.toml").read_text(encoding="utf-8")
BROKEN = sorted((Path(__file__).parents[1] / "storage" / "broken").glob("*.toml"))
FAULTY = """\
# A case in the making.
format = "agile-case/1"

[case]
title = "Not whole"  # for now
start = "2026-27"
horizon = 2

[reference]
set = "uk-2026-03"

[assumptions]
calls = { value = "many", unit = "1/year" }  # ask them

[options.usual.costs.phones]
amount = "1 GBP/year"
"""


@pytest.fixture
def draft():
    return ac.loads(FAULTY, draft=True)


def test_a_draft_says_every_fault_with_its_place(draft):
    assert [(fault.where, fault.line) for fault in draft.faults] == [
        ("case.price_base", 4),
        ("assumptions.calls.value", 13),
    ]
    with pytest.raises(ac.InvalidCaseError) as caught:
        draft.case()
    assert caught.value.faults == draft.faults
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(FAULTY)
    assert caught.value.faults == draft.faults
    assert not draft.is_whole


def test_a_draft_shows_what_it_is_and_its_faults(draft):
    assert repr(draft) == "<Draft of 'Not whole', toml: 2 faults>"
    assert str(draft).split("\n\n") == ["Draft of 'Not whole': 2 faults.", *(str(fault) for fault in draft.faults)]
    html = draft._repr_html_()
    assert "<caption>Draft of &#x27;Not whole&#x27;: 2 faults</caption>" in html
    assert '<th scope="col">What to do</th>' in html
    assert '<th scope="row" class="short">case.price_base</th><td>4</td>' in html
    assert draft.table.records()[1]["line"] == "13"
    assert repr(ac.loads("", draft=True)).startswith("<Draft without a title, toml: ")
    assert repr(ac.loads("case = 5", draft=True)).startswith("<Draft without a title, toml: ")
    assert repr(ac.loads("case.title = 5", draft=True)).startswith("<Draft without a title, toml: ")
    assert "2 faults" in ac.FrozenMap({"draft": draft})._repr_html_()


def test_a_draft_without_faults_gives_the_case():
    draft = ac.loads(LICENCE, draft=True)
    assert (draft.faults, draft.is_whole, draft.case()) == ((), True, ac.loads(LICENCE))
    assert repr(draft) == "<Draft of 'Renew a licence online (invented)', toml: no faults>"
    assert draft.table.rows == ()


def test_a_draft_in_json_has_faults_without_lines():
    draft = ac.loads(json.dumps({"format": "agile-case/1", "case": {"title": "J"}}), kind="json", draft=True)
    assert {"case.start", "case.horizon", "case.price_base", "reference.set"} <= {held.where for held in draft.faults}
    assert all(fault.line is None for fault in draft.faults)
    assert draft.table.rows[0][1] == ""


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_broken_case_is_a_draft_that_saves_as_it_is(path, tmp_path):
    with pytest.raises(ac.AgileCaseError) as caught:
        ac.load(path)
    if isinstance(caught.value, ac.InvalidCaseError):
        draft = ac.load(path, draft=True)
        assert draft.faults == caught.value.faults
        assert ac.save(draft, tmp_path / "case.toml").read_bytes() == path.read_bytes()
        assert ac.load(tmp_path / "case.toml", draft=True) == draft
    else:  # no TOML, or over a limit
        with pytest.raises(type(caught.value)):
            ac.load(path, draft=True)


@pytest.mark.parametrize("data", [b"\xff", b"[", b"a = nan", b"a" * 9_000_000, None, 5])
def test_what_is_no_document_is_no_draft(data):
    with pytest.raises(ac.InputError) as expected:
        ac.loads(data)
    with pytest.raises(ac.InputError) as caught:
        ac.loads(data, draft=True)
    assert caught.value.faults == expected.value.faults


@pytest.mark.parametrize("draft", [None, 1, "yes"])
def test_whether_a_draft_is_wanted_is_true_or_false(draft):
    with pytest.raises(ac.InputError) as caught:
        ac.loads(LICENCE, draft=draft)
    assert (caught.value.where, caught.value.got) == ("draft", repr(draft))


def test_a_draft_gives_what_the_file_holds(draft):
    assert draft.get("assumptions.calls.value") == "many"
    assert draft.get("case")["title"] == "Not whole"
    draft.get("case")["title"] = "Changed"
    assert draft.get("case.title") == "Not whole"
    with pytest.raises(ac.UnknownNameError) as caught:
        draft.get("case.titel")
    assert (caught.value.what, caught.value.where) == ("'case.titel' is not an address of this draft.", "case.titel")
    assert caught.value.do.startswith("did you mean case.title")
    for path in ("", None, 5):
        with pytest.raises(ac.InputError):
            draft.get(path)
    for path in ("case.", ".", "case.title.x", "case.horizon.0"):
        with pytest.raises(ac.UnknownNameError):
            draft.get(path)


def test_a_key_with_a_dot_hides_no_other():
    draft = ac.loads('"a.b" = 1\n[case]\ntitle = "T"\n', draft=True)
    assert draft.get("case.title") == "T"


def test_a_revision_changes_what_it_names_and_nothing_else(draft):
    whole = draft.revise({"case.price_base": "2026-27", "assumptions.calls.value": 5})
    assert whole.is_whole
    assert whole.case().title == "Not whole"
    assert whole.text == FAULTY.replace('"many"', "5").replace("horizon = 2\n", 'horizon = 2\nprice_base = "2026-27"\n')
    assert draft.text == FAULTY


def test_a_revision_makes_the_tables_on_its_way(draft):
    again = draft.revise({"events.launch": "2026-10-01", "options.new.costs.team": {"amount": "1 GBP/year"}})
    assert again.get("options.new.costs") == {"team": {"amount": "1 GBP/year"}}
    assert again.text.startswith(FAULTY.rstrip("\n"))
    assert again.faults == draft.faults
    assert "unknown-key" in {fault.code for fault in draft.revise({"case.colour": "red"}).faults}


def test_a_table_that_is_revised_keeps_its_comments(draft):
    again = draft.revise({"case": {"title": "Whole", "start": "2026-27", "price_base": "2026-27"}})
    assert 'title = "Whole"  # for now' in again.text
    assert again.get("case") == {"title": "Whole", "start": "2026-27", "price_base": "2026-27"}


def test_a_new_order_of_stages_is_kept():
    draft = ac.loads(LICENCE, draft=True)
    turned = dict(reversed(list(draft.get("stages").items())))
    assert list(draft.revise({"stages": turned}).get("stages")) == ["private_beta", "alpha"]


def test_none_takes_out(draft):
    assert draft.revise({"assumptions.calls": None}).get("assumptions") == {}
    assert draft.revise({"assumptions": None}).text == FAULTY.replace(
        '[assumptions]\ncalls = { value = "many", unit = "1/year" }  # ask them\n\n', ""
    )


def test_places_of_a_list_are_revised():
    draft = ac.loads(LICENCE, draft=True)
    tests = draft.get("stages.alpha.tests")
    more = draft.revise({"stages.alpha.tests.0.people": 5, "stages.alpha.tests.1": {"assumption": "team"}})
    assert more.get("stages.alpha.tests") == [{**tests[0], "people": 5}, {"assumption": "team"}]
    assert more.revise({"stages.alpha.tests.1": None}).get("stages.alpha.tests") == [{**tests[0], "people": 5}]
    other = more.revise({"stages.alpha.tests.0": {"assumption": "team"}})
    assert other.get("stages.alpha.tests.0") == {"assumption": "team"}
    with pytest.raises(ac.InvalidCaseError) as caught:
        more.revise({"stages.alpha.tests.0": 3})
    assert caught.value.what == "A place in a list of tables holds a table."
    with pytest.raises(ac.InvalidCaseError):
        more.revise({"stages.alpha.tests.3": {"assumption": "team"}})
    with pytest.raises(ac.InvalidCaseError):
        more.revise({"stages.alpha.tests.2": None})


def test_addresses_that_lead_nowhere_are_all_listed(draft):
    with pytest.raises(ac.InvalidCaseError) as caught:
        draft.revise(
            {
                "case.titel": None,
                "case.title.deep": 1,
                "assumptions.calls": {"value": 1},
                "assumptions.calls.unit": "1",
                "no.way": None,
            }
        )
    assert {fault.where for fault in caught.value.faults} == {
        "case.titel", "case.title.deep", "assumptions.calls.unit", "no.way",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([], ac.InputError),
        ({5: 1}, ac.InputError),
        ({"case.title": {1, 2}}, ac.DocumentError),
        ({"case.title": float("nan")}, ac.DocumentError),
        ({"case.title": "x" * 60_000}, ac.LimitError),
        ({"x.a": [None]}, ac.InputError),
        ({"": 1}, ac.InputError),
        ({"case..x": 1}, ac.InvalidCaseError),
    ],
)
def test_what_a_file_cannot_hold_is_refused(draft, changes, kind):
    with pytest.raises(kind):
        draft.revise(changes)


def test_a_revision_that_changes_nothing_changes_no_byte():
    text = LICENCE.replace("\n", "\r\n", 3) + "\r\n# end"
    draft = ac.loads(text, draft=True)
    assert draft.revise({"case.title": draft.get("case.title")}).data == text.encode()
    assert draft.revise({}).data == text.encode()


@pytest.mark.parametrize("ending", ["", "\n", "\n\n# end"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_revision_keeps_line_endings_and_the_mark_in_front(ending, mark):
    text = FAULTY.rstrip("\n") + ending
    data = mark + text.replace("\n", "\r\n").encode()
    again = ac.loads(data, draft=True).revise({"case.title": "New"})
    assert again.data == data.replace(b"Not whole", b"New")


def test_a_file_that_cannot_be_changed_in_place_is_refused(draft, monkeypatch):
    monkeypatch.setattr(tomlkit, "dumps", lambda _document: FAULTY)
    with pytest.raises(ac.FileError, match="cannot be changed in place"):
        draft.revise({"case.title": "New"})
    monkeypatch.setattr(tomlkit, "dumps", lambda _document: "[")
    with pytest.raises(ac.FileError, match="cannot be changed in place"):
        draft.revise({"case.title": "New"})


def test_a_draft_in_json_is_revised():
    text = json.dumps({"format": "agile-case/1", "x": {"day": {"$date": "2026-04-01"}}, "case": {"title": None}})
    draft = ac.loads(text, kind="json", draft=True)
    again = draft.revise({"case.title": "J", "x.none": {"a": None}})
    assert json.loads(again.data) == {
        "format": "agile-case/1",
        "x": {"day": {"$date": "2026-04-01"}, "none": {"a": None}},
        "case": {"title": "J"},
    }
    assert draft.revise({"x.day": draft.get("x.day")}).data == text.encode()


def test_a_draft_pickles_and_compares_by_its_content(draft):
    again = pickle.loads(pickle.dumps(draft))
    assert again == draft
    assert again.faults == draft.faults
    assert hash(again) == hash(draft)
    assert draft.sha256 == hashlib.sha256(FAULTY.encode()).hexdigest()
    assert ac.loads(LICENCE, draft=True) != draft
