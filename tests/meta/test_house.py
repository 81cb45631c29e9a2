"""The house: imports point down, modules of a package have an order, optional libraries wait inside functions.

The packages and their storeys are drawn in `docs/explanation/architecture.md`. The imports are read from the source,
not run, so those under `TYPE_CHECKING` count like any other. The second half shows the checker small houses that are
wrong: a checker that cannot fail proves nothing.
"""

from __future__ import annotations

import ast
import graphlib
import importlib.util
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = "agile_case"
STOREYS = {
    "_homes": 0,
    "errors": 0,
    "quantities": 1,
    "findings": 2,
    "estimates": 3,
    "reference": 4,
    "model": 5,
    "history": 6,
    "appraisal": 7,
    "valuation": 7,
    "storage": 7,
    "case": 8,
    "delivery": 8,
    "templates": 8,
    "guidance": 9,
    "portfolio": 10,
    "plotting": 11,
    "reports": 12,
    "benefit_commands": 13,
    "tracking_commands": 13,
    "history_commands": 13,  # commands that the command line takes in
    "reference_commands": 13,
    "rule_commands": 13,
    "sheet_commands": 13,
    "starting_commands": 13,
    "cli": 14,
    "testing": 14,
    "__main__": 15,
    "": 16,  # the package root is above all
}
LIMIT = 400
"""Lines after which a module is split."""
CORE = {"attr", "attrs", "cattrs", "numpy"}
"""Required libraries, imported at the top of a module."""
LATE = {"pint": f"{ROOT}.quantities", "tomlkit": f"{ROOT}.storage"}
"""Required libraries that are slow to import or rarely needed: inside a function, and in one package only."""
EXTRAS = {
    *("docx", "hypothesis", "jsonschema", "matplotlib", "narwhals", "openpyxl", "pyarrow", "scipy", "tqdm"),
    "xlsxwriter",
}
"""Libraries of the extras: inside the function that needs them."""
AT_THE_TOP = {f"{ROOT}.testing": {"hypothesis"}}
"""Extras that a module cannot do without: strategies are made by decorators."""
LAZY_ROOT = (ROOT, "__getattr__")
"""The one function that may import our own modules late: it makes `import agile_case` quick."""


class Import(NamedTuple):
    """One import: where it stands, what it names."""

    module: str
    line: int
    target: str
    function: str
    """Name of the function that holds it, or empty."""
    typing: bool
    """Whether it stands under `TYPE_CHECKING`."""


class House:
    """The modules under a folder `agile_case`, their imports and what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.faults: list[str] = []
        self.paths: dict[str, Path] = {}
        self.trees: dict[str, ast.Module] = {}
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join((ROOT, *(parts[:-1] if parts[-1] == "__init__" else parts)))
            self.paths[name] = path
            text = path.read_text(encoding="utf-8")
            try:
                self.trees[name] = ast.parse(text)
            except SyntaxError as error:
                self.faults.append(f"{name}:{error.lineno}: cannot be parsed: {error.msg}")
            lines = text.count("\n")
            if lines > LIMIT:
                self.faults.append(f"{name}: {lines} lines, and {LIMIT} is the limit; split it in two")
        self.packages = {name for name, path in self.paths.items() if path.name == "__init__.py"}
        self.imports: list[Import] = []
        for name, tree in self.trees.items():
            self.imports += self._walk(name, tree, "", typing=False)

    def check(self) -> list[str]:
        """Return every fault, as `module:line: what`."""
        for name in self.paths:
            self._check_place(name)
        orders = {name: self._order(name) for name in self.packages - {ROOT}}
        for found in self.imports:
            if found.target.split(".")[0] == ROOT:
                self._check_inside(found, orders)
            else:
                self._check_library(found)
        self._check_cycles()
        return sorted(set(self.faults))

    def _fault(self, found: Import, what: str) -> None:
        self.faults.append(f"{found.module}:{found.line}: {what}")

    # --- reading ---

    def _walk(self, module: str, node: ast.AST, function: str, *, typing: bool) -> list[Import]:
        found = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                found += [Import(module, child.lineno, to, function, typing) for to in self._targets(module, child)]
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                found += self._walk(module, child, child.name, typing=typing)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                for part in child.body:
                    found += self._walk(module, ast.Module([part], []), function, typing=True)
                for part in child.orelse:
                    found += self._walk(module, ast.Module([part], []), function, typing=typing)
            else:
                if isinstance(child, ast.Call):
                    self._check_call(module, function, child)
                found += self._walk(module, child, function, typing=typing)
        return found

    def _check_call(self, module: str, function: str, call: ast.Call) -> None:
        called = ast.unparse(call.func).rpartition(".")[2]
        if called in {"import_module", "__import__"} and (module, function) != LAZY_ROOT:
            self.faults.append(
                f"{module}:{call.lineno}: imports by a string, which hides it; write an import statement"
            )

    def _targets(self, module: str, node: ast.Import | ast.ImportFrom) -> list[str]:
        """Name the modules that a statement imports; a name taken from a package is its module where there is one."""
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        base = node.module or ""
        if node.level:
            parts = module.split(".")
            parts = parts[: len(parts) - node.level + (module in self.packages)]
            base = ".".join((*parts, base)).rstrip(".")
        targets = []
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            targets.append(inner if inner in self.paths else base)
        return targets

    def _order(self, package: str) -> tuple[str, ...]:
        """Read `_ORDER` of a package and compare it with the modules that are there."""
        inside = sorted(name.rpartition(".")[2] for name in self.paths if name.rpartition(".")[0] == package)
        for node in self.trees[package].body if package in self.trees else ():
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if not (isinstance(target, ast.Name) and target.id == "_ORDER"):
                continue
            try:
                order = ast.literal_eval(node.value)
            except (TypeError, ValueError):
                order = None
            if not (isinstance(order, tuple) and all(isinstance(name, str) for name in order)):
                self.faults.append(f"{package}: _ORDER must be a literal tuple of names")
                return ()
            self.faults += [f"{package}: _ORDER lists {name} twice" for name in order if order.count(name) > 1]
            self.faults += [f"{package}: _ORDER lists {name}, which is not there" for name in set(order) - set(inside)]
            self.faults += [f"{package}: _ORDER does not list {name}" for name in set(inside) - set(order)]
            return order
        if inside:
            self.faults.append(f"{package}: has no _ORDER; write one, lowest first, of: {', '.join(inside)}")
        return ()

    # --- judging ---

    def _check_place(self, name: str) -> None:
        parts = name.split(".")
        if len(parts) > 1 and parts[1] not in STOREYS:
            self.faults.append(f"{name}: the house has no room called {parts[1]}; see STOREYS in {Path(__file__).name}")
        parent = name.rpartition(".")[0]
        if parent and parent not in self.packages:
            self.faults.append(f"{name}: its folder has no __init__.py")

    def _check_inside(self, found: Import, orders: dict[str, tuple[str, ...]]) -> None:
        if found.function and (found.module, found.function) != LAZY_ROOT:
            self._fault(found, f"imports {found.target} inside the function {found.function}; move it to the top")
        if found.target not in self.paths:
            self._fault(found, f"imports {found.target}, which is not there")
            return
        here, there = found.module.split("."), found.target.split(".")
        if len(here) == 1:
            return
        if len(there) == 1:
            self._fault(found, "imports from the package root, which is above all; name the module that defines it")
            return
        if here[1] != there[1]:
            own, other = STOREYS.get(here[1], -1), STOREYS.get(there[1], -1)
            if own <= other:
                how = "sideways" if own == other else "up"
                self._fault(found, f"imports {found.target}, {how} from storey {own} to {other}; imports point down")
            return
        self._check_order(found, orders)

    def _check_order(self, found: Import, orders: dict[str, tuple[str, ...]]) -> None:
        """Hold an import between two modules of one package to the order of the innermost package they share."""
        here, there = found.module.split("."), found.target.split(".")
        depth = 0
        while depth < min(len(here), len(there)) and here[depth] == there[depth]:
            depth += 1
        package = ".".join(here[:depth])
        if depth == len(here):
            if depth == len(there) or found.module not in self.packages:
                self._fault(found, "imports itself")
            return
        if depth == len(there):
            self._fault(found, f"imports from its own package {package}; name the module that defines it")
            return
        order = orders.get(package, ())
        if here[depth] in order and there[depth] in order and order.index(there[depth]) >= order.index(here[depth]):
            self._fault(found, f"imports {found.target}, which comes later in _ORDER of {package}")

    def _check_library(self, found: Import) -> None:
        name = found.target.split(".")[0]
        if name in LATE:
            if not f"{found.module}.".startswith(f"{LATE[name]}."):
                self._fault(found, f"imports {name}, which belongs to {LATE[name]}")
            elif not found.function and not found.typing:
                self._fault(found, f"imports {name} at the top; import it inside the function that needs it")
        elif name in EXTRAS:
            if not found.function and not found.typing and name not in AT_THE_TOP.get(found.module, ()):
                self._fault(found, f"imports the extra {name} at the top; import it inside the function that needs it")
        elif name in CORE or name in sys.stdlib_module_names:
            if found.function and (found.module, found.function) != LAZY_ROOT:
                self._fault(found, f"imports {found.target} inside the function {found.function}; move it to the top")
        else:
            self._fault(found, f"imports {name}, which is neither a dependency nor an extra")

    def _check_cycles(self) -> None:
        graph: dict[str, set[str]] = {}
        for found in self.imports:
            if found.target in self.paths and found.target != found.module:
                graph.setdefault(found.module, set()).add(found.target)
        try:
            graphlib.TopologicalSorter(graph).prepare()
        except graphlib.CycleError as error:
            self.faults.append(f"{ROOT}: a cycle of imports: {' <- '.join(error.args[1])}")


def test_the_house_stands():
    spec = importlib.util.find_spec(ROOT)
    assert spec is not None, f"{ROOT} is not installed"
    assert spec.origin is not None, f"{ROOT} has no __init__.py yet"
    house = House(Path(spec.origin).parent)
    assert house.paths, f"no modules under {spec.origin}"
    faults = house.check()
    assert not faults, f"{len(faults)} faults in the house:\n" + "\n".join(faults)


# --- the checker can fail ---

SOUND = {
    "__init__.py": """
        import importlib
        from agile_case.errors import Oops
        def __getattr__(name):
            from importlib import metadata
            return importlib.import_module("agile_case.cli")
    """,
    "errors.py": "import attrs",
    "findings.py": "import enum",
    "quantities/__init__.py": "_ORDER = ('units', 'years')\nfrom agile_case.quantities.years import Year",
    "quantities/units.py": """
        from typing import TYPE_CHECKING
        from agile_case.errors import Oops
        if TYPE_CHECKING:
            import pint
        def registry():
            import pint
    """,
    "quantities/years.py": "from agile_case.quantities import units\nfrom . import units as same",
    "estimates/__init__.py": "_ORDER: tuple[str, ...] = ('curves',)",
    "estimates/curves.py": "import numpy as np\nfrom agile_case.quantities.years import Year",
    "plotting/__init__.py": "_ORDER = ()",
    "reports/__init__.py": "_ORDER = ('html',)",
    "reports/html.py": "from agile_case import plotting\ndef draw():\n    import matplotlib.pyplot as plt",
    "cli.py": "import agile_case.reports",
    "testing.py": "import hypothesis",
}
BROKEN = {
    "up": ("errors.py", "from agile_case.quantities.years import Year", "up from storey 0 to 1"),
    "up for types only": (
        "errors.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from agile_case import cli",
        "up from storey 0 to 14",
    ),
    "sideways": ("testing.py", "import agile_case.cli", "sideways from storey 14 to 14"),
    "plotting above reports": (
        "plotting/__init__.py",
        "from agile_case.reports import html\n_ORDER = ()",
        "up from storey 11",
    ),
    "root": ("errors.py", "from agile_case import Oops", "imports from the package root"),
    "later module": ("quantities/units.py", "from agile_case.quantities.years import Year", "comes later in _ORDER"),
    "later module, relative": ("quantities/units.py", "from .years import Year", "comes later in _ORDER"),
    "own package": ("quantities/years.py", "from agile_case.quantities import Unit", "imports from its own package"),
    "itself": ("errors.py", "import agile_case.errors", "imports itself"),
    "nothing there": ("cli.py", "import agile_case.reports.pdf", "imports agile_case.reports.pdf, which is not there"),
    "no order": ("quantities/__init__.py", "", "has no _ORDER; write one, lowest first, of: units, years"),
    "order not literal": ("quantities/__init__.py", "_ORDER = tuple(names)", "must be a literal tuple"),
    "order a list": ("quantities/__init__.py", "_ORDER = ['units', 'years']", "must be a literal tuple"),
    "order short": ("quantities/__init__.py", "_ORDER = ('years',)", "does not list units"),
    "order long": ("quantities/__init__.py", "_ORDER = ('units', 'years', 'x')", "lists x, which is not there"),
    "order twice": ("quantities/__init__.py", "_ORDER = ('units', 'units', 'years')", "lists units twice"),
    "late in a function": ("cli.py", "def main():\n    import agile_case.reports", "inside the function main"),
    "late in a method": ("cli.py", "class A:\n  async def f(self):\n    import json", "inside the function f"),
    "late for types": ("cli.py", "def f():\n  if TYPE_CHECKING:\n    import json", "inside the function f"),
    "pint at the top": ("quantities/units.py", "import pint", "imports pint at the top"),
    "pint elsewhere": ("cli.py", "def main():\n    import pint", "pint, which belongs to agile_case.quantities"),
    "tomlkit elsewhere": ("cli.py", "def main():\n    import tomlkit", "tomlkit, which belongs to agile_case.storage"),
    "extra at the top": (
        "reports/html.py",
        "try:\n    import docx\nexcept ImportError:\n    docx = None",
        "the extra docx",
    ),
    "hypothesis elsewhere": ("cli.py", "import hypothesis", "the extra hypothesis at the top"),
    "unknown library": ("cli.py", "import pandas", "neither a dependency nor an extra"),
    "by a string": ("cli.py", "import importlib\nimportlib.import_module('pint')", "imports by a string"),
    "by a string, built in": ("cli.py", "x = __import__('pint')", "imports by a string"),
    "too long": ("errors.py", "x = 1\n" * 401, "401 lines, and 400 is the limit"),
    "no such room": ("attic.py", "", "no room called attic"),
    "no init": ("case/files.py", "", "its folder has no __init__.py"),
    "cannot be parsed": ("cli.py", "def", "cannot be parsed"),
}


def build(root: Path, files: dict[str, str]) -> House:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.splitlines()
        margin = 8 if text.startswith("\n") else 0
        path.write_text("".join(f"{line[margin:]}\n" for line in lines), encoding="utf-8")
    return House(root)


def test_a_sound_house_has_no_faults(tmp_path):
    assert build(tmp_path / ROOT, SOUND).check() == []


@pytest.mark.parametrize(("name", "text", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_house_is_reported_where_it_is_broken(tmp_path, name, text, fault):
    faults = build(tmp_path / ROOT, {**SOUND, name: text}).check()
    module = ".".join((ROOT, *name.removesuffix(".py").removesuffix("/__init__").split("/")))
    assert [line for line in faults if line.startswith(f"{module}:") and fault in line], faults


def test_a_cycle_is_named(tmp_path):
    files = {**SOUND, "errors.py": "import agile_case.findings", "findings.py": "import agile_case.errors"}
    faults = build(tmp_path / ROOT, files).check()
    assert [line for line in faults if "cycle of imports" in line and "errors" in line and "findings" in line]


def test_the_order_of_an_inner_package_is_held_too(tmp_path):
    inner = {
        "reports/__init__.py": "_ORDER = ('html', 'office')",
        "reports/office/__init__.py": "_ORDER = ('sheet', 'book')",
        "reports/office/sheet.py": "from agile_case.reports import html\nfrom agile_case.reports.office import book",
        "reports/office/book.py": "",
    }
    late = "agile_case.reports.office.book, which comes later in _ORDER of agile_case.reports.office"
    assert build(tmp_path / ROOT, {**SOUND, **inner}).check() == [f"agile_case.reports.office.sheet:2: imports {late}"]
