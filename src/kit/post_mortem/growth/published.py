"""Two published curves of how views arrive; they disagree, so they bound a guess and are no interval."""

from typing import Any

import numpy as np
import pandas as pd

CURVES = {  # share of the final views by age in days
    "Trendpop": {1: 0.32, 2: 0.38, 7: 0.55, 90: 1.0},  # trendpop.com/post/the-new-tiktok-video-lifecycle-…, grade B
    "Shortimize": {1: 0.72, 35: 0.95},  # shortimize.dreamhosters.com/?p=1534, of 2026, grade C
}
SOURCE = (
    "Trendpop (grade B) has 32 % of views by 24 hours, 38 % by 48 hours, 55 % by day 7 and all by day 90; Shortimize "
    "2026 (grade C) about 72 % on day one and 95 % at day 35"
)


def published_growth(ages: Any, until: float) -> pd.DataFrame:
    """Growth from each age (1 day or more) to `until` by either curve, one column a curve; log-linear in log age."""
    asked = np.log(np.asarray(ages, dtype="float64"))
    found = {}
    for name, curve in CURVES.items():
        days, shares = np.log(list(curve)), np.log(list(curve.values()))
        found[name] = np.exp(np.interp(np.log(until), days, shares) - np.interp(asked, days, shares))
    return pd.DataFrame(found)
