"""Published benchmarks, as dated CSV files with definition, source, address and grade.

Grades: A own data with method and n, or real transactions; B own data, method thin; C origin not checkable.
"""

from functools import cache
from pathlib import Path

import pandas as pd


@cache
def table(name: str) -> pd.DataFrame:
    """One of the files beside this module: `engagement_by_tier`, `price_by_tier`."""
    return pd.read_csv(Path(__file__).with_name(f"{name}.csv"))


def engagement(ends: tuple[float, float], denominator: str) -> float:
    """The published median engagement rate for exactly this follower band (as `tiers.Scheme.ends` has it) and
    denominator; NaN where there is none."""
    return _medians(denominator).get(ends, float("nan"))


@cache
def _medians(denominator: str) -> dict[tuple[float, float], float]:
    """The trusted medians by their exact follower band."""
    rows = table("engagement_by_tier").dropna(subset="followers_min").fillna({"followers_max": float("inf")})
    rows = rows[
        (rows["denominator"] == denominator)
        & rows["grade"].str.startswith(("A", "B"))
        & (rows["statistic"] == "median")
    ].drop_duplicates(["followers_min", "followers_max"])
    return dict(zip(zip(rows["followers_min"], rows["followers_max"], strict=True), rows["value"], strict=True))


def source(denominator: str) -> str:
    """Where the figures of `engagement` come from, in one sentence."""
    rows = table("engagement_by_tier")
    row = rows[(rows["denominator"] == denominator) & (rows["statistic"] == "median")].iloc[0]
    return (
        f"{row['source']} {row['year']}, {row['definition']}, {row['statistic']} of {row['n_stated']}, grade "
        f"{row['grade']}, {row['url']}; only where its follower band is ours."
    )


def year(denominator: str) -> int:
    """The year of the figures of `engagement`."""
    rows = table("engagement_by_tier")
    return int(rows.loc[(rows["denominator"] == denominator) & (rows["statistic"] == "median"), "year"].iloc[0])


def of_all_sizes(denominator: str) -> list[dict]:
    """The trusted figures over accounts of every size, which may not stand beside a tier: rows as mappings."""
    rows = table("engagement_by_tier")
    some = rows["followers_min"].isna() & rows["followers_max"].isna() & rows["grade"].str.startswith(("A", "B"))
    return rows[some & (rows["denominator"] == denominator)].to_dict("records")
