"""Did the campaign's videos do better than the creators' usual ones?"""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.campaign import campaign_of
from kit.post_mortem.deliveries import counted, deliveries, unseen
from kit.post_mortem.growth.against_usual import beside, FEWEST, figures
from kit.post_mortem.growth.usual import usual
from kit.wording import join, name, percent, plural

LITTLE = 0.005  # changes that print as 0 %
NAMED = 3  # creators named as left out, then a number
COLUMNS = (
    Column("who", "Creator or tier"),
    Column("views_change", "Views, against usual", "rate"),
    Column("views_change_low", "from", "rate"),
    Column("views_change_high", "to", "rate"),
    Column("campaign_views", "Campaign video", "count", "organic views"),
    Column("usual_views", "Usual video", "count", "organic views"),
    Column("rate_change", "Engagement rate, against usual", "rate"),
    Column("rate_change_low", "from", "rate"),
    Column("rate_change_high", "to", "rate"),
    Column("campaign_videos", "Campaign videos", "count"),
    Column("usual_videos", "Usual videos", "count"),
    Column("creators", "Creators", "count", hidden=True),
    Column("row", "Row", hidden=True),
    Column("creator_id", "Creator id", hidden=True),
    Column("campaign_rate", "Engagement rate of the campaign video, typical", "rate", hidden=True),
    Column("usual_rate", "Engagement rate of the usual video, typical", "rate", hidden=True),
)
DEFINITIONS = {
    "Against usual": "Organic views (and engagement rate by views) of the campaign's videos against the same creator's "
    "other videos at the same age: within creators, on the log of views and the logit of the rate; the interval leaves "
    f"out one creator at a time, from {FEWEST} on.",
    "Usual video": "On the creator's own account, not marked as sponsored, delivered for no deal, not found by hashtag "
    "or search. Typical: the geometric mean.",
}


@question(
    "own_normal",
    "Did the campaign's videos do better than the creators' usual ones?",
    priority=18,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views",),
)
def own_normal(data: Data) -> Finding:
    """The campaign's videos beside the same creators' usual ones, at day 7 or 28, whichever more of them have: one row
    for all, one a tier with five creators or more, one a creator.

    Creator fixed effects on log organic views and logit engagement rate; intervals by leaving out one creator at a
    time.  NotShown where no creator has both kinds at that age.
    """
    rows, day = beside(data)
    table = figures(data, rows)
    ours = rows["treated"] == 1
    carry = table[table["row"] == "creator"]
    return answer(
        data,
        _sentence(table, day),
        table,
        COLUMNS,
        doubts=_doubts(data, rows, len(carry)),
        caveat="A creator's own row rests on few videos. Campaign videos differ from usual ones in brief, product and "
        "boost as well, so this compares and explains nothing.",
        n={"creators with both": len(carry), "campaign videos": int(ours.sum()), "usual videos": int((~ours).sum())},
        left_out=_left_out(data, rows),
        sources=("videos", "deliveries", "deals", "creators"),
        window=campaign_of(data).window,
        definitions=DEFINITIONS,
    )


def _sentence(table: pd.DataFrame, day: int) -> str:
    """What the campaign's videos got against usual, and the tiers that have rows of their own."""
    every, tiers = table.iloc[0], table[table["row"] == "tier"]
    n = int(every["creators"])
    start = f"Against the same creators' usual videos at day {day}, the campaign's got {_views(every)}"
    if not np.isnan(every["rate_change"]):
        start += f" and {_rate(every)}"
    if np.isnan(every["views_change_low"]):
        few = f"only {plural(n, 'creator')} {'has' if n == 1 else 'have'} both, too few for an interval"
        return f"{start}; {few}."
    told = "; ".join(f"{one['who']}: {_views(one)}" for _, one in tiers.iterrows())
    return f"{start} ({plural(n, 'creator')}){_clear(every)}.{f' By tier, {told}.' if told else ''}"


def _views(row: pd.Series) -> str:
    """ "19 % fewer (35 % fewer to 1 % more) organic views"."""
    value = row["views_change"]
    words = "about as many" if abs(value) < LITTLE else f"{_part(value, 'more', 'fewer')}"
    return f"{words}{_ends(row, 'views', 'more', 'fewer')} organic views"


def _rate(row: pd.Series) -> str:
    value = row["rate_change"]
    words = "about the same" if abs(value) < LITTLE else f"{_article(value)} {_part(value, 'higher', 'lower')}"
    return f"{words}{_ends(row, 'rate', 'higher', 'lower')} engagement rate"


def _part(value: float, more: str, less: str) -> str:
    return f"{percent(abs(value), 0)} {more if value >= 0 else less}"


def _article(value: float) -> str:
    """ "a 12 % lower", "an 8 % lower": before eight, eleven and eighteen."""
    said = f"{100 * abs(value):.0f}"
    return "an" if said.startswith("8") or said in ("11", "18") else "a"


def _ends(row: pd.Series, what: str, more: str, less: str) -> str:
    low, high = row[f"{what}_change_low"], row[f"{what}_change_high"]
    return "" if np.isnan(low) else f" ({_part(low, more, less)} to {_part(high, more, less)})"


def _clear(row: pd.Series) -> str:
    """Which of the two differences the intervals leave open."""
    open_ = [
        words
        for words, c in (("views", "views_change"), ("the rate", "rate_change"))
        if not np.isnan(row[f"{c}_low"]) and round(row[f"{c}_low"], 2) <= 0 <= round(row[f"{c}_high"], 2)
    ]
    return f"; no clear difference in {' or '.join(open_)}" if open_ else ""


def _doubts(data: Data, rows: pd.DataFrame, creators: int) -> list[str]:
    """What these data cannot carry; "" where there is no doubt."""
    own = usual(data)
    unknown = float(own.loc[own.index.isin(rows.index), "is_sponsored"].isna().mean())
    some = "Whether the usual videos are" if unknown == 1 else f"Whether {percent(unknown, 0)} of the usual videos are"
    return [
        f"Only {plural(creators, 'creator')} {'has' if creators == 1 else 'have'} both kinds of videos at this age."
        if creators < 2 * FEWEST
        else "",
        f"{some} sponsored is not known; they count as usual." if unknown else "",
    ]


def _left_out(data: Data, rows: pd.DataFrame) -> dict[str, int]:
    """Why delivered videos, and creators by name, are not compared."""
    seen = counted(data)
    elsewhere = ~(seen["creator_id"] == seen["owner"]).fillna(False).astype(bool)
    without = seen[~elsewhere & ~seen["creator_id"].isin(rows["creator_id"])].drop_duplicates("owner")
    named = [name(who, 30) for who in without["creator"]]
    more = [f"{len(named) - NAMED} more"] if len(named) > NAMED else []
    lost = int((~seen["video_id"].isin(rows.index) & ~elsewhere & seen["creator_id"].isin(rows["creator_id"])).sum())
    found = {
        "delivered videos on another account than the creator's": int(elsewhere.sum()),
        f"creators without usual videos at this age ({join(named[:NAMED] + more)})": len(named),
        "delivered videos without known organic views at this age": lost,
    }
    return unseen(deliveries(data)) | {why: n for why, n in found.items() if n}
