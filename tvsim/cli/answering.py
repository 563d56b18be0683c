"""How commands give what they found: into a folder, and on the screen or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tvsim.cli.options import Lang
from tvsim.cli.printing import print_json, screen
from tvsim.cli.writing import writing
from tvsim.language import Language, counted
from tvsim.scenario.errors import one_line

if TYPE_CHECKING:
    from rich.console import Console


def answer(
    folder: Path | None,
    lang: Lang,
    *,
    as_json: bool,
    write: Callable[[Path, Language], list[Path]],
    show: Callable[[Language, Console], None],
    content: Callable[[], dict[str, Any]],
) -> None:
    """Write the files where a folder is given, and print what was found, with how many files there are.

    Parameters
    ----------
    folder : Path or None
        Of ``--out``.
    lang : Lang
    as_json : bool
        Print ``content`` and the names of the files for programs, instead of showing it to people.
    write : callable
        Writes the files and returns them.
    show : callable
        Prints on a screen.
    content : callable
        Returns all that was found, for programs.

    Raises
    ------
    CannotWriteError
        If the files cannot be written.
    """
    language = Language(lang.value)
    files = []
    if folder is not None:
        with writing(folder):
            files = write(folder, language)
    if as_json:
        print_json(content() | {"files": [str(file) for file in files]})
        return
    show(language, screen())
    if folder is not None:
        text = counted("{count:,} file in {folder}", "{count:,} files in {folder}", len(files), folder=folder)
        print(one_line(text))
