"""Person by person: the engine's waits are those of the recursions of queueing theory, to the millisecond.

These have no false alarms and no half-widths: a single person who waits a millisecond too long fails them. They show
that nothing but the draws stands between the engine and the closed forms.
"""

from __future__ import annotations

from dataclasses import replace
from heapq import heapreplace

import numpy as np
import pytest

from tests.small import at, records_of, run_cases
from tests.theory.people import Flags, Ints, People, always_open, exponential, replicated
from tvsim.codes import VisitOutcome


def in_order_of_coming(at: Ints, service: Ints, patience: Ints, officers: int) -> tuple[Ints, Flags]:
    """Waits, and who leaves, where people are called in the order in which they came.

    Source: Kiefer and Wolfowitz (1955); with patience Baccelli, Boyer and Hebuterne (1984). Each person meets the
    time at which the first officer is free of all who came before and stay; whose patience is not longer leaves and
    leaves that time as it was.
    """
    free = [0] * officers
    waits, leaves = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=bool)
    for person, (comes, needs, bears) in enumerate(zip(at.tolist(), service.tolist(), patience.tolist(), strict=True)):
        offered = max(free[0] - comes, 0)
        if 0 < offered >= bears:
            waits[person], leaves[person] = bears, True
        else:
            waits[person] = offered
            heapreplace(free, comes + offered + needs)
    return waits, leaves


def test_recursion_by_hand() -> None:
    """Two officers, free at 10 and 12: the third waits 8, the fourth bears 5 < 9 and leaves, the fifth waits 8."""
    at, service = np.array([0, 1, 2, 3, 4]), np.array([10, 11, 5, 7, 1])
    waits, leaves = in_order_of_coming(at, service, np.array([99, 99, 99, 5, 99]), 2)
    assert waits.tolist() == [0, 0, 8, 5, 8]
    assert leaves.tolist() == [False, False, False, True, False]


@pytest.mark.parametrize("officers", [1, 2, 3, 8])
def test_everybody_stays(officers: int) -> None:
    """Loads of 90 %, lognormal services, 20,000 people."""
    service = {"mean": officers * 2.7, "cv": 1.5}
    (run,) = replicated(always_open(20.0, service, officers, 40), (officers,))
    people = People.at_counter(run)
    waits, _ = in_order_of_coming(people.at, people.service, people.patience, officers)
    np.testing.assert_array_equal(people.wait[people.reported], waits[people.reported])
    assert (people.wait > 0).mean() > 0.3


@pytest.mark.parametrize("patience", [exponential(5.0), 6.0, {"mean": 8.0, "cv": 2.0}], ids=str)
def test_some_leave(patience: object) -> None:
    """Three officers at a load of 130 %; patience exponential, alike for all, or lognormal; 20,000 people."""
    group = {"patience_min": patience, "after_leaving": {"come_back": 0.0}}
    (run,) = replicated(always_open(30.0, exponential(7.8), 3, 25, group=group), (1,))
    people = People.at_counter(run)
    waits, leaves = in_order_of_coming(people.at, people.service, people.patience, 3)
    np.testing.assert_array_equal(people.left[people.reported], leaves[people.reported])
    np.testing.assert_array_equal(people.wait[people.reported], waits[people.reported])
    assert people.left.mean() > 0.2


def test_ties() -> None:
    """Services of whole minutes and people who come on the minute: many ends, calls and arrivals at one instant."""
    plan = always_open(40.0, 4.0, 3, 20)
    (run,) = replicated(plan, (1,))
    rounded = run.table.comes_at // 60_000 * 60_000
    people = People.at_counter(run_cases(plan, replace(run.table, comes_at=rounded)))
    waits, _ = in_order_of_coming(people.at, people.service, people.patience, 3)
    np.testing.assert_array_equal(people.wait[people.reported], waits[people.reported])
    assert (np.diff(people.at) == 0).mean() > 0.25


def test_nobody_is_sent_home_at_a_midnight_that_is_no_closing() -> None:
    """Open day and night, one officer: the first is served 23:50-24:00, so the second, there since 23:55, is next."""
    # Once each 24:00 was taken for a closing: the officer, done at that very instant, had gone over to the shift that
    # begins then, nobody "served out", and who waited was dismissed. Seen only where a service ends on the millisecond.
    plan = always_open(0.0, 10.0, 1, 2)
    come = ({"comes_at": at(0, time), "at_once": True} for time in ("23:50", "23:55"))
    visits = records_of(plan, *come).visits
    assert visits.called_at.tolist() == [at(0, "23:50"), at(1, "00:00")]
    assert visits.outcome.tolist() == [VisitOutcome.SERVED] * 2


def test_the_office_takes_dossiers_in_the_order_in_which_they_come() -> None:
    """Three reviewers day and night, first come first served, after two officers; 20,000 dossiers."""
    plan = always_open(
        20.0,
        exponential(5.4),
        2,
        40,
        procedure={"at_once": 0.0, "days": 5, "work_min": {"mean": 8.1, "cv": 1.5}},
        agencies={"a": {"reviewers": 3, "order": "first_come"}},
        channels={"counter": {"returns": {"online": 1.0}}},
    )
    (run,) = replicated(plan, (1,))
    dossiers = People.at_office(run)
    waits, _ = in_order_of_coming(dossiers.at, dossiers.service, dossiers.patience, 3)
    np.testing.assert_array_equal(dossiers.wait[dossiers.reported], waits[dossiers.reported])
