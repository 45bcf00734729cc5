"""Names, sentences' joints and days in words; what in a text from the data could steer a page is taken out."""

from collections.abc import Iterable
import datetime as dt
import re
from typing import Any
import unicodedata

THIN, NB = "\u202f", "\u00a0"
FIRST, LAST = "\u2068", "\u2069"  # first strong isolate … pop directional isolate, around a name
ACRONYMS = {a.lower(): a for a in ("CPM", "CPV", "CPE", "CPA", "ROAS", "ROI", "KPI", "KPIs", "UGC", "EMV", "TikTok")}

# Control characters, direction marks and overrides, and what no XML may hold; U+200C and U+200D shape words and stay.
_STEERS = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
_UNSAFE = re.compile(f"[\x00-\x1f\u200b\u2060{_STEERS}]")
_STRAY = re.compile(f"[\x00-\x08\x0b-\x1f{_STEERS}]")
_CLAUSE = re.compile(f"(?:{FIRST}[^{LAST}]*{LAST}|\\([^()]*\\)|[^.;]|[.;](?!\\s|$))*")
_STRAY_BUT_NAMES = re.compile(_STRAY.pattern.replace("\u2066-\u2069", "\u2066\u2067"))


def inert(text: Any, names: bool = False) -> str:
    """Without control and direction characters; line ends and tabs stay, and names' isolates where `names`."""
    return (_STRAY_BUT_NAMES if names else _STRAY).sub("", str(text))


def plain(sentence: Any) -> str:
    """A sentence for an attribute (alternative text): one line, nothing that steers."""
    return inert(str(sentence).replace("\n", " ")).strip()


def clean(text: Any) -> str:
    """Text from the data without control and direction characters; runs of white space become one space."""
    return " ".join(_UNSAFE.sub("", re.sub(r"[\s\u2028\u2029]+", " ", str(text))).split(" ")).strip()


def shorten(text: str, width: int) -> str:
    """At most `width` characters, the last an ellipsis, never between a letter and its marks."""
    if len(text) <= width:
        return text
    cut = width - 1
    while cut > 1 and (unicodedata.category(text[cut])[0] == "M" or "\u200d" in text[cut - 1 : cut + 1]):
        cut -= 1
    return text[:cut].rstrip() + "…"


def name(text: Any, width: int = 99) -> str:
    """A name from the data, safe beside other words: cleaned, shortened, its direction kept to itself."""
    return f"{FIRST}{shorten(clean(text), width) or '(no name)'}{LAST}"


def clause(text: Any) -> str:
    """What a text says first: up to a full stop or semicolon that ends a clause, not one inside a name, number or
    brackets."""
    return str(_CLAUSE.match(str(text))[0]).strip()  # type: ignore[index]


def join(items: Iterable[Any]) -> str:
    """ "a", "a and b", "a, b and c"."""
    every = [str(i) for i in items]
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def small(label: str) -> str:
    """A label inside a sentence: "Creator" → "creator", but "CPM" stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def words(key: str) -> str:
    """A key as a short name: "share_of_voice" → "Share of voice", "kpis" → "KPIs"."""
    parts = [ACRONYMS.get(part, part) for part in key.split("_") if part]
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date() if value == value else None
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def day(x: Any) -> str:
    """ "3 Oct 2026", from a date or ISO text."""
    date = _date(x)
    return f"{date.day}{NB}{date:%b}{NB}{date.year:04d}" if date else "–"


def window(first: Any, last: Any) -> str:
    """ "6 Jul – 27 Sep 2026"; "since …" or "until …" where one end is missing; nothing where both are."""
    a, b = _date(first), _date(last)
    if not a or not b:
        return f"since {day(a)}" if a else f"until {day(b)}" if b else ""
    if a == b:
        return day(a)
    start = f"{a.day}{NB}{a:%b}" + (f"{NB}{a.year:04d}" if a.year != b.year else "")
    return f"{start}{THIN}–{THIN}{day(b)}"
