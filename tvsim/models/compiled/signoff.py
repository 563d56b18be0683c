"""Sign-off: a leader signs at set times of day what is ready then, earliest due first."""

from __future__ import annotations

from tvsim.models import rules
from tvsim.models.compiled import centre
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.queues import joined, without_first
from tvsim.models.compiled.records import add_signature
from tvsim.models.instants import ROUND


@compiled
def join(c: Centre, signer: int, case: int) -> None:
    """A case is ready to be signed."""
    row = c.signers[signer]
    signature = add_signature(c, case, signer)
    row.waiting += 1
    place = rules.signature_place(c.state[case].due_at)
    row.ready = joined(c.nodes, c.clock[0], row.ready, place, case, signature)


@compiled
def next_signing_hour(c: Centre, signer: int) -> None:
    """Wait for the next signing time."""
    row = c.signers[signer]
    if row.next_time < row.last_time:
        at(c, c.stretches[row.next_time].begins_at, ROUND, Act.SIGNING_HOUR, signer)


@compiled
def signing_hour(c: Centre, signer: int) -> None:
    """At each signing time sign what is ready then, up to the capacity."""
    row = c.signers[signer]
    row.next_time += 1
    for _ in range(rules.signatures_at_once(row.waiting, row.capacity)):
        signature = c.nodes[row.ready].row
        row.ready = without_first(c.nodes, c.clock[0], row.ready)
        row.waiting -= 1
        c.signatures[signature].signed_at = now(c)
        centre.signed(c, signer, c.signatures[signature].case)
    next_signing_hour(c, signer)
