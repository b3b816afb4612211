"""Mistakes in calls with many requests: the error shows the correct code, and nothing is sent."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import groq
from groq.lib.batches import BatchInputError
from groq.testing import LocalServer

from ..support.answers import MESSAGES

MODEL = "openai/gpt-oss-20b"
Call = Callable[..., Any]


async def anext_of_nothing() -> AsyncIterator[str]:
    yield "never"


def consumed() -> Iterator[str]:
    generator = (one for one in ["Hi"])
    assert list(generator) == ["Hi"]
    return generator


# Arguments of map(), the error and its message.
MAP: list[tuple[dict[str, Any], type[Exception], str]] = [
    (
        {"messages": MESSAGES},
        TypeError,
        r"map\(\) got an unexpected keyword argument 'messages'\. .* `map\(\[messages\], model=\.\.\.\)`",
    ),
    (
        {"prompts": ["Hi"]},
        TypeError,
        "map.. got an unexpected keyword argument 'prompts'. Its inputs are the first argument",
    ),
    (
        {"inputs": ["Hi"], "stream": True},
        TypeError,
        r"'stream'. It returns whole completions.* `create\(stream=True\)`",
    ),
    ({"inputs": {"messages": MESSAGES}}, TypeError, "inputs: expected an iterable of inputs, got a single one; put it"),
    ({"inputs": MESSAGES}, TypeError, "inputs: expected an iterable of inputs, got a single one; put it into a list"),
    ({"inputs": None}, TypeError, "inputs: expected an iterable of inputs, .* got NoneType"),
    ({"inputs": b"Hi"}, TypeError, "inputs: expected an iterable of inputs, .* got bytes"),
    ({"inputs": consumed()}, ValueError, "inputs: .* a generator that has ended: it was used before"),
    (
        {"inputs": "What is it?"},
        FileNotFoundError,
        "inputs: .* 'What is it.' cannot be opened: .* For one prompt, pass a",
    ),
    ({"inputs": "x" * 10_000}, OSError, "inputs: .{100,150} cannot be opened: .* For one prompt, pass a list with it"),
    ({"inputs": Path(__file__).parent}, OSError, "inputs: .* cannot be opened: "),
    ({"inputs": ["Hi"], "concurrency": 0}, ValueError, "concurrency: expected 1 or more"),
]
BATCHES: list[tuple[dict[str, Any], type[Exception], str]] = [
    (
        {"messages": MESSAGES},
        TypeError,
        "got an unexpected keyword argument 'messages'. Its requests are the first argument",
    ),
    ({"requests": ["Hi"], "temperature": 0}, TypeError, "'temperature'. .* `chat.completions.create` go into `params="),
    ({"input_file_id": "file_1"}, TypeError, r"'input_file_id'. .* for an uploaded file, use `create\(\)`"),
    ({"requests": {"messages": MESSAGES}}, BatchInputError, "requests: expected an iterable of .* put it into a list"),
    ({"requests": MESSAGES}, BatchInputError, "requests: expected an iterable of requests, got a single one"),
    ({"requests": 5}, BatchInputError, "requests: expected an iterable of requests, .* got int"),
    ({"requests": consumed()}, BatchInputError, "requests: .* a generator that has ended: it was used before"),
    ({"requests": "What is it?"}, BatchInputError, "requests: .* cannot be opened: .* For one prompt, pass a list"),
    ({"requests": []}, BatchInputError, "requests: expected at least one request, got none"),
    ({"requests": ["Hi"], "params": [1]}, TypeError, r"params: expected a dictionary .* got \[1\]"),
    ({"requests": ["Hi"], "completion_window": 24}, TypeError, "completion_window: expected a string .* got 24"),
    ({"requests": ["Hi"], "max_lines": "5"}, TypeError, "max_lines: expected a whole number, got '5'"),
    ({"requests": ["Hi"], "max_bytes": 0}, ValueError, "max_bytes: expected at least 1, got 0"),
    ({"requests": ["Hi"], "handle": 5}, TypeError, "handle: expected the path of a file, got int"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), MAP)
@pytest.mark.parametrize("is_async", [False, True])
def test_error_of_map_names_the_right_form(
    groq_server: LocalServer, is_async: bool, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    client: Any = groq_server.async_client() if is_async else groq_server.client()
    with pytest.raises(error, match=message):
        client.chat.completions.map(**arguments, model=MODEL)
    assert groq_server.requests == []


@pytest.mark.parametrize(("arguments", "error", "message"), BATCHES)
@pytest.mark.parametrize("name", ["submit", "run"])
def test_error_of_batches_names_the_right_form(
    groq_server: LocalServer, name: str, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    call: Call = getattr(groq_server.client().batches, name)
    with pytest.raises(error, match=message):
        call(**arguments, model=MODEL)
    assert groq_server.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize(("arguments", "error", "message"), BATCHES)
async def test_async_error_of_batches_names_the_right_form(
    groq_server: LocalServer, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    async with groq_server.async_client() as client:
        call: Call = client.batches.run
        with pytest.raises(error, match=message):
            await call(**arguments, model=MODEL)
    assert groq_server.requests == []


def test_sync_client_rejects_async_iterables(groq_server: LocalServer) -> None:
    client: Any = groq_server.client()
    with pytest.raises(TypeError, match=r"inputs: .* got async_generator\. An async iterable needs AsyncGroq"):
        client.chat.completions.map(anext_of_nothing(), model=MODEL)
    with pytest.raises(BatchInputError, match=r"requests: .* An async iterable needs AsyncGroq"):
        client.batches.run(anext_of_nothing(), model=MODEL)


@pytest.mark.anyio
async def test_rejects_exhausted_async_generator(groq_server: LocalServer) -> None:
    inputs = anext_of_nothing()
    assert [one async for one in inputs] == ["never"]
    async with groq_server.async_client() as client:
        with pytest.raises(ValueError, match="a generator that has ended"):
            client.chat.completions.map(inputs, model=MODEL)
        with pytest.raises(BatchInputError, match="a generator that has ended"):
            await client.batches.run(inputs, model=MODEL)
    assert groq_server.requests == []


@pytest.mark.parametrize("name", ["run", "wait"])
def test_progress_is_checked_before_the_upload(groq_server: LocalServer, name: str) -> None:
    client = groq_server.client()
    handle: Any = client.batches.submit(["Hi"], model=MODEL) if name == "wait" else ["Hi"]
    before = len(groq_server.requests)
    call: Call = getattr(client.batches, name)
    with pytest.raises(TypeError, match=r"on_progress: expected a function of a BatchProgress, .* got bool"):
        call(handle, on_progress=True, **({} if name == "wait" else {"model": MODEL}))
    assert len(groq_server.requests) == before


def test_rejects_invalid_handles(groq_server: LocalServer) -> None:
    batches: Any = groq_server.client().batches
    for call in (batches.wait, batches.results):
        with pytest.raises(TypeError, match=r"handle: expected the path of a file, got dict\. Pass what submit\(\)"):
            call({})
        with pytest.raises(FileNotFoundError, match=r"no such file: 'batch_1'\. .* client\.batches\.retrieve\(\)"):
            call("batch_1")
        with pytest.raises(FileNotFoundError, match=r"handle: no such file: 'job\.json'\.$"):
            call("job.json")


def test_bulk_run_rejects_values_and_async_clients(groq_server: LocalServer, tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('"Hi"\n')
    run: Call = groq.bulk.run
    for inputs in (["Hi"], {"messages": MESSAGES}, consumed()):
        with pytest.raises(
            TypeError, match=r"input: expected the path of a file, got .* client\.chat\.completions\.map"
        ):
            run(groq_server.client(), inputs, output, model=MODEL)
    with pytest.raises(TypeError, match="output: expected the path of a file, got NoneType"):
        run(groq_server.client(), source, None, model=MODEL)
    with pytest.raises(TypeError, match=r"messages: .* Each line of the input has its own messages"):
        run(groq_server.client(), source, output, model=MODEL, messages=MESSAGES)
    with pytest.raises(TypeError, match=r"client: expected Groq, got AsyncGroq\. .* groq\.bulk\.run_async"):
        run(groq_server.async_client(), source, output, model=MODEL)
    assert not output.exists()
    assert groq_server.requests == []


@pytest.mark.anyio
async def test_async_bulk_run_rejects_sync_client(groq_server: LocalServer, tmp_path: Path) -> None:
    run: Call = groq.bulk.run_async
    with pytest.raises(TypeError, match=r"client: expected AsyncGroq, got Groq\. .* `groq\.bulk\.run\("):
        await run(groq_server.client(), tmp_path / "in.jsonl", tmp_path / "out.jsonl", model=MODEL)


def test_methods_with_advice_keep_their_kind_and_signature(groq_server: LocalServer) -> None:
    for client in (groq_server.client(), groq_server.async_client()):
        is_async = isinstance(client, groq.AsyncGroq)
        assert inspect.iscoroutinefunction(client.batches.run) == is_async
        assert not inspect.iscoroutinefunction(client.chat.completions.map)
        assert "requests" in inspect.signature(client.batches.submit).parameters
