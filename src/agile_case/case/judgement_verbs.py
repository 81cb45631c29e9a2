"""The verb by which people answer a finding, or set it aside."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Self

import attrs

from agile_case.case.verbs import WithVerbs
from agile_case.model.judgements import Judgement
from agile_case.storage.plain import plain_value

if TYPE_CHECKING:
    import datetime

    Day = datetime.date | str

__all__ = ["WithJudgements"]


@attrs.frozen(repr=False)
class WithJudgements(WithVerbs):
    """A model with its history, and the verb that judges it."""

    def judge(
        self,
        rule: str,
        *,
        by: str,
        on: Day,
        because: str,
        about: str = "",
        ignore: bool = False,
        until: Day | None = None,
        key: str = "",
    ) -> Self:
        """Answer a finding, or set it aside: a judgement of the case, which changes no number.

        It goes into `[judgements]`; where the case has a history, an entry tells of it.

        Args:
            rule: Code of the rule, such as `funding-gap`.
            by: Who judges.
            on: Day of the judgement.
            because: The answer, or the reason why the finding is set aside.
            about: Address of what is judged, for it and all below it; every finding of the rule unless stated.
            ignore: Whether the finding is set aside.
            until: Last day on which it holds; without it, it holds on.
            key: Its key, made of the rule unless stated; a judgement that has it already is replaced.

        Raises:
            InputError: The rule, who judges or why is empty, or the key is none.
            YearError: A day is none.
            HistoryError: The case was stopped, or has changes that are not adopted.
        """
        held = Judgement(rule=rule, by=by, on=on, because=because, about=about, ignore=ignore, until=until)
        base = rule.replace("-", "_")
        names = itertools.chain([base], (f"{base}_{number}" for number in itertools.count(2)))
        name = key or next(one for one in names if one not in self.model.judgements)
        judgements = {**self.model.judgements, name: held}
        if not self.entries:
            return attrs.evolve(self, model=attrs.evolve(self.model, judgements=judgements))
        attrs.evolve(self.model, judgements=judgements)  # refuses a key that is none
        return self._revised({f"judgements.{name}": plain_value(held)}, on=on, because=because, by=by, category="")
