"""Laws of building in Python: text evaluates back, addresses read what they write, operators do arithmetic."""

import datetime
import math

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.estimates.dimensions import normalise
from agile_case.estimates.expressions import evaluate
from agile_case.estimates.grammar import parse
from agile_case.quantities.units import unit_system
from agile_case.storage.plain import plain_of
from tests.conftest import WHOLE_CASES
from tests.storage_strategies import TEXTS, models

PUBLIC = {name: getattr(ac, name) for name in ac.__all__} | {"datetime": datetime}


def nouns_in(value):
    """Every noun and table of a model, itself first."""
    if attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            yield from nouns_in(getattr(value, field.name))
    elif isinstance(value, ac.FrozenMap):
        yield value
        for item in value.values():
            yield from nouns_in(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from nouns_in(item)


@WHOLE_CASES
@given(models())
def test_what_is_shown_at_the_prompt_evaluates_back_and_a_notebook_shows_a_table(model):
    """Every table has a caption, and every header its scope."""
    for noun in nouns_in(model):
        again = eval(repr(noun), dict(PUBLIC))  # noqa: S307 - our own text, which is what is tested
        assert again == noun
        assert type(again) is type(noun)
        shown = noun._repr_html_()
        assert shown.count("<table>") == shown.count("<caption>") == 1
        assert shown.count("<th") - shown.count("<thead") == shown.count('<th scope="')
        assert "object at 0x" not in shown
    assert eval(repr(model), dict(PUBLIC)).reference.replaced == model.reference.replaced  # noqa: S307 - as above


@WHOLE_CASES
@given(models(), st.data())
def test_a_change_to_what_is_there_changes_nothing(model, data):
    case = ac.Case(model)
    paths = [row[0] for row in case.paths().rows]
    path = data.draw(st.sampled_from(paths))
    above = path.split(".")
    place = ".".join(above[: data.draw(st.integers(1, len(above)))])
    assert case.revise({place: case.get(place)}) == case
    several = data.draw(st.lists(st.sampled_from(paths), unique=True))
    assert case.revise({path: case.get(path) for path in several}) == case


@WHOLE_CASES
@given(models(), st.randoms(use_true_random=False))
def test_every_listed_address_holds_its_leaf_of_the_file(model, random):
    case = ac.Case(model)
    plain = plain_of(model)
    paths = [row[0] for row in case.paths().rows]
    for path in random.sample(paths, min(len(paths), 30)):
        assert case.get(path) == _walk(plain, path), path
        assert path in [row[0] for row in case.paths(path).rows]


def _walk(plain, path):
    for part in path.split("."):
        plain = plain[int(part)] if isinstance(plain, list) else plain[part]
    return plain


@WHOLE_CASES
@given(models(), TEXTS, st.data())
def test_a_changed_text_is_there_and_nothing_else_changed(model, text, data):
    case = ac.Case(model)
    keys = ("title", "source", "notes", "owner")
    paths = [f"{table}.{key}" for table in ("assumptions", "options", "stages") for key in getattr(model, table)]
    places = [f"{path}.{key}" for path in paths for key in (keys if path.startswith("a") else ("title", "notes"))]
    path = data.draw(st.sampled_from(places))
    changed = case.revise({path: text})
    assert changed.get(path) == text
    before, after = ({key: held for key, held in one.paths().rows if held != {}} for one in (case, changed))
    assert {key for key in before | after if before.get(key) != after.get(key)} <= {path}
    assert changed.revise({path: case.get(path)}) == case


@WHOLE_CASES
@given(models(), TEXTS)
def test_what_is_added_can_be_taken_out_again(model, text):
    case = ac.Case(model)
    more = {"assumptions.zz": ac.Assumption(estimate=ac.Pert(1, 2, 4), unit="1", notes=text), "events.zz": "2030-01-01"}
    changed = case.revise(more)
    assert changed.model.assumptions["zz"] == more["assumptions.zz"]
    assert changed.get("events.zz") == datetime.date(2030, 1, 1)
    assert changed.revise(dict.fromkeys(more)) == case


NAMES = ac.names("a", "b", "c")
VALUES = {"a": 3.0, "b": -0.5, "c": 7.25}
UNITS = unit_system(())


@st.composite
def sums(draw, depth=4):
    """The same arithmetic twice: of expressions, and of Python's numbers."""
    kind = draw(st.sampled_from(["name", "number", "text"] if not depth else ["+", "-", "*", "/", "neg", "min", "max"]))
    if kind == "name":
        name = draw(st.sampled_from(sorted(VALUES)))
        return NAMES[name], VALUES[name]
    if kind in ("number", "text"):
        number = draw(st.integers(1, 9) | st.sampled_from([0.5, 1e-3, 2.5e10, -4, -1.5]))
        return (number if kind == "number" else ac.Expression(f"{number} + a")), number + VALUES["a"] * (kind == "text")
    depth = draw(st.integers(0, depth - 1))
    (left, x), (right, y) = draw(sums(depth)), draw(sums(depth))
    if kind == "neg":
        return -left, -x
    if kind in ("min", "max"):
        function = {"min": ac.minimum, "max": ac.maximum}[kind]
        return function(left, right), {"min": min, "max": max}[kind](x, y)
    if kind == "/":
        assume(y != 0)
        return left / right, x / y
    return {"+": lambda: (left + right, x + y), "-": lambda: (left - right, x - y)}.get(
        kind, lambda: (left * right, x * y)
    )()


@given(sums())
def test_operators_on_names_do_the_arithmetic_of_python(both):
    """So brackets stand where they must, and the text that is kept reads as the tree that was meant."""
    built, wanted = both
    assume(isinstance(built, ac.Expression) and math.isfinite(wanted))
    tree = normalise(parse(built, UNITS.words), UNITS)
    assert evaluate(tree, VALUES) == pytest.approx(wanted, rel=1e-12)
    assert ac.Expression(str(built)) == built


@WHOLE_CASES
@given(models(), st.data())
def test_a_new_key_and_the_old_one_again_give_the_same_case(model, data):
    """In between, nothing refers to the old key any more: the case is consistent, or it could not be built."""
    case = ac.Case(model)
    tables = ("assumptions", "curves", "events", "options", "stages", "critical_success_factors")
    paths = [f"{table}.{key}" for table in tables for key in getattr(model, table)]
    paths += [f"options.{key}.costs.{name}" for key, option in model.options.items() for name in option.costs]
    paths += [f"longlist.{category}.{key}" for category, held in model.longlist.items() for key in held]
    path = data.draw(st.sampled_from(paths))
    above, _, old = path.rpartition(".")
    new = case.rename(path, "zz")
    assert new.get(f"{above}.zz") is not None
    assert new.rename(f"{above}.zz", old).paths() == case.paths()
