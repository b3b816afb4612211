# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types.chat`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chat_completion import ChatCompletion as ChatCompletion
    from .chat_completion_assistant_message_param import (
        ChatCompletionAssistantMessageParam as ChatCompletionAssistantMessageParam,
    )
    from .chat_completion_chunk import ChatCompletionChunk as ChatCompletionChunk
    from .chat_completion_content_part_image_param import (
        ChatCompletionContentPartImageParam as ChatCompletionContentPartImageParam,
    )
    from .chat_completion_content_part_param import ChatCompletionContentPartParam as ChatCompletionContentPartParam
    from .chat_completion_content_part_text_param import (
        ChatCompletionContentPartTextParam as ChatCompletionContentPartTextParam,
    )
    from .chat_completion_function_call_option_param import (
        ChatCompletionFunctionCallOptionParam as ChatCompletionFunctionCallOptionParam,
    )
    from .chat_completion_function_message_param import (
        ChatCompletionFunctionMessageParam as ChatCompletionFunctionMessageParam,
    )
    from .chat_completion_message import Annotation as Annotation
    from .chat_completion_message import ChatCompletionMessage as ChatCompletionMessage
    from .chat_completion_message import ExecutedTool as ExecutedTool
    from .chat_completion_message_param import ChatCompletionMessageParam as ChatCompletionMessageParam
    from .chat_completion_message_tool_call import ChatCompletionMessageToolCall as ChatCompletionMessageToolCall
    from .chat_completion_message_tool_call_param import (
        ChatCompletionMessageToolCallParam as ChatCompletionMessageToolCallParam,
    )
    from .chat_completion_named_tool_choice_param import (
        ChatCompletionNamedToolChoiceParam as ChatCompletionNamedToolChoiceParam,
    )
    from .chat_completion_role import ChatCompletionRole as ChatCompletionRole
    from .chat_completion_stream_options_param import (
        ChatCompletionStreamOptionsParam as ChatCompletionStreamOptionsParam,
    )
    from .chat_completion_system_message_param import (
        ChatCompletionSystemMessageParam as ChatCompletionSystemMessageParam,
    )
    from .chat_completion_token_logprob import ChatCompletionTokenLogprob as ChatCompletionTokenLogprob
    from .chat_completion_tool_choice_option_param import (
        ChatCompletionToolChoiceOptionParam as ChatCompletionToolChoiceOptionParam,
    )
    from .chat_completion_tool_message_param import ChatCompletionToolMessageParam as ChatCompletionToolMessageParam
    from .chat_completion_tool_param import ChatCompletionToolParam as ChatCompletionToolParam
    from .chat_completion_user_message_param import ChatCompletionUserMessageParam as ChatCompletionUserMessageParam
    from .completion_create_params import CompletionCreateParams as CompletionCreateParams
else:
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Annotation": ".chat_completion_message",
            "ChatCompletion": ".chat_completion",
            "ChatCompletionAssistantMessageParam": ".chat_completion_assistant_message_param",
            "ChatCompletionChunk": ".chat_completion_chunk",
            "ChatCompletionContentPartImageParam": ".chat_completion_content_part_image_param",
            "ChatCompletionContentPartParam": ".chat_completion_content_part_param",
            "ChatCompletionContentPartTextParam": ".chat_completion_content_part_text_param",
            "ChatCompletionFunctionCallOptionParam": ".chat_completion_function_call_option_param",
            "ChatCompletionFunctionMessageParam": ".chat_completion_function_message_param",
            "ChatCompletionMessage": ".chat_completion_message",
            "ChatCompletionMessageParam": ".chat_completion_message_param",
            "ChatCompletionMessageToolCall": ".chat_completion_message_tool_call",
            "ChatCompletionMessageToolCallParam": ".chat_completion_message_tool_call_param",
            "ChatCompletionNamedToolChoiceParam": ".chat_completion_named_tool_choice_param",
            "ChatCompletionRole": ".chat_completion_role",
            "ChatCompletionStreamOptionsParam": ".chat_completion_stream_options_param",
            "ChatCompletionSystemMessageParam": ".chat_completion_system_message_param",
            "ChatCompletionTokenLogprob": ".chat_completion_token_logprob",
            "ChatCompletionToolChoiceOptionParam": ".chat_completion_tool_choice_option_param",
            "ChatCompletionToolMessageParam": ".chat_completion_tool_message_param",
            "ChatCompletionToolParam": ".chat_completion_tool_param",
            "ChatCompletionUserMessageParam": ".chat_completion_user_message_param",
            "CompletionCreateParams": ".completion_create_params",
            "ExecutedTool": ".chat_completion_message",
        },
        (),
    )

__all__ = [
    "Annotation",
    "ChatCompletion",
    "ChatCompletionAssistantMessageParam",
    "ChatCompletionChunk",
    "ChatCompletionContentPartImageParam",
    "ChatCompletionContentPartParam",
    "ChatCompletionContentPartTextParam",
    "ChatCompletionFunctionCallOptionParam",
    "ChatCompletionFunctionMessageParam",
    "ChatCompletionMessage",
    "ChatCompletionMessageParam",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCallParam",
    "ChatCompletionNamedToolChoiceParam",
    "ChatCompletionRole",
    "ChatCompletionStreamOptionsParam",
    "ChatCompletionSystemMessageParam",
    "ChatCompletionTokenLogprob",
    "ChatCompletionToolChoiceOptionParam",
    "ChatCompletionToolMessageParam",
    "ChatCompletionToolParam",
    "ChatCompletionUserMessageParam",
    "CompletionCreateParams",
    "ExecutedTool",
]
