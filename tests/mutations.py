"""Files that went wrong, made from the samples: every mutant is told by a seed and a number, and always the same.

`mutant(seed, number)` takes one sample and one of the `kinds` that fit it.  Kinds stand in `mutations_bytes`,
`mutations_rows` and `mutations_records`; `wrappings` puts files into archives, workbooks and Parquet, and makes what
is no file at all.
"""

from collections.abc import Callable
import csv
from dataclasses import dataclass, replace
from functools import cache
import io
import json
from pathlib import Path
import random
from typing import Any

SAMPLES = Path(__file__).parent / "samples"
LONG = "x" * 1_000_000
ODD = (  # what a cell may hold that nobody expects
    *("", " ", "-", "0", "-1", "-0", "1e999", "1e5"),
    *("NaN", "inf", "-Infinity", "nan%", "²", "½", "١٢٣", "1.2.3", "1,2,3"),
    *("9" * 19, "9" * 25, "9" * 400, "7.590176158653977e+18", "7,59018E+18", "7590176158653977600", "0x10", "1_000"),
    *("1.2M", "3,4K", "-5K", "12%", "101%", "$5", "5 €", "true"),
    *("maybe", "null", "[]", "[[", "{", "}", "['a'", '{"a": 1}'),
    *("0000-00-00", "2026-02-31", "31/12/2025"),
    *("3/4/2025", "2025-12-31T24:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01"),
    *("1767225605", "99999999999999999", "-62135596801", "253402300800", "12:00", "@"),
    *("#", "@@a", "=1+1", "'", '"', "\\"),
    *("\u202eabc", "\u200b", "\x01\x02", "a\tb", "a;b|c"),
    *("\n", "é" * 50, "🍜" * 40, "https://", "https://www.tiktok.com/@/video/1"),
    *("https://www.tiktok.com/@a/video/75901761586539776019", "javascript:1"),
    *("'; DROP TABLE videos; --", "{{7*7}}", "%s%n"),
)  # fmt: skip
VALUES: tuple[Any, ...] = (  # what JSON may hold that nobody expects
    *(None, True, False, 0, -1, -0.0, 1.5, 10**18, 10**25),
    *(1e22, float("nan"), float("inf"), "", [], {}, [[]], [{}], [None]),
    *([1, "a", None, {"a": []}], {"": 1}, {"a": {"a": {"a": [1]}}}, "\ud800"),
    *("\x00", ["\ud83d"], {"id": "1"}, "7590176158653977600"),
    7590176158653977600.0,
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """A sample: its name, bytes and text; `mark` is its delimiter, or nothing where it is JSON."""

    name: str
    data: bytes
    text: str
    mark: str

    @property
    def rows(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.text.lstrip("\ufeff"), newline=""), delimiter=self.mark))

    @property
    def head(self) -> int:
        """Which row is the header."""
        rows = self.rows
        return max(range(len(rows)), key=lambda i: (len([c for c in rows[i] if c]) if i < 8 else 0, -i))

    def written(self, rows: list[list[str]], mark: str = "", quoting: int = csv.QUOTE_MINIMAL) -> str:
        stream = io.StringIO()
        how: dict[str, Any] = {"quotechar": '"', "escapechar": "\\"} if quoting == csv.QUOTE_NONE else {}
        csv.writer(stream, delimiter=mark or self.mark, quoting=quoting, lineterminator="\n", **how).writerows(rows)
        return stream.getvalue()

    @property
    def values(self) -> list[Any]:
        """The JSON values: one, or one a line."""
        try:
            return [json.loads(self.text)]
        except ValueError:
            return [json.loads(line) for line in self.text.splitlines() if line.strip()]

    def dumped(self, values: list[Any]) -> str:
        return "\n".join(json.dumps(value, ensure_ascii=False, default=str) for value in values) + "\n"


@dataclass(frozen=True)
class Mutant:
    """One file: what became of a sample.

    `texts`: what is written in it, for whoever asks whether a figure comes from it; none where that cannot be told.
    `special`: not bytes but a thing of the file system, which `wrappings.put` makes.
    """

    number: int
    kind: str
    sample: str
    name: str
    data: bytes = b""
    texts: tuple[str, ...] = ()
    special: str = ""

    def __str__(self) -> str:
        return f"mutant {self.number} ({self.kind} of {self.sample})"


Change = Callable[[Origin, random.Random], "str | bytes | Made | None"]


@dataclass(frozen=True)
class Made:
    """What a kind gives that is more than text or bytes."""

    data: bytes = b""
    name: str = ""
    texts: tuple[str, ...] | None = None
    special: str = ""


def kind(group: dict[str, Change]) -> Callable[[Change], Change]:
    """A function that makes mutants of this group."""

    def known(change: Change) -> Change:
        group[change.__name__] = change
        return change

    return known


@cache
def origins() -> tuple[Origin, ...]:
    """Every file of tests/samples that is a table."""
    found = []
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in (".yaml", ".md"):
            continue
        data = path.read_bytes()
        text = data.decode("utf-8")
        line = max(text.splitlines()[:6], key=len)
        mark = "" if text.lstrip("\ufeff \n")[:1] in "[{" else max(",;\t", key=line.count)
        found.append(Origin(path.name, data, text, mark))
    return tuple(found)


def kinds(origin: Origin) -> dict[str, Change]:
    """The kinds that fit a sample."""
    from mutations_bytes import BYTES
    from mutations_records import RECORDS
    from mutations_rows import TABLES
    import wrappings

    return BYTES | (TABLES if origin.mark else RECORDS) | wrappings.kinds(origin)


def mutant(seed: int, number: int) -> Mutant:
    """The mutant of this number: samples come one after the other, and their kinds in turn, so that some hundred have
    all; once a sample has had all of its kinds, half of its mutants are damaged twice."""
    chance = random.Random(f"{seed}/{number}")
    origin, turn = origins()[number % len(origins())], number // len(origins())
    fitting = kinds(origin)
    names = list(fitting)
    random.Random(seed).shuffle(names)
    before = [o for o in origins() if bool(o.mark) == bool(origin.mark)].index(origin)
    name = names[(turn + 7 * before) % len(names)]
    twice = turn >= len(names) and chance.random() < 0.5
    return as_mutant(number, name, origin, fitting[name](origin, chance), chance if twice else None)


def as_mutant(number: int, name: str, origin: Origin, changed: Any, again: random.Random | None) -> Mutant:
    """Bytes and texts of what a kind gave; `again`: damage its bytes once more, by chance."""
    made = made_of(changed)
    label, texts = made.name or origin.name, readings(made.data) if made.texts is None else made.texts
    if again is None or made.special:
        return Mutant(number, name, origin.name, label, made.data, texts, made.special)
    from mutations_bytes import BYTES

    other = again.choice(list(BYTES))
    packed = made.data[:2] == b"PK" or made.data[:4] == b"PAR1"
    twice = made_of(BYTES[other](replace(origin, data=made.data, text=made.data.decode("utf-8", "replace")), again))
    texts = () if packed else readings(twice.data) + (twice.texts or ())
    return Mutant(number, f"{name} + {other}", origin.name, twice.name or label, twice.data, texts)


def made_of(changed: Any) -> Made:
    """Whatever a kind gives, as one thing."""
    if isinstance(changed, str):
        return Made(changed.encode("utf-8", "surrogatepass"))
    return changed if isinstance(changed, Made) else Made(changed)


def readings(data: bytes) -> tuple[str, ...]:
    """All that these bytes may say."""
    kinds = (
        ("utf-8", "cp1252", "latin-1", "utf-16-le", "utf-16-be")
        if b"\0" in data or b"\xff" in data
        else ("utf-8", "cp1252", "latin-1")
    )
    return tuple(data.decode(kind, "replace").replace("\0", "") for kind in kinds)
