"""Numbers in the cells of a workbook: decimals of their figures, percentages, signs, and small p-values."""

import math

import pandas as pd
import pytest

from tvsim.language import Language
from tvsim.paper.number_forms import NumberForm, forms, probability

EN, VI = Language("en"), Language("vi")


def patterns(figure: str, *values: float, difference: bool = False) -> set[str]:
    """Patterns of a figure's value and of the ends of its interval."""
    columns = ["figure", "difference" if difference else "estimate", "low", "high", "replications"]
    table = pd.DataFrame([(figure, *values, 20)], columns=columns)
    found = forms(table, EN)
    assert [form.pattern for form in found["replications"] if form] == ["#,##0"]
    return {form.pattern for name in columns[1:4] for form in found[name] if form}


@pytest.mark.parametrize(
    ("figure", "value", "pattern"),
    [
        ("wait_mean_min", 0.04, "#,##0.0"),
        ("overtime_hours", 12.34, "#,##0.0"),
        ("staff_cost", 122_944_749.852, "#,##0"),
        ("within_target", 0.891, "0.0%"),
        ("within_target", 0.0, "0.0%"),
        ("left_share", 0.000711, "0.000%"),
        ("overdue_true", 0.0075, "0.00%"),
        ("visits", 1043.5, "#,##0"),
        ("turned_away", 8.5, "#,##0.0"),
        ("carried_over", 0.5, "#,##0.00"),
        ("carried_over", 25.5, "#,##0"),
        ("visits_per_case", 1.258, "#,##0.000"),
        ("left_wait_mean_min", math.nan, "#,##0.0"),
    ],
)
def test_estimates(figure: str, value: float, pattern: str) -> None:
    assert patterns(figure, value, value, value) == {pattern}


@pytest.mark.parametrize(
    ("figure", "values", "number"),
    [
        ("wait_mean_min", (-1.5, -2.9, -0.2), "#,##0.0"),
        ("wait_mean_min", (-0.15, -0.29, -0.02), "#,##0.00"),
        ("left_share", (-0.0018, -0.0079, 0.0044), "0.00%"),
        ("staff_cost", (-200_000.5, -1.2e6, 0.7e6), "#,##0"),
        ("received", (1, -50, 52), "#,##0"),
        ("open_cases", (1.5, math.nan, math.nan), "#,##0.0"),
    ],
)
def test_differences(figure: str, values: tuple[float, ...], number: str) -> None:
    assert patterns(figure, *values, difference=True) == {f"+{number};-{number};{number}"}


def test_probabilities_are_never_0() -> None:
    assert probability(EN).pattern == '[<0.00005]"<0.0001";#,##0.0000'
    assert probability(VI).pattern == '[<0.00005]"<0,0001";#,##0.0000'
    assert [probability(EN).shown(each) for each in (0.0, 0.00004, 0.00006, 0.5)] == [
        "<0.0001", "<0.0001", "0.0001", "0.5000",
    ]  # fmt: skip


def test_what_is_shown() -> None:
    assert NumberForm().shown(122_944_749.852) == "122,944,750"
    assert NumberForm(1, is_share=True).shown(0.8912) == "89.1%"
    assert NumberForm(1, is_signed=True).shown(1234.56) == "+1,234.6"
    assert NumberForm(1, is_signed=True).shown(-0.5) == "-0.5"
    assert NumberForm(1, is_signed=True).shown(0.0) == "0.0"


def test_numbers_with_their_unit() -> None:
    form = NumberForm(1, unit="minutes")
    assert form.pattern == '#,##0.0" minutes"'
    assert form.shown(1234.5) == "1,234.5 minutes"
    assert NumberForm(is_share=True, unit="").pattern == "0%"
