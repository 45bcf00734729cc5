"""Whom to book again, and at what price: one verdict a creator, by a rule that is printed and can be set."""

from dataclasses import replace

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.answers import in_currency
from kit.post_mortem.campaign import begun, booked_campaign, running_sentence
from kit.post_mortem.decisions.bar import Bar
from kit.post_mortem.decisions.verdicts import (
    DROP,
    judged,
    NOT_AT_THIS_PRICE,
    OPEN,
    RENEGOTIATE,
    RENEW,
    SETTLE,
    SURE,
    TWICE,
)
from kit.post_mortem.growth.projection import latest_sentence
from kit.post_mortem.money.costs import margin_of
from kit.wording import join, money, name, number, percent, plural

COLUMNS = (
    Column("creator", "Creator"),
    Column("verdict", "Verdict"),
    Column("worth", "Worth a video", "money"),
    Column("worth_low", "from", "money"),
    Column("worth_high", "to", "money"),
    Column("paid", "Paid a video", "money"),
    Column("chance_said", "Chance to meet the bar", "figure"),
    Column("reason", "Reason"),
    Column("expected_views", "Expected organic views a video", "count"),
    Column("per_1000", "Expected per 1,000 views", "number"),
    Column("times", "Worth ÷ paid", "number", "times", hidden=True),
    Column("times_low", "from", "number", hidden=True),
    Column("times_high", "to", "number", hidden=True),
    Column("chance", "Chance to meet the bar, plain number", "rate", hidden=True),
    Column("videos", "Videos", "count", hidden=True),
    Column("basis", "Expectation rests on", hidden=True),
    Column("tier", "Tier", hidden=True),
    Column("creator_id", "Creator's id", hidden=True),
)
RESULTS = {"roas": "orders", "cpe": "engagements"}  # bar → what is expected per 1,000 views
NAMED = 3  # creators that the sentence names


@question(
    "renewal",
    "Whom to book again, and at what price?",
    priority=12,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def renewal(data: Data, margin: float = 0.0, renew_by: str = "", renew_at: float = 0.0) -> Finding:
    """One row a creator with a due deal: verdict, the price at which another video would be worth it, and why.

    margin: contribution margin, 0 means the campaign's own.  renew_by, renew_at: the rule, see `bar_of`.
    `worth`: the price of a video that just meets the bar (`worth.worth`), `paid`: the fee a video (of who had none,
    product and rights), `chance`: that such videos at this fee meet the bar on average.
    `worth` follows from the columns expected_views and per_1000, the bar, and the revenue an order in the definition.
    Verdicts: renew where the chance is at least SURE; drop where the fee is with such a chance more than TWICE the
    worth (internal only); renegotiate where it is with such a chance above the worth; settle first where a due deal
    brought nothing; else not enough to tell.  A shared report says "not at this price" for the two in the middle.
    NotShown where no deal is due, or where there is no bar to hold creators against.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    bar, found = judged(data, margin, renew_by, renew_at)
    table = found.reset_index()
    internal = data.audience == "internal"
    unknown = int((table["worth"].isna() & (table["verdict"] != SETTLE)).sum())
    return answer(
        data,
        _sentence(table, bar, data.currency),
        table,
        in_currency(_columns(bar), data.currency),
        doubts=[
            running_sentence(campaign),
            latest_sentence(data),
            _loses(bar, margin_of(campaign, margin)),
            f"What another video of {plural(unknown, 'creator')} would bring cannot be told from these data."
            if unknown
            else "",
        ],
        caveat=_caveat(bar),
        n={"creators": len(table), "videos": int(table["videos"].sum())},
        left_out=campaign.left_out,
        sources=("deals", "deliveries", "videos", *(("orders",) if bar.metric == "roas" else ())),
        window=campaign.window,
        definitions=_definitions(bar, float(table["order_value"].max()), data.currency, internal),
    )


def _columns(bar: Bar) -> tuple[Column, ...]:
    """COLUMNS, with the name of what is expected; a CPM needs views alone."""
    name_of = {"per_1000": f"Expected {RESULTS.get(bar.metric, '')} per 1,000 views"}
    kept = [c for c in COLUMNS if c.name != "per_1000" or bar.metric in RESULTS]
    return tuple(replace(c, label=name_of.get(c.name, c.label)) for c in kept)


def _sentence(table: pd.DataFrame, bar: Bar, currency: str) -> str:
    """Whom to book again at what was paid, whom not, and by which bar."""
    renew, n = table[table["verdict"] == RENEW], len(table)
    if len(renew):
        first = f"Book {join(_names(renew))} again at what was paid ({len(renew)} of {plural(n, 'creator')})"
    else:
        first = f"Of {plural(n, 'creator')}, none is surely worth booking again at what was paid"
    parts = [first]
    says = {
        RENEGOTIATE: "only for less",
        DROP: "not again",
        NOT_AT_THIS_PRICE: "not at this price",
        SETTLE: "settle first what did not come",
    }
    for verdict, words in says.items():
        rows = table[table["verdict"] == verdict]
        if len(rows):
            parts.append(f"{words}: {join(_names(rows))}")
    left = int((table["verdict"] == OPEN).sum())
    if left:
        parts.append(f"for {plural(left, 'creator')} these data do not tell")
    return f"{'; '.join(parts)}. The bar is {bar.said(currency)}, {bar.origin}."


def _names(rows: pd.DataFrame) -> list[str]:
    """Up to NAMED creators, and how many more."""
    more = len(rows) - NAMED
    return [*(name(who, 30) for who in rows["creator"].head(NAMED)), *([f"{more} more"] if more > 0 else [])]


def _loses(bar: Bar, margin: float) -> str:
    """A word where the bar accepts what loses money; "" elsewhere."""
    if bar.metric != "roas" or not margin > 0 or bar.level >= 1 / margin:
        return ""
    return (
        f"The bar, a ROAS of {number(bar.level)}, lies below the break-even of {number(1 / margin)} (1 ÷ margin): who "
        "just meets it loses money."
    )


def _caveat(bar: Bar) -> str:
    """Why this metric, and what the price does not hold."""
    why = f"Creators are judged by {bar.metric.upper()}, as {bar.why}." if bar.why else ""
    what = (
        "Orders that name a creator need not be caused by it."
        if bar.metric == "roas"
        else f"A {bar.metric.upper()} says nothing of sales."
    )
    usual = (
        "Expected views rest on a creator's other videos too, so a verdict can differ from what this campaign's costs "
        "show. Chances are of an average over such videos, not of a single one."
    )
    return f"{why} {what} {usual}".strip()


def _definitions(bar: Bar, order_value: float, currency: str, internal: bool) -> dict[str, str]:
    """The rule with its thresholds, and the price.  order_value: net revenue an order."""
    formula = {
        "cpm": "bar × expected organic views ÷ 1,000",
        "cpe": "bar × expected organic views × expected engagements a view",
        "roas": "expected organic views × expected orders a view × net revenue an order "
        f"({money(order_value, currency)}) ÷ bar",
    }[bar.metric]
    sure, times = percent(SURE, 0), number(TWICE)
    low = (
        f"Drop: with such a chance the price is above {times} times the worth. Renegotiate: above the worth."
        if internal
        else "Not at this price: with such a chance the price is above the worth."
    )
    return {
        "Verdict": f"By {bar.said(currency)} ({bar.origin}; parameters renew_by, renew_at). Renew: such videos, at "
        f"what was paid, meet it on average with a chance of {sure} or more. {low} Settle first: a due deal brought "
        "nothing. Else not enough to tell.",
        "Worth a video": f"The highest fee for a video, not boosted, that meets the bar: {formula}; 95 % interval. "
        "Expectations are drawn towards the other creators'.",
        "Paid a video": "Fees ÷ videos agreed; of who had no fee: product, rights, exclusivity and agency, without "
        "commission.",
    }
