"""Shares of creators' audiences, as platforms and media kits give them, and how much of them lies inside a target."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.wording import percent, span

DIMENSIONS = {"country": "countries", "age": "ages", "gender": "genders"}  # dimension → end of its parameter's name
SLACK = 0.02  # shares of one whole may be rounded by so much
REST = ("other", "others", "rest", "unknown")  # what a list does not name


def shares(data: Data) -> pd.DataFrame:
    """The shares of each creator's newest capture, dimension by dimension: a value that only an older capture has is no
    part of it.  Where captures have no time, the newest import counts."""
    rows = data.table("audience")[["creator_id", "dimension", "value", "share", "captured_at", "imported_at"]]
    rows = rows[rows["share"].notna() & rows["value"].notna()].reset_index(drop=True)
    whose = [rows["creator_id"], rows["dimension"]]
    newest = rows["captured_at"].groupby(whose).transform("max")
    latest = rows["imported_at"].groupby(whose).transform("max")
    kept = (rows["captured_at"] == newest).fillna(False) | (newest.isna() & (rows["imported_at"] == latest))
    rows = rows[kept.astype(bool)]
    return rows.assign(share=rows["share"].astype("float64"), known=rows["value"].str.strip().str.casefold())


def wanted(rows: pd.DataFrame, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Dimension → its target values, as the data spell them; UsageError for one that occurs nowhere."""
    targets = {}
    for dimension, values in given.items():
        if not values:
            continue
        there = rows[rows["dimension"] == dimension].drop_duplicates("known").set_index("known")["value"]
        if there.empty:
            raise NotShown(
                f"The table audience has no shares by {dimension}; import some, or leave target_"
                f"{DIMENSIONS[dimension]} empty."
            )
        for value in values:
            if str(value).strip().casefold() not in there.index:
                raise UsageError(
                    f"Parameter target_{DIMENSIONS[dimension]} holds {value!r}; the audiences of this workspace know "
                    f"{', '.join(sorted(map(str, there)))}."
                )
        targets[dimension] = list(dict.fromkeys(str(there[str(v).strip().casefold()]) for v in values))
    return targets


def bounds(rows: pd.DataFrame, sums: pd.DataFrame, targets: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """One row a creator: least and most share inside the target, per dimension and in all."""
    found = pd.DataFrame(index=sums.index)
    for dimension, values in targets.items():
        own = rows[rows["dimension"] == dimension]
        aims = [v.strip().casefold() for v in values]
        inside, rest = (
            own[own["known"].isin(some)].groupby("creator_id")["share"].sum().reindex(sums.index, fill_value=0.0)
            for some in (aims, [r for r in REST if r not in aims])
        )
        named = own[own["known"].isin(aims)].groupby("creator_id")["known"].nunique().reindex(sums.index, fill_value=0)
        unnamed = (rest + (1 - sums[dimension]).clip(lower=0).where(sums[dimension] < 1 - SLACK, 0.0)).where(
            named < len(aims), 0.0
        )
        possible = sums[dimension] <= 1 + SLACK  # nor is it where there are no shares
        found[f"{dimension}_low"] = inside.clip(upper=1).where(possible)
        found[f"{dimension}_high"] = (inside + unnamed).clip(upper=1).where(possible)
    ends = {end: found[[f"{d}_{end}" for d in targets]] for end in ("low", "high")}
    least = (ends["low"].sum(axis=1, skipna=False) - (len(targets) - 1)).clip(lower=0)
    found = found.assign(fit_low=least, fit_high=ends["high"].min(axis=1, skipna=False))
    for column in ("fit", *targets):
        found[column] = [said(*each) for each in found[[f"{column}_low", f"{column}_high"]].itertuples(index=False)]
    return found


def said(low: float, high: float) -> str | None:
    """A share, or its bounds: "41.2 %", "12.0–41.2 %"."""
    if np.isnan(low):
        return None
    return percent(low) if round(low, 4) == round(high, 4) else span(low, high)


def largest(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a creator: its largest country, age and gender with their shares; what is not named counts only where
    nothing else is."""
    named = rows.assign(rest=rows["known"].isin(REST)).sort_values(
        ["rest", "share"], ascending=[True, False], kind="stable"
    )
    first = named.drop_duplicates(["creator_id", "dimension"])
    words = [f"{value} ({percent(share)})" for value, share in zip(first["value"], first["share"], strict=True)]
    wide = first.assign(words=words).pivot(index="creator_id", columns="dimension", values="words")
    wide = wide.reindex(columns=list(DIMENSIONS)).add_prefix("top_")
    tops = first.pivot(index="creator_id", columns="dimension", values="value").reindex(columns=list(DIMENSIONS))
    return wide.assign(**{f"is_{d}": tops[d] for d in DIMENSIONS})
