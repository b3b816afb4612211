"""Rate limits of each model: headers that count down, 429s, and durations in Go's format."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

import groq
from groq.testing import LocalServer
from groq.testing.api.answers import Answer
from groq.testing.api.rate_limits import Rate, ServerRateLimits, go_duration, limit_headers

from ...support.answers import CHAT
from ..conftest import CHAT as CHAT_PATH
from ..conftest import MODEL, Api


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


def test_new_servers_send_equal_headers() -> None:
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
    assert headers["x-ratelimit-reset-requests"] == "26h24m0s"
    assert headers["x-ratelimit-reset-tokens"] == "2m30s"


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


def test_scripted_headers_override_rate_limits(api: Api, server: LocalServer) -> None:
    server.reply("x", headers={"X-RateLimit-Remaining-Tokens": "7"})
    assert api.chat().headers["x-ratelimit-remaining-tokens"] == "7"


def test_default_limits_are_full_again_when_half_of_them_is_spent() -> None:
    limits = ServerRateLimits()
    answers = [answered(limits, tokens=100_000) for _ in range(4)]
    remaining = [int(answer.headers["x-ratelimit-remaining-tokens"]) for answer in answers]
    assert remaining == [150_000, 175_000, 200_000, 225_000]


def test_each_model_counts_down_its_own_limits(api: Api) -> None:
    models = ("groq/compound", "groq/compound-mini", "groq/compound")
    headers = [api.chat(model=model).headers for model in models]
    assert [one["x-ratelimit-remaining-requests"] for one in headers] == ["14399", "14399", "14398"]


def test_models_have_separate_limits() -> None:
    rates = {"groq/compound": "2/day", "*": "1/day"}
    with LocalServer(rate_limit=rates, token_limit={"groq/compound-mini": "900/h"}) as server:
        api = Api(server.port)
        answers = {
            model: [api.chat(model=model) for _ in range(3)] for model in ("groq/compound", "groq/compound-mini")
        }
        api.connection.close()
    assert [one.status for one in answers["groq/compound"]] == [200, 200, 429]
    assert [one.status for one in answers["groq/compound-mini"]] == [200, 429, 429]
    limits = {model: found[0].headers["x-ratelimit-limit-tokens"] for model, found in answers.items()}
    assert limits == {"groq/compound": "250000", "groq/compound-mini": "900"}


def test_unnamed_models_have_no_limit() -> None:
    with LocalServer(rate_limit={"groq/compound": "1/day"}) as server, server.client(max_retries=0) as client:
        for _ in range(3):
            client.chat.completions.create(**CHAT)


def test_recorded_answers_keep_their_headers_and_add_those_of_configured_limits() -> None:
    recorded = Answer(headers={"x-ratelimit-limit-requests": "5"}, is_recorded=True)
    assert ServerRateLimits().applied("m", recorded).headers == recorded.headers
    limits = limited(Clock(), Rate("tokens", 1000, 60))
    assert limits.applied("m", recorded).headers == {**recorded.headers, **limit_headers("tokens", 0, 1000, 60_000)}


class Clock:
    """A clock with a fixed time until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def answered(limits: ServerRateLimits, model: str = "m", tokens: int = 0) -> Answer:
    """Return the answer of the server to a request for the model."""
    return limits.applied(model, limits.refusal(model) or Answer(tokens=tokens))


def limited(clock: Clock, *rates: Rate) -> ServerRateLimits:
    """Return limits that apply to all models."""
    return ServerRateLimits(*({"*": rate} for rate in rates), clock=clock)


def test_refuses_requests_over_the_limit_until_its_refill() -> None:
    clock = Clock()
    limits = limited(clock, Rate("requests", 2, 60))
    statuses = [answered(limits).status for _ in range(3)]
    refused = answered(limits)
    assert statuses == [200, 200, 429]
    assert refused.headers["retry-after"] == "30.000"
    assert refused.headers["x-ratelimit-remaining-requests"] == "0"
    assert answered(limits, "other").status == 200
    clock.now = 30
    assert [answered(limits).status for _ in range(2)] == [200, 429]


def test_refuses_requests_after_an_answer_over_the_token_limit_until_its_refill() -> None:
    clock = Clock()
    limits = limited(clock, Rate("tokens", 1000, 60))
    headers = answered(limits, tokens=900).headers
    assert {name: value for name, value in headers.items() if name.endswith("-tokens")} == {
        "x-ratelimit-limit-tokens": "1000",
        "x-ratelimit-remaining-tokens": "100",
        "x-ratelimit-reset-tokens": "54s",
    }
    exceeding = answered(limits, tokens=599)
    assert (exceeding.status, exceeding.headers["x-ratelimit-remaining-tokens"]) == (200, "0")
    refused = answered(limits)
    assert (refused.status, refused.headers["retry-after"]) == (429, "30.000")
    assert b"tokens: limit 1000 in 60 s, used 1499. Please try again in 30.000s." in refused.body
    clock.now = 29.9
    assert answered(limits).status == 429
    clock.now = 30
    assert answered(limits).status == 200


def test_reset_is_not_before_retry_after_when_tokens_are_overdrawn() -> None:
    clock = Clock()
    limits = limited(clock, Rate("tokens", 1000, 60))
    assert answered(limits, tokens=3999).headers["x-ratelimit-reset-tokens"] == "3m59.94s"
    refused = answered(limits)
    assert refused.headers["retry-after"] == "180.000"
    assert refused.headers["x-ratelimit-reset-tokens"] == "3m59.94s"
    clock.now = 239.94
    assert answered(limits).headers["x-ratelimit-remaining-tokens"] == "1000"


def test_changed_limits_keep_the_remaining_amount_up_to_the_new_limit() -> None:
    clock = Clock()
    limits = limited(clock, Rate("requests", 10, 60), Rate("tokens", 1000, 60))
    answered(limits, tokens=900)
    clock.now = 3  # 50 tokens are refilled
    limits.change({"*": Rate("requests", 4, 60)}, {"*": Rate("tokens", 600, 60)})
    headers = answered(limits, tokens=50).headers
    assert {name[12:]: headers[name] for name in headers if "reset" not in name} == {
        "limit-requests": "4",
        "remaining-requests": "3",
        "limit-tokens": "600",
        "remaining-tokens": "100",
    }
    assert [answered(limits).status for _ in range(4)] == [200, 200, 200, 429]
    clock.now = 3 + 15
    assert answered(limits, tokens=1).headers["x-ratelimit-remaining-tokens"] == "249"


def test_unchanged_limit_keeps_its_count() -> None:
    clock = Clock()
    limits = limited(clock, Rate("requests", 2, 60), Rate("tokens", 1000, 60))
    answered(limits)
    limits.change(None, {})
    headers = answered(limits, tokens=5000).headers
    assert (headers["x-ratelimit-remaining-requests"], headers["x-ratelimit-limit-tokens"]) == ("0", "250000")
    assert answered(limits).status == 429
    limits.change({}, None)
    assert answered(limits).status == 200


def test_answer_that_began_before_a_change_counts_against_the_new_limit() -> None:
    limits = limited(Clock(), Rate("tokens", 1000, 60))
    assert limits.refusal("m") is None
    limits.change({"*": Rate("tokens", 100, 60)})
    assert limits.applied("m", Answer(tokens=160)).headers["x-ratelimit-remaining-tokens"] == "0"
    assert answered(limits).headers["retry-after"] == "36.600"


def test_limits_of_a_running_server_change() -> None:
    with LocalServer(token_limit="5000/day") as server, server.client(max_retries=0) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        server.change_limits(rate_limit={"*": "1/day", "free": "9/day"})
        assert len(list(stream)) > 1
        client.chat.completions.create(**CHAT)
        with pytest.raises(groq.RateLimitError, match=r"requests: limit 1 in 86400 s, used 1\."):
            client.chat.completions.create(**CHAT)
        server.change_limits(rate_limit=None, token_limit="1/day")
        client.chat.completions.create(**CHAT)
        with pytest.raises(groq.RateLimitError, match=r"tokens: limit 1 in"):
            client.chat.completions.create(**CHAT)
        server.reset()
        client.chat.completions.create(**CHAT)


@pytest.mark.parametrize("limit", ["30", 30, {"m": "x"}])
def test_limits_are_not_changed_to_invalid_ones(limit: Any) -> None:
    with LocalServer(rate_limit="1/day") as server, server.client(max_retries=0) as client:
        with pytest.raises((TypeError, ValueError), match=r"token_limit.*: expected a rate"):
            server.change_limits(rate_limit="9/day", token_limit=limit)
        client.chat.completions.create(**CHAT)
        with pytest.raises(groq.RateLimitError):
            client.chat.completions.create(**CHAT)


@pytest.mark.parametrize(("limit", "seconds"), [(7, 60), (3, 1), (11, 86_400), (70, 60), (9_999, 3600)])
def test_request_is_accepted_after_exactly_the_time_of_retry_after(limit: int, seconds: int) -> None:
    clock = Clock()
    clock.now = 1_234_567.891  # the clock of a machine that has run for days
    limits = limited(clock, Rate("requests", limit, seconds))
    for _ in range(limit):
        assert answered(limits).status == 200
    for _ in range(50):
        refused = answered(limits)
        assert refused.status == 429
        clock.now += float(refused.headers["retry-after"])
        assert answered(limits).status == 200


@pytest.mark.parametrize("content_type", ["Application/JSON", "text/plain", "application/octet-stream", ""])
def test_requests_of_any_content_type_are_counted(content_type: str) -> None:
    body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Hi"}]})
    headers = {"authorization": "Bearer any", "content-type": content_type}
    with LocalServer(rate_limit="1/day") as server:
        api = Api(server.port)
        statuses = [api.request("POST", CHAT_PATH, body, headers).status for _ in range(2)]
        api.connection.close()
    assert statuses == [200, 429]


def test_request_refused_for_its_tokens_does_not_count_as_a_request() -> None:
    clock = Clock()
    limits = limited(clock, Rate("requests", 2, 86_400), Rate("tokens", 60, 60))
    assert [answered(limits, tokens=60).status for _ in range(5)] == [200, 429, 429, 429, 429]
    clock.now = 1
    assert answered(limits).headers["x-ratelimit-remaining-requests"] == "0"


@pytest.mark.parametrize("limit", [{"rate_limit": "1/day"}, {"token_limit": "1/day"}])
def test_refused_request_has_no_effects(limit: dict[str, Any]) -> None:
    with LocalServer(**limit, strict=False) as server, server.client(max_retries=0) as client:
        client.chat.completions.create(**CHAT)
        server.reply("queued")
        with pytest.raises(groq.RateLimitError):
            client.chat.completions.create(**CHAT)
        assert server.pending == 1
        with pytest.raises(groq.RateLimitError):
            client.fine_tunings.create(
                base_model="b", input_file_id="f", name="n", type="lora", extra_body={"model": CHAT["model"]}
            )
        assert client.fine_tunings.list().data == []


def test_server_refuses_with_the_errors_of_the_api() -> None:
    with LocalServer(rate_limit="1/day") as server, server.client(max_retries=0) as client:
        client.chat.completions.create(**CHAT)
        with pytest.raises(groq.RateLimitError, match=r"requests: limit 1 in 86400 s, used 1\.") as raised:
            client.chat.completions.create(**CHAT)
        assert raised.value.code == "rate_limit_exceeded"
        assert raised.value.retry_after is not None
        assert 86_000 < raised.value.retry_after <= 86_400
        client.models.list()
        server.reset()
        client.chat.completions.create(**CHAT)


def test_forms_with_a_model_are_counted() -> None:
    with LocalServer(rate_limit="1/day") as server, server.client(max_retries=0) as client:
        transcription: dict[str, Any] = {"file": ("a.wav", b"RIFF"), "model": "whisper-large-v3"}
        client.audio.transcriptions.create(**transcription)
        with pytest.raises(groq.RateLimitError, match="Rate limit reached for model `whisper-large-v3` on requests"):
            client.audio.transcriptions.create(**transcription)
        client.audio.transcriptions.create(**{**transcription, "model": "whisper-large-v3-turbo"})
        client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch")  # a form without a model


@pytest.mark.parametrize(
    ("text", "limit", "seconds"), [("600/min", 600, 60), ("60/6s", 60, 6), ("1/2h", 1, 7200), ("3/1day", 3, 86_400)]
)
def test_parses_rate_as_number_per_period(text: str, limit: int, seconds: int) -> None:
    assert Rate.parse("rate", "requests", text) == Rate("requests", limit, seconds)


def test_server_counts_the_tokens_of_an_answer() -> None:
    with LocalServer(token_limit="1000/h") as server, server.client(max_retries=0) as client:
        completion = client.chat.completions.create(**CHAT)
        assert completion.usage is not None
        assert completion.rate_limits is not None
        assert completion.rate_limits.tokens.remaining == 1000 - completion.usage.total_tokens
