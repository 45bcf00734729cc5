"""Bursts of a code's orders without a click: from a day on, or within hours."""

import numpy as np

from kit import estimate

FEWEST = 10  # orders without a click in a burst
TIMES_HOURLY = 5.0  # so many times their pace at other hours; people sleep, so that three times is an ordinary evening
HOURS = (1, 6)  # widths of the windows that are tried
EXPLAINED = 2  # days after a new video of the creator in which a burst of hours is no sign
LASTING = 7  # the same for one that lasts
BACKED = 0.2  # share of a burst's orders from coupon sources, from which a new video does not explain it


def bursting(at: np.ndarray, untraced: np.ndarray, coupon: np.ndarray, posted: np.ndarray, level: float) -> np.ndarray:
    """Which of a code's orders are part of a burst of orders without a click.

    at        instants (datetime64) of all the code's orders
    untraced  whether each has neither a click nor a link
    coupon    whether each came by a coupon source
    posted    instants of the creator's videos: a burst within 2 days (a lasting one: 7) after one is explained by it,
              unless a fifth of its orders came by coupon sources
    level     chance of a false alarm for this code
    Both tests ask for more of these orders *and* a larger share of them than at other times, so that a code that is
    spoken, and never clicked, cannot burst by being liked.  From a day on: `estimate.burst` (three times as often).
    Within 1 or 6 hours: five times as often (`estimate.rate_rise`) and a higher share (Fisher), at the level divided by
    all windows that are tried.
    """
    order = np.argsort(at, kind="stable")
    when, kind = at[order], untraced[order]
    hour = (when - when[0]) / np.timedelta64(1, "h")
    videos = (posted - when[0]) / np.timedelta64(1, "h")
    runs = [(*run, LASTING) for run in _lasting(when, kind, level / 2)]
    runs += [(*run, EXPLAINED) for run in _within_hours(hour, kind, level / 2)]
    found, backed = np.zeros(len(at), dtype=bool), coupon[order]
    for start, stop, grace in runs:
        inside = np.arange(start, stop)[kind[start:stop]]
        if backed[inside].mean() >= BACKED or not _explained(hour[inside[0]], videos, grace):
            found[inside] = True
    out = np.zeros(len(at), dtype=bool)
    out[order] = found
    return out


def _lasting(when: np.ndarray, kind: np.ndarray, level: float) -> list[tuple[int, int]]:
    """First row, and the row after the last, of the burst that begins on a day and lasts; none or one."""
    day = when.astype("datetime64[D]")
    number = (day - day[0]).astype(int)
    start = estimate.burst(number, kind, level, fewest=FEWEST)
    return [] if start is None else [(int(np.searchsorted(number, start)), len(kind))]


def _within_hours(hour: np.ndarray, kind: np.ndarray, level: float) -> list[tuple[int, int]]:
    """The same for each window of a few hours in which orders without a click burst; windows may overlap."""
    span, marked = float(hour[-1]) + 1, np.flatnonzero(kind)
    if len(marked) < FEWEST or span < 24:
        return []
    total, tries, found = len(marked), len(HOURS) * span, []
    before = np.concatenate([[0], np.cumsum(kind)])
    for width in HOURS:
        end = np.searchsorted(hour, hour[marked] + width)
        hits = before[end] - before[marked]
        some = hits >= FEWEST
        if some.any():
            rise = estimate.rate_rise(hits[some], total - hits[some], width, span - width)
            fast = (rise["p"].to_numpy() < level / tries) & ~(rise["ratio"].to_numpy() < TIMES_HOURLY)
            found += list(zip(marked[some][fast].tolist(), end[some][fast].tolist(), strict=True))
    return [(row, stop) for row, stop in found if _rarer(before, row, stop, level / tries)]


def _rarer(before: np.ndarray, row: int, stop: int, level: float) -> bool:
    """Whether orders without a click are a larger share of these rows than of the others; before: running count."""
    hits, n, total = int(before[stop] - before[row]), stop - row, int(before[-1])
    return estimate.higher_share(hits, n, total - hits, len(before) - 1 - n) < level


def _explained(start: float, videos: np.ndarray, grace: int) -> bool:
    """Whether a new video came so few days before that it may have brought these orders; hours."""
    return bool(((videos <= start) & (videos > start - 24 * grace)).any())
