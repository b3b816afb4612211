"""`BatchResults`: the results of a job, read from disk one at a time."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Generic

import httpx
from typing_extensions import TypeVar

from groq import APIError, GroqError
from groq.types import CompletionUsage
from groq.types.chat import ChatCompletion

from .._batch_lines import LineError, ResultLine, parse_result
from .._json_values import is_array, is_object
from .._usage import total_usage
from ..parse.answer_parser import AnswerParser
from ..parse.completion import ParsedChatCompletion
from ..parse.errors import OutputValidationError
from ..parse.output_type import OutputType
from .errors import (
    BatchCancelledError,
    BatchExpiredError,
    BatchMissingError,
    BatchRejectedError,
    BatchResultError,
    BatchUnparseableError,
)
from .files import Workspace
from .join import Index, ResultPlace, ResultStatus, damage_of

__all__ = ["BatchResult", "BatchResults"]

T = TypeVar("T", default=None)

_WITHOUT_ANSWER: dict[str, tuple[type[BatchResultError], str]] = {
    "expired": (BatchExpiredError, "The completion window ended before this request was run. Submit it again."),
    "cancelled": (BatchCancelledError, "The batch was cancelled before this request was run."),
    "missing": (BatchMissingError, "The batch has ended, and its files have no result for this request."),
}
_MAX_REASONS = 3  # the API lists up to a hundred lines
_NO_ENTRY = "There is no request with this id in the job."


@dataclass(frozen=True)
class BatchResult(Generic[T]):
    """The result of one request.

    Attributes:
        custom_id: The id of the request.
        status: `completed`, `failed` (the API returned an error), `rejected` (it rejected the whole input file),
            `expired`, `cancelled`, `unparseable` (the result is damaged, or does not match the type), or `missing`.
        completion: The completion. With a type as `response_format`, it has the value as `parsed`.
        error: Why there is no valid answer: an `APIStatusError` such as `RateLimitError` for `failed`, an
            `OutputValidationError` for an answer that does not match the type, otherwise a `BatchResultError`.
        line: The line of the output file, if any.
    """

    custom_id: str
    status: ResultStatus
    completion: ParsedChatCompletion[T] | None = None
    error: GroqError | None = None
    line: ResultLine | None = field(default=None, repr=False)

    @property
    def parsed(self) -> T | None:
        """The value of the answer."""
        return self.completion.parsed if self.completion else None

    @property
    def body(self) -> Any:
        """The body of the response, such as the dictionary of a transcription."""
        return self.line.body if self.line else None


class BatchResults(Generic[T]):
    """The results of a job, one for each request.

    >>> for result in results:
    ...     print(result.custom_id, result.error or result.completion)

    They are in temporary files, and each is parsed on access. Iteration follows the order of the requests if none has
    a `custom_id` of its own. Otherwise the order is undefined: use `ordered(ids)`. A pickle contains the files.

    Attributes:
        unparseable: Damaged lines without a readable id, and lines of unknown requests.
    """

    def __init__(self, index: Index, workspace: Workspace, output: OutputType[T] | None = None) -> None:
        self._entries = index.entries
        self._order = index.order()
        self._workspace = workspace  # keeps the temporary files
        self._parser: AnswerParser[T] = AnswerParser(output)
        self.unparseable: tuple[bytes, ...] = tuple(index.unparseable)

    def __getstate__(self) -> dict[str, Any]:
        """Return the results with the content of their files: another process may not have access to these."""
        paths = {entry.path for entry in self._entries.values() if entry.path}
        return {**vars(self), "_workspace": {path: path.read_bytes() for path in paths}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Write the files to a temporary folder of this process."""
        files: dict[Path | None, bytes] = state["_workspace"]
        workspace, moved = Workspace(None), dict[Path | None, Path]()
        for path, content in files.items():
            if path is not None:
                moved[path] = workspace.temporary / path.name
                moved[path].write_bytes(content)
        entries: dict[str, ResultPlace] = state["_entries"]
        entries = {custom_id: one._replace(path=moved.get(one.path)) for custom_id, one in entries.items()}
        vars(self).update(state, _workspace=workspace, _entries=entries)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[BatchResult[T]]:
        return self.ordered(self._order)

    def __contains__(self, custom_id: object) -> bool:
        return custom_id in self._entries

    def __getitem__(self, custom_id: str) -> BatchResult[T]:
        if custom_id not in self._entries:
            raise KeyError(custom_id)
        return next(self.ordered([custom_id]))

    def __repr__(self) -> str:
        if self._parser.output is not None:  # counting would parse all answers
            return f"BatchResults({len(self)} typed results)"
        return f"BatchResults({', '.join(f'{name}={number}' for name, number in self.counts.items())})"

    def ordered(self, ids: Iterable[str]) -> Iterator[BatchResult[T]]:
        """Iterate over the results with these ids. Unknown ids are `missing`."""
        with contextlib.ExitStack() as opened:
            file: IO[bytes] | None = None  # one at a time: a job may have more files than descriptors
            path: Path | None = None
            for custom_id in ids:
                entry = self._entries.get(custom_id)
                line = b""
                if entry and entry.path:
                    if file is None or entry.path != path:
                        opened.close()
                        file, path = opened.enter_context(entry.path.open("rb")), entry.path
                    file.seek(entry.offset)
                    line = file.readline()
                yield self._result(custom_id, entry, line)

    def by_id(self) -> dict[str, BatchResult[T]]:
        """Return all results by `custom_id`."""
        return {result.custom_id: result for result in self}

    @property
    def folder(self) -> Path:
        """The temporary folder with the output files. It is removed with this object and the handle."""
        return self._workspace.temporary

    @property
    def failed(self) -> list[BatchResult[T]]:
        """The results without a valid answer."""
        return [result for result in self if result.error is not None]

    @property
    def counts(self) -> dict[ResultStatus, int]:
        """Status → the number of results. Each access parses typed results."""
        found = self if self._parser.output is not None else self._entries.values()
        return dict(Counter(one.status for one in found))

    @property
    def usage(self) -> CompletionUsage | None:
        """The total usage of all completions; `None` without any."""
        return total_usage(result.completion.usage for result in self if result.completion)

    def _result(self, custom_id: str, entry: ResultPlace | None, text: bytes) -> BatchResult[T]:
        if entry is None:
            return BatchResult(custom_id, "missing", error=BatchMissingError(_NO_ENTRY, custom_id))
        if entry.path is None:
            return BatchResult(custom_id, entry.status, error=_error_without_line(custom_id, entry))
        line = None
        try:
            line = parse_result(text)
            return self._read(custom_id, entry, line)
        except LineError as err:
            return _unparseable(custom_id, str(err), line)
        except Exception as err:  # one damaged line must not fail the others
            return _unparseable(custom_id, f"The line cannot be read: {err!r}", line)

    def _read(self, custom_id: str, entry: ResultPlace, line: ResultLine) -> BatchResult[T]:
        if line.is_success:
            return self._answer(custom_id, line)
        known = _WITHOUT_ANSWER.get(entry.status)
        error = known[0](_message(line) or known[1], custom_id) if known else _failure(line)
        return BatchResult(custom_id, entry.status, error=error, line=line)

    def _answer(self, custom_id: str, line: ResultLine) -> BatchResult[T]:
        body = line.body
        damage = damage_of(body)
        if damage is None and not is_array(body.get("choices")):
            if self._parser.output is None:  # a transcription
                return BatchResult(custom_id, "completed", line=line)
            damage = "The completion has no choices."
        if damage is not None:
            return _unparseable(custom_id, damage, line)
        completion = ChatCompletion.model_construct(**body)
        try:
            return BatchResult(custom_id, "completed", self._parser.completion(completion), line=line)
        except OutputValidationError as err:
            return BatchResult(custom_id, "unparseable", _unparsed(completion), err, line)


def _unparseable(custom_id: str, reason: str, line: ResultLine | None) -> BatchResult[Any]:
    return BatchResult(custom_id, "unparseable", error=BatchUnparseableError(reason, custom_id), line=line)


def _unparsed(completion: ChatCompletion) -> ParsedChatCompletion[Any]:
    """Return a completion without a parsed value, for a text that does not match the type."""
    unread: AnswerParser[Any] = AnswerParser()
    return unread.completion(completion)


def _error_without_line(custom_id: str, entry: ResultPlace) -> BatchResultError:
    if entry.status == "rejected":
        errors: Any = (entry.part.batch or {}).get("errors")
        found: Any = errors.get("data") if is_object(errors) else None
        reasons = [str(one.get("message")) for one in found if is_object(one)] if is_array(found) else []
        shown = "; ".join(reasons[:_MAX_REASONS]) or "it gave no reason"
        return BatchRejectedError(f"The API refused the input file: {shown}", custom_id)
    class_, message = _WITHOUT_ANSWER[entry.status]
    return class_(message, custom_id)


def _failure(line: ResultLine) -> GroqError:
    if line.status_code is None:
        return BatchRejectedError(_message(line) or "The API gave no response and no reason.", line.custom_id)
    body = line.body
    error: Any = body.get("error", body) if is_object(body) else {"message": str(body)}
    details: dict[str, Any] = error if is_object(error) else {"message": str(error)}
    request_id = (line.request_id or "").encode("ascii", "replace").decode()  # headers are ASCII
    headers = {"x-request-id": request_id} if request_id else {}
    request = httpx.Request("POST", "https://batch.invalid")
    response = httpx.Response(200, headers=headers, request=request)
    return APIError.from_error_object({"status_code": line.status_code, **details}, response)


def _message(line: ResultLine) -> str:
    message = (line.error or {}).get("message")
    return message if isinstance(message, str) else ""
