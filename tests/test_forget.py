"""`kit forget`: one creator goes, everywhere; nobody else does; whatever ends it, the workspace is whole."""

from collections import Counter
import json
import os
from pathlib import Path
import re
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kit import privacy
from kit.errors import DataError, UsageError
from kit.forget import forget
from kit.intake import forgotten, import_paths
from kit.intake.traces import Traces, unmistakable
from kit.tables import TABLES
from kit.workspace import Workspace
from running import at_hand, kit
from tiny import creator, video, workspace

HERS, ALSO_HERS, HIS = "7436254323573938001", "7436254323573938002", "7436254323573938003"
DAY = "2026-05-01"


def deal(deal_id, creator_id, **more):
    return {"deal_id": deal_id, "creator_id": creator_id, "status": "agreed", "currency": "USD"} | more


def order(order_id, revenue, **more):
    return {"order_id": order_id, "ordered_at": f"{DAY}T10:00Z", "revenue": revenue, "currency": "USD"} | more


def comment(comment_id, video_id, text, **more):
    return {"comment_id": comment_id, "video_id": video_id, "text": text, "captured_at": f"{DAY}T10:00Z"} | more


@pytest.fixture
def world(built, tmp_path):
    """A workspace in which anna.b stands wherever a creator can; ben is somebody else, in the same files."""
    return shutil.copytree(built, tmp_path / "w")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The same, for reading only."""
    hers = privacy.pseudonym("anna.b", "author_key")
    return workspace(
        tmp_path_factory.mktemp("built") / "w",
        brands=[{"brand": "Lotus", "role": "own", "handles": ["anna.b", "lotus"], "hashtags": ["lotus"]}],
        creators=[creator("anna.b", 10, name="Anna Bell"), creator("ben", 20, name="Ben")],
        audience=[{"creator_id": who, "dimension": "age", "value": "18-24", "share": 0.5} for who in ("anna.b", "ben")],
        videos=[
            video(HERS, "anna.b", 1, 1),
            video(HERS, "anna.b", 2, 1, captured_at="2026-06-02T12:00Z"),
            video(ALSO_HERS, "anna.b", 3, 1, url=f"https://www.tiktok.com/@anna.b/video/{ALSO_HERS}"),
            video(
                HIS,
                "ben",
                4,
                1,
                caption=f"with @Anna.B, and anna.bell! #fun https://www.tiktok.com/@anna.b/video/{HERS}",
                mentions=["anna.b", "cara"],
                hashtags=["fun", "anna.b", "fun"],
                sound="original sound - Anna Bell",
                collected_for="anna.b",
                url=f"https://www.tiktok.com/@ben/video/{HIS}",
            ),
        ],
        comments=[
            comment("c1", HERS, "nice"),
            comment("c2", HIS, "I wrote this", author_key=hers),
            comment("c3", HIS, "go @anna.b..."),
            comment("c4", HIS, "nothing"),
        ],
        labels=[
            {"item_kind": kind, "item_id": item, "coder": "x", "field": "f", "value": "v"}
            for kind, item in (("video", HERS), ("comment", "c1"), ("comment", "c4"), ("video", HIS))
        ],
        campaigns=[{"campaign": "Spring", "brand": "Lotus", "landing_page": "https://lotus.example/spring"}],
        goals=[{"campaign": "Spring", "metric": "views", "target": 10}],
        deals=[
            deal(
                "d1",
                "anna.b",
                promo_code="ANNA10",
                referral_link="https://lotus.example/r/a1",
                landing_page="https://lotus.example/spring",
            ),
            deal("d2", "ben", promo_code="BEN10", landing_page="https://lotus.example/spring"),
        ],
        deliveries=[{"deal_id": "d1", "video_id": HERS}, {"deal_id": "d2", "video_id": HIS}],
        orders=[
            order("o1", 10, promo_code="anna10", landing_page="https://lotus.example/spring"),
            order("o2", 20, promo_code="BEN10", survey_answer="saw anna.b"),
            order("o3", 30, referral_link="http://www.lotus.example/r/a1/", landing_page="https://x.example/?c=ANNA10"),
        ],
        traffic=[{"date": DAY, "link": link, "clicks": 1} for link in ("https://lotus.example/r/a1?x=1", "ben")],
        daily=[
            {"date": DAY, "series": series, "value": 1}
            for series in ("@anna.b video_views", "ads KH_anna.b_spark cost", "@ben video_views", "orders")
        ],
        events=[{"label": label, "starts_on": DAY} for label in ("anna.b goes live", "New Year")],
        fx=[{"date": DAY, "currency_from": "EUR", "currency_to": "USD", "rate": 1.1}],
    )


def rows(path, table):
    return Workspace(path).captures(table).to_pyarrow().to_pylist()


def state(path):
    """Every row of every table, as a sorted text."""
    return {name: sorted(map(str, rows(path, name))) for name in TABLES}


def said(path):
    """All that lies in a folder, hidden or not: names of files, and what they hold, Parquet unpacked."""
    parts = []
    for file in path.rglob("*"):
        parts.append(file.name)
        if file.suffix == ".parquet":
            found = pq.read_table(file)
            parts += [str(found.to_pylist()), str(found.schema.metadata)]
            parts.append(file.read_bytes().decode("latin-1"))
        elif file.is_file():
            parts.append(file.read_text(encoding="utf-8"))
    return "\n".join(parts).lower()


def take(tmp_path, text, name="v.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "w")[0]


def test_a_creator_leaves_every_table_and_what_went_is_told(world):
    done = forget("@Anna.B", world).to_json()
    assert done["tables"] == {
        "brands": {"removed": 0, "changed": 1},
        "creators": {"removed": 1, "changed": 0},
        "audience": {"removed": 1, "changed": 0},
        "videos": {"removed": 3, "changed": 1},
        "comments": {"removed": 2, "changed": 1},
        "labels": {"removed": 2, "changed": 0},
        "deals": {"removed": 1, "changed": 0},
        "deliveries": {"removed": 1, "changed": 0},
        "orders": {"removed": 0, "changed": 3},
        "traffic": {"removed": 1, "changed": 0},
        "daily": {"removed": 2, "changed": 0},
        "events": {"removed": 1, "changed": 0},
    }
    assert done["creator"] == "anna.b"
    assert done["found"]


def test_no_byte_of_the_workspace_names_them_then(world):
    assert "anna.b" in said(world)
    forget("anna.b", world)
    left = said(world)
    for word in ("anna.b", "anna10", "anna bell", HERS, ALSO_HERS, privacy.pseudonym("anna.b", "author_key")):
        assert word not in left.replace("anna.bell!", "")  # which is another handle, or a word
    assert not list(world.rglob(".*"))


def test_others_words_keep_what_is_not_them(world):
    forget("anna.b", world)
    (his,) = rows(world, "videos")
    assert his["caption"].startswith("with [forgotten], and anna.bell! #fun https://www.tiktok.com/[forgotten]/video/")
    assert (his["mentions"], his["hashtags"]) == (["cara"], ["fun", "fun"])
    assert (his["sound"], his["collected_for"]) == ("original sound - [forgotten]", None)
    assert his["url"] == f"https://www.tiktok.com/@ben/video/{HIS}"
    assert [c["text"] for c in sorted(rows(world, "comments"), key=lambda c: c["comment_id"])] == [
        "go [forgotten]...",
        "nothing",
    ]
    assert rows(world, "brands")[0]["handles"] == ["lotus"]


def test_orders_keep_their_sums_and_lose_what_leads_to_the_creator(world):
    before = sum(o["revenue"] for o in rows(world, "orders"))
    forget("anna.b", world)
    one, two, three = sorted(rows(world, "orders"), key=lambda o: o["order_id"])
    assert one["revenue"] + two["revenue"] + three["revenue"] == before
    assert (one["promo_code"], one["landing_page"]) == (None, "https://lotus.example/spring")
    assert (two["promo_code"], two["survey_answer"]) == ("BEN10", "saw [forgotten]")
    assert (three["referral_link"], three["landing_page"]) == (None, None)


def test_a_code_that_somebody_else_has_too_is_not_theirs(tmp_path):
    path = workspace(
        tmp_path / "w",
        deals=[deal("1", "anna.b", promo_code="SPRING"), deal("2", "ben", promo_code="spring")],
        orders=[order("o", 1, promo_code="SPRING")],
    )
    forget("anna.b", path)
    assert rows(path, "orders")[0]["promo_code"] == "SPRING"


def test_all_other_rows_stay_as_they_are_with_source_and_time_of_import(world):
    def others():
        return [
            str(row)
            for table in TABLES
            for row in rows(world, table)
            if (row.get("creator_id") == "ben" and table != "videos") or row.get("comment_id") == "c4" or table == "fx"
        ]

    before = others()
    assert len(before) == 5
    forget("anna.b", world)
    assert others() == before


def test_a_file_that_does_not_name_them_is_not_touched(world):
    Workspace(world).append("videos", pd.DataFrame([video("7436254323573938009", "cara", 1, 1)]), "another")
    before = {f: f.stat().st_mtime_ns for f in world.rglob("*.parquet")}
    forget("anna.b", world)
    kept = {f: t for f, t in before.items() if f.exists() and f.stat().st_mtime_ns == t}
    assert {f.parent.name for f in kept} == {"campaigns", "goals", "fx", "videos"}
    assert len(Workspace(world).files("videos")) == 2


def test_a_file_of_which_only_the_source_names_them_is_kept_under_its_name(tmp_path):
    path = tmp_path / "w"
    (tmp_path / "deals_anna.b.csv").write_text("video_id,creator_id,views\n1,ben,5\n")
    import_paths([tmp_path / "deals_anna.b.csv"], path)
    (before,) = Workspace(path).files("videos")
    assert forget("anna.b", path).to_json()["tables"] == {"videos": {"removed": 0, "changed": 1}}
    assert Workspace(path).files("videos") == [before]
    assert [r["source"] for r in rows(path, "videos")] == ["canonical: deals_[forgotten].csv"]


@pytest.mark.parametrize("who", ["anna", "@ANNA", "https://www.tiktok.com/@anna?lang=en", "tiktok.com/@Anna/video/1"])
def test_a_handle_that_is_part_of_another_goes_alone(tmp_path, who):
    texts = ["@anna.b hi", "@anna_x", "#annab @jeanna", "anna.b2", "Anna says"]
    path = workspace(
        tmp_path / "w",
        creators=[creator(c) for c in ("anna", "anna.b", "anna_x", "jeanna")],
        videos=[video(str(n), c, 1, 1) for n, c in enumerate(("anna", "anna.b", "anna_x"))],
        comments=[comment(str(n), "1", text) for n, text in enumerate([*texts, "hi @anna. ok @anna, #anna"])],
        daily=[{"date": DAY, "series": f"@{c} likes", "value": 1} for c in ("anna", "anna.b", "anna_x")],
    )
    forget(who, path)
    assert {c["creator_id"] for c in rows(path, "creators")} == {"anna.b", "anna_x", "jeanna"}
    assert {v["creator_id"] for v in rows(path, "videos")} == {"anna.b", "anna_x"}
    assert {d["series"] for d in rows(path, "daily")} == {"@anna.b likes", "@anna_x likes"}
    left = {c["text"] for c in rows(path, "comments")}
    assert left == {*texts, "hi [forgotten]. ok [forgotten], [forgotten]"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ជាមួយ@anna.bនិង", "ជាមួយ[forgotten]និង"),
        ("so cute...anna.b...wow", "so cute...[forgotten]...wow"),
        ("＠Anna.B %40anna.b", "[forgotten] [forgotten]"),
        ("x.anna.b anna.b.c anna.b_2 éanna.b", None),
        ("Chan Sophea, CHAN  SOPHEA", "[forgotten], [forgotten]"),
        ("Chan Sopheap, chansophea", None),
        ("ចាន់ សុភា!", "[forgotten]!"),
        ("ចាន់ សុភាព", None),
        ("\u200bចាន់\u200bសុភា\u200b", "\u200b[forgotten]\u200b"),
        ("សុភា", None),
        ("id 7436254323573938001.", "id [forgotten]."),
        ("74362543235739380010", None),
    ],
)
def test_what_names_somebody_in_a_text(text, left):
    traces = Traces({"anna.b"}, {"chan sophea", "ចាន់ សុភា"}, {HERS})
    assert traces.masked(text) == (text if left is None else left)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Content_2025-11-29_1768219200_anna.b.csv", "Content_2025-11-29_1768219200_[forgotten].csv"),
        ("ads KH_anna.b_spark cost", "ads KH_[forgotten]_spark cost"),
        ("@anna.b_2 likes", None),
        ("ads anna.b.c cost", None),
        ("Overview_anna.bx.zip", None),
    ],
)
def test_what_names_somebody_in_the_name_of_a_file_or_a_campaign(text, left):
    known = Traces({"anna.b"}, others=["anna.bx"])
    assert known.masked(text, loose=True) == (text if left is None else left)
    listed = forgotten.fresh().more({"creator": {"anna.b"}})
    assert listed.nameless(text) == (text if left is None else left)


def test_a_handle_that_could_be_a_word_is_no_name_without_a_mark():
    assert [h for h in ("glow", "anna", "4k", "2024", "photo", "សុភា") if unmistakable(h)] == []
    assert [h for h in ("anna.b", "lina1", "6812345678901234567") if not unmistakable(h)] == []


def test_a_khmer_name_is_known_and_a_longer_one_stays(tmp_path):
    path = workspace(
        tmp_path / "w",
        creators=[creator("sophea_c", name="ចាន់ សុភា"), creator("sopheap", name="ចាន់ សុភាព")],
        videos=[
            video("1", "sopheap", 1, 1, sound="សំឡេងដើម - ចាន់ សុភា"),
            video("2", "sopheap", 1, 1, sound="សំឡេងដើម - ចាន់ សុភាព"),
            video("3", "name:ចាន់ សុភា", 1, 1),
        ],
    )
    done = forget("name: ចាន់  សុភា", path)
    assert done.also == ["sophea_c"]
    assert {c["name"] for c in rows(path, "creators")} == {"ចាន់ សុភាព"}
    assert {v["sound"] for v in rows(path, "videos")} == {"សំឡេងដើម - [forgotten]", "សំឡេងដើម - ចាន់ សុភាព"}
    assert "ចាន់ សុភា'" not in said(path)


def test_two_creators_of_one_name_are_not_taken_for_one(tmp_path):
    people = [creator("anna.b", name="Anna Bell"), creator("bell.2", name="Anna Bell"), creator("name:Anna Bell")]
    path = workspace(tmp_path / "w", creators=people)
    assert forget("anna.b", path).also == []
    assert {c["creator_id"] for c in rows(path, "creators")} == {"bell.2", "name:Anna Bell"}


def test_the_platforms_number_and_the_handle_are_one_where_an_address_says_so(tmp_path):
    number = "6812345678901234567"
    path = workspace(
        tmp_path / "w",
        creators=[creator(number, 5), creator("anna.b", 6)],
        videos=[video(HERS, number, 1, 1, url=f"https://www.tiktok.com/@anna.b/video/{HERS}")],
        comments=[comment("1", HIS, "x", author_key=privacy.pseudonym(number, "author_key"))],
    )
    done = forget("anna.b", path)
    assert done.also == [number]
    assert not any(Workspace(path).names)


def test_a_number_that_several_handles_have_joins_nobody(tmp_path):
    nobody = "000000"
    path = workspace(
        tmp_path / "w",
        videos=[
            video(str(n), nobody, 1, 1, url=f"https://www.tiktok.com/@{who}/video/{n}")
            for n, who in enumerate(("anna.b", "ben", "cara"))
        ],
        creators=[creator("ben"), creator("cara")],
    )
    done = forget("anna.b", path)
    assert (done.also, done.perhaps) == ([], [nobody])
    assert {v["video_id"] for v in rows(path, "videos")} == {"1", "2"}
    assert len(rows(path, "creators")) == 2


def test_another_handle_of_the_same_video_is_said_and_stays(tmp_path):
    path = workspace(
        tmp_path / "w",
        videos=[video(HERS, "anna.old", 1, 1), video(HERS, "anna.b", 2, 1, captured_at="2026-07-01T00:00Z")],
        creators=[creator("anna.old")],
    )
    done = forget("anna.b", path)
    assert done.perhaps == ["anna.old"]
    assert "kit forget anna.old" in str(done)
    assert Workspace(path).names == ("creators",)


def test_a_campaign_that_names_them_is_renamed_everywhere_alike(tmp_path):
    name = "Spring with @anna.b"
    path = workspace(
        tmp_path / "w",
        campaigns=[{"campaign": name, "brand": "Lotus"}],
        goals=[{"campaign": name, "metric": "views", "target": 1}],
        deals=[deal("1", "ben", campaign=name)],
    )
    forget("anna.b", path)
    assert {r["campaign"] for t in ("campaigns", "goals", "deals") for r in rows(path, t)} == {
        "Spring with [forgotten]"
    }


def test_refused_rows_that_name_them_go_and_so_does_a_name_of_a_file(tmp_path):
    take(
        tmp_path,
        "video_id,creator_id,views,caption\n"
        f"1,anna.b,ten,x\n{HERS},anna.b,5,y\n2,ben,ten,with @anna.b\n3,ben,ten,fine\n4,ben,ten,see {HERS}\n",
        "list_anna.b.csv",
    )
    done = forget("anna.b", tmp_path / "w")
    assert done.refused == 3
    (file,) = (tmp_path / "w" / "refused").iterdir()
    assert file.name.startswith("list__forgotten_.csv-")
    assert pd.read_csv(file, dtype=str)["caption"].tolist() == ["fine"]
    take(tmp_path, (tmp_path / "list_anna.b.csv").read_text(), "list_anna.b.csv")
    assert list((tmp_path / "w" / "refused").iterdir()) == [file]
    assert "anna.b" not in said(tmp_path / "w")


def test_a_file_of_refused_rows_of_which_none_is_left_goes(tmp_path):
    take(tmp_path, "video_id,creator_id,views\n1,anna.b,ten\n2,ben,5\n")
    forget("anna.b", tmp_path / "w")
    assert not list((tmp_path / "w" / "refused").iterdir())


def test_what_is_imported_later_is_refused_and_never_written_down(world, tmp_path):
    forget("anna.b", world)
    report = take(
        tmp_path,
        "video_id,creator_id,views,caption,mentions,hashtags\n"
        f"1,@Anna.B,5,x,,\n2,anna.b,ten,x,,\n{HERS},new.name,5,x,,\n"
        f"3,ben,5,with @anna.b. and @anna,anna.b;anna,anna.b;fun\n4,ben,ten,hey @anna.b,,\n5,ben,ten,hey,,\n",
    )
    assert report.reasons == {f"videos: {forgotten.REASON}": 3, "videos: views is no number": 2}
    assert report.notes[f"videos: {forgotten.NOTE}"] == 4
    new = {v["video_id"]: v for v in rows(world, "videos")}
    assert set(new) == {HIS, "3"}
    assert new["3"]["caption"] == "with [forgotten]. and @anna"
    assert (new["3"]["mentions"], new["3"]["hashtags"]) == (["anna"], ["fun"])
    (refused,) = (world / "refused").iterdir()
    assert pd.read_csv(refused, dtype=str)["caption"].tolist() == ["hey"]
    assert "anna.b" not in said(world).replace("anna.bell", "")


@pytest.mark.parametrize(
    ("table", "text", "kept"),
    [
        ("comments", f"comment_id,video_id,text,author_key\n9,{HERS},x,cara\n8,{HIS},x,Anna.B\n7,{HIS},x,cara\n", "7"),
        (
            "labels",
            f"item_kind,item_id,coder,field,value\nvideo,{HERS},c,f,1\ncomment,c1,c,f,1\ncomment,7,c,f,1\n",
            "7",
        ),
        (
            "deals",
            "deal_id,creator_id,status,currency\n9,https://www.tiktok.com/@anna.b,paid,USD\n7,cara,paid,USD\n",
            "7",
        ),
        ("deliveries", f"deal_id,video_id\nd1,{HERS}\n7,{HIS}\n", "7"),
        ("creators", "creator_id,name\n@anna.b,x\n,Anna Bell\n7,Cara\n", "7"),
        ("audience", "creator_id,dimension,value,share\nanna.b,age,x,0.1\n7,age,x,0.1\n", "7"),
        ("traffic", f"date,link,clicks\n{DAY},https://lotus.example/r/a1?utm=1,5\n{DAY},7,5\n", "7"),
        ("daily", f"date,series,value\n{DAY},@anna.b likes,5\n{DAY},ads x_anna.b_y cost,5\n{DAY},7,5\n", "7"),
        ("events", f"label,starts_on\nlive with @anna.b,{DAY}\n7,{DAY}\n", "7"),
    ],
)
def test_no_table_takes_them_back(world, tmp_path, table, text, kept):
    forget("anna.b", world)
    before = len(rows(world, table))
    report = take(tmp_path, text, f"{table}.csv")
    assert report.error is None
    assert report.reasons == {f"{table}: {forgotten.REASON}": text.count("\n") - 2}
    assert report.tables[table]["kept"] == 1
    new = rows(world, table)
    assert len(new) == before + 1
    assert kept in str(new)
    assert not list(world.glob("refused/*"))


def test_orders_come_back_without_their_code_and_link(world, tmp_path):
    forget("anna.b", world)
    report = take(
        tmp_path,
        "order_id,ordered_at,revenue,currency,promo_code,referral_link\n"
        f"n1,{DAY},5,USD,Anna10,\nn2,{DAY},5,USD,BEN10,https://lotus.example/r/a1\n",
    )
    assert report.tables["orders"]["kept"] == 2
    new = {o["order_id"]: (o["promo_code"], o["referral_link"]) for o in rows(world, "orders")}
    assert new["n1"] == (None, None)
    assert new["n2"] == ("BEN10", None)


def test_the_list_names_nobody_and_grows(world):
    forget("anna.b", world)
    first = json.loads((world / forgotten.FILE).read_text())
    forget("ben", world)
    second = json.loads((world / forgotten.FILE).read_text())
    assert second["salt"] == first["salt"]
    assert set(first["hashes"]) < set(second["hashes"])
    assert forgotten.load(world).creator("@BEN")
    assert not forgotten.load(world).creator("cara")


def test_an_import_asks_for_no_list_where_there_is_none(world, tmp_path, monkeypatch):
    monkeypatch.setattr(forgotten.Forgotten, "strike", lambda *_: pytest.fail("asked"))
    assert take(tmp_path, "video_id,creator_id,views\n1,cara,5\n").tables["videos"]["kept"] == 1


def test_a_list_that_is_damaged_ends_an_import_before_it_begins(world, tmp_path):
    (world / forgotten.FILE).write_text("{")
    before = state(world)
    with pytest.raises(DataError, match="is damaged; put back a copy of it"):
        take(tmp_path, "video_id,creator_id,views\n1,cara,5\n")
    assert state(world) == before


def test_one_who_is_not_there_is_blocked_all_the_same(world, tmp_path):
    before = {f: f.stat().st_mtime_ns for f in world.rglob("*.parquet")}
    done = forget("ghost_1", world)
    assert not done.found
    assert str(done).startswith("Nothing about @ghost_1 was found in")
    assert {f: f.stat().st_mtime_ns for f in world.rglob("*.parquet")} == before
    assert take(tmp_path, "video_id,creator_id,views\n1,ghost_1,5\n").tables["videos"]["refused"] == 1


def test_a_dry_run_says_the_same_and_changes_nothing(world):
    before = state(world)
    dry = forget("anna.b", world, dry_run=True).to_json()
    assert state(world) == before
    assert not (world / forgotten.FILE).exists()
    assert dry["tables"] == forget("anna.b", world).to_json()["tables"]


class Killed(BaseException):
    """As if the process had ended here."""


def die_at(monkeypatch, function, step):
    """The nth call of this function of `os` never happens, nor does any tidying up after it."""
    true, calls = getattr(os, function), Counter()

    def call(*words, **more):
        calls[function] += 1
        if calls[function] >= step:
            raise Killed
        return true(*words, **more)

    monkeypatch.setattr(os, function, call)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)


@pytest.fixture(scope="module")
def before_and_after(built, tmp_path_factory):
    """The rows of that world, and those that are left where she was forgotten."""
    twin = shutil.copytree(built, tmp_path_factory.mktemp("twin") / "w")
    forget("anna.b", twin)
    return state(built), state(twin)


@pytest.mark.parametrize(
    ("function", "step", "new"),
    [
        ("rename", 1, False),
        ("replace", 1, False),
        ("replace", 4, True),
        ("replace", 9, True),
        ("replace", 14, True),
        ("unlink", 1, True),
        ("unlink", 5, True),
    ],
)
def test_a_process_that_is_killed_leaves_the_old_rows_or_the_new_ones(
    world, before_and_after, monkeypatch, function, step, new
):
    old, after = before_and_after
    with monkeypatch.context() as patch:
        die_at(patch, function, step)
        with pytest.raises(Killed):
            forget("anna.b", world)
    assert state(world) == (after if new else old)
    assert state(world) == (after if new else old)
    if new:
        assert "anna.b" not in said(world).replace("anna.bell", "")
        assert forgotten.load(world).creator("anna.b")
        assert {file.name for place in world.glob(".*") for file in place.rglob("*")} <= {"owner", "new"}
    forget("anna.b", world)
    assert state(world) == after
    assert not list(world.rglob(".*"))


def test_an_import_that_began_before_somebody_was_forgotten_adds_nothing(world, tmp_path, monkeypatch):
    from kit.intake import importing as intake

    true = intake._one

    def one(*words):
        forget("anna.b", world)
        return true(*words)

    monkeypatch.setattr(intake, "_one", one)
    with pytest.raises(DataError, match=r"was forgotten in .* meanwhile \(kit forget\), so nothing was changed"):
        take(tmp_path, "video_id,creator_id,views\n1,anna.b,5\n2,ben,5\n")
    assert [v["video_id"] for v in rows(world, "videos")] == [HIS]


def test_what_an_import_added_while_somebody_was_forgotten_is_looked_at_too(world, tmp_path, monkeypatch):
    from kit.forget import forgetting as module

    rounds = []
    true = module._round

    def round_with_import(*words):
        seen = true(*words)
        if not rounds:
            Workspace(world).append("videos", pd.DataFrame([video("99", "anna.b", 1, 1)]), "meanwhile")
        rounds.append(1)
        return seen

    monkeypatch.setattr(module, "_round", round_with_import)
    assert forget("anna.b", world).tables["videos"]["removed"] == 4
    assert len(rounds) == 2
    assert "anna.b" not in said(world).replace("anna.bell", "")


def test_half_a_file_that_a_killed_writer_left_goes_too(world):
    (world / "videos" / ".x.part").write_text("anna.b")
    (world / ".kit-1-x.part").write_text("anna.b")
    forget("anna.b", world)
    assert "anna.b" not in said(world).replace("anna.bell", "")


def test_published_files_that_name_them_are_listed_and_stay(world, tmp_path):
    import base64
    import zipfile

    out = tmp_path / "out"
    (out / "r").mkdir(parents=True)
    svg = base64.b64encode(b"<text>anna.b</text>").decode()
    texts = {
        "a.html": f'<img src="data:image/svg+xml;base64,{svg}">',
        "b.json": '{"name": "Anna Bell"}',
        "c.ipynb": f'"{HERS}"',
        "r/d.csv": "creator\nanna.b\n",
        "anna.b.txt": "",
        "fine.html": "anna.bx, Anna Bellweather, anna.b.c, 74362543235739380011",
    }
    for name, text in texts.items():
        (out / name).write_text(text)
    with zipfile.ZipFile(out / "e.zip", "w") as archive:
        archive.writestr("Content_anna.b.csv", "x")
    (world / "notes.md").write_text("call @anna.b")
    found = forget("anna.b", world, [out])
    assert {Path(o["file"]).name: o["names"] for o in found.outputs} == {
        "a.html": ["handle"],
        "anna.b.txt": ["handle"],
        "b.json": ["name"],
        "c.ipynb": ["video"],
        "d.csv": ["handle"],
        "e.zip": ["handle"],
        "notes.md": ["handle"],
    }
    assert {name: (out / name).read_text() for name in texts} == texts
    assert "kit run" in str(found)


def test_without_the_key_of_authors_it_is_said_what_could_not_be_found(world, tmp_path, monkeypatch):
    monkeypatch.setenv("KIT_KEY_FILE", str(tmp_path / "none" / "key"))
    done = forget("anna.b", world)
    assert any("the key" in note and "is not on this machine" in note for note in done.notes)
    assert not (tmp_path / "none").exists()
    assert len(rows(world, "comments")) == 3


@pytest.mark.parametrize("who", ["", " @ ", "name:", "https://vm.tiktok.com/ZM1", "https://example.com/anna"])
def test_what_is_no_creator_is_refused(world, who):
    with pytest.raises(UsageError, match="is no creator; give a handle"):
        forget(who, world)
    assert not (world / forgotten.FILE).exists()


def test_wrong_folders_are_named_before_anything_is_done(world, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="There is no workspace at"):
        forget("anna.b", tmp_path / "none")
    with pytest.raises(DataError, match="holds no tables"):
        forget("anna.b", tmp_path / "empty")
    with pytest.raises(UsageError, match=r"There is no folder .*nowhere to look for reports in"):
        forget("anna.b", world, [tmp_path / "nowhere"])
    assert len(rows(world, "creators")) == 2


def test_a_damaged_table_ends_it_and_nothing_is_changed(world):
    before = state(world)
    bad = world / "traffic" / "bad.parquet"
    bad.write_text("no parquet")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        forget("anna.b", world)
    bad.unlink()
    assert state(world) == before


@pytest.mark.slow
@pytest.mark.parametrize("large", [False, pytest.param(True, marks=pytest.mark.long)])
def test_the_command_prints_json_and_the_reports_are_made_without_them(large, request, forks, tmp_path):
    who = "anna.bell.7"
    if large:
        sample = request.getfixturevalue("sample")
        shutil.copytree(sample, tmp_path / "w")
        who = next(iter(json.loads((sample / "truth.json").read_text())["creators"]))
    else:
        people = [who, *(f"creator{i}" for i in range(6))]
        seen = [video(f"{i}{j}", c, 1000 + 97 * i * j, 90 - i, 5, 5) for i, c in enumerate(people) for j in range(7)]
        workspace(tmp_path / "w", videos=seen, creators=[creator(c, 20_000 + i) for i, c in enumerate(people)])
    assert at_hand("run", "benchmarking", "--data", "w", "--quiet", cwd=tmp_path).returncode == 0
    named = [f for f in (tmp_path / "reports").rglob("*.csv") if who in f.read_text()]
    assert named
    done = kit("forget", f"@{who}", "--data", "w", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["tables"]["videos"]["removed"] > 0
    assert {str(f.relative_to(tmp_path)) for f in named} <= {o["file"] for o in found["outputs"]}
    assert who not in said(tmp_path / "w")
    assert at_hand("run", "benchmarking", "--data", "w", "--quiet", cwd=tmp_path).returncode == 0
    left = [f for f in (tmp_path / "reports").rglob("*") if f.is_file() and who.encode() in f.read_bytes()]
    assert left == []
    wrong = at_hand("forget", "@", "--data", "w", cwd=tmp_path)
    assert (wrong.returncode, len(wrong.stderr.strip().splitlines())) == (2, 1)
    assert not re.search("Traceback", wrong.stderr)
