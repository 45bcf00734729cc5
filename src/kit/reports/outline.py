"""A notebook's text cells, cut at their headings."""

from collections.abc import Iterator
import re

from nbformat import NotebookNode


def pieces(source: str) -> Iterator[tuple[int, str, str]]:
    """(level, heading, text under it) at each `#` and `##` outside code; level 0 for text before the first."""
    level, heading, lines, fenced = 0, "", list[str](), False
    for line in source.splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        match = None if fenced else re.match(r"(#{1,2})\s+(.*?)\s*#*$", line)
        if match:
            if level or "".join(lines).strip():
                yield level, heading, "\n".join(lines)
            level, heading, lines = len(match[1]), match[2], []
        else:
            lines.append(line)
    if level or "".join(lines).strip():
        yield level, heading, "\n".join(lines)


def question(nb: NotebookNode, cell: int) -> str:
    """The heading that the cell of this index stands under; "" under the title or under none."""
    found, titled = "", False
    for each in nb.cells[:cell]:
        if each.cell_type == "markdown":
            for level, heading, _ in pieces(each.source):
                if level == 2 or (level and titled):
                    found = heading
                titled |= level == 1
    return found
