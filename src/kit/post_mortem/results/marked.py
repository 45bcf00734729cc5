"""Videos that carry the campaign's hashtag or sound, whoever made them, and which of them nobody paid for."""

from collections.abc import Iterator

import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.finding import NotShown
from kit.frames import holding
from kit.once import once
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.post_mortem.rows import Row, row
from kit.wording import count, plural

MARKS = {"hashtag": "Hashtag views", "sound": "Sound views"}


@once
def marked(data: Data) -> pd.DataFrame:
    """The workspace's videos with the campaign's hashtags or sounds, whatever posted_from and posted_to say: columns of
    `videos`, age_days, has_hashtag, has_sound and `unpaid`.

    Unpaid: not by an account with any deal of the campaign (whatever became of it), not on a brand's account, not
    delivered for the campaign, not marked as paid partnership.  `reach_back`: the workspace's first day of posting, in
    `attrs`.  NotShown if the campaign names no hashtag or sound, if no video has either, or if none with the campaign's
    has a day of posting.
    """
    campaign = campaign_of(data)
    if not campaign.hashtags and not campaign.sound_ids:
        raise NotShown(
            "The table campaigns names no hashtag or sound of the campaign, so what others made with it cannot be "
            "found; fill in hashtags or sound_ids."
        )
    videos = data.table("videos")
    if videos["hashtags"].isna().all() and videos["sound_id"].isna().all():
        raise NotShown(
            "No video of this workspace has hashtags or a sound, so videos made with the campaign's cannot be found; "
            "import an export that has them."
        )
    first = videos["posted_at"].min()
    videos["has_hashtag"] = holding(videos["hashtags"], lambda tag: tag.lower().lstrip("#") in campaign.hashtags)
    videos["has_sound"] = videos["sound_id"].isin(campaign.sound_ids).fillna(False).astype(bool)
    kept = videos[videos["has_hashtag"] | videos["has_sound"]].reset_index(drop=True)
    if len(kept) and kept["posted_at"].isna().all():
        raise NotShown(
            "No video with the campaign's hashtag or sound has a day of posting, so none can be placed in the flight; "
            "import an export with posted_at."
        )
    free = ~kept["creator_id"].isin(_paid(data)) & ~kept["video_id"].isin(_delivered(data))
    free &= ~kept["is_sponsored"].astype("boolean").fillna(False).astype(bool)
    age = (kept["captured_at"] - kept["posted_at"]).dt.total_seconds() / 86400
    kept = kept.assign(age_days=age, unpaid=free.astype(bool))
    kept.attrs["reach_back"] = first
    return kept


def reach_back(data: Data) -> pd.Timestamp:
    """The first day on which the workspace has a video; NaT where no video has a date."""
    first = marked(data).attrs["reach_back"]
    return pd.NaT if pd.isna(first) else first.tz_localize(None).normalize()  # type: ignore[return-value]


def _paid(data: Data) -> set[str]:
    """Accounts with a deal of the campaign, whatever became of it, and the brands' own."""
    deals = data.table("deals")
    return set(deals.loc[(deals["campaign"] == data.campaign).fillna(False), "creator_id"]) | data.brand_accounts()


def _delivered(data: Data) -> set[str]:
    deals, sent = data.table("deals"), data.table("deliveries")
    own = deals.loc[(deals["campaign"] == data.campaign).fillna(False), "deal_id"]
    return set(sent.loc[sent["deal_id"].isin(own), "video_id"])


def marked_views(data: Data) -> Iterator[Row]:
    """Views of all videos of the flight with the campaign's hashtag, and with its sound, bought ones inside."""
    try:
        campaign, (since, until) = campaign_of(data), in_flight(campaign_of(data))
        found = marked(data)
    except NotShown as reason:
        for mark, label in MARKS.items():
            yield row("awareness", f"{mark}_views", label, float("nan"), note=str(reason))
        return
    then = found[between(found["posted_at"], since, until).astype(bool)]
    for mark, label in MARKS.items():
        if not (campaign.hashtags if mark == "hashtag" else campaign.sound_ids):
            note = f"The table campaigns names no {mark} of the campaign."
            yield row("awareness", f"{mark}_views", label, float("nan"), note=note)
            continue
        videos = then[then[f"has_{mark}"]]
        views, of = videos["views"], f"{int(videos['views'].notna().sum())} of {len(videos)}"
        if len(videos) and views.isna().all():
            note = "The videos found have no views."
            yield row("awareness", f"{mark}_views", label, float("nan"), note=note, of=of)
            continue
        free = count(videos.loc[videos["unpaid"], "views"].sum())
        note = (
            f"{plural(len(videos), 'video')} of the flight that the collection found, by anybody; {free} of the views "
            "by accounts without a deal."
        )
        yield row("awareness", f"{mark}_views", label, float(views.sum()), note=note, of=of)
