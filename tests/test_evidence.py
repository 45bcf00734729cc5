"""What numbers are made of, by hand, and that asking for it makes a report rest on nothing else."""

import pandas as pd
import pytest

import kit
from kit import benchmarking, evidence, post_mortem, tier_pricing
from kit.asked import asked
from kit.finding import NotShown
from kit.reports import catalog
from kit.tables import TABLES
from tiny import cell, creator, data, video, workspace

REPORTS = {"benchmarking": benchmarking, "post_mortem": post_mortem, "tier_pricing": tier_pricing}


def said(finding):
    return f"{finding.takeaway} {finding.caveat}".replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def odd(tmp_path):
    """Four videos by two creators, one of them captured twice; a date, a count and a handle that cannot be."""
    videos = [
        video("1", "ann", 90, 1, captured_at="2026-05-20T12:00Z"),
        video("1", "ann", 100, 1),
        video("2", "ann", 100, None, posted_at="1970-01-01T00:00Z"),
        video("3", "bob", 10, 500, posted_at="2026-05-09T12:00Z"),
        video("4", "bob", 10, 6, 5, posted_at="2026-05-11T12:00Z"),
    ]
    path = workspace(tmp_path / "w", videos=videos, creators=[creator("ann", 0, captured_at="2026-04-01T12:00Z")])
    (path / "refused").mkdir()
    (path / "refused" / "one.csv").write_text("table,reason\nvideos,a\nbrands,b\nvideos,a\n,c\n", encoding="utf-8")
    return kit.open(str(path))


def test_each_table_is_counted_dated_and_doubted(odd):
    found = benchmarking.data_check(odd)
    assert found.table["table"].tolist() == ["videos", "creators", "brands"]
    videos = {name: cell(found, name, table="videos") for name in found.table}
    assert (videos["items"], videos["creators"], videos["duplicates"]) == (4, 2, 1)
    assert (f"{videos['first_day']:%Y-%m-%d}", f"{videos['last_day']:%Y-%m-%d}") == ("2026-05-01", "2026-05-11")
    assert f"{videos['newest_capture']:%Y-%m-%d}" == "2026-06-01"
    assert videos["missing"] == pytest.approx((0.25 + 1) / 8)  # likes in 1 of 4, is_ad in all, of eight columns
    assert videos["gap"].replace("\u202f", " ") == "15.6 % (is_ad)"
    assert videos["flagged"] == 3
    assert videos["flags"] == (
        "far fewer views than likes, comments, shares or saves (1); more likes, comments and shares than views (1); "
        "posted_at lies before September 2016 (1)"
    )
    assert (videos["refused"], videos["days_behind"]) == (2, 0)
    assert cell(found, "days_behind", table="creators") == 61  # 1 April to 1 June
    assert (cell(found, "items", table="brands"), cell(found, "refused", table="brands")) == (0, 1)
    assert found.left_out == {"rows refused at import": 3}


def test_its_sentence_and_caveat_name_what_is_odd(odd):
    found = benchmarking.data_check(odd)
    assert found.status == "caveat"
    words = said(found)
    assert (
        "rests on videos (4 rows), creators (1 row) and brands (0 rows); the newest capture is of 1 Jun 2026" in words
    )
    assert "4 rows are hard to believe, and 3 rows were refused." in words
    assert "in videos, far fewer views than likes, comments, shares or saves (1 row)" in words
    assert "in creators, followers are 0 (1 row)" in words
    assert "in no number: 2 of videos and 1 of brands." in words
    assert "For which table 1 refused row was meant is not known." in words
    assert "Older than the rest by more than 28 days: creators (61 days)." in words
    assert "Never filled: is_ad in videos." in words


def test_where_all_is_well_it_says_so(tmp_path):
    good = [video(str(n), "ann", 100, 1, is_ad=False) for n in range(3)]
    found = benchmarking.data_check(
        data(
            tmp_path / "w",
            videos=good,
            creators=[creator("ann", 5000)],
            brands=[{"brand": "Us", "role": "own", "handles": ["us"], "hashtags": ["us"]}],
        )
    )
    assert found.status == "shown"
    assert found.caveat.startswith("Not in this workspace: deals, ")
    assert found.takeaway.replace("\u00a0", " ") == (
        "This report rests on videos (3 rows), creators (1 row) and brands (1 row); the newest capture is of 1 Jun "
        "2026; no cell that matters is empty; no row is hard to believe and none was refused."
    )
    assert not {"flagged", "refused", "duplicates"} & {c.name for c in found.columns if not c.hidden}


def test_one_table_without_captures_and_no_table_at_all(tmp_path):
    one = benchmarking.data_check(data(tmp_path / "one", videos=[video("1", "ann", 1, 1, captured_at=None)]))
    assert "rests on videos (1 row); when they were captured is not known" in said(one)
    assert "Not in this workspace: creators, brands, deals, " in said(one)
    none = benchmarking.data_check(data(tmp_path / "none"))
    assert none.status == "not_shown"
    assert "no rows of the tables that this report reads: videos, creators, brands, deals, " in none.takeaway


def test_the_window_of_the_report_is_told_and_the_day_that_as_of_names_counts(odd, tmp_path):
    path = str(odd.workspace.path)
    assert "Of 4 videos, 2 lie in the window of this report." in said(
        benchmarking.data_check(kit.open(path, posted_from="2026-05-09"))
    )
    early = benchmarking.data_check(kit.open(path, as_of="2026-05-25"))
    assert cell(early, "items", table="videos") == 1
    assert cell(early, "duplicates", table="videos") == 0  # the later capture is not seen yet
    assert cell(early, "days_behind", table="videos") == 5


def test_it_reads_no_clock_and_does_not_ask_for_the_day(odd, monkeypatch):
    before = benchmarking.data_check(odd).to_json()

    def stopped(*_, **__):
        raise AssertionError("a clock was read")

    monkeypatch.setattr(pd.Timestamp, "now", stopped, raising=False)
    again = kit.open(str(odd.workspace.path))
    assert benchmarking.data_check(again).to_json() == before
    assert again.rests.newest_capture is None


def test_made_up_rows_are_called_made_up(sample):
    found = post_mortem.data_check(kit.open(str(sample)))
    words = "on videos (6,000 rows), deals (105 rows), orders (2,500 rows) and 11 more tables, all made up; the newest"
    assert words in said(found)
    assert (found.status, found.n["tables"]) == ("shown", 14)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_rests_on_no_other_table_because_of_it(report, sample):
    with_it, without = kit.open(str(sample)), kit.open(str(sample))
    REPORTS[report].data_check(with_it)
    for one in asked(catalog.report(report)):
        if one.key != "data_check":
            one.answer(without)
    assert set(with_it.rests.tables) == set(without.rests.tables)


def test_the_columns_that_questions_ask_for_most_are_columns():
    assert set(evidence.NEEDED) == set(TABLES)
    for table, columns in evidence.NEEDED.items():
        assert set(columns.split()) <= set(TABLES[table].columns)
    assert all(column in TABLES[table].columns for table, column in evidence.WHEN.items())


def test_a_table_of_which_nothing_is_known_is_not_made_of_it(tmp_path):
    with pytest.raises(NotShown):
        data(tmp_path / "w").require("videos")
    assert evidence.record(data(tmp_path / "w"), "videos") | {"missing": {}} == {
        "table": "videos",
        "items": 0,
        "creators": 0,
        "window": ["", ""],
        "newest_capture": "",
        "missing": {},
        "duplicates": 0,
        "flags": {},
        "flagged": 0,
        "refused": 0,
    }
