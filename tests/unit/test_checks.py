"""What the schema alone cannot see."""

# ruff: noqa: E501 - messages stand on one line here as they do for the user

from pathlib import Path

import pytest

from tests.scenario_files import small_file
from tvsim.scenario import ScenarioError, load


def refused(path: Path, *settings: str) -> list[str]:
    """Places and texts of the complaints, without the file."""
    with pytest.raises(ScenarioError) as error:
        load(path, settings)
    return [message.split(": ", 1)[1] for message in error.value.messages]


def changed(folder: Path, old: str, new: str) -> list[str]:
    return refused(small_file(folder, old, new))


def test_the_small_scenario_has_nothing_to_complain_of(tmp_path: Path) -> None:
    load(small_file(tmp_path))


# Names


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            ['counters.health.agencies=["helth"]'],
            [
                'counters.health.agencies[0] = "helth": there is no agency of this name; did you mean "health"?',
                'procedures.licences.agency = "health": no counter group serves this agency; name it in the agencies of one',
            ],
        ),
        (
            ['procedures.records.agency="justise"'],
            ['procedures.records.agency = "justise": there is no agency of this name; did you mean "justice"?'],
        ),
        (
            ['counters.health.site="center"'],
            ['counters.health.site = "center": there is no site of this name; did you mean "centre"?'],
        ),
        (
            ['counters.health.agencies=["health", "health"]'],
            ['counters.health.agencies[1] = "health": the agency is named twice'],
        ),
        (
            ['counters.health.agencies=["health", "justice"]'],
            [
                'counters.justice.agencies[0] = "justice": the group "health" serves this agency at the same site already; '
                "one group must"
            ],
        ),
        (
            ['procedures.records.reviews.agencies=["health", "helth"]'],
            ['procedures.records.reviews.agencies[1] = "helth": there is no agency of this name; did you mean "health"?'],
        ),
        (
            ['procedures.records.reviews.agencies=["justice"]'],
            [
                'procedures.records.reviews.agencies[0] = "justice": an agency cannot be asked to review its own case; '
                "name another"
            ],
        ),
        (
            ['sites={ centre = { travel_min = { center = 3 } } }'],
            ['sites.centre.travel_min.center: there is no site of this name; did you mean "centre"?'],
        ),
        (
            ['absences.leave=[{ of = "counters.helth", start = 2025-03-03, end = 2025-03-04 }]'],
            [
                'absences.leave[0].of = "counters.helth": there is no counter group or agency of this name; '
                'did you mean "counters.health"?'
            ],
        ),
        (
            ['absences.leave=[{ of = "counters.justice", number = 4, start = 2025-03-03, end = 2025-03-04 }]'],
            ["absences.leave[0].number = 4: counters.justice has only 3 of staff"],
        ),
        (
            ['transfers.routes=[{ of = "centre", to = "helth", minutes = 3 }]'],
            ['transfers.routes[0].to = "helth": there is no site or agency of this name; did you mean "health"?'],
        ),
        (
            ['transfers.routes=[{ of = "health", to = "health", minutes = 3 }]'],
            ['transfers.routes[0] = "health": must lead from one place to another'],
        ),
        (
            ['transfers.routes=[{ of = "health", to = "centre", minutes = 3 }, { of = "centre", to = "health", minutes = 4 }]'],
            ["transfers.routes[1]: this way is given twice"],
        ),
    ],
)  # fmt: skip
def test_names(tmp_path: Path, settings: list[str], expected: list[str]) -> None:
    assert refused(small_file(tmp_path), *settings) == expected


TWO_SITES = "[sites.centre]\n[sites.district]\n[agencies.health]"


def test_papers_do_not_go_between_sites(tmp_path: Path) -> None:
    path = small_file(tmp_path, "[agencies.health]", TWO_SITES)
    load(
        path,
        [
            'transfers.routes=[{ of = "health", to = "justice", minutes = 3 }, { of = "justice", to = "health", minutes = 4 }]'
        ],
    )
    (found,) = refused(path, 'transfers.routes=[{ of = "centre", to = "district", minutes = 3 }]')
    assert found.startswith("transfers.routes[0]: papers do not go between two sites")


def test_a_route_from_a_name_of_two_things(tmp_path: Path) -> None:
    path = small_file(tmp_path, "[agencies.health]", TWO_SITES.replace("district", "justice"))
    (found,) = refused(path, 'transfers.routes=[{ of = "justice", to = "health", minutes = 3 }]')
    assert found == 'transfers.routes[0].of = "justice": is the name of a site and of an agency; rename one of them'


def test_an_agency_without_counter(tmp_path: Path) -> None:
    (found,) = changed(
        tmp_path,
        "[procedure_defaults]",
        '[agencies.tax]\n[procedures.fees]\nagency = "tax"\nper_year = 1\n[procedure_defaults]',
    )
    assert (
        found == 'procedures.fees.agency = "tax": no counter group serves this agency; name it in the agencies of one'
    )


def test_a_site_where_nobody_receives_the_procedure(tmp_path: Path) -> None:
    path = small_file(tmp_path, "[agencies.health]", TWO_SITES)
    assert refused(path, 'procedures.licences.sites=["centre", "district"]') == [
        'procedures.licences.sites[1] = "district": no counter group serves the agency "health" at this site'
    ]


def test_an_agency_may_be_served_at_two_sites(tmp_path: Path) -> None:
    more = '[counters.health_district]\nsite = "district"\nagencies = ["health"]\n'
    load(small_file(tmp_path, "[agencies.health]", f"{more}{TWO_SITES}"))


# Calendar and hours


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (['calendar.country="XX"'], 'calendar.country = "XX": its public holidays are not known; '),
        (
            ["period.start=2025-03-08", "period.end=2025-03-09"],
            "period.end = 2025-03-09: the period has no working day: by calendar.hours and holidays, everything is closed all the time",
        ),
        (
            ["period.start=2025-01-27", "period.end=2025-02-02"],  # Tết
            "period.end = 2025-02-02: the period has no working day: by calendar.hours and holidays, everything is closed all the time",
        ),
        (
            ["calendar.closed_days=[2025-03-05]", "calendar.make_up_days=[2025-03-05]"],
            "calendar.make_up_days[0] = 2025-03-05: is among the closed days too",
        ),
        (
            ["calendar.hours.mon=[]", "calendar.make_up_days=[2025-03-08]", "counters.justice.roster=[]"],
            "calendar.make_up_days[0] = 2025-03-08: has no opening hours: make_up_like names mon, on which it is closed",
        ),
        (
            ["period.start=2090-01-01", "period.end=2098-12-31"],
            "period.end = 2098-12-31: its cases may be due in 2099, but public holidays are known only up to 2099; ",
        ),
    ],
)  # fmt: skip
def test_calendar(tmp_path: Path, settings: list[str], expected: str) -> None:
    if "2098" in expected:
        expected = (
            "period.end = 2098-12-31: its cases may be due in 2100, but public holidays are known only up to 2099; "
        )
        settings = [*settings, "procedure_defaults.days=200"]
    (found,) = refused(small_file(tmp_path), *settings)
    assert found.startswith(expected)


def test_a_make_up_day_alone_is_a_working_day(tmp_path: Path) -> None:
    settings = ["period.start=2025-03-08", "period.end=2025-03-09", "calendar.make_up_days=[2025-03-08]"]
    load(small_file(tmp_path), settings)


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        (
            '{ days = "mon-wed", hours = "08:00-10:00" }, { days = "wed-fri", hours = "09:59-11:00" }',
            'counters.health.roster[1].hours = "09:59-11:00": overlaps with roster[0], 08:00-10:00, on wed; '
            "blocks of a group must not",
        ),
        (
            '{ days = "mon", hours = "07:00-09:00" }',
            'counters.health.roster[0].hours = "07:00-09:00": must lie within the opening hours of the site, '
            "on mon 08:00-12:00, 13:00-17:00",
        ),
        (
            '{ days = "mon", hours = "11:00-14:00" }',
            'counters.health.roster[0].hours = "11:00-14:00": must lie within the opening hours of the site, '
            "on mon 08:00-12:00, 13:00-17:00",
        ),
        (
            '{ days = "fri-sat", hours = "08:00-09:00" }',
            'counters.health.roster[0].days = "fri-sat": the site is closed on sat',
        ),
    ],
)  # fmt: skip
def test_rosters(tmp_path: Path, roster: str, expected: str) -> None:
    assert refused(small_file(tmp_path), f"counters.health.roster=[{roster}]") == [expected]


def test_rosters_that_only_touch_are_fine(tmp_path: Path) -> None:
    blocks = [
        '{ days = "mon-fri", hours = "08:00-10:00", officers = 1 }',
        '{ days = "mon-fri", hours = "10:00-12:00", officers = 2 }',
        '{ days = "sat", hours = "08:00-12:00", officers = 1 }',
    ]
    settings = ['calendar.hours.sat=["08:00-10:00", "10:00-12:00"]', f"counters.health.roster=[{', '.join(blocks)}]"]
    load(small_file(tmp_path), settings)


def test_the_hours_of_a_site_hold_for_its_rosters(tmp_path: Path) -> None:
    path = small_file(
        tmp_path, "[agencies.health]", '[sites.centre.hours]\n"mon-fri" = ["09:00-12:00"]\n[agencies.health]'
    )
    assert refused(path) == [
        'counters.justice.roster[0].hours = "08:00-12:00": must lie within the opening hours of the site, on mon 09:00-12:00'
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            ['agencies.health.sign_off.times=["16:00", "17:01"]'],
            'agencies.health.sign_off.times[1] = "17:01": must lie within office hours: 08:00-12:00, 13:00-17:00',
        ),
        (
            ["procedures.records.committee=true", 'committee.sign_off.times=["12:30"]'],
            'committee.sign_off.times[0] = "12:30": must lie within office hours: 08:00-12:00, 13:00-17:00',
        ),
        (
            ["channels.post.share=0.1", 'mail.rounds=["07:00"]'],
            'mail.rounds[0] = "07:00": must lie within office hours: 08:00-12:00, 13:00-17:00',
        ),
        (
            ["channels.counter.returns={ counter = 0.5, post = 0.5 }", "mail.rounds=[]"],
            "mail.rounds = []: must name at least one time, since dossiers or results go by post",
        ),
        (
            ['counters.health.appointments={ share = 0.1, slots = [{ days = "mon", hours = "07:00-08:00", every_min = 30, capacity = 1 }] }'],
            'counters.health.appointments.slots[0].hours = "07:00-08:00": must lie within the opening hours of the site, on mon 08:00-12:00, 13:00-17:00',
        ),
        (
            ['channels.counter.arrivals_by_time={ "12:00-13:00" = 1 }'],
            'channels.counter.arrivals_by_time: has no weight in the opening hours of mon (08:00-12:00, 13:00-17:00) at the site "centre"',
        ),
        (
            ['procedures.records.arrivals_by_time={ mon-thu = { "08:00-09:00" = 1 }, fri = { "18:00-19:00" = 1 } }'],
            'procedures.records.arrivals_by_time: has no weight in the opening hours of fri (08:00-12:00, 13:00-17:00) at the site "centre"',
        ),
        (
            ["counters.health.last_ticket_before_lunch_min=240"],
            "counters.health.last_ticket_before_lunch_min = 240: no ticket would be given on mon 08:00-12:00; it must be shorter",
        ),
        (
            ["counters.health.last_ticket_before_closing_min=9999"],
            "counters.health.last_ticket_before_closing_min = 9999: no ticket would be given on mon 13:00-17:00; it must be shorter",
        ),
        (
            ['channels.online.arrivals_by_time={ mon-fri = { "08:00-20:00" = 1 }, sat-sun = { "08:00-20:00" = 1 } }'],
            "channels.online.arrivals_by_time.sat-sun: nobody comes on these weekdays, which are closed; what is sent online then counts with open days",
        ),
        (
            ['procedures.records.arrivals_by_time={ tue = { "08:00-09:00" = 1 } }'],
            'procedures.records.arrivals_by_time: has no weight in the opening hours of mon (08:00-12:00, 13:00-17:00) at the site "centre"',
        ),
    ],
)  # fmt: skip
def test_times_of_day(tmp_path: Path, settings: list[str], expected: str) -> None:
    assert refused(small_file(tmp_path), *settings) == [expected]


def test_mail_outside_office_hours_matters_only_where_there_is_mail(tmp_path: Path) -> None:
    load(small_file(tmp_path), ['mail.rounds=["07:00"]'])


# Rules


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            ['deadlines.rule="end_of_day"', "procedures.records.days=2.5"],
            'procedures.records.days = 2.5: must be whole days, since deadlines.rule is "end_of_day"',
        ),
        (
            ['deadlines.rule="half_day"', "procedures.records.days=2.25"],
            'procedures.records.days = 2.25: must be whole or half days, since deadlines.rule is "half_day"',
        ),
        (
            ['deadlines.rule="end_of_day"', "procedures.records.reviews.limit_days=0.5"],
            'procedures.records.reviews.limit_days = 0.5: must be whole days, since deadlines.rule is "end_of_day"',
        ),
        (
            ["agencies.tax.reviewers=1"],
            None,
        ),
        (
            ["agencies.tax={ backlog = 3 }"],
            "agencies.tax.backlog = 3: the agency has no procedures that need its back office, so that nothing can be open there",
        ),
        (
            ["counters.health.other_duties=[{ at_most_waiting = 1, share = 0.2 }, { at_most_waiting = 1, share = 0.1 }]"],
            "counters.health.other_duties[1].at_most_waiting = 1: is given twice",
        ),
        (
            ["counters.health.desk_staff=1"],
            'counters.health.desk_staff = 1: is used only with desk = "dedicated", not "between_tickets"',
        ),
        (
            ["counters.health.appointments.share=0.2"],
            "counters.health.appointments.share = 0.2: needs slots, in which people can book",
        ),
        (
            ["sites={ centre = { home_share = 0.4 } }"],
            "sites.centre.home_share = 0.4: the home shares of all sites must add up to 1, not 0.4",
        ),
        (
            ["sites={ centre = { home_share = 0 } }"],
            "sites.centre.home_share = 0: the home shares of all sites must add up to 1, not 0",
        ),
    ],
)  # fmt: skip
def test_rules(tmp_path: Path, settings: list[str], expected: str | None) -> None:
    found = refused(small_file(tmp_path), *settings)
    if expected is None:
        assert found == ["agencies.tax: there is none of this name; allowed: health, justice"]
    else:
        assert found == [expected]


def test_limits_in_hours_count_as_parts_of_days(tmp_path: Path) -> None:
    path = small_file(tmp_path, "days = 3\n", "hours = 4\n")
    text = (
        path.read_text(encoding="utf-8")
        .replace("[procedure_defaults]\n", "[procedure_defaults]\n")
        .replace("days = 5\n", "")
    )
    path.write_text(text.replace("per_year = 1000", "per_year = 1000\ndays = 5"), encoding="utf-8")
    load(path, ['deadlines.rule="half_day"'])
    assert refused(path, 'deadlines.rule="end_of_day"') == [
        'procedures.records.hours = 4: must be whole days, since deadlines.rule is "end_of_day" (a day has 8 hours)'
    ]


def test_the_back_office_must_not_start_empty_unasked(tmp_path: Path) -> None:
    (found,) = changed(tmp_path, "warm_up_days = 7\n", "")
    assert found.startswith("period.warm_up_days: is missing: the back office would start empty")
    load(small_file(tmp_path, "warm_up_days = 7", "warm_up_days = 0"))
    load(small_file(tmp_path, "warm_up_days = 7\n", ""), ["agencies.health.backlog=10"])
    load(small_file(tmp_path, "warm_up_days = 7\n", ""), ["procedure_defaults.at_once=1"])


def test_sites_without_home_shares_have_equal_parts(tmp_path: Path) -> None:
    path = small_file(tmp_path, "[agencies.health]", TWO_SITES)
    load(path)
    load(path, ["sites.centre.home_share=0.7", "sites.district.home_share=0.3"])
    assert len(refused(path, "sites.centre.home_share=0.7")) == 1


# Demand and sizes


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            ["procedures.records.online_weight=0", "channels.online.share=0.4"],
            "channels.online.share = 0.4: cannot be reached: with their online_weight, procedures send at most 0.333",
        ),
        (
            ["procedures.records.post_weight=0", "channels.online.share=0.3", "channels.post.share=0.3"],
            "channels.post.share = 0.3: cannot be reached: with their post_weight, procedures send at most 0.233 "
            "beside what comes online",
        ),
        (
            ["demand.factor=1000000"],
            "demand.factor = 1000000: about 1.77e+08 cases would come in the run; at most 20,000,000 can be simulated",
        ),
        (
            ["counters.health.officers=100000", "agencies.health.reviewers=100000", "period.warm_up_days=100"],
            "period.warm_up_days = 100: 200,005 officers and reviewers over 112 days are more than can be simulated (5,000,000 days of work)",
        ),
        (
            [f"procedures.records.supplement.shares={[0.1] * 21}"],
            "procedures.records.supplement.shares: must have at most 20 entries, not 21",
        ),
    ],
)  # fmt: skip
def test_demand(tmp_path: Path, settings: list[str], expected: str) -> None:
    assert refused(small_file(tmp_path), *settings) == [expected]


def test_what_was_written_last_is_blamed(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    with pytest.raises(ScenarioError) as error:
        load(path, ["calendar.hours.mon-fri=[]"])
    assert str(error.value).startswith("--set: calendar.hours.mon-fri = []: the period has no working day")
    with pytest.raises(ScenarioError) as error:
        load(small_file(tmp_path, "per_year = 1000", "per_year = 1e9"))
    assert str(error.value).startswith(f"{path}: procedures: about ")


def test_a_default_that_does_not_fit_is_called_so(tmp_path: Path) -> None:
    path = small_file(tmp_path, 'reviewers = 1\nsign_off = { times = ["16:00"] }\n', "reviewers = 1\n")
    settings = ['calendar.hours.mon-fri=["08:00-12:00"]', 'agencies.justice.sign_off.times=["10:00"]']
    assert refused(path, *settings) == [
        'agencies.health.sign_off.times[1] = "16:00": must lie within office hours: 08:00-12:00; '
        "it is the default, so sign_off.times must be written"
    ]


def test_times_are_named_once(tmp_path: Path) -> None:
    settings = ['mail.rounds=["08:00", "08:00"]', 'agencies.health.sign_off.times=["16:00", "08:00", "8:00"]']
    assert refused(small_file(tmp_path), *settings) == [
        'mail.rounds[1] = "08:00": is named twice',
        'agencies.health.sign_off.times[2] = "8:00": is named twice',
    ]


def test_what_was_observed_must_be_there(tmp_path: Path) -> None:
    path = small_file(tmp_path, "[calendar]", '[observed]\nwaiting = "seen.csv"\n[calendar]')
    assert refused(path) == ['observed.waiting = "seen.csv": there is no such file beside the scenario']
    (tmp_path / "seen.csv").touch()
    load(path)
