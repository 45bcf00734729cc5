"""A file that grows piece by piece is what one written at once would be."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.intake.growing import Growing, Mark, marked
from kit.tables import ARROW, TABLES


def pieces(*rows):
    """Rows of the table daily, one piece each."""
    spec = TABLES["daily"].columns
    whole = [{"date": None, "series": f"s{v}", "value": float(v), "unit": None, "role": None} for v in rows]
    schema = pa.schema([(c, ARROW[kind]) for c, kind in spec.items()])
    return [pa.Table.from_pylist([row], schema=schema) for row in whole]


def test_pieces_end_in_one_file_with_their_source(tmp_path):
    file = Growing(tmp_path / "a.parquet", "daily", "by hand")
    for piece in pieces(1, 2, 3):
        file.add(piece, marked("daily", piece))
    file.close()
    found = pq.read_table(tmp_path / "a.parquet")
    assert found.schema.equals(TABLES["daily"].arrow_schema())
    assert found["value"].to_pylist() == [1, 2, 3]
    assert set(found["source"].to_pylist()) == {"by hand"}


def test_a_mark_does_not_know_order_or_pieces_but_every_row(tmp_path):
    one, two, three = pieces(1, 2, 3)
    parts = marked("daily", one) + marked("daily", two) + marked("daily", three)
    assert parts == marked("daily", pa.concat_tables([three, one, two]))
    assert parts.name != (parts + marked("daily", three)).name
    assert Mark() + parts == parts


def test_what_is_not_wanted_leaves_no_file(tmp_path):
    file = Growing(tmp_path / "a.parquet", "daily", "by hand")
    file.discard()
    assert not list(tmp_path.iterdir())


def test_another_table_is_no_piece_of_it(tmp_path):
    file = Growing(tmp_path / "a.parquet", "videos", "by hand")
    with pytest.raises((pa.ArrowInvalid, ValueError, TypeError)):
        file.add(pieces(1)[0], Mark())
    file.discard()
