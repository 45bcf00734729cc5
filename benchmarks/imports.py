"""How fast are imports, beside DuckDB's own reader writing the same columns to Parquet?  And in how much memory?

    python benchmarks/imports.py [--size 1000] [--rounds 3] [--folder DIR]

Makes two files that look like exports of Apify's TikTok scraper (NDJSON, and CSV with one column a nested name), of
--size MB each, and times, by turns, `kit import` of each into an empty workspace and a DuckDB process that copies the
columns that the import uses into one Parquet file (zstd, as the kit writes).  DuckDB reads the JSON twice: with types
that it finds by itself, as anybody would, and with types written out for it.  Prints the medians of wall-clock seconds,
their ratio (DuckDB ÷ kit; 1 is as fast), processor seconds and the import's peak memory.
"""

import argparse
from collections.abc import Iterator
import csv
import datetime as dt
import json
import os
from pathlib import Path
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

SYLLABLES = re.split(" ", "ka lo mi tra nou hem sa vi ro ten qui bal dor est ung pho che mơ ឆ្ងាញ់ កាហ្វេ สวย อร่อย cà ăn")
STARS = ["✨", "🔥", "😍", "🍜", "☕️", "🏝"]
JSON_COLUMNS = {  # their name → type
    "id": "VARCHAR",
    "text": "VARCHAR",
    "createTimeISO": "TIMESTAMPTZ",
    "isAd": "BOOLEAN",
    "isSponsored": "BOOLEAN",
    "webVideoUrl": "VARCHAR",
    **dict.fromkeys(("playCount", "diggCount", "commentCount", "shareCount", "collectCount"), "BIGINT"),
    "authorMeta": "STRUCT(id VARCHAR, name VARCHAR, nickName VARCHAR, fans BIGINT, following BIGINT, heart BIGINT, "
    "video BIGINT, verified BOOLEAN, region VARCHAR)",
    "videoMeta": "STRUCT(duration BIGINT)",
    "musicMeta": "STRUCT(musicId VARCHAR, musicName VARCHAR)",
    "hashtags": "STRUCT(name VARCHAR)[]",
    "mentions": "VARCHAR[]",
    "searchHashtag": "STRUCT(name VARCHAR)",
}
AUTHOR = ("name", "nickName", "fans", "following", "heart", "video", "verified", "region")
FROM_JSON = ", ".join(
    [
        "id, text, createTimeISO, isAd, isSponsored, webVideoUrl, playCount, diggCount, commentCount, shareCount",
        "collectCount, videoMeta.duration, musicMeta.musicId, musicMeta.musicName, [h.name for h in hashtags] AS tags",
        "mentions, searchHashtag.name AS searched",
        *(f"authorMeta.{name} AS author_{name}" for name in AUTHOR),
    ]
)
FROM_CSV = [
    *("id", "text", "createTimeISO", "isAd", "isSponsored", "webVideoUrl", "searchHashtag/name"),
    *("playCount", "diggCount", "commentCount", "shareCount", "collectCount"),
    *("videoMeta/duration", "musicMeta/musicId", "musicMeta/musicName"),
]
FROM_CSV += [f"authorMeta/{name}" for name in AUTHOR] + [f"hashtags/{n}/name" for n in range(8)]


def records(seed: int = 1) -> Iterator[dict[str, Any]]:
    """Made-up posts with all that such an export carries: addresses, counts, captions in several scripts."""
    r = random.Random(seed)
    words = ["".join(r.choices(SYLLABLES, k=r.randint(1, 3))) for _ in range(30_000)]
    number = 0
    while True:
        number += 1
        author = int(60_000 * r.random() ** 2)
        name, posted = f"user.{author:05d}", 1_700_000_000 + number * 37
        video, views = str((posted << 32) + r.randrange(1 << 32)), int(10 ** r.uniform(2, 6.5))
        likes, tags = int(views * r.uniform(0.01, 0.1)), r.choices(words[:3000], k=r.randint(0, 8))
        caption = " ".join(r.choices(words, k=r.randint(3, 25))) + " " + r.choice(STARS) * (r.random() < 0.5)
        caption += " ".join(f"#{tag}" for tag in tags)
        if r.random() < 0.04:
            caption += f" ☎ 09{r.randrange(100):02d} {r.randrange(1000):03d} {r.randrange(1000):03d}"
        if r.random() < 0.02:
            caption += f" book@{r.choice(words)}.example.com".encode("ascii", "ignore").decode()
        if r.random() < 0.2:
            caption += f" @{name}"
        hexed = f"{r.getrandbits(256):064x}"
        picture = f"https://p16-sign-va.tiktokcdn.com/{{}}/{hexed}~tplv-photomode-image.jpeg?x-expires={posted}&x-signature={hexed[:27]}%3D"
        yield {
            "id": video,
            "text": caption,
            "textLanguage": "en",
            "createTime": posted,
            "createTimeISO": dt.datetime.fromtimestamp(posted, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "isAd": r.random() < 0.03,
            "authorMeta": {
                "id": str(6_800_000_000_000_000_000 + author),
                "name": name,
                "profileUrl": f"https://www.tiktok.com/@{name}",
                "nickName": f"{words[author % 30_000].title()} ✨",
                "verified": author % 50 == 0,
                "signature": " ".join(r.choices(words, k=10)),
                "bioLink": None,
                "originalAvatarUrl": picture.format("a"),
                "avatar": picture.format("b"),
                "privateAccount": False,
                "region": r.choice(("VN", "KH", "TH")),
                "ttSeller": False,
                "following": author % 900,
                "fans": author * 7 + 1,
                "heart": author * 913 + number % 7,
                "video": author % 400,
            },
            "musicMeta": {
                "musicName": "original sound",
                "musicAuthor": name,
                "musicOriginal": True,
                "playUrl": picture.format("m"),
                "coverMediumUrl": picture.format("c"),
                "musicId": str(7_000_000_000_000_000_000 + author),
            },
            "webVideoUrl": f"https://www.tiktok.com/@{name}/video/{video}",
            "mediaUrls": [],
            "videoMeta": {
                "height": 1024,
                "width": 576,
                "duration": r.randint(5, 180),
                "coverUrl": picture.format("v"),
                "originalCoverUrl": picture.format("w"),
                "definition": "540p",
                "format": "mp4",
                "subtitleLinks": [{"language": "eng-US", "downloadLink": picture.format("s"), "source": "ASR"}],
            },
            "diggCount": likes,
            "shareCount": likes // 20,
            "playCount": views,
            "collectCount": likes // 8,
            "commentCount": likes // 30,
            "mentions": [f"@{name}"] if r.random() < 0.1 else [],
            "detailedMentions": [],
            "hashtags": [{"id": str(10_000 + len(tag)), "name": tag, "title": "", "cover": ""} for tag in tags],
            "effectStickers": [],
            "isSlideshow": False,
            "isPinned": False,
            "isSponsored": r.random() < 0.05,
            "searchHashtag": {"name": (tags or ["food"])[0], "views": 12_345},
        }


def flat(value: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Nested names joined with slashes, as Apify writes CSV."""
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, (dict, list)):
            yield from flat(inner, f"{before}{name}/")
        else:
            yield f"{before}{name}", "" if inner is None else str(inner).lower() if isinstance(inner, bool) else inner


def make(folder: Path, size: int) -> tuple[Path, Path]:
    """The two files, unless they are there."""
    lines, table = folder / f"apify_{size}.ndjson", folder / f"apify_{size}.csv"
    if not lines.exists():
        with lines.open("w", encoding="utf-8") as out:
            for record in records():
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                if out.buffer.tell() >= size * 1_000_000:
                    break
    if not table.exists():
        several = [dict(flat(record)) for record, _ in zip(records(), range(500), strict=False)]
        header = sorted({name for record in several for name in record})
        with table.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, header, extrasaction="ignore", quoting=csv.QUOTE_ALL)
            writer.writeheader()
            for record in records():
                writer.writerow(dict(flat(record)))
                if out.buffer.tell() >= size * 1_000_000:
                    break
    return lines, table


def run(command: list[str]) -> tuple[float, float, float]:
    """Wall-clock seconds, processor seconds and peak MB of one command, which must succeed."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(f"{command[:3]} failed: {said.read().decode()[-400:]}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def compare(name: str, path: Path, queries: dict[str, str], rounds: int, folder: Path) -> None:
    """Time both by turns and print a line for each of DuckDB's readings."""
    workspace, target = folder / "workspace", folder / "duckdb.parquet"
    script = "import duckdb, sys; duckdb.execute(sys.argv[1])"
    ours, theirs = [], {query: [] for query in queries}
    for _ in range(rounds):
        for query, sql in queries.items():
            copy = f"COPY ({sql.format(path=path)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            theirs[query].append(run([sys.executable, "-c", script, copy]))
        shutil.rmtree(workspace, ignore_errors=True)
        kit = str(Path(sys.executable).parent / "kit")
        ours.append(run([kit, "import", str(path), "--into", str(workspace), "--json"]))
    wall, cpu, peak = (statistics.median(column) for column in zip(*ours, strict=True))
    size = path.stat().st_size / 1e6
    print(f"{name} ({size:,.0f} MB): kit import {wall:.1f} s, {cpu:.1f} processor s, peak {peak:,.0f} MB")
    for query, times in theirs.items():
        duck_wall, duck_cpu, _ = (statistics.median(column) for column in zip(*times, strict=True))
        ratios = f"{duck_wall / wall:.2f} by the clock, {duck_cpu / cpu:.2f} by processor seconds"
        print(f"  DuckDB, {query}: {duck_wall:.1f} s, {duck_cpu:.1f} processor s; ratio {ratios}")
    print(f"  parquet of the kit: {sum(f.stat().st_size for f in workspace.rglob('*.parquet')) / 1e6:,.0f} MB")


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    about.add_argument("--size", type=int, default=1000, help="MB of each file")
    about.add_argument("--rounds", type=int, default=3)
    about.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "kit-imports")
    given = about.parse_args()
    given.folder.mkdir(exist_ok=True)
    lines, table = make(given.folder, given.size)
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in JSON_COLUMNS.items())
    columns = ", ".join(f'"{name}"' for name in FROM_CSV)
    compare(
        "NDJSON",
        lines,
        {
            "types found": f"SELECT {FROM_JSON} FROM read_json('{{path}}')",
            "types given": f"SELECT {FROM_JSON} FROM read_json('{{path}}', columns = {{{{{typed}}}}})",
        },
        given.rounds,
        given.folder,
    )
    compare("CSV", table, {"types found": f"SELECT {columns} FROM read_csv('{{path}}')"}, given.rounds, given.folder)


if __name__ == "__main__":
    main()
