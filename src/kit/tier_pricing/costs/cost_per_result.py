"""What a result cost: CPM, CPV, CPE and CPA of the videos that answered deals, by tier."""

import pandas as pd

from kit import orders
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.published import prices as cards
from kit.selection import RIPE_DAYS
from kit.tier_pricing.costs.delivered import countable, delivered, left_out, realised
from kit.tier_pricing.deals import days
from kit.wording import join, money, percent, plural

ALL = "all"
SEVERAL = 5  # creators of a tier, for its cost to be named beside another's
MUCH = 0.4  # of all organic views by one deal, from which that is said
DEFINITIONS = {
    "CPM, fee on organic": "1,000 × fees ÷ organic views, with the tax that is in fees and with videos younger than "
    f"{RIPE_DAYS} days, unlike a booking's target CPM.",
    "Media cost": "Fees + boosting, without commission. CPM (media) and CPV are media cost ÷ all views; CPE ÷ (likes + "
    "comments + shares); CPA ÷ attributed orders.",
    "Attributed orders": "Orders with the deal's code or link, each once, without those like a leaked code; in the "
    "campaign's flight, else since the deal was agreed.",
    "Totals": "Ratios of sums over the deals that know both sides and have a fee.",
}


def columns(currency: str) -> tuple[Column, ...]:
    """Names and meanings are those of the post-mortem's costs, so that the two reports agree."""
    return (
        Column("tier", "Tier"),
        Column("cpm_fee", "CPM, fee on organic", "money", currency),
        Column("cpm", "CPM, media", "money", currency),
        Column("cpe", "CPE", "money", currency),
        Column("cpa", "CPA", "money", currency),
        Column("deals", "Deals", "count"),
        Column("orders", "Orders", "count", "attributed"),
        Column("creators", "Creators", "count"),
        Column("cpv", "CPV", "money", currency),
        Column("fee_cost", "Fee cost", "money", currency),
        Column("media_cost", "Media cost", "money", currency),
        Column("organic_views", "Organic views", "count"),
        Column("views", "Views", "count"),
        Column("engagements", "Engagements", "count"),
        Column("videos", "Videos", "count"),
        Column("band", "Followers"),
        Column("cpm_fee_deals", "Deals behind CPM, fee on organic", "count", hidden=True),
        Column("cpm_deals", "Deals behind CPM, media, and CPV", "count", hidden=True),
        Column("cpe_deals", "Deals behind CPE", "count", hidden=True),
        Column("cpe_cost", "Media cost behind CPE", "money", currency, hidden=True),
        Column("cpa_deals", "Deals behind CPA", "count", hidden=True),
        Column("cpa_cost", "Media cost behind CPA", "money", currency, hidden=True),
    )


@question(
    "cost_per_result",
    "What did a view, an engagement and an order cost?",
    priority=15,
    deals=("fee",),
    deliveries=("video_id",),
    videos=("views",),
)
def cost_per_result(data: Data) -> Finding:
    """Pooled CPM, CPV, CPE and CPA per tier of the deal's creator: realised costs, so facts without an interval.

    Costs are those of `kit.metrics`: fees as paid, with the tax that they include.  cpm_fee sets fees against organic
    views; cpm, cpv, cpe and cpa set fees and boosting against all views, engagements and attributed orders.  A deal
    counts with a fee, delivered videos of the window and any known result; each ratio is over the deals that know
    both sides, one with 0 views too.  fee_cost, organic_views, media_cost and views are the sums behind the ratios.
    """
    used = countable(data)
    table, missing = by_tier(used, data), no_orders(data, used)
    return answer(
        data,
        sentence(used, table, data.currency),
        table,
        columns(data.currency),
        doubts=doubts(used, table.iloc[-1]),
        caveat=missing,
        n={"deals": len(used), "creators": used["creator_id"].nunique(), "videos": int(used["delivered"].sum())},
        left_out={f"deals ({reason})": k for reason, k in left_out(delivered(data)).items()} | leaked(used),
        window=days(used),
        sources=("deals", "deliveries", "videos", "fx", *(() if missing else ("orders",))),
        definitions=DEFINITIONS | {"Published CPM": cards.cpm_quoted()},
    )


def by_tier(used: pd.DataFrame, data: Data) -> pd.DataFrame:
    """One row a tier that has deals, then all of them together."""
    rows = pd.concat([used, used.assign(tier=ALL)], ignore_index=True)
    per = rows.groupby("tier")
    about = per.agg(deals=("deal_id", "size"), creators=("creator_id", "nunique"), videos=("delivered", "sum"))
    table = about.join(realised(rows, rows["tier"]))
    order = [tier for tier in (*data.tiers.order(), ALL) if tier in table.index]
    bands = ["every tier" if tier == ALL else data.tiers.band(tier) for tier in order]
    return table.reindex(order).assign(band=bands).rename_axis("tier").reset_index()


def no_orders(data: Data, used: pd.DataFrame) -> str:
    """Why no cost per order is shown; "" where one is."""
    if used["orders"].notna().any():
        return ""
    if why := orders.why_not(data):
        return f"No cost per order: {why}"
    return (
        "No cost per order: none of these deals has orders that are known. A deal needs a code or a link, and a table "
        f"orders that reaches back to its first video: kit import orders.csv --into {data.given}"
    )


def leaked(used: pd.DataFrame) -> dict[str, int]:
    """Orders of these deals that look like a leaked code, for `left_out`; only where there are any."""
    n = int(used.loc[used["orders"].notna(), "leaked"].sum())
    return {"orders that look like a leaked code": n} if n else {}


def doubts(used: pd.DataFrame, total: pd.Series) -> list[str]:
    """What these costs rest on."""
    young, early = int(used["young"].sum()), int(used["early"].sum())
    few = int((used["delivered"] < used["videos"].fillna(0)).sum())
    split = int((used["split"].eq(True) & used["organic_views"].isna()).sum())
    found = []
    if young:
        found.append(
            f"{plural(young, 'deal')} {'rests' if young == 1 else 'rest'} on videos younger than {RIPE_DAYS} days at"
            " capture; as their views grow, the cost per view falls."
        )
    if early:
        found.append(f"{plural(early, 'deal')} had fewer than {RIPE_DAYS} days for orders so far; more may come.")
    if few:
        found.append(
            f"{plural(few, 'deal')} had fewer videos delivered than agreed; the whole cost is set against what came."
        )
    if split:
        found.append(
            f"Of {plural(split, 'boosted deal')} the split into paid and organic views is not known:"
            f" {'it is' if split == 1 else 'they are'} not in the CPM on organic views."
        )
    return [*found, largest(used, total)]


def largest(used: pd.DataFrame, total: pd.Series) -> str:
    """That one of several deals brought much of all organic views; "" otherwise."""
    most = used["organic_views"].max() / total["organic_views"] if total["organic_views"] else 0.0
    if total["cpm_fee_deals"] < SEVERAL or not most >= MUCH:
        return ""
    return f"One deal brought {percent(most, 0)} of the organic views, and so sets the pooled cost."


def sentence(used: pd.DataFrame, table: pd.DataFrame, currency: str) -> str:
    """What a thousand views, an engagement and an attributed order cost in all, then between which tiers it ran."""
    total, deals = table.iloc[-1], plural(len(used), "deal")
    spent = "fees and boosting" if used["boost"].sum() > 0 else "fees"
    parts, nothing = priced(total, spent, currency), fruitless(total)
    if not parts:
        cost, them = money(used["media_cost"].sum(), currency), "it" if len(used) == 1 else "them"
        return f"{deals} cost {cost} in {spent}; {join(nothing)} came of {them}, so no result has a cost yet."
    none = f"; {join(nothing)} came" if nothing else ""
    return f"Over {deals}, {'; '.join(parts)}{none}{between_tiers(table, currency)}."


def priced(total: pd.Series, spent: str, currency: str) -> list[str]:
    """What each kind of result cost, in fees and, where there was boosting, in both."""
    organic = pd.notna(total["cpm_fee"])
    kinds = {
        "cpm_fee": "a thousand organic views",
        "cpm": "" if organic else "a thousand views",
        "cpe": "an engagement",
        "cpa": "an attributed order",
    }
    known = [m for m, words in kinds.items() if words and pd.notna(total[m])]
    alone = [m for m in known if m == "cpm_fee" and spent != "fees"]
    groups = {"fees": alone, spent: [m for m in known if m not in alone]}
    said = {m: f"{money(total[m], currency)} {kinds[m]}{behind(total, m)}" for m in known}
    return [f"{cost} came to {join(said[m] for m in some)}" for cost, some in groups.items() if some]


def behind(total: pd.Series, measure: str) -> str:
    """ " (14 deals, 453 orders)"; "" where all deals are behind a measure other than orders."""
    n = total[f"{measure}_deals"]
    about = [plural(n, "deal")] if n < total["deals"] else []
    about += [plural(total["orders"], "order")] if measure == "cpa" and total["orders"] else []
    return f" ({', '.join(about)})" if about else ""


def fruitless(total: pd.Series) -> list[str]:
    """Results that are known and did not come at all."""
    kinds = {
        "cpm_fee": ("organic_views", "no organic view"),
        "cpe": ("engagements", "no engagement"),
        "cpa": ("orders", "no attributed order"),
    }
    return [
        words + behind(total, measure)
        for measure, (result, words) in kinds.items()
        if total[f"{measure}_deals"] and not total[result]
    ]


def between_tiers(table: pd.DataFrame, currency: str) -> str:
    """The tiers with the lowest and the highest fees for a thousand organic views, of those with several creators."""
    tiers = table.iloc[:-1]
    tiers = tiers[(tiers["creators"] >= SEVERAL) & (tiers["cpm_fee_deals"] >= SEVERAL) & tiers["cpm_fee"].notna()]
    if len(tiers) < 2:
        return ""
    low, high = (tiers.loc[end(tiers["cpm_fee"])] for end in (pd.Series.idxmin, pd.Series.idxmax))
    one, other = (f"{money(row['cpm_fee'], currency)} ({row['tier']})" for row in (low, high))
    return f". Among tiers with {SEVERAL} creators or more, organic views ran from {one} to {other} a thousand"
