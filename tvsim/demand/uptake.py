"""How the overall shares of post and online fall on the procedures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tvsim.scenario.schema import Plan

Shares = NDArray[np.float64]


def channel_shares(plan: Plan) -> tuple[Shares, Shares]:
    """Share of each procedure's dossiers that come online, and by post.

    A share is in proportion to the procedure's weight, at most 1, and such that all dossiers together reach the
    overall share. More overall share never means less for any procedure.

    Raises
    ------
    ValueError
        If procedures with a weight above 0 are too few to reach the overall share.
    """
    procedures = plan.procedures.values()
    volumes = np.array([procedure.per_year for procedure in procedures])
    online = _fill(volumes, np.array([procedure.online_weight for procedure in procedures]), plan.channels.online.share)
    post = _fill(volumes, np.array([procedure.post_weight for procedure in procedures]), plan.channels.post.share)
    return online, np.minimum(post, 1 - online)


def _fill(volumes: Shares, weights: Shares, overall: float) -> Shares:
    """Shares in proportion to the weights, cut at 1, whose mean over the volumes is ``overall``."""
    reachable = volumes[weights > 0].sum()
    wanted = overall * volumes.sum()
    if wanted == 0:
        return np.zeros_like(volumes)
    if wanted > reachable * (1 + 1e-12):
        raise ValueError(
            f"a share of {overall:g} cannot be reached: procedures with a weight above 0 "
            f"hold {reachable / volumes.sum():.3g} of the dossiers"
        )
    full = np.zeros(len(volumes), dtype=bool)
    while True:
        open_weight = (volumes * weights)[~full].sum()
        factor = (wanted - volumes[full].sum()) / open_weight if open_weight > 0 else 0.0
        overfull = ~full & (factor * weights > 1)
        if not overfull.any():
            return np.where(full, 1.0, np.minimum(factor * weights, 1.0))
        full |= overfull
