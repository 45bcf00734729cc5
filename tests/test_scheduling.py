"""The recipes of docs/scheduling.md name what there is."""

import ast
import configparser
from pathlib import Path
import re
import shlex

import pytest
from typer.main import get_command
import yaml

from kit.cli import app
from kit.reports import catalog

PAGE = (Path(__file__).parents[1] / "docs" / "scheduling.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)
COMMANDS = sorted(set(re.findall(r"\bkit (?:run|import|init) [^\n;|\"'`}…]*", "\n".join(text for _, text in BLOCKS))))


def blocks(language):
    return [text for name, text in BLOCKS if name == language]


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_and_option_exists(line):
    words = shlex.split(line.split("#")[0])
    command = get_command(app).commands[words[1]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {w for w in words[2:] if w.startswith("-")} <= known


def test_there_are_commands_to_check():
    assert len(COMMANDS) >= 4


def test_the_line_for_cron_has_five_fields_and_escapes_its_percent_signs():
    (table,) = blocks("crontab")
    (line,) = (one for one in table.splitlines() if re.match(r"[\d*]", one))
    assert re.match(r"(?:[\d*/,-]+\s+){5}cd ", line)
    assert not re.search(r"(?<!\\)%", line)


def test_the_units_of_systemd_have_their_sections():
    found = {}
    for text in blocks("ini"):
        parser = configparser.RawConfigParser(strict=False)
        parser.optionxform = str
        parser.read_string(text)
        found[re.search(r"system/(\S+)", text)[1]] = parser
    assert "ExecStart" in found["kit.service"]["Service"]
    assert "OnCalendar" in found["kit.timer"]["Timer"]
    assert found["kit.service"]["Unit"]["OnFailure"] in found


def test_the_workflow_keeps_the_reports_also_of_a_run_that_failed():
    (text,) = blocks("yaml")
    steps = yaml.safe_load(text)["jobs"]["reports"]["steps"]
    assert all("uses" in step or "run" in step for step in steps)
    kept = [step for step in steps if "upload-artifact" in step.get("uses", "")]
    assert [step["if"] for step in kept] == ["always()"]


def test_the_dag_names_a_notebook_and_parameters_that_there_are():
    dag = next(text for text in blocks("python") if "PapermillOperator(" in text)
    name = re.search(r"notebooks/(\w+)\.ipynb", dag)[1]
    known = {p.name for p in catalog.report(name).parameters}
    calls = [node for node in ast.walk(ast.parse(dag)) if isinstance(node, ast.Call)]
    values = [k.value for call in calls for k in call.keywords if k.arg == "parameters"]
    given = {key.value for value in values for key in value.keys}
    assert given
    assert given <= known


@pytest.mark.parametrize("text", blocks("python"))
def test_every_piece_of_python_compiles(text):
    ast.parse(text)
