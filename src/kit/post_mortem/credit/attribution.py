"""Which orders came by the campaign: a range from a tracked click to any touch, each order once."""

from typing import Any

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import ratio
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, Campaign, in_flight, running_sentence
from kit.post_mortem.credit.ledger import elsewhere_sentence, Ledger, ledger, shared_sentence, TOUCHES, VOIDED
from kit.wording import count, day, join, money, name, percent, plural

COLUMNS = (
    Column("creator", "Creator or page"),
    Column("floor", "Floor", "count", "orders"),
    Column("attributed", "Attributed", "count", "orders"),
    Column("orders", "Ceiling", "count", "orders"),
    Column("fractional", "Fractional view", "number", "orders"),
    Column("revenue", "Revenue", "money", "attributed"),
    Column("check", "Worth checking"),
    Column("promo_code", "Code", hidden=True),
    Column("code_only", "Code only", "count", hidden=True),
    Column("both", "Code and link", "count", hidden=True),
    Column("link_only", "Link only", "count", hidden=True),
    Column("landing_only", "Landing page only", "count", hidden=True),
    Column("tag_only", "Tag only", "count", hidden=True),
    Column("suspect", "Like a leak", "count", "orders", hidden=True),
    Column("no_click", "Code orders without click", "rate", hidden=True),
    Column("deal_id", "Deal", hidden=True),
)
# A shared report must not tell whose code looks leaked: no column with, or from which follows, a deal's share of leaks.
# The floor stays out, too: a code that has hardly any order beyond it has lost its orders without a click to a sign.
SHARED = (
    "creator",
    "both",
    "link_only",
    "landing_only",
    "tag_only",
    "attributed",
    "fractional",
    "revenue",
    "deal_id",
)
WORDED = {
    "source": "by a coupon or cashback source",
    "burst": "in a burst",
    "outside": "on days outside its use",
}  # keys: `leaks.SIGNS`
INNOCENT = "Coupon sites and browser extensions replay codes; creators need not have any part in it."
NOBODY = "The campaign's page or tag"
DEFINITIONS = {
    "Each order once": "Credited by its code; without one, by its link; then by its landing page; last by a utm tag or "
    "source that says the campaign's hashtag or name. A page of several deals, and a tag, credit no single creator. "
    "Days after a post are no touch: every order would be one.",
    "Floor, attributed, ceiling": "Floor: a link, or a code after a recorded click. Attributed: a code or link of a "
    "creator, without orders like a leak. Ceiling: any touch. None of them says what caused the order.",
    "Like a leak": "Orders by code alone that came by a coupon or cashback source, in a burst, or on days on which the "
    "code was not in use. A missing click alone is none of these: codes are spoken in videos, where there is no link.",
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
    """One row a deal, and one for orders that only the campaign's page or tag names; they add up to the unique orders.

    Only with the audience internal: a shared table has no orders that look like a leak, nor codes.
    Each order of the flight is credited once: code before link before landing page before tag.  `floor`: a link, or a
    code after a recorded click, leak suspects out.  `attributed`: code or link, leak suspects out.  `orders`:
    everything.  `fractional`: the attributed orders, of which one with a code and another creator's link gives each a
    half; it adds up to the same.
    """
    campaign = booked_campaign(data)
    keys = campaign.deals[["promo_code", "referral_link", "landing_page"]]
    if keys.isna().all(axis=None) and not campaign.landing_page:
        raise NotShown(
            "No deal of the campaign has a promo code, a referral link or a landing page, so no order can be "
            f"credited; fill in promo_code or referral_link in the deals: kit import deals.csv --into {data.given}"
        )
    sold = ledger(data, *in_flight(campaign))
    priced, no_rate = _priced(data, sold)
    table = _table(campaign, sold)
    revenue = priced[priced["order_id"].isin(sold.attributed["order_id"])].groupby("deal_id")["revenue"].sum()
    table["revenue"] = table["deal_id"].map(revenue).astype("float64").fillna(float("nan") if no_rate else 0.0)
    columns: tuple[Column, ...] = in_currency(COLUMNS, data.currency)
    if data.audience != "internal":
        columns = tuple(c for c in columns if c.name in SHARED)
        # The order of the rows would tell, too, who has most orders with those that look like a leak.
        table = table.sort_values(["last", "attributed", "deal_id"], ascending=[True, False, True], ignore_index=True)
        table = table[[c.name for c in columns]]
    shared, elsewhere = shared_sentence(campaign), elsewhere_sentence(data, campaign)
    return answer(
        data,
        _sentence(sold, priced, data.currency),
        table,
        columns,
        doubts=[running_sentence(campaign), no_rate, *_leak_doubts(data, campaign, sold), shared, elsewhere],
        caveat=_caveat(sold),
        n={"orders": len(sold.orders), "deals": len(campaign.deals)},
        left_out=sold.left_out,
        sources=("orders", "deals", "campaigns"),
        window=campaign.window,
        definitions=DEFINITIONS,
    )


def _priced(data: Data, sold: Ledger) -> tuple[pd.DataFrame, str]:
    """order_id, deal_id, revenue in the report's currency of every touched order; without a rate none, and why."""
    kept = sold.orders[["order_id", "deal_id", "ordered_at", "currency", "revenue"]]
    try:
        return data.convert(kept, ["revenue"], "ordered_at"), ""
    except NotShown as reason:
        return kept.iloc[:0], refused("Revenue is not shown", reason)


def _table(campaign: Campaign, sold: Ledger) -> pd.DataFrame:
    """Deals with most orders first, the campaign's page and tag last."""
    counted, listed = _counted(sold), campaign.deals[["deal_id", "creator", "promo_code"]]
    if "" in counted.index:
        nobody = {"deal_id": [""], "creator": [NOBODY]}
        listed = pd.concat([listed, pd.DataFrame(nobody, dtype="string")], ignore_index=True)
    table = listed.merge(counted.reset_index(), on="deal_id", how="left")
    table[list(counted)] = table[list(counted)].fillna(0).astype(int)
    table["no_click"] = ratio(table["bare"], table["coded"]) if sold.trails else float("nan")
    table["fractional"] = table["deal_id"].map(_fractions(sold)).astype("float64").fillna(0.0)
    if not sold.floor_known:
        table["floor"] = float("nan")
    table["check"] = (table["suspect"] > 0).map({True: "worth checking", False: ""})
    table["last"] = table["deal_id"] == ""
    return table.sort_values(["last", "orders", "deal_id"], ascending=[True, False, True], ignore_index=True)


def _counted(sold: Ledger) -> pd.DataFrame:
    """Per deal ("": the campaign's page or tag), how many orders of each kind."""
    orders = sold.orders
    kinds = {
        "orders": True,
        "code_only": orders["has_code"] & ~orders["has_link"],
        "both": orders["has_code"] & orders["has_link"],
        "link_only": ~orders["has_code"] & orders["has_link"],
        "landing_only": orders["how"] == "landing page",
        "tag_only": orders["how"] == "tag",
        "suspect": orders["suspect"],
        "attributed": orders["order_id"].isin(sold.attributed["order_id"]),
        "floor": orders["order_id"].isin(sold.floor["order_id"]),
        "coded": orders["has_code"],
        "bare": orders["has_code"] & ~orders["has_link"] & ~orders["trail"],
    }
    return pd.DataFrame(kinds, index=orders.index).groupby(orders["deal_id"].fillna("")).sum().astype(int)


def _fractions(sold: Ledger) -> pd.Series:
    """Deal → attributed orders, each shared evenly by the deals of its code and of its link."""
    kept = sold.attributed
    part = 1 - kept["clash"].astype("float64") / 2
    return part.groupby(kept["deal_id"]).sum().add((1 - part).groupby(kept["link_deal"]).sum(), fill_value=0.0)


def _sentence(sold: Ledger, priced: pd.DataFrame, currency: str) -> str:
    """Floor, ceiling, the number in between, each with its money, and what adding up channels would have claimed."""
    n, void = len(sold.orders), sold.left_out[VOIDED]
    if not n:
        why = f"; {plural(void, 'order was', 'orders were')} cancelled or refunded" if void else ""
        return f"No order of the flight can be credited to the campaign{why}."
    named = int(sold.orders[list(TOUCHES)].sum().sum())

    def worth(orders: pd.DataFrame) -> str:
        sums = priced.loc[priced["order_id"].isin(orders["order_id"]), "revenue"]
        return f" ({money(float(sums.sum()), currency)})" if sums.notna().any() else ""

    low, middle = len(sold.floor), len(sold.attributed)
    start = f"{plural(n, 'order')}{worth(sold.orders)}"
    if sold.floor_known and low < n:
        start = f"Between {count(low)}{worth(sold.floor)} and {start}"
    leaks = ", and not like a leak" if sold.leaks_judged else "; leaks could not be looked for" if sold.codes else ""
    text = (
        f"{start} of the flight can be credited to the campaign; this report counts {count(middle)}"
        f"{worth(sold.attributed)}: with a creator's code or link{leaks}."
    )
    return text + (f" Adding up codes, links, landing pages and tags would claim {count(named)}." if named > n else "")


def _leak_doubts(data: Data, campaign: Campaign, sold: Ledger) -> list[str]:
    """Codes that are worth checking, or that they could not be looked for."""
    said = []
    if not sold.trails and sold.codes:
        said.append(
            "No order has a click time, so neither the floor of code orders nor bursts without a click can be judged; "
            "record clicked_at in the shop's export."
        )
    if sold.codes == 1:
        said.append(
            "Only one code has orders: a word on leaks would name its creator, so orders like a leak are not "
            "counted apart."
        )
    found = sold.leaks
    if data.audience == "internal":
        names = campaign.deals.set_index("deal_id")["creator"]
        return said + [
            f"The code {name(leak.promo_code, 40)} of {name(names[leak.deal_id])} is worth checking: {_signs(leak)}"
            for leak in found.itertuples()
        ]
    if found.empty:
        return said
    codes, n = plural(len(found), "code is", "codes are"), plural(int(found["orders"].sum()), "order")
    return [
        *said,
        f"{codes} worth checking, for {n} like a leak, on any day. {INNOCENT}",
    ]


def _signs(leak: Any) -> str:
    """How many of a code's orders show which sign, since when, and that its creator need not have done anything."""
    signs = join(f"{count(n)} {WORDED[sign]}" for sign, n in leak.signs.items())
    share = f"; {percent(leak.without_click, 0)} of all its orders have no click"
    if pd.notna(leak.others):
        share += f", against {percent(leak.others, 0)} of the other codes' orders"
    return f"of its {plural(leak.coded, 'order')}, {signs}, from {day(leak.since)} on{share}. {INNOCENT}"


def _caveat(sold: Ledger) -> str:
    """Identity, clashes, survey answers, and what being named means."""
    clash, survey = int(sold.orders["clash"].sum()), int(sold.orders["survey_answer"].notna().sum())
    carried = plural(clash, "order carries", "orders carry")
    answered = plural(survey, "survey answer is", "survey answers are")
    n = len(sold.attributed)
    said = [f"The rows add up to the {plural(n, 'attributed order')}, each once."] if n else []
    said += [f"{carried} one creator's code and another's link; the code decides."] if clash else []
    said += [f"{answered} not used: they name channels, not creators."] if survey else []
    return " ".join([*said, "Being named is not causing: see the lift."])
