"""A small sound model, changed one part at a time."""

from __future__ import annotations

import attrs
import pytest

import agile_case as ac
from agile_case.errors import InvalidCaseError
from agile_case.model.contents import Contents

BASIS = {"title": "Renew a licence", "start": "2026-27", "horizon": 10, "price_base": "2026-27"}
ASSUMPTIONS = {
    "applications": ("application/year", ac.Fixed(1000)),
    "minutes": ("minute/application", ac.Pert(4, 6, 10)),
    "rate": ("GBP/hour", ac.Fixed(24)),
    "share": ("1", ac.Uniform(0.5, 0.9)),
    "growth": ("1", ac.Fixed(0.01)),
}


class Case:
    """The parts of a sound model; each call gives those parts with some put in the place of others."""

    @staticmethod
    def parts(**changes):
        """Return the parts as keyword arguments; a change to `basis` is a table of its fields."""
        basis = ac.Basis(**(BASIS | changes.pop("basis", {})))
        usual = ac.Option(roles=["business-as-usual"], costs={"run": ac.Cost(amount="1 GBPm/year")})
        sound = {
            "basis": basis,
            "reference": "uk-2026-03",
            "counts": ["application"],
            "events": {"go_live": "2027-10-01"},
            "assumptions": {
                key: ac.Assumption(estimate=estimate, unit=unit) for key, (unit, estimate) in ASSUMPTIONS.items()
            },
            "curves": {"take_up": ac.Curve(shape="logistic", starts="go_live", t10="3 month", t90="24 month")},
            "options": {"usual": usual, "digital": ac.Option()},
            "stages": {"alpha": ac.Stage(starts="go_live", weeks=12, tranche="£240k")},
        }
        return sound | changes

    def model(self, **changes):
        """Build the model."""
        return ac.Model(**self.parts(**changes))

    def contents(self, **changes):
        """Build the unchecked contents."""
        return Contents(**self.parts(**changes))

    def faults(self, **changes):
        """Return the faults of the model, which must have some."""
        with pytest.raises(InvalidCaseError) as caught:
            self.model(**changes)
        return list(caught.value.faults)

    def fault(self, **changes):
        """Return the one fault of the model as its facts, without the place in a file."""
        (fault,) = self.faults(**changes)
        assert fault.line is None
        return facts(fault)

    def with_lines(self, costs=None, benefits=None):
        """Return the change that gives the option `digital` these lines."""
        usual = self.parts()["options"]["usual"]
        return {"options": {"usual": usual, "digital": ac.Option(costs=costs or {}, benefits=benefits or {})}}

    def cost_fault(self, **line):
        """Return the one fault of the cost line `options.digital.costs.c`."""
        return self.fault(**self.with_lines(costs={"c": ac.Cost(**line)}))

    def benefit_fault(self, **line):
        """Return the one fault of the benefit line `options.digital.benefits.b`."""
        return self.fault(**self.with_lines(benefits={"b": ac.Benefit(**line)}))


def facts(fault):
    """Return a fault as what, where, got, wanted, do and code."""
    return tuple(attrs.asdict(fault)[name] for name in ("what", "where", "got", "wanted", "do", "code"))


@pytest.fixture
def case():
    """Give the maker of models."""
    return Case()
