"""How does our own account do?  From exports of TikTok Studio; followers from captures where there are none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.benchmarking.own_days import Account, EARLIER, FANS, GAINED, LEAST, measured, studio, VIEWS, with_captures
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import ratio
from kit.wording import count, day, join, name, percent, plural, small

OLD = 7  # days that an export may end before as_of without being said
HOW = "in TikTok Studio open Analytics, Overview and Followers, choose 60 days or more, Download, and import the ZIPs"
COLUMNS = (
    Column("measure", "Measure"),
    Column("period", "Period"),
    Column("now", "This period", "count"),
    Column("before", "The one before", "count"),
    Column("change", "Change", "count"),
    Column("relative", "Change in %", "rate"),
    Column("usual", "Among earlier changes"),
    Column("days", "Days", "count"),
    Column("last_day", "Last day", "date"),
    Column("first_day", "From", "date"),
    Column("account", "Account"),
)
DEFINITIONS = {
    "This period": "The last 7 or 28 days that are known; before it, as many days. Counts, not a sample: no interval.",
    "Days": "Of a total, the days known in both periods: one that either lacks is left out of both. Of followers, the "
    "days between the two counts.",
    "Among earlier changes": f"The same change between earlier periods, where there are {EARLIER} or more.",
}


@question("own_account", "How does our own account do?", priority=22)
def own_account(data: Data) -> Finding:
    """Views, followers and net growth of our account over the last 7 and 28 days against as many before.

    Series of TikTok Studio (table daily) up to `as_of`; followers else from captures of our account.  A change in per
    cent is undefined where the earlier total is not above 0.  A period with too few known days (LEAST) is left out and
    said.  Views of videos posted in a period cannot stand in for its views: this week's videos are younger.
    """
    accounts = with_captures(data, studio(data))
    rows = [row for account in accounts for row in measured(account)]
    if not rows:
        raise NotShown(
            "Nothing is known of our own account, or too few days. Its followers alone need captures a week apart of "
            "the handle that the table brands gives with the role own. To see its views too, "
            f"{HOW}: kit import FILES --into {data.given}"
        )
    table = pd.DataFrame(rows)
    table["relative"] = ratio(table["change"], table["before"].where(table["before"] > 0))
    named = table["account"].nunique() > 1
    return answer(
        data,
        sentence(table),
        table,
        [replace(c, hidden=c.name == "account" and not named) for c in COLUMNS],
        doubts=[no_views(table, accounts), too_short(table, accounts), gaps(table), stale(data, table)],
        n={"accounts": int(table["account"].nunique()), "days": int(table["days"].max())},
        sources=sources(accounts),
        definitions=DEFINITIONS,
    )


def sources(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The tables that these figures are from."""
    daily = any(len(a.views) or len(a.gained) or (len(a.followers) and not a.captured) for a in accounts)
    return ("daily",) * daily + ("creators",) * any(a.captured for a in accounts)


def no_views(table: pd.DataFrame, accounts: Sequence[Account]) -> str:
    """What to say where Studio's views are not there."""
    if any(len(a.views) for a in accounts) or (table["measure"] == VIEWS).any():
        return ""
    return (
        "Views are not shown: this week's videos are younger than last week's, so their views do not compare. To see "
        f"them, {HOW}."
    )


def too_short(table: pd.DataFrame, accounts: Sequence[Account]) -> str:
    """Which rows the days do not carry."""
    there = set(zip(table["account"], table["measure"], table["asked"], strict=True))
    wanted = {(a.handle, VIEWS): len(a.views) for a in accounts}
    wanted |= {(a.handle, FANS): len(a.followers) for a in accounts}
    wanted |= {(a.handle, GAINED): len(a.followers) or len(a.gained) for a in accounts}
    gone = dict.fromkeys(
        f"{small(measure)} over {asked} days"
        for (handle, measure), known in wanted.items()
        for asked in LEAST
        if known and (handle, measure, asked) not in there
    )
    return f"Too few days are known for {join(gone)}." if gone else ""


def gaps(table: pd.DataFrame) -> str:
    """Which totals lack days, and which counts of followers are not as far apart as asked."""
    odd = table[table["days"] != table["asked"]]
    said = [f"{small(r.measure)} over {r.asked} days is of {plural(r.days, 'day')}" for r in odd.itertuples()]
    return f"{'; '.join(dict.fromkeys(said)).capitalize()}." if said else ""


def stale(data: Data, table: pd.DataFrame) -> str:
    """What to say where the days end long before the report's."""
    until, last = data.as_of, table["last_day"].max()
    behind = 0 if until is None else (until.tz_localize(None).normalize() - last).days
    return f"The days end on {day(last)}, {behind} days before {day(until)}." if behind > OLD else ""


def sentence(table: pd.DataFrame) -> str:
    """Views, then followers, of the first account, and whether a change is unlike earlier ones."""
    handle = table["account"].iloc[0]
    first = table[table["account"] == handle]
    rows = {(row.measure, row.asked): row for row in first.itertuples()}
    views = [viewed(rows[VIEWS, asked]) for asked in LEAST if (VIEWS, asked) in rows]
    parts = [f"had {join(views)}"] if views else []
    fans, gained = (next((rows[m, asked] for asked in LEAST if (m, asked) in rows), None) for m in (FANS, GAINED))
    if fans:
        parts.append(f"has {counted(fans.now, 'follower')}, {signed(fans.change)} in {plural(fans.days, 'day')}")
        parts[-1] += f" ({signed(gained.before)} before)" if gained and gained.asked == fans.asked else ""
    elif gained:
        won = f"{'gained' if gained.now >= 0 else 'lost'} {counted(abs(gained.now), 'follower')}"
        parts.append(f"{won} in {gained.asked} days ({signed(gained.before)} before)")
    who = name(f"@{handle}") if handle else "Our account"
    others = " Other accounts stand in the table." if len(first) < len(table) else ""
    return f"{who} {', and '.join(parts)}.{others} {unlike(first)}".strip()


def viewed(row: Any) -> str:
    """Views of a period, and their change in per cent."""
    change = percent(row.relative) if row.before > 0 else ""
    sign = "+" if change and row.relative > 0 else ""
    against = f"{sign}{change} on the {row.asked} before" if change else f"none in the {row.asked} before"
    return f"{counted(row.now, 'view')} in {row.asked} days ({against})"


def counted(n: float, word: str) -> str:
    return f"{count(n)} {word if n == 1 else word + 's'}"


def signed(change: float) -> str:
    return f"{'+' if change > 0 else ''}{count(change)}" if change else "unchanged"


def unlike(rows: pd.DataFrame) -> str:
    """Which changes lie outside all earlier ones; that none does; nothing where none could be compared."""
    judged = rows[rows["usual"].str.contains("all|within") & rows["measure"].isin([VIEWS, FANS])]
    odd = judged[~judged["usual"].str.startswith("within")]
    said = [f"{small(r.measure)} over {r.asked} days ({r.usual} earlier changes)" for r in odd.itertuples()]
    if said:
        return f"Unlike before: {join(said[:2])}."
    return "No change lies outside those of earlier periods." if len(judged) else ""
