"""The changelog: Keep a Changelog, with Results and Reference data first in each release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HEADINGS = ("Results", "Reference data", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
RELEASE = re.compile(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d{2}-\d{2}")
EMPTY_WORDS = ("no significant changes", "various fixes", "tbd", "to be written")


def sections(text: str, mark: str) -> list[tuple[str, str]]:
    """Split text at headings of one level into pairs of heading and body."""
    parts = re.split(rf"^{mark} (.*)$", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def check(text: str) -> list[str]:
    """List what is wrong with a changelog."""
    faults = [] if text.startswith("# Changelog\n") else ["the title must be # Changelog"]
    releases = sections(text, "##")
    if not releases or releases[0][0] != "[Unreleased]":
        faults.append("the first release must be ## [Unreleased]")
    versions = []
    for release, body in releases:
        match = RELEASE.fullmatch(release)
        if match:
            versions.append(tuple(int(part) for part in match.groups()))
        elif release != "[Unreleased]":
            faults.append(f"{release}: a release is headed [1.2.3] - 2027-01-31")
        parts = sections(body, "###")
        names = [name for name, _ in parts]
        if names[:2] != ["Results", "Reference data"]:
            faults.append(f"{release}: Results and Reference data come first")
        if names != [name for name in HEADINGS if name in names]:
            faults.append(f"{release}: headings are, in this order and once each: {', '.join(HEADINGS)}")
        for name, entry in parts:
            if not re.search(r"^- \S", entry, flags=re.MULTILINE) and not re.search(
                r"^\w.*\.$", entry, flags=re.MULTILINE
            ):
                faults.append(f"{release}: {name} is empty")
            faults += [f"{release}: {name} says nothing: {words}" for words in EMPTY_WORDS if words in entry.lower()]
    if versions != sorted(set(versions), reverse=True):
        faults.append("releases stand newest first, once each")
    return faults


SOUND = """# Changelog

## [Unreleased]

### Results

No returned value changes.

### Reference data

- None.

## [0.2.0] - 2027-02-01

### Results

- NPSV of X falls by 1.

### Reference data

- Vintage y.

### Added

- A thing.

### Fixed

- A fault.

## [0.1.0] - 2027-01-01

### Results

- First release.

### Reference data

- Vintage x.
"""
BROKEN = {
    "title": ("# Changelog", "# History", "the title must be"),
    "no unreleased": ("## [Unreleased]", "## [0.3.0] - 2027-03-01", "the first release must be"),
    "no date": ("## [0.2.0] - 2027-02-01", "## 0.2.0", "0.2.0: a release is headed"),
    "no results": ("### Results\n\n- NPSV of X falls by 1.\n\n", "", "Results and Reference data come first"),
    "wrong order": ("### Added", "### Security", "headings are, in this order"),
    "unknown heading": ("### Added", "### News", "headings are, in this order"),
    "empty": ("- A thing.\n", "", "Added is empty"),
    "empty words": ("- A thing.", "- No significant changes.", "Added says nothing"),
    "old first": ("[0.1.0]", "[0.3.0]", "newest first"),
}


def test_our_changelog_has_its_form():
    path = Path(__file__).parents[2] / "CHANGELOG.md"
    assert check(path.read_text(encoding="utf-8")) == []


def test_a_sound_changelog_has_no_faults():
    assert check(SOUND) == []


@pytest.mark.parametrize(("old", "new", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_changelog_is_reported(old, new, fault):
    assert old in SOUND
    assert [line for line in check(SOUND.replace(old, new, 1)) if fault in line]
