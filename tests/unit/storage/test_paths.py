"""Addresses: what is listed, what is found, what a change does and what it refuses."""

import datetime

import pytest

import agile_case as ac

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 2
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[assumptions]
level = { triangular = [10, 20, 60], unit = "GBPk/year" }
other = { pert = [1, 2, 4], unit = "GBPk/year", source = "said" }
third = { pert = [1, 2, 3], unit = "GBPk/year" }
[options.one.costs.work]
amount = "level + other"
budget = "resource"
[stages.alpha]
tests = [{ assumption = "level", people = 3 }, { assumption = "other" }]
[[correlations]]
assumptions = ["level", "other"]
rank = 0.5
[[correlations]]
assumptions = ["other", "third"]
rank = 0.25
[x.of."a.b"]
key = 1
""")


def fault_of(act):
    with pytest.raises(ac.AgileCaseError) as caught:
        act()
    (fault,) = caught.value.faults
    return fault


class TestPaths:
    def test_values_are_shown_as_the_file_writes_them(self):
        shown = dict(CASE.paths().rows)
        assert shown["case.title"] == '"A case"'
        assert shown["assumptions.level.triangular"] == "[10, 20, 60]"
        assert shown["stages.alpha.tests.1.assumption"] == '"other"'
        assert shown["correlations.0.rank"] == "0.5"
        dated = CASE.revise({"events.open": "2027-04-01", "x.flag": True, "x.rows": []})
        shown = dict(dated.paths().rows)
        assert (shown["events.open"], shown["x.flag"], shown["x.rows"]) == ("2027-04-01", "true", "[]")

    def test_a_table_with_a_key_that_no_address_can_hold_is_one_leaf(self):
        assert dict(CASE.paths("x").rows) == {"x.of": '{ "a.b" = { "key" = 1 } }'}
        assert dict(CASE.revise({"x.of": {"": {}}}).paths("x").rows) == {"x.of": '{ "" = {} }'}

    def test_an_address_lists_what_is_below_it_and_no_namesake(self):
        more = CASE.revise({"assumptions.level_two": CASE.get("assumptions.level")})
        assert [path for path, _ in more.paths("assumptions.level").rows] == [
            "assumptions.level.triangular",
            "assumptions.level.unit",
        ]
        assert more.paths("assumptions.level").caption == "Addresses of the case like assumptions.level"

    def test_a_pattern_lists_what_is_like_it(self):
        assert [path for path, _ in CASE.paths("*.rank").rows] == ["correlations.0.rank", "correlations.1.rank"]

    def test_what_is_like_nothing_is_refused_with_the_nearest(self):
        fault = fault_of(lambda: CASE.paths("assumptions.levle"))
        assert (fault.where, fault.code) == ("like", "unknown-name")
        assert "assumptions.level" in fault.do
        assert fault_of(lambda: CASE.paths(3)).what == "This is not an address."


class TestGet:
    def test_it_gives_plain_data_in_the_form_of_the_file(self):
        assert CASE.get("assumptions.other") == {"pert": [1, 2, 4], "unit": "GBPk/year", "source": "said"}
        assert CASE.get("correlations.1.assumptions") == ["other", "third"]

    def test_a_key_that_is_left_out_has_its_default(self):
        assert CASE.get("assumptions.level.notes") == ""
        assert CASE.get("assumptions.level.date") is None
        assert CASE.get("case.savings") == "lower-cost"
        assert CASE.get("events") == {}

    @pytest.mark.parametrize("path", ["assumptions.levle", "correlations.2", "correlations.one", "case.title.more"])
    def test_no_such_address(self, path):
        fault = fault_of(lambda: CASE.get(path))
        assert fault.what == f"{path!r} is not an address of this case."
        assert fault.where == path

    @pytest.mark.parametrize("path", ["", 3, None])
    def test_what_is_no_address(self, path):
        assert fault_of(lambda: CASE.get(path)).what == "This is not an address."

    def test_what_it_gives_is_a_copy(self):
        CASE.get("assumptions.other")["pert"][0] = 99
        assert CASE.get("assumptions.other.pert") == [1, 2, 4]


class TestRevise:
    def test_several_changes_are_one(self):
        """Each alone would break the case: the key is gone, or nothing has the name."""
        renamed = CASE.revise(
            {
                "assumptions.third": None,
                "assumptions.last": CASE.get("assumptions.third"),
                "correlations.1.assumptions": ["other", "last"],
            }
        )
        assert "third" not in renamed.model.assumptions
        assert renamed.model.correlations[1].assumptions == ("other", "last")

    def test_one_kind_of_estimate_takes_the_place_of_another(self):
        changed = CASE.revise({"assumptions.level.triangular": None, "assumptions.level.pert": [1, 2, 9]})
        assert changed.model.assumptions["level"].estimate == ac.Pert(1, 2, 9)

    def test_nouns_and_expressions_are_taken_as_they_are(self):
        a = CASE.names
        cost = ac.Cost(amount=a.level * 2, budget="capital")
        changed = CASE.revise({"options.one.costs.more": cost, "options.one.costs.work.amount": a.other / 2})
        assert changed.model.options["one"].costs["more"] == cost
        assert changed.get("options.one.costs.work.amount") == "other / 2"

    def test_none_takes_out_and_what_is_left_out_anyway_can_be(self):
        assert CASE.revise({"assumptions.other.source": None}).get("assumptions.other.source") == ""
        assert CASE.revise({"assumptions.level.notes": None, "units": None}) == CASE

    def test_rows_of_a_list_are_changed_taken_out_and_added_at_the_end(self):
        assert CASE.revise({"correlations.0.rank": 0.1}).model.correlations[0].rank == 0.1
        both = CASE.revise({"correlations.0": None, "correlations.1": None})
        assert both.model.correlations == ()
        row = {"assumptions": ["level", "third"], "rank": 0.1}
        assert CASE.revise({"correlations.2": row}).get("correlations.2") == row
        assert fault_of(lambda: CASE.revise({"correlations.3": row})).where == "correlations.3"
        one = CASE.revise({"stages.alpha.tests.0": None})
        assert [test.assumption for test in one.model.stages["alpha"].tests] == ["other"]

    def test_a_table_that_is_left_out_can_be_filled(self):
        changed = CASE.revise({"events.open": datetime.date(2027, 4, 1), "units.counts": ["thing"]})
        assert changed.model.events["open"] == datetime.date(2027, 4, 1)
        assert changed.model.counts == ("thing",)

    def test_every_fault_comes_at_once(self):
        with pytest.raises(ac.InvalidCaseError) as caught:
            CASE.revise({"assumptions.levle.source": "x", "case.horizon": "2", "assumptions.gone": None})
        assert [fault.where for fault in caught.value.faults] == [
            "assumptions.levle.source",
            "assumptions.gone",
            "case.horizon",
        ]

    def test_a_change_of_a_thing_and_of_its_part_is_refused(self):
        fault = fault_of(lambda: CASE.revise({"case": CASE.get("case"), "case.title": "x"}))
        assert (fault.where, fault.got) == ("case.title", "a change of case too")

    @pytest.mark.parametrize("changes", [[("a", 1)], {3: 1}, "case.title"])
    def test_what_is_no_table_of_changes_is_refused(self, changes):
        assert fault_of(lambda: CASE.revise(changes)).what == "Changes are a table."

    def test_the_case_itself_never_changes(self):
        before = CASE.paths()
        CASE.revise({"case.title": "Another", "assumptions.level.triangular": [1, 2, 3]})
        assert CASE.paths() == before
