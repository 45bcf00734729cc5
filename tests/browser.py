"""Chromium for tests that look at a page: `with browser() as b`, `open_page(b, path, width, scheme)`, `axe(page)`.

Skips, with the reason, where there is no Chromium.  Its background traffic is switched off: tests run offline.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import shutil
from typing import Any

import pytest

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    where = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if where is None:
        pytest.skip("no chromium on PATH (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=where, args=ARGS)
        yield opened
        opened.close()


@contextmanager
def open_page(opened: Any, path: Path, width: int = 1280, scheme: str = "light") -> Iterator[tuple[Any, list[str]]]:
    """The page at `path` with all folds open, and what its console complained of."""
    page = opened.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    yield page, said
    page.close()


def axe(page: Any) -> list[str]:
    """What axe-core finds at levels A and AA and among best practices, one line each."""
    axe_sync = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = axe_sync.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]
