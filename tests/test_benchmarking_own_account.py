"""The brand's own account over 7 and 28 days, by hand."""

import pandas as pd
import pytest

import kit
from kit.benchmarking.own_account import own_account
from tiny import cell, creator, data, video, workspace

OWN = [{"brand": "Us", "role": "own", "handles": ["@Us.Official"]}, {"brand": "Them", "role": "competitor"}]
LAST = pd.Timestamp("2026-05-31")


def daily(series: str, values: list[float | None], last: pd.Timestamp = LAST) -> list[dict]:
    """One value a day up to `last`; None is a day that is not there."""
    days = pd.date_range(end=last, periods=len(values))
    pairs = zip(days, values, strict=True)
    return [{"date": d, "series": series, "value": v, "unit": "count"} for d, v in pairs if v is not None]


def views(values: list[float | None], **more) -> list[dict]:
    return daily("@us.official video_views", values, **more)


def ask(path, rows: list[dict], **tables):
    return own_account(data(path / "w", daily=rows, **{"brands": OWN} | tables))


def row(found, measure: str, period: str, column: str):
    return cell(found, column, measure=measure, period=period)


def test_views_of_seven_days_against_the_seven_before(tmp_path):
    found = ask(tmp_path, views([10] * 7 + [12] * 7))
    assert row(found, "Video views", "7 days", "now") == 84
    assert row(found, "Video views", "7 days", "before") == 70
    assert row(found, "Video views", "7 days", "change") == 14
    assert row(found, "Video views", "7 days", "relative") == pytest.approx(0.2)
    assert row(found, "Video views", "7 days", "first_day") == pd.Timestamp("2026-05-25")
    assert row(found, "Video views", "7 days", "last_day") == LAST
    assert row(found, "Video views", "7 days", "days") == 7
    assert "84 views in 7\u00a0days" in found.takeaway.replace("7 days", "7\u00a0days")
    assert "+20.0" in found.takeaway
    assert "Too few days are known for video views over 28 days" in found.caveat
    assert found.sources == ("daily",)
    assert "no interval" in found.definitions["This period"]


def test_a_day_that_one_period_lacks_is_left_out_of_both(tmp_path):
    before, now = [10, 10, None, 10, 10, 10, 10], [12, 12, 500, 12, 12, 12, 12]
    found = ask(tmp_path, views(before + now))
    assert (row(found, "Video views", "7 days", "now"), row(found, "Video views", "7 days", "before")) == (72, 60)
    assert row(found, "Video views", "7 days", "days") == 6
    assert "Video views over 7 days is of 6" in found.caveat


def test_with_fewer_than_six_days_of_seven_there_is_no_total(tmp_path):
    found = ask(tmp_path, views([10, None, None, 10, 10, 10, 10] + [12] * 7))
    assert found.status == "not_shown"
    assert "TikTok Studio" in found.takeaway
    assert "kit import" in found.takeaway


def test_four_weeks_need_twenty_four_days_of_each(tmp_path):
    lost = [None] * 4
    found = ask(tmp_path, views([*lost, *[10] * 24, *[20] * 28]))
    assert (row(found, "Video views", "28 days", "now"), row(found, "Video views", "28 days", "before")) == (480, 240)
    more = own_account(data(tmp_path / "x", daily=views([*lost, None, *[10] * 23, *[20] * 28]), brands=OWN))
    assert "28 days" not in set(more.table["period"])


def test_a_period_without_views_before_has_no_percentage(tmp_path):
    found = ask(tmp_path, views([0] * 7 + [5] * 7))
    assert pd.isna(row(found, "Video views", "7 days", "relative"))
    assert "none in the 7 before" in found.takeaway


def test_followers_are_levels_and_their_gains_are_compared(tmp_path):
    levels = [1000 + 10 * k for k in range(8)] + [1070 + 20 * k for k in range(1, 8)]  # +70, then +140
    found = ask(tmp_path, daily("@us.official followers", levels))
    assert row(found, "Followers", "7 days", "now") == 1210
    assert row(found, "Followers", "7 days", "before") == 1070
    assert row(found, "Net new followers", "7 days", "now") == 140
    assert row(found, "Net new followers", "7 days", "before") == 70
    assert row(found, "Net new followers", "7 days", "relative") == pytest.approx(1)
    assert "1,210 followers, +140" in found.takeaway
    assert "Views are not shown" in found.caveat
    assert found.status == "caveat"


def test_gains_alone_are_totals(tmp_path):
    rows = daily("@us.official net_growth", [3] * 7 + [-2] * 7)
    found = ask(tmp_path, rows)
    assert row(found, "Net new followers", "7 days", "now") == -14
    assert row(found, "Net new followers", "7 days", "before") == 21
    assert row(found, "Net new followers", "7 days", "relative") == pytest.approx(-35 / 21)
    both = own_account(
        data(tmp_path / "x", daily=rows + daily("@us.official difference_in_followers_from_previous_day", [1] * 14))
    )
    assert row(both, "Net new followers", "7 days", "now") == 7  # one of the two, never their sum


@pytest.mark.parametrize(
    ("last", "said"),
    [(30, "above all 9"), (1, "below all 9"), (11, "within the range of 9")],
)
def test_a_change_is_placed_among_earlier_ones(tmp_path, last, said):
    weeks = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11]  # nine changes between earlier weeks: + and − a tenth
    if said.startswith("within"):
        weeks[-1] = 10.2
    found = ask(tmp_path, views([v for week in [*weeks, last] for v in [week] * 7]))
    assert row(found, "Video views", "7 days", "usual") == said
    assert ("Unlike before" in found.takeaway) == (not said.startswith("within"))


def test_seven_earlier_changes_are_too_few(tmp_path):
    found = ask(tmp_path, views([v for week in range(9) for v in [10 + week % 2] * 7]))
    assert row(found, "Video views", "7 days", "usual") == "too few earlier periods"
    assert "earlier" not in found.takeaway


def test_days_after_as_of_are_not_known_yet(tmp_path):
    path = workspace(tmp_path / "w", daily=views([10] * 7 + [12] * 7 + [99] * 7), brands=OWN)
    found = own_account(kit.open(str(path), as_of="2026-05-24"))
    assert row(found, "Video views", "7 days", "now") == 84


def test_an_export_that_ends_long_before_is_said(tmp_path):
    path = workspace(tmp_path / "w", daily=views([10] * 14), brands=OWN)
    assert (
        "The days end on 31\u00a0May\u00a02026, 9 days before"
        in own_account(kit.open(str(path), as_of="2026-06-09")).caveat
    )
    assert "The days end" not in own_account(kit.open(str(path), as_of="2026-06-07")).caveat


def test_other_peoples_studio_figures_are_not_ours(tmp_path):
    rows = views([10] * 14) + daily("@ann video_views", [500] * 14)
    found = ask(tmp_path, rows)
    assert row(found, "Video views", "7 days", "now") == 70
    refused = own_account(data(tmp_path / "x", daily=rows))
    assert refused.status == "not_shown"
    assert "@ann" in refused.takeaway
    assert "role own" in refused.takeaway


def test_figures_without_an_account_are_ours(tmp_path):
    rows = daily("video_views", [10] * 14)
    assert "@us.official" in ask(tmp_path, rows).takeaway
    assert own_account(data(tmp_path / "x", daily=rows)).takeaway.startswith("Our account had 70 views")
    donors = [r | {"role": "donor"} for r in rows]
    assert own_account(data(tmp_path / "y", daily=donors)).status == "not_shown"


def test_two_accounts_stand_apart(tmp_path):
    brands = [{"brand": "Us", "role": "own", "handles": ["us.a", "us.b"]}]
    rows = daily("@us.a video_views", [1] * 14) + daily("@us.b video_views", [2] * 14)
    found = ask(tmp_path, rows, brands=brands)
    assert cell(found, "now", account="us.b") == 14
    assert "Other accounts stand in the table" in found.takeaway
    assert not next(c for c in found.columns if c.name == "account").hidden


def captured(*days: tuple[str, int]) -> list[dict]:
    return [creator("us.official", n, captured_at=f"{d}T09:00Z") for d, n in days]


def test_without_studio_followers_come_from_captures_with_their_real_distance(tmp_path):
    people = captured(("2026-05-14", 900), ("2026-05-23", 1000), ("2026-05-31", 1100))
    found = own_account(data(tmp_path / "w", creators=people, brands=OWN, videos=[video("1", "us.official", 9, 1)]))
    assert row(found, "Followers", "7 days", "change") == 100
    assert row(found, "Followers", "7 days", "days") == 8  # 23 to 31 May: 24 May has none
    assert "Followers over 7 days is of 8" in found.caveat
    assert found.sources == ("creators",)
    assert "younger than last week's" in found.caveat
    assert "Net new followers" not in set(found.table["measure"])  # 8 days against 9 are no like periods


def test_captures_a_week_apart_are_compared(tmp_path):
    people = captured(("2026-05-17", 900), ("2026-05-24", 1000), ("2026-05-31", 1150))
    found = own_account(data(tmp_path / "w", creators=people, brands=OWN))
    assert row(found, "Net new followers", "7 days", "change") == 50  # 150 against 100
    assert "+150 in 7" in found.takeaway


@pytest.mark.parametrize("people", [captured(("2026-05-31", 1100)), [creator("ann", 5)]])
def test_one_capture_is_no_change(tmp_path, people):
    found = own_account(data(tmp_path / "w", creators=people, brands=OWN))
    assert found.status == "not_shown"
    assert "Overview and Followers" in found.takeaway
