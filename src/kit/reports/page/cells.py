"""A notebook's cells as blocks of HTML.  What people add themselves is sanitised with nh3; text is escaped; no code.

Written as BeautifulSoup writes HTML (`<br/>`, no named characters), see `kit.reports.page`.
"""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
import re
from typing import Any

import mistune
import nh3

from kit import show, wording
from kit.reports.failure import ANSI
from kit.reports.page import unfinished

_KEPT = (
    "p br hr b strong i em u s del sub sup small code pre kbd mark abbr ul ol li dl dt dd h3 blockquote div span bdi "
    "details summary table caption thead tbody tfoot tr th td img figure figcaption"
)
_CUT = "script style svg math template iframe object embed noscript select textarea title"
TAGS, DROPPED = set(_KEPT.split()), set(_CUT.split())
ATTRIBUTES = {
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
}
IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
LINES = 200  # printed lines on the page; the executed notebook has all
NOT_HERE = (
    '<p class="more">This output is interactive and cannot stand in a page without scripts; '
    "open the executed notebook to see it.</p>"
)
_NUMBER = re.compile(r"[-−+$€£]?[\d.,]*\d(?:e[+-]?\d+)?\s?%?|NaN|")
_TRACEBACK = re.compile(r"^[^\n]*Traceback \(most recent call last\):[^\n]*\n(?:[ \t]+[^\n]*(?:\n|$))*", re.MULTILINE)
_BLOCK = re.compile(
    r"(</?(?:table|thead|tbody|tfoot|tr|th|td|ul|ol|li|dl|dt|dd|p|div|h3|blockquote)\b[^>]*>)\s*\n\s*(?=<)"
)


class _Renderer(mistune.HTMLRenderer):
    """Links become their text and address: a report page leads nowhere.  Headings go below the section's."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text if url in text or url.startswith("#") else f"{text} (<code>{mistune.escape(url)}</code>)"

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h3>{text}</h3>\n"


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(renderer=_Renderer(escape=False), plugins=["table", "strikethrough"])


def markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as sanitised HTML; `$` stays a `$`."""
    for file, kinds in (attachments or {}).items():
        mime = next((m for m in IMAGES[1:] if m in kinds), "")
        source = source.replace(f"attachment:{file}", f"data:{mime};base64,{_joined(kinds.get(mime, ''))}")
    return sanitised(str(_markdown()(wording.inert(source))))


def inline(source: str) -> str:
    """A heading's text: markup removed, escaped."""
    clean = nh3.clean(str(_markdown()(source)), tags=set())
    return re.sub(r"\s+", " ", _plain(wording.inert(clean))).strip()


def sanitised(html: str) -> str:
    """HTML with nothing in it that runs, loads, styles or leads away."""
    html = re.sub(r"<(/?)h[1-6]\b", r"<\1h3", html, flags=re.IGNORECASE)
    clean = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        url_schemes={"data"},
        attribute_filter=_image_only,
        link_rel=None,
    )
    clean = wording.inert(clean)  # nh3 has decoded those that were written as entities
    clean = re.sub(r"<img(?![^>]*\ssrc=)[^>]*?(?:\salt=\"([^\">]*)\")?[^>]*>", r"<em>\1</em>", clean)
    clean = re.sub(r"<img(?![^>]*\salt=)", '<img alt="Figure"', clean)
    clean = re.sub(r"<(br|hr|img)\b([^>]*?)\s*/?>", r"<\1\2/>", _plain(clean))
    clean = re.sub(r'<(\w+)((?: [\w-]+="[^"]*"){2,})', _sorted, clean)
    return re.sub(r"<table>.*?</table>", _table, _BLOCK.sub("\\1\n", clean), flags=re.DOTALL)


def _image_only(tag: str, name: str, value: str) -> str | None:
    return None if name == "src" and not value.startswith("data:image/") else value


def _sorted(match: re.Match) -> str:
    """A tag's attributes in alphabetical order."""
    attributes = sorted(re.findall(r'[-a-z]+="[^"]*"', match[2]))
    return f"<{match[1]} {' '.join(attributes)}"


def _plain(html: str) -> str:
    return html.replace("&nbsp;", "\u00a0").replace("&quot;", "”")


def blocks(cell: Mapping[str, Any], where: str, number: int) -> list[str]:
    """The outputs of a code cell that are no findings or charts.  `where`: the section, for alternative text."""
    out: list[str] = []
    printed = {"stdout": "", "stderr": ""}
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            printed[output["name"]] = printed.get(output["name"], "") + _joined(output["text"])
        elif output["output_type"] == "error":
            out.append(_stopped(output))
        else:
            out.append(_display(output, where, f"{number}.{len(out) + 1}"))
    if said := _lines(printed["stderr"]):
        out.append(f"<details><summary>Messages while this was computed</summary>{_pre(said)}</details>")
    if said := _lines(printed["stdout"]):
        out.insert(0, _pre(said))
    return [block for block in out if block]


def _display(output: Mapping[str, Any], where: str, number: str) -> str:
    data, alt = output["data"], f"Figure {number}, {where}"
    for mime in IMAGES:
        if mime in data:
            return _image(mime, data[mime], output.get("metadata", {}).get(mime, {}), alt)
    if "text/html" in data:
        raw = _joined(data["text/html"])
        html = sanitised(wording.inert(raw))
        if re.sub(r"<(?!img)[^>]+>|\s", "", html):
            return f'<div class="prose own">{html}</div>'
        return NOT_HERE if re.search("<(script|svg|iframe)", raw, re.IGNORECASE) else ""
    if "application/vnd.jupyter.widget-view+json" in data or "application/javascript" in data:
        return NOT_HERE
    if "text/markdown" in data:
        return f'<div class="prose">{markdown(_joined(data["text/markdown"]))}</div>'
    said = _lines(_joined(data.get("text/latex") or data.get("text/plain") or ""))
    return _pre(said) if said else ""


def _image(mime: str, body: Any, about: Mapping[str, Any], alt: str) -> str:
    body = _joined(body)
    code = b64encode(body.encode()).decode() if mime == "image/svg+xml" else re.sub(r"[^A-Za-z0-9+/=]", "", body)
    size = {
        side: f' {side}="{int(about[side])}"' for side in ("width", "height") if str(about.get(side, "")).isdecimal()
    }
    alt = show.attribute(about.get("alt") or alt)
    height, width = size.get("height", ""), size.get("width", "")
    return f'<figure class="own"><img alt="{alt}"{height} src="data:{mime};base64,{code}"{width}/></figure>'


def _table(match: re.Match) -> str:
    """A table that scrolls by itself: heads with their scope, an empty corner that is no head, numbers to the right."""
    head, _, body = match[0].replace("<th></th>", "<td></td>").partition("<tbody>")
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]
    if rows and "span=" not in match[0] and len({len(row) for row in rows}) == 1:
        numeric = [all(_NUMBER.fullmatch(cell.strip()) for cell in column) for column in zip(*rows, strict=True)]
        head, body = (
            re.sub(r"<tr>.*?</tr>", lambda row: _aligned(row[0], numeric), part, flags=re.DOTALL)
            for part in (head, body)
        )
    head = re.sub(r"<th\b([^>]*)>", r'<th\1 scope="col">', head)
    body = re.sub(r"<th\b([^>]*)>", r'<th\1 scope="row">', body)
    body = f"<tbody>{body}" if body else ""
    return f'<div aria-label="Table" class="scroll" role="group" tabindex="0">{head}{body}</div>'


def _aligned(row: str, numeric: list[bool]) -> str:
    """The row with `n` on the cells of numeric columns, the row's name apart."""
    flags = iter([False, *numeric[1:]] if row.startswith("<tr>\n<th") and numeric else numeric)
    return re.sub(r"<(t[hd])>", lambda cell: f'<{cell[1]} class="n">' if next(flags, False) else cell[0], row)


def _stopped(output: Mapping[str, Any]) -> str:
    """An error that the run went on after."""
    return _missing(f"<p><code>{show.text(unfinished.said(output) or 'Error')}</code></p>")


def stopped(failure: Mapping[str, Any]) -> str:
    """Where the run ended: why, in the words of its failure."""
    more = unfinished.details(failure)
    return _missing(
        f"<p>{show.prose(failure['sentence'])}</p>" + (f"<p><code>{show.text(more)}</code></p>" if more else "")
    )


def _missing(why: str) -> str:
    return (
        '<div class="stopped"><p><b><span aria-hidden="true">×</span> This step stopped, so what it should show is '
        f"missing.</b></p>{why}<p>The executed notebook beside this page has the details.</p></div>"
    )


def _pre(said: str) -> str:
    return f'<pre class="printed" tabindex="0">{show.text(said, lines=True)}</pre>'


def _lines(printed: str) -> str:
    """As a terminal would leave it: no colours, only the last state of a line that was written over; no tracebacks."""
    bare = _TRACEBACK.sub("", ANSI.sub("", printed)).strip("\n")
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in bare.split("\n")]
    if len(lines) > LINES:
        lines = [*lines[:LINES], f"… and {len(lines) - LINES:,} more lines in the executed notebook"]
    return "\n".join(lines).strip("\n")


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)
