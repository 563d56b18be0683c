"""Waiting lines in closed form: what queueing theory says of the lines that the tests run.

Times are in minutes, rates per minute. A load is the arrival rate times the mean service, in officers' full time
(erlang). Arrivals are Poisson throughout.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Line:
    """A waiting line in the long run.

    Attributes
    ----------
    p_empty : probability that nobody waits or is served
    p_wait : probability that somebody who comes is not called at once
    wait : mean wait of all who join, leavers included
    queue : mean number waiting
    """

    p_empty: float
    p_wait: float
    wait: float
    queue: float


def erlang_b(load: float, officers: int) -> float:
    """Probability that all are busy where nobody can wait.

    Source: A. K. Erlang (1917); the recursion ``B(c) = a B(c-1) / (c + a B(c-1))`` as in Cooper, Introduction to
    Queueing Theory, section 3.3.
    """
    busy = 1.0
    for number in range(1, officers + 1):
        busy = load * busy / (number + load * busy)
    return busy


def erlang_c(load: float, officers: int) -> float:
    """Probability of waiting in M/M/c.

    Source: A. K. Erlang (1917); from `erlang_b` by ``C = c B / (c - a (1 - B))``, Cooper, section 3.4.
    """
    busy = erlang_b(load, officers)
    return officers * busy / (officers - load * (1 - busy))


def mmc(rate: float, service: float, officers: int) -> Line:
    """M/M/c: exponential services, officers alike, first come first served, everybody stays.

    Source: Gross and Harris, Fundamentals of Queueing Theory, section 2.3: ``Wq = C / (c/s - rate)``,
    ``Lq = rate Wq`` (Little), ``p0 = 1 / (sum over n < c of a^n/n! + a^c / (c! (1 - a/c)))``.

    Raises
    ------
    ValueError
        If the load is not below the number of officers.
    """
    load = rate * service
    if load >= officers:
        raise ValueError(f"{officers} officers cannot carry a load of {load:g}")
    p_wait = erlang_c(load, officers)
    wait = p_wait / (officers / service - rate)
    below = sum(load**number / math.factorial(number) for number in range(officers))
    full = load**officers / (math.factorial(officers) * (1 - load / officers))
    return Line(1 / (below + full), p_wait, wait, rate * wait)


def mmc_waits_within(minutes: float, rate: float, service: float, officers: int) -> float:
    """Share of people in M/M/c who are called within so many minutes.

    Source: Gross and Harris, section 2.3: ``P(W > t) = C exp(-(c/s - rate) t)``.
    """
    return 1 - erlang_c(rate * service, officers) * math.exp(-(officers / service - rate) * minutes)


def mmc_wait_quantile(share: float, rate: float, service: float, officers: int) -> float:
    """Wait that so large a share of the people in M/M/c does not exceed; 0 where so many are called at once.

    Source: `mmc_waits_within`, solved for the minutes.
    """
    return max(0.0, math.log(erlang_c(rate * service, officers) / (1 - share)) / (officers / service - rate))


def mmck(rate: float, service: float, officers: int, most_waiting: int) -> tuple[float, Line]:
    """M/M/c/K: whoever finds so many waiting turns away at the door.

    Returns
    -------
    p_turned_away : float
        Share of those who come.
    line : Line
        Of those who join.

    Source: Gross and Harris, section 2.4; a birth-death process with ``p(n) = p(n-1) rate s / min(n, c)`` up to
    ``n = c + most waiting``.
    """
    load, states = rate * service, officers + most_waiting
    weights = list(accumulate(range(1, states + 1), lambda p, n: p * load / min(n, officers), initial=1.0))
    p = [weight / sum(weights) for weight in weights]
    queue = sum((number - officers) * p[number] for number in range(officers, states + 1))
    joins = 1 - p[-1]
    return p[-1], Line(p[0], sum(p[officers:-1]) / joins, queue / (rate * joins), queue)


@dataclass(frozen=True)
class Abandonment(Line):
    """A waiting line that people leave.

    Attributes
    ----------
    p_leave : share of all who come
    wait_leavers : mean wait of those who leave
    wait_served : mean wait of those who are served, none included
    """

    p_leave: float
    wait_leavers: float
    wait_served: float


def erlang_a(rate: float, service: float, patience: float, officers: int) -> Abandonment:
    """M/M/c+M: people wait for an exponential patience, then leave.

    Source: C. Palm (1946); Garnett, Mandelbaum and Reiman, Designing a Call Center with Impatient Customers (2002).

    Notes
    -----
    A birth-death process with death rate ``min(n, c) m + max(n - c, 0) r`` (m = 1 / service, r = 1 / patience). Who
    finds all officers busy and j people waiting is called when j + 1 departures have come, the next at rate
    ``c m + j r``, the last at ``c m`` (those ahead leave or are called). Against an exponential patience the chance
    to be called is the product of ``(c m + i r) / (c m + (i + 1) r)`` over i = 0..j, which is
    ``c m / (c m + (j + 1) r)``; given that, the mean wait is the sum of ``1 / (c m + (i + 1) r)``. The mean of the
    wait of everybody is P(leave) / r, since leaving has rate r while one waits; what the served did not wait, the
    leavers did.
    """
    m, r = 1 / service, 1 / patience
    weights = [1.0]
    while len(weights) < officers + 2 or weights[-1] > 1e-18 * max(weights):
        number = len(weights)
        weights.append(weights[-1] * rate / (min(number, officers) * m + max(number - officers, 0) * r))
    p = [weight / sum(weights) for weight in weights]
    p_wait = sum(p[officers:])
    p_leave = waited_served = steps = 0.0
    for ahead, chance in enumerate(p[officers:]):
        leaving = officers * m + (ahead + 1) * r
        steps += 1 / leaving
        served = officers * m / leaving
        p_leave += chance * (1 - served)
        waited_served += chance * served * steps
    wait = p_leave / r
    wait_leavers = (wait - waited_served) / p_leave
    return Abandonment(p[0], p_wait, wait, rate * wait, p_leave, wait_leavers, waited_served / (1 - p_leave))


def second_moment(mean: float, cv: float) -> float:
    """Mean of the square of a duration with a coefficient of variation."""
    return mean**2 * (1 + cv**2)


def pollaczek_khinchine(rate: float, mean: float, second: float) -> float:
    """Mean wait in M/G/1, first come first served.

    Source: Pollaczek (1930), Khinchine (1932); Gross and Harris, section 5.1: ``rate E[S²] / (2 (1 - rate E[S]))``.
    """
    return rate * second / (2 * (1 - rate * mean))


def cobham(rates: Sequence[float], means: Sequence[float], seconds: Sequence[float]) -> list[float]:
    """Mean wait of each class in M/G/1 with priorities, nobody interrupted; the first class is called first.

    Source: A. Cobham, Priority Assignment in Waiting Line Problems (1954): ``W0 / ((1 - b(k-1)) (1 - b(k)))`` with
    ``W0 = sum rate E[S²] / 2`` over all classes and b(k) the load of the first k classes.
    """
    residual = sum(rate * second for rate, second in zip(rates, seconds, strict=True)) / 2
    loads = list(accumulate((rate * mean for rate, mean in zip(rates, means, strict=True)), initial=0.0))
    return [residual / ((1 - before) * (1 - after)) for before, after in pairwise(loads)]


def poisson(mean: float, number: int) -> float:
    """Probability of a number.

    It is also that of so many in service in M/G/∞ with that load: Gross and Harris, section 5.2.
    """
    return math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
