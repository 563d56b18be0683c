"""A checked scenario: what a run needs to know, with the source of each number."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from tvsim.language import spoken, worded
from tvsim.scenario.changes import Change, change, changed_defaults, effective_tree
from tvsim.scenario.checks import check
from tvsim.scenario.errors import Complaint, one_line, place_text, shown
from tvsim.scenario.files import is_file
from tvsim.scenario.merging import put, without_defaults
from tvsim.scenario.origins import Branch, Leaf, Origin, at, leaves, plain
from tvsim.scenario.register import Entry, entries
from tvsim.scenario.schema import Name, Plan
from tvsim.scenario.standalone import HEAD, standalone_text
from tvsim.scenario.validation import refused, validated


@dataclass(frozen=True, repr=False)
class Scenario:
    """A scenario that passed all checks. It never changes: `with_` makes another.

    Attributes
    ----------
    plan : Plan
        What is to be simulated.
    path : Path
        The file it was loaded from.
    files : tuple of str
        All files that it was put together from, the first extended one first.
    remarks : tuple of str
        What to know of how its file was read: one sentence for each cell that was left blank.
    """

    plan: Plan
    path: Path
    files: tuple[str, ...]
    _tree: Branch
    _effective: Branch
    _changes: tuple[Change, ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, files: tuple[str, ...], tree: Branch, changes: tuple[Change, ...] = ()) -> Scenario:
        """Put defaults and changes into what files say, and check what comes out.

        Raises
        ------
        ScenarioError
            With one line for each mistake.
        """
        effective = effective_tree(tree, changes)
        plan = validated(effective)
        found = [*check(plan), *_observed(plan, path)]
        if found:
            raise refused(effective, found)
        return cls(plan, path, files, tree, effective, changes)

    @property
    def name(self) -> str:
        """Name of the scenario's file, without its ending."""
        return self.path.stem

    def title(self, lang: str = "vi") -> str:
        """Name for readers, in Vietnamese (``vi``) or English (``en``)."""
        name = self.plan.name
        if isinstance(name, Name):
            return name.en if lang == "en" else name.vi
        return name

    @property
    def changes(self) -> list[tuple[str, object]]:
        """What was set by hand over the files: places and values, in their order."""
        return [(place_text(each.place), plain(each.node)) for each in self._changes]

    def standalone(self, observed: str | None = None, *, head: str = HEAD) -> str:
        """Return the text of a scenario file that says all of this itself, with the same sources.

        ``observed`` is the name of the file with what was observed, where that has another one beside the new file;
        ``head`` is a comment in the first line.
        """
        _, defaults = changed_defaults(self._tree, self._changes)
        tree = without_defaults(self._effective, defaults)
        if observed is not None:
            place = ("observed", "waiting")
            leaf = at(tree, place)
            assert isinstance(leaf, Leaf)
            tree = put(tree, place, leaf._replace(value=observed))
        return standalone_text(tree, head)

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        """What is known about each written value, by its place such as ``counters.transport.officers``."""
        return {place_text(place): leaf.origin for place, leaf in leaves(self._effective)}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All values of the scenario in the order of the schema, with their sources; defaults too."""
        return tuple(entries(self.plan, self._effective))

    def register(self) -> pd.DataFrame:
        """Return the register of assumptions: every value that decides something, and where it comes from.

        Returns
        -------
        DataFrame
            Columns ``path`` (its place, such as ``counters.transport.officers``), ``value``, ``source`` (``default``
            where nobody wrote it) and ``file`` (empty for defaults; with the cell, where it is a workbook).
        """
        # A path may hold what is not UTF-8, which no column of texts takes.
        rows = [
            (each.path, each.value, one_line(each.origin.source), one_line(each.origin.where)) for each in self.entries
        ]
        return pd.DataFrame(rows, columns=["path", "value", "source", "file"])

    def with_(self, changes: Mapping[str, object] | None = None, /, **sections: object) -> Scenario:
        """Return the scenario with some values changed, checked again.

        Parameters
        ----------
        changes : mapping, optional
            New values by place: ``{"counters.transport.officers": 3}``. A mapping as a value changes only the keys it
            names.
        **sections
            New values by section: ``period={"follow_up_days": 10}``.

        Raises
        ------
        TypeError
            If the changes are no mapping, or a place is no text.
        ScenarioError
            If a place does not exist, or the changed scenario does not pass the checks.
        """
        if changes is not None and not isinstance(changes, Mapping):
            raise TypeError(
                worded(
                    'changes must be a mapping such as {{"counters.transport.officers": 3}}, not {value}',
                    value=one_line(shown(changes)),
                )
            )
        return self.changed([*(changes or {}).items(), *sections.items()], "with_")

    def changed(self, changes: Iterable[tuple[str, object]], by: str | Iterable[str]) -> Scenario:
        """Return the scenario with values set at places, in their order; ``by``, of all or of each, is their file."""
        wanted = list(changes)
        whose = [by] * len(wanted) if isinstance(by, str) else list(by)
        numbers = range(len(self._changes) + 1, len(self._changes) + len(wanted) + 1)
        made = (change(*each, of, number) for each, of, number in zip(wanted, whose, numbers, strict=True))
        return Scenario.of(self.path, self.files, self._tree, (*self._changes, *made))

    @property
    def effective(self) -> Branch:
        """What all files, defaults and changes say together, with the source of each value."""
        return self._effective

    def without_observed(self) -> Scenario:
        """Return the scenario without what was observed, so that its file needs nothing beside it."""
        if self.plan.observed is None:
            return self
        changes = tuple(each for each in self._changes if each.place[0] != "observed")
        return Scenario.of(self.path, self.files, unobserved(self._tree), changes)

    def with_tree(self, tree: Branch) -> Scenario:
        """Return what this scenario would be if its files, defaults and changes said something else, checked again.

        Raises
        ------
        ScenarioError
            If that does not pass the checks.
        """
        return Scenario.of(self.path, self.files, tree)

    def __repr__(self) -> str:
        return f"Scenario({self.name!r}, {len(self._changes)} changes)"

    def _repr_html_(self) -> str:
        """Show the scenario in a notebook."""
        plan = self.plan
        dossiers = sum(procedure.per_year for procedure in plan.procedures.values()) * plan.demand.factor
        rows = {
            worded("period"): " – ".join(map(spoken().formatted, (plan.period.start, plan.period.end))),
            worded("agencies"): spoken().formatted(len(plan.agencies), ",d"),
            worded("counter groups"): spoken().formatted(len(plan.counters), ",d"),
            worded("procedures"): spoken().formatted(sum(each.procedures for each in plan.procedures.values()), ",d"),
            worded("dossiers a year"): spoken().formatted(dossiers, ",.0f"),
            worded("files"): ", ".join(self.files),
            worded("changes"): ", ".join(place_text(each.place) for each in self._changes) or worded("none"),
        }
        cells = "".join(f"<tr><th>{name}</th><td>{html.escape(str(value))}</td></tr>" for name, value in rows.items())
        return f"<table><caption>{html.escape(self.title(spoken().code))}</caption>{cells}</table>"


def unobserved(tree: Branch) -> Branch:
    """Return what files say without what was observed, for a scenario whose file has nothing beside it."""
    return Branch({name: node for name, node in tree.children.items() if name != "observed"}, tree.origin)


def _observed(plan: Plan, path: Path) -> list[Complaint]:
    """What was observed must be there, to be shown beside the simulated."""
    if plan.observed is None or is_file(path.parent / plan.observed.waiting):
        return []
    waiting = plan.observed.waiting
    return [Complaint(("observed", "waiting"), worded("there is no such file beside the scenario"), shown(waiting))]
