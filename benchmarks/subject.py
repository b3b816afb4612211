"""Measure one package, in a separate process in the environment of that package. `run` starts it.

The arguments are the names of functions of this module, separated by commas, the package, the URL and the scale. Prints
JSON by name: `cpu` and `wall` in seconds for one operation, `blocked` in seconds, `rss` in bytes.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import mmap
import os
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

CHAT: dict[str, Any] = {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Why low latency?"}]}
PATH = "/openai/v1/chat/completions"


def cpu() -> float:
    """Return the CPU time of this process in seconds, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def repeats(scale: int, usual: int) -> int:
    """Return how often to measure: once in a smoke test, which the scale indicates."""
    return 1 if scale == 1 else usual


def best(work: Callable[[], Any], *, count: int, rounds: int, per: int = 1) -> dict[str, float]:
    """Return the best of several rounds: seconds for one of the `per` parts of one of `count` runs."""
    work()
    found: list[tuple[float, float]] = []
    for _ in range(rounds):
        started, wall = cpu(), time.perf_counter()
        for _ in range(count):
            work()
        found.append((cpu() - started, time.perf_counter() - wall))
    return {"cpu": min(one for one, _ in found) / count / per, "wall": min(one for _, one in found) / count / per}


class Package:
    """The use of a package through its public interface."""

    def __init__(self, name: str, url: str) -> None:
        self.name, _, self.engine = name.partition("+")
        self.url = url + "/openai/v1" if self.name == "openai" else url

    def client(self, *, is_async: bool = False) -> Any:
        """Return a client of the server."""
        return self._made(base_url=self.url, is_async=is_async)

    def _made(self, *, is_async: bool = False, **options: Any) -> Any:
        if self.name == "httpx":
            import httpx

            headers = {"Authorization": "Bearer key"}
            return (httpx.AsyncClient if is_async else httpx.Client)(**options, headers=headers, timeout=60)
        if self.name == "openai":
            openai: Any = importlib.import_module("openai")  # not installed when types are checked
            return (openai.AsyncOpenAI if is_async else openai.OpenAI)(api_key="key", **options)
        import groq

        if self.engine == "aiohttp":
            options["http_client"] = groq.DefaultAioHttpClient()
        return (groq.AsyncGroq if is_async else groq.Groq)(api_key="key", **options)

    def construct(self) -> Any:
        """Return a client of the real API, which sends no request."""
        return self._made()

    def streamed(self, client: Any, user: str) -> Iterable[Any]:
        """Return the chunks of a stream."""
        if self.name == "httpx":
            return self._lines(client, user)
        found: Iterable[Any] = client.chat.completions.create(**CHAT, user=user, stream=True)
        return found

    def _lines(self, client: Any, user: str) -> Iterator[Any]:
        with client.stream("POST", self.url + PATH, json={**CHAT, "user": user, "stream": True}) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    yield json.loads(line[6:])

    async def async_streamed(self, client: Any, user: str) -> AsyncIterator[Any]:
        """Return the chunks of a stream, async."""
        if self.name == "httpx":
            return self._async_lines(client, user)
        found: AsyncIterator[Any] = await client.chat.completions.create(**CHAT, user=user, stream=True)
        return found

    async def _async_lines(self, client: Any, user: str) -> AsyncIterator[Any]:
        body = {**CHAT, "user": user, "stream": True}
        async with client.stream("POST", self.url + PATH, json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {"):
                    yield json.loads(line[6:])

    def content(self, chunk: Any) -> str:
        """Return the text of a chunk."""
        if self.name == "httpx":
            return str(chunk["choices"][0]["delta"]["content"])
        return str(chunk.choices[0].delta.content)


def marks() -> mmap.mmap:
    """Map the memory where a reader acknowledges chunks that arrive on their own; the server waits for it."""
    with open(os.environ["BENCH_MARKS"], "r+b") as file:
        return mmap.mmap(file.fileno(), 0)


def construct(package: Package, scale: int) -> dict[str, float]:
    kept: list[Any] = []
    return best(lambda: kept.append(package.construct()), count=5 * scale, rounds=repeats(scale, 3))


def create(package: Package, scale: int) -> dict[str, float]:
    """Measure a completion; with httpx, the code that a user would write without an SDK."""
    client = package.client()

    def one() -> None:
        if package.name == "httpx":
            found = client.post(PATH, json=CHAT).json()["choices"][0]["message"]["content"]
        else:
            found = client.chat.completions.create(**CHAT).choices[0].message.content
        assert found.startswith("Low")

    return best(one, count=50 * scale, rounds=repeats(scale, 3))


def empty_middleware(_: Package, scale: int) -> dict[str, float]:
    """Measure what an empty middleware adds to a call that is encoded but not sent."""
    import groq

    class Answering(groq.Groq):
        def _request(self, *call: Any) -> Any:  # called by the last middleware
            self._encode(call[1])  # the options; no other private name is used here
            return CHAT

    def through(call: Any, call_next: Any) -> Any:
        return call_next(call)

    def seconds(client: groq.Groq) -> float:
        return best(lambda: client.chat.completions.create(**CHAT), count=50 * scale, rounds=1)["cpu"]

    without, with_it = Answering(api_key="key"), Answering(api_key="key", middleware=[through])
    pairs = [(seconds(without), seconds(with_it)) for _ in range(repeats(scale, 20))]
    return {"cpu": max(min(after for _, after in pairs) - min(before for before, _ in pairs), 1e-9)}


def create_tls(package: Package, scale: int) -> dict[str, float]:
    return create(package, scale)


def beside_post(package: Package, scale: int) -> dict[str, float]:
    return create(package, scale)


def beside_send(package: Package, scale: int) -> dict[str, float]:
    """Measure a completion; with httpx, the sending of a prepared request."""
    if package.name != "httpx":
        return create(package, scale)
    client = package.client()
    request = client.build_request("POST", PATH, json=CHAT)
    return best(lambda: client.send(request), count=50 * scale, rounds=repeats(scale, 3))


def chunks(package: Package, scale: int, user: str = "bench-together", each: int = 2_000) -> dict[str, float]:
    client = package.client()

    def one() -> None:
        assert len([package.content(chunk) for chunk in package.streamed(client, user)]) == each

    return best(one, count=max(scale // 4, 1), rounds=repeats(scale, 5), per=each)


def unknown_chunks(package: Package, scale: int) -> dict[str, float]:
    return chunks(package, scale, "bench-unknown")


def accumulated_chunks(_: Package, scale: int, each: int = 1_000) -> dict[str, float]:
    """Measure an accumulator alone, with prepared chunks."""
    from groq import ChatCompletionAccumulator
    from groq.types.chat import ChatCompletionChunk

    choice = {"index": 0, "delta": {"content": " token"}, "logprobs": None, "finish_reason": None}
    fields = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    chunk = ChatCompletionChunk.model_validate(fields)

    def one() -> None:
        accumulator = ChatCompletionAccumulator()
        for _ in range(each):
            accumulator.add(chunk)
        assert len(accumulator.snapshot.choices[0].message.content or "") == 6 * each

    return best(one, count=max(scale * 1_000 // (4 * each), 1), rounds=repeats(scale, 5), per=each)


def long_accumulated_chunks(package: Package, scale: int) -> dict[str, float]:
    return accumulated_chunks(package, scale, 1_000 if scale == 1 else 100_000)


def huge_event(package: Package, scale: int) -> dict[str, float]:
    return chunks(package, min(scale, 4), "bench-huge", 1)


def written_chunks(package: Package, scale: int) -> dict[str, float]:
    each = 250 * scale
    return chunks(package, min(scale, 4), f"bench-written-{each}", each)


def alone_chunks(package: Package, scale: int) -> dict[str, float]:
    """Measure the chunks from the second to the last, without the start and the end of the stream."""
    client = package.client()
    each = 50 * scale
    read = marks()

    def one() -> float:
        found = 0
        times: list[float] = []
        for chunk in package.streamed(client, f"bench-alone-{each}-0"):
            assert package.content(chunk)
            found += 1
            if found in (1, each):
                times.append(cpu())
            read[0] = found & 255
        assert found == each
        return (times[1] - times[0]) / (each - 1)

    return {"cpu": min(one() for _ in range(repeats(scale, 4)))}


def embeddings(package: Package, scale: int) -> dict[str, float]:
    client = package.client()

    def one() -> None:
        if package.name == "httpx":
            found = client.post("/openai/v1/embeddings", json={"user": "bench-embeddings"}).json()["data"]
        else:
            answer = client.embeddings.create(model="m", input="x", user="bench-embeddings", encoding_format="float")
            found = answer.data
        assert len(found) == 2048

    return best(one, count=1, rounds=max(scale // 4, 1))


def mapped(_: Package, scale: int, each: int = 50) -> dict[str, float]:
    """Return the peak memory of this process after this many inputs for each step of the scale."""
    import httpx

    import groq

    message = {"role": "assistant", "content": "latency " * 100}
    choices = [{"index": 0, "finish_reason": "stop", "message": message}]
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with groq.Groq(api_key="key", http_client=httpx.Client(transport=transport)) as client:
        inputs = (f"Prompt {number}: {CHAT['messages']}" for number in range(each * scale))
        assert all(one.completion for one in client.chat.completions.map(inputs, model="m"))
    return {"rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def many_mapped(package: Package, scale: int) -> dict[str, float]:
    return mapped(package, scale, each=2_500 * scale)


async def _stream(package: Package, client: Any, user: str, each: int) -> None:
    found = 0
    async for chunk in await package.async_streamed(client, user):
        assert package.content(chunk)
        found += 1
    assert found == each


async def _close(client: Any) -> None:
    await (client.aclose if hasattr(client, "aclose") else client.close)()


def async_chunks(package: Package, scale: int, user: str = "bench-together", each: int = 2_000) -> dict[str, float]:
    count = max(scale // 4, 1)

    async def main() -> dict[str, float]:
        client = package.client(is_async=True)
        found: list[float] = []
        for _ in range(1 + repeats(scale, 5)):
            started = cpu()
            for _ in range(count):
                await _stream(package, client, user, each)
            found.append((cpu() - started) / count / each)
        await _close(client)
        return {"cpu": min(found[1:])}

    return asyncio.run(main())


def async_written_chunks(package: Package, scale: int) -> dict[str, float]:
    each = 250 * scale
    return async_chunks(package, min(scale, 4), f"bench-written-{each}", each)


class Gate:
    """A barrier for a number of tasks; `at` is the CPU time when the last one arrived."""

    def __init__(self, count: int) -> None:
        self._missing = count
        self._open = asyncio.Event()
        self.at = 0.0

    async def come(self) -> None:
        self._missing -= 1
        if not self._missing:
            self.at = cpu()
            self._open.set()
        await self._open.wait()


def async_alone_chunks(package: Package, scale: int) -> dict[str, float]:
    """Measure the chunks of many streams, from the second to the last of each."""
    count, each = 5 * scale, 5 * scale
    read = marks()

    async def one(client: Any, slot: int, each: int, first: Gate, last: Gate) -> None:
        found = 0
        async for chunk in await package.async_streamed(client, f"bench-alone-{each}-{slot}"):
            assert package.content(chunk)
            found += 1
            if found == 1:
                await first.come()
            elif found == each:
                await last.come()
            read[slot] = found & 255
        assert found == each

    async def all_of(client: Any, each: int) -> float:
        first, last = Gate(count), Gate(count)
        await asyncio.gather(*[one(client, slot, each, first, last) for slot in range(count)])
        return (last.at - first.at) / count / (each - 1)

    async def main() -> dict[str, float]:
        client = package.client(is_async=True)
        await all_of(client, 2)  # opens the connections
        found = [await all_of(client, each) for _ in range(repeats(scale, 2))]
        await _close(client)
        return {"cpu": min(found)}

    return asyncio.run(main())


def fifty(package: Package, scale: int) -> dict[str, float]:
    async def main() -> dict[str, float]:
        client = package.client(is_async=True)

        async def one(count: int) -> None:
            for _ in range(count):
                if package.name == "httpx":
                    (await client.post(PATH, json=CHAT)).json()
                else:
                    await client.chat.completions.create(**CHAT)

        await asyncio.gather(*[one(2) for _ in range(50)])
        found: list[float] = []
        for _ in range(repeats(scale, 3)):
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
    for task in (
        construct,
        create,
        create_tls,
        empty_middleware,
        beside_post,
        beside_send,
        alone_chunks,
        async_alone_chunks,
        written_chunks,
        async_written_chunks,
        chunks,
        async_chunks,
        unknown_chunks,
        accumulated_chunks,
        long_accumulated_chunks,
        fifty,
        thousand,
        huge_event,
        embeddings,
        mapped,
        many_mapped,
    )
}

if __name__ == "__main__":
    _, task_names, package_name, base_url, scale_text = sys.argv
    measured = Package(package_name, base_url)
    print(json.dumps({name: TASKS[name](measured, int(scale_text)) for name in task_names.split(",")}))
