"""What a report sees of a workspace."""

import pandas as pd
import pytest

import kit
from kit import rollups
from kit.errors import DataError, UsageError
from kit.finding import NotShown
from kit.once import once
from kit.workspace import Workspace
from tiny import creator, data, video, workspace

DEAL = {
    "deal_id": "d",
    "creator_id": "ann",
    "status": "paid",
    "currency": "EUR",
    "fee": 100.0,
    "agreed_on": "2026-05-04",
}


def test_defaults_come_from_the_data(tmp_path):
    found = data(
        tmp_path / "w",
        videos=[video("1", "ann", 10, 1), video("2", "ann", 10, 1, posted_at="2026-05-09T00:00Z")],
        brands=[{"brand": "Us", "role": "own"}, {"brand": "Them", "role": "competitor"}],
        deals=[DEAL],
    )
    assert (found.brand, found.currency, found.window) == ("Us", "EUR", ("2026-05-01", "2026-05-09"))
    assert found.as_of == pd.Timestamp("2026-06-01T23:59:59.999999Z")  # the whole day of the newest capture


def test_the_window_holds_both_its_days(tmp_path):
    path = workspace(
        tmp_path / "w", videos=[video(str(d), "ann", 10, 1, posted_at=f"2026-05-0{d}T23:59Z") for d in range(1, 6)]
    )
    assert list(kit.open(str(path), posted_from="2026-05-02", posted_to="2026-05-04").videos["video_id"]) == [
        "2",
        "3",
        "4",
    ]


def test_looking_back_from_an_earlier_day_sees_less(tmp_path):
    path = workspace(
        tmp_path / "w",
        videos=[
            video("1", "ann", 10, 1, captured_at="2026-05-03T00:00Z"),
            video("1", "ann", 90, 1),
            video("2", "ann", 5, 1, posted_at="2026-05-20T00:00Z"),
        ],
    )
    found = kit.open(str(path), as_of="2026-05-10")
    assert found.videos[["video_id", "views"]].values.tolist() == [["1", 10]]


def test_followers_come_from_the_profile_else_from_beside_the_video(tmp_path):
    found = data(
        tmp_path / "w",
        videos=[
            video("1", "ann", 10, 1, followers_at_capture=5),
            video("2", "bob", 10, 1, followers_at_capture=20_000),
            video("3", "cat", 1, 1),
        ],
        creators=[creator("ann", 2_000_000)],
    )
    assert dict(zip(found.creators["creator_id"], found.creators["tier"].astype(str), strict=True)) == {
        "ann": "mega",
        "bob": "micro",
        "cat": "unknown",
    }


def test_age_is_unknown_where_the_capture_is(tmp_path):
    found = data(tmp_path / "w", videos=[video("1", "ann", 10, 1), video("2", "ann", 10, 1, captured_at=None)])
    assert found.videos["age_days"].tolist()[0] == 31
    assert found.videos["age_days"].isna().tolist() == [False, True]


def test_the_least_age_is_the_age_or_counted_to_the_newest_video_of_the_source(tmp_path):
    made = Workspace.create(tmp_path / "w")
    days = {"known": "2026-05-01", "old": "2026-04-02", "new": "2026-05-12", "other": "2026-05-04", "undated": None}
    rows = [
        video(key, "ann", 10, 1, posted_at=f"{day}T12:00Z" if day else None)
        | ({} if key == "known" else {"captured_at": None})
        for key, day in days.items()
    ]
    made.append("videos", pd.DataFrame([r for r in rows if r["video_id"] != "other"]), source="one file")
    made.append("videos", pd.DataFrame([r for r in rows if r["video_id"] == "other"]), source="another")
    found = kit.open(str(tmp_path / "w")).videos.set_index("video_id")["age_at_least"]
    # 1 May to the capture on 1 June; 2 April to 12 May; the newest itself; a file of one day and no date tell nothing
    assert found.dropna().to_dict() == {"known": 31, "old": 40, "new": 0}
    assert {"other", "undated"} < set(found.index)


def test_amounts_are_converted_at_the_rate_of_their_own_day(tmp_path):
    rates = [
        {"date": d, "currency_from": "EUR", "currency_to": "USD", "rate": r}
        for d, r in (("2026-05-01", 1.1), ("2026-05-05", 1.2))
    ]
    path = workspace(tmp_path / "w", deals=[DEAL], fx=rates, videos=[video("1", "ann", 1, 1)])
    found = kit.open(str(path), currency="USD")
    assert found.convert(found.table("deals"), ["fee"], "agreed_on")["fee"].tolist() == pytest.approx([110])
    back = kit.open(str(path), currency="EUR")
    assert back.convert(found.table("deals").assign(currency="USD"), ["fee"], "agreed_on")[
        "fee"
    ].tolist() == pytest.approx([100 / 1.1])


def test_a_missing_rate_is_refused_by_name(tmp_path):
    found = kit.open(str(workspace(tmp_path / "w", deals=[DEAL])), currency="USD")
    with pytest.raises(NotShown, match="no exchange rate from EUR to USD for 2026-05-04"):
        found.convert(found.table("deals"), ["fee"], "agreed_on")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"as_of": "soon"}, "Parameter as_of is 'soon'; write a day as YYYY-MM-DD."),
        ({"audience": "all"}, "use one of shared, internal"),
        ({"posted_from": "2026-02-01", "posted_to": "2026-01-01"}, "swap them"),
        ({"brand": "Nobody"}, "this workspace knows Us"),
        ({"currency": "DOLLARS"}, "an ISO code of three letters"),
    ],
)
def test_a_wrong_parameter_is_refused(tmp_path, values, words):
    path = workspace(tmp_path / "w", brands=[{"brand": "Us", "role": "own"}])
    with pytest.raises(UsageError, match=words):
        kit.open(str(path), **values)


def test_a_missing_workspace_is_refused(tmp_path):
    with pytest.raises(DataError, match="There is no workspace at"):
        kit.open(str(tmp_path / "none"))


def test_what_is_missing_is_named_with_how_to_get_it(tmp_path):
    found = data(tmp_path / "w", videos=[video("1", "ann", 10, 1)])
    with pytest.raises(
        NotShown,
        match=r"This workspace has no table deals\. Import one with the columns deal_id, creator_id, status, "
        r"currency, fee: kit import deals\.csv",
    ):
        found.require("deals", ["fee"])
    with pytest.raises(NotShown, match="The table videos has no values in its column saves"):
        found.require("videos", ["saves"])


def test_it_describes_its_inputs_with_hashes(tmp_path):
    about = data(tmp_path / "w", videos=[video("1", "ann", 10, 1)]).describe()
    assert about["tables"][0] | {"sha256": ""} == {
        "table": "videos",
        "rows": 1,
        "captures": 1,
        "files": 1,
        "sha256": "",
        "captured": ["2026-06-01", "2026-06-01"],
        "made_up": False,
        "refused": 0,
    }
    assert about["as_of"] == "2026-06-01"
    assert not about["made_up"]


def test_what_several_questions_rest_on_is_computed_once_for_each_data(tmp_path):
    calls = []

    @once
    def counted(seen):
        calls.append(seen)
        return len(seen.videos)

    one = data(tmp_path / "one", videos=[video("1", "ann", 10, 1)])
    other = data(tmp_path / "two", videos=[video("1", "ann", 10, 1), video("2", "ann", 10, 1)])
    assert [counted(one), counted(one), counted(other)] == [1, 1, 2]
    assert calls == [one, other]


def test_a_notebook_opened_in_its_folder_finds_the_workspace_beside_it(tmp_path, monkeypatch):
    workspace(tmp_path / "sample", videos=[video("1", "ann", 10, 1)])
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert len(kit.open("sample").videos) == 1
    monkeypatch.chdir(tmp_path)
    assert len(kit.open("sample").videos) == 1
    monkeypatch.setenv("KIT_WORKSPACE", str(workspace(tmp_path / "other", creators=[creator("x", 5)])))
    assert kit.open("sample").workspace.path == tmp_path / "other"


def test_a_zero_that_an_export_wrote_yields_to_any_number(tmp_path):
    people = [creator("ann", 0, captured_at=None), creator("bob", 0, captured_at=None)]
    found = data(tmp_path / "w", videos=[video("1", "ann", 10, 1, followers_at_capture=6703)], creators=people)
    assert found.creators["creator_id"].tolist() == ["ann", "bob"]
    assert found.creators["followers"].fillna(-1).tolist() == [6703, -1]  # a 0 alone is unknown
    assert list(found.creators["tier"].astype(str)) == ["nano", "unknown"]


def test_it_notes_the_tables_that_were_asked_for_as_they_were_at_the_first_look(tmp_path):
    found = data(tmp_path / "w", videos=[video("1", "ann", 10, 1)], comments=[{"comment_id": "c", "video_id": "1"}])
    assert set(found.rests.tables) == {"brands", "campaigns", "deals", "orders", "tiers"}  # what the defaults rest on
    assert found.videos.shape[0] == 1
    assert not found.has("traffic")
    found.roll("labels", rollups.newest, "labels")
    with pytest.raises(NotShown):
        found.require("goals")
    assert set(found.rests.tables) == {
        "brands",
        "campaigns",
        "deals",
        "orders",
        "tiers",
        "videos",
        "creators",
        "traffic",
        "labels",
        "goals",
    }
    first = found.rests.tables["traffic"]
    assert first == found.workspace.digest("traffic")
    found.workspace.append("traffic", pd.DataFrame([{"date": "2026-05-01", "link": "l"}]), source="test: by hand")
    assert found.has("traffic")
    assert found.rests.tables["traffic"] == first != found.workspace.digest("traffic")


def test_a_posting_date_that_cannot_be_moves_no_window_and_gives_no_age(tmp_path):
    found = data(
        tmp_path / "w",
        videos=[
            video("1", "ann", 10, 1),
            video("2", "ann", 10, 1, posted_at="1970-01-01T00:00Z"),
            video("3", "ann", 10, 1, posted_at="2026-07-01T00:00Z"),  # a month after its capture
            video("4", "ann", 10, 1, posted_at="2222-01-01T00:00Z", captured_at=None),  # after its import
        ],
    )
    assert found.window == ("2026-05-01", "2026-05-01")
    assert found.videos["misdated"].tolist() == [False, True, True, True]
    assert found.videos["age_days"].notna().tolist() == [True, False, False, False]
    assert found.table("videos")["posted_at"].notna().sum() == 1
    assert found.stored("videos")["posted_at"].notna().sum() == 4  # nothing is lost


def test_a_capture_in_the_future_is_unknown_and_does_not_become_the_day_to_look_back_from(tmp_path):
    path = workspace(
        tmp_path / "w", videos=[video("1", "ann", 10, 1), video("2", "ann", 10, 1, captured_at="2222-01-01T00:00Z")]
    )
    found = kit.open(str(path))
    assert f"{found.as_of:%Y-%m-%d}" == "2026-06-01"
    assert found.videos["captured_at"].notna().tolist() == [True, False]
    assert found.roll("videos", rollups.of, "video_id", ("1", "2"), ("captured_at",)).notna().sum().item() == 1
    assert kit.open(str(path), as_of="2026-06-01").day_given is not None
    assert found.day_given is None


def test_counts_that_contradict_one_another_are_all_unknown(tmp_path):
    found = data(
        tmp_path / "w",
        videos=[
            video("1", "ann", 100, 120),  # 120 likes are no more than 1.1 × 100 + 10
            video("2", "ann", 100, 121, 5, 5),
        ],
    ).videos
    assert found["contradictory"].tolist() == [False, True]
    for column in ("views", "likes", "comments", "shares", "engagements", "organic_views", "organic_engagements"):
        assert found[column].notna().tolist() == [True, False], column


def test_a_finding_rests_on_tables_that_are_there_and_on_what_is_no_table(tmp_path):
    seen = kit.open(str(workspace(tmp_path / "w", videos=[video("1", "ann", 1, 1)])))
    assert seen.there(("videos", "deals", "published")) == ("videos", "published")


TIERS = [
    {"tier": "big", "followers_from": 50_000},
    {"tier": "small", "followers_from": 5_000, "followers_to": 50_000},
]


def test_a_workspace_may_bring_its_own_tiers(tmp_path):
    found = data(
        tmp_path / "w",
        videos=[video("1", "ann", 10, 1), video("2", "bob", 10, 1)],
        creators=[creator("ann", 4_999), creator("bob", 50_000), creator("cat", 5_000), creator("dan")],
        tiers=TIERS,
    )
    of = dict(zip(found.creators["creator_id"], found.creators["tier"].astype(str), strict=True))
    assert of == {"ann": "under 5k", "bob": "big", "cat": "small", "dan": "unknown"}
    assert found.videos["tier"].astype(str).tolist() == ["under 5k", "big"]
    assert "tiers" in found.rests.tables


def test_tiers_that_do_not_fit_together_are_refused_with_what_to_do(tmp_path):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1)], tiers=TIERS[:1])
    with pytest.raises(UsageError) as error:
        kit.open(str(path))
    assert str(error.value) == (
        "The table tiers holds no tiers to work with: it has one band only (big), and needs two or more; correct "
        "tiers.csv, delete the workspace's folder tiers and import it again: kit import tiers.csv --into "
        f"{path}"
    )


def test_a_later_import_of_a_tier_takes_its_place(tmp_path):
    path = workspace(tmp_path / "w", tiers=TIERS)
    lower = [{"tier": "big", "followers_from": 20_000}, TIERS[1] | {"followers_to": 20_000}]
    assert kit.open(str(workspace(path, tiers=lower))).tiers.edges == {"small": 5_000, "big": 20_000}
