"""Appraise a model: compile it, work it out at central values, simulate it where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.central import central_values, refuse_wrong_signs, yearly_amounts
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import Progress, check_draws, simulate
from agile_case.appraisal.option_tables import option_tables
from agile_case.appraisal.result import Result
from agile_case.appraisal.sampling import sampling_of
from agile_case.errors import InputError
from agile_case.model.model import Model
from agile_case.model.register import assumptions_log
from agile_case.quantities.provenance import Provenance, cpu_features, package_version, with_versions

if TYPE_CHECKING:
    from agile_case.appraisal.executors import Executor

__all__ = ["appraise"]


def appraise(
    model: Model,
    *,
    draws: int | None = None,
    seed: int | None = None,
    at: str = "means",
    executor: Executor | None = None,
    sampling: str = "plain",
    scramblings: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Appraise a model.

    Args:
        model: The model.
        draws: Number of draws; without it nothing is simulated.
        seed: Seed of the simulation, a whole number from 0 to 2**64 - 1; needed with draws.
        at: Central values of the deterministic numbers: `means`, `mode` or `p50`.
        executor: Anything with `submit(...).result()`, such as `concurrent.futures.ThreadPoolExecutor(2)`, to simulate
            with its workers; the numbers are the same, byte for byte.
        sampling: `plain` for independent draws; `sobol` for scrambled Sobol points, of which a mean needs far fewer.
        scramblings: Number of scramblings of Sobol points, 16 unless stated: the error is that between them.
        progress: Called with the draws that are done and those asked for, again and again; see `progress_bar`. A run
            that is interrupted from the keyboard keeps what is done, and the result says so.

    Raises:
        InputError: Draws without a seed, a seed without draws, or Sobol points that are no power of two each.
        UnknownNameError: There is no such way to sample.
        InvalidCaseError: Lines need published parameters that do not exist or do not reach.
        AppraisalError: An amount is not finite.
    """
    if not isinstance(model, Model):
        message = "This is not a model."
        raise InputError(message, where="model", got=type(model).__name__, wanted="a Model, or the model of a Case")
    if (draws is None) != (seed is None):
        message = "A simulation needs both a number of draws and a seed."
        got = "draws without a seed" if seed is None else "a seed without draws"
        where, do = "draws" if draws is None else "seed", "for example 100,000 draws with seed 2026"
        raise InputError(message, where=where, got=got, wanted="both, or neither", do=do)
    plan = compile_model(model)
    for centre in dict.fromkeys(("means", at)):
        yearly = yearly_amounts(plan, central_values(plan, centre))
        refuse_wrong_signs(yearly, centre)
    if draws is None and (sampling != "plain" or scramblings is not None):
        message, do = "There is nothing to sample without draws.", "for example draws=8192, seed=2026"
        raise InputError(message, where="sampling", got=repr(sampling), wanted="draws and a seed with it", do=do)
    samples, how = None, None
    if draws is not None:
        how = sampling_of(sampling, scramblings, draws=check_draws(draws, plan.n_outputs), seed=seed)
        samples = simulate(plan, how, executor=executor, progress=progress)
        how = how.cut_to(samples.shape[1])
    provenance = Provenance(
        version=package_version(),
        model_sha256=plan.model_sha256,
        reference_set=plan.reference_set,
        reference_files=plan.files,
        discounting=plan.discounting,
        prices=plan.prices,
        rules=with_versions(plan.rules),
        seed=None if how is None else how.seed,
        draws=None if how is None else how.draws,
        draws_asked=None if draws is None else int(draws),
        scramblings=None if how is None else how.scramblings,
        numpy=np.__version__,
        cpu_features=cpu_features(),
    )
    return Result(
        plan=plan,
        at=at,
        yearly=yearly,
        samples=samples,
        provenance=provenance,
        register=assumptions_log(model),
        option_tables=option_tables(model),
    )
