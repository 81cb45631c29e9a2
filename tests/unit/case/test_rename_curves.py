"""A new key is written into curves that are made of others: the case is that of the text with the word replaced."""

import pytest

import agile_case as ac

TEXT = """
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[events]
kickoff = 2026-10-01
[assumptions]
part = { uniform = [0.25, 0.5], unit = "1" }
slip = { uniform = [1, 6], unit = "month" }
[curves]
rise = { shape = "saturation", starts = "kickoff", half_life = "slip" }
rolled = { shape = "waves", waves = { kickoff = "part" }, follows = "rise" }
groups = { shape = "cohorts", starts = "kickoff", values = [0.1, "part"], every = "3 month", follows = "rise" }
late = { shape = "delay", of = "rise", by = "slip" }
unit_cost = { shape = "learning", volume = "rise", progress_ratio = "part", experience = "slip" }
both = { shape = "product", curves = ["rise", "late"] }
low = { shape = "cap", of = "late", at = "rise" }
high = { shape = "floor", of = "rise", at = "part" }
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.it]
amount = "1 GBPk/year"
profile = "rolled + groups + both + low + high * unit_cost"
"""


@pytest.mark.parametrize(
    "path", ["events.kickoff", "assumptions.part", "assumptions.slip", "curves.rise", "curves.late"]
)
def test_the_case_is_that_of_the_text_with_the_word_replaced(path):
    case, word = ac.loads(TEXT), path.rpartition(".")[2]
    assert case.rename(path, "fresh").model == ac.loads(TEXT.replace(word, "fresh")).model
