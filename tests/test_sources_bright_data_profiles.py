"""Bright Data's profiles."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import bright_data_profiles
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(params=["bright_data_profiles.ndjson", "bright_data_profiles.csv"])
def imported(request, tmp_path):
    (report,) = import_paths([SAMPLES / request.param], tmp_path / "ws")
    return tmp_path / "ws", report


def test_a_creator_has_the_figures_of_the_record(imported):
    workspace, report = imported
    creator = rows(workspace, "creators", "creator_id").loc["noodle.lab"]
    assert report.format == "bright_data_profiles"
    counts = [creator[c] for c in ("followers", "following", "likes_total", "videos_total")]
    assert counts == [15_200, 40, 3_200_000_000, 210]
    assert (creator["name"], creator["country"], creator["verified"]) == ("Noodle Lab 🍜", "TH", True)
    assert creator["captured_at"] == pd.Timestamp("2026-02-01", tz="UTC")


def test_the_handle_comes_from_the_address_where_account_id_is_a_number(imported):
    creator = rows(imported[0], "creators", "creator_id").loc["lena_cooks"]
    assert creator["followers"] == 99
    assert pd.isna(creator["following"])


def test_biographies_and_rates_of_unknown_base_are_not_read(imported):
    workspace, report = imported
    assert {"biography", "bio_link", "awg_engagement_rate"} <= set(report.columns_ignored)
    assert b"n@example.com" not in content(workspace)


def test_an_error_in_place_of_an_account_is_refused_by_name(tmp_path):
    (report,) = import_paths([SAMPLES / "bright_data_profiles.ndjson"], tmp_path / "ws")
    assert report.to_json()["reasons"] == {"creators: Bright Data gives an error here instead of a record": 1}


@pytest.mark.parametrize("table", bright_data_profiles.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "bright_data_profiles.ndjson"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in bright_data_profiles.FILLS[table] if found[column].isna().all()]
