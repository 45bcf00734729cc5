"""TikTok One figures as Later exports them give videos with paid views, and audiences."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import later_tcm
from kit.workspace import Workspace

SAMPLE = Path(__file__).parent / "samples" / "later_tcm.csv"


def take(tmp_path, text):
    (tmp_path / "content.csv").write_text(text, encoding="utf-8")
    return import_paths([tmp_path / "content.csv"], tmp_path / "ws")[0]


def table(tmp_path, name):
    return Workspace(tmp_path / "ws").latest(name).to_pandas()


def test_paid_views_stand_beside_all_views_and_make_an_ad(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.format == "later_tcm"
    videos = table(tmp_path, "videos").set_index("video_id")
    assert videos.loc["7436254323573938177", ["views", "paid_views", "reach"]].tolist() == [266_900, 100_000, 210_000]
    assert videos.loc["7436254323573938177", ["avg_watch_s", "full_watch_rate"]].tolist() == [8.4, 0.225]
    assert videos["is_ad"].dropna().to_dict() == {"7436254323573938177": True, "7436254323573938178": False}
    assert pd.isna(videos.loc["7351302477738400599", "paid_views"])
    assert videos.loc[["7436254323573938178", "7351302477738400599"], "avg_watch_s"].tolist() == [7, 6.1]  # 0:07, 6.1s
    assert set(videos["creator_id"]) == {"anna.eats", "ben_b"}


def test_an_audience_is_the_creator_s_only_if_all_its_rows_agree(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    audience = table(tmp_path, "audience")
    shares = {(r.creator_id, r.dimension, r.value): round(r.share, 4) for r in audience.itertuples()}
    assert shares == {
        ("anna.eats", "gender", "female"): 0.615,
        ("anna.eats", "gender", "male"): 0.385,
        ("anna.eats", "age", "18-24"): 0.44,
        ("anna.eats", "age", "55+"): 0.02,
    }
    assert report.notes["creators have videos with different audiences, so none was taken for the creator's"] == 1


def test_the_sample_fills_what_the_format_can_fill(tmp_path):
    import_paths([SAMPLE], tmp_path / "ws")
    for name, columns in later_tcm.FILLS.items():
        frame = table(tmp_path, name)
        assert [c for c in columns if frame[c].isna().all()] == []


@pytest.mark.parametrize(("cells", "rate"), [("22.5,61.5", 0.225), ("0.225,0.615", 0.225), ("22.5%,61.5%", 0.225)])
def test_rates_are_percent_where_one_of_them_is_above_one(tmp_path, cells, rate):
    text = (
        "Post URL,Video Views,Video Views Paid,Video Completion Rate,Female Audience\n"
        f"https://www.tiktok.com/@a.b/video/7436254323573938177,10,1,{cells}\n"
    )
    assert take(tmp_path, text).error is None
    assert table(tmp_path, "videos")["full_watch_rate"].round(4).tolist() == [rate]
    assert table(tmp_path, "audience")["share"].round(4).tolist() == [0.615]


def test_without_addresses_and_ids_the_file_is_refused(tmp_path):
    report = take(tmp_path, "Video Views,Video Views Paid,Average View Time\n10,1,2\n")
    assert report.error == (
        "content.csv has no column with the videos' addresses or ids, so they cannot be told apart; name its columns "
        "in a mapping file (--map columns.yaml)."
    )
