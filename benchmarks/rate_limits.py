"""Measure `RateLimiter` against a local server that allows 600 requests and 50,000 tokens per minute. Print a table.

Time is accelerated: the limits keep their sizes, but refill in `60 / speed` seconds. Goals for 2,000 prompts of mixed
size: at least 90 % of the available tokens are used, at most 1 % of the requests are refused, and no prompt is lost.

  --speed 5        how much faster than the API
  --prompts 2000   how many prompts to send each way
  --only threads   one way: tasks, threads, processes, changing or headerless
"""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import multiprocessing
import random
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from groq import AsyncGroq, Call, CallNext, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq, RateLimitError
from groq.lib.limits import RateLimiter
from groq.testing import LocalServer

REQUESTS, TOKENS, MINUTE = 600, 50_000, 60.0
FEWER_TOKENS = 20_000  # limits of `changing` after the change
LATENCY = 0.2  # seconds of unaccelerated time
WORKERS = 4


@dataclass
class Outcome:
    """The requests and answers of a run.

    Attributes:
        answers: The number of each prompt, the time of its answer, and its tokens.
        began: The time of the first request.
        sent: The number of requests.
        refused: The number of requests that got a 429.
    """

    answers: list[tuple[int, float, int]] = field(default_factory=list[tuple[int, float, int]])
    began: float = 0.0
    sent: int = 0
    refused: int = 0

    def __call__(self, call: Call, call_next: CallNext) -> Any:
        """Count a request of `Groq`."""
        self._send()
        try:
            return call_next(call)
        except RateLimitError:
            self.refused += 1
            raise

    async def async_call(self, call: Call, call_next: CallNext) -> Any:
        """Count a request of `AsyncGroq`."""
        self._send()
        try:
            return await call_next(call)
        except RateLimitError:
            self.refused += 1
            raise

    def _send(self) -> None:
        self.began = self.began or time.time()
        self.sent += 1

    def answered(self, number: int, completion: Any) -> None:
        """Record an answer."""
        self.answers.append((number, time.time(), completion.usage.total_tokens))


def prompt(number: int) -> dict[str, Any]:
    """Return a prompt of 10 to 150 words, whose answer has at most 5 to 150 tokens."""
    source = random.Random(number)
    content = " ".join(["word"] * source.randint(10, 150))
    limit = source.randint(5, 150)
    return {"model": "m", "messages": [{"role": "user", "content": content}], "max_completion_tokens": limit}


def without_limits(response: httpx.Response) -> None:
    """Remove the rate-limit headers, which other servers do not send."""
    for name in [name for name in response.headers if name.startswith("x-ratelimit")]:
        del response.headers[name]


async def async_without_limits(response: httpx.Response) -> None:
    without_limits(response)


def in_tasks(url: str, numbers: Iterable[int], share: float = 1.0, *, has_headers: bool = True) -> Outcome:
    """Send all prompts concurrently, from one client."""
    outcome = Outcome()

    async def main() -> None:
        hooks: dict[str, list[Callable[..., Any]]] = {} if has_headers else {"response": [async_without_limits]}
        options: dict[str, Any] = {
            "http_client": DefaultAsyncHttpxClient(trust_env=False, event_hooks=hooks),
            "middleware": [RateLimiter(share=share), outcome],
            "max_retries": 5,
        }
        async with AsyncGroq(base_url=url, api_key="key", **options) as client:

            async def ask(number: int) -> None:
                outcome.answered(number, await client.chat.completions.create(**prompt(number)))

            await asyncio.gather(*map(ask, numbers))

    asyncio.run(main())
    return outcome


def in_threads(url: str, numbers: Iterable[int]) -> Outcome:
    """Send the prompts one after another, in each of four threads of one client."""
    outcome, lock = Outcome(), threading.Lock()
    left = iter(numbers)
    http_client = DefaultHttpxClient(trust_env=False)
    with Groq(base_url=url, api_key="key", http_client=http_client, middleware=[RateLimiter(), outcome]) as client:

        def work() -> None:
            while True:
                with lock:
                    number = next(left, None)
                if number is None:
                    return
                outcome.answered(number, client.chat.completions.create(**prompt(number)))

        threads = [threading.Thread(target=work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return outcome


def in_processes(url: str, numbers: Iterable[int]) -> Outcome:
    """Send the prompts from four processes, each with a quarter of the limits."""
    given = list(numbers)
    context = multiprocessing.get_context("spawn")
    together = (context.Barrier(WORKERS),)
    with concurrent.futures.ProcessPoolExecutor(WORKERS, context, wait_at, together) as pool:
        parts = [pool.submit(in_tasks, url, given[first::WORKERS], 1 / WORKERS) for first in range(WORKERS)]
        found = [part.result() for part in parts]
    answers = [answer for one in found for answer in one.answers]
    began = min(one.began for one in found)
    return Outcome(answers, began, sum(one.sent for one in found), sum(one.refused for one in found))


def wait_at(barrier: Any) -> None:
    """Wait until all processes have started."""
    barrier.wait()


def without_headers(url: str, numbers: Iterable[int]) -> Outcome:
    """Send all prompts concurrently to a server that reports no limits."""
    return in_tasks(url, numbers, has_headers=False)


WAYS: dict[str, Callable[[str, Iterable[int]], Outcome]] = {
    "tasks": in_tasks,
    "threads": in_threads,
    "processes": in_processes,
    "changing": in_tasks,
    "headerless": without_headers,
}


def run(name: str, prompts: int, speed: int) -> list[str]:
    """Send the prompts one way, and return a row of the table."""
    window, changed = f"{round(MINUTE / speed)}s", None
    requests, tokens = f"{REQUESTS}/{window}", f"{TOKENS}/{window}"
    with (
        LocalServer(latency=LATENCY / speed, rate_limit=requests, token_limit=tokens) as server,
        concurrent.futures.ThreadPoolExecutor(1) as pool,
    ):
        sending = pool.submit(WAYS[name], server.base_url, range(prompts))
        if name == "changing":
            time.sleep(2 * MINUTE / speed)
            server.change_limits(token_limit=f"{FEWER_TOKENS}/{window}")
            changed = time.time()
        outcome = sending.result()
    answers = sorted(outcome.answers, key=lambda answer: answer[1])
    ended = answers[-1][1]
    if changed is None:  # the full bucket plus the refill
        since, allowed = outcome.began, TOKENS + (ended - outcome.began) * TOKENS * speed / MINUTE
    else:  # from one window after the limits changed
        since = changed + MINUTE / speed
        allowed = max(ended - since, 0.0) * FEWER_TOKENS * speed / MINUTE
    used = sum(tokens for _, at, tokens in answers if at > since)
    lost = prompts - len({number for number, _, _ in answers})
    # Measures first come, first served: the distance of an answer from its position, as a fraction of the run.
    astray = max(abs(place - number) for place, (number, _, _) in enumerate(answers)) / prompts
    row = [
        name,
        f"{100 * used / allowed:.1f} %" if allowed else "-",
        f"{100 * outcome.refused / outcome.sent:.2f} %",
        str(lost),
        f"{100 * astray:.0f} %",
        f"{ended - outcome.began:.1f} s",
    ]
    print(row, file=sys.stderr, flush=True)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", type=int, default=5)
    parser.add_argument("--prompts", type=int, default=2000)
    parser.add_argument("--only", choices=list(WAYS))
    arguments = parser.parse_args()
    head = ["way", "tokens used", "refused", "lost", "out of place", "time"]
    names = [arguments.only] if arguments.only else list(WAYS)
    rows = [head, ["---"] * len(head), *(run(name, arguments.prompts, arguments.speed) for name in names)]
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))


if __name__ == "__main__":
    main()
