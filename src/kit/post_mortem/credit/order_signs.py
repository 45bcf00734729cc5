"""What the orders of the flight carry: codes, links, pages and tags alone and together; and survey answers, apart."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.dates import days
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import ratio
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import booked_campaign, in_flight, running_sentence
from kit.post_mortem.credit.ledger import touched, TOUCHES
from kit.wording import count, join, known, percent, plural
from kit.wording import estimate as said

NAMES = ("code", "link", "landing page", "tag")  # of TOUCHES
NOTHING = "nothing of the campaign"
SOCIAL = r"tik ?tok|douyin|creator|influencer"  # survey answers, in any case, that name the channel
FEWEST_ANSWERS = 5  # below which no share of answers is said
COLUMNS = (
    Column("carried", "Orders with"),
    Column("orders", "Orders", "count"),
    Column("share", "Share", "rate", "orders touched"),
    Column("revenue", "Revenue", "money"),
    Column("trail", "With click trail", "count"),
    Column("answered", "Answered the survey", "count"),
    Column("social", "Of these TikTok or a creator", "rate"),
    Column("part", "Part", hidden=True),
)
DEFINITIONS = {
    "Orders with": "Valid orders of the flight, each in one row by all that it carries: a code, a link, the landing "
    "page, or a utm tag or source that says the campaign's hashtag or name.",
    "Survey": "What buyers say where they heard of the shop. Answers with TikTok, Douyin, creator or influencer are "
    "counted, of those who answered. They stand beside the orders and are never added to them.",
}


@question(
    "order_signs",
    "What did these orders carry?",
    priority=62,
    campaigns=("campaign",),
    deals=("campaign",),
    orders=("ordered_at", "revenue"),
)
def order_signs(data: Data) -> Finding:
    """One row a combination of code, link, landing page and tag among the flight's valid orders, most orders first, and
    last the orders without any: the rows but the last add up to the ceiling of `attribution`.

    trail: a recorded click, or a link.  answered, social: orders with a survey answer, and the share of these that
    names TikTok or a creator (NaN below five answers).  Refused without a flight or an order in it.
    """
    campaign = booked_campaign(data)
    since, until = in_flight(campaign)
    every = touched(data)
    every = every.assign(on=days(every["ordered_at"]))
    every = every[~every["void"]]
    orders = every[(every["on"] >= since) & (every["on"] <= until)].reset_index(drop=True)
    if orders.empty:
        raise NotShown("No valid order was placed in the flight, so there is nothing to look at.")
    priced, no_rate = _priced(data, orders)
    table = _table(priced)
    inside = orders[orders["how"] != ""]
    return answer(
        data,
        f"{_sentence(inside)} {_halo(orders, every[every['on'] < since])}".strip(),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[running_sentence(campaign), no_rate],
        caveat=_caveat(table),
        n={"orders": len(orders), "touched": len(inside)},
        sources=("orders", "deals", "campaigns"),
        window=campaign.window,
        definitions=DEFINITIONS,
    )


def _priced(data: Data, orders: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The orders with revenue in the report's currency; missing where a rate is, and why."""
    try:
        return data.convert(orders, ["revenue"], "ordered_at"), ""
    except NotShown as reason:
        return orders.assign(revenue=np.nan), refused("Revenue is not shown", reason)


def _table(orders: pd.DataFrame) -> pd.DataFrame:
    """The combinations that occur, and the rest."""
    marks = [orders[touch].map({True: touch, False: ""}) for touch in TOUCHES]
    part = marks[0].str.cat(marks[1:], sep="|")
    answers = orders["survey_answer"].notna()
    rows = orders.assign(
        part=part,
        trail=orders["trail"] | orders["has_link"],
        answered=answers,
        told=_social(orders["survey_answer"]),
        revenue=orders["revenue"].astype("float64"),
    ).groupby("part")
    table = rows[["trail", "answered", "told"]].sum().astype(int)
    table["orders"], table["revenue"] = rows.size(), rows["revenue"].sum(min_count=1)
    table["last"] = table.index == part_of(())
    table = table.sort_values(["last", "orders"], ascending=[True, False], kind="stable").reset_index()
    touched_orders = table["orders"].where(~table["last"])
    table["share"] = touched_orders / touched_orders.sum() if touched_orders.sum() else np.nan
    table["social"] = ratio(table["told"], table["answered"].where(table["answered"] >= FEWEST_ANSWERS))
    table["carried"] = [_named(p) for p in table["part"]]
    return table


def part_of(touches: tuple[str, ...]) -> str:
    """How a combination is written in the column part."""
    return "|".join(touch if touch in touches else "" for touch in TOUCHES)


def _named(part: str) -> str:
    """ "Code and link", "Code only", "Nothing of the campaign"."""
    held = [name for name, touch in zip(NAMES, TOUCHES, strict=True) if touch in part.split("|")]
    text = join(held) if len(held) > 1 else f"{held[0]} only" if held else NOTHING
    return text[0].upper() + text[1:]


def _social(answers: pd.Series) -> pd.Series:
    """Whether each answer names TikTok or a creator; a missing one does not."""
    return answers.str.contains(SOCIAL, case=False, regex=True).fillna(False).astype(bool)


def _sentence(orders: pd.DataFrame) -> str:
    """What channels claim, and how much of it is the same order twice."""
    n = len(orders)
    if not n:
        return "No order of the flight carries a code, link, landing page or tag of the campaign."
    claims = {name: int(orders[touch].sum()) for name, touch in zip(NAMES, TOUCHES, strict=True)}
    parts = join(f"{name}s {count(k)}" for name, k in claims.items() if k)
    start = f"{plural(n, 'order carries', 'orders carry')} something of the campaign ({parts})"
    total = sum(claims.values())
    if total == n:
        return f"{start}; none carries two of these."
    return f"{start}. Added up, these channels would claim {count(total)}: {percent(total / n - 1, 0)} too many."


def _halo(orders: pd.DataFrame, before: pd.DataFrame) -> str:
    """What buyers without any touch answer, and whether that is more often than before the flight; "" without answers.

    The ratio's interval counts customers, or orders where no customer is known.
    """
    rows = [part[(part["how"] == "") & part["survey_answer"].notna()] for part in (orders, before)]
    n, told = len(rows[0]), int(_social(rows[0]["survey_answer"]).sum())
    if n < FEWEST_ANSWERS:
        return ""
    text = (
        f"Of {plural(n, 'order')} without any touch whose buyer answered the survey, {count(told)} "
        f"({percent(told / n, 0)}) named TikTok or a creator"
    )
    if len(rows[1]) < FEWEST_ANSWERS:
        return f"{text}; there are too few answers from before the flight to tell whether that is more."
    both = pd.concat(rows, keys=["flight", "before"]).reset_index(level=0, names="time")
    buyer = both["customer_key"].fillna(both["order_id"])
    found = estimate.ratio_gap(_social(both["survey_answer"]).astype(int), np.ones(len(both)), buyer, both["time"])
    if not np.isfinite(found.value):
        earlier = percent(_social(rows[1]["survey_answer"]).mean(), 0)
        return f"{text}, against {earlier} before the flight."
    times = said(found.value, found.low, found.high, "number")
    clear = "" if not known(found.low) or found.low > 1 else ", no clear rise"
    return f"{text}: {times} times their share before the flight{clear}."


def _caveat(table: pd.DataFrame) -> str:
    """Identity, and what the survey is not."""
    n = int(table.loc[~table["last"], "orders"].sum())
    text = f"The rows add up to {plural(n, 'order')}, each once; the last row is apart." if n else ""
    survey = "Answers are what buyers remember, of those who answered." if table["answered"].sum() else ""
    return f"{text} {survey}".strip()
