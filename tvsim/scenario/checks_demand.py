"""Whether the demand can come as it is written, and whether the run fits into a computer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tvsim.language import worded
from tvsim.scenario.checks_names import staff_counts
from tvsim.scenario.errors import Complaint, Place, shown
from tvsim.scenario.schema import Plan
from tvsim.scenario.uptake import reached

MOST_CASES = 20_000_000
MOST_STAFF_DAYS = 5_000_000
MOST_REQUESTS = 20
MOST_DRAWS = 100_000_000
"""Draws for reviews and requests of all cases together."""


def check_demand(plan: Plan) -> Iterator[Complaint]:
    """The shares of post and online must be reachable with the weights of the procedures."""
    wanted = (plan.channels.online.share, plan.channels.post.share)
    for channel, share, comes in zip(("online", "post"), wanted, reached(plan), strict=True):
        if comes < share - 1e-9:
            values = {"weight": f"{channel}_weight", "most": comes}
            text = worded("cannot be reached: with their {weight}, procedures send at most {most:.3g}", **values)
            if channel == "post" and wanted[0] > 0:
                text = worded(
                    "cannot be reached: with their {weight}, procedures send at most {most:.3g} beside what comes "
                    "online",
                    **values,
                )
            yield Complaint(("channels", channel, "share"), text, shown(share))


def check_sizes(plan: Plan) -> Iterator[Complaint]:
    """A slip of the keyboard must not exhaust the computer."""
    cases = expected_cases(plan)
    widest = max(
        len(procedure.reviews.agencies) + len(procedure.supplement.shares) for procedure in plan.procedures.values()
    )
    if cases > MOST_CASES:
        text = worded(
            "about {cases:.3g} cases would come in the run; at most {most:,} can be simulated",
            cases=cases,
            most=MOST_CASES,
        )
        yield Complaint(("procedures",), text, among=_cases_come_from(plan))
    elif cases * widest > MOST_DRAWS:
        text = worded(
            "about {cases:.3g} cases with {count} reviews and requests are too many", cases=cases, count=widest
        )
        yield Complaint(("procedures",), text, among=(*_cases_come_from(plan), ("procedures",)))
    run_days = (plan.period.end - plan.period.start).days + 1
    run_days += (plan.period.warm_up_days or 0) + plan.period.follow_up_days
    staff = sum(staff_counts(plan).values())
    if staff * run_days > MOST_STAFF_DAYS:
        text = worded(
            "{staff:,} officers and reviewers over {days:,} days are more than can be simulated ({most:,} days of "
            "work)",
            staff=staff,
            days=run_days,
            most=MOST_STAFF_DAYS,
        )
        reviewers = tuple(("agencies", key, "reviewers") for key in plan.agencies)
        among = (("counters",), *reviewers, ("period",))
        yield Complaint(("counters",), text, among=among)
    for key, procedure in plan.procedures.items():
        requests = len(procedure.supplement.shares)
        if requests > MOST_REQUESTS:
            place = ("procedures", key, "supplement", "shares")
            text = worded("must have at most {most} entries, not {count}", most=MOST_REQUESTS, count=requests)
            yield Complaint(place, text)


def _cases_come_from(plan: Plan) -> tuple[Place, ...]:
    """Places of the numbers that decide how many cases come."""
    numbers = [("procedures", key, name) for key in plan.procedures for name in ("per_year", "enquiries")]
    backlogs = [("agencies", key, "backlog") for key in plan.agencies]
    return (("demand", "factor"), ("demand", "by_month"), *numbers, *backlogs, ("period",))


def expected_cases(plan: Plan) -> float:
    """About how many cases come in the run, by months alone: enough to tell thousands from billions."""
    a_year = sum(procedure.per_year * (1 + procedure.enquiries) for procedure in plan.procedures.values())
    backlog = sum(agency.backlog for agency in plan.agencies.values())
    return a_year * plan.demand.factor * _years(plan) + backlog


def _years(plan: Plan) -> float:
    """Length of the run in years, each month weighed by its demand."""
    first = plan.period.start - dt.timedelta(days=plan.period.warm_up_days or 0)
    last = plan.period.end + dt.timedelta(days=plan.period.follow_up_days)
    by_month = plan.demand.by_month
    total = sum(by_month) or 1.0
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    weights = [by_month[(first.month - 1 + number) % 12] for number in range(months)]
    weights[0] *= (31 - first.day + 1) / 31
    weights[-1] -= by_month[last.month - 1] * (31 - last.day) / 31
    return max(sum(weights), 0.0) / total
