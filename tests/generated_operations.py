# Generated from openapi.yml by scripts/generate. Do not edit.
"""Every operation of the API, with arguments and answers made of the examples in the spec."""

from __future__ import annotations

from .operation import Operation

OPERATIONS = [
    Operation(
        operation_id="createChatCompletion",
        http_method="POST",
        path="/openai/v1/chat/completions",
        method="chat.completions.create",
        path_arguments={},
        minimal={"messages": [{"role": "user", "content": "Say hello."}], "model": "openai/gpt-oss-20b"},
        full={
            "messages": [{"role": "user", "content": "Say hello."}],
            "model": "openai/gpt-oss-20b",
            "disable_tool_validation": False,
            "frequency_penalty": 0.1,
            "include_reasoning": True,
            "logit_bias": {"1734": 10},
            "logprobs": False,
            "top_logprobs": 2,
            "max_tokens": 256,
            "max_completion_tokens": 256,
            "n": 1,
            "presence_penalty": 0.1,
            "response_format": {"type": "json_object"},
            "seed": 7,
            "service_tier": "on_demand",
            "stop": ["\n\n"],
            "reasoning_effort": "low",
            "reasoning_format": "parsed",
            "stream": False,
            "stream_options": {"include_usage": True},
            "temperature": 0.5,
            "top_p": 0.9,
            "tools": [
                {
                    "type": "function",
                    "function": {
                        "name": "get_weather",
                        "description": "Current weather of a city.",
                        "parameters": {
                            "type": "object",
                            "properties": {"city": {"type": "string"}},
                            "required": ["city"],
                        },
                    },
                }
            ],
            "tool_choice": "auto",
            "parallel_tool_calls": True,
            "user": "user-1",
            "function_call": "none",
            "functions": [{"name": "get_weather"}],
            "metadata": {"project": "demo"},
            "store": False,
            "include_domains": ["example.com"],
            "exclude_domains": ["example.org"],
            "search_settings": {"country": "france", "include_images": False},
            "compound_custom": {
                "models": {"answering_model": "openai/gpt-oss-20b"},
                "tools": {"enabled_tools": ["web_search"]},
            },
            "documents": [{"id": "doc-1", "source": {"type": "text", "text": "The shop is open from 9 to 17."}}],
            "citation_options": "enabled",
        },
        response_type="groq.types.chat.chat_completion.ChatCompletion",
        response={
            "id": "chatcmpl-1",
            "choices": [
                {
                    "finish_reason": "stop",
                    "index": 0,
                    "message": {
                        "content": "Hello!",
                        "reasoning": "The user wants a greeting.",
                        "tool_calls": [
                            {
                                "id": "call_1",
                                "type": "function",
                                "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
                            }
                        ],
                        "executed_tools": [
                            {
                                "index": 0,
                                "type": "search",
                                "arguments": '{"query": "weather in Paris"}',
                                "output": "21 degrees",
                                "search_results": {
                                    "results": [
                                        {
                                            "title": "Weather in Paris",
                                            "url": "https://example.com/paris",
                                            "content": "21 degrees and sunny.",
                                            "score": 0.93,
                                        }
                                    ],
                                    "images": ["https://example.com/paris.png"],
                                },
                                "code_results": [
                                    {
                                        "text": "42",
                                        "png": "iVBORw0KGgo=",
                                        "chart": {
                                            "type": "bar",
                                            "title": "Temperature",
                                            "x_label": "Hour",
                                            "y_label": "Temperature",
                                            "x_unit": "h",
                                            "y_unit": "°C",
                                            "x_ticks": [0, 12.5],
                                            "y_ticks": [10, 22.5],
                                            "x_tick_labels": ["midnight", "noon"],
                                            "y_tick_labels": ["cool", "warm"],
                                            "x_scale": "linear",
                                            "y_scale": "linear",
                                            "elements": [
                                                {
                                                    "label": "Paris",
                                                    "group": "Europe",
                                                    "value": 21.5,
                                                    "points": [[0, 10.5], [12, 21.5]],
                                                    "angle": 90.5,
                                                    "radius": 1.5,
                                                    "min": 8.5,
                                                    "first_quartile": 12.5,
                                                    "median": 15.5,
                                                    "third_quartile": 18.5,
                                                    "max": 24.5,
                                                    "outliers": [31.5],
                                                }
                                            ],
                                        },
                                        "charts": [
                                            {
                                                "type": "bar",
                                                "title": "Temperature",
                                                "x_label": "Hour",
                                                "y_label": "Temperature",
                                                "x_unit": "h",
                                                "y_unit": "°C",
                                                "x_ticks": [0, 12.5],
                                                "y_ticks": [10, 22.5],
                                                "x_tick_labels": ["midnight", "noon"],
                                                "y_tick_labels": ["cool", "warm"],
                                                "x_scale": "linear",
                                                "y_scale": "linear",
                                                "elements": [
                                                    {
                                                        "label": "Paris",
                                                        "group": "Europe",
                                                        "value": 21.5,
                                                        "points": [[0, 10.5], [12, 21.5]],
                                                        "angle": 90.5,
                                                        "radius": 1.5,
                                                        "min": 8.5,
                                                        "first_quartile": 12.5,
                                                        "median": 15.5,
                                                        "third_quartile": 18.5,
                                                        "max": 24.5,
                                                        "outliers": [31.5],
                                                    }
                                                ],
                                            }
                                        ],
                                    }
                                ],
                                "browser_results": [
                                    {
                                        "url": "https://example.com/paris",
                                        "title": "Weather in Paris",
                                        "live_view_url": "https://example.com/live/1",
                                        "content": "21 degrees and sunny.",
                                    }
                                ],
                            }
                        ],
                        "role": "assistant",
                        "function_call": {"arguments": '{"city": "Paris"}', "name": "get_weather"},
                        "annotations": [
                            {
                                "type": "document_citation",
                                "document_citation": {"start_index": 0, "end_index": 5, "document_id": "doc-1"},
                                "function_citation": {"start_index": 0, "end_index": 5, "tool_call_id": "call_1"},
                            }
                        ],
                    },
                    "logprobs": {
                        "content": [
                            {
                                "token": "Hello",
                                "logprob": -0.25,
                                "bytes": [72, 101, 108, 108, 111],
                                "top_logprobs": [{"token": "Hi", "logprob": -1.5, "bytes": [72, 105]}],
                            }
                        ]
                    },
                }
            ],
            "created": 1760000000,
            "model": "openai/gpt-oss-20b",
            "system_fingerprint": "fp_44709d6fcb",
            "object": "chat.completion",
            "usage": {
                "queue_time": 0.01,
                "completion_time": 0.02,
                "completion_tokens": 9,
                "prompt_time": 0.005,
                "prompt_tokens": 18,
                "total_time": 0.025,
                "total_tokens": 27,
                "prompt_tokens_details": {"cached_tokens": 16},
                "completion_tokens_details": {"reasoning_tokens": 5},
            },
            "usage_breakdown": {
                "models": [
                    {
                        "model": "openai/gpt-oss-20b",
                        "usage": {
                            "queue_time": 0.01,
                            "completion_time": 0.02,
                            "completion_tokens": 9,
                            "prompt_time": 0.005,
                            "prompt_tokens": 18,
                            "total_time": 0.025,
                            "total_tokens": 27,
                            "prompt_tokens_details": {"cached_tokens": 16},
                            "completion_tokens_details": {"reasoning_tokens": 5},
                        },
                    }
                ]
            },
            "service_tier": "on_demand",
            "mcp_list_tools": [
                {
                    "id": "mcpl_1",
                    "type": "mcp_list_tools",
                    "server_label": "docs",
                    "tools": [
                        {
                            "annotations": {"readOnlyHint": True},
                            "description": "Search the documentation.",
                            "input_schema": {"type": "object"},
                            "name": "search",
                        }
                    ],
                }
            ],
            "x_groq": {
                "id": "req_01k0example",
                "seed": 7,
                "usage": {"sram_cached_tokens": 8, "dram_cached_tokens": 8},
                "debug": {
                    "input_token_ids": [200006, 17360],
                    "input_tokens": ["Say", " hello"],
                    "output_token_ids": [13225],
                    "output_tokens": ["Hello"],
                },
            },
        },
        chunk_type="groq.types.chat.chat_completion_chunk.ChatCompletionChunk",
        chunks=[
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1760000000,
                "model": "openai/gpt-oss-20b",
                "system_fingerprint": "fp_44709d6fcb",
                "choices": [
                    {"index": 0, "delta": {"role": "assistant", "content": ""}, "logprobs": None, "finish_reason": None}
                ],
                "x_groq": {"id": "req_01k0example", "seed": 7},
            },
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1760000000,
                "model": "openai/gpt-oss-20b",
                "system_fingerprint": "fp_44709d6fcb",
                "choices": [
                    {"index": 0, "delta": {"reasoning": "A greeting."}, "logprobs": None, "finish_reason": None}
                ],
            },
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1760000000,
                "model": "openai/gpt-oss-20b",
                "system_fingerprint": "fp_44709d6fcb",
                "choices": [{"index": 0, "delta": {"content": "Hello"}, "logprobs": None, "finish_reason": None}],
            },
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1760000000,
                "model": "openai/gpt-oss-20b",
                "system_fingerprint": "fp_44709d6fcb",
                "choices": [
                    {
                        "index": 0,
                        "delta": {
                            "tool_calls": [
                                {
                                    "index": 0,
                                    "id": "call_1",
                                    "type": "function",
                                    "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
                                }
                            ]
                        },
                        "logprobs": None,
                        "finish_reason": None,
                    }
                ],
            },
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1760000000,
                "model": "openai/gpt-oss-20b",
                "system_fingerprint": "fp_44709d6fcb",
                "choices": [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "tool_calls"}],
                "x_groq": {
                    "id": "req_01k0example",
                    "seed": 7,
                    "usage": {"prompt_tokens": 18, "completion_tokens": 9, "total_tokens": 27, "total_time": 0.02},
                },
            },
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1760000000,
                "model": "openai/gpt-oss-20b",
                "system_fingerprint": "fp_44709d6fcb",
                "choices": [],
                "usage": {"prompt_tokens": 18, "completion_tokens": 9, "total_tokens": 27, "total_time": 0.02},
            },
        ],
    ),
]
