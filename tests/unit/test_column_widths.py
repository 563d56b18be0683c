"""Columns as wide as their texts, up to a bound, and rows as high as what is wrapped in them."""

import pytest

from tvsim.paper.column_widths import column_width, row_height


@pytest.mark.parametrize(
    ("heading", "texts", "width"),
    [
        ("Agency", ["Health", "Department of Transport"], 23 + 3),
        ("Replications", ["2"], 12 + 6),
        ("Difference to the first scenario", ["-1.5"], 10 + 6),
        ("to", ["1"], 8),
        ("to", [], 8),
        ("Source", ["x" * 47], 50),
        ("Source", ["x" * 300], 50),
    ],
)
def test_columns(heading: str, texts: list[str], width: int) -> None:
    assert column_width(heading, texts) == width


def test_rows() -> None:
    assert row_height(["short", "also short"], [20, 20]) == 16 + 2
    assert row_height(["short", "four words of text"], [20, 13]) == 2 * 16 + 2  # "four words" and "of text"
    assert row_height(["x" * 32_000], [50]) == 409
    assert row_height([], []) == 16 + 2
