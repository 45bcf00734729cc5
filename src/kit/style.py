"""The look of every chart, in one place: tokens, two sizes, the frame, the SVG.

A chart is drawn once per size in the light colours; `svg()` then swaps each colour for a CSS variable, so the same file
is right on a light page, on a dark one and on paper.  Text stays text: the reader's browser shapes it, whatever the
script.  Lengths are CSS pixels (1 figure inch = 72 px), so "13" means 13 px on the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
import io
from pathlib import Path
import re
import textwrap
from typing import Any, TYPE_CHECKING
import warnings
import xml.etree.ElementTree as ET

from kit import wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.transforms import Transform

SVG = "{http://www.w3.org/2000/svg}"
SANS = "-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif"
PLAIN = "plain"  # gid of text that stands on a filled area and gets no halo


@dataclass(frozen=True)
class Size:
    """Pixels. `gutter`: room for names left of the axes (0: names stand above their rows); `right`: room for values."""

    name: str
    width: int
    text: float
    title: float
    foot: float
    gutter: int
    right: int
    row: int

    @property
    def phone(self) -> bool:
        return self.gutter == 0


WIDE = Size("wide", 720, 13, 16, 12, 176, 56, 27)
PHONE = Size("narrow", 340, 12.5, 15, 11.5, 0, 52, 40)


_shipped_only = ContextVar("_shipped_only", default=False)


def template_dir() -> Path:
    """The page's template: `./templates/kit` if there is one (as `kit init` makes), else that of the package."""
    return _found("report.css").parent


def _found(file: str) -> Path:
    here = Path(__file__).resolve()
    roots = ([] if _shipped_only.get() else [Path.cwd()]) + [here.parent, here.parents[2]]
    return next(path for root in roots if (path := root / "templates" / "kit" / file).is_file())


@contextmanager
def shipped() -> Iterator[None]:
    """Within it charts look as the package's own template says, whatever the current folder holds; none of that is
    remembered afterwards."""
    token = _shipped_only.set(True)
    try:
        yield
    finally:
        _shipped_only.reset(token)
        for remembered in (css, tokens, colours, rc):
            remembered.cache_clear()


@cache
def css(file: str = "report.css") -> str:
    """A stylesheet of the page's template; one that an own template of older days lacks is the package's."""
    return _found(file).read_text(encoding="utf-8")


def compact(sheet: str) -> str:
    """A stylesheet as pages carry it: without remarks and line ends."""
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))


def schemes(sheet: str) -> list[str]:
    """What the stylesheet's two :root blocks hold, the light one and the dark one, without remarks; "" where there is
    none."""
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    return [re.sub(r"/\*.*?\*/", "", block) for block in (*blocks, "", "")[:2]]


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """{name: (light, dark)} from the stylesheet's two :root blocks, so that page and charts cannot drift apart."""
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in schemes(css()))
    return {name: (light[name], dark[name]) for name in light}


@cache
def colours() -> dict[str, str]:
    """{token: its light value}; `svg` finds a token by that value, so no two may share one."""
    return {name: light for name, (light, _) in tokens().items()}


@cache
def rc(size: Size) -> dict[str, Any]:
    """rcParams for one size; used as `with matplotlib.rc_context(rc(size))`, never globally."""
    from seaborn import axes_style, plotting_context

    from kit.pen import FAMILY

    c = colours()
    looks: dict[str, Any] = {f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")}
    looks |= {"text.color": c["ink"], "figure.facecolor": c["paper"], "axes.facecolor": "none"}
    return (
        axes_style("white", looks | {"patch.edgecolor": c["paper"], "patch.force_edgecolor": False})
        | plotting_context("paper", rc={"font.size": size.text, "lines.linewidth": 2})
        | {
            "svg.fonttype": "none",
            "svg.hashsalt": "kit",
            "savefig.transparent": False,
            "font.family": FAMILY,
            "text.parse_math": False,  # a creator called $kin$ is a name, not a formula
            "lines.markeredgecolor": c["paper"],
        }
    )


def wrap(text: str, size: Size, points: float) -> list[str]:
    """Lines that fit the figure; 0.52 em a character is generous for the fonts in SANS."""
    return textwrap.wrap(text, int(size.width / (0.52 * points)))


def canvas(
    size: Size,
    height: float,
    words: tuple[str, str, str],
    left: float | None = None,
    right: float | None = None,
    above: float = 0,
    below: float = 26,
) -> tuple["Figure", "Axes"]:
    """A figure with `words` (title and marks above, foot below) and one axes of `height` pixels between."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.transforms import IdentityTransform

    titles, units, feet = (
        wrap(t, size, p) for t, p in zip(words, (size.title * 1.06, size.text, size.foot), strict=True)
    )
    line = {"title": size.title * 1.3, "unit": size.text * 1.4, "foot": size.foot * 1.45}
    top = len(titles) * line["title"] + len(units) * line["unit"] + 12 + above
    bottom = below + 12 + len(feet) * line["foot"]
    width, total = size.width, round(top + height + bottom)
    fig = Figure(figsize=(width / 72, total / 72), dpi=72)
    FigureCanvasSVG(fig)
    left = (size.gutter or 12) if left is None else left
    right = size.right if right is None else right
    ax = fig.add_axes((left / width, bottom / total, (width - left - right) / width, height / total))
    pixels, y = IdentityTransform(), 0.0
    for lines, points, step, bold, token in (
        (titles, size.title, line["title"], True, "ink"),
        (units, size.text, line["unit"], False, "muted"),
    ):
        for text in lines:
            y += step
            write(fig, pixels, 0, total - (y - step * 0.25), text, token, points, bold=bold)
    for i, text in enumerate(reversed(feet)):
        write(fig, pixels, 0, i * line["foot"] + 4, text, "muted", size.foot)
    return fig, ax


def write(
    fig: "Figure | SubFigure",
    where: "Transform",
    x: float,
    y: float,
    text: str,
    token: str,
    points: float,
    bold: bool = False,
    anchor: str = "start",
    hung: str = "base",
) -> None:
    """One line of text at (x, y) of `where`; x is its start or its middle, y its base, middle or top."""
    from kit.pen import Words

    words = Words(x, y, text, points, colours()[token], bold, anchor, hung)
    words.set_transform(where)
    fig.add_artist(words)


def width(text: str, points: float, bold: bool = False) -> float:
    """About how wide a line of text is, in pixels."""
    from kit import pen

    return pen.width(text, points, bold)


def svg(fig: "Figure") -> tuple[str, int, int]:
    """The figure as a small SVG that follows the page's colour scheme: text, width, height.

    Edits elements and attributes, never the text as a string: a creator may be called like a colour or ` id="x"`.
    """
    from kit.pen import Pen

    width, height = (round(72 * inch) for inch in fig.get_size_inches())
    out = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph")  # the browser has the fonts, we need not
        pen = Pen(width, height, out)
        fig.draw(pen)
        pen.finalize()
    ET.register_namespace("", SVG[1:-1])
    root = ET.fromstring(wording.inert(out.getvalue(), names=True))
    used = {ref for e in root.iter() for v in e.attrib.values() for ref in re.findall(r"#([\w-]+)", v)}
    _slim(root)
    names = {light: name for name, light in colours().items()}
    seen: set[str] = set()
    for e in root.iter():
        _rewrite(e, used, names, seen)
    for key in ("width", "height"):
        root.attrib.pop(key, None)
    style = ET.Element(SVG + "style")
    style.text = _theme(seen)
    root.insert(0, style)
    return ET.tostring(root, encoding="unicode"), width, height


def _slim(root: ET.Element) -> None:
    """Without metadata, matplotlib's stylesheet and empty groups."""
    for parent in list(root.iter()):
        for e in list(parent):
            if e.tag in (SVG + "metadata", SVG + "style") or (e.tag in (SVG + "g", SVG + "defs") and not len(e)):
                parent.remove(e)


def _rewrite(e: ET.Element, used: set[str], names: dict[str, str], seen: set[str]) -> None:
    """Ids that nothing refers to go, colours become variables (noted in `seen`), lengths keep a tenth of a pixel."""

    def variable(match: re.Match) -> str:
        token = names.get(match[0], "ink")
        seen.add(token)
        return f"var(--{token})"

    for key, value in list(e.attrib.items()):
        if (key == "id" and value not in used and not value.startswith(PLAIN)) or (
            key == "transform" and value.startswith("rotate(-0 ")
        ):
            del e.attrib[key]
        elif key == "style":
            value = re.sub(r"font-family: [^;]*; ?|: ", lambda m: ":" if m[0] == ": " else "", value)
            e.set(key, re.sub(r"#[0-9a-f]{6}", variable, value))
        elif key in ("d", "x", "y", "transform", "width", "height"):
            e.set(key, re.sub(r"-?\d+\.\d+", lambda m: f"{float(m[0]):.1f}", value).replace(" \n", "").strip())
    e.tail = None
    if e.tag != SVG + "text":
        e.text = None


def _theme(used: set[str]) -> str:
    """The stylesheet inside the SVG: the tokens it uses, and a halo that lifts text off lines."""
    light, dark = (
        ";".join(f"--{name}:{pair[i]}" for name, pair in tokens().items() if name in used | {"paper"}) for i in (0, 1)
    )
    return (
        f"svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}*{{stroke-linejoin:round}}"
        f"text{{font-family:{SANS};font-variant-numeric:tabular-nums}}"
        f"text{{paint-order:stroke;stroke:var(--paper);stroke-width:3px}}[id^={PLAIN}] text{{stroke:none}}"
    )
