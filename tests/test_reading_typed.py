"""A Parquet file in pieces reads as the same cells would, one by one, as text."""

import datetime as dt
import decimal
from pathlib import Path
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.errors import DataError
from kit.reading import archives, opened, typed
from kit.reading.columns import column
from kit.reading.typed import as_text, as_values
from kit.reading.values import parse
from kit.tables import ARROW

N = 300
UTC = dt.UTC
FLOATS = [1.0, -0.0, 1e15, 1e300, float("nan"), float("inf"), 1.234, 0.1, 5e-7, 0.125, 1e14, 123456789012345.0]
MADE = {
    "whole": (lambda r: r.randint(-(9**18), 9**18), pa.int64()),
    "small": (lambda r: r.randint(-9, 10**6), pa.int32()),
    "byte": (lambda r: r.randint(0, 255), pa.uint8()),
    "float": (lambda r: r.choice([*FLOATS, r.random()]), pa.float64()),
    "whole floats": (lambda r: float(r.randint(-5, 10**9)), pa.float64()),
    "float32": (lambda r: r.random(), pa.float32()),
    "flag": (lambda r: r.random() < 0.5, pa.bool_()),
    "text": (lambda r: r.choice(["", " ", " x ", "y", "\u3000", "1.234"]), pa.string()),
    "large text": (lambda r: r.choice(["", "a b"]), pa.large_string()),
    "text view": (lambda r: r.choice(["", "a b"]), pa.string_view()),
    "UTC": (lambda r: dt.datetime(r.randint(1, 9999), 1, 1, 3, 4, 5, r.choice([0, 1]), UTC), pa.timestamp("us", "UTC")),
    "no zone": (lambda r: dt.datetime(2020, 1, 1, 3, 4, r.randint(0, 59), 120000), pa.timestamp("us")),
    "seconds": (lambda r: dt.datetime(2020, 1, 1, 3, 4, r.randint(0, 59)), pa.timestamp("s")),
    "nanoseconds": (lambda r: r.randint(0, 10**18), pa.timestamp("ns", "UTC")),
    "Berlin": (lambda r: dt.datetime(2020, 1, r.randint(1, 9), tzinfo=UTC), pa.timestamp("us", "Europe/Berlin")),
    "day": (lambda r: dt.date(r.randint(1, 9999), 1, 1), pa.date32()),
    "decimal": (lambda r: decimal.Decimal(r.randint(0, 99999)) / 100, pa.decimal128(10, 2)),
    "object": (lambda r: {"a": 1}, pa.struct([("a", pa.int64())])),
    "bytes": (lambda r: b"x", pa.binary()),
    "nothing": (lambda r: None, pa.null()),
    "lists": (lambda r: r.choice([[], ["a"], ["b", "c"]]), pa.list_(pa.string())),
    "large lists": (lambda r: r.choice([[], ["a"], ["b", "c"]]), pa.large_list(pa.large_string())),
    "odd lists": (lambda r: r.choice([[], ["a "], ["b", ""], ["c", None]]), pa.list_(pa.string())),
    "lists of numbers": (lambda r: [1, 2], pa.list_(pa.int64())),
}


def made(name):
    chance = random.Random(name)
    make, kind = MADE[name]
    cells = [None if chance.random() < 0.1 else make(chance) for _ in range(N)]
    return pa.array(cells, kind)


def table_of(path):
    (table,) = opened.tables(next(archives.files(path)))
    return table


def all_pieces(path):
    table = table_of(path)
    (way,) = table.ways(table.candidates[0], [], ["any"])
    return list(way(lambda done: None))


@pytest.mark.parametrize("name", MADE)
def test_a_column_of_any_type_is_text_as_its_cells_are_one_by_one(name):
    cells = made(name)
    for part in (cells, cells.slice(30, 100)):
        assert as_text(part).equals(column(part.to_pylist()))


def test_words_that_a_file_holds_as_codes_are_words():
    cells = pa.array(["a", None, "", "b", "a"]).dictionary_encode()
    assert as_text(cells).to_pylist() == ["a", None, None, "b", "a"]


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("kind", ARROW)
def test_values_of_a_type_are_what_their_text_would_be_read_as(name, kind):
    cells = made(name)
    given = as_values(cells, kind)
    if given is not None:
        values, problems = parse(kind, column(cells.to_pylist()))
        assert problems == {}
        assert given.equals(values)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("whole floats", "count"), ("small", "count"), ("UTC", "time"), ("day", "date"), ("flag", "flag")),
        *(("lists", "list"), ("large lists", "list"), ("float32", "rate")),
    ],
)
def test_values_of_the_usual_types_do_not_pass_through_text(name, kind):
    assert as_values(made(name), kind) is not None


def test_blank_rows_and_the_header_once_more_are_no_rows(tmp_path):
    rows = pa.table({"a": ["1", None, "a", "2"], "b": ["x", " ", "b", None]})
    pq.write_table(rows, tmp_path / "t.parquet")
    (piece,) = all_pieces(tmp_path / "t.parquet")
    assert (list(piece.numbers), piece.repeats, len(piece)) == ([2, 5], 1, 2)
    assert piece.texts(0) == ["1", "2"]
    assert (piece.cell(1, 0), piece.cell(1, 1)) == ("2", None)


def test_a_long_file_comes_in_pieces_that_number_their_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(typed, "ROWS", 40)
    pq.write_table(pa.table({"a": range(100), "b": [0.5] * 100}), tmp_path / "t.parquet", row_group_size=70)
    found = all_pieces(tmp_path / "t.parquet")
    assert max(map(len, found)) <= 40
    assert [n for piece in found for n in piece.numbers] == list(range(2, 102))
    assert [t for piece in found for t in piece.texts(0)] == [str(n) for n in range(100)]


def test_the_header_may_stand_among_the_rows(tmp_path):
    pq.write_table(pa.table({"0": ["a title", "id", "1"], "1": [None, "views", "5"]}), tmp_path / "t.parquet")
    table = table_of(tmp_path / "t.parquet")
    sheet = next(s for s in table.candidates if s.header == ["id", "views"])
    (way,) = table.ways(sheet, [], ["any"])
    (whole,) = way(lambda done: None)
    assert (whole.texts(0), whole.numbers) == (["1"], [4])


def test_bytes_that_are_no_text_and_days_that_are_none_mean_that_a_file_is_damaged(tmp_path):
    text = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff"))
    for n, cells in enumerate((text, pa.array([2**60], pa.timestamp("us", "UTC")))):
        path = Path(tmp_path / f"{n}.parquet")
        pq.write_table(pa.table({"a": cells}), path)
        with pytest.raises(DataError, match="damaged Parquet file"):
            [piece.texts(0) for piece in all_pieces(path)]
