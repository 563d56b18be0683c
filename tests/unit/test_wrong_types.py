"""What is called from Python with things of a wrong type says so in one sentence, before anything is run."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tvsim
from tests.scenario_files import small_file
from tvsim.experiment.workers import Workers

WRONG = {
    "none": None,
    "text": "baseline",
    "bytes": b"x",
    "number": 2.5,
    "number of numpy": np.float64(2.5),
    "true": True,
    "true of numpy": np.bool_(True),
    "nan": float("nan"),
    "below all": -1,
    "date": dt.date(2025, 1, 1),
    "list of texts": ["a", "b"],
    "list of lists": [["a"], ["b"]],
    "empty list": [],
    "set": {"x"},
    "dict of lists": {"a": ["x", "y"]},
    "array": np.array([0.1, 7.5]),
    "two-sided array": np.eye(2),
    "table": pd.DataFrame({"a": [1]}),
    "empty table": pd.DataFrame(),
    "column": pd.Series([1, 7]),
    "anything": object(),
}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    path = small_file(tmp_path_factory.mktemp("wrong"))
    text = path.read_text(encoding="utf-8").replace("reviewers = 1\n", "reviewers = { value = 1, range = [1, 2] }\n", 1)
    path.write_text(text, encoding="utf-8")
    return tvsim.load(path)


SHARE = "channels.online.share"

CALLS: dict[str, tuple[Callable[[tvsim.Scenario, Any], object], set[str]]] = {
    "sweep(?)": (lambda _, wrong: tvsim.sweep(wrong, {SHARE: [0.1]}), set()),
    "sweep(vary=?)": (tvsim.sweep, {"dict of lists"}),
    "sweep(vary={?: })": (
        lambda s, wrong: tvsim.sweep(s, {wrong if wrong.__hash__ else ("a", 1): [0.1]}),
        {"text"},
    ),
    "sweep(vary={ : ?})": (
        lambda s, wrong: tvsim.sweep(s, {SHARE: wrong}),
        {"text", "array", "column", "list of texts", "empty list"},
    ),
    "sweep(vary={ : [?]})": (
        lambda s, wrong: tvsim.sweep(s, {SHARE: [wrong]}),
        {"text", "number", "number of numpy", "true", "true of numpy", "nan", "below all"},
    ),
    "sweep(vary={ : ?}, lhs)": (
        lambda s, wrong: tvsim.sweep(s, {SHARE: wrong}, design="lhs"),
        {"text", "array", "column", "list of texts", "empty list"},
    ),
    "sweep(design=?)": (lambda s, wrong: tvsim.sweep(s, {SHARE: [0.1]}, design=wrong), set()),
    "sweep(points=?)": (lambda s, wrong: tvsim.sweep(s, {SHARE: "0:1"}, design="lhs", points=wrong), {"none"}),
    "compare(?)": (lambda _, wrong: tvsim.compare(wrong), set()),
    "compare([ , ?])": (lambda s, wrong: tvsim.compare([s, wrong]), set()),
    "explain(?, )": (lambda s, wrong: tvsim.explain(wrong, s), set()),
    "explain( , ?)": (tvsim.explain, set()),
    "explain(orders=?)": (lambda s, wrong: tvsim.explain(s, s, orders=wrong), {"none"}),
    "explain(by=?)": (lambda s, wrong: tvsim.explain(s, s, by=wrong), set()),
    "sensitivity(?)": (lambda _, wrong: tvsim.sensitivity(wrong), set()),
    "sensitivity(figures=?)": (lambda s, wrong: tvsim.sensitivity(s, figures=wrong), {"none"}),
    "sensitivity(figures=[?])": (lambda s, wrong: tvsim.sensitivity(s, figures=[wrong]), set()),
    "sensitivity(sobol=?)": (lambda s, wrong: tvsim.sensitivity(s, sobol=wrong), {"none"}),
    "warm_up(?)": (lambda _, wrong: tvsim.warm_up(wrong), set()),
    "warm_up(days=?)": (lambda s, wrong: tvsim.warm_up(s, days=wrong), set()),
    "run(?)": (lambda _, wrong: tvsim.run(wrong), set()),
    "run(precision=?)": (lambda s, wrong: tvsim.run(s, precision=wrong), {"none"}),
    "run(figures=?)": (lambda s, wrong: tvsim.run(s, precision=0.1, figures=wrong), {"none"}),
    "run(figures=?) without precision": (lambda s, wrong: tvsim.run(s, figures=wrong), {"none"}),
    "run(most=?)": (lambda s, wrong: tvsim.run(s, precision=0.1, most=wrong), {"none"}),
    "run(keep=?)": (lambda s, wrong: tvsim.run(s, keep=wrong), set()),
    "seed=?": (lambda s, wrong: tvsim.warm_up(s, seed=wrong), {"none"}),
    "replications=?": (lambda s, wrong: tvsim.compare([s, s], replications=wrong), {"none"}),
    "jobs=?": (lambda s, wrong: tvsim.compare([s, s], jobs=wrong), set()),
    "threads=?": (lambda s, wrong: tvsim.compare([s, s], threads=wrong), set()),
    "engine=?": (lambda s, wrong: tvsim.compare([s, s], engine=wrong), set()),
    "folder=?": (lambda s, wrong: tvsim.compare([s, s], folder=wrong), {"none", "text"}),
    "cluster=?": (lambda s, wrong: tvsim.compare([s, s], cluster=wrong), {"none", "text"}),
    "progress=?": (lambda s, wrong: tvsim.compare([s, s], progress=wrong), {"none"}),
    "jbos=?": (lambda s, wrong: tvsim.compare([s, s], jbos=wrong), set()),  # type: ignore[call-arg]
}
"""What is called, and with which of the wrong things it may be right, or refuses them as a wrong scenario."""


@pytest.mark.parametrize("call", CALLS)
def test_one_sentence_of_tvsim_s_own(call: str, scenario: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workers, "each", lambda *_: pytest.fail("something was run"))
    function, right = CALLS[call]
    for name, wrong in WRONG.items():
        if name not in right:
            with pytest.raises((TypeError, ValueError)) as refused:
                function(scenario, wrong)
            said = str(refused.value)
            assert said, name
            assert "\n" not in said, (name, said)
            raised_at = Path(traceback.extract_tb(refused.value.__traceback__)[-1].filename)
            assert "tvsim" in raised_at.parts, (name, said)
            assert not any(word in said for word in ("NoneType", "object is not", "has no len", "ambiguous")), said


def test_arguments_of_no_such_name_are_named() -> None:
    scenario = tvsim.load("baseline")
    with pytest.raises(TypeError, match=r'jbos: there is no such argument; did you mean "jobs"\?'):
        tvsim.warm_up(scenario, jbos=2)  # type: ignore[call-arg]


def test_numbers_and_texts_of_numpy_and_pandas_are_right(scenario: tvsim.Scenario) -> None:
    """Where a plain number or list is."""
    varied = {SHARE: pd.Series([0.1, 0.2]), "counters.health.officers": np.arange(1, 3)}
    plain = {SHARE: [0.1, 0.2], "counters.health.officers": (1, 2)}
    one, other = (
        tvsim.sweep(scenario, vary, seed=seed, replications=count)
        for vary, seed, count in ((varied, np.int64(3), np.int32(1)), (plain, 3, 1))
    )
    pd.testing.assert_frame_equal(one.table, other.table)
    assert all(type(value) in (int, float) for point in one.design.points for value in point)
    figures = np.array(["visits", "received"])
    assert tvsim.sensitivity(scenario, figures=figures, replications=1).figures == ("visits", "received")
