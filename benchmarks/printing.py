"""A page on paper: its PDF, what a page edge cuts, what stands in the foot, and the sheets as images.

What is cut is not guessed from text.  Before printing, every row, chart and heading gets a background of its own, which
moves nothing; in the PDF each of these colours stands on the sheets where its element is.
"""

from ctypes import c_uint
from typing import Any

from PIL import Image, ImageChops
import pypdfium2 as pdfium
import pypdfium2.raw as pdf

PAPERS = ("A4", "Letter")
FOOT = 57  # points from the lower edge: 20 mm
_BLUE = 247  # of the marks; red and green count them
_MARK = """blue => {
    const marks = [], known = new Map();
    const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility === "visible";
    const inline = e => e.tagName !== "IMG" && getComputedStyle(e).display.startsWith("inline");
    const block = e => inline(e) ? block(e.parentElement) : e;
    const mark = (e, kind, next = 0) => {
        if (!known.has(e)) {
            known.set(e, known.size + 1);
            e.style.setProperty("background-color", `rgb(${known.size >> 8} ${known.size & 255} ${blue})`, "important");
        }
        const words = (e.alt || e.textContent).trim().replace(/\\s+/g, " ").slice(0, 60);
        marks.push([known.get(e), kind, words, next]);
        return known.get(e);
    };
    const following = head => {
        const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (all.currentNode = head; all.nextNode();) {
            const node = all.currentNode, element = node.nodeType === 3 ? node.parentElement : node;
            const holds = node.nodeType === 3 ? node.data.trim() : node.tagName === "IMG";
            if (holds && !head.contains(node) && shown(element)) return block(element);
        }
    };
    document.querySelectorAll("details").forEach(d => { d.open = true });
    for (const e of document.querySelectorAll("tbody tr")) if (shown(e)) mark(e, "row");
    for (const e of document.querySelectorAll("main img")) if (shown(e)) mark(e, "chart");
    for (const head of document.querySelectorAll("h1, h2, h3, h4, caption, thead tr, summary, dt")) {
        const next = shown(head) && following(head);
        if (next) mark(head, head.tagName === "TR" ? "head of a table" : "heading", mark(next, "text"));
    }
    document.querySelectorAll("details").forEach(d => { d.open = false });
    const inch = document.body.appendChild(document.createElement("div"));
    inch.style.cssText = "position: absolute; left: 0; top: 0; width: 1in; height: 1px";
    mark(inch, "inch");
    return marks;
}"""


def printed(page: Any, paper: str) -> pdfium.PdfDocument:
    """The page as Chromium prints it, with backgrounds, on paper of this name."""
    return pdfium.PdfDocument(page.pdf(format=paper, print_background=True))


def cut(page: Any, paper: str) -> list[str]:
    """Rows and charts that a page edge cuts or that are not printed, headings and terms apart from what follows them,
    one line each.  The page cannot be used for anything else after it."""
    page.emulate_media(media="print")  # what print hides is not looked for
    *marks, (inch, *_) = page.evaluate(_MARK, _BLUE)
    page.emulate_media(media="null")
    sheets = printed(page, paper)
    places = [_places(sheet) for sheet in sheets]
    on = {n: [i for i, sheet in enumerate(places, 1) if n in sheet] for n, *_ in marks}
    left, _, right, _ = places[0][inch][0]  # it stands at the left edge; the right margin is as wide
    reach = {n: max(box[2] for sheet in places for box in sheet.get(n, [(0, 0, 0, 0)])) for n in on}
    found = []
    if right - left < 71:
        found.append(f"{paper}: printed at {(right - left) / 0.72:.0f} % to make room for something too wide")
    for n, kind, said, following in marks:
        over = reach[n] - (sheets[0].get_width() - left)
        fault = _apart(on[n], on[following], kind) if following else _broken(on[n], over) if kind != "text" else ""
        found += [f"{paper}: {kind} “{said}” {fault}"] * bool(fault)
    return found


def _broken(on: list[int], over: float) -> str:
    """What is wrong with a row or chart on these pages that reaches so many points over the right margin's edge."""
    if len(on) != 1:
        return f"is cut: pages {on[0]}–{on[-1]}" if on else "is not printed"
    return f"on page {on[0]} runs {over:.0f} pt over the right edge" if over > 2 else ""


def _apart(on: list[int], following: list[int], kind: str) -> str:
    """What is wrong with a heading.  A table's head is printed again on each of its pages, so its first page counts."""
    if not on:
        return "is not printed"
    last = on[-1] if kind == "heading" else on[0]
    parted = following and last != following[0]
    return f"on page {last}, what follows on page {following[0]}" if parted else ""


def _places(sheet: pdfium.PdfPage) -> dict[int, list[tuple[float, float, float, float]]]:
    """Where the marks stand on a sheet: number → boxes (left, bottom, right, top)."""
    found: dict[int, list[tuple[float, float, float, float]]] = {}
    red, green, blue, alpha = (c_uint() for _ in range(4))
    for shape in sheet.get_objects(filter=[pdf.FPDF_PAGEOBJ_PATH], max_depth=3):
        known = pdf.FPDFPageObj_GetFillColor(shape.raw, red, green, blue, alpha)
        if known and blue.value == _BLUE and (n := red.value * 256 + green.value) < 5000:
            found.setdefault(n, []).append(shape.get_bounds())
    return found


def feet(sheets: pdfium.PdfDocument) -> list[str]:
    """What stands in the lower margin of each sheet, on one line."""
    texts = (s.get_textpage().get_text_bounded(0, 0, s.get_width(), FOOT) for s in sheets)
    return [" ".join(text.split()) for text in texts]


def words(sheets: pdfium.PdfDocument) -> str:
    """All text above the feet."""
    return "\n".join(s.get_textpage().get_text_bounded(bottom=FOOT) for s in sheets)


def images(sheets: pdfium.PdfDocument, dpi: int = 110) -> list[Image.Image]:
    return [sheet.render(scale=dpi / 72).to_pil().convert("RGB") for sheet in sheets]


def same(one: list[Image.Image], other: list[Image.Image]) -> bool:
    """Whether the sheets look the same, pixel by pixel."""
    alike = (a.size == b.size and not ImageChops.difference(a, b).getbbox() for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and all(alike)


def emptiest(sheets: list[Image.Image]) -> int:
    """How much of the room above the foot stays empty on the emptiest sheet but the last, in per cent."""
    found = [0.0]
    for sheet in sheets[:-1]:
        room = sheet.height * 0.93
        inked = ImageChops.invert(sheet.crop((0, 0, sheet.width, int(room)))).getbbox()
        found.append(1 - inked[3] / room if inked else 1)
    return round(100 * max(found))
