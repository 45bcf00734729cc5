"""The command line: parse, one call, print.  Everything heavy is imported by the command that needs it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, ExitStack
import gc
import json
import os
from pathlib import Path
import sys
from typing import Annotated, Any, TYPE_CHECKING

import typer

from kit.errors import DataError, UsageError
from kit.interrupts import deaf, never_lost

if TYPE_CHECKING:
    from kit.reports.run import Run

app = typer.Typer(
    help="Exports in, honest reports out: a research kit for TikTok influencer marketing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
DEBUG = "--debug" in sys.argv
STOPPED = "Stopped by Ctrl-C."
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main() -> None:
    """The command `kit`.  `--debug` anywhere shows tracebacks."""
    words = [word for word in sys.argv[1:] if word != "--debug"]
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a second to import; no notebook needs it
    try:
        status = app(words, prog_name="kit", standalone_mode=False)
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        status = 1
    except Exception as error:  # an unknown command or option becomes one sentence, as every other error
        if DEBUG or not hasattr(error, "format_message"):
            raise
        print(f"{error.format_message().rstrip('.')}; kit --help tells the commands.", file=sys.stderr)
        status = 2
    gc.freeze()  # else the interpreter looks through all that was loaded before it ends: a third of a second
    sys.exit(status if isinstance(status, int) else 0)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn the errors that a person can act on into one line on stderr and exit code 2."""
    try:
        yield
    except (DataError, UsageError) as error:
        if DEBUG:
            raise
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        raise typer.Exit(1) from None


@app.command("import")
def import_files(
    paths: Annotated[list[str], typer.Argument(help="Files, folders or ZIP archives.")],
    into: Annotated[str, typer.Option("--into", metavar="WORKSPACE", help="The workspace; made if it is not there.")],
    as_format: Annotated[str, typer.Option("--as", metavar="FORMAT", help="Read as this format.")] = "",
    map_file: Annotated[str, typer.Option("--map", metavar="FILE", help="YAML that names their columns as ours.")] = "",
    captured_at: Annotated[str, typer.Option(help="Day of the export, where the files do not tell.")] = "",
    year: Annotated[str, typer.Option(help="Year of dates that are written without one.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read exports, check every row, and add what is good to a workspace.  --json: one object a line, for each file."""
    from kit.intake import bar, import_paths

    with plainly(), bar.drawn(not as_json) as told:
        done = import_paths(paths, into, as_format or None, map_file or None, captured_at or None, year or None, told)
    for report in done:
        if as_json:
            print(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            print(report, file=sys.stderr if report.error else sys.stdout)
    errors = [bool(report.error) for report in done]
    raise typer.Exit(0 if not any(errors) else 2 if all(errors) else 1)


@app.command()
def check(workspace: Annotated[str, typer.Argument(help="The workspace.")], as_json: AsJson = False) -> None:
    """What is there, how good it is, and what each report can and cannot show."""
    from kit import inventory
    from kit.reports import catalog

    with plainly():
        found = inventory.check(workspace, catalog.reports())
    print(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else found)


@app.command("list")
def list_reports(as_json: AsJson = False) -> None:
    """Reports found, their parameters, types, defaults and meaning."""
    from kit.reports import catalog

    with plainly():
        found = catalog.reports()
    if as_json:
        print(
            json.dumps(
                [
                    {
                        "report": r.name,
                        "title": r.title,
                        "notebook": str(r.path),
                        "parameters": [p.to_json() for p in r.parameters],
                    }
                    for r in found
                ],
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for r in found:
        print(f"{r.name}: {r.title}")
        for p in r.parameters:
            print(f"  {p.name}: {p.type} = {p.default!r}  {p.meaning}")


@app.command()
def run(
    what: Annotated[str, typer.Argument(metavar="REPORT|PLAN.yaml", help="A report's name, or a plan.")],
    parameter: Annotated[
        list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="A parameter; repeat for more.")
    ] = None,
    data: Annotated[str, typer.Option("--data", help="The workspace (the parameter `workspace`).")] = "",
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="Where pages, data and gallery go; s3://… too.")
    ] = "reports",
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Reports at a time (1; of a cluster: its threads).")
    ] = None,
    executor: Annotated[
        str, typer.Option("--executor", metavar="dask://HOST:PORT", help="The Dask cluster that computes them.")
    ] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help="Make also what has not changed since its last run.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happens, one JSON object a line.")] = False,
) -> None:
    """Run one report, or all of a plan, into --out; what has not changed since its last run there is skipped."""
    from kit.reports import scratch, warm

    with plainly(), never_lost() as stop_if_asked, scratch.folder() as own, ExitStack() as elsewhere:
        if executor:
            from kit.reports.cluster import joining

            scheduler = joining.address(executor)
        else:
            warm.start(own)  # loads while this process imports papermill
        from kit.reports import batch, preflight, progress, publishing
        from kit.reports import plan as plans
        from kit.storage.places import place

        target = place(out)
        values = given(parameter or []) | ({"workspace": data} if data else {})
        found: dict[str, Any] = {}

        def look(runs: "Sequence[Run]") -> "Mapping[str, Sequence[Run]]":
            facts, wrong = preflight.look(runs)
            found.update(facts)
            return wrong

        if Path(what).suffix in (".yaml", ".yml"):
            runs = plans.read(Path(what), values, look)
        else:
            runs = plans.checked([(plans.Row(report=what), values, set(values))], 600, "the command", look)
        publishing.warm_up()
        at_once, maker = jobs or 1, batch.make
        with progress.teller(quiet, as_json, folder=target) as teller, told_in_one_line(teller.tell):
            if executor:
                joined = elsewhere.enter_context(joining.connected(scheduler, runs))
                at_once, maker = jobs or joined.threads, joined.make

            def facts(waited: bool) -> dict[str, Any]:
                return preflight.check(runs) if waited else found

            stop_if_asked()
            records = batch.run_all(runs, target, at_once, teller.tell, fresh, facts, own, maker)
            deaf()
    if any(r["status"] in ("failed", "not_run") for r in records):
        raise typer.Exit(1)


@app.command()
def label(
    workspace: Annotated[str, typer.Argument(help="The workspace.")],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="The sheet, .xlsx or .csv (labels-CODER.xlsx).")
    ] = "",
    size: Annotated[int, typer.Option("--size", min=1, help="How many comments.")] = 150,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed, the same comments.")] = 1,
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="Who labels.")] = "coder 1",
) -> None:
    """Write a sheet of comments to label by hand; 100 labels correct what benchmarking says of sentiment.

    Write positive, neutral or negative in the value of each row, by what its
    author feels about the video or product, and unclear where you cannot
    tell; rows without a value are refused by the import. Then: kit import
    FILE --into WORKSPACE.

    Let a second person label the same comments (same seed, other --coder):
    only then is it known whether people agree. An .xlsx keeps ids whole; a
    .csv that Excel opens and saves loses their last digits.
    """
    from kit import labelling

    with plainly():
        path = labelling.label_sheet(workspace, out, size, seed, coder)
    print(f"To label: {path}. Fill in the column value, then: kit import {path} --into {workspace}")


@app.command()
def code(
    workspace: Annotated[str, typer.Argument(help="The workspace.")],
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="One sheet a coder: FILE-CODER (codes.xlsx).")] = "",
    size: Annotated[int, typer.Option("--size", min=1, help="How many videos.")] = 50,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed, the same videos.")] = 1,
    codes: Annotated[str, typer.Option("--codes", help="Your own codes, with commas.")] = "entertain,educate,inspire",
    coders: Annotated[str, typer.Option("--coders", help="Who codes, with commas.")] = "coder 1,coder 2",
) -> None:
    """Write sheets of videos to code by their content style, the same videos for each of two people.

    Watch each video and write one of the codes in the value of its row, and
    unclear where none fits, without talking to the other coder: whether both
    agree is computed before styles are compared. Then: kit import FILES
    --into WORKSPACE.
    """
    from kit import labelling

    with plainly():
        paths = labelling.code_sheets(workspace, out, size, seed, codes.split(","), coders.split(","))
    files = " ".join(map(str, paths))
    print(f"To code: {files}. Fill in the column value, then: kit import {files} --into {workspace}")


@app.command()
def forget(
    creator: Annotated[str, typer.Argument(help="A handle, the address of a profile, an id, or name:…")],
    data: Annotated[str, typer.Option("--data", metavar="WORKSPACE", help="The workspace.")],
    out: Annotated[
        list[str] | None, typer.Option("--out", metavar="DIR", help="Reports to look through [./reports]; repeat.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a creator from a workspace for good, refuse them in later imports, and list reports that name them."""
    from kit import forget as forgetting

    with plainly():
        done = forgetting.forget(creator, data, out or [], dry_run)
    print(json.dumps(done.to_json(), ensure_ascii=False, indent=1) if as_json else done)


@app.command()
def sample(
    workspace: Annotated[str, typer.Argument(help="A new folder.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed, another made-up market.")] = 1,
    lift: Annotated[float, typer.Option("--lift", min=-0.9, help="True lift of the campaign; 0 plants none.")] = 0.15,
) -> None:
    """Write a made-up but plausible workspace, with truth.json."""
    from kit.sample import write_sample

    with plainly():
        write_sample(workspace, seed=seed, lift=lift)
    print(f"Made-up workspace: {workspace}. What was planted: {Path(workspace) / 'truth.json'}")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder, or one that holds none of these files yet.")],
) -> None:
    """Make a working folder: editable copies of the notebooks and templates, and a plan."""
    from kit.reports import catalog

    with plainly():
        for line in catalog.copy_to(folder):
            print(line)


@app.command()
def lab(workspace: Annotated[str, typer.Argument(help="The workspace that the notebooks should read.")] = "") -> None:
    """Open JupyterLab on the notebooks."""
    import subprocess

    from kit.reports import catalog

    with plainly():
        if workspace:
            from kit.opening import locate

            os.environ["KIT_WORKSPACE"] = locate(workspace).address
        notebooks = catalog.folder()
    raise typer.Exit(subprocess.call([sys.executable, "-m", "jupyterlab", str(notebooks)]))


def given(pairs: list[str]) -> dict[str, Any]:
    """`NAME=VALUE` texts as a mapping; a value may hold further = signs."""
    wrong = [p for p in pairs if "=" not in p]
    if wrong:
        raise UsageError(f"-p {wrong[0]} has no value; write -p NAME=VALUE")
    twice = [name for name, number in Counter(p.split("=", 1)[0] for p in pairs).items() if number > 1]
    if twice:
        raise UsageError(f"-p {twice[0]} is given twice; keep one of them.")
    return dict(p.split("=", 1) for p in pairs)


@contextmanager
def told_in_one_line(tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """What our own log says becomes a line of the progress, each once; other libraries' logs stay silent."""
    import logging

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if (said := record.getMessage()) not in told:
                told.add(said)
                tell({"event": "note", "sentence": said})

    told, notes = set[str](), Notes(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("papermill", "traitlets", "asyncio")]
    logging.getLogger("kit").addHandler(notes)
    for logger in [] if DEBUG else loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logging.getLogger("kit").removeHandler(notes)


if __name__ == "__main__":
    main()
