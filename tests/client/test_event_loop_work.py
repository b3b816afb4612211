"""The first call of a process does not block the event loop with file access, processes or sleeps."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from groq.testing import LocalServer

from ..support.run_python import run_python

pytestmark = pytest.mark.skipif(importlib.util.find_spec("blockbuster") is None, reason="blockbuster is not installed")

SPEECH = 'input="Hi", model="canopylabs/orpheus-v1-english", voice="hannah"'
CALLS = {
    "create": "assert (await client.chat.completions.create(**chat)).id",
    "stream": "assert [chunk async for chunk in await client.chat.completions.create(**chat, stream=True)]",
    "raw": "assert await (await client.chat.completions.with_raw_response.create(**chat)).parse()",
    "models": "assert (await client.models.list()).data",
    "embeddings": 'assert (await client.embeddings.create(model="m", input="x")).data',
    "responses": "assert (await client.responses.create(**ask)).id",
    "responses_stream": "assert [one async for one in await client.responses.create(**ask, stream=True)]",
    "upload": "assert (await client.audio.transcriptions.create(model='m', file=Path(sys.argv[2]))).text",
    "batches": "results = await client.batches.run(['Hi'], model='m'); assert results.counts == {'completed': 1}",
    "write_to_file": f"await (await client.audio.speech.create({SPEECH})).write_to_file(sys.argv[3])",
    "stream_to_file": (
        f"async with client.audio.speech.with_streaming_response.create({SPEECH}) as answer:\n"
        "            await answer.stream_to_file(sys.argv[3])"
    ),
    "error": "try: await client.models.retrieve('no such model')\n        except NotFoundError: pass",
    "tls": (
        "try: await AsyncGroq(**{**options, 'base_url': 'https://localhost:9'}).models.list()\n"
        "        except APIConnectionError as error: assert isinstance(error.__cause__, httpx.ConnectError), error"
    ),
    "certificates": (
        "os.environ.update(SSL_CERT_FILE='', SSL_CERT_DIR=os.path.dirname(sys.argv[2]))\n"
        "        try: await AsyncGroq(**{**options, 'base_url': 'https://localhost:9'}).models.list()\n"
        "        except GroqError as error: assert 'SSL_CERT_DIR' in str(error), error"
    ),
}
PROGRAM = """
import httpx
from pathlib import Path
from blockbuster import blockbuster_ctx
from groq import APIConnectionError, GroqError, NotFoundError

ask = {{"model": "m", "input": "x"}}

async def main():
    with blockbuster_ctx():
        client = AsyncGroq(**options)
        {call}
        print(client.default_headers["X-Stainless-OS"])
        await client.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("call", CALLS)
def test_first_call_does_not_block_the_event_loop(call: str, tmp_path: Path) -> None:
    (tmp_path / "up.wav").write_bytes(b"RIFF" * 100)
    with LocalServer() as server:
        code = PROGRAM.format(call=CALLS[call])
        output, _ = run_python(code, server.base_url, str(tmp_path / "up.wav"), str(tmp_path / "down.wav"), dev=False)
    assert output.strip() not in ("", "Unknown")
