"""What was agreed, and what came: how many videos, when, how long, disclosed or not, and still up or not."""

from typing import Any

import pandas as pd

from kit.data import Data
from kit.dates import days
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, Campaign, FILMED
from kit.post_mortem.deliveries import deliveries, FACTS
from kit.wording import join, money, name, plural

COLUMNS = (
    Column("creator", "Creator"),
    Column("deal_id", "Deal"),
    Column("state", "State"),
    Column("due_on", "Due", "date"),
    Column("completed_on", "Complete", "date"),
    Column("days_late", "Days late", "count"),
    Column("videos_agreed", "Agreed", "count", "videos"),
    Column("videos_delivered", "Delivered", "count", "videos"),
    Column("too_short", "Too short", "count", "videos"),
    Column("undisclosed", "Not marked as ad", "count", "videos"),
    Column("gone", "Taken down early", "count", "videos"),
    Column("live_until", "To stay until", "date"),
    Column("unknown_videos", "Not in the data", "count", "videos"),
    Column("tactic", "Tactic"),
    Column("fee", "Fee", "money"),
    Column("first_posted_on", "First posted", "date"),
)
DEFINITIONS = {
    "Delivered": "Videos that the table deliveries names for the deal. A takeover's video stands on the brand's "
    "account and counts for the deal's creator.",
    "Days late": "Days (UTC) from the due date to the day on which the agreed number of videos was reached.",
    "Not marked as ad": "Videos of a deal that requires disclosure whose export says that they are no paid "
    "partnership.",
    "Taken down early": "Videos that an export shows as deleted or private before the day until which they were to "
    "stay.",
}
NOT_CHECKED = "delivered, not checked"
NAMED = 3  # deals that a sentence names


@question(
    "delivery",
    "Did creators deliver what was agreed?",
    priority=30,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def delivery(data: Data) -> Finding:
    """Each booked deal of the campaign against the videos that answer it, whatever posted_from and posted_to say.

    `state`: missing (due, nothing came), partly (due, fewer than agreed), late, on time, delivered (no due date),
    delivered, not checked (the day, length or marking of a video that was agreed on is unknown), not due, cannot be
    checked (a story, a live, or no number agreed).  A fault that could not be looked for is missing, not 0.
    `days_late` counts from due_on to the day on which the agreed number was reached.  Fees in the report's currency at
    the contract's date; a missing rate leaves them out.
    """
    campaign, sent = booked_campaign(data), deliveries(data)
    fees, no_rate = _fees(data, campaign)
    table = _table(campaign, sent, fees)
    return answer(
        data,
        _sentence(table, data.currency),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[no_rate, *_unchecked(table)],
        n={"deals": len(table), "videos": int(sent["video_id"].nunique())},
        left_out=campaign.left_out,
        sources=("deals", "deliveries", "videos"),
        window=("", "") if campaign.today is None else ("", f"{campaign.today:%Y-%m-%d}"),
        definitions=DEFINITIONS,
    )


def _table(campaign: Campaign, sent: pd.DataFrame, fees: pd.Series) -> pd.DataFrame:
    """One row a deal, what is not as agreed first."""
    sent = sent[["deal_id", "known", *FACTS]]
    rows = [_row(deal, sent[sent["deal_id"] == deal.deal_id], campaign) for deal in campaign.deals.itertuples()]
    table = pd.DataFrame(rows).astype(dict.fromkeys(("too_short", "undisclosed", "gone"), "Int64"))
    return table.assign(fee=fees).sort_values(["order", "deal_id"], ignore_index=True)


def _row(deal: Any, sent: pd.DataFrame, campaign: Campaign) -> dict[str, Any]:
    """One deal's line."""
    posted = days(sent["posted_at"]).dropna().sort_values(ignore_index=True)
    wanted = 1 if pd.isna(deal.videos_agreed) else int(deal.videos_agreed)
    done = posted.iloc[wanted - 1] if 0 < wanted <= len(posted) else pd.NaT
    late = (done - deal.due_on).days if not pd.isna(done) and not pd.isna(deal.due_on) else pd.NA
    faults = _faults(deal, sent)
    undated = not pd.isna(deal.due_on) and len(posted) < len(sent) and (late is pd.NA or late > 0)
    unchecked = undated or bool((sent["known"] == "no").any()) or any(n is pd.NA for n in faults.values())
    state = _state(deal, len(sent), late, campaign.today)
    if unchecked and (undated or state != "late") and state in ("late", "on time", "delivered"):
        state = NOT_CHECKED
    return {
        "creator": deal.creator,
        "deal_id": deal.deal_id,
        "tactic": "" if pd.isna(deal.tactic) else str(deal.tactic).replace("_", " "),
        "state": state,
        "order": ("missing", "partly", "late").index(state) if state in ("missing", "partly", "late") else 9,
        "videos_agreed": deal.videos_agreed,
        "videos_delivered": len(sent),
        "due_on": deal.due_on,
        "live_until": deal.live_until,
        "first_posted_on": posted.min() if len(posted) else pd.NaT,
        "completed_on": done,
        "days_late": pd.NA if late is pd.NA else max(late, 0),
        "unknown_videos": int((sent["known"] == "no").sum()),
    } | faults


def _faults(deal: Any, sent: pd.DataFrame) -> dict[str, Any]:
    """How many of a deal's videos are shorter than agreed, not marked as an ad, or were taken down early.

    Missing where none is known to be and one could not be looked at.
    """
    down = sent["status"].isin(["deleted", "private"]).fillna(False)
    if not pd.isna(deal.live_until):
        down &= (days(sent["captured_at"]) <= deal.live_until).fillna(True)
    marked, lost = sent["is_sponsored"].astype("boolean"), sent["known"] == "no"
    needs_mark = not pd.isna(deal.disclosure_required) and bool(deal.disclosure_required)
    least = 0 if pd.isna(deal.min_duration_s) else deal.min_duration_s
    short = (sent["duration_s"] < least).fillna(False)
    return {
        "too_short": _seen(short, sent["duration_s"].isna()) if least else 0,
        "undisclosed": _seen(~marked.fillna(True), marked.isna()) if needs_mark else 0,
        "gone": _seen(down, lost),
    }


def _seen(fault: pd.Series, unknown: pd.Series) -> Any:
    """How many videos have a fault; missing where only unknown ones might."""
    n = int(fault.sum())
    return pd.NA if not n and unknown.any() else n


def _state(deal: Any, came: int, late: Any, today: pd.Timestamp | None) -> str:
    """In words; a deal is due once its due date has passed, and one without a date is never late."""
    due, agreed = deal.due_on, deal.videos_agreed
    filmed = pd.isna(deal.deliverable) or deal.deliverable in FILMED
    if not came and (not filmed or (pd.isna(agreed) and pd.isna(deal.deliverable))):
        return "cannot be checked"
    if came >= (1 if pd.isna(agreed) else agreed):
        return "delivered" if late is pd.NA else "late" if late > 0 else "on time"
    if today is None or pd.isna(due):
        return "cannot be checked"
    if due >= today:
        return "not due"
    return "partly" if came else "missing"


def _fees(data: Data, campaign: Campaign) -> tuple[pd.Series, str]:
    """Fees in the report's currency; without a rate none, and the reason: the rest still holds."""
    try:
        return data.convert(campaign.deals, ["fee"], "agreed_on")["fee"], ""
    except NotShown as reason:
        none = pd.Series(pd.NA, index=campaign.deals.index, dtype="Float64")
        return none, refused("Fees are not shown", reason)


def _unchecked(table: pd.DataFrame) -> list[str]:
    """What the table could not look at."""
    unknown, unchecked = int(table["unknown_videos"].sum()), int((table["state"] == "cannot be checked").sum())
    them = "it" if unknown == 1 else "them"
    lost = plural(unknown, "delivered video is", "delivered videos are")
    half = int((table["state"] == NOT_CHECKED).sum())
    return [
        f"{lost} not in the workspace, so date, length and marking of {them} are unknown." if unknown else "",
        f"Of {plural(half, 'deal')} the videos came, but a day, a length or a marking that was agreed on is unknown; "
        "import an export that has it."
        if half
        else "",
        f"{plural(unchecked, 'deal')} cannot be checked: a story, a live, or no number of videos or due date given."
        if unchecked
        else "",
    ]


def _sentence(table: pd.DataFrame, currency: str) -> str:
    """How many deals are as agreed; what is missing or late, with what it costs; what else is not as agreed."""
    total = len(table)
    kept = table["state"].isin(["on time", "delivered"])
    faults = table[["too_short", "undisclosed", "gone"]]
    fine = int((kept & (faults.fillna(0).sum(axis=1) == 0)).sum())
    parts = [f"{fine} of {plural(total, 'booked deal')} {'was' if 1 in (fine, total) else 'were'} delivered as agreed"]
    says = {"missing": "brought nothing", "partly": "brought fewer videos than agreed", "late": "came late"}
    for state, words in says.items():
        rows = table[table["state"] == state]
        if len(rows):
            parts.append(f"{plural(len(rows), 'deal')} {words}: {_named(rows, currency)}")
    other = [
        f"{plural(int((faults[c] > 0).sum()), 'deal')} with a video {words}"
        for c, words in {
            "too_short": "shorter than agreed",
            "undisclosed": "not marked as an ad",
            "gone": "taken down early",
        }.items()
        if (faults[c] > 0).any()
    ]
    not_known = {NOT_CHECKED: "delivered but not checked", "cannot be checked": "that cannot be checked"}
    for state, words in not_known.items():
        n = int((table["state"] == state).sum())
        if n:
            other.append(f"{plural(n, 'deal')} {words}")
    waiting = int((table["state"] == "not due").sum())
    if waiting:
        other.append(f"{waiting} not due yet")
    return "; ".join(parts) + (f". Also: {join(other)}." if other else ".")


def _named(rows: pd.DataFrame, currency: str) -> str:
    """ "Ann ($185) and Bo (6 days, $340)"."""
    said = []
    for row in rows.head(NAMED).itertuples():
        facts = [plural(row.days_late, "day")] if row.state == "late" else []
        facts += [] if pd.isna(row.fee) else [money(row.fee, currency)]
        said.append(name(row.creator, 40) + (f" ({', '.join(facts)})" if facts else ""))
    more = len(rows) - NAMED
    return join(said + ([f"{more} more"] if more > 0 else []))
