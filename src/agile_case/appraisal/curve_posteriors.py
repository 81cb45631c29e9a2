"""What is believed of a curve after it was seen: the draws of its parameters, weighted by how well each agrees.

The draws are those of any simulation with the same seed, so a weight goes for whatever else comes of the draw.
"""

from __future__ import annotations

import datetime
import itertools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.curve_evidence import (
    CurveObservation,
    CurvePosterior,
    LearnedParameter,
    SeenAndExpected,
    weighted_quantiles,
)
from agile_case.appraisal.draws import Draws
from agile_case.appraisal.engine import check_draws
from agile_case.appraisal.streams import Streams, check_seed
from agile_case.errors import (
    AgileCaseError,
    AppraisalError,
    EstimateError,
    InputError,
    UnknownNameError,
    did_you_mean,
)
from agile_case.estimates.distributions import Bernoulli, Discrete, Fixed, Tabulated
from agile_case.estimates.expressions import Expression, evaluate, names_in
from agile_case.estimates.posteriors import SURPRISING
from agile_case.model.lines import Cost
from agile_case.model.model import Model
from agile_case.model.options import Option
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agile_case.appraisal.plan import Plan, Term
    from agile_case.estimates.distributions import Estimate

__all__ = ["curve_posterior"]

_FEW: Final = 100.0
"""Draws that have to count in full before anything is said."""
_ROUGH: Final = 1_000.0
"""Draws that have to count in full before quantiles are said without a warning."""
_FAR: Final = 3.0
_BLOCK: Final = 32_768
_DAY: Final = datetime.timedelta(days=1)
_SHARES: Final = (0.001, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.999)
_A_POUND: Final = Expression("1 GBP/year")
_GONE: Final = 1e-3
"""Weight, as a share of the largest, below which a draw is no end of an estimate."""


def curve_posterior(
    model: Model,
    curve: str,
    observations: Iterable[CurveObservation | tuple[object, float, float]],
    *,
    draws: int,
    seed: int,
) -> CurvePosterior:
    """Reweight the draws of a curve's parameters by what was seen of it.

    Each draw of the prior has a weight in proportion to how likely the observations are with it; they are independent
    given the curve. Draws, correlations and the curve are those of a simulation of the model with the same seed.

    Args:
        model: The model; the estimates of its assumptions are the prior.
        curve: Key of the curve, of any shape.
        observations: What was seen in years, months or days: each a `CurveObservation`, or a tuple of when, the average
            value then and its standard error. Of a rise the day before it is looked at too.
        draws: Number of draws.
        seed: Seed of the draws.

    Raises:
        UnknownNameError: There is no such curve.
        InputError: An observation lies outside the years of the case, there is none, or nothing the curve hangs on is
            uncertain; or draws and seed are none.
        EstimateError: So few draws agree with what was seen that nothing can be said: fewer than 100 of full weight.
        AppraisalError: A draw of the curve has no finite value.

    Source:
        Importance weights with the prior as proposal: Smith and Gelfand, Bayesian Statistics without Tears, 1992; the
        effective number of draws: Kish, Survey Sampling, 1965, and Kong 1992. As recalled. That 100 is too few and
        1,000 rough are choices of this library.
    """
    if not isinstance(model, Model):
        message = "This is not a model."
        raise InputError(message, where="model", got=type(model).__name__, wanted="a Model, or the model of a Case")
    if curve not in model.curves:
        message, do = "There is no such curve.", did_you_mean(str(curve), model.curves)
        raise UnknownNameError(message, where="curve", got=repr(curve)[:80], wanted="a curve of this case", do=do)
    held = tuple(_observation(one, at) for at, one in enumerate(observations))
    if not held:
        message = "There is nothing that was seen."
        raise InputError(message, where="observations", got="none", wanted="one observation or more")
    count, whole = check_draws(draws, len(held)), check_seed(seed)
    plan, terms = _beside(model, curve, held)
    keys = _uncertain(model, plan, [term for stretches in terms for _, whole, _ in stretches for term in whole])
    if not keys:
        message, wanted = "Nothing that this curve hangs on is uncertain.", "an assumption with a spread"
        do = 'name assumptions in its parameters, such as t90 = "late"'
        raise InputError(message, where=f"curves.{curve}", got="certain parameters", wanted=wanted, do=do)
    given, drawn = _drawn(plan, terms, keys, (count, whole))
    logs = np.zeros(count)
    with np.errstate(over="ignore"):  # what is so unlikely has no weight
        for one, values in zip(held, given, strict=True):
            logs = logs + one.evidence.log_likelihood(values)
    weights, log_evidence, effective = _weights(logs, curve)
    scales = {key: model.units.unit(model.assumptions[key].unit).scale for key in keys}
    own = {key: read_only(drawn[key] / scales[key]) for key in keys}
    seen = tuple(_seen(one, values, weights) for one, values in zip(held, given, strict=True))
    return CurvePosterior(
        curve=curve,
        draws=count,
        seed=whole,
        effective=effective,
        log_evidence=log_evidence,
        parameters=tuple(_parameter(key, model, own[key], weights) for key in keys),
        seen=seen,
        correlations=_correlations(own, weights),
        notes=_notes(effective, count, seen),
        weights=read_only(weights),
        drawn=FrozenMap(own),
    )


def _observation(one: object, at: int) -> CurveObservation:
    if isinstance(one, CurveObservation):
        return one
    if not isinstance(one, tuple | list) or len(one) != 3:  # noqa: PLR2004 - when, value, error
        message = "This is not an observation of a curve."
        wanted = "a CurveObservation, or when, value and standard error"
        raise InputError(message, where=f"observations.{at}", got=repr(one)[:80], wanted=wanted)
    when, value, error = one
    try:
        return CurveObservation(when=when, value=value, standard_error=error)
    except AgileCaseError as fault:
        where = f"observations.{at}"
        raise fault.at(where) from None


_Stretch = tuple[float, list["Term"], list["Term"]]
"""A factor, the terms of the curve over some days, and those of the days alone."""


def _beside(model: Model, curve: str, held: Sequence[CurveObservation]) -> tuple[Plan, list[list[_Stretch]]]:
    """Compile the model with two lines for each stretch of an observation: the curve over it, and the days alone."""
    key = "seen"
    while key in model.options:
        key += "_too"
    costs: dict[str, Cost] = {}
    for at, one in enumerate(held):
        for part, (_, begins, ends) in enumerate(one.stretches):
            _inside(model, begins, ends, at)
            alone = Cost(amount=_A_POUND, starts=begins, ends=ends + _DAY)
            costs[f"curve_{at}_{part}"] = attrs.evolve(alone, profile=Expression(curve))
            costs[f"days_{at}_{part}"] = alone
    plan = compile_model(attrs.evolve(model, options={**model.options, key: Option(costs=costs)}))
    place = {line.address: at for at, line in enumerate(plan.lines)}

    def terms(name: str) -> list[Term]:
        line = place[f"options.{key}.costs.{name}"]
        return [term for term in plan.terms if term.line == line]

    return plan, [
        [
            (factor, terms(f"curve_{at}_{part}"), terms(f"days_{at}_{part}"))
            for part, (factor, _, _) in enumerate(one.stretches)
        ]
        for at, one in enumerate(held)
    ]


def _inside(model: Model, first: datetime.date, last: datetime.date, at: int) -> None:
    start, stop = model.basis.start, model.basis.start + (model.basis.horizon + 1)
    if not start.begins <= first <= last < stop.begins:
        message = "An observation, and of a rise the day before it, lies in the years of the case."
        got, wanted = f"{first} to {last}", f"{start.begins} to {stop.begins - _DAY}"
        do = "of a rise from the first day on, give the level at the end instead"
        raise InputError(message, where=f"observations.{at}.when", got=got, wanted=wanted, do=do)


def _uncertain(model: Model, plan: Plan, terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the assumptions that lines hang on, and those that are correlated with one, in the order of the case."""
    waiting = [
        found.name for term in terms for node in (plan.amounts[term.amount], *term.yearly) for found in names_in(node)
    ]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in plan.derivations:
            waiting += plan.derivations[name].needs
        elif name in plan.groups:
            waiting += plan.groups[name].names
    return tuple(
        key
        for key in model.assumptions
        if key in reached and key in plan.assumptions and not plan.assumptions[key].certain
    )


def _drawn(
    plan: Plan, terms: Sequence[Sequence[_Stretch]], keys: Sequence[str], how: tuple[int, int]
) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Return what the curve gives for each observation, shape `(observations, draws)`, and the draws of assumptions."""
    count, seed = how
    source = Streams(seed)
    given: FloatArray = np.zeros((len(terms), count))
    drawn: dict[str, FloatArray] = {key: np.empty(count) for key in keys}
    for start in range(0, count, _BLOCK):
        stop = min(start + _BLOCK, count)
        draws = Draws(plan, source, start, stop)
        for key in keys:
            drawn[key][start:stop] = draws[key]
        with np.errstate(all="ignore"):  # what is not finite is refused below
            for at, stretches in enumerate(terms):
                for factor, whole, days in stretches:
                    given[at, start:stop] += factor * _amount(plan, whole, draws) / _amount(plan, days, draws)
    if not np.isfinite(given).all():
        at, draw = (int(place) for place in np.argwhere(~np.isfinite(given))[0])
        message = "A draw of the curve has no finite value."
        do = "look for a parameter that can be zero or below"
        raise AppraisalError(message, where=f"observations.{at}", got=f"{given[at, draw]} in draw {draw}", do=do)
    return given, drawn


def _amount(plan: Plan, terms: Iterable[Term], draws: Draws) -> FloatArray:
    """Return what a line comes to in all its years together, in its own prices."""
    total = np.zeros(draws.stop - draws.start)
    for term in terms:
        amount = evaluate(plan.amounts[term.amount], draws)
        for year, weight in enumerate(term.weights):
            if weight:
                total += amount * weight * (evaluate(term.yearly[year], draws) if term.yearly else 1.0)
    return total


def _weights(logs: FloatArray, curve: str) -> tuple[FloatArray, float, float]:
    """Return weights that sum to 1, the logarithm of their mean before that, and how many draws count in full."""
    top = float(logs.max())
    if not math.isfinite(top):
        message = "No draw of the curve makes these observations possible."
        raise EstimateError(message, where=f"curves.{curve}", got="a likelihood of nothing", do="revise the prior")
    found = np.exp(logs - top)
    total = float(found.sum())
    effective = total**2 / float(np.square(found).sum())
    if effective < _FEW:
        message = "Hardly any draw agrees with what was seen, so nothing can be said of what lies between them."
        got = f"{effective:.1f} draws of full weight of {len(logs):,}"
        do = (
            f"ask for some {_round_up(len(logs) * _ROUGH / effective):,} draws; if that does not help, the prior or the"
            " shape contradicts the data, or the standard errors leave out what the curve cannot follow: transfer_sd"
        )
        raise EstimateError(message, where=f"curves.{curve}", got=got, wanted=f"{_FEW:g} or more", do=do)
    return found / total, top + math.log(total / len(logs)), effective


def _round_up(number: float) -> int:
    step: int = 10 ** (len(str(int(number))) - 1)
    return math.ceil(number / step) * step


def _parameter(key: str, model: Model, values: FloatArray, weights: FloatArray) -> LearnedParameter:
    mean = float((weights * values).sum())
    apart = np.square(values - mean)
    low, middle, high = weighted_quantiles(values, weights, (0.1, 0.5, 0.9))
    held = model.assumptions[key]
    prior: Estimate = held.estimate  # type: ignore[assignment]  # a series is certain, and not here
    return LearnedParameter(
        key=key,
        unit=held.unit,
        prior=prior,
        stated=prior,
        mean=mean,
        standard_error=math.sqrt(float((np.square(weights) * apart).sum())),
        sd=math.sqrt(float((weights * apart).sum())),
        p10=low,
        p50=middle,
        p90=high,
        posterior=_estimate(prior, values, weights),
    )


def _estimate(prior: Estimate, values: FloatArray, weights: FloatArray) -> Estimate:
    """Return what is believed as an estimate: from the least to the greatest draw that has weight."""
    kept = weights > _GONE * weights.max()
    if isinstance(prior, Discrete | Bernoulli):
        outcomes, place = np.unique(values[kept], return_inverse=True)
        shares = np.bincount(place, weights[kept])
        one = len(outcomes) == 1
        return Fixed(float(outcomes[0])) if one else Discrete(outcomes.tolist(), (shares / shares.sum()).tolist())
    inner = (_rounded(value) for value in weighted_quantiles(values, weights, _SHARES))
    first, last = _rounded(values[kept].min()), _rounded(values[kept].max())
    pairs = [(0.0, first)]
    for share, value in zip(_SHARES, inner, strict=True):
        if pairs[-1][1] < value < last:
            pairs.append((share, value))
    pairs.append((1.0, last))
    return Tabulated([share for share, _ in pairs], [value for _, value in pairs])


def _rounded(value: float) -> float:
    """Return a number to six significant figures, far finer than draws tell it."""
    return float(f"{value:.6g}")


def _seen(one: CurveObservation, values: FloatArray, weights: FloatArray) -> SeenAndExpected:
    low, high = weighted_quantiles(values, weights, (0.1, 0.9))
    below, above = one.evidence.tails(values)
    return SeenAndExpected(
        observation=one,
        before=float(values.mean()),
        mean=float((weights * values).sum()),
        p10=low,
        p90=high,
        surprise=min(1.0, 2.0 * min(float(below.mean()), float(above.mean()))),
    )


def _correlations(drawn: dict[str, FloatArray], weights: FloatArray) -> FrozenMap[tuple[str, str], float]:
    """Return the rank correlation of each pair: that of their places in their own weighted distributions."""
    places = {}
    for key, values in drawn.items():
        order = np.argsort(values, kind="stable")
        held = weights[order]
        place = np.empty(len(values))
        place[order] = np.cumsum(held) - 0.5 * held - 0.5
        spread = math.sqrt(float((weights * np.square(place)).sum()))
        places[key] = place / spread if spread else place
    return FrozenMap(
        {
            (one, other): max(-1.0, min(1.0, float((weights * places[one] * places[other]).sum())))
            for one, other in itertools.combinations(drawn, 2)
        }
    )


def _notes(effective: float, count: int, seen: Sequence[SeenAndExpected]) -> tuple[str, ...]:
    notes = [f"{effective:,.0f} of {count:,} draws count in full."]
    if effective < _ROUGH:
        more = _round_up(count * _ROUGH / effective)
        notes.append(f"That is few: quantiles are rough. Ask for some {more:,} draws.")
    odd = [held.observation.when for held in seen if held.surprise < SURPRISING]
    if odd:
        notes.append(
            f"What was seen in {', '.join(odd)} contradicts what was believed before: less than one chance in"
            f" {1 / SURPRISING:g} of something as far out. Ask why before it is used."
        )
    far = [held.observation.when for held in seen if abs(held.distance) > _FAR]
    if far:
        notes.append(
            f"The curve does not follow what was seen in {', '.join(far)}: more than three standard errors away. The"
            " spread above is then too narrow."
        )
    return tuple(notes)
