"""What people did: clicks, orders and revenue, and videos by others, one row a result.  What the data lack is named."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.orders.keys import linked
from kit.post_mortem.campaign import booked_campaign, Campaign, in_flight
from kit.post_mortem.credit.ledger import Ledger, ledger
from kit.post_mortem.results.ugc import ugc
from kit.post_mortem.rows import Row, row
from kit.wording import day, plural

ORDERS = {"orders": "Attributed orders", "conversion_rate": "Conversion rate", "revenue": "Attributed revenue"}
OTHERS = {
    "ugc_videos": "Videos by others",
    "ugc_extra": "Above the rate before",
    "ugc_authors": "Authors",
    "ugc_views": "Their views",
}


def clicks(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Clicks per link of the campaign on these days: link, clicks.  NotShown without traffic for any of them."""
    return click_rows(data, since, until).groupby("link", as_index=False)["clicks"].sum()


def click_rows(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Known clicks on links of the campaign on these days: date, link, clicks.  NotShown without any."""
    data.require("traffic", ("clicks",))
    campaign, traffic = booked_campaign(data), data.table("traffic")
    traffic["link"] = linked(traffic["link"])
    on = (traffic["date"] >= since) & (traffic["date"] <= until) & traffic["link"].isin(_links(campaign))
    if campaign.today is not None:
        on &= traffic["date"] <= campaign.today
    found = traffic.loc[on & traffic["clicks"].notna(), ["date", "link", "clicks"]]
    if found.empty:
        raise NotShown("The table traffic has no clicks on a link of the campaign in the window.")
    return found


def _links(campaign: Campaign) -> set[str]:
    """Every tracked link and landing page of the campaign and its deals."""
    own = pd.Series([campaign.landing_page], dtype="string")
    every = pd.concat([campaign.deals["referral_link"], campaign.deals["landing_page"], own])
    return set(linked(every).dropna())


def conversion(data: Data) -> Iterator[Row]:
    """Clicks, attributed orders, conversion rate and attributed revenue of the flight."""
    links = None
    try:
        links = clicks(data, *in_flight(booked_campaign(data)))
        total, note = float(links["clicks"].sum()), f"On {plural(len(links), 'link')} of the campaign in the flight."
    except NotShown as reason:
        total, note = np.nan, str(reason)
    yield row("conversion", "clicks", "Clicks", total, note=note)
    try:
        sold = ledger(data, *in_flight(booked_campaign(data)))
    except NotShown as reason:
        yield from (row("conversion", metric, label, np.nan, note=str(reason)) for metric, label in ORDERS.items())
        return
    leaks = "suspected leaks out" if sold.leaks_judged else "leaks could not be looked for"
    trail = f"{len(sold.floor)} with a click trail" if sold.floor_known else "click trails are not known"
    note = f"Code or link, each once, {leaks}; {trail}, {len(sold.orders)} with any sign of the campaign."
    yield row("conversion", "orders", ORDERS["orders"], len(sold.attributed), note=note)
    yield _conversion_rate(links, sold, booked_campaign(data))
    yield _revenue(data, sold)


def _conversion_rate(links: pd.DataFrame | None, sold: Ledger, campaign: Campaign) -> Row:
    """Orders through links by clicks on the same links; links are the clusters."""
    about = ("conversion", "conversion_rate", ORDERS["conversion_rate"])
    if links is None:
        return row(*about, np.nan, note="Clicks are not known.")
    deals = campaign.deals.assign(link=linked(campaign.deals["referral_link"])).dropna(subset="link")
    owner = deals.drop_duplicates("link").set_index("link")["deal_id"]
    orders = sold.orders[sold.orders["link_deal"].notna()].groupby("link_deal").size()
    per = links.assign(orders=links["link"].map(owner).map(orders)).loc[links["link"].isin(owner.index)]
    rate = estimate.pooled_ratio(per["orders"].fillna(0), per["clicks"], per["link"])
    if pd.isna(rate.value):
        return row(*about, np.nan, note="No click on a creator's tracked link is known.")
    if rate.value > 1:
        note = "More orders than clicks came through these links: clicks are not all recorded."
        return row(*about, np.nan, note=note)
    note = "Orders through tracked links ÷ clicks on them, in the flight."
    of = plural(len(per), "link")
    return row(*about, rate.value, "rate", note, value_low=rate.low, value_high=rate.high, of=of)


def _revenue(data: Data, sold: Ledger) -> Row:
    about = ("conversion", "revenue", ORDERS["revenue"])
    try:
        kept = data.convert(sold.attributed, ["revenue"], "ordered_at")
    except NotShown as reason:
        return row(*about, np.nan, note=str(reason))
    note = f"Net of discount, refund, tax and shipping, in {data.currency}."
    return row(*about, float(kept["revenue"].sum()), "money", note, unit=data.currency)


def virality(data: Data) -> Iterator[Row]:
    """Videos by others in the flight: how many, above the rate before, by how many accounts, with how many views."""
    campaign = booked_campaign(data)
    try:
        found = ugc(data, *in_flight(campaign))
    except NotShown as reason:
        yield from (row("virality", metric, label, np.nan, note=str(reason)) for metric, label in OTHERS.items())
        return
    views = found.videos["views"]
    cut = f" up to {day(found.until)}" if found.until < campaign.ends_on else ""
    notes = {
        "ugc_videos": f"With its hashtag or sound, in the flight{cut}, by accounts without a deal, as found.",
        "ugc_extra": "The data do not reach back far enough."
        if found.before is None
        else f"{plural(found.before, 'such video')} in as many days ({found.days}) before the flight.",
        "ugc_authors": "Different accounts.",
        "ugc_views": "Views of these videos at their newest capture.",
    }
    values = {
        "ugc_videos": len(found.videos),
        "ugc_extra": found.extra,
        "ugc_authors": found.videos["creator_id"].nunique(),
        "ugc_views": float(views.sum()) if views.notna().any() or views.empty else np.nan,
    }
    yield from (row("virality", metric, label, values[metric], note=notes[metric]) for metric, label in OTHERS.items())
