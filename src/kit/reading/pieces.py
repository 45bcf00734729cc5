"""Large files in pieces: a table of any size passes through little memory.

A table of plain bytes is read by Arrow or DuckDB; what they do not take as it is (odd quotation marks, another
encoding, a row that is too long, a line that is no JSON) is read again by the same Python that reads small files.
"""

from collections.abc import Callable, Iterator, Sequence
import csv
from dataclasses import dataclass
import io
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.reading import delimited, records
from kit.reading.archives import File
from kit.reading.columns import chosen, Column, letters_of, LISTS
from kit.reading.sheet import Part, Rows, Sheet

HEAD = 1 << 20  # bytes that are looked at to tell what a file is
ROWS = 30_000  # of a piece
BLOCK = 2 << 20  # bytes that are parsed at a time: about what a processor keeps near
OBJECT = 16 << 20  # bytes of one record

Told = Callable[[int], None]  # is told how many bytes of the file have been read


class NotPlain(Exception):
    """The quick reader does not take this file."""


@dataclass(frozen=True)
class Head:
    """The beginning of a large table: rows, the line at which each ends, and how its text is written."""

    rows: Rows
    ends: list[int]
    mark: str
    encoding: str


def beginning(file: File) -> tuple[str, tuple[str, ...], str]:
    """The beginning of a text file up to the end of a line, what was noticed, and its encoding."""
    data = file.start(HEAD)
    cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 or len(data)
    cut += data[cut : cut + 1] == b"\0"  # the other half of a line's end in UTF-16
    text, notes = delimited.decode(data[:cut], file.label)
    return text, notes, delimited.encoding(data[:cut])


def table_head(text: str, encoding: str) -> Head:
    """The whole rows at the beginning of a text with delimiters."""
    named = delimited.SEPARATOR.match(text)
    mark = named[1] if named else delimited.delimiter(text)
    rows: Rows = []
    ends = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:  # the last row goes on, or quotation marks stand inside cells: the whole will tell
        pass
    return Head(rows, ends, mark, encoding)


def of_table(sheet: Sheet, head: Head, at: int, wanted: Sequence[int], told: Told) -> Iterator[Sheet]:
    """The rows below the header of a large CSV, which is row `at`, as the columns that a reader asks for."""
    import pyarrow.csv as reader

    if head.encoding != "utf-8-sig":
        raise NotPlain("it is not UTF-8")
    if _open_at_end(sheet.file):
        raise NotPlain("it ends inside a quoted cell")
    number, names = at + 2, [str(i) for i in range(sheet.width)]
    with pa.OSFile(str(sheet.file.path)) as source:
        try:
            batches = reader.open_csv(
                source,
                reader.ReadOptions(
                    use_threads=False,  # rows are prepared meanwhile; more threads here take longer in all
                    block_size=BLOCK,
                    skip_rows=head.ends[at],
                    column_names=names,
                ),
                reader.ParseOptions(delimiter=head.mark, newlines_in_values=True),
                reader.ConvertOptions(
                    include_columns=[names[i] for i in wanted],
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            for batch in _gathered(batches):
                told(source.tell())
                cells = {i: _lines(batch.column(k).combine_chunks()) for k, i in enumerate(wanted)}
                yield Part(sheet, sheet.header, cells, range(number, number + batch.num_rows))
                number += batch.num_rows
        except pa.ArrowInvalid as error:
            raise NotPlain(str(error)) from None


def _open_at_end(file: File) -> bool:
    """Whether a file was cut off inside a quoted cell, which Arrow does not mind: then its marks are odd in number."""
    with file.path.open("rb") as stream:
        stream.seek(-min(3, file.path.stat().st_size), 2)
        if re.search(rb'"\r?\n$', stream.read()):
            return False
        stream.seek(0)
        marks = 0
        while block := stream.read(1 << 20):
            marks += int(np.count_nonzero(np.frombuffer(block, "uint8") == ord('"')))
    return marks % 2 == 1


def _gathered(batches: Any) -> Iterator[pa.Table]:
    """Batches, put together to pieces."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(b.num_rows for b in held) >= ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _lines(cells: Column) -> Column:
    """One way to end a line inside cells; a cell that is far too long means that a quotation mark is missing."""
    edges, letters = letters_of(cells)
    if np.diff(edges).max(initial=0) > delimited.LONGEST:  # in bytes; the slow way counts letters
        raise NotPlain("a cell is too long")
    if (letters == ord("\r")).any():
        cells = pc.replace_substring_regex(cells, "\r\n?", "\n")
    return cells


def of_table_slowly(sheet: Sheet, head: Head, at: int, strict: bool, told: Told) -> Iterator[Sheet]:
    """The same, cell by cell."""
    with sheet.file.path.open("rb") as raw:
        stream = io.TextIOWrapper(raw, head.encoding, "replace" if head.encoding == "cp1252" else "strict", newline="")
        lines = (re.sub("\r\n?", "\n", line).replace("\0", "") for line in stream)
        rows: Rows = []
        number = at + 2
        try:
            for place, row in enumerate(csv.reader(lines, delimiter=head.mark, strict=strict)):
                if place > at:
                    rows.append(row)
                if any(len(cell) > delimited.LONGEST for cell in row):
                    raise delimited.too_long(sheet.file.label)
                if len(rows) == ROWS:
                    told(raw.tell())
                    yield Sheet(sheet.file, sheet.header, rows, number, sheet.notes)
                    number += len(rows)
                    rows = []
            if rows:
                yield Sheet(sheet.file, sheet.header, rows, number, sheet.notes)
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise delimited.cut_off(sheet.file.label) from None
            raise NotPlain("quotation marks stand inside cells") from None
        except UnicodeDecodeError as error:
            raise NotPlain(str(error)) from None


def of_records(head: Sheet, one_a_line: bool, names: Sequence[str], told: Told) -> Iterator[Sheet]:
    """The records of a large JSON file, as columns of the names that a reader asks for."""
    import duckdb

    size = head.file.path.stat().st_size
    con = duckdb.connect()
    con.execute("SET memory_limit = '600MB'")
    con.execute("SET enable_progress_bar = false")
    columns = ", ".join(f"{_text(n)}: {_text(kind)}" for n, kind in _nested(names).items())
    chosen_names = ", ".join(f"{_dotted(n)} AS {_quoted(n)}" for n in names)
    number = 1
    try:
        reader = con.sql(
            f"SELECT {chosen_names} FROM read_json($path, format = $form, columns = {{{columns}}}, "
            f"maximum_object_size = {OBJECT})",
            params={"path": str(head.file.path), "form": "newline_delimited" if one_a_line else "array"},
        ).to_arrow_reader(ROWS)
        for batch in _gathered(reader):
            told(int(max(con.query_progress(), 0) / 100 * size))
            cells = {i: _filled(batch.column(n).combine_chunks()) for i, n in enumerate(names)}
            yield Part(head, names, cells, range(number, number + batch.num_rows))
            number += batch.num_rows
    except duckdb.Error as error:
        raise NotPlain(str(error)) from None
    finally:
        con.close()


def _nested(names: Sequence[str]) -> dict[str, str]:
    """Names with slashes as DuckDB's types: {"authorMeta": "STRUCT(\"name\" VARCHAR, …)", "hashtags": "…[]"}."""
    tree: dict[str, Any] = {}
    for name in names:
        inner = tree
        for part in name.split("/"):
            inner = inner.setdefault(part, {})
    return {name: _type(inner) for name, inner in tree.items()}


def _type(tree: dict[str, Any]) -> str:
    if not tree:
        return "VARCHAR"
    if "*" in tree:
        return f"{_type(tree['*'])}[]"
    return f"STRUCT({', '.join(f'{_quoted(name)} {_type(inner)}' for name, inner in tree.items())})"


def _dotted(name: str) -> str:
    """How to ask for a name: "authorMeta"."name"; of a list, the named part of each element."""
    before, star, after = name.partition("/*")
    path = ".".join(map(_quoted, before.split("/")))
    if star and after:
        return f"[e.{'.'.join(map(_quoted, after.strip('/').split('/')))} for e in {path}]"
    return path


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _filled(cells: Column) -> Column:
    """An empty list says nothing."""
    if not pa.types.is_list(cells.type):
        return cells
    return chosen(pc.fill_null(pc.greater(pc.list_value_length(cells), 0), False), cells.cast(LISTS), None)


def of_lines_slowly(head: Sheet, names: Sequence[str], encoding: str, told: Told) -> Iterator[Sheet]:
    """The same for one record a line, one by one; a line that is no JSON is a damaged row."""
    header = list(dict.fromkeys(n.partition("/*")[0] for n in names))
    with head.file.path.open("rb") as raw:
        stream = io.TextIOWrapper(raw, encoding, "replace" if encoding == "cp1252" else "strict")
        first, lines = 1, list[str]()
        try:
            for line in stream:
                lines.append(line)
                if len(lines) == ROWS // 5:
                    told(raw.tell())
                    yield _of_lines(head, lines, header, first)
                    first, lines = first + len(lines), []
            if lines:
                yield _of_lines(head, lines, header, first)
        except UnicodeDecodeError as error:
            raise NotPlain(str(error)) from None


def _of_lines(head: Sheet, lines: Sequence[str], header: Sequence[str], first: int) -> Sheet:
    values, damaged = records.lines_of(lines)
    return records.as_sheet(values, head.file, head.notes, damaged=damaged, header=header, first=first)
