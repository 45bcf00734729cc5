"""What goes with a higher price among our deals, and what that must not be read as."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import cannot_be
from kit.tier_pricing.deals import check_deliverable, comparable, days, of_kind, prices
from kit.tier_pricing.fair.drivers import BOTH, effects, usual_rate
from kit.tier_pricing.fair.features import ADDON
from kit.tier_pricing.fair.invoices import invoiced, usual_shares
from kit.tier_pricing.fair.pricing import learn, refusal, Rung, unknown
from kit.tier_pricing.fair.shape import ENGAGEMENT, ORDER, VIEWS
from kit.tier_pricing.fair.told import absent
from kit.wording import estimate as said
from kit.wording import join, name, percent, plural

LEVEL = 0.95
ROUNDING = 1e-9
CLEAR, OPEN, BILLED = "clear", "not clear", "invoiced"
MOST = 3  # effects that a sentence names
FEW_NICHES = 2
COLUMNS = (
    Column("driver", "Difference"),
    Column("times", "Times the price", "number"),
    Column("times_low", "from", "number"),
    Column("times_high", "to", "number"),
    Column("clear", "Beyond chance"),
    Column("deals", "Deals", "count"),
    Column("invoiced", "Paid for it on top of the fee", "rate"),
)
NOT_CAUSES = (
    "Not causes: only deals that were closed are here, without what else was agreed. Followers and views are today's,"
    " not those of the day of the deal."
)
TOGETHER = " They go together, so either alone is less sure than both."
TYPICAL = "Middle organic views of a creator's videos, drawn towards what its followers suggest, the fewer they are."
DIFFERENCE = {
    BOTH: "Followers and views × 10",
    "log_followers": "Followers × 10",
    VIEWS: "Typical views × 10",
    ENGAGEMENT: "Engagement rate + 1 point",
    "log_pieces": "Two pieces for one",
    "rights": "Usage rights",
    "exclusivity": "Exclusivity",
    "years": "A year later",
}
PHRASE = {
    BOTH: "ten times both the followers and the typical views",
    "log_followers": "ten times the followers",
    VIEWS: "ten times the typical views",
    ENGAGEMENT: "one more point of engagement rate",
    "log_pieces": "a price for one of two pieces",
    "rights": "having usage rights",
    "exclusivity": "having exclusivity",
    "years": "being agreed a year later",
}
SHORT = ORDER | {BOTH: "followers and typical views together"}


@question("price_drivers", "What goes with a higher price here?", priority=27, deals=("fee",))
def price_drivers(data: Data, deliverable: str = "video") -> Finding:
    """By how many times the price of our deals differs with each feature, all others in the model being equal.

    times: e to the least-squares effect on log price per piece, for a difference that can be pictured (ten times the
    followers, one point of engagement rate, two pieces for one, with and without usage rights, a year later, a niche
    against the average one); 95 % interval (CR3 by creator, t).  clear: the interval excludes 1 even at a level that
    allows for all effects together (Bonferroni); invoiced: an add-on that enough deals paid apart, so that its price is
    no chance whatever the interval.  invoiced: what was paid apart for an add-on ÷ the fee, middle deal.
    """
    check_deliverable(deliverable)
    model, kind = learn(data, deliverable), of_kind(comparable(data), deliverable)
    if not model.own:
        raise NotShown(refusal(data, model, kind, "what goes with a higher price here"))
    rung, bought = next(iter(model.own.values())), prices(kind, deliverable)
    table = driven(rung, bought)
    return answer(
        data,
        sentence(table),
        table,
        COLUMNS,
        doubts=[absent(model)],
        caveat=NOT_CAUSES + TOGETHER * (VIEWS in rung.shape.columns),
        window=days(bought),
        n={"priced deals": rung.model.n, "creators behind them": rung.bought["creator_id"].nunique()},
        left_out=unknown(len(bought) - rung.model.n) | cannot_be(data.videos),
        sources=("deals", "creators", "videos", "fx"),
        definitions={
            "Times the price": f"Per piece, all else in the price model (see Middle price) equal.{counted(rung)}",
            "Typical views": TYPICAL,
            "Beyond chance": f"Clear: the interval excludes 1 even with all {len(table)} effects looked at together.",
        },
    )


def counted(rung: Rung) -> str:
    """From where a point of engagement rate is counted; "" where the model has none."""
    if ENGAGEMENT not in rung.shape.columns:
        return ""
    return f" The point of engagement rate is added to {percent(usual_rate(rung))}, the median of our deals."


def driven(rung: Rung, bought: pd.DataFrame) -> pd.DataFrame:
    """The table: one row an effect."""
    found = effects(rung, LEVEL)
    strict = effects(rung, 1 - (1 - LEVEL) / len(found))
    keys = list(found["niche"].items())
    paid = usual_shares(bought, ())
    sure = (strict["low"] > ROUNDING) | (strict["high"] < -ROUNDING)
    return pd.DataFrame(
        {
            "driver": [name(key) if niche else DIFFERENCE[key] for key, niche in keys],
            "times": np.exp(found["effect"]),
            "times_low": np.exp(found["low"]),
            "times_high": np.exp(found["high"]),
            "clear": [
                BILLED if key in paid else CLEAR if yes else OPEN for (key, _), yes in zip(keys, sure, strict=True)
            ],
            "deals": [behind(key, niche, rung.bought) for key, niche in keys],
            "niche": found["niche"].to_numpy(),
            "invoiced": [invoiced(bought, key).median() if key in ADDON else np.nan for key in found.index],
            "phrase": [f"the niche {name(k)}" if niche else PHRASE[k] + alone(k, found.index) for k, niche in keys],
            "short": [name(key) if niche else SHORT[key] + alone(key, found.index) for key, niche in keys],
        }
    ).reset_index(drop=True)


def alone(key: str, keys: pd.Index) -> str:
    """Beside an effect of followers and views together, each of the two is told as that of itself alone."""
    return " alone" if BOTH in keys and key in ("log_followers", VIEWS) else ""


def behind(key: str, niche: bool, bought: pd.DataFrame) -> int:
    """Deals that tell the effect: all, or those that have what only some have."""
    if niche:
        return int(bought["category"].eq(key).sum())
    if key in (*ADDON, "log_pieces"):
        return int((bought[key] > 0).sum())
    return len(bought)


def sentence(table: pd.DataFrame) -> str:
    """The clear effects with their intervals, then what is not clear."""
    sure, rest = table[table["clear"] == CLEAR], table[table["clear"] == OPEN]
    if sure.empty:
        chance = f"; by {several(rest)} it may be chance" if len(rest) else ""
        return f"No feature goes with a clearly higher or lower price here{chance}.{billed(table)}"
    told = [
        f"{row.phrase} {'with' if k else 'goes with'}"
        f" {said(row.times, row.times_low, row.times_high, 'number')}{' times the price' * (not k)}"
        for k, row in enumerate(sure.head(MOST).itertuples())
    ]
    line = ", ".join(told)
    more = f" Clear too: {join(sure['short'][MOST:])}." if len(sure) > MOST else ""
    more += billed(table)
    open_ = f" For {several(rest)} the difference may be chance." if len(rest) else ""
    return f"{line[:1].upper()}{line[1:]}, all else equal.{more}{open_}"


def billed(table: pd.DataFrame) -> str:
    """What add-ons were invoiced at, which is no matter of chance."""
    rows = table[table["clear"] == BILLED]
    told = join(f"{row.short} at {percent(row.invoiced, 0)}" for row in rows.itertuples())
    return f" Invoiced on top of the fee, in the middle deal: {told}." if told else ""


def several(rows: pd.DataFrame) -> str:
    """What the rows are about, niches counted where they are many."""
    niches = rows["niche"].astype(bool)
    if niches.sum() <= FEW_NICHES:
        return join(rows["short"])
    return join([*rows.loc[~niches, "short"], plural(niches.sum(), "niche")])
