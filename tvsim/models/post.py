"""The public post: mail comes and goes in rounds at set times."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from tvsim.codes import Channel
from tvsim.models.clock import Process
from tvsim.models.instants import ROUND

if TYPE_CHECKING:
    from tvsim.models.centre import Centre


class Post:
    """Dossiers on their way in, and results that wait to go out."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.clock = centre, centre.clock
        self._on_the_way: list[tuple[int, int]] = []
        self._to_send: list[int] = []
        self.clock.process(self.mail_rounds())

    def send_dossier(self, case: int) -> None:
        """An applicant posts a dossier: it comes with the first round after its travel."""
        travel_ms = self.centre.table.travel_in_ms[case, self.centre.state.tries[case]]
        heappush(self._on_the_way, (self.clock.now + travel_ms, case))

    def send_result(self, case: int) -> None:
        """Lay a result out for the next round."""
        self._to_send.append(case)

    def mail_rounds(self) -> Process:
        """At each round bring in what has arrived, and send off what is laid out, up to this instant."""
        for at in self.centre.resources.mail_at.tolist():
            yield self.clock.until(at, ROUND)
            while self._on_the_way and self._on_the_way[0][0] <= at:
                self.centre.desk_of(heappop(self._on_the_way)[1])
            sent, self._to_send = self._to_send, []
            for case in sent:
                self.centre.state.returned_by[case] = Channel.POST
                arrives_at = at + self.centre.table.travel_out_ms[case]
                if arrives_at < self.centre.resources.ends_at:
                    self.centre.state.handed_over_at[case] = arrives_at
