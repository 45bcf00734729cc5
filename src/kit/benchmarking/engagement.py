"""Engagement rate by views: of each tier, and of each creator inside its tier."""

import numpy as np
import pandas as pd

from kit import estimate, published, tiers
from kit.benchmarking.cohort import age_caveat, selection_caveat
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import engagement_rate_by_followers, engagement_rate_by_views, glossary
from kit.selection import FEW_VIEWS, YOUNG_DAYS
from kit.wording import estimate as said
from kit.wording import join, name, percent, plural

FEWEST_CREATORS = 5  # below, no interval and no comparison
FEW_CREATORS = 20  # below, an interval that should hold 95 % of the time holds about 91 % of it (simulated)
RATES = ("views", "likes", "comments", "shares")

TIER_COLUMNS = (
    Column("tier", "Tier"),
    Column("engagement_rate_by_views", "Engagement rate by views", "rate", "share of views"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("typical_creator", "Typical creator", "rate"),
    Column("typical_video", "Typical video", "rate"),
    Column("top_video_share", "Views in top video", "rate"),
    Column("engagement_rate_by_followers", "By followers", "rate"),
    Column("published_by_followers", "Published, by followers", "rate"),
    Column("creators", "Creators", "count"),
    Column("videos", "Videos", "count"),
    Column("videos_used", "Videos used", "count"),
)
BOARD_COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("tier", "Tier"),
    Column("engagement_rate_by_views", "Shrunk rate by views", "rate"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("rank_first", "Best rank", "count"),
    Column("rank_last", "Worst rank", "count"),
    Column("raw", "Raw rate", "rate"),
    Column("pooled", "Pooled rate", "rate"),
    Column("weight", "Own weight", "rate"),
    Column("median_views", "Median views", "count"),
    Column("followers", "Followers", "count"),
    Column("videos", "Videos", "count"),
)


def organic(data: Data) -> pd.DataFrame:
    """Videos whose organic engagements and views are known, views above 0."""
    videos = data.videos
    known = videos["organic_views"].notna() & videos["organic_engagements"].notna() & (videos["organic_views"] > 0)
    return videos[known.fillna(False).astype(bool)].reset_index(drop=True)


@question("tier_benchmarks", "How well does each tier engage?", priority=10, videos=RATES)
def tier_benchmarks(data: Data) -> Finding:
    """Engagement rate by views of each tier: ratio of sums, interval by leaving out one creator at a time.

    Table: one row a tier, the unknown and the under 1k included, so that creators and videos add up.  `typical_creator`
    is the median of creators' pooled rates, `typical_video` the median of videos' rates.  Fewer than five creators: no
    interval.  Boosted videos without a paid split are counted, not used.
    """
    used, videos, creators = organic(data), data.videos, data.creators
    if used.empty:
        raise NotShown(
            "No video has known organic views above 0 and likes, comments and shares; import an export with the "
            "paid split or with unboosted videos."
        )
    rows = [tier_row(t, used[used["tier"] == t], videos[videos["tier"] == t]) for t in tiers.order()]
    table = pd.DataFrame(rows).assign(creators=[int((creators["tier"] == t).sum()) for t in tiers.order()])
    table["published_by_followers"] = [published.engagement(t, "followers") for t in table["tier"]]
    every = estimate.pooled_ratio(used["organic_engagements"], used["organic_views"], used["creator_id"])
    thin = [r["tier"] for r in rows if 0 < r["creators_used"] < FEW_CREATORS]
    few = f"Fewer than {FEW_CREATORS} creators in {join(thin)}: these intervals are too narrow rather than too wide."
    return answer(
        data,
        tiers_sentence(every, table, used),
        table,
        TIER_COLUMNS,
        doubts=[selection_caveat(videos), age_caveat(videos), few if thin else ""],
        n={"creators": used["creator_id"].nunique(), "videos": len(used)},
        left_out={"videos without known organic views and engagements": len(videos) - len(used)},
        sources=("videos", "creators"),
        definitions=glossary("engagements", "engagement_rate_by_views", "engagement_rate_by_followers")
        | {
            "Typical creator": "Median over creators of each creator's pooled rate; unlike the tier's rate, no "
            "viral video can rule it.",
            "Published, by followers": published.source("followers"),
        },
    )


def tier_row(tier: str, used: pd.DataFrame, videos: pd.DataFrame) -> dict:
    """One tier's line."""
    rate = estimate.pooled_ratio(used["organic_engagements"], used["organic_views"], used["creator_id"])
    sums = used.groupby("creator_id")[["organic_engagements", "organic_views"]].sum()
    by_followers = (
        engagement_rate_by_followers(videos["engagements"], videos["followers"]).groupby(videos["creator_id"]).mean()
    )
    total = float(used["organic_views"].sum())
    return {
        "tier": tier,
        "engagement_rate_by_views": rate.value,
        "engagement_rate_by_views_low": rate.low,
        "engagement_rate_by_views_high": rate.high,
        "typical_creator": engagement_rate_by_views(sums["organic_engagements"], sums["organic_views"]).median(),
        "typical_video": engagement_rate_by_views(used["organic_engagements"], used["organic_views"]).median(),
        "top_video_share": float(used["organic_views"].max()) / total if total else np.nan,
        "engagement_rate_by_followers": by_followers.median(),
        "videos": len(videos),
        "videos_used": len(used),
        "creators_used": len(sums),
    }


def tiers_sentence(every: estimate.Estimate, table: pd.DataFrame, used: pd.DataFrame) -> str:
    """The pooled rate of all, and whether tiers differ (creator-level Kruskal–Wallis at 5 %)."""
    rate = said(every.value, every.low, every.high)
    start = f"The engagement rate by views is {rate} over all creators"
    rated = table[(table["creators_used"] >= FEWEST_CREATORS) & (table["tier"] != tiers.UNKNOWN)]
    if len(rated) < 2:
        return f"{start}; fewer than two tiers have the {FEWEST_CREATORS} creators that a comparison needs."
    from scipy.stats import kruskal

    sums = used.groupby(["tier", "creator_id"], observed=True)[["organic_engagements", "organic_views"]].sum()
    rates = (sums["organic_engagements"] / sums["organic_views"]).astype("float64")
    groups = [rates[t].to_numpy() for t in rated["tier"]]
    differ = len({x for g in groups for x in g}) > 1 and kruskal(*groups).pvalue < 0.05
    if not differ:
        return f"{start}, with no clear difference between tiers."
    top, low = (rated.loc[rated["typical_creator"].astype(float).agg(side)] for side in ("idxmax", "idxmin"))
    return (
        f"{start}; tiers differ, from {percent(low['typical_creator'])} for the typical {low['tier']} creator "
        f"to {percent(top['typical_creator'])} for the typical {top['tier']} one."
    )


@question("leaderboard", "Which creators stand out in their tier?", priority=15, videos=RATES)
def leaderboard(data: Data, tier: str = "") -> Finding:
    """Creators inside their tier by engagement rate by views, each drawn towards its tier by how few videos it has.

    tier: show one tier only.  Ranks are the best and worst place that a creator could hold, given all intervals of its
    tier together.  Left out: videos younger than 7 days at capture, with fewer than 50 organic views, or boosted with
    an unknown split.
    """
    every = organic(data)
    ripe = every[~(every["age_days"] < YOUNG_DAYS).fillna(False) & (every["organic_views"] >= FEW_VIEWS)]
    ripe = ripe[ripe["tier"] == tier] if tier else ripe
    if ripe.empty:
        raise NotShown(
            f"No video {'of the ' + tier + ' tier ' if tier else ''}is at least {YOUNG_DAYS} days old at capture "
            f"with {FEW_VIEWS} views and known organic counts; widen the window or capture later."
        )
    rates = estimate.shrunk_rates(
        ripe["organic_engagements"], ripe["organic_views"], ripe["creator_id"], group=ripe["tier"].astype(str)
    )
    table = (
        rates.rename_axis("creator_id")
        .reset_index()
        .rename(
            columns={
                "value": "engagement_rate_by_views",
                "low": "engagement_rate_by_views_low",
                "high": "engagement_rate_by_views_high",
                "n": "videos",
            }
        )
    )
    facts = data.creators.set_index("creator_id")
    table["tier"], table["followers"] = (table["creator_id"].map(facts[c]) for c in ("tier", "followers"))
    table["name"] = table["creator_id"].map(facts["name"]).fillna(table["creator_id"])
    table["median_views"] = table["creator_id"].map(
        ripe.groupby("creator_id")["organic_views"].median().astype("float64")
    )
    table = ranked(table)
    return answer(
        data,
        board_sentence(table),
        table,
        BOARD_COLUMNS,
        doubts=[selection_caveat(ripe), age_caveat(ripe)],
        caveat="Creators with few videos stand near their tier's rate: a low own weight says that the place is mostly "
        "the tier's.",
        n={"creators": len(table), "videos": len(ripe)},
        left_out={
            "videos too young, too few views or of unknown boost": len(data.videos) - len(ripe) if not tier else 0
        },
        sources=("videos", "creators"),
        definitions=glossary("engagement_rate_by_views")
        | {
            "Shrunk rate": "Weighted mean of a creator's own rate and the tier's, on the logit scale; the own "
            "weight grows with its videos (empirical Bayes, REML, Morris interval).",
            "Raw rate": "Back-transformed mean of the creator's video logits, without the tier.",
            "Best and worst rank": "Places that the creator could hold in its tier, all creators' intervals "
            "taken together (95 %).",
        },
    )


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """With simultaneous rank sets inside each tier; the tier with most creators first, then by rate."""
    parts = []
    for _, part in table.groupby("tier", observed=True):
        sets = estimate.rank_sets_of(part["logit_mean"].to_numpy(), part["logit_sd"].to_numpy())
        parts.append(
            part.assign(rank_first=sets["first"].to_numpy(), rank_last=sets["last"].to_numpy(), size=len(part))
        )
    return pd.concat(parts).sort_values(
        ["size", "tier", "engagement_rate_by_views", "creator_id"],
        ascending=[False, True, False, True],
        ignore_index=True,
    )


def board_sentence(table: pd.DataFrame) -> str:
    """On the tier with most creators, which comes first."""
    tier = table["tier"].iloc[0]
    part = table[table["tier"] == tier]
    best = part.iloc[0]
    rate = said(
        best["engagement_rate_by_views"], best["engagement_rate_by_views_low"], best["engagement_rate_by_views_high"]
    )
    if len(part) == 1:
        return (
            f"{name(best['name'])} is the only {tier} creator with enough views to be rated, at {rate}: there "
            f"is nobody to rank against."
        )
    could = int((part["rank_first"] == 1).sum())
    if could > 1:
        who = "any of them" if could == len(part) else f"{could} of them"
        return (
            f"{name(best['name'])} has the highest rate among {plural(len(part), f'{tier} creator')}, {rate}, "
            f"but {who} could be first: choose among these on fee and fit, not on rank."
        )
    return f"{name(best['name'])} leads {plural(len(part), f'{tier} creator')} with {rate}; no other could be first."
