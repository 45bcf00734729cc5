"""TikTok Studio's gender and territories of followers: fractions, percents, names of countries, whose they are."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"
GENDER = SAMPLES / "FollowerGender_2025-12-30_1767355200_lena.cooks.csv"
TERRITORIES = SAMPLES / "FollowerTopTerritories_lena.cooks.csv"


def shares(workspace):
    frame = Workspace(workspace).latest("audience").to_pandas()
    return dict(zip(frame["value"], frame["share"].round(6), strict=True))


def written(path, *rows):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\ufeff" + "\n".join(",".join(f'"{c}"' for c in row) for row in rows), encoding="utf-8")
    return path


def test_gender_is_read_as_fractions_at_the_end_that_the_name_tells(tmp_path):
    (report,) = import_paths([GENDER], tmp_path / "ws")
    assert report.format == "studio_audience"
    assert shares(tmp_path / "ws") == {"female": 0.615, "male": 0.37, "other": 0.015}
    frame = Workspace(tmp_path / "ws").latest("audience").to_pandas()
    assert set(frame["dimension"]) == {"gender"}
    assert set(frame["creator_id"]) == {"lena.cooks"}
    assert set(frame["captured_at"]) == {pd.Timestamp(1767355200, unit="s", tz="UTC")}


def test_territories_become_codes_and_unknown_ones_are_kept_and_counted(tmp_path):
    (report,) = import_paths([TERRITORIES], tmp_path / "ws", captured_at="2026-01-03")
    assert shares(tmp_path / "ws") == {"TH": 0.615, "KH": 0.2, "XK": 0.035, "Atlantis": 0.01, "other": 0.14}
    assert report.notes["territories that the kit does not know were kept as given"] == 1
    assert set(Workspace(tmp_path / "ws").latest("audience").to_pandas()["dimension"]) == {"country"}


@pytest.mark.parametrize("cells", [("0.61", "0.39"), ("61%", "39%"), ("61", "39"), ("61,0 %", "39,0 %")])
def test_fractions_and_percents_are_the_same_shares(tmp_path, cells):
    rows = [("Gender", "Distribution"), ("Mujer", cells[0]), ("Hombre", cells[1])]
    import_paths([written(tmp_path / "FollowerGender_zoe.csv", *rows)], tmp_path / "ws")
    assert shares(tmp_path / "ws") == {"female": 0.61, "male": 0.39}


def test_without_an_account_the_file_is_refused_and_the_name_to_give_is_said(tmp_path):
    rows = [("Gender", "Distribution"), ("Female", "0.6"), ("Male", "0.4")]
    (report,) = import_paths([written(tmp_path / "FollowerGender.csv", *rows)], tmp_path / "ws")
    assert "Followers_<handle>.zip" in report.error
    (report,) = import_paths([written(tmp_path / "Followers_zoe" / "FollowerGender.csv", *rows)], tmp_path / "ws")
    assert report.error is None
    assert report.tables["audience"]["kept"] == 2


def test_a_header_only_is_no_error(tmp_path):
    path = written(tmp_path / "FollowerTopTerritories.csv", ("Top territories", "Distribution"))
    (report,) = import_paths([path], tmp_path / "ws")
    assert report.error is None
    assert report.tables["audience"]["read"] == 0
