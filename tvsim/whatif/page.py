"""What `tvsim app` shows: the panel, with plans that are uploaded and downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import traitlets
from anywidget import AnyWidget

from tvsim.experiment.citizens import unlike
from tvsim.language import Code, Language, use
from tvsim.report.change_words import words_of
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.differing import described
from tvsim.scenario.errors import one_line
from tvsim.scenario.files import WORKBOOK
from tvsim.scenario.transition import Alteration
from tvsim.whatif.panel import Panel, told, wrong
from tvsim.whatif.plan_files import LARGEST_BYTES, TEXT, UNNAMED, plan_text, plan_workbook, uploaded

SCENARIO, LANGUAGE = "TVSIM_APP_SCENARIO", "TVSIM_APP_LANG"
"""Variables of the environment that say what a page shows."""
LONGEST_NAME = 60
TYPES = {TEXT: "application/toml", WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

SERVED = resources.files(__package__).joinpath("served")


class PlanFiles(AnyWidget):
    """The top of the page: what is shown, and a place for plans to go up and come down.

    Attributes
    ----------
    texts : words of the page, by what they are for
    title : of the scenario
    name : what a plan is called that goes down, until somebody writes another
    said : sentences about what has just happened
    refused : whether they say what is wrong
    largest : bytes that a plan may have
    """

    _esm = SERVED.joinpath("plan_files.js").read_text("utf-8")
    _css = SERVED.joinpath("plan_files.css").read_text("utf-8")
    texts = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    said = traitlets.List(traitlets.Unicode()).tag(sync=True)
    refused = traitlets.Bool(False).tag(sync=True)
    largest = traitlets.Int(LARGEST_BYTES).tag(sync=True)


class Page:
    """The panel of a scenario, against which somebody else's plans may be held.

    It is made before anybody asks for it, and waits with most of the work until a browser shows it.

    Attributes
    ----------
    widget : what the page shows
    panel : of the scenario and the plan of now
    """

    def __init__(self, scenario: Scenario, language: Language) -> None:
        self._language = language
        self.files = PlanFiles(texts=_texts(language), name=language.text(UNNAMED))
        self.files.on_msg(lambda _, content, buffers: self._asked(content, buffers))
        self._place = widgets.VBox()
        self.widget = widgets.VBox([self.files, self._place])
        self._opened_with = scenario
        self._show(Panel(scenario, language, keeps=False, waits=True), self._title(scenario))

    def _show(self, panel: Panel, title: str) -> None:
        self.panel = panel
        panel.on_moved(self._forget_what_was_wrong)
        self.files.title = title
        self._place.children = [panel.widget]

    def _title(self, scenario: Scenario) -> str:
        return scenario.title(self._language.code)

    def _asked(self, content: Any, buffers: Sequence[Any]) -> None:
        """Do what the page asks for; what is wrong with it is said there."""
        if not isinstance(content, dict):
            return
        if content.get("looks"):
            self.panel.look()
        try:
            if isinstance(name := content.get("uploads"), str) and buffers:
                self._take(bytes(buffers[0]), name)
            elif isinstance(kind := content.get("wants"), str):
                self._give(f".{kind}", str(content.get("name", "")))
        except Exception as failure:
            self._say(told(failure, self._language), refused=True)

    def _take(self, content: bytes, name: str) -> None:
        """Hold a plan against today where it is one of the same centre; else it takes today's place."""
        scenario = uploaded(content, name)
        file = one_line(str(scenario.path))
        before = self.panel
        before.close()
        self.files.name = _file_name(Path(file).stem) or self._language.text(UNNAMED)
        for today in (before.today, self._opened_with):
            if is_alike(today, scenario):
                self._hold(scenario, file, today)
                return
        title = self._title(scenario)
        self._show(Panel(scenario, self._language, keeps=False, today=file), f"{title} ({file})")
        text = self._language.text(
            "{file} has other agencies than “{title}”: it takes its place, and is what plans are held against now."
        )
        self._say([text.format(file=file, title=self._title(before.today))])

    def _hold(self, plan: Scenario, file: str, today: Scenario) -> None:
        language, before = self._language, self.panel
        is_same = today is before.today
        title = self._title(today)
        panel = Panel(
            today,
            language,
            before.refining if is_same else None,  # which has simulated today already
            plan=plan,
            today=before.today_name if is_same else None,
            keeps=False,
        )
        self._show(panel, language.text("{title}; plan: {file}").format(title=title, file=file))
        said = [language.text("{file} is held against “{title}”, and the levers stand as it has them.")]
        if left := panel.levers.unshown(plan.plan):
            said.append(language.text("What the levers do not show of {file}, and is simulated too: {what}."))
            what = described(left, words_of([Alteration((), tuple(left), ())], plan, language))
        else:
            what = ""
        self._say([*(each.format(file=file, title=title, what=what) for each in said), *unlike([today, plan])])

    def _give(self, kind: str, asked: str) -> None:
        file = _file_name(asked) or self._language.text(UNNAMED)
        name = None if asked == self.files.name else _one_line(asked) or None  # what stood there nobody has typed
        scenario, levers = self.panel.scenario, self.panel.levers
        if kind == TEXT:
            content = plan_text(scenario, levers, name, self._language).encode()
        elif kind == WORKBOOK:
            content = plan_workbook(scenario, levers, name, self._language.code)
        else:
            return
        self.files.send({"file": f"{file}{kind}", "type": TYPES[kind]}, [content])
        self._say([])

    def _forget_what_was_wrong(self) -> None:
        """What was refused was refused as the levers stood."""
        if self.files.refused:
            self._say([])

    def _say(self, sentences: Sequence[str], *, refused: bool = False) -> None:
        with self.files.hold_sync():
            self.files.said, self.files.refused = list(sentences), refused


def is_alike(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios are plans for one centre: they have the same agencies, at whatever counters."""
    return one.plan.agencies.keys() == other.plan.agencies.keys()


def page() -> Any:
    """Return what the page shows, of the scenario and in the language that the environment says."""
    code: Code = "vi" if os.environ.get(LANGUAGE) == "vi" else "en"
    use(code)  # what is wrong with a plan is said in it, too
    try:
        return Page(load(os.environ.get(SCENARIO, "baseline")), Language(code)).widget
    except ScenarioError as refused:
        return widgets.HTML(wrong(refused.messages))


def _file_name(text: str) -> str:
    """Return a name that a file can have everywhere."""
    kept = "".join(" " if each in '\\/:*?"<>|' else each for each in _printable(text))
    return kept.strip(" .")


def _one_line(text: str) -> str:
    """Return a name that a plan can have: as it was typed, but for what cannot be printed."""
    return _printable(text).strip()


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text[:LONGEST_NAME])


def _texts(language: Language) -> dict[str, str]:
    text = partial(Language.text, language)
    megabytes = language.number(LARGEST_BYTES / 1_000_000)
    return {
        "heading": text("Try plans by hand"),
        "upload": text("Upload a plan (.toml, .xlsx)"),
        "name": text("Name of the plan"),
        "toml": text("Download as a file (.toml)"),
        "xlsx": text("Download as a workbook (.xlsx)"),
        "reading": text("{file} is being read …"),
        "too_large": text("{file} is larger than {size} MB, which no plan is.").replace("{size}", megabytes),
    }
