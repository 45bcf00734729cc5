"""What people write under the videos of the small campaign in spring.py, and under the brand's own before it."""

from pathlib import Path

import kit
from kit.data import Data
from spring import BRAND, CAMPAIGN, clip, TABLES, VIDEOS
from tiny import workspace

EARLIER = [clip(str(20 + n), "us.official", 100, 9, 50, 0, f"2026-04-{2 + n:02}") for n in range(8)]
PRAISE, BLAME, PLAIN = "love it", "gave me a rash", "first"


def comment(number: int, video_id: str = "1", text: str | None = PRAISE, **more: object) -> dict:
    """A comment in the flight; each by an author of its own."""
    return {
        "comment_id": f"c{number}",
        "video_id": video_id,
        "text": text,
        "language": "en",
        "likes": 0,
        "posted_at": "2026-05-09T12:00Z",
        "author_key": f"a{number}",
        "captured_at": "2026-06-01T12:00Z",
    } | more


def under(videos: list[str], each: int, negative: int, start: int = 0, **more: object) -> list[dict]:
    """`each` comments under each of these videos, of which the first `negative` are so."""
    return [
        comment(start + each * v + k, video_id, BLAME if k < negative else PRAISE, **more)
        for v, video_id in enumerate(videos)
        for k in range(each)
    ]


def usual(each: int = 12, negative: int = 1, videos: int = 8) -> list[dict]:
    """Comments of April under the brand's own videos."""
    ids = [row["video_id"] for row in EARLIER[:videos]]
    return under(ids, each, negative, start=5000, posted_at="2026-04-20T12:00Z")


def label(number: int, value: str, coder: str = "ann") -> dict:
    return {"item_kind": "comment", "item_id": f"c{number}", "coder": coder, "field": "sentiment", "value": value}


def talk(path: Path, comments: list[dict], without: tuple[str, ...] = (), changed=None, **opened: object) -> Data:
    """The campaign with these comments."""
    tables = {name: TABLES[name] for name in ("brands", "campaigns", "deals", "deliveries")}
    tables |= {"videos": [*VIDEOS, *EARLIER], "comments": comments} | (changed or {})
    made = workspace(path, **{name: rows for name, rows in tables.items() if name not in without and rows})
    return kit.open(str(made), **opened)


__all__ = ["BLAME", "BRAND", "CAMPAIGN", "EARLIER", "PLAIN", "PRAISE", "comment", "label", "talk", "under", "usual"]
