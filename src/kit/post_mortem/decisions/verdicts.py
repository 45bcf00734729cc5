"""The verdict on each creator, by a printed rule, with its reason in a sentence."""

from typing import Any

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.credit.ledger import ledger
from kit.post_mortem.decisions.bar import Bar, bar_of
from kit.post_mortem.decisions.faults import faults
from kit.post_mortem.decisions.worth import worth
from kit.post_mortem.money.by_creator import by_creator, price_a_video
from kit.post_mortem.money.costs import due, priced
from kit.wording import percent

SURE = 0.8  # chance from which a verdict is given; its complement is the chance of being wrong
TWICE = 2.0  # times what a video is worth: from here on a price is too far off to talk about
RENEW, RENEGOTIATE, DROP = "renew", "renegotiate", "drop"
NOT_AT_THIS_PRICE, SETTLE, OPEN = "not at this price", "settle first", "not enough to tell"
ORDER = (RENEW, OPEN, RENEGOTIATE, NOT_AT_THIS_PRICE, DROP, SETTLE)
PRICED = ["creator_id", "deliverable", "due_on", "videos", "videos_agreed", "fee_cost", "media_cost"]
KINDS = ("product_cost", "usage_rights_fee", "exclusivity_fee", "agency_fee")  # what a creator without a fee cost


@once
def judged(data: Data, margin: float, renew_by: str, renew_at: float) -> tuple[Bar, pd.DataFrame]:
    """The bar that the parameters set (`bar_of`), and the verdicts by it; NotShown where no deal is due or no bar is
    there."""
    creators = by_creator(data)
    if creators.empty:
        raise NotShown(
            "No deal of the campaign is due yet, so nobody can be judged; run this again after the first due date."
        )
    bar = bar_of(data, creators, margin, renew_by, renew_at)
    return bar, verdicts(data, creators, bar)


def verdicts(data: Data, creators: pd.DataFrame, bar: Bar) -> pd.DataFrame:
    """One row a creator (columns of `by_creator` and of `Worth.table`, with paid, chance, times, verdict, reason,
    chance_said), the best first.

    paid      fee a video; of creators without one product, rights, exclusivity and agency a video; NaN unknown
    times     worth ÷ paid, with times_low and times_high; NaN where nothing was paid or one is unknown
    chance    that such videos at `paid` meet the bar on average (a single one may lie far off); NaN where unknown or
              where nothing was paid
    With the audience shared, renegotiate and drop are both "not at this price", and no leak is named: worth and paid
    rest on figures that are in a shared report anyway, so that the row says no more than they do.
    """
    found = worth(data, creators, bar)
    table = creators.join(found.table).join(_paid(data).reindex(creators.index))
    table["chance"] = found.chance(table["paid"])
    table["chance"] = table["chance"].mask(table["paid"] == 0)
    half = found.chance(table["paid"] / TWICE)
    for end in ("", "_low", "_high"):
        table[f"times{end}"] = table[f"worth{end}"] / table["paid"].where(table["paid"] > 0)
    table = table.join(faults(data).reindex(creators.index))
    table["verdict"] = [_verdict(row, close) for row, close in zip(table.itertuples(), half, strict=True)]
    leaks = _leaks(data) if data.audience == "internal" else set()
    table["reason"] = [_reason(row, row.Index in leaks) for row in table.itertuples()]
    table["chance_said"] = pd.Series([chance_said(c) for c in table["chance"]], table.index, dtype="string")
    if data.audience != "internal":
        table["verdict"] = table["verdict"].replace({RENEGOTIATE: NOT_AT_THIS_PRICE, DROP: NOT_AT_THIS_PRICE})
    order = table["verdict"].map(ORDER.index)
    ranked = table.assign(order=order, better=-table["chance"].fillna(-1), dear=-table["times"].fillna(-1))
    ranked = ranked.sort_values(["order", "better", "dear", "creator"], kind="stable")
    return ranked.drop(columns=["order", "better", "dear"])


def chance_said(chance: float) -> str | None:
    """ "93 %", "over 99 %"; None where unknown."""
    if pd.isna(chance):
        return None
    if chance > 0.99:
        return f"over {percent(0.99, 0)}"
    return f"below {percent(0.01, 0)}" if chance < 0.01 else percent(chance, 0)


def _verdict(row: Any, close: float) -> str:
    """`close`: the chance that the price paid is no more than TWICE what a video is worth."""
    if row.nothing_came is True:
        return SETTLE
    if row.paid == 0 and row.worth > 0:
        return RENEW
    if pd.isna(row.chance):
        return OPEN
    if row.chance >= SURE:
        return RENEW
    if 1 - close >= SURE:
        return DROP
    return RENEGOTIATE if 1 - row.chance >= SURE else OPEN


def _paid(data: Data) -> pd.DataFrame:
    """What a video cost (`paid`), and whether that was a fee (`fee_paid`), per creator; NaN where it is unknown, or
    where a fee bought no video (a story, a live)."""
    rows, _ = due(priced(data)[[*PRICED, *KINDS]], booked_campaign(data))
    fee = price_a_video(rows)
    videos = rows["videos_agreed"].astype("float64").where(rows["videos_agreed"] > 0).fillna(rows["videos"])
    parts = {
        "kind": rows[list(KINDS)].astype("float64").fillna(0).sum(axis=1),
        "videos": videos,
        "fees": rows["fee_cost"].fillna(0),
        "unknown": rows["media_cost"].isna(),
    }
    sums = pd.DataFrame(parts).groupby(rows["creator_id"]).sum()
    other = (sums["kind"] / sums["videos"].where(sums["videos"] > 0)).mask((sums["unknown"] > 0) | (sums["fees"] > 0))
    fee = fee.reindex(sums.index)
    return pd.DataFrame({"paid": fee.fillna(other), "fee_paid": fee.notna()}, index=sums.index)


def _leaks(data: Data) -> set[str]:
    """Creators whose code looks leaked."""
    campaign = booked_campaign(data)
    if pd.isna(campaign.starts_on) or pd.isna(campaign.ends_on):
        return set()
    try:
        deals = ledger(data, campaign.starts_on, campaign.ends_on).leaks["deal_id"]
    except NotShown:
        return set()
    return set(campaign.deals.loc[campaign.deals["deal_id"].isin(deals), "creator_id"])


def _reason(row: Any, leaked: bool) -> str:
    """One sentence: what the verdict rests on, what was not as agreed, and with the audience internal a leak."""
    wrong = row.faults if isinstance(row.faults, str) else ""
    if row.nothing_came is True:
        return f"{wrong[:1].upper()}{wrong[1:]}; settle that before any price."
    said = [_judged(row), wrong, "its code is worth checking for a leak" if leaked else ""]
    return "; ".join(part for part in said if part) + "."


def _judged(row: Any) -> str:
    """What worth and price say, alike for renegotiate and drop."""
    if pd.isna(row.worth):
        return "What another video would bring is not known"
    if pd.isna(row.paid):
        return "What was paid is not known"
    if not row.paid:
        return "No fee was paid; up to the worth given, one would meet the bar"
    kind = "what was paid" if row.fee_paid else "what product and rights cost"
    if pd.isna(row.chance):
        return f"Worth about {percent(row.times, 0)} of {kind}, how surely is not known"
    if 1 - SURE < row.chance < SURE:
        ends = percent(row.times_low, 0), percent(row.times_high, 0)
        return f"Too close to call: worth {ends[0]} to {ends[1]} of {kind}"
    return f"Worth about {percent(row.times, 0)} of {kind}"
