"""What another video of each creator is worth by the bar: the price at which it would just meet it."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.decisions.bar import Bar
from kit.post_mortem.decisions.order_rates import shrunk_event_rates
from kit.post_mortem.deliveries import counted

DRAWS = 4000
NORMAL = np.array([NormalDist().inv_cdf((i + 0.5) / DRAWS) for i in range(DRAWS)])  # even draws of a normal value
REACH = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Worth:
    """`table`: one row a creator: worth (money a video), worth_low, worth_high (95 %), per_1000 (expected orders by
    roas, engagements by cpe, per 1,000 views; NaN by cpm), order_value (net revenue an order, the same for all; NaN but
    by roas), so that worth can be reckoned by hand; NaN where unknown.
    `draws`: creators × DRAWS of what the worth may be, NaN where it has no interval; rows as in `table`."""

    table: pd.DataFrame
    draws: np.ndarray

    def chance(self, price: pd.Series) -> pd.Series:
        """The chance that videos at this price (one a creator) meet the bar on average; NaN where either is unknown."""
        paid = price.to_numpy("float64", na_value=np.nan)
        known = ~np.isnan(paid) & ~np.isnan(self.draws).any(axis=1)
        met = (self.draws >= paid[:, None]).mean(axis=1)
        return pd.Series(np.where(known, met, np.nan), index=self.table.index)


def worth(data: Data, creators: pd.DataFrame, bar: Bar) -> Worth:
    """The price a video at which each creator would just meet the bar, from what another of its videos should bring.

    Expected views are organic, so it is the price of a video that is not boosted.
    cpm: level × expected views ÷ 1,000.  cpe: level × expected views × engagement rate (shrunken).  roas: expected
    attributed revenue a video ÷ level: expected views × orders a view (Poisson, shrunken to the campaign's) × the
    campaign's revenue an order.  Views, rates and orders are taken to err apart from one another.
    """
    columns = ["expected_views", "expected_views_low", "expected_views_high"]
    value, low, high = creators[columns].to_numpy("float64", na_value=np.nan).T
    with np.errstate(divide="ignore", invalid="ignore"):
        log_sd = np.where(low > 0, np.log(high / low) / (2 * REACH), np.nan)
        middle = np.where(low > 0, np.sqrt(low * high), np.nan)
    if bar.metric == "roas":
        return _by_revenue(data, creators, bar, value, middle, log_sd)
    rate, rate_sd = _engagement_rates(data, creators.index) if bar.metric == "cpe" else (1 / 1000, 0.0)
    spread = np.hypot(log_sd, rate_sd)
    centre = bar.level * middle * rate
    ends = np.exp(spread * REACH * np.array([[-1], [1]]))
    draws = centre[:, None] * np.exp(spread[:, None] * NORMAL)
    table = pd.DataFrame({"worth": bar.level * value * rate}, index=creators.index)
    table["worth_low"], table["worth_high"] = centre * ends
    per_1000 = 1000 * rate if bar.metric == "cpe" else np.nan
    return Worth(table.assign(per_1000=per_1000, order_value=np.nan), draws)


def _engagement_rates(data: Data, creators: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Each creator's shrunken engagement rate over its delivered videos, organic, and the error of its logarithm."""
    videos = counted(data)
    found = estimate.shrunk_rates(videos["organic_engagements"], videos["organic_views"], videos["owner"])
    found = found.reindex(creators)
    return found["value"].to_numpy(), ((1 - found["value"]) * found["logit_sd"]).to_numpy()


def _by_revenue(
    data: Data, creators: pd.DataFrame, bar: Bar, value: np.ndarray, middle: np.ndarray, log_sd: np.ndarray
) -> Worth:
    """Worth by attributed revenue.  A creator without a code or link of its own cannot be named: unknown, not 0."""
    rows = creators[["orders", "revenue", "views"]].astype("float64")
    known = rows.notna().all(axis=1) & (rows["views"] > 0) & creators.index.isin(_named(data))
    sold = rows[known]
    if not sold["orders"].sum() > 0 or not sold["revenue"].sum() > 0:
        raise NotShown(
            "No revenue is attributed to a creator, so no price can be told from sales; set renew_by to cpm or cpe."
        )
    each, each_sd = _order_value(sold)
    rates = shrunk_event_rates(sold["orders"], sold["views"], DRAWS).reindex(creators.index).to_numpy()
    generator = np.random.default_rng(1)
    per_view = rates * each * np.exp(each_sd * generator.standard_normal(DRAWS)) / bar.level
    draws = per_view * middle[:, None] * np.exp(log_sd[:, None] * generator.standard_normal(rates.shape))
    low, high = np.quantile(draws, [0.025, 0.975], axis=1)
    rate = rates.mean(axis=1)
    table = {"worth": rate * value * each / bar.level, "worth_low": low, "worth_high": high, "per_1000": 1000 * rate}
    return Worth(pd.DataFrame(table, index=creators.index).assign(order_value=each), draws)


def _named(data: Data) -> set[str]:
    """Creators with a code or link of their own."""
    deals = booked_campaign(data).deals
    return set(deals.loc[deals[["promo_code", "referral_link"]].notna().any(axis=1), "creator_id"])


def _order_value(sold: pd.DataFrame) -> tuple[float, float]:
    """Net revenue an order over all creators, and the error of its logarithm (0 where creators are too few)."""
    value = float(sold["revenue"].sum() / sold["orders"].sum())
    if (sold["revenue"] < 0).any():  # a refund larger than its order leaves nothing to take a log of
        return value, 0.0
    found = estimate.pooled_ratio(sold["revenue"], sold["orders"], sold.index)
    known = found.low > 0 and np.isfinite(found.high)
    return value, float(np.log(found.high / found.low) / (2 * REACH)) if known else 0.0
