"""What kind of number a daily series holds: one that adds up over days, a state of things, or a rate."""

RATES = ("%", "percent", "per cent", "rate", "share", "ratio", "index", "score", "points", "average", "mean", "median")
STATES = ("followers", "subscribers", "fans", "members", "downloads to date", "stock")
CHANGES = ("new", "difference", "gain", "gained", "growth", "added", "net", "lost", "change", "from")


def is_rate(unit: str) -> bool:
    """A unit whose sum over days means nothing."""
    return unit.strip().lower() in RATES


def is_state(series: str, unit: str) -> bool:
    """A count of what is there, such as followers, by its name or unit; not one of what came, such as new followers.

    A state grows on what was there before, so that its days are judged by their change.
    """
    words = [w.strip("()[],.:@") for w in series.lower().replace("_", " ").replace("-", " ").split()]
    named = any(w in STATES for w in words) or unit.strip().lower() in STATES
    return named and not any(w in CHANGES for w in words)
