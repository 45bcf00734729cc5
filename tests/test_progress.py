"""What one sees while reports are made: on a terminal, in a log, as JSON, and when nobody listens any more."""

from collections.abc import Callable, Iterator
import datetime as dt
import io
import json
import os
from pathlib import Path
import re
import signal
import struct
import subprocess
import sys
import threading
import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
import pytest

from kit.reports import progress
from kit.reports.progress import pace, phrases

KHMER = "យុទ្ធនាការចូលឆ្នាំខ្មែរ"
HOSTILE = [
    "[red]x[/red]",
    "\x1b[2J\x1b[10Aover",
    "two\nlines\r\n",
    "'\"=1+1",
    KHMER * 9,
    "x" * 120,
    "\u202egnp\u2066",
    "",
    ":smile:",
]
END = {
    "event": "end",
    "done": 1,
    "failed": 0,
    "skipped": 0,
    "not_run": 0,
    "seconds": 3.2,
    "gallery": "reports/index.html",
}


def plan(names: list[str], cells: int = 10, jobs: int = 2, report: str = "post_mortem") -> dict:
    rows = [{"name": name, "report": report, "label": "", "cells": cells} for name in names]
    return {"event": "plan", "reports": rows, "jobs": jobs}


def started(name: str) -> dict:
    return {"event": "started", "name": name}


def cell(name: str, done: int, of: int = 10) -> dict:
    return {"event": "cell", "name": name, "done": done, "of": of, "seconds": 0.1}


def finished(name: str, status: str = "done", seconds: float = 3.2, **more: object) -> dict:
    files = [f"{name}.ipynb", f"{name}/a.csv", f"{name}.json", f"{name}.html"]
    return {"event": "finished", "name": name, "status": status, "seconds": seconds, "files": files, **more}


FAILED = finished(
    "autumn", "failed", 2.1, failure={"kind": "cell_error", "sentence": "posts.csv has no column 'views'."}
)
SKIPPED = finished("winter", "skipped", made=dt.datetime(2026, 10, 3, 9, 12).astimezone().isoformat())
NOT_RUN = {"event": "finished", "name": "summer", "status": "not_run", "files": []}
EACH = [plan(["spring", "autumn", "winter", "summer"]), finished("spring"), FAILED, SKIPPED, NOT_RUN, END]


def told(events: list[dict], **kind: object) -> tuple[list[str], list[str]]:
    """Lines of stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    chosen = {"quiet": False, "as_json": False} | kind
    with progress.teller(**chosen, stream=out, errors=err) as teller:
        for event in events:
            teller.tell(event)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def at_once(work: Callable[[int], None], threads: int = 8) -> None:
    every = [threading.Thread(target=work, args=(i,)) for i in range(threads)]
    for thread in every:
        thread.start()
    for thread in every:
        thread.join()


class Glass:
    """The little of a terminal that the board needs; whatever else is asked of it is an error."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows, self.cursor = columns, rows, True
        self.lines: list[str] = [""]
        self.row = self.column = 0

    def feed(self, text: str) -> "Glass":
        for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|.", text, re.DOTALL):
            if part.startswith("\x1b"):
                self.control(part[2:])
            elif part == "\r":
                self.column = 0
            elif part == "\n":
                self.down()
            else:
                self.put(part)
        return self

    def control(self, code: str) -> None:
        if code in ("?25h", "?25l"):
            self.cursor = code == "?25h"
        elif code == "2K":
            self.lines[self.row] = ""
        elif code.endswith("A"):
            self.row = max(self.row - int(code[:-1]), len(self.lines) - self.rows, 0)
        else:
            assert code.endswith("m"), f"unexpected control sequence {code!r}"

    def put(self, character: str) -> None:
        assert unicodedata.category(character) != "Cc", repr(character)
        width = 0 if unicodedata.category(character)[0] == "M" else 1
        if self.column + width > self.columns:
            self.column = 0
            self.down()
        kept = self.lines[self.row]
        assert self.column >= sum(unicodedata.category(c)[0] != "M" for c in kept), "written over"
        self.lines[self.row] = kept + character
        self.column += width

    def down(self) -> None:
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append("")


class Tty:
    """A pseudo-terminal whose screen can be looked at."""

    def __init__(self, columns: int, rows: int) -> None:
        import fcntl
        import pty
        import termios

        self.columns, self.rows = columns, rows
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.stream = os.fdopen(theirs, "w", encoding="utf-8")
        self.seen = b""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        try:
            while part := os.read(self.ours, 65536):
                self.seen += part
        except OSError:  # all writers are gone
            pass

    def glass(self) -> Glass:
        return Glass(self.columns, self.rows).feed(self.seen.decode("utf-8", "ignore"))

    def shows(self, *texts: str) -> list[str]:
        """The lines once they show all these texts; fails if they do not within seconds."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            lines = self.glass().lines
            if all(any(text in line for line in lines) for text in texts):
                return lines
            time.sleep(0.02)
        pytest.fail("not shown: " + repr(texts) + "\n" + "\n".join(lines))

    def after(self) -> Glass:
        """The screen when all is over, as far as the cursor."""
        self.stream.close()
        self.reader.join(10)
        glass = self.glass()
        assert not any(glass.lines[glass.row + 1 :])
        glass.lines = glass.lines[: glass.row + 1]
        return glass


@pytest.fixture
def tty(monkeypatch) -> Iterator[Callable[..., Tty]]:
    pytest.importorskip("pty")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(progress, "TICK", 0.03)
    made: list[Tty] = []

    def new(columns: int = 80, rows: int = 24) -> Tty:
        made.append(Tty(columns, rows))
        return made[-1]

    yield new
    for one in made:
        one.stream.close()
        one.reader.join(10)
        os.close(one.ours)


def board(screen: Tty, **more: object) -> progress.Teller:
    return progress.teller(False, False, stream=screen.stream, errors=screen.stream, **more)


# Plain lines


def test_without_a_terminal_each_report_is_a_line_and_failures_go_to_the_errors():
    out, errors = told(EACH, folder="reports")
    assert out == [
        f"spring: done, {Path('reports/spring.html')} in 3.2 s",
        "winter: skipped, unchanged since 2026-10-03 09:12",
        "summer: not run",
        "Gallery: reports/index.html",
    ]
    assert errors == ["autumn: failed after 2.1 s. posts.csv has no column 'views'."]


def test_lines_are_flushed_at_once(tmp_path):
    with (tmp_path / "log").open("w", encoding="utf-8") as log, progress.teller(False, False, log, log) as teller:
        teller.tell(finished("spring"))
        assert (tmp_path / "log").read_text(encoding="utf-8") == "spring: done, spring.html in 3.2 s\n"


def test_a_run_that_waits_for_another_says_so_once():
    wait = {"event": "waiting", "sentence": "Another run holds reports; this one waits."}
    note = {"event": "note", "sentence": "Kernels are started one by one, as this system cannot fork."}
    assert told([wait, wait, wait, note]) == ([wait["sentence"], note["sentence"]], [])


def test_a_failure_without_a_sentence_falls_back_to_its_error_and_then_to_the_notebook():
    assert told([finished("a", "failed", 2, error="KeyError: 'views'")])[1] == [
        "a: failed after 2.0 s. KeyError: 'views'"
    ]
    assert told([finished("a", "failed", 2)])[1] == ["a: failed after 2.0 s. The executed notebook has the details."]


def test_quiet_tells_failures_only():
    others = [{"event": "waiting", "sentence": "w"}, {"event": "note", "sentence": "n"}, *EACH]
    assert told(others, quiet=True) == ([], ["autumn: failed after 2.1 s. posts.csv has no column 'views'."])


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_name_or_sentence_breaks_or_steers_a_line(name):
    out, errors = told([finished(name), finished(name, "failed", error=name)])
    assert (len(out), len(errors)) == (1, 1)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", out[0] + errors[0])


def test_an_event_with_nothing_in_it_is_told_without_an_error():
    kinds = ("plan", "started", "cell", "finished", "end", "waiting", "note", "later")
    for as_json in (False, True):
        told([{"event": kind} for kind in kinds], as_json=as_json)


# JSON


def test_json_tells_every_event_as_a_line_in_its_order_and_nothing_else():
    events = [*EACH, {"event": "waiting", "sentence": "w"}, {"event": "note", "sentence": "n"}]
    out, errors = told(events, as_json=True, quiet=True)
    read = [json.loads(line) for line in out]
    assert errors == []
    assert [list(event) for event in read] == [[*event, "at"] for event in events]
    assert [{k: v for k, v in event.items() if k != "at"} for event in read] == events


def test_json_adds_the_time_in_utc_with_milliseconds_where_it_is_missing():
    given_at = "2026-10-03T09:12:00+00:00"
    first, second = (json.loads(line)["at"] for line in told([END, END | {"at": given_at}], as_json=True)[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", first)
    assert abs(dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(first)) < dt.timedelta(minutes=1)
    assert second == given_at


def test_json_keeps_khmer_readable_and_is_one_line_for_every_reader():
    text = f"{KHMER}\u2028\u0085\x1b[2J\x9b2J\ud800\n"
    out, _ = told([{"event": "note", "sentence": text}], as_json=True)
    assert len(out) == 1
    assert KHMER in out[0]
    assert not re.search("[\x00-\x1f\x7f-\x9f]", out[0])
    assert json.loads(out[0])["sentence"] == text


def test_json_has_null_for_what_json_has_no_number_for():
    out, _ = told([finished("a", seconds=float("nan"), parameters={"x": [float("inf")], "p": Path("d")})], as_json=True)
    read = json.loads(out[0], parse_constant=pytest.fail)
    assert (read["seconds"], read["parameters"]) == (None, {"x": [None], "p": "d"})


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_a_stream_that_is_not_utf_8_gets_all_of_it_escaped(encoding):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    sentence = f"{KHMER} café 😀"
    progress.teller(False, True, stream, stream).tell({"event": "note", "sentence": sentence})
    assert json.loads(raw.getvalue().decode(encoding))["sentence"] == sentence
    progress.teller(False, False, stream, stream).tell({"event": "note", "sentence": sentence})
    assert b"\\u1799\\u17bb" in raw.getvalue()


# Threads


@pytest.mark.parametrize("as_json", [False, True])
def test_lines_of_many_threads_stay_whole(as_json):
    out = io.StringIO()
    with progress.teller(False, as_json, out, out) as teller:
        at_once(lambda i: [teller.tell(finished(f"r{i}-{k}")) for k in range(50)])
    lines = out.getvalue().splitlines()
    names = {json.loads(line)["name"] if as_json else line.split(":")[0] for line in lines}
    assert len(lines) == 400
    assert names == {f"r{i}-{k}" for i in range(8) for k in range(50)}


# A terminal


def test_the_board_shows_what_runs_how_far_it_is_and_what_became_of_the_others(tty):
    screen = tty()
    with board(screen, folder="reports") as teller:
        teller.tell(plan(["spring", "autumn", "winter", "summer", "later"]))
        teller.tell(started("spring"))
        teller.tell(started("autumn"))
        teller.tell(cell("spring", 5))
        lines = screen.shows("5/10", "0/10", "0 of 5")
        assert re.fullmatch(r"  ━{7}─{8}  5/10   0:0\d  spring", next(line for line in lines if "5/10" in line))
        teller.tell(finished("spring"))
        teller.tell(FAILED)
        lines = screen.shows("2 of 5: 1 done, 1 failed")
        assert sum("spring" in line for line in lines) == 1
        for event in (SKIPPED, NOT_RUN, finished("later"), END):
            teller.tell(event)
    glass = screen.after()
    assert glass.lines == [
        f"✓ spring  3.2 s  {Path('reports/spring.html')}",
        "✗ autumn  failed after 2.1 s: posts.csv has no column 'views'.",
        "= winter  unchanged since 2026-10-03 09:12",
        "– summer  not run",
        f"✓ later  3.2 s  {Path('reports/later.html')}",
        "5 of 5: 2 done, 1 failed, 1 skipped, 1 not run · 0 s",
        "Gallery: reports/index.html",
        "",
    ]
    assert glass.cursor


def test_a_run_that_waits_shows_it_until_it_begins(tty):
    screen = tty()
    with board(screen) as teller:
        for _ in range(5):
            teller.tell({"event": "waiting", "sentence": "Another run holds reports; this one waits."})
        assert sum("Another run" in line for line in screen.shows("Another run")) == 1
        teller.tell(plan(["spring"]))
        teller.tell({"event": "note", "sentence": "Kernels are started one by one."})
        assert not any("Another run" in line for line in screen.shows("0 of 1", "Kernels are started"))


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt])
def test_whatever_ends_it_the_cursor_is_back_and_no_board_is_left(tty, stop):
    screen = tty()

    def stopped() -> None:
        with board(screen) as teller:
            teller.tell(plan(["spring", "autumn"]))
            teller.tell(started("autumn"))
            teller.tell(finished("spring"))
            screen.shows("0/10")
            assert not screen.glass().cursor
            raise stop

    with pytest.raises(stop):
        stopped()
    glass = screen.after()
    assert glass.cursor
    assert glass.lines == ["✓ spring  3.2 s  spring.html", ""]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_sentences_from_a_file_neither_steer_the_terminal_nor_break_the_board(tty, name):
    screen = tty(40, 12)
    with board(screen) as teller:
        teller.tell({"event": "waiting", "sentence": name})
        teller.tell(plan([name, "last"]) | {"reports": [{"name": name, "label": name + "!", "cells": 10}]})
        teller.tell(started(name))
        for k in range(3):
            teller.tell(cell(name, k))
            time.sleep(1.5 * progress.TICK)
        teller.tell({"event": "note", "sentence": name})
        teller.tell(finished(name, "failed", error=name))
        teller.tell(END)
    lines = screen.after().lines
    assert sum("✗" in line for line in lines) == 1
    assert not any("━" in line or "─" in line for line in lines)
    assert re.fullmatch("1 of 1: 1 failed · . s", lines[-3])


def test_as_many_reports_as_fit_are_shown_and_the_others_counted(tty):
    screen = tty(40, 10)
    names = [f"{KHMER}-{i}" for i in range(32)]
    with board(screen) as teller:
        teller.tell(plan(names, jobs=32))
        for name in names:
            teller.tell(started(name))
        lines = screen.shows("and 25 more at work", "0 of 32")
        assert len(lines) == 9
        for name in names:
            teller.tell(finished(name))
        teller.tell(END)
    lines = screen.after().lines
    assert sum(line.startswith("✓") for line in lines) == 32
    assert not any("more at work" in line for line in lines)


def test_the_board_of_many_threads_leaves_each_report_once(tty):
    screen = tty(60, 12)

    def work(i: int) -> None:
        for k in range(5):
            teller.tell(started(f"r{i}-{k}"))
            for done in range(11):
                teller.tell(cell(f"r{i}-{k}", done))
                time.sleep(0.002)
            teller.tell(finished(f"r{i}-{k}"))

    with board(screen) as teller:
        teller.tell(plan([f"r{i}-{k}" for i in range(8) for k in range(5)], jobs=8))
        at_once(work)
        teller.tell(END)
    lines = screen.after().lines
    assert sorted(lines[:-3]) == sorted(f"✓ r{i}-{k}  3.2 s  r{i}-{k}.html" for i in range(8) for k in range(5))
    assert lines[-3].startswith("40 of 40: 40 done")


def test_what_others_print_stays_above_the_board(tty, monkeypatch):
    screen = tty()
    monkeypatch.setattr(sys, "stdout", screen.stream)
    with board(screen) as teller:
        teller.tell(plan(["spring"]))
        teller.tell(started("spring"))
        screen.shows("0/10")
        print("a stray line")
        assert screen.shows("a stray line", "0/10")[0] == "a stray line"
    assert sys.stdout is screen.stream
    assert screen.after().lines == ["a stray line", ""]


def test_a_dumb_terminal_gets_plain_lines(tty, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    screen = tty()
    with board(screen) as teller:
        teller.tell(finished("spring"))
    assert screen.after().lines == ["spring: done, spring.html in 3.2 s", ""]
    assert b"\x1b" not in screen.seen


@pytest.mark.parametrize("wanted", [True, False])
def test_no_color_is_honoured(tty, monkeypatch, wanted):
    if not wanted:
        monkeypatch.setenv("NO_COLOR", "1")
    screen = tty()
    with board(screen) as teller:
        teller.tell(plan(["spring"]))
        teller.tell(finished("spring"))
        screen.shows("✓ spring")
    screen.after()
    assert bool(re.search(rb"\x1b\[[0-9;]*3[0-9]", screen.seen)) is wanted


def test_lines_into_a_file_leave_the_board_on_the_other_stream(tty, tmp_path):
    screen = tty()
    with (
        (tmp_path / "log").open("w", encoding="utf-8") as log,
        progress.teller(False, False, log, screen.stream) as teller,
    ):
        for event in EACH:
            teller.tell(event)
    assert screen.after().lines[1].startswith("✗ autumn")
    logged = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert [line.split(":")[0] for line in logged] == ["spring", "winter", "summer", "Gallery"]


def test_with_a_pipe_there_is_no_board_as_its_end_may_be_the_same_terminal(tty):
    screen = tty()
    there, here = os.pipe()
    with os.fdopen(here, "w", encoding="utf-8") as pipe, progress.teller(False, False, pipe, screen.stream) as teller:
        teller.tell(plan(["spring"]))
        teller.tell(finished("spring"))
    with os.fdopen(there, encoding="utf-8") as end:
        assert end.read() == "spring: done, spring.html in 3.2 s\n"
    screen.after()
    assert screen.seen == b""


# Nobody listens any more

SCRIPT = """
import sys
from kit.reports import progress
with progress.teller(False, {as_json}) as teller:
    for i in range(3000):
        teller.tell({{"event": "finished", "name": f"r{{i}}", "status": "done", "files": ["\\xe9.html"], "seconds": 1}})
    teller.tell({{"event": "finished", "name": "last", "status": "failed", "seconds": 1, "error": "\\u1799"}})
print("printed later")
"""


@pytest.mark.parametrize("as_json", [False, True])
def test_a_broken_pipe_neither_stops_the_run_nor_shows_a_traceback(as_json):
    command = [sys.executable, "-c", SCRIPT.format(as_json=as_json)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout.readline().strip()
    run.stdout.close()
    errors = run.stderr.read().decode()
    run.stderr.close()
    assert run.wait(60) == 0
    assert errors.splitlines() == ([] if as_json else ["last: failed after 1.0 s. \u1799"])


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_locale_without_utf_8_raises_nothing(encoding):
    environment = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(as_json=False)], capture_output=True, env=environment, check=True
    )
    assert run.stdout.splitlines()[0].decode(encoding) in ("r0: done, é.html in 1.0 s", "r0: done, \\xe9.html in 1.0 s")
    assert run.stderr.decode() == "last: failed after 1.0 s. \\u1799\n".replace("\n", os.linesep)


def test_a_terminal_that_was_closed_stops_nothing(tty):
    screen = tty()
    with board(screen) as teller:
        teller.tell(plan(["spring"]))
        screen.stream.close()
        time.sleep(2 * progress.TICK)
        teller.tell(finished("spring"))


def test_ctrl_c_leaves_the_terminal_clean(tty):
    screen = tty()
    script = (
        "import time; from kit.reports import progress\n"
        "with progress.teller(False, False) as t:\n"
        " t.tell({'event': 'plan', 'reports': [{'name': 'spring', 'cells': 9}], 'jobs': 1})\n"
        " t.tell({'event': 'started', 'name': 'spring'})\n"
        " time.sleep(60)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stdout=screen.stream, stderr=screen.stream)
    screen.shows("0/9")
    run.send_signal(signal.SIGINT)
    run.wait(30)
    glass = screen.after()
    assert glass.cursor
    assert not any("0/9" in line for line in glass.lines)


# How long it may take


def batch(*events: tuple[float, dict]) -> pace.Pace:
    made = pace.Pace(0)
    for now, event in events:
        made.take(event, now)
    return made


def test_nothing_is_said_of_the_end_until_a_report_is_done_or_half_through():
    events = [(0, plan(["a", "b"], jobs=1)), (0, started("a")), (6, cell("a", 1)), (7, cell("a", 4))]
    assert batch(*events).left(8) is None
    assert batch(*events, (10, cell("a", 5))).left(10) == 5 * 2 + 10 * 2  # 10 s for 5 cells: 2 s each


def test_the_end_follows_from_the_pace_of_what_is_done_and_the_cells_of_what_runs():
    one = batch(
        (0, plan(["a", "b", "c", "d"], jobs=2)),
        (0, started("a")),
        (0, started("b")),
        (20, finished("a", seconds=20)),  # 2 s a cell
        (20, started("c")),
        (24, cell("b", 9)),
        (24, cell("c", 2)),
    )
    # b: 1 cell, 2 s, then d: 10 cells, 20 s; c: 8 cells, 16 s
    assert one.left(24) == 22
    assert one.left(25) == 21  # within a cell it counts down,
    assert one.left(26) == one.left(60) == 20  # but no cell that lasts counts for more than itself
    assert one.total(24) == ["1 of 4: 1 done", "24 s", phrases.until(22, dt.datetime.now())]


def test_each_report_has_its_own_pace_where_one_like_it_is_done():
    rows = [{"name": n, "report": n[0], "cells": 10} for n in ("x1", "y1", "x2", "y2", "z1")]
    one = batch((0, {"event": "plan", "reports": rows, "jobs": 1}))
    for name, seconds in (("x1", 10), ("y1", 50)):
        one.take(finished(name, seconds=seconds), 60)
    assert one.left(60) == 10 + 50 + 30  # z as the mean of all


def test_what_failed_or_was_skipped_gives_no_pace():
    one = batch((0, plan(["a", "b", "c"])), (1, finished("a", "failed", 600)), (1, finished("b", "skipped", 0.01)))
    assert one.left(2) is None


SECONDS = st.floats(0, 1e5)
MANY = st.lists(SECONDS, max_size=8)


def test_the_waiting_take_the_first_free_place():
    assert pace.span([3, 5], [4, 1], 2) == 7  # 4 after 3, then 1 after 5
    assert pace.span([], [4, 4, 4], 2) == 8
    assert pace.span([1, 2, 3], [], 2) == 3


@given(MANY, MANY, st.integers(1, 8), SECONDS)
def test_more_work_never_ends_earlier_and_another_place_never_makes_it_later(running, waiting, jobs, more):
    running = running[:jobs]
    span = pace.span(running, waiting, jobs)
    assert span >= max([*running, *waiting, 0])
    assert span <= sum(running) + sum(waiting) + 1e-6
    assert pace.span(running, [*waiting, more], jobs) >= span
    assert pace.span([s + more for s in running], waiting, jobs) >= span - 1e-6
    assert pace.span(running, waiting, jobs + 1) <= span + 1e-6


@given(st.integers(1, 6), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12), st.floats(0, 50)), max_size=30))
def test_the_end_is_never_before_now_and_comes_no_later_by_a_cell_done(jobs, steps):
    one, now = batch((0, plan([f"r{i}" for i in range(6)], jobs=jobs))), 0.0
    one.take(finished("r0", seconds=30), now)
    for report, done, later in steps:
        now += later
        name = f"r{report}"
        if name in one.waiting:
            one.take(started(name), now)
        elif name in one.running and done <= 10:
            before = one.left(now)
            one.take(cell(name, done), now)
            assert one.left(now) <= before + 3 + 1e-9  # what had counted of the cell at work, 3 s at most, starts anew
        else:
            one.take(finished(name, "failed"), now)
        left = one.left(now)
        assert left is None or left >= 0


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0, "ends about 14:30, under 1 min left"),
        (59, "ends about 14:30, under 1 min left"),
        (240, "ends about 14:34, 4 min left"),
        (5700, "ends about 16:05, 1 h 35 min left"),
        (36000, "ends about 2026-10-04 00:30, 10 h 0 min left"),
    ],
)
def test_the_end_in_words(left, words):
    assert phrases.until(left, dt.datetime(2026, 10, 3, 14, 30)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (3.24, "3.2 s"),
        (59.94, "59.9 s"),
        (59.97, "1 min 0 s"),
        (3599.6, "1 h 0 min"),
        (7384, "2 h 3 min"),
        (None, "0.0 s"),
    ],
)
def test_durations_in_words(seconds, words):
    assert phrases.duration(seconds) == words


@given(st.text(), st.integers(0, 60))
def test_a_text_is_cut_to_the_columns_that_any_terminal_gives_it(text, width):
    cut = phrases.fit(text, width)
    assert phrases.cells(cut) <= width
    assert cut == text or cut == "" or cut.endswith("…")


# What it costs


def test_plain_lines_load_nothing_beyond_the_standard_library_and_the_words():
    """A run without a terminal shall not pay for what draws the board, nor for the tables."""
    script = (
        "import sys; before = set(sys.modules); from kit.reports import progress\n"
        "progress.teller(False, False).tell({'event': 'finished'})\n"
        "print(*sorted({name for name in sys.modules if name not in before and not name.startswith('kit.reports')}))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = run.stdout.splitlines()[-1].split()
    beyond = [name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names]
    assert [name for name in beyond if not re.fullmatch(r"kit(\.wording(\..+)?)?", name)] == []
    assert "kit.wording" in beyond


def test_it_is_loaded_in_a_small_part_of_the_time_of_the_command_line(tmp_path):
    script = (
        "import time; start = time.process_time(); import typer; middle = time.process_time()\n"
        "from kit.reports import progress; print((time.process_time() - middle) / (middle - start))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    command = [sys.executable, "-c", script]
    runs = [
        subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout for _ in range(6)
    ]
    assert min(map(float, runs[1:])) < 0.25  # 0.14 of typer's; the first run compiles
