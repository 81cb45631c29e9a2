"""Packs: rules of a department, in a package of its own that is imported only when a case names it.

A pack is an entry point of the group `agile_case.rules`. Its name is the rule set that a case names under `rules`; it
leads to a `RulePack`. The case holds what the department asks for under `[local."name"]`.
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.errors import AgileCaseError, InputError
from agile_case.guidance.editions import RULE_SETS, RuleSet, rule_set
from agile_case.guidance.rules import EVIDENCE, Rule
from agile_case.quantities.provenance import PACKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agile_case.findings import Finding
    from agile_case.guidance.rules import RuleContext

__all__ = ["RulePack", "findings_of", "installed_packs", "named_packs", "named_sets", "pack"]

_DO: Final = "ask whoever keeps the pack, or take its name out of case.rules"


@attrs.frozen
class RulePack:
    """Rules of a department, with the set that they belong to."""

    rule_set: RuleSet
    """The set; its key is the name of the pack, and its tier is always `department`."""
    rules: tuple[Rule, ...] = attrs.field(converter=tuple)
    """Its rules; the code of each begins with the name of the pack and a hyphen."""
    version: str = ""
    """Version of the package that it came from; filled in when it is loaded."""


def installed_packs() -> tuple[str, ...]:
    """Return the names of the packs that are installed; none of them is imported."""
    return tuple(sorted({entry.name for entry in metadata.entry_points(group=PACKS)}))


def pack(name: str) -> RulePack:
    """Import a pack.

    Args:
        name: Its name.

    Raises:
        UnknownNameError: There is no rule set and no pack of that name.
        InputError: The pack is broken: it cannot be imported, is none, or its rules are not as they should be.
    """
    found = sorted(metadata.entry_points(group=PACKS, name=name), key=lambda entry: entry.value)
    if not found:
        rule_set(name)
    if name in RULE_SETS or len(found) > 1:
        message = "A rule set has one source."
        got = "a pack of a name that this library has" if name in RULE_SETS else f"{len(found)} packs of one name"
        raise InputError(message, where="case.rules", got=f"{name}: {got}", wanted="a name of its own", do=_DO)
    entry = found[0]
    try:
        held = entry.load()
    except Exception as error:
        raise _broken(name, f"{entry.value}: {type(error).__name__}: {error}", "a pack that can be imported") from error
    if not isinstance(held, RulePack):
        raise _broken(name, f"{entry.value}: {type(held).__name__}", "a RulePack")
    if held.rule_set.key != name:
        raise _broken(name, f"a rule set {held.rule_set.key!r}", f"the key {name!r}")
    for rule in held.rules:
        if not isinstance(rule, Rule) or rule.rule_set != name or not rule.code.startswith(f"{name}-"):
            raise _broken(name, getattr(rule, "code", repr(rule)), f"rules of the set, with codes such as {name}-a")
        if rule.evidence not in EVIDENCE:
            raise _broken(name, f"{rule.code}: evidence {rule.evidence!r}", " or ".join(EVIDENCE))
    codes = [rule.code for rule in held.rules]
    if len(set(codes)) != len(codes):
        raise _broken(name, "two rules of one code", "a code of its own for each rule")
    version = entry.dist.version if entry.dist is not None else ""
    return attrs.evolve(held, rule_set=attrs.evolve(held.rule_set, tier="department"), version=version)


def _broken(name: str, got: str, wanted: str) -> InputError:
    return InputError("This rule pack cannot be used.", where=f"pack {name}", got=got[:200], wanted=wanted, do=_DO)


def named_packs(names: Iterable[str]) -> tuple[RulePack, ...]:
    """Import the packs among the rule sets that a case names.

    Args:
        names: What stands under `rules`.

    Raises:
        UnknownNameError: One is neither a rule set nor a pack.
        InputError: A pack is broken.
    """
    return tuple(pack(name) for name in dict.fromkeys(names) if name not in RULE_SETS)


def named_sets(names: Iterable[str], packs: Iterable[RulePack]) -> dict[str, RuleSet]:
    """Return rule sets by key.

    Args:
        names: Their names.
        packs: The packs among them.
    """
    brought = {held.rule_set.key: held.rule_set for held in packs}
    return {name: brought[name] if name in brought else rule_set(name) for name in names}


def findings_of(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    """Yield what a rule finds.

    Args:
        rule: The rule.
        context: The context.

    Raises:
        InputError: It is a rule of a pack, and fails.
    """
    if rule.rule_set in RULE_SETS:
        yield from rule.judge(rule, context)
        return
    try:
        yield from tuple(rule.judge(rule, context))
    except AgileCaseError:
        raise
    except Exception as error:
        got = f"{rule.code}: {type(error).__name__}: {error}"
        raise _broken(rule.rule_set, got, "a rule that judges and does not fail") from error
