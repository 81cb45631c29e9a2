"""The realisation plan and the owners' return: who does what by when, and what owners say of it."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.case.realisation_plan import date_after
from agile_case.quantities.years import years_into

EXAMPLE = ac.load(Path(__file__).parents[3] / "examples" / "benefits.toml")


def steps(case=EXAMPLE, **given):
    return case.realisation_plan(**given).records()


def step(what, **given):
    (found,) = [row for row in steps(**given) if row["what"].startswith(what)]
    return found


class TestPlan:
    def test_steps_come_in_the_order_of_their_days(self):
        days = [row["by_when"] for row in steps()]
        assert days == sorted(days)
        assert days[0] == "2027-10-01"

    def test_a_change_says_who_by_when_and_for_which_benefits(self):
        row = step("Train the crews")
        assert (row["who"], row["by_when"], row["event"]) == ("Head of drainage", "2027-10-01", "live")
        assert (row["benefits"], row["state"]) == ("crew_time", "open")

    def test_what_a_change_needs_serves_the_same_benefits(self):
        assert "scanning" in step("Build the service")["benefits"].split(", ")

    def test_targets_releases_and_last_reviews_have_their_owner(self):
        assert step("Gives up 6 posts")["what"] == "Gives up 6 posts, from Contact centre, cost centre 3310"
        row = step("Reaches the target, from 14 FTE to 8 FTE")
        assert (row["who"], row["by_when"]) == ("Head of contact", "2029-04-01")
        assert sum(row["what"].startswith("Reviews it for the last time") for row in steps()) == 7

    def test_a_dependency_says_who_provides_it(self):
        assert step("Tablets")["what"] == "Tablets in every van, from Contractor for drains"

    def test_what_is_done_or_met_or_not_funded_says_so(self):
        case = EXAMPLE.revise(
            {
                "enabling_changes.train_crews.done": "2027-06-01",
                "enabling_changes.end_letters.funded": "no",
                "dependencies.tablets.met": True,
                "dependencies.tablets.provider": None,
                "dependencies.desk.owner": None,
            }
        )
        found = {row["what"]: row for row in case.realisation_plan("online", on="2030-01-01").records()}
        assert found["Train the crews to work from photographs"]["state"] == "done on 2027-06-01"
        assert found["Tablets in every van"]["state"] == "met"
        assert found["Stop asking for letters"]["state"] == "overdue"
        assert found["The contact centre agrees to close the desk, from Contact centre board"]["who"] == (
            "Contact centre board"
        )
        plain = {row["what"]: row["state"] for row in case.realisation_plan("online").records()}
        assert plain["Stop asking for letters"] == "not funded"

    def test_only_what_is_open_can_be_overdue(self):
        late = [row for row in steps(on="2040-01-01") if row["state"] == "overdue"]
        assert len(late) == 6
        assert not any(row["what"].startswith(("Gives", "Reaches", "Reviews")) for row in late)

    def test_a_change_that_is_needed_twice_is_there_once(self):
        again = {
            "enabling_changes.train_crews.needs": ["build_service"],
            "options.online.benefits.crew_time.realisation.target": None,
            "options.online.benefits.crew_time.realisation.reviewed_until": None,
        }
        found = EXAMPLE.revise(again).realisation_plan().records()
        assert sum(row["what"].startswith("Build the service") for row in found) == 1
        assert not any(row["benefits"] == "crew_time" and row["what"][:7] in ("Reaches", "Reviews") for row in found)

    def test_steps_without_a_day_come_last(self):
        case = EXAMPLE.revise({"enabling_changes.train_crews.due": None, "enabling_changes.train_crews.owner": None})
        row = case.realisation_plan("online").records()[-1]
        assert (row["what"], row["by_when"]) == ("Train the crews to work from photographs", "")
        assert "no date" in case.realisation_plan().to_text()

    def test_a_measure_says_what_is_reached_by_when(self):
        found = [row for row in counted_case().realisation_plan().records() if "Visits without" in row["what"]]
        assert {row["what"] for row in found} == {
            "Reaches the target, from 6500 1/year to 3900 1/year: Visits without work done"
        }
        assert {row["by_when"] for row in found} == {"2029-03-31"}
        row = {row["benefit"]: row for row in counted_case().benefits_register().records()}[VISITS.rpartition(".")[0]]
        assert (row["indicator"], row["baseline"]) == ("Visits without work done", "6500 1/year")

    def test_two_options_are_told_apart(self):
        twin = EXAMPLE.get("options.online.benefits.trust") | {"realisation": {"target": "0.5", "target_by": "live"}}
        case = EXAMPLE.revise({"options.poster": {"benefits": {"trust": twin, "bare": {"kind": "qualitative"}}}})
        row = next(row for row in steps(case) if row["benefits"].startswith("poster"))
        assert row["benefits"] == "poster.trust"
        assert row["what"] == "Reaches the target, to 0.5: what the benefit measures"

    def test_an_event_that_may_slip_has_its_expected_day(self):
        slip = {"date": "2027-10-01", "delay": "late"}
        late = {"uniform": [0, 6], "unit": "month", "source": "x"}
        case = EXAMPLE.revise({"events.live": slip, "assumptions.late": late})
        (row,) = [row for row in steps(case) if row["what"].startswith("Train")]
        assert row["by_when"] == "2028-01-01"


@given(
    st.dates(datetime.date(1990, 1, 1), datetime.date(2199, 12, 31)),
    st.sampled_from([ac.FinancialYear(2026), ac.CalendarYear(2026)]),
)
def test_a_day_comes_back_from_the_years_to_it(day, start):
    assert date_after(start, -years_into(start, day)) == day


def write(tmp_path, text, name="return.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def filled(tmp_path, answers, owner="Head of contact", case=EXAMPLE):
    """Write a return, fill in answers by address, and save it."""
    table = case.owners_return(owner)
    rows = [[*row[:3], answers.get(row[0], "")] for row in table.rows]
    return write(tmp_path, ac.Table("r", "r", table.columns, rows).to_csv())


VISITS = "options.online.benefits.crew_time.realisation"


def counted_case():
    """The example, with what crews count as a measure that two benefits name."""
    bare = dict.fromkeys(f"{VISITS}.{key}" for key in ("indicator", "baseline", "target", "target_by"))
    measure = {
        "what": "Visits without work done",
        "unit": "1/year",
        "direction": "decrease",
        "baseline": "6_500 1/year",
        "baseline_on": "2026-03-31",
        "target": "3_900 1/year",
        "target_by": "2029-03-31",
    }
    twin = {"kind": "qualitative", "measured_by": "visits", "realisation": {"owner": "Head of drainage"}}
    by = {"options.online.benefits.crew_time.measured_by": "visits", "options.online.benefits.mood": twin}
    return EXAMPLE.revise({**bare, "measures.visits": measure, **by})


POSTS = "options.online.benefits.contact_posts.realisation"


class TestReturn:
    def test_an_owner_is_asked_about_all_that_is_theirs(self):
        asked = [row["address"] for row in EXAMPLE.owners_return("Head of contact").records()]
        assert f"{POSTS}.target" in asked
        assert "enabling_changes.agree_closure.done" in asked
        assert "dependencies.desk.met" in asked
        assert not any("crew_time" in address for address in asked)

    def test_it_says_what_the_plan_says(self):
        said = {row["address"]: row["plan_says"] for row in EXAMPLE.owners_return("Head of contact").records()}
        assert said[f"{POSTS}.target"] == "8 FTE"
        assert said[f"{POSTS}.target_by"] == "desk_closes"
        assert said["dependencies.desk.met"] == "no"
        assert said["enabling_changes.agree_closure.done"] == ""

    def test_a_measure_is_asked_about_in_the_place_of_what_the_benefit_would_say(self, tmp_path):
        case = counted_case()
        asked = [row["address"] for row in case.owners_return("Head of drainage").records()]
        assert asked[:3] == [f"{VISITS}.owner", f"{VISITS}.output", f"{VISITS}.reviewed_until"]
        assert asked[3:8] == [
            f"measures.visits.{key}" for key in ("what", "baseline", "baseline_on", "target", "target_by")
        ]
        assert len(asked) == len(set(asked))
        held = case.read_owners_return(
            filled(tmp_path, {"measures.visits.target": "4_100 1/year"}, "Head of drainage", case)
        )
        assert str(case.revise(held.changes).model.measures["visits"].target) == "4100 1/year"

    def test_nobody_of_that_name_is_told_with_the_nearest(self):
        with pytest.raises(ac.SheetError, match="did you mean Head of contact"):
            EXAMPLE.owners_return("Head of contcat")

    def test_answers_come_back_as_changes_that_the_case_takes(self, tmp_path):
        answers = {
            f"{POSTS}.target": "9 FTE",
            f"{POSTS}.target_by": "2029-10-01",
            f"{POSTS}.baseline": "14 FTE",
            "enabling_changes.agree_closure.done": "2028-11-30",
            "enabling_changes.agree_closure.funded": "none",
            "dependencies.desk.met": "yes",
        }
        held = EXAMPLE.read_owners_return(filled(tmp_path, answers))
        assert dict(held.changes) == {
            f"{POSTS}.target": "9 FTE",
            f"{POSTS}.target_by": "2029-10-01",
            "enabling_changes.agree_closure.done": "2028-11-30",
            "enabling_changes.agree_closure.funded": None,
            "dependencies.desk.met": True,
        }
        assert held.confirmed == (f"{POSTS}.baseline",)
        assert len(held.unanswered) == len(EXAMPLE.owners_return("Head of contact").rows) - 6
        case = EXAMPLE.revise(held.changes, because="Return of the owner", on="2028-12-01", by="Head of contact")
        realisation = case.model.options["online"].benefits["contact_posts"].realisation
        assert str(realisation.target) == "9 FTE"
        assert case.model.enabling_changes["agree_closure"].funded == ""
        assert case.model.dependencies["desk"].met
        assert case.entries[-1].by == "Head of contact"

    def test_what_cannot_be_is_refused_by_the_case_and_not_before(self, tmp_path):
        held = EXAMPLE.read_owners_return(
            filled(tmp_path, {f"{POSTS}.target": "soon", "dependencies.desk.met": "soon"})
        )
        with pytest.raises(ac.InvalidCaseError, match="2 faults"):
            EXAMPLE.revise(held.changes)

    def test_an_empty_return_changes_nothing(self, tmp_path):
        held = EXAMPLE.read_owners_return(filled(tmp_path, {}))
        assert (dict(held.changes), held.confirmed) == ({}, ())
        assert "questions left open" in repr(held)

    def test_it_shows_both_columns(self, tmp_path):
        held = EXAMPLE.read_owners_return(filled(tmp_path, {f"{POSTS}.target": "9 FTE", f"{POSTS}.baseline": "14 FTE"}))
        assert [(row["plan_says"], row["owner_says"], row["differs"]) for row in held.table.records()] == [
            ("14 FTE", "14 FTE", "no"),
            ("8 FTE", "9 FTE", "yes"),
        ]
        assert "<caption>What the owner says: return.csv</caption>" in held._repr_html_()

    def test_a_workbook_is_read_too_and_its_dates_are_dates(self, tmp_path):
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        rows = EXAMPLE.owners_return("Head of drainage")
        book.active.append([column.key for column in rows.columns])
        for row in rows.rows:
            day = datetime.datetime(2027, 9, 1) if row[0].endswith("train_crews.due") else None  # noqa: DTZ001 - a cell of a workbook has no time zone
            book.active.append([*row[:3], day])
        book.save(tmp_path / "return.xlsx")
        held = EXAMPLE.read_owners_return(tmp_path / "return.xlsx")
        assert dict(held.changes) == {"enabling_changes.train_crews.due": "2027-09-01"}

    def test_text_that_a_spreadsheet_would_run_and_turned_dates_are_still_what_the_plan_says(self, tmp_path):
        case = EXAMPLE.revise(
            {
                f"{POSTS}.indicator": "=posts\r\nand more ",
                f"{POSTS}.target": "-8 FTE",
                "options.online.benefits.fewer_calls.realisation.indicator": "'quoted",
            }
        )
        path = filled(tmp_path, {f"{POSTS}.target": "'-9 FTE"}, case=case)
        text = path.read_text(encoding="utf-8").replace(",2028-12-31,", ",31/12/2028,")
        assert dict(case.read_owners_return(write(tmp_path, text)).changes) == {f"{POSTS}.target": "-9 FTE"}

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (("address,question", "where,question"), "This is not a return of an owner"),
            (("8 FTE", "7 FTE"), "The plan says something else by now"),
            ((f"{POSTS}.target,", f"{POSTS}.targe,"), "asks about nothing"),
            ((f"{POSTS}.target,", "options.online.benefits.x.realisation.target,"), "asks about nothing"),
            ((f"{POSTS}.target,", "case.title,"), "asks about nothing"),
            (("dependencies.desk.met,", "dependencies.desk.title,"), "asks about nothing"),
            ((f"{POSTS}.baseline,", f"{POSTS}.target,"), "something else"),
        ],
    )
    def test_a_return_of_something_else_is_refused_by_its_row(self, tmp_path, change, words):
        text = EXAMPLE.owners_return("Head of contact").to_csv()
        assert change[0] in text
        with pytest.raises(ac.SheetError, match=words):
            EXAMPLE.read_owners_return(write(tmp_path, text.replace(*change, 1)))

    def test_a_row_twice_is_refused_and_blank_rows_are_passed_over(self, tmp_path):
        text = EXAMPLE.owners_return("Head of contact").to_csv()
        assert dict(EXAMPLE.read_owners_return(write(tmp_path, text + ",,,\n\n")).changes) == {}
        with pytest.raises(ac.SheetError, match="there twice"):
            EXAMPLE.read_owners_return(write(tmp_path, text + text.splitlines()[1] + "\n"))
