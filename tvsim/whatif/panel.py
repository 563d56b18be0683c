"""Sliders and switches in a notebook, with results beside them that are refined while one looks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from tvsim.cautions import cautions_but_of_loads
from tvsim.experiment.comparison import Comparison
from tvsim.language import MISSING, Language, marked
from tvsim.outcomes import ALL
from tvsim.report.agency_names import group_name
from tvsim.report.comparison import VERDICTS
from tvsim.report.differing import differing, estimated
from tvsim.report.figure_names import figure_name, named_with_unit, value_text
from tvsim.report.intake_note import intake_note
from tvsim.report.load_note import load_note
from tvsim.report.price_note import price_note
from tvsim.report.undone_note import undone_note
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.errors import one_line
from tvsim.whatif.levers import CUTS, KEPT, OPENINGS, Levers, most_officers, shown_officers
from tvsim.whatif.plan_files import TEXT, plan_text
from tvsim.whatif.refining import STEPS, Refining

FIGURES = (
    "wait_mean_min", "wait_p90_min", "within_target", "not_served", "overdue_true", "overdue_official",
    "acknowledged_in_time", "awaiting_intake", "utilisation", "waiting_hours", "staff_cost",
)  # fmt: skip
"""Figures that are shown beside the levers."""
IN_SIGHT = ("wait_mean_min", "overdue_true")
"""Those that stay in sight of the levers on a narrow page, where the others are below them."""
WARNINGS = "tvsim-warnings"
"""Place of the warnings among the results."""
FILE = f"plan{TEXT}"
"""Into which a plan is kept, until somebody writes another."""
_DIGITS_OF_SHARE = 9
"""As many as a share has that was left by another one: 1 - 0.94 is not 0.06000000000000005."""
_WIDE = {"description_width": "15em"}
OPENING_NAMES = {
    "as_it_is": marked("as they are"),
    "through_lunch": marked("through lunch"),
    "hour_longer": marked("an hour longer in the evening"),
    "saturday_morning": marked("Saturday mornings too"),
}
HEADINGS = (marked("Figure"), marked("Today"), marked("With the plan"), marked("Difference"), marked("Verdict"))


class Panel:
    """Levers of a scenario and what they do, as widgets of a notebook.

    Parameters
    ----------
    scenario : Scenario
        As it is today.
    language : Language
    refining : Refining, optional
        What compares the plans.
    plan : Scenario, optional
        Another plan for the same counter groups, to begin with: the levers stand as it has them, and move it.
    today : str, optional
        What stands over the figures of the scenario where they are not those of today.
    keeps : bool
        Whether plans can be written into files of the machine on which this runs.
    waits : bool
        Whether it stops after the first replication until somebody looks.

    Attributes
    ----------
    widget : what a notebook shows
    scenario : what the levers move
    today, today_name : what the plans are held against, and what it is called over its figures
    refining : what compares them
    plan : the scenario as the levers stand
    """

    def __init__(
        self,
        scenario: Scenario,
        language: Language,
        refining: Refining | None = None,
        *,
        plan: Scenario | None = None,
        today: str | None = None,
        keeps: bool = True,
        waits: bool = False,
    ) -> None:
        if today is None and len(scenario.files) > 1:  # it is itself a plan for another one
            today = scenario.title(language.code)
        self.today, self.today_name = scenario, today
        self.scenario = self.plan = scenario if plan is None else plan
        self._steps = STEPS[:1] if waits else STEPS
        self._language = language
        self.refining = Refining(scenario) if refining is None else refining
        self._results, self._in_sight = widgets.HTML(), widgets.HTML().add_class("tvsim-in-sight")
        began = Levers.standing_as(self.scenario.plan, scenario.plan)
        self._officers = {key: self._officer_slider(key) for key in self.scenario.plan.counters}
        self._online = self._share_slider(language.text("Come online"), self.scenario.plan.channels.online.share)
        self._post = self._share_slider(language.text("Come by post"), self.scenario.plan.channels.post.share)
        self._wished = {each: each.value for each in (self._online, self._post)}
        self._gives_way: Any = None
        as_it_is: list[tuple[str, object]] = [(language.text("as they are"), None)]
        self._cut = self._choice(
            language.text("Promised limits against the legal ones"),
            as_it_is + [("−" * (part > 0) + language.percent(part, 0), part) for part in CUTS],
            began.cut,
        )
        self._reviews = self._choice(
            language.text("Reviews by several agencies"),
            [*as_it_is, (language.text("all at once"), "parallel"), (language.text("in turn"), "in_turn")],
            began.reviews,
        )
        self._opening = self._choice(
            language.text("Opening hours of the counters"),
            [(language.text(OPENING_NAMES[each]), each) for each in OPENINGS],
            began.opening,
        )
        # A browser elsewhere can do whatever a widget can: without leave to keep plans there is none for it.
        self.widget = self._laid_out([self._keeping()] if keeps else [])
        self._hears: list[Callable[[], None]] = []
        self._moved()

    def on_moved(self, heard: Callable[[], None]) -> None:
        """Have something done whenever a lever was moved."""
        self._hears.append(heard)

    @property
    def levers(self) -> Levers:
        """How the levers stand."""
        return Levers(
            {key: slider.value for key, slider in self._officers.items()},
            online=self._online.value,
            post=self._post.value,
            cut=self._cut.value,
            reviews=self._reviews.value,
            opening=self._opening.value,
            today=self.today.plan,
        )

    def keep(self) -> None:
        """Write the plan as a file that extends the scenario; what went wrong is said beside the button."""
        language, path = self._language, Path(self._file.value)
        if path.suffix != TEXT:
            self._said.value = wrong([language.text("{path} must end with .toml").format(path=path)])
            return
        if path.exists():
            text = language.text("{path} is there already; an existing file is never overwritten")
            self._said.value = wrong([text.format(path=path)])
            return
        try:
            name = None if path.name == FILE else path.stem
            text = plan_text(self.scenario, self.levers, name, language, path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except ScenarioError as refused:
            self._said.value = wrong(told(refused, language))
            return
        except (OSError, ValueError) as failure:
            self._said.value = wrong([language.text("{path} cannot be written: {why}").format(path=path, why=failure)])
            return
        self._said.value = escape(language.text("Written to {path}.").format(path=path))

    def look(self) -> None:
        """Go on where it waited until somebody looks."""
        if self._steps != STEPS:
            self._steps = STEPS
            self.refining.show(self.plan, self._show, self._failed, STEPS)

    def close(self) -> None:
        """Give up what is being simulated."""
        self.refining.stop()

    def _keeping(self) -> Any:
        language = self._language
        self._file, self._said = widgets.Text(FILE, description=language.text("File")), widgets.HTML()
        button = widgets.Button(description=language.text("Keep this plan"))
        button.on_click(lambda _: self.keep())
        return widgets.HBox([self._file, button, self._said], layout={"flex_flow": "row wrap"})

    def _laid_out(self, below: list[Any]) -> Any:
        language = self._language
        shares = [self._online, self._post]
        levers = [*shares, self._cut, self._reviews, self._opening, *self._officers.values()]
        for each in levers:
            each.add_class("tvsim-lever")
        for each, other in (shares, reversed(shares)):
            each.observe(partial(self._share_moved, each, other), names="value")
        for each in levers[2:]:
            each.observe(lambda _: self._moved(), names="value")
        levers[:2] = [self._with_value(each) for each in shares]
        heading = widgets.HTML(f"<b>{escape(language.text('Officers at the counter'))}</b>")
        beside = widgets.VBox([*levers[:5], heading, *levers[5:]]).add_class("tvsim-levers")
        looks = widgets.HTML(f"<style>{resources.files(__package__).joinpath('panel.css').read_text('utf-8')}</style>")
        both = widgets.Box([beside, self._results.add_class("tvsim-results")]).add_class("tvsim-panel")
        return widgets.VBox([both, *below, looks, self._in_sight])

    def _officer_slider(self, key: str) -> Any:
        officers = shown_officers(self.scenario.plan, key, self.today.plan)
        today = shown_officers(self.today.plan, key, self.today.plan) if key in self.today.plan.counters else 0
        most = most_officers(max(officers, today))
        name = group_name(self.scenario.plan.counters[key], self.scenario, self._language)
        return widgets.IntSlider(officers, 0, most, description=name, continuous_update=False, style=_WIDE)

    def _share_slider(self, name: str, share: float) -> Any:
        return widgets.FloatSlider(
            share,
            min=0,
            max=1,
            step=0.005,
            description=name,
            readout=False,  # it knows no other form of numbers than the English one
            style=_WIDE,
        )

    def _with_value(self, slider: Any) -> Any:
        """Put beside the slider of a share what it stands at, in the language's form."""
        value = widgets.Label(self._language.percent(slider.value)).add_class("tvsim-value")
        slider.observe(lambda moved: setattr(value, "value", self._language.percent(moved["new"])), names="value")
        return widgets.HBox([slider, value]).add_class("tvsim-with-value")

    def _choice(self, name: str, options: list[tuple[str, object]], began: object) -> Any:
        if began == KEPT:
            options = [(self._language.text("as in the plan"), KEPT), *options]
        number = [value for _, value in options].index(began)  # a value of None would choose nothing
        return widgets.Dropdown(options=options, index=number, description=name, style=_WIDE)

    def _share_moved(self, moved: Any, other: Any, change: Mapping[str, Any]) -> None:
        """Have the other share give way where both were more than all, and come back where there is room again.

        The lever in somebody's hand goes where it is put; what comes neither online nor by post comes to the counter.
        """
        if self._gives_way is moved:
            return
        self._wished[moved] = change["new"]
        self._gives_way = other
        try:
            other.value = min(self._wished[other], round(1 - change["new"], _DIGITS_OF_SHARE))
        finally:
            self._gives_way = None
        self._moved()

    def _moved(self) -> None:
        """Have the plan compared as the levers stand now."""
        self.refining.stop()  # so that nothing of the plan before is shown beside these levers
        self._notes: list[str] | None = None
        for heard in self._hears:
            heard()
        try:
            self.plan = self.levers.plan(self.scenario)
        except ScenarioError as refused:
            self._failed(refused)
            return
        self._results.value = escape(self._language.text("The first replication is being simulated …"))
        self._in_sight.value = in_sight_html([self._language.text("The first replication is being simulated …")])
        self.refining.show(self.plan, self._show, self._failed, self._steps)

    def _show(self, comparison: Comparison) -> None:
        if comparison.replications > 1 and self._notes is None:  # the first answer waits for none of them
            self._notes = list(notes(comparison, self._language))
        found = cautioned(comparison, self._language) if self._notes is None else self._notes
        self._results.value = results_html(comparison, self._language, self.today_name, found)
        self._in_sight.value = in_sight_html(
            told_in_short(comparison, self._language), warned_in_short(found, self._language)
        )

    def _failed(self, failure: Exception) -> None:
        said = told(failure, self._language)
        self._results.value, self._in_sight.value = wrong(said), in_sight_html(said)


def wrong(messages: Iterable[str]) -> str:
    """Return what is wrong, as HTML."""
    return "".join(f'<p class="tvsim-wrong" role="alert">{escape(each)}</p>' for each in messages)


def told(failure: Exception, language: Language) -> tuple[str, ...]:
    """Return what went wrong in sentences: those of the checks, or one about a mistake within."""
    if isinstance(failure, ScenarioError):
        return tuple(each.removeprefix("with_: ") for each in failure.messages)  # nobody here has called it
    text = language.text("This went wrong within tvsim: {what}. Please report it.")
    return (text.format(what=one_line(f"{type(failure).__name__}: {failure}")),)


def cautioned(comparison: Comparison, language: Language) -> list[str]:
    """Say where more work comes than can be done with the plan, and what else may mislead in its figures."""
    plan = comparison.scenarios[1]
    return [*map(str, cautions_but_of_loads(plan)), *load_note(plan, language)]


def notes(comparison: Comparison, language: Language) -> Iterator[str]:
    """Say what to know of a plan and of its differences, one sentence each."""
    names = [each.title(language.code) for each in comparison.scenarios]
    yield from cautioned(comparison, language)
    yield from intake_note(comparison.results[1], language)
    yield from undone_note(comparison, comparison.names[1], language)
    yield from price_note(comparison.scenarios[1].plan, language)
    yield from (f"{each}." for each in comparison.not_comparable(language, names))
    if not comparison.same_citizens:
        yield language.text(
            "More or fewer come to one of the scenarios, or on other days: not all citizens are the same."
        )


def results_html(comparison: Comparison, language: Language, today: str | None = None, said: Sequence[str] = ()) -> str:
    """Return how far it is, and a table: today, with the plan, and the difference with its interval and verdict.

    Where it is not today that the plan is held against, ``today`` is what stands over its figures; ``said`` is what to
    know of them, in sentences, before one reads them.
    """
    first, plan = comparison.names[0], comparison.names[1]
    rows, count = [], comparison.replications
    headings = [language.text(each) for each in HEADINGS]
    if today is not None:
        headings[1] = today
    for figure in FIGURES:
        found = comparison.difference(plan, ALL, figure)
        estimates = (comparison.estimate(name, ALL, figure) for name in (first, plan))
        cells = [estimated(each, count, figure, language) for each in estimates]
        if found is None:
            cells += [MISSING, ""]
        else:
            cells += [differing(found, count, figure, language), language.text(VERDICTS[found.verdict])]
        name = _element("th", escape(named_with_unit(figure, language)), scope="row", role="rowheader")
        rows.append(_element("tr", name + "".join(map(_cell, cells, headings[1:])), role="row"))
    heading = "".join(_element("th", escape(each), scope="col", role="columnheader") for each in headings)
    # A table that is laid out as cards is none for some browsers, unless it says so.
    head = _element("thead", _element("tr", heading, role="row"), role="rowgroup")
    table = _element("table", head + _element("tbody", "".join(rows), role="rowgroup"), role="table")
    explained = language.text(
        "Intervals are 95 %, verdicts corrected by Holm: so an interval alone may exclude zero where the verdict is "
        "still open."
    )
    warnings = _element("div", _paragraphs(said), id=WARNINGS) if said else ""
    name = escape(language.text("Figures"))
    return (
        f"<p><b>{escape(_how_far(comparison.replications, language))}</b></p>"
        f'{warnings}<div class="tvsim-scrolls" role="region" tabindex="0" aria-label="{name}">{table}</div>'
        f"{_paragraphs([explained])}"
    )


def in_sight_html(lines: Iterable[str], warned: str = "") -> str:
    """Return lines that stay in sight, with a way to the warnings if there is one.

    Whoever hears the page has heard the lines from the results already.
    """
    return _element("div", _paragraphs(lines), aria_hidden="true") + warned


def warned_in_short(said: Sequence[str], language: Language) -> str:
    """Return how many warnings there are, as a link to them; nothing where there is none."""
    if not said:
        return ""
    text = language.counted("{count} warning: see it", "{count} warnings: see them", len(said))
    return _element("p", _element("a", escape(text), href=f"#{WARNINGS}"))


def told_in_short(comparison: Comparison, language: Language) -> list[str]:
    """Return a line for each of a few figures: today, with the plan, and the verdict."""
    first, plan = comparison.names[0], comparison.names[1]
    lines = []
    for figure in IN_SIGHT:
        both = [comparison.estimate(name, ALL, figure) for name in (first, plan)]
        before, after = (value_text(math.nan if each is None else each.value, figure, language) for each in both)
        found = comparison.difference(plan, ALL, figure)
        verdict = "" if found is None else f" · {language.text(VERDICTS[found.verdict])}"
        lines.append(f"{figure_name(figure, language)}: {before} → {after}{verdict}")
    return lines


def _how_far(done: int, language: Language) -> str:
    """Say how many replications there are, and whether more will come."""
    if done < STEPS[-1]:
        text = language.text("Replications: {count} of {most}; more are being simulated …")
    else:
        text = language.text("Replications: {count} of {most}; done.")
    return text.format(count=language.number(done), most=language.number(STEPS[-1]))


def _paragraphs(sentences: Iterable[str]) -> str:
    return "".join(_element("p", escape(each)) for each in sentences)


def _cell(text: str, heading: str) -> str:
    """Return a cell of the table, with an interval on a line of its own, and its heading for where it is a card."""
    value, bracket, interval = text.partition(" (")
    below = f"<span>{escape(bracket.lstrip() + interval)}</span>" if interval.endswith(")") else ""
    inner = f"<b>{escape(value)}</b> {below}" if below else escape(text)
    return _element("td", inner, role="cell", data_heading=heading)


def _element(name: str, inner: str, **attributes: str) -> str:
    """Return an element of HTML; what is inside it is HTML already."""
    said = "".join(f' {key.replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{inner}</{name}>"
