"""`groq completion`: scripts that complete the command line in shells."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .base import Command
from .output import say

_SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that completes the command line.

    In ~/.bashrc: eval "$(groq completion bash)"
    """
    script = get_completion_class(shell)
    assert script is not None, "click has a class for each of these shells"
    say(script(context.find_root().command, {}, "groq", "_GROQ_COMPLETE").source())
