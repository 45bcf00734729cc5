"""Which orders came by the campaign: a range, each order once, with what looks like a leaked code."""

from typing import Any

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import ratio
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, Campaign, in_flight, running_sentence
from kit.post_mortem.credit.ledger import Ledger, ledger, shared_sentence, VOIDED
from kit.wording import count, day, name, percent, plural

COLUMNS = (
    Column("creator", "Creator or page"),
    Column("promo_code", "Code"),
    Column("orders", "Orders, each once", "count"),
    Column("code_only", "Code only", "count"),
    Column("both", "Code and link", "count"),
    Column("link_only", "Link only", "count"),
    Column("landing_only", "Landing page only", "count"),
    Column("floor", "With click trail", "count", "orders"),
    Column("suspect", "Like a leak", "count", "orders"),
    Column("attributed", "Attributed", "count", "orders"),
    Column("no_click", "Code orders without click", "rate"),
    Column("revenue", "Revenue", "money", "attributed"),
    Column("deal_id", "Deal"),
)
CHECK = Column("check", "Worth checking")
# A shared report must not tell whose code looks leaked: no column with, or from which follows, a deal's share of leaks.
SHARED = ("creator", "both", "link_only", "landing_only", "attributed", "revenue", "deal_id")
DEFINITIONS = {
    "Each order once": "An order is credited by its code; without one, by its link; without one, by its landing page. "
    "A page that several deals share credits the campaign, not a creator. A hashtag or a view leaves no trace in an "
    "order.",
    "Floor": "Orders through a link, or with a code after a recorded click; those that look like a leak are out.",
    "Attributed": "Orders with a code or link of a creator, without those that look like a leak. It says who was "
    "named, not what caused the order.",
    "Ceiling": "Every order of the flight with a code, link or landing page of the campaign.",
    "Like a leak": "Orders with a code but no click, of a code that has twice the share of them that the campaign's "
    "other codes have, and 40 points more, or a burst of them (tests at 1 % for all codes).",
}


@question(
    "attribution",
    "Which orders can the campaign be credited with?",
    priority=25,
    campaigns=("campaign",),
    deals=("campaign",),
    orders=("ordered_at", "revenue"),
)
def attribution(data: Data) -> Finding:
    """One row a deal, and one for orders that only the campaign's landing page names; they add up to the unique orders.

    Only with the audience internal: a shared table has no orders that look like a leak, nor codes.
    Each order of the flight is credited once: code before link before landing page.  `floor`: a link, or a code after a
    recorded click, leak suspects out.  `attributed`: code or link, leak suspects out.  `orders`: everything.
    """
    campaign = booked_campaign(data)
    keys = campaign.deals[["promo_code", "referral_link", "landing_page"]]
    if keys.isna().all(axis=None) and not campaign.landing_page:
        raise NotShown(
            "No deal of the campaign has a promo code, a referral link or a landing page, so no order can be "
            f"credited; fill in promo_code or referral_link in the deals: kit import deals.csv --into {data.given}"
        )
    sold = ledger(data, *in_flight(campaign))
    revenue, no_rate = _revenue(data, sold)
    table = _table(campaign, sold)
    table["revenue"] = table["deal_id"].map(revenue).astype("float64").fillna(float("nan") if no_rate else 0.0)
    columns: tuple[Column, ...] = (*in_currency(COLUMNS, data.currency), CHECK)
    if data.audience != "internal":
        columns = tuple(c for c in columns if c.name in SHARED)
        # The order of the rows would tell, too, who has most orders with those that look like a leak.
        table = table.sort_values(["last", "attributed", "deal_id"], ascending=[True, False, True], ignore_index=True)
        table = table[[c.name for c in columns]]
    return answer(
        data,
        _sentence(sold),
        table,
        columns,
        doubts=[running_sentence(campaign), no_rate, *_leak_doubts(data, campaign, sold), shared_sentence(campaign)],
        caveat=_caveat(sold.orders),
        n={"orders": len(sold.orders), "deals": len(campaign.deals)},
        left_out=sold.left_out,
        sources=("orders", "deals", "campaigns"),
        window=campaign.window,
        definitions=DEFINITIONS,
    )


def _revenue(data: Data, sold: Ledger) -> tuple[pd.Series, str]:
    """Attributed revenue per deal in the report's currency; without a rate none, and the reason."""
    try:
        return data.convert(sold.attributed, ["revenue"], "ordered_at").groupby("deal_id")["revenue"].sum(), ""
    except NotShown as reason:
        return pd.Series(dtype="float64"), refused("Revenue is not shown", reason)


def _table(campaign: Campaign, sold: Ledger) -> pd.DataFrame:
    """Deals with most orders first, the landing page last."""
    counted, listed = _counted(sold), campaign.deals[["deal_id", "creator", "promo_code"]]
    if "" in counted.index:
        nobody = {"deal_id": [""], "creator": ["The campaign's landing page"]}
        listed = pd.concat([listed, pd.DataFrame(nobody, dtype="string")], ignore_index=True)
    table = listed.merge(counted.reset_index(), on="deal_id", how="left")
    table[list(counted)] = table[list(counted)].fillna(0).astype(int)
    table["no_click"] = ratio(table["bare"], table["coded"]) if sold.trails else float("nan")
    if not sold.floor_known:
        table["floor"] = float("nan")
    table["check"] = table["deal_id"].isin(sold.leaks["deal_id"]).map({True: "worth checking", False: ""})
    table["last"] = table["deal_id"] == ""
    return table.sort_values(["last", "orders", "deal_id"], ascending=[True, False, True], ignore_index=True)


def _counted(sold: Ledger) -> pd.DataFrame:
    """Per deal ("": the landing page's), how many orders of each kind."""
    orders = sold.orders
    kinds = {
        "orders": True,
        "code_only": orders["has_code"] & ~orders["has_link"],
        "both": orders["has_code"] & orders["has_link"],
        "link_only": ~orders["has_code"] & orders["has_link"],
        "landing_only": orders["how"] == "landing page",
        "suspect": orders["suspect"],
        "attributed": orders["order_id"].isin(sold.attributed["order_id"]),
        "floor": orders["order_id"].isin(sold.floor["order_id"]),
        "coded": orders["has_code"],
        "bare": orders["has_code"] & ~orders["has_link"] & ~orders["trail"],
    }
    return pd.DataFrame(kinds, index=orders.index).groupby(orders["deal_id"].fillna("")).sum().astype(int)


def _sentence(sold: Ledger) -> str:
    """Floor, ceiling, the number in between, and what adding up channels would have claimed."""
    n, void = len(sold.orders), sold.left_out[VOIDED]
    if not n:
        why = f"; {plural(void, 'order was', 'orders were')} cancelled or refunded" if void else ""
        return f"No order of the flight can be credited to the campaign{why}."
    named = int(sold.orders[["has_code", "has_link", "has_landing"]].sum().sum())
    low, middle = len(sold.floor), len(sold.attributed)
    start = f"Between {count(low)} and {plural(n, 'order')}" if sold.floor_known and low < n else plural(n, "order")
    leaks = ", and not like a leak" if sold.leaks_judged else "; leaks could not be looked for" if sold.codes else ""
    text = (
        f"{start} of the flight can be credited to the campaign; this report counts {count(middle)}: with a creator's "
        f"code or link{leaks}."
    )
    return text + (f" Adding up codes, links and landing pages would claim {count(named)}." if named > n else "")


def _leak_doubts(data: Data, campaign: Campaign, sold: Ledger) -> list[str]:
    """Codes that are worth checking, or that they could not be looked for."""
    if not sold.trails:
        return [
            "No order has a click time, so neither the floor of code orders nor leaks can be judged; record "
            "clicked_at in the shop's export."
        ]
    if sold.codes == 1:
        return ["Only one code has orders, so there is no other to hold it against: leaks could not be looked for."]
    if data.audience == "internal":
        names = campaign.deals.set_index("deal_id")["creator"]
        return [
            _leaked(leak, f"The code {name(leak.promo_code, 40)} of {name(names[leak.deal_id])}", leak.source)
            for leak in sold.leaks.itertuples()
        ]
    if len(sold.leaks) > 1:
        return [
            f"{plural(len(sold.leaks), 'code')} are worth checking, for orders without a click. Coupon sites and "
            "browser extensions replay codes; the creators need not have any part in it."
        ]
    return [_leaked(leak, "One code", "") for leak in sold.leaks.itertuples()]


def _leaked(leak: Any, code: str, origin: str) -> str:
    """Why a code is worth checking, and that its creator need not have done anything."""
    others = f", against {percent(leak.others, 0)} of the other codes' orders" if pd.notna(leak.others) else ""
    start = "a burst of them began" if leak.burst else "the first of them came"
    source = f", {percent(leak.source_share, 0)} of them by {name(origin, 40)}" if origin else ""
    return (
        f"{code} is worth checking: {percent(leak.without_click, 0)} of its "
        f"orders have no click{others}; {start} on {day(leak.since)}{source}. Coupon sites and browser extensions "
        "replay codes; the creator need not have any part in it."
    )


def _caveat(orders: pd.DataFrame) -> str:
    """Clashes, survey answers, and what being named means."""
    clash, survey = int(orders["clash"].sum()), int(orders["survey_answer"].notna().sum())
    carried = plural(clash, "order carries", "orders carry")
    answered = plural(survey, "survey answer is", "survey answers are")
    said = [f"{carried} one creator's code and another's link; the code decides."] if clash else []
    said += [f"{answered} not used: they name channels, not creators."] if survey else []
    return " ".join([*said, "Being named is not causing: see the lift."])
