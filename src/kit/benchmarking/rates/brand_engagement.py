"""How do the creators that speak of a brand engage, when its creators are of other sizes than the competitors'?"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.cohort import age_caveat, selection_caveat
from kit.benchmarking.rates.rated import bounded, FEW_CREATORS, FEWEST_CREATORS, needed, pooled, RATES
from kit.benchmarking.voice.mentions import named
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import glossary
from kit.wording import estimate as said
from kit.wording import join, name, percent

IN_A_TIER = 2  # creators of every brand that a tier needs to be in the mix: without one, another must be left

COLUMNS = (
    Column("brand", "Brand"),
    Column("at_same_mix", "At the same mix of tiers", "rate", "share of views"),
    Column("at_same_mix_low", "from", "rate"),
    Column("at_same_mix_high", "to", "rate"),
    Column("engagement_rate_by_views", "All views, any mix", "rate"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("creators", "Creators", "count"),
    Column("videos", "Videos", "count"),
    Column("mix", "Most of its videos"),
    Column("own", "Our brand", "flag"),
    Column("in_mix", "Videos in tiers compared", "count", hidden=True),
)


@dataclass(frozen=True)
class Spoken:
    """Rated videos that mention a brand, by brand, and the mix of tiers (tier → videos) that brands are compared at.

    compared: brands with five creators of known tier or more.  A tier is in the mix where each of these has two
    creators or more; its weight is its number of mentions, of all brands.
    """

    parts: dict[str, pd.DataFrame]
    compared: list[str]
    mix: dict[str, int]

    def at_mix(self, brand: str) -> estimate.Estimate:
        part = self.parts[brand]
        if brand not in self.compared or not self.mix:
            return estimate.Estimate(np.nan, np.nan, np.nan, len(part))
        columns = (part["organic_engagements"], part["organic_views"], part["creator_id"], part["tier"].astype(str))
        return bounded(estimate.mixed_ratio(*columns, self.mix).useful())

    def gap(self, first: str, second: str) -> estimate.Estimate:
        """Rate of the first ÷ that of the second, tier by tier (Mantel–Haenszel); creators may speak of both."""
        both = pd.concat([self.parts[second].assign(side=0), self.parts[first].assign(side=1)])
        both = both[both["tier"].isin(list(self.mix))]
        return estimate.ratio_gap(
            both["organic_engagements"],
            both["organic_views"],
            both["creator_id"],
            both["side"],
            strata=both["tier"].astype(str),
        )


@question(
    "brand_engagement",
    "How do brands' creators engage, at the same mix of tiers?",
    priority=42,
    brands=("brand",),
    videos=RATES,
)
def brand_engagement(data: Data) -> Finding:
    """Engagement rate by views of creators' videos that mention a tracked brand: of all views, and at one mix of tiers.

    The mix is that of all mentions of all brands, over tiers in which every compared brand has creators, so that a
    brand is not ahead because of the sizes that it works with (Simpson's paradox).  A video that names several brands
    counts for each; the brands' own accounts do not count.  Fewer than five creators: no interval, no comparison.
    """
    brands = data.table("brands").sort_values("brand", ignore_index=True)
    if len(brands) < 2:
        raise NotShown(
            "Comparing brands needs our brand and at least one competitor; the table brands has one. Add "
            f"competitors: kit import brands.csv --into {data.given}"
        )
    used, mentions = needed(data), named(data)
    told = spoken(used, mentions.loc[used.index])
    some = used[mentions.loc[used.index].any(axis=1)]
    if some.empty:
        raise NotShown(
            "No creator's video with a rate mentions one of the tracked brands; check hashtags, handles and keywords "
            "in the table brands, or import videos that were collected for them."
        )
    table = per_brand(told, data.brand)
    out = mentions.any(axis=1)
    own = data.videos["creator_id"].isin(data.brand_accounts())
    return answer(
        data,
        sentence(told, table),
        table,
        COLUMNS,
        doubts=[selection_caveat(some), age_caveat(some), few_speak(table)],
        caveat="What the videos are about, and whether they were paid for, is not held constant.",
        n={"creators": some["creator_id"].nunique(), "videos": len(some)},
        left_out={
            "mentions on brands' own accounts": int((out & own).sum()),
            "mentions in videos that carry no rate": int((out & ~own).sum()) - len(some),
        },
        sources=("videos", "brands"),
        definitions=glossary("engagement_rate_by_views") | {"Same mix of tiers": mix_words(told)},
    )


def spoken(used: pd.DataFrame, mentions: pd.DataFrame) -> Spoken:
    parts = {str(brand): used[mentions[brand].to_numpy(dtype=bool)] for brand in mentions.columns}
    known = {brand: part[part["tier"] != tiers.UNKNOWN] for brand, part in parts.items()}
    compared = [brand for brand, part in known.items() if part["creator_id"].nunique() >= FEWEST_CREATORS]
    if len(compared) < 2:
        return Spoken(parts, [], {})
    people = {brand: known[brand].groupby("tier", observed=False)["creator_id"].nunique() for brand in compared}
    common = [t for t in tiers.order()[:-1] if all(people[brand][t] >= IN_A_TIER for brand in compared)]
    weight = sum(part["tier"].value_counts() for part in parts.values())
    return Spoken(parts, compared, {tier: int(weight[tier]) for tier in common})


def per_brand(told: Spoken, ours: str) -> pd.DataFrame:
    """One row a brand, the highest at the same mix first, then by the rate of all views."""
    rows = []
    for brand, part in told.parts.items():
        row: dict[str, object] = {"brand": brand, "own": brand == ours}
        for column, found in (("at_same_mix", told.at_mix(brand)), ("engagement_rate_by_views", pooled(part))):
            row |= {column: found.value, f"{column}_low": found.low, f"{column}_high": found.high}
        size = part["tier"].value_counts(normalize=True).loc[lambda share: share > 0]
        row["mix"] = ", ".join(f"{tier} {percent(share, 0)}" for tier, share in size.head(2).items())
        row |= {"creators": part["creator_id"].nunique(), "videos": len(part)}
        rows.append(row | {"in_mix": int(part["tier"].isin(list(told.mix)).sum())})
    order = ["at_same_mix", "engagement_rate_by_views", "brand"]
    return pd.DataFrame(rows).sort_values(order, ascending=[False, False, True], ignore_index=True)


def few_speak(table: pd.DataFrame) -> str:
    thin = table[table["creators"].between(1, FEW_CREATORS - 1)]
    if thin.empty:
        return ""
    each = "each of " if len(thin) > 1 else ""
    return (
        f"Fewer than {FEW_CREATORS} creators speak of {each}{join(map(name, thin['brand']))}: one of them more or less "
        "can move these rates by much."
    )


def mix_words(told: Spoken) -> str:
    start = "Each tier's rate, weighted alike for every brand by the mentions of all brands in it"
    if not told.mix:
        return f"{start}."
    every = sum(told.mix.values())
    return f"{start}: {join(f'{tier} {percent(k / every, 0)}' for tier, k in told.mix.items())}."


def sentence(told: Spoken, table: pd.DataFrame) -> str:
    """Our brand against the best other (or the best two) at the same mix; and whether the mix turns an order."""
    if not told.mix:
        return crude_sentence(told, table)
    rows = table[table["brand"].isin(told.compared)]
    ours = rows[rows["own"]]
    first = ours.iloc[0] if len(ours) else rows.iloc[0]
    second = rows[rows["brand"] != first["brand"]].iloc[0]
    rates = [said(r["at_same_mix"], r["at_same_mix_low"], r["at_same_mix_high"]) for r in (first, second)]
    gap = told.gap(first["brand"], second["brand"])
    clear = "a clear difference" if gap.low > 1 or gap.high < 1 else "no clear difference"
    clear = "whether they differ cannot be told" if np.isnan(gap.low) else clear  # a creator or two decide it
    best = ", the best other," if len(ours) and len(rows) > 2 else ""
    start = (
        f"At the same mix of tiers, creators' videos with {name(first['brand'])} engage at {rates[0]}, those with "
        f"{name(second['brand'])}{best} at {rates[1]}: {clear}."
    )
    return f"{start} {turned(rows, first, second)}".strip()


def turned(rows: pd.DataFrame, first: pd.Series, second: pd.Series) -> str:
    """The pair of brands, if there is one, whose order at the same mix is not that of their rates of all views."""
    others = list(combinations([row for _, row in rows.iterrows()], 2))
    for place, (one, other) in enumerate([(first, second), *others]):
        (mixed, crude), (mixed_other, crude_other) = (
            (r["at_same_mix"], r["engagement_rate_by_views"]) for r in (one, other)
        )
        if (mixed - mixed_other) * (crude - crude_other) >= 0:
            continue
        of = "" if place == 0 else f" of {name(one['brand'])} and {name(other['brand'])}"
        rates = f"{percent(crude)} against {percent(crude_other)}"
        return f"Over all views the order{of} turns, {rates}: it rests on the mix of tiers."
    return ""


def crude_sentence(told: Spoken, table: pd.DataFrame) -> str:
    """Where brands cannot be compared: what is known of one, and why."""
    ours = table[table["own"] & (table["videos"] > 0)]
    row = ours.iloc[0] if len(ours) else table[table["videos"] > 0].iloc[0]
    ends = (row["engagement_rate_by_views_low"], row["engagement_rate_by_views_high"])
    rate = said(row["engagement_rate_by_views"], *ends)
    why = (
        f"in no tier has each of them {IN_A_TIER} creators"
        if told.compared
        else f"fewer than two have {FEWEST_CREATORS} creators of known size"
    )
    return (
        f"Creators' videos with {name(row['brand'])} engage at {rate}; brands cannot be compared at the same mix of "
        f"tiers, as {why}."
    )
