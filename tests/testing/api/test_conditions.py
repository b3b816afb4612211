"""Conditions of a busy API: limits that refuse, latency, failures."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import groq
from groq.testing import LocalServer
from groq.testing.api.answers import Answer
from groq.testing.api.conditions import Conditions, Rate
from groq.testing.server.messages import Headers, RecordedRequest

from ...support.answers import CHAT, MESSAGES

JSON = Headers([("content-type", "application/json")])


def chat(model: str) -> RecordedRequest:
    return RecordedRequest.from_target("POST", "/openai/v1/chat/completions", JSON, b'{"model": "%s"}' % model.encode())


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def answered(conditions: Conditions, model: str = "m", tokens: int = 0) -> Answer:
    """Return what the server answers to a request of the model."""
    request = chat(model)
    return conditions.applied(request, conditions.refusal(request) or Answer(tokens=tokens))


def test_requests_over_the_limit_are_refused_until_it_is_refilled() -> None:
    clock = Clock()
    conditions = Conditions([Rate("requests", 2, 60)], clock=clock)
    statuses = [answered(conditions).status for _ in range(3)]
    refused = answered(conditions)
    assert statuses == [200, 200, 429]
    assert refused.headers["retry-after"] == "30.000"
    assert refused.headers["x-ratelimit-remaining-requests"] == "0"
    assert answered(conditions, "other").status == 200
    clock.now = 30
    assert [answered(conditions).status for _ in range(2)] == [200, 429]


def test_requests_are_refused_after_an_answer_that_exceeds_the_tokens_until_they_are_refilled() -> None:
    clock = Clock()
    conditions = Conditions([Rate("tokens", 1000, 60)], clock=clock)
    assert answered(conditions, tokens=900).headers == {
        "x-ratelimit-limit-tokens": "1000",
        "x-ratelimit-remaining-tokens": "100",
        "x-ratelimit-reset-tokens": "54s",
    }
    exceeding = answered(conditions, tokens=599)
    assert (exceeding.status, exceeding.headers["x-ratelimit-remaining-tokens"]) == (200, "0")
    refused = answered(conditions)
    assert (refused.status, refused.headers["retry-after"]) == (429, "30.000")
    assert b"tokens: limit 1000 in 60 s, used 1499. Please try again in 30.000s." in refused.body
    clock.now = 29.9
    assert answered(conditions).status == 429
    clock.now = 30
    assert answered(conditions).status == 200


def test_request_refused_for_its_tokens_does_not_count_as_a_request() -> None:
    clock = Clock()
    conditions = Conditions([Rate("requests", 2, 86_400), Rate("tokens", 60, 60)], clock=clock)
    assert [answered(conditions, tokens=60).status for _ in range(5)] == [200, 429, 429, 429, 429]
    clock.now = 1
    assert answered(conditions).headers["x-ratelimit-remaining-requests"] == "0"


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


def test_failures_depend_on_the_number_of_the_request_alone() -> None:
    first, second = (Conditions(failures={503: 0.05, "disconnect": 0.1}) for _ in range(2))
    kinds = [answer and (answer.status, answer.disconnect) for answer in map(first.failure, range(2000))]
    assert kinds == [answer and (answer.status, answer.disconnect) for answer in map(second.failure, range(2000))]
    assert 60 <= kinds.count((503, False)) <= 140
    assert 150 <= kinds.count((200, True)) <= 250
    assert kinds.count(None) >= 1600


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
def test_rate_is_a_number_in_a_time(text: str, limit: int, seconds: int) -> None:
    assert Rate.parse("rate", "requests", text) == Rate("requests", limit, seconds)


def test_server_counts_the_tokens_of_an_answer() -> None:
    with LocalServer(token_limit="1000/h") as server, server.client(max_retries=0) as client:
        completion = client.chat.completions.create(**CHAT)
        assert completion.usage is not None
        assert completion.rate_limits is not None
        assert completion.rate_limits.tokens.remaining == 1000 - completion.usage.total_tokens


def test_server_is_slow_and_fails_when_asked_to() -> None:
    with LocalServer(latency=0.05, failures={500: 1.0}) as server, server.client(max_retries=0) as client:
        with pytest.raises(groq.InternalServerError, match="asked for with `failures`") as raised:
            client.chat.completions.create(model="m", messages=MESSAGES)
        assert raised.value.response.elapsed.total_seconds() >= 0.05
    with (
        LocalServer(failures={"disconnect": 1.0}) as server,
        server.client(max_retries=0) as client,
        pytest.raises(groq.APIConnectionError),
    ):
        client.models.list()


def test_answers_are_truncated_in_their_middle() -> None:
    with LocalServer(failures={"truncate": 1.0}) as server, server.client(max_retries=0) as client:
        server.reply("one two three four", times=3)
        with pytest.raises(groq.APIConnectionError):
            client.chat.completions.create(**CHAT)
        stream = client.chat.completions.create(**CHAT, stream=True)
        texts = [next(stream).choices[0].delta.content for _ in range(3)]
        assert texts == ["", "one", " two"]
        with pytest.raises(groq.APIConnectionError):
            next(stream)
        server.reset()
    whole = Answer(body=b"0123456789")
    half = Conditions(failures={"truncate": 1.0}).spoiled(1, whole)
    assert (half.body, half.headers["content-length"], half.disconnect) == (b"01234", "10", True)
    assert Conditions(failures={503: 1.0}).spoiled(1, whole) is whole
    assert Conditions(failures={"truncate": 1.0}).failure(1) is None


def test_part_of_the_answers_is_slow() -> None:
    conditions = Conditions(failures={"truncate": 0.5}, slow={5.0: 0.1, 60.0: 0.2})
    answers = [conditions.spoiled(number, Answer(body=b"ab", delay=1)) for number in range(2000)]
    delays = [answer.delay for answer in answers]
    assert 150 <= delays.count(6.0) <= 250
    assert 320 <= delays.count(61.0) <= 480
    assert delays.count(1) == 2000 - delays.count(6.0) - delays.count(61.0)
    slow = [answer.disconnect for answer in answers if answer.delay > 1]
    assert 0.4 < sum(slow) / len(slow) < 0.6  # slow or not, half of them are truncated


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"rate_limit": 30}, TypeError, "rate_limit: expected a rate such as '600/min', got 30"),
        ({"rate_limit": "30"}, ValueError, "rate_limit: expected a rate such as '600/min', by s, min, h or day, or"),
        ({"token_limit": "0/min"}, ValueError, "token_limit: expected a rate"),
        ({"token_limit": "5/0s"}, ValueError, "token_limit: expected a rate"),
        ({"latency": -1}, ValueError, "latency: expected a number of seconds"),
        ({"failures": [503]}, TypeError, r"failures: expected a mapping such as \{503: 0\.05\}, got \[503\]"),
        ({"failures": 5}, TypeError, "failures: expected a mapping such as .*, got 5"),
        ({"failures": ()}, TypeError, r"failures: expected a mapping such as .*, got \(\)"),
        ({"failures": {200: 0.1}}, ValueError, "failures: expected an error status from 400 to 599, or 'disconnect'"),
        ({"slow": {-1: 0.1}}, ValueError, "slow: expected a number of seconds"),
        ({"slow": {1: 1.1}}, ValueError, r"slow\[1\]: expected the part of the requests, from 0 to 1, got 1.1"),
        ({"slow": 5}, TypeError, r"slow: expected a mapping such as \{5\.0: 0\.01\}, got 5"),
        ({"failures": {503: 2}}, ValueError, r"failures\[503\]: expected the part of the requests, from 0 to 1, got 2"),
        ({"failures": {503: 0.9, 500: 0.2}}, ValueError, "failures: expected parts .* a sum of at most 1, got"),
    ],
)
def test_rejects_invalid_conditions(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        LocalServer(**options)


def test_parts_of_failures_may_add_up_to_one() -> None:
    Conditions(failures={500: 0.5, "disconnect": 0.5})
    Conditions(failures={500: 0.2, 502: 0.4, 503: 0.3, 504: 0.1})  # 1.0000000000000002


def test_command_line_sets_conditions() -> None:
    script = "import groq; print(groq.Groq(max_retries=0).models.list())"
    limits = ["--rate-limit", "30/min", "--tokens", "5000/min", "--latency", "0.01", "--slow", "0.01:1"]
    options = [*limits, "--fail", "498:0", "--fail", "disconnect:0", "--fail", "truncate:0", "--fail", "503:1"]
    command = [sys.executable, "-m", "groq.testing", "run", *options, "/dev/stdin"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "InternalServerError" in done.stderr


@pytest.mark.parametrize(
    "option",
    [
        ["--rate-limit", "30"],
        ["--slow", "5"],
        ["--slow", "-1:0.1"],
        ["--fail", "503"],
        ["--fail", "no:0.1"],
        ["--fail", "503:1", "--fail", "500:1"],
    ],
)
def test_command_line_rejects_invalid_conditions(option: list[str]) -> None:
    command = [sys.executable, "-m", "groq.testing", "serve", *option]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "expected" in done.stderr
