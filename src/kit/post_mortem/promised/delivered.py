"""What became of each booked deal: the videos that came, when and how, and the money of those that did not."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.dates import days
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.campaign import booked_campaign, FILMED
from kit.post_mortem.deliveries import deliveries
from kit.post_mortem.money.costs import priced
from kit.selection import SELECTED

NOT_CHECKED = "delivered, not checked"
FAULTS = ("too_short", "undisclosed", "gone")
CAME = ("on time", "late", "delivered")
DOWN = ("deleted", "private")
MONEY = ("fee", "media_cost")
TERMS = ("due_on", "min_duration_s", "disclosure_required", "live_until")
READ = (
    "deal_id",
    "video_id",
    "creator_id",
    "known",
    "posted_at",
    "duration_s",
    "is_sponsored",
    "status",
    "captured_at",
)


@once
def states(data: Data) -> pd.DataFrame:
    """One row a booked deal, by deal_id, whatever posted_from and posted_to say: deal_id, creator_id, creator, tactic,

    state             missing (due, nothing came), partly (due, fewer than agreed), late, on time, delivered (no due
                      date), delivered, not checked (the day, length or marking of a video that was agreed on is
                      unknown), not due, cannot be checked (a story, a live, or no number agreed)
    days_late         from due_on to the day (UTC) on which the agreed number was reached; missing where one is unknown
    videos_agreed, videos_delivered (that deliveries names), unknown_videos (of these, not in the workspace)
    too_short, undisclosed, gone   videos with the fault; missing where none is known to have it and one could not be
                      looked at
    shortest          seconds of the shortest video; min_duration_s, due_on, live_until: as agreed
    first_posted_on, completed_on  days (UTC)
    live, seen_on     see `_live`
    fee, media_cost   of the deal, in the report's currency; missing for all where an exchange rate is
    unearned          media cost × share of the agreed videos that were due and did not come; 0 where none is overdue,
                      missing where that or the cost is unknown

    NotShown without deliveries or a booked deal.
    """
    campaign, sent = booked_campaign(data), deliveries(data)
    deals = campaign.deals[["deal_id", "creator_id", "creator", "tactic", "deliverable", "videos_agreed", *TERMS]]
    sent = sent[list(READ)].assign(on=days(sent["posted_at"]))
    table = _came(deals.set_index("deal_id"), sent)
    table = table.join(_faults(table, sent)).join(_live(data, sent))
    table = table.assign(state=_state(table, campaign.today))
    return _with_money(data, table).reset_index()


def no_cost(data: Data) -> str:
    """Why no deal has a cost in `states`; "" where costs are known."""
    try:
        priced(data)
    except NotShown as reason:
        return str(reason)
    return ""


def _came(deals: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """How many videos came, from when on, and when the agreed number was reached."""
    per = sent.groupby("deal_id")
    wanted = deals["videos_agreed"].astype("Int64").fillna(1)
    nth = sent.groupby("deal_id")["on"].rank(method="first")
    last = sent[(nth == sent["deal_id"].map(wanted).astype("float64")).astype(bool)].set_index("deal_id")["on"]
    done = last.reindex(deals.index)

    def number(counts: pd.Series) -> pd.Series:
        return counts.reindex(deals.index).fillna(0).astype("Int64")

    return deals.assign(
        videos_agreed=deals["videos_agreed"].astype("Int64"),
        wanted=wanted,
        videos_delivered=number(per.size()),
        dated=number(per["on"].count()),
        unknown_videos=number((sent["known"] == "no").groupby(sent["deal_id"]).sum()),
        first_posted_on=per["on"].min().reindex(deals.index),
        completed_on=done,
        late=((done - deals["due_on"]).dt.total_seconds() / 86400).astype("Float64").round().astype("Int64"),
        shortest=per["duration_s"].min().astype("Float64").reindex(deals.index),
    )


def _faults(deals: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """How many of each deal's videos are shorter than agreed, not marked as an ad, or were taken down early."""
    terms = deals.loc[sent["deal_id"], list(TERMS)].set_axis(sent.index)
    least = terms["min_duration_s"].astype("Float64").fillna(0)
    marked = sent["is_sponsored"].astype("boolean")
    needs_mark = terms["disclosure_required"].astype("boolean").fillna(False).astype(bool)
    early = ~(days(sent["captured_at"]) > terms["live_until"])
    looked = {
        "too_short": ((sent["duration_s"] < least).fillna(False), sent["duration_s"].isna() & (least > 0)),
        "undisclosed": (~marked.fillna(True) & needs_mark, marked.isna() & needs_mark),
        "gone": (sent["status"].isin(DOWN).fillna(False) & early, sent["known"] == "no"),
    }
    out = pd.DataFrame(index=deals.index)
    for fault, (seen, unknown) in looked.items():
        n = seen.astype(bool).groupby(sent["deal_id"]).sum().reindex(deals.index).fillna(0).astype("Int64")
        blind = unknown.astype(bool).groupby(sent["deal_id"]).any().reindex(deals.index, fill_value=False)
        out[fault] = n.mask((n == 0) & blind)
    return out


def _live(data: Data, sent: pd.DataFrame) -> pd.DataFrame:
    """live: whether all videos of a deal were up when last captured: "no" where one is deleted or private, "unknown"
    where one has no capture time, or where a later export of its account's own videos lacks it; missing without videos.
    seen_on: the day of that capture, of the one longest ago.
    """
    videos, seen = data.table("videos"), days(sent["captured_at"])
    whole = videos[~videos["collected_by"].isin(SELECTED).fillna(False)]
    newest = days(whole.groupby("creator_id")["captured_at"].max())
    later = newest.reindex(sent["creator_id"]).set_axis(sent.index) > seen + pd.Timedelta("1D")
    down = sent["status"].isin(DOWN).fillna(False).astype(bool)
    one = pd.Series(np.select([down, seen.isna() | later], [0, 1], default=2), sent.index)
    worst = one.groupby(sent["deal_id"]).min()
    return pd.DataFrame(
        {
            "live": worst.map({0: "no", 1: "unknown", 2: "yes"}).astype("string"),
            "seen_on": seen.groupby(sent["deal_id"]).min(),
        }
    )


def _state(table: pd.DataFrame, today: pd.Timestamp | None) -> pd.Series:
    """In words; a deal is due once its due date has passed, and one without a date is never late."""
    came, late = table["videos_delivered"], table["late"]
    filmed = table["deliverable"].isna() | table["deliverable"].isin(FILMED)
    vague = table["videos_agreed"].isna() & table["deliverable"].isna()
    undated = table["due_on"].notna() & (table["dated"] < came) & ~(late <= 0).fillna(False)
    blind = undated | (table["unknown_videos"] > 0) | table[list(FAULTS)].isna().any(axis=1)
    late_known = (late > 0).fillna(False) & ~undated
    waiting = pd.Series(False, table.index) if today is None else table["due_on"] >= today
    whole = came >= table["wanted"]
    cases = (
        ("cannot be checked", (came == 0) & (~filmed | vague)),
        (NOT_CHECKED, whole & blind & ~late_known),
        ("late", whole & late_known),
        ("on time", whole & late.notna()),
        ("delivered", whole),
        ("cannot be checked", table["due_on"].isna() | (today is None)),
        ("not due", waiting),
        ("partly", came > 0),
    )
    names, masks = [name for name, _ in cases], [np.asarray(mask, dtype=bool) for _, mask in cases]
    return pd.Series(np.select(masks, names, "missing"), table.index, dtype="string")


def _with_money(data: Data, table: pd.DataFrame) -> pd.DataFrame:
    """With costs, and the media cost of the videos that were due and did not come."""
    costs = pd.DataFrame(np.nan, table.index, list(MONEY)) if no_cost(data) else priced(data).set_index("deal_id")
    table = table.join(costs[list(MONEY)].astype("float64"))
    short = ((table["wanted"] - table["videos_delivered"]) / table["wanted"]).astype("float64").clip(0, 1)
    overdue = table["state"].isin(["missing", "partly"])
    unearned = (table["media_cost"] * short).where(overdue, 0.0).mask(table["state"] == "cannot be checked")
    return table.assign(unearned=unearned, days_late=table["late"].clip(lower=0)).drop(
        columns=["late", "wanted", "dated"]
    )
