"""`groq bulk`: many requests at once, from a file to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .base import Command, json_option, params_option
from .clients import open_client
from .output import InputError, note, say, say_json
from .progress import progress


@click.command(cls=Command)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("-m", "--model", metavar="ID", help="Model for requests that name none.")
@click.option("--concurrency", type=click.IntRange(1), metavar="N", help="Most requests at the same time.")
@click.option("--retry-failed", is_flag=True, help="Send again what failed in an earlier run and may succeed now.")
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
    """Run many requests at once. IN is a JSONL file; OUT gets a line for each result as soon as it is there.

    Run it again after an interruption: it goes on where it stopped.
    """
    if not Path(source).is_file():
        raise InputError(f"no such file: {source}")
    with open_client() as client, progress(source, 0) as update:
        from ..bulk import run  # here: it makes the start faster

        try:
            summary = run(
                client,
                source,
                target,
                model=model,
                concurrency=concurrency,
                retry_failed=retry_failed,
                progress=lambda now: update(now.done, now.total),
                extra_body=params,  # any, as the other commands take them
            )
        except KeyboardInterrupt:
            note("stopped; the same command goes on")
            raise
    counts = {name: getattr(summary, name) for name in ("total", "succeeded", "failed", "skipped", "tokens")}
    if as_json:
        say_json(counts)
    else:
        before = f", {summary.skipped} from before" if summary.skipped else ""
        sent = f"{summary.succeeded} of {summary.total} succeeded, {summary.failed} failed"
        say(f"{sent}{before}; {summary.tokens} tokens")
    if summary.failed:
        sys.exit(1)
