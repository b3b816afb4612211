"""JSON values: strict decoding, compact encoding, type guards, digests. Standard library only."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import TypeIs  # For types only: the server needs only the standard library.


def parse_json(data: bytes) -> Any:
    """Decode strict JSON.

    Raises:
        ValueError: It is not JSON, contains `NaN` or `Infinity`, or is nested too deeply.
    """
    try:
        return json.loads(data, parse_constant=_reject_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dump_json(value: object) -> bytes:
    """Encode without spaces, as UTF-8.

    Raises:
        TypeError: It cannot be encoded as JSON.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # UTF-8 has no lone surrogates: escape them, as they arrived.
        return json.dumps(value, separators=(",", ":")).encode()


def is_object(value: object) -> TypeIs[dict[str, Any]]:
    return isinstance(value, dict)


def is_array(value: object) -> TypeIs[list[Any]]:
    return isinstance(value, list)


def object_at(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object of this name, or an empty one when it is missing or null."""
    found = parent.get(name)
    return found if is_object(found) else {}


def digest(value: object, length: int) -> str:
    """Return a hexadecimal digest of a value, which does not depend on the order of its keys."""
    canonical = repr(_sorted(value)).encode("utf-8", "backslashreplace")
    return hashlib.sha256(canonical).hexdigest()[:length]


def _reject_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _sorted(value: object) -> object:
    if is_object(value):
        return sorted((name, _sorted(item)) for name, item in value.items())
    return list(map(_sorted, value)) if is_array(value) else value
