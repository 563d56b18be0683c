"""The catalogue of messages: ``python -m tvsim.catalogue`` writes ``build/messages.pot``, and updates ``vi.po`` by it.

``pybabel extract`` finds those that stand in the code, by the mapping in ``pyproject.toml``; those that commands, the
schema of scenarios, the sheets of workbooks and the scenarios that come with tvsim are made of are given to it by
`of_commands`, `of_schema`, `of_workbook` and `of_scenarios`. What is new has no translation then: it is written by hand
into ``tvsim/locale/vi.po``, which is the only catalogue that is kept; it is compiled when it is first needed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

Extracted = tuple[int, None, str, list[str]]
"""Line, no function, message and comments, as Babel wants them."""

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "build" / "messages.pot"
TRANSLATED = ROOT / "tvsim" / "locale" / "vi.po"


def of_commands(*_of_babel: object, **_more: object) -> Iterator[Extracted]:
    """Texts of the helps of all commands."""
    import tvsim.cli  # noqa: F401, PLC0415 - makes the commands
    from tvsim.cli.helping import texts  # noqa: PLC0415

    yield from _extracted(texts())


def of_schema(*_of_babel: object, **_more: object) -> Iterator[Extracted]:
    """Descriptions of what may stand in a scenario."""
    from tvsim.scenario.json_schema import descriptions  # noqa: PLC0415

    yield from _extracted(descriptions())


def of_workbook(*_of_babel: object, **_more: object) -> Iterator[Extracted]:
    """Texts of the sheets of a plan in Excel."""
    from tvsim.scenario.workbook.texts import texts as of_sheets  # noqa: PLC0415

    yield from _extracted(iter(sorted(of_sheets())))


def of_scenarios(*_of_babel: object, **_more: object) -> Iterator[Extracted]:
    """Sources and notes of the scenarios that come with tvsim."""
    from tvsim.scenario.shipped import sources  # noqa: PLC0415

    yield from _extracted(sources())


def _extracted(texts: Iterator[str]) -> Iterator[Extracted]:
    return ((1, None, text, []) for text in dict.fromkeys(texts))


def extract(to: Path) -> None:
    """Write all messages into a template."""
    mapping = str(ROOT / "pyproject.toml")
    words = ["-F", mapping, "--no-default-keywords", "-k", "worded", "--no-location", "--no-wrap", "-o", str(to)]
    CommandLineInterface().run(["pybabel", "-q", "extract", *words, str(ROOT)])  # type: ignore[no-untyped-call]


def main() -> None:
    """Extract the messages, and update the translations: what is new has none, what is gone is left out."""
    TEMPLATE.parent.mkdir(exist_ok=True)
    extract(TEMPLATE)
    found = read_po(TEMPLATE.open("rb"))
    translated = read_po(TRANSLATED.open("rb"), locale="vi")
    translated.update(found, no_fuzzy_matching=True)
    written = io.BytesIO()
    write_po(written, translated, width=0, omit_header=True, ignore_obsolete=True)
    header, _, _ = TRANSLATED.read_bytes().partition(b"\n\n")
    TRANSLATED.write_bytes(header + b"\n\n" + written.getvalue().rstrip() + b"\n")


if __name__ == "__main__":
    main()
