"""What the README tells people to type is there."""

from pathlib import Path
import re
import shlex

from click.testing import CliRunner
import pytest
from typer.main import get_command
import yaml

from kit.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line for line in README.splitlines() if re.match(r"    (\.venv/bin/)?kit ", line)]
COMMANDS = sorted({line.split("#")[0].strip() for line in LINES})


def test_the_mapping_shown_is_the_mapping_tested():
    shown = next(block for block in re.findall(r"```yaml\n(.*?)```", README, re.S) if "tables:" in block)
    tested = (ROOT / "tests" / "samples" / "creators_videos_2020.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(shown) == yaml.safe_load(tested)


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_and_option_exists(line):
    words = shlex.split(line.removeprefix(".venv/bin/"))
    command = get_command(app).commands[words[1]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {w for w in words[2:] if w.startswith("-")} <= known


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^    make ([a-z-]+)", README, re.M))))
def test_each_make_target_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def test_every_folder_of_the_tree_is_there():
    tree = README.split("## The house")[1]
    for name in re.findall(r"^      ([a-z_]+)/?", tree, re.M):
        assert (ROOT / "src" / "kit" / name).exists() or (ROOT / "src" / "kit" / f"{name}.py").exists(), name


def test_every_command_explains_itself():
    for command in get_command(app).commands.values():
        assert command.help, command.name
        assert CliRunner().invoke(command, ["--help"]).exit_code == 0


def test_the_page_of_tables_is_the_one_that_the_code_reads():
    from kit.tables import markdown

    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == markdown()
