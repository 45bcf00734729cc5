"""A rough reading of English comments and emoji: VADER's word list, corrected for how people praise on TikTok.

VADER (Hutto and Gilbert 2014) was made for English posts; on praise in slang it is wrong ("this slaps" 0, "im dead"
negative), so its words are corrected below and its emoji are not used (`kit.sentiment.emoji`).  Sarcasm is not seen.
What is neither English nor emoji is not read, and never counted as neutral.
"""

from collections.abc import Iterable
from functools import cache
import re
from typing import Any

from kit.sentiment.emoji import taken_out
from kit.sentiment.scripts import LONGEST, script
from kit.sentiment.words import NEGATIVE, NEUTRAL, POSITIVE, without_addresses

CLEAR = 0.05  # VADER's own bound between neutral and not
HEART, SNEER = 0.3, 0.8  # hearts stand under complaints too; nobody puts 🙄 under praise
_USUAL = """the is it this that these you your my we they she her his i i'm im it's its and are was were have has had
does did don't dont not but for with what where when how who why which of so too very just can will would about there
here been one get got need want know think look looks like because after out than them if"""
COMMON = frozenset(_USUAL.split())  # words that tell English from other languages in Latin letters
SHARED = frozenset(("super", "bravo", "fatal", "brutal", "ideal", "loser", "casual", "gross"))  # with other languages
_WORTH = {
    2.0: "slaps slapped slay slays slayed slaying ate goated iconic banger stunning flawless",
    1.8: "obsessed addicted lit goat queen snatched yummy hydrating",
    -1.5: "expensive pricey itchy itches itched greasy sticky burned burnt stings stung allergic",
    -2.0: "overpriced overrated overhyped cringe ick mid flop ripoff breakouts refund scammer",
    # said in praise as often as in anger
    0.0: "fire sick insane crazy savage wicked dupe crying scream screaming damn jealous bomb wtf",
}
SLANG = {word: worth for worth, words in _WORTH.items() for word in words.split()}
_GOOD, _BAD = " great ", " awful "
_PHRASES = (  # a cue that the text must hold, the phrase, and what it means
    (
        "dead dying deceased died weak",
        r"\b(?:i'?m|i am|we'?re|i) (?:so |literally |actually )?(?:dead|dying|deceased|died|weak)\b",
        " ",
    ),
    ("fire", r"\b(?:is|are|was|so|pure|straight|absolute|it'?s|this|that'?s) fire\b|^\W*fire\W*$", _GOOD),
    ("fire", r"\b(?:caught|catches|catch|set) (?:on )?fire\b", " burned "),
    ("never", r"\bnever been (?=so |this |more |better|\w+er\b)", "been "),
    ("shit cap key even", r"\b(?:holy shit|no cap|low ?key|high ?key|i can'?t even)\b", " "),
    ("sick", r"\b(?:made|makes|making|feel|felt|feeling) (?:me )?sick\b", _BAD),
    ("ate", r"\b(?:i|we|just|already|never) ate\b|\bate (?:a|an|my|the|it|at|some|too|so|all)\b", " "),  # food
    ("crumbs notes grail changer", r"\bleft no crumbs\b|\bno notes\b|\bholy grail\b|\bgame ?changer\b", _GOOD),
    ("run 10/10", r"\brun,? don'?t walk\b|\b10/10\b", _GOOD),
    ("kill die", r"\b(?:kills?|killed|killing) it\b|\b(?:to )?(?:die|kill) for\b", _GOOD),
    ("regret", r"\b(?:no|zero|without) regrets?\b", _GOOD),
    ("work", r"\b(?:do(?:es)?|did)(?:n'?t| not) work\b|\bnot work(?:ing)?\b|\bstop(?:s|ped) working\b", _BAD),
    ("work", r"(?<!does )(?<!how )(?<!if )\b(?:it|this|that)(?: actually| really)? works?\b", _GOOD),
    ("work", r"\bactually works?\b|\bworked for me\b", _GOOD),
    ("out rip", r"\b(?:broke|breaks?|breaking) (?:me|my \w+) out\b|\brip ?-?off\b", _BAD),
    ("another unfollow waste", r"\banother (?:ad|promo)\b|\bunfollow(?:ed|ing)?\b|\bwaste of\b", _BAD),
)
_SLANG_PHRASES = tuple(
    (tuple(cues.split()), re.compile(phrase, re.IGNORECASE), meant) for cues, phrase, meant in _PHRASES
)
_LONG_DRAWN = re.compile(r"(\w)\1\1")


def read_roughly(texts: Iterable[str], languages: Iterable[str]) -> list[str | None]:
    """A label for each comment; `languages` are codes ("en"; "" where unknown).  None: not read."""
    known: dict[tuple[str, str], str | None] = {}
    labels = []
    for pair in zip(texts, languages, strict=True):
        if pair not in known:
            known[pair] = _read(*pair)
        labels.append(known[pair])
    return labels


def in_english(text: str, language: str = "") -> bool:
    """Whether the word list may read it: said to be English, or of unknown language with a usual English word."""
    if language:
        return language == "en"
    text = text.replace("’", "'").lower()
    if script(text) != "Latin" or any(c.isalpha() and not c.isascii() for c in text):
        return False
    words = {word.strip('.,!?:;"()*~-') for word in text.split()}
    return bool(words & COMMON) or any(len(w) > 3 and w in _vader().lexicon and w not in SHARED for w in words)


def _read(text: str, language: str) -> str | None:
    emoji = taken_out(text[:LONGEST])
    words = without_addresses(emoji.words)
    spoken = script(words)
    if spoken == "Latin" and in_english(words, language):
        return _label(_score(words) + (HEART if emoji.valence > 0 else SNEER) * emoji.valence)
    if any(map(str.isalpha, words)):
        return _label(emoji.valence) if emoji.valence else None  # ours to read are the emoji alone
    return _label(emoji.valence) if emoji.known else None


def _label(score: float) -> str:
    return POSITIVE if score >= CLEAR else NEGATIVE if score <= -CLEAR else NEUTRAL


def _score(words: str) -> float:
    """VADER's compound score, −1 … 1, after slang."""
    words = words.replace("’", "'")
    small = words.lower()
    for cues, phrase, meant in _SLANG_PHRASES:
        if any(cue in small for cue in cues):
            words = phrase.sub(meant, words)
    if _LONG_DRAWN.search(words):
        words = " ".join(_short(word) if _LONG_DRAWN.search(word) else word for word in words.split())
    return float(_vader().polarity_scores(words)["compound"])


def _short(word: str) -> str:
    """ "loveee" → "love", "goood" → "good"."""
    once, twice = (re.sub(r"(\w)\1{2,}", keep, word) for keep in (r"\1", r"\1\1"))
    return once if once.strip(".,!?").lower() in _vader().lexicon else twice


@cache
def _vader() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    analyzer.emojis = {}
    analyzer.lexicon |= SLANG
    return analyzer
