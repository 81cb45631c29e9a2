"""Laws of the schema: it accepts what is saved, and refuses what the reader of a file refuses."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import agile_case as ac
from agile_case.storage.document import build
from agile_case.storage.plain import plain_of
from agile_case.storage.reading import check_plain
from agile_case.storage.schema import BEYOND
from tests.conftest import TIER, WHOLE_CASES
from tests.mutations import mutant
from tests.schema_validator import as_json, refusals
from tests.storage_strategies import OWN, models


@WHOLE_CASES
@given(models())
def test_what_is_saved_follows_the_schema(model):
    assert refusals(plain_of(model)) == []


@WHOLE_CASES
@given(models())
def test_so_it_does_with_every_default_written_out(model):
    assert refusals(_without_none(plain_of(model, brief=False))) == []


def _without_none(value):
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    return [_without_none(item) for item in value] if isinstance(value, list) else value


BROKEN = sorted((Path(__file__).parents[1] / "unit" / "storage" / "broken").glob("*.toml"))
NO_TOML = ("bare_text", "conflict", "key_twice", "not_toml")
NARROW = {
    "price-base": (
        r"Uncertain growth in cash cannot be counted back .+",
        r"Growth in cash starts from the prices of a year\.",
    ),
    "document": (r"A number must be finite\.",),
    "input": (
        r"A whole number is needed\.",
        r"This amount is not a finite number when every assumption is at its mean\.",
        r"The cost of a choice cannot be negative\.",
        r"This path does not lead to a file in the folder of the case\.",
        r"A .*benefit.* must say so\.",
        r"A fraction is larger than 1\.",
        r"An amount cannot shrink by all of itself each year\.",
        r"Only an uncertain estimate is drawn anew each year\.",
        r"There is not one value for each year\.",
        r"The scale of a criterion has no length\.",
        r"A level is beyond the ends of its scale\.",
        r"These are not discount factors\.",
        r"A cost is a positive amount\.",
        r"A disbenefit is a negative amount\.",
        r"Prices cannot fall by all they are worth\.",
        r"Only a bias of cost uplifts a cost, .+",
        r"This growth cannot continue a deflator\.",
        r"This is not the name of a reference file\.",
        r"A replacement comes after whole years\.",
        r"A probability lies between 0 and 1 in every draw\.",
        r"On-costs add to a salary\.",
        r"Money is looked at again after whole months\.",
        r"A positive quantity is needed here\.",
        r"Nine chances in ten do not come before one\.",
        r"A season has some level in some month\.",
        r"A limit of a curve cannot be negative\.",
    ),
    "unknown-name": (
        r"An assumption and a curve have the same key\.",
        r"This word is reserved and cannot name an? .+\.",
        r"['\"].*['\"] is not an(?:other)? .+ of this case\.",
        r"['\"].*['\"] is not a(?:nother)? .+ of this case\.",
        r"Optimism bias of .+ is not given for this measure\.",
        r"This reference set is not known\.",
        r"This reference table is not known\.",
        r"This type of project has no optimism bias in the table\.",
        r"This vintage of the reference table is not known\.",
    ),
    "year": (r"(?!This is not a (?:date|.+ year)\.|There is no such|These are not|The two|This horizon).+",),
}
"""Messages of the codes that a schema can say in part: these it cannot."""
MUTANTS = {"fast": 15, "full": 80, "long": 20}[TIER]
"""Documents made of each model: thousands in all, unless time is short."""


def test_an_invalid_document_is_refused_by_the_schema_or_for_what_no_schema_can_say():
    seen = Counter()

    @settings(WHOLE_CASES, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # the change says what was wrong
    @given(models(), st.integers(0, 2**32))
    def agree(model, seed):
        random, plain = Random(seed), as_json(plain_of(model))  # noqa: S311 - not for secrets
        for _ in range(MUTANTS):
            document, change = mutant(plain, random)
            refused, faults = refusals(document), loader_faults(document)
            assert faults or not refused, (change, refused)
            lax = [fault for fault in faults if not beyond(fault)]
            assert refused or not lax, (change, lax)
            seen["valid" if not faults else "refused by both" if refused else "refused by the loader"] += 1

    agree()
    assert sum(seen.values()) >= WHOLE_CASES.max_examples * MUTANTS
    assert min(seen[kind] for kind in ("valid", "refused by both", "refused by the loader")) > 0.03 * sum(seen.values())


def loader_faults(document, folder=OWN):
    try:
        check_plain(document)
        build(document, folder=folder)
    except ac.AgileCaseError as error:
        return error.faults
    return ()


def beyond(fault):
    known = NARROW.get(fault.code, (".*",))
    return fault.code in BEYOND and any(re.fullmatch(pattern, fault.what, re.DOTALL) for pattern in known)


@pytest.mark.parametrize("path", [path for path in BROKEN if path.stem not in NO_TOML], ids=lambda path: path.stem)
def test_a_broken_file_is_refused_by_the_schema_or_for_what_no_schema_can_say(path):
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    faults = loader_faults(plain, path.parent)
    assert faults
    assert refusals(plain) or [fault for fault in faults if not beyond(fault)] == []
