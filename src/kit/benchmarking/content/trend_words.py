"""What is said of hashtags and sounds alike: columns, the takeaway, what the data cannot carry."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.benchmarking.caveats import age_caveat, selection_caveat
from kit.benchmarking.content.panel import FEW_CREATORS, Seen, VISIBLE
from kit.benchmarking.content.trends import FLOOD_VIDEOS, HELD, YOUNG
from kit.finding import Column
from kit.selection import SELECTED
from kit.wording import count, day, join, known, name, number, percent, plural
from kit.wording import estimate as said

ROOM = 250  # characters of a takeaway; what is less needed stays in the table
SPANS = {1: "week, none in the seven", 2: "two weeks, none in the six", 3: "three weeks, none in the five"}
INTERVAL = "95 % interval, all {} together"
CAUSE = "{} are not tried at random: what goes with more views need not have caused them."


def worded(table: pd.DataFrame) -> pd.DataFrame:
    """With what is told in words: the pace now and before, and what to know of a row before taking it for a trend."""
    pace = [
        f"{number(now, 1)} ({number(before, 1)} before)" if now == now else None
        for now, before in zip(table["per_week"], table["per_week_before"], strict=True)
    ]
    facts = zip(table["owned"], table["flood"], table["burst"], table["peak"], strict=True)
    note = [
        "; ".join(
            [
                *(["brand's own"] if own else []),
                *([f"mostly @{who}"] if who else []),
                *(["burst last week"] if up else []),
                *([f"peak {peak.day} {peak:%b}"] if pd.notna(peak) else []),
            ]
        )
        for own, who, up, peak in facts
    ]
    return table.assign(pace=pace, note=note)


def columns(first: Column, table: pd.DataFrame) -> tuple[Column, ...]:
    """After the name of what is compared; notes and measures are on the page where there are any."""
    every = (
        first,
        Column("trend", "Growth a week", "rate"),
        Column("trend_low", "from", "rate"),
        Column("trend_high", "to", "rate"),
        Column("pace", "Videos a week", "figure"),
        Column("view_lift", "Views with it ÷ without", "number", "times"),
        Column("view_lift_low", "from", "number"),
        Column("view_lift_high", "to", "number"),
        Column("note", "Note", hidden=not table["note"].any()),
        Column("creators", "Creators", "count"),
        Column("use_change", "Use, last 4 weeks ÷ 4 before", "number", "times"),
        Column("use_change_low", "from", "number"),
        Column("use_change_high", "to", "number"),
        Column("videos", "Videos", "count"),
        Column("near", "Creators, last 56 days", "count"),
        Column("compared", "Its videos compared", "count"),
        Column("comparers", "Creators compared", "count"),
        Column("rate_lift", "Engagement rate with it ÷ without", "number", "times"),
        Column("rate_lift_low", "from", "number"),
        Column("rate_lift_high", "to", "number"),
        Column("burst", "Last week"),
        Column("week", "Creators, last week", "count"),
        Column("week_before", "Creators a week, 4 weeks before", "number"),
        Column("per_week", "Videos a week, last 4 weeks", "number"),
        Column("per_week_before", "Videos a week, 4 before", "number"),
        Column("recent", "Videos, last 28 days", "count"),
        Column("before", "28 days before", "count"),
        Column("median_views", "Median views", "count"),
    )
    return tuple(
        replace(c, hidden=c.hidden or bool((table[c.name].isna() | (table[c.name] == "")).all())) for c in every
    )


def definitions(noun: str) -> dict[str, str]:
    return {
        f"Use of a {noun}": f"Share of a fixed panel's videos that carry the {noun}, last 28 days ÷ 28 before; creators"
        " are the clusters. On the panel are creators whose own videos reach back over both periods.",
        "Growth a week": "Of that share over the eight weeks, from how much later its videos were posted than other "
        "videos of the same creators (creator fixed effects).",
        "On the rise": f"Clear growth that holds: {FEW_CREATORS} creators or more used it in the last week, in a share "
        f"of videos of {percent(HELD, 0)} or more of the four weeks before, and neither half of its best week's nor "
        "clearly below it. Growth that does not hold is not given.",
        "Views with ÷ without": "Ratio of typical organic views of the same creator's videos with and without it "
        "(fixed effects per creator on log views, age held constant); videos younger than a week or found by hashtag "
        "or search are left out. The engagement rate by views likewise.",
        "Burst last week": "Clearly more of the panel's posting creators used it in the last seven days than a week in "
        "the four weeks before (exact binomial test, Benjamini–Hochberg at 5 %).",
        "Mostly @name": f"Who made half or more of its last 28 days' videos ({FLOOD_VIDEOS} at least): no trend.",
        "A brand's own": "A tracked brand or its campaign names it in the tables brands or campaigns: no trend either.",
    }


def doubts(seen: Seen) -> list[str]:
    """What these data cannot carry."""
    weeks, dated = "", seen.videos["posted_at"].notna()
    if not seen.panel and not dated.any():
        weeks = "When videos were posted is unknown, so a change of use cannot be told."
    elif not seen.panel and seen.videos["collected_by"].isin(SELECTED).all():
        weeks = "A change of use cannot be told from them."
    elif not seen.panel:
        weeks = "Creators' own videos span less than eight weeks, so a change of use cannot be told."
    elif not seen.whole:
        who = "creator's own videos span" if seen.panel == 1 else "creators' own videos span"
        weeks = f"Only {seen.panel} {who} the last eight weeks, too few to tell a change of use."
    popular = selection_caveat(seen.videos) if seen.videos["collected_by"].isin(SELECTED).all() else ""
    return [popular, weeks, age_caveat(seen.videos)]


def left_out(seen: Seen) -> dict[str, int]:
    """Only what occurs."""
    found = seen.left_out | {
        "videos found by hashtag or search, from growth and views": int(
            seen.videos["collected_by"].isin(SELECTED).sum()
        ),
        "creators outside the panel, as their own videos do not span eight weeks": seen.outside if seen.whole else 0,
    }
    return {words: n for words, n in found.items() if n}


def counted(seen: Seen) -> dict[str, int]:
    """For a finding's `n`: all videos, and those that growth rests on."""
    panel = {"panel creators": seen.panel, "panel videos": int((seen.week >= 0).sum())} if seen.whole else {}
    return {"videos": len(seen.videos)} | panel


def refused(seen: Seen, noun: str) -> str:
    """Why no hashtag or sound is looked at, and what to do."""
    if seen.videos.empty and seen.left_out:
        out = join(f"{words} ({count(n)})" for words, n in seen.left_out.items())
        return f"No video is left to look through; import creators' videos. Left out: {out}."
    return (
        f"No {noun} is used by {FEW_CREATORS} creators or more, so none can be compared; widen the window or import "
        "more creators."
    )


def ratio(row: pd.Series, measure: str, kind: str = "number") -> str:
    """A measure of this row with its interval in words."""
    return said(row[measure], row[f"{measure}_low"], row[f"{measure}_high"], kind)


def sentence(table: pd.DataFrame, noun: str, called: Callable[[Any], str]) -> str:
    """What clearly rises or bursts, what goes with clearly more or fewer views; or that nothing does.

    called: a row's name in words.
    """
    rises, views = _rises(table, called), _goes_with(table, called)
    said_so_far = ""
    for part in [*rises[:1], *views, *rises[1:]]:
        longer = f"{said_so_far} {part[0].upper()}{part[1:]}.".lstrip()
        if not said_so_far or len(longer) <= ROOM:
            said_so_far = longer
    return said_so_far or _nothing(table, noun, called)


def _rises(table: pd.DataFrame, called: Callable[[Any], str]) -> list[str]:
    """The clearest of each kind of rise; what one creator floods is no trend and is said to be none."""
    parts: list[str] = []
    by_many, flooded = ~table["owned"] & (table["flood"] == ""), ~table["owned"] & (table["flood"] != "")
    clear, young = table["trend_low"] > VISIBLE, table["since"] <= YOUNG
    rises = by_many & clear & table["holds"] & ~young
    if rises.any():
        rising = _most(table[rises], "trend_low")
        top, others = rising.iloc[0], [called(row) for _, row in rising.iloc[1:3].iterrows()]
        others += [count(len(rising) - 3) + " more"] if len(rising) > 3 else []
        so = f" (so {'is' if len(rising) == 2 else 'are'} {join(others)})" if others else ""
        grows = ratio(top, "trend", "rate") if known(top["trend"]) else f"{percent(top['trend_low'])} or more"
        parts.append(
            f"{called(top)} is on the rise{so}, its share of videos growing by {grows} a week, in {_videos(top)}"
        )
    came = by_many & table["holds"] & (young & clear | table["new"]) & ~rises
    if came.any():
        top = _most(table[came], "came").iloc[0]
        parts.append(_came(top, called))
        rises |= table.index == top.name
    bursts = by_many & (table["burst"] != "") & ~rises
    if bursts.any():
        top = _most(table[bursts], "week").iloc[0]
        parts.append(
            f"{called(top)} bursts: {plural(top['week'], 'creator')} used it in the last week, "
            f"{number(top['week_before'])} a week in the four before"
        )
    gone = by_many & table["peak"].notna()
    if gone.any():
        top = _most(table[gone], "near").iloc[0]
        parts.append(f"{called(top)} peaked in the week of {day(top['peak'])}, in {_videos(top)}")
    flooded &= table["growth"] >= 2
    if flooded.any():
        top = _most(table[flooded], "recent").iloc[0]
        parts.append(f"{called(top)} grew mostly by one creator, {name(top['flood'], 40)}, which is no trend")
    return parts


def _most(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table.sort_values(column, ascending=False, kind="stable")


def _videos(row: pd.Series) -> str:
    """How many of the panel's videos carry it, by how many creators."""
    return f"{plural(row['recent'] + row['before'], 'video')} by {plural(row['near'], 'creator')}"


def _came(row: pd.Series, called: Callable[[Any], str]) -> str:
    """What is too new for a growth a week."""
    used = f"{plural(row['recent'], 'video')} by {plural(row['came'], 'creator')}"
    was = f"{count(row['before'])} by {count(row['was'])}" if row["before"] else "none"
    return (
        f"{called(row)} came up: {used} in the last {SPANS.get(row['since'], f'four weeks, {was} in the four')} before"
    )


def _goes_with(table: pd.DataFrame, called: Callable[[Any], str]) -> list[str]:
    """The largest clear difference of views on each side."""
    parts = []
    better, worse = table["view_lift_low"] > 1 + VISIBLE, table["view_lift_high"] < 1 - VISIBLE
    for clear, best in ((better, "idxmax"), (worse, "idxmin")):
        if clear.any():
            top = table.loc[getattr(table.loc[clear, "view_lift"], best)()]
            times = ratio(top, "view_lift")
            of = f"{plural(top['compared'], 'video')} by {plural(top['comparers'], 'creator')}"
            parts.append(f"videos with {called(top)} got {times} times the views of the same creator's others ({of})")
    return parts


def _nothing(table: pd.DataFrame, noun: str, called: Callable[[Any], str]) -> str:
    """What to say where nothing is clear, or where nothing could be."""
    if table["owned"].all():
        return f"Only brands' own {noun}s are used by enough creators, so there is no trend to speak of."
    many = len(table) > 1
    apart = " brands' own apart," if table["owned"].any() else ""
    who = f"Of the {plural(len(table), noun)} shown,{apart} none" if many else f"The only {noun} of enough creators"
    use, views = (table[f"{measure}_low"].notna().any() for measure in ("trend", "view_lift"))
    if use and views:
        rest = "clearly rises and none clearly goes" if many else "neither clearly rises nor clearly goes"
        return f"{who} {rest} with more or fewer views."
    if use:
        rest = "clearly rises" if many else "does not clearly rise"
        return f"{who} {rest}. Too few creators have usable videos with and without one to compare views."
    if views:
        rest = "clearly goes" if many else "does not clearly go"
        return f"{who} {rest} with more or fewer views. Whether use rises cannot be told."
    top = table.sort_values(["creators", "videos"], ascending=False, kind="stable").iloc[0]
    first = f"is the {noun} of most creators," if many else f"is the only {noun} of enough creators,"
    return (
        f"{called(top)} {first} {count(top['creators'])}. Whether use rises, or goes with more views, cannot be told "
        "from these data."
    )
