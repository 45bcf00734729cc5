"""Forecasts of the campaign's deals beside what their videos got: the rows of which a forecast is judged."""

import numpy as np
import pandas as pd

from kit import rollups
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.deliveries import deliveries
from kit.post_mortem.growth.projection import projected
from kit.post_mortem.promised.delivered import DOWN, states
from kit.selection import RIPE_DAYS
from kit.wording import name

FORECAST = ("forecast_views", "forecast_low", "forecast_high", "forecast_made_at")
PLANNED = "plan-"  # the beginning of the ids that tier pricing gives to planned deals
PLACES = ("below", "inside", "above")


@once
def forecast_rows(data: Data) -> pd.DataFrame:
    """One row a booked deal with a forecast whose outcome can be told: deal_id, creator_id, creator, and

    forecast, low, high   views expected of all its videos, and their range (missing where it has none, or an inverted
                          one), as last written before its first video was posted, in whichever capture of the deals
    actual   organic views of its videos at day 28 (what they have now where older, or where not projected), as paid
             views are bought beside what was forecast; 0 for a deal that was due and brought nothing; a video of
             several deals is split
    ratio    actual ÷ forecast; missing where actual is 0
    inside   whether actual lies in the range (both ends in); place: below, inside, above; missing without a range
    young, projected      whether a video of it is younger than 28 days, and whether such ones are projected
    dated    whether the forecast is known to be older than the first video
    planned  whether the kit's plan made it (by its deal_id)

    What is left out is counted in `left_out`.  NotShown where no deal of the campaign has a forecast.
    """
    rows = _judged(data)
    rows = rows[rows["why"] == ""].drop(columns="why")
    known = rows["low"].notna() & rows["high"].notna()
    place = np.select([rows["actual"] < rows["low"], rows["actual"] > rows["high"]], ["below", "above"], "inside")
    place = pd.Series(place, rows.index, dtype="string").where(known)
    ratio = (rows["actual"] / rows["forecast"]).where(rows["actual"] > 0)
    return rows.assign(place=place, inside=(place == "inside").astype("boolean"), ratio=ratio).reset_index(drop=True)


def left_out(data: Data) -> dict[str, int]:
    """Booked deals whose forecast is not judged, by the reason."""
    why = _judged(data)["why"]
    return {str(reason): int(n) for reason, n in why[why != ""].value_counts().sort_index().items()}


@once
def _judged(data: Data) -> pd.DataFrame:
    """Every booked deal with a forecast; `why` it cannot be judged, "" where it can."""
    came = states(data).set_index("deal_id")
    made = _forecasts(data, came.index)
    if made.empty:
        raise NotShown(
            f"No booked deal of the campaign {name(data.campaign)} has a forecast, so there is none to hold against "
            "what came. The report tier_pricing writes one for each deal that it plans; import these rows, with "
            f"the columns {', '.join(FORECAST)}: kit import deals.csv --into {data.given}"
        )
    rows = made.join(came[["creator_id", "creator", "state", "videos_delivered"]])
    nothing, found = (rows["videos_delivered"] == 0).astype(bool), _actual(data, rows.index)
    rows["actual"] = found["actual"].astype("float64").mask(nothing, 0.0)
    rows["young"], rows["projected"] = found["young"], found["projected"]
    reasons = {
        "deals not due yet": rows["state"] == "not due",
        "forecast made after the first video": rows["after"],
        "forecast of no views": ~(rows["forecast"] > 0),
        "deals that cannot be checked": nothing & (rows["state"] == "cannot be checked"),
        "deals with a video whose organic views are unknown": rows["actual"].isna(),
    }
    why = np.select([np.asarray(mask, dtype=bool) for mask in reasons.values()], list(reasons), "")
    rows = rows.assign(why=why, planned=rows.index.str.startswith(PLANNED)).drop(columns=["after", "videos_delivered"])
    return rows.rename_axis("deal_id").reset_index()


def _forecasts(data: Data, deal_ids: pd.Index) -> pd.DataFrame:
    """The forecast of each booked deal: the last one before its first video, else the first after it (`after`).

    An import keeps a forecast that a later export lacks; captures are read for what changed in between.  Without
    forecast_made_at, a forecast that a capture before the first video holds is older than that video; else undated.
    """
    own = data.roll("deals", rollups.of, "deal_id", tuple(deal_ids), ("deal_id", "captured_at", *FORECAST))
    own, posted = own[own["forecast_views"].notna()], deliveries(data).groupby("deal_id")["posted_at"].min()
    first = posted.reindex(own["deal_id"]).set_axis(own.index)
    made, seen = own["forecast_made_at"], own["captured_at"]
    after = (made >= first).fillna(False) & first.notna()
    dated = made.notna() | (seen < first).fillna(False) | first.isna()
    low, high = (own[c].astype("float64") for c in ("forecast_low", "forecast_high"))
    fits = (low <= high) & (high > 0)
    own = own.assign(
        forecast=own["forecast_views"].astype("float64"),
        low=low.where(fits),
        high=high.where(fits),
        after=after.astype(bool),
        dated=dated.astype(bool),
        when=made.fillna(seen),
    ).sort_values(["deal_id", "when"], na_position="first", kind="stable")
    before = own[~own["after"]].groupby("deal_id").tail(1)
    late = own[~own["deal_id"].isin(before["deal_id"])].groupby("deal_id").head(1)
    kept = pd.concat([before, late]).sort_values("deal_id").set_index("deal_id")
    return kept[["forecast", "low", "high", "after", "dated"]]


def _actual(data: Data, deal_ids: pd.Index) -> pd.DataFrame:
    """Index deal_id: actual, young, projected, as of `forecast_rows`; actual missing where a video is not counted."""
    sent = deliveries(data)
    sent = sent[sent["deal_id"].isin(deal_ids)]
    rows = sent[["deal_id"]].assign(
        now=sent["organic_views"].astype("float64") * sent["share"],
        more=_growth(data, sent) * sent["share"],
        young=((sent["age_days"] < RIPE_DAYS).fillna(False) & ~sent["status"].isin(DOWN)).astype(bool),
    )
    rows["untold"] = rows["young"] & rows["more"].isna()
    per = rows.groupby("deal_id")
    now, told = per["now"].sum().where(per["now"].count() == per.size()), ~per["untold"].any()
    projected = per["young"].any() & told
    actual = now + per["more"].sum().where(projected, 0.0)
    table = pd.DataFrame({"actual": actual, "young": per["young"].any(), "projected": projected}).reindex(deal_ids)
    return table.assign(**{c: table[c].eq(True) for c in ("young", "projected")})  # a deal without videos: neither


def _growth(data: Data, sent: pd.DataFrame) -> pd.Series:
    """The views that each video is still to get until day 28, all of them organic; missing where that is unknown."""
    try:
        found = projected(data)
    except NotShown:
        return pd.Series(np.nan, sent.index)
    more = found["value"] - found["views"]
    return pd.Series(more.reindex(sent["video_id"]).to_numpy("float64"), sent.index)
