"""Changing single places of a tree of nodes."""

from __future__ import annotations

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

    def told(origin: Origin) -> Origin:
        return origin._replace(source=new) if origin.source == old else origin

    if isinstance(node, Branch):
        return Branch({key: sourced(child, old, new) for key, child in node.children.items()}, told(node.origin))
    if isinstance(node, Items):
        return Items(tuple(sourced(child, old, new) for child in node.nodes), told(node.origin))
    return Leaf(node.value, told(node.origin))
