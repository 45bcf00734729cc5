"""How far a batch has come, and when it may end, from the events that it tells."""

from collections import Counter
from dataclasses import dataclass
import datetime as dt
import heapq

from kit import wording
from kit.reports.progress.phrases import cells, duration, Event, fit, MARKS, number, packed, Part, until


@dataclass
class Going:
    """A report of the batch, as far as it has come; times by the clock that the batch is given."""

    name: str
    label: str = ""
    report: str = ""
    cells: int = 0
    done: int = 0
    since: float = 0.0
    latest: float = 0.0  # when its latest cell was done


class Pace:
    """What the events have told so far, and when it may all be done."""

    def __init__(self, since: float) -> None:
        self.waiting: dict[str, Going] = {}
        self.running: dict[str, Going] = {}
        self.counts: Counter[str] = Counter()
        self.paces: list[tuple[str, float, int]] = []  # report, seconds and cells of each that is done
        self.jobs, self.since, self.over = 1, since, False

    def take(self, event: Event, now: float) -> None:
        name = str(event.get("name", ""))
        match event.get("event"):
            case "plan":
                self.since, self.jobs = now, int(number(event.get("jobs"))) or 1
                self.waiting = {str(row.get("name", "")): going(row) for row in event.get("reports", [])}
            case "started":
                one = self.waiting.pop(name, None) or going(event)
                one.since = one.latest = now
                self.running[name] = one
            case "cell" if name in self.running:
                one = self.running[name]
                one.done, one.cells = max(one.done, int(number(event.get("done")))), int(number(event.get("of")))
                one.latest = now
            case "finished":
                one = self.running.get(name) or self.waiting.get(name) or going(event)
                self.running.pop(name, None)
                self.waiting.pop(name, None)
                self.counts[str(event.get("status"))] += 1
                if event.get("status") == "done" and one.cells:
                    self.paces.append((one.report, number(event.get("seconds")), one.cells))

    def left(self, now: float) -> float | None:
        """Seconds until all is done, or None while there is no ground to say: that is a report that is done, or until
        there is one, a report that is half through (the first cell, with its imports, says little of the others)."""
        half = [(r.report, now - r.since, r.done) for r in self.running.values() if r.done * 2 >= r.cells > 0]
        sums: dict[str, tuple[float, int]] = {}  # by report, and "" for all
        for report, seconds, count in self.paces or half:
            for key in {"", report}:
                before = sums.get(key, (0.0, 0))
                sums[key] = before[0] + seconds, before[1] + count
        if not sums or not (self.running or self.waiting):
            return None
        pace = {key: seconds / count for key, (seconds, count) in sums.items()}
        going_on = []
        for one in self.running.values():
            cell = pace.get(one.report, pace[""])
            begun = min(cell, now - one.latest)  # of the cell that runs now
            going_on.append(max(0.0, (one.cells - one.done) * cell - begun))
        to_come = [one.cells * pace.get(one.report, pace[""]) for one in self.waiting.values()]
        return span(going_on, to_come, self.jobs)

    def total(self, now: float) -> list[str]:
        """What became of how many, how long it took so far, when it may end."""
        ended = self.counts.total()
        every = ended + len(self.running) + len(self.waiting)
        became = ", ".join(f"{self.counts[key]} {key.replace('_', ' ')}" for key in MARKS if self.counts[key])
        told = [f"{ended} of {every}" + (f": {became}" if became else ""), duration(now - self.since, 0)]
        left = self.left(now)
        return told if left is None else [*told, until(left, dt.datetime.now())]

    def lines(self, now: float, width: int, rows: int) -> list[list[Part]]:
        """The board: a line for each report that runs, as far as there is room, and the total."""
        if self.over or not (self.running or self.waiting or self.counts):
            return []
        total = packed(self.total(now), width)
        room, running = max(1, rows - len(total)), list(self.running.values())
        seen = running if len(running) <= room else running[: room - 1]
        lines = [bar(one, now, width) for one in seen]
        if len(seen) < len(running):
            lines.append([(fit(f"  and {len(running) - len(seen)} more at work", width), "dim")])
        return lines + [[(fit(text, width), "bold")] for text in total]


def going(row: Event) -> Going:
    name, label, report = (wording.clean(row.get(key) or "") for key in ("name", "label", "report"))
    return Going(name, label, report, int(number(row.get("cells"))))


def span(running: list[float], waiting: list[float], jobs: int) -> float:
    """Seconds until the last is done, when those that wait take, in turn, the first place that comes free."""
    places = running + [0.0] * (jobs - len(running))
    heapq.heapify(places)
    for seconds in waiting:
        heapq.heapreplace(places, places[0] + seconds)
    return max(places)


def bar(one: Going, now: float, width: int) -> list[Part]:
    """The line of a report that runs.  Its name comes last, as terminals disagree on how wide some scripts are."""
    size = min(20, max(6, width // 4 - 4))
    full = size * min(one.done, one.cells) // one.cells if one.cells else 0
    minutes, seconds = divmod(int(max(0, now - one.since)), 60)
    counts = f" {one.done:>2}/{one.cells or '?':<2} {minutes:>3}:{seconds:02}  "
    room = max(1, width - 2 - size - len(counts))
    name = fit(one.name, room)
    label = fit(one.label, room - cells(name) - 2) if one.label != one.name else ""
    return [
        ("  ", ""),
        ("━" * full, "green"),
        ("─" * (size - full), "dim"),
        (counts, ""),
        (name, "bold"),
        (f"  {label}" if label else "", ""),
    ]
