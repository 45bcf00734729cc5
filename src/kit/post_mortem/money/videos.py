"""What each video of a deal cost: the deal's amounts spread evenly, so that videos add up to the deal."""

from typing import Any

import numpy as np
import pandas as pd

from kit.post_mortem.campaign import FILMED

VIDEO = ["deal_id", "deliverable", "videos_agreed"]  # what this needs of a deal beside its row
COSTS = ["fee_cost", "media_cost", "loaded_cost"]
COUNTS = ["views", "organic_views", "engagements"]
SALES = ["clicks", "orders", "revenue"]


def by_video(deals: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """One row a deal and delivered video, and one for what has no video, in the order of `deals`.

    deals: rows with VIDEO, name, videos, COSTS and SALES; sent: `deliveries`.  A deal's costs are spread evenly over
    its videos, agreed or delivered, whichever are more: agreed ones that did not come keep their part in one row of the
    level "no video", and so does a story or a live.  A video for several deals counts for each by its part.  Clicks,
    orders and revenue name deals, not videos: they are known for the only video of a deal alone.
    """
    deals = deals.assign(place=range(len(deals)))
    agreed = deals["videos_agreed"].astype("float64").where(deals["deliverable"].isin(FILMED), np.nan)
    deals["of"] = np.fmax(np.fmax(agreed, deals["videos"]), 1).astype(int)
    pairs = sent[["deal_id", "video_id"]].assign(**{c: sent[c].astype("float64") * sent["share"] for c in COUNTS})
    pairs["nth"] = pairs.groupby("deal_id").cumcount() + 1
    pairs = deals.drop(columns=COUNTS).merge(pairs, on="deal_id")
    only = pairs["of"] == 1
    come = pairs.assign(
        level="video",
        videos=1,
        name=pairs["name"]
        + ", video"
        + pairs["nth"].map(" {} of ".format).add(pairs["of"].astype(str)).where(~only, ""),
        **{c: pairs[c] / pairs["of"] for c in COSTS},
        **{c: pairs[c].where(only) for c in SALES},
    )
    lost = deals[deals["of"] > deals["videos"]]
    part = (lost["of"] - lost["videos"]) / lost["of"]
    none = lost.assign(
        level="no video",
        name=[f"{row.name}, {_lost(row)}" for row in lost[["name", *VIDEO, "videos", "of"]].itertuples(index=False)],
        nth=lost["of"] + 1,
        videos=0,
        **{c: lost[c] * part for c in COSTS},
        **dict.fromkeys((*COUNTS, *SALES), np.nan),
    )
    rows = pd.concat([come, none], ignore_index=True).sort_values(["place", "nth"], ignore_index=True)
    return rows.drop(columns=["place", "of", "nth", *VIDEO]).assign(deals=np.nan)


def _lost(deal: Any) -> str:
    """What stands for the part of a deal that has no video."""
    if pd.notna(deal.deliverable) and deal.deliverable not in FILMED:
        return f"{deal.deliverable} without a video"
    return "no video so far" if not deal.videos else f"{deal.of - deal.videos} of {deal.of} videos not there"
