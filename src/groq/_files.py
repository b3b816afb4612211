"""Files to upload → what httpx takes, contents read, so that a retry sends them whole again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._types import FileTypes, RequestFiles

HttpxFiles = list[tuple[str, tuple[Any, ...]]]


def read_files(files: RequestFiles) -> HttpxFiles:
    """Read the files, each as `(name of the part, (file name, content, …))`.

    Raises:
        TypeError: Something that is not bytes, a path, an open binary file, or a tuple that holds one.
    """
    pairs = files.items() if isinstance(files, Mapping) else files
    return [(part, _read_file(part, file)) for part, file in pairs]


def file_from_path(path: str | os.PathLike[str]) -> FileTypes:
    """The file at `path`, with its name and content, ready to be uploaded."""
    return Path(path).name, Path(path).read_bytes()


def _read_file(part: str, file: FileTypes) -> tuple[Any, ...]:
    if isinstance(file, tuple):
        name, content, *rest = file
        return (name if name is not None else _file_name(content), _read_content(part, content), *rest)
    return _file_name(file), _read_content(part, file)


def _file_name(content: Any) -> str:
    name: object = str(content) if isinstance(content, Path) else getattr(content, "name", None)
    return os.path.basename(name) if isinstance(name, str) else "upload"


def _read_content(part: str, content: Any) -> bytes:
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if hasattr(content, "__fspath__"):
        return Path(content).read_bytes()
    if hasattr(content, "read"):
        data = content.read()
        if isinstance(data, bytes):
            return data
        raise TypeError(f"{part}: expected a file opened in binary mode, got one in text mode. Open it with 'rb'.")
    hint = " To upload the file at that path, pass pathlib.Path(...)." if isinstance(content, str) else ""
    raise TypeError(f"{part}: expected bytes, a path or an open binary file, got {type(content).__name__}.{hint}")
