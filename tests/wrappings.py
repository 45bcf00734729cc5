"""Mutants that are more than text: archives, workbooks, Parquet files, and what is no file at all."""

from collections.abc import Callable
from functools import cache
import io
import os
from pathlib import Path
import random
import re
import warnings
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from mutations import Change, kind, Made, Mutant, Origin, origins
from mutations_bytes import bits_flipped

ANY: dict[str, Change] = {}
TABLES: dict[str, Change] = {}
HOSTILE = (  # names that lead out of a folder
    *("../out.csv", "../../out.csv", "/tmp/kit-out.csv", "a/../../out.csv"),
    *("..\\out.csv", "C:\\out.csv", "~/out.csv", "./a.csv"),
    *("a//b.csv", "a\nb.csv", "\u202ea.csv", ".hidden.csv"),
    *("x" * 300 + ".csv", "a.csv/", "con.csv", "refused/x.csv", "a\x00b.csv"),
)  # fmt: skip


def kinds(origin: Origin) -> dict[str, Change]:
    return ANY | (TABLES if origin.mark else {})


def packed(members: list[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return stream.getvalue()


@cache
def bomb(name: str) -> bytes:
    """An archive of some KB that holds 70 MiB."""
    return packed([(name, b"0,1\n" * (70 << 18))])


# ---- archives ----


@kind(ANY)
def in_an_archive(o: Origin, c: random.Random) -> Made:
    how = c.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    return Made(
        packed([(o.name, o.data), *c.choice(([], [("a.png", b"x")], [("b.csv", b"a,b\n1,2\n")]))], how),
        f"{o.name}.zip",
        (o.text, "a,b 1,2"),
    )


@kind(ANY)
def archive_with_odd_names(o: Origin, c: random.Random) -> Made:
    names = c.sample(HOSTILE, c.choice((1, 2, 5)))
    return Made(packed([(name, o.data) for name in names]), f"{o.name}.zip", (o.text,))


@kind(ANY)
def archive_with_a_name_twice(o: Origin, c: random.Random) -> Made:
    with warnings.catch_warnings(action="ignore"):
        return Made(packed([(o.name, o.data), (o.name, c.choice(origins()).data)]), f"{o.name}.zip", ())


@kind(ANY)
def archives_in_archives(o: Origin, c: random.Random) -> Made:
    data, name = o.data, o.name
    for _ in range(c.choice((2, 3, 6))):
        data, name = packed([(name, data)]), "inner.zip"
    return Made(data, f"{o.name}.zip", (o.text,))


@kind(ANY)
def archive_with_a_password(o: Origin, c: random.Random) -> Made:
    data = bytearray(packed([(o.name, o.data)]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return Made(bytes(data), f"{o.name}.zip", (o.text,))


@kind(ANY)
def archive_damaged(o: Origin, c: random.Random) -> Made:
    data = packed([(o.name, o.data)])
    data = data[: c.randrange(len(data))] if c.random() < 0.3 else _flipped(o, data, c)
    return Made(data, f"{o.name}.zip", ())


@kind(ANY)
def archive_that_swells(o: Origin, c: random.Random) -> Made:
    inner = bomb(c.choice(("a.csv", "xl/worksheets/sheet1.xml")))
    return Made(
        c.choice((inner, packed([("inner.zip", inner), (o.name, o.data)]))),
        c.choice(("bomb.zip", "bomb.xlsx")),
        (o.text,),
    )


@kind(ANY)
def archive_that_lies_about_sizes(o: Origin, c: random.Random) -> Made:
    data = bytearray(packed([(o.name, o.data)]))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data[at : at + 4] = c.choice((0, 10, 1 << 31, 0xFFFFFFFF)).to_bytes(4, "little")
    return Made(bytes(data), f"{o.name}.zip", ())


@kind(ANY)
def archive_with_very_many_members(o: Origin, c: random.Random) -> Made:
    return Made(packed([(f"{i}.csv", b"") for i in range(2_100)], zipfile.ZIP_STORED), "many.zip", ())


def _flipped(o: Origin, data: bytes, c: random.Random) -> bytes:
    return bytes(bits_flipped(Origin(o.name, data, "", ""), c))  # type: ignore[arg-type]


# ---- workbooks and Parquet ----


def _typed(cell: str) -> object:
    return (
        int(cell)
        if re.fullmatch(r"[1-9]\d{0,14}", cell)
        else float(cell)
        if re.fullmatch(r"\d{1,9}\.\d+", cell)
        else cell or None
    )


@cache
def workbook(o: Origin, typed: bool, sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for number in range(sheets):
        page = book.active if not number else book.create_sheet(f"s{number}")
        for row in o.rows:
            page.append([_typed(cell) if typed else cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:  # once more, without the time at which it was made
        members = [(n, archive.read(n)) for n in archive.namelist()]
    return packed([(n, re.sub(rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", data)) for n, data in members])


@kind(TABLES)
def as_a_workbook(o: Origin, c: random.Random) -> Made:
    return Made(workbook(o, c.random() < 0.5, c.choice((1, 2))), c.choice((f"{o.name}.xlsx", o.name)), (o.text,))


@kind(TABLES)
def workbook_damaged(o: Origin, c: random.Random) -> Made:
    data = workbook(o, False)
    data = data[: c.randrange(len(data))] if c.random() < 0.3 else _flipped(o, data, c)
    return Made(data, f"{o.name}.xlsx", ())


def _inside(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(n, archive.read(n)) for n in archive.namelist()]
    return packed([(n, change(content) if n == name else content) for n, content in members])


@kind(TABLES)
def workbook_damaged_inside(o: Origin, c: random.Random) -> Made:
    data = workbook(o, c.random() < 0.5)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = c.choice(archive.namelist())
    return Made(_inside(data, name, lambda content: _flipped(o, content, c)), f"{o.name}.xlsx", ())


@kind(TABLES)
def workbook_without_a_part(o: Origin, c: random.Random) -> Made:
    data = workbook(o, True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(n, archive.read(n)) for n in archive.namelist()]
    del members[c.randrange(len(members))]
    return Made(packed(members), f"{o.name}.xlsx", (o.text,))


@kind(TABLES)
def workbook_with_odd_parts(o: Origin, c: random.Random) -> Made:
    old, new = c.choice(
        (
            (b'<row r="2"', b'<row r="999999999"'),
            (b'<row r="2"', b'<row r="-5"'),
            (b'r="A2"', b'r="XFD2"'),
            (b'r="A2"', b'r="ZZZZZZ2"'),
            (b'r="A2"', b'r="A0"'),
            (b't="inlineStr"', b't="zzz"'),
            (b't="inlineStr"', b't="d"'),
            (b't="inlineStr"', b't="e"'),
            (b"<v>[0-9.]+</v>", b"<v>99999999</v>"),
            (b"<v>[0-9.]+</v>", b"<v>1e999</v>"),
            (b"<v>[0-9.]+</v>", b"<v></v>"),
            (b"<sheetData>", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><sheetData>"),
            (b"<v>[0-9.]+</v>", b"<v>" + b"9" * 5_000 + b"</v>"),
            (
                b"<worksheet",
                b'<!DOCTYPE lolz [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet',
            ),
        )
    )
    return Made(
        _inside(workbook(o, c.random() < 0.5), "xl/worksheets/sheet1.xml", lambda x: re.sub(old, new, x)),
        f"{o.name}.xlsx",
        (),
    )


def _column(cells: list[str], c: random.Random) -> pa.Array:
    """A column of some type."""
    kinds: list[Callable[[], pa.Array]] = [
        lambda: pa.array(cells),
        lambda: pa.array(cells).dictionary_encode(),
        lambda: pa.array(cells, pa.large_string()),
        lambda: pa.array([x.encode() for x in cells]),
        lambda: pa.array([[x] for x in cells]),
        lambda: pa.array([{"a": x} for x in cells]),
        lambda: pa.array([_typed(x) if isinstance(_typed(x), float | int) else None for x in cells], pa.float64()),
        lambda: pa.array([[(x, x)] for x in cells], pa.map_(pa.string(), pa.string())),
        lambda: pa.array([len(x) for x in cells], pa.duration("ns")),
        lambda: pa.array([10**17 + len(x) for x in cells], pa.timestamp("ns")),
        lambda: pa.nulls(len(cells)),
    ]
    return c.choice(kinds[:1] * 12 + kinds)()


@cache
def _cells(o: Origin) -> tuple[list[str], list[list[str]]]:
    head, rest = o.rows[o.head], [row for row in o.rows[o.head + 1 :] if row]
    return head, [[row[i] if i < len(row) else "" for row in rest] for i in range(len(head))]


def parquet(o: Origin, c: random.Random, plain: bool = True) -> bytes:
    names, cells = _cells(o)
    columns = [pa.array([x or None for x in column], pa.string()) if plain else _column(column, c) for column in cells]
    stream = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(columns, names=names), stream, compression=c.choice(("none", "snappy", "zstd", "gzip"))
    )
    return stream.getvalue()


@kind(TABLES)
def as_parquet(o: Origin, c: random.Random) -> Made:
    return Made(parquet(o, c), c.choice((f"{o.name}.parquet", o.name)), (o.text,))


@kind(TABLES)
def parquet_of_other_types(o: Origin, c: random.Random) -> Made:
    return Made(parquet(o, c, plain=False), f"{o.name}.parquet", ())


@kind(TABLES)
def parquet_damaged(o: Origin, c: random.Random) -> Made:
    data = parquet(o, c)
    data = data[: c.randrange(len(data))] if c.random() < 0.3 else _flipped(o, data, c)
    return Made(data, f"{o.name}.parquet", ())


# ---- what is no file ----


@kind(ANY)
def no_file(o: Origin, c: random.Random) -> Made:
    what = c.choice(
        (
            "folder",
            "empty folder",
            "folder that holds itself",
            "pipe",
            "link",
            "link in circles",
            "socket",
            "device",
            "locked",
        )
    )
    return Made(o.data, c.choice((o.name, "x.csv", "x.zip")), (o.text,), what)


def put(mutant: Mutant, folder: Path) -> Path:
    """Write a mutant into a new folder of its own; what to import."""
    folder.mkdir()
    path = folder / mutant.name
    if not mutant.special:
        path.write_bytes(mutant.data)
        return path
    return {
        "folder": _folder,
        "empty folder": lambda p, _: p.mkdir(),
        "folder that holds itself": _circle,
        "pipe": lambda p, _: os.mkfifo(p),
        "link": _link,
        "link in circles": _link_in_circles,
        "socket": _socket,
        "device": lambda p, _: p.symlink_to("/dev/zero"),
        "locked": _locked,
    }[mutant.special](path, mutant.data) or path  # type: ignore[no-untyped-call]


def _folder(path: Path, data: bytes) -> None:
    path.mkdir()
    (path / "a.csv").write_bytes(data)
    os.mkfifo(path / "b.csv")


def _circle(path: Path, data: bytes) -> None:
    _folder(path, data)
    (path / "again").symlink_to("..")
    (path / "c.csv").symlink_to("c.csv")
    (path / "d.csv").symlink_to("nowhere")


def _link_in_circles(path: Path, data: bytes) -> Path:
    """In a folder that holds the sample too: a path that leads nowhere would end the import of all."""
    (path.parent / "a.csv").write_bytes(data)
    path.symlink_to(path.name)
    return path.parent


def _link(path: Path, data: bytes) -> None:
    (path.parent / "a.csv").write_bytes(data)
    path.symlink_to("a.csv")


def _socket(path: Path, data: bytes) -> None:
    import socket

    here = os.getcwd()
    os.chdir(path.parent)  # the path of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _locked(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    if os.geteuid():  # root reads all
        path.chmod(0)
