"""Estimates over replications, and how sure they are."""

from tvsim.statistics.adding_up import Split, apportioned, split
from tvsim.statistics.attribution import SAMPLED_ORDERS, Orders, orders_of, shapley
from tvsim.statistics.differences import Differences, holm, narrowed_by_pairing, paired_differences, t_test
from tvsim.statistics.estimates import CONFIDENCE, Estimate, Estimates, t_quantile
from tvsim.statistics.means import around, estimate, growing_moments, means
from tvsim.statistics.quantiles import Histograms, growing_quantiles, quantile_estimate
from tvsim.statistics.ratios import ratio_estimate
from tvsim.statistics.shares import growing_shares, shares

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
    "around",
    "estimate",
    "growing_moments",
    "growing_quantiles",
    "growing_shares",
    "holm",
    "means",
    "narrowed_by_pairing",
    "orders_of",
    "paired_differences",
    "quantile_estimate",
    "ratio_estimate",
    "shapley",
    "shares",
    "split",
    "t_quantile",
    "t_test",
]
