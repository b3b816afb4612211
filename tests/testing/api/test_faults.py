"""Faults of a busy API: latency, failures, and the options that set them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import groq
from groq.testing import LocalServer
from groq.testing.__main__ import main
from groq.testing.api.answers import Answer
from groq.testing.api.faults import Faults

from ...support.answers import CHAT, MESSAGES


def test_failures_depend_only_on_the_number_of_the_request() -> None:
    first, second = (Faults(failures={503: 0.05, "disconnect": 0.1}) for _ in range(2))
    kinds = [answer and (answer.status, answer.disconnect) for answer in map(first.failure, range(2000))]
    assert kinds == [answer and (answer.status, answer.disconnect) for answer in map(second.failure, range(2000))]
    assert 60 <= kinds.count((503, False)) <= 140
    assert 150 <= kinds.count((200, True)) <= 250
    assert kinds.count(None) >= 1600


def test_server_has_configured_latency_and_failures() -> None:
    with LocalServer(latency=0.05, failures={500: 1.0}) as server, server.client(max_retries=0) as client:
        with pytest.raises(groq.InternalServerError, match="requested with `failures`") as raised:
            client.chat.completions.create(model="m", messages=MESSAGES)
        assert raised.value.response.elapsed.total_seconds() >= 0.05
    with (
        LocalServer(failures={"disconnect": 1.0}) as server,
        server.client(max_retries=0) as client,
        pytest.raises(groq.APIConnectionError),
    ):
        client.models.list()


def test_answers_are_truncated_in_the_middle() -> None:
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
    half = Faults(failures={"truncate": 1.0}).with_fault(1, whole)
    assert (half.body, half.headers["content-length"], half.disconnect) == (b"01234", "10", True)
    assert Faults(failures={503: 1.0}).with_fault(1, whole) is whole
    assert Faults(failures={"truncate": 1.0}).failure(1) is None


def test_part_of_the_answers_is_slow() -> None:
    faults = Faults(failures={"truncate": 0.5}, slow={5.0: 0.1, 60.0: 0.2})
    answers = [faults.with_fault(number, Answer(body=b"ab", delay=1)) for number in range(2000)]
    delays = [answer.delay for answer in answers]
    assert 150 <= delays.count(6.0) <= 250
    assert 320 <= delays.count(61.0) <= 480
    assert delays.count(1) == 2000 - delays.count(6.0) - delays.count(61.0)
    slow = [answer.disconnect for answer in answers if answer.delay > 1]
    assert 0.4 < sum(slow) / len(slow) < 0.6  # half of them are truncated, whether slow or not


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"rate_limit": 30}, TypeError, "rate_limit: expected a rate such as '600/min', or a mapping of .*, got 30"),
        ({"rate_limit": {"m": "30"}}, ValueError, r"rate_limit\['m'\]: expected a rate such as '600/min', by s, min"),
        ({"token_limit": {None: "3/s"}}, TypeError, r"token_limit: expected the id of a model, or '\*' .*, got None"),
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
    Faults(failures={500: 0.5, "disconnect": 0.5})
    Faults(failures={500: 0.2, 502: 0.4, 503: 0.3, 504: 0.1})  # the sum is 1.0000000000000002


def test_command_line_sets_conditions() -> None:
    script = "import groq; print(groq.Groq(max_retries=0).models.list())"
    options = ["--latency", "0.01", "--slow", "0.01:1"]
    options += ["--fail", "498:0", "--fail", "disconnect:0", "--fail", "truncate:0", "--fail", "503:1"]
    command = [sys.executable, "-m", "groq.testing", "run", *options, "/dev/stdin"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "InternalServerError" in done.stderr


def test_command_line_sets_limits_of_each_model() -> None:
    script = """
import groq
client = groq.Groq(max_retries=0)
for model in "groq/compound", "groq/compound-mini":
    answer = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}])
    print(model, answer.rate_limits.requests.limit, answer.rate_limits.tokens.limit)
"""
    options = ["--rate-limit", "30/min", "--rate-limit", "groq/compound=7/s", "--tokens=groq/compound-mini=900/h"]
    command = [sys.executable, "-m", "groq.testing", "run", *options, "/dev/stdin"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines() == ["groq/compound 7 250000", "groq/compound-mini 30 900"], done.stderr


@pytest.mark.parametrize(
    "option",
    [
        ["--rate-limit", "30"],
        ["--rate-limit", "groq/compound=30"],
        ["--tokens", "=30/min"],
        ["--rate-limit", "a=1/min,b=2/min"],
        ["--slow", "5"],
        ["--slow", "-1:0.1"],
        ["--fail", "503"],
        ["--fail", "no:0.1"],
        ["--fail", "503:1", "--fail", "500:1"],
    ],
)
def test_command_line_rejects_invalid_conditions(capsys: pytest.CaptureFixture[str], option: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        sys.exit(main(["serve", *option]))
    assert raised.value.code == 2
    assert "expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rate-limit", "a=1/min", "--rate-limit", "a=2/min"], "--rate-limit: expected one value for a, got 1/min"),
        (
            ["--tokens", "1/min", "--tokens", "2/min"],
            "--tokens: expected one value without a model, got 1/min and 2/min",
        ),
        (["--fail", "503:0.1", "--fail", "503:0.2"], "--fail: expected one value for 503, got 0.1 and 0.2"),
        (["--slow", "5:0.1", "--slow", "5.0:0.2"], "--slow: expected one value for 5.0, got 0.1 and 0.2"),
    ],
)
def test_command_line_rejects_repeated_conditions(
    capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["serve", *options]) == 2
    assert message in capsys.readouterr().err
