"""Random models that are consistent, for the laws of storage: every field of every noun is sometimes filled."""

import datetime
import hashlib
from pathlib import Path

import attrs
from hypothesis import strategies as st

import agile_case as ac
from agile_case.estimates.curves import MONTHS
from agile_case.estimates.distributions import estimate_from_keys

_ANY = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(_ANY, max_size=12) | st.sampled_from(
    ["", 'say "no"', "C:\\new", "naïve £5m\n", "'''", '"""', " # no comment", "\u2028\x7f\x00"]
)
NUMBERS = st.floats(-1e15, 1e15) | st.integers(-(10**6), 10**6) | st.floats(-1e300, 1e300)
DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31))
DEFLATED = 2030
"""Cash in later years needs prices_after, which a case may have or not."""
BIASED = (("outsourcing", "operating-cost"), ("equipment-development", "capital-cost"))
OWN = Path(__file__).parent / "unit" / "storage" / "own"
"""A folder of a case with a table of one's own in it; models that name it load from there only."""
OWN_RATES = {"file": "rates/flat.csv", "sha256": hashlib.sha256((OWN / "rates" / "flat.csv").read_bytes()).hexdigest()}
ROLES = ("do-minimum", "preferred-way-forward", "more-ambitious", "less-ambitious")
UNITS = (
    "1",
    "percent",
    "GBP/year",
    "GBPm/year",
    "GBP",
    "GBP/hour",
    "hour/year",
    "GBP/person/workday",
    "thing/year",
    "minute/thing",
)


def foreign():
    """Tables of others: anything that the kind of file can hold, under any key."""
    leaves = st.booleans() | TEXTS | NUMBERS | st.integers(-(2**63), 2**63 - 1) | DATES | st.datetimes() | st.times()
    leaves |= st.builds(lambda key, held: {key: held}, st.sampled_from(["$date", "$$date"]), TEXTS)
    nested = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
    )
    return st.just({}) | st.dictionaries(TEXTS, nested, max_size=3)


def keys(prefix, most):
    """Distinct keys that begin alike, so that no two kinds of thing share one."""
    ends = st.text("abcxyz0189_", max_size=4)
    return st.lists(ends.map(lambda end: prefix + end), max_size=most, unique=True)


OTHER_ESTIMATES = [
    {"lognormal": {"p10": 2, "p90": 9.5}},
    {"lognormal": [1, 0.5]},
    {"beta": [2, 3]},
    {"beta": [2, 3, 0, 7.5]},
    {"bernoulli": 0.25},
    {"discrete": {"values": [0, 1.5], "probabilities": [0.25, 0.75]}},
    {"tabulated": {"probabilities": [0, 0.5, 1], "values": [1, 2.5, 4]}},
    {"normal": [5, 2], "truncate": {"low": 0}},
    {"pert": [4, 6, 10], "shift": 1.5, "truncate": [6, 11]},
]


@st.composite
def estimates(draw, low=-1e9, high=1e9):
    if draw(st.integers(0, 3)) == 3:
        return estimate_from_keys(draw(st.sampled_from(OTHER_ESTIMATES)))
    kind = draw(st.sampled_from([ac.Fixed, ac.Uniform, ac.Triangular, ac.Pert, ac.Normal]))
    numbers = sorted(
        draw(st.lists(st.floats(low, high) | st.integers(int(low), int(high)), min_size=3, max_size=3, unique_by=float))
    )
    if kind is ac.Fixed:
        return kind(numbers[0])
    if kind is ac.Normal:
        return kind(numbers[0], draw(st.floats(1e-3, 1e6)))
    return kind(numbers[0], numbers[2]) if kind is ac.Uniform else kind(*numbers)


@st.composite
def year_ranges(draw, period):
    first = draw(st.integers(0, len(period) - 1))
    last = draw(st.integers(first, len(period) - 1))
    return ac.YearRange(period.first + first, period.first + last)


@st.composite
def yearly(draw, period):
    years = draw(year_ranges(period))
    values = draw(st.lists(st.floats(-1e6, 1e6), min_size=len(years), max_size=len(years)))
    return ac.YearlyValues(years=years, values=values)


def _some(draw, **fields):
    """Some of the fields, each filled by its strategy; those left out keep their default."""
    return {name: draw(strategy) for name, strategy in fields.items() if draw(st.booleans())}


@st.composite
def spans(draw, period):
    """From one date to another, or only one end; some of it in the years of the appraisal."""
    first, last = period.first.begins, (period.last + 1).begins - datetime.timedelta(days=1)
    begin = draw(st.dates(first, last))
    end = draw(st.dates(begin + datetime.timedelta(days=1), datetime.date(2250, 1, 1)))
    return draw(st.sampled_from([{"starts": begin}, {"ends": end}, {"starts": begin, "ends": end}]))


@st.composite
def lines(draw, *, period, price_bases, rates, pure, curves, stages, others, x):
    """What costs and benefits have in common: an amount that cannot be negative, when, and the rest."""
    rate = draw(st.sampled_from(["1.5 GBPm/year", "2 GBPk / 1 year", *rates]))
    fields = {
        "amount": draw(st.sampled_from([rate, f"{rate} * 3", f"max({rate}, 0 GBP/year) + {rate}", f"({rate}) / 2"]))
    }
    profile = draw(st.sampled_from(["", "curve", "weights", "number"]))
    if profile == "weights":
        weights = draw(yearly(period))
        fields["profile"] = weights
        if draw(st.booleans()):
            fields["when"] = weights.years
    else:
        if draw(st.booleans()):
            fields |= draw(spans(period))
        else:
            fields |= _some(draw, when=year_ranges(period))
        if profile == "number":
            fields["profile"] = draw(st.floats(0, 1) | st.integers(0, 3))
        elif profile and curves:
            name = draw(st.sampled_from(curves))
            fields["profile"] = draw(
                st.sampled_from([name, f"1 - {name}", f"min({name}, 0.5)", f"{name} * {name} / 2"])
            )
    growing = draw(st.sampled_from(["growth", "cash_growth", ""]))
    if growing == "cash_growth" and period.last.first < DEFLATED:
        fields["cash_growth"] = draw(st.floats(-0.5, 0.5))
        price_bases = [base for base in price_bases if base != "cash"]
    elif growing == "growth":
        fields["growth"] = draw(st.floats(-0.5, 0.5) | st.sampled_from(pure) if pure else st.floats(-0.5, 0.5))
        fields |= _some(draw, growth_from=st.integers(2000, 2090).map(ac.FinancialYear))
    if others:
        fields |= _some(draw, replaces=st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
    if stages:
        fields |= _some(draw, stage=st.sampled_from(stages))
    return fields | _some(
        draw,
        price_base=st.sampled_from(price_bases),
        budget=st.sampled_from(["resource", "capital", "ame"]),
        bearer=st.sampled_from(["originating-organisation", "other-public"]),
        discount=st.sampled_from(["health-green-book-2026", "six-step"]),
        title=TEXTS,
        source=TEXTS,
        notes=TEXTS,
        x=x,
    )


@st.composite
def costs(draw, *, fellows, roles, **context):
    fields = draw(lines(**context))
    if draw(st.booleans()):
        mitigation = st.floats(0, 1) | st.integers(0, 1)
        type_, measure = draw(st.sampled_from(BIASED))
        mixed = {"standard-buildings": 0.25, "non-standard-buildings": 0.75}
        own = {"upper": 0.4, "lower": 0.05, "source": "Own reviews"}
        bounds = draw(st.sampled_from([{"type": type_, "measure": measure}, own, {"mix": mixed}]))
        prevention = st.sampled_from(fellows or [""])
        more = _some(draw, mitigation=mitigation, prevention=prevention, x=context["x"])
        more |= _some(draw, forecast_from=st.just(context["period"].first))
        if draw(st.booleans()):
            more.pop("mitigation", None)
            more |= {"factors": {"site": [0.25, draw(st.floats(0, 1))]}, "source": "Own reviews"}
        fields["optimism_bias"] = ac.OptimismBias(**bounds | more)
    else:
        fields |= _some(draw, covers=st.just("outturn-range"))
    made = draw(made_of(fields, roles, context["period"]))  # first: it takes from the fields
    return ac.Cost(**fields, **made)


@st.composite
def made_of(draw, fields, roles, period):
    """What a cost is made of, and what comes with it; the amount in the fields goes where something else stands."""
    more = {}
    if "starts" not in fields and "ends" not in fields:
        money = st.sampled_from(["3 GBPk", "2 GBP * 4"])
        more |= _some(draw, transition_cost=money, exit_cost=money, residual_value=money | st.just("-(1 GBPk)"))
    kind = draw(st.sampled_from(["amount", "amount", "team", "variable", "step", "refresh"]))
    if kind == "team" and roles:
        del fields["amount"]
        more["team"] = {draw(st.sampled_from(roles)): draw(st.floats(0, 9) | st.integers(0, 9))}
    elif kind == "variable":
        fields["amount"] = "2 GBP/thing"
        more |= {"behaviour": "variable", "driver": draw(st.sampled_from(["30 thing/year", "3 thing / 1 year"]))}
    elif kind == "step":
        more |= {"behaviour": "step", "driver": "30 thing/year", "step": "7 thing/year"}
    elif kind == "refresh":
        for key in ("profile", "starts", "ends", "when"):
            fields.pop(key, None)
        fields |= {
            "amount": "5 GBPk",
            "when": draw(st.integers(period.first.first, period.last.first).map(ac.FinancialYear)),
        }
        more["refresh_every"] = draw(st.sampled_from(["3 year", "24 month"]))
    return more


@st.composite
def risks(draw, *, likely, paid, uplifted, **context):
    """A risk, perhaps mitigated by a cost of its option, and within optimism bias only where there is some."""
    fields = draw(lines(**context))
    fields.pop("replaces", None)
    likelihood = st.floats(0, 1) | st.integers(0, 1)
    if likely:
        likelihood |= st.sampled_from(likely)
    if paid and draw(st.booleans()):
        fields["mitigation"] = draw(st.sampled_from(paid))
        fields |= _some(draw, unmitigated_probability=likelihood)
    return ac.Risk(
        probability=draw(likelihood),
        impact=fields.pop("amount"),
        within_bias=uplifted and draw(st.booleans()),
        **fields,
        **_some(draw, owner=TEXTS),
    )


@st.composite
def transfers(draw, **context):
    """A transfer between two who are not the same."""
    fields = draw(lines(**context))
    fields.pop("replaces", None)
    fields.pop("bearer", None)
    payer, recipient = draw(
        st.sampled_from(
            [("originating-organisation", "households"), ("businesses", "other-public"), ("households",) * 2]
        )
    )
    return ac.Transfer(payer=payer, recipient=recipient, **fields)


@st.composite
def roles_of_people(draw, x):
    """A role with a salary, or with a day rate."""
    paid = draw(
        st.sampled_from(
            [
                {"salary": "30 GBPk/FTE/year"},
                {"salary": "2 GBPk * 12 / (1 FTE * year)", "on_costs": 0.3, "overheads": "5 GBPk/FTE/year"},
                {"day_rate": "600 GBP/person/workday", "days": "220 workday/year"},
            ]
        )
    )
    return ac.Role(**paid, **_some(draw, title=TEXTS, source=TEXTS, notes=TEXTS, x=x))


@st.composite
def realisations(draw, kind, *, events, fellows, changes, x):
    """How a benefit comes about; always with an owner, since a sheet cannot hold a table without a key."""
    moments = DATES | st.sampled_from(events) if events else DATES
    more = {}
    if kind == "cash-releasing":
        paid = {"paid_by": st.sampled_from(fellows)} if fellows else {}
        given_up = st.fixed_dictionaries({"posts": st.integers(1, 40)}) | st.just({"contract": "Scanning"})
        release = st.builds(
            lambda what, on, rest: ac.Release(on=on, **what, **rest),
            given_up,
            moments,
            st.fixed_dictionaries({}, optional={"saves": st.just("3 GBPk/year"), "notes": TEXTS, **paid}),
        )
        more = _some(draw, budget_line=TEXTS, releases=st.lists(release, max_size=2))
    return ac.Realisation(
        owner="Head of service",
        **more,
        **_some(
            draw,
            description=TEXTS,
            recipient=TEXTS,
            feature=TEXTS,
            indicator=TEXTS,
            **(dict.fromkeys(("baseline", "target"), st.just("9 hour/year")) if kind == "quantifiable" else {}),
            target_by=moments,
            efficiency=st.sampled_from(["technical", "allocative"]),
            output=st.sampled_from(["rises", "same", "falls"]),
            review_every=st.sampled_from(["6 month", "1 year"]),
            reviewed_until=moments,
            x=x,
            **({"enabling_changes": st.just(list(changes)[:2])} if changes else {}),
        ),
    )


@st.composite
def benefits(draw, *, fellows, events, changes, named, **context):
    fields = draw(lines(**context))
    kind = draw(st.sampled_from(["cash-releasing", "non-cash-releasing", "quantifiable", "qualitative", "disbenefit"]))
    if draw(st.booleans()):
        fields["realisation"] = draw(
            realisations(kind, events=events, fellows=fellows, changes=changes, x=context["x"])
        )
    if kind in ("cash-releasing", "non-cash-releasing") and draw(st.booleans()):
        bias = _some(draw, forecast_from=st.just(context["period"].last), x=context["x"])
        fields["optimism_bias"] = ac.BenefitBias(reduction=draw(st.floats(0, 1)), source="Own reviews", **bias)
    if kind == "disbenefit":
        fields |= {"amount": f"-({fields['amount']})", "kind": "non-cash-releasing", "disbenefit": True}
        return ac.Benefit(**fields)
    if kind in ("quantifiable", "qualitative"):
        del fields["amount"]
    if kind == "quantifiable":
        fields["measure"] = "3 hour/year"
    elif kind != "qualitative" and draw(st.booleans()):
        fields["measure"], fields["unit_value"] = f"({fields.pop('amount')}) / 2 GBP", "4 GBP"
    fields |= _some(draw, attribution=st.floats(0, 1) | st.integers(0, 1))
    if named and draw(st.booleans()) and "measure" not in fields:
        fields["measured_by"] = draw(st.sampled_from(named))
        if "realisation" in fields:  # the measure says it
            told = dict.fromkeys(("indicator", "baseline", "target", "target_by"))
            fields["realisation"] = attrs.evolve(fields["realisation"], **told | {"indicator": ""})
    return ac.Benefit(kind=kind, **fields)


def linked(held, table):
    """Let the first benefit lead to the second, where it counts in no money."""
    first, second = list(held)[:2]
    if held[first].monetised:
        return held
    comes = held[first].realisation or ac.Realisation(owner="Head of service")
    return {**held, first: attrs.evolve(held[first], realisation=attrs.evolve(comes, leads_to=f"{table}.{second}"))}


def serving(option, told):
    """Let every benefit that says how it comes about name the objectives and dependencies that there are."""
    named = {"objectives": tuple(told["objectives"])[:1], "dependencies": tuple(told["dependencies"])}
    return attrs.evolve(
        option,
        benefits={
            key: benefit
            if benefit.realisation is None
            else attrs.evolve(benefit, realisation=attrs.evolve(benefit.realisation, **named))
            for key, benefit in option.benefits.items()
        },
    )


@st.composite
def enabling_changes(draw, before, events, lines, x):
    """A change, perhaps after others, paid for by costs."""
    moments = DATES | st.sampled_from(events) if events else DATES
    paid = [line for line in lines if ".costs." in line]
    more = {"costs": st.just(paid[:2])} if paid else {}
    more |= {"needs": st.just(before)} if before else {}
    return ac.EnablingChange(
        **_some(
            draw,
            title=TEXTS,
            owner=TEXTS,
            due=moments,
            done=DATES,
            funded=st.sampled_from(["yes", "no"]),
            source=TEXTS,
            notes=TEXTS,
            x=x,
            **more,
        )
    )


@st.composite
def measures(draw, curves, x):
    """A measure that may say itself what is expected; its unit is that of the benefits that may name another."""
    amount = st.integers(0, 10**6).map(lambda number: f"{number} hour/year")
    more = {}
    for name, day in (("baseline", "baseline_on"), ("target", "target_by")):
        if draw(st.booleans()):
            more |= {name: draw(amount), day: draw(DATES)}
    profile = st.sampled_from(curves or ["0.5"]) | st.just({"years": "2026-27..2027-28", "values": [0.25, 1]})
    if draw(st.booleans()):
        more |= {"expected": draw(st.sampled_from(["3 hour/year", "120 minute/year"]))}
        more |= _some(draw, profile=profile)
    fields = _some(
        draw,
        direction=st.sampled_from(["increase", "decrease"]),
        relative_error=st.floats(0.01, 2),
        source=TEXTS,
        frequency=st.sampled_from(["monthly", "yearly"]),
        owner=TEXTS,
        title=TEXTS,
        notes=TEXTS,
        x=x,
    )
    return ac.Measure(what=draw(TEXTS.filter(str.strip)), unit=draw(st.sampled_from(["hour/year"])), **more, **fields)


@st.composite
def moving_events(draw, dates, x):
    """An event that may slip, or follows a dated one."""
    place = {"after": draw(st.sampled_from(dates))} if dates and draw(st.booleans()) else {"date": draw(DATES)}
    delay = st.sampled_from(["12 week", "9 month + 2 week", "-(1 year) / 2"])
    return ac.Event(**place, **_some(draw, delay=delay, title=TEXTS, source=TEXTS, notes=TEXTS, x=x))


@st.composite
def curves(draw, events, pure, x):
    starts = draw(DATES | st.sampled_from(events) if events else DATES)
    shape = draw(
        st.sampled_from(["logistic", "constant", "step", "linear", "events", "gompertz", "bass", "saturation", "decay"])
    )
    more = _some(
        draw, title=TEXTS, source=TEXTS, notes=TEXTS, x=x, ceiling=st.floats(0, 1) | st.sampled_from([1, *pure])
    )
    if shape == "events" and events:
        levels = {draw(st.sampled_from(events)): draw(st.floats(0, 1) | st.sampled_from([1, *pure]))}
        between = _some(draw, between=st.sampled_from(["step", "linear"]))
        return ac.Curve(shape=shape, levels=levels, **between, **more)
    if shape == "constant":
        return ac.Curve(shape=shape, **more)
    if shape == "step":
        return ac.Curve(shape=shape, starts=starts, **more)
    if shape in {"saturation", "decay"}:
        return ac.Curve(shape=shape, starts=starts, half_life=draw(st.sampled_from(["6 month", "1.5 year"])), **more)
    if shape == "bass":
        return ac.Curve(shape=shape, starts=starts, innovation="0.03 1/year", imitation="0.4 1/year", **more)
    if shape == "gompertz":
        return ac.Curve(shape=shape, starts=starts, t10="3 month", t90="2 year", **more)
    if shape == "linear":
        return ac.Curve(shape=shape, starts=starts, over=draw(st.sampled_from(["0 month", "1.5 year"])), **more)
    fields = {"midpoint": "1.5 year", "steepness": "2 1/year"}
    if draw(st.booleans()):
        begin, length = draw(st.floats(0, 36)), draw(st.floats(0.5, 60))
        fields = {"t10": ac.Quantity(begin, "month"), "t90": f"{begin + length} month"}
    return ac.Curve(shape="logistic", starts=starts, **fields, **more)


@st.composite
def rolled_out(draw, events, pure, x):
    """Curves of a roll-out, of given values, of a season or of learning."""
    shape = draw(st.sampled_from(["waves", "cohorts", "given", "seasonal", "learning"]))
    more = _some(draw, title=TEXTS, source=TEXTS, x=x, ceiling=st.floats(0, 1) | st.sampled_from([1, *pure]))
    starts = draw(DATES)
    if shape == "waves" and events:
        return ac.Curve(shape=shape, waves={draw(st.sampled_from(events)): draw(st.floats(0, 1))}, **more)
    if shape == "seasonal":
        return ac.Curve(shape=shape, months={month: draw(st.floats(0.1, 3)) for month in MONTHS}, **more)
    if shape == "learning":
        return ac.Curve(shape=shape, starts=starts, progress_ratio=0.85, experience="3 month", **more)
    values = draw(st.lists(st.floats(0, 0.2) | st.sampled_from([0, *pure]), min_size=1, max_size=4))
    if shape == "given":
        more |= {"then": draw(st.sampled_from(["stays", "stops"]))}
        more |= _some(draw, between=st.sampled_from(["step", "linear"]))
    return ac.Curve(
        shape=shape if shape == "given" else "cohorts", starts=starts, values=values, every="6 month", **more
    )


MADE = (("delay", "scale"), ("sum", "complement"), ("product",), ("cap", "floor"))


def made(shape, others):
    """A curve that is made of the first of some others."""
    if shape in {"sum", "product"}:
        return ac.Curve(shape=shape, curves=[others[0], others[-1]])
    more = {"delay": {"by": "3 month"}, "cap": {"at": 0.5}, "floor": {"at": others[0]}}.get(shape, {"ceiling": 0.5})
    return ac.Curve(shape=shape, of=others[0], **more)


@st.composite
def stages(draw, *, events, assumptions, period, x):
    tests = criteria = st.just(())
    if assumptions:
        about = st.sampled_from(sorted(assumptions)).flatmap(
            lambda key: st.builds(
                lambda bound, level, title, more: ac.Criterion(
                    assumption=key, **{bound: ac.Quantity(level, assumptions[key].unit)}, title=title, x=more
                ),
                st.sampled_from(["at_least", "at_most"]),
                st.integers(-100, 100),
                TEXTS,
                x,
            )
        )
        criteria = st.lists(about, max_size=2)
        people = st.none() | st.integers(1, 10**6)
        test = st.builds(ac.StageTest, assumption=st.sampled_from(sorted(assumptions)), people=people, x=x)
        tests = st.lists(test, max_size=3)
    return ac.Stage(
        **_some(
            draw,
            starts=DATES | st.sampled_from(events) if events else DATES,
            weeks=st.floats(0, 200) | st.integers(0, 200),
            gate_weeks=st.floats(0, 20),
            tranche=st.sampled_from(["£240k", "1.5 GBPm", "£1,250,000", "GBP 1bn"])
            | st.lists(
                st.builds(
                    ac.TranchePart,
                    year=st.sampled_from(list(period)),
                    budget=st.sampled_from(["resource", "capital", "cdel"]),
                    amount=st.sampled_from(["£240k", "0 GBP"]),
                    x=x,
                ),
                min_size=1,
                max_size=2,
                unique_by=lambda part: part.budget,
            ),
            tests=tests,
            criteria=criteria,
            on_stop=st.builds(
                ac.OnStop, cost=st.just("40 GBPk"), recovered=st.none() | st.just("£5"), notes=TEXTS, x=x
            ),
            funding_terms=st.builds(
                ac.FundingTerms,
                model=st.sampled_from(["", "staged-live", "risk-based"]),
                review_every=st.none() | st.sampled_from(["6 month", "1 year"]),
                evidence_every=st.none() | st.just("1.5 year"),
                source=TEXTS,
                x=x,
            ),
            phase=st.sampled_from(["discovery", "private-beta", "retirement"]),
            document=st.sampled_from(["SOC", "BJC"]),
            title=TEXTS,
            notes=TEXTS,
            x=x,
        )
    )


@st.composite
def correlations(draw, assumptions, x):
    """Correlations that can be: one pair at any rank, one group, or several pairs, some with an end in common."""
    uncertain = [key for key, held in assumptions.items() if not held.by_year and not held.estimate.certain]
    if len(uncertain) < 2:
        return []
    ends = st.lists(st.sampled_from(uncertain), min_size=2, max_size=2, unique=True)
    group = st.lists(st.sampled_from(uncertain), min_size=2, unique=True).flatmap(
        lambda names: st.tuples(st.just(names), st.floats(-0.8 / (len(names) - 1), 1))  # lower ranks cannot all be
    )
    small = st.floats(-0.2, 0.2)
    held = {
        "pair": st.tuples(ends, st.floats(-1, 1) | st.integers(-1, 1)).map(lambda one: [one]),
        "group": group.map(lambda one: [one]),
        "pairs": st.lists(st.tuples(ends, small), max_size=4, unique_by=lambda one: frozenset(one[0])),
    }
    return [
        ac.Correlation(assumptions=names, rank=rank, **_some(draw, source=TEXTS, notes=TEXTS, x=x))
        for names, rank in draw(held[draw(st.sampled_from(sorted(held)))])
    ]


RATED = st.sampled_from(["green", "amber", "red"])


@st.composite
def fundings(draw, period, options, x):
    values = {
        "years": str(period),
        "values": draw(st.lists(st.floats(-9, 9), min_size=len(period), max_size=len(period))),
    }
    return ac.Funding(
        amounts=values,
        unit=draw(st.sampled_from(["GBP", "GBPm"])),
        budget=draw(st.sampled_from(["resource", "capital", "rdel-admin", "cdel"])),
        status=draw(st.sampled_from(["baseline", "bid"])),
        **_some(draw, options=st.just(options), title=TEXTS, source=TEXTS, notes=TEXTS, x=x),
    )


def single(assumptions):
    """Return the keys of the assumptions that have one value."""
    return [key for key, held in assumptions.items() if not isinstance(held.estimate, ac.YearlyValues)]


@st.composite
def scenarios(draw, assumptions, x):
    named = st.sampled_from(single(assumptions))
    values = draw(st.dictionaries(named, st.floats(-1e6, 1e6) | st.integers(0, 9), min_size=1, max_size=2))
    return ac.Scenario(values=values, **_some(draw, title=TEXTS, source=TEXTS, notes=TEXTS, x=x))


@st.composite
def longlists(draw, x):
    """Choices in some of the categories, each rated or the one business as usual."""
    found = {}
    for category in draw(st.lists(st.sampled_from(["funding", "scope", "delivery"]), unique=True)):
        names = draw(keys("l", 3))
        usual = draw(st.sampled_from([None, *names]))
        found[category] = {
            name: ac.Choice(
                **({"business_as_usual": True} if name == usual else {"rating": draw(RATED)}),
                **_some(
                    draw,
                    title=TEXTS,
                    reason=TEXTS,
                    ambition=st.integers(-9, 9),
                    cost=st.sampled_from(["£2m", "1.5 GBPk"]),
                    notes=TEXTS,
                    x=x,
                ),
            )
            for name in names
        }
    return found


@st.composite
def analyses(draw, options, factors, x):
    """An analysis in which every criterion scores the same options, and one has the largest swing."""
    criteria = {}
    for key in draw(keys("m", 2)) or ["m"]:
        worst, best = draw(st.tuples(NUMBERS, NUMBERS).filter(lambda ends: float(ends[0]) != float(ends[1])))
        low, high = sorted((float(worst), float(best)))
        swing = 100 if not criteria else draw(st.floats(0, 100) | st.integers(0, 100))
        level = st.floats(low, high) | st.sampled_from([worst, best])
        more = _some(
            draw, title=TEXTS, unit=TEXTS, factor=st.sampled_from(["", *factors]), source=TEXTS, notes=TEXTS, x=x
        )
        scores = {option: draw(level) for option in options}
        criteria[key] = ac.SwingCriterion(worst=worst, best=best, swing=swing, scores=scores, **more)
    more = _some(draw, facilitator=TEXTS, date=DATES, source=TEXTS, notes=TEXTS, x=x)
    return ac.Multicriteria(criteria=criteria, **more)


@st.composite
def decisions(draw, options, x):
    """A decision for one of the options, with what was said on some of the factors."""
    said = TEXTS.filter(str.strip)
    factors = st.dictionaries(st.sampled_from(["objectives", "risk", "public_finances"]), TEXTS)
    more = _some(draw, reference=TEXTS, factors=factors, notes=TEXTS, x=x)
    return ac.Preferred(
        option=draw(st.sampled_from(options)), by=draw(said), on=draw(DATES), because=draw(said), **more
    )


@st.composite
def programmes(draw, x):
    """Facts that approvals hang on, some of them left open."""
    answers = st.sampled_from(["yes", "no", ""])
    money = st.sampled_from(["£30m", "£750k", "5 GBPm", "0 GBP"])
    more = _some(
        draw,
        spend=st.sampled_from(["technology", "public-service", ""]),
        whole_cost=money,
        delegated_limit=money,
        parts=st.lists(money, max_size=3),
        transactions=st.floats(0, 1e9, allow_subnormal=False),
        novel=answers,
        major=answers,
        assessed_on=DATES,
        accounting_officer_assessed_on=DATES,
        delivery_confidence=st.sampled_from(["green", "red"]),
        cost_tolerance=st.floats(0, 1, allow_subnormal=False),
        pack=st.lists(st.sampled_from(["risk-register", "assurance-plan"]), unique=True),
        notes=TEXTS,
        x=x,
    )
    return ac.Programme(**more)


@st.composite
def elsewhere(draw, x):
    """Facts for other places, some of them left open, each in its own money."""

    def money(currency, rate=""):
        sizes = st.sampled_from([currency, f"{currency}m"])
        sums = st.builds("{} {}{}".format, st.integers(0, 10**6), sizes, st.just(rate))
        return sums.map(ac.Quantity.parse)

    answers = st.sampled_from(["yes", "no", ""])
    number = st.floats(0.5, 1e6, allow_subnormal=False)
    places = {
        "new_zealand": (ac.NewZealand, {"hypothesis": answers, "indivisible": answers, "discovery_cost": money("NZD")}),
        "new_south_wales": (ac.NewSouthWales, {"cost": money("AUD")}),
        "australia": (ac.Australia, {"digital": answers, "whole_life_cost": money("AUD"), "high_risk": answers}),
        "canada": (ac.Canada, {"cost": money("CAD"), "capacity": st.sampled_from(["", "2", "defence"])}),
        "united_states": (
            ac.UnitedStates,
            {"contract_cost": money("USD", "/year"), "team": number, "contract_years": number, "first_value": DATES},
        ),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(places)), unique=True, max_size=2))
    held = {place: places[place][0](**_some(draw, **places[place][1], notes=TEXTS, x=x)) for place in chosen}
    return ac.Elsewhere(**held, x=draw(x))


@st.composite
def judgements(draw, x):
    """A judgement on a rule."""
    said = TEXTS.filter(str.strip)
    more = _some(draw, about=TEXTS, ignore=st.booleans(), until=DATES, notes=TEXTS, x=x)
    return ac.Judgement(
        rule=draw(st.sampled_from(["funding-gap", "source-missing"])),
        by=draw(said),
        on=draw(DATES),
        because=draw(said),
        **more,
    )


@st.composite
def assurance(draw, *, stages, assumptions, x):
    """Reviews, approvals, exhibits and the logs of an analysis, some of it left out."""
    said = TEXTS.filter(str.strip)

    def placed():
        return {"stage": draw(st.sampled_from(stages))} if stages and draw(st.booleans()) else {}

    action = st.builds(ac.ReviewAction, what=said, due=st.none() | DATES, done=st.none() | DATES, x=x)
    reviews = {}
    for key in draw(keys("aa", 2)):
        more = _some(
            draw,
            title=TEXTS,
            planned=DATES,
            by=TEXTS,
            amber_points=st.lists(st.integers(1, 14), max_size=2),
            actions=st.lists(action, max_size=2),
            x=x,
        )
        if draw(st.booleans()):
            more |= {"held": draw(DATES), "rating": "amber", "confidence": draw(st.sampled_from(["", "red"]))}
        reviews[key] = ac.Review(kind=draw(st.sampled_from(["gate-2", "service-assessment"])), **more, **placed())
    before = st.lists(st.sampled_from(list(reviews)), max_size=2, unique=True) if reviews else st.just([])
    rests = st.lists(st.sampled_from(assumptions), max_size=2, unique=True) if assumptions else st.just([])
    signed = {"signed_off_by": draw(said), "signed_off_on": draw(DATES)} if draw(st.booleans()) else {}
    return {
        "reviews": reviews,
        "approvals": {
            key: ac.Approval(
                assured_by=draw(before),
                **_some(draw, document=st.sampled_from(["SOC", "BJC"]), asked=DATES, reference=TEXTS, x=x),
                **placed(),
            )
            for key in draw(keys("ab", 2))
        },
        "exhibits": {
            key: ac.Exhibit(
                **_some(draw, on=DATES, link=TEXTS, x=x),
                **draw(
                    st.builds(lambda share: {"kind": "backlog", "without_benefit": share}, st.none() | st.floats(0, 1))
                    | st.builds(
                        lambda days: {"kind": "burn-chart", "done_by_p10": min(days), "done_by_p90": max(days)},
                        st.tuples(DATES, DATES),
                    )
                    | st.just({"kind": "burn-chart", "funded_until": "2027-09-30"})
                ),
                **placed(),
            )
            for key in draw(keys("ac", 2))
        },
        "data": {
            key: ac.DataSource(
                assumptions=draw(rests),
                **signed,
                **_some(draw, source=TEXTS, use_until=DATES, risk=st.sampled_from(["low", ""]), x=x),
            )
            for key in draw(keys("ad", 2))
        },
        "quality_assurance": {
            key: ac.QualityCheck(
                what=draw(said), **_some(draw, assurer=TEXTS, on=DATES, outcome=st.sampled_from(["issues", ""]), x=x)
            )
            for key in draw(keys("ae", 2))
        },
    }


@st.composite
def narratives(draw, *, events, stages, assumptions, benefits, x):
    """What a case says in words, some of it left out; names lead to what is there."""
    said = TEXTS.filter(str.strip)
    objectives = draw(keys("g", 2))
    claims = draw(keys("h", 2))
    steps = draw(keys("i", 3))
    grounds = [f"claims.{key}" for key in claims] + [f"assumptions.{key}" for key in assumptions]

    def some_of(held):
        return st.lists(st.sampled_from(held), max_size=2, unique=True) if held else st.just([])

    found = {
        "objectives": {
            key: ac.Objective(**_some(draw, specific=TEXTS, measure=TEXTS, target=TEXTS, by=DATES, owner=TEXTS, x=x))
            for key in objectives
        },
        "claims": {
            key: ac.Claim(
                says=draw(said),
                kind=draw(st.sampled_from(["fact", "hypothesis"])),
                **_some(draw, about=TEXTS, test=TEXTS, x=x),
                **({"stage": draw(st.sampled_from(stages))} if stages and draw(st.booleans()) else {}),
            )
            for key in claims
        },
        "theory_of_change": {
            key: ac.TheoryStep(
                kind=draw(st.sampled_from(["input", "outcome"])),
                brings_about=draw(some_of(steps[place + 1 :])),  # later ones only: no circle
                rests_on=draw(some_of(grounds)),
                objectives=draw(some_of(objectives)),
                benefits=draw(some_of(benefits)),
                **_some(draw, title=TEXTS, notes=TEXTS, x=x),
            )
            for place, key in enumerate(steps)
        },
        "dependencies": {
            key: ac.Dependency(
                **_some(draw, title=TEXTS, needed_by=DATES | st.sampled_from(events) if events else DATES, x=x),
                met=draw(st.booleans()),
            )
            for key in draw(keys("n", 2))
        },
        "constraints": {
            key: ac.Constraint(**_some(draw, title=TEXTS, kind=st.sampled_from(["", "legal"]), x=x))
            for key in draw(keys("p", 2))
        },
        **draw(assurance(stages=stages, assumptions=assumptions, x=x)),
        "statutory_duties": {
            key: ac.StatutoryDuty(duty="biodiversity", **_some(draw, at_longlist=TEXTS, at_shortlist=TEXTS, x=x))
            for key in draw(keys("q", 2))
        },
    }
    words = {
        "strategic": st.builds(ac.StrategicContent, case_for_change=TEXTS, x=x),
        "commercial": st.builds(ac.CommercialContent, requirements=TEXTS, x=x),
        "financial": st.builds(ac.FinancialContent, accounts=TEXTS, x=x),
        "management": st.builds(ac.ManagementContent, owner=TEXTS, x=x),
        "analysis": st.builds(
            ac.Analysis, analyst=TEXTS, risk=st.sampled_from(["", "medium"]), stated_on=st.none() | DATES, x=x
        ),
    }
    return found | _some(draw, **words)


@st.composite
def bases(draw, x):
    horizon = draw(st.integers(0, 12))
    fields = _some(
        draw,
        savings=st.sampled_from(["lower-cost", "benefit"]),
        transfers=st.sampled_from(["", "excluded", "both-sides"]),
        rules=st.lists(st.sampled_from(["gb-2026", "reset-2026"]), max_size=2),
        adopted_by=TEXTS,
        partial=st.booleans(),
        organisation=TEXTS,
        prices_after=st.builds(ac.PricesAfter, growth=st.floats(-0.5, 0.5), source=st.just("OBR, £ long run"), x=x),
        discount_factors=st.builds(
            ac.DiscountFactors, source=st.just("a table"), values=st.just([1, *[0.25] * horizon]), x=x
        ),
        horizon_reason=TEXTS,
        notes=TEXTS,
        x=x,
    )
    start = draw(st.integers(2000, 2080).map(ac.FinancialYear))
    base = draw(st.sampled_from(["2024-25", "2026-27"]))
    return ac.Basis(title=draw(TEXTS), start=start, horizon=horizon, price_base=base, **fields)


@st.composite
def models(draw):
    """A consistent model with random parts."""
    x = foreign()
    basis = draw(bases(x))
    period = basis.period
    dates = {key: draw(DATES) for key in draw(keys("e", 3))}
    later = {key: draw(moving_events(list(dates), x)) for key in draw(keys("f", 2))}
    events = dates | later
    assumptions = {}
    for key in draw(keys("a_", 5)):
        unit = draw(st.sampled_from(UNITS))
        estimate = draw(estimates(0) | yearly(period) if unit != "1" else estimates(0, 1) | estimates(0))
        filled = _some(
            draw,
            source=TEXTS,
            owner=TEXTS,
            date=DATES,
            quality=st.sampled_from(["red", "amber", "green", ""]),
            impact=st.sampled_from(["red", "amber", "green"]),
            title=TEXTS,
            review_by=DATES,
            links=st.lists(TEXTS, max_size=2),
            notes=TEXTS,
            persistence=st.sampled_from(["constant", "yearly", 0, 0.8, -0.25]),
            x=x,
        )
        if isinstance(estimate, ac.YearlyValues | ac.Fixed):
            filled.pop("persistence", None)
        if draw(st.booleans()):
            filled |= {"signed_off_by": draw(TEXTS.filter(str.strip)), "signed_off_on": draw(DATES)}
        assumptions[key] = ac.Assumption(estimate=estimate, unit=unit, **filled)
    share = ac.Assumption(estimate=ac.Uniform(0, 1), unit="1")  # some that can grow, fill a ceiling and correlate
    assumptions |= dict.fromkeys(draw(keys("v_", 4)), share)
    pure = [
        key for key, held in assumptions.items() if held.unit == "1" and not held.by_year and held.estimate.mean <= 1
    ]
    rates = [
        key
        for key, held in assumptions.items()
        if held.unit in ("GBP/year", "GBPm/year")
        and not (isinstance(held.estimate, ac.YearlyValues) and held.estimate.years != period)
    ]
    named_curves = {
        key: draw(curves(list(events), pure, x) | rolled_out(list(events), pure, x)) for key in draw(keys("c_", 2))
    }
    if named_curves and draw(st.booleans()):
        named_curves |= {f"d_{shape}": made(shape, list(named_curves)) for shape in draw(st.sampled_from(MADE))}
    named_stages = {
        key: draw(stages(events=list(events), assumptions=assumptions, period=basis.period, x=x))
        for key in draw(keys("s", 3))
    }
    longlist = draw(longlists(x))
    chosen = {category: st.sampled_from(list(held)) for category, held in longlist.items() if held}
    named_roles = {key: draw(roles_of_people(x)) for key in draw(keys("w", 2))}
    named_measures = {key: draw(measures(list(named_curves), x)) for key in draw(keys("n", 2))}
    named = [key for key, held in named_measures.items() if held.expected is None]
    likely = [key for key, held in assumptions.items() if held is share]
    policy = basis.transfers
    options, others = {}, []
    changes = draw(keys("g", 2))
    for number, key in enumerate(["usual", *draw(keys("o", 2))]):
        context = {
            "period": period,
            "price_bases": ["2024-25", "2026-27", *(["cash"] if period.last.first < DEFLATED else [])],
            "rates": rates,
            "pure": pure,
            "curves": list(named_curves),
            "stages": list(named_stages),
            "others": list(others),
            "x": x,
        }
        paid = {name: f"options.{key}.costs.{name}" for name in draw(keys("k", 2))}
        fellows = {name: [other for other in paid.values() if other != own] for name, own in paid.items()}
        held = {
            "costs": {name: draw(costs(fellows=fellows[name], roles=list(named_roles), **context)) for name in paid},
            "benefits": {
                name: draw(
                    benefits(fellows=list(paid.values()), events=list(events), changes=changes, named=named, **context)
                )
                for name in draw(keys("b", 2))
            },
        }
        if len(held["benefits"]) > 1 and draw(st.booleans()):
            held["benefits"] = linked(held["benefits"], f"options.{key}.benefits")
        uplifted = any(cost.optimism_bias for cost in held["costs"].values())
        chances = {"likely": likely, "paid": list(paid.values()), "uplifted": uplifted}
        more = {
            "risks": {name: draw(risks(**chances, **context)) for name in draw(keys("r", 2))},
            "transfers": {name: draw(transfers(**context)) for name in draw(keys("m", 1))},
        }
        if more["transfers"]:
            policy = draw(st.sampled_from(["excluded", "both-sides"]))
        others += [f"options.{key}.{table}.{name}" for table, entries in held.items() for name in entries]
        roles = (
            st.just(["business-as-usual"]) if not number else st.lists(st.sampled_from(ROLES), max_size=2, unique=True)
        )
        options[key] = ac.Option(
            **held,
            **more,
            choices=draw(st.fixed_dictionaries({}, optional=chosen)),
            **_some(draw, title=TEXTS, roles=roles, notes=TEXTS, x=x, description=TEXTS, because=TEXTS),
        )
    rates = st.just(OWN_RATES) | st.sampled_from(["green-book-2026", "six-step"])
    replaced = st.fixed_dictionaries({}, optional={"discount-rate": rates, "gdp-deflator": st.just("hmt-2026-03")})
    factors = {
        key: ac.CriticalSuccessFactor(
            kind=draw(st.sampled_from(["affordability", "legal"])),
            **_some(draw, title=TEXTS, source=TEXTS, notes=TEXTS, x=x),
        )
        for key in draw(keys("t", 2))
    }
    gained = [f"options.{key}.benefits.{name}" for key, held in options.items() for name in held.benefits]
    analysis = analyses(list(options), list(factors), x) if len(options) > 1 else st.none()
    told = draw(
        narratives(events=list(events), stages=list(named_stages), assumptions=list(assumptions), benefits=gained, x=x)
    )
    if draw(st.booleans()):
        options = {key: serving(option, told) for key, option in options.items()}
    return ac.Model(
        basis=attrs.evolve(basis, transfers=policy),
        reference=ac.ReferenceChoice(set="uk-2026-03", replaced=draw(replaced), folder=OWN),
        counts=["thing", *draw(keys("u_", 2))],
        events=events,
        assumptions=assumptions,
        curves=named_curves,
        roles=named_roles,
        measures=named_measures,
        options=options,
        stages=named_stages,
        correlations=draw(correlations(assumptions, x)),
        funding={key: draw(fundings(basis.period, list(options), x)) for key in draw(keys("y", 2))},
        scenarios={key: draw(scenarios(assumptions, x)) for key in draw(keys("z", 2))} if single(assumptions) else {},
        critical_success_factors=factors,
        longlist=longlist,
        multicriteria=draw(st.none() | analysis),
        preferred=draw(st.none() | decisions(list(options), x)),
        programme=draw(st.none() | programmes(x)),
        elsewhere=draw(st.none() | elsewhere(x)),
        enabling_changes={
            key: draw(enabling_changes(changes[:place], list(events), others, x)) for place, key in enumerate(changes)
        },
        judgements={key: draw(judgements(x)) for key in draw(keys("j", 2))},
        **told,
        local=draw(x),
        x=draw(x),
    )
