"""Which videos may stand for a creator: how they were found, how old they were, how many views they had."""

import pandas as pd

SELECTED = ("hashtag", "search")  # ways of collecting that bring up the popular videos only
YOUNG_DAYS = 7  # a younger video still moves too much to be ranked
RIPE_DAYS = 28  # views grow until about this age
FEW_VIEWS = 50  # below, one like moves a video's rate by two points
CONTRADICTORY = "videos whose counts contradict one another"
MISDATED = "videos with a posting date that cannot be"


def cannot_be(videos: pd.DataFrame, *, dates: bool = False) -> dict[str, int]:
    """For a finding's `left_out`: videos of which no count is believed and, with `dates`, no day; only what occurs."""
    found = {CONTRADICTORY: int(videos["contradictory"].sum())}
    found |= {MISDATED: int(videos["misdated"].sum())} if dates else {}
    return {words: n for words, n in found.items() if n}


def usual(videos: pd.DataFrame, youngest: int = YOUNG_DAYS) -> pd.DataFrame:
    return videos[is_usual(videos, youngest)]


def young(videos: pd.DataFrame, youngest: int = YOUNG_DAYS) -> pd.Series:
    """Whether a video was, or where the capture is unknown may have been, younger than so many days at capture."""
    return (videos["age_at_least"] < youngest).fillna(False).astype(bool)


def is_usual(videos: pd.DataFrame, youngest: int = YOUNG_DAYS) -> pd.Series:
    """Whether a video tells what a creator usually gets: not found by success, organic views known, not too young.

    A video of which nothing tells the age stays in; whoever uses it must say so.
    """
    fit = ~videos["collected_by"].isin(SELECTED) & videos["organic_views"].notna()
    fit &= ~young(videos, youngest) & (videos["organic_views"] >= 0).fillna(False)
    return fit.astype(bool)
