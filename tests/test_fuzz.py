"""Damaged, hostile and nonsensical files, made from every sample: an import says what it made of each, and no lies.

`make test` takes 90 mutants, `make test-long` 500, `make fuzz` FUZZ_COUNT (20,000) from FUZZ_SEED.  What went wrong is
looked at with
``fuzzing.batch([mutations.mutant(seed, number)], empty_folder)``.
"""

from concurrent.futures import ProcessPoolExecutor
import json
import multiprocessing as mp
import os
from pathlib import Path
import random
import re
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fuzzing
from kit.errors import DataError, UsageError
from kit.intake import FileReport, import_paths
from kit.intake.taking import Taking
from kit.reading import delimited, halves, values
from kit.tables import TABLES
from mutations import kinds, mutant, Origin, origins
from mutations_bytes import BYTES
import wrappings

SEED, COUNT = 20261126, 500
NO_ORDER = "they do not stand in their order"  # days without a year
OTHERWISE = {  # what a reader may know from a second place, which may say it in other words
    *("posted_at", "hashtags", "creator_id", "author_key", "name", "sound"),
    *("status", "avg_basis", "captured_at", "source_medium"),
}
AMBIGUOUS = {("creators_by_name.csv", "likes_total")}  # likes beside no views are those of a profile


@pytest.mark.parametrize("count", [90, pytest.param(COUNT, marks=pytest.mark.long)])
def test_damaged_files_are_taken_or_refused_rightly(tmp_path, count):
    tally = fuzzing.run(SEED, range(COUNT - count, COUNT), tmp_path / "all", again=10)
    print(tally)
    assert tally.wrong == []


def test_every_kind_of_damage_is_among_the_five_hundred():
    made = {mutant(SEED, number).kind for number in range(COUNT)}
    assert made == {kind for origin in origins() for kind in kinds(origin)}


def test_even_an_empty_file_can_be_damaged():
    for change in BYTES.values():
        assert change(Origin("empty.csv", b"", "", ","), random.Random(1)) is not None


def test_a_mutant_is_always_the_same():
    assert [mutant(3, n) for n in range(0, 5000, 97)] == [mutant(3, n) for n in range(0, 5000, 97)]


@pytest.mark.fuzz
def test_damaged_files_by_the_thousand(tmp_path, capsys):
    seed, count = int(os.environ.get("FUZZ_SEED", 1)), int(os.environ.get("FUZZ_COUNT", 20_000))
    jobs = int(os.environ.get("FUZZ_JOBS", 2))
    shares = [range(first, min(first + 200, count)) for first in range(0, count, 200)]
    tally = fuzzing.Tally()
    with ProcessPoolExecutor(jobs, mp.get_context("spawn")) as pool, capsys.disabled():
        waiting = [pool.submit(fuzzing.run, seed, share, tmp_path / f"s{share[0]}", again=4) for share in shares]
        for done in waiting:
            tally.add(done.result())
            print(f"\r{tally.files:,} mutants, {len(tally.wrong)} wrong", end="", flush=True)
        print(f"\nSeed {seed}, {tally}")
        print("\n".join([f"{n:,} × … {words}" for words, n in tally.errors.most_common(40)] + tally.wrong))
    assert tally.wrong == []


def rows_of(origin: Origin, text: str, place: Path) -> tuple[FileReport, dict[tuple[Any, ...], dict[str, Any]]]:
    """What becomes of this text under the sample's name: a report, and rows by table, key and moment of capture."""
    place.mkdir()
    (place / origin.name).write_text(text, encoding="utf-8")
    report = import_paths([place / origin.name], place / "ws")[0]
    found = {}
    for name, spec in TABLES.items():
        for row in fuzzing.table(place / "ws", name).drop_columns(["source", "imported_at"]).to_pylist():
            found[(name, *(row[c] for c in spec.key), row.get("captured_at"))] = row
    return report, found


def named(found: tuple[Origin, ...]) -> Any:
    return pytest.mark.parametrize("origin", found, ids=[origin.name for origin in found])


@named(tuple(o for o in origins() if o.mark))
def test_rows_in_another_order_give_the_same_table(origin, tmp_path):
    rows, head = origin.rows, origin.head
    rest = rows[head + 1 :]
    random.Random(SEED).shuffle(rest)
    _, before = rows_of(origin, origin.text, tmp_path / "before")
    report, after = rows_of(origin, origin.written(rows[: head + 1] + rest), tmp_path / "after")
    if report.error and NO_ORDER in report.error:
        assert not after
    else:
        assert after == before


def misplaced(origin: Origin, text: str, before: dict[Any, dict[str, Any]], place: Path) -> list[str]:
    """Values that stand under another column than before, after a column was lost."""
    _, after = rows_of(origin, text, place)
    wrong = []
    for key, row in after.items():
        old = before.get(key, row)
        wrong += [
            f"{column} of {key} was {old[column]!r} and is {row[column]!r}"
            for column in row
            if row[column] is not None
            and row[column] != old[column]
            and column not in OTHERWISE
            and (origin.name, column) not in AMBIGUOUS
        ]
    return wrong


def without(origin: Origin, at: int, name: str | None) -> str:
    """The sample without a column, or with this name for it."""
    rows = origin.rows
    if name is None:
        return origin.written([row[:at] + row[at + 1 :] for row in rows])
    rows[origin.head][at] = name
    return origin.written(rows)


@named(tuple(o for o in origins() if o.mark))
def test_without_a_column_none_of_its_figures_appears_under_another(origin, tmp_path):
    _, before = rows_of(origin, origin.text, tmp_path / "before")
    luck = random.Random(origin.name)
    at, name = luck.randrange(len(origin.rows[origin.head])), luck.choice((None, "zzz"))
    assert misplaced(origin, without(origin, at, name), before, tmp_path / "after") == []


@pytest.mark.fuzz
@named(tuple(o for o in origins() if o.mark))
def test_without_any_column_none_of_its_figures_appears_under_another(origin, tmp_path):
    _, before = rows_of(origin, origin.text, tmp_path / "before")
    for at in range(len(origin.rows[origin.head])):
        for number, name in enumerate((None, "zzz", "")):
            assert misplaced(origin, without(origin, at, name), before, tmp_path / f"t{at}-{number}") == []


# ---- what mutants have found ----


def take(place: Path, name: str, data: bytes) -> FileReport:
    (place / name).write_bytes(data)
    return import_paths([place / name], place / "ws")[0]


VIDEO = "video_id,creator_id,views,posted_at\n7436254323573938177,a.b,{},{}\n"


@pytest.mark.parametrize(
    ("views", "posted_at", "reason"),
    [
        ("0x10", "", "views is no number"),  # Arrow reads hexadecimal numbers
        ("8$50", "", "views is no number"),
        ("5,$K", "", "views is no number"),
        ("5 4K", "", "views is no number"),  # a comma was exchanged: nobody groups by less than three digits
        ("1", "9999-12-31T23:59:59-12:00", "posted_at is no date that the kit can read"),  # the year 10000
        ("1", "0000-01-01", "posted_at is no date that the kit can read"),
        ("1", "0001-01-01T00:00:00+14:00", "posted_at is no date that the kit can read"),
    ],
)
def test_a_cell_that_only_a_machine_takes_for_a_value_is_refused(tmp_path, views, posted_at, reason):
    report = take(tmp_path, "v.csv", VIDEO.format(f'"{views}"', posted_at).encode())
    assert report.error is None
    assert report.reasons == {f"videos: {reason}": 1}


@pytest.mark.parametrize("cell", ["9" * 400, "1e999", "-1e300"])
def test_no_amount_is_infinite(cell):
    found, problems = values.parse("money", ["5", cell])
    assert found.to_pylist() == [5.0, None]
    assert problems == {1: "is too large to be an amount"}


def test_half_an_emoji_in_json_is_a_character_that_could_not_be_read(tmp_path):
    record = {"video_id": "7436254323573938177", "creator_id": "a.b", "caption": "cut \ud83c", "views\ud83c": 1}
    report = take(tmp_path, "videos.json", json.dumps([record]).encode())
    assert (report.error, report.tables["videos"]["kept"]) == (None, 1)
    assert fuzzing.table(tmp_path / "ws", "videos")["caption"].to_pylist() == ["cut \ufffd"]
    assert halves.loads('["\\ud83c\\udf5c", "\\ud83c"]') == ["🍜", "\ufffd"]


def test_a_file_with_its_header_only_is_not_passed_over_in_silence(tmp_path):
    report = take(tmp_path, "videos.csv", VIDEO.splitlines()[0].encode())
    assert report.error == "videos.csv holds no rows under its header; export it again."
    assert report.tables == {}


def test_quotation_marks_inside_cells_are_said(tmp_path):
    report = take(tmp_path, "v.csv", VIDEO.format('"1"2', "").encode())
    assert delimited.QUOTES in report.notes


def test_sheets_that_nobody_knows_are_counted(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["video_id", "creator_id", "views"], ["7436254323573938177", "a.b", 5]):
        book.active.append(row)
    book.create_sheet("Else").append(["colour", "size"])
    book.save(tmp_path / "videos.xlsx")
    report = import_paths([tmp_path / "videos.xlsx"], tmp_path / "ws")[0]
    assert report.notes["sheets of no layout that the kit knows were passed over"] == 1


def test_a_workbook_that_numbers_a_row_beyond_all_is_refused_before_it_fills_the_memory(tmp_path):
    origin = next(o for o in origins() if o.name == "research_videos.csv")
    data = wrappings._inside(
        wrappings.workbook(origin, True),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'<row r="2"', b'<row r="999999999"'),
    )
    assert "more than 1,048,576 rows" in str(take(tmp_path, "a.xlsx", data).error)


def test_a_parquet_file_whose_text_or_moments_are_none_is_damaged(tmp_path):
    for column in (pa.array([b"\xff\xfe"]).view(pa.string()), pa.array([2**62], pa.int64()).cast(pa.timestamp("us"))):
        columns = {"video_id": ["1"], "creator_id": ["a"], "posted_at": column}
        pq.write_table(pa.table(columns), tmp_path / "made.parquet")
        report = take(tmp_path, "videos.parquet", (tmp_path / "made.parquet").read_bytes())
        assert report.error == "videos.parquet is a damaged Parquet file; write it again."


@pytest.mark.filterwarnings("error")
def test_what_openpyxl_thinks_of_a_workbook_is_no_business_of_the_user(tmp_path):
    origin = next(o for o in origins() if o.name == "research_videos.csv")
    without = re.compile(rb"<cellStyles.*?</cellStyles>")  # as many tools write workbooks
    data = wrappings._inside(wrappings.workbook(origin, True), "xl/styles.xml", lambda part: without.sub(b"", part))
    assert take(tmp_path, "a.xlsx", data).error is None


def test_a_folder_may_hold_links_in_circles_and_pipes(tmp_path):
    folder = tmp_path / "in"
    wrappings._circle(folder, origins()[0].data)
    assert [r.file for r in import_paths([folder], tmp_path / "ws")] == ["a.csv"]


def test_an_empty_folder_beside_a_file_is_named(tmp_path):
    (tmp_path / "empty.csv").mkdir()
    (tmp_path / "v.csv").write_text(VIDEO.format(1, ""))
    first, second = import_paths([tmp_path / "empty.csv", tmp_path / "v.csv"], tmp_path / "ws")
    assert first.error == "empty.csv is a folder that holds nothing to import; name the files themselves."
    assert second.error is None
    with pytest.raises(UsageError, match="There is nothing to import"):
        import_paths([tmp_path / "empty.csv"], tmp_path / "ws")


def test_an_archive_whose_offsets_lead_nowhere_is_damaged(tmp_path):
    data = bytearray(wrappings.packed([("a.csv", VIDEO.format(1, "").encode())]))
    at = data.index(b"PK\x05\x06") + 12
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 8).to_bytes(4, "little")
    assert "damaged" in str(take(tmp_path, "a.zip", bytes(data)).error)


@pytest.mark.parametrize("days", ["Dec 31|Dec 30|Jan 1|Jan 2", "Dec 31|Jan 1|Dec 30|Jan 2", "Jan 1|Dec 30|Dec 31"])
def test_days_without_a_year_that_are_out_of_order_get_none(tmp_path, days):
    words = days.replace("Dec", "December").replace("Jan", "January").split("|")
    rows = "".join(f'"{day}","{n}"\n' for n, day in enumerate(words))
    name = "FollowerHistory_2025-12-30_1767355200_lena.cooks.csv"
    report = take(tmp_path, name, f'"Date","Followers"\n{rows}'.encode())
    assert NO_ORDER in str(report.error)


def test_refused_rows_of_a_file_that_failed_are_not_among_those_of_the_next(tmp_path, monkeypatch):
    """The first file is given up after its refused rows were written down."""
    begun = Taking._add

    def failing(self: Taking, taken: Any) -> None:
        begun(self, taken)
        if "first" in taken.sheet.file.label:
            raise DataError("first.csv ends here.")

    monkeypatch.setattr(Taking, "_add", failing)
    for name in ("first.csv", "second.csv"):
        (tmp_path / name).write_text(VIDEO.format(name[0], ""))
    reports = import_paths([tmp_path / "first.csv", tmp_path / "second.csv"], tmp_path / "ws")
    assert [report.error for report in reports] == ["first.csv ends here.", None]
    (written,) = (tmp_path / "ws" / "refused").iterdir()
    assert [line.split(",")[-2] for line in written.read_text().splitlines()] == ["views", "s"]
