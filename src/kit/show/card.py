"""The finding in JupyterLab: question, takeaway, caveat and table, in the look of the page.

The page's stylesheet says how a finding looks between two remarks; the card takes that part and the colours from it.
"""

from collections.abc import Mapping
from functools import cache
import re
from typing import Any

from kit import style
from kit.show.table import table
from kit.show.words import headline, text

_PART = re.compile(r"/\* What a finding shows.*?\*/(.*?)/\* So far", re.DOTALL)
_CARD = """max-width: 47rem; padding: 4px 8px 16px; background: var(--paper); color: var(--ink);
font: 1rem/1.6 var(--serif); h2, p, dl, dd { margin: 0; padding: 0; max-width: 38rem; }
table { table-layout: auto; margin: 0; color: inherit; } tbody tr:nth-child(n) { background: none; }
caption { color: inherit; } .takeaway { margin-top: 12px; font-size: 1.1875rem; } .scroll { margin-top: 24px; }
.caveat { margin-top: 12px; } .more { margin-top: 8px; } .refusal { margin-top: 16px; }"""


def card(finding: Mapping[str, Any]) -> str:
    """One finding as HTML with its own stylesheet, light or dark as JupyterLab's theme is."""
    inside = f"<h2>{text(finding['question'])}</h2>{headline(finding)}{table(finding)}"
    return f'<style>{_look(style.css())}</style><div class="kit-card">{inside}</div>'


@cache
def _look(css: str) -> str:
    """The card's rules, each twice as specific as JupyterLab's own for tables and text."""
    part = _PART.search(css)
    rules = re.sub(r"/\*.*?\*/|@keyframes[^\n]*|animation[-\w]*:[^;}]*;?", "", part[1] if part else "", flags=re.DOTALL)
    rules = re.sub(r"\s+", " ", f"{rules} {_CARD}")
    light, dark = (re.sub(r"\s+", " ", block) for block in style.schemes(css))
    return (
        f".kit-card.kit-card {{ {light} color-scheme: light; {rules} }}"
        f' body[data-jp-theme-light="false"] .kit-card.kit-card {{ {dark} color-scheme: dark; }}'
    )
