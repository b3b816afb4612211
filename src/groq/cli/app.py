"""The root command: it imports commands on first use, and sets the exit status."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import click
from typing_extensions import override

from .. import __version__
from .base import Group, State
from .errors import INTERRUPTED, report
from .output import one_line, prepare_streams, silence_stdout

# Command → its module, and its line in `groq --help`, which does not import the module.
COMMANDS = {
    "chat": ("chat", "Chat with a model."),
    "ask": ("ask", "Ask a question."),
    "models": ("models", "List the models."),
    "transcribe": ("audio", "Transcribe recordings."),
    "translate": ("audio", "Translate recordings into English."),
    "speak": ("speech", "Speak a text."),
    "embed": ("embed_rerank", "Print the vectors of texts."),
    "rerank": ("embed_rerank", "Sort texts by their relevance to a query."),
    "files": ("files", "List, upload, download and delete files."),
    "batch": ("batch", "Run many requests as a batch."),
    "bulk": ("bulk", "Run many requests at once."),
    "serve": ("server", "Run a local server without a model."),
    "run": ("server", "Run a program against a fresh local server."),
    "auth": ("auth", "Show which API key is used."),
    "completion": ("completion", "Print a script that completes the command line."),
}
_ABOUT = """\
The Groq API from the terminal.

The key is read from GROQ_API_KEY, or from the keyring. Exit status: 0, 1 (it failed), 2 (usage), 130 (Ctrl-C).
"""


class RootCommand(Group):
    """The root command. It reports exceptions in one line, and sets the exit status."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__package__}.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    @override
    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line, and exit."""
        prepare_streams()
        state = State()
        kwargs |= {"standalone_mode": False, "obj": state}
        try:
            result: object = super().main(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:  # such as `groq models | head -1`
            silence_stdout()
            sys.exit(1)
        except (Exception, KeyboardInterrupt) as err:
            sys.exit(report(err, state))
        sys.exit(result if isinstance(result, int) else 0)


@click.command("groq", cls=RootCommand, help=_ABOUT)
@click.version_option(__version__, prog_name="groq", message="%(prog)s %(version)s")
def cli() -> None:
    """The root command."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit status."""
    warnings.formatwarning = _one_line
    try:
        cli.main(list(arguments), prog_name="groq")
    except SystemExit as err:
        return err.code if isinstance(err.code, int) else 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _one_line(message: Warning | str, *_: object, **__: object) -> str:
    return f"groq: {one_line(str(message))}\n"
