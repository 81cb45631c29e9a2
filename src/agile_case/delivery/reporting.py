"""What of delivery goes into the case: the burn chart with its forecast, and the backlog, as what a stage showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agile_case.errors import InputError
from agile_case.model.fields import KEY
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime

    from agile_case.delivery.backlog import Backlog
    from agile_case.delivery.forecasting import Forecast

__all__ = ["exhibits_of"]


def exhibits_of(
    stage: str,
    forecast: Forecast,
    backlog: Backlog | None = None,
    *,
    funded_until: datetime.date | str | None = None,
    link: str = "",
) -> dict[str, dict[str, Any]]:
    """Return what the case is to hold of a stage's delivery, for `case.revise`: a burn chart, and a backlog.

    The day of both is the last day of the last sprint that was held. The next report takes the place of this one.

    Args:
        stage: Key of the stage.
        forecast: When all is done.
        backlog: The backlog, for the share of it that is for no benefit.
        funded_until: Last day that the money for the work lasts to.
        link: Where burn chart and backlog are.

    Raises:
        InputError: The stage is no key.
        YearError: The day is none.
    """
    if not isinstance(stage, str) or not KEY.fullmatch(stage):
        message = "This is not the key of a stage."
        raise InputError(message, where="stage", got=f"{stage!r:.80}", wanted="small letters, digits and underscores")
    held, on = forecast.progress, forecast.ends(0).isoformat()
    common = {"stage": stage, "on": on, **({"link": link} if link else {})}
    dates = {name: forecast.date(chance) for name, chance in (("done_by_p10", 0.1), ("done_by_p90", 0.9))}
    early, late = (date or "later than it looks" for date in dates.values())
    says = (
        f"{held.done[-1]:g} of {held.scopes[-1]:g} done ({held.unit}); all by P10 {early}, P90 {late}: {forecast.words}"
    )
    known = {name: date.isoformat() for name, date in dates.items() if date is not None}
    chart: dict[str, Any] = {"kind": "burn-chart", **common, "says": says, **known}
    if funded_until is not None:
        chart["funded_until"] = as_date(funded_until).isoformat()
    found = {f"exhibits.{stage}_burn_chart": chart}
    if backlog is not None:
        share = backlog.unlinked_share()
        found[f"exhibits.{stage}_backlog"] = {"kind": "backlog", **common, "without_benefit": share}
    return found
