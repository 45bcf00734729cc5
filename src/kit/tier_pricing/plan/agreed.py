"""What the open offers of a plan's creators name, and what our own deals usually agree."""

from dataclasses import dataclass

import pandas as pd

from kit.data import Data
from kit.tier_pricing.deals import comparable, is_kind, PRICE
from kit.tier_pricing.plan.made import Made
from kit.wording import number


@dataclass(frozen=True)
class Usual:
    """What own deals agreed: `value`, the median in words ("" where no deal says), of `n` deals that say, of `deals`
    in all."""

    value: str
    n: int
    deals: int

    def words(self) -> str:
        """Where it is from, in a few words; "" where from nowhere."""
        return f"{self.n} of {self.deals} own deals" if self.n else ""

    @property
    def often(self) -> bool:
        """Whether more than half of the deals say so."""
        return 2 * self.n > self.deals


def offers(data: Data, plan: Made) -> pd.DataFrame:
    """The stored rows of the open offers that the plan takes, by creator: all columns of the table deals, as they
    stand; creators without an offer have a row with nothing in it."""
    chosen = plan.chosen.sort_values("creator_id")
    rows = data.stored("deals").set_index("deal_id", drop=False)
    return rows.reindex(chosen["deal_id"].where(chosen["deal_id"] != "")).set_axis(chosen["creator_id"].to_list())


def own_deals(data: Data) -> pd.DataFrame:
    """Our paid and agreed deals for videos: what is usual."""
    deals = comparable(data)
    return deals[deals["used_as"].eq(PRICE) & is_kind(deals, "video")]


def median(deals: pd.DataFrame, values: pd.Series, unit: str) -> Usual:
    """The median of what deals name, such as a number of days."""
    known = values.dropna().astype("float64")
    return Usual(f"{number(known.median(), 0)} {unit}" if len(known) else "", len(known), len(deals))


def share(deals: pd.DataFrame, has: pd.Series) -> Usual:
    """How many deals have something."""
    n = int(has.fillna(False).astype(bool).sum())
    return Usual("yes" if n else "", n, len(deals))


def live_days(deals: pd.DataFrame) -> pd.Series:
    """For how many days after it was due a video was to stay up; missing where a day is."""
    return (deals["live_until"] - deals["due_on"]).dt.days.where(lambda days: days >= 0)
