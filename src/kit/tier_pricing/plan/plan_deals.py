"""Which rows go back into the workspace, so that what was expected can be held against what comes?"""

import re
import unicodedata

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tables import TABLES
from kit.tier_pricing.deals import comparable
from kit.tier_pricing.fair.features import AMOUNT, BOUGHT
from kit.tier_pricing.fair.pricing import learn
from kit.tier_pricing.plan import boosting
from kit.tier_pricing.plan.agreed import offers
from kit.tier_pricing.plan.candidates import QUOTE
from kit.tier_pricing.plan.drawn import ends
from kit.tier_pricing.plan.made import Made, made
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.wording import day, join, money, name, plural

FIRST = {  # what a page shows, in this order; the CSV has every column of the table
    "deal_id": "Deal",
    "creator_id": "Creator",
    "fee": "Fee",
    "videos_agreed": "Videos",
    "forecast_views": "Expected views",
    "forecast_low": "8 times in 10 from",
    "forecast_high": "to",
    "due_on": "Due",
}
KINDS = {"time": "date", "list": "text"}  # of the table, as a column of a finding
RIGHTS = {"usage_rights_fee": "Usage rights", "exclusivity_fee": "Exclusivity"}  # shown where a row has any
CENT = 0.01
DAYS = {"rights": "usage_days", "exclusivity": "exclusivity_days"}
FEES = {"rights": "usage_rights_fee", "exclusivity": "exclusivity_fee"}
TEN, NINETY = 0.1, 0.9


def columns(table: pd.DataFrame, currency: str) -> list[Column]:
    """Every column of the table deals under its own name."""
    kinds = TABLES["deals"].columns
    one = table["currency"].eq(currency).all()

    def column(c: str) -> Column:
        kind = KINDS.get(kinds[c], kinds[c])
        kind = "number" if kind == "money" and not one else kind
        return Column(c, (FIRST | RIGHTS).get(c, c), kind, currency if kind == "money" else "", hidden=c not in first)

    rights = [c for c in FEES.values() if table[c].gt(0).fillna(False).any()]
    first = [*FIRST][:3] + rights + [*FIRST][3:] + ([] if one else ["currency"])
    return [column(c) for c in [*first, *(c for c in kinds if c not in first)]]


@question("plan_deals", "Which rows go back into the workspace?", priority=64, videos=("views",))
def plan_deals(data: Data, terms: Terms = FREE) -> Finding:
    """The plan as rows of the table deals, status planned, with what was expected and when: for `kit import`.

    A creator with an open offer keeps its deal_id and all that the offer says, in its own currency; others get an id
    that is the same whenever the plan is made of the same data, and a fee in the report's currency without tax, rounded
    down to cents.  Fees and rights, without tax, add up to the plan's cost.  forecast_views is the mean, forecast_low
    and forecast_high hold the outcome 8 times in 10.
    forecast_made_at and captured_at are the report's day, or the offer's own capture where that is later that day.
    """
    plan = made(data, terms)
    table = rows(data, plan)
    return answer(
        data,
        sentence(data, plan, table),
        table,
        columns(table, plan.currency),
        doubts=[flown(data), dayless(data), rateless(data, plan, table)],
        caveat=guessed(plan),
        n={"bookings": len(table), "open offers": int(plan.chosen["deal_id"].ne("").sum())},
        sources=("deals", "campaigns", "videos", "creators"),
        definitions={
            "Forecast": "Expected views are means by about day 28, whatever the objective; 8 times in 10 what comes"
            " lies between the ends.",
        },
        interval="range 8 times in 10",
    )


def rows(data: Data, plan: Made) -> pd.DataFrame:
    """One row a chosen creator, all columns of the table deals; what neither plan nor offer knows is missing."""
    chosen = plan.chosen.sort_values("creator_id").set_index("creator_id", drop=False)
    new = chosen["deal_id"].eq("")
    table = offers(data, plan)[list(TABLES["deals"].columns)].reindex(chosen.index)
    table["deal_id"] = chosen["deal_id"].mask(new, pd.Series(ids(data, chosen.index), index=chosen.index))
    table["creator_id"], table["status"] = chosen["creator_id"], "planned"
    table["fee"] = table["fee"].mask(new, np.floor(chosen["price"] / CENT + 1e-6) * CENT)
    table["currency"] = table["currency"].mask(new, plan.currency)
    table["tax_included"] = table["tax_included"].mask(new, False)
    table["deliverable"] = table["deliverable"].mask(new, "video")
    table["videos_agreed"] = table["videos_agreed"].fillna(chosen["videos"].astype("Int64"))
    times = exchanged(data, table, chosen)
    table = of_campaign(data, righted(data, plan, table, times), new)
    if plan.terms.boost:
        spend = boosting.share_out(chosen["videos"].to_numpy(), plan.terms.boost)
        table["boost_spend"] = (spend * times).round(2).astype("Float64")
    return expected(data, plan, table).reset_index(drop=True)


def exchanged(data: Data, table: pd.DataFrame, chosen: pd.DataFrame) -> pd.Series:
    """Per row, what one unit of the report's currency is in the row's own: an offer stays in its currency."""
    ours = comparable(data).set_index("deal_id")["fee"].reindex(chosen["deal_id"]).set_axis(table.index)
    return (table["fee"] / ours).astype("float64").fillna(1.0)


def righted(data: Data, plan: Made, table: pd.DataFrame, times: pd.Series) -> pd.DataFrame:
    """With the rights that the terms ask for and the prices hold.

    A new deal's fee holds them, as a quote does.  Where an offer lacks them, what the plan reckons with on top of its
    own amounts stands in the fee for usage rights, or in that for exclusivity where it lacks this alone; with tax where
    the offer's amounts are with it.  So fee and rights of the rows, without tax, add up to the plan's cost.
    """
    chosen = plan.chosen.sort_values("creator_id").set_index("creator_id")
    deals = comparable(data).set_index("deal_id").reindex(chosen["deal_id"]).set_axis(chosen.index)
    new, on_top = chosen["deal_id"].eq(""), pd.Series(False, index=chosen.index)
    above = chosen["price"] - deals[["net_fee", *AMOUNT.values()]].astype("float64").sum(axis=1)
    for addon in plan.terms.rights:
        has = deals[BOUGHT[addon]].fillna(False).astype(bool)
        lacks = ~has & ((addon in learn(data).addons) | chosen["price_from"].eq(QUOTE))
        table[DAYS[addon]] = table[DAYS[addon]].mask(lacks, getattr(plan.terms, DAYS[addon]))
        fee, gross = FEES[addon], 1 + table["tax_rate"].fillna(0).where(table["tax_included"].fillna(False), 0)
        extra = (above * times * gross).round(2)
        table[fee] = table[fee].mask(lacks & ~new & ~on_top, extra)
        on_top |= lacks
    return table


def expected(data: Data, plan: Made, table: pd.DataFrame) -> pd.DataFrame:
    """With the forecast, and when it was made."""
    chosen = plan.chosen.sort_values("creator_id")

    def views(some: pd.DataFrame) -> np.ndarray:
        return plan.outcomes.draws(pd.Index(some["creator_id"]), some["videos"].to_numpy(dtype=float), "views")

    low, high = ends(chosen, views, (TEN, NINETY))
    today = pd.NaT if data.as_of is None else data.as_of.normalize()
    seen = table["captured_at"]
    return table.assign(
        forecast_views=chosen["views"].round().to_numpy(),
        forecast_low=low.round(),
        forecast_high=high.round(),
        forecast_made_at=today,
        captured_at=seen.where(seen > today, today) if data.as_of is not None else seen,
    )


def ids(data: Data, creators: pd.Index) -> list[str]:
    """An id for the planned deal of each creator: of the campaign and the report's day, never one that is taken."""
    taken = set(data.stored("deals")["deal_id"])
    about = "-".join(part for part in (slug(data.campaign), f"{data.as_of:%Y%m%d}" if data.as_of else "") if part)
    found = []
    for who in creators:
        first = "-".join(part for part in ("plan", about, slug(who) or who) if part)
        one, k = first, 1
        while one in taken:
            k += 1
            one = f"{first}-{k}"
        found.append(one)
        taken.add(one)
    return found


def slug(text: str) -> str:
    """A name as part of an id: letters, digits, dots and underscores of any script, dashes between."""
    plain = unicodedata.normalize("NFC", str(text)).casefold()
    return re.sub(r"[^\w.]+", "-", plain).strip("-.")[:60]


def of_campaign(data: Data, table: pd.DataFrame, new: pd.Series) -> pd.DataFrame:
    """With the report's campaign where an offer names none, and for new deals its landing page and, where it has one
    alone, its hashtag."""
    if not data.campaign:
        return table
    own = data.table("campaigns").set_index("campaign").reindex([data.campaign]).iloc[0]
    tags = list(own["hashtags"]) if pd.api.types.is_list_like(own["hashtags"]) else []
    for c, value in {"landing_page": own["landing_page"], "hashtag": tags[0] if len(tags) == 1 else pd.NA}.items():
        table[c] = table[c].mask(new, value) if pd.notna(value) else table[c]
    return table.assign(campaign=table["campaign"].fillna(data.campaign))


def sentence(data: Data, plan: Made, table: pd.DataFrame) -> str:
    n, kept = len(table), int(plan.chosen["deal_id"].ne("").sum())
    offer = ""
    if kept:
        which = "it is" if n == 1 else "all are" if kept == n else f"{kept} of them {'is' if kept == 1 else 'are'}"
        offer = f"; {which} {'an open offer and keeps its' if kept == 1 else 'open offers and keep their'} deal_id"
    go, each = ("goes back as a deal", "it") if n == 1 else ("go back as deals", "each")
    return (
        f"{plural(n, 'booking')} for {money(plan.plan.cost, plan.currency)} without tax {go} with status planned and"
        f" the views expected of {each}, to be held against what comes{offer}. In the report's folder, run kit import"
        f" plan_deals.csv --into {data.given}"
    )


def guessed(plan: Made) -> str:
    """Which fees nobody has asked."""
    n = int((plan.chosen["deal_id"].eq("") & plan.chosen["price_from"].ne(QUOTE)).sum())
    if not n:
        return ""
    fees = "1 fee is" if n == 1 else f"{n} fees are"
    return f"{fees} the plan's own, not what was asked: put in what is agreed before it counts as a price."


def flown(data: Data) -> str:
    """That the campaign which the rows name is over."""
    own = data.table("campaigns").set_index("campaign").reindex([data.campaign])["ends_on"].iloc[0]
    if data.as_of is None or pd.isna(own) or own >= data.as_of.tz_localize(None).normalize():
        return ""
    return (
        f"The flight of {name(data.campaign)}, which the rows name, ended on {day(own)}; for another campaign, change"
        " the column campaign first."
    )


def dayless(data: Data) -> str:
    """That nobody knows when the forecast was made."""
    if data.as_of is not None:
        return ""
    return "No day of capture is known here, so forecast_made_at is empty; set the parameter as_of."


def rateless(data: Data, plan: Made, table: pd.DataFrame) -> str:
    """Which rows a new run could not compare, as there is no exchange rate of their new day."""
    foreign = table[table["currency"].ne(plan.currency)]
    lost = []
    for currency, part in foreign.groupby("currency"):
        try:
            data.convert(part, ["fee"], "captured_at")
        except NotShown:
            lost.append(str(currency))
    if not lost:
        return ""
    return (
        f"The table fx has no rate of the report's day from {join(lost)} to {plan.currency}, so a new run cannot use"
        " those rows as offers."
    )
