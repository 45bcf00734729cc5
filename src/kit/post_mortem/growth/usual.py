"""The other videos of the campaign's creators: what is normal for them."""

import pandas as pd

from kit.data import Data
from kit.once import once
from kit.post_mortem.deliveries import counted
from kit.selection import SELECTED

LIST_THEM = "import the delivered videos, and list them in the table deliveries"


@once
def usual(data: Data) -> pd.DataFrame:
    """One row a video (index video_id: creator_id, tier, is_sponsored) on the accounts of the creators who delivered:
    none that is marked as sponsored, answers a deal (of this campaign or another), or was found by hashtag or search,
    which bring up the popular ones.  No brand's account."""
    videos = data.videos
    owners = set(counted(data)["owner"]) - data.brand_accounts()
    sold = set(data.table("deliveries")["video_id"])
    kept = videos["creator_id"].isin(owners) & ~videos["video_id"].isin(sold)
    kept &= ~videos["is_sponsored"].fillna(False).astype(bool) & ~videos["collected_by"].isin(SELECTED)
    rows = videos.loc[kept.fillna(False).astype(bool), ["video_id", "creator_id", "tier", "is_sponsored"]]
    return rows.set_index("video_id")
