"""Track the benefits of a service over four years: one fails early, and the forecast says so before its year comes."""

# %% [markdown]
# # Four years of a service
#
# Two things were promised of the invented service in `permits.toml`: time saved by businesses that apply, and most
# applications online. Each year somebody records what came. Run it from this folder, or cell by cell.

# %%
from pathlib import Path

import agile_case as ac

HERE = Path(__file__).parent
case = ac.load(HERE / "permits.toml")
SAID = "options.digital.benefits.waiting.realisation"
case = case.revise(
    {
        **{f"{SAID}.{name}": None for name in ("indicator", "baseline", "target", "target_by")},
        "measures.hours_waited": {
            "what": "Hours that businesses save on applications in a year, by the yearly survey",
            "unit": "hour/year",
            "target": "85_000 hour/year",
            "target_by": "2031-03-31",
            "relative_error": 0.08,
            "source": "Survey of applicants",
            "frequency": "yearly",
        },
        "measures.online": {
            "what": "Share of applications that come online",
            "unit": "1",
            "profile": "take_up",
            "target": "0.65",
            "target_by": "2031-03-31",
            "relative_error": 0.05,
            "source": "Case system",
            "frequency": "monthly",
        },
        "options.digital.benefits.waiting.measured_by": "hours_waited",
    }
)
print(case.track(on="2026-04-01", draws=20_000, seed=2026))

# %% [markdown]
# ## What came
# Take-up is as planned. The time that each application saves is not.

# %%
RECORDS = [
    ("measures.online", "2027-28", "0.28", "2028-05-02"),
    ("measures.hours_waited", "2027-28", "27_000 hour/year", "2028-05-20"),
    ("measures.online", "2028-29", "0.66", "2029-05-02"),
    ("measures.hours_waited", "2028-29", "56_000 hour/year", "2029-05-20"),
    ("measures.online", "2029-30", "0.71", "2030-05-02"),
    ("measures.hours_waited", "2029-30", "60_000 hour/year", "2030-05-20"),
    ("measures.online", "2030-31", "0.72", "2031-05-02"),
    ("measures.hours_waited", "2030-31", "63_000 hour/year", "2031-05-20"),
]
for path, year, amount, on in RECORDS:
    case = case.record(path, year, amount, on=on, source="Yearly return")

# %% [markdown]
# ## What was known when
# The chance that each target is met, year after year. The plan goes on saying that both are met.

# %%
for day in ("2028-06-01", "2029-06-01", "2030-06-01", "2031-06-01"):
    print(case.track(on=day, draws=20_000, seed=2026).targets_table)

# %%
last = case.track(on="2031-06-01", draws=20_000, seed=2026)
print(last.money_table)
