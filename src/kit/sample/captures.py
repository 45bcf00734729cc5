"""What an exporter saw of each video, capture by capture: engagement arrives first, views follow, paid views ramp.

The share that has arrived after `a` days is log-logistic, aᵂ ÷ (aᵂ + Gᵂ), scaled to 1 at day 90; G differs by video
and is shorter for engagements, and one video in eight gets a second wave.  Published curves disagree (32–72 % on day
one), so this lies between them: about 43 % of views and 54 % of engagements after one day.
"""

import numpy as np
import pandas as pd

from kit.sample.dates import draws, LAST
from kit.sample.people import followers_on, OWN

AGES = np.array([1.0, 3.0, 7.0, 14.0, 28.0, 60.0, 90.0])
SHAPE, HALF, HALF_SD, SOONER = 0.75, 1.6, 0.7, 0.55
SECOND_WAVE = 0.12
PAID_RATE = 0.35  # paid views engage this much of what organic ones do


def arrived(age: np.ndarray, half: np.ndarray, wave: np.ndarray, wave_day: np.ndarray) -> np.ndarray:
    """Share of the count of day 90 that is there after `age` days."""

    def curve(days: np.ndarray | float, middle: np.ndarray, shape: float) -> np.ndarray:
        return days**shape / (days**shape + middle**shape)

    first = curve(age, half, SHAPE) / curve(90.0, half, SHAPE)
    second = curve(age, wave_day, 4.0) / curve(90.0, wave_day, 4.0)
    return (1 - wave) * first + wave * second


def captures(seed: int, videos: pd.DataFrame) -> pd.DataFrame:
    """One row a capture, with every canonical column of `videos`."""
    r = draws(seed, "captures")
    place, age = _schedule(r, videos)
    v = videos.loc[place].reset_index(drop=True)
    n = len(videos)
    half = (HALF * np.exp(r.normal(0, HALF_SD, n)))[place]
    wave = np.where(r.random(n) < SECOND_WAVE, r.uniform(0.2, 0.6, n), 0)[place]
    wave_day = np.exp(r.uniform(np.log(3), np.log(35), n))[place]
    seen, engaged = arrived(age, half, wave, wave_day), arrived(age, SOONER * half, wave, 0.95 * wave_day)
    out = v[
        [
            "video_id",
            "creator_id",
            "posted_at",
            "url",
            "caption",
            "hashtags",
            "mentions",
            "sound_id",
            "sound",
            "duration_s",
            "is_ad",
            "is_sponsored",
        ]
    ].copy()
    organic = np.floor(v["views_end"] * seen)
    boosting = ((age - 1.5) / 14).clip(0, 1)
    paid = np.floor(v["paid_end"] * boosting)
    total = v["views_end"] * v["rate_end"]
    comments, shares = ((base * np.exp(r.normal(0, 0.5, n)))[place] for base in (0.028, 0.075))
    split = {
        "likes": 1 - comments - shares,
        "comments": comments,
        "shares": shares,
        "saves": 0.1 * np.exp(r.normal(0, 0.5, n))[place],
    }
    out["views"] = organic + paid
    for name, share in split.items():
        bought = np.floor(paid * v["rate_end"] * PAID_RATE * share)
        out[name] = np.minimum(np.floor(total * engaged * share + 0.5), organic) + bought
        if name != "saves":
            out[f"paid_{name}"] = bought.where(v["paid_known"])
    out["paid_views"] = paid.where(v["paid_known"])
    own = v["brand_account"] == OWN
    out["reach"] = np.floor(out["views"] * r.uniform(0.7, 0.92, n)[place]).where(own)
    watched = (r.beta(4, 5, n)[place] * v["duration_s"]).round(1)
    out["avg_watch_s"] = watched.where(own)
    out["full_watch_rate"] = pd.Series((0.9 * r.beta(2, 6, n)[place]).round(3)).where(own)
    out["captured_at"] = (v["posted_at"] + pd.to_timedelta(np.round(age * 86400), unit="s")).clip(upper=LAST)
    fans = pd.Series(followers_on(v, out["captured_at"]))
    out["followers_at_capture"] = fans.mask((v["tier"] == "unknown") | (r.random(n)[place] < 0.1))
    out["collected_by"] = np.where(own, "own", v["found"])
    out["collected_for"] = v["hashtags"].str[0].where(v["found"] == "hashtag", None)
    out["status"] = _status(r, videos, place)
    return out


def _schedule(r: np.random.Generator, videos: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Rows of videos and ages at capture: about AGES, some missed, and the last export for what is below 90 days old.

    Days 7, 28 and 90 are never missed, so that every grown video has three captures.  The brand's own account is
    exported every Wednesday of the last four weeks as well.
    """
    final = ((LAST - videos["posted_at"]).dt.total_seconds() / 86400).to_numpy()
    exact = AGES + r.uniform(-0.04, 0.1, (len(videos), len(AGES)))
    there = (exact < final[:, None] - 0.5) & ((r.random(exact.shape) < 0.8) | np.isin(AGES, [7, 28, 90]))
    there |= (exact < final[:, None] - 0.5) & videos["kind"].eq("delivery").to_numpy()[:, None]
    young = final < 90.5
    own = videos["brand_account"].eq(OWN).to_numpy()
    back = np.arange(5) * 7.0
    weekly = final[:, None] - back
    seen = (own[:, None] & (weekly > 0.5)) | (young[:, None] & (back == 0))
    ages = np.concatenate([exact, weekly], axis=1)
    place, column = np.nonzero(np.concatenate([there, seen], axis=1))
    order = np.lexsort((ages[place, column], place))
    return place[order], ages[place, column][order]


def _status(r: np.random.Generator, videos: pd.DataFrame, place: np.ndarray) -> np.ndarray:
    """Live, except the last capture of about one old video in sixty: that one repeats the last known counts."""
    gone = np.where(
        (r.random(len(videos)) < 0.017) & (videos["kind"] == "plain"),
        r.choice(["deleted", "private"], len(videos)),
        "live",
    )
    last = np.append(place[1:] != place[:-1], True)
    return np.where(last, gone[place], "live")
