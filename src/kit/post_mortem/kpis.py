"""The four families of results in one table; a result that is not known says why."""

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.campaign import campaign, deliveries, once, paragraph, unseen, young_sentence
from kit.post_mortem.content import awareness, engagement, plain_numbers
from kit.post_mortem.response import conversion, virality
from kit.wording import count, percent, plural

COLUMNS = (
    Column("kpi", "Result"),
    Column("family", "Family"),
    Column("said", "Value"),
    Column("of", "Known for"),
    Column("note", "What it counts"),
    Column("metric", "Name", hidden=True),
    Column("value", "Plain number", "number", hidden=True),
    Column("value_low", "from", "number", hidden=True),
    Column("value_high", "to", "number", hidden=True),
    Column("count", "Count", "count", hidden=True),
)


@question(
    "kpis",
    "What did the campaign reach, move and set off?",
    priority=15,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views",),
)
def kpis(data: Data) -> Finding:
    """One row a result: family, value (with its interval where one is honest), for how many videos it is known, and
    what it counts.  Delivered videos count whenever they were posted; orders, clicks and videos by others in the
    flight.

    A result that the data lack has no value and says what is missing; it is never 0.
    """
    made = campaign(data)
    sent = deliveries(data, made)
    seen = once(sent)
    rows = [*awareness(seen), *engagement(seen), *conversion(data, made), *virality(data, made)]
    table = pd.DataFrame([{"value_low": np.nan, "value_high": np.nan, "of": None} | row for row in rows])
    table = plain_numbers(table, "value", "value_low", "value_high")
    missing = int(table["value"].isna().sum())
    doubts = [
        top_video(seen),
        young_sentence(seen),
        f"{plural(missing, 'result is', 'results are')} not known; the table says why." if missing else "",
    ]
    return answer(
        data,
        _sentence(table.set_index("metric"), len(seen)),
        table,
        COLUMNS,
        caveat=paragraph(doubts),
        status="caveat" if any(doubts[:2]) else "shown",
        n={"videos": len(seen), "creators": int(seen["owner"].nunique())},
        left_out=unseen(sent),
        sources=("videos", "deliveries", "deals", *(t for t in ("orders", "traffic") if t in data.workspace.names)),
        window=tuple("" if pd.isna(d) else f"{d:%Y-%m-%d}" for d in (made.starts_on, made.ends_on)),
        definitions=metrics.glossary("engagements", "engagement_rate_by_views", "conversion_rate")
        | {
            "Views": "Starts of the video, by whoever watched; they are not people. Paid views sit inside the count "
            "and are shown apart.",
            "Interval of a "
            "rate": "Ratio of sums; 95 % interval by leaving out one creator at a time, from five creators on.",
        },
    )


def top_video(seen: pd.DataFrame) -> str:
    """A word where one video holds most of the views."""
    views = seen["views"].sum()
    share = float(seen["views"].max()) / float(views) if len(seen) > 1 and views else 0.0
    return f"One of {plural(len(seen), 'video')} holds {percent(share, 0)} of the views." if share > 0.5 else ""


def _sentence(by: pd.DataFrame, videos: int) -> str:
    """One clause a family, only of what is known."""
    value = by["value"]
    if not videos:
        parts = ["No delivered video can be counted yet"]
    else:
        parts = [
            f"{plural(videos, 'delivered video')} got {count(value['views'])} views"
            if pd.notna(value["views"])
            else f"The views of {plural(videos, 'delivered video')} are unknown"
        ]
    if pd.notna(value["organic_views"]) and pd.notna(value["paid_views"]) and value["paid_views"] > 0:
        parts[0] += f", {count(value['organic_views'])} of them organic"
    if pd.notna(value["engagement_rate_by_views"]):
        parts.append(f"the engagement rate by views was {by.at['engagement_rate_by_views', 'said']}")
    if pd.notna(value["orders"]):
        parts.append(f"{plural(value['orders'], 'order')} can be attributed to a creator")
    if pd.notna(value["ugc_videos"]):
        parts.append(
            f"others made {plural(value['ugc_videos'], 'video')} with its hashtag or sound"
            + (
                f", against {count(value['ugc_videos'] - value['ugc_extra'])} in as many days before"
                if pd.notna(value["ugc_extra"])
                else ""
            )
        )
    return "; ".join(parts) + "."
