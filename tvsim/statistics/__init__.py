"""Estimates over replications, and how sure they are."""

from tvsim.statistics.adding_up import Split, apportioned, split
from tvsim.statistics.attribution import SAMPLED_ORDERS, Orders, orders_of, shapley
from tvsim.statistics.differences import Differences, holm, narrowed_by_pairing, paired_differences
from tvsim.statistics.estimates import CONFIDENCE, Estimate, Estimates, t_quantile
from tvsim.statistics.means import estimate, means
from tvsim.statistics.quantiles import Histograms, quantile_estimate
from tvsim.statistics.shares import shares

__all__ = [
    "CONFIDENCE",
    "SAMPLED_ORDERS",
    "Differences",
    "Estimate",
    "Estimates",
    "Histograms",
    "Orders",
    "Split",
    "apportioned",
    "estimate",
    "holm",
    "means",
    "narrowed_by_pairing",
    "orders_of",
    "paired_differences",
    "quantile_estimate",
    "shapley",
    "shares",
    "split",
    "t_quantile",
]
