# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional, Union

from typing_extensions import Literal, Required, TypeAlias, TypedDict

from ..._types import SequenceNotStr
from ..shared_params.function_parameters import FunctionParameters

__all__ = [
    "ResponseBrowserSearchToolParam",
    "ResponseCodeInterpreterToolParam",
    "ResponseCodeInterpreterToolParamContainer",
    "ResponseFunctionToolParam",
    "ResponseMcpToolParam",
    "ResponseToolParam",
]


class ResponseBrowserSearchToolParam(TypedDict, total=False):
    """A web search that the API runs."""

    type: Required[Literal["browser_search"]]
    """Always `browser_search`."""


class ResponseCodeInterpreterToolParamContainer(TypedDict, total=False):
    """Where the code runs."""

    type: Required[Literal["auto"]]
    """Always `auto`."""


class ResponseCodeInterpreterToolParam(TypedDict, total=False):
    """Python code that the API runs."""

    container: Required[ResponseCodeInterpreterToolParamContainer]
    """Where the code runs."""

    type: Required[Literal["code_interpreter"]]
    """Always `code_interpreter`."""


class ResponseFunctionToolParam(TypedDict, total=False):
    """A function of yours that the model may request to call."""

    name: Required[str]
    """Name of the function. The model's calls contain it."""

    type: Required[Literal["function"]]
    """Always `function`."""

    description: str
    """A description of the function. From it, the model decides when and how to call the function."""

    parameters: FunctionParameters
    """Parameters as a JSON schema. By default, the function has no parameters."""

    strict: Optional[bool]
    """Whether the arguments must follow the schema exactly."""


class ResponseMcpToolParam(TypedDict, total=False):
    """A remote MCP server whose tools the API calls."""

    server_label: Required[str]
    """A name of your choice for the server; results contain it."""

    type: Required[Literal["mcp"]]
    """Always `mcp`."""

    allowed_tools: Union[SequenceNotStr[str], Dict[str, object], None]
    """The tools of the server that the model may use. Default all."""

    authorization: str
    """An OAuth access token for the connector or the server."""

    connector_id: Union[str, Literal["connector_gmail", "connector_googlecalendar", "connector_googledrive"]]
    """A service that Groq connects to, instead of `server_url`. Requires `authorization`."""

    headers: Optional[Dict[str, str]]
    """HTTP headers to send to the server, such as its authorization."""

    require_approval: Union[str, Dict[str, object], None]
    """The calls that need approval. Default `never`."""

    server_description: str
    """A description of the server. From it, the model decides when to use the server."""

    server_url: str
    """URL of the server. A connector needs none."""


ResponseToolParam: TypeAlias = Union[
    ResponseFunctionToolParam, ResponseCodeInterpreterToolParam, ResponseBrowserSearchToolParam, ResponseMcpToolParam
]
"""A tool the model may use, discriminated by `type`."""
