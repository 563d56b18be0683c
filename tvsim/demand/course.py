"""Where a case may come to, whatever happens in the run: what is drawn for other places can never be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.codes import AfterLeaving, Channel
from tvsim.demand.case_table import MAX_TRIES, MAX_VISITS
from tvsim.demand.draws import Kind

Columns = dict[str, NDArray[Any]]
Flags = NDArray[np.bool_]


def makes_visits(kind: NDArray[Any], ways: Columns) -> Flags:
    """Whether cases may come to a counter: to hand in, to ask or to fetch a result."""
    hands_in = (ways["channel"] == Channel.COUNTER) & (kind != Kind.BACKLOG)
    return np.asarray(hands_in | (ways["return_channel"] == Channel.COUNTER) & (kind != Kind.ENQUIRY))


@dataclass(frozen=True)
class Course:
    """What may happen to each of some cases.

    Attributes
    ----------
    comes : comes in at all; the backlog is in already
    at_counter : is handed in or asked at a counter
    by_post : comes by post
    goes_online : is submitted online by somebody who was not served at the counter
    at_desk : is checked at the desk
    to_office : needs the back office; all but enquiries do
    collected : its result is fetched at the counter
    sent : its result goes by post; one that is not fetched is sent, too
    """

    comes: Flags
    at_counter: Flags
    by_post: Flags
    goes_online: Flags
    at_desk: Flags
    to_office: Flags
    collected: Flags
    sent: Flags

    @classmethod
    def of(cls, kind: NDArray[Any], drawn: Columns) -> Course:
        """Course of cases of these kinds, with their ways in and back and what they do when they are not served."""
        channel, back = drawn["channel"], drawn["return_channel"]
        comes, to_office = kind != Kind.BACKLOG, kind != Kind.ENQUIRY
        at_counter = comes & (channel == Channel.COUNTER)
        would_go_online = np.zeros(len(kind), dtype=bool)
        would_go_online[np.flatnonzero(drawn["after_leaving"] == AfterLeaving.GO_ONLINE) // MAX_VISITS] = True
        goes_online = at_counter & to_office & would_go_online
        return cls(
            comes=comes,
            at_counter=at_counter,
            by_post=channel == Channel.POST,
            goes_online=goes_online,
            at_desk=goes_online | (channel != Channel.COUNTER),
            to_office=to_office,
            collected=to_office & (back == Channel.COUNTER),
            sent=to_office & (back != Channel.ONLINE),
        )

    def goes_back(self, flawed: Flags, flawed_online: Flags) -> tuple[Flags, Flags]:
        """Tries that cases may come to, and those of them after which they may be corrected, by case and try."""
        fails = flawed | flawed_online & self.goes_online[:, None]
        tried = np.empty(fails.shape, dtype=bool)
        tried[:, 0] = self.comes
        for attempt in range(1, MAX_TRIES):
            np.logical_and(tried[:, attempt - 1], fails[:, attempt - 1], out=tried[:, attempt])
        corrected = tried & fails
        corrected[:, -1] = False  # the last try is not corrected
        return tried, corrected
