"""Days: the brand's orders with a true lift, controls and donors that saw no campaign; events; exchange rates."""

import numpy as np
import pandas as pd

from kit.sample.dates import DAILY_FROM, draws, FLIGHT, FX_FROM, LAST_DAY
from kit.sample.people import followers_on, OWN
from kit.sample.videos import DAYS, OWN_VIDEOS, VIEWS_SD

OUTCOME, LEVEL = "orders, all channels", 240.0
CONTROLS = {
    "category searches": (5_200.0, 0.9),
    "visits from other countries": (1_900.0, 0.7),
}  # level, how much of the shared drift
DONORS = 24
STUDIO_DAYS = 365  # as far back as TikTok Studio exports
WEEK = np.array([0.06, 0.0, -0.05, -0.03, 0.02, 0.05, -0.05])  # Monday first, on the log
EVENTS = (
    ("Back to school, 15 % off", "2026-08-14", "2026-08-17", "promotion", 0.22),
    ("Independence Day", "2026-07-04", "2026-07-05", "holiday", -0.12),
)


def events() -> pd.DataFrame:
    return pd.DataFrame(
        [{"label": label, "starts_on": a, "ends_on": b, "series": kind} for label, a, b, kind, _ in EVENTS]
    )


def daily(seed: int, lift: float) -> tuple[pd.DataFrame, dict[str, float]]:
    """Series by day, and the truth of the outcome.

    log expected = level + weekday + shared drift + events + own AR(1) noise; in the flight times 1 + `lift`.  The same
    random numbers serve every lift, so two samples that differ in `lift` alone differ in the flight's outcome alone.
    """
    r = draws(seed, "daily")
    days = pd.date_range(DAILY_FROM, LAST_DAY)
    n = len(days)
    drift = np.cumsum(r.normal(0, 0.012, n)) + 0.05 * np.sin(np.arange(n) / 24)
    week = WEEK[days.day_of_week]
    promotion, holiday = (
        sum(size * ((days >= a) & (days <= b)) for _, a, b, kind, size in EVENTS if kind == which)
        for which in ("promotion", "holiday")
    )
    flight = (days >= FLIGHT[0]) & (days <= FLIGHT[1])
    base = LEVEL * np.exp(drift + week + promotion + holiday + _ar(r, n, 0.03))
    quantile = r.random(n)
    counts, without = (_counts(mean, quantile) for mean in (base * np.where(flight, 1 + lift, 1), base))
    parts = [_series(days, OUTCOME, counts, "orders", "outcome")]
    for name, (level, load) in CONTROLS.items():
        values = np.round(level * np.exp(load * drift + 1.2 * week + holiday + _ar(r, n, 0.03)))
        parts.append(_series(days, name, values, name.split()[-1] if "visits" not in name else "visits", "control"))
    for k in range(DONORS):
        level, load = np.exp(r.normal(4.2, 0.5)), r.uniform(0.5, 1.3)
        values = _counts(level * np.exp(load * drift + week + holiday + _ar(r, n, 0.05)), r.random(n))
        parts.append(_series(days, f"orders, region {k + 1:02d}", values, "orders", "donor"))
    truth = {
        "relative": lift,
        "expected_without": round(float(base[flight].sum()), 1),
        "extra_orders": round(float(base[flight].sum() * lift), 1),
        "counted_without": int(without[flight].sum()),
    }
    return pd.concat(parts, ignore_index=True), truth


def studio(seed: int, people: pd.DataFrame) -> pd.DataFrame:
    """What TikTok Studio exports of the brand's own account: views and followers by day, a year back, as imported.

    Views: what its videos get in the end, spread over days, with weekdays, and a quarter more in the flight.  Followers
    are those of the table creators at the end of the day, exact on the last, else but for some that come and go.
    """
    r = draws(seed, "studio")
    own = people[people["brand"] == OWN]
    days = pd.date_range(end=LAST_DAY, periods=STUDIO_DAYS)
    n, flight = len(days), (days >= FLIGHT[0]) & (days <= FLIGHT[1])
    mean = OWN_VIDEOS[OWN] / DAYS * float(np.exp(own["log_views"].iloc[0] + VIEWS_SD**2 / 2))
    views = np.round(mean * np.exp(WEEK[days.day_of_week] + _ar(r, n, 0.18) + np.log(1.25) * flight))
    ends = days.tz_localize("UTC") + pd.Timedelta(days=1)
    noise = _ar(r, n, 60.0, 0.8)
    fans = np.round(followers_on(own.iloc[np.zeros(n, int)], ends) + noise - noise[-1])
    series = {
        "video_views": views[1:],
        "followers": fans[1:],
        "difference_in_followers_from_previous_day": np.diff(fans),
    }
    account = own["creator_id"].iloc[0]
    parts = [
        pd.DataFrame({"date": days[1:], "series": f"@{account} {name}", "value": values, "unit": "count", "role": None})
        for name, values in series.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _ar(r: np.random.Generator, n: int, sd: float, memory: float = 0.4) -> np.ndarray:
    """AR(1) noise with standard deviation `sd`."""
    shocks, out = r.normal(0, sd * np.sqrt(1 - memory**2), n), np.empty(n)
    out[0] = r.normal(0, sd)
    for k in range(1, n):
        out[k] = memory * out[k - 1] + shocks[k]
    return out


def _counts(mean: np.ndarray, quantile: np.ndarray) -> np.ndarray:
    """Poisson counts by their quantiles, so that the same draw serves another mean."""
    from scipy.stats import poisson

    return poisson.ppf(quantile, mean)


def _series(days: pd.DatetimeIndex, name: str, values: np.ndarray, unit: str, role: str) -> pd.DataFrame:
    return pd.DataFrame({"date": days, "series": name, "value": values, "unit": unit, "role": role})


def euro(seed: int) -> pd.Series:
    """USD for one EUR by day: a slow random walk around 1.10."""
    r = draws(seed, "fx")
    days = pd.date_range(FX_FROM, "2026-09-30")
    return pd.Series((1.10 * np.exp(np.cumsum(r.normal(0, 0.003, len(days))))).round(4), index=days)


def fx(eur: pd.Series) -> pd.DataFrame:
    """Both directions for every day, so that either currency can be asked for."""
    there = pd.DataFrame({"date": eur.index, "currency_from": "EUR", "currency_to": "USD", "rate": eur.to_numpy()})
    back = pd.DataFrame(
        {"date": eur.index, "currency_from": "USD", "currency_to": "EUR", "rate": (1 / eur).round(6).to_numpy()}
    )
    return pd.concat([there, back], ignore_index=True)
