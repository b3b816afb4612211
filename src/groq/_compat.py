"""Names that code written for other clients of this shape imports from here."""

from __future__ import annotations

from functools import cached_property

import pydantic

PYDANTIC_V1 = False
PYDANTIC_V2 = True

__all__ = ["PYDANTIC_V1", "PYDANTIC_V2", "cached_property", "get_model_fields", "model_dump"]


def get_model_fields(model: type[pydantic.BaseModel]) -> dict[str, pydantic.fields.FieldInfo]:
    """The fields that the class declares, by name."""
    return model.model_fields


def model_dump(model: pydantic.BaseModel, *, exclude_unset: bool = False) -> dict[str, object]:
    """The model as plain data, keys as the API spells them."""
    return model.model_dump(exclude_unset=exclude_unset, by_alias=True)
