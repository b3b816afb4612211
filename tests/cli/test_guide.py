"""The guide has a section for each command, with the options and texts of its `--help`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from groq.cli.app import COMMANDS, cli
from groq.cli.chat_loop import COMMANDS as CHAT_COMMANDS
from groq.cli.server import DELEGATING

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "cli.md").read_text(encoding="utf-8")
# Every command has these.
COMMON = {"--help", "--debug", "--version"}


def commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that is not a group, with its full name."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command, info_name=name)
    for child in command.list_commands(context):
        found = command.get_command(context, child)
        assert found is not None
        yield from commands(f"{name} {child}", found)


ALL = dict(commands("groq", cli))
OWN = {name: command for name, command in ALL.items() if name.removeprefix("groq ") not in DELEGATING}


def section(name: str) -> str:
    found = re.search(rf"^(#+) {re.escape(name)}\n(.*?)(?=^#+ |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no section {name}"
    return found[2]


def rows(command: click.Command) -> list[str]:
    """Return the rows of the table of options."""
    found: list[str] = []
    for option in command.params:
        if isinstance(option, click.Option) and not COMMON & {*option.opts}:
            names = ", ".join(option.opts) + (f" {option.metavar}" if option.metavar else "")
            default = f" Default: `{option.default}`." if option.show_default else ""
            found.append(f"| `{names}` | {option.help}{default} |")
    return found


@pytest.mark.parametrize("name", OWN)
def test_options_equal_those_of_the_help(name: str) -> None:
    table = [line.replace("\\|", "|") for line in section(name).splitlines() if line.startswith("| `-")]
    assert table == rows(OWN[name])


@pytest.mark.parametrize("name", OWN)
def test_arguments_equal_those_of_the_help(name: str) -> None:
    usage = OWN[name].collect_usage_pieces(click.Context(OWN[name], info_name=name))
    assert f"\n{name} {' '.join(usage)}\n" in section(name)


@pytest.mark.parametrize("name", DELEGATING)
def test_commands_of_the_local_server_refer_to_its_guide(name: str) -> None:
    assert "(testing.md" in section("groq serve, groq run")
    assert f"groq {name}" in section("groq serve, groq run")


def test_help_starts_with_the_summary_in_the_overview() -> None:
    for name, (_, words) in COMMANDS.items():
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert f"{(command.help or '').splitlines()[0]} ".startswith(f"{words} "), name
        assert f"| `groq {name}` | {words} |\n" in GUIDE


def test_lists_the_commands_of_the_chat() -> None:
    listed = re.findall(r"^\| `(/\w+)(?: ([^`]*))?` \| (.*) \|$", section("groq chat"), re.MULTILINE)
    assert [(name, f"{value}: {words}" if value else words) for name, value, words in listed] == [
        (name, words) for name, (_, words) in CHAT_COMMANDS.items()
    ]


EXAMPLES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.startswith(("groq ", "git diff | groq ")) and "[OPTIONS]" not in line
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_examples_are_valid_commands(line: str) -> None:
    words = shlex.split(re.split(r" [|<>] ", line.removeprefix("git diff | "))[0])
    name = next(name for name in (" ".join(words[:3]), " ".join(words[:2])) if name in ALL)
    if name in OWN:
        OWN[name].make_parser(click.Context(OWN[name])).parse_args(words[len(name.split()) :])


def test_every_command_but_completion_has_a_json_option() -> None:
    without = {name for name, command in OWN.items() if not [one for one in command.params if "--json" in one.opts]}
    assert without == {"groq completion"}
