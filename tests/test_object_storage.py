"""A workspace and reports in an object store are what they are in folders: moto's S3 on this machine stands for one.

The store counts its requests, so an import can be ended at each: from that one on nothing is answered, as if the import
had been killed.
"""

from collections.abc import Callable, Iterator
import datetime as dt
import json
import logging
from pathlib import Path
import sys
from typing import Any

import pytest

from ended_imports import samples
from kit import inventory, rollups
from kit.errors import DataError, UsageError
from kit.forget import forget
from kit.intake import import_paths, snapshots
from kit.reports import manifest
from kit.storage import decided
from kit.storage.places import filesystem, place
from kit.tables import TABLES
from kit.workspace import Workspace
from running import at_hand, environment, kit, plan
from tiny import creator, video, workspace

FIRST, THEN = ("videos.csv",), ("apify_hashtag.csv",)
NEEDS = 'object storage: pip install -e ".[s3,cloud-test]"'
SECRET = "not-to-be-told"
ROOT = Path(__file__).parents[1]
REPORTS = ("benchmarking", "tier_pricing", "post_mortem")


class Store:
    """Its requests since `counted` was called; `ends`: the number of the first that fails, and whether it is done."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ends: tuple[int, bool] | None = None

    def patch(self, patch: pytest.MonkeyPatch) -> None:
        import s3fs

        real = s3fs.S3FileSystem._call_s3

        async def call(fs: Any, method: str, *more: Any, **named: Any) -> Any:
            self.asked.append(method)
            at, done = self.ends or (sys.maxsize, False)
            if len(self.asked) > at or (len(self.asked) == at and not done):
                raise ConnectionError("the line is dead")
            answer = await real(fs, method, *more, **named)
            if len(self.asked) == at:
                raise ConnectionError("the line is dead")
            return answer

        patch.setattr(s3fs.S3FileSystem, "_call_s3", call)

    def counted(self, ends: tuple[int, bool] | None = None) -> list[str]:
        self.asked.clear()
        self.ends = ends
        return self.asked


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    s3fs = pytest.importorskip("s3fs", reason=NEEDS)
    moto = pytest.importorskip("moto.server", reason=NEEDS)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    found = Store()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "dummy",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            patch.setenv(name, value)
        found.patch(patch)
        s3fs.S3FileSystem.clear_instance_cache()
        filesystem(place("s3://brand/x")).mkdir("brand")
        yield found
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def names(where: str) -> set[str]:
    """The objects under a place."""
    found = filesystem(place(where)).find(where)
    return {name.removeprefix(where.removeprefix("s3://")).lstrip("/") for name in found}


def visible(where: str) -> set[str]:
    return {name for name in names(where) if not name.startswith(".")}


def hidden(where: str) -> set[str]:
    return names(where) - visible(where)


def put(folder: Path, where: str) -> None:
    """The files of a folder, at a place."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    targets = [f"{where}/{path.relative_to(folder).as_posix()}" for path in files]
    filesystem(place(where)).put([str(path) for path in files], targets)


@pytest.fixture(scope="module")
def both(store: Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two imports into a folder, and the same into the store."""
    folder, where = tmp_path_factory.mktemp("both") / "lotus", "s3://brand/both"
    for exports in (FIRST, THEN):
        here, there = import_paths(samples(exports), folder), import_paths(samples(exports), where)
        assert [str(report) for report in here] == [str(report) for report in there]
    return folder, where


def test_an_import_makes_the_same_files_in_a_store_as_in_a_folder(both):
    folder, where = both
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.is_file()}
    assert names(where) == files
    assert import_paths(samples(FIRST), where)[0].tables["videos"]["kept"] == 0


def test_a_large_table_leaves_a_snapshot_in_a_store_too_and_nobody_who_was_forgotten_is_in_it(store, monkeypatch):
    for name in ("SMALLEST", "OFTEN"):
        monkeypatch.setattr(snapshots, name, 1)
    where = "s3://brand/snapshots"
    for exports in (FIRST, THEN):
        import_paths(samples(exports), where)
    there = Workspace(where)
    ready = [name for name in names(where) if name.startswith("snapshots/")]
    assert sorted(name.partition("-")[0] for name in ready) == ["snapshots/creators", "snapshots/videos"]
    rows = there.roll("videos", rollups.newest, "videos")
    assert rows.equals(there.latest("videos").order_by("video_id").to_pyarrow().cast(rows.schema))
    who = rows["creator_id"][0].as_py()
    forget(who, where)
    after = Workspace(where)
    assert after.snapshot("videos") is not None
    assert who not in after.roll("videos", rollups.newest, "videos")["creator_id"].to_pylist()


def test_a_workspace_in_a_store_says_what_the_same_one_says_in_a_folder(both):
    here, there = map(Workspace, both)
    assert there.address == there.given == both[1]
    assert there.names == here.names
    assert there.refused() == here.refused()
    for name in TABLES:
        assert there.rows(name) == here.rows(name)
        assert there.bounds(name, "captured_at") == here.bounds(name, "captured_at")
        assert there.roll(name, rollups.counted) == here.roll(name, rollups.counted)
    keys = [sorted(w.latest("videos").execute()["video_id"]) for w in (here, there)]
    assert keys[0] == keys[1]
    assert keys[0]


def test_it_is_listed_once_and_what_was_read_is_not_asked_for_again(both, store):
    asked = store.counted()
    workspace = Workspace(both[1])
    for name in TABLES:
        workspace.rows(name)
        workspace.digest(name)
        workspace.roll(name, rollups.counted)
        workspace.roll(name, rollups.counted)
    parquet = [name for name in names(both[1]) if name.endswith(".parquet")]
    assert asked.count("get_object") == len(parquet)
    assert asked.count("list_objects_v2") == 2  # the second is that of this test
    assert set(asked) == {"get_object", "list_objects_v2"}


def test_of_large_objects_only_parts_are_read(both, store, monkeypatch):
    monkeypatch.setattr("kit.storage.objects.WHOLE", 100)
    monkeypatch.setattr("kit.storage.objects.TAIL", 4_000)
    monkeypatch.setattr("kit.storage.objects.AHEAD", 1)
    here, there = map(Workspace, both)
    assert there.roll("videos", rollups.counted) == here.roll("videos", rollups.counted)
    assert there.latest("videos").execute()["views"].sum() == here.latest("videos").execute()["views"].sum()


def test_kit_check_tells_the_same(both):
    here, there = (inventory.check(str(place)).to_json() for place in both)
    assert there.pop("workspace") == both[1]
    here.pop("workspace")
    for table in [*here["tables"], *there["tables"]]:
        table.pop("sha256", None)  # files hold the moment of their import
    assert there == here


def test_forget_leaves_nothing_of_a_creator_in_a_store_as_in_a_folder(store, tmp_path):
    folder, where, published = tmp_path / "lotus", "s3://brand/forget", "s3://brand/reports"
    for place_of in (folder, where):
        import_paths(samples((*FIRST, *THEN)), place_of)
    who = Workspace(where).latest("videos").execute()["creator_id"].min()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text(f"<p>@{who}</p>", encoding="utf-8")
    put(tmp_path / "out", published)
    here, there = forget(who, folder, [tmp_path / "out"]), forget(who, where, [published])
    assert there.tables == here.tables
    assert there.tables["videos"]["removed"] > 0
    assert [one["file"] for one in there.outputs] == [f"{published}/report.html"]
    assert hidden(where) == set()
    import_paths(samples((*FIRST, *THEN)), where)
    assert who not in set(Workspace(where).latest("videos").execute()["creator_id"])


@pytest.mark.parametrize("done", [False, True], ids=["the request is not done", "it is done, its answer is lost"])
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)], ids=["some", "all"])
def test_an_import_may_end_at_each_of_its_requests(every, done, store, both, tmp_path, monkeypatch):
    import_paths(samples(FIRST), tmp_path / "old")
    old, where = tmp_path / "old", "s3://brand/ended"
    fs, new = filesystem(place(where)), visible(both[1])
    before = {path.relative_to(old).as_posix() for path in old.rglob("*.*") if path.is_file()}
    at, wrong, seen = -2 * done, [], set()  # the two look at different ones, where they do not look at all
    while True:
        at += every
        if names(where):
            fs.rm(f"{where}/", recursive=True)
        put(old, where)
        store.counted((at, done))
        said = raised(lambda: import_paths(samples(THEN), where))
        ended = len(store.asked) >= at
        store.counted()
        Workspace(where)  # finishes what was decided
        found = visible(where)
        seen.add(frozenset(found))
        if found not in (before, new):
            wrong.append(f"request {at}: {sorted(found ^ before)}")
        if "nothing was added" in said and found != before:
            wrong.append(f"request {at}: it says {said!r}, and rows were added")
        if not ended:
            break
        if said and not said.endswith("."):
            wrong.append(f"request {at}: {said!r} is no sentence")
        monkeypatch.setattr(decided, "OLD", dt.timedelta(seconds=-10))  # as if it were tomorrow
        import_paths(samples(THEN), where)
        monkeypatch.undo()
        if visible(where) != new or hidden(where):
            wrong.append(f"request {at}: the next import leaves {hidden(where)}")
    assert wrong == []
    assert at > 10
    assert seen == {frozenset(before), frozenset(new)}


def raised(call: Callable[[], object]) -> str:
    """What it says; "" where nothing went wrong."""
    try:
        call()
    except (DataError, UsageError) as error:
        return str(error)
    return ""


def test_what_another_import_lays_ready_is_left_alone_for_a_day(store):
    where = "s3://brand/two"
    filesystem(place(where)).pipe_file(f"{where}/.import-other/videos/x.parquet", b"x")
    import_paths(samples(FIRST), where)
    assert hidden(where) == {".import-other/videos/x.parquet"}
    assert "x.parquet" not in {file.name for file in Workspace(where).files("videos")}


@pytest.mark.parametrize("name", ["../outside.csv", "outside.csv", "videos/../../outside.csv", "videos/a/b.parquet"])
def test_a_decision_moves_and_removes_nothing_but_tables_and_refused_rows(name, store):
    fs, where = filesystem(place("s3://brand/x")), "s3://brand/spoiled/w"
    fs.pipe_file("brand/spoiled/outside.csv", b"x")
    fs.pipe_file("brand/spoiled/w/outside.csv", b"x")
    fs.pipe_file(f"{where}/.commit-a/decided", json.dumps({"comes": [name], "goes": [name]}).encode())
    Workspace(where)
    assert names("s3://brand/spoiled") == {"outside.csv", "w/outside.csv"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://nobody/lotus", "s3://nobody/lotus cannot be read (The specified bucket does not exist); check the"),
        ("s3://brand/none", "There is no workspace at s3://brand/none; make one with: kit import"),
        (f"s3://me:{SECRET}@brand/lotus", "The address s3://brand/lotus was given with a key"),
        ("s3://", "s3:// names no bucket; write it as s3://BUCKET/FOLDER."),
        ("nowhere://brand/lotus", "nowhere://brand/lotus is no folder, and nothing here reads nowhere:// addresses"),
    ],
)
def test_a_wrong_address_is_refused_in_one_sentence(address, said, store):
    for call in (lambda: Workspace(address), lambda: inventory.check(address)):
        told = raised(call)
        assert told.startswith(said)
        assert SECRET not in told
        assert "\n" not in told


def test_without_credentials_or_a_network_there_is_one_sentence(store, monkeypatch):
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    s3fs.S3FileSystem.clear_instance_cache()
    monkeypatch.setattr("s3fs.core.S3FileSystem.retries", 1)
    assert raised(lambda: Workspace("s3://brand/lotus")).startswith(
        "s3://brand/lotus cannot be read (Could not connect"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    s3fs.S3FileSystem.clear_instance_cache()
    told = raised(lambda: Workspace("s3://brand/lotus"))
    s3fs.S3FileSystem.clear_instance_cache()
    assert told.startswith("s3://brand/lotus cannot be read (Unable to locate credentials); check the bucket")


def test_a_network_that_ends_while_rows_are_read_is_one_sentence(both, store):
    workspace = Workspace(both[1])
    workspace.rows("videos")
    workspace.disk._held.clear()
    store.counted((1, False))
    told = raised(lambda: workspace.roll("videos", rollups.counted))
    store.counted()
    assert told == (
        f"{both[1]} cannot be read (the line is dead); check the bucket, the credentials in the environment, and the "
        "network."
    )


def test_without_the_package_the_sentence_says_what_to_install(store, monkeypatch):
    monkeypatch.setitem(sys.modules, "upath", None)
    told = raised(lambda: Workspace("s3://brand/lotus"))
    assert told == 's3://brand/lotus needs packages that are not installed: pip install "tiktok-research-kit[s3]"'


def test_an_out_that_cannot_be_written_is_refused_in_one_sentence(store):
    with (
        pytest.raises(UsageError, match=r"Cannot write to s3://nobody/out \(.*does not exist\); check the bucket"),
        manifest.held(place("s3://nobody/out")),
    ):
        pass


@pytest.fixture
def small(forks, tmp_path) -> tuple[Path, Path]:
    """A small workspace, and the folder of one report on it."""
    seen = [video(f"{i}{j}", f"c{i}", 1000 + 97 * i * j, 50 + i + j, 5, 5) for i in range(6) for j in range(7)]
    folder = workspace(tmp_path / "w", videos=seen, creators=[creator(f"c{i}", 20_000 + i) for i in range(6)])
    done = at_hand("run", plan(tmp_path, REPORTS[0]), "--data", folder, "--out", tmp_path / "out", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder, tmp_path / "out"


@pytest.mark.slow
def test_a_report_from_a_store_into_a_store_finds_what_it_finds_in_folders(store, small, tmp_path):
    found_alike(*small, REPORTS[:1], "small", tmp_path)


@pytest.mark.long
def test_all_reports_from_a_store_into_a_store_find_what_they_find_in_folders(store, sample, sample_reports, tmp_path):
    found_alike(sample, sample_reports, REPORTS, "sample", tmp_path)


def found_alike(folder: Path, made: Path, reports: tuple[str, ...], name: str, tmp_path: Path) -> None:
    """Reports on a copy of this folder in the store find what those in `made` do, and only what changed is made again.
    """
    data, out = f"s3://brand/{name}", f"s3://brand/{name}-out"
    put(folder, data)
    words = ("run", plan(tmp_path, *reports), "--data", data, "--out", out)
    first = kit(*words, "--json", cwd=ROOT, env=environment())
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout.splitlines()[-1])["gallery"] == f"{out}/index.html"
    files = {path.relative_to(made).as_posix() for path in made.rglob("*.*") if path.is_file()}
    assert names(out) == {file for file in files if not file.startswith(".")}
    fs = filesystem(place(out))
    for report in reports:
        said = fs.cat_file(f"{out}/{report}.json").decode()
        there = json.loads(said.replace(data, str(folder)))  # a command in a sentence names it
        assert there["findings"] == json.loads((made / f"{report}.json").read_bytes())["findings"]
    pages = {
        name.rpartition("/")[2]: content
        for name, content in fs.cat([n for n in fs.find(out) if n.endswith((".html", ".ipynb", ".json"))]).items()
    }
    assert not [name for name, content in pages.items() if SECRET.encode() in content]
    assert f"--data {data}".encode() in pages[f"{reports[0]}.html"]
    again = kit(*words, "--json", cwd=ROOT, env=environment())
    end = json.loads(again.stdout.splitlines()[-1])
    assert (end["done"], end["skipped"]) == (0, len(reports))
    assert len(manifest.earlier(place(out))) == len(reports)
    fs.pipe_file(f"{out}/{reports[0]}.html", b"changed by hand")
    mended = json.loads(kit(*words, "--json", cwd=ROOT, env=environment()).stdout.splitlines()[-1])
    assert (mended["done"], mended["failed"]) == (1, 0)
