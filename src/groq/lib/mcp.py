"""The tools of an MCP server as tools of `run_tools`, through a session of the package `mcp`.

from groq import AsyncGroq
from groq.lib import mcp as groq_mcp
from mcp import Client, StdioServerParameters

async with Client(StdioServerParameters(command="weather-server")) as session:
    run = AsyncGroq().chat.completions.run_tools(
        model="openai/gpt-oss-20b",
        messages=[{"role": "user", "content": "What is the weather in Paris?"}],
        tools=await groq_mcp.tools(session),
    )
    print((await run.get_final_completion()).choices[0].message.content)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import pydantic

from .. import GroqError
from .._utils._lazy import LazyModule
from .tools.errors import ToolError
from .tools.functions import OnError, Tool
from .tools.parameters import Parameters

if TYPE_CHECKING:
    import mcp
    import mcp.types as mcp_types
else:  # it is an extra
    mcp = LazyModule("mcp")
    mcp_types = LazyModule("mcp.types")

Session: TypeAlias = "mcp.ClientSession | mcp.Client"

__all__ = ["McpTool", "tools"]

_MAX_NAME = 64
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")
_ANY_ARGUMENTS: pydantic.TypeAdapter[dict[str, Any]] = pydantic.TypeAdapter(dict[str, Any])


class McpTool(Tool[..., Any]):
    """A tool of an MCP server, created by `tools`.

    Attributes:
        listed: The tool as the server lists it, with its `annotations`.
    """

    needs_event_loop = True
    listed: mcp_types.Tool

    def __init__(self, session: Session, listed: mcp_types.Tool, *, name: str, images: bool, **options: Any) -> None:
        async def call(**arguments: Any) -> object:
            return _result(await session.call_tool(listed.name, arguments), images)

        super().__init__(call, name=name, description=listed.description or listed.title or "", **options)
        self.listed = listed
        # The server validates the arguments.
        self.parameters = Parameters({"properties": {}, **listed.input_schema}, _ANY_ARGUMENTS, (), ())


async def tools(
    session: Session,
    *,
    prefix: str = "",
    images: bool = False,
    timeout: float | None = None,
    sequential: bool = False,
    on_error: OnError | None = None,
) -> list[McpTool]:
    """Return the tools of an MCP server, for `AsyncGroq().chat.completions.run_tools(tools=...)`.

    The session must stay open during the run. If the server changes its tools, call this again and continue with a new
    run from `run.messages`.

    Args:
        session: An `mcp.Client` or `mcp.ClientSession`, which is initialized if necessary.
        prefix: A prefix for the names that the model reads, to distinguish the tools of several servers. Characters
            that the API does not accept become `_`, and names above 64 characters are shortened.
        images: Whether to send images of a result to the model, which must accept them. Otherwise the model only reads
            that there is an image.
        timeout: Seconds until a call is cancelled and the model reads that it timed out; `None` for no timeout.
        sequential: Whether each call runs alone, not concurrently with other calls of the turn.
        on_error: What to do if a call fails without a result of the tool, such as after a timeout or with a closed
            session: `"tell"` the model, or `"raise"`. Default: that of the run.

    Raises:
        ImportError: The package `mcp` is missing or older than version 2: `pip install 'groq[mcp]'`.
        TypeError: `session` is something else.
        GroqError: The server lists its tools without end.
    """
    listed = [tool async for tool in _list(_lister(session))]
    names = _names([prefix + tool.name for tool in listed])
    options: dict[str, Any] = {"timeout": timeout, "sequential": sequential, "on_error": on_error}
    return [
        McpTool(session, tool, name=name, images=images, **options) for tool, name in zip(listed, names, strict=True)
    ]


def _lister(session: object) -> mcp.ClientSession:
    """Return the session to list tools with. An `mcp.Client` might list them from its cache."""
    try:
        from mcp import Client, ClientSession  # imported here: optional, the extra `mcp`
    except ImportError as err:
        raise ImportError("groq.lib.mcp needs the package mcp, version 2: pip install 'groq[mcp]'") from err
    lister = session.session if isinstance(session, Client) else session
    if not isinstance(lister, ClientSession):
        raise TypeError(f"Expected an mcp.Client or an mcp.ClientSession, got {session!r}.")
    return lister


async def _list(lister: mcp.ClientSession) -> AsyncIterator[mcp_types.Tool]:
    """Yield the tools of all pages."""
    from mcp.types import PaginatedRequestParams  # imported here, as in `_lister`

    if lister.protocol_version is None:
        await lister.initialize()
    cursors: set[str | None] = set()
    cursor: str | None = None
    while cursor not in cursors:
        cursors.add(cursor)
        page = await lister.list_tools(params=PaginatedRequestParams(cursor=cursor))
        for tool in page.tools:
            yield tool
        cursor = page.next_cursor
        if cursor is None:
            return
    raise GroqError(f"The MCP server lists its tools without end: it repeats the cursor {cursor!r}.")


def _names(names: Iterable[str]) -> list[str]:
    """Return the names in a form that the API accepts. Different names stay different."""
    names = list(names)
    plain = [_NOT_IN_NAMES.sub("_", name) for name in names]
    taken = {name for name, short in zip(names, plain, strict=True) if name == short and len(name) <= _MAX_NAME}
    return [name if name in taken else _unused(name, short, taken) for name, short in zip(names, plain, strict=True)]


def _unused(name: str, plain: str, taken: set[str]) -> str:
    """Return a name that the API accepts, with a hash if it is too long or taken."""
    if len(plain) > _MAX_NAME or plain in taken:
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        plain = f"{plain[: _MAX_NAME - 9]}_{digest}"
    taken.add(plain)
    return plain


def _result(result: mcp_types.CallToolResult, images: bool) -> object:
    """Return the result as the model reads it.

    Raises:
        ToolError: The tool failed.
    """
    if result.is_error:
        text = "\n".join(map(_text, result.content))
        raise ToolError(text or "Error: the tool failed without a message.")
    if not result.content:
        return "" if result.structured_content is None else result.structured_content
    if images and any(block.type == "image" for block in result.content):
        return list(map(_part, result.content))
    return "\n".join(map(_text, result.content))


def _part(block: mcp_types.ContentBlock) -> dict[str, Any]:
    """Return a content part."""
    if block.type == "image":
        return {"type": "image_url", "image_url": {"url": f"data:{block.mime_type};base64,{block.data}"}}
    return {"type": "text", "text": _text(block)}


def _text(block: mcp_types.ContentBlock) -> str:
    """Return the text of a block, or a description of other content."""
    match block.type:
        case "text":
            return block.text
        case "resource_link":
            return f"[{block.name}: {block.uri}]"
        case "resource":
            text = getattr(block.resource, "text", None)
            return f"[{block.resource.uri}, not shown]" if text is None else text
        case kind:
            return f"[{kind}, {block.mime_type}, not shown]"
