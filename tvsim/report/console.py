"""Results on the screen.

Every text goes there as a `Text`: rich takes square brackets and colons in a plain one, such as an agency's name, as
its own orders.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tvsim.experiment import Results
from tvsim.experiment.precision import Unreachable
from tvsim.language import Language, marked
from tvsim.learn.observed import Comparison
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.figure_names import SURE, figure_name
from tvsim.report.in_some import in_some, in_some_note
from tvsim.report.intake_note import intake_note
from tvsim.report.place_names import number_text
from tvsim.report.titled import titled


@dataclass(frozen=True)
class Column:
    """A column of the key figures: the figure, its heading, how many decimals it has, and what it is divided by."""

    figure: str
    heading: str
    decimals: int
    share: bool = False
    divisor: float = 1.0


COUNTER_COLUMNS = (
    Column("visits", marked("Visits"), 0),
    Column("wait_mean_min", marked("Mean wait (min)"), 1),
    Column("wait_p90_min", marked("90 % wait at most (min)"), 1),
    Column("within_target", marked("Within target"), 0, share=True),
    Column("not_served", marked("Not served"), 1, share=True),
    Column("utilisation", marked("Officers busy"), 0, share=True),
    Column("overtime_hours", marked("Overtime (h)"), 1),
)
DOSSIER_COLUMNS = (
    Column("received", marked("Received"), 0),
    Column("overdue_true", marked("Overdue, true clock"), 2, share=True),
    Column("overdue_official", marked("Overdue, official"), 2, share=True),
    Column("open_cases", marked("Open cases"), 0),
    Column("awaiting_intake", marked("Awaiting intake"), 0),
    Column("reviewer_utilisation", marked("Reviewers busy"), 0, share=True),
    Column("acknowledged_in_time", marked("Online acknowledged in time"), 0, share=True),
    Column("staff_cost", marked("Staff cost (million đồng)"), 0, divisor=1e6),
)
COLUMNS = COUNTER_COLUMNS + DOSSIER_COLUMNS
WIDE = 140
"""Columns of a screen on which a figure and its interval stand on one line."""
LONGEST_NAME = 60
"""Columns of a wide screen that a name may take; a longer one is wrapped, so that numbers keep their room."""
NARROW_COLUMNS = 4
"""Figures side by side on a narrower screen."""


def show(results: Results, language: Language, console: Console) -> None:
    """Print the key figures by agency, and what was observed where the scenario names it."""
    wide = console.width >= WIDE
    for heading, columns in ((marked("At the counters"), COUNTER_COLUMNS), (marked("Dossiers"), DOSSIER_COLUMNS)):
        at_once = len(columns) if wide else NARROW_COLUMNS
        for first in range(0, len(columns), at_once):
            some = columns[first : first + at_once]
            console.print(key_figure_table(results, language, heading, some, wide=wide))
    for text in (explanation(results, language), *intake_note(results, language)):
        console.print(Text(text))
    if results.precision is not None:
        console.print(Text(_reached(results.precision, language)))
    if results.observed is not None:
        console.print(waiting_table(results, results.observed, language))
        console.print(Text(errors(results.observed, language)))


def key_figure_table(
    results: Results, language: Language, heading: str, columns: tuple[Column, ...], *, wide: bool = True
) -> Table:
    """Key figures by agency; with several replications their estimates and 95 % intervals.

    Numbers are never cut: on a narrow screen the interval stands below its figure, and the names are wrapped.
    """
    plan = results.scenario.plan
    text = language.text
    period = f"{language.date(plan.period.start)} – {language.date(plan.period.end)}"
    table = titled(f"{language.name(plan.name, '')}, {period}\n{text(heading)}")
    names = [language.name(agency.name, key) for key, agency in plan.agencies.items()]
    one_line = wide and max(map(len, names)) <= LONGEST_NAME
    table.add_column(Text(text("Agency")), no_wrap=one_line, overflow="fold", max_width=LONGEST_NAME if wide else None)
    for column in columns:
        table.add_column(Text(text(column.heading)), justify="right", overflow="fold")
    estimates = results.estimates
    for key in results.key_figures.index:
        if key == ALL:
            table.add_section()
        name = agency_name(str(key), [results.scenario], language)
        between = " " if wide else "\n"
        cells = (
            _cell(estimates.loc[(key, column.figure)], column, language, between, len(results.replications))
            for column in columns
        )
        table.add_row(Text(name), *(Text(cell) for cell in cells))
    return table


def _cell(estimate: pd.Series[float], column: Column, language: Language, between: str, replications: int) -> str:
    """A figure, kept together with its interval where there is one, and with its number of replications if not all."""
    show_one = language.percent if column.share else language.number
    shown, low, high = (
        show_one(estimate[name] / column.divisor, column.decimals) for name in ("estimate", "low", "high")
    )
    interval = "" if estimate["replications"] < 2 else f"{between}({low}–{high})"
    return in_some(shown + interval, estimate["replications"], replications, between)


def explanation(results: Results, language: Language) -> str:
    """Say what the figures rest on: the target, the replications, and what stands in brackets."""
    text = language.text("Target: called within {target} min. Replications: {count}. Seed: {seed}.")
    count = len(results.replications)
    if count > 1:
        text += " " + language.text("In brackets: {sure} interval; few replications make it wide.")
    shown = results.estimates.loc[(slice(None), [column.figure for column in COLUMNS]), "replications"]
    text = " ".join([text, *in_some_note(shown, count, language)])
    return text.format(
        target=number_text(results.scenario.plan.targets.wait_min, language),
        count=language.number(count),
        seed=results.seed,
        sure=SURE,
    )


def _reached(precision: pd.DataFrame, language: Language) -> str:
    """How well each wanted figure is known, and whether that is well enough."""
    lines = []
    columns = (precision[name] for name in ("half_width", "wanted", "needed", "unreachable"))
    for figure, width, wanted, needed, unreachable in zip(precision.index, *columns, strict=True):
        known = "–" if math.isnan(width) else "±" + language.percent(width) if math.isfinite(width) else "±∞"
        whether = _whether_reached(needed, unreachable, language, is_narrow=bool(width <= wanted))
        lines.append(f"  {figure_name(str(figure), language)}: {known} ({whether})")
    return "\n".join([language.text("Half of the interval as a part of the figure, over all agencies:"), *lines])


def _whether_reached(needed: Any, unreachable: str, language: Language, *, is_narrow: bool) -> str:
    if unreachable == Unreachable.MISSING:
        return language.text("not in sight: no replication has this figure")
    if unreachable == Unreachable.ZERO:
        return language.text("not in sight: it is 0, and nothing is a part of 0")
    if pd.isna(needed) and is_narrow:
        return language.text("narrow enough, but not yet confirmed by replications that follow")
    if pd.isna(needed):
        return language.text("not reached")
    return language.text("enough from {count} on").format(count=language.number(int(needed)))


def waiting_table(results: Results, comparison: Comparison, language: Language) -> Table:
    """Mean number waiting by queue and hour: simulated, and observed in brackets."""
    cells = comparison.by_hour
    table = titled(language.text("Mean number waiting: simulated (observed)"))
    table.add_column(Text(language.text("Queue")))
    hours = sorted(cells["hour"].unique())
    for hour in hours:
        table.add_column(f"{hour}:00", justify="right")
    for queue, rows in cells.groupby("queue", sort=False):
        by_hour = rows.set_index("hour")
        shown = [_pair(by_hour, hour, language) for hour in hours]
        table.add_row(*(Text(cell) for cell in (queue_name(results, str(queue), language), *shown)))
    return table


def _pair(by_hour: pd.DataFrame, hour: int, language: Language) -> str:
    if hour not in by_hour.index:
        return ""
    simulated, observed = by_hour.loc[[hour], ["simulated", "observed"]].to_numpy(float)[0]
    return f"{language.number(simulated, 1)} ({language.number(observed, 1)})"


def queue_name(results: Results, key: str, language: Language) -> str:
    """Return what a queue is called: its agency, or as it was observed."""
    plan = results.scenario.plan
    return language.name(plan.agencies[key].name, key) if key in plan.agencies else key


def errors(comparison: Comparison, language: Language) -> str:
    """Say how far the simulation is off from what was observed, beside the plainest forecast."""
    text = language.text(
        "Mean absolute error over {cells} hours of queues: mean of the simulated days {simulated}, "
        "their median {simulated_median}, both learned from these same days; "
        "median of the other observed days {median}."
    )
    return text.format(
        cells=comparison.cells,
        simulated=language.number(comparison.error_simulated, 2),
        simulated_median=language.number(comparison.error_simulated_median, 2),
        median=language.number(comparison.error_median, 2),
    )
