"""All pictures: each a function of results and a language that returns a figure, or a page where it moves."""

from __future__ import annotations

from tvsim.report.animated_day import animated_day
from tvsim.report.case_time_picture import where_time_goes
from tvsim.report.comparison_picture import compared
from tvsim.report.day_pictures import officers_on_duty, queue_through_the_day
from tvsim.report.observed_picture import beside_observed
from tvsim.report.plots import open_cases, overdue_by_agency, wait_distribution, waits_by_hour
from tvsim.report.sweep_pictures import picture as swept
from tvsim.report.tornado import tornado
from tvsim.report.trade_off import trade_off
from tvsim.report.warmup import warm_up_picture
from tvsim.report.waterfall import waterfall

__all__ = [
    "animated_day",
    "beside_observed",
    "compared",
    "officers_on_duty",
    "open_cases",
    "overdue_by_agency",
    "queue_through_the_day",
    "swept",
    "tornado",
    "trade_off",
    "wait_distribution",
    "waits_by_hour",
    "warm_up_picture",
    "waterfall",
    "where_time_goes",
]
