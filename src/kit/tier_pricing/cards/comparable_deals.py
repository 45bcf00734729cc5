"""What was paid, once every deal is brought to the fee for one piece of content in one currency."""

import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tier_pricing.cards.on_top import on_top
from kit.tier_pricing.deals import (
    ASKING,
    comparable,
    CURRENCY,
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
from kit.wording import join, money, percent, plural, span

WHOLE_FROM = 0.995  # a share that would be rounded to all


def columns(currency: str) -> tuple[Column, ...]:
    def amounts(**some: str) -> list[Column]:
        return [Column(name, label, "money", currency) for name, label in some.items()]

    beside = {"rights": "Rights and exclusivity", "boost": "Boosting", "other": "Product and agency", "tax": "Tax"}
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("deal_id", "Deal"),
        Column("use", "Used as"),
        Column("content", "Content"),
        Column("written", "Fee as written", "figure"),
        *amounts(price="Fee per piece", whole_cost="Whole cost", **beside, net_fee="Fee without tax"),
        Column("followers", "Followers", "count"),
        Column("usage", "Usage rights", "money", currency, hidden=True),
        Column("exclusivity", "Exclusivity", "money", currency, hidden=True),
        Column("commission_rate", "Commission", "rate", "share of sales", hidden=True),
        Column("agreed_on", "Agreed on", "date", hidden=True),
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
    counts = deals["used_as"].value_counts()
    left_out = deals["reason"].where(deals["reason"] != "").value_counts().sort_index().to_dict()
    planned = {"deals (planned, not agreed yet)": int(counts[PLANNED])} if PLANNED in counts else {}
    foreign = (deals["written_in"] != data.currency).any()
    return answer(
        data,
        sentence(data.currency, deals, bought),
        listed(deals),
        columns(data.currency),
        doubts=doubts(deals, bought),
        window=days(bought),
        sources=("deals", "creators", "fx"),
        n={"deals": len(deals)}
        | {
            word: int(counts.get(use, 0))
            for use, word in ((PRICE, "prices"), (ASKING, "asking prices"), (GIVEN, GIVEN))
        },
        left_out={f"deals ({reason})": int(k) for reason, k in left_out.items()} | planned,
        definitions={
            "Fee per piece": FEE,
            "Whole cost": WHOLE,
            "Used as": "Price: paid or agreed. Asking price: only asked. Barter: for a product or a share of sales, so"
            " the price is unknown, not 0.",
        }
        | ({"Currency": CURRENCY} if foreign else {}),
    )


def listed(deals: pd.DataFrame) -> pd.DataFrame:
    """The deals as rows of the table: prices first, what was left out last, each by its fee."""
    order = {use: place for place, use in enumerate((PRICE, ASKING, PLANNED, GIVEN, OUT))}
    table = deals.sort_values(["price", "deal_id"], ascending=[False, True]).sort_values(
        "used_as", key=lambda uses: uses.map(order), kind="stable", ignore_index=True
    )
    table["use"] = table["used_as"].where(table["reason"] == "", table["used_as"] + ": " + table["reason"])
    several = table["deliverable"] + " of " + table["videos"].astype("string").fillna("?")
    table["content"] = table["deliverable"].where(table["videos"].eq(1).fillna(False), several)
    return table


def sentence(currency: str, deals: pd.DataFrame, bought: pd.DataFrame) -> str:
    """What was bought and what a piece cost; where nothing can be compared, so much."""
    if bought.empty:
        none = "The only deal cannot" if len(deals) == 1 else f"None of the {plural(len(deals), 'deal')} can"
        return f"{none} be compared as a price: {join(kinds(deals))}."
    whole, fees = bought["whole_cost"].sum(), bought["net_fee"].sum()
    which = f"{len(bought)} of {plural(len(deals), 'deal')}" if len(deals) > 1 else "The only deal"
    they, them = ("as prices: they", "them") if len(bought) > 1 else ("as a price: it", "it")
    part = "more than 99\u202f%" if WHOLE_FROM <= fees / whole < 1 else percent(fees / whole, 0)
    start = (
        f"{which} can be compared {they} cost {money(whole, currency)} in all, {part} of it ({money(fees, currency)})"
        " for the content itself"
    )
    beside = on_top(bought, currency)
    videos = prices(bought)
    if videos.empty:
        return f"{start}; no video was among {them}.{beside}"
    middle = estimate.typical(per_creator(videos))
    whose = "the middle creator's fee for one video" if middle.n > 1 else "the fee for one video"
    return f"{start}; {whose} is {said(middle.value, middle.low, middle.high, 'money', currency)}.{beside}"


def kinds(deals: pd.DataFrame) -> list[str]:
    """Deals counted by use or reason, in words."""
    words = deals["used_as"].where(deals["reason"] == "", OUT + " (" + deals["reason"] + ")")
    counted = words.value_counts().sort_index().items()
    return [plural(k, word) if word == ASKING else f"{k} {word}" for word, k in counted]


def doubts(deals: pd.DataFrame, bought: pd.DataFrame) -> list[str]:
    """What these deals leave open; nothing where there is nothing to say."""
    found = ["" if len(bought) else "So nothing here says what was paid for content.", shares_of_sales(bought)]
    free = bought["rights_bought"] & bought["usage"].eq(0) | bought["exclusivity_bought"] & bought["exclusivity"].eq(0)
    if free.any():
        fees = "the fee" if free.sum() == 1 else "their fees"
        found.append(
            f"{plural(free.sum(), 'deal')} granted usage rights or exclusivity without a price, so {fees} may include"
            " them."
        )
    return [*found, untold(bought), uncounted(bought), miswritten(deals), rate_wanted(deals)]


def shares_of_sales(bought: pd.DataFrame) -> str:
    """Fees that came with a commission, which depends on orders and is in no amount here."""
    rates = bought["commission_rate"].where(bought["commission_rate"] > 0).dropna().astype("float64")
    if rates.empty:
        return ""
    share = percent(rates.min()) if rates.min() == rates.max() else span(rates.min(), rates.max())
    return (
        f"{plural(len(rates), 'fee')} came with a commission of {share} of sales on top, which is in no amount here and"
        f" may have made {'it' if len(rates) == 1 else 'them'} lower."
    )


def untold(bought: pd.DataFrame) -> str:
    """Deals that do not say whether their fee includes the tax that they name."""
    k = int((bought["tax_included"].isna() & bought["tax_rate"].gt(0).fillna(False)).sum())
    them = "it is" if k == 1 else "they are"
    return (
        f"{plural(k, 'deal')} with a tax rate did not say whether the fee includes it; {them} read as not including it."
        * bool(k)
    )


def uncounted(bought: pd.DataFrame) -> str:
    """Video deals that do not say for how many videos they are; bundles among them are left out."""
    k = int((bought["videos_agreed"].isna() & bought["deliverable"].eq("video")).sum())
    return f"{plural(k, 'video deal')} did not say how many videos were agreed; one each is assumed." * bool(k)


def miswritten(deals: pd.DataFrame) -> str:
    """What to do about currencies that are no codes."""
    k = int(deals["reason"].str.startswith("currency ").sum())
    return f"{plural(k, 'deal')} named a currency by no ISO code: write USD, EUR and so on, and import again." * bool(k)
