"""What can happen, as numbers: an event is an act and the number of whom or what it is about."""

from __future__ import annotations

from enum import IntEnum


class Act(IntEnum):
    """Acts; the comment says whom they are about."""

    COMES = 0  # a case whose applicant comes to the counter
    ASKS_FOR_TICKET = 1  # a case whose applicant has waited at the door
    SUBMITS_REMOTE = 2  # a case
    SERVED = 3  # an officer
    FREE_AGAIN = 4  # an officer
    LAYS_ASIDE = 5  # an officer at the desk
    SHIFT_BEGINS = 6  # an officer
    SHIFT_ENDS = 7  # a shift
    PATIENCE_ENDS = 8  # a visit
    CLOSES = 9  # a counter group
    MAIL_ROUND = 10  # nobody
    REACHES_OFFICE = 11  # a case
    TASK_ENDS = 12  # a reviewer
    PRESENCE_BEGINS = 13  # a reviewer
    GOES_AWAY = 14  # a reviewer
    OFFICE_OPENS = 15  # an agency
    WITHDRAWN = 16  # a case
    ANSWERS = 17  # a request
    FIELD_DONE = 18  # a case
    REVIEW_ARRIVES = 19  # a review
    LIMIT_PASSES = 20  # a review
    REVIEW_SETTLED = 21  # a review
    REACHES_COMMITTEE = 22  # a case
    SIGNING_HOUR = 23  # a signer
    RESULT_AT_SITE = 24  # a case
    COUNTERS_TAKE = 25  # a counter group
    OFFICE_TAKES = 26  # an agency


ABOUT_CASES = frozenset(
    {
        Act.COMES,
        Act.ASKS_FOR_TICKET,
        Act.SUBMITS_REMOTE,
        Act.REACHES_OFFICE,
        Act.WITHDRAWN,
        Act.FIELD_DONE,
        Act.REACHES_COMMITTEE,
        Act.RESULT_AT_SITE,
    }
)
ABOUT_REVIEWS = frozenset({Act.REVIEW_ARRIVES, Act.LIMIT_PASSES, Act.REVIEW_SETTLED})
