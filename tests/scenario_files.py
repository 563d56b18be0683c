"""Small scenario files for the tests, written into their own folders."""

from __future__ import annotations

from pathlib import Path

SMALL = """\
name = "small"
source = "counted in March"

[period]
start = 2025-03-03
end = 2025-03-14
warm_up_days = 7

[calendar]
country = "VN"

[calendar.hours]
source = "notice at the door"
mon-fri = ["08:00-12:00", "13:00-17:00"]

[agencies.health]
reviewers = 1
sign_off = { times = ["16:00"] }

[agencies.justice]
reviewers = 2
sign_off = { times = ["16:00"] }

[counter_defaults]
wrap_up_min = 1

[counters.health]
agencies = ["health"]
officers = 1

[counters.justice]
agencies = ["justice"]
officers = { value = 2, source = "duty roster", range = [1, 3], note = "3 on Mondays" }
roster = [
  { days = "mon", hours = "08:00-12:00", officers = 3 },
]

[procedure_defaults]
source = "stop watch"
intake_min = { mean = 10, cv = 0.5 }
days = 5

[procedures.licences]
agency = "health"
per_year = 1000

[procedures.records]
agency = "justice"
per_year = 2000
days = 3
work_min = { mean = { value = 30, source = "diary" }, cv = 0.4 }
reviews = { agencies = ["health"], share = 0.1, limit_days = 2 }
"""


def small_file(folder: Path, old: str = "", new: str = "", *, name: str = "small.toml") -> Path:
    """Write the small scenario, with one piece of text in place of another."""
    assert old in SMALL, f"not in the small scenario: {old}"
    return write(folder, name, SMALL.replace(old, new) if old else SMALL + new)


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
