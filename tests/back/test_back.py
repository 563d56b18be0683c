"""Shipped scenarios give the committed results."""

import pandas as pd
import pytest

from tests.back.regenerate import HERE, NAMES, key_figures


@pytest.mark.parametrize("name", NAMES)
def test_same_figures_as_committed(name: str) -> None:
    committed = pd.read_csv(HERE / f"{name}.csv")
    now = key_figures(name).reset_index(drop=True)
    # The tolerance is for the last digits of another machine's exp and log, not for changes.
    pd.testing.assert_frame_equal(now, committed, rtol=1e-7, check_dtype=False)
