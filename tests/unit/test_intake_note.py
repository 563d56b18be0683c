"""Dossiers that await intake are said, since no overdue rate holds them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import tvsim
from tests.scenario_files import small_file
from tvsim.cautions import OverloadWarning
from tvsim.language import Language
from tvsim.paper.blocks import Block, Paragraph
from tvsim.paper.contents import findings
from tvsim.paper.evidence import Evidence
from tvsim.paper.summary import summary
from tvsim.report import comparison as comparisons
from tvsim.report import console, explanation, sensitivities, sweeps
from tvsim.report.intake_note import intake_note

SAID = "More dossiers than come on two days await intake at the desk"
WHY = "so that neither the overdue rates nor the open cases hold them"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[tvsim.Scenario]:
    """Half come online; the health agency's desk has one who needs 500 minutes for each, then ten."""
    path = small_file(tmp_path_factory.mktemp("desk"), "wrap_up_min = 1", 'desk = "dedicated"\ndesk_staff = 1')
    quick = {"mean": 10, "cv": 0.5}
    online = tvsim.load(path).with_({"channels.online.share": 0.5, "procedure_defaults.desk_min": quick})
    return [online.with_({"procedures.licences.desk_min.mean": 500}), online]


def printed(show: Any, found: Any, code: Any = "en") -> str:
    screen = Console(width=300, record=True, file=io.StringIO())
    show(found, Language(code), screen)
    return screen.export_text()


def test_a_run(plans: list[tvsim.Scenario]) -> None:
    with pytest.warns(OverloadWarning):
        slow = tvsim.run(plans[0], replications=2)
    quick = tvsim.run(plans[1], replications=2)
    waiting = slow.estimates["estimate"]["health", "awaiting_intake"]
    assert waiting > 10
    text = printed(console.show, slow)
    assert f"{SAID}: health {waiting:.0f}. They came by post or online" in text
    assert WHY in text
    assert f"Hồ sơ chờ tiếp nhận nhiều hơn số đến trong hai ngày: health {waiting:.0f}." in printed(
        console.show, slow, "vi"
    )
    assert SAID not in printed(console.show, quick)


def test_a_comparison_and_a_sweep(plans: list[tvsim.Scenario]) -> None:
    with pytest.warns(OverloadWarning):
        found = tvsim.compare(plans, replications=2)
    text = printed(comparisons.show, found)
    assert text.count(SAID) == 1
    assert f"{comparisons.titles(found, Language('en'))[found.names[0]]}: {SAID}: health " in text
    with pytest.warns(OverloadWarning):
        swept = tvsim.sweep(plans[1], {"procedures.licences.desk_min.mean": [10, 400, 500]}, replications=2)
    most = swept.of("awaiting_intake", "health")["estimate"].max()
    assert f"{SAID} at some points: health {most:.0f}, each at most. They came" in printed(sweeps.show, swept)
    calm = tvsim.sweep(plans[1], {"procedures.licences.desk_min.mean": [10, 12]}, replications=1)
    assert SAID not in printed(sweeps.show, calm)


def test_an_explanation_and_a_sensitivity(plans: list[tvsim.Scenario], tmp_path: Path) -> None:
    slow, quick = plans
    with pytest.warns(OverloadWarning):
        found = tvsim.explain(quick, slow, replications=2)
    waiting = found.whole_of("awaiting_intake", "health").final
    text = printed(explanation.show, found)
    assert text.count(SAID) == 1
    assert f"{SAID} in {explanation.scenario_names(found, Language('en'))[1]}: health {waiting:.0f}. They" in text
    with pytest.warns(OverloadWarning):
        braces = tvsim.explain(quick, slow.with_({"name": "B {0} {agencies}"}), replications=1)
    assert f"{SAID} in B {{0}} {{agencies}}: health" in printed(explanation.show, braces)
    assert SAID not in printed(explanation.show, tvsim.explain(quick, quick, replications=1))

    minutes = "{ value = 12, range = [10, 500] }"
    path = small_file(tmp_path, "wrap_up_min = 1", 'desk = "dedicated"\ndesk_staff = 1')
    path.write_text(path.read_text() + f"\n[procedures.licences.desk_min]\nmean = {minutes}\ncv = 0.5\n")
    doubted = tvsim.load(path).with_({"channels.online.share": 0.5})
    with pytest.warns(OverloadWarning):
        weighed = tvsim.sensitivity(doubted, replications=2, figures=["overdue_true"])
    desk = weighed.desk.query("agency == 'health' and figure == 'awaiting_intake'")
    most = float(desk["at_high"].max())
    assert most > 10
    text = printed(sensitivities.show, weighed)
    assert f"{SAID} at some ends of ranges: health {most:.0f}, each at most. They came" in text


def test_as_many_as_come_on_two_days_by_hand(plans: list[tvsim.Scenario]) -> None:
    """Twelve days, 60 dossiers: ten come on two days; of the 66 that came with those waiting, eleven."""
    results = tvsim.run(plans[1], replications=1)

    def said(waiting: float, received: float) -> list[str]:
        table = results.estimates.copy()
        table.loc[("health", "awaiting_intake"), "estimate"] = waiting
        table.loc[("health", "received"), "estimate"] = received
        results.__dict__["estimates"] = table
        return intake_note(results, Language("en"))

    assert said(11, 55) == []
    assert len(said(11.1, 55)) == 1
    assert said(0, 0) == []
    assert (said(4, 5), len(said(5, 5))) == ([], 1)


def test_a_paper_says_it_of_the_plan_and_of_each_scenario(plans: list[tvsim.Scenario], tmp_path: Path) -> None:
    slow, quick = plans
    with pytest.warns(OverloadWarning):
        tvsim.compare([quick, slow], replications=2, folder=tmp_path)
    evidence = Evidence.read(tmp_path)
    assert any(SAID in text and WHY in text for text in paragraphs(summary(evidence, Language("en"))))
    assert [SAID in text for text in paragraphs(findings(evidence, Language("en")))] == [True]
    other = Evidence(evidence.study, tuple(reversed(evidence.results)), 1)
    assert not any(SAID in text for text in paragraphs(summary(other, Language("en"))))


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]
