"""An async client that is never closed writes nothing to standard error at exit."""

from __future__ import annotations

import pytest

from groq.testing import LocalServer

from ..support.run_python import run_python

# Makes one call, or leaves a stream unfinished. The client is a global, or is freed with the coroutine.
PROGRAM = """
import logging
kept = []

async def main():
    if {loop!r} != "trio":
        asyncio.get_running_loop().slow_callback_duration = 60  # a busy machine is not what is tested
    client = AsyncGroq(**options)
    kept.extend([client] * {is_kept})
    await client.chat.completions.create(**chat)
    stream = await client.chat.completions.create(**chat, stream=True)
    kept.append(stream)
    async for _ in stream:
        break

loop = {loop!r}
if loop == "trio":
    import trio
    trio.run(main)
elif loop == "run":
    asyncio.run(main())
else:  # and neither stopped nor closed
    asyncio.new_event_loop().run_until_complete(main())
print("done")
"""


@pytest.mark.parametrize("dev", [False, True], ids=["plain", "debug"])
@pytest.mark.parametrize("is_kept", [False, True], ids=["dropped", "kept"])
@pytest.mark.parametrize("loop", ["run", "trio"])
def test_nothing_is_written_at_exit(loop: str, is_kept: bool, dev: bool) -> None:
    with LocalServer() as server:
        output, complaints = run_python(PROGRAM.format(loop=loop, is_kept=is_kept), server.base_url, dev=dev)
    assert (output, complaints) == ("done\n", "")


@pytest.mark.parametrize("is_kept", [False, True], ids=["dropped", "kept"])
def test_nothing_is_written_at_exit_when_the_loop_stays_open(is_kept: bool) -> None:
    with LocalServer() as server:
        output, complaints = run_python(PROGRAM.format(loop="open", is_kept=is_kept), server.base_url, dev=False)
    assert (output, complaints) == ("done\n", "")
