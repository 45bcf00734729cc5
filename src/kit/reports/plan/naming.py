"""Names of output files and labels of the gallery, from patterns such as "{report}-{brand}"."""

from collections.abc import Callable, Collection, Mapping
import difflib
import hashlib
import re
from string import Formatter
from typing import Any
import unicodedata

from kit.reports.parameters.quoted import quoted

LONGEST = 100  # bytes: a Khmer letter has three, and file systems end at 255 with endings of ours to come
TAKEN = ("index", "manifest")
ENDINGS = (".html", ".ipynb", ".json", ".csv")  # one report's folder would be another's file
WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.I)


class Unfit(ValueError):
    """What is wrong with a name or pattern, as a clause."""


def fields(pattern: str, known: Collection[str]) -> list[str]:
    """The names in braces; Unfit if one of them is not known, or the braces do not fit."""
    try:
        parts = [(field, spec, way) for _, field, spec, way in Formatter().parse(pattern) if field is not None]
    except ValueError:
        raise Unfit("has a brace that stands alone; write {{ or }} for a brace") from None
    for field, spec, way in parts:
        if spec or way or field not in known:
            close = difflib.get_close_matches(field, known, 1)
            hint = f"did you mean {{{close[0]}}}?" if close else f"it may use {', '.join(f'{{{k}}}' for k in known)}."
            inside = field + (f"!{way}" if way else "") + (f":{spec}" if spec else "")
            raise Unfit(f"uses {quoted(f'{{{inside}}}')[1:-1]}, which is no parameter of the report; {hint}")
    return [field for field, _, _ in parts]


def fill(pattern: str, values: Mapping[str, Any], made: Callable[[Any], str]) -> str:
    """The pattern with its values, each made fit; for a pattern that `fields` has seen."""
    return "".join(
        text + ("" if field is None else made(values[field])) for text, field, _, _ in Formatter().parse(pattern)
    )


def words(value: Any) -> str:
    """A value as a label or name shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "-".join(f"{words(key)}-{words(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "-".join(map(words, value))
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def label(text: str) -> str:
    """One line, as long as a line may be, without characters that have no look."""
    seen = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def safe(value: Any) -> str:
    """A value as part of a file's name: letters with their marks, digits, and - _ . inside; spaces become -.

    What is too long, or has no such character, keeps its difference from others in a few digits of its hash.
    """
    text = unicodedata.normalize("NFC", words(value))
    kept = "".join(c if _fits(c) else "" if unicodedata.category(c) == "Cf" else "-" for c in text)
    name = _trimmed(re.sub(r"-{2,}", "-", re.sub(r"\.{2,}", ".", kept)))
    return shortened(name, text) if name or not text else _hash(text)


def shortened(name: str, whole: str = "") -> str:
    """A name of at most LONGEST bytes, cut between letters, the rest as a hash."""
    if len(name.encode()) <= LONGEST:
        return name
    cut = name.encode()[: LONGEST - 7].decode(errors="ignore")
    while cut and unicodedata.category(name[len(cut)])[0] == "M":
        cut = cut[:-1]
    return f"{_trimmed(cut)}-{_hash(whole or name)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:6]


def _fits(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in "-_."


def _trimmed(name: str) -> str:
    name = name.strip("-_.")
    while name and unicodedata.category(name[0])[0] == "M":  # a mark needs a letter before it
        name = name[1:].lstrip("-_.")
    return name


def checked(name: str) -> str:
    """The name in its composed form; Unfit if no file can be called so everywhere."""
    name = unicodedata.normalize("NFC", name)
    if name.casefold() in TAKEN or WINDOWS.fullmatch(name) or name.casefold().endswith(ENDINGS):
        raise Unfit("cannot be the name of a file, because it has a meaning already; choose another")
    if len(name.encode(errors="replace")) > LONGEST:
        raise Unfit(f"cannot be the name of a file, because it is longer than {LONGEST} bytes; choose a shorter one")
    starts = name and unicodedata.category(name[0])[0] in "LN"
    if not starts or name.endswith(".") or ".." in name or not all(map(_fits, name)):
        better = safe(name)
        example = f", such as {better}" if better else ""
        raise Unfit(f"cannot be the name of a file; use letters, digits, and - _ . inside{example}")
    return name


def same(name: str) -> str:
    """What two names share that are one file on some disk: those of Windows and macOS do not tell A from a."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
