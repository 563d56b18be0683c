"""How a case comes in, when and where, and how its result is to go back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import RunCalendar
from tvsim.codes import Channel
from tvsim.demand.alike import alike, put_rows
from tvsim.demand.arrivals import Arrivals, DayProfile
from tvsim.demand.case_table import MAX_VISITS
from tvsim.demand.draws import Draws, Flags, Floats, Ints, Kind, Strand
from tvsim.demand.streams import Purpose
from tvsim.scenario.places import receiving_sites
from tvsim.scenario.schema import Plan, Procedure
from tvsim.scenario.uptake import channel_shares

Columns = dict[str, NDArray[Any]]


class Ways:
    """The ways in and back of a plan's cases; shares, sites and hours by strand."""

    def __init__(self, plan: Plan, calendar: RunCalendar, strands: Sequence[Strand]) -> None:
        procedures = list(plan.procedures.values())
        procedure = np.array([strand.procedure for strand in strands])
        online, post = channel_shares(plan)
        has_choice = np.array([strand.kind == Kind.DOSSIER for strand in strands])
        self._has_choice = has_choice
        self._online = np.where(has_choice, online[procedure], 0.0)
        self._not_post = np.where(has_choice, 1 - post[procedure], 1.0)
        self._home_levels = _home_levels(plan)
        self._site = np.array([receiving_sites(plan, each) for each in procedures])[procedure]
        self._hours = _Hours(plan, calendar, procedures)
        self._procedure = procedure
        ways = plan.channels
        returns = [way.returns for way in (ways.counter, ways.post, ways.online)]
        self._back_online = np.array([each.online for each in returns])
        self._back_not_post = 1 - np.array([each.post for each in returns])

    def columns(self, come: Arrivals, draws: Draws) -> Columns:
        """Channel, home, site, time of coming and wished way back of cases."""
        choice = draws.uniform(Purpose.CHANNEL, needed=self._has_choice[draws.strand])
        channel = _chosen(choice, self._online[draws.strand], self._not_post[draws.strand])
        home = self._home(draws)
        site = self._site[draws.strand, home]
        at_counter = self._at_counter(site, draws)
        back = draws.uniform(Purpose.RETURN)
        return {
            "channel": channel,
            "home": home,
            "site": site,
            "comes_at": self._hours.comes_at(channel, at_counter, come),
            "return_channel": _chosen(back, self._back_online[channel], self._back_not_post[channel]),
        }

    def later_hours(self, site: NDArray[np.int32], makes_visits: Flags, draws: Draws) -> Columns:
        """Times of day of later visits, which are all to the counter, of those who may make any."""
        visitors = np.flatnonzero(makes_visits)
        place = draws.uniform(Purpose.HOUR, MAX_VISITS, needed=makes_visits).take(visitors, axis=0)
        hour_ms = np.zeros((draws.count, MAX_VISITS), dtype=np.int64)
        put_rows(hour_ms, visitors, self._hours.later_ms(self._at_counter(site, draws)[visitors], place))
        return {"hour_ms": hour_ms}

    def _at_counter(self, site: NDArray[np.int32], draws: Draws) -> Ints:
        """Number of the profile by which each case would come to its counter."""
        return np.asarray(self._hours.at_counter[self._procedure[draws.strand], site])

    def _home(self, draws: Draws) -> NDArray[np.int32]:
        if len(self._home_levels) == 1:
            return np.zeros(draws.count, dtype=np.int32)
        chosen = np.searchsorted(self._home_levels, draws.uniform(Purpose.HOME), side="right")
        return np.minimum(chosen, len(self._home_levels) - 1).astype(np.int32)


def _chosen(uniform: Floats, online: Floats, not_post: Floats) -> NDArray[np.int8]:
    """Online from below, post from above, the counter between: one more share moves only those it must."""
    channel = np.full(len(uniform), Channel.COUNTER, dtype=np.int8)
    channel[uniform >= not_post] = Channel.POST
    channel[uniform < online] = Channel.ONLINE
    return channel


def _home_levels(plan: Plan) -> Floats:
    shares = np.array([site.home_share for site in plan.sites.values()])
    return np.asarray(np.cumsum(shares) / shares.sum())


class _Hours:
    """Profiles of the hour at which cases come.

    Attributes
    ----------
    at_counter : number of the profile of a procedure's cases at the counters of a site, shape (procedures, sites)
    """

    def __init__(self, plan: Plan, calendar: RunCalendar, procedures: Sequence[Procedure]) -> None:
        like, office = plan.calendar.make_up_like, plan.calendar.hours
        weeks = [site.hours or office for site in plan.sites.values()]
        post, online = plan.channels.post.arrivals_by_time, plan.channels.online.arrivals_by_time
        common = plan.channels.counter.arrivals_by_time
        # Post is dropped in office hours, online at any hour, where no profile says otherwise.
        self._profiles = [
            DayProfile(calendar, post, None if post else office, like),
            DayProfile(calendar, online, None, like),
            *(DayProfile(calendar, common, week, like) for week in weeks),
        ]
        self._remote = np.array([-1, 0, 1])
        """Number of the profile by channel; at the counter it depends on the procedure and the site."""
        self.at_counter = np.tile(2 + np.arange(len(weeks)), (len(procedures), 1))
        for number, procedure in enumerate(procedures):
            if procedure.arrivals_by_time is not None:
                self.at_counter[number] = len(self._profiles) + np.arange(len(weeks))
                self._profiles += [DayProfile(calendar, procedure.arrivals_by_time, week, like) for week in weeks]

    def comes_at(self, channel: NDArray[np.int8], at_counter: Ints, come: Arrivals) -> Ints:
        """When cases first come, by the profile of their channel."""
        comes_at = np.empty(len(channel), dtype=np.int64)
        for number, rows in alike(np.where(channel == Channel.COUNTER, at_counter, self._remote[channel])):
            comes_at[rows] = self._profiles[number].times(come.day[rows], come.place[rows])
        return comes_at

    def later_ms(self, at_counter: Ints, place: Floats) -> Ints:
        """Times of day of later visits."""
        hour_ms = np.empty(place.shape, dtype=np.int64)
        for number, rows in alike(at_counter):
            hour_ms[rows] = self._profiles[number].hours(place[rows])
        return hour_ms
