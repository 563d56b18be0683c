"""Tables on the screen."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text


def titled(title: str) -> Table:
    """Return a table without rows, its title printed as it stands."""
    return Table(title=Text(title, style="table.title"), title_justify="left")
