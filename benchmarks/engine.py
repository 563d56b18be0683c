"""How fast a replication is: cases and events a second, peak memory, and whether time per case stays level.

``python benchmarks/engine.py`` runs the baseline year, then the same centre over periods of about 10,000 to 1,000,000
cases, each in a process of its own. Timings are those of one run each; compare them as ratios within one output.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import tvsim
from tvsim.calendar import run_calendar
from tvsim.demand import sample_absences, sample_cases
from tvsim.models import simulate
from tvsim.outcomes import Run, figures, tables
from tvsim.resources import build_resources

SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "baseline.toml"
SIZES = (10_000, 100_000, 1_000_000)
MEBIBYTE = 1024  # ru_maxrss is in KiB


def measure(cases: int | None) -> dict[str, float]:
    """Run one replication, tables included, of the baseline year or of a period with so many cases."""
    scenario = tvsim.load(SCENARIO)
    if cases is not None:
        scenario = scenario.with_(period=_period(scenario, cases))
    plan = scenario.plan
    marks = [time.perf_counter()]
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, plan.seed, 1)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, plan.seed, 1))
    marks.append(time.perf_counter())
    records = simulate(table, resources)
    marks.append(time.perf_counter())
    done = Run(plan, calendar, table, resources, records)
    figures(done)
    tables(done)
    marks.append(time.perf_counter())
    sampling_s, engine_s, figures_s = (after - before for before, after in pairwise(marks))
    return {
        "cases": len(table),
        "sampling_s": sampling_s,
        "engine_s": engine_s,
        "figures_s": figures_s,
        "total_s": marks[-1] - marks[0],
        "cases_per_s": len(table) / engine_s,
        "events_per_s": records.events / engine_s,
        "microseconds_per_case": 1e6 * engine_s / len(table),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE,
    }


def _period(scenario: tvsim.Scenario, cases: int) -> dict[str, object]:
    """Period, without warm-up and follow-up, in which about so many dossiers and enquiries come."""
    per_year = sum(each.per_year * (1 + each.enquiries) for each in scenario.plan.procedures.values())
    start = scenario.plan.period.start
    end = start + dt.timedelta(days=round(365.25 * cases / per_year) - 1)
    return {"end": end, "warm_up_days": 0, "follow_up_days": 0}


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="numbers of cases")
    parser.add_argument("--one", type=int, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        print(json.dumps(measure(arguments.one or None)))
        return
    for size in (0, *arguments.sizes):
        output = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], check=True, capture_output=True, text=True
        )
        row = json.loads(output.stdout)
        name = "baseline year" if size == 0 else f"{size:,} cases"
        print(f"{name:>16}: " + ", ".join(f"{key} {value:,.1f}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
