"""Packs of departments: the template installed as people install it, and packs that are broken in every way."""

import importlib
import json
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import agile_case as ac
from agile_case import cli
from agile_case.errors import InputError, UnknownNameError
from agile_case.findings import Severity
from agile_case.guidance.packs import installed_packs, pack

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "examples/pack-template"
NAME = "example-department"


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Install the template into a folder of its own, offline."""
    folder = tmp_path_factory.mktemp("packs")
    source = folder / "source"
    shutil.copytree(TEMPLATE, source)
    offline = ("--quiet", "--no-build-isolation", "--no-deps", "--no-index", "--target", str(folder / "site"))
    subprocess.run([sys.executable, "-m", "pip", "install", *offline, str(source)], check=True, timeout=300)
    return folder / "site"


@pytest.fixture
def installed(target, monkeypatch):
    monkeypatch.syspath_prepend(str(target))
    yield target
    sys.modules.pop("example_department_rules", None)


def licence(rules, local=""):
    text = (ROOT / "examples/licence.toml").read_text(encoding="utf-8")
    plain = ac.loads(text).revise({"case.rules": rules})
    return plain.revise({"local": {NAME: {"board_limit": local}}}) if local else plain


class TestTheTemplate:
    def test_its_rule_judges_a_case_that_names_it(self, installed):
        found = {held.code: held for held in ac.check(licence([NAME], "£500k"), on="2026-05-01")}
        assert found["example-department-board"].severity is Severity.ROUTE
        assert installed_packs() == (NAME,)

    def test_it_joins_the_approvals(self, installed):
        case = licence([NAME], "£500k")
        (held,) = (one for one in ac.route(case, on="2026-05-01", option="digital") if one.code.startswith(NAME))
        assert held.severity is Severity.ROUTE
        assert held.message.endswith("is above £500k.")
        assert not [one for one in ac.route(case, on="2026-03-31", option="digital") if one.code.startswith(NAME)]

    def test_it_is_imported_only_by_a_case_that_names_it(self, installed):
        ac.check(licence(["gb-2026"]))
        assert "example_department_rules" not in sys.modules
        ac.check(licence([NAME]))
        assert "example_department_rules" in sys.modules

    def test_its_version_is_in_the_provenance(self, installed):
        assert licence(["gb-2026", NAME]).appraise().provenance.rules == ("gb-2026", f"{NAME} 1.0.0")
        assert pack(NAME).version == "1.0.0"

    def test_the_command_line_knows_its_rules(self, installed, capsys):
        assert cli.main(["rules", "example-department-board", "--format", "json"]) == 0
        held = json.loads(capsys.readouterr().out)
        assert (held["rule_set"], held["in_force_from"]) == (NAME, "2026-04-01")

    def test_its_own_tests_pass(self, target):
        words = ("-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", TEMPLATE, TEMPLATE / "tests")
        path = f"{target}:{ROOT / 'src'}"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *map(str, words)],
            check=False,
            capture_output=True,
            timeout=300,
            env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"},
        )
        assert done.returncode == 0, done.stdout.decode()


def test_a_pack_that_is_not_installed_is_an_error_that_says_what_to_do():
    with pytest.raises(UnknownNameError) as caught:
        ac.check(licence(["far-department"]))
    assert "'far-department' is not a rule set that this version knows." in str(caught.value)
    assert "do:     install the pack that brings it, or take the name out" in str(caught.value)


HEAD = """
import datetime
from agile_case.guidance.editions import RuleSet
from agile_case.guidance.packs import RulePack
from agile_case.guidance.rules import Rule
def made(code="mine-a", rule_set="mine", judge=lambda rule, context: [rule.block("case", "no.")], **more):
    return Rule(code=code, rule_set=rule_set, title="t", citation="c", evidence=more.pop("evidence", "primary"),
                cause="c.", fix="f.", judge=judge, when_named=True, **more)
def pack(*rules, key="mine", **more):
    return RulePack(RuleSet(key, "Mine", datetime.date(2026, 4, 1), **more), rules)
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Put a pack of one module on the path, as an installer would."""

    def put(body, name="mine", module="mine_rules", version="0.3"):
        (tmp_path / f"{module}.py").write_text(HEAD + body, encoding="utf-8")
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: {version}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[agile_case.rules]\n{name} = {module}:PACK\n", encoding="utf-8")
        importlib.invalidate_caches()

    monkeypatch.syspath_prepend(str(tmp_path))
    yield put
    for module in ("mine_rules", "other_rules"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize(
    ("body", "got"),
    [
        ("raise RuntimeError('no table')", "mine_rules:PACK: RuntimeError: no table"),
        ("import not_there_at_all", "ModuleNotFoundError"),
        ("", "AttributeError"),
        ("PACK = 3", "mine_rules:PACK: int"),
        ("PACK = pack(key='yours')", "a rule set 'yours'"),
        ("PACK = pack(made('source-missing'))", "source-missing"),
        ("PACK = pack(made(rule_set='gb-2026'))", "mine-a"),
        ("PACK = pack('a rule')", "'a rule'"),
        ("PACK = pack(made(evidence='hearsay'))", "mine-a: evidence 'hearsay'"),
        ("PACK = pack(made(), made())", "two rules of one code"),
        ("PACK = pack(made(judge=lambda rule, context: 1 / 0))", "mine-a: ZeroDivisionError: division by zero"),
    ],
)
def test_a_broken_pack_is_an_error_that_names_it(written, body, got):
    written(body)
    with pytest.raises(InputError) as caught:
        ac.check(licence(["mine"]))
    assert "This rule pack cannot be used." in str(caught.value)
    assert "where:  pack mine" in str(caught.value)
    assert got in str(caught.value)


def test_an_error_of_ours_in_a_rule_says_what_it_says(written):
    written("PACK = pack(made(judge=lambda rule, context: [context.model.units.unit('parrot')]))")
    with pytest.raises(ac.UnitError):
        ac.check(licence(["mine"]))


def test_a_pack_may_not_have_the_name_of_a_set(written):
    written("PACK = pack(key='gb-2026')", name="gb-2026")
    ac.check(licence(["gb-2026"]))
    with pytest.raises(InputError, match="one source"):
        pack("gb-2026")


def test_two_packs_of_one_name_are_refused(written):
    written("PACK = pack()")
    written("PACK = pack()", module="other_rules")
    with pytest.raises(InputError, match="2 packs of one name"):
        ac.check(licence(["mine"]))


@pytest.mark.parametrize(
    ("made", "more", "adopted", "severity"),
    [
        ("must=True", "", "", Severity.BLOCK),
        ("must=False", "", "", Severity.WARN),
        ("must=True, evidence='secondary'", "", "", Severity.WARN),
        ("must=True", ", established=False", "", Severity.WARN),
        ("must=True", ", established=False", "The finance director, letter 4", Severity.BLOCK),
        ("must=True, evidence='secondary'", ", established=False", "The finance director, letter 4", Severity.WARN),
    ],
)
def test_a_rule_blocks_only_where_its_evidence_and_its_standing_bear_it(written, made, more, adopted, severity):
    written(f"PACK = pack(made({made}){more})")
    case = licence(["mine"]).revise({"case.adopted_by": adopted})
    (held,) = (one for one in ac.check(case) if one.code == "mine-a")
    assert held.severity is severity


def test_the_metadata_of_the_test_packs_is_read_as_an_installer_writes_it(written):
    written("PACK = pack()")
    assert metadata.version("mine_rules") == "0.3"
    assert pack("mine").rule_set.tier == "department"
