"""Where a case's time goes, each worked out by hand; office hours are 08-12 and 13-17, eight hours to a day."""

from typing import Any

import numpy as np
import pytest

from tests.functional.test_days_reviews import case as reviewed_case
from tests.functional.test_days_reviews import review_plan
from tests.small import at, case_table, minutes, run_cases, small_plan
from tvsim.codes import Channel
from tvsim.outcomes import Run
from tvsim.outcomes.case_time import PARTS, case_time

DAY_MIN = 480


def spent_min(run: Run, agency: str = "all") -> dict[str, float]:
    """Minutes of office time a case in each part; what is nothing is left out."""
    row = case_time(run).loc[agency]
    return {part: pytest.approx(row[part] * DAY_MIN) for part in PARTS if row[part]}


def run(*cases: dict[str, Any]) -> Run:
    return run_cases(small_plan(), case_table(*cases))


def test_a_case_of_the_counter() -> None:
    """Intake 08:00 to 08:10, examined until 09:10, signed at 16:00, fetched on Tuesday from 08:00 to 08:03.

    73 minutes of work; from 09:10 to 16:00 without lunch 350 minutes; from 16:00 to closing 60.
    """
    assert spent_min(run({"comes_at": at(0, "08:00")})) == {"work": 73, "signature": 350, "applicant": 60}


def test_a_case_by_post() -> None:
    """Posted on Monday at 08:00, there a day later, on the desk with the mail of 09:00: nine office hours.

    Desk until 09:10, examined until 10:10, signed at 16:00 (4:50 h without lunch), sent with the mail of Wednesday
    09:00, with the applicant on Thursday at 09:00: 1 + 8 + 1 hours.
    """
    found = run({"comes_at": at(0, "08:00"), "channel": Channel.POST, "return_channel": Channel.POST})
    assert found.records.cases.handed_over_at.tolist() == [at(3, "09:00")]
    assert spent_min(found) == {"post": 9 * 60 + 10 * 60, "work": 70, "signature": 290}


def test_a_case_that_waits() -> None:
    """Two come at 08:00: the second is called at 08:10, and examined after the first, 09:10 to 10:10.

    A mean of two: queues 10 + 50 minutes, work 73 each; signed at 16:00 after 350 and 290 minutes; both are fetched on
    Tuesday at 08:00, where the second waits for 3 minutes.
    """
    two = spent_min(run({"comes_at": at(0, "08:00")}, {"comes_at": at(0, "08:00")}))
    assert two == {"queue": (10 + 50 + 3) / 2, "work": 73, "signature": 320, "applicant": 60}


def test_a_review_ends_with_the_last_answer() -> None:
    """Asked at 09:10, answered at 10:10 and 10:40, concluded until 11:00, signed at 16:00."""
    found = run_cases(review_plan(mode="parallel"), case_table(reviewed_case(60, 90)))
    assert spent_min(found, "a") == {"work": 10 + 60 + 20 + 3, "review": 90, "signature": 240, "applicant": 60}


def test_the_applicant_is_waited_for() -> None:
    """Examined until 09:10, papers asked for, answered a day later (8 h), rechecked for 30 minutes.

    Then it is Tuesday 09:40: 5:20 h without lunch to the signature; fetched on Wednesday.
    """
    found = run({"comes_at": at(0, "08:00"), "supplements": 1, "recheck_ms": minutes(30)})
    assert spent_min(found) == {"work": 103, "applicant": 8 * 60 + 60, "signature": 320}


def test_a_flawed_dossier_is_with_the_applicant() -> None:
    """Sent home on Monday at 08:10, back a day later at the hour of its visits, 08:00: 7:50 h at home."""
    found = run({"comes_at": at(0, "08:00"), "flawed": [True, False]})
    assert spent_min(found)["applicant"] == 7 * 60 + 50 + 60
    assert spent_min(found)["work"] == 83


def test_a_site_visit_or_laboratory() -> None:
    """A laboratory has it for two office hours from the end of the examination on."""
    found = spent_min(run({"comes_at": at(0, "08:00"), "field_ms": minutes(120), "conclude_ms": minutes(30)}))
    assert found == {"work": 103, "field": 120, "signature": 350 - 150, "applicant": 60}


def test_papers_on_their_way_are_apart_from_the_laboratory() -> None:
    """Each way takes 30 minutes, the laboratory two hours.

    Intake to 08:10, at the agency 08:40, examined to 09:40; at the laboratory to 11:40, concluded at 13:10, after
    lunch; signed at 16:00 after 170 minutes, back at the site at 16:30, fetched on Tuesday at 08:00.
    """
    plan = small_plan(transfers={"site_agency_min": 30})
    case = {"comes_at": at(0, "08:00"), "field_ms": minutes(120), "conclude_ms": minutes(30)}
    found = run_cases(plan, case_table(case))
    assert spent_min(found) == {"work": 103, "carried": 60, "field": 120, "signature": 170, "applicant": 30}
    assert case_time(found).loc["all", list(PARTS)].sum() * DAY_MIN == pytest.approx(8 * 60 + 3)


def test_the_laboratory_begins_with_the_last_answer_or_its_recheck() -> None:
    """Examined to 09:10, answered on Tuesday at 09:10 and rechecked to 09:40 or not; then an hour of laboratory."""
    case = {"comes_at": at(0, "08:00"), "supplements": 1, "field_ms": minutes(60)}
    rechecked = spent_min(run(case | {"recheck_ms": minutes(30)}))
    assert rechecked == {"work": 103, "applicant": 540, "field": 60, "signature": 260}
    assert spent_min(run(case)) == {"work": 73, "applicant": 540, "field": 60, "signature": 290}


def test_a_result_that_is_not_collected_yet_waits_for_the_applicant() -> None:
    """Signed on the last day at 16:00 and at the site at 16:30: the last half-hour is the applicant's."""
    plan = small_plan(transfers={"site_agency_min": 30})
    found = run_cases(plan, case_table({"comes_at": at(11, "08:00"), "day": 11}))
    assert found.records.cases.handed_over_at.tolist() == [-1]
    assert spent_min(found) == {"work": 70, "carried": 60, "signature": 320, "applicant": 30}


def test_what_was_not_decided_in_the_period_does_not_count() -> None:
    """The second is accepted on the last day after the signing hour."""
    found = case_time(run({"comes_at": at(0, "08:00")}, {"comes_at": at(11, "16:00"), "day": 11}))
    assert found["cases"].tolist() == [1, 1]
    nobody = case_time(run({"comes_at": at(11, "16:30"), "day": 11}))
    assert nobody["cases"].tolist() == [0, 0]
    assert np.isnan(nobody[list(PARTS)].to_numpy()).all()
