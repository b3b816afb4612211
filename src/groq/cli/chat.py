"""`groq chat`: a conversation in the terminal."""

from __future__ import annotations

import sys
from typing import Any

import click

from .answers import Conversation
from .base import CHAT_MODEL, PATH, TEXT, Command, json_option, model_option, params_option
from .chat_loop import ChatLoop
from .chat_prompt import Prompt, ask_approval
from .clients import open_client
from .loading import load_tools


@click.command(cls=Command)
@model_option(CHAT_MODEL)
@click.option("-s", "--system", type=TEXT, metavar="TEXT", help="System prompt.")
@click.option("--tools", type=PATH, metavar="FILE.PY", help="Python file with functions that the model may call.")
@click.option("--approve", is_flag=True, help="Ask before each call of a function.")
@click.option("--load", type=PATH, metavar="FILE", help="Continue a conversation that /save has written.")
@click.option("--plain", is_flag=True, help="Do not render markdown.")
@click.option("--no-history", is_flag=True, help="Do not save the prompt history.")
@params_option
@json_option
def chat(
    model: str,
    system: str | None,
    tools: str | None,
    approve: bool,
    load: str | None,
    plain: bool,
    no_history: bool,
    params: dict[str, Any],
    as_json: bool,
) -> None:
    """Chat with a model. /help lists the commands. Ctrl-C stops an answer, Ctrl-D ends the program."""
    conversation = Conversation(model, params=params, tools=load_tools(tools) if tools else [])
    if approve and sys.stdin.isatty():
        conversation.approve = ask_approval
    elif approve:
        raise click.UsageError("expected a terminal for --approve, got a pipe on the standard input")
    with open_client() as client, Prompt(keeps_history=not no_history) as prompt:
        loop = ChatLoop(client, conversation, prompt, plain=plain, as_json=as_json)
        if load:
            loop.load(load)
        if system:
            conversation.system = system
        sys.exit(loop.run())
