"""`groq batch`: many requests at a lower price, within a day or a week."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .base import PATH, Group, default_model_option, json_option, params_option
from .clients import open_client
from .output import InputError, note, say, say_json, say_path
from .progress import progress

if TYPE_CHECKING:
    from .. import Groq
    from ..lib.batches import BatchHandle, BatchProgress, BatchResults

_SUFFIX = ".batch.json"
# Text in errors of the package → the text for the command line.
_COMMANDS = {
    "Call wait() first": "Run `groq batch wait {handle}` first",
    "call BatchHandle.load(path, client)": "run `groq batch wait {handle}`",
    "Give another path": "Give another one with --handle FILE",
    "pass model=": "use -m",
    "refresh(), cancel() and results() work": "`groq batch status {handle}` and `groq batch cancel {handle}` work",
    "Cancel the handle": "Run `groq batch cancel {handle}`",
    "the JSON of a BatchHandle": "the file that `groq batch submit` wrote",
    "the key and base_url": "the API key and GROQ_BASE_URL",
}
_F = TypeVar("_F", bound=Callable[..., Any])
_HANDLE = click.argument("handle", type=PATH, metavar="HANDLE")
_OUTPUT = click.option(
    "-o", "--output", type=PATH, metavar="FILE", help="File for the results. Default: the standard output."
)


@click.group(cls=Group)
def batch() -> None:
    """Run many requests as a batch. They take up to a day or a week, at a lower price."""


def _submitting(function: _F) -> _F:
    for option in (
        params_option,
        click.option("--window", default="24h", show_default=True, metavar="TIME", help="The completion window."),
        default_model_option,
        click.option(
            "--handle", type=PATH, metavar="FILE", help="File for the state of the job. Default: REQUESTS.batch.json."
        ),
        click.argument("requests", type=PATH, metavar="REQUESTS"),
    ):
        function = option(function)
    return function


@batch.command()
@_submitting
@_OUTPUT
@json_option
def run(output: str | None, as_json: bool, **options: Any) -> None:
    """Submit requests, wait, and write the results.

    Run it again after an interruption to continue.
    """
    path = options["handle"] or _handle_path(options["requests"])
    _check_output(output, options["requests"], path)
    with open_client() as client, _naming_commands(path):
        _, handle = _submit(client, **options)
        _wait(handle, path)
        _write_results(handle, output, as_json)


@batch.command()
@_submitting
@json_option
def submit(as_json: bool, **options: Any) -> None:
    """Submit requests, and print the name of the file with the state of the job."""
    with open_client() as client, _naming_commands(options["handle"] or _handle_path(options["requests"])):
        path, handle = _submit(client, **options)
    if as_json:
        say_json({"handle": path, **_state(handle.progress)})
    else:
        say_path(path)


@batch.command()
@_HANDLE
@json_option
def status(handle: str, as_json: bool) -> None:
    """Show the progress of a job."""
    with open_client() as client, _naming_commands(handle):
        _say_state(_load(handle, client).refresh(), as_json)


@batch.command()
@_HANDLE
@json_option
def wait(handle: str, as_json: bool) -> None:
    """Wait until a job has ended. Requests that expired or failed temporarily are submitted again."""
    with open_client() as client, _naming_commands(handle):
        found = _load(handle, client)
        _wait(found, handle)
        _say_state(found.progress, as_json)


@batch.command()
@_HANDLE
@_OUTPUT
@json_option
def results(handle: str, output: str | None, as_json: bool) -> None:
    """Write the results of a job that has ended, one JSON object a line."""
    with open_client() as client, _naming_commands(handle):
        found = _load(handle, client)
        _check_output(output, found.source or handle.removesuffix(_SUFFIX), handle)
        found.refresh()
        _write_results(found, output, as_json)


@batch.command()
@_HANDLE
@json_option
def cancel(handle: str, as_json: bool) -> None:
    """Cancel a job. Completed requests keep their results."""
    with open_client() as client, _naming_commands(handle):
        _say_state(_load(handle, client).cancel().progress, as_json)


def _handle_path(requests: str) -> str:
    return requests + _SUFFIX


def _check_output(output: str | None, requests: str, handle: str) -> None:
    """Raise an error if the results would overwrite the requests or the state of the job."""
    for path, what in ((requests, "the requests"), (handle, "the state of the job")):
        if output is not None and os.path.realpath(output) == os.path.realpath(path):
            raise InputError(f"{output}: this file has {what}; choose another one for the results")


@contextmanager
def _naming_commands(handle: str) -> Generator[None]:
    """Translate errors of the package, which name functions and parameters, to commands and options."""
    from ..lib.batches import BatchHandleError, BatchInputError, BatchNotEndedError

    try:
        yield
    except BatchNotEndedError as err:
        raise BatchNotEndedError(_translated(err, handle)) from err
    except (BatchHandleError, BatchInputError) as err:
        raise InputError(_translated(err, handle).removesuffix(".")) from err


def _translated(err: Exception, handle: str) -> str:
    text = str(err)
    for python, command in _COMMANDS.items():
        text = text.replace(python, command.format(handle=handle))
    return text


def _submit(
    client: Groq, *, requests: str, handle: str | None, model: str | None, window: str, params: dict[str, Any]
) -> tuple[str, BatchHandle]:
    if not Path(requests).is_file():
        raise InputError(f"no such file: {requests}")
    path = handle or _handle_path(requests)
    with progress(f"{requests}: submit"):
        job = client.batches.submit(requests, handle=path, model=model, completion_window=window, params=params)
    return path, job


def _load(path: str, client: Groq) -> BatchHandle:
    from ..lib.batches import BatchHandle

    if not Path(path).is_file():
        raise InputError(f"no such file: {path}; expected the one that `groq batch submit` wrote")
    return BatchHandle.load(path, client)


def _wait(handle: BatchHandle, path: str) -> None:
    with _noting_interrupts(path), progress("batch", handle.progress.total) as update:
        handle.wait(on_progress=lambda now: update(now.completed + now.failed, now.total))


@contextmanager
def _noting_interrupts(path: str) -> Generator[None]:
    try:
        yield
    except KeyboardInterrupt:
        note(f"the batch continues; to wait for it: groq batch wait {path}")
        raise


def _state(found: BatchProgress) -> dict[str, Any]:
    counts = {"total": found.total, "completed": found.completed, "failed": found.failed}
    return {**counts, "statuses": found.statuses, "batches": found.batches}


def _say_state(found: BatchProgress, as_json: bool) -> None:
    if as_json:
        say_json(_state(found))
        return
    statuses = ", ".join(f"{number} {status}" for status, number in found.statuses.items()) or "not submitted"
    say(f"batches   {statuses}")
    say(f"requests  {found.completed} completed, {found.failed} failed, {found.total} in all")


def _write_results(handle: BatchHandle, output: str | None, as_json: bool) -> None:
    """Write the results; exit with status 1 if a request has no answer."""
    found: BatchResults[Any] = handle.results()
    if output is not None:
        with Path(output).open("wb") as file:
            file.writelines(_lines(found))
    elif as_json:
        import json  # imported here: makes the start faster

        say_json([json.loads(line) for line in _lines(found)])
    else:
        sys.stdout.buffer.writelines(_lines(found))
    if output is not None and as_json:
        say_json({"file": output, "counts": found.counts})
    else:
        note(", ".join(f"{number} {status}" for status, number in found.counts.items()))
    if set(found.counts) - {"completed"}:
        sys.exit(1)


def _lines(found: BatchResults[Any]) -> Iterator[bytes]:
    """Yield the lines of the API, and lines with the error of requests that have none."""
    from ..lib._batch_lines import ResultLine

    for result in found:
        line = result.line or ResultLine(result.custom_id, error={"code": result.status, "message": str(result.error)})
        yield line.encode()
