"""What studies cost: two processes by one, a cluster, bytes for each replication, and memory by their number.

``python benchmarks/studies.py [speed|cluster|bytes|memory|year ...]``, all of them where nothing is named, which takes
a quarter of an hour. Compare ratios within one output, taken while nothing else runs. It ends with an error where 1,000
replications of the baseline year take more than `MOST_MIB`, or two jobs are less than `LEAST_TIMES` as fast as one.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BASELINE = str(ROOT / "scenarios" / "baseline.toml")
REPLICATIONS, REPEATS = 40, 3
MANY = 1_000
MEBIBYTE = 1 << 20
MOST_MIB = 10**9 / MEBIBYTE
"""One gigabyte."""
LEAST_TIMES = 1.8
"""Of two jobs by one, in a program that has done a study before."""
TELLS_FROM = 1.9
"""Where two programs without anything in common are less than so many times as fast as one, the machine is too busy."""
SHORT = ("--set", "period.end=2025-01-31", "--set", "period.warm_up_days=14", "--set", "period.follow_up_days=7")
"""A month of the baseline: all of its agencies, and a tenth of the work."""
LOOKS_S = 0.1


def timed(act: Callable[[], Any]) -> float:
    """Seconds by the clock."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def command(*words: object) -> list[str]:
    """Words of a command line."""
    return [sys.executable, "-m", "tvsim", *map(str, words)]


def cold_s(jobs: int) -> float:
    """The whole command, from its start to its end, in a new process."""
    words = command("run", BASELINE, "--keep", "figures", "--replications", REPLICATIONS, "--jobs", jobs)
    return timed(lambda: subprocess.run(words, check=True, capture_output=True, cwd=ROOT))


def warm_s(jobs: int, programs: int = 1) -> float:
    """A study in a program that has done another before, or in several beside each other: medians of three studies."""
    words = [sys.executable, __file__, "--warm", str(jobs)]
    begun = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(programs)]
    return max(float(json.loads(each.communicate()[0])["seconds"]) for each in begun)


def warm(jobs: int) -> None:
    """Print the seconds of the second, third and fourth study."""
    import tvsim  # noqa: PLC0415

    scenario = tvsim.load(BASELINE)

    def study(seed: int, replications: int) -> None:
        tvsim.run(scenario, seed=seed, replications=replications, keep="figures", jobs=jobs)

    study(0, 4 * jobs)
    print(json.dumps({"seconds": median(timed(lambda seed=seed: study(seed, REPLICATIONS)) for seed in (1, 2, 3))}))


def show_speed() -> None:
    """Two jobs by one, in turn, so that both meet the same minutes.

    And what the machine gives two programs of one job each beside each other, which have nothing to do with each other.
    """
    ratios: list[float] = []
    for name, measure in (("cold", cold_s), ("warm", warm_s)):
        found = [(measure(1), measure(2)) for _ in range(REPEATS)]
        one, two = (median(column) for column in zip(*found, strict=True))
        ratios = [with_one / with_two for with_one, with_two in found]
        print(
            f"{name}: {REPLICATIONS} replications of the baseline with 1 job {one:.2f} s, with 2 jobs {two:.2f} s: "
            f"{_times(ratios)}; {3600 * REPLICATIONS / two / 2:,.0f} replications an hour a core",
            flush=True,
        )
    beside = [2 * warm_s(1) / warm_s(1, programs=2) for _ in range(REPEATS)]
    print(f"two programs of 1 job beside each other by one: {_times(beside)}", flush=True)
    if median(beside) < TELLS_FROM:
        raise SystemExit("the machine does not give two programs two cores, so that nothing is shown of the jobs")
    if median(ratios) < LEAST_TIMES:
        raise SystemExit(f"two jobs are {median(ratios):.3f} times as fast as one, less than {LEAST_TIMES:.1f}")


def _times(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} times as fast (from {min(ratios):.2f} to {max(ratios):.2f})"


@contextmanager
def dask_cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers of one thread each, as programs of their own; gives their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for kind, words in (
            ("scheduler", ["--host", "127.0.0.1", "--port", port, "--dashboard-address", "127.0.0.1:0"]),
            ("worker", [address, "--nworkers", str(workers), "--nthreads", "1", "--dashboard-address", "127.0.0.1:0"]),
        )
    ]
    try:
        while not _answers(int(port)):
            time.sleep(LOOKS_S)
        yield address
    finally:
        for program in reversed(programs):
            program.terminate()
            program.wait()


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def show_cluster() -> None:
    """Replications on a Dask cluster: those beyond the first forty, so that neither starting nor loading counts."""
    import psutil  # noqa: PLC0415

    import tvsim  # noqa: PLC0415

    def moved() -> int:
        return sum(each.bytes_sent for name, each in psutil.net_io_counters(pernic=True).items() if name == "lo")

    def study(seed: int, replications: int) -> tuple[float, int]:
        before = moved()
        seconds = timed(
            lambda: tvsim.run(scenario, seed=seed, replications=replications, keep="figures", cluster=address)
        )
        return seconds, moved() - before

    scenario = tvsim.load(BASELINE)
    with dask_cluster(2) as address:
        study(0, 8)
        found = [(study(seed, REPLICATIONS), study(seed + REPEATS, 3 * REPLICATIONS)) for seed in range(1, 1 + REPEATS)]
    more = 2 * REPLICATIONS
    seconds = median(many[0] - few[0] for few, many in found) / more
    kilobytes = median(many[1] - few[1] for few, many in found) / more / 1000
    print(
        f"cluster of 2 workers on this machine: {3600 / seconds / 2:,.0f} replications an hour a core, "
        f"{kilobytes:.0f} kB over the network for each, both ways together, with all that Dask says meanwhile",
        flush=True,
    )


def show_bytes() -> None:
    """What a replication is made of: the order, which holds the plan, and the figures."""
    import tvsim  # noqa: PLC0415
    from tvsim.experiment.replication import Replication, determining, done, key_of, packed  # noqa: PLC0415

    plan = tvsim.load(BASELINE).plan
    order = Replication(key_of(determining(plan), 1, 1), packed(plan), 1, 1, "compiled")
    print(f"bytes for each replication: {len(pickle.dumps(order)):,} there, {len(done(order)):,} back", flush=True)


def peak_mib(words: Sequence[str]) -> tuple[float, float]:
    """Most memory of a command and all its processes together, each shared page counted once, and its seconds."""
    import psutil  # noqa: PLC0415

    begin = time.perf_counter()
    running = psutil.Popen(words, stdout=subprocess.DEVNULL, cwd=ROOT)
    peak = 0.0
    over = threading.Event()
    threading.Thread(target=lambda: (running.wait(), over.set()), daemon=True).start()
    while not over.wait(LOOKS_S):
        peak = max(peak, _memory(running))
    if running.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {running.returncode}")
    return peak / MEBIBYTE, time.perf_counter() - begin


def _memory(process: Any) -> float:
    import psutil  # noqa: PLC0415

    total = 0.0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.Error:  # one that has just ended
        return 0.0
    return total


def show_memory() -> None:
    """A study of many replications by a tenth of them, with and without files."""
    with tempfile.TemporaryDirectory() as folder:
        for out in ((), ("--out", folder)):
            few, many = (
                peak_mib(command("run", BASELINE, *SHORT, "--replications", count, "--jobs", 2, *out))
                for count in (MANY // 10, MANY)
            )
            print(
                f"a month of the baseline with 2 jobs{' and files' if out else ''}: {MANY // 10} replications "
                f"{few[0]:.0f} MiB in {few[1]:.0f} s, {MANY:,} replications {many[0]:.0f} MiB in {many[1]:.0f} s",
                flush=True,
            )


def show_year() -> None:
    """Many replications of the whole year, with files and a folder."""
    with tempfile.TemporaryDirectory() as folder:
        places = ("--out", f"{folder}/out", "--study", f"{folder}/study")
        peak, seconds = peak_mib(command("run", BASELINE, "--replications", MANY, "--jobs", 2, *places))
        print(f"the baseline year with 2 jobs, {MANY:,} replications: {peak:.0f} MiB in {seconds:.0f} s", flush=True)
    if peak > MOST_MIB:
        raise SystemExit(f"that is more than {MOST_MIB:,.0f} MiB")


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = {
        "speed": show_speed, "cluster": show_cluster, "bytes": show_bytes, "memory": show_memory, "year": show_year,
    }  # fmt: skip
    parser.add_argument("what", nargs="*", default=list(kinds), metavar="|".join(kinds))
    parser.add_argument("--warm", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.warm:
        warm(arguments.warm)
        return
    for name in arguments.what:
        kinds[name]()


if __name__ == "__main__":
    main()
