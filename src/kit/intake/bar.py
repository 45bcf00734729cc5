"""How far the reading of a large file is, as a bar on a terminal; elsewhere nothing is drawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import sys

from kit.reading.archives import File


@contextmanager
def drawn(wanted: bool = True) -> Iterator[Callable[[File, int], None]]:
    """A function that hears how many bytes of a file have been read."""
    if not wanted or not sys.stderr.isatty():
        yield lambda file, done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    tasks: dict[File, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def told(file: File, done: int) -> None:
            if file not in tasks:
                tasks[file] = progress.add_task(file.label, total=file.path.stat().st_size)
            progress.update(tasks[file], completed=done)

        yield told
