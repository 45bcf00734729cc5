"""What is hard to believe is flagged; what cannot be is unknown."""

import pandas as pd
import pytest

from kit import oddities


def frame(**columns):
    """Rows imported on 1 July 2026, given as columns."""
    made = pd.DataFrame(columns)
    for column in ("posted_at", "captured_at"):
        if column in made:
            made[column] = pd.to_datetime(made[column], utc=True)
    for column in ("views", "likes", "comments", "shares", "followers"):
        if column in made:
            made[column] = made[column].astype("Int64")
    return made.assign(imported_at=pd.Timestamp("2026-07-01", tz="UTC"))


def flagged(table, **columns):
    return {words: hit.tolist() for words, hit in oddities.flags(table, frame(**columns)).items()}


def test_more_engagements_than_views_are_flagged_apart_from_contradictions():
    found = flagged("videos", views=[100, 100, 100, 0], likes=[60, 121, 90, 0], comments=[30] * 4, shares=[20] * 4)
    assert found == {
        "far fewer views than likes, comments, shares or saves": [False, True, False, True],
        "more likes, comments and shares than views": [True, False, True, False],
    }


def test_dates_are_held_against_the_capture_and_the_import_and_not_against_a_clock():
    found = flagged(
        "videos",
        posted_at=["2016-08-31", "2026-06-03", "2026-07-03", None],
        captured_at=["2026-06-01", "2026-06-01", None, "2026-07-03"],
    )
    assert found == {
        "posted_at lies before September 2016": [True, False, False, False],
        "posted_at lies in the future": [False, False, True, False],
        "captured_at lies in the future": [False, False, False, True],
        "posted_at lies after captured_at": [False, True, False, False],
    }


def test_a_capture_that_cannot_be_says_nothing_of_the_posting_date():
    rows = frame(posted_at=["2026-06-03", "2026-06-03"], captured_at=["1970-01-01", "2222-01-01"])
    kept = oddities.believed("videos", rows.assign(views=pd.NA, likes=pd.NA))
    assert kept["captured_at"].isna().all()
    assert kept["posted_at"].notna().all()


def test_no_followers_are_unknown_followers():
    assert oddities.believed("creators", frame(followers=[0, 5]))["followers"].fillna(-1).tolist() == [-1, 5]


@pytest.mark.parametrize(
    ("who", "odd"),
    [
        ("a.b", False),
        ("name:A B", False),
        ("123", False),
        ("a b", True),
        ("ab.", True),
        ("a" * 25, True),
        ("ไทย", True),
        ("a", True),
    ],
)
def test_an_id_is_odd_where_tiktok_gives_none_such(who, odd):
    assert oddities.no_handle(pd.Series([who, None], dtype="string")).tolist() == [odd, False]


def test_a_deal_with_an_amount_below_nothing_is_odd_and_one_without_is_not():
    rows = frame(fee=[-5.0, 5.0, None], agency_fee=[1.0, None, -0.5])
    assert oddities.flags("deals", rows)["an amount of the deal is below 0"].tolist() == [True, False, True]
