"""Which hashtags are used, which are on the rise, and which go with more views of the same creator."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.benchmarking.cohort import selection_caveat
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import count, join, name, plural
from kit.wording import estimate as said

COMMON, RISING = 8, 7  # tags shown because many creators use them, and because their use grew most
FEW_CREATORS = 5  # users of a tag; fewer say more about these people than about the tag
RECENT = pd.Timedelta("28D")

COLUMNS = (
    Column("hashtag", "Hashtag"),
    Column("videos", "Videos", "count"),
    Column("creators", "Creators", "count"),
    Column("use_change", "Use, last 28 days ÷ 28 before", "number", "times"),
    Column("use_change_low", "from", "number"),
    Column("use_change_high", "to", "number"),
    Column("view_lift", "Views with it ÷ without", "number", "times"),
    Column("view_lift_low", "from", "number"),
    Column("view_lift_high", "to", "number"),
    Column("recent", "Videos, last 28 days", "count"),
    Column("before", "28 days before", "count"),
    Column("median_views", "Median views", "count"),
)


@question("hashtags", "Which hashtags rise, and which go with more views?", priority=35, videos=("hashtags", "views"))
def hashtags(data: Data) -> Finding:
    """The hashtags of most creators and those whose use grew most: change of use over the last 28 days against the 28
    before, and views with against without it for the same creator.

    Intervals hold for all tags that were looked through together (Bonferroni), so that picking the risers out is no
    trick.  A tag counts once a video; it needs five creators in the last 56 days.  The tag or query
    that a video was collected for is left out of that video.
    """
    videos = data.videos
    pairs = (
        videos[["video_id", "creator_id", "hashtags", "collected_for", "organic_views"]]
        .explode("hashtags")
        .dropna(subset="hashtags")
    )
    pairs["hashtag"] = pairs["hashtags"].str.lower().str.lstrip("#")
    pairs = pairs[
        (pairs["hashtag"] != "") & (pairs["hashtag"] != pairs["collected_for"].str.lower().str.lstrip("#").fillna(""))
    ]
    pairs = pairs.drop_duplicates(["video_id", "hashtag"])
    age = (videos["posted_at"].max() - videos.set_index("video_id")["posted_at"]).reindex(pairs["video_id"]).to_numpy()
    pairs["age"] = age
    used = candidates(pairs)
    if used.empty:
        raise NotShown(
            f"No hashtag is used by {FEW_CREATORS} creators or more, so none can be compared; widen the window "
            f"or import more creators."
        )
    level = 1 - 0.05 / len(used)
    picked = pd.concat(
        [used.head(COMMON), used.iloc[COMMON:].sort_values(["growth", "videos"], ascending=False).head(RISING)]
    )
    table = pd.DataFrame(
        [one(tag, videos, set(pairs.loc[pairs["hashtag"] == tag, "video_id"]), level) for tag in picked.index]
    )
    table = picked.reset_index().merge(table, on="hashtag")
    return answer(
        data,
        sentence(table),
        table,
        COLUMNS,
        interval="95 % interval, all tags together",
        doubts=[selection_caveat(videos)],
        caveat="Tags are not tried at random: a tag that goes with more views need not have caused them.",
        n={"videos": len(videos), "hashtags": int(pairs["hashtag"].nunique()), "hashtags compared": len(used)},
        sources=("videos",),
        definitions={
            "Change of use": "Share of videos that carry the tag in the 28 days up to the newest video, divided "
            "by the share in the 28 days before; creators are the clusters.",
            "Views with ÷ without": "Ratio of typical organic views of the same creator's videos with and "
            "without the tag (fixed effects per creator on log views).",
        },
    )


def candidates(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row a tag of enough creators, most creators first; `growth`: raw change of use, to pick from."""
    dated = pairs["age"].notna().any()
    near = pairs[pairs["age"] < 2 * RECENT] if dated else pairs
    used = pairs.groupby("hashtag").agg(
        videos=("video_id", "size"), creators=("creator_id", "nunique"), median_views=("organic_views", "median")
    )
    used = used[near.groupby("hashtag")["creator_id"].nunique().reindex(used.index, fill_value=0) >= FEW_CREATORS]
    counts = (
        near.assign(recent=near["age"] < RECENT).groupby("hashtag")["recent"].agg(["sum", "size"]).reindex(used.index)
    )
    used["recent"], used["before"] = counts["sum"].fillna(0), (counts["size"] - counts["sum"]).fillna(0)
    used["growth"] = (used["recent"] + 1) / (used["before"] + 1)
    return used.sort_values(["creators", "videos", "hashtag"], ascending=[False, False, True])


def one(tag: str, videos: pd.DataFrame, carriers: set[str], level: float) -> dict[str, object]:
    """The two ratios of one tag."""
    has = videos["video_id"].isin(carriers).astype(float)
    change, lift = (np.nan,) * 3, (np.nan,) * 3
    age = videos["posted_at"].max() - videos["posted_at"]
    near = (age < 2 * RECENT).fillna(False).astype(bool)
    if near.any():
        gap = estimate.ratio_gap(
            has[near], np.ones(int(near.sum())), videos.loc[near, "creator_id"], (age[near] < RECENT).astype(int), level
        )
        change = (gap.value, gap.low, gap.high)
    seen = (videos["organic_views"] > 0).fillna(False).astype(bool)
    if seen.any():
        log = np.log(videos.loc[seen, "organic_views"].astype("float64"))
        within = estimate.within_gap(log, has[seen], videos.loc[seen, "creator_id"], level)
        lift = tuple(np.exp([within.value, within.low, within.high]))
    names = ("use_change", "use_change_low", "use_change_high", "view_lift", "view_lift_low", "view_lift_high")
    return {"hashtag": tag} | dict(zip(names, (*change, *lift), strict=True))


def sentence(table: pd.DataFrame) -> str:
    """What rises clearly, what goes with clearly more views; or that nothing does."""
    rising = table[table["use_change_low"] > 1].sort_values("use_change", ascending=False)
    better = table[table["view_lift_low"] > 1].sort_values("view_lift", ascending=False)
    parts = []
    if len(rising):
        top = rising.iloc[0]
        others = (
            f" ({plural(len(rising) - 1, 'other')} {'rises' if len(rising) == 2 else 'rise'} too)"
            if len(rising) > 1
            else ""
        )
        parts.append(
            f"#{name(top['hashtag'])} is on the rise, used "
            f"{said(top['use_change'], top['use_change_low'], top['use_change_high'], 'number')} times as often "
            f"as four weeks earlier{others}"
        )
    new = table[table["use_change_low"].isna() & (table["recent"] >= 3 * (table["before"] + FEW_CREATORS))]
    if len(new):
        top = new.sort_values("recent", ascending=False).iloc[0]
        parts.append(
            f"#{name(top['hashtag'])} came up, from {plural(int(top['before']), 'video')} in the four weeks before to "
            f"{count(top['recent'])} in the last four"
        )
    if len(better):
        parts.append(
            f"videos with {join([f'#{name(t)}' for t in better['hashtag'].head(3)])} got clearly more views than "
            f"others of the same creator"
        )
    if not parts:
        return (
            f"Of the {plural(len(table), 'hashtag')} shown, none clearly rises and none clearly goes with more views."
            if len(table) > 1
            else "The only hashtag used by enough creators neither clearly rises nor clearly goes with more views."
        )
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."
