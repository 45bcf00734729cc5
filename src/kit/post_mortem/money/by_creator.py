"""What each creator of the campaign cost and brought, and what another such video would get for the same price."""

import numpy as np
import pandas as pd

from kit import estimate, metrics
from kit.data import Data
from kit.once import once
from kit.post_mortem.campaign import booked_campaign, FILMED
from kit.post_mortem.money.costs import books, due, tells_leaks
from kit.post_mortem.money.draws import Draws, draws
from kit.wording import plural

SUMS = ("media_cost", "loaded_cost", "views", "organic_views", "engagements", "orders", "revenue")
SPARE = 6  # videos beyond the first of each creator, below which nothing tells how far single videos lie apart
STILL = 0.05  # s.d. of log views below which counts are no counts of real videos
USELESS = 100  # times the low end: an interval that wide says only that one rare hit decides it
REACH = 1.96
EXPECTED = ("expected_views", "expected_views_low", "expected_views_high", "log_mean", "log_sd")


@once
def by_creator(data: Data) -> pd.DataFrame:
    """One row a creator with a booked deal that is due, index creator_id; money in the report's currency.

    creator, tier, tactics (text), deals, videos (delivered), and sums over deals: fee_cost, media_cost, loaded_cost,
    views, organic_views, engagements, orders, revenue (attributed); NaN where one of them is unknown.  In a shared
    report loaded_cost is NaN for all where an order looks like a leaked code, as commission on it would tell whose.
    cpm, cpm_fee
                as counted, over deals where both sides are known: media cost by 1,000 views, fees by 1,000 organic ones
    fee_a_video fees of deals for videos ÷ videos agreed (delivered where no number was agreed); NaN for no fee
    expected_views, _low, _high
                organic views that another such video would get by day 28: shrunken log-normal mean of the creator's
                videos for this campaign and others at least 7 days old, so that one viral video crowns nobody.  As of
                sponsored videos, where the creators' own videos tell how far these lie below others.  NaN without a
                usable video, where fewer than six videos beyond each creator's first tell how far single ones lie
                apart, and where one rare hit would decide it (interval over a factor of 100)
    log_mean, log_sd
                log of expected_views and its standard error, without what is common to all creators
    cpm_expected, _low, _high
                fee_a_video ÷ expected_views × 1,000.  Fees, not boosting: expected views are organic
    first_rank, last_rank
                possible ranks by cpm_expected, 1 the cheapest, for all creators at once (95 %); NaN without it
    basis       which videos expected_views rests on, in words
    Source: estimate.expected_counts, estimate.rank_sets_of.
    NotShown without deliveries or a booked deal; the table has no rows where no deal is due.
    """
    found = books(data)
    rows, _ = due(found.deals, booked_campaign(data))
    table = _sums(rows).join(_expected(draws(data)))
    profile = data.creators.set_index("creator_id")["tier"].astype("string")
    table.insert(1, "tier", profile.reindex(table.index).fillna("unknown").array)
    table["basis"] = table["basis"].astype("string").fillna("no usable video")
    for end, views in (("", "expected_views"), ("_low", "expected_views_high"), ("_high", "expected_views_low")):
        table[f"cpm_expected{end}"] = metrics.cpm(table["fee_a_video"], table[views])
    ranks = estimate.rank_sets_of(-np.log(table["cpm_expected"]), table["log_sd"])
    table[["first_rank", "last_rank"]] = ranks.to_numpy("float64")
    if tells_leaks(data, found):
        table["loaded_cost"] = np.nan
    return table


def price_a_video(rows: pd.DataFrame) -> pd.Series:
    """Fees by videos agreed of each creator (index), over deals for videos whose fee is known; NaN for no fee."""
    filmed = rows["deliverable"].isin(FILMED) | rows["deliverable"].isna() & (rows["videos"] > 0)
    rows = rows[filmed & rows["fee_cost"].notna()]
    agreed = rows["videos_agreed"].astype("float64").where(rows["videos_agreed"] > 0).fillna(rows["videos"])
    price = metrics.pooled_by(rows["creator_id"], rows["fee_cost"], agreed)
    return price.where(price > 0)


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Names, numbers and sums of each creator's deals."""
    per = rows.astype(dict.fromkeys((*SUMS, "fee_cost"), "float64")).groupby("creator_id")
    words = rows["tactic"].fillna("not given").str.replace("_", " ")
    table = pd.DataFrame(
        {
            "creator": per["creator"].first(),
            "tactics": words.groupby(rows["creator_id"]).agg(lambda t: ", ".join(sorted(set(t)))),
            "deals": per.size(),
            "videos": per["videos"].sum(),
            "fee_cost": per["fee_cost"].sum(min_count=1),
        }
    )
    for column in SUMS:
        table[column] = per[column].sum().where(per[column].count() == per.size())
    for column, cost, views in (("cpm", "media_cost", "views"), ("cpm_fee", "fee_cost", "organic_views")):
        price = 1000 * metrics.pooled_by(rows["creator_id"], rows[cost], rows[views])
        table[column] = price.where(price > 0).reindex(table.index)
    return table.assign(fee_a_video=price_a_video(rows).reindex(table.index))


def _expected(known: Draws) -> pd.DataFrame:
    """EXPECTED and basis of each creator with a usable video."""
    videos, levelled = known.videos, pd.notna(known.gap.low)
    found = estimate.expected_counts(known.levelled, videos["creator_id"], shift=known.gap if levelled else None)
    found = found.rename_axis("creator_id")
    every = (np.log(found["high"] / found["low"]) / 2 / REACH) ** 2
    own = np.sqrt(np.maximum(every - found["shift_sd"] ** 2, found["log_sd"] ** 2))
    made = [found["value"], found["low"], found["high"], np.log(found["value"]), own]
    table = pd.concat(made, axis=1).set_axis(list(EXPECTED), axis=1)
    seen = videos.groupby("creator_id")["organic_views"].max().reindex(found.index) > 0
    spare = (found["n"] - 1).clip(lower=0).sum()
    wild = ~(found["high"] < USELESS * found["low"])
    table.loc[~seen | wild | (found["sigma"] <= STILL) | (spare < SPARE)] = np.nan
    parts = videos.groupby("creator_id")["campaign"].agg(["sum", "size"]).reindex(found.index)
    return table.assign(basis=[basis(int(own), int(n - own)) for own, n in parts.itertuples(index=False)])


def basis(own: int, others: int) -> str:
    """ "1 video of the campaign, 29 others" """
    first = f"{plural(own, 'video')} of the campaign" if own else ""
    second = (plural(others, "other") if own else plural(others, "other video")) if others else ""
    return ", ".join(part for part in (first, second) if part)
