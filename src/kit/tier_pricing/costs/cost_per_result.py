"""What a result cost: CPM, CPV and CPE of the videos that answered deals, by tier."""

import pandas as pd

from kit import estimate, tiers
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import cpm, glossary, pooled_by
from kit.published import prices as cards
from kit.selection import RIPE_DAYS
from kit.tier_pricing.deals import BELOW, comparable, days, FROM, LARGE, OUT, rate_wanted, rateless, SMALL
from kit.wording import estimate as said
from kit.wording import join, money, number, plural

FEWEST_CREATORS = 5  # a side, to compare two
COUNTS = ("views", "organic_views", "engagements")
SEEN = ("video_id", "age_days", "contradictory", *COUNTS)
COSTED = ("tax included at an unknown rate", "a bundle without its number of videos", "0 pieces agreed")
SPLIT = "delivered videos with an unknown paid split"


def columns(currency: str) -> tuple[Column, ...]:
    """Names and meanings are those of the post-mortem's costs, so that the two reports agree."""
    return (
        Column("tier", "Tier"),
        Column("cpm_fee", "CPM, fee on organic", "money", currency),
        Column("cpm", "CPM, media", "money", currency),
        Column("cpv", "CPV", "money", currency),
        Column("cpe", "CPE", "money", currency),
        Column("deals", "Deals", "count"),
        Column("creators", "Creators", "count"),
        Column("fee_cost", "Fee cost", "money", currency),
        Column("media_cost", "Media cost", "money", currency),
        Column("organic_views", "Organic views", "count"),
        Column("views", "Views", "count"),
        Column("engagements", "Engagements", "count"),
        Column("videos", "Videos", "count"),
        Column("band", "Followers"),
    )


@question(
    "cost_per_result",
    "What did a view and an engagement cost?",
    priority=15,
    deals=("fee",),
    deliveries=("video_id",),
    videos=("views",),
)
def cost_per_result(data: Data) -> Finding:
    """Pooled CPM, CPV and CPE per tier of the deal's creator: realised costs, so facts without an interval.

    Costs are those of `kit.metrics`: fees as paid, with the tax that they include.  cpm_fee sets fees against organic
    views; cpm, cpv and cpe set fees and boosting against all views and engagements.  A deal counts where all its
    delivered videos lie in the window with known organic views; one with 0 views counts too.  Whether small or large
    creators are cheaper is an inference, with its interval.
    """
    deals = delivered(data)
    used = deals[deals["unused"] == ""]
    unused = deals["unused"].where(deals["unused"] != "").value_counts().sort_index()
    if used.empty and len(rateless(deals)) == len(deals):
        raise NotShown(rate_wanted(deals) or "No deal is paid or agreed, so there is no cost to divide.")
    if used.empty:
        why = join(f"{plural(k, 'deal')} ({reason})" for reason, k in unused.items())
        raise NotShown(
            f"No deal with a fee has delivered videos whose organic views are known: {why}. Import the videos that"
            f" answer the deals, and deliveries (deal_id, video_id): kit import deliveries.csv --into {data.given}"
        )
    table = by_tier(used)
    return answer(
        data,
        sentence(used, table, data.currency),
        table,
        columns(data.currency),
        doubts=doubts(used, int(unused.get(SPLIT, 0))),
        n={"deals": len(used), "creators": used["creator_id"].nunique(), "videos": int(used["delivered"].sum())},
        left_out={f"deals ({reason})": int(k) for reason, k in unused.items()},
        window=days(used),
        sources=("deals", "deliveries", "videos", "fx"),
        definitions=glossary("cpm", "cpv", "cpe", "engagements")
        | {
            "Fee cost": "What creators were paid for the content, with the tax that is included.",
            "Media cost": "Fees + boosting spend. CPM (media), CPV and CPE are media cost ÷ all views or engagements.",
            "CPM, fee on organic": "1,000 × fees ÷ organic views: what the content itself earned.",
            "Totals": "Ratios of sums over deals where both sides are known; deals without a fee are not in.",
            "Published CPM": cards.cpm_quoted(),
        },
    )


def doubts(used: pd.DataFrame, boosted: int) -> list[str]:
    """What these costs rest on; boosted: deals left out because paid and organic views are not told apart."""
    young, few = int(used["young"].sum()), int((used["delivered"] < used["videos"].fillna(0)).sum())
    found = [micro_and_mega(used)]
    if young:
        rest = "rests" if young == 1 else "rest"
        found.append(
            f"{plural(young, 'deal')} {rest} on videos younger than {RIPE_DAYS} days at capture; their views will grow"
            " and the cost per view will fall."
        )
    if few:
        found.append(
            f"{plural(few, 'deal')} had fewer videos delivered than agreed; the whole fee is set against what came."
        )
    if boosted:
        was = "was" if boosted == 1 else "were"
        found.append(
            f"{plural(boosted, 'boosted deal')} {was} left out: the split into paid and organic views is not known."
        )
    return found


def delivered(data: Data) -> pd.DataFrame:
    """One row a paid or agreed deal, with the sums over its delivered videos; `unused` says why it cannot count.

    A video that answers several deals is split evenly among them, as in the post-mortem.
    """
    deals = comparable(data)
    deals = deals[deals["status"].isin(["paid", "agreed"])].set_index("deal_id")
    links = data.table("deliveries").drop_duplicates(["deal_id", "video_id"])[["deal_id", "video_id"]]
    deals = deals.join(sums(links[links["deal_id"].isin(deals.index)], data.videos[list(SEEN)]))
    missing = deals["delivered"].isna()
    deals["delivered"] = deals["delivered"].fillna(0).astype(int)
    lost = deals["reason"].where(deals["used_as"].eq(OUT) & ~deals["reason"].isin(COSTED), "")
    deals["unused"] = lost
    why = {
        "barter, no fee above 0": ~(deals["fee_cost"] > 0) & lost.eq(""),
        "no delivered video": missing & lost.eq(""),
        "delivered videos not in the workspace or outside the window": ~deals["found"].fillna(True).astype(bool),
        SPLIT: deals["split"].fillna(False).astype(bool),
        "delivered videos whose counts contradict one another": deals["wrong"].fillna(False).astype(bool),
        "delivered videos without views": deals["counts"].fillna(0) < deals["delivered"],
    }
    for reason, rows in why.items():
        deals["unused"] = deals["unused"].mask(rows & deals["unused"].eq(""), reason)
    return deals.reset_index()


def sums(links: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Per deal the counts of its videos (missing where one of them is), and what is known of these videos."""
    seen = links.merge(videos, on="video_id", how="left", indicator="found")
    share = 1 / seen.groupby("video_id")["deal_id"].transform("size")
    seen = seen.assign(
        found=seen["found"].eq("both"),
        split=seen["organic_views"].isna() & seen["views"].notna(),
        young=(seen["age_days"] < RIPE_DAYS).fillna(False),
        counted=seen["organic_views"],
        wrong=seen["contradictory"].fillna(False).astype(bool),
        **{c: seen[c].astype("float64") * share for c in COUNTS},
    )
    per = seen.groupby("deal_id")
    whole = {c: per[c].sum().where(per[c].count() == per.size()) for c in COUNTS}
    return per.agg(
        delivered=("video_id", "size"),
        found=("found", "all"),
        counts=("counted", "count"),
        split=("split", "any"),
        wrong=("wrong", "any"),
        young=("young", "any"),
    ).assign(**whole)


def by_tier(used: pd.DataFrame) -> pd.DataFrame:
    """One row a tier, then all of them together: sums first, then ratios, each over the deals that know both sides."""
    used = used[["tier", "creator_id", "delivered", "fee_cost", "media_cost", *COUNTS]]
    rows, order = pd.concat([used, used.assign(tier="all")]), [*tiers.EXOLYT.order(), "all"]
    per = rows.groupby("tier")
    table = per[["fee_cost", "media_cost", *COUNTS]].sum()
    table = table.assign(deals=per.size(), creators=per["creator_id"].nunique(), videos=per["delivered"].sum())

    cpv, cpv_fee, cpe = (
        pooled_by(rows["tier"], rows[cost], rows[got])
        for cost, got in (("media_cost", "views"), ("fee_cost", "organic_views"), ("media_cost", "engagements"))
    )
    return (
        table.reindex(order, fill_value=0)
        .assign(
            cpm_fee=1000 * cpv_fee,
            cpm=1000 * cpv,
            cpv=cpv,
            cpe=cpe,
            band=[tiers.EXOLYT.band(t) if t != "all" else "every tier" for t in order],
        )
        .reset_index()
    )


def sentence(used: pd.DataFrame, table: pd.DataFrame, currency: str) -> str:
    """What a thousand views cost in all, then whether micro or mega creators are cheaper."""
    row = table[table["tier"] == "all"].iloc[0]
    deals, them = plural(len(used), "deal"), "It" if len(used) == 1 else "They"
    if pd.isna(row["cpm_fee"]):
        return (
            f"{deals} cost {money(row['fee_cost'], currency)} in fees. {them} brought no organic view yet, so no cost"
            " per view can be said."
        )
    start = f"A thousand organic views cost {money(row['cpm_fee'], currency)} in fees over {deals}"
    spent = "fees and boosting" if used["boost"].sum() > 0 else "fees"
    start += f", an engagement {money(row['cpe'], currency)} in {spent}" if pd.notna(row["cpe"]) else ""
    return f"{start}; {small_against_large(used, currency)}."


def small_against_large(used: pd.DataFrame, currency: str) -> str:
    """Micro against mega where both have enough creators, else all small ones against all large ones."""
    for small, large, words in (
        (("micro",), ("mega",), ("micro creators", "mega creators")),
        (SMALL, LARGE, (f"small creators (below {BELOW} followers)", f"large ones ({FROM} and more)")),
    ):
        pair = used.loc[used["tier"].isin([*small, *large]), ["tier", "creator_id", "fee_cost", "organic_views"]]
        side = pair["tier"].isin(small).map({True: "small", False: "large"})
        creators = pair.groupby(side)["creator_id"].nunique()
        if min(creators.get("small", 0), creators.get("large", 0)) >= FEWEST_CREATORS:
            return compared(pair, side, words, currency)
    return (
        f"whether small or large creators are cheaper cannot be said: it takes {FEWEST_CREATORS} creators below {BELOW}"
        f" followers and {FEWEST_CREATORS} with {FROM} and more, with delivered deals"
    )


def micro_and_mega(used: pd.DataFrame) -> str:
    """Why micro and mega are not compared; "" where they are."""
    micro, mega = (used.loc[used["tier"] == t, "creator_id"].nunique() for t in ("micro", "mega"))
    if min(micro, mega) >= FEWEST_CREATORS:
        return ""
    return (
        f"Micro against mega cannot be told from {plural(micro, 'micro creator')} and {plural(mega, 'mega creator')}"
        f" with delivered deals ({FEWEST_CREATORS} of each are needed)."
    )


def compared(pair: pd.DataFrame, side: pd.Series, words: tuple[str, str], currency: str) -> str:
    """What a thousand organic views cost on either side, and whether chance may explain the difference."""
    gap = estimate.ratio_gap(pair["fee_cost"], pair["organic_views"], pair["creator_id"], side, reference="large")
    cost = {s: cpm(part["fee_cost"].sum(), part["organic_views"].sum()) for s, part in pair.groupby(side)}
    lacking = [word for word, s in zip(words, ("small", "large"), strict=True) if pd.isna(cost[s])]
    if lacking:
        return f"small and large creators cannot be compared, as {join(lacking)} brought no organic view yet"
    one, other = (money(cost[s], currency) for s in ("small", "large"))
    told = f"that is {one} from {words[0]} and {other} from {words[1]}"
    if pd.isna(gap.low):
        return f"{told}, which these deals cannot tell apart from chance"
    if gap.low <= 1 <= gap.high:
        return (
            f"{told}; the ratio is {number(gap.value)}, but anything from {number(gap.low)} to {number(gap.high)} fits"
            " these deals: no clear difference"
        )
    return f"{told}, {said(gap.value, gap.low, gap.high, 'number')} times as much"
