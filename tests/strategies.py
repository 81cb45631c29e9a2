"""Hypothesis strategies for small valid cases, as the plain dictionaries that a case file holds."""

import datetime

from hypothesis import strategies as st

MONEY = {
    "budget": ("GBPk/year", 900.0),
    "monthly_bill": ("GBPk/month", 40.0),
    "licence_fee": ("GBPm/year", 1.5),
}
RATES = {"growth_rate": ("1", 0.02), "wage_growth": ("percent", 1.5)}
SHARES = {"reach": ("1", 0.35), "uptake": ("percent", 30.0)}  # at most 1, so that `1 - take_up` stays positive
OTHERS = {
    "applications": ("application/year", 50_000.0),
    "minutes": ("minute/application", 12.0),
    "hour_cost": ("GBP/hour", 25.0),
    "team": ("person", 8.0),
    "day_rate": ("GBP/person/workday", 600.0),
}
UNITS = {**MONEY, **RATES, **SHARES, **OTHERS}
AMOUNTS = (
    "budget",
    "monthly_bill + 12 GBPk/year",
    "licence_fee * 0.5 - -budget",
    "applications * minutes * hour_cost",
    "(applications + 1_000 application/year) * 6.5 minute/application * hour_cost",
    "team * day_rate * 220 workday/year",
    "max(budget - monthly_bill, 0 GBP/year)",
    "min(licence_fee, monthly_bill, 1.1 GBPm/year)",
    "budget / reach",
    "applications * hour_cost * 90 minute / (1 application) * uptake",
    "2 GBPk/week",
    "0 GBP/year",
)
TOTALS = ("0.75 GBPm", "team * day_rate * 60 workday", "budget * 18 month")
PROFILES = (
    "{a}",
    "1 - {a}",
    "{a} * {b}",
    "{a} - {a} * {b} / 2",
    "(1 - {a}) * (1 - {b}) + 0.25",
    "min({a}, 0.3)",
    "max({a}, {b}, 0.05)",
    "1 / (1 + {a})",
    "-(-{a})",
    "0.4",
)
VANISHING = ("{a}", "{a} * {b}", "{a} - {a} * {b} / 2", "min({a}, 0.3)", "-(-{a})")
"""Profiles that are nothing before their curves begin; a line that never falls is refused."""
BEARERS = ("originating-organisation", "other-public", "households", "businesses", "civil-society")
SCHEDULES = ("health-green-book-2026", "health-declining", "six-step", "reduced-pure-time-preference-zero")
BIAS = (
    ("standard-buildings", "capital-cost"),
    ("non-standard-civil-engineering", "capital-cost"),
    ("equipment-development", "capital-cost"),
    ("outsourcing", "operating-cost"),
)


def small_case(costs=None, benefits=None, *, assumptions=None, options=None, extra=None, **case):
    """Return a plain case of two years with one option, or with the options given; the rest goes into `[case]`."""
    only = {"roles": ["business-as-usual"], "costs": costs or {}, "benefits": benefits or {}}
    basis = {"title": "Small", "start": "2026-27", "horizon": 1, "price_base": "2026-27", "savings": "lower-cost"}
    return {
        "format": "agile-case/1",
        "case": basis | case,
        "reference": {"set": "uk-2026-03"},
        "assumptions": assumptions or {},
        "options": options or {"only": only},
        **(extra or {}),
    }


def sizes(low, high):
    """Draw numbers of ordinary size; far-fetched ones belong to the tests of the estimates."""
    return st.floats(low, high, allow_nan=False, allow_subnormal=False).map(lambda value: round(value, 6))


@st.composite
def estimates(draw, centre):
    """Draw an estimate around a positive centre."""
    kind = draw(st.sampled_from(("value", "uniform", "triangular", "pert", "normal")))
    middle = centre * draw(sizes(0.5, 1.5))
    low, high = middle * draw(sizes(0.5, 0.95)), middle * draw(sizes(1.05, 1.9))
    return {
        "value": {"value": middle},
        "uniform": {"uniform": [low, high]},
        "triangular": {"triangular": [low, middle, high]},
        "pert": {"pert": [low, middle, high]},
        "normal": {"normal": [middle, 0.05 * middle]},
    }[kind]


@st.composite
def curves(draw, start, horizon, go_live):
    """Draw a logistic, begun by an event or a date, before or during the case, and the date when it begins."""
    date = datetime.date(start, 4, 1) + datetime.timedelta(days=draw(st.integers(-700, 366 * horizon + 200)))
    early = draw(st.integers(0, 12))
    curve = {"shape": "logistic", "starts": draw(st.sampled_from(("go_live", date, date.isoformat())))}
    begins = go_live if curve["starts"] == "go_live" else date
    if draw(st.booleans()):
        months = draw(st.integers(4, 60))
        slow = months > 36
        curve |= {"t10": f"{early} month", "t90": f"{early + months} month"}
    else:
        steepness = draw(sizes(0.3, 6.0))
        slow = steepness < 1.5
        curve |= {"midpoint": f"{early} month", "steepness": f"{steepness} 1/year"}
    # a steep curve without a ceiling becomes exactly 1, and a line of `1 - take_up` then never falls
    ceiling = draw(st.sampled_from((*([None] * slow), 0.85, "reach", "uptake")))
    return (curve if ceiling is None else {**curve, "ceiling": ceiling}), begins


def year_text(year):
    return f"{year}-{(year + 1) % 100:02d}"


def span_text(first, last):
    return year_text(first) if first == last else f"{year_text(first)}..{year_text(last)}"


@st.composite
def times(draw, start, horizon, last_index):
    """Draw when a line falls and in which prices; cash lines end where the deflator does."""
    prices = draw(st.sampled_from((None, None, None, "cash", "other")))
    if prices == "cash" and start <= last_index:
        first = draw(st.integers(start, min(start + horizon, last_index)))
        last = draw(st.integers(first, min(start + horizon, last_index)))
        return first, last, {"price_base": "cash", "when": span_text(first, last)}
    line = {"price_base": year_text(draw(st.integers(2015, 2030)))} if prices == "other" else {}
    if draw(st.booleans()):
        return start, start + horizon, line
    first = draw(st.integers(start, start + horizon))
    last = draw(st.integers(first, start + horizon))
    return first, last, {**line, "when": span_text(first, last)}


@st.composite
def lines(draw, start, horizon, begins, last_index):
    """Draw what costs and benefits have in common."""
    first, last, line = draw(times(start, horizon, last_index))
    count = last - first + 1
    shape = draw(st.sampled_from(("plain", "weights", "total", "number", *(["curves"] * 3 if begins else []))))
    line["amount"] = draw(st.sampled_from(TOTALS if shape == "total" else AMOUNTS))
    if shape == "total":
        line["profile"] = {"years": span_text(first, last), "values": [1 / count] * count}
    elif shape == "weights":
        line["profile"] = {"years": span_text(first, last), "values": [draw(sizes(0.0, 3.0)) for _ in range(count)]}
    elif shape == "number":
        line["profile"] = draw(sizes(0.1, 1.0))
    elif shape == "curves":
        reached = [key for key, date in begins.items() if date < datetime.date(last + 1, 4, 1)]
        profile = draw(st.sampled_from([held for held in PROFILES if reached or held not in VANISHING]))
        keys = st.sampled_from(reached if profile in VANISHING else list(begins))
        line["profile"] = profile.format(a=draw(keys), b=draw(keys))
    if draw(st.booleans()):
        line["growth"] = draw(st.sampled_from((0.02, -0.05, "growth_rate", "wage_growth")))
        if draw(st.booleans()):
            line["growth_from"] = year_text(draw(st.integers(start - 3, start + horizon + 2)))
    if draw(st.booleans()):
        line["discount"] = draw(st.sampled_from(SCHEDULES))
    return line


@st.composite
def costs(draw, *where):
    """Draw a cost line, with its bearer and perhaps optimism bias."""
    line = draw(lines(*where))
    line["bearer"] = draw(st.sampled_from(BEARERS))
    line["budget"] = draw(st.sampled_from(("resource", "capital", "ame")))
    if draw(st.booleans()):
        kind, measure = draw(st.sampled_from(BIAS))
        line["optimism_bias"] = {"type": kind, "measure": measure, "mitigation": draw(sizes(0.0, 1.0))}
        form = draw(st.sampled_from(("type", "mix", "own", "factors", "late")))
        if form == "mix":
            line["optimism_bias"] |= {"mix": {"standard-buildings": 0.7, "non-standard-buildings": 0.3}}
            line["optimism_bias"] |= {"measure": "capital-cost"}
            del line["optimism_bias"]["type"]
        elif form == "own":
            line["optimism_bias"] |= {"upper": draw(sizes(0.2, 2.0)), "lower": 0.1, "source": "Own reviews"}
            del line["optimism_bias"]["type"]
        elif form == "factors":
            managed = {"business_case": [0.22, draw(sizes(0.0, 1.0))], "site": [0.03, 1.0]}
            line["optimism_bias"] |= {"factors": managed, "source": "Own reviews"}
            del line["optimism_bias"]["mitigation"]
        elif form == "late":
            line["optimism_bias"] |= {"forecast_from": year_text(2028)}
    return line


@st.composite
def benefits(draw, *where):
    """Draw a benefit line: cash-releasing or not, a disbenefit, or measure x unit value."""
    line = {**draw(lines(*where)), "kind": draw(st.sampled_from(("cash-releasing", "non-cash-releasing")))}
    form = draw(st.sampled_from(("amount", "amount", "loss", "measure", "lower")))
    if form == "lower":
        line["optimism_bias"] = {"reduction": draw(sizes(0.0, 0.9)), "source": "Own reviews"}
    if line["kind"] == "non-cash-releasing":
        line["bearer"] = draw(st.sampled_from(BEARERS))
    if form == "loss":
        line |= {"amount": f"-({line['amount']})", "disbenefit": True}
    elif form == "measure" and line["amount"] in AMOUNTS:
        del line["amount"]
        line |= {"measure": "applications * minutes", "unit_value": "hour_cost"}
    return line


@st.composite
def cases(draw, *, most_lines=4):
    """Draw a small valid case: assumptions, curves, two or three options with their lines, growth and price bases."""
    start, horizon = draw(st.integers(2024, 2029)), draw(st.integers(0, 12))
    case = {
        "title": "A case of chance",
        "start": year_text(start),
        "horizon": horizon,
        "price_base": year_text(draw(st.integers(2022, 2030))),
        "savings": draw(st.sampled_from(("lower-cost", "benefit"))),
    }
    last_index = 2030
    if draw(st.booleans()):
        case["prices_after"] = {"growth": draw(sizes(-0.01, 0.04)), "source": "chance"}
        last_index = max(last_index, start + horizon)
    if draw(st.integers(0, 3)) == 0:
        falling = sorted((draw(sizes(0.2, 1.0)) for _ in range(horizon)), reverse=True)
        case["discount_factors"] = {"source": "chance", "values": [1.0, *falling]}
    keys = draw(st.lists(st.sampled_from(("take_up", "roll_out")), unique=True, max_size=2))
    go_live = datetime.date(start + draw(st.integers(0, 3)), draw(st.integers(1, 12)), 15)
    drawn = {key: draw(curves(start, horizon, go_live)) for key in keys}
    where = (start, horizon, {key: begins for key, (_, begins) in drawn.items()}, last_index)
    options = {}
    for number, option in enumerate(draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=2, max_size=3))):
        some = {
            name: {f"line_{index}": draw(side(*where)) for index in range(draw(st.integers(0, most_lines)))}
            for name, side in (("costs", costs), ("benefits", benefits))
        }
        options[option] = {"roles": ["business-as-usual"] if number == 0 else [], **some}
    return {
        "format": "agile-case/1",
        "case": case,
        "reference": {"set": "uk-2026-03"},
        "units": {"counts": ["application"]},
        "events": {"go_live": go_live},
        "assumptions": {
            key: {**draw(estimates(centre)), "unit": unit, "source": "chance"} for key, (unit, centre) in UNITS.items()
        },
        "curves": {key: curve for key, (curve, _) in drawn.items()},
        "options": options,
    }
