"""During which days a deal's code or link brings orders that can be seen here."""

import pandas as pd

from kit.data import Data
from kit.dates import days
from kit.finding import NotShown
from kit.once import once
from kit.orders.keys import linked, spelled
from kit.orders.seen import every_order

BOOKED = ("agreed", "paid")  # asked and planned deals bought nothing yet, cancelled ones nothing at all
KINDS = {"promo_code": spelled, "referral_link": linked}  # an order's code comes before its link
LIKELY_EMPTY = 3.0  # orders expected before the first one, above which the table does not reach that far back
SLACK = 1  # days, as shops have time zones
CODED = 0.95  # share of orders with a code or a link, from which only such orders were exported
CODED_SLACK = 14  # days granted to such an export
STRAY = 100  # one order in so many may have a date far from all others


@once
def keys(data: Data) -> pd.DataFrame:
    """One row a booked deal and key (kind: promo_code or referral_link), by key, then in the order of their windows:
    kind, key, deal_id, campaign, since, until (NaT: no limit).

    A deal's window is its campaign's flight; where a day of that is unknown, it begins on agreed_on, and has no end.
    Of several windows of one key, each ends before the next begins.  NotShown without a booked deal that has a key.
    """
    deals = data.table("deals")
    deals = deals[deals["status"].isin(BOOKED).fillna(False)].sort_values("deal_id", ignore_index=True)
    flights = data.table("campaigns").set_index("campaign")[["starts_on", "ends_on"]].reindex(deals["campaign"])
    begin, end = (pd.Series(flights[c].to_numpy(), deals.index).astype("datetime64[s]") for c in flights)
    agreed = deals["agreed_on"].astype("datetime64[s]")
    rows = deals[["deal_id", "campaign"]].assign(since=begin.fillna(agreed), until=end, agreed_on=agreed)
    parts = [rows.assign(kind=kind, key=written(deals[kind])) for kind, written in KINDS.items()]
    every = pd.concat(parts, ignore_index=True).dropna(subset="key")
    if every.empty:
        raise NotShown(
            "No deal that is agreed or paid has a promo_code or a referral_link, so no order can be credited to a deal;"
            f" fill them in: kit import deals.csv --into {data.given}"
        )
    every = every.sort_values(["kind", "key", "since", "agreed_on", "deal_id"], na_position="first", ignore_index=True)
    following = every.groupby(["kind", "key"])["since"].shift(-1) - pd.Timedelta(days=1)
    return every.assign(until=every["until"].where(~(following < every["until"]), following).fillna(following))


@once
def windows(data: Data) -> pd.DataFrame:
    """One row a deal of `keys`, by deal_id: since, until (cut to the last day that can be seen), closed (the window
    ends by then), begun, covered.

    The first day that can bring orders is since or, where later, that of the deal's first video.  begun: it is known,
    and not after the last day that can be seen; covered: the table orders reaches back to it, too.
    """
    first, last = reach(data)
    far = pd.Timestamp.max.as_unit("s")  # stands for no limit
    owned = keys(data)
    per = owned.assign(until=owned["until"].fillna(far)).groupby("deal_id")
    spans = pd.DataFrame({"since": per["since"].min(), "until": per["until"].max()}).reset_index()
    closed = (spans["until"] <= last).astype(bool)
    until = spans["until"].where(spans["until"] < far, last).clip(upper=last)
    posted = pd.Series(_first_videos(data).reindex(spans["deal_id"]).to_numpy(), spans.index)
    start = spans["since"].mask(spans["since"] < posted, posted)
    begun = (start <= last).astype(bool)
    return spans.assign(until=until, closed=closed, begun=begun, covered=begun & (start >= first).astype(bool))


def _first_videos(data: Data) -> pd.Series:
    """Deal → the day on which its first delivered video was posted; missing where one of them has no such day."""
    posted = data.table("videos").set_index("video_id")["posted_at"]
    sent = data.table("deliveries")[["deal_id", "video_id"]]
    on = days(sent["video_id"].map(posted)) if len(posted) else pd.Series(pd.NaT, sent.index, dtype="datetime64[s]")
    per = on.groupby(sent["deal_id"])
    return per.min().where(per.count() == per.size())


@once
def reach(data: Data) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days between which the table orders can be said to hold every order, both in; NaT without any order.

    It ends on the last order's day, or that of the newest capture.  It reaches back to the first order (strays apart),
    and further by as many days as may have brought none at the pace since then.  Where (nearly) all orders carry a code
    or a link, the export was of such orders only, whose first comes after the first video: two weeks are granted.
    """
    orders = every_order(data)
    on = days(orders["ordered_at"]).dropna()
    if on.empty:
        return pd.NaT, pd.NaT  # type: ignore[return-value]
    until, captured = data.as_of, days(orders["captured_at"]).max()
    last = on.max() if pd.isna(captured) else max(on.max(), captured)
    last = last if until is None else min(last, until.tz_localize(None).normalize())
    first = on.sort_values().iloc[len(on) // STRAY]
    pace = len(on) / ((last - first).days + 1)
    only_coded = orders[list(KINDS)].notna().any(axis=1).mean() >= CODED
    quiet = max(int(LIKELY_EMPTY / pace), CODED_SLACK if only_coded else SLACK)
    return first - pd.Timedelta(days=quiet), last
