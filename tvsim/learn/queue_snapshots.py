"""Snapshots of ticket queues, and what they say about arrivals, rosters, service times and waiting.

A snapshot is what the office's display says about one queue at one time: open counters, people waiting, the ticket
called last. The raw file has the columns ``office, queue, timestamp, open_counters, waiting, last_called``. All
functions here are pure. `read_snapshots` gives the snapshots, cleaned; `intervals` says what happened between them:
arrivals, open counters, the pace of the officers and who of them serves several queues are all taken from that. What
was observed (`waiting_by_hour`) and how well it is forecast (`forecast_errors`) come from the snapshots themselves.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK_MIN = 30
"""Length of the blocks of the day that arrivals and rosters are learned for, minutes."""
LONGEST_GAP_MIN = 20.0
"""What happened between two snapshots further apart than this is unknown."""
MIN_HOUR_MIN = 45.0
"""An hour's mean number waiting is taken as observed from so many minutes with snapshots."""
MIN_CELLS = 30
"""So many intervals are wanted before a pace is taken from them."""
SATURATED_FROM = 4
"""With so many people waiting, officers do not run out of them before the next snapshot."""

LAST_HOUR_MIN = 60
"""In the last hour officers call through the tickets of people who have left; no pace is taken from it."""


# --- reading and cleaning ---------------------------------------------------------------------------------------------


def read_snapshots(path: Path, office: str) -> pd.DataFrame:
    """Snapshots of one office.

    Returns
    -------
    pandas.DataFrame
        One row for each queue and time, in that order: ``queue, day`` (date)``, at`` (timestamp)``, open, waiting,
        prefix, number``; prefix and number of the ticket called last are missing before the day's first call.

    Raises
    ------
    ValueError
        If the file has nothing of that office.
    """
    raw = pd.read_csv(path, dtype={"last_called": "string"}, parse_dates=["timestamp"])
    offices = sorted(raw["office"].unique())
    if office not in offices:
        raise ValueError(f"{path.name} has no office {office!r}; it has {', '.join(offices)}")
    return clean_snapshots(raw[raw["office"] == office])


def clean_snapshots(raw: pd.DataFrame) -> pd.DataFrame:
    """Rows of one office, as `read_snapshots` returns them: sorted, without repeated times, tickets taken apart."""
    ticket = raw["last_called"].astype("string").str.extract(r"^\s*([^\d\s]*)\s*(\d+)\s*$")
    frame = pd.DataFrame(
        {
            "queue": raw["queue"].astype(str),
            "day": raw["timestamp"].dt.date,
            "at": raw["timestamp"],
            "open": raw["open_counters"].astype(float),
            "waiting": raw["waiting"].astype(float),
            "prefix": ticket[0],
            "number": ticket[1].astype(float),
        }
    )
    return frame.drop_duplicates(["queue", "at"], keep="last").sort_values(["queue", "at"]).reset_index(drop=True)


def typical_days(
    snapshots: pd.DataFrame, holidays: Collection[dt.date], untypical: Collection[dt.date] = ()
) -> list[dt.date]:
    """Days to learn from: with calls, neither holidays nor named as untypical."""
    worked = snapshots.loc[snapshots["number"].notna() & (snapshots["open"] > 0), "day"].unique()
    return sorted(day for day in worked if day not in set(holidays) and day not in set(untypical))


def opening_hours(known: pd.DataFrame, days: Iterable[dt.date]) -> dict[int, tuple[int, int]]:
    """Find opening and closing time of each weekday (0 is Monday), minutes after midnight.

    The office is taken as open in the half hours with at least half as many open counters as at that weekday's best.
    """
    use = known[known["day"].isin(set(days)) & (known["minutes"] <= LONGEST_GAP_MIN)]
    pieces = _by_block(use.assign(amount=use["open"] * use["minutes"]))
    pieces["weekday"] = [day.weekday() for day in pieces["day"]]
    sums = pieces.groupby(["weekday", "block"])[["amount", "minutes"]].sum()
    mean = (sums["amount"] / sums["minutes"]).unstack("block")
    hours: dict[int, tuple[int, int]] = {}
    for weekday, row in mean.iterrows():
        blocks = [int(block) for block in row.index[row >= row.max() / 2]]
        hours[int(str(weekday))] = (blocks[0], blocks[-1] + BLOCK_MIN)
    return hours


def in_hours(frame: pd.DataFrame, hours: Mapping[int, tuple[int, int]], before_min: int = 0) -> pd.DataFrame:
    """Rows (with ``day`` and ``block``) that lie in the opening hours, or up to so many minutes before them."""
    span = [hours.get(day.weekday(), (0, 0)) for day in frame["day"]]
    begins = np.array([opens for opens, _ in span]) - before_min
    ends = np.array([closes for _, closes in span])
    return frame[(frame["block"] >= begins) & (frame["block"] < ends)]


# --- calls ------------------------------------------------------------------------------------------------------------


def numbering_starts(snapshots: pd.DataFrame) -> pd.DataFrame:
    """Find the number after which each queue's tickets of each day begin: ``queue, day, begins_after``.

    Ticket numbers restart at 1 each morning, but some days go on from the day before. That is a matter of the ticket
    machine, so it is decided for the whole office: the day goes on where most queues first call a higher number than
    the day before ended with. A single queue cannot tell: its first number seen may be high by chance.
    """
    own = snapshots[snapshots["number"].notna() & (snapshots["prefix"] == own_prefix(snapshots["queue"]))]
    ends = own.groupby(["queue", "day"])["number"].agg(["first", "last"]).reset_index()
    ends["before"] = ends.groupby("queue")["last"].shift()
    known = ends[ends["before"].notna()]
    votes = (known["first"] > known["before"]).groupby(known["day"]).mean()
    goes_on = ends["day"].map(votes).fillna(0.0) > 0.5
    ends["begins_after"] = ends["before"].where(goes_on & (ends["first"] > ends["before"]), 0.0).fillna(0.0)
    return ends[["queue", "day", "begins_after"]]


def own_prefix(queue: pd.Series) -> pd.Series:
    """Letter of a queue's own tickets: what its name begins with, as in ``K: KASY``."""
    return queue.str.split(":").str[0].str.strip().astype("string")


def is_cash_desk(snapshots: pd.DataFrame) -> dict[str, bool]:
    """Which queues call tickets of other queues: their last number jumps, it counts nothing."""
    foreign = snapshots["prefix"].notna() & (snapshots["prefix"] != own_prefix(snapshots["queue"]))
    shares = foreign.groupby(snapshots["queue"]).mean()
    return {str(queue): bool(share > 0.05) for queue, share in shares.items()}


def own_share(snapshots: pd.DataFrame) -> float:
    """Share of a cash desk's calls that are its own tickets, by the tickets newly on its display."""
    before = snapshots.groupby("day")[["prefix", "number"]].shift()
    fresh = snapshots["number"].notna() & (
        (snapshots["number"] != before["number"]) | (snapshots["prefix"] != before["prefix"]).fillna(True)
    )
    own = snapshots["prefix"] == own_prefix(snapshots["queue"])
    return float(own[fresh].mean())


def intervals(snapshots: pd.DataFrame) -> pd.DataFrame:
    """Tell what happened between two consecutive snapshots of a queue on a day.

    Calls are the change of the ticket number. A number that falls is a restart (the calls since are the new number);
    one that rises faster than a call a minute from every open counter is a jump: the calls are unknown. A cash desk
    also calls other queues' tickets: its own numbers are joined by straight lines and divided by the share of its own
    tickets among those newly displayed. Between snapshots more than 20 minutes apart, all is unknown.

    Returns
    -------
    pandas.DataFrame
        ``queue, day, at`` (begin)``, minutes, open, open_after, waiting, waiting_after, calls, called`` (the display
        changed)``, known``; calls are 0 where they are not known.
    """
    starts = numbering_starts(snapshots)
    frame = snapshots.merge(starts, on=["queue", "day"], how="left").fillna({"begins_after": 0.0})
    desks = is_cash_desk(snapshots)
    parts = [
        _intervals_of_day(_calls_of_desk(day, share) if share < 1 else _calls_of_queue(day))
        for queue, rows in frame.groupby("queue", sort=False)
        for share in [own_share(rows) if desks[str(queue)] else 1.0]
        for _, day in rows.groupby("day", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _calls_of_queue(day: pd.DataFrame) -> pd.DataFrame:
    number = day["number"].ffill().fillna(day["begins_after"])
    step = number.shift(-1) - number
    return day.assign(calls=step.where(step >= 0, number.shift(-1)))


def _calls_of_desk(day: pd.DataFrame, share: float) -> pd.DataFrame:
    """Join a cash desk's own numbers by straight lines between their sightings, and divide by their share."""
    own = day["prefix"] == own_prefix(day["queue"])
    seen = day["number"].where(own.fillna(False)) - day["begins_after"]
    none_yet = day["number"].ffill().isna()
    seen = seen.mask(none_yet, 0.0)
    if seen.notna().any() and np.isnan(seen.iloc[0]):
        seen.iloc[0] = 0.0
    minutes = (day["at"] - day["at"].iloc[0]).dt.total_seconds().to_numpy() / 60
    where = seen.notna().to_numpy()
    rising = np.maximum.accumulate(seen.to_numpy()[where])
    drawn = np.interp(minutes, minutes[where], rising) if where.any() else np.zeros(len(day))
    return day.assign(calls=pd.Series(drawn, index=day.index).diff().shift(-1) / share)


def _intervals_of_day(day: pd.DataFrame) -> pd.DataFrame:
    following = day.shift(-1)
    minutes = (following["at"] - day["at"]).dt.total_seconds() / 60
    most = 2 + np.maximum(1, np.maximum(day["open"], following["open"])) * minutes
    same = (following["number"] == day["number"]) & (following["prefix"] == day["prefix"]).fillna(False)
    frame = day[["queue", "day", "at", "open", "waiting"]].assign(
        minutes=minutes,
        open_after=following["open"],
        waiting_after=following["waiting"],
        called=following["number"].notna() & ~same,
        known=(minutes <= LONGEST_GAP_MIN) & (day["calls"] <= most),
    )
    frame["calls"] = day["calls"].where(frame["known"], 0.0)
    return frame.iloc[:-1]


# --- arrivals ---------------------------------------------------------------------------------------------------------


def arrivals_by_block(
    known: pd.DataFrame, snapshots: pd.DataFrame, days: Iterable[dt.date], opens_min: int
) -> pd.DataFrame:
    """Arrivals of each queue in each half hour of each day: number called plus the change of those waiting.

    Who waits or has been called at the first snapshot of a day came in the half hour before the opening.

    Parameters
    ----------
    known : pandas.DataFrame
        `intervals` of the snapshots.
    opens_min : int
        Opening time, minutes after midnight.

    Returns
    -------
    pandas.DataFrame
        ``queue, day, block`` (minutes after midnight)``, arrivals, minutes`` of the block that are known.
    """
    wanted = set(days)
    use = known[known["day"].isin(wanted) & known["known"]]
    came = use["calls"] + use["waiting_after"] - use["waiting"]
    pieces = _by_block(use.assign(amount=came)).rename(columns={"amount": "arrivals"})
    early = pieces["block"] < opens_min
    inside = pieces[~early].groupby(["queue", "day", "block"], as_index=False)[["arrivals", "minutes"]].sum()
    first = _before_first(snapshots[snapshots["day"].isin(wanted)])
    started = pieces[early].groupby(["queue", "day"])["arrivals"].sum()
    keys = pd.MultiIndex.from_frame(first[["queue", "day"]])
    before = first["waiting"] + first["called"] + started.reindex(keys, fill_value=0.0).to_numpy()
    opening = first[["queue", "day"]].assign(block=opens_min - BLOCK_MIN, arrivals=before, minutes=float(BLOCK_MIN))
    joined = pd.concat([opening, inside], ignore_index=True)
    return joined.sort_values(["queue", "day", "block"]).reset_index(drop=True)


def _before_first(snapshots: pd.DataFrame) -> pd.DataFrame:
    """First snapshot of each queue and day, with the number of tickets called before it."""
    first = snapshots.groupby(["queue", "day"], as_index=False, sort=False).nth(0)
    first = first.merge(numbering_starts(snapshots), on=["queue", "day"], how="left")
    own = (first["prefix"] == own_prefix(first["queue"])).fillna(False)
    called = (first["number"] - first["begins_after"]).where(own, 0.0).fillna(0.0)
    return first.assign(called=called.clip(lower=0.0))


def _by_block(use: pd.DataFrame) -> pd.DataFrame:
    """Cut intervals at the half hours, amounts in proportion: ``queue, day, block, amount, minutes``."""
    begins = (use["at"].dt.hour * 60 + use["at"].dt.minute + use["at"].dt.second / 60).to_numpy()
    ends = begins + use["minutes"].to_numpy()
    parts: list[pd.DataFrame] = []
    # An interval is shorter than a block, so it touches at most two.
    cut = (np.floor(begins / BLOCK_MIN) + 1) * BLOCK_MIN
    for low, high in ((begins, np.minimum(ends, cut)), (cut, ends)):
        inside = high > low
        share = (high - low)[inside] / use["minutes"].to_numpy()[inside]
        parts.append(
            use.loc[inside, ["queue", "day"]].assign(
                block=(low[inside] // BLOCK_MIN * BLOCK_MIN).astype(int),
                amount=use["amount"].to_numpy()[inside] * share,
                minutes=(high - low)[inside],
            )
        )
    return pd.concat(parts, ignore_index=True)


def mean_arrivals(arrivals: pd.DataFrame) -> pd.Series:
    """Arrivals a day, by queue and half hour: of the known minutes of all days, brought to a whole block.

    People who leave, and displays that lag, can make a quiet block's sum negative: it counts as none.
    """
    sums = arrivals.groupby(["queue", "block"])[["arrivals", "minutes"]].sum()
    per_block = pd.Series(sums["arrivals"] / sums["minutes"] * BLOCK_MIN, name="arrivals")
    return per_block.clip(lower=0.0)


def day_to_day_cv(arrivals: pd.DataFrame) -> float:
    """Variation of the queues' arrivals a day beyond chance (a Poisson count): a coefficient of variation.

    All queues together: the sum of variance less mean over the sum of the squared means. Only blocks that every day
    knows are compared.
    """
    whole = arrivals[arrivals["minutes"] >= 0.9 * BLOCK_MIN]
    table = whole.pivot_table(index="day", columns=["block", "queue"], values="arrivals", dropna=False)
    totals = table.dropna(axis=1).T.groupby(level="queue").sum().T
    means = totals.mean()
    if len(totals) < 2 or not (means > 0).any():
        return 0.0
    return float(np.sqrt(max(0.0, float((totals.var() - means).sum())) / float((means**2).sum())))


# --- officers ---------------------------------------------------------------------------------------------------------


def shared_officers(known: pd.DataFrame, min_switches: int = 5) -> list[list[str]]:
    """Queues that share officers, found by officers who change from one queue to another.

    An officer counts for the queue whose ticket they called last. Where between two snapshots one queue loses a
    counter and another gains one, and nothing else changes, an officer went from one to the other. Two queues share
    officers from `min_switches` such changes on; groups are closed under sharing.

    Returns
    -------
    list of list of str
        Groups in the order of their first queue; a queue that shares with none is a group of its own.
    """
    change = (known["open_after"] - known["open"]).where(known["minutes"] <= LONGEST_GAP_MIN)
    table = known.assign(change=change).pivot_table(index="at", columns="queue", values="change", dropna=False).dropna()
    single = table[(table.abs().sum(axis=1) == 2) & (table.max(axis=1) == 1) & (table.min(axis=1) == -1)]
    pairs = Counter(frozenset(pair) for pair in zip(single.idxmin(axis=1), single.idxmax(axis=1), strict=True))
    group_of = {str(queue): {str(queue)} for queue in table.columns}
    for pair, count in pairs.items():
        if count >= min_switches:
            merged = set[str]().union(*(group_of[str(queue)] for queue in pair))
            group_of.update(dict.fromkeys(merged, merged))
    return [list(group) for group in sorted({tuple(sorted(group)) for group in group_of.values()})]


def pooled(known: pd.DataFrame, queues: Collection[str]) -> pd.DataFrame:
    """Intervals of several queues as those of one: officers, people waiting and calls added up."""
    use = known[known["queue"].isin(set(queues))]
    grouped = use.groupby(["day", "at"])
    sums = grouped[["open", "open_after", "waiting", "waiting_after", "calls"]].sum()
    rest = grouped.agg(minutes=("minutes", "first"), called=("called", "any"), known=("known", "all"))
    return sums.join(rest).reset_index()


def open_by_block(pool: pd.DataFrame, hours: Mapping[int, tuple[int, int]]) -> pd.Series:
    """Mean number of open counters in each half hour (minutes after midnight) of the days open then, by time."""
    use = pool[pool["minutes"] <= LONGEST_GAP_MIN]
    pieces = in_hours(_by_block(use.assign(queue="", amount=use["open"] * use["minutes"])), hours)
    sums = pieces.groupby("block")[["amount", "minutes"]].sum()
    return (sums["amount"] / sums["minutes"]).rename("open")


def whole_officers(mean_open: pd.Series) -> pd.Series:
    """Whole officers for each block in order, the rounding carried to the next, so that the officer hours are kept."""
    whole, carried = [], 0.0
    for mean in mean_open:
        officers = max(0, int(np.floor(mean + carried + 0.5)))
        carried += mean - officers
        whole.append(officers)
    return pd.Series(whole, index=mean_open.index, dtype=int)


# --- pace -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pace:
    """How officers of a group serve.

    Attributes
    ----------
    service_min : mean minutes from one call of an officer to the next while enough people wait, by queue
    calls : calls that the service time is taken from, by queue
    saturated_from : people waiting that counted as enough
    at_most : officers who work in effect; None where calls grow with the open counters
    readiness : pace while so many wait, relative to the pace while enough do, by the upper end of the number waiting
    dispersion : variance of the calls in half hours of enough people waiting, divided by their mean (missing if few)
    half_hours : half hours behind the dispersion
    """

    service_min: Mapping[str, float]
    calls: Mapping[str, float]
    saturated_from: int
    at_most: int | None
    readiness: Mapping[int, float]
    dispersion: float
    half_hours: int


def measure_pace(known: pd.DataFrame, queues: Collection[str], opens_min: int, closes_min: int) -> Pace:
    """Service times and readiness to call of the officers who share some queues.

    The service time is officers x minutes / calls over the intervals that begin with enough people waiting (in the
    queues together). A queue of the group with 30 calls in them has its own: the minutes of the officers who called
    it last, divided by its calls; others have the group's. Where calls do not grow with the open counters, only so
    many officers count as were the fewest open (`effective_officers`).

    The readiness compares how soon the first call comes when few wait with how soon when enough do. The first call,
    not the number of calls: with two waiting, three calls cannot be seen, however ready the officers are. Where calls
    come at a rate r, an interval of t minutes has none with the probability exp(-r t).

    Raises
    ------
    ValueError
        If nobody is called while enough people wait: then no service time can be taken.
    """
    use = known[known["known"] & _within(known["at"], opens_min, closes_min - LAST_HOUR_MIN)]
    pool = pooled(use, queues)
    pool = pool[pool["known"] & (pool["open"] > 0)]
    enough = next((least for least in range(SATURATED_FROM, 1, -1) if (pool["waiting"] >= least).sum() >= MIN_CELLS), 1)
    at_most = effective_officers(pool[pool["waiting"] >= enough])
    pool["working"] = pool["open"].clip(upper=at_most)
    busy = pool[pool["waiting"] >= enough]
    if not busy["calls"].sum() > 0:
        raise ValueError(f"no service time can be taken for {', '.join(queues)}: nobody is called while people wait")
    common = _ratio((busy["working"] * busy["minutes"]).sum(), busy["calls"].sum())
    in_effect = (busy["working"] / busy["open"]).set_axis(busy["at"])
    times, calls = {}, {}
    for queue in queues:
        rows = use[(use["queue"] == queue) & use["at"].isin(busy["at"])]
        calls[queue] = float(rows["calls"].sum())
        working = rows["open"] * in_effect.reindex(rows["at"]).to_numpy()
        times[queue] = _ratio((working * rows["minutes"]).sum(), calls[queue]) if calls[queue] >= MIN_CELLS else common
    dispersion, half_hours = _dispersion(busy)
    return Pace(times, calls, enough, at_most, _readiness(pool, enough), dispersion, half_hours)


def effective_officers(busy: pd.DataFrame) -> int | None:
    """How many officers work in effect, if calls do not grow with the number of open counters.

    Two Poisson models of the calls are compared: as many for each open counter, and as many however many are open.
    The second is taken if its log-likelihood is clearly higher (by 3 after division by the overdispersion): then
    the fewest open counters did all the work that more did. Only numbers of open counters seen in 30 intervals count.

    Parameters
    ----------
    busy : pandas.DataFrame
        Intervals that begin with enough people waiting: ``open, minutes, calls``.
    """
    often = busy.groupby("open").filter(lambda rows: len(rows) >= MIN_CELLS)
    sums = often.groupby("open")[["minutes", "calls"]].sum()
    if len(sums) < 2 or not sums["calls"].sum() > 0:
        return None
    minutes = sums["minutes"].to_numpy()
    gain = _log_likelihood(sums["calls"], minutes) - _log_likelihood(sums["calls"], sums.index.to_numpy() * minutes)
    spread = max(1.0, _ratio(float(often["calls"].var()), float(often["calls"].mean())))
    return int(sums.index.min()) if gain / spread > 3 else None


def _log_likelihood(calls: pd.Series, exposure: Floats) -> float:
    """Poisson log-likelihood of calls in proportion to an exposure, without the terms common to all exposures."""
    expected = exposure * calls.sum() / exposure.sum()
    return float((calls * np.log(expected) - expected).sum())


def _within(at: pd.Series, begins_min: int, ends_min: int) -> pd.Series:
    minutes: pd.Series = at.dt.hour * 60 + at.dt.minute
    return minutes.between(begins_min, ends_min, inclusive="left")


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below > 0 else float("nan")


def _first_call_rate(pool: pd.DataFrame) -> float:
    """Rate of the first call per officer and minute; half an interval more, so that it is finite without any."""
    without = (float((~pool["called"]).sum()) + 0.5) / (len(pool) + 1)
    return float(-np.log(without) / (pool["working"] * pool["minutes"]).mean())


def _readiness(pool: pd.DataFrame, enough: int) -> dict[int, float]:
    full = _first_call_rate(pool[pool["waiting"] >= enough])
    found: dict[int, float] = {}
    for low, high in ((1, 1), (2, 3)):
        rows = pool[pool["waiting"].between(low, min(high, enough - 1))]
        if low < enough and len(rows) >= MIN_CELLS:
            found[min(high, enough - 1)] = min(1.0, _first_call_rate(rows) / full)
    return found


def _dispersion(busy: pd.DataFrame) -> tuple[float, int]:
    """Variance over mean of the calls in whole half hours, brought to equal officer minutes.

    For officers who are never without work it tends to the squared coefficient of variation of their service times
    (the renewal theorem's variance of a count).
    """
    halves = busy.assign(half=busy["at"].dt.floor(f"{BLOCK_MIN}min"), effort=busy["working"] * busy["minutes"])
    sums = halves.groupby("half")[["calls", "minutes", "effort"]].sum()
    sums = sums[sums["minutes"] >= 0.8 * BLOCK_MIN]
    if len(sums) < 2:
        return float("nan"), len(sums)
    counts = sums["calls"] / sums["effort"] * sums["effort"].mean()
    return _ratio(float(counts.var()), float(counts.mean())), len(sums)


# --- observed waiting, and forecasts of it ----------------------------------------------------------------------------


def waiting_by_hour(
    snapshots: pd.DataFrame, days: Iterable[dt.date], hours: Mapping[int, tuple[int, int]]
) -> pd.DataFrame:
    """Mean number waiting by day, queue and opening hour: ``day, queue, hour, waiting_observed``.

    Each snapshot holds until the next, if that is not more than 20 minutes away; an hour with fewer than 45 such
    minutes is left out.
    """
    use = snapshots[snapshots["day"].isin(set(days))]
    following = use.groupby(["queue", "day"])["at"].shift(-1)
    minutes = (following - use["at"]).dt.total_seconds() / 60
    held = minutes <= LONGEST_GAP_MIN
    pieces = _by_block(use.assign(minutes=minutes, amount=use["waiting"] * minutes)[held])
    pieces = in_hours(pieces, hours)
    sums = pieces.assign(hour=pieces["block"] // 60).groupby(["day", "queue", "hour"])[["amount", "minutes"]].sum()
    sums = sums[sums["minutes"] >= MIN_HOUR_MIN]
    return (sums["amount"] / sums["minutes"]).rename("waiting_observed").reset_index()


def median_of_other_days(observed: pd.DataFrame) -> pd.Series:
    """For each row of `waiting_by_hour`, the median of the other days' values of the same queue and hour.

    The plain forecast that a simulation must beat. Missing where no other day has that hour.
    """

    def leave_one_out(values: pd.Series) -> pd.Series:
        array = values.to_numpy()
        others = [np.delete(array, place) for place in range(len(array))]
        return pd.Series([float(np.median(rest)) if len(rest) else float("nan") for rest in others], index=values.index)

    grouped = observed.groupby(["queue", "hour"])["waiting_observed"]
    return grouped.transform(leave_one_out).rename("median_of_other_days")


def forecast_errors(observed: pd.DataFrame, simulated: pd.Series) -> pd.DataFrame:
    """Put the simulated mean and the median of the other days beside what was observed, for the same cells.

    Parameters
    ----------
    observed : pandas.DataFrame
        As of `waiting_by_hour`.
    simulated : pandas.Series
        Mean number waiting, indexed by queue and hour.

    Returns
    -------
    pandas.DataFrame
        One row for each queue, hour and day that both forecasts have: ``queue, hour, day, waiting_observed,
        simulated, median_of_other_days, simulated_error, median_error`` (absolute errors, people). Their means are the
        mean absolute errors.
    """
    keys = pd.MultiIndex.from_frame(observed[["queue", "hour"]])
    cells = observed.assign(
        simulated=simulated.reindex(keys).to_numpy(), median_of_other_days=median_of_other_days(observed)
    ).dropna(subset=["simulated", "median_of_other_days"])
    return cells.assign(
        simulated_error=(cells["simulated"] - cells["waiting_observed"]).abs(),
        median_error=(cells["median_of_other_days"] - cells["waiting_observed"]).abs(),
    )
