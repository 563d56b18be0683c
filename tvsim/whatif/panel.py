"""Sliders and switches in a notebook, with results beside them that are refined while one looks."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from tvsim.experiment.comparison import Comparison
from tvsim.language import MISSING, Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import group_name
from tvsim.report.comparison import VERDICTS, with_interval
from tvsim.report.figure_names import estimate_text, named_with_unit
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.overlay import overlay_text
from tvsim.whatif.levers import OPENINGS, Levers, most_officers
from tvsim.whatif.refining import STEPS, Refining

FIGURES = (
    "wait_mean_min", "wait_p90_min", "within_target", "not_served", "overdue_true", "overdue_official", "utilisation",
    "waiting_hours", "staff_cost",
)  # fmt: skip
"""Figures that are shown beside the levers."""
OPENING_NAMES = {
    "as_it_is": "as they are",
    "through_lunch": "through lunch",
    "hour_longer": "an hour longer in the evening",
    "saturday_morning": "Saturday mornings too",
}
NAME_WIDTH, SLIDER_WIDTH = "24em", "34em"


class Panel:
    """Levers of a scenario and what they do, as widgets of a notebook.

    Attributes
    ----------
    widget : what a notebook shows
    plan : the scenario as the levers stand
    """

    def __init__(self, scenario: Scenario, language: Language, refining: Refining | None = None) -> None:
        self.scenario, self.plan = scenario, scenario
        self._language = language
        self._refining = Refining(scenario) if refining is None else refining
        self._results, self._said = widgets.HTML(), widgets.HTML()
        self._officers = {key: self._officer_slider(key) for key in scenario.plan.counters}
        self._online, self._post = (
            self._share_slider(text, getattr(scenario.plan.channels, name).share)
            for name, text in (("online", language.text("Come online")), ("post", language.text("Come by post")))
        )
        self._cut = self._choice(
            language.text("Promised limits against the legal ones"),
            [(language.text("as they are"), None)]
            + [(f"−{language.percent(part, 0)}", part) for part in (0.0, 0.2, 0.3, 0.4, 0.5)],
        )
        self._reviews = self._choice(
            language.text("Reviews by several agencies"),
            [
                (language.text("as they are"), None),
                (language.text("all at once"), "parallel"),
                (language.text("in turn"), "in_turn"),
            ],
        )
        self._opening = self._choice(
            language.text("Opening hours of the counters"),
            [(language.text(OPENING_NAMES[each]), each) for each in OPENINGS],
        )
        self._file = widgets.Text("plan.toml", description=language.text("File"))
        self._keep = widgets.Button(description=language.text("Keep this plan"))
        self._keep.on_click(lambda _: self.keep())
        self.widget = self._laid_out()
        self._moved()

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
        )

    def keep(self) -> None:
        """Write the plan as a file that extends the scenario; what went wrong is said beside the button."""
        language, path = self._language, Path(self._file.value)
        title = language.text("Plan of {file}").format(file=path.stem)
        try:
            text = self.overlay(path, title)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except (OSError, ValueError) as failure:
            self._said.value = _red(language.text("{path} cannot be written: {why}").format(path=path, why=failure))
            return
        self._said.value = escape(language.text("Written to {path}.").format(path=path))

    def overlay(self, path: Path, title: str) -> str:
        """Return the text of the plan's file, which lies at a path."""
        extends = os.path.relpath(self.scenario.path.resolve(), path.resolve().parent)
        source = self._language.text("chosen by hand")
        return overlay_text(Path(extends).as_posix(), title, source, self.levers.changes(self.scenario))

    def _laid_out(self) -> Any:
        language = self._language
        for each in (*self._officers.values(), self._online, self._post, self._cut, self._reviews, self._opening):
            each.observe(lambda _: self._moved(), names="value")
        heading = widgets.HTML(f"<b>{escape(language.text('Officers at the counter'))}</b>")
        levers = widgets.VBox(
            [self._online, self._post, self._cut, self._reviews, self._opening, heading, *self._officers.values()]
        )
        kept = widgets.HBox([self._file, self._keep, self._said])
        layout = widgets.Layout(flex_flow="row wrap")
        return widgets.VBox([widgets.Box([levers, self._results], layout=layout), kept])

    def _officer_slider(self, key: str) -> Any:
        group = self.scenario.plan.counters[key]
        name = group_name(group, self.scenario, self._language)
        return widgets.IntSlider(
            group.officers, 0, most_officers(group), description=name, continuous_update=False, **_named()
        )

    def _share_slider(self, name: str, share: float) -> Any:
        return widgets.FloatSlider(
            share, min=0, max=1, step=0.005, description=name, readout_format=".1%", continuous_update=False, **_named()
        )

    def _choice(self, name: str, options: list[tuple[str, object]]) -> Any:
        return widgets.Dropdown(options=options, description=name, **_named())

    def _moved(self) -> None:
        """Have the plan compared as the levers stand now."""
        try:
            self.plan = self.levers.plan(self.scenario)
        except ScenarioError as refused:
            self._refining.stop()
            self._results.value = "".join(_red(message) for message in refused.messages)
            return
        self._results.value = escape(self._language.text("The first year is being simulated …"))
        self._refining.show(self.plan, self._show)

    def _show(self, comparison: Comparison) -> None:
        self._results.value = results_html(comparison, self._language)


def _named() -> dict[str, Any]:
    """How long names stand beside their levers."""
    return {"style": {"description_width": NAME_WIDTH}, "layout": widgets.Layout(width=SLIDER_WIDTH, min_width="20em")}


def _red(text: str) -> str:
    return f'<p style="color: #b02418">{escape(text)}</p>'


def results_html(comparison: Comparison, language: Language) -> str:
    """Return a table: today, with the plan, and the difference with its interval and verdict."""
    first, plan = comparison.names[0], comparison.names[1]
    rows = []
    for figure in FIGURES:
        found = comparison.difference(plan, ALL, figure)
        estimates = (comparison.estimate(name, ALL, figure) for name in (first, plan))
        cells = [
            MISSING if each is None else estimate_text(each.value, each.low, each.high, figure, language)
            for each in estimates
        ]
        if found is None:
            cells += [MISSING, ""]
        else:
            cells += [with_interval(found, figure, language), language.text(VERDICTS[found.verdict])]
        texts = "".join(f'<td style="padding: 0 .8em; text-align: right">{escape(cell)}</td>' for cell in cells)
        rows.append(f"<tr><td>{escape(named_with_unit(figure, language))}</td>{texts}</tr>")
    headings = ("Figure", "Today", "With the plan", "Difference", "Verdict")
    heading = "".join(f"<th>{escape(language.text(each))}</th>" for each in headings)
    done = comparison.replications
    text = language.text("Replications: {count} of {most}; intervals are 95 %, verdicts corrected by Holm.")
    caption = text.format(count=language.number(done), most=language.number(STEPS[-1]))
    return f"<table><thead><tr>{heading}</tr></thead><tbody>{''.join(rows)}</tbody></table><p>{escape(caption)}</p>"
