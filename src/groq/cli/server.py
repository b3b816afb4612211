"""`groq serve` and `groq run`: the local server. `groq.testing.__main__` parses the arguments."""

from __future__ import annotations

import sys

import click
from click.shell_completion import CompletionItem
from typing_extensions import override

from .base import Command

DELEGATING = ("serve", "run")


class _Delegating(Command):
    """A command that passes all arguments on, including `--help` and `--`."""

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.args = list(args)
        return []

    @override
    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="file")]


@click.command(cls=_Delegating)
@click.pass_context
def serve(context: click.Context) -> None:
    """Run a local server without a model. Its options: `groq serve --help`."""
    _delegate("serve", context)


@click.command(cls=_Delegating)
@click.pass_context
def run(context: click.Context) -> None:
    """Run a program against a fresh local server. For example: `groq run script.py`."""
    _delegate("run", context)


def _delegate(command: str, context: click.Context) -> None:
    from ..testing.__main__ import main  # imported here: makes the start faster

    sys.exit(main([command, *context.args]))
