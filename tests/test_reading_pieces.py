"""A large file gives what a small one gives, whichever way it is read."""

import csv
import json

import pytest

from kit.intake import import_paths
from kit.reading import archives, opened, pieces
from kit.sources import formats, recognise
from kit.workspace import Workspace
from tiny_posts import posts


@pytest.fixture
def in_pieces(monkeypatch):
    """Every file counts as large, and a piece has ten rows."""
    monkeypatch.setattr(archives, "LARGE", 0)
    monkeypatch.setattr(pieces, "ROWS", 10)


def as_lines(path, records):
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")


def as_list(path, records):
    path.write_text(json.dumps(records, indent=1), encoding="utf-8")


def as_table(path, records, encoding="utf-8-sig", mark=",", end="\r\n"):
    rows = [
        {
            "id": r["id"],
            "text": r["text"],
            "webVideoUrl": r["webVideoUrl"],
            "playCount": r["playCount"],
            "diggCount": r["diggCount"],
            "authorMeta/name": r["authorMeta"]["name"],
            "authorMeta/fans": r["authorMeta"]["fans"],
            **{f"hashtags/{n}/name": tag["name"] for n, tag in enumerate(r["hashtags"])},
        }
        for r in records
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as stream:
        out = csv.DictWriter(stream, names, delimiter=mark, lineterminator=end, quoting=csv.QUOTE_ALL)
        out.writeheader()
        out.writerows(rows)


def rows(workspace, table):
    frame = Workspace(workspace).latest(table).to_pandas().drop(columns=["source", "imported_at"])
    key = "video_id" if table == "videos" else "creator_id"
    return json.loads(frame.sort_values(key).to_json(orient="records", date_format="iso"))


def ways(path):
    """The functions that could read a large file, the quickest first."""
    table = next(opened.tables(next(archives.files(path))))
    name, sheet = recognise(table.candidates)
    module = formats()[name]
    return [way.func.__name__ for way in table.ways(sheet, [0], module.STREAMED)]


@pytest.mark.parametrize("write", [as_lines, as_list, as_table])
def test_a_file_in_pieces_gives_what_it_gives_whole(tmp_path, monkeypatch, write):
    path = tmp_path / f"posts.{'csv' if write is as_table else 'json'}"
    write(path, posts(57))
    (whole,) = import_paths([path], tmp_path / "whole")
    monkeypatch.setattr(archives, "LARGE", 0)
    monkeypatch.setattr(pieces, "ROWS", 10)
    (pieced,) = import_paths([path], tmp_path / "pieced")
    assert whole.error is pieced.error is None
    for table in ("videos", "creators"):
        assert rows(tmp_path / "whole", table) == rows(tmp_path / "pieced", table)
    assert whole.tables == pieced.tables
    assert whole.notes == pieced.notes
    assert set(pieced.columns_used) <= set(whole.columns_used) | set(formats()["apify"].STREAMED)


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ({}, "of_table"),
        ({"mark": ";"}, "of_table"),
        ({"end": "\n"}, "of_table"),
        ({"encoding": "utf-16"}, "of_table_slowly"),
    ],
)
def test_tables_of_every_encoding_and_delimiter_are_read_in_pieces(tmp_path, in_pieces, change, way):
    as_table(tmp_path / "a.csv", posts(25), **change)
    (report,) = import_paths([tmp_path / "a.csv"], tmp_path / "w")
    assert report.tables["videos"]["kept"] == 25
    assert (report.format, way in ways(tmp_path / "a.csv")) == ("apify", True)


def test_a_row_that_is_too_long_is_refused_and_the_others_are_kept(tmp_path, in_pieces):
    as_table(tmp_path / "a.csv", posts(25), end="\n")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    cut = [*text[:14], text[14] + ',"one","more"', *text[15:]]
    (tmp_path / "a.csv").write_text("\n".join(cut) + "\n", encoding="utf-8")
    (report,) = import_paths([tmp_path / "a.csv"], tmp_path / "w")
    assert report.tables["videos"]["refused"] == report.tables["creators"]["refused"] == 1
    assert report.tables["videos"]["kept"] == 24
    (refusals,) = (tmp_path / "w" / "refused").glob("*.csv")
    assert ",videos,8," in refusals.read_text(encoding="utf-8")


def test_a_line_that_is_no_json_is_refused_with_its_number_and_the_others_are_kept(tmp_path, in_pieces):
    as_lines(tmp_path / "a.ndjson", posts(25))
    lines = (tmp_path / "a.ndjson").read_text(encoding="utf-8").splitlines()
    lines[12] = lines[12][:40]
    (tmp_path / "a.ndjson").write_text("\n".join(lines), encoding="utf-8")
    (report,) = import_paths([tmp_path / "a.ndjson"], tmp_path / "w")
    assert report.tables["videos"]["kept"] == 24
    assert report.reasons["videos: the line is no JSON"] == 1
    (refusals,) = (tmp_path / "w" / "refused").glob("*.csv")
    assert ",videos,13," in refusals.read_text(encoding="utf-8")


def test_bytes_that_are_no_utf_8_may_come_late(tmp_path, in_pieces, monkeypatch):
    monkeypatch.setattr(pieces, "HEAD", 2000)
    as_table(tmp_path / "a.csv", posts(60), encoding="utf-8", end="\n")
    data = (tmp_path / "a.csv").read_bytes()
    (tmp_path / "a.csv").write_bytes(data.replace(b"caption 55", "Müller".encode("cp1252")))
    (report,) = import_paths([tmp_path / "a.csv"], tmp_path / "w")
    assert report.tables["videos"]["kept"] == 60
    assert any("Windows-1252" in words for words in report.notes)


def test_a_quotation_mark_that_is_missing_refuses_the_file(tmp_path, in_pieces):
    as_table(tmp_path / "a.csv", posts(25), end="\n")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "a.csv").write_text(text.rstrip()[:-1], encoding="utf-8")
    (report,) = import_paths([tmp_path / "a.csv"], tmp_path / "w")
    assert "ends inside a quoted cell" in report.error
    assert not Workspace(tmp_path / "w").names


def test_records_inside_a_record_are_asked_for_one_a_line(tmp_path, in_pieces):
    (tmp_path / "a.json").write_text(json.dumps({"data": {"videos": posts(3)}}))
    (report,) = import_paths([tmp_path / "a.json"], tmp_path / "w")
    assert "save one a line" in report.error


def test_a_name_that_comes_late_is_not_lost(tmp_path, in_pieces):
    records = posts(30)
    records[-1] |= {"searchQuery": "late words"}
    as_lines(tmp_path / "a.ndjson", records)
    import_paths([tmp_path / "a.ndjson"], tmp_path / "w")
    found = Workspace(tmp_path / "w").latest("videos").to_pandas().set_index("video_id")
    assert found.loc[records[-1]["id"], "collected_for"] == "late words"


def test_it_is_told_how_far_the_reading_is(tmp_path, in_pieces):
    as_table(tmp_path / "a.csv", posts(40))
    heard = []
    import_paths([tmp_path / "a.csv"], tmp_path / "w", told=lambda file, done: heard.append((file.label, done)))
    assert {label for label, _ in heard} == {"a.csv"}
    assert heard[-1][1] == (tmp_path / "a.csv").stat().st_size
