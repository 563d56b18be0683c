"""What is made for notebooks: plans tried by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tvsim.language import CODES, Code, Language, spoken, worded
from tvsim.scenario import Scenario, load
from tvsim.scenario.errors import one_line, shown


def explore(scenario: Scenario | str | Path, lang: Code | None = None) -> Any:
    """Try plans by hand in a notebook: sliders and switches, with results beside them against the scenario as it is.

    Results are refined while one looks: after the first replication come more, up to 20, until a lever is moved. What
    is to be kept is written as a file that extends the scenario, which all commands take.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, its file, or the name of a shipped one.
    lang : {"en", "vi"}, optional
        Language of the panel; that of errors and warnings where not given, see `tvsim.language.speak`.

    Returns
    -------
    ipywidgets.VBox
        Which a notebook shows.

    Raises
    ------
    ImportError
        If ipywidgets is not installed.
    TypeError, ValueError, ScenarioError
        If scenario or language are none.
    """
    if lang is not None and lang not in CODES:
        raise ValueError(worded('lang must be "en" or "vi", not {value}', value=one_line(shown(lang))))
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    try:
        from tvsim.whatif.panel import Panel  # noqa: PLC0415 - it need not be installed
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] != "ipywidgets":
            raise
        raise ImportError(worded("exploring needs more: {command}", command='pip install "tvsim[notebook]"')) from None
    return Panel(scenario, spoken() if lang is None else Language(lang)).widget
