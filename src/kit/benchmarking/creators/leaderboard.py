"""Each creator inside its tier by engagement rate by views, with the ranks that the data allow."""

import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.caveats import age_caveat, selection_caveat
from kit.benchmarking.creators import measures
from kit.benchmarking.creators.measures import FEWEST, NEXT_VIDEO
from kit.benchmarking.rates.rated import needed, RATES
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import glossary
from kit.selection import FEW_VIEWS, YOUNG_DAYS
from kit.wording import estimate as said
from kit.wording import name, percent, plural

COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("tier", "Tier"),
    Column("engagement_rate_by_views", "Shrunk rate by views", "rate"),
    Column("engagement_rate_by_views_low", "from", "rate"),
    Column("engagement_rate_by_views_high", "to", "rate"),
    Column("rank_first", "Best rank", "count"),
    Column("rank_last", "Worst rank", "count"),
    Column("raw", "Raw rate", "rate"),
    Column("weight", "Own weight", "rate"),
    Column("videos", "Videos", "count"),
    Column("median_views", "Median views", "count"),
    Column("next_low", "Next video, from", "count"),
    Column("next_high", "Next video, to", "count"),
    Column("followers", "Followers", "count"),
    Column("growth", "Growth a month", "rate"),
    Column("growth_low", "from", "rate"),
    Column("growth_high", "to", "rate"),
    Column("spread", "Spread of views", "number"),
    Column("spread_low", "from", "number"),
    Column("spread_high", "to", "number"),
    Column("pooled", "Pooled rate", "rate"),
    Column("needed", "Videos needed", "count"),
)
MANY = 500  # videos, more than a creator has to be judged by
ENDS = {"value": "", "low": "_low", "high": "_high"}
DEFINITIONS = {
    "Shrunk rate": "Weighted mean of a creator's own rate and the tier's (logit scale, empirical Bayes, Morris "
    "interval); the own weight grows with its videos.",
    "Raw rate": "Back-transformed mean of the creator's video logits, without the tier.",
    "Best and worst rank": "Places that it could hold in its tier, all intervals taken together (95 %).",
    "Videos needed": "So many make the creator's own rate reliable (reliability 0.7).",
    "Spread of views": "Views that one video in ten goes above ÷ those that one in ten stays below (log-normal), drawn "
    "towards other creators' the more, the fewer the videos.",
    "Growth a month": "Followers per 30 days, by the median slope through the profile captures of up to 180 days, at "
    "most one a day (one a week where there are more than 30).",
}


@question("leaderboard", "Which creators stand out in their tier?", priority=15, videos=RATES)
def leaderboard(data: Data, tier: str = "") -> Finding:
    """Creators inside their tier by engagement rate by views, each drawn towards its tier by how few videos it has.

    tier: show one tier only.  Brands' own accounts do not compete.  Ranks are the best and worst place that a creator
    could hold, given all intervals of its tier together.  Left out of rates: videos younger than 7 days at capture,
    with fewer than 50 organic views, or boosted with an unknown split.  Views, their spread and the next video's range
    are of videos that were not found by hashtag or search, of creators with five or more; growth needs four captures.
    """
    if tier and tier not in data.tiers.order():
        raise UsageError(f"Parameter tier is {tier!r}; use one of {', '.join(data.tiers.order())}, or nothing for all.")
    seen, used = data.videos, measures.ripe(data)
    if tier:
        seen, used = seen[seen["tier"] == tier], used[used["tier"] == tier]
    if used.empty:
        needed(data)  # tells what is missing where no video can be rated
        if seen.empty:
            raise NotShown(f"No creator of the {tier} tier has a video here; choose another tier, or none for all.")
        raise NotShown(
            f"No creator's video {'of the ' + tier + ' tier ' if tier else ''}is at least {YOUNG_DAYS} days old at "
            f"capture with {FEW_VIEWS} views and known organic counts; widen the window, capture later"
            f"{', or give --captured-at at import' if seen['captured_at'].isna().any() else ''}."
        )
    table = ranked(everything(data, tier))
    posted = int(seen["creator_id"].isin(data.brand_accounts()).sum())
    return answer(
        data,
        board_sentence(table),
        table,
        COLUMNS,
        doubts=[
            selection_caveat(used),
            age_caveat(used),
            ""
            if table["weight"].notna().any()
            else "No creator has two videos, so chance and skill cannot be told apart.",
        ],
        caveat=f"Where the own weight is low, a creator's place is mostly its tier's.{enough_sentence(table)}",
        n={"creators": len(table), "videos": len(used)},
        left_out={
            "videos on brands' own accounts": posted,
            "videos too young, with too few views, or of unknown or impossible counts": len(seen) - posted - len(used),
        },
        sources=("videos", "creators"),
        definitions=glossary("engagement_rate_by_views") | NEXT_VIDEO | DEFINITIONS,
    )


def everything(data: Data, tier: str = "") -> pd.DataFrame:
    """One row a creator that can be rated: its rate, views, growth and followers."""
    rates = measures.rates(data).rename(columns={"n": "videos"})
    rates = rates.rename(columns={end: "engagement_rate_by_views" + at for end, at in ENDS.items()})
    views = measures.views(data)
    views = views.loc[views["videos"] >= FEWEST].drop(columns="videos")
    table = rates.join(measures.facts(data)[["name", "followers"]]).join(views).join(measures.growth(data))
    return (table[table["tier"] == tier] if tier else table).reset_index()


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """With simultaneous rank sets inside each tier; the tier with most creators first, then by rate.

    Creators of unknown size and those below the first band come after the tiers.
    """
    logits = table[["tier", "logit_mean", "logit_sd"]].groupby("tier", observed=True)
    sets = pd.concat([estimate.rank_sets_of(part["logit_mean"], part["logit_sd"]) for _, part in logits])
    table = table.join(sets.add_prefix("rank_"))
    table["size"] = logits["logit_mean"].transform("size")
    table["real"] = table["tier"].map(tiers.is_band).astype(bool)
    return table.sort_values(
        ["real", "size", "tier", "engagement_rate_by_views", "creator_id"],
        ascending=[False, False, True, False, True],
        ignore_index=True,
    )


def enough_sentence(table: pd.DataFrame) -> str:
    """How many videos make a rate reliable in the tier with most creators; "" where unknown."""
    first = table[table["tier"] == table["tier"].iloc[0]]
    needed = first["needed"].median()
    if pd.isna(needed):
        return ""
    whole, tier = max(int(-(-needed // 1)), 1), str(first["tier"].iloc[0])
    beside = "where followers are unknown" if tier == tiers.UNKNOWN else f"{tier} followers"
    of = f"in {tier}" if tiers.is_band(tier) else beside
    if whole > MANY:
        return f" Creators {of} hardly differ beyond luck: no usual number of videos tells their rates apart."
    return f" A rate {of} needs about {plural(whole, 'video')} to be reliable."


def board_sentence(table: pd.DataFrame) -> str:
    """On the tier with most creators, which comes first."""
    tier = str(table["tier"].iloc[0])
    part = table[table["tier"] == tier]
    best = part.iloc[0]
    who = f"{name(best['name'])}"
    ends = best["engagement_rate_by_views_low"], best["engagement_rate_by_views_high"]
    rate = said(best["engagement_rate_by_views"], *ends)
    beside = "creator of unknown size" if tier == tiers.UNKNOWN else f"creator {tier}"
    kind = f"{tier} creator" if tiers.is_band(tier) else beside
    many = plural(len(part), kind, kind.replace("creator", "creators", 1))
    if len(part) == 1:
        return f"{who} is the only {kind} with enough views to be rated, at {rate}: there is nobody to rank against."
    if part["rank_first"].isna().any():
        return f"{who} shows the highest rate among {many}, {rate}, but with one video each they cannot be ranked."
    if percent(part["engagement_rate_by_views"].min(), 6) == percent(part["engagement_rate_by_views"].max(), 6):
        return f"The {many} all have the same rate, {rate}: nothing tells them apart."
    could = int((part["rank_first"] == 1).sum())
    if could > 1:
        others = "any of them" if could == len(part) else f"{could} of them"
        return (
            f"{who} has the highest rate among {many}, {rate}, but {others} could be first: choose among these on "
            "fee and fit, not on rank."
        )
    return f"{who} leads {many} with {rate}; no other could be first."
