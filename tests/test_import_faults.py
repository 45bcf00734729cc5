"""An import that is killed, stopped or has no room leaves the workspace as it was, or does all that it was to do.

Every time that an import touches its workspace is counted, by an audit hook, in a process of its own; so it can be
ended at each of these moments in turn.  What DuckDB and Arrow write does not pass through Python: for that there are
moments of chance, a limit to the size of files, and a disk of some KB.
"""

from dataclasses import dataclass
import os
from pathlib import Path
import random
import resource
import shutil
import signal
import subprocess

import pytest

from ended_imports import Ended, ended, samples
from kit.errors import DataError
from kit.intake import import_paths, snapshots
from kit.intake.addition import Addition
from kit.storage.decided import SNAPSHOTS
from kit.workspace import Workspace
from running import kit

FIRST = ("videos.csv", "creators_by_name.csv")
THEN = ("apify_hashtag.csv", "zeeschuimer.ndjson")


@dataclass(frozen=True)
class World:
    """A workspace with something in it: its files, and those after one more import."""

    place: Path
    old: set[str]
    new: set[str]


def visible(workspace: Path) -> set[str]:
    """The files that a reader sees; snapshots without their digests, in which sizes count that differ by some bytes."""
    files = [path.relative_to(workspace) for path in workspace.rglob("*.*") if path.is_file()]
    files = [file.with_stem(file.stem.partition("-")[0]) if file.parts[0] == SNAPSHOTS else file for file in files]
    return {str(file) for file in files if not any(part.startswith(".") for part in file.parts)}


def hidden(workspace: Path) -> list[str]:
    return [p.name for p in workspace.rglob(".*")]


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return made(tmp_path_factory.mktemp("worlds"))


def made(place: Path) -> World:
    import_paths(samples(FIRST), place / "old")
    shutil.copytree(place / "old", place / "new")
    import_paths(samples(THEN), place / "new")
    return World(place / "old", visible(place / "old"), visible(place / "new"))


def look(done: Ended, workspace: Path, world: World) -> list[str]:
    """What is wrong with a workspace after an import was ended; then one more import, which finds nothing to mend."""
    wrong, old, new = [done.said] if done.said.startswith("WRONG") else [], world.old, world.new
    Workspace(workspace)  # finishes what was decided
    found = visible(workspace)
    if found not in (old, new):
        wrong.append(f"{sorted(found - old)} are there of {sorted(new - old)}, and {sorted(old - found)} are gone")
    if "so nothing was added" in done.said and found != old:
        wrong.append(f"it says {done.said!r}, and rows were added")
    if done.said and "KeyboardInterrupt" not in done.said and (not done.said.endswith(".") or "\n" in done.said):
        wrong.append(f"{done.said!r} is no sentence")
    import_paths(samples(THEN), workspace)
    if visible(workspace) != new or hidden(workspace):
        wrong.append(f"the next import leaves {hidden(workspace)} and {sorted(visible(workspace) ^ new)}")
    return wrong


def all_moments(kind: str, world: World, place: Path, step: int) -> list[str]:
    """End an import at every `step`-th touch; what was wrong."""
    shutil.copytree(world.place, place / "whole")
    whole = ended(kind, 0, THEN, place / "whole")
    assert whole.touched > 20
    wrong = []
    for at in range(1, whole.touched + 1, step):
        workspace = place / f"at{at}"
        shutil.copytree(world.place, workspace)
        done = ended(kind, at, THEN, workspace)
        if kind == "killed" and done.code != -signal.SIGKILL:
            wrong.append(f"touch {at}: it was not killed")
        wrong += [f"touch {at} of {whole.touched}: {words}" for words in look(done, workspace, world)]
        shutil.rmtree(workspace)
    return wrong


@pytest.mark.parametrize("kind", ["killed", "full", "Ctrl-C"])
def test_an_import_may_end_at_some_moments_of_its_work(kind, world, tmp_path):
    assert all_moments(kind, world, tmp_path, step=13) == []


def test_an_import_that_renews_a_snapshot_may_be_killed_at_some_moments_of_its_work(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "SMALLEST", 1)
    monkeypatch.setattr(snapshots, "OFTEN", 1)  # of the first import, which is made here
    world = made(tmp_path)
    assert f"{SNAPSHOTS}/videos.parquet" in world.old & world.new
    assert all_moments("killed", world, tmp_path, step=13) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", ["killed", "full", "Ctrl-C"])
def test_an_import_may_end_at_each_moment_of_its_work(kind, world, tmp_path):
    assert all_moments(kind, world, tmp_path, step=1) == []


@pytest.mark.parametrize("content", [(), ("new",), ("new/videos/x.parquet",), ("owner",)])
def test_what_a_killed_import_left_is_removed_at_whatever_moment_that_was(content, tmp_path):
    left = tmp_path / "ws" / ".import-0123"
    left.mkdir(parents=True)
    for name in content:
        (left / name).parent.mkdir(parents=True, exist_ok=True)
        (left / name).touch() if "." in name or name == "owner" else (left / name).mkdir()
    import_paths(samples(FIRST), tmp_path / "ws")
    assert hidden(tmp_path / "ws") == []


def test_of_two_imports_at_once_none_removes_what_the_other_makes(tmp_path):
    workspace = Workspace.create(tmp_path / "ws")
    with Addition(workspace) as first:
        with Addition(workspace) as second:
            assert first.folder.exists()
            assert second.folder.exists()
        assert first.folder.exists()
    assert hidden(workspace.path) == []


def by_chance(world: World, place: Path, count: int) -> tuple[list[str], int]:
    """Kill imports after some time; what was wrong, and how many were killed."""
    chance, wrong, killed = random.Random(20261126), [], 0
    for number in range(count):
        workspace = place / f"k{number}"
        shutil.copytree(world.place, workspace)
        done = ended("never", 0, THEN, workspace, after=chance.uniform(0.05, 1.2))
        killed += done.code == -signal.SIGKILL
        wrong += [f"kill {number}: {words}" for words in look(done, workspace, world)]
        shutil.rmtree(workspace)
    return wrong, killed


def test_an_import_may_be_killed_at_a_moment_of_chance(world, tmp_path):
    wrong, killed = by_chance(world, tmp_path, 6)
    assert wrong == []
    assert killed


@pytest.mark.fuzz
def test_an_import_may_be_killed_at_each_of_many_moments_of_chance(world, tmp_path, capsys):
    wrong, killed = by_chance(world, tmp_path, 200)
    with capsys.disabled():
        print(f"\n200 imports, {killed} of them killed, {len(wrong)} wrong")
    assert wrong == []


@pytest.mark.parametrize("size", [0, 3_000, 9_000])
def test_files_that_may_not_grow_end_an_import_in_one_sentence(size, world, tmp_path):
    shutil.copytree(world.place, tmp_path / "ws")
    limit = (size, resource.RLIM_INFINITY)
    words = ("import", *samples(THEN), "--into", "ws")
    done = kit(*words, cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Cannot write to the workspace ws (")
    assert done.stderr.endswith("so nothing was added; make room or choose another folder.\n")
    assert visible(tmp_path / "ws") == world.old
    assert hidden(tmp_path / "ws") == []
    import_paths(samples(THEN), tmp_path / "ws")
    assert visible(tmp_path / "ws") == world.new


@pytest.fixture
def small_disk(tmp_path):
    """A disk of some KB, where this system lets us."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or os.geteuid():
        pytest.skip("only root may mount a small disk")

    def disk(kilobytes: int) -> Path:
        words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("no small disk can be mounted here")
        return place

    yield disk
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def fits(workspace: Path, world: World) -> bool:
    """Whether an import finds room; where it does not, it says so, and nothing is there that was not before."""
    try:
        assert [report.error for report in import_paths(samples(THEN), workspace)] == [None] * len(THEN)
    except DataError as error:
        if not str(error).endswith("so nothing was added; make room or choose another folder."):
            raise
        return False
    return True


@pytest.mark.parametrize("room", [0, 8, 24, 48, 80])
def test_a_disk_of_some_kilobytes_keeps_what_it_had(room, small_disk, world):
    workspace = small_disk(4 * len(list(world.place.rglob("*"))) + 8 + room) / "ws"
    shutil.copytree(world.place, workspace)
    expected = world.new if fits(workspace, world) else world.old
    assert visible(workspace) == expected
    assert hidden(workspace) == []
