"""What a case says of its benefits: the register, the map, the plan, and what their owners say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.appraisal.appraise import appraise
from agile_case.case.benefits import benefits_register, chosen_options
from agile_case.case.benefits_map import BenefitsMap, benefits_map
from agile_case.case.judgement_verbs import WithJudgements
from agile_case.case.owners_return import OwnersReturn, owners_return, read_owners_return
from agile_case.case.realisation_plan import realisation_plan
from agile_case.case.service_costs import cost_per_transaction_table
from agile_case.quantities.years import as_day

if TYPE_CHECKING:
    import datetime
    import os

    from agile_case.quantities.tables import Table

__all__ = ["WithBenefits"]


@attrs.frozen(repr=False)
class WithBenefits(WithJudgements):
    """A model with its history, and what it says of its benefits."""

    def benefits_register(self, option: str | None = None) -> Table:
        """Return the register of benefits: what each is worth, who answers for it, and how it is followed up.

        Args:
            option: Key of the option; every option but business as usual unless stated.

        Raises:
            UnknownNameError: There is no such option; the nearest are suggested.

        Source:
            HM Treasury, The Green Book, 2018 to 2022, Box 9.
        """
        return benefits_register(self.believed, appraise(self.believed), option)

    def benefits_map(self, option: str) -> BenefitsMap:
        """Return the benefits map of an option: which changes and benefits lead to which, up to the objectives.

        Args:
            option: Key of the option.

        Raises:
            UnknownNameError: There is no such option; the nearest are suggested.
            InputError: The option has no benefits.
        """
        return benefits_map(self.believed, appraise(self.believed), option)

    @property
    def mapped_options(self) -> tuple[str, ...]:
        """Keys of the proposed options of which some benefit says how it comes about."""
        return tuple(
            key
            for key, option in chosen_options(self.model).items()
            if any(benefit.realisation is not None for benefit in option.benefits.values())
        )

    def benefit_tables(self) -> tuple[Table, ...]:
        """Return register, map of each option and realisation plan, as reports show them; none where nothing is said.

        A report leaves out columns in which no row says anything.
        """
        options = self.mapped_options
        if not options:
            return ()
        maps = (self.benefits_map(key).table for key in options)
        return (self.benefits_register(), *maps, self.realisation_plan())

    def realisation_plan(self, option: str | None = None, *, on: datetime.date | str | None = None) -> Table:
        """Return who does what by when so that the benefits come, from the first change to the last review.

        Args:
            option: Key of the option; every option but business as usual unless stated.
            on: Day on which open steps that were due before it are overdue; none is without it.

        Raises:
            UnknownNameError: There is no such option; the nearest are suggested.
        """
        return realisation_plan(self.believed, option, None if on is None else as_day(on))

    def owners_return(self, owner: str, option: str | None = None) -> Table:
        """Return the questions to an owner, with what the plan says and room for what the owner says.

        `to_csv()` writes it; `read_owners_return` reads it back.

        Args:
            owner: Who is asked, as the case writes it.
            option: Key of the option; every option but business as usual unless stated.

        Raises:
            UnknownNameError: There is no such option; the nearest are suggested.
            SheetError: Nothing in the case has that owner.
        """
        return owners_return(self.model, owner, option)

    def read_owners_return(self, path: str | os.PathLike[str]) -> OwnersReturn:
        """Read a return that an owner filled in; `revise` takes its `changes`, and nothing is changed before.

        Args:
            path: A CSV file or a workbook with the columns of the return.

        Raises:
            SheetError: It is no return, asks about what the case has not, or the plan says something else by now.
            FileError: It cannot be read.
            LimitError: It is too large.
        """
        return read_owners_return(self.model, path)

    def cost_per_transaction(self, volume: str) -> Table:
        """Return what one transaction costs in each year under each option, at means.

        Args:
            volume: Transactions a year, as an expression over assumptions, such as `applications`.

        Raises:
            ExpressionError: It cannot be read.
            UnknownNameError: It names no assumption.
            InputError: It is no number a year, or is not above 0 in some year.

        Source:
            Government Digital Service, the four standard measures of a service.
        """
        return cost_per_transaction_table(self.believed, appraise(self.believed), volume)
