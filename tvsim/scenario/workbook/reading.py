"""Reading a workbook: its visible sheets are compared with the scenario that it carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from tvsim.language import Language, worded
from tvsim.scenario.changes import effective_tree
from tvsim.scenario.errors import Place, ScenarioError, line
from tvsim.scenario.files import parsed, read_content
from tvsim.scenario.origins import Branch, Node, Origin, Reader, at, set_in
from tvsim.scenario.validation import validated
from tvsim.scenario.workbook import carried
from tvsim.scenario.workbook.addresses import CellAddresses, addressed
from tvsim.scenario.workbook.blocks import Fixed, Form, Known, Lists, Named, Records
from tvsim.scenario.workbook.cells import Cell, CellError, is_blank, normal
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.finding import Finder, FoundLine, FoundPart
from tvsim.scenario.workbook.grids import Grid, grids
from tvsim.scenario.workbook.kinds import Code, Kind, Listed, Time, Word
from tvsim.scenario.workbook.layout import SHEETS
from tvsim.scenario.workbook.lines_read import UNREAD, Around, LineReader, Mistakes
from tvsim.scenario.workbook.lost_keys import keys_named, likely_keys
from tvsim.scenario.workbook.package import UnreadableError
from tvsim.scenario.workbook.shapes import Line as Nodes
from tvsim.scenario.workbook.shapes import RepeatedError, Tables
from tvsim.scenario.workbook.trees import replaced
from tvsim.scenario.workbook.view import Line, lines, list_lines
from tvsim.scenario.workbook.words import NONE, Words, is_word


@dataclass(frozen=True)
class Read:
    """What a workbook says.

    Attributes
    ----------
    tree : its values, those that could not be read left as they were
    mistakes : what is wrong with single cells
    """

    tree: Branch
    mistakes: Mistakes


def read_workbook(path: str | Path) -> Read:
    """Read a workbook.

    Raises
    ------
    ScenarioError
        If it is no workbook of a plan at all.
    """
    return workbook_read(read_content(path), str(path))


def workbook_read(content: bytes, file: str) -> Read:
    """Read the bytes of a workbook, ``file`` being its name.

    Raises
    ------
    ScenarioError
        If it is no workbook of a plan at all.
    """
    try:
        return read_grids(file, grids(content))
    except UnreadableError as unreadable:
        raise ScenarioError([line(file, "", str(unreadable))]) from None


def read_grids(file: str, found: dict[str, Grid]) -> Read:
    """Read the sheets of a workbook, ``file`` being its name.

    Raises
    ------
    ScenarioError
        If its hidden sheet is damaged.
    """
    base, words = _carried(file, found)
    mistakes = Mistakes(file)
    parts = list(Finder(file, words, mistakes.lines).parts(SHEETS, found))
    # Without a carried scenario the sheets are written over nothing: they are as the only file of a scenario.
    layer = 1 if base.children else 0
    reading = _Reading(base, base, words, mistakes, LineReader(words, set_in(file), mistakes, layer))
    tree = addressed(reading.done(parts), file, reading.addresses)
    assert isinstance(tree, Branch)
    return Read(tree, mistakes)


def _carried(file: str, found: dict[str, Grid]) -> tuple[Branch, Words]:
    """The scenario that a workbook carries, empty where it carries none; and the words of its language."""
    hidden = found.get(carried.SHEET)
    if hidden is None:
        return Branch({}, Origin(file, set_in(file))), Words(_language(found))
    try:
        text, lang = carried.unpacked(hidden.rows)
        tree = Reader(file, set_in(file)).checked(parsed(text, file))
        assert isinstance(tree, Branch)
        validated(effective_tree(tree, ()))
    except (carried.DamagedError, ScenarioError) as wrong:
        is_damaged = isinstance(wrong, carried.DamagedError)
        text = worded(
            'the hidden sheet "{sheet}" {wrong}; delete it, and the others count alone, without the ranges and notes '
            "that it keeps",
            sheet=carried.SHEET,
            wrong=str(wrong) if is_damaged else worded("does not fit this version of tvsim"),
        )
        raise ScenarioError([line(file, "", text)]) from None
    return tree, Words(Language("vi" if lang == "vi" else "en"))


def _language(found: dict[str, Grid]) -> Language:
    vietnamese = Language("vi")
    named = [sum(language.text(sheet.name) in found for sheet in SHEETS) for language in (Language("en"), vietnamese)]
    return vietnamese if named[1] > named[0] else Language("en")


@dataclass
class _Reading:
    """A workbook as it is read: ``tree`` begins as ``base``, and takes over what the sheets say."""

    base: Branch
    tree: Branch
    words: Words
    mistakes: Mistakes
    reader: LineReader
    known: Known = field(default_factory=dict)
    addresses: CellAddresses = field(default_factory=CellAddresses)
    likely: dict[str, Place] = field(default_factory=dict)
    """What lines are about whose own key cannot be read, by its cell: that was told, and what names them is right."""

    def done(self, parts: list[FoundPart]) -> Branch:
        """Read all parts: first which tables there are, then what is in them."""
        named = [part for part in parts if isinstance(part.block, Records) and part.block.is_list]
        for part in named:
            self._tables(part, parts)
        for part in parts:
            if isinstance(part.block, Form):
                self._form(part)
            elif isinstance(part.block, Records):
                self._records(part, part.block)
            else:
                self._lists(part, part.block)
        return self.tree

    def _set(self, place: Place, node: Node | None, origin: Origin) -> None:
        kept = 2 if place[0] in self.known else 0
        self.tree = replaced(self.tree, place, node, origin, kept)

    # which tables there are

    def _tables(self, part: FoundPart, parts: list[FoundPart]) -> None:
        """Take over the keys of a kind of tables, in their order."""
        block = part.block
        assert isinstance(block, Records)
        assert isinstance(block.owners, Named)
        kind = block.owners.kind
        before = at(self.base, (kind,))
        old = before.children if isinstance(before, Branch) else {}
        self.addresses.of_tables[kind,] = part.corner
        keys, lost = self._keys(part, block)
        for line_, key in self._likely_keys(lost, block, list(keys.values()), parts):
            keys[line_.label.address] = key
            self.likely[line_.label.address] = kind, key
        found: dict[str, Node] = {}
        for line_ in part.lines:
            key = keys.get(line_.label.address, "")
            if key and key not in found:
                found[key] = old.get(key, Branch({}, self.reader.origin(line_)))
                self.addresses.of_tables[kind, key] = line_.label.address
        self.known[kind] = list(found)
        if found or kind != "sites":
            origin = before.origin if isinstance(before, Branch) else self.tree.origin
            self.tree = Branch({**self.tree.children, kind: Branch(found, origin)}, self.tree.origin)
        elif before is not None:
            self.tree = Branch({key: node for key, node in self.tree.children.items() if key != kind}, self.tree.origin)

    def _keys(self, part: FoundPart, block: Records) -> tuple[dict[str, str], list[FoundLine]]:
        """Keys of tables, by their cells; and the lines that have none that counts."""
        keys: dict[str, str] = {}
        lost = []
        for line_ in part.lines:
            place = self._place(line_, block)
            if place is None:
                lost.append(line_)
            elif len(place) == 1:  # the defaults
                continue
            elif str(place[1]) in keys.values():
                self.mistakes.add(line_.label, worded("the key stands there twice"))
                lost.append(line_)
            else:
                keys[line_.label.address] = str(place[1])
        return keys, lost

    def _likely_keys(
        self, lost: list[FoundLine], block: Records, keys: list[str], parts: list[FoundPart]
    ) -> Iterator[tuple[FoundLine, str]]:
        """Which keys lines must have had that have none."""
        assert isinstance(block.owners, Named)
        if not lost:
            return
        written = lines(block, self.base, self.words)
        gone = [each for each in written if len(each.place) > 1 and str(each.place[1]) not in keys]
        kind = block.owners.kind
        sites = self.known.get("sites", ()) if kind == "agencies" else ()  # ways lead from either
        named = [key for key in keys_named(parts, kind) if key not in {*keys, *sites}]
        yield from likely_keys(lost, gone, named, keys, is_needed=kind in {"counters", "sites"})

    def _place(self, line_: FoundLine, block: Records | Lists, *, tells: bool = True) -> Place | None:
        """Which table a line is about; none where that is wrong."""
        if line_.label.address in self.likely:
            return self.likely[line_.label.address]
        if line_.label.trouble:
            if tells:
                self.mistakes.add(line_.label, line_.label.trouble)
            return None
        try:
            return block.owners.place(line_.label.value, self.known, self.words)
        except CellError as wrong:
            if tells:
                self.mistakes.add(line_.label, wrong.text)
            return None

    # single values

    def _form(self, part: FoundPart) -> None:
        expected = {line_.fields[0].path: line_ for line_ in lines(part.block, self.base, self.words)}
        for line_ in part.lines:
            (field_,) = line_.fields
            (node,) = self.reader.nodes(line_, expected[field_.path], Around(part.block))
            self._write(field_, (), node, line_)
            for length in range(1, len(field_.path)):
                self.addresses.of_tables.setdefault(field_.path[:length], line_.cells[0][0].address or part.corner)

    def _write(self, field_: Field, table: Place, node: Node | None, line_: FoundLine) -> None:
        """Put a value into the tree, and remember its cells."""
        place = (*table, *field_.path)
        if node is not at(self.tree, place):
            self._set(place, node, self.reader.origin(line_))
        self._remember(field_, place, line_, line_.fields.index(field_))

    def _remember(self, field_: Field, place: Place, line_: FoundLine, number: int) -> None:
        cells = [
            (part, cell) for part, cell in zip(field_.kind.parts, line_.cells[number], strict=True) if cell.address
        ]
        filled = [cell for part, cell in cells if not part.below and not is_blank(cell.value)]
        for cell in [*filled, *(cell for _, cell in cells)][:1]:
            self.addresses.of_values[place] = cell.address
        self.addresses.headings[place] = field_.headings(self.words)[0]
        if filled and isinstance(filled[0].value, str):
            self._remember_text(field_.kind, place, filled[0].value.strip())
        for part, cell in cells:
            if part.below:
                self.addresses.of_values[(*place, *part.below)] = cell.address

    def _remember_text(self, kind: Kind, place: Place, text: str) -> None:
        """Remember what somebody typed, such as 7h30, where the value is written in another way, such as 7:30."""
        if isinstance(kind, (Code, Word, Time)):
            self.addresses.texts[place] = text
        elif isinstance(kind, Listed) and not kind.has_numbers:
            self.addresses.texts[place] = text
            for number, entry in enumerate(kind.entries(text)):
                self.addresses.texts[*place, number] = entry

    def _records(self, part: FoundPart, block: Records) -> None:
        expected = {line_.place: line_ for line_ in lines(block, self.base, self.words)}
        placed: dict[Place, FoundLine] = {}
        for line_ in part.lines:
            place = self._place(line_, block, tells=not block.is_list)
            if place is None:
                continue
            if place in placed:
                if not block.is_list or place[0] not in self.known:
                    self.mistakes.add(line_.label, worded("stands there twice"))
                continue
            placed[place] = line_
        self._missing_lines(part, block, set(expected) - set(placed))
        usual = _usual(block, expected.values()) if block.is_list else frozenset()
        for place in sorted(placed, key=len):  # the defaults first
            self._record(block, place, placed[place], expected.get(place), usual)
        if not block.is_list:
            self._gone(block, [place for place in expected if place not in placed and at(self.tree, place)])

    def _missing_lines(self, part: FoundPart, block: Records, missing: set[Place]) -> None:
        """Lines that stand there in any case."""
        always = block.owners.places(self.base) if isinstance(block.owners, Fixed) else []
        if isinstance(block.owners, Named) and block.owners.defaults:
            always = [(block.owners.defaults,)]
        for place in always:
            if place in missing:
                label = block.owners.label(place, self.words)
                text = worded('the line "{line}" is missing below this heading; its cells may be blank', line=label)
                self.mistakes.lines.append(line(self.mistakes.file, part.corner, text))

    def _record(
        self, block: Records, place: Place, line_: FoundLine, before: Line | None, usual: frozenset[Place]
    ) -> None:
        defaults = block.owners.defaults if isinstance(block.owners, Named) else ""
        is_own = bool(defaults) and place != (defaults,)
        around = Around(block, at(self.tree, (defaults,)) if is_own else None, usual if is_own else frozenset())
        self.addresses.of_tables.setdefault(place, line_.first.address)
        for field_, node in zip(block.fields, self.reader.nodes(line_, before, around), strict=True):
            self._write(field_, place, node, line_)

    def _gone(self, block: Records, places: list[Place]) -> None:
        """Forget what lines said that were deleted."""
        for place in places:
            for field_ in block.fields:
                self._set((*place, *field_.path), None, self.tree.origin)

    # lists

    def _lists(self, part: FoundPart, block: Lists) -> None:
        found: dict[Place, list[FoundLine]] = {}
        for line_ in part.lines:
            owner = self._place(line_, block)
            if owner is not None:
                found.setdefault(owner, []).append(line_)
        before = block.owners.places(self.base)
        for owner in dict.fromkeys([*before, *found]):
            if owner[:1] and owner[0] in self.known and str(owner[1]) not in self.known[owner[0]]:
                continue  # it was deleted
            self.addresses.of_tables.setdefault((*owner, *block.path), part.corner)
            self._list(block, owner, found.get(owner, []))

    def _list(self, block: Lists, owner: Place, found: list[FoundLine]) -> None:
        place = (*owner, *block.path)
        expected = list_lines(block, self.base, owner, self.words)
        is_nothing = [_says_nothing(line_) for line_ in found]
        if any(is_nothing):
            if len(found) > 1:
                self.mistakes.add(
                    found[is_nothing.index(True)].cells[0][0], worded("must not stand beside other lines")
                )
            elif not (len(expected) == 1 and self.reader.is_same(found[0], expected[0])):
                origin = self.reader.origin(found[0])
                self._set(place, block.shape.node((), origin), origin)
            return
        if not found:
            self._set(place, None, self.tree.origin)
            return
        pairs = list(_paired(found, expected, self.words))
        nodes = [self.reader.nodes(line_, old, Around(block)) for line_, old in pairs]
        if not self._remember_lines(block, place, found, nodes):
            return
        is_same = len(found) == len(expected) and all(
            old is not None
            and old is expected[number]
            and self.reader.is_same(line_, old)
            and not self.reader.has_new_source(line_, old)
            for number, (line_, old) in enumerate(pairs)
        )
        if not is_same:
            self._set(place, block.shape.node(nodes, self.reader.origin(found[0])), self.reader.origin(found[0]))

    def _remember_lines(self, block: Lists, place: Place, found: list[FoundLine], nodes: list[Nodes]) -> bool:
        """Remember the cells of a list; false where its lines make none."""
        is_whole = not any(node is UNREAD for values in nodes for node in values)
        for line_, values in zip(found, nodes, strict=True):
            for number in block.shape.needed:
                cells = line_.cells[number]
                if values[number] is None and not any(cell.address in self.mistakes.cells for cell in cells):
                    self.mistakes.add(cells[0], worded("is missing"))
                is_whole = is_whole and values[number] is not None
        if not is_whole:
            return False
        try:
            places = block.shape.places(nodes)
        except RepeatedError as wrong:
            self.mistakes.add(found[wrong.line].cells[wrong.number][0], wrong.text)
            return False
        for line_, inner in zip(found, places, strict=True):
            if isinstance(block.shape, Tables):
                self.addresses.of_tables[(*place, *inner[0][:1])] = line_.first.address
            for number, (field_, below) in enumerate(zip(block.fields, inner, strict=True)):
                self._remember(field_, (*place, *below), line_, number)
        return True


def _usual(block: Records, written: Iterable[Line]) -> frozenset[Place]:
    """Fields in which every line but that of the defaults was written with a value."""
    own = [line_ for line_ in written if len(line_.place) > 1]
    return frozenset(
        field_.path
        for number, field_ in enumerate(block.fields)
        if own and all(line_.nodes[number] is not None for line_ in own)
    )


def _says_nothing(line_: FoundLine) -> bool:
    """Whether a line says that a list is empty."""
    first, *rest = [cell for cells in line_.cells for cell in cells]
    return is_word(first.value, NONE) and all(is_blank(cell.value) and not cell.trouble for cell in rest)


def _paired(found: list[FoundLine], expected: list[Line], words: Words) -> list[tuple[FoundLine, Line | None]]:
    """Each line with the one that was written there, as far as lines were added, deleted or moved."""
    now = [(_normal(cell.value for cells in each.cells for cell in cells), normal(each.source.value)) for each in found]
    then = [
        (_normal(cell for cells in each.cells for cell in cells), normal(each.source_in(words))) for each in expected
    ]
    old: list[Line | None] = [None] * len(found)
    for _, i, i_end, j, j_end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        for number in range(min(i_end - i, j_end - j)):
            old[j + number] = expected[i + number]
    return list(zip(found, old, strict=True))


def _normal(cells: Iterable[Cell]) -> tuple[object, ...]:
    return tuple(normal(cell) for cell in cells)
