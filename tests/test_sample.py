"""The made-up workspace: it fits the tables, repeats itself, and what was planted can be found again."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.errors import UsageError
from kit.frames import conform, fingerprint
from kit.sample import SOURCE, tables, write_sample
from kit.tables import TABLES
from kit.tiers import EXOLYT
from kit.workspace import Workspace

Frames = dict[str, pd.DataFrame]
SAMPLED = [name for name in TABLES if name != "tiers"]  # the sample works with the default bands


@pytest.fixture(scope="module")
def planted() -> tuple[Frames, dict]:
    made, truth = tables(seed=1, lift=0.15)
    return {name: conform(name, frame) for name, frame in made.items()}, truth


@pytest.fixture(scope="module")
def made(planted: tuple[Frames, dict]) -> Frames:
    return planted[0]


@pytest.fixture(scope="module")
def truth(planted: tuple[Frames, dict]) -> dict:
    return planted[1]


def newest(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame.sort_values("captured_at", kind="stable").groupby(key).tail(1).set_index(key)


def slopes(y: np.ndarray, *x: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([np.ones(len(y)), *x]), y, rcond=None)[0]


# -- the tables


@pytest.mark.parametrize("name", SAMPLED)
def test_every_table_has_rows_its_required_columns_and_known_choices(made: Frames, name: str) -> None:
    rows, spec = made[name], TABLES[name]
    assert len(rows) > 0
    assert not rows[list(spec.required)].isna().any().any()
    for column, allowed in spec.choices.items():
        assert set(rows[column].dropna()) <= set(allowed)
    for column, kind in spec.columns.items():
        if kind == "rate":
            assert rows[column].dropna().between(0, 1).all()
        if kind in ("count", "money"):
            assert (rows[column].dropna() >= 0).all()


@pytest.mark.parametrize("name", SAMPLED)
def test_keys_are_unique(made: Frames, name: str) -> None:
    key = [*TABLES[name].key, *(["captured_at"] if TABLES[name].captured else [])]
    assert not made[name].duplicated(key).any()


def test_foreign_keys_hold(made: Frames) -> None:
    creators, videos, deals = (
        set(made[t][c]) for t, c in (("creators", "creator_id"), ("videos", "video_id"), ("deals", "deal_id"))
    )
    assert (
        set(made["videos"]["creator_id"]) | set(made["audience"]["creator_id"]) | set(made["deals"]["creator_id"])
        <= creators
    )
    assert set(made["deliveries"]["video_id"]) | set(made["comments"]["video_id"]) <= videos
    assert set(made["deliveries"]["deal_id"]) <= deals
    assert set(made["labels"]["item_id"]) <= videos | set(made["comments"]["comment_id"])
    assert set(made["orders"]["promo_code"].dropna()) <= set(made["deals"]["promo_code"].dropna())
    assert set(made["orders"]["referral_link"].dropna()) | set(made["traffic"]["link"]) <= set(
        made["deals"]["referral_link"].dropna()
    )
    assert set(made["deals"]["campaign"].dropna()) | set(made["goals"]["campaign"]) == set(
        made["campaigns"]["campaign"]
    )
    assert {h for handles in made["brands"]["handles"] for h in handles} <= creators


def test_it_has_the_size_and_spread_that_a_brand_would_have(made: Frames) -> None:
    creators = newest(made["creators"], "creator_id")
    assert len(creators) == 120
    assert EXOLYT.of(creators["followers"]).value_counts().min() >= 6  # every tier, under 1k and unknown
    assert made["videos"]["video_id"].nunique() == 6_000
    assert made["videos"]["video_id"].str.len().eq(19).all()
    assert made["orders"]["order_id"].nunique() == 2_500
    assert set(newest(made["deals"], "deal_id")["status"]) == set(TABLES["deals"].choices["status"])
    ours = made["deals"][made["deals"]["campaign"].notna()]
    assert set(ours["tactic"]) == set(TABLES["deals"].choices["tactic"])


def test_a_grown_video_has_three_captures_or_more_and_its_counts_only_rise(made: Frames) -> None:
    videos = made["videos"].sort_values(["video_id", "captured_at"], kind="stable")
    grown = videos[videos["posted_at"] < pd.Timestamp("2026-06-01", tz="UTC")]
    assert grown.groupby("video_id").size().min() >= 3
    for column in ("views", "likes", "comments", "shares", "saves"):
        assert (videos.groupby("video_id")[column].diff().dropna() >= 0).all()
    assert (videos["captured_at"] > videos["posted_at"]).all()
    assert (videos["likes"] <= videos["views"]).all()


def test_nothing_is_later_than_the_last_capture(made: Frames, truth: dict) -> None:
    last = pd.Timestamp(truth["captures_end"])
    for name, frame in made.items():
        for column in {"captured_at", "posted_at", "ordered_at", "clicked_at"} & set(frame.columns):
            assert frame[column].max() <= last, (name, column)
    assert newest(made["videos"], "video_id")["captured_at"].max() == last


def test_paid_views_are_known_for_most_boosted_videos_and_unknown_for_a_few(made: Frames) -> None:
    boosted = newest(made["videos"], "video_id").query("is_ad")
    delivered = boosted[boosted.index.isin(made["deliveries"]["video_id"])]
    assert 0 < boosted["paid_views"].isna().sum() < len(boosted)
    assert (boosted["paid_views"].dropna() <= boosted.loc[boosted["paid_views"].notna(), "views"]).all()
    assert delivered["paid_views"].notna().mean() > 0.5


def test_revenue_is_gross_less_discount_refund_tax_and_shipping(made: Frames) -> None:
    o = made["orders"]
    assert np.allclose(
        o["revenue"].astype(float),
        (o["gross"] - o["discount"] - o["refunded"] - o["tax"] - o["shipping"]).astype(float),
    )
    assert (o["revenue"] >= 0).all()
    assert (o["clicked_at"].isna() | (o["clicked_at"] < o["ordered_at"])).all()
    last = newest(o, "order_id")
    assert set(last["status"]) == {"paid", "refunded", "partly refunded", "cancelled"}
    assert (last.loc[last["status"] == "cancelled", "revenue"] == 0).all()
    assert set(last["currency"]) == {"USD", "EUR"}


def test_every_dated_amount_can_be_converted(made: Frames) -> None:
    days = set(made["fx"].loc[made["fx"]["currency_from"] == "EUR", "date"])
    assert set(made["deals"]["agreed_on"].dropna()) <= days
    assert set(made["orders"]["ordered_at"].dt.tz_localize(None).dt.normalize()) <= days
    assert (
        made["deals"].loc[made["deals"]["agreed_on"].isna() & made["deals"]["status"].ne("asked"), "currency"] == "USD"
    ).all()


def test_codes_and_links_belong_to_one_deal_each(made: Frames) -> None:
    deals = newest(made["deals"], "deal_id")
    for column in ("promo_code", "referral_link"):
        assert not deals[column].dropna().duplicated().any()
        assert deals.loc[deals["status"] != "asked", column].notna().all()


def test_clicks_are_at_least_the_orders_that_clicked(made: Frames) -> None:
    bought = made["orders"].drop_duplicates("order_id").dropna(subset=["referral_link"]).groupby("referral_link").size()
    clicks = made["traffic"].groupby("link")["clicks"].sum()
    assert (clicks.reindex(bought.index) >= bought).all()


def test_texts_come_in_several_scripts_and_some_are_hostile(made: Frames) -> None:
    text = " ".join(made["comments"]["text"])
    for script in ("\u1780-\u17ff", "\u0e00-\u0e7f", "\u0600-\u06ff", "\U0001f300-\U0001faff"):
        assert pd.Series([text]).str.contains(f"[{script}]", regex=True).all()
    names, captions = made["creators"]["name"], made["videos"]["caption"]
    assert names.str.startswith("<b>").any()
    assert names.str.startswith("=").any()
    assert captions.str.contains("<script>", regex=False).any()
    assert captions.str.contains("\u202e").any()


def test_two_coders_disagree_now_and_then(made: Frames) -> None:
    wide = made["labels"].pivot(index=["item_kind", "item_id"], columns="coder", values="value").dropna()
    same = (wide.iloc[:, 0] == wide.iloc[:, 1]).groupby("item_kind").mean()
    assert len(wide) == 200
    assert same.between(0.7, 0.97).all()


# -- what was planted


def test_engagement_rates_and_typical_views_follow_the_truth(made: Frames, truth: dict) -> None:
    v = newest(made["videos"], "video_id")
    v = v[(v["is_sponsored"] == False) & ~v["is_ad"] & v["collected_by"].ne("hashtag") & (v["views"] > 50)]  # noqa: E712
    rate = ((v["likes"] + v["comments"] + v["shares"]) / v["views"]).astype(float)
    seen = pd.DataFrame(
        {"c": v["creator_id"], "er": np.log(rate / (1 - rate)), "views": np.log(v["views"].astype(float))}
    )
    seen = (
        seen.replace(-np.inf, np.nan)
        .groupby("c")
        .agg(er=("er", "mean"), views=("views", "median"), n=("er", "size"))
        .query("n >= 20")
    )
    real = pd.DataFrame(truth["creators"]).T.loc[seen.index]
    logit = np.log(real["engagement_rate_by_views"] / (1 - real["engagement_rate_by_views"]))
    assert np.corrcoef(seen["er"], logit)[0, 1] > 0.95
    assert np.corrcoef(seen["views"], np.log(real["typical_views"]))[0, 1] > 0.97
    assert abs((seen["er"] - logit).mean()) < 0.05


def test_sponsored_videos_engage_less_by_the_planted_gap(made: Frames, truth: dict) -> None:
    v = newest(made["videos"], "video_id")
    v = v[(v["views"] > 200) & ~v["is_ad"]]  # boosted views engage less, which is another matter
    rate = ((v["likes"] + v["comments"] + v["shares"]) / v["views"]).astype(float).clip(1e-4)
    frame = pd.DataFrame({"c": v["creator_id"], "s": v["is_sponsored"].astype(float), "y": np.log(rate / (1 - rate))})
    inside = frame[["s", "y"]] - frame.groupby("c")[["s", "y"]].transform("mean")
    gap = float((inside["s"] * inside["y"]).sum() / (inside["s"] ** 2).sum())
    assert abs(gap - truth["sponsored_gap"]["mean"]) < 0.08


def priced(made: Frames, truth: dict) -> pd.DataFrame:
    """Past and current agreed deals with a fee: log of the fee in USD before tax, and the terms of the rule."""
    deals = newest(made["deals"], "deal_id")
    deals = deals[deals["fee"].notna() & deals["status"].isin(["agreed", "paid", "cancelled"])].reset_index()
    rates = made["fx"].query("currency_from == 'EUR'").set_index("date")["rate"]
    usd = np.where(deals["currency"] == "EUR", rates.reindex(deals["agreed_on"]).to_numpy(float), 1.0)
    net = (
        deals["fee"].astype(float)
        * usd
        / np.where(deals["tax_included"].fillna(False), 1 + deals["tax_rate"].astype(float).fillna(0), 1)
    )
    real = pd.DataFrame(truth["creators"]).T.loc[deals["creator_id"]].reset_index(drop=True)
    followers = newest(made["creators"], "creator_id")["followers"].reindex(deals["creator_id"]).to_numpy(float)
    er, centre = real["engagement_rate_by_views"], truth["price_rule"]["logit_centre"]
    return pd.DataFrame(
        {
            "deal_id": deals["deal_id"],
            "fee": np.log(net),
            "log_followers": np.log(followers),
            "log_typical_views": np.log(real["typical_views"]),
            "logit_engagement": np.log(er / (1 - er)) - np.log(centre / (1 - centre)),
            "log_videos": np.log(deals["videos_agreed"].astype(float).fillna(1)),
        }
    )


def test_the_price_rule_can_be_found_by_least_squares(made: Frames, truth: dict) -> None:
    rows, rule = priced(made, truth), truth["price_rule"]
    rows = rows[rows["deal_id"] != truth["overpaid"]["deal_id"]]
    terms = ["log_followers", "log_typical_views", "logit_engagement", "log_videos"]
    x = rows[terms].to_numpy(float)
    b = slopes(rows["fee"].to_numpy(float), *x.T)
    left = rows["fee"] - np.column_stack([np.ones(len(x)), x]) @ b
    error = np.sqrt(
        np.diag(np.linalg.inv(np.column_stack([np.ones(len(x)), x]).T @ np.column_stack([np.ones(len(x)), x])))
        * left.var()
    )
    assert len(rows) >= 55
    assert (np.abs(b - [rule["intercept"], *(rule[t] for t in terms)]) < 3 * error).all()
    assert abs(left.std() - rule["noise_sd"]) < 0.12


def test_the_overpaid_deal_lies_furthest_above_the_rule(made: Frames, truth: dict) -> None:
    rows, rule = priced(made, truth), truth["price_rule"]
    above = rows["fee"] - rule["intercept"] - sum(rule[t] * rows[t] for t in rows.columns[2:])
    assert rows.loc[above.idxmax(), "deal_id"] == truth["overpaid"]["deal_id"]
    assert above.max() == pytest.approx(np.log(truth["overpaid"]["times"]), abs=0.05)


def test_deliveries_hold_one_missing_one_late_one_undisclosed_one_short_and_a_takeover(
    made: Frames, truth: dict
) -> None:
    deals = newest(made["deals"], "deal_id")
    ours = deals[deals["campaign"].notna() & deals["status"].isin(["agreed", "paid"])]
    videos = newest(made["videos"], "video_id")
    seen = (
        made["deliveries"]
        .merge(ours.reset_index(), on="deal_id")
        .merge(videos.reset_index(), on="video_id", suffixes=("", "_video"))
    )
    assert set(ours.index) - set(seen["deal_id"]) == {truth["missing_delivery"]["deal_id"]}
    late = seen[seen["posted_at"].dt.tz_localize(None) >= seen["due_on"] + pd.Timedelta(days=1)]
    assert list(late["deal_id"]) == [truth["late_delivery"]["deal_id"]]
    hidden = seen[seen["disclosure_required"] & ~seen["is_sponsored"]]
    assert set(hidden["deal_id"]) == {truth["undisclosed_delivery"]["deal_id"]}
    assert set(seen.loc[seen["duration_s"] < seen["min_duration_s"], "deal_id"]) == {truth["short_delivery"]["deal_id"]}
    assert set(seen.loc[seen["creator_id"] != seen["creator_id_video"], "tactic"]) == {"takeover"}
    assert (
        seen.groupby("deal_id").size() == ours["videos_agreed"].reindex(seen["deal_id"].unique()).sort_index()
    ).all()


def test_the_leaked_code_has_the_highest_share_of_orders_without_a_click(made: Frames, truth: dict) -> None:
    coded = newest(made["orders"], "order_id").dropna(subset=["promo_code"])
    share = (
        coded.groupby("promo_code")["clicked_at"]
        .agg(n="size", blind=lambda s: s.isna().mean())
        .query("n >= 10")["blind"]
    )
    assert share.idxmax() == truth["leaked_code"]["promo_code"]
    leaked = coded[(coded["promo_code"] == truth["leaked_code"]["promo_code"]) & coded["clicked_at"].isna()]
    assert (leaked["ordered_at"] >= pd.Timestamp(truth["leaked_code"]["since"], tz="UTC")).mean() > 0.9


def test_the_rising_hashtag_rises_week_by_week(made: Frames, truth: dict) -> None:
    v = newest(made["videos"], "video_id")
    tagged = v[[truth["rising_hashtag"]["hashtag"] in tags for tags in v["hashtags"]]]
    end = pd.Timestamp(truth["captures_end"])
    weeks = ((end - tagged["posted_at"]).dt.days // 7).value_counts().reindex(range(16), fill_value=0)[::-1].to_numpy()
    assert weeks[8:].sum() > 5 * weeks[:8].sum()
    assert weeks[12:].sum() > 2 * weeks[8:12].sum() > 0


def test_the_ugc_burst_can_be_counted(made: Frames, truth: dict) -> None:
    v = newest(made["videos"], "video_id")
    deals = made["deals"][made["deals"]["campaign"].notna()]
    first, last = (pd.Timestamp(day, tz="UTC") for day in truth["flight"])
    tagged = v[[truth["ugc"]["hashtag"] in tags for tags in v["hashtags"]]]
    ours = [handles[0] for handles in made["brands"]["handles"]]
    free = tagged[~tagged["creator_id"].isin([*deals["creator_id"], *ours])]
    burst = free[(free["posted_at"] >= first) & (free["posted_at"] < last + pd.Timedelta(days=1))]
    assert len(burst) == truth["ugc"]["videos"]
    assert burst["creator_id"].nunique() == truth["ugc"]["authors"]
    assert len(free) - len(burst) < 15


def test_engagements_arrive_before_views_as_the_accrual_says(made: Frames, truth: dict) -> None:
    v = made["videos"][~made["videos"]["is_ad"]].assign(e=lambda f: f["likes"] + f["comments"] + f["shares"])
    days = ((v["captured_at"] - v["posted_at"]).dt.total_seconds() / 86400).round().astype(int)
    day = {a: v[days == a].drop_duplicates("video_id").set_index("video_id") for a in (1, 7, 28, 90)}
    both = day[1].index.intersection(day[90].index)
    big = both[day[90].loc[both, "views"] > 3_000]
    for column, name in (("views", "views"), ("e", "engagements")):
        share = (day[1].loc[big, column] / day[90].loc[big, column]).astype(float).median()
        assert share == pytest.approx(truth["accrual"]["1"][name], abs=0.04)


def test_the_lift_can_be_found_beside_the_controls(made: Frames, truth: dict) -> None:
    assert found_lift(made["daily"], truth) == pytest.approx(np.log(1.15), abs=0.05)


def found_lift(daily: pd.DataFrame, truth: dict) -> float:
    """Log ratio in the flight by regression on the log controls, weekdays and the events that the outcome knows."""
    known = daily[daily["role"].isin(["outcome", "control"])]
    wide = known.pivot(index="date", columns="series", values="value").astype(float)
    wide = np.log(wide[wide.index <= truth["flight"][1]])
    flight = (wide.index >= truth["flight"][0]).astype(float)
    promotion = ((wide.index >= "2026-08-14") & (wide.index <= "2026-08-17")).astype(float)
    week = [(wide.index.day_of_week == d).astype(float) for d in range(6)]
    controls = wide.drop(columns=truth["lift"]["series"])
    assert controls.shape[1] >= 2
    return float(slopes(wide[truth["lift"]["series"]].to_numpy(), flight, promotion, *week, *controls.to_numpy().T)[1])


def test_no_lift_is_planted_when_none_is_asked_for(made: Frames, truth: dict) -> None:
    flat, nothing = tables(seed=1, lift=0.0)
    assert nothing["lift"]["extra_orders"] == 0
    assert found_lift(flat["daily"], nothing) == pytest.approx(0, abs=0.05)
    a, b = (conform("daily", f).set_index(["series", "date"])["value"] for f in (made["daily"], flat["daily"]))
    changed = a.index[a != b]
    assert set(changed.get_level_values("series")) == {truth["lift"]["series"]}
    assert changed.get_level_values("date").min() >= pd.Timestamp(truth["flight"][0])
    assert changed.get_level_values("date").max() <= pd.Timestamp(truth["flight"][1])
    assert (a - b).sum() == pytest.approx(truth["lift"]["extra_orders"], rel=0.05)
    for name in set(made) - {"daily"}:
        assert fingerprint(conform(name, flat[name])) == fingerprint(made[name]), name


def test_goals_are_met_and_missed_as_planted(made: Frames, truth: dict) -> None:
    goals = made["goals"].set_index("metric")["target"].astype(float)
    for metric, actual in truth["actual"].items():
        if metric in goals:
            met = actual <= goals[metric] if metric == "cpm" else actual >= goals[metric]
            assert met == truth["goals_met"][metric], metric
    assert set(truth["goals_met"]) == set(goals.index)
    assert 0 < sum(truth["goals_met"].values()) < len(goals)


# -- writing


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(made: Frames, truth: dict) -> None:
    again, same_truth = tables(seed=1, lift=0.15)
    other, _ = tables(seed=2, lift=0.15)
    assert same_truth == truth
    for name, frame in again.items():
        pd.testing.assert_frame_equal(conform(name, frame), made[name])
    assert fingerprint(conform("videos", other["videos"])) != fingerprint(made["videos"])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A sample that stands in its folder, and its truth."""
    path = tmp_path_factory.mktemp("written") / "w"
    return path, write_sample(path, seed=3)


def test_writing_twice_adds_nothing_and_every_row_says_that_it_is_made_up(written: tuple[Path, dict]) -> None:
    path, truth = written
    workspace = Workspace(path)
    before = {name: workspace.rows(name) for name in workspace.names}
    assert set(before) == set(SAMPLED)
    assert write_sample(path, seed=3) == truth
    assert {name: workspace.rows(name) for name in workspace.names} == before
    for name in SAMPLED:
        assert set(workspace.captures(name).source.execute()) == {SOURCE.format(seed=3)}
    assert json.loads((path / "truth.json").read_text(encoding="utf-8")) == truth
    assert set(truth["keys"]) == set(truth) - {"keys"}


@pytest.mark.parametrize(("seed", "lift"), [(4, 0.15), (3, 0.0)])
def test_another_sample_is_refused_where_one_stands(written: tuple[Path, dict], seed: int, lift: float) -> None:
    with pytest.raises(UsageError, match=r"holds other data already; write the sample into a new folder\.$"):
        write_sample(written[0], seed=seed, lift=lift)


def test_a_workspace_with_real_data_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    Workspace(tmp_path).append(
        "fx", pd.DataFrame({"date": ["2026-01-01"], "currency_from": "EUR", "currency_to": "USD", "rate": 1.1}), "x"
    )
    with pytest.raises(UsageError, match="holds other data already"):
        write_sample(tmp_path)
    assert Workspace(tmp_path).names == ("fx",)
    assert not (tmp_path / "truth.json").exists()


def test_a_seed_or_a_lift_out_of_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The seed -1 is negative"):
        write_sample(tmp_path / "a", seed=-1)
    with pytest.raises(UsageError, match=r"A lift of -1\.0 is no relative change"):
        write_sample(tmp_path / "a", lift=-1.0)
    assert not (tmp_path / "a").exists()
