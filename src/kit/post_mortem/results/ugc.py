"""What people made of the campaign unpaid: videos with its hashtag or sound by accounts that had no deal."""

from dataclasses import dataclass

import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.post_mortem.campaign import campaign_of
from kit.post_mortem.results.marked import marked, reach_back


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
    """Videos of the window with the campaign's hashtags or sounds that nobody paid for (`marked`).

    Whatever posted_from and posted_to say.  NotShown if the campaign names no hashtag or sound, or if no video has
    either.
    """
    campaign, videos = campaign_of(data), marked(data)
    free = videos[videos["unpaid"]]
    if campaign.today is not None:
        until = min(until, campaign.today)  # part of a window must not be held against a whole one
    span = until - since + pd.Timedelta("1D")
    first = reach_back(data)
    covered = pd.notna(first) and span.days > 0 and first <= since - span
    earlier = between(free["posted_at"], since - span, since - pd.Timedelta("1D"))
    seen = free[between(free["posted_at"], since, until).astype(bool)].reset_index(drop=True)
    return Ugc(seen, int(earlier.sum()) if covered else None, until, max(span.days, 0))
