"""Which code orders look leaked, by which sign, and what was given away and is owed on them."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.dates import between, days
from kit.finding import answer, Column, Finding, NotShown, question
from kit.orders.bursts import EXPLAINED, HOURS, LASTING, TIMES_HOURLY
from kit.orders.leaks import SIGNS, untraced
from kit.orders.seen import looked_at
from kit.orders.sources import SITES
from kit.orders.uses import LATE, uses
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, Campaign
from kit.post_mortem.credit.ledger import touched
from kit.wording import count, join, money, number, plural, small

MONEY = (
    Column("revenue", "Revenue", "money"),
    Column("discount", "Discount given", "money"),
    Column("commission", "Commission owed", "money"),
    Column("stake", "At stake", "money"),
)
CODES = (
    Column("promo_code", "Code"),
    Column("creator", "Creator"),
    Column("sign", "Sign"),
    Column("since", "Since", "date"),
    Column("orders", "Orders", "count"),
    MONEY[0],
    MONEY[3],
    MONEY[1],
    MONEY[2],
    Column("in_flight", "In the flight", "count", hidden=True),
    Column("coded", "All orders of the code", "count", hidden=True),
    Column("further", "More without click, no sign", "count", hidden=True),
    Column("deal_id", "Deal", hidden=True),
)
KINDS = (Column("sign", "Sign"), Column("orders", "Orders", "count"), *MONEY)
DEFINITIONS = {
    "Coupon or cashback source": f"The order's source, its link's host or a utm tag says {', '.join(SITES[:8])} or "
    f"the name of one of {len(SITES) - 8} more such sites. Mails of "
    "the shop are none, nor is “affiliate”: creators' links are tagged so.",
    "Burst without clicks": f"In {HOURS[0]} or {HOURS[1]} hours {number(TIMES_HOURLY)} times, or from a day on 3 "
    "times, as many orders without a click as at other times, and a larger share of the code's orders (tests at 1 "
    f"%), unless a video of the creator came {EXPLAINED} days before (a lasting one: {LASTING}) and no coupon source "
    "shows.",
    "Outside the code's days": "More than a day before the creator's first video (else the flight), or "
    f"{LATE} days after flight, last video and live_until; not where clicks show the code in use.",
}


@question(
    "leaks",
    "Which orders look leaked, and what is at stake?",
    priority=34,
    campaigns=("campaign",),
    deals=("campaign",),
    orders=("ordered_at", "revenue", "promo_code"),
)
def leaks(data: Data) -> Finding:
    """Orders by a code alone with a sign of a leak, of any day that the report sees: one row a code with the audience
    internal, else one row a sign, from which no code follows.

    stake: discount + commission on these orders, where known.  Commission is shown to others only where all deals with
    a code have one rate, as the rate would name the creator.  Refused by name where nothing can be judged.
    """
    campaign, inside = booked_campaign(data), data.audience == "internal"
    every = touched(data)
    coded = every[(every["how"] == "code") & ~every["void"]].reset_index(drop=True)
    coded = coded.assign(bare=untraced(coded))
    _judged(data, coded, inside)
    rows = coded[coded["sign"] != ""]
    priced, no_rate = _priced(data, rows, campaign)
    blank = int(priced["discount"].isna().sum())
    table = _by_code(coded, priced, campaign) if inside else _by_sign(priced)
    rates = campaign.deals.loc[campaign.deals["promo_code"].notna(), "commission_rate"].astype("float64").fillna(0)
    hidden = not inside and rates.nunique() > 1
    if hidden:
        table = table.assign(commission=np.nan, stake=np.nan)
    return answer(
        data,
        _sentence(coded, priced, data.currency, hidden),
        table,
        in_currency(CODES if inside else KINDS, data.currency),
        doubts=[no_rate, *_unseen(data, coded)],
        caveat=_caveat(coded, blank, inside, hidden),
        n={"code orders": len(coded), "codes": int(coded["key"].nunique())},
        left_out={"code orders with a link or a click": int((~coded["bare"]).sum())},
        sources=("orders", "deals", "campaigns", "videos", "deliveries"),
        window=_window(coded),
        definitions=DEFINITIONS,
    )


def _judged(data: Data, coded: pd.DataFrame, inside: bool) -> None:
    """NotShown where no leak can be looked for, or where a word on it would name a creator."""
    if coded.empty:
        raise NotShown(
            "No valid order carries a code of the campaign, so none can be leaked; import orders with promo_code, or "
            "fill in promo_code in the table deals."
        )
    if not any(looked_at(data)):
        raise NotShown(
            "No order has a click time or a source, so a leaked code cannot be told from a spoken one; record "
            "clicked_at and source_medium in the shop's export."
        )
    if not inside and coded["key"].nunique() == 1:
        raise NotShown(
            "Only one code has orders, so that a word on leaks would name its creator; run this with "
            "audience=internal to see it."
        )


def _priced(data: Data, rows: pd.DataFrame, campaign: Campaign) -> tuple[pd.DataFrame, str]:
    """The orders with revenue, discount, commission and stake in the report's currency; missing without a rate."""
    rate = campaign.deals.set_index("deal_id")["commission_rate"].astype("float64").fillna(0)
    rate = rate.reindex(rows["deal_id"]).to_numpy()
    amounts, why = ["revenue", "discount"], ""
    try:
        out = data.convert(rows, amounts, "ordered_at")
    except NotShown as reason:
        out, why = rows.assign(revenue=np.nan, discount=np.nan), refused("Money is not shown", reason)
    out = out.assign(**{c: out[c].astype("float64") for c in amounts})
    out["commission"] = out["revenue"].clip(lower=0) * rate
    given = out["discount"].fillna(0) if out["discount"].notna().any() else out["discount"]
    out["stake"] = given + out["commission"]
    return out, why


def _by_sign(priced: pd.DataFrame) -> pd.DataFrame:
    """One row a sign that occurs, in the order of SIGNS."""
    signs = [sign for sign in SIGNS if (priced["sign"] == sign).any()]
    table = _sums(priced, "sign").reindex(signs).reset_index(names="sign")
    return table.assign(sign=table["sign"].map(SIGNS).astype("string"))


def _by_code(coded: pd.DataFrame, priced: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """One row a code with a sign, most at stake first."""
    if priced.empty:
        return pd.DataFrame(columns=[c.name for c in CODES])
    table = _sums(priced, "key").reset_index(names="key")
    per, whole = priced.groupby("key"), coded.groupby("key")
    table["deal_id"] = table["key"].map(per["deal_id"].first())
    names = campaign.deals.drop_duplicates("deal_id").set_index("deal_id")
    table["creator"], table["promo_code"] = (table["deal_id"].map(names[c]) for c in ("creator", "promo_code"))
    counts = priced.groupby(["key", "sign"]).size()
    table["sign"] = [
        ", ".join(f"{SIGNS[sign]} {counts[key, sign]}" for sign in SIGNS if (key, sign) in counts.index)
        for key in table["key"]
    ]
    table["since"] = table["key"].map(days(priced["ordered_at"]).groupby(priced["key"]).min())
    begun = between(priced["ordered_at"], campaign.starts_on, campaign.ends_on)
    table["in_flight"] = table["key"].map(begun.groupby(priced["key"]).sum())
    table["coded"] = table["key"].map(whole.size())
    table["further"] = table["key"].map(whole["bare"].sum()) - table["orders"]
    return table.sort_values(["stake", "orders", "key"], ascending=[False, False, True], ignore_index=True)


def _sums(priced: pd.DataFrame, by: str) -> pd.DataFrame:
    """Orders and money of each group; money is missing where no order's is known."""
    rows = priced.groupby(by)
    sums = rows[[c.name for c in MONEY]].sum(min_count=1)
    return sums.assign(orders=rows.size().reindex(sums.index).astype(int))


def _sentence(coded: pd.DataFrame, priced: pd.DataFrame, currency: str, hidden: bool) -> str:
    """How many orders look leaked, by which sign, and what is at stake."""
    looked = f"{plural(len(coded), 'order')} by {plural(coded['key'].nunique(), 'code')}"
    if priced.empty:
        return f"No order looks leaked; looked at: {looked}, of any day."
    n, signs = len(priced), priced["sign"].value_counts().reindex(list(SIGNS)).dropna().astype(int)
    shown = join(f"{small(SIGNS[sign])} {count(k)}" for sign, k in signs.items())
    start = f"{count(n)} of {looked}, on any day, {'looks' if n == 1 else 'look'} leaked ({shown})"
    known = priced[["discount", "commission"]].sum(min_count=1)
    if hidden or known.isna().any():
        worth = (
            "" if pd.isna(known["discount"]) else f"; {money(known['discount'], currency)} of discount went with them"
        )
        return f"{start}{worth}."
    given = f"{money(known['discount'], currency)} of discount"
    if not known["commission"]:
        return f"{start}; at stake on them is {given}, and no commission."
    owed = f"{money(known['commission'], currency)} of commission"
    return f"{start}; at stake on them is {money(known.sum(), currency)}: {given} and {owed}."


def _unseen(data: Data, coded: pd.DataFrame) -> list[str]:
    """Signs that could not be looked for."""
    trails, sources = looked_at(data)
    known = uses(data).reindex(coded["key"].drop_duplicates())["since"]
    n = int(known.isna().sum())
    return [
        "" if trails else "No order has a click time, so bursts without clicks could not be looked for.",
        "" if sources else "No order has a source_medium, so only links and utm tags could name a coupon site.",
        f"Of {plural(n, 'code')} the days of use are not known (no valid flight)." if n else "",
    ]


def _caveat(coded: pd.DataFrame, blank: int, inside: bool, hidden: bool) -> str:
    """What a sign is not, and what stays uncounted."""
    odd = coded["key"].isin(coded.loc[coded["sign"] != "", "key"])
    further = int((odd & coded["bare"] & (coded["sign"] == "")).sum())
    said = ["A missing click alone is no sign: spoken codes have none."]
    if further and inside:
        said.append(
            f"{plural(further, 'more order', 'more orders')} of these codes "
            f"{'has' if further == 1 else 'have'} neither a click nor a sign and "
            f"{'stays' if further == 1 else 'stay'} counted."
        )
    said += [f"The discount of {plural(blank, 'order')} is not known and not in the sum."] if blank else []
    said += ["Commission is shown with the audience internal only, as its rate would name a deal."] if hidden else []
    if (coded["sign"] != "").any():
        said.append(
            "At stake is what was given and is owed, not revenue lost: some of these buyers would have come anyway. "
            "Coupon sites and browser extensions replay codes; creators need not have any part in it."
        )
    return " ".join(said)


def _window(coded: pd.DataFrame) -> tuple[str, str]:
    """First and last day of the orders looked at."""
    on = days(coded["ordered_at"]).dropna()
    return (f"{on.min():%Y-%m-%d}", f"{on.max():%Y-%m-%d}") if len(on) else ("", "")
