"""The model: everything that arithmetic ever takes, checked when it is made."""

from __future__ import annotations

import attrs

from agile_case.errors import InvalidCaseError
from agile_case.model.consistency import faults_of
from agile_case.model.contents import Contents

__all__ = ["Model"]


@attrs.frozen(kw_only=True, repr=False)
class Model(Contents):
    """A consistent model; it has no history, and making one with faults is an error that lists them all.

    Raises:
        InvalidCaseError: Parts do not fit together.
    """

    def __attrs_post_init__(self) -> None:
        """Refuse parts that do not fit together."""
        faults = faults_of(self)
        if faults:
            raise InvalidCaseError.of(faults)

    @property
    def business_as_usual(self) -> str | None:
        """Key of the option that is the business as usual, if there is one."""
        return next((key for key, option in self.options.items() if option.is_business_as_usual), None)
