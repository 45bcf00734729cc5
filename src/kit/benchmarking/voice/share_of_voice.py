"""Share of voice: whose videos speak of us, and whose of our competitors; by videos, by views, by engagements."""

import pandas as pd

from kit import estimate
from kit.benchmarking.caveats import age_caveat
from kit.benchmarking.voice.mentions import by_creator, collected_caveat, compared, grown, named, sponsored
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.selection import YOUNG_DAYS
from kit.wording import estimate as said
from kit.wording import join, name, percent, plural

READ = ("creator_id", "organic_views", "organic_engagements", "age_days", "age_at_least", "collected_by")
ONE_CREATOR = 0.25  # share of a brand's views held by one creator from which that is said
TOO_WIDE = 0.9  # an interval of so many points tells nothing
WEIGHTS = {"view": "organic_views", "engagement": "organic_engagements"}
COLUMNS = (
    Column("brand", "Brand"),
    Column("share_of_voice", "Share of voice", "rate", "share of mentions"),
    Column("share_of_voice_low", "from", "rate"),
    Column("share_of_voice_high", "to", "rate"),
    Column("rank_first", "Best rank", "count"),
    Column("rank_last", "Worst rank", "count"),
    Column("view_share", "By views", "rate", "share of views"),
    Column("view_share_low", "from", "rate"),
    Column("view_share_high", "to", "rate"),
    Column("engagement_share", "By engagements", "rate", "share of engagements"),
    Column("engagement_share_low", "from", "rate"),
    Column("engagement_share_high", "to", "rate"),
    Column("mentions", "Mentions", "number"),
    Column("creators", "Creators", "count"),
    Column("top_creator_share", "Views by its top creator", "rate", "share of its views"),
    Column("top_video_share", "Views of its top video", "rate", "share of its views"),
    Column("role", "Role"),
    Column("own_videos", "On own accounts", "count", "videos, not counted"),
)
DEFINITIONS = {
    "Share of voice": "A brand's share of the videos that mention one of the tracked brands; it counts videos, not "
    "views and not approval. The list of brands, tags and keywords defines the market.",
    "By views, by engagements": "The same with each video weighed by its organic views or engagements; videos younger "
    f"than {YOUNG_DAYS} days at capture are left out, as theirs still grow.",
}


@question("share_of_voice", "Who is talked about most?", priority=25, brands=("brand",), videos=())
def share_of_voice(data: Data) -> Finding:
    """Each tracked brand's share of the videos that mention one of them; a video that names k brands gives each 1/k.

    A mention is one of the brand's hashtags, handles, sounds or keywords (table brands).  Videos on the brands' own
    accounts are counted apart.  By views and by engagements (organic) the parts are weighed; each sums to 100 %.
    Intervals: creators are the clusters; ranks, by videos, are simultaneous sets.
    """
    parts = compared(data)
    videos = data.videos[list(READ)]
    own = videos["creator_id"].isin(data.brand_accounts())
    used = videos.loc[parts.index]
    weights = {kind: grown(used, column) for kind, column in WEIGHTS.items()}
    table = shares(data, parts, used["creator_id"], weights, videos["creator_id"])
    paid = int(sponsored(data).loc[parts.index].any(axis=1).sum())
    bought = f"{plural(paid, 'of these videos is', 'of these videos are')} sponsored: bought voice counts like any."
    brand = data.brand if data.brand in parts else table["brand"].iloc[0]
    gap = views_gap(parts[brand], weights["view"], used["creator_id"])
    return answer(
        data,
        f"{sentence(table, brand)} {by_views(table, brand, gap)}".strip(),
        table,
        COLUMNS,
        doubts=[collected_caveat(used), age_caveat(used)],
        caveat=bought if paid else "",
        n={"videos": len(used), "creators": int(used["creator_id"].nunique())},
        left_out={
            "mentions on the brands' own accounts": int((own & named(data).any(axis=1)).sum()),
            "of views: videos younger than a week or without known organic views": int(weights["view"].isna().sum()),
        },
        sources=("videos", "brands"),
        definitions=DEFINITIONS,
    )


def shares(
    data: Data, parts: pd.DataFrame, creators: pd.Series, weights: dict[str, pd.Series], accounts: pd.Series
) -> pd.DataFrame:
    """One row a brand, most mentions first; a brand that nobody mentions has a share of 0 and no interval."""
    counts, seen = by_creator(parts, creators), by_creator(parts, creators, weights["view"])
    ranks = estimate.rank_sets(counts)
    views = parts.mul(weights["view"].fillna(0.0), axis=0)
    table = pd.DataFrame(
        {
            **columns("share_of_voice", counts),
            "rank_first": ranks["first"],
            "rank_last": ranks["last"],
            **columns("view_share", seen),
            **columns("engagement_share", by_creator(parts, creators, weights["engagement"])),
            "mentions": parts.sum(),
            "creators": (counts > 0).sum(),
            "top_creator_share": seen.max() / seen.sum().where(lambda total: total > 0),
            "top_video_share": views.max() / views.sum().where(lambda total: total > 0),
            "role": data.table("brands").set_index("brand")["role"].reindex(parts.columns),
            "own_videos": {b: int(accounts.isin(data.brand_accounts(b)).sum()) for b in parts.columns},
        }
    )
    table = table.rename_axis("brand").reset_index()
    return table.sort_values(["share_of_voice", "brand"], ascending=[False, True], ignore_index=True)


def columns(column: str, counts: pd.DataFrame) -> dict[str, pd.Series]:
    """A share and its interval; none that holds nearly everything, as then one creator decides the share."""
    found = estimate.share(counts)
    told = found["high"] - found["low"] < TOO_WIDE
    return {column: found["value"]} | {f"{column}_{end}": found[end].where(told) for end in ("low", "high")}


def views_gap(own: pd.Series, views: pd.Series, creators: pd.Series) -> estimate.Estimate:
    """Organic views of a mention of one brand over those of a mention of the others; `own`: its part of each video."""
    part, weight = pd.concat([own, 1 - own]), pd.concat([views, views])
    return estimate.ratio_gap(
        part * weight,
        part.where(weight.notna()),
        pd.concat([creators, creators]),
        [True] * len(own) + [False] * len(own),
    )


def sentence(table: pd.DataFrame, brand: str) -> str:
    """Who leads by mentions, where a brand stands beside it, and whether that is certain."""
    rows = table.set_index("brand")
    could = rows.index[rows["rank_first"] == 1]
    others = could.drop(brand, errors="ignore")
    leader = rows.index[rows["share_of_voice"] == rows["share_of_voice"].max()]
    beside = leader[0] if brand not in leader else others[0] if len(others) else ""  # the other one that is named
    pair = [beside, brand] if brand not in leader else [brand, *filter(None, [beside])]
    shares = [said(*rows.loc[b, [f"share_of_voice{end}" for end in ("", "_low", "_high")]]) for b in pair]
    text = join(f"{name(b)} {'has ' * (not k)}{share}" for k, (b, share) in enumerate(zip(pair, shares, strict=True)))
    first, last = rows.loc[brand, ["rank_first", "rank_last"]]
    if pd.isna(first) or pd.isna(last):
        place = "too few creators speak of them to rank the brands"
    elif first == last:
        place = f"{name(brand) if len(pair) > 1 else 'it'} is number {int(first)} of {len(table)}"
    elif first == 1 and len(others):
        place = "either could be first" if len(could) == 2 else f"any of {len(could)} could be first"
    else:
        place = f"the place of {name(brand)} could be anything from {int(first)} to {int(last)}"
    return f"{text} of the mentions of the {len(table)} tracked brands: {place}."


def by_views(table: pd.DataFrame, brand: str, gap: estimate.Estimate) -> str:
    """Its share by views, whether a mention of it gets clearly more or fewer views, and one creator behind that."""
    rows = table.set_index("brand")
    row = rows.loc[brand]
    if pd.isna(row["view_share"]) or not row["share_of_voice"] > 0:
        return ""
    share = said(row["view_share"], row["view_share_low"], row["view_share_high"])
    gained = rows["view_share"] - rows["share_of_voice"]
    winner = brand if gained[brand] > 0 else gained.idxmax()
    top = rows.loc[winner, "top_creator_share"]
    whose = "its views" if winner == brand else f"the views of {name(winner)}"
    reason = f"; one creator has {percent(top, 0)} of {whose}" if top >= ONE_CREATOR and gained[winner] > 0 else ""
    start = f"By views {name(brand)} has {share}"
    if gap.low > 1 or gap.high < 1:
        times = said(gap.value, gap.low, gap.high, "number")
        return f"{start}: a mention of it gets {times} times the views of one of the others{reason}."
    few = pd.isna(row["view_share_low"]) or pd.isna(gap.low)
    sure = "but few creators decide that" if few else "not clearly different from its share of mentions"
    return f"{start}, {sure}{reason}."
