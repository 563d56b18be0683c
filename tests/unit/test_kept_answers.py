"""What a folder tells of why scenarios differ and of which assumption matters is what was found when it was asked."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import tvsim
from tests.scenario_files import write
from tests.unit.test_sensitivity import RANGED
from tvsim.experiment import FolderError
from tvsim.experiment.kept_answers import kept_explanation, kept_sensitivity
from tvsim.experiment.kept_studies import KeptStudy, studies_in
from tvsim.scenario.transition import By

CHANGES = {"counters.health.officers": 2, "counter_defaults.patience_min.mean": 60, "agencies.health.reviewers": 2}
SHIPPED = Path(__file__).parents[2] / "scenarios"
SHORT = ("2025-01-06", "2025-01-07")


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[tvsim.Scenario, tvsim.Scenario]:
    base = tvsim.load(write(tmp_path_factory.mktemp("plans"), "ranged.toml", RANGED))
    return base, base.with_(CHANGES | {"name": "More"})


def _compared(plans: tuple[tvsim.Scenario, tvsim.Scenario], folder: Path) -> KeptStudy:
    tvsim.compare(plans, replications=3, seed=4, folder=folder)
    return studies_in(folder)[0][0]


def _explanation(study: KeptStudy) -> tvsim.Explanation | None:
    first, last = study.scenarios()
    return kept_explanation(study, studies_in(study.folder)[0], (study.files[0], study.files[1]), (first, last))


def _sensitivity(study: KeptStudy) -> tvsim.Sensitivity | None:
    return kept_sensitivity(study, studies_in(study.folder)[0], study.files[0], study.scenarios()[0])


@pytest.mark.parametrize("by", ["value", "section"])
def test_an_explanation_is_the_one_that_was_found(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path, by: By
) -> None:
    study = _compared(plans, tmp_path)
    expected = tvsim.explain(*plans, seed=4, replications=5, by=by, folder=tmp_path)
    found = _explanation(study)
    assert found is not None
    assert (found.seed, found.replications, len(found.changes)) == (4, 5, 3 if by == "value" else len(found.changes))
    assert [each.text for each in found.changes] == [each.text for each in expected.changes]
    pd.testing.assert_frame_equal(found.parts, expected.parts)
    pd.testing.assert_frame_equal(found.wholes, expected.wholes)


@pytest.mark.parametrize("name", ["more_officers", "online_50", "pooled_counters", "two_sites", "parallel_reviews"])
def test_shipped_plans_are_explained_from_their_folder(tmp_path: Path, name: str) -> None:
    """What is written once for many is read back as one change from the files of the folder."""
    period = {"period.start": pd.Timestamp(SHORT[0]).date(), "period.end": pd.Timestamp(SHORT[1]).date()}
    period |= {"period.warm_up_days": 1, "period.follow_up_days": 1}
    base, plan = (tvsim.load(SHIPPED / f"{each}.toml").with_(period) for each in ("baseline", name))
    study = _compared((base, plan), tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = tvsim.explain(base, plan, seed=4, replications=2, by="section", folder=tmp_path)
    found = _explanation(study)
    assert found is not None
    pd.testing.assert_frame_equal(found.parts, expected.parts)


def test_a_sensitivity_study_is_the_one_that_was_found(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path
) -> None:
    study = _compared(plans, tmp_path)
    expected = tvsim.sensitivity(
        plans[0], figures=["overdue_true", "wait_p90_min"], seed=4, replications=4, folder=tmp_path
    )
    found = _sensitivity(study)
    assert found is not None
    assert (found.seed, found.replications, found.figures) == (4, 4, expected.figures)
    pd.testing.assert_frame_equal(found.table.drop(columns="source"), expected.table.drop(columns="source"))
    pd.testing.assert_frame_equal(found.desk.drop(columns="source"), expected.desk.drop(columns="source"))


def test_the_last_one_is_taken_of_several(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path) -> None:
    study = _compared(plans, tmp_path)
    for count in (4, 5, 3):
        tvsim.explain(*plans, seed=4, replications=count, folder=tmp_path)
    found = _explanation(study)
    assert found is not None
    assert found.replications == 3


def test_what_was_not_asked_of_these_is_not_told(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path) -> None:
    """Another seed, one replication, the other way round, another scenario, another version of tvsim."""
    study = _compared(plans, tmp_path)
    base, plan = plans
    other = base.with_(CHANGES | {"agencies.health.reviewers": 1, "name": "Other"})
    for first, last, seed, count in ((base, plan, 5, 3), (base, plan, 4, 1), (plan, base, 4, 3), (base, other, 4, 3)):
        tvsim.explain(first, last, seed=seed, replications=count, folder=tmp_path)
    tvsim.sensitivity(base, seed=5, replications=2, folder=tmp_path)
    tvsim.sensitivity(plan, seed=4, replications=2, folder=tmp_path)
    assert _explanation(study) is None
    assert _sensitivity(study) is None
    tvsim.explain(base, plan, seed=4, replications=3, folder=tmp_path)
    tvsim.sensitivity(base, seed=4, replications=2, folder=tmp_path)
    assert _explanation(study) is not None
    assert _sensitivity(study) is not None
    older = replace(study, _manifest=study._manifest.model_copy(update={"model": "older"}))
    assert _explanation(older) is None
    assert _sensitivity(older) is None


def test_what_was_not_run_on_the_way_or_at_an_end_is_not_told(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path
) -> None:
    """Manifests that know of all but one of the scenarios that the answer is made of."""
    study = _compared(plans, tmp_path)
    tvsim.explain(*plans, seed=4, replications=3, folder=tmp_path)
    tvsim.sensitivity(plans[0], seed=4, replications=2, folder=tmp_path)
    (_, explained, weighed), _ = studies_in(tmp_path)

    def without_one(asked: KeptStudy) -> KeptStudy:
        fewer = asked._manifest.model_copy(update={"variants": asked._manifest.variants[:-1]})
        return replace(asked, _manifest=fewer)

    both, files = study.scenarios(), (study.files[0], study.files[1])
    for known, left in ((explained, weighed), (without_one(explained), without_one(weighed))):
        is_whole = known is explained
        assert (kept_explanation(study, [study, known], files, (both[0], both[1])) is not None) == is_whole
        assert (kept_sensitivity(study, [study, left], files[0], both[0]) is not None) == is_whole


def test_what_is_not_whole_is_not_told_and_what_is_damaged_is_named(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path
) -> None:
    study = _compared(plans, tmp_path)
    tvsim.explain(*plans, seed=4, replications=3, folder=tmp_path)
    asked = next(each for each in studies_in(tmp_path)[0] if each.kind == "explain")
    own = sorted(asked.results - study.results)
    whole = _explanation(study)
    kept = {key: next(tmp_path.rglob(f"{key}*")) for key in own}
    content = kept[own[0]].read_bytes()
    kept[own[0]].unlink()
    assert _explanation(study) is None
    kept[own[0]].write_bytes(content)
    assert whole is not None
    others = studies_in(tmp_path)[0]
    assert all(each.is_finished for each in others)
    kept[own[0]].write_bytes(content[:-1])
    with pytest.raises(FolderError, match="damaged"):
        kept_explanation(study, others, (study.files[0], study.files[1]), (study.scenarios()[0], study.scenarios()[1]))
