"""A small MCP server. When run as a program, it serves over stdio."""

from __future__ import annotations

import base64
import os
import signal

import anyio
import pydantic
from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

PNG = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Item(pydantic.BaseModel):
    """Something to buy."""

    name: str
    amount: int = 1


class Order(pydantic.BaseModel):
    """What to buy, and where."""

    items: list[Item]
    shop: dict[str, str] = {}


def kitchen() -> MCPServer:
    """Return a server with tools that work, wait, fail, take nested arguments, return images, change the list, exit."""
    server = MCPServer("kitchen")
    started, cancelled = anyio.Event(), anyio.Event()

    @server.tool()
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        return a + b

    @server.tool(structured_output=False)
    async def wait() -> None:
        """Wait until the call is cancelled."""
        started.set()
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.set()

    @server.tool(structured_output=False)
    async def start() -> str:
        """Return after a call of `wait` has started."""
        await started.wait()
        return "wait has started"

    @server.tool(structured_output=False)
    async def cancellation() -> str:
        """Return after `wait` was cancelled."""
        await cancelled.wait()
        return "wait was cancelled"

    @server.tool()
    def bake(cake: str) -> str:
        """Bake a cake."""
        raise ToolError(f"no flour for {cake}")

    @server.tool()
    def buy(order: Order) -> str:
        """Buy ingredients."""
        return f"{', '.join(f'{item.amount} {item.name}' for item in order.items)} from {order.shop.get('name')}"

    @server.tool(structured_output=False)
    def photograph() -> list[str | Image]:
        """Photograph the kitchen."""
        return ["The kitchen:", Image(data=PNG, format="png")]

    @server.tool(structured_output=False)
    async def learn(context: Context) -> str:
        """Learn to boil: the tool `bake` is replaced by `boil`."""
        server.remove_tool("bake")
        server.add_tool(lambda: "boiled", name="boil", description="Boil water.")
        await context.session.send_tool_list_changed()
        return "You can boil water now."

    @server.tool(structured_output=False)
    def leave() -> None:
        """Exit."""
        os.kill(os.getpid(), signal.SIGTERM)

    return server


if __name__ == "__main__":
    kitchen().run("stdio")
