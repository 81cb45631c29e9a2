"""The benchmarks' machinery at a tiny size: the ways compared give the same numbers, and the table tells the truth."""

import numpy as np
import pytest

from benchmarks import __main__ as program
from benchmarks import measuring, peers, report, workload
from benchmarks.report import Row

SIZE = workload.Size(options=2, lines=4, years=5, draws=1_000)
SEED = 11


@pytest.fixture(scope="module")
def model():
    return workload.model_of(SIZE)


class TestAgreement:
    def test_from_the_same_uniforms_come_the_same_present_values(self, model):
        mine = workload.engine(model, SIZE, SEED)
        by_hand, _ = workload.horner(SIZE, workload.factors_of(SIZE), SEED, workload.same_uniforms(SEED))
        assert mine.shape == by_hand.shape == (2, workload.SIDES, 1_000)
        assert np.abs(mine - by_hand).max() <= 1e-12 * by_hand.max()
        assert by_hand.min() > 0

    def test_from_the_same_uniforms_comes_the_same_summary(self, model):
        mine = workload.ours(model, SIZE, SEED)
        _, by_hand = workload.horner(SIZE, workload.factors_of(SIZE), SEED, workload.same_uniforms(SEED))
        for one, other in zip(mine, by_hand, strict=True):
            assert one.shape == other.shape
            assert one == pytest.approx(other, rel=1e-9)

    @pytest.mark.parametrize("way", ["horner", "line_by_line"])
    def test_other_draws_give_the_same_means_within_five_standard_errors(self, model, way):
        mine, factors = workload.ours(model, SIZE, SEED), workload.factors_of(SIZE)
        by_hand = {
            "horner": lambda: workload.horner(SIZE, factors, SEED)[1],
            "line_by_line": lambda: workload.line_by_line(SIZE, factors, SEED),
        }[way]()
        error = np.hypot(mine.standard_error, by_hand.standard_error)
        assert (np.abs(mine.mean - by_hand.mean) < 5 * error).all()
        assert (error < np.abs(mine.mean)).any(), "an error that large would hide every fault"

    @pytest.mark.parametrize("peer", peers.PEERS, ids=lambda peer: peer.distribution)
    def test_peers_give_the_same_means_within_five_standard_errors(self, model, peer):
        if not peers.installed(peer):
            return  # peers are of the extra `bench`, which the tests do not ask for
        found = peer.run(SIZE, workload.factors_of(SIZE), SEED)
        if not isinstance(found, workload.Summary):
            assert found is not None
            return
        mine = workload.ours(model, SIZE, SEED)
        error = np.hypot(mine.standard_error, found.standard_error)
        assert (np.abs(mine.mean - found.mean) < 5 * error).all()

    def test_the_two_ways_by_hand_agree_to_the_last_digits_on_one_block(self):
        factors = workload.factors_of(SIZE)
        one = workload.horner(SIZE, factors, SEED)[1]
        assert one.mean == pytest.approx(workload.line_by_line(SIZE, factors, SEED).mean, rel=1e-9)

    def test_blocks_by_hand_cover_every_draw(self, monkeypatch):
        draw = workload.same_uniforms(SEED)
        whole, _ = workload.horner(SIZE, workload.factors_of(SIZE), SEED, draw)
        monkeypatch.setattr(workload, "BLOCK", 300)
        cut, _ = workload.horner(SIZE, workload.factors_of(SIZE), SEED, draw)
        assert cut.tobytes() == whole.tobytes()
        assert np.isfinite(workload.drawing(SIZE, SEED))

    def test_what_is_timed_is_checked_first(self, monkeypatch):
        workload.check(SIZE, SEED)
        monkeypatch.setattr(workload, "factors_of", lambda size: np.ones(size.years))
        with pytest.raises(AssertionError, match="not the same present values from the same uniforms"):
            report.workload_rows(SIZE, 1, SEED)


class TestTheModel:
    def test_it_has_two_inputs_for_each_line_and_no_two_lines_alike(self, model):
        lines = workload.lines_of(SIZE)
        assert len(lines) == len({line.key for line in lines}) == 2 * 4
        assert len(model.assumptions) == 2 * len(lines)
        assert len({(line.option, line.level, line.growth) for line in lines}) == len(lines)
        assert [len(option.costs) for option in model.options.values()] == [2, 2]
        assert [len(option.benefits) for option in model.options.values()] == [2, 2]
        assert len(model.basis.period) == SIZE.years

    def test_the_workload_is_the_one_that_goals_are_set_for(self):
        assert str(workload.Size()) == "5 options x 20 lines x 30 years x 100,000 draws"


@pytest.mark.full
class TestMeasuring:
    def test_every_way_is_taken_in_every_round(self):
        taken = []
        best = measuring.best_seconds({"a": lambda: taken.append("a"), "b": lambda: taken.append("b")}, 3)
        assert taken == ["a", "b"] * 3
        assert list(best) == ["a", "b"]
        assert all(0 <= seconds < 60 for seconds in best.values())

    def test_memory_is_that_of_the_largest_moment(self):
        assert 8e6 <= measuring.peak_bytes(lambda: np.zeros(1_000_000).sum()) < 9e6

    def test_imports_are_taken_in_fresh_processes(self):
        found = measuring.import_seconds({"nothing": "pass", "ours": measuring.OURS}, 1)
        assert found["nothing"] < found["ours"]

    @pytest.mark.parametrize("statements", [measuring.EVERY_NAME, measuring.REQUIRED])
    def test_what_is_imported_can_be(self, statements):
        assert measuring.import_seconds({"it": statements}, 1)["it"] > 0


class TestTheTable:
    @pytest.mark.parametrize(
        ("row", "cells"),
        [
            (Row("a", "b", 1.234), ("a", "b", "1.23", "", "")),
            (Row("a", "b", 1.5, 1.5, "goal"), ("a", "b", "1.50", "goal: at most 1.5", "yes")),
            (Row("a", "b", 1.51, 1.5, "goal"), ("a", "b", "1.51", "goal: at most 1.5", "not today")),
            (Row("a", "b", 3.9, 4.0, "goal", least=True), ("a", "b", "3.90", "goal: at least 4", "not today")),
            (Row("a", "b", 4.0, 4.0, "limit", least=True), ("a", "b", "4.00", "limit: at least 4", "yes")),
        ],
    )
    def test_a_row_says_what_is_wanted_and_whether_it_is_reached(self, row, cells):
        assert row.cells() == cells

    @pytest.mark.full
    def test_the_whole_is_printed_and_kept_only_when_asked(self, capsys, monkeypatch, tmp_path):
        target = tmp_path / "benchmarks-table.md"
        monkeypatch.setattr(program, "TABLE", target)
        monkeypatch.setattr(program, "Size", lambda **_: SIZE)
        monkeypatch.setattr(program.Size, "draws", SIZE.draws, raising=False)
        monkeypatch.setattr(report, "PEERS", peers.PEERS[:1])  # the others take seconds, and are run above
        words = ["--rounds", "1", "--imports", "1", "--draws", "1000", "--lines", "10"]
        assert program.main([*words, "--write"]) == 0
        text = capsys.readouterr().out
        assert target.read_text(encoding="utf-8") == text
        target.unlink()
        assert program.main(words) == 0
        assert not target.exists()
        head, rule, *rows = [line for line in text.splitlines() if line.startswith("|")]
        assert head == "| What | Against | Ratio | Wanted | Reached |"
        assert {line.count("|") for line in (rule, *rows)} == {6}
        assert len(rows) == 26
        assert "| full tensor in numpy" in text
        assert f"{SIZE}; a triangular level and normal growth for each line.\n" in text
        assert f"numpy {np.__version__}" in text
