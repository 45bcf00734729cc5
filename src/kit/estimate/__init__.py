"""Statistics for the kit: arrays in, small frozen results out. It knows no marketing.

Every estimator says in its docstring when it refuses to give an interval (NaN), and why its interval is honest.
"""

from .agreement import agreement
from .choice import Choice, choose
from .counts import expected_counts, next_value, scenarios, typical
from .events import burst, cost_per_count, higher_share
from .gaps import differ, effect_size, within_gap
from .lifts import Lift, lift
from .prices import price_model, price_range, PriceModel
from .projection import project, project_total
from .ranks import rank_sets, rank_sets_of
from .rates import shrunk_rates
from .ratios import pooled_ratio, ratio_gap
from .results import Estimate
from .shares import corrected_share, share

__all__ = [
    "Choice",
    "Estimate",
    "Lift",
    "PriceModel",
    "agreement",
    "burst",
    "choose",
    "corrected_share",
    "cost_per_count",
    "differ",
    "effect_size",
    "expected_counts",
    "higher_share",
    "lift",
    "next_value",
    "pooled_ratio",
    "price_model",
    "price_range",
    "project",
    "project_total",
    "rank_sets",
    "rank_sets_of",
    "ratio_gap",
    "scenarios",
    "share",
    "shrunk_rates",
    "typical",
    "within_gap",
]
