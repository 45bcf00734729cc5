"""Hostile texts stay texts: known payloads in every table, sentence and chart of a report page, in Chromium."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
import re
from typing import Any

import pandas as pd
import pytest

from browser import browser
from hostile import (
    batched,
    beyond,
    both,
    code,
    display,
    drawn_words,
    Eye,
    GROUPS,
    HARMLESS,
    KNOWN,
    missing,
    notebook,
    PAYLOADS,
    unlike,
    watched,
)
from kit import charts, show, wording
from kit.finding import Column, Finding
from kit.reports import results
from kit.reports.page import KitExporter

FORMS = ("ranking", "ranges", "pairs", "timeline", "relation", "composition", "distribution")
ROWS = 54  # of one chart here
SEEN = (  # some that need no click: a script, two handlers, a request, a frame
    "<script>alert(123)</script>",
    "<svg/onload=alert('XSS')>",
    "<img src=x onerror=alert(123) />",
    '<LINK REL="stylesheet" HREF="http://ha.ckers.org/xss.css">',
    "<iframe srcdoc=<svg/o&#x6Eload&equals;alert&lpar;1)&gt;>",
)
DAYS = pd.date_range("2026-07-06", periods=ROWS, freq="D")
exporter = KitExporter()


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def eye(opened) -> Eye:
    return Eye(opened)


def page_of(*outputs: dict[str, Any]) -> str:
    cell = code(*map(display, outputs), execution_count=1)
    return exporter.from_notebook_node(notebook(cell), {"metadata": {"name": "report"}})[0]


def report(findings: Sequence[Finding]) -> str:
    return page_of(*({results.FINDING: f.to_json()} for f in findings))


def rates(value: float, rows: int) -> dict[str, Any]:
    return {"rate": [value + i / 1000 for i in range(rows)], "rate_low": value / 2, "rate_high": 2 * value}


def rows_of(texts: Sequence[str], unit: str) -> Finding:
    """Three texts as names, handles, remarks; as heads; as what was left out."""
    heads = [*texts, "a", "b"]
    table = pd.DataFrame({"creator": texts, "creator_id": texts[::-1], "note": texts, **rates(0.1, len(texts))})
    columns = [Column("creator", heads[0]), Column("creator_id", "Id"), Column("note", heads[1])]
    columns += [Column("rate", heads[2], "rate", f"of {unit}"), Column("rate_low", "Low", "rate")]
    columns += [Column("rate_high", "High", "rate")]
    said = {"left_out": dict.fromkeys(texts, 7), "sources": tuple(texts), "n": dict.fromkeys(texts, 3)}
    return Finding("rows", f"Who? {heads[0]}", f"{wording.name(heads[0])} leads.", table, tuple(columns), **said)


def units_of(one: str, two: str) -> Finding:
    """Two texts as heads and units of figures, and as what an interval is called."""
    table = pd.DataFrame({"creator": ["x"], **rates(0.1, 1), "count": [12]})
    columns = [
        Column("creator", "Creator"),
        Column("rate", one, "rate", f"of {two}"),
        Column("rate_low", "Low", "rate"),
    ]
    columns += [Column("rate_high", "High", "rate"), Column("count", two, "count", f"of {one}")]
    return Finding("units", "How many?", "Twelve.", table, tuple(columns), interval=one)


def tables(texts: Sequence[str]) -> list[Finding]:
    half = len(texts) // 2
    units = texts[half:] + texts[:half]
    others = units[1::3] + units[2::3]
    middle = len(others) // 2
    pairs = zip(others[: len(others) - middle], others[middle:], strict=True)
    made = [rows_of(some, unit) for some, unit in zip(batched(texts, 3), units[::3], strict=True)]
    return made + [units_of(*two) for two in pairs]


def sentences(texts: Sequence[str]) -> list[Finding]:
    """Each text as question, takeaway, caveat, definition; and in a refusal."""
    made = []
    for t in texts:
        said = f"{wording.name(t)} is ahead of {t}, by far."
        made.append(Finding("told", t, said, caveat=f"Mind {t}", status="caveat", definitions={t: f"Is {t}"}))
        made.append(Finding("no", t, f"There is no table {t}. Import one: kit import a.csv", status="not_shown"))
    return made


def test_there_are_more_than_two_hundred_payloads_and_each_names_its_source():
    assert len(KNOWN) == len(set(KNOWN)) >= 220
    assert all(group["source"] and group["address"] and group["licence"] for group in GROUPS)


@pytest.mark.slow
@pytest.mark.parametrize("payload", SEEN)
def test_the_eye_sees_what_a_payload_does_where_nobody_escapes_it(payload, opened, tmp_path):
    assert payload in PAYLOADS
    (tmp_path / "page.html").write_text(f"<body>{payload}", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"page\.html: "):
        Eye(opened).look(tmp_path / "page.html")


def looked_at(eye: Eye, folder: Path, kind: Callable[[Sequence[str]], list[Finding]]) -> dict[str, Any]:
    """The page of hostile texts, which is like that of harmless ones in all but its words."""
    found = watched(eye, report(kind(PAYLOADS)), folder, "page")
    assert not unlike(found, eye.look(both(report(kind(HARMLESS)), folder, "harmless")[1]))
    return found


@pytest.mark.slow
def test_texts_in_tables_add_nothing_but_text(eye, tmp_path):
    found = looked_at(eye, tmp_path, tables)
    for part in ("names", "heads", "cells"):
        assert not missing(PAYLOADS, found[part], 90), part


@pytest.mark.slow
def test_texts_in_sentences_add_nothing_but_text(eye, tmp_path):
    found = looked_at(eye, tmp_path, sentences)
    said = [words for t in PAYLOADS for words in (f"is ahead of {t}, by far.", f"Mind {t}", f"no table {t}.")]
    said += [f"Is {t.replace('https://', '')}" for t in PAYLOADS]  # a link says its host
    assert not missing(said, found["text"])


@pytest.mark.slow
def test_what_jupyterlab_shows_of_findings_is_text_too(eye, tmp_path):
    cards = [show.card(f.to_json()) for f in [*tables(PAYLOADS)[:108], *sentences(PAYLOADS)]]
    policy = re.search('<meta content[^>]*Policy"/>', page_of())[0]
    found = watched(eye, f"<!DOCTYPE html><meta charset=utf-8>{policy}<body>{''.join(cards)}", tmp_path, "page")
    assert not beyond(found)
    assert not missing([f"Mind {t}" for t in PAYLOADS], found["text"])


@pytest.mark.slow
def test_a_command_in_a_refusal_is_text_too(eye, tmp_path):
    def refusals(texts):
        said = [f"No {t}. Import one: kit import {t}.csv --into {t}" for t in texts]
        return report([Finding("no", "Who?", words, status="not_shown") for words in said])

    found = watched(eye, refusals(PAYLOADS), tmp_path, "page")
    harmless = eye.look(both(refusals(HARMLESS), tmp_path, "harmless")[1])
    assert set(found["tags"]) == set(harmless["tags"])
    assert found["attributes"] == harmless["attributes"]
    assert not missing(PAYLOADS, found["text"])


def chart(form: str, texts: Sequence[str], own_words: bool) -> tuple[Finding, charts.Chart]:
    """One chart whose rows, lines, labels, events and parts are called so, and that says all of it in its words."""
    size, whole = len(texts), "; ".join(texts)
    table = pd.DataFrame({"name": texts, "day": DAYS[:size], **rates(0.1, size), "a": 0.2, "b": 0.3})
    columns = [Column("name", texts[0]), Column("day", "Day", "date")]
    columns += [Column(c, texts[i % size], "rate", texts[-i]) for i, c in enumerate(("rate", "a", "b"), 1)]
    columns += [Column("rate_low", "Low", "rate"), Column("rate_high", "High", "rate")]
    f = Finding(form, "Who?", whole, table, tuple(columns), sources=tuple(texts), n=dict.fromkeys(texts, 3))
    more: dict[str, Any] = {"marks": whole} | ({"title": whole, "foot": whole} if own_words else {})
    if form == "timeline":
        more["events"] = dict(zip(texts, DAYS, strict=False))
    elif form == "relation":
        more |= {"x": "a", "y": "rate", "label": texts}
    else:
        more["rows"] = size
    if form == "distribution":
        more["cases"] = table
    return f, getattr(charts, form)(f, **more)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_texts_in_charts_add_nothing_but_text(form, eye, tmp_path):
    drawn = [chart(form, some, i % 2 == 0) for i, some in enumerate(batched(PAYLOADS, ROWS))]
    outputs = [data for f, c in drawn for data in ({results.FINDING: f.to_json()}, c._repr_mimebundle_())]
    found = watched(eye, page_of(*outputs), tmp_path, "charts")
    assert not missing([wording.clause(f.takeaway) for f, _ in drawn], "".join(found["words"]))
    assert not missing(PAYLOADS, found["text"])  # where the whole takeaway stands
    shown = [b64decode(s.partition("base64,")[2]).decode() for s in found["sources"]]
    assert len(shown) == 2 * len(drawn)
    lines = [drawn_words(svg) for svg in shown]
    for size in (lines[::2], lines[1::2]):  # wide, narrow
        assert not missing(PAYLOADS, "".join(line for own in size for line in own))
        names = [line for own in size for line in own if line.startswith("\u2068")]
        assert form in ("timeline", "relation") or not missing(PAYLOADS, "\n".join(names), 9)
    for i, svg in enumerate(shown):
        (tmp_path / f"{i}.svg").write_bytes(svg.encode())
        eye.look(tmp_path / f"{i}.svg")
