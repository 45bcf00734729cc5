"""Why a tier's rate and that of its typical creator or video differ, where they do."""

import math

import pandas as pd

from kit import tiers
from kit.benchmarking.rates.rated import FEWEST_CREATORS
from kit.metrics import engagement_rate_by_views
from kit.wording import join, percent

APART = math.log(1.25)  # the tier's rate is a quarter above the typical one, or a fifth below
RULES = 0.25  # share of all views from which one creator or video is named as the reason


def why_apart(used: pd.DataFrame, people: pd.DataFrame) -> str:
    """One sentence on the tier whose rate lies furthest from its typical creator's or video's, and on which other tiers
    have such a gap; "" where none lies apart.  Tiers with fewer than five creators are not looked at."""
    size = people["tier"].value_counts()
    large = [tier for tier in tiers.order() if tier != tiers.UNKNOWN and size.get(tier, 0) >= FEWEST_CREATORS]
    rate = engagement_rate_by_views(used["organic_engagements"], used["organic_views"])
    each = pd.DataFrame({"tier": used["tier"], "rate": rate, "views": used["organic_views"].astype("float64")})
    found = []
    for kind, rows in (("creator", people), ("video", each)):
        for tier, part in rows[rows["tier"].isin(large)].groupby(rows["tier"].astype(str)):
            whole, typical = pooled(part), float(part["rate"].median())
            gap = math.inf if typical == 0 < whole else math.log(whole / typical) if whole > 0 else 0.0
            if abs(gap) > APART:
                found.append((abs(gap), kind == "creator", kind, tier, part))
    if not found:
        return ""
    _, _, kind, tier, part = max(found, key=lambda one: one[:2])
    others = [other for other in large if other != tier and other in {one[3] for one in found}]
    also = f" There are such gaps in {join(others)}, too." if others else ""
    return sentence(str(kind), str(tier), part) + also


def pooled(part: pd.DataFrame) -> float:
    return float((part["rate"] * part["views"]).sum() / part["views"].sum())


def sentence(kind: str, tier: str, part: pd.DataFrame) -> str:
    """ "In micro, the tier's 4.1 % is below the typical creator's 5.3 %: creators with most views engage less." """
    whole, typical = pooled(part), float(part["rate"].median())
    side = "above" if whole > typical else "below"
    start = "Among creators under 1k" if tier == tiers.UNDER else f"In {tier}"
    return (
        f"{start}, the rate of all views, {percent(whole)}, is {side} the typical {kind}'s {percent(typical)}: "
        f"{reason(kind, part, whole, typical)}."
    )


def reason(kind: str, part: pd.DataFrame, whole: float, typical: float) -> str:
    """One of many views that pulls the rate; else whether those with many views engage otherwise than the rest
    (pooled ÷ mean), or a few lie far from the rest (mean ÷ median), whichever counts for more."""
    above = whole > typical
    top = part.loc[part["views"].idxmax()]
    share, rest = float(top["views"] / part["views"].sum()), part.drop(index=top.name)
    if typical == 0:
        return f"most {kind}s have no engagement at all"
    without = abs(math.log(max(pooled(rest), 1e-12) / typical)) if len(rest) else 0.0
    if share >= RULES and (top["rate"] > typical) == above and without < abs(math.log(whole / typical)) / 2:
        return f"one {kind} has {percent(share, 0)} of the views and engages at {percent(top['rate'])}"
    mean = float(part["rate"].mean())
    sizes, tail = math.log(whole / mean), math.log(mean / typical)
    if (sizes >= tail) if above else (sizes <= tail):
        return f"{kind}s with many views engage {'more' if above else 'less'} than others"
    return f"a few {kind}s engage far {'more' if above else 'less'} than the rest"
