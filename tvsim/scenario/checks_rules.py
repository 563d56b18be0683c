"""Whether rules that were chosen have what they need, and what was written has a rule that uses it."""

from __future__ import annotations

from collections.abc import Iterator

from tvsim.language import marked, worded
from tvsim.scenario.errors import Complaint, Place, shown
from tvsim.scenario.schema import CounterGroup, Deadlines, Plan, Procedure

_LIMIT_STEP = {
    "end_of_day": (1.0, marked('must be whole days, since deadlines.rule is "{rule}"')),
    "half_day": (0.5, marked('must be whole or half days, since deadlines.rule is "{rule}"')),
}
"""Shortest unit of a limit by rule; by ``working_hours`` any length is kept to the minute."""


def check_rules(plan: Plan) -> Iterator[Complaint]:
    """Limits, start of the run, backlogs, other duties, desk staff, appointments, homes."""
    for key, procedure in plan.procedures.items():
        yield from _limits(plan.deadlines, ("procedures", key), procedure)
    yield from _start(plan)
    for key, group in plan.counters.items():
        yield from _group(("counters", key), group)
    yield from _homes(plan)


def _limits(deadlines: Deadlines, place: Place, procedure: Procedure) -> Iterator[Complaint]:
    """Nobody should have to guess how half a day is rounded."""
    if deadlines.rule not in _LIMIT_STEP:
        return
    step, words = _LIMIT_STEP[deadlines.rule]
    per_day = deadlines.hours_per_day
    limits: list[tuple[Place, float | None, float]] = [
        (("days",), procedure.days, 1),
        (("legal_days",), procedure.legal_days, 1),
        (("hours",), procedure.hours, per_day),
        (("legal_hours",), procedure.legal_hours, per_day),
    ]
    if procedure.reviews.agencies:
        limits.append((("reviews", "limit_days"), procedure.reviews.limit_days, 1))
    for where, limit, unit in limits:
        if limit is not None and abs(limit / unit / step - round(limit / unit / step)) > 1e-9:
            text = worded(words, rule=deadlines.rule)
            text += worded(" (a day has {hours:g} hours)", hours=per_day) if unit != 1 else ""
            yield Complaint((*place, *where), text, shown(limit))


def needs_back_office(plan: Plan, agency: str) -> bool:
    """Whether dossiers of an agency go to its back office."""
    return any(
        procedure.agency == agency and procedure.at_once < 1 and procedure.per_year > 0
        for procedure in plan.procedures.values()
    )


def _start(plan: Plan) -> Iterator[Complaint]:
    """The back office never starts empty without the scenario saying so."""
    working = [key for key in plan.agencies if needs_back_office(plan, key)]
    has_backlog = any(agency.backlog for agency in plan.agencies.values())
    if working and plan.period.warm_up_days is None and not has_backlog:
        text = worded(
            "is missing: the back office would start empty; write how many days to run before, or a backlog of agencies"
        )
        yield Complaint(("period", "warm_up_days"), text)
    for key, agency in plan.agencies.items():
        if agency.backlog and key not in working:
            text = worded("the agency has no procedures that need its back office, so that nothing can be open there")
            yield Complaint(("agencies", key, "backlog"), text, shown(agency.backlog))


def _group(place: Place, group: CounterGroup) -> Iterator[Complaint]:
    thresholds = [rule.at_most_waiting for rule in group.other_duties]
    for number, threshold in enumerate(thresholds):
        if threshold in thresholds[:number]:
            yield Complaint(
                (*place, "other_duties", number, "at_most_waiting"), worded("is given twice"), shown(threshold)
            )
    if group.desk_staff and group.desk != "dedicated":
        text = worded('is used only with desk = "dedicated", not "{desk}"', desk=group.desk)
        yield Complaint((*place, "desk_staff"), text, shown(group.desk_staff))
    if group.appointments.share > 0 and not group.appointments.slots:
        text = worded("needs slots, in which people can book")
        yield Complaint((*place, "appointments", "share"), text, shown(group.appointments.share))


def _homes(plan: Plan) -> Iterator[Complaint]:
    """Home shares add up to 1, or are not written at all, which means equal parts."""
    total = sum(site.home_share for site in plan.sites.values())
    written = [key for key, site in plan.sites.items() if "home_share" in site.model_fields_set]
    if not plan.sites:
        yield Complaint(("sites",), worded("must have at least one site"))
    elif written and abs(total - 1) > 1e-6:
        text = worded("the home shares of all sites must add up to 1, not {total:g}", total=total)
        among = tuple(("sites", key, "home_share") for key in written)
        yield Complaint(among[0], text, shown(plan.sites[written[0]].home_share), among)
