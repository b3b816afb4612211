"""Choice of the tools that the local server calls. Pure. `chat` fills in the arguments.

`ToolMode` decides whether to call a tool: `"auto"` if the last message is the user's, `"always"` also after tool
results, `"never"` only if `tool_choice` demands it.

The user's last message decides which tool: the one whose name, or a word of it, is in the message, ignoring case;
otherwise one whose description shares a word with it, and otherwise the first one. Words have at least three letters
or digits, without a final "s". Everyday words (`get`, `the`, `current`, …) are ignored. Several tools are called only
if each has a word of its own in the message, and never if `parallel_tool_calls` is false.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from .._strict_json import is_object
from .text import content_text

ToolMode = Literal["auto", "always", "never"]

_WORD = re.compile(r"[^\W_]{3,}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_EVERYDAY = """
about all and any are call can current data does fetch find for from function get give given has have how into its
list make name new not now one out param parameter return run set show some string tell that the their them then there
they this tool use used user using value was what when where which who why will with would you your
"""
_EVERYDAY_WORDS = frozenset(_EVERYDAY.split())


def function_tools(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the definitions of all functions: from `tools`, else from the deprecated `functions`."""
    tools = [tool["function"] for tool in body.get("tools") or () if "function" in tool]
    return tools or list(body.get("functions") or ())


def may_call(body: dict[str, Any], mode: ToolMode) -> bool:
    """Return whether the answer may be a call that `tool_choice` does not demand."""
    if _choice(body) == "none" or mode == "never":
        return False
    return mode == "always" or bool(body["messages"] and body["messages"][-1]["role"] == "user")


def choose_tools(body: dict[str, Any], mode: ToolMode) -> list[dict[str, Any]]:
    """Return the definitions of the functions that the user mentions or `tool_choice` demands."""
    functions, choice = function_tools(body), _choice(body)
    if choice == "none" or not functions:
        return []
    if is_object(choice):
        wanted = (choice.get("function") or choice)["name"]
        return [function for function in functions if function["name"] == wanted]
    if choice != "required" and not may_call(body, mode):
        return []
    chosen = mentioned(functions, last_user_text(body))
    if not chosen and choice == "required":
        chosen = functions[:1]
    in_parallel = body.get("parallel_tool_calls") is not False and bool(body.get("tools"))
    return chosen if in_parallel else chosen[:1]


def mentioned(functions: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the functions whose names a text mentions."""
    words = _words(text)
    hits = [(_words(function["name"]) & words, function["name"].lower() in text.lower()) for function in functions]
    order = sorted(range(len(functions)), key=lambda index: (not hits[index][1], -len(hits[index][0])))
    chosen: list[dict[str, Any]] = []
    explained: set[str] = set()
    for index in order:
        found, named = hits[index]
        if named or found - explained:
            chosen.append(functions[index])
            explained |= found
    return chosen or _described(functions, words)


def _choice(body: dict[str, Any]) -> Any:
    return body.get("tool_choice") or body.get("function_call") or "auto"


def _described(functions: list[dict[str, Any]], words: set[str]) -> list[dict[str, Any]]:
    """Return the function whose description shares the most words, if any does."""
    hits = [len(_words(function.get("description") or "") & words) for function in functions]
    return [functions[hits.index(max(hits))]] if max(hits) else []


def last_user_text(body: dict[str, Any]) -> str:
    """Return the text of the last message if it is the user's, else an empty string."""
    last = body["messages"][-1] if body["messages"] else {"role": ""}
    return content_text(last.get("content")) if last["role"] == "user" else ""


def _words(text: str) -> set[str]:
    words = (word.lower() for word in _WORD.findall(_HUMP.sub(" ", text).replace("_", " ")))
    return {word.removesuffix("s") for word in words if word not in _EVERYDAY_WORDS}
