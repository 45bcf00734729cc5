"""What the data suggest where a report's parameter is left empty."""

from collections.abc import Iterable

import pandas as pd

from kit import oddities, rollups
from kit.store import Store
from kit.tables import TABLES


def newest_capture(store: Store) -> pd.Timestamp | None:
    """Of any table; None where no capture time is known."""
    names = [name for name in store.names if TABLES[name].captured]
    return max((end for name in names if (end := _last_capture(store, name)) is not None), default=None)


def _last_capture(store: Store, name: str) -> pd.Timestamp | None:
    """The newest capture of a table that is not in the future of its import."""
    (_, captured), (_, imported) = (store.bounds(name, c) for c in ("captured_at", "imported_at"))
    if captured is None or (imported is not None and captured <= imported + oddities.SLACK):
        return None if captured is None else pd.Timestamp(captured)
    when = store.roll(name, rollups.last_capture)["last"][0].as_py()
    return None if when is None else pd.Timestamp(when)


def own_brand(brands: pd.DataFrame) -> str:
    """The own brand, if there is just one."""
    own = brands.loc[brands["role"] == "own", "brand"]
    return str(own.iloc[0]) if len(own) == 1 else ""


def latest_campaign(campaigns: pd.DataFrame, brand: str) -> str:
    """The brand's last to begin; of all campaigns where no brand is known."""
    if brand:
        campaigns = campaigns[campaigns["brand"] == brand]
    return "" if campaigns.empty else str(campaigns.sort_values(["starts_on", "campaign"])["campaign"].iloc[-1])


def usual_currency(campaigns: pd.DataFrame, campaign: str, priced: Iterable[pd.DataFrame]) -> str:
    """The campaign's, else the commonest of the first of these tables that has any."""
    known = campaigns.set_index("campaign")["currency"]
    if campaign in known.index and pd.notna(known[campaign]):
        return str(known[campaign])
    for rows in priced:
        used = rows["currency"].mode()
        if len(used):
            return str(used.iloc[0])
    return ""
