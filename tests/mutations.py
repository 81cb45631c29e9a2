"""Documents that are nearly cases: a generated one with something in it taken away, renamed, added or replaced."""

from __future__ import annotations

import copy

TEXTS = (
    "",
    " ",
    "a",
    "A",
    "usual",
    "cash",
    "2026-27",
    "2026-28",
    "2026",
    "2026-27..2028-29",
    "2026-27..",
    "2027-02-30",
)
MORE_TEXTS = (
    "2027-10-01",
    "3 month",
    "£240k",
    "1 GBP/year",
    "1 +",
    "green",
    "business-as-usual",
    "logistic",
    "\n",
    "é",
)
NUMBERS = (0, 1, -1, 2, 0.5, -0.5, 1.0, 100, 1e12, 10**20, True, False)
HOLDERS = ([], {}, [1], ["a"], [1, 2], [3, 2, 1], [[1]], [{}], {"a": 1}, {"A": {}}, {"low": 1}, {"years": "2026-27"})
VALUES = (*TEXTS, *MORE_TEXTS, *NUMBERS, *HOLDERS, None)
"""What is put in the place of something else."""
KEYS = ("a", "x", "local", "title", "value", "values", "years", "date", "after", "rating", "levels", "Kay", "", "unit")
"""What a key is renamed to, or added as."""


def mutant(plain, random):
    """Return a document that differs from another in one place or two, and what was done last."""
    changed = copy.deepcopy(plain)
    done = ""
    for _ in range(random.choice((1, 1, 1, 2))):
        done = random.choice((_drop, _rename, _add, _replace, _replace, _edit, _swap))(changed, random)
    return changed, done


def _places(value, found):
    """Find every pair of a table or list and a key in it, but in the tables of others."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in pairs:
        found.append((value, key))
        if isinstance(item, dict | list) and key not in ("x", "local"):
            _places(item, found)
    return found


def _place(document, random, kind=(dict, list)):
    return random.choice([place for place in _places(document, []) if isinstance(place[0], kind)] or [(document, "x")])


def _drop(document, random):
    holder, key = _place(document, random)
    del holder[key]
    return "drop"


def _rename(document, random):
    holder, key = _place(document, random, dict)
    new = random.choice((*KEYS, f"{key}s", key[:-1], key.capitalize()))
    holder[new] = holder.pop(key)
    return "rename"


def _add(document, random):
    holder, _ = _place(document, random, dict)
    holder[random.choice(KEYS)] = copy.deepcopy(random.choice(VALUES))
    return "add"


def _replace(document, random):
    holder, key = _place(document, random)
    holder[key] = copy.deepcopy(random.choice(VALUES))
    return "replace"


def _edit(document, random):
    """Change a text by a letter, a number by its sign or size, a list by an end."""
    holder, key = _place(document, random)
    held = holder[key]
    if isinstance(held, str):
        at = random.randrange(len(held) + 1)
        holder[key] = held[:at] + random.choice(("", "0", "x", " ", "-")) + held[at + random.choice((0, 1)) :]
    elif isinstance(held, list):
        holder[key] = held[:-1] if random.random() < 0.5 else [*held, *held[-1:]]
    elif isinstance(held, int | float):
        holder[key] = random.choice((-held, held + 1, held / 2, str(held)))
    return "edit"


def _swap(document, random):
    """Put something from another place of the document here."""
    holder, key = _place(document, random)
    other, from_key = _place(document, random)
    holder[key] = copy.deepcopy(other[from_key])
    return "swap"
