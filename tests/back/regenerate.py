"""Write the committed results anew: ``python -m tests.back.regenerate``.

A changed figure is explained in the commit that brings it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

import tvsim

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def key_figures(name: str) -> pd.DataFrame:
    """Key figures of a shipped scenario over a short period: columns agency, figure, estimate."""
    scenario = tvsim.load(SCENARIOS / f"{name}.toml")
    start = scenario.plan.period.start
    end = min(scenario.plan.period.end, start + dt.timedelta(days=27))
    short = scenario.with_(period={"end": end, "warm_up_days": 14, "follow_up_days": 7})
    estimates = tvsim.run(short, seed=1, replications=1).estimates.reset_index()
    return estimates[["agency", "figure", "estimate"]].dropna()


def main() -> None:
    """Write one file a scenario."""
    for name in NAMES:
        key_figures(name).to_csv(HERE / f"{name}.csv", index=False, float_format="%.10g", lineterminator="\n")
        print(name)


if __name__ == "__main__":
    main()
