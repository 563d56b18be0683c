"""Putting files, defaults and changes over one another.

Tables are merged key by key. Lists, and values that mean something only as a whole, are replaced: durations (keys that
end in ``_min`` or ``_days``) and ``arrivals_by_time``. Where keys are weekdays, days are merged: ``fri`` over
``mon-fri`` leaves ``mon-thu`` as it was.
"""

from __future__ import annotations

from tvsim.language import worded
from tvsim.scenario.errors import Complaint, Place, shown, unknown
from tvsim.scenario.origins import Branch, Items, Leaf, Node, below, leaves
from tvsim.scenario.schema import DEFAULTS
from tvsim.scenario.values import WEEKDAYS, parse_days
from tvsim.scenario.vocabulary import Keys, keys_at, order_at


class ComplaintError(Exception):
    """A change that cannot be made."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.text)
        self.complaint = complaint


def is_whole(key: str) -> bool:
    """Whether the value of a key is replaced as a whole."""
    return key.endswith(("_min", "_days")) or key == "arrivals_by_time"


def merged(under: Node, over: Node) -> Node:
    """``over`` put over ``under``."""
    if not isinstance(under, Branch) or not isinstance(over, Branch):
        return over
    children = _without_days(under.children, over.children)
    for key, node in over.children.items():
        children[key] = node if key not in children or is_whole(key) else merged(children[key], node)
    return Branch(children, under.origin)


def _without_days(under: dict[str, Node], over: dict[str, Node]) -> dict[str, Node]:
    """Tables with weekdays for keys lose the days that the upper table names; others stay as they are."""
    lower, upper = _weekdays(under), _weekdays(over)
    if not lower or not upper or len(lower) < len(under) or len(upper) < len(over):
        return dict(under)
    taken = {day for days in upper.values() for day in days}
    kept = {}
    for key, node in under.items():
        left = [day for day in lower[key] if day not in taken]
        if len(left) == len(lower[key]) or key in over:
            kept[key] = node
        elif left:
            kept[",".join(WEEKDAYS[day] for day in left)] = node
    return kept


def _weekdays(children: dict[str, Node]) -> dict[str, tuple[int, ...]]:
    """Weekdays of the keys that name some."""
    found = {}
    for key in children:
        if key[:3] in WEEKDAYS:
            try:
                found[key] = parse_days(key)
            except ValueError:
                continue
    return found


def split_defaults(tree: Branch) -> tuple[Branch, dict[str, Branch]]:
    """Take ``procedure_defaults`` and its like out of a tree: what is left, and the defaults by kind of table.

    Raises
    ------
    ComplaintError
        If one of them is no table.
    """
    rest = {key: node for key, node in tree.children.items() if key not in DEFAULTS}
    found = {}
    for name, kind in DEFAULTS.items():
        defaults = tree.children.get(name)
        if isinstance(defaults, Branch):
            found[kind] = defaults
        elif defaults is not None:
            raise ComplaintError(Complaint((name,), worded("must be a table")))
    return Branch(rest, tree.origin), found


def filled(tree: Branch, defaults: dict[str, Branch], already: Branch | None = None) -> Branch:
    """Put defaults under each table of their kind; not under those that another tree has already."""
    children = dict(tree.children)
    for kind, under in defaults.items():
        tables, done = children.get(kind), below(already, kind)
        if isinstance(tables, Branch):
            filled_tables = {
                key: node if below(done, key) is not None else _over(under, node)
                for key, node in tables.children.items()
            }
            children[kind] = Branch(filled_tables, tables.origin)
    return Branch(children, tree.origin)


def _over(defaults: Branch, node: Node) -> Node:
    """A table with defaults under it; in errors it keeps its own place."""
    whole = merged(defaults, node)
    return Branch(whole.children, node.origin) if isinstance(whole, Branch) else whole


def without_defaults(tree: Branch, defaults: dict[str, Branch]) -> Branch:
    """The tree that `filled` makes this one of, with the tables of defaults in it.

    A kind in which somebody wrote in Python that there is no value keeps all its values, and has no defaults: what is
    said by silence would be filled in again.
    """
    names = {kind: name for name, kind in DEFAULTS.items()}
    children: dict[str, Node] = {}
    for kind, tables in tree.children.items():
        under = defaults.get(kind)
        if under is None or not isinstance(tables, Branch) or any(leaf.value is None for _, leaf in leaves(tables)):
            children[kind] = tables
            continue
        children[names[kind]] = under
        own = {key: _beyond(under, each, (kind, key)) for key, each in tables.children.items()}
        children[kind] = Branch(own, tables.origin)
    return Branch(children, tree.origin)


def _beyond(under: Branch, node: Node, place: Place) -> Node:
    """What the table at a place says that does not come from the one under it, in the order of the schema."""
    if not isinstance(node, Branch):
        return node
    own: dict[str, Node] = {}
    for key, child in node.children.items():
        lower = under.children.get(key)
        if child == lower:  # the same value from the same place
            continue
        own[key] = _beyond(lower, child, (*place, key)) if isinstance(lower, Branch) and not is_whole(key) else child
    order = dict.fromkeys([*order_at(place), *own])
    return Branch({key: own[key] for key in order if key in own}, node.origin)


def put(tree: Branch, place: Place, new: Node) -> Branch:
    """``new`` put over what stands at a place.

    Tables on the way are made where the schema has them; entries that a planner names (an agency, a procedure) must
    exist, unless the place ends with a new one.

    Raises
    ------
    ComplaintError
        If the place leads nowhere.
    """
    changed = _put(tree, place, 0, new)
    assert isinstance(changed, Branch)
    return changed


def _put(node: Node, place: Place, at: int, new: Node) -> Node:
    step, here = place[at], place[: at + 1]
    last = at + 1 == len(place)
    if isinstance(step, int):
        if not isinstance(node, Items):
            text = worded("is no list, and has no entry of a number")
            if _is_unwritten(node):
                text = worded("is not written, and has no entries")
            raise ComplaintError(Complaint(place[:at], text, _value(node)))
        if not 0 <= step < len(node.nodes):
            text = worded("the list has no entries")
            if node.nodes:
                text = worded("the list has entries 0 to {last}", last=len(node.nodes) - 1)
            raise ComplaintError(Complaint(here, text))
        child = node.nodes[step]
        inner = merged(child, new) if last else _put(child, place, at + 1, new)
        return Items((*node.nodes[:step], inner, *node.nodes[step + 1 :]), node.origin)
    if not isinstance(node, Branch):
        text = worded("is no table, and has no key {key}", key=shown(step))
        raise ComplaintError(Complaint(place[:at], text, _value(node)))
    keys = keys_at(place[:at])
    if keys is Keys.NONE:
        raise ComplaintError(Complaint(place[:at], worded("is no table, and has no key {key}", key=shown(step))))
    if not isinstance(keys, Keys) and step not in keys:
        raise ComplaintError(Complaint(here, unknown(worded("unknown key"), step, keys)))
    if keys is Keys.NAMED and step not in node.children and not (last and isinstance(new, Branch)):
        raise ComplaintError(Complaint(here, unknown(worded("there is none of this name"), step, node.children)))
    made = Branch({}, new.origin._replace(written_at=here))
    inner = new if last else _put(node.children.get(step, made), place, at + 1, new)
    return merged(node, Branch({step: inner}, made.origin))


def _is_unwritten(node: Node) -> bool:
    """Whether a table was only made on the way to a place."""
    return isinstance(node, Branch) and not node.children


def _value(node: Node) -> str:
    return shown(node.value) if isinstance(node, Leaf) else ""
