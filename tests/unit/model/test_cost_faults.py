"""Roles, teams, steps and replacement cycles wrong in units, in size or in time: each a fault at its own address."""

import pytest

import agile_case as ac

CASE = """format = "agile-case/1"

[case]
title = "A desk (invented)"
start = "2026-27"
horizon = 4
price_base = "2026-27"

[reference]
set = "uk-2026-03"

[units]
counts = ["letter"]

[assumptions]
letters = { value = 20_000, unit = "letter/year" }
quality = { value = 3, unit = "1" }

[events]
launch = 2027-10-01

[roles]
clerk = { salary = "40 GBPk/FTE/year" }

[options.usual.costs.desk]
"""
STEP = 'behaviour = "step"\ndriver = "letters"\nstep = "5_000 letter/year"\n'


def faults(text):
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(text)
    return [(fault.where, fault.what) for fault in caught.value.faults]


def of_desk(lines):
    return [(where.removeprefix("options.usual.costs.desk."), message) for where, message in faults(CASE + lines)]


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "field", "message"),
        [
            ('salary = "40 GBPk/year"', "salary", "does not come out in the unit"),
            ('salary = "40 GBPk/FTE/year + 3 letter"', "salary", "different units"),
            ('salary = "40 GBPk/FTE/fortnightly"', "salary", "not a name"),
            ('day_rate = "500 GBP/person/workday"\ndays = "220 workday"', "days", "unit"),
            ('day_rate = "500 GBP/person/workday"\ndays = "-220 workday/year"', "days", "positive"),
            ('salary = "40 GBPk/FTE/year"\non_costs = -0.1', "on_costs", "add to a salary"),
        ],
    )
    def test_wrong_figures_are_faults_of_the_role(self, role, field, message):
        text = CASE.replace("[options", f"[roles.lead]\n{role}\n\n[options") + 'amount = "1 GBPk/year"'
        ((where, said),) = faults(text)
        assert where == f"roles.lead.{field}"
        assert message in said


class TestSteps:
    @pytest.mark.parametrize(
        ("step", "message"),
        [
            ("5_000 parcel/day/mile", "unit"),
            ("0 letter/year", "positive quantity"),
            ("5_000 letter", "does not come out in the unit"),
        ],
    )
    def test_a_step_is_a_positive_quantity_of_its_driver(self, step, message):
        found = of_desk(f'amount = "1 GBPk/year"\n{STEP.replace("5_000 letter/year", step)}')
        assert len(found) == 1
        assert message in found[0][1]
        assert found[0][0] in ("step", "driver")

    def test_a_total_with_weights_for_years_has_no_steps(self):
        found = of_desk(f'amount = "1 GBPk"\n{STEP}profile = {{ years = "2026-27..2027-28", values = [0.5, 0.5] }}')
        assert [where for where, _ in found] == ["profile"]

    def test_an_amount_with_a_fault_is_said_once(self):
        found = of_desk(f'amount = "1 letter"\n{STEP}profile = {{ years = "2026-27..2027-28", values = [0.5, 0.5] }}')
        assert [where for where, _ in found] == ["amount"]


class TestReplacement:
    @pytest.mark.parametrize("every", ["3 GBP", "18 month", "0 year", "1_001 year"])
    def test_a_cycle_is_whole_years(self, every):
        found = of_desk(f'amount = "1 GBPk"\nwhen = "2026-27"\nrefresh_every = "{every}"')
        assert [where for where, _ in found] == ["refresh_every"]

    @pytest.mark.parametrize("line", ['amount = "1 GBPk/year"', "team = { clerk = 2 }"])
    def test_only_a_total_comes_again(self, line):
        found = of_desk(f'{line}\nrefresh_every = "3 year"')
        assert [where for where, _ in found] == ["refresh_every"]

    @pytest.mark.parametrize("amount", ["1 letter", "1 GBPk + 1 letter", "nobody"])
    def test_an_amount_with_a_fault_is_said_once(self, amount):
        found = of_desk(f'amount = "{amount}"\nrefresh_every = "3 year"')
        assert [where for where, _ in found] == ["amount"]


class TestTeams:
    @pytest.mark.parametrize(
        "more",
        [
            "",
            'starts = "launch"',
            'when = "2026-27"',
            'starts = "launch"\nends = 2028-04-01',
            'refresh_every = "3 year"',
            'transition_cost = "1 GBPk"',
        ],
    )
    def test_an_unknown_role_is_said_once_whatever_else_the_line_says(self, more):
        found = [where for where, _ in of_desk(f"team = {{ porter = 3 }}\n{more}")]
        assert "team.porter" in found
        assert set(found) <= {"team.porter", "refresh_every"}
