"""How many views a creator's video typically gets, and what to expect of the next one."""

import pandas as pd

from kit.benchmarking.caveats import age_caveat
from kit.benchmarking.creators import measures
from kit.benchmarking.creators.measures import FEWEST, NEXT_VIDEO
from kit.benchmarking.rates.rated import FEW_CREATORS
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import view_rate
from kit.selection import CONTRADICTORY, SELECTED, YOUNG_DAYS
from kit.wording import count, name, percent, plural, span
from kit.wording import estimate as said

PROMISED = 0.8  # how often the next video's range should hold
COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("tier", "Tier"),
    Column("median_views", "Median views", "count", "views"),
    Column("median_views_low", "from", "count"),
    Column("median_views_high", "to", "count"),
    Column("next_low", "Next video, from", "count"),
    Column("next_high", "Next video, to", "count"),
    Column("view_rate", "Views per follower", "number"),
    Column("followers", "Followers", "count"),
    Column("videos", "Videos", "count"),
)


@question("typical_views", "How many views does a video typically get?", priority=20, videos=("views",))
def typical_views(data: Data) -> Finding:
    """Median organic views per creator (95 % interval) and the range that holds the next video's views 8 times in 10,
    which is tried on each creator's newest video.

    Only creators with five or more videos that are at least 7 days old at capture, where it is known.  Videos found by
    hashtag or search are left out: they are the popular ones, and a median of them would promise too much.
    """
    videos = data.videos[["creator_id", "collected_by", "contradictory"]]
    chosen, brands = videos["collected_by"].isin(SELECTED), videos["creator_id"].isin(data.brand_accounts())
    if chosen.all():
        raise NotShown(
            "All videos were found by hashtag or search, which brings up the popular ones, so a creator's usual "
            "views cannot be told. "
            f"Export the creators' profiles and import them: kit import profiles.csv --into {data.given}"
        )
    usable, every = measures.usual(data), measures.views(data)
    enough, wrong = every["videos"] >= FEWEST, int((videos["contradictory"] & ~chosen & ~brands).sum())
    if not enough.any():
        most = int(every["videos"].max()) if len(every) else 0
        raise NotShown(
            f"No creator has {FEWEST} videos of known organic views that are at least {YOUNG_DAYS} days old (the "
            f"most is {most}); widen posted_from and posted_to, {undated(data)}or import more of their videos."
        )
    table = rows(every[enough], measures.facts(data)[["name", "tier", "followers"]])
    posting = chosen[~brands].groupby(videos["creator_id"]).all()
    times, short, trial = kept(data)
    return answer(
        data,
        sentence(table, times),
        table,
        COLUMNS,
        doubts=[*doubts(usable), trial if short else ""],
        caveat="" if short else trial,
        n={"creators": len(table), "videos": int(table["videos"].sum())},
        left_out={
            "videos found by hashtag or search": int((chosen & ~brands).sum()),
            "videos on brands' own accounts": int(brands.sum()),
            CONTRADICTORY: wrong,
            "videos too young or of unknown boost": int((~chosen & ~brands).sum()) - len(usable) - wrong,
            "creators whose every video was found by hashtag or search": int(posting.sum()),
            f"creators with fewer than {FEWEST} videos": int((~posting).sum()) - len(table),
        },
        sources=("videos", "creators"),
        definitions={
            "Median views": "Half of the creator's videos got more organic views, half fewer.",
            "Views per follower": "Median views ÷ followers at the newest capture.",
        }
        | NEXT_VIDEO,
    )


def undated(data: Data) -> str:
    """What else to do where a capture is unknown, so that the last week of its file is left out."""
    return "give --captured-at at import, " if data.videos["captured_at"].isna().any() else ""


def kept(data: Data) -> tuple[str, bool, str]:
    """How often in ten the next video's range holds, whether that is clearly fewer than 8 times, and how it was tried;
    nothing is said of a trial on fewer than 20 creators."""
    n, share = measures.tried(data)
    if n < FEW_CREATORS:
        return "8 times in 10", False, ""
    trial = f"Tried on each creator's newest video, such a range held it in {percent(share.value, 0)} of {n:,} cases."
    if not share.high < PROMISED:
        return "8 times in 10", False, trial
    tenths = round(10 * share.value)
    often = f"about {plural(tenths, 'time')}" if tenths < 10 * PROMISED else "just under 8 times"
    return f"{often} in 10 on these creators", True, trial


def doubts(used: pd.DataFrame) -> list[str]:
    """What is not known of the videos used."""
    unknown = used["collected_by"].isna()
    which = "these videos" if unknown.all() else "some of these videos"
    ways = (
        f"How {which} were collected is not in the data; if by hashtag or search, they are popular ones and medians "
        "promise too much."
    )
    return [age_caveat(used), ways if unknown.any() else ""]


def rows(views: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """One row a creator, most viewed first."""
    table = views.join(facts).reset_index()
    return table.assign(view_rate=view_rate(table["median_views"], table["followers"])).sort_values(
        ["median_views", "creator_id"], ascending=[False, True], ignore_index=True
    )


def sentence(table: pd.DataFrame, times: str) -> str:
    """On the creator with the highest median, and on how wide the next video's range is, which holds so many times."""
    best, tied = table.iloc[0], int((table["median_views"] == table["median_views"].max()).sum())
    views = said(best["median_views"], best["median_views_low"], best["median_views_high"], kind="count")
    others = f", the highest of {plural(len(table), 'creator')}" if len(table) > 1 else ""
    others = f", like {plural(tied - 1, 'other')} and none more" if 1 < tied < len(table) else others
    start = f"{name(best['name'])} has a median of {views} views a video{others}"
    if tied == len(table) > 1:
        start = f"The {plural(len(table), 'creator')} all have a median of {count(best['median_views'])} views a video"
    if pd.isna(best["next_low"]) or best["next_low"] == best["next_high"] or tied > 1:
        return start + "."
    return (
        f"{start}; the next video should get {span(best['next_low'], best['next_high'], 'count')} views {times}, so "
        "plan on the range, not on the median."
    )
