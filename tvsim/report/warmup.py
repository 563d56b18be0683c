"""How long a centre warms up, in words and as a picture."""

from __future__ import annotations

import math
from pathlib import Path

from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from rich.console import Console
from rich.text import Text

from tvsim.experiment.warmup import DAY, WarmUp
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.files import write_pictures, write_table
from tvsim.report.headings import headed
from tvsim.report.language import MISSING, Language
from tvsim.report.plots import BLUE, GREY, RED
from tvsim.report.titled import titled


def show(found: WarmUp, language: Language, console: Console) -> None:
    """Print the days of warm-up of each agency, and whether the scenario has enough of them."""
    text = language.text
    table = titled(text("Warm-up from an empty start"))
    table.add_column(Text(text("Agency")), overflow="fold")
    table.add_column(Text(text("Days of warm-up (MSER-5)")), justify="right")
    table.add_column(Text(text("Open cases afterwards")), justify="right")
    for key, days in found.days.items():
        if key == ALL:
            table.add_section()
        name = agency_name(str(key), [found.scenario], language)
        table.add_row(*map(Text, (name, _days(days, language), _level(found, str(key), language))))
    console.print(table)
    console.print(Text(verdict(found, language)))


def _days(days: float, language: Language) -> str:
    return language.text("never settles") if math.isnan(days) else language.number(days)


def _level(found: WarmUp, key: str, language: Language) -> str:
    """Mean of the open cases after the warm-up."""
    days = found.days[key]
    if math.isnan(days):
        return MISSING
    after = found.open_cases.index >= found.open_cases.index[0] + days * DAY
    return language.number(float(found.open_cases.loc[after, key].mean()), 1)


def verdict(found: WarmUp, language: Language) -> str:
    """Say whether the scenario's warm-up is long enough, and how that was found."""
    needed, has = found.days[ALL], found.has_days
    if math.isnan(needed):
        said = language.text(
            "The open cases of all agencies together do not settle within these days: look at more (--days); or "
            "an office is overloaded."
        )
    elif found.is_enough:
        said = language.text(
            "The scenario's warm-up of {has} days is long enough: all agencies together need {needed}."
        )
    else:
        said = language.text("The scenario's warm-up of {has} days is too short: all agencies together need {needed}.")
    how = language.text(
        "Found by MSER-5 on the cases open at the end of each open day, mean of {count} replications from an empty "
        "start, with even demand and without holidays. Of an agency with few open cases it says little."
    )
    numbers = {"has": language.number(has), "needed": language.number(needed)}
    return said.format(**numbers) + " " + how.format(count=found.replications)


def warm_up_picture(found: WarmUp, language: Language) -> Figure:
    """Draw open cases from an empty start: each day, the moving average, and where the warm-up ends."""
    figure = Figure(figsize=(9, 4.2), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    days = found.open_cases.index.to_numpy()
    axes.plot(days, found.open_cases[ALL], color=GREY, linewidth=0.8, label=language.text("Each day"))
    axes.plot(days, found.moving_average[ALL], color=BLUE, linewidth=2.2, label=language.text("Moving average"))
    needed, first = found.days[ALL], found.open_cases.index[0]
    if not math.isnan(needed):
        label = language.text("Warm-up by MSER-5: {days} days").format(days=language.number(needed))
        axes.axvline(first + needed * DAY, color=RED, linestyle="--", label=label)
    label = language.text("Warm-up of the scenario: {days} days").format(days=language.number(found.has_days))
    axes.axvline(first + found.has_days * DAY, color="black", linestyle=":", label=label)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(language.text("Open cases"))
    axes.yaxis.set_major_formatter(lambda value, _: language.number(value))
    axes.xaxis.set_major_formatter(DateFormatter("%d/%m"))  # type: ignore[no-untyped-call]
    axes.legend(loc="lower right", fontsize=8)
    heading = language.text("Open cases from an empty start; mean of {count} replications").format(
        count=found.replications
    )
    headed(figure, [heading, language.name(found.scenario.plan.name, found.scenario.name)])
    return figure


def write(found: WarmUp, folder: Path, language: Language) -> list[Path]:
    """Write the series, the days of warm-up and the picture; return the files."""
    series = found.open_cases.rename_axis("day").reset_index()
    written = write_table(series, folder / "figures", "warm_up_open_cases")
    days = found.days.rename_axis("agency").reset_index()
    written += write_table(days, folder / "figures", "warm_up_days")
    return written + write_pictures({"warm_up": lambda: warm_up_picture(found, language)}, folder)
