"""What is taken before a fork leaves nothing behind but speed."""

import json
import os
from pathlib import Path
import subprocess
import sys
import textwrap

import pytest

from kit import style, warming

ROOT = Path(__file__).parents[1]
ALONE = {  # as the server of warm processes sets them
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
CELLS = """
    import nbformat

    def shown(name):
        names, shown = {}, []
        for cell in nbformat.read(f"{ROOT}/notebooks/{name}.ipynb", as_version=4).cells:
            if cell.cell_type != "code":
                continue
            lines = cell.source.splitlines()
            exec("\\n".join(lines[:-1]), names)
            if "parameters" in cell.metadata.get("tags", []):
                exec(lines[-1], names)
                names["workspace"] = WORKSPACE
            else:
                shown.append(eval(lines[-1], names)._repr_mimebundle_())
        return shown
"""


def run(code: str, folder: Path, **known: str) -> dict:
    """What the code says in a process of its own, as JSON, started in `folder`."""
    known = {"ROOT": str(ROOT), **known}
    text = "\n".join(f"{name} = {value!r}" for name, value in known.items()) + "\n" + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=folder, env=os.environ | ALONE, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def left(tmp_path_factory) -> dict:
    """What a process is like after warming up, in a folder whose own template must not be read."""
    folder = tmp_path_factory.mktemp("here")
    own = folder / "templates" / "kit"
    own.mkdir(parents=True)
    (own / "report.css").write_text("not to be read", encoding="utf-8")
    return run(
        """
        import json, os, random, sys, threading
        import matplotlib, numpy
        luck, state = random.getstate(), numpy.random.get_state()[1].tolist()
        import kit.data, kit.charts, seaborn
        looks = dict(matplotlib.rcParams.copy())
        luck = random.getstate()
        read = []
        def opened(name, about):
            if name == "open" and not isinstance(about[0], int):  # a handle was opened by its path before
                read.append(str(about[0]))
        sys.addaudithook(opened)
        from kit.warming import warm_up
        warm_up()
        import duckdb
        from kit import style
        print(json.dumps({
            "threads": threading.active_count(),
            "tasks": len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1,
            "inline": "matplotlib_inline.backend_inline" in sys.modules,
            "figures": list(sys.modules["matplotlib._pylab_helpers"].Gcf.figs),
            "looks": looks == dict(matplotlib.rcParams.copy()),
            "luck": luck == random.getstate() and state == numpy.random.get_state()[1].tolist(),
            "files": [file for file in read if not os.path.isabs(file) or file.startswith(os.getcwd())],
            "databases": sum("duckdb" in os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
                             if os.path.exists(f"/proc/self/fd/{n}")) if os.path.isdir("/proc/self/fd") else 0,
            "remembered": sum(f.cache_info().currsize for f in (style.css, style.tokens, style.colours, style.rc)),
            "loaded": [m for m in sys.modules if m.startswith("kit.")],
        }))
        """,
        folder,
    )


def test_no_thread_and_no_database_is_left(left):
    assert (left["threads"], left["tasks"], left["databases"]) == (1, 1, 0)


def test_no_backend_is_chosen_no_figure_left_and_no_setting_changed(left):
    assert not left["inline"]
    assert left["figures"] == []
    assert left["looks"]


def test_no_random_state_is_used(left):
    assert left["luck"]


def test_nothing_of_the_current_folder_is_read_or_remembered(left):
    assert left["files"] == []
    assert left["remembered"] == 0


def test_every_analysis_is_loaded_and_nothing_that_only_the_runner_needs(left):
    loaded = set(left["loaded"])
    assert {
        "kit.benchmarking.content.hashtags",
        "kit.post_mortem.added.lift",
        "kit.tier_pricing.plan.budget_plan",
        "kit.estimate.prices",
    } <= loaded
    assert not {m for m in loaded if m.startswith(("kit.reports", "kit.cli", "kit.intake", "kit.sources"))}


def test_what_modules_import_inside_their_functions_is_found_too():
    found = warming.modules()
    assert {"kit.pen", "kit.charts.relation", "seaborn", "scipy.optimize", "ibis", "matplotlib.figure"} <= set(found)
    assert not [name for name in found if name.startswith("kit.reports")]


def test_the_look_of_the_current_folder_counts_again_after_a_drawing_with_the_shipped_one(tmp_path, monkeypatch):
    own = tmp_path / "templates" / "kit"
    own.mkdir(parents=True)
    (own / "report.css").write_text(style.css().replace("--accent: ", "--accent: #123456; --x: "), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    style.css.cache_clear()
    with style.shipped():
        assert style.template_dir() != own
        style.colours()
    assert style.template_dir() == own
    for remembered in (style.css, style.tokens, style.colours, style.rc):
        remembered.cache_clear()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(
    "report",
    ["tier_pricing", *(pytest.param(name, marks=pytest.mark.long) for name in ("benchmarking", "post_mortem"))],
)
def test_a_forked_report_is_the_same_to_the_byte_with_and_without(report, sample, tmp_path):
    cold = f"import json, hashlib\n{textwrap.dedent(CELLS)}\nsaid = json.dumps(shown(REPORT), sort_keys=True)\n"
    said = 'print(json.dumps([hashlib.sha256(said.encode()).hexdigest(), said.count("<svg"), len(said)]), flush=True)\n'
    warm = "import os\nfrom kit.warming import warm_up\nwarm_up()\nif os.fork():\n    raise SystemExit(os.wait()[1])\n"
    known = {"WORKSPACE": str(sample), "REPORT": report}
    first, second = run(cold + said, tmp_path, **known), run(warm + cold + said + "os._exit(0)\n", tmp_path, **known)
    assert first == second
    assert first[1] >= 12
