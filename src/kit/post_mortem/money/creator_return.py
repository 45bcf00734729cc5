"""Which creators gave most for the money: what they were paid for views, with how far that can be told apart."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import begun, booked_campaign, running_sentence
from kit.post_mortem.credit.ledger import shared_sentence
from kit.post_mortem.deliveries import contradictory_sentence, counted
from kit.post_mortem.growth.projection import latest_sentence
from kit.post_mortem.money.by_creator import by_creator
from kit.post_mortem.money.cost_return import CPA, cpa_said
from kit.post_mortem.money.costs import books, due, tells_leaks
from kit.post_mortem.money.draws import Draws, draws
from kit.wording import estimate as said
from kit.wording import name

COLUMNS = (
    Column("creator", "Creator"),
    Column("creator_id", "Handle"),
    Column("cpm_expected", "Expected CPM", "money"),
    Column("cpm_expected_low", "from", "money"),
    Column("cpm_expected_high", "to", "money"),
    Column("rank_first", "Cheapest possible rank", "count"),
    Column("rank_last", "Dearest possible rank", "count"),
    Column("cpm_fee", "CPM, fee on organic", "money"),
    Column("cpa_said", "CPA", "figure"),
    Column("media_cost", "Media cost", "money"),
    Column("views", "Views", "count"),
    Column("fee_cost", "Fee cost", "money"),
    Column("cpm", "CPM, media", "money"),
    Column("orders", "Orders", "count", "attributed"),
    Column("revenue", "Revenue", "money", "attributed"),
    Column("expected_views", "Expected organic views a video", "count"),
    Column("expected_views_low", "from", "count"),
    Column("expected_views_high", "to", "count"),
    Column("basis", "Expected from"),
    Column("tier", "Tier"),
    Column("tactics", "Tactic"),
    Column("videos", "Number of videos", "count"),
    Column("deals", "Number of deals", "count"),
    Column("organic_views", "Organic views", "count"),
    Column("engagements", "Engagements", "count"),
    Column("loaded_cost", "Loaded cost", "money"),
    Column("cpa", "CPA, plain number", "money", hidden=True),
    Column("cpa_low", "from", "money", hidden=True),
    Column("cpa_high", "to", "money", hidden=True),
)
DEFINITIONS = {
    "Expected CPM": "1,000 × fee a video ÷ the organic views that another such video would get by day 28: a mean of "
    "the creator's videos, drawn to the campaign's other creators. Boosting is in neither side.",
    "Possible ranks": "Places by expected CPM, 1 the cheapest, that these data leave open, for all creators at once "
    "(95 %).",
}


@question(
    "creator_return",
    "Which creators gave most for the money?",
    priority=25,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def creator_return(data: Data) -> Finding:
    """One row a creator with a booked deal that is due, the cheapest expected CPM first (see `by_creator`).

    CPA: media cost by attributed order, with the exact Poisson interval; without an order "at least" its lower end.
    Possible ranks leave out creators without a fee or without an expectation.  Money in the report's currency.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    found, known = by_creator(data), draws(data)
    if found.empty:
        raise NotShown(
            "No deal of the campaign is due yet, so creators cannot be compared; run this again after the first due "
            "date."
        )
    table = _table(found, data.currency)
    no_sales = books(data).why_no_sales
    return answer(
        data,
        sentence(table, data.currency),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[
            running_sentence(campaign),
            latest_sentence(data),
            _level(known),
            _untold(data, table),
            refused("Orders are not known", no_sales) if no_sales else "",
            "Loaded cost is shown with the audience internal only." if tells_leaks(data, books(data)) else "",
            contradictory_sentence(counted(data)),
            shared_sentence(campaign),
        ],
        caveat="Views are not sales: a creator who is dear by views may be cheap by orders, which few creators have "
        "enough of to be ranked.",
        n={"creators": len(table), "videos": len(known.videos)},
        left_out=_left_out(table, known) | {"deals not due yet": due(books(data).deals, campaign)[1]},
        sources=("deals", "deliveries", "videos", "creators", *(() if no_sales else ("orders",))),
        window=campaign.window,
        definitions=DEFINITIONS,
    )


def _table(found: pd.DataFrame, currency: str) -> pd.DataFrame:
    """`by_creator`, the cheapest first, with cost per order."""
    rows = found.reset_index().rename(columns={"first_rank": "rank_first", "last_rank": "rank_last"})
    counted = [estimate.cost_per_count(*pair) for pair in zip(rows["media_cost"], rows["orders"], strict=True)]
    rows = rows.assign(**dict(zip(CPA, np.transpose([(c.value, c.low, c.high) for c in counted]), strict=True)))
    rows["cpa_said"] = [cpa_said(row, currency) for row in rows[CPA].itertuples(index=False)]
    return rows.sort_values(["cpm_expected", "creator", "creator_id"], ignore_index=True)


def sentence(table: pd.DataFrame, currency: str) -> str:
    """Whether a cheapest can be named, and who is clearly dearer than others."""
    rows = table.dropna(subset=["cpm_expected", "rank_first"])
    n = len(rows)
    if not n:
        why = "no fee was paid for a video" if table["fee_a_video"].isna().all() else "too few of their videos tell it"
        return f"Which creator gave most for the money cannot be told: {why}."
    best, worst = rows.iloc[0], rows.iloc[-1]
    if n == 1:
        return f"Only {_priced(best, currency)} has both a fee and expected views, so there is nobody to compare with."
    tied = int((rows["rank_first"] == 1).sum())
    if rows["rank_first"].max() == 1:
        start = f"No creator can be called the cheapest: the possible ranks of all {n} overlap"
    elif best["rank_last"] == 1:
        start = f"{_priced(best, currency)} gave most for the fee, clearly the cheapest of {n} creators"
    else:
        start = f"No creator can be called the cheapest: {tied} of {n} may be it"
    if worst["rank_first"] == 1:
        return f"{start}; they lie between {_at(best, currency)} and {_at(worst, currency)} per 1,000 expected views."
    cheaper = int(worst["rank_first"]) - 1
    others = "every other" if cheaper == n - 1 else f"{cheaper} of the others"
    return f"{start}. The dearest is {_priced(worst, currency)}, clearly dearer than {others}."


def _at(row: pd.Series, currency: str) -> str:
    return said(row["cpm_expected"], row["cpm_expected_low"], row["cpm_expected_high"], "money", currency)


def _priced(row: pd.Series, currency: str) -> str:
    """ "ann, at $20 ($10–$40) per 1,000 expected views," without its commas' end."""
    return f"{name(row['creator'], 40)} at {_at(row, currency)} per 1,000 expected views"


def _level(known: Draws) -> str:
    """How far other videos of the creators stand for sponsored ones."""
    videos = known.videos
    if videos["sponsored"].all():
        return ""
    if pd.isna(known.gap.low):
        return (
            "How many fewer views sponsored videos get than others is not known from these creators, so expected views "
            "may promise too much, and expected CPM too little."
        )
    return ""


def _untold(data: Data, table: pd.DataFrame) -> str:
    """What to do where fees were paid and no creator's views can be expected."""
    if table["cpm_expected"].notna().any() or table["fee_a_video"].isna().all():
        return ""
    return (
        "Expected views need more of these creators' videos, those for others too. Import their profiles: kit import "
        f"profiles.csv --into {data.given}."
    )


def _left_out(table: pd.DataFrame, known: Draws) -> dict[str, int]:
    no_fee = table["fee_a_video"].isna()
    return {
        "creators without a fee for a video, in no rank": int(no_fee.sum()),
        "creators whose expected views cannot be told, in no rank": int((~no_fee & table["cpm_expected"].isna()).sum()),
        "videos of the campaign, too young or boosted with an unknown split": known.left_out,
    }
