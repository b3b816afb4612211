"""`groq files`: the files that the API stores."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click

from .base import PATH, Group, json_option
from .clients import open_client
from .output import InputError, say, say_json, say_path, say_table, size_of, time_of
from .progress import progress

_HEAD = ("ID", "SIZE", "CREATED", "PURPOSE", "NAME")
_CHUNK_BYTES = 64 * 1024


@click.group(cls=Group)
def files() -> None:
    """List, upload, download and delete files."""


@files.command("list")
@json_option
def list_files(as_json: bool) -> None:
    """List the files, the newest first."""
    with open_client() as client:
        found = sorted(client.files.list().data or [], key=lambda file: -(file.created_at or 0))
    if as_json:
        say_json(found)
        return
    say_table(
        _HEAD, ((one.id, size_of(one.bytes), time_of(one.created_at), one.purpose, one.filename) for one in found)
    )


@files.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False), metavar="FILE...")
@json_option
def upload(paths: tuple[str, ...], as_json: bool) -> None:
    """Upload files with the requests of batches; print their ids."""
    with open_client() as client:
        for path in paths:
            size = size_of(Path(path).stat().st_size)
            with progress(f"{Path(path).name} ({size}): upload"):
                created = client.files.create(file=Path(path), purpose="batch")
            if as_json:
                say_json(created, indent=None)
            else:
                say(str(created.id))


@files.command()
@click.argument("file_id")
@json_option
def info(file_id: str, as_json: bool) -> None:
    """Show the name, the size and the purpose of a file."""
    with open_client() as client:
        found = client.files.info(file_id)
    if as_json:
        say_json(found)
        return
    rows = {
        "id": found.id,
        "name": found.filename,
        "size": size_of(found.bytes),
        "created": time_of(found.created_at),
        "purpose": found.purpose,
    }
    for name, value in rows.items():
        say(f"{name:<8} {'-' if value is None else value}")


@files.command()
@click.argument("file_ids", nargs=-1, required=True, metavar="FILE_ID...")
@json_option
def delete(file_ids: tuple[str, ...], as_json: bool) -> None:
    """Delete files permanently."""
    with open_client() as client:
        for file_id in file_ids:
            deleted = client.files.delete(file_id)
            if as_json:
                say_json(deleted, indent=None)
            else:
                say(f"{file_id} deleted")


@files.command()
@click.argument("file_id")
@click.option(
    "-o", "--output", type=PATH, metavar="FILE", help="File to write; - is the standard output. Default: its own name."
)
@json_option
def download(file_id: str, output: str | None, as_json: bool) -> None:
    """Download a file. It appears when it is complete."""
    if output == "-" and as_json:
        raise click.UsageError("expected a file for the content: --output FILE")
    with open_client() as client:
        found = client.files.info(file_id)
        # The server chooses the name: without its folders, it cannot point elsewhere.
        target = Path(output or Path(found.filename or file_id).name or file_id)
        if output is None and target.exists():
            raise InputError(f"{target} exists; choose a name with --output FILE")
        with (
            client.files.with_streaming_response.content(file_id) as response,
            progress(target.name, found.bytes, in_bytes=True) as update,
        ):
            done = 0
            place = target.resolve()  # a rename would replace a link
            partial = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
            stream = sys.stdout.buffer if output == "-" else partial.open("xb")
            try:
                for piece in response.iter_bytes(_CHUNK_BYTES):
                    stream.write(piece)
                    done += len(piece)
                    update(done, None)
                if output != "-":
                    stream.close()
                    partial.replace(place)
            finally:
                if output != "-":
                    stream.close()
                    partial.unlink(missing_ok=True)
    if output != "-":
        if as_json:
            say_json({"id": file_id, "file": str(target), "bytes": done})
        else:
            say_path(str(target))
