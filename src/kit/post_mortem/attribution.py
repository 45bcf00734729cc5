"""Which orders came by the campaign: a range, each order once, with what looks like a leaked code."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import Campaign, campaign, in_flight, paragraph
from kit.post_mortem.credit import Ledger, ledger, shared_sentence
from kit.wording import count, day, name, percent, plural

COLUMNS = (
    Column("creator", "Credited to"),
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
    Column("revenue", "Revenue, attributed", "money"),
    Column("deal_id", "Deal"),
)
CHECK = Column("check", "Worth checking")


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

    Each order of the flight is credited once: code before link before landing page.  `floor`: a link, or a code after a
    recorded click, leak suspects out.  `attributed`: code or link, leak suspects out.  `orders`: everything.
    """
    made = campaign(data)
    if made.deals[["promo_code", "referral_link", "landing_page"]].isna().all(axis=None) and not made.landing_page:
        raise NotShown(
            "No deal of the campaign has a promo code, a referral link or a landing page, so no order can be "
            "credited; fill in promo_code "
            f"or referral_link in the deals: kit import deals.csv --into {data.given}"
        )
    sold = ledger(data, made, *in_flight(made))
    table = _table(made, sold, data)
    no_rate = ""
    try:
        paid = data.convert(sold.attributed, ["revenue"], "ordered_at").groupby("deal_id")["revenue"].sum()
        table["revenue"] = table["deal_id"].map(paid).astype("float64").fillna(0.0)
    except NotShown as reason:
        table["revenue"], no_rate = float("nan"), f"Revenue is not shown: {reason}"
    columns = tuple(Column(c.name, c.label, c.kind, data.currency) if c.kind == "money" else c for c in COLUMNS)
    if data.audience == "internal":
        columns += (CHECK,)
    doubts = [no_rate, *_doubts(made, sold, data)]
    return answer(
        data,
        _sentence(sold),
        table,
        columns,
        caveat=paragraph(doubts),
        status="caveat" if len(sold.leaks) or no_rate or not sold.trails else "shown",
        n={"orders": len(sold.orders), "deals": len(made.deals)},
        left_out=sold.left_out,
        sources=("orders", "deals", "campaigns"),
        window=tuple(f"{d:%Y-%m-%d}" for d in in_flight(made)),
        definitions={
            "Each order "
            "once": "An order is credited by its code; without one, by its link; without one, by its landing page. A "
            "page that several deals share "
            "credits the campaign, not a creator. A hashtag or a view leaves no trace in an order.",
            "Floor": "Orders through a link, or with a code after a recorded click; those that look like a leak are "
            "out.",
            "Attributed": "Orders with a code or link of a creator, without those that look like a leak. It says who "
            "was named, not what caused the order.",
            "Ceiling": "Every order of the flight with a code, link or landing page of the campaign.",
            "Like a leak": "Orders with a code but no click, of a code that has twice the share of them that the "
            "campaign's other codes have, and 40 points more, or a burst of them (tests at 1 % for all codes).",
        },
    )


def _table(made: Campaign, sold: Ledger, data: Data) -> pd.DataFrame:
    """Deals with most orders first, the landing page last."""
    orders = sold.orders.assign(deal_id=sold.orders["deal_id"].fillna(""))
    counted = (
        pd.DataFrame(
            {
                "deal_id": orders["deal_id"],
                "orders": 1,
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
        )
        .groupby("deal_id")
        .sum()
        .astype(int)
    )
    listed = made.deals[["deal_id", "creator", "promo_code"]]
    if "" in counted.index:
        nobody = pd.DataFrame(
            {
                "deal_id": [""],
                "creator": ["The campaign's landing page"],
                "promo_code": pd.Series([pd.NA], dtype="string"),
            }
        )
        listed = pd.concat([listed, nobody], ignore_index=True)
    table = listed.merge(counted.reset_index(), on="deal_id", how="left")
    table[list(counted)] = table[list(counted)].fillna(0).astype(int)
    table["no_click"] = (table["bare"] / table["coded"].where(table["coded"] > 0)) if sold.trails else float("nan")
    table["check"] = table["deal_id"].isin(sold.leaks["deal_id"]).map({True: "worth checking", False: ""})
    table["last"] = table["deal_id"] == ""
    return table.sort_values(["last", "orders", "deal_id"], ascending=[True, False, True], ignore_index=True)


def _sentence(sold: Ledger) -> str:
    """Floor, ceiling, the number in between, and what adding up channels would have claimed."""
    n = len(sold.orders)
    if not n:
        return "No order of the flight carries a code, link or landing page of the campaign."
    named = int(sold.orders[["has_code", "has_link", "has_landing"]].sum().sum())
    low, middle = len(sold.floor), len(sold.attributed)
    start = (
        f"{plural(n, 'order')} of the flight can be credited"
        if low == n
        else f"Between {count(low)} and {plural(n, 'order')} of the flight can be credited"
    )
    text = (
        f"{start} to the campaign; this report counts {count(middle)}, those with a creator's code or link that do not "
        "look like a leak."
    )
    return text + (f" Adding up codes, links and landing pages would claim {count(named)}." if named > n else "")


def _doubts(made: Campaign, sold: Ledger, data: Data) -> list[str]:
    """Leaks, clashes, survey, missing trails."""
    orders, said = sold.orders, []
    names = made.deals.set_index("deal_id")["creator"]
    for leak in sold.leaks.itertuples():
        whose = f" of {name(names[leak.deal_id])}" if data.audience == "internal" else ""
        others = f", against {percent(leak.others, 0)} of the other codes' orders" if pd.notna(leak.others) else ""
        start = "a burst of them began" if leak.burst else "the first of them came"
        source = f", {percent(leak.source_share, 0)} of them by {name(leak.source, 40)}" if leak.source else ""
        said.append(
            f"The code {name(leak.promo_code, 40)}{whose} is worth checking: {percent(leak.without_click, 0)} of its "
            f"orders have no click{others}; {start} on {day(leak.since)}{source}. Coupon sites and browser extensions "
            "replay codes; the creator need not have any part in it."
        )
    if not sold.trails:
        said.append(
            "No order has a click time, so neither the floor of code orders nor leaks can be judged; record "
            "clicked_at in the shop's export."
        )
    said.append(shared_sentence(made))
    clash = int(orders["clash"].sum())
    if clash:
        said.append(
            f"{plural(clash, 'order carries', 'orders carry')} one creator's code and another's link; the code decides."
        )
    survey = orders["survey_answer"].notna().sum() if len(orders) else 0
    if survey:
        said.append(f"Survey answers ({int(survey)} of these orders) are not used: they name channels, not creators.")
    said.append("Being named is not causing: see the lift.")
    return said
