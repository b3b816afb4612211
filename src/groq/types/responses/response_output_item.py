# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Annotated, ClassVar, Dict, FrozenSet, List, Optional, Union

from pydantic import Field as FieldInfo
from pydantic import SerializeAsAny
from typing_extensions import Literal, TypeAlias

from ..._models import BaseModel, request_form
from .response_input_item_param import (
    ResponseEasyInputMessageParam,
    ResponseFunctionCallParam,
    ResponseMcpApprovalRequestParam,
    ResponseMcpCallParam,
    ResponseMcpListToolsParam,
    ResponseReasoningParam,
)

__all__ = [
    "ResponseAnnotation",
    "ResponseFileCitation",
    "ResponseMcpListedTool",
    "ResponseOutputContent",
    "ResponseOutputFunctionCall",
    "ResponseOutputItem",
    "ResponseOutputMcpApprovalRequest",
    "ResponseOutputMcpCall",
    "ResponseOutputMcpListTools",
    "ResponseOutputMessage",
    "ResponseOutputReasoning",
    "ResponseOutputText",
    "ResponseReasoningSummary",
    "ResponseReasoningText",
    "ResponseURLCitation",
]


class ResponseFileCitation(BaseModel):
    """A file that the text is based on."""

    file_id: str
    """Id of the file."""

    type: Literal["file_citation"]
    """Always `file_citation`."""

    index: Optional[int] = None
    """Where in the text it is cited."""


class ResponseURLCitation(BaseModel):
    """A web page that a part of the text is based on."""

    type: Literal["url_citation"]
    """Always `url_citation`."""

    url: str
    """URL of the page."""

    end_index: Optional[int] = None
    """Where the part ends in the text."""

    start_index: Optional[int] = None
    """Where the part begins in the text."""

    title: Optional[str] = None
    """Title of the page."""


ResponseAnnotation: TypeAlias = SerializeAsAny[
    Annotated[Union[ResponseFileCitation, ResponseURLCitation], FieldInfo(discriminator="type")]
]
"""An annotation of a text, discriminated by `type`."""


class ResponseOutputText(BaseModel):
    """Text of a message."""

    annotations: List[ResponseAnnotation]
    """Citations of files and web pages."""

    text: str
    """The text."""

    type: Literal["output_text"]
    """Always `output_text`."""

    logprobs: Optional[List[str]] = None
    """Log probabilities of the tokens, if supported."""


class ResponseReasoningText(BaseModel):
    """The reasoning of the model."""

    text: str
    """The text."""

    type: Literal["reasoning_text"]
    """Always `reasoning_text`."""


ResponseOutputContent: TypeAlias = SerializeAsAny[
    Annotated[Union[ResponseOutputText, ResponseReasoningText], FieldInfo(discriminator="type")]
]
"""A part of an item, discriminated by `type`."""


class ResponseOutputFunctionCall(BaseModel):
    """A call of your function that the model requests. It can be appended to the `input` of the next request unchanged,
    followed by its `function_call_output`.
    """

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(
        ["arguments", "call_id", "id", "name", "status", "type"]
    )

    id: str
    """Id of the item."""

    arguments: str
    """Arguments as a JSON string that the model generated. Validate them before use."""

    call_id: str
    """Id of the call. Repeat it in the `function_call_output` with its result."""

    name: str
    """Name of the function."""

    type: Literal["function_call"]
    """Always `function_call`."""

    status: Optional[Literal["in_progress", "completed", "incomplete"]] = None
    """Status of the item."""

    def to_param(self) -> ResponseFunctionCallParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ResponseFunctionCallParam = request_form(self)
        return param


class ResponseOutputMessage(BaseModel):
    """A message of the model. It can be appended to the `input` of the next request unchanged."""

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(["content", "role", "type"])

    id: str
    """Id of the item."""

    content: List[ResponseOutputContent]
    """The parts."""

    role: Literal["assistant"]
    """Always `assistant`."""

    type: Literal["message"]
    """Always `message`."""

    status: Optional[Literal["in_progress", "completed", "incomplete"]] = None
    """Status of the item."""

    def to_param(self) -> ResponseEasyInputMessageParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ResponseEasyInputMessageParam = request_form(self)
        return param


class ResponseReasoningSummary(BaseModel):
    """A summary of the reasoning."""

    text: Optional[str] = None
    """The summary."""

    type: Optional[str] = None
    """The kind of summary, `summary_text`."""


class ResponseOutputReasoning(BaseModel):
    """The reasoning before the answer. It can be appended to the `input` of the next request, which leaves it out: the
    API does not accept it.
    """

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(["content", "id", "status", "summary", "type"])

    id: str
    """Id of the item."""

    summary: List[ResponseReasoningSummary]
    """Summaries of the reasoning."""

    type: Literal["reasoning"]
    """Always `reasoning`."""

    content: Optional[List[ResponseReasoningText]] = None
    """The reasoning."""

    status: Optional[Literal["in_progress", "completed", "incomplete"]] = None
    """Status of the item."""

    def to_param(self) -> ResponseReasoningParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ResponseReasoningParam = request_form(self)
        return param


class ResponseMcpListedTool(BaseModel):
    """A tool of an MCP server."""

    name: str
    """Name of the tool."""

    annotations: Optional[object] = None
    """Annotations of the server about the tool, of any type."""

    description: Optional[str] = None
    """What the tool does."""

    input_schema: Optional[Dict[str, object]] = None
    """Parameters of the tool as a JSON schema."""


class ResponseOutputMcpListTools(BaseModel):
    """The tools that a remote MCP server offered."""

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(["id", "server_label", "tools", "type"])

    server_label: str
    """The `server_label` of the request."""

    tools: List[ResponseMcpListedTool]
    """The server's tools."""

    type: Literal["mcp_list_tools"]
    """Always `mcp_list_tools`."""

    id: Optional[str] = None
    """Id of the item."""

    def to_param(self) -> ResponseMcpListToolsParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ResponseMcpListToolsParam = request_form(self)
        return param


class ResponseOutputMcpCall(BaseModel):
    """A call of a remote MCP server's tool that the API made."""

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(
        ["arguments", "id", "name", "output", "server_label", "status", "type"]
    )

    arguments: str
    """Arguments as a JSON string that the model generated."""

    name: str
    """Name of the tool."""

    server_label: str
    """The `server_label` of the request."""

    type: Literal["mcp_call"]
    """Always `mcp_call`."""

    id: Optional[str] = None
    """Id of the item."""

    output: Optional[str] = None
    """The output of the tool."""

    status: Optional[Literal["in_progress", "completed", "incomplete"]] = None
    """Status of the item."""

    def to_param(self) -> ResponseMcpCallParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ResponseMcpCallParam = request_form(self)
        return param


class ResponseOutputMcpApprovalRequest(BaseModel):
    """A call of a remote MCP server's tool that waits for your approval. Answer it with an `mcp_approval_response`."""

    # Requests accept only these.
    __request_fields__: ClassVar[Optional[FrozenSet[str]]] = frozenset(
        ["arguments", "id", "name", "server_label", "type"]
    )

    id: str
    """Id of the request. Repeat it in the `mcp_approval_response` that answers it."""

    arguments: str
    """Arguments as a JSON string that the model generated. Check them before you approve."""

    name: str
    """Name of the tool."""

    server_label: str
    """The `server_label` of the request."""

    type: Literal["mcp_approval_request"]
    """Always `mcp_approval_request`."""

    def to_param(self) -> ResponseMcpApprovalRequestParam:
        """Return a plain dictionary to send back, without what only answers have."""
        param: ResponseMcpApprovalRequestParam = request_form(self)
        return param


ResponseOutputItem: TypeAlias = SerializeAsAny[
    Annotated[
        Union[
            ResponseOutputMessage,
            ResponseOutputFunctionCall,
            ResponseOutputReasoning,
            ResponseOutputMcpListTools,
            ResponseOutputMcpCall,
            ResponseOutputMcpApprovalRequest,
        ],
        FieldInfo(discriminator="type"),
    ]
]
"""An item of the output, discriminated by `type`."""
