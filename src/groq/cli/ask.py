"""`groq ask`: one question, one answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ..lib._json_values import is_object, parse_json
from .answers import Conversation, take_answer
from .base import CHAT_MODEL, PATH, TEXT, Command, json_option, model_option, params_option
from .clients import open_client
from .display import SilentDisplay, display_for
from .loading import load_schema, load_tools
from .output import InputError, say_json

if TYPE_CHECKING:
    from .. import Groq
    from ..types.chat import ChatCompletion


@click.command(cls=Command)
@click.argument("prompt", nargs=-1, type=TEXT)
@model_option(CHAT_MODEL)
@click.option("-s", "--system", type=TEXT, metavar="TEXT", help="System prompt.")
@click.option(
    "--schema", type=PATH, metavar="FILE|MODULE:TYPE", help="Ask for JSON: a JSON schema, or a type for pydantic."
)
@click.option("--tools", type=PATH, metavar="FILE.PY", help="Python file with functions that the model may call.")
@click.option("--no-stdin", is_flag=True, help="Do not read the standard input, for example in a shell loop.")
@click.option("--plain", is_flag=True, help="Do not render markdown.")
@params_option
@json_option
def ask(
    prompt: tuple[str, ...],
    model: str,
    system: str | None,
    schema: str | None,
    tools: str | None,
    no_stdin: bool,
    plain: bool,
    params: dict[str, Any],
    as_json: bool,
) -> None:
    """Ask a question. The standard input is added to it: `groq ask "Summarize" < report.txt`."""
    if schema and tools:
        raise click.UsageError("expected --schema or --tools, got both")
    text = "\n\n".join(part for part in (" ".join(prompt), "" if no_stdin else read_stdin()) if part.strip())
    if not text:
        raise click.UsageError("expected a question, as an argument or on the standard input")
    conversation = Conversation(model, [{"role": "user", "content": text}], params)
    conversation.system = system
    type_ = load_schema(schema) if schema else None
    conversation.tools = load_tools(tools) if tools else []
    with open_client() as client:
        if type_ is not None:
            value, completion = ask_for_json(client, conversation, type_)
            say_json(completion if as_json else value)
            return
        display = SilentDisplay() if as_json else display_for(plain=plain)
        answer = take_answer(client, conversation, display)
    if as_json:
        say_json(answer)


def read_stdin() -> str:
    """Return the standard input, unless it is a terminal.

    Raises:
        InputError: It is not UTF-8.
    """
    if sys.stdin.isatty():
        return ""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise InputError(f"expected UTF-8 on the standard input, got an invalid byte at {err.start}") from err


def ask_for_json(client: Groq, conversation: Conversation, schema: Any) -> tuple[object, ChatCompletion]:
    """Return the JSON value of the answer, and the completion.

    Raises:
        click.ClickException: The answer does not match the schema.
    """
    import pydantic  # imported here: makes the start faster

    from ..lib.parse import OutputValidationError

    if is_object(schema):
        return _ask_with_schema(client, conversation, schema)
    try:
        completion = client.chat.completions.parse(
            model=conversation.model,
            messages=conversation.messages,
            response_format=schema,
            extra_body=conversation.params,
        )
    except OutputValidationError as err:
        raise click.ClickException(f"the answer does not match {schema!r}: {err}") from err
    except TypeError as err:
        raise InputError(f"--schema: expected a type that pydantic has a JSON schema for: {err}") from err
    parsed: object = completion.parsed
    return pydantic.TypeAdapter[Any](schema).dump_python(parsed, mode="json"), completion


def _ask_with_schema(client: Groq, conversation: Conversation, schema: dict[str, Any]) -> tuple[object, ChatCompletion]:
    from ..testing.schema.checker import check  # the checker of the local server; imported here as well

    completion = client.chat.completions.create(
        model=conversation.model,
        messages=conversation.messages,
        response_format={"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        extra_body=conversation.params,
    )
    text = completion.choices[0].message.content or ""
    try:
        value: object = parse_json(text)
    except ValueError as err:
        raise click.ClickException(f"expected JSON, the model answered: {text[:200]}") from err
    violation = check(value, schema)
    if violation is not None:
        raise click.ClickException(f"the answer does not match the schema: {violation.message}")
    return value, completion
