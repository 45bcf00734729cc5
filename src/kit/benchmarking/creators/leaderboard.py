"""Each creator inside its tier by engagement rate by views, with the ranks that the data allow."""

import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.cohort import age_caveat, selection_caveat
from kit.benchmarking.rates.rated import rated, RATES
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import glossary
from kit.selection import FEW_VIEWS, YOUNG_DAYS
from kit.wording import estimate as said
from kit.wording import name, plural

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
    Column("followers", "Followers", "count"),
    Column("median_views", "Median views", "count"),
    Column("pooled", "Pooled rate", "rate"),
)


@question("leaderboard", "Which creators stand out in their tier?", priority=15, videos=RATES)
def leaderboard(data: Data, tier: str = "") -> Finding:
    """Creators inside their tier by engagement rate by views, each drawn towards its tier by how few videos it has.

    tier: show one tier only.  Brands' own accounts do not compete.  Ranks are the best and worst place that a creator
    could hold, given all intervals of its tier together.  Left out: videos younger than 7 days at capture, with fewer
    than 50 organic views, or boosted with an unknown split.
    """
    if tier and tier not in tiers.order():
        raise UsageError(f"Parameter tier is {tier!r}; use one of {', '.join(tiers.order())}, or nothing for all.")
    seen, every = data.videos, rated(data)
    ripe = every[~(every["age_days"] < YOUNG_DAYS).fillna(False) & (every["organic_views"] >= FEW_VIEWS)]
    if tier:
        seen, ripe = seen[seen["tier"] == tier], ripe[ripe["tier"] == tier]
    if ripe.empty:
        raise NotShown(
            f"No video {'of the ' + tier + ' tier ' if tier else ''}is at least {YOUNG_DAYS} days old at capture "
            f"with {FEW_VIEWS} views and known organic counts; widen the window or capture later."
        )
    rates = estimate.shrunk_rates(
        ripe["organic_engagements"], ripe["organic_views"], ripe["creator_id"], group=ripe["tier"].astype(str)
    )
    table = (
        rates.rename_axis("creator_id")
        .reset_index()
        .rename(
            columns={
                "value": "engagement_rate_by_views",
                "low": "engagement_rate_by_views_low",
                "high": "engagement_rate_by_views_high",
                "n": "videos",
            }
        )
    )
    facts = data.creators.set_index("creator_id")
    table["tier"], table["followers"] = (table["creator_id"].map(facts[c]) for c in ("tier", "followers"))
    table["name"] = called(table["creator_id"], facts["name"])
    table["median_views"] = table["creator_id"].map(
        ripe.groupby("creator_id")["organic_views"].median().astype("float64")
    )
    table = ranked(table)
    return answer(
        data,
        board_sentence(table),
        table,
        COLUMNS,
        doubts=[
            selection_caveat(ripe),
            age_caveat(ripe),
            ""
            if table["weight"].notna().any()
            else "No creator has two videos, so chance and skill cannot be told apart.",
        ],
        caveat="Creators with few videos stand near their tier's rate: a low own weight says that the place is mostly "
        "the tier's.",
        n={"creators": len(table), "videos": len(ripe)},
        left_out={
            "videos on brands' own accounts": (posted := int(seen["creator_id"].isin(data.brand_accounts()).sum())),
            "videos too young, with too few views, or of unknown or impossible counts": len(seen) - posted - len(ripe),
        },
        sources=("videos", "creators"),
        definitions=glossary("engagement_rate_by_views")
        | {
            "Shrunk rate": "Weighted mean of a creator's own rate and the tier's, on the logit scale; the own "
            "weight grows with its videos (empirical Bayes, REML, Morris interval).",
            "Raw rate": "Back-transformed mean of the creator's video logits, without the tier.",
            "Best and worst rank": "Places that the creator could hold in its tier, all creators' intervals "
            "taken together (95 %).",
        },
    )


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """With simultaneous rank sets inside each tier; the tier with most creators first, then by rate.

    Creators of unknown size and those under 1k come after the tiers.
    """
    logits = table[["tier", "logit_mean", "logit_sd"]].groupby("tier", observed=True)
    sets = pd.concat([estimate.rank_sets_of(part["logit_mean"], part["logit_sd"]) for _, part in logits])
    table = table.join(sets.add_prefix("rank_"))
    table["size"] = logits["logit_mean"].transform("size")
    table["real"] = table["tier"].astype(str).isin(list(tiers.EXOLYT))
    return table.sort_values(
        ["real", "size", "tier", "engagement_rate_by_views", "creator_id"],
        ascending=[False, False, True, False, True],
        ignore_index=True,
    )


def called(creators: pd.Series, names: pd.Series) -> pd.Series:
    """Display names; where two creators share one, the handle stands beside it."""
    said_names = creators.map(names).fillna(creators).astype(str)
    shared = said_names.duplicated(keep=False) & (said_names != creators)
    return said_names.where(~shared, said_names + " (@" + creators.astype(str) + ")")


def board_sentence(table: pd.DataFrame) -> str:
    """On the tier with most creators, which comes first."""
    tier = str(table["tier"].iloc[0])
    part = table[table["tier"] == tier]
    best = part.iloc[0]
    who = f"{name(best['name'])}"
    ends = best["engagement_rate_by_views_low"], best["engagement_rate_by_views_high"]
    rate = said(best["engagement_rate_by_views"], *ends)
    kind = {tiers.UNKNOWN: "creator of unknown size", tiers.UNDER: "creator under 1k"}.get(tier, f"{tier} creator")
    many = plural(len(part), kind, kind.replace("creator", "creators", 1))
    if len(part) == 1:
        return f"{who} is the only {kind} with enough views to be rated, at {rate}: there is nobody to rank against."
    if part["rank_first"].isna().any():
        return f"{who} shows the highest rate among {many}, {rate}, but with one video each they cannot be ranked."
    could = int((part["rank_first"] == 1).sum())
    if could > 1:
        others = "any of them" if could == len(part) else f"{could} of them"
        return (
            f"{who} has the highest rate among {many}, {rate}, but {others} could be first: choose among these on "
            "fee and fit, not on rank."
        )
    return f"{who} leads {many} with {rate}; no other could be first."
