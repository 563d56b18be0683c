"""Expected loads, worked out by hand."""

import math
from pathlib import Path

import pytest

from tests.scenario_files import small_file
from tvsim.loads import PoolLoad, load_warnings, pool_loads
from tvsim.scenario import load

DAYS = 10
"""Working days of the small scenario's period: two weeks from Monday to Friday."""
OFFICE_MIN = DAYS * 8 * 60


def loads(folder: Path, *settings: str, old: str = "", new: str = "") -> dict[tuple[str, str], PoolLoad]:
    found = pool_loads(load(small_file(folder, old, new), settings).plan)
    assert len({(each.pool, each.kind) for each in found}) == len(found)
    return {(each.pool, each.kind): each for each in found}


@pytest.fixture
def even(tmp_path: Path) -> Path:
    """A folder of its own; without holidays each of the 261 weekdays of 2025 has the same part of a year's dossiers."""
    return tmp_path


def test_the_plain_case(even: Path) -> None:
    """1000 and 2000 dossiers a year are 1000 / 261 and 2000 / 261 a day; all come to the counter and are fetched there.

    Counter: 10 min intake, 3 min collection, each with 1 min wrap-up: 15 min a dossier.
    Health: 60 min of work for its own dossiers, and 60 for a tenth of justice's. Justice: 30 min.
    Officers: health 1 all day; justice 2, and 3 on two Monday mornings of 4 hours.
    """
    found = loads(even, 'calendar.country=""')
    health, justice = 1000 / 261 * DAYS, 2000 / 261 * DAYS
    assert found["counters.health", "officers"].work == pytest.approx(health * 15)
    assert found["counters.health", "officers"].capacity == OFFICE_MIN
    assert found["counters.justice", "officers"].work == pytest.approx(justice * 15)
    assert found["counters.justice", "officers"].capacity == 2 * OFFICE_MIN + 2 * 4 * 60
    assert found["agencies.health", "reviewers"].work == pytest.approx(health * 60 + 0.1 * justice * 60)
    assert found["agencies.health", "reviewers"].capacity == OFFICE_MIN
    assert found["agencies.justice", "reviewers"].work == pytest.approx(justice * 30)
    assert found["agencies.justice", "reviewers"].capacity == 2 * OFFICE_MIN
    assert len(found) == 4


def test_flaws_mean_more_tries_and_fewer_results(even: Path) -> None:
    """Flawed with 0.5, then 0.2: tries 1 + 0.5 + 0.1 + 0.02 = 1.62; 1 - 0.5 * 0.2^3 = 0.996 are accepted."""
    found = loads(even, 'calendar.country=""', "procedures.licences.flawed.counter=[0.5, 0.2]")
    health = 1000 / 261 * DAYS
    assert found["counters.health", "officers"].work == pytest.approx(health * (1.62 * 11 + 0.996 * 4))
    assert found["agencies.health", "reviewers"].work == pytest.approx(
        health * 0.996 * 60 + 0.1 * 2000 / 261 * DAYS * 60
    )


def test_questions_and_decisions_at_once(even: Path) -> None:
    """Half a question for each dossier, 5 + 1 min; three quarters decided at once are neither examined nor fetched."""
    found = loads(even, 'calendar.country=""', "procedures.licences.enquiries=0.5", "procedures.licences.at_once=0.75")
    health = 1000 / 261 * DAYS
    assert found["counters.health", "officers"].work == pytest.approx(health * (11 + 0.5 * 6 + 0.25 * 4))


def test_supplements(even: Path) -> None:
    """Requests 0.4, then 0.5 of those; a quarter never answered.

    Withdrawn: 0.4 * 0.25 + 0.4 * 0.75 * 0.5 * 0.25 = 0.1375. Answers: 0.4 * 0.75 + 0.4 * 0.5 * 0.75^2 = 0.4125.
    """
    supplement = "procedures.licences.supplement={ shares = [0.4, 0.5], unanswered = 0.25, recheck_min = 20 }"
    found = loads(
        even,
        'calendar.country=""',
        supplement,
        "procedures.licences.conclude_min=8",
        "procedures.records.reviews.share=0",
    )
    health = 1000 / 261 * DAYS
    assert found["agencies.health", "reviewers"].work == pytest.approx(health * (60 + 0.4125 * 20 + 0.8625 * 8))
    assert found["counters.health", "officers"].work == pytest.approx(health * (11 + 0.8625 * 4))


REMOTE = (
    'calendar.country=""',
    "channels.online.share=0.3",
    "channels.post.share=0.2",
    "procedure_defaults.desk_min=7",
)


def test_desk_work_between_tickets_loads_the_officers(even: Path) -> None:
    """Half of the dossiers come by post or online: 7 min at the desk; all results are fetched."""
    found = loads(even, *REMOTE)
    health = 1000 / 261 * DAYS
    assert found["counters.health", "officers"].work == pytest.approx(health * (0.5 * 11 + 0.5 * 7 + 4))
    assert ("counters.health", "desk") not in found
    assert found["counters.health", "officers"].takes_desk_work
    apart = loads(even, *REMOTE, 'counters.health.desk="dedicated"', "counters.health.desk_staff=1")
    assert not apart["counters.health", "officers"].takes_desk_work


def test_desk_blocks_and_dedicated_staff_are_pools_of_their_own(even: Path) -> None:
    """A desk block of an hour on ten days, and one person at the desk all day."""
    block = 'counters.health.roster=[{ days = "mon-fri", hours = "08:00-09:00", officers = 0, desk = 1 }]'
    found = loads(even, *REMOTE, block, 'counters.health.desk="desk_blocks"')
    health = 1000 / 261 * DAYS
    assert found["counters.health", "officers"].work == pytest.approx(health * (0.5 * 11 + 4))
    assert found["counters.health", "officers"].capacity == OFFICE_MIN - DAYS * 60
    assert found["counters.health", "desk"].work == pytest.approx(health * 0.5 * 7)
    assert found["counters.health", "desk"].capacity == DAYS * 60
    found = loads(even, *REMOTE, 'counters.health.desk="dedicated"', "counters.health.desk_staff=1")
    assert found["counters.health", "desk"].capacity == OFFICE_MIN


def test_homes_decide_who_receives(even: Path) -> None:
    sites = "[sites.centre]\nhome_share = 0.75\n[sites.district]\nhome_share = 0.25\n"
    more = (
        f'{sites}[counters.health_district]\nsite = "district"\nagencies = ["health"]\nofficers = 1\n[agencies.health]'
    )
    found = loads(even, 'calendar.country=""', old="[agencies.health]", new=more)
    centre, district = found["counters.health", "officers"], found["counters.health_district", "officers"]
    assert centre.work == pytest.approx(3 * district.work)


def test_holidays_and_make_up_days(even: Path) -> None:
    """A closed Monday with three officers in the morning, made up on a Saturday like a Monday."""
    found = loads(even, "calendar.closed_days=[2025-03-03]", "calendar.make_up_days=[2025-03-08]")
    assert found["counters.justice", "officers"].capacity == 2 * OFFICE_MIN + 2 * 4 * 60
    found = loads(even, "calendar.closed_days=[2025-03-03]")
    assert found["counters.justice", "officers"].capacity == 2 * (OFFICE_MIN - 480) + 4 * 60
    assert found["agencies.health", "reviewers"].capacity == OFFICE_MIN - 480


def test_absences_leave_less_time(even: Path) -> None:
    """Five spells of two working days a year of 250: 4 % of the time."""
    found = loads(even, "absences.spells_per_year=5", "absences.spell_days=2")
    assert found["agencies.health", "reviewers"].capacity == pytest.approx(0.96 * OFFICE_MIN)
    assert found["counters.health", "officers"].capacity == pytest.approx(0.96 * OFFICE_MIN)


def test_duties_done_however_many_wait_are_work(even: Path) -> None:
    """Half of the time goes to other duties, whatever the queue: as much again as service and wrap-up.

    Less of it up to two waiting is what is always done; desk work brings no other duties.
    """
    settings = ('calendar.country=""', "procedures.licences.per_year=5000")
    health = 5000 / 261 * DAYS
    always = "{ at_most_waiting = 10000, share = 0.5 }"
    found = loads(even, *settings, f"counters.health.other_duties=[{always}]")
    assert found["counters.health", "officers"].work == pytest.approx(health * 15 * 2)
    assert "the mean load is 1.20" in (found["counters.health", "officers"].warning or "")
    few = "{ at_most_waiting = 2, share = 0.2 }"
    found = loads(even, *settings, f"counters.health.other_duties=[{few}, {always}]")
    assert found["counters.health", "officers"].work == pytest.approx(health * 15 / 0.8)
    found = loads(even, settings[1], *REMOTE, f"counters.health.other_duties=[{always}]")
    assert found["counters.health", "officers"].work == pytest.approx(health * ((0.5 * 11 + 4) * 2 + 0.5 * 7))


def test_duties_that_a_queue_ends_overload_nobody(even: Path) -> None:
    """5000 dossiers are 38.3 visits a day, with the collections: a queue of all of them ends the duties at up to 38."""
    settings = ('calendar.country=""', "procedures.licences.per_year=5000")
    for at_most, times in ((38, 1), (39, 2)):
        duties = f"counters.health.other_duties=[{{ at_most_waiting = {at_most}, share = 0.5 }}]"
        found = loads(even, *settings, duties)["counters.health", "officers"]
        assert found.work == pytest.approx(5000 / 261 * DAYS * 15 * times)


def test_planned_leave_leaves_less_time(even: Path) -> None:
    """Two leaves of one officer that overlap: six working days from Tuesday on, the weekend between; beside two others.

    Then one outside the period, a clerk's day at the desk, a Monday morning's third officer, and a reviewer's week.
    """
    leave = """absences.leave=[
        { of = "counters.justice", number = 1, start = 2025-03-04, end = 2025-03-06 },
        { of = "counters.justice", number = 1, start = 2025-03-05, end = 2025-03-11 },
        { of = "counters.justice", number = 2, start = 2024-01-01, end = 2025-03-02 },
        { of = "counters.justice", number = 3, start = 2025-03-10, end = 2025-03-14 },
        { of = "counters.health", number = 2, start = 2025-03-14, end = 2025-05-30 },
        { of = "agencies.health", number = 1, start = 2025-03-01, end = 2025-03-08 },
    ]"""
    desk = ('counters.health.desk="dedicated"', "counters.health.desk_staff=1")
    found = loads(even, 'calendar.country=""', leave.replace("\n", ""), *desk)
    assert found["counters.justice", "officers"].capacity == 2 * OFFICE_MIN + 2 * 4 * 60 - 6 * 480 - 4 * 60
    assert found["counters.health", "officers"].capacity == OFFICE_MIN
    assert found["counters.health", "desk"].capacity == OFFICE_MIN - 480
    assert found["agencies.health", "reviewers"].capacity == OFFICE_MIN - 5 * 480
    assert found["agencies.justice", "reviewers"].capacity == 2 * OFFICE_MIN
    found = loads(even, leave.replace("\n", ""), *desk, "absences.spells_per_year=5", "absences.spell_days=2")
    assert found["agencies.health", "reviewers"].capacity == pytest.approx(0.96 * (OFFICE_MIN - 5 * 480))


def test_signers_with_a_limit(even: Path) -> None:
    """At most two signatures once a day."""
    settings = (
        "agencies.health.sign_off.capacity=2",
        "procedures.licences.committee=true",
        "committee.sign_off.capacity=1",
    )
    found = loads(even, 'calendar.country=""', *settings)
    agency, committee = found["agencies.health.sign_off", "signers"], found["committee.sign_off", "signers"]
    assert (agency.capacity, agency.unit) == (20, "signatures")
    assert agency.work == pytest.approx(1000 / 261 * DAYS)
    assert committee.capacity == 20  # twice a day by default
    assert committee.work == agency.work


def test_warnings_have_the_figure(even: Path) -> None:
    assert load_warnings(load(small_file(even)).plan) == []
    plan = load(
        small_file(even),
        [
            'calendar.country=""',
            "procedures.licences.per_year=10000",
            "counters.justice.officers=0",
            "counters.justice.roster=[]",
        ],
    ).plan
    assert load_warnings(plan) == [
        "counters.health (officers): the mean load is 1.20 (5,747 minutes of work for 4,800 on duty); "
        "more work comes than its officers can do: people wait long, leave, or are served in overtime",
        "counters.justice (officers): 1,149 minutes of work come, but nobody is on duty",
        "agencies.health (reviewers): the mean load is 4.89 (23,448 minutes of work for 4,800 on duty); "
        "the queue will grow",
    ]


@pytest.mark.parametrize(
    ("kind", "takes_desk_work", "said"),
    [
        ("officers", False, "people wait long, leave, or are served in overtime"),
        ("officers", True, "or are served in overtime, and dossiers from post and online wait long at the desk"),
        ("desk", False, "; the queue will grow"),
        ("reviewers", False, "; the queue will grow"),
    ],
)
def test_only_what_stays_in_a_queue_lets_it_grow(kind: str, takes_desk_work: bool, said: str) -> None:
    warning = PoolLoad("counters.a", kind, 2, 1, takes_desk_work=takes_desk_work).warning
    assert warning is not None
    assert warning.endswith(said)


def test_no_work_is_no_load_even_where_nobody_is() -> None:
    assert PoolLoad("counters.a", "officers", 0, 0).load == 0
    assert PoolLoad("counters.a", "officers", 1, 0).load == math.inf
    assert PoolLoad("counters.a", "officers", 1, 1).warning is not None
