"""Worth a look by hand: who stands out on public counts, by hand and by simulation, and that nobody is accused."""

import json

import numpy as np
import pytest

import kit
from kit import benchmarking
from kit.benchmarking.creators.worth_a_look import CHECKS
from tiny import cell, creator, video, workspace

ACCUSING = ("fake", "bot", "fraud", "bought followers", "cheat", "suspicious", "inauthentic")


def crowd(n: int, seed: int = 1, videos: int = 6) -> tuple[list[dict], list[dict]]:
    """n micro creators whose rates, views and comments differ by chance alone."""
    r = np.random.default_rng(seed)
    rows, people = [], []
    for k in range(n):
        skill, reach, talk = r.normal(-2.9, 0.3), r.normal(9, 0.4), r.normal(3.2, 0.3)
        for j in range(videos):
            views = int(np.exp(reach + r.normal(0, 0.8))) + 100
            engaged = views / (1 + np.exp(-(skill + r.normal(0, 0.3))))
            rows.append(video(f"{k}-{j}", f"c{k}", views, int(engaged), int(engaged / np.exp(talk)) + 1))
        people.append(creator(f"c{k}", int(r.integers(12_000, 48_000))))
    return rows, people


def asked(path, videos, people, **more):
    return benchmarking.worth_a_look(
        kit.open(str(workspace(path, videos=videos, creators=people, **more)), audience="internal")
    )


def test_a_creator_whose_rate_and_comments_are_far_off_is_listed_with_innocent_causes(tmp_path):
    videos, people = crowd(30)
    videos += [video(f"odd-{j}", "odd", 20_000, 12_000, 0) for j in range(6)]
    found = asked(tmp_path / "w", videos, [*people, creator("odd", 20_000)])
    assert set(found.table["creator_id"]) == {"odd"}
    rate = cell(found, "figure", check="Engagement rate far above the tier")
    assert rate == "60.0\u202f%"  # 12,000 ÷ 20,000
    assert cell(found, "figure", check="Many likes for each comment") == "no comments"
    assert "comments limited" in cell(found, "causes", check="Many likes for each comment")
    assert "1\u00a0creator stands out of 31" in found.takeaway
    assert cell(found, "compared", check="Engagement rate far above the tier") == 31


def test_both_sides_of_the_rate_are_unusual(tmp_path):
    videos, people = crowd(30)
    videos += [video(f"odd-{j}", "odd", 2_000_000, 900, 100) for j in range(6)]
    found = asked(tmp_path / "w", videos, [*people, creator("odd", 20_000)])
    assert {"Engagement rate far below the tier", "Many views per follower"} <= set(found.table["check"])


def test_followers_that_jump_are_listed_only_where_views_did_not(tmp_path):
    videos, people = crowd(30)
    days = [f"2026-0{m}-01T12:00Z" for m in (3, 4, 5, 6)]
    r = np.random.default_rng(3)
    people = [
        creator(p["creator_id"], int(p["followers"] * (1 + 0.02 * k + r.normal(0, 0.004))), captured_at=day)
        for p in people
        for k, day in enumerate(days)
    ]
    for name in ("quiet", "hit"):
        people += [
            creator(name, n, captured_at=day) for n, day in zip((10_500, 10_700, 45_000, 45_500), days, strict=True)
        ]
        for j in range(8):
            late, views = j >= 4, 60_000 if name == "hit" and j >= 4 else 6_000
            posted = "2026-04-20T12:00Z" if late else "2026-02-10T12:00Z"
            videos.append(video(f"{name}-{j}", name, views + j, views // 20, views // 500, posted_at=posted))
    found = asked(tmp_path / "w", videos, people)
    jumped = found.table[found.table["check"] == CHECKS["jump"].high[0]]
    assert list(jumped["creator_id"]) == ["quiet"]


def test_the_same_comment_again_and_again_is_listed(tmp_path):
    videos, people = crowd(12)
    said = [
        {"comment_id": f"{k}-{j}", "video_id": f"{k}-0", "text": f"number {max(j, k % 4)} of many"}
        for k in range(1, 12)  # up to three of 24 say the same as another
        for j in range(24)
    ] + [{"comment_id": f"0-{j}", "video_id": "0-0", "text": "Win a trip with us!!"} for j in range(24)]
    found = asked(tmp_path / "w", videos, people, comments=said)
    assert list(found.table["creator_id"]) == ["c0"]
    assert found.table["check"].iloc[0] == CHECKS["repeated"].high[0]


def test_chance_alone_names_somebody_in_few_reports(tmp_path):
    alarms = [len(asked(tmp_path / str(s), *crowd(30, s, 4)).table) > 0 for s in range(24)]
    assert sum(alarms) <= 4  # 5 % of 24 is 1; 5 or more would come by chance in one of two hundred suites


@pytest.mark.parametrize("n", [1, 7])
def test_too_few_creators_of_a_tier_are_compared_with_nobody(tmp_path, n):
    found = asked(tmp_path / "w", *crowd(n))
    assert found.status == "not_shown"
    assert "No tier has 8 creators" in found.takeaway


def test_only_our_own_team_reads_it(tmp_path):
    videos, people = crowd(30)
    videos += [video(f"odd-{j}", "odd", 20_000, 12_000, 0) for j in range(6)]
    shared = kit.open(str(workspace(tmp_path / "w", videos=videos, creators=people)))
    found = benchmarking.worth_a_look(shared)
    assert found.status == "not_shown"
    assert "odd" not in json.dumps(found.to_json())
    assert found.table.empty


def test_nobody_is_accused(tmp_path):
    videos, people = crowd(30)
    videos += [video(f"odd-{j}", "odd", 20_000, 12_000, 0) for j in range(6)]
    texts = [asked(tmp_path / "w", videos, people).to_json(), benchmarking.worth_a_look.__doc__]
    texts += [side for check in CHECKS.values() for side in (check.high, check.low)]
    said = json.dumps(texts).lower()
    assert not [word for word in ACCUSING if word in said]
