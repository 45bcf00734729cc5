"""Creators one by one: rates, views, a score that one can recompute, and whom to look at or to choose."""
