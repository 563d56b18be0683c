"""What other studies of a folder tell of the scenarios of one, worked out from their results: nothing is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.experiment.assumptions import assumptions
from tvsim.experiment.explanation import Explanation, explained
from tvsim.experiment.kept_studies import KeptStudy
from tvsim.experiment.sensitivity import Sensitivity, moved_one_by_one, parted
from tvsim.experiment.way import Way
from tvsim.scenario import Scenario


def kept_explanation(
    study: KeptStudy, others: Sequence[KeptStudy], files: tuple[str, str], scenarios: tuple[Scenario, Scenario]
) -> Explanation | None:
    """Why two scenarios of a study differ, as `tvsim.explain` has found.

    Parameters
    ----------
    study : KeptStudy
    others : sequence of KeptStudy
        All that lie in the same folder.
    files : tuple of str
        Of the two scenarios, as they are called in the folder.
    scenarios : tuple of Scenario
        These two.

    Returns
    -------
    Explanation or None
        Of the study that was begun last; none where there is none of these two in this order that is finished, of the
        same seed and version of tvsim, and of more than one replication.

    Raises
    ------
    FolderError
        If a result is damaged.
    """
    found = (_explained(each, files, scenarios) for each in alike(study, others, "explain", files))
    return next(filter(None, found), None)


def kept_sensitivity(
    study: KeptStudy, others: Sequence[KeptStudy], file: str, scenario: Scenario
) -> Sensitivity | None:
    """Which assumption of a study's scenario matters most, as `tvsim.sensitivity` has found; without Sobol indices.

    Parameters and errors are those of `kept_explanation`, and so is when there is none.
    """
    found = (_weighed(each, file, scenario) for each in alike(study, others, "sensitivity", (file,)))
    return next(filter(None, found), None)


def alike(study: KeptStudy, others: Sequence[KeptStudy], kind: str, files: tuple[str, ...]) -> Iterator[KeptStudy]:
    """Studies of a kind of these scenarios that can stand beside a study: those begun last come first."""
    wanted = kind, files, study.seed, study.model
    for each in reversed(others):
        is_alike = (each.kind, each.files, each.seed, each.model) == wanted
        if is_alike and (each.replications or 0) > 1 and each.is_finished:
            yield each


def _explained(study: KeptStudy, files: tuple[str, str], scenarios: tuple[Scenario, Scenario]) -> Explanation | None:
    way = Way.between(*scenarios, study.arguments["by"], study.arguments["orders"], study.seed)
    variants = zip(way.scenarios, way.variants(), strict=True)
    found = {subset: study.sample_of(files[0], made=variant.made) for subset, variant in variants}
    samples = {subset: sample for subset, sample in found.items() if sample is not None}
    return explained(*scenarios, way, samples, study.seed) if len(samples) == len(found) else None


def _weighed(study: KeptStudy, file: str, scenario: Scenario) -> Sensitivity | None:
    doubted = assumptions(scenario)
    base = study.sample_of(file)
    ends = []
    for each in doubted:
        low, high = (study.sample_of(file, each.moved(bound)) for bound in (each.low, each.high))
        if low is not None and high is not None:
            ends.append((low, high))
    if base is None or len(ends) < len(doubted):
        return None
    figures = tuple(study.arguments["figures"])
    tables = parted(moved_one_by_one(doubted, base, ends), figures)
    return Sensitivity(scenario, study.seed, len(base), figures, doubted, *tables)
