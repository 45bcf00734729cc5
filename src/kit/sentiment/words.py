"""The three labels, and comments made comparable and fit to be quoted."""

import re
from typing import Any
import unicodedata

from kit.sentiment.emoji import taken_out

POSITIVE, NEUTRAL, NEGATIVE = LABELS = ("positive", "neutral", "negative")
_SHORT = {"pos": POSITIVE, "neu": NEUTRAL, "neg": NEGATIVE}
_HANDLE = re.compile(r"(?<![\w@])[@＠][\w.]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def label(value: Any) -> str | None:
    """One of the labels, out of what coders and exports write ("Positive", "neg"); None for anything else."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return word if word in LABELS else _SHORT.get(word)


def without_handles(text: str) -> str:
    """A comment that names nobody: "@lena look" → "@… look"."""
    return _HANDLE.sub("@…", text)


def without_addresses(text: str) -> str:
    """Without web addresses and handles, which say nothing of how somebody feels."""
    return _HANDLE.sub(" ", _ADDRESS.sub(" ", text))


def same_words(text: str) -> str:
    """What two comments share that say the same: small letters without marks and emoji, no letter twice in a row.

    Empty where a comment has no letters.
    """
    plain = taken_out(without_addresses(text)).words.lower()
    letters = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain)
    return " ".join(re.sub(r"(.)\1+", r"\1", letters).split())
