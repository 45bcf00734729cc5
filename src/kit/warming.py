"""What is slow at first use, taken once before a process is forked (first sketch: imports only)."""

import importlib
import pkgutil


def warm_up() -> None:
    """Import every module that reports use."""
    import kit

    for found in pkgutil.walk_packages(kit.__path__, "kit."):
        if not found.name.startswith(("kit.reports", "kit.cli", "kit.sample", "kit.sources", "kit.intake", "kit.notebooks")):
            importlib.import_module(found.name)
    import ibis.backends.duckdb  # noqa: F401
