"""Why a tier's rate and that of its typical creator or video differ, where they do."""

import math

import numpy as np
import pandas as pd

from kit import tiers
from kit.benchmarking.rates.rated import FEWEST_CREATORS
from kit.metrics import engagement_rate_by_views
from kit.wording import join, name, percent

APART = math.log(1.25)  # the tier's rate is a quarter above the typical one, or a fifth below
CLEAR = 1.96  # errors of a rank correlation, about 1 ÷ √(creators − 1), from which its sign is clear


def why_apart(scheme: tiers.Scheme, used: pd.DataFrame, people: pd.DataFrame) -> str:
    """One sentence on the tier whose rate lies furthest from its typical creator's or video's, and on which other tiers
    have such a gap; "" where none lies apart.  Tiers with fewer than five creators are not looked at."""
    size = people["tier"].value_counts()
    large = [tier for tier in scheme.order() if tier != tiers.UNKNOWN and size.get(tier, 0) >= FEWEST_CREATORS]
    rate = engagement_rate_by_views(used["organic_engagements"], used["organic_views"])
    each = pd.DataFrame({"tier": used["tier"], "rate": rate, "views": used["organic_views"].astype("float64")})
    found = []
    for kind, rows in (("creator", people), ("video", each)):
        for tier, part in rows[rows["tier"].isin(large)].groupby(rows["tier"].astype(str)):
            whole, typical = pooled(part), float(part["rate"].median())
            gap = math.inf if typical == 0 < whole else math.log(whole / typical) if whole > 0 else 0.0
            if abs(gap) > APART:
                found.append((abs(gap), kind == "creator", kind, tier))
    if not found:
        return ""
    _, _, kind, tier = max(found, key=lambda one: one[:2])
    others = [other for other in large if other != tier and other in {one[3] for one in found}]
    also = f" There are such gaps in {join(others)}, too." if others else ""
    of_tier = {k: rows[rows["tier"].astype(str) == tier] for k, rows in (("creator", people), ("video", each))}
    return sentence(kind, tier, of_tier) + also


def pooled(part: pd.DataFrame) -> float:
    return float((part["rate"] * part["views"]).sum() / part["views"].sum())


def sentence(kind: str, tier: str, of_tier: dict[str, pd.DataFrame]) -> str:
    """ "In micro, the rate of all views, 4.1 %, is below the typical creator's 5.3 %: a few engage far less." """
    part = of_tier[kind]
    whole, typical = pooled(part), float(part["rate"].median())
    side = "above" if whole > typical else "below"
    start = f"Among creators {tier}" if tiers.is_under(tier) else f"In {tier}"
    return (
        f"{start}, the rate of all views, {percent(whole)}, is {side} the typical {kind}'s {percent(typical)}: "
        f"{reason(kind, of_tier, whole, typical)}."
    )


def reason(kind: str, of_tier: dict[str, pd.DataFrame], whole: float, typical: float) -> str:
    """One creator, else one video, without which the gap closes by half; else what all of them do: those with many
    views engage otherwise (pooled ÷ mean), or a few lie far from the rest (mean ÷ median), whichever counts for more.

    That many views go with more or less engagement is said only where ranks show it, creators counting as cases.
    """
    part, more = of_tier[kind], "more" if whole > typical else "less"
    if typical == 0:
        return f"most {kind}s have no engagement at all"
    for one in ("creator", "video"):
        row, rest = leave_one(of_tier[one], typical)
        if abs(math.log(rest / typical)) < abs(math.log(whole / typical)) / 2:
            who = f" ({name(row['creator_id'], 24)})" if one == "creator" else ""
            share = percent(row["views"] / part["views"].sum(), 0)
            return f"one {one}{who} has {share} of the views at {percent(row['rate'])}, without it {percent(rest)}"
    mean, sign = float(part["rate"].mean()), 1 if more == "more" else -1
    if sign * math.log(whole / mean) < sign * math.log(mean / typical):
        return f"a few {kind}s engage far {more} than the rest"
    along = sign * part["views"].rank().corr(part["rate"].rank()) * math.sqrt(len(of_tier["creator"]) - 1)
    if along > CLEAR:
        return f"{kind}s with many views engage {more} than others"
    return f"some of the most viewed {kind}s engage {more} than others"


def leave_one(part: pd.DataFrame, typical: float) -> tuple[pd.Series, float]:
    """The creator or video without which the rate of all views comes closest to the typical one, and that rate."""
    engaged = part["rate"] * part["views"]
    rest = ((engaged.sum() - engaged) / (part["views"].sum() - part["views"])).clip(lower=1e-12)
    nearest = int(np.log(rest / typical).abs().to_numpy().argmin())
    return part.iloc[nearest], float(rest.iloc[nearest])
