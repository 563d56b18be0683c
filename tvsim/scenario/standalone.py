"""A scenario as one file that says everything itself: overlays merged and changes made, defaults and sources kept."""

from __future__ import annotations

from collections import Counter

from tvsim.scenario.origins import Branch, Items, Leaf, Node, Origin, leaves
from tvsim.scenario.toml_text import key, single, text

SECTIONS = 2
"""Tables so deep stand in sections of their own; those below stand in one line."""


HEAD = "Everything that this scenario says, with its overlays and changes; made by tvsim."
"""What a file begins with: in English where programs keep it, so that it is the same in every language."""


def standalone_text(tree: Branch, head: str = HEAD) -> str:
    """Return the text of a scenario file from which the same effective tree is read, with the same sources.

    ``head`` stands in its first line, as a comment.
    A source is written once for a table where most of its values share it, and beside the others.
    """
    lines = [f"# {head}"]
    _write_section(tree, (), None, lines)
    return "\n".join(lines) + "\n"


def _write_section(table: Branch, names: tuple[str, ...], around: str | None, lines: list[str]) -> None:
    """Write a table, ``around`` being the source of the tables around it."""
    source = _shared_source(table, around)
    if names:
        lines += ["", f"[{'.'.join(map(key, names))}]"]
    if source is not None and source != around:
        lines.append(f"source = {text(source)}")
    sections = {}
    for name, node in table.children.items():
        if isinstance(node, Branch) and len(names) < SECTIONS:
            sections[name] = node
        elif not _is_unsaid(node):
            lines.append(f"{key(name)} = {_inline(node, source)}")
    for name, node in sections.items():
        _write_section(node, (*names, name), source, lines)


def _shared_source(table: Branch, around: str | None) -> str | None:
    """Source that most values of a table share; one that has a key ``source`` of its own cannot say it."""
    if "source" in table.children:
        return around
    counted = Counter(leaf.origin.source for _, leaf in leaves(table))
    return counted.most_common(1)[0][0] if counted else around


def _inline(node: Node, around: str | None) -> str:
    if isinstance(node, Branch):
        source = _shared_source(node, around)
        parts = [] if source in {None, around} else [f"source = {text(str(source))}"]
        parts += [
            f"{key(name)} = {_inline(child, source)}" for name, child in node.children.items() if not _is_unsaid(child)
        ]
        return f"{{ {', '.join(parts)} }}" if parts else "{}"
    origin = node.origin
    if isinstance(node, Items):
        value = f"[{', '.join(_inline(each, origin.source) for each in node.nodes)}]"
    else:
        value = single(node.value)
    about = _about(origin, around)
    return f"{{ {', '.join([f'value = {value}', *about])} }}" if about else value


def _about(origin: Origin, around: str | None) -> list[str]:
    """What is known of a value and not said by the tables around it."""
    about = [] if origin.source == around else [f"source = {text(origin.source)}"]
    if origin.low is not None and origin.high is not None:
        about.append(f"range = [{single(origin.low)}, {single(origin.high)}]")
    if origin.note:
        about.append(f"note = {text(origin.note)}")
    return about


def _is_unsaid(node: Node) -> bool:
    """Whether somebody in Python wrote that there is no value, which TOML says by silence."""
    return isinstance(node, Leaf) and node.value is None
