"""Tiers with too few deals for a card: the deals themselves."""

import pandas as pd

from kit.tier_pricing.people import called
from kit.tiers import UNKNOWN
from kit.wording import join, money, plural, span

FEWEST_DEALS, FEWEST_CREATORS = 5, 3  # of a tier, for a card: the deals of one creator say what that one costs
NAMED = 3  # tiers whose deals the caveat tells; those of more stand in the table's file


def enough(deals: int, creators: int) -> bool:
    """Whether so many deals with so many creators speak for a tier."""
    return deals >= FEWEST_DEALS and creators >= FEWEST_CREATORS


def sized(tier: object) -> str:
    """A tier in a sentence."""
    return "unknown size" if tier == UNKNOWN else str(tier)


def themselves(bought: pd.DataFrame, currency: str) -> str | None:
    """Each deal of a tier with its creator, cheapest first; None where there is none."""
    rows = bought.sort_values(["price", "creator_id"])
    fees = [f"{called(*who)} {money(fee, currency)}" for *who, fee in rows[["name", "creator_id", "price"]].to_numpy()]
    return "; ".join(fees) or None


def thin(table: pd.DataFrame, bought: pd.DataFrame, currency: str) -> str:
    """The tiers that have deals, but of too few creators or too few at all for a card, with the deals' fees."""
    rows = table[(table["deals"] > 0) & table["price"].isna()]
    few, alone = [], []
    for row in rows.head(NAMED).itertuples():
        fees = sorted(bought.loc[bought["tier"] == row.tier, "price"])
        start = f"{sized(row.tier)} has {plural(row.deals, 'deal')}"
        if row.deals < FEWEST_DEALS:
            few.append(f"{start} ({join(money(fee, currency) for fee in fees)})")
        else:
            inside = span(fees[0], fees[-1], "money", currency) or money(fees[0], currency)
            alone.append(f"{start} with {plural(row.creators, 'creator')} ({inside})")
    parts = ((few, f"{FEWEST_DEALS} deals"), (alone, f"{FEWEST_CREATORS} creators"))
    told = [f"No card below {least}: {join(named)}." for named, least in parts if named]
    more = rows["tier"].map(sized)[NAMED:]
    if len(more):
        told.append(f"So it is with {join(more)}, whose deals stand in the table's file.")
    return " ".join(told)
