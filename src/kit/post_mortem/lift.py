"""What the campaign added to a daily series, against what the days before let expect; tried on days when nothing was done."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import Campaign, campaign, deliveries, in_flight
from kit.post_mortem.costs import due, margin_of, priced
from kit.post_mortem.credit import VOID
from kit.wording import count, estimate as said, join, money, name, number, percent, plural, window as span

FEWEST_DAYS = 56  # before the flight; with fewer the estimator's promise was not tested
COVERED = 0.95  # share of days that a control must have, before and in the flight
PLACEBOS = 3  # earlier windows at least, else no check is claimed
MOST_PLACEBOS = 6

COLUMNS = (
    Column("date", "Day", "date"), Column("value", "Happened", "number"), Column("expected", "Expected", "number"),
    Column("expected_low", "from", "number"), Column("expected_high", "to", "number"), Column("extra", "Difference", "number"),
    Column("part", "Part"), Column("lift", "Lift of the flight", "rate"), Column("lift_low", "from", "rate"), Column("lift_high", "to", "rate"),
)


@dataclass(frozen=True)
class Series:
    """A daily outcome up to the last day of the flight that is known, its controls, and how many days lie before.

    `quiet`: the outcome without days of named events before the flight.  `in_flight`: events during it.
    """

    name: str
    unit: str
    frame: pd.DataFrame
    controls: list[str]
    before: int
    quiet: pd.Series
    in_flight: list[str]
    unused: dict[str, int]


@question("lift", "What did the campaign add?", priority=10, campaigns=("campaign",), daily=("value", "role"))
def lift(data: Data, outcome: str = "", margin: float = 0.0) -> Finding:
    """Lift of a daily outcome over the flight, with interval, and the same test on earlier windows.

    outcome: name of a series with the role outcome; "" is the only one.  margin: shown beside the extra revenue, 0 means the
    campaign's own.  Table: one row a day, what happened and what was expected.  On the log where all values are positive.
    NotShown with fewer than 56 days before, or with fewer than half of the flight's days known.
    """
    made = campaign(data, deals=False)
    since, until = in_flight(made)
    days = series(data, made, outcome, since, until)
    found = _lifted(days, days.before, len(days.frame))
    if np.isnan(found.low):
        raise NotShown(f"The days before the flight cannot carry an estimate for {name(days.name)}: the series or a control does not vary there, or too "
                       "much is missing. Import a longer or fuller daily series.")
    tried = placebos(days)
    table = _table(days, found)
    clear = found.low > 0 or found.high < 0
    false = int(sum(r.low > 0 or r.high < 0 for r in tried))
    doubts = _doubts(days, tried, false, found, made, until)
    money_words = _money(data, made, found, days, margin) if clear and found.low > 0 else ""
    return answer(
        data, _sentence(found, days, clear) + money_words, table, COLUMNS, caveat=" ".join(doubts),
        status="caveat" if false or days.in_flight or len(tried) < PLACEBOS or not days.controls else "shown",
        n={"days before": found.n, "days in the flight": found.days, "controls": len(days.controls), "placebo windows": len(tried), "placebo hits": false},
        left_out=days.unused, sources=("daily", "events", "campaigns"), window=(f"{table['date'].iloc[0]:%Y-%m-%d}", f"{table['date'].iloc[-1]:%Y-%m-%d}"),
        definitions={
            "Lift": "What happened ÷ what was expected − 1, over the days of the flight. Expected: regression on the controls and weekdays with a level that may "
                    "drift, learned from the days before (Bayesian, exact; 95 %).",
            "Placebo": "The same test on earlier windows as long as the flight, in which no campaign ran: each has its own days before."},
    )


def series(data: Data, made: Campaign, outcome: str, since: pd.Timestamp, until: pd.Timestamp) -> Series:
    """The outcome and its controls; NotShown, by name, where they are too short."""
    daily = data.table("daily")
    daily = daily[(daily["date"] <= (until if made.today is None else min(until, made.today))) & daily["value"].notna()]
    chosen = _outcome(daily, outcome)
    wide = daily.pivot(index="date", columns="series", values="value").astype("float64")
    own = wide[chosen].dropna()
    if own.empty or own.index[-1] < since:
        raise NotShown(f"The series {name(chosen)} has no day in the flight, {span(since, until)}; import its days: kit import daily.csv --into {data.given}")
    frame = wide.reindex(pd.date_range(own.index[0], own.index[-1], name="date"))
    before = int((frame.index < since).sum())
    known_after, length = int(frame[chosen].iloc[before:].notna().sum()), (until - since).days + 1
    if known_after < length / 2:
        raise NotShown(f"Only {known_after} of the flight's {plural(length, 'day')} are known in the series {name(chosen)}; run this again when more have passed, "
                       "or import them.")
    quiet, during, blank = _without_events(data, frame[chosen], since, until)
    n = int(quiet.iloc[:before].notna().sum())
    if n < FEWEST_DAYS:
        events = f", {blank} days of named events left out" if blank else ""
        raise NotShown(f"The series {name(chosen)} has {plural(n, 'day')} before the flight{events}; a lift needs {FEWEST_DAYS}. Import earlier days: kit import daily.csv --into {data.given}")
    roles = daily.drop_duplicates("series").set_index("series")["role"]
    offered = sorted(s for s in roles.index[roles == "control"] if s != chosen)
    fit = [s for s in offered if min(frame[s].iloc[:before].notna().mean(), frame[s].iloc[before:].notna().mean()) >= COVERED]
    units = daily.loc[daily["series"] == chosen, "unit"].dropna()
    return Series(chosen, str(units.iloc[0]) if len(units) else "", frame, fit, before, quiet, during, {
        "days of named events before the flight": blank, "controls with missing days": len(offered) - len(fit), "donor series": int((roles == "donor").sum())})


def _outcome(daily: pd.DataFrame, outcome: str) -> str:
    """The series asked for, or the only outcome."""
    named = sorted(daily.loc[daily["role"] == "outcome", "series"].unique())
    if outcome and outcome not in named:
        raise UsageError(f"Parameter outcome is {outcome!r}; the table daily has these series with the role outcome: {', '.join(named) or 'none'}.")
    if not named:
        raise NotShown("No series of the table daily has the role outcome; mark the one to judge, such as orders a day, in the column role.")
    if not outcome and len(named) > 1:
        raise NotShown(f"The table daily has {len(named)} outcomes, {join(name(s) for s in named)}; set the parameter outcome to one of them.")
    return outcome or named[0]


def _without_events(data: Data, values: pd.Series, since: pd.Timestamp, until: pd.Timestamp) -> tuple[pd.Series, list[str], int]:
    """The series without event days before the flight, the events during it, and how many days went."""
    out, during = values.copy(), []
    for event in data.table("events").sort_values(["starts_on", "label"]).itertuples():
        end = event.starts_on if pd.isna(event.ends_on) else event.ends_on
        if event.starts_on <= until and end >= since:
            during.append(f"{name(event.label)} ({span(event.starts_on, end)})")
        out[(out.index >= event.starts_on) & (out.index <= end) & (out.index < since)] = np.nan
    return out, during, int((values.notna() & out.isna()).sum())


def _lifted(days: Series, before: int, end: int) -> estimate.Lift:
    """The estimator on the first `end` days, `before` of them before."""
    y = days.quiet.iloc[:end]
    controls = days.frame[days.controls].iloc[:end] if days.controls else None
    return estimate.lift(y.to_numpy(), None if controls is None else controls.to_numpy(), before, log=bool((y.dropna() > 0).all()),
                         weekday=y.index.day_of_week.to_numpy())


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
    found = [_lifted(days, start, start + length) for start in starts if days.quiet.iloc[start:start + length].notna().any()]
    return [f for f in found if not np.isnan(f.low)]


def _table(days: Series, found: estimate.Lift) -> pd.DataFrame:
    """One row a day."""
    path, value = found.path, days.frame[days.name].to_numpy()
    table = pd.DataFrame({"date": days.frame.index, "value": value, "expected": path["expected"], "expected_low": path["low"], "expected_high": path["high"]})
    inside = np.arange(len(table)) >= days.before
    for end, other in (("extra", "expected"), ("extra_low", "expected_high"), ("extra_high", "expected_low")):
        table[end] = table["value"] - table[other]
    table["part"] = np.where(inside, "flight", "before")
    for column, share in (("lift", found.relative), ("lift_low", found.relative_low), ("lift_high", found.relative_high)):
        table[column] = np.where(inside, share, np.nan)
    return table


def _share(found: estimate.Lift) -> str:
    """The lift in words: relative where it exists, else in units a day."""
    if np.isnan(found.relative):
        return said(found.effect, found.low, found.high, "number") + " a day"
    return said(found.relative, found.relative_low, found.relative_high)


def _sentence(found: estimate.Lift, days: Series, clear: bool) -> str:
    """Clear or not, by how much, and how many units that is."""
    series_name = name(days.name)
    if not clear:
        reach = (found.relative_high - found.relative_low) / 2
        small = f"; a lift below about {percent(reach, 0)} could not have been told from none" if np.isfinite(reach) else ""
        return f"There is no clear lift of {series_name}: over {plural(found.days, 'day')} it differed from what was expected by {_share(found)}{small}."
    side = "above" if found.low > 0 else "below"
    extra = said(*(abs(x) * found.days for x in (found.effect, *((found.low, found.high) if side == "above" else (found.high, found.low)))), kind="count")
    unit = f" {days.unit}" if days.unit and len(days.unit) < 30 else ""
    share = _share(found) if np.isnan(found.relative) else said(*(abs(x) for x in (found.relative, *((found.relative_low, found.relative_high) if side == "above" else
                                                                  (found.relative_high, found.relative_low)))))
    return f"In the flight {series_name} ran {share} {side} what was expected: {extra}{unit} {'more' if side == 'above' else 'fewer'} in {plural(found.days, 'day')}."


def _doubts(days: Series, tried: list[estimate.Lift], false: int, found: estimate.Lift, made: Campaign, until: pd.Timestamp) -> list[str]:
    """Events, placebos, missing controls, a flight that still runs, and what "added" needs."""
    words = []
    if days.in_flight:
        words.append(f"{join(days.in_flight)} fell into the flight, and cannot be told apart from the campaign.")
    if tried:
        hits = "nothing" if not false else f"a lift in {false} of them: do not build on this one"
        words.append(f"The same test on {plural(len(tried), 'earlier window')} of the same length, without this campaign, found {hits}." + (" That is too few windows to call it a check." if len(tried) < PLACEBOS else ""))
    else:
        words.append(f"The days before are too few to try the same test on earlier windows: {PLACEBOS} of them need {FEWEST_DAYS} days each before.")
    if not days.controls:
        words.append("No control series stands beside it, so anything else that changed in these days looks like the campaign.")
    else:
        words.append("It is the campaign's doing only if nothing else changed in these days and the campaign did not move the controls.")
    if days.frame.index[-1] < until:
        words.append(f"The flight is known up to {days.frame.index[-1]:%Y-%m-%d} only.")
    return words


def _money(data: Data, made: Campaign, found: estimate.Lift, days: Series, margin: float) -> str:
    """Extra revenue ÷ media cost, where the series is money or orders with known revenue; "" elsewhere."""
    try:
        sales = _per_unit(data, made, days)
        booked = campaign(data)
        rows, _ = due(priced(data, booked, deliveries(data, booked)), booked)
    except NotShown:
        return ""
    media = float(rows["media_cost"].sum()) if rows["media_cost"].notna().all() else np.nan
    if not np.isfinite(sales) or not media > 0:
        return ""
    ratio = [x * found.days * sales / media for x in (found.effect, found.low, found.high)]
    each = "" if sales == 1 else f", at {money(sales, data.currency)} of net revenue an order"
    own = margin_of(made, margin)
    even = f"; it breaks even at {number(1 / own)} (1 ÷ margin)" if own > 0 else ""
    return f" That is {said(*ratio, kind='number')} of extra net revenue per unit of media cost{each}{even}."


def _per_unit(data: Data, made: Campaign, days: Series) -> float:
    """Money in one unit of the series: 1 for the report's currency, the mean net revenue of an order for orders; else NaN."""
    unit = days.unit.strip()
    if unit.upper() == data.currency:
        return 1.0
    if unit.lower() not in ("order", "orders"):
        return np.nan
    orders = data.table("orders")
    on = orders["ordered_at"].dt.tz_localize(None).dt.normalize()
    kept = orders[(on >= made.starts_on) & (on <= made.ends_on) & ~orders["status"].str.lower().isin(VOID).fillna(False).astype(bool)]
    return float(data.convert(kept, ["revenue"], "ordered_at")["revenue"].mean()) if len(kept) else np.nan
