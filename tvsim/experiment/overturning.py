"""What would overturn a comparison: the difference between two plans with each assumption at the ends of its range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tvsim.experiment.assumptions import Assumption, assumptions
from tvsim.experiment.kept_studies import KeptStudy
from tvsim.outcomes import ALL
from tvsim.scenario import Scenario, ScenarioError
from tvsim.statistics import Estimate

KIND = "sensitivity"


@dataclass(frozen=True)
class AtAnEnd:
    """A difference between a plan and the centre as it is, with one assumption moved in both.

    Attributes
    ----------
    assumption : which
    value : where it is moved to, an end of its range
    differences : by figure, over all agencies: paired, with 95 % intervals
    """

    assumption: Assumption
    value: float
    differences: dict[str, Estimate]


@dataclass(frozen=True)
class Overturning:
    """The differences at all ends that were tried for both.

    Attributes
    ----------
    replications : of each
    ends : both ends of each assumption that was moved alike in both
    """

    replications: int
    ends: tuple[AtAnEnd, ...]

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Those that were moved."""
        return tuple({each.assumption.path: each.assumption for each in self.ends}.values())

    def against(self, figure: str, difference: float) -> list[tuple[AtAnEnd, Estimate]]:
        """Ends at which a figure's difference is no longer for certain on the side on which it is."""
        found = ((end, end.differences[figure]) for end in self.ends)
        return [(end, each) for end, each in found if not (each.low > 0 if difference > 0 else each.high < 0)]


def overturning(
    studies: Sequence[KeptStudy], files: tuple[str, str], base: Scenario, figures: Sequence[str]
) -> Overturning | None:
    """Pair the sensitivity studies of a centre and of a plan that lie in one folder.

    Parameters
    ----------
    studies : of the folder
    files : of the centre as it is, and of the plan, as they are called in the folder
    base : the centre as it is
    figures : whose differences are wanted

    Returns
    -------
    Overturning or None
        None where there are not both studies, of one seed and number of replications, finished, and of more than one
        replication; or where they have no assumption in common.

    Raises
    ------
    FolderError
        If a result is damaged.
    """
    pair = _pair(studies, files)
    if pair is None:
        return None
    ends = tuple(_ends(pair, files, base, figures))
    return Overturning(pair[0].replications or 0, ends) if ends else None


def _pair(studies: Sequence[KeptStudy], files: tuple[str, str]) -> tuple[KeptStudy, KeptStudy] | None:
    of_file = [
        [each for each in studies if (each.kind, each.files) == (KIND, (file,)) and each.is_finished] for file in files
    ]
    for one in reversed(of_file[0]):
        for other in reversed(of_file[1]):
            if (one.seed, one.replications) == (other.seed, other.replications) and (one.replications or 0) > 1:
                return one, other
    return None


def _ends(
    pair: tuple[KeptStudy, KeptStudy], files: tuple[str, str], base: Scenario, figures: Sequence[str]
) -> Iterator[AtAnEnd]:
    for assumption in _assumptions(base):
        for bound in (assumption.low, assumption.high):
            changed = assumption.moved(bound)
            mine, theirs = (study.sample_of(file, changed) for study, file in zip(pair, files, strict=True))
            if mine is None or theirs is None:
                continue
            found = theirs.differences(mine).estimates
            place = {each: number for number, each in enumerate(theirs.index())}
            yield AtAnEnd(assumption, bound, {figure: found.row(place[ALL, figure]) for figure in figures})


def _assumptions(base: Scenario) -> tuple[Assumption, ...]:
    try:
        return assumptions(base)
    except ScenarioError:  # there is none
        return ()
