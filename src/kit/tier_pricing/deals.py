"""Deals made comparable: the fee for one piece in one currency, without tax, rights, exclusivity or boosting."""

from collections.abc import Sequence
import re

import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.metrics import fee_cost, loaded_cost, media_cost
from kit.once import once
from kit.tables import TABLES
from kit.tiers import UNKNOWN
from kit.wording import join, money, name, plural

SMALL_BELOW, LARGE_FROM = 50_000, 500_000  # followers of small and of large creators, whatever the tiers
RATELESS = ("no exchange rate", "no agreed_on")  # how the reasons begin that a rate would lift
LATE = "agreed after the report's day"
UNTAXED, UNSPLIT, NO_PIECES = (  # reasons that leave a deal without a price, though what it cost in all is known
    "tax included at an unknown rate",
    "a bundle without its number of videos",
    "0 pieces agreed",
)
AMOUNTS = ("fee", "usage_rights_fee", "exclusivity_fee", "boost_spend", "product_cost", "agency_fee")
BESIDE = ("usage", "exclusivity", "boost", "other", "tax")  # what a deal costs beside its fee
BARTER = ("gifted", "affiliate")  # tactics that need no fee
PRICE, ASKING, PLANNED, GIVEN, OUT = "price", "asking price", "planned", "barter", "left out"
USES = {"paid": PRICE, "agreed": PRICE, "asked": ASKING, "planned": PLANNED}
FEE = (
    "Fee ÷ pieces agreed, tax taken out where it is included; without usage rights, exclusivity, boosting, product,"
    " agency and commission."
)
CURRENCY = (
    "At the rate of the contract's day or the newest in the week before; offers without a day, of the day they were"
    " recorded."
)
ISO = r"[A-Z]{3}"
WHOLE = "Fee + boosting + product + usage rights + exclusivity + agency + tax, without commission."


@once
def comparable(data: Data) -> pd.DataFrame:
    """One row a deal of the workspace, in the report's currency; `used_as` says what the deal can be compared as.

    price: fee without tax for one piece; net_fee: the same for the whole deal, as are usage, exclusivity and both
    (rights), boost, other (product and agency), tax, and whole_cost, their sum (without commission).  package: fee and
    rights for one piece, without tax; rights_bought, exclusivity_bought: whether it holds them, be it for nothing.
    fee_cost, media_cost: as in `kit.metrics`, with the tax that is included.  used_as: price (paid, agreed), asking
    price, planned, barter (no fee, by agreement), or left out, for `reason`.  written, written_in: the fee as the deal
    has it.  Fees are converted at agreed_on; offers without it at the day on which they were recorded.
    """
    deals = data.table("deals").sort_values("deal_id", ignore_index=True)
    facts = data.creators.set_index("creator_id")
    who = deals["creator_id"]
    deals["name"] = who.map(facts["name"]).astype("string").fillna(who)
    deals["followers"] = who.map(facts["followers"]).astype("Int64")
    deals["tier"] = who.map(facts["tier"].astype("string")).astype("string").fillna(UNKNOWN)
    deals["deliverable"] = deals["deliverable"].fillna("video")
    deals["videos"] = deals["videos_agreed"].fillna(1).where(deals["deliverable"] != "bundle", deals["videos_agreed"])
    deals["currency"] = deals["written_in"] = codes(deals["currency"], data.currency)
    deals["written"] = [money(fee, currency) for fee, currency in zip(deals["fee"], deals["currency"], strict=True)]
    below = deals[list(AMOUNTS)].lt(0).fillna(False).any(axis=1)
    deals, why = converted(data, deals)
    deals = split(deals)
    deals.loc[below, [*BESIDE, "rights", "whole_cost"]] = float("nan")  # no sum that a refund or a typing error lowers
    deals["reason"] = reasons(data, deals.assign(below=below), why)
    used = deals["status"].map(USES).where(~no_fee(deals) | ~by_agreement(deals), GIVEN)
    deals["used_as"] = used.where(deals["reason"] == "", OUT)
    return deals


def codes(written: pd.Series, ours: str) -> pd.Series:
    """Currencies as their codes are written: "usd" is USD; the report's own stands as the report has it."""
    upper = written.str.strip().str.upper()
    return upper.mask(upper.eq(ours.upper()), ours)


def split(deals: pd.DataFrame) -> pd.DataFrame:
    """The parts of each deal's whole cost, without tax, and the same for one piece."""
    taxed = deals["tax_included"].fillna(False).astype(bool)
    share = (1 + deals["tax_rate"].fillna(0)).where(taxed, 1.0).astype("float64")
    plain = deals[list(AMOUNTS)].astype("float64")
    fee = plain["fee"].where(plain["fee"] > 0) / share
    usage, exclusivity = (plain[c].fillna(0) / share for c in ("usage_rights_fee", "exclusivity_fee"))
    pieces = deals["videos"].where(deals["videos"] > 0).astype("float64")
    return deals.assign(
        fee_cost=fee_cost(deals),
        media_cost=media_cost(deals),
        net_fee=fee,
        price=fee / pieces,
        usage=usage,
        exclusivity=exclusivity,
        rights=usage + exclusivity,
        boost=plain["boost_spend"].fillna(0),
        other=plain[["product_cost", "agency_fee"]].sum(axis=1),
        tax=(fee.fillna(0) + usage + exclusivity) * deals["tax_rate"].astype("float64").fillna(0),
        whole_cost=loaded_cost(deals),
        package=(fee + usage + exclusivity) / pieces,
        rights_bought=granted(deals, "usage_rights_fee", "usage_days"),
        exclusivity_bought=granted(deals, "exclusivity_fee", "exclusivity_days"),
    )


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
            why[part.index] = unconverted(currency, when, data.currency)
            parts.append(part.assign(**dict.fromkeys(AMOUNTS, float("nan")), refusal=str(reason)))
    amounts = pd.concat(parts).reindex(deals.index).astype(dict.fromkeys(AMOUNTS, "Float64"))
    return deals.assign(**amounts), why


def unconverted(currency: str, when: pd.Timestamp, target: str) -> str:
    """Why amounts in this currency could not be brought to the report's."""
    if not re.fullmatch(ISO, currency):
        return f"currency {name(currency, 12)} is no ISO code"
    lacks = "no agreed_on for a rate" if pd.isna(when) else "no exchange rate"
    return f"{lacks} from {currency} to {target}"


def granted(deals: pd.DataFrame, fee: str, length: str) -> pd.Series:
    """Whether a right came with a deal: at a fee of its own, or for a number of days."""
    return (deals[fee].gt(0).fillna(False) | deals[length].gt(0).fillna(False)).astype(bool)


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
        LATE: late,
        "an amount below 0": deals["below"],
        "no fee above 0": unpaid.eq("") & no_fee(deals) & ~barter,
        UNTAXED: deals["tax_included"].fillna(False) & deals["tax_rate"].isna() & ~no_fee(deals),
        UNSPLIT: bundle & deals["videos"].isna() & ~barter,
        NO_PIECES: deals["videos"].eq(0).fillna(False) & ~barter,
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
