"""How long benchmarking's own cells take on large cohorts: `python benchmarks/large_cohorts.py [CREATORS VIDEOS …]`.

Makes a workspace of each size (500 creators with 12,000 videos and 5,000 with 120,000 unless said) with brands, several
captures of followers, comments, audiences and labels; runs the report on one core; prints the seconds of all cells, of
the slowest, and of a run on the sample.  The seconds are those of cells: starting and imports are not in them.
"""

import json
from pathlib import Path
import sys
import tempfile

import numpy as np
import pandas as pd

from kit.workspace import Workspace
from one_core import run, tell

SIZES = ((500, 12_000), (5_000, 120_000))
END, DAYS = pd.Timestamp("2026-09-27", tz="UTC"), 182
TAGS = [f"tag{k}" for k in range(400)]
BRANDS = ("Aurel", "Bianta", "Corvo")
COMMENTS_A_CREATOR, CAPTURES = 6, 7
SLOWEST = 6


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    sizes = list(zip(given[::2], given[1::2], strict=True)) or SIZES
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run("sample", place / "sample")
        report("sample", place / "sample", place)
        for creators, videos in sizes:
            made = place / f"w{creators}"
            cohort(made, creators, videos)
            report(f"{creators:,} creators, {videos:,} videos", made, place)


def report(name: str, workspace: Path, place: Path) -> None:
    out = place / "out" / workspace.name
    run("run", "benchmarking", "--data", workspace, "--out", out, "--quiet", "-p", "brand=" + brand(workspace))
    status = [f["status"] for f in json.loads((out / "benchmarking.json").read_text(encoding="utf-8"))["findings"]]
    answered = f"; {len(status) - status.count('not_shown')} of {len(status)} questions answered"
    tell(name, out / "benchmarking.ipynb", SLOWEST, answered)


def brand(workspace: Path) -> str:
    rows = pd.concat(pd.read_parquet(file) for file in (workspace / "brands").glob("*.parquet"))
    return str(rows.loc[rows["role"] == "own", "brand"].iloc[0])


def cohort(path: Path, creators: int, videos: int) -> None:
    """A made-up workspace of this size; the same size gives the same rows."""
    r, workspace = np.random.default_rng(creators), Workspace.create(path)
    people = pd.DataFrame({"creator_id": [f"maker{k:05d}" for k in range(creators)]})
    people["followers"] = np.round(np.exp(r.uniform(np.log(500), np.log(4e6), creators)))
    people["country"] = r.choice(["US", "GB", "DE", "KH"], creators)
    people["category"] = r.choice(["food", "fitness", "comedy"], creators)
    people["account_type"] = "creator"
    brands = [{"brand": b, "role": "own" if b == BRANDS[0] else "competitor"} for b in BRANDS]
    said = [{"hashtags": [b.lower()], "keywords": [b], "handles": [f"{b.lower()}.home"]} for b in BRANDS]
    workspace.append("brands", pd.DataFrame([a | b for a, b in zip(brands, said, strict=True)]), "made up: by size")
    workspace.append("creators", captures(r, people), "made up: by size")
    posts = posted(r, people, videos)
    workspace.append("videos", posts, "made up: by size")
    workspace.append("comments", comments(r, posts, creators * COMMENTS_A_CREATOR), "made up: by size")
    workspace.append("audience", audience(r, people), "made up: by size")
    workspace.append("labels", labels(r, posts.head(600)), "made up: by size")


def captures(r: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    growth = r.normal(0.02, 0.03, len(people))
    parts = []
    for k in range(CAPTURES):
        noise = r.normal(0, 0.003, len(people))
        fans = np.round(people["followers"] * np.exp(-growth * (CAPTURES - 1 - k) + noise))
        parts.append(people.assign(followers=fans, captured_at=END - pd.Timedelta(days=30 * (CAPTURES - 1 - k))))
    return pd.concat(parts, ignore_index=True)


def posted(r: np.random.Generator, people: pd.DataFrame, n: int) -> pd.DataFrame:
    pace = r.gamma(2, 0.5, len(people)) + 0.05
    who = r.choice(len(people), n, p=pace / pace.sum())
    typical = np.log(people["followers"].to_numpy()) + np.log(0.25) + r.normal(0, 0.5, len(people))
    views = np.round(np.exp(typical[who] + r.normal(0, 1.1, n))).clip(0, 5e8)
    skill = np.log(0.06 / 0.94) + r.normal(0, 0.4, len(people))
    sponsored = r.random(n) < 0.1
    rate = 1 / (1 + np.exp(-(skill[who] - 0.3 * sponsored + r.normal(0, 0.4, n))))
    engaged = np.round(views * rate)
    tags = [[TAGS[k] for k in set(row)] for row in (r.pareto(0.8, (n, 4)) * 4).astype(int) % len(TAGS)]
    for place in np.flatnonzero(r.random(n) < 0.08):
        tags[place].append(BRANDS[int(r.integers(len(BRANDS)))].lower())
    posted_at = END - pd.to_timedelta(r.uniform(0.5, DAYS, n), unit="D")
    return pd.DataFrame(
        {
            "video_id": [str(7_000_000_000_000_000_000 + k) for k in range(n)],
            "creator_id": people["creator_id"].to_numpy()[who],
            "posted_at": posted_at.floor("s"),
            "caption": "a caption without a brand",
            "hashtags": tags,
            "sound_id": [f"74000000{k:04d}" for k in r.integers(0, 300, n)],
            "sound": "a made-up tune",
            "duration_s": np.round(np.exp(r.normal(3.3, 0.5, n))).clip(5, 180),
            "views": views,
            "likes": np.round(engaged * 0.9),
            "comments": np.round(engaged * 0.04),
            "shares": engaged - np.round(engaged * 0.9) - np.round(engaged * 0.04),
            "is_sponsored": sponsored,
            "is_ad": False,
            "collected_by": "profile",
            "captured_at": END,
        }
    )


def comments(r: np.random.Generator, posts: pd.DataFrame, n: int) -> pd.DataFrame:
    words = ["love this", "so good 🔥", "does it work?", "broke after a day", "ស្អាតណាស់", "meh", "where can I buy it?"]
    extra = ["today", "again", "honestly", "mine", "since May", "in blue"]
    under = posts["video_id"].to_numpy()[r.integers(0, len(posts), n)]
    texts = [f"{words[a]} {extra[b]} {c}" for a, b, c in r.integers(0, (7, 6, 900), (n, 3))]
    ids = [str(8_000_000_000_000_000_000 + k) for k in range(n)]
    return pd.DataFrame({"comment_id": ids, "video_id": under, "text": texts, "likes": r.integers(0, 90, n)}).assign(
        captured_at=END, posted_at=END - pd.Timedelta(days=3)
    )


def audience(r: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    values = [("country", v) for v in ("US", "GB", "DE", "other")] + [("age", v) for v in ("18-24", "25-34", "35+")]
    half = people["creator_id"].iloc[::2]
    shares = np.concatenate([r.dirichlet([4, 2, 1, 1], len(half)), r.dirichlet([3, 2, 1], len(half))], axis=1)
    rows = pd.DataFrame(shares.round(4), index=half, columns=pd.MultiIndex.from_tuples(values))
    long = rows.stack([0, 1], future_stack=True).rename("share").reset_index()
    return long.set_axis(["creator_id", "dimension", "value", "share"], axis=1).assign(captured_at=END)


def labels(r: np.random.Generator, posts: pd.DataFrame) -> pd.DataFrame:
    truth = r.choice(["entertain", "educate", "inspire"], len(posts))
    parts = []
    for coder in ("one", "two"):
        seen = np.where(r.random(len(posts)) < 0.95, truth, r.choice(["entertain", "educate", "inspire"], len(posts)))
        parts.append(pd.DataFrame({"item_id": posts["video_id"].to_numpy(), "coder": coder, "value": seen}))
    return pd.concat(parts, ignore_index=True).assign(item_kind="video", field="content_style")


if __name__ == "__main__":
    main()
