"""Mutants of any text file: its bytes, its encoding, its lines, its name."""

import random

from mutations import Change, kind, LONG, Made, Origin, origins, readings

BYTES: dict[str, Change] = {}


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
    start = c.choice(
        (
            b"",
            b"PK\x03\x04",
            b"PAR1",
            b"\x89PNG\r\n\x1a\n",
            b"\x1f\x8b\x08",
            b"%PDF-1.7\n",
            b"\xd0\xcf\x11\xe0",
            b"SQLite format 3\0",
            b"\xff\xfe",
        )
    )
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
    return Made(data if c.random() < 0.7 else data[: c.randrange(len(data) + 1)], texts=(o.text,))


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
    return c.choice(
        (
            b"",
            b"\n",
            b" ",
            b"\xef\xbb\xbf",
            b"\0" * 50,
            b",",
            b'"',
            b"{",
            b"[",
            b"[]",
            b"{}",
            b"null",
            b"a",
            b"\r",
            b"0",
        )
    )


@kind(BYTES)
def a_very_long_text(o: Origin, c: random.Random) -> str:
    spots = [i for i, ch in enumerate(o.text) if ch.isalnum()]
    at = c.choice(spots) if spots else 0
    return o.text[:at] + LONG + o.text[at:]


@kind(BYTES)
def odd_characters(o: Origin, c: random.Random) -> str:
    text = list(o.text)
    for _ in range(c.choice((1, 3, 20))):
        text.insert(
            c.randrange(len(text) + 1),
            c.choice("\u202e\u200b\ufeff\x1b\x7f\x85\u2028\U0001f35c\x00\x0c\"'\\<&%$#@,;\t|\n"),
        )
    return "".join(text)


@kind(BYTES)
def a_web_page(o: Origin, c: random.Random) -> str:
    return c.choice(("<!DOCTYPE html>\n<html>", "<?xml version='1.0'?>", "\n <table>", "Error 500\n")) + o.text


@kind(BYTES)
def renamed(o: Origin, c: random.Random) -> Made:
    stem = c.choice(
        (
            o.name,
            "it's; --",
            "a\nb",
            "-rf",
            "..x",
            "៣០ ធ្នូ",
            "x" * 150,
            "%s{0}",
            "{{x}}",
            "2099-01-01",
            "orders",
            "daily_2025",
            "a\u202eb",
            "$(id)",
        )
    )
    return Made(
        o.data,
        stem[:180]
        + c.choice(("", ".csv", ".json", ".xlsx", ".parquet", ".zip", ".txt", ".CSV", ".xls", ".exe", ".csv.gz")),
    )
