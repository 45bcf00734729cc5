"""Files that went wrong, made from the samples: every mutant is told by a seed and a number, and always the same.

`mutant(seed, number)` takes one sample and one of the `kinds` that fit it.  Those here change bytes, text, rows and
JSON values; `wrappings` puts files into archives, workbooks and Parquet, and makes what is no file at all.
"""

from collections.abc import Callable, Iterator
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
    *("", " ", "-", "0", "-1", "-0", "1e999", "1e5", "NaN", "inf", "-Infinity", "nan%", "²", "½", "١٢٣", "1.2.3", "1,2,3"),
    *("9" * 19, "9" * 25, "9" * 400, "7.590176158653977e+18", "7,59018E+18", "7590176158653977600", "0x10", "1_000"),
    *("1.2M", "3,4K", "-5K", "12%", "101%", "$5", "5 €", "true", "maybe", "null", "[]", "[[", "{", "}", "['a'", '{"a": 1}'),
    *("0000-00-00", "2026-02-31", "31/12/2025", "3/4/2025", "2025-12-31T24:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01"),
    *("1767225605", "99999999999999999", "-62135596801", "253402300800", "12:00", "@", "#", "@@a", "=1+1", "'", '"', "\\"),
    *("\u202eabc", "\u200b", "\x01\x02", "a\tb", "a;b|c", "\n", "é" * 50, "🍜" * 40, "https://", "https://www.tiktok.com/@/video/1"),
    *("https://www.tiktok.com/@a/video/75901761586539776019", "javascript:1", "'; DROP TABLE videos; --", "{{7*7}}", "%s%n"),
)  # fmt: skip
VALUES: tuple[Any, ...] = (  # what JSON may hold that nobody expects
    *(None, True, False, 0, -1, -0.0, 1.5, 10**18, 10**25, 1e22, float("nan"), float("inf"), "", [], {}, [[]], [{}], [None]),
    *([1, "a", None, {"a": []}], {"": 1}, {"a": {"a": {"a": [1]}}}, "\ud800", "\x00", ["\ud83d"], {"id": "1"}, "7590176158653977600"),
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


BYTES: dict[str, Change] = {}
TABLES: dict[str, Change] = {}
RECORDS: dict[str, Change] = {}


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
    import wrappings

    return BYTES | (TABLES if origin.mark else RECORDS) | wrappings.kinds(origin)


def mutant(seed: int, number: int) -> Mutant:
    """The mutant of this number: samples come one after the other, and their kinds in turn."""
    chance = random.Random(f"{seed}/{number}")
    origin = origins()[number % len(origins())]
    fitting = kinds(origin)
    round_ = number // len(origins())
    names = list(fitting)
    random.Random(f"{seed}/{origin.name}").shuffle(names)
    name = names[round_ % len(names)]
    changed = fitting[name](origin, chance)
    return as_mutant(number, name, origin, changed, twice=round_ >= len(names) and chance.random() < 0.5, chance=chance)


def as_mutant(number: int, name: str, origin: Origin, changed: Any, twice: bool, chance: random.Random) -> Mutant:
    """Bytes and texts of what a kind gave; `twice`: damage its bytes once more."""
    made = changed if isinstance(changed, Made) else Made(changed.encode("utf-8", "surrogatepass") if isinstance(changed, str) else changed or b"")
    data, label = made.data, made.name or origin.name
    if twice and not made.special:
        other = chance.choice(list(BYTES))
        again = BYTES[other](replace(origin, data=data, text=data.decode("utf-8", "replace")), chance)
        again = again if isinstance(again, Made) else Made(again.encode("utf-8", "surrogatepass") if isinstance(again, str) else again or b"")
        packed = data[:2] == b"PK" or data[:4] == b"PAR1"
        data, label, name = again.data, again.name or label, f"{name} + {other}"
        made = Made(data, label, () if packed else None)
    texts = readings(data) if made.texts is None else made.texts
    return Mutant(number, name, origin.name, label, data, texts, made.special)


def readings(data: bytes) -> tuple[str, ...]:
    """All that these bytes may say."""
    kinds = ("utf-8", "cp1252", "latin-1", "utf-16-le", "utf-16-be") if b"\0" in data or b"\xff" in data else ("utf-8", "cp1252", "latin-1")
    return tuple(data.decode(kind, "replace").replace("\0", "") for kind in kinds)


# ---- bytes and text ----


@kind(BYTES)
def cut_off(o: Origin, c: random.Random) -> bytes:
    return o.data[: c.randrange(len(o.data) + 1)]


@kind(BYTES)
def cut_off_near_the_end(o: Origin, c: random.Random) -> bytes:
    return o.data[: max(0, len(o.data) - c.randint(1, 40))]


@kind(BYTES)
def begins_in_the_middle(o: Origin, c: random.Random) -> bytes:
    return o.data[c.randrange(len(o.data) + 1) :]


@kind(BYTES)
def bits_flipped(o: Origin, c: random.Random) -> bytes:
    data = bytearray(o.data)
    for _ in range(c.choice((1, 1, 2, 8, 64)) if data else 0):
        data[c.randrange(len(data))] ^= 1 << c.randrange(8)
    return bytes(data)


@kind(BYTES)
def a_block_gone(o: Origin, c: random.Random) -> bytes:
    at = c.randrange(len(o.data) + 1)
    return o.data[:at] + o.data[at + c.randint(1, 80) :]


@kind(BYTES)
def a_block_doubled(o: Origin, c: random.Random) -> bytes:
    at, size = c.randrange(len(o.data) + 1), c.randint(1, 200)
    return o.data[: at + size] + o.data[at:]


@kind(BYTES)
def noise_in_the_middle(o: Origin, c: random.Random) -> bytes:
    at = c.randrange(len(o.data) + 1)
    return o.data[:at] + c.randbytes(c.choice((1, 4, 50, 500))) + o.data[at:]


@kind(BYTES)
def binary(o: Origin, c: random.Random) -> bytes:
    start = c.choice((b"", b"PK\x03\x04", b"PAR1", b"\x89PNG\r\n\x1a\n", b"\x1f\x8b\x08", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"\xff\xfe"))
    return start + c.randbytes(c.choice((1, 10, 3000)))


@kind(BYTES)
def glued(o: Origin, c: random.Random) -> bytes:
    other = c.choice(origins())
    return o.data + c.choice((b"", b"\n")) + other.data


@kind(BYTES)
def another_before_it(o: Origin, c: random.Random) -> bytes:
    return c.choice(origins()).data + b"\n\n" + o.data


@kind(BYTES)
def with_nul_bytes(o: Origin, c: random.Random) -> bytes:
    data = bytearray(o.data)
    for _ in range(c.choice((1, 5, 300))):
        data.insert(c.randrange(len(data) + 1), 0)
    return bytes(data)


@kind(BYTES)
def with_a_mark(o: Origin, c: random.Random) -> bytes:
    return b"\xef\xbb\xbf" * c.choice((1, 2)) + o.data


@kind(BYTES)
def without_a_mark(o: Origin, c: random.Random) -> bytes:
    return o.data.removeprefix(b"\xef\xbb\xbf")


@kind(BYTES)
def in_utf_16(o: Origin, c: random.Random) -> Made:
    data = o.text.lstrip("\ufeff").encode(c.choice(("utf-16", "utf-16-le", "utf-16-be")))
    return Made(data if c.random() < 0.7 else data[: c.randrange(len(data))], texts=(o.text,))


@kind(BYTES)
def in_another_encoding(o: Origin, c: random.Random) -> Made:
    name = c.choice(("cp1252", "latin-1", "cp874", "gb18030", "shift_jis", "utf-7", "utf-32", "cp437"))
    return Made(o.text.encode(name, "replace"), texts=(o.text, *readings(o.text.encode(name, "replace"))))


@kind(BYTES)
def twice_encoded(o: Origin, c: random.Random) -> str:
    return o.data.decode("latin-1")


@kind(BYTES)
def lines_end_otherwise(o: Origin, c: random.Random) -> str:
    text = o.text.replace("\r\n", "\n")
    return text.replace("\n", c.choice(("\r\n", "\r", "\n\n", "\n\r", "\u2028", " \n", "\v")))


@kind(BYTES)
def nothing(o: Origin, c: random.Random) -> bytes:
    return c.choice((b"", b"\n", b" ", b"\xef\xbb\xbf", b"\0" * 50, b",", b'"', b"{", b"[", b"[]", b"{}", b"null", b"a", b"\r", b"0"))


@kind(BYTES)
def a_very_long_text(o: Origin, c: random.Random) -> str:
    spots = [i for i, ch in enumerate(o.text) if ch.isalnum()]
    at = c.choice(spots) if spots else 0
    return o.text[:at] + LONG + o.text[at:]


@kind(BYTES)
def odd_characters(o: Origin, c: random.Random) -> str:
    text = list(o.text)
    for _ in range(c.choice((1, 3, 20))):
        text.insert(c.randrange(len(text) + 1), c.choice("\u202e\u200b\ufeff\x1b\x7f\x85\u2028\U0001f35c\x00\x0c\"'\\<&%$#@,;\t|\n"))
    return "".join(text)


@kind(BYTES)
def a_web_page(o: Origin, c: random.Random) -> str:
    return c.choice(("<!DOCTYPE html>\n<html>", "<?xml version='1.0'?>", "\n <table>", "Error 500\n")) + o.text


@kind(BYTES)
def renamed(o: Origin, c: random.Random) -> Made:
    stem = c.choice((o.name, "it's; --", "a\nb", "-rf", "..x", "៣០ ធ្នូ", "x" * 150, "%s{0}", "{{x}}", "2099-01-01", "orders", "daily_2025", "a\u202eb", "$(id)"))
    return Made(o.data, stem[:180] + c.choice(("", ".csv", ".json", ".xlsx", ".parquet", ".zip", ".txt", ".CSV", ".xls", ".exe", ".csv.gz")))


# ---- rows ----


@kind(TABLES)
def rows_swapped(o: Origin, c: random.Random) -> str:
    rows, head = o.rows, o.head
    rest = rows[head + 1 :]
    c.shuffle(rest)
    return o.written(rows[: head + 1] + rest)


@kind(TABLES)
def rows_doubled(o: Origin, c: random.Random) -> str:
    rows = o.rows
    return o.written(rows + rows[o.head + 1 :] * c.choice((1, 5)))


@kind(TABLES)
def row_gone(o: Origin, c: random.Random) -> str:
    rows = o.rows
    del rows[c.randrange(len(rows))]
    return o.written(rows)


@kind(TABLES)
def header_among_the_rows(o: Origin, c: random.Random) -> str:
    rows = o.rows
    for _ in range(c.choice((1, 3))):
        rows.insert(c.randint(o.head, len(rows)), rows[o.head])
    return o.written(rows)


@kind(TABLES)
def header_gone(o: Origin, c: random.Random) -> str:
    return o.written(o.rows[o.head + 1 :])


@kind(TABLES)
def only_the_header(o: Origin, c: random.Random) -> str:
    return o.written(o.rows[: o.head + 1])


@kind(TABLES)
def column_gone(o: Origin, c: random.Random) -> str:
    at = c.randrange(len(o.rows[o.head]))
    return o.written([row[:at] + row[at + 1 :] for row in o.rows])


@kind(TABLES)
def columns_gone(o: Origin, c: random.Random) -> str:
    kept = [i for i in range(len(o.rows[o.head])) if c.random() < 0.5]
    return o.written([[row[i] for i in kept if i < len(row)] for row in o.rows])


@kind(TABLES)
def column_doubled(o: Origin, c: random.Random) -> str:
    at, to = (c.randrange(len(o.rows[o.head])) for _ in "ab")
    return o.written([row[:to] + row[at : at + 1] + row[to:] for row in o.rows])


@kind(TABLES)
def column_renamed(o: Origin, c: random.Random) -> str:
    rows, at = o.rows, c.randrange(len(o.rows[o.head]))
    rows[o.head][at] = c.choice(("zzz", "", rows[o.head][at] + " 2", rows[o.head][at].upper(), *ODD[:40], c.choice(rows[o.head])))
    return o.written(rows)


@kind(TABLES)
def columns_swapped(o: Origin, c: random.Random) -> str:
    order = list(range(len(o.rows[o.head])))
    c.shuffle(order)
    return o.written([[row[i] for i in order if i < len(row)] if len(row) == len(order) else row for row in o.rows])


@kind(TABLES)
def cells_swapped(o: Origin, c: random.Random) -> str:
    rows = o.rows
    row = rows[c.randrange(o.head, len(rows))]
    c.shuffle(row)
    return o.written(rows)


@kind(TABLES)
def odd_cells(o: Origin, c: random.Random) -> str:
    rows = o.rows
    for _ in range(c.choice((1, 1, 3, 20))):
        row = rows[c.randrange(o.head + 1, len(rows))] if len(rows) > o.head + 1 else rows[0]
        if row:
            row[c.randrange(len(row))] = c.choice(ODD)
    return o.written(rows)


@kind(TABLES)
def an_odd_column(o: Origin, c: random.Random) -> str:
    rows, at = o.rows, c.randrange(len(o.rows[o.head]))
    for row in rows[o.head + 1 :]:
        row[at : at + 1] = [c.choice(ODD)]
    return o.written(rows)


@kind(TABLES)
def a_very_long_cell(o: Origin, c: random.Random) -> str:
    rows = o.rows
    row = rows[c.randrange(len(rows))] or rows[o.head]
    row[c.randrange(len(row))] = c.choice((LONG, "9" * 1_000_000, "a " * 500_000, "#a" * 90_000, "é@" * 99_000))
    return o.written(rows)


@kind(TABLES)
def rows_of_other_lengths(o: Origin, c: random.Random) -> str:
    rows = o.rows
    for row in rows[o.head + 1 :]:
        if c.random() < 0.5:
            row[c.randrange(len(row) + 1) :] = [] if c.random() < 0.5 else row + ["x"] * c.choice((1, 30))
    return o.written(rows)


@kind(TABLES)
def delimiter_changed(o: Origin, c: random.Random) -> str:
    mark = c.choice(",;\t|^~ :")
    return c.choice(("", f"sep={mark}\n")) + o.written(o.rows, mark)


@kind(TABLES)
def delimiter_replaced(o: Origin, c: random.Random) -> str:
    return o.text.replace(o.mark, c.choice(";\t|, "))


@kind(TABLES)
def quote_gone(o: Origin, c: random.Random) -> str:
    text = o.written(o.rows, quoting=csv.QUOTE_ALL)
    at = c.choice([i for i, ch in enumerate(text) if ch == '"'])
    return text[:at] + text[at + 1 :]


@kind(TABLES)
def quote_added(o: Origin, c: random.Random) -> str:
    at = c.randrange(len(o.text) + 1)
    return o.text[:at] + '"' + o.text[at:]


@kind(TABLES)
def without_quotes(o: Origin, c: random.Random) -> str:
    return o.text.replace('"', "") if c.random() < 0.5 else o.written(o.rows, quoting=csv.QUOTE_NONE)


@kind(TABLES)
def titles_above(o: Origin, c: random.Random) -> str:
    return c.choice(("Report,2026\n\n", "\n" * 12, "a,b,c\n1,2,3\n\n", "# note\n# note\n", ",,,\n", "x\n" * 200)) + o.text


@kind(TABLES)
def under_the_header_of_another(o: Origin, c: random.Random) -> str:
    other = c.choice([x for x in origins() if x.mark])
    return o.written([other.rows[other.head], *o.rows[o.head + 1 :]])


@kind(TABLES)
def as_records(o: Origin, c: random.Random) -> str:
    head = o.rows[o.head]
    records = [dict(zip(head, row, strict=False)) for row in o.rows[o.head + 1 :]]
    return json.dumps(records) if c.random() < 0.5 else o.dumped(records)


# ---- JSON ----


def spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value that can be exchanged: what holds it, and its key."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()):
        yield value, key
        yield from spots(inner)


@kind(RECORDS)
def odd_values(o: Origin, c: random.Random) -> str:
    values = o.values
    for _ in range(c.choice((1, 1, 3, 15))):
        holder, key = c.choice(list(spots(values)))
        holder[key] = c.choice((*VALUES, *ODD))
    return "\n".join(json.dumps(v, ensure_ascii=c.random() < 0.8) for v in values)


@kind(RECORDS)
def odd_values_under_a_name(o: Origin, c: random.Random) -> str:
    values = o.values
    names = [key for holder, key in spots(values) if isinstance(holder, dict)]
    name = c.choice(names)
    for holder, key in list(spots(values)):
        if key == name:
            holder[key] = c.choice((*VALUES, *ODD))
    return o.dumped(values)


@kind(RECORDS)
def names_gone(o: Origin, c: random.Random) -> str:
    values = o.values
    for holder, key in list(spots(values)):
        if isinstance(holder, dict) and c.random() < 0.15:
            holder.pop(key, None)
    return o.dumped(values)


@kind(RECORDS)
def names_changed(o: Origin, c: random.Random) -> str:
    values = o.values
    for holder, key in list(spots(values)):
        if isinstance(holder, dict) and key in holder and c.random() < 0.1:
            holder[c.choice(("zzz", "", "a/b", "id", "data", "\x00", "x" * 5000, "\ud800", key.upper(), f"{key}/0", "*"))] = holder.pop(key)
    return "\n".join(json.dumps(value) for value in values)


@kind(RECORDS)
def names_doubled(o: Origin, c: random.Random) -> str:
    text = o.text
    at = c.choice([i for i, ch in enumerate(text) if ch == "{"])
    inner = c.choice(('"id": 1, ', '"data": [], ', '"id": {}, ', '"video_id": "x", ', '"a": 1, "a": 2, '))
    return text[: at + 1] + inner + text[at + 1 :]


@kind(RECORDS)
def records_swapped(o: Origin, c: random.Random) -> str:
    values = o.values
    for value in [values, *(h[k] for h, k in spots(values) if isinstance(h[k], list))]:
        if all(isinstance(inner, dict) for inner in value):
            c.shuffle(value)
    return o.dumped(values)


@kind(RECORDS)
def records_doubled(o: Origin, c: random.Random) -> str:
    return o.dumped(o.values * 3)


@kind(RECORDS)
def lines_as_a_list(o: Origin, c: random.Random) -> str:
    values = o.values
    return json.dumps(values if len(values) > 1 else [values], indent=c.choice((None, 1)))


@kind(RECORDS)
def wrapped(o: Origin, c: random.Random) -> str:
    values: Any = o.values
    for _ in range(c.choice((1, 2, 20))):
        values = c.choice(({"data": values}, [values], {"data": values, "error": {}}, {"zzz": values}, {"videos": values}, {"id": 1, "data": values}))
    return json.dumps(values)


@kind(RECORDS)
def deep(o: Origin, c: random.Random) -> Made:
    n = c.choice((50, 900, 1100, 100_000))
    before, after = c.choice((("[" * n, "]" * n), ('{"a":' * n, "}" * n), ('{"data":' * n, "}" * n), ("[" * n, "")))
    at = c.choice([i for i, ch in enumerate(o.text) if ch == ":"]) + 1
    text = before + "1" + after
    return Made((text if c.random() < 0.3 else o.text[:at] + text + "," + o.text[at:]).encode())


@kind(RECORDS)
def deep_inside(o: Origin, c: random.Random) -> str:
    values = o.values
    holder, key = c.choice([(h, k) for h, k in spots(values) if isinstance(h, dict)])
    n = c.choice((20, 400, 20_000))
    holder[key] = "DEEP"
    inner = c.choice(("[" * n + "]" * n, '{"a":' * n + "1" + "}" * n))
    text = o.dumped(values).replace('"DEEP"', inner)
    return text if c.random() < 0.7 else o.dumped(values).replace('"DEEP"', json.dumps(inner))


@kind(RECORDS)
def no_json(o: Origin, c: random.Random) -> str:
    return c.choice((o.text.replace('"', "'"), o.text.replace(",", ",,", 2), o.text.rstrip() + ",", o.text.replace(":", "=", 3),
                     "var x = " + o.text, o.text.replace("}", ",}", 1), "// note\n" + o.text, o.text + "\nthe end\n"))  # fmt: skip


@kind(RECORDS)
def scalars(o: Origin, c: random.Random) -> str:
    return c.choice(('["a", "b"]', "[1, 2]", "[[1, 2], [3]]", '{"a": 1}', "[[]]", "[{}, {}]", '[null, {"id": 1}]', "{}\n{}\n", '[{"id": 1}, 5]', "[[[[]]]]", "[{},[]]"))


@kind(RECORDS)
def very_many_names(o: Origin, c: random.Random) -> str:
    return o.dumped([*o.values, {f"n{i}": i for i in range(6_000)}])


@kind(RECORDS)
def a_very_long_value(o: Origin, c: random.Random) -> str:
    values = o.values
    holder, key = c.choice([(h, k) for h, k in spots(values) if not isinstance(h[k], (dict, list))])
    holder[key] = c.choice((LONG, "9" * 1_000_000, "#a" * 400_000, "a@" * 400_000, ["x"] * 200_000))
    return o.dumped(values)


@kind(RECORDS)
def a_very_long_number(o: Origin, c: random.Random) -> str:
    spots_ = [i for i, ch in enumerate(o.text) if ch.isdigit()]
    at = c.choice(spots_)
    return o.text[:at] + "9" * c.choice((30, 400, 5_000, 100_000)) + o.text[at:]


@kind(RECORDS)
def as_table(o: Origin, c: random.Random) -> str:
    records = [v for v in (o.values[0] if isinstance(o.values[0], list) else o.values) if isinstance(v, dict)]
    head = list(dict.fromkeys(k for r in records for k in r))
    rows = [head, *([json.dumps(r[k]) if isinstance(r.get(k), (dict, list)) else str(r.get(k, "")) for k in head] for r in records)]
    return replace(o, mark=",").written(rows)
