"""Audience fit: shares inside a target, and the least and most that hold for all dimensions at once."""

from hypothesis import given, settings
from hypothesis import strategies as st
import numpy as np
import pytest

import kit
from kit import benchmarking
from kit.benchmarking.creators.audience_shares import bounds
from kit.errors import UsageError
from tiny import cell, creator, data

PLAIN = {0x2068: None, 0x2069: None, 0x2060: None, 0x00A0: " ", 0x202F: " "}  # marks and spaces that nobody sees
DAY = "2026-05-20T00:00Z"


def audience(creator_id, captured_at=DAY, **dimensions):
    return [
        {"creator_id": creator_id, "dimension": dimension, "value": value, "share": share, "captured_at": captured_at}
        for dimension, shares in dimensions.items()
        for value, share in shares.items()
    ]


def said(found):
    """The sentence without its marks."""
    return found.takeaway.translate(PLAIN)


def opened(path, *rows, people=("ann", "bob", "cat", "dan")):
    return data(
        path,
        audience=[one for several in rows for one in several],
        creators=[creator(c, 20_000 - 1000 * k, name=c.capitalize()) for k, c in enumerate(people)],
    )


ANN = audience(
    "ann", country={"US": 0.7, "KH": 0.3}, age={"18-24": 0.8, "25-34": 0.2}, gender={"female": 0.9, "male": 0.1}
)
BOB = audience(
    "bob", country={"US": 0.2, "KH": 0.8}, age={"18-24": 0.5, "25-34": 0.5}, gender={"female": 0.4, "male": 0.6}
)


def test_one_dimension_is_a_share_and_needs_no_bounds(tmp_path):
    found = benchmarking.audience_fit(opened(tmp_path / "w", ANN, BOB), target_countries=["KH"])
    assert list(found.table["creator_id"]) == ["bob", "ann"]
    assert list(found.table["fit"]) == ["80.0\u202f%", "30.0\u202f%"]
    assert said(found) == "Bob's audience fits best: 80.0 % of it is in KH, by the shares of 2 creators of 4."
    assert {c.name for c in found.columns if not c.hidden} >= {"fit", "captured_on"}
    assert "country" not in {c.name for c in found.columns if not c.hidden}  # it would say the same twice
    assert found.left_out == {"creators without audience data": 2}


def test_the_whole_target_has_a_least_and_a_most(tmp_path):
    found = benchmarking.audience_fit(opened(tmp_path / "w", ANN, BOB), ["us"], ["18-24"], [" Female "])
    # ann: at least .7 + .8 + .9 − 2 = .4, at most .7; bob: .2 + .5 + .4 − 2 < 0, at most .2
    assert cell(found, "fit_low", creator_id="ann") == pytest.approx(0.4)
    assert cell(found, "fit_high", creator_id="ann") == pytest.approx(0.7)
    assert cell(found, "fit", creator_id="ann") == "40.0\u2060–\u206070.0\u202f%"
    assert cell(found, "fit_low", creator_id="bob") == 0
    assert cell(found, "fit_high", creator_id="bob") == pytest.approx(0.2)
    assert "Ann's audience fits best: at least 40.0 % and at most 70.0 % of it is in US, 18-24 and female" in said(
        found
    )
    assert found.interval == "least and most"


def test_best_is_only_said_where_no_other_can_be_better(tmp_path):
    found = benchmarking.audience_fit(opened(tmp_path / "w", ANN, BOB), ["US", "KH"], (), ["male"])
    # both have all of their audience in the two countries: ann .1, bob .6
    assert "Bob's audience fits best: 60.0 % of it" in said(found)
    cat = audience("cat", country={"US": 1.0}, age={"18-24": 0.75, "25-34": 0.25})
    found = benchmarking.audience_fit(opened(tmp_path / "v", ANN, cat), ["US"], ["18-24"])
    # cat: at least and at most .75; ann: .5–.7
    assert "Cat's audience fits best: 75.0 % of it" in said(found)
    cat = audience("cat", country={"US": 0.65, "KH": 0.35}, age={"18-24": 0.9, "25-34": 0.1})
    found = benchmarking.audience_fit(opened(tmp_path / "u", ANN, cat), ["US"], ["18-24"])
    # cat: .55–.65; ann: .5–.7, which may be more
    assert "Cat's audience is the surest to fit: at least 55.0 % and at most 65.0 %" in said(found)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 20), min_size=8, max_size=8).filter(any))
def test_the_true_share_of_a_joint_audience_lies_within_the_bounds(cells):
    import pandas as pd

    joint = np.array(cells, float).reshape(2, 2, 2) / sum(cells)  # country × age × gender; the target is 0, 0, 0
    one = {"country": joint[0].sum(), "age": joint[:, 0].sum(), "gender": joint[:, :, 0].sum()}
    rows = pd.DataFrame(
        [("ann", d, d, s) for d, s in one.items()] + [("ann", d, "not", 1 - s) for d, s in one.items()],
        columns=["creator_id", "dimension", "known", "share"],
    )
    sums = pd.DataFrame({d: [1.0] for d in one}, index=["ann"])
    found = bounds(rows, sums, {d: [d] for d in one}).iloc[0]
    assert found["fit_low"] - 1e-9 <= joint[0, 0, 0] <= found["fit_high"] + 1e-9


def test_what_a_list_does_not_name_may_hold_a_target_that_it_does_not_name(tmp_path):
    cut = audience("cat", country={"US": 0.5, "other": 0.3, "KH": 0.2}, age={"18-24": 0.6})
    made = opened(tmp_path / "w", ANN, cut)
    found = benchmarking.audience_fit(made, ["US", "KH"])
    assert cell(found, "country", creator_id="cat") == "70.0\u202f%"  # both are named: none of them is in "other"
    wide = opened(tmp_path / "v", cut, audience("dan", country={"GB": 1.0}))
    found = benchmarking.audience_fit(wide, ["US", "GB"])
    assert cell(found, "country", creator_id="cat") == "50.0\u2060–\u206080.0\u202f%"
    found = benchmarking.audience_fit(opened(tmp_path / "u", ANN, cut), (), ["18-24", "25-34"])
    assert cell(found, "age", creator_id="cat") == "60.0\u2060–\u2060100.0\u202f%"  # .4 is not named at all
    assert cell(found, "sums", creator_id="cat") == "age 60.0\u202f%"
    assert "The shares of 1\u00a0creator do not add up to 100\u202f% within 2\u202f%." in found.caveat
    assert found.status == "caveat"


def test_shares_above_one_are_flagged_and_not_ranked(tmp_path):
    much = audience("cat", country={"KH": 0.9, "US": 0.4})
    found = benchmarking.audience_fit(opened(tmp_path / "w", ANN, much), ["KH"])
    assert list(found.table["creator_id"]) == ["ann", "cat"]
    assert np.isnan(cell(found, "fit_low", creator_id="cat"))
    assert "Ann's audience fits best" in said(found)
    assert "these add up to more, so no fit is told from them" in found.caveat
    near = audience("cat", country={"KH": 0.72, "US": 0.3})  # 1.02: rounding
    found = benchmarking.audience_fit(opened(tmp_path / "v", ANN, near), ["KH"])
    assert found.status == "shown"
    assert list(found.table["creator_id"]) == ["cat", "ann"]


def test_two_captures_are_never_mixed(tmp_path):
    old = audience("cat", "2026-01-01T00:00Z", country={"US": 0.5, "VN": 0.5}, gender={"female": 1.0})
    new = audience("cat", DAY, country={"US": 0.6, "KH": 0.4})
    made = opened(tmp_path / "w", old, new, audience("dan", country={"VN": 1.0}))
    found = benchmarking.audience_fit(made, ["US", "KH", "VN"])
    assert cell(found, "country_low", creator_id="cat") == pytest.approx(1)  # not 1.5
    assert found.status == "shown"
    found = benchmarking.audience_fit(made, (), (), ["female"])
    assert cell(found, "gender_low", creator_id="cat") == 1  # the newest that tells of gender is the old one
    found = benchmarking.audience_fit(kit.open(made.given, as_of="2026-02-01"), ["VN"])
    assert cell(found, "country_low", creator_id="cat") == pytest.approx(0.5)


def test_creators_without_a_dimension_of_the_target_stand_last(tmp_path):
    part = audience("cat", country={"US": 1.0})
    found = benchmarking.audience_fit(opened(tmp_path / "w", part, ANN), ["US"], ["18-24"])
    assert list(found.table["creator_id"]) == ["ann", "cat"]
    assert np.isnan(cell(found, "fit_high", creator_id="cat"))
    assert cell(found, "country", creator_id="cat") == "100.0\u202f%"
    assert "creator with audience data has none that can be used for country and age" in found.caveat
    only = opened(tmp_path / "v", part, audience("bob", age={"18-24": 1.0}))
    assert "No creator has audience shares from which" in said(benchmarking.audience_fit(only, ["US"], ["18-24"]))


def test_where_nothing_is_sure_the_most_is_said(tmp_path):
    found = benchmarking.audience_fit(opened(tmp_path / "w", BOB), ["US"], (), ["female"])
    assert said(found) == (
        "For no creator is any of the audience sure to be in US and female, as shares are given "
        "for one dimension at a time; Bob's may reach 20.0 %, the most of 1 creator of 4."
    )
    none = audience("cat", country={"US": 1.0, "KH": 0.0})
    found = benchmarking.audience_fit(opened(tmp_path / "v", none), ["KH"])
    assert said(found) == "No audience has a part in KH, by the shares of 1 creator of 4."


def test_ties_are_counted(tmp_path):
    rows = [audience(c, country={"US": 0.5, "KH": 0.5}) for c in ("ann", "bob", "cat")]
    assert ", as for 2 others, by" in said(benchmarking.audience_fit(opened(tmp_path / "w", *rows), ["US"]))


def test_without_a_target_the_largest_groups_are_shown(tmp_path):
    rest = audience("cat", country={"other": 0.6, "KH": 0.4})
    found = benchmarking.audience_fit(opened(tmp_path / "w", ANN, BOB, rest))
    assert cell(found, "top_country", creator_id="ann") == "US (70.0\u202f%)"
    assert cell(found, "top_country", creator_id="cat") == "KH (40.0\u202f%)"  # "other" is no country
    assert cell(found, "top_gender", creator_id="bob") == "male (60.0\u202f%)"
    assert said(found) == (
        "Audience shares are known for 3 creators of 4; the largest group is most often KH "
        "(2 creators), 18-24 (2) and female (1). Name a target (target_countries, target_ages "
        "or target_genders) to see whose audience fits."
    )
    assert not [c.name for c in found.columns if c.name.startswith("fit")]


def test_brands_own_accounts_do_not_compete(tmp_path):
    made = data(
        tmp_path / "w",
        audience=[*ANN, *audience("us.official", country={"US": 1.0})],
        creators=[creator("ann", 20_000), creator("us.official", 9_000, account_type="brand")],
    )
    found = benchmarking.audience_fit(made, ["US"])
    assert list(found.table["creator_id"]) == ["ann"]
    assert "by the shares of 1 creator." in said(found)
    alone = data(
        tmp_path / "v",
        audience=audience("us.official", country={"US": 1.0}),
        creators=[creator("us.official", 9_000, account_type="brand")],
    )
    assert benchmarking.audience_fit(alone, ["US"]).status == "not_shown"


def test_a_creator_known_by_its_audience_alone_is_there(tmp_path):
    found = benchmarking.audience_fit(opened(tmp_path / "w", ANN, audience("eve", country={"US": 1.0})), ["US"])
    assert cell(found, "name", creator_id="eve") == "eve"
    assert cell(found, "tier", creator_id="eve") == "unknown"
    assert found.n == {"creators with audience data": 2, "creators": 5}


def test_a_target_that_occurs_nowhere_names_those_that_do(tmp_path):
    made = opened(tmp_path / "w", ANN)
    with pytest.raises(
        UsageError, match=r"target_ages holds '18-29'; the audiences of this workspace know 18-24, 25-34\."
    ):
        benchmarking.audience_fit(made, (), ["18-29"])


def test_a_dimension_without_shares_is_refused_by_name(tmp_path):
    made = opened(tmp_path / "w", audience("ann", country={"US": 1.0}))
    found = benchmarking.audience_fit(made, ["US"], (), ["female"])
    assert found.status == "not_shown"
    assert said(found) == "The table audience has no shares by gender; import some, or leave target_genders empty."


def test_without_the_table_it_says_how_to_get_it(tmp_path):
    found = benchmarking.audience_fit(data(tmp_path / "w", creators=[creator("ann", 1)]), ["US"])
    assert found.status == "not_shown"
    assert "This workspace has no table audience. Import one with the columns creator_id" in said(found)


def test_names_and_values_with_markup_stay_text(tmp_path):
    made = data(
        tmp_path / "w",
        audience=audience("ann", country={"<i>ខ្មែរ</i>": 1.0}),
        creators=[creator("ann", 9, name="<script>ស្រស់</script>")],
    )
    for target in ((), ["<i>ខ្មែរ</i>"]):
        html = benchmarking.audience_fit(made, target)._repr_mimebundle_()["text/html"]
        assert "<script>" not in html
        assert "<i>ខ្មែរ" not in html
        assert "ខ្មែរ" in html


def test_the_sample_can_be_asked(sample):
    made = kit.open(str(sample))
    found = benchmarking.audience_fit(made, ["US", "GB"], ["18-24"], ["female"])
    assert found.n == {"creators with audience data": 60, "creators": 117}
    known = found.table.dropna(subset="fit_low")
    assert (known["fit_low"] <= known["fit_high"]).all()
    assert list(known["fit_low"]) == sorted(known["fit_low"], reverse=True)
