"""A short name for each delivered video: its creator and the day that it was posted."""

import pandas as pd

from kit.data import Data
from kit.once import once
from kit.post_mortem.deliveries import counted
from kit.wording import clean, shorten

WIDTH = 28


@once
def labels(data: Data) -> pd.Series:
    """ "Ann, 4 May" by video_id, with the hour where a creator posted twice on that day; unknown days are left away."""
    seen = counted(data).set_index("video_id").sort_values("posted_at")
    who = seen["creator"].map(lambda text: shorten(clean(text), WIDTH) or "(no name)")
    posted = seen["posted_at"]
    found = (who + posted.map(lambda at: f", {at.day} {at:%b}", na_action="ignore").fillna("")).astype("string")
    twice = found.duplicated(keep=False) & posted.notna()
    found = found.where(~twice, found + posted.dt.strftime(" %H:%M").astype("string"))
    again = found.groupby(found).cumcount()
    return found.where(again == 0, found + " (" + (again + 1).astype("string") + ")")
