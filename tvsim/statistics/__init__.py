"""Estimates over replications, and how sure they are."""

from tvsim.statistics.differences import Differences, holm, narrowed_by_pairing, paired_differences
from tvsim.statistics.estimates import CONFIDENCE, Estimate, Estimates
from tvsim.statistics.means import estimate, means
from tvsim.statistics.quantiles import Histograms, quantile_estimate
from tvsim.statistics.shares import shares

__all__ = [
    "CONFIDENCE",
    "Differences",
    "Estimate",
    "Estimates",
    "Histograms",
    "estimate",
    "holm",
    "means",
    "narrowed_by_pairing",
    "paired_differences",
    "quantile_estimate",
    "shares",
]
