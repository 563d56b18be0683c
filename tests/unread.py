"""Which values of a case table nothing reads, whatever happens in the run: said apart from the code that draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from tvsim.codes import AfterLeaving, Channel
from tvsim.demand import MAX_TRIES, MAX_VISITS, CaseTable
from tvsim.scenario.schema import Plan

Flags = NDArray[np.bool_]
Unread = dict[str, Flags]
"""Places of values by column."""


def unread(plan: Plan, table: CaseTable) -> Unread:
    """Values of a table that are left 0, as no case can come to where they would be read."""
    read = _by_case(table) | _by_try(table) | _by_visit(table) | _by_request(table) | _by_review(plan, table)
    return {name: ~places for name, places in read.items()}


def without_unread(plans: Sequence[Plan], tables: Sequence[CaseTable]) -> list[CaseTable]:
    """Two tables of the same cases with 0 in place of what is not read in one of them."""
    one, other = (unread(plan, table) for plan, table in zip(plans, tables, strict=True))
    either = {name: mine | other[name] for name, mine in one.items() if mine.shape == other[name].shape}
    return [
        replace(table, **{name: np.where(places, 0, getattr(table, name)) for name, places in either.items()})
        for table in tables
    ]


def poisoned(plan: Plan, table: CaseTable, seed: int) -> CaseTable:
    """The same table with random other values wherever nothing reads them; codes and numbers stay valid ones."""
    rng = np.random.default_rng(seed)
    columns = {field.name: getattr(table, field.name).copy() for field in fields(table)}
    for name, places in unread(plan, table).items():
        bound = len(AfterLeaving) if name == "after_leaving" else 10_000_000
        columns[name][places] = rng.integers(0, bound, places.sum())
    return replace(table, **columns)


def _channels(table: CaseTable) -> tuple[Flags, Flags, Flags]:
    """Cases that come to the counter, by post, and that may go online after a visit."""
    at_counter = ~table.carried & (table.channel == Channel.COUNTER)
    may_go_online = at_counter & ~table.enquiry & (table.after_leaving == AfterLeaving.GO_ONLINE).any(axis=1)
    return at_counter, table.channel == Channel.POST, may_go_online


def _by_case(table: CaseTable) -> Unread:
    """A question has no dossier; what is fetched is served and waited for; what is not fetched goes by post."""
    dossier = ~table.enquiry
    back = table.return_channel
    read = dict.fromkeys(("work_ms", "field_ms", "conclude_ms"), dossier)
    read |= dict.fromkeys(("collect_ms", "collected_after_ms"), dossier & (back == Channel.COUNTER))
    return read | {"travel_out_ms": dossier & (back != Channel.ONLINE)}


def _by_try(table: CaseTable) -> Unread:
    """A try comes after flaws at all those before, a correction after a flaw; the last is not corrected."""
    at_counter, by_post, may_go_online = _channels(table)
    fails = table.flawed | table.flawed_online & may_go_online[:, None]
    tried = np.array([~table.carried & fails[:, :attempt].all(axis=1) for attempt in range(MAX_TRIES)]).T
    at_desk = (table.channel != Channel.COUNTER) | may_go_online
    return {
        "intake_ms": tried & at_counter[:, None],
        "desk_ms": tried & at_desk[:, None],
        "travel_in_ms": tried & by_post[:, None],
        "corrected_ms": tried & fails & (np.arange(MAX_TRIES) < MAX_TRIES - 1),
    }


def _by_visit(table: CaseTable) -> Unread:
    """Who comes to a counter may do so often: to hand in, to ask, to fetch the result."""
    at_counter, _, _ = _channels(table)
    comes = at_counter | ~table.enquiry & (table.return_channel == Channel.COUNTER)
    names = ("wrap_up_ms", "patience_ms", "away_days", "hour_ms")
    return dict.fromkeys(names, np.repeat(comes[:, None], MAX_VISITS, axis=1))


def _by_request(table: CaseTable) -> Unread:
    """Of requests that there are; one that is never answered needs no recheck."""
    asked = np.arange(table.answer_ms.shape[1]) < table.supplements[:, None]
    return {"answer_ms": asked, "recheck_ms": asked & (table.answer_ms >= 0)}


def _by_review(plan: Plan, table: CaseTable) -> Unread:
    wanted = np.array([len(procedure.reviews.agencies) for procedure in plan.procedures.values()])[table.procedure]
    return {"review_ms": np.arange(table.review_ms.shape[1]) < (wanted * table.reviewed)[:, None]}
