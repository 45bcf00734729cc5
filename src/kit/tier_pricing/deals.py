"""Deals made comparable: the fee for one piece in one currency, without tax, rights, exclusivity or boosting."""

from collections.abc import Sequence

import pandas as pd

from kit import tiers
from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.metrics import fee_cost, loaded_cost, media_cost
from kit.once import once
from kit.tables import TABLES
from kit.wording import join, money, plural

SMALL, LARGE = ("under 1k", "nano", "micro"), ("macro", "mega")  # tiers of what we call small and large creators
BELOW, FROM = (
    tiers.EXOLYT.band(tier).split("–")[0] for tier in ("mid", "macro")
)  # small ends at 50k, large begins at 500k
RATELESS = ("no exchange rate", "no agreed_on")  # how the reasons begin that a rate would lift
AMOUNTS = ("fee", "usage_rights_fee", "exclusivity_fee", "boost_spend", "product_cost", "agency_fee")
BARTER = ("gifted", "affiliate")  # tactics that need no fee
PRICE, ASKING, PLANNED, GIVEN, OUT = "price", "asking price", "planned", "barter", "left out"
USES = {"paid": PRICE, "agreed": PRICE, "asked": ASKING, "planned": PLANNED}
FEE = (
    "The fee for one piece of content: fee ÷ pieces agreed, tax taken out where it is included (fee ÷ (1 + tax rate)),"
    " without usage rights, exclusivity, boosting, product, agency and commission, which stand in columns of their own."
)
WHOLE = (
    "Fee + boosting + product + usage rights + exclusivity + agency + tax. Commission is not in it: it depends on the "
    "orders to come."
)


@once
def comparable(data: Data) -> pd.DataFrame:
    """One row a deal of the workspace, in the report's currency; `used_as` says what the deal can be compared as.

    price: fee without tax for one piece; net_fee: the same for the whole deal, as are rights, boost, other, tax and
    whole_cost (without commission); fee_cost, media_cost: as in `kit.metrics`, with the tax that is included.  used_as:
    price (paid, agreed), asking price, planned, barter (no fee, by agreement), or left out, for `reason`.  Fees are
    converted at agreed_on; offers without it at the day on which they were recorded.
    """
    deals = data.table("deals").sort_values("deal_id", ignore_index=True)
    facts = data.creators.set_index("creator_id")
    who = deals["creator_id"]
    deals["name"] = who.map(facts["name"]).astype("string").fillna(who)
    deals["followers"] = who.map(facts["followers"]).astype("Int64")
    deals["tier"] = who.map(facts["tier"].astype("string")).astype("string").fillna("unknown")
    deals["deliverable"] = deals["deliverable"].fillna("video")
    deals["videos"] = deals["videos_agreed"].fillna(1).where(deals["deliverable"] != "bundle", deals["videos_agreed"])
    deals["written"] = [money(fee, currency) for fee, currency in zip(deals["fee"], deals["currency"], strict=True)]
    deals, why = converted(data, deals)
    share = (
        (1 + deals["tax_rate"].fillna(0)).where(deals["tax_included"].fillna(False).astype(bool), 1.0).astype("float64")
    )
    plain = deals[list(AMOUNTS)].astype("float64")
    content = plain.where(plain["fee"] > 0)["fee"] / share
    deals = deals.assign(
        fee_cost=fee_cost(deals),
        media_cost=media_cost(deals),
        net_fee=content,
        price=content / deals["videos"].where(deals["videos"] > 0).astype("float64"),
        rights=plain[["usage_rights_fee", "exclusivity_fee"]].sum(axis=1) / share,
        boost=plain["boost_spend"].fillna(0),
        other=plain[["product_cost", "agency_fee"]].sum(axis=1),
        whole_cost=loaded_cost(deals),
    )
    deals["tax"] = (deals["whole_cost"] - deals[["net_fee", "rights", "boost", "other"]].sum(axis=1)).round(9)
    deals["reason"] = reasons(data, deals, why)
    used = deals["status"].map(USES).where(~no_fee(deals) | ~by_agreement(deals), GIVEN)
    deals["used_as"] = used.where(deals["reason"] == "", OUT)
    return deals


def converted(data: Data, deals: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The deals in the report's currency, and per deal why that failed ("" where it did not)."""
    offers = deals["status"].isin(["asked", "planned"])
    seen = deals["captured_at"].dt.tz_localize(None).dt.normalize().astype(deals["agreed_on"].dtype)
    dated = deals[[*AMOUNTS, "currency"]].assign(agreed_on=deals["agreed_on"].fillna(seen.where(offers)))
    why = pd.Series("", index=deals.index, dtype="string")
    try:
        return deals.assign(**data.convert(dated, AMOUNTS, "agreed_on")), why
    except NotShown:  # then deal by deal, so that a missing rate costs only the deals that need it
        parts = []
    for (currency, when), part in dated.groupby(["currency", "agreed_on"], dropna=False, sort=False):
        try:
            parts.append(data.convert(part, AMOUNTS, "agreed_on"))
        except NotShown as reason:
            lacks = "no agreed_on for a rate" if pd.isna(when) else "no exchange rate"
            why[part.index] = f"{lacks} from {currency} to {data.currency}"
            parts.append(part.assign(**dict.fromkeys(AMOUNTS, float("nan")), refusal=str(reason)))
    amounts = pd.concat(parts).reindex(deals.index).astype(dict.fromkeys(AMOUNTS, "Float64"))
    return deals.assign(**amounts), why


def no_fee(deals: pd.DataFrame) -> pd.Series:
    return ~(deals["fee_cost"] > 0)


def by_agreement(deals: pd.DataFrame) -> pd.Series:
    """Whether something else than a fee was agreed: a gift, or a share of sales."""
    return (
        deals["tactic"].isin(BARTER)
        | deals["commission_rate"].gt(0).fillna(False)
        | deals["product_cost"].gt(0).fillna(False)
    )


def reasons(data: Data, deals: pd.DataFrame, unpaid: pd.Series) -> pd.Series:
    """Why a deal cannot be compared; "" where it can.  The first reason that holds is the one that is named."""
    late = deals["captured_at"].isna() & deals["agreed_on"].notna()
    if late.any():
        late &= deals["agreed_on"] > (data.as_of or pd.Timestamp.max).tz_localize(None)
    barter, bundle = no_fee(deals) & by_agreement(deals), deals["deliverable"].eq("bundle")
    held = {
        "cancelled": deals["status"].eq("cancelled"),
        "status not known": ~deals["status"].isin([*USES, "cancelled"]),
        "agreed after the report's day": late,
        "no fee above 0": unpaid.eq("") & no_fee(deals) & ~barter,
        "tax included at an unknown rate": (
            deals["tax_included"].fillna(False) & deals["tax_rate"].isna() & ~no_fee(deals)
        ),
        "a bundle without its number of videos": bundle & deals["videos"].isna() & ~barter,
        "0 pieces agreed": deals["videos"].eq(0).fillna(False) & ~barter,
    }
    why = unpaid.copy()
    for reason, rows in reversed(held.items()):
        why = why.mask(rows.fillna(False).astype(bool), reason)
    return why


def prices(deals: pd.DataFrame, deliverable: str = "video", used_as: Sequence[str] = (PRICE,)) -> pd.DataFrame:
    """The deals that can be compared for this deliverable; a bundle counts among videos, at its fee per video."""
    return deals[deals["used_as"].isin(used_as) & is_kind(deals, deliverable)]


def of_kind(deals: pd.DataFrame, deliverable: str) -> pd.DataFrame:
    """The deals for a deliverable, comparable or not."""
    return deals[is_kind(deals, deliverable)]


def is_kind(deals: pd.DataFrame, deliverable: str) -> pd.Series:
    return deals["deliverable"].isin(["video", "bundle"] if deliverable == "video" else [deliverable])


def check_deliverable(deliverable: str) -> None:
    known = TABLES["deals"].choices["deliverable"]
    if deliverable not in known:
        raise UsageError(f"Parameter deliverable is {deliverable!r}; use one of {', '.join(known)}.")


def per_creator(deals: pd.DataFrame, column: str = "price") -> pd.Series:
    """One figure a creator, the median of its deals, so that nobody counts twice."""
    return deals.groupby("creator_id")[column].median()


def days(deals: pd.DataFrame) -> tuple[str, str]:
    """First and last day on which these deals were agreed."""
    known = deals["agreed_on"].dropna()
    return (f"{known.min():%Y-%m-%d}", f"{known.max():%Y-%m-%d}") if len(known) else ("", "")


def rateless(deals: pd.DataFrame) -> pd.DataFrame:
    """The deals that an exchange rate would let in."""
    return deals[deals["reason"].str.startswith(RATELESS)]


def unrated(deals: pd.DataFrame) -> str:
    """How many deals lack an exchange rate, and which; "" where none does."""
    counted = [f"{plural(len(part), 'deal')} ({reason})" for reason, part in rateless(deals).groupby("reason")]
    return f"Left out for want of a rate: {join(counted)}." if counted else ""


def rate_wanted(deals: pd.DataFrame) -> str:
    """The same, with the command that lets the first of them in; it ends the text, as a command must."""
    missing = rateless(deals)
    return f"{unrated(deals)} {missing['refusal'].iloc[0].rstrip('.')}." if len(missing) else ""
