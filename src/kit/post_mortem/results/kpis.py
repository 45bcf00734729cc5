"""The four families of results in one table; a result that is not known says why."""

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.campaign import begun, booked_campaign, campaign_of, in_flight, running_sentence
from kit.post_mortem.deliveries import (
    contradictory_sentence,
    counted,
    deliveries,
    top_video,
    unseen,
    young,
    young_sentence,
)
from kit.post_mortem.results.content import awareness, engagement
from kit.post_mortem.results.marked import marked_views
from kit.post_mortem.results.response import conversion, virality
from kit.post_mortem.results.ugc import ugc
from kit.post_mortem.rows import plain_numbers
from kit.wording import count, plural

DEFINITIONS = {
    "Views": "Starts of the video, by whoever watched; they are not people. Paid views sit inside the count and are "
    "shown apart.",
    "Interval of a rate": "Ratio of sums; 95 % interval by leaving out one creator at a time (one link at a time for "
    "the conversion rate), from five on.",
}
COLUMNS = (
    Column("kpi", "Result"),
    Column("said", "Value", "figure"),
    Column("of", "Known for", "figure"),
    Column("note", "What it counts"),
    Column("family", "Family"),
    Column("metric", "Name", hidden=True),
    Column("value", "Plain number", "number", hidden=True),
    Column("value_low", "from", "number", hidden=True),
    Column("value_high", "to", "number", hidden=True),
    Column("count", "Count", "count", hidden=True),
)


PARTS = {"likes", "comments", "shares", "saves", "organic_engagement_rate_by_views", "avg_watch_s"}
DETAILS = PARTS | {"sound_views", "ugc_extra", "ugc_authors", "ugc_views"}


@question(
    "kpis",
    "What did the campaign reach, move and set off?",
    priority=6,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views",),
)
def kpis(data: Data) -> Finding:
    """One row a result: family, value (with its interval where one is honest), for how many videos it is known, and
    what it counts.  Delivered videos count whenever they were posted; orders, clicks, videos by others and all videos
    with the campaign's hashtag or sound in the flight.

    A result that the data lack has no value and says what is missing; it is never 0.
    """
    campaign, seen = booked_campaign(data), counted(data)
    begun(campaign)
    table = _table(data)
    missing = int(table["value"].isna().sum())
    return answer(
        data,
        _sentence(data, table.set_index("metric"), seen),
        table,
        COLUMNS,
        doubts=[
            running_sentence(campaign),
            top_video(seen),
            young_sentence(young(seen)),
            contradictory_sentence(seen),
        ],
        caveat=f"{plural(missing, 'result is', 'results are')} not known; the table says why." if missing else "",
        n={"videos": len(seen), "creators": int(seen["owner"].nunique())},
        left_out=unseen(deliveries(data)),
        sources=("videos", "deliveries", "deals", *(t for t in ("orders", "traffic") if data.has(t))),
        window=campaign.window,
        definitions=metrics.glossary("engagements", "engagement_rate_by_views", "conversion_rate") | DEFINITIONS,
    )


def _table(data: Data) -> pd.DataFrame:
    """One row a result, family by family; parts of a sum and what is seldom known come last."""
    seen = counted(data)
    rows = [*awareness(seen), *marked_views(data), *engagement(seen), *conversion(data), *virality(data)]
    known = {row["metric"] for row in rows if pd.notna(row["value"])}
    rows.sort(key=lambda row: row["metric"] in DETAILS | {"hashtag_views" if "reach" in known else "reach"})
    table = pd.DataFrame([{"value_low": np.nan, "value_high": np.nan, "of": None} | row for row in rows])
    return plain_numbers(table, "value", "value_low", "value_high")


def _sentence(data: Data, by: pd.DataFrame, seen: pd.DataFrame) -> str:
    """One clause a family, only of what is known."""
    value, parts = by["value"], [_viewed(by["value"], seen)]
    if pd.notna(value["engagement_rate_by_views"]):
        parts.append(f"the engagement rate by views was {by.at['engagement_rate_by_views', 'said']}")
    if pd.notna(value["orders"]):
        orders = plural(value["orders"], "order") if value["orders"] else "no order"
        parts.append(f"{orders} can be attributed to a creator")
    if pd.notna(value["ugc_videos"]):
        videos, extra = plural(value["ugc_videos"], "video") if value["ugc_videos"] else "no video", value["ugc_extra"]
        before = ""
        if pd.notna(extra):
            span = plural(ugc(data, *in_flight(campaign_of(data))).days, "day")
            before = f", against {count(value['ugc_videos'] - extra)} in the {span} before"
        parts.append(f"others made {videos} with its hashtag or sound{before}")
    return "; ".join(parts) + "."


def _viewed(value: pd.Series, seen: pd.DataFrame) -> str:
    """Delivered videos, their views, and how many of these were organic."""
    known, videos = int(seen["views"].notna().sum()), plural(len(seen), "delivered video")
    if seen.empty:
        return "No delivered video can be counted yet"
    if not known:
        return f"The views of {videos} are unknown"
    views = "1 view" if value["views"] == 1 else f"{count(value['views'])} views"
    text = f"{videos} got {views}" if known == len(seen) else f"Of {videos}, the {known} with known views got {views}"
    split = known == len(seen) and pd.notna(value["organic_views"]) and pd.notna(value["paid_views"])
    return f"{text}, {count(value['organic_views'])} of them organic" if split and value["paid_views"] > 0 else text
