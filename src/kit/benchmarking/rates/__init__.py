"""Engagement rates of groups: tiers and brands, pooled and compared."""
