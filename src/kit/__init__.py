"""A research kit for TikTok influencer marketing: exports in, honest reports out."""

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def __getattr__(name: str) -> Any:
    """`kit.open(workspace)`, the one call that every notebook starts with; loaded when asked for, so that `kit --help`
    need not wait for the engine."""
    if name == "open":
        from kit.opening import open as opened

        return opened
    raise AttributeError(f"module 'kit' has no attribute {name!r}")
