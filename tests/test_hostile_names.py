"""Hostile texts in the gallery, in names of files, and in what is imported."""

from collections.abc import Iterator, Sequence
import csv
import io
from pathlib import Path
import re
from typing import Any
import unicodedata
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

from browser import browser
from hostile import batched, both, cells_of, Eye, HARMLESS, missing, PAYLOADS, runnable, STEERS, unlike, watched
from kit.errors import UsageError
from kit.intake import import_paths
from kit.reports import plan as plans
from kit.reports.manifest import gallery

ROOT = Path(__file__).parents[1]
STATES = ("done", "failed", "skipped", "not_run", "")
PAGE = re.compile(r"#.*|[^/:?#\\]+\.html(#.*)?")


@pytest.fixture(scope="module")
def eye() -> Iterator[Eye]:
    with browser() as opened:
        yield Eye(opened)


def record(number: int, text: str, report: str = "") -> dict[str, Any]:
    """A record whose every word is the text; its files have names of ours."""
    sketch = {"key": text, "label": text, "kind": "money", "unit": text, "of": 9, "values": [1.5, 2.5]}
    sketch |= {"low": [1, 2], "high": [2, 3], "names": [text, text]}
    days = {"first": "2026-07-01", "days": [0, 1]} if number % 2 else {}
    return {
        "name": f"r{number}",
        "report": report or text,
        "title": text,
        "label": text if number % 2 else "",
        "brand": text,
        "status": STATES[number % len(STATES)] or text,
        "error": text,
        "failure": {"kind": text, "sentence": text, "section": text, "details": text} if number % 3 else text,
        "files": [f"r{number}.html", text],
        "made": text if number % 7 else "2026-10-02T09:00:00",
        "made_up": True,
        "seconds": 2.0,
        "peak_memory_mb": 300,
        "findings": {"shown": 2, text: 3},
        "brief": {"id": text, "key": text, "status": text, "text": f"{text} leads."},
        "sketch": {k: v for k, v in sketch.items() if k != "names"} | days if days else sketch,
        "parameters": {text: text},
        "command": text,
    }


def test_a_record_has_every_field_that_the_gallery_reads():
    """Else a new field would stand there untested."""
    source = "".join(p.read_text() for p in (ROOT / "src/kit/reports").glob("gallery/*.py"))
    read = set(re.findall(r'\br(?:ecord)?(?:\.get\(|\[)"(\w+)"', source))
    assert read <= set(record(1, "x"))


def shape(eye: Eye, folder: Path, hostile: Sequence[dict], harmless: Sequence[dict]) -> dict[str, Any]:
    found = watched(eye, gallery(hostile), folder, "gallery", PAGE)
    assert not unlike(found, eye.look(both(gallery(harmless), folder, "harmless")[1])), hostile[0]["label"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("report", ["", "benchmarking"], ids=["each of its own report", "all of one report"])
def test_texts_in_the_gallery_add_nothing_but_text(report, eye, tmp_path):
    hostile, harmless = ([record(i, text, report) for i, text in enumerate(texts)] for texts in (PAYLOADS, HARMLESS))
    found = shape(eye, tmp_path, hostile, harmless)
    assert "figure" in found["tags"]
    assert not missing(PAYLOADS, found["text"])


@pytest.mark.slow
def test_brands_among_which_the_gallery_lets_choose_add_nothing_but_text(eye, tmp_path):
    known = {}  # harmless galleries, by the isolates in their texts
    for some, calm in zip(batched(PAYLOADS, 8), batched(HARMLESS, 8), strict=True):
        hostile, harmless = (
            [record(n, text, "b") | {"brand": f"{n} {text}"} for n, text in enumerate(texts)] for texts in (some, calm)
        )
        kind = tuple(re.sub(r"\d", "", text) for text in calm)
        if kind not in known:
            known[kind] = eye.look(both(gallery(harmless), tmp_path, "harmless")[1])
        assert not unlike(eye.look(both(gallery(hostile), tmp_path, "page")[1]), known[kind]), some


@pytest.mark.slow
def test_names_in_a_spoiled_manifest_lead_nowhere_else(eye, tmp_path):
    records = [record(i, text) | {"name": text, "files": [f"{text}.html"]} for i, text in enumerate(PAYLOADS)]
    assert not missing(PAYLOADS, watched(eye, gallery(records), tmp_path, "gallery", PAGE)["text"])


def fit(name: str) -> bool:
    """Whether a file can be called so everywhere, and lies in its folder."""
    kinds = {unicodedata.category(c)[0] for c in name}
    return kinds <= set("LMNP") and not re.search(r'[/\\:*?"<>|]|^[.-]|\.\.|\.$', name) and len(name.encode()) < 200


def plan(folder: Path, rows: Sequence[dict[str, Any]]) -> list[Any]:
    path = folder / "plan.yaml"
    content = {"reports": [{"report": "post_mortem", "rows": list(rows)}]}
    path.write_text(yaml.safe_dump(content, allow_unicode=False), encoding="utf-8")
    return plans.read(path, {})


def test_files_named_after_texts_lie_in_their_folder_under_names_of_their_own(tmp_path):
    rows = [
        {
            "brand": t,
            "campaign": t,
            "margin": i / 1000,
            "name": "{brand}-{campaign}-{margin}",
            "label": "{brand}: {campaign}",
        }
        for i, t in enumerate(PAYLOADS)
    ]
    runs = plan(tmp_path, rows)
    assert [run.parameters["brand"] for run in runs] == PAYLOADS
    assert all(fit(run.stem) for run in runs)
    assert len({unicodedata.normalize("NFKC", run.stem).casefold() for run in runs}) == len(PAYLOADS)
    assert all((tmp_path / f"{run.stem}.html").resolve().parent == tmp_path.resolve() for run in runs)
    assert not missing((f"{t}: {t}"[:150] for t in PAYLOADS), "".join(run.label for run in runs))


def refusal(folder: Path, row: dict[str, Any]) -> str:
    """Why a plan with this row is refused; "" where its file is fit."""
    try:
        (run,) = plan(folder, [row])
    except UsageError as error:
        return str(error)
    assert fit(run.stem)
    return ""


def test_a_text_that_can_be_no_name_or_label_is_refused_in_a_line(tmp_path):
    said = [refusal(tmp_path, {key: text}) for key in ("name", "label") for text in PAYLOADS]
    refused = [sentence for sentence in said if sentence]
    assert len(refused) > 200
    for sentence in refused:
        assert sentence.startswith(f"{tmp_path / 'plan.yaml'}, line ")
        assert not STEERS.search(sentence), ascii(sentence)
        assert "\n" not in sentence


@pytest.mark.slow
def test_links_of_the_gallery_lead_to_the_very_files(eye, tmp_path):
    called = {"name": "{brand}-{margin}"}
    runs = plan(tmp_path, [called | {"brand": t, "margin": i / 1000} for i, t in enumerate(PAYLOADS)])
    records = [{"name": run.stem, "report": "benchmarking", "title": "T", "status": "done"} for run in runs]
    for number, run in enumerate(runs):
        (tmp_path / f"{run.stem}.html").write_text(f"<p>this is {number}", encoding="utf-8")
    index = tmp_path / "index.html"
    index.write_text(gallery(records), encoding="utf-8")
    links = [value for _, value in eye.look(index)["links"]]
    pages = list(dict.fromkeys(value.partition("#")[0] for value in links if not value.startswith("#")))
    paths = [Path(unquote(urlsplit(urljoin(index.as_uri(), page)).path)) for page in pages]
    assert [path.read_text() for path in paths] == [f"<p>this is {number}" for number in range(len(runs))]
    for number in range(0, len(runs), 80):
        eye.page.goto(index.as_uri())
        eye.page.click(f'a[href="{pages[number]}"]')
        assert eye.page.inner_text("p") == f"this is {number}"


def test_texts_in_names_and_heads_of_imported_files_reach_no_terminal_raw(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    names = [f"a {text}".replace("/", "∕").replace("\0", "")[:60] for text in PAYLOADS]
    for i, (name, text) in enumerate(zip(names, PAYLOADS, strict=True)):
        stream = io.StringIO()
        csv.writer(stream).writerows([[text, f"x{i}"], [text, text]])
        (folder / f"{name}{i}.csv").write_bytes(stream.getvalue().encode())
    reports = import_paths([folder], tmp_path / "w")
    assert len(reports) == len(PAYLOADS)
    said = [str(report) for report in reports]
    wrong = [words for words in said if STEERS.search(words) or "\n" in words]
    assert not wrong, ascii(wrong[:5])
    assert not missing((name[:40] for name in names), "".join(said))


def test_refused_rows_say_why_and_run_in_no_spreadsheet(tmp_path):
    stream = io.StringIO()
    rows = [{"creator_id": f"c{i}", "name": text, "followers": text} for i, text in enumerate(PAYLOADS)]
    csv.DictWriter(stream, rows[0]).writerows([dict(zip(rows[0], rows[0], strict=True)), *rows])
    (tmp_path / "creators.csv").write_bytes(stream.getvalue().replace("\0", "").encode())
    (report,) = import_paths([tmp_path / "creators.csv"], tmp_path / "w")
    assert report.refused > 200
    assert not STEERS.search(str(report).replace("\n", "")), ascii(str(report))
    (file,) = (tmp_path / "w" / "refused").iterdir()
    assert not runnable(cells_of(file))
