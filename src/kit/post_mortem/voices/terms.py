"""The terms of a comment: words, phrases of two words, hashtags and emoji, each once.

Words are found by the spaces between them.  Scripts without spaces would need a dictionary of their language, so of
comments in them only hashtags and emoji are terms.  Handles and web addresses are none.
"""

from collections.abc import Iterable, Iterator
import re
from typing import NamedTuple
import unicodedata

from kit.post_mortem.voices.stop_words import stop_words
from kit.sentiment import taken_out
from kit.sentiment.words import without_addresses

WORD, PHRASE, HASHTAG, EMOJI = "word", "phrase", "hashtag", "emoji"
SPACELESS = frozenset(
    ("Khmer", "Thai", "Lao", "Burmese", "Tibetan", "Chinese characters", "Japanese kana", "Bopomofo", "Javanese")
)
LONGEST = 300  # characters of a comment that are looked at
_JOINED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\ua980-\ua9df]")
_TAG = re.compile(r"[#＃]([^\s#＃@<>\"',;:!?.]+)")
_ONE = (
    "[\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
    "\u231a\u231b\u23e9-\u23f3\u2600-\u27bf\u2b50\u2b55\u203c\u2049]"
)
_SHAPE = "[\U0001f3fb-\U0001f3ff\ufe0f]"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|{_ONE}{_SHAPE}?(?:\u200d{_ONE}{_SHAPE}?)*")
_SIGNS = re.compile("[\u064b-\u065f\u0640]")  # Arabic vowel signs and the stroke that stretches a word
_STRETCHED = re.compile(r"(.)\1{2,}")


class Parts(NamedTuple):
    """runs: words that follow one another without a mark between them."""

    runs: tuple[tuple[str, ...], ...]
    tags: frozenset[str]
    emoji: frozenset[str]


def parts(text: str, script: str) -> Parts:
    """What a comment is made of; no words where its script has no spaces between them."""
    text = without_addresses(unicodedata.normalize("NFKC", text[:LONGEST]))
    tags = frozenset(tag.lower() for tag in _TAG.findall(text) if any(map(str.isalpha, tag)))
    emoji = frozenset(re.sub(_SHAPE, "", found) for found in _EMOJI.findall(text))
    if script in SPACELESS:
        return Parts((), tags, emoji)
    plain = _SIGNS.sub("", taken_out(_TAG.sub("\n", text)).words.replace("’", "'").lower())
    kept = "".join(c if c.isalnum() or c in "'- " or unicodedata.category(c)[0] == "M" else "\n" for c in plain)
    return Parts(tuple(run for line in kept.split("\n") if (run := tuple(_words(line)))), tags, emoji)


def _words(line: str) -> Iterator[str]:
    for word in line.split():
        word = word.strip("'-")
        if word and not _JOINED.search(word):
            yield word


def named(made: Parts, code: str, plain: dict[str, str]) -> set[tuple[str, str]]:
    """(kind, term) of each term; usual words are none, and no part of a phrase.  plain: stretched words as others write
    them."""
    usual, found = stop_words(code), set()
    for run in made.runs:
        words = [plain.get(word, word) for word in run]
        theme = [len(w) > 1 and w not in usual and any(map(str.isalpha, w)) for w in words]
        found |= {(WORD, word) for word, good in zip(words, theme, strict=True) if good}
        pairs = zip(words, words[1:], theme, theme[1:], strict=False)
        found |= {(PHRASE, f"{a} {b}") for a, b, first, second in pairs if first and second and a != b}
    return found | {(HASHTAG, f"#{tag}") for tag in made.tags} | {(EMOJI, each) for each in made.emoji}


def unstretched(every: Iterable[Parts]) -> dict[str, str]:
    """ "sooo" → "so", "goood" → "good": the form that others write; else each letter once."""
    words = {word for made in every for run in made.runs for word in run}
    plain = {}
    for word in words:
        if _STRETCHED.search(word):
            once, twice = _STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)
            plain[word] = twice if twice in words and once not in words else once
    return plain
