"""Lessons from what views cost: fees above their worth, and a kind of deal or creator that was clearly cheaper."""

from itertools import combinations

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.decisions.lesson import COMPARED, FEWEST_CREATORS, Lesson, LEVEL
from kit.post_mortem.decisions.verdicts import judged, SURE
from kit.post_mortem.money.costs import due, priced
from kit.wording import count, money, name, percent, plural
from kit.wording import estimate as said


def fees_above_worth(data: Data, margin: float, renew_by: str, renew_at: float) -> Lesson | None:
    """Creators whose fee was surely above the worth of their videos, as `renewal` judges them."""
    bar, table = judged(data, margin, renew_by, renew_at)
    dear = table[(table["chance"] <= 1 - SURE).fillna(False) & table["fee_paid"].fillna(False).astype(bool)]
    if dear.empty:
        return None
    fees = float(dear["fee_cost"].sum())
    over = float((dear["fee_cost"] * (1 - dear["times"].clip(0, 1))).sum())
    named = int(table["fee_paid"].fillna(False).astype(bool).sum())
    return Lesson(
        "fees above their worth",
        f"Set each fee by what a video of the creator should bring, at {bar.said(data.currency)}.",
        f"Of {plural(named, 'creator')} with a fee, {len(dear)} {'was' if len(dear) == 1 else 'were'} paid more than "
        f"another such video should be worth, each with a chance of {percent(SURE, 0)} or more; that is about "
        f"{money(over, data.currency)} of their {money(fees, data.currency)}.",
        f"{percent(SURE, 0)} chance",
        over,
    )


def cheaper_tactic(data: Data) -> Lesson | None:
    """The clearest gap in media CPM between two tactics, each with five creators or more."""
    rows = _bought(data)
    words = rows["tactic"].str.replace("_", " ")
    creators = rows["creator_id"].groupby(words).nunique()
    tactics = sorted(creators.index[creators >= FEWEST_CREATORS])
    pairs = list(combinations(tactics, 2))
    found = []
    for pair in pairs:
        some = words.isin(pair)
        gap = _gap(rows[some], words[some], pair[0], 1 - (1 - LEVEL) / len(pairs))
        if gap.low > 1 or gap.high < 1:
            found.append((abs(np.log(gap.value)), pair if gap.value > 1 else pair[::-1], gap))
    if not found:
        return None
    _, (cheap, dear), gap = max(found, key=lambda one: one[0])
    prices = {t: _cpm(rows[words == t]) for t in (cheap, dear)}
    return Lesson(
        "cheaper tactic",
        f"Move budget from {name(dear, 40)} to {name(cheap, 40)} where views are the aim.",
        f"1,000 views cost {money(prices[cheap], data.currency)} by {name(cheap, 40)} and "
        f"{money(prices[dear], data.currency)} by {name(dear, 40)} ({_times(gap)}; {creators[cheap]} and "
        f"{creators[dear]} creators, who differ in more than the tactic).",
        COMPARED,
        _saved(rows[words == dear], prices[cheap]),
    )


def cheaper_size(data: Data) -> Lesson | None:
    """Whether creators below the median of followers gave clearly cheaper or dearer views than those above."""
    rows = _bought(data)
    followers = data.creators.set_index("creator_id")["followers"].astype("float64")
    rows = rows.assign(followers=rows["creator_id"].map(followers)).dropna(subset="followers")
    middle = rows.drop_duplicates("creator_id")["followers"].median()
    large = rows["followers"] >= middle
    gap = _gap(rows, large, False, LEVEL) if large.nunique() == 2 else estimate.Estimate(np.nan, np.nan, np.nan, 0)
    if not (gap.low > 1 or gap.high < 1):
        return None
    dear = large == (gap.value > 1)
    prices = {side: _cpm(rows[dear == side]) for side in (False, True)}
    sizes = ("fewer than", "at least") if gap.value > 1 else ("at least", "fewer than")
    words = [f"creators with {size} {count(middle)} followers" for size in sizes]
    return Lesson(
        "size of creators",
        f"Book more {words[0]} where views are the aim.",
        f"1,000 views of {words[0]} cost {money(prices[False], data.currency)}, of {words[1]} "
        f"{money(prices[True], data.currency)} ({_times(gap)}; {rows['creator_id'].nunique()} creators).",
        COMPARED,
        _saved(rows[dear], prices[False]),
    )


def _bought(data: Data) -> pd.DataFrame:
    """Due deals whose media cost, above 0, and views are known; NotShown without such."""
    rows = priced(data)[["deal_id", "creator_id", "tactic", "media_cost", "views", "videos", "due_on"]]
    rows, _ = due(rows.astype({"media_cost": "float64", "views": "float64"}), booked_campaign(data))
    rows = rows[(rows["media_cost"] > 0) & rows["views"].notna()]
    if rows.empty:
        raise NotShown("No media cost is known beside views.")
    return rows


def _gap(rows: pd.DataFrame, group: pd.Series, reference: object, level: float) -> estimate.Estimate:
    """Media CPM of one group over the reference's, over creators."""
    return estimate.ratio_gap(
        rows["media_cost"], rows["views"], rows["creator_id"], group, level=level, reference=reference
    )


def _cpm(rows: pd.DataFrame) -> float:
    views = float(rows["views"].sum())
    return 1000 * float(rows["media_cost"].sum()) / views if views else np.nan


def _times(gap: estimate.Estimate) -> str:
    """How many times as dear the dearer is, with its interval."""
    ends = (gap.value, gap.low, gap.high) if gap.value > 1 else (1 / gap.value, 1 / gap.high, 1 / gap.low)
    return f"{said(*ends, 'number')} times"


def _saved(dear: pd.DataFrame, price: float) -> float:
    """What the dearer views cost more than at the cheaper price."""
    return float(dear["media_cost"].sum() - price * dear["views"].sum() / 1000)
