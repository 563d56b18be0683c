"""What each key figure is: its unit, how it is estimated over replications, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How a figure of several replications is estimated."""

    MEAN = "mean"
    """Their mean; no less than 0, as all key figures."""
    SHARE = "share"
    """Their mean, between 0 and 1."""
    QUANTILE = "quantile"
    """The quantile of all their waits together."""


class Better(Enum):
    """Which way of a figure is better, where there is one."""

    LESS = "less"
    MORE = "more"
    NEITHER = ""


@dataclass(frozen=True)
class KeyFigure:
    """A key figure.

    Attributes
    ----------
    unit : min, h, share, visits, cases, đồng
    kind : how it is estimated
    better : which way is better
    quantile : which quantile of the waits it is, where it is one
    is_count : whether it is a number of visits or cases, which is whole in every replication
    """

    unit: str
    kind: Kind = Kind.MEAN
    better: Better = Better.NEITHER
    quantile: float | None = None
    is_count: bool = False

    def is_better_by(self, difference: float) -> bool:
        """Whether a difference is the better way of a figure that has one."""
        return (difference < 0) == (self.better is Better.LESS)


def _less(unit: str) -> KeyFigure:
    return KeyFigure(unit, Kind.SHARE if unit == "share" else Kind.MEAN, Better.LESS)


def _number(unit: str, better: Better = Better.NEITHER) -> KeyFigure:
    return KeyFigure(unit, better=better, is_count=True)


def _wait_below(quantile: float) -> KeyFigure:
    return KeyFigure("min", Kind.QUANTILE, Better.LESS, quantile)


_SHARE = KeyFigure("share", Kind.SHARE)
_MORE = KeyFigure("share", Kind.SHARE, Better.MORE)

KEY_FIGURES = {
    "visits": _number("visits"),
    "wait_mean_min": _less("min"),
    "wait_median_min": _wait_below(0.5),
    "wait_p90_min": _wait_below(0.9),
    "wait_p95_min": _wait_below(0.95),
    "wait_max_min": _less("min"),
    "within_target": _MORE,
    "left_share": _less("share"),
    "left_wait_mean_min": KeyFigure("min"),
    "turned_away": _number("visits", Better.LESS),
    "not_served": _less("share"),
    "received": _number("cases"),
    "finished": _number("cases"),
    "overdue_true": _less("share"),
    "overdue_official": _less("share"),
    "open_cases": _number("cases", Better.LESS),
    "open_past_due": _number("cases", Better.LESS),
    "awaiting_intake": _number("cases", Better.LESS),
    "utilisation": _SHARE,
    "duty_share": _SHARE,
    "overtime_hours": _less("h"),
    "reviewer_utilisation": _SHARE,
    "acknowledged_in_time": _MORE,
    "online_share": _SHARE,
    "results_by_post": _number("cases"),
    "visits_per_case": _less("visits"),
    "waiting_hours": _less("h"),
    "travel_hours": _less("h"),
    "staff_cost": _less("đồng"),
    "postage": _less("đồng"),
}
"""The key figures in the order of the tables."""

COUNTED = (
    "within_target", "left_share", "not_served", "overdue_true", "overdue_official", "acknowledged_in_time",
    "online_share",
)  # fmt: skip
"""Shares of visits or cases; the other shares are of time."""
QUANTILES = {name: figure.quantile for name, figure in KEY_FIGURES.items() if figure.quantile is not None}
"""Quantiles of the waits."""
FOREMOST = ("wait_mean_min", "wait_p90_min", "within_target", "overdue_true", "overdue_official", "staff_cost")
"""Figures that are shown of a comparison where none are asked for."""
