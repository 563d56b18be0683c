"""What would overturn a comparison: the difference between two plans with each assumption at the ends of its range.

An assumption that both plans have alike is moved in both. One that is the plan's own, since the plan says another
number or range there, is moved in the plan alone: the centre as it is stays so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tvsim.experiment.assumptions import Assumption, assumptions
from tvsim.experiment.kept_answers import alike
from tvsim.experiment.kept_studies import KeptStudy
from tvsim.experiment.key_sample import KeySample
from tvsim.experiment.worth import Worth
from tvsim.outcomes import ALL
from tvsim.scenario import Scenario, ScenarioError
from tvsim.statistics import Estimate

KIND = "sensitivity"


@dataclass(frozen=True)
class AtAnEnd:
    """A difference between a plan and the centre as it is, with one assumption moved.

    Attributes
    ----------
    assumption : which
    value : where it is moved to, an end of its range
    differences : by figure, over all agencies: paired, with 95 % intervals
    worth : what the plan costs and saves there
    """

    assumption: Assumption
    value: float
    differences: dict[str, Estimate]
    worth: Worth


@dataclass(frozen=True)
class Overturning:
    """The differences at all ends that were tried for both.

    Attributes
    ----------
    replications : of each
    unmoved, unmoved_worth : differences of these replications by figure, and what the plan costs and saves in them,
        where no assumption is moved
    ends : both ends of each assumption that was moved in both, or is the plan's own
    untried : assumptions of either that were not
    """

    replications: int
    unmoved: dict[str, Estimate]
    unmoved_worth: Worth
    ends: tuple[AtAnEnd, ...]
    untried: tuple[Assumption, ...] = ()

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Those that were moved."""
        return tuple({each.assumption.path: each.assumption for each in self.ends}.values())

    def against(self, figure: str, difference: float) -> list[tuple[AtAnEnd, Estimate]]:
        """Ends at which a figure's difference is no longer for certain on the side on which it is."""
        found = ((end, end.differences[figure]) for end in self.ends)
        return [(end, each) for end, each in found if not is_on_the_side_of(difference, each)]


def is_on_the_side_of(difference: float, found: Estimate) -> bool:
    """Whether a difference is for certain on the side of 0 on which another one is."""
    return found.low > 0 if difference > 0 else found.high < 0


def overturning(
    study: KeptStudy,
    studies: Sequence[KeptStudy],
    files: tuple[str, str],
    scenarios: tuple[Scenario, Scenario],
    figures: Sequence[str],
) -> Overturning | None:
    """Pair the sensitivity studies of a centre and of a plan that lie in one folder.

    Parameters
    ----------
    study : the comparison of the two
    studies : of its folder
    files : of the centre as it is, and of the plan, as they are called in the folder
    scenarios : these two
    figures : whose differences are wanted

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
    mine, theirs = ({each.path: each for each in _assumptions(scenario)} for scenario in scenarios)
    ends, untried = [], [each for path, each in mine.items() if path not in theirs]
    for path, assumption in theirs.items():
        today = mine.get(path)
        shared = today if today is not None and _stated(today) == _stated(assumption) else None
        found = list(_ends(pair, files, assumption, shared, figures))
        ends += found
        untried += [] if found else [assumption]
    both = pair[0].sample_of(files[0]), pair[1].sample_of(files[1])
    if not ends or both[0] is None or both[1] is None:
        return None
    unmoved = _differences(both[0], both[1], figures), Worth.of(both[0], both[1])
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
    assumption: Assumption,
    shared: Assumption | None,
    figures: Sequence[str],
) -> Iterator[AtAnEnd]:
    """Differences with an assumption of the plan moved; ``shared`` is the centre's own that moves with it, if any."""
    for bound in (assumption.low, assumption.high):
        if bound == assumption.value:  # nothing is moved there
            continue
        mine = pair[0].sample_of(files[0], () if shared is None else shared.moved(bound))
        theirs = pair[1].sample_of(files[1], assumption.moved(bound))
        if mine is None or theirs is None:
            continue
        yield AtAnEnd(assumption, bound, _differences(mine, theirs, figures), Worth.of(mine, theirs))


def _differences(mine: KeySample, theirs: KeySample, figures: Sequence[str]) -> dict[str, Estimate]:
    """Differences over all agencies by figure."""
    found = theirs.differences(mine).estimates
    place = {each: number for number, each in enumerate(theirs.index())}
    return {figure: found.row(place[ALL, figure]) for figure in figures}


def _stated(assumption: Assumption) -> tuple[float, float, float]:
    """What is written of a number: where two scenarios have the same, it is one assumption, whatever it fills."""
    return assumption.value, assumption.low, assumption.high


def _assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    try:
        return assumptions(scenario)
    except ScenarioError:  # there is none
        return ()
