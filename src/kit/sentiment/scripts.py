"""Which script a comment is written in, and what language an export says it is.  A script is no language: Latin letters
may be English, Vietnamese or Khmer in Latin letters."""

from collections import Counter
from functools import lru_cache
import re
from typing import Any
import unicodedata

from kit.sentiment.emoji import taken_out

EMOJI, NOTHING = "Emoji only", "No words"
_NAMES = {"CJK": "Chinese characters", "HIRAGANA": "Japanese kana", "KATAKANA": "Japanese kana", "MYANMAR": "Burmese"}
_UNKNOWN = {"un", "und", "unknown", "none", "null", "nan", "mul", "zxx", "qaa", "other"}  # TikTok writes "un"
_LONG = {"eng": "en", "english": "en", "khm": "km", "tha": "th", "vie": "vi", "ara": "ar", "ind": "id", "in": "id"}
LONGEST = 300  # characters that are looked at


def script(text: str) -> str:
    """ "Latin", "Khmer", "Thai" …: of most of its letters; kana make a text Japanese.  "Emoji only" or "No words"
    where it has no letters."""
    words, _, _, drawn = taken_out(text[:LONGEST])
    if words.isascii() and any(map(str.isalpha, words)):
        return "Latin"
    counted = Counter(filter(None, map(_script_of, words)))
    if not counted:
        return EMOJI if drawn else NOTHING
    return "Japanese kana" if counted["Japanese kana"] else max(counted, key=lambda name: (counted[name], name))


def language_code(given: Any) -> str:
    """The language that an export names, without its country: "en-US" → "en"; "" where it names none."""
    word = re.split(r"[-_@.]", given.strip().lower())[0] if isinstance(given, str) else ""
    return "" if word in _UNKNOWN else _LONG.get(word, word)


@lru_cache(10_000)
def _script_of(letter: str) -> str | None:
    """The first word of a letter's Unicode name; None for what is no letter."""
    if not letter.isalpha():
        return None
    word = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return _NAMES.get(word, word.capitalize()) or None
