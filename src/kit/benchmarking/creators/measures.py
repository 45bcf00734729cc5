"""What is known of each creator: rates, views, growth, pace and facts, each computed once for all questions.

Every function gives one row a creator (index creator_id).  The tracked brands' own accounts are not among them.
"""

import pandas as pd

from kit import estimate, rollups
from kit.benchmarking.rates.rated import rated
from kit.data import Data
from kit.metrics import ratio
from kit.once import once
from kit.selection import FEW_VIEWS, is_usual, SELECTED
from kit.wording import clean

FEWEST = 5  # videos, for a median with an interval and a range for the next video
NEXT_VIDEO = {
    "Next video": "Range that should hold the views of the creator's next video 8 times in 10, if it goes on as before."
}
GROWTH_DAYS = 180  # captures this long before the newest tell the growth
FACTS = ["name", "tier", "followers", "country", "language", "category", "account_type", "verified"]


@once
def ripe(data: Data) -> pd.DataFrame:
    """The videos that rates rest on: known organic counts, 50 views or more, not young (as `rated` says); none where
    nobody has any engagement, as then rates would differ by views alone."""
    videos = rated(data)
    videos = videos if videos["organic_engagements"].any() else videos.iloc[:0]
    return videos[videos["organic_views"] >= FEW_VIEWS]


@once
def rates(data: Data) -> pd.DataFrame:
    """Engagement rate by views of each creator, drawn to its tier: the columns of estimate.shrunk_rates, and tier.

    Only creators with a video that counts.  low and high are missing where no creator has two videos.
    """
    used = ripe(data)
    per = estimate.shrunk_rates(
        used["organic_engagements"], used["organic_views"], used["creator_id"], group=used["tier"].astype(str)
    ).rename_axis("creator_id")
    return per.join(facts(data)["tier"])


@once
def usual(data: Data) -> pd.DataFrame:
    """The videos that may stand for what a creator usually gets; none found by hashtag or search."""
    videos = data.videos[["creator_id", "organic_views", "posted_at", "age_days", "age_at_least", "collected_by"]]
    return videos[is_usual(videos) & ~videos["creator_id"].isin(data.brand_accounts())]


@once
def views(data: Data) -> pd.DataFrame:
    """Organic views of a creator's usual videos: median_views, next_low, next_high, spread and their ends, videos.

    next_low to next_high holds the next video's views 8 times in 10.  spread is the 10–90 ratio: what one video in ten
    goes above ÷ what one in ten stays below.  Intervals, next and spread are missing below 3 videos.
    """
    used = usual(data)
    counts, unit = used["organic_views"], used["creator_id"]
    middle = estimate.typical_each(counts, unit).add_prefix("median_views_")
    coming = estimate.next_each(counts, unit).add_prefix("next_")
    spread = estimate.spread_each(counts, unit).add_prefix("spread_")
    per = pd.concat([middle, coming[["next_low", "next_high"]], spread.drop(columns="spread_n")], axis=1)
    named = {"median_views_value": "median_views", "median_views_n": "videos", "spread_value": "spread"}
    return per.rename(columns=named).rename_axis("creator_id")


@once
def tried(data: Data) -> tuple[int, estimate.Estimate]:
    """Of how many creators the newest usual video can be predicted from five or more before it, and the share of them
    in which its views lay in `next_each`'s range (by log-normal interval)."""
    dated = usual(data).dropna(subset=["posted_at"]).sort_values("posted_at", kind="stable")
    back = dated.groupby("creator_id").cumcount(ascending=False)
    before, newest = dated[back > 0], dated[back == 0].set_index("creator_id")["organic_views"]
    coming = estimate.next_each(before["organic_views"], before["creator_id"])
    coming = coming[coming["n"] >= FEWEST]
    views = newest.reindex(coming.index)
    held = ((views >= coming["low"]) & (views <= coming["high"])).astype("float64")
    return len(held), estimate.pooled_ratio(held, held * 0 + 1, held.index)


@once
def growth(data: Data) -> pd.DataFrame:
    """Growth of followers per 30 days as a fraction, growth_low, growth_high, captures.

    From the profile captures of the last 180 days before the newest; a creator whose captures span less than half of
    the longest span among them has none, as growth is compared over like windows only.  Missing below 4 captures too.
    Of captures of one day the last counts; of creators with more than 30 days of captures, the last of each week.
    """
    known = data.roll("creators", rollups.followers)
    known = known[~known["creator_id"].isin(data.brand_accounts())]
    day = (known["captured_at"] - known["captured_at"].max()).dt.total_seconds() / 86400
    known, day = known[day >= -GROWTH_DAYS], day[day >= -GROWTH_DAYS]
    per = estimate.growth_each(known["followers"], day, known["creator_id"], spurts=True)
    per = per.rename_axis("creator_id")
    days = day.groupby(known["creator_id"])
    span = days.max() - days.min()
    found = per.rename(columns={"value": "growth", "low": "growth_low", "high": "growth_high", "n": "captures"})
    like = (span >= span.max() / 2).reindex(found.index, fill_value=False)
    ends = ["growth", "growth_low", "growth_high"]
    return found.assign(**{c: found[c].where(like) for c in ends})


@once
def pace(data: Data) -> pd.DataFrame:
    """Videos a week in the window, last_posted, videos; not of videos found by hashtag or search.

    videos_per_week is (videos − 1) ÷ weeks from the first video to the creator's newest capture or the window's end,
    so that silence since the last video counts; to the last video where no capture time is known.  Starting at a video
    makes it right also for exports that hold only the latest so many.  Missing below 3 videos, and below 7 days (1 day
    from 10 videos on): a burst tells no pace.
    """
    videos = data.videos[["creator_id", "posted_at", "captured_at", "collected_by"]]
    videos = videos[~videos["collected_by"].isin(SELECTED) & ~videos["creator_id"].isin(data.brand_accounts())]
    per = videos.groupby("creator_id")
    first, last, n = per["posted_at"].min(), per["posted_at"].max(), per["posted_at"].count()
    seen = data.creators.set_index("creator_id")["captured_at"].reindex(n.index)
    end = pd.concat([seen, per["captured_at"].max()], axis=1).max(axis=1)
    if data.window[1]:
        end = end.clip(upper=pd.Timestamp(data.window[1], tz="UTC") + pd.Timedelta("1D"))
    weeks = (end.where(end > last, last) - first).dt.total_seconds() / (7 * 86400)
    whole = (n >= 3) & ((weeks >= 1) | (n >= 10) & (weeks >= 1 / 7))
    return pd.DataFrame({"videos_per_week": ratio(n - 1, weeks).where(whole), "last_posted": last, "videos": n})


@once
def facts(data: Data) -> pd.DataFrame:
    """What the profile says: name (the handle where there is none or two share it), tier, followers, country, language,
    category, account_type, verified."""
    creators = data.creators.set_index("creator_id")
    creators = creators[~creators.index.isin(data.brand_accounts())]
    return creators.assign(name=called(creators["name"]))[FACTS]


def called(names: pd.Series) -> pd.Series:
    """Display names of creators (the index), the handle where there is none to be seen; where two share one, the handle
    stands beside it."""
    handles = names.index.to_series().astype(str)
    seen = names.dropna().astype(str).map(clean)
    said = seen[seen != ""].reindex(names.index).fillna(handles).astype(str)
    shared = said.duplicated(keep=False) & (said != handles)
    return said.where(~shared, said + " (@" + handles + ")")
