"""`BaseModel`, and lenient parsing into models and other types."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

import pydantic
from typing_extensions import Self, override

from .._advice import Field, unsupported
from .._utils import asyncify, is_subclass
from .json_decoding import repaired_json
from .validators import lenient_validator


class BaseModel(pydantic.BaseModel):
    """Base of every model that the API returns: mutable, with unknown fields kept as attributes."""

    model_config: ClassVar[pydantic.ConfigDict] = pydantic.ConfigDict(
        extra="allow", defer_build=True, protected_namespaces=()
    )

    # Response headers, for `_rate_limits.HasRateLimits`. A private attribute of pydantic would slow down every nested
    # model and take part in comparisons; a slot does neither.
    __slots__ = ("_response_headers",)

    # The fields that a request accepts, for a model that may be sent back. Requests leave out the others.
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
        """Return the model as a dictionary, by default exactly as the API sent it.

        Args:
            mode: `"json"` converts values to JSON types; `"python"` keeps others, such as `datetime`.
            use_api_names: Spell keys as the API does. With `False` they are the attribute names.
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
        """Return the model as JSON text, by default exactly as the API sent it. See `to_dict` for the arguments."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    @override
    def __str__(self) -> str:
        return repr(self)  # pydantic leaves out the class

    @override
    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        from .._reprs import shown  # imported here: rarely needed

        return map(shown, super().__repr_args__())

    def _repr_markdown_(self) -> str | None:
        from .._reprs import markdown  # imported here: only notebooks need it

        return markdown(self)

    @override
    def __iter__(self) -> Generator[tuple[str, Any]]:
        yield from map(Field, super().__iter__())

    if not TYPE_CHECKING:
        __getitem__ = unsupported()

    @classmethod
    @override
    def model_construct(cls, /, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Create a model without validation: nested dictionaries become models, other values are kept unchanged."""
        names = {name: info.alias or name for name, info in cls.model_fields.items()}
        model = construct_type(type_=cls, value={names.get(name, name): value for name, value in values.items()})
        if not isinstance(model, cls):  # a custom validator rejected the values
            model = super().model_construct(_fields_set, **values)
        if isinstance(_fields_set, set):  # else a field of that name
            model.__pydantic_fields_set__ = _fields_set
        return model

    @classmethod
    @override
    def construct(cls, /, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Call `model_construct`; this is its older name."""
        return cls.model_construct(_fields_set, **values)


# Evaluate the annotations now: `get_type_hints` would look up their names in the module set on the next lines.
_hints = get_type_hints(BaseModel)
BaseModel.__annotations__ = {name: _hints[name] for name in BaseModel.__annotations__}
BaseModel.__module__ = "groq"  # the place that users import from


def construct_type(*, type_: object, value: object) -> Any:
    """Build `type_` from plain data, leniently. Return data of another kind unchanged."""
    try:
        return lenient_validator(type_, BaseModel).validator.validate_python(value)
    except pydantic.ValidationError:
        return value


def json_parser(
    type_: Any, *, strict: bool, repair: Callable[[bytes], bytes | None] = repaired_json
) -> Callable[[bytes], Any]:
    """Return a function that parses JSON bytes into the type, leniently or with pydantic's own validation.

    The function raises `pydantic.ValidationError` if the data is not JSON or is of the wrong kind. For a model, the
    wrong kinds are `null`, a list, and an object without any of the required fields.
    """
    if strict:
        return pydantic.TypeAdapter(type_).validate_json
    return partial(lenient_validator(type_, BaseModel).parse, repair=repair)


def prepare(type_: Any) -> None:
    """Build what `json_parser` needs. This is slow."""
    with contextlib.suppress(Exception):  # raised again by the parser
        lenient_validator(type_, BaseModel)


async def async_prepare(type_: Any) -> None:
    """Call `prepare` in a thread, and build what `to_dict` needs: pydantic reads files to find plugins."""

    def build() -> None:
        prepare(type_)
        if is_subclass(type_, pydantic.BaseModel):
            type_.model_rebuild()

    await asyncify(build)()


def is_error_model(model: BaseModel) -> bool:
    """Return whether a model was parsed from `{"error": ...}` without any of its own fields."""
    extra = model.__pydantic_extra__ or {}
    return bool(extra.get("error")) and model.__pydantic_fields_set__ <= extra.keys()
