"""What would results cost with the next bookings?  Ranges for one booking of a tier and for all of them together."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.published import prices as cards
from kit.selection import RIPE_DAYS
from kit.tier_pricing.bookings.expectation import hits
from kit.tier_pricing.bookings.offers import open_offers, price_draws
from kit.tier_pricing.bookings.outcome import Outcomes, outcomes
from kit.tier_pricing.bookings.scenarios import blocks, DRAWS, SEED
from kit.tier_pricing.cards.quoted import published_cards
from kit.tier_pricing.costs.delivered import countable, realised
from kit.tier_pricing.costs.pooled import Pooled
from kit.tier_pricing.deals import comparable, rate_wanted, unrated
from kit.tier_pricing.fair.pricing import CARD, learn
from kit.tier_pricing.people import bookable
from kit.wording import estimate as said
from kit.wording import money, plural

ALL = "all"
SEVERAL = 5  # creators of a tier, for the sentence to name it
TENTHS = (0.1, 0.5, 0.9)  # ends and middle of the range of 8 in 10
EXPECTED = {"cpe": "engagements", "cpa": "orders"}  # measure → what its expectation is divided by
LEVELS = 2000  # draws of what can be expected: with 400 the middle itself strayed by several per cent
FACTS = ["creator_id", "name", "tier"]


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("tier", "Tier"),
        Column("cpm", "CPM of one booking", "money", currency),
        Column("cpm_low", "from", "money", currency),
        Column("cpm_high", "to", "money", currency),
        Column("together", "CPM of all together", "money", currency),
        Column("together_low", "from", "money", currency),
        Column("together_high", "to", "money", currency),
        Column("realised", "Realised CPM, fee on organic", "money", currency),
        Column("creators", "Creators", "count"),
        Column("cpe", "Expected CPE", "money", currency),
        Column("cpe_low", "from", "money", currency),
        Column("cpe_high", "to", "money", currency),
        Column("cpa", "Expected CPA", "money", currency),
        Column("cpa_low", "from", "money", currency),
        Column("cpa_high", "to", "money", currency),
        Column("offers", "At an open offer", "count"),
        Column("deals", "Deals realised", "count"),
    )


@question("forecast_cost", "What would a thousand views cost with the next bookings?", priority=24, videos=("views",))
def forecast_cost(data: Data) -> Finding:
    """Per tier, the CPM of one booking drawn at random and of all bookings together, beside the realised one.

    Over creators who could be booked and have a price and expected views: an open offer at its price, else one video at
    what comparable deals (or a published card) suggest.  A draw takes a price from its range and views with the luck of
    each video.  cpm: median over creators and draws, 8 in 10 between low and high; together: sum of prices ÷ sum of
    views.  cpe, cpa: sum of prices ÷ sum of expected engagements or attributed orders, where these can be expected; low
    and high tell how far that may be misjudged, without the luck of single videos.
    """
    known = outcomes(data)
    people = priced(data, known)
    table = by_tier(data, people, known)
    past = beside(data)
    table = table.join(past, on="tier") if past is not None else table.assign(realised=np.nan, deals=np.nan)
    lost = without(data, people)
    return answer(
        data,
        sentence(table, data.currency or "USD"),
        table,
        columns(data.currency or "USD"),
        doubts=doubts(people, known),
        caveat="Price and views are drawn apart: who asks more than comparable deals is not taken to bring more.",
        interval="range of 8 in 10",
        n={"creators": len(people), "videos": int(known.views.table["n"].reindex(people["creator_id"]).sum())},
        left_out={"creators without a price or expected views": lost},
        sources=("deals", "creators", "videos", "fx", "published", *(("deliveries",) if past is not None else ())),
        definitions=definitions(),
    )


def definitions() -> dict[str, str]:
    return {
        "One booking": "A creator drawn at random, at its open offer or within the range of comparable deals, with"
        f" organic views by about day {RIPE_DAYS} drawn too ({DRAWS:,} draws each): the middle, and 8 in 10.",
        "All together": "Sum of prices ÷ sum of views if all were booked: mostly below the middle single booking, as"
        " rare hits add many views.",
        "Expected CPE, CPA": "Sum of prices ÷ sum of expected engagements, attributed orders; the range leaves out the"
        " luck of single videos.",
        "Realised": "Past CPM, fee on organic, with the tax in fees; forecasts are without.",
        "Published CPM": cards.cpm_quoted(),
    }


def priced(data: Data, known: Outcomes) -> pd.DataFrame:
    """One row a creator that could be booked and has a price and expected views: creator_id, name, tier, videos, price,
    price_low, price_high (9 in 10), price_from, offered; NotShown without any."""
    offers, people = open_offers(data, priced=True), bookable(data)[FACTS]
    offer = offers.reindex(people["creator_id"]).set_axis(people.index)
    offered = offer["net_fee"].gt(0)
    fair = learn(data).fair(people.assign(videos=1.0, price=np.nan))
    rows = people.assign(videos=offer["videos"].where(offered).fillna(1.0), offered=offered, price_from=fair["basis"])
    for column, middle in (("price", "mid"), ("price_low", "mid_low"), ("price_high", "mid_high")):
        rows[column] = offer["net_fee"].where(offered, fair[middle]).astype("float64")
    views = known.views.table["value"].reindex(people["creator_id"]).to_numpy()
    kept = rows[(rows[["price", "price_low", "price_high"]] > 0).all(axis=1) & (views > 0)].reset_index(drop=True)
    if kept.empty:
        raise NotShown(nobody(data, known, rows))
    return kept


def nobody(data: Data, known: Outcomes, rows: pd.DataFrame) -> str:
    """Why none of these could be booked with both a price and expected views."""
    deals = comparable(data)
    unconverted = rate_wanted(deals) or published_cards(data)[1]
    if unconverted and not rows["price"].gt(0).any():
        return f"No creator has a price. {unconverted}"
    why = " ".join(part for part in (unrated(deals), hits(known.views.lost(rows))) if part)
    return (
        f"{why} No creator has both a price and expected views. Prices need deals (or followers, for a published card);"
        f" views need videos of their own profiles. Import what is missing: kit import FILES --into {data.given}"
    ).strip()


def by_tier(data: Data, people: pd.DataFrame, known: Outcomes) -> pd.DataFrame:
    """One row a tier, and one for all where there are several."""
    sums = {tier: Sums() for tier in people["tier"].unique()}
    for tier, some in parts(people):
        price, views = drawn(some, known)
        who = pd.Index(some["creator_id"]), some["videos"].to_numpy(dtype=float)
        sums[tier].add(price, views, {m: known.levels(*who, of, LEVELS, SEED) for m, of in EXPECTED.items()})
    sums[ALL] = Sums(list(sums.values()))
    present = [tier for tier in data.tiers.order() if people["tier"].eq(tier).any()]
    rows = []
    for tier in [*present, *([ALL] if len(present) > 1 else [])]:
        own, each = people[people["tier"].eq(tier) | (tier == ALL)], sums[tier]
        row = {"tier": tier, "creators": len(own), "offers": int(own["offered"].sum())}
        row |= told("cpm", each.cpm.quantiles(TENTHS))
        row |= ends("together", 1000 * each.spent / each.views)
        for measure, level in each.levels.items():
            row |= ends(measure, each.spent[:LEVELS] / level)
        rows.append(row)
    return pd.DataFrame(rows)


class Sums:
    """Of the bookings of a tier: what a thousand views of one cost, and one sum a draw of prices, of views and of what
    can be expected."""

    def __init__(self, others: Sequence["Sums"] = ()) -> None:
        """others: of tiers, whose bookings are all in here."""
        self.cpm: Pooled = Pooled([other.cpm for other in others])
        self.spent: np.ndarray = np.sum([np.zeros(DRAWS), *(other.spent for other in others)], axis=0)
        self.views: np.ndarray = np.sum([np.zeros(DRAWS), *(other.views for other in others)], axis=0)
        self.levels: dict[str, np.ndarray] = {
            m: np.sum([np.zeros(LEVELS), *(other.levels[m] for other in others)], axis=0) for m in EXPECTED
        }

    def add(self, price: np.ndarray, views: np.ndarray, levels: Mapping[str, np.ndarray]) -> None:
        """Draws × bookings, of bookings that were not added yet."""
        self.cpm.add(1000 * price / views)
        self.spent += price.sum(axis=1)
        self.views += views.sum(axis=1)
        for measure, level in levels.items():
            self.levels[measure] += level.sum(axis=1)


def parts(people: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Some bookings of one tier at a time."""
    for tier, own in people.groupby("tier", sort=False):
        for some in blocks(len(own)):
            yield str(tier), own.iloc[some]


def drawn(some: pd.DataFrame, known: Outcomes) -> tuple[np.ndarray, np.ndarray]:
    """Draws × bookings of the price and of the views, the same every time."""
    creators, pieces = pd.Index(some["creator_id"]), some["videos"].to_numpy(dtype=float)
    return price_draws(some), known.draws(creators, pieces, "views")


def ends(name: str, costs: np.ndarray) -> dict[str, float]:
    """Middle and ends of the range of 8 in 10; NaN where a cost is unknown or without limit."""
    return told(name, np.quantile(costs, TENTHS) if np.isfinite(costs).all() else np.full(3, np.nan))


def told(name: str, tenths: np.ndarray) -> dict[str, float]:
    low, middle, high = tenths
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def beside(data: Data) -> pd.DataFrame | None:
    """Realised CPM (fees on organic views) by tier, and deals behind it; None where no deal was delivered."""
    try:
        used = countable(data)
    except NotShown:
        return None
    rows = pd.concat([used, used.assign(tier=ALL)], ignore_index=True)
    found = realised(rows, rows["tier"])[["cpm_fee", "cpm_fee_deals"]]
    return found.rename(columns={"cpm_fee": "realised", "cpm_fee_deals": "deals"})


def without(data: Data, people: pd.DataFrame) -> int:
    return len(bookable(data)) - len(people)


def doubts(people: pd.DataFrame, known: Outcomes) -> list[str]:
    """What these forecasts rest on."""
    carded = int((people["price_from"].eq(CARD) & ~people["offered"]).sum())
    found = []
    if carded:
        found.append(
            f"{plural(carded, 'price is', 'prices are')} a published card's, taken to be off by up to three times"
            " either way, as there are too few deals to learn from."
        )
    if not known.views.sponsored:
        found.append("How sponsored videos differ from a creator's others is not known; a booking may get fewer views.")
    return found


def sentence(table: pd.DataFrame, currency: str) -> str:
    """One booking's CPM with its range, over all and between tiers, then that of all together beside the past."""
    whole, tiers = table.iloc[-1], table.iloc[:-1]
    middle, low, high = (money(whole[c], currency) for c in ("cpm", "cpm_low", "cpm_high"))
    several = f"of one of {plural(whole['creators'], 'creator')}, drawn at random,"
    who = several if whole["creators"] > 1 else "of the only creator with a price"
    one = f"A booking {who} would cost {middle} per thousand views as a median, 8 times in 10 between {low} and {high}"
    if whole["creators"] == 1:
        return f"{one}."
    together = said(whole["together"], whole["together_low"], whole["together_high"], "money", currency)
    those = "past deals" if len(tiers) else f"past {whole['tier']} deals"
    past = f"; {those} came to {money(whole['realised'], currency)}" if pd.notna(whole["realised"]) else ""
    return f"{one}{between(tiers, currency)}. All of them together would come to {together}{past}."


def between(tiers: pd.DataFrame, currency: str) -> str:
    """The tiers with the lowest and the highest middle case, of those with several creators."""
    some = tiers[tiers["creators"] >= SEVERAL]
    if len(some) < 2:
        return ""
    low, high = some.loc[some["cpm"].idxmin()], some.loc[some["cpm"].idxmax()]
    if low["tier"] == high["tier"]:
        return ""
    apart = low["cpm_high"] < high["cpm_low"]
    words = " to ".join(f"{money(row['cpm'], currency)} ({row['tier']})" for row in (low, high))
    return f"; by tier the median runs from {words}, and these ranges {'do not meet' if apart else 'overlap'}"
