"""Results that are refined while somebody looks, and the panel of a notebook."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

import tvsim
from tvsim.experiment import replication, workers
from tvsim.experiment.comparison import Comparison
from tvsim.experiment.replication import Replication
from tvsim.language import Language, use
from tvsim.whatif.panel import WARNINGS, Panel, warned_in_short
from tvsim.whatif.refining import STEPS, Refining

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RETURNS = tuple(f"channels.{way}.returns" for way in ("counter", "post", "online"))


@pytest.fixture(scope="module")
def base() -> tvsim.Scenario:
    period = {"end": dt.date(2025, 1, 3), "warm_up_days": 1, "follow_up_days": 0}
    return tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the replications that are done from now on."""
    numbers: list[int] = []

    def done(wanted: Replication, *rest: Any) -> bytes:
        numbers.append(wanted.number)
        return replication.done(wanted, *rest)

    monkeypatch.setattr(workers, "done", done)
    return numbers


def test_each_step_is_the_comparison_of_so_many_replications(base: tvsim.Scenario, doing: list[int]) -> None:
    plan = base.with_({"counters.transport.officers": 6})
    found = list(Refining(base, seed=3).steps(plan))
    assert [len(each.results[0].replications) for each in found] == list(STEPS)
    assert sorted(doing) == sorted([*range(1, STEPS[-1] + 1)] * 2)
    whole = tvsim.compare([base, plan], seed=3, replications=STEPS[-1])
    assert found[-1].differences.equals(whole.differences)


def test_another_plan_takes_the_place_of_the_one_before(base: tvsim.Scenario, doing: list[int]) -> None:
    refining = Refining(base)
    first = refining.steps(base.with_({"counters.transport.officers": 6}))
    assert len(next(first).results[0].replications) == 1
    refining.stop()
    assert list(first) == []
    assert sorted(doing) == [1, 1]


def test_nothing_of_a_plan_is_shown_when_another_one_is_wanted(
    base: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one comes while the first comparison is made: it would stand beside levers that it is not of."""
    refining, shown = Refining(base), list[Any]()
    made = Comparison.of

    def stopped(results: Any) -> Comparison:
        refining.stop()
        return made(results)

    monkeypatch.setattr(Comparison, "of", stopped)
    refining.show(base, shown.append, shown.append).join()
    assert shown == []


def test_it_stops_after_the_steps_that_are_asked_for(base: tvsim.Scenario, doing: list[int]) -> None:
    shown = list[Any]()
    Refining(base).show(base, shown.append, shown.append, STEPS[:1]).join()
    assert [len(each.results[0].replications) for each in shown] == [1]
    assert doing == [1]


def test_what_was_looked_at_before_is_not_done_again(base: tvsim.Scenario, doing: list[int]) -> None:
    refining = Refining(base)
    for _ in refining.steps(base):
        pass
    del doing[:]
    for _ in refining.steps(base.with_({"counters.transport.officers": 6})):
        pass
    assert sorted(doing) == list(range(1, STEPS[-1] + 1))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second replication of every plan fails."""

    def done(wanted: Replication, *rest: Any) -> bytes:
        if wanted.number == 2:
            raise RuntimeError("no\nmore")
        return replication.done(wanted, *rest)

    monkeypatch.setattr(workers, "done", done)


@pytest.mark.usefixtures("failing")
def test_what_ends_it_too_early_is_told(base: tvsim.Scenario) -> None:
    shown, failures = list[Any](), list[Exception]()
    refining = Refining(base)
    refining.show(base, shown.append, failures.append).join()
    assert len(shown) == 1
    assert [repr(each) for each in failures] == ["RuntimeError('no\\nmore')"]


def test_a_failure_of_a_plan_that_is_no_longer_wanted_is_not_told(
    base: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    refining, failures = Refining(base), list[Exception]()

    def done(*_: Any) -> bytes:
        refining.stop()
        raise RuntimeError

    monkeypatch.setattr(workers, "done", done)
    refining.show(base, failures.append, failures.append).join()
    assert failures == []


# the panel


class AtOnce(Refining):
    """Refines to its second step before anything else happens."""

    def show(self, plan: tvsim.Scenario, shown: Any, *_: Any) -> Any:
        steps = self.steps(plan)
        for _ in range(2):
            shown(next(steps))
        steps.close()


@pytest.fixture
def panel(base: tvsim.Scenario) -> Panel:
    return Panel(base, Language("en"), AtOnce(base))


def test_it_shows_today_beside_the_plan(panel: Panel) -> None:
    assert "Replications: 2 of 20" in panel._results.value
    assert "Exactly equal" in panel._results.value
    panel._officers["transport"].value = 8
    assert panel.plan.plan.counters["transport"].officers == 8
    assert re.search(r">Mean wait \(min\)</th>.*?−\d+\.\d+ min", panel._results.value)


def test_a_plan_to_begin_with_is_held_against_today(base: tvsim.Scenario) -> None:
    plan = base.with_({"counters.transport.officers": 30, "procedures.transport_licence_reissue.days": 9})
    panel = Panel(base, Language("en"), AtOnce(base), plan=plan, today="theirs.toml")
    assert (panel._officers["transport"].value, panel._officers["transport"].max) == (30, 60)
    assert panel._cut.options[:2] == (("as in the plan", "kept"), ("as they are", None))
    assert panel._cut.value == "kept"
    assert panel.plan is plan
    assert "theirs.toml</th>" in panel._results.value
    assert "Today" not in panel._results.value
    assert re.search(r">Mean wait \(min\)</th>.*?−\d+\.\d+ min", panel._results.value)
    panel._cut.value = None
    assert panel.plan.plan.procedures["transport_licence_reissue"].days == 7


def test_what_breaks_a_centre_is_said_beside_figures_that_look_better(panel: Panel) -> None:
    """With nearly all online people hardly wait, and the desk cannot follow."""
    assert "what they can do" not in panel._results.value
    panel._online.value = 0.9
    assert re.search(r"Desk \(Department of Transport\): what comes is 1\d\d% of what they can", panel._results.value)
    assert ">Online acknowledged in time" in panel._results.value
    assert ">Awaiting intake at the desk" in panel._results.value
    assert "an interval alone may exclude zero" in panel._results.value


def test_warnings_stand_above_the_figures_and_are_counted_where_they_are_out_of_sight(panel: Panel) -> None:
    assert WARNINGS not in panel._results.value + panel._in_sight.value
    panel._online.value = 0.95
    panel._opening.value = "saturday_morning"
    warnings, table = panel._results.value.split("<table")
    assert "what they can do" in warnings.partition(f'<div id="{WARNINGS}">')[2]
    assert "what they can do" not in table
    count = warnings.partition(WARNINGS)[2].count("<p>")
    assert count > 1
    assert panel._in_sight.value.endswith(f'</div><p><a href="#{WARNINGS}">{count} warnings: see them</a></p>')


def test_one_warning_is_one() -> None:
    assert ">1 warning: see it<" in warned_in_short(["Look out."], Language("en"))
    assert ">1 cảnh báo: xem nội dung<" in warned_in_short(["Coi chừng."], Language("vi"))
    assert warned_in_short([], Language("en")) == ""


def test_other_days_are_said_to_have_other_citizens(panel: Panel) -> None:
    said = "not all citizens are the same"
    assert said not in panel._results.value
    panel._opening.value = "saturday_morning"
    assert said in panel._results.value
    panel._opening.value = "as_it_is"
    assert said not in panel._results.value


def test_a_plan_that_is_looked_at_alone_is_not_called_today(base: tvsim.Scenario) -> None:
    more = tvsim.load("more_officers").with_(period=base.plan.period.model_dump(exclude={"source"}))
    panel = Panel(more, Language("en"), AtOnce(more))
    assert ">More officers</th>" in panel._results.value
    assert "Today" not in panel._results.value


def test_what_stands_over_the_figures_is_text_and_no_more(base: tvsim.Scenario) -> None:
    panel = Panel(base, Language("en"), AtOnce(base), today="<img src=x onerror=alert(1)>.toml")
    assert "&lt;img src=x onerror=alert(1)&gt;.toml</th>" in panel._results.value
    assert "<img" not in panel._results.value


def test_a_plan_that_cannot_be_is_said(base: tvsim.Scenario) -> None:
    none_by_post = {each: {"counter": 1, "post": 0, "online": 0} for each in RETURNS}
    without_post = base.with_({"mail.rounds": [], "channels.post.share": 0} | none_by_post)
    panel = Panel(without_post, Language("en"), AtOnce(without_post))
    panel._post.value = 0.1
    assert "must name at least one time, since dossiers or results go by post" in panel._results.value


def test_what_comes_online_and_by_post_is_never_more_than_all(panel: Panel) -> None:
    """The lever in somebody's hand goes to its end; the other gives way, and comes back where there is room."""
    compared = []
    panel.on_moved(lambda: compared.append((panel._online.value, panel._post.value)))
    for lever, share, both in [
        (panel._online, 1.0, (1.0, 0.0)),
        (panel._online, 0.99, (0.99, 0.01)),
        (panel._online, 0.5, (0.5, 0.025)),
        (panel._post, 1.0, (0.0, 1.0)),
        (panel._post, 0.06, (0.5, 0.06)),
        (panel._online, 0.94, (0.94, 0.06)),
        (panel._online, 0.96, (0.96, 0.04)),
    ]:
        compared.clear()
        lever.value = share
        assert compared == [both]  # once, as both stand
        channels = panel.plan.plan.channels
        assert (channels.online.share, channels.post.share) == both
        assert ">Mean wait (min)</th>" in panel._results.value
    online, post = (box.children[1].value for box in panel.widget.children[0].children[0].children[:2])
    assert (online, post) == ("96.0%", "4.0%")  # and that is seen


class InFront(Refining):
    """Refines in front of whoever asks for it."""

    def show(self, *words: Any) -> Any:
        super().show(*words).join()


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "This went wrong within tvsim: RuntimeError: no\\nmore. Please report it."),
        ("vi", "Có lỗi bên trong tvsim: RuntimeError: no\\nmore. Vui lòng báo lại lỗi này."),
    ],
)
def test_a_simulation_that_fails_says_so_where_its_figures_would_be(base: tvsim.Scenario, lang: Any, said: str) -> None:
    panel = Panel(base, Language(lang), InFront(base))
    assert panel._results.value == f'<p class="tvsim-wrong" role="alert">{said}</p>'


def test_a_plan_is_kept_as_a_file(panel: Panel, base: tvsim.Scenario, tmp_path: Path) -> None:
    panel._officers["justice"].value, panel._reviews.value, panel._opening.value = 5, "parallel", "through_lunch"
    panel._file.value = str(tmp_path / "plans" / "mine.toml")
    panel.keep()
    assert panel._said.value.startswith("Written to")
    kept = tvsim.load(tmp_path / "plans" / "mine.toml").with_(period=base.plan.period.model_dump(exclude={"source"}))
    assert kept.plan.counters["justice"].officers == 5
    called: dict[str, None] = {"name": None, "description": None}
    assert kept.plan.model_copy(update=called) == panel.plan.plan.model_copy(update=called)
    assert kept.title("vi") == kept.title("en") == "mine"


def test_a_file_that_nobody_named_names_no_plan(panel: Panel, base: tvsim.Scenario, tmp_path: Path) -> None:
    panel._officers["justice"].value = 5
    panel._file.value = str(tmp_path / panel._file.value)
    panel.keep()
    assert tvsim.load(tmp_path / "plan.toml").title("en") == f"{base.title('en')} (adjusted)"


@pytest.mark.parametrize(
    ("name", "said"), [("centre.toml", "is there already; an existing file is never"), ("plan.xlsx", "must end with")]
)
def test_no_file_is_overwritten_and_none_is_called_what_it_is_not(
    panel: Panel, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "centre.toml").write_text("mine", encoding="utf-8")
    panel._file.value = str(tmp_path / name)
    panel.keep()
    assert said in panel._said.value
    assert [each.read_text("utf-8") for each in tmp_path.iterdir()] == ["mine"]


def test_a_file_that_cannot_be_written_is_said(panel: Panel, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    panel._file.value = str(tmp_path / "file" / "plan.toml")
    panel.keep()
    assert "cannot be written" in panel._said.value


def test_limits_that_are_not_cut_are_called_so(panel: Panel) -> None:
    assert [name for name, _ in panel._cut.options] == ["as they are", "0%", "−20%", "−30%", "−40%", "−50%"]


# from Python


def test_a_panel_of_a_scenario(base: tvsim.Scenario) -> None:
    box = tvsim.explore(base, lang="vi")
    levers = box.children[0].children[0].children
    slider, value = levers[0].children
    assert slider.description == "Nộp trực tuyến"
    assert not slider.readout
    assert value.value == "34,0%"
    slider.value = 0.025
    assert value.value == "2,5%"
    assert len(levers) == 6 + len(base.plan.counters)


def test_a_panel_speaks_the_language_of_the_process(base: tvsim.Scenario) -> None:
    use("vi")
    try:
        box = tvsim.explore(base)
    finally:
        use("en")
    assert box.children[0].children[0].children[0].children[0].description == "Nộp trực tuyến"


def test_what_cannot_be_explored(base: tvsim.Scenario) -> None:
    with pytest.raises(ValueError, match='lang must be "en" or "vi", not "fr"'):
        tvsim.explore(base, lang="fr")
    with pytest.raises(tvsim.ScenarioError, match="there is no such file"):
        tvsim.explore("nowhere.toml")
