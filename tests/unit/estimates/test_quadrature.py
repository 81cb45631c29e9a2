"""Nodes and weights: exact where they say so, and against numpy's."""

import itertools
import math

import numpy as np
import pytest
from scipy import integrate

from agile_case.estimates.quadrature import gauss_legendre, moments, normal_nodes, straight_nodes


def test_the_gauss_nodes_are_those_of_numpy():
    nodes, weights = np.polynomial.legendre.leggauss(16)
    order = np.argsort(gauss_legendre()[0])
    np.testing.assert_allclose(np.array(gauss_legendre()[0])[order], nodes, rtol=1e-15, atol=1e-16)
    np.testing.assert_allclose(np.array(gauss_legendre()[1])[order], weights, rtol=1e-14)


def test_straight_nodes_integrate_cubes_exactly():
    x, weights = straight_nodes(np.array([0.0, 1.0, 4.0]), np.array([1.0, 3.0]))
    assert math.fsum(weights * x**3) == pytest.approx(4**4 / 4, rel=1e-15)
    assert math.fsum(weights) == 4


@pytest.mark.parametrize("ends", [(-38, 38), (-1, 2), (3, 38), (-8, -7.9), (-30, -20), (1, 1 + 1e-6)])
def test_the_moments_of_a_part_of_a_normal_quantity(ends):
    peak = min(max(0.0, ends[0]), ends[1])
    cuts = [ends[0], *(x for x in (peak - 6, peak - 0.5, peak, peak + 0.5, peak + 6) if ends[0] < x < ends[1]), ends[1]]

    def total(function):
        return math.fsum(
            integrate.quad(lambda z: function(z) * math.exp((peak * peak - z * z) / 2), a, b, epsabs=0, epsrel=1e-13)[0]
            for a, b in itertools.pairwise(cuts)
        )

    mass = total(lambda _: 1.0)
    middle = peak + total(lambda z: z - peak) / mass
    mean, sd = moments(*normal_nodes(*ends))
    assert mean == pytest.approx(middle, rel=1e-12, abs=1e-15)
    assert sd == pytest.approx(
        math.sqrt(total(lambda z: (z - middle) ** 2) / mass), rel=1e-9 if cuts[-1] < 2 and mass < 1 else 1e-11
    )


def test_infinite_ends_are_brought_in():
    assert moments(*normal_nodes(-math.inf, math.inf)) == pytest.approx((0, 1), abs=1e-14)


@pytest.mark.parametrize("size", [1e-300, 1.0, 1e149, 1e151, 1e300])
def test_the_deviation_has_a_square_of_any_size(size):
    mean, sd = moments(np.array([-size, size]), np.array([1.0, 1.0]))
    assert mean == 0.0
    assert sd == pytest.approx(size if size > 1e-160 else 0.0, rel=1e-14)
