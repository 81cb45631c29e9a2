"""Published appraisals as cases of this library: what the golden tests and the page on validation share.

Labels of years are ours wherever a source numbers its years only; no present value hangs on them.
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import agile_case as ac
from agile_case.appraisal.plan import Bucket

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
START = 2030
"""Our label for year 0 where the source has none."""


def fixture(name):
    return json.loads((HERE / "data" / f"{name}.json").read_text(encoding="utf-8"))


def printed(number, places=0):
    """Round as the sources do: half up."""
    step = Decimal(1).scaleb(-places)
    return Decimal(float(number)).quantize(step, ROUND_HALF_UP)


def year(t):
    return f"{START + t}-{(START + t + 1) % 100:02d}"


def case_of(costs, benefits, horizon, **basis):
    """Build a case of one option, in prices of its year 0."""
    case = {"title": "Published", "start": year(0), "horizon": horizon, "price_base": year(0), "savings": "benefit"}
    return ac.from_plain(
        {
            "format": "agile-case/1",
            "case": case | basis,
            "reference": {"set": "uk-2026-03"},
            "options": {"it": {"costs": costs, "benefits": benefits}},
        }
    )


def yearly(values, unit, **more):
    """Give a line as the source prints it: a figure for each year."""
    return {
        "amount": f"1 {unit}/year",
        "profile": {"years": f"{year(0)}..{year(len(values) - 1)}", "values": values},
    } | more


def net_present_cost(result):
    """Return the net present cost of each year in pounds."""
    held = result.yearly
    benefits = held.bucket(held.present, 0, Bucket.BENEFIT) + held.bucket(held.present, 0, Bucket.CASH_RELEASED)
    return held.bucket(held.present, 0, Bucket.COST_PUBLIC) - benefits


CPAM = fixture("uk_scot_cpam_dcf_example")


def cpam(**basis):
    flows = CPAM["inputs"]["cashflow"]
    gains = {"gain": yearly([max(flow, 0) for flow in flows], "GBP", kind="non-cash-releasing")}
    loss = {"loss": yearly([max(-flow, 0) for flow in flows], "GBP")}
    return case_of(loss, gains, len(flows) - 1, **basis).appraise()
