"""A day at the counters to be played in a browser: one HTML file that needs nothing from outside."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tvsim.calendar import DAY_MS, NONE, SECOND_MS
from tvsim.experiment import Results
from tvsim.language import Language, worded
from tvsim.outcomes import Run
from tvsim.outcomes.counter_day import CounterDay, counter_day
from tvsim.outcomes.queues import waiting_stretches
from tvsim.report.agency_names import group_name
from tvsim.report.headings import of_which
from tvsim.report.place_names import number_text
from tvsim.report.templated import template
from tvsim.scenario import Scenario

Visit = tuple[int, int, int, bool]
"""Group, ticket, end of the wait, and whether called."""


class NoSuchDayError(ValueError):
    """A day on which nobody comes."""


def animated_day(results: Results, language: Language, date: dt.date | None = None) -> str:
    """Return a day of the first replication as a page: queues fill and empty, officers serve, a clock runs.

    Parameters
    ----------
    results : Results
        With the tables of the first replication.
    language : Language
    date : date, optional
        A day of the reported period; that with the most tickets where not given.

    Raises
    ------
    NoSuchDayError
        If nobody takes a ticket on that day, or on any.
    """
    run = results.kept
    day = _busiest(run) if date is None else run.calendar.day(date)
    content = _content(results.scenario, run, day, language)
    if not content["visits"]:
        raise NoSuchDayError(worded("nobody takes a ticket on {day}", day=run.calendar.date(day)))
    plan = results.scenario.plan
    text = language.text
    about = of_which(results, language, first_only=True)
    target = number_text(plan.targets.wait_min, language)
    words = {
        "play": text("Play"),
        "pause": text("Pause"),
        "time": text("Time of day"),
        "speed": text("Speed"),
        "minute_a_second": text("a minute a second"),
        "five_minutes_a_second": text("five minutes a second"),
        "quarter_a_second": text("a quarter of an hour a second"),
        "waiting": text("Waiting now"),
        "on_duty": text("Officers at the counter"),
        "called": text("Called so far"),
        "mean_wait": text("Mean wait so far"),
        "left": text("Took a ticket and left unserved"),
        "serving": text("Officer who serves"),
        "other_work": text("Officer at other work: wrap-up, other duties, dossiers by post and online"),
        "free": text("Free officer: nobody waits"),
        "off": text("Officer not on duty at the counter"),
        "desk_alone": text("Those who only take in dossiers by post and online are not shown."),
        "waits": text("Waits"),
        "waits_long": text("Waits for more than {minutes} minutes").format(minutes=target),
    }
    title = text("A day at the counters: {day}").format(day=language.date(run.calendar.date(day)))
    return template("tvsim.report", "day.html").render(
        language=language.code, title=title, about=about, words=words, day=content
    )


def _busiest(run: Run) -> int:
    """Day of the reported period with the most tickets."""
    ticket_at = run.records.visits.ticket_at
    ours = ticket_at[run.in_period(ticket_at)]
    if not len(ours):
        return run.begins_at // DAY_MS
    return int(np.argmax(np.bincount(ours // DAY_MS)))


def _content(scenario: Scenario, run: Run, day: int, language: Language) -> dict[str, Any]:
    """All that is shown, for the script of the page; times are seconds since midnight."""
    visits, officers = _visits(run, day), counter_day(run, day)
    groups = [
        {
            "name": group_name(group, scenario, language),
            "officers": [_officer(each, day) for each in officers if each.group == number],
        }
        for number, group in enumerate(scenario.plan.counters.values())
    ]
    worked = [stretch for each in officers for stretch in (*each.shifts, *each.serving, *each.other_work)]
    return {
        "language": language.code,
        "minutes": language.text("min"),
        "target": run.plan.targets.wait_min * 60,
        "opens": min([ticket for _, ticket, *_ in visits] + [_second(begins, day) for begins, _ in worked], default=0),
        "closes": max([until for _, _, until, _ in visits] + [_second(ends, day) for _, ends in worked], default=0),
        "groups": groups,
        "visits": visits,
    }


def _visits(run: Run, day: int) -> list[Visit]:
    visits = run.records.visits
    number, begins, ends = waiting_stretches(run)
    ours = begins // DAY_MS == day
    number = number[ours]
    columns = (visits.group[number], begins[ours], ends[ours], visits.called_at[number] != NONE)
    return [
        (group, _second(ticket, day), _second(wait_end, day), was_called)
        for group, ticket, wait_end, was_called in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _officer(own: CounterDay, day: int) -> dict[str, list[tuple[int, int]]]:
    """Stretches of an officer's day, rounded like the visits', so that a call is where the officer's work begins."""
    stretches = {"shifts": own.shifts, "serving": own.serving, "other_work": own.other_work}
    return {
        name: [(_second(begins, day), _second(ends, day)) for begins, ends in found]
        for name, found in stretches.items()
    }


def _second(at: int, day: int) -> int:
    return (at - day * DAY_MS) // SECOND_MS
