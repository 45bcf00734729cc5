"""What people did: clicks, orders and revenue, and videos by others, one row a result.  What the data lack is named."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import Campaign, in_flight
from kit.post_mortem.content import Row, row
from kit.post_mortem.credit import Ledger, ledger, linked
from kit.post_mortem.ugc import Ugc, ugc
from kit.wording import plural


def clicks(data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Clicks per link of the campaign on these days: link, clicks.  NotShown without traffic for one of them."""
    data.require("traffic", ("clicks",))
    traffic = data.table("traffic")
    traffic["link"] = linked(traffic["link"])
    ours = set(
        linked(
            pd.concat(
                [
                    made.deals["referral_link"],
                    made.deals["landing_page"],
                    pd.Series([made.landing_page], dtype="string"),
                ]
            )
        ).dropna()
    )
    on = (traffic["date"] >= since) & (traffic["date"] <= until) & traffic["link"].isin(ours)
    if made.today is not None:
        on &= traffic["date"] <= made.today
    found = traffic[on & traffic["clicks"].notna()]
    if found.empty:
        raise NotShown("The table traffic has no clicks on a link of the campaign's deals in the flight.")
    return found.groupby("link", as_index=False)["clicks"].sum()


def conversion(data: Data, made: Campaign) -> Iterator[Row]:
    try:
        since, until = in_flight(made)
        links = clicks(data, made, since, until)
        yield row(
            "conversion",
            "clicks",
            "Clicks",
            float(links["clicks"].sum()),
            note=f"On {plural(len(links), 'link')} of the campaign in the flight.",
        )
    except NotShown as reason:
        links = None
        yield row("conversion", "clicks", "Clicks", np.nan, note=str(reason))
    try:
        since, until = in_flight(made)
        sold = ledger(data, made, since, until)
    except NotShown as reason:
        for metric, label in (
            ("orders", "Attributed orders"),
            ("conversion_rate", "Conversion rate"),
            ("revenue", "Attributed revenue"),
        ):
            yield row("conversion", metric, label, np.nan, note=str(reason))
        return
    yield row(
        "conversion",
        "orders",
        "Attributed orders",
        len(sold.attributed),
        note=f"Code or link, each once, suspected leaks out; {len(sold.floor)} with a click trail, "
        f"{len(sold.orders)} with any sign of the campaign.",
    )
    yield _conversion_rate(links, sold, made)
    yield _revenue(data, sold)


def _conversion_rate(links: pd.DataFrame | None, sold: Ledger, made: Campaign) -> Row:
    """Orders through links by clicks on the same links; links are the clusters."""
    label = "Conversion rate"
    if links is None:
        return row("conversion", "conversion_rate", label, np.nan, note="Clicks are not known.")
    owner = (
        made.deals.assign(link=linked(made.deals["referral_link"]))
        .dropna(subset="link")
        .drop_duplicates("link")
        .set_index("link")["deal_id"]
    )
    orders = sold.orders[sold.orders["link_deal"].notna()].groupby("link_deal").size()
    per = links.assign(orders=links["link"].map(owner).map(orders)).loc[links["link"].isin(owner.index)]
    rate = estimate.pooled_ratio(per["orders"].fillna(0), per["clicks"], per["link"])
    if pd.notna(rate.value) and rate.value > 1:
        return row(
            "conversion",
            "conversion_rate",
            label,
            np.nan,
            note="More orders than clicks came through these links: clicks are not all recorded.",
        )
    return row(
        "conversion",
        "conversion_rate",
        label,
        rate.value,
        "rate",
        "Orders through tracked links ÷ clicks on them, in the flight.",
        value_low=rate.low,
        value_high=rate.high,
        of=plural(len(per), "link"),
    )


def _revenue(data: Data, sold: Ledger) -> Row:
    try:
        kept = data.convert(sold.attributed, ["revenue"], "ordered_at")
    except NotShown as reason:
        return row("conversion", "revenue", "Attributed revenue", np.nan, note=str(reason))
    return row(
        "conversion",
        "revenue",
        "Attributed revenue",
        float(kept["revenue"].sum()),
        "money",
        unit=data.currency,
        note=f"Net of discount, refund, tax and shipping, in {data.currency}.",
    )


def virality(data: Data, made: Campaign) -> Iterator[Row]:
    labels = {
        "ugc_videos": "Videos by others",
        "ugc_extra": "Above the rate before",
        "ugc_authors": "Authors",
        "ugc_views": "Their views",
    }
    try:
        since, until = in_flight(made)
        found = ugc(data, made, since, until)
    except NotShown as reason:
        for metric, label in labels.items():
            yield row("virality", metric, label, np.nan, note=str(reason))
        return
    yield from _unpaid(found, labels)


def _unpaid(found: Ugc, labels: dict[str, str]) -> Iterator[Row]:
    yield row(
        "virality",
        "ugc_videos",
        labels["ugc_videos"],
        len(found.videos),
        note="With the campaign's hashtag or sound in the flight, by accounts without a deal; only those that the "
        "collection found.",
    )
    yield row(
        "virality",
        "ugc_extra",
        labels["ugc_extra"],
        found.extra,
        note="The data do not reach back far enough."
        if found.before is None
        else f"{found.before} such videos in as many days before the flight.",
    )
    yield row(
        "virality",
        "ugc_authors",
        labels["ugc_authors"],
        found.videos["creator_id"].nunique(),
        note="Different accounts.",
    )
    yield row(
        "virality",
        "ugc_views",
        labels["ugc_views"],
        float(found.videos["views"].sum()) if found.videos["views"].notna().any() or found.videos.empty else np.nan,
        note="Views of these videos at their newest capture.",
    )
