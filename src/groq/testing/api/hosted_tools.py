"""Hosted tools, which the API runs: MCP servers, search, code. Pure. Their results are made up.

`chat_tools` describes the choice: by words, otherwise the first tool if the request has no functions. An MCP
server offers its `allowed_tools`; without any, `search_<label>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._strict_json import digest, is_array, is_object, object_at
from .chat_tools import ToolMode, function_tools, last_user_text, may_call, mentioned

# Type → name, as in `executed_tools`.
_BUILT_IN = {"browser_search": "browser.search", "code_interpreter": "code_interpreter"}


@dataclass(frozen=True)
class HostedCall:
    """A call that the API has made, or that waits for approval."""

    type: str
    name: str
    server_label: str
    """Empty unless `type` is `mcp`."""
    id: str
    """The id of the approval request."""
    is_waiting: bool
    """Whether the call needs an approval first."""
    arguments: str = "{}"

    @property
    def output(self) -> str:
        return f"No tool runs in the local test server, so {self.name} returned nothing."


def mcp_listings(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an `mcp_list_tools` item for each MCP server of a request."""
    return [
        {
            "id": f"mcpl_{digest(tool, 32)}",
            "type": "mcp_list_tools",
            "server_label": tool["server_label"],
            "tools": [{"name": name, "input_schema": {"type": "object"}} for name in _offered(tool)],
        }
        for tool in body.get("tools") or ()
        if tool["type"] == "mcp"
    ]


def run_tools(body: dict[str, Any], mode: ToolMode) -> tuple[HostedCall, ...]:
    """Return the calls for a chat completion with this body.

    `mcp_approvals` in it maps ids to decisions; a refused call is omitted. Without it, calls that need an approval
    are omitted, too: chat completions have no approvals.
    """
    approvals: dict[str, bool] | None = body.get("mcp_approvals")
    calls: list[HostedCall] = []
    for tool, name in _chosen(body, mode):
        label = tool.get("server_label", "")
        call_id = f"mcpr_{digest([label, name, last_user_text(body)], 32)}"
        decision: bool | None = True
        if _needs_approval(tool, name):
            decision = False if approvals is None else approvals.get(call_id)
        if decision is not False:
            calls.append(HostedCall(tool["type"], name, label, call_id, is_waiting=decision is None))
    return tuple(calls)


def executed(calls: tuple[HostedCall, ...]) -> list[dict[str, Any]]:
    """Return the calls as `executed_tools` of a message."""
    return [
        {"index": index, "type": call.type, "name": call.name, "arguments": call.arguments, "output": call.output}
        for index, call in enumerate(calls)
    ]


def _chosen(body: dict[str, Any], mode: ToolMode) -> list[tuple[dict[str, Any], str]]:
    """Return the tools to run, each with the name of the call."""
    choice = body.get("tool_choice") or "auto"
    offers: list[dict[str, Any]] = [
        {"name": name, "tool": tool} for tool in body.get("tools") or () for name in _offered(tool)
    ]
    is_called = choice == "required" or may_call(body, mode)
    if is_object(choice) or not offers or not is_called:
        return []
    chosen = mentioned(offers, last_user_text(body))
    if not chosen and not function_tools(body):
        chosen = offers[:1]
    return [(offer["tool"], offer["name"]) for offer in chosen]


def _offered(tool: dict[str, Any]) -> list[str]:
    if tool["type"] != "mcp":
        return [_BUILT_IN[tool["type"]]] if tool["type"] in _BUILT_IN else []
    allowed = tool.get("allowed_tools")
    names = allowed.get("tool_names") if is_object(allowed) else allowed
    return [str(name) for name in names] if is_array(names) else [f"search_{tool['server_label']}"]


def _needs_approval(tool: dict[str, Any], name: str) -> bool:
    rule = tool.get("require_approval")
    if not is_object(rule):
        return rule == "always"
    if "never" in rule:
        return name not in object_at(rule, "never").get("tool_names", ())
    return name in object_at(rule, "always").get("tool_names", ())
