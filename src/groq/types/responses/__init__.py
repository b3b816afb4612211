# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types.responses`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .response import Response as Response
    from .response_create_params import ResponseCreateParams as ResponseCreateParams
    from .response_input_item_param import ResponseEasyInputMessageParam as ResponseEasyInputMessageParam
    from .response_input_item_param import ResponseFunctionCallOutputParam as ResponseFunctionCallOutputParam
    from .response_input_item_param import ResponseFunctionCallParam as ResponseFunctionCallParam
    from .response_input_item_param import ResponseInputContentParam as ResponseInputContentParam
    from .response_input_item_param import ResponseInputImageParam as ResponseInputImageParam
    from .response_input_item_param import ResponseInputItemParam as ResponseInputItemParam
    from .response_input_item_param import ResponseInputMessageParam as ResponseInputMessageParam
    from .response_input_item_param import ResponseInputTextParam as ResponseInputTextParam
    from .response_input_item_param import ResponseItemReferenceParam as ResponseItemReferenceParam
    from .response_input_item_param import ResponseMcpApprovalRequestParam as ResponseMcpApprovalRequestParam
    from .response_input_item_param import ResponseMcpApprovalResponseParam as ResponseMcpApprovalResponseParam
    from .response_input_item_param import ResponseMcpCallParam as ResponseMcpCallParam
    from .response_input_item_param import ResponseMcpListedToolParam as ResponseMcpListedToolParam
    from .response_input_item_param import ResponseMcpListToolsParam as ResponseMcpListToolsParam
    from .response_input_item_param import ResponseReasoningParam as ResponseReasoningParam
    from .response_input_item_param import ResponseReasoningSummaryParam as ResponseReasoningSummaryParam
    from .response_input_item_param import ResponseReasoningTextParam as ResponseReasoningTextParam
    from .response_output_item import ResponseAnnotation as ResponseAnnotation
    from .response_output_item import ResponseFileCitation as ResponseFileCitation
    from .response_output_item import ResponseMcpListedTool as ResponseMcpListedTool
    from .response_output_item import ResponseOutputContent as ResponseOutputContent
    from .response_output_item import ResponseOutputFunctionCall as ResponseOutputFunctionCall
    from .response_output_item import ResponseOutputItem as ResponseOutputItem
    from .response_output_item import ResponseOutputMcpApprovalRequest as ResponseOutputMcpApprovalRequest
    from .response_output_item import ResponseOutputMcpCall as ResponseOutputMcpCall
    from .response_output_item import ResponseOutputMcpListTools as ResponseOutputMcpListTools
    from .response_output_item import ResponseOutputMessage as ResponseOutputMessage
    from .response_output_item import ResponseOutputReasoning as ResponseOutputReasoning
    from .response_output_item import ResponseOutputText as ResponseOutputText
    from .response_output_item import ResponseReasoningSummary as ResponseReasoningSummary
    from .response_output_item import ResponseReasoningText as ResponseReasoningText
    from .response_output_item import ResponseURLCitation as ResponseURLCitation
    from .response_stream_event import ResponseCompletedEvent as ResponseCompletedEvent
    from .response_stream_event import ResponseContentPartAddedEvent as ResponseContentPartAddedEvent
    from .response_stream_event import ResponseContentPartDoneEvent as ResponseContentPartDoneEvent
    from .response_stream_event import ResponseCreatedEvent as ResponseCreatedEvent
    from .response_stream_event import ResponseErrorEvent as ResponseErrorEvent
    from .response_stream_event import ResponseFailedEvent as ResponseFailedEvent
    from .response_stream_event import (
        ResponseFunctionCallArgumentsDeltaEvent as ResponseFunctionCallArgumentsDeltaEvent,
    )
    from .response_stream_event import ResponseFunctionCallArgumentsDoneEvent as ResponseFunctionCallArgumentsDoneEvent
    from .response_stream_event import ResponseIncompleteEvent as ResponseIncompleteEvent
    from .response_stream_event import ResponseInProgressEvent as ResponseInProgressEvent
    from .response_stream_event import ResponseOutputItemAddedEvent as ResponseOutputItemAddedEvent
    from .response_stream_event import ResponseOutputItemDoneEvent as ResponseOutputItemDoneEvent
    from .response_stream_event import ResponseOutputTextAnnotationAddedEvent as ResponseOutputTextAnnotationAddedEvent
    from .response_stream_event import ResponseOutputTextDeltaEvent as ResponseOutputTextDeltaEvent
    from .response_stream_event import ResponseOutputTextDoneEvent as ResponseOutputTextDoneEvent
    from .response_stream_event import ResponseReasoningSummaryTextDeltaEvent as ResponseReasoningSummaryTextDeltaEvent
    from .response_stream_event import ResponseReasoningSummaryTextDoneEvent as ResponseReasoningSummaryTextDoneEvent
    from .response_stream_event import ResponseReasoningTextDeltaEvent as ResponseReasoningTextDeltaEvent
    from .response_stream_event import ResponseReasoningTextDoneEvent as ResponseReasoningTextDoneEvent
    from .response_stream_event import ResponseStreamEvent as ResponseStreamEvent
    from .response_tool import ResponseBrowserSearchTool as ResponseBrowserSearchTool
    from .response_tool import ResponseCodeInterpreterTool as ResponseCodeInterpreterTool
    from .response_tool import ResponseFunctionTool as ResponseFunctionTool
    from .response_tool import ResponseMcpTool as ResponseMcpTool
    from .response_tool import ResponseTool as ResponseTool
    from .response_tool_param import ResponseBrowserSearchToolParam as ResponseBrowserSearchToolParam
    from .response_tool_param import ResponseCodeInterpreterToolParam as ResponseCodeInterpreterToolParam
    from .response_tool_param import ResponseFunctionToolParam as ResponseFunctionToolParam
    from .response_tool_param import ResponseMcpToolParam as ResponseMcpToolParam
    from .response_tool_param import ResponseToolParam as ResponseToolParam
    from .response_usage import ResponseUsage as ResponseUsage
else:
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Response": ".response",
            "ResponseAnnotation": ".response_output_item",
            "ResponseBrowserSearchTool": ".response_tool",
            "ResponseBrowserSearchToolParam": ".response_tool_param",
            "ResponseCodeInterpreterTool": ".response_tool",
            "ResponseCodeInterpreterToolParam": ".response_tool_param",
            "ResponseCompletedEvent": ".response_stream_event",
            "ResponseContentPartAddedEvent": ".response_stream_event",
            "ResponseContentPartDoneEvent": ".response_stream_event",
            "ResponseCreateParams": ".response_create_params",
            "ResponseCreatedEvent": ".response_stream_event",
            "ResponseEasyInputMessageParam": ".response_input_item_param",
            "ResponseErrorEvent": ".response_stream_event",
            "ResponseFailedEvent": ".response_stream_event",
            "ResponseFileCitation": ".response_output_item",
            "ResponseFunctionCallArgumentsDeltaEvent": ".response_stream_event",
            "ResponseFunctionCallArgumentsDoneEvent": ".response_stream_event",
            "ResponseFunctionCallOutputParam": ".response_input_item_param",
            "ResponseFunctionCallParam": ".response_input_item_param",
            "ResponseFunctionTool": ".response_tool",
            "ResponseFunctionToolParam": ".response_tool_param",
            "ResponseInProgressEvent": ".response_stream_event",
            "ResponseIncompleteEvent": ".response_stream_event",
            "ResponseInputContentParam": ".response_input_item_param",
            "ResponseInputImageParam": ".response_input_item_param",
            "ResponseInputItemParam": ".response_input_item_param",
            "ResponseInputMessageParam": ".response_input_item_param",
            "ResponseInputTextParam": ".response_input_item_param",
            "ResponseItemReferenceParam": ".response_input_item_param",
            "ResponseMcpApprovalRequestParam": ".response_input_item_param",
            "ResponseMcpApprovalResponseParam": ".response_input_item_param",
            "ResponseMcpCallParam": ".response_input_item_param",
            "ResponseMcpListToolsParam": ".response_input_item_param",
            "ResponseMcpListedTool": ".response_output_item",
            "ResponseMcpListedToolParam": ".response_input_item_param",
            "ResponseMcpTool": ".response_tool",
            "ResponseMcpToolParam": ".response_tool_param",
            "ResponseOutputContent": ".response_output_item",
            "ResponseOutputFunctionCall": ".response_output_item",
            "ResponseOutputItem": ".response_output_item",
            "ResponseOutputItemAddedEvent": ".response_stream_event",
            "ResponseOutputItemDoneEvent": ".response_stream_event",
            "ResponseOutputMcpApprovalRequest": ".response_output_item",
            "ResponseOutputMcpCall": ".response_output_item",
            "ResponseOutputMcpListTools": ".response_output_item",
            "ResponseOutputMessage": ".response_output_item",
            "ResponseOutputReasoning": ".response_output_item",
            "ResponseOutputText": ".response_output_item",
            "ResponseOutputTextAnnotationAddedEvent": ".response_stream_event",
            "ResponseOutputTextDeltaEvent": ".response_stream_event",
            "ResponseOutputTextDoneEvent": ".response_stream_event",
            "ResponseReasoningParam": ".response_input_item_param",
            "ResponseReasoningSummary": ".response_output_item",
            "ResponseReasoningSummaryParam": ".response_input_item_param",
            "ResponseReasoningSummaryTextDeltaEvent": ".response_stream_event",
            "ResponseReasoningSummaryTextDoneEvent": ".response_stream_event",
            "ResponseReasoningText": ".response_output_item",
            "ResponseReasoningTextDeltaEvent": ".response_stream_event",
            "ResponseReasoningTextDoneEvent": ".response_stream_event",
            "ResponseReasoningTextParam": ".response_input_item_param",
            "ResponseStreamEvent": ".response_stream_event",
            "ResponseTool": ".response_tool",
            "ResponseToolParam": ".response_tool_param",
            "ResponseURLCitation": ".response_output_item",
            "ResponseUsage": ".response_usage",
        },
        (),
    )

__all__ = [
    "Response",
    "ResponseAnnotation",
    "ResponseBrowserSearchTool",
    "ResponseBrowserSearchToolParam",
    "ResponseCodeInterpreterTool",
    "ResponseCodeInterpreterToolParam",
    "ResponseCompletedEvent",
    "ResponseContentPartAddedEvent",
    "ResponseContentPartDoneEvent",
    "ResponseCreateParams",
    "ResponseCreatedEvent",
    "ResponseEasyInputMessageParam",
    "ResponseErrorEvent",
    "ResponseFailedEvent",
    "ResponseFileCitation",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseFunctionCallArgumentsDoneEvent",
    "ResponseFunctionCallOutputParam",
    "ResponseFunctionCallParam",
    "ResponseFunctionTool",
    "ResponseFunctionToolParam",
    "ResponseInProgressEvent",
    "ResponseIncompleteEvent",
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
    "ResponseMcpListedTool",
    "ResponseMcpListedToolParam",
    "ResponseMcpTool",
    "ResponseMcpToolParam",
    "ResponseOutputContent",
    "ResponseOutputFunctionCall",
    "ResponseOutputItem",
    "ResponseOutputItemAddedEvent",
    "ResponseOutputItemDoneEvent",
    "ResponseOutputMcpApprovalRequest",
    "ResponseOutputMcpCall",
    "ResponseOutputMcpListTools",
    "ResponseOutputMessage",
    "ResponseOutputReasoning",
    "ResponseOutputText",
    "ResponseOutputTextAnnotationAddedEvent",
    "ResponseOutputTextDeltaEvent",
    "ResponseOutputTextDoneEvent",
    "ResponseReasoningParam",
    "ResponseReasoningSummary",
    "ResponseReasoningSummaryParam",
    "ResponseReasoningSummaryTextDeltaEvent",
    "ResponseReasoningSummaryTextDoneEvent",
    "ResponseReasoningText",
    "ResponseReasoningTextDeltaEvent",
    "ResponseReasoningTextDoneEvent",
    "ResponseReasoningTextParam",
    "ResponseStreamEvent",
    "ResponseTool",
    "ResponseToolParam",
    "ResponseURLCitation",
    "ResponseUsage",
]
