"""From a backlog to the case: sprints, a forecast with its range, what the rest costs, and how the case moves."""

# %% [markdown]
# # From a backlog to the case
#
# Rows of a backlog tool become sprints, a forecast of the date with its range, what the rest costs, and the delay by
# which the case slips. The service, its team and its backlog are invented. Run it from this folder, or cell by cell.

# %%
import csv
from pathlib import Path

import agile_case as ac
from agile_case import delivery

HERE = Path(__file__).parent
case = ac.load(HERE / "licence.toml")

# %% [markdown]
# ## What was done
# The headings are those of the tool; columns that are not named are left alone.

# %%
columns = {
    "name": "Key",
    "title": "Summary",
    "size": "Points",
    "added_on": "Created",
    "done_on": "Resolved",
    "removed_on": "Removed",
    "benefits": "Benefit",
}
with (HERE / "backlog.csv").open(encoding="utf-8", newline="") as file:
    backlog = delivery.backlog_of(csv.DictReader(file), columns, unit="point")
progress = backlog.progress(starts="2027-01-04", weeks=2, until="2027-03-28", title="Renew a licence, private beta")
print(progress.table)
print(backlog.benefits_table(case.model.options["digital"].benefits))

# %% [markdown]
# ## When all is done
# Two ways, since six sprints are few: each sprint again, and their mean and spread as uncertain as they are.

# %%
forecasts = {by: delivery.forecast(progress, by, draws=20_000, seed=2026) for by in ("resampling", "normal")}
for found in forecasts.values():
    print(found)
found = forecasts["normal"]

# %% [markdown]
# ## What the rest costs
# The team is that of the cost line, fixed, so that its cost follows the date.

# %%
sprint_cost = 8 * 600 * 10  # people, day rate, days in a sprint
cost = delivery.cost_to_complete(found, sprint_cost)
print(cost.table)
money, until = 400_000, "2027-09-30"
print(
    f"Chance that £{money:,} is enough: {cost.chance_within(money):.0%}; done by {until}: {found.chance_by(until):.0%}"
)

# %% [markdown]
# ## What that means for the case
# The event that benefits hang on moves by an assumption with the chances of the forecast: here it may come early.

# %%
resampled = forecasts["resampling"]
delay = delivery.delay_of(resampled, planned="2027-10-01", after=3, source="Forecast of delivery, 28 March 2027")
slipped = case.revise(delay.changes("public_beta"))
for name, held in (("as planned", case), ("as forecast", slipped)):
    worth = held.appraise(draws=10_000, seed=2026).against("business_as_usual")["digital"]
    low, high = worth.simulation.p10 / 1e6, worth.simulation.p90 / 1e6
    print(f"NPSV {name}, £m: {worth.npsv / 1e6:.2f}, P10 to P90 {low:.2f} to {high:.2f}")

# %% [markdown]
# ## What the board sees
# Burn chart and backlog go into the case as what the stage showed, and the rules hold them against the money.

# %%
shown = slipped.revise(delivery.exhibits_of("private_beta", resampled, backlog, funded_until=until))
print(ac.evidence_table(shown))
for finding in ac.check(shown):
    if finding.path.startswith("exhibits."):
        print(finding)
