"""What people made of the campaign unpaid: videos with its hashtag or sound by accounts that had no deal."""

from dataclasses import dataclass

import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.finding import NotShown
from kit.post_mortem.campaign import campaign_of


@dataclass(frozen=True)
class Ugc:
    """Unpaid videos of a window, and those of the equally long time before it (`before`; None: not in the data).

    `until`, `days`: last day of the window that the report sees, and how many days of it there are.
    """

    videos: pd.DataFrame
    before: int | None
    until: pd.Timestamp
    days: int

    @property
    def extra(self) -> float:
        """Videos above the rate before; NaN where that is unknown."""
        return float("nan") if self.before is None else float(len(self.videos) - self.before)


def ugc(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Ugc:
    """Videos of the window with the campaign's hashtags or sounds by accounts without any deal of the campaign.

    Whatever posted_from and posted_to say.  Brands' own accounts and videos marked as paid partnership are out.
    NotShown if the campaign names no hashtag or sound, or if no video has either.
    """
    campaign = campaign_of(data)
    if not campaign.hashtags and not campaign.sound_ids:
        raise NotShown(
            "The table campaigns names no hashtag or sound of the campaign, so what others made with it cannot be "
            "found; fill in hashtags or sound_ids."
        )
    videos = data.table("videos")
    videos["age_days"] = (videos["captured_at"] - videos["posted_at"]).dt.total_seconds() / 86400
    if videos["hashtags"].isna().all() and videos["sound_id"].isna().all():
        raise NotShown(
            "No video of this workspace has hashtags or a sound, so videos made with the campaign's cannot be found; "
            "import an export that has them."
        )
    branded = videos["hashtags"].map(lambda tags: any(t.lower().lstrip("#") in campaign.hashtags for t in tags or []))
    branded = branded.astype(bool) | videos["sound_id"].isin(campaign.sound_ids).fillna(False)
    free = branded & ~videos["creator_id"].isin(_paid(data)) & ~videos["is_sponsored"].astype("boolean").fillna(False)
    if campaign.today is not None:
        until = min(until, campaign.today)  # part of a window must not be held against a whole one
    then = free & between(videos["posted_at"], since, until)
    span = until - since + pd.Timedelta("1D")
    first = videos["posted_at"].min()
    covered = pd.notna(first) and span.days > 0 and first.tz_localize(None) <= since - span + pd.Timedelta("1D")
    earlier = free & between(videos["posted_at"], since - span, since - pd.Timedelta("1D"))
    seen = videos[then.astype(bool)].reset_index(drop=True)
    return Ugc(seen, int(earlier.sum()) if covered else None, until, max(span.days, 0))


def _paid(data: Data) -> set[str]:
    """Accounts with a deal of the campaign, whatever became of it, and the brands' own."""
    deals, brands = data.table("deals"), data.table("brands")
    paid = set(deals.loc[(deals["campaign"] == data.campaign).fillna(False), "creator_id"])
    return paid | {h.lower().lstrip("@") for handles in brands["handles"] for h in handles or []}
