"""The public post: mail comes and goes in rounds at set times."""

from __future__ import annotations

from tvsim.calendar import NONE
from tvsim.codes import Channel
from tvsim.models.compiled import desk
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.queues import joined, without_first
from tvsim.models.instants import ROUND


@compiled
def send_dossier(c: Centre, case: int) -> None:
    """An applicant posts a dossier: it comes with the first round after its travel."""
    clock, travel_ms = c.clock[0], c.table[case].travel_in_ms[c.state[case].tries]
    clock.on_the_way = joined(c.nodes, clock, clock.on_the_way, now(c) + travel_ms, case, case)


@compiled
def send_result(c: Centre, case: int) -> None:
    """Lay a result out for the next round."""
    clock = c.clock[0]
    clock.to_send = joined(c.nodes, clock, clock.to_send, 0, case, case)


@compiled
def next_round(c: Centre) -> None:
    """Wait for the next mail round."""
    clock = c.clock[0]
    if clock.next_round < clock.last_round:
        at(c, c.stretches[clock.next_round].begins_at, ROUND, Act.MAIL_ROUND, 0)


@compiled
def mail_round(c: Centre) -> None:
    """At each round bring in what has arrived, and send off what is laid out, up to this instant."""
    clock, now_at = c.clock[0], now(c)
    clock.next_round += 1
    while clock.on_the_way != NONE and c.nodes[clock.on_the_way].place <= now_at:
        case = c.nodes[clock.on_the_way].row
        clock.on_the_way = without_first(c.nodes, clock, clock.on_the_way)
        desk.join(c, case)
    while clock.to_send != NONE:
        case = c.nodes[clock.to_send].row
        clock.to_send = without_first(c.nodes, clock, clock.to_send)
        c.state[case].returned_by = Channel.POST
        arrives_at = now_at + c.table[case].travel_out_ms
        if arrives_at < clock.ends_at:
            c.state[case].handed_over_at = arrives_at
    next_round(c)
