"""What in a text names a creator: their handle, their name, the ids of their videos; and the text without it.

A handle is known by its @ or #, or in an address; without a mark only where it can be nothing else (it has a digit, a
dot or an underscore, or is long), because "anna" and "glow" are words, too.  It ends where handles end: @anna.b is not
anna.  A name is known as whole words, whatever the script, and only where it says who is meant: not "Anna".
"""

from collections.abc import Callable, Collection, Iterable
import re
import unicodedata

from kit.sources import derive

FORGOTTEN = "[forgotten]"
MARKS = "@＠#＃"
MARK = rf"(?:[{MARKS}]|%40)"
SUFFIX = re.compile(r"\.(csv|tsv|tab|txt|xlsx?|xlsm|ods|zip|parquet|jsonl?|ndjson|html?|ipynb)(?![A-Za-z0-9])", re.I)
PLAIN = re.compile(r"[a-z0-9_.]+")
LONG_ID = re.compile(r"(?<!\d)\d{15,20}(?!\d)")
LONG, SHORT = 12, 5  # letters of a handle that is no word of a language; of one with a digit that is no "4k" or "v2"
ORIGINAL = re.compile(  # how TikTok names the sound that a creator made
    r"(original sound|sound original|som original|sonido original|son original|originalton|suono originale|"
    r"origineel geluid|originalljud|dźwięk oryginalny|orijinal ses|оригинальный звук|nhạc nền|suara asli|bunyi asal|"
    r"เสียงต้นฉบับ|សំឡេងដើម|原声|原聲|オリジナル楽曲|오리지널 사운드|الصوت الأصلي)\s+[-–—]\s+(.+)",
    re.I,
)
Spans = list[tuple[int, int]]


def normal(creator: str) -> str:
    """One spelling for a creator: the handle in lower case without @, whatever address or capitals; or "name:…"."""
    if PLAIN.fullmatch(creator):
        return creator
    text = derive.creator_id(creator) or ""
    if text.startswith("name:"):
        return f"name:{folded(text[5:])}"
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def folded(words: str) -> str:
    """A name without its capitals, its blanks single."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().replace("\u200b", " ").split())


def linked(address: str) -> str:
    """A link as it is compared: no scheme, no www, no slash at its end."""
    return re.sub(r"^https?://(www\.)?|/+$", "", address.strip().lower())


def unmistakable(handle: str) -> bool:
    """Whether a handle can be told from the words of a language, without a mark before it."""
    if handle.isdigit():
        return len(handle) >= 15
    if not handle.isascii():
        return telling(handle)
    return len(handle) >= (SHORT if re.search(r"[\d_.]", handle) else LONG)


def telling(name: str) -> bool:
    """Whether a name says who is meant: two words or more, or a long one."""
    words = [sum(_letter(c) for c in word) for word in name.replace("\u200b", " ").split()]
    return sum(n >= 2 for n in words) >= 2 or max(words, default=0) >= LONG


def _letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


class Traces:
    """Of one creator.  `ids` and `names`: normal and folded; `videos`: ids; `others`: handles that hold one of theirs,
    and are somebody else's."""

    def __init__(
        self,
        ids: Collection[str],
        names: Collection[str] = (),
        videos: Collection[str] = (),
        others: Iterable[str] = (),
    ) -> None:
        self.ids, self.names, self.videos = frozenset(ids), frozenset(names), frozenset(videos)
        handles = sorted((i for i in ids if not i.startswith("name:")), key=len, reverse=True)
        self._certain = {h for h in handles if unmistakable(h)}
        foreign = sorted(others, key=len, reverse=True)
        self._handle = re.compile(
            rf"(?P<mark>{MARK})?(?:(?P<other>{_any(foreign)})|(?P<handle>{_any(handles)}))", re.IGNORECASE
        )
        spelled = {form for name in names for kind in ("NFC", "NFD") if (form := unicodedata.normalize(kind, name))}
        joined = ("[\\s\u200b]+".join(map(re.escape, name.split())) for name in sorted(spelled, key=len, reverse=True))
        self._name = re.compile("|".join(joined) or r"(?!)", re.IGNORECASE)
        words = [max(name.split(), key=len) for name in spelled]
        self.like = (
            f"(?i){'|'.join(map(re.escape, [*handles, *words]))}" if handles or words else ""
        )  # RE2, for columns

    def spans(self, text: str, loose: bool = False, names: bool = True, plain: bool = False) -> Spans:
        """Where they are named.  `loose`: an underscore may stand beside a handle, as in names of files and campaigns.
        `plain`: a handle that is a word counts without a mark, too."""
        found = [
            (m.start(), m.end())
            for m in self._handle.finditer(text)
            if m["handle"] is not None and self._stands(text, m, loose, plain)
        ]
        if names:
            found += [(m.start(), m.end()) for m in self._name.finditer(text) if _apart(text, m.start(), m.end())]
        if self.videos:
            found += [(m.start(), m.end()) for m in LONG_ID.finditer(text) if m[0] in self.videos]
        return found

    def _stands(self, text: str, match: re.Match[str], loose: bool, plain: bool) -> bool:
        """Whether a handle that was found is no part of a longer one, nor a mere word."""
        start, end = match.span("handle")
        handle = match["handle"].lower()
        certain, marked = handle in self._certain, match["mark"] is not None
        if not handle.isascii():
            return (marked or plain or certain) and _apart(text, start if not marked else end, end)
        between = loose and certain and not marked
        if _inside(text[end : end + 1], between):
            return False
        goes_on = text[end : end + 1] == "." and _inside(text[end + 1 : end + 2], False)
        if goes_on and not (loose and SUFFIX.match(text, end)):
            return False
        if marked:
            return True
        before = text[max(start - 2, 0) : start]
        if not (certain or plain) or _inside(before[-1:], loose):
            return False
        return not (before[-1:] == "." and _inside(before[:-1], False))

    def named(self, text: str, loose: bool = False, names: bool = True, plain: bool = False) -> bool:
        return bool(self.spans(text, loose, names, plain))

    def masked(self, text: str, loose: bool = False, names: bool = True, plain: bool = False) -> str:
        """The text with a word in the place of what names them; the same text where nothing does."""
        parts, done = [], 0
        for start, end in sorted(self.spans(text, loose, names, plain)):
            if end > done:
                parts += [text[done:start], FORGOTTEN] if start >= done else []
                done = end
        return "".join([*parts, text[done:]]) if parts else text

    def sound(self, title: str, short: Collection[str] = ()) -> str:
        """The title of a sound without them; `short`: names that count where the sound is said to be theirs."""
        return sound_without(self.masked(title), lambda whose: normal(whose) in self.ids or folded(whose) in short)


def sound_without(title: str, theirs: Callable[[str], bool]) -> str:
    """The title of an original sound without whose it is, if it is theirs."""
    made = ORIGINAL.fullmatch(title.strip())
    return f"{made[1]} - {FORGOTTEN}" if made and theirs(made[2]) else title


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or r"(?!)"


def _inside(char: str, loose: bool) -> bool:
    """Whether a handle goes on with this character; scripts that are written without blanks may stand beside one."""
    return (char == "_" and not loose) or (char.isalnum() and char <= "\u024f")


def _apart(text: str, start: int, end: int) -> bool:
    """Whether no letter, mark or digit stands beside, nor what joins them."""
    beside = (text[start - 1] if start else " ", text[end] if end < len(text) else " ")
    return not any(_letter(c) or c in "_\u200c\u200d" for c in beside)
