"""How do the creators that speak of a brand engage, when its creators are of other sizes than the competitors'?"""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.caveats import age_caveat, selection_caveat
from kit.benchmarking.rates.rated import bounded, FEW_CREATORS, FEWEST_CREATORS, needed, pooled, RATES
from kit.benchmarking.voice.mentions import named
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import glossary
from kit.wording import estimate as said
from kit.wording import join, name, percent

ONE_CREATOR = 0.25  # share of a brand's views held by one creator from which that is said
IN_A_TIER = 2  # creators of every brand that a tier needs to be in the mix: without one, another must be left
COUNTS = {"organic_views": "float64", "organic_engagements": "float64"}
COLUMNS = (
    Column("brand", "Brand"),
    Column("at_same_mix", "At the same mix of tiers", "rate", "share of views"),
    Column("at_same_mix_low", "from", "rate"),
    Column("at_same_mix_high", "to", "rate"),
    Column("own_mix", "Same tiers, own mix", "rate", "share of views"),
    Column("own_mix_low", "from", "rate"),
    Column("own_mix_high", "to", "rate"),
    Column("creators", "Creators", "count"),
    Column("videos", "Videos", "count"),
    Column("engagement_rate_by_views", "All its videos", "rate", "share of views"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("top_creator_share", "Views by its top creator", "rate", "share of its views"),
    Column("mix", "Most of its videos"),
    Column("own", "Our brand", "flag"),
    Column("in_mix", "Videos in tiers compared", "count", hidden=True),
)


@dataclass(frozen=True)
class Spoken:
    """Rated videos that mention a brand, by brand, and the mix of tiers (tier → views) that brands are compared at.

    compared: brands with five creators of known tier or more.  A tier is in the mix where each of these has two
    creators or more; its weight is the views of all brands' mentions in it.  A pooled rate weighs tiers by the brand's
    own views, so the rates of the same videos at both mixes differ by the mix of tiers and by nothing else.
    """

    parts: dict[str, pd.DataFrame]
    compared: list[str]
    mix: dict[str, float]

    @cached_property
    def inside(self) -> dict[str, pd.DataFrame]:
        """Videos in tiers of the mix; none of a brand that is not compared."""
        kept = {brand: list(self.mix) if brand in self.compared else [] for brand in self.parts}
        return {brand: part[part["tier"].isin(kept[brand])] for brand, part in self.parts.items()}

    def at_mix(self, brand: str) -> estimate.Estimate:
        part = self.inside[brand]
        if part.empty:
            return estimate.Estimate(np.nan, np.nan, np.nan, 0)
        columns = (part["organic_engagements"], part["organic_views"], part["creator_id"], part["tier"])
        return bounded(estimate.mixed_ratio(*columns, self.mix).useful())

    def gap(self, first: str, second: str, same_mix: bool) -> estimate.Estimate:
        """Rate of the first ÷ that of the second, at the same mix or each at its own; creators may speak of both.

        Every brand's views of a tier are scaled to the mix's: of these the Mantel–Haenszel ratio over tiers is the
        ratio of the two standardised rates.
        """
        both = pd.concat([self.inside[second].assign(side=0), self.inside[first].assign(side=1)])
        tier, views = both["tier"], both["organic_views"]
        scale = tier.map(self.mix) / views.groupby([both["side"], tier]).transform("sum") if same_mix else 1.0
        counts = (both["organic_engagements"] * scale, views * scale)
        return estimate.ratio_gap(*counts, both["creator_id"], both["side"], strata=tier if same_mix else None)


@question(
    "brand_engagement",
    "How do brands' creators engage, at the same mix of tiers?",
    priority=42,
    brands=("brand",),
    videos=RATES,
)
def brand_engagement(data: Data) -> Finding:
    """Engagement rate by views of creators' videos that mention a tracked brand: at one mix of tiers, and at its own.

    The mix is that of the views of all brands' mentions, over tiers in which every compared brand has creators, so that
    a brand is not ahead because of the sizes that it works with (Simpson's paradox).  A video that names several brands
    counts for each; the brands' own accounts do not count.  Fewer than five creators: no interval, no comparison.
    """
    brands = data.table("brands").sort_values("brand", ignore_index=True)
    if len(brands) < 2:
        raise NotShown(
            "Comparing brands needs our brand and at least one competitor; the table brands has one. Add "
            f"competitors: kit import brands.csv --into {data.given}"
        )
    used, mentions = needed(data), named(data)
    told = spoken(data, used, mentions.loc[used.index])
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
        doubts=[selection_caveat(some), age_caveat(some), few_speak(table), leaning(told, table)],
        caveat="What the videos are about, and whether they were paid for, is not held constant.",
        n={"creators": some["creator_id"].nunique(), "videos": len(some)},
        left_out={
            "mentions on brands' own accounts": int((out & own).sum()),
            "mentions in videos that carry no rate": int((out & ~own).sum()) - len(some),
        },
        sources=("videos", "brands"),
        definitions=glossary("engagement_rate_by_views") | {"Same mix of tiers": mix_words(told)},
    )


def spoken(data: Data, used: pd.DataFrame, mentions: pd.DataFrame) -> Spoken:
    used = used[["creator_id", "tier", *COUNTS]].astype({"creator_id": "object", "tier": "object"} | COUNTS)
    parts = {str(brand): used[mentions[brand].to_numpy(dtype=bool)] for brand in mentions.columns}
    known = {brand: part[part["tier"] != tiers.UNKNOWN] for brand, part in parts.items()}
    compared = [brand for brand, part in known.items() if part["creator_id"].nunique() >= FEWEST_CREATORS]
    if len(compared) < 2:
        return Spoken(parts, [], {})
    people = {brand: known[brand].groupby("tier")["creator_id"].nunique() for brand in compared}
    common = [t for t in data.tiers.order()[:-1] if all(people[brand].get(t, 0) >= IN_A_TIER for brand in compared)]
    views = pd.concat(list(parts.values())).groupby("tier")["organic_views"].sum()
    return Spoken(parts, compared, {tier: float(views[tier]) for tier in common})


def per_brand(told: Spoken, ours: str) -> pd.DataFrame:
    """One row a brand, the highest at the same mix first, then by the rate of all views."""
    rows = []
    for brand, part in told.parts.items():
        row: dict[str, object] = {"brand": brand, "own": brand == ours}
        rates = {"at_same_mix": told.at_mix(brand), "own_mix": pooled(told.inside[brand])}
        for column, found in (rates | {"engagement_rate_by_views": pooled(part)}).items():
            row |= {column: found.value, f"{column}_low": found.low, f"{column}_high": found.high}
        size = part["tier"].value_counts(normalize=True).loc[lambda share: share > 0]
        row["mix"] = ", ".join(f"{tier} {percent(share, 0)}" for tier, share in size.head(2).items())
        row |= {"creators": part["creator_id"].nunique(), "videos": len(part), "in_mix": len(told.inside[brand])}
        rows.append(row | {"top_creator_share": top_creator(part)[1]})
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


def top_creator(part: pd.DataFrame) -> tuple[str, float]:
    """The creator with most of the views, and its share of them; "" and missing without views."""
    views = part.groupby("creator_id")["organic_views"].sum().sort_values(kind="stable")
    return (str(views.index[-1]), float(views.iloc[-1] / views.sum())) if len(views) else ("", np.nan)


def leaning(told: Spoken, table: pd.DataFrame) -> str:
    """What to say of the brand, our own first, whose rate leans most on one creator; few creators are said anyway."""
    rows = table[(table["top_creator_share"] >= ONE_CREATOR) & (table["creators"] >= FEWEST_CREATORS)]
    if rows.empty:
        return ""
    row = rows.sort_values(["own", "top_creator_share"], ascending=False).iloc[0]
    part = told.parts[row["brand"]]
    who, share = top_creator(part)
    theirs = part["creator_id"] == who
    at, without = (percent(pooled(some).value) for some in (part[theirs], part[~theirs]))
    start = f"{name(who)} has {percent(share, 0)} of all views with {name(row['brand'])}"
    return f"{start} and engages at {at}, the others at {without}."


def mix_words(told: Spoken) -> str:
    start = "Each tier's rate, weighted alike for every brand by the views of all brands' mentions in it"
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
    unsure = [" (a creator or two decide that)" * bool(np.isnan(r["at_same_mix_low"])) for r in (first, second)]
    rates = [said(r["at_same_mix"], r["at_same_mix_low"], r["at_same_mix_high"]) for r in (first, second)]
    rates = [rate + why for rate, why in zip(rates, unsure, strict=True)]
    gap = told.gap(first["brand"], second["brand"], same_mix=True)
    clear = "a clear difference" if is_clear(gap) else "no clear difference"
    if np.isnan(gap.low) or (any(unsure) and is_clear(gap)):
        clear = "whether they differ cannot be told"
    best = ", the best other," if len(ours) and len(rows) > 2 else ""
    start = (
        f"At the same mix of tiers, creators' videos with {name(first['brand'])} engage at {rates[0]}, those with "
        f"{name(second['brand'])}{best} at {rates[1]}: {clear}."
    )
    return f"{start} {turned(told, rows, first, second)}".strip()


def is_clear(gap: estimate.Estimate) -> bool:
    return gap.low > 1 or gap.high < 1


def turned(told: Spoken, rows: pd.DataFrame, first: pd.Series, second: pd.Series) -> str:
    """The pair of brands, if there is one, whose order at the same mix is not that at their own, of the same videos."""
    others = list(combinations([row for _, row in rows.iterrows()], 2))
    for place, (one, other) in enumerate([(first, second), *others]):
        (mixed, crude), (mixed_other, crude_other) = ((r["at_same_mix"], r["own_mix"]) for r in (one, other))
        if (mixed - mixed_other) * (crude - crude_other) >= 0:
            continue
        of = "" if place == 0 else f" of {name(one['brand'])} and {name(other['brand'])}"
        rates = f"{percent(crude)} against {percent(crude_other)}"
        sure = sum(is_clear(told.gap(one["brand"], other["brand"], same)) for same in (True, False))
        doubt = ("; neither difference is clear", "; only one of these differences is clear", "")[sure]
        return f"At each one's own mix the order{of} turns, {rates}: it rests on the mix of tiers{doubt}."
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
