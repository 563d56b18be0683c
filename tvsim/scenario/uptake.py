"""How the overall shares of post and online fall on the procedures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tvsim.scenario.schema import Plan

Shares = NDArray[np.float64]


def channel_shares(plan: Plan) -> tuple[Shares, Shares]:
    """Share of each procedure's dossiers that come online, and by post.

    A share is in proportion to the procedure's weight, and such that all dossiers together reach the overall share. It
    is at most 1, of post at most what online leaves; the other procedures take the rest. More overall share never
    means less for any procedure.
    """
    procedures = plan.procedures.values()
    volumes = np.array([procedure.per_year for procedure in procedures])
    online_weights = np.array([procedure.online_weight for procedure in procedures])
    post_weights = np.array([procedure.post_weight for procedure in procedures])
    online = _fill(volumes, online_weights, plan.channels.online.share, np.ones(len(volumes)))
    return online, _fill(volumes, post_weights, plan.channels.post.share, 1 - online)


def reached(plan: Plan) -> tuple[float, float]:
    """Shares of all dossiers that come online, and by post, once they have fallen on the procedures."""
    volumes = np.array([procedure.per_year for procedure in plan.procedures.values()])
    total = volumes.sum()
    if total == 0:
        return plan.channels.online.share, plan.channels.post.share
    online, post = channel_shares(plan)
    return float(volumes @ online / total), float(volumes @ post / total)


def _fill(volumes: Shares, weights: Shares, overall: float, most: Shares) -> Shares:
    """Shares in proportion to the weights, each at most so much, whose mean over the volumes is ``overall``.

    Where that cannot be they are as high as they can be.
    """
    wanted = overall * volumes.sum()
    full = np.zeros(len(volumes), dtype=bool)
    while True:
        open_weight = (volumes * weights)[~full].sum()
        left = wanted - (volumes * most)[full].sum()
        factor = left / open_weight if open_weight > 0 else 0.0
        overfull = ~full & (factor * weights > most)
        if not overfull.any():
            return np.where(full, most, np.clip(factor * weights, 0.0, most))
        full |= overfull
