"""Chromium for tests that look at a page: `with browser() as b`, `open_page(b, path, width, scheme)`, `axe(page)`.

Skips, with the reason, where there is no Chromium.  How it is started and asked stands in `benchmarks/looking.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import looking
from looking import open_page

__all__ = ["axe", "browser", "open_page"]


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    if looking.chromium() is None:
        pytest.skip("no chromium on PATH (apt-get install chromium)")
    pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with looking.browser() as opened:
        yield opened


def axe(page: Any) -> list[str]:
    """What axe-core finds at levels A and AA and among best practices with all folds open, one line each."""
    pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return looking.axe(page)[0]
