"""The loop of `groq chat`: messages, commands that begin with a slash, Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..lib._json_values import is_array, is_object, parse_json
from .answers import Conversation, take_answer
from .chat_prompt import Prompt
from .display import SilentDisplay, display_for
from .errors import INTERRUPTED, described
from .output import InputError, note, say, say_json

if TYPE_CHECKING:
    from .. import Groq

_GREETING = "{model}. /help lists the commands, Ctrl-D ends."


class ChatLoop:
    """A conversation with the user.

    In a terminal, an error is reported and the conversation continues. In a pipe, it ends the program.
    """

    def __init__(
        self, client: Groq, conversation: Conversation, prompt: Prompt, *, plain: bool = False, as_json: bool = False
    ) -> None:
        self._client = client
        self._conversation = conversation
        self._prompt = prompt
        self._plain = plain
        self._as_json = as_json

    def run(self) -> int:
        """Read and answer until the end; return the exit status."""
        if self._prompt.is_terminal:
            note(_GREETING.format(model=self._conversation.model))
        was_interrupted = False
        while True:
            try:
                text = self._prompt.read()
            except EOFError:
                if self._prompt.is_terminal:
                    note("")
                return 0
            except KeyboardInterrupt:
                note("")
                if was_interrupted or not self._prompt.is_terminal:
                    return INTERRUPTED
                note("(Ctrl-C again or Ctrl-D ends)")
                was_interrupted = True
                continue
            was_interrupted = False
            try:
                self._take(text)
            except _Exit:
                return 0

    def _take(self, text: str) -> None:
        try:
            if text.startswith("/") and not text.startswith("//"):
                self._command(text)
            elif text.strip():
                self._answer(text[1:] if text.startswith("//") else text)
        except (KeyboardInterrupt, click.Abort):  # the latter at a prompt of `--approve`
            if not self._prompt.is_terminal:
                raise
            note("(stopped)")
        except (click.ClickException, OSError, _groq_error()) as err:
            if not self._prompt.is_terminal:
                raise
            note(f"error: {described(err)[0]}")

    def _answer(self, text: str) -> None:
        self._conversation.messages.append({"role": "user", "content": text})
        display = SilentDisplay() if self._as_json else display_for(plain=self._plain)
        completion = take_answer(self._client, self._conversation, display)
        if self._as_json:
            say_json(completion, indent=None)

    def _command(self, text: str) -> None:
        name, _, argument = text.partition(" ")
        found = COMMANDS.get(name)
        if found is None:
            raise InputError(f"unknown command {name}; /help lists the commands, // begins a message with a /")
        found[0](self, argument.strip())

    def help(self, _argument: str) -> None:
        """List the commands."""
        for name, (_, words) in COMMANDS.items():
            note(f"{name:<8} {words}")

    def model(self, argument: str) -> None:
        """Show or change the model."""
        if argument:
            self._conversation.model = argument
        note(self._conversation.model)

    def system(self, argument: str) -> None:
        """Show or change the system prompt."""
        if argument:
            self._conversation.system = argument
        note(self._conversation.system or "(no system prompt)")

    def save(self, argument: str) -> None:
        """Write the conversation to a file."""
        if not argument:
            raise InputError("expected a file name: /save FILE")
        saved = {"model": self._conversation.model, "messages": self._conversation.messages}
        Path(argument).write_text(json.dumps(saved, indent=2), encoding="utf-8")
        note(f"{len(self._conversation.messages)} messages saved in {argument}")

    def load(self, argument: str) -> None:
        """Read a conversation from a file."""
        if not argument:
            raise InputError("expected a file name: /load FILE")
        model, messages = _read_conversation(argument)
        self._conversation.model = model or self._conversation.model
        self._conversation.messages[:] = messages
        if self._prompt.is_terminal:
            note(f"{len(messages)} messages loaded from {argument}")

    def clear(self, _argument: str) -> None:
        """Start a new conversation with the same system prompt."""
        system = self._conversation.system
        self._conversation.messages.clear()
        self._conversation.system = system
        note("(cleared)")

    def show(self, _argument: str) -> None:
        """Show the conversation."""
        for message in self._conversation.messages:
            text = f"{message['role']}: {message.get('content') or json.dumps(message.get('tool_calls'))}"
            (note if self._as_json else say)(text)  # with --json, there is only JSON on the standard output

    def exit(self, _argument: str) -> None:
        """End the program."""
        raise _Exit


class _Exit(Exception):
    """The user wants to end the program."""


COMMANDS: dict[str, tuple[Callable[[ChatLoop, str], None], str]] = {
    "/help": (ChatLoop.help, "list the commands"),
    "/model": (ChatLoop.model, "[ID]: show or change the model"),
    "/system": (ChatLoop.system, "[TEXT]: show or change the system prompt"),
    "/save": (ChatLoop.save, "FILE: write the conversation to a file"),
    "/load": (ChatLoop.load, "FILE: read a conversation from a file"),
    "/show": (ChatLoop.show, "show the conversation"),
    "/clear": (ChatLoop.clear, "start a new conversation with the same system prompt"),
    "/exit": (ChatLoop.exit, "end the program; so do /quit and Ctrl-D"),
    "/quit": (ChatLoop.exit, "end the program"),
}


def _read_conversation(path: str) -> tuple[str | None, list[dict[str, Any]]]:
    expected = "expected a file that /save has written, or a list of messages"
    try:
        loaded: Any = parse_json(Path(path).read_text(encoding="utf-8"))
    except ValueError as err:
        raise InputError(f"{expected}, got invalid JSON in {path}: {err}") from err
    model = loaded.get("model") if is_object(loaded) else None
    messages = loaded.get("messages") if is_object(loaded) else loaded
    if not is_array(messages) or not all(is_object(one) and "role" in one for one in messages):
        raise InputError(f"{expected}, got other JSON in {path}")
    return model, messages


def _groq_error() -> type[Exception]:
    from .. import GroqError  # imported here: makes the start faster

    return GroqError
