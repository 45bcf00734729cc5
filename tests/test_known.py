"""What an import reads of a workspace: little, once, and as much as is needed to tell what is new."""

from collections import Counter
import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.intake import import_paths
from kit.intake.known import Known
from kit.intake.slots import Different, NEVER, Newest, SEVERAL, Slots, UNKNOWN
from kit.workspace import Workspace

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
WHOLE = 25  # columns that only a look at whole rows reads


@pytest.fixture
def reads(monkeypatch):
    """Which known files are read during imports, and for which columns."""
    found, real = [], Known.sql

    def sql(self, numbers, columns):
        before = len(self.reads)
        made = real(self, numbers, columns)
        found.extend((self.spec.name, path.name, columns) for path, columns in self.reads[before:])
        return made

    monkeypatch.setattr(Known, "sql", sql)
    return found


def capture(folder, day, first=0, items=50, caption="words", views=100):
    """A file of one day's captures of some videos."""
    n = range(first, first + items)
    rows = pa.table(
        {
            "video_id": [f"7{i:018d}" for i in n],
            "creator_id": [f"maker{i % 7}" for i in n],
            "caption": pa.array([caption] * items, pa.string()),
            "views": [views * day + i for i in n],
            "captured_at": pa.array([DAY + dt.timedelta(day)] * items, pa.timestamp("us", "UTC")),
        }
    )
    folder.mkdir(exist_ok=True)
    pq.write_table(rows, folder / f"videos-{day:03d}.parquet")
    return folder / f"videos-{day:03d}.parquet"


def test_each_file_of_many_is_read_once_and_for_its_keys_alone(tmp_path, reads):
    for day in range(1, 13):
        capture(tmp_path / "in", day)
    reports = import_paths([tmp_path / "in"], tmp_path / "ws")
    assert [r.tables["videos"]["kept"] for r in reports] == [50] + [0] * 11
    assert [r.tables["videos"]["merged"] for r in reports] == [0] + [50] * 11
    assert set(Counter(name for _, name, _ in reads).values()) == {1}
    assert len(reads) == 11
    lists = {"hashtags", "mentions"}  # whether a list is empty or missing no foot tells
    assert {tuple(c for c in columns if c not in lists) for _, _, columns in reads} == {("video_id", "captured_at")}


def test_a_file_of_other_videos_reads_nothing_of_what_is_there(tmp_path, reads):
    for day in range(1, 6):
        capture(tmp_path / "in", day, first=100 * day)
    import_paths([tmp_path / "in"], tmp_path / "ws")
    assert reads == []


def test_a_later_day_reads_of_a_workspace_only_files_that_may_have_its_videos(tmp_path, reads):
    for day in range(1, 11):
        capture(tmp_path / "in", day, first=30 * day)
    import_paths([tmp_path / "in"], tmp_path / "ws")
    reads.clear()
    (report,) = import_paths([capture(tmp_path / "later", 11, first=330)], tmp_path / "ws")
    assert (report.tables["videos"]["kept"], report.tables["videos"]["merged"]) == (30, 20)
    assert len(reads) == 1


def test_the_same_folder_again_adds_nothing_and_reads_no_rows(tmp_path, reads):
    for day in range(1, 5):
        capture(tmp_path / "in", day)
    import_paths([tmp_path / "in"], tmp_path / "ws")
    files = Workspace(tmp_path / "ws").files("videos")
    reads.clear()
    reports = import_paths([tmp_path / "in"], tmp_path / "ws")
    assert [(r.tables["videos"]["kept"], r.tables["videos"]["merged"]) for r in reports] == [(0, 50)] * 4
    assert Workspace(tmp_path / "ws").files("videos") == files
    assert reads == []


def test_two_tools_by_turns_read_each_file_a_few_times_however_many_there_are(tmp_path, reads):
    for day in range(1, 21):
        capture(tmp_path / "in", day, caption="words" if day % 2 else None)
    import_paths([tmp_path / "in"], tmp_path / "ws")
    rows = Workspace(tmp_path / "ws").files("videos")
    assert all(pq.read_table(file, columns=["caption"])["caption"].null_count == 0 for file in rows)
    assert max(Counter(name for _, name, _ in reads).values()) <= 3
    assert all(len(columns) < WHOLE for _, _, columns in reads)


def test_rows_that_are_there_and_new_ones_in_one_file_are_told_apart(tmp_path, reads):
    import_paths([capture(tmp_path / "a", 1), capture(tmp_path / "a", 2)], tmp_path / "ws")
    reads.clear()
    (report,) = import_paths([capture(tmp_path / "b", 1, items=60)], tmp_path / "ws")
    assert (report.tables["videos"]["kept"], report.tables["videos"]["merged"]) == (10, 50)
    assert Workspace(tmp_path / "ws").rows("videos") == 110
    whole = {name for _, name, columns in reads if len(columns) >= WHOLE}
    assert len(whole) == 1  # of the two days only the one that has this time


def test_an_earlier_capture_that_comes_late_is_added_and_completed(tmp_path):
    import_paths([capture(tmp_path / "a", 2), capture(tmp_path / "a", 4, caption="later words")], tmp_path / "ws")
    (report,) = import_paths([capture(tmp_path / "b", 3, caption=None)], tmp_path / "ws")
    assert report.tables["videos"]["merged"] == 50
    rows = [row for file in Workspace(tmp_path / "ws").files("videos") for row in pq.read_table(file).to_pylist()]
    assert {r["caption"] for r in rows if r["captured_at"] == DAY + dt.timedelta(3)} == {"later words"}


def test_a_slot_is_for_ever_and_a_known_hash_finds_its_own():
    slots, r = Slots(), np.random.default_rng(1)
    told: dict[int, int] = {}
    for _ in range(40):
        hashes = r.integers(0, 5_000, r.integers(1, 400)).astype("uint64")
        for key, slot in zip(hashes.tolist(), slots.of(hashes).tolist(), strict=True):
            assert told.setdefault(key, slot) == slot
    assert sorted(told.values()) == list(range(slots.size))


def test_the_newest_row_wins_and_two_of_one_time_have_several_files():
    newest = Newest()
    newest.see(np.array([0, 0, 1, 2]), np.array([5, 9, 9, UNKNOWN]), 3)
    newest.see(np.array([0, 1, 2]), np.array([8, 9, 1]), 4)
    newest.see(np.array([4, 4]), np.array([7, 7]), 5)
    at, files = newest[np.arange(6)]
    assert at.tolist() == [9, 9, 1, NEVER, 7, NEVER]
    assert files.tolist() == [3, SEVERAL, 4, -1, SEVERAL, -1]


def test_different_slots_are_counted_once():
    different = Different()
    different.add(np.array([3, 3, 1]))
    different.add(np.array([1, 200]))
    different.add(np.zeros(0, int))
    assert different.count == 3
