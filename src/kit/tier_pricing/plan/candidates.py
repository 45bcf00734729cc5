"""Who could be booked for what: a row a creator and number of videos, with price and expected outcome."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.tier_pricing.bookings.expectation import hits
from kit.tier_pricing.bookings.outcome import Outcomes
from kit.tier_pricing.cards.quoted import published_cards
from kit.tier_pricing.deals import ASKING, comparable, PLANNED, prices, rate_wanted, unrated
from kit.tier_pricing.fair.addons import unpriced_addons
from kit.tier_pricing.fair.features import AMOUNT, BOUGHT
from kit.tier_pricing.fair.pricing import learn, Prices
from kit.tier_pricing.people import bookable
from kit.tier_pricing.plan.drawn import ends
from kit.tier_pricing.plan.terms import MEASURES, Terms

FACTS = ["creator_id", "name", "tier", "category", "followers"]
LEVELS = 400  # draws of the expected outcome: enough for the ends of a 95 % interval
LEVEL_SEED = 2
KEY = ["creator_id", "videos"]
OFFER = ["videos", "net_fee", "status", "deal_id", *BOUGHT.values(), *AMOUNT.values()]
RAISED = ", rights added"  # to a price that an offer asks without them
QUOTE = "quote"  # price_from of the package that the terms name


def packages(data: Data, terms: Terms) -> pd.DataFrame:
    """One row a creator and number of videos: whoever could be booked, with or without a price.

    price, price_low, price_high: of the package, with the rights that the terms ask for; an open offer is one package
    at its own price, a quote one video at its own, others cost the middle of comparable deals.  mean_price: what it
    costs on average.
    """
    model, people = learn(data), bookable(data)[FACTS]
    named = people["creator_id"].eq(terms.handle) & (terms.quote > 0)
    quotes, people = people[named], people[~named]
    offers = prices(comparable(data), used_as=(ASKING, PLANNED))
    offers = offers.sort_values(["captured_at", "deal_id"], na_position="first").groupby("creator_id").tail(1)
    open_ = people.merge(offers[["creator_id", *OFFER]].astype({"videos": "float64"}), on="creator_id")
    others = people[~people["creator_id"].isin(offers["creator_id"])]
    others = others.merge(pd.DataFrame({"videos": [float(k) for k in terms.pieces]}), how="cross")
    some = [quoted(quotes, terms), asked(open_, model, terms), modelled(others, model, terms)]
    priced = pd.concat([rows for rows in some if len(rows)] or some, ignore_index=True)
    return priced.sort_values(KEY, ignore_index=True)


def quoted(people: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """One video at the quote."""
    prices_ = dict.fromkeys(["price", "price_low", "price_high", "mean_price"], float(terms.quote))
    return people.assign(videos=1.0, **prices_, price_from=QUOTE, deal_id="")


def asked(offers: pd.DataFrame, model: Prices, terms: Terms) -> pd.DataFrame:
    """Open offers at what they commit to: the fee, and the fees for the usage rights and exclusivity that they hold.

    For rights that the terms ask for and an offer does not hold, that is raised as our deals say; where they cannot
    say, it is not.
    """
    price = offers[["net_fee", *AMOUNT.values()]].astype("float64").sum(axis=1, skipna=False)
    lacks = pd.DataFrame(index=offers.index)
    for addon in terms.rights:
        lacks[addon] = ~offers[BOUGHT[addon]].astype(bool) & (addon in model.addons)
    status = offers["status"].astype("string")
    rows = offers[[*FACTS, "videos"]].assign(price=np.nan)
    if lacks.any(axis=None):
        price = price * model.fair(rows.assign(**lacks))["mid"] / model.fair(rows)["mid"]
        status = status.mask(lacks.any(axis=1), status + RAISED)
    return rows.assign(
        price=price, price_low=price, price_high=price, mean_price=price, price_from=status, deal_id=offers["deal_id"]
    )


def modelled(people: pd.DataFrame, model: Prices, terms: Terms) -> pd.DataFrame:
    """Packages without an offer, at the middle of comparable deals."""
    fair = model.fair(people.assign(price=np.nan, **dict.fromkeys(terms.rights, True)))
    times = people["videos"]
    return people.assign(
        price=fair["mid"] * times,
        price_low=fair["mid_low"] * times,
        price_high=fair["mid_high"] * times,
        mean_price=fair["mid"] * fair["mean_factor"] * times,
        price_from=fair["basis"].astype("string"),
        deal_id="",
    )


def rights_doubts(data: Data, terms: Terms) -> list[str]:
    """What must be said of the rights that are asked for and that prices do not, or not surely, hold."""
    if not terms.rights:
        return []
    days = {"rights": terms.usage_days, "exclusivity": terms.exclusivity_days}
    flags = pd.DataFrame({addon: [addon in terms.rights] for addon in days})
    return unpriced_addons(learn(data), prices(comparable(data)), flags, days)


def expecting(people: pd.DataFrame, terms: Terms, known: Outcomes) -> pd.DataFrame:
    """The same rows with what each package can be expected to bring: every measure, and the objective with the ends of
    its 95 % interval."""
    creators, pieces = pd.Index(people["creator_id"]), people["videos"].to_numpy(dtype=float)
    found = people.assign(**{m: known.expected(creators, pieces, m) for m in MEASURES})
    expected = sum(worth * found[m] for m, worth in terms.worths.items())
    if list(terms.worths) == ["views"]:
        table, times = known.views.table.reindex(creators), pieces * terms.worths["views"]
        low, high = table["low"].to_numpy() * times, table["high"].to_numpy() * times
    else:
        low, high = ends(people, lambda some: levels(some, terms, known), (0.025, 0.975))
    return found.assign(expected=expected, expected_low=low, expected_high=high)


def levels(people: pd.DataFrame, terms: Terms, known: Outcomes, n: int = LEVELS) -> np.ndarray:
    """n × packages draws of the expected objective; a creator's packages share its draw."""
    creators, pieces = pd.Index(people["creator_id"]), people["videos"].to_numpy(dtype=float)
    parts = [worth * known.levels(creators, pieces, m, n, LEVEL_SEED) for m, worth in terms.worths.items()]
    return np.sum(parts, axis=0)


def scenarios(people: pd.DataFrame, terms: Terms, known: Outcomes) -> np.ndarray:
    """Scenarios × packages of the objective's worth, with the luck of every video."""
    creators, pieces = pd.Index(people["creator_id"]), people["videos"].to_numpy(dtype=float)
    return np.sum([worth * known.draws(creators, pieces, m) for m, worth in terms.worths.items()], axis=0)


def candidates(data: Data, people: pd.DataFrame, terms: Terms, known: Outcomes) -> pd.DataFrame:
    """The packages that have both a price and an expectation; NotShown where there is none."""
    deals = comparable(data)
    unconverted = rate_wanted(deals) or published_cards(data)[1]
    if unconverted and not people["price"].gt(0).any():
        raise NotShown(f"No creator has a price. {unconverted}")
    unknown = [known.why_not(m) for m in terms.worths if not known.known(m)]
    if unknown:
        raise NotShown(f"The objective {terms.objective!r} cannot be planned for. {' '.join(unknown)}")
    found = people[people["price"].gt(0) & people["expected"].gt(0)].reset_index(drop=True)
    if found.empty:
        wild = hits(known.views.lost(people.drop_duplicates("creator_id")))
        raise NotShown(
            f"{' '.join(part for part in (unrated(deals), wild) if part)} No creator has both a price and expected"
            f" {' and '.join(terms.worths)}. Prices need deals (or followers, for a published card); views need videos"
            f" of their own profiles. Import what is missing: kit import FILES --into {data.given}".strip()
        )
    return found
