# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Annotated, Optional, Union

from pydantic import Field as FieldInfo
from pydantic import SerializeAsAny
from typing_extensions import Literal, TypeAlias

from ..._models import BaseModel
from .response import Response
from .response_output_item import ResponseAnnotation, ResponseOutputContent, ResponseOutputItem

__all__ = [
    "ResponseCompletedEvent",
    "ResponseContentPartAddedEvent",
    "ResponseContentPartDoneEvent",
    "ResponseCreatedEvent",
    "ResponseErrorEvent",
    "ResponseFailedEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseFunctionCallArgumentsDoneEvent",
    "ResponseInProgressEvent",
    "ResponseIncompleteEvent",
    "ResponseOutputItemAddedEvent",
    "ResponseOutputItemDoneEvent",
    "ResponseOutputTextAnnotationAddedEvent",
    "ResponseOutputTextDeltaEvent",
    "ResponseOutputTextDoneEvent",
    "ResponseReasoningSummaryTextDeltaEvent",
    "ResponseReasoningSummaryTextDoneEvent",
    "ResponseReasoningTextDeltaEvent",
    "ResponseReasoningTextDoneEvent",
    "ResponseStreamEvent",
]


class ResponseCreatedEvent(BaseModel):
    """The response begins; the first event."""

    response: Response
    """The response, still without output."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.created"]
    """Always `response.created`."""


class ResponseInProgressEvent(BaseModel):
    """The model generates the response."""

    response: Response
    """The response so far."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.in_progress"]
    """Always `response.in_progress`."""


class ResponseCompletedEvent(BaseModel):
    """The response is complete; the last event."""

    response: Response
    """The complete response."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.completed"]
    """Always `response.completed`."""


class ResponseIncompleteEvent(BaseModel):
    """The response is truncated; the last event."""

    response: Response
    """The response; see `incomplete_details` for why it was truncated."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.incomplete"]
    """Always `response.incomplete`."""


class ResponseFailedEvent(BaseModel):
    """The response failed; the last event."""

    response: Response
    """The response; see `error` for why it failed."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.failed"]
    """Always `response.failed`."""


class ResponseOutputItemAddedEvent(BaseModel):
    """An item of the output begins."""

    item: ResponseOutputItem
    """The item, still without content."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.output_item.added"]
    """Always `response.output_item.added`."""


class ResponseOutputItemDoneEvent(BaseModel):
    """An item of the output is complete."""

    item: ResponseOutputItem
    """The complete item."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.output_item.done"]
    """Always `response.output_item.done`."""


class ResponseContentPartAddedEvent(BaseModel):
    """A part of an item begins."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    part: ResponseOutputContent
    """The part, still without text."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.content_part.added"]
    """Always `response.content_part.added`."""


class ResponseContentPartDoneEvent(BaseModel):
    """A part of an item is complete."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    part: ResponseOutputContent
    """The complete part."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.content_part.done"]
    """Always `response.content_part.done`."""


class ResponseOutputTextDeltaEvent(BaseModel):
    """The next piece of the text of a message."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    delta: str
    """The added text."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.output_text.delta"]
    """Always `response.output_text.delta`."""


class ResponseOutputTextDoneEvent(BaseModel):
    """The text of a message is complete."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    text: str
    """The complete text."""

    type: Literal["response.output_text.done"]
    """Always `response.output_text.done`."""


class ResponseOutputTextAnnotationAddedEvent(BaseModel):
    """The text of a message gets an annotation."""

    annotation: ResponseAnnotation
    """The annotation."""

    annotation_index: int
    """Position of the annotation in the part, from 0."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.output_text.annotation.added"]
    """Always `response.output_text.annotation.added`."""


class ResponseFunctionCallArgumentsDeltaEvent(BaseModel):
    """The next piece of the arguments of a call."""

    delta: str
    """The next piece of the arguments' JSON string."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.function_call_arguments.delta"]
    """Always `response.function_call_arguments.delta`."""


class ResponseFunctionCallArgumentsDoneEvent(BaseModel):
    """The arguments of a call are complete."""

    arguments: str
    """The arguments as a JSON string that the model generated. Validate them before use."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.function_call_arguments.done"]
    """Always `response.function_call_arguments.done`."""


class ResponseReasoningTextDeltaEvent(BaseModel):
    """The next piece of the reasoning."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    delta: str
    """The added text."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["response.reasoning_text.delta"]
    """Always `response.reasoning_text.delta`."""


class ResponseReasoningTextDoneEvent(BaseModel):
    """The reasoning is complete."""

    content_index: int
    """Position of the part in the item's content, from 0."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    text: str
    """The complete text."""

    type: Literal["response.reasoning_text.done"]
    """Always `response.reasoning_text.done`."""


class ResponseReasoningSummaryTextDeltaEvent(BaseModel):
    """The next piece of a summary of the reasoning."""

    delta: str
    """The added text."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    summary_index: int
    """Position of the part in the item's summary, from 0."""

    type: Literal["response.reasoning_summary_text.delta"]
    """Always `response.reasoning_summary_text.delta`."""


class ResponseReasoningSummaryTextDoneEvent(BaseModel):
    """A summary of the reasoning is complete."""

    item_id: str
    """Id of the item it belongs to."""

    output_index: int
    """Position of the item in the output, from 0."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    summary_index: int
    """Position of the part in the item's summary, from 0."""

    text: str
    """The complete text."""

    type: Literal["response.reasoning_summary_text.done"]
    """Always `response.reasoning_summary_text.done`."""


class ResponseErrorEvent(BaseModel):
    """An error; the last event."""

    message: str
    """The error message."""

    sequence_number: int
    """Position among the events of the stream, in ascending order."""

    type: Literal["error"]
    """Always `error`."""

    code: Optional[str] = None
    """The error code, such as `rate_limit_exceeded`."""

    param: Optional[str] = None
    """The invalid request parameter, if any."""


ResponseStreamEvent: TypeAlias = SerializeAsAny[
    Annotated[
        Union[
            ResponseCreatedEvent,
            ResponseInProgressEvent,
            ResponseCompletedEvent,
            ResponseIncompleteEvent,
            ResponseFailedEvent,
            ResponseOutputItemAddedEvent,
            ResponseOutputItemDoneEvent,
            ResponseContentPartAddedEvent,
            ResponseContentPartDoneEvent,
            ResponseOutputTextDeltaEvent,
            ResponseOutputTextDoneEvent,
            ResponseOutputTextAnnotationAddedEvent,
            ResponseFunctionCallArgumentsDeltaEvent,
            ResponseFunctionCallArgumentsDoneEvent,
            ResponseReasoningTextDeltaEvent,
            ResponseReasoningTextDoneEvent,
            ResponseReasoningSummaryTextDeltaEvent,
            ResponseReasoningSummaryTextDoneEvent,
            ResponseErrorEvent,
        ],
        FieldInfo(discriminator="type"),
    ]
]
"""An event of a streamed response, discriminated by `type`. Events of unknown types are kept, too."""
