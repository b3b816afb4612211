"""Rate-limit headers: a budget that counts down, and durations as Go writes them."""

from __future__ import annotations

import socket

import pytest

from groq.testing import LocalServer
from groq.testing.api.rate_limits import Budget, go_duration, limit_headers

from ..conftest import Api


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0s"),
        (1, "1ms"),
        (577, "577ms"),
        (1000, "1s"),
        (7660, "7.66s"),
        (60_000, "1m0s"),
        (179_560, "2m59.56s"),
        (3_600_000, "1h0m0s"),
        (3_723_000, "1h2m3s"),
        (86_400_000, "24h0m0s"),
        (3_600_001, "1h0m0.001s"),
    ],
)
def test_formats_durations_as_go_does(milliseconds: int, text: str) -> None:
    assert go_duration(milliseconds) == text


def test_budget_counts_down(api: Api) -> None:
    first, second = api.chat(), api.chat(stream=True)
    total = first.json["usage"]["total_tokens"]
    limits = {name: first.headers[f"x-ratelimit-limit-{name}"] for name in ("requests", "tokens")}
    assert limits == {"requests": "14400", "tokens": "250000"}
    assert first.headers["x-ratelimit-remaining-requests"] == "14399"
    assert first.headers["x-ratelimit-reset-requests"] == "6s"
    assert second.headers["x-ratelimit-remaining-requests"] == "14398"
    assert second.headers["x-ratelimit-reset-requests"] == "12s"
    assert second.headers["x-ratelimit-remaining-tokens"] == str(250_000 - 2 * total)


def test_fresh_servers_count_alike() -> None:
    seen: list[dict[str, str]] = []
    for _ in range(2):
        with LocalServer() as server:
            api = Api(server.port)
            headers = api.chat().headers
            api.connection.close()
            seen.append({name: value for name, value in headers.items() if name.startswith("x-")})
    assert seen[0] == seen[1]


def test_remaining_never_falls_below_zero() -> None:
    headers = {**limit_headers("requests", 11, 10, 86_400_000), **limit_headers("tokens", 250, 100, 60_000)}
    assert headers["x-ratelimit-remaining-requests"] == "0"
    assert headers["x-ratelimit-remaining-tokens"] == "0"
    assert headers["x-ratelimit-reset-requests"] == "24h0m0s"
    assert headers["x-ratelimit-reset-tokens"] == "1m0s"


def test_every_answer_has_rate_limits_and_an_id(api: Api, server: LocalServer) -> None:
    server.reply_error(500)
    answers = [api.chat().headers, api.chat(n=2).headers, api.request("GET", "/nowhere").headers]
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(b"nonsense\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        raw = b"".join(iter(lambda: sock.recv(65536), b"")).decode()
    answers.append(dict(line.split(": ", 1) for line in raw.split("\r\n\r\n")[0].splitlines()[1:]))
    for headers in answers:
        assert headers["x-request-id"].startswith("req_")
        assert len([name for name in headers if name.startswith("x-ratelimit-")]) == 6
    assert len({headers["x-request-id"] for headers in answers}) == len(answers)


def test_own_headers_override_rate_limits(api: Api, server: LocalServer) -> None:
    server.reply("x", headers={"X-RateLimit-Remaining-Tokens": "7"})
    assert api.chat().headers["x-ratelimit-remaining-tokens"] == "7"


def test_budget_is_full_again_when_half_of_it_is_spent() -> None:
    budget = Budget()
    remaining = [int(budget.spend(100_000)["x-ratelimit-remaining-tokens"]) for _ in range(4)]
    assert remaining == [150_000, 175_000, 200_000, 225_000]
