"""Exports of an agency that captures every day, of any size: canonical Parquet files, one a day and table.

A video is captured at ten ages up to day 30, daily where more than 10⁷ captures are asked for; a creator once a week.
There are 20 videos a creator.  The same size gives the same rows.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

END, DAYS, LAST, WEEKS = pd.Timestamp("2026-09-27", tz="UTC"), 182, 30, 26
MOST_VIDEOS, A_CREATOR = 10**6, 20
AGES = {10: (1, 2, 3, 4, 5, 7, 10, 14, 21, 30), 30: tuple(range(1, 31))}  # days, by captures a video
BRANDS = ("Aurel", "Bianta", "Corvo")
TAGS = [f"tag{k}" for k in range(400)] + [brand.lower() for brand in BRANDS]
SAID = (
    "morning run with the new shoes",
    "what I eat in a day",
    "trying the viral pasta",
    "get ready with me",
    "this took three hours",
    "part two is coming",
)
TIME = pa.timestamp("us", "UTC")


def exports(folder: Path, captures: int) -> dict[str, int]:
    """Write them; how many captures, videos and creators there are."""
    r = np.random.default_rng(captures)
    videos = min(captures // 10, MOST_VIDEOS)
    followed, people = captures // videos, videos // A_CREATOR
    fans = np.round(np.exp(r.uniform(np.log(500), np.log(4e6), people)))
    names = pa.array([f"maker{k:05d}" for k in range(people)])
    rows = _captured(folder / "videos", r, names, fans, videos, followed)
    _creators(folder / "creators", r, names, fans)
    brands = [{"brand": b, "role": "own" if b == BRANDS[0] else "competitor", "keywords": b} for b in BRANDS]
    said = [{"hashtags": b.lower(), "handles": f"{b.lower()}.home"} for b in BRANDS]
    pd.DataFrame([a | b for a, b in zip(brands, said, strict=True)]).to_csv(folder / "brands.csv", index=False)
    return {"captures": rows, "videos": videos, "creators": people}


def _captured(folder: Path, r: np.random.Generator, names: pa.Array, fans: NDArray, videos: int, followed: int) -> int:
    """One file a day: every video that is of one of the ages, as it was counted then."""
    folder.mkdir(parents=True)
    pace = r.gamma(2, 0.5, len(fans)) + 0.05
    who = r.choice(len(fans), videos, p=pace / pace.sum())
    typical = np.log(fans) + np.log(0.25) + r.normal(0, 0.5, len(fans))
    at_28 = np.exp(typical[who] + r.normal(0, 1.1, videos)).clip(0, 5e8)
    sponsored = r.random(videos) < 0.1
    skill = np.log(0.06 / 0.94) + r.normal(0, 0.4, len(fans))
    rate = 1 / (1 + np.exp(-(skill[who] - 0.3 * sponsored + r.normal(0, 0.4, videos))))
    day = np.sort(r.uniform(0, DAYS, videos))
    facts = _facts(r, names.take(pa.array(who)), day, END - pd.Timedelta(days=DAYS + LAST), sponsored)
    written = 0
    slots = np.searchsorted(day, np.arange(DAYS + 1))
    for today in range(1, DAYS + LAST + 1):
        posted = [today - age for age in AGES[followed] if 0 <= today - age < DAYS]
        rows = np.concatenate([np.arange(slots[k], slots[k + 1]) for k in posted] or [np.arange(0)])
        if not len(rows):
            continue
        views = np.round(at_28[rows] * ((today - day[rows]) / 28) ** 0.3)
        engaged = np.round(views * rate[rows])
        likes, comments = np.round(engaged * 0.9), np.round(engaged * 0.04)
        counts = {"views": views, "likes": likes, "comments": comments, "shares": engaged - likes - comments}
        at = END - pd.Timedelta(days=DAYS + LAST - today)
        part = facts.take(pa.array(rows))
        for name, values in (counts | {"saves": np.round(engaged * 0.1)}).items():
            part = part.append_column(name, pa.array(values.astype("int64")))
        part = part.append_column("captured_at", pa.array([at.value // 1000] * len(rows), TIME))
        pq.write_table(part, folder / f"videos-{at:%Y-%m-%d}.parquet", compression="zstd")
        written += len(rows)
    return written


def _facts(
    r: np.random.Generator, creators: pa.Array, day: NDArray, start: pd.Timestamp, sponsored: NDArray
) -> pa.Table:
    """What stays the same in a video's life."""
    n = len(day)
    ids = pc.cast(pa.array(7_000_000_000_000_000_000 + np.arange(n)), pa.string())
    tags = (r.pareto(0.8, (n, 3)) * 4).astype(int) % (len(TAGS) - len(BRANDS))
    branded = r.random(n) < 0.08
    tags[branded, 0] = len(TAGS) - 1 - r.integers(0, len(BRANDS), int(branded.sum()))
    words = pa.array(TAGS).take(pa.array(tags.ravel()))
    first = pc.binary_join_element_wise("#", words.take(pa.array(np.arange(0, 3 * n, 3))), "")
    number = pc.cast(pa.array(r.integers(0, 10**6, n)), pa.string())
    posted = (start.value // 1000 + (day * 86_400).astype("int64") * 10**6).astype("int64")
    return pa.table(
        {
            "video_id": ids,
            "creator_id": creators,
            "posted_at": pa.array(posted, TIME),
            "url": pc.binary_join_element_wise("https://www.tiktok.com/@", creators, "/video/", ids, ""),
            "caption": pc.binary_join_element_wise(
                pa.array(SAID).take(pa.array(r.integers(0, len(SAID), n))), "no.", number, first, " "
            ),
            "hashtags": pa.ListArray.from_arrays(pa.array(np.arange(0, 3 * n + 1, 3, dtype="int32")), words),
            "sound_id": pc.cast(pa.array(7_400_000_000 + r.integers(0, 3000, n)), pa.string()),
            "duration_s": np.round(np.exp(r.normal(3.3, 0.5, n))).clip(5, 180),
            "is_sponsored": pa.array(sponsored),
            "is_ad": pa.array(np.zeros(n, bool)),
            "collected_by": pa.array(["profile"] * n),
        }
    )


def _creators(folder: Path, r: np.random.Generator, names: pa.Array, fans: NDArray) -> None:
    """One file a week: every profile."""
    folder.mkdir(parents=True)
    growth, n = r.normal(0.005, 0.008, len(fans)), len(fans)
    country, category = (r.choice(list(w), n) for w in (("US", "GB", "DE", "KH"), ("food", "fitness", "comedy")))
    for back in range(WEEKS - 1, -1, -1):
        at = END - pd.Timedelta(days=7 * back)
        then = np.round(fans * np.exp(-growth * back + r.normal(0, 0.003, n))).astype("int64")
        table = {"creator_id": names, "followers": then, "country": country, "category": category}
        moment = pa.array([at.value // 1000] * n, TIME)
        rows = pa.table(table | {"account_type": ["creator"] * n, "captured_at": moment})
        pq.write_table(rows, folder / f"creators-{at:%Y-%m-%d}.parquet", compression="zstd")
