"""Where a report's numbers come from: chips, dates, definitions, tables read, parameters, versions, the command."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
import re
import shlex
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from kit import show, wording
from kit.reports import results

BREAK, OPTIONS = " \\\n    ", ("-p", "--data")
REFUSED = "rows that imports refused (they lie in the workspace’s folder refused)"
CHIPS = ("brand", "campaign", "flight", "window", "currency", "audience")
_ADDRESS = re.compile(r"https://[\w.-]+(?:/[\w./%?=&;#~+,:@!-]*[\w/#=-])?")


def made(
    nb: NotebookNode, about: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], name: str
) -> dict[str, Any]:
    """The parts of the page that say what it rests on."""
    return {
        "chips": chips(about),
        "dateline": Markup(dateline(nb, about)),
        "definitions": definitions(findings),
        "tables": Markup(tables(about)),
        "parameters": parameters(nb),
        "command": Markup(show.text(command(nb, name), lines=True)),
        "versions": Markup(show.text(versions(nb, about, name))),
    }


def chips(about: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    shown = {key: about.get(key) or "" for key in CHIPS}
    shown["audience"] = "internal, do not forward" if about.get("audience") == "internal" else ""
    for key in ("flight", "window"):
        shown[key] = wording.window(*(about.get(key) or ("", "")))
    return [(key.capitalize(), Markup(_name(value))) for key, value in shown.items() if value]


def _name(value: Any) -> str:
    return show.text(wording.name(value, 80))


def dateline(nb: NotebookNode, about: Mapping[str, Any]) -> str:
    first, last = [*(about.get("captured") or []), "", ""][:2]
    day = wording.window(first, last)
    made_on = results.made(nb)
    parts = [
        f"Data captured {day}" if day else "",
        f"report made {wording.day(made_on)}" if made_on else "",
        "in brackets: 95\u202f% intervals, unless said",
    ]
    line = " · ".join(filter(None, parts))
    return line[:1].upper() + line[1:]


def definitions(findings: Sequence[Mapping[str, Any]]) -> list[tuple[Markup, Markup]]:
    """Every definition that a finding uses, once; web addresses in them are the page's only links out."""
    merged: dict[str, str] = {}
    for finding in findings:
        for term, meaning in finding["definitions"].items():
            merged.setdefault(term, meaning)
    names = {term: wording.words(term) if "_" in term else term[:1].upper() + term[1:] for term in merged}
    return [
        (Markup(show.text(names[term])), Markup(_linked(merged[term])))
        for term in sorted(names, key=lambda t: names[t].lower())
    ]


def _linked(meaning: str) -> str:
    def link(match: re.Match) -> str:
        address = match[0]
        host = address.split("/")[2].removeprefix("www.")
        return f'<a href="{address}" rel="noreferrer">{host}</a>'

    return _ADDRESS.sub(link, show.text(meaning))


def tables(about: Mapping[str, Any]) -> str:
    """The tables read, with rows, files, refused rows and the start of their SHA-256."""
    read = list(about.get("tables") or [])
    if not read:
        return ""
    kinds = {
        "table": "text",
        "rows": "number",
        "captures": "number",
        "files": "count",
        "refused": "count",
        "sha256": "text",
    }
    names = [name for name in kinds if any(table.get(name) for table in read)]
    columns = [
        {"name": n, "label": "SHA-256" if n == "sha256" else n.capitalize(), "kind": kinds[n], "unit": ""}
        for n in names
    ]
    rows = [[str(t.get(n) or "")[:10] if n == "sha256" else t.get(n) for n in names] for t in read]
    refused = about.get("refused")
    return show.table(
        {
            "key": "tables_read",
            "question": "Tables read" + (", all made up" if about.get("made_up") else ""),
            "status": "shown",
            "columns": columns,
            "rows": rows,
            "left_out": {REFUSED: refused} if refused else {},
        },
        limit=len(rows),
        whole=True,
    )


def parameters(nb: NotebookNode) -> list[dict[str, Markup]]:
    """What was given, each with its meaning; the names of what was not in one last line, without a name of its own."""
    meanings = {p.name: p.meaning for p in results.parameters(nb)}
    values = results.values(nb)
    unset = [name for name, value in values.items() if value is None or value == "" or value == []]
    rows = [
        {
            "name": Markup(show.text(name)),
            "value": Markup(_value(value)),
            "meaning": Markup(show.text(meanings.get(name, ""))),
        }
        for name, value in values.items()
        if name not in unset
    ]
    return [*rows, {"name": Markup(""), "value": Markup(show.text(", ".join(unset)))}] if unset else rows


def _value(value: Any) -> str:
    return _name(value if isinstance(value, str) else repr(value))


def command(nb: NotebookNode, name: str) -> str:
    """What makes this report again, one parameter a line."""
    return _lines(str(nb.metadata.get("kit", {}).get("command") or results.rerun(nb, name)))


def _lines(line: str) -> str:
    """A shell command with a new line before each option."""
    try:
        words = shlex.split(line)
    except ValueError:
        return line
    starts = [i for i, word in enumerate(words) if word in OPTIONS and (i == 0 or words[i - 1] not in OPTIONS)]
    parts = [words[a:b] for a, b in pairwise([0, *starts, len(words)])]
    return BREAK.join(" ".join(map(_quoted, part)) for part in parts)


def _quoted(word: str) -> str:
    """For bash; what a page or a terminal would swallow (control and direction characters, tabs) goes as bytes."""
    if wording.inert(word) == word and "\t" not in word:
        return shlex.quote(word)
    safe = re.compile(r"[\w=.,:/ -]", re.ASCII)
    return "$'" + "".join(c if safe.match(c) else "".join(f"\\x{b:02x}" for b in c.encode()) for c in word) + "'"


def versions(nb: NotebookNode, about: Mapping[str, Any], name: str) -> str:
    found = sorted((about.get("versions") or {}).items(), key=lambda item: (item[0] != "kit", item[0].lower()))
    parts = [f"{package} {version}" for package, version in found]
    sha = nb.metadata.get("kit", {}).get("notebook_sha256", "")
    return " · ".join([*parts, f"notebook {name}.ipynb{' ' + sha[:10] if sha else ''}"])
