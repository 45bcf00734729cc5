"""`kit import`: what is in a file, its rows made ready, and a workspace that gets them all at once or not at all."""

from kit.intake.importing import import_paths
from kit.intake.report import FileReport

__all__ = ["FileReport", "import_paths"]
