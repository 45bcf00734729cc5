"""Whether creators' newest videos got fewer or more views than their older ones; all count alike in expectations."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.wording import estimate as said

NEWEST = 2 / 3  # rank from which on a creator's videos are its newest third
NOTED = np.log(1.15)  # a smaller change may be views that still grow a little after day 28


def drift(videos: pd.DataFrame) -> str:
    """A sentence where views clearly fell or rose by a seventh or more; "" otherwise.  `videos`: as in Expectation."""
    dated = videos[videos["posted_at"].notna()]
    newest = dated.groupby("creator_id")["posted_at"].rank(pct=True) > NEWEST
    logs = np.log(dated["organic_views"].astype("float64").clip(lower=0.5))
    gap = estimate.within_gap(logs, newest.astype("float64"), dated["creator_id"])
    if not (gap.high < 0 or gap.low > 0) or abs(gap.value) < NOTED:
        return ""
    ratio = said(np.exp(gap.value), np.exp(gap.low), np.exp(gap.high), "number")
    side = "a booking may get fewer than expected here" if gap.value < 0 else "a booking may get more"
    return f"The newest third of creators' videos got {ratio} times the views of their older ones; {side}."
