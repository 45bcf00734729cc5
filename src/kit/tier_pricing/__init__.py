"""Tier pricing: what should it cost, and how should a budget be spent?  A function a question, giving a Finding."""

from kit.evidence import check_of
from kit.tier_pricing.bookings.booking_outcome import booking_outcome
from kit.tier_pricing.bookings.expected_views import expected_views
from kit.tier_pricing.cards.comparable_deals import comparable_deals
from kit.tier_pricing.cards.published_cards import published_cards
from kit.tier_pricing.cards.rate_card import rate_card
from kit.tier_pricing.costs.cost_per_result import cost_per_result
from kit.tier_pricing.costs.forecast_cost import forecast_cost
from kit.tier_pricing.costs.micro_or_mega import micro_or_mega
from kit.tier_pricing.fair.fair_price import fair_price
from kit.tier_pricing.fair.price_drivers import price_drivers
from kit.tier_pricing.fair.price_parts import price_parts
from kit.tier_pricing.fair.similar_deals import similar_deals
from kit.tier_pricing.plan.budget_frontier import budget_frontier
from kit.tier_pricing.plan.budget_plan import budget_plan
from kit.tier_pricing.plan.contract_checklist import contract_checklist
from kit.tier_pricing.plan.plan_against_rules import plan_against_rules
from kit.tier_pricing.plan.plan_assumptions import plan_assumptions
from kit.tier_pricing.plan.plan_deals import plan_deals
from kit.tier_pricing.plan.terms import Terms

data_check = check_of("deals", "deliveries", "videos", "creators", "brands", "campaigns", "orders", "fx")

__all__ = [
    "Terms",
    "booking_outcome",
    "budget_frontier",
    "budget_plan",
    "comparable_deals",
    "contract_checklist",
    "cost_per_result",
    "data_check",
    "expected_views",
    "fair_price",
    "forecast_cost",
    "micro_or_mega",
    "plan_against_rules",
    "plan_assumptions",
    "plan_deals",
    "price_drivers",
    "price_parts",
    "published_cards",
    "rate_card",
    "similar_deals",
]
