"""Files and fields of a form → the parts that httpx sends, read into memory so that a retry can send them again."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import httpx
from typing_extensions import override

from .._types import FileTypes, RequestFiles
from .._utils import asyncify, is_given, is_mapping, is_tuple
from .content import file_content
from .headers import merge_headers
from .query import query_text

# (name of the part, (file name, content, media type, headers)); the last two are optional.
Parts = list[tuple[str, tuple[Any, ...]]]


class FormFromDisk(httpx.AsyncByteStream):
    """The body of a form that is read from disk, in worker threads: a slow disk does not block the event loop."""

    def __init__(self, form: Any) -> None:
        self._form = form

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        self._pieces = iter(self._form)
        return self

    async def __anext__(self) -> bytes:
        piece: bytes | None = await asyncify(next)(self._pieces, None)
        if piece is None:
            raise StopAsyncIteration
        return piece


def file_from_path(path: str | os.PathLike[str]) -> FileTypes:
    """Return the name and the content of the file at `path`, ready for an upload.

    Raises:
        OSError: The file cannot be read.
    """
    return Path(path).name, Path(path).read_bytes()


def file_parts(files: RequestFiles) -> Parts:
    """Read the files, one part each. Omitted files are dropped.

    Raises:
        TypeError: A file is not bytes, a path, an open binary file, or a tuple with one of these.
        ValueError: A file is at its end, or a pipe is too large.
        OSError: A file cannot be read.
    """
    if not mimetypes.inited:  # reads files; async clients call this in a thread, and httpx in the event loop
        mimetypes.init()
    pairs = files.items() if isinstance(files, Mapping) else files
    return [(name, _file_part(name, file)) for name, file in pairs if is_given(file)]


def field_parts(fields: Mapping[str, object]) -> Parts:
    """Return the fields of a form as parts: `names[]` for items of a list, `names[key]` for those of a mapping."""
    return [(name, (None, text.encode())) for key, value in fields.items() for name, text in _field_pairs(key, value)]


def _field_pairs(name: str, value: object) -> list[tuple[str, str]]:
    if not is_given(value):
        return []
    if is_mapping(value):
        return [field for key, item in value.items() for field in _field_pairs(f"{name}[{key}]", item)]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        items = cast("Iterable[object]", value)  # items of any type
        return [field for item in items for field in _field_pairs(f"{name}[]", item)]
    return [(name, query_text(name, value))]


def _file_part(name: str, file: Any) -> tuple[Any, ...]:
    if not is_tuple(file):
        return _file_name(file), _content(name, file)
    if not 2 <= len(file) <= 4:
        raise TypeError(
            f"{name}: expected (file name, content), with a media type and headers if wanted, "
            f"got a tuple of {len(file)}."
        )
    file_name, content, media_type, headers = (*file, None, None)[:4]
    shown_name = _file_name(content) if file_name is None else _checked_file_name(name, file_name)
    part = (shown_name, _content(name, content))
    if media_type is None and headers is None:
        return part
    if not isinstance(media_type, str | None):
        raise TypeError(f"{name}: expected a media type that is a string, got {type(media_type).__name__}.")
    checked = merge_headers({"Content-Type": media_type or ""}, headers or {})
    return (*part, media_type, {key: value for key, value in checked.items() if key.lower() != "content-type"})


def _content(name: str, file: Any) -> Any:
    return file.for_attempt() if _is_read_by_attempts(file) else file_content(name, file)


def has_files_on_disk(parts: Parts) -> bool:
    """Return whether attempts read a file from disk."""
    return any(_is_read_by_attempts(part[1]) for _, part in parts)


def _is_read_by_attempts(file: Any) -> bool:
    # `lib.batches` has such files: memory should not hold their 200 MB.
    return getattr(file, "is_read_by_attempts", False) is True


def _checked_file_name(name: str, file_name: Any) -> str:
    if isinstance(file_name, str):
        return _valid_name(file_name)
    if isinstance(file_name, bytes) or hasattr(file_name, "__fspath__"):
        return _last_part(file_name)
    raise TypeError(f"{name}: expected a file name that is a string, got {type(file_name).__name__}.")


def _file_name(content: Any) -> str:
    path: Any = content if hasattr(content, "__fspath__") else getattr(content, "name", None)
    is_path = isinstance(path, str | bytes) or hasattr(path, "__fspath__")  # some files have a descriptor as name
    return _last_part(path) if is_path else _valid_name("")


def _last_part(path: Any) -> str:
    return _valid_name(os.path.basename(os.fsdecode(path)))


def _valid_name(name: str) -> str:
    # Python decodes invalid UTF-8 in file names to lone surrogates. A part without a name would be a field.
    return name.encode("utf-8", "replace").decode() or "upload"
