"""What to know of a valid scenario before it is run: it can be simulated, but its figures may mislead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.language import spoken, worded
from tvsim.loads import load_warnings
from tvsim.scenario import Scenario
from tvsim.scenario.checks_rules import needs_back_office
from tvsim.scenario.errors import Place, line, place_text, shown, shown_in_cell
from tvsim.scenario.numbered import told_apart
from tvsim.scenario.origins import Leaf, at
from tvsim.scenario.rostered import is_rostered_throughout
from tvsim.scenario.schema import Plan


class ScenarioWarning(UserWarning):
    """Something in a scenario that is allowed, and may make its figures mislead."""


class OverloadWarning(ScenarioWarning):
    """A pool whose mean load is 1 or more: dossiers pile up as long as the run lasts, and at a counter people leave."""


class EmptyStartWarning(ScenarioWarning):
    """A back office that has nothing to do when the reported period begins."""


class IdleOfficersWarning(ScenarioWarning):
    """A number of officers that a plan sets and that applies at no time, since a roster covers all opening hours."""


class BlankCellWarning(ScenarioWarning):
    """A cell of a workbook that was left blank, so that a default was taken."""


def cautions(scenario: Scenario) -> list[ScenarioWarning]:
    """One warning of one sentence for each blank cell, an empty start, idle officers, and each overloaded pool."""
    return [*cautions_but_of_loads(scenario), *map(OverloadWarning, load_warnings(scenario.plan))]


def cautions_but_of_loads(scenario: Scenario) -> list[ScenarioWarning]:
    """The same without those of overloaded pools, whose loads take a while to work out."""
    found: list[ScenarioWarning] = [BlankCellWarning(text) for text in scenario.remarks]
    if _starts_empty(scenario.plan):
        text = worded(
            "no day is run before it and no agency has a backlog, so that the back office starts empty, and its first "
            "cases are decided too soon"
        )
        found.append(EmptyStartWarning(f"period.warm_up_days = 0: {text}"))
    return [*found, *map(IdleOfficersWarning, _idle_officers(scenario))]


def cautions_of(scenarios: Sequence[Scenario]) -> list[ScenarioWarning]:
    """Cautions of several scenarios, with what each scenario is called beside the others; of one without it."""
    if len(scenarios) == 1:
        return cautions(scenarios[0])
    called = zip(told_apart(scenarios, spoken()), scenarios, strict=True)
    return [type(caution)(f"{name}: {caution}") for name, scenario in called for caution in cautions(scenario)]


def _starts_empty(plan: Plan) -> bool:
    """Whether cases go to a back office in which none is open at the start of the reported period."""
    working = any(needs_back_office(plan, key) for key in plan.agencies)
    has_backlog = any(agency.backlog for agency in plan.agencies.values())
    return working and not plan.period.warm_up_days and not has_backlog


def _idle_officers(scenario: Scenario) -> Iterator[str]:
    """What to know of numbers of officers that were set over others, in vain."""
    written_first = 1 - len(scenario.files)
    for key, group in scenario.plan.counters.items():
        place = ("counters", key, "officers")
        leaf = at(scenario.effective, place)
        if not isinstance(leaf, Leaf) or leaf.origin.layer <= written_first:
            continue
        if is_rostered_throughout(scenario.plan, group):
            blocks = [("counters", key, "roster", number, "officers") for number in range(len(group.roster))]
            text = worded(
                "changes nothing: the roster says how many officers are there in all opening hours; change {blocks}",
                blocks=", ".join(dict.fromkeys(_called(scenario, block) for block in blocks)),
            )
            is_cell = leaf.origin.addresses is not None
            value = shown_in_cell(leaf.value) if is_cell else shown(leaf.value)
            yield line(leaf.origin.file if is_cell else "", _called(scenario, place), text, value)


def _called(scenario: Scenario, place: Place) -> str:
    """What a place of a scenario is called: its cell, where it stands in one."""
    node = at(scenario.effective, place)
    by_cell = node is not None and node.origin.addresses is not None
    return node.origin.called(node.origin.written_at) if node is not None and by_cell else place_text(place)
