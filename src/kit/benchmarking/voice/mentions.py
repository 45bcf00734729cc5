"""Which videos mention which tracked brand: by hashtag, handle, sound or keyword."""

import numpy as np
import pandas as pd

from kit.benchmarking.voice.heard import heard, READ
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.selection import SELECTED, young
from kit.wording import count, plural


@once
def named(data: Data) -> pd.DataFrame:
    """Whether each video of the window (rows as in `data.videos`) mentions each tracked brand (columns, by name).

    A mention is one of the brand's hashtags, handles, sounds or keywords (table brands).
    """
    videos = data.videos[list(READ)]
    brands = data.table("brands").sort_values("brand")
    return pd.DataFrame(heard(videos, brands), videos.index, list(brands["brand"]))


@once
def voices(data: Data) -> pd.DataFrame:
    """Videos by others that mention a tracked brand, with the part of each that is every brand's: 1/k of k named.

    Videos on the brands' own accounts are theirs and left out.  Index: as in `data.videos`.
    """
    found = named(data)
    others = ~data.videos["creator_id"].isin(data.brand_accounts())
    said = found[others & found.any(axis=1)].astype(float)
    return said.div(said.sum(axis=1), axis=0)


@once
def delivered(data: Data) -> pd.DataFrame:
    """Deliveries of deals that were not cancelled, of videos of the window: video (its row), creator_id and brand.

    The brand is that of the deal's campaign, else ours; the creator is the deal's, on whose account ever the video is.
    """
    rows = data.table("deliveries")[["deal_id", "video_id"]]
    if rows.empty:
        return pd.DataFrame({"video": [], "creator_id": [], "brand": []}).astype({"video": int})
    deals = data.table("deals")
    deals = deals[deals["status"] != "cancelled"].set_index("deal_id")
    brands = campaign_brands(data, deals["campaign"])
    videos = data.videos["video_id"]
    found = pd.DataFrame(
        {
            "video": pd.Index(videos).get_indexer(rows["video_id"]),
            "creator_id": rows["deal_id"].map(deals["creator_id"]).to_numpy(),
            "brand": rows["deal_id"].map(brands).to_numpy(),
        }
    )
    known = (found["video"] >= 0) & found["creator_id"].notna() & found["brand"].isin(data.table("brands")["brand"])
    return found[known].drop_duplicates(["video", "brand"])


@once
def sponsored(data: Data) -> pd.DataFrame:
    """Whether each mention (videos × brands, as `named`) is known to be paid for: the video is marked as sponsored, or
    it was delivered for a deal of that brand."""
    marked = data.videos["is_sponsored"].fillna(False).to_numpy(dtype=bool)
    found = named(data)
    paid = found.to_numpy() & marked[:, None]
    ours = delivered(data)
    paid[ours["video"], found.columns.get_indexer(ours["brand"])] = True
    return pd.DataFrame(paid & found.to_numpy(), index=found.index, columns=found.columns)


def of_campaigns(data: Data, brand: str, rows: pd.Index) -> np.ndarray:
    """Whether each of these rows of `data.videos` carries a hashtag or sound of one of the brand's campaigns."""
    campaigns = data.table("campaigns").assign(handles=None, keywords=None)
    campaigns = campaigns[campaigns["brand"].astype("object").fillna(data.brand) == brand]
    return np.asarray(heard(data.videos.loc[rows, list(READ)], campaigns).any(axis=1))


@once
def dealt(data: Data) -> pd.DataFrame:
    """creator_id and brand of agreed and paid deals with a tracked brand: that of the deal's campaign, else ours; over:
    whether each of their deals was due (else agreed) before the first day of the videos' window (undated: no)."""
    deals = data.table("deals")
    deals = deals[deals["status"].isin(["agreed", "paid"])]
    when = pd.to_datetime(deals["due_on"].astype("object").fillna(deals["agreed_on"].astype("object")))
    over = when < (pd.Timestamp(data.window[0]) if data.window[0] else pd.Timestamp.min)
    brands = campaign_brands(data, deals["campaign"])
    found = pd.DataFrame({"creator_id": deals["creator_id"].astype("object"), "brand": brands, "over": over})
    known = found["brand"].isin(data.table("brands")["brand"]) & ~found["creator_id"].isin(data.brand_accounts())
    return found[known].groupby(["creator_id", "brand"], as_index=False)["over"].all()


def campaign_brands(data: Data, campaigns: pd.Series) -> pd.Series:
    """The brand of each campaign, else ours."""
    brands = campaigns.map(data.table("campaigns").set_index("campaign")["brand"])
    return brands.astype("object").fillna(data.brand)  # an empty table campaigns gives numbers


def compared(data: Data) -> pd.DataFrame:
    """The same where brands can be compared; NotShown, by name, where there is one brand or no mention."""
    if len(data.table("brands")) < 2:
        raise NotShown(
            f"Share of voice needs our brand and at least one competitor; the table brands has one. Add "
            f"competitors: kit import brands.csv --into {data.given}"
        )
    found = voices(data)
    if found.empty:
        raise NotShown(
            "No video outside the brands' own accounts mentions one of them; check hashtags, handles and "
            "keywords in the table brands, or import videos that were collected for them."
        )
    return found


def grown(videos: pd.DataFrame, column: str) -> pd.Series:
    """Organic counts of videos that had a week or more to gather them; missing for younger ones and where unknown.

    A video of unknown age stays in.
    """
    return videos[column].astype("float64").mask(young(videos))


def by_creator(parts: pd.DataFrame, creators: pd.Series, weight: pd.Series | None = None) -> pd.DataFrame:
    """Creators × brands: mentions, or what they weigh (views); a mention of unknown weight weighs nothing."""
    said = parts if weight is None else parts.mul(weight.fillna(0.0), axis=0)
    return said.groupby(pd.factorize(creators)[0]).sum()


def collected_caveat(videos: pd.DataFrame) -> str:
    """What to say where mentions were searched for: their shares depend on what was searched, and how far."""
    selected = int(videos["collected_by"].isin(SELECTED).sum())
    if not selected:
        return ""
    n = len(videos)
    which = "All of these videos" if selected == n else f"{count(selected)} of these {plural(n, 'video')}"
    return (
        f"{which} {'was' if selected == 1 < n else 'were'} found by hashtag or search, so shares depend on what was "
        "searched."
    )
