"""What creators' newest deals name as the fee of one video."""

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.metrics import ratio
from kit.wording import clause, small

NONE = pd.DataFrame({"price": pd.Series(dtype="Float64"), "priced_on": pd.Series(dtype="datetime64[s]")})
NAMED = ("asked", "planned", "agreed", "paid")  # statuses whose fee somebody named


def known(data: Data, budget: float) -> tuple[pd.DataFrame, str]:
    """The same as `newest`, and "".  Where an exchange rate is missing and no budget hangs on it: none, and why."""
    try:
        return newest(data), ""
    except NotShown as reason:
        if budget:
            raise
        return NONE, f"Fees are not shown: {small(clause(reason))}."


def newest(data: Data) -> pd.DataFrame:
    """price and priced_on of each creator's newest deal that names a fee for videos, in the report's currency.

    The fee alone, divided by the videos agreed (one where that is not given); rights, boosting, tax and commission are
    not in it.  Empty without deals.  NotShown where an exchange rate is missing.
    """
    deals = data.table("deals")
    fits = deals["status"].isin(NAMED) & deals["fee"].gt(0) & deals["deliverable"].fillna("video").eq("video")
    deals = deals[fits.fillna(False).astype(bool)].copy()
    day = deals["captured_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    deals["agreed_on"] = deals["agreed_on"].fillna(day)
    deals = data.convert(deals, ["fee"], "agreed_on")
    price = ratio(deals["fee"], deals["videos_agreed"].astype("Float64").fillna(1).where(lambda n: n > 0, 1))
    found = deals.assign(price=price.astype("Float64"), priced_on=deals["agreed_on"])
    found = found.sort_values(["priced_on", "deal_id"], na_position="first", kind="stable")
    return found.groupby("creator_id")[["price", "priced_on"]].last()
