# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional, Union

from typing_extensions import Literal, Required, TypeAlias, TypedDict

from ..._types import Iterable

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
    "ResponseMcpApprovalRequestParam",
    "ResponseMcpApprovalResponseParam",
    "ResponseMcpCallParam",
    "ResponseMcpListToolsParam",
    "ResponseMcpListedToolParam",
    "ResponseReasoningParam",
    "ResponseReasoningSummaryParam",
    "ResponseReasoningTextParam",
]


class ResponseMcpListedToolParam(TypedDict, total=False):
    """A tool of an MCP server."""

    name: Required[str]
    """Name of the tool."""

    annotations: object
    """Annotations of the server about the tool, of any type."""

    description: Optional[str]
    """What the tool does."""

    input_schema: Optional[Dict[str, object]]
    """Parameters of the tool as a JSON schema."""


class ResponseMcpApprovalRequestParam(TypedDict, total=False):
    """A call of a remote MCP server's tool that waits for your approval. Answer it with an `mcp_approval_response`."""

    id: Required[str]
    """Id of the request. Repeat it in the `mcp_approval_response` that answers it."""

    arguments: Required[str]
    """Arguments as a JSON string that the model generated. Check them before you approve."""

    name: Required[str]
    """Name of the tool."""

    server_label: Required[str]
    """The `server_label` of the request."""

    type: Required[Literal["mcp_approval_request"]]
    """Always `mcp_approval_request`."""


class ResponseMcpCallParam(TypedDict, total=False):
    """A call of a remote MCP server's tool that the API made."""

    arguments: Required[str]
    """Arguments as a JSON string that the model generated."""

    name: Required[str]
    """Name of the tool."""

    server_label: Required[str]
    """The `server_label` of the request."""

    type: Required[Literal["mcp_call"]]
    """Always `mcp_call`."""

    id: str
    """Id of the item."""

    output: Optional[str]
    """The output of the tool."""

    status: Literal["in_progress", "completed", "incomplete"]
    """Status of the item."""


class ResponseMcpListToolsParam(TypedDict, total=False):
    """The tools that a remote MCP server offered."""

    server_label: Required[str]
    """The `server_label` of the request."""

    tools: Required[Iterable[ResponseMcpListedToolParam]]
    """The server's tools."""

    type: Required[Literal["mcp_list_tools"]]
    """Always `mcp_list_tools`."""

    id: str
    """Id of the item."""


class ResponseReasoningSummaryParam(TypedDict, total=False):
    """A summary of the reasoning."""

    text: str
    """The summary."""

    type: str
    """The kind of summary, `summary_text`."""


class ResponseReasoningTextParam(TypedDict, total=False):
    """The reasoning of the model."""

    text: Required[str]
    """The text."""

    type: Required[Literal["reasoning_text"]]
    """Always `reasoning_text`."""


class ResponseReasoningParam(TypedDict, total=False):
    """The reasoning before the answer. It can be appended to the `input` of the next request, which leaves it out: the
    API does not accept it.
    """

    id: Required[str]
    """Id of the item."""

    summary: Required[Iterable[ResponseReasoningSummaryParam]]
    """Summaries of the reasoning."""

    type: Required[Literal["reasoning"]]
    """Always `reasoning`."""

    content: Optional[Iterable[ResponseReasoningTextParam]]
    """The reasoning."""

    status: Literal["in_progress", "completed", "incomplete"]
    """Status of the item."""


class ResponseInputTextParam(TypedDict, total=False):
    """Text, as a part of a message."""

    text: Required[str]
    """The text."""

    type: Required[Literal["input_text"]]
    """Always `input_text`."""


class ResponseInputImageParam(TypedDict, total=False):
    """An image, as a part of a message, for vision models."""

    image_url: Required[str]
    """A URL that the API can fetch, or the image itself as a base64 `data:` URL."""

    type: Required[Literal["input_image"]]
    """Always `input_image`."""

    detail: Literal["auto", "low", "high"]
    """Level of detail. Default `auto`."""


ResponseInputContentParam: TypeAlias = Union[ResponseInputTextParam, ResponseInputImageParam]
"""A part of a message, discriminated by `type`."""


class ResponseEasyInputMessageParam(TypedDict, total=False):
    """A message, of any role."""

    content: Required[Union[str, Iterable[ResponseInputContentParam]]]
    """The message, as a string or as parts."""

    role: Required[Literal["user", "assistant", "system", "developer"]]
    """Role of the author. `system` and `developer` are equivalent, for instructions."""

    type: Literal["message"]
    """Always `message`; it may be left out."""


class ResponseFunctionCallParam(TypedDict, total=False):
    """A call of your function that the model requested."""

    arguments: Required[str]
    """Arguments as a JSON string that the model generated."""

    call_id: Required[str]
    """Id of the call. Repeat it in the `function_call_output` with its result."""

    name: Required[str]
    """Name of the function."""

    type: Required[Literal["function_call"]]
    """Always `function_call`."""

    id: str
    """Id of the item."""

    status: Literal["in_progress", "completed", "incomplete"]
    """Status of the item."""


class ResponseFunctionCallOutputParam(TypedDict, total=False):
    """The result of a function call that the model requested."""

    call_id: Required[str]
    """Id of the call that this answers."""

    output: Required[str]
    """The result, often JSON."""

    type: Required[Literal["function_call_output"]]
    """Always `function_call_output`."""

    id: str
    """Id of the item."""

    status: Literal["in_progress", "completed", "incomplete"]
    """Status of the item."""


class ResponseInputMessageParam(TypedDict, total=False):
    """A message that consists of parts."""

    content: Required[Iterable[ResponseInputContentParam]]
    """The parts."""

    role: Required[Literal["user", "system", "developer"]]
    """Role of the author. `system` and `developer` are equivalent, for instructions."""

    type: Required[Literal["message"]]
    """Always `message`."""

    status: Literal["in_progress", "completed", "incomplete"]
    """Status of the item."""


class ResponseItemReferenceParam(TypedDict, total=False):
    """A reference to an existing item."""

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
    ResponseMcpListToolsParam,
    ResponseMcpCallParam,
    ResponseMcpApprovalRequestParam,
    ResponseReasoningParam,
]
"""An item of the input."""
