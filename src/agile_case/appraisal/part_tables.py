"""Tables of what stands behind some lines: teams built up from roles, risks, and transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.central import central_values, yearly_amounts
from agile_case.appraisal.summary import largest, money_column
from agile_case.estimates.expressions import evaluate
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.central import Yearly
    from agile_case.appraisal.plan import Plan

__all__ = ["risks_table", "transfers_table"]

_POLICIES = {
    "both-sides": "Each is a cost of who pays and a benefit of who receives: the NPSV does not change.",
    "excluded": "They count on neither side. PVC public holds what public bodies pay, less what they receive, "
    "so RPSC = 1 + NPSV / PVC public does not hold.",
}
_COUNTED = {"both-sides": "on both sides", "excluded": "on neither side"}


def risks_table(plan: Plan) -> Table:
    """Return the risks of every option: probability, impact, expected cost, and what the mitigation buys.

    Args:
        plan: The plan.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.60 to 6.77.
    """
    values = central_values(plan, "means")
    yearly = yearly_amounts(plan, {**values, **{risk.happens: 1.0 for risk in plan.risks}})
    present = {line.address: float(own.sum()) for line, own in zip(plan.lines, yearly.present, strict=True)}
    rows: list[list[Cell]] = []
    for risk in plan.risks:
        line = plan.lines[risk.line]
        probability, impact = float(evaluate(risk.probability, values)), present[line.address]
        unmitigated: Cell = None
        saved: Cell = None
        spent = present.get(risk.mitigation) if risk.mitigation else None
        if risk.unmitigated is not None and spent is not None:
            before = float(evaluate(risk.unmitigated, values))
            unmitigated, saved = before, (before - probability) * impact - spent
        rows.append(
            [
                plan.options[line.option].title,
                line.title,
                probability,
                impact,
                probability * impact,
                "within optimism bias" if risk.within_bias else "added",
                unmitigated,
                spent,
                saved,
                risk.bearer,
                risk.owner or "none stated",
            ]
        )
    scale = money_scale(largest(cell for row in rows for cell in (row[3], row[7], row[8]) if isinstance(cell, float)))
    columns = [
        Column("Option", "option"),
        Column("Risk", "risk"),
        Column("Probability, %", "probability", 1, 0.01),
        money_column("pv_impact", "PV impact", scale),
        money_column("pv_expected", "PV expected", scale),
        Column("Expected cost", "counted"),
        Column("Unmitigated, %", "unmitigated_probability", 1, 0.01),
        money_column("pv_mitigation", "PV mitigation", scale),
        money_column("pv_saved", "PV saved, net", scale),
        Column("Bearer", "bearer"),
        Column("Owner", "owner"),
    ]
    notes = [
        "PV impact: if it happens. PV expected: probability times impact. Both with every assumption at its mean.",
        "PV saved, net: what the mitigation takes off the expected cost, less what it costs itself.",
        "A risk within optimism bias is listed and adds nothing: the uplift pays for it already.",
    ]
    return Table("risks", f"Risks ({scale[1]}, present values at means)", columns, rows, notes)


def transfers_table(yearly: Yearly) -> Table:
    """Return the transfers: who pays whom, and how much.

    Args:
        yearly: Yearly amounts.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.33 to 6.39.
    """
    plan = yearly.plan
    rows: list[list[Cell]] = []
    for transfer in plan.transfers:
        line, amounts = plan.lines[transfer.line], yearly.present[transfer.line]
        rows.append(
            [
                plan.options[line.option].title,
                line.title,
                transfer.payer,
                transfer.recipient,
                "the loss only: fraud" if transfer.fraud else _COUNTED[plan.transfer_policy],
                float(amounts.sum()) * (line.sign or 1),
            ]
        )
    scale = money_scale(largest(cell for row in rows for cell in row if isinstance(cell, float)))
    columns = [
        Column("Option", "option"),
        Column("Transfer", "transfer"),
        Column("From", "payer"),
        Column("To", "recipient"),
        Column("Counted", "counted"),
        money_column("pv", "PV", scale),
    ]
    notes = [_POLICIES[plan.transfer_policy]] if plan.transfer_policy else []
    return Table("transfers", f"Transfers ({scale[1]}, present values)", columns, rows, notes)
