"""Statistics for the kit: arrays in, small frozen results out. It knows no marketing.

Every estimator says in its docstring when it refuses to give an interval (NaN), and why its interval is honest.
"""

from .accrual import accrual_curve, AccrualCurve, project_by_curve, total_by_curve
from .agreement import agreement
from .averages import mean
from .choice import better, Choice, choose
from .contradictions import contradiction
from .counts import expected_counts, next_value, scenarios, typical
from .differences import differ, differences
from .discoveries import adjusted, discoveries, discovery_intervals
from .each import next_each, spread_each, typical_each
from .events import burst, clustered_rise, cost_per_count, higher_share, rate_rise
from .gaps import effect_size, Within, within_gap
from .growth import growth_each
from .lifts import Lift, lift
from .means import shrunk_means
from .outliers import outliers
from .places import percentiles
from .prices import price_model, price_range, PriceModel
from .projection import exceeded, project, project_total
from .ranks import rank_sets, rank_sets_of
from .rates import shrunk_rates
from .ratios import pooled_ratio, ratio_gap
from .results import Estimate
from .scores import score_bands
from .shares import corrected_share, share
from .standard import mixed_ratio
from .synthetic import Synthetic, synthetic

__all__ = [
    "AccrualCurve",
    "Choice",
    "Estimate",
    "Lift",
    "PriceModel",
    "Synthetic",
    "Within",
    "accrual_curve",
    "adjusted",
    "agreement",
    "better",
    "burst",
    "choose",
    "clustered_rise",
    "contradiction",
    "corrected_share",
    "cost_per_count",
    "differ",
    "differences",
    "discoveries",
    "discovery_intervals",
    "effect_size",
    "exceeded",
    "expected_counts",
    "growth_each",
    "higher_share",
    "lift",
    "mean",
    "mixed_ratio",
    "next_each",
    "next_value",
    "outliers",
    "percentiles",
    "pooled_ratio",
    "price_model",
    "price_range",
    "project",
    "project_by_curve",
    "project_total",
    "rank_sets",
    "rank_sets_of",
    "rate_rise",
    "ratio_gap",
    "scenarios",
    "score_bands",
    "share",
    "shrunk_means",
    "shrunk_rates",
    "spread_each",
    "synthetic",
    "total_by_curve",
    "typical",
    "typical_each",
    "within_gap",
]
