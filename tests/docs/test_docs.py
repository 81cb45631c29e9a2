"""The documentation: every block runs, every code, rule and key has its place, nothing comes from another server."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

import attrs
import pytest

import agile_case as ac
from agile_case import cli, errors
from agile_case.estimates.distributions import ESTIMATE_KEYS
from agile_case.guidance.check import RULES
from agile_case.guidance.editions import RULE_SETS
from agile_case.quantities.units import UNIT_WORDS
from agile_case.reference import available, load
from agile_case.reports.contract import result_document

pytestmark = pytest.mark.full  # it works out every page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGE = Path(ac.__file__).parent
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```(?P<language>[a-z]*)(?P<options>[^\n`]*)\n(?P<body>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
COPIED = "copied"
"""Where blocks run that the page shows and does not run itself."""
CASE = 'format = "agile-case/1"'


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def blocks(text, language):
    return [match["body"] for match in FENCE.finditer(text) if match["language"] == language]


def python_blocks(text):
    return [match for match in FENCE.finditer(text) if match["language"] == "python"]


def space_of(options, number):
    """Return which blocks a block shares its names with: those of its session, or of the reader who copies them."""
    session = re.search(r'session="(?P<name>[^"]+)"', options)
    if session is not None:
        return session["name"]
    return f"block {number}" if "exec=" in options else COPIED


def run_page(page, desk):
    """Run every Python block of a page in order, beside the examples and broken files; return all that they print."""
    for folder in ("examples", "tests/unit/storage/broken"):
        shutil.copytree(ROOT / folder, desk / folder, dirs_exist_ok=True)
    spaces = {}
    said = io.StringIO()
    with contextlib.chdir(desk), contextlib.redirect_stdout(said):
        for number, match in enumerate(python_blocks(page.read_text(encoding="utf-8")), start=1):
            space = space_of(match["options"], number)
            names = spaces.setdefault(space, {"__name__": "__main__"})
            if space == COPIED:  # a reader has seen all that is above
                names.update({name: held for other in spaces.values() for name, held in other.items()})
            exec(compile(match["body"], f"{name_of(page)}, block {number}", "exec"), names)  # noqa: S102 - our own pages
    return said.getvalue()


class Rendered(NamedTuple):
    """A page, and what its blocks print."""

    written: str
    printed: str


@pytest.fixture(scope="session")
def rendered(tmp_path_factory):
    """Return a function that gives a page with what its blocks print, each page worked out once."""

    @functools.cache
    def page_of(name):
        page = ROOT / name
        return Rendered(page.read_text(encoding="utf-8"), run_page(page, tmp_path_factory.mktemp("page")))

    return page_of


def keys_of(kind):
    return [field.name for field in attrs.fields(kind)]


# --- What a reader would copy ---


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_python_block_runs(page, rendered):
    assert isinstance(rendered(name_of(page)).printed, str)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_whole_case_loads(page):
    for text in blocks(page.read_text(encoding="utf-8"), "toml"):
        if text.startswith(CASE):
            ac.loads(text).appraise()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_succeeds(page, tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    for text in blocks(page.read_text(encoding="utf-8"), "console"):
        for command in re.findall(r"^\$ (agile-case .+)$", text, re.MULTILINE):
            assert cli.main(shlex.split(command)[1:]) == 0, f"{command}\n{capsys.readouterr().err}"


def test_pages_have_cases_commands_and_code_to_try():
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert any(block.startswith(CASE) for text in texts for block in blocks(text, "toml"))
    assert any("$ agile-case appraise" in block for text in texts for block in blocks(text, "console"))
    assert sum(len(blocks(text, "python")) for text in texts) > 50


# --- Everything has its place ---


def codes_in_source():
    """Return every code that an error or a fault of the package can carry."""
    found = {
        held.code for held in vars(errors).values() if isinstance(held, type) and issubclass(held, ac.AgileCaseError)
    }
    found.add(ac.Fault("").code)
    for file in PACKAGE.rglob("*.py"):
        if "guidance" in file.parts:  # codes of rules have their own page
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return sorted(found)


@pytest.mark.parametrize("code", codes_in_source())
def test_every_error_code_has_its_section(code):
    text = (DOCS / "reference/errors.md").read_text(encoding="utf-8")
    heading = re.search(rf"^## .+ {{ #{re.escape(code)} }}$(?P<body>.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert heading, f"errors.md has no section with the anchor {code}"
    if code != "error":
        assert "**Cause.**" in heading["body"]
        assert "**Fix.**" in heading["body"]


def test_every_section_on_errors_is_of_a_code_that_exists():
    text = (DOCS / "reference/errors.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^## .+ { #([a-z-]+) }$", text, re.MULTILINE)) == codes_in_source()


def test_messages_on_the_page_of_errors_name_the_section_that_they_stand_in(rendered):
    printed = rendered("docs/reference/errors.md").printed
    named = set(re.findall(r"see: +reference/errors#([a-z-]+)", printed))
    assert named == set(codes_in_source()) - {"error"}


def test_every_rule_and_rule_set_is_on_its_page(rendered):
    text = "".join(rendered("docs/reference/rules.md"))
    for rule in RULES:
        assert f"### {rule.code}\n" in text
        assert {rule.title in text, rule.citation in text, rule.cause in text, rule.fix in text} == {True}
    for key in RULE_SETS:
        assert f"| `{key}` |" in text


@pytest.mark.parametrize(
    "kind",
    [
        ac.Assumption,
        ac.Basis,
        ac.Benefit,
        ac.Correlation,
        ac.Choice,
        ac.Cost,
        ac.Criterion,
        ac.CriticalSuccessFactor,
        ac.Curve,
        ac.DiscountFactors,
        ac.OnStop,
        ac.FundingTerms,
        ac.OptimismBias,
        ac.Funding,
        ac.Multicriteria,
        ac.Option,
        ac.Preferred,
        ac.PricesAfter,
        ac.Scenario,
        ac.Stage,
        ac.StageTest,
        ac.SwingCriterion,
    ],
)
def test_every_key_of_the_case_file_is_on_its_page(kind, rendered):
    text = "".join(rendered("docs/reference/case-file.md"))
    missing = [key for key in keys_of(kind) if key != "estimate" and f"\n| `{key}` |" not in text]
    assert missing == []


def test_every_estimate_and_unit_is_on_the_page_of_the_case_file(rendered):
    text = "".join(rendered("docs/reference/case-file.md"))
    assert [word for word in (*ESTIMATE_KEYS, *sorted(UNIT_WORDS)) if f"\n| `{word}` |" not in text] == []


def test_what_is_built_is_not_marked_as_refused(rendered):
    text = "".join(rendered("docs/reference/case-file.md"))
    for begin in (
        "| `[[correlations]]` |",
        "| `[reference]` |",
        "| name of a table of the set |",
        "| `rank` |",
        "| `discount` |",
    ):
        rows = [line for line in text.splitlines() if line.startswith(begin)]
        assert len(rows) == 1, begin
        assert "refused" not in rows[0], begin


def test_every_key_of_the_result_is_on_its_page(rendered):
    text = "".join(rendered("docs/reference/result.md"))
    case = ac.load(ROOT / "examples/licence.toml")
    document = result_document(case.appraise(draws=100, seed=1), ac.check(case))
    digital = document["options"]["digital"]
    year = next(iter(digital["years"].values()))
    for path, keys in (
        ("", document),
        ("provenance.", document["provenance"]),
        ("options.*.", digital),
        ("options.*.absolute.", digital["absolute"]),
        ("options.*.against.*.", digital["against"]["business_as_usual"]),
        ("options.*.years.*.", year),
    ):
        assert [key for key in keys if f"| `{path}{key}` |" not in text] == []


def test_every_bundled_table_is_on_its_page(rendered):
    text = "".join(rendered("docs/reference/reference-data.md"))
    for table, vintage, *_ in available():
        assert f"### {table}/{vintage}\n" in text


def test_every_bundled_table_is_in_the_changelog_with_its_status_and_in_the_notice():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for table, vintage, *_ in available():
        header = load(table, vintage).header
        assert f"- {table}/{vintage}\n" in notice
        rows = [line for line in changes.splitlines() if line.startswith(f"- `{table}/{vintage}`: ")]
        assert len(rows) == 1, header.name
        assert header.status.replace("-", " ") in rows[0], header.name


def test_every_public_name_is_on_the_page_of_the_python_names(rendered):
    text = "".join(rendered("docs/reference/api/index.md"))
    assert [name for name in ac.__all__ if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_that_a_block_prints_lead_to_pages(page, rendered):
    """MkDocs turns the links of a page into those of the site, but not the links that a block prints."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", rendered(name_of(page)).printed):
        assert target.endswith(".html"), target
        assert (page.parent / target).with_suffix(".md").is_file(), target


# --- What a page must not have ---


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_fetches_anything_from_another_server(page, rendered):
    text = "".join(rendered(name_of(page)))
    assert re.findall(r"<(?:script|link|iframe)\b[^>]*", text) == []
    for image in re.findall(r"<img\b[^>]*", text):  # a picture that the page holds, with words in its place
        assert re.fullmatch(r'<img src="data:image/svg\+xml;base64,[\w+/=]+" alt="[^"]{40,}"', image)
    assert re.findall(r"!\[[^\]]*\]\((?:https?:)?//", text) == []


def test_the_site_fetches_nothing_from_another_server():
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "\n  font: false" in settings
    assert "extra_javascript" not in settings
    for sheet in DOCS.rglob("*.css"):
        assert "url(" not in sheet.read_text(encoding="utf-8")
        assert "@import" not in sheet.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_table_worked_out_as_html_has_a_caption_and_a_box_that_the_keyboard_can_scroll(page, rendered):
    printed = rendered(name_of(page)).printed
    tables = re.findall(r"<table[^>]*>\s*<caption>(.+?)</caption>", printed)
    boxes = re.findall(
        r'<div class="scroll[ a-z]*" role="region" tabindex="0" aria-label="[^"]+"><table(?: class="computed")?>',
        printed,
    )
    assert len(tables) == len(boxes) == printed.count("<table")
