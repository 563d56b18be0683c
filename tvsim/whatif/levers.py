"""What a planner can move: officers, ways in, limits, reviews, opening hours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tvsim.language import spoken, worded
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.differing import Difference, Values, differences_at, differing_places
from tvsim.scenario.errors import Place
from tvsim.scenario.schema import CounterGroup, Demand, Plan, Procedure, WeekHours
from tvsim.scenario.values import MINUTES_PER_DAY, WEEKDAYS, Block, parse_days

MOST_OFFICERS = 20
"""At a slider's right end, where the scenario has not more."""
Mode = Literal["parallel", "in_turn"]
MODES: tuple[Mode, ...] = ("parallel", "in_turn")
Opening = Literal["as_it_is", "through_lunch", "hour_longer", "saturday_morning"]
OPENINGS: tuple[Opening, ...] = ("as_it_is", "through_lunch", "hour_longer", "saturday_morning")
CUTS = (0.0, 0.2, 0.3, 0.4, 0.5)
"""By which parts promised limits can be shorter than the legal ones."""
Kept = Literal["kept"]
KEPT: Kept = "kept"
"""Where a choice stands whose matter is left as the plan has it, since none of the others says the same."""
HOUR_MIN, NOON_MIN = 60, 12 * 60
FRIDAY, SATURDAY = WEEKDAYS.index("fri"), WEEKDAYS.index("sat")
LIMITS = (("legal_days", "days"), ("legal_hours", "hours"))

Changes = dict[str, object]


@dataclass(frozen=True)
class Levers:
    """How the levers stand.

    Attributes
    ----------
    officers : at the counter, by counter group; a roster's blocks move by as many
    online, post : shares of all dossiers; those of the scenario where none
    cut : by which part the promised limits are shorter than the legal ones; as they are today where none
    reviews : whether reviews are asked for all at once or in turn; as they are today where none
    opening : of the counters
    today : how it is today, where the scenario that the levers move is itself a plan
    """

    officers: Mapping[str, int] = field(default_factory=dict)
    online: float | None = None
    post: float | None = None
    cut: float | Kept | None = None
    reviews: Mode | Kept | None = None
    opening: Opening | Kept = "as_it_is"
    today: Plan | None = field(default=None, repr=False)

    @classmethod
    def standing_as(cls, plan: Plan, today: Plan) -> Levers:
        """Return how they stand where they come as near as they can to a plan; so they change nothing in it."""
        channels = plan.channels
        cuts, modes = (None, *CUTS), (None, *MODES)
        return cls(
            {key: shown_officers(plan, key, today) for key in plan.counters},
            online=channels.online.share,
            post=channels.post.share,
            cut=next((each for each in cuts if not any(_of_limits(plan, today, each))), KEPT),
            reviews=next((each for each in modes if not any(_of_reviews(plan, today, each))), KEPT),
            opening=next((each for each in OPENINGS if not any(_of_hours(plan, today, each))), KEPT),
            today=today,
        )

    def changes(self, scenario: Scenario) -> Changes:
        """Return what they change in a scenario, by place, as `Scenario.with_` takes it."""
        plan = scenario.plan
        today = plan if self.today is None else self.today
        found: Changes = {}
        for key, number in self.officers.items():
            found |= _of_officers(plan, key, number, today)
        for name, share in (("online", self.online), ("post", self.post)):
            if share is not None and share != getattr(plan.channels, name).share:
                found[f"channels.{name}.share"] = share
        if self.cut != KEPT:
            found |= dict(_of_limits(plan, today, self.cut))
        if self.reviews != KEPT:
            found |= dict(_of_reviews(plan, today, self.reviews))
        if self.opening != KEPT:
            found |= dict(_of_hours(plan, today, self.opening))
        return found

    def plan(self, scenario: Scenario) -> Scenario:
        """Return the scenario with these levers.

        Raises
        ------
        ScenarioError
            If it cannot be so.
        """
        channels = scenario.plan.channels
        online, post = (
            of_scenario if share is None else share
            for share, of_scenario in ((self.online, channels.online.share), (self.post, channels.post.share))
        )
        if online + post > 1:
            said = worded(
                "{online} online and {post} by post: together these must not be more than 100%",
                online=spoken().percent(online),
                post=spoken().percent(post),
            )
            raise ScenarioError([said])
        changes = self.changes(scenario)
        return scenario.with_(changes) if changes else scenario

    def unshown(self, plan: Plan) -> list[Difference]:
        """Return how a plan differs from today in what they do not show, standing as near to it as they can."""
        if self.today is None:
            return []
        groups = {
            key: _with_officers(self.today, key, self.officers[key], self.today) if key in self.officers else group
            for key, group in self.today.counters.items()
        }
        shown = self.today.model_copy(update={"counters": groups})
        if self.opening != KEPT:
            shown = shown.model_copy(update={"demand": _with_saturdays_of(plan, shown)})
        both = Values(shown), Values(plan)
        places = (each for each in differing_places(shown, plan) if not self._show(each, plan))
        return [difference for each in places for difference in differences_at(each, *both)]

    def _show(self, place: Place, plan: Plan) -> bool:
        """Whether they show how a plan differs from today at a place; the counter groups have moved with them."""
        match place:
            case ("channels", "online" | "post", "share"):
                return True
            case ("procedures", str(key), "days" | "hours" as promised):
                legal = getattr(plan.procedures[key], f"legal_{promised}")
                return self.cut is None or (self.cut != KEPT and legal is not None)
            case ("deadlines", "limit_in_force"):
                return self.cut != KEPT
            case ("procedures", str(key), "reviews", "mode"):
                return self.reviews != KEPT or not _asks(plan.procedures[key])
            case ("sites", _, "hours"):
                return self.opening != KEPT
        return False


def shown_officers(plan: Plan, key: str, today: Plan) -> int:
    """Return where the slider of a counter group stands: at its officers, or those of its roster's largest block.

    The latter where a roster alone says who is there today: a plan without officers may have taken them all away.
    """
    group = plan.counters[key]
    by_roster = group.roster and _is_by_roster(plan, key, today)
    return max(block.officers for block in group.roster) if by_roster else group.officers


def _is_by_roster(plan: Plan, key: str, today: Plan) -> bool:
    """Whether a roster alone says who is there today; in the plan where the counter group is new."""
    group = today.counters.get(key, plan.counters[key])
    return bool(group.roster) and not group.officers


def most_officers(officers: int) -> int:
    """Return how far the slider of a counter group goes that stands at so many."""
    return max(MOST_OFFICERS, 2 * officers)


def _asks(procedure: Procedure) -> bool:
    return len(procedure.reviews.agencies) > 1


def _of_officers(plan: Plan, key: str, number: int, today: Plan) -> Changes:
    if number == shown_officers(plan, key, today):
        return {}
    moved = _with_officers(plan, key, number, today)
    changes: Changes = {} if _is_by_roster(plan, key, today) else {f"counters.{key}.officers": moved.officers}
    if moved.roster:
        changes[f"counters.{key}.roster"] = [block.model_dump(exclude={"source"}) for block in moved.roster]
    return changes


def _with_officers(plan: Plan, key: str, number: int, today: Plan) -> CounterGroup:
    """Return a counter group whose slider stands at a number: each block of its roster has as many more or fewer.

    Where a roster alone says who is there, nobody comes beside it.
    """
    group, more = plan.counters[key], number - shown_officers(plan, key, today)
    officers = group.officers if _is_by_roster(plan, key, today) else max(group.officers + more, 0)
    blocks = [block.model_copy(update={"officers": max(block.officers + more, 0)}) for block in group.roster]
    return group.model_copy(update={"officers": officers, "roster": blocks})


def _of_limits(plan: Plan, today: Plan, cut: float | None) -> Iterator[tuple[str, object]]:
    """Promised limits, shorter than the legal ones by a part: whole days, or hours, of at least one; or today's.

    They are in force then, since those that are not decide nothing.
    """
    in_force = today.deadlines.limit_in_force if cut is None else "promised"
    if plan.deadlines.limit_in_force != in_force:
        yield "deadlines.limit_in_force", in_force
    for key, procedure in plan.procedures.items():
        for legal, promised in LIMITS:
            limit = getattr(procedure, legal)
            now = getattr(procedure, promised) or limit
            if cut is None:
                wanted = _promised(today.procedures.get(key), legal, promised)
            else:
                wanted = limit and float(max(math.ceil(limit * (1 - cut) - 1e-9), 1))
            if None not in (now, wanted) and wanted != now:  # one in hours is never made one in days
                yield f"procedures.{key}.{promised}", wanted


def _promised(procedure: Procedure | None, legal: str, promised: str) -> float | None:
    return None if procedure is None else getattr(procedure, promised) or getattr(procedure, legal)


def _of_reviews(plan: Plan, today: Plan, mode: Mode | None) -> Iterator[tuple[str, object]]:
    for key, procedure in plan.procedures.items():
        wanted = today.procedures.get(key, procedure).reviews.mode if mode is None else mode
        if _asks(procedure) and procedure.reviews.mode != wanted:
            yield f"procedures.{key}.reviews.mode", wanted


def _of_hours(plan: Plan, today: Plan, opening: Opening) -> Iterator[tuple[str, object]]:
    """Opening hours of sites by weekday, as a file has them; a day that a site is to close on has none."""
    for key in plan.sites:
        now = _week(plan, key)
        week = _opened(_week(today if key in today.sites else plan, key), opening)
        if week != now:
            own = plan.sites[key].hours is not None
            yield (
                f"sites.{key}.hours",
                {
                    name: list(map(str, blocks))
                    for name, blocks, before in zip(WEEKDAYS, week, now, strict=True)
                    if blocks or (own and before)
                },
            )
    yield from _of_saturdays(plan, today, opening)


def _of_saturdays(plan: Plan, today: Plan, opening: Opening) -> Iterator[tuple[str, object]]:
    """How many come on Saturdays: where these are opened, as many for each hour as on Fridays; else as today.

    A weekday that nobody weighs counts as a whole one: half a day would be as crowded as two.
    """
    wanted = today.demand.weekday_factor(SATURDAY)
    if opening == "saturday_morning":
        weeks = [_week(today if key in today.sites else plan, key) for key in plan.sites]
        opened = [_minutes(_opened(week, opening)[SATURDAY]) for week in weeks if not week[SATURDAY]]
        if sum(opened):
            of_fridays = sum(_minutes(week[FRIDAY]) for week in weeks)
            wanted = round(today.demand.weekday_factor(FRIDAY) * sum(opened) / of_fridays, 2)
    is_alone = all(key == WEEKDAYS[SATURDAY] or SATURDAY not in parse_days(key) for key in plan.demand.by_weekday)
    if wanted != plan.demand.weekday_factor(SATURDAY) and is_alone:
        yield f"demand.by_weekday.{WEEKDAYS[SATURDAY]}", wanted


def _with_saturdays_of(plan: Plan, today: Plan) -> Demand:
    """Demand as it is today, but for how many come on Saturdays."""
    saturday = WEEKDAYS[SATURDAY]
    others = {key: weight for key, weight in today.demand.by_weekday.items() if key != saturday}
    own = {key: weight for key, weight in plan.demand.by_weekday.items() if key == saturday}
    return today.demand.model_copy(update={"by_weekday": others | own})


def _minutes(blocks: Sequence[Block]) -> int:
    return sum(block.ends_min - block.begins_min for block in blocks)


def _week(plan: Plan, site: str) -> list[list[Block]]:
    hours: WeekHours = plan.sites[site].hours or plan.calendar.hours
    return [hours.blocks(weekday) for weekday in range(len(WEEKDAYS))]


def _opened(week: list[list[Block]], opening: Opening) -> list[list[Block]]:
    found = [_longer(blocks, opening) if blocks else blocks for blocks in week]
    if opening == "saturday_morning" and not week[SATURDAY]:
        found[SATURDAY] = [_until_noon(block) for block in week[FRIDAY][:1]]
    return found


def _until_noon(block: Block) -> Block:
    """Return the morning of an office that is open without a break; a block that ends before noon as it is."""
    return Block(block.begins_min, NOON_MIN) if block.begins_min < NOON_MIN < block.ends_min else block


def _longer(blocks: list[Block], opening: Opening) -> list[Block]:
    if opening == "through_lunch":
        return [Block(blocks[0].begins_min, blocks[-1].ends_min)]
    if opening == "hour_longer":
        last = blocks[-1]
        return [*blocks[:-1], Block(last.begins_min, min(last.ends_min + HOUR_MIN, MINUTES_PER_DAY))]
    return blocks
