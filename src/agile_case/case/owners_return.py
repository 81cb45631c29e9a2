"""The owners' return: what the plan says in one column, what the owner says in the next; written, filled in, read back.

Nobody fills in a form of thirty columns. A row is one question about one address of the case, so that an answer is a
change that `revise` takes, with who said so and when.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.case.benefits import chosen_options
from agile_case.errors import Fault, SheetError, did_you_mean
from agile_case.model.measured import TOLD_TWICE
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.sheets import Purpose, read_cells
from agile_case.quantities.tables import Column, Table
from agile_case.storage.paths import value_at

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from agile_case.model.model import Model

__all__ = ["OwnersReturn", "owners_return", "read_owners_return"]

NOTHING: Final = "none"
"""What an owner writes to take out what the plan says."""
_COLUMNS: Final = (
    Column("Address", "address"),
    Column("Question", "question"),
    Column("What the plan says", "plan_says", empty="nothing"),
    Column("What the owner says", "owner_says"),
)
_HEADINGS: Final = tuple(column.key for column in _COLUMNS)
_PURPOSE: Final = Purpose(
    error=SheetError,
    large="This return is too large to be read.",
    smaller="take out what is not part of it",
    columns=20,
    marks=False,
)
_BENEFIT: Final = FrozenMap(
    {
        "owner": "Are you still the owner?",
        "indicator": "What do you measure?",
        "baseline": "What was it before the change?",
        "target": "What will you reach?",
        "target_by": "By when will you reach it?",
        "output": "Does the output rise, stay the same, or fall?",
        "reviewed_until": "Until when will you review it?",
    }
)
_OWN: Final = FrozenMap({key: question for key, question in _BENEFIT.items() if key not in TOLD_TWICE})
"""What is asked of a benefit whose measure says the rest."""
_MEASURE: Final = FrozenMap(
    {
        "what": "What do you measure?",
        "baseline": "What was it before the change?",
        "baseline_on": "Of which day is that?",
        "target": "What will you reach?",
        "target_by": "By when will you reach it?",
    }
)
_DEPENDENCY: Final = FrozenMap({"needed_by": "By when is it needed?", "met": "Is it there, yes or no?"})
_CHANGE: Final = FrozenMap(
    {
        "owner": "Are you still the owner?",
        "due": "By when will it be done?",
        "done": "If it is done: on which day?",
        "funded": "Is the money there, yes or no?",
    }
)
_DEFUSED: Final = re.compile(r"'[-=+@\uff1d\uff0b\uff0d\uff20]")
"""Text that a table kept a spreadsheet from running."""
_TURNED: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
"""A date as spreadsheets in British English write it back."""
_ASKED: Final = FrozenMap({"enabling_changes": _CHANGE, "dependencies": _DEPENDENCY, "measures": _MEASURE})
"""What is asked of each table; all else is a benefit."""
_YES_OR_NO: Final = FrozenMap({"yes": True, "no": False})


@attrs.frozen(kw_only=True, repr=False)
class OwnersReturn(Noun):
    """What an owner said where it differs from the plan, ready for `case.revise(returned.changes, ...)`."""

    name: str
    """Name of the file."""
    sha256: str
    """sha256 of its bytes, for the record."""
    answers: FrozenMap[str, tuple[str, str, str]]
    """By address of the case: the question, what the plan says, and what the owner says."""
    unanswered: tuple[str, ...]
    """Addresses of the questions that were left open: what the plan says is not contradicted, and not confirmed."""

    @property
    def changes(self) -> FrozenMap[str, Any]:
        """What each address holds by the owner, where that is not what the plan says."""
        return FrozenMap(
            {address: _value(address, said) for address, (_, plan, said) in self.answers.items() if said != plan}
        )

    @property
    def confirmed(self) -> tuple[str, ...]:
        """Addresses of which the owner says what the plan says."""
        return tuple(address for address, (_, plan, said) in self.answers.items() if said == plan)

    @property
    def table(self) -> Table:
        """Every answer beside what the plan says, with whether the two differ."""
        columns = (*_COLUMNS, Column("Differs", "differs"))
        rows = [
            [address, question, plan, said, "no" if said == plan else "yes"]
            for address, (question, plan, said) in self.answers.items()
        ]
        notes = [f"{len(self.unanswered)} question{'' if len(self.unanswered) == 1 else 's'} left open."]
        return Table("owners_return", f"What the owner says: {self.name}", columns, rows, notes)

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def owners_return(model: Model, owner: str, option: str | None = None) -> Table:
    """Return the questions to an owner as a table; its CSV is what the owner fills in.

    Args:
        model: The model.
        owner: Who is asked, as the case writes it.
        option: Key of the option; every option but business as usual unless stated.

    Raises:
        UnknownNameError: There is no such option; the nearest are suggested.
        SheetError: Nothing in the case has that owner.
    """
    rows = [[address, question, plan, ""] for address, question, plan in _questions(model, owner, option)]
    if not rows:
        owners = sorted(_owners(model, option))
        message, wanted = "Nothing of what is proposed has this owner.", " or ".join(owners) or "an owner in the case"
        raise SheetError(message, where="owner", got=repr(owner), wanted=wanted, do=did_you_mean(owner, owners))
    notes = [f"Leave open what you cannot say; write {NOTHING} to take out what the plan says."]
    return Table("owners_return", f"Return of {owner}", _COLUMNS, rows, notes)


def _owners(model: Model, option: str | None) -> set[str]:
    held = {
        benefit.realisation.owner
        for one in chosen_options(model, option).values()
        for benefit in one.benefits.values()
        if benefit.realisation is not None
    }
    held |= {change.owner for change in model.enabling_changes.values()}
    held |= {there.owner for there in model.dependencies.values()}
    return {name for name in held if name.strip()}


def _questions(model: Model, owner: str, option: str | None) -> Iterator[tuple[str, str, str]]:
    asked: set[str] = set()
    for key, one in chosen_options(model, option).items():
        for name, benefit in one.benefits.items():
            if benefit.realisation is not None and benefit.realisation.owner == owner:
                title, place = benefit.title or name, f"options.{key}.benefits.{name}.realisation"
                yield from _asked(model, place, title, _OWN if benefit.measured_by else _BENEFIT)
                if benefit.measured_by not in {"", *asked}:
                    asked.add(benefit.measured_by)
                    held = model.measures[benefit.measured_by]
                    place = f"measures.{benefit.measured_by}"
                    yield from _asked(model, place, held.title or benefit.measured_by, _MEASURE)
    for name, change in model.enabling_changes.items():
        if change.owner == owner:
            yield from _asked(model, f"enabling_changes.{name}", change.title or name, _CHANGE)
    for name, there in model.dependencies.items():
        if there.owner == owner:
            yield from _asked(model, f"dependencies.{name}", there.title or name, _DEPENDENCY)


def _asked(model: Model, place: str, title: str, questions: FrozenMap[str, str]) -> Iterator[tuple[str, str, str]]:
    for key, question in questions.items():
        yield f"{place}.{key}", f"{title}: {question}", _written(value_at(model, f"{place}.{key}"))


def _written(value: Any) -> str:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _value(address: str, said: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return an answer as the case file has it."""
    if said == NOTHING:
        return None
    return _YES_OR_NO.get(said, said) if address.endswith(".met") else said


def read_owners_return(model: Model, path: str | os.PathLike[str]) -> OwnersReturn:
    """Read a return that was filled in; nothing of the case is changed.

    Args:
        model: The model that it was written from.
        path: A CSV file or a workbook with the columns of the return.

    Raises:
        SheetError: It is no return, asks about what the case has not, or the plan says something else by now; all
            faults are listed, each with its row.
        FileError: It cannot be read.
        LimitError: It is too large.
    """
    book = read_cells(path, _PURPOSE)
    sheet = book.sheets[0]
    found = tuple(str(sheet.cell(0, column) or "").strip().casefold() for column in range(len(_HEADINGS)))
    if found != _HEADINGS:
        message, do = "This is not a return of an owner.", "write one with case.owners_return(owner).to_csv()"
        raise SheetError(message, where=book.name, got=", ".join(found), wanted=", ".join(_HEADINGS), do=do)
    faults: list[Fault] = []
    answers: dict[str, tuple[str, str, str]] = {}
    open_: list[str] = []
    for row in range(1, len(sheet.rows)):
        cells = tuple(_text(sheet.cell(row, column)) for column in range(len(_HEADINGS)))
        if not any(cells):
            continue
        address, question, plan, said = cells
        fault = _fault(model, f"{book.name}, row {row + 1}", address, plan, answers.keys() | set(open_))
        if fault is not None:
            faults.append(fault)
        elif said:
            answers[address] = (question, _flat(_written(value_at(model, address))), said)
        else:
            open_.append(address)
    if faults:
        raise SheetError.of(faults)
    return OwnersReturn(name=book.name, sha256=book.sha256, answers=FrozenMap(answers), unanswered=tuple(open_))


def _text(value: object) -> str:
    """Return a cell as text; the mark that keeps a spreadsheet from running it is taken off."""
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    text = _flat(str(value))
    return text[1:] if _DEFUSED.match(text) else text


def _flat(text: str) -> str:
    return "\n".join(text.splitlines()).strip()


def _is(plan: str, now: str) -> bool:
    """Tell whether a cell still holds what the plan says; a spreadsheet may have turned its date round."""
    turned = _TURNED.fullmatch(plan)
    return _flat(now) == (plan if turned is None else f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}")


def _fault(model: Model, where: str, address: str, plan: str, seen: set[str]) -> Fault | None:
    table, _, key = address.rpartition(".")
    known = _ASKED.get(table.partition(".")[0], _BENEFIT)
    if address in seen:
        return Fault("This row is there twice.", where, got=address, wanted="each address once", code=SheetError.code)
    try:
        now = _written(value_at(model, address)) if key in known else None
    except LookupError:
        now = None
    if now is None:
        message, wanted = "This row asks about nothing of this case.", "an address that the return was written with"
        return Fault(message, where, got=repr(address)[:120], wanted=wanted, code=SheetError.code)
    if not _is(plan, now):
        message, do = "The plan says something else by now.", "send the owner a new return"
        return Fault(message, where, got=plan or "nothing", wanted=now or "nothing", do=do, code=SheetError.code)
    return None
