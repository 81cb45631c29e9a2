"""Dated rule sets: a case names the ones that it is judged by. There is no single current rule book."""

from __future__ import annotations

import datetime

import attrs

from agile_case.errors import UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun

__all__ = ["OWN", "RULE_SETS", "TIERS", "RuleSet", "precedence", "rule_set"]

OWN = "own"
"""The rule set of this project's own checks, which no publication states; it applies to every case."""


_INSTALL = "install the pack that brings it, or take the name out"
TIERS = ("central", "department", "elsewhere", "own")
"""Whose a rule set is, in the order of precedence."""


@attrs.frozen
class RuleSet(Noun):
    """A publication, or a family of them, in force over some time."""

    key: str
    """Name that a case gives it."""
    title: str
    """What it is."""
    in_force_from: datetime.date | None
    """First day, where it is known."""
    in_force_to: datetime.date | None = None
    """Last day; None while it is in force, or where its end is not established."""
    notes: str = ""
    """What is not established about it."""
    established: bool = True
    """Whether its standing is established; otherwise it warns or asks, unless the case says who adopted it."""
    tier: str = "central"
    """Whose it is: `central`, `department`, `elsewhere` or `own`."""
    succeeded_on: datetime.date | None = None
    """First day of the edition after it, where organisations could stay on this one for a while."""

    @property
    def said(self) -> str:
        """Its key with the days in force, in words."""
        begun = "" if self.in_force_from is None else f", in force from {self.in_force_from.isoformat()}"
        ended = "" if self.in_force_to is None else f" to {self.in_force_to.isoformat()}"
        return f"{self.key}{begun}{ended}"

    def in_force(self, on: datetime.date, *, named: bool = True) -> bool:
        """Tell whether the set was in force on a day.

        Args:
            on: The day.
            named: Whether the case names it; one that it does not name ends when the next edition begins.
        """
        if not named and self.succeeded_on is not None and on >= self.succeeded_on:
            return False
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_to is None or on <= self.in_force_to)


RULE_SETS: FrozenMap[str, RuleSet] = FrozenMap(
    {
        held.key: held
        for held in (
            RuleSet(
                "hmt-agile-2014",
                "HM Treasury and Government Digital Service, "
                "Agile digital and IT projects: clarification of business case guidance",
                datetime.date(2014, 4, 11),
                notes="status after February 2026 not established",
                established=False,
            ),
            RuleSet(
                "dtsc-v5",
                "Digital and technology spend controls, version 5",
                datetime.date(2018, 5, 1),
                datetime.date(2026, 3, 31),
                notes="ended on the day on which the organisation moved to version 6; after 22 February 2024 it counts "
                "where the case names it",
                succeeded_on=datetime.date(2024, 2, 23),
            ),
            RuleSet(
                "dtsc-v6",
                "Digital and technology spend controls, version 6",
                datetime.date(2024, 2, 23),
                datetime.date(2026, 3, 31),
            ),
            RuleSet(
                "reset-2026",
                "Digital Assurance Playbook, delegated authority limits and Treasury Approvals Process of 1 April 2026",
                datetime.date(2026, 4, 1),
            ),
            RuleSet(
                "iaap-2011",
                "HM Treasury and Cabinet Office, integrated assurance and approval guidance",
                datetime.date(2011, 4, 1),
                notes="place in the process of 2026 not established",
                established=False,
            ),
            RuleSet(
                "service-standard",
                "Government Digital Service, Service Standard and assessment guidance",
                None,
                notes="duty to be assessed after 1 April 2026 not established",
                established=False,
            ),
            RuleSet("ao-assessment", "HM Treasury, accounting officer assessment guidance", datetime.date(2017, 4, 1)),
            RuleSet(
                "gmpp-publication-2025",
                "HM Treasury, publication of business cases, 11 June 2025, and DAO 04/25",
                datetime.date(2025, 6, 11),
            ),
            RuleSet(
                "mega-2025",
                "HM Treasury, Office for Value for Money, mega projects, June 2025",
                datetime.date(2025, 6, 1),
            ),
            RuleSet(
                "litraf-2025",
                "Central Digital and Data Office, Guidance on the Legacy IT Risk Assessment Framework",
                datetime.date(2025, 3, 13),
                notes="its wording was not read; the scoring is that of a third party",
            ),
            RuleSet(
                "benefits",
                "Infrastructure and Projects Authority, Guide for Effective Benefits Management in Major Projects; The "
                "Green Book, 2018 to 2022, Box 9; Teal Book, chapter 19",
                datetime.date(2017, 10, 1),
                notes="the detail of the guide was not read",
            ),
            RuleSet(
                "gef-2025",
                "HM Treasury, Government Efficiency Framework, 24 November 2025",
                datetime.date(2025, 11, 24),
            ),
            RuleSet("gb-2026", "HM Treasury, The Green Book, 2026", datetime.date(2026, 2, 5)),
            *(
                RuleSet(
                    f"elsewhere-{key}",
                    title,
                    None,
                    notes="advisory in the United Kingdom; its days in force were not established",
                    tier="elsewhere",
                )
                for key, title in (
                    ("nz", "New Zealand Treasury, better business cases for agile"),
                    ("nsw", "New South Wales, Digital Restart Fund"),
                    ("au", "Australia, Digital Transformation Agency, investment approval"),
                    ("ca", "Treasury Board Secretariat of Canada, concept cases"),
                    ("us", "United States, 18F and Office of Management and Budget"),
                )
            ),
            RuleSet(OWN, "Checks of this project", None, established=False, tier="own"),
        )
    }
)
"""Every rule set that this version knows by name, those without rules yet included."""


def precedence(held: RuleSet) -> tuple[int, int]:
    """Return what sorts rule sets by precedence: central ones first, and of one tier the later edition first.

    Args:
        held: The set.
    """
    begun = 0 if held.in_force_from is None else held.in_force_from.toordinal()
    return TIERS.index(held.tier), -begun


def rule_set(key: str) -> RuleSet:
    """Return a rule set.

    Args:
        key: Its name.

    Raises:
        UnknownNameError: This version knows none of that name; the nearest are suggested.
    """
    if key not in RULE_SETS:
        message = f"{key!r} is not a rule set that this version knows."
        wanted, near = " or ".join(RULE_SETS), did_you_mean(key, RULE_SETS)
        do = near if near.startswith("did you mean") else _INSTALL
        raise UnknownNameError(message, where="case.rules", got=repr(key), wanted=wanted, do=do)
    return RULE_SETS[key]
