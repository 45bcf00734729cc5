"""The rows of tactics: each way of booking by itself, and held against paid posts where there are the creators."""

import numpy as np
import pandas as pd

from kit import estimate, metrics
from kit.data import Data
from kit.post_mortem.deliveries import deliveries, overfull
from kit.post_mortem.making.usual import against_usual
from kit.post_mortem.rates import of_sums, ratio_interval
from kit.selection import YOUNG_DAYS
from kit.wording import clean, join, plural

REFERENCE = "paid post"
CREATORS = 5  # on both sides, for a comparison
NO_DIFFERENCE = "no clear difference"
READ = ("age_days", "views", "engagements", "organic_views", "organic_engagements", "usual_ratio")
ENDS = ("", "_low", "_high")


def worded(tactic: pd.Series) -> pd.Series:
    """Tactics as they are written: "paid post"; "not given" where none is."""
    return tactic.astype("string").map(clean, na_action="ignore").str.replace("_", " ").fillna("not given")


def delivered(data: Data) -> pd.DataFrame:
    """Each counted delivered video, once a tactic, with what it is compared by."""
    seen = against_usual(data)
    pairs = deliveries(data)[["video_id", "tactic", "owner"]].drop_duplicates()
    videos = pairs.merge(seen[["video_id", *READ]], on="video_id")
    odd, ripe = overfull(videos), (videos["age_days"] >= YOUNG_DAYS).fillna(False).astype(bool)
    for side in ("organic_engagements", "organic_views"):
        videos[side] = videos[side].astype("float64").mask(odd | ~ripe)
    return videos.assign(tactic=worded(videos["tactic"]), ripe=ripe)


def described(rows: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Each tactic by itself, most creators first."""
    out = []
    for tactic, deals in rows.groupby("tactic"):
        some = videos[videos["tactic"] == tactic]
        top, bottom = some["organic_engagements"], some["organic_views"]
        low, high = ratio_interval(top, bottom, some["owner"])
        typical = estimate.typical(by_owner(some))
        wide = typical.n >= CREATORS
        free = not deals["media_cost"].sum(min_count=1)
        out.append(
            {
                "tactic": tactic,
                "deals": len(deals),
                "creators": deals["creator_id"].nunique(),
                "videos": len(some),
                "usual_ratio": typical.value,
                "usual_ratio_low": typical.low if wide else np.nan,
                "usual_ratio_high": typical.high if wide else np.nan,
                "organic_engagement_rate_by_views": metrics.pooled(top, bottom),
                "organic_engagement_rate_by_views_low": low,
                "organic_engagement_rate_by_views_high": high,
                "cpm": np.nan if free else of_sums(metrics.cpm, deals["media_cost"], deals["views"]),
            }
        )
    return pd.DataFrame(out).sort_values(["creators", "tactic"], ascending=[False, True], ignore_index=True)


def by_owner(videos: pd.DataFrame) -> pd.Series:
    """Each creator's median ratio to the account's usual; creators without one are left out."""
    return videos.dropna(subset="usual_ratio").groupby("owner")["usual_ratio"].median()


def compared(table: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """The table with each tactic held against paid posts, by views and by engagement rate, where both sides have five
    creators for it."""
    parts = {tactic: videos[videos["tactic"] == tactic] for tactic in [REFERENCE, *table["tactic"]]}
    usual = {tactic: by_owner(some) for tactic, some in parts.items()}
    rated = {t: some.dropna(subset=["organic_engagements"]).query("organic_views > 0") for t, some in parts.items()}
    n_usual = {tactic: len(some) for tactic, some in usual.items()}
    n_rated = {tactic: some["owner"].nunique() for tactic, some in rated.items()}
    others = [t for t in table["tactic"] if t != REFERENCE]
    by_views = [t for t in others if min(n_usual[t], n_usual[REFERENCE]) >= CREATORS]
    by_rate = [t for t in others if min(n_rated[t], n_rated[REFERENCE]) >= CREATORS]
    level = 1 - 0.05 / max(len(by_views) + len(by_rate), 1)
    rows = []
    for tactic in table["tactic"]:
        row = {f"{c}{end}": np.nan for c in ("ahead", "rate_ratio") for end in ENDS}
        if tactic in by_views:
            delta = estimate.effect_size(usual[tactic], usual[REFERENCE], level)
            row |= {f"ahead{end}": (d + 1) / 2 for end, d in _ends(delta)}
        if tactic in by_rate:
            both = pd.concat([rated[tactic], rated[REFERENCE]])
            top, bottom = both["organic_engagements"], both["organic_views"]
            gap = estimate.ratio_gap(top, bottom, both["owner"], both["tactic"], level, REFERENCE)
            row |= {f"rate_ratio{end}": v for end, v in _ends(gap)}
        row["compared"] = max(n_usual[tactic], n_rated[tactic])
        paid = max(n_usual[REFERENCE], n_rated[REFERENCE])
        rows.append(row | {"verdict": _verdict(tactic, row, int(row["compared"]), paid)})
    return table.join(pd.DataFrame(rows))


def _ends(found: estimate.Estimate) -> list[tuple[str, float]]:
    return [("", found.value), ("_low", found.low), ("_high", found.high)]


def _verdict(tactic: str, row: dict[str, float], creators: int, paid: int) -> str | None:
    """What the comparison says; with how few creators it cannot be told, otherwise."""
    if tactic == REFERENCE:
        return None
    if np.isnan(row["ahead"]) and np.isnan(row["rate_ratio"]):
        few = plural(creators, "creator") if creators < CREATORS or paid >= CREATORS else f"{paid} of paid posts"
        return f"cannot be told with {few}"
    views = "more views" if row["ahead_low"] > 0.5 else "fewer views" if row["ahead_high"] < 0.5 else ""
    rate = "a higher rate" if row["rate_ratio_low"] > 1 else "a lower rate" if row["rate_ratio_high"] < 1 else ""
    return join(filter(None, [views, rate])) or NO_DIFFERENCE
