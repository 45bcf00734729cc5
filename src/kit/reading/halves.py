"""JSON and Python literals without halves of characters.

A text that was cut in the middle of an emoji may hold half of one ("\\ud83c"), which no file of ours can hold: it
becomes the sign for a character that could not be read.
"""

import json
import re
from typing import Any

HALF = re.compile(r"\\u[dD][89a-fA-F]")


def loads(text: str) -> Any:
    """What a JSON text says."""
    value = json.loads(text)
    return whole(value) if HALF.search(text) else value


def whole(value: Any) -> Any:
    """The same value, whose texts hold whole characters only."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [whole(inner) for inner in value]
    return value
