"""What is hard to believe: flagged and counted at import and in every report, and taken as unknown by analyses.

A row is kept with whatever it says.  `flags` names what is odd; `believed` gives the rows without what cannot be.
"""

from collections.abc import Callable

import pandas as pd

EARLIEST = pd.Timestamp("2016-09-01", tz="UTC")  # Douyin opened in September 2016; nothing was posted on TikTok before
SLACK = pd.Timedelta("1D")  # clocks and time zones of exports differ by so much
PARTS = ("likes", "comments", "shares", "saves")
HANDLE = r"[a-z0-9_][a-z0-9_.]{0,22}[a-z0-9_]|name:(?s:.)*|[0-9]+"  # or a name, or the platform's number
DEAL_AMOUNTS = ("fee", "usage_rights_fee", "exclusivity_fee", "boost_spend", "product_cost", "agency_fee")
JUDGED = ("views", *PARTS, "posted_at", "captured_at", "imported_at")  # what a row's belief rests on, beside itself
ZERO = ("followers", "followers_at_capture")  # exports write 0 for what they could not read


def contradictory(videos: pd.DataFrame) -> pd.Series:
    """Whether a video has far fewer views than likes, comments, shares or saves: one of its counts must be wrong."""
    return _true(videos[[c for c in PARTS if c in videos]].gt(videos["views"] * 1.1 + 10, axis=0).any(axis=1))


def overfull(videos: pd.DataFrame) -> pd.Series:
    """Whether a video has more likes, comments and shares than views, though none of them alone by far."""
    return _true(videos["likes"] + videos["comments"] + videos["shares"] > videos["views"]) & ~contradictory(videos)


def misdated(rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether a row's posted_at or captured_at cannot be: before September 2016, after the row was imported, or posted
    after it was captured."""
    wrong = _true(rows[column] < EARLIEST) | _true(rows[column] > _latest(rows))
    if column == "posted_at" and "captured_at" in rows:
        captured = rows["captured_at"].mask(misdated(rows, "captured_at"))
        wrong |= _true(rows["posted_at"] > captured + SLACK)
    return wrong


def flags(table: str, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """What is hard to believe but kept: {words: which rows}.  Only what occurs."""
    tests: dict[str, Callable[[], pd.Series]] = {
        "creator_id is no handle that TikTok gives": lambda: no_handle(frame["creator_id"]),
        "video_id is no number, as TikTok's are": lambda: (
            frame["video_id"].notna() & ~_true(frame["video_id"].str.fullmatch(r"[0-9]+"))
        ),
        "followers are 0": lambda: frame["followers"] == 0,
        "followers_at_capture are 0": lambda: frame["followers_at_capture"] == 0,
        "far fewer views than likes, comments, shares or saves": lambda: contradictory(frame),
        "more likes, comments and shares than views": lambda: overfull(frame),
        "posted_at lies before September 2016": lambda: frame["posted_at"] < EARLIEST,
        "posted_at lies in the future": lambda: frame["posted_at"] > _latest(frame),
        "captured_at lies before September 2016": lambda: frame["captured_at"] < EARLIEST,
        "captured_at lies in the future": lambda: frame["captured_at"] > _latest(frame),
        "posted_at lies after captured_at": lambda: frame["posted_at"] > frame["captured_at"] + SLACK,
        "paid_views exceed views": lambda: frame["paid_views"] > frame["views"],
        "value is below 0": lambda: frame["value"] < 0 if table == "daily" else pd.Series(False, index=frame.index),
        "revenue is below 0": lambda: frame["revenue"] < 0,
        "an amount of the deal is below 0": lambda: frame[[c for c in DEAL_AMOUNTS if c in frame]].lt(0).any(axis=1),
    }
    found = {}
    for words, test in tests.items():
        try:
            hit = _true(test())
        except KeyError:  # the table, or this import of it, has no such column
            continue
        if hit.any():
            found[words] = hit
    return found


def believed(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as analyses take them: what cannot be is missing.

    That is a capture or posting time that cannot be, a number of followers of 0, and all of views, likes, comments,
    shares and saves where they contradict one another by far: nobody can tell which of them is wrong.
    """
    wrong = {c: misdated(rows, c) for c in ("captured_at", "posted_at") if c in rows}
    wrong |= {c: _true(rows[c] == 0) for c in ZERO if c in rows}
    if table == "videos":
        wrong |= dict.fromkeys(("views", *PARTS), contradictory(rows))
    return rows.assign(**{c: rows[c].mask(hit) for c, hit in wrong.items() if hit.any()})


def no_handle(creator_ids: pd.Series) -> pd.Series:
    """Whether ids are none that TikTok gives: blanks, other scripts, more than 24 characters, a dot at the end."""
    return creator_ids.notna() & ~_true(creator_ids.str.fullmatch(HANDLE))


def _latest(rows: pd.DataFrame) -> pd.Series | pd.Timestamp:
    """The last moment that a row can know of: its import; now for one that is just being imported."""
    return rows["imported_at"] + SLACK if "imported_at" in rows else pd.Timestamp.now("UTC")


def _true(hit: pd.Series) -> pd.Series:
    return hit.fillna(False).astype(bool)
