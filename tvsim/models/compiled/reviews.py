"""Reviews: answers wanted from other agencies, all at once or in turn, each with a limit of its own."""

from __future__ import annotations

from tvsim.calendar import NONE
from tvsim.codes import TaskKind
from tvsim.models import officetime
from tvsim.models.compiled import backoffice, centre
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.officetime import due_rule_of, hours_ahead
from tvsim.models.instants import JOIN


@compiled
def agency_way_ms(c: Centre, agency: int, to: int) -> int:
    """Way between two agencies."""
    return c.ways[(c.clock[0].sites + agency) * c.clock[0].agencies + to]


@compiled
def ask(c: Centre, case: int) -> None:
    """Ask for the reviews of a case: all of them, or the first."""
    state, rules = c.state[case], c.rules[c.table[case].procedure]
    state.wanted, state.first_review = rules.reviews, c.clock[0].reviews
    c.clock[0].reviews += rules.reviews
    for number in range(rules.reviews):
        row = c.reviews[state.first_review + number]
        row.case, row.number, row.open, row.task = case, number, False, NONE
        row.agency = c.asked[c.table[case].procedure * c.clock[0].most_reviews + number]
        row.work_ms = c.review_ms[case * c.clock[0].reviews_drawn + number]
    for number in range(1 if rules.in_turn else rules.reviews):
        send(c, state.first_review + number)


@compiled
def send(c: Centre, review: int) -> None:
    """Send the papers to the other agency; where silence is consent, its limit begins to run."""
    row = c.reviews[review]
    rules = c.rules[c.table[row.case].procedure]
    row.due_at = officetime.due(hours_ahead(c), due_rule_of(c), now(c), rules.review_limit_ms)
    row.open, row.task = True, NONE
    way_ms = agency_way_ms(c, c.state[row.case].agency, row.agency)
    if centre.carried(c, way_ms, Act.REVIEW_ARRIVES, review):
        arrives(c, review)
    if rules.silence_is_consent:
        at(c, row.due_at, JOIN, Act.LIMIT_PASSES, review)


@compiled
def arrives(c: Centre, review: int) -> None:
    """The papers reach the other agency, unless its silence is taken for consent by now."""
    row = c.reviews[review]
    silent = c.rules[c.table[row.case].procedure].silence_is_consent
    if row.open and not (silent and now(c) >= row.due_at):
        row.task = backoffice.join(c, row.agency, row.case, TaskKind.REVIEW, row.work_ms, row.due_at, row.number)


@compiled
def limit_passes(c: Centre, review: int) -> None:
    """Silence is consent: the case goes on, and the review is dropped from the queue."""
    row = c.reviews[review]
    if row.open:
        row.open = False
        if row.task != NONE:
            backoffice.drop(c, row.task)
        settled(c, review)


@compiled
def done(c: Centre, case: int, number: int) -> None:
    """A review is written; its answer goes back, unless it comes too late to matter."""
    review = c.state[case].first_review + number
    row = c.reviews[review]
    if row.open:
        row.open = False
        way_ms = agency_way_ms(c, row.agency, c.state[case].agency)
        if centre.carried(c, way_ms, Act.REVIEW_SETTLED, review):
            settled(c, review)


@compiled
def settled(c: Centre, review: int) -> None:
    """Go on with the next review, or, when there is none, with the case."""
    case = c.reviews[review].case
    state = c.state[case]
    state.wanted -= 1
    if state.wanted == 0:
        centre.conclude(c, case)
    elif c.rules[c.table[case].procedure].in_turn:
        send(c, review + 1)
