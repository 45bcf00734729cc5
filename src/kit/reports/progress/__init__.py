"""What one sees while reports are made: a live board on a terminal, plain lines elsewhere, or JSON for programs."""

from abc import ABC, abstractmethod
import datetime as dt
import json
import os
import re
import stat
import sys
import threading
import time
from typing import Self, TextIO

from kit import wording
from kit.reports.progress.pace import Pace
from kit.reports.progress.phrases import Event, fit, line, Part, shown

GLYPHS = "✓✗–━─·…"  # what the board is drawn with
BREAKS_LINES = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # JSON allows them, who reads lines does not
TICK = 0.2  # seconds between two drawings


def teller(
    quiet: bool, as_json: bool, stream: TextIO | None = None, errors: TextIO | None = None, folder: object = ""
) -> "Teller":
    """Who tells the events of a batch, chosen by what was asked for and by where the output goes.

    JSON wins over quiet.  A terminal gets the board, and the other stream its plain lines if it is a file; if it is a
    pipe there is no board, for what comes out of a pipe may be on its way to the same terminal.  `folder` is put
    before the names of pages.
    """
    out, err = Sink(stream or sys.stdout), Sink(errors or sys.stderr)
    if as_json:
        return Json(out)
    if quiet:
        return Lines(Sink(None), err, folder)
    screen = next((sink for sink in (out, err) if sink.is_terminal()), None)
    if screen is None or out.is_pipe() or err.is_pipe() or not screen.takes(GLYPHS):
        return Lines(out, err, folder)
    out, err = (Sink(None) if sink.is_terminal() else sink for sink in (out, err))
    return Board(screen, Lines(out, err, folder), folder)


class Sink:
    """A stream that takes any text and never raises: what it cannot write is escaped; once it is gone, it is let go."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    def takes(self, text: str) -> bool:
        return text.encode(self.encoding, "ignore").decode(self.encoding) == text

    def write(self, text: str) -> int:
        try:
            if self.stream is not None:
                self.stream.write(text.encode(self.encoding, "backslashreplace").decode(self.encoding))
                self.stream.flush()
        except (OSError, ValueError):  # a broken pipe, a full disk, a closed file: no reason to stop the run
            self._let_go()
        return len(text)

    def flush(self) -> None:
        """All is written at once."""

    def fileno(self) -> int:
        """OSError or ValueError if there is no file."""
        if self.stream is None or not hasattr(self.stream, "fileno"):
            raise OSError("no file")
        return self.stream.fileno()

    def is_terminal(self) -> bool:
        try:
            return os.isatty(self.fileno()) and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
        except (OSError, ValueError):
            return False

    def is_pipe(self) -> bool:
        try:
            mode = os.fstat(self.fileno()).st_mode
        except (OSError, ValueError):
            return False
        return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)

    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        try:
            columns, rows = os.get_terminal_size(self.fileno())
        except (OSError, ValueError):
            columns, rows = 0, 0
        return columns or 80, rows or 24

    def _let_go(self) -> None:
        """What still waits in the stream's buffer goes nowhere, so that nothing is said about it when Python ends."""
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            pass
        self.stream = None


class Teller(ABC):
    """Tells events, from any thread, in any order; one at a time."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # a signal's handler may tell while its thread tells

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        return None  # nothing to put in order

    def tell(self, event: Event) -> None:
        with self.lock:
            self._tell(event)

    @abstractmethod
    def _tell(self, event: Event) -> None: ...


class Json(Teller):
    """Every event as a line of JSON."""

    def __init__(self, out: Sink) -> None:
        super().__init__()
        self.out = out

    def _tell(self, event: Event) -> None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        told = dict(event) if event.get("at") else {**event, "at": now}
        told = json.loads(json.dumps(told, default=str), parse_constant=lambda name: None)  # NaN is no JSON
        line = json.dumps(told, ensure_ascii=False)
        line = BREAKS_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
        self.out.write((line if self.out.takes(line) else json.dumps(told)) + "\n")


class Lines(Teller):
    """A plain line for each report that is finished; failures to `errors`."""

    def __init__(self, out: Sink, errors: Sink, folder: object = "") -> None:
        super().__init__()
        self.out, self.errors, self.folder = out, errors, folder
        self.said = ""

    def _tell(self, event: Event) -> None:
        match event.get("event"):
            case "finished":
                failed = event.get("status") == "failed"
                (self.errors if failed else self.out).write(f"{line(event, self.folder)}\n")
            case "end" if event.get("gallery"):
                self.out.write(f"Gallery: {wording.plain(event['gallery'])}\n")
            case "waiting" | "note" if (sentence := wording.clean(event.get("sentence", ""))) != self.said:
                self.said = sentence  # whoever waits may say so again and again
                self.out.write(f"{sentence}\n")


class Board(Teller):
    """Rich's live display: what runs, how far it is, when all will be done; what is finished scrolls up."""

    def __init__(self, screen: Sink, beside: Lines, folder: object = "") -> None:
        super().__init__()
        self.screen, self.beside, self.folder = screen, beside, folder
        self.batch, self.said, self.ended = Pace(time.monotonic()), "", threading.Event()

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.live import Live

        self.console = Console(
            file=self.screen,  # type: ignore[arg-type]
            force_terminal=True,
            force_interactive=True,
            force_jupyter=False,
            highlight=False,
        )
        self.live = Live(
            console=self.console,
            auto_refresh=False,  # our lock, not rich's: two would wait for each other
            transient=True,
            redirect_stdout=self.screen.stream is sys.stdout,
            redirect_stderr=Sink(sys.stderr).is_terminal(),
        )
        self.live.start()
        threading.Thread(target=self._tick, daemon=True).start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.ended.set()
        try:
            with self.lock:
                self.live.stop()
        finally:
            self.screen.write("\x1b[?25h")  # the cursor, also when a second Ctrl-C came while stopping

    def _tick(self) -> None:
        while not self.ended.wait(TICK):
            with self.lock:
                if not self.ended.is_set():
                    self._draw()

    def _tell(self, event: Event) -> None:
        self.beside.tell(event)
        self.batch.take(event, time.monotonic())
        kind = event.get("event")
        self.said = wording.clean(event.get("sentence", "")) if kind == "waiting" else ""
        with self.console:  # one write
            if kind == "finished":
                self._scroll(*shown(event, self.folder), whole=event.get("status") == "done")
            elif kind == "note":
                self._scroll((wording.clean(event.get("sentence", "")), "dim"))
            if kind in ("plan", "started", "finished", "waiting", "note", "end"):
                self._draw()
            if kind == "end":
                self._close(event)

    def _scroll(self, *parts: Part, whole: bool = False) -> None:
        """A line above the board, `whole` if it holds a path to copy, else wrapped between words."""
        from rich.text import Text

        self.console.size = self.screen.size()
        self.console.print(Text.assemble(*parts), soft_wrap=whole)

    def _close(self, event: Event) -> None:
        """The board goes; what became of all stays."""
        self.ended.set()
        self.batch.over = True
        self._draw()
        self._scroll((" · ".join(self.batch.total(time.monotonic())), "bold"))
        if event.get("gallery"):
            self._scroll((f"Gallery: {wording.plain(event['gallery'])}", ""), whole=True)

    def _draw(self) -> None:
        from rich.text import Text

        self.console.size = columns, rows = self.screen.size()
        width, rows = columns - 1, rows - 1  # in the last column some terminals begin a new line
        lines = [[(fit(self.said, width), "yellow")]] if self.said else []
        lines += self.batch.lines(time.monotonic(), width, rows - len(lines))
        text = Text("\n", no_wrap=True, overflow="ignore").join(Text.assemble(*parts) for parts in lines)
        self.live.update(text, refresh=self.live.is_started)
