"""Content styles: the coders' agreement first, then each style against others of the same creator."""

import math

import numpy as np
import pandas as pd
import pytest

import kit
from kit import benchmarking
from tiny import cell, creator, data, video

T5 = 2.570581836  # 97.5 % point of Student's t with 5 degrees of freedom
STYLES = ("demo", "skit")


def label(video_id, coder, value):
    return {"item_kind": "video", "item_id": video_id, "coder": coder, "field": "content_style", "value": value}


def workspace(path, ratios=(2, 2, 2, 2, 4, 1), each=10, wrong=0, **more):
    """For each creator `each` videos, demo and skit by turns; a demo has so many times the views of a skit.

    Two coders code all; the second takes the first `wrong` demos for skits and as many skits for demos.
    """
    videos, labels = [], []
    for i, ratio in enumerate(ratios):
        for k in range(each):
            style = STYLES[k % 2]
            views = 1000 * ratio if style == "demo" else 1000
            videos.append(video(f"{i}.{k}", f"c{i}", views, views // 20, **more))
            labels.append(label(f"{i}.{k}", "one", style))
            labels.append(label(f"{i}.{k}", "two", STYLES[(k + (len(labels) // 2 < 2 * wrong)) % 2]))
    return data(path, videos=videos, labels=labels, creators=[creator(f"c{i}", 20_000) for i in range(len(ratios))])


def test_the_ratio_by_hand_and_its_simultaneous_interval(tmp_path):
    found = benchmarking.content_styles(workspace(tmp_path / "w"))
    assert found.status == "shown"
    # logs of 2, 2, 2, 2, 4, 1 lie 0, 0, 0, 0, +log 2, −log 2 around log 2
    assert cell(found, "views_ratio", style="demo") == pytest.approx(2)
    assert cell(found, "views_ratio", style="skit") == pytest.approx(0.5)
    reach = T5 * math.sqrt(2 * math.log(2) ** 2 / 5 / 6)  # one style by itself, 95 %
    low, high = (math.log(cell(found, f"views_ratio_{end}", style="demo")) for end in ("low", "high"))
    assert high - math.log(2) == pytest.approx(math.log(2) - low)
    assert high - math.log(2) > 1.3 * reach  # two styles and two measures together need more
    # rates: (E + ½) ÷ (V + 1) is all but 5 % everywhere
    assert cell(found, "rate_ratio", style="demo") == pytest.approx(1, abs=0.01)
    assert (cell(found, "carriers", style="demo"), cell(found, "compared", style="demo")) == (6, 30)
    assert (
        "Agreement of the coders is 1.00 on 60\u00a0videos coded twice (Krippendorff's alpha): firm." in found.takeaway
    )


def test_a_clear_difference_is_named_with_its_interval(tmp_path):
    found = benchmarking.content_styles(workspace(tmp_path / "w", ratios=(2, 2.1, 1.9, 2, 2.2, 1.8)))
    assert found.takeaway.startswith("\u2068demo\u2069 goes with 2.00 (1.7")
    assert "times the views and \u2068skit\u2069 goes with 0.50 (0.4" in found.takeaway
    assert "of the same creator's other coded videos" in found.takeaway


def test_no_difference_is_said_to_be_none(tmp_path):
    found = benchmarking.content_styles(workspace(tmp_path / "w", ratios=(1, 1.1, 0.9, 1.2, 0.8, 1)))
    assert found.takeaway.startswith("Of the 2\u00a0styles compared, none shows a clear difference in views or")


# Of 60 videos with two styles half and half, a pair of wrong codes lowers agreement by 2/60; pairs expected to differ:
# totals 60 and 60 of 120 codes → 2·60·60 ÷ (120·119) = .5042; alpha = 1 − (2·wrong/60) ÷ .5042
@pytest.mark.parametrize(
    ("wrong", "word", "status"),
    [(2, "firm", "shown"), (4, "tentative", "caveat"), (6, "below the 0.667 needed", "caveat")],
)
def test_how_far_coders_agree_decides_what_may_be_compared(tmp_path, wrong, word, status):
    found = benchmarking.content_styles(workspace(tmp_path / "w", wrong=wrong))
    alpha = 1 - (2 * wrong / 60) / (2 * 60 * 60 / (120 * 119))
    assert f"is {alpha:.2f} on 60\u00a0videos coded twice (Krippendorff's alpha): {word}." in found.takeaway
    assert found.status == status
    shown = {c.name for c in found.columns if not c.hidden}
    assert ("views_ratio" in shown) == (word != "below the 0.667 needed")
    assert found.table["videos"].sum() == 60 - 2 * wrong  # where the two are split, a video has no style
    assert found.left_out["coded videos on whose style coders are split"] == 2 * wrong
    if status == "caveat":
        assert "tentative" in found.caveat or "Sharpen the definitions" in found.caveat


def test_a_low_agreement_counts_and_does_not_compare(tmp_path):
    found = benchmarking.content_styles(workspace(tmp_path / "w", wrong=10))
    assert found.takeaway.startswith("The 2\u00a0styles are counted, not compared, as coders agree too little.")
    assert found.table["views_ratio"].isna().all()


def test_the_majority_of_coders_decides_and_a_single_code_counts(tmp_path):
    base = workspace(tmp_path / "a").table("labels")[["item_kind", "item_id", "coder", "field", "value"]]
    labels = [
        *base.to_dict("records"),
        *(label("three", coder, value) for coder, value in (("one", "demo"), ("two", "skit"), ("three", " Skit "))),
        label("alone", "one", "demo"),
        label("blank", "one", "  "),
        {**label("other", "one", "demo"), "field": "mood"},
        {**label("comment", "one", "demo"), "item_kind": "comment"},
    ]
    videos = [video(f"{i}.{k}", f"c{i}", 1000, 50) for i in range(6) for k in range(10)]
    videos += [video(v, "new", 1000, 50) for v in ("three", "alone", "blank", "other")]
    found = benchmarking.content_styles(data(tmp_path / "b", videos=videos, labels=labels))
    assert cell(found, "videos", style="demo") == 31
    assert found.table["videos"].sum() == 62
    assert found.n == {"videos with a style": 62, "coded twice or more": 61, "coders": 3}


def test_unclear_is_no_code(tmp_path):
    made = workspace(tmp_path / "a")
    labels = made.table("labels")[["item_kind", "item_id", "coder", "field", "value"]].to_dict("records")
    labels[0]["value"] = " Unclear"  # the first video's style is the other coder's
    labels[2]["value"] = labels[3]["value"] = "unclear"  # the second has none
    videos = [video(f"{i}.{k}", f"c{i}", 1000, 50) for i in range(6) for k in range(10)]
    found = benchmarking.content_styles(data(tmp_path / "b", videos=videos, labels=labels))
    assert set(found.table["style"]) == {"demo", "skit"}
    assert found.n == {"videos with a style": 59, "coded twice or more": 58, "coders": 2}
    assert "is 1.00 on 58\u00a0videos coded twice" in found.takeaway  # not a disagreement either
    assert found.left_out == {"coded videos whose style is unclear": 1}


def test_fewer_than_five_creators_are_not_compared(tmp_path):
    found = benchmarking.content_styles(workspace(tmp_path / "w", ratios=(2, 2, 2, 2), each=14))
    assert found.takeaway.startswith("None of the 2\u00a0styles is compared: that takes 5 creators with usable videos")
    assert found.table["views_ratio"].isna().all()
    assert list(found.table["carriers"]) == [4, 4]


def test_videos_that_cannot_stand_for_a_creator_are_coded_but_not_compared(tmp_path):
    found = benchmarking.content_styles(workspace(tmp_path / "w", collected_by="hashtag"))
    assert "None of the 2\u00a0styles is compared" in found.takeaway
    assert found.table["videos"].sum() == 60
    words = "coded videos too young, found by hashtag or search, on brands' accounts or of unknown views"
    assert found.left_out == {words: 60}


def test_coded_videos_that_are_not_in_the_report_are_counted(tmp_path):
    made = workspace(tmp_path / "w")
    found = benchmarking.content_styles(kit.open(made.given, posted_from="2026-05-02"))
    assert found.status == "not_shown"  # all videos are of 1 May
    labels = [label(f"gone{k}", coder, STYLES[k % 2]) for k in range(60) for coder in ("one", "two")]
    found = benchmarking.content_styles(data(tmp_path / "v", videos=[video("1", "ann", 9, 1)], labels=labels))
    assert found.left_out == {"coded videos that are not among this report's": 60}
    assert list(found.table["creators"]) == [0, 0]


def test_one_style_for_all_is_nothing_to_compare(tmp_path):
    labels = [label(f"v{k}", coder, "<b>ស្រស់</b>") for k in range(50) for coder in ("one", "two")]
    videos = [video(f"v{k}", f"c{k % 6}", 1000, 50) for k in range(50)]
    found = benchmarking.content_styles(data(tmp_path / "w", videos=videos, labels=labels))
    assert found.takeaway == (
        "All coded videos have one style, \u2068<b>ស្រស់</b>\u2069, so there is nothing to compare."
    )
    assert "agreement cannot be told" in found.caveat
    html = found._repr_mimebundle_()["text/html"]
    assert "<b>ស្រស់</b>" not in html
    assert "&lt;b&gt;ស្រស់&lt;/b&gt;" in html


def test_coders_who_never_agree_leave_no_style(tmp_path):
    labels = [label(f"v{k}", coder, style) for k in range(50) for coder, style in zip("ab", STYLES, strict=True)]
    videos = [video(f"v{k}", f"c{k % 6}", 1000, 50) for k in range(50)]
    found = benchmarking.content_styles(data(tmp_path / "w", videos=videos, labels=labels))
    assert found.takeaway.startswith("On no video do most coders agree, so no style is counted.")
    assert found.status == "caveat"


@pytest.mark.parametrize(
    ("coded", "words"), [(49, "49\u00a0videos have a"), (1, "1\u00a0video has a"), (0, "No video has a")]
)
def test_too_few_videos_coded_twice_are_refused_with_what_to_do(tmp_path, coded, words):
    labels = [label(f"v{k}", coder, STYLES[k % 2]) for k in range(coded) for coder in ("one", "two")]
    labels += [label(f"alone{k}", "one", "demo") for k in range(80)]
    made = data(tmp_path / "w", videos=[video("v0", "ann", 1000, 50)], labels=labels)
    found = benchmarking.content_styles(made)
    assert found.status == "not_shown"
    assert found.takeaway.startswith(words)
    assert "50 are needed" in found.takeaway
    assert found.takeaway.endswith(f"each alone, and import both sheets: kit code {made.given}")


def test_without_codes_it_says_how_to_get_them(tmp_path):
    found = benchmarking.content_styles(data(tmp_path / "w", videos=[video("v0", "ann", 1000, 50)]))
    assert found.status == "not_shown"
    assert found.takeaway.startswith(
        "No video has a content style yet. Write a sheet of 50 videos, let two people code it"
    )


def test_the_sample_has_styles_without_effect_and_coders_who_agree(sample):
    found = benchmarking.content_styles(kit.open(str(sample)))
    assert "none shows a clear difference" in found.takeaway  # styles were drawn at random
    assert len(found.table) == 5
    assert found.table["carriers"].min() >= 15
    assert found.n["coded twice or more"] == 80


def test_intervals_of_all_styles_hold_together():
    from kit.benchmarking.content.content_styles import effects

    held = 0
    for seed in range(80):
        rng = np.random.default_rng([seed, 10])
        unit = np.repeat(np.arange(30), 8)
        rows = pd.DataFrame({"creator_id": unit, "creator": unit, "style": rng.choice(list("abcde"), 240)})
        rows = rows.assign(
            log_age=0.0,
            age_unknown=0.0,
            log_views=rng.normal(size=30)[unit] + 1.1 * rng.normal(size=240),
            logit_rate=-3 + rng.normal(size=30)[unit] + 0.4 * rng.normal(size=240),
        )
        found = effects(rows)
        held += all(((found[f"{c}_low"] < 1) & (found[f"{c}_high"] > 1)).all() for c in ("views_ratio", "rate_ratio"))
    assert held / 80 >= 0.9  # 95 % of worlds without any false claim, less the error of 80 worlds
