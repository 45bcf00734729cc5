"""The four families of results: awareness, engagement, conversion, virality; what is not known is said by name."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate, metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import Campaign, campaign, deliveries, in_flight, once, unseen, young_sentence
from kit.post_mortem.credit import ledger, Ledger, linked
from kit.post_mortem.ugc import Ugc, ugc
from kit.wording import count, estimate as said, percent, plural

COLUMNS = (
    Column("kpi", "Result"), Column("family", "Family"), Column("said", "Value"), Column("of", "Known for"), Column("note", "What it counts"),
    Column("metric", "Name"), Column("value", "As a plain number"), Column("value_low", "from"), Column("value_high", "to"),
)
Row = dict[str, Any]


@question("kpis", "What did the campaign reach, move and set off?", priority=15, campaigns=("campaign",), deals=("campaign",),
          deliveries=("video_id",), videos=("views",))
def kpis(data: Data) -> Finding:
    """One row a result: family, value (with its interval where one is honest), for how many videos it is known, and what
    it counts.  Delivered videos count whenever they were posted; orders, clicks and videos by others in the flight.

    A result that the data lack has no value and says what is missing; it is never 0.
    """
    made = campaign(data)
    sent = deliveries(data, made)
    seen = once(sent)
    rows = [*awareness(seen), *engagement(seen), *conversion(data, made), *virality(data, made)]
    table = pd.DataFrame([{"value_low": np.nan, "value_high": np.nan, "of": ""} | row for row in rows])
    missing = int(table["value"].isna().sum())
    doubts = [top_video(seen), young_sentence(seen), f"{plural(missing, 'result is', 'results are')} not known; the table says why." if missing else ""]
    return answer(
        data, _sentence(table.set_index("metric"), len(seen)), table, COLUMNS, caveat=" ".join(d for d in doubts if d),
        status="caveat" if any(doubts[:2]) else "shown", n={"videos": len(seen), "creators": int(seen["owner"].nunique())}, left_out=unseen(sent),
        sources=("videos", "deliveries", "deals", *(t for t in ("orders", "traffic") if t in data.workspace.names)),
        window=tuple("" if pd.isna(d) else f"{d:%Y-%m-%d}" for d in (made.starts_on, made.ends_on)),
        definitions=metrics.glossary("engagements", "engagement_rate_by_views", "conversion_rate") | {
            "Views": "Starts of the video, by whoever watched; they are not people. Paid views sit inside the count and are shown apart.",
            "Interval of a rate": "Ratio of sums; 95 % interval by leaving out one creator at a time, from five creators on."},
    )


def row(family: str, metric: str, kpi: str, value: float, kind: str = "count", note: str = "", **more: Any) -> Row:
    """One result; a missing value is "not known"."""
    known = pd.notna(value)
    text = said(value, more.get("value_low", np.nan), more.get("value_high", np.nan), kind, more.pop("unit", "")) if known else "not known"
    return {"family": family, "metric": metric, "kpi": kpi, "value": float(value) if known else np.nan, "said": text, "note": note} | more


def total(family: str, metric: str, kpi: str, values: pd.Series, note: str, missing: str, whole: bool = True) -> Row:
    """A sum over videos; with `whole`, not known unless every video has it."""
    known, n = int(values.notna().sum()), len(values)
    if not known or (whole and known < n):
        return row(family, metric, kpi, np.nan, note=f"{missing} (known for {known} of {plural(n, 'video')}).", of=f"{known} of {n}")
    return row(family, metric, kpi, float(values.sum()), note=note, of=f"{known} of {n}")


def awareness(seen: pd.DataFrame) -> Iterator[Row]:
    yield row("awareness", "videos", "Videos", len(seen), note="Delivered videos that the report can count.")
    yield total("awareness", "views", "Views", seen["views"], "All views, paid ones inside.", "The export has no views", whole=False)
    yield total("awareness", "organic_views", "Organic views", seen["organic_views"], "Views less paid views.",
                "A boosted video without its paid views hides the split", whole=False)
    boosted = seen["paid_views"].where(seen["paid_views"].notna() | seen["is_ad"].fillna(False).astype(bool), 0)
    boosted = boosted if seen["is_ad"].notna().any() or seen["paid_views"].notna().any() else seen["paid_views"]
    yield total("awareness", "paid_views", "Paid views", boosted, "Bought by boosting (Spark Ads).", "Paid views are not in the export")
    yield total("awareness", "reach", "Reach", seen["reach"], "People per video, added up: who saw two videos counts twice.",
                "Reach is in the creators' own exports only")


def engagement(seen: pd.DataFrame) -> Iterator[Row]:
    for metric, label in (("engagements", "Engagements"), ("likes", "Likes"), ("comments", "Comments"), ("shares", "Shares"), ("saves", "Saves")):
        yield total("engagement", metric, label, seen[metric], "Likes, comments and shares, paid ones inside." if metric == "engagements" else "",
                    f"{label} are not in every export", whole=metric in ("engagements", "saves"))
    for prefix, label in (("", "Engagement rate by views"), ("organic_", "Engagement rate by views, organic")):
        rate = estimate.pooled_ratio(seen[f"{prefix}engagements"], seen[f"{prefix}views"], seen["owner"])
        note = "Ratio of sums over the videos that have both." if pd.notna(rate.value) else "No video has views and likes, comments and shares."
        yield row("engagement", f"{prefix}engagement_rate_by_views", label, rate.value, "rate", note, value_low=rate.low, value_high=rate.high,
                  of=f"{rate.n} of {len(seen)}")
    known = seen["avg_watch_s"].notna() & seen["views"].notna()
    if len(seen) and known.all() and seen["views"].sum():
        yield row("engagement", "avg_watch_s", "Average watch time, seconds", metrics.pooled(seen["avg_watch_s"] * seen["views"], seen["views"]), "number",
                  "Weighted by views.", of=f"{len(seen)} of {len(seen)}")
    else:
        yield row("engagement", "avg_watch_s", "Average watch time, seconds", np.nan, of=f"{int(known.sum())} of {len(seen)}",
                  note=f"Watch time is in the creators' own exports only (known for {int(known.sum())} of {plural(len(seen), 'video')}).")


def clicks(data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Clicks per link of the campaign on these days: link, clicks.  NotShown without traffic for one of them."""
    data.require("traffic", ("clicks",))
    traffic = data.table("traffic")
    traffic["link"] = linked(traffic["link"])
    ours = set(linked(pd.concat([made.deals["referral_link"], made.deals["landing_page"], pd.Series([made.landing_page], dtype="string")])).dropna())
    on = (traffic["date"] >= since) & (traffic["date"] <= until) & traffic["link"].isin(ours)
    if made.today is not None:
        on &= traffic["date"] <= made.today
    found = traffic[on & traffic["clicks"].notna()]
    if found.empty:
        raise NotShown("The table traffic has no clicks on a link of the campaign's deals in the flight.")
    return found.groupby("link", as_index=False)["clicks"].sum()


def conversion(data: Data, made: Campaign) -> Iterator[Row]:
    try:
        since, until = in_flight(made)
        links = clicks(data, made, since, until)
        yield row("conversion", "clicks", "Clicks", float(links["clicks"].sum()), note=f"On {plural(len(links), 'link')} of the campaign in the flight.")
    except NotShown as reason:
        links = None
        yield row("conversion", "clicks", "Clicks", np.nan, note=str(reason))
    try:
        since, until = in_flight(made)
        sold = ledger(data, made, since, until)
    except NotShown as reason:
        for metric, label in (("orders", "Attributed orders"), ("conversion_rate", "Conversion rate"), ("revenue", "Attributed revenue")):
            yield row("conversion", metric, label, np.nan, note=str(reason))
        return
    yield row("conversion", "orders", "Attributed orders", len(sold.attributed),
              note=f"Code or link, each once, suspected leaks out; {len(sold.floor)} with a click trail, {len(sold.orders)} with any sign of the campaign.")
    yield _conversion_rate(links, sold, made)
    yield _revenue(data, sold)


def _conversion_rate(links: pd.DataFrame | None, sold: Ledger, made: Campaign) -> Row:
    """Orders through links by clicks on the same links; links are the clusters."""
    label = "Conversion rate"
    if links is None:
        return row("conversion", "conversion_rate", label, np.nan, note="Clicks are not known.")
    owner = made.deals.assign(link=linked(made.deals["referral_link"])).dropna(subset="link").drop_duplicates("link").set_index("link")["deal_id"]
    orders = sold.orders[sold.orders["link_deal"].notna()].groupby("link_deal").size()
    per = links.assign(orders=links["link"].map(owner).map(orders)).loc[links["link"].isin(owner.index)]
    rate = estimate.pooled_ratio(per["orders"].fillna(0), per["clicks"], per["link"])
    if pd.notna(rate.value) and rate.value > 1:
        return row("conversion", "conversion_rate", label, np.nan, note="More orders than clicks came through these links: clicks are not all recorded.")
    return row("conversion", "conversion_rate", label, rate.value, "rate", "Orders through tracked links ÷ clicks on them, in the flight.", value_low=rate.low,
               value_high=rate.high, of=plural(len(per), "link"))


def _revenue(data: Data, sold: Ledger) -> Row:
    try:
        kept = data.convert(sold.attributed, ["revenue"], "ordered_at")
    except NotShown as reason:
        return row("conversion", "revenue", "Attributed revenue", np.nan, note=str(reason))
    return row("conversion", "revenue", "Attributed revenue", float(kept["revenue"].sum()), "money", unit=data.currency,
               note=f"Net of discount, refund, tax and shipping, in {data.currency}.")


def virality(data: Data, made: Campaign) -> Iterator[Row]:
    labels = {"ugc_videos": "Videos by others", "ugc_extra": "Above the rate before", "ugc_authors": "Authors", "ugc_views": "Their views"}
    try:
        since, until = in_flight(made)
        found = ugc(data, made, since, until)
    except NotShown as reason:
        for metric, label in labels.items():
            yield row("virality", metric, label, np.nan, note=str(reason))
        return
    yield from _unpaid(found, labels)


def _unpaid(found: Ugc, labels: dict[str, str]) -> Iterator[Row]:
    yield row("virality", "ugc_videos", labels["ugc_videos"], len(found.videos),
              note="With the campaign's hashtag or sound in the flight, by accounts without a deal; only those that the collection found.")
    yield row("virality", "ugc_extra", labels["ugc_extra"], found.extra, note="The data do not reach back far enough." if found.before is None else
              f"{found.before} such videos in as many days before the flight.")
    yield row("virality", "ugc_authors", labels["ugc_authors"], found.videos["creator_id"].nunique(), note="Different accounts.")
    yield row("virality", "ugc_views", labels["ugc_views"], float(found.videos["views"].sum()) if found.videos["views"].notna().any() or found.videos.empty else np.nan,
              note="Views of these videos at their newest capture.")


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
        parts = [f"{plural(videos, 'delivered video')} got {count(value['views'])} views" if pd.notna(value["views"]) else f"The views of {plural(videos, 'delivered video')} are unknown"]
    if pd.notna(value["organic_views"]) and pd.notna(value["paid_views"]) and value["paid_views"] > 0:
        parts[0] += f", {count(value['organic_views'])} of them organic"
    if pd.notna(value["engagement_rate_by_views"]):
        parts.append(f"the engagement rate by views was {by.at['engagement_rate_by_views', 'said']}")
    if pd.notna(value["orders"]):
        parts.append(f"{plural(value['orders'], 'order')} can be attributed to a creator")
    if pd.notna(value["ugc_videos"]):
        parts.append(f"others made {plural(value['ugc_videos'], 'video')} with its hashtag or sound" + (
            f", against {count(value['ugc_videos'] - value['ugc_extra'])} in as many days before" if pd.notna(value["ugc_extra"]) else ""))
    return "; ".join(parts) + "."

