"""What kind of effect something is, by the two questions of the Green Book."""

from __future__ import annotations

import attrs

from agile_case.errors import InputError
from agile_case.model.lines import BEARERS
from agile_case.quantities.nouns import Noun

__all__ = ["Effect", "classify"]


@attrs.frozen(kw_only=True)
class Effect(Noun):
    """What kind of effect something is, and the question that settled it."""

    kind: str
    """`cash-releasing`, `non-cash-releasing`, `quantifiable` or `qualitative`; the kind of a benefit in the file."""
    title: str
    """What the Green Book calls it: a benefit or a cost."""
    bearer: str
    """To whom it is attributed."""
    monetised: bool
    """Whether it counts in money."""
    because: str
    """The answers that led there."""


def classify(
    *,
    monetisable: bool,
    bearer: str,
    public_cash: bool | None = None,
    countable: bool | None = None,
    cost: bool = False,
) -> Effect:
    """Classify an effect by the tree of the Green Book, two questions deep.

    Args:
        monetisable: Whether it can be given a money value.
        bearer: To whom it is attributed, one of the five bearers of the file.
        public_cash: Whether it changes the income or spending of a public body; asked where it is monetisable.
        countable: Whether it can be expressed as a number; asked where it is not.
        cost: Whether it is a cost instead of a benefit.

    Raises:
        InputError: A question is not answered, or one is that is not asked.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.23 to 6.30 and Figure 6.

    Example:
        >>> classify(monetisable=True, public_cash=True, bearer="other-public").kind
        'cash-releasing'
    """
    if bearer not in BEARERS:
        message = "An effect is attributed to one of five."
        raise InputError(message, where="bearer", got=f"{bearer!r:.80}", wanted=" or ".join(BEARERS))
    if not isinstance(monetisable, bool) or not isinstance(cost, bool):
        message = "This question is answered by True or False."
        where, got = ("monetisable", monetisable) if not isinstance(monetisable, bool) else ("cost", cost)
        raise InputError(message, where=where, got=f"{got!r:.80}", wanted="True or False")
    asked, answer = ("public_cash", public_cash) if monetisable else ("countable", countable)
    other, extra = ("countable", countable) if monetisable else ("public_cash", public_cash)
    if not isinstance(answer, bool):
        message = "The second question is not answered."
        raise InputError(message, where=asked, got=f"{answer!r:.80}", wanted="True or False")
    if extra is not None:
        message = "This question is not asked of such an effect."
        raise InputError(message, where=other, got=f"{extra!r:.80}", wanted=f"{asked} alone")
    what = "cost" if cost else "benefit"
    if monetisable:
        kind = "cash-releasing" if answer else "non-cash-releasing"
        cash = "cash cost" if answer else "non-cash cost"
        title = cash if cost else f"{kind} benefit"
        because = f"monetisable; {'it changes' if answer else 'it does not change'} the cash of a public body"
    else:
        kind = "quantifiable" if answer else "qualitative"
        title = f"{kind} {what}"
        because = f"not monetisable; {'expressible' if answer else 'not expressible'} as a number"
    return Effect(kind=kind, title=title, bearer=bearer, monetised=monetisable, because=because)
