"""Queues of any order: pairing heaps whose nodes lie in one array.

A queue is the number of its first node, or `NONE`. Who comes first has the lowest place, then the lowest case number.
Joining is one comparison; the first leaves in a time that grows with the logarithm of the length. See Fredman,
Sedgewick, Sleator and Tarjan, The Pairing Heap: A New Form of Self-Adjusting Heap, Algorithmica 1 (1986).
"""

from __future__ import annotations

from typing import Any

from tvsim.calendar import NONE
from tvsim.models.compiled.compiling import compiled


@compiled
def _meld(nodes: Any, one: int, other: int) -> int:
    """Make one queue of two; returns its first node."""
    a, b = nodes[one], nodes[other]
    if b.place < a.place or (b.place == a.place and (b.case < a.case or (b.case == a.case and b.row < a.row))):
        one, other = other, one
    nodes[other].next = nodes[one].child
    nodes[one].child = other
    return one


@compiled
def joined(nodes: Any, clock: Any, queue: int, place: int, case: int, row: int) -> int:
    """Return the queue after somebody has joined it."""
    node = clock.free_node
    if node == NONE:
        node = clock.nodes
        clock.nodes = node + 1
    else:
        clock.free_node = nodes[node].next
    entry = nodes[node]
    entry.place, entry.case, entry.row, entry.child, entry.next = place, case, row, NONE, NONE
    return node if queue == NONE else _meld(nodes, queue, node)


@compiled
def without_first(nodes: Any, clock: Any, queue: int) -> int:
    """Return the queue after its first has left it: the others are melded in pairs, then one by one."""
    pairs, child = NONE, nodes[queue].child
    nodes[queue].next = clock.free_node
    clock.free_node = queue
    while child != NONE:
        one, other = child, nodes[child].next
        if other == NONE:
            child = NONE
        else:
            child = nodes[other].next
            one = _meld(nodes, one, other)
        nodes[one].next = pairs
        pairs = one
    queue = NONE
    while pairs != NONE:
        following = nodes[pairs].next
        queue = pairs if queue == NONE else _meld(nodes, pairs, queue)
        pairs = following
    return queue
