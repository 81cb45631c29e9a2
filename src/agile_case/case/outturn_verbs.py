"""What a case makes of a ledger: outturn by line, year and class."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

import attrs

from agile_case.case.actuals import actuals_of
from agile_case.case.approvals import spend_against_approval
from agile_case.case.benefit_verbs import WithBenefits
from agile_case.case.ledger import Ledger, read_ledger
from agile_case.case.ledger_mapping import LedgerMapping, read_mapping
from agile_case.case.outturn import Outturn, outturn_of
from agile_case.case.outturn_plan import outturn_against_plan
from agile_case.case.tranche_tables import tranches_table
from agile_case.errors import InputError
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import as_day

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from agile_case.case.approval_tables import SpendAgainstApproval
    from agile_case.case.outturn_tables import OutturnAgainstPlan
    from agile_case.quantities.tables import Table

__all__ = ["WithOutturn"]


@attrs.frozen(repr=False)
class WithOutturn(WithBenefits):
    """A model with its history, and what was really spent on it."""

    def outturn(
        self,
        ledger: Ledger | str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        mapping: LedgerMapping | str | os.PathLike[str],
        *,
        until: datetime.date | str | None = None,
    ) -> Outturn:
        """Return what the lines of a ledger come to by line or stage of the case, year and class.

        No line of the ledger is dropped and none counts twice: what is not mapped is a heap of its own. Nothing of the
        case is changed.

        Args:
            ledger: The ledger, or the path of its file, or the paths of several.
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
        if not isinstance(ledger, Ledger):
            ledger = read_ledger(*([ledger] if isinstance(ledger, str | os.PathLike) else ledger))
        rows = mapping if isinstance(mapping, LedgerMapping) else read_mapping(mapping)
        return outturn_of(self.model, ledger, rows, until=until)

    def outturn_against_plan(
        self,
        outturn: Outturn,
        *,
        option: str | None = None,
        plan: str | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> OutturnAgainstPlan:
        """Return outturn beside the plan, line by line in cash, with what is still to come and the NPSV.

        Args:
            outturn: What `outturn` returned.
            option: Key of the option that is carried out; the one whose lines the mapping names unless stated.
            plan: Iteration whose case is the plan; the approved one unless stated, or the case itself before one is.
            draws: Number of draws of what is still to come; without it there is no range of the forecast.
            seed: Seed of the simulation.

        Raises:
            HistoryError: There is no such iteration.
            InputError: The mapping names lines of another option, the case does not say which is carried out, or there
                are draws without a seed.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        return outturn_against_plan(self, outturn, option=option, plan=plan, draws=draws, seed=seed)

    def spend_against_approval(
        self,
        outturn: Outturn | None = None,
        *,
        on: datetime.date | str | None = None,
        option: str | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> SpendAgainstApproval:
        """Return what was approved for each stage, what was spent of it, and where the stage will end.

        Args:
            outturn: What `outturn` returned; without it, the money that was recorded of lines, of whole years.
            on: Day up to which decisions and records count; that of the outturn unless stated.
            option: Key of the option that is carried out; the one whose lines the mapping names, the preferred one, or
                the preferred way forward, unless stated.
            draws: Number of draws of what is still to come, for the chance to stay within what was approved.
            seed: Seed of the simulation.

        Raises:
            YearError: There is neither an outturn nor a day, or the day is none.
            InputError: The mapping names lines of another option, the case does not say which is carried out, or there
                are draws without a seed.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        day = None if on is None else as_day(on)
        return spend_against_approval(self, outturn, on=day, option=option, draws=draws, seed=seed)

    def tranches_table(self, option: str | None = None, outturn: Outturn | None = None) -> Table:
        """Return each tranche beside what the lines of its stage cost in cash: by year and class where it says so.

        Args:
            option: Key of the option; the preferred one, or the preferred way forward, unless stated.
            outturn: What `outturn` returned, for a column of what was spent.

        Raises:
            InputError: The case does not say which option is carried out.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        return tranches_table(self.believed, option, outturn)

    def record_outturn(self, outturn: Outturn, *, on: datetime.date | str, by: str = "") -> Self:
        """Record what the lines came to in the years that are over, so that it is in the history of the case.

        What is recorded already, and is the same, is not recorded again. A year in which nothing was booked on a line
        has no record.

        Args:
            outturn: What `outturn` returned.
            on: Day on which it is recorded.
            by: Who records it.

        Raises:
            InputError: Something was booked on a stage, and the ledger does not say on which of its lines.
            YearError: Something was booked in a year that the case does not have, or the day is none.
            HistoryError: The case was stopped, or was changed without an entry.
        """
        booked = outturn.closed()
        stages = sorted({address for address, _ in booked if address.startswith("stages.")})
        if stages:
            message = "What a stage came to cannot be recorded: stages have no money of their own."
            wanted, do = "lines", "map the ledger to the lines of the stage"
            raise InputError(message, where="outturn", got=", ".join(stages), wanted=wanted, do=do)
        known, day, held = actuals_of(self.entries, as_day(on)), as_day(on), self
        source = f"{outturn.ledger.name or 'Ledger'}, to {outturn.until}, by {outturn.mapping.name or 'a mapping'}"
        for (path, year), amount in booked.items():
            before, money = known.get((path, year)), Quantity(amount, "GBP")
            if before is None or before.provisional or before.amount != money:
                held = held.record(path, year, money, on=day, source=source, by=by)
        return held
