"""The sample's three reports from a folder into a folder, and from an object store into one: seconds and requests.

    .venv/bin/python benchmarks/object_storage.py

The store is moto's S3 on this machine, so no network is in the figures: each request to a real one takes some 20 to
50 ms more, several at a time.  Needs the extras s3 and cloud-test.
"""

from collections import Counter
import logging
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time

from moto.server import ThreadedMotoServer

ROOT = Path(__file__).parents[1]


class Requests(logging.Handler):
    """What the store was asked, by its method, since `taken`."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        for method in ("GET", "PUT", "HEAD", "DELETE", "POST"):
            if f"{method} /" in said:
                self.seen["LIST" if "list-type=2" in said else method] += 1

    def taken(self) -> str:
        told = ", ".join(f"{n} {method}" for method, n in sorted(self.seen.items()))
        self.seen.clear()
        return told or "none"


def kit(*words: object) -> float:
    """Seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kit.cli", *map(str, words)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    log = logging.getLogger("werkzeug")
    log.propagate, requests = False, Requests()
    log.addHandler(requests)
    log.setLevel(logging.INFO)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=True)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "dummy", "AWS_SECRET_ACCESS_KEY": "dummy"}
    with tempfile.TemporaryDirectory() as made:
        kit("sample", f"{made}/sample")
        import s3fs

        store = s3fs.S3FileSystem()
        store.mkdir("brand")
        store.put(f"{made}/sample", "brand/", recursive=True)
        requests.taken()
        for data, out in ((f"{made}/sample", f"{made}/out"), ("s3://brand/sample", "s3://brand/out")):
            for what in ("made", "unchanged"):
                seconds = kit("run", "templates/plan.yaml", "--data", data, "--out", out, "--jobs", 2)
                print(
                    f"{out.split(':')[0] if '://' in out else 'folder'}: {what} in {seconds:.1f} s, {requests.taken()}"
                )
        print(f"s3: kit check in {kit('check', 's3://brand/sample'):.1f} s, {requests.taken()}")
        print(f"folder: kit check in {kit('check', f'{made}/sample'):.1f} s")
    server.stop()


if __name__ == "__main__":
    main()
