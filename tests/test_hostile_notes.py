"""Hostile texts in what a report says once, in the command under it, and in what strategists add to a notebook."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
import html
import re
import subprocess
from typing import Any

import nbformat
import pytest

from browser import browser
from hostile import (
    batched,
    beyond,
    both,
    code,
    display,
    error,
    Eye,
    HARMLESS,
    missing,
    notebook,
    PAYLOADS,
    unlike,
    watched,
)
from kit.reports import results
from kit.reports.page import KitExporter

BREAKS = re.compile("[\x00-\x1f]")  # what cannot stand in a notebook's own comment
KEPT = ("brand", "campaign", "currency")
ASKED = {results.FINDING: {"key": "k", "question": "Mint & Clay, <b>", "takeaway": "Yes."}}
exporter = KitExporter()


@pytest.fixture(scope="module")
def eye() -> Iterator[Eye]:
    with browser() as opened:
        yield Eye(opened)


def made(ran: nbformat.NotebookNode, name: str = "report") -> str:
    return exporter.from_notebook_node(ran, {"metadata": {"name": name}})[0]


def text_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def stopped(texts: Sequence[str]) -> nbformat.NotebookNode:
    """A run that stopped; whatever a page says once is one of the texts, or all of them, each time in another order."""
    one, whole = texts[0], " ".join(texts)
    turned = [*texts[1:], one]
    about = {key: " ".join([*turned[i:], *turned[:i]]) for i, key in enumerate(KEPT)}
    about |= {"workspace": whole, "audience": one, "window": [one, one], "captured": [one, one], "flight": [one, one]}
    about |= {"made_up": True, "refused": 3, "versions": dict(zip(texts, turned, strict=True))}
    about["tables"] = [{"table": t, "rows": 3, "files": 1, "sha256": t} for t in texts]
    source = "".join(f"p{i} = 1  # is {' '.join(BREAKS.sub(' ', t).split())}\n" for i, t in enumerate(texts))
    errors = [error(t, f"{t} too") for t in texts]
    cells = [code(source=source, tags=["parameters"]), code(display({results.REPORT: about}))]
    cells += [code(*errors, tags=["raises-exception"]), text_cell("## Who?"), code()]
    failure = {"kind": one, "sentence": f"In {whole}", "section": one, "cell": 5, "details": f"{' '.join(turned)} too"}
    kit = {"report": whole, "made": one, "notebook_sha256": one, "failure": failure}
    given = {f"{i} {t}": t for i, t in enumerate(texts)} | {"texts": list(texts), "map": {one: one}}
    return notebook(*cells, kit=kit, papermill={"parameters": given})


@pytest.mark.slow
def test_texts_that_a_page_says_once_add_nothing_but_text(eye, tmp_path):
    """Brand, campaign, tables read, versions, parameters and their meaning, the report's name, why it failed."""
    harmless = {}  # pages, by the isolates in their texts
    for some, calm in zip(batched(PAYLOADS, 9), batched(HARMLESS, 9), strict=True):
        found = watched(eye, made(stopped(some), some[0]), tmp_path, "page")
        kind = tuple(re.sub(r"\d", "", text) for text in calm)
        if kind not in harmless:
            harmless[kind] = eye.look(both(made(stopped(calm), calm[0]), tmp_path, "harmless")[1])
        assert not unlike(found, harmless[kind]), some
        assert not missing(some, found["text"])
        assert not missing(some, found["title"])


def test_a_heading_is_escaped_once():
    for page in (made(notebook(text_cell("## Mint & Clay, `<b>`"))), made(notebook(code(display(ASKED))))):
        assert "Mint &amp; Clay, &lt;b&gt;</h2>" in page


def test_the_command_under_a_page_gives_every_parameter_as_it_was():
    """Run by bash in a shell without any other command: what is not quoted would show, and could do no harm."""
    given = [text for text in PAYLOADS if "\0" not in text]
    pages = [made(notebook(papermill={"parameters": {"x": text}})) for text in given]
    commands = [html.unescape(re.search('id="again".*?<code>(.*?)</code>', page, re.DOTALL)[1]) for page in pages]
    script = "PATH=; kit() { printf '%s\\0' \"$@\"; printf '\\1\\0'; }\n" + "\n".join(commands)
    done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, check=True)
    assert done.stderr == b""
    said = [words.split("\0")[:-1] for words in done.stdout.decode().split("\1\0")[:-1]]
    assert said == [["run", "report", "-p", f"x={text}"] for text in given]


def added(text: str) -> list[dict[str, Any]]:
    """A text as all that a strategist may add to a notebook."""
    data = [{kind: text} for kind in ("text/html", "text/markdown", "text/plain", "text/latex", "image/svg+xml")]
    data += [{"text/html": f"<table><tr><td>{text}</td></tr></table>"}, {"text/html": f'<td colspan="{text}">{text}'}]
    data += [{"text/html": f"<img alt='{text}' src='{text}'>"}, {"image/png": b64encode(text.encode()).decode()}]
    outputs = [display(d, **{"image/png": {"alt": text, "width": text}}) for d in data]
    outputs += [{"output_type": "stream", "name": name, "text": text} for name in ("stdout", "stderr")]
    said = f"# {text}\n\n{text}\n\n## {text}\n\n[{text}]({text}) ![{text}](<{text}>) `{text}`\n\n{text}"
    return [text_cell(said), code(*outputs, error(text, text), tags=["raises-exception"])]


@pytest.mark.slow
def test_what_strategists_add_cannot_run_load_or_lead_away(eye, tmp_path):
    for some in batched(PAYLOADS, 81):
        found = watched(eye, made(notebook(*(cell for text in some for cell in added(text)))), tmp_path, "page")
        assert not beyond(found)
        assert not missing((text for text in some if not BREAKS.search(text)), found["text"])
