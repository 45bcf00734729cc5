"""Where the delivered videos stand when all of them are 28 days old, one by one and together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.deliveries import counted
from kit.post_mortem.growth.accrual import EACH, each_at_28, mature, sum_at_28
from kit.post_mortem.growth.ages import Numbers
from kit.post_mortem.growth.published import published_growth
from kit.post_mortem.growth.usual import LIST_THEM
from kit.rollups.ages import GONE
from kit.selection import RIPE_DAYS
from kit.wording import count, join, plural

LEAST_DAYS = 1  # younger videos are not projected: their growth is a lottery
PAID = {"views": "paid_views"} | {c: f"paid_{c}" for c in ("likes", "comments", "shares")}
GROWN, DOWN = "28 days old", "taken down"
TOO_YOUNG, UNDATED, UNCOUNTED = "under a day old", "age not known", "count not known"
UNTOLD, BLANK = "published curves", "no views yet"
TELL = {  # why a video is not projected → words for several
    TOO_YOUNG: "last counted under a day after posting",
    UNDATED: "of unknown age (no posted_at or no captured_at)",
    UNCOUNTED: "of unknown count",
}


@dataclass(frozen=True)
class Outlook:
    """A sum at day 28: value, its range at `level`, the mature videos behind it and the method in words.

    low, high are NaN where the data cannot carry them; value = low = high where nothing grows any more.
    fixed: the part that does not grow (videos of 28 days, taken down, and paid counts); now: the whole as it is today;
    growing: the forecast of the rest, df its degrees of freedom.
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    how: str
    fixed: float = 0.0
    now: float = 0.0
    growing: estimate.Estimate | None = None
    df: float = np.nan

    def chance(self, target: float, lower: bool = False) -> float:
        """Probability that the final number is at `target` or above (with `lower`, at or below); NaN without a range.

        Counts do not fall: a target below today's count is reached.
        """
        if self.growing is None:
            return float(self.value <= target if lower else self.value >= target)
        if np.isnan(self.low):
            return np.nan
        above = 1.0
        if target > self.now:
            above = estimate.exceeded(self.growing, target - self.fixed, self.level, self.df)
        return 1 - above if lower else above


@once
def states(data: Data, column: str) -> pd.DataFrame:
    """One row a counted video: owner, age_days, now (its count), growing (the organic part), fixed, state, boosted,
    unsplit.

    state: "grows", GROWN, DOWN, BLANK (nothing organic that could be multiplied), or why it cannot be projected.  The
    paid part is taken as it stands; where it is not known (unsplit) the whole count is taken to grow like an organic
    one.
    """
    seen = counted(data).set_index("video_id")
    base = column.removeprefix("organic_")
    now, plain = _floats(seen[column]), _floats(seen[base])
    ad, paid = seen["is_ad"].fillna(False).to_numpy(bool), _floats(seen["paid_views"])
    boosted = ad | ~np.isnan(paid)
    growing = np.where(boosted, plain - _paid(seen, base), plain)
    unsplit = boosted & ~(growing >= 0)
    growing = now if column != base else np.where(unsplit, now, growing)
    age = _floats(seen["age_days"])
    gone = seen["status"].isin(GONE).to_numpy(bool)
    state = np.select(
        [np.isnan(now), gone, np.isnan(age), age >= RIPE_DAYS, age < LEAST_DAYS, growing == 0],
        [UNCOUNTED, DOWN, UNDATED, GROWN, TOO_YOUNG, BLANK],
        "grows",
    )
    grows = state == "grows"
    return pd.DataFrame(
        {
            "owner": seen["owner"],
            "age_days": age,
            "now": now,
            "growing": np.where(grows, growing, 0.0),
            "fixed": np.where(grows, now - growing, now),
            "state": state,
            "boosted": (ad | (paid > 0)) & grows,
            "unsplit": unsplit & grows & (column == base),
        },
        index=seen.index,
    )


@once
def projected(data: Data) -> pd.DataFrame:
    """One row a counted delivered video, index video_id: owner, age_days, views (now), value, low, high (views at day
    28), level, n (mature videos behind them), how (the method in words, or why there is none).

    A video of 28 days, or taken down, stays as it is: value = low = high = views; one without organic views has no
    range.  All NaN for one that is under a day old, undated or uncounted.
    band_low, band_high: what two published curves would make of it, where the data tell nothing (a sensitivity, no
    interval).  boosted: it still grows and was boosted, so it ends higher if boosting goes on; unsplit: its paid part
    is unknown, so all of it is taken to grow.
    """
    at = states(data, "views")
    out = at[["owner", "age_days", "boosted", "unsplit"]].assign(views=at["now"], level=np.nan, n=0, how=at["state"])
    still = at["state"].isin([GROWN, DOWN])
    for column in ("value", "low", "high"):
        out[column] = at["now"].where(still)
    out.loc[at["state"] == BLANK, "value"] = at["now"]
    out["band_low"] = out["band_high"] = np.nan
    young = at[at["state"] == "grows"]
    if len(young):
        found = each_at_28(data, "views", *_arrays(young)).set_index(young.index)
        for column in ("value", "low", "high"):
            found[column] += young["fixed"]
        out.loc[young.index, EACH] = found[EACH]
        band = published_growth(young["age_days"], RIPE_DAYS).set_index(young.index)
        untold = found["how"] == UNTOLD
        for column, factor in {"band_low": band.min(axis=1), "band_high": band.max(axis=1)}.items():
            out.loc[young.index, column] = (young["fixed"] + young["growing"] * factor).where(untold)
    return out


@once
def outlook(data: Data, column: str, video_ids: tuple[str, ...]) -> Outlook:
    """The sum of `column` (views, organic_views, engagements, likes, comments, shares, saves) over these counted videos
    when all are 28 days old; likes, comments and shares are projected by their own growth, never by that of views.
    Paid counts are taken as they stand: if boosting goes on, the sum ends higher (organic_views is free of that).

    NotShown, by name, without a video, where one is under a day old, undated or uncounted, and where growth cannot be
    told from these data.
    """
    every = states(data, column)
    at = every[every.index.isin(video_ids)]
    if at.empty:
        raise NotShown(f"No delivered video can be counted yet, so there is nothing to project; {LIST_THEM}.")
    lost = at["state"].value_counts().reindex(list(TELL)).dropna().astype(int)
    if len(lost):
        several = join(f"{plural(n, 'video is', 'videos are')} {TELL[why]}" for why, n in lost.items())
        raise NotShown(f"The {column.replace('_', ' ')} at day {RIPE_DAYS} cannot be told, as {several}.")
    fixed, now, young = float(at["fixed"].sum()), float(at["now"].sum()), at[at["state"] == "grows"]
    if not young["growing"].sum() > 0:
        return Outlook(now, now, now, np.nan, 0, GROWN, now, now)
    found = sum_at_28(data, column, *_arrays(young))
    if found is None:
        raise NotShown(
            f"How {column.replace('_', ' ')} still grow cannot be told from these data: hardly a video was captured "
            "at two ages. Import exports of several days, each with its captured_at."
        )
    total = found.found
    low, high = (fixed + end for end in (total.low, total.high))
    least = max(now, low) if low > 0 else np.nan
    return Outlook(fixed + total.value, least, high, found.level, total.n, found.how, fixed, now, total, found.df)


def latest_sentence(data: Data) -> str:
    """How many mature videos tell how the delivered ones grow, where there are more; "" where no video still grows."""
    try:
        told = bool(projected(data)["level"].notna().any())
    except NotShown:
        return ""
    if not told or not mature(data).latest:
        return ""
    return f"Growth is read from the {count(len(mature(data).videos))} mature videos that were posted last."


def _arrays(young: pd.DataFrame) -> tuple[Numbers, Numbers]:
    return young["age_days"].to_numpy("float64"), young["growing"].to_numpy("float64")


def _paid(seen: pd.DataFrame, base: str) -> Numbers:
    """The paid part of a count; NaN where it is not known (of saves it never is)."""
    if base == "engagements":
        return _paid(seen, "likes") + _paid(seen, "comments") + _paid(seen, "shares")
    return _floats(seen[PAID[base]]) if base in PAID else np.full(len(seen), np.nan)


def _floats(values: pd.Series) -> Numbers:
    return values.to_numpy("float64", na_value=np.nan)
