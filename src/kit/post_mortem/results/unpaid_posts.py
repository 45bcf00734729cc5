"""What others made with the campaign's hashtag or sound, against the weeks before, and who made it."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.dates import days as days_of
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.campaign import campaign_of, in_flight, running_sentence
from kit.post_mortem.deliveries import young, young_sentence
from kit.post_mortem.results.marked import marked, reach_back
from kit.post_mortem.results.rise import BEFORE, days_before, LEAST, rise
from kit.post_mortem.results.ugc import ugc
from kit.selection import SELECTED
from kit.wording import clean, count, join, name, number, percent, plural
from kit.wording import estimate as said

TOP = 5  # videos shown singly
FLOOD_POSTS, FLOOD_SHARE = 5, 0.2  # an account floods with so many of the posts, and so large a share of them
COLUMNS = (
    Column("name", "Videos by others"),
    Column("videos", "In the flight", "count"),
    Column("before", "Before", "count"),
    Column("ratio", "Times the rate of the weeks before", "number"),
    Column("ratio_low", "from", "number"),
    Column("ratio_high", "to", "number"),
    Column("authors", "Authors", "count"),
    Column("views", "Views", "count"),
    Column("posted_on", "Posted", "date"),
    Column("level", "Row is", hidden=True),
    Column("creator_id", "Account", hidden=True),
)


@question("unpaid_posts", "What did people make of it, unpaid?", priority=47, campaigns=("campaign",))
def unpaid_posts(data: Data) -> Finding:
    """Videos with the campaign's hashtag or sound that nobody paid for: in the flight and before, then the top five.

    The rate a day of the flight by that of up to eight weeks before (`rise`, authors as the unit of evidence), for all,
    and as a check counted in other ways: one video an author; without accounts that flood (5 or more and 20 % or more
    of the videos); without repeats (same author, caption and sound on the same day); only those found on profiles, as a
    search brings up what is new and popular.  NotShown without a flight, or without hashtags and sounds.
    """
    campaign = campaign_of(data)
    found = ugc(data, *in_flight(campaign))
    days, beside = days_before(data, campaign, found.days, reach_back(data))
    free = marked(data)
    free = free[free["unpaid"] & between(free["posted_at"], pd.NaT, campaign.starts_on).astype(bool)]
    earlier = free[days_of(free["posted_at"]).isin(days).astype(bool)]
    flooding = flooders(found.videos["creator_id"])
    rows = [
        counted(words, now, then, found.days, len(days)) for words, now, then in _ways(found.videos, earlier, flooding)
    ]
    table = pd.DataFrame([*rows, *_top(data, found.videos)]).reindex(columns=[c.name for c in COLUMNS])
    return answer(
        data,
        _sentence(data, table.iloc[0], found.videos, found.days, len(days), flooding),
        table,
        COLUMNS,
        doubts=[
            running_sentence(campaign),
            _before_sentence(len(days)),
            _beside_sentence(beside),
            young_sentence(young(found.videos)),
        ],
        caveat="Only videos that the collection found count; where the hashtag or sound was searched for from the "
        "flight on only, the rate before is too low.",
        n={"videos": len(found.videos), "accounts": found.videos["creator_id"].nunique(), "days before": len(days)},
        left_out={
            "videos without a day of posting": int((marked(data)["unpaid"] & marked(data)["posted_at"].isna()).sum())
        },
        sources=("videos", "campaigns", "deals", "brands"),
        window=(f"{campaign.starts_on:%Y-%m-%d}", f"{found.until:%Y-%m-%d}"),
        definitions={
            "Times the rate of the weeks before": f"Videos a day in the flight ÷ in up to {BEFORE} days before it, "
            "without days of other campaigns with the same hashtag or sound. The interval takes authors, who post "
            f"several, as the unit of evidence. An account floods with {FLOOD_POSTS} or more and "
            f"{percent(FLOOD_SHARE, 0)} or more of the videos.",
        },
    )


def flooders(authors: pd.Series) -> list[str]:
    """Accounts that made five or more and a fifth or more of the videos, the largest first."""
    each = authors.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return list(each.index[(each >= FLOOD_POSTS) & (each >= FLOOD_SHARE * len(authors))])


def repeats(videos: pd.DataFrame) -> pd.Series:
    """Whether the same author posted the same caption with the same sound earlier on that day; both must be known."""
    same = pd.DataFrame(
        {
            "who": videos["creator_id"],
            "what": videos["caption"].str.strip().str.casefold().replace("", pd.NA),
            "sound": videos["sound_id"],
            "day": days_of(videos["posted_at"]),
            "posted_at": videos["posted_at"],
        }
    )
    known = same[["what", "sound"]].notna().all(axis=1)
    again = same[known].sort_values("posted_at", kind="stable").duplicated(["who", "what", "sound", "day"])
    return again.reindex(videos.index, fill_value=False)


def counted(words: str, now: pd.DataFrame, then: pd.DataFrame, days: int, before: int) -> dict[str, object]:
    """One way of counting: videos and authors of the flight, videos before, and the ratio of their daily rates."""
    found = rise(now["creator_id"], then["creator_id"], days, before)
    views = now["views"]
    return {
        "level": "count",
        "name": words,
        "videos": len(now),
        "before": len(then) if before else np.nan,
        "ratio": found.value,
        "ratio_low": found.low,
        "ratio_high": found.high,
        "authors": now["creator_id"].nunique(),
        "views": float(views.sum()) if views.notna().any() or views.empty else np.nan,
    }


def _ways(now: pd.DataFrame, then: pd.DataFrame, flooding: list[str]) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """All videos, and other ways of counting them, as far as they differ."""
    ways = [("All", now, then)]
    if now["creator_id"].duplicated().any():
        first = [part.sort_values("posted_at").drop_duplicates("creator_id") for part in (now, then)]
        ways.append(("One an author", *first))
    if flooding:
        ways.append(("Without who floods", *(part[~part["creator_id"].isin(flooding)] for part in (now, then))))
    if (again := repeats(now)).any():
        ways.append(("Without repeats", now[~again], then[~repeats(then)]))
    searched = now["collected_by"].isin(SELECTED).fillna(False).astype(bool)
    if searched.any() and not searched.all():
        ways.append(("Found on profiles", *(p[~p["collected_by"].isin(SELECTED)] for p in (now, then))))
    return ways


def _top(data: Data, videos: pd.DataFrame) -> list[dict[str, object]]:
    """The videos with most views."""
    names = data.table("creators").set_index("creator_id")["name"]
    best = videos.dropna(subset="views").sort_values(["views", "video_id"], ascending=[False, True]).head(TOP)
    who = best["creator_id"].map(names).astype("string").fillna(best["creator_id"])
    return [
        {
            "level": "video",
            "name": f"{place}. {clean(called)}",
            "views": float(row.views),
            "posted_on": row.posted_at.tz_localize(None).normalize(),
            "creator_id": row.creator_id,
        }
        for place, (called, row) in enumerate(zip(who, best.itertuples(), strict=True), start=1)
    ]


def _before_sentence(before: int) -> str:
    if before:
        return ""
    return (
        f"The videos of this workspace reach back less than {plural(LEAST, 'day')} before the flight, or another "
        "campaign with the same hashtag or sound ran then, so the rate before is not known."
    )


def _beside_sentence(beside: list[str]) -> str:
    if not beside:
        return ""
    one = "campaign" if len(beside) == 1 else "campaigns"
    return (
        f"The {one} {join(name(other, 40) for other in beside)} ran in the same days with the same hashtag or sound; "
        "whose videos these are cannot be told."
    )


def _sentence(data: Data, whole: pd.Series, videos: pd.DataFrame, days: int, before: int, flooding: list[str]) -> str:
    """How many videos by how many accounts, against the rate before; their views; who floods."""
    if videos.empty:
        return "In the flight no video with the campaign's hashtag or sound was found by an account without a deal."
    made = plural(len(videos), "video")
    by = plural(whole["authors"], "account") + " without a deal"
    text = f"{by} made {made} with the campaign's hashtag or sound in {plural(days, 'day')} of the flight"
    text += f"{_against(whole, before)}."
    known = videos["views"].dropna().sort_values(ascending=False)
    if len(known):
        whose = "They" if len(known) > 1 else "It"
        whose = whose if len(known) == len(videos) else f"The {len(known)} with known views"
        share = known.head(TOP).sum() / known.sum() if known.sum() else 0
        top = f", {percent(share, 0)} of them on the top five" if len(known) > 2 * TOP else ""
        text += f" {whose} got {count(known.sum())} {'view' if known.sum() == 1 else 'views'}{top}."
    if flooding:
        share = float(videos["creator_id"].isin(flooding).mean())
        names = data.table("creators").set_index("creator_id")["name"].dropna()
        who = join(name(names.get(one, one), 30) for one in flooding)
        text += f" {who} made {percent(share, 0)} of the videos{' together' if len(flooding) > 1 else ''}."
    return text


def _against(whole: pd.Series, before: int) -> str:
    """The rate before, as the end of a sentence."""
    if not before:
        return "; the rate before is not known"
    span = plural(before, "day")
    if not whole["before"]:
        least = (
            f", so at least {number(whole['ratio_low'])} times the rate of those days" if whole["ratio_low"] > 0 else ""
        )
        return f", none in the {span} before{least}"
    times = said(whole["ratio"], whole["ratio_low"], whole["ratio_high"], "number")
    text = f", {times} times the rate of the {span} before"
    if pd.isna(whole["ratio_low"]):
        return f"{text}, by too few accounts for an interval"
    if whole["ratio_low"] > 1 or pd.isna(whole["ratio_high"]):
        return text
    return f"{text}, clearly fewer" if whole["ratio_high"] < 1 else f"{text}, no clear change"
