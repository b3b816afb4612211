"""Pydantic models of what the API sends, parsed leniently without leaving pydantic-core.

A response is not ours to refuse: unknown fields are kept, a value of an unexpected type is kept as it came, a missing
field reads as `None`. So each type gets a second validator, built on first use from the core schema that pydantic made
for it, in which every field falls back to "anything". Only a body of another kind altogether is an error.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

import pydantic
from pydantic_core import SchemaValidator, from_json
from typing_extensions import Self, TypeIs, override

from ._constants import RAW_RESPONSE_HEADER
from ._lenience import Schema, lenient_schema
from ._types import AnyMapping, Body, Headers, NotGiven, Omit, Query, RequestFiles, not_given
from ._utils import is_json_object

_PYDANTIC = tuple(int(part) for part in pydantic.VERSION.split(".")[:2])


class BaseModel(pydantic.BaseModel):
    """The base of every model that the API returns: mutable, with unknown fields kept as attributes."""

    model_config: ClassVar[pydantic.ConfigDict] = pydantic.ConfigDict(
        extra="allow", defer_build=True, protected_namespaces=()
    )

    # Those of the response that a model was the whole body of, for `_rate_limits.HasRateLimits`. A slot, and no private
    # attribute of pydantic: that would cost every nested model, and count when models are compared.
    __slots__ = ("_response_headers",)

    # For a model that may be sent back: the fields that a request accepts; the others are left out of requests.
    __request_fields__: ClassVar[frozenset[str] | None] = None

    def to_dict(
        self,
        *,
        mode: str = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, object]:
        """The model as a dictionary, by default just as the API sent it.

        Args:
            mode: `"json"` for JSON types only, `"python"` to keep others, such as `datetime`.
            use_api_names: Keys as the API spells them, rather than as the attributes are called.
            exclude_unset: Leave out fields that the API did not send.
            exclude_defaults: Leave out fields that have their default value.
            exclude_none: Leave out fields that are `None`.
            warnings: Warn about values that do not have their declared type.
        """
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """The model as JSON text, by default just as the API sent it; the arguments are those of `to_dict`."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    @classmethod
    @override
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Make a model without validation: nested dictionaries become models, everything else is kept as it is."""
        names = {name: info.alias or name for name, info in cls.model_fields.items()}
        model = construct_type(type_=cls, value={names.get(name, name): value for name, value in values.items()})
        if not isinstance(model, cls):  # a validator of the user's refused the values
            model = super().model_construct(_fields_set, **values)
        if _fields_set is not None:
            model.__pydantic_fields_set__ = _fields_set
        return model

    @classmethod
    @override
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """The older name of `model_construct`."""
        return cls.model_construct(_fields_set, **values)


@dataclass
class FinalRequestOptions:
    """One call, as the resources hand it to the client."""

    method: str
    url: str
    params: Query = field(default_factory=dict[str, object])
    headers: Headers | NotGiven = not_given
    max_retries: int | NotGiven = not_given
    timeout: Any = not_given  # float | httpx.Timeout | None | NotGiven
    files: RequestFiles | None = None
    idempotency_key: str | None = None
    follow_redirects: bool | None = None
    json_data: Body | None = None
    extra_json: AnyMapping | None = None
    content: bytes | None = None
    parts: list[tuple[str, tuple[Any, ...]]] | None = None  # of a form, once it is encoded
    deadline: float | None = None  # of the whole call, on the clock `time.monotonic`
    retries_taken: int = 0  # so far, in this call

    @classmethod
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> FinalRequestOptions:
        """Make the options from keywords; the name that other clients of this shape use."""
        return cls(**values)

    @property
    def response_mode(self) -> str | None:
        """`"true"` for a raw response, `"stream"` for one whose body is not read yet, `None` for the parsed model."""
        if self.headers is not_given or not isinstance(self.headers, Mapping):
            return None
        for name, value in self.headers.items():
            if str(name).lower() == _RAW_RESPONSE and not isinstance(value, Omit):
                return value
        return None


_RAW_RESPONSE = RAW_RESPONSE_HEADER.lower()


def construct_type(*, type_: object, value: object) -> Any:
    """Build `type_` from plain data, leniently; data of another kind is returned as it is."""
    try:
        return lenient(type_).validator.validate_python(value)
    except pydantic.ValidationError:
        return value


class Lenient:
    """The lenient validator of one type."""

    def __init__(self, type_: Any) -> None:
        schema = _core_schema(type_)
        with _nested_models_built_anew(schema):
            self.validator = _schema_validator(lenient_schema(schema, _core_schema(BaseModel)))
        if _PYDANTIC < (2, 13):  # where a model that was never built does not dump from inside something else
            for model in _nested_models(schema):
                model.model_rebuild()
        self.title = getattr(type_, "__name__", str(type_))
        self.required = _required_names(type_)

    def parse(self, data: bytes) -> Any:
        try:
            model = self.validator.validate_json(data)
        except pydantic.ValidationError:
            mended = _mended_json(data)
            if mended is None:
                raise
            model = self.validator.validate_json(mended)
        if self.required and self.required.isdisjoint(model.__pydantic_fields_set__):
            raise pydantic.ValidationError.from_exception_data(
                self.title, [{"type": "missing", "loc": (name,), "input": model} for name in sorted(self.required)]
            )
        return model


_lenient: dict[Any, Lenient] = {}
_building = threading.RLock()


def lenient(type_: Any) -> Lenient:
    """The lenient validator of a type, built on first use."""
    key = type_
    try:
        return _lenient[key]
    except KeyError:
        pass
    except TypeError:  # metadata of Annotated[...] may not be hashable
        key = repr(type_)
    with _building:
        if key not in _lenient:
            _lenient[key] = Lenient(type_)
        return _lenient[key]


def json_parser(type_: Any, *, strict: bool) -> Callable[[bytes], Any]:
    """What parses bytes into the type: leniently, or as pydantic itself does.

    It raises `pydantic.ValidationError` for what is no JSON, and for something else altogether: `null` or a list in
    place of an object, or an object that has none of the required fields.
    """
    return pydantic.TypeAdapter(type_).validate_json if strict else lenient(type_).parse


def parse_plain_json(data: bytes) -> Any:
    """Parse JSON into dictionaries and lists.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        return from_json(data)
    except ValueError:
        mended = _mended_json(data)
        if mended is None:
            raise
        return from_json(mended)


def _mended_json(data: bytes) -> bytes | None:
    """The JSON with what is no character read as U+FFFD, as the standards for text say; `None` if all is well there.

    That is bytes that are not UTF-8, and escapes of half a character, which servers send that cut text anywhere; a BOM
    is dropped.
    """
    text = data.decode("utf-8-sig", "replace")
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        whole = text
    mended = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    return None if mended == data or (whole is text and text.encode() == data) else mended


def is_error_body(body: object) -> TypeIs[dict[str, Any]]:
    """Whether a decoded body is `{"error": ...}`."""
    return is_json_object(body) and bool(body.get("error"))


def says_only_error(model: BaseModel) -> bool:
    """Whether a model is an error that fits its type, of which nothing is required: it has no field but `error`."""
    extra = model.__pydantic_extra__ or {}
    return bool(extra.get("error")) and model.__pydantic_fields_set__ <= extra.keys()


def _is_model(type_: Any) -> TypeIs[type[pydantic.BaseModel]]:
    return isinstance(type_, type) and issubclass(type_, pydantic.BaseModel)


def _required_names(type_: Any) -> frozenset[str]:
    fields = type_.model_fields if _is_model(type_) else {}
    return frozenset(name for name, info in fields.items() if info.is_required())


def _core_schema(type_: Any) -> Schema:
    if _is_model(type_):
        if not type_.__pydantic_complete__:
            type_.model_rebuild()
        return cast("Schema", type_.__pydantic_core_schema__)  # TypedDicts of pydantic-core, read as plain data
    return cast("Schema", pydantic.TypeAdapter(type_).core_schema)  # as above


def _schema_validator(schema: Schema) -> SchemaValidator:
    build: Any = SchemaValidator  # the newest releases take a flag that older ones refuse
    try:
        validator: SchemaValidator = build(schema, _use_prebuilt=False)
    except TypeError:
        validator = build(schema)
    return validator


@contextmanager
def _nested_models_built_anew(schema: Schema) -> Generator[None]:
    """Releases 2.11 and 2.12 of pydantic put a model's strict validator in the place of a nested lenient one."""
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
        for item in cast("list[Any]", schema):  # nothing is known of the items
            yield from _nested_models(item)
