"""What was paid, once every deal is brought to the fee for one piece of content in one currency."""

import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tier_pricing.deals import (
    ASKING,
    comparable,
    days,
    FEE,
    GIVEN,
    OUT,
    per_creator,
    PLANNED,
    PRICE,
    prices,
    rate_wanted,
    WHOLE,
)
from kit.wording import estimate as said
from kit.wording import join, money, percent, plural


def columns(currency: str) -> tuple[Column, ...]:
    sums = {
        "price": "Fee per piece",
        "net_fee": "Fee without tax",
        "rights": "Rights and exclusivity",
        "boost": "Boosting",
        "other": "Product and agency",
        "tax": "Tax",
        "whole_cost": "Whole cost",
    }
    return (
        Column("name", "Creator"),
        Column("deal_id", "Deal"),
        Column("followers", "Followers", "count"),
        Column("use", "Used as"),
        Column("written", "Fee as written", "figure"),
        *(Column(name, label, "money", currency) for name, label in sums.items()),
        Column("content", "Content"),
    )


@question("comparable_deals", "What did we pay, once deals are made comparable?", priority=30, deals=("status",))
def comparable_deals(data: Data) -> Finding:
    """Every deal as a fee per video in one currency, or the reason why it cannot be compared.

    Prices are what was paid or agreed; asking prices and barter are kept apart; cancelled deals are left out, and
    planned ones are priced in `fair_price` only.  Table: one row a deal; its parts add up to the whole cost.
    """
    deals = comparable(data)
    bought = deals[deals["used_as"] == PRICE]
    if bought.empty and rate_wanted(deals):
        raise NotShown(rate_wanted(deals))
    order = {use: place for place, use in enumerate((PRICE, ASKING, PLANNED, GIVEN, OUT))}
    table = deals.sort_values(["price", "deal_id"], ascending=[False, True]).sort_values(
        "used_as", key=lambda uses: uses.map(order), kind="stable", ignore_index=True
    )
    table["use"] = table["used_as"].where(table["reason"] == "", table["used_as"] + ": " + table["reason"])
    pieces = table["videos"].astype("string").fillna("?")
    table["content"] = table["deliverable"].where(
        table["videos"].eq(1).fillna(False), table["deliverable"] + " of " + pieces
    )
    left_out = deals["reason"].where(deals["reason"] != "").value_counts().sort_index().to_dict()
    counts = {use: int((deals["used_as"] == use).sum()) for use in order}
    return answer(
        data,
        sentence(data.currency, deals, bought),
        table,
        columns(data.currency),
        doubts=doubts(deals, bought),
        window=days(bought),
        sources=("deals", "creators", "fx"),
        n={"deals": len(deals), "prices": counts[PRICE], "asking prices": counts[ASKING], "barter": counts[GIVEN]},
        left_out={f"deals ({reason})": int(k) for reason, k in left_out.items()}
        | ({"deals (planned, not agreed yet)": counts[PLANNED]} if counts[PLANNED] else {}),
        definitions={
            "Fee per piece": FEE,
            "Whole cost": WHOLE,
            "Price": "A deal with the status paid or agreed; what was only asked is an asking price.",
            "Barter": "A deal without a fee, for a product or a share of sales; its price is not 0, it is unknown.",
        },
    )


def sentence(currency: str, deals: pd.DataFrame, bought: pd.DataFrame) -> str:
    """What was bought and what a piece cost; where nothing can be compared, so much."""
    if bought.empty:
        none = "The only deal cannot" if len(deals) == 1 else f"None of the {plural(len(deals), 'deal')} can"
        return f"{none} be compared as a price: {join(kinds(deals))}."
    whole, fees = bought["whole_cost"].sum(), bought["net_fee"].sum()
    they = "as prices: they" if len(bought) > 1 else "as a price: it"
    start = (
        f"{len(bought)} of {plural(len(deals), 'deal')} can be compared {they} cost {money(whole, currency)} in all,"
        f" {percent(fees / whole, 0)} of it ({money(fees, currency)}) for the content itself"
    )
    videos = prices(bought)
    if videos.empty:
        return start + "; no video was among it."
    middle = estimate.typical(per_creator(videos))
    whose = "the middle creator's fee for one video" if middle.n > 1 else "the fee for one video"
    return f"{start}; {whose} is {said(middle.value, middle.low, middle.high, 'money', currency)}."


def kinds(deals: pd.DataFrame) -> list[str]:
    """Deals counted by use or reason, in words."""
    words = deals["used_as"].where(deals["reason"] == "", OUT + " (" + deals["reason"] + ")")
    counted = words.value_counts().sort_index().items()
    return [plural(k, word) if word == ASKING else f"{k} {word}" for word, k in counted]


def doubts(deals: pd.DataFrame, bought: pd.DataFrame) -> list[str]:
    """What these deals leave open; nothing where there is nothing to say."""
    found = [] if len(bought) else ["So nothing here says what was paid for content."]
    twice = int(bought["commission_rate"].gt(0).fillna(False).sum())
    if twice:
        them = "it" if twice == 1 else "them"
        found.append(f"{plural(twice, 'fee')} came with a commission on top, which may have made {them} lower.")
    hidden = int((bought["usage_days"].gt(0).fillna(False) & bought["usage_rights_fee"].isna()).sum())
    if hidden:
        fees = "the fee" if hidden == 1 else "their fees"
        found.append(f"{plural(hidden, 'deal')} granted usage rights without a price, so {fees} may include them.")
    if len(bought) and bought["tax_included"].isna().all() and bought["tax_rate"].notna().any():
        found.append("Whether fees include tax is not in these data.")
    return [*found, rate_wanted(deals)]
