"""How long a centre warms up, in words and as a picture."""

from __future__ import annotations

import math
from pathlib import Path

from matplotlib.axes import Axes
from rich.console import Console
from rich.text import Text

from tvsim.experiment.warmup import DAY, FEWEST_OPEN, WarmUp
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.axes import TickDates, TickNumbers
from tvsim.report.figure import Figure
from tvsim.report.files import write_pictures, write_table
from tvsim.report.headings import headed
from tvsim.report.plots import BLUE, GREY, ORANGE, RED
from tvsim.report.titled import titled


def show(found: WarmUp, language: Language, console: Console) -> None:
    """Print the days of warm-up of each agency, and whether the scenario has enough of them."""
    text = language.text
    table = titled(text("Warm-up from an empty start"))
    table.add_column(Text(text("Agency")), overflow="fold")
    table.add_column(Text(text("Days of warm-up (MSER-5)")), justify="right", overflow="fold")
    table.add_column(Text(text("By the least MSER-5 of all")), justify="right", overflow="fold")
    table.add_column(Text(text("Open cases afterwards")), justify="right")
    for key in found.days.index:
        if key == ALL:
            table.add_section()
        of_key = (_name, _days, _days_by_least, _level)
        table.add_row(*(Text(cell(found, str(key), language)) for cell in of_key))
    console.print(table)
    console.print(Text(verdict(found, language)))


def _name(found: WarmUp, key: str, language: Language) -> str:
    return agency_name(key, [found.scenario], language)


def _days(found: WarmUp, key: str, language: Language) -> str:
    if not found.is_judged[key]:
        return language.text("too few cases") if found.level[key] else language.text("no open cases")
    days = found.days[key]
    return language.text("never settles") if math.isnan(days) else language.number(days)


def _days_by_least(found: WarmUp, key: str, language: Language) -> str:
    return language.number(found.days_by_least[key])


def _level(found: WarmUp, key: str, language: Language) -> str:
    return language.number(found.open_after(key), 1)


def verdict(found: WarmUp, language: Language) -> str:
    """Say whether the scenario's warm-up is long enough for each agency, who cannot be judged, and how it was found."""
    how = language.text(
        "Found by MSER-5, at its first local minimum, on the cases open at the end of each open day from an empty "
        "start, with even demand and without holidays; replications: {count}."
    ).format(count=language.number(found.replications))
    return " ".join([_whether_enough(found, language), *_in_doubt(found, language), *_not_judged(found, language), how])


def _whether_enough(found: WarmUp, language: Language) -> str:
    key = found.longest
    if key is None:
        return " ".join(
            [
                language.text("No agency has enough open cases to say how long its warm-up must be."),
                *_together(found, language),
            ]
        )
    needed, together = found.days[key], found.days[ALL]
    if math.isnan(needed) or math.isnan(together):
        said = language.text(
            "{agency}: the open cases do not settle within these days; look at more (--days), or the office is "
            "overloaded."
        )
        return said.format(agency=_name(found, key if math.isnan(needed) else ALL, language))
    if found.is_enough:
        said = language.text(
            "The scenario's warm-up of {has} days is long enough: {agency} needs the longest, {needed} days; all "
            "agencies together need {together}."
        )
    else:
        said = language.text(
            "The scenario's warm-up of {has} days is too short: all agencies together need {together} days; of single "
            "agencies {agency} needs the longest, {needed}."
        )
    numbers = {"has": found.has_days, "needed": needed, "together": together}
    texts = {name: language.number(number) for name, number in numbers.items()}
    return said.format(agency=_name(found, key, language), **texts)


def _together(found: WarmUp, language: Language) -> list[str]:
    """What is known of all agencies together, where none can be judged alone; nothing where they cannot either."""
    if not found.is_judged[ALL]:
        return []
    if math.isnan(found.days[ALL]):
        return [language.text("The open cases of all agencies together do not settle within these days.")]
    text = language.text("All agencies together need {together} days; the scenario has {has}.")
    return [text.format(together=language.number(found.days[ALL]), has=language.number(found.has_days))]


def _in_doubt(found: WarmUp, language: Language) -> list[str]:
    """For which agencies the least MSER-5 of all says otherwise; nothing where it says the same."""
    if not found.in_doubt:
        return []
    text = language.text(
        "By the least MSER-5 of all, which is often left to chance once a series is steady, these would need longer "
        "than the scenario has: {agencies}; look at their moving average, or at more replications."
    )
    named = (f"{_name(found, key, language)} {_days_by_least(found, key, language)}" for key in found.in_doubt)
    return [text.format(agencies="; ".join(named))]


def _not_judged(found: WarmUp, language: Language) -> list[str]:
    """Which agencies cannot be judged, and why; nothing where all can, or nobody's case is ever open."""
    left = (str(key) for key, judged in found.is_judged.items() if not judged and key != ALL)
    keys = [key for key in left if found.level[key]]
    if not keys:
        return []
    text = language.text(
        "Not judged, since fewer than {fewest} of their cases are open on a day in all replications together: "
        "{agencies}; more replications (--replications) may tell."
    )
    names = "; ".join(_name(found, key, language) for key in keys)
    return [text.format(fewest=language.number(FEWEST_OPEN), agencies=names)]


def warm_up_picture(found: WarmUp, language: Language) -> Figure:
    """Draw open cases from an empty start, of all, of the agency that needs the longest, and of those in doubt.

    Each day, the moving average, and where the warm-up ends.
    """
    keys = list(dict.fromkeys([ALL, *([] if found.longest is None else [found.longest]), *found.in_doubt]))
    figure = Figure(figsize=(9, 0.9 + 3.3 * len(keys)), dpi=120, layout="constrained")
    for axes, key in zip(figure.subplots(len(keys), squeeze=False)[:, 0], keys, strict=True):
        _draw(axes, found, key, language)
    heading = language.text("Open cases from an empty start; replications: {count}").format(count=found.replications)
    headed(figure, [heading, language.name(found.scenario.plan.name, found.scenario.name)])
    return figure


def _draw(axes: Axes, found: WarmUp, key: str, language: Language) -> None:
    days = found.open_cases.index.to_numpy()
    axes.plot(days, found.open_cases[key], color=GREY, linewidth=0.8, label=language.text("Each day"))
    axes.plot(days, found.moving_average[key], color=BLUE, linewidth=2.2, label=language.text("Moving average"))
    needed, first = found.days[key], found.open_cases.index[0]
    if not math.isnan(needed):
        label = language.text("Warm-up by MSER-5: {days} days").format(days=language.number(needed))
        axes.axvline(first + needed * DAY, color=RED, linestyle="--", label=label)
    least = found.days_by_least[key]
    if not math.isnan(least) and least != needed:
        label = language.text("By the least MSER-5 of all: {days} days").format(days=language.number(least))
        axes.axvline(first + least * DAY, color=ORANGE, linestyle="-.", label=label)
    label = language.text("Warm-up of the scenario: {days} days").format(days=language.number(found.has_days))
    axes.axvline(first + found.has_days * DAY, color="black", linestyle=":", label=label)
    name = _name(found, key, language)
    title = language.text("{agency}, which needs the longest").format(agency=name) if key == found.longest else name
    axes.set_title(title, fontsize=10, parse_math=False)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(language.text("Open cases"))
    axes.yaxis.set_major_formatter(TickNumbers(language))
    axes.xaxis.set_major_formatter(TickDates(language))
    axes.legend(loc="lower right", fontsize=8)


def write(found: WarmUp, folder: Path, language: Language) -> list[Path]:
    """Write the series, the days of warm-up and the picture; return the files."""
    series = found.open_cases.rename_axis("day").reset_index()
    written = write_table(series, folder / "figures", "warm_up_open_cases")
    after = [found.open_after(str(key)) for key in found.days.index]
    days = found.days.to_frame("days").assign(days_by_least=found.days_by_least)
    days = days.assign(judged=found.is_judged, open_cases=after)
    days = days.rename_axis("agency").reset_index()
    written += write_table(days, folder / "figures", "warm_up_days")
    return written + write_pictures({"warm_up": lambda: warm_up_picture(found, language)}, folder)
