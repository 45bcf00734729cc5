"""A research kit for TikTok influencer marketing: exports in, honest reports out."""

from kit.data import open

__version__ = "0.1.0"
__all__ = ["__version__", "open"]
