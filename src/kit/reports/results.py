"""What an executed notebook holds, as data: its findings, parameters and inputs; NAME.json and the CSVs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
import csv
import io
import json
from pathlib import PurePath
import re
import shlex
from typing import Any
import uuid
from weakref import WeakValueDictionary

from nbformat import NotebookNode

from kit.errors import UsageError
from kit.files import spreadsheet_safe
from kit.reports.page import unfinished
from kit.reports.parameters import declared, Parameter

FINDING = "application/vnd.kit.finding+json"
REPORT = "application/vnd.kit.report+json"
CHART = "application/vnd.kit.chart+json"
RESOLVED = ("brand", "campaign", "as_of", "currency")  # what the data suggest where a parameter is empty
FIELDS: dict[str, Any] = {
    "key": "",
    "question": "",
    "status": "shown",
    "takeaway": "",
    "caveat": "",
    "priority": 50,
    "n": {},
    "left_out": {},
    "window": ["", ""],
    "sources": [],
    "definitions": {},
    "interval": "interval",
    "columns": [],
    "rows": [],
}


def results(nb: NotebookNode) -> dict[str, Any]:
    """NAME.json: {"report", "title", "parameters", "made", "status", "failure", "findings"}; of a failed run, what was
    computed."""
    missing = unfinished.of(nb)
    return {
        "report": report_name(nb),
        "title": title(nb),
        "parameters": values(nb),
        "made": made(nb),
        "status": "failed" if missing else "done",
        "failure": missing.failure if missing else None,
        "findings": findings(nb),
    }


class Rows(list):
    """The rows of a large finding, and the JSON in which they travelled; one list for all who ask, while one has it."""

    def __init__(self, text: str) -> None:
        super().__init__(json.loads(text))
        self.text = text


_known: WeakValueDictionary[str, Rows] = WeakValueDictionary()


def _unpacked(text: str) -> Rows:
    found = _known.get(text)
    if found is None:
        found = _known[text] = Rows(text)
    return found


def text(result: Mapping[str, Any]) -> str:
    """The text of NAME.json; rows that travelled as one text stand in one line."""
    large: dict[str, str] = {}

    def told(finding: Mapping[str, Any]) -> Mapping[str, Any]:
        if not isinstance(finding["rows"], Rows):
            return finding
        mark = uuid.uuid4().hex
        large[f'"{mark}"'] = finding["rows"].text
        return {**finding, "rows": mark}

    said = json.dumps({**result, "findings": [*map(told, result["findings"])]}, ensure_ascii=False, indent=1)
    return re.sub('"[0-9a-f]{32}"', lambda m: large.get(m[0], m[0]), said) if large else said


def csv_files(findings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """{key: CSV text} of each finding that has a table.  Text that a spreadsheet could run as a formula gets a '."""
    return {f["key"]: _csv(f) for f in findings if f["columns"]}


def _csv(finding: Mapping[str, Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_cells([c["name"] for c in finding["columns"]]))
    writer.writerows(map(_cells, finding["rows"]))
    return out.getvalue()


def _cells(row: Sequence[Any]) -> list[Any]:
    return [spreadsheet_safe(v) if isinstance(v, str) else v for v in row]


def findings(nb: NotebookNode) -> list[dict[str, Any]]:
    """Every finding that the notebook shows, in order, once each."""
    return [finding for _, _, finding in shown(nb) if finding is not None]


def shown(nb: NotebookNode) -> Iterator[tuple[int, int, dict[str, Any] | None]]:
    """(cell, output, finding) for each output that is a finding: None where the same finding was shown before.

    Keys are made safe as file names; another finding with a key that is taken becomes `key_2`.
    """
    seen: dict[str, dict[str, Any]] = {}
    for c, cell in enumerate(nb.cells):
        for o, output in enumerate(cell.get("outputs", [])):
            data = output.get("data", {}).get(FINDING)
            if not isinstance(data, Mapping):
                continue
            finding = FIELDS | dict(data)
            if isinstance(finding["rows"], str):
                finding["rows"] = _unpacked(finding["rows"])
            finding["key"] = key = re.sub(r"[^\w-]+", "_", str(finding["key"]))[:60] or "finding"
            number = 1
            while finding["key"] in seen and seen[finding["key"]] != finding:
                number += 1
                finding["key"] = f"{key}_{number}"
            again = finding["key"] in seen
            seen[finding["key"]] = finding
            yield c, o, None if again else finding


def about(nb: NotebookNode) -> dict[str, Any]:
    """The inputs that `data` showed: brand, window, tables, versions; {} where the notebook does not show them.  Of the
    workspace's tables those that the run read, where `kit run` noted which."""
    found = [
        output["data"][REPORT]
        for cell in nb.cells
        for output in cell.get("outputs", [])
        if REPORT in output.get("data", {})
    ]
    inputs = dict(found[-1]) if found else {}
    read = nb.metadata.get("kit", {}).get("read")
    return _of_tables(inputs, read) if read and inputs.get("tables") else inputs


def _of_tables(inputs: dict[str, Any], read: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The inputs as they are without the tables that were not read."""
    own = [one for one in read if one.get("workspace") == inputs.get("workspace")] or read
    names = {name for one in own for name in one.get("tables") or {}}
    tables = [t for t in inputs["tables"] if t.get("table") in names and t.get("rows")]
    said = {key: [t[key] for t in tables if key in t] for key in ("made_up", "captured", "refused")}
    whole = {key: found for key, found in said.items() if tables and len(found) == len(tables)}
    days = sorted(day for ends in whole.get("captured", []) for day in ends)
    refused = inputs.get("refused_by_table")
    if isinstance(refused, Mapping):  # it also knows tables of which every row was refused
        whole["refused"] = list(refused_of(names, refused).values())
    return (
        inputs
        | {"tables": tables}
        | ({"made_up": any(whole["made_up"])} if "made_up" in whole else {})
        | ({"captured": [days[0], days[-1]] if days else []} if "captured" in whole else {})
        | ({"refused": sum(whole["refused"])} if "refused" in whole else {})
    )


def refused_of(tables: Collection[str], refused: Mapping[str, int]) -> dict[str, int]:
    """Of the rows that imports refused, those meant for these tables, or for nobody knows which."""
    return {name: number for name, number in refused.items() if name in tables or not name}


def title(nb: NotebookNode) -> str:
    """The text of the first `# ` heading."""
    lines = (line for cell in nb.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def report_name(nb: NotebookNode, otherwise: str = "report") -> str:
    """As `kit run` noted it, else the name of the notebook that papermill ran."""
    ran = PurePath(str(nb.metadata.get("papermill", {}).get("input_path") or "")).stem
    return str(nb.metadata.get("kit", {}).get("report") or ran or otherwise)


def resolved(nb: NotebookNode) -> dict[str, Any]:
    """The parameters that the data suggested, where they were left empty."""
    names, inputs = {p.name for p in parameters(nb)}, about(nb)
    return {name: inputs[name] for name in RESOLVED if name in names and inputs.get(name)}


def rerun(nb: NotebookNode, otherwise: str = "report") -> str:
    """The command that makes this report again, with what the data suggested pinned; quoted for a POSIX shell."""
    defaults = {p.name: p.default for p in parameters(nb)}
    used = {k: v for k, v in values(nb).items() if k not in defaults or v != defaults[k]}
    used |= {k: v for k, v in resolved(nb).items() if used.get(k) in (None, "")}
    workspace = used.pop("workspace", "") or about(nb).get("workspace") or defaults.get("workspace", "")
    words = ["kit", "run", report_name(nb, otherwise)]
    for name in (n for n in [*defaults, *used] if n in used):
        value = used.pop(name)
        words += ["-p", f"{name}={_flow(value) if isinstance(value, (list, tuple, dict)) else value}"]
    return shlex.join([*words, "--data", str(workspace)] if workspace else words)


def _flow(value: Any) -> str:
    """A list or mapping as both JSON and YAML 1.1 read it; YAML wants a point in 1.0e+22 and breaks lines at U+2028."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, float):
        return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
    written = json.dumps(value, ensure_ascii=False, default=str)
    return re.sub(
        "[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", lambda m: f"\\u{ord(m[0]):04x}", written
    )


def made(nb: NotebookNode) -> str:
    """When the notebook was run, ISO; "" if it does not say."""
    return str(nb.metadata.get("kit", {}).get("made") or nb.metadata.get("papermill", {}).get("end_time") or "")


def parameters(nb: NotebookNode) -> list[Parameter]:
    """As declared in the cell tagged `parameters`; none if that cell cannot be read."""
    try:
        return declared(nb, report_name(nb))
    except UsageError:
        return []


def values(nb: NotebookNode) -> dict[str, Any]:
    """Every parameter with the value of this run: the declared default, or what papermill was given."""
    given = dict(nb.metadata.get("papermill", {}).get("parameters", {}))
    return {p.name: p.default for p in parameters(nb)} | given
