"""Whether every name stands for something, and every procedure has somebody who receives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tvsim.language import marked, worded
from tvsim.scenario.errors import Complaint, Place, shown, unknown
from tvsim.scenario.places import group_site
from tvsim.scenario.schema import CounterGroup, Leave, Plan, Procedure, Transfer

_NO_SITE = marked("there is no site of this name")
_NO_AGENCY = marked("there is no agency of this name")
_NO_PLACE = marked("there is no site or agency of this name")


def check_names(plan: Plan) -> Iterator[Complaint]:
    """Agencies, sites and groups that are named somewhere must exist."""
    for key, group in plan.counters.items():
        yield from _group(plan, ("counters", key), group)
    yield from _twice_served(plan)
    for key, procedure in plan.procedures.items():
        yield from _procedure(plan, ("procedures", key), procedure)
    for key, site in plan.sites.items():
        yield from _known(_NO_SITE, ("sites", key, "travel_min"), site.travel_min, plan.sites, in_list=False)
    for number, leave in enumerate(plan.absences.leave):
        yield from _leave(plan, ("absences", "leave", number), leave)
    yield from _routes(plan)


def _known(
    wrong: str, place: Place, words: Iterable[str], known: Iterable[str], *, in_list: bool = True
) -> Iterator[Complaint]:
    """Words of a list (or keys of a table) must be among the known ones."""
    allowed = set(known)
    for number, word in enumerate(words):
        if word not in allowed:
            text = unknown(worded(wrong), word, allowed)
            yield Complaint((*place, number if in_list else word), text, shown(word) if in_list else "")


def _one_known(wrong: str, place: Place, word: str, known: Iterable[str]) -> Iterator[Complaint]:
    allowed = set(known)
    if word not in allowed:
        yield Complaint(place, unknown(worded(wrong), word, allowed), shown(word))


def _group(plan: Plan, place: Place, group: CounterGroup) -> Iterator[Complaint]:
    if group.site is not None:
        yield from _one_known(_NO_SITE, (*place, "site"), group.site, plan.sites)
    yield from _known(_NO_AGENCY, (*place, "agencies"), group.agencies, plan.agencies)
    for number, agency in enumerate(group.agencies):
        if agency in group.agencies[:number]:
            yield Complaint((*place, "agencies", number), worded("the agency is named twice"), shown(agency))


def _twice_served(plan: Plan) -> Iterator[Complaint]:
    """At a site, an agency has one queue."""
    server: dict[tuple[str, str], str] = {}
    for key, group in plan.counters.items():
        for number, agency in enumerate(group.agencies):
            first = server.setdefault((group_site(plan, group), agency), key)
            if first != key:
                text = worded(
                    'the group "{group}" serves this agency at the same site already; one group must', group=first
                )
                yield Complaint(("counters", key, "agencies", number), text, shown(agency))


def _procedure(plan: Plan, place: Place, procedure: Procedure) -> Iterator[Complaint]:
    yield from _one_known(_NO_AGENCY, (*place, "agency"), procedure.agency, plan.agencies)
    yield from _known(_NO_SITE, (*place, "sites"), procedure.sites, plan.sites)
    yield from _known(_NO_AGENCY, (*place, "reviews", "agencies"), procedure.reviews.agencies, plan.agencies)
    for number, agency in enumerate(procedure.reviews.agencies):
        if agency == procedure.agency:
            text = worded("an agency cannot be asked to review its own case; name another")
            yield Complaint((*place, "reviews", "agencies", number), text, shown(agency))
    if procedure.agency in plan.agencies:
        yield from _received(plan, place, procedure)


def _received(plan: Plan, place: Place, procedure: Procedure) -> Iterator[Complaint]:
    """Somebody must receive the procedure at each site it names, or at one site where it names none."""
    served = {group_site(plan, group) for group in plan.counters.values() if procedure.agency in group.agencies}
    if not served:
        text = worded("no counter group serves this agency; name it in the agencies of one")
        column = tuple(("agencies", ("counters", key, "agencies")) for key in list(plan.counters)[:1])
        yield Complaint((*place, "agency"), text, shown(procedure.agency), named=column)
        return
    for number, site in enumerate(procedure.sites):
        if site in plan.sites and site not in served:
            text = worded('no counter group serves the agency "{agency}" at this site', agency=procedure.agency)
            yield Complaint((*place, "sites", number), text, shown(site))


def _leave(plan: Plan, place: Place, leave: Leave) -> Iterator[Complaint]:
    staff = staff_counts(plan)
    if leave.of not in staff:
        text = unknown(worded("there is no counter group or agency of this name"), leave.of, staff)
        yield Complaint((*place, "of"), text, shown(leave.of))
    elif leave.number > staff[leave.of]:
        text = worded("{group} has only {count} of staff", group=leave.of, count=staff[leave.of])
        yield Complaint((*place, "number"), text, shown(leave.number))


def staff_counts(plan: Plan) -> dict[str, int]:
    """Officers of each counter group (``counters.transport``), reviewers of each agency (``agencies.transport``)."""
    counts = {f"counters.{key}": _officers(group) for key, group in plan.counters.items()}
    return counts | {f"agencies.{key}": agency.reviewers for key, agency in plan.agencies.items()}


def _officers(group: CounterGroup) -> int:
    most = max([group.officers, *(block.officers + block.desk for block in group.roster)])
    return most + (group.desk_staff if group.desk == "dedicated" else 0)


def _routes(plan: Plan) -> Iterator[Complaint]:
    seen: set[frozenset[str] | tuple[str, str]] = set()
    for number, route in enumerate(plan.transfers.routes):
        place: Place = ("transfers", "routes", number)
        wrong = list(_route_ends(plan, place, route))
        yield from wrong
        if wrong:
            continue
        both_agencies = route.of in plan.agencies and route.to in plan.agencies
        way = (route.of, route.to) if both_agencies else frozenset((route.of, route.to))
        if way in seen:
            yield Complaint(place, worded("this way is given twice"))
        seen.add(way)


def _route_ends(plan: Plan, place: Place, route: Transfer) -> Iterator[Complaint]:
    for end, word in (("of", route.of), ("to", route.to)):
        yield from _one_known(_NO_PLACE, (*place, end), word, {*plan.sites, *plan.agencies})
        if word in plan.sites and word in plan.agencies:
            text = worded("is the name of a site and of an agency; rename one of them")
            yield Complaint((*place, end), text, shown(word))
    if route.of == route.to:
        yield Complaint(place, worded("must lead from one place to another"), shown(route.of))
    elif route.of in plan.sites and route.to in plan.sites:
        text = worded("papers do not go between two sites; a way joins a site and an agency, or two agencies")
        yield Complaint(place, text)
