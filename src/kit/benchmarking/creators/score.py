"""Who scores best in its tier, by what, and would other weights say the same?  A score that one can recompute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import math

import pandas as pd

from kit import tiers
from kit.benchmarking.caveats import age_caveat, selection_caveat
from kit.benchmarking.creators import measures
from kit.benchmarking.creators.dimensions import dimensions, MEANING, MEASURES, NEEDS
from kit.benchmarking.creators.scoring import comparable, leads_by, ordered, scored
from kit.benchmarking.rates.rated import FEWEST_CREATORS
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.once import once
from kit.wording import join, name, number, percent, plural, span, window

FIRST = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("score", "Score", "number"),
    Column("score_low", "from", "number"),
    Column("score_high", "to", "number"),
)
RANKS = (Column("rank_first", "Best rank", "count"), Column("rank_last", "Worst rank", "count"))
COUNTS = (Column("videos", "Videos", "count"), Column("followers", "Followers", "count", hidden=True))


@question("score", "Who scores best, and by what?", priority=30, videos=("views",))
def score(
    data: Data,
    weight_engagement: float = 1.0,
    weight_views: float = 1.0,
    weight_consistency: float = 1.0,
    weight_growth: float = 1.0,
    weight_activity: float = 1.0,
    top: int = 10,
) -> Finding:
    """Weighted mean of percentiles within the tier: engagement, views per follower, consistency, growth and activity.

    Percentiles (mid-rank, whole numbers) compare the scored creators of a tier with one another, so a score is no
    grade.  A dimension counts in a tier where five creators have it; a creator with half of the weight known or less
    has no score; what a creator lacks is left out of its mean.  Band: 80 % of draws of all measures from their errors.
    top: how often a creator stays among the first so many of its tier under random weights.
    """
    weights = weight_engagement, weight_views, weight_consistency, weight_growth, weight_activity
    found = scores(data, weights, top)
    table, used = found.table, found.weights
    videos = measures.ripe(data)
    videos = videos[videos["creator_id"].isin(table["creator_id"]) & bool({"engagement", "views"} & {*used})]
    return answer(
        data,
        sentence(table, used, top),
        table,
        columns(used, top),
        doubts=[dropped(found.absent), selection_caveat(videos), age_caveat(videos)],
        caveat=f"{reference(data, table)} {printed(used)}",
        n={"creators": len(table), "videos": len(videos)},
        left_out=left_out(data, table),
        sources=("videos", "creators"),
        definitions=definitions(used, top),
        interval="80 % band",
    )


@dataclass(frozen=True)
class Scores:
    """The table of scores, the weights by dimension that are in them, and the dimensions that are not."""

    table: pd.DataFrame
    weights: Mapping[str, float]
    absent: Sequence[str]


@once
def scores(data: Data, given: tuple[float, ...], top: int) -> Scores:
    """Scores of all creators who can have one; NotShown where more than half of the weight is unknown of everybody.

    given: the weights in the order of MEASURES.  UsageError for weights that make no sense.
    """
    weights = checked(given, top)
    found, facts = dimensions(data), measures.facts(data)
    tier = facts["tier"].astype(str)
    counted = comparable(found.values[list(weights)].notna(), tier, weights)
    used = {c: weight for c, weight in weights.items() if counted[c].any()}
    absent = [c for c in weights if c not in used]
    if not used or 2 * sum(used.values()) < sum(weights.values()):
        raise NotShown(too_little(data, sorted(absent, key=weights.__getitem__, reverse=True)))
    table = scored(found, counted.loc[counted.any(axis=1), list(used)], used, tier, top)
    natural = found.values[list(used)].rename(columns={c: MEASURES[c].name for c in used})
    table = table.join(facts[["name", "followers"]]).join(natural)
    table = table.join(measures.rates(data)["n"].rename("videos").astype("Int64"))
    return Scores(ordered(table.rename_axis("creator_id").reset_index()), used, absent)


def checked(weights: Sequence[float], top: int) -> dict[str, float]:
    """The weights above 0 by dimension, as they are printed."""
    given = dict(zip(MEASURES, weights, strict=True))
    wrong = [c for c, weight in given.items() if not (math.isfinite(weight) and weight >= 0)]
    if wrong:
        raise UsageError(f"Parameter weight_{wrong[0]} is {given[wrong[0]]:g}; a weight is 0 or more.")
    if not any(given.values()):
        raise UsageError("All weights of the score are 0; give at least one dimension a weight above 0.")
    if top < 1:
        raise UsageError(f"Parameter top is {top}; it is 1 or more.")
    return {c: float(f"{weight:g}") for c, weight in given.items() if weight}


def columns(weights: Mapping[str, float], top: int) -> list[Column]:
    """What a reader needs to recompute the score first: percentiles; then how sure it is; then points and measures."""
    return [
        *FIRST,
        *(Column(f"{c}_percentile", c.capitalize(), "number") for c in weights),
        Column("tier", "Tier"),
        *RANKS,
        Column("top_share", f"In the top {top}", "rate"),
        *COUNTS,
        *(Column(f"{c}_points", c.capitalize(), "number", "points", hidden=True) for c in weights),
        *(MEASURES[c] for c in weights),
    ]


def sentence(table: pd.DataFrame, weights: Mapping[str, float], top: int) -> str:
    """On the tier with most scored creators: who comes first, by what, and whether other weights would say so."""
    part = table[table["tier"] == table["tier"].iloc[0]]
    best, tied = part.iloc[0], int((part["score"] == part["score"].max()).sum())
    tier = str(best["tier"])
    many = f"{len(part)} {f'creators {tier}' if tiers.is_under(tier) else f'{tier} creators'}"
    if tied == len(part):
        return f"These {many} all score {number(best['score'])}: nothing tells them apart."
    ends = span(best["score_low"], best["score_high"], "number")
    points = number(best["score"]) + (f" ({percent(0.8, 0)} band {ends})" if ends else "")
    could = int((part["rank_first"] == 1).sum())
    band = pd.notna(best["score_low"])
    sure = "" if band or tied > 1 else ", but how sure that is cannot be told"
    sure = f", but {'any' if could == len(part) else could} of them could be first" if could > tied else sure
    if tied > 1:
        who = join(map(name, part["name"].iloc[:2])) if tied == 2 else plural(tied, "creator")
        return f"Among these {many}, {who} share the highest score, {number(best['score'])}{sure}."
    most, alone = leads_by(part, weights)
    by = f" Most points are for {join(most)}" if len(most) < len(weights) else ""
    by += ", without which another would lead." if alone else "." if by else ""
    stay = stays(best["top_share"], top) if len(weights) > 1 else ""
    return f"Among these {many}, {name(best['name'])} scores highest, {points}{sure}.{by}{stay}"


def stays(share: float, top: int) -> str:
    """How often the first stays among the first so many; "" where its tier has no more creators than that."""
    if pd.isna(share):
        return ""
    place = f"in the top {top}" if top > 1 else "first"
    return f" It stays {place} in {'all' if share == 1 else percent(share, 0) + ' of'} random weightings."


def reference(data: Data, table: pd.DataFrame) -> str:
    """With whom percentiles compare, and which tiers have no score."""
    tier = measures.facts(data)["tier"].astype(str)
    sizes = table.groupby("tier", sort=False).size()
    small = [t for t in data.tiers.order() if t not in (*sizes.index, tiers.UNKNOWN) and (tier == t).any()]
    days = window(*data.window)
    who = f"Compared are the creators of each tier ({join(f'{t} {n}' for t, n in sizes.items())})"
    none = f" No score where fewer than {FEWEST_CREATORS} can be compared: {join(small)}." if small else ""
    return f"{who}{f', videos of {days}' if days else ''}: a score is relative to them, not a grade.{none}"


def printed(weights: Mapping[str, float]) -> str:
    """The weights in words."""
    every = list(weights.items())
    if len(set(weights.values())) == 1:
        return f"Weights: {every[0][1]:g}{' each' if len(every) > 1 else ''}."
    return f"Weights: {join(f'{c} {weight:g}' for c, weight in every)}."


def dropped(absent: Sequence[str]) -> str:
    """Which dimensions are in no score, and why; "" where all are."""
    if not absent:
        return ""
    why = join(f"{c} (no tier has {FEWEST_CREATORS} creators with {NEEDS[c]})" for c in absent)
    return f"Not in the score: {why}. The other weights share its part."


def too_little(data: Data, absent: Sequence[str]) -> str:
    """Why no score is given."""
    sizes = measures.facts(data)["tier"].astype(str).value_counts()
    known = {t: n for t in data.tiers.order() if t != tiers.UNKNOWN and (n := int(sizes.get(t, 0)))}
    if max(known.values(), default=0) < FEWEST_CREATORS:
        here = join(f"{t} {n}" for t, n in known.items()) or "the followers of none are known"
        return (
            f"A score compares the creators of a tier, and no tier has {FEWEST_CREATORS} ({here}); import more "
            "creators, or their followers where these are unknown."
        )
    return (
        f"More than half of the score's weight is unknown ({join(absent)}): no tier has {FEWEST_CREATORS} creators "
        f"with what it needs, such as {NEEDS[absent[0]]}. Export their profiles, for growth on several days, and "
        f"import them: kit import profiles.csv --into {data.given}"
    )


def left_out(data: Data, table: pd.DataFrame) -> dict[str, int]:
    """Creators without a score, by why."""
    tier = measures.facts(data)["tier"].astype(str)
    without = tier[~tier.index.isin(table["creator_id"])]
    unknown, small = without == tiers.UNKNOWN, ~without.isin(table["tier"].unique())
    return {
        "creators of unknown size": int(unknown.sum()),
        f"creators of tiers with fewer than {FEWEST_CREATORS} to compare": int((small & ~unknown).sum()),
        "creators with half of the weight known or less": int((~small & ~unknown).sum()),
    }


def definitions(weights: Mapping[str, float], top: int) -> dict[str, str]:
    total = sum(weights.values())
    every = join(f"{c} {weight:g} ({percent(weight / total)})" for c, weight in weights.items())
    return {
        "Score": f"Sum of weight × percentile ÷ sum of weights, without the dimensions that a creator lacks. Weights: "
        f"{every}. Points are what each dimension adds.",
        "Percentile in the tier": "Place among the tier's scored creators in whole numbers: at 80, about 80 % of them "
        "rank below (ties count half).",
        "Dimensions of the score": MEANING,
        "Band of the score": "Holds 80 % of scores when all measures are drawn anew from their errors.",
        f"In the top {top}": f"Share of random weightings of the score that leave the creator in its tier's top {top}.",
        "Possible ranks by score": "Places in the tier that the bands allow, all creators together (95 %).",
    }
