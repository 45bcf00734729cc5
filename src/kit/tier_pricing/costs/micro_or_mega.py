"""Are small creators a better buy than large ones?  An inference about who might have been booked, with its doubts."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tier_pricing.cards.tier_rows import SIZED
from kit.tier_pricing.costs.delivered import countable
from kit.tier_pricing.costs.size_words import doubts, ENDS, LABELS, sentence, too_few, verdict
from kit.tier_pricing.costs.sizes import against, along, Sides, sides
from kit.tier_pricing.deals import days

CAVEAT = (
    "This compares what was booked, not what size does: who was booked was chosen. A thousand views need not be as "
    "many people on both sides."
)
DEFINITIONS = {
    "Line": "For ten times the followers: a line through one point a creator, log cost of a result on log followers.",
    "Interval": "Of what other such creators might have cost, 95 % for all measures together (jackknife over creators; "
    "of a line HC3). Clear: it leaves out 1, the same cost.",
    "Tier": SIZED,
}


def columns(currency: str, found: Sides | None) -> tuple[Column, ...]:
    if found is None:
        return (
            Column("what", "Measure"),
            Column("ratio", "Cost at ten times the followers", "number", "times"),
            Column("ratio_low", "from", "number"),
            Column("ratio_high", "to", "number"),
            Column("verdict", "Difference"),
            Column("creators", "Creators", "count"),
            Column("deals", "Deals", "count"),
            Column("measure", "Key", hidden=True),
        )
    return (
        Column("what", "Measure"),
        Column("small", head(found.small), "money", currency),
        Column("large", head(found.large), "money", currency),
        Column("ratio", f"Cost, {word(found.small)} ÷ {word(found.large)}", "number", "times"),
        Column("ratio_low", "from", "number"),
        Column("ratio_high", "to", "number"),
        Column("verdict", "Difference"),
        Column("creators", "Creators", "figure"),
        Column("deals", "Deals", "figure"),
        Column("measure", "Key", hidden=True),
    )


@question(
    "micro_or_mega",
    "Are small creators a better buy than large ones?",
    priority=16,
    deals=("fee",),
    deliveries=("video_id",),
    videos=("views",),
)
def micro_or_mega(data: Data) -> Finding:
    """CPM (fees on organic views), CPE and CPA of small against large creators, as ratios with intervals.

    Micro against mega, where the tiers have these names and five creators each; else creators below 50,000 followers
    against those with 500,000 or more; else a line over all sizes, per ten times the followers.  Intervals hold for all
    measures together (Bonferroni); "clear" is a ratio whose interval leaves out 1.
    """
    used = countable(data)
    found = sides(used, data.tiers)
    table = against(used, found) if found else along(used)
    if table["ratio"].isna().all():
        raise NotShown(too_few(data, used))
    counted = table.filter(like="creators").any(axis=1)  # a measure of which nothing is known has no row
    table = in_words(table[counted], "small" if found else "larger")
    shown = table[table["ratio"].notna()]
    rows = used[found.is_small | found.is_large if found else used["followers"].gt(0).fillna(False)]
    return answer(
        data,
        sentence(shown, found, data.currency),
        table,
        columns(data.currency, found),
        doubts=doubts(data.tiers, used, found, table),
        caveat=CAVEAT,
        interval=f"95 % interval{', all measures together' if len(shown) > 1 else ''}",
        n={"deals": len(rows), "creators": rows["creator_id"].nunique()},
        left_out={"deals of creators of other or unknown size": len(used) - len(rows)},
        window=days(rows),
        sources=("deals", "deliveries", "videos", "fx", *(("orders",) if shown["measure"].eq("cpa").any() else ())),
        definitions={k: v for k, v in DEFINITIONS.items() if k != "Line" or not found},
    )


def in_words(table: pd.DataFrame, who: str) -> pd.DataFrame:
    """The rows of `against` or `along` with what, verdict and, for two sides, creators and deals in words."""
    table = table.assign(
        what=table["measure"].map(lambda measure: LABELS[measure].label),
        verdict=[verdict(who, *row) for row in table[list(ENDS)].to_numpy()],
    )
    for unit in ("creators", "deals") if who == "small" else ():
        both = zip(table[f"small_{unit}"], table[f"large_{unit}"], strict=True)
        table[unit] = [f"{one} and {other}" for one, other in both]
    return table


def head(words: str) -> str:
    """A side at the head of a column: "Micro (10k–50k)"."""
    band = words.removesuffix(")").split(" (")[1].removesuffix(" followers")
    return f"{word(words).capitalize()} ({band})"


def word(words: str) -> str:
    """A side in a word: "micro"."""
    return words.split()[0]
