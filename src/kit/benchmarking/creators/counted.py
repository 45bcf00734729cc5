"""What public counts tell of each creator, on the log or logit scale, for comparison inside a tier."""

import numpy as np
import pandas as pd

from kit import rollups
from kit.benchmarking.creators import measures
from kit.data import Data
from kit.once import once

FEWEST = 3  # videos, for a figure of a creator
FEWEST_COMMENTS = 20  # comments under a creator's videos
SHORT_DAYS = 3  # captures nearer than this say little of growth
NEAR = pd.Timedelta("28D")  # videos of this time before a capture tell whether views rose too
ROSE = 1.5  # times the usual views: then a jump of followers is explained


def engagement(data: Data) -> pd.Series:
    """Mean logit of the engagement rate by views, of creators with three videos."""
    rates = measures.rates(data)
    raw = rates["raw"].where(rates["n"] >= FEWEST)
    return np.log(raw / (1 - raw)).dropna()


def views_per_follower(data: Data) -> pd.Series:
    """Log of median organic views ÷ followers, of creators with three videos and known followers."""
    views, followers = measures.views(data), measures.facts(data)["followers"].astype("float64")
    median = views["median_views"].where(views["videos"] >= FEWEST)
    return np.log((median / followers.where(followers > 0).reindex(median.index)).where(median > 0)).dropna()


@once
def talked(data: Data) -> pd.DataFrame:
    """Likes and comments over a creator's videos, of creators with three videos and 20 likes."""
    videos = data.videos[["creator_id", "likes", "comments"]].dropna()
    videos = videos[~videos["creator_id"].isin(data.brand_accounts())]
    sums = videos.groupby("creator_id")[["likes", "comments"]].sum().astype("float64")
    return sums[(sums["likes"] >= FEWEST_COMMENTS) & (videos.groupby("creator_id").size() >= FEWEST)]


def likes_per_comment(data: Data) -> pd.Series:
    """Log of likes ÷ comments; no comment at all counts as half of one."""
    sums = talked(data)
    return np.log(sums["likes"] / sums["comments"].clip(lower=0.5))


@once
def steps(data: Data) -> pd.DataFrame:
    """One row a creator: the largest rise of log followers between two captures, a month, and when it ended; captures
    as in `measures.growth`."""
    rows = data.roll("creators", rollups.followers)
    rows = rows[~rows["creator_id"].isin(data.brand_accounts())]
    log, same = np.log(rows["followers"].astype("float64")), rows["creator_id"].eq(rows["creator_id"].shift())
    days = rows["captured_at"].diff().dt.total_seconds() / 86400
    rate = (log.diff() / days * 30).where(same & (days >= SHORT_DAYS))
    rows = rows.assign(step=rate).dropna(subset="step")
    return rows.sort_values("step").groupby("creator_id").tail(1).set_index("creator_id")[["step", "captured_at"]]


def jump(data: Data) -> pd.Series:
    """The largest rise of followers a month between two captures of the profile, as a log."""
    return steps(data)["step"]


def explained(data: Data, known: pd.DataFrame) -> set[str]:
    """Of the creators whose followers jumped most: those whose views rose too, or were not seen at that time."""
    far = known.loc[(known["check"] == "jump") & (known["p"] < 0.05), "creator_id"]
    used = measures.usual(data)
    used = used[used["creator_id"].isin(far)]
    end = steps(data)["captured_at"].reindex(used["creator_id"]).set_axis(used.index)
    near = used["posted_at"].between(end - NEAR, end).rename("near")
    views = used["organic_views"].astype("float64").groupby([used["creator_id"], near]).agg(["size", "median"])
    views = views.unstack().reindex(columns=pd.MultiIndex.from_product([["size", "median"], [True, False]]))
    seen = (views["size"] >= FEWEST).all(axis=1)
    unmoved = views.index[seen & ~(views["median", True] > ROSE * views["median", False])]
    return set(far) - set(unmoved)


def repeated(data: Data) -> pd.Series:
    """Logit of the share of comments under a creator's videos that say the same as another, where there are 20."""
    comments = data.table("comments")[["video_id", "text"]].dropna()
    words = comments["text"].str.lower().str.replace(r"[\W_]+", " ", regex=True).str.strip()
    whose = data.videos.set_index("video_id")["creator_id"]
    rows = pd.DataFrame({"creator_id": comments["video_id"].map(whose), "words": words})
    rows = rows[rows["creator_id"].notna() & (words.str.len() >= 8) & ~rows["creator_id"].isin(data.brand_accounts())]
    rows["again"] = rows.duplicated(["creator_id", "words"])
    per = rows.groupby("creator_id")["again"].agg(["sum", "size"])
    per = per[per["size"] >= FEWEST_COMMENTS]
    return np.log((per["sum"] + 0.5) / (per["size"] - per["sum"] + 0.5))
