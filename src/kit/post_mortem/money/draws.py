"""The videos that tell what a creator's next one would get: those of the campaign, and the creator's others."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.deliveries import deliveries
from kit.post_mortem.growth.projection import projected
from kit.selection import usual, young

VAGUE = 9.0  # times: a gap between sponsored and other videos whose interval is wider says nothing
FACTS = ["video_id", "creator_id", "organic_views", "paid_views", "age_days", "age_at_least", "collected_by"]
FACTS += ["is_sponsored"]


@dataclass(frozen=True)
class Draws:
    """`videos`: one row a creator and video: creator_id, video_id, organic_views (of the campaign's videos at day 28
    where that can be told), campaign (whether it answers a deal), sponsored (that, or marked as a paid partnership).

    `gap`: log of views of sponsored over other videos of the same creators; without an interval where they are too few
    or too far apart to tell.  `left_out`: videos of the campaign that cannot be used.
    """

    videos: pd.DataFrame
    gap: estimate.Estimate
    left_out: int

    @property
    def levelled(self) -> pd.Series:
        """Organic views, those of videos that are not sponsored multiplied by the gap where that has an interval."""
        views = self.videos["organic_views"]
        return views if pd.isna(self.gap.low) else views.where(self.videos["sponsored"], views * np.exp(self.gap.value))


@once
def draws(data: Data) -> Draws:
    """The videos of the campaign's creators with known organic views, seven days old or more (or projected).

    A video for several creators counts for each with its part.  A creator whose videos for the campaign all stand on
    another account (a takeover) is told of by these alone; beside others they say nothing of the creator's own account.
    Boosted videos with an unknown split are left out, and others of the creator that a hashtag or search brought up.
    NotShown without deliveries or a booked deal.
    """
    own, lost = _of_campaign(data)
    away = set(own.loc[own["away"], "creator_id"]) - set(own.loc[~own["away"], "creator_id"])
    own = own[~own["away"] | own["creator_id"].isin(away)]
    sent = deliveries(data)
    people = set(booked_campaign(data).deals["creator_id"])
    others = usual(data.videos[FACTS])
    fit = others["creator_id"].isin(people - away) & ~others["video_id"].isin(sent["video_id"])
    others = others[fit & ~others["creator_id"].isin(data.brand_accounts())]
    marked = others["is_sponsored"].fillna(False).astype(bool)
    rows = [
        own.assign(campaign=True, sponsored=True),
        others.assign(campaign=False, sponsored=marked, organic_views=others["organic_views"].astype("float64")),
    ]
    columns = ["creator_id", "video_id", "organic_views", "campaign", "sponsored"]
    every = pd.concat([part[columns] for part in rows], ignore_index=True)
    return Draws(every, _gap(every), lost)


def _of_campaign(data: Data) -> tuple[pd.DataFrame, int]:
    """One row a creator and video of the campaign: organic_views at day 28 (as counted where boosted, or where that
    cannot be told), away (on another account); and how many videos cannot be used."""
    sent = deliveries(data)
    sent = sent[sent["known"] == "yes"]
    part = sent.groupby(["owner", "video_id"])["share"].sum().astype("float64").rename("part").reset_index()
    facts = sent.drop_duplicates("video_id").set_index("video_id").reindex(part["video_id"]).reset_index()
    boosted = facts["paid_views"].fillna(0).gt(0).astype(bool)
    growth = facts["video_id"].map(_growth(data)).astype("float64").where(~boosted)
    down = facts["status"].isin(["deleted", "private"]).fillna(False).astype(bool)
    ripe = growth.notna() & ~down | ~young(facts)  # one taken down early tells little
    views = facts["organic_views"].astype("float64") * growth.fillna(1.0) * part["part"]
    own = part.rename(columns={"owner": "creator_id"}).assign(
        organic_views=views, away=(facts["creator_id"] != part["owner"]).fillna(False).astype(bool)
    )
    fit = (views >= 0) & ripe
    return own[fit], int((~fit).sum())


def _growth(data: Data) -> pd.Series:
    """By how much each delivered video's views will have grown by day 28; empty where that cannot be told."""
    try:
        rows = projected(data)
    except NotShown:
        return pd.Series(dtype="float64")
    views = rows["views"].astype("float64")
    return (rows["value"].astype("float64") / views.where(views > 0)).dropna()


def _gap(videos: pd.DataFrame) -> estimate.Estimate:
    logs = np.log(videos["organic_views"].clip(lower=0.5))
    gap = estimate.within_gap(logs, videos["sponsored"], videos["creator_id"])
    vague = not gap.high - gap.low < np.log(VAGUE)
    return estimate.Estimate(gap.value, np.nan, np.nan, gap.n, gap.clusters) if vague else gap
