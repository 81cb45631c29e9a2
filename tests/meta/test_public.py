"""The public face: names are listed and nothing leaks, errors cross processes, importing is light."""

from __future__ import annotations

import ast
import importlib
import pickle
import subprocess
import sys
import types
from pathlib import Path

import pytest

import agile_case
from agile_case import errors

ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
FACTS = {
    "what": "Too long.",
    "where": "options.digital",
    "line": 41,
    "got": "9 years",
    "wanted": "8 years",
    "do": "cut it",
}
LATE = ("docx", "matplotlib", "narwhals", "pint", "scipy", "tomlkit", "xlsxwriter")


def leaks(module: types.ModuleType) -> list[str]:
    """List the public names that a module binds and `__all__` does not; its own submodules are addresses, not leaks."""

    def is_room(value: object) -> bool:
        return isinstance(value, types.ModuleType) and value.__name__.startswith(f"{module.__name__}.")

    bound = [name for name, value in vars(module).items() if not name.startswith("_") and not is_room(value)]
    return sorted(set(bound) - set(module.__all__))


def as_sorted(names: list[str]) -> list[str]:
    """Sort as the linter does: constants, then classes, then the rest."""
    return sorted(names, key=lambda name: (not (name.isupper() and len(name) > 1), not name[0].isupper(), name))


def test_all_is_sorted_and_names_each_thing_once():
    assert list(agile_case.__all__) == as_sorted(list(agile_case.__all__))
    assert len(set(agile_case.__all__)) == len(agile_case.__all__)


def test_everything_in_all_is_there():
    missing = [name for name in agile_case.__all__ if not hasattr(agile_case, name)]
    assert missing == []


def test_every_public_name_comes_from_one_module():
    homes = [(name, home) for home, names in agile_case._HOMES.items() for name in names.split()]
    assert sorted(name for name, _ in homes) == sorted(agile_case.__all__)
    for name, home in homes:
        assert getattr(agile_case, name) is getattr(importlib.import_module(home), name), name


def test_type_checkers_see_every_public_name_from_its_home():
    """The imports for type checkers and the table for the program say the same."""
    tree = ast.parse(Path(agile_case.__file__).read_text(encoding="utf-8"))
    seen = {
        (alias.name, node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "agile_case._homes"
        for alias in node.names
    }
    assert seen == set(agile_case._HOME_OF.items())


def test_every_public_name_can_be_imported_in_a_fresh_process():
    code = f"from agile_case import {', '.join(agile_case.__all__)}, __all__; print(len(__all__))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr, run.returncode) == (str(len(agile_case.__all__)), "", 0)


def test_nothing_leaks_from_the_package_root():
    assert leaks(agile_case) == []


def test_dir_shows_what_all_lists():
    assert set(agile_case.__all__) <= set(dir(agile_case))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        agile_case.no_such_name  # noqa: B018 - asking for the name is the test


def test_a_leak_is_seen():
    module = types.ModuleType("shop")
    exec("from __future__ import annotations\nimport attrs\n__all__ = ['Case']\nclass Case: ...", vars(module))  # noqa: S102 - a module made for this test
    module.counter = types.ModuleType("shop.counter")
    assert leaks(module) == ["annotations", "attrs"]


def test_every_error_is_public():
    assert {kind.__name__ for kind in ERRORS} <= set(errors.__all__)
    assert errors.AgileCaseError in ERRORS


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_ours_and_also_the_natural_builtin(kind):
    assert issubclass(kind, errors.AgileCaseError)
    builtin = [base for base in kind.__mro__ if base.__module__ == "builtins"]
    assert kind is errors.AgileCaseError or builtin[0] is not Exception


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_pickles_with_its_attributes(kind):
    error = kind(**FACTS)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert {name: getattr(copy, name) for name in FACTS} == FACTS
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)
    assert copy.args == error.args


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_of_many_faults_pickles_with_all_of_them(kind):
    faults = (errors.Fault(**FACTS), errors.Fault(what="Too short.", code="year"))
    copy = pickle.loads(pickle.dumps(kind.of(faults)))
    assert type(copy) is kind
    assert copy.faults == faults
    assert "Too short." in str(copy)


def test_importing_the_package_imports_no_slow_or_optional_library():
    code = f"import sys, agile_case; print([name for name in {LATE} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr, run.returncode) == ("[]", "", 0)
