"""Tier pricing: what should it cost, and how should a budget be spent?  A function a question, giving a Finding."""

from kit.evidence import check_of
from kit.tier_pricing.budget import budget_plan
from kit.tier_pricing.card import rate_card
from kit.tier_pricing.comparable import comparable_deals
from kit.tier_pricing.expected import expected_views
from kit.tier_pricing.fair import fair_price
from kit.tier_pricing.results import cost_per_result

data_check = check_of("deals", "deliveries", "videos", "creators", "brands", "fx")

__all__ = [
    "budget_plan",
    "comparable_deals",
    "cost_per_result",
    "data_check",
    "expected_views",
    "fair_price",
    "rate_card",
]
