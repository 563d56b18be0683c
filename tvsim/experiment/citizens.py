"""Whether scenarios meet the same citizens: as drawn, case by case, not as somebody thinks they should."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tvsim.calendar import run_calendar
from tvsim.cautions import ScenarioWarning
from tvsim.demand import CaseTable, sample_cases
from tvsim.language import Language, spoken
from tvsim.scenario import Scenario
from tvsim.scenario.numbered import told_apart
from tvsim.scenario.schema import Period

WHO = ("procedure", "ordinal", "day")
"""Columns of the case table that say who comes, with which request, and on which day."""


class UnlikeScenariosWarning(ScenarioWarning):
    """Scenarios whose totals cannot be compared."""


def unlike(
    scenarios: Sequence[Scenario],
    seed: int | None = None,
    language: Language | None = None,
    names: Sequence[str] | None = None,
) -> list[str]:
    """Say what is unlike in scenarios although nothing in the centre is: periods, and seeds where none is given.

    A period is parted from what is run before and after it: both decide who comes, and what is still seen.
    In the language of the process where none is given; by other names than their own where these are given.
    """
    say = language or spoken()
    called = names or told_apart(scenarios, say)
    first, *others = scenarios
    found = []
    for name, each in zip(called[1:], others, strict=True):
        said = _other_periods(name, each.plan.period, called[0], first.plan.period, say)
        if not said and each.plan.seed != first.plan.seed and seed is None:
            text = say.worded(
                "{name} has the seed {seed}, {first_name} {first_seed}: that of the first is taken for both",
                name=name,
                seed=each.plan.seed,
                first_name=called[0],
                first_seed=first.plan.seed,
            )
            said = [text]
        found += said
    return found


def _other_periods(name: str, period: Period, first_name: str, first: Period, say: Language) -> list[str]:
    """Say how one period is unlike the first; of the days around it only where these alone are."""
    if (period.start, period.end) != (first.start, first.end):
        text = say.worded(
            "{name} reports {days:,} days from {start}, {first_name} {first_days:,} from {first_start}: their totals "
            "differ by that alone, and they do not meet the same citizens",
            name=name,
            days=(period.end - period.start).days + 1,
            start=period.start,
            first_name=first_name,
            first_days=(first.end - first.start).days + 1,
            first_start=first.start,
        )
        return [text]
    found = []
    if period.warm_up_days != first.warm_up_days:
        text = say.worded(
            "{name} is run for {days:,} days before its period, {first_name} for {first_days:,}: they do not meet the "
            "same citizens",
            name=name,
            days=period.warm_up_days,
            first_name=first_name,
            first_days=first.warm_up_days,
        )
        found.append(text)
    if period.follow_up_days != first.follow_up_days:
        text = say.worded(
            "{name} is followed for {days:,} days after its period, {first_name} for {first_days:,}: what is seen of "
            "its cases, such as results that are fetched, differs by that alone",
            name=name,
            days=period.follow_up_days,
            first_name=first_name,
            first_days=first.follow_up_days,
        )
        found.append(text)
    return found


def meet_the_same(base: Scenario, others: Iterable[Scenario], seed: int) -> bool:
    """Whether in the first replication the same cases come, on the same days, to all of these scenarios.

    Where more or fewer come, or the days are others, most of them are the same all the same; see `tvsim.demand`.
    """
    first = _drawn(base, seed)
    return all(_are_alike(first, _drawn(other, seed)) for other in others)


def _drawn(scenario: Scenario, seed: int) -> CaseTable:
    return sample_cases(scenario.plan, run_calendar(scenario.plan), seed, 1)


def _are_alike(one: CaseTable, other: CaseTable) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in WHO)
