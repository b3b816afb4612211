# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import SequenceNotStr
from ..shared_params.function_definition import FunctionDefinition

__all__ = ["ChatCompletionToolParam"]


class ChatCompletionToolParam(TypedDict, total=False):
    """A tool that the model may use: a `function` that you run, or one that the API runs (`browser_search`,
    `code_interpreter`, or a remote `mcp` server).
    """

    type: Required[Union[Literal["function", "browser_search", "code_interpreter", "mcp"], str]]
    """The kind of tool. `function` needs `function`; `mcp` needs `server_label`, and `server_url` or `connector_id`."""

    allowed_tools: Union[SequenceNotStr[str], Dict[str, object]]
    """For `mcp`, the tools of the server that the model may use. Default all."""

    authorization: str
    """For `mcp`, an OAuth access token for the connector or the server."""

    connector_id: Union[str, Literal["connector_gmail", "connector_googlecalendar", "connector_googledrive"]]
    """For `mcp`, a service that Groq connects to, instead of `server_url`. Requires `authorization`."""

    function: FunctionDefinition
    """The function, when `type` is `function`."""

    headers: Dict[str, str]
    """For `mcp`, HTTP headers to send to the server, such as its authorization."""

    require_approval: Union[str, Dict[str, object]]
    """For `mcp`, the calls that need approval. Default `never`."""

    server_description: str
    """For `mcp`, a description of the server. From it, the model decides when to use the server."""

    server_label: str
    """For `mcp`, a name of your choice for the server; results contain it."""

    server_url: str
    """For `mcp`, the URL of the server. A connector needs none."""
