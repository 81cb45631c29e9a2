"""Evidence about expressions and about assumptions that correlate: learned, kept, drawn together, bridged, shown."""

import concurrent.futures

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import draws_of, simulate
from agile_case.appraisal.sampling import sampling_of
from agile_case.case.subjects import names_about
from agile_case.errors import (
    AgileCaseError,
    EstimateError,
    ExpressionError,
    HistoryError,
    InputError,
    UnitError,
    UnknownNameError,
)
from agile_case.estimates.weighed import Weighed
from tests.conftest import WHOLE_CASES

TEXT = """
format = "agile-case/1"
[case]
title = "Tied"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[units]
counts = ["call"]
[events]
alpha = "2026-04-01"
[assumptions]
calls = { normal = [1000, 200], unit = "call/year" }
minutes = { normal = [60, 12], unit = "minute/call" }
rate = { normal = [20, 2], unit = "GBP/hour" }
extra = { pert = [1, 2, 4], unit = "GBPk/year" }
fixed = { value = 2, unit = "1" }
yearly = { pert = [1, 2, 4], unit = "GBPk/year", persistence = "yearly" }
[options.usual]
roles = ["business-as-usual"]
[options.new.costs.work]
amount = "calls * minutes * rate"
budget = "resource"
[options.new.costs.more]
amount = "extra + yearly"
budget = "resource"
"""
HOURS = {
    "estimate": "1_150 hour/year",
    "standard_error": "60 hour/year",
    "setting": "live",
    "transfer_sd": "80 hour/year",
}
RATE = {"estimate": "23 GBP/hour", "standard_error": "0.8 GBP/hour", "setting": "live", "transfer_sd": "0.6 GBP/hour"}
CALLS = {
    "estimate": "1_100 call/year",
    "standard_error": "60 call/year",
    "setting": "live",
    "transfer_sd": "80 call/year",
}
WORDS = ("calls", "minutes", "fixed", "yearly", "nobody", "*", "/", "+", "-", "(", ")", "min(", ",", "2", "hour")
TIED = {"correlations": [{"assumptions": ["minutes", "rate"], "rank": 0.6, "source": "Ledger"}]}


@pytest.fixture(scope="module")
def plain():
    return ac.loads(TEXT).begin("alpha-1", "To see", on="2026-06-01")


@pytest.fixture(scope="module")
def learned(plain):
    return plain.learn("calls * minutes", HOURS, on="2026-07-01", source="Telephony log")


@pytest.fixture(scope="module")
def tied():
    return ac.loads(TEXT).revise(TIED).begin("alpha-1", "To see", on="2026-06-01")


class TestAnExpression:
    def test_everything_in_it_moves(self, learned):
        assert set(learned.posteriors) == {"calls", "minutes", "calls * minutes"}
        for key in ("calls", "minutes"):
            prior, believed = (model.assumptions[key].estimate for model in (learned.model, learned.believed))
            assert prior.mean < believed.mean
            assert believed.sd < prior.sd
            assert learned.posteriors[key].surprises == ()
        held = learned.posteriors["calls * minutes"]
        assert 1_000 < held.estimate.mean < 1_150  # in the unit of what was seen
        assert held.effective == learned.posteriors["calls"].effective > 16_384
        assert held.surprises[0] == pytest.approx(0.6, abs=0.1)

    def test_what_is_not_in_it_stays(self, learned):
        for key in ("rate", "extra", "fixed"):
            assert learned.believed.assumptions[key] == learned.model.assumptions[key]

    def test_unit_and_white_space_do_not_matter(self, plain, learned):
        seen = HOURS | {"estimate": "69_000 minute/year"}
        one = plain.learn(" calls *  minutes ", seen, on="2026-07-01", source="Telephony log")
        assert one.entries[-1].about == "calls * minutes"
        assert one.believed.assumptions["calls"].estimate.mean == pytest.approx(
            learned.believed.assumptions["calls"].estimate.mean, rel=1e-9
        )

    def test_a_certain_assumption_may_be_in_it(self, plain):
        one = plain.learn("fixed * extra", {**_money(5), "setting": "live"}, on="2026-07-01", source="x")
        assert set(one.posteriors) == {"extra", "fixed * extra"}
        assert one.posteriors["extra"].estimate.mean == pytest.approx(2.4, abs=0.1)

    def test_evidence_on_one_of_them_counts_too_in_any_order(self, plain):
        steps = [("calls * minutes", HOURS), ("calls", CALLS), ("minutes * rate", _per_call())]
        cases = []
        for order in (steps, steps[::-1], [steps[1], steps[0], steps[2]]):
            case = plain
            for about, seen in order:
                case = case.learn(about, seen, on="2026-07-01", source=about)
            cases.append(case)
        assert cases[0].believed == cases[1].believed == cases[2].believed
        one, two = (case.appraise(draws=500, seed=1) for case in cases[:2])
        assert one.samples.tobytes() == two.samples.tobytes()
        assert set(cases[0].posteriors) == {"calls", "minutes", "rate", "calls * minutes", "minutes * rate"}
        assert (
            cases[0].posteriors["calls"].surprises
            == plain.learn("calls", CALLS, on="2026-07-01", source="x").posteriors["calls"].surprises
        )

    def test_a_share_of_a_share(self, plain):
        text = TEXT.replace("rate = {", 'share = { beta = [4, 2], unit = "1" }\nrate = {')
        case = ac.loads(text).learn(
            "share * share", {"successes": 30, "n": 100, **_here()}, on="2026-07-01", source="x"
        )
        assert case.posteriors["share * share"].estimate.mean == pytest.approx(0.32, abs=0.03)
        assert case.posteriors["share"].estimate.mean == pytest.approx(0.32**0.5, abs=0.03)

    def test_events_of_a_rate(self, plain):
        seen = {"events": 2_300, "exposure": "1 year", **_here()}
        case = ac.loads(TEXT.replace('unit = "call/year"', 'unit = "1/year"').replace("minute/call", "minute"))
        case = case.learn("fixed * calls", seen, on="2026-07-01", source="x")
        # Poisson of 2,300 has a deviation of 48: the posterior of 2 x calls is near it, and in base units, 1/year
        assert case.posteriors["fixed * calls"].estimate.mean == pytest.approx(2_296, abs=6)
        with pytest.raises(UnitError):
            plain.learn("calls * minutes", seen, on="2026-07-01", source="x")


def _money(value):
    return {"estimate": f"{value} GBPk/year", "standard_error": "0.6 GBPk/year", "transfer_sd": "0.3 GBPk/year"}


def _per_call():
    return {"estimate": "22 GBP/call", "standard_error": "2 GBP/call", "setting": "pilot", "transfer_sd": "1 GBP/call"}


def _here():
    return {"setting": "live", "transfer_sd": 0, "transfer_reason": "Everybody was counted"}


class TestTheAddressOfALine:
    def test_stands_for_what_the_line_is_a_measure_of(self, plain):
        volumes = {
            "measures.hours": {"what": "Hours on the telephone", "unit": "hour/year", "expected": "calls * minutes"},
            "options.new.benefits.time": {
                "kind": "non-cash-releasing",
                "measure": "calls * minutes",
                "unit_value": "rate",
                "bearer": "households",
            },
            "options.new.costs.line": {
                "amount": "3 GBP/hour",
                "behaviour": "variable",
                "driver": "calls * minutes",
                "budget": "resource",
            },
        }
        case = plain.revise(volumes, because="Volumes", on="2026-06-02")
        wanted = case.learn("calls * minutes", HOURS, on="2026-07-01", source="x")
        for address in ("measures.hours", "options.new.benefits.time"):
            assert case.learn(address, HOURS, on="2026-07-01", source="x") == wanted
        money = {"estimate": "3_400 GBP/year", "standard_error": "200 GBP/year", "transfer_sd": "90 GBP/year"}
        money["setting"] = "live"
        cost = case.learn("options.new.costs.line", money, on="2026-07-01", source="x")
        assert cost.entries[-1].about == "(3 GBP/hour) * (calls * minutes)"
        assert set(cost.posteriors) == {"calls", "minutes", cost.entries[-1].about}
        plain_cost = plain.learn(
            "options.new.costs.work", {**money, "setting": "live"} | _work(), on="2026-07-01", source="x"
        )
        assert plain_cost.entries[-1].about == "calls * minutes * rate"

    def test_that_there_is_not_is_refused(self, plain):
        with pytest.raises(UnknownNameError, match="no such line") as caught:
            plain.learn("options.new.costs.wrk", HOURS, on="2026-07-01", source="x")
        assert "options.new.costs.work" in caught.value.faults[0].do
        bare = plain.revise({"measures.smiles": {"what": "Smiles", "unit": "1"}}, because="x", on="2026-06-02")
        with pytest.raises(InputError, match="worked out by an expression"):
            bare.learn("measures.smiles", HOURS, on="2026-07-01", source="x")


def _work():
    return {"estimate": "21_000 GBP/year", "standard_error": "2_000 GBP/year", "transfer_sd": "900 GBP/year"}


class TestCorrelated:
    def test_what_correlates_moves_too(self, tied):
        """Gaussian correlation of rank 0.6 is 2 sin(pi / 10); both normal, so the regression line is straight."""
        case = tied.learn("rate", RATE, on="2026-07-01", source="Payroll")
        assert set(case.posteriors) == {"minutes", "rate"}
        gain = 4.0 / (4.0 + 1.0)
        rho = 2 * np.sin(np.pi / 10)
        rate, minutes = case.posteriors["rate"], case.posteriors["minutes"]
        # 2 comparisons at 3.5 standard errors: 9 in 10,000
        assert abs(rate.estimate.mean - (20 + gain * 3)) < 3.5 * rate.estimate.sd / rate.effective**0.5
        wanted = 60 + rho * 12 / 2 * gain * 3
        assert abs(minutes.estimate.mean - wanted) < 3.5 * minutes.estimate.sd / minutes.effective**0.5
        assert rate.surprises == pytest.approx((0.18,), abs=0.005)

    def test_an_expression_moves_what_correlates_with_a_part_of_it(self, tied):
        case = tied.learn("calls * minutes", HOURS, on="2026-07-01", source="Log")
        assert set(case.posteriors) == {"calls", "minutes", "rate", "calls * minutes"}

    def test_without_evidence_in_the_group_it_is_drawn_as_before(self, tied):
        case = tied.learn("calls", CALLS, on="2026-07-01", source="x")
        assert set(case.posteriors) == {"calls"}
        assert not isinstance(case.posteriors["calls"].estimate, Weighed)

    def test_the_table_of_correlations_says_what_came_after(self, tied):
        case = tied.learn("rate", RATE, on="2026-07-01", source="Payroll")
        before, after = (held.appraise().plan.correlations[0][2] for held in (tied, case))
        assert (before, after) == ("Ledger", "Ledger; before evidence on what moves together")


class TestDrawnTogether:
    def test_the_product_is_drawn_and_not_the_margins(self, learned):
        """The cost is the product times the rate: its draws have the mean and the spread of the joint posterior."""
        result = learned.appraise(draws=40_000, seed=7)
        plan = result.plan
        draws = {key: _draws(plan, key) for key in ("calls", "minutes")}
        hours = learned.posteriors["calls * minutes"]
        product = draws["calls"] * draws["minutes"]
        # 2 comparisons at 3.5 standard errors of 40,000 draws: 9 in 10,000
        assert abs(product.mean() - hours.estimate.mean) < 3.5 * hours.estimate.sd / 200
        assert abs(product.std() - hours.estimate.sd) < 3.5 * hours.estimate.sd / 200
        assert np.corrcoef(draws["calls"], draws["minutes"])[0, 1] < -0.5
        shuffled = draws["calls"] * np.roll(draws["minutes"], 1)
        assert shuffled.std() > 1.5 * product.std()

    def test_same_bytes_whatever_the_blocks_and_the_workers(self, learned):
        plan = compile_model(learned.believed)
        how = sampling_of("plain", None, draws=3_001, seed=5)
        wanted = simulate(plan, how).tobytes()
        assert all(simulate(plan, how, block=block).tobytes() == wanted for block in (1_000, 77, 3_001))
        with concurrent.futures.ThreadPoolExecutor(2) as executor:
            assert simulate(plan, how, executor=executor, block=500).tobytes() == wanted
        longer = simulate(plan, sampling_of("plain", None, draws=4_000, seed=5))
        assert longer[:, :3_001].tobytes() == wanted

    def test_same_bytes_in_other_processes(self, learned):
        plan = compile_model(learned.believed)
        how = sampling_of("plain", None, draws=500, seed=5)
        with concurrent.futures.ProcessPoolExecutor(1) as executor:
            assert simulate(plan, how, executor=executor).tobytes() == simulate(plan, how).tobytes()

    def test_what_is_not_tied_draws_as_before(self, plain, learned):
        one, two = (held.appraise(draws=100, seed=3).plan for held in (plain, learned))
        for key in ("rate", "extra"):
            assert _draws(one, key, 100).tobytes() == _draws(two, key, 100).tobytes()

    def test_the_table_says_what_its_error_leaves_out(self, plain, learned):
        one, two = (
            [note for table in case.appraise(draws=100, seed=1).tables for note in table.notes if "weighed" in note]
            for case in (learned, plain)
        )
        assert "calls, minutes" in one[0]
        assert f"{learned.posteriors['calls'].effective:,.0f} equal ones" in one[0]
        assert two == []

    def test_sobol_points_choose_rows_too(self, learned):
        pytest.importorskip("scipy")
        result = learned.appraise(draws=2_048, seed=3, sampling="sobol", scramblings=8)
        plain = learned.appraise(draws=20_000, seed=3)
        one, two = (held.absolute["new"].simulation for held in (result, plain))
        # 1 comparison at 3.3 standard errors: 1 in 1,000
        error = (one.standard_error**2 + two.standard_error**2) ** 0.5
        assert abs(one.mean - two.mean) < 3.3 * 2 * error  # a spread of 8 is itself known to a quarter

    def test_central_values_are_the_posterior_means(self, learned):
        means = {key: learned.believed.assumptions[key].estimate.mean for key in ("calls", "minutes")}
        cost = means["calls"] * means["minutes"] / 60 * 20 * (1 + 1 / 1.035)
        more = sum(learned.model.assumptions[key].estimate.mean for key in ("extra", "yearly")) * 1_000
        wanted = -(cost + more * (1 + 1 / 1.035))
        assert learned.appraise().absolute["new"].npsv == pytest.approx(wanted, rel=1e-9)

    def test_sensitivities_work_on_it(self, learned):
        result = learned.appraise(draws=2_000, seed=3)
        shares = {row[0]: row for row in result.variance_shares("new", total=True).rows}
        assert shares["Calls"][2] >= 0
        assert {row[0] for row in result.switching_values("new").table.rows} >= {"Calls", "Minutes", "Rate"}
        for at in ("mode", "p50"):
            assert np.isfinite(learned.appraise(at=at).absolute["new"].npsv)


def _draws(plan, key, count=40_000):
    """Return draws in base units: a minute is a sixtieth of an hour."""
    return draws_of(plan, key, sampling_of("plain", None, draws=count, seed=7).source(plan.drawn), 0, count)


class TestKept:
    def test_saved_are_priors_and_observations(self, learned, tmp_path):
        ac.save(learned, tmp_path / "tied")
        text = "".join(path.read_text() for path in (tmp_path / "tied").rglob("*.toml"))
        assert 'about = "calls * minutes"' in text
        assert "reweighted" not in text
        again = ac.load(tmp_path / "tied")
        assert again == learned
        assert again.believed == learned.believed
        one, two = (held.appraise(draws=300, seed=3) for held in (again, learned))
        assert one.samples.tobytes() == two.samples.tobytes()
        assert one.provenance.model_sha256 == two.provenance.model_sha256

    def test_the_hash_of_what_is_believed_moves_with_the_evidence(self, plain, learned):
        more = learned.learn("calls * minutes", HOURS, on="2026-07-09", source="Again")
        hashes = {held.appraise().provenance.model_sha256 for held in (plain, learned, more)}
        assert len(hashes) == 3

    def test_what_is_believed_can_be_kept_as_a_case_of_its_own(self, learned, tmp_path):
        """A file has no way to say what is tied together, so each estimate is written by itself."""
        ac.save(ac.Case(learned.believed), tmp_path / "believed.toml")
        alone = ac.load(tmp_path / "believed.toml")
        for key in ("calls", "minutes"):
            wanted = learned.believed.assumptions[key].estimate
            assert alone.model.assumptions[key].estimate.mean == pytest.approx(wanted.mean, rel=0.01)

    def test_a_revision_of_a_part_ends_it(self, learned):
        revised = learned.revise({"assumptions.calls.normal": [1100, 90]}, because="Log", on="2026-08-01")
        assert not revised.posteriors
        other = learned.revise({"assumptions.rate.normal": [21, 2]}, because="Pay", on="2026-08-01")
        assert set(other.posteriors) == set(learned.posteriors)

    def test_what_was_seen_of_keeps_its_key(self, learned):
        """Entries name what they are about, and are never rewritten."""
        for key in ("calls", "minutes"):
            with pytest.raises(HistoryError, match="kept under its key") as caught:
                learned.rename(f"assumptions.{key}", "other")
            assert caught.value.faults[0].got == "evidence of calls * minutes"
        renamed = learned.rename("assumptions.rate", "hourly_rate").rename("options.new.costs.more", "other")
        assert set(renamed.posteriors) == set(learned.posteriors)

    def test_a_retraction_ends_it(self, learned, plain):
        back = learned.retract(learned.entries[-1].id, on="2026-08-01", because="Wrong log")
        assert back.believed == plain.believed

    def test_merged_copies_agree(self, plain):
        one = plain.learn("calls * minutes", HOURS, on="2026-07-01", source="A")
        two = plain.learn("calls", CALLS, on="2026-07-02", source="B")
        assert one.merged(two).believed == two.merged(one).believed


class TestBridge:
    @pytest.mark.parametrize("by", ["category", "change"])
    def test_the_bars_sum_to_the_change(self, learned, by):
        case = learned.revise({"assumptions.rate.normal": [22, 2]}, because="Pay award", on="2026-08-01")
        case = case.learn("calls", CALLS, on="2026-08-02", source="Count")
        found = case.compare("2026-06-01", option="new", by=by)
        assert sum(bar.value for bar in found.bars) == pytest.approx(found.end - found.start, rel=1e-9)
        assert found.end == pytest.approx(case.appraise().against("usual")["new"].npsv, rel=1e-9)
        evidence = [bar for bar in found.bars if bar.cause.startswith("Evidence")]
        assert len(evidence) == (1 if by == "category" else 2)
        assert all(bar.value < 0 for bar in evidence)  # more calls and more minutes cost more


class TestShown:
    def test_rounds_and_the_monitoring_plan_have_it(self, learned):
        case = learned.learn("calls", CALLS, on="2026-07-02", source="Count")
        rows = ac.rounds_table(case).rows
        assert [row[2] for row in rows] == ["calls * minutes (hour/year)", "Calls (call/year)"]
        assert rows[0][4] == pytest.approx(1_000, rel=0.001)
        assert rows[0][5] == pytest.approx(learned.posteriors["calls * minutes"].estimate.mean)
        assert rows[1][4] == pytest.approx(learned.posteriors["calls"].estimate.mean)
        assert rows[1][5] == pytest.approx(case.posteriors["calls"].estimate.mean)

    def test_the_log_of_assumptions_says_what_it_is(self, learned):
        rows = {row[0]: row[2] for row in learned.appraise().register.rows}
        assert rows["calls"].startswith("reweighted, ")
        assert rows["rate"] == "normal [20, 2]"

    def test_contradiction_is_a_finding(self, plain):
        far = HOURS | {"estimate": "2_600 hour/year", "standard_error": "300 hour/year"}
        case = plain.learn("calls * minutes", far, on="2026-07-01", source="Old log")
        found = [one for one in ac.check(case, on="2026-12-01") if one.code == "evidence-contradicts-prior"]
        assert len(found) == 1
        assert "of calls * minutes on 2026-07-01 (Old log)" in found[0].message


def _found(case, code):
    return [one for one in ac.check(case, on="2026-12-01") if one.code == code]


class TestFindings:
    def test_evidence_of_an_expression_that_a_revision_ended(self, learned):
        """One part was revised: the other is back at its estimate, and somebody should say whether that is right."""
        assert not _found(learned, "evidence-let-go")
        one = learned.revise({"assumptions.calls.normal": [1100, 90]}, because="Log", on="2026-08-01")
        found = _found(one, "evidence-let-go")
        assert [finding.path for finding in found] == ["assumptions.minutes"]
        assert "calls * minutes on 2026-07-01 (Telephony log)" in found[0].message
        again = one.learn("calls * minutes", HOURS, on="2026-08-02", source="New log")
        assert not _found(again, "evidence-let-go")
        both = one.revise({"assumptions.minutes.normal": [65, 8]}, because="Log", on="2026-08-02")
        assert not _found(both, "evidence-let-go")
        at_once = {"assumptions.calls.normal": [1100, 90], "assumptions.minutes.normal": [65, 8]}
        assert not _found(learned.revise(at_once, because="Log", on="2026-08-01"), "evidence-let-go")

    def test_evidence_that_moves_what_was_revised_after_it(self, tied):
        case = tied.learn("rate", RATE, on="2026-07-01", source="Payroll")
        assert not _found(case, "evidence-may-count-twice")
        after = case.revise({"assumptions.minutes.normal": [65, 9]}, because="Payroll", on="2026-08-01")
        found = _found(after, "evidence-may-count-twice")
        assert [finding.path for finding in found] == ["assumptions.minutes"]
        assert "rate was seen on 2026-07-01 (Payroll)" in found[0].message
        both = after.revise({"assumptions.rate.normal": [22, 1]}, because="Payroll", on="2026-08-01")
        assert not _found(both, "evidence-may-count-twice")
        words = case.revise({"assumptions.minutes.owner": "Me"}, because="New owner", on="2026-08-01")
        assert not _found(words, "evidence-may-count-twice")
        apart = case.revise({"assumptions.calls.normal": [900, 90]}, because="Count", on="2026-08-01")
        assert not _found(apart, "evidence-may-count-twice")

    def test_the_same_evidence_said_in_other_words(self, tied):
        """One word of its source was changed, so it is another entry, and both count."""
        once = tied.learn("rate", RATE, on="2026-07-01", source="Payroll")
        assert not _found(once, "evidence-recorded-again")
        case = once.learn("rate", dict(RATE), on="2026-07-01", source="The payroll", by="Me")
        assert case.posteriors["rate"].estimate.sd < once.posteriors["rate"].estimate.sd
        (found,) = _found(case, "evidence-recorded-again")
        ids = [entry.id for entry in case.entries[-2:]]
        assert found.path == "assumptions.rate"
        assert found.severity is ac.Severity.NEEDS_JUDGEMENT
        assert f"2 times, in the same setting and with the same figures ({ids[0]}, Payroll; {ids[1]}, The payroll)" in (
            found.message
        )
        assert found.message.endswith("it counts twice.")
        third = case.learn("rate", RATE, on="2026-07-01", source="Payroll again")
        assert _found(third, "evidence-recorded-again")[0].message.endswith("it counts 3 times.")
        assert not _found(case.retract(ids[1], on="2026-07-02", because="The same"), "evidence-recorded-again")

    @pytest.mark.parametrize(
        ("about", "seen", "on"),
        [
            ("rate", RATE, "2026-07-02"),
            ("rate", RATE | {"setting": "pilot"}, "2026-07-01"),
            ("rate", RATE | {"estimate": "23.1 GBP/hour"}, "2026-07-01"),
            ("rate * 1", RATE, "2026-07-01"),
        ],
        ids=["another day", "another setting", "another figure", "something else"],
    )
    def test_what_was_seen_again_is_no_repetition(self, tied, about, seen, on):
        case = tied.learn("rate", RATE, on="2026-07-01", source="Payroll").learn(about, seen, on=on, source="Audit")
        assert not _found(case, "evidence-recorded-again")

    def test_the_same_of_an_expression(self, learned):
        case = learned.learn("calls * minutes", HOURS, on="2026-07-01", source="Telephony logs")
        assert [one.path for one in _found(case, "evidence-recorded-again")] == ["assumptions"]

    def test_little_that_is_left(self, plain, learned):
        assert not _found(learned, "few-draws-left")
        sharp = {"estimate": "1_100 hour/year", "standard_error": "0.5 hour/year", "setting": "live"}
        sharp |= {"transfer_sd": "0.2 hour/year"}
        case = plain.learn("calls * minutes", sharp, on="2026-07-01", source="x")
        assert 1_000 < case.posteriors["calls"].effective < 4_096
        found = _found(case, "few-draws-left")
        assert len(found) == 1
        assert "calls, minutes" in found[0].message


def test_what_cannot_be_read_is_about_nothing(plain):
    assert names_about(plain.model, "calls * minutes") == {"calls", "minutes"}
    assert names_about(plain.model, "calls *") == frozenset()
    assert names_about(plain.model, "gone") == {"gone"}


class TestRefused:
    @pytest.mark.parametrize(
        ("about", "change", "error", "match"),
        [
            ("calls * minuts", {}, UnknownNameError, "minuts"),
            ("minuts", {}, UnknownNameError, "no such assumption"),
            ("calls *", {}, ExpressionError, "cannot be read"),
            ("calls + minutes", {}, UnitError, "Cannot add"),
            ("calls * rate", {}, UnitError, "unit"),
            ("fixed * 2", {}, EstimateError, "certain"),
            ("extra + yearly", {"estimate": "1 GBPk/year"}, InputError, "each year"),
            ("calls * minutes", {"estimate": "900_000 hour/year"}, EstimateError, "too little is left"),
            ("extra * fixed", {**_money(9)}, EstimateError, "rule it out"),
        ],
    )
    def test_and_nothing_changes(self, plain, about, change, error, match):
        with pytest.raises(error, match=match) as caught:
            plain.learn(about, HOURS | change, on="2026-07-01", source="x")
        assert caught.value.faults[0].where
        assert plain.entries == plain.at("alpha-1").entries

    def test_a_refusal_says_of_what_and_in_which_unit(self, plain, tied):
        with pytest.raises(EstimateError, match="rule it out") as caught:
            plain.learn("extra * fixed", _money(9) | {"setting": "live"}, on="2026-07-01", source="x")
        fault = caught.value.faults[0]
        assert (fault.where, fault.wanted) == ("about", "2 to 8 GBPk/year")
        assert fault.got.startswith("9 GBPk/year, in entry ")
        bounded = tied.revise(
            {"assumptions.rate": {"uniform": [15, 25], "unit": "GBP/hour"}}, because="x", on="2026-06-02"
        )
        with pytest.raises(EstimateError, match="rule it out") as caught:
            bounded.learn("rate", RATE | {"estimate": "26 GBP/hour"}, on="2026-07-01", source="x")
        assert caught.value.faults[0].where == "assumptions.rate"
        assert caught.value.faults[0].got.startswith("26 GBP/hour, in entry ")

    @given(
        about=st.one_of(
            st.none(),
            st.integers(),
            st.text(max_size=20),
            st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join),
            st.sampled_from(["options.", "options.new.costs.more", "measures.x", "x" * 3_000, "curves.x", "Calls"]),
        )
    )
    @WHOLE_CASES
    def test_whatever_it_is_said_to_be_about_is_learned_or_refused(self, plain, about):
        """A fault has an address; what is learned has a posterior."""

        def found():
            try:
                return plain.learn(about, HOURS, on="2026-07-01", source="x").posteriors
            except AgileCaseError as error:
                return [fault.where for fault in error.faults]

        assert all(found())
