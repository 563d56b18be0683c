"""The counters: a ticket queue, and the officers who serve it."""

from __future__ import annotations

from tvsim.calendar import NONE
from tvsim.codes import Activity, VisitOutcome
from tvsim.demand.case_table import PATIENT
from tvsim.models import rules
from tvsim.models.compiled import desk, door
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now, take_later
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.queues import joined, without_first
from tvsim.models.compiled.records import add_activity
from tvsim.models.instants import END, ROUND

# people join


@compiled
def join(c: Centre, group: int, visit: int, case: int) -> None:
    """Somebody took a ticket: joins when all who come at this instant are there."""
    row = c.groups[group]
    row.joining = joined(c.nodes, c.clock[0], row.joining, 0, case, visit)
    call_to_take(c, group)


@compiled
def call_to_take(c: Centre, group: int) -> None:
    """Have the free officers take, once, after all that ends and joins at this instant."""
    if not c.groups[group].called_to_take:
        c.groups[group].called_to_take = True
        take_later(c, Act.COUNTERS_TAKE, group)


@compiled
def admit(c: Centre, group: int) -> None:
    """Let those who came at this instant join in the order of their case numbers, or turn away."""
    row, clock = c.groups[group], c.clock[0]
    joining, row.joining = row.joining, NONE
    while joining != NONE:
        visit = c.nodes[joining].row
        joining = without_first(c.nodes, clock, joining)
        case = c.visits[visit].case
        turns_away_at = door.turns_away_at(c, case)
        if turns_away_at and rules.turns_away(row.waiting, free_at_counter(c, group), turns_away_at):
            door.not_served(c, visit, VisitOutcome.TURNED_AWAY)
            continue
        place = rules.ticket_place(c.visits[visit].priority, c.visits[visit].ticket_at)
        row.tickets = joined(c.nodes, clock, row.tickets, place, case, visit)
        row.waiting += 1
        if door.patience_ms(c, case) < PATIENT:
            row.impatient = joined(c.nodes, clock, row.impatient, 0, case, visit)


@compiled
def free_at_counter(c: Centre, group: int) -> int:
    """Officers who could call a ticket now."""
    count = 0
    for officer in range(c.groups[group].first_officer, c.groups[group].last_officer):
        if c.officers[officer].free:
            count += rules.serves_tickets(c.shifts[c.officers[officer].shift].duty)
    return count


# officers take


@compiled
def take(c: Centre, group: int) -> None:
    """Let newcomers join, then the free officers take in the order of their numbers."""
    row = c.groups[group]
    row.called_to_take = False
    admit(c, group)
    for officer in range(row.first_officer, row.last_officer):
        if c.officers[officer].free:
            give_work(c, group, officer)
    newcomers, row.impatient = row.impatient, NONE
    while newcomers != NONE:
        visit = c.nodes[newcomers].row
        newcomers = without_first(c.nodes, c.clock[0], newcomers)
        if is_waiting(c, visit):
            door.wait(c, visit)


@compiled
def give_work(c: Centre, group: int, officer: int) -> None:
    """Wake a free officer with the first ticket, or with desk work where that is his; send home who served out."""
    row, server = c.groups[group], c.officers[officer]
    duty = c.shifts[server.shift].duty
    if rules.serves_tickets(duty) and row.waiting > 0:
        server.free = False
        serve(c, officer, first_ticket(c, group))
    elif server.serving_out:
        server.free = False
        next_shift(c, officer)
    elif rules.does_desk_work(duty) and row.desk != NONE:
        server.free = False
        desk.work(c, officer, desk.first(c, group))


@compiled
def first_ticket(c: Centre, group: int) -> int:
    """Take the first ticket out of the queue; those who have left are passed over."""
    row = c.groups[group]
    while True:
        visit = c.nodes[row.tickets].row
        row.tickets = without_first(c.nodes, c.clock[0], row.tickets)
        if is_waiting(c, visit):
            leave_queue(c, visit)
            return visit


@compiled
def is_waiting(c: Centre, visit: int) -> bool:
    """Whether a visit still waits in its queue."""
    return c.visits[visit].outcome == VisitOutcome.WAITING


@compiled
def leave_queue(c: Centre, visit: int) -> None:
    """Take a visit out of the queue; its outcome says from now on that it does not wait."""
    c.groups[c.visits[visit].group].waiting -= 1


# an officer's days


@compiled
def next_shift(c: Centre, officer: int) -> None:
    """Begin the next shift that is not over by now, at its time."""
    server, now_at = c.officers[officer], now(c)
    while server.next_shift < server.last_shift:
        shift = c.shifts[server.next_shift]
        if now_at < shift.begins_at:
            at(c, shift.begins_at, END, Act.SHIFT_BEGINS, officer)
            return
        if now_at < shift.ends_at:
            shift_begins(c, officer)
            return
        server.next_shift += 1


@compiled
def shift_begins(c: Centre, officer: int) -> None:
    """An officer begins a shift."""
    server = c.officers[officer]
    server.shift = server.next_shift
    server.next_shift += 1
    server.serving_out = False
    at(c, c.shifts[server.shift].ends_at, END, Act.SHIFT_ENDS, server.shift)
    wait_for_work(c, officer)


@compiled
def wait_for_work(c: Centre, officer: int) -> None:
    """An officer is free."""
    server = c.officers[officer]
    group = c.groups[server.group]
    server.free = True
    if group.waiting > 0 or group.desk != NONE or server.serving_out:
        call_to_take(c, server.group)


@compiled
def go_on(c: Centre, officer: int) -> None:
    """An officer has finished something: waits for more, or ends the shift."""
    if stays(c, officer):
        wait_for_work(c, officer)
    else:
        next_shift(c, officer)


@compiled
def stays(c: Centre, officer: int) -> bool:
    """Whether an officer takes more: until his block ends, and then only to serve out those who still wait."""
    server, now_at = c.officers[officer], now(c)
    shift, waiting = c.shifts[server.shift], c.groups[server.group].waiting
    if rules.takes_more(now_at, shift.ends_at):
        return True
    server.serving_out = rules.stays_to_serve(shift.serves_out, now_at, shift.serves_until_at, waiting)
    return server.serving_out


@compiled
def shift_ends(c: Centre, shift: int) -> None:
    """Send an officer home whose block ends while he is free."""
    officer = c.shifts[shift].officer
    server = c.officers[officer]
    if server.shift == shift and server.free and not server.serving_out:
        server.free = False
        next_shift(c, officer)


@compiled
def serve(c: Centre, officer: int, visit: int) -> None:
    """Serve a person to the end."""
    server, now_at = c.officers[officer], now(c)
    door.called(c, visit, officer)
    server.in_hand = visit
    book(c, officer, Activity.SERVICE, now_at, server.service_ms, c.visits[visit].case)
    at(c, now_at + server.service_ms, END, Act.SERVED, officer)


@compiled
def served(c: Centre, officer: int) -> None:
    """Wrap up a service, and see to other duties the more the fewer wait."""
    server, now_at = c.officers[officer], now(c)
    visit, wrap_up_ms = server.in_hand, server.wrap_up_ms
    door.served(c, visit)
    case, waiting = c.visits[visit].case, c.groups[server.group].waiting
    left_ms = c.shifts[server.shift].ends_at - now_at - wrap_up_ms
    first, last = server.group * c.clock[0].duty_rules, (server.group + 1) * c.clock[0].duty_rules
    thresholds, ratios = c.duty_waiting[first:last], c.duty_ratio[first:last]
    duty_ms = rules.duty_ms(server.service_ms + wrap_up_ms, waiting, thresholds, ratios, left_ms)
    if wrap_up_ms:
        book(c, officer, Activity.WRAP_UP, now_at, wrap_up_ms, case)
    if duty_ms:
        book(c, officer, Activity.DUTY, now_at + wrap_up_ms, duty_ms, case)
    if wrap_up_ms or duty_ms:
        at(c, now_at + wrap_up_ms + duty_ms, END, Act.FREE_AGAIN, officer)
    else:
        go_on(c, officer)


@compiled
def book(c: Centre, officer: int, activity: int, begins_at: int, time_ms: int, case: int) -> None:
    """Write down what an officer does."""
    add_activity(c, officer, activity, begins_at, begins_at + time_ms, time_ms, case)


# lunch and closing


@compiled
def next_closing(c: Centre, group: int) -> None:
    """Wait for the next lunch or closing."""
    row = c.groups[group]
    if row.next_closing < row.last_closing:
        at(c, c.stretches[row.next_closing].begins_at, ROUND, Act.CLOSES, group)


@compiled
def closes(c: Centre, group: int) -> None:
    """At each lunch and closing: serve, hold or dismiss those who still wait."""
    row = c.groups[group]
    is_lunch = c.stretches[row.next_closing].ends_at != 0
    row.next_closing += 1
    policy = row.at_lunch if is_lunch else row.at_closing
    if rules.dismisses(policy, is_lunch, somebody_serves_out(c, group)):
        dismiss(c, group)
    next_closing(c, group)


@compiled
def somebody_serves_out(c: Centre, group: int) -> bool:
    """Whether an officer whose block ends now goes on until nobody waits."""
    for officer in range(c.groups[group].first_officer, c.groups[group].last_officer):
        server = c.officers[officer]
        if server.shift != NONE:
            shift = c.shifts[server.shift]
            if rules.goes_on_serving(shift.serves_out, shift.ends_at, now(c), server.serving_out, server.free):
                return True
    return False


@compiled
def dismiss(c: Centre, group: int) -> None:
    """Send all home who wait."""
    row = c.groups[group]
    while row.tickets != NONE:
        visit = c.nodes[row.tickets].row
        row.tickets = without_first(c.nodes, c.clock[0], row.tickets)
        if is_waiting(c, visit):
            leave_queue(c, visit)
            door.not_served(c, visit, VisitOutcome.DISMISSED)
