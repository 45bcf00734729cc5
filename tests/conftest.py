"""What several rooms' tests share."""

from collections.abc import Iterator
import os
from pathlib import Path

from hypothesis import settings
import pytest

SHARED = Path(os.environ.get("KIT_REAL_EXPORTS", Path(__file__).parents[2] / "shared" / "data"))

settings.register_profile("kit", deadline=None)  # a first example may wait for an import
settings.load_profile("kit")


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
    """The made-up workspace, seed 1."""
    from kit.sample import write_sample

    path = tmp_path_factory.mktemp("sample") / "w"
    write_sample(path, seed=1)
    return path


@pytest.fixture(scope="module")
def forks() -> Iterator[Path]:
    """A server of warm processes of this process, as `kit run` has one."""
    from kit.reports import scratch, warm

    before = dict(os.environ)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), before.get("PYTHONPATH")]))
    with scratch.folder() as own:
        warm.start(own)
        yield own
    os.environ.clear()
    os.environ.update(before)
