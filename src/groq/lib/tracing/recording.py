"""One call as a span and as measurements. `telemetry` starts and ends it.

A callback of the garbage collector notes dropped streams. It may run while any lock is held, so the span is ended
later: with the next call, or at the exit of the process.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections import deque
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

from opentelemetry import trace
from opentelemetry.metrics import Histogram, Meter
from opentelemetry.trace import Span, StatusCode

from groq import AsyncStream, ChatCompletionAccumulator, Stream
from groq.types.chat import ChatCompletionChunk

from .._json_values import is_array
from .attributes import Attributes, error_attributes, response_attributes, usage_attributes
from .content import output_content

log: logging.Logger = logging.getLogger("groq")

# The bucket boundaries of the conventions.
_SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
_TOKENS = [4**power for power in range(14)]
_TOKEN_TYPES = {"gen_ai.usage.input_tokens": "input", "gen_ai.usage.output_tokens": "output"}

# `Stream.observe` also reports dropped streams, but with the next call, and not at the exit.
_dropped: deque[Recording] = deque()


@contextmanager
def logged_only() -> Generator[None]:
    """Log errors of recording, which must not fail the call."""
    try:
        yield
    except Exception:
        log.debug("A call could not be recorded", exc_info=True)


def end_dropped() -> None:
    """End the spans of garbage-collected streams."""
    while _dropped:
        try:
            recording = _dropped.popleft()
        except IndexError:  # another thread was faster
            return
        recording.end(GeneratorExit())


class Instruments:
    """The histograms of the conventions."""

    def __init__(self, meter: Meter) -> None:
        def histogram(name: str, unit: str, description: str, boundaries: list[float]) -> Histogram:
            return meter.create_histogram(name, unit, description, explicit_bucket_boundaries_advisory=boundaries)

        prefix = "gen_ai.client.operation"
        self.duration: Histogram = histogram(f"{prefix}.duration", "s", "GenAI operation duration.", _SECONDS)
        first_chunk = "Time to receive the first chunk of a stream."
        self.first_chunk: Histogram = histogram(f"{prefix}.time_to_first_chunk", "s", first_chunk, _SECONDS)
        tokens = "Number of input and output tokens used."
        self.tokens: Histogram = histogram("gen_ai.client.token.usage", "{token}", tokens, [*map(float, _TOKENS)])


class Recording:
    """One call, from its start to the end of its answer or stream.

    Args:
        span: Its span.
        instruments: The histograms.
        common: The attributes of all measurements.
        captures_content: Whether the answer itself is recorded.
    """

    def __init__(self, span: Span, instruments: Instruments, common: Attributes, *, captures_content: bool) -> None:
        self._span = span
        self._instruments = instruments
        self._common = common
        self._captures_content = captures_content
        self._started = time.perf_counter()
        self._dropped_at: tuple[float, int] | None = None
        self._reader: weakref.ref[Any] | None = None
        self._is_over = False

    def current(self) -> AbstractContextManager[Any]:
        """Make the span the current one."""
        return trace.use_span(self._span, record_exception=False, set_status_on_exception=False)

    def answered(self, result: Any) -> None:
        """End the call with its result; if that is a stream, when it ends, is closed or dropped."""
        stream: Any = result  # with chunks of any type
        if not isinstance(result, Stream | AsyncStream):
            self.end(result=result)
            return
        with logged_only():
            chunks = ChunkAttributes(
                self._started, captures_content=self._captures_content and self._span.is_recording()
            )
            stream.observe(chunk=chunks.add, end=partial(self.end, result=chunks))
            # The reader, because a loop holds it and not the stream.
            reader: Any = iter(stream) if isinstance(result, Stream) else aiter(stream)
            self._reader = weakref.ref(reader, self._note_dropped)

    def end(self, error: BaseException | None = None, result: object = None) -> None:
        """End the call, once."""
        if self._is_over:
            return
        self._is_over = True
        self._reader = None  # breaks the cycle recording → reference → callback
        now, time_ns = self._dropped_at or (time.perf_counter(), time.time_ns())
        attributes: Attributes = {}
        with logged_only():  # a server may send invalid data
            attributes = self._attributes_of(result)
        with logged_only():
            if error is not None and not isinstance(error, GeneratorExit):  # closing a stream early is not an error
                attributes.update(error_attributes(error))
                self._span.set_status(StatusCode.ERROR)
            self._span.set_attributes(attributes)
        with logged_only():
            self._measure(now - self._started, attributes)
        with logged_only():
            self._span.end(time_ns)

    def _attributes_of(self, result: object) -> Attributes:
        if isinstance(result, ChunkAttributes):
            return result.attributes()
        attributes = response_attributes(result)
        if self._captures_content and self._span.is_recording():
            attributes.update(output_content(result))
        return attributes

    def _measure(self, seconds: float, attributes: Attributes) -> None:
        kept = ("gen_ai.response.model", "error.type")
        measured = self._common | {name: attributes[name] for name in kept if name in attributes}
        context = trace.set_span_in_context(self._span)
        self._instruments.duration.record(seconds, measured, context)
        measured.pop("error.type", None)  # the conventions define it only for the duration
        first_chunk = attributes.get("gen_ai.response.time_to_first_chunk")
        if isinstance(first_chunk, float):
            self._instruments.first_chunk.record(first_chunk, measured, context)
        for name, kind in _TOKEN_TYPES.items():
            if isinstance(tokens := attributes.get(name), int):
                self._instruments.tokens.record(tokens, {**measured, "gen_ai.token.type": kind}, context)

    def _note_dropped(self, _reader: object) -> None:
        if not self._is_over:
            self._dropped_at = time.perf_counter(), time.time_ns()
            _dropped.append(self)


class ChunkAttributes:
    """Collector of the attributes of an answer from the chunks of a stream."""

    def __init__(self, started: float, *, captures_content: bool) -> None:
        self._started = started
        self._accumulator = ChatCompletionAccumulator() if captures_content else None
        self._seconds_to_first: float | None = None
        self._newest: object = None
        self._usage: object = None
        self._reasons: dict[int, str] = {}

    def add(self, chunk: object) -> None:
        """Add a chunk."""
        with logged_only():
            self._add(chunk)

    def _add(self, chunk: object) -> None:
        if self._seconds_to_first is None:
            self._seconds_to_first = time.perf_counter() - self._started
        response = getattr(chunk, "response", None)  # of the Responses API: the response so far
        self._newest = response or (chunk if hasattr(chunk, "choices") else self._newest)
        self._usage = (
            getattr(chunk, "usage", None) or getattr(getattr(chunk, "x_groq", None), "usage", None) or self._usage
        )
        choices: object = getattr(chunk, "choices", None)
        for choice in choices if is_array(choices) else ():
            if isinstance(reason := getattr(choice, "finish_reason", None), str):
                index = getattr(choice, "index", 0)
                self._reasons[index if isinstance(index, int) else 0] = reason
        if self._accumulator is not None and isinstance(chunk, ChatCompletionChunk):
            self._accumulator.add(chunk)

    def attributes(self) -> Attributes:
        """Return the attributes of the answer."""
        attributes = {**response_attributes(self._newest), **usage_attributes(self._usage)}
        if self._seconds_to_first is not None:
            attributes["gen_ai.response.time_to_first_chunk"] = self._seconds_to_first
        if self._reasons:
            attributes["gen_ai.response.finish_reasons"] = [reason for _, reason in sorted(self._reasons.items())]
        if self._accumulator is not None:
            is_chat = isinstance(self._newest, ChatCompletionChunk)
            attributes.update(output_content(self._accumulator.snapshot if is_chat else self._newest))
        return attributes
