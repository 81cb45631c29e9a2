"""Teams, behaviours, replacements, what comes with a cost, risks and transfers against plain arithmetic, draw by draw.

Each line of the case below has beside it what it comes to in a year, written by hand from the specification as Python
over the values of one draw. Whether a risk happens is decided by the random numbers of `tests/oracle.py`.
"""

import math

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate, values_of
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import Streams
from tests.oracle import uniform

SEED, DRAWS, TOLERANCE = 11, 80, 1e-12
YEARS = 9  # 2026-27 to 2034-35
TEXT = """
format = "agile-case/1"

[case]
title = "Parts of every kind (invented)"
start = "2026-27"
horizon = 8
price_base = "2026-27"
transfers = "TRANSFERS"
prices_after = { growth = 0.02, source = "invented" }

[reference]
set = "uk-2026-03"

[units]
counts = ["letter"]

[events]
launch = { date = "2027-07-01", delay = "slip" }

[assumptions]
slip = { uniform = [0, 80], unit = "week", source = "invented" }
letters = { uniform = [8_000, 15_000], unit = "letter/year", source = "invented" }
volumes = { years = "2026-27..2034-35", values = [10, 20, 30, 30.001, 40, 41, 0, 9, 60], unit = "letter/year" }
clerks = { uniform = [3, 5], unit = "FTE", source = "invented" }
pay = { uniform = [28, 32], unit = "GBPk/FTE/year", source = "invented" }
pension = { uniform = [20, 30], unit = "percent", source = "invented" }
chance = { uniform = [0.1, 0.9], unit = "1", source = "invented" }
growth = { uniform = [-0.02, 0.04], unit = "1", source = "invented" }

[curves.ramp]
shape = "linear"
starts = "2028-04-01"
over = "2 year"

[roles.clerk]
salary = "pay"
on_costs = "pension"
overheads = "4 GBPk/FTE/year"

[roles.contractor]
day_rate = "500 GBP/person/workday"
days = "200 workday/year"

[options.usual]
roles = ["business-as-usual"]

[options.usual.risks.strike]
probability = 0.5
impact = "1 GBPk/year"
within_bias = false
bearer = "households"
"""
BIAS = 'optimism_bias = { type = "outsourcing", measure = "operating-cost", mitigation = 0.25 }'
UPLIFT = 1 + 0.41 * 0.75  # upper bound of outsourcing, operating cost, a quarter of it managed away
RAMP = [0, 0, 0.25, 0.75, 1, 1, 1, 1, 1]
VOLUMES = [10, 20, 30, 30.001, 40, 41, 0, 9, 60]


def clerk(v):
    return v["pay"] * (1 + v["pension"]) + 4e3


def launch_year(v):
    return math.floor(1.25 + v["slip"])


def during(first, last, amount):
    """Return an amount in the years from the first to the last."""
    return lambda v, t: amount(v, t) if first <= t <= last else 0.0


COSTS = {
    "team": (
        f'team = {{ clerk = "clerks", contractor = 2 }}\nwhen = "2026-27..2029-30"\n{BIAS}',
        during(0, 3, lambda v, t: (v["clerks"] * clerk(v) + 2 * 500 * 200) * UPLIFT),
    ),
    "grown_team": (
        'team = { clerk = 1.5 }\ngrowth = "growth"\nprofile = "ramp"',
        lambda v, t: 1.5 * clerk(v) * (1 + v["growth"]) ** t * RAMP[t],
    ),
    "variable": (
        'amount = "2 GBP/letter"\nbehaviour = "variable"\ndriver = "letters"\nprofile = "1 - ramp"',
        lambda v, t: 2 * v["letters"] * (1 - RAMP[t]),
    ),
    "variable_by_year": (
        'amount = "2 GBP/letter"\nbehaviour = "variable"\ndriver = "volumes + 1 letter/year"',
        lambda v, t: 2 * (VOLUMES[t] + 1),
    ),
    "step": (
        'amount = "30 GBPk/year"\nbehaviour = "step"\ndriver = "letters"\nstep = "4_000 letter/year"\nprofile = "ramp"',
        lambda v, t: 30e3 * math.ceil(v["letters"] * RAMP[t] / 4000),
    ),
    "step_of_a_series": (
        'amount = "1 GBPk/year"\nbehaviour = "step"\ndriver = "volumes"\nstep = "10 letter/year"\ngrowth = 0.1',
        lambda v, t: 1e3 * [1, 2, 3, 4, 4, 5, 0, 1, 6][t] * 1.1**t,
    ),
    "step_with_weights": (
        (
            'amount = "1 GBPk/year"\nbehaviour = "step"\ndriver = "100 letter/year"\nstep = "30 letter/year"\n'
            'profile = { years = "2027-28..2029-30", values = [0.3, 0.9, 1.2] }'
        ),
        lambda v, t: 1e3 * [0, 1, 3, 4, 0, 0, 0, 0, 0][t],
    ),
    "step_of_a_team": (
        'team = { clerk = 2 }\nbehaviour = "step"\ndriver = "letters"\nstep = "5_000 letter/year"\nstarts = "launch"',
        lambda v, t: 2 * clerk(v) * math.ceil(v["letters"] / 5000) * min(max(t + 1 - (1.25 + v["slip"]), 0), 1),
    ),
    "server": (
        (
            'amount = "60 GBPk"\nwhen = "2027-28"\nrefresh_every = "3 year"\ngrowth = 0.05\n'
            'exit_cost = "6 GBPk"\ntransition_cost = "clerks * 1 GBPk/FTE"\nresidual_value = "9 GBPk"'
        ),
        lambda v, t: 60e3 * 1.05**t if t in (1, 4, 7) else 0.0,
    ),
    "server.transition_cost": ("", during(1, 1, lambda v, t: v["clerks"] * 1e3 * 1.05)),
    "server.exit_cost": ("", during(8, 8, lambda v, t: 6e3 * 1.05**8)),
    "slipping_server": (
        'amount = "60 GBPk"\nstarts = "launch"\nrefresh_every = "24 month"\ntransition_cost = "5 GBPk"',
        lambda v, t: 60e3 if t >= launch_year(v) and (t - launch_year(v)) % 2 == 0 else 0.0,
    ),
    "slipping_server.transition_cost": ("", lambda v, t: 5e3 if t == launch_year(v) else 0.0),
    "contract": (
        'amount = "7 GBPk/year"\nwhen = "2027-28..2030-31"\nexit_cost = "11 GBPk"\ntransition_cost = "3 GBPk"\n' + BIAS,
        during(1, 4, lambda v, t: 7e3 * UPLIFT),
    ),
    "contract.transition_cost": ("", during(1, 1, lambda v, t: 3e3 * UPLIFT)),
    "contract.exit_cost": ("", during(4, 4, lambda v, t: 11e3 * UPLIFT)),
    "dump": ('amount = "1 GBPk/year"\nresidual_value = "-(4 GBPk)"', lambda v, t: 1e3),
}
VALUES = {
    "server.residual_value": during(8, 8, lambda v, t: 9e3 * 1.05**8),
    "dump.residual_value": during(8, 8, lambda v, t: -4e3),
}
RISKS = {
    "strike": (
        'probability = 0.2\nimpact = "50 GBPk/year"\nwithin_bias = false\nwhen = "2028-29..2030-31"',
        0.2,
        during(2, 4, lambda v, t: 50e3),
    ),
    "flood": (
        (
            'probability = "chance"\nimpact = "letters * 3 GBP/letter"\nwithin_bias = false\nbearer = "businesses"\n'
            'mitigation = "options.new.costs.dump"\nunmitigated_probability = 0.9'
        ),
        "chance",
        lambda v, t: 3 * v["letters"],
    ),
    "late": ('probability = 0.4\nimpact = "5 GBPk"\nwhen = "2028-29"\nwithin_bias = true', None, None),
}
TRANSFERS = {
    "refund": ('payer = "other-public"\nrecipient = "households"', 7e3, 1, "cost_public", 1),
    "fee": ('payer = "businesses"\nrecipient = "originating-organisation"', 2e3, -1, "cost_nonpublic", -1),
    "gift": ('payer = "businesses"\nrecipient = "households"', 5e3, 0, "cost_nonpublic", 0),
    "grant": ('payer = "originating-organisation"\nrecipient = "other-public"', 4e3, 0, "cost_public", 0),
}


def text(policy):
    held = [TEXT.replace("TRANSFERS", policy)]
    held += [f"[options.new.costs.{key}]\n{rest}\n" for key, (rest, _) in COSTS.items() if "." not in key]
    held += [f"[options.new.risks.{key}]\n{rest}\n" for key, (rest, _, _) in RISKS.items()]
    held += [
        f'[options.new.transfers.{key}]\namount = "{amount / 1e3} GBPk/year"\n{rest}\n'
        for key, (rest, amount, *_) in TRANSFERS.items()
    ]
    return "\n".join(held)


@pytest.fixture(scope="module", params=["both-sides", "excluded"])
def plan(request):
    return compile_model(ac.loads(text(request.param)).model)


def discounted(amounts):
    """Sum yearly amounts in present values: 3.5% a year in the first thirty."""
    return math.fsum(amount / 1.035**t for t, amount in enumerate(amounts))


def happens(key, probability, draw):
    """Tell whether a risk happens in a draw: its uniform number lies in the upper part, as wide as it is likely."""
    return uniform(SEED, f"risks.{key}", draw) > 1 - probability


def expected(values, draw, policy):
    """Return the present value of every bucket of the new option."""
    lines = {"cost_public": 0.0, "cost_nonpublic": 0.0, "benefit": 0.0, "transfer": 0.0}
    for _, in_year in COSTS.values():
        lines["cost_public"] += discounted(in_year(values, t) for t in range(YEARS))
    for in_year in VALUES.values():
        lines["benefit"] += discounted(in_year(values, t) for t in range(YEARS))
    for key, (_, probability, impact) in RISKS.items():
        if probability is None:
            continue
        likely = values[probability] if isinstance(probability, str) else probability
        if happens(key, likely, draw):
            bucket = "cost_nonpublic" if key == "flood" else "cost_public"
            lines[bucket] += discounted(impact(values, t) for t in range(YEARS))
    for _, amount, share, paid_by, _ in TRANSFERS.values():
        total = discounted([amount] * YEARS)
        if policy == "excluded":
            lines["transfer"] += share * total
        else:
            lines[paid_by] += total
            lines["benefit"] += total
    return lines


def draws(plan):
    held = values_of(plan, Streams(SEED), 0, DRAWS)
    for draw in range(DRAWS):
        yield draw, {name: float(value) if np.ndim(value) == 0 else float(value[draw]) for name, value in held.items()}


def test_every_bucket_of_every_draw_agrees_with_plain_arithmetic(plan):
    policy = plan.transfer_policy
    samples = simulate(plan, Sampling(seed=SEED, draws=DRAWS)).reshape(2, plan.n_buckets, DRAWS)
    assert plan.n_buckets == (5 if policy == "excluded" else 4)
    for draw, values in draws(plan):
        want = expected(values, draw, policy)
        gross = sum(abs(amount) for amount in want.values())
        found = dict(
            zip(("benefit", "released", "cost_public", "cost_nonpublic", "transfer"), samples[1, :, draw], strict=False)
        )
        assert found.pop("released") == 0
        assert {"transfer": 0.0, **found} == pytest.approx(want, rel=0, abs=TOLERANCE * gross)
        usual = discounted([1e3] * YEARS) if happens("strike", 0.5, draw) else 0.0
        assert samples[0, 3, draw] == pytest.approx(usual, rel=1e-12)


def test_every_cost_at_means_agrees_with_plain_arithmetic_year_by_year():
    result = ac.loads(text("excluded")).appraise()
    values = {
        "slip": 40 / 52,
        "letters": 11_500,
        "clerks": 4,
        "pay": 30e3,
        "pension": 0.25,
        "chance": 0.5,
        "growth": 0.01,
    }
    found = dict(zip((line.address for line in result.plan.lines), result.yearly.own.tolist(), strict=True))
    for key, in_year in {**{key: held for key, (_, held) in COSTS.items()}, **VALUES}.items():
        want = [in_year(values, t) for t in range(YEARS)]
        assert found[f"options.new.costs.{key}"] == pytest.approx(want, rel=1e-12), key
    for key, probability in (("strike", 0.2), ("flood", 0.5)):  # at means, the expected cost
        want = [probability * RISKS[key][2](values, t) for t in range(YEARS)]
        assert found[f"options.new.risks.{key}"] == pytest.approx(want, rel=1e-12)


def test_the_same_key_in_two_options_is_the_same_event(plan):
    """Strike is likelier in the usual option, so it happens there whenever it does in the new one."""
    both = [(happens("strike", 0.5, draw), happens("strike", 0.2, draw)) for draw in range(DRAWS)]
    assert (False, True) not in both
    assert {(True, True), (True, False), (False, False)} == set(both)
    held = values_of(plan, Streams(SEED), 0, DRAWS)
    assert [
        (bool(a), bool(b))
        for a, b in zip(
            held["options.usual.risks.strike:happens"], held["options.new.risks.strike:happens"], strict=True
        )
    ] == both


@pytest.mark.parametrize("policy", ["both-sides", "excluded"])
def test_transfers_leave_the_npsv_alone_and_are_paid_in_cash_under_either_policy(policy):
    """What is paid and received in cash is the same; PVC public holds what public bodies pay."""
    with_them = ac.loads(text(policy)).appraise()
    bare = ac.loads(text(policy).partition("[options.new.transfers")[0]).appraise()
    assert with_them.absolute["new"].npsv == pytest.approx(bare.absolute["new"].npsv, rel=1e-12)
    years = np.array([7e3 - 2e3 + (4e3 - 4e3)] * YEARS)
    paid = sum(with_them.yearly.cash(1).values()) - sum(bare.yearly.cash(1).values())
    in_real_terms = paid / next(line.to_cash for line in with_them.plan.lines if line.to_cash is not None)
    np.testing.assert_allclose(in_real_terms, years, rtol=1e-9)
    more = with_them.absolute["new"].pvc_public - bare.absolute["new"].pvc_public
    public = 7e3 + 4e3 if policy == "both-sides" else 7e3 - 2e3
    assert more == pytest.approx(discounted([public] * YEARS), rel=1e-9)


def test_the_identity_of_the_return_on_public_cost_fails_with_an_excluded_transfer():
    """RPSC = 1 + NPSV / PVC public holds where every cost of public bodies is in PVC, and not otherwise."""

    def gap(policy):
        held = ac.loads(text(policy)).appraise().absolute["new"]
        return held.rpsc - (1 + held.npsv / held.pvc_public)

    assert gap("both-sides") == pytest.approx(0, abs=1e-12)
    assert abs(gap("excluded")) > 1e-3


def test_including_transfers_moves_the_benefit_cost_ratio_towards_one():
    """The Green Book 2026, paragraph 6.36."""
    both, neither = (ac.loads(text(policy)).appraise().absolute["new"] for policy in ("both-sides", "excluded"))
    assert abs(both.bcr - 1) < abs(neither.bcr - 1)
    assert both.npsv == pytest.approx(neither.npsv, rel=1e-12)
