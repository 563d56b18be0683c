"""What would overturn a comparison: the difference between two plans with each assumption at the ends of its range.

An assumption that both state alike is moved in both. Where they give it two values, each is moved in the one that gives
it, and the other stays as it is. Of one value in both, but not of one range, or written out beside the default that it
is, or in a table that takes the place of another, nothing can be tried: moved in one of them alone it would set apart
what is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tvsim.experiment.assumptions import Assumption, assumptions
from tvsim.experiment.kept_answers import alike
from tvsim.experiment.kept_studies import KeptStudy
from tvsim.experiment.key_sample import KeySample
from tvsim.experiment.undone import fewer_to_come, undone_by_intervals
from tvsim.experiment.worth import Worth
from tvsim.loads import overloads_more
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.differing import NAMED, STAFF, joint_order
from tvsim.scenario.errors import Place
from tvsim.statistics import Estimate

KIND = "sensitivity"

Key = tuple[str, str]
"""Agency and figure."""


class Whose(StrEnum):
    """Where an assumption is moved."""

    BOTH = "both"
    """Both state it alike."""
    PLAN = "plan"
    CENTRE = "centre"
    """The centre as it is."""


@dataclass(frozen=True)
class Moved:
    """An assumption, and where it is moved.

    Attributes
    ----------
    today, planned : as the centre as it is, and as the plan states it; one of them where it is moved in that alone
    """

    today: Assumption | None
    planned: Assumption | None

    @property
    def assumption(self) -> Assumption:
        """What it is called, and its range."""
        found = self.today if self.planned is None else self.planned
        assert found is not None
        return found

    @property
    def whose(self) -> Whose:
        """Where it is moved."""
        if self.today is None:
            return Whose.PLAN
        return Whose.CENTRE if self.planned is None else Whose.BOTH


@dataclass(frozen=True)
class AtAnEnd:
    """A difference between a plan and the centre as it is, with one assumption moved.

    Attributes
    ----------
    moved : the assumption, and whether it is moved in both
    value : where it is moved to, an end of its range
    differences : by agency and figure: paired, with 95 % intervals
    worth : what the plan costs and saves there
    undone : figures by whose intervals less work is done there with the plan, so that money and hours are not weighed
    """

    moved: Moved
    value: float
    differences: dict[Key, Estimate]
    worth: Worth
    undone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overturning:
    """The differences at all ends that were tried for both.

    Attributes
    ----------
    replications : of each
    unmoved, unmoved_worth : differences of these replications by agency and figure, and what the plan costs and saves
        in them, where no assumption is moved
    ends : both ends of each assumption that was moved
    untried : those of either that were not
    """

    replications: int
    unmoved: dict[Key, Estimate]
    unmoved_worth: Worth
    ends: tuple[AtAnEnd, ...]
    untried: tuple[Moved, ...] = ()

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Assumptions that were moved."""
        return tuple({(end.moved.assumption.path, end.moved.whose): end.moved for end in self.ends}.values())

    def against(self, of: Key, difference: float) -> list[tuple[AtAnEnd, Estimate]]:
        """Ends at which a difference of an agency's figure is no longer for certain on the side on which it is."""
        found = ((end, end.differences[of]) for end in self.ends)
        return [(end, each) for end, each in found if not is_on_the_side_of(difference, each)]


def is_on_the_side_of(difference: float, found: Estimate) -> bool:
    """Whether a difference is for certain on the side of 0 on which another one is."""
    return found.low > 0 if difference > 0 else found.high < 0


def overturning(
    study: KeptStudy,
    studies: Sequence[KeptStudy],
    files: tuple[str, str],
    scenarios: tuple[Scenario, Scenario],
    wanted: Sequence[Key],
) -> Overturning | None:
    """Pair the sensitivity studies of a centre and of a plan that lie in one folder.

    Parameters
    ----------
    study : the comparison of the two
    studies : of its folder
    files : of the centre as it is, and of the plan, as they are called in the folder
    scenarios : these two
    wanted : agencies and figures whose differences are wanted

    Returns
    -------
    Overturning or None
        None where there are not both studies, finished, with the seed and of the version of tvsim of the comparison,
        and of one number of replications, more than one; or where nothing was moved in them that tells of both.

    Raises
    ------
    FolderError
        If a result is damaged.
    """
    pair = _pair(study, studies, files)
    if pair is None:
        return None
    ends, untried = list[AtAnEnd](), list[Moved]()
    dumped = [each.plan.model_dump() for each in scenarios]
    for each in _moves(*map(_assumptions, scenarios)):
        found = [] if _sets_apart(each, dumped) else list(_ends(pair, files, scenarios, each, wanted))
        ends += found
        untried += [] if found else [each]
    both = pair[0].sample_of(files[0]), pair[1].sample_of(files[1])
    if not ends or both[0] is None or both[1] is None:
        return None
    undone = _undone(both[0], both[1], scenarios, [(), ()])
    unmoved = _differences(both[0], both[1], wanted), _worth(both[0], both[1], undone)
    return Overturning(pair[0].replications or 0, *unmoved, tuple(ends), tuple(untried))


def _pair(study: KeptStudy, studies: Sequence[KeptStudy], files: tuple[str, str]) -> tuple[KeptStudy, KeptStudy] | None:
    of_file = [list(alike(study, studies, KIND, (file,))) for file in files]
    for one in of_file[0]:
        for other in of_file[1]:
            if one.replications == other.replications:
                return one, other
    return None


def _ends(
    pair: tuple[KeptStudy, KeptStudy],
    files: tuple[str, str],
    scenarios: tuple[Scenario, Scenario],
    moved: Moved,
    wanted: Sequence[Key],
) -> Iterator[AtAnEnd]:
    """Differences with an assumption at both ends of its range."""
    for bound in (moved.assumption.low, moved.assumption.high):
        if bound == moved.assumption.value:  # nothing is moved there
            continue
        changes = [() if own is None else own.moved(bound) for own in (moved.today, moved.planned)]
        mine, theirs = (study.sample_of(file, change) for study, file, change in zip(pair, files, changes, strict=True))
        if mine is None or theirs is None:
            continue
        undone = _undone(mine, theirs, scenarios, changes)
        yield AtAnEnd(moved, bound, _differences(mine, theirs, wanted), _worth(mine, theirs, undone), tuple(undone))


def _worth(mine: KeySample, theirs: KeySample, undone: Sequence[str]) -> Worth:
    """What a plan costs and saves; without a value of an hour where less work is done."""
    found = Worth.of(mine, theirs)
    return replace(found, hour_value=None) if undone else found


def _undone(
    mine: KeySample, theirs: KeySample, scenarios: Iterable[Scenario], changes: Sequence[Sequence[tuple[str, object]]]
) -> list[str]:
    """By what less work is done with a plan where both were changed so; a little counts where it overloads more."""
    if not undone_by_intervals(mine, theirs, overloads_more=True):  # which spares most ends the scenarios there
        return []
    today, plan = (each.changed(change, KIND).plan for each, change in zip(scenarios, changes, strict=True))
    fewer_come, is_deeper = fewer_to_come(today, plan), overloads_more(today, plan)
    return undone_by_intervals(mine, theirs, fewer_come, overloads_more=is_deeper)


def _differences(mine: KeySample, theirs: KeySample, wanted: Sequence[Key]) -> dict[Key, Estimate]:
    found = theirs.differences(mine).estimates
    place = {each: number for number, each in enumerate(theirs.index())}
    return {key: found.row(place[key]) for key in wanted}


def _moves(today: dict[str, Assumption], planned: dict[str, Assumption]) -> Iterator[Moved]:
    """Assumptions of both by their paths: what is written alike is one, whatever it fills."""
    for path in joint_order(today, planned):
        mine, theirs = today.get(path), planned.get(path)
        if mine is not None and theirs is not None and _stated(mine) == _stated(theirs):
            yield Moved(mine, theirs)
            continue
        if mine is not None:
            yield Moved(mine, None)
        if theirs is not None:
            yield Moved(None, theirs)


def _sets_apart(moved: Moved, dumped: Sequence[dict[str, Any]]) -> bool:
    """Whether an assumption would be moved somewhere in one of two plans, although the other has its value there, too.

    However that is written. What stands in a table that the other has no longer may be in any of its kind there, and
    what is in a table that the other has anew may have been in any.
    """
    both = moved.today, moved.planned
    for own, other, mine, theirs in zip(both, reversed(both), dumped, reversed(dumped), strict=True):
        together = set() if other is None else set(map(_of_mean, other.fills))
        places = () if own is None else map(_of_mean, own.fills)
        twins = {twin for place in places for twin in _twins(place, mine, theirs)} - together
        if any(value == moved.assumption.value for twin in twins for value in _values(theirs, twin)):
            return True
    return False


def _twins(place: Place, mine: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Place]:
    """Where a value of one scenario may stand in another.

    How many work somewhere is a decision of its own for each table.
    """
    yield place
    kind = str(place[0])
    if kind in NAMED and len(place) > 2 and place[-1] not in STAFF:
        is_gone = place[1] not in theirs[kind]
        yield from ((kind, key, *place[2:]) for key in theirs[kind] if is_gone or key not in mine[kind])


def _of_mean(place: Place) -> Place:
    """Place of a duration, for that of its mean: a constant may be written as one number."""
    return place[:-1] if place[-1] == "mean" else place


def _values(dumped: Any, place: Place) -> Iterator[object]:
    """What stands at a place of a dumped plan, of a duration its mean; at any place in a list of tables."""
    if not place:
        yield dumped.get("mean") if isinstance(dumped, dict) else dumped
        return
    step, *rest = place
    if isinstance(dumped, list) and any(isinstance(each, dict) for each in dumped):
        for each in dumped:
            yield from _values(each, tuple(rest))
        return
    try:
        within = dumped[step]
    except (LookupError, TypeError):  # there is nothing
        return
    yield from _values(within, tuple(rest))


def _stated(assumption: Assumption) -> tuple[float, float, float]:
    """What is written of a number."""
    return assumption.value, assumption.low, assumption.high


def _assumptions(scenario: Scenario) -> dict[str, Assumption]:
    """Assumptions by their paths."""
    try:
        return {each.path: each for each in assumptions(scenario)}
    except ScenarioError:  # there is none
        return {}
