"""A bundled table with one thing broken in it."""

from pathlib import Path

import pytest

import agile_case.reference
from agile_case.errors import ReferenceDataError
from agile_case.reference import load_from

DATA = Path(agile_case.reference.__file__).parent / "data"


@pytest.fixture
def broken(tmp_path):
    """Copy a bundled table, change one thing in it, and load the copy; returns the error."""

    def load_broken(table, end, old, new, registry=None):
        folder, vintage = table
        (tmp_path / folder).mkdir()
        for other in ("toml", "csv"):
            text = (DATA / folder / f"{vintage}.{other}").read_text(encoding="utf-8")
            if other == end:
                assert text.count(old) >= 1, "the fixture would break nothing"
                text = text.replace(old, new, 1)
            (tmp_path / folder / f"{vintage}.{other}").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(ReferenceDataError) as caught:
            load_from(tmp_path, folder, vintage, registry)
        for fault in caught.value.faults:
            assert fault.code == "reference-data"
            assert fault.what
            assert fault.where.startswith(f"{folder}/{vintage}.")
            assert fault.wanted
            assert fault.do
        return caught.value

    return load_broken


@pytest.fixture
def copied(tmp_path):
    """Copy a bundled table, one of its two files with other bytes; returns the folder."""

    def copy(table, *, end=None, data=None):
        folder, vintage = table
        (tmp_path / folder).mkdir()
        for other in ("toml", "csv"):
            content = (DATA / folder / f"{vintage}.{other}").read_bytes()
            (tmp_path / folder / f"{vintage}.{other}").write_bytes(data if other == end else content)
        return tmp_path

    return copy
