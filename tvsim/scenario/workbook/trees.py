"""Changing single places of a tree of nodes."""

from __future__ import annotations

from collections.abc import Callable

from tvsim.scenario.errors import Place
from tvsim.scenario.origins import Branch, Items, Leaf, Node, Origin


def replaced(tree: Branch, place: Place, new: Node | None, origin: Origin, kept: int = 0) -> Branch:
    """Return a tree with something else at a place, or nothing.

    Tables on the way are made with an origin; those that are left empty go, but for the ``kept`` outermost.
    """
    step, rest = str(place[0]), place[1:]
    children = dict(tree.children)
    inner = new
    if rest:
        below = children.get(step)
        table = below if isinstance(below, Branch) else Branch({}, origin)
        if new is None and not isinstance(below, Branch):
            return tree
        inner = replaced(table, rest, new, origin, kept - 1)
        if new is None and not inner.children and kept <= 0:
            inner = None
    if inner is None:
        children.pop(step, None)
    else:
        children[step] = inner
    return Branch(children, tree.origin)


def sourced(node: Node, old: str | None, new: str) -> Node:
    """Return a node whose values have a new source where they had an old one."""

    def told(origin: Origin, _place: Place) -> Origin:
        return origin._replace(source=new) if origin.source == old else origin

    return with_origins(node, told)


def with_origins(node: Node, told: Callable[[Origin, Place], Origin], place: Place = ()) -> Node:
    """Return a node with other origins, each told from the one before and its place."""
    origin = told(node.origin, place)
    if isinstance(node, Branch):
        children = {key: with_origins(child, told, (*place, key)) for key, child in node.children.items()}
        return Branch(children, origin)
    if isinstance(node, Items):
        nodes = (with_origins(child, told, (*place, number)) for number, child in enumerate(node.nodes))
        return Items(tuple(nodes), origin)
    return Leaf(node.value, origin)
