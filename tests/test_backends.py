"""Every roll-up gives the same rows in a database as over a workspace's files, to the last digit and in the same order.

DuckDB always; Spark in local mode by `make test-spark`; PostgreSQL where KIT_TEST_POSTGRES names a database that may be
written to (`make test-postgres` starts one).
"""

from collections.abc import Callable
import os
from pathlib import Path
import shutil
from typing import Any

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pytest

import awkward_rows
from awkward_rows import every
import kit
from kit import rollups
from kit.tables import TABLES
from kit.warehouse import Warehouse
from kit.workspace import Workspace

POSTGRES = os.environ.get("KIT_TEST_POSTGRES", "")
SKIPPED = pytest.mark.skipif(not POSTGRES, reason="KIT_TEST_POSTGRES names no database")
AS_OF = pd.Timestamp("2026-09-02 23:59:59.999999", tz="UTC")
IN_POSTGRES = {"list": "text[]", "count": "bigint", "flag": "boolean", "time": "timestamptz", "date": "date"} | (
    {"text": "text"} | dict.fromkeys(("number", "money", "rate"), "double precision")
)
YEARS = pd.Timestamp("2020-01-01", tz="UTC"), pd.Timestamp("2030-01-01", tz="UTC")
FOLLOWERS = ("creator_id", "captured_at", "followers", "imported_at", "source")

CASES: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
    *((name, rollups.newest, (name,)) for name in TABLES),
    *((name, rollups.items, (name,)) for name in ("videos", "audience", "tiers")),
    ("tiers", rollups.in_order, ("tiers",)),
    *((name, rollups.counted, ()) for name in ("videos", "daily", "tiers")),
    *(("videos", rollups.ends, (column,)) for column in ("captured_at", "source")),
    *(("daily", rollups.ends, (column,)) for column in ("date", "value")),
    ("tiers", rollups.ends, ("imported_at",)),
    *((name, rollups.last_capture, ()) for name in ("videos", "deals")),
    ("creators", rollups.followers, ()),
    ("creators", rollups.of, ("creator_id", ("ann", "Ann", "it's", "nobody"), FOLLOWERS)),
    ("deals", rollups.of, ("deal_id", ("x0", "x1", "x2"), ("deal_id", "captured_at", "fee", "due_on", "tax_included"))),
    ("videos", rollups.histories, (tuple(f"{k:03}" for k in range(40)),)),
    ("videos", rollups.around, (("organic_views", "likes"), (1.0, 3.0, 7.0, 28.0), ("lena.cooks", "ärger"))),
    ("videos", rollups.around_ripe, (("views",), (1.0, 7.0), (28.0, 0.1, 8.0), YEARS)),
    ("videos", rollups.ripe, (28.0, 0.1, 8.0)),
    ("videos", rollups.spans, (("organic_views", "likes"),)),
    ("videos", every, (tuple(TABLES["videos"].types),)),
]


def _stored(captures: ibis.ir.Table, columns: tuple[str, ...]) -> ibis.ir.Table:
    return captures.select(*columns)


def _duckdb(folder: Path, place: Path) -> str:
    with duckdb.connect(str(place / "kit.ddb")) as con:
        for name in Workspace(folder).names:
            con.execute(f"CREATE TABLE {name} AS FROM read_parquet('{folder}/{name}/*.parquet', union_by_name=true)")
    return f"duckdb://{place}/kit.ddb"


def _spark(folder: Path, place: Path) -> str:
    from pyspark.sql import SparkSession

    said = {"spark.sql.warehouse.dir": str(place), "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "3"}
    session = SparkSession.builder.master("local[2]").config(map=said).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    for name in Workspace(folder).names:
        session.sql(f"CREATE TABLE {name} USING PARQUET LOCATION '{folder}/{name}'")
    return "spark://"


def _postgres(folder: Path, place: Path) -> str:
    import psycopg

    work = Workspace(folder)
    with psycopg.connect(POSTGRES) as con:
        for name, spec in TABLES.items():
            con.execute(f"DROP TABLE IF EXISTS {name}")
            if not work.has(name):
                continue
            con.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {IN_POSTGRES[k]}' for c, k in spec.types.items())})")
            with con.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in work.roll(name, _stored, tuple(spec.types)).to_pylist():
                    copy.write_row(tuple(row.values()))
    return POSTGRES


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory) -> Path:
    """The sample, and awkward rows beside it."""
    return awkward_rows.workspace(shutil.copytree(sample, tmp_path_factory.mktemp("awkward") / "w"))


BACKENDS = ["duckdb", pytest.param("spark", marks=pytest.mark.spark), pytest.param("postgres", marks=SKIPPED)]


@pytest.fixture(scope="module", params=BACKENDS)
def url(request, folder, tmp_path_factory) -> str:
    make = {"duckdb": _duckdb, "spark": _spark, "postgres": _postgres}[request.param]
    return make(folder, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def base(url) -> Warehouse:
    return Warehouse(url)


def _key(name: str, rollup: Callable[..., Any], more: tuple[Any, ...]) -> str:
    return f"{rollup.__name__}-{name}" + (f"-{more[0]}" if rollup is rollups.ends else "")


def _lines(name: str, rows: Any, ordered: bool) -> list[str]:
    lines = [repr(row) for row in rows.to_pylist()]
    return lines if ordered else sorted(lines)


def _alike(asked: pa.Table, here: pa.Table, ordered: bool) -> bool:
    """Whether every row is the same, known in a moment; False also where only their lines can tell."""
    asked = asked.cast(here.schema)
    if not ordered:
        keys = [(field.name, "ascending") for field in here.schema if not pa.types.is_nested(field.type)]
        asked, here = asked.sort_by(keys), here.sort_by(keys)
    return asked.equals(here)


@pytest.mark.parametrize(("name", "rollup", "more"), CASES, ids=[_key(*case) for case in CASES])
def test_a_roll_up_gives_the_same_rows_as_over_files(name, rollup, more, base, folder):
    for as_of in (None, AS_OF) if TABLES[name].captured else (None,):
        asked, here = (store.roll(name, rollup, *more, as_of=as_of) for store in (base, Workspace(folder)))
        assert ibis.Schema.from_pyarrow(asked.schema) == ibis.Schema.from_pyarrow(here.schema)
        ordered = rollup not in (rollups.of, every)  # these leave the order to whoever asks
        assert _alike(asked, here, ordered) or _lines(name, asked, ordered) == _lines(name, here, ordered)


def test_every_roll_up_is_compared():
    assert {rollup.__name__ for _, rollup, _ in CASES} >= set(rollups.__all__) - {"believed", "OF_THE_NEWEST"}


def test_a_report_sees_the_same(url, folder):
    asked, here = kit.open(url), kit.open(str(folder))
    for name in TABLES:
        pd.testing.assert_frame_equal(asked.table(name), here.table(name))
    pd.testing.assert_frame_equal(asked.videos, here.videos)
    pd.testing.assert_frame_equal(asked.creators, here.creators)
    described, wanted = asked.describe(), here.describe()
    for known in ("brand", "campaign", "flight", "currency", "window", "as_of", "made_up", "captured"):
        assert described[known] == wanted[known]
