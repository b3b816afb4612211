# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Iterable, Union

from typing_extensions import Literal, Required, TypeAlias, TypedDict

__all__ = [
    "ResponseEasyInputMessageParam",
    "ResponseFunctionCallOutputParam",
    "ResponseFunctionCallParam",
    "ResponseInputContentParam",
    "ResponseInputImageParam",
    "ResponseInputItemParam",
    "ResponseInputMessageParam",
    "ResponseInputTextParam",
    "ResponseItemReferenceParam",
    "ResponseMcpApprovalResponseParam",
]


class ResponseInputTextParam(TypedDict, total=False):
    """Text, as a part of a message."""

    text: Required[str]
    """The text."""

    type: Required[Literal["input_text"]]
    """Always `input_text`."""


class ResponseInputImageParam(TypedDict, total=False):
    """An image, as a part of a message, for models that see."""

    image_url: Required[str]
    """A URL the service can fetch, or the image itself as a `data:` URL in base64."""

    type: Required[Literal["input_image"]]
    """Always `input_image`."""

    detail: Literal["auto", "low", "high"]
    """How closely the model looks. Default `auto`."""


ResponseInputContentParam: TypeAlias = Union[ResponseInputTextParam, ResponseInputImageParam]
"""A part of a message, told apart by `type`."""


class ResponseEasyInputMessageParam(TypedDict, total=False):
    """A message, what the model said earlier included."""

    content: Required[Union[str, Iterable[ResponseInputContentParam]]]
    """The message, as a string or as parts."""

    role: Required[Literal["user", "assistant", "system", "developer"]]
    """Who speaks. What `system` or, meaning the same, `developer` says is to be followed."""

    type: Literal["message"]
    """Always `message`; it may be left out."""


class ResponseFunctionCallParam(TypedDict, total=False):
    """A call of a function of yours that the model asked for."""

    arguments: Required[str]
    """Arguments as a JSON string, as the model wrote them."""

    call_id: Required[str]
    """Id of the call, to be repeated in the `function_call_output` that answers it."""

    name: Required[str]
    """Name of the function."""

    type: Required[Literal["function_call"]]
    """Always `function_call`."""

    id: str
    """Id of the item."""

    status: Literal["in_progress", "completed", "incomplete"]
    """How far the item is."""


class ResponseFunctionCallOutputParam(TypedDict, total=False):
    """The result of a function call that the model asked for."""

    call_id: Required[str]
    """Id of the call that this answers."""

    output: Required[str]
    """The result, often JSON."""

    type: Required[Literal["function_call_output"]]
    """Always `function_call_output`."""

    id: str
    """Id of the item."""

    status: Literal["in_progress", "completed", "incomplete"]
    """How far the item is."""


class ResponseInputMessageParam(TypedDict, total=False):
    """A message made of parts."""

    content: Required[Iterable[ResponseInputContentParam]]
    """The parts."""

    role: Required[Literal["user", "system", "developer"]]
    """Who speaks. What `system` or, meaning the same, `developer` says is to be followed."""

    type: Required[Literal["message"]]
    """Always `message`."""

    status: Literal["in_progress", "completed", "incomplete"]
    """How far the item is."""


class ResponseItemReferenceParam(TypedDict, total=False):
    """An item that the service knows already, by its id."""

    id: Required[str]
    """Id of the item."""

    type: Required[Literal["item_reference"]]
    """Always `item_reference`."""


class ResponseMcpApprovalResponseParam(TypedDict, total=False):
    """Your answer to an `mcp_approval_request` of the model."""

    approval_request_id: Required[str]
    """The `id` of the request that this answers."""

    approve: Required[bool]
    """Whether the call may be made."""

    type: Required[Literal["mcp_approval_response"]]
    """Always `mcp_approval_response`."""


ResponseInputItemParam: TypeAlias = Union[
    ResponseEasyInputMessageParam,
    ResponseInputMessageParam,
    ResponseItemReferenceParam,
    ResponseFunctionCallParam,
    ResponseFunctionCallOutputParam,
    ResponseMcpApprovalResponseParam,
]
"""An item of the input."""
