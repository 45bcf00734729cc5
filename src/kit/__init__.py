"""A research kit for TikTok influencer marketing: exports in, honest reports out."""
from kit.data import open  # noqa: A004 – `kit.open(workspace)` is the one call that every notebook starts with

__version__ = "0.1.0"
__all__ = ["__version__", "open"]
