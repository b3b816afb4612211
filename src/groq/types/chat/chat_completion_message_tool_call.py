# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import Literal

from ..._models import BaseModel

__all__ = ["ChatCompletionMessageToolCall", "Function"]


class Function(BaseModel):
    """Which function, with what."""

    arguments: str
    """Arguments as a JSON string, as the model wrote them. Check before use."""

    name: str
    """Name of the function."""


class ChatCompletionMessageToolCall(BaseModel):
    """A call of a function of yours that the model asks for."""

    id: str
    """Id of this call, to be repeated in the `tool` message that answers it."""

    function: Function
    """Which function, with what."""

    type: Literal["function"]
    """Always `function`."""
