"""Averages over replications: of those that have a figure, and no others; and files of more than fit in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tvsim
from tests.scenario_files import small_file
from tvsim.experiment.encoding import encoded
from tvsim.experiment.results import KEYS
from tvsim.experiment.study import Packed
from tvsim.outcomes import QUANTILES
from tvsim.report import files
from tvsim.statistics import estimate


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    return tvsim.load(small_file(tmp_path_factory.mktemp("scenario"), "end = 2025-03-14", "end = 2025-03-05"))


@pytest.fixture(scope="module")
def results(scenario: tvsim.Scenario) -> tvsim.Results:
    return tvsim.run(scenario, replications=4, keep="figures")


def with_replications(results: tvsim.Results, *replications: tvsim.experiment.study.Figures) -> tvsim.Results:
    return replace(results, replications=Packed([encoded(each) for each in replications]))


def test_an_average_holds_no_empty_run(scenario: tvsim.Scenario) -> None:
    """With a visit or none in a replication, waits are those of the runs with a visit, and numbers those of all."""
    rare = scenario.with_({"procedures.licences.per_year": 60, "procedures.records.per_year": 60})
    found = tvsim.run(rare, replications=25, keep="figures")
    visits = np.array([each.key.loc["health", "visits"] for each in found.replications])
    waits = np.array([each.key.loc["health", "wait_mean_min"] for each in found.replications])
    some = visits > 0
    assert 3 <= some.sum() <= 22
    assert np.isnan(waits[~some]).all()
    by_hand = estimate(waits[some])
    row = found.estimates.loc[("health", "wait_mean_min")]
    assert row["replications"] == some.sum() < 25
    assert (row["estimate"], row["high"]) == pytest.approx((waits[some].mean(), by_hand.high))
    of_all = found.estimates.loc[("health", "visits")]
    assert (of_all["replications"], of_all["estimate"]) == (25, pytest.approx(visits.mean()))


def test_a_row_that_some_replications_do_not_have_says_in_how_many_it_is(results: tvsim.Results) -> None:
    one, two, three, four = results.replications
    gone = one.waits.iloc[-1]  # the last, so that the histograms of the others stay those of their rows
    place = (one.waits["by"] == gone["by"]) & (one.waits["value"] == gone["value"])
    others = [each.waits for each in (two, three, four)]
    changed = with_replications(results, replace(one, waits=one.waits[~place].reset_index(drop=True)), two, three, four)
    rows = changed.estimates_of("waits").set_index([*KEYS["waits"], "figure"])
    row = rows.loc[(gone["by"], gone["value"], "visits")]
    there = [
        waits.loc[(waits["by"] == gone["by"]) & (waits["value"] == gone["value"]), "visits"].tolist()
        for waits in others
    ]
    values = [value for found in there for value in found]
    assert row["replications"] == len(values) < 4
    assert row["estimate"] == pytest.approx(np.mean(values))
    whole = results.estimates_of("waits").set_index([*KEYS["waits"], "figure"])
    kept = rows.index.difference([index for index in rows.index if index[:2] == (gone["by"], gone["value"])])
    pd.testing.assert_frame_equal(rows.loc[kept], whole.loc[kept], check_exact=True)


@pytest.mark.parametrize("name", KEYS)
def test_estimates_are_those_of_the_tables(results: tvsim.Results, name: str) -> None:
    together = results.replicated(name)
    figures = [column for column in together if column not in {*KEYS[name], "replication"}]
    means = together.groupby(KEYS[name], sort=False, observed=True)[figures].mean().stack(future_stack=True)
    found = results.estimates_of(name).set_index([*KEYS[name], "figure"])["estimate"]
    assert sorted(map(str, found.index)) == sorted(map(str, means.index))
    found = found[~found.index.get_level_values("figure").isin(QUANTILES)]  # those are of all waits together
    assert found.to_numpy() == pytest.approx(means.reindex(found.index).to_numpy(), nan_ok=True)


@pytest.mark.parametrize("values", [1, 7, 4_000])
def test_estimates_made_in_parts_are_the_same(
    results: tvsim.Results, monkeypatch: pytest.MonkeyPatch, values: int
) -> None:
    whole = results.estimates_of("stock")
    monkeypatch.setattr("tvsim.experiment.results.VALUES_AT_ONCE", values)
    pd.testing.assert_frame_equal(results.estimates_of("stock"), whole, check_exact=True)


@pytest.mark.parametrize("rows", [1, 50, 200])
def test_files_written_in_blocks_say_the_same(
    results: tvsim.Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(files, "ROWS_AT_ONCE", rows)
    for name in KEYS:
        files.write_parts(results.each_replicated(name), tmp_path, name)
        monkeypatch.undo()
        files.write_parts([results.replicated(name)], tmp_path, f"{name}_whole")
        monkeypatch.setattr(files, "ROWS_AT_ONCE", rows)
        one, whole = (pd.read_parquet(tmp_path / f"{each}.parquet") for each in (name, f"{name}_whole"))
        pd.testing.assert_frame_equal(one, whole, check_exact=True)
        assert (tmp_path / f"{name}.csv").read_bytes() == (tmp_path / f"{name}_whole.csv").read_bytes()


def test_a_table_that_is_empty_in_the_first_replications(results: tvsim.Results, tmp_path: Path) -> None:
    one, two, *_ = results.replications
    changed = with_replications(results, replace(one, waits=one.waits.iloc[:0]), two)
    files.write_parts(changed.each_replicated("waits"), tmp_path, "waits")
    written = pd.read_csv(tmp_path / "waits.csv")
    assert len(written) == len(two.waits)
    assert set(written["replication"]) == {2}


def test_a_table_that_is_none_is_refused(results: tvsim.Results) -> None:
    for read in (results.replicated, results.estimates_of):
        with pytest.raises(ValueError, match='table = "key_figures": there is no such table of figures'):
            read("key_figures")
