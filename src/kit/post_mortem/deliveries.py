"""The videos that answer the campaign's booked deals, and what to say of those that cannot be counted yet."""

import pandas as pd

from kit import rollups
from kit.data import Data
from kit.once import once
from kit.post_mortem.campaign import booked_campaign
from kit.selection import YOUNG_DAYS
from kit.wording import percent, plural

FACTS = ("posted_at", "duration_s", "is_sponsored", "status", "captured_at")  # known outside of the window too
COUNTS = ("views", "organic_views", "paid_views", "engagements", "organic_engagements", "likes", "comments", "shares")


@once
def deliveries(data: Data) -> pd.DataFrame:
    """One row a booked deal and video of it: deal_id, video_id, owner (the deal's creator), the video's dates,
    state and counts, and `known`: "yes", "outside" (of posted_from–posted_to) or "no" (the workspace has none such).

    `share` splits a video that answers several deals.  A takeover's video stands on the brand's account, yet its owner
    is the deal's creator.  NotShown without the table, or without a booked deal.
    """
    data.require("deliveries", ("deal_id", "video_id"))
    deals = booked_campaign(data).deals[["deal_id", "creator_id", "creator", "tactic"]]
    pairs = data.table("deliveries")[["deal_id", "video_id"]].merge(
        deals.rename(columns={"creator_id": "owner"}), on="deal_id"
    )
    facts = data.table("videos")[["video_id", *FACTS]].set_index("video_id")
    seen = data.videos.drop(columns=["source", "imported_at"])
    out = pairs.merge(seen, on="video_id", how="left", indicator="known")
    out["known"] = out["known"].astype("string").map({"both": "yes", "left_only": "no"})
    out.loc[(out["known"] == "no") & (facts.index.get_indexer(out["video_id"]) >= 0), "known"] = "outside"
    facts = facts.reindex(out["video_id"])
    for column in FACTS:
        out[column] = facts[column].array
    lost = out["known"] == "no"
    out = out[~(lost & out["video_id"].isin(_later(data, out.loc[lost, "video_id"])))]
    out = out.assign(share=1 / out.groupby("video_id")["deal_id"].transform("size"))
    return out.sort_values(["deal_id", "posted_at", "video_id"], ignore_index=True)


def _later(data: Data, video_ids: pd.Series) -> set[str]:
    """Those of these videos that are first seen after `as_of`: at that time nothing had been delivered."""
    if video_ids.empty:
        return set()
    rows = data.workspace.roll("videos", rollups.of, "video_id", tuple(video_ids), ("video_id",))
    return set(rows["video_id"].to_pylist())


@once
def counted(data: Data) -> pd.DataFrame:
    """Each delivered video that the report sees, once."""
    sent = deliveries(data)
    return sent[sent["known"] == "yes"].drop_duplicates("video_id").reset_index(drop=True)


def young(videos: pd.DataFrame) -> int:
    """How many of these videos were last counted at an age below a week."""
    return int((videos["age_days"] < YOUNG_DAYS).fillna(False).sum())


def young_sentence(n: int) -> str:
    """What to say of `n` videos that still grow; "" of none."""
    if not n:
        return ""
    return (
        f"{plural(n, 'video was', 'videos were')} last counted less than {YOUNG_DAYS} days after posting and will "
        "still grow."
    )


def contradictory_sentence(videos: pd.DataFrame) -> str:
    """What to say of videos of which no count is believed; "" where there is none."""
    n = int(videos["contradictory"].fillna(False).sum())
    if not n:
        return ""
    return (
        f"{plural(n, 'delivered video has', 'delivered videos have')} far fewer views than likes, comments, shares or "
        "saves; these counts are taken as unknown."
    )


def overfull(videos: pd.DataFrame) -> pd.Series:
    """Whether a video has more engagements than views, all or organic: no rate holds it."""
    more = [videos[f"{part}engagements"] > videos[f"{part}views"] for part in ("", "organic_")]
    return (more[0].fillna(False) | more[1].fillna(False)).astype(bool)


def unseen(sent: pd.DataFrame) -> dict[str, int]:
    """Deliveries that the report cannot count, for `left_out`."""
    return {
        "deliveries whose video is not in the workspace": int((sent["known"] == "no").sum()),
        "deliveries posted outside posted_from–posted_to": int((sent["known"] == "outside").sum()),
    }


def top_video(videos: pd.DataFrame) -> str:
    """A word where one of several videos holds most of the views; "" otherwise."""
    total = videos["views"].sum()
    share = float(videos["views"].max()) / float(total) if len(videos) > 1 and total else 0.0
    if share <= 0.5:
        return ""
    known = "known " if videos["views"].isna().any() else ""
    part = "nearly all" if share >= 0.995 else percent(share, 0)
    return (
        f"One of {plural(len(videos), 'video')} holds {part} of the {known}views: it decides their sum "
        "and makes its creator and tactic look better than another such video would."
    )
