"""Tiers of the test run, and the one way to skip a test."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

TIERS = ("fast", "full", "long")
TIER = os.environ.get("AGILE_CASE_TIER") or "fast"
if TIER not in TIERS:
    message = f"AGILE_CASE_TIER is {TIER!r}; use one of {', '.join(TIERS)}."
    raise pytest.UsageError(message)

# fast and full draw the same examples on every run, so that only a change of ours can break them; long draws new ones
# each time and prints how to draw them again. A slow machine is not a fault: no deadline, no health check on speed.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("fast", derandomize=True, max_examples=20, **_PATIENT)
settings.register_profile("full", derandomize=True, max_examples=100, **_PATIENT)
settings.register_profile("long", derandomize=False, max_examples=10_000, print_blob=True, **_PATIENT)
settings.load_profile(TIER)

WHOLE_CASES = settings(max_examples={"fast": 5, "full": 25, "long": 10_000}[TIER])
"""For laws of whole cases, each of which takes a hundred times as long as a number."""
WHOLE_WORKBOOKS = settings(max_examples={"fast": 2, "full": 10, "long": 1_000}[TIER])
"""For laws of whole workbooks, each of which takes ten times as long as a case."""


def require(condition: object, reason: str) -> None:
    """Skip the test, or the whole module, where something that it needs is missing.

    Where completeness is promised (`AGILE_CASE_COMPLETE=1`) the test fails instead: nothing is skipped in silence.

    Args:
        condition: What must be true, such as `shutil.which("soffice")`.
        reason: What is missing and how to get it, as a sentence.
    """
    if condition:
        return
    if os.environ.get("AGILE_CASE_COMPLETE") == "1":
        pytest.fail(f"AGILE_CASE_COMPLETE=1 allows no skip: {reason}", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked with a later tier to that tier."""
    later = TIERS[TIERS.index(TIER) + 1 :]
    left_out = [item for item in items if any(item.get_closest_marker(tier) for tier in later)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
