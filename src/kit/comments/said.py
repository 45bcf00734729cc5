"""Comments under the videos of the report: what they say, in which language or script, and how a word list reads it."""

from functools import lru_cache

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.sentiment import EMOJI, language_code, NOTHING, read_roughly, script
from kit.wording import clean

TAKEN = ("comment_id", "video_id", "posted_at", "text", "likes", "language", "sentiment_label", "author_key")


@once
def every(data: Data) -> pd.DataFrame:
    """Comments, but for those under videos outside the window or after the report's day; text may be empty."""
    comments = data.table("comments")[list(TAKEN)]
    comments = comments.astype({name: object for name in TAKEN if name not in ("posted_at", "likes")})
    outside = set(data.table("videos")["video_id"].tolist()) - set(data.videos["video_id"].tolist())
    kept = np.array([video not in outside for video in comments["video_id"]], dtype=bool)
    if data.day_given is not None:
        kept &= ~(comments["posted_at"] > data.day_given).to_numpy(dtype=bool)
    return comments[kept].reset_index(drop=True)


@once
def said(data: Data) -> pd.DataFrame:
    """Those with a text, cleaned, with `code` (the language that the export names), `script`, `language` (in words; the
    script where no language is named) and `rough`, the word list's label (None: not read)."""
    comments = every(data)
    cleaned = {text: clean(text) for text in comments["text"].dropna().unique()}
    comments = comments.assign(text=[cleaned.get(text, "") for text in comments["text"]])
    comments = comments[comments["text"].to_numpy() != ""].reset_index(drop=True)
    if comments.empty:
        raise NotShown("No comment under these videos has a text; import an export of comments that has them.")
    texts = list(comments["text"])
    scripts = {text: script(text) for text in dict.fromkeys(texts)}
    codes, written = [_code(given) for given in comments["language"]], [scripts[text] for text in texts]
    made = {
        "code": codes,
        "script": written,
        "language": [in_words(*pair) for pair in zip(codes, written, strict=True)],
        "rough": read_roughly(texts, codes),
    }
    return comments.assign(**{name: pd.Series(values, dtype=object) for name, values in made.items()})


@lru_cache(1_000)
def _code(given: object) -> str:
    return language_code(given)


@lru_cache(1_000)
def in_words(code: str, written: str) -> str:
    """ "English"; "Khmer script" where an export names no language: a script is no language."""
    from babel import Locale

    if code:
        return str(Locale("en").languages.get(code, code)) or code
    return written if written in (EMOJI, NOTHING) else f"{written} script"


def without_text(data: Data) -> dict[str, int]:
    """For a finding's `left_out`; only what occurs."""
    asked, kept, used = len(data.table("comments")), len(every(data)), len(said(data))
    found = {"comments without a text": kept - used, "comments outside the window": asked - kept}
    return {words: n for words, n in found.items() if n}
