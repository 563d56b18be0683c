"""From one scenario to another, change by change: which changes there are, and the scenarios on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tvsim.scenario.companions import companions
from tvsim.scenario.differing import (
    ENGLISH,
    NAMED,
    Difference,
    Values,
    Words,
    described,
    differences_at,
    differing_places,
    joint_order,
    section_of,
)
from tvsim.scenario.errors import Place, ScenarioError, place_text
from tvsim.scenario.origins import NOBODYS, Branch, Node, at
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.schema import DEFAULTS

By = Literal["value", "table", "section"]
BY: tuple[By, ...] = ("value", "table", "section")
MOST_ORDERS = 10_000
"""At most so many of the orders in which changes can be made are drawn."""
MOST_SEARCHED = 60
"""Of so many changes it is looked for which need which; of more, that would take minutes."""


class SubsetError(Exception):
    """Changes that do not make a valid scenario without others."""

    def __init__(self, made: frozenset[int], mistakes: frozenset[str]) -> None:
        super().__init__(f"the changes {sorted(made)} are not possible by themselves: {'; '.join(sorted(mistakes))}")
        self.made, self.mistakes = made, mistakes


@dataclass(frozen=True)
class Alteration:
    """A change from one scenario to the other that can be made by itself.

    Attributes
    ----------
    place : where it is made; the first place where it is made at several
    differences : what it changes
    nodes : places, and what the other scenario has there; none where it has nothing
    is_forced : whether it is made of several that are only possible together
    """

    place: Place
    differences: tuple[Difference, ...]
    nodes: tuple[tuple[Place, Node | None], ...] = field(repr=False)
    is_forced: bool = False

    @property
    def text(self) -> str:
        """The change in English words, such as ``counters.transport.officers: 4 → 5``."""
        return described(self.differences)

    def in_words(self, words: Words = ENGLISH, most: int = 3) -> str:
        """The change in words of a language, which of its differences ``most`` are named."""
        return described(self.differences, words, most)


@dataclass(frozen=True)
class Transition:
    """The way from one scenario to another.

    Attributes
    ----------
    base, final : Scenario
    alterations : tuple of Alteration
        In the order of the schema. Each can be made alone, and left out alone.
    """

    base: Scenario
    final: Scenario
    alterations: tuple[Alteration, ...]
    _seen: dict[frozenset[Place], frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    """What the checks have said, by the places that were changed: the same sets are asked for again and again."""

    @classmethod
    def between(cls, base: Scenario, final: Scenario, by: By = "value") -> Transition:
        """Find the changes: one for each value, or together those of one table (``counters.health``) or section.

        A default for all tables of a kind is one value. Changes that are not possible without others are taken
        together with these (`tvsim.scenario.companions`). Where that does not help, or there are very many changes,
        those that are not possible by themselves are taken together, first by table, then by section, then all.
        """
        found = cls(base, final, tuple(_grouped(_single(base, final), by)))
        return found._possible()

    def scenario(self, made: Collection[int]) -> Scenario:
        """The first scenario with some of the changes made, by their numbers.

        Raises
        ------
        SubsetError
            If that is no valid scenario.
        """
        tree = _written_out(self.base)
        whole = set()
        for number in made:
            for place, node in self.alterations[number].nodes:
                tree = _placed(tree, place, node)
                whole |= {place[0]} if len(place) == 1 else set()
        for kind in NAMED:
            if kind not in whole:
                tree = _in_order(tree, kind, joint_order(_named(self.base, kind), _named(self.final, kind)))
        try:
            return self.base.with_tree(tree)
        except ScenarioError as wrong:
            raise SubsetError(frozenset(made), frozenset(wrong.messages)) from None

    def joined(self, numbers: Collection[int]) -> Transition:
        """The same way, with some changes taken together since they are not possible otherwise."""
        chosen = sorted(numbers)
        if len(chosen) < 2:
            chosen = list(range(len(self.alterations)))
        return self._joined([chosen])._possible()

    def _possible(self) -> Transition:
        """Take changes together until each is possible by itself, and can be left out by itself."""
        found = self if len(self.alterations) > MOST_SEARCHED else self._with_companions()
        for depth in (_table, _section, _everything):
            wrong = [number for number in range(len(found.alterations)) if not found._stands_alone(number)]
            if not wrong:
                return found
            by_place: dict[str, list[int]] = {}
            for number in wrong:
                by_place.setdefault(depth(found.alterations[number].place), []).append(number)
            found = found._joined([numbers for numbers in by_place.values() if len(numbers) > 1])
        if all(found._stands_alone(number) for number in range(len(found.alterations))):
            return found
        return found._joined([list(range(len(found.alterations)))])

    def _with_companions(self) -> Transition:
        """Take each change that is not possible by itself together with those that it needs."""
        found = self
        looked_at = set[Place]()
        while True:
            number = next((at for at, own in enumerate(found.alterations) if own.place not in looked_at), None)
            if number is None:
                return found
            needed = {number} if found._stands_alone(number) else found._needed(number)
            if len(needed) == 1:
                looked_at.add(found.alterations[number].place)
            else:
                found = found._joined([sorted(needed)])
                # What is taken together now may need more than each of its parts.
                looked_at.discard(found.alterations[min(needed)].place)

    def _needed(self, number: int) -> set[int]:
        """A change, and those without which it can neither be made nor left out."""
        sections = [section_of(each.place) for each in self.alterations]
        everything = frozenset(range(len(sections)))
        to_make = companions(number, sections, self._mistakes)
        to_leave_out = companions(number, sections, lambda left: self._mistakes(everything - left))
        return {number, *(to_make or ()), *(to_leave_out or ())}

    def _mistakes(self, made: frozenset[int]) -> frozenset[str]:
        places = frozenset(place for number in made for place, _ in self.alterations[number].nodes)
        if places not in self._seen:
            self._seen[places] = self._checked(made)
        return self._seen[places]

    def _checked(self, made: frozenset[int]) -> frozenset[str]:
        """What the checks say of the first scenario with some changes made; nothing where it is valid."""
        try:
            self.scenario(made)
        except SubsetError as impossible:
            return impossible.mistakes
        return frozenset()

    def _stands_alone(self, number: int) -> bool:
        others = frozenset(range(len(self.alterations))) - {number}
        return not self._mistakes(frozenset({number})) and not self._mistakes(others)

    def _joined(self, groups: Sequence[Sequence[int]]) -> Transition:
        first = {numbers[0]: numbers for numbers in groups}
        later = {number for numbers in groups for number in numbers[1:]}
        alterations = [
            _together([self.alterations[each] for each in first[number]], is_forced=True) if number in first else own
            for number, own in enumerate(self.alterations)
            if number not in later
        ]
        return replace(self, alterations=tuple(alterations))


def _single(base: Scenario, final: Scenario) -> list[Alteration]:
    """Each change of a value; what is written once for all tables of a kind is one."""
    trees = _written_out(base), _written_out(final)
    values = Values(base.plan), Values(final.plan)
    places = list(differing_places(base.plan, final.plan))
    unit_of = {place: _unit(place, *(at(tree, place) for tree in trees)) for place in places}
    by_unit: dict[Place, list[Place]] = {}
    for place, unit in unit_of.items():
        by_unit.setdefault(unit, []).append(place)
    found = []
    for unit, own in by_unit.items():
        is_default = unit[0] in DEFAULTS and len(own) > 1
        nodes = tuple((place, at(trees[1], place)) for place in own)
        if is_default:
            differences = _of_default(unit, own, *values)
        else:
            differences = [each for place in own for each in differences_at(place, *values)]
        found.append(Alteration(unit if is_default else own[0], tuple(differences), nodes))
    return found


def _unit(place: Place, before: Node | None, after: Node | None) -> Place:
    """Where a value is written: its own place, or that of the default for all tables of its kind."""
    if place in {("period", "start"), ("period", "end")}:
        return ("period",)
    node = before if after is None else after
    written = () if node is None else node.origin.written_at
    return written if written and DEFAULTS.get(str(written[0])) == place[0] else place


def _of_default(unit: Place, places: Sequence[Place], one: Values, other: Values) -> list[Difference]:
    """The differences of a default: said once, for all tables that have it."""
    before = [one.at(place)[1] for place in places]
    if any(each != before[0] for each in before):
        after = other.at(places[0])[1]
        return [Difference(place_text(unit), before[0], after, tables=len(places), is_even=False)]
    inner = differences_at(places[0], one, other, unit)
    return [replace(each, tables=len(places)) for each in inner]


def _grouped(single: Iterable[Alteration], by: By) -> list[Alteration]:
    if by == "value":
        return list(single)
    depth = _table if by == "table" else _section
    groups: dict[str, list[Alteration]] = {}
    for each in single:
        groups.setdefault(depth(each.place), []).append(each)
    return [_together(group) for group in groups.values()]


def _table(place: Place) -> str:
    """The table in which a place lies, such as ``counters.health``."""
    return place_text(place[:1] if place[0] in DEFAULTS else place[:2])


def _section(place: Place) -> str:
    return section_of(place)


def _everything(_place: Place) -> str:
    return ""


def _together(group: Sequence[Alteration], *, is_forced: bool = False) -> Alteration:
    """Several changes as one."""
    if len(group) == 1:
        return group[0]
    # What is new says more than what it replaces.
    differences = tuple(
        sorted((each for alteration in group for each in alteration.differences), key=lambda each: not each.is_in[1])
    )
    nodes = tuple(each for alteration in group for each in alteration.nodes)
    return Alteration(group[0].place, differences, nodes, is_forced or any(each.is_forced for each in group))


def _named(scenario: Scenario, kind: str) -> Iterable[str]:
    names: dict[str, object] = getattr(scenario.plan, kind)
    return names


def _written_out(scenario: Scenario) -> Branch:
    """The effective tree, with a table for each entry of the plan: a site that nobody wrote has none."""
    tree = scenario.effective
    children = dict(tree.children)
    for kind in NAMED:
        written = children.get(kind)
        own = written.children if isinstance(written, Branch) else {}
        origin = NOBODYS if written is None else written.origin
        children[kind] = Branch({key: own.get(key, Branch({}, NOBODYS)) for key in _named(scenario, kind)}, origin)
    return Branch(children, tree.origin)


def _placed(tree: Branch, place: Place, node: Node | None) -> Branch:
    """A tree with a node at a place, or with nothing there; tables on the way are made."""
    step = str(place[0])
    children = dict(tree.children)
    if len(place) > 1:
        inner = children.get(step)
        table = inner if isinstance(inner, Branch) else Branch({}, NOBODYS)
        children[step] = _placed(table, place[1:], node)
    elif node is None:
        children.pop(step, None)
    else:
        children[step] = node
    return Branch(children, tree.origin)


def _in_order(tree: Branch, kind: str, order: Sequence[str]) -> Branch:
    table = tree.children[kind]
    assert isinstance(table, Branch)
    ordered = {key: table.children[key] for key in order if key in table.children}
    return Branch(tree.children | {kind: Branch(ordered, table.origin)}, tree.origin)
