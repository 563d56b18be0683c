"""Sobol indices against a function whose indices are known."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from tvsim.experiment.sobol import TRUSTED_BASE, MissingSalibError, sobol_indices

Floats = NDArray[np.float64]
A, B = 7.0, 0.1


def ishigami(points: Floats) -> Floats:
    """Ishigami and Homma (1990): sin x + 7 sin² y + 0.1 z⁴ sin x; beside it one that is the same everywhere."""
    x, y, z = points.T
    return np.column_stack((np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x), np.ones(len(points))))


def known() -> tuple[list[float], list[float]]:
    """First and total indices from the parts of the variance, by hand."""
    of_x = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    of_y = A**2 / 8
    of_xz = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = of_x + of_y + of_xz
    return [of_x / whole, of_y / whole, 0], [(of_x + of_xz) / whole, of_y / whole, of_xz / whole]


def test_ishigami() -> None:
    """Each index lies within three times its stated 95 % half-width of the known one.

    Six times a normal estimate with 5.9 standard errors: a false alarm in under 1 in 10⁷ seeds.
    """
    indices, _ = sobol_indices([(-np.pi, np.pi)] * 3, 1024, 11, ishigami)
    first, total = known()
    assert sum(first) == pytest.approx(0.7563, abs=1e-3)
    assert np.all(np.abs(indices.first - first) < 3 * indices.first_half)
    assert np.all(np.abs(indices.total - total) < 3 * indices.total_half)
    assert max(*indices.first_half, *indices.total_half) < 0.12


@pytest.mark.parametrize(("base", "at_least", "at_most"), [(8, 0.8, 0.92), (16, 0.8, 0.92), (TRUSTED_BASE, 0.95, 1)])
def test_how_often_intervals_hold_the_index(base: int, at_least: float, at_most: float) -> None:
    """Of 200 samples' six intervals that should hold it in 95 %: too few of small samples, enough of larger ones."""
    first, total = known()
    held = []
    for seed in range(1000, 1200):
        indices = sobol_indices([(-np.pi, np.pi)] * 3, base, seed, ishigami)[0]
        held += [np.abs(indices.first - first) <= indices.first_half]
        held += [np.abs(indices.total - total) <= indices.total_half]
    assert at_least <= np.mean(held) <= at_most


def test_an_output_that_never_varies_has_no_indices() -> None:
    _, constant = sobol_indices([(-np.pi, np.pi)] * 3, 16, 11, ishigami)
    assert np.isnan([constant.first, constant.first_half, constant.total, constant.total_half]).all()


def test_one_input_brings_all() -> None:
    (indices,) = sobol_indices([(2.0, 5.0)], 256, 3, lambda points: points.copy())
    assert indices.first == pytest.approx([1], abs=0.03)
    assert indices.total == pytest.approx([1], abs=0.03)


def test_the_same_seed_gives_the_same_indices() -> None:
    one, same = (sobol_indices([(-np.pi, np.pi)] * 3, 64, 11, ishigami)[0] for _ in range(2))
    assert np.array_equal(one.total, same.total)
    assert np.array_equal(one.total_half, same.total_half)


def test_without_salib_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(MissingSalibError, match=r'pip install "tvsim\[sensitivity\]"'):
        sobol_indices([(0.0, 1.0)], 4, 1, lambda points: points)
