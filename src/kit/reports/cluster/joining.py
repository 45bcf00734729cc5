"""A Dask cluster is joined: the scheduler answers, and each worker is fit for what is to be made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
import uuid
import warnings

from kit.errors import UsageError
from kit.reports import catalog, failure
from kit.reports.cluster import likeness, worker
from kit.reports.cluster.sending import Cluster, PATIENCE
from kit.reports.cluster.station import own_templates, Setup
from kit.reports.run import Run

LEADING = ("KIT_WORKSPACE",)  # of the runner's environment: where workspaces are


def address(url: str) -> str:
    """The scheduler's address as Dask writes it; UsageError where this is none, or Dask is not installed."""
    said = f"--executor is {url!r}; write dask://HOST:PORT, where the cluster's scheduler listens."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError(said) from None
    if parts.scheme != "dask" or not host or not port or parts.path not in ("", "/") or parts.query:
        raise UsageError(said)
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise UsageError("--executor needs Dask; install it with: pip install 'distributed>=2025'") from None
    return f"tcp://{parts.netloc}"


@contextmanager
def connected(scheduler: str, runs: Sequence[Run]) -> Iterator[Cluster]:
    """The cluster, each of its workers fit for these runs; UsageError naming those that are not, one sentence each."""
    import distributed

    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("distributed", "tornado")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what they would say is told in our own words
    try:
        with warnings.catch_warnings(action="ignore"):  # of versions: we look ourselves
            client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False, name="kit")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {scheduler} ({type(error).__name__}); start one with dask scheduler, or "
            "correct --executor."
        ) from None
    environment = {name: os.environ[name] for name in LEADING if name in os.environ}
    facts = likeness.look(workspaces(runs))
    cluster = Cluster(
        client, Setup(f"kit-{uuid.uuid4().hex}", str(Path.cwd()), own_templates(), environment, facts), scheduler
    )
    try:
        cluster.threads = check(cluster)
        yield cluster
    finally:
        cluster.close()


def check(cluster: Cluster) -> int:
    """The threads of all workers; UsageError with a sentence for each that would not make the same reports."""
    threads = cluster.client.nthreads()
    if not threads:
        raise UsageError(
            f"The Dask cluster at {cluster.scheduler} has no workers; start one with: dask worker {cluster.scheduler}"
        )
    found = cluster.client.run(worker.look, cluster.setup, on_error="return")
    wrong = {name: unfit(cluster.setup.facts, facts) for name, facts in found.items()}
    if any(wrong.values()):
        raise UsageError("\n".join(f"The worker {name} {why}" for name, why in sorted(wrong.items()) if why))
    return sum(threads.values())


def unfit(here: likeness.Facts, found: Any) -> str:
    """What is wrong with a worker that gave these facts, or this error; "" if nothing is."""
    if isinstance(found, likeness.Facts):
        return likeness.difference(here, found)
    if isinstance(found, worker.StationLost):
        return f"cannot start the kit ({found}); see whether kit list works there."
    said = failure.plain(f"{type(found).__name__}: {found}", 200)
    return f"has not this version of the kit, {here.versions['kit']} ({said}); install it there."


def workspaces(runs: Sequence[Run]) -> list[str]:
    """What the runs call their workspaces, each once."""
    found: dict[str, None] = {}
    for run in runs:
        values = {p.name: p.default for p in catalog.report(run.report).parameters} | dict(run.parameters)
        if isinstance(values.get("workspace"), str):
            found[values["workspace"]] = None
    return list(found)
