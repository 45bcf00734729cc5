"""What is slow at first use, taken once in a process from which others are forked.

Everything here leaves no trace in a report: it opens no database and starts no thread (neither survives a fork), reads
nothing of the current folder, and touches no random state.
"""

import ast
from contextlib import suppress
import importlib
from pathlib import Path
import pkgutil
import random
import re
import string

HERE = Path(__file__).parent
INDENTED = re.compile(r"^[ \t]+(?:from|import)\s", re.MULTILINE)  # it may wait for a call of its function
ELSEWHERE = {  # what reports' cells never use: the command line, imports, the runner
    "kit.asked",
    "kit.cli",
    "kit.codebook",
    "kit.forget",
    "kit.intake",
    "kit.interrupts",
    "kit.inventory",
    "kit.labelling",
    "kit.privacy",
    "kit.reading",
    "kit.reports",
    "kit.sample",
    "kit.sources",
    "kit.warming",
}


def warm_up() -> None:
    """Import all that reports' cells use, and do once what takes long the first time."""
    luck = random.getstate()  # Ibis draws from it while it is imported
    for module in modules():
        with suppress(ImportError):
            importlib.import_module(module)
    _read()
    _draw()
    random.setstate(luck)


def modules() -> list[str]:
    """Our modules that a report may use, and what these import inside a function, which importing them does not."""
    found: dict[str, None] = {}
    for name, file in _ours(HERE, "kit").items():
        found[name] = None
        found |= dict.fromkeys(_imported(file))
    return list(found)


def _ours(folder: Path, package: str) -> dict[str, Path]:
    """The modules of a package and those inside it, without importing any."""
    found: dict[str, Path] = {}
    for about in pkgutil.iter_modules([str(folder)]):
        name = f"{package}.{about.name}"
        if name in ELSEWHERE:
            continue
        found[name] = folder / about.name / "__init__.py" if about.ispkg else folder / f"{about.name}.py"
        found |= _ours(folder / about.name, name) if about.ispkg else {}
    return found


def _imported(file: Path) -> list[str]:
    """What a module imports from other packages, if any of it waits; `from a import b` may mean the module a.b."""
    text, names = file.read_text(encoding="utf-8"), list[str]()
    if not INDENTED.search(text):
        return []  # to parse each of some five hundred files takes a second, a fifth of all that is loaded
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.split(".")[0] not in ("kit", "__future__")]


def _read() -> None:
    """Tables' types in pandas, published figures, versions."""
    from babel import Locale
    import pyarrow.acero  # noqa: F401  # Arrow loads it when it first groups

    from kit import inputs, published
    from kit.frames import as_pandas
    from kit.published import prices
    from kit.sentiment import read_roughly
    from kit.tables import TABLES

    for name, table in TABLES.items():
        as_pandas(name, table.arrow_schema().empty_table())
    for file in Path(published.__file__).parent.glob("*.csv"):
        published.table(file.stem)
    prices.prices()
    read_roughly(["good"], ["en"])
    Locale("en").languages.get("en")
    inputs.versions()


def _draw() -> None:
    """A small finding and one chart of it; each usual letter is measured, in both weights."""
    import pandas as pd

    from kit import charts, style
    from kit.finding import Column, Finding

    ends = [Column(f"value{end}", "Value", "rate", "share") for end in ("", "_low", "_high")]
    table = pd.DataFrame({"name": list("abcdef"), "value": 0.1, "value_low": 0.05, "value_high": 0.2})
    finding = Finding("warm_up", "What is usual?", "0.1 % (0.1–0.2 %)", table, (Column("name", "Name"), *ends))
    letters = string.printable.strip() + "–−·●○◆\u00a0\u202f\u2068\u2069"
    with style.shipped():
        finding._repr_mimebundle_()
        charts.ranking(finding, raw="value_low", reference=0.1, title=letters, foot=letters)._repr_mimebundle_()
