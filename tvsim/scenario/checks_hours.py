"""Whether there are working days, and whether everything that happens at a time of day happens in opening hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tvsim.language import worded
from tvsim.scenario.errors import Complaint, Place, nearest, place_text, shown
from tvsim.scenario.places import group_site
from tvsim.scenario.public_holidays import KNOWN_YEARS, known_countries, public_holidays
from tvsim.scenario.schema import CounterGroup, Plan, Procedure, WeekHours
from tvsim.scenario.values import EVERY_DAY, WEEKDAYS, Block, Profile, format_time, parse_days


def check_calendar(plan: Plan) -> Iterator[Complaint]:
    """The country must be known, and the period must have a working day."""
    country = plan.calendar.country
    if country and country not in known_countries():
        hint = nearest(country, known_countries())
        text = worded("its public holidays are not known; {hint}", hint=hint)
        yield Complaint(("calendar", "country"), text, shown(country))
        return
    yield from _make_up_days(plan)
    yield from _length(plan)
    if not any(_is_working(plan, date) for date in _dates(plan)):
        text = worded(
            "the period has no working day: by calendar.hours and holidays, everything is closed all the time"
        )
        yield Complaint(("period",), text, among=(("period",), ("calendar",)))


def _make_up_days(plan: Plan) -> Iterator[Complaint]:
    calendar = plan.calendar
    has_hours = bool(calendar.hours.blocks(WEEKDAYS.index(calendar.make_up_like)))
    for number, date in enumerate(calendar.make_up_days):
        place = ("calendar", "make_up_days", number)
        if date in calendar.closed_days:
            yield Complaint(place, worded("is among the closed days too"), shown(date))
        if not has_hours and not calendar.hours.blocks(date.weekday()):
            text = worded(
                "has no opening hours: make_up_like names {weekday}, on which it is closed",
                weekday=calendar.make_up_like,
            )
            yield Complaint(place, text, shown(date))


def _dates(plan: Plan) -> Iterator[dt.date]:
    for day in range((plan.period.end - plan.period.start).days + 1):
        yield plan.period.start + dt.timedelta(days=day)


def _is_working(plan: Plan, date: dt.date) -> bool:
    calendar = plan.calendar
    if date in calendar.make_up_days:
        return True
    if not calendar.hours.blocks(date.weekday()) or date in calendar.closed_days:
        return False
    return not calendar.country or date not in public_holidays(calendar.country, date.year)


def _length(plan: Plan) -> Iterator[Complaint]:
    """Public holidays must be known from the first day to the last on which a case of the run may be due."""
    if not plan.calendar.country:
        return
    open_days = sum(bool(plan.calendar.hours.blocks(weekday)) for weekday in range(7)) or 1
    longest = max(_longest_limit_days(plan, procedure) for procedure in plan.procedures.values())
    after = plan.period.follow_up_days + 120 + round(longest * 14 / open_days)
    last_year = plan.period.end.year + after // 365 + 1
    if last_year >= KNOWN_YEARS.stop:
        text = worded(
            "its cases may be due in {year}, but public holidays are known only up to {last}; "
            'end earlier, shorten the limits, or write country = "" for none',
            year=last_year,
            last=KNOWN_YEARS[-1],
        )
        yield Complaint(("period", "end"), text, shown(plan.period.end))


def _longest_limit_days(plan: Plan, procedure: Procedure) -> float:
    days = [procedure.days, procedure.legal_days, 2 * procedure.reviews.limit_days]
    hours = [procedure.hours, procedure.legal_hours]
    in_days = [limit / plan.deadlines.hours_per_day for limit in hours if limit is not None]
    return max(in_days + [limit for limit in days if limit is not None])


def check_hours(plan: Plan) -> Iterator[Complaint]:
    """Rosters, slots, signatures, mail rounds and arrivals must lie in opening hours."""
    for key, group in plan.counters.items():
        place = ("counters", key)
        week = _week(plan, group_site(plan, group))
        yield from _overlaps(place, group)
        for number, block in enumerate(group.roster):
            yield from _within(week, (*place, "roster", number), block.days, block.hours)
        for number, slots in enumerate(group.appointments.slots):
            yield from _within(week, (*place, "appointments", "slots", number), slots.days, slots.hours)
    yield from _tickets(plan)
    yield from _signatures(plan)
    yield from _mail(plan)
    yield from _profiles(plan)


def _week(plan: Plan, site: str) -> WeekHours:
    return plan.sites[site].hours or plan.calendar.hours


def _overlaps(place: Place, group: CounterGroup) -> Iterator[Complaint]:
    """Two blocks of a group must not say two things about the same time."""
    for number, block in enumerate(group.roster):
        for earlier, other in enumerate(group.roster[:number]):
            if block.hours.overlaps(other.hours) and set(block.days) & set(other.days):
                days = _names(set(block.days) & set(other.days))
                text = worded(
                    "overlaps with {other}, {hours}, on {days}; blocks of a group must not",
                    other=place_text(("roster", earlier)),
                    hours=other.hours,
                    days=days,
                )
                yield Complaint((*place, "roster", number, "hours"), text, shown(str(block.hours)))


def _within(week: WeekHours, place: Place, days: Iterable[int], hours: Block) -> Iterator[Complaint]:
    """A block must lie in the opening hours of each of its weekdays."""
    for day in days:
        opening = joined(week.blocks(day))
        if not opening:
            text = worded("the site is closed on {weekday}", weekday=WEEKDAYS[day])
            yield Complaint((*place, "days"), text, shown(_names(days)))
            return
        if not hours.within(opening):
            listed = ", ".join(str(block) for block in opening)
            text = worded(
                "must lie within the opening hours of the site, on {weekday} {hours}",
                weekday=WEEKDAYS[day],
                hours=listed,
            )
            yield Complaint((*place, "hours"), text, shown(str(hours)))
            return


def joined(blocks: list[Block]) -> list[Block]:
    """Blocks in order, those that touch made one."""
    whole: list[Block] = []
    for block in sorted(blocks):
        if whole and whole[-1].ends_min == block.begins_min:
            whole[-1] = Block(whole[-1].begins_min, block.ends_min)
        else:
            whole.append(block)
    return whole


def _names(days: Iterable[int]) -> str:
    return ",".join(WEEKDAYS[day] for day in sorted(days))


def _signatures(plan: Plan) -> Iterator[Complaint]:
    """Leaders sign in office hours: another time would never come."""
    in_office = {procedure.agency for procedure in plan.procedures.values() if procedure.at_once < 1}
    for key in plan.agencies:
        if key in in_office:
            yield from _times(plan, ("agencies", key, "sign_off", "times"), plan.agencies[key].sign_off.times)
    if any(procedure.committee for procedure in plan.procedures.values()):
        yield from _times(plan, ("committee", "sign_off", "times"), plan.committee.sign_off.times)


def _mail(plan: Plan) -> Iterator[Complaint]:
    if not uses_post(plan):
        return
    if not plan.mail.rounds:
        text = worded("must name at least one time, since dossiers or results go by post")
        yield Complaint(("mail", "rounds"), text, "[]")
    yield from _times(plan, ("mail", "rounds"), plan.mail.rounds)


def uses_post(plan: Plan) -> bool:
    """Whether anything goes by post."""
    ways = plan.channels
    return ways.post.share > 0 or any(way.returns.post > 0 for way in (ways.counter, ways.post, ways.online))


def _times(plan: Plan, place: Place, times: list[int]) -> Iterator[Complaint]:
    """Each time must lie in the office hours of at least one weekday; opening and closing count."""
    for number, time in enumerate(times):
        blocks = [block for weekday in range(7) for block in plan.calendar.hours.blocks(weekday)]
        if not any(block.begins_min <= time <= block.ends_min for block in blocks):
            listed = ", ".join(sorted({str(block) for block in blocks}))
            text = worded("must lie within office hours: {hours}", hours=listed)
            yield Complaint((*place, number), text, shown(format_time(time)))


def _profiles(plan: Plan) -> Iterator[Complaint]:
    """A profile of counter arrivals must have a weight in the opening hours of each open weekday."""
    yield from _closed_weekdays(plan)
    common = plan.channels.counter.arrivals_by_time
    for site in plan.sites:
        if common is not None:
            yield from _profile(plan, ("channels", "counter", "arrivals_by_time"), common, site)
        for key, procedure in plan.procedures.items():
            if procedure.arrivals_by_time is not None and site in (procedure.sites or plan.sites):
                place = ("procedures", key, "arrivals_by_time")
                yield from _profile(plan, place, procedure.arrivals_by_time, site)


def _tickets(plan: Plan) -> Iterator[Complaint]:
    """Tickets must be given for a part of every opening block."""
    for key, group in plan.counters.items():
        for weekday in range(7):
            blocks = _week(plan, group_site(plan, group)).blocks(weekday)
            for number, block in enumerate(blocks):
                last = "closing" if number == len(blocks) - 1 else "lunch"
                before_min: float = getattr(group, f"last_ticket_before_{last}_min")
                if before_min >= block.ends_min - block.begins_min:
                    text = worded(
                        "no ticket would be given on {weekday} {hours}; it must be shorter",
                        weekday=WEEKDAYS[weekday],
                        hours=block,
                    )
                    yield Complaint(("counters", key, f"last_ticket_before_{last}_min"), text, shown(before_min))
                    break
            else:
                continue
            break


def _closed_weekdays(plan: Plan) -> Iterator[Complaint]:
    """No profile may speak of a weekday on which no case comes.

    Online forms are sent at any hour of a day, but each case belongs to an open day, so that it keeps its day when its
    channel changes.
    """
    weeks = [plan.calendar.hours, *(site.hours for site in plan.sites.values() if site.hours is not None)]
    made_up = {date.weekday() for date in plan.calendar.make_up_days}
    come = {day for day in range(7) if day in made_up or any(week.blocks(day) for week in weeks)}
    found: list[tuple[Place, Profile | None]] = [
        (("channels", name, "arrivals_by_time"), getattr(plan.channels, name).arrivals_by_time)
        for name in ("counter", "post", "online")
    ]
    found += [(("procedures", key, "arrivals_by_time"), each.arrivals_by_time) for key, each in plan.procedures.items()]
    for place, profile in found:
        for days_text in profile.by_weekday if profile is not None else ():
            if days_text != EVERY_DAY and not set(parse_days(days_text)) & come:
                text = worded(
                    "nobody comes on these weekdays, which are closed; what is sent online then counts with open days"
                )
                yield Complaint((*place, days_text), text)


def _profile(plan: Plan, place: Place, profile: Profile, site: str) -> Iterator[Complaint]:
    week, stand_in = _week(plan, site), WEEKDAYS.index(plan.calendar.make_up_like)
    for weekday in range(7):
        opening = week.blocks(weekday)
        weights = profile.weights(weekday) or profile.weights(stand_in)
        if opening and not any(weight > 0 and _meets(block, opening) for block, weight in weights):
            listed = ", ".join(str(block) for block in opening)
            text = worded(
                "has no weight in the opening hours of {weekday} ({hours}) at the site {site}",
                weekday=WEEKDAYS[weekday],
                hours=listed,
                site=shown(site),
            )
            yield Complaint(place, text)
            return


def _meets(block: Block, opening: list[Block]) -> bool:
    return any(block.overlaps(opened) for opened in opening)
