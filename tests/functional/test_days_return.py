"""Rule 11 on paper: how results go back. Each case is decided on Monday (day 0) at 16:00, where the test does not say.

Case 0 has its ticket at 08:00 (or is submitted online then), is accepted at 08:10 and worked on until 09:10; signatures
at 16:00; mail at 09:00. The applicant who fetches a result comes at ``hour_ms``, 08:00 unless the test says otherwise.
"""

from typing import Any

import pytest

from tests.small import at, minutes, records_of, small_plan
from tvsim.calendar import NONE
from tvsim.codes import CaseStatus, Channel, VisitKind, VisitOutcome

COUNTER, POST, ONLINE = Channel.COUNTER, Channel.POST, Channel.ONLINE
DAY = minutes(24 * 60)


def case(channel: Channel, back: Channel, **columns: Any) -> dict[str, Any]:
    return {"comes_at": at(0, "08:00"), "channel": channel, "return_channel": back, **columns}


class TestWaysBack:
    @pytest.mark.parametrize("channel", [COUNTER, ONLINE])
    def test_by_counter(self, channel: Channel) -> None:
        """Tuesday 08:00, three minutes."""
        records = records_of(small_plan(), case(channel, COUNTER))
        assert records.cases.decided_at.tolist() == [at(0, "16:00")]
        assert records.cases.handed_over_at.tolist() == [at(1, "08:03")]
        assert records.visits.kind.tolist()[-1] == VisitKind.COLLECT
        assert records.cases.visits.tolist() == [2 if channel == COUNTER else 1]

    @pytest.mark.parametrize("channel", [COUNTER, ONLINE])
    def test_by_post(self, channel: Channel) -> None:
        """Tuesday's mail at 09:00, one day on the way: Wednesday 09:00; no visit."""
        records = records_of(small_plan(), case(channel, POST))
        assert records.cases.decided_at.tolist() == [at(0, "16:00")]
        assert records.cases.handed_over_at.tolist() == [at(2, "09:00")]
        assert VisitKind.COLLECT not in records.visits.kind.tolist()

    @pytest.mark.parametrize("channel", [COUNTER, ONLINE])
    def test_online(self, channel: Channel) -> None:
        """With the decision."""
        records = records_of(small_plan(), case(channel, ONLINE))
        assert records.cases.decided_at.tolist() == records.cases.handed_over_at.tolist() == [at(0, "16:00")]
        assert VisitKind.COLLECT not in records.visits.kind.tolist()

    @pytest.mark.parametrize(
        ("back", "handed_over", "visits"),
        [(COUNTER, at(3, "08:03"), 1), (POST, at(4, "09:00"), 0), (ONLINE, at(2, "16:00"), 0)],
    )
    def test_of_posted_dossiers(self, back: Channel, handed_over: int, visits: int) -> None:
        """Posted Monday 10:00, there on Tuesday 10:00, in Wednesday's mail at 09:00, accepted 09:10, done 10:10.

        Signed on Wednesday at 16:00; fetched on Thursday at 08:00, or in Thursday's mail and there on Friday.
        """
        records = records_of(small_plan(), case(POST, back, comes_at=at(0, "10:00")))
        assert records.cases.accepted_at.tolist() == [at(2, "09:10")]
        assert records.cases.decided_at.tolist() == [at(2, "16:00")]
        assert records.cases.handed_over_at.tolist() == [handed_over]
        assert records.cases.visits.tolist() == [visits]


class TestCollection:
    """A collection is a visit with its own ticket."""

    def test_same_day_where_the_applicant_s_hour_is_still_to_come(self) -> None:
        """Decided 16:00, comes at 16:30."""
        records = records_of(small_plan(), case(COUNTER, COUNTER, hour_ms=at(0, "16:30")))
        assert records.visits.ticket_at.tolist() == [at(0, "08:00"), at(0, "16:30")]
        assert records.cases.handed_over_at.tolist() == [at(0, "16:33")]

    def test_at_the_very_hour(self) -> None:
        """Comes at 16:00, as the result is signed."""
        records = records_of(small_plan(), case(COUNTER, COUNTER, hour_ms=at(0, "16:00")))
        assert records.cases.handed_over_at.tolist() == [at(0, "16:03")]

    def test_it_waits_in_the_queue(self) -> None:
        """On Tuesday case 1 has the officer from 08:00 to 08:40; the collection comes at 08:10 and waits 30 minutes."""
        records = records_of(
            small_plan(),
            case(COUNTER, COUNTER, hour_ms=at(0, "08:10")),
            {"day": 1, "comes_at": at(1, "08:00"), "intake_ms": minutes(40)},
        )
        visits = records.visits
        (row,) = [number for number, kind in enumerate(visits.kind.tolist()) if kind == VisitKind.COLLECT][:1]
        assert visits.case[row] == 0
        assert (visits.ticket_at[row], visits.called_at[row]) == (at(1, "08:10"), at(1, "08:40"))
        assert records.cases.handed_over_at[0] == at(1, "08:43")
        assert records.cases.decided_at[0] == at(0, "16:00")

    def test_it_makes_others_wait(self) -> None:
        """The officer hands over from 08:00 to 08:03; case 1, there at 08:01, is called at 08:03."""
        records = records_of(small_plan(), case(COUNTER, COUNTER), {"day": 1, "comes_at": at(1, "08:01")})
        (called,) = records.visits.called_at[records.visits.case == 1][:1].tolist()
        assert called == at(1, "08:03")

    def test_days_until_it_is_fetched(self) -> None:
        """Two days by the clock from Monday 16:00: from Wednesday 16:00 on, so Thursday 08:00."""
        records = records_of(small_plan(), case(COUNTER, COUNTER, collected_after_ms=2 * DAY))
        assert records.visits.ticket_at.tolist()[-1] == at(3, "08:00")

    def test_weekend(self) -> None:
        """Decided on Friday at 16:00: fetched on Monday."""
        records = records_of(small_plan(), case(COUNTER, COUNTER, day=4, comes_at=at(4, "08:00")))
        assert records.cases.decided_at.tolist() == [at(4, "16:00")]
        assert records.cases.handed_over_at.tolist() == [at(7, "08:03")]

    def test_of_a_refusal(self) -> None:
        cases = records_of(small_plan(), case(COUNTER, COUNTER, refused=True)).cases
        assert cases.status.tolist() == [CaseStatus.REFUSED]
        assert cases.handed_over_at.tolist() == [at(1, "08:03")]

    def test_somebody_who_leaves_the_queue_comes_again(self) -> None:
        """On Tuesday case 1 has the officer until 08:40; after ten minutes the applicant leaves, comes on Wednesday."""
        records = records_of(
            small_plan(),
            case(COUNTER, COUNTER, hour_ms=at(0, "08:10"), patience_ms=[minutes(60), minutes(10), minutes(60)]),
            {"day": 1, "comes_at": at(1, "08:00"), "intake_ms": minutes(40)},
        )
        own = records.visits.case == 0
        assert records.visits.outcome[own].tolist() == [VisitOutcome.SERVED, VisitOutcome.LEFT, VisitOutcome.SERVED]
        assert records.visits.ended_at[own].tolist()[1] == at(1, "08:20")
        assert records.cases.handed_over_at[0] == at(2, "08:13")

    def test_not_fetched_by_the_end_of_the_run(self) -> None:
        """Decided on the last day: it counts as decided, and was never handed over."""
        cases = records_of(small_plan(), case(COUNTER, COUNTER, day=11, comes_at=at(11, "08:00"))).cases
        assert cases.status.tolist() == [CaseStatus.DECIDED]
        assert cases.decided_at.tolist() == [at(11, "16:00")]
        assert cases.handed_over_at.tolist() == [NONE]


class TestPost:
    def test_a_dossier_that_arrives_with_the_round_is_in_it(self) -> None:
        """Posted Monday 09:00, there on Tuesday at 09:00, the hour of the mail: accepted ten minutes later."""
        records = records_of(small_plan(), case(POST, ONLINE, comes_at=at(0, "09:00")))
        assert records.cases.accepted_at.tolist() == [at(1, "09:10")]

    def test_weekend(self) -> None:
        """Decided on Friday at 16:00; Monday's mail; there on Tuesday."""
        records = records_of(small_plan(), case(COUNTER, POST, day=4, comes_at=at(4, "08:00")))
        assert records.cases.handed_over_at.tolist() == [at(8, "09:00")]

    def test_it_travels_by_the_clock(self) -> None:
        """Decided on Thursday; Friday's mail at 09:00; two days on the way: Sunday 09:00."""
        records = records_of(small_plan(), case(COUNTER, POST, day=3, comes_at=at(3, "08:00"), travel_out_ms=2 * DAY))
        assert records.cases.handed_over_at.tolist() == [at(6, "09:00")]

    def test_the_next_of_two_rounds(self) -> None:
        """Mail also goes at 16:30: half an hour after the signature."""
        records = records_of(small_plan(mail={"rounds": ["09:00", "16:30"]}), case(COUNTER, POST))
        assert records.cases.handed_over_at.tolist() == [at(1, "16:30")]

    def test_what_is_at_the_site_at_the_round_goes_with_it(self) -> None:
        """Signed at 16:00, thirty minutes to the site, mail at 16:30 (the way to the agency delays nothing here)."""
        plan = small_plan(mail={"rounds": ["16:30"]}, transfers={"site_agency_min": 30})
        assert records_of(plan, case(COUNTER, POST)).cases.handed_over_at.tolist() == [at(1, "16:30")]

    def test_what_is_signed_at_the_very_round_goes_with_the_next(self) -> None:
        """Signed at 16:00, mail at 16:00: the mail takes what has joined by then, the signature is a taking itself."""
        records = records_of(small_plan(mail={"rounds": ["16:00"]}), case(COUNTER, POST))
        assert records.cases.handed_over_at.tolist() == [at(2, "16:00")]

    def test_the_way_to_the_site_comes_first(self) -> None:
        """Two hours of office time from 16:00 end on Tuesday at 09:00: in time for the mail, one minute more is not."""
        for transfer_min, handed_over in ((120, at(2, "09:00")), (121, at(3, "09:00"))):
            plan = small_plan(transfers={"site_agency_min": transfer_min})
            # the papers come to the agency at 10:10 (10:11), are worked on for an hour and signed at 16:00 as before
            assert records_of(plan, case(COUNTER, POST)).cases.handed_over_at.tolist() == [handed_over]

    def test_still_on_its_way_at_the_end_of_the_run(self) -> None:
        """Decided on Thursday day 10, mailed on Friday day 11, there on Saturday: after the end."""
        cases = records_of(small_plan(), case(COUNTER, POST, day=10, comes_at=at(10, "08:00"))).cases
        assert cases.status.tolist() == [CaseStatus.DECIDED]
        assert cases.handed_over_at.tolist() == [NONE]


class TestAtOnce:
    """A result made at the counter is handed over in the same visit, whatever was wished."""

    @pytest.mark.parametrize("back", [COUNTER, POST, ONLINE])
    def test_decided_and_handed_over_together(self, back: Channel) -> None:
        cases = records_of(small_plan(), case(COUNTER, back, at_once=True)).cases
        assert cases.decided_at.tolist() == cases.handed_over_at.tolist() == [at(0, "08:10")]
        assert cases.visits.tolist() == [1]
