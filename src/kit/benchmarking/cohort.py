"""Who and what is in the report, and how good the data are: asked before anything is compared."""

import pandas as pd

from kit import tiers
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.selection import SELECTED, YOUNG_DAYS
from kit.wording import count, join, percent, plural

COLUMNS = (
    Column("tier", "Tier"),
    Column("band", "Followers"),
    Column("creators", "Creators", "count"),
    Column("videos", "Videos", "count"),
    Column("views", "Views", "count"),
    Column("boosted", "Boosted", "count", "videos"),
    Column("selected", "Found by tag or search", "count", "videos"),
    Column("median_views", "Median views", "count"),
    Column("q1", "Quarter below", "count"),
    Column("q3", "Quarter above", "count"),
)


@question("cohort", "Who and what is in this report?", priority=40, videos=("views",))
def cohort(data: Data) -> Finding:
    """Creators, videos and views per tier; the unknown and the very small have rows of their own, so that all adds up.

    No row is left out here, and views that cannot be are unknown; what later sections leave out, they count themselves.
    `q1` and `q3`: the middle half.
    """
    videos, creators = data.videos, data.creators
    boosted, selected = videos["is_ad"].fillna(False).astype(bool), videos["collected_by"].isin(SELECTED)
    per = videos.assign(boosted=boosted, selected=selected).groupby("tier", observed=False)
    table = (
        pd.DataFrame(
            {
                "band": [tiers.band(t) for t in tiers.order()],
                "creators": creators.groupby("tier", observed=False).size(),
                "videos": per.size(),
                "views": per["views"].sum(),
                "boosted": per["boosted"].sum(),
                "selected": per["selected"].sum(),
                "median_views": per["views"].median().astype("float64"),
                "q1": per["views"].quantile(0.25).astype("float64"),
                "q3": per["views"].quantile(0.75).astype("float64"),
            }
        )
        .rename_axis("tier")
        .reset_index()
    )
    takeaway = (
        f"This report compares {plural(len(creators), 'creator')} with {plural(len(videos), 'video')} and "
        f"{count(videos['views'].sum())} views; {with_videos(creators, videos)}."
    )
    return answer(
        data,
        takeaway,
        table,
        COLUMNS,
        doubts=[*quality(videos), zero_sentence(data)],
        n={"creators": len(creators), "videos": len(videos)},
        sources=("videos", "creators"),
        definitions={
            "Tier": "Follower band [from, next) of Exolyt's guide, by followers at the newest capture: "
            + ", ".join(f"{t} {tiers.band(t)}" for t in tiers.EXOLYT)
            + "; smaller creators are under 1k, unknown followers unknown."
        },
    )


def with_videos(creators: pd.DataFrame, videos: pd.DataFrame) -> str:
    posting = videos["creator_id"].nunique()
    if posting == len(creators):
        return "every creator has at least one video in the window"
    return (
        f"{plural(posting, 'creator')} {'has' if posting == 1 else 'have'} videos in the window, "
        f"{len(creators) - posting} {'is' if len(creators) - posting == 1 else 'are'} known by profile only"
    )


def quality(videos: pd.DataFrame) -> list[str]:
    """Sentences on what the data cannot be trusted with; none where there is nothing to say."""
    n, wrong = len(videos), videos["contradictory"]
    doubts = [caveat for caveat in (selection_caveat(videos),) if caveat]
    unknown_split = int((videos["organic_views"].isna() & videos["views"].notna()).sum())
    counted = {
        "no posting date": (videos["posted_at"].isna() & ~videos["misdated"]).sum(),
        "a posting date that cannot be, taken as unknown": videos["misdated"].sum(),
        "no capture time, so their age is unknown": videos["captured_at"].isna().sum(),
        "no views": ((videos["views"].fillna(0) == 0) & ~wrong).sum(),
        "far fewer views than likes, comments, shares or saves, so none of these counts is used": wrong.sum(),
        "more engagements than views, left out of rates": (videos["engagements"] > videos["views"]).fillna(False).sum(),
        "a boost of unknown size, left out of organic rates": unknown_split,
        f"an age below {YOUNG_DAYS} days at capture": (videos["age_days"] < YOUNG_DAYS).sum(),
        "a status of deleted or private": videos["status"].isin(["deleted", "private"]).sum(),
    }
    counted["no word on how they were collected; if by hashtag or search, they are popular ones"] = (
        videos["collected_by"].isna().sum()
    )
    found = {words: int(k) for words, k in counted.items() if k}
    if n == 1:
        doubts += [f"The one video has {join(found)}."] if found else []
    elif found:
        odd = [f"{'all' if k == n else count(k)} {'has' if k == 1 else 'have'} {words}" for words, k in found.items()]
        doubts.append(f"Of {plural(n, 'video')}, {join(odd)}.")
    if videos["is_ad"].isna().all():
        doubts.append("Whether videos were boosted is not in these data, so paid views may sit inside the counts.")
    return doubts


def zero_sentence(data: Data) -> str:
    """What to say of creators whose only known number of followers is 0; "" if there are none."""
    given = {"creators": "followers", "videos": "followers_at_capture"}
    rows = [data.stored(table).set_index("creator_id")[column] for table, column in given.items()]
    said = {creator for column in rows for creator in column.index[(column == 0).fillna(False)]}
    creators = data.creators
    zero = int((creators["followers"].isna() & creators["creator_id"].isin(said)).sum())
    if not zero:
        return ""
    return (
        f"{plural(zero, 'creator')} {'has' if zero == 1 else 'have'} 0 followers in the export, which is rarely true: "
        "they are taken as unknown; look at them by hand."
    )


def age_caveat(videos: pd.DataFrame) -> str:
    """What to say where no video's age is known; "" otherwise."""
    if len(videos) and videos["age_days"].isna().all():
        return "The age of these videos is unknown; young ones have more likes for their views than they will keep."
    return ""


def selection_caveat(videos: pd.DataFrame) -> str:
    """What to say of videos found by hashtag or search; "" if there are none."""
    share = float(videos["collected_by"].isin(SELECTED).mean()) if len(videos) else 0.0
    if not share:
        return ""
    if share == 1:
        return (
            "All videos were found by hashtag or search, which brings up the popular ones: rates and views "
            "here are higher than a creator's usual."
        )
    return (
        f"{percent(share, 0)} of the videos were found by hashtag or search, which brings up the popular "
        f"ones: what they are part of runs high."
    )
