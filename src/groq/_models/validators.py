"""Lenient validators of types, built on first use."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pydantic
from pydantic_core import SchemaValidator

from .._utils import is_json_object, is_subclass
from .._utils._forks import after_fork_in_child, forks_wait_while
from .declared import declared_schema
from .json_decoding import repaired_json
from .lenient_schema import Schema, lenient_schema

_MAX_TYPES = 256  # a validator of a small model needs 10 kB
_PYDANTIC = tuple(int(part) for part in pydantic.VERSION.split(".")[:2])


class LenientValidator:
    """Lenient validator of one type."""

    def __init__(self, type_: Any, unknown_model: type[pydantic.BaseModel]) -> None:
        schema = _core_schema(type_)
        with _nested_validators_rebuilt(schema):
            self.validator = _schema_validator(lenient_schema(schema, _core_schema(unknown_model)))
        if _PYDANTIC < (2, 13):  # older versions cannot dump a nested model that was never built
            for model in (*_nested_models(schema), unknown_model):
                model.model_rebuild()
        self.title = getattr(type_, "__name__", str(type_))
        fields = type_.model_fields if is_subclass(type_, pydantic.BaseModel) else {}
        self.required = frozenset(name for name, info in fields.items() if info.is_required())

    def parse(self, data: bytes, repair: Callable[[bytes], bytes | None] = repaired_json) -> Any:
        """Parse JSON bytes; raise a `pydantic.ValidationError` if they are not JSON, or of another kind."""
        try:
            model = self.validator.validate_json(data)
        except pydantic.ValidationError:
            repaired = repair(data)
            if repaired is None:
                raise
            model = self.validator.validate_json(repaired)
        if self.required and self.required.isdisjoint(model.__pydantic_fields_set__):
            raise pydantic.ValidationError.from_exception_data(
                self.title, [{"type": "missing", "loc": (name,), "input": model} for name in sorted(self.required)]
            )
        return model


_cache: dict[Any, LenientValidator] = {}
_build_lock = threading.RLock()


@after_fork_in_child
def _reset_after_fork() -> None:
    """Replace the locks in a forked child: a thread of the parent may have held them."""
    global _build_lock
    _build_lock = threading.RLock()
    pydantic_main: Any = sys.modules.get("pydantic.main")
    if hasattr(pydantic_main, "_rebuild_lock"):  # of pydantic 2.14
        pydantic_main._rebuild_lock = threading.RLock()


@forks_wait_while
def _is_building_elsewhere() -> bool:
    """Return whether another thread builds a validator, and so may hold locks of pydantic-core."""
    locks: set[Any] = {_build_lock, getattr(sys.modules.get("pydantic.main"), "_rebuild_lock", _build_lock)}
    return not all(lock.acquire(blocking=False) and lock.release() is None for lock in locks)


def is_prepared(type_: Any) -> bool:
    """Return whether the validator of a type is built, so that parsing does not block."""
    try:
        return type_ in _cache
    except TypeError:  # metadata of Annotated[...] may not be hashable
        return True


def lenient_validator(type_: Any, unknown_model: type[pydantic.BaseModel]) -> LenientValidator:
    """Return the lenient validator of a type, built on first use."""
    key = type_
    try:
        return _cache[key]
    except KeyError:
        pass
    except TypeError:  # metadata of Annotated[...] may not be hashable
        key = repr(type_)
    with _build_lock:
        if key not in _cache:
            while len(_cache) >= _MAX_TYPES:  # a program may create any number of classes
                del _cache[next(iter(_cache))]
            _cache[key] = LenientValidator(type_, unknown_model)
        return _cache[key]


def _core_schema(type_: Any) -> Schema:
    declared = declared_schema(type_)
    if declared is not None:
        return declared
    if is_subclass(type_, pydantic.BaseModel):
        if not type_.__pydantic_complete__:
            type_.model_rebuild()
        return cast("Schema", type_.__pydantic_core_schema__)  # TypedDicts, read as plain data
    return cast("Schema", pydantic.TypeAdapter(type_).core_schema)  # TypedDicts, read as plain data


def _schema_validator(schema: Schema) -> SchemaValidator:
    build: Any = SchemaValidator  # older releases do not have the flag
    try:
        return cast("SchemaValidator", build(schema, _use_prebuilt=False))  # untyped, see above
    except TypeError:
        return cast("SchemaValidator", build(schema))  # untyped, see above


@contextmanager
def _nested_validators_rebuilt(schema: Schema) -> Generator[None]:
    """Keep pydantic 2.11 and 2.12 from replacing nested lenient validators by the models' own strict ones."""
    if _PYDANTIC not in ((2, 11), (2, 12)):
        yield
        return
    complete = [model for model in _nested_models(schema) if model.__dict__.get("__pydantic_complete__")]
    try:
        for model in complete:
            model.__pydantic_complete__ = False
        yield
    finally:
        for model in complete:
            model.__pydantic_complete__ = True


def _nested_models(schema: Any) -> Iterator[Any]:
    if is_json_object(schema):
        if schema.get("type") == "model":
            yield schema["cls"]
        schema = list(schema.values())
    if isinstance(schema, list | tuple):
        for item in cast("list[Any]", schema):  # items of any type
            yield from _nested_models(item)
