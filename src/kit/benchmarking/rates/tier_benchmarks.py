"""Engagement rate by views of each tier, beside what is published."""

from dataclasses import replace

import pandas as pd

from kit import estimate, published
from kit.benchmarking.caveats import age_caveat, selection_caveat
from kit.benchmarking.creators import measures
from kit.benchmarking.rates.explained import why_apart
from kit.benchmarking.rates.rated import by_creator, few, FEWEST_CREATORS, left_out, needed, pooled, RATES
from kit.benchmarking.rates.tier_differences import LEAST_VIDEOS, tested
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.metrics import engagement_rate_by_followers, engagement_rate_by_views, glossary, view_rate
from kit.selection import RIPE_DAYS, SELECTED
from kit.wording import estimate as said
from kit.wording import inert, join, name, percent

TIER_COLUMNS = (
    Column("tier", "Tier"),
    Column("engagement_rate_by_views", "Engagement rate by views", "rate", "share of views"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("typical_creator", "Typical creator, all views", "rate"),
    Column("typical_video", "Typical video", "rate"),
    Column("creators_used", "Creators rated", "count"),
    Column("median_views", "Typical creator's median views", "count"),
    Column("median_views_low", "from", "count"),
    Column("median_views_high", "to", "count"),
    Column("creators_viewed", "Creators of these", "count"),
    Column("engagement_rate_by_followers", "By followers", "rate"),
    Column("published_by_followers", f"Published {published.year('followers')}, by followers", "rate"),
    Column("view_rate", "Views per follower", "number"),
    Column("videos_per_week", "Videos a week", "number"),
    Column("top_video_share", "Views in top video", "rate"),
    Column("videos_used", "Videos rated", "count"),
    Column("effective_videos", "Effective videos", "number"),
    Column("creators", "All creators", "count"),
    Column("videos", "All videos", "count"),
    Column("creators_shown", "Creators, where too few", hidden=True),
)
WHERE_KNOWN = {  # columns that are printed where this one has a figure
    "median_views": "median_views",
    "engagement_rate_by_followers": "engagement_rate_by_followers",
    "published_by_followers": "engagement_rate_by_followers",
    "view_rate": "view_rate",
    "videos_per_week": "videos_per_week",
}


@question("tier_benchmarks", "How well does each tier engage?", priority=10, videos=RATES)
def tier_benchmarks(data: Data) -> Finding:
    """Engagement rate by views of each tier: ratio of sums, interval by leaving out one creator at a time.

    Table: one row a tier, the unknown and those below the first band included, so that creators and videos add up.
    `typical_creator` is the median of creators' pooled rates, `typical_video` the median of videos' rates.  Fewer
    than five creators: no interval, and their names.  Boosted videos without a paid split, and those younger than a
    week, are counted, not used.
    """
    used, videos = needed(data), data.videos
    people, found_by_success = by_creator(used), bool(used["collected_by"].isin(SELECTED).mean() > 0.5)
    table, alone = tier_table(data, used, people), shown(people, measures.facts(data)["name"])
    table["creators_shown"] = [inert(alone.get(tier, "")) for tier in table["tier"]]
    every = pooled(used)
    return answer(
        data,
        tiers_sentence(data, every, table),
        table,
        columns(table, found_by_success),
        doubts=[
            selection_caveat(videos),
            age_caveat(videos),
            ripe_sentence(used, every),
            few(data.tiers, people["tier"].value_counts()),
            shown_sentence(alone),
        ],
        caveat=why_apart(data.tiers, used, people),
        n={"creators": used["creator_id"].nunique(), "videos": len(used)},
        left_out=left_out(data, used),
        sources=("videos", "creators"),
        definitions=glossary("engagements", "engagement_rate_by_views", "engagement_rate_by_followers")
        | {
            "Typical creator, all views": "Median over creators of the rate of all of a creator's views.",
            "Typical creator's views, per follower, videos a week": "Medians over creators of each one's median "
            "organic views, of these ÷ its followers, and of its pace, without videos found by hashtag or search.",
            "Effective videos": "So many videos of equal views would carry as much: (sum of views)² ÷ sum of squares.",
            "Published, by followers": "Not shown, as most videos were found by hashtag or search and run high."
            if found_by_success
            else published.source("followers"),
            "Published, by views": of_all_sizes(),
        },
    )


def columns(table: pd.DataFrame, found_by_success: bool) -> list[Column]:
    """Those with a figure are printed; the creators behind median views only where they are far fewer than the rated
    ones, and what is published only where most videos were not found by their success."""
    hidden = {c for c, of in WHERE_KNOWN.items() if table[of].isna().all()}
    viewed = table[table["median_views"].notna()]
    if (viewed["creators_viewed"] >= 0.8 * viewed["creators_used"]).all():
        hidden.add("creators_viewed")
    if found_by_success:
        hidden.add("published_by_followers")
    return [replace(c, hidden=c.hidden or c.name in hidden) for c in TIER_COLUMNS]


def tier_table(data: Data, used: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """One row a tier; `used` and its `people` are what rates are of."""
    used = used.assign(rate=engagement_rate_by_views(used["organic_engagements"], used["organic_views"]))
    per, posting = used.groupby("tier", observed=False), people.groupby("tier", observed=False)["rate"]
    views, rates = per["organic_views"], {str(tier): pooled(part) for tier, part in per}
    columns = {
        "engagement_rate_by_views": pd.Series({tier: rate.value for tier, rate in rates.items()}),
        "engagement_rate_by_views_low": pd.Series({tier: rate.low for tier, rate in rates.items()}),
        "engagement_rate_by_views_high": pd.Series({tier: rate.high for tier, rate in rates.items()}),
        "typical_creator": posting.median(),
        "typical_video": per["rate"].median(),
        "engagement_rate_by_followers": reach(used),
        "published_by_followers": pd.Series(
            {t: published.engagement(data.tiers.ends(t), "followers") for t in data.tiers.order()}
        ),
        "top_video_share": (views.max() / views.sum()).astype("float64"),
        "effective_videos": effective(used),
        "creators": data.creators.groupby("tier", observed=False).size(),
        "videos": data.videos.groupby("tier", observed=False).size(),
        "videos_used": per.size(),
        "creators_used": posting.size(),
    }
    table = pd.DataFrame(columns, index=pd.Index(data.tiers.order(), name="tier")).join(usual(data))
    table["creators_viewed"] = table["creators_viewed"].fillna(0).astype("int64")
    return table.astype({"engagement_rate_by_views": "float64", "median_views": "float64"}).reset_index()


def reach(used: pd.DataFrame) -> pd.Series:
    """Per tier the median creator's mean engagement rate by followers, those at capture where known."""
    followers = used["followers_at_capture"].fillna(used["followers"])
    rate = engagement_rate_by_followers(used["organic_engagements"], followers)
    per = rate.groupby([used["tier"], used["creator_id"]], observed=True).mean()
    return per.groupby("tier", observed=True).median()


def effective(used: pd.DataFrame) -> pd.Series:
    """Kish's effective number of videos by views."""
    views = used["organic_views"].astype("float64")
    sums = pd.DataFrame({"one": views, "two": views**2}).groupby(used["tier"], observed=True).sum()
    return sums["one"] ** 2 / sums["two"]


def usual(data: Data) -> pd.DataFrame:
    """Per tier, medians over creators: median views with interval and creators, views per follower, videos a week.

    Fewer than five creators: no interval, and of what has none no figure.
    """
    facts = measures.facts(data)[["tier", "followers"]]
    per = facts.join(measures.views(data)["median_views"]).join(measures.pace(data)["videos_per_week"])
    middle = estimate.typical_each(per["median_views"], per["tier"].astype(str))[["value", "low", "high", "n"]]
    middle = middle.set_axis(["median_views", "median_views_low", "median_views_high", "creators_viewed"], axis=1)
    per["view_rate"] = view_rate(per["median_views"], per["followers"])
    groups = per.groupby(per["tier"].astype(str))[["median_views", "view_rate", "videos_per_week"]]
    whole = groups.count() >= FEWEST_CREATORS
    ends = middle[["median_views_low", "median_views_high"]].where(whole["median_views"])
    others = groups.median().where(whole)[["view_rate", "videos_per_week"]]
    return pd.concat([middle[["median_views", "creators_viewed"]], ends, others], axis=1)


def shown(people: pd.DataFrame, names: pd.Series) -> dict[str, str]:
    """Who is behind the rate of a tier with fewer than five creators, highest first; by tier."""
    size = people.groupby("tier", observed=True)["tier"].transform("size")
    some = people[size < FEWEST_CREATORS].sort_values(
        ["tier", "rate", "creator_id"], ascending=[True, False, True], kind="stable"
    )
    found: dict[str, list[str]] = {}
    for row in some.itertuples():
        who = f"{name(names.get(row.creator_id, row.creator_id), 24)} {percent(row.rate)}"
        found.setdefault(str(row.tier), []).append(who)
    return {tier: join(several) for tier, several in found.items()}


def shown_sentence(alone: dict[str, str]) -> str:
    """Who the creators of tiers with too few for an interval are; "" where there is no such tier."""
    if not alone:
        return ""
    return f"Too few creators for an interval: {'; '.join(f'{tier} ({who})' for tier, who in alone.items())}."


def ripe_sentence(used: pd.DataFrame, every: estimate.Estimate) -> str:
    """What to say where videos of 28 days or more engage otherwise than all, beyond chance; "" otherwise."""
    ripe = used[(used["age_days"] >= RIPE_DAYS).fillna(False)]
    if ripe["creator_id"].nunique() < FEWEST_CREATORS or len(ripe) == len(used):
        return ""
    older = pooled(ripe).value
    if not (older < every.low or older > every.high) or percent(older) == percent(every.value):
        return ""
    why = (
        "engagement comes before views, so younger videos read high"
        if older < every.low
        else "their age matters here, so compare within one age"
    )
    whole = said(every.value, every.low, every.high)
    return f"Videos of {RIPE_DAYS} days or more engage at {percent(older)}, all used at {whole}: {why}."


def of_all_sizes() -> str:
    """What is published by views, in one sentence."""
    rows = published.of_all_sizes("views")
    figures = [
        f"{r['source']} {r['year']}, {r['statistic']} of {r['n_stated']} {percent(r['value'])} (grade {r['grade']})"
        for r in rows
    ]
    return f"Over accounts of all sizes, so beside no tier: {'; '.join(figures)}."


def tiers_sentence(data: Data, every: estimate.Estimate, table: pd.DataFrame) -> str:
    """The pooled rate of all, and whether tiers differ (as `tier_differences` tests it)."""
    whose = "over all creators" if table["creators_used"].sum() > 1 else "for the only creator rated"
    start = f"The engagement rate by views is {said(every.value, every.low, every.high)} {whose}"
    test = tested(data)
    if test.pairs.empty:
        return (
            f"{start}; fewer than two tiers have the {FEWEST_CREATORS} creators with {LEAST_VIDEOS} videos that a "
            "comparison needs."
        )
    if not test.differ:
        return f"{start}; {thin}." if (thin := test.thin()) else f"{start}, with no clear difference between tiers."
    known = table[table["tier"].isin({*test.pairs["first"], *test.pairs["second"]})]
    low, top = (known.loc[known["typical_creator"].idxmin()], known.loc[known["typical_creator"].idxmax()])
    return (
        f"{start}; tiers differ{test.of_few()}, from {percent(low['typical_creator'])} for the typical {low['tier']} "
        f"creator to {percent(top['typical_creator'])} for the typical {top['tier']} one."
    )
