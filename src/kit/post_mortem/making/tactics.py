"""Which way of booking went better: each tactic against the accounts' own usual, and against paid posts."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.answers import in_currency
from kit.post_mortem.campaign import begun, booked_campaign, running_sentence
from kit.post_mortem.deliveries import contradictory_sentence, counted, deliveries, unseen
from kit.post_mortem.making.tactic_rows import (
    compared,
    CREATORS,
    delivered,
    described,
    NO_DIFFERENCE,
    REFERENCE,
    worded,
)
from kit.post_mortem.making.usual import FEWEST, WEEKS
from kit.post_mortem.money.costs import due, priced
from kit.selection import YOUNG_DAYS
from kit.wording import estimate as said
from kit.wording import join, name

COLUMNS = (
    Column("tactic", "Tactic"),
    Column("usual_ratio", "Views ÷ the account's usual", "number", "times"),
    Column("usual_ratio_low", "from", "number"),
    Column("usual_ratio_high", "to", "number"),
    Column("organic_engagement_rate_by_views", "Engagement rate by views, organic", "rate"),
    Column("organic_engagement_rate_by_views_low", "from", "rate"),
    Column("organic_engagement_rate_by_views_high", "to", "rate"),
    Column("creators", "Creators", "count"),
    Column("verdict", "Against paid posts"),
    Column("cpm", "CPM, media", "money"),
    Column("videos", "Videos", "count", hidden=True),
    Column("ahead", "Ahead of paid posts", "rate", "share of pairs"),
    Column("ahead_low", "from", "rate"),
    Column("ahead_high", "to", "rate"),
    Column("rate_ratio", "Engagement rate ÷ paid posts'", "number", "times"),
    Column("rate_ratio_low", "from", "number"),
    Column("rate_ratio_high", "to", "number"),
    Column("deals", "Number of deals", "count", hidden=True),
    Column("compared", "Creators compared", "count", hidden=True),
)


@question(
    "tactics",
    "Which way of booking went better?",
    priority=48,
    campaigns=("campaign",),
    deals=("campaign", "tactic"),
    deliveries=("video_id",),
    videos=("views",),
)
def tactics(data: Data) -> Finding:
    """One row a tactic: views against the account's usual (`usual.against_usual`: median of creators, each by the
    median of its videos), pooled organic engagement rate, CPM, and a comparison with paid posts.

    ahead: share of pairs (a creator of the tactic, one of paid posts) in which the tactic's ratio is higher, ties half
    (Cliff's delta + 1, halved); rate_ratio: ratio of the pooled rates.  Both only with five creators on each side, and
    their intervals hold for all comparisons together (Bonferroni).  Videos younger than a week are in no rate or ratio.
    Intervals of a tactic alone: from five creators on.  NotShown where no booked deal names a tactic.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    rows, waiting = due(priced(data), campaign)
    if rows["tactic"].isna().all():
        raise NotShown(
            "No deal of the campaign that is due names its tactic, so ways of booking cannot be told apart; fill in "
            "tactic in the table deals."
        )
    videos = delivered(data)
    table = compared(described(rows.assign(tactic=worded(rows["tactic"])), videos), videos)
    table = table[[c.name for c in COLUMNS]]
    left = {
        f"videos younger than {YOUNG_DAYS} days or of unknown age": int((~videos["ripe"]).sum()),
        "videos whose account has no usual to hold them against": int(
            (videos["ripe"] & videos["usual_ratio"].isna()).sum()
        ),
        "deals not due yet": waiting,
    }
    return answer(
        data,
        _sentence(table),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[
            running_sentence(campaign),
            _few_sentence(table),
            _unknown_sentence(videos),
            contradictory_sentence(counted(data)),
        ],
        caveat="Who was booked how was no draw of lots: a difference may lie in the creators, the brief or "
        "the boosting.",
        n={"deals": len(rows), "creators": int(rows["creator_id"].nunique()), "videos": len(videos)},
        left_out=unseen(deliveries(data)) | {why: n for why, n in left.items() if n} | campaign.left_out,
        sources=("videos", "deliveries", "deals"),
        window=campaign.window,
        definitions={
            "Views ÷ the account's usual": "Organic views ÷ the median, at the same age, of the unpaid videos of the "
            f"account on which the video stands ({WEEKS} weeks, {FEWEST} videos or more); the middle one of the "
            "creators.",
            "Ahead of paid posts": "In so many pairs of a creator of the tactic and one of paid posts the first got "
            "more against the account's usual; 50 % is no difference.",
        },
    )


def _few_sentence(table: pd.DataFrame) -> str:
    """What to do where nothing can be compared; "" otherwise, or where there is one tactic only."""
    if len(table) == 1 or table["ahead"].notna().any() or table["rate_ratio"].notna().any():
        return ""
    return f"To tell, book {CREATORS} creators or more in each of two ways, and import their profiles."


def _unknown_sentence(videos: pd.DataFrame) -> str:
    """A word where no video can be held against its account's usual."""
    if videos.empty or videos["usual_ratio"].notna().any():
        return ""
    return (
        f"No video can be held against its account's usual: that takes {FEWEST} unpaid videos of the account, with "
        "capture dates, from its profile."
    )


def _sentence(table: pd.DataFrame) -> str:
    """Which tactic clearly differs from paid posts, or that none does or can be told; then what is known of each."""
    if len(table) == 1:
        return (
            f"All deals that are due were booked in one way, {name(table['tactic'].iloc[0], 40)}: nothing to compare."
        )
    tried = table[table["ahead"].notna() | table["rate_ratio"].notna()]
    if tried.empty:
        paid = table["tactic"] == REFERENCE
        have, other = int(table.loc[paid, "compared"].sum()), int(table.loc[~paid, "compared"].max())
        return (
            f"It cannot be told with so few creators: {have or 'none'} with paid posts and "
            f"{f'at most {other}' if other else 'none'} with another tactic have videos that can be compared, and it "
            f"takes {CREATORS} of each.{_known(table)}"
        )
    told = [_difference(row) for _, row in tried[tried["verdict"] != NO_DIFFERENCE].iterrows()]
    if told:
        return f"{'; '.join(told)}."
    names = join(name(t, 40) for t in tried["tactic"])
    return (
        f"No way of booking clearly differs from paid posts among those that can be compared ({names}).{_known(tried)}"
    )


def _difference(row: pd.Series) -> str:
    """What clearly differs between a tactic and paid posts."""
    ahead = said(row["ahead"], row["ahead_low"], row["ahead_high"], "rate")
    rates = said(row["rate_ratio"], row["rate_ratio_low"], row["rate_ratio_high"], "number")
    parts = []
    if pd.notna(row["ahead"]):
        parts.append(f"ahead in {ahead} of pairs, by views against the account's usual")
    if pd.notna(row["rate_ratio"]):
        parts.append(f"engagement rate {rates} times theirs")
    return f"{name(row['tactic'], 40)} went with {row['verdict']} than paid posts ({'; '.join(parts)})"


def _known(table: pd.DataFrame) -> str:
    """The ratio to the account's usual where it has an interval."""
    known = table[table["usual_ratio_low"].notna()]
    parts = [
        f"{name(r.tactic, 40)} got {said(r.usual_ratio, r.usual_ratio_low, r.usual_ratio_high, 'number')} times the "
        "account's usual views"
        for r in known.head(2).itertuples()
    ]
    return f" {join(parts)}." if parts else ""
