"""What several rooms' tests share."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def _key_of_its_own(tmp_path_factory) -> None:
    """No test makes or reads the key of the person who runs it."""
    os.environ["KIT_KEY_FILE"] = str(tmp_path_factory.mktemp("keys") / "person.key")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the repository; tests that need it are skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip(f"no real exports at {SHARED}")
    return SHARED
