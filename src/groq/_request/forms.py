"""Files and fields of a form → the parts that httpx sends, contents read, so that a retry sends them whole again."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Coroutine, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from typing_extensions import TypeIs

from .._types import FileTypes, NotGiven, Omit, RequestFiles
from .._utils import is_mapping
from .headers import merge_headers
from .query import query_text

# (name of the part, (file name, content, media type, headers)); the last two may be missing.
Parts = list[tuple[str, tuple[Any, ...]]]

_PIECE_OF_A_PIPE = 1024 * 1024
_MOST_OF_A_PIPE = 256 * _PIECE_OF_A_PIPE


def file_from_path(path: str | os.PathLike[str]) -> FileTypes:
    """The file at `path`, with its name and content, ready to be uploaded."""
    return Path(path).name, Path(path).read_bytes()


def file_parts(files: RequestFiles) -> Parts:
    """Read the files, one part each; what was not given is left out.

    Raises:
        TypeError: Something that is not bytes, a path, an open binary file, or a tuple that holds one.
        OSError: A file cannot be read.
    """
    if not mimetypes.inited:  # reads files; async clients call this in a thread, and httpx in the event loop
        mimetypes.init()
    pairs = files.items() if isinstance(files, Mapping) else files
    return [(name, _file_part(name, file)) for name, file in pairs if not isinstance(file, NotGiven | Omit)]


def field_parts(fields: Mapping[str, object]) -> Parts:
    """The fields of a form, one part each: `names[]` for each item of a list, `names[key]` for each of a mapping.

    Raises:
        TypeError: A value that has no text form.
    """
    return [(name, (None, text.encode())) for key, value in fields.items() for name, text in _fields(key, value)]


def _fields(name: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, NotGiven | Omit):
        return []
    if is_mapping(value):
        return [field for key, inner in value.items() for field in _fields(f"{name}[{key}]", inner)]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        items = cast("Iterable[object]", value)  # nothing is known of the items
        return [field for inner in items for field in _fields(f"{name}[]", inner)]
    return [(name, query_text(name, value))]


def _file_part(name: str, file: Any) -> tuple[Any, ...]:
    if not _is_tuple(file):
        return _file_name(file), _content(name, file)
    if not 2 <= len(file) <= 4:
        raise TypeError(
            f"{name}: expected (file name, content), with a media type and headers if wanted, "
            f"got a tuple of {len(file)}."
        )
    file_name, content, media_type, headers = (*file, None, None)[:4]
    part = (_checked_name(name, content if file_name is None else file_name), _content(name, content))
    if media_type is None and headers is None:
        return part
    if not isinstance(media_type, str | None):
        raise TypeError(f"{name}: expected a media type that is a string, got {type(media_type).__name__}.")
    checked = merge_headers({"Content-Type": media_type or ""}, headers or {})
    return (*part, media_type, {key: value for key, value in checked.items() if key.lower() != "content-type"})


def _checked_name(name: str, file_name: Any) -> str:
    if isinstance(file_name, str):
        return file_name.encode("utf-8", "replace").decode() or "upload"  # without a name it would be a field
    if hasattr(file_name, "__fspath__") or hasattr(file_name, "read") or isinstance(file_name, bytes | bytearray):
        return _file_name(file_name)
    raise TypeError(f"{name}: expected a file name that is a string, got {type(file_name).__name__}.")


def _is_tuple(value: object) -> TypeIs[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _file_name(content: Any) -> str:
    path: Any = content.__fspath__() if hasattr(content, "__fspath__") else getattr(content, "name", None)
    name: object = path
    # A name that is not UTF-8 on disk holds lone surrogates.
    return os.path.basename(name).encode("utf-8", "replace").decode() if isinstance(name, str) else "upload"


def _content(name: str, content: Any) -> bytes:
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if hasattr(content, "__fspath__"):
        return Path(content).read_bytes()
    if hasattr(content, "read"):
        data = _read(name, content)
        got = type(data).__name__
        if isinstance(data, bytes):
            return data if data else _checked_empty(name, content)
        if isinstance(data, str):
            raise TypeError(f"{name}: expected a file opened in binary mode, got one in text mode. Open it with 'rb'.")
        if isinstance(data, Coroutine):
            data.close()  # or Python warns that it was never awaited
        raise TypeError(f"{name}: expected read() to give bytes, got {got}. Pass the file's path or its content.")
    hint = " To upload the file at that path, pass pathlib.Path(...)." if isinstance(content, str) else ""
    raise TypeError(f"{name}: expected bytes, a path or an open binary file, got {type(content).__name__}.{hint}")


def _read(name: str, file: Any) -> object:
    """All that a file still has; a pipe is kept for retries, so it may not be larger than memory should hold."""
    if not hasattr(file, "seekable") or file.seekable():
        return file.read()
    pieces: list[bytes] = []
    size = 0
    while True:
        piece: object = file.read(_PIECE_OF_A_PIPE)
        if not isinstance(piece, bytes):
            return piece
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > _MOST_OF_A_PIPE:
            raise ValueError(
                f"{name}: expected a pipe that ends within {_MOST_OF_A_PIPE >> 20} MiB, as it is read whole to be sent "
                "again in a retry. Write it to a file first; the API takes at most 200 MB."
            )


def _checked_empty(name: str, file: Any) -> bytes:
    if hasattr(file, "seekable") and file.seekable() and file.tell() > 0:
        raise ValueError(f"{name}: expected something to upload, but the file stands at its end. Rewind it: seek(0).")
    return b""
