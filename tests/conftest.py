"""What several rooms' tests share."""

from collections.abc import Iterator
import gc
import os
from pathlib import Path
import sys

from hypothesis import settings
import pytest

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as in kit.cli: seconds, in every process
from running import environment, kit  # noqa: E402
from shared import made_once  # noqa: E402

SHARED = Path(os.environ.get("KIT_REAL_EXPORTS", Path(__file__).parents[2] / "shared" / "data"))

settings.register_profile("kit", deadline=None)  # a first example may wait for an import
settings.load_profile("kit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that run kernels or browsers come first: of two processes none then waits for the other's last one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What was loaded and collected stays: nobody need look through it again for what does not."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _key_of_its_own(tmp_path_factory) -> Iterator[None]:
    """No test makes or reads the key of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_KEY_FILE", str(tmp_path_factory.mktemp("keys") / "person.key"))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports (KIT_REAL_EXPORTS); tests that need it are skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip(f"no real exports at {SHARED}; set KIT_REAL_EXPORTS")
    return SHARED


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """The made-up workspace, seed 1; for reading only."""
    from kit.sample import write_sample

    return made_once(tmp_path_factory, "sample", lambda place: write_sample(place / "w", seed=1)) / "w"


@pytest.fixture(scope="session")
def sample_reports(sample, tmp_path_factory) -> Path:
    """The folder of the three reports on it and their gallery, by `kit run`; for reading only."""
    root = Path(__file__).parents[1]
    plan = root / "templates" / "plan.yaml"

    def run(place: Path) -> None:
        words = ("run", plan, "--data", sample, "--out", place / "out", "--jobs", "2")
        done = kit(*words, cwd=root, env=environment())
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "sample_reports", run) / "out"


@pytest.fixture(scope="session")
def _server() -> Iterator[tuple[Path, dict[str, str]]]:
    """A server of warm processes for all files of this process, and the environment that it was started in."""
    from kit.reports import scratch, warm

    before = dict(os.environ)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), before.get("PYTHONPATH")]))
    with scratch.folder() as own:
        warm.start(own)
        known = dict(os.environ)
        os.environ.clear()
        os.environ.update(before)
        yield own, known


@pytest.fixture(scope="module")
def forks(_server) -> Iterator[Path]:
    """A server of warm processes of this process, as `kit run` has one."""
    own, known = _server
    before = dict(os.environ)
    os.environ.update(known)
    yield own
    os.environ.clear()
    os.environ.update(before)
