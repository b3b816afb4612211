"""`BaseModel`, and parsing into it and other types."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, ClassVar

import pydantic
from typing_extensions import Self, override

from .lenient import lenient


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


def construct_type(*, type_: object, value: object) -> Any:
    """Build `type_` from plain data, leniently; data of another kind is returned as it is."""
    try:
        return lenient(type_, BaseModel).validator.validate_python(value)
    except pydantic.ValidationError:
        return value


def json_parser(type_: Any, *, strict: bool) -> Callable[[bytes], Any]:
    """What parses bytes into the type: leniently, or as pydantic itself does.

    It raises `pydantic.ValidationError` for what is no JSON, and for something else altogether: `null` or a list in
    place of an object, or an object that has none of the required fields.
    """
    return pydantic.TypeAdapter(type_).validate_json if strict else lenient(type_, BaseModel).parse


_prepared: set[object] = set()


def is_prepared(type_: Any) -> bool:
    """Return whether bytes are parsed into a type without a wait."""
    try:
        return type_ in _prepared
    except TypeError:  # metadata of Annotated[...] may not be hashable
        return True


def prepare(type_: Any) -> None:
    """Build what `json_parser` needs. This takes long, and pydantic reads files to find plugins."""
    with contextlib.suppress(Exception):  # the parser raises it again
        lenient(type_, BaseModel)
    _prepared.add(type_)


def says_only_error(model: BaseModel) -> bool:
    """Whether a model is an error that fits its type, of which nothing is required: it has no field but `error`."""
    extra = model.__pydantic_extra__ or {}
    return bool(extra.get("error")) and model.__pydantic_fields_set__ <= extra.keys()
