"""One measurement of one package, in a process of its own and in that package's environment. `run` starts it.

Prints JSON: `cpu` and `wall` in seconds for one operation, `rss` in bytes, `blocked` in seconds.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

CHAT: dict[str, Any] = {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Why low latency?"}]}
PATH = "/openai/v1/chat/completions"
# Engine → the function of the package that makes its HTTP client, which is async.
ENGINES = {"aiohttp": "DefaultAioHttpClient"}


def cpu() -> float:
    """Seconds of CPU time of this process, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def best(work: Callable[[], Any], *, count: int, rounds: int, per: int = 1) -> dict[str, float]:
    """The best of some rounds: seconds for one of the `per` parts of one of `count` runs."""
    work()
    found: list[tuple[float, float]] = []
    for _ in range(rounds):
        started, wall = cpu(), time.perf_counter()
        for _ in range(count):
            work()
        found.append((cpu() - started, time.perf_counter() - wall))
    return {"cpu": min(one for one, _ in found) / count / per, "wall": min(one for _, one in found) / count / per}


class Package:
    """How a package is used, by its public interface."""

    def __init__(self, name: str, url: str) -> None:
        self.name, _, self.engine = name.partition("+")
        self.url = url + "/openai/v1" if self.name == "openai" else url

    def client(self, *, is_async: bool = False) -> Any:
        """A client of the server."""
        return self._made(base_url=self.url, is_async=is_async)

    def _made(self, *, is_async: bool = False, **options: Any) -> Any:
        if self.name == "httpx":
            import httpx

            return (httpx.AsyncClient if is_async else httpx.Client)(**options, timeout=60)
        if self.name == "openai":
            openai: Any = importlib.import_module("openai")  # not where types are checked
            return (openai.AsyncOpenAI if is_async else openai.OpenAI)(api_key="key", **options)
        import groq

        if self.engine:
            options["http_client"] = getattr(groq, ENGINES[self.engine])()
        return (groq.AsyncGroq if is_async else groq.Groq)(api_key="key", **options)

    def construct(self) -> Any:
        """A client of the real API, which is not used."""
        return self._made()


def construct(package: Package, scale: int) -> dict[str, float]:
    kept: list[Any] = []
    return best(lambda: kept.append(package.construct()), count=5 * scale, rounds=3)


def create(package: Package, scale: int) -> dict[str, float]:
    client = package.client()
    if package.name == "httpx":
        request = client.build_request("POST", package.url + PATH, json=CHAT)
        return best(lambda: client.send(request), count=100 * scale, rounds=5)

    def one() -> None:
        assert client.chat.completions.create(**CHAT).choices[0].message.content.startswith("Low")

    return best(one, count=100 * scale, rounds=5)


def chunks(package: Package, scale: int, name: str = "bench-together", each: int = 2_000) -> dict[str, float]:
    client = package.client()

    def one() -> None:
        if package.name == "httpx":
            with client.stream("POST", package.url + PATH, json={**CHAT, "user": name, "stream": True}) as response:
                lines = [line for line in response.iter_lines() if line.startswith("data: {")]
                found = [json.loads(line[6:])["choices"][0]["delta"]["content"] for line in lines]
        else:
            stream = client.chat.completions.create(**CHAT, user=name, stream=True)
            found = [chunk.choices[0].delta.content for chunk in stream]
        assert len(found) == each

    return best(one, count=max(scale // 4, 1), rounds=5, per=each)


def unknown_chunks(package: Package, scale: int) -> dict[str, float]:
    return chunks(package, scale, "bench-unknown")


def huge_event(package: Package, scale: int) -> dict[str, float]:
    return chunks(package, min(scale, 4), "bench-huge", 1)


def embeddings(package: Package, scale: int) -> dict[str, float]:
    client = package.client()

    def one() -> None:
        if package.name == "httpx":
            found = client.post(package.url + "/openai/v1/embeddings", json={"user": "bench-embeddings"}).json()["data"]
        else:
            answer = client.embeddings.create(model="m", input="x", user="bench-embeddings", encoding_format="float")
            found = answer.data
        assert len(found) == 2048

    return best(one, count=1, rounds=max(scale // 4, 1))


async def _stream(package: Package, client: Any, name: str, each: int) -> None:
    found = 0
    if package.name == "httpx":
        body = {**CHAT, "user": name, "stream": True}
        async with client.stream("POST", package.url + PATH, json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {"):
                    json.loads(line[6:])
                    found += 1
    else:
        async for _ in await client.chat.completions.create(**CHAT, user=name, stream=True):
            found += 1
    assert found == each


async def _close(client: Any) -> None:
    await (client.aclose if hasattr(client, "aclose") else client.close)()


def async_chunks(package: Package, scale: int) -> dict[str, float]:
    async def main() -> dict[str, float]:
        client = package.client(is_async=True)
        found: list[float] = []
        for _ in range(6):
            started = cpu()
            for _ in range(max(scale // 4, 1)):
                await _stream(package, client, "bench-together", 2_000)
            found.append((cpu() - started) / max(scale // 4, 1) / 2_000)
        await _close(client)
        return {"cpu": min(found[1:])}

    return asyncio.run(main())


def fifty(package: Package, scale: int) -> dict[str, float]:
    async def main() -> dict[str, float]:
        client = package.client(is_async=True)

        async def one(count: int) -> None:
            for _ in range(count):
                if package.name == "httpx":
                    (await client.post(package.url + PATH, json=CHAT)).json()
                else:
                    await client.chat.completions.create(**CHAT)

        await asyncio.gather(*[one(2) for _ in range(50)])
        found: list[float] = []
        for _ in range(3):
            started = cpu()
            await asyncio.gather(*[one(scale) for _ in range(50)])
            found.append((cpu() - started) / 50 / scale)
        await _close(client)
        return {"cpu": min(found)}

    return asyncio.run(main())


def thousand(package: Package, scale: int) -> dict[str, float]:
    count = 50 * scale

    async def main() -> dict[str, float]:
        client = package.client(is_async=True)
        blocked = 0.0

        async def watch() -> None:
            nonlocal blocked
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.01)
                blocked = max(blocked, time.perf_counter() - before - 0.01)

        watching = asyncio.create_task(watch())
        started, wall = cpu(), time.perf_counter()
        await asyncio.gather(*[_stream(package, client, "bench-trickle", 40) for _ in range(count)])
        result = {"cpu": cpu() - started, "wall": time.perf_counter() - wall, "blocked": blocked}
        watching.cancel()
        await _close(client)
        return result

    return asyncio.run(main())


TASKS = {
    task.__name__: task
    for task in (construct, create, chunks, async_chunks, unknown_chunks, fifty, thousand, huge_event, embeddings)
}

if __name__ == "__main__":
    _, task_name, package_name, base_url, scale_text = sys.argv
    print(json.dumps(TASKS[task_name](Package(package_name, base_url), int(scale_text))))
