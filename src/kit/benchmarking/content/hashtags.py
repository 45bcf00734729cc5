"""Which hashtags are used, which are on the rise, and which go with more views of the same creator."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.benchmarking.cohort import selection_caveat
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import cannot_be, is_usual
from kit.wording import count, join, name, plural
from kit.wording import estimate as said

COMMON, RISING = 8, 7  # tags shown because many creators use them, and because their use grew most
FEW_CREATORS = 5  # users of a tag; fewer say more about these people than about the tag
RECENT = pd.Timedelta("28D")
RATIOS = tuple(f"{name}{end}" for name in ("use_change", "view_lift") for end in ("", "_low", "_high"))

READ = (
    "video_id",
    "creator_id",
    "posted_at",
    "hashtags",
    "collected_by",
    "collected_for",
    "organic_views",
    "age_days",
)
COLUMNS = (
    Column("hashtag", "Hashtag"),
    Column("use_change", "Use, last 28 days ÷ 28 before", "number", "times"),
    Column("use_change_low", "from", "number"),
    Column("use_change_high", "to", "number"),
    Column("view_lift", "Views with it ÷ without", "number", "times"),
    Column("view_lift_low", "from", "number"),
    Column("view_lift_high", "to", "number"),
    Column("recent", "Videos, last 28 days", "count"),
    Column("before", "28 days before", "count"),
    Column("creators", "Creators", "count"),
    Column("videos", "Videos", "count"),
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
    videos = data.videos[list(READ)]
    pairs = (
        videos[["video_id", "creator_id", "hashtags", "collected_for", "organic_views"]]
        .assign(creator_id=pd.factorize(videos["creator_id"])[0])  # they are only counted
        .explode("hashtags")
        .dropna(subset="hashtags")
    )
    pairs["hashtag"] = pairs["hashtags"].str.lower().str.lstrip("#")
    pairs = pairs[
        (pairs["hashtag"] != "") & (pairs["hashtag"] != pairs["collected_for"].str.lower().str.lstrip("#").fillna(""))
    ]
    pairs = pairs.drop_duplicates(["video_id", "hashtag"])
    pairs["age"] = (videos["posted_at"].max() - videos["posted_at"]).reindex(pairs.index)
    whole = covered(videos)
    used = candidates(pairs, whole)
    if used.empty:
        raise NotShown(
            f"No hashtag is used by {FEW_CREATORS} creators or more, so none can be compared; widen the window "
            f"or import more creators."
        )
    level = 1 - 0.05 / len(used)
    picked = pd.concat(
        [used.head(COMMON), used.iloc[COMMON:].sort_values(["growth", "videos"], ascending=False).head(RISING)]
    )
    facts = comparison(videos, whole)
    carriers = pairs.groupby("hashtag").groups
    table = pd.DataFrame([one(tag, carriers[tag].to_numpy(), facts, level) for tag in picked.index])
    table = picked.reset_index().merge(table, on="hashtag")
    table = table.sort_values("use_change", ascending=False, kind="stable", ignore_index=True)
    return answer(
        data,
        sentence(table),
        table,
        COLUMNS,
        interval="95 % interval, all tags together",
        doubts=[
            selection_caveat(videos),
            "" if whole else "The videos reach back less than eight weeks, so a change of use cannot be told.",
        ],
        caveat="Tags are not tried at random: a tag that goes with more views need not have caused them.",
        left_out=cannot_be(data.videos, dates=True),
        n={"videos": len(videos), "hashtags": int(pairs["hashtag"].nunique()), "hashtags compared": len(used)},
        sources=("videos",),
        definitions={
            "Change of use": "Share of videos that carry the tag in the 28 days up to the newest video, divided "
            "by the share in the 28 days before; creators are the clusters.",
            "Views with ÷ without": "Ratio of typical organic views of the same creator's videos with and without the "
            "tag (fixed effects per creator on log views, age held constant); videos younger than a week or found by "
            "hashtag or search are left out.",
        },
    )


def covered(videos: pd.DataFrame) -> bool:
    """Whether the videos reach back over both periods of four weeks, so that a rise is not the edge of the data."""
    posted = videos["posted_at"].dropna()
    return len(posted) > 0 and posted.max() - posted.min() >= 2 * RECENT - pd.Timedelta("7D")


def candidates(pairs: pd.DataFrame, whole: bool) -> pd.DataFrame:
    """One row a tag of enough creators, most creators first; `growth`: raw change of use, to pick from."""
    near = pairs[pairs["age"] < 2 * RECENT] if whole else pairs
    used = pairs.groupby("hashtag").agg(
        videos=("video_id", "size"), creators=("creator_id", "nunique"), median_views=("organic_views", "median")
    )
    used = used[near.groupby("hashtag")["creator_id"].nunique().reindex(used.index, fill_value=0) >= FEW_CREATORS]
    counts = near.assign(recent=near["age"] < RECENT).groupby("hashtag")["recent"].agg(["sum", "size"])
    counts = counts.reindex(used.index).astype("float64") * (1.0 if whole else np.nan)
    used["recent"], used["before"] = counts["sum"], counts["size"] - counts["sum"]
    used["growth"] = ((used["recent"] + 1) / (used["before"] + 1)).fillna(1.0)
    return used.sort_values(["creators", "videos", "hashtag"], ascending=[False, False, True])


def comparison(videos: pd.DataFrame, whole: bool) -> dict[str, np.ndarray]:
    """What every tag is compared on, one entry a video.

    recent: 1 in the last 28 days, 0 in the 28 before, missing earlier or where the data do not reach back so far.
    log_views: log organic views of videos that may stand for their creator (a week old or more, not found by success);
    log_age: log days at capture, 0 where unknown.
    """
    age = videos["posted_at"].max() - videos["posted_at"]
    views = videos["organic_views"].astype("float64").where(is_usual(videos))
    known = videos["age_days"].astype("float64").clip(lower=1)
    return {
        "creator": pd.factorize(videos["creator_id"], sort=True)[0],  # whoever it is
        "recent": (age < RECENT).astype("float64").where((age < 2 * RECENT).fillna(False) & whole).to_numpy(),
        "log_views": np.log(views.where(views > 0)).to_numpy(),
        "log_age": np.log(known.fillna(1.0)).to_numpy(),
    }


def one(tag: str, carriers: np.ndarray, facts: dict[str, np.ndarray], level: float) -> dict[str, object]:
    """The two ratios of one tag, each with its interval; `carriers`: where its videos stand in `facts`."""
    creator, recent, views, age = (facts[name] for name in ("creator", "recent", "log_views", "log_age"))
    has = np.zeros(len(creator))
    has[carriers] = 1
    near, seen = ~np.isnan(recent), ~np.isnan(views)
    out: dict[str, object] = {"hashtag": tag}
    if near.any():
        gap = estimate.ratio_gap(has[near], np.ones(near.sum()), creator[near], recent[near], level)
        out |= {"use_change": gap.value, "use_change_low": gap.low, "use_change_high": gap.high}
    if seen.any():
        ages = age[seen] if np.ptp(age[seen]) > 0 else None
        within = estimate.within_gap(views[seen], has[seen], creator[seen], level, ages)
        ratios = np.exp([within.value, within.low, within.high])
        out |= dict(zip(("view_lift", "view_lift_low", "view_lift_high"), ratios, strict=True))
    return dict.fromkeys(RATIOS, np.nan) | out


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
