"""What each deal cost and what its delivered videos brought: the rows that costs of results are made of."""

import pandas as pd

from kit import orders
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.selection import RIPE_DAYS
from kit.tier_pricing.deals import comparable, OUT, rate_wanted, rateless
from kit.wording import join, plural

COUNTS = ("views", "organic_views", "engagements")
SEEN = ("video_id", "posted_at", "age_days", "contradictory", *COUNTS)
COSTED = ("tax included at an unknown rate", "a bundle without its number of videos", "0 pieces agreed")
RESULTS = (*COUNTS, "orders")
KEPT = [
    "deal_id",
    "creator_id",
    "tier",
    "followers",
    "videos",
    "fee_cost",
    "media_cost",
    "boost",
    "agreed_on",
    "reason",
]
FOUND = ["delivered", *RESULTS, "leaked", "young", "early", "split", "unused"]
MEASURES = {  # measure → the cost, what it is divided by, and per how many of these
    "cpm_fee": ("fee_cost", "organic_views", 1000),
    "cpm": ("media_cost", "views", 1000),
    "cpv": ("media_cost", "views", 1),
    "cpe": ("media_cost", "engagements", 1),
    "cpa": ("media_cost", "orders", 1),
}


@once
def delivered(data: Data) -> pd.DataFrame:
    """One row a paid or agreed deal, with what its delivered videos brought; `unused` says why it cannot count.

    views, organic_views, engagements: sums over its delivered videos, missing where one of them is unknown; a video
    that answers several deals is split evenly among them, as in the post-mortem.  orders, leaked: see `orders.by_deal`,
    missing where unknown.  delivered: how many videos; young: whether one was captured before RIPE_DAYS; early: whether
    the days for its orders have hardly begun; split: whether only the split into paid and organic views is unknown.
    """
    deals = comparable(data)
    deals = deals[deals["status"].isin(["paid", "agreed"])].set_index("deal_id")
    links = data.table("deliveries").drop_duplicates(["deal_id", "video_id"])[["deal_id", "video_id"]]
    deals = deals.join(sums(links[links["deal_id"].isin(deals.index)], data.videos[list(SEEN)]))
    deals = deals.join(sold(data))
    deals["early"] = deals["orders"].notna() & ~deals["closed"].eq(True) & begun(deals).lt(RIPE_DAYS)
    deals = deals.assign(unused=unused(deals), delivered=deals["delivered"].fillna(0).astype(int)).reset_index()
    refusal = ["refusal"] if "refusal" in deals else []
    return deals[[*KEPT, *refusal, *FOUND]].astype({"followers": "float64", "videos": "float64"})


def unused(deals: pd.DataFrame) -> pd.Series:
    """Why a deal cannot count; "" where it can.  The first reason that holds is the one that is named."""
    lost = deals["reason"].where(deals["used_as"].eq(OUT) & ~deals["reason"].isin(COSTED), "")
    unknown = deals[list(RESULTS)].isna().all(axis=1)
    why = {
        "barter, no fee above 0": ~(deals["fee_cost"] > 0),
        "no delivered video": deals["delivered"].isna(),
        "delivered videos not in the workspace or outside the window": ~deals["found"].eq(True),
        "delivered videos whose counts contradict one another": unknown & deals["wrong"].eq(True),
        "delivered videos without views": unknown,
    }
    for reason, rows in why.items():
        lost = lost.mask(rows & lost.eq(""), reason)
    return lost


def sums(links: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Per deal the counts of its videos (missing where one of them is), and what is known of these videos."""
    seen = links.merge(videos, on="video_id", how="left", indicator="found")
    share = 1 / seen.groupby("video_id")["deal_id"].transform("size")
    seen = seen.assign(
        found=seen["found"].eq("both"),
        split=seen["organic_views"].isna() & seen["views"].notna(),
        young=(seen["age_days"] < RIPE_DAYS).fillna(False),
        wrong=seen["contradictory"].fillna(False).astype(bool),
        **{c: seen[c].astype("float64") * share for c in COUNTS},
    )
    per = seen.groupby("deal_id")
    whole = {c: per[c].sum().where(per[c].count() == per.size()) for c in COUNTS}
    return per.agg(
        delivered=("video_id", "size"),
        found=("found", "all"),
        split=("split", "any"),
        wrong=("wrong", "any"),
        young=("young", "any"),
        posted_at=("posted_at", "min"),
    ).assign(**whole)


def sold(data: Data) -> pd.DataFrame:
    """Orders per deal, by deal_id; all missing where they cannot be credited."""
    columns = {"orders": "Float64", "leaked": "Float64", "since": "datetime64[s]", "until": "datetime64[s]"}
    if orders.why_not(data):
        empty = pd.DataFrame(columns=[*columns, "closed"], index=pd.Index([], dtype="string"))
        return empty.astype(columns | {"closed": "boolean"})
    found = orders.by_deal(data).set_index("deal_id")[[*columns, "closed"]]
    return found.astype(columns | {"closed": "boolean"})


def begun(deals: pd.DataFrame) -> pd.Series:
    """Days on which orders could come and be seen."""
    posted = deals["posted_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    return (deals["until"] - deals["since"].where(~(deals["since"] < posted), posted)).dt.days


def countable(data: Data) -> pd.DataFrame:
    """The deals of `delivered` that count; NotShown, with the reasons, where there is none."""
    deals = delivered(data)
    used = deals[deals["unused"] == ""]
    if len(used):
        return used
    if len(rateless(deals)) == len(deals):
        raise NotShown(
            rate_wanted(deals)
            or "No deal is paid or agreed, so there is no cost to divide. Import such deals: kit import deals.csv"
            f" --into {data.given}"
        )
    why = join(f"{plural(k, 'deal')} ({reason})" for reason, k in left_out(deals).items())
    raise NotShown(
        f"No deal with a fee has delivered videos whose views, engagements or orders are known: {why}. Import the"
        " videos that answer the deals, and deliveries (deal_id, video_id): kit import deliveries.csv --into"
        f" {data.given}"
    )


def left_out(deals: pd.DataFrame) -> dict[str, int]:
    """Reason → how many deals of `delivered` do not count."""
    lost = deals["unused"].where(deals["unused"] != "").value_counts().sort_index()
    return {str(reason): int(k) for reason, k in lost.items()}


def realised(used: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """One row a group: each of MEASURES as a ratio of sums over the deals that know both sides; NaN without results.

    <measure>_deals: how many deals that are; <cost>, <result>: their sums, missing where no deal knows them; cpe_cost,
    cpa_cost: the media cost behind CPE and CPA.
    """
    found = {}
    for measure, (cost, result, times) in MEASURES.items():
        both = used[cost].notna() & used[result].notna()
        rows, of = used.loc[both, [cost, result]].astype("float64"), group[both]
        per = rows.groupby(of.to_numpy()).sum().reindex(group.unique())
        found[measure] = times * per[cost] / per[result].where(per[result] > 0)
        found[f"{measure}_deals"] = of.value_counts().reindex(per.index, fill_value=0)
        found[result] = per[result]
        found[cost if cost not in found else f"{measure}_cost"] = per[cost]
    return pd.DataFrame(found).drop(columns=["cpv_cost", "cpv_deals"])
