"""Base classes of commands, and shared options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click
from typing_extensions import override

from .output import decoded

_F = TypeVar("_F", bound=Callable[..., Any])
_WIDTH = 80

CHAT_MODEL = "openai/gpt-oss-20b"
# The type of text arguments.
TEXT = decoded
# The type of file names, which shells complete. Commands check them, and some accept URLs, too.
PATH = click.Path(readable=False)


@dataclass
class State:
    """Options that are still needed after the context of a command has ended."""

    debug: bool = False
    command: str = "groq"


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    state = context.find_object(State)
    if state is not None and value:
        state.debug = True


def _debug_option() -> click.Option:
    return click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_set_debug,
        help="Show the traceback of an error.",
    )


class Command(click.Command):
    """A command with the common options. Its name is the prefix of each message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(_debug_option())
        self.context_settings: MutableMapping[str, Any] = {"max_content_width": _WIDTH, **self.context_settings}
        self.help: str | None = inspect.cleandoc(self.help or "")

    @override
    def make_context(self, info_name: str | None, args: list[str], *other: Any, **extra: Any) -> click.Context:
        parent: click.Context | None = other[0] if other else extra.get("parent")
        state = parent.find_object(State) if parent is not None else None
        if parent is not None and state is not None:
            state.command = f"{parent.command_path} {info_name}"
        return super().make_context(info_name, args, *other, **extra)


class Group(Command, click.Group):
    """A command with subcommands. Without a subcommand, it shows its help."""

    command_class: type[click.Command] | None = Command

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)


def json_option(function: _F) -> _F:
    """Add the option `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def model_option(default: str, *others: str) -> Callable[[_F], _F]:
    """Add the option `--model`. Shells complete these ids, or all chat models if the default is one."""

    def complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
        return [model for model in (default, *others) if model.startswith(incomplete)]

    return click.option(
        "-m",
        "--model",
        default=default,
        show_default=True,
        metavar="ID",
        shell_complete=_complete_chat_model if default == CHAT_MODEL else complete,
        help="Id of the model.",
    )


def default_model_option(function: _F) -> _F:
    """Add the option `--model` for many requests, each of which may name another model."""
    return click.option(
        "-m", "--model", metavar="ID", shell_complete=_complete_chat_model, help="Model for requests that name none."
    )(function)


def _complete_chat_model(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return ids of chat models, without those that were shut down."""
    from typing import get_args

    from ..testing.api.catalogue import MODELS  # imported here, as the next one: only completion needs them
    from ..types import ChatModel

    active = {model["id"] for model in MODELS if model["active"]}
    return [model for model in get_args(ChatModel) if model in active and model.startswith(incomplete)]


def params_option(function: _F) -> _F:
    """Add the option `--param`, whose value is a dictionary."""
    return click.option(
        "-p",
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_read_params,
        help="Another parameter of the API, such as temperature=0.2; may be repeated.",
    )(function)


def _read_params(_context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, Any]:
    import json  # imported here: makes the start faster

    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = decoded(pair).partition("=")
        if not (name and equals):
            raise click.BadParameter(f"expected NAME=VALUE, got {pair!r}")
        try:
            read: Any = json.loads(value)
        except ValueError:
            read = value
        except RecursionError:
            raise click.BadParameter(f"expected JSON for {name}, got JSON that is nested too deeply") from None
        found[name] = _checked_param(name, read)
    return found


def _checked_param(name: str, value: Any) -> Any:
    """Return the value of a parameter, if it can be sent."""
    import json

    from ..lib._json_values import is_object

    if name == "stream":
        raise click.BadParameter("stream: the command chooses it; leave it out")
    if name == "response_format" and not is_object(value):
        raise click.BadParameter('response_format: expected an object such as {"type": "json_object"}')
    try:
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError) as err:
        raise click.BadParameter(f"{name}: expected finite numbers, or a string in double quotes") from err
    return value
