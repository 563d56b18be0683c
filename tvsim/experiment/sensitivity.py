"""Which assumption matters most: each moved through its range, alone or all together."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.cautions import ScenarioWarning, cautions
from tvsim.experiment.arguments import checked_scenario, key_figures, known, replications_of, seed_of, whole_number
from tvsim.experiment.assumptions import Assumption, assumptions, moved
from tvsim.experiment.designs import whole_between
from tvsim.experiment.families import corrected, statements
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.overloads import Overloads
from tvsim.experiment.question import Question, Variant
from tvsim.experiment.ranking import Ranking, swings
from tvsim.experiment.sobol import TRUSTED_BASE, WIDE, Indices, salib, sobol_indices
from tvsim.experiment.study import How, Study, new_study
from tvsim.language import spoken, worded
from tvsim.outcomes import ALL, KEY_FIGURES
from tvsim.scenario import Scenario
from tvsim.scenario.errors import shown
from tvsim.scenario.schema import LEAST_BASE, MOST_BASE, MOST_POINTS

Floats = NDArray[np.float64]

FIGURES = ("wait_mean_min", "overdue_true")
"""Figures for which assumptions are weighed where none are asked for."""
AT_THE_DESK = ("awaiting_intake", "received")
"""Figures that tell of dossiers which are in no overdue rate."""


class WideIndicesWarning(ScenarioWarning):
    """Sobol indices whose intervals are so wide that they say little, or too narrow to say what they seem to."""


@dataclass(frozen=True, repr=False)
class Sensitivity:
    """How figures answer to the assumptions.

    Attributes
    ----------
    scenario, seed, replications : as it was run; all met the same people
    figures : those that are weighed
    assumptions : numbers that have a range
    table : DataFrame
        One row an assumption, figure and agency. Columns: ``assumption`` (its path), ``value``, ``low``, ``high`` (its
        range), ``source``, ``figure``, ``agency``, ``unit``, ``at_base`` and ``at_base_replications``, in how many
        there is such a figure; ``at_low`` (the figure with the assumption at the low end of its range),
        ``at_low_difference`` (paired, to the base), ``at_low_from``, ``at_low_to`` (its 95 % interval),
        ``at_low_replications``; the same for ``at_high``; ``swing``, the larger of the two differences without its
        sign; ``swing_from``, ``swing_to``, its 95 % interval; ``p``, the chance of so large a one if there were none:
        see `tvsim.experiment.ranking.swings`; and ``p_corrected``, by Holm for all assumptions and figures: over all
        agencies, or those of the agencies.
    desk : DataFrame
        The same rows of the dossiers that await intake, and of those received, whatever figures were weighed.
    indices : DataFrame or None
        One row an assumption, figure and agency: ``assumption``, ``figure``, ``agency``, ``first``, ``first_half``,
        ``total``, ``total_half``; see `tvsim.experiment.sobol`. None where they were not asked for.
    sobol : size of their base sample; none where they were not asked for
    warnings : what to know, in sentences
    """

    scenario: Scenario
    seed: int
    replications: int
    figures: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    table: pd.DataFrame
    desk: pd.DataFrame
    indices: pd.DataFrame | None = None
    warnings: tuple[str, ...] = ()
    sobol: int | None = None

    def of(self, figure: str, agency: str = ALL) -> pd.DataFrame:
        """Rows of one figure, the largest swing first; whether that order is certain says `ranking`.

        Raises
        ------
        ValueError
            If the figure was not weighed, or there is no such agency.
        """
        rows = self._rows(self.table, figure, agency)
        return rows.sort_values("swing", ascending=False, kind="stable", ignore_index=True)

    def ranking(self, figure: str, agency: str = ALL) -> Ranking:
        """How certain it is which assumption moves a figure most, and which cannot be told from no effect.

        Raises
        ------
        ValueError
            If the figure was not weighed, or there is no such agency.
        """
        return Ranking.of(self.of(figure, agency))

    def statements(self, agency: str = ALL) -> int:
        """How many statements are corrected together: those over all agencies, or those of all agencies."""
        return statements(self.table.set_index("agency")["p"], by_agency=agency != ALL)

    def indices_of(self, figure: str, agency: str = ALL) -> pd.DataFrame:
        """Sobol indices of one figure, the largest total one first.

        Raises
        ------
        ValueError
            If they were not asked for, the figure was not weighed, or there is no such agency.
        """
        if self.indices is None:
            raise ValueError(worded("no Sobol indices were asked for: sensitivity(..., sobol=64)"))
        rows = self._rows(self.indices, figure, agency)
        return rows.sort_values("total", ascending=False, kind="stable", ignore_index=True)

    @property
    def has_narrow_indices(self) -> bool:
        """Whether the base sample is so small that the intervals of the Sobol indices are too narrow."""
        return self.sobol is not None and self.sobol < TRUSTED_BASE

    @property
    def is_by_chance(self) -> bool:
        """Whether there is one replication only: which assumption matters more may then be chance."""
        return self.replications == 1

    @property
    def deciding_how_many_come(self) -> tuple[Assumption, ...]:
        """Assumptions at whose ends not all citizens are the same, so that their intervals are wider."""
        return tuple(each for each in self.assumptions if each.decides_how_many_come)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the differences, one sentence each."""
        found = []
        if self.is_by_chance:
            found.append(worded("one replication has no intervals: which assumption matters more may be chance"))
        if self.deciding_how_many_come:
            paths = ", ".join(each.path for each in self.deciding_how_many_come)
            text = worded("more or fewer come, so that not all citizens are the same and the intervals are wider")
            found.append(f"{paths}: {text}")
        return tuple(found)

    def _rows(self, table: pd.DataFrame, figure: str, agency: str) -> pd.DataFrame:
        known("figure", figure, self.figures)
        known("agency", agency, self.table["agency"].unique())
        return table[(table["figure"] == figure) & (table["agency"] == agency)]

    def __repr__(self) -> str:
        count = len(self.assumptions)
        return f"Sensitivity({self.scenario.name!r}, {count} assumptions, {self.replications} replications)"

    def _repr_html_(self) -> str:
        columns = ["assumption", "value", "low", "high", "at_low_difference", "at_low_replications"]
        columns += ["at_high_difference", "at_high_replications", "swing", "swing_from", "swing_to"]
        tables = "".join(f"<h4>{figure}</h4>{self._figure_html(figure, columns)}" for figure in self.figures)
        return tables + "".join(f"<p>{escape(note)}</p>" for note in self.notes)

    def _figure_html(self, figure: str, columns: list[str]) -> str:
        """One figure's rows of the whole centre, and how certain their order is."""
        ranking = self.ranking(figure)
        rows = self.of(figure)[columns]
        names = rows["assumption"]
        rows = rows.assign(assumption=names.where(~names.isin(ranking.marked), names + " *"))
        said = ranking.in_words(spoken(), str, len(rows))
        table = rows.to_html(index=False, float_format="{:,.3g}".format)
        return str(table) + "".join(f"<p>{escape(each)}</p>" for each in said)


def sensitivity(
    scenario: Scenario,
    *,
    figures: Sequence[str] | None = None,
    seed: int | None = None,
    replications: int | None = None,
    sobol: int | None = None,
    **how: Unpack[How],
) -> Sensitivity:
    """Find which assumption matters most.

    Every number with a stated range is moved to its low and to its high end, all others staying as they are, with the
    same citizens.

    Parameters
    ----------
    scenario : Scenario
    figures : sequence of str, optional
        Key figures to weigh the assumptions for; mean wait and overdue by the true clock where not given.
    seed : int, optional
        The scenario's where not given.
    replications : int, optional
        Of each scenario; 20 where not given.
    sobol : int, optional
        Points of the base sample for Sobol indices, a power of 2, at least 8: all assumptions are then also moved at
        once, each uniformly within its range, at ``sobol * (assumptions + 2)`` points. Below 64 the intervals of the
        indices are too narrow: of a function whose indices are known they hold about 9 of 10, rather than 19 of 20.
    **how
        How and where the replications are done: `tvsim.experiment.How`.

    Raises
    ------
    ScenarioError
        If no number has a range, or the scenario refuses a bound: all are checked before anything is run.
    TypeError, ValueError
        If another argument is not as described.
    MissingSalibError
        If Sobol indices are asked for and SALib is not installed.
    FolderError, WorkersError
        As by `tvsim.run`.

    Warns
    -----
    WideIndicesWarning
        Where the sample is too small to tell much from the Sobol indices, or from their intervals.
    EmptyStartWarning, OverloadWarning
        As by `tvsim.run` for the scenario, and for each pool whose mean load is 1 or more at an end of a range.
    """
    checked_scenario(scenario)
    seed = seed_of(seed, scenario)
    count = replications_of(replications)
    chosen = FIGURES if figures is None else key_figures(figures)
    doubted = assumptions(scenario)
    if sobol is not None:
        check_base(sobol, len(doubted))
        salib()
    asked = {"figures": list(chosen), "sobol": sobol}
    overloads, numbers = Overloads(scenario), range(1, count + 1)
    with new_study(Question("sensitivity", (scenario,), seed, count, asked), **how) as study:
        table = _one_by_one(study, scenario, doubted, numbers, overloads)
        indices = None if sobol is None else _all_at_once(study, scenario, doubted, chosen, numbers, sobol)
    said: list[ScenarioWarning] = [*cautions(scenario), *overloads.warnings(2 * len(doubted))]
    if sobol is not None and indices is not None:
        said += _wide(indices, sobol)
    for each in said:
        warnings.warn(each, stacklevel=2)
    told = tuple(map(str, said))
    return Sensitivity(scenario, seed, count, chosen, doubted, *parted(table, chosen), indices, told, sobol)


def check_base(base: object, inputs: int) -> None:
    """Check the size of the base sample for Sobol indices.

    Raises
    ------
    TypeError, ValueError
        If it is no power of 2, too small, or too large.
    """
    wrong = wrong_base(whole_number("sobol", base, LEAST_BASE, MOST_BASE), inputs)
    if wrong is not None:
        raise ValueError(f"sobol {wrong}")


def wrong_base(number: int, inputs: int) -> str | None:
    """Return what is wrong with the size of a base sample; none where nothing is."""
    if number & (number - 1):
        near = 1 << (number.bit_length() - 1)
        return worded(
            "must be a power of 2, such as {lower:,} or {upper:,}, not {number:,}",
            lower=near,
            upper=2 * near,
            number=number,
        )
    points = number * (inputs + 2)
    if points > MOST_POINTS:
        return worded(
            "must be smaller: N x (assumptions + 2) = {number:,} x {columns:,} = {points:,} points, and at most "
            "{most:,} can be run",
            number=number,
            columns=inputs + 2,
            points=points,
            most=MOST_POINTS,
        )
    return None


def _one_by_one(
    study: Study,
    scenario: Scenario,
    doubted: Sequence[Assumption],
    numbers: Sequence[int],
    overloads: Overloads,
) -> pd.DataFrame:
    """Move each assumption to both ends of its range."""

    def scenarios() -> Iterator[Variant]:
        yield Variant.unchanged(scenario)
        for assumption in doubted:
            ends: dict[Literal["low", "high"], float] = {"low": assumption.low, "high": assumption.high}
            for end, bound in ends.items():
                there = moved(scenario, assumption, bound, end)
                overloads.note(there, f"{assumption.path} = {shown(assumption.moved(bound)[0][1])}")
                yield Variant(there, scenario, tuple(assumption.moved(bound)))

    found = {place: packed.key_sample() for place, packed in study.each(scenarios(), numbers)}
    ends = [(found[2 * number + 1], found[2 * number + 2]) for number in range(len(doubted))]
    return moved_one_by_one(doubted, found[0], ends)


def moved_one_by_one(
    doubted: Sequence[Assumption], base: KeySample, ends: Sequence[tuple[KeySample, KeySample]]
) -> pd.DataFrame:
    """How every key figure answers to each assumption by itself.

    Parameters
    ----------
    doubted : sequence of Assumption
    base : KeySample
        Key figures of the scenario as it is.
    ends : sequence of tuple of KeySample
        Of the same replications with each assumption at the low and at the high end of its range.

    Returns
    -------
    DataFrame
        As `Sensitivity.table`, of all figures.
    """
    parts = [_moved_both_ways(each, base, *both) for each, both in zip(doubted, ends, strict=True)]
    return pd.concat(parts, ignore_index=True)


def parted(table: pd.DataFrame, figures: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the figures that are weighed, and of the dossiers at the desk, from those of all figures."""
    weighed, desk = (table[table["figure"].isin(names)].reset_index(drop=True) for names in (figures, AT_THE_DESK))
    p = weighed.set_index(["figure", "agency"])["p"]
    return weighed.assign(p_corrected=corrected(p).to_numpy()), desk


def _moved_both_ways(assumption: Assumption, base: KeySample, low: KeySample, high: KeySample) -> pd.DataFrame:
    rows = base.index().to_frame(index=False)
    table = pd.DataFrame({"assumption": assumption.path, "value": assumption.value}, rows.index)
    table = table.assign(low=assumption.low, high=assumption.high, source=assumption.source)
    table = table.assign(figure=rows["figure"], agency=rows["agency"])
    table["unit"] = [KEY_FIGURES[figure].unit for figure in table["figure"]]
    table["at_base"], table["at_base_replications"] = base.pooled.ravel(), base.estimates.replications
    for end, sample in (("at_low", low), ("at_high", high)):
        found = sample.differences(base)
        apart, table[f"{end}_p"] = found.estimates, found.p
        table[end] = sample.aligned(base.agencies).pooled.ravel()
        table[f"{end}_difference"], table[f"{end}_from"], table[f"{end}_to"] = apart.value, apart.low, apart.high
        table[f"{end}_replications"] = apart.replications
    return pd.concat([table, swings(table)], axis=1)


def _all_at_once(
    study: Study,
    scenario: Scenario,
    doubted: Sequence[Assumption],
    figures: Sequence[str],
    numbers: Sequence[int],
    base: int,
) -> pd.DataFrame:
    """Move all assumptions together, and part the variance among them."""
    agencies = (*scenario.plan.agencies, ALL)
    columns = [NAMES.index(figure) for figure in figures]

    def evaluate(points: Floats) -> Floats:
        changes = (_changes(doubted, point) for point in points)
        scenarios = (Variant(scenario.changed(each, "sensitivity"), scenario, tuple(each)) for each in changes)
        found = np.empty((len(points), len(agencies), len(figures)))
        for place, packed in study.each(scenarios, numbers):
            found[place] = packed.key_sample().aligned(agencies).pooled[:, columns]
        return found.reshape(len(points), -1)

    found = sobol_indices([_bounds(each) for each in doubted], base, study.seed % 2**32, evaluate)
    outputs = [(agency, figure) for agency in agencies for figure in figures]
    parts = [_frame(doubted, *output, indices) for output, indices in zip(outputs, found, strict=True)]
    return pd.concat(parts, ignore_index=True)


def _bounds(assumption: Assumption) -> tuple[float, float]:
    """What SALib draws between: of whole numbers the parts of 1 that each of them has."""
    return (0.0, 1.0) if assumption.is_whole else (assumption.low, assumption.high)


def _changes(doubted: Sequence[Assumption], point: Floats) -> list[tuple[str, int | float]]:
    changes: list[tuple[str, int | float]] = []
    for assumption, drawn in zip(doubted, point, strict=True):
        whole = assumption.is_whole
        to = whole_between(np.array([drawn]), assumption.low, assumption.high)[0] if whole else float(drawn)
        changes += assumption.moved(to)
    return changes


def _frame(doubted: Sequence[Assumption], agency: str, figure: str, indices: Indices) -> pd.DataFrame:
    table = pd.DataFrame({"assumption": [each.path for each in doubted]})
    return table.assign(figure=figure, agency=agency, **vars(indices))


def _wide(indices: pd.DataFrame, base: int) -> list[ScenarioWarning]:
    """A sentence where the intervals of the whole centre's indices are wide, or would be if they were right."""
    halves = indices.loc[indices["agency"] == ALL, ["first_half", "total_half"]].to_numpy(float)
    widest = float(np.nanmax(halves, initial=0.0))
    if base < TRUSTED_BASE and widest > 0:
        text = worded(
            "the Sobol indices are uncertain by up to ±{widest:.2f} and more: of a base sample of {base} the intervals "
            "are too narrow, and hold about 9 of 10 indices rather than 19 of 20; from {trusted} on they hold as many "
            "as they should",
            widest=widest,
            base=base,
            trusted=TRUSTED_BASE,
        )
        return [WideIndicesWarning(text)]
    if widest <= WIDE:
        return []
    text = worded(
        "the Sobol indices are uncertain by up to ±{widest:.2f}: a base sample four times as large halves that",
        widest=widest,
    )
    return [WideIndicesWarning(text)]
