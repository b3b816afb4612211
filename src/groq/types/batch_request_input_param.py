# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict

from typing_extensions import Literal, Required, TypedDict

__all__ = ["BatchRequestInputParam"]


class BatchRequestInputParam(TypedDict, total=False):
    """A line of the file that `files.create` uploads for a batch."""

    body: Required[Dict[str, object]]
    """The parameters of the request."""

    custom_id: Required[str]
    """An id of your choice, unique in the file. The result has the same id."""

    method: Required[Literal["POST"]]
    """Always `POST`."""

    url: Required[str]
    """The endpoint, such as `/v1/chat/completions`."""
