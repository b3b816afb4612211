"""One client for several threads, tasks and event loops."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import json
import warnings

import anyio
import httpx
import pytest

from groq import (
    AsyncGroq,
    DefaultHttpxClient,
)
from groq.testing import LocalServer

from ..support.answers import COMPLETION, MESSAGES
from ..support.calls import create
from ..support.wire import Wire


def test_async_client_works_in_consecutive_event_loops(groq_server: LocalServer) -> None:
    client = groq_server.async_client(max_retries=1)

    async def use(*, last: bool) -> None:
        await client.chat.completions.create(messages=MESSAGES, model="openai/gpt-oss-20b")
        if last:
            await client.close()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # asyncio warns about sockets whose loop is closed
        for last in (False, False, True):
            asyncio.run(use(last=last))
            gc.collect()


# Sharing.


def test_threads_share_one_client() -> None:
    with LocalServer() as server:
        client = server.client(http_client=DefaultHttpxClient(trust_env=False))

        def ask(number: int) -> str:
            answer = client.chat.completions.create(
                messages=[{"role": "user", "content": f"number {number} please"}], model="openai/gpt-oss-20b"
            )
            return answer.choices[0].message.content or ""

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(40)))
        assert len(server.requests) == 40
    assert all(f"number {number} please" in answer for number, answer in enumerate(answers))


@pytest.mark.anyio
async def test_tasks_share_one_client(wire: Wire) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={**COMPLETION, "id": json.loads(request.content)["user"]})

    wire.reply = echo
    found: dict[str, str] = {}

    async def ask(client: AsyncGroq, user: str) -> None:
        found[user] = (await create(client, user=user)).id

    async with AsyncGroq(http_client=wire.async_client()) as client, anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(ask, client, f"u{number}")
    assert found == {f"u{number}": f"u{number}" for number in range(20)}


# Unclosed clients.


@pytest.mark.usefixtures("groq_server")
def test_async_client_of_closed_event_loop_is_freed_silently() -> None:
    clients = [AsyncGroq()]
    complaints: list[object] = []

    async def use() -> None:
        await clients[0].chat.completions.create(messages=MESSAGES, model="openai/gpt-oss-20b")

    async def later() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        clients.clear()
        gc.collect()
        for _ in range(5):
            await asyncio.sleep(0)
        gc.collect()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # asyncio warns about the socket
        asyncio.run(use())
        asyncio.run(later())
        gc.collect()
    assert complaints == []
