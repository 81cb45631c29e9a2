"""Rules of other places: advisory in the United Kingdom, each judged on facts in the money of its place.

A case that names the set of a place is judged by it. No amount is converted: what the file states is held against the
figure as that place prints it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.elsewhere import Australia, Canada, NewSouthWales, NewZealand, UnitedStates, local_sum
from agile_case.model.timing import mean_of, moment_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.quantities.units import Quantity

__all__ = ["RULES", "SETS"]

SETS: Final = ("elsewhere-nz", "elsewhere-nsw", "elsewhere-au", "elsewhere-ca", "elsewhere-us")
"""The rule sets of other places."""
_DISCOVERY: Final = (5e6, 10e6)
_SEED: Final = 5e6
_CAP: Final = 20e6
_WHOLE_LIFE: Final = 30e6
_ICT: Final = 10e6
_CONCEPT: Final = {"0": 2.5e6, "1": 2.5e6, "2": 5e6, "3": 10e6, "defence": 15e6, "4": 25e6}
_PROJECT: Final = 10e6
_CONTRACT: Final = 2e6
_CONTRACT_YEARS: Final = 3.0
_TEAM: Final = (5.0, 9.0)
_MONTHS: Final = 6
_USED: Final = ("private-beta", "public-beta", "live")
_DAY: Final = 0.001
"""Months that arithmetic on days may be out by."""


def _dollars(value: Quantity | float, sign: str) -> str:
    """Return a sum as its place writes it, such as NZ$4.2m."""
    amount = value if isinstance(value, float) else local_sum(value)
    scale, unit = next(
        ((size, unit) for size, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")) if amount >= size), (1, "")
    )
    return f"{sign}{amount / scale:.6g}{unit}"


def _ask(rule: Rule, place: str, name: str, why: str) -> Finding:
    where = f"elsewhere.{place}.{name}"
    return rule.ask(where, f"{name.replace('_', ' ')} is not answered, and {why}.", f"Answer it in {where}.")


def _new_zealand(context: RuleContext) -> NewZealand:
    held = context.model.elsewhere
    return (held and held.new_zealand) or NewZealand()


def _agile_class(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held, place = _new_zealand(context), "new_zealand"
    where = f"elsewhere.{place}"
    unlike = [
        words
        for words, answer in (("its scope is known", held.scope_known), ("it cannot be divided", held.indivisible))
        if answer == "yes"
    ]
    if unlike:
        yield rule.warn(where, f"this is no case for agile: {' and '.join(unlike)}.")
        return
    questions = ("scope_known", "indivisible", "hypothesis", "able_to_stop")
    blank = [name for name in questions if not getattr(held, name)]
    burns = "no" in (held.hypothesis, held.able_to_stop)
    blank = [name for name in blank if not burns or name in questions[:2]]
    for name in blank:
        yield _ask(rule, place, name, "the class of an agile case hangs on it")
    if not blank and burns:
        why = "no hypothesis to test" if held.hypothesis == "no" else "it is not able to stop"
        yield rule.route(where, f"a burn-down case: {why}.")
    elif not blank:
        yield rule.route(
            where, "a discovery-based case: a fixed sum to prove or disprove a hypothesis, and it may turn or stop."
        )


def _discovery_size(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    cost = _new_zealand(context).discovery_cost
    if cost is None:
        yield _ask(rule, "new_zealand", "discovery_cost", "discovery is generally not above NZ$5m to NZ$10m")
        return
    where, said = "elsewhere.new_zealand.discovery_cost", f"discovery costs {_dollars(cost, 'NZ$')}"
    if local_sum(cost) > _DISCOVERY[1]:
        yield rule.warn(where, f"{said}, above the NZ$5m to NZ$10m that it generally does not exceed.")
    elif local_sum(cost) > _DISCOVERY[0]:
        yield rule.warn(where, f"{said}, within the range of NZ$5m to NZ$10m above which it generally does not go.")
    else:
        yield rule.passed(where, f"{said}, not above NZ$5m.")


def _fund(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.model.elsewhere
    cost = ((held and held.new_south_wales) or NewSouthWales()).cost
    if cost is None:
        yield _ask(rule, "new_south_wales", "cost", "it decides between a lean and a full business case")
        return
    where, said, amount = "elsewhere.new_south_wales.cost", _dollars(cost, "A$"), local_sum(cost)
    if amount > _CAP:
        yield rule.warn(where, f"{said} is asked for, and the fund gives at most A$20m.")
    elif amount > _SEED:
        yield rule.route(where, f"a full business case: {said} is above A$5m.")
    else:
        yield rule.route(where, f"a lean business case: {said} is not above A$5m.")


def _two_pass(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.model.elsewhere
    facts, place = (held and held.australia) or Australia(), "australia"
    whole, ict = facts.whole_life_cost, facts.ict_cost
    said = "" if whole is None else f"{_dollars(whole, 'A$')} over its whole life"
    tech = "" if ict is None else f"{_dollars(ict, 'A$')} of technology"
    missed = [
        words
        for words, fails in (
            ("it is not digital", facts.digital == "no"),
            (f"{said} is below A$30m", whole is not None and local_sum(whole) < _WHOLE_LIFE),
            (f"{tech} is below A$10m", ict is not None and local_sum(ict) < _ICT),
            ("its risk is not high", facts.high_risk == "no"),
        )
        if fails
    ]
    if missed:
        yield rule.passed(f"elsewhere.{place}", f"no two-pass approval: {missed[0]}.")
        return
    open_ = [name for name in ("digital", "whole_life_cost", "ict_cost", "high_risk") if not getattr(facts, name)]
    for name in open_:
        yield _ask(rule, place, name, "two-pass approval takes digital, A$30m, A$10m of technology and high risk")
    if not open_:
        yield rule.route(f"elsewhere.{place}", f"two-pass approval: digital, {said}, {tech}, high risk.")


def _concept(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.model.elsewhere
    facts, place = (held and held.canada) or Canada(), "canada"
    if facts.cost is None:
        yield _ask(rule, place, "cost", "a concept case hangs on it")
        return
    amount, said = local_sum(facts.cost), _dollars(facts.cost, "C$")
    limits = [_CONCEPT[facts.capacity]] if facts.capacity else sorted(set(_CONCEPT.values()))
    of = f"for capacity {facts.capacity}" if facts.capacity else "whatever the capacity"
    if amount > limits[-1]:
        yield rule.route(f"elsewhere.{place}", f"a concept case: {said} is above {_dollars(limits[-1], 'C$')}, {of}.")
    elif amount <= limits[0]:
        yield rule.passed(
            f"elsewhere.{place}", f"no concept case: {said} is not above {_dollars(limits[0], 'C$')}, {of}."
        )
    else:
        yield _ask(rule, place, "capacity", f"it decides whether {said} needs a concept case")


def _american(context: RuleContext) -> UnitedStates:
    held = context.model.elsewhere
    return (held and held.united_states) or UnitedStates()


def _small(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held, place = _american(context), "united_states"
    for name, most, unit, said, limit in (
        ("project_cost", _PROJECT, "", "the project costs {}", "US$10m"),
        ("contract_cost", _CONTRACT, "", "a contract costs {} a year", "US$2m"),
        ("contract_years", _CONTRACT_YEARS, " years", "a contract lasts {}", "3 years"),
    ):
        value = getattr(held, name)
        if value is None:
            yield _ask(rule, place, name, f"the advice is {limit} at most")
            continue
        amount, words = (value, f"{value:g}{unit}") if unit else (local_sum(value), _dollars(value, "US$"))
        where, found = f"elsewhere.{place}.{name}", said.format(words)
        if amount > most:
            yield rule.warn(where, f"{found}; the advice is {limit} at most.")
        else:
            yield rule.passed(where, f"{found}, within {limit}.")
    low, high = _TEAM
    if held.team is None:
        yield _ask(rule, place, "team", "the advice is 5 to 9 people")
    elif low <= held.team <= high:
        yield rule.passed(f"elsewhere.{place}.team", f"the team has {held.team:g} people, within 5 to 9.")
    else:
        yield rule.warn(f"elsewhere.{place}.team", f"the team has {held.team:g} people; the advice is 5 to 9.")


def _first_value(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model, held = context.model, _american(context)
    begun = [(key, stage.starts) for key, stage in model.stages.items() if stage.starts is not None]
    used = [
        (key, starts) for key, starts in begun if model.stages[key].phase in ("private-beta", "public-beta", "live")
    ]
    first: tuple[str, str | datetime.date] | None = used[0] if used else None
    if held.first_value is not None:
        first = ("elsewhere.united_states.first_value", held.first_value)
    if not begun or first is None:
        why = "no stage has a start" if not begun else "no stage of beta or live has a start"
        yield _ask(rule, "united_states", "first_value", f"{why}, so nothing says when users first have something")
        return
    months = 12 * (mean_of(moment_of(first[1], model), model) - mean_of(moment_of(begun[0][1], model), model))
    where = first[0] if "." in first[0] else f"stages.{first[0]}"
    said = f"users first have something {months:.3g} months after {begun[0][0]} begins"
    if months > _MONTHS + _DAY:
        yield rule.warn(where, f"{said}; the advice is {_MONTHS} months at most.")
    else:
        yield rule.passed(where, f"{said}, within {_MONTHS} months.")


_rule = functools.partial(Rule, evidence="primary", when_named=True)
RULES: tuple[Rule, ...] = (
    _rule(
        code="nz-agile-class",
        rule_set="elsewhere-nz",
        title="New Zealand: discovery-based, burn-down, or no case for agile",
        citation="New Zealand Treasury, guidance on better business cases for agile",
        cause="A hypothesis to test and the ability to stop make a discovery-based case; otherwise it is a burn-down "
        "case. A scope that is known, or a single deliverable that cannot be divided, is not agile.",
        fix="Answer the four questions under [elsewhere.new_zealand].",
        judge=_agile_class,
    ),
    _rule(
        code="nz-discovery-size",
        rule_set="elsewhere-nz",
        title="New Zealand: size of discovery",
        citation="New Zealand Treasury, guidance on better business cases for agile",
        cause="Discovery is generally not above NZ$5m to NZ$10m, and is paid from operating money or an innovation "
        "fund, since it may be written off.",
        fix="Make discovery smaller, or say why it is not.",
        judge=_discovery_size,
    ),
    _rule(
        code="nsw-business-case",
        rule_set="elsewhere-nsw",
        title="New South Wales: lean or full business case",
        citation="New South Wales, guidance of the Digital Restart Fund",
        cause="Seed money up to A$5m takes a lean business case; above it a full one; the fund gives at most A$20m.",
        fix="State elsewhere.new_south_wales.cost in Australian dollars.",
        judge=_fund,
    ),
    _rule(
        code="au-two-pass",
        rule_set="elsewhere-au",
        title="Australia: two-pass approval",
        citation="Australia, Digital Transformation Agency, guidance on investment approval",
        cause="Digital, at least A$30m over its whole life with at least A$10m of technology, and of high risk: all of "
        "them together.",
        fix="Plan two passes, with drafts seven weeks before Cabinet or more.",
        judge=_two_pass,
    ),
    _rule(
        code="ca-concept-case",
        rule_set="elsewhere-ca",
        title="Canada: concept case",
        citation="Treasury Board Secretariat of Canada, guidance on concept cases",
        cause="Cost above C$2.5m for capacity 0 and 1, C$5m for 2, C$10m for 3, C$15m for defence, C$25m for 4.",
        fix="State cost and capacity under [elsewhere.canada].",
        judge=_concept,
    ),
    _rule(
        code="us-small-pieces",
        rule_set="elsewhere-us",
        title="United States: size of project, contract and team",
        citation="United States, General Services Administration (18F), guidance on technology projects",
        cause="A project above US$10m, a contract above US$2m a year or three years, a team outside 5 to 9 people.",
        fix="Cut it into pieces that are worth something by themselves.",
        judge=_small,
    ),
    _rule(
        code="us-first-value",
        rule_set="elsewhere-us",
        title="United States: first value within six months",
        citation="United States, Office of Management and Budget guidance: new functionality at least every "
        "six months; 18F: value within six months; that users first have something when beta begins is this project's "
        "own reading",
        cause="From the start of the first stage to that of the first stage of beta or live is more than six months.",
        fix="Bring something to users sooner, or state elsewhere.united_states.first_value.",
        judge=_first_value,
    ),
)
"""The rules of other places."""
