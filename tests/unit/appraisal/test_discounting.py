"""Present values: real amounts times factors, year 0 undiscounted."""

import numpy as np
import pytest

from agile_case.appraisal.discounting import present_value
from agile_case.errors import YearError

FACTORS = np.array([1.0, 0.5, 0.25])


def test_year_0_is_not_discounted():
    assert float(present_value(np.array([7.0, 0.0, 0.0]), FACTORS)) == 7.0


def test_each_year_has_its_own_factor():
    assert float(present_value(np.array([1.0, 10.0, 100.0]), FACTORS)) == 31.0


def test_draws_by_years_give_one_value_a_draw():
    amounts = np.array([[1.0, 10.0, 100.0], [0.0, 2.0, 4.0]])
    assert present_value(amounts, FACTORS).tolist() == [31.0, 2.0]


@pytest.mark.parametrize(
    ("amounts", "factors"),
    [
        (np.ones(2), FACTORS),
        (np.ones((3, 2)), FACTORS),  # years and draws the wrong way round
        (np.float64(1.0), FACTORS),
        (np.ones(3), np.ones((3, 3))),
        (np.ones(1), FACTORS),  # numpy alone would stretch it over all years
    ],
)
def test_axes_of_different_years_are_refused(amounts, factors):
    with pytest.raises(YearError, match="different years"):
        present_value(amounts, factors)
