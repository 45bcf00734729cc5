"""What was agreed, and what came: how many videos, when, how long, disclosed or not, still up, and at what cost."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.orders.keys import linked, spelled
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, Campaign
from kit.post_mortem.deliveries import deliveries
from kit.post_mortem.promised.delivered import CAME, FAULTS, no_cost, NOT_CHECKED, states
from kit.post_mortem.promised.used import used
from kit.wording import join, money, name, plural

COLUMNS = (
    Column("creator", "Creator"),
    Column("state", "State"),
    Column("videos_agreed", "Agreed", "count", "videos"),
    Column("videos_delivered", "Delivered", "count", "videos"),
    Column("faults", "Faults"),
    Column("unearned", "At stake", "money"),
    Column("live", "Still live"),
    Column("code_used", "Code used"),
    Column("link_used", "Link used"),
    Column("days_late", "Days late", "count"),
    Column("deal_id", "Deal"),
    Column("tactic", "Tactic"),
    Column("fee", "Fee", "money"),
    Column("media_cost", "Media cost", "money", hidden=True),
    Column("due_on", "Due", "date", hidden=True),
    Column("first_posted_on", "First posted", "date", hidden=True),
    Column("completed_on", "Complete", "date", hidden=True),
    Column("live_until", "To stay until", "date", hidden=True),
    Column("seen_on", "Last captured", "date", hidden=True),
    Column("min_duration_s", "Least length", "number", "seconds", hidden=True),
    Column("shortest", "Shortest video", "number", "seconds", hidden=True),
    Column("too_short", "Too short", "count", "videos", hidden=True),
    Column("undisclosed", "Not marked as ad", "count", "videos", hidden=True),
    Column("gone", "Taken down early", "count", "videos", hidden=True),
    Column("unknown_videos", "Not in the data", "count", "videos", hidden=True),
)
DEFINITIONS = {
    "Delivered": "Videos that the table deliveries names for the deal. A takeover's video stands on the brand's "
    "account and counts for the deal's creator.",
    "At stake": "Media cost × share of the agreed videos that were due and did not come.",
    "Still live": "When last captured; unknown where a later export of the account lacks a video.",
}
USED = {"Code used": "By an order that does not look like a leaked code."}  # of a shared report
WORDS = {"too_short": "too short", "undisclosed": "not marked as an ad", "gone": "taken down early"}
UNSEEN = {"too_short": "length", "undisclosed": "marking", "gone": "whether it is up"}
ORDER = ("missing", "partly", "late")
NAMED = 3  # deals that a sentence names


@question(
    "delivery",
    "Did creators deliver what was agreed?",
    priority=16,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def delivery(data: Data) -> Finding:
    """Each booked deal of the campaign against the videos that answer it, what is not as agreed first.

    state, days_late, too_short, undisclosed, gone, live, unearned: as of `delivered.states`; code_used, link_used: as
    of `used.used`.  faults: in words, "none" or what could not be looked at; missing where no video came.  Money in the
    report's currency at the contract's date; a missing rate leaves all of it out.
    """
    campaign, sent = booked_campaign(data), deliveries(data)
    table = _table(data)
    why = no_cost(data)
    return answer(
        data,
        _sentence(table, data.currency),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[refused("Costs are not shown", why) if why else "", *_unchecked(table), *_several(campaign, sent)],
        n={"deals": len(table), "videos": int(sent["video_id"].nunique())},
        left_out=campaign.left_out,
        sources=("deals", "deliveries", "videos", "orders", "traffic"),
        window=("", "") if campaign.today is None else ("", f"{campaign.today:%Y-%m-%d}"),
        definitions=DEFINITIONS if data.audience == "internal" else DEFINITIONS | USED,
    )


def _table(data: Data) -> pd.DataFrame:
    """One row a deal, what is not as agreed first."""
    table = states(data).join(used(data), on="deal_id")
    order = table["state"].map({state: place for place, state in enumerate(ORDER)}).fillna(len(ORDER))
    table = table.assign(faults=_faults(table), tactic=table["tactic"].fillna("").str.replace("_", " "), order=order)
    return table.sort_values(["order", "deal_id"], ignore_index=True)


def _faults(table: pd.DataFrame) -> pd.Series:
    """In words what is wrong with the videos that came: "2 too short, 1 not marked as an ad", "marking not known"."""
    said = []
    for counts, came in zip(table[list(FAULTS)].itertuples(index=False), table["videos_delivered"], strict=True):
        seen = dict(zip(FAULTS, counts, strict=True))
        parts = [f"{n} {WORDS[fault]}" for fault, n in seen.items() if not pd.isna(n) and n]
        blind = [UNSEEN[fault] for fault, n in seen.items() if pd.isna(n)]
        parts += [f"{join(blind)} not known"] if blind else []
        said.append(None if not came else ", ".join(parts) or "none")
    return pd.Series(said, table.index, dtype="string")


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


def _several(campaign: Campaign, sent: pd.DataFrame) -> list[str]:
    """Videos, codes and links that stand with several deals."""
    videos = int((sent.groupby("video_id")["deal_id"].nunique() > 1).sum())
    keys = pd.concat([spelled(campaign.deals["promo_code"]), linked(campaign.deals["referral_link"])]).dropna()
    shared = int((keys.value_counts() > 1).sum())
    one, more = "code or link belongs", "codes or links belong"
    return [
        f"{plural(videos, 'video answers', 'videos answer')} several deals and counts for each of them."
        if videos == 1
        else f"{plural(videos, 'video answers', 'videos answer')} several deals and count for each of them."
        if videos
        else "",
        f"{plural(shared, one, more)} to several deals; used by one of them it shows as used by all of them."
        if shared
        else "",
    ]


def _sentence(table: pd.DataFrame, currency: str) -> str:
    """How many deals are as agreed; what is missing or late, with what it costs; what else is not as agreed."""
    total = len(table)
    faults = table[list(FAULTS)]
    kept = table["state"].isin([state for state in CAME if state != "late"])
    fine = int((kept & (faults.fillna(0).sum(axis=1) == 0)).sum())
    many = f"{fine} of {plural(total, 'booked deal')} {'was' if fine == 1 else 'were'}"
    only = "The only booked deal was" if fine else "The only booked deal was not"
    parts = [f"{only if total == 1 else many} delivered as agreed"]
    says = {"missing": "brought nothing", "partly": "brought fewer videos than agreed", "late": "came late"}
    for state, words in says.items():
        rows = table[table["state"] == state]
        if len(rows):
            parts.append(f"{plural(len(rows), 'deal')} {words}: {_named(rows, currency)}")
    other = _others(table)
    return "; ".join(parts) + f"{_stake(table, currency)}." + (f" Also: {join(other)}." if other else "")


def _stake(table: pd.DataFrame, currency: str) -> str:
    """The media cost of all videos that did not come, where several deals or a part of one make it up."""
    owing = table[table["state"].isin(["missing", "partly"])]
    known = owing["unearned"].dropna()
    if known.empty or not known.sum() or (len(owing) == 1 and owing["state"].iloc[0] == "missing"):
        return ""
    least = "" if len(known) == len(owing) else "at least "
    return f"; {least}{money(known.sum(), currency)} of media cost stands against videos that did not come"


def _others(table: pd.DataFrame) -> list[str]:
    """Faults and what is not known or not due, each counted by deals."""
    counts = {
        "with a video shorter than agreed": table["too_short"] > 0,
        "with a video not marked as an ad": table["undisclosed"] > 0,
        "with a video taken down early": table["gone"] > 0,
        "delivered but not checked": table["state"] == NOT_CHECKED,
        "that cannot be checked": table["state"] == "cannot be checked",
        "not due yet": table["state"] == "not due",
    }
    return [f"{plural(n, 'deal')} {words}" for words, some in counts.items() if (n := int(some.fillna(False).sum()))]


def _named(rows: pd.DataFrame, currency: str) -> str:
    """ "Ann ($185) and Bo (6 days, $340)": of a late deal its media cost, else that of what did not come."""
    said = []
    for row in rows.head(NAMED).itertuples():
        late = row.state == "late"
        cost = row.media_cost if late else row.unearned
        facts = [plural(row.days_late, "day")] if late else []
        facts += [money(cost, currency)] if cost > 0 else []
        said.append(name(row.creator, 40) + (f" ({', '.join(facts)})" if facts else ""))
    more = len(rows) - NAMED
    return join(said + ([f"{more} more"] if more > 0 else []))
