"""Micro against mega in words: the answer, what these deals cannot carry, and why there may be none."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit import tiers
from kit.data import Data
from kit.selection import RIPE_DAYS
from kit.tier_pricing.costs.delivered import MEASURES
from kit.tier_pricing.costs.sizes import APART, FEWEST, FEWEST_LINE, known, Sides
from kit.tier_pricing.deals import LARGE_FROM, SMALL_BELOW
from kit.wording import estimate as said
from kit.wording import join, money, plural

ENDS = ["ratio", "ratio_low", "ratio_high"]
CLEAR = {True: "clearly cheaper", False: "clearly dearer"}


class Label(NamedTuple):
    """A measure in a table, what it is the cost of, and its results in a word."""

    label: str
    one: str
    results: str


LABELS = {
    "cpm_fee": Label("CPM, fee on organic", "a thousand organic views", "views"),
    "cpe": Label("CPE", "an engagement", "engagements"),
    "cpa": Label("CPA", "an attributed order", "orders"),
}


def verdict(who: str, ratio: float, low: float, high: float) -> str:
    """In words, whether the ratio tells of a difference."""
    if np.isnan(ratio):
        return "cannot be compared"
    if np.isnan(low):
        return "not known: costs differ too much"
    return "no clear difference" if low <= 1 <= high else f"{who} {CLEAR[ratio < 1]}"


def sentence(shown: pd.DataFrame, found: Sides | None, currency: str) -> str:
    """Which measures tell of a difference, then each ratio with its interval."""
    each = [told(row, currency) for _, row in shown.iterrows()]
    if found is None:
        start = "Over creators of all sizes, "
        none = f"{start}these deals do not tell whether larger ones are a better or a worse buy"
        lead = clearly(shown, f"{start}larger ones were ", "") or none
        return f"{lead}: for ten times the followers, {join(each)}."
    none = f"These deals do not tell whether {found.small} or {found.large} are the better buy"
    lead = clearly(shown, f"{found.small[0].upper()}{found.small[1:]} were ", f" than {found.large}") or none
    return f"{lead}: {'; '.join(each)}."


def clearly(shown: pd.DataFrame, who: str, than: str) -> str:
    """ "… were clearly cheaper than … per view"; "" where nothing is clear."""
    parts: list[str] = []
    for words in CLEAR.values():
        clear = [LABELS[m].results[:-1] for m in shown.loc[shown["verdict"].str.endswith(words), "measure"]]
        parts += [f"{words}{'' if parts else than} per {join(clear)}"] if clear else []
    unclear = [LABELS[m].results[:-1] for m in shown.loc[~shown["verdict"].str.contains("clearly"), "measure"]]
    rest = f", without a clear difference per {join(unclear)}" if unclear else ""
    return f"{who}{' and '.join(parts)}{rest}" if parts else ""


def told(row: pd.Series, currency: str) -> str:
    """One measure: what it cost on either side, and the ratio with its interval."""
    ratio = f"{said(row['ratio'], row['ratio_low'], row['ratio_high'], 'number')} times as much"
    alone = " (no interval: costs differ too much)" if pd.isna(row["ratio_low"]) else ""
    sides = f"{money(row['small'], currency)} against {money(row['large'], currency)}, " if "small" in row else ""
    return f"{LABELS[row['measure']].one} cost {sides}{ratio}{alone}"


def doubts(scheme: tiers.Scheme, used: pd.DataFrame, found: Sides | None, table: pd.DataFrame) -> list[str]:
    """What these deals cannot carry."""
    sized = used[used["followers"].gt(0).fillna(False)]
    sides = {"smaller": used[found.is_small], "larger": used[found.is_large]} if found else {"": sized}
    young = [f"{int(side['young'].sum())} of {len(side)} {word}".strip() for word, side in sides.items()]
    aged = any(side["young"].any() for side in sides.values())
    return [
        unnamed(scheme, used, found),
        f"{join(young)} deals rest on videos younger than {RIPE_DAYS} days at capture." if aged else "",
        *(unable(measure, sides) for measure in table.loc[table["ratio"].isna(), "measure"]),
    ]


def unnamed(scheme: tiers.Scheme, used: pd.DataFrame, found: Sides | None) -> str:
    """Why micro and mega are not compared by name, nor small and large; "" where they are."""
    if found and found.small.startswith("micro"):
        return ""
    small, large = both_sizes(used)
    between = f", nor small against large creators from {small} and {large}" if found is None else ""
    if not {"micro", "mega"} <= set(scheme.edges):
        return f"Small creators cannot be held against large ones from {small} and {large}." if between else ""
    micro, mega = (used.loc[used["tier"] == tier, "creator_id"].nunique() for tier in ("micro", "mega"))
    if min(micro, mega) >= FEWEST:
        return f"Micro against mega cannot be told: too few of them have known views, engagements or orders{between}."
    return (
        f"Micro against mega cannot be told from {plural(micro, 'micro creator')} and {plural(mega, 'mega creator')}"
        f" with delivered deals ({FEWEST} of each are needed){between}."
    )


def both_sizes(used: pd.DataFrame) -> tuple[int, int]:
    """How many small and how many large creators there are."""
    followers = used["followers"].astype("float64")
    parts = used[followers < SMALL_BELOW], used[followers >= LARGE_FROM]
    return parts[0]["creator_id"].nunique(), parts[1]["creator_id"].nunique()


def unable(measure: str, sides: dict[str, pd.DataFrame]) -> str:
    """Why a measure could not be compared; "" where it is not known at all."""
    result, label = MEASURES[measure][1], LABELS[measure]
    parts = {word: known(side, measure) for word, side in sides.items()}
    have = {word: part["creator_id"].nunique() for word, part in parts.items()}
    if not any(have.values()):
        return ""
    least = FEWEST if len(sides) > 1 else FEWEST_LINE
    if min(have.values()) < least:
        who = join(f"{n} {word}".strip() for word, n in have.items())
        each = f"{least} of each" if len(sides) > 1 else f"{least}"
        return f"{label.label} cannot be compared: {label.results} are known of {who} creators ({each} needed)."
    none = [word for word, part in parts.items() if not part[result].sum()]
    if len(sides) > 1:
        return f"{label.label} cannot be compared: no {label.results} came of the {join(none)} creators."
    if not parts[""].groupby("creator_id")[result].sum().all():
        return f"{label.label} cannot be compared: some creators brought no {label.results} at all."
    return f"{label.label} cannot be compared: the creators differ less than {APART} times in followers."


def too_few(data: Data, used: pd.DataFrame) -> str:
    """Why there is no answer, and what would give one."""
    small, large = both_sizes(used)
    have = used[used["followers"].gt(0).fillna(False)]["creator_id"].nunique()
    low, high = tiers.short(SMALL_BELOW), tiers.short(LARGE_FROM)
    return (
        f"Whether small or large creators are the better buy cannot be said. It takes delivered deals with results of"
        f" {FEWEST} creators below {low} followers and {FEWEST} with {high} or more (there are {small} and {large}), or"
        f" of {FEWEST_LINE} creators of known size, the largest with {APART} times the followers of the smallest (there"
        f" are {have}). Import more deals and deliveries: kit import deals.csv deliveries.csv --into {data.given}"
    )
