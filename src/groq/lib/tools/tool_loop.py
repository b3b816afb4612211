"""The steps of a run, without I/O. `runner` performs them.

The messages are the complete state: each turn starts from them, so that a run can be stored, changed or resumed
between turns.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import pydantic

from ... import GroqError, ToolUseFailedError
from ...types import CompletionUsage
from ...types.chat import ChatCompletion, ChatCompletionToolParam
from .._json_values import is_mapping
from .._usage import total_usage
from ..parse.answer_parser import AnswerParser, fault_of
from ..parse.api import ChatApi
from ..parse.completion import ParsedChatCompletion, with_parsed
from ..parse.errors import OutputValidationError
from ..parse.output_type import OutputType
from ..parse.request_flow import request_flow
from .calls import Around, FunctionCall, groups
from .context import ToolContext
from .errors import MaxTurnsError, ToolError
from .failed_generations import GeneratedCall, calls_in
from .functions import OnError, Tool
from .messages import (
    assistant_message,
    insert_result,
    is_finished,
    made_up_id,
    plain_messages,
    sort_results,
    unanswered_calls,
)
from .results import Content, failure, invalid_arguments, refusal, unknown_tool

log: logging.Logger = logging.getLogger("groq.lib.tools")

# Sent, and kept in the messages, if the model has already answered as text.
_QUESTION = {"role": "user", "content": "Give this answer again as JSON that matches the schema, and nothing else."}
# Dropped from the request for the typed answer: Groq's documentation excludes structured output with tools.
_TOOL_OPTIONS = frozenset({"disable_tool_validation", "parallel_tool_calls", "tool_choice", "tools"})


@dataclass(frozen=True)
class Complete:
    """Call `create` with these parameters. The result is the completion, or the error for an invalid generation.

    `parser` parses the answer, if it is streamed.
    """

    params: dict[str, Any]
    parser: AnswerParser[Any]


@dataclass(frozen=True)
class Ask:
    """Ask whether to run a call. The result is that of `approve`."""

    context: ToolContext


@dataclass(frozen=True)
class RunCalls:
    """Run these calls concurrently."""

    calls: list[FunctionCall]


@dataclass(frozen=True)
class Turn:
    """The end of a turn, with its completion; `None` if the run was over."""

    completion: ParsedChatCompletion[Any] | None


RunStep: TypeAlias = "Complete | Ask | RunCalls"


@dataclass
class ToolLoop:
    """A run: its settings, the conversation and the usage."""

    tools: Mapping[str, Tool[..., Any]]
    tool_params: list[ChatCompletionToolParam]
    params: dict[str, Any]
    messages: list[dict[str, Any]]
    max_turns: int
    max_repairs: int
    on_error: OnError
    asks: bool
    output: OutputType[Any] | None = None
    max_attempts: int = 1
    around: Callable[[], Sequence[Around]] = tuple
    turns: int = 0
    usage: CompletionUsage = field(
        default_factory=lambda: CompletionUsage(completion_tokens=0, prompt_tokens=0, total_tokens=0)
    )
    completion: ParsedChatCompletion[Any] | None = None

    def __post_init__(self) -> None:
        self._place = 0  # of the next result; 0 if it is not known
        arguments = {name: tool.parameters.parse for name, tool in self.tools.items()}
        self._parser = AnswerParser(self.output, arguments)
        self._text_parser: AnswerParser[None] = AnswerParser(None, arguments)

    def next_turn(self) -> Generator[RunStep | Turn, Any, None]:
        """Yield the steps of one turn, then the `Turn`: answer calls without a result, then request a completion."""
        self.messages[:] = plain_messages(self.messages)
        has_answer = is_finished(self.messages)
        if has_answer and self._is_typed(self.messages[-1]):
            yield Turn(None)
            return
        if self.output is not None and (has_answer or not self.tool_params):
            self.completion = yield from self._ask_for_type(self.output, has_answer=has_answer)
            yield Turn(self.completion)
            return
        if self.turns >= self.max_turns:
            raise MaxTurnsError(self.max_turns, self.completion)
        try:
            yield from self._answer_calls()
        finally:  # also after a cancellation: results are added as calls finish
            sort_results(self.messages)
        self.completion = yield from self._ask_model()
        yield Turn(self.completion)

    def _answer_calls(self) -> Generator[RunStep, Any, None]:
        calls: list[FunctionCall] = []
        self._place = 0
        for open_call in unanswered_calls(self.messages):
            call = self._prepare(open_call)
            if call is None:
                continue
            approved = (yield Ask(call.context)) if self.asks else True
            if approved is True:
                calls.append(call)
            else:
                self._insert(call.context.id, refusal(approved))
        for group in groups(calls):
            yield RunCalls(group)
            for call in group:
                if call.error is not None and not self._is_reported(call.tool, call.error):
                    raise call.error

    def _prepare(self, call: Mapping[str, Any]) -> FunctionCall | None:
        """Return the call. For an invalid one, insert an error as its result, and return `None`."""
        id, name, arguments = call["id"], call["function"]["name"], call["function"]["arguments"]
        tool = self.tools.get(name)
        if tool is None:
            self._insert(id, unknown_tool(name, self.tools))
            return None
        try:
            values = tool.parameters.parse(arguments)
        except pydantic.ValidationError as err:
            self._insert(id, invalid_arguments(err))
            return None
        except Exception as err:  # raised by a validator of the caller
            if not self._is_reported(tool, err):
                raise
            self._insert(id, str(err) if isinstance(err, ToolError) else failure(err))
            return None
        context = ToolContext(id, name, values, tuple(self.messages), self.turns)
        return FunctionCall(tool, context, self._settle, self.around())

    def _settle(self, call: FunctionCall) -> None:
        """Add the result of a finished call, or the text about its error."""
        if call.content is not None:
            self._insert(call.context.id, call.content)
        elif isinstance(call.error, ToolError):
            self._insert(call.context.id, str(call.error))
        elif isinstance(call.error, Exception) and self._is_reported(call.tool, call.error):
            log.warning("Tool %s failed", call.tool.name, exc_info=call.error)
            self._insert(call.context.id, failure(call.error))

    def _insert(self, id: str, content: Content) -> None:
        self._place = insert_result(self.messages, id, content, self._place)

    def _is_reported(self, tool: Tool[..., Any], error: BaseException) -> bool:
        """Return whether the model reads the error; otherwise it ends the run."""
        on_error = tool.on_error or self.on_error
        return isinstance(error, ToolError) or (isinstance(error, Exception) and on_error == "tell")

    def _is_typed(self, message: Mapping[str, Any]) -> bool:
        """Return whether an answer is final: it matches the type, if there is one."""
        content = message.get("content")
        return not isinstance(self._parser.value(content if isinstance(content, str) else ""), pydantic.ValidationError)

    def _ask_for_type(
        self, output: OutputType[Any], *, has_answer: bool
    ) -> Generator[Complete, Any, ParsedChatCompletion[Any]]:
        """Request the typed answer, without tools."""
        question: list[dict[str, Any]] = [_QUESTION] if has_answer else []
        params = {name: value for name, value in self.params.items() if name not in _TOOL_OPTIONS}
        messages = [*self.messages, *question]
        flow = request_flow(ChatApi(), self._parser, output, messages, params, max_attempts=self.max_attempts)
        attempt: Any = None
        while True:
            try:
                request = flow.send(attempt)
            except StopIteration as done:
                completion: ParsedChatCompletion[Any] = done.value
                break
            except OutputValidationError as err:
                self._count(*(one for one in err.attempts if isinstance(one, ChatCompletion)))
                raise
            attempt = yield Complete(request, self._parser)
            if isinstance(attempt, ToolUseFailedError):
                raise attempt
        self.messages += question
        self._count(completion)
        self._append(completion)
        return completion

    def _ask_model(self) -> Generator[Complete, Any, ParsedChatCompletion[Any]]:
        repairs = 0
        correction: list[dict[str, Any]] = []
        while isinstance(answer := (yield Complete(self._request(correction), self._text_parser)), GroqError):
            if repairs >= self.max_repairs or not isinstance(answer, ToolUseFailedError):
                raise answer
            if calls := calls_in(answer.failed_generation, self.tools):
                answer = self._repaired(calls, answer)
                break
            repairs += 1
            correction = _correction(answer)
        completion = cast("ChatCompletion", answer)  # the result of `create`
        if fault := fault_of(completion):
            raise GroqError(f"Expected a completion with a choice, but {fault}. Ask again: call next() on the run.")
        self._append(completion)
        self._count(completion)
        values = [self._value_of(choice) for choice in completion.choices]
        return with_parsed(completion, values, self._parser.arguments)

    def _value_of(self, choice: Any) -> Any:
        """Return the value of an answer if it matches the type."""
        if self.output is None or choice.message.tool_calls:
            return None
        content: Any = choice.message.content or ""
        value = self._parser.value(content if isinstance(content, str) else "")
        return None if isinstance(value, pydantic.ValidationError) else value

    def _count(self, *completions: ChatCompletion) -> None:
        self.turns += 1
        self.usage = total_usage([self.usage, *(one.usage for one in completions)]) or self.usage

    def _append(self, completion: ChatCompletion) -> None:
        self.messages.append(assistant_message(completion.choices[0].message, len(self.messages)))

    def _request(self, correction: list[dict[str, Any]]) -> dict[str, Any]:
        params = {**self.params, "messages": [*self.messages, *correction]}
        if self.tool_params:
            params["tools"] = self.tool_params
        choice = params.get("tool_choice")
        is_forced = choice == "required" or isinstance(choice, Mapping)
        if is_forced and self.messages and self.messages[-1].get("role") == "tool":
            params["tool_choice"] = "auto"  # or the model would call tools endlessly
        return params

    def _repaired(self, calls: list[GeneratedCall], error: ToolUseFailedError) -> ChatCompletion:
        """Return a completion with the repaired calls."""
        tool_calls = [
            {
                "id": made_up_id(len(self.messages), position),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for position, call in enumerate(calls)
        ]
        message = {"role": "assistant", "tool_calls": tool_calls}
        return ChatCompletion.model_validate(
            {
                "id": error.request_id or "",
                "object": "chat.completion",
                "created": 0,
                "model": str(self.params.get("model", "")),
                "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
            }
        )


def _correction(error: ToolUseFailedError) -> list[dict[str, Any]]:
    """Return messages for the next attempt only: the rejected generation and the reason."""
    if not error.failed_generation:
        return []
    details = error.body.get("error") if is_mapping(error.body) else None
    reason = details.get("message") if is_mapping(details) else None
    return [
        {"role": "assistant", "content": error.failed_generation},
        {
            "role": "user",
            "content": f"That was not a valid tool call: {reason or 'it could not be read'}. "
            "Call the tool again with valid JSON arguments, or answer without a tool.",
        },
    ]
