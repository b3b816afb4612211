"""`groq bulk`: many requests at once, from one file to another."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from .base import PATH, Command, default_model_option, json_option, params_option
from .clients import open_client
from .output import InputError, note, one_line, say, say_json
from .progress import progress

# Parameters of `run` → their options.
_OPTIONS = {"model": "--model", "concurrency": "--concurrency", "retry_failed": "--retry-failed"}
_NOT_PARAMETERS = {"client", "input", "output", "progress", "timeout", "extra_headers", "extra_query", "extra_body"}
_PYTHON_ADVICE = re.compile(r"pass model=(\.\.\.)?")


@click.command(cls=Command)
@click.argument("source", type=PATH, metavar="IN")
@click.argument("target", type=PATH, metavar="OUT")
@default_model_option
@click.option("--concurrency", type=click.IntRange(1), metavar="N", help="Maximum number of requests in flight.")
@click.option("--retry-failed", is_flag=True, help="Retry requests that failed temporarily in an earlier run.")
@params_option
@json_option
def bulk(
    source: str,
    target: str,
    model: str | None,
    concurrency: int | None,
    retry_failed: bool,
    params: dict[str, Any],
    as_json: bool,
) -> None:
    """Run many requests at once. IN is a JSONL file; each result is written to OUT as soon as it arrives.

    Run it again after an interruption to continue.
    """
    if target == "-":
        raise click.UsageError("expected a file for OUT, got -; the next run resumes from it")
    if not Path(source).is_file():
        raise InputError(f"no such file: {source}")
    _check_params(params)
    with open_client() as client, progress(source, 0) as update:
        from ..bulk import BulkFileError, run  # imported here: makes the start faster

        try:
            summary = run(
                client,
                source,
                target,
                model=model,
                concurrency=concurrency,
                retry_failed=retry_failed,
                progress=lambda now: update(now.done, now.total),
                extra_body=params,  # allows unknown parameters, as other commands do
            )
        except KeyboardInterrupt:
            note("stopped; run the same command again to continue")
            raise
        except BulkFileError as err:
            if isinstance(err.__cause__, OSError):
                raise
            raise InputError(_for_the_shell(str(err))) from err
    counts = {name: getattr(summary, name) for name in ("total", "skipped", "tokens")}
    counts |= {"succeeded": summary.total_succeeded, "failed": summary.total_failed}
    if as_json:
        say_json(counts)
    else:
        before = f", {summary.skipped} from before" if summary.skipped else ""
        results = f"{summary.total_succeeded} of {summary.total} succeeded, {summary.total_failed} failed"
        say(f"{results}{before}; {summary.tokens} tokens")
    if summary.total_failed:
        note(f"groq bulk: {_first_error(Path(target))}")
        sys.exit(1)


def _check_params(params: dict[str, Any]) -> None:
    """Raise a usage error for a parameter that is not sent in the body."""
    for name in params:
        if name in _OPTIONS:
            raise click.UsageError(f"-p {name}: expected a parameter of the API; use {_OPTIONS[name]}")
        if name in _NOT_PARAMETERS:
            raise click.UsageError(f"-p {name}: expected a parameter of the API")


def _for_the_shell(message: str) -> str:
    """Return a message of `run` as one line that names options instead of parameters."""
    message = _PYTHON_ADVICE.sub("use -m ID", message)
    return message.replace("\n  ", " ", 1).replace("\n  ", "; ").replace("\n", ". ").removesuffix(".")


def _first_error(path: Path) -> str:
    """Return a description of the first failed line of the output."""
    from ..lib._batch_lines import LineError, parse_result
    from ..lib._json_values import is_object

    with path.open("rb") as lines:
        for line in lines:
            try:
                result = parse_result(line)
            except LineError:
                continue
            if result.is_success:
                continue
            body: Any = result.body if is_object(result.body) else {}
            error: Any = result.error or body.get("error") or {}
            message: object = error.get("message") if is_object(error) else error
            status = f" (status {result.status_code})" if result.status_code is not None else ""
            return f"{result.custom_id}: {one_line(str(message or 'no message'))}{status}"
    return "see the output"
