# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from ..._models import BaseModel

__all__ = ["Debug", "ErrorObject"]


class Debug(BaseModel):
    """Tokens the model read and wrote, as ids and as text."""

    input_token_ids: Optional[List[int]] = None
    """Ids of the tokens of the prompt."""

    input_tokens: Optional[List[str]] = None
    """Tokens of the prompt as text."""

    output_token_ids: Optional[List[int]] = None
    """Ids of the tokens of the answer."""

    output_tokens: Optional[List[str]] = None
    """Tokens of the answer as text."""


class ErrorObject(BaseModel):
    """What went wrong, as the API reports it."""

    message: str
    """The error in words. A rate limit also says here how long to wait."""

    type: str
    """The kind of error, such as `invalid_request_error`, `permissions_error` (403) or `external_connector_error` (424:
    a remote MCP server failed). For a rate limit it says which one was hit: `tokens` or `requests`.
    """

    code: Optional[str] = None
    """What programs can act on, such as `model_not_found`, `model_decommissioned`, `rate_limit_exceeded` or
    `tool_use_failed`. Some errors carry a number, which is kept as it came, and some have no code: a prompt that is too
    long has the param `messages`.
    """

    debug: Optional[Debug] = None
    """Tokens of the failed request, present only when the service adds them."""

    failed_generation: Optional[str] = None
    """What the model wrote when the code is `tool_use_failed` or `json_validate_failed`. Often not valid JSON."""

    param: Optional[str] = None
    """The request parameter at fault, when there is one."""

    schema_code: Optional[str] = None
    """What is wrong with the schema."""

    schema_kind: Optional[str] = None
    """Which schema the fault is in."""

    schema_path: Optional[str] = None
    """Where in a JSON schema the fault is, as one string."""

    schema_path_segments: Optional[List[str]] = None
    """Where in a JSON schema the fault is, one part an item."""
