"""What docs/scheduling.md tells people to paste is well formed; its commands, notebooks and parameters are there."""

import ast
from configparser import ConfigParser
from pathlib import Path
import re
import shlex

import pytest
from typer.main import get_command
import yaml

from kit.cli import app
from kit.reports import catalog

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
BLOCKS = [(language, body) for language, body in re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)]
HOME = "/srv/kit"
KIT = re.compile(
    r"(?:(?:/srv/kit/)?\.venv/bin/|(?<![\w./-]))kit ((?:run|import|init|check|list|sample)\b[^;|&}\"`\n…]*)"
)
COMMANDS = sorted({found.split("#")[0].split(">")[0].strip() for found in KIT.findall(PAGE)})
CRON = r"(?P<when>(?:[\d*/,-]+ ){4}[\d*/,-]+)\s+(?P<command>\S.*)"
RANGES = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]


def blocks(language):
    return [body for name, body in BLOCKS if name == language]


def unit(name):
    """The sections of the unit file that the page shows under this name."""
    (body,) = [b for b in blocks("ini") if b.startswith(f"# /etc/systemd/system/{name}\n")]
    parser = ConfigParser(interpolation=None)  # a key that stands twice is refused
    parser.optionxform = str
    parser.read_string(body)
    return parser


@pytest.fixture
def workflow():
    (body,) = blocks("yaml")
    return yaml.safe_load(body)


@pytest.fixture
def steps(workflow):
    return workflow["jobs"]["reports"]["steps"]


@pytest.fixture
def dags():
    return ast.parse(next(body for body in blocks("python") if body.startswith("# dags/")))


def is_a_schedule(when):
    numbers = [[int(n) for n in re.findall(r"\d+", field)] for field in when.split()]
    return len(numbers) == 5 and all(
        low <= n <= high for field, (low, high) in zip(numbers, RANGES, strict=True) for n in field
    )


def calls(tree, name):
    """The keyword arguments of each call of this name."""
    return [
        {k.arg: k.value for k in node.keywords}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]


def test_the_page_has_every_kind_of_recipe():
    assert sorted({language for language, _ in BLOCKS}) == ["crontab", "ini", "python", "sh", "yaml"]
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("words", COMMANDS)
def test_each_command_and_option_exists(words):
    verb, *rest = shlex.split(words)
    command = get_command(app).commands[verb]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {w for w in rest if w.startswith("-")} <= known


def test_the_crontab_has_one_schedule_and_escapes_its_percent_signs():
    (body,) = blocks("crontab")
    lines = [line for line in body.splitlines() if line and not line.startswith("#") and not re.match(r"\w+=", line)]
    (found,) = [re.fullmatch(CRON, line) for line in lines]
    assert is_a_schedule(found["when"])
    assert found["command"].startswith(f"cd {HOME} && ")
    assert not re.search(r"(?<!\\)%", found["command"])


def test_every_schedule_runs_the_same_command():
    command = "kit run plan.yaml --data lotus --jobs 2 --out reports"
    assert all(command in body for body in (*blocks("crontab"), *blocks("yaml")))
    assert unit("kit.service")["Service"]["ExecStart"] == f"{HOME}/.venv/bin/{command}"
    assert f".venv/bin/{command} --json" in blocks("python")[0]


def test_the_service_can_write_where_it_works_and_tells_of_failures():
    service, told = unit("kit.service"), unit("kit-failed.service")
    assert service["Service"]["Type"] == told["Service"]["Type"] == "oneshot"
    assert service["Service"]["WorkingDirectory"] == service["Service"]["ReadWritePaths"] == HOME
    assert service["Unit"]["OnFailure"] == "kit-failed.service"
    assert "kit.service" in told["Service"]["ExecStart"]


def test_the_service_leaves_kernels_the_sockets_that_they_need():
    assert set(unit("kit.service")["Service"]["RestrictAddressFamilies"].split()) >= {"AF_UNIX", "AF_NETLINK"}


def test_the_timer_makes_up_for_missed_turns():
    timer = unit("kit.timer")
    assert re.fullmatch(r"Mon\.\.Fri \d\d:\d\d \w+/\w+", timer["Timer"]["OnCalendar"])
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_workflow_is_scheduled_and_every_step_does_one_thing(workflow, steps):
    trigger = workflow[True]  # YAML 1.1 reads the key `on` as true
    assert [is_a_schedule(one["cron"]) for one in trigger["schedule"]] == [True]
    assert workflow["permissions"] == {"contents": "read"}
    assert all(("run" in step) != ("uses" in step) for step in steps)


def test_the_workflow_keeps_its_reports_whatever_happened(steps):
    kept = [step for step in steps if re.match(r"actions/(upload-artifact|cache/save)@v\d+$", step.get("uses", ""))]
    assert [step["if"] for step in kept] == ["always()", "always()"]
    assert kept[0]["with"]["path"] == "reports"


def test_the_workflow_restores_what_it_saves_and_what_it_reads(steps):
    restored, saved = [step["with"] for step in steps if "cache/" in step.get("uses", "")]
    assert restored["path"] == saved["path"] == "lotus\nreports\n"
    assert restored["key"] == saved["key"]
    assert restored["key"].startswith(restored["restore-keys"])


def test_no_step_hides_a_failure(steps):
    assert not any("continue-on-error" in step or "|| true" in step.get("run", "") for step in steps)


def test_every_python_block_compiles():
    for body in blocks("python"):
        compile(body, "docs/scheduling.md", "exec")


def test_the_dag_runs_a_notebook_that_exists_with_parameters_that_it_has(dags, monkeypatch):
    monkeypatch.chdir(ROOT)
    (arguments,) = calls(dags, "PapermillOperator")
    name = re.search(r"/notebooks/(\w+)\.ipynb", ast.unparse(arguments["input_nb"])).group(1)
    given = {key.value for key in arguments["parameters"].keys}
    assert {"workspace", "brand", "as_of"} <= given <= {p.name for p in catalog.report(name).parameters}
    assert arguments["kernel_name"].value == "kit"
    assert f"ipykernel install --user --name {arguments['kernel_name'].value}" in PAGE


def test_the_dag_makes_the_page_with_a_template_that_exists(dags):
    (template,) = [
        found.group(1)
        for arguments in calls(dags, "BashOperator")
        if (found := re.search(r"--template (\w+)", ast.unparse(arguments["bash_command"])))
    ]
    assert (ROOT / "templates" / template / "index.html.j2").is_file()


def test_papermill_knows_the_engine_that_the_page_names():
    from papermill.engines import papermill_engines

    (name,) = re.findall(r'get_engine\("(\w+)"\)', PAGE)
    assert papermill_engines.get_engine(name).__name__ == "KitEngine"
