"""Which creators speak of which brand, and which of them are paid for it."""

import numpy as np
import pandas as pd

from kit.benchmarking.voice.mentions import dealt, delivered, named, sponsored
from kit.data import Data
from kit.metrics import engagement_rate_by_views
from kit.once import once
from kit.selection import is_usual

READ = ("creator_id", "posted_at", "organic_views", "organic_engagements", "age_days", "age_at_least", "collected_by")
FEWEST_VIDEOS = 3  # on either side, below which rates of one creator are not set side by side
SUMS = ["organic_engagements", "organic_views", "rated"]


@once
def partners(data: Data) -> pd.DataFrame:
    """One row a creator and tracked brand that it speaks of or has a deal with: creator_id, brand, role, videos,
    sponsored, deal, last_posted, engagement_rate_by_views, rate_ratio.

    sponsored: videos known to be paid for: marked as sponsored, or delivered for one of our deals, whether they name
    the brand or not; a delivery belongs to the deal's creator.  deal: an agreed or paid one of the window is known,
    with or without a video; without any, videos and sponsored are 0.  engagement_rate_by_views: pooled over these
    videos.  rate_ratio: that over the same of the creator's other videos; missing below three rated videos on either
    side.  Rates leave out videos that `is_usual` does, without organic views, or with more engagements than views;
    `rated` counts the others.  Brands' accounts are no creators.
    """
    rows = pairs(data)
    rated = rateable(data)
    own = rated.iloc[rows["video"]].reset_index(drop=True)
    theirs = rows["creator_id"].to_numpy() == own["creator_id"].to_numpy()  # else a takeover, on the brand's account
    rows = rows.assign(**own[SUMS].mul(theirs, axis=0), posted_at=own["posted_at"])
    found = (
        rows.groupby(["creator_id", "brand"], as_index=False)
        .agg(
            videos=("video", "size"),
            sponsored=("sponsored", "sum"),
            last_posted=("posted_at", "max"),
            **{c: (c, "sum") for c in SUMS},
        )
        .astype({"sponsored": int})
    )
    every = rated.groupby("creator_id")[SUMS].sum().reindex(found["creator_id"], fill_value=0.0).reset_index(drop=True)
    rest = every - found[SUMS]
    rate = engagement_rate_by_views(found["organic_engagements"], found["organic_views"])
    other = engagement_rate_by_views(rest["organic_engagements"], rest["organic_views"])
    enough = (found["rated"] >= FEWEST_VIDEOS) & (rest["rated"] >= FEWEST_VIDEOS) & (other > 0)
    roles = data.table("brands").set_index("brand")["role"]
    found["role"] = found["brand"].map(roles)
    found["engagement_rate_by_views"], found["rate_ratio"] = rate, (rate / other.where(other > 0)).where(enough)
    return with_deals(found.drop(columns=["organic_engagements", "organic_views"]), running(data), roles)


def running(data: Data) -> pd.DataFrame:
    """creator_id and brand of deals that were not over before the window."""
    deals = dealt(data)
    return deals.loc[~deals["over"].astype(bool), ["creator_id", "brand"]]


def with_deals(found: pd.DataFrame, deals: pd.DataFrame, roles: pd.Series) -> pd.DataFrame:
    """The same with the flag `deal`, and with a row for each creator and brand that only a deal joins."""
    if deals.empty:
        return found.assign(deal=False)
    both = found.merge(deals.assign(deal=True), "outer", on=["creator_id", "brand"])
    counts = {c: both[c].fillna(0) for c in ("videos", "sponsored", "rated")}
    both = both.assign(**counts, deal=both["deal"].eq(True), role=both["brand"].map(roles))
    return both.astype({"videos": int, "sponsored": int})


def pairs(data: Data) -> pd.DataFrame:
    """One row a video and brand that it speaks of: video (its row), creator_id, brand, sponsored."""
    found, paid = named(data), sponsored(data).to_numpy()
    video, brand = np.nonzero(found.to_numpy())
    said = pd.DataFrame(
        {
            "video": video,
            "creator_id": data.videos["creator_id"].to_numpy()[video],
            "brand": found.columns.to_numpy()[brand],
            "sponsored": paid[video, brand],
        }
    )
    ours = delivered(data).assign(sponsored=True)
    rows = pd.concat([ours, said], ignore_index=True).drop_duplicates(["video", "brand"])  # a delivery is the deal's
    return rows[~rows["creator_id"].isin(data.brand_accounts())].reset_index(drop=True)


def rateable(data: Data) -> pd.DataFrame:
    """creator_id and posted_at of each video of the window, with its organic counts where rates may use them, else 0;
    `rated`: 1 or 0."""
    videos = data.videos[list(READ)]
    fit = is_usual(videos) & (videos["organic_views"] > 0).fillna(False)
    fit &= (videos["organic_engagements"] <= videos["organic_views"]).fillna(False)
    counts = videos[SUMS[:2]].astype("float64").where(fit.astype(bool), 0.0)
    return videos[["creator_id", "posted_at"]].assign(**counts, rated=fit.astype(float))
