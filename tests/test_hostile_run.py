"""Hostile texts in one whole run: a workspace of payloads, three reports, their gallery, pages and data."""

from base64 import b64decode
from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

import pandas as pd
import pytest
import yaml

from browser import browser
from hostile import beyond, cells_of, drawn_words, Eye, KNOWN, missing, OWN, runnable, STEERS, watched
from kit.workspace import Workspace
from running import kit

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
PAGE = re.compile(r"#.*|[^/:?#\\]+\.html(#.*)?")
# Columns whose texts are replaced, and what they hold: equal texts of one kind become the same payload everywhere.
TEXTS = {
    "creator_id": "creator", "name": "name", "brand": "brand", "campaign": "campaign", "caption": "caption",
    "text": "comment", "subject": "subject", "series": "series", "label": "event", "hashtags": "hashtag",
    "hashtag": "hashtag", "mentions": "mention", "sound": "sound", "promo_code": "code", "referral_link": "link",
    "link": "link", "landing_page": "page", "coder": "coder", "url": "url", "source_medium": "medium",
    "survey_answer": "survey", "category": "category", "collected_for": "hashtag",
}  # fmt: skip


@pytest.fixture(scope="module")
def eye() -> Iterator[Eye]:
    with browser() as opened:
        yield Eye(opened)


def hostile_workspace(sample: Path, path: Path) -> dict[str, dict[str, str]]:
    """The made-up workspace with payloads for its texts; gives each kind's texts and what became of them."""
    became = {"brand": {"Kesavi": OWN[0]}, "campaign": {"Sunny September": OWN[4]}}

    def replaced(kind: str, value: Any) -> Any:
        if isinstance(value, str):
            own = became.setdefault(kind, {})
            n = 40 * list(became).index(kind) + len(own)  # each kind begins with another
            return own.setdefault(value, KNOWN[n % len(KNOWN)] + (f" {n}" if len(own) >= len(KNOWN) else ""))
        return value if not hasattr(value, "__iter__") else [replaced(kind, v) for v in value]

    made = Workspace.create(path)
    for file in sorted(sample.glob("*/*.parquet")):
        frame = pd.read_parquet(file).drop(columns=["source", "imported_at"])
        if "name" in frame:
            frame["name"] = frame["creator_id"]  # everybody has a name of their own
        for column in frame.columns.intersection(list(TEXTS)):
            frame[column] = [replaced(TEXTS[column], value) for value in frame[column]]
        made.append(file.parent.name, frame, source=KNOWN[0])
    return became


@pytest.fixture(scope="module")
def run(sample, tmp_path_factory) -> tuple[Path, str]:
    """Where the three reports lie that were made of hostile data, and what was said meanwhile."""
    folder = tmp_path_factory.mktemp("run")
    became = hostile_workspace(sample, folder / "w")
    own, campaign = became["brand"]["Kesavi"], became["campaign"]["Sunny September"]
    shared = {"name": "{report}-{brand}", "label": f"{{report}}: {KNOWN[7].replace('{', '{{')}"}
    outcome, handle = became["series"]["orders, all channels"], became["creator"]["vadrazo62"]
    asked = [
        {"report": "benchmarking", "parameters": {"brand": own}} | shared,
        {"report": "tier_pricing", "parameters": {"brand": own, "handle": handle, "quote": 900}} | shared,
        {"report": "post_mortem", "parameters": {"brand": own, "campaign": campaign, "outcome": outcome}} | shared,
    ]
    (folder / "plan.yaml").write_text(yaml.safe_dump({"reports": asked}), encoding="utf-8")
    done = kit("run", folder / "plan.yaml", "--data", folder / "w", "--out", folder / "out", "--jobs", 2, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out", done.stdout + done.stderr


def test_reports_on_hostile_data_are_made_of_text(run, eye, tmp_path):
    out, said = run
    assert not STEERS.search(said), ascii(said)
    pages = {path: watched(eye, path.read_text(), tmp_path, path.stem, PAGE) for path in sorted(out.glob("*.html"))}
    assert len(pages) == 4
    for path, found in pages.items():
        assert not beyond(found)
        for i, source in enumerate(found["sources"]):
            svg = b64decode(source.partition("base64,")[2])
            assert drawn_words(svg.decode())
            (tmp_path / f"{path.stem}{i}.svg").write_bytes(svg)
            eye.look(tmp_path / f"{path.stem}{i}.svg")
    assert len(missing(KNOWN, "".join(found["text"] for found in pages.values()), 24)) <= len(KNOWN) - 80


def test_data_of_reports_on_hostile_data_run_in_no_spreadsheet(run):
    out, _ = run
    cells = [cell for file in sorted(out.glob("*/*.csv")) for cell in cells_of(file)]
    assert not runnable(cells)
    assert len(missing(KNOWN, "".join(cells))) <= len(KNOWN) - 200
    for file in out.glob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))
