"""Videos with what is known of their creators, and creators with what is known from their videos."""

import pandas as pd

from kit import metrics, tiers
from kit.tables import TABLES

SPAN = pd.Timedelta("28D")  # of a file's videos, for its newest one to tell how old the others are


def followers(creators: pd.DataFrame, videos: pd.DataFrame) -> pd.Series:
    """Per creator: followers of its newest capture, else those beside its newest video."""
    listed = creators.set_index("creator_id")["followers"].dropna()
    seen = (
        videos[["creator_id", "followers_at_capture", "captured_at", "posted_at"]]
        .dropna(subset="followers_at_capture")
        .sort_values(["captured_at", "posted_at"], na_position="first", kind="stable")
    )
    return listed.combine_first(seen.groupby("creator_id")["followers_at_capture"].last()).astype("Int64")


def with_ages(videos: pd.DataFrame) -> pd.DataFrame:
    """Videos with age_days at capture, and age_at_least: the same, or where the capture is unknown the days to the
    newest video of the same source, which cannot have been captured before that one was posted.

    Of a source whose videos span less than four weeks this says too little: unknown stays unknown.
    """
    age = (videos["captured_at"] - videos["posted_at"]).dt.total_seconds() / 86400
    posted = videos["posted_at"].groupby(videos["source"])
    newest, oldest = posted.transform("max"), posted.transform("min")
    least = (newest - videos["posted_at"]).dt.total_seconds() / 86400
    return videos.assign(age_days=age, age_at_least=age.fillna(least.where(newest - oldest >= SPAN)))


def with_creators(videos: pd.DataFrame, known: pd.Series, scheme: tiers.Scheme) -> pd.DataFrame:
    """Videos with followers, tier, engagements, organic_views and organic_engagements; `known`: followers."""
    videos = videos.reset_index(drop=True)
    videos["followers"] = videos["creator_id"].map(known).astype("Int64")
    videos["tier"] = scheme.of(videos["followers"])
    videos["engagements"] = metrics.engagements(videos["likes"], videos["comments"], videos["shares"])
    return _organic(videos)


def with_videos(creators: pd.DataFrame, videos: pd.DataFrame, known: pd.Series, scheme: tiers.Scheme) -> pd.DataFrame:
    """All creators that a profile or one of these videos tells of, with followers and tier."""
    others = sorted(set(videos["creator_id"]) - set(creators["creator_id"]))
    every = pd.concat(
        [creators, TABLES["creators"].empty().reindex(range(len(others))).assign(creator_id=others)],
        ignore_index=True,
    )
    every["followers"] = every["creator_id"].map(known).astype("Int64")
    every["tier"] = scheme.of(every["followers"])
    return every.sort_values("creator_id", ignore_index=True)


def _organic(videos: pd.DataFrame) -> pd.DataFrame:
    """Organic = all − paid where the split is known; unknown for a boosted video without it, or where more was paid
    for than was counted; all counts otherwise."""
    paid = videos[["paid_likes", "paid_comments", "paid_shares"]].sum(axis=1, skipna=False)
    boosted = videos["is_ad"].fillna(False).astype(bool) | videos["paid_views"].notna()
    split = {"views": videos["paid_views"], "engagements": paid}
    for name, part in split.items():
        organic = (videos[name] - part.where(boosted, 0)).astype("Int64")
        videos[f"organic_{name}"] = organic.where(organic >= 0)
    return videos
