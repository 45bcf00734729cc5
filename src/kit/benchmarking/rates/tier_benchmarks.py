"""Engagement rate by views of each tier, beside what is published."""

import pandas as pd

from kit import estimate, published, tiers
from kit.benchmarking.cohort import age_caveat, selection_caveat
from kit.benchmarking.rates.rated import by_creator, FEW_CREATORS, FEWEST_CREATORS, left_out, pooled, rated, RATES
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import engagement_rate_by_followers, engagement_rate_by_views, glossary
from kit.wording import estimate as said
from kit.wording import join, percent

TIER_COLUMNS = (
    Column("tier", "Tier"),
    Column("engagement_rate_by_views", "Engagement rate by views", "rate", "share of views"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("typical_creator", "Typical creator", "rate"),
    Column("engagement_rate_by_followers", "By followers", "rate"),
    Column("published_by_followers", "Published, by followers", "rate"),
    Column("creators", "Creators", "count"),
    Column("top_video_share", "Views in top video", "rate"),
    Column("typical_video", "Typical video", "rate"),
    Column("videos", "Videos", "count"),
    Column("videos_used", "Videos used", "count"),
)


@question("tier_benchmarks", "How well does each tier engage?", priority=10, videos=RATES)
def tier_benchmarks(data: Data) -> Finding:
    """Engagement rate by views of each tier: ratio of sums, interval by leaving out one creator at a time.

    Table: one row a tier, the unknown and the under 1k included, so that creators and videos add up.  `typical_creator`
    is the median of creators' pooled rates, `typical_video` the median of videos' rates.  Fewer than five creators: no
    interval.  Boosted videos without a paid split are counted, not used.
    """
    used, videos, creators = rated(data), data.videos, data.creators
    if used.empty:
        raise NotShown(
            "No video has known organic views above 0 and likes, comments and shares; import an export with the "
            "paid split or with unboosted videos."
        )
    people = by_creator(used)
    table = tier_table(used, people, videos).assign(creators=creators["tier"].value_counts()[tiers.order()].to_numpy())
    table["published_by_followers"] = [published.engagement(t, "followers") for t in table["tier"]]
    every = pooled(used)
    thin = table.loc[table["creators_used"].between(FEWEST_CREATORS, FEW_CREATORS, inclusive="left"), "tier"]
    few = f"Fewer than {FEW_CREATORS} creators in {join(thin)}: one of them more or less can move these rates by much."
    return answer(
        data,
        tiers_sentence(every, table, people),
        table,
        TIER_COLUMNS,
        doubts=[selection_caveat(videos), age_caveat(videos), few if len(thin) else ""],
        n={"creators": used["creator_id"].nunique(), "videos": len(used)},
        left_out=left_out(data, used),
        sources=("videos", "creators"),
        definitions=glossary("engagements", "engagement_rate_by_views", "engagement_rate_by_followers")
        | {
            "Typical creator": "Median over creators of each creator's pooled rate; unlike the tier's rate, no "
            "viral video can rule it.",
            "Published, by followers": published.source("followers"),
        },
    )


def tier_table(used: pd.DataFrame, people: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """One row a tier; `used` and its `people` are what rates are of, `videos` all that there are."""
    used = used.assign(rate=engagement_rate_by_views(used["organic_engagements"], used["organic_views"]))
    per, posting = used.groupby("tier", observed=False), people.groupby("tier", observed=False)["rate"]
    views, rates = per["organic_views"], {str(tier): pooled(part) for tier, part in per}
    followers = videos["followers_at_capture"].fillna(videos["followers"])
    odd = (videos["engagements"] > videos["views"]).fillna(False).astype(bool)
    reach = engagement_rate_by_followers(videos["engagements"].mask(odd), followers)
    reach = reach.groupby([videos["tier"], videos["creator_id"]], observed=True).mean()
    columns = {
        "engagement_rate_by_views": pd.Series({tier: rate.value for tier, rate in rates.items()}),
        "engagement_rate_by_views_low": pd.Series({tier: rate.low for tier, rate in rates.items()}),
        "engagement_rate_by_views_high": pd.Series({tier: rate.high for tier, rate in rates.items()}),
        "typical_creator": posting.median(),
        "typical_video": per["rate"].median(),
        "top_video_share": (views.max() / views.sum()).astype("float64"),
        "engagement_rate_by_followers": reach.groupby("tier", observed=True).median(),
        "videos": videos.groupby("tier", observed=False).size(),
        "videos_used": per.size(),
        "creators_used": posting.size(),
    }
    return pd.DataFrame(columns, index=pd.Index(tiers.order(), name="tier")).reset_index()


def tiers_sentence(every: estimate.Estimate, table: pd.DataFrame, people: pd.DataFrame) -> str:
    """The pooled rate of all, and whether tiers differ (creator-level Kruskal–Wallis at 5 %)."""
    rate = said(every.value, every.low, every.high)
    start = f"The engagement rate by views is {rate} over all creators"
    known = table[(table["creators_used"] >= FEWEST_CREATORS) & (table["tier"] != tiers.UNKNOWN)]
    if len(known) < 2:
        return f"{start}; fewer than two tiers have the {FEWEST_CREATORS} creators that a comparison needs."
    rates = people[people["tier"].isin(known["tier"])]
    differ = estimate.differ(rates["rate"], rates["tier"].astype(str)) < 0.05
    if not differ:
        return f"{start}, with no clear difference between tiers."
    top, low = (known.loc[known["typical_creator"].astype(float).agg(side)] for side in ("idxmax", "idxmin"))
    return (
        f"{start}; tiers differ, from {percent(low['typical_creator'])} for the typical {low['tier']} creator "
        f"to {percent(top['typical_creator'])} for the typical {top['tier']} one."
    )
