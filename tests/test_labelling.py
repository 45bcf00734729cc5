"""Sheets to label comments and to code videos: what is drawn, what a spreadsheet makes of it, and how it comes back."""

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

import kit
from kit import labelling
from kit.errors import DataError, UsageError
from kit.intake import import_paths
from running import at_hand
from tiny import creator, video, workspace

LONG = 7646896152266171000  # ids of nineteen digits, which a float would round


def comments(n=300):
    """Two thirds English, a third Khmer; ten videos, the first with half of all."""
    return [
        {
            "comment_id": str(LONG + k),
            "video_id": str(0 if k % 2 else k % 20 // 2),
            "text": f"comment {k}" if k % 3 else f"ល្អ {k}",
            "language": "en" if k % 3 else "km",
            "captured_at": "2026-06-01T12:00Z",
        }
        for k in range(n)
    ]


@pytest.fixture
def market(tmp_path):
    videos = [video(str(LONG + k), f"c{k % 12}", 100 + k, 1, caption=f"look {k}") for k in range(120)]
    own = [video(str(LONG + 900 + k), "us.official", 5, 1) for k in range(9)]
    gone = [video(str(LONG + 800 + k), "c1", 5, 1, status="deleted") for k in range(9)]
    brands = [{"brand": "Us", "role": "own", "handles": ["us.official"]}]
    people = [creator(f"c{k}", 5000) for k in range(12)]
    return workspace(tmp_path / "w", videos=[*videos, *own, *gone], comments=comments(), brands=brands, creators=people)


def read(path):
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def label(market, name="labels.csv", **how):
    return labelling.label_sheet(str(market), str(market.parent / name), **how)


def test_every_language_and_video_has_its_share_of_the_sheet(market):
    rows = pd.DataFrame(read(label(market, size=60)))
    assert list(rows) == list(labelling.LABEL_COLUMNS)
    assert rows["item_id"].is_unique
    assert rows["language"].value_counts().to_dict() == {"en": 40, "km": 20}  # two thirds and a third
    video_of = {c["comment_id"]: c["video_id"] for c in comments()}
    first = sum(video_of[item] == "0" for item in rows["item_id"])
    every = sum(v == "0" for v in video_of.values())
    assert first == pytest.approx(60 * every / 300, abs=2)
    assert len({video_of[item] for item in rows["item_id"]}) == 10
    assert set(rows["value"]) == {""}
    assert set(rows["field"]) == {"sentiment"}


def test_every_comment_has_the_same_chance(market):
    rows = pd.DataFrame({"place": range(7), "group": list("aaabbcd")})
    counts = np.zeros(7)
    for seed in range(1400):
        chosen = labelling._drawn(rows, ["group"], 3, seed)
        assert chosen["place"].is_unique
        counts[chosen["place"]] += 1
    assert counts / 1400 == pytest.approx(np.full(7, 3 / 7), abs=0.05)  # three standard errors are .04


def test_a_second_coder_gets_the_same_comments_in_another_order(market):
    first, second, again = (
        [r["item_id"] for r in read(label(market, f"{n}.csv", size=40, coder=coder))]
        for n, coder in enumerate(("ann", "ben", "ann"))
    )
    assert set(first) == set(second)
    assert first != second
    assert first == again
    other = [r["item_id"] for r in read(label(market, "s.csv", size=40, seed=2))]
    assert set(other) != set(first)


def test_fewer_comments_than_asked_for_are_all_of_them(market):
    assert len(read(label(market, size=5000))) == 300


@pytest.mark.parametrize("name", ["labels.csv", "labels.xlsx"])
def test_a_filled_sheet_comes_back_as_labels_with_whole_ids(market, name):
    path = label(market, name, size=30, coder="ann")
    if path.suffix == ".csv":
        rows = read(path)
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows([row | {"value": "" if n < 3 else "Positive"} for n, row in enumerate(rows)])
        path.write_text(stream.getvalue(), encoding="utf-8-sig")
    else:
        book = openpyxl.load_workbook(path)
        for n, cells in enumerate(book.active.iter_rows(2)):
            cells[-1].value = None if n < 3 else "Positive"
        book.save(path)
    (report,) = import_paths([str(path)], str(market))
    assert not report.error
    assert report.reasons == {"labels: value is missing": 3}  # rows left empty are refused, the others are kept
    labels = kit.open(str(market)).table("labels")
    assert len(labels) == 27
    assert set(labels["item_id"]) <= {c["comment_id"] for c in comments()}
    assert set(labels["coder"]) == {"ann"}


def test_what_people_write_is_no_formula_and_names_nobody(tmp_path):
    texts = ["=1+1", "@lena.cooks look", "-5", "\u202eevil", "+855 hi", "  =cmd|x", "a\x00b", "\n"]
    rows = [dict(c, text=text) for c, text in zip(comments(8), texts, strict=True)]
    made = workspace(tmp_path / "w", comments=rows)
    for name in ("l.csv", "l.xlsx"):
        found = {r["text"] for r in read(labelling.label_sheet(str(made), str(tmp_path / name)))}
        assert found == {"'=1+1", "'@… look", "'-5", "evil", "'+855 hi", "'=cmd|x", "ab"}
        assert all(r["item_id"].isdecimal() for r in read(tmp_path / name))


def test_a_workbook_offers_the_answers_and_keeps_ids_as_text(market):
    sheet = openpyxl.load_workbook(label(market, "l.xlsx", size=5)).active
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"positive,neutral,negative,unclear"'
    assert str(choice.sqref) == "G2:G6"
    assert isinstance(sheet["B2"].value, str)


def test_videos_are_coded_twice_in_different_orders(market):
    paths = labelling.code_sheets(str(market), str(market.parent / "codes.csv"), size=24, coders=["ann", "ben"])
    assert [p.name for p in paths] == ["codes-ann.csv", "codes-ben.csv"]
    first, second = ([r["item_id"] for r in read(p)] for p in paths)
    assert set(first) == set(second)
    assert first != second
    known = kit.open(str(market)).videos.set_index("video_id")
    assert known.loc[first, "creator_id"].value_counts().eq(2).all()  # 24 videos of 12 creators
    assert not known.loc[first, "status"].isin(["deleted"]).any()
    rows = read(paths[0])
    assert list(rows[0]) == list(labelling.CODE_COLUMNS)
    assert rows[0]["link"] == f"https://www.tiktok.com/@{known.loc[first[0], 'creator_id']}/video/{first[0]}"
    assert "views" not in rows[0]  # who codes should not know how well it did


def test_codes_of_the_brand_are_offered(market):
    (path, _) = labelling.code_sheets(str(market), str(market.parent / "c.xlsx"), codes=["demo", "story", "demo"])
    (choice,) = openpyxl.load_workbook(path).active.data_validations.dataValidation
    assert choice.formula1 == '"demo,story,unclear"'
    (path, _) = labelling.code_sheets(str(market), str(market.parent / "d.xlsx"), codes=['say "hi"', "story"])
    assert not openpyxl.load_workbook(path).active.data_validations.dataValidation  # no list can hold a quotation mark


def test_codes_come_back_as_labels(market):
    path, _ = labelling.code_sheets(str(market), str(market.parent / "codes.xlsx"), size=12)
    book = openpyxl.load_workbook(path)
    for cells in book.active.iter_rows(2):
        cells[-1].value = "educate"
    book.save(path)
    (report,) = import_paths([str(path)], str(market))
    assert not report.error
    labels = kit.open(str(market)).table("labels")
    assert labels["field"].eq("content_style").sum() == 12
    assert set(labels["item_kind"]) == {"video"}


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"out": "l.txt"}, "ends with .xlsx or .csv"),
        ({"coder": " "}, "Each coder needs a name"),
        ({"out": "w/l.csv"}, "lies in the workspace"),
        ({"out": "full.csv"}, "is there already and may be filled in"),
        ({"out": "folder.csv"}, "is there already"),
    ],
)
def test_refusals_are_one_sentence_and_write_nothing(market, monkeypatch, how, words):
    monkeypatch.chdir(market.parent)
    (market.parent / "full.csv").write_text("filled in", encoding="utf-8")
    (market.parent / "folder.csv").mkdir()
    before = sorted(market.parent.rglob("*"))
    with pytest.raises(UsageError, match=words):
        labelling.label_sheet("w", **how)
    assert sorted(market.parent.rglob("*")) == before
    assert (market.parent / "full.csv").read_text(encoding="utf-8") == "filled in"


def test_a_sheet_of_one_coder_that_is_there_already_stops_both(market):
    out = str(market.parent / "codes.csv")
    (market.parent / "codes-coder_2.csv").write_text("filled in", encoding="utf-8")
    with pytest.raises(UsageError, match=r"codes-coder_2\.csv is there already"):
        labelling.code_sheets(str(market), out)
    assert not (market.parent / "codes-coder_1.csv").exists()


@pytest.mark.parametrize("how", [{"codes": ["one"]}, {"codes": ["", " "]}])
def test_one_code_is_no_choice(market, how):
    with pytest.raises(UsageError, match="at least two codes"):
        labelling.code_sheets(str(market), str(market.parent / "c.csv"), **how)


def test_two_coders_of_one_name_are_refused(market):
    with pytest.raises(UsageError, match="a name of their own"):
        labelling.code_sheets(str(market), str(market.parent / "c.csv"), coders=["ann", "Ann"])


def test_what_is_not_there_cannot_be_labelled(tmp_path):
    made = workspace(tmp_path / "w", creators=[creator("ann", 5)])
    with pytest.raises(DataError, match="no comment with a text"):
        labelling.label_sheet(str(made), str(tmp_path / "l.csv"))
    with pytest.raises(DataError, match="no video of a creator"):
        labelling.code_sheets(str(made), str(tmp_path / "c.csv"))


def test_nothing_is_written_into_the_workspace(market):
    before = sorted(market.rglob("*"))
    label(market)
    labelling.code_sheets(str(market), str(market.parent / "c.csv"))
    assert sorted(market.rglob("*")) == before


@pytest.mark.slow
def test_the_commands_say_what_to_do_next_and_fail_with_two(market):
    def kit_says(*words):
        return at_hand(*words, cwd=market.parent)

    done = kit_says("label", "w", "--size", "5")
    assert done.returncode == 0
    assert "kit import labels-coder_1.xlsx --into w" in done.stdout
    assert len(read(market.parent / "labels-coder_1.xlsx")) == 5
    again = kit_says("label", "w")
    assert again.returncode == 2
    assert len(again.stderr.strip().splitlines()) == 1
    done = kit_says("code", "w", "--codes", "demo,story", "--coders", "ann,ben", "--out", "x.csv")
    assert done.returncode == 0
    assert "x-ann.csv x-ben.csv" in done.stdout
    assert kit_says("label", "nowhere").returncode == 2
