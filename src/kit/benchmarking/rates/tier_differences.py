"""Do tiers really differ in engagement, or is it a matter of who happens to be in them?"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.caveats import age_caveat, selection_caveat
from kit.benchmarking.creators import measures
from kit.benchmarking.rates.rated import few, FEWEST_CREATORS, left_out, needed, RATES
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import glossary
from kit.once import once
from kit.selection import FEW_VIEWS, RIPE_DAYS
from kit.wording import estimate as said
from kit.wording import join, percent, plural

LEAST_VIDEOS = 2  # of a creator: one video tells more about that video
CLEAR = 0.05
ENDS = ("delta", "delta_low", "delta_high")

COLUMNS = (
    Column("pair", "Tiers"),
    Column("delta", "Cliff's delta", "number"),
    Column("delta_low", "from", "number"),
    Column("delta_high", "to", "number"),
    Column("higher_rate", "Higher rate, in 100 pairs of creators"),
    Column("creators", "Creators", "figure"),
    Column("typical_first", "Typical, video by video: first", "rate"),
    Column("typical_second", "Second", "rate"),
    Column("first", "First", hidden=True),
    Column("second", "Second", hidden=True),
    Column("creators_first", "Creators, first", "count", hidden=True),
    Column("creators_second", "Creators, second", "count", hidden=True),
    Column("p_holm", "p (Holm)", "number"),
)


@dataclass(frozen=True)
class Tested:
    """Creators of known size with two videos (tier, rate, videos), pairs of tiers, whether tiers differ at all, and of
    how many creators with a rate how many are compared, and have two videos."""

    creators: pd.DataFrame
    pairs: pd.DataFrame
    differ: bool
    rated: int = 0
    several: int = 0
    compared: int = 0

    def few(self) -> bool:
        """Whether fewer than half of the creators with a rate carry the comparison."""
        return 2 * self.compared < self.rated

    def thin(self) -> str:
        """Why no difference found means little; "" where most creators are compared."""
        if not self.few():
            return ""
        n, has = (self.several, "two videos") if 2 * self.several < self.rated else (self.compared, "")
        what = f"{'has' if n == 1 else 'have'} {has or f'a tier with {FEWEST_CREATORS} to compare'}"
        return f"whether tiers differ cannot be told: only {n:,} of {self.rated:,} creators {what}"

    def of_few(self) -> str:
        """What to add to a difference that was found among the fewer; "" where most creators are compared."""
        return f" (seen among {self.compared:,} of {self.rated:,} creators)" if self.few() else ""


@question("tier_differences", "Do tiers really differ in engagement?", priority=45, videos=RATES)
def tier_differences(data: Data) -> Finding:
    """Every two tiers with five creators or more: of 100 pairs of creators, in how many has the one the higher rate?

    One value a creator with at least two videos that count: its own rate (back-transformed mean logit of its videos).
    Not the rate that is drawn to the tier, which would make tiers look further apart than their creators are.
    Kruskal–Wallis over all tiers, Dunn's test with Holm's correction for pairs, Cliff's delta with intervals that hold
    for all pairs together (Bonferroni).  Creators of unknown size are in no tier.
    """
    used, found = needed(data), tested(data)
    if found.pairs.empty:
        raise NotShown(
            f"Fewer than two tiers have {FEWEST_CREATORS} creators with {LEAST_VIDEOS} videos of {FEW_VIEWS} views or "
            f"more ({enough(data.tiers, found.creators)}); import more creators, or their followers where these are "
            "unknown."
        )
    compared = pd.unique(found.pairs[["first", "second"]].to_numpy().ravel())
    creators = found.creators[found.creators["tier"].isin(compared)]
    ripe = measures.ripe(data)
    ripe = ripe[ripe["creator_id"].isin(creators.index)]
    others = len(measures.rates(data)) - len(creators)
    return answer(
        data,
        sentence(found),
        found.pairs,
        COLUMNS,
        doubts=[selection_caveat(ripe), age_caveat(ripe), ages(ripe), few(data.tiers, creators["tier"].value_counts())],
        caveat="Followers are not shown to be the cause: creators of different tiers differ in much else.",
        n={"creators": len(creators), "videos": len(ripe)},
        left_out=left_out(data, used)
        | {
            f"videos with fewer than {FEW_VIEWS} views": len(used) - len(measures.ripe(data)),
            "creators of unknown size, with one video, or in tiers with too few": others,
        },
        sources=("videos", "creators"),
        interval="95 % interval, all pairs together",
        definitions=glossary("engagement_rate_by_views")
        | {
            "Typical, video by video": "Median over a tier's creators of each one's rate in which every video counts "
            "alike (mean of logits), whatever its views.",
            "Higher rate": "50 × (1 + Cliff's delta, above 0 where the first tier is ahead); ties count half.",
            "p": "Dunn's rank test, corrected for the number of pairs (Holm).",
        },
    )


@once
def tested(data: Data) -> Tested:
    """Creators with a rate of their own, and the pairs of their tiers; the clear ones, then those furthest apart."""
    rates = measures.rates(data)
    creators = rates.loc[rates["n"] >= LEAST_VIDEOS, ["tier", "raw", "n"]].rename(
        columns={"raw": "rate", "n": "videos"}
    )
    creators = creators[creators["tier"].notna() & (creators["tier"] != tiers.UNKNOWN)]
    size = creators["tier"].value_counts()
    large = [tier for tier in data.tiers.order() if size.get(tier, 0) >= FEWEST_CREATORS]
    some, several = creators[creators["tier"].isin(large)], int((rates["n"] >= LEAST_VIDEOS).sum())
    if len(large) < 2:
        return Tested(creators, pd.DataFrame(), False, len(rates), several)
    place = some["tier"].astype(str).map(large.index)  # pairs come in the order of tiers
    k = len(large) * (len(large) - 1) // 2
    pairs = estimate.differences(some["rate"], place, level=1 - 0.05 / k)
    differ = bool(estimate.differ(some["rate"], place) < CLEAR)
    return Tested(creators, worded(pairs, large, some, size), differ, len(rates), several, len(some))


def worded(pairs: pd.DataFrame, names: list[str], creators: pd.DataFrame, size: pd.Series) -> pd.DataFrame:
    """The pairs with names, typical rates and words.  Clear: Holm's p below 5 %, and an interval that leaves out 0."""
    typical = creators["rate"].groupby(creators["tier"].astype(str)).median()
    made = pairs.rename(columns={"low": "delta_low", "high": "delta_high"})
    for side in ("first", "second"):
        made[side] = [names[int(i)] for i in pairs[side]]
        made[f"typical_{side}"], made[f"creators_{side}"] = made[side].map(typical), made[side].map(size).astype(int)
    made["clear"] = (made["p_holm"] < CLEAR) & (made["delta_low"] * made["delta_high"] > 0)
    made["pair"] = made["first"] + " and " + made["second"]
    made["creators"] = [
        f"{a:,} and {b:,}" for a, b in zip(made["creators_first"], made["creators_second"], strict=True)
    ]
    made["higher_rate"] = [in_pairs(row) for row in made.itertuples()]
    made["apart"] = made["delta"].abs()
    return made.sort_values(["clear", "apart"], ascending=False, kind="stable", ignore_index=True)


def in_pairs(row: Any) -> str:
    """ "nano in 72", "unclear, nano in 55", "unclear, each in 50"."""
    of = round(50 * (1 + abs(row.delta)))
    ahead = "each" if of == 50 else row.first if row.delta > 0 else row.second
    return f"{'' if row.clear else 'unclear, '}{ahead} in {of}"


def one(tier: str) -> str:
    """ "a nano creator", "a creator under 1k"."""
    return f"a creator {tier}" if tiers.is_under(tier) else f"a {tier} creator"


def sentence(found: Tested) -> str:
    """The pair of tiers furthest apart (of the clear ones, if there are any), in words."""
    row = found.pairs.iloc[0]
    sign, ahead, behind = (1, "first", "second") if row["delta"] >= 0 else (-1, "second", "first")
    of = [round(50 * (1 + sign * row[c])) if pd.notna(row[c]) else float("nan") for c in ENDS]
    low, high = of[1:] if sign > 0 else of[:0:-1]
    many = said(of[0], low, high, "count")
    pair = f"{one(row[ahead])} has a higher rate than {one(row[behind])} in {many} of 100 pairs"
    clear, k = int(found.pairs["clear"].sum()), len(found.pairs)
    if clear:
        typical = f"typically {percent(row[f'typical_{ahead}'])} against {percent(row[f'typical_{behind}'])}"
        typical += found.of_few()
        others = f" {clear} of {k} pairs of tiers differ{'s' if clear == 1 else ''} clearly." if k > 1 else ""
        return f"{pair[0].upper()}{pair[1:]}, {typical}.{others}"
    if found.differ:
        return f"Tiers differ{found.of_few()}, but which ones is not clear. The widest gap seen: {pair}."
    if thin := found.thin():
        return f"{thin[0].upper()}{thin[1:]}. The {'widest ' if k > 1 else ''}gap seen: {pair}."
    return f"There is no clear difference between tiers{'. The widest gap seen: ' if k > 1 else ': '}{pair}."


def enough(scheme: tiers.Scheme, creators: pd.DataFrame) -> str:
    size = creators["tier"].value_counts()
    return join(f"{tier} {size[tier]}" for tier in scheme.order() if size.get(tier, 0)) or "none has any"


def ages(videos: pd.DataFrame) -> str:
    """What to say where the videos of one tier are young and those of another are not; "" otherwise."""
    middle = videos["age_days"].astype("float64").groupby(videos["tier"], observed=True).median().dropna()
    if len(middle) < 2 or middle.min() >= RIPE_DAYS or middle.max() < 2 * middle.min():
        return ""
    low, high = middle.idxmin(), middle.idxmax()
    return (
        f"Half of the {low} videos were at most {plural(round(middle[low]), 'day')} old at capture, of the {high} ones "
        f"{round(middle[high])}: young ones read high."
    )
