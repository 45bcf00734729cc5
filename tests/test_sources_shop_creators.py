"""TikTok Shop's creator finder gives creators and their followers."""

from pathlib import Path

from kit.intake import import_paths
from kit.sources import shop_creators
from kit.workspace import Workspace

SAMPLE = Path(__file__).parent / "samples" / "shop_creators.csv"


def test_creators_have_their_name_followers_and_category(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws", captured_at="2026-04-02")
    assert report.format == "shop_creators"
    assert report.to_json()["tables"] == {"creators": {"read": 2, "kept": 2, "merged": 0, "refused": 0}}
    found = Workspace(tmp_path / "ws").latest("creators").to_pandas().set_index("creator_id")
    assert found.loc["mai.nau", ["name", "followers", "category"]].tolist() == [
        "Mai nấu ăn",
        12_300,
        "Food & Beverages",
    ]
    assert found.loc["sok_cooks", ["name", "followers"]].tolist() == ["សុខ ចម្អិន", 8_450]
    assert all(found.reset_index()[column].notna().any() for column in shop_creators.FILLS["creators"])


def test_sales_rates_and_demographics_are_left_out_by_name(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.columns_ignored == [
        "Follower Demographics",
        "Engagement Rate",
        "Items Sold (Last 30 days)",
        "GMV (Last 30 days)",
        "Videos",
        "Number of Videos",
    ]


def test_a_plain_list_of_creators_is_not_taken(tmp_path):
    (tmp_path / "list.csv").write_text("Username,Follower Count\nfoo,10\n", encoding="utf-8")
    (report,) = import_paths([tmp_path / "list.csv"], tmp_path / "ws")
    assert report.format == "creators_list"
