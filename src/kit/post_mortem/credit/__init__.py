"""Which orders it can be credited with."""
