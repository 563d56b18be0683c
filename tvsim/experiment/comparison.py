"""Scenarios compared: what each key figure is, how it differs from the first scenario's, and what can be told apart."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Unpack

import numpy as np
import pandas as pd

from tvsim.cautions import cautions_of
from tvsim.experiment.arguments import checked_scenario, must_be, replications_of, seed_of
from tvsim.experiment.citizens import UnlikeScenariosWarning, meet_the_same, unlike
from tvsim.experiment.families import ERROR, corrected, statements
from tvsim.experiment.question import Question
from tvsim.experiment.results import Results
from tvsim.experiment.study import How, new_study
from tvsim.experiment.yardsticks import measured_otherwise, other_yardsticks
from tvsim.language import Language, spoken, worded
from tvsim.outcomes import ALL, FOREMOST, KEY_FIGURES, Better
from tvsim.scenario import Scenario
from tvsim.scenario.numbered import numbered, told_apart
from tvsim.statistics import Estimate


class Verdict(StrEnum):
    """What can be said of a difference."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    """More of what is neither better nor worse."""
    LESS = "less"
    EQUAL = "equal"
    """The same in every replication, to the last digit."""
    OPEN = "not told apart"
    UNLIKE = "unlike"
    """Not measured alike: over other days, within other targets or at other prices."""
    MISSING = "missing"
    """In fewer than two replications both scenarios have the figure."""


TOLD_APART = frozenset({Verdict.BETTER, Verdict.WORSE, Verdict.MORE, Verdict.LESS})


@dataclass(frozen=True)
class Difference:
    """How one figure of one agency differs from that of the first scenario; see `Comparison.differences`."""

    value: float
    low: float
    high: float
    replications: int
    verdict: Verdict


def is_beyond_nothing(found: Difference | Estimate) -> bool:
    """Whether the interval of a difference holds no 0."""
    return found.low > 0 or found.high < 0


@dataclass(frozen=True, repr=False)
class Comparison:
    """Scenarios that met the same people, the first one being what the others are held against.

    Attributes
    ----------
    results : tuple of Results
        Of one seed and one number of replications.
    names : tuple of str
        What the scenarios are called here: their names, numbered where two have the same.
    """

    results: tuple[Results, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, results: Sequence[Results]) -> Comparison:
        """Compare results with those of the first.

        Raises
        ------
        ValueError
            If they are fewer than two, or differ in seed or number of replications: then they are not paired.
        """
        if len(results) < 2:
            raise ValueError(worded("a comparison needs two scenarios or more"))
        for each in results:
            if not isinstance(each, Results):
                raise TypeError(must_be("results", worded("those that tvsim.run returns"), each))
        asked = {(each.seed, len(each.replications)) for each in results}
        if len(asked) > 1:
            told = ", ".join(
                worded("seed {seed} with {count}", seed=seed, count=count) for seed, count in sorted(asked)
            )
            text = worded(
                "results must have the same seed and number of replications to be compared, not {told}", told=told
            )
            raise ValueError(text)
        return cls(tuple(results), numbered([each.scenario.name for each in results]))

    @property
    def scenarios(self) -> list[Scenario]:
        """Those that are compared, in their order."""
        return [each.scenario for each in self.results]

    @property
    def replications(self) -> int:
        """Of each scenario."""
        return len(self.results[0].replications)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Each scenario's estimates.

        Index scenario, agency and figure; columns as of `Results.estimates`.
        """
        return pd.concat(
            {name: each.estimates for name, each in zip(self.names, self.results, strict=True)}, names=["scenario"]
        )

    @cached_property
    def differences(self) -> pd.DataFrame:
        """How each scenario but the first differs from the first.

        Index scenario, agency and figure. Columns:

        difference, low, high : mean paired difference and its 95 % interval; of quantiles the difference of those of
            all waits together
        replications : in which both have the figure
        p : chance of so large a difference if there were none; missing where the two do not measure the figure alike
        p_corrected : by Holm for all statements that are made at once: over all agencies, those of the scenarios and
            figures; by agency, those of the agencies too
        verdict : see `Verdict`; told apart where ``p_corrected`` is at most 0.05
        narrowed : width of the interval as a part of what it were if each scenario had met people of its own
        unit
        """
        frames = {name: self._against_first(each) for name, each in zip(self.names[1:], self.results[1:], strict=True)}
        table = pd.concat(frames, names=["scenario"])
        table["p_corrected"] = corrected(table["p"])
        figures = table.index.get_level_values("figure")
        parts = (table[each] for each in ("difference", "equal", "otherwise", "p", "p_corrected"))
        rows = zip(figures, *parts, strict=True)
        table["verdict"] = [_verdict(*row) for row in rows]
        columns = ["difference", "low", "high", "replications", "p", "p_corrected", "verdict", "narrowed", "unit"]
        return table[columns]

    def estimate(self, scenario: str, agency: str, figure: str) -> Estimate | None:
        """Estimate one figure; none where the scenario has not the agency."""
        place = (scenario, agency, figure)
        if place not in self.estimates.index:
            return None
        return self.results[self.names.index(scenario)].estimate(agency, figure)

    def counts(self, agency: str, figures: Sequence[str]) -> list[int]:
        """In how many replications each scenario has some figures of an agency."""
        found = (self.estimate(name, agency, figure) for name in self.names for figure in figures)
        return [each.replications for each in found if each is not None]

    def difference(self, scenario: str, agency: str, figure: str) -> Difference | None:
        """Return how one figure differs from the first scenario's; none where the scenario has not the agency."""
        place = (scenario, agency, figure)
        if place not in self.differences.index:
            return None
        row = self.differences.loc[[place]]
        value, low, high, both, verdict = row[["difference", "low", "high", "replications", "verdict"]].to_numpy()[0]
        return Difference(float(value), float(low), float(high), int(both), Verdict(verdict))

    def _against_first(self, other: Results) -> pd.DataFrame:
        first, sample = self.results[0].key_sample, other.key_sample
        found = sample.differences(first)
        frame = found.estimates.table().rename(columns={"estimate": "difference"})
        frame = frame.assign(p=found.p, narrowed=sample.narrowed(first)).set_index(sample.index())
        theirs = first.aligned(sample.agencies).values
        both_missing = np.isnan(sample.values) & np.isnan(theirs)
        equal = ((sample.values == theirs) | both_missing).all(axis=0).ravel()
        figures = frame.index.get_level_values("figure")
        apart = measured_otherwise(self.results[0].scenario, other.scenario)
        otherwise = figures.isin(list(apart)) & frame["difference"].notna()
        frame["p"] = frame["p"].where(~otherwise)
        return frame.assign(equal=equal, otherwise=otherwise, unit=[KEY_FIGURES[each].unit for each in figures])

    @cached_property
    def same_citizens(self) -> bool:
        """Whether the same cases come to all of them; see `tvsim.experiment.citizens`."""
        first, *others = self.scenarios
        return meet_the_same(first, others, self.results[0].seed)

    def same_citizens_come_to(self, scenario: str) -> bool:
        """Whether the same cases come to one of the scenarios as to the first."""
        other = self.scenarios[self.names.index(scenario)]
        return meet_the_same(self.scenarios[0], [other], self.results[0].seed)

    def unlike(self, language: Language | None = None, names: Sequence[str] | None = None) -> list[str]:
        """Say of scenarios with other periods that they cannot be compared; see `citizens.unlike`."""
        return unlike(self.scenarios, self.results[0].seed, language, names or self.names)

    def not_comparable(self, language: Language, names: Sequence[str] | None = None) -> list[str]:
        """Say what makes figures differ although nothing in the centre does: periods, targets and prices."""
        return not_alike(self.scenarios, self.results[0].seed, language, names or self.names)

    def narrowing(self, agency: str = ALL, figures: Sequence[str] = tuple(KEY_FIGURES)) -> float:
        """Median of how wide the paired intervals of an agency's figures are, as a part of unpaired ones.

        Only figures that are told apart count: of what a plan hardly touches, pairing leaves nothing at all. Missing
        where none is.
        """
        table = self._of(agency)
        told = table["verdict"].isin(TOLD_APART) & table.index.get_level_values("figure").isin(figures)
        narrowed = table.loc[told, "narrowed"].dropna()
        return float(narrowed.median()) if len(narrowed) else float("nan")

    def statements(self, *, by_agency: bool = False) -> int:
        """How many statements are corrected together: those over all agencies, or those of all agencies."""
        return statements(self.differences["p"], by_agency=by_agency)

    def _of(self, agency: str) -> pd.DataFrame:
        """Differences of one agency, by scenario and figure; none where no scenario has it."""
        return self.differences[self.differences.index.get_level_values("agency") == agency].droplevel("agency")

    def __repr__(self) -> str:
        return f"Comparison({', '.join(self.names)}; replications={self.replications})"

    def _repr_html_(self) -> str:
        table = self._of(ALL)
        chosen = table[table.index.get_level_values("figure").isin(FOREMOST)]
        html = chosen[["difference", "low", "high", "replications", "verdict"]].to_html(
            float_format="{:,.4g}".format, na_rep="–"
        )
        return str(html)


def compare(
    scenarios: Sequence[Scenario],
    *,
    seed: int | None = None,
    replications: int | None = None,
    **how: Unpack[How],
) -> Comparison:
    """Run scenarios with the same people, and hold each against the first.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Two or more.
    seed : int, optional
        Of all of them; the first scenario's where not given.
    replications : int, optional
        Of each; 20 where not given.
    **how
        How and where the replications are done: `tvsim.experiment.How`.

    Raises
    ------
    TypeError, ValueError, FolderError, WorkersError
        As `tvsim.run` does.

    Warns
    -----
    EmptyStartWarning, OverloadWarning
        As `tvsim.run` does, for each scenario.
    UnlikeScenariosWarning
        If the scenarios differ in their periods, targets or prices, or in their seeds and none is given.
    """
    if isinstance(scenarios, str | bytes | Mapping | Scenario) or not isinstance(scenarios, Iterable):
        raise TypeError(must_be("scenarios", worded("a list of them"), scenarios))
    plans = [checked_scenario(each) for each in scenarios]
    if len(plans) < 2:
        raise ValueError(worded("a comparison needs two scenarios or more"))
    given, seed = seed, seed_of(seed, plans[0])
    wanted = replications_of(replications)
    study = new_study(Question("compare", tuple(plans), seed, wanted), **how)
    for caution in [*cautions_of(plans), *map(UnlikeScenariosWarning, not_alike(plans, given))]:
        warnings.warn(caution, stacklevel=2)
    with study:
        found = study.run(plans, range(1, wanted + 1))
    return Comparison.of([Results(scenario, seed, each, None) for scenario, each in zip(plans, found, strict=True)])


def not_alike(
    scenarios: Sequence[Scenario],
    seed: int | None,
    language: Language | None = None,
    names: Sequence[str] | None = None,
) -> list[str]:
    """Say what makes figures differ although nothing in the centre does: periods, seeds, targets and prices.

    Of seeds where none is given for all. In the language of the process where none is given; by other names than their
    own where these are given.
    """
    say = language or spoken()
    called = names or told_apart(scenarios, say)
    return [*unlike(scenarios, seed, say, called), *other_yardsticks(scenarios, called, say)]


def _verdict(figure: str, difference: float, equal: bool, otherwise: bool, p: float, corrected: float) -> Verdict:
    if otherwise:
        return Verdict.EQUAL if equal else Verdict.UNLIKE
    if np.isnan(p):
        return Verdict.MISSING
    if equal:
        return Verdict.EQUAL
    if corrected > ERROR:
        return Verdict.OPEN
    if KEY_FIGURES[figure].better is Better.NEITHER:
        return Verdict.MORE if difference > 0 else Verdict.LESS
    return Verdict.BETTER if KEY_FIGURES[figure].is_better_by(difference) else Verdict.WORSE
