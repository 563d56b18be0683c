"""The pictures that are drawn of every run, by file name."""

from __future__ import annotations

from tvsim.report.case_time_picture import where_time_goes
from tvsim.report.day_pictures import officers_on_duty, queue_through_the_day
from tvsim.report.plots import Picture, open_cases, overdue_by_agency, wait_distribution, waits_by_hour

PICTURES: dict[str, Picture] = {
    "waits_by_hour": waits_by_hour,
    "wait_distribution": wait_distribution,
    "queue_through_the_day": queue_through_the_day,
    "officers_on_duty": officers_on_duty,
    "where_time_goes": where_time_goes,
    "overdue_by_agency": overdue_by_agency,
    "open_cases": open_cases,
}
OF_THE_FIRST = ("queue_through_the_day", "officers_on_duty", "where_time_goes")
"""Those that are drawn from the tables of the first replication."""
