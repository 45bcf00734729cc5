"""A forked kernel and a cold one give the same outputs, to the byte; where none can be forked, one line says why."""

import json
import os
from pathlib import Path
import re
import sys

import nbformat
import papermill
import pytest

from kit.reports import kernel
from running import environment, executed, gone, kit, MARK, notebook, plan, printed, records
from test_engine import spec

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
PROCESS = """
import gc, locale, logging, multiprocessing, os, resource, signal, sys, threading, time
print(__name__, len(sys.argv), os.path.basename(sys.argv[0]), sys.argv[-1], sys.path, os.getcwd())
known = ("JPY_PARENT_PID", "KIT_COLD")
print(sorted((k, v) for k, v in os.environ.items() if k not in known))
print(threading.current_thread() is threading.main_thread(), multiprocessing.parent_process())
print(multiprocessing.current_process().name, multiprocessing.current_process().daemon)
print(multiprocessing.active_children())
print([(s.name, signal.getsignal(s)) for s in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGHUP)])
print(signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(os.getpgid(0) == os.getpid() == os.getsid(0), os.umask(0o22), resource.getrlimit(resource.RLIMIT_NOFILE))
print(logging.root.handlers, logging.root.level, locale.setlocale(locale.LC_ALL), locale.getpreferredencoding())
print(gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit(), time.tzname, os.path.expanduser("~"))
print(sys.flags, sys.dont_write_bytecode, sys.stdout.encoding, sys.getfilesystemencoding())
print(warm_start_file, multiprocessing.get_start_method(allow_none=True))
"""
POOLS = """
from concurrent.futures import ProcessPoolExecutor
for method in ("fork", "spawn", "forkserver"):
    context = multiprocessing.get_context(method)
    with context.Pool(2) as pool:
        print(method, pool.map(abs, [-1, -2]))
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        print(method, list(pool.map(abs, [-3, -4])))
from multiprocessing import Manager, shared_memory
with Manager() as manager:
    print(list(manager.list([1, 2])))
kept = shared_memory.SharedMemory(create=True, size=64)  # never unlinked: nobody must complain
"""
WAYS = """
import asyncio, ctypes, subprocess, warnings
await asyncio.sleep(0)
print(subprocess.run(["echo", "a child"], capture_output=True, text=True).stdout)
os.write(1, b"from below\\n")
ctypes.CDLL(None).puts(b"from C"), ctypes.CDLL(None).fflush(None)
if not (pid := os.fork()):
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
try:
    input("who? ")
except Exception as error:
    print(type(error).__name__)
warnings.warn("old", DeprecationWarning)
print(os.read(0, 1), file=sys.stderr)
"""
MAGIC = "%matplotlib inline\n%timeit -n1 -r1 -q 1\n!echo shell\n%env LANG"
FIGURES = """
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd, random, seaborn as sns
random.seed(1), np.random.seed(1)
print(random.random(), np.random.rand(), np.linalg.svd(np.random.rand(60, 60))[1].sum().hex())
print(matplotlib.get_backend(), matplotlib.get_configdir(), matplotlib.matplotlib_fname())
print(sorted((k, str(v)) for k, v in plt.rcParams.items()))
print(pd.describe_option(_print_desc=False))
frame = pd.DataFrame({"x": np.random.rand(30), "y": np.random.rand(30)})
plt.plot([1, 3, 2]);
"""
MORE = [
    "sns.scatterplot(frame, x='x', y='y')",
    "frame.plot()",
    "plt.figure(figsize=(2, 1)); plt.gcf()",
    "frame.head(2)",
]
MORE += [
    "from matplotlib.figure import Figure\nFigure(figsize=(1, 1))",
    "import scipy.stats\nscipy.stats.ttest_ind(*frame.values.T)",
]
SPOILS = """
import locale, os, random, signal, sys, warnings
import matplotlib.pyplot as plt, pandas as pd, kit
pd.DataFrame.head = None
pd.set_option("display.max_rows", 3)
plt.rcParams["figure.figsize"] = (1, 1)
plt.figure()
os.environ["SPOILED"] = "yes"
os.environ["HOME"] = "/"
os.chdir("/")
sys.path.insert(0, "/spoiled")
kit.spoiled = True
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.umask(0)
"""
AFTER = """
import os, signal, sys, matplotlib.pyplot as plt, pandas as pd, kit
print(pd.DataFrame({"a": [1]}).head().shape, pd.get_option("display.max_rows"), plt.rcParams["figure.figsize"])
print(os.environ.get("SPOILED"), os.getcwd() == start, "/spoiled" in sys.path, hasattr(kit, "spoiled"))
print(plt.get_fignums())
print(signal.getsignal(signal.SIGTERM), os.umask(0o22))
"""
CHANCE = """
import random, tempfile, uuid, numpy as np
print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4(), tempfile.mktemp())
"""


def at_home(folder):
    """The environment of somebody with an unusual home, a start-up file and a configuration of IPython."""
    home = folder / "home of សុភា"
    profile = home / ".ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "00.py").write_text("warm_start_file = 'read'\n", encoding="utf-8")
    shown = "c = get_config()\nc.InteractiveShell.ast_node_interactivity = 'all'\n"
    shown += "c.InlineBackend.rc = {'lines.linewidth': 5}\n"
    (profile / "ipython_kernel_config.py").write_text(shown, encoding="utf-8")
    (home / ".config" / "matplotlib").mkdir(parents=True)
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text("font.size: 9\n", encoding="utf-8")
    env = environment(HOME=str(home), TZ="Asia/Phnom_Penh", PYTHONPATH=str(folder), MPLBACKEND="agg")
    return {k: v for k, v in env.items() if k not in ("IPYTHONDIR", "XDG_CONFIG_HOME", "JUPYTER_PATH")}


def write_all(folder):
    notebook(folder, "everything", PROCESS, POOLS, WAYS, MAGIC, FIGURES, *MORE, "1\n2\n3")
    notebook(folder, "spoils", SPOILS)
    notebook(folder, "untouched", f"start = {str(folder)!r}", AFTER)
    for name in ("one", "two"):
        notebook(folder, name, CHANCE)
    return plan(folder, "everything", "spoils", "untouched", "one", "two")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same reports, made warm and made cold, in one folder."""
    folder = tmp_path_factory.mktemp("kernel")
    what, env = write_all(folder), at_home(folder)
    done = {
        out: kit("run", what, "--out", out, "--jobs", jobs, cwd=folder, env=env | more)
        for out, jobs, more in (("warm", 1, {}), ("cold", 3, {"KIT_COLD": "1"}))
    }
    return folder, done, env[MARK]


def cells(out, name):
    return [cell for cell in executed(out, name).cells if cell.cell_type == "code"]


def test_warm_and_cold_runs_end_well_and_only_the_cold_one_says_so(both):
    _, done, mark = both
    for out, process in done.items():
        assert (process.returncode, process.stderr) == (0, ""), out
    assert "cold" not in done["warm"].stdout
    assert done["cold"].stdout.count("The kernel is started cold: KIT_COLD is set.") == 1
    assert gone(mark) == []


def test_a_forked_kernel_gives_what_a_cold_one_gives(both):
    folder, _, _ = both
    for one, other in zip(cells(folder / "warm", "everything"), cells(folder / "cold", "everything"), strict=True):
        for output in one.outputs + other.outputs:
            output.pop("execution_count", None)
            if "text" in output:  # the name of a cell as a file has the number of the process
                output["text"] = re.sub(r"/ipykernel_\d+/", "/", output["text"])
        assert one.outputs == other.outputs, one.source
    images = [o for c in cells(folder / "warm", "everything") for o in c.outputs if "image/png" in o.get("data", {})]
    assert len(images) == 3


def test_settings_of_the_person_are_honoured(both):
    folder, _, _ = both
    said = printed(executed(folder / "warm", "everything"))
    for words in (
        "read None",
        "'+07'",
        "home of សុភា",
        "('font.size', '9.0')",
        "('lines.linewidth', '5.0')",
        "StdinNotImplementedError",
    ):
        assert words in said, words
    assert [o.data["text/plain"] for o in cells(folder / "warm", "everything")[-1].outputs] == ["1", "2", "3"]


def test_nothing_of_one_report_reaches_the_next(both):
    folder, _, _ = both
    for out in ("warm", "cold"):
        said = printed(executed(folder / out, "untouched"))
        assert said == "(1, 1) 60 [6.4, 4.8]\nNone True False False\n[]\n0 18\n"


def test_chance_is_new_in_each_kernel(both):
    folder, _, _ = both
    said = [printed(executed(folder / "warm", name)).split() for name in ("one", "two")]
    assert len(said[0]) == 5
    assert not set(said[0]) & set(said[1])


@pytest.mark.parametrize(("graceful", "ran"), [("graceful", True), ("immediate", False)])
def test_what_a_kernel_wants_to_do_at_its_end_is_done_if_it_is_asked_to_end(graceful, ran, tmp_path, forks):
    kernel.prefer_warm()
    last = tmp_path / "last"
    path = notebook(tmp_path, "ends", f"import atexit, pathlib\natexit.register(pathlib.Path({str(last)!r}).touch)")
    papermill.execute_notebook(
        nbformat.read(path, as_version=4),
        None,
        engine_name="kit",
        shutdown_kernel=graceful,
        kernel_manager_class=kernel.QuietKernelManager,
        progress_bar=False,
    )
    assert last.exists() is ran


@pytest.fixture(scope="module")
def fallbacks(tmp_path_factory):
    """Reports with kernels of other names."""
    folder = tmp_path_factory.mktemp("fallback")
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    path = spec(folder, "mine", argv, env={"OF_MINE": "yes"})
    spec(folder / "b", "early", argv, env={"MPLCONFIGDIR": str(folder)})
    spec(folder / "c", "other", [sys.executable, "-u", *argv[1:]])
    ways = {"mine": "mine", "early": "early", "other": "other", "unknown": "a-name-of-an-editor"}
    for name, named in ways.items():
        notebook(
            folder,
            name,
            "import os, sys\nprint(os.environ.get('OF_MINE'), os.environ.get('JPY_PARENT_PID'))",
            kernel=named,
        )
    env = environment(
        JUPYTER_PATH=os.pathsep.join([path, str(folder / "b" / "jupyter"), str(folder / "c" / "jupyter")])
    )
    done = kit("run", plan(folder, *ways), "--out", "out", "--jobs", 2, cwd=folder, env=env)
    return folder, done


def test_another_kernel_of_this_python_is_forked_with_its_own_environment(fallbacks):
    folder, done = fallbacks
    assert (done.returncode, done.stderr) == (0, "")
    assert printed(executed(folder / "out", "mine")) == "yes None\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("early", "The kernel is started cold: MPLCONFIGDIR was changed after loading."),
        ("other", "The kernel is started cold: the kernel other is not this Python's own."),
    ],
)
def test_a_kernel_that_cannot_be_forked_is_started_cold_and_one_line_says_why(fallbacks, name, said):
    folder, done = fallbacks
    assert done.stdout.splitlines().count(said) == 1
    assert printed(executed(folder / "out", name)).split()[1].isdigit()


def test_a_kernel_that_is_not_installed_gives_way_to_this_pythons_own(fallbacks):
    folder, done = fallbacks
    assert printed(executed(folder / "out", "unknown")) == "None None\n"
    assert done.stdout.count("There is no kernel a-name-of-an-editor here, so this Python's own runs unknown.") == 1


def test_a_server_that_cannot_load_is_told_in_one_line_and_the_reports_are_made(tmp_path):
    notebook(tmp_path, "fine", "print('well')")
    (tmp_path / "matplotlib.py").write_text("raise RuntimeError('broken\\non purpose')\n", encoding="utf-8")
    done = kit("run", "fine", "--out", "out", cwd=tmp_path, env=environment(PYTHONPATH=str(tmp_path)))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("The kernel is started cold: RuntimeError: broken on purpose.") == 1
    assert printed(executed(tmp_path / "out", "fine")) == "well\n"


ENDS_SERVER = """
import os, pathlib, signal, time
if not pathlib.Path("ended").exists():
    pathlib.Path("ended").touch()
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(30)
print("well")
"""


def test_when_the_server_is_killed_running_reports_fail_and_the_others_are_made(tmp_path):
    env = environment()
    for name in "abcd":
        notebook(tmp_path, name, ENDS_SERVER)
    done = kit("run", plan(tmp_path, *"abcd"), "--out", "out", cwd=tmp_path, env=env)
    assert done.returncode == 1
    found = records(tmp_path / "out")
    failed = [name for name, record in found.items() if record["status"] == "failed"]
    assert failed
    assert {found[name]["failure"]["kind"] for name in failed} <= {"dead_kernel", "no_kernel"}
    assert len(failed) <= 2, "the one that ran, and the kernel that was brought up ahead"
    for name in found.keys() - set(failed):
        assert printed(executed(tmp_path / "out", name)) == "well\n"
    assert "Traceback" not in done.stderr
    assert done.stdout.count("The kernel is started cold: the server of warm processes has ended.") <= 1
    assert gone(env[MARK]) == []


@pytest.mark.long
def test_the_reports_themselves_are_the_same_cold_and_warm(sample, tmp_path):
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    rows = ["benchmarking", "tier_pricing", "post_mortem"]
    for out, more in (("warm", {}), ("cold", {"KIT_COLD": "1"})):
        env = environment(**more)
        done = kit("run", plan(tmp_path, *rows), "--data", sample, "--out", out, "--jobs", 2, cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stderr
    for name in rows:
        one, other = (
            json.loads((tmp_path / out / f"{name}.json").read_text(encoding="utf-8")) for out in ("warm", "cold")
        )
        assert one | {"made": ""} == other | {"made": ""}
        for c, d in zip(cells(tmp_path / "warm", name), cells(tmp_path / "cold", name), strict=True):
            assert [o.get("data", {}) for o in c.outputs] == [o.get("data", {}) for o in d.outputs], c.source
