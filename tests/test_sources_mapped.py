"""Any other table comes in through a small mapping file."""

import csv
import os
from pathlib import Path
import subprocess
import sys

import pytest

from kit.errors import UsageError
from kit.intake import import_paths
from kit.sources import mapped
from kit.workspace import Workspace

EXAMPLE = Path(__file__).parent / "samples" / "creators_videos_2020.yaml"
SMALL = "tables:\n  videos: {video_id: id, creator_id: who, views: n}\n"


def take(tmp_path, text, mapping):
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
    return import_paths([tmp_path / "t.csv"], tmp_path / "ws", map_file=tmp_path / "map.yaml")[0]


def test_columns_take_units_patterns_lists_and_constants(tmp_path):
    mapping = """
tables:
  videos:
    video_id: Id
    creator_id: Who
    posted_at: {from: When, date: "%d.%m.%y %H:%M"}
    duration_s: {from: Minutes, unit: minutes}
    full_watch_rate: {from: Watched, unit: percent}
    hashtags: {from: Tags, list: "|"}
    collected_by: {value: own}
"""
    report = take(tmp_path, "Id,Who,When,Minutes,Watched,Tags\n1,@A.b,3.4.25 10:00,1.5,40,x|#y\n", mapping)
    assert report.reasons == {}
    video = Workspace(tmp_path / "ws").latest("videos").to_pandas().iloc[0]
    assert f"{video['posted_at']:%Y-%m-%d %H}" == "2025-04-03 10"
    assert (video["duration_s"], video["full_watch_rate"], video["collected_by"]) == (90, 0.4, "own")
    assert list(video["hashtags"]) == ["x", "y"]


def test_a_table_of_daily_figures_can_be_mapped(tmp_path):
    report = take(
        tmp_path,
        "date,ticker,mentions\n2015-02-26,AAPL,3336\n2015-02-27,AAPL,19498\n",
        "tables:\n  daily: {date: date, series: ticker, value: mentions, unit: {value: mentions}}\n",
    )
    assert report.tables["daily"]["kept"] == 2


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("tables: {vids: {id: a}}", "there is no table vids"),
        ("tables: {}", "there is no table named"),
        (
            "tables: {videos: {video_id: a, creator_id: b, plays: c, hearts: d}}",
            "table videos has no column plays, hearts",
        ),
        ("tables: {videos: {video_id: a}}", "table videos also needs creator_id"),
        ("tables: {videos: {video_id: a, creator_id: {}}}", "needs either from"),
        ("tables: {videos: {video_id: a, creator_id: {from: b, units: s}}}", "units: extra inputs"),
        ("tables: {videos: {video_id: a, creator_id: {from: b, unit: parsecs}}}", "input should be"),
        ("tables: [", "is no YAML"),
        ("just text", "tables: field required"),
        ("tables: !!python/object/apply:os.system [ls]", "is no YAML"),
    ],
)
def test_a_mistake_in_the_map_is_one_sentence_and_nothing_is_done(tmp_path, mapping, words):
    with pytest.raises(UsageError, match=words) as error:
        take(tmp_path, "a,b\n1,2\n", mapping)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "ws").exists()


def test_columns_that_the_file_lacks_are_listed_with_those_it_has(tmp_path):
    report = take(tmp_path, "id,n\n1,2\n", SMALL)
    assert report.error == "t.csv has no column who, which map.yaml names; its columns are id, n."


def test_the_header_is_where_the_map_fits_best(tmp_path):
    assert take(tmp_path, "Report of May,,\nid,who,n\n7436254323573938177,a.b,3\n", SMALL).tables["videos"]["kept"] == 1


def test_a_person_s_column_becomes_a_key_even_in_refused_rows(tmp_path):
    mapping = "tables:\n  comments: {comment_id: c, video_id: v, text: t, likes: l, author_key: commenter}\n"
    report = take(
        tmp_path,
        "c,v,t,l,commenter\n1,7436254323573938177,hi,x,Jo March\n2,7436254323573938177,hi,1,Jo March\n",
        mapping,
    )
    assert (report.tables["comments"]["kept"], report.tables["comments"]["refused"]) == (1, 1)
    content = b"".join(f.read_bytes() for f in (tmp_path / "ws").rglob("*") if f.is_file())
    assert b"March" not in content


def test_the_example_of_the_readme_is_a_valid_map():
    assert set(mapped.load(EXAMPLE).tables) == {"videos", "creators"}


def test_the_example_takes_the_real_file_whole(shared_data, tmp_path):
    path = shared_data / "videos" / "creators_videos_2020.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        given = list(csv.DictReader(stream))
    code = "import sys; from kit.intake import import_paths as take; print(take(sys.argv[1:2], *sys.argv[2:])[0].error)"
    start = sum(os.times()[2:4])  # of children: what other tests do meanwhile does not count
    command = [sys.executable, "-c", code, path, tmp_path / "ws", "mapped", EXAMPLE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
    assert sum(os.times()[2:4]) - start < 5  # what the project promises; 2 s on an idle machine
    workspace = Workspace(tmp_path / "ws")
    videos, creators = (workspace.latest(t).to_pandas() for t in ("videos", "creators"))
    assert set(videos["video_id"]) == {row["id"] for row in given}
    assert set(creators["creator_id"]) == {row["user_name"].lower() for row in given}
    assert videos["views"].sum() == sum(int(row["n_plays"]) for row in given)
    assert (videos["followers_at_capture"] == 0).sum() == sum(row["n_followers"] == "0" for row in given)
    (again,) = import_paths([path], tmp_path / "ws", map_file=EXAMPLE)
    assert again.to_json()["tables"] == {
        "videos": {"read": len(given), "kept": 0, "merged": len(given), "refused": 0},
        "creators": {"read": len(given), "kept": 0, "merged": len(given), "refused": 0},
    }
    assert workspace.rows("videos") == len(given)


UNHEADED = "header: false\ntables:\n  videos: {video_id: 1, creator_id: 2, views: {from: 4, unit: thousands}}\n"


def test_a_table_without_a_header_is_mapped_by_position_and_its_first_row_is_data(tmp_path):
    text = "7436254323573938177,a.b,x,3\n7436254323573938178,a.b,y,4\n7436254323573938179,c,,5\n"
    report = take(tmp_path, text, UNHEADED)
    assert report.to_json()["tables"]["videos"] == {"read": 3, "kept": 3, "merged": 0, "refused": 0}
    videos = Workspace(tmp_path / "ws").latest("videos").to_pandas().set_index("video_id")
    assert videos["views"].to_dict() == {
        "7436254323573938177": 3000,
        "7436254323573938178": 4000,
        "7436254323573938179": 5000,
    }
    assert (report.columns_used, report.columns_ignored) == (["1", "2", "4"], ["3"])


def test_the_last_cells_of_the_first_row_may_be_empty(tmp_path):
    text = "7436254323573938177,a.b,,\n7436254323573938178,a.b,y,4\n7436254323573938177,a.b,,\n"
    report = take(tmp_path, text, UNHEADED)
    assert report.tables["videos"]["read"] == 3
    assert report.tables["videos"]["kept"] == 2


def test_refused_rows_without_a_header_have_their_own_numbers_and_only_mapped_cells(tmp_path):
    text = "7436254323573938177,a.b,Jo March,3\n7436254323573938178,a.b,Jo March,many\n1,a.b,Jo,4,5\n"
    report = take(tmp_path, text, UNHEADED)
    assert report.reasons == {
        "videos: views is no number": 1,
        "videos: the row has more cells than the header": 1,
    }
    (refused,) = (tmp_path / "ws" / "refused").iterdir()
    lines = list(csv.DictReader(refused.open(encoding="utf-8")))
    assert [(line["row"], line["1"], line["4"]) for line in lines] == [
        ("2", "7436254323573938178", "many"),
        ("3", "", ""),
    ]
    assert "March" not in refused.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (UNHEADED.replace("video_id: 1", "video_id: id"), "videos.video_id names a column, .* give its number"),
        (UNHEADED.replace("video_id: 1", "video_id: 0"), "videos.video_id names a column"),
        (UNHEADED.replace("header: false", "header: perhaps"), "header: input should be a valid boolean"),
    ],
)
def test_a_mistake_in_a_map_by_position_is_one_sentence(tmp_path, mapping, words):
    with pytest.raises(UsageError, match=words) as error:
        take(tmp_path, "1,2,3,4\n", mapping)
    assert "\n" not in str(error.value)


def test_a_position_that_the_table_lacks_is_refused(tmp_path):
    assert take(tmp_path, "1,a,x\n2,b,y\n", UNHEADED).error == (
        "t.csv has 3 columns, so none has the number 4, which map.yaml names."
    )


def test_records_that_name_their_columns_are_not_mapped_by_position(tmp_path):
    (tmp_path / "map.yaml").write_text(UNHEADED, encoding="utf-8")
    (tmp_path / "t.json").write_text('[{"id": "1", "who": "a", "x": 1, "n": 3}]', encoding="utf-8")
    (report,) = import_paths([tmp_path / "t.json"], tmp_path / "ws", map_file=tmp_path / "map.yaml")
    assert "names its columns, as JSON and Parquet do" in report.error


def test_a_column_may_be_called_by_a_number(tmp_path):
    mapping = "tables:\n  videos: {video_id: id, creator_id: who, views: {from: 2026}}\n"
    assert take(tmp_path, "id,who,2026\n7436254323573938177,a,3\n", mapping).tables["videos"]["kept"] == 1
