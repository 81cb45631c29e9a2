"""What a case makes of a ledger: outturn by line, year and class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.case.approvals import spend_against_approval
from agile_case.case.benefit_verbs import WithBenefits
from agile_case.case.ledger import Ledger, read_ledger
from agile_case.case.ledger_mapping import LedgerMapping, read_mapping
from agile_case.case.outturn import Outturn, outturn_of
from agile_case.case.outturn_plan import outturn_against_plan
from agile_case.case.tranche_tables import tranches_table
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime
    import os

    from agile_case.case.approval_tables import SpendAgainstApproval
    from agile_case.case.outturn_tables import OutturnAgainstPlan
    from agile_case.quantities.tables import Table

__all__ = ["WithOutturn"]


@attrs.frozen(repr=False)
class WithOutturn(WithBenefits):
    """A model with its history, and what was really spent on it."""

    def outturn(
        self,
        ledger: Ledger | str | os.PathLike[str],
        mapping: LedgerMapping | str | os.PathLike[str],
        *,
        until: datetime.date | str | None = None,
    ) -> Outturn:
        """Return what the lines of a ledger come to by line or stage of the case, year and class.

        No line of the ledger is dropped and none counts twice: what is not mapped is a heap of its own. Nothing of the
        case is changed.

        Args:
            ledger: The ledger, or the path of its file.
            mapping: The mapping, or the path of its file.
            until: Day up to which the ledger is complete; the day of its last line unless stated.

        Raises:
            SheetError: A file has faults, all of them listed with their rows; or two rows of the mapping are about the
                same ledger line.
            UnknownNameError: A row of the mapping goes to nothing of the case; all such rows are listed.
            InputError: A row goes to a stage whose lines have no one class, and names none.
            FileError: A file cannot be read.
            LimitError: A file is too large.
            YearError: The day is none.
        """
        lines = ledger if isinstance(ledger, Ledger) else read_ledger(ledger)
        rows = mapping if isinstance(mapping, LedgerMapping) else read_mapping(mapping)
        return outturn_of(self.model, lines, rows, until=until)

    def outturn_against_plan(
        self, outturn: Outturn, *, option: str | None = None, plan: str | None = None
    ) -> OutturnAgainstPlan:
        """Return outturn beside the plan, line by line in cash, with what is still to come and the NPSV.

        Args:
            outturn: What `outturn` returned.
            option: Key of the option that is carried out; the one whose lines the mapping names unless stated.
            plan: Iteration whose case is the plan; the approved one unless stated, or the case itself before one is.

        Raises:
            HistoryError: There is no such iteration.
            InputError: The mapping names lines of another option, or the case does not say which is carried out.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        return outturn_against_plan(self, outturn, option=option, plan=plan)

    def spend_against_approval(
        self, outturn: Outturn | None = None, *, on: datetime.date | str | None = None, option: str | None = None
    ) -> SpendAgainstApproval:
        """Return what was approved for each stage, what was spent of it, and where the stage will end.

        Args:
            outturn: What `outturn` returned; without it, the money that was recorded of lines, of whole years.
            on: Day up to which decisions and records count; that of the outturn unless stated.
            option: Key of the option that is carried out; the one whose lines the mapping names, the preferred one, or
                the preferred way forward, unless stated.

        Raises:
            YearError: There is neither an outturn nor a day, or the day is none.
            InputError: The mapping names lines of another option, or the case does not say which is carried out.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        return spend_against_approval(self, outturn, on=None if on is None else as_date(on), option=option)

    def tranches_table(self, option: str | None = None) -> Table:
        """Return each tranche beside what the lines of its stage cost in cash: by year and class where it says so.

        Args:
            option: Key of the option; the preferred one, or the preferred way forward, unless stated.

        Raises:
            InputError: The case does not say which option is carried out.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        return tranches_table(self.believed, option)
