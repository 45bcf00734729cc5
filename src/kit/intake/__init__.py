"""`kit import`: what is in a file, its rows made ready, and a workspace that gets them all at once or not at all."""

from kit.intake.importing import FileReport, import_paths

__all__ = ["FileReport", "import_paths"]
