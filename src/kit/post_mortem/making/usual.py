"""A delivered video's views beside what its account usually gets at that age, so that a large account has no start."""

import numpy as np
from numpy.typing import NDArray
import pandas as pd

from kit.data import Data
from kit.once import once
from kit.post_mortem.deliveries import counted
from kit.post_mortem.growth.ages import Tracks, tracks_near
from kit.selection import RIPE_DAYS, SELECTED, YOUNG_DAYS

WEEKS = 26  # of an account's own videos before its first delivered one
READ = ["video_id", "creator_id", "posted_at", "organic_views", "age_days"]
FEWEST = 5  # videos without which an account has no usual


@once
def against_usual(data: Data) -> pd.DataFrame:
    """One row a counted delivered video: columns of `deliveries.counted`, usual (views), usual_of (videos behind it)
    and usual_ratio: its organic views ÷ usual.

    usual: median organic views, at the age of the newest capture (28 days if older), of the account's own videos of the
    26 weeks before its first delivered one and since: not delivered, not marked as ad or paid partnership, not found by
    tag or search.  The account is where the video stands: a takeover is held against the brand's own videos.
    NaN: the video is younger than a week or of unknown age or split of views, the account has fewer than five such
    videos that can be read at that age, or their median is 0.
    """
    seen = counted(data)
    fit = (seen["age_days"] >= YOUNG_DAYS).fillna(False) & seen["organic_views"].notna() & seen["posted_at"].notna()
    ripe = seen.loc[fit.astype(bool), READ]
    asked = ripe[["video_id", "creator_id"]].assign(
        age=ripe["age_days"].astype("float64").clip(upper=RIPE_DAYS),
        since=ripe.groupby("creator_id")["posted_at"].transform("min") - pd.Timedelta(weeks=WEEKS),
    )
    pairs = asked.merge(_own(data, set(seen["video_id"])), on="creator_id", suffixes=("", "_own"))
    pairs = pairs[pairs["posted_at"] >= pairs["since"]]
    found = tracks_near(data)
    at_age = read(found, pairs.drop(columns="video_id").rename(columns={"video_id_own": "video_id"}), pairs["age"])
    each = pd.Series(at_age, index=pairs["video_id"].array).groupby(level=0)
    usual, usual_of = each.median(), each.count()
    now = pd.Series(read(found, ripe, asked["age"]), index=ripe["video_id"].array)
    usual = usual.where((usual_of >= FEWEST) & (usual > 0))
    beside = pd.DataFrame({"usual": usual, "usual_of": usual_of, "usual_ratio": now / usual}).reindex(seen["video_id"])
    beside["usual_of"] = beside["usual_of"].fillna(0).astype(int)
    return seen.assign(**{column: beside[column].to_numpy() for column in beside})


def read(found: Tracks, videos: pd.DataFrame, ages: pd.Series) -> NDArray[np.float64]:
    """Organic views of each video at its age: between captures, or of the newest where that is the age, or both are
    four weeks or more, from when views hardly grow."""
    if videos.empty:
        return np.full(0, np.nan)
    asked = ages.to_numpy("float64")
    counts = found.at("organic_views", asked[:, None], pd.Index(videos["video_id"]))[:, 0]
    newest, old = (videos[c].to_numpy("float64", na_value=np.nan) for c in ("organic_views", "age_days"))
    same = (old >= RIPE_DAYS) & (asked >= RIPE_DAYS) | (np.abs(old - asked) < 0.01)
    return np.where(np.isnan(counts) & same, newest, counts)


def _own(data: Data, delivered: set[str]) -> pd.DataFrame:
    """What accounts made for nobody, as far as the data tell."""
    videos = data.videos[[*READ, "collected_by", "is_sponsored", "is_ad"]]
    free = ~videos["video_id"].isin(delivered) & ~videos["collected_by"].isin(SELECTED)
    for mark in ("is_sponsored", "is_ad"):
        free &= ~videos[mark].fillna(False).astype(bool)
    kept = videos[free.fillna(False).astype(bool) & videos["organic_views"].notna() & videos["posted_at"].notna()]
    return kept[READ]
