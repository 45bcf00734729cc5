"""Brands, creators and their audiences: who is there, and what is true of each.

`people` is the hidden truth, one row a creator; `creators` is what an export shows of it, one row a monthly capture.
"""

import numpy as np
import pandas as pd

from kit.sample import words
from kit.sample.dates import draws, LAST

OWN, RIVALS = "Kesavi", ("Tindrel", "Ombrava")
BRANDED = "kesavisunny"  # the campaign's hashtag
CAMPAIGN_SOUND = "7512345678901234567"  # nineteen digits: must never pass through a float
BANDS = {
    "under 1k": (200, 1_000, 6),
    "nano": (1_000, 10_000, 26),
    "micro": (10_000, 50_000, 32),
    "mid": (50_000, 500_000, 30),
    "macro": (500_000, 1_000_000, 10),
    "mega": (1_000_000, 6_000_000, 7),
    "unknown": (2_000, 60_000, 6),
}
MEAN_LOGIT, SD_LOGIT = float(np.log(0.06 / 0.94)), 0.4  # engagement by views, whatever the tier
GAP_MEAN, GAP_SD = -0.3, 0.12  # sponsored against organic, on the logit


def brands() -> pd.DataFrame:
    """The brand and its two competitors, and what counts as a mention of each."""
    rows = [
        {
            "brand": OWN,
            "role": "own",
            "handles": ["kesavi.sun"],
            "hashtags": ["kesavi", BRANDED],
            "keywords": ["Kesavi", "កេសាវី"],
            "sound_ids": [CAMPAIGN_SOUND],
        }
    ]
    rows += [
        {
            "brand": name,
            "role": "competitor",
            "handles": [f"{name.lower()}.official"],
            "hashtags": [name.lower()],
            "keywords": [name],
            "sound_ids": [],
        }
        for name in RIVALS
    ]
    return pd.DataFrame(rows)


def people(seed: int) -> pd.DataFrame:
    """120 accounts and their truth, and how each was found.

    followers: on LAST; growth: of their log, a day; logit_er: of a typical organic video, in the end; log_views: log of
    the median of final organic views; gap: what sponsoring adds to the logit.
    """
    r = draws(seed, "people")
    tier = np.repeat(list(BANDS), [band[2] for band in BANDS.values()])
    low, high = (np.array([BANDS[t][k] for t in tier], float) for k in (0, 1))
    followers = np.exp(r.uniform(np.log(low), np.log(high * 0.999)))
    found = np.where(tier == "unknown", "hashtag", "profile").astype(object)
    spare = r.permutation(np.flatnonzero(np.isin(tier, ["nano", "micro", "mid"])))
    found[spare[:8]], found[spare[8:12]] = "hashtag", "list"
    country = r.choice(list(words.COUNTRIES), len(tier), p=[share for _, share in words.COUNTRIES.values()])
    out = pd.DataFrame(
        {"tier": tier, "followers": followers, "found": found, "country": country, "account_type": "creator"}
    )
    out["growth"] = r.normal(0.02, 0.025, len(out)) / 30
    accounts = pd.DataFrame(
        {
            "tier": ["mid", "mid", "macro"],
            "followers": [84_000.0, 61_000.0, 520_000.0],
            "found": "profile",
            "country": ["US", "US", "DE"],
            "account_type": "brand",
            "growth": [0.0018, 0.0004, 0.0007],
        }
    )
    out = pd.concat([out.iloc[r.permutation(len(out))], accounts], ignore_index=True)
    n, brand = len(out), out["account_type"] == "brand"
    out["language"] = [words.COUNTRIES[c][0] for c in out["country"]]
    out["creator_id"] = words.handles(r, n)
    out["name"] = words.names(r, out["language"].tolist())
    out.loc[brand, "creator_id"] = brands()["handles"].str[0].to_numpy()
    out.loc[brand, "name"] = brands()["brand"].to_numpy()
    out["brand"] = out["name"].where(brand)
    out["category"] = r.choice(words.CATEGORIES, n)
    out["logit_er"] = MEAN_LOGIT + r.normal(0, SD_LOGIT, n) - 0.4 * brand  # companies' own accounts engage less
    out["log_views"] = (
        np.log(out["followers"]) + np.log(0.3) - 0.12 * np.log(out["followers"] / 50_000) + r.normal(0, 0.5, n)
    )
    out["gap"] = r.normal(GAP_MEAN, GAP_SD, n).clip(max=-0.02)
    out["pace"] = r.gamma(4, 0.25, n)
    out["verified"] = (out["followers"] > 700_000) | brand
    return out


def followers_on(people_rows: pd.DataFrame, when: pd.Series | pd.DatetimeIndex) -> np.ndarray:
    """Followers of each row's creator at `when` (one instant a row)."""
    days = (LAST - pd.DatetimeIndex(when)).total_seconds().to_numpy() / 86400
    return np.round(people_rows["followers"].to_numpy() * np.exp(-people_rows["growth"].to_numpy() * days))


def creators(seed: int, people: pd.DataFrame) -> pd.DataFrame:
    """Monthly captures; the brand's own account weekly.  Four accounts come from a bought list, with its averages."""
    r = draws(seed, "creators")
    months = pd.date_range("2026-04-01", "2026-09-01", freq="MS", tz="UTC").append(pd.DatetimeIndex([LAST]))
    weeks = pd.date_range(end=LAST, periods=27, freq="7D")
    place = np.repeat(np.arange(len(people)), len(months))
    when = np.tile(months, len(people))
    own = people.index[people["brand"] == OWN][0]
    extra = weeks.difference(months)
    place, when = np.append(place, np.full(len(extra), own)), pd.DatetimeIndex(when).append(extra)
    rows = people.loc[place].reset_index(drop=True)
    fans = pd.Series(followers_on(rows, when)).mask(rows["tier"] == "unknown")
    posts = np.round(rows["pace"] * 90 + (when - when.min()).days / 7 * rows["pace"]).clip(1)
    liked = r.uniform(4, 14, len(people))[place]  # likes per follower, in the end
    listed = rows["found"] == "list"
    mean = np.exp(rows["log_views"] + 0.6)  # a mean of heavy-tailed views lies above their median
    engaged = mean / (1 + np.exp(-rows["logit_er"]))
    out = pd.DataFrame(
        {
            "creator_id": rows["creator_id"],
            "name": rows["name"],
            "followers": fans,
            "captured_at": when,
            "following": np.round(np.exp(r.normal(5, 1, len(people)))[place]).clip(3),
            "videos_total": posts,
            "likes_total": np.round(rows["followers"] * (liked + 0.01 * (when - LAST).days)),
            "country": rows["country"],
            "language": rows["language"],
            "category": rows["category"],
            "account_type": rows["account_type"],
            "verified": rows["verified"],
        }
    )
    for name, share in {
        "avg_views": mean,
        "avg_likes": 0.88 * engaged,
        "avg_comments": 0.03 * engaged,
        "avg_shares": 0.09 * engaged,
    }.items():
        out[name] = share.round(1).where(listed)
    out["avg_basis"] = pd.Series("mean of the last 30 videos, as listed", index=out.index).where(listed)
    gaps = (r.random(len(out)) < 0.04) & (out["captured_at"] < LAST)  # months in which an account was missed
    return out[~gaps]


def audience(seed: int, people: pd.DataFrame) -> pd.DataFrame:
    """Shares by country, age and gender for about sixty creators, as media kits give them."""
    r = draws(seed, "audience")
    known = people[(people["account_type"] == "creator") & (people["tier"] != "unknown")].sample(
        60, random_state=int(r.integers(2**31))
    )
    rows = []
    for creator in known.itertuples():
        others = [c for c in words.COUNTRIES if c != creator.country]
        values = {
            "country": [creator.country, *r.choice(others, 4, replace=False), "other"],
            "age": ["13-17", "18-24", "25-34", "35-44", "45-54", "55+"],
            "gender": ["female", "male", "other"],
        }
        weights = {"country": [9, 3, 2, 1, 1, 3], "age": [1.5, 6, 5, 2.5, 1, 0.6], "gender": [5.5, 4, 0.3]}
        for dimension, names in values.items():
            shares = np.round(r.dirichlet(np.array(weights[dimension]) * 2), 3)
            shares[0] = round(1 - shares[1:].sum(), 3)
            rows += [(creator.creator_id, dimension, str(v), s) for v, s in zip(names, shares, strict=True)]
    out = pd.DataFrame(rows, columns=["creator_id", "dimension", "value", "share"])
    return out.assign(captured_at=LAST - pd.Timedelta(days=40))
