"""What the campaign added to a daily series, against what the days before let expect."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.added.estimated import estimated, lifted
from kit.post_mortem.added.incremental import incremental_roas
from kit.post_mortem.added.series import FEWEST_DAYS, Series
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.wording import clean, day, join, name, number, percent, plural
from kit.wording import estimate as said

PLACEBOS = 3  # earlier windows at least, else no check is claimed
MOST_PLACEBOS = 6
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
    """Lift of a daily outcome over the flight, with interval, and the same test on earlier windows.

    outcome: name of a series with the role outcome; "" is the only one.  margin: for the break-even beside the extra
    revenue, 0 means the campaign's own.  Table: one row a day.  On the log where all values are positive;
    elsewhere, and where the expected values lie near 0, in units a day.  No incremental ROAS unless every day of the
    flight is known, because media cost is that of the whole flight.
    NotShown with fewer than 56 days before, or with fewer than half of the flight's days known.
    """
    _, until = in_flight(campaign_of(data))
    known = estimated(data, outcome)
    days, found = known.days, known.found
    tried, table = placebos(days), _table(days, found)
    doubts, caveat = _doubts(days, tried, until)
    missing = missing_days(days, found)
    paid = incremental_roas(data, found, days, margin) if found.low > 0 and known.whole else ""
    return answer(
        data,
        f"{_sentence(found, days)} {paid}".strip(),
        table,
        COLUMNS,
        [missing, *doubts],
        caveat,
        n={
            "days before": found.n,
            "days in the flight": found.days,
            "controls": len(days.controls),
            "placebo windows": len(tried),
            "placebo hits": _hits(tried),
        },
        left_out=days.unused,
        sources=("daily", "events", "campaigns"),
        window=(f"{table['date'].min():%Y-%m-%d}", f"{table['date'].max():%Y-%m-%d}"),
        definitions=DEFINITIONS,
    )


def missing_days(days: Series, found: estimate.Lift) -> str:
    """Which days of the flight, up to the last known one, are not in the lift; "" where all are."""
    flight = days.frame.iloc[days.before :]
    gaps = list(flight.index[flight[[days.name, *days.controls]].isna().any(axis=1)])
    if not gaps:
        return ""
    more = [f"{len(gaps) - NAMED_DAYS} more"] if len(gaps) > NAMED_DAYS else []
    return (
        f"{plural(len(gaps), 'day')} of the flight {'is' if len(gaps) == 1 else 'are'} missing from the series or its "
        f"controls ({join([*map(day, gaps[:NAMED_DAYS]), *more])}); the lift is that of the other "
        f"{plural(found.days, 'day')}, so no incremental ROAS is given."
    )


def placebos(days: Series) -> list[estimate.Lift]:
    """The same test on earlier windows of the flight's length, each with 56 days before it.

    Side by side, back from the flight, six at most; where fewer than three fit, three that overlap; none where the days
    before are too few.  Windows that cannot carry an interval are dropped.
    """
    length, last = len(days.frame) - days.before, 2 * days.before - len(days.frame)
    starts = list(range(last, FEWEST_DAYS - 1, -length))[:MOST_PLACEBOS]
    if len(starts) < PLACEBOS:
        room = last - FEWEST_DAYS
        starts = sorted({last - room * k // (PLACEBOS - 1) for k in range(PLACEBOS)}) if room >= PLACEBOS - 1 else []
    found = [
        lifted(days, start, start + length, daily=False)
        for start in starts
        if days.quiet.iloc[start : start + length].notna().any()
    ]
    return [f for f in found if not np.isnan(f.low)]


def _table(days: Series, found: estimate.Lift) -> pd.DataFrame:
    """One row a day, the newest first: a page that shows some of them shows the flight."""
    path, value = found.path, days.frame[days.name].to_numpy()
    table = pd.DataFrame(
        {
            "date": days.frame.index,
            "value": value,
            "expected": path["expected"],
            "expected_low": path["low"],
            "expected_high": path["high"],
        }
    )
    inside = np.arange(len(table)) >= days.before
    for end, other in (("extra", "expected"), ("extra_low", "expected_high"), ("extra_high", "expected_low")):
        table[end] = table["value"] - table[other]
    table["part"] = np.where(inside, "flight", "before")
    for column, share in (
        ("lift", found.relative),
        ("lift_low", found.relative_low),
        ("lift_high", found.relative_high),
    ):
        table[column] = np.where(inside, share, np.nan)
    return table.iloc[::-1].reset_index(drop=True)


def _share(found: estimate.Lift) -> tuple[float, float, float, str]:
    """The lift with its interval and how it is written: relative where that exists, else in units a day."""
    if np.isnan(found.relative):
        return found.effect, found.low, found.high, "number"
    return found.relative, found.relative_low, found.relative_high, "rate"


def _size(value: float, low: float, high: float, kind: str) -> str:
    """A rise or a fall in words, without its sign."""
    return said(abs(value), min(abs(low), abs(high)), max(abs(low), abs(high)), kind)


def _hits(tried: list[estimate.Lift]) -> int:
    """In how many windows the test found a change."""
    return sum(bool(one.low > 0 or one.high < 0) for one in tried)


def _sentence(found: estimate.Lift, days: Series) -> str:
    """Clear or not, by how much, and how many units that is."""
    value, low, high, kind = _share(found)
    daily = " a day" if kind == "number" else ""
    if found.low <= 0 <= found.high:
        reach = (high - low) / 2
        return (
            f"There is no clear lift of {name(days.name)}: over {plural(found.days, 'day')} it differed from what was "
            f"expected by {said(value, low, high, kind)}{daily}; a lift below about "
            f"{percent(reach, 0) if kind == 'rate' else number(reach) + daily} could not have been told from none."
        )
    above = found.low > 0
    unit = f" {clean(days.unit)}" if days.unit and len(days.unit) < 30 else ""
    extra = _size(found.effect * found.days, found.low * found.days, found.high * found.days, "count")
    return (
        f"In the flight, “{name(days.name)}” ran {_size(value, low, high, kind)}{daily} "
        f"{'above' if above else 'below'} what was expected: {extra}{unit} {'more' if above else 'fewer'} in "
        f"{plural(found.days, 'day')}."
    )


def _doubts(days: Series, tried: list[estimate.Lift], until: pd.Timestamp) -> tuple[list[str], str]:
    """Events, placebos, missing controls and a flight that still runs; and what "added" needs."""
    checked, good = _check(tried)
    doubts, caveats = ([], [checked]) if good else ([checked], [])
    if days.in_flight:
        doubts.insert(0, f"{join(days.in_flight)} fell into the flight, and cannot be told apart from the campaign.")
    if not days.controls:
        doubts.append(
            "No control series stands beside it, so anything else that changed in these days looks like the campaign."
        )
    else:
        caveats.append(
            "It is the campaign's doing only if nothing else changed in these days and the campaign did not move the "
            "controls."
        )
    if days.frame.index[-1] < until:
        doubts.append(f"The flight is known up to {day(days.frame.index[-1])} only.")
    return doubts, " ".join(caveats)


def _check(tried: list[estimate.Lift]) -> tuple[str, bool]:
    """What the same test found where no campaign ran, and whether that speaks for it."""
    if not tried:
        return (
            f"The days before are too few to try the same test on earlier windows: {PLACEBOS} of them need "
            f"{FEWEST_DAYS} days each before."
        ), False
    false, few = _hits(tried), len(tried) < PLACEBOS
    doubt = "do not build on this one" if 2 * false >= len(tried) else "it may be wrong here too"
    hits = f"a change in {false} of them: {doubt}" if false else "nothing"
    text = (
        f"The same test on {plural(len(tried), 'earlier window')} of the same length, without this campaign, found "
        f"{hits}."
    )
    return text + (" That is too few windows to call it a check." if few else ""), not (false or few)
