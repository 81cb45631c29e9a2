"""The measures of an appraisal: NPSV, BCR and RPSC, each a number or undefined with its reason.

Every measure is made of a few present values (`Bucket`), absolute or against another option. Which of them count as
benefits and which lower the costs is the savings convention of the case.
"""

from __future__ import annotations

import math

import attrs
import numpy as np

from agile_case.appraisal.plan import Bucket
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.nouns import Noun

__all__ = ["Comparison", "Measures", "Spread", "compare", "measure", "quadrant", "spread_of"]

_PARTIAL = "the case is partial: lines are missing, so no summary measure is shown"
_CANCELLED = 1e-12  # of the gross present values: what is left of a difference that should be nothing
_NAMES = ("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "bcr", "rpsc", "rpsc_numerator", "rpsc_denominator")


@attrs.frozen(kw_only=True)
class Spread(Noun):
    """A simulated measure: its mean with the Monte Carlo error, and where 10, 50 and 90% of the draws lie below."""

    mean: float
    """Mean of the draws, in pounds."""
    standard_error: float
    """Standard error of the mean: from the spread of the draws, or of the scramblings of Sobol points."""
    p10: float
    """One draw in ten lies below: nine chances in ten of at least this."""
    p50: float
    """Half of the draws lie below."""
    p90: float
    """Nine draws in ten lie below: one chance in ten of at least this."""
    probability_negative: float
    """Share of the draws below zero."""


@attrs.frozen(kw_only=True)
class Measures(Noun):
    """Measures of one option, in pounds at year 0 and the case's prices; None where undefined.

    Source:
        HM Treasury, The Green Book 2026, paragraph 6.93 and Table 10.
    """

    pvb: float | None
    """Present value of monetised social benefits."""
    pvc: float | None
    """Present value of monetised social costs."""
    pvc_public: float | None
    """Present value of costs borne by public bodies, with what they pay in transfers under either transfer policy."""
    pvc_nonpublic: float | None
    """Present value of costs borne by anybody else."""
    npsv: float | None
    """Net present social value: PVB - PVC."""
    bcr: float | None
    """Benefit-cost ratio: PVB / PVC."""
    rpsc: float | None
    """Return on public sector cost: (PVB - PVC_nonpublic) / PVC_public."""
    rpsc_numerator: float | None
    """PVB - PVC_nonpublic."""
    rpsc_denominator: float | None
    """PVC_public."""
    undefined: FrozenMap[str, str]
    """Why a measure has no value, by measure."""
    simulation: Spread | None = None
    """The simulated NPSV, where there was a simulation."""


@attrs.frozen(kw_only=True)
class Comparison(Measures):
    """Measures of the difference between an option and another, in pounds."""

    bcr_other_convention: float | None
    """The BCR under the other savings convention (The Green Book 2026, paragraph 6.94)."""
    quadrant: str | None
    """The difference in words: whether it costs more or less, and gains or loses benefit."""


def spread_of(values: FloatArray, scramblings: int | None = None) -> Spread:
    """Summarise the draws of a measure.

    Args:
        values: One value for each draw, shape `(draws,)`, at least two.
        scramblings: Scramblings that the draws come in, one after the other; None for independent draws.
    """
    p10, p50, p90 = (float(value) for value in np.quantile(values, (0.1, 0.5, 0.9)))
    first = float(values[0])
    from_first = values - first  # so that draws which are all the same have exactly their value as mean, and no error
    return Spread(
        mean=first + float(from_first.mean()),
        standard_error=mean_error(from_first, scramblings),
        p10=p10,
        p50=p50,
        p90=p90,
        probability_negative=float((values < 0).mean()),
    )


def mean_error(values: FloatArray, scramblings: int | None = None) -> float:
    """Return the standard error of a mean: from the spread of the draws, or from that of the scramblings' means.

    Args:
        values: One value for each draw.
        scramblings: Scramblings that the draws come in; None for independent draws.
    """
    independent = values if scramblings is None else values.reshape(scramblings, -1).mean(axis=1)
    return float(independent.std(ddof=1) / np.sqrt(len(independent)))


def net_present_social_value(present: FloatArray) -> FloatArray:
    """Return PVB - PVC, which is the same under either savings convention.

    Args:
        present: Present value of each bucket, shape `(buckets,)` or `(buckets, draws)`.
    """
    return np.asarray(
        (present[Bucket.BENEFIT] + present[Bucket.CASH_RELEASED])
        - (present[Bucket.COST_PUBLIC] + present[Bucket.COST_NONPUBLIC])
    )


def _parts(present: FloatArray, savings: str) -> tuple[float, float, float, float]:
    """Return benefits, public costs, other costs, and the transfers that only public costs hold."""
    transfers = float(present[Bucket.TRANSFER]) if len(present) > Bucket.TRANSFER else 0.0
    released = float(present[Bucket.CASH_RELEASED])
    lower_cost = savings == "lower-cost"
    benefits = float(present[Bucket.BENEFIT]) + (0.0 if lower_cost else released)
    public = float(present[Bucket.COST_PUBLIC]) - (released if lower_cost else 0.0)
    return benefits, public, float(present[Bucket.COST_NONPUBLIC]), transfers


def _ratio(above: float, below: float, name: str, words: str, undefined: dict[str, str]) -> float | None:
    if below > 0 and math.isfinite(above / below):
        return above / below
    what = "zero" if below == 0 else "negative" if below < 0 else "next to nothing"
    undefined[name] = f"{words} is {what}, so the ratio has no meaning"
    return None


def _clean(amounts: FloatArray, floor: float) -> FloatArray:
    """Return amounts with what rounding leaves of nothing set to zero."""
    return np.where(np.abs(amounts) <= floor, 0.0, amounts)


def measure(
    present: FloatArray,
    savings: str,
    *,
    partial: bool,
    samples: FloatArray | None = None,
    gross: float = 0.0,
    scramblings: int | None = None,
) -> Measures:
    """Work out the measures of an option.

    Args:
        present: Present value of each bucket at central values, shape `(buckets,)`.
        savings: `lower-cost` or `benefit`.
        partial: Whether summary measures are suppressed.
        samples: Simulated present values, shape `(buckets, draws)`.
        gross: Sum of the present values of all lines without their signs; what is left of it by rounding is nothing.
        scramblings: Scramblings that the samples come in; None for independent draws.
    """
    if partial:
        return Measures(**dict.fromkeys(_NAMES), undefined=FrozenMap(dict.fromkeys(_NAMES, _PARTIAL)))

    floor = _CANCELLED * gross
    benefits, public, nonpublic, transfers = _parts(present, savings)
    amounts = np.array([benefits, public + nonpublic, nonpublic, benefits - nonpublic, public + transfers])
    pvb, pvc, nonpublic, above, below = (float(amount) for amount in _clean(amounts, floor))
    undefined: dict[str, str] = {}
    return Measures(
        pvb=pvb,
        pvc=pvc,
        pvc_public=below,
        pvc_nonpublic=nonpublic,
        npsv=float(_clean(net_present_social_value(present), floor)),
        bcr=_ratio(pvb, pvc, "bcr", "PVC", undefined),
        rpsc=_ratio(above, below, "rpsc", "PVC public", undefined),
        rpsc_numerator=above,
        rpsc_denominator=below,
        undefined=FrozenMap(undefined),
        simulation=None
        if samples is None
        else spread_of(_clean(net_present_social_value(samples), floor), scramblings),
    )


def compare(
    present: FloatArray,
    other: FloatArray,
    savings: str,
    *,
    partial: bool,
    samples: FloatArray | None = None,
    gross: float = 0.0,
    scramblings: int | None = None,
) -> Comparison:
    """Work out the measures of the difference between two options.

    Args:
        present: Present value of each bucket of the option at central values, shape `(buckets,)`.
        other: The same of the option compared with.
        savings: `lower-cost` or `benefit`.
        partial: Whether summary measures are suppressed.
        samples: Simulated differences, shape `(buckets, draws)`.
        gross: Sum of the present values of all lines of both options without their signs.
        scramblings: Scramblings that the samples come in; None for independent draws.
    """
    gross = max(gross, float(np.abs(present).sum() + np.abs(other).sum()))
    difference = present - other
    held = measure(difference, savings, partial=partial, samples=samples, gross=gross, scramblings=scramblings)
    fields = attrs.asdict(held, recurse=False)
    if held.pvb is None or held.pvc is None:
        fields["undefined"] = FrozenMap({**held.undefined, "bcr_other_convention": _PARTIAL, "quadrant": _PARTIAL})
        return Comparison(**fields, bcr_other_convention=None, quadrant=None)
    convention = "benefit" if savings == "lower-cost" else "lower-cost"
    counterpart = measure(difference, convention, partial=False, gross=gross)
    undefined = dict(fields.pop("undefined"))
    if "bcr" in counterpart.undefined:
        words = f'PVC under savings = "{convention}"'
        undefined["bcr_other_convention"] = counterpart.undefined["bcr"].replace("PVC", words, 1)
    return Comparison(
        **fields,
        undefined=FrozenMap(undefined),
        bcr_other_convention=counterpart.bcr,
        quadrant=quadrant(held.pvb, held.pvc),
    )


def quadrant(benefits: float, costs: float) -> str:
    """Say in words where a difference lies, since a ratio cannot.

    Args:
        benefits: Difference in PVB.
        costs: Difference in PVC.
    """
    if benefits == 0 and costs == 0:
        return "no difference"
    if benefits >= 0 and costs <= 0:
        return "dominates"
    if benefits <= 0 and costs >= 0:
        return "dominated"
    return "costs more and gains benefit" if costs > 0 else "saves cost but loses benefit"
