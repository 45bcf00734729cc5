"""What several rooms' tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the repository; tests that need it are skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip(f"no real exports at {SHARED}")
    return SHARED
