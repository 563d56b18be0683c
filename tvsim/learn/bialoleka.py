"""The Warsaw district office of Białołęka, January 2020, as a scenario: learned from snapshots of its 14 queues.

``python -m tvsim.learn.bialoleka SNAPSHOTS.csv.gz scenarios/`` writes ``bialoleka_2020.toml`` and
``bialoleka_2020_observed.csv``; the same bytes every time. How each number is found stands in its ``source``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from tvsim.learn.bialoleka_office import learn
from tvsim.learn.bialoleka_scenario import SCENARIO, observed_text, scenario_text
from tvsim.learn.queue_snapshots import read_snapshots

OFFICE = "UD_Bialoleka"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the scenario and the observed table."""
    parser = argparse.ArgumentParser(prog="python -m tvsim.learn.bialoleka", description=__doc__)
    parser.add_argument("snapshots", type=Path, help="CSV file of queue snapshots")
    parser.add_argument("folder", type=Path, help="where the scenario goes")
    parser.add_argument(
        "--leave-out",
        type=dt.date.fromisoformat,
        nargs="*",
        default=[],
        help="days not to learn from, to forecast them honestly",
    )
    given = parser.parse_args(arguments)
    office = learn(read_snapshots(given.snapshots, OFFICE), given.leave_out)
    given.folder.mkdir(parents=True, exist_ok=True)
    files = {f"{SCENARIO}.toml": scenario_text(office), f"{SCENARIO}_observed.csv": observed_text(office)}
    for name, content in files.items():
        (given.folder / name).write_text(content, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{given.folder / name}\n")


if __name__ == "__main__":
    main()
