"""What nouns show, and under which address their faults stand."""

import datetime

import attrs
import pytest

import agile_case as ac
from agile_case.errors import Fault, InputError
from agile_case.quantities.nouns import Noun, at_field, in_words, located


@attrs.frozen(kw_only=True, repr=False)
class Thing(Noun):
    """A thing for these tests."""

    title: str = ""
    parts: tuple[str, ...] = attrs.field(factory=tuple)
    hidden: int = attrs.field(default=0, repr=False)
    needed: int


def test_text_leaves_out_what_holds_its_default():
    assert repr(Thing(needed=0)) == "Thing(needed=0)"
    assert repr(Thing(needed=1, title="a", parts=("b",), hidden=2)) == "Thing(title='a', parts=('b',), needed=1)"


def test_a_table_is_captioned_by_kind_and_title_and_escaped():
    assert "<caption>Thing</caption>" in Thing(needed=1)._repr_html_()
    assert "hidden" not in Thing(needed=1, hidden=2)._repr_html_()
    assert "<caption>Thing: &lt;b&gt;</caption>" in Thing(needed=1, title="<b>")._repr_html_()
    assert "<caption>Optimism bias</caption>" in ac.OptimismBias(type="outsourcing", measure="x")._repr_html_()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("text", "text"),
        (None, "none"),
        (True, "true"),
        (3, "3"),
        (1234567.5, "1,234,567.5"),
        (datetime.date(2026, 4, 1), "2026-04-01"),
        (("a", 1), "a, 1"),
        ((), "none"),
        ({}, "none"),
        ({"a": 1, "b": ("c",)}, "a 1; b c"),
        ({"a": Thing(needed=1), "b": 2}, "a, b"),
        ({(1, 2): 3}, "1, 2 3"),
        (Thing(needed=1, title="a"), "title a; needed 1"),
        (ac.FinancialYear(2026), "2026-27"),
        (ac.Expression("a * b"), "a * b"),
    ],
    ids=str,
)
def test_a_cell_shows_a_value_in_words(value, words):
    assert in_words(value) == words


def test_a_fault_stands_under_the_name_of_its_field_once():
    assert at_field(Fault("Wrong."), "amount").where == "amount"
    assert at_field(Fault("Wrong.", "amount"), "amount").where == "amount"
    assert at_field(Fault("Wrong.", "amount.0"), "amount").where == "amount.0"
    assert at_field(Fault("Wrong.", "amounts"), "amount").where == "amount.amounts"


def test_what_a_converter_or_a_validator_refuses_names_the_field_and_that_of_a_base_is_left_alone():
    def refuse(*_given):
        message = "Refused."
        raise InputError(message)

    @attrs.frozen(field_transformer=located)
    class Base:
        a: int = attrs.field(default=1, validator=attrs.validators.optional(refuse))

    @attrs.frozen(field_transformer=located)
    class Own(Base):
        b: int = attrs.field(default=2, converter=lambda value: value if value == 2 else refuse())
        c: int = 3

    assert Own(None).c == 3
    for given, where in (((1,), "a"), ((None, 5), "b")):
        with pytest.raises(InputError, match=r"^Refused\.") as caught:
            Own(*given)
        assert caught.value.faults[0].where == where


class TestFindings:
    def test_findings_evaluate_back_and_count(self):
        held = ac.Findings([ac.Finding("a-code", ac.Severity.WARN, "case", "found", "own check")])
        assert repr(held) == (
            "Findings((Finding(code='a-code', severity=Severity.WARN, path='case', message='found', "
            "source='own check'),))"
        )
        assert str(held).endswith("1 finding.")
        assert str(ac.Findings(held * 2)).endswith("2 findings.")
        assert str(ac.Findings()) == "No findings."
        assert ac.Findings().table.rows == ()
