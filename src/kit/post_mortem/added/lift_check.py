"""Can the lift be believed?  Earlier windows, the days after, the controls, and what could have been seen at all."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.added.after import after
from kit.post_mortem.added.estimated import Estimated, estimated, estimated_on
from kit.post_mortem.added.placebos import changed, Placebos, placebos
from kit.post_mortem.added.series import Series
from kit.post_mortem.added.share import share_of, size
from kit.wording import name, number, percent, plural
from kit.wording import window as span

ASKED = 0.15  # the rise whose chance to be seen is told

COLUMNS = (
    Column("test", "Test"),
    Column("change", "Change found", "rate", "share of expected"),
    Column("change_low", "from", "rate"),
    Column("change_high", "to", "rate"),
    Column("verdict", "Found"),
    Column("daily", "Change a day", "number"),
    Column("daily_low", "from", "number"),
    Column("daily_high", "to", "number"),
    Column("days", "Days", "count"),
    Column("since", "First day", "date", hidden=True),
    Column("until", "Last day", "date", hidden=True),
    Column("kind", "Kind of test", hidden=True),
)
DEFINITIONS = {
    "Earlier window": "The lift's own test where the campaign did not run, each with its own days before. A change "
    "found there is a false alarm; about 1 in 20 is what a 95 % interval allows.",
    "Chance to be seen": "That a true rise of this size would have left 0 out of the lift's interval, by the same "
    "prediction that the interval is made of.",
    "Demand moved forward": "Purchases that would have come anyway, later: they fill the flight and are missing after.",
}


@question("lift_check", "Can that lift be believed?", priority=40, campaigns=("campaign",), daily=("value", "role"))
def lift_check(data: Data, outcome: str = "") -> Finding:
    """The lift's test where there can be none, on the controls and on the days after; and its power.

    Table: one row a test: the flight itself, the days after it, each control by itself (without controls), and earlier
    windows.  Change: relative, or in units a day where there is no share.  NotShown where the lift is not.
    """
    known = estimated(data, outcome)
    days, found, tried, later = known.days, known.found, placebos(data, outcome), after(data, outcome)
    flight = days.flight
    rows = [_row("flight", "the flight", flight.index[0], flight.index[-1], found)]
    if later.found is not None:
        rows.append(_row("after", "after the flight", later.since, later.until, later.found))
    moved = _controls(days)
    rows += [_row("control", f"control: {name(c, 30)}", flight.index[0], flight.index[-1], f) for c, f in moved]
    rows += [
        _row("before", f"before: {span(one.since, one.until)}", one.since, one.until, one.found)
        for one in reversed(tried.tried)
    ]
    checked, good = tried.verdict
    table = pd.DataFrame(rows)
    return answer(
        data,
        " ".join(filter(None, [_alarms(tried), _power(known), later.words])),
        table,
        COLUMNS,
        ["" if good else checked, _touched(moved), _sank(later.found)],
        "None of these tests can rule out another cause that began with the flight.",
        n={
            "days before": found.n,
            "days in the flight": found.days,
            "earlier windows": len(tried.tried),
            "false alarms": tried.hits,
            "days after the flight": 0 if later.found is None else later.found.days,
        },
        left_out=days.unused,
        sources=("daily", "events", "campaigns"),
        window=(f"{days.frame.index[0]:%Y-%m-%d}", f"{days.frame.index[-1]:%Y-%m-%d}"),
        definitions=DEFINITIONS,
    )


def _row(kind: str, test: str, since: pd.Timestamp, until: pd.Timestamp, found: estimate.Lift) -> dict[str, object]:
    value, low, high, unit = share_of(found)
    ends, none = {"": value, "_low": low, "_high": high}, dict.fromkeys(("", "_low", "_high"), np.nan)
    share, daily = (ends, none) if unit == "rate" else (none, ends)
    alarm = "false alarm" if kind == "before" else "a rise" if found.low > 0 else "a fall"
    return (
        {"kind": kind, "test": test, "since": since, "until": until, "days": found.days}
        | {f"change{end}": v for end, v in share.items()}
        | {f"daily{end}": v for end, v in daily.items()}
        | {"verdict": alarm if changed(found) else "nothing"}
    )


def _controls(days: Series) -> list[tuple[str, estimate.Lift]]:
    """Each control judged by itself over the flight."""
    frame = days.frame.iloc[: days.end]
    found = [(c, estimated_on(frame[c], frame[[]], days.before)) for c in days.controls]
    return [(c, f) for c, f in found if not np.isnan(f.low)]


def _touched(moved: list[tuple[str, estimate.Lift]]) -> str:
    """Controls that changed in the flight: by the market, or by the campaign."""
    clear = [(c, f) for c, f in moved if changed(f)]
    if not clear:
        return ""
    control, found = clear[0]
    value, low, high, kind = share_of(found)
    more = f" (and {plural(len(clear) - 1, 'more control')})" if len(clear) > 1 else ""
    return (
        f"The control {name(control, 40)}{more} itself {'rose' if found.low > 0 else 'fell'} by "
        f"{size(value, low, high, kind)} in the flight: if that was the campaign's doing, the lift is too "
        f"{'small' if found.low > 0 else 'large'}; leave it out then."
    )


def _sank(later: estimate.Lift | None) -> str:
    return "Part of the lift may be demand moved forward." if later is not None and later.high < 0 else ""


def _alarms(tried: Placebos) -> str:
    """The false-positive rate on these very days."""
    n, hits = len(tried.tried), tried.hits
    if not n:
        return "It cannot be tried on earlier windows, for which the days before are too few."
    comma = "," if tried.apart < n else ""
    found = f"{hits or 'none'} of them ({percent(hits / n, 0)})"
    return f"The same test on {tried.windows}{comma} gave a false alarm in {found}."


def _power(known: Estimated) -> str:
    """What these days could have shown."""
    found, least = known.found, known.found.smallest()
    begin = f"With these {plural(found.n, 'day')} before and {plural(found.days, 'day')} of flight"
    if np.isnan(least) or np.isnan(found.relative):
        reach = (found.high - found.low) / 2
        return f"{begin}, a rise below about {number(reach)} a day could not have been told from none."
    tenths = round(10 * found.chance(ASKED))
    words = {0: "almost never", 1: "about once in 10 times", 10: "nearly always"}
    seen = words.get(tenths, f"about {tenths} times in 10")
    asked, needed = percent(ASKED, 0), percent(least, 0)
    return f"{begin}, a true rise of {asked} would be seen {seen}, and one of {needed} 8 times in 10."
