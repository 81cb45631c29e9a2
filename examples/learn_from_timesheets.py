"""From timesheets to the case: evidence of a product of assumptions, what it ties together, and what it moves."""

# %% [markdown]
# # From timesheets to the case
#
# Nobody saw the minutes of a digital application or the share that comes in digitally: what was seen is the hours that
# a team wrote down, which are the product of both and of the volume. The service and its figures are invented. Run it
# from this folder, or cell by cell.

# %%
from pathlib import Path

import numpy as np

import agile_case as ac

HOURS = "applications * minutes_digital * digital_share"
case = ac.load(Path(__file__).parent / "licence.toml")
case = case.begin("alpha-1", "What does a digital application take?", on="2026-07-01", stage="alpha")

# %% [markdown]
# ## What the estimates say of it
# The product has a distribution before anything is seen. A simulation knows it.

# %%
result = case.appraise(draws=20_000, seed=2026)
before = result.drawn("minutes_digital") * result.drawn("digital_share") * 520_000 / 60
low, high = np.quantile(before, [0.1, 0.9])
print(f"Expected before: {before.mean():,.0f} hours a year, P10 to P90 {low:,.0f} to {high:,.0f}")

# %% [markdown]
# ## What was seen
# Two pieces of evidence: a time and motion study of one of the two, and the timesheets. Their order makes no
# difference.

# %%
study = ac.Observation(
    estimate="5.8 minute/application",
    standard_error="0.6 minute/application",
    setting="lab",
    transfer_sd="0.4 minute/application",
)
timesheets = ac.Observation(
    estimate="34_000 hour/year", standard_error="2_500 hour/year", setting="pilot", transfer_sd="1_500 hour/year"
)
seen = case.learn("minutes_digital", study, on="2026-08-20", source="Study, round 1")
seen = seen.learn(HOURS, timesheets, on="2026-09-08", source="Timesheets of the pilot, scaled up")
other = case.learn(HOURS, timesheets, on="2026-09-08", source="Timesheets of the pilot, scaled up")
other = other.learn("minutes_digital", study, on="2026-08-20", source="Study, round 1")
print(ac.rounds_table(seen))
print("The same in the other order:", seen.believed == other.believed)

# %% [markdown]
# ## What it ties together
# If the minutes are more, the share must be less: the two now move against each other, and are drawn so.

# %%
after = seen.appraise(draws=20_000, seed=2026)
minutes, share = after.drawn("minutes_digital"), after.drawn("digital_share")
for key in ("minutes_digital", "digital_share"):
    prior, now = seen.model.assumptions[key].estimate, seen.posteriors[key].estimate
    print(f"{key}: {prior.mean:.3g} (sd {prior.sd:.2g}) before, {now.mean:.3g} (sd {now.sd:.2g}) now")
print(f"One moves against the other: correlation {np.corrcoef(minutes, share)[0, 1]:.2f}")
print(f"Effective sample size: {seen.posteriors[HOURS].effective:,.0f}")

# %% [markdown]
# ## What it moves
# The bridge has one bar for each piece of evidence; the simulation has the range that is left.

# %%
print(seen.compare("2026-07-01", option="digital", by="change"))
for label, one in (("Before", result), ("Now", after)):
    spread = one.against("business_as_usual")["digital"].simulation
    print(f"{label}: NPSV against business as usual P10 {spread.p10:,.0f}, P90 {spread.p90:,.0f}")

# %% [markdown]
# ## When evidence and estimates do not agree
# A ledger with more hours than the estimates allow at all is refused: somebody has to revise them, and say why.

# %%
far = ac.Observation(
    estimate="95_000 hour/year", standard_error="500 hour/year", setting="live", transfer_sd="500 hour/year"
)
try:
    case.learn(HOURS, far, on="2026-10-01", source="Another ledger")
except ac.EstimateError as error:
    print(error)
