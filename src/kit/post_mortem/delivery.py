"""What was agreed, and what came: how many videos, when, how long, disclosed or not, and still up or not."""

from typing import Any

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import Campaign, campaign, days, deliveries, FILMED, paragraph
from kit.wording import join, money, name, plural

COLUMNS = (
    Column("creator", "Creator"),
    Column("deal_id", "Deal"),
    Column("tactic", "Tactic"),
    Column("state", "State"),
    Column("videos_agreed", "Agreed", "count", "videos"),
    Column("videos_delivered", "Delivered", "count", "videos"),
    Column("due_on", "Due", "date"),
    Column("first_posted_on", "First posted", "date"),
    Column("completed_on", "Complete", "date"),
    Column("days_late", "Days late", "count"),
    Column("too_short", "Too short", "count", "videos"),
    Column("undisclosed", "Not marked as ad", "count", "videos"),
    Column("gone", "Taken down early", "count", "videos"),
    Column("live_until", "To stay until", "date"),
    Column("unknown_videos", "Not in the data", "count", "videos"),
    Column("fee", "Fee", "money"),
)
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
    not due, cannot be checked (a story, a live, or no number agreed).  `days_late` counts from due_on to the
    day on which the agreed number was reached.  Fees in the report's currency at the contract's date; a missing
    rate leaves them out.
    """
    made = campaign(data)
    sent = deliveries(data, made)
    table = pd.DataFrame([_row(deal, sent[sent["deal_id"] == deal.deal_id], made) for deal in made.deals.itertuples()])
    table["fee"], no_rate = _fees(data, made)
    table = table.sort_values(["order", "deal_id"], ignore_index=True)
    columns = tuple(Column(c.name, c.label, c.kind, data.currency) if c.kind == "money" else c for c in COLUMNS)
    doubts = [no_rate, _unchecked(table)]
    return answer(
        data,
        _sentence(table, data.currency),
        table,
        columns,
        caveat=paragraph(doubts),
        status="caveat" if any(doubts) else "shown",
        n={"deals": len(table), "videos": int(sent["video_id"].nunique())},
        left_out=made.left_out,
        sources=("deals", "deliveries", "videos"),
        window=("", "") if made.today is None else ("", f"{made.today:%Y-%m-%d}"),
        definitions={
            "Delivered": "Videos that the table deliveries names for the deal. A takeover's video stands on the "
            "brand's account and "
            "counts for the deal's creator.",
            "Days late": "Days (UTC) from the due date to the day on which the agreed number of videos was reached.",
            "Not marked as ad": "Videos of a deal that requires disclosure whose export says that they are no paid "
            "partnership.",
            "Taken down "
            "early": "Videos that an export shows as deleted or private before the day until which they were to stay.",
        },
    )


def _row(deal: Any, sent: pd.DataFrame, made: Campaign) -> dict[str, Any]:
    """One deal's line."""
    agreed = deal.videos_agreed
    posted = days(sent["posted_at"]).dropna().sort_values(ignore_index=True)
    wanted = 1 if pd.isna(agreed) else int(agreed)
    done = posted.iloc[wanted - 1] if 0 < wanted <= len(posted) else pd.NaT
    late = (done - deal.due_on).days if not pd.isna(done) and not pd.isna(deal.due_on) else pd.NA
    short = (
        sent["duration_s"] < deal.min_duration_s
        if not pd.isna(deal.min_duration_s)
        else pd.Series(False, index=sent.index)
    )
    needs_mark = not pd.isna(deal.disclosure_required) and bool(deal.disclosure_required)
    hidden = ~sent["is_sponsored"].astype("boolean").fillna(True) if needs_mark else pd.Series(False, index=sent.index)
    down = sent["status"].isin(["deleted", "private"]).fillna(False)
    if not pd.isna(deal.live_until):
        down &= (days(sent["captured_at"]) <= deal.live_until).fillna(True)
    state = _state(deal, len(sent), late, made.today)
    return {
        "creator": deal.creator,
        "deal_id": deal.deal_id,
        "tactic": _words(deal.tactic),
        "state": state,
        "order": ("missing", "partly", "late").index(state) if state in ("missing", "partly", "late") else 9,
        "videos_agreed": agreed,
        "videos_delivered": len(sent),
        "due_on": deal.due_on,
        "live_until": deal.live_until,
        "first_posted_on": posted.min() if len(posted) else pd.NaT,
        "completed_on": done,
        "days_late": pd.NA if late is pd.NA else max(late, 0),
        "too_short": int(short.fillna(False).sum()),
        "undisclosed": int(hidden.sum()),
        "gone": int(down.sum()),
        "unknown_videos": int((sent["known"] == "no").sum()),
    }


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


def _words(value: Any) -> str:
    return "" if pd.isna(value) else str(value).replace("_", " ")


def _fees(data: Data, made: Campaign) -> tuple[pd.Series, str]:
    """Fees in the report's currency; without a rate none, and the reason: the rest still holds."""
    try:
        return data.convert(made.deals, ["fee"], "agreed_on")["fee"], ""
    except NotShown as reason:
        return pd.Series(pd.NA, index=made.deals.index, dtype="Float64"), f"Fees are not shown: {reason}"


def _unchecked(table: pd.DataFrame) -> str:
    """What the table could not look at."""
    unknown, unchecked = int(table["unknown_videos"].sum()), int((table["state"] == "cannot be checked").sum())
    parts = (
        [
            f"{plural(unknown, 'delivered video is', 'delivered videos are')} not in the workspace, so date, length "
            "and marking of "
            f"{'it' if unknown == 1 else 'them'} are unknown."
        ]
        if unknown
        else []
    )
    if unchecked:
        parts.append(
            f"{plural(unchecked, 'deal')} cannot be checked: a story, a live, or no number of videos or due date given."
        )
    return " ".join(parts)


def _sentence(table: pd.DataFrame, currency: str) -> str:
    """How many deals are as agreed; what is missing or late, with what it costs; what else is not as agreed."""
    total = len(table)
    kept = table["state"].isin(["on time", "delivered"])
    fine = int((kept & (table[["too_short", "undisclosed", "gone"]].sum(axis=1) == 0)).sum())
    parts = [f"{fine} of {plural(total, 'booked deal')} {'was' if fine == 1 else 'were'} delivered as agreed"]
    says = {"missing": "brought nothing", "partly": "brought fewer videos than agreed", "late": "came late"}
    for state, words in says.items():
        rows = table[table["state"] == state]
        if len(rows):
            parts.append(f"{plural(len(rows), 'deal')} {words}: {_named(rows, currency)}")
    other = [
        f"{plural(int((table[c] > 0).sum()), 'deal')} with a video {words}"
        for c, words in {
            "too_short": "shorter than agreed",
            "undisclosed": "not marked as an ad",
            "gone": "taken down early",
        }.items()
        if (table[c] > 0).any()
    ]
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
