"""What a result cost: CPM, CPV and CPE of the videos that answered deals, by tier."""

import pandas as pd

from kit import estimate, tiers
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import cpe, cpm, cpv, glossary
from kit.published import prices as cards
from kit.selection import RIPE_DAYS
from kit.tier_pricing.deals import comparable, days, GIVEN, OUT
from kit.wording import estimate as said
from kit.wording import join, money, number, plural

FEWEST = 5  # creators a side, to compare two
SMALL, LARGE = ("under 1k", "nano", "micro"), ("mid", "macro", "mega")


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("tier", "Tier"),
        Column("band", "Followers"),
        Column("fee_cpm", "Fee CPM", "money", currency),
        Column("media_cpm", "Media CPM", "money", currency),
        Column("fee_cpv", "Fee CPV", "money", currency),
        Column("fee_cpe", "Fee CPE", "money", currency),
        Column("fee_cost", "Fees", "money", currency),
        Column("media_cost", "Fees and boosting", "money", currency),
        Column("organic_views", "Organic views", "count"),
        Column("views", "All views", "count"),
        Column("deals", "Deals", "count"),
        Column("creators", "Creators", "count"),
        Column("videos", "Videos", "count"),
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

    Fee figures set fees (tax taken out) against organic views and engagements; media CPM sets fees and boosting
    against all views.  A deal counts where all its delivered videos lie in the window with known organic views; one
    with 0 views counts too.  Whether small or large creators are cheaper is an inference, with its interval.
    """
    deals = delivered(data)
    used = deals[deals["unused"] == ""]
    if used.empty:
        raise NotShown(
            "No deal with a fee has delivered videos whose organic views are known: "
            + join(f"{plural(k, 'deal')} ({why})" for why, k in deals["unused"].value_counts().sort_index().items())
            + ". Import the videos that answer the deals, and deliveries (deal_id, video_id): kit import"
            f" deliveries.csv --into {data.given}"
        )
    table = pd.DataFrame([tier_row(t, used[used["tier"] == t]) for t in tiers.order()] + [tier_row("all", used)])
    table["band"] = [tiers.band(t) if t != "all" else "every tier" for t in table["tier"]]
    young, boosted = (
        int(used["young"].sum()),
        int((deals["unused"] == "delivered videos with an unknown paid split").sum()),
    )
    few = int((used["delivered"] < used["videos"]).sum())
    doubts = [
        (
            f"{plural(young, 'deal')} rest on videos younger than {RIPE_DAYS} days at capture; their views will grow"
            " and their costs fall."
            if young
            else ""
        ),
        (
            f"{plural(few, 'deal')} had fewer videos delivered than agreed; the whole fee is set against what came."
            if few
            else ""
        ),
        micro_and_mega(used),
        (
            f"{plural(boosted, 'boosted deal')} left out: the split into paid and organic views is not known."
            if boosted
            else ""
        ),
    ]
    return answer(
        data,
        sentence(used, table, data.currency),
        table,
        columns(data.currency),
        caveat=" ".join(d for d in doubts if d),
        status="caveat" if any(doubts) else "shown",
        n={"deals": len(used), "creators": used["creator_id"].nunique(), "videos": int(used["delivered"].sum())},
        left_out={f"deals ({why})": int(k) for why, k in deals["unused"].value_counts().sort_index().items() if why},
        window=days(used),
        sources=("deals", "deliveries", "videos", "fx"),
        definitions=glossary("cpm", "cpv", "cpe", "engagements")
        | {
            "Fee CPM, CPV, CPE": (
                "Fees (tax taken out; no rights, exclusivity or boosting) ÷ organic views or engagements; sums first,"
                " then the ratio."
            ),
            "Media CPM": "Fees and boosting ÷ all views, paid ones included, per thousand.",
            "Published CPM": cards.cpm_quoted(),
        },
    )


def delivered(data: Data) -> pd.DataFrame:
    """One row a paid or agreed deal, with the sums over its delivered videos; `unused` says why it cannot count."""
    deals = comparable(data)
    deals = deals[deals["status"].isin(["paid", "agreed"])].set_index("deal_id")
    links = data.table("deliveries").drop_duplicates(["deal_id", "video_id"])[["deal_id", "video_id"]]
    seen = links.merge(data.videos, on="video_id", how="left", indicator="found")
    per = seen.assign(
        found=seen["found"].eq("both"),
        split=seen["organic_views"].isna() & seen["views"].notna(),
        young=(seen["age_days"] < RIPE_DAYS).fillna(False),
    ).groupby("deal_id")
    sums = per[["views", "organic_views", "organic_engagements"]].sum(min_count=1).astype("float64")
    complete = per["organic_engagements"].count() == per.size()
    sums["organic_engagements"] = sums["organic_engagements"].where(complete)
    counted = per.agg(
        delivered=("video_id", "size"),
        found=("found", "all"),
        counts=("organic_views", "count"),
        split=("split", "any"),
        young=("young", "any"),
    )
    deals = deals.join(sums).join(counted)
    missing = deals["delivered"].isna()
    deals["delivered"] = deals["delivered"].fillna(0).astype(int)
    deals["unused"] = ""
    why = {
        "no fee above 0 (barter)": deals["used_as"].eq(GIVEN),
        "not comparable": deals["used_as"].eq(OUT),
        "no delivered video": missing,
        "delivered videos not in the workspace or outside the window": ~deals["found"].fillna(True).astype(bool),
        "delivered videos with an unknown paid split": deals["split"].fillna(False).astype(bool),
        "delivered videos without views": deals["counts"].fillna(0) < deals["delivered"],
    }
    for reason, rows in reversed(why.items()):
        deals["unused"] = deals["unused"].mask(rows, reason)
    return deals.reset_index()


def tier_row(tier: str, deals: pd.DataFrame) -> dict:
    """One tier's line: sums first, then ratios; engagements only over deals that know them."""
    fees, boost, organic, views = (float(deals[c].sum()) for c in ("fee", "boost", "organic_views", "views"))
    media = fees + boost
    engaged = deals[deals["organic_engagements"].notna()]
    return {
        "tier": tier,
        "fee_cpm": cpm(fees, organic),
        "media_cpm": cpm(media, views),
        "fee_cpv": cpv(fees, organic),
        "fee_cpe": cpe(float(engaged["fee"].sum()), float(engaged["organic_engagements"].sum())),
        "fee_cost": fees,
        "media_cost": media,
        "organic_views": organic,
        "views": views,
        "deals": len(deals),
        "creators": deals["creator_id"].nunique(),
        "videos": int(deals["delivered"].sum()),
    }


def sentence(used: pd.DataFrame, table: pd.DataFrame, currency: str) -> str:
    """What a thousand views cost in all, then whether micro or mega creators are cheaper."""
    row = table[table["tier"] == "all"].iloc[0]
    if pd.isna(row["fee_cpm"]):
        return (
            f"{plural(len(used), 'deal')} cost {money(row['fee_cost'], currency)} in fees and brought no organic view"
            " yet, so no cost per view can be said."
        )
    start = f"A thousand organic views cost {money(row['fee_cpm'], currency)} in fees over {plural(len(used), 'deal')}"
    start += f", an engagement {money(row['fee_cpe'], currency)}" if pd.notna(row["fee_cpe"]) else ""
    return f"{start}; {small_against_large(used, currency)}."


def small_against_large(used: pd.DataFrame, currency: str) -> str:
    """Micro against mega where both have enough creators, else those below 50k followers against the others."""
    for small, large, words in (
        (("micro",), ("mega",), ("micro", "mega")),
        (SMALL, LARGE, ("creators below 50k followers", "larger ones")),
    ):
        pair = used[used["tier"].isin([*small, *large])]
        side = pair["tier"].isin(small).map({True: "small", False: "large"})
        creators = pair.groupby(side)["creator_id"].nunique()
        if min(creators.get("small", 0), creators.get("large", 0)) >= FEWEST:
            return compared(pair, side, words, currency)
    return (
        f"whether small or large creators are cheaper cannot be said: it takes {FEWEST} creators below and {FEWEST}"
        " above 50k followers with delivered deals"
    )


def micro_and_mega(used: pd.DataFrame) -> str:
    """Why micro and mega are not compared; "" where they are."""
    micro, mega = (used.loc[used["tier"] == t, "creator_id"].nunique() for t in ("micro", "mega"))
    if min(micro, mega) >= FEWEST:
        return ""
    return (
        f"Micro against mega cannot be told from {plural(micro, 'micro creator')} and {plural(mega, 'mega creator')}"
        f" with delivered deals ({FEWEST} of each are needed)."
    )


def compared(pair: pd.DataFrame, side: pd.Series, words: tuple[str, str], currency: str) -> str:
    gap = estimate.ratio_gap(pair["fee"], pair["organic_views"], pair["creator_id"], side, reference="large")
    cost = {s: cpm(float(part["fee"].sum()), float(part["organic_views"].sum())) for s, part in pair.groupby(side)}
    told = f"{money(cost['small'], currency)} from {words[0]} and {money(cost['large'], currency)} from {words[1]}"
    if pd.isna(gap.low):
        return f"{told}, which these deals cannot tell apart from chance"
    factor = f"{said(gap.value, gap.low, gap.high, 'number')} times as much"
    if gap.low <= 1 <= gap.high:
        return (
            f"{told} ({number(gap.value)} times as much, but anything from {number(gap.low)} to {number(gap.high)}"
            " times fits these deals): no clear difference"
        )
    return f"{told}: {words[0]} cost {factor} for a view"
