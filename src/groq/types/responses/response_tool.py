# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Annotated, Dict, List, Optional, Union

from pydantic import Field as FieldInfo
from pydantic import SerializeAsAny
from typing_extensions import Literal, TypeAlias

from ..._models import BaseModel
from ..shared.function_parameters import FunctionParameters

__all__ = [
    "ResponseBrowserSearchTool",
    "ResponseCodeInterpreterTool",
    "ResponseCodeInterpreterToolContainer",
    "ResponseFunctionTool",
    "ResponseMcpTool",
    "ResponseTool",
]


class ResponseBrowserSearchTool(BaseModel):
    """A web search that the API runs."""

    type: Literal["browser_search"]
    """Always `browser_search`."""


class ResponseCodeInterpreterToolContainer(BaseModel):
    """Where the code runs."""

    type: Literal["auto"]
    """Always `auto`."""


class ResponseCodeInterpreterTool(BaseModel):
    """Python code that the API runs."""

    container: ResponseCodeInterpreterToolContainer
    """Where the code runs."""

    type: Literal["code_interpreter"]
    """Always `code_interpreter`."""


class ResponseFunctionTool(BaseModel):
    """A function of yours that the model may request to call."""

    name: str
    """Name of the function. The model's calls contain it."""

    type: Literal["function"]
    """Always `function`."""

    description: Optional[str] = None
    """A description of the function. From it, the model decides when and how to call the function."""

    parameters: Optional[FunctionParameters] = None
    """Parameters as a JSON schema. By default, the function has no parameters."""

    strict: Optional[bool] = None
    """Whether the arguments must follow the schema exactly."""


class ResponseMcpTool(BaseModel):
    """A remote MCP server whose tools the API calls."""

    server_label: str
    """A name of your choice for the server; results contain it."""

    type: Literal["mcp"]
    """Always `mcp`."""

    allowed_tools: Union[List[str], Dict[str, object], None] = None
    """The tools of the server that the model may use. Default all."""

    authorization: Optional[str] = None
    """An OAuth access token for the connector or the server."""

    connector_id: Union[str, Literal["connector_gmail", "connector_googlecalendar", "connector_googledrive"], None] = (
        None
    )
    """A service that Groq connects to, instead of `server_url`. Requires `authorization`."""

    headers: Optional[Dict[str, str]] = None
    """HTTP headers to send to the server, such as its authorization."""

    require_approval: Union[str, Dict[str, object], None] = None
    """The calls that need approval. Default `never`."""

    server_description: Optional[str] = None
    """A description of the server. From it, the model decides when to use the server."""

    server_url: Optional[str] = None
    """URL of the server. A connector needs none."""


ResponseTool: TypeAlias = SerializeAsAny[
    Annotated[
        Union[ResponseFunctionTool, ResponseCodeInterpreterTool, ResponseBrowserSearchTool, ResponseMcpTool],
        FieldInfo(discriminator="type"),
    ]
]
"""A tool the model may use, discriminated by `type`."""
