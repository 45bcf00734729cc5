"""Rows about one item become one, and only what is new is added."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.intake.growing import Growing, marked
from kit.intake.known import Known
from kit.intake.merging import Merger
from kit.tables import ARROW, TABLES

SCHEMA = pa.schema([(c, ARROW[kind]) for c, kind in TABLES["videos"].columns.items()])
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def merger(tmp_path):
    made = Merger(tmp_path, "200MB")
    yield made
    made.close()


def video(number, views, **more):
    return {"video_id": str(number), "creator_id": "ann", "views": views, **more}


def grown(folder, name, *rows):
    file = Growing(folder / name, "videos", "made up")
    table = pa.Table.from_pylist([{c: row.get(c) for c in SCHEMA.names} for row in rows], schema=SCHEMA)
    file.add(table, marked("videos", table))
    file.close()
    return file


def told(merged):
    return sorted(pq.read_table(merged.file.path).to_pylist(), key=lambda r: (r["video_id"], str(r["captured_at"])))


def there(merger, *files, table="videos"):
    """What a workspace that has these files holds of their table."""
    known = Known(TABLES[table], merger.con)
    known.extend([file.path for file in files], pq.read_metadata)
    return known


def test_a_file_that_holds_every_item_once_is_added_as_it_is(tmp_path, merger):
    file = grown(tmp_path, "a.parquet", video(1, 10), video(2, 20))
    merged = merger.merge([file], there(merger), "made up")
    assert (merged.fresh, merged.torn, merged.file) == (2, 0, file)


def test_rows_about_one_item_fill_each_others_gaps_and_the_larger_count_stays(tmp_path, merger):
    rows = [video(1, 10, caption="first"), video(1, 12, caption="second", likes=3), video(2, 5)]
    merged = merger.merge([grown(tmp_path, "a.parquet", *rows)], there(merger), "made up")
    assert (merged.fresh, merged.torn) == (2, 1)
    assert [(r["views"], r["likes"], r["caption"]) for r in told(merged)] == [(12, 3, "first"), (5, None, None)]


def test_two_captures_of_an_item_are_no_double(tmp_path, merger):
    rows = [video(1, 10, captured_at=DAY), video(1, 12, captured_at=DAY + dt.timedelta(1))]
    file = grown(tmp_path, "a.parquet", *rows)
    merged = merger.merge([file], there(merger), "made up")
    assert (merged.fresh, merged.torn, merged.file) == (1, 0, file)


def test_tables_of_one_file_are_merged_together_in_their_order(tmp_path, merger):
    first = grown(tmp_path, "a.parquet", video(1, 10, caption="first"))
    second = grown(tmp_path, "b.parquet", video(1, 10, caption="second"), video(3, 1))
    merged = merger.merge([first, second], there(merger), "made up")
    assert merged.fresh == 2
    assert [r["caption"] for r in told(merged)] == ["first", None]


def test_what_is_there_already_is_not_added_again(tmp_path, merger):
    old = grown(tmp_path, "old.parquet", video(1, 10, captured_at=DAY))
    again = grown(tmp_path, "a.parquet", video(1, 10, captured_at=DAY))
    merged = merger.merge([again], there(merger, old), "made up")
    assert (merged.fresh, merged.file) == (0, None)


def test_a_later_capture_keeps_what_an_earlier_one_told_but_not_its_counts(tmp_path, merger):
    old = grown(tmp_path, "old.parquet", video(1, 10, captured_at=DAY, caption="words", hashtags=["a"], saves=4))
    later = grown(tmp_path, "a.parquet", video(1, 20, captured_at=DAY + dt.timedelta(1)), video(2, 1))
    merged = merger.merge([later], there(merger, old), "made up")
    assert merged.fresh == 1
    first, second = told(merged)
    assert (first["caption"], first["hashtags"], first["views"], first["saves"]) == ("words", ["a"], 20, None)
    assert (second["video_id"], second["caption"]) == ("2", None)


def test_the_same_rows_give_a_file_of_the_same_name(tmp_path, merger):
    rows = [video(1, 10), video(1, 12), video(2, 5)]
    names = [
        merger.merge([grown(tmp_path, f"{n}.parquet", *order)], there(merger), "made up").file.mark.name
        for n, order in enumerate((rows, rows[::-1]))
    ]
    assert names[0] == names[1]


def test_a_later_capture_of_a_deal_keeps_the_forecast_that_was_made_of_it(tmp_path, merger):
    schema = pa.schema([(c, ARROW[kind]) for c, kind in TABLES["deals"].columns.items()])

    def deal(name, **cells):
        row = {"deal_id": "D1", "creator_id": "ann", "currency": "USD"} | cells
        file = Growing(tmp_path / name, "deals", "made up")
        table = pa.Table.from_pylist([{c: row.get(c) for c in schema.names}], schema=schema)
        file.add(table, marked("deals", table))
        file.close()
        return file

    planned = deal("a.parquet", status="planned", fee=500.0, forecast_views=9_000.0, captured_at=DAY)
    paid = deal("b.parquet", status="paid", captured_at=DAY + dt.timedelta(30))
    (row,) = told_deals(merger.merge([paid], there(merger, planned, table="deals"), "made up"))
    assert (row["status"], row["forecast_views"], row["fee"]) == ("paid", 9_000.0, None)


def told_deals(merged):
    return pq.read_table(merged.file.path).to_pylist()
