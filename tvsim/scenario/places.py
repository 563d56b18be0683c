"""Which counter group serves an agency at a site, and where a procedure is received."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tvsim.scenario.schema import CounterGroup, Plan, Procedure


def group_site(plan: Plan, group: CounterGroup) -> str:
    """Key of a counter group's site: the first site where it names none."""
    return group.site or next(iter(plan.sites))


def group_numbers(plan: Plan) -> NDArray[np.int64]:
    """Number of the counter group by site and agency, -1 where none serves; shape (sites, agencies)."""
    sites, agencies = list(plan.sites), list(plan.agencies)
    numbers = np.full((len(sites), len(agencies)), -1, dtype=np.int64)
    for number, group in enumerate(plan.counters.values()):
        for agency in group.agencies:
            numbers[sites.index(group_site(plan, group)), agencies.index(agency)] = number
    return numbers


def receiving_sites(plan: Plan, procedure: Procedure) -> NDArray[np.int32]:
    """For each home site, the number of the site where its applicants bring a procedure.

    At home where it is received there, otherwise at the first of the procedure's sites that receives it.
    """
    agency = list(plan.agencies).index(procedure.agency)
    serves = group_numbers(plan)[:, agency] >= 0
    sites = list(plan.sites)
    wanted = procedure.sites or sites
    receiving = [sites.index(site) for site in wanted if serves[sites.index(site)]]
    return np.array([home if home in receiving else receiving[0] for home in range(len(sites))], dtype=np.int32)
