"""The HTML page: self-contained, accessible, escaped, and in agreement with the CSV files."""

import csv
import html.parser
import io
import itertools
import re

import pytest

from agile_case.reports.page import report_page
from agile_case.reports.text import findings_table, provenance_table

VOID = {"meta", "br", "hr", "img", "input", "link"}
FETCHING = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "video", "audio", "source", "svg"}


class Page(html.parser.HTMLParser):
    """What is on a page: its elements, ids, headings and tables."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.links, self.headings = [], [], [], [], []
        self.tables, self.texts = [], {}
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        assert len(held) == len(attrs), f"an attribute twice: {attrs}"
        self.tags.append((tag, held))
        if "id" in held:
            self.ids.append(held["id"])
        if "href" in held:
            self.links.append(held["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "table":
            self.tables.append({"caption": "", "head": [], "rows": []})
        if tag == "tr" and "tbody" in self.open:
            self.tables[-1]["rows"].append([])
        if tag in ("th", "td"):
            row = self.tables[-1]["rows"][-1] if "tbody" in self.open else self.tables[-1]["head"]
            row.append([tag, held, ""])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        where = self.open[-1] if self.open else ""
        self.texts[where] = self.texts.get(where, "") + data
        if re.fullmatch("h[1-6]", where):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if where == "caption":
            self.tables[-1]["caption"] += data
        if where in ("th", "td"):
            row = self.tables[-1]["rows"][-1] if "tbody" in self.open else self.tables[-1]["head"]
            row[-1][2] += data


def shown(column, cell):
    """Return a cell of CSV as the page shows it."""
    if column.decimals is None:
        return column.show(cell.removeprefix("'"))
    try:
        return column.show(float(cell) if cell else None)
    except ValueError:
        return cell


class TestOnePage:
    def test_it_fetches_nothing_and_runs_nothing(self, every):
        text = report_page(*every)
        page = Page(text)
        assert FETCHING & {tag for tag, _ in page.tags} == set()
        names = {name for _, held in page.tags for name in held}
        assert not [name for name in names if name.startswith("on") or name in ("src", "srcset", "style", "action")]
        assert all(link.startswith("#") for link in page.links)
        assert "url(" not in page.texts["style"]
        assert "@import" not in page.texts["style"]

    def test_nothing_of_ours_refers_to_the_web(self, report):
        assert not re.search("https?:|//[a-z]", report_page(*report("licence, simulated")))

    def test_two_runs_give_the_same_page(self, every):
        assert report_page(*every) == report_page(*every)


class TestAccessibility:
    def test_the_language_the_characters_and_the_title_are_stated(self, report):
        text = report_page(*report("licence"))
        page = Page(text)
        assert text.startswith('<!doctype html>\n<html lang="en-GB">\n')
        assert ("html", {"lang": "en-GB"}) in page.tags
        assert ("meta", {"charset": "utf-8"}) in page.tags
        assert page.texts["title"] == "Renew a licence online (invented): appraisal"

    def test_headings_begin_with_one_and_skip_no_level(self, every):
        levels = [level for level, _ in Page(report_page(*every)).headings]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
        assert all(text for _, text in Page(report_page(*every)).headings)

    def test_ids_are_unique_and_every_link_and_label_leads_to_one(self, every):
        page = Page(report_page(*every))
        assert len(set(page.ids)) == len(page.ids)
        assert [link.removeprefix("#") for link in page.links] == page.ids
        labels = [held["aria-labelledby"] for _, held in page.tags if "aria-labelledby" in held]
        assert labels == page.ids

    def test_every_table_has_a_caption_and_headings_with_scope(self, every):
        page = Page(report_page(*every))
        assert page.tables
        for table in page.tables:
            assert table["caption"]
            assert table["head"]
            assert {(tag, held["scope"]) for tag, held, _ in table["head"]} == {("th", "col")}
            assert all(text for _, _, text in table["head"])
            for first, *others in table["rows"]:
                assert (first[0], first[1]["scope"]) == ("th", "row")
                assert {tag for tag, _, _ in others} <= {"td"}
                assert len(others) + 1 == len(table["head"])

    def test_a_table_that_scrolls_is_reached_by_keyboard_and_named(self, report):
        page = Page(report_page(*report("licence")))
        regions = [held for tag, held in page.tags if held.get("class") == "scroll"]
        assert [held["aria-label"] for held in regions] == [table["caption"] for table in page.tables]
        assert {(held["tabindex"], held["role"]) for held in regions} == {("0", "region")}

    def test_text_stands_out_from_every_ground_by_4_5_to_1_and_lines_by_3(self, report):
        style = Page(report_page(*report("small"))).texts["style"]
        texts = re.findall(r"[;{]\s*color:\s*(#[0-9a-f]+)", style)
        grounds = re.findall(r"background(?:-color)?:\s*(#[0-9a-f]+)", style)
        lines = re.findall(r"(?:border[a-z-]*|outline):[^;]*?(#[0-9a-f]+)", style)
        assert texts
        assert lines
        assert "#fff" in grounds
        every = set(re.findall(r"#[0-9a-f]{3,8}\b", style))
        assert every == {*texts, *grounds, *lines}, "a colour that this test does not know"
        assert [(text, ground) for text in texts for ground in grounds if contrast(text, ground) < 4.5] == []
        assert [line for line in lines if contrast(line, "#fff") < 3] == []

    def test_contrast_is_that_of_wcag(self):
        assert contrast("#000", "#ffffff") == pytest.approx(21)
        assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)
        assert contrast("#777777", "#fff") < 4.5


def contrast(one, other):
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour):
        digits = colour.removeprefix("#")
        digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestContent:
    def test_words_of_the_case_are_words_on_the_page(self, report):
        result, findings = report("hostile")
        title = result.plan.title
        assert "<script>" in title
        page = Page(report_page(result, findings))
        assert page.texts["title"] == f"{title}: appraisal"
        assert page.headings[0] == (1, title)
        assert [text for _, text in page.headings].count(f"Option: {title}") == 2
        cells = [cell[2] for table in page.tables for row in table["rows"] for cell in row]
        assert cells.count(title) > 4

    def test_words_of_a_finding_are_words_on_the_page(self, report, finding):
        page = Page(report_page(report("small")[0], [finding]))
        assert [cell[2] for table in page.tables if table["caption"] == "Findings" for cell in table["rows"][0]] == [
            *(finding.code, "block", finding.path, finding.message, finding.judged, finding.hint, finding.source)
        ]

    def test_tables_agree_with_their_csv(self, every):
        result, findings = every
        page = Page(report_page(result, findings))
        written = [*result.tables, *([findings_table(findings)] if findings else []), provenance_table(result)]
        tables = [table.brief() if table.key == "assumptions" else table for table in written]
        assert sorted(table["caption"] for table in page.tables) == sorted(table.caption for table in tables)
        for table in tables:
            alike = [found for found in page.tables if found["caption"] == table.caption]
            heads, *rows = csv.reader(io.StringIO(table.to_csv()))
            assert heads == [column.key for column in table.columns]
            wanted = [
                [
                    column.show(held) if held is None or not cell else shown(column, cell)
                    for column, cell, held in zip(table.columns, row, given, strict=True)
                ]
                for row, given in zip(rows, table.rows, strict=True)
            ]
            assert wanted in [[[cell[2] for cell in row] for row in found["rows"]] for found in alike]

    def test_each_option_has_its_own_section(self, report):
        page = Page(report_page(*report("licence")))
        assert page.headings == [
            (1, "Renew a licence online (invented)"),
            (2, "Measures"),
            (2, "Appraisal summary table"),
            (2, "Savings, optimism bias, risks, transfers and unmonetised benefits"),
            (2, "Assumptions"),
            (2, "Public sector financial impact"),
            (2, "Findings"),
            (2, "Option: Business as usual"),
            (2, "Option: Digital"),
            (2, "Provenance"),
        ]

    def test_no_findings_are_said(self, report):
        assert "<p>No findings.</p>" in report_page(report("small")[0], [])
        assert "<p>No findings.</p>" not in report_page(*report("licence"))

    @pytest.mark.parametrize(
        ("name", "notice"),
        [
            ("council", "This case is partial: lines are missing, so no summary measure is shown."),
            ("bicester", "Nothing is shown against business as usual: no option has that role."),
        ],
    )
    def test_what_is_missing_is_said(self, report, name, notice):
        assert f'<p class="notice">{notice}</p>' in report_page(*report(name))
        assert "notice" not in Page(report_page(*report("licence"))).texts["main"]
        assert notice not in report_page(*report("licence"))

    @pytest.mark.parametrize(("at", "words"), [("means", "its mean"), ("mode", "its mode"), ("p50", "its median")])
    def test_the_lead_says_on_what_the_figures_stand(self, cases, at, words):
        result = cases["small"]().appraise(at=at)
        lead = Page(report_page(result, [])).texts["p"]
        assert lead.startswith(
            "Appraisal over 2026-27 to 2027-28, real, 2026-27 prices, present values at 2026-27. "
            f"Deterministic figures take every assumption at {words}. "
            "Savings convention: cash-releasing savings lower the costs. "
            "Discounting: discount-rate/green-book-2026."
        )

    def test_the_lead_says_which_savings_convention(self, report):
        wanted = "Savings convention: cash-releasing savings count as benefits. "
        assert wanted in report_page(*report("bicester"))
