"""Rule 13 on paper: sites, counter groups, papers between sites and agencies.

Offices belong to agencies, counters to sites. Intake 10 minutes, work 60, signatures at 16:00, collections at 08:00.
"""

from typing import Any

import numpy as np
import pytest

from tests.small import at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.calendar import run_calendar
from tvsim.codes import Channel
from tvsim.demand import sample_cases
from tvsim.models import Records
from tvsim.outcomes import figures
from tvsim.scenario.places import receiving_sites
from tvsim.scenario.schema import Plan

CENTRE, DISTRICT = 0, 1


def two_sites(reviewers: int = 1, transfers: dict[str, Any] | None = None, **sites: dict[str, Any]) -> Plan:
    """Centre and district, each with one officer for agency ``a``."""
    return small_plan(
        sites={"centre": sites.get("centre", {}), "district": sites.get("district", {})},
        agencies={"a": {"reviewers": reviewers, "sign_off": {"times": ["16:00"]}}},
        counters={key: {"site": key, "agencies": ["a"], "officers": 1} for key in ("centre", "district")},
        transfers=transfers or {},
    )


def case(site: int, time: str = "08:00", home: int | None = None, **columns: Any) -> dict[str, Any]:
    return {"site": site, "home": site if home is None else home, "comes_at": at(0, time), **columns}


def examined(records: Records) -> list[tuple[int, int]]:
    """Start and end of the examinations by case."""
    order = np.argsort(records.tasks.case, kind="stable")
    return list(zip(records.tasks.started_at[order].tolist(), records.tasks.ended_at[order].tolist(), strict=True))


class TestCounters:
    def test_each_site_has_its_own_queue(self) -> None:
        """Both are served at 08:00; at one site the second would wait until 08:10."""
        records = records_of(two_sites(), case(CENTRE), case(DISTRICT))
        first = records.visits.ticket_at == at(0, "08:00")
        assert records.visits.called_at[first].tolist() == [at(0, "08:00")] * 2
        assert sorted(records.visits.group[first].tolist()) == [0, 1]
        one = records_of(two_sites(), case(CENTRE), case(CENTRE))
        assert sorted(one.visits.called_at[one.visits.ticket_at == at(0, "08:00")].tolist()) == [
            at(0, "08:00"),
            at(0, "08:10"),
        ]

    def test_a_site_has_its_own_hours(self) -> None:
        """The district opens at 09:00: who comes at 08:00 waits at the door and gets a ticket then."""
        plan = two_sites(district={"hours": {"mon-fri": ["09:00-11:00"]}})
        records = records_of(plan, case(CENTRE), case(DISTRICT))
        cases = records.cases
        assert cases.accepted_at.tolist() == [at(0, "08:10"), at(0, "09:10")]

    def test_a_site_s_hours_are_not_the_office_s(self) -> None:
        """Accepted at the district at 09:10; the reviewer works all day: 09:10 to 10:10."""
        plan = two_sites(district={"hours": {"mon-fri": ["09:00-11:00"]}})
        assert examined(records_of(plan, case(DISTRICT, work_ms=minutes(180)))) == [(at(0, "09:10"), at(0, "13:10"))]

    def test_an_agency_can_have_a_counter_of_its_own_beside_a_pool(self) -> None:
        """At the centre a and b have one counter each, in the district one officer serves both."""
        plan = small_plan(
            sites={"centre": {}, "district": {}},
            agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
            counters={
                "centre_a": {"site": "centre", "agencies": ["a"], "officers": 1},
                "centre_b": {"site": "centre", "agencies": ["b"], "officers": 1},
                "district": {"site": "district", "agencies": ["a", "b"], "officers": 1},
            },
            procedures={key: {"agency": key, "per_year": 0, "days": 2} for key in "ab"},
        )
        cases = [case(site, procedure=procedure) for site in (CENTRE, DISTRICT) for procedure in (0, 1)]
        records = records_of(plan, *cases)
        assert records.cases.accepted_at.tolist() == [
            at(0, "08:10"),
            at(0, "08:10"),
            at(0, "08:10"),
            at(0, "08:20"),
        ]

    def test_online_cases_are_taken_in_at_their_site(self) -> None:
        """The officer of the centre is busy until 08:40, that of the district is not."""
        online = {"channel": Channel.ONLINE}
        busy = case(CENTRE, intake_ms=minutes(40))
        records = records_of(two_sites(), busy, case(DISTRICT, **online), case(CENTRE, "08:01", **online))
        assert records.cases.accepted_at.tolist() == [at(0, "08:40"), at(0, "08:10"), at(0, "08:50")]
        assert records.desk.group.tolist() == [1, 0]


class TestOneOfficeForAll:
    def test_cases_of_both_sites_stand_in_one_queue(self) -> None:
        """One reviewer: the centre's case (number 0 of two accepted at 08:10), then the district's."""
        records = records_of(two_sites(), case(CENTRE), case(DISTRICT))
        assert examined(records) == [(at(0, "08:10"), at(0, "09:10")), (at(0, "09:10"), at(0, "10:10"))]

    def test_ties_between_sites_go_by_case_number(self) -> None:
        records = records_of(two_sites(), case(DISTRICT), case(CENTRE))
        assert examined(records) == [(at(0, "08:10"), at(0, "09:10")), (at(0, "09:10"), at(0, "10:10"))]


class TestPapers:
    def test_each_way_has_its_own_time(self) -> None:
        """30 minutes by default, two hours from the district."""
        transfers = {"site_agency_min": 30, "routes": [{"of": "district", "to": "a", "minutes": 120}]}
        records = records_of(two_sites(reviewers=2, transfers=transfers), case(CENTRE), case(DISTRICT))
        assert examined(records) == [(at(0, "08:40"), at(0, "09:40")), (at(0, "10:10"), at(0, "11:10"))]

    def test_a_way_named_from_its_other_end(self) -> None:
        """Either way: a route from the agency to the district is the district's too."""
        transfers = {"routes": [{"of": "a", "to": "district", "minutes": 120}]}
        records = records_of(two_sites(reviewers=2, transfers=transfers), case(CENTRE), case(DISTRICT))
        assert examined(records) == [(at(0, "08:10"), at(0, "09:10")), (at(0, "10:10"), at(0, "11:10"))]

    def test_the_due_time_counts_from_the_counter(self) -> None:
        transfers = {"routes": [{"of": "district", "to": "a", "minutes": 120}]}
        records = records_of(two_sites(transfers=transfers), case(DISTRICT))
        assert records.cases.due_at.tolist() == [at(2, "08:10")]

    def test_results_go_back_to_the_site_where_the_dossier_was_received(self) -> None:
        """Signed at 16:00; at the centre then, in the district on Tuesday 09:00, so fetched on Wednesday."""
        transfers = {"routes": [{"of": "district", "to": "a", "minutes": 120}]}
        records = records_of(two_sites(reviewers=2, transfers=transfers), case(CENTRE), case(DISTRICT))
        assert records.cases.decided_at.tolist() == [at(0, "16:00")] * 2
        assert records.cases.handed_over_at.tolist() == [at(1, "08:03"), at(2, "08:03")]
        assert records.visits.group[records.visits.case == 1].tolist() == [DISTRICT, DISTRICT]


class TestHome:
    def test_at_home_where_it_is_received_there(self) -> None:
        plan = two_sites()
        assert receiving_sites(plan, plan.procedures["p"]).tolist() == [CENTRE, DISTRICT]

    def test_elsewhere_where_it_is_not(self) -> None:
        """The procedure is received at the centre only."""
        plan = two_sites()
        only_centre = plan.procedures["p"].model_copy(update={"sites": ["centre"]})
        assert receiving_sites(plan, only_centre).tolist() == [CENTRE, CENTRE]

    def test_at_the_first_of_the_procedure_s_sites(self) -> None:
        """Of three sites it is received at the third and the second: who lives at the first goes to the third."""
        plan = small_plan(
            sites={"x": {}, "y": {}, "z": {}},
            counters={key: {"site": key, "agencies": ["a"], "officers": 1} for key in "xyz"},
            procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "sites": ["z", "y"]}},
        )
        assert receiving_sites(plan, plan.procedures["p"]).tolist() == [2, 1, 2]

    def test_at_a_site_without_counters_of_the_agency_nothing_is_received(self) -> None:
        plan = small_plan(
            sites={"centre": {}, "village": {}}, counters={"a": {"site": "centre", "agencies": ["a"], "officers": 1}}
        )
        assert receiving_sites(plan, plan.procedures["p"]).tolist() == [CENTRE, CENTRE]

    def test_the_case_table_says_so(self) -> None:
        """All applicants live in the district, the procedure is received at the centre."""
        plan = small_plan(
            sites={"centre": {"home_share": 0}, "district": {"home_share": 1}},
            counters={key: {"site": key, "agencies": ["a"], "officers": 1} for key in ("centre", "district")},
            procedures={
                "central": {"agency": "a", "per_year": 1000, "days": 2, "sites": ["centre"]},
                "near": {"agency": "a", "per_year": 1000, "days": 2},
            },
        )
        table = sample_cases(plan, run_calendar(plan), seed=1, replication=1)
        assert len(table) > 20
        assert set(table.home.tolist()) == {DISTRICT}
        assert set(table.site[table.procedure == 0].tolist()) == {CENTRE}
        assert set(table.site[table.procedure == 1].tolist()) == {DISTRICT}

    def test_the_way_costs_the_applicant_time(self) -> None:
        """45 minutes one way from the district to the centre, there and back for two visits: three hours.

        The applicant of the centre has ten minutes one way: 40 minutes for two visits.
        """
        plan = two_sites(centre={"travel_min": {"centre": 10}}, district={"travel_min": {"centre": 45, "district": 5}})
        table = case_table(case(CENTRE, home=DISTRICT), case(CENTRE, home=CENTRE))
        assert figures(run_cases(plan, table)).key.loc["all", "travel_hours"] == pytest.approx(3 + 40 / 60)


@pytest.mark.parametrize("sites", [1, 2, 20])
def test_any_number_of_sites_runs_the_same(sites: int) -> None:
    """Two people come to each site at 08:00: each site by itself, called at 08:00 and 08:10.

    There is a reviewer for each case; papers of site k travel k minutes.
    """
    keys = [f"site{number}" for number in range(sites)]
    plan = small_plan(
        sites={key: {} for key in keys},
        agencies={"a": {"reviewers": 2 * sites, "sign_off": {"times": ["16:00"]}}},
        counters={key: {"site": key, "agencies": ["a"], "officers": 1} for key in keys},
        transfers={"routes": [{"of": key, "to": "a", "minutes": number} for number, key in enumerate(keys)]},
    )
    records = records_of(plan, *[case(number) for number in range(sites) for _ in range(2)])
    assert records.cases.accepted_at.tolist() == [at(0, "08:10"), at(0, "08:20")] * sites
    began = [at(0, "08:10") + minutes(number + 10 * second) for number in range(sites) for second in range(2)]
    assert examined(records) == [(each, each + minutes(60)) for each in began]
    # signed at 16:00, back k minutes later, fetched on Tuesday at 08:00 (by case number) at each site
    assert records.cases.handed_over_at.tolist() == [at(1, "08:03"), at(1, "08:06")] * sites
