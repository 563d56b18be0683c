"""A sweep: one scenario at many points of a design, all with the same citizens."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Unpack

import pandas as pd

from tvsim.cautions import ScenarioWarning, cautions
from tvsim.experiment.arguments import checked_scenario, known, must_be, one_of, replications_of, seed_of
from tvsim.experiment.citizens import meet_the_same
from tvsim.experiment.designs import KINDS, Design, Kind, filling, grid, points_of
from tvsim.experiment.fewer import fewer_note
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.overloads import Overloads
from tvsim.experiment.question import Question, Variant
from tvsim.experiment.study import How, Packed, new_study
from tvsim.experiment.varied import Value, Varied, Vary, of_python, value_at, varied
from tvsim.language import worded
from tvsim.outcomes import ALL, KEY_FIGURES
from tvsim.scenario import Scenario
from tvsim.scenario.errors import shown

SWEPT = ("wait_mean_min", "within_target", "overdue_true", "awaiting_intake", "staff_cost")
"""Figures that are shown where none are asked for."""
NUMBERS = ("estimate", "low", "high", "replications", "difference", "difference_low", "difference_high")
"""Columns with what is known of a figure."""


class DesignWarning(ScenarioWarning):
    """A design that works, and that another one would do better."""


@dataclass(frozen=True, repr=False)
class Sweep:
    """What was found at the points of a design.

    Attributes
    ----------
    scenario : the base, in which nothing is varied
    seed, replications : of every point, so that all met the same people
    design : what was varied, and how
    table : DataFrame
        One row a point, agency and figure. Columns: ``point`` (from 1), each varied place, ``agency`` (``all`` for the
        whole), ``figure``, ``unit``, ``estimate``, ``low``, ``high`` (95 % interval), ``replications``, and the paired
        ``difference`` to the base with its interval ``difference_low``, ``difference_high``.
    base : DataFrame
        The same figures of the base: ``agency``, ``figure``, ``unit``, ``estimate``, ``low``, ``high``,
        ``replications``.
    base_values : what the base has at each varied place; none where it has no single value there
    warnings : tuple of str
        What to know: about the design, and points where a pool's load is 1 or more though it is not in the base.
    """

    scenario: Scenario
    seed: int
    replications: int
    design: Design
    table: pd.DataFrame
    base: pd.DataFrame
    base_values: Mapping[str, Value | None]
    warnings: tuple[str, ...] = ()

    def of(self, figure: str, agency: str = ALL) -> pd.DataFrame:
        """Rows of one figure: one a point, in the order of the design.

        Raises
        ------
        ValueError
            If there is no such figure or agency.
        """
        known("figure", figure, NAMES)
        known("agency", agency, self.base["agency"].unique())
        rows = (self.table["figure"] == figure) & (self.table["agency"] == agency)
        return self.table[rows].reset_index(drop=True)

    def of_base(self, figure: str, agency: str = ALL) -> pd.Series[float]:
        """What is known of one figure of the base."""
        known("figure", figure, NAMES)
        known("agency", agency, self.base["agency"].unique())
        return self.base[(self.base["figure"] == figure) & (self.base["agency"] == agency)].iloc[0]

    def with_base(self) -> pd.DataFrame:
        """Return the table with the rows of the base before it, as point 0; it has no difference to itself."""
        values = {place: value for place, value in self.base_values.items() if value is not None}
        return pd.concat([self.base.assign(point=0, **values), self.table], ignore_index=True)[list(self.table)]

    def pivot(self, figure: str, agency: str = ALL, column: str = "estimate") -> pd.DataFrame:
        """One figure over a grid of two places: the values of the first as rows, of the second as columns.

        Raises
        ------
        ValueError
            If not two places are varied over a grid, or there is no such figure, agency or column.
        """
        if len(self.design.places) != 2 or self.design.kind != "grid":
            text = worded(
                "a table of two sides needs a grid of two varied places, not {count} over a design {design}",
                count=len(self.design.places),
                design=shown(self.design.kind),
            )
            raise ValueError(text)
        known("column", column, NUMBERS)
        first, second = self.design.places
        table: pd.DataFrame = self.of(figure, agency).pivot(index=first, columns=second, values=column)
        return table

    @cached_property
    def same_citizens(self) -> bool:
        """Whether the same cases come to the base and where each place is first and last; see `citizens`."""
        columns = [list(values) for values in zip(*self.design.points, strict=True)]
        ends = {number for values in columns for number in (_place_of(min, values), _place_of(max, values))}
        points = (self.design.point(self.scenario, each) for each in sorted(ends))
        return meet_the_same(self.scenario, points, self.seed)

    def __repr__(self) -> str:
        places = ", ".join(self.design.places)
        return f"Sweep({self.scenario.name!r}, {places}: {len(self.design)} points, {self.replications} replications)"

    def _repr_html_(self) -> str:
        over_all = self.table[(self.table["agency"] == ALL) & self.table["figure"].isin(SWEPT)]
        wide = over_all.pivot(index="point", columns="figure", values="estimate")[list(SWEPT)]
        points = pd.DataFrame(self.design.points, pd.RangeIndex(1, len(self.design) + 1), list(self.design.places))
        table = points.join(wide).to_html(float_format="{:,.3g}".format, na_rep="–")
        counts = over_all.set_index("figure")["replications"]
        return str(table) + "".join(f"<p>{escape(each)}</p>" for each in fewer_note(SWEPT, counts, self.replications))


def _place_of(end: Callable[..., int], values: Sequence[Value]) -> int:
    """Return which of the values is the least or the most; of words the first or the last."""
    are_numbers = all(isinstance(each, (int, float)) for each in values)
    return end(range(len(values)), key=(lambda place: values[place]) if are_numbers else None)


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Vary] | Design,
    *,
    design: Kind = "grid",
    points: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    **how: Unpack[How],
) -> Sweep:
    """Run a scenario at many points, and as it is, all with the same citizens.

    Parameters
    ----------
    scenario : Scenario
    vary : mapping
        What a place is to be: ``{"channels.online.share": "0.1:0.9:0.1", "counters.transport.officers": [2, 3, 4]}``.
        A text is as on the command line: ``low:high:step`` with both ends, ``low:high`` of whole numbers, or values
        between commas. Or a design that is ready.
    design : {"grid", "lhs", "sobol"}
        All combinations of the values; or points that fill the space between ``low`` and ``high`` of every place: a
        Latin hypercube, or a scrambled Sobol sequence.
    points : int, optional
        Of a design that fills the space; 64 where not given.
    seed : int, optional
        Of the study, and of the design; the scenario's where not given.
    replications : int, optional
        Of each point; 20 where not given.
    **how
        How and where the replications are done: `tvsim.experiment.How`.

    Raises
    ------
    ScenarioError
        If something cannot be varied so, or the scenario refuses a value: all points are checked before any is run.
    TypeError, ValueError
        If another argument is not as described.
    FolderError, WorkersError
        As by `tvsim.run`.

    Warns
    -----
    DesignWarning
        Where another number of points would fill the space more evenly.
    EmptyStartWarning, OverloadWarning
        As by `tvsim.run` for the base, and for each pool whose mean load is 1 or more at some of the points.
    """
    checked_scenario(scenario)
    seed = seed_of(seed, scenario)
    count = replications_of(replications)
    chosen = vary if isinstance(vary, Design) else design_of(_axes(vary, design), design, points, seed)
    study = new_study(Question("sweep", (scenario,), seed, count, chosen.told()), **how)
    collected = _Collected(scenario, chosen, Overloads(scenario))
    with study:
        for place, packed in study.each(collected.scenarios(), range(1, count + 1)):
            collected.take(place, packed)
    said = [*map(DesignWarning, chosen.remarks), *cautions(scenario), *collected.overloads.warnings(len(chosen))]
    for each in said:
        warnings.warn(each, stacklevel=2)
    base_values = {place: value_at(scenario, place) for place in chosen.places}
    texts = tuple(map(str, said))
    return Sweep(scenario, seed, count, chosen, collected.table(), collected.base(), base_values, texts)


def design_of(axes: Sequence[Varied], kind: Kind, points: int | None, seed: int) -> Design:
    """Make the design that somebody wants; see `sweep`.

    Raises
    ------
    ScenarioError, TypeError, ValueError
        As by `sweep`.
    """
    if kind == "grid" and points is not None:
        raise ValueError(
            worded("points are for the designs lhs and sobol: those of a grid are all combinations of its values")
        )
    return grid(axes) if kind == "grid" else filling(kind, axes, points_of(points), seed)


def _axes(vary: object, kind: Kind) -> list[Varied]:
    one_of("design", kind, KINDS)
    if not isinstance(vary, Mapping):
        allowed = worded('a mapping such as {"channels.online.share": "0.1:0.9:0.1"}')
        raise TypeError(must_be("vary", allowed, vary))
    return [varied(*of_python(place, what), "vary", spread=kind != "grid") for place, what in vary.items()]


@dataclass
class _Collected:
    """Rows of the table, put together as the points are ready; the base is the first of the scenarios."""

    scenario: Scenario
    design: Design
    overloads: Overloads
    _base: KeySample | None = None
    _early: dict[int, KeySample] = field(default_factory=dict)
    _numbers: dict[int, pd.DataFrame] = field(default_factory=dict)

    def scenarios(self) -> Iterator[Variant]:
        """Yield the base, and the scenario at each point, noting what to know about it."""
        yield Variant.unchanged(self.scenario)
        for number, values in enumerate(self.design.points):
            changes = tuple(self.design.changes(number).items())
            point = self.design.point(self.scenario, number)
            said = (f"{place} = {shown(value)}" for place, value in zip(self.design.places, values, strict=True))
            self.overloads.note(point, ", ".join(said))
            yield Variant(point, self.scenario, changes)

    def take(self, place: int, packed: Packed) -> None:
        """Take the figures of the base (0) or of a point (from 1); those before the base wait for it."""
        sample = packed.key_sample()
        if place == 0:
            self._base = sample
            for early, waiting in self._early.items():
                self._numbers[early] = _numbers(waiting, sample)
            self._early.clear()
        elif self._base is None:
            self._early[place] = sample
        else:
            self._numbers[place] = _numbers(sample, self._base)

    def base(self) -> pd.DataFrame:
        """Figures of the base."""
        assert self._base is not None
        known_of_base = self._base.estimates.table().set_index(self._base.index()).reset_index()
        return _with_units(known_of_base)

    def table(self) -> pd.DataFrame:
        """Figures of all points, in the order of the design."""
        assert self._base is not None
        parts = []
        for number, values in enumerate(self.design.points, start=1):
            keys = {"point": number} | dict(zip(self.design.places, values, strict=True))
            parts.append(self._numbers[number].assign(**keys))
        whole = _with_units(pd.concat(parts, ignore_index=True))
        return whole[["point", *self.design.places, "agency", "figure", "unit", *NUMBERS]]


def _numbers(sample: KeySample, base: KeySample) -> pd.DataFrame:
    """What is known of every figure at a point, and how it differs from the base."""
    found = sample.estimates.table().set_index(sample.index())
    apart = sample.differences(base).estimates
    found = found.assign(difference=apart.value, difference_low=apart.low, difference_high=apart.high)
    return found.reset_index()


def _with_units(table: pd.DataFrame) -> pd.DataFrame:
    units = {name: figure.unit for name, figure in KEY_FIGURES.items()}
    table.insert(2, "unit", table["figure"].map(units))
    return table
