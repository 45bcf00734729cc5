"""Text as HTML: escaped, names isolated, estimates in bold, commands as code; a finding's headline."""

from collections.abc import Mapping
from html import escape
import re
from typing import Any

from kit import wording

_COMMAND = re.compile(
    r"(?<![\w-])kit (?:import|check|run|label|code|sample|init|list)\b[^;]*?(?=[.;]?$|; |\. [A-Z0-9])"
)


def text(words: Any, lines: bool = False) -> str:
    """Plain text as HTML: escaped, isolated names as <bdi>, stray control and direction characters removed."""
    names = re.sub("\u2068([^\u2068\u2069]*)\u2069", "<bdi>\\1</bdi>", escape(str(words), quote=False))
    return wording.inert(names if lines else names.replace("\n", " "))


def attribute(words: Any) -> str:
    """Text inside an attribute's double quotes."""
    return escape(wording.plain(words), quote=False).replace('"', "”")


def prose(words: Any) -> str:
    """A computed sentence: estimates that are followed by their interval in bold, commands as code."""
    html = wording.ESTIMATE.sub(lambda m: f"<b>{m[0]}</b>", text(words))
    return _COMMAND.sub(lambda m: f"<code>{m[0].rstrip()}</code>", html)


def headline(finding: Mapping[str, Any]) -> str:
    """Takeaway and caveat, or the refusal with the command that would help."""
    if finding["status"] == "not_shown":
        words, then = str(finding["takeaway"]).strip(), ""
        if command := _COMMAND.search(words):
            words = (
                words[: command.start()].rstrip(" :,").removesuffix(" by") + "." + words[command.end() :].rstrip(".;")
            )
            then = f"<dl><div><dt>Then run</dt><dd><code>{text(command[0].strip())}</code></dd></div></dl>"
        return f'<div class="refusal"><p class="takeaway"><b>Not shown.</b> {text(words)}</p>{then}</div>'
    caveat = f'<p class="caveat"><b>Caveat.</b> {prose(finding["caveat"])}</p>' if finding.get("caveat") else ""
    return f'<p class="takeaway">{prose(finding["takeaway"])}</p>{caveat}'
