"""Plans as files that come from elsewhere and go elsewhere, such as a browser's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tvsim.language import Code, Language, marked, worded
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.errors import line, shown
from tvsim.scenario.files import OTHER_WORKBOOKS, WORKBOOK, decoded, parsed, read_table
from tvsim.scenario.loading import load_text
from tvsim.scenario.overlay import overlay_text
from tvsim.scenario.scenario import unobserved
from tvsim.scenario.schema import LONGEST_NAME, Plan
from tvsim.scenario.shipped import is_shipped, shipped
from tvsim.whatif.levers import Levers

TEXT = ".toml"
LANGUAGES: tuple[Code, ...] = ("vi", "en")
"""Of what a plan is called, in the order in which a file has them."""
CALLED = ("name", "description")
"""What a scenario is called; all else decides what it does."""
UNNAMED = marked("plan")
"""What the file of a plan is called to which nobody gave a name."""
LARGEST_BYTES = 5_000_000
"""Of a plan that is uploaded; a browser's connection takes no more than twice that at once."""


def plan_text(
    scenario: Scenario, levers: Levers, name: str | None, language: Language, beside: Path | None = None
) -> str:
    """Return the text of a file that says what the levers make of a scenario.

    It extends the scenario where that can be: one that comes with tvsim by its name, another file if it is known where
    the new one will lie. Elsewhere it says everything itself.

    Parameters
    ----------
    scenario : Scenario
    levers : Levers
    name : str, optional
        What somebody calls the plan, in whatever language. Without one it is called what the scenario is, adjusted
        where that was changed.
    language : Language
    beside : Path, optional
        Folder in which the file will lie.

    Raises
    ------
    ScenarioError
        If the plan cannot be.
    """
    plan = levers.plan(scenario)
    overlay = _overlay(plan, scenario, levers, name, language, beside)
    if overlay is None:
        head = language.text("Everything that this plan says, with its overlays and changes; made by tvsim.")
        return _whole(plan, scenario, levers, name).standalone(head=head)
    return overlay


def plan_workbook(scenario: Scenario, levers: Levers, name: str | None, lang: Code) -> bytes:
    """Return a workbook that says what the levers make of a scenario; see `plan_text`.

    Raises
    ------
    ScenarioError
        If the plan cannot be.
    """
    from tvsim.scenario.workbook.writing import workbook_bytes  # noqa: PLC0415 - only who wants one waits for it

    return workbook_bytes(_whole(levers.plan(scenario), scenario, levers, name), lang)


def uploaded(content: bytes, name: str) -> Scenario:
    """Return the scenario that a file from elsewhere says; nothing lies beside it, and nothing else is read for it.

    Parameters
    ----------
    content : bytes
    name : str
        What the file is called there.

    Raises
    ------
    ScenarioError
        With one line for each mistake.
    """
    file = os.path.basename(name)
    kind = Path(file).suffix.lower()
    if len(content) > LARGEST_BYTES:
        text = worded("is larger than {most} MB, which no plan is", most=LARGEST_BYTES // 1_000_000)
        raise ScenarioError([line(file, "", text)])
    if kind == WORKBOOK:
        from tvsim.scenario.workbook.loading import load_uploaded  # noqa: PLC0415 - a file in TOML needs none of it

        return load_uploaded(content, file)
    if kind in OTHER_WORKBOOKS:
        raise ScenarioError([line(file, "", worded("must be saved as an Excel workbook of the kind .xlsx"))])
    if kind != TEXT:
        text = worded(
            "must be a scenario file ({text}) or an Excel workbook ({workbook})", text=TEXT, workbook=WORKBOOK
        )
        raise ScenarioError([line(file, "", text)])
    table = parsed(decoded(content, file), file)
    if "extends" in table:
        table["extends"] = _known(table["extends"], file)
    written = read_table(table, file)
    return Scenario.of(Path(file), written.files, unobserved(written.tree))


def _known(extends: object, file: str) -> object:
    """Name of the shipped scenario that an uploaded file extends: none of the files here is for it to read."""
    found = shipped(extends.removesuffix(TEXT)) if isinstance(extends, str) else None
    if found is None:
        text = worded('a plan from elsewhere can only extend a scenario that comes with tvsim, such as "baseline"')
        raise ScenarioError([line(file, "extends", text, shown(extends))])
    return found.stem


def _overlay(
    plan: Scenario, scenario: Scenario, levers: Levers, name: str | None, language: Language, beside: Path | None
) -> str | None:
    """Text of a file that extends the one of the scenario, with what was changed in it and by the levers.

    None where that file cannot be extended, or where read back it would say anything else than the plan.
    """
    extends = _extended(scenario, beside)
    if extends is None:
        return None
    called = _called(scenario, levers, name)
    source = language.text("chosen by hand")
    try:
        text = overlay_text(extends, called["name"], source, _changes(scenario, levers), called["description"])
        found = load_text(text, (Path() if beside is None else beside) / f"{UNNAMED}{TEXT}")
    except (ScenarioError, ValueError):
        return None
    return text if _decides(found) == _decides(plan) else None


def _decides(scenario: Scenario) -> Plan:
    """What a scenario says, but for what it is called."""
    return scenario.plan.model_copy(update=dict.fromkeys(CALLED))


def _extended(scenario: Scenario, beside: Path | None) -> str | None:
    """What a file with changes to a scenario extends; none where it must say everything itself."""
    # What was observed lies beside the scenario, and not beside its plan.
    if scenario.path.suffix.lower() != TEXT or scenario.plan.observed is not None:
        return None
    if is_shipped(scenario.path):
        return scenario.path.stem
    return None if beside is None else Path(os.path.relpath(scenario.path.resolve(), beside.resolve())).as_posix()


def _changes(scenario: Scenario, levers: Levers) -> dict[str, object]:
    """What the levers and others before them have changed over the file of the scenario, but for what it is called."""
    changes = dict(scenario.changes) | levers.changes(scenario)
    return {place: value for place, value in changes.items() if place not in CALLED}


def _called(scenario: Scenario, levers: Levers, name: str | None) -> dict[str, Any]:
    """Name and description of a plan: those of the scenario that it was made from, as far as they still hold."""
    own = scenario.plan.model_dump(include={*CALLED})
    if _changes(scenario, levers):
        own = {"name": _adjusted(scenario), "description": _in_all(marked("“{scenario}”, changed by hand."), scenario)}
    return own if name is None else own | {"name": name}


def _adjusted(scenario: Scenario) -> dict[str, str]:
    """Title of a scenario that was changed, which says so once, however often it was."""
    adjusted = marked("{scenario} (adjusted)")
    found: dict[str, str] = {}
    for code in LANGUAGES:
        before, after = Language(code).text(adjusted).split("{scenario}")
        title = scenario.title(code).removeprefix(before).removesuffix(after)
        found[code] = f"{before}{title[: LONGEST_NAME - len(before + after)]}{after}"
    return found


def _in_all(text: str, scenario: Scenario) -> dict[str, str]:
    return {code: Language(code).text(text).format(scenario=scenario.title(code)) for code in LANGUAGES}


def _whole(plan: Scenario, scenario: Scenario, levers: Levers, name: str | None) -> Scenario:
    """Return the plan as one that needs nothing beside it."""
    called, own = _called(scenario, levers, name), scenario.plan.model_dump(include={*CALLED})
    changes = {place: value for place, value in called.items() if value != own[place]}
    return (plan.with_(changes) if changes else plan).without_observed()
