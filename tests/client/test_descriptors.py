"""Without free file descriptors, each kind of first call works or raises an error with the limit; later calls work."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from groq.testing import LocalServer

from ..support.run_python import run_python

pytestmark = pytest.mark.skipif(importlib.util.find_spec("resource") is None, reason="descriptors are unlimited here")

CALLS = {
    "create": "client.chat.completions.create(**chat)",
    "parse": "client.chat.completions.parse(**chat, response_format=dict[str, int])",
    "upload": 'client.audio.transcriptions.create(model="m", file=Path(sys.argv[2]))',
    "error": "client.models.retrieve('no such model')",
}
# An unused client, and one with an idle connection.
PROGRAM = """
import resource
from pathlib import Path
from groq import APIConnectionError, NotFoundError

resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
taken = []

def take_all():
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass

async def answer(result):
    result = await result if hasattr(result, "__await__") else result
    await result.close() if hasattr(result, "__anext__") else hasattr(result, "__next__") and result.close()

async def call(client):
    try:
        await answer({call})
    except NotFoundError:
        assert {name!r} == "error"

async def main():
    client = {cls}(**options)
    if {is_used}:
        await answer(client.get("/openai/v1/models", cast_to=object))
    take_all()
    outcome = "answered"
    try:
        await call(client)
    except APIConnectionError as error:
        outcome = "named" if "file descriptors" in str(error) else repr(error)
    while taken:
        os.close(taken.pop())
    await call(client)
    print(outcome)
    await answer(client.close())

loop = {loop!r}
if loop == "sync":
    try:
        main().send(None)
    except StopIteration:
        pass
elif loop == "trio":
    import trio
    trio.run(main)
else:
    asyncio.run(main())
"""


@pytest.mark.covering("values")
@pytest.mark.parametrize("is_used", [False, True], ids=["unused", "used"])
@pytest.mark.parametrize("loop", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize("name", CALLS)
def test_error_of_first_call_names_the_limit_when_no_descriptor_is_free(
    name: str, loop: str, is_used: bool, tmp_path: Path
) -> None:
    (tmp_path / "up.wav").write_bytes(b"RIFF" * 100)
    cls = "Groq" if loop == "sync" else "AsyncGroq"
    code = PROGRAM.format(call=CALLS[name], name=name, cls=cls, loop=loop, is_used=is_used)
    with LocalServer() as server:
        output, complaints = run_python(code, server.base_url, str(tmp_path / "up.wav"), dev=False)
    assert complaints == ""
    assert output in (("named\n", "answered\n") if is_used else ("named\n",))
