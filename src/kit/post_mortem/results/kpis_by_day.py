"""The flight day by day: what the delivered videos gained, clicks, orders, revenue and videos by others."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from kit.data import Data
from kit.dates import days as days_of
from kit.finding import answer, Column, Finding, NotShown, question
from kit.orders.seen import every_order
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, in_flight, running_sentence
from kit.post_mortem.credit.ledger import ledger
from kit.post_mortem.deliveries import counted, deliveries, unseen
from kit.post_mortem.results.gains import gains
from kit.post_mortem.results.marked import reach_back
from kit.post_mortem.results.response import click_rows
from kit.post_mortem.results.ugc import ugc
from kit.wording import count, day, percent, plural

COLUMNS = (
    Column("day", "Day", "date"),
    Column("views", "Views gained", "count"),
    Column("engagements", "Engagements gained", "count"),
    Column("clicks", "Clicks", "count"),
    Column("orders", "Attributed orders", "count"),
    Column("ugc_videos", "Videos by others", "count"),
    Column("posted", "Videos posted", "count"),
    Column("revenue", "Attributed revenue", "money"),
)
DEFINITIONS = {
    "Views gained": "What the delivered videos gained on the day (UTC), paid views inside, read between two captures "
    "as growth slows: a few captures make a smooth line, and a peak of hours is not seen.",
}
MEASURES = {
    "views": "views gained",
    "engagements": "engagements gained",
    "clicks": "clicks",
    "orders": "attributed orders",
    "ugc_videos": "videos by others",
}


@question(
    "kpis_by_day",
    "How did it go, day by day?",
    priority=46,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views",),
)
def kpis_by_day(data: Data) -> Finding:
    """One row a day of the flight, up to the day of the report (UTC).

    views, engagements: gained on the day by the delivered videos that were captured twice or more and kept in sight
    (`gains`); missing on a day that captures do not reach.  clicks, orders, revenue, ugc_videos: of that day; missing
    where the export does not reach it, 0 where it does and there was none.  NotShown without a flight, or where nothing
    is known by day.
    """
    campaign = booked_campaign(data)
    since, until = in_flight(campaign)
    days = pd.date_range(since, until if campaign.today is None else min(until, campaign.today))
    table, why, followed = _table(data, days)
    if table[list(MEASURES)].isna().all().all():
        raise NotShown(f"Nothing is known by day. {' '.join(why.values())}")
    return answer(
        data,
        _sentence(table),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[running_sentence(campaign), _followed_sentence(*followed), *why.values()],
        n={"days": len(days), "videos": int(table.attrs["videos"]), "videos followed by captures": followed[0]},
        left_out=unseen(deliveries(data)),
        sources=("videos", "deliveries", "deals", "orders", "traffic"),
        window=(f"{days[0]:%Y-%m-%d}", f"{days[-1]:%Y-%m-%d}"),
        definitions=DEFINITIONS,
    )


def _table(data: Data, days: pd.DatetimeIndex) -> tuple[pd.DataFrame, dict[str, str], tuple[int, int]]:
    """The rows; why a measure is not known; how many of how many videos captures follow."""
    seen, why = counted(data), {}
    table = pd.DataFrame({"day": days})
    ids = pd.Index(seen["video_id"])
    viewed, engaged = (gains(data, ids, c, days) for c in ("views", "engagements"))
    table["views"], table["engagements"] = np.round(viewed.daily), np.round(engaged.daily)
    table["posted"] = _per_day(seen["posted_at"], days)
    if not viewed.followed:
        why["views"] = (
            "Views by day are not known: that takes two captures or more of a delivered video, the first within two "
            "days of posting or before the flight."
        )
    elif engaged.followed < viewed.followed:
        why["engagements"] = (
            f"Engagements by day are known for {plural(engaged.followed, 'video')} only."
            if engaged.followed
            else "Engagements by day are not known: no video has its likes, comments and shares in two captures."
        )
    parts: dict[str, tuple[str, Callable[[Data, pd.DatetimeIndex], pd.Series]]] = {
        "clicks": ("Clicks are not known", _clicks),
        "orders": ("Orders are not known", _orders),
        "revenue": ("Revenue is not known", _revenue),
        "ugc_videos": ("Videos by others are not known", _by_others),
    }
    for column, (start, part) in parts.items():
        try:
            table[column] = part(data, days)
        except NotShown as reason:
            table[column] = np.nan
            why[column] = refused(start, reason)
    if "orders" in why:
        why.pop("revenue", None)
    table.attrs["videos"] = len(seen)
    return table, why, (viewed.followed, viewed.asked)


def _per_day(times: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """How many of these instants fall on each day."""
    return days_of(times).value_counts().reindex(days, fill_value=0).to_numpy("float64")


def _clicks(data: Data, days: pd.DatetimeIndex) -> np.ndarray:
    """Clicks on the campaign's links; 0 on a day of which the table has other rows only, missing without any."""
    found = click_rows(data, days[0], days[-1]).groupby("date")["clicks"].sum().reindex(days)
    told = days.isin(data.table("traffic")["date"])
    return found.astype("float64").where(found.notna() | ~told, 0.0).to_numpy()


def _reached(data: Data, days: pd.DatetimeIndex) -> np.ndarray:
    """Whether a day lies between the first and the last order of the export."""
    placed = days_of(every_order(data)["ordered_at"]).dropna()
    return np.asarray((days >= placed.min()) & (days <= placed.max())) if len(placed) else np.zeros(len(days), bool)


def _orders(data: Data, days: pd.DatetimeIndex) -> np.ndarray:
    sold = ledger(data, days[0], days[-1]).attributed
    return np.where(_reached(data, days), _per_day(sold["ordered_at"], days), np.nan)


def _revenue(data: Data, days: pd.DatetimeIndex) -> np.ndarray:
    sold = data.convert(ledger(data, days[0], days[-1]).attributed, ["revenue"], "ordered_at")
    each = sold["revenue"].astype("float64").groupby(days_of(sold["ordered_at"])).sum()
    return np.where(_reached(data, days), each.reindex(days, fill_value=0.0).to_numpy("float64"), np.nan)


def _by_others(data: Data, days: pd.DatetimeIndex) -> np.ndarray:
    found, first = _per_day(ugc(data, days[0], days[-1]).videos["posted_at"], days), reach_back(data)
    return np.where(days >= first, found, np.nan) if pd.notna(first) else np.full(len(days), np.nan)


def _followed_sentence(followed: int, asked: int) -> str:
    """What to say of videos whose days cannot be read; "" where there is none, or none is read at all."""
    if not followed or followed == asked:
        return ""
    return (
        f"Views and engagements by day are those of {followed} of {plural(asked, 'delivered video')}: the others were "
        "captured too seldom to tell one day from another."
    )


def _sentence(table: pd.DataFrame) -> str:
    """The day with most views and when half of them had come; the best day of orders and of videos by others."""
    parts = []
    views = table["views"].dropna()
    if len(views) > 1 and views.sum() > 0:
        top = views.idxmax()
        parts.append(
            f"Views came fastest on {day(table.at[top, 'day'])}, with {count(round(views[top]))} of the "
            f"{count(round(views.sum()))} ({percent(views[top] / views.sum(), 0)}) gained on "
            f"{plural(len(views), 'day')} of the flight"
        )
    for column in ("clicks", "orders", "ugc_videos"):
        known = table[column].dropna()
        if len(known) and known.max() > 0 and (known == known.max()).sum() == 1:
            top = known.idxmax()
            parts.append(f"most {MEASURES[column]} on {day(table.at[top, 'day'])} ({count(known[top])})")
    if not parts:
        if not table[list(MEASURES)].sum().any():
            return "On no day of the flight is a view, click, order or video by others counted."
        return "No day of the flight stands out: what is known by day is spread over several."
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
