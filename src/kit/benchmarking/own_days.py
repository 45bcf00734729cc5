"""The days of our own account: what TikTok Studio counted, what captures saw, and periods set side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kit import rollups
from kit.data import Data
from kit.finding import NotShown
from kit.wording import join, name

GAINS = ("difference_in_followers_from_previous_day", "net_growth")  # the first that is there
STUDIO = rf"^(?:@(?P<account>\S+) )?(?P<measure>video_views|followers|{'|'.join(GAINS)})$"
LEAST = {7: 6, 28: 24}  # days that must be known in a period and in the one before
SLACK = {7: 1, 28: 4}  # days by which a day's followers may be older than the end of its period
LOOSE = {7: 3, 28: 7}  # the same for captures, which come when they come
ALIKE = 0.15  # gains over spans that are further than this from the days asked are not compared
EARLIER = 8  # changes between earlier periods without which nothing is called unusual
VIEWS, FANS, GAINED = "Video views", "Followers", "Net new followers"


@dataclass(frozen=True)
class Account:
    """What is known of an account by day; `captured`: its followers are captures, not Studio's."""

    handle: str
    views: pd.Series
    gained: pd.Series
    followers: pd.Series
    captured: bool = False


def studio(data: Data) -> list[Account]:
    """Our accounts in the table daily; a series that names none is ours, as Studio shows only one's own."""
    daily = data.table("daily")[["date", "series", "value", "role"]].dropna(subset="value")
    until = data.as_of
    if until is not None:
        daily = daily[daily["date"] <= until.tz_localize(None)]
    daily = daily[~daily["role"].isin(["control", "donor"])]
    names = pd.Series(daily["series"].unique(), dtype="str")
    parts = names.str.extract(STUDIO).set_index(names).dropna(subset="measure")
    parts["account"] = parts["account"].fillna("").str.lower()
    ours, found = data.brand_accounts(data.brand) if data.brand else set(), set(parts["account"])
    if not ours and len(found) > 1:
        accounts = join(name(f"@{handle}") if handle else "an unnamed account" for handle in sorted(found))
        raise NotShown(f"The table daily has figures of {accounts}; name ours in the table brands, with the role own.")
    mine = parts[parts["account"].isin(ours | {""})] if ours else parts
    only = next(iter(ours)) if len(ours) == 1 else ""
    mine = mine.assign(account=mine["account"].replace("", only))
    return [account(handle, some, daily) for handle, some in mine.groupby("account")]


def account(handle: str, series: pd.DataFrame, daily: pd.DataFrame) -> Account:
    """`series`: series → measure, of one account."""
    rows = daily[daily["series"].isin(series.index)]
    rows = rows.assign(measure=rows["series"].map(series["measure"]))
    wide = rows.groupby(["date", "measure"])["value"].last().unstack().astype("float64")
    known = {measure: wide[measure].dropna() for measure in wide}
    empty = pd.Series(dtype="float64", index=pd.DatetimeIndex([]))
    gained = next((known[g] for g in GAINS if g in known), empty)
    return Account(handle, known.get("video_views", empty), gained, known.get("followers", empty))


def with_captures(data: Data, accounts: list[Account]) -> list[Account]:
    """Our accounts, with followers from captures for those without any in Studio's series."""
    ours = data.brand_accounts(data.brand) if data.brand else set()
    blank = pd.Series(dtype="float64", index=pd.DatetimeIndex([]))
    by_handle = {a.handle: a for a in accounts}
    every = by_handle | {h: Account(h, blank, blank, blank) for h in sorted(ours - set(by_handle))}
    lacking = [h for h, a in every.items() if h and a.followers.empty and a.gained.empty]
    if not lacking:
        return accounts
    rows = data.roll("creators", rollups.of, "creator_id", tuple(lacking), ("creator_id", "captured_at", "followers"))
    rows = rows.dropna(subset=["captured_at", "followers"])
    rows = rows.assign(day=rows["captured_at"].dt.tz_localize(None).dt.normalize()).sort_values("captured_at")
    levels = rows.groupby(["creator_id", "day"])["followers"].last().astype("float64")
    for handle in set(lacking) & set(levels.index.get_level_values(0)):
        every[handle] = replace(every[handle], followers=levels[handle], captured=True)
    return list(every.values())


def measured(one: Account) -> Iterator[dict[str, Any]]:
    """The rows of one account, measure by measure."""
    made = [(VIEWS, asked, total(one.views, asked)) for asked in LEAST]
    if len(one.followers):
        found = {asked: levels(one.followers, asked, (LOOSE if one.captured else SLACK)[asked]) for asked in LEAST}
        made += [(FANS, asked, rows[0]) for asked, rows in found.items()]
        made += [(GAINED, asked, rows[1]) for asked, rows in found.items()]
    else:
        made += [(GAINED, asked, total(one.gained, asked, relative=False)) for asked in LEAST]
    for measure, asked, row in made:
        if row:
            yield {"account": one.handle, "measure": measure, "period": f"{asked} days", "asked": asked} | row


def total(values: pd.Series, asked: int, relative: bool = True) -> dict[str, Any]:
    """The total of the last days against as many before, over the days known in both; nothing where too few are."""
    if values.empty:
        return {}
    last = values.index.max()
    periods = -(-((last - values.index.min()).days + 1) // asked)
    by_day = values.reindex(pd.date_range(end=last, periods=periods * asked)).to_numpy().reshape(periods, asked)
    both = ~np.isnan(by_day[1:]) & ~np.isnan(by_day[:-1])
    enough = both.sum(axis=1) >= LEAST[asked]
    if periods < 2 or not enough[-1]:
        return {}
    now, before = (np.where(both, side, 0.0).sum(axis=1) for side in (by_day[1:], by_day[:-1]))
    size = now / np.where(before > 0, before, np.nan) if relative else now - before
    return {
        "now": now[-1],
        "before": before[-1],
        "change": now[-1] - before[-1],
        "usual": usual(size[-1], size[:-1][enough[:-1]]),
        "days": int(both[-1].sum()),
        "first_day": last - pd.Timedelta(days=asked - 1),
        "last_day": last,
    }


def levels(values: pd.Series, asked: int, slack: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Followers at the end of the last period and of the one before, and what was gained in each of the two.

    A count stands for the end of a period if it is at most `slack` days older.  Changes are compared as growth rates,
    as a larger account gains more.
    """
    days, counts = values.index.to_numpy(), values.to_numpy()
    back = -(-int((days[-1] - days[0]) / np.timedelta64(1, "D")) // asked)
    ends = days[-1] - np.arange(back, -1, -1) * np.timedelta64(asked, "D")
    at = np.searchsorted(days, ends, side="right") - 1
    fit = (at >= 0) & (ends - days[np.maximum(at, 0)] <= np.timedelta64(slack, "D"))
    level, seen = np.where(fit, counts[at], np.nan), days[at]
    gain, span = np.diff(level), np.diff(seen) / np.timedelta64(1, "D")
    if not len(gain) or np.isnan(gain[-1]):
        return {}, {}
    where = {"days": int(span[-1]), "first_day": pd.Timestamp(seen[-2]), "last_day": pd.Timestamp(seen[-1])}
    like = np.abs(span / asked - 1) <= ALIKE
    rate = np.where(like & (level[:-1] > 0), gain / np.where(level[:-1] > 0, level[:-1], 1.0), np.nan)
    held = {"now": level[-1], "before": level[-2], "change": gain[-1], "usual": usual(rate[-1], rate[:-1])} | where
    if len(gain) < 2 or np.isnan(gain[-2]) or not like[-2:].all():
        return held, {}
    more = np.diff(rate)
    gained = {"now": gain[-1], "before": gain[-2], "change": gain[-1] - gain[-2], "usual": usual(more[-1], more[:-1])}
    return held, gained | where


def usual(change: float, earlier: np.ndarray) -> str:
    """Where a change lies among earlier ones of its kind, in words."""
    earlier = earlier[~np.isnan(earlier)]
    if np.isnan(change) or len(earlier) < EARLIER:
        return "too few earlier periods"
    place = "above all" if change > earlier.max() else "below all" if change < earlier.min() else "within the range of"
    return f"{place} {len(earlier)}"
