"""Users of the Research API, whose answers do not name the handle."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import research_users
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


def test_a_user_with_a_username_beside_the_answer_is_known_by_it(tmp_path):
    (report,) = import_paths([SAMPLES / "research_users.jsonl"], tmp_path / "ws", captured_at="2026-02-01")
    creator = rows(tmp_path / "ws", "creators", "creator_id").loc["noodle.lab"]
    assert report.format == "research_users"
    assert creator["name"] == "Noodle Lab 🍜"
    counts = [creator[c] for c in ("followers", "following", "likes_total", "videos_total")]
    assert counts == [15_200, 40, 230_000, 210]
    assert creator["verified"]
    assert creator["captured_at"] == pd.Timestamp("2026-02-01", tz="UTC")


@pytest.mark.parametrize("name", ["research_users.json", "research_users.jsonl"])
def test_a_user_without_a_username_is_known_by_the_display_name(tmp_path, name):
    (report,) = import_paths([SAMPLES / name], tmp_path / "ws")
    assert rows(tmp_path / "ws", "creators", "creator_id").loc["name:Lena", "followers"] == 99
    assert report.notes["creators: creators without a handle are known by their name only"] == 1


@pytest.mark.parametrize("name", ["research_users.json", "research_users.jsonl"])
def test_biographies_are_not_read(tmp_path, name):
    (report,) = import_paths([SAMPLES / name], tmp_path / "ws")
    assert any("bio_description" in column for column in report.columns_ignored)
    assert b"n@example.com" not in content(tmp_path / "ws")


@pytest.mark.parametrize("table", research_users.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "research_users.jsonl"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in research_users.FILLS[table] if found[column].isna().all()]
