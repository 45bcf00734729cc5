"""The shortlist: filters and what they cost, prices, partners, reasons, order."""

import pytest

import kit
from kit import benchmarking
from kit.benchmarking import Brief
from kit.errors import UsageError
from tiny import cell, creator, video, workspace

BRANDS = [
    {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"]},
    {"brand": "Them", "role": "competitor", "handles": ["them"], "hashtags": ["them"]},
]
PEOPLE = [
    creator("ann", 12_000, country="KH", category="food", language="km"),
    creator("bob", 20_000, country="US", category="food", language="en"),
    creator("cat", 30_000, country="us", category="Fitness", language="en"),
    creator("dan", 40_000, country=None, category="food", language="en"),
    creator("eve", 600_000, country="US", category="food", language="en"),
    creator("us.official", 50_000, country="US", category="food"),
]


def videos(**marks):
    """Six videos of each creator; `marks`: creator → fields of its last video."""
    rows = []
    for place, who in enumerate(("ann", "bob", "cat", "dan", "eve")):
        for j in range(6):
            more = marks.get(who, {}) if j == 5 else {}
            rows.append(video(f"{who}{j}", who, 10_000 + 100 * j, 400 + 100 * place + 10 * j, **more))
    return rows


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    marks = {"bob": {"hashtags": ["them"], "is_sponsored": True}, "cat": {"hashtags": ["them"]}}
    deals = [
        {"deal_id": "1", "creator_id": "ann", "status": "paid", "fee": 300.0, "currency": "USD", "videos_agreed": 2},
        {"deal_id": "2", "creator_id": "ann", "status": "asked", "fee": 500.0, "currency": "USD"},
        {"deal_id": "3", "creator_id": "eve", "status": "cancelled", "fee": 10.0, "currency": "USD"},
        {"deal_id": "4", "creator_id": "dan", "status": "agreed", "fee": 900.0, "currency": "USD"},
    ]
    days = {"1": "2026-03-01", "2": "2026-02-01", "3": "2026-04-01", "4": "2026-04-02"}
    deals = [d | {"agreed_on": days[d["deal_id"]], "captured_at": "2026-05-01T00:00Z"} for d in deals]
    tables = {"videos": videos(**marks), "creators": PEOPLE, "brands": BRANDS, "deals": deals}
    return kit.open(str(workspace(tmp_path_factory.mktemp("seen") / "w", **tables)))


def fits(data, **brief):
    return benchmarking.shortlist(data, Brief(**brief))


def names(found):
    return set(found.table["creator_id"])


def test_without_a_brief_all_creators_but_brands_and_partners_of_competitors_are_listed(seen):
    found = fits(seen)
    assert names(found) == {"ann", "cat", "dan", "eve"}  # bob was paid by Them; cat only spoke of them
    assert (
        "4 of 5\u00a0creators fit the brief; the filter on partners of competitors alone removes most (1)"
        in found.takeaway
    )
    assert names(fits(seen, exclude_partners=False)) == {"ann", "bob", "cat", "dan", "eve"}
    assert "No filter removes anybody: all 5\u00a0creators are listed" in fits(seen, exclude_partners=False).takeaway


def test_filters_are_read_in_any_case_and_what_is_unknown_does_not_pass(seen):
    found = fits(seen, countries=["Us"], exclude_partners=False)
    assert names(found) == {"bob", "cat", "eve"}
    assert names(fits(seen, categories=["FITNESS "])) == {"cat"}
    assert names(fits(seen, languages=["km"])) == {"ann"}
    assert names(fits(seen, tiers=["macro"])) == {"eve"}
    assert names(fits(seen, min_followers=12_000, max_followers=30_000, exclude_partners=False)) == {
        "ann",
        "bob",
        "cat",
    }


def test_the_filter_that_costs_most_is_named_with_its_number(seen):
    found = fits(seen, countries=["KH"], tiers=["micro"])
    # country KH leaves out bob, cat, dan (unknown) and eve; tier micro only eve; partners only bob
    assert "1 of 5\u00a0creators fits the brief; the filter on country alone removes most (4)" in found.takeaway
    assert found.left_out == {"creators by country": 4}  # the others remove nobody more
    assert fits(seen, tiers=["macro"]).left_out == {"creators by tier": 4}
    assert fits(seen, tiers=["micro"]).left_out == {"creators by tier": 1, "creators by partners of competitors": 1}


def test_the_price_is_the_newest_fee_by_the_video_and_an_unknown_one_stays(seen):
    found = fits(seen, exclude_partners=False)
    assert cell(found, "price", creator_id="ann") == 150  # 300 for two videos in March, newer than 500 in February
    assert cell(found, "price", creator_id="dan") == 900
    assert names(fits(seen, budget=200, exclude_partners=False)) == {"ann", "bob", "cat", "eve"}
    assert "The fee of 3\u00a0creators is not known" in fits(seen, budget=200, exclude_partners=False).caveat


def test_reasons_say_only_what_is_known(seen):
    found = fits(seen, exclude_partners=False)
    assert "grows" not in cell(found, "reasons", creator_id="ann")  # one capture
    assert "paid by Them" in cell(found, "reasons", creator_id="bob")
    assert "typical video 10.2k views" in cell(found, "reasons", creator_id="cat")  # median of 10,000 … 10,500


def test_nobody_left_names_the_filter_to_loosen(seen):
    found = fits(seen, countries=["KH"], min_followers=100_000)
    assert found.status == "not_shown"
    assert "None of 5\u00a0creators fits the brief; without the filter on " in found.takeaway
    assert "1\u00a0creator of unknown country" in found.takeaway


@pytest.mark.parametrize(
    ("brief", "said"),
    [
        ({"categories": ["beuty"]}, "'beuty', which no creator has; these occur: fitness, food."),
        ({"account_types": ["creator"]}, "the table creators has no account type at all."),
        ({"tiers": ["huge"]}, "'huge', which no creator has; these occur: macro, micro."),
    ],
)
def test_a_value_that_nobody_has_is_refused_with_those_that_occur(seen, brief, said):
    with pytest.raises(UsageError) as error:
        fits(seen, **brief)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "brief", [{"min_followers": -1}, {"budget": float("nan")}, {"min_followers": 9, "max_followers": 8}]
)
def test_limits_that_make_no_sense_are_refused(brief):
    with pytest.raises(UsageError):
        Brief(**brief)


def test_a_tier_that_nobody_is_in_leaves_nobody_and_is_no_error(seen):
    assert fits(seen, tiers=["mega"]).status == "not_shown"


def test_a_target_stands_beside_and_removes_nobody(tmp_path):
    shares = [
        {"creator_id": "ann", "dimension": "country", "value": v, "share": s, "captured_at": "2026-05-01T00:00Z"}
        for v, s in (("KH", 0.7), ("TH", 0.3))
    ]
    data = kit.open(str(workspace(tmp_path / "w", videos=videos(), creators=PEOPLE, audience=shares)))
    found = benchmarking.shortlist(data, Brief(), (["KH"], [], []))
    assert cell(found, "fit_low", creator_id="ann") == pytest.approx(0.7)
    assert "70.0\u202f% of audience in target" in cell(found, "reasons", creator_id="ann")
    assert "audience not known" in cell(found, "reasons", creator_id="bob")
    assert len(found.table) == 6  # nobody tracks brands here, so us.official is a creator like others


def test_one_creator_without_videos_is_listed_without_a_score(tmp_path):
    data = kit.open(str(workspace(tmp_path / "w", videos=[video("1", "ann", 0, 0)], creators=[creator("ann", 5_000)])))
    found = benchmarking.shortlist(data)
    assert found.takeaway == "The only creator is listed. It has no score."
