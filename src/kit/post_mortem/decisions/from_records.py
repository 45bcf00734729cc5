"""Lessons on what to record and when to look: what this campaign's data could not tell."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.comments.heard import voices
from kit.data import Data
from kit.finding import NotShown
from kit.orders.seen import every_order
from kit.post_mortem.added.estimated import estimated
from kit.post_mortem.added.series import FEWEST_DAYS
from kit.post_mortem.campaign import booked_campaign, campaign_of
from kit.post_mortem.decisions.lesson import CLEAR, COUNTED, FEWEST_CREATORS, Lesson
from kit.post_mortem.deliveries import counted
from kit.post_mortem.growth.ages import at_days
from kit.post_mortem.money.costs import margin_of
from kit.post_mortem.voices.scope import scope
from kit.selection import RIPE_DAYS
from kit.wording import count, join, percent, plural
from kit.wording import estimate as said

LATE_VIEWS = 0.1  # share of day-28 views that come after day 7, from which the day of judgement matters
FEWEST_VIDEOS = 10
ASKED, FEWEST_COMMENTS = 0.1, 30  # share of comments that ask something, and comments to say so of
RECORDS = 5  # margin, goals, daily series, clicks, captures
SEEN = 0.5  # share of delivered videos that should have a count at days 7 and 28


def records(data: Data, margin: float) -> Lesson | None:
    """What this campaign did not record, and which answer that cost."""
    campaign, lost = campaign_of(data), []
    if not margin_of(campaign, margin) > 0:
        lost.append(("the margin", "ROI"))
    if not (data.table("goals")["campaign"] == data.campaign).any():
        lost.append(("a goal with its target", "a verdict on goals"))
    lost += _daily(data) + _clicks(data) + _captures(data)
    if not lost:
        return None
    return Lesson(
        "records",
        f"Before the next flight, have {join(what for what, _ in lost)}.",
        f"{len(lost)} of {RECORDS} records {'was' if len(lost) == 1 else 'were'} missing, so that this report could "
        f"not give {join(why for _, why in lost)}.",
        COUNTED,
    )


def _daily(data: Data) -> list[tuple[str, str]]:
    """What a lift lacks: the flight, an outcome with enough days before it, or a control."""
    since, daily = campaign_of(data).starts_on, data.table("daily")
    if pd.isna(since) or pd.isna(campaign_of(data).ends_on):
        return [("the first and last day of the flight", "what came in it")]
    own = daily[(daily["role"] == "outcome").fillna(False) & (daily["date"] < since).fillna(False)]
    before = int(own.groupby("series")["date"].nunique().max()) if len(own) else 0
    if before < FEWEST_DAYS:
        has = f" ({plural(before, 'day')} of {FEWEST_DAYS} before the flight are known)"
        return [("a daily series of orders or visits from eight weeks before it on", f"the lift{has}")]
    if not (daily["role"] == "control").any():
        return [("a daily control series, which the campaign does not touch", "a check on the lift")]
    return []


def _clicks(data: Data) -> list[tuple[str, str]]:
    """Orders whose clicks were never recorded."""
    try:
        orders = every_order(data)
    except NotShown:
        return [("the shop's orders with codes and links", "sales")]
    if len(orders) and orders["clicked_at"].isna().all():
        return [("click times of orders", f"a click trail for any of {plural(len(orders), 'order')}")]
    return []


def _captures(data: Data) -> list[tuple[str, str]]:
    """Delivered videos, old enough to have been, that were not counted around day 7 and day 28."""
    videos, today = counted(data), data.as_of
    if today is None:
        return [("exports that say when they were made", "any count at a known age")]
    videos = videos.loc[(videos["posted_at"] <= today - pd.Timedelta(days=RIPE_DAYS)).fillna(False), "video_id"]
    known = at_days(data, "views").reindex(videos)[[7, RIPE_DAYS]].notna().all(axis=1)
    if not len(videos) or known.mean() >= SEEN:
        return []
    return [
        (
            "an export of all videos every few days until day 28",
            f"views at days 7 and 28 for {int((~known).sum())} of {plural(len(videos), 'delivered video')}",
        )
    ]


def late_views(data: Data) -> Lesson | None:
    """Views that came after day 7, over the videos of the campaign's creators that were counted at both days."""
    creators = set(booked_campaign(data).deals["creator_id"])
    videos = data.videos[["video_id", "creator_id"]]
    videos = videos[videos["creator_id"].isin(creators)].set_index("video_id")
    both = at_days(data, "views").reindex(videos.index)[[7, RIPE_DAYS]].dropna()
    owners = videos["creator_id"].reindex(both.index)
    found = estimate.pooled_ratio(both[7], both[RIPE_DAYS], owners)
    enough = len(both) >= FEWEST_VIDEOS and (found.clusters or 0) >= FEWEST_CREATORS
    if not enough or not 1 - found.high >= LATE_VIEWS:
        return None
    late = said(1 - found.value, 1 - found.high, 1 - found.low, "rate")
    return Lesson(
        "day of judgement",
        "Set goals for views at day 28 and judge them then, not in the week after posting.",
        f"{late} of the views that a video has at day 28 came after day 7 ({count(len(both))} videos of "
        f"the campaign's {plural(found.clusters, 'creator')}).",
        CLEAR,
    )


def unclear_lift(data: Data, outcome: str) -> Lesson | None:
    """A lift that could not be told from none."""
    known = estimated(data, outcome)
    found = known.found
    least = found.smallest()
    if not found.low <= 0 <= found.high or not (np.isfinite(least) and least > 0):
        return None
    return Lesson(
        "size of the flight",
        f"Plan the flight for a rise of {percent(least, 0)} or more, or make it longer and add controls.",
        f"With {plural(found.n, 'day')} before and {plural(found.days, 'day')} of flight, a smaller rise would have "
        "shown less than 4 times in 5; none showed.",
        CLEAR,
    )


def asked(data: Data) -> Lesson | None:
    """Comments under the campaign's videos that ask something."""
    comments = voices(data)[scope(data).under]
    n, asks = len(comments), int(comments["asks"].sum())
    if n < FEWEST_COMMENTS or asks < ASKED * n:
        return None
    return Lesson(
        "questions in comments",
        "Have each video answer what comments ask, and somebody answer the rest in the first days.",
        f"{count(asks)} of {plural(n, 'comment')} under the campaign's videos ({percent(asks / n, 0)}) ask something, "
        "by rough rules.",
        COUNTED,
    )
