"""What the campaign added to a daily series, against what the days before let expect."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.added.estimated import Estimated, estimated
from kit.post_mortem.added.incremental import worth
from kit.post_mortem.added.placebos import changed, placebos
from kit.post_mortem.added.series import Series
from kit.post_mortem.added.share import share_of, size, units
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.wording import day, join, number, percent, plural
from kit.wording import estimate as said

NAMED_DAYS = 5

COLUMNS = (
    Column("date", "Day", "date"),
    Column("value", "Happened", "number"),
    Column("expected", "Expected", "number"),
    Column("expected_low", "from", "number"),
    Column("expected_high", "to", "number"),
    Column("extra", "Happened − expected", "number"),
    Column("extra_low", "from", "number"),
    Column("extra_high", "to", "number"),
    Column("so_far", "Extra since the start", "number"),
    Column("so_far_low", "from", "number"),
    Column("so_far_high", "to", "number"),
    Column("part", "Part"),
    Column("lift", "Lift of the flight", "rate", hidden=True),
    Column("lift_low", "from", "rate", hidden=True),
    Column("lift_high", "to", "rate", hidden=True),
)
DEFINITIONS = {
    "Lift": "What happened ÷ what was expected − 1, over the days of the flight. Expected: regression on the controls "
    "and weekdays with a level that may drift, learned from the days before (Bayesian, exact; 95 %).",
    "Incremental ROAS": "Extra net revenue that the lift stands for ÷ media cost (fees + boosting). It breaks even at "
    "1 ÷ margin. ROAS counts orders that name a creator instead.",
    "Placebo": "The same test on earlier windows as long as the flight, in which no campaign ran: each has its own "
    "days before.",
}


def milestones(data: Data) -> dict[str, pd.Timestamp]:
    """{words: day} for a timeline: when the flight starts and ends, and named events; {} without a campaign."""
    try:
        campaign = campaign_of(data)
    except NotShown:
        return {}
    named = {str(event.label): event.starts_on for event in data.table("events").itertuples()}
    days = named | {"flight starts": campaign.starts_on, "flight ends": campaign.ends_on}
    return {words: day for words, day in sorted(days.items(), key=lambda d: str(d[1])) if pd.notna(day)}


@question("lift", "What did the campaign add?", priority=10, campaigns=("campaign",), daily=("value", "role"))
def lift(data: Data, outcome: str = "", margin: float = 0.0) -> Finding:
    """Lift of a daily outcome over the flight, with interval, and what it is worth.

    outcome: name of a series with the role outcome; "" is the only one.  margin: for the break-even beside the extra
    revenue, 0 means the campaign's own.  Table: one row a day, the newest first; extra since the start is that of the
    known days, and missing for a series whose days do not add up.  On the log where all values are positive;
    elsewhere, and where the expected values lie near 0, in units a day.  No incremental ROAS unless every day of the
    flight is known, because media cost is that of the whole flight.  A series that counts what is there (followers) is
    judged by its daily change.
    NotShown with fewer than 56 days before, with fewer than half of the flight's days known, where more than half of
    the days before are 0, and where a named event fell into the flight.
    """
    known = estimated(data, outcome)
    days, found = known.days, known.found
    tried, table = placebos(data, outcome), _table(days, found)
    checked, good = tried.verdict
    paid = worth(data, outcome, margin) if found.low > 0 and known.whole else ""
    return answer(
        data,
        f"{_sentence(found, days)} {paid}".strip(),
        table,
        COLUMNS,
        [*doubts(data, known), "" if good else checked],
        " ".join(filter(None, [checked if good else "", _needs(days), days.dropped])),
        n={
            "days before": found.n,
            "days in the flight": found.days,
            "controls": len(days.controls),
            "placebo windows": len(tried.tried),
            "placebo hits": tried.hits,
        },
        left_out=days.unused,
        sources=("daily", "events", "campaigns"),
        window=(f"{table['date'].min():%Y-%m-%d}", f"{table['date'].max():%Y-%m-%d}"),
        definitions=DEFINITIONS,
    )


def doubts(data: Data, known: Estimated) -> list[str]:
    """What the days cannot carry: missing ones, ones at 0, no control, a flight that still runs."""
    days, (_, until) = known.days, in_flight(campaign_of(data))
    out = [missing_days(days, known.found), _zeros(days)]
    if not days.controls:
        out.append(
            "No control series stands beside it, so anything else that changed in these days looks like the campaign."
        )
    if days.flight.index[-1] < until:
        out.append(f"The flight is known up to {day(days.flight.index[-1])} only.")
    return [doubt for doubt in out if doubt]


def missing_days(days: Series, found: estimate.Lift) -> str:
    """Which days of the flight, up to the last known one, are not in the lift; "" where all are."""
    flight = days.flight
    gaps = list(flight.index[flight[[days.name, *days.controls]].isna().any(axis=1)])
    if not gaps:
        return ""
    more = [f"{len(gaps) - NAMED_DAYS} more"] if len(gaps) > NAMED_DAYS else []
    return (
        f"{plural(len(gaps), 'day')} of the flight {'is' if len(gaps) == 1 else 'are'} missing from the series or its "
        f"controls ({join([*map(day, gaps[:NAMED_DAYS]), *more])}); the lift is that of the other "
        f"{plural(found.days, 'day')}, so no incremental ROAS is given."
    )


def _zeros(days: Series) -> str:
    """Days at 0 or below in a series that is mostly positive; "" where there are none."""
    used = days.quiet.iloc[: days.end].dropna()
    low = int((used <= 0).sum())
    if not low or 2 * low > len(used) or days.state:
        return ""
    return (
        f"{plural(low, 'day')} of {len(used)} {'is' if low == 1 else 'are'} at 0 or below, so that the days are "
        "compared by differences, not by shares; delete days on which nothing was measured."
    )


def _needs(days: Series) -> str:
    """What "added" rests on."""
    if not days.controls:
        return ""
    return (
        "It is the campaign's doing only if nothing else changed in these days and the campaign did not move the "
        "controls."
    )


def _table(days: Series, found: estimate.Lift) -> pd.DataFrame:
    """One row a day, the newest first: a page that shows some of them shows the flight."""
    frame, path, sums = days.frame.iloc[: days.end], found.path, found.sums
    table = pd.DataFrame(
        {
            "date": frame.index,
            "value": frame[days.name].to_numpy(),
            "expected": path["expected"],
            "expected_low": path["low"],
            "expected_high": path["high"],
        }
    )
    inside = np.arange(len(table)) >= days.before
    for end, other in (("extra", "expected"), ("extra_low", "expected_high"), ("extra_high", "expected_low")):
        table[end] = table["value"] - table[other]
    for column, end in (("so_far", "extra"), ("so_far_low", "low"), ("so_far_high", "high")):
        table[column] = sums[end] if days.adds else np.nan
    table["part"] = np.where(inside, "flight", "before")
    for column, share in (
        ("lift", found.relative),
        ("lift_low", found.relative_low),
        ("lift_high", found.relative_high),
    ):
        table[column] = np.where(inside, share, np.nan)
    return table.iloc[::-1].reset_index(drop=True)


def _sentence(found: estimate.Lift, days: Series) -> str:
    """Clear or not, by how much, and how many units that is."""
    value, low, high, kind = share_of(found)
    daily = " a day" if kind == "number" else ""
    if not changed(found):
        least = found.smallest() if kind == "rate" else (high - low) / 2
        reach = percent(least, 0) if kind == "rate" else f"{number(least)}{daily}"
        seen = "would have been seen 8 times in 10" if kind == "rate" else "could not have been told from none"
        return (
            f"There is no clear lift of {days.called}: over {plural(found.days, 'day')} it differed from what was "
            f"expected by {said(value, low, high, kind)}{daily}; a {'rise of' if kind == 'rate' else 'rise below'} "
            f"about {reach} {seen}."
        )
    above = found.low > 0
    start = (
        f"In the flight, {days.called} ran {size(value, low, high, kind)}{daily} "
        f"{'above' if above else 'below'} what was expected"
    )
    if not days.adds:
        return f"{start}, over {plural(found.days, 'day')}."
    extra = units(found.effect * found.days, found.low * found.days, found.high * found.days, days.unit)
    return f"{start}: {extra} {'more' if above else 'fewer'} in {plural(found.days, 'day')}."
