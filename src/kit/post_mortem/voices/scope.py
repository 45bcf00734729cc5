"""Which comments are the campaign's, and which are the brand's usual ones: what was said of it before the flight."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.comments.said import every, said
from kit.data import Data
from kit.finding import NotShown
from kit.frames import holding, items
from kit.once import once
from kit.post_mortem.campaign import begun, campaign_of
from kit.post_mortem.deliveries import counted
from kit.wording import count, name, percent, plural

UNDER = "under the campaign's videos"
USUAL = (
    "Comments of the days before the flight, under other videos on the brand's account or with its hashtags or handles."
)
NONE_BEFORE = (
    "Not compared with usual: no comment of before the flight stands under other videos on the brand's account or with "
    "its hashtags or handles."
)


class Scope(NamedTuple):
    """Places in `said`, as masks: comments under the campaign's delivered videos, and the brand's usual ones.

    why_no_usual: in a sentence why there are no usual ones; "" where there are.
    """

    under: np.ndarray
    usual: np.ndarray
    why_no_usual: str


@once
def scope(data: Data) -> Scope:
    """NotShown without a delivered video that is known, without a comment with a text under any of them, or before the
    flight."""
    sent = set(counted(data)["video_id"])
    if not sent:
        raise NotShown(
            f"No delivered video of the campaign {name(data.campaign)} is known, so none of the comments is under one; "
            "import these videos, or correct the table deliveries."
        )
    comments = said(data)
    under = comments["video_id"].isin(sent).to_numpy(dtype=bool)
    if not under.any():
        videos = plural(len(sent), "delivered video")
        raise NotShown(
            f"No comment with a text is under the campaign's {videos}; import an export of the comments there."
        )
    campaign = campaign_of(data)
    begun(campaign)
    starts_on = campaign.starts_on
    if not data.brand:
        return Scope(
            under, np.zeros_like(under), "Not compared with usual: no brand is known; set the parameter brand."
        )
    if pd.isna(starts_on):
        reason = "Not compared with usual: the flight is unknown; fill in starts_on in the table campaigns."
        return Scope(under, np.zeros_like(under), reason)
    before = (comments["posted_at"] < starts_on.tz_localize("UTC")).fillna(False).to_numpy(dtype=bool)
    usual = before & ~under & comments["video_id"].isin(_of_brand(data)).to_numpy(dtype=bool)
    reason = "" if usual.any() else NONE_BEFORE
    return Scope(under, usual, reason)


def _of_brand(data: Data) -> set[str]:
    """Videos on the brand's own account, and those with its hashtags or handles."""
    brands = data.table("brands")
    tags = {tag.lower().lstrip("#") for tag in items(brands.loc[brands["brand"] == data.brand, "hashtags"])}
    handles = data.brand_accounts(data.brand)
    videos = data.videos
    named = holding(videos["hashtags"], lambda tag: tag.lower().lstrip("#") in tags)
    named |= holding(videos["mentions"], lambda handle: handle.lower().lstrip("@") in handles)
    own = videos["creator_id"].isin(handles).to_numpy(dtype=bool)
    return set(videos["video_id"][own | named])


def written(comments: pd.DataFrame) -> tuple[str, str]:
    """First and last day of the comments, for a finding's `window`; "" where none is known."""
    known = comments["posted_at"].dropna()
    return ("", "") if known.empty else (f"{known.min():%Y-%m-%d}", f"{known.max():%Y-%m-%d}")


def left_out(data: Data) -> dict[str, int]:
    """For a finding: the campaign's comments without a text."""
    sent = set(counted(data)["video_id"])
    blank = int(every(data)["video_id"].isin(sent).sum()) - int(scope(data).under.sum())
    return {"comments without a text": blank} if blank else {}


def held(data: Data) -> str:
    """How many of the comments that the videos count are in the workspace; "" where that is not known, or all are."""
    videos = counted(data)
    there = int(every(data)["video_id"].isin(set(videos["video_id"])).sum())
    if videos["comments"].isna().any() or there >= (total := int(videos["comments"].sum())):
        return ""
    return (
        f"The workspace holds {count(there)} of {plural(total, 'comment')} that these videos count "
        f"({percent(there / total, 0) if 200 * there >= total else 'under 1 %'}); the others may say something else."
    )
