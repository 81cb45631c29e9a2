"""A case: the model, and methods that say what people do with it. History arrives here; the model never has any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import attrs

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.option_tables import longlist_table, option_tables, shortlist_table
from agile_case.appraisal.sharing import EXACT
from agile_case.appraisal.shortlist import Shortlist, shortlist_of
from agile_case.appraisal.weighting import WeightedValues, weighted_values
from agile_case.case.bridge import Bridge, bridge
from agile_case.case.logs import WithLogs
from agile_case.case.stages import carried_out, stages_table, write_off_table
from agile_case.case.subjects import refuse_seen
from agile_case.case.tracking import track
from agile_case.errors import AgileCaseError, InputError, InvalidCaseError
from agile_case.estimates.names import Names
from agile_case.model.basis import folder_path
from agile_case.model.model import Model
from agile_case.model.renaming import renamed
from agile_case.quantities.canonical import sha256
from agile_case.quantities.nouns import located
from agile_case.quantities.years import as_day
from agile_case.storage.building import Tables, plain_tables
from agile_case.storage.document import build
from agile_case.storage.paths import changed, paths_table, value_at
from agile_case.storage.sheet_merging import changes_table, with_sheets
from agile_case.storage.sheets import Sheets, read_sheets

if TYPE_CHECKING:
    import datetime
    import os
    from collections.abc import Iterator, Mapping

    from agile_case.appraisal.engine import Progress
    from agile_case.appraisal.executors import Executor
    from agile_case.appraisal.result import Result
    from agile_case.case.tracked_tables import Tracking
    from agile_case.quantities.tables import Table

__all__ = ["Case"]


def _sheets(given: Sheets | str | os.PathLike[str]) -> Sheets:
    return given if isinstance(given, Sheets) else read_sheets(given)


@attrs.frozen(repr=False, field_transformer=located)
class Case(WithLogs):
    """A business case: its model, which it appraises, and the history of that model."""

    @classmethod
    def of(cls, *, folder: str | os.PathLike[str] | None = None, **tables: Unpack[Tables]) -> Case:
        """Build a case from the tables of the case file, as a notebook writes them.

        Args:
            folder: Folder that files named under `reference` are given from.
            tables: `case`, `reference`, `units`, `events`, `assumptions`, `curves`, `roles`, `measures`, `options`,
                `stages`, `correlations`, `local` and `x`. Wherever the file has a table, plain data and the object of
                its kind are accepted alike.

        Raises:
            InvalidCaseError: The case has faults; all of them are listed, each with its address.
            DocumentError: There is something in it that neither TOML nor JSON holds.
        """
        return cls(build(plain_tables(tables), folder=folder_path(folder)))

    @property
    def title(self) -> str:
        """Title of the case."""
        return self.model.basis.title

    @property
    def sha256(self) -> str:
        """SHA-256 of what the case says, in hexadecimal.

        It is the same whether the case comes from TOML, from JSON or from Python, and whatever its comments, its order
        and the defaults that it writes out; results carry it as `provenance.model_sha256`, or that of what is believed
        where something was learned, and `save` takes it as `if_hash`.
        """
        return sha256(self.model)

    @property
    def names(self) -> Names:
        """The names of its assumptions and curves, to write arithmetic with."""
        return Names((*self.model.assumptions, *self.model.curves))

    def __repr__(self) -> str:
        """Return what the case is, in one line; its content is in `model`."""
        basis, model = self.model.basis, self.model
        return (
            f"<Case {basis.title!r}: {_count(model.options, 'option')}, {_count(model.assumptions, 'assumption')}, "
            f"{basis.period}, {basis.price_base.describe()}>"
        )

    def _rows(self) -> Iterator[tuple[str, object]]:
        basis, model = self.model.basis, self.model
        yield "Years", basis.period
        yield "Prices", basis.price_base.describe()
        yield "Savings", basis.savings
        yield "Reference set", model.reference.set
        for key, option in model.options.items():
            lines = f"{_count(option.costs, 'cost')}, {_count(option.benefits, 'benefit')}"
            yield f"options.{key}", "; ".join(part for part in (option.title, ", ".join(option.roles), lines) if part)
        yield "Assumptions", model.assumptions or "none"

    def appraise(
        self,
        *,
        draws: int | None = None,
        seed: int | None = None,
        at: str = "means",
        executor: Executor | None = None,
        sampling: str = "plain",
        scramblings: int | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Appraise the case; see `agile_case.appraise`.

        Args:
            draws: Number of draws; without it nothing is simulated.
            seed: Seed of the simulation; needed with draws.
            at: Central values of the deterministic numbers: `means`, `mode` or `p50`.
            executor: Whose workers simulate; the numbers are the same.
            sampling: `plain` for independent draws, `sobol` for scrambled Sobol points.
            scramblings: Number of scramblings of Sobol points, 16 unless stated.
            progress: Called with the draws that are done and those asked for, such as `progress_bar()`.
        """
        return appraise(
            self.believed,
            draws=draws,
            seed=seed,
            at=at,
            executor=executor,
            sampling=sampling,
            scramblings=scramblings,
            progress=progress,
        )

    def track(
        self,
        *,
        on: datetime.date | str,
        option: str | None = None,
        plan: str | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> Tracking:
        """Hold what was recorded up to a day against the plan, and say what is to be expected now.

        Args:
            on: The day: later records are left out.
            option: Key of the option that is carried out; the preferred one, or the preferred way forward, unless
                stated.
            plan: Iteration whose case is the plan; the approved one unless stated, or the case itself before one is.
            draws: Number of draws of the forecast; without it there is none.
            seed: Seed of the simulation.

        Raises:
            HistoryError: There is no such iteration.
            InputError: No option is carried out, there is nothing to track, or there are too few draws.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        return track(self, on=as_day(on), option=option, plan=plan, draws=draws, seed=seed)

    def compare(
        self,
        before: str | datetime.date,
        after: str | datetime.date | None = None,
        option: str | None = None,
        against: str | None = None,
        *,
        by: str = "category",
        actuals: bool = False,
        exact: int = EXACT,
    ) -> Bridge:
        """Return what moved the NPSV of an option from one point of the history to another.

        Args:
            before: The first point, as for `at`; a day is none before that of the first entry.
            after: The second; the case as it is now unless stated.
            option: Key of the option; the preferred one, or the preferred way forward, unless stated.
            against: Key of the option to hold it against; the business as usual unless stated.
            by: What shares the change: `category`, or `change` for every change by itself.
            actuals: Whether what was recorded of measures takes the place of what was expected, as `track` does it:
                the NPSVs are then those over the whole life with what was known at each point. Without it they are
                those that `appraise` gives, in which nothing recorded has a part.
            exact: Causes up to which every order is taken; above, orders are drawn and each bar has its error. Each
                cause doubles the time.

        Returns:
            Bars that sum to the change.

        Raises:
            HistoryError: There is no such point, or it is a day before the history begins.
            UnknownNameError: There is no such option.
            InputError: The case does not say which option is carried out, or is partial.
        """
        for point, name in ((before, "before"), (after, "after")):
            self._refuse_before_history(point, name)
        chosen = option or carried_out(self.model)  # one that is gone by now may be named
        usual = self.model.business_as_usual
        other = against if against is not None else usual if usual != chosen else None
        later = self if after is None else self.at(after)
        labels = (self._called(before), "now" if after is None else self._called(after))
        return bridge(self.at(before), later, chosen, other, by=by, labels=labels, actuals=actuals, exact=exact)

    def paths(self, like: str = "") -> Table:
        """Return every address of the case with what it holds, as the file writes it.

        Keys that hold their default and are left out have no row; `get` and `revise` know them all the same.

        Args:
            like: An address, for itself and all below it; or a pattern with `*` and `?`, such as `*.source`.

        Raises:
            UnknownNameError: Nothing has such an address; the nearest are suggested.
        """
        return paths_table(self.model, like)

    def get(self, path: str) -> Any:  # noqa: ANN401 - plain data of any shape
        """Return what the case holds under an address, as plain data in the form of the file.

        Args:
            path: The address, such as `assumptions.team.triangular`; that of a table gives all that is below it.

        Raises:
            UnknownNameError: There is no such address; the nearest are suggested.
        """
        return value_at(self.model, path)

    def revise(
        self,
        changes: Mapping[str, object],
        *,
        because: str = "",
        on: datetime.date | str | None = None,
        by: str = "",
        category: str = "",
    ) -> Case:
        """Return the case with some of it changed; everything else stays as it is.

        With a reason and a day the change goes into the history. Without them it is a draft: a case that has a history
        then differs from it until the change is adopted.

        Args:
            changes: What each address holds from now on, as the file has it; a new key is added, None takes one out.
            because: Why it is changed.
            on: Day of the change.
            by: Who changes it.
            category: What it is a change of, where that is not what the addresses say: `method`, `basis`, `scope`,
                `optimism-bias`, `evidence`, `judgement`, `actuals` or `timing`.

        Raises:
            InvalidCaseError: There are faults; all of them are listed: addresses that do not exist, with the nearest,
                and everything that would be wrong with the case.
            HistoryError: The case was stopped, or has changes that are not adopted.
            InputError: There is a reason without a day, or a day without a reason.
        """
        if bool(because.strip()) != (on is not None):
            message, wanted = "A change that is recorded says why and when.", "because and on, or neither"
            raise InputError(message, where="on" if on is None else "because", got="none", wanted=wanted)
        found = self._changed(changes)
        return found if on is None else self._revised(changes, on=on, because=because, by=by, category=category)

    def _changed(self, changes: Mapping[str, object]) -> Case:
        tables, faults = changed(self.model, changes)
        try:
            model = build(plain_tables(tables), folder=self.model.reference.folder)
        except AgileCaseError as error:
            raise InvalidCaseError.of((*faults, *error.faults)) from None
        if faults:
            raise InvalidCaseError.of(faults)
        return attrs.evolve(self, model=model)

    def rename(self, path: str, key: str) -> Case:
        """Return the case in which one thing has another key, and everything that refers to it says so.

        No number changes, but that a renamed assumption or risk is drawn anew: its draws hang on its name.

        Args:
            path: Address of an assumption, a curve, an event, a role, a measure, an option, a cost, a benefit, a risk,
                a transfer, a stage, a critical success factor, a choice of the longlist or a criterion.
            key: Its key from now on.

        Raises:
            UnknownNameError: There is no such address; the nearest are suggested.
            InputError: What is there has no key of its own, the key is none, or something else has it.
            InvalidCaseError: The case would have faults with that key, such as one that is a unit.
            HistoryError: Evidence is kept under the key of the assumption.
        """
        value_at(self.model, path)
        refuse_seen(self.model, self.state.evidence, path)
        return attrs.evolve(self, model=Model(**renamed(self.model, path, key)))

    def with_sheets(self, sheets: Sheets | str | os.PathLike[str]) -> Case:
        """Return the case with the events, assumptions and lines of spreadsheets put into it.

        What is not in the sheets stays. Of an entry that is in both, the columns of the sheet have their word, an empty
        cell taking its key out, and keys that the sheet has no column for stay. Options are not made.

        Args:
            sheets: What `read_sheets` returned, or the path of one workbook or CSV file.

        Raises:
            SheetError: The sheets have faults; all of them are listed, each with its cell.
            InvalidCaseError: The case would have faults; all of them are listed, those of the sheets with their cells.
        """
        return attrs.evolve(self, model=with_sheets(self.model, _sheets(sheets)))

    def sheet_changes(self, sheets: Sheets | str | os.PathLike[str]) -> Table:
        """Return what `with_sheets` would change, address by address, with the cells that it comes from.

        Args:
            sheets: What `read_sheets` returned, or the path of one workbook or CSV file.

        Raises:
            SheetError: The sheets have faults; all of them are listed, each with its cell.
            InvalidCaseError: The case would have faults; all of them are listed, those of the sheets with their cells.
        """
        held = _sheets(sheets)
        return changes_table(self.model, with_sheets(self.model, held), held)

    def stages_table(self) -> Table:
        """Return the stages in their order: weeks, tranche, tests, criteria, and how far each came."""
        return stages_table(self.model, self.iterations)

    def write_off_table(self, option: str | None = None) -> Table:
        """Return what is written off if an option is stopped at the gate of each stage.

        Args:
            option: Key of the option; the preferred one, or the preferred way forward, unless stated.

        Raises:
            InputError: The case does not say which option is carried out.
            UnknownNameError: There is no such option.
            AgileCaseError: The case cannot be appraised.
        """
        believed = self.believed
        return write_off_table(believed, appraise(believed), carried_out(believed, option))

    def longlist_table(self) -> Table:
        """Return the longlist as the options framework filter rated it.

        Raises:
            InputError: The case has no longlist.
        """
        return longlist_table(self.model)

    def shortlist(self) -> Shortlist:
        """Derive the shortlist from the longlist, with a reason for every choice that the longlist leaves open.

        Raises:
            InputError: The case has no longlist.
        """
        return shortlist_of(self.model)

    def shortlist_table(self) -> Table:
        """Return the shortlist that the longlist gives, as a table.

        Raises:
            InputError: The case has no longlist.
        """
        return shortlist_table(self.model)

    def option_tables(self) -> tuple[Table, ...]:
        """Return every table on the options, from success factors to decision, that the case has something for."""
        return option_tables(self.model)

    def multicriteria(self) -> WeightedValues:
        """Weigh the options by swing weights, with the range of each weight in which the highest stays so.

        Raises:
            InputError: The case has no multi-criteria analysis.
        """
        return weighted_values(self.model)


def _count(held: Mapping[str, object], word: str) -> str:
    return f"{len(held)} {word}{'' if len(held) == 1 else 's'}"
