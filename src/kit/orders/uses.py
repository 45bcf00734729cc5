"""During which days a code is in use as agreed: from its deal's first video until some time after the flight."""

import pandas as pd

from kit.data import Data
from kit.dates import days
from kit.once import once
from kit.orders.keys import spelled
from kit.orders.windows import BOOKED

EARLY = 1  # days before the first video, as shops have time zones
LATE = 30  # days after the flight, or the last video, in which a code is still used honestly: videos stay up


@once
def uses(data: Data) -> pd.DataFrame:
    """One row a code (as `spelled`) of booked deals: since, until (days, both in; NaT: cannot be told).

    Only for deals of a campaign whose flight has both days in their order.  A code begins EARLY days before its deal's
    first video or, where that is not surely known (a story may have come before it, a video is not in the workspace),
    before the flight or a known video, whichever is first.  It ends LATE days after the flight, the last video, or
    live_until, whichever is last.  Of several deals with one code the widest days.
    """
    deals = data.table("deals")
    deals = deals[deals["status"].isin(BOOKED).fillna(False)].assign(key=spelled(deals["promo_code"]))
    deals = deals.dropna(subset="key").reset_index(drop=True)
    flights = data.table("campaigns").set_index("campaign")[["starts_on", "ends_on"]].reindex(deals["campaign"])
    start, end = (pd.Series(flights[c].to_numpy(), deals.index).astype("datetime64[s]") for c in flights)
    valid = (start <= end).fillna(False).astype(bool)
    posted = videos(data).groupby("deal_id")["posted_at"]
    seen = pd.DataFrame({"first": posted.min(), "last": posted.max(), "known": posted.count(), "sent": posted.size()})
    seen = seen.reindex(deals["deal_id"]).set_index(deals.index)
    first, last = (days(seen[c].astype("datetime64[us, UTC]")) for c in ("first", "last"))
    whole = (
        deals["deliverable"].eq("video") & (seen["known"] == seen["sent"]) & (seen["sent"] >= deals["videos_agreed"])
    )
    since = first.where(whole.fillna(False).astype(bool), pd.concat([start, first], axis=1).min(axis=1))
    ends = [end, last, deals["live_until"].astype("datetime64[s]")]
    table = pd.DataFrame(
        {
            "key": deals["key"],
            "since": (since - pd.Timedelta(days=EARLY)).where(valid),
            "until": (pd.concat(ends, axis=1).max(axis=1) + pd.Timedelta(days=LATE)).where(valid),
        }
    )
    per = table.groupby("key")
    whole_key = per.count().eq(per.size(), axis=0)
    return pd.DataFrame({"since": per["since"].min(), "until": per["until"].max()}).where(whole_key)


@once
def videos(data: Data) -> pd.DataFrame:
    """One row a delivered video: deal_id, key (the deal's code; missing without), posted_at (NaT where unknown)."""
    sent = data.table("deliveries")[["deal_id", "video_id"]].drop_duplicates()
    known = data.table("videos").set_index("video_id")["posted_at"]
    codes = data.table("deals").drop_duplicates("deal_id").set_index("deal_id")["promo_code"]
    posted = pd.to_datetime(pd.Series(known.reindex(sent["video_id"]).to_numpy(), sent.index), utc=True)
    key = spelled(sent["deal_id"].map(codes).astype("string"))
    return sent.assign(key=key, posted_at=posted.astype("datetime64[us, UTC]"))
