"""Who could be booked, and how a creator is named in a sentence."""

import pandas as pd

from kit.data import Data
from kit.wording import name

NOT_CREATORS = ("brand", "agency", "media")


def bookable(data: Data) -> pd.DataFrame:
    """The creators that could be booked: not the brands' own accounts, nor agencies or media."""
    creators, homes = data.creators, data.brand_accounts()
    kept = creators[~creators["creator_id"].isin(homes) & ~creators["account_type"].isin(NOT_CREATORS).fillna(False)]
    return kept.assign(name=kept["name"].fillna(kept["creator_id"]), tier=kept["tier"].astype(str)).reset_index(
        drop=True
    )


def called(title: str, handle: str) -> str:
    """A creator in a sentence: display names are not unique, so the handle stands beside them."""
    return name(title) if title == handle or handle.startswith("name:") else f"{name(title)} ({name('@' + handle)})"
