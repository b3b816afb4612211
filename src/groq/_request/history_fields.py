# Generated from openapi.yml by scripts/generate. Do not edit.
"""The fields of earlier answers that requests accept."""

from __future__ import annotations

REQUEST_FIELDS: dict[str, frozenset[str]] = {
    "assistant": frozenset(["content", "function_call", "name", "reasoning", "role", "tool_calls"]),
    "message": frozenset(["content", "role", "type"]),
    "function_call": frozenset(["arguments", "call_id", "id", "name", "status", "type"]),
    "reasoning": frozenset(["content", "id", "status", "summary", "type"]),
    "mcp_list_tools": frozenset(["id", "server_label", "tools", "type"]),
    "mcp_call": frozenset(["arguments", "id", "name", "output", "server_label", "status", "type"]),
    "mcp_approval_request": frozenset(["arguments", "id", "name", "server_label", "type"]),
}
"""Role of a message, or type of another item → the fields that requests accept."""

REFUSED_FIELDS: frozenset[str] = frozenset(["annotations", "executed_tools", "reasoning_content"])
"""Fields of messages that no request accepts."""

REASONING_MODELS: tuple[str, ...] = ("openai/gpt-oss", "qwen/qwen3", "qwen-qwq", "deepseek-r1")
"""Prefixes of the ids of models that accept the reasoning of earlier messages."""
