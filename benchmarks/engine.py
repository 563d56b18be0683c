"""How fast the engines are: the baseline year, beside their peers, by size, and in threads.

``python benchmarks/engine.py [baseline|peers|sizes|threads ...]`` runs each measurement in processes of its own, three
times, and prints the medians. Compare them as ratios within one output, taken while nothing else runs. The peers are
scripts that lie in a folder of their own, where there is one (``--peers DIR``); they need their packages installed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tvsim  # noqa: E402
from benchmarks import work  # noqa: E402
from tvsim.calendar import run_calendar  # noqa: E402
from tvsim.demand import CaseTable, sample_absences, sample_cases  # noqa: E402
from tvsim.models import ENGINES, Records, simulate  # noqa: E402
from tvsim.models.compiled import Room, prepare  # noqa: E402
from tvsim.outcomes import Run, figures, tables  # noqa: E402
from tvsim.resources import Resources, build_resources  # noqa: E402

PEERS = ROOT.parent / "shared" / "bench"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PROCESSES, REPEATS = 3, 5
W1_CUSTOMERS, W2_CUSTOMERS = 700_000, 200_000
MEBIBYTE = 1024  # ru_maxrss is in KiB
Row = dict[str, float]


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds by the clock, and what came of it."""
    begin = time.perf_counter()
    found = act()
    return time.perf_counter() - begin, found


def peak_mib() -> float:
    """Most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE


def resident_bytes() -> int:
    """Memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def baseline(engine: str) -> Row:
    """Later replications of the baseline year, as a study has them: figures alone, in memory that is used again."""
    plan = tvsim.load(ROOT / "scenarios" / "baseline.toml").plan
    calendar, room = run_calendar(plan), Room()
    prepare(lambda: None)

    def drawn(replication: int) -> Any:
        cases = sample_cases(plan, calendar, plan.seed, replication, room.cases)
        return cases, build_resources(plan, calendar, sample_absences(plan, calendar, plan.seed, replication))

    rows = []
    for replication in range(1, 2 + (REPEATS if engine == "compiled" else 1)):
        sampling_s, (cases, resources) = timed(lambda replication=replication: drawn(replication))

        def simulated(cases: CaseTable = cases, resources: Resources = resources, **how: bool) -> Records:
            return simulate(cases, resources, engine=engine, room=room, **how)

        run_s, records = timed(lambda simulated=simulated: simulated(in_columns=True))
        run = Run(plan, calendar, cases, resources, records)
        figures_s, _ = timed(lambda run=run: figures(run))
        engine_s, _ = timed(simulated)
        rows.append((sampling_s, engine_s, run_s, figures_s))
    tables_s, _ = timed(lambda: tables(run))
    sampling_s, engine_s, run_s, figures_s = np.median(rows[1:], axis=0).tolist()
    return {
        "sampling_s": sampling_s,
        "engine_s": engine_s,
        "figures_s": figures_s,
        "engine_and_columns_s": run_s,
        "replication_s": sampling_s + run_s + figures_s,
        "tables_s": tables_s,
        "events_per_s": records.events / engine_s,
        "peak_mib": peak_mib(),
    }


def work_done(name: str, customers: int) -> Row:
    """One of the works of `benchmarks.work`; bytes are what the engine takes beside the cases it is handed."""
    prepare(lambda: None)
    simulate(*getattr(work, name)(1_000))
    cases, resources = getattr(work, name)(customers)
    room, before_bytes = Room(), resident_bytes()
    first_s, _ = timed(lambda: simulate(cases, resources, room=room))
    taken_bytes = resident_bytes() - before_bytes  # all that the engine works with still lies in the room
    repeats = REPEATS if customers <= SIZES[-2] else 1
    seconds = [timed(lambda: simulate(cases, resources, room=room))[0] for _ in range(repeats)]
    return {
        "customers_per_s": len(cases) / median(seconds),
        "in_fresh_memory_per_s": len(cases) / first_s,
        "ns_per_case": 1e9 * median(seconds) / len(cases),
        "bytes_per_case": taken_bytes / len(cases),
    }


def threads(count: int) -> Row:
    """So many runs of the baseline year in as many threads, twice each."""
    plan = tvsim.load(ROOT / "scenarios" / "baseline.toml").plan
    calendar = run_calendar(plan)
    prepare(lambda: None)
    cases = sample_cases(plan, calendar, plan.seed, 1)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, plan.seed, 1))
    rooms = [Room() for _ in range(count)]

    def several(room: Room) -> None:
        for _ in range(8):
            simulate(cases, resources, room=room)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(several, rooms))
        seconds, _ = timed(lambda: list(pool.map(several, rooms)))
    return {"runs_per_s": 8 * count / seconds}


def studies(count: int) -> Row:
    """A study of the baseline year, figures alone, with so many threads: whole replications, Python and all."""
    scenario = tvsim.load(ROOT / "scenarios" / "baseline.toml")
    tvsim.run(scenario, replications=count, keep="figures", threads=count)
    seconds, _ = timed(lambda: tvsim.run(scenario, replications=12, keep="figures", threads=count))
    return {"replications_per_s": 12 / seconds}


def of_processes(words: list[str]) -> Row:
    """Medians of a measurement in several processes."""
    rows = [json.loads(_output([sys.executable, __file__, "--one", *words])) for _ in range(PROCESSES)]
    return {name: median(row[name] for row in rows) for name in rows[0]}


def _output(command: list[str], folder: Path | None = None) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    return done.stdout.strip().splitlines()[-1]


def show(name: str, row: Row) -> None:
    """Print one line."""
    print(f"{name:>22}: " + ", ".join(f"{key} {value:,.4g}" for key, value in row.items()), flush=True)


def show_baseline() -> None:
    """Both engines on the baseline year, and how many times faster the compiled one is."""
    found = {engine: of_processes(["baseline", engine]) for engine in ENGINES}
    for engine, row in found.items():
        show(f"baseline, {engine}", row)
    show("compiled by simpy", {"engine": found["simpy"]["engine_s"] / found["compiled"]["engine_s"]})


def show_peers(folder: Path) -> None:
    """Both works, with the peers on the same numbers in the same minutes."""
    show("tvsim W1", of_processes(["work_done", "w1", str(W1_CUSTOMERS)]))
    show("tvsim W2", of_processes(["work_done", "w2", str(W2_CUSTOMERS)]))
    if not folder.is_dir():
        print(f"no peers in {folder}")
        return
    scripts = [["w1_cimba.py", "server"], ["w1_numba.py", "heap"], ["w1_simpy.py", "cb"], ["w2_simpy.py", "cb"]]
    with tempfile.TemporaryDirectory() as scratch:
        for file in folder.glob("*.py"):
            (Path(scratch) / file.name).write_bytes(file.read_bytes())
        subprocess.run([sys.executable, "gen.py"], check=True, cwd=scratch)
        for script in scripts:
            try:
                speeds = [json.loads(_output([sys.executable, *script], Path(scratch)))["cust_s"] for _ in range(3)]
            except subprocess.CalledProcessError as failure:
                print(f"{' '.join(script):>22}: cannot run: {failure.stderr.strip().splitlines()[-1]}")
                continue
            show(" ".join(script), {"customers_per_s": median(speeds)})


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = ("baseline", "peers", "sizes", "threads")
    parser.add_argument("what", nargs="*", default=list(kinds), metavar="|".join(kinds))
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder of the peers' scripts")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, *words = arguments.one
        print(json.dumps(globals()[name](*(int(word) if word.isdigit() else word for word in words))))
        return
    if "baseline" in arguments.what:
        show_baseline()
    if "peers" in arguments.what:
        show_peers(arguments.peers)
    if "sizes" in arguments.what:
        for size in SIZES:
            show(f"W1, {size:,} cases", of_processes(["work_done", "w1", str(size)]))
    if "threads" in arguments.what:
        one, two = (of_processes(["threads", str(count)])["runs_per_s"] for count in (1, 2))
        show("two threads by one", {"speed": two / one, "runs_per_s": two})
        one, two = (of_processes(["studies", str(count)])["replications_per_s"] for count in (1, 2))
        show("whole replications", {"speed": two / one, "replications_per_s": two})


if __name__ == "__main__":
    main()
