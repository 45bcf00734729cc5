"""Reports from a database: the same as from a folder, never written to, and whatever goes wrong is one sentence."""

from contextlib import closing
import json
from pathlib import Path
import sqlite3
import sys

import duckdb
import ibis
import pandas as pd
import pytest
from typer.testing import CliRunner

import awkward_rows
import edge_worlds
import kit
from kit.cli import app
from kit.data import Data
from kit.errors import DataError, UsageError
from kit.opening import locate
from kit.tables import TABLES
from kit.warehouse import is_url, Warehouse
from kit.workspace import Workspace
import running
import spring
from tiny import workspace


def database(place: Path, **tables: str) -> str:
    """A DuckDB file with these tables, each by its SQL; its URL."""
    with duckdb.connect(str(place)) as con:
        con.execute("SET TimeZone = 'UTC'")
        for name, sql in tables.items():
            con.execute(f"CREATE TABLE {name} AS {sql}")
    return f"duckdb://{place}"


def copied(folder: Path) -> dict[str, str]:
    return {name: Workspace(folder).sql(name) or "" for name in Workspace(folder).names}


@pytest.fixture(scope="module")
def url(sample, tmp_path_factory) -> str:
    """The sample, table by table, beside one that the kit does not know."""
    place = tmp_path_factory.mktemp("warehouse") / "kit.ddb"
    return database(place, **copied(sample), invoices="SELECT 1 AS number")


def same(asked: Data, here: Data, but: tuple[str, ...] = ()) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(asked.table(name).drop(columns=[*but]), here.table(name).drop(columns=[*but]))


def test_every_table_is_as_in_the_folder(url, sample):
    asked, here = kit.open(url), kit.open(str(sample))
    same(asked, here)
    assert asked.workspace.names == here.workspace.names
    assert [asked.stored_captures(name) for name in TABLES] == [here.stored_captures(name) for name in TABLES]
    pd.testing.assert_frame_equal(asked.videos, here.videos)
    pd.testing.assert_frame_equal(asked.creators, here.creators)


def test_what_a_report_says_of_its_inputs_is_the_same_but_for_files(url, sample):
    asked, here = (kit.open(place, as_of="2026-06-01").describe() for place in (url, str(sample)))
    assert asked["workspace"] == url
    for table in asked["tables"]:
        assert (table.pop("files"), table.pop("sha256")) == (0, "")
    for table in here["tables"]:
        del table["files"], table["sha256"]
    assert asked | {"workspace": "", "refused": 0} == here | {"workspace": "", "refused": 0}


def test_types_that_are_nearly_ours_are_taken_as_ours(tmp_path):
    folder = awkward_rows.write(tmp_path / "w", "videos", [
        {"video_id": "7", "creator_id": "a", "views": 12, "likes": 3, "duration_s": 1.5, "is_ad": True,
         "posted_at": awkward_rows.day(0), "captured_at": awkward_rows.day(1), "imported_at": awkward_rows.day(2),
         "hashtags": ["x", "y"], "source": "theirs"},
        {"video_id": "8", "creator_id": "a", "views": None, "imported_at": awkward_rows.day(2), "source": "theirs"},
    ])  # fmt: skip
    theirs = """
        SELECT 7 AS video_id, 'a'::VARCHAR AS creator_id, 12::INTEGER AS views, '3' AS likes, 1.5::DECIMAL(9, 2)
        AS duration_s, 1::TINYINT AS is_ad, TIMESTAMP '2026-09-01 12:00' AS posted_at, '2026-09-02 12:00:00Z'
        AS captured_at, TIMESTAMP_S '2026-09-03 12:00' AS imported_at, 'x;y' AS hashtags, 'theirs' AS source, 5 AS extra
        UNION ALL SELECT 8, 'a', NULL, NULL, NULL, NULL, NULL, NULL, TIMESTAMP '2026-09-03 12:00', NULL, 'theirs', NULL
    """
    same(kit.open(database(tmp_path / "kit.ddb", videos=theirs)), kit.open(str(folder)))


def test_views_of_a_database_are_tables_too(tmp_path):
    with duckdb.connect(str(tmp_path / "kit.ddb")) as con:
        con.execute("CREATE TABLE rates AS SELECT DATE '2026-01-01' AS date, 'EUR' AS a, 'USD' AS b, 1.1 AS rate")
        con.execute("CREATE VIEW fx AS SELECT date, a AS currency_from, b AS currency_to, rate FROM rates")
    assert kit.open(f"duckdb://{tmp_path}/kit.ddb").table("fx")["rate"].tolist() == [1.1]


def test_rows_without_provenance_are_read(tmp_path):
    here = database(tmp_path / "kit.ddb", creators="SELECT 'a' AS creator_id, 5 AS followers")
    assert kit.open(here).table("creators")["followers"].tolist() == [5]


def test_an_empty_database_has_no_tables(tmp_path):
    data = kit.open(database(tmp_path / "kit.ddb"))
    assert data.workspace.names == ()
    assert data.table("videos").empty


def test_an_empty_table_counts_as_none(tmp_path):
    store = locate(database(tmp_path / "kit.ddb", videos="SELECT 'a' AS video_id, 'b' AS creator_id WHERE false"))
    assert store.names == ()
    assert not store.has("videos")


@pytest.mark.long
def test_reports_find_the_same_and_are_always_made_again(url, sample, tmp_path):
    plan = running.plan(tmp_path, *({"report": name} for name in ("benchmarking", "tier_pricing", "post_mortem")))
    root = Path(__file__).parents[1]
    for place, out in ((str(sample), "here"), (url, "asked")):
        done = running.kit("run", plan, "--data", place, "--out", tmp_path / out, "--jobs", "2", cwd=root)
        assert done.returncode == 0, done.stderr
    for name in ("benchmarking", "tier_pricing", "post_mortem"):
        here, asked = (json.loads((tmp_path / out / f"{name}.json").read_text("utf-8")) for out in ("here", "asked"))
        assert json.dumps(asked["findings"]).replace(url, str(sample)) == json.dumps(here["findings"])
        page = (tmp_path / "asked" / f"{name}.html").read_text("utf-8")
        assert f"--data {url}" in page
    again = running.kit("run", "tier_pricing", "--data", url, "--out", tmp_path / "asked", cwd=root)
    assert again.returncode == 0, again.stderr
    assert running.records(tmp_path / "asked")["tier_pricing"]["status"] == "done"


@pytest.mark.parametrize(
    "tables",
    [edge_worlds.full(), spring.TABLES, pytest.param(None, marks=pytest.mark.long)],
    ids=["a market", "a campaign", "the sample"],
)
def test_what_is_there_is_told_of_a_database_too(tables, request, tmp_path):
    if tables is None:
        folder, there = (request.getfixturevalue(name) for name in ("sample", "url"))
    else:
        folder = workspace(tmp_path / "w", **tables)
        there = database(tmp_path / "kit.ddb", **copied(folder))
    asked, here = (json.loads(said("check", place, "--json")[1].replace(str(place), "W")) for place in (there, folder))
    assert len(asked["tables"]) > 8
    assert any(report["can"] for report in asked["reports"].values())
    assert [t["items"] for t in asked["tables"]] == [t["items"] for t in here["tables"]]
    assert asked["reports"] == here["reports"]


def said(*words) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.mark.parametrize("words", [("import", "x.csv", "--into"), ("forget", "@ann", "--data")])
def test_a_database_is_never_written_to(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("creator_id,followers\na,5\n")
    code, words_said = said(*words, f"duckdb://{tmp_path}/kit.ddb")
    assert code == 2
    assert words_said.count("\n") == 1
    assert "database" in words_said
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_only_what_ibis_reaches_is_a_url(tmp_path):
    assert all(
        map(is_url, ["duckdb://x", "postgres://x", "postgresql://x", "spark://x", "pyspark://", "trino://h/c/s"])
    )
    assert not any(map(is_url, ["lotus", "./duckdb", "s3://bucket/lotus", "C:\\lotus", "orakle://x", ""]))


def test_an_unknown_scheme_is_no_workspace():
    with pytest.raises(UsageError, match=r"^orakle://host/lotus is no folder, and nothing here reads orakle:// addr"):
        kit.open("orakle://host/lotus")


def test_a_database_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(DataError, match=rf"^duckdb://{tmp_path}/none.ddb cannot be opened \(.*\); check the address.$"):
        kit.open(f"duckdb://{tmp_path}/none.ddb")
    assert not (tmp_path / "none.ddb").exists()


def test_a_column_that_every_row_must_have_is_asked_for(tmp_path):
    here = database(tmp_path / "kit.ddb", videos="SELECT 'a' AS video_id, 5 AS views")
    with pytest.raises(DataError, match=r"^The table videos of .* has no column creator_id; see docs/tables.md.$"):
        kit.open(here)


def test_values_that_are_no_numbers_are_one_sentence(tmp_path):
    here = database(tmp_path / "kit.ddb", creators="SELECT 'a' AS creator_id, 'many' AS followers")
    wanted = r"cannot compute newest of its table creators: it answered \(ConversionException: "
    with pytest.raises(DataError, match=wanted) as error:
        kit.open(here).table("creators")
    assert "\n" not in str(error.value)


def test_a_backend_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "clickhouse_connect", None)
    wanted = r"needs a package that is not installed \(its driver\): pip install 'ibis-framework\[clickhouse\]'$"
    with pytest.raises(DataError, match=wanted):
        kit.open("clickhouse://host/lotus")


def test_what_a_backend_lacks_is_named(tmp_path):
    with closing(sqlite3.connect(tmp_path / "kit.sqlite")) as con:
        con.execute("CREATE TABLE creators (creator_id TEXT, followers INT)")
    store = Warehouse(f"sqlite://{tmp_path}/kit.sqlite")

    def halves(captures: ibis.ir.Table) -> ibis.ir.Table:
        return captures.agg(n=captures.followers.approx_quantile(0.5))

    lacks = r"cannot compute halves of its table creators: Ibis has no way on this backend \(.*ApproxQuantile"
    with pytest.raises(DataError, match=lacks):
        store.roll("creators", halves)


def test_variables_of_the_environment_stand_in_a_url(tmp_path, monkeypatch):
    database(tmp_path / "kit.ddb", creators="SELECT 'a' AS creator_id, 5 AS followers")
    monkeypatch.setenv("LOTUS_DB", str(tmp_path / "kit.ddb"))
    data = kit.open("duckdb://${LOTUS_DB}")
    assert data.table("creators")["followers"].tolist() == [5]
    assert data.workspace.given == data.workspace.address == "duckdb://${LOTUS_DB}"


def test_a_variable_that_is_not_set_is_asked_for(monkeypatch):
    monkeypatch.delenv("LOTUS_DB", raising=False)
    with pytest.raises(UsageError, match=r"asks for the variable LOTUS_DB of the environment, which is not set\.$"):
        kit.open("duckdb://${LOTUS_DB}")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://ann:hunter2@host/lotus",
        "snowflake://ann@host/lotus?password=hunter2",
        "trino://host/lotus?auth_token=hunter2",
        "postgres://ann:x${NAME}hunter2@host/lotus",
        "postgres://ann:hunter2@x@host/lotus",
    ],
)
@pytest.mark.parametrize("words", [("check",), ("run", "benchmarking", "--data")])
def test_a_password_in_a_url_is_refused_and_never_shown(url, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, text = said(*words, url)
    assert code == 2
    assert "holds a password, which would stand in every report; write ${NAME} in its place" in text
    assert "hunter2" not in text
    assert not any("hunter2" in str(path.read_bytes()) for path in tmp_path.rglob("*.*") if path.is_file())


def test_what_a_driver_says_shows_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("LOTUS_SECRET", "hunter2")
    with pytest.raises(DataError, match=r"cannot be opened") as error:
        kit.open(f"duckdb://{tmp_path}/none.ddb?password=${{LOTUS_SECRET}}")
    assert "hunter2" not in str(error.value)
    assert "${LOTUS_SECRET}" in str(error.value)


def test_the_rows_of_every_table_are_put_in_order_whatever_the_database_thinks_of_text(tmp_path):
    rows = " UNION ALL ".join(f"SELECT '{name}' AS creator_id" for name in ("b", "a", "C"))
    with duckdb.connect(str(tmp_path / "kit.ddb")) as con:
        con.execute(f"CREATE TABLE creators AS {rows}")
    store = Warehouse(f"duckdb://{tmp_path}/kit.ddb")
    store.connection.raw_sql("SET default_collation = 'NOCASE'")
    data = Data(store, "w", "", None, "", None, None, "shared", "")
    assert data.table("creators")["creator_id"].tolist() == ["C", "a", "b"]
