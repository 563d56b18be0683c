"""The smallest path from a case to its records."""

from tests.small import at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.codes import CaseStatus
from tvsim.outcomes import figures


def test_one_case_from_ticket_to_hand_over() -> None:
    """Monday 08:00 ticket, intake 10 min, accepted 08:10, work 60 min to 09:10, signed 16:00, fetched Tuesday 08:00."""
    records = records_of(small_plan(), {"comes_at": at(0, "08:00")})
    assert records.visits.called_at.tolist() == [at(0, "08:00"), at(1, "08:00")]
    assert records.visits.ended_at.tolist() == [at(0, "08:10"), at(1, "08:03")]
    cases = records.cases
    assert cases.accepted_at.tolist() == [at(0, "08:10")]
    assert cases.due_at.tolist() == [at(2, "08:10")]  # two days of eight office hours
    assert records.tasks.ended_at.tolist() == [at(0, "09:10")]
    assert cases.decided_at.tolist() == [at(0, "16:00")]
    assert cases.handed_over_at.tolist() == [at(1, "08:03")]
    assert cases.status.tolist() == [CaseStatus.DECIDED]


def test_figures_of_one_case() -> None:
    table = case_table({"comes_at": at(0, "08:00"), "intake_ms": minutes(48)})
    found = figures(run_cases(small_plan(), table)).key.loc["all"]
    assert found["visits"] == 2
    assert found["wait_mean_min"] == 0
    assert found["overdue_true"] == 0
    assert found["utilisation"] == (48 + 3) / (10 * 8 * 60)
