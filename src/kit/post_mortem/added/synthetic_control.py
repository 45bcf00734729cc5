"""What do regions without the campaign say?  The outcome against a mix of them, and each of them against the others."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.added.donors import Twin, twin
from kit.post_mortem.added.share import size, units
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.wording import day, join, name, number, percent, plural
from kit.wording import estimate as said

TOP = 3  # donors named in the sentence
FOR_INTERVAL = 19  # donors from which a rank can be rare enough for 95 %

COLUMNS = (
    Column("date", "Day", "date"),
    Column("value", "Happened", "number"),
    Column("twin", "Synthetic twin", "number"),
    Column("twin_low", "from", "number"),
    Column("twin_high", "to", "number"),
    Column("gap", "Happened − twin", "number"),
    Column("so_far", "Sum of gaps since the start", "number"),
    Column("part", "Part"),
)
DEFINITIONS = {
    "Synthetic twin": "The mix of donor series (weights from 0 that sum to 1; every series by its own mean) that "
    "came nearest to the outcome before the flight.",
    "Rank": "Place of the outcome's gap among those of all donors, each held against a mix of the others and measured "
    "by how well that fitted before. The 95 % interval holds the effects that would leave the rank ordinary.",
}


@question(
    "synthetic_control",
    "What do regions without the campaign say?",
    priority=45,
    campaigns=("campaign",),
    daily=("value", "role"),
)
def synthetic_control(data: Data, outcome: str = "") -> Finding:
    """The outcome against its synthetic twin of donor series; table: one row a day, the newest first.

    outcome: as of lift.  Days of named events before the flight are left out.  Intervals come from donors' own gaps,
    and need 19 donors.  NotShown with fewer than five donors, fewer than 56 shared days before, and where the outcome's
    fit before is more than twice as bad as the median donor's.
    """
    known = twin(data, outcome)
    found, days = known.found, known.days
    table = _table(known)
    earlier, good = _earlier(known.earlier)
    return answer(
        data,
        f"{_sentence(known)} {_rank(found)} {_mix(found)}",
        table,
        COLUMNS,
        [*_doubts(data, known), "" if good else earlier],
        " ".join(
            filter(None, [earlier if good else "", "It needs donors that the campaign did not reach.", days.dropped])
        ),
        n={"donors": found.of - 1, "days before": found.n, "days in the flight": found.days},
        left_out={
            "donor series that could not serve": known.left_out,
            "days of named events before the flight": days.unused["days of named events before the flight"],
            "partial days at the ends": days.unused["partial days at the ends"],
        },
        sources=("daily", "events", "campaigns"),
        window=(f"{table['date'].min():%Y-%m-%d}", f"{table['date'].max():%Y-%m-%d}"),
        definitions=DEFINITIONS,
    )


def _table(known: Twin) -> pd.DataFrame:
    """One row a day, the newest first."""
    days, path = known.days, known.found.path
    frame = days.frame.iloc[: days.end]
    inside = np.arange(len(frame)) >= days.before
    table = pd.DataFrame(
        {
            "date": frame.index,
            "value": frame[days.name].to_numpy(),
            "twin": path["expected"],
            "twin_low": path["low"],
            "twin_high": path["high"],
            "part": np.where(inside, "flight", "before"),
        }
    )
    table["gap"] = table["value"] - table["twin"]
    table["so_far"] = table["gap"].where(inside).cumsum() if days.adds else np.nan
    return table.iloc[::-1].reset_index(drop=True)


def _sentence(known: Twin) -> str:
    """Above or below the twin, by how much, and how many units that is."""
    found, days = known.found, known.days
    made = f"a mix of {plural(found.of - 1, 'donor series', 'donor series')} without the campaign"
    far = said(found.effect, found.low, found.high, "rate")
    if np.isnan(found.low) or found.low <= 0 <= found.high:
        clear = "" if np.isnan(found.low) else ", no clear difference"
        return f"In the flight, {days.called} differed from {made} by {far}{clear}."
    above = found.low > 0
    start = f"In the flight, {days.called} ran {size(found.effect, found.low, found.high, 'rate')} "
    start += f"{'above' if above else 'below'} {made}"
    if not days.adds:
        return f"{start}."
    extra = units(found.extra, found.extra_low, found.extra_high, days.unit)
    return f"{start}: {extra} {'more' if above else 'fewer'} in {plural(found.days, 'day')}."


def _rank(found: estimate.Synthetic) -> str:
    """Where the outcome's gap stands among those of donors."""
    ahead, donors = found.rank - 1, found.of - 1
    who = f"none of the {donors} donors" if not ahead else f"{ahead} of the {donors} donors"
    far = f"; day by day, the outcome lay {number(found.ratio)} times as far from its twin as before"
    ratio = far if np.isfinite(found.ratio) else ""
    return f"By its fit before, {who} moved as far from a mix of the others (rank {found.rank} of {found.of}){ratio}."


def _mix(found: estimate.Synthetic) -> str:
    """The donors that the twin is mostly made of."""
    top = found.weights[found.weights > 0.005].sort_values(ascending=False, kind="stable").head(TOP)
    parts = [f"{name(donor, 30)} ({percent(weight, 0)})" for donor, weight in top.items()]
    return f"The mix is {'mostly ' if len(found.weights[found.weights > 0.005]) > TOP else ''}{join(parts)}."


def _earlier(found: estimate.Synthetic | None) -> tuple[str, bool]:
    """What the same found in the days just before the flight, and whether that speaks for it."""
    if found is None:
        return "The days before are too few to try the same on the window just before the flight.", False
    days = plural(found.days, "day")
    if found.rank == 1:
        return (
            f"The same on the {days} just before the flight found the outcome furthest from its twin too: do not build "
            "on this."
        ), False
    return (
        f"The same on the {days} just before the flight found nothing unusual (rank {found.rank} of {found.of}).",
        True,
    )


def _doubts(data: Data, known: Twin) -> list[str]:
    """Events in the flight, too few donors for an interval, days that are missing."""
    days, found, (since, until) = known.days, known.found, in_flight(campaign_of(data))
    out = []
    if days.in_flight:
        out.append(
            f"{join(days.in_flight)} fell into the flight: that does no harm only if it touched the donors alike."
        )
    if found.of - 1 < FOR_INTERVAL:
        out.append(
            f"With {found.of - 1} donors no rank is rare enough for a 95 % interval, which needs {FOR_INTERVAL}."
        )
    if days.flight.index[-1] < until:
        out.append(f"The flight is known up to {day(days.flight.index[-1])} only.")
    missing = (days.flight.index[-1] - since).days + 1 - found.days
    if missing:
        out.append(f"{plural(missing, 'day')} of the flight {'is' if missing == 1 else 'are'} missing from a series.")
    return out
