"""Tier pricing: what should it cost, and how should a budget be spent?  A function a question, giving a Finding."""

from kit.evidence import check_of
from kit.tier_pricing.bookings.expected_views import expected_views
from kit.tier_pricing.cards.comparable_deals import comparable_deals
from kit.tier_pricing.cards.rate_card import rate_card
from kit.tier_pricing.costs.cost_per_result import cost_per_result
from kit.tier_pricing.fair.fair_price import fair_price
from kit.tier_pricing.plan.budget_plan import budget_plan

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
