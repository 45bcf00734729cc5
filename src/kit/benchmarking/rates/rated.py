"""Which videos rates are made of, and what is left out of them."""

from dataclasses import replace

import pandas as pd

from kit import estimate, tiers
from kit.data import Data
from kit.finding import NotShown
from kit.metrics import engagement_rate_by_views
from kit.once import once
from kit.selection import CONTRADICTORY, young, YOUNG_DAYS
from kit.wording import join, plural

FEWEST_CREATORS = 5  # below, no interval and no comparison
FEW_CREATORS = 20  # below, one creator more or less can move the rate by much: said
RATED = ("creator_id", "tier", "organic_views", "organic_engagements", "age_days", "age_at_least", "collected_by")
FOLLOWED = ("followers", "followers_at_capture")
RATES = ("views", "likes", "comments", "shares")
YOUNG = f"videos younger than {YOUNG_DAYS} days at capture"
PERHAPS_YOUNG = "videos of the last week of a file, their capture unknown"


@once
def rated(data: Data) -> pd.DataFrame:
    """Creators' videos whose organic counts are known and possible (views above 0 and no fewer than engagements) and
    that were not younger than 7 days at capture: likes come before views, so rates of younger ones read high.

    Where the capture is unknown, those posted in the week before their source's newest video are left out, too.  A
    video of which nothing tells the age stays in; whoever uses it says so.  Brands' own accounts are not creators'.
    """
    videos = data.videos[[*RATED, *FOLLOWED]]
    known = (videos["organic_views"] > 0) & (videos["organic_engagements"] <= videos["organic_views"])
    known = known.fillna(False).astype(bool) & ~videos["creator_id"].isin(data.brand_accounts())
    return videos[known & ~young(videos)]


def left_out(data: Data, used: pd.DataFrame) -> dict[str, int]:
    """Why videos of the window are not among those used; each is counted once."""
    videos = data.videos
    why: dict[str, pd.Series] = {
        "videos on brands' own accounts": videos["creator_id"].isin(data.brand_accounts()),
        YOUNG: videos["age_days"] < YOUNG_DAYS,
        PERHAPS_YOUNG: young(videos),
        "videos with more engagements than views": videos["organic_engagements"] > videos["organic_views"],
        CONTRADICTORY: videos["contradictory"],
    }
    counted, rest = {}, pd.Series(True, index=videos.index)
    for words, hit in why.items():
        hit = hit.fillna(False).astype(bool) & rest
        counted[words], rest = int(hit.sum()), rest & ~hit
    others = len(videos) - len(used) - sum(counted.values())
    if not counted[PERHAPS_YOUNG]:
        del counted[PERHAPS_YOUNG]
    return counted | {"videos without known organic views and engagements": others}


def needed(data: Data) -> pd.DataFrame:
    """The videos that rates are made of; NotShown, with what to do, where there is none."""
    used = rated(data)
    if len(used) and not used["organic_engagements"].any():
        raise NotShown(
            f"{plural(len(used), 'video has', 'videos have')} no like, comment or share between them, so rates tell "
            "nothing; check whether the export counted them, and import one that does."
        )
    if len(used):
        return used
    videos = data.videos
    counts = (videos["organic_views"] > 0) & videos["organic_engagements"].notna()
    early = videos[(counts & young(videos)).fillna(False)]
    if len(early) and early["age_days"].isna().all():
        raise NotShown(
            "When these videos were captured is unknown, and all with known organic counts were posted in the week "
            "before the newest of their file, when rates may still read high; give --captured-at at import, or "
            "export older videos."
        )
    if len(early):
        raise NotShown(
            f"Every video with known organic counts was younger than {YOUNG_DAYS} days at capture, when rates still "
            "read high; capture the videos again in a week, or move posted_from back."
        )
    raise NotShown(
        "No creator's video has known organic views above 0 and likes, comments and shares; import an export with "
        "the paid split or with unboosted videos."
    )


def pooled(used: pd.DataFrame) -> estimate.Estimate:
    """Ratio of sums over videos, creators as clusters; no interval where one creator decides it, none beyond 100 %."""
    found = estimate.pooled_ratio(used["organic_engagements"], used["organic_views"], used["creator_id"]).useful()
    return bounded(found)


def bounded(found: estimate.Estimate) -> estimate.Estimate:
    """A rate's interval does not reach beyond 100 %."""
    return replace(found, high=min(found.high, 1.0)) if found.high == found.high else found


def few(scheme: tiers.Scheme, creators: pd.Series) -> str:
    """What to say of tiers (the index) with so many creators, where these are few; "" otherwise."""
    thin = [t for t in scheme.order() if FEWEST_CREATORS <= creators.get(t, 0) < FEW_CREATORS]
    if not thin:
        return ""
    bands = [t for t in thin if tiers.is_band(t)]
    where = [f"in {join(bands)}"] if bands else []
    where += ["of unknown size" if t == tiers.UNKNOWN else t for t in thin if not tiers.is_band(t)]
    return f"Fewer than {FEW_CREATORS} creators {join(where)}: one of them more or less can move these rates by much."


def by_creator(used: pd.DataFrame) -> pd.DataFrame:
    """One row a creator: its tier, its pooled rate and its views."""
    sums = used.groupby(["tier", "creator_id"], observed=True)[["organic_engagements", "organic_views"]].sum()
    rate = engagement_rate_by_views(sums["organic_engagements"], sums["organic_views"])
    return pd.DataFrame({"rate": rate, "views": sums["organic_views"].astype("float64")}).reset_index()
