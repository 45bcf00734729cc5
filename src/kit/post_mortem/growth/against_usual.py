"""The campaign's videos beside the same creators' usual ones: rows, and what the campaign changed."""

from typing import Any

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.deliveries import counted
from kit.post_mortem.growth.ages import tracks_near
from kit.post_mortem.growth.usual import LIST_THEM, usual
from kit.selection import FEW_VIEWS, RIPE_DAYS, YOUNG_DAYS

ALL = "All creators"
FEWEST = 5  # creators with both kinds of videos; fewer carry no interval, and no row of their tier


def beside(data: Data) -> tuple[pd.DataFrame, int]:
    """One row a video of a creator with both kinds: creator_id, tier, treated (1: the campaign's), views, log_views,
    logit_rate; and the day at which all are read."""
    seen, own = counted(data).set_index("video_id"), usual(data)
    seen = seen[(seen["creator_id"] == seen["owner"]).fillna(False).to_numpy(bool)]
    both = pd.concat(
        [seen[["creator_id", "tier"]].assign(treated=1.0), own[["creator_id", "tier"]].assign(treated=0.0)]
    )
    days = (YOUNG_DAYS, RIPE_DAYS)
    views, engaged = (
        tracks_near(data).at(c, np.array(days), both.index) for c in ("organic_views", "organic_engagements")
    )
    known = (views[both["treated"].to_numpy() == 1] > 0).sum(axis=0)
    place = int(known[1] >= known[0])
    rows = both.assign(views=views[:, place], engaged=engaged[:, place])
    rows = rows[rows["views"] > 0]
    share = rows.groupby("creator_id")["treated"].transform("mean")
    rows = rows[(share > 0) & (share < 1)]
    if rows.empty:
        raise NotShown(_nothing(seen, own, days[place], int(known[place])))
    fit = (rows["views"] >= FEW_VIEWS) & (rows["engaged"] <= rows["views"])
    odds = (rows["engaged"] + 0.5) / (rows["views"] - rows["engaged"] + 0.5).where(fit)
    return rows.assign(log_views=np.log(rows["views"]), logit_rate=np.log(odds)), days[place]


def figures(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """All, the tiers that have enough creators with both kinds, and the creators, the best against usual first."""
    people = _people(rows)
    tier, every = rows["tier"].astype(str), people["tier"].astype(str)
    found = [_group(ALL, "all", rows, people)]
    for band in data.tiers.order():
        if FEWEST <= (every == band).sum() < len(people):
            found.append(_group(f"{band} creators", "tier", rows[tier == band], people[every == band]))
    alone = _figures(people).assign(row="creator", creators=1, creator_id=people.index)
    names = counted(data).drop_duplicates("owner").set_index("owner")["creator"]
    alone["who"] = names.reindex(people.index).astype("string").to_numpy()
    table = pd.concat([pd.DataFrame(found), alone.sort_values("views_change", ascending=False)], ignore_index=True)
    return table.astype({"who": "string", "creator_id": "string"})


def _people(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a creator: tier, and for the campaign's (1) and its usual (0) videos the mean log views and logit rate,
    and how many there are (views_1, views_0, rate_1, rate_0, n_1, n_0, rated_1, rated_0)."""
    per = rows.groupby(["creator_id", rows["treated"].astype(int)])
    means = per.agg(
        views=("log_views", "mean"), rate=("logit_rate", "mean"), n=("log_views", "size"), rated=("logit_rate", "count")
    ).unstack()
    means.columns = [f"{what}_{kind}" for what, kind in means.columns]
    return means.assign(tier=rows.groupby("creator_id")["tier"].first())


def _group(who: str, kind: str, rows: pd.DataFrame, people: pd.DataFrame) -> dict[str, object]:
    """The figures of several creators, weighed as creator fixed effects weigh them, with intervals over creators."""
    sums = {"tier": kind, "n_0": people["n_0"].sum(), "n_1": people["n_1"].sum()}
    for what, n in (("views", "n"), ("rate", "rated")):
        weight = people[f"{n}_0"] * people[f"{n}_1"] / (people[f"{n}_0"] + people[f"{n}_1"])
        for side in (0, 1):
            sums[f"{what}_{side}"] = (
                (people[f"{what}_{side}"] * weight).sum() / weight.sum() if weight.sum() else np.nan
            )
    found = _figures(pd.DataFrame([sums])).iloc[0].to_dict()
    for what, outcome in (("views", "log_views"), ("rate", "logit_rate")):
        gap = estimate.within_gap(rows[outcome], rows["treated"], rows["creator_id"])
        for end, value in (("low", gap.low), ("high", gap.high)):
            moved = np.exp(value) if what == "views" else _expit(sums["rate_0"] + value) / _expit(sums["rate_0"])
            found[f"{what}_change_{end}"] = moved - 1
    return found | {"who": who, "row": kind, "creators": len(people)}


def _figures(means: pd.DataFrame) -> pd.DataFrame:
    """Typical views and rates of both kinds, and the change from one to the other."""
    out = pd.DataFrame(index=means.index)
    for side, kind in ((1, "campaign"), (0, "usual")):
        out[f"{kind}_views"], out[f"{kind}_rate"] = np.exp(means[f"views_{side}"]), _expit(means[f"rate_{side}"])
        out[f"{kind}_videos"] = means[f"n_{side}"].astype(int)
    for what in ("views", "rate"):
        out[f"{what}_change"] = out[f"campaign_{what}"] / out[f"usual_{what}"] - 1
    return out


def _nothing(seen: pd.DataFrame, own: pd.DataFrame, day: int, known: int) -> str:
    """Why no creator has both kinds of videos."""
    if seen.empty:
        return (
            "No delivered video on a creator's own account can be counted, so none can be compared with usual; "
            f"{LIST_THEM}."
        )
    if own.empty:
        return (
            "The workspace has no usual videos of the creators who delivered, neither sponsored nor delivered for a "
            "deal. Export their profiles and import them: their last 30 videos each, on several days."
        )
    if not known:
        return (
            f"No delivered video was captured near day {YOUNG_DAYS} or {RIPE_DAYS} with known organic views, so none "
            "can be compared at the same age. Export the videos again on such days."
        )
    return (
        f"No creator has both a delivered and a usual video captured near day {day}. Export the creators' profiles on "
        "several days."
    )


def _expit(logit: Any) -> Any:
    return 1 / (1 + np.exp(-logit))
