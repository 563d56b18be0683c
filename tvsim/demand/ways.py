"""How a case comes in, when and where, and how its result is to go back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import RunCalendar
from tvsim.codes import Channel
from tvsim.demand.arrivals import Arrivals, DayProfile
from tvsim.demand.case_table import MAX_VISITS
from tvsim.demand.draws import Draws, Floats
from tvsim.demand.streams import Purpose
from tvsim.scenario.places import receiving_sites
from tvsim.scenario.schema import Plan, Procedure, Returns
from tvsim.scenario.uptake import channel_shares
from tvsim.scenario.values import Profile

Columns = dict[str, NDArray[Any]]


class Ways:
    """The ways in and back of a plan's cases."""

    def __init__(self, plan: Plan, calendar: RunCalendar) -> None:
        self._plan, self._calendar = plan, calendar

    @cached_property
    def shares(self) -> tuple[Floats, Floats]:
        """Shares online and by post, by procedure."""
        return channel_shares(self._plan)

    def columns(self, number: int, come: Arrivals, draws: Draws, *, counter_only: bool) -> Columns:
        """Channel, home, site, time of coming, later hours and wished way back of a procedure's cases."""
        procedure = list(self._plan.procedures.values())[number]
        channel = self._channel(number, draws.uniform(Purpose.CHANNEL), counter_only)
        home = self._home(draws.uniform(Purpose.HOME))
        site = receiving_sites(self._plan, procedure)[home]
        later = draws.uniform(Purpose.HOUR, MAX_VISITS)
        comes_at = np.zeros(draws.count, dtype=np.int64)
        hour_ms = np.zeros((draws.count, MAX_VISITS), dtype=np.int64)
        for place in range(len(self._plan.sites)):
            profile = self._at_counter(procedure, place)
            here = site == place
            hour_ms[here] = profile.hours(later[here])
            those = here & (channel == Channel.COUNTER)
            comes_at[those] = profile.times(come.day[those], come.place[those])
        for code, profile in self._remote.items():
            those = channel == code
            comes_at[those] = profile.times(come.day[those], come.place[those])
        return {
            "channel": channel,
            "home": home,
            "site": site,
            "comes_at": comes_at,
            "hour_ms": hour_ms,
            "return_channel": self._return_channel(channel, draws.uniform(Purpose.RETURN)),
        }

    def _channel(self, number: int, uniform: Floats, counter_only: bool) -> NDArray[np.int8]:
        """Online from below, post from above: who is online at a low uptake is so at every higher one."""
        online, post = (shares[number] for shares in self.shares)
        channel = np.full(len(uniform), Channel.COUNTER, dtype=np.int8)
        if not counter_only:
            channel[uniform >= 1 - post] = Channel.POST
            channel[uniform < online] = Channel.ONLINE
        return channel

    def _home(self, uniform: Floats) -> NDArray[np.int32]:
        shares = np.array([site.home_share for site in self._plan.sites.values()])
        levels = np.cumsum(shares) / shares.sum()
        return np.minimum(np.searchsorted(levels, uniform, side="right"), len(levels) - 1).astype(np.int32)

    def _at_counter(self, procedure: Procedure, place: int) -> DayProfile:
        if procedure.arrivals_by_time is None:
            return self._common[place]
        return self._profile_at(place, procedure.arrivals_by_time)

    @cached_property
    def _common(self) -> list[DayProfile]:
        """Counter arrivals at each site of the procedures that have no profile of their own."""
        common = self._plan.channels.counter.arrivals_by_time
        return [self._profile_at(place, common) for place in range(len(self._plan.sites))]

    def _profile_at(self, place: int, weights: Profile | None) -> DayProfile:
        plan = self._plan
        week = list(plan.sites.values())[place].hours or plan.calendar.hours
        return DayProfile(self._calendar, weights, week, plan.calendar.make_up_like)

    @cached_property
    def _remote(self) -> dict[Channel, DayProfile]:
        """Post is dropped in office hours, online at any hour, where no profile says otherwise."""
        plan = self._plan
        like = plan.calendar.make_up_like
        post, online = plan.channels.post.arrivals_by_time, plan.channels.online.arrivals_by_time
        return {
            Channel.POST: DayProfile(self._calendar, post, None if post else plan.calendar.hours, like),
            Channel.ONLINE: DayProfile(self._calendar, online, None, like),
        }

    def _return_channel(self, channel: NDArray[np.int8], uniform: Floats) -> NDArray[np.int8]:
        ways = self._plan.channels
        wanted = np.zeros(len(channel), dtype=np.int8)
        by_channel = {
            Channel.COUNTER: ways.counter.returns,
            Channel.POST: ways.post.returns,
            Channel.ONLINE: ways.online.returns,
        }
        for code, returns in by_channel.items():
            those = channel == code
            wanted[those] = _wish(returns, uniform[those])
        return wanted


def _wish(returns: Returns, uniform: Floats) -> NDArray[np.int8]:
    """Online from below, post from above, the counter between: one more share moves only those it must."""
    wanted = np.full(len(uniform), Channel.COUNTER, dtype=np.int8)
    wanted[uniform >= 1 - returns.post] = Channel.POST
    wanted[uniform < returns.online] = Channel.ONLINE
    return wanted
