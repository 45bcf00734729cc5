"""What the sample pages look like and weigh: `python benchmarks/pages.py [--out pages] [--no-shots] [--only NAME]…`.

Makes the sample workspace (seed 1), its three reports and their gallery, and beside them a report that stopped, one
that shows nothing and their gallery.  For each page, under --out:
- WIDTH-SCHEME-N.png: the whole page at 360, 768 and 1280 px, light and dark, with its folds closed, and once
  (360-light-open) open; in pieces of at most 2000 px, side by side where there is room;
- PAPER-N.png: what prints on A4 and Letter, two sheets an image (PAPER-dark-N.png where dark prints otherwise).
Then prints one table of figures and the limits that are broken, if any; exit code 1 then.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
import io
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Any

import nbformat
from PIL import Image

import looking
from looking import REPORT_KB, SCHEMES, TABLE_KB, WIDTHS
import printing

ROOT = Path(__file__).resolve().parents[1]
KIT = Path(sys.executable).parent / "kit"
SAMPLE = {name: f"sample/{name}.html" for name in ("benchmarking", "tier_pricing", "post_mortem")}
PAGES = SAMPLE | {
    "gallery": "sample/index.html",
    "stopped": "others/stopped.html",
    "refused": "others/refused.html",
    "gallery_failed": "others/index.html",
}
STOPS_AT = 15  # the cell of benchmarking.ipynb before which the stopped report stops: its fifth question
PIECE, SHEET_WIDTH, GAP = 2000, 1600, 12  # pixels
Told = Callable[["Figures"], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("pages"), help="folder of the images")
    parser.add_argument("--shots", action=argparse.BooleanOptionalAction, default=True, help="write the images")
    parser.add_argument("--only", action="append", metavar="NAME", choices=PAGES, help=f"one of {', '.join(PAGES)}")
    parser.add_argument("--made", type=Path, help="folder to make the pages in, kept; else one that is thrown away")
    given = parser.parse_args()
    if looking.chromium() is None:
        parser.error("there is no chromium on PATH; install it: apt-get install chromium")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        place = (given.made or Path(folder)).resolve()
        make(place)
        names = [name for name in PAGES if not given.only or name in given.only]
        work = partial(figures, place, given.out if given.shots else None)
        with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            found = list(pool.map(work, names))
    print("\n".join(lines(found)))
    print(f"{len(found)} pages in {time.perf_counter() - started:.0f} s" + (f"; see {given.out}" * given.shots))
    if broken := [line for one in found for line in one.broken()]:
        print("\nBroken limits:", *broken, sep="\n- ")
        sys.exit(1)


def make(place: Path) -> None:
    """The pages, as `kit` makes them."""
    if not (place / "data").is_dir():
        kit("sample", place / "data", "--seed", 1)
    kit("run", ROOT / "templates" / "plan.yaml", "--data", place / "data", "--out", place / "sample", "--jobs", 2)
    shutil.copytree(place / "data" / "videos", place / "videos_only" / "videos", dirs_exist_ok=True)
    notebook = nbformat.read(ROOT / "notebooks" / "benchmarking.ipynb", as_version=4)
    notebook.cells.insert(STOPS_AT + 1, nbformat.v4.new_code_cell("data.this_is_not_there"))
    own = place / "own"
    (own / "notebooks").mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, own / "notebooks" / "stopped.ipynb")
    shutil.copy(ROOT / "notebooks" / "post_mortem.ipynb", own / "notebooks")
    refused = {"report": "post_mortem", "name": "refused", "parameters": {"workspace": "../videos_only"}}
    plan = {"reports": [{"report": "stopped", "parameters": {"workspace": "../data"}}, refused]}
    (own / "plan.yaml").write_text(json.dumps(plan), encoding="utf-8")
    kit("run", "plan.yaml", "--out", place / "others", "--jobs", 2, cwd=own, fails=True)


def kit(*words: object, cwd: Path = ROOT, fails: bool = False) -> None:
    """Run the command; it may end with 1 only where a report is meant to fail."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL if fails else None}
    done = subprocess.run([KIT, *map(str, words)], cwd=cwd, check=False, **quiet)  # type: ignore[call-overload]
    if done.returncode != int(fails):
        sys.exit(f"kit {' '.join(map(str, words))} ended with {done.returncode}, not {int(fails)}")


@dataclass(frozen=True)
class Figures:
    """What was measured of one page."""

    name: str
    size: looking.Sizes
    axe: list[str]
    undecided: int
    sideways: list[int]  # at each width
    sheets: list[int]  # on each paper
    empty: int  # per cent of the emptiest sheet but the last
    cut: list[str]

    def broken(self) -> Iterator[str]:
        """The limits that this page breaks, one line each."""
        tables = [f"{kb(t)} KB" for t in self.size.tables if t > 1000 * TABLE_KB]
        over = [
            (
                self.size.own > 1000 * self.size.own_kb,
                f"own HTML and CSS {kb(self.size.own)} KB (limit {self.size.own_kb})",
            ),
            (bool(tables), f"tables of {', '.join(tables)} (limit {TABLE_KB})"),
            (self.name in SAMPLE and self.size.whole > 1000 * REPORT_KB, f"{kb(self.size.whole)} KB in all"),
            (max(self.sideways) > 0, f"wider than the window by {self.sideways} px at {list(WIDTHS)}"),
        ]
        yield from (f"{self.name}: {line}" for line in [*(words for hit, words in over if hit), *self.axe, *self.cut])


COLUMNS: dict[str, Told] = {
    "page": lambda f: f.name,
    "KB": lambda f: kb(f.size.whole),
    "own": lambda f: kb(f.size.own),
    "css": lambda f: kb(f.size.stylesheet),
    "charts": lambda f: len(f.size.charts),
    "mean chart": lambda f: kb(mean(f.size.charts)),
    "tables": lambda f: len(f.size.tables),
    "largest": lambda f: kb(max(f.size.tables, default=0)),
    "mean table": lambda f: kb(mean(f.size.tables)),
    "axe": lambda f: len(f.axe),
    "undecided": lambda f: f.undecided,
    "sideways": lambda f: " ".join(map(str, f.sideways)),
    "A4": lambda f: f.sheets[0],
    "Letter": lambda f: f.sheets[1],
    "empty": lambda f: f"{f.empty} %",
    "cut": lambda f: len(f.cut),
}


def lines(found: Sequence[Figures]) -> Iterator[str]:
    """The table, each column as wide as its longest value."""
    rows = [list(COLUMNS), *([str(told(one)) for told in COLUMNS.values()] for one in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [value.rjust(width) for value, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join([first.ljust(widths[0]), *cells])


def kb(size: float) -> str:
    return f"{size / 1000:.1f}"


def mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0


def figures(place: Path, out: Path | None, name: str) -> Figures:
    """Look at one page; its images, where `out` is given."""
    path = place / PAGES[name]
    own = out and out / name
    if own:
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
    with looking.browser() as opened:
        with looking.open_page(opened, path) as (page, _):
            views = list(seen(page, own))
        papers = [on_paper(opened, path, paper, own) for paper in printing.PAPERS]
    return Figures(
        name=name,
        size=looking.sizes(path.read_text(encoding="utf-8")),
        axe=sorted({line for found, _, _ in views for line in found}),
        undecided=max(number for _, number, _ in views),
        sideways=[max(wide for _, _, wide in views[i : i + len(SCHEMES)]) for i in range(0, len(views), len(SCHEMES))],
        sheets=[sheets for sheets, _, _ in papers],
        empty=max(empty for _, empty, _ in papers),
        cut=[line for _, _, cut in papers for line in cut],
    )


def seen(page: Any, own: Path | None) -> Iterator[tuple[list[str], int, int]]:
    """At every width and in both schemes: what axe finds and leaves undecided, and the scroll sideways."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            looking.look(page, width, scheme, folds=False)
            if own:
                shoot(page, own, f"{width}-{scheme}")
            looking.look(page, width, scheme, folds=True)
            if own and (width, scheme) == (WIDTHS[0], SCHEMES[0]):
                shoot(page, own, f"{width}-{scheme}-open")
            yield *looking.axe(page), looking.sideways(page)


def shoot(page: Any, own: Path, name: str) -> None:
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    edges = range(0, whole.height, PIECE)
    pieces = [whole.crop((0, y, whole.width, min(y + PIECE, whole.height))) for y in edges]
    tile(pieces, max(1, SHEET_WIDTH // whole.width), own, name)


def on_paper(opened: Any, path: Path, paper: str, own: Path | None) -> tuple[int, int, list[str]]:
    """Number of sheets, the emptiest, and what is cut."""
    shown = []
    for scheme in SCHEMES:
        with looking.open_page(opened, path, scheme=scheme) as (page, _):
            shown.append(printing.images(printing.printed(page, paper)))
            cut = printing.cut(page, paper) if scheme == "dark" else []
    light, dark = shown
    if own:
        tile(light, 2, own, paper)
    if not printing.same(light, dark):
        cut.append(f"{paper}: printed from the dark scheme it is not the same")
        if own:
            tile(dark, 2, own, f"{paper}-dark")
    return len(light), printing.emptiest(light), cut


def tile(images: Sequence[Image.Image], columns: int, own: Path, name: str) -> None:
    """Write the images, so many side by side."""
    for number, start in enumerate(range(0, len(images), columns), 1):
        beside = images[start : start + columns]
        size = (sum(i.width + GAP for i in beside) - GAP, max(i.height for i in beside))
        sheet = Image.new("RGB", size, "#808080")
        for i, image in enumerate(beside):
            sheet.paste(image, (i * (image.width + GAP), 0))
        sheet.save(own / f"{name}-{number}.png", compress_level=3)


if __name__ == "__main__":
    main()
