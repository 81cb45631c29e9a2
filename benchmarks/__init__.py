"""Benchmarks: how long the library takes beside plain numpy, as ratios taken in one run.

Run them as `python -m benchmarks`; `--write` keeps the table for the documentation. Nothing here is a test: a time is
never asserted, because machines differ. What is asserted, in `tests/unit/benchmarks`, is that the ways compared work
out the same numbers.
"""
